"""Boxes of tests side by side without frames: a title each (``HER2 IHC (clone 4B5) | HER2 ISH (dual probe)``), and
below each its own labels with their values. Each box is a region of its own; what stands on one level in two of them is
no row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from her2parse.model import Word
from her2parse.read.cards import Region
from her2parse.read.geometry import Cell, Line
from her2parse.read.lexicon import Lexicon
from her2parse.read.mentions import Segment, mentions

_TITLE_WORDS, _MOST = 7, 4
"""Words of a title, and boxes side by side, at most."""
_NEAR = 2.4
"""White between the lines of a box, at most, letter heights."""
_SAME_EDGE = 3.0
"""Left edges of a title and its labels differ by less, points."""
_ROWS = 2
"""Lines that have a label and its value in two boxes, at least."""
_OF_TITLES = frozenset({"gene", "genes", "method", "prep", "label", "number", "event", "signature"})


def boxes_of_tests(region: Region, page: int, lex: Lexicon) -> tuple[Region, ...]:
    """A region cut at such boxes: its lines above, each box, its lines below; the region itself where it has none."""
    lines, out = region.lines, []
    start = at = 0
    while at < len(lines):
        edges = _edges(lines, at, page, lex)
        if not edges:
            at += 1
            continue
        end = _end(lines, at, edges)
        if at > start:
            out.append(Region(lines[start:at]))
        for left, right in pairwise([*edges, float("inf")]):
            held = [tuple(word for word in line.words if left <= word.x0 < right) for line in lines[at:end]]
            out.append(Region(tuple(Line(page, words) for words in held if words), card=True))
        at = start = end
    if start == 0:
        return (region,)
    return (*out, Region(lines[start:])) if start < len(lines) else tuple(out)


def _edges(lines: Sequence[Line], at: int, page: int, lex: Lexicon) -> list[float]:
    """Where the boxes begin whose titles stand in ``lines[at]``; empty where none do."""
    titles = lines[at].cells
    if any(type(line) is not Line for line in lines[at : at + 1 + _ROWS]):
        return []  # Choices of a form.
    if not 1 < len(titles) <= _MOST or any(len(title.words) > _TITLE_WORDS for title in titles):
        return []
    if sum(_names_test(title, page, lex) for title in titles) < _ROWS:
        return []
    edges = [title.x0 - _SAME_EDGE for title in titles]
    edges[0] = float("-inf")
    paired = 0
    for line in lines[at + 1 : at + 1 + _ROWS + 1]:
        boxed = _cut(line, edges)
        if _crosses(line, edges) or any(
            cells and abs(cells[0].x0 - title.x0) > _SAME_EDGE for cells, title in zip(boxed, titles, strict=True)
        ):
            return []
        paired += sum(len(cells) == _ROWS for cells in boxed) > 1
    near = at + 1 < len(lines) and lines[at + 1].top - lines[at].bottom < _NEAR * lines[at].height
    return edges if near and paired >= _ROWS else []


def _names_test(title: Cell, page: int, lex: Lexicon) -> bool:
    """True for a title that names a stain or a hybridisation and no answer; what stands in brackets is its reagent."""
    found = mentions(Segment(page, _without_brackets(title.words)), lex)
    tested = any(m.type == "method" and m.value in ("ihc", "ish") for m in found)
    return tested and {m.type for m in found} <= _OF_TITLES


def _without_brackets(words: Sequence[Word]) -> tuple[Word, ...]:
    out: list[Word] = []
    open_ = False
    for word in words:
        open_ = open_ or word.text.startswith("(")
        if not open_:
            out.append(word)
        open_ = open_ and not re.search(r"\)[.,:]?$", word.text)
    return tuple(out)


def _cut(line: Line, edges: Sequence[float]) -> list[list[Cell]]:
    """A line's cells by the box that each begins in."""
    out: list[list[Cell]] = [[] for _ in edges]
    for cell in line.cells:
        out[max(at for at, edge in enumerate(edges) if edge <= cell.x0)].append(cell)
    return out


def _crosses(line: Line, edges: Sequence[float]) -> bool:
    return any(cell.x0 < edge < cell.x1 - 1 for cell in line.cells for edge in edges[1:])


def _end(lines: Sequence[Line], at: int, edges: Sequence[float]) -> int:
    """The first line below the boxes: behind white, across them, or of nothing but the next boxes' titles."""
    for index in range(at + 1, len(lines)):
        line, above = lines[index], lines[index - 1]
        titles = type(line) is not Line or len(line.cells) == len(edges)
        titles = titles and (type(line) is not Line or all(len(cells) == 1 for cells in _cut(line, edges)))
        if line.top - above.bottom > _NEAR * above.height or _crosses(line, edges) or titles:
            return index
    return len(lines)
