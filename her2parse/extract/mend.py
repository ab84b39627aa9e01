"""Pages that cannot be read as they lie: a turned page is set upright, a page without a believable text goes to OCR,
and so does a picture on a page of text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from her2parse.extract.glued import respaced
from her2parse.extract.labels import lexicon
from her2parse.extract.misread import mended
from her2parse.extract.ocr import recognise
from her2parse.extract.recognition import OcrOptions
from her2parse.extract.words import TextLayer
from her2parse.model import Box, Page, TextQuality, Word, turned

PICTURE, PICTURE_SIDE = 0.04, 60.0
"""A picture of this share of the page and this many points on each side has room for a table; a logo has not."""
TEXT_OVER = 0.05
"""A picture with words of the page over more than this share of it is a background."""
_GENE = re.compile(r"[A-Z][A-Z0-9]{2,}")


def upright(page: Page, directions: Sequence[int]) -> tuple[Page, tuple[int, ...]]:
    """The page as it is read, and its words' directions on it: unchanged unless most of its words run another way.

    Args:
        page: as it is shown.
        directions: for each word the direction of writing as shown (0 right, 1 down, 2 left, 3 up); empty = all 0.
    """
    turn, n = Counter(directions).most_common(1)[0] if directions else (0, 0)
    if not turn or not page.quality.read or 2 * n <= len(directions):
        return page, tuple(directions)
    width, height = page.width, page.height

    def moved(box: Box) -> Box:
        return _rounded(turned(box, turn, width, height))

    words = tuple(_at(word, moved(Box(word.x0, word.top, word.x1, word.bottom))) for word in page.words)
    set_up = replace(
        page,
        width=height if turn % 2 else width,
        height=width if turn % 2 else height,
        words=words,
        rules=tuple(map(moved, page.rules)),
        images=tuple(map(moved, page.images)),
        turn=turn,
    )
    return set_up, tuple((direction - turn) % 4 for direction in directions)


def by_ocr(
    data: bytes, page: Page, size: tuple[float, float], visible: Box, ocr: OcrOptions, passwords: Sequence[str]
) -> Page:
    """The page with the words that OCR read, or as it was with what went wrong in its quality's ``detail``.

    ``detail`` begins with what spoke against the text layer; ``ocr_lost:N`` says that N lines were seen and not read.
    """
    seen = recognise(data, page.number - 1, size, visible, ocr, passwords)
    why = page.quality.detail
    if seen.fault:
        return replace(page, quality=TextQuality(page.quality.verdict, f"{why};{seen.fault}".lstrip(";")))
    width, height = size

    def moved(box: Box) -> Box:
        return _rounded(turned(box, seen.turn, width, height))

    return Page(
        page.number,
        height if seen.turn % 2 else width,
        width if seen.turn % 2 else height,
        respaced([TextLayer(mended(seen.words))])[0].words,
        () if seen.skew else tuple(map(moved, page.rules)),
        tuple(map(moved, page.images)),
        TextQuality("ok", f"{why};ocr_lost:{seen.lost}" if seen.lost else why),
        ocr=True,
        turn=seen.turn,
        skew=seen.skew,
    )


def tables_as_pictures(page: Page, visible: Box) -> tuple[Box, ...]:
    """The pictures on a page of honest text that have room for a table and none of the page's words over them."""
    if page.turn or not page.quality.read or not page.words:
        return ()
    shown = (_common(image, visible) for image in page.images)
    return tuple(dict.fromkeys(box for box in shown if box and _has_room(box, page)))


def with_pictures(
    data: bytes, page: Page, pictures: Sequence[Box], visible: Box, ocr: OcrOptions, passwords: Sequence[str]
) -> Page:
    """The page with what OCR read in its pictures, marked as read by OCR; as it was where no picture names a gene.

    A picture that cannot be read is no fault of the page: most show a stain, a curve or a seal.
    """
    more: list[Word] = []
    lost = 0
    for box in pictures:
        seen = recognise(data, page.number - 1, (page.width, page.height), visible, ocr, passwords, only=box)
        if not seen.fault and not seen.turn and any(_names_gene(word.text) for word in seen.words):
            more.extend(mended(seen.words))
            lost += seen.lost
    if not more:
        return page
    detail = ";".join(filter(None, (page.quality.detail, "picture_with_text", f"ocr_lost:{lost}" if lost else "")))
    return replace(page, words=(*page.words, *more), quality=TextQuality("ok", detail), ocr=True)


def _names_gene(text: str) -> bool:
    return any(match[0] in lexicon().genes for match in _GENE.finditer(text))


def _has_room(box: Box, page: Page) -> bool:
    area = _area(box)
    if min(box.x1 - box.x0, box.bottom - box.top) < PICTURE_SIDE or area < PICTURE * page.width * page.height:
        return False
    over = (_common(Box(word.x0, word.top, word.x1, word.bottom), box) for word in page.words)
    return sum(_area(part) for part in over if part) < TEXT_OVER * area


def _common(one: Box, other: Box) -> Box | None:
    """The part that two boxes share."""
    x0, top = max(one.x0, other.x0), max(one.top, other.top)
    x1, bottom = min(one.x1, other.x1), min(one.bottom, other.bottom)
    return Box(x0, top, x1, bottom) if x0 < x1 and top < bottom else None


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


def _at(word: Word, box: Box) -> Word:
    return replace(word, x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom)


def _rounded(box: Box) -> Box:
    return Box(round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2))
