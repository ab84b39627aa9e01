"""Labels and their values by geometry: ``Collected: …``, a cell beside, a cell below, several pairs in a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from her2parse.model import Evidence, Page, Word
from her2parse.read.dates import find_dates
from her2parse.read.geometry import Cell, Line, evidence
from her2parse.read.header_date_labels import is_date_alone
from her2parse.read.header_specimen import specimen_of
from her2parse.read.header_spots import (
    DATE_FIELDS,
    Label,
    Place,
    Spot,
    labels_with,
    same_letter,
    spot_of,
    with_run_on_lines,
    with_wrapped_dates,
    with_wrapped_labels,
)
from her2parse.read.header_text import Run, fold, is_masked

_LOOSE_LABEL = re.compile(r"(?:^|(?<=[\s/|;,·•]))[^\W\d_][\w.#º°'-]{1,}\s?(?:[:：](?!\d\d\b)(?=\s|$)|：)")
_PIPE = re.compile(r"\s*(?:\||\s[·•]\s|\s/\s(?=[^\W\d]))\s*")


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


def read_labels(
    page: Page, lines: Sequence[Line], skip: frozenset[int] = frozenset(), own: tuple[tuple[str, str], ...] = ()
) -> tuple[LabelValue, ...]:
    """Every labelled value of one page, in reading order; lines whose index is in ``skip`` are passed over. ``own`` are
    labels (field, phrase) of the report's layout."""
    rows = _rows(tuple(lines), page.width, skip, own)
    spots = [spot for row in rows for spot in row]
    values: list[LabelValue] = []
    for row in rows:
        heads = _in_heading_row(row)
        for spot in row:
            for number, place in enumerate(spot.places):
                stop = spot.places[number + 1].start if number + 1 < len(spot.places) else len(spot.run.text)
                values.extend(_values(page, spot, place, stop, spots, in_heading_row=heads))
    return tuple(values)


@lru_cache(maxsize=1 << 6)
def _rows(
    lines: tuple[Line, ...], width: float, skip: frozenset[int], own: tuple[tuple[str, str], ...]
) -> list[list[Spot]]:
    """The spots of a page's lines, row by row, kept for the lines of the last pages: a page's labels are read to part
    a file into reports, and for the report's own facts."""
    labels = labels_with(own)
    rows = [[spot_of(cell, labels) for cell in line.cells] for number, line in enumerate(lines) if number not in skip]
    wrapped = with_wrapped_dates(with_wrapped_labels(rows, labels), labels)
    return with_run_on_lines(wrapped, width, labels)


def _in_heading_row(row: Sequence[Spot]) -> bool:
    """Two labels and more stand in the row, not one by one with a value behind each."""
    heads = [bool(spot.places and spot.places[0].whole and not spot.places[0].colon) for spot in row]
    in_pairs = len(row) % 2 == 0 and heads == [number % 2 == 0 for number in range(len(row))]
    return sum(heads) >= 2 and not in_pairs


def _values(
    page: Page, spot: Spot, place: Place, stop: int, spots: Sequence[Spot], *, in_heading_row: bool
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
    right, below = _right_of(spot, spots, label), _below(spot, spots, label)
    dated = any(other is not None and _fits(label, other) for other in (right, below))
    above = _date_above(label, spot, spots) if not dated or _stands_under(spot, spots) else None
    if above is not None:
        yield from _whole(page, label, "below", above, spots)
        return
    if right is not None and not (in_heading_row and below is not None and not _fits(label, right)):
        yield from _whole(page, label, "right", right, spots)
    if below is not None:
        yield from _whole(page, label, "below", below, spots)


_SITE_AND_PROCEDURE = re.compile(r"(?:[A-Z0-9][.)]\s)?(?P<where>[^:]{4,90}):(?:\s|$)")


def _synoptic(page: Page, label: Label, heading: Spot, spots: Sequence[Spot]) -> Iterable[LabelValue]:
    """Below a heading of diagnosis ``Lung, left lobe, wedge resection: adenocarcinoma``: specimen and diagnosis."""
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


def _fits(label: Label, spot: Spot) -> bool:
    return label.field.split("+")[0] in DATE_FIELDS and bool(find_dates(spot.run.text, compact=True))


def _whole(page: Page, label: Label, how: str, spot: Spot, spots: Sequence[Spot]) -> Iterable[LabelValue]:
    cuts = () if spot.is_label else spot.places
    stop = next((place.start for place in cuts if place.sure), len(spot.run.text))
    words, text = _cut(spot.run, 0, stop)
    if words:
        words, text = _continued(spot, words, text, spots)
        yield LabelValue(label.field, label.weight, label.language, how, page, words, text)


def _inline(spot: Spot, place: Place, stop: int) -> tuple[tuple[Word, ...], str] | None:
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
    spot: Spot, place: Place, words: tuple[Word, ...], text: str, stop: int, spots: Sequence[Spot]
) -> tuple[tuple[Word, ...], str]:
    return _continued(spot, words, text, spots) if stop == len(spot.run.text) and place.colon else (words, text)


_OPEN_END = re.compile(
    r"(?:[,(-]|\b(?:of|the|and|with|in|to|de|del|du|des|der|die|und|mit|di|do|da|van|het|en|et|con|com))$"
)


def _continued(spot: Spot, words: tuple[Word, ...], text: str, spots: Sequence[Spot]) -> tuple[tuple[Word, ...], str]:
    """The value with the lines it wraps onto: below it at its own left edge (or anywhere, when its end is open)."""
    if words[-1] is not spot.cell.words[-1]:
        return words, text
    left, last = words[0].x0, spot.cell
    for _ in range(3):
        top, bottom, least, most = last.top, last.bottom, 0.5 * last.height, 0.75 * last.height
        under = [
            other
            for other in spots
            if other.cell.top - top > least
            and other.cell.top - bottom < most
            and min(abs(other.cell.x0 - left), abs(other.cell.x0 - spot.cell.x0)) < 3
        ]
        if not under or under[0].is_label or not same_letter(last, under[0].cell):
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


def _goes_on(text: str, words: Sequence[Word], below: Spot, spots: Sequence[Spot]) -> bool:
    """Whether the line below is the value's rest: it goes on in lower case, or the value fills its column (no line at
    its left edge is longer) and is longer than a few words."""
    if below.run.text[:1].islower():
        return True
    left, right = words[0].x0, words[-1].x1
    rivals = [spot.cell.x1 for spot in spots if abs(spot.cell.x0 - left) < 3]
    return len(text) >= 24 and right >= max(rivals, default=right) - 25 and text.count("(") >= text.count(")")


def _is_value(spot: Spot, label: Label) -> bool:
    """The cell is no label; of a specimen's label ``Tissue`` is the value, though it may be a label elsewhere."""
    first = spot.places[0] if spot.places else None
    own = first is not None and first.whole and not first.colon and first.label.field == label.field == "specimen"
    return not spot.is_label or (own and specimen_of(spot.run.text) != "unknown")


def _right_of(spot: Spot, spots: Sequence[Spot], label: Label) -> Spot | None:
    cell = spot.cell
    edge = cell.x1
    beside = [other for other in spots if other.cell.x0 >= edge and _level(cell, other.cell)]
    nearest = min(beside, key=lambda other: (other.cell.x0, other.cell.top), default=None)
    return nearest if nearest is not None and _is_value(nearest, label) else None


def _left_of(spot: Spot, spots: Sequence[Spot]) -> Spot | None:
    cell = spot.cell
    edge = cell.x0
    beside = [other for other in spots if other.cell.x1 <= edge and _level(cell, other.cell)]
    return max(beside, key=lambda other: other.cell.x1, default=None)


def _date_above(label: Label, spot: Spot, spots: Sequence[Spot]) -> Spot | None:
    """The date that stands alone over its label, as cards print it, and is no other label's value."""
    if label.field not in DATE_FIELDS:
        return None
    cell = spot.cell
    nearest = _nearest_above(cell, spots)
    if nearest is None or not is_date_alone(nearest.run.text):
        return None
    beside, over = _left_of(nearest, spots), _nearest_above(nearest.cell, spots)
    claimed = (beside is not None and beside.is_label) or (over is not None and over.is_label)
    return nearest if not claimed or _stands_under(spot, spots) else None


def _stands_under(spot: Spot, spots: Sequence[Spot]) -> bool:
    """The label ends a column of dates and labels by turns that a date begins: each label stands under its date."""
    column = [spot]
    while (over := _nearest_above(column[-1].cell, spots)) is not None and over not in column:
        if over.is_label == column[-1].is_label or not (over.is_label or is_date_alone(over.run.text)):
            break
        column.append(over)
    last, under = spot, _below_in_turn(spot, spots)
    while under is not None:
        last, under = under, _below_in_turn(under, spots)
    top = column[-1]
    beside = _left_of(top, spots)
    return not top.is_label and last.is_label and not (beside is not None and beside.is_label)


def _below_in_turn(spot: Spot, spots: Sequence[Spot]) -> Spot | None:
    under = _nearest_below(spot, spots)
    in_turn = (
        under is not None and under.is_label != spot.is_label and (under.is_label or is_date_alone(under.run.text))
    )
    return under if in_turn else None


def _nearest_above(cell: Cell, spots: Sequence[Spot]) -> Spot | None:
    return min((s for s in spots if _over(s.cell, cell)), key=lambda s: cell.top - s.cell.bottom, default=None)


def _over(upper: Cell, lower: Cell) -> bool:
    near = -0.3 * lower.height < lower.top - upper.bottom < 1.5 * lower.height
    return near and (abs(upper.x0 - lower.x0) < 8 or _overlap(upper, lower) > 0.5)


def _level(one: Cell, other: Cell) -> bool:
    """The two stand side by side: most of the lower one's height is shared."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.6 * min(one.bottom - one.top, other.bottom - other.top)


def _below(spot: Spot, spots: Sequence[Spot], label: Label) -> Spot | None:
    nearest = _nearest_below(spot, spots)
    return nearest if nearest is not None and _is_value(nearest, label) else None


def _nearest_below(spot: Spot, spots: Sequence[Spot]) -> Spot | None:
    cell = spot.cell
    bottom, least, most = cell.bottom, -0.3 * cell.height, 2.2 * cell.height
    under = [
        other
        for other in spots
        if least < other.cell.top - bottom < most
        and other is not spot
        and (abs(other.cell.x0 - cell.x0) < 8 or _overlap(cell, other.cell) > 0.5)
    ]
    return min(under, key=lambda other: other.cell.top, default=None)


def _overlap(one: Cell, other: Cell) -> float:
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    return shared / max(1.0, min(one.x1 - one.x0, other.x1 - other.x0))
