"""Text that the file holds and nobody sees: in the invisible mode, or white on white.

Only what is shown is the report. A scanner's own text layer lies invisibly over its picture: it is what an unknown
program took the picture for, and is judged by ``quality``; other invisible words are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from her2parse.extract.ocr import picture
from her2parse.extract.recognition import OcrFault
from her2parse.extract.words import TextLayer
from her2parse.model import Box, Word

_DPI = 72
_CONTRAST = 40
"""Difference of the lightest and the darkest point (0-255) from which something is drawn at a word's place."""

Ink = Callable[[Sequence[Box]], list[bool]]


def without_unseen(layer: TextLayer, images: Sequence[Box], grounds: Sequence[Box], ink: Ink) -> TextLayer:
    """The layer without the words that nobody sees; an invisible word over a picture stays, and stays ``unseen``.

    Args:
        layer: of one page.
        images: its pictures.
        grounds: what else is drawn under words: filled boxes among ruling lines.
        ink: says of boxes whether anything is drawn there; asked only about pale words on no ground.
    """
    doubtful = [i for i in sorted(layer.pale) if not _on(layer.words[i], (*grounds, *images))]
    drawn = dict(zip(doubtful, ink([_box(layer.words[i]) for i in doubtful]), strict=True)) if doubtful else {}
    gone = {i for i in doubtful if not drawn[i]} | {i for i in layer.unseen if not _on(layer.words[i], images)}
    if not gone:
        return layer
    kept = [i for i in range(len(layer.words)) if i not in gone]
    place = {old: new for new, old in enumerate(kept)}
    unseen = frozenset(place[i] for i in layer.unseen if i in place)
    return replace(
        layer,
        words=tuple(layer.words[i] for i in kept),
        fonts=tuple(layer.fonts[i] for i in kept),
        directions=tuple(layer.directions[i] for i in kept),
        hidden=len(unseen) / len(kept) if kept else 0.0,
        unseen=unseen,
        pale=frozenset(place[i] for i in layer.pale if i in place),
    )


def ink_on(data: bytes, index: int, visible: Box, passwords: Sequence[str] = ()) -> Ink:
    """Whether anything is drawn in boxes of page ``index`` (0…); everything counts as drawn where it cannot be seen."""

    def ink(boxes: Sequence[Box]) -> list[bool]:
        try:
            image, scale = picture(data, index, _DPI, passwords)
        except OcrFault:
            return [True] * len(boxes)
        found = []
        for box in boxes:
            x0, x1 = (max(0, round((x - visible.x0) * scale)) for x in (box.x0, box.x1))
            y0, y1 = (max(0, round((y - visible.top) * scale)) for y in (box.top, box.bottom))
            part = image[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
            found.append(bool(part.size) and int(part.max()) - int(part.min()) >= _CONTRAST)
        return found

    return ink


def _on(word: Word, boxes: Sequence[Box]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return any(box.x0 <= x <= box.x1 and box.top <= y <= box.bottom for box in boxes)


def _box(word: Word) -> Box:
    return Box(word.x0, word.top, word.x1, word.bottom)
