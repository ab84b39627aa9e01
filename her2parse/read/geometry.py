"""Words to lines and cells: pure geometry, no meaning.

A *line* is a run of words that share a baseline; a *cell* is a run of words of one line without a wide gap in it.
Lengths are PDF points from the page's top left corner.

Every floor of the reader asks the same cells for their edges and texts. So a cell works out its edges once, and is
equal to itself only: what is worked out for a cell can be remembered by the cell, without comparing all its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from statistics import median

from her2parse.model import Box, Evidence, Page, Word

_GAP_IN_CELL = 0.85
"""Words further apart than this share of the letter height belong to different cells (a space is about 0.3)."""
_GAP_IN_TABLE = 0.5
"""The same in a table, where columns may stand close."""

_SAME_SPACE = 0.6
"""Points by which the spaces of a justified line may differ (viewers round places)."""
_FULL_LINE = 5
"""Words that such a line has at least."""


@dataclass(frozen=True, eq=False)
class Cell:
    """Neighbouring words of one line (at least one) without a wide gap between them, and the edges around them."""

    page: int
    words: tuple[Word, ...]
    x0: float = field(init=False)
    x1: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        words = self.words
        object.__setattr__(self, "x0", min([word.x0 for word in words]))
        object.__setattr__(self, "x1", max([word.x1 for word in words]))
        object.__setattr__(self, "top", min([word.top for word in words]))
        object.__setattr__(self, "bottom", max([word.bottom for word in words]))

    @cached_property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def height(self) -> float:
        """Height of a typical word."""
        return median([word.bottom - word.top for word in self.words])

    @cached_property
    def size(self) -> float:
        """Letter size of a typical word; its height where the size is not known."""
        return median([word.size or (word.bottom - word.top) for word in self.words])


@dataclass(frozen=True, eq=False)
class Line(Cell):
    """All words of a page that share a baseline, from left to right.

    ``justified``: a line of running text whose spaces were stretched to fill it; however wide, they part no cells.
    """

    justified: bool = False

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The line cut at its wide gaps."""
        return self._cut(_GAP_IN_CELL)

    @cached_property
    def tight_cells(self) -> tuple[Cell, ...]:
        """The line cut at every gap wider than a word space, as a table's line is."""
        return self._cut(_GAP_IN_TABLE)

    def _cut(self, gap: float) -> tuple[Cell, ...]:
        """The line cut wherever two words stand further apart than ``gap`` letter heights."""
        if self.justified:
            return (Cell(self.page, self.words),)
        cells: list[Cell] = []
        run: list[Word] = []
        for word in self.words:
            if run and word.x0 - run[-1].x1 > gap * max(4.0, min(_height(run[-1]), _height(word))):
                cells.append(Cell(self.page, tuple(run)))
                run = []
            run.append(word)
        if run:
            cells.append(Cell(self.page, tuple(run)))
        return tuple(cells)


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
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda w: ((w.top + w.bottom) / 2, w.x0)):
        middle, height = (word.top + word.bottom) / 2, _height(word)
        for group in reversed(groups[-6:]):
            anchor = group[0]
            limit = 0.45 * min(height, _height(anchor))
            if abs((anchor.top + anchor.bottom) / 2 - middle) <= max(1.0, limit):
                group.append(word)
                break
        else:
            groups.append([word])
    lines = [Line(number, tuple(sorted(group, key=lambda w: (w.x0, w.top)))) for group in groups]
    return _with_justified(tuple(sorted(lines, key=lambda line: (line.top + line.bottom, line.x0))))


def _with_justified(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines set in full width are marked: of one margin left and right, and each with spaces of one width of its own.

    A row of a table may have equal gaps by chance, but not lines beside it that end at the same place with others.
    """
    even = {line: space for line in lines if (space := _even_space(line))}
    marked: set[Line] = set()
    for line, space in even.items():
        peers = [s for other, s in even.items() if abs(other.x0 - line.x0) < 1 and abs(other.x1 - line.x1) < 1]
        if max(peers) - min(peers) > _SAME_SPACE and space > _GAP_IN_TABLE * min(map(_height, line.words)):
            marked.add(line)
    return tuple(Line(line.page, line.words, justified=True) if line in marked else line for line in lines)


def _even_space(line: Line) -> float:
    """The width of a line's spaces where all are the same and its words are not; 0 elsewhere."""
    words = line.words
    if len(words) < _FULL_LINE:
        return 0.0
    gaps = [after.x0 - before.x1 for before, after in pairwise(words)]
    widths = [word.x1 - word.x0 for word in words]
    even = max(gaps) - min(gaps) <= _SAME_SPACE and max(widths) - min(widths) > 1.5 * line.height
    return max(gaps) if even and min(gaps) > 0 else 0.0


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
    inside = tuple(
        word
        for word in page.words
        if box.x0 <= (word.x0 + word.x1) / 2 <= box.x1 and box.top <= (word.top + word.bottom) / 2 <= box.bottom
    )
    if not inside:
        return ()
    if len(inside) == 1:
        return inside
    return tuple(word for line in lines_among(page.number, inside) for word in line.words)


def _whole(page: Page, box: Box) -> Box:
    """``box``, widened until it cuts none of the words that count as inside: over several lines of text, an edge set by
    one line runs through a word of another."""
    while True:
        wider = union([box, *words_in(page, box)])
        if wider == box:
            return box
        box = wider


def evidence(page: Page, words: Sequence[Word]) -> Evidence:
    """The evidence for a statement made from ``words``: their common box, and *all* the text inside that box.

    Quoting everything inside the box keeps the quote true for whoever reads the same box with another program.
    """
    box = _whole(page, union(words))
    quote = " ".join(word.text for word in words_in(page, box))
    return Evidence(page.number, round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2), quote)
