"""A second reader for the few pages that PDFium cannot load: pdfplumber, slower, with another parser underneath.

It is asked only when PDFium has failed, so its cost (some thirty times PDFium's a page) is paid where a page would
otherwise be lost.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from her2parse.extract.rules import Drawing
from her2parse.extract.words import TextLayer
from her2parse.model import Box, Word

_GAP = 0.15
"""pdfplumber's default gap between words (3 pt) glues small print; this share of the letter size does not."""
_MAX_RULES = 5000


def second_look(
    data: bytes, index: int, passwords: Sequence[str] = ()
) -> tuple[float, float, TextLayer, Drawing] | None:
    """Width, height, words and drawing of page ``index`` (0…), or ``None`` where pdfplumber cannot read it either."""
    import pdfplumber

    for password in (*passwords, ""):
        try:
            with pdfplumber.open(io.BytesIO(data), password=password) as document:
                page = document.pages[index]
                found = page.extract_words(x_tolerance_ratio=_GAP, extra_attrs=["size", "fontname"])
                words = tuple(
                    Word(
                        word["text"],
                        round(float(word["x0"]), 2),
                        round(float(word["top"]), 2),
                        round(float(word["x1"]), 2),
                        round(float(word["bottom"]), 2),
                        round(float(word["size"]), 2),
                        str(word["fontname"]).split("+")[-1],
                    )
                    for word in found
                )
                rules = tuple(_box(shape) for shape in [*page.lines, *page.rects][:_MAX_RULES])
                images = tuple(_box(image) for image in page.images[:_MAX_RULES])
                layer = TextLayer(words, (-1,) * len(words))
                return round(float(page.width), 2), round(float(page.height), 2), layer, Drawing(rules, images)
        except Exception:  # a damaged page may raise anything from pdfminer; it then stays unread, and is said to be
            continue
    return None


def _box(shape: dict[str, float]) -> Box:
    return Box(float(shape["x0"]), float(shape["top"]), float(shape["x1"]), float(shape["bottom"]))
