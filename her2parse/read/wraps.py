"""Rows of a table without rules or head whose cells run over several lines: which line carries on which.

Told by the page alone: lines of one row stand closer than rows do. A line that names a gene in the first column begins
a row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from her2parse.read.layout import PlacedLine
from her2parse.read.lexicon import Lexicon
from her2parse.read.mentions import mentions_of

_SAME_LEFT = 3.0
"""How far (points) the cells of one column may begin apart."""
_TIGHT = 1.2
"""Lines of one row: at most this much further apart than the closest ones."""
_APART = 1.3
"""Rows: at least this much further apart than lines of one row."""
_CLOSE = 0.35
"""A gap between two lines of one paragraph, in letter heights, where nothing on the page can be compared."""
_MOST_WORDS = 10


def carried_on(lines: Sequence[PlacedLine], used: set[int], lex: Lexicon) -> frozenset[int]:
    """The indices of lines that carry on the row above them; ``used`` are lines of tables, which have rows already."""
    out: set[int] = set()
    at = 0
    while at < len(lines):
        run = _run(lines, at, used)
        out.update(_in_run(lines, run, lex))
        at = run[-1] + 1 if run else at + 1
    return frozenset(out)


def _run(lines: Sequence[PlacedLine], start: int, used: set[int]) -> list[int]:
    """The lines from ``start`` on whose cells all begin where the cells of the first one do."""
    if start in used or len(lines[start].cells) < 2 or _headed(lines[start]):
        return []
    lefts = [cell.cell.x0 for cell in lines[start].cells]
    run = [start]
    for index in range(start + 1, len(lines)):
        placed, above = lines[index], lines[run[-1]]
        if index in used or _headed(placed) or placed.cells[0].zone != lines[start].cells[0].zone:
            break
        if placed.line.top - above.line.bottom > 1.5 * above.line.height:
            break
        if not all(any(abs(cell.cell.x0 - left) < _SAME_LEFT for left in lefts) for cell in placed.cells):
            break
        run.append(index)
    return run


def _headed(placed: PlacedLine) -> bool:
    return any(cell.heading for cell in placed.cells)


def _in_run(lines: Sequence[PlacedLine], run: Sequence[int], lex: Lexicon) -> set[int]:
    """The lines of a run that carry on a row; none where its close lines are rows themselves."""
    if len(run) < 2:
        return set()
    pitch = {index: lines[index].line.top - lines[above].line.top for above, index in pairwise(run)}
    least = min(pitch.values())
    tight = {index for index, step in pitch.items() if step <= _TIGHT * least}
    told_apart = any(step >= _APART * least for step in pitch.values())
    out: set[int] = set()
    row = run[0]
    for index in run[1:]:
        gap = lines[index].line.top - lines[index - 1].line.bottom
        alone = len(lines[index].cells) == 1 and gap < _CLOSE * lines[index].line.height
        begins = _begins_row(lines[index], lines[index - 1], lines[run[0]], lex)
        if index in tight and told_apart and begins and len(lines[index].cells) > 1:
            return set()  # Rows stand as close as lines do, in groups.
        if index not in tight or begins or not (told_apart or alone) or not _of_gene(lines[row], lex):
            row = index
        elif all(len(cell.cell.words) <= _MOST_WORDS for cell in lines[index].cells):
            out.add(index)
    return out


def _of_gene(placed: PlacedLine, lex: Lexicon) -> bool:
    found = mentions_of(placed.cells[0].cell, lex)
    return any(m.type in ("gene", "genes") or (m.type == "label" and m.gene) for m in found)


def _begins_row(placed: PlacedLine, above: PlacedLine, first: PlacedLine, lex: Lexicon) -> bool:
    """True for a line with a gene in the first column, unless it is the other name of the gene above, in brackets, or
    goes on with what the line above left open."""
    cell = placed.cells[0].cell
    if abs(cell.x0 - first.cells[0].cell.x0) >= _SAME_LEFT or not _of_gene(placed, lex):
        return False
    over = above.cells[0].cell
    opened = over.text.count("(") > over.text.count(")") or over.text.endswith(("-", "/", ","))
    return not (cell.text.startswith("(") or opened or re.match(r"[^()]*\)", cell.text))
