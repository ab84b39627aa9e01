"""What is outside tables, cut to segments: rows of cells, list entries, sentences, and names standing under their gene.

Also keeps the *card*: the gene and method that a heading gives to the lines below it (``HER2 by FISH``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from her2parse.model import Page, Word
from her2parse.read.eastern import reads_as_text
from her2parse.read.entries import BULLET, SENTENCE_END, entries
from her2parse.read.event_columns import legend
from her2parse.read.geometry import Cell
from her2parse.read.layout import BELIEVED, Placed, PlacedLine, Zone
from her2parse.read.lexicon import Lexicon, functional, joints, normal
from her2parse.read.mentions import Mention, Segment, mentions_of
from her2parse.read.paired_answers import begins_answer, pairs, topic_of_title
from her2parse.read.specimens import specimen_of
from her2parse.read.titles import asks_for_event
from her2parse.read.trace import SILENT, Trace
from her2parse.read.wraps import carried_on

_DENIAL = frozenset({"state", "negator", "preneg", "prep", "event"})
_MOST_UNDER = 14
"""Cells that stand under a gene as its own, at most."""
_WRAP = 0.45
"""The gap above a line that only carries on a cell, at most, in letter heights."""


_SET_IN = 20.0
"""Points that a list is set in from the text around it, at most."""
_VALUE = re.compile(r"\(\d[\d.,]*\s?%")
"""A fraction in brackets that begins a line set in below the change that it is of."""
_STEP = re.compile(r"(?:[^\W\d]+ )?\(?(0|[1-3]\+)\)?\s?(?:[:=]|[-–—]\s)")
_STEPS = 3
"""Entries that begin with scores of their own (``1+: faint.``) from which a block tells the scale and no result."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the nearest heading says that the lines below are about."""

    gene: str = ""
    method: str = ""
    topic: str = ""
    bottom: float = 0.0
    run_in: bool = False
    """The heading stands in the text itself, so the sentences behind it are about its gene alone."""
    asked: str = ""
    """The event that a title is the name of (see ``topic_of_title``): answers beside genes below are of it."""
    announced: bool = False
    """A line announces the gene (``TP53 codons 1-393:``): names below without a gene are its own, in sentences too."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment outside tables, its zone and card, and whether it is running text."""

    segment: Segment
    zone: Zone
    card: Card
    prose: bool
    rule: str
    specimen: str = ""
    place: tuple[Word, ...] = ()
    told: str = ""
    """The words on the page, and the answer as printed, where the segment has the meaning of a code written out."""


@dataclass(slots=True)
class _OpenRow:
    """Cells beside one another, each with the lines that it is wrapped to, and where they stand."""

    cells: list[list[Cell]]
    zone: Zone
    card: Card

    def home(self, placed: Placed) -> list[Cell] | None:
        """The cell right under which ``placed`` stands, or ``None``."""
        cell = placed.cell
        if placed.heading or placed.zone != self.zone:
            return None
        return next((c for c in self.cells if abs(c[0].x0 - cell.x0) < 3 and _next_line(c[-1], cell)), None)


def _next_line(above: Cell, cell: Cell) -> bool:
    return -0.3 * above.height < cell.top - above.bottom < 0.6 * above.height


def _completes(above: Sequence[Cell], cell: Cell, lex: Lexicon) -> bool:
    """True for the rest of a label: it begins with a small letter, or is the event that the gene above lacks."""
    small = cell.text[:1].islower() or cell.text.startswith("(")
    events = {m.type for m in mentions_of(cell, lex)} == {"event"}
    kinds = {m.type for part in above for m in mentions_of(part, lex)}
    named = "event" in kinds or not kinds  # "Result" lacks no event.
    return small or (events and not named) or _halves(above[-1].words[-1].text, cell.words[0].text, lex)


def _halves(left: str, right: str, lex: Lexicon) -> bool:
    """True for the halves of an East Asian word that the edge of a cell broke (``ROS1 融`` / ``合``)."""
    return left[-1:] >= "\u3000" and right[:1] >= "\u3000" and (left + right).lower() in lex.terms


def _left_open(above: Sequence[Cell], cell: Cell) -> bool:
    """True when a cell must go on in the line below: a bracket is open, or only a number in brackets follows."""
    text = " ".join(part.text for part in above)
    return text.count("(") > text.count(")") or bool(re.match(r"\([^()]*\d[^()]*\)$", cell.text))


def card_of(cell: Cell, lex: Lexicon, before: Card) -> Card | None:
    """The card that a heading opens, or ``None`` when it names neither gene, method nor topic."""
    if len(cell.words) > 14:
        return None
    found = mentions_of(cell, lex)
    if any(m.type in ("variant", "coding", "percent", "fusion", "state", "score") for m in found):
        return None
    labels = [m.end for m in found if m.type == "label"]
    if labels and any(m.type == "number" and m.start >= labels[0] for m in found):
        return None  # "ERBB2: amplification (copies 27)" is what was found.
    genes = list(dict.fromkeys(m.value for m in found if m.type == "gene"))
    methods = [m.value for m in found if m.type == "method"]
    method = next((m for m in methods if m in ("ihc", "ish")), "seq" if methods else "")
    topic = topic_of(found, cell.text)
    named = {index for m in found if m.type in ("gene", "genes") for index in m.words}
    bare = len(named) == len(cell.words) and not (method or topic)  # "HER2-FISH" is one word and names its test.
    if bare or not (genes or method or topic):
        return None  # A bare gene is the upper half of a pair (see ``_under_gene``), not a subject.
    gene = genes[0] if len(genes) == 1 else ("" if genes else before.gene if method in ("ihc", "ish") else "")
    if genes == [before.gene] and not method and before.method in ("ihc", "ish"):
        method = before.method
    return Card(gene, method, topic, cell.bottom)


def opened_by(cell: Placed, before: Card, lex: Lexicon) -> Card:
    """The card below a heading or title: what it opens; none where it ends the one before; else that."""
    asked = topic_of_title(cell.cell.words, lex)
    opened = card_of(cell.cell, lex, before)
    if opened:
        return replace(opened, asked=asked)
    if cell.heading and (
        cell.zone.name not in BELIEVED or before.method not in ("ihc", "ish") or _of_another(cell, lex)
    ):
        return Card(asked=asked)
    return replace(before, asked=asked) if asked else before


def announced_gene(cell: Cell, lex: Lexicon) -> str:
    """The gene of a line that only announces it and says what of it was read (``TP53 (NM_000546.6) codons 1-393:``), or
    an empty string. Names without a gene on the lines below are its own, where its sequence bears them out."""
    if not cell.text.rstrip().endswith((":", "：")) or len(cell.words) > 14:
        return ""
    found = mentions_of(cell, lex)
    genes = {m.value for m in found if m.type == "gene"}
    read = any(m.type in ("number", "transcript", "label") for m in found)
    allowed = {"gene", "number", "transcript", "label", "prep"}
    begins = bool(found) and found[0].type == "gene" and found[0].start == 0
    return genes.pop() if len(genes) == 1 and begins and read and {m.type for m in found} <= allowed else ""


def topic_of(found: Sequence[Mention], text: str) -> str:
    """``copy_number``, ``amplification``, ``fusion``, ``fusion and others``, ``mutation`` (where nothing but mutations
    were not found) or nothing, from a heading's words."""
    labels = {m.value for m in found if m.type == "label"}
    events = {m.value for m in found if m.type == "event"}
    sequenced = any((m.type, m.value) == ("event", "mutation") and _MUTATED.search(m.text) for m in found)
    if labels & {"copies"} or re.search(r"\bCNVs?\b", text):
        return "" if sequenced else "copy_number"  # "Mutations and copy number" is about either.
    if events == {"amplification"} and not any(m.type == "method" and m.value in ("ihc", "ish") for m in found):
        return "amplification"
    if "fusion" in events:
        joined = bool(joints("list") & _words(text)) and sum(m.type == "event" for m in found) < 2
        return "fusion" if events == {"fusion"} and not joined else "fusion and others"
    if events == {"mutation"}:
        denied = any(m.type == "preneg" or (m.type, m.value) == ("state", "not_detected") for m in found)
        named = any(_OF_SEQUENCE.search(m.text) for m in found if m.type == "event")
        return "mutation" if denied or named else ""
    return ""


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+|/|&", text.casefold()))


_MUTATED = re.compile(r"mut|snv|indel|sequen|secuen|séquen|突变|変異", re.IGNORECASE)
"""What no change of copies is called; a variant or an alteration may be one."""
_OF_SEQUENCE = re.compile(r"mut|varia|sequen|snv|indel", re.IGNORECASE)
"""What only a change of the sequence is called; an alteration may be one of copies."""


def passages(
    page: Page, lines: Sequence[PlacedLine], used: set[int], lex: Lexicon, card: Card, trace: Trace = SILENT
) -> tuple[list[Passage], Card]:
    """The segments of a page's lines that no table has taken, and the card at the page's end."""
    reading = _Reading(page, lex, card, trace)
    reading.codes = legend(lines)
    reading.alone = {id(line.cells[0].cell.words[0]): line.cells[0].cell for line in lines if len(line.cells) == 1}
    carried = carried_on(lines, used, lex)
    for index, placed in enumerate(lines):
        if index in used:
            reading.flush()
            continue
        if index in carried and reading.carry(placed):
            continue
        if index + 1 in used and len(placed.cells) == 1 and asks_for_event(placed.line.words, page.number, lex):
            trace.refused(placed.line.words, "subject")  # The title of the table below.
            continue
        reading.line(placed)
    reading.flush()
    return reading.out, replace(reading.card, bottom=0.0)


class _Reading:
    """A page being cut to passages: the blocks of text, the stacks under genes and the card that are open."""

    def __init__(self, page: Page, lex: Lexicon, card: Card, trace: Trace) -> None:
        self.page, self.lex, self.card, self.trace = page, lex, card, trace
        self.out: list[Passage] = []
        sizes = sorted([word.size or word.bottom - word.top for word in page.words])
        self._body = sizes[len(sizes) // 2] if sizes else 0.0
        self._specimen = ""
        self.codes: Mapping[str, str] = {}
        self.alone: Mapping[int, Cell] = {}
        self._blocks: list[tuple[list[Placed], Card]] = []
        self._stacks: list[list[Placed]] = []
        self._rows: list[_OpenRow] = []
        self._boxes: list[list[Placed]] = []

    def flush(self) -> None:
        """Emit everything that is open."""
        self._close_boxes()
        for block, card in self._blocks:
            self._close(block, card)
        for stack in self._stacks:
            self._emit(stack)
        for row in self._rows:
            self._end_row(row)
        self._blocks, self._stacks, self._rows = [], [], []

    def line(self, placed: PlacedLine) -> None:
        """Take one line: its headings open cards, its cells join stacks, rows and blocks."""
        cells = self._unwrapped(placed.cells)
        if not cells:
            return
        numbered = len(cells) == 2 and bool(BULLET.match(cells[0].cell.text))
        for cell in cells:
            alone = len(cells) == 1 or (numbered and cell is cells[1])  # "7. | EGFR mutation"
            if cell.heading or (alone and _titled(cell.cell, self._body)):
                self._open_card(cell)
        if len(cells) == 1 and cells[0].zone.name in BELIEVED and (gene := announced_gene(cells[0].cell, self.lex)):
            self.flush()
            self.card = Card(gene, "", self.card.topic, cells[0].cell.bottom, announced=True)
        if all(cell.heading for cell in cells):
            self.trace.refused(placed.line.words, "heading")
            self.flush()
            self._specimen = specimen_of(cells[0].cell.words) or self._specimen
            return
        if self._box(cells):
            return
        kept = [cell for at, cell in enumerate(cells) if not self._stack(cell, cells[:at], cells[at + 1 :])]
        row = [cell for cell in kept if not _is_text(cell, [block for block, _ in self._blocks])]
        for zone in dict.fromkeys(cell.zone for cell in row):
            # Cells under different headings stand in different columns of the page: they are no row.
            together = [cell for cell in row if cell.zone == zone]
            if len(together) < 2:
                continue
            self._rows.append(_OpenRow([[cell.cell] for cell in together], zone, self.card))
            kept = [cell for cell in kept if cell not in together]
        for cell in kept:
            home = next((block for block, _ in self._blocks if _continues(block[-1], cell)), None)
            if home is not None:
                home.append(cell)
            else:
                self._blocks.append(([cell], self.card))
        for done in [b for b in self._blocks if placed.line.top - b[0][-1].cell.bottom > 2 * b[0][-1].cell.height]:
            self._close(*done)
            self._blocks.remove(done)

    def carry(self, placed: PlacedLine) -> bool:
        """Put a line's cells under those of the row above that it carries on; False where there is no such row."""
        if not self._rows:
            return False
        row = self._rows[-1]
        homes = [next((c for c in row.cells if abs(c[0].x0 - p.cell.x0) < 3), None) for p in placed.cells]
        if any(home is None for home in homes):
            return False
        for home, cell in zip(homes, placed.cells, strict=True):
            if home is not None:
                home.append(cell.cell)
        return True

    def _box(self, cells: Sequence[Placed]) -> bool:
        """Put a line's cells into boxes side by side, each under its test (``Immunohistochemistry | FISH``); True when
        that is where they belong. A cell that stands under none of the tests ends the boxes."""
        methods = [_test_only(placed, self.lex) for placed in cells]
        if len(cells) > 1 and all(methods) and len(set(methods)) == len(cells):
            self.flush()
            self._boxes = [[placed] for placed in cells]
            return True
        if not self._boxes:
            return False
        homes = [next((b for b in self._boxes if abs(b[0].cell.x0 - p.cell.x0) < 8), None) for p in cells]
        near = min(p.cell.top for p in cells) - max(b[-1].cell.bottom for b in self._boxes) < 2 * cells[0].cell.height
        if not near or any(home is None for home in homes) or any(p.zone != self._boxes[0][0].zone for p in cells):
            self._close_boxes()
            return False
        for home, placed in zip(homes, cells, strict=True):
            if home is not None:
                home.append(placed)
        return True

    def _close_boxes(self) -> None:
        boxes, self._boxes = self._boxes, []
        told = [m for box in boxes for placed in box for m in mentions_of(placed.cell, self.lex)]
        genes = {m.gene or m.value for m in told if m.type == "gene" or (m.type == "label" and m.gene)}
        gene = next(iter(genes)) if len(genes) == 1 else self.card.gene
        for box in boxes:
            card = Card(gene, _test_only(box[0], self.lex))
            words = tuple(word for placed in box for word in placed.cell.words)
            self.out.append(Passage(Segment(self.page.number, words), box[0].zone, card, False, "stacked"))

    def _edge(self, block: Sequence[Placed]) -> float:
        """Where the longest line ends that stands alone and begins where a block's lines do; 0 where these do not stand
        alone: what stands beside them may have set them in."""
        if not all(id(placed.cell.words[0]) in self.alone for placed in block):
            return 0.0
        left = block[0].cell.x0
        alike = [c for c in self.alone.values() if abs(c.x0 - left) < _SET_IN]
        return max(cell.x1 for cell in alike)

    def _close(self, block: list[Placed], card: Card) -> None:
        found = _from_block(self.page, block, self._edge(block), card, self.lex, self.trace)
        if found and self._specimen:
            # Only the first: what the block itself names after it counts from there.
            found[0] = replace(found[0], specimen=self._specimen)
        self.out.extend(found)

    def _unwrapped(self, cells: Sequence[Placed]) -> list[Placed]:
        """The cells of a line that do not carry on a row above; rows that end here are emitted."""
        left = list(cells)
        for row in list(self._rows):
            under = [(cell, home) for cell in left if (home := row.home(cell)) is not None]
            whole = len(under) == len(left)
            # A gene under the row's gene begins a row, whatever its other cells look like ("AMPLIFICATION | (17q12)").
            begins = len(left) > 1 and any(
                home is row.cells[0] and _gene_only(c.cell, self.lex) and not _other_name(home, c.cell, self.lex)
                for c, home in under
            )
            opened = not begins and any(_left_open(home, cell.cell) for cell, home in under)
            if opened or (whole and self._wraps(row, under)):
                for cell, home in under:
                    home.append(cell.cell)
                    left.remove(cell)
                if left and not any(
                    placed.zone != row.zone or placed.heading or _names_gene(placed.cell, self.lex) for placed in left
                ):
                    # What stands beside the rest of an open cell is of its row ("(p.R248Q) | VAF 27 %").
                    row.cells.extend([placed.cell] for placed in left)
                    left = []
            else:
                self._end_row(row)
                self._rows.remove(row)
        return left

    def _wraps(self, row: _OpenRow, under: Sequence[tuple[Placed, list[Cell]]]) -> bool:
        """True when a line whose cells all stand under those of a row carries it on: close under it, without a rule
        between, and with no label of its own (``ERBB2 sequence | Positive:`` / ``variant | p.Val659Glu``)."""
        for placed, home in under:
            cell, above = placed.cell, home[-1]
            named = _names_gene(cell, self.lex) and not _other_name(home, cell, self.lex)
            if cell.top - above.bottom > _WRAP * cell.height or named:
                return False
            middle = (above.bottom + above.top) / 2, (cell.bottom + cell.top) / 2
            if any(
                middle[0] < (rule.top + rule.bottom) / 2 < middle[1] and rule.x0 < cell.x0 < rule.x1
                for rule in self.page.rules
                if rule.bottom - rule.top < 2.5
            ):
                return False
            if home is row.cells[0] and not _completes(home, cell, self.lex):
                return False
        return True

    def _end_row(self, row: _OpenRow) -> None:
        words = tuple(word for cells in row.cells for cell in cells for word in cell.words)
        if row.zone.name in BELIEVED:
            told = [[word for cell in cells for word in cell.words] for cells in row.cells]
            answered = pairs(told, self.codes, self.page.number, self.lex)
            for pair in answered:
                segment = Segment(self.page.number, (*pair.gene, *pair.told))
                card = replace(row.card, topic=row.card.asked or row.card.topic)
                self.out.append(Passage(segment, row.zone, card, False, "line", place=pair.place, told=pair.written))
            if answered:
                return
            for part in self._answers_apart(row) or [words]:
                self.out.append(Passage(Segment(self.page.number, part), row.zone, row.card, False, "line"))
        else:
            self.trace.refused(words, f"zone_{row.zone.name}")

    def _answers_apart(self, row: _OpenRow) -> list[tuple[Word, ...]]:
        """The label of a row with each of its cells, where one denies and another names a change: they are of two
        specimens (``ERBB2 mutation | Not detected | p.S310F``). Empty for any other row."""
        cells = [tuple(word for cell in cells for word in cell.words) for cells in row.cells]
        found = [mentions_of(Cell(self.page.number, words), self.lex) for words in cells]
        denied = [
            at
            for at, told in enumerate(found)
            if at
            and told
            and all(m.type in _DENIAL and (m.type, m.value) != ("state", "detected") for m in told)
            and any((m.type, m.value) == ("state", "not_detected") for m in told)
        ]
        named = [at for at, told in enumerate(found) if at and any(m.type in ("variant", "coding") for m in told)]
        gene = any(m.type == "gene" for m in found[0]) and not any(m.type == "variant" for m in found[0])
        if not denied or not named or not gene or max(named) < min(denied):
            return []
        return [(*cells[0], *cells[at]) for at in sorted({*denied, *named})]

    def _open_card(self, cell: Placed) -> None:
        if card_of(cell.cell, self.lex, self.card):
            self.trace.refused(cell.cell.words, "subject")
        self.card = opened_by(cell, self.card, self.lex)

    def _stack(self, placed: Placed, left: Sequence[Placed], right: Sequence[Placed]) -> bool:
        """Put a cell under the gene that stands above it; True when that is where it belongs."""
        cell = placed.cell
        if _gene_only(cell, self.lex):
            if right and begins_answer(right[0].cell.words, self.page.number, self.lex):
                return False  # Its answer stands beside it, and nothing below it.
            for stack in [s for s in self._stacks if _above(s[0].cell, cell)]:
                self._emit(stack)
                self._stacks.remove(stack)
            self._stacks.append([placed])
            return False
        home = next((s for s in reversed(self._stacks) if _under(s, cell)), None)
        beside = any(_names_gene(other.cell, self.lex) for other in left if other.zone == placed.zone)
        if (
            placed.zone.name not in BELIEVED
            or placed.heading
            or home is None
            or beside
            or _names_gene(cell, self.lex)
            or len(cell.words) > 10
            or len(home) > _MOST_UNDER
        ):
            return False
        texts = [block for block, _ in self._blocks]
        own_value = any(
            other.zone == placed.zone
            and not any(_under(s, other.cell) for s in self._stacks)
            and not _gene_only(other.cell, self.lex)
            and not _is_text(other, texts)
            for other in right
        )
        if own_value or _is_text(placed, texts):
            return False  # A label with its value beside it is a row of its own.
        home.append(placed)
        return True

    def _emit(self, stack: Sequence[Placed]) -> None:
        """A gene with what stands under it is one segment: change, exon, fraction, state."""
        if len(stack) < 2:
            return
        if foreign := next((placed.zone.name for placed in stack if placed.zone.name not in BELIEVED), ""):
            for placed in stack:
                self.trace.refused(placed.cell.words, f"zone_{foreign}")
            return
        # "ALTERATION", "HGVS VARIANT": labels between the gene and its change say nothing themselves.
        told = [placed for placed in stack if normal(placed.cell.text) not in self.lex.roles]
        words = tuple(word for placed in told for word in placed.cell.words)
        self.out.append(Passage(Segment(self.page.number, words), stack[-1].zone, Card(), False, "stacked"))


def _of_another(cell: Placed, lex: Lexicon) -> bool:
    """True for the heading of a part that no single test has (``Negative results``, ``Other markers``) and that is no
    test's answer."""
    many = cell.zone.name in ("negatives", "vus", "synonymous", "germline")
    many = many or cell.cell.words[0].text.casefold() in joints("others")
    return many and normal(cell.cell.text) not in lex.terms


def _test_only(placed: Placed, lex: Lexicon) -> str:
    """``ihc`` or ``ish`` for a believed cell that only names the test, else an empty string."""
    found = mentions_of(placed.cell, lex)
    methods = {m.value for m in found if m.type == "method"}
    only = {m.type for m in found} <= {"method", "prep"} and len(placed.cell.words) <= 6
    return methods.pop() if only and placed.zone.name in BELIEVED and methods in ({"ihc"}, {"ish"}) else ""


def _under(stack: Sequence[Placed], cell: Cell) -> bool:
    """True when ``cell`` is the next thing under a stack's gene: aligned with it, without a gap."""
    last = stack[-1].cell
    gap = cell.top - last.bottom
    return _above(stack[0].cell, cell) and -2 < gap < (1.6 if len(stack) > 1 else 2.2) * last.height


def _titled(cell: Cell, body: float) -> bool:
    """A short cell set larger or bolder than the page's text (``body``) may give a card its subject."""
    if len(cell.words) > 12:
        return False
    large = all((word.size or word.bottom - word.top) > 1.08 * body for word in cell.words)
    capitals = cell.text.isupper() and len(cell.words) > 1
    return large or capitals or all("bold" in word.font.lower() for word in cell.words)


def _is_text(placed: Placed, blocks: Sequence[Sequence[Placed]]) -> bool:
    """True for a cell of running text, which belongs to the lines above and below it and not to a row."""
    words = placed.cell.words
    little = functional(word.text for word in words)
    if len(words) >= 5 and little >= 2 and (len(words) > 8 or words[0].text[:1].islower()):
        return True
    if BULLET.match(words[0].text) and len(words) > 6:
        return True
    above = next((b for b in blocks if _continues(b[-1], placed)), None)
    if above is None or len(above[-1].cell.words) < 5:
        return False
    runs_on = not SENTENCE_END.search(above[-1].cell.words[-1].text) and len(above) > 1
    return runs_on or words[0].text[:1].islower()


def _continues(last: Placed, cell: Placed) -> bool:
    """True when a cell is the next line of the block that ``last`` ends."""
    gap = cell.cell.top - last.cell.bottom
    height = last.cell.height
    same = last.zone.name == cell.zone.name and last.zone.heading == cell.zone.heading
    set_in = last.cell.x0 < cell.cell.x0 < last.cell.x1 and bool(_VALUE.match(cell.cell.text))
    return same and -0.3 * height < gap < 0.75 * height and (abs(cell.cell.x0 - last.cell.x0) < 18 or set_in)


def _kinds(cell: Cell, lex: Lexicon) -> set[str]:
    return {m.type for m in mentions_of(cell, lex)}


def _gene_only(cell: Cell, lex: Lexicon) -> bool:
    """True for a cell of just a gene, or of a gene and how it is tested (``HER2 IHC``): the upper half of a pair."""
    found = mentions_of(cell, lex)
    kinds = {m.type for m in found}
    if (
        len(cell.words) > 4
        or not kinds & {"gene", "genes"}
        or not kinds <= {"gene", "genes", "method", "label", "prep"}
    ):
        return False
    known = {index for m in found for index in m.words}
    return len({m.value for m in found if m.type == "gene"}) <= 1 and len(cell.words) - len(known) <= 1


def _other_name(above: Sequence[Cell], cell: Cell, lex: Lexicon) -> bool:
    """True for the other name of the gene above, in brackets (``ERBB2`` / ``(HER2)``)."""
    genes = {m.value for part in above for m in mentions_of(part, lex) if m.type == "gene"}
    own = {m.value for m in mentions_of(cell, lex) if m.type == "gene"}
    return cell.text.startswith("(") and len(genes) == 1 and own == genes


def _names_gene(cell: Cell, lex: Lexicon) -> bool:
    return bool(_kinds(cell, lex) & {"gene", "genes", "fusion"})


def _above(gene: Cell, cell: Cell) -> bool:
    """True when ``gene`` stands over ``cell``: same left edge, or one over the other."""
    return abs(gene.x0 - cell.x0) < 14 or min(gene.x1, cell.x1) - max(gene.x0, cell.x0) > 0


def _from_block(
    page: Page, block: Sequence[Placed], edge: float, card: Card, lex: Lexicon, trace: Trace
) -> list[Passage]:
    zone = block[0].zone
    words = [word for placed in block for word in placed.cell.words]
    if zone.name not in BELIEVED:
        trace.refused(words, f"zone_{zone.name}")
        return []
    starts = {id(placed.cell.words[0]) for placed in block}
    out: list[Passage] = []
    right = max(placed.cell.x1 for placed in block)
    runs = entries(words, starts, right, max(right, edge), lex)
    runs = _with_shares(runs, starts, page, lex)
    steps = [_STEP.match(" ".join(word.text for word in run[:3])) for run in runs]
    scale = len({step[1] for step in steps if step}) >= _STEPS
    for run, step in zip(runs, steps, strict=True):
        if scale and step:
            trace.refused(run, "supposed")
            continue
        if gene := _run_in(run, page, lex):
            trace.refused(run, "subject")
            card = Card(gene, run_in=True)
            continue
        prose = len(run) >= 6 and functional(w.text.strip(".,;:()") for w in run) >= 2
        prose = prose or reads_as_text(run)
        out.append(Passage(Segment(page.number, tuple(run)), zone, card, prose, "sentence" if prose else "entry"))
    return out


def _with_shares(runs: Sequence[list[Word]], starts: set[int], page: Page, lex: Lexicon) -> list[list[Word]]:
    """Entries, a line of nothing but a fraction (``Variant allele fraction: 34%``) with the change right above it."""
    out: list[list[Word]] = []
    for run in runs:
        found = mentions_of(Cell(page.number, tuple(run)), lex)
        labelled = any((m.type, m.value) == ("label", "vaf") for m in found) and id(run[0]) in starts
        share = labelled and {m.type for m in found} <= {"label", "percent", "number"} and len(run) <= _SHARE_WORDS
        above = mentions_of(Cell(page.number, tuple(out[-1])), lex) if out and share else ()
        named = {m.value for m in above if m.type == "variant"} or {m.value for m in above if m.type == "coding"}
        if named and not any(m.type in ("percent", "state") for m in above):
            out[-1] = [*out[-1], *run]
        else:
            out.append(list(run))
    return out


_SHARE_WORDS = 8


def _run_in(run: Sequence[Word], page: Page, lex: Lexicon) -> str:
    """The gene that alone makes a sentence (``ERBB2 (HER2).``): a heading within the text, for what follows."""
    if len(run) > 3 or not run[-1].text.endswith("."):
        return ""
    found = mentions_of(Cell(page.number, tuple(run)), lex)
    genes = {m.value for m in found if m.type == "gene"}
    named = {index for m in found if m.type == "gene" for index in m.words}
    return genes.pop() if len(genes) == 1 and len(named) == len(run) else ""
