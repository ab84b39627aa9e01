"""The head of a table whose columns are genes: its cells, set over one or more lines, and what the table is titled.

A head's cell names a gene, and may say which of its events the column tells (``MET ex14``, ``ERBB2 CN``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from her2parse.model import Word
from her2parse.read.geometry import Cell, Line
from her2parse.read.layout import PlacedLine
from her2parse.read.lexicon import Lexicon, role_of
from her2parse.read.mentions import Mention, Segment, mentions, mentions_of
from her2parse.read.tables import Column, Head

COPIES = frozenset({"amplification", "gain", "loss", "deletion"})
EVENTS = frozenset({*COPIES, "fusion", "overexpression", "mutation", "transcript"})
_ASKS = frozenset({"event", "splice", "class", "variant", "label", "method", "number"})
"""What a head's cell may hold beside its gene."""
_CODON = re.compile(r"[A-Z]\d{2,4}")
_WRAPPED, _WITHIN = 0.6, 0.2
"""Gaps, shares of a letter's height: of a wrapped head, and by how much lines of one head overlap at least."""
_SAME_EDGE = 8.0
"""Left edges of a head's lines differ by less (points), wherever the column is centred."""
_MOST_LINES, _MOST_ASKED = 6, 3
"""Lines that stand half beside one another in a head; words beside a gene."""
_TITLE = 14
"""The most words of a table's title."""


@dataclass(frozen=True, slots=True)
class GridHead:
    """A head of genes: each with its words and its column (``""`` for a symbol that the lexicon does not know), and how
    many lines it takes. ``asks``: the words beside a gene that say which event its column tells. ``left``: where the
    labels of rows begin, if the head says so. ``samples``: rows are samples, not properties. ``labels``: how many
    columns stand left of the genes."""

    genes: tuple[str, ...]
    words: tuple[tuple[Word, ...], ...]
    columns: tuple[Column, ...]
    n_lines: int
    asks: tuple[tuple[Word, ...], ...] = ()
    left: float = float("-inf")
    samples: bool = False
    labels: int = 1

    @property
    def head(self) -> Head:
        """The head as any table has one."""
        bottom = max(word.bottom for words in (*self.words, *self.asks) for word in words)
        return Head(self.columns, self.n_lines, bottom)


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of a head: its gene (or an empty string) and words, and the words that say what its column tells."""

    gene: str
    words: tuple[Word, ...]
    ask: tuple[Word, ...] = ()


def found_in(words: Sequence[Word], lex: Lexicon) -> tuple[Mention, ...]:
    """What ``words`` mention, read by themselves."""
    return mentions(Segment(1, tuple(words)), lex) if words else ()


def events_in(found: Iterable[Mention]) -> set[str]:
    """The events that are named, by their values in the lexicon."""
    return {m.value for m in found if m.type == "event" and m.value in EVENTS}


def head_block(lines: Sequence[PlacedLine], at: int) -> tuple[list[Cell], int]:
    """The cells of the head that may begin at ``lines[at]`` and its lines: where cells are set in the middle of their
    height, a cell of two lines stands half a line over those of one."""
    n = 1
    bottom = lines[at].line.bottom
    while n < _MOST_LINES and at + n < len(lines):
        line = lines[at + n].line
        if line.top > bottom - _WITHIN * line.height:
            break
        bottom = line.bottom
        n += 1
    if n == 1:
        return list(lines[at].line.cells), 1
    stacks: list[list[Cell]] = []
    for cell in (cell for placed in lines[at : at + n] for cell in placed.line.cells):
        over = [stack for stack in stacks if any(min(cell.x1, o.x1) - max(cell.x0, o.x0) > 0 for o in stack)]
        if len(over) > 1:
            return list(lines[at].line.cells), 1
        (over[0] if over else _added(stacks)).append(cell)
    stacks.sort(key=lambda stack: min(cell.x0 for cell in stack))
    return [
        Cell(stack[0].page, tuple(word for cell in sorted(stack, key=lambda c: c.top) for word in cell.words))
        for stack in stacks
    ], n


def _added(stacks: list[list[Cell]]) -> list[Cell]:
    stacks.append([])
    return stacks[-1]


def gene_alone(cell: Cell, lex: Lexicon) -> str:
    """The gene that a cell names and nothing else, or an empty string."""
    found = mentions_of(cell, lex)
    named = {gene for m in found if m.type in ("gene", "genes") for gene in m.value.split(";")}
    whole = {index for m in found for index in m.words} == set(range(len(cell.words)))
    return named.pop() if len(named) == 1 and whole and {m.type for m in found} <= {"gene", "genes"} else ""


def head_cell(cell: Cell, below: Line | None, lex: Lexicon) -> HeadCell | None:
    """A cell that names a gene, alone or with the event that its column tells; ``None`` for any other."""
    gene = gene_alone(cell, lex) or _broken_gene(cell, below, lex)
    if gene:
        return HeadCell(gene, cell.words)
    found = mentions_of(cell, lex)
    named = {gene for m in found if m.type in ("gene", "genes") for gene in m.value.split(";")}
    first = next((m for m in found if m.type == "gene"), None)
    events = {m.start for m in found if m.type == "event"}
    found = tuple(m for m in found if m.type != "state" or m.start not in events)  # "EGFR mut." asks.
    if first is None or len(named) != 1 or first.start or not {m.type for m in found} <= {"gene", "genes"} | _ASKS:
        return None
    own = {index for m in found if m.type == "gene" for index in m.words}
    ask = tuple(word for index, word in enumerate(cell.words) if index not in own)
    exons = any((m.type, m.value) == ("label", "exon") for m in found) or bool(_exon_14(next(iter(named)), ask))
    if not ask or len(ask) > _MOST_ASKED or (any(m.type == "number" for m in found) and not exons):
        return None
    own_words = tuple(word for index, word in enumerate(cell.words) if index in own)
    meant = {m.type for m in found} & (_ASKS - {"number"})
    gene = next(iter(named))
    skipped = _exon_14(gene, ask)
    codon = len(ask) == 1 and _CODON.fullmatch(ask[0].text)
    return HeadCell(gene, own_words, skipped or ask) if meant or skipped or codon else None


def _fusion_alone(cell: Cell, lex: Lexicon) -> HeadCell | None:
    """A cell in a row of genes that names a fusion and nothing else (``Gene | EML4::ALK | KRAS``); its column is the
    kinase's."""
    found = mentions_of(cell, lex)
    whole = {index for m in found for index in m.words} == set(range(len(cell.words)))
    fusions = [m for m in found if m.type == "fusion"]
    if len(fusions) != 1 or not whole or not {m.type for m in found} <= {"fusion", "gene"}:
        return None
    return HeadCell(fusions[0].gene or fusions[0].value.rpartition("::")[2], cell.words)


def _exon_14(gene: str, ask: tuple[Word, ...]) -> tuple[Word, ...]:
    """``MET ex14`` as a head asks for the skipping of that exon: its words written out."""
    text = "".join(word.text for word in ask).casefold().replace("-", "").replace(".", "")
    if gene != "MET" or text not in ("ex14", "exon14", "δex14", "δexon14"):
        return ()
    return tuple(replace(ask[0], text=word) for word in ("exon", "14", "skipping"))


def heads_of(cells: Sequence[Cell], below: Line | None, lex: Lexicon) -> tuple[list[Cell], list[HeadCell]] | None:
    """A line's cells as the labels left of the first gene, and the heads; ``None`` where one of these says something
    else."""
    read = [head_cell(cell, below, lex) for cell in cells]
    if role_of(cells[0].text, lex) == "gene":
        read[1:] = [one or _fusion_alone(cell, lex) for cell, one in zip(cells[1:], read[1:], strict=True)]
    first = next((at for at, one in enumerate(read) if one is not None), None)
    if first is None:
        return None
    labels = list(cells[:first])
    heads: list[HeadCell] = []
    for cell, one in zip(cells[first:], read[first:], strict=True):
        heads.append(one or HeadCell("", cell.words))
    return labels, heads


def columns_of(heads: Sequence[HeadCell]) -> tuple[Column, ...]:
    """The columns below heads."""
    return tuple(
        Column("gene", min(w.x0 for w in (*h.words, *h.ask)), max(w.x1 for w in (*h.words, *h.ask))) for h in heads
    )


def over(cell: Cell, columns: Sequence[Column]) -> int:
    """Which of ``columns`` a cell of a head stands under."""
    middle = (cell.x0 + cell.x1) / 2
    return min(
        range(len(columns)),
        key=lambda at: min(abs(cell.x0 - columns[at].x0), abs(middle - (columns[at].x0 + columns[at].x1) / 2)),
    )


def wrapped(line: Line, heads: Sequence[HeadCell], bottom: float, lex: Lexicon) -> list[HeadCell] | None:
    """Heads with what a line right below adds to them: other names of their genes (``ERBB2`` / ``(HER2)``), or what
    their columns tell (``MET`` / ``ex14``); ``None`` for any other line."""
    if line.top - bottom > _WRAPPED * line.height:
        return None
    columns = columns_of(heads)
    out = list(heads)
    for cell in line.cells:
        at = over(cell, columns)
        head = out[at]
        whole = Cell(cell.page, (*head.words, *cell.words))
        named = gene_alone(cell, lex)
        if not head.gene or (named and named != head.gene):
            return None
        if _broken_gene(Cell(cell.page, head.words), line, lex) == head.gene:
            # Read as one word: the halves of "(ER" / "BB2)" are no genes of their own.
            mended = replace(head.words[-1], text=head.words[-1].text + cell.words[0].text)
            out[at] = replace(head, words=(*head.words[:-1], mended, *cell.words[1:]))
            continue
        if named:
            out[at] = replace(head, words=whole.words)
            continue
        both = head_cell(whole, None, lex)
        if both is None or both.gene != head.gene or not both.ask or head.ask:
            return None
        out[at] = both
    return out


def _broken_gene(cell: Cell, below: Line | None, lex: Lexicon) -> str:
    """The gene of a head that a narrow column broke within a word (``HER2 (E`` / ``RBB2)``), or an empty string."""
    if below is None or below.top - cell.bottom > _WRAPPED * below.height:
        return ""
    rest = next((other for other in below.cells if abs(other.x0 - cell.x0) < _SAME_EDGE), None)
    if rest is None or len(rest.words) > 2:
        return ""
    whole = replace(cell.words[-1], text=cell.words[-1].text + rest.words[0].text)
    return gene_alone(Cell(cell.page, (*cell.words[:-1], whole, *rest.words[1:])), lex)


def title_event(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> str:
    """The one kind of event that the title above a head at ``lines[at]`` names: ``mutation``, ``fusion``,
    ``amplification``, ``copies`` or an empty string. The title is the line above, else the last heading."""
    above = lines[at - 1].line if at else None
    near = above is not None and lines[at].line.top - above.bottom < 2.5 * above.height
    if above is not None and near and len(above.cells) == 1 and len(above.words) <= _TITLE:
        told = _kinds_told(mentions(Segment(1, above.words), lex))
        if told:
            return told.pop() if len(told) == 1 else ""
    for placed in reversed(lines[:at]):
        headings = [cell for cell in placed.cells if cell.heading]
        if headings:
            told = _kinds_told(mentions_of(headings[0].cell, lex))
            return told.pop() if len(told) == 1 else ""
    return ""


def _kinds_told(found: Sequence[Mention]) -> set[str]:
    events = events_in(found)
    kinds = {"mutation"} if events & {"mutation"} else set()
    kinds |= {"fusion"} if "fusion" in events else set()
    if "amplification" in events and not events & (COPIES - {"amplification"}):
        return kinds | {"amplification"}
    copies = events & COPIES or any((m.type, m.value) == ("label", "copies") for m in found)
    return kinds | ({"copies"} if copies else set())
