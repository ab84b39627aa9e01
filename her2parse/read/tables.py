"""The head of a table: column roles from header words in any order and language (its rows: ``rows``).

A head is one to three lines whose cells, taken together, name at least two column roles, one of them a key role. The
columns below are found from where the head's words stand. Tables side by side are told apart by a key role that
comes twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from her2parse.model import Word
from her2parse.read.dates import find_dates
from her2parse.read.geometry import Cell, Line
from her2parse.read.layout import PlacedLine
from her2parse.read.lexicon import Lexicon, normal, role_of
from her2parse.read.mentions import Segment, mentions, mentions_of
from her2parse.read.paired_answers import begins_answer, topic_of_title

KEY_ROLES = frozenset({"gene", "biomarker", "fusion"})
_MOST_LINES = 3
_OVERLAP = 0.2
"""How much lines that stand half beside one another overlap at least, a share of their height."""
_DECIMAL = re.compile(r"\d{1,3}[.,]\d+")
"""A measurement, which no head's cell is."""
_DATED = 5
"""The most words of a head that dates its column."""
NAME_ROLES = frozenset({"protein", "variant", "coding", "biomarker", "fusion"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column's role, where its head stands, and whether the head gives percent as the unit (``VAF (%)``)."""

    role: str
    x0: float
    x1: float
    percent: bool = False
    compared: bool = False
    """The head says in words that this is the present sample's, beside a column of a prior one."""


@dataclass(frozen=True, slots=True)
class Head:
    """A table's head: its columns from left to right, how many lines it takes, where it ends, the gene it names,
    if any."""

    columns: tuple[Column, ...]
    n_lines: int
    bottom: float
    gene: str = ""
    reference: bool = False
    """The table says what is known of genes, and nothing of this specimen."""

    @property
    def roles(self) -> frozenset[str]:
        """The roles that the head names."""
        return frozenset(column.role for column in self.columns if column.role)


@lru_cache(maxsize=1 << 11)
def _head_cells(line: Line, lex: Lexicon) -> tuple[Cell, ...]:
    """A line's cells; words that are nothing but column heads, a blank apart, are as many cells as heads
    (``Gene Protein Change Allele Fraction``). In letters of one width a blank is as wide as a gap between columns."""
    tight = line.tight_cells
    if line.words[-1].text.endswith((":", ".")):
        return tight
    out: list[Cell] = []
    for wide in line.cells:
        cells = [cell for cell in tight if wide.x0 <= cell.x0 <= wide.x1]
        known = all(normal(cell.text) in lex.roles for cell in cells)
        heads = [] if known or not 1 < len(wide.words) <= 16 else _heads_in(wide.page, wide.words, lex)
        # "Tier 1 variants" is a title: a head names its gene, or is one head of several that stand apart.
        roles = {role_of(head.text, lex) for head in heads}
        apart = roles & KEY_ROLES and len(roles) == len(heads) > 1
        out.extend(heads if apart or (len(heads) == 1 and len(line.cells) > 1) else cells)
    return tuple(out)


@lru_cache(maxsize=1 << 11)
def _only_heads(line: Line, lex: Lexicon) -> bool:
    """True for a line of several column heads, a gene's among them, and nothing else."""
    roles = [role_of(cell.text, lex) for cell in _head_cells(line, lex)]
    return len(roles) > 1 and all(roles) and bool(KEY_ROLES.intersection(roles))


def _heads_in(page: int, words: Sequence[Word], lex: Lexicon) -> list[Cell]:
    """``words`` cut to column heads from left to right, the longest first; empty when a word is left over."""
    out: list[Cell] = []
    at = 0
    first = _first_words(lex)
    while at < len(words):
        if (begins := _first_word(words[at].text)) and begins not in first:
            return []
        for end in range(min(len(words), at + 6), at, -1):
            text = normal(" ".join(word.text for word in words[at:end]))
            if text in lex.roles or (text.endswith(")") and text.partition(" (")[0] in lex.roles):
                out.append(Cell(page, tuple(words[at:end])))
                at = end
                break
        else:
            return []
    return out


def _first_word(text: str) -> str:
    return normal(normal(text).partition(" ")[0])


@lru_cache(maxsize=16)
def _first_words(lex: Lexicon) -> frozenset[str]:
    """The words that the names of columns begin with."""
    return frozenset(_first_word(phrase) for phrase in lex.roles)


def _clusters(lines: Sequence[Line], lex: Lexicon) -> list[list[Cell]]:
    """Head cells that stand above one another, from left to right."""
    cells_by_line = [_head_cells(line, lex) for line in lines]
    base = max(range(len(lines)), key=lambda index: len(cells_by_line[index]))
    clusters = [[cell] for cell in cells_by_line[base]]
    for index, cells in enumerate(cells_by_line):
        if index == base:
            continue
        for cell in cells:
            over = [c for c in clusters if min(cell.x1, max(p.x1 for p in c)) - max(cell.x0, min(p.x0 for p in c)) > 1]
            if len(over) == 1:
                over[0].append(cell)
            elif not over:
                clusters.append([cell])
    for cluster in clusters:
        cluster.sort(key=lambda cell: (cell.top, cell.x0))
    return sorted(clusters, key=lambda cluster: min(cell.x0 for cell in cluster))


def _columns(lines: Sequence[Line], lex: Lexicon) -> tuple[Column, ...]:
    columns: list[Column] = []
    texts: list[str] = []
    for cluster in _clusters(lines, lex):
        text = " ".join(cell.text for cell in cluster)
        role = role_of(text, lex) or counted_in_situ(cluster, lex)
        role = role or next(filter(None, (role_of(cell.text, lex) for cell in cluster)), "")
        columns.append(
            Column(role, min(c.x0 for c in cluster), max(c.x1 for c in cluster), "%" in text or "％" in text)
        )
        texts.append(text)
    return _dated(_compared(_asked(columns, texts)), texts)


def _compared(columns: Sequence[Column]) -> list[Column]:
    """Where heads name a prior and the present sample, what stands right of both says how they differ
    (``Gene | Alteration | Previous | Present | Change``): a change of the result, not of the gene."""
    roles = [column.role for column in columns]
    if "prior" not in roles or "result" not in roles:
        return list(columns)
    last = max(at for at, role in enumerate(roles) if role in ("prior", "result"))
    named = any(role in NAME_ROLES for role in roles[:last])
    return [
        replace(column, role="prior")
        if at > last and named and column.role == "variant"
        else replace(column, compared=column.role == "result")
        for at, column in enumerate(columns)
    ]


def counted_in_situ(cluster: Sequence[Cell], lex: Lexicon) -> str:
    """What a head says that was counted by hybridisation (``Mean HER2 signals/nucleus``, ``HER2:CEP17``), or an empty
    string."""
    words = tuple(word for cell in cluster for word in cell.words)
    found = mentions(Segment(cluster[0].page, words), lex)
    labels = {m.value for m in found if m.type == "label"}
    if any(m.type == "control" for m in found):
        return "control_copies" if labels & {"copies", "ish_copies"} else ""
    told = labels & {"ratio", "ish_copies"}
    return told.pop() if len(told) == 1 and {m.type for m in found} <= {"gene", "label"} else ""


def _asked(columns: Sequence[Column], texts: Sequence[str]) -> list[Column]:
    """Where a second head of other words may name a gene as well (``GENE | TARGET | RESULT``), it is what was looked
    for in that gene; tables side by side say the same twice."""
    first = next((normal(text) for column, text in zip(columns, texts, strict=True) if column.role == "gene"), "")
    return [
        replace(column, role="biomarker") if column.role == "gene" and normal(text) != first else column
        for column, text in zip(columns, texts, strict=True)
    ]


def _keyed(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Where a table's first column is the analyte and none names a gene (``ANALYTE | RESULT``), it is what was tested;
    beside a gene's column it is DNA or RNA."""
    roles = {column.role for column in columns}
    if columns[0].role == "analyte" and "result" in roles and not roles & (KEY_ROLES | NAME_ROLES):
        return (replace(columns[0], role="biomarker"), *columns[1:])
    return columns


def _dated(columns: Sequence[Column], texts: Sequence[str]) -> tuple[Column, ...]:
    """Columns headed by dates are samples over time: the newest is this report's result, the others are prior."""
    days = {}
    for index, text in enumerate(texts):
        found = find_dates(text) if len(text.split()) <= _DATED else ()
        orders = {found[0].iso("dmy"), found[0].iso("mdy")} - {""} if len(found) == 1 else set()
        if orders:
            days[index] = max(orders)
    if len(days) < 2:
        return tuple(columns)
    newest = max(days, key=lambda index: days[index])
    return tuple(
        replace(column, role="result" if index == newest else "prior") if index in days else column
        for index, column in enumerate(columns)
    )


@lru_cache(maxsize=1 << 11)
def _is_data(line: Line, lex: Lexicon, *, first: bool = False) -> bool:
    """True when a line holds values, so that it cannot be part of a head."""
    found = mentions_of(line, lex)
    kinds = {mention.type for mention in found}
    if denied := [m for m in found if m.type == "state" and m.value != "detected"]:
        heads = [cell.text for cell in line.tight_cells if role_of(cell.text, lex) == "remark"]
        if not all(any(m.text in text for text in heads) for m in denied):
            return True  # "ALK rearrangement | Not detected"; "Matched normal" is a head
    if any(_DECIMAL.fullmatch(cell.text) for cell in line.tight_cells):
        return True  # "HER2 / cell | 8.9 | CEP17 / cell | 2.1"
    if any(_names_method(label, told, lex) for label, told in pairwise(line.tight_cells)):
        return True  # "Method | FISH"
    if any(a.text.endswith(":") and not b.text.endswith(":") for a, b in pairwise(line.tight_cells)):
        return True  # "Indication: | Adenocarcinoma | Collected: | 12 May 2026", "Lab | ID........: | M25-8"
    if line.tight_cells[0].text.endswith(":") and not all(cell.text.endswith(":") for cell in line.tight_cells):
        return True
    if "gene" in kinds and any(
        _is_answer(cell, lex) or begins_answer(cell.words, cell.page, lex) for cell in line.tight_cells
    ):
        return True  # "ALK | Rearrangement | Positive"; "mutation | Detected" is a phrase only over two cells
    named = [m for m in found if m.type == "event" and m.value in ("amplification", "gain", "loss", "deletion")]
    if named and "gene" in kinds and _gene_and_event(line, lex):
        return True  # "CDKN2A | Loss"
    if (
        first
        and named
        and not any(normal(cell.text) in lex.roles for cell in line.tight_cells if named[0].text in cell.text)
    ):
        return True  # "Alteration | Copy number gain, amplification"
    return bool(kinds & {"variant", "coding", "genomic", "percent", "fusion", "score"}) or sum(
        mention.type == "gene" for mention in found
    ) > (1 if len(line.words) < 12 else 0)


def _is_answer(cell: Cell, lex: Lexicon) -> bool:
    """True for a cell of nothing but a state, and no column's name (``Mutation detected (positive)``)."""
    text = cell.text.strip(" .")
    found = mentions_of(cell, lex)
    if any(m.type == "state" and m.text == text for m in found):
        return True
    kinds = {m.type for m in found}
    covered = {index for m in found for index in m.words}
    return "state" in kinds <= {"state", "event"} and len(covered) == len(cell.words) and not role_of(cell.text, lex)


def _names_method(label: Cell, told: Cell, lex: Lexicon) -> bool:
    """True for a method's label with its value beside it."""
    if role_of(label.text, lex) != "method" or role_of(told.text, lex):
        return False
    found = mentions_of(told, lex)
    return bool(found) and all(m.type == "method" for m in found) and len(told.words) <= 3


def _gene_and_event(line: Line, lex: Lexicon) -> bool:
    """True for a line with a cell of nothing but a gene and one of nothing but an event."""
    kinds = [{m.type for m in mentions_of(cell, lex)} for cell in line.cells if len(cell.words) <= 3]
    counted = {"event", "number"} in kinds  # "GAIN(22)"
    return {"gene"} in kinds and (counted or {"event"} in kinds)


def find_head(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> Head | None:
    """The head that begins at ``lines[at]``, or ``None``."""
    if at and _answers(lines[at - 1].line, lines[at].line, lex):
        return None
    best = _best_head(tuple([placed.line for placed in lines[at : at + _MOST_LINES]]), lex)
    if best and best.n_lines == 1 and len(lines[at].cells) == 1 and at + 1 < len(lines):
        # "GENE REARRANGEMENT" over rows that take no notice of its words: a title.
        below = lines[at + 1].line.cells
        if len(below) > 1 and sum(cell.x0 < best.columns[-1].x1 for cell in below) < 2:
            best = None
        elif len(below) == 1 and topic_of_title(below[0].words, lex):
            best = None  # "Gene status" over "SNV / indel", the title of the first part.
    titled = (
        len(lines[at].cells) == 1 and lines[at].cells[0].heading
    )  # "Copy number alterations": a title, and no head.
    if best and at + 1 < len(lines) and (titled or not _roles_alone(lines[at].line, lex)) and not _beside(lines, at):
        later = _best_head(tuple([placed.line for placed in lines[at + 1 : at + 1 + _MOST_LINES]]), lex)
        if later and (titled or len(later.roles) >= len(best.roles)):
            return None
    return best


def _beside(lines: Sequence[PlacedLine], at: int) -> bool:
    """True where the line below stands half beside ``lines[at]``: cells of one and of two lines, set in the middle of
    one row's height, are one head."""
    line, below = lines[at].line, lines[at + 1].line
    return below.top < line.bottom - _OVERLAP * line.height


def _completes(line: Line, above: Line, head: Head, lex: Lexicon) -> bool:
    """True when a line below a head only carries on its cells (``Variant`` / ``Frequency %``)."""
    if line.top < above.bottom - _OVERLAP * line.height:
        return True  # It stands half beside it.
    if line.top - above.bottom > 0.6 * line.height:
        return False
    found = mentions_of(line, lex)
    if any(m.type in ("gene", "genes", "state", "number", "preneg") for m in found):
        return False
    return all(
        sum(min(cell.x1, column.x1) - max(cell.x0, column.x0) > 0 for column in head.columns) == 1
        for cell in line.tight_cells
    )


def _gene_of(lines: Sequence[Line], lex: Lexicon) -> str:
    """The one gene that a head names (``EGFR mutation | Result``), or an empty string."""
    words = tuple(word for line in lines for word in line.words)
    genes = {m.value for m in mentions(Segment(1, words), lex) if m.type == "gene"}
    return genes.pop() if len(genes) == 1 else ""


def _roles_alone(line: Line, lex: Lexicon) -> bool:
    return sum(bool(role_of(cell.text, lex)) for cell in _head_cells(line, lex)) >= 2


def _answers(above: Line, line: Line, lex: Lexicon) -> bool:
    """True when a line ends the answer that the one right above it begins, so that both are a wrapped row
    (``BRAF small | None`` over ``variant | detected``)."""
    if line.top - above.bottom > 0.6 * line.height or len(line.words) > 12:
        return False
    wrapped = (
        normal(f"{over.text} {cell.text}")
        for cell in line.cells[1:]
        for over in above.cells[1:]
        if abs(over.x0 - cell.x0) < 3
    )
    return any(term.type == "state" for text in wrapped for term in lex.terms.get(text, ()))


@lru_cache(maxsize=1 << 10)
def _best_head(lines: tuple[Line, ...], lex: Lexicon) -> Head | None:
    """The best head that begins with the first of ``lines``.

    Remembered for the lines of the last pages: a table's end is where another head begins, so a line is asked twice.
    """
    if not any(len(line.cells) >= 2 or _only_heads(line, lex) for line in lines):
        return None  # Running text, as most lines are.
    best: Head | None = None
    block: list[Line] = []
    for ahead, line in enumerate(lines):
        if len(line.words) > 30 or _is_data(line, lex, first=not ahead):
            break
        if block and line.top - block[-1].bottom > 0.9 * line.height:
            break
        block.append(line)
        if not any(len(one.cells) >= 2 or _only_heads(one, lex) for one in block):
            continue
        columns = _keyed(_columns(block, lex))
        named = [column for column in columns if column.role]
        roles = {column.role for column in named}
        enough = len(roles) >= 2 and roles & (KEY_ROLES | NAME_ROLES) and len(named) * 2 >= len(columns)
        if not enough:
            continue
        head = Head(columns, len(block), max(one.bottom for one in block), _gene_of(block, lex))
        before = sum(bool(c.role) for c in best.columns) if best else -1
        if len(named) > before or (best and len(named) == before and _completes(line, block[-2], best, lex)):
            best = head
    return best
