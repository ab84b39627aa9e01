"""Treatments that the report's own history names, offered to the timeline; never those that a report suggests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from her2parse.model import Page, TherapyMention
from her2parse.read.dates import DateMatch, Order, find_dates, find_months
from her2parse.read.geometry import evidence
from her2parse.read.header_labels import LabelValue
from her2parse.read.header_lexicon import rows_of
from her2parse.read.header_prose import Sentence
from her2parse.read.header_text import PhraseIndex, Run, fold


class DrugsLike(Protocol):
    """What the header needs of the drug table."""

    def find_in(self, text: str) -> tuple[tuple[int, int, Any], ...]:
        """The drugs that ``text`` names as (start, end, drug)."""


_FOREIGN_ZONES = frozenset({"trials", "therapies", "references", "definitions", "genes_tested", "methods", "vus"})
_FILLER = re.compile(r"[\s(),:;.-]*(?:on|the|el|le|il|dem|den|am|em|op|dal|del|du|de|of)?[\s(),:;.-]*")
_RANGE = re.compile(r"\s*\)?\s*[-~～]\s*\(?\s*")
_REACH, _REACH_BACK = 90, 45
"""How far (characters) a date may stand behind or before its drug."""


@dataclass(frozen=True)
class _Text:
    """A text that may name treatments. ``vouched``: it stands in a treatment field or a history, where naming a drug is
    enough; elsewhere the sentence must say that this patient had it."""

    page: Page
    run: Run
    vouched: bool


@cache
def _index(*meanings: str) -> PhraseIndex[str]:
    rows = rows_of("therapies", "phrase", "meaning")
    return PhraseIndex((phrase, meaning) for phrase, meaning in rows if meaning in meanings)


def read_therapies(
    values: Sequence[LabelValue], prose: Sequence[Sentence], drugs: DrugsLike, orders: Mapping[str, Order]
) -> tuple[TherapyMention, ...]:
    """The treatments that this patient is said to have had, each once, with start and stop where a full date is given.

    Taken from labelled treatment fields, from history sections, and from sentences such as ``progressed on
    osimertinib``; never from therapy, trial, reference or method text, nor from sentences about other people, plans or
    studies. A month without a day is no date: it stands in the quote only.
    """
    mentions: dict[tuple[str, ...], TherapyMention] = {}
    for text in _texts(values, prose):
        for mention, key in _mentions(text, drugs, orders):
            kept = mentions.get(key)
            if kept is None or (mention.start_on and not kept.start_on):
                mentions[key] = mention
    return tuple(mentions.values())


def _texts(values: Sequence[LabelValue], prose: Sequence[Sentence]) -> Iterator[_Text]:
    for value in sorted((v for v in values if v.field == "therapy"), key=lambda v: v.rank):
        if value.how != "plain":
            yield _Text(value.page, Run(value.words), True)
    for sentence in prose:
        if sentence.zone not in _FOREIGN_ZONES:
            yield _Text(sentence.page, sentence.run, sentence.zone == "history")


def _mentions(
    text: _Text, drugs: DrugsLike, orders: Mapping[str, Order]
) -> Iterator[tuple[TherapyMention, tuple[str, ...]]]:
    words = text.run.text
    found = drugs.find_in(words)
    if not found:
        return
    said = {hit.entry for hit in _index("cue", "exclude", "general").find(words)}
    if "exclude" in said or re.search(r"\bNCT\d", words) or (not text.vouched and said != {"cue"}):
        return
    dates = find_dates(words)
    for group in _combinations(found, words):
        start, end = group[0][0], group[-1][1]
        before = max((drug[1] for drug in found if drug[1] <= start), default=0)
        after = min((drug[0] for drug in found if drug[0] >= end), default=len(words))
        start_on, stop_on, first, last = _dates(words, dates, (before, start, end, after), orders)
        names = tuple(sorted({str(getattr(drug, "name", drug)) for _, _, drug in group}))
        place = evidence(text.page, text.run.words_at(min(start, first), max(end, last)))
        yield TherapyMention(words[start:end], start_on, stop_on, place), names


def _combinations(found: Sequence[tuple[int, int, Any]], text: str) -> Iterator[list[tuple[int, int, Any]]]:
    """Drugs joined by ``+``, ``/``, ``plus``, ``and`` are one treatment; a comma or ``then`` begins another."""
    group: list[tuple[int, int, Any]] = []
    for drug in found:
        between = text[group[-1][1] : drug[0]] if group else ""
        if group and not _joins(between):
            yield group
            group = []
        group.append(drug)
    if group:
        yield group


def _joins(between: str) -> bool:
    if re.fullmatch(r"\s*[+/＋-]\s*", between):
        return True
    hits = _index("join").find(between)
    return bool(hits) and not (between[: hits[0].start] + between[hits[-1].end :]).strip()


def _dates(
    words: str, dates: Sequence[DateMatch], around: tuple[int, int, int, int], orders: Mapping[str, Order]
) -> tuple[str, str, int, int]:
    """Start and stop of one treatment, and the stretch of text that they take.

    A date behind the drug is told by the word before it; without one the first is the start, and the end of a range the
    stop. A date before the drug counts when a word says that something began then.
    """
    before, start, end, after = around
    start_on, stop_on, last = "", "", end
    behind = [date for date in dates if end <= date.start < min(after, end + _REACH)]
    for number, date in enumerate(behind):
        gap = words[(behind[number - 1].end if number else end) : date.start]
        kind = "until" if number and _RANGE.fullmatch(gap) else _told(gap)
        iso = date.iso(orders.get(date.style, ""))
        if kind == "until" and not stop_on:
            stop_on, last = iso, date.end
        elif kind in ("since", "bare") and not start_on and not stop_on:
            start_on, last = iso, date.end
    if last == end:
        last = max((stop for at, stop, _, _ in find_months(words) if end <= at < min(after, end + _REACH)), default=end)
    first = start
    if not start_on:
        for date in dates:
            if before <= date.start and date.end <= start and start - date.end < _REACH_BACK:
                opening = _told(words[before : date.start])
                if opening == "since" or not fold(words[date.end : start]).strip(" :,-)"):
                    start_on, first = date.iso(orders.get(date.style, "")), date.start
    return start_on, stop_on, first, last


def _told(gap: str) -> str:
    """What stands right before a date: ``since``, ``until``, ``bare`` (nothing but brackets and commas) or nothing."""
    if not gap.strip(" (),:;"):
        return "bare"
    hits = _index("since", "until").find(gap)
    return hits[-1].entry if hits and _FILLER.fullmatch(fold(gap[hits[-1].end :])) else ""
