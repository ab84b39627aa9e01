"""A report's pages to lines in zones: running headers and footers aside, every cell knows which part it stands in.

Zones come from headings. A heading is known by its words (``data/lexicon/zones.tsv``) and by standing out: alone in
its cell, larger, bolder or in capitals. A heading over one column rules that column only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from her2parse.model import Page
from her2parse.read.cards import regions
from her2parse.read.choices import Chosen, answered_pages
from her2parse.read.columns import strips
from her2parse.read.eastern import EASTERN
from her2parse.read.geometry import Cell, Line, lines_of
from her2parse.read.lexicon import Lexicon, normal, role_of, unbroken
from her2parse.read.mentions import mentions_of
from her2parse.read.record_labels import labelled
from her2parse.read.remembered import by_text
from her2parse.read.side_boxes import boxes_of_tests

BELIEVED = frozenset(
    {"", "specimen", "results", "vus", "synonymous", "germline", "negatives", "comments", "rna_expression"}
)
"""Zones whose statements are results of this report; ``""`` is a part under no known heading."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the report: its kind, the heading's own words, and how large the heading is."""

    name: str
    heading: str = ""
    size: float = 0.0


class Placed(NamedTuple):
    """A cell with the zone it stands in; ``heading`` marks the heading itself."""

    cell: Cell
    zone: Zone
    heading: bool = False


class PlacedLine(NamedTuple):
    """A line whose cells know their zones."""

    line: Line
    cells: tuple[Placed, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LaidPage:
    """A page with its lines in zones; ``running`` are the header and footer lines left out; ``card``: it is a box,
    whose title speaks of nothing outside it. Equal to itself only, so that what is found on it can be kept for it."""

    page: Page
    lines: tuple[PlacedLine, ...]
    running: tuple[Line, ...]
    card: bool = False


_DIGITS = re.compile(r"\d+")
_NUMBERED = re.compile(r"^(?:\d+[.)]|[ivx]+[.)]|[a-h][.)])\s+")
_EASTERN = re.compile(rf"[{EASTERN}]")
_EAST_ORDINAL = re.compile(
    r"^[■◆●▶▌◇○□【〈《\s]*(?:第?[一二三四五六七八九十]{1,3}[、.,章]|\([一二三四五六七八九十\d]{1,3}\)|\d+(?:\.\d+)*[.、)]?(?=\s))?\s*"
)
"""What counts a heading in East Asian reports: ``一、``, ``(二)``, ``1.2``, ``■``."""
_COUNTED = re.compile(r"^\d+\s+")
_TAIL_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_RUN_IN = re.compile(r"([^\W\d_][^.:;,|\d]{2,50}?)\s*(?:\([^)]*\)\s*)?[.:]\s+\S")
"""A heading in the line of its own text: ``Clinical history. 67 y …``, ``Reminder (ASCO/CAP): …``."""
_GOES_ON = re.compile(r"\s*\((?:continued|cont\.?|continuación|fortsetzung|suite|vervolg)\)$")


def _shape(text: str) -> str:
    return _DIGITS.sub("#", normal(text))


def running_lines(pages: Sequence[Page], lines: Sequence[Sequence[Line]], lex: Lexicon) -> list[set[int]]:
    """For each page, the indices of lines that repeat at the same height of other pages (headers and footers)."""
    seen: dict[str, list[tuple[int, int, float]]] = {}
    for number, (page, page_lines) in enumerate(zip(pages, lines, strict=True)):
        for index, line in enumerate(page_lines):
            share = line.top / page.height if page.height else 0.0
            if (share < 0.2 or share > 0.8) and len(roles_in(line, lex)) < 2 and not _gene_alone(line, lex):
                seen.setdefault(_shape(line.text), []).append((number, index, share))
    out: list[set[int]] = [set() for _ in pages]
    for places in seen.values():
        for number, index, share in places:
            again = any(other != number and abs(where - share) < 0.02 for other, _, where in places)
            if again and not _answers_something(lines[number][index], lex):
                out[number].add(index)
    return out


def _answers_something(line: Line, lex: Lexicon) -> bool:
    """True for a short line that answers, or asks for a gene: of one test a page, all may be negative. The name of the
    whole test (``Test: Comprehensive Panel``) may well stand in a header."""
    asked, _ = labelled(line)
    told = {m.type for m in mentions_of(line, lex)} if asked or len(line.words) <= _OF_ANSWER else set()
    if asked:
        return asked == "result" or (asked == "test" and "gene" in told)
    return bool(told & {"state", "score"})


_OF_ANSWER = 10
"""Words of a line with an answer, at most."""


def _gene_alone(line: Line, lex: Lexicon) -> bool:
    """True for a line of nothing but a gene, which stands over its change and is no header, wherever it comes again."""
    return len(line.words) <= 2 and {m.type for m in mentions_of(line, lex)} == {"gene"}


@lru_cache(maxsize=1 << 11)
def roles_in(line: Line, lex: Lexicon) -> tuple[tuple[str, Cell], ...]:
    """The column roles that the cells of a line name, when it could be a table's head (see ``tables``)."""
    return tuple([(role, cell) for cell in line.cells if (role := role_of(cell.text, lex))])


def _stands_out(cell: Cell, body: float) -> bool:
    if cell.size > body * 1.08 or sum([_is_heavy(word.font) for word in cell.words]) * 2 > len(cell.words):
        return True
    return _in_capitals(cell.text)


@by_text
def _in_capitals(text: str) -> bool:
    letters = list(filter(str.isalpha, text))
    return len(letters) > 3 and sum(map(str.isupper, letters)) / len(letters) > 0.85


@lru_cache(maxsize=1 << 10)
def _is_heavy(font: str) -> bool:
    return "bold" in font.lower() or "black" in font.lower()


def _size(cell: Cell) -> float:
    bold = any("bold" in word.font.lower() for word in cell.words)
    return cell.size + (0.5 if bold else 0.0)


@lru_cache(maxsize=1 << 11)
def zone_of(cell: Cell, body: float, lex: Lexicon) -> tuple[str, bool] | None:
    """The zone that a cell opens, and whether it is only a label before its own content (``Comments: …``).

    ``None`` when the cell is no heading that the lexicon knows.
    """
    text = normal(cell.text)
    if not text:
        return None
    if len(text) > _LONG:
        return _labelled(cell, text, lex)
    running = cell.text.rstrip().endswith((".", ",", "。", "、")) or cell.text[:1].islower()
    if running and ":" not in cell.text and not _stands_out(cell, body):
        return None  # The tail of a sentence that happens to be a heading's word.
    text = _NUMBERED.sub("", text)
    if _EASTERN.search(text):
        text = _EAST_ORDINAL.sub("", text) or text
        named = _TAIL_IN_BRACKETS.sub("", text.rstrip("】")).strip()
        answers = any(term.type in ("state", "preneg") for term in lex.terms.get(unbroken(named), ()))
        if unbroken(named) in _unbroken_zones(lex) and not answers:
            return _unbroken_zones(lex)[unbroken(named)], False
    bare = _GOES_ON.sub("", text) if text.endswith(")") else text
    for candidate in (text, bare):
        # "Not detected" may be a cell's value; only "Not detected:" or a line that stands out rules what is below.
        value = candidate in lex.terms and lex.zones.get(candidate) == "negatives"
        if candidate in lex.zones and not (
            value and not cell.text.rstrip().endswith(":") and not _stands_out(cell, body)
        ):
            return lex.zones[candidate], False
    head, colon, tail = text.partition(":")
    head = head.strip(" .…_·")
    if colon and head in lex.zones:
        return lex.zones[head], bool(tail.strip())
    if colon and (counted := _COUNTED.sub("", head)) in lex.zones:
        return lex.zones[counted], bool(tail.strip())
    if (run_in := _RUN_IN.match(cell.text)) and cell.text[:1].isupper():
        head = normal(run_in.group(1))
        if head in lex.zones and head not in lex.terms:
            return lex.zones[head], True
    opening = next((p for p in _long_phrases(lex).get(text.partition(" ")[0], ()) if text.startswith(p)), "")
    if opening:
        return lex.zones[opening], False
    if not _stands_out(cell, body) or text.endswith((".", "。")) or len(cell.words) > 14:
        return None
    stripped = _COUNTED.sub("", bare)
    if (named := _TAIL_IN_BRACKETS.sub("", stripped)) in lex.zones:
        return lex.zones[named], False  # "VUS (not reported as actionable)"
    words = _TAIL_IN_BRACKETS.sub("", stripped).split(" ")
    for length in range(min(len(words), 9), 1, -1):
        for start in range(0, min(3, len(words) - length + 1)):
            phrase = " ".join(words[start : start + length]).strip(" :&-–,()")
            if start and words[start - 1].endswith(":") and phrase in lex.terms:
                continue  # "EGFR T790M: Not Detected": the answer of a line, not what rules the lines below
            if phrase in lex.zones and length >= len(words) - start - 5:
                return lex.zones[phrase], False
    if lex.zones.get(words[0]) == "trials":
        return "trials", False  # "Trials that may be open to this patient"
    if words[0] in lex.zones and len(words) <= 4:
        return lex.zones[words[0]], False
    if words[-1] in lex.zones and len(words) <= 4:
        return lex.zones[words[-1]], False
    return None


_LONG = 160
"""Letters of the longest heading; a longer line is text, which may have a label in front."""


def _labelled(cell: Cell, text: str, lex: Lexicon) -> tuple[str, bool] | None:
    """The zone of the label before a long line's text (``Reference ranges (2018): Group 1: …``), or ``None``."""
    head = text.partition(":")[0].strip()
    if head in lex.zones:
        return lex.zones[head], True
    if (run_in := _RUN_IN.match(cell.text)) and cell.text[:1].isupper():
        named = normal(run_in.group(1))
        if named in lex.zones and named not in lex.terms:
            return lex.zones[named], True
    return None


@lru_cache(maxsize=16)
def _unbroken_zones(lex: Lexicon) -> Mapping[str, str]:
    """The headings in East Asian languages without their spaces, which a page may set or not."""
    return {unbroken(phrase): zone for phrase, zone in lex.zones.items() if _EASTERN.search(phrase)}


@lru_cache(maxsize=16)
def _long_phrases(lex: Lexicon) -> Mapping[str, tuple[str, ...]]:
    """Headings of four words and more, by their first word: so long that they need not stand out to be known."""
    by_word: dict[str, tuple[str, ...]] = {}
    for phrase in lex.zones:
        if phrase.count(" ") >= 3:
            first = phrase.partition(" ")[0]
            by_word[first] = (*by_word.get(first, ()), phrase)
    return by_word


def lay_out(pages: Sequence[Page], lex: Lexicon, lines: Sequence[Sequence[Line]] | None = None) -> tuple[LaidPage, ...]:
    """Pages with every line in its zone. Zones run on over page breaks; headers and footers do not interrupt them.

    A page set in columns comes as several laid pages, one for each column and for what stands over, between or under
    columns, in reading order. ``lines`` are those of each page, where they are known already,
    without the choices that were not ticked.
    """
    lines = answered_pages([lines_of(page) for page in pages], lex) if lines is None else lines
    running = running_lines(pages, lines, lex)
    laid: list[LaidPage] = []
    columns: list[tuple[float, Zone]] = [(float("-inf"), Zone(""))]
    for page, page_lines, skip in zip(pages, lines, running, strict=True):
        sizes = [word.size or (word.bottom - word.top) for word in page.words]
        body = median(sizes) if sizes else 10.0
        aside = tuple(page_lines[index] for index in sorted(skip))
        own = [line for index, line in enumerate(page_lines) if index not in skip]
        opens = partial(_opens, body=body, lex=lex)
        for region in (part for whole in regions(page, own) for part in boxes_of_tests(whole, page.number, lex)):
            before = [columns[0]]
            left: _Left | None = None
            for strip in [region.lines] if region.card else strips(page, region.lines, opens):
                columns = [columns[0]]
                if left and not _beside(strip, left.lines):
                    # The headings of a column ended with it, if the column on its left had none to hand on.
                    columns = left.columns() if left.plain and left.passed else columns
                    left = None
                elif left:
                    left = left._replace(passed=True)
                # In a column of its own nothing stands beside a heading.
                width = page.width if len(strip) == len(own) else math.inf
                placed = _in_zones(strip, columns, body, width, lex)
                laid.append(LaidPage(page, placed, aside, card=region.card))
                aside = ()
                if left is None:
                    plain = not any(cell.heading for line in placed for cell in line.cells)
                    left = _Left(tuple(strip), columns[0][1], plain)
            if region.card:
                columns = before  # A part that a card opens ends with its frame.
    return tuple(laid)


class _Left(NamedTuple):
    """The leftmost of strips side by side: its lines, the zone at its end, whether it has no heading of its own, and
    whether a strip beside it was read."""

    lines: tuple[Line, ...]
    zone: Zone
    plain: bool
    passed: bool = False

    def columns(self) -> list[tuple[float, Zone]]:
        """The zones at its end, as the next strip goes on with them."""
        return [(float("-inf"), self.zone)]


def _beside(strip: Sequence[Line], left: Sequence[Line]) -> bool:
    """True for a strip on the right of another one."""
    apart = min(line.x0 for line in strip) > max(line.x1 for line in left)
    return apart and strip[0].top < left[-1].bottom and strip[-1].bottom > left[0].top


def _opens(line: Line, whole: Line, *, body: float, lex: Lexicon) -> bool:
    """True for a line of a column that begins a part, or a table of its own, whatever stands beside it (``whole`` is
    the line across the page)."""
    roles = {role for role, _ in roles_in(line, lex)}
    if len(roles) >= 2:
        return bool(roles & _KEYS)
    if line.size > body * _LARGE_GENE and _gene_alone(line, lex):
        return True  # A gene in large letters over its change, beside what is told of it.
    if line.size <= body * 1.15 and len({role for role, _ in roles_in(whole, lex)}) >= 2:
        return False  # Heads of one table, of which one is a heading's word as well.
    return bool(_headings(line, body, Zone(""), lex))


def _under_gene(line: Line, above: Line, lex: Lexicon) -> bool:
    """True for a line right under a gene that stands alone, at the same edge."""
    near = line.top - above.bottom < line.height and abs(line.x0 - above.x0) < _SAME_EDGE
    return near and _gene_alone(above, lex)


_SAME_EDGE = 4.0
_LARGE_GENE = 1.4
_KEYS = frozenset({"gene", "biomarker", "fusion"})
"""Roles of the columns that say what the row of a table is about."""


def _in_zones(
    lines: Sequence[Line], columns: list[tuple[float, Zone]], body: float, width: float, lex: Lexicon
) -> tuple[PlacedLine, ...]:
    """Lines of one strip with their zones; ``columns`` are the zones that run on, left as they are at its end."""
    placed: list[PlacedLine] = []
    label: tuple[Zone, float, float, Cell] | None = None
    for index, line in enumerate(lines):
        table_head = len({role for role, _ in roles_in(line, lex)}) >= 2
        table_head = table_head or _over_head(lines, index, lex)
        answers = table_head or isinstance(line, Chosen)
        found = {} if answers else _headings(line, body, columns[0][1], lex)
        if found and labelled(line)[0] == "expected" and labelled(line)[1]:
            found = {at: (zone, True) for at, (zone, _) in found.items()}  # "Reference range: Not detected"
        if found and index + 1 < len(lines):
            beside = [lines[other] for other in (index - 1, index + 1) if other >= 0]
            found = {
                at: (kind[0], kind[1] or (kind[0].name not in BELIEVED and _labels_row(line, at, beside)))
                for at, kind in found.items()
                if not _goes_on(_zone_at(columns, line.cells[at].x0), kind[0], line.cells[at], lines[index + 1], lex)
                and not _half_label(line, at, lines[index + 1], lex)
                and not _heads_column(line, at, kind[0], columns, lines[index + 1])
            }
        if found and index and len(line.cells) < len(lines[index - 1].cells):
            found = {at: kind for at, kind in found.items() if not _wrapped(line.cells[at], lines[index - 1], lex)}
        if found and index and len(line.cells) == 1 and _runs_on(line.cells[0], lines[index - 1], lines):
            found = {}
        lone = found.get(0) if index and len(line.cells) == 1 else None
        if lone and lone[0].name == "negatives" and _under_gene(line, lines[index - 1], lex):
            lone, found = None, {}  # A box: "ALK" over "Fusion not detected".
        if lone and _ends_heading(line.cells[0], placed[-1], lone[0], lines):
            found = {}
        if not found and not answers:
            above = lines[index - 1] if index else None
            below = lines[index + 1] if index + 1 < len(lines) else None
            if _titles(line, above, below, columns[0][1], lex) or _rules_off(line, above, below, columns[0][1]):
                found = {0: (Zone("", line.text, max(_size(line.cells[0]), columns[0][1].size)), False)}
        opened = {at: zone for at, (zone, inline) in found.items() if not inline}
        if opened:
            columns[:] = _open(columns, line, opened, width, lines[index + 1 : index + 1 + _AHEAD])
            label = None
        cells: list[Placed] = []
        for at, cell in enumerate(line.cells):
            zone = _zone_at(columns, cell.x0)
            closed = zone.name not in BELIEVED and at in found and found[at][0].name in BELIEVED
            if at in found and found[at][1] and not closed:
                # A label inside definitions or methods does not make its text a result.
                label = (found[at][0], cell.x0, cell.bottom, cell)
                zone = label[0]
            elif label and cell.x0 >= label[1] - 2:
                # What follows a label runs on until a gap, a step to the left, or the next label or title.
                if cell.top - label[2] < 0.9 * cell.height and not _begins_anew(cell, line, label[1], label[3]):
                    label = (label[0], label[1], max(label[2], cell.bottom), cell)
                    zone = label[0]
                else:
                    label = None
            cells.append(Placed(cell, zone, heading=at in opened))
        placed.append(PlacedLine(line, tuple(cells)))
    return tuple(placed)


_LABEL = re.compile(
    r"^[^\s:.]{2,}(?:\s[^\s:.]+){0,4}\s?:|^[^\W\d_a-z][^\s:.,]{4,}(?:\s[^\s:.,]+){0,2}\.(?:\s+[^\W\d_]|$)"
)


def _begins_anew(cell: Cell, line: Line, left: float, last: Cell) -> bool:
    """True when a cell below a label's text does not continue it: another label, or a short line after a full stop."""
    if cell is not line.cells[0] or cell.x0 > left + 3:
        return False
    if last.x0 > left + 3 and (len(line.cells) > 1 or len(cell.words) <= 5):
        return True  # The label's value stands beside it, and this line is another row or a title.
    ended = last.text.rstrip().endswith((".", "!", "?"))
    title = len(cell.words) <= 8 and not cell.text.rstrip().endswith((".", ","))
    if cell.text.endswith(",") and len(cell.words) <= 7 and cell.text[:1].isupper() and not last.text.endswith(","):
        return cell.top - last.bottom > 0.5 * cell.height  # "Dear colleague,"
    return bool(_LABEL.match(cell.text)) or (ended and (title or last.x1 < cell.x1 - 30))


def _over_head(lines: Sequence[Line], index: int, lex: Lexicon) -> bool:
    """True for a lone cell that is one line of a column's head of several (``REFERENCE`` over ``INTERVAL``, beside
    ``ANALYTE | RESULT``): it stands close to a table's head and under or over none of its cells."""
    line = lines[index]
    if len(line.cells) != 1 or len(line.words) > 3:
        return False
    for other in (index - 1, index + 1):
        if not 0 <= other < len(lines) or len({role for role, _ in roles_in(lines[other], lex)}) < 2:
            continue
        beside = lines[other]
        near = abs(beside.top - line.top) < 1.6 * line.height
        if (
            near
            and line.cells[0].x0 > beside.cells[0].x1
            and all(cell.x1 < line.cells[0].x0 or cell.x0 > line.cells[0].x1 for cell in beside.cells)
        ):
            return True
    return False


def _headings(line: Line, body: float, open_zone: Zone, lex: Lexicon) -> dict[int, tuple[Zone, bool]]:
    found: dict[int, tuple[Zone, bool]] = {}
    for at, cell in enumerate(line.cells):
        zone = zone_of(cell, body, lex)
        if zone and zone[0] in BELIEVED and _is_data(line, lex):
            continue  # A row of data: "RET G691S | 48.7% | Variant of Uncertain Significance".
        if zone and zone[0] == "negatives" and not zone[1] and _says_negative(cell, lex):
            continue  # "ERBB2 amplification: not detected" is a result itself.
        if zone and zone[0] == "results" and not zone[1] and _answers(cell, lex):
            continue  # "ERBB2 copy number gain: negative": the words for a part of the results, and an answer.
        if zone and at and _classifies(line.cells[at - 1], lex):
            continue  # "Classification | VUS" says of one variant what a heading would say of all below.
        if zone:
            # "Clinical history:" with its text in the next cell is a label, and so is "Result: …" or "Indication | …".
            labels = at + 1 < len(line.cells) and (
                cell.text.rstrip().endswith(":")
                or line.cells[at + 1].text.startswith(":")
                or (zone[0] == "history" and len(line.cells) > 2)
                or (zone[0] == "history" and not _stands_out(line.cells[at + 1], body) and at + 2 == len(line.cells))
            )
            found[at] = (Zone(zone[0], cell.text, _size(cell)), zone[1] or labels)
    if not found and len(line.cells) == 1:
        cell = line.cells[0]
        # A heading in words we do not know still closes a part that is no larger.
        if (
            (_size(cell) > body * 1.15 or open_zone.name in ("history", "methods", "definitions", "references"))
            and len(cell.words) <= 8
            and _stands_out(cell, body)
            and not cell.text.endswith((".", "。"))
            and not _holds_result(cell, lex)
            and not _CAPTION.match(cell.text)
        ):
            found[0] = (Zone("", cell.text, _size(cell)), False)
    return found


_CAPTION = re.compile(r"(?:tab(?:le|la|elle|leau|ella|ela|el)|fig(?:ure|ura)?|abb(?:ildung)?)\b\.?\s*\d", re.IGNORECASE)
"""``Table 1: …``: a table's caption is of the part that the table stands in."""


def _titles(line: Line, above: Line | None, below: Line | None, open_zone: Zone, lex: Lexicon) -> bool:
    """True for a line in capitals that names a kind of event or test over a list or table of it, in words that are no
    known heading (``GENE AMPLIFICATIONS AND LOSSES``): in letters of one size nothing else stands out."""
    cell = line.cells[0]
    if len(line.cells) != 1 or below is None or len(below.cells) < 2 or below.x0 < cell.x0 - 3:
        return False
    if open_zone.name not in BELIEVED or len(cell.words) > 9 or cell.text.endswith((".", ",", ":")):
        return False
    letters = [ch for ch in cell.text if ch.isalpha()]
    if len(letters) < 4 or not all(ch.isupper() for ch in letters):
        return False
    if above is not None and abs(above.x0 - cell.x0) < 3 and _gene_alone(above, lex):
        return False  # "ERBB2" over "AMPLIFICATION"
    found = mentions_of(cell, lex)
    kinds = {m.type for m in found}
    named = "event" in kinds or "method" in kinds or any((m.type, m.value) == ("label", "copies") for m in found)
    return named and not kinds & _OF_RESULTS


_OF_RESULTS = frozenset(
    {"gene", "genes", "variant", "coding", "percent", "score", "fusion", "state", "preneg", "number", "level"}
)
"""What a title does not name."""


def _rules_off(line: Line, above: Line | None, below: Line | None, open_zone: Zone) -> bool:
    """True for a line of signs (``======``) between a part that says what its rows are and running text."""
    if open_zone.name not in _OF_ROWS or above is None or below is None or len(line.words) != 1:
        return False
    return bool(_SIGNS.fullmatch(line.words[0].text)) and len(below.cells) == 1 and len(below.words) >= 5


_OF_ROWS = frozenset({"negatives", "vus", "synonymous", "germline"})
_SIGNS = re.compile(r"([=*_~#–—-])\1{9,}")


def _is_data(line: Line, lex: Lexicon) -> bool:
    return len(line.cells) > 1 and any(_holds_result(cell, lex) for cell in line.cells)


def _goes_on(open_zone: Zone, opened: Zone, cell: Cell, below: Line, lex: Lexicon) -> bool:
    """True for a title inside a list of genes (``Copy number variants``) with more of the list below it."""
    if open_zone.name != "genes_tested" or opened.name not in ("", "results"):
        return False
    under = [other for other in below.cells if abs(other.x0 - cell.x0) < 12]
    if under and all({m.type for m in mentions_of(other, lex)} <= {"gene", "genes"} for other in below.cells):
        under = list(below.cells)  # A grid of names, each in a cell of its own.
    words = [word for other in under for word in other.words]
    named = {
        (at, index)
        for at, other in enumerate(under)
        for m in mentions_of(other, lex)
        if m.type in ("gene", "genes")
        for index in m.words
    }
    return len(named) >= 2 and len(named) * 5 >= len(words) * 3


def _classifies(cell: Cell, lex: Lexicon) -> bool:
    """True for the label of a variant's class (``Clinical significance``), which no heading is."""
    text = normal(cell.text)
    role = lex.roles.get(text, "")
    return role == "significance" or (role == "result" and text not in lex.zones)


def _wrapped(cell: Cell, above: Line, lex: Lexicon) -> bool:
    """True for a heading's word that is the rest of a cell in a row of data (``p.L755S`` / ``Tier I``): it stands as
    close under that cell as the lines of one cell do, and is no larger."""
    if len(above.cells) < 3 or not _is_data(above, lex):
        return False
    home = next((other for other in above.cells if abs(other.x0 - cell.x0) < 3), None)
    return home is not None and cell.top - home.bottom < 0.45 * cell.height and _size(cell) <= _size(home)


def _runs_on(cell: Cell, above: Line, lines: Sequence[Line]) -> bool:
    """True for a line that only goes on with the text of a cell in a later column of a table: it stands under that
    cell as close as the lines of one cell do, set alike, and breaks off or goes on in the middle of words."""
    home = next((other for other in above.cells if abs(other.x0 - cell.x0) < 1.5), None)
    if home is None or cell.x0 < min(line.x0 for line in lines) + _INDENTED * cell.height:
        return False
    alike = abs(_size(home) - _size(cell)) < 0.3 and home.words[0].font == cell.words[0].font
    begun = cell.text[:1].islower() or cell.text[:1] in "(0123456789" or home.text.endswith(("-", ",", "(", "/"))
    broken = cell.text.count("(") != cell.text.count(")")
    return alike and cell.top - home.bottom < 0.45 * cell.height and (begun or broken)


_INDENTED = 4
"""How far right of the page's first words a cell begins at least that stands in a later column, in letter heights."""


def _ends_heading(cell: Cell, above: PlacedLine, opened: Zone, lines: Sequence[Line]) -> bool:
    """True for the second line of a heading (``Alterations & Associated`` / ``Treatment Options``), which belongs to
    the part that the first line opens: set alike, right below it, and the first had no room for its first word."""
    first = above.cells[0]
    if len(above.cells) != 1 or not first.heading or first.zone.name not in BELIEVED - {""} or opened.name in BELIEVED:
        return False
    over = first.cell
    alike = abs(over.x0 - cell.x0) < 3 and abs(_size(over) - _size(cell)) < 0.3
    full = over.x1 + (cell.words[0].x1 - cell.words[0].x0) > max(line.x1 for line in lines)
    return alike and cell.top - over.bottom < 0.6 * cell.height and (full or over.text.endswith(("&", ",", "/", "–")))


def _heads_column(line: Line, at: int, opened: Zone, columns: list[tuple[float, Zone]], below: Line) -> bool:
    """True for the head of a table's column of answers (``Cible | Résultat``) whose other heads are words that nobody
    taught: the cells below begin where the heads do. What it opened would part the answers from what they answer."""
    if not at or opened.name != "results" or _zone_at(columns, line.cells[0].x0).name not in BELIEVED:
        return False
    if any(cell.text.rstrip().endswith(":") or abs(_size(cell) - _size(line.cells[at])) > 0.3 for cell in line.cells):
        return False
    starts = [cell.x0 for cell in below.cells]
    return all(any(abs(cell.x0 - x) < 3 for x in starts) for cell in line.cells)


def _half_label(line: Line, at: int, below: Line, lex: Lexicon) -> bool:
    """True for a heading's word that is the first line of a label (``Reference`` / ``sequence``, with a value)."""
    cell = line.cells[at]
    under = next((other for other in below.cells if abs(other.x0 - cell.x0) < 3), None)
    if under is None or at + 1 >= len(line.cells) or below.top - cell.bottom > 0.45 * cell.height:
        return False
    text = normal(f"{cell.text} {under.text}")
    return text in lex.roles or text in lex.terms


def _labels_row(line: Line, at: int, beside: Sequence[Line]) -> bool:
    """True for a heading's word that is the label of a row among such rows (``Method | FISH`` over ``Ratio | 2.8``):
    the line above or below has a label of the same size and a value of its own at the same places."""
    if at + 1 >= len(line.cells):
        return False
    cell, value = line.cells[at], line.cells[at + 1]
    for other in beside:
        for label, told in pairwise(other.cells):
            same = abs(label.x0 - cell.x0) < 3 and abs(told.x0 - value.x0) < 3
            if same and abs(_size(label) - _size(cell)) < 0.3 and _size(value) <= _size(cell):
                return True
    return False


def _holds_result(cell: Cell, lex: Lexicon) -> bool:
    """True for a large or bold cell that is itself a result (``ERBB2 M774_A775insAYVM``), not a heading."""
    found = {m.type for m in mentions_of(cell, lex)}
    named = found & {"variant", "coding", "percent", "score", "fusion", "state"}
    alone = bool(found) and found <= {"gene", "genes"} and len(cell.words) <= 3
    return bool(named) or alone or ("gene" in found and bool(found & {"event", "class", "splice"}))


def _says_negative(cell: Cell, lex: Lexicon) -> bool:
    """True for a cell that says of one gene what was not found; a heading speaks of no gene, or of a list."""
    found = mentions_of(cell, lex)
    genes = {m.value for m in found if m.type in ("gene", "genes")}
    return len(genes) == 1 and any(m.type in ("event", "state") for m in found)


def _answers(cell: Cell, lex: Lexicon) -> bool:
    """True for a cell that names a gene and, behind a colon, what was found of it: an answer, or an event behind words
    that ask for one (``CCND1 gene copy number: Amplified``)."""
    colon = next((at for at, word in enumerate(cell.words) if word.text.endswith(":")), None)
    if colon is None and not cell.text.endswith("."):
        return False
    found = mentions_of(cell, lex)
    if colon is None:  # "ERBB2 copy number failed."
        return {"gene", "state"} <= {m.type for m in found}
    asked = {m.type for m in found if m.words[0] <= colon}
    told = {m.type for m in found if m.words[0] > colon}
    asks = bool(asked & {"event", "label", "method"})
    return "gene" in asked and (bool(told & {"state", "preneg"}) or (asks and "event" in told))


def _open(
    columns: list[tuple[float, Zone]],
    line: Line,
    opened: dict[int, Zone],
    width: float,
    below: Sequence[Line] = (),
) -> list[tuple[float, Zone]]:
    for at in sorted(opened):
        cell, zone = line.cells[at], opened[at]
        current = _zone_at(columns, cell.x0)
        if not zone.name and zone.size < current.size - 0.2:
            continue
        # Negatives told in the right half of a page say nothing of what stands in the left half.
        right = zone.name == "negatives" and cell.x0 > 0.4 * width and cell.x0 + cell.x1 > 1.1 * width
        alone = len(line.cells) == 1 and not right
        start = cell.x0 - 6
        if alone and (len(columns) == 1 or start <= columns[1][0]):
            # A label left of the results ("Indication") is no heading of theirs.
            beside = [c for c in columns[1:] if c[1].name in _OWN and c[0] > cell.x1 and _parted_at(c[0], below)]
            columns = [(float("-inf"), zone), *beside]
        elif at == 0 and not right:
            columns = [(float("-inf"), zone), *[c for c in columns[1:] if c[0] > cell.x1 or len(line.cells) > 1]]
        else:
            columns = [*[c for c in columns if c[0] < start], (start, zone), *[c for c in columns if c[0] > cell.x1]]
    return columns


_AHEAD = 6
_OWN = frozenset({"results", "vus", "negatives"})


def _parted_at(x: float, below: Sequence[Line]) -> bool:
    """True where the lines below a label stand on both sides of ``x``, and none of their cells crosses it."""
    crossed = any(cell.x0 < x - 2 and cell.x1 > x for line in below for cell in line.cells)
    beside = sum(line.cells[0].x0 < x - 2 and line.cells[-1].x0 >= x for line in below)
    return not crossed and beside > 0


def _zone_at(columns: list[tuple[float, Zone]], x: float) -> Zone:
    chosen = columns[0][1]
    for start, zone in columns:
        if start <= x + 3:
            chosen = zone
    return chosen
