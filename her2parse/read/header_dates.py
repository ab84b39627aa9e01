"""The report's dates: which labelled value is which date, and which way round ambiguous ones are."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from her2parse.model import Evidence, ReviewNote
from her2parse.read.dates import DateMatch, Order, find_dates, format_hint, settle_order
from her2parse.read.geometry import Line
from her2parse.read.header_date_labels import is_date_alone
from her2parse.read.header_labels import LabelValue
from her2parse.read.header_lexicon import phrases, rows_of
from her2parse.read.header_spots import DATE_FIELDS
from her2parse.read.header_text import Run, fold, run_of

_DAY_FIRST = frozenset({"es", "de", "fr", "it", "pt", "nl"})
_SEQUENCE = ("collected_on", "received_on", "reported_on")
_OF_DATE = re.compile(r"\b(?:vom|from|of|du|del|della|van|dd\.?|dated|de fecha|am|on|em|do|da)\s*$")
_FIRST_YEAR, _LAST_YEAR = "1990", "2099"
_BOTH: tuple[Order, Order] = ("dmy", "mdy")
_USUAL_DAYS, _LONGEST_DAYS = 60, 120
"""Days from receipt to report: what is usual, and what would be a wrong reading."""

_NAMES = {
    "collected_on": "collection",
    "received_on": "receipt",
    "reported_on": "report",
    "original_reported_on": "original report",
    "amended_reported_on": "amended report",
}


@dataclass(frozen=True)
class ReportDates:
    """ISO dates by field, their evidence, and what a person must look at."""

    dates: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    notes: tuple[ReviewNote, ...] = ()
    orders: dict[str, Order] = field(default_factory=dict)


@dataclass(frozen=True)
class _Candidate:
    field: str
    date: DateMatch
    value: LabelValue


def language_of(lines: Sequence[Sequence[Line]], values: Sequence[LabelValue]) -> str:
    """The report's language from its labels and function words; empty when there is too little text."""
    words = _function_words()
    counts: Counter[str] = Counter()
    for page in lines:
        for line in page:
            for token in re.findall(r"[^\W\d_]+", fold(line.text)):
                counts.update(words.get(token, ()))
    for value in values:
        if value.language:
            counts[value.language] += 3
    if not counts:
        return ""
    (best, most), *rest = counts.most_common(2)
    return best if most >= 3 and (not rest or most > rest[0][1]) else ""


@cache
def _function_words() -> dict[str, tuple[str, ...]]:
    languages: dict[str, tuple[str, ...]] = {}
    for language, word in rows_of("languages", "language", "word"):
        languages[fold(word)] = (*languages.get(fold(word), ()), language)
    return languages


def order_of(lines: Sequence[Sequence[Line]], values: Sequence[LabelValue]) -> Order:
    """Day or month first by where the report comes from: a printed pattern, the country of laboratory and addresses,
    the language. Empty when the signs contradict each other or there are none."""
    text = "\n".join(line.text for page in lines for line in page)
    hint = format_hint(text)
    if hint:
        return hint
    language = language_of(lines, values)
    if language in _DAY_FIRST:
        return "dmy"
    if language not in ("", "en"):
        return ""
    signs = {hit.entry for hit in phrases("countries", "order").find(text) if text[hit.start : hit.start + 1].isupper()}
    signs |= {hit.entry for hit in phrases("vendors", "order").find(text)}
    signs.discard("-")
    states = "|".join(
        " ".join(p for _, k, p in rows_of("countries", "order", "kind", "phrase") if k == "address").split()
    )
    if re.search(rf"\b(?:{states}),? \d{{5}}(?:-\d{{4}})?\b", text):
        signs.add("mdy")
    if signs == {"mdy"}:
        return "mdy"
    return "dmy" if signs == {"dmy"} else ""


def read_dates(values: Sequence[LabelValue], lines: Sequence[Sequence[Line]]) -> ReportDates:
    """Collection, receipt and report date of one report.

    An ambiguous date is settled by other dates of the same style, by the order in which collection, receipt and report
    must follow, or by where the report comes from; what stays ambiguous, impossible or out of order is left empty.
    """
    candidates = list(_candidates(values))
    everything = [date for page in lines for line in page for date in find_dates(run_of(line).text)]
    local = order_of(lines, values) if any(date.ambiguous for date in everything) else ""
    styles = sorted({candidate.date.style for candidate in candidates if candidate.date.ambiguous})
    orders: dict[str, Order] = {}
    for style in sorted({*styles, "/", "-"}):
        orders[style] = settle_order(everything, style)
        if not orders[style] and style in styles:
            orders[style] = _by_sequence(candidates, style)
        orders[style] = orders[style] or local
    chosen = {name: _choose([c for c in candidates if c.field == name], orders) for name in DATE_FIELDS}
    return _checked(chosen, orders, candidates)


def _candidates(values: Sequence[LabelValue]) -> Iterable[_Candidate]:
    dated = [*values, *_inside_specimens(values)]
    ranked = sorted((v for v in dated if v.field.split("+")[0] in DATE_FIELDS), key=lambda value: value.rank)
    for value in ranked:
        dates = find_dates(value.text, compact=True)
        for name, date in zip(value.field.split("+"), dates, strict=False):
            # The date stands at the value's beginning; further on it belongs to something else.
            if "+" in value.field or date.start <= 24:
                yield _Candidate(name, date, value)


def _inside_specimens(values: Sequence[LabelValue]) -> Iterable[LabelValue]:
    """Collection dates told inside the specimen's description: ``Biopsie vom 12.02.2024``; or in its place."""
    for value in values:
        if value.field == "specimen" and value.how in ("right", "below") and is_date_alone(value.text):
            yield replace(value, field="collected_on", weight=2)
        elif value.field == "specimen" and value.how != "plain":
            run = Run(value.words)
            for date in find_dates(run.text)[:1]:
                if _OF_DATE.search(run.folded[: date.start]):
                    words = run.words_at(date.start, date.end)
                    yield replace(value, field="collected_on", weight=2, how="colon", words=words, text=date.text)


def _choose(candidates: Sequence[_Candidate], orders: dict[str, Order]) -> list[_Candidate]:
    """The best candidates of one field: those of the best label, one for each different day."""
    if not candidates:
        return []
    best = candidates[0].value.rank[:2]
    kept: dict[str, _Candidate] = {}
    for candidate in candidates:
        if candidate.value.rank[:2] == best:
            kept.setdefault(_iso(candidate, orders) or candidate.date.text, candidate)
    return list(kept.values())


def _iso(candidate: _Candidate, orders: dict[str, Order]) -> str:
    iso = candidate.date.iso(orders.get(candidate.date.style, ""))
    return iso if _FIRST_YEAR <= iso[:4] <= _LAST_YEAR else ""


def _by_sequence(candidates: Sequence[_Candidate], style: str) -> Order:
    """The only order under which collection, receipt and report follow one another, and the report follows the receipt
    within the weeks that a laboratory takes, if the other order breaks that plainly."""
    spans = {order: _span(candidates, {style: order}) for order in _BOTH}
    for order, other in (_BOTH, _BOTH[::-1]):
        if 0 <= spans[order] <= _USUAL_DAYS and not 0 <= spans[other] <= _LONGEST_DAYS:
            return order
    return ""


def _span(candidates: Sequence[_Candidate], orders: dict[str, Order]) -> int:
    """Days from receipt (else collection) to report; -1 when the days are out of order or fewer than two."""
    days = {}
    for name in _SEQUENCE:
        first = next((c for c in candidates if c.field == name), None)
        iso = _iso(first, orders) if first else ""
        if iso:
            days[name] = datetime.date.fromisoformat(iso)
    ordered = list(days.values())
    if len(ordered) < 2 or ordered != sorted(ordered):
        return -1
    return (ordered[-1] - days.get("received_on", ordered[0])).days


def _checked(
    chosen: dict[str, list[_Candidate]], orders: dict[str, Order], candidates: Sequence[_Candidate]
) -> ReportDates:
    dates: dict[str, str] = {}
    places: dict[str, Evidence] = {}
    notes: list[ReviewNote] = []
    if not chosen["reported_on"] and chosen["original_reported_on"]:
        chosen["reported_on"] = chosen["original_reported_on"]
    if _amends(chosen, orders):
        chosen["reported_on"] = chosen["amended_reported_on"]
    for name in _SEQUENCE:
        options = chosen[name]
        if not options:
            continue
        first = options[0]
        iso = _iso(first, orders)
        if not iso:
            code = "ambiguous_date" if first.date.ambiguous else "impossible_date"
            expected = "a day and month that cannot be swapped" if first.date.ambiguous else "a day of the calendar"
            notes.append(_note(code, name, first, f"expected {expected}, found {first.date.text!r}; enter the date"))
            continue
        if len(options) > 1:
            others = ", ".join(_iso(option, orders) or option.date.text for option in options[1:4])
            notes.append(
                _note("conflicting_dates", name, first, f"took {iso}, but the report also gives {others}; check it")
            )
        dates[name], places[name] = iso, first.value.evidence
    last = dates.get("reported_on", "")
    for earlier, later in (
        ("collected_on", "received_on"),
        ("collected_on", "reported_on"),
        ("received_on", "reported_on"),
    ):
        if dates.get(earlier, "") > dates.get(later, "9") and last:
            found = next(c for c in candidates if c.field == earlier)
            message = f"expected a day up to {dates[later]}, found {dates[earlier]}; enter the date"
            notes.append(_note("impossible_date", earlier, found, message))
            dates.pop(earlier)
            places.pop(earlier)
    return ReportDates(dates, places, tuple(notes), orders)


def _amends(chosen: dict[str, list[_Candidate]], orders: dict[str, Order]) -> bool:
    """The day of an amendment takes the report's place where it follows it; ``Form revised 2020`` is none."""
    amended, reported = chosen["amended_reported_on"], chosen["reported_on"]
    if not amended or amended[0].value.weight == 1:
        return False
    return not reported or _iso(amended[0], orders) >= _iso(reported[0], orders)


def _note(code: str, name: str, candidate: _Candidate, message: str) -> ReviewNote:
    place = candidate.value.evidence
    return ReviewNote(code, f"{_NAMES[name]} date: {message}.", place.page, place.quote)
