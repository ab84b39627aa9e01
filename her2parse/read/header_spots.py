"""Cells and the labels in them; lines that make one label, or run on, joined before anything is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from her2parse.read.dates import find_dates
from her2parse.read.geometry import Cell
from her2parse.read.header_date_labels import DateLabel, breaks_off, date_labels
from her2parse.read.header_lexicon import rows_of
from her2parse.read.header_text import Hit, PhraseIndex, Run, run_of

_SPECIFIC = 3
_FAR_IN, _LONG_LINE = 20, 60
"""Letters: where a second label stands in running text, and what a line of running text has at least."""
DATE_FIELDS = ("collected_on", "received_on", "reported_on", "original_reported_on", "amended_reported_on")

_COLON = re.compile(r"\s*(?:\([^():]{0,30}\)|\[[^\[\]:]{0,30}\])?\s*(?:[.…_·]+\s*)?[:：]\s*")
"""What ends a label: a colon, perhaps behind what stands in brackets and behind dots that lead to it."""
_MARKS = re.compile(r"[.()\[\]*†‡#\d]{0,3}")
_BULLET = re.compile(r"^[\s\-•·*▪■o>]*(?:\d{1,2}[.)]\s)?\s*")
_SEPARATOR = re.compile(r"[|;/,·•(\[)\]█-]\s*$")
_BEFORE_DATE = re.compile(r"^\s*(?:on|el|am|le|il|em|op|the|dated)?\s*[:：]?\s*$")
_OF_ANOTHER = re.compile(
    r"\b(?:normal|germline|control|matched|previous|prior|birth|next|expected|expir\w*|first|initial|last|diagnos\w*|"
    r"treatment|therapy|previo|previa|anterior|nacimiento|geburts|naissance|nascita|nascimento|geboorte)\b"
)

_WRITTEN = ("reported_on", "amended_reported_on")
_OF_NO_REPORT = re.compile(
    r"\b(?:assay|method\w*|kit|drug|fda|ema|label|guidelines?|version|form|document|sop|policy|consent\w*|indication|"
    r"einwilligung|consentement|consentimiento|consenso|consentimento|toestemming)\b"
)
"""What is signed, validated or revised and is no report: a form, a consent, a method."""


@dataclass(frozen=True)
class Label:
    """A row of ``header_labels.tsv``: ``field`` (several joined by ``+``), ``weight`` 1 (generic) to 3, language."""

    field: str
    weight: int
    language: str


@cache
def label_index() -> PhraseIndex[Label]:
    """All labels of all languages."""
    rows = rows_of("labels", "phrase", "field", "weight", "language")
    return PhraseIndex((phrase, Label(field, int(weight), language)) for phrase, field, weight, language in rows)


@lru_cache(maxsize=16)
def labels_with(own: tuple[tuple[str, str], ...]) -> PhraseIndex[Label]:
    """All labels, and a layout's own (field, phrase), which win."""
    if not own:
        return label_index()
    rows = rows_of("labels", "phrase", "field", "weight", "language")
    mine = [(phrase, Label(field, _SPECIFIC, "")) for field, phrase in own]
    general = [(phrase, Label(field, int(weight), language)) for phrase, field, weight, language in rows]
    return PhraseIndex([*mine, *general])


class Place(NamedTuple):
    """A label in a cell. ``end`` is where its value may begin; ``whole``: the cell holds the label only."""

    label: Label
    start: int
    end: int
    colon: bool
    whole: bool
    prose: bool = False

    @property
    def sure(self) -> bool:
        """A label by its own look; a general word at the beginning of a text (``Tumour tissue block``) is none."""
        return self.colon or self.whole or self.label.weight == _SPECIFIC or self.label.field in DATE_FIELDS


class Spot(NamedTuple):
    """A cell with its text and the labels in it."""

    cell: Cell
    run: Run
    places: tuple[Place, ...]

    @property
    def is_label(self) -> bool:
        """The cell begins with a label, or ends as one."""
        begins = bool(self.places and self.places[0].start <= 3 and self.places[0].sure)
        return begins or self.run.text.rstrip().endswith((":", "："))


@lru_cache(maxsize=1 << 11)
def spot_of(cell: Cell, labels: PhraseIndex[Label]) -> Spot:
    """A cell's spot, kept for the cells of the last pages: the labels of a page are read for its part, its own facts
    and its history."""
    run = run_of(cell)
    hits = labels.find(run.text)
    placed = [(hit, place) for hit in hits if (place := _place(run, hit)) is not None]
    composed = [label for label in date_labels(run.text) if not _is_known(label, hits, [hit for hit, _ in placed])]
    places = [_composed_place(run, label) for label in composed]
    places += [p for hit, p in placed if not any(hit.start < one.end and one.start < hit.end for one in composed)]
    return Spot(cell, run, tuple(sorted(places, key=lambda place: place.start)))


def _is_known(label: DateLabel, hits: Sequence[Hit[Label]], placed: Sequence[Hit[Label]]) -> bool:
    """A label of the lexicon reaches beyond the composed one, or is the same and stands as one."""
    crossing = any(hit.start < label.start < hit.end or hit.start < label.end < hit.end for hit in hits)
    # "Firmado por …" is of no interest, "Firmado: 30/01/2025" is.
    same = [hit for hit in placed if (hit.start, hit.end) == (label.start, label.end)]
    return crossing or any(hit.entry.field != "other" or label.value < 0 for hit in same)


def _composed_place(run: Run, label: DateLabel) -> Place:
    first = not _BULLET.sub("", run.folded[: label.start], count=1)
    entry = Label(label.field, label.weight, label.language)
    end = label.value if label.value >= 0 else len(run.text)
    return Place(entry, 0 if first else label.start, end, label.colon, label.value < 0)


def with_wrapped_labels(rows: list[list[Spot]], labels: PhraseIndex[Label]) -> list[list[Spot]]:
    """Labels that are set over two lines (``Original Reported`` / ``Date:``) as one spot each."""
    out = [list(row) for row in rows]
    for number, row in enumerate(out[:-1]):
        for at, upper in enumerate(row):
            if len(upper.cell.words) > 4 or (upper.places and upper.places[0].colon):
                continue
            for below in out[number + 1 : number + 4]:
                lower = _under(upper.cell, below)
                if lower is None or not any(ch.isalnum() for ch in upper.run.text):
                    continue  # Nothing, or a rule of signs over the first label.
                joined = _joined(upper.cell, lower.cell, labels)
                if _valued(upper, row) and _valued(lower, below) and _both_labels(upper, lower):
                    break  # "Registration | 14 Jun" over "Date | 20 Jun"
                if _is_one_label(joined, upper, lower, valued=_own_row(lower, below) or not _valued(upper, row)):
                    row[at] = joined
                    below.remove(lower)
                    break
    return out


def with_wrapped_dates(rows: list[list[Spot]], labels: PhraseIndex[Label]) -> list[list[Spot]]:
    """Labels with dates that a narrow cell set over lines (``Obtained: March`` / ``14, 2021``) as one spot each."""
    out = [list(row) for row in rows]
    for number, row in enumerate(out[:-1]):
        for at, upper in enumerate(row):
            place = upper.places[0] if upper.places else None
            if place is None or not place.colon or place.label.field not in DATE_FIELDS or _dated(upper):
                continue
            joined = upper
            taken: list[tuple[list[Spot], Spot]] = []
            for below in out[number + 1 : number + 1 + _DATE_LINES * 2]:
                lower = _under(Cell(joined.cell.page, joined.cell.words[-1:]), below, left=upper.cell.x0)
                if lower is None:
                    continue
                if lower.is_label or len(taken) == _DATE_LINES:
                    break
                joined = _joined(joined.cell, lower.cell, labels)
                taken.append((below, lower))
                if _dated(joined):
                    row[at] = joined
                    for line, spot in taken:
                        line.remove(spot)
                    break
    return out


_DATE_LINES = 2
"""Lines below a label that its date may be set over, at most."""


def _dated(spot: Spot) -> bool:
    """True for a spot whose first label has a date behind it."""
    return bool(spot.places) and bool(find_dates(spot.run.text[spot.places[0].end :]))


@lru_cache(maxsize=1 << 11)
def _joined(upper: Cell, lower: Cell, labels: PhraseIndex[Label]) -> Spot:
    return spot_of(Cell(upper.page, upper.words + lower.words), labels)


def with_run_on_lines(rows: list[list[Spot]], width: float, labels: PhraseIndex[Label]) -> list[list[Spot]]:
    """Lines of labelled values that run on (``…; received 04 Dec`` / ``2024; reported …``) as one spot each.

    A line runs on where the next line's first word did not fit into it any more; ``width`` is the page's.
    """
    cells = [spot.cell for row in rows for spot in row]
    if not cells:
        return rows
    # A footer may stand further out than the text: the text's right margin is at most as narrow as its left one.
    margin = min(max(cell.x1 for cell in cells), width - min(cell.x0 for cell in cells))
    out: list[list[Spot]] = []
    last: Cell | None = None
    for row in rows:
        above = out[-1] if out else []
        if len(row) == 1 and len(above) == 1 and last is not None and _runs_on(above[0], last, row[0], margin):
            above[0] = spot_of(Cell(last.page, above[0].cell.words + row[0].cell.words), labels)
        else:
            out.append(list(row))
        last = row[-1].cell if row else None
    return out


def _runs_on(spot: Spot, last: Cell, below: Spot, margin: float) -> bool:
    """``spot`` holds labels with values in running text, and its last line goes on in the line ``below``."""
    next_word = below.cell.words[0]
    full = last.x1 + 0.2 * last.height + (next_word.x1 - next_word.x0) > margin
    inline = [place for place in spot.places if not place.whole and place.label.field != "other"]
    near = -0.3 * last.height < below.cell.top - last.bottom < 0.75 * last.height
    ends = spot.run.text.rstrip().endswith((".", "。")) and not below.run.text[:1].islower()
    several = len(inline) > 1 or bool(inline and inline[0].start > _FAR_IN)
    return (
        several
        and full
        and near
        and not ends
        and len(spot.run.text) >= _LONG_LINE
        and abs(last.x0 - below.cell.x0) < 3
        and not below.is_label
        and same_letter(last, below.cell)
    )


def _under(upper: Cell, below: Sequence[Spot], *, left: float | None = None) -> Spot | None:
    """The first cell of a line that ``upper`` may be wrapped to; ``left``: where its first line begins."""
    x0, bottom = upper.x0 if left is None else left, upper.bottom
    for spot in below:
        lower = spot.cell
        if abs(lower.x0 - x0) < 2 and len(lower.words) <= 3 and -1 < lower.top - bottom < 0.8 * upper.height:
            return spot
    return None


def _valued(spot: Spot, row: Sequence[Spot]) -> bool:
    """True for a label with something beside it on its line that is no label."""
    beside = next((other for other in row if other.cell.x0 > spot.cell.x1), None)
    return beside is not None and not beside.is_label and not any(place.whole for place in beside.places)


def _both_labels(upper: Spot, lower: Spot) -> bool:
    return all(any(place.whole for place in spot.places) for spot in (upper, lower))


def _own_row(spot: Spot, row: Sequence[Spot]) -> bool:
    """True for a label with a value beside it, or in a line of nothing but labels: it is no rest of the one above."""
    heads = len(row) > 1 and all(any(place.whole for place in other.places) for other in row)
    return heads or _valued(spot, row)


def _is_one_label(joined: Spot, upper: Spot, lower: Spot, *, valued: bool) -> bool:
    """The two lines are one label, and neither of them has a value of its own that would make them two; ``valued``: the
    second has one beside it, or the first has none (``Sample | 16/08/2025`` over ``arrived`` are one)."""
    if not joined.places or not joined.places[0].whole:
        return False
    if "+" in joined.places[0].label.field:
        return False
    if lower.places and lower.places[0].whole and lower.places[0].label.weight > 1:
        same = lower.places[0].label.field == joined.places[0].label.field
        if same and not breaks_off(upper.run.text) and not (upper.places and upper.places[0].whole):
            return False  # "Blood" over "Collected" is the value of a label above it.
    alone = bool(upper.places and upper.places[0].whole and lower.places and lower.places[0].whole)
    return not alone or not valued or lower.places[0].label.weight == 1


def _place(run: Run, hit: Hit[Label]) -> Place | None:
    """The label at ``hit``, where what stands around it makes it one."""
    text = run.folded
    before, after = text[: hit.start], text[hit.end :]
    first = not _BULLET.sub("", before, count=1)
    colon = _COLON.match(after)
    end = hit.end + (colon.end() if colon else 0)
    start = 0 if first else hit.start
    if hit.entry.field.split("+")[0] in DATE_FIELDS:
        lead = re.split(r"[:|;,.]", before)[-1]
        if _OF_ANOTHER.search(lead) or (hit.entry.field in _WRITTEN and _OF_NO_REPORT.search(lead)):
            return None
    if colon:
        if first or _SEPARATOR.search(before) or ":" in before or "：" in before:
            return Place(hit.entry, start, end, True, first and not text[end:].strip())
        # "Block collection date:" names something else than "collection date:"; it keeps a place, at a lower weight.
        label = Label(hit.entry.field, max(1, hit.entry.weight - 1), hit.entry.language)
        return Place(label, start, end, True, False) if before.endswith(" ") else None
    rest = after.strip()
    if first and (not rest or _MARKS.fullmatch(rest)):
        return Place(hit.entry, start, len(text), False, True)
    if hit.entry.field in DATE_FIELDS:
        dates = find_dates(after)
        if dates and _BEFORE_DATE.match(after[: dates[0].start]):
            prose = not first and not _SEPARATOR.search(before)
            # "was approved on 30 November 2017": in running text a general word says nothing of this report.
            vague = prose and hit.entry.weight == 1
            return None if vague else Place(hit.entry, start, end, False, False, prose=prose)
        return None
    return Place(hit.entry, start, end, False, False) if first or before.rstrip().endswith("|") else None


def same_letter(one: Cell, other: Cell) -> bool:
    return abs(one.words[-1].size - other.words[0].size) < 0.6
