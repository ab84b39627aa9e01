"""Logical rows of a table: lines to rows by the rules between them, else by the genes; merged and wrapped cells mended.

A row is handed on as one segment whose words carry the role of their column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from her2parse.model import Page, Word
from her2parse.read.eastern import eastern_letters, reads_as_text
from her2parse.read.event_columns import by_event, legend
from her2parse.read.gene_cells import by_gene
from her2parse.read.geometry import Cell, Line
from her2parse.read.items import implied_gene
from her2parse.read.layout import PlacedLine, Zone
from her2parse.read.lexicon import Lexicon, functional, joints
from her2parse.read.mentions import Segment, mentions
from her2parse.read.tables import KEY_ROLES, NAME_ROLES, Column, Head, find_head


@dataclass(frozen=True, slots=True)
class Row:
    """One logical row: its words in reading order, column by column, as a segment with roles.

    ``vaf`` is ``percent`` where the head or another row shows that bare numbers of the VAF column are percentages.
    ``gene`` and ``place``: in a table whose columns are genes, the gene of the column, and the words of its cells.
    ``told``: an answer that stands alone, where only the head of its column names the event."""

    segment: Segment
    zone: Zone
    head: Head
    vaf: str = ""
    gene: str = ""
    place: tuple[Word, ...] = ()
    told: str = ""


def _groups(head: Head) -> list[tuple[Column, ...]]:
    """The columns of each table of a row of tables: a key role that comes again begins the next table. Beside a gene's
    column only another one does (``Gene | Biomarker event | Alteration`` is one table), and two names side by side are
    one table's as well (``Genomic finding | Alteration | VAF``)."""
    groups: list[list[Column]] = [[]]
    for column in head.columns:
        keys = {other.role for other in groups[-1]} & KEY_ROLES
        beside = column.role == "biomarker" and {other.role for other in groups[-1]} == {"biomarker"}
        if column.role in keys and (column.role == "gene" or "gene" not in keys) and not beside:
            groups.append([])
        groups[-1].append(column)
    return [tuple(group) for group in groups]


def column_for(cell: Cell, columns: Sequence[Column]) -> list[tuple[Column, list[Word]]]:
    """The column that a cell stands in; where it runs through several, its words by the columns that they begin in."""
    over = [column for column in columns if min(cell.x1, column.x1) - max(cell.x0, column.x0) > 0.5]
    if len(over) == 1:
        return [(over[0], list(cell.words))]
    if not over:
        middle = (cell.x0 + cell.x1) / 2
        nearest = min(
            columns,
            key=lambda c: min(abs(cell.x0 - c.x0), abs(middle - (c.x0 + c.x1) / 2), abs(cell.x1 - c.x1)),
        )
        return [(nearest, list(cell.words))]
    split: dict[int, list[Word]] = {}
    for word in cell.words:
        last = 0
        for index, column in enumerate(columns):
            if column.x0 - 3 <= word.x0:
                last = index
        split.setdefault(last, []).append(word)
    return [(columns[index], words) for index, words in split.items()]


def read_rows(page: Page, lines: Sequence[PlacedLine], start: int, head: Head, lex: Lexicon) -> tuple[list[Row], int]:
    """The rows below a head and the index of the first line that no longer belongs to the table."""
    end = _table_end(lines, start, head, lex)
    body = lines[start:end]
    if not body:
        return [], end
    rows: list[Row] = []
    groups = _groups(head)
    for number, columns in enumerate(groups):
        left = _border(groups[number - 1][-1], columns[0], body) if number else float("-inf")
        right = _border(columns[-1], groups[number + 1][0], body) if number + 1 < len(groups) else float("inf")
        rows.extend(_in_percent(_group_rows(page, body, columns, (left, right), head, lex), columns, lex))
    codes = legend(lines)
    rows = [replace(row, segment=one) for row in _of_one_gene(rows, head, lex) for one in by_gene(row.segment, lex)]
    return [part for row in rows for part in _by_event(row, codes, lex)], end


def _border(last: Column, first: Column, body: Sequence[PlacedLine]) -> float:
    """Where the table of the column ``first`` begins, beside the one that ends with ``last``: at its head, or left of
    it where a head stands in the middle over cells that begin at one common edge, behind white on every line."""
    begins = first.x0 - 4
    words = [w for placed in body for w in placed.line.words if w.x1 > last.x0 and w.x0 < first.x1]
    heads = [w for w in words if last.x1 < w.x0 < begins]
    for x in sorted({round(word.x0) for word in heads}):
        at_edge = [word for word in heads if abs(word.x0 - x) <= 1.5]
        crossed = any(word.x0 < x - 1.5 and word.x1 > x - _WHITE for word in words)
        own = [w for w in words if w.x0 >= x - 1.5]
        level = {round(w.top) for w in own}
        if len(at_edge) >= _SHARED and not crossed and len(at_edge) == len(level):
            return x - 2.0
    return begins


_WHITE, _SHARED = 6.0, 2
"""White between tables side by side, points; lines whose cells begin at one edge, at least."""


def _by_event(row: Row, codes: Mapping[str, str], lex: Lexicon) -> list[Row]:
    """A row as it is, or one for each kind of event that has a column of its own and an answer in it."""
    parts = by_event(row.segment, [column.role for column in row.head.columns], codes, lex)
    return [replace(row, segment=segment, place=place, told=told) for segment, place, told in parts] or [row]


def _of_one_gene(rows: list[Row], head: Head, lex: Lexicon) -> list[Row]:
    """Rows of a test of one gene, named once (``EGFR overall`` over ``Exon 19 deletion``): it is the head's."""
    if head.gene or "gene" in head.roles or not {"biomarker", "result"} <= head.roles:
        return rows
    told = [m for row in rows for m in mentions(row.segment, lex) if m.role == "biomarker"]
    genes = {gene for m in told if m.type in ("gene", "genes") for gene in m.value.split(";")}
    implied = {implied_gene(m.text) for m in told if m.type == "variant"} - {""}
    foreign = any(m.type == "fusion" for m in told) or implied - genes
    if len(genes) != 1 or foreign:
        return rows
    return [replace(row, head=replace(head, gene=next(iter(genes)))) for row in rows]


def _in_percent(rows: list[Row], columns: Sequence[Column], lex: Lexicon) -> list[Row]:
    """Rows whose bare fractions are percentages: the head says so, or one of them is above 1, as no fraction is."""
    column = next((c for c in columns if c.role == "vaf"), None)
    if column is None:
        return rows
    # Only beside a change: a column of "VAF or copies" holds copy numbers as well.
    told = [mentions(row.segment, lex) for row in rows]
    told = [found for found in told if any(m.type in ("variant", "coding") for m in found)]
    bare = [m.number or 0 for found in told for m in found if m.role == "vaf" and m.type == "number"]
    percent = column.percent or any(1 < number <= 100 for number in bare)
    return [replace(row, vaf="percent") for row in rows] if percent else rows


def _table_end(lines: Sequence[PlacedLine], start: int, head: Head, lex: Lexicon) -> int:
    right = max(column.x1 for column in head.columns)
    bottom = head.bottom
    for index in range(start, len(lines)):
        placed = lines[index]
        line = placed.line
        if any(cell.heading and cell.cell.x0 < right for cell in placed.cells):
            return index
        pieces = [piece for cell in line.tight_cells for piece in column_for(cell, head.columns)]
        # "Exon 20 insertion | Mutation detected": the words of a head, and a row of this table.
        if index > start and not _answered(pieces, lex) and find_head(lines, index, lex):
            return index
        gap = line.top - bottom
        fits = sum(len(column_for(cell, head.columns)) == 1 for cell in line.tight_cells) >= 2
        if gap > 90 or (gap > 45 and not fits):
            return index
        if index > start and (_crosses(line, head) or _titles_next(lines, start, index, head)):
            return index
        bottom = max(bottom, line.bottom)
    return len(lines)


def _titles_next(lines: Sequence[PlacedLine], start: int, index: int, head: Head) -> bool:
    """True for a title of what comes below the table, in words that are no known heading: alone on its line, at the
    table's left edge, further below the row above than rows stand, and in bold letters, as no row's first cell is."""
    line = lines[index].line
    first = line.cells[0]
    if len(line.cells) > 1 or first.x0 > head.columns[0].x0 + 3 or not _bold(first.words):
        return False
    rows = [placed.line for placed in lines[start:index]]
    gap = line.top - max(row.bottom for row in rows[-2:])
    return gap > _TITLE_GAP * line.height and not any(_bold(row.cells[0].words) for row in rows)


def _bold(words: Sequence[Word]) -> bool:
    return all("bold" in word.font.lower() for word in words)


_TITLE_GAP = 0.8
"""White over the title of the next part, at least, shares of a letter's height."""


def _crosses(line: Line, head: Head) -> bool:
    """True for a line of text that runs across the columns: a note or a paragraph below the table."""
    if len(line.words) < 4 and not reads_as_text(line.words):
        return False
    if len(line.cells) == 1 and line.cells[0].x0 <= head.columns[0].x1:
        # Letters of one width stand so far apart that each word is a tight cell of its own.
        whole = line.cells[0]
        over = [c for c in head.columns if min(whole.x1, c.x1) - max(whole.x0, c.x0) > 1]
        if len(over) >= 2 and functional(word.text for word in whole.words) >= 2:
            return True
    for cell in line.tight_cells:
        over = [c for c in head.columns if min(cell.x1, c.x1) - max(cell.x0, c.x0) > 1 or cell.x0 < c.x0 < cell.x1 - 2]
        words = max(len(cell.words), eastern_letters(cell.words) // 4)
        if len(over) >= 2 and words >= 4 and cell.x0 <= head.columns[0].x1:
            return True
    return False


def _bands(page: Page, body: Sequence[PlacedLine], columns: Sequence[Column]) -> list[list[int]]:
    """Indices of the lines between one horizontal rule and the next; one band when there are no rules."""
    left, right = min(c.x0 for c in columns), max(c.x1 for c in columns)
    heights: dict[int, float] = {}
    for rule in page.rules:
        overlap = min(rule.x1, right) - max(rule.x0, left)
        if rule.bottom - rule.top < 2.5 and overlap > 0:
            at = round((rule.top + rule.bottom) / 2)
            heights[at] = heights.get(at, 0.0) + overlap
    edges = sorted(at for at, width in heights.items() if width > 0.6 * (right - left))
    if not edges:
        return [list(range(len(body)))]
    bands: dict[int, list[int]] = {}
    for index, placed in enumerate(body):
        middle = (placed.line.top + placed.line.bottom) / 2
        bands.setdefault(sum(edge < middle for edge in edges), []).append(index)
    return [bands[key] for key in sorted(bands)]


def _group_rows(
    page: Page,
    body: Sequence[PlacedLine],
    columns: Sequence[Column],
    reach: tuple[float, float],
    head: Head,
    lex: Lexicon,
) -> list[Row]:
    cut: list[list[tuple[Column, list[Word]]]] = []
    for placed in body:
        words = tuple(w for w in placed.line.words if reach[0] <= w.x0 < reach[1])
        pieces: list[tuple[Column, list[Word]]] = []
        if words:
            for cell in Line(placed.line.page, words).tight_cells:
                pieces.extend(column_for(cell, columns))
        cut.append(pieces)
    rows: list[Row] = []
    for band in _bands(page, body, columns):
        for members in _split_band(band, cut, body, lex):
            roles: dict[int, list[tuple[Word, str]]] = {}
            for index in members:
                for column, found in cut[index]:
                    where = columns.index(column)
                    roles.setdefault(where, []).extend((word, own_role(column.role)) for word in found)
            ordered = [pair for where in sorted(roles) for pair in _without_side_answers(roles[where], roles, columns)]
            if not ordered:
                continue
            merged = _merged_gene(page, members, cut, body, columns, lex)
            if merged:
                ordered = [(word, "gene") for word in merged] + ordered
            segment = Segment(page.number, tuple(w for w, _ in ordered), tuple(r for _, r in ordered))
            zone = next((c.zone for c in body[members[0]].cells if c.cell.x1 > reach[0]), Zone(""))
            rows.append(Row(segment, zone, head))
    return rows


def own_role(role: str) -> str:
    """The role that words of a column have: those of a column of comments may be of anything, as of an unknown one."""
    return role if role not in ("", "comment") else "other"


def _without_side_answers(
    cell: list[tuple[Word, str]], row: Mapping[int, Sequence[tuple[Word, str]]], columns: Sequence[Column]
) -> list[tuple[Word, str]]:
    """A cell's words; a bare yes or no under a head that is not known, in a row whose result column is filled, answers
    something else than whether the finding is there (``Seen before | No``)."""
    texts = [word.text.casefold().strip(".") for word, _ in cell]
    if len(texts) != 1 or cell[0][1] != "other" or texts[0] not in joints("polar"):
        return cell
    answered = any(columns[where].role == "result" for where in row)
    return [(word, "remark") for word, _ in cell] if answered else cell


def _merged_gene(
    page: Page,
    members: Sequence[int],
    cut: Sequence[Sequence[tuple[Column, list[Word]]]],
    body: Sequence[PlacedLine],
    columns: Sequence[Column],
    lex: Lexicon,
) -> list[Word]:
    """The gene of a row whose gene cell is merged with other rows: the one between the same rules of the gene column,
    else the last one above. Empty when the row names its own gene."""
    key = next((c for c in columns if c.role == "gene"), None)
    if key is None or not _names_change(members, cut, lex) or _gene_words(members, cut, key, lex):
        return []
    bands = _bands(page, body, [key])
    band = next((band for band in bands if members[0] in band), []) if len(bands) > 1 else []
    inside = [words for index in band if (words := _gene_words([index], cut, key, lex))]
    if len(inside) == 1:
        return inside[0]
    if band and not inside:
        return []
    above = [words for index in range(members[0]) if (words := _gene_words([index], cut, key, lex))]
    return above[-1] if above else []


def _names_change(members: Sequence[int], cut: Sequence[Sequence[tuple[Column, list[Word]]]], lex: Lexicon) -> bool:
    found = [
        m
        for index in members
        for column, words in cut[index]
        if column.role in NAME_ROLES
        for m in mentions(Segment(1, tuple(words)), lex)
    ]
    exon = any((m.type, m.value) == ("label", "exon") for m in found)
    return (exon or any(m.type in ("variant", "coding", "class", "splice") for m in found)) and not any(
        m.type in ("gene", "fusion") for m in found
    )


def _gene_words(
    members: Sequence[int], cut: Sequence[Sequence[tuple[Column, list[Word]]]], key: Column, lex: Lexicon
) -> list[Word]:
    for index in members:
        for column, words in cut[index]:
            if column is key and any(m.type in ("gene", "genes") for m in mentions(Segment(1, tuple(words)), lex)):
                return words
    return []


def _split_band(
    band: Sequence[int],
    cut: Sequence[Sequence[tuple[Column, list[Word]]]],
    body: Sequence[PlacedLine],
    lex: Lexicon,
) -> list[list[int]]:
    """The lines of a band to rows: a line with a gene (or a second name) in a key column begins a row; a line without
    one belongs to the nearer row."""
    keys: list[int] = []
    named: set[str] = set()
    for index in band:
        gene = False
        name: set[str] = set()
        for column, words in cut[index]:
            found = {m.type for m in mentions(Segment(1, tuple(words)), lex)}
            if column.role in KEY_ROLES and (found & {"gene", "genes", "fusion"} or _symbol(words, column.role)):
                # "(Her2/Neu)" below "ERBB2" is the same gene's other name, not a row.
                other = words[0].text.startswith("(") and bool(keys)
                other = other and (len(cut[index]) == 1 or _same_gene(words, cut[keys[-1]], column, lex))
                gene = gene or not other
            if column.role in NAME_ROLES:
                name |= found & {"variant", "coding", "fusion", "class", "splice"}
        if _carries_on(index, cut):
            continue
        # A line of its own with the other name of the same change ("c.2329G>T;" / "p.V777L") begins no row.
        alone = len(cut[index]) == 1 or (bool(keys) and _wrapped(index, cut, body, lex))
        other_name = alone and bool(name) and not name & named
        answered = bool(keys) and _answered(cut[index], lex) and _answered(cut[keys[-1]], lex)
        valued = len(cut[index]) > 1  # A gene alone may stand in the middle of several rows.
        if keys and keys[-1] == index - 1 and valued and not answered and _beside_above(index, cut, body):
            named |= name  # "p.(Thr790Met)" half a line over "EGFR | n.d.": cells set to the middle of one row.
            continue
        if gene or answered or (name and named and not other_name) or (name and not keys):
            keys.append(index)
            named = name
        else:
            named |= name
    if len(keys) <= 1:
        return [list(band)] if band else []
    rows: dict[int, list[int]] = {key: [key] for key in keys}
    for index in band:
        if index in rows:
            continue
        before = max((key for key in keys if key < index), default=None)
        after = min((key for key in keys if key > index), default=None)
        if before is None or after is None:
            rows[before if before is not None else keys[0]].append(index)
            continue
        above = body[index].line.top - body[max(rows[before])].line.bottom
        below = body[after].line.top - body[index].line.bottom
        rows[after if below + 1.5 < above else before].append(index)
    return [sorted(rows[key]) for key in keys]


def _answered(pieces: Sequence[tuple[Column, list[Word]]], lex: Lexicon) -> bool:
    """True for a line with words under what was tested and a whole answer under the result (``EXON 19 DELETION`` |
    ``No mutation detected``): two such lines are two rows, whatever else they name."""
    tested = any(column.role in NAME_ROLES and any(w.text[:1].isalnum() for w in words) for column, words in pieces)
    answer = [word for column, words in pieces if column.role == "result" for word in words]
    return tested and _whole_answer(answer, lex)


def _beside_above(index: int, cut: Sequence[Sequence[tuple[Column, list[Word]]]], body: Sequence[PlacedLine]) -> bool:
    """True for a line that begins before the line above it ends, and has no cell in a column of that one's."""
    line, above = body[index].line, body[index - 1].line
    columns = [column for column, _ in cut[index - 1]]
    overlap = above.bottom - line.top > _OVERLAP * line.height
    return overlap and not any(column in columns for column, _ in cut[index])


_OVERLAP = 0.15


def _wrapped(
    index: int, cut: Sequence[Sequence[tuple[Column, list[Word]]]], body: Sequence[PlacedLine], lex: Lexicon
) -> bool:
    """True for a line right under another in whose columns cells go on (``c.4015_4016del | 36.8% of | Tier III -`` over
    ``p.(Asn1339fs) | reads | unknown``): none of them begins a number or an answer of its own."""
    line, above = body[index].line, body[index - 1].line
    if line.top - above.bottom > _WRAPPED * line.height or len(cut[index]) > len(cut[index - 1]):
        return False
    held = [column for column, _ in cut[index - 1]]
    if any(column not in held for column, _ in cut[index]):
        return False
    told = [(column.role, m) for column, words in cut[index] for m in mentions(Segment(1, tuple(words)), lex)]
    return not any(
        m.type in ("percent", "number", "gene") or (m.type == "state" and role != "significance") for role, m in told
    )


_WRAPPED = 0.45
"""White between the lines of one cell, at most, shares of a letter's height."""
_OF_ANSWERS = frozenset({"state", "event", "negator", "preneg", "prepos", "prep"})


def _whole_answer(words: Sequence[Word], lex: Lexicon) -> bool:
    """True for words that say a state (``No mutation detected``, ``Invalid *``) and nothing else."""
    own = tuple(word for word in words if word.text.strip("*†‡§"))
    found = mentions(Segment(1, own), lex) if own else ()
    said = {m.type for m in found}
    whole = {index for m in found for index in m.words} == set(range(len(own)))
    return whole and "state" in said and said <= _OF_ANSWERS


def _same_gene(words: Sequence[Word], above: Sequence[tuple[Column, list[Word]]], key: Column, lex: Lexicon) -> bool:
    """True where a row's gene column names the gene of ``words``: ``ERBB2`` over ``(HER2)``."""
    over = next((found for column, found in above if column is key), [])
    named = [{m.value for m in mentions(Segment(1, tuple(some)), lex) if m.type == "gene"} for some in (words, over)]
    return bool(named[0]) and named[0] == named[1]


def _carries_on(index: int, cut: Sequence[Sequence[tuple[Column, list[Word]]]]) -> bool:
    """True when a line only completes a name that the line above broke off (``p.(Tyr772_`` / ``Ala775dup)``)."""
    if index == 0 or len(cut[index]) != 1:
        return False
    column = cut[index][0][0]
    above = next((words for other, words in cut[index - 1] if other is column), None)
    return above is not None and bool(re.search(r"(?:[_(>:-]|ins|del|dup)$", above[-1].text))


def _symbol(words: Sequence[Word], role: str) -> bool:
    """True when a gene column holds something shaped like a symbol that the lexicon does not know."""
    return role == "gene" and bool(words) and bool(re.fullmatch(r"[A-Z][A-Z0-9]{1,9}(?:-\d)?", words[0].text))
