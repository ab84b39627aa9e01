"""Pages that cannot be read as they lie: a turned page is set upright, a page without a believable text goes to OCR."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from her2parse.extract.misread import mended
from her2parse.extract.ocr import recognise
from her2parse.extract.recognition import OcrOptions
from her2parse.model import Box, Page, TextQuality, Word, turned


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
        mended(seen.words),
        () if seen.skew else tuple(map(moved, page.rules)),
        tuple(map(moved, page.images)),
        TextQuality("ok", f"{why};ocr_lost:{seen.lost}" if seen.lost else why),
        ocr=True,
        turn=seen.turn,
        skew=seen.skew,
    )


def _at(word: Word, box: Box) -> Word:
    return replace(word, x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom)


def _rounded(box: Box) -> Box:
    return Box(round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2))
