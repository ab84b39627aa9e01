"""Tables whose columns are genes: a head of genes, under it rows of events (``Mutation``, ``Amplification``), of what
a change is told by (``Protein``, ``VAF``), or of samples.

A cell belongs to the gene that its column is headed by and to the event that its row is labelled with, and to no other.
An empty cell says nothing; a cell in words that nobody taught the reader is not read, and a person is asked. Rows of
earlier samples are no results.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from her2parse.model import Page, ReviewNote, Word
from her2parse.read.event_columns import legend
from her2parse.read.geometry import Cell, Line, evidence
from her2parse.read.grid_heads import (
    GridHead,
    HeadCell,
    columns_of,
    events_in,
    found_in,
    gene_alone,
    head_block,
    heads_of,
    title_event,
    wrapped,
)
from her2parse.read.grid_records import NAMED, SAID, Asked, GridRow, Record, label_kind, records, row_kind
from her2parse.read.grid_samples import heads_samples, prior_rows
from her2parse.read.grid_turned import is_turned, rows_above, upright
from her2parse.read.layout import BELIEVED, LaidPage, PlacedLine, Zone
from her2parse.read.lexicon import Lexicon, functional, normal, role_of
from her2parse.read.mentions import Segment, mentions_of
from her2parse.read.rows import Row, column_for
from her2parse.read.tables import Column, find_head

_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{1,7}")
_NEXT_ROW, _AWAY = 0.45, 45.0
"""Gaps: between rows, a share of a letter's height; behind a grid's end, points."""
_MOST_WRAPS = 4
"""Lines that a label, or a head, may be wrapped to."""
_ROWS_OF_ONE = 2
"""Labelled rows that make a grid of one gene, or of a gene that heads two columns."""
_MOST_LABEL, _MOST_OTHER = 4, 3
"""The most words of a label left of the genes, and of the head of another column."""
_THIN, _ACROSS = 2.5, 0.5
"""A rule's most thickness (points), and the share of the genes' columns that one between rows is drawn across."""
_PROSE = 5
"""Words of a line of text, at least."""
_AHEAD = 12
"""Lines below a head that are looked at to know it as one."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid: the lines it takes (``end`` exclusive), its head, its records, and cells of ERBB2 that were not read."""

    first: int
    end: int
    head: GridHead
    rows: tuple[Row, ...]
    unread: tuple[tuple[Word, ...], ...]
    head_lines: tuple[Line, ...]
    prior: tuple[Word, ...] = ()


def find_grid(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> GridHead | None:
    """The head of genes that begins at ``lines[at]``, or ``None``."""
    if any(cell.zone.name not in BELIEVED for cell in lines[at].cells):
        return None
    cells, n_lines = head_block(lines, at)
    below = lines[at + n_lines].line if at + n_lines < len(lines) else None
    read = heads_of(cells, below, lex)
    if read is None:
        return None
    labels, heads = read
    if not _fit(labels, heads, cells, lex):
        return None
    bottom = max(cell.bottom for cell in cells)
    while n_lines < _MOST_WRAPS and at + n_lines < len(lines):
        line = lines[at + n_lines].line
        if (
            labels
            and abs(line.x0 - labels[0].x0) < _SAME_EDGE
            and label_kind(line.cells[0].words, lex) not in ("", "gene")
        ):
            break  # "Protein | p.G12C" close below "Gene | KRAS" is a row.
        rest = _without_label(line, labels, lex)
        more = heads if rest is None else wrapped(rest, heads, bottom, lex)
        if more is None:
            break
        heads, bottom, n_lines = more, line.bottom, n_lines + 1
    grid = GridHead(
        tuple(head.gene for head in heads),
        tuple(head.words for head in heads),
        columns_of(heads),
        n_lines,
        tuple(head.ask for head in heads),
        min((cell.x0 for cell in labels), default=float("-inf")),
        heads_samples(labels),
        max(1, len(labels)),
    )
    body = lines[at + n_lines : at + n_lines + _AHEAD]
    known = not labels or any(role_of(c.text, lex) or events_in(found_in(c.words, lex)) for c in labels)
    twice = _named_twice(heads)
    if twice and not any(role_of(cell.text, lex) == "gene" for cell in labels):
        return None  # One gene twice: a row of something else.
    if (known or grid.samples) and not grid.samples:
        named = any(role_of(cell.text, lex) == "gene" for cell in labels)
        needed = _ROWS_OF_ONE if (twice and not named) or len(heads) == 1 else 1
        if _labelled_rows(grid, body, lex) >= needed:
            return grid
    many = sum(map(bool, grid.genes)) > 1
    if not twice and many and not _over_cards(heads, labels) and _answered_rows(grid, body, lex):
        return replace(grid, samples=True)
    return None


def _without_label(line: Line, labels: Sequence[Cell], lex: Lexicon) -> Line | None:
    """A line without the rest of the label that says that genes stand here (``Gene`` / ``name``); ``None`` where it is
    nothing else."""
    first = line.cells[0]
    if len(labels) != 1 or line.top - labels[0].bottom > _NEXT_ROW * line.height or abs(first.x0 - labels[0].x0) > 2:
        return line
    whole = f"{labels[0].text} {first.text}"
    if role_of(whole, lex) != "gene" or len(whole.split()) > _MOST_LABEL:
        return line
    return Line(line.page, line.words[len(first.words) :]) if len(line.cells) > 1 else None


def _over_cards(heads: Sequence[HeadCell], labels: Sequence[Cell]) -> bool:
    """True for genes in larger letters than what stands left of them: titles of cards beside a list."""
    sizes = [word.size for head in heads for word in head.words]
    return bool(labels) and min(sizes) > _LARGER * max(label.size for label in labels)


_LARGER = 1.2


def _fit(labels: Sequence[Cell], heads: Sequence[HeadCell], cells: Sequence[Cell], lex: Lexicon) -> bool:
    """True where cells may be a head: genes, perhaps labels to their left and columns of other things."""
    if any(len(cell.words) > _MOST_LABEL or _says(cell, lex) for cell in labels) or len(labels) > len(heads):
        return False
    genes = [head for head in heads if head.gene]
    if any(head.ask for head in genes) and (not labels or len(genes) < 2):
        return False
    for head, cell in zip(heads, cells[len(labels) :], strict=True):
        if head.gene or _SYMBOL.fullmatch(cell.text):
            continue
        other = len(cell.words) <= _MOST_OTHER and not _says(cell, lex)
        if not other or len(genes) < 2 or 2 * len(genes) < len(heads):
            return False
    return True


def _named_twice(heads: Sequence[HeadCell]) -> bool:
    named = [(head.gene, " ".join(word.text for word in head.ask)) for head in heads if head.gene]
    return len(set(named)) < len(named)


def read_grid(
    page: Page, lines: Sequence[PlacedLine], start: int, grid: GridHead, lex: Lexicon, above: int = 0
) -> tuple[list[Row], list[list[Word]], list[Word], int]:
    """The records of a grid whose first row below its head is ``lines[start]``, the cells of ERBB2 that could not be
    read, the words of earlier samples, and the index of the first line that no longer belongs to it. ``above``: how
    many lines over the head are of its rows."""
    grid = _framed(page, grid)
    over = start - grid.n_lines
    end = _end(lines, start, grid, lex, over - above)
    grid = _parted(lines[start:end], grid)
    rows = [*_rows(page, lines[over - above : over], grid, lex), *_rows(page, lines[start:end], grid, lex)]
    for row in rows:
        row.kind = "" if grid.samples else row_kind(row, lex)
    samples = grid.samples or not any(row.kind for row in rows)
    prior = prior_rows([" ".join(w.text for w in row.label) for row in rows], lex) if samples else set()
    kept = [row for at, row in enumerate(rows) if at not in prior]
    earlier = [word for at in prior for words in (rows[at].label, *rows[at].cells.values()) for word in words]
    zone = lines[start - 1].cells[-1].zone
    if not grid.samples and is_turned(rows, lex):
        return upright(page.number, rows, grid, zone, lex), [], [], end
    codes, title = legend(lines), title_event(lines, over - above, lex)
    percent = any(row.kind == "vaf" and "%" in "".join(w.text for w in row.label) for row in rows)
    out: list[Row] = []
    unread: list[list[Word]] = []
    for column, gene in enumerate(grid.genes):
        asked = Asked(grid.words[column], grid.asks[column], title, codes)
        parts = [[row] for row in kept] if samples else [kept]
        for part in parts:
            found, lost = records(part, column, asked, lex)
            if gene == "ERBB2":
                unread += lost
            if gene:
                out.extend(_row(page, gene, grid, column, record, zone, percent=percent) for record in found)
    return out, unread, earlier, end


@lru_cache(maxsize=1 << 7)
def grids_on(page: LaidPage, lex: Lexicon) -> tuple[Grid, ...]:
    """All grids of a page, from top to bottom."""
    out: list[Grid] = []
    at = 0
    while at < len(page.lines):
        head, named = find_grid(page.lines, at, lex), at
        if head is None and (turned := rows_above(page.lines, at, partial(find_grid, page.lines, lex=lex), lex)):
            named, head = turned
        if head is None:
            at += 1
            continue
        start = named + head.n_lines
        rows, unread, prior, end = read_grid(page.page, page.lines, start, head, lex, named - at)
        heads = tuple(placed.line for placed in page.lines[named:start])
        out.append(Grid(at, end, head, tuple(rows), tuple(map(tuple, unread)), heads, tuple(prior)))
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


def _row(page: Page, gene: str, grid: GridHead, column: int, record: Record, zone: Zone, *, percent: bool) -> Row:
    pairs = [*((word, "gene") for word in grid.words[column]), *record.pairs]
    segment = Segment(page.number, tuple(w for w, _ in pairs), tuple(r for _, r in pairs))
    vaf = "percent" if percent else ""
    return Row(segment, zone, grid.head, vaf=vaf, gene=gene, place=tuple(record.place), told=record.told)


def _says(cell: Cell, lex: Lexicon) -> bool:
    return bool({m.type for m in mentions_of(cell, lex)} & (NAMED | SAID | {"percent", "gene", "genes"}))


def _cut(line: Line, grid: GridHead) -> tuple[list[Word], dict[int, list[Word]]]:
    """A line's words left of the genes' columns, and in each of them."""
    label: list[Word] = []
    cells: dict[int, list[Word]] = {}
    border = _label_end(line, grid)
    for cell in line.tight_cells:
        if cell.x1 <= border:
            label.extend(cell.words)
            continue
        for column, words in column_for(cell, grid.columns):
            cells.setdefault(grid.columns.index(column), []).extend(words)
    return label, cells


def _label_end(line: Line, grid: GridHead) -> float:
    """Where the labels of a line end: at the first gene's column, or left of it where more cells stand there than the
    head has labels (a gene in the middle over several columns)."""
    first = grid.columns[0].x0 + 2
    left = [cell for cell in line.cells if cell.x1 <= first]
    return left[grid.labels - 1].x1 if len(left) > grid.labels else first


def _parted(body: Sequence[PlacedLine], grid: GridHead) -> GridHead:
    """The head with a column for each change below a gene that heads several of them: where its column holds as many
    cells beside one another on line after line."""
    beside: dict[int, list[list[Cell]]] = {}
    for placed in body:
        held: dict[int, list[Cell]] = {}
        border = _label_end(placed.line, grid)
        for cell in placed.line.tight_cells:
            if cell.x1 <= border:
                continue
            own = column_for(cell, grid.columns)
            if len(own) == 1:
                held.setdefault(grid.columns.index(own[0][0]), []).append(cell)
        for at, cells in held.items():
            beside.setdefault(at, []).append(cells)
    order: list[tuple[int, Column]] = []
    for at, column in enumerate(grid.columns):
        several = [cells for cells in beside.get(at, []) if len(cells) > 1]
        if len(several) >= _ROWS_OF_ONE and len({len(cells) for cells in several}) == 1:
            order += [
                (at, Column("gene", min(c[n].x0 for c in several), max(c[n].x1 for c in several)))
                for n in range(len(several[0]))
            ]
        else:
            order.append((at, column))
    if len(order) == len(grid.columns):
        return grid
    return replace(
        grid,
        genes=tuple(grid.genes[at] for at, _ in order),
        words=tuple(grid.words[at] for at, _ in order),
        asks=tuple(grid.asks[at] for at, _ in order),
        columns=tuple(column for _, column in order),
    )


def _labelled_rows(grid: GridHead, body: Sequence[PlacedLine], lex: Lexicon) -> int:
    """How many lines below a head of genes begin with the name of an event, before one that does not fit."""
    count, bottom = 0, grid.head.bottom
    for at, placed in enumerate(body):
        kind = label_kind(_label_ahead(body, at, grid), lex)
        if placed.line.top - bottom > _AWAY or _is_head(placed.line, kind, lex) or _runs_across(placed.line, grid):
            break
        close = placed.line.top - bottom <= _NEXT_ROW * placed.line.height
        bottom = placed.line.bottom
        count += (kind == "event" and not close) or (bool(kind) and bool(_cut(placed.line, grid)[1]))
    return count


def _answered_rows(grid: GridHead, body: Sequence[PlacedLine], lex: Lexicon) -> bool:
    """True where a line below a head of genes holds answers or changes under two of them, beside a label."""
    bottom = grid.head.bottom
    labelled = False
    for placed in body:
        if _is_rule(placed.line):
            continue
        label, cells = _cut(placed.line, grid)
        if placed.line.top - bottom > _AWAY or _is_head(placed.line, "", lex) or _runs_across(placed.line, grid):
            return False
        labelled = labelled or bool(label)
        told = [words for words in cells.values() if {m.type for m in found_in(words, lex)} & (NAMED | SAID)]
        if len(told) > 1:
            return labelled or grid.samples
        bottom = max(bottom, placed.line.bottom)
    return False


def _is_rule(line: Line) -> bool:
    """True for a line of nothing but signs, as machines draw rules (``--------``)."""
    return len(line.text) > _RULE and not any(sign.isalnum() for sign in line.text)


_RULE = 12


def _is_head(line: Line, kind: str, lex: Lexicon) -> bool:
    """True for a line of genes only, or of a gene's own row: the grid is over, or was none. A row whose label tells a
    property may name genes (``Partner``)."""
    return kind in ("", "gene", "event") and any(gene_alone(cell, lex) for cell in line.cells)


def _runs_across(line: Line, grid: GridHead) -> bool:
    """True for a line of text that takes no notice of the columns."""
    whole = line.cells[0]
    if len(line.cells) == 1 and len(whole.words) >= _PROSE and functional(word.text for word in whole.words) >= 2:
        # Letters of one width stand so far apart that each word is a tight cell of its own.
        return len([c for c in grid.columns if min(whole.x1, c.x1) > max(whole.x0, c.x0)]) > 1
    first = min(grid.columns[0].x0, grid.left + 2) if grid.left > 0 else grid.columns[0].x0
    return any(
        len(cell.words) >= 5 and cell.x0 < column.x0 - 12 and cell.x1 > column.x0 + 2
        for cell in line.tight_cells
        for column in grid.columns
        if cell.x0 <= first or len(column_for(cell, grid.columns)) > 1
    )


def _end(lines: Sequence[PlacedLine], start: int, grid: GridHead, lex: Lexicon, top: int) -> int:
    """The first line below a grid; ``top``: its first row, which may stand over the genes."""
    bottom, zone = grid.head.bottom, lines[start - 1].cells[-1].zone.name
    over = {normal(_text(_label_ahead(lines, at, grid))) for at in range(top, start - grid.n_lines)} - {""}
    for index in range(start, len(lines)):
        placed = lines[index]
        label = _label_ahead(lines, index, grid)
        kind = label_kind(label, lex)
        close = placed.line.top - bottom <= _NEXT_ROW * placed.line.height
        cells = _cut(placed.line, grid)[1] or _cells_beside(lines, index, grid)
        own = _cut(placed.line, grid)[1]
        headed = any(cell.heading for cell in placed.cells) and (
            len(cells) < min(2, len(grid.columns)) or (not kind and (not own or _from_labels_on(placed.line, grid)))
        )
        titled = len(placed.cells) == 1 and placed.cells[0].heading
        if (
            placed.line.top - bottom > _AWAY
            or (titled and placed.cells[0].zone.name != zone)
            or _is_head(placed.line, kind, lex)
            or (not grid.samples and _of_other_gene(label, placed.line, grid, lex))
            or normal(_text(label)) in over  # The same label again: the next table begins.
            or _runs_across(placed.line, grid)
            or (not kind and not close and not grid.samples and find_head(lines, index, lex))
            or (not kind and not close and grid.samples and find_grid(lines, index, lex))
            or (kind != "event" and not close and headed)
            or (not cells and not kind and not close)
        ):
            return index
        bottom = max(bottom, placed.line.bottom)
    return len(lines)


def _of_other_gene(label: Sequence[Word], line: Line, grid: GridHead, lex: Lexicon) -> bool:
    """True for a row of its own (``NTRK1 fusion | Not detected``): its label names a gene that no column has, or a gene
    with its event, or reaches under the first gene and names any."""
    first = line.cells[0]
    reaches = len(line.cells) > 1 and grid.left > 0 and abs(first.x0 - grid.left) < _SAME_EDGE
    if not label and reaches and any(m.type == "gene" for m in found_in(first.words, lex)):
        return True
    found = found_in(label, lex)
    genes = {m.value for m in found if m.type == "gene"}
    return bool(genes) and (bool(events_in(found)) or genes.isdisjoint(grid.genes))


_SAME_EDGE = 4.0
"""Left edges of labels differ by less, points."""


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _from_labels_on(line: Line, grid: GridHead) -> bool:
    """True for a line of one cell that begins where the labels of rows do, and runs on under the genes."""
    return len(line.cells) == 1 and line.x0 <= grid.left + 2 and line.x1 > grid.columns[0].x0


def _cells_beside(lines: Sequence[PlacedLine], index: int, grid: GridHead) -> dict[int, list[Word]]:
    """The cells of the line below, where the label of their row begins half a line above them."""
    if index + 1 >= len(lines):
        return {}
    line, below = lines[index].line, lines[index + 1].line
    return _cut(below, grid)[1] if below.top < line.bottom + _NEXT_ROW * line.height else {}


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


def _rows(page: Page, body: Sequence[PlacedLine], grid: GridHead, lex: Lexicon) -> list[GridRow]:
    """Lines to rows: a rule, a gap or a label that is whole begins the next one."""
    rules = _rules(page, grid)
    rows: list[GridRow] = []
    middle = 0.0
    for placed in body:
        line = placed.line
        if _is_rule(line):
            continue
        label, cells = _cut(line, grid)
        last, middle = middle, (line.top + line.bottom) / 2
        if not rows or _begins(
            line, label, cells, rows[-1], any(last < rule < middle for rule in rules), bool(rules), lex
        ):
            rows.append(GridRow())
        rows[-1].label.extend(label)
        rows[-1].bottom = max(rows[-1].bottom, line.bottom)
        for column, words in cells.items():
            rows[-1].cells.setdefault(column, []).extend(words)
    return rows


def _rules(page: Page, grid: GridHead) -> list[float]:
    """The heights of the rules that are drawn across the genes' columns, whole or cell by cell."""
    left, right = grid.columns[0].x0, grid.columns[-1].x1
    drawn: dict[int, list[tuple[float, float]]] = {}
    for rule in page.rules:
        if rule.bottom - rule.top < _THIN and min(rule.x1, right) > max(rule.x0, left):
            spans = drawn.setdefault(round((rule.top + rule.bottom) / 2), [])
            spans.append((max(rule.x0, left), min(rule.x1, right)))
    return sorted(at for at, spans in drawn.items() if _covered(spans) > _ACROSS * (right - left))


def _covered(spans: list[tuple[float, float]]) -> float:
    """How much of a line the spans on it cover together."""
    total, end = 0.0, float("-inf")
    for x0, x1 in sorted(spans):
        total += max(0.0, x1 - max(x0, end))
        end = max(end, x1)
    return total


def _framed(page: Page, grid: GridHead) -> GridHead:
    """The head with columns as wide as the rules drawn between its cells, where each stands between two of its own."""
    top = min(word.top for words in (*grid.words, *grid.asks) for word in words)
    middle = (top + grid.head.bottom) / 2
    edges = sorted(
        {round(rule.x0) for rule in page.rules if rule.x1 - rule.x0 < _THIN and rule.top < middle < rule.bottom}
    )
    columns: list[Column] = []
    for column in grid.columns:
        left = max((x for x in edges if x <= column.x0 + 1), default=None)
        right = min((x for x in edges if x >= column.x1 - 1), default=None)
        if left is None or right is None or (columns and left < columns[-1].x1):
            return grid
        columns.append(Column("gene", left + 1.0, right - 1.0))
    return replace(grid, columns=tuple(columns))


def _answers_again(cells: Mapping[int, Sequence[Word]], row: GridRow, lex: Lexicon) -> bool:
    """True for a line that answers, or names changes, in columns where the row above has done so."""
    again = 0
    for at, words in cells.items():
        told = {m.type for m in found_in(words, lex)} & (NAMED | SAID)
        held = {m.type for m in found_in(row.cells.get(at, ()), lex)} & (NAMED | SAID)
        # The protein's name below the sequence's is of the same change; an answer below a change is another row's.
        again += bool(told & held or (told and held and bool(told & SAID) != bool(held & SAID)))
    return again > 1 and label_kind(row.label, lex) == ""


def _begins(
    line: Line,
    label: Sequence[Word],
    cells: Mapping[int, Sequence[Word]],
    row: GridRow,
    parted: bool,
    ruled: bool,
    lex: Lexicon,
) -> bool:
    if parted or ruled:
        return parted
    if label and _answers_again(cells, row, lex):
        return True
    if line.top - row.bottom > _NEXT_ROW * line.height:
        return True
    goes_on = not label or label[0].text[:1].islower() or label[0].text.startswith("(")
    return not goes_on and bool(label_kind(row.label, lex))
