"""Tables that are turned: a row for each property, a column for each result (``Gene | EGFR | KRAS`` over ``Event |
mutation | mutation`` over ``Result | Detected | Not detected``).

Every label names a column's role, and none an event of its own. Then each column is what a row of an upright table is,
and is read as one. The genes need not stand first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from her2parse.model import Word
from her2parse.read.geometry import Line
from her2parse.read.grid_heads import GridHead, found_in
from her2parse.read.grid_records import NUMBERS, SAID, GridRow, label_kind, names_column
from her2parse.read.items import UNREAD_COLUMNS
from her2parse.read.layout import PlacedLine, Zone
from her2parse.read.lexicon import Lexicon, role_of
from her2parse.read.mentions import Segment
from her2parse.read.rows import Row
from her2parse.read.tables import NAME_ROLES, Column, Head

_OVER = 14
"""Lines above the genes that may belong to their table."""
_GAP = 2.6
"""White between the rows of one table, shares of a letter's height."""
_SAME_EDGE = 3.0
"""Left edges of labels differ by less, points."""
_MOST_LABEL = 5
_ANSWERED = frozenset({"result", "significance", "copy_number", "fold_change", "ratio", "vaf"})


_ASIDE = UNREAD_COLUMNS | {"comment"}
"""Rows of other things than what was found."""


def rows_above(
    lines: Sequence[PlacedLine], at: int, find: Callable[[int], GridHead | None], lex: Lexicon
) -> tuple[int, GridHead] | None:
    """Where a turned table that begins at ``lines[at]`` names its genes further down: that line, and its head.

    Args:
        lines: a page's lines from top to bottom.
        at: the line of its first label.
        find: the head of genes that begins at a line, if one does.
        lex: the vocabularies.
    """
    first = lines[at].line
    if len(first.cells) < 2 or _role(first, lex) in ("", "gene"):
        return None
    edge, bottom = first.cells[0].x0, first.bottom
    for below in range(at + 1, min(at + _OVER, len(lines))):
        line = lines[below].line
        if line.top - bottom > _GAP * line.height or any(cell.heading for cell in lines[below].cells):
            return None
        bottom = max(bottom, line.bottom)
        labelled = abs(line.cells[0].x0 - edge) < _SAME_EDGE
        if not labelled or _role(line, lex) != "gene":
            if labelled and len(line.cells) > 1 and not _role(line, lex) and not _role_ahead(lines, below, lex):
                return None
            continue
        head = find(below)
        if head is None or head.samples or head.left > edge + _SAME_EDGE:
            return None
        return (below, head) if len(first.cells) - 1 <= len(head.columns) else None
    return None


def _role(line: Line, lex: Lexicon) -> str:
    """The role that a line's first cell names."""
    label = line.cells[0]
    return role_of(label.text, lex) if len(label.words) <= _MOST_LABEL else ""


def _role_ahead(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> str:
    """The role that a label names with the line that it is wrapped to (``Nucleotide`` / ``change``)."""
    if at + 1 >= len(lines):
        return ""
    label = (*lines[at].line.cells[0].words, *lines[at + 1].line.cells[0].words)
    return role_of(" ".join(word.text for word in label), lex) if len(label) <= _MOST_LABEL else ""


def is_turned(rows: Sequence[GridRow], lex: Lexicon) -> bool:
    """True where rows ask and answer as an upright table's columns do: each label names a role, or is not known and its
    cells say nothing of whether something is there (a row of a sample does)."""
    rows = [row for row in rows if row.cells]
    roles = [_role_of_row(row, lex) for row in rows]
    known = [role for role in roles if role]
    # "Altération" is a column's name, though its words name an event too; "Mutation" asks for that event.
    asking = [row for row in rows if not names_column(row.label, lex)]
    return (
        len(known) > 1
        and 2 * len(known) > len(roles)
        and all(role or not _answers(row, lex) for row, role in zip(rows, roles, strict=True))
        and "event" not in [label_kind(row.label, lex) for row in asking]
        and len(set(known)) == len(known)
        and bool(NAME_ROLES.intersection(known))
        and bool(_ANSWERED.intersection(known))
    )


def _text(row: GridRow) -> str:
    return " ".join(word.text for word in row.label)


def _role_of_row(row: GridRow, lex: Lexicon) -> str:
    return role_of(_text(row), lex) if row.label else ""


def _answers(row: GridRow, lex: Lexicon) -> bool:
    return any({m.type for m in found_in(words, lex)} & SAID for words in row.cells.values())


def upright(page: int, rows: Sequence[GridRow], grid: GridHead, zone: Zone, lex: Lexicon) -> list[Row]:
    """Each column of a turned table as the row that it is; a column whose gene is not known is left out."""
    rows = [row for row in rows if row.cells]
    roles = [_role_of_row(row, lex) for row in rows]
    columns = [Column("gene", 0.0, 1.0)]
    columns += [
        Column(role, n, n + 1.0, "%" in _text(row)) for n, (role, row) in enumerate(zip(roles, rows, strict=True), 1)
    ]
    head = Head(tuple(columns), grid.n_lines, grid.head.bottom)
    percent = any(column.role == "vaf" and column.percent for column in columns)
    out: list[Row] = []
    for at, gene in enumerate(grid.genes):
        held = [(row.cells.get(at, []), role) for row, role in zip(rows, roles, strict=True)]
        held = [(words, role) for words, role in held if not _no_number(words, role, lex)]
        pairs = [(word, role or "other") for words, role in held if role not in _ASIDE for word in words]
        if not gene or not pairs:
            continue
        asked = [(word, "biomarker") for word in grid.asks[at]]
        pairs = [*((word, "gene") for word in grid.words[at]), *asked, *pairs]
        segment = Segment(page, tuple(word for word, _ in pairs), tuple(role for _, role in pairs))
        place = tuple(word for words, _ in held for word in words)
        out.append(Row(segment, zone, head, vaf="percent" if percent else "", gene=gene, place=place))
    return out


def _no_number(words: Sequence[Word], role: str, lex: Lexicon) -> bool:
    """True for an answer where a number is asked for (``VAF | ND``): it says nothing of the change."""
    types = {m.type for m in found_in(words, lex)}
    return role in NUMBERS and bool(types & SAID) and not types & {"number", "percent"}
