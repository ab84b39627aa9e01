"""A page set in columns to strips, each read by itself: pure geometry, but for one question about headings.

Columns are parted by a *gutter*: white from top to bottom over many lines. So is a table; but the lines of a table
stand side by side, while those of two columns of text stand at heights of their own, and each column has headings or
tables of its own. Only where both hold is a page cut, so that what is one row stays one row.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from her2parse.model import Box, Page, Word
from her2parse.read.cards import frames
from her2parse.read.geometry import Cell, Line, lines_among

Opens = Callable[[Line, Line], bool]
"""Whether a line of one column (first) opens a part or a table of its own; the second is the line across the page that
it is a part of, itself where nothing stands on its level."""

_GUTTER = 8.0
"""Least width of the white between two columns, points."""
_LEFTMOST, _RIGHTMOST = 0.28, 0.75
"""Where a right column may begin, as a share of the page's width."""
_NARROWEST, _LABELS = 0.2, 0.13
"""A column's least width, as a share of the page's; that of a column of labels with their values, on the left."""
_FEWEST = 3
"""Lines on each side that make a column."""
_STAGGERED = 2
"""Lines of the right column that stand between two of the left one."""
_LEVEL, _APART = 0.15, 0.95
"""Lines whose middles differ by less than the first share of their height stand on one level, by more than the second
over one another."""
_FRAME = 60.0
"""A box higher than this (points) frames a part of the page; a lower one is a row or a bar."""


@dataclass(frozen=True, slots=True)
class _Band:
    """Lines ``first`` to ``last`` (exclusive) of a page that a gutter left of ``x`` cuts."""

    first: int
    last: int
    x: float
    left: tuple[Line, ...]
    right: tuple[Line, ...]
    score: float


def strips(page: Page, lines: Sequence[Line], opens: Opens) -> tuple[tuple[Line, ...], ...]:
    """The page's lines in reading order, a strip for each column and for what stands over, between or under columns.

    One strip with the same lines where the page is not set in columns.
    """
    band = _widest(page, lines, opens)
    if band is None:
        return (tuple(lines),)
    parts = (lines[: band.first], band.left, band.right, lines[band.last :])
    return tuple(strip for part in parts if part for strip in strips(page, part, opens))


def _widest(page: Page, lines: Sequence[Line], opens: Opens) -> _Band | None:
    if len(lines) < _FEWEST:
        return None
    found = [
        band
        for x in _edges(page, lines)
        for first, last in _runs(page, lines, x)
        if (band := _band(page, lines, first, last, x, opens))
    ]
    return max(found, key=lambda band: (band.score, -band.x), default=None)


def _edges(page: Page, lines: Sequence[Line]) -> list[float]:
    """Where a right column may begin: left edges that several cells share."""
    low, high = _LEFTMOST * page.width, _RIGHTMOST * page.width
    places = sorted(cell.x0 for line in lines for cell in line.cells if low < cell.x0 < high)
    heads = [x for at, x in enumerate(places) if at == 0 or x - places[at - 1] > 1.0]
    return [x for x in heads if bisect_right(places, x + 12) - bisect_left(places, x - 1) >= _FEWEST]


def _runs(page: Page, lines: Sequence[Line], x: float) -> list[tuple[int, int]]:
    """Runs of lines that leave the gutter at ``x`` white, between the rules and bars that are drawn across it."""
    across = [
        (rule.top, rule.bottom)
        for rule in page.rules
        if rule.x0 < x - _GUTTER and rule.x1 > x + _GUTTER and rule.bottom - rule.top < _FRAME
    ]
    across += [(box.top, box.bottom) for box in _cards(page) if box.x0 < x - _GUTTER and box.x1 > x + _GUTTER]
    clear = []
    left, right = x - _GUTTER, x - 0.5
    for line in lines:
        middle = (line.top + line.bottom) / 2
        white = line.x1 <= left or line.x0 >= right
        white = white or not [word for word in line.words if word.x1 > left and word.x0 < right]
        clear.append(
            white and not _flows(line) and not (across and any(top < middle < bottom for top, bottom in across))
        )
    cuts = {0, len(lines)}
    for at, (above, line) in enumerate(pairwise(lines), 1):
        if clear[at] != clear[at - 1] or (
            across and any(above.top < top and bottom < line.bottom for top, bottom in across)
        ):
            cuts.add(at)
    return [(first, last) for first, last in pairwise(sorted(cuts)) if clear[first] and last - first >= _FEWEST]


def _cards(page: Page) -> list[Box]:
    """The frames of cards: such as stand beside another at one height, and those as wide and far left as these. What is
    white inside a card is no gutter."""
    framed = frames(page, _CARD)
    beside = [
        box
        for box in framed
        if any(abs(box.top - o.top) < 3 and (o.x0 >= box.x1 or o.x1 <= box.x0) for o in framed if o is not box)
    ]
    return [box for box in framed if any(abs(box.x0 - o.x0) < 3 and abs(box.x1 - o.x1) < 3 for o in beside)]


_CARD = 30.0
"""The least height of a card (points)."""


def _of_figure(line: Line, lines: Sequence[Line]) -> bool:
    """True for a number alone, or for its small caption: they stand at the height that their size asks for, in a row of
    cards as well as in a column."""
    if all(_FIGURE.fullmatch(word.text) for word in line.words):
        return True
    large = [o for o in lines if o.size > _LARGE * line.size and max(o.top - line.bottom, line.top - o.bottom) < 4.0]
    return all(
        len(cell.words) <= 4 and any(_FIGURE.fullmatch(w.text) and _over(w, cell) for o in large for w in o.words)
        for cell in line.cells
    )


_FIGURE = re.compile(r"[<>~≈]?\d+(?:[.,]\d+)?[%x×]?|%")
_LARGE = 1.6
"""How much larger than its caption a figure is set."""


def _over(word: Word, cell: Cell) -> bool:
    return min(word.x1, cell.x1) - max(word.x0, cell.x0) > 0


def _flows(line: Line) -> bool:
    """True for a line of many short things set one after the other (tags, names in frames): the white between them is
    the same everywhere, so none of it is a gutter."""
    if len(line.cells) < _TAGS:
        return False
    gaps = [right.x0 - left.x1 for left, right in pairwise(line.cells)]
    return max(gaps) - min(gaps) < _EVEN * line.height


_TAGS, _EVEN = 6, 0.4
"""Cells of a line of tags, at least; how much the white between them may differ, in heights of a letter."""


def _band(page: Page, lines: Sequence[Line], first: int, last: int, x: float, opens: Opens) -> _Band | None:
    """The band of a run of lines, or ``None`` where its two halves are no columns of their own."""
    last = _without_rest(lines, first, _without_tail(lines, first, last, x), x)
    run = lines[first:last]
    words = [word for line in run for word in line.words]
    on_left = [word for word in words if word.x1 <= x - _GUTTER + 0.01]
    on_right = [word for word in words if word.x0 >= x - 0.5]
    if min(len(on_left), len(on_right)) < _FEWEST or _width(on_right) < _NARROWEST * page.width:
        return None
    if _width(on_left) < _LABELS * page.width:
        return None
    left, right = lines_among(page.number, on_left), lines_among(page.number, on_right)
    if min(len(left), len(right)) < _FEWEST:
        return None
    if _width(on_left) < (_LABELS if len(left) > 2 * _FEWEST else _NARROWEST) * page.width:
        return None
    staggered = [line for line in right if _stands_between(line, left) and not _of_figure(line, right)]
    # One is enough where it is a heading: no row of a table holds one between its lines.
    if len(staggered) < _STAGGERED and not any(opens(line, line) for line in staggered):
        return None
    for side in (left, right):
        others = right if side is left else left
        if not any(opens(line, line if _stands_between(line, others) else _across(line, run)) for line in side):
            return None
    height = min(left[-1].bottom, right[-1].bottom) - max(left[0].top, right[0].top)
    return _Band(first, last, x, left, right, height) if height > 0 else None


def _without_tail(lines: Sequence[Line], first: int, last: int, x: float) -> int:
    """Where a run ends for good: a last short line (a heading) that stands right over a line across the page is of that
    line's part, not of the left column."""
    if last == len(lines) or lines[last].top - lines[last - 1].bottom > 1.5 * lines[last].height:
        return last
    end = last
    while end - 1 > first and all(word.x1 <= x for word in lines[end - 1].words):
        gap = lines[end - 1].top - lines[end - 2].bottom
        end -= 1
        if gap > 0.8 * lines[end].height:
            return end
        if lines[end - 1].words and any(word.x0 >= x - 0.5 for word in lines[end - 1].words):
            break
    return last


def _without_rest(lines: Sequence[Line], first: int, last: int, x: float) -> int:
    """Where the right column ends for good: behind much white, a few words right of the gutter are of a table or list
    across the page, whose own columns happen to leave the gutter free."""
    held = [at for at in range(first, last) if any(word.x0 >= x - 0.5 for word in lines[at].words)]
    for above, at in reversed(list(pairwise(held))):
        if at - above > _AWAY and lines[at].top - lines[above].bottom > _AWAY * lines[at].height:
            return next((n for n in range(above + 1, at) if _gap(lines, n) > lines[n].height), at)
    return last


def _gap(lines: Sequence[Line], at: int) -> float:
    return lines[at].top - lines[at - 1].bottom


_AWAY = 6
"""Lines, and their heights, without anything in the right column: it has ended."""


def _width(words: Sequence[Word]) -> float:
    return max([word.x1 for word in words]) - min([word.x0 for word in words])


def _middle(box: Line | Word) -> float:
    return (box.top + box.bottom) / 2


def _stands_between(line: Line, others: Sequence[Line]) -> bool:
    """True when ``line`` stands beside some of ``others`` and on the level of none."""
    middle, height = _middle(line), line.height
    apart = [abs(middle - _middle(other)) / min(height, other.height) for other in others]
    return min(apart) < _APART and min(apart) > _LEVEL


def _across(line: Line, run: Sequence[Line]) -> Line:
    """The line across the page that ``line`` is a part of."""
    words = {id(word) for word in line.words}
    return next((whole for whole in run if any(id(word) in words for word in whole.words)), line)
