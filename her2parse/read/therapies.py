"""Treatments that the report's own history names, offered to the timeline; never those that a report suggests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from her2parse.model import Page, TherapyMention
from her2parse.read.dates import Order
from her2parse.read.geometry import evidence
from her2parse.read.header_labels import LabelValue
from her2parse.read.header_prose import Sentence
from her2parse.read.header_text import Run, fold
from her2parse.read.history import dates_of_progression
from her2parse.read.patient_speech import FOREIGN_ZONES, speaks_of_the_patient, therapy_words
from her2parse.read.told_dates import ToldDate, told_dates


class DrugsLike(Protocol):
    """What the header needs of the drug table."""

    def find_in(self, text: str) -> tuple[tuple[int, int, Any], ...]:
        """The drugs that ``text`` names as (start, end, drug)."""


_FILLER = re.compile(r"[\s(),:;.-]*(?:on|the|el|le|il|dem|den|am|em|op|dal|del|du|de|of)?[\s(),:;.-]*")
_RANGE = re.compile(r"\s*\)?\s*[-~～]\s*\(?\s*")
_REACH, _REACH_BACK = 90, 45
"""How far (characters) a date may stand behind or before its drug."""
_DAY = len("2023-03-01")


@dataclass(frozen=True)
class _Text:
    """A text that may name treatments. ``vouched``: it stands in a treatment field or a history, where naming a drug is
    enough; elsewhere the sentence must say that this patient had it."""

    page: Page
    run: Run
    vouched: bool


def read_therapies(
    values: Sequence[LabelValue], prose: Sequence[Sentence], drugs: DrugsLike, orders: Mapping[str, Order]
) -> tuple[TherapyMention, ...]:
    """The treatments that this patient is said to have had, each once, with start and stop as exactly as told.

    Taken from labelled treatment fields, from history sections, and from sentences such as ``progressed on
    osimertinib``; never from therapy, trial, reference or method text, nor from sentences about other people, plans or
    studies. A month without a day is no date (``start_on``), but it is told (``start_told``).
    """
    mentions: dict[tuple[str, ...], TherapyMention] = {}
    for text in _texts(values, prose):
        for mention, key in _mentions(text, drugs, orders):
            kept = mentions.get(key)
            if kept is None or len(_start(mention)) > len(_start(kept)):
                mentions[key] = mention
    return tuple(mentions.values())


def _start(mention: TherapyMention) -> str:
    return mention.start_on or mention.start_told


def _texts(values: Sequence[LabelValue], prose: Sequence[Sentence]) -> Iterator[_Text]:
    for value in sorted((v for v in values if v.field == "therapy"), key=lambda v: v.rank):
        if value.how != "plain":
            yield _Text(value.page, Run(value.words), True)
    for sentence in prose:
        if sentence.zone not in FOREIGN_ZONES:
            yield _Text(sentence.page, sentence.run, sentence.zone == "history")


def _mentions(
    text: _Text, drugs: DrugsLike, orders: Mapping[str, Order]
) -> Iterator[tuple[TherapyMention, tuple[str, ...]]]:
    words = text.run.text
    found = drugs.find_in(words)
    if not found:
        return
    if not speaks_of_the_patient(words, text.vouched):
        return
    others = dates_of_progression(words, orders)
    dates = [date for date in told_dates(words, orders) if date not in others]
    for group in _combinations(found, words):
        start, end = group[0][0], group[-1][1]
        before = max((drug[1] for drug in found if drug[1] <= start), default=0)
        after = min((drug[0] for drug in found if drug[0] >= end), default=len(words))
        begun, ended, first, last = _dates(words, dates, (before, start, end, after))
        names = tuple(sorted({str(getattr(drug, "name", drug)) for _, _, drug in group}))
        place = evidence(text.page, text.run.words_at(min(start, first), max(end, last)))
        days = (begun if len(begun) == _DAY else "", ended if len(ended) == _DAY else "")
        told = ("" if days[0] else begun, "" if days[1] else ended)
        yield TherapyMention(words[start:end], *days, place, *told), names


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
    hits = therapy_words("join").find(between)
    return bool(hits) and not (between[: hits[0].start] + between[hits[-1].end :]).strip()


def _dates(words: str, dates: Sequence[ToldDate], around: tuple[int, int, int, int]) -> tuple[str, str, int, int]:
    """Start and stop of one treatment, and the stretch of text that they take.

    A date behind the drug is told by the word before it; without one the first is the start, and the end of a range the
    stop. A date before the drug counts when a word says that something began then. A bare year counts in a range only.
    """
    before, start, end, after = around
    begun, ended, last = "", "", end
    behind = [date for date in dates if end <= date.start < min(after, end + _REACH)]
    for number, date in enumerate(behind):
        gap = words[(behind[number - 1].end if number else end) : date.start]
        kind = "until" if number and _RANGE.fullmatch(gap) else _told(gap)
        if kind == "bare" and date.is_year:
            ranged = number + 1 < len(behind) and _RANGE.fullmatch(words[date.end : behind[number + 1].start])
            kind = "bare" if ranged else ""
        if kind == "until" and not ended:
            ended, last = date.iso, date.end
        elif kind in ("since", "bare") and not begun and not ended:
            begun, last = date.iso, date.end
    first = start
    if not begun:
        for date in dates:
            if before <= date.start and date.end <= start and start - date.end < _REACH_BACK:
                opening = _told(words[before : date.start])
                if opening == "since" or (not date.is_year and not fold(words[date.end : start]).strip(" :,-)")):
                    begun, first = date.iso, date.start
    return begun, ended, first, last


def _told(gap: str) -> str:
    """What stands right before a date: ``since``, ``until``, ``bare`` (nothing but brackets and commas) or nothing."""
    if not gap.strip(" (),:;"):
        return "bare"
    hits = therapy_words("since", "until").find(gap)
    return hits[-1].entry if hits and _FILLER.fullmatch(fold(gap[hits[-1].end :])) else ""
