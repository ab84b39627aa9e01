"""Labels and their values by geometry: ``Collected: …``, a cell beside, a cell below, several pairs in a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from her2parse.model import Evidence, Page, Word
from her2parse.read.dates import find_dates
from her2parse.read.geometry import Cell, Line, evidence
from her2parse.read.header_lexicon import rows_of
from her2parse.read.header_specimen import specimen_of
from her2parse.read.header_text import Hit, PhraseIndex, Run, fold, is_masked

_SPECIFIC = 3
_FAR_IN, _LONG_LINE = 20, 60
"""Letters: where a second label stands in running text, and what a line of running text has at least."""
DATE_FIELDS = ("collected_on", "received_on", "reported_on", "original_reported_on")

_COLON = re.compile(r"\s*(?:\([^():]{0,30}\)|\[[^\[\]:]{0,30}\])?\s*[:：]\s*")
_BULLET = re.compile(r"^[\s\-•·*▪■o>]*(?:\d{1,2}[.)]\s)?\s*")
_SEPARATOR = re.compile(r"[|;/,·•(\[)\]█-]\s*$")
_LOOSE_LABEL = re.compile(r"(?:^|(?<=[\s/|;,·•]))[^\W\d_][\w.#º°'-]{1,}\s?(?:[:：](?!\d\d\b)(?=\s|$)|：)")
_PIPE = re.compile(r"\s*(?:\||\s[·•]\s|\s/\s(?=[^\W\d]))\s*")
_BEFORE_DATE = re.compile(r"^\s*(?:on|el|am|le|il|em|op|the|dated)?\s*[:：]?\s*$")
_OF_ANOTHER = re.compile(
    r"\b(?:normal|germline|control|matched|previous|prior|birth|next|expected|expir\w*|first|initial|last|diagnos\w*|"
    r"treatment|therapy|previo|previa|anterior|nacimiento|geburts|naissance|nascita|nascimento|geboorte)\b"
)


@dataclass(frozen=True)
class Label:
    """A row of ``header_labels.tsv``: ``field`` (several joined by ``+``), ``weight`` 1 (generic) to 3, language."""

    field: str
    weight: int
    language: str


@dataclass(frozen=True)
class LabelValue:
    """A value that a label vouches for. ``how`` says where it stood: ``colon`` (same cell, after a colon), ``right``,
    ``below`` or ``plain`` (same cell, no colon); ``words`` are the value's own."""

    field: str
    weight: int
    language: str
    how: str
    page: Page
    words: tuple[Word, ...]
    text: str

    @property
    def rank(self) -> tuple[int, int, int, float]:
        """Better labels and surer places first, then the order of the pages."""
        ways = ("colon", "right", "plain", "below")
        return (-self.weight, ways.index(self.how) // 2, self.page.number, self.words[0].top)

    @property
    def evidence(self) -> Evidence:
        """Where the value stands."""
        return evidence(self.page, self.words)


@cache
def label_index() -> PhraseIndex[Label]:
    """All labels of all languages."""
    rows = rows_of("labels", "phrase", "field", "weight", "language")
    return PhraseIndex((phrase, Label(field, int(weight), language)) for phrase, field, weight, language in rows)


@dataclass(frozen=True)
class _Place:
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


@dataclass(frozen=True)
class _Spot:
    """A cell with its text and the labels in it."""

    cell: Cell
    run: Run
    places: tuple[_Place, ...]

    @property
    def is_label(self) -> bool:
        """The cell begins with a label, or ends as one."""
        begins = bool(self.places and self.places[0].start <= 3 and self.places[0].sure)
        return begins or self.run.text.rstrip().endswith((":", "："))


def read_labels(page: Page, lines: Sequence[Line], skip: frozenset[int] = frozenset()) -> tuple[LabelValue, ...]:
    """Every labelled value of one page, in reading order; lines whose index is in ``skip`` are passed over."""
    rows = [[_spot(cell) for cell in line.cells] for number, line in enumerate(lines) if number not in skip]
    rows = _with_run_on_lines(_with_wrapped_labels(rows), page.width)
    spots = [spot for row in rows for spot in row]
    values: list[LabelValue] = []
    for row in rows:
        heads = _in_heading_row(row)
        for spot in row:
            for number, place in enumerate(spot.places):
                stop = spot.places[number + 1].start if number + 1 < len(spot.places) else len(spot.run.text)
                values.extend(_values(page, spot, place, stop, spots, in_heading_row=heads))
    return tuple(values)


def _in_heading_row(row: Sequence[_Spot]) -> bool:
    """Two labels and more stand in the row, not one by one with a value behind each."""
    heads = [bool(spot.places and spot.places[0].whole and not spot.places[0].colon) for spot in row]
    in_pairs = len(row) % 2 == 0 and heads == [number % 2 == 0 for number in range(len(row))]
    return sum(heads) >= 2 and not in_pairs


def _spot(cell: Cell) -> _Spot:
    run = Run(cell.words)
    hits = label_index().find(run.text)
    return _Spot(cell, run, tuple(place for hit in hits if (place := _place(run, hit)) is not None))


def _with_wrapped_labels(rows: list[list[_Spot]]) -> list[list[_Spot]]:
    """Labels that are set over two lines (``Original Reported`` / ``Date:``) as one spot each."""
    out = [list(row) for row in rows]
    for number, row in enumerate(out[:-1]):
        for at, upper in enumerate(row):
            if len(upper.cell.words) > 4 or (upper.places and upper.places[0].colon):
                continue
            for below in out[number + 1 : number + 4]:
                lower = next((spot for spot in below if _wraps(upper.cell, spot.cell)), None)
                joined = None if lower is None else _spot(Cell(upper.cell.page, upper.cell.words + lower.cell.words))
                if lower is not None and joined is not None and _is_one_label(joined, upper, lower):
                    row[at] = joined
                    below.remove(lower)
                    break
    return out


def _with_run_on_lines(rows: list[list[_Spot]], width: float) -> list[list[_Spot]]:
    """Lines of labelled values that run on (``…; received 04 Dec`` / ``2024; reported …``) as one spot each.

    A line runs on where the next line's first word did not fit into it any more; ``width`` is the page's.
    """
    cells = [spot.cell for row in rows for spot in row]
    if not cells:
        return rows
    # A footer may stand further out than the text: the text's right margin is at most as narrow as its left one.
    margin = min(max(cell.x1 for cell in cells), width - min(cell.x0 for cell in cells))
    out: list[list[_Spot]] = []
    last: Cell | None = None
    for row in rows:
        above = out[-1] if out else []
        if len(row) == 1 and len(above) == 1 and last is not None and _runs_on(above[0], last, row[0], margin):
            above[0] = _spot(Cell(last.page, above[0].cell.words + row[0].cell.words))
        else:
            out.append(list(row))
        last = row[-1].cell if row else None
    return out


def _runs_on(spot: _Spot, last: Cell, below: _Spot, margin: float) -> bool:
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
        and _same_letter(last, below.cell)
    )


def _wraps(upper: Cell, lower: Cell) -> bool:
    gap = lower.top - upper.bottom
    return abs(lower.x0 - upper.x0) < 2 and -1 < gap < 0.6 * upper.height and len(lower.words) <= 3


def _is_one_label(joined: _Spot, upper: _Spot, lower: _Spot) -> bool:
    """The two lines are one label, and neither of them has a value of its own that would make them two."""
    if not joined.places or not joined.places[0].whole:
        return False
    if "+" in joined.places[0].label.field:
        return False
    alone = bool(upper.places and upper.places[0].whole and lower.places and lower.places[0].whole)
    return not alone or lower.places[0].label.weight == 1


def _place(run: Run, hit: Hit[Label]) -> _Place | None:
    """The label at ``hit``, where what stands around it makes it one."""
    text = run.folded
    before, after = text[: hit.start], text[hit.end :]
    first = not _BULLET.sub("", before, count=1)
    colon = _COLON.match(after)
    end = hit.end + (colon.end() if colon else 0)
    start = 0 if first else hit.start
    if hit.entry.field.split("+")[0] in DATE_FIELDS and _OF_ANOTHER.search(re.split(r"[:|;,.]", before)[-1]):
        return None
    if colon:
        if first or _SEPARATOR.search(before) or ":" in before or "：" in before:
            return _Place(hit.entry, start, end, True, first and not text[end:].strip())
        # "Block collection date:" names something else than "collection date:"; it keeps a place, at a lower weight.
        label = Label(hit.entry.field, max(1, hit.entry.weight - 1), hit.entry.language)
        return _Place(label, start, end, True, False) if before.endswith(" ") else None
    rest = after.strip()
    if first and (not rest or re.fullmatch(r"[.()\[\]*†‡#\d]{0,3}", rest)):
        return _Place(hit.entry, start, len(text), False, True)
    if hit.entry.field in DATE_FIELDS:
        dates = find_dates(after)
        if dates and _BEFORE_DATE.match(after[: dates[0].start]):
            return _Place(hit.entry, start, end, False, False, prose=not first and not _SEPARATOR.search(before))
        return None
    return _Place(hit.entry, start, end, False, False) if first or before.rstrip().endswith("|") else None


def _values(
    page: Page, spot: _Spot, place: _Place, stop: int, spots: Sequence[_Spot], *, in_heading_row: bool
) -> Iterable[LabelValue]:
    label = place.label
    if label.field == "other":
        return
    inline = _inline(spot, place, stop)
    if inline is not None:
        words, text = inline
        words, text = _with_continuation(spot, place, words, text, stop, spots)
        weight = max(1, label.weight - 1) if place.prose else label.weight
        yield LabelValue(label.field, weight, label.language, "colon" if place.colon else "plain", page, words, text)
        return
    if not place.whole:
        return
    if label.field == "diagnosis":
        synoptic = list(_synoptic(page, label, spot, spots))
        if synoptic:
            yield from synoptic
            return
    right, below = _right_of(spot, spots), _below(spot, spots)
    if right is not None and not (in_heading_row and below is not None and not _fits(label, right)):
        yield from _whole(page, label, "right", right, spots)
    if below is not None:
        yield from _whole(page, label, "below", below, spots)


_SITE_AND_PROCEDURE = re.compile(r"(?:[A-Z0-9][.)]\s)?(?P<where>[^:]{4,90}):(?:\s|$)")


def _synoptic(page: Page, label: Label, heading: _Spot, spots: Sequence[_Spot]) -> Iterable[LabelValue]:
    """Below a heading of diagnosis ``Lung, left lower lobe, wedge resection: adenocarcinoma``: specimen and diagnosis."""
    under = _nearest_below(heading, spots)
    match = _SITE_AND_PROCEDURE.match(under.run.text) if under is not None else None
    if under is None or match is None or specimen_of(match["where"]) == "unknown":
        return
    where = under.run.words_at(match.start("where"), match.end("where"))
    yield LabelValue("specimen", 2, label.language, "colon", page, where, match["where"])
    words, text = _cut(under.run, match.end(), len(under.run.text))
    if words:
        words, text = _continued(under, words, text, spots)
    else:
        after = _nearest_below(under, spots)
        words, text = _cut(after.run, 0, len(after.run.text)) if after is not None else ((), "")
    if words:
        yield LabelValue(label.field, label.weight, label.language, "colon", page, words, text)


def _fits(label: Label, spot: _Spot) -> bool:
    return label.field.split("+")[0] in DATE_FIELDS and bool(find_dates(spot.run.text, compact=True))


def _whole(page: Page, label: Label, how: str, spot: _Spot, spots: Sequence[_Spot]) -> Iterable[LabelValue]:
    stop = next((place.start for place in spot.places if place.sure), len(spot.run.text))
    words, text = _cut(spot.run, 0, stop)
    if words:
        words, text = _continued(spot, words, text, spots)
        yield LabelValue(label.field, label.weight, label.language, how, page, words, text)


def _inline(spot: _Spot, place: _Place, stop: int) -> tuple[tuple[Word, ...], str] | None:
    """The value that follows the label in its own cell, or None."""
    words, text = _cut(spot.run, place.end, stop)
    return (words, text) if words and not place.whole else None


def _cut(run: Run, start: int, stop: int) -> tuple[tuple[Word, ...], str]:
    """The value between two offsets, up to a bar, a slash before another pair, another ``Label:`` or masked words."""
    text = run.text[start:stop]
    # "1: MSK: Liver, biopsy" begins with an item's number and a code, not with two labels.
    ends = [m.start() for m in _LOOSE_LABEL.finditer(fold(text)) if re.search(r"[^\W\d_]", text[: m.start()])]
    ends += [match.start() for match in _PIPE.finditer(text) if match.start() > 0 and _bars(text, match)]
    lead = len(text) - len(text.lstrip(" █:：-"))
    ends += [at for at in (text.find("█", lead),) if at > 0]
    value = text[lead : min(ends, default=len(text))]
    trimmed = value.strip().rstrip("|/;,·•- ").strip()
    if not trimmed:
        return (), ""
    at = start + lead + value.index(trimmed)
    words = tuple(word for word in run.words_at(at, at + len(trimmed)) if not is_masked(word))
    return words, trimmed


def _bars(text: str, match: re.Match[str]) -> bool:
    """A bar always ends a value; a spaced slash does only before another ``Label:``."""
    return "/" not in match.group() or bool(re.match(r"[^\W\d][^:/|]{1,40}[:：]", text[match.end() :]))


def _with_continuation(
    spot: _Spot, place: _Place, words: tuple[Word, ...], text: str, stop: int, spots: Sequence[_Spot]
) -> tuple[tuple[Word, ...], str]:
    return _continued(spot, words, text, spots) if stop == len(spot.run.text) and place.colon else (words, text)


_OPEN_END = re.compile(
    r"(?:[,(-]|\b(?:of|the|and|with|in|to|de|del|du|des|der|die|und|mit|di|do|da|van|het|en|et|con|com))$"
)


def _continued(spot: _Spot, words: tuple[Word, ...], text: str, spots: Sequence[_Spot]) -> tuple[tuple[Word, ...], str]:
    """The value with the lines it wraps onto: below it at its own left edge (or anywhere, when its end is open)."""
    if words[-1] is not spot.cell.words[-1]:
        return words, text
    left, last = words[0].x0, spot.cell
    for _ in range(3):
        under = [
            other
            for other in spots
            if other.cell.top - last.top > 0.5 * last.height
            and other.cell.top - last.bottom < 0.75 * last.height
            and min(abs(other.cell.x0 - left), abs(other.cell.x0 - spot.cell.x0)) < 3
        ]
        if not under or under[0].is_label or not _same_letter(last, under[0].cell):
            break
        beside = _left_of(under[0], spots)
        open_end = bool(_OPEN_END.search(fold(text)))
        hanging = abs(under[0].cell.x0 - left) < 3
        if (beside is not None and beside.is_label) or not (
            open_end or (hanging and _goes_on(text, words, under[0], spots))
        ):
            break
        more, more_text = _cut(under[0].run, 0, len(under[0].run.text))
        if not more:
            break
        joint = "" if text.endswith("-") and more_text[:1].islower() else " "
        words, text, last = words + more, f"{text[:-1] if not joint else text}{joint}{more_text}", under[0].cell
    return words, text


def _goes_on(text: str, words: Sequence[Word], below: _Spot, spots: Sequence[_Spot]) -> bool:
    """Whether the line below is the value's rest: it goes on in lower case, or the value fills its column (no line at
    its left edge is longer) and is longer than a few words."""
    if below.run.text[:1].islower():
        return True
    left, right = words[0].x0, words[-1].x1
    rivals = [spot.cell.x1 for spot in spots if abs(spot.cell.x0 - left) < 3]
    return len(text) >= 24 and right >= max(rivals, default=right) - 25 and text.count("(") >= text.count(")")


def _same_letter(one: Cell, other: Cell) -> bool:
    return abs(one.words[-1].size - other.words[0].size) < 0.6


def _right_of(spot: _Spot, spots: Sequence[_Spot]) -> _Spot | None:
    beside = [other for other in spots if other.cell.x0 >= spot.cell.x1 and _level(spot.cell, other.cell)]
    nearest = min(beside, key=lambda other: (other.cell.x0, other.cell.top), default=None)
    return None if nearest is None or nearest.is_label else nearest


def _left_of(spot: _Spot, spots: Sequence[_Spot]) -> _Spot | None:
    beside = [other for other in spots if other.cell.x1 <= spot.cell.x0 and _level(spot.cell, other.cell)]
    return max(beside, key=lambda other: other.cell.x1, default=None)


def _level(one: Cell, other: Cell) -> bool:
    """The two stand side by side: most of the lower one's height is shared."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.6 * min(one.bottom - one.top, other.bottom - other.top)


def _below(spot: _Spot, spots: Sequence[_Spot]) -> _Spot | None:
    nearest = _nearest_below(spot, spots)
    return None if nearest is None or nearest.is_label else nearest


def _nearest_below(spot: _Spot, spots: Sequence[_Spot]) -> _Spot | None:
    cell = spot.cell
    under = [
        other
        for other in spots
        if other is not spot
        and -0.3 * cell.height < other.cell.top - cell.bottom < 2.2 * cell.height
        and (abs(other.cell.x0 - cell.x0) < 8 or _overlap(cell, other.cell) > 0.5)
    ]
    return min(under, key=lambda other: other.cell.top, default=None)


def _overlap(one: Cell, other: Cell) -> float:
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    return shared / max(1.0, min(one.x1 - one.x0, other.x1 - other.x0))
