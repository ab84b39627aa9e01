"""Blocks and cards: a line of nothing but a gene, and the rows below it that the gene owns.

``KIT`` / ``Protein change | p.L223dup`` / ``VAF (%) | 8.1``: the rows name no gene, the heading does. Here is only
which cells belong to which gene, and which words are label and value (what they say: ``owned``). A block ends where the
next gene, a heading, text, another column or a wide gap begins; one that breaks off at a page's end goes on at the top
of the next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from her2parse.model import Box, Word
from her2parse.read.captions import Captioned, captioned
from her2parse.read.cards import frames
from her2parse.read.eastern import EASTERN
from her2parse.read.geometry import Cell, Line
from her2parse.read.grids import find_grid
from her2parse.read.items import driver
from her2parse.read.layout import BELIEVED, LaidPage, Placed, PlacedLine, Zone
from her2parse.read.lexicon import Lexicon, functional, normal, unbroken
from her2parse.read.mentions import Mention, Segment, mentions, mentions_of
from her2parse.read.tables import find_head

_GAP = 2.6
"""A gap of more letter heights than this ends a block."""
_WIDER = 4.0
"""The same where a label and its value follow: a letter alone in its line may have been lost above them."""
_FRAMED = 6.0
"""The same inside the frame of a card, which says itself where the block ends."""
_WRAPPED = 0.45
"""Lines closer than this share of a letter height may be one cell's."""
_RUNNING_LINES = 5
"""Lines of a letterhead that may stand over the rest of a block on the next page."""
_LEFT, _SAME = 14.0, 4.0
_SET_IN = 6.0
"""How far a change is set in under its gene, at least."""
_LEADER = re.compile(r"[.·_…]{2,}")
_MOST_WORDS, _MOST_ROWS = 12, 40
_BAND = re.compile(r"\(?\d{1,2}[pq]\d[\d.]*\)?|\(?chr\d+\)?|\d{1,2}[.)]", re.IGNORECASE)
"""What may stand beside a gene that heads a block: its place on the chromosome, the number of the heading."""
_EAST_ASIAN = re.compile(rf"[{EASTERN}]+")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of a block: its label (empty where the row is no pair) and its value, on one page. ``apart`` where the two
    stand in cells of their own."""

    page: int
    label: tuple[Word, ...]
    value: tuple[Word, ...]
    apart: bool = False


@dataclass(slots=True)
class Block:
    """A gene (or a ``fusion``) that stands alone, on its page and in its zone, and the rows that it owns."""

    symbol: str
    gene: tuple[Word, ...]
    page: int
    zone: Zone
    fusion: bool = False
    pairs: list[Pair] = field(default_factory=list)


class _Head(NamedTuple):
    """A gene that may head a block: its place, symbol and edges, the cells (by identity) that the heading takes, the
    words of its answer where that stands on its line, and the next gene on the line."""

    cell: Placed
    symbol: str
    left: float
    right: float
    own: tuple[int, ...]
    state: tuple[Word, ...] = ()
    beside: Cell | None = None


@dataclass(slots=True)
class _Open:
    """A block being collected: its edges, where its labels and values begin, and its last line's bottom."""

    block: Block
    head: Cell
    left: float
    right: float
    bottom: float
    base: float | None = None
    value: float | None = None
    frame: Box | None = None
    beside: Cell | None = None
    rows: list[tuple[list[Cell], list[Cell]]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    done: bool = False


@dataclass(frozen=True, slots=True)
class OwnedPage:
    """The blocks that begin on a page, and its lines without their words."""

    blocks: tuple[Block, ...]
    lines: tuple[PlacedLine, ...]


def known_label(words: Sequence[Word], lex: Lexicon) -> bool:
    """True for words that are a column's head, a value's label, or an event's name, and nothing else."""
    return bool(label_role(words, lex)) or _all_named(words, lex, frozenset({"event", "label", "prep"}))


def label_role(words: Sequence[Word], lex: Lexicon) -> str:
    """The column role that a label names as a whole, or an empty string."""
    text = normal(" ".join(word.text for word in words))
    for form in (
        text,
        unbroken(text),
        _IN_BRACKETS.sub("", text).strip(),
        _IN_BRACKETS.sub("", unbroken(text)).strip(),
    ):
        if form in lex.roles:
            return lex.roles[form]
    return _cut_short(unbroken(text), lex) if _EAST_ASIAN.fullmatch(unbroken(text)) else ""


def _cut_short(text: str, lex: Lexicon) -> str:
    """The role of an East Asian label without its last letter: readers of PDFs drop one that stands alone in a line."""
    whole = {role for phrase, role in lex.roles.items() if len(phrase) == len(text) + 1 and phrase.startswith(text)}
    return whole.pop() if len(whole) == 1 and len(text) > 1 else ""


def _all_named(words: Sequence[Word], lex: Lexicon, types: frozenset[str]) -> bool:
    found = mentions(Segment(0, tuple(words)), lex)
    kinds = {m.type for m in found}
    named = {index for m in found for index in m.words}
    return bool(kinds - {"prep"}) and kinds <= types and len(named) == len(words)


def gene_of_heading(cell: Cell, lex: Lexicon) -> str:
    """The gene of a cell that holds nothing else (``HER2 (ERBB2)``, ``Gene: KIT``, ``1. EGFR``), or an empty string."""
    if len(cell.words) > 5:
        return ""
    found = mentions_of(cell, lex)
    genes = {gene for m in found if m.type in ("gene", "genes") for gene in m.value.split(";")}
    if len(genes) != 1 or any(m.type not in ("gene", "genes", "transcript", "number") for m in found):
        return ""
    named = {index for m in found if m.type != "number" for index in m.words}
    if any(named & set(m.words) for m in found if m.type == "number"):
        return ""  # "JUN-12-2024"
    rest = [word for at, word in enumerate(cell.words) if at not in named]
    loose = [w for w in rest if not _BAND.fullmatch(w.text) and lex.roles.get(normal(w.text)) != "gene"]
    return "" if loose else genes.pop()


def read_blocks(laid: Sequence[LaidPage], lex: Lexicon) -> tuple[OwnedPage, ...]:
    """Each page's blocks and the lines that no block has taken."""
    out: list[OwnedPage] = []
    carried: _Open | None = None
    for page in laid:
        blocks: list[Block] = []
        taken: set[int] = set()
        if carried is not None:
            follower = _goes_on(carried, page, lex)
            taken |= follower
        carried = None
        captions = captioned(page.lines, lex)
        aside = frozenset(cell for one in captions for cell in one.ids) | _paragraphs(page.lines)
        for at, placed in enumerate(page.lines):
            heads = [
                head for head in _heads(placed, taken | aside, lex) if not _carries_on(page.lines, at, head.cell.cell)
            ]
            answered = [] if heads else _answered(page.lines, at, taken | aside, lex)
            heads = heads or answered
            if heads and not answered and (_listed(page.lines, at, lex) or _of_columns(page.lines, at, lex)):
                continue
            if heads and _between_rows(page.lines, at):
                continue
            for head in heads:
                gene = head.cell.cell
                fusion = bool(_fusion_alone(gene, lex))
                block = Block(head.symbol, gene.words, page.page.number, head.cell.zone, fusion)
                opened = _Open(block, gene, head.left, head.right, gene.bottom)
                opened.frame = _frame_of(gene, page)
                opened.beside = head.beside
                if head.state:
                    block.pairs.append(Pair(page.page.number, (), head.state))
                _collect(opened, page.lines[at + 1 :], taken | aside, lex)
                last = not opened.done
                held = [one for one in captions if opened.rows and _holds(opened, one)]
                block.pairs.extend(
                    Pair(page.page.number, one.caption.words, one.value.words, apart=False) for one in held
                )
                if not opened.rows and not (last and len(heads) == 1):
                    continue
                _settle(opened, page.page.number)
                if last:
                    carried = opened
                if not last and not _says(block, lex):
                    continue
                blocks.append(block)
                if _says(block, lex):
                    taken |= {*head.own, *opened.taken, *(cell for one in held for cell in one.ids)}
        out.append(OwnedPage(tuple(blocks), _without(page.lines, taken)))
    return tuple(out)


def _between_rows(lines: Sequence[PlacedLine], at: int) -> bool:
    """True for a lone cell at half height of rows that stand right of it, all at one edge: it is merged with theirs."""
    if not 0 < at < len(lines) - 1 or len(lines[at].cells) > 1:
        return False
    cell = lines[at].cells[0].cell
    above, below = lines[at - 1].line, lines[at + 1].line
    rows = len(above.cells) > 1 and len(below.cells) > 1
    beside = above.x0 > cell.x1 and abs(above.x0 - below.x0) < _SAME
    return rows and beside and below.top - above.bottom < 1.2 * cell.height


def _paragraphs(lines: Sequence[PlacedLine]) -> frozenset[int]:
    """The cells of running text in a column of its own: lines close under one another at one left edge, right of where
    a line begins. What they say stands beside a gene and its rows and is none of them."""
    open_: list[list[Cell]] = []
    done: list[list[Cell]] = []
    for placed in lines:
        for one in placed.cells:
            cell = one.cell
            home = next((text for text in open_ if _next_in_text(text[-1], cell)), None)
            if home is not None:
                home.append(cell)
            else:
                open_.append([cell])
        kept = [text for text in open_ if placed.line.top - text[-1].bottom < _PARAGRAPH * text[-1].height]
        done.extend(text for text in open_ if text not in kept)
        open_ = kept
    left = min((placed.cells[0].cell.x0 for placed in lines), default=0.0)
    return frozenset(
        id(cell)
        for text in (*done, *open_)
        if len(text) > 1 and text[0].x0 > left + _LEFT and _runs(text)
        for cell in text
    )


def _next_in_text(above: Cell, cell: Cell) -> bool:
    """True for a cell set like the one above it and as close under it as lines of one text are."""
    gap = cell.top - above.bottom
    alike = abs(cell.x0 - above.x0) < _SAME and abs(cell.size - above.size) < 0.3
    return alike and -0.3 * above.height < gap < _PARAGRAPH * above.height


def _runs(text: Sequence[Cell]) -> bool:
    """True for lines that make sentences together: little words among many, one of which a sentence ends with or that
    a line leaves open."""
    words = [word.text.strip(".,;:()") for cell in text for word in cell.words]
    sentence = text[0].text[:1].isupper() and text[-1].text.endswith(".") and functional(words) > 0
    return len(words) >= _TEXT and (sentence or functional(words) * 7 >= len(words))


_PARAGRAPH = 0.75
"""The gap between two lines of one text, at most, in heights of a letter."""
_TEXT = 7
"""Words that make a text, at least."""


def _without(lines: Sequence[PlacedLine], taken: set[int]) -> tuple[PlacedLine, ...]:
    out: list[PlacedLine] = []
    for placed in lines:
        kept = tuple(cell for cell in placed.cells if id(cell.cell) not in taken)
        if len(kept) == len(placed.cells):
            out.append(placed)
        elif kept:
            words = tuple(word for cell in kept for word in cell.cell.words)
            out.append(PlacedLine(Line(placed.line.page, words), kept))
    return tuple(out)


def _heads(placed: PlacedLine, taken: set[int], lex: Lexicon) -> list[_Head]:
    """The genes of a line that may head blocks.

    To their right stands nothing of the same part but further genes or fusions, as in cards side by side.
    """
    cells = [cell for cell in placed.cells if id(cell.cell) not in taken]
    out: list[_Head] = []
    for at, cell in enumerate(cells):
        fusion = _fusion_alone(cell.cell, lex)
        symbol = fusion or gene_of_heading(cell.cell, lex)
        if not symbol or cell.zone.name not in BELIEVED:
            continue
        beside = cells[at + 1 :]
        if any(other.zone == cell.zone and not _card_head(other.cell, lex) for other in beside):
            continue
        labelled = at > 0 and lex.roles.get(normal(cells[at - 1].cell.text)) == "gene"
        if at and not labelled and known_label(cells[at - 1].cell.words, lex):
            continue  # "fusion | (KIF5B::RET)": the value of a row.
        if labelled and beside:
            continue  # Genes as columns.
        if fusion and any(gene_of_heading(other.cell, lex) == fusion for other in cells[:at]):
            continue  # "RET | – | NCOA4-RET": the last cell of its gene's row.
        first = cells[at - 1].cell if labelled else cell.cell
        right = beside[0].cell.x0 - 6 if beside else float("inf")
        after = beside[0].cell if beside else None
        out.append(_Head(cell, symbol, first.x0 - _LEFT, right, (id(cell.cell), id(first)), beside=after))
    return out


def _answered(lines: Sequence[PlacedLine], at: int, taken: set[int] | frozenset[int], lex: Lexicon) -> list[_Head]:
    """A gene with its answer on one line (``ERBB2 (HER2) ...... DETECTED``) that heads the change set in below it, as
    the head of a block with the words of the answer; nothing where the line is no such head."""
    cells = [cell for cell in lines[at].cells if id(cell.cell) not in taken]
    if not cells or at + 1 >= len(lines) or cells[0].zone.name not in BELIEVED:
        return []
    first, below = cells[0], lines[at + 1].cells[0].cell
    if below.x0 < first.cell.x0 + _SET_IN or below.top - first.cell.bottom > _GAP * below.height:
        return []
    told = {m.type for cell in lines[at + 1].cells for m in mentions_of(cell.cell, lex)}
    if not told & {"variant", "coding", "transcript"} or "gene" in told:
        return []
    words = tuple(word for cell in cells for word in cell.cell.words if not _LEADER.fullmatch(word.text))
    found = mentions(Segment(0, words), lex)
    genes = {m.value for m in found if m.type == "gene"}
    states = {m.value for m in found if m.type == "state"}
    named = {index for m in found for index in m.words}
    if len(genes) != 1 or states != {"detected"} or {m.type for m in found} != {"gene", "state"}:
        return []
    if len(named) != len(words):
        return []
    head = [words[index] for index in sorted({i for m in found if m.type == "gene" for i in m.words})]
    state = tuple(words[index] for index in sorted({i for m in found if m.type == "state" for i in m.words}))
    gene = Placed(Cell(first.cell.page, tuple(head)), first.zone)
    own = tuple(id(cell.cell) for cell in cells)
    return [_Head(gene, genes.pop(), first.cell.x0 - _LEFT, float("inf"), own, state)]


def _carries_on(lines: Sequence[PlacedLine], at: int, cell: Cell) -> bool:
    """True for what is in brackets, or wrapped close under a value: the rest of that value (``ALK | Positive`` /
    ``(EML4-ALK)``), and no heading."""
    if cell.text.startswith("("):
        return True
    values = lines[at - 1].cells[1:] if at else ()
    return any(
        abs(above.cell.x0 - cell.x0) < _SAME and cell.top - above.cell.bottom < _WRAPPED * cell.height
        for above in values
        if not above.heading
    )


def _of_columns(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> bool:
    """True for genes that head columns, with the labels of their rows to the left (``grids``)."""
    grid = find_grid(lines, at, lex)
    if grid is None or at + 1 >= len(lines):
        return False
    return len(grid.columns) > 1 or lines[at + 1].cells[0].cell.x1 < grid.columns[0].x0


def _listed(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> bool:
    """True for a line of genes in a list of nothing else, close under or over another such line."""
    here = lines[at].line
    if not _genes_only(here, lex):
        return False
    near = [lines[other].line for other in (at - 1, at + 1) if 0 <= other < len(lines)]
    return any(_genes_only(line, lex) and abs(line.top - here.top) < 2.2 * here.height for line in near)


def _genes_only(line: Line, lex: Lexicon) -> bool:
    return all(gene_of_heading(cell, lex) for cell in line.cells)


def _card_head(cell: Cell, lex: Lexicon) -> bool:
    return bool(gene_of_heading(cell, lex) or _fusion_alone(cell, lex))


def _other_card(opened: _Open, cell: Cell, lex: Lexicon) -> bool:
    """True for a gene or fusion that heads a card; a fusion right under its own gene is what that gene's card tells."""
    own = not opened.rows and not opened.block.fusion and _fusion_alone(cell, lex) == opened.block.symbol
    return _card_head(cell, lex) and not own


def _fusion_alone(cell: Cell, lex: Lexicon) -> str:
    """The driver of a cell of nothing but a fusion, or an empty string."""
    fused = [m for m in mentions_of(cell, lex) if m.type == "fusion"]
    if len(fused) != 1 or not _all_named(cell.words, lex, frozenset({"fusion"})):
        return ""
    left, _, right = fused[0].value.partition("::")
    return driver(left, right)


def _collect(opened: _Open, lines: Sequence[PlacedLine], taken: set[int], lex: Lexicon) -> None:
    """Add the lines below a gene to its block; ``done`` where something other than the page's end closes it."""
    for at, placed in enumerate(lines):
        cells = [c for c in placed.cells if _inside(opened, c.cell) and id(c.cell) not in taken]
        if not cells:
            continue
        if _ends(opened, cells, lex) or _heads_table(opened, lines, at, lex) or len(opened.rows) >= _MOST_ROWS:
            opened.done = True
            return
        label, value = _cut(opened, [c.cell for c in cells], lex)
        if not label and not value:
            opened.done = True
            return
        _add(opened, label, value, lex)
        opened.bottom = max(opened.bottom, *(c.bottom for c in (*label, *value)))
        opened.taken |= {id(c.cell) for c in cells}


def _heads_table(opened: _Open, lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> bool:
    """True for a table's head: three columns, or two with data below (no half of a row, ``Biomarker | Gene``)."""
    line = lines[at].line
    if len(lines[at].cells) < 2 or line.top - opened.bottom < _WRAPPED * line.height:
        return False
    head = find_head(lines, at, lex)
    if head is None or at + head.n_lines >= len(lines):
        return False
    below = lines[at + head.n_lines].cells[0].cell
    return len(head.columns) > 2 or any(m.type in ("variant", "coding") for m in mentions_of(below, lex))


def _inside(opened: _Open, cell: Cell) -> bool:
    over = _stands_under(opened.head, cell)
    if opened.beside is not None and not over and _stands_under(opened.beside, cell):
        return False  # Set to the middle under the next gene, and wider than that.
    return (cell.x0 >= opened.left or over) and cell.x0 < opened.right


def _stands_under(head: Cell, cell: Cell) -> bool:
    return min(head.x1, cell.x1) - max(head.x0, cell.x0) > 0


def _frame_of(cell: Cell, page: LaidPage) -> Box | None:
    """The smallest frame of a card around a cell, or ``None``."""
    around = [box for box in frames(page.page, _CARD) if _inside_frame(box, cell)]
    return min(around, key=lambda box: (box.x1 - box.x0) * (box.bottom - box.top), default=None)


_CARD = 40.0
"""The least height of a card's frame, points."""


def _inside_frame(box: Box | None, cell: Cell) -> bool:
    if box is None:
        return False
    return box.x0 - 1 <= cell.x0 and cell.x1 <= box.x1 + 1 and box.top - 1 <= cell.top and cell.bottom <= box.bottom + 1


def _holds(opened: _Open, one: Captioned) -> bool:
    """True for a value with its caption that stands in the card: right of its gene, or among its lines."""
    value = one.value
    return (
        opened.left <= value.x0 < opened.right
        and value.bottom > opened.head.top
        and min(value.top, one.caption.top) < opened.bottom
    )


def _ends(opened: _Open, cells: Sequence[Placed], lex: Lexicon) -> bool:
    """True where a line belongs to the block no more."""
    first = cells[0]
    cell = first.cell
    gap = (cell.top - opened.bottom) / cell.height
    pair = len(cells) > 1 and known_label(cell.words, lex)
    widest = _FRAMED if _inside_frame(opened.frame, cell) else _WIDER if pair else _GAP
    if gap > widest or first.zone.name not in BELIEVED:
        return True
    # "Amplification", large and right under a gene, is the card's event; elsewhere it is a heading.
    under = abs(cell.x0 - opened.head.x0) < _SAME or abs(cell.x0 + cell.x1 - opened.head.x0 - opened.head.x1) < 12
    several = cell.text.casefold().endswith("s")  # "FUSIONS" heads the next list, whatever gene ends the one above.
    event = not opened.rows and gap < 1 and under and not several and _tells([cell], lex)
    if not pair and ((first.heading and not event) or (several and _names_events(cell, lex))):
        return True
    if any(_foreign_gene(opened, other.cell, lex) for other in cells[:2]) or _other_card(opened, cell, lex):
        return True
    starts = [x for x in (opened.base, opened.value) if x is not None]
    aligned = any(abs(cell.x0 - x) < _SAME for x in starts) or not starts
    centred = abs((cell.x0 + cell.x1) / 2 - (opened.head.x0 + opened.head.x1) / 2) < 6
    if not aligned and not centred:
        return True
    larger = cell.size > 1.08 * opened.rows[0][0][0].size if opened.rows and opened.rows[0][0] else False
    if larger and not opened.rows[-1][1] and label_role(_words(opened.rows[-1][0]), lex):
        larger = cell.size > 1.08 * opened.head.size  # "ALTERATION", small over the change that it announces.
    return larger or any(_is_text(other.cell) for other in cells)


def _names_events(cell: Cell, lex: Lexicon) -> bool:
    """True for a cell of nothing but events."""
    found = mentions_of(cell, lex)
    whole = {index for m in found for index in m.words} == set(range(len(cell.words)))
    return whole and {m.type for m in found} == {"event"}


def _is_text(cell: Cell) -> bool:
    little = functional(word.text for word in cell.words)
    return len(cell.words) > _MOST_WORDS or (len(cell.words) >= 5 and little >= 2)


def _foreign_gene(opened: _Open, cell: Cell, lex: Lexicon) -> bool:
    found = mentions_of(cell, lex)
    named = {gene for m in found if m.type in ("gene", "genes") for gene in m.value.split(";")}
    return bool(named - {opened.block.symbol})


def _cut(opened: _Open, cells: Sequence[Cell], lex: Lexicon) -> tuple[list[Cell], list[Cell]]:
    """A line's label and value: two cells, one cell at the value's place, or one cell cut where its value begins."""
    first = cells[0]
    if (
        opened.value is not None
        and len(cells) == 1
        and abs(first.x0 - opened.value) < _SAME < opened.value - (opened.base or 0.0)
    ):
        return [], [first]
    if len(cells) == 1:
        for at in range(1, len(first.words)):
            gap = first.words[at].x0 - first.words[at - 1].x1
            at_value = opened.value is not None and abs(first.words[at].x0 - opened.value) < 2.5
            if at_value or (gap > 0.5 * first.height and known_label(first.words[:at], lex)):
                opened.value = first.words[at].x0
                label, value = Cell(first.page, first.words[:at]), Cell(first.page, first.words[at:])
                opened.base = label.x0 if opened.base is None else opened.base
                return [label], [value]
        opened.base = first.x0 if opened.base is None else opened.base
        return [first], []
    second = cells[1]
    opened.value = second.x0  # Each finding of a gene may be a small table of its own widths.
    opened.base = first.x0 if opened.base is None else opened.base
    return [first], list(cells[1:])


def _add(opened: _Open, label: list[Cell], value: list[Cell], lex: Lexicon) -> None:
    """A line is a row of its own, or goes on in the cells of the row above."""
    above = opened.rows[-1] if opened.rows else None
    part = (label or value)[0]
    near = part.top - opened.bottom < _WRAPPED * part.height
    if above is None or not near:
        opened.rows.append((label, value))
    elif label and value:
        # "Copy | Not" / "number gain | evaluable": cells that are wrapped together. Other rows may stand as close.
        both = (*_words(above[0]), *_words(label))
        if above[0] and (_one_phrase(both, lex) or _dangling(_words(above[1]), lex)):
            above[0].extend(label)
            above[1].extend(value)
        else:
            opened.rows.append((label, value))
    elif value:
        above[1].extend(value)
    elif (above[1] and not _begins(above[0], label, lex)) or _goes_on_in(above[0], label, lex):
        above[0].extend(label)
    else:
        opened.rows.append((label, value))


_NAMING = frozenset({"variant", "coding", "fusion", "event", "state", "class", "splice"})


def _says(block: Block, lex: Lexicon) -> bool:
    """True where a row of a block names a change or an event, or says whether one is there."""
    return any(m.type in _NAMING for pair in block.pairs for m in _found((*pair.label, *pair.value), lex))


def _words(cells: Sequence[Cell]) -> tuple[Word, ...]:
    return tuple(word for cell in cells for word in cell.words)


_TELLING = frozenset({"variant", "coding", "fusion", "event", "state", "percent", "score", "class", "splice"})


def _one_phrase(words: Sequence[Word], lex: Lexicon) -> bool:
    """True for words that are one label together, not two."""
    whole = tuple(range(len(words)))
    return bool(label_role(words, lex)) or any(
        m.type in ("event", "label") and m.words == whole for m in _found(words, lex)
    )


def _dangling(value: Sequence[Word], lex: Lexicon) -> bool:
    """True for a value that cannot be whole: a denial without what it denies (``not`` / ``detected``), a name cut."""
    found = _found(value, lex)
    denies = bool(found) and {m.type for m in found} <= {"negator", "preneg", "iberian", "prep"}
    return denies or bool(value and re.search(r"[_(]$", value[-1].text))


def _begins(above: Sequence[Cell], label: Sequence[Cell], lex: Lexicon) -> bool:
    """True for a label without a value that is one of its own and does not carry on the one above it."""
    own = known_label(_words(label), lex) and known_label(_words(above), lex)
    return own and not _one_phrase((*_words(above), *_words(label)), lex)


def _tells(cells: Sequence[Cell], lex: Lexicon) -> bool:
    return any(m.type in _TELLING for m in _found(_words(cells), lex))


def _goes_on_in(above: Sequence[Cell], label: Sequence[Cell], lex: Lexicon) -> bool:
    """True for a cell of a card that carries on the line above it: behind a colon, in a bracket, or as the rest of a
    label or a name that only the two together are."""
    last, first = above[-1].words[-1].text, label[0].words[0].text
    text = " ".join(word.text for word in _words(above))
    if last.endswith((":", "：", "_", "(", "-")) or text.count("(") > text.count(")") or first.startswith("("):
        return True
    if _tells(above, lex):
        return False
    joined = (*_words(above), *_words(label))
    cut = _at_colon(joined)
    return known_label(joined[:cut], lex) and not known_label(_words(above), lex)


def _found(words: Sequence[Word], lex: Lexicon) -> tuple[Mention, ...]:
    return mentions(Segment(0, tuple(words)), lex)


def _at_colon(words: Sequence[Word]) -> int:
    """How many words a label takes up to its colon; all where there is none."""
    for at, word in enumerate(words[:6], 1):
        if word.text.endswith((":", "：")):
            return at
    return len(words)


def _settle(opened: _Open, page: int) -> None:
    """The rows that were collected as pairs."""
    for label, value in opened.rows:
        words, said = _words(label), _words(value)
        if not said and (cut := _at_colon(words)) < len(words):
            opened.block.pairs.append(Pair(page, words[:cut], words[cut:]))
        elif said:
            opened.block.pairs.append(Pair(page, words, said, apart=True))
        else:
            opened.block.pairs.append(Pair(page, (), words))
    opened.rows = []


def _goes_on(carried: _Open, page: LaidPage, lex: Lexicon) -> set[int]:
    """Collect the rows at a page's top that carry on the block which the page before broke off; the cells taken."""
    left = carried.head.x0 - _LEFT
    for at, placed in enumerate(page.lines[:_RUNNING_LINES]):
        first = placed.cells[0].cell
        if any(cell.heading or gene_of_heading(cell.cell, lex) for cell in placed.cells):
            break
        starts = abs(first.x0 - carried.base) < _SAME if carried.base is not None else 0 <= first.x0 - left < 2 * _LEFT
        label = first.words if len(placed.cells) > 1 else first.words[: _at_colon(first.words)]
        near = placed, *page.lines[at + 1 : at + 2]
        wrapped = tuple(word for line in near for word in line.cells[0].cell.words)
        if not starts or not (known_label(label, lex) or (len(placed.cells) > 1 and known_label(wrapped, lex))):
            continue
        carried.bottom, carried.taken, carried.done = first.top, set(), False
        _collect(carried, page.lines[at:], set(), lex)
        _settle(carried, page.page.number)
        return set(carried.taken)
    return set()
