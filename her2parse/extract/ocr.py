"""A page without a believable text layer, read in a picture of it.

The words get their places on the page as it is read (upright and straight); ``Page.shown`` leads back to the page as a
viewer shows it. What OCR reads is never silent: the reader marks every finding that rests on such a page.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median

from her2parse.extract.recognition import Image, OcrFault, OcrOptions, Seen, SeenWord, chosen, engine
from her2parse.model import Box, Word, turned

MAX_PIXELS = 12_000_000
"""Of a page's picture: A4 at 300 dpi has 8.7 million. A larger page is drawn smaller."""
FEW_WORDS = 5
"""Fewer words than this were not read off a report's page."""
SURE = 0.7
"""Mean confidence below which a page was guessed, not read (clean scans: 0.98, faxes: 0.9)."""
_LOST = 0.3
"""Share of lines seen but not read from which a page counts as unread."""
_SPACE, _COLUMN = 0.3, 0.85
"""Widths of a space and of a gap between columns, as shares of the height of the print."""
_ONE_SIZE = 0.15
"""Lines whose heights differ from the page's usual one by less than this share are in one size of print."""


@dataclass(frozen=True, slots=True)
class OcrPage:
    """A page as OCR read it: words on the upright page, its turn and skew as ``model.Page`` has them. ``lost`` lines
    were seen and not read. ``fault``: why nothing may be believed, or empty."""

    words: tuple[Word, ...] = ()
    turn: int = 0
    skew: float = 0.0
    lost: int = 0
    fault: str = ""


def recognise(
    data: bytes,
    index: int,
    size: tuple[float, float],
    visible: Box,
    options: OcrOptions,
    passwords: Sequence[str] = (),
    *,
    only: Box | None = None,
) -> OcrPage:
    """Read page ``index`` (0…), or a part of it, in a picture.

    Args:
        data: the PDF.
        size: width and height of the page as shown, in points.
        visible: the part of it that is shown, and drawn in the picture.
        options: engine and resolution.
        passwords: tried in order when the file is encrypted.
        only: the part of the page as shown that is read; the whole where there is none.
    """
    try:
        reader = engine(chosen(options), options.languages)
        image, scale = picture(data, index, options.dpi, passwords)
        if only:
            x, y = only.x0 - visible.x0, only.top - visible.top
            wide, high = only.x1 - only.x0, only.bottom - only.top
            left, top, right, low = (max(0, round(at * scale)) for at in (x, y, x + wide, y + high))
            image, visible = image[top:low, left:right].copy(), only
        seen = reader.read(image)
    except OcrFault:
        return OcrPage(fault="ocr_failed")
    words = placed(seen, size, visible, scale)
    return OcrPage(words, seen.turn, seen.skew, seen.lost, _fault(words, seen))


def _fault(words: Sequence[Word], seen: Seen) -> str:
    if len(words) < FEW_WORDS:
        return "ocr_no_words"
    lines = len({word.line for word in seen.words})
    unsure = mean(word.confidence for word in words) < SURE or seen.lost > _LOST * (lines + seen.lost)
    return "ocr_unsure" if unsure else ""


def picture(data: bytes, index: int, dpi: int, passwords: Sequence[str] = ()) -> tuple[Image, float]:
    """The page drawn as a viewer shows it, in colours, and its pixels a point. Raises ``OcrFault``."""
    import pypdfium2

    for password in (None, *passwords):
        try:
            document = pypdfium2.PdfDocument(data, password=password)
        except pypdfium2.PdfiumError:
            continue
        try:
            if document.get_formtype():
                document.init_forms()
            page = document[index]
            width, height = page.get_size()
            scale = min(dpi / 72, math.sqrt(MAX_PIXELS / (width * height)))
            return page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3].copy(), scale
        except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError):
            raise OcrFault("the page cannot be drawn") from None
        finally:
            document.close()
    raise OcrFault("the file cannot be opened again")


def placed(seen: Seen, size: tuple[float, float], visible: Box, scale: float) -> tuple[Word, ...]:
    """The words of a picture on the page as it is read, in points; a line's words share upper and lower edge."""
    width, height = size
    shown = turned(visible, seen.turn, width, height)
    centre = (height / 2, width / 2) if seen.turn % 2 else (width / 2, height / 2)
    lines: dict[int, list[tuple[SeenWord, list[tuple[float, float]]]]] = {}
    for word in seen.words:
        corners = [(shown.x0 + x / scale, shown.top + y / scale) for x, y in word.corners]
        lines.setdefault(word.line, []).append((word, [_rotated(at, centre, -seen.skew) for at in corners]))
    heights = {number: _height(line[0][1]) for number, line in lines.items()}
    usual = median(heights.values()) if heights else 0.0
    out: list[Word] = []
    for number, line in lines.items():
        own = heights[number]
        own = usual if abs(own - usual) < _ONE_SIZE * usual else own
        middle = median(y for _, corners in line for _, y in (_middle(corners),))
        spans = _closed([(min(x for x, _ in corners), max(x for x, _ in corners)) for _, corners in line], own)
        for (word, _), (x0, x1) in zip(line, spans, strict=True):
            edges = (round(x0, 2), round(middle - own / 2, 2), round(x1, 2), round(middle + own / 2, 2))
            out.append(Word(plain(word.text), *edges, round(own, 1), confidence=round(word.confidence, 2)))
    return tuple(out)


def _closed(spans: list[tuple[float, float]], height: float) -> list[tuple[float, float]]:
    """The words of one line with the gaps of a space: an engine's places of words within a line are rough, and a
    table's columns are lines of their own to it."""
    out = [spans[0]]
    for x0, x1 in spans[1:]:
        before = out[-1]
        too_wide = (x0 - before[1] - _SPACE * height) / 2
        if too_wide > 0 and x0 - before[1] < _COLUMN * height:
            out[-1] = (before[0], before[1] + too_wide)
            x0 -= too_wide
        out.append((x0, x1))
    return out


_NAME_LIKE = re.compile(r"[A-Z]+\d|\d")
_SIGNS = str.maketrans(
    {"（": "(", "）": ")", "：": ":", "，": ",", "；": ";", "％": "%", "＋": "+", "－": "-", "＞": ">"}
)


def plain(text: str) -> str:
    """An engine's word with Chinese signs as plain ones, and without accents where no accent can be (``HÉR2``)."""
    text = text.translate(_SIGNS)
    if text.isascii() or not _NAME_LIKE.search(text):
        return text
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return bare if bare.isascii() else text


def _rotated(at: tuple[float, float], centre: tuple[float, float], degrees: float) -> tuple[float, float]:
    if not degrees:
        return at
    angle = math.radians(degrees)
    x, y = at[0] - centre[0], at[1] - centre[1]
    return (
        centre[0] + x * math.cos(angle) - y * math.sin(angle),
        centre[1] + x * math.sin(angle) + y * math.cos(angle),
    )


def _middle(corners: list[tuple[float, float]]) -> tuple[float, float]:
    return mean(x for x, _ in corners), mean(y for _, y in corners)


def _height(corners: list[tuple[float, float]]) -> float:
    return math.hypot(corners[0][0] - corners[3][0], corners[0][1] - corners[3][1])
