"""Tables whose columns are genes: a head of genes, under it rows of events (``Mutation``, ``Amplification``) or of what
a change is told by (``Protein``, ``VAF``).

A cell belongs to the gene that its column is headed by and to the event that its row is labelled with, and to no other.
An empty cell says nothing; a cell in words that nobody taught the reader is not read, and a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from her2parse.model import Page, ReviewNote, Word
from her2parse.read.dates import find_dates
from her2parse.read.event_columns import legend, spelt_out
from her2parse.read.geometry import Cell, Line, evidence
from her2parse.read.layout import BELIEVED, LaidPage, PlacedLine, Zone
from her2parse.read.lexicon import Lexicon, joints, role_of
from her2parse.read.mentions import Mention, Segment, mentions, mentions_of
from her2parse.read.rows import Row, column_for
from her2parse.read.scope import cues
from her2parse.read.tables import Column, Head, find_head
from her2parse.read.topics import topic_over

_NAMED = frozenset({"variant", "coding", "fusion", "class", "splice"})
_SAID = frozenset({"state", "preneg", "prepos", "negator", "score", "level"})
_COPIES = frozenset({"amplification", "gain", "loss", "deletion"})
_EVENTS = frozenset({*_COPIES, "fusion", "overexpression", "mutation", "transcript"})
_SMALL_ROLES = frozenset({"protein", "coding", "variant", "vaf", "exon", "effect", "transcript", "genomic", "zygosity"})
_KIND_OF_ROLE = {
    **dict.fromkeys(_SMALL_ROLES, "small"),
    "copy_number": "copies",
    "fold_change": "copies",
    "reads": "fusion",
    "fusion": "fusion",
}
_NOTHING = re.compile(r"[-–—./]+")
_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{1,7}")
_WRAPPED, _NEXT_ROW, _AWAY = 0.6, 0.45, 45.0
"""Gaps: of a wrapped head and between rows, shares of a letter's height; behind a grid's end, points."""
_SAME_EDGE = 8.0
"""Left edges of a head's lines differ by less (points), wherever the column is centred."""
_MOST_WRAPS = 4
"""Lines that a label may be wrapped to."""
_ROWS_OF_ONE = 2
"""Labelled rows that make a grid of one gene."""


@dataclass(frozen=True, slots=True)
class GridHead:
    """A head of genes: each with its words and its column (``""`` for a symbol that the lexicon does not know), and how
    many lines it takes."""

    genes: tuple[str, ...]
    words: tuple[tuple[Word, ...], ...]
    columns: tuple[Column, ...]
    n_lines: int
    asked: tuple[bool, ...] = ()
    """Which columns name an event as well (``MET ex14``)."""
    topic: str = ""
    """The event that the heading or caption above gives to bare answers (see ``topic_over``)."""

    @property
    def head(self) -> Head:
        """The head as any table has one."""
        bottom = max(word.bottom for words in self.words for word in words)
        return Head(self.columns, self.n_lines, bottom)


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid: the lines it takes (``end`` exclusive), its head, its records, and cells of ERBB2 that were not read."""

    first: int
    end: int
    head: GridHead
    rows: tuple[Row, ...]
    unread: tuple[tuple[Word, ...], ...]
    head_lines: tuple[Line, ...]


@dataclass(slots=True)
class _GridRow:
    """A row: the words of its label and of its cells, by column."""

    label: list[Word] = field(default_factory=list)
    cells: dict[int, list[Word]] = field(default_factory=dict)
    bottom: float = 0.0


@dataclass(slots=True)
class _Record:
    """What one statement may be made of: words with their columns' roles; ``place`` are those of the gene's column."""

    pairs: list[tuple[Word, str]]
    place: list[Word]
    kinds: set[str]


def find_grid(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> GridHead | None:
    """The head of genes that begins at ``lines[at]``, or ``None``."""
    placed = lines[at]
    cells = list(placed.line.cells)
    if any(cell.zone.name not in BELIEVED for cell in placed.cells):
        return None
    corner = cells[0] if len(cells) > 1 and not _asked_of(cells[0], lex)[0] and len(cells[0].words) <= 4 else None
    heads = cells[1:] if corner else cells
    samples = corner is not None and corner.words[0].text.lower() in joints("specimen")
    known = corner and (samples or role_of(corner.text, lex) or _events(_found(corner.words, lex)))
    if corner and (not known or _says(corner, lex)):
        return None
    below = lines[at + 1].line if at + 1 < len(lines) else None
    genes: list[str] = []
    asked: list[bool] = []
    for cell in heads:
        gene, own = _asked_of(cell, lex)
        gene = gene or _broken_gene(cell, below, lex)
        asked.append(own)
        if not gene and _SYMBOL.fullmatch(cell.text) is None:
            return None
        genes.append(gene)
    if not any(genes):
        return None
    words = [list(cell.words) for cell in heads]
    n_lines = 1
    if at + 1 < len(lines) and _wraps(lines[at + 1].line, heads, genes, lex):
        for cell in lines[at + 1].line.cells:
            words[_over(cell, heads)].extend(cell.words)
        n_lines = 2
    columns = tuple(Column("gene", min(w.x0 for w in some), max(w.x1 for w in some)) for some in words)
    grid = GridHead(tuple(genes), tuple(map(tuple, words)), columns, n_lines, tuple(asked), topic_over(lines, at, lex))
    body = lines[at + n_lines : at + n_lines + 12]
    named = {(gene, own and name) for gene, own, name in zip(genes, asked, grid.words, strict=True) if gene}
    if len(named) < sum(map(bool, genes)) and not _tells_changes(grid, body, lex):
        return None  # One gene twice: a row of something else, but where each column tells of one change.
    if samples and not _sampled(grid, body, lex):
        return None
    if samples:
        return grid
    if _labelled_rows(grid, body, lex) >= (1 if len(heads) > 1 else _ROWS_OF_ONE):
        return grid
    return None


def read_grid(
    page: Page, lines: Sequence[PlacedLine], start: int, grid: GridHead, lex: Lexicon
) -> tuple[list[Row], list[list[Word]], int]:
    """The records of a grid whose first row is ``lines[start]``, the cells of ERBB2 that could not be read, and the
    index of the first line that no longer belongs to it."""
    end = _end(lines, start, grid, lex)
    rows = _rows(page, lines[start:end], grid, lex)
    rows = _of_today(rows, lex)
    codes = legend(lines)
    zone = lines[start - 1].cells[-1].zone
    out: list[Row] = []
    unread: list[list[Word]] = []
    for column, gene in enumerate(grid.genes):
        records, lost = _records(rows, column, grid, codes, lex)
        if gene == "ERBB2":
            unread += lost
        if gene:
            role = "biomarker" if column < len(grid.asked) and grid.asked[column] else "gene"
            out.extend(_row(page, gene, grid.words[column], role, record, zone, grid.head) for record in records)
    return out, unread, end


@lru_cache(maxsize=1 << 7)
def grids_on(page: LaidPage, lex: Lexicon) -> tuple[Grid, ...]:
    """All grids of a page, from top to bottom."""
    out: list[Grid] = []
    at = 0
    while at < len(page.lines):
        head = find_grid(page.lines, at, lex)
        if head is None:
            at += 1
            continue
        start = at + head.n_lines
        rows, unread, end = read_grid(page.page, page.lines, start, head, lex)
        heads = tuple(placed.line for placed in page.lines[at:start])
        out.append(Grid(at, end, head, tuple(rows), tuple(map(tuple, unread)), heads))
        at = end
    return tuple(out)


def around_grids(page: LaidPage, lex: Lexicon) -> list[tuple[LaidPage, Grid | None]]:
    """A page cut at its grids: each piece without them, with the grid that ends it (``None``: the page's end)."""
    out: list[tuple[LaidPage, Grid | None]] = []
    start = 0
    for grid in (*grids_on(page, lex), None):
        lines = page.lines[start : grid.first if grid else None]
        out.append((replace(page, lines=lines, running=() if out else page.running), grid))
        start = grid.end if grid else start
    return out


def unread_cells(laid: Sequence[LaidPage], lex: Lexicon) -> list[ReviewNote]:
    """A note for the first cell in a column of ERBB2 whose words say nothing that the reader knows."""
    for page in laid:
        for words in (words for grid in grids_on(page, lex) for words in grid.unread):
            told = "A cell under ERBB2 could not be understood, and no statement was made of it. Is it a result?"
            quote = evidence(page.page, words).quote
            return [ReviewNote("unread_her2_mention", told, page=page.page.number, quote=quote)]
    return []


def _row(page: Page, gene: str, name: Sequence[Word], role: str, record: _Record, zone: Zone, head: Head) -> Row:
    pairs = [*((word, role) for word in name), *record.pairs]
    segment = Segment(page.number, tuple(w for w, _ in pairs), tuple(r for _, r in pairs))
    return Row(segment, zone, head, gene=gene, place=tuple(record.place))


def _found(words: Sequence[Word], lex: Lexicon) -> tuple[Mention, ...]:
    return mentions(Segment(1, tuple(words)), lex) if words else ()


def _head_gene(cell: Cell, lex: Lexicon) -> str:
    """The gene that a cell names and nothing else, or an empty string."""
    found = mentions_of(cell, lex)
    named = {gene for m in found if m.type in ("gene", "genes") for gene in m.value.split(";")}
    whole = {index for m in found for index in m.words} == set(range(len(cell.words)))
    return named.pop() if len(named) == 1 and whole and {m.type for m in found} <= {"gene", "genes"} else ""


def _asked_of(cell: Cell, lex: Lexicon) -> tuple[str, bool]:
    """The gene that a head's cell names, and whether it names one event of that gene as well (``MET ex14``)."""
    if gene := _head_gene(cell, lex):
        return gene, False
    found = mentions_of(cell, lex)
    genes = {m.gene or m.value for m in found if m.type == "gene" or m.gene}
    whole = {index for m in found for index in m.words} == set(range(len(cell.words)))
    event = sum(m.type in ("splice", "class", "event", "variant") for m in found) == 1
    only = {m.type for m in found} <= {"gene", "splice", "class", "event", "variant"}
    return (genes.pop(), True) if len(genes) == 1 and whole and event and only else ("", False)


def _tells_changes(grid: GridHead, body: Sequence[PlacedLine], lex: Lexicon) -> bool:
    """True where a row below the head names a change in its columns: each of them tells of one."""
    for placed in body:
        label, cells = _cut(placed.line, grid)
        if _label_kind(label, lex) in ("protein", "coding", "variant"):
            named = [bool({m.type for m in _found(words, lex)} & _NAMED) for words in cells.values()]
            return sum(named) > 1
    return False


def _sampled(grid: GridHead, body: Sequence[PlacedLine], lex: Lexicon) -> bool:
    """True for cells below the head that answer, in rows that are samples (``Sample | EGFR | KRAS``)."""
    for placed in body[:_MOST_WRAPS]:
        cells = _cut(placed.line, grid)[1]
        said = [w for w in cells.values() if {m.type for m in _found(_spelt(w, {}), lex)} & (_SAID | _NAMED)]
        if said:
            return bool(grid.topic) or any(grid.asked) or any({m.type for m in _found(w, lex)} & _NAMED for w in said)
    return False


def _spelt(words: Sequence[Word], codes: Mapping[str, str]) -> list[Word]:
    """A cell's words, or those that its code stands for."""
    phrase = spelt_out(" ".join(word.text for word in words), codes)
    return [replace(words[0], text=one) for one in phrase.split()] if phrase else list(words)


def _events(found: Iterable[Mention]) -> set[str]:
    return {m.value for m in found if m.type == "event" and m.value in _EVENTS}


def _says(cell: Cell, lex: Lexicon) -> bool:
    return bool({m.type for m in mentions_of(cell, lex)} & (_NAMED | _SAID | {"percent", "gene", "genes"}))


def _over(cell: Cell, heads: Sequence[Cell]) -> int:
    """Which of ``heads`` a cell stands under."""
    middle = (cell.x0 + cell.x1) / 2
    return min(
        range(len(heads)),
        key=lambda at: min(abs(cell.x0 - heads[at].x0), abs(middle - (heads[at].x0 + heads[at].x1) / 2)),
    )


def _wraps(line: Line, heads: Sequence[Cell], genes: Sequence[str], lex: Lexicon) -> bool:
    """True for a line of nothing but other names of the genes above (``ERBB2`` / ``(HER2)``)."""
    if line.top - heads[0].bottom > _WRAPPED * line.height:
        return False
    for cell in line.cells:
        head, above = heads[_over(cell, heads)], genes[_over(cell, heads)]
        named = _head_gene(cell, lex)
        if not above or (named != above and (named or _broken_gene(head, line, lex) != above)):
            return False
    return True


def _broken_gene(cell: Cell, below: Line | None, lex: Lexicon) -> str:
    """The gene of a head that a narrow column broke within a word (``HER2 (E`` / ``RBB2)``), or an empty string."""
    if below is None or below.top - cell.bottom > _WRAPPED * below.height:
        return ""
    rest = next((other for other in below.cells if abs(other.x0 - cell.x0) < _SAME_EDGE), None)
    if rest is None or len(rest.words) > 2:
        return ""
    whole = replace(cell.words[-1], text=cell.words[-1].text + rest.words[0].text)
    return _head_gene(Cell(cell.page, (*cell.words[:-1], whole, *rest.words[1:])), lex)


def _label_kind(words: Sequence[Word], lex: Lexicon) -> str:
    """What a row's label tells: ``event``, a column's role, or nothing."""
    found = _found(words, lex)
    kinds = {m.type for m in found}
    if not words or kinds & (_NAMED | _SAID | {"percent", "gene", "genes"}):
        return ""
    text = " ".join(word.text for word in words)
    if _events(found) and len(words) <= 6:
        return "event"
    return role_of(text, lex) if len(words) <= 4 else ""


def _cut(line: Line, grid: GridHead) -> tuple[list[Word], dict[int, list[Word]]]:
    """A line's words left of the genes' columns, and in each of them."""
    label: list[Word] = []
    cells: dict[int, list[Word]] = {}
    for cell in line.tight_cells:
        if cell.x1 <= grid.columns[0].x0 + 2:
            label.extend(cell.words)
            continue
        for column, words in column_for(cell, grid.columns):
            cells.setdefault(grid.columns.index(column), []).extend(words)
    return label, cells


def _labelled_rows(grid: GridHead, body: Sequence[PlacedLine], lex: Lexicon) -> int:
    """How many lines below a head of genes begin with the name of an event, before one that does not fit."""
    count, bottom = 0, grid.head.bottom
    for at, placed in enumerate(body):
        if placed.line.top - bottom > _AWAY or _is_head(placed.line, lex) or _runs_across(placed.line, grid):
            break
        wrapped = placed.line.top - bottom <= _NEXT_ROW * placed.line.height
        bottom = placed.line.bottom
        kind = _label_kind(_label_ahead(body, at, grid), lex)
        count += (kind == "event" and not wrapped) or (bool(kind) and bool(_cut(placed.line, grid)[1]))
    return count


def _is_head(line: Line, lex: Lexicon) -> bool:
    """True for a line of genes only, or of a gene's own row: the grid is over, or was none."""
    return any(_head_gene(cell, lex) for cell in line.cells)


def _runs_across(line: Line, grid: GridHead) -> bool:
    """True for a line of text that takes no notice of the columns."""
    return any(
        len(cell.words) >= 5 and cell.x0 < column.x0 - 12 and cell.x1 > column.x0 + 2
        for cell in line.tight_cells
        for column in grid.columns
        if cell.x0 <= grid.columns[0].x0 or len(column_for(cell, grid.columns)) > 1
    )


def _end(lines: Sequence[PlacedLine], start: int, grid: GridHead, lex: Lexicon) -> int:
    bottom = grid.head.bottom
    for index in range(start, len(lines)):
        placed = lines[index]
        kind = _label_kind(_label_ahead(lines, index, grid), lex)
        wrapped = placed.line.top - bottom <= _NEXT_ROW * placed.line.height
        cells = _cut(placed.line, grid)[1]
        if (
            placed.line.top - bottom > _AWAY
            or _is_head(placed.line, lex)
            or _runs_across(placed.line, grid)
            or (not kind and not wrapped and find_head(lines, index, lex))
            or (kind != "event" and not wrapped and any(cell.heading for cell in placed.cells))
            or (not cells and not kind and not wrapped and not _leads_row(lines, index, grid))
        ):
            return index
        bottom = max(bottom, placed.line.bottom)
    return len(lines)


def _leads_row(lines: Sequence[PlacedLine], index: int, grid: GridHead) -> bool:
    """True for the first line of a label whose cells stand at half its height, close below."""
    if index + 1 >= len(lines) or not _cut(lines[index].line, grid)[0]:
        return False
    line, below = lines[index].line, lines[index + 1].line
    return below.top - line.bottom <= _NEXT_ROW * line.height and bool(_cut(below, grid)[1])


def _label_ahead(lines: Sequence[PlacedLine], index: int, grid: GridHead) -> list[Word]:
    """The label of the row that begins at ``lines[index]``, with the lines that it is wrapped to."""
    label: list[Word] = []
    for at in range(index, min(index + _MOST_WRAPS, len(lines))):
        line = lines[at].line
        more = _cut(line, grid)[0]
        if at > index and (line.top - lines[at - 1].line.bottom > _NEXT_ROW * line.height or not more):
            break
        label.extend(more)
    return label


def _rows(page: Page, body: Sequence[PlacedLine], grid: GridHead, lex: Lexicon) -> list[_GridRow]:
    """Lines to rows: a rule, a gap or a label that is whole begins the next one."""
    rules = _rules_of(page, grid)
    rows: list[_GridRow] = []
    middle = 0.0
    for placed in body:
        line = placed.line
        label, cells = _cut(line, grid)
        last, middle = middle, (line.top + line.bottom) / 2
        if not rows or _begins(line, label, rows[-1], any(last < rule < middle for rule in rules), bool(rules), lex):
            rows.append(_GridRow())
        rows[-1].label.extend(label)
        rows[-1].bottom = max(rows[-1].bottom, line.bottom)
        for column, words in cells.items():
            rows[-1].cells.setdefault(column, []).extend(words)
    return rows


def _rules_of(page: Page, grid: GridHead) -> list[float]:
    """The heights of rules that run under most of the heads, whole or drawn cell by cell."""
    left, right = grid.columns[0].x0, grid.columns[-1].x1
    heights: dict[int, float] = {}
    for rule in page.rules:
        over = min(rule.x1, right) - max(rule.x0, left)
        if rule.bottom - rule.top < 2.5 and over > 0:
            at = round((rule.top + rule.bottom) / 2)
            heights[at] = heights.get(at, 0.0) + over
    return sorted(at for at, width in heights.items() if width > 0.5 * (right - left))


def _begins(line: Line, label: Sequence[Word], row: _GridRow, parted: bool, ruled: bool, lex: Lexicon) -> bool:
    if parted or ruled:
        return parted
    if line.top - row.bottom > _NEXT_ROW * line.height:
        return True
    goes_on = not label or label[0].text[:1].islower() or label[0].text.startswith("(")
    return not goes_on and bool(_label_kind(row.label, lex))


def _of_today(rows: Sequence[_GridRow], lex: Lexicon) -> list[_GridRow]:
    """Rows without those of an earlier sample: labelled with a date or with another time, beside one that is not."""
    earlier = [
        bool(find_dates(" ".join(word.text for word in row.label)))
        or any(m.type == "other_time" for m in _found(row.label, lex))
        for row in rows
    ]
    return [row for row, old in zip(rows, earlier, strict=True) if not old] if not all(earlier) else list(rows)


def _records(
    rows: Sequence[_GridRow], column: int, grid: GridHead, codes: Mapping[str, str], lex: Lexicon
) -> tuple[list[_Record], list[list[Word]]]:
    """A column's records from top to bottom, and the cells whose words say nothing that is known."""
    records: list[_Record] = []
    unread: list[list[Word]] = []
    waiting: list[tuple[list[Word], str, tuple[Mention, ...]]] = []
    asked = column < len(grid.asked) and grid.asked[column]
    for row in rows:
        words = _spelt(row.cells.get(column, []), codes) if row.cells.get(column) else []
        if not words or all(_NOTHING.fullmatch(word.text) for word in words):
            continue
        kind = _label_kind(row.label, lex)
        found = _found(words, lex)
        types = {m.type for m in found}
        told = bool(types & _NAMED) or bool(_events(found))
        if kind == "event" and not told:
            record = _by_label(row.label, words, types, lex)
            if record is None:
                unread.append(words)
            else:
                records.append(record)
        elif kind in ("", "event", "biomarker", "result", "gene"):
            if told:
                records.append(_Record([(word, "result") for word in words], list(words), _kinds(found)))
            elif types & _SAID and (record := _answer(words, grid, column, asked=asked, lex=lex)):
                records.append(record)
            elif types & _SAID:
                unread.append(words)
        elif not _attribute(records, words, kind, found):
            waiting.append((words, kind, found))
    for words, kind, found in waiting:
        _attribute(records, words, kind, found)  # "Copies | 8.7" over "Call | Amplified"
    return records, unread


def _answer(words: list[Word], grid: GridHead, column: int, *, asked: bool, lex: Lexicon) -> _Record | None:
    """A bare answer to the event that the column's head names, or else the heading above the table."""
    gene = grid.words[column][0]
    if asked:
        event = _found(grid.words[column], lex)
        return _Record([(word, "result") for word in words], words, _kinds(event))
    if grid.topic == "copies":
        cued = {cue.state for cue in cues(_found(words, lex))[0]}
        # "Copy number: positive" does not say which way.
        told = [replace(words[0], text="indeterminate")] if cued == {"detected"} else words
        return _Record([(word, "copy_number") for word in told], words, {"copies"})
    if grid.topic:
        event_word = replace(gene, text=grid.topic)
        return _Record(
            [(event_word, "biomarker"), *((word, "result") for word in words)], words, _kinds(_found([event_word], lex))
        )
    return None


def _kinds(found: Sequence[Mention]) -> set[str]:
    types, events = {m.type for m in found}, _events(found)
    kinds = (
        {"small"} if types & {"variant", "coding", "class", "splice"} or events & {"mutation", "transcript"} else set()
    )
    return (
        kinds
        | ({"copies"} if events & _COPIES else set())
        | ({"fusion"} if types & {"fusion"} or "fusion" in events else set())
    )


def _by_label(label: Sequence[Word], words: list[Word], types: set[str], lex: Lexicon) -> _Record | None:
    """A cell that speaks of the event of its row; ``None`` where it does not say whether the event is there."""
    event = _found(label, lex)
    if types & _SAID:
        pairs = [*((word, "biomarker") for word in label), *((word, "result") for word in words)]
        return _Record(pairs, words, _kinds(event))
    if "number" in types and _events(event) & _COPIES:
        # A number of copies alone does not say that they are too many.
        return _Record([(word, "result") for word in words], words, {"copies"})
    return None


def _attribute(records: list[_Record], words: list[Word], role: str, found: Sequence[Mention]) -> bool:
    """Add what a row tells of a change (its fraction, its class) to the change that it speaks of; False where there is
    none yet."""
    kind = _KIND_OF_ROLE.get(role, "")
    name = bool({m.type for m in found} & _NAMED)
    fitting = [
        record
        for record in records
        if (not kind or kind in record.kinds) and role not in {other for _, other in record.pairs}
    ]
    if fitting and (kind or len(records) == 1):
        record = fitting[-1]
        record.pairs.extend((word, role) for word in words)
        record.place.extend(words)
        record.kinds |= _kinds(found)
    elif name or _events(found):
        records.append(_Record([(word, role) for word in words], list(words), _kinds(found)))
    else:
        return bool(records)
    return True
