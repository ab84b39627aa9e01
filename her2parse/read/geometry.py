"""Words to lines and cells: pure geometry, no meaning.

A *line* is a run of words that share a baseline; a *cell* is a run of words of one line without a wide gap in it.
Lengths are PDF points from the page's top left corner.

Every floor of the reader asks the same cells for their edges and texts. So a cell works out its edges once, and is
equal to itself only: what is worked out for a cell can be remembered by the cell, without comparing all its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from her2parse.model import Box, Evidence, Page, Word
from her2parse.read.remembered import kept

_GAP_IN_CELL = 0.85
"""Words further apart than this share of the letter height belong to different cells (a space is about 0.3)."""
_GAP_IN_TABLE = 0.5
"""The same in a table, where columns may stand close."""
_LEVEL = 0.45
"""Words whose middles differ by less than this share of the smaller one's height share a line."""
_NEAR = 6
"""Lines above a word that it may still belong to."""
_SAME_SPACE = 0.6
"""Points by which the spaces of a justified line may differ (viewers round places)."""
_FULL_LINE = 5
"""Words that such a line has at least."""


@dataclass(frozen=True, eq=False, init=False)
class Cell:
    """Neighbouring words of one line (at least one) without a wide gap between them, and the edges around them."""

    page: int
    words: tuple[Word, ...]
    x0: float = field(init=False)
    x1: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __init__(self, page: int, words: tuple[Word, ...]) -> None:
        own = self.__dict__  # Nobody else sets a field, and a frozen class's own way costs five times as much.
        own["page"], own["words"] = page, words
        if len(words) == 1:
            word = words[0]
            own["x0"], own["x1"], own["top"], own["bottom"] = word.x0, word.x1, word.top, word.bottom
            return
        own["x0"] = min([word.x0 for word in words])
        own["x1"] = max([word.x1 for word in words])
        own["top"] = min([word.top for word in words])
        own["bottom"] = max([word.bottom for word in words])

    @kept
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join([word.text for word in self.words])

    @kept
    def height(self) -> float:
        """Height of a typical word."""
        return _typical([word.bottom - word.top for word in self.words])

    @kept
    def size(self) -> float:
        """Letter size of a typical word; its height where the size is not known."""
        return _typical([word.size or (word.bottom - word.top) for word in self.words])


class Line(Cell):
    """All words of a page that share a baseline, from left to right."""

    @kept
    def cells(self) -> tuple[Cell, ...]:
        """The line cut at its wide gaps."""
        return _cut(self, _GAP_IN_CELL)

    @kept
    def tight_cells(self) -> tuple[Cell, ...]:
        """The line cut at every gap wider than a word space, as a table's line is."""
        return tuple([tight for cell in self.cells for tight in _cut(cell, _GAP_IN_TABLE)])


class FullLine(Line):
    """A line of running text whose spaces were stretched to fill it; however wide, they part no cells."""

    @kept
    def cells(self) -> tuple[Cell, ...]:
        """The line as its own only cell."""
        return (self,)

    @kept
    def tight_cells(self) -> tuple[Cell, ...]:
        """The line as its own only cell."""
        return (self,)


def _cut(whole: Cell, gap: float) -> tuple[Cell, ...]:
    """A line or cell cut wherever two words stand further apart than ``gap`` letter heights.

    Where nothing is to cut it is its own only cell, so that what is known of the one need not be found again of the
    other.
    """
    words = whole.words
    cuts = [0]
    last = words[0]
    for at in range(1, len(words)):
        word = words[at]
        space = word.x0 - last.x1
        if space > 0 and space > gap * max(4.0, min(last.bottom - last.top, word.bottom - word.top)):
            cuts.append(at)
        last = word
    if len(cuts) == 1:
        return (whole,)
    return tuple([Cell(whole.page, words[start:end]) for start, end in zip(cuts, [*cuts[1:], len(words)], strict=True)])


def _typical(values: list[float]) -> float:
    """The median."""
    return values[0] if len(values) == 1 else median(values)


def _height(word: Word) -> float:
    return word.bottom - word.top


def lines_of(page: Page) -> tuple[Line, ...]:
    """Group a page's words to lines, top to bottom; within a line, left to right.

    Two words share a line when their vertical middles differ by less than 0.45 of the smaller one's height, so that a
    superscript stays with its line and a wrapped table cell does not.
    """
    return lines_among(page.number, page.words)


def lines_among(number: int, words: Sequence[Word]) -> tuple[Line, ...]:
    """Some words of page ``number`` grouped to lines (see ``lines_of``)."""
    order = sorted([((word.top + word.bottom) / 2, word.x0, at) for at, word in enumerate(words)])
    groups: list[list[Word]] = []
    anchors: list[tuple[float, float]] = []
    for middle, _, at in order:
        word = words[at]
        height = word.bottom - word.top
        for near in range(len(anchors) - 1, max(len(anchors) - 1 - _NEAR, -1), -1):
            level, size = anchors[near]
            if middle - level <= max(1.0, _LEVEL * min(height, size)):
                groups[near].append(word)
                break
        else:
            groups.append([word])
            anchors.append((middle, height))
    lines = [Line(number, tuple(sorted(group, key=_from_left))) for group in groups]
    return _with_full(tuple(sorted(lines, key=_from_top)))


def _with_full(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines set in full width are marked: of one margin left and right, and each with spaces of one width of its own.

    A row of a table may have equal gaps by chance, but not lines beside it that end at the same place with others.
    """
    even = {line: space for line in lines if (space := _even_space(line))}
    full: set[Line] = set()
    for line, space in even.items():
        peers = [s for other, s in even.items() if abs(other.x0 - line.x0) < 1 and abs(other.x1 - line.x1) < 1]
        if max(peers) - min(peers) > _SAME_SPACE and space > _GAP_IN_TABLE * min(map(_height, line.words)):
            full.add(line)
    return tuple([FullLine(line.page, line.words) if line in full else line for line in lines]) if full else lines


def _even_space(line: Line) -> float:
    """The width of a line's spaces where all are the same and its words are not; 0 elsewhere."""
    words = line.words
    if len(words) < _FULL_LINE:
        return 0.0
    gaps = [after.x0 - before.x1 for before, after in pairwise(words)]
    if min(gaps) <= 0 or max(gaps) - min(gaps) > _SAME_SPACE:
        return 0.0
    widths = [word.x1 - word.x0 for word in words]
    return max(gaps) if max(widths) - min(widths) > 1.5 * line.height else 0.0


def _from_left(word: Word) -> tuple[float, float]:
    return word.x0, word.top


def _from_top(line: Line) -> tuple[float, float]:
    return line.top + line.bottom, line.x0


def union(boxes: Iterable[Word | Cell | Box]) -> Box:
    """The smallest box around all of ``boxes``; raises ``ValueError`` when there is none."""
    items = list(boxes)
    if not items:
        raise ValueError("no boxes to join")
    return Box(
        min(item.x0 for item in items),
        min(item.top for item in items),
        max(item.x1 for item in items),
        max(item.bottom for item in items),
    )


def words_in(page: Page, box: Box) -> tuple[Word, ...]:
    """The page's words whose middle lies inside ``box``, in reading order."""
    return _in_order(page, _inside(page, box))


def _in_order(page: Page, words: Sequence[Word]) -> tuple[Word, ...]:
    if len(words) < 2:
        return tuple(words)
    return tuple([word for line in lines_among(page.number, words) for word in line.words])


def _inside(page: Page, box: Box) -> list[Word]:
    """The page's words whose middle lies inside ``box``, in the file's order."""
    x0, x1, top, bottom = box.x0, box.x1, box.top, box.bottom
    return [
        word
        for word in page.words
        if top <= (word.top + word.bottom) / 2 <= bottom and x0 <= (word.x0 + word.x1) / 2 <= x1
    ]


def _whole(page: Page, box: Box) -> tuple[Box, list[Word]]:
    """``box``, widened until it cuts none of the words that count as inside, and these words: over several lines of
    text, an edge set by one line runs through a word of another."""
    while True:
        inside = _inside(page, box)
        wider = union([box, *inside])
        if wider == box:
            return box, inside
        box = wider


def evidence(page: Page, words: Sequence[Word]) -> Evidence:
    """The evidence for a statement made from ``words``: their common box, and *all* the text inside that box.

    Quoting everything inside the box keeps the quote true for whoever reads the same box with another program.
    """
    box, inside = _whole(page, union(words))
    quote = " ".join([word.text for word in _in_order(page, inside)])
    return Evidence(page.number, round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2), quote)
