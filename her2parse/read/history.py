"""Progressions and earlier specimens that a report's history names, offered to the timeline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from her2parse.model import HistoryEvent
from her2parse.read.dates import Order
from her2parse.read.geometry import evidence
from her2parse.read.header_lexicon import rows_of
from her2parse.read.header_prose import Sentence
from her2parse.read.header_text import Hit, PhraseIndex, fold
from her2parse.read.patient_speech import FOREIGN_ZONES, speaks_of_the_patient
from her2parse.read.told_dates import ToldDate, told_dates

_REACH, _REACH_BACK, _DENIED_WITHIN = 60, 40, 4
"""How far (characters) a date may stand behind or before the event; how many words before it a denial reaches."""
_EDGE = re.compile(r"[.;]\s|,\s")
_OPEN_RANGE = re.compile(r"\s*(?:[-–~]|to\b|bis\b|until\b)")
_LONGEST = 100


@cache
def _index(*meanings: str) -> PhraseIndex[str]:
    rows = rows_of("history", "phrase", "meaning")
    return PhraseIndex((phrase, meaning) for phrase, meaning in rows if meaning in meanings)


def read_history(prose: Sequence[Sentence], orders: Mapping[str, Order]) -> tuple[HistoryEvent, ...]:
    """The progressions of this patient, and the specimens that a history section dates, each once.

    A progression without a date is told all the same; a specimen without one is not on the line of time. Never from
    therapy, trial, reference or method text, nor where it is denied, planned or about other people.
    """
    found: dict[tuple[str, str], HistoryEvent] = {}
    for sentence in prose:
        if sentence.zone not in FOREIGN_ZONES:
            for event in _events(sentence, orders):
                found.setdefault((event.kind, event.told_on), event)
    dated = {event.kind for event in found.values() if event.told_on}
    return tuple(event for event in found.values() if event.told_on or event.kind not in dated)


def dates_of_progression(words: str, orders: Mapping[str, Order]) -> tuple[ToldDate, ...]:
    """The dates in a text that are a progression's, so that they are no therapy's."""
    dates = told_dates(words, orders)
    hits = [hit for hit in _index("progression").find(words) if not _is_denied(words, hit)]
    return tuple(date for date in (_date_of(words, hit, dates) for hit in hits) if date is not None)


def _events(sentence: Sentence, orders: Mapping[str, Order]) -> Iterator[HistoryEvent]:
    words = sentence.run.text
    hits = [hit for hit in _index("progression", "specimen").find(words) if not _is_denied(words, hit)]
    in_history = sentence.zone == "history"
    if not hits or not speaks_of_the_patient(words, in_history):
        return
    dates = told_dates(words, orders)
    for hit in hits:
        date = _date_of(words, hit, dates)
        if hit.entry == "specimen" and (date is None or not in_history):
            continue
        edge = _EDGE.search(words, max(hit.end, date.end if date else 0))
        end = min(edge.start() if edge else len(words), hit.start + _LONGEST)
        start = min(hit.start, date.start) if date else hit.start
        place = evidence(sentence.page, sentence.words_at(start, max(end, hit.end)))
        kind = "progression" if hit.entry == "progression" else "specimen"
        text = words[start : max(end, hit.end)].strip(" .,;")
        yield HistoryEvent(kind, text, date.iso if date else "", place)  # type: ignore[arg-type]


def _is_denied(words: str, hit: Hit[str]) -> bool:
    """Whether "no", "without", "until" and the like stand in the few words before."""
    before = re.split(r"[.;,]\s", words[: hit.start])[-1]
    near = " ".join(before.split()[-_DENIED_WITHIN:])
    return bool(_index("deny").find(near)) and not any(char.isdigit() for char in near)


def _date_of(words: str, hit: Hit[str], dates: Sequence[ToldDate]) -> ToldDate | None:
    """The date right behind the event, led there by a word ("in March 2024"), else the one right before it."""
    for date in dates:
        if hit.end <= date.start < hit.end + _REACH:
            gap = words[hit.end : date.start]
            if _EDGE.search(gap) or _OPEN_RANGE.match(words[date.end :]):
                break
            if _leads(gap) and date.iso:
                return date
            break
    for date in reversed(dates):
        if date.end <= hit.start and hit.start - date.end < _REACH_BACK:
            gap = words[date.end : hit.start]
            close = len(gap.split()) <= 3 and not re.search(r"[.;]\s", gap)
            return date if close and date.iso and not (date.is_year and gap.strip(" :,")) else None
    return None


def _leads(gap: str) -> bool:
    """Whether the gap ends with a word or bracket that leads to a date, or is nothing but signs."""
    bare = fold(gap).strip(" (:,")
    if not bare:
        return True
    hits = _index("on").find(gap)
    return bool(hits) and not fold(gap[hits[-1].end :]).strip(" (:,")
