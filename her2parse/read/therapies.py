"""Treatments that the report's own history names, offered to the timeline; never those that a report suggests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from her2parse.model import Evidence, Page, TherapyMention
from her2parse.read.dates import DateMatch, Order, find_dates
from her2parse.read.geometry import evidence
from her2parse.read.header_labels import LabelValue
from her2parse.read.header_prose import Sentence
from her2parse.read.header_text import Run, fold


class DrugsLike(Protocol):
    """What the header needs of the drug table."""

    def find_in(self, text: str) -> tuple[tuple[int, int, Any], ...]:
        """The drugs that ``text`` names as (start, end, drug)."""


_FOREIGN_ZONES = frozenset({"trials", "therapies", "references", "definitions", "genes_tested", "methods", "vus"})
_CUES = re.compile(
    r"\b(?:progress(?:ed|ion|ing) (?:on|after|under|while on|during|following)|status[ -]post|s/p|treated with|treatment with|"
    r"received|receiving|started (?:on)?|on treatment with|currently on|pretreated with|maintained on|"
    r"(?:first|second|third|1st|2nd|3rd)[- ]line|after (?:progression|failure)|resistan(?:t|ce) to|responded to|switched to|"
    r"prior|previous(?:ly)?|tras progresion a|progresion a|en tratamiento con|tratad[oa] con|tratamiento (?:previo )?con|"
    r"recibio|progreso (?:a|con)|unter(?: therapie| behandlung)?(?: mit)?|behandelt mit|therapie mit|vorbehandel\w+|progress unter|"
    r"nach (?:therapie|behandlung)|traite[e]? par|traitement par|sous|progression sous|trattat[oa] con|in terapia con|"
    r"progressione (?:a|in|durante)|ha ricevuto|tratad[oa] com|em tratamento com|progressao (?:a|sob|com)|recebeu|"
    r"behandeld met|progressie (?:op|onder|na)|behandeling met|therapie met)\b|既往|治疗后|耐药|治療歴|投与|치료"
)
_OTHERS = re.compile(
    r"\b(?:patients (?:with|who|treated|receiving|whose)|in patients|clinical (?:trial|stud)|nct\d|phase (?:i|1|2|3)|fda|nccn|"
    r"approved|may (?:benefit|respond|confer|predict|be)|sensitiv\w+ to|associated with|recommend\w*|consider|candidate|"
    r"eligib\w+|planned|naive to|no prior|never received|not received|without prior|et al|indicated|efficacy|trials?|"
    r"studies|study|cell lines?|preclinical|family|mother|father|sister|brother|was not given|declined|refused)\b"
)
_RANGE = re.compile(r"^[\s(,]*(?:-|to|until|till|through|a|al|hasta|bis|jusqu'?au?|au|al|ate|tot|t/m|～|~|至)[\s)]*$")
_SINCE = re.compile(r"(?:since|from|started(?: on)?|start(?:ed|date)?|begun|began|initiated|commenced|desde|inicio|inicia\w*|seit|ab|"
                    r"depuis|dal|da|desde|sinds|vanaf|starting|first dose|beginning)\W{0,3}(?:on|el|del|in|den|dem|le|the)?\W{0,3}$")
_UNTIL = re.compile(r"(?:until|till|stopped(?: on)?|discontinued(?: on)?|ended(?: on)?|through|end|hasta|fin|suspendid\w*|bis|beendet|"
                    r"abgesetzt|jusqu'au|arrete\w*|fino al|sospes\w*|ate|suspens\w*|tot|gestopt|stop(?:ped)?|last dose)\W{0,3}"
                    r"(?:on|el|in|am|den|le|the|op)?\W{0,3}$")


@dataclass(frozen=True)
class _Text:
    page: Page
    run: Run
    labelled: bool


def read_therapies(
    values: Sequence[LabelValue], prose: Sequence[Sentence], drugs: DrugsLike, orders: Mapping[str, Order]
) -> tuple[TherapyMention, ...]:
    """The treatments that this patient is said to have had, each once, with start and stop where full dates are printed.

    Taken from labelled treatment fields, from history sections, and from sentences such as ``progressed on osimertinib``;
    never from therapy, trial, reference or method text, nor from sentences about other people, plans or studies. A month
    without a day is no date: it stays in the text.
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
            yield _Text(sentence.page, sentence.run, False)


def _mentions(
    text: _Text, drugs: DrugsLike, orders: Mapping[str, Order]
) -> Iterator[tuple[TherapyMention, tuple[str, ...]]]:
    folded = text.run.folded
    if not text.labelled and not _CUES.search(folded) or _OTHERS.search(folded):
        return
    found = drugs.find_in(text.run.text)
    dates = find_dates(text.run.text)
    for group in _combinations(found, text.run.text):
        start, end = group[0][0], group[-1][1]
        following = next((drug[0] for drug in found if drug[0] >= end), len(folded))
        start_on, stop_on, last = _dates(folded, dates, start, end, following, orders)
        names = tuple(sorted({str(getattr(drug, "name", drug)) for _, _, drug in group}))
        place = _evidence(text, start, max(end, last))
        yield TherapyMention(text.run.text[start:end], start_on, stop_on, place), names


def _combinations(found: Sequence[tuple[int, int, Any]], text: str) -> Iterator[list[tuple[int, int, Any]]]:
    """Drugs joined by ``+``, ``/``, ``plus``, ``and`` are one treatment; a comma or ``then`` begins another."""
    group: list[tuple[int, int, Any]] = []
    for drug in found:
        between = fold(text[group[-1][1] : drug[0]]) if group else ""
        if group and not re.fullmatch(r"\s*(?:\+|/|-|plus|and|with|y|und|mit|et|e|con|com|en|in combination with|＋)\s*", between):
            yield group
            group = []
        group.append(drug)
    if group:
        yield group


def _dates(
    folded: str, dates: Sequence[DateMatch], start: int, end: int, following: int, orders: Mapping[str, Order]
) -> tuple[str, str, int]:
    """Start, stop and where the last of them ends: dates after the drug and before the next one, told apart by their words."""
    start_on, stop_on, last = "", "", end
    near = [date for date in dates if end <= date.start < min(following, end + 90)]
    for number, date in enumerate(near):
        before = folded[(near[number - 1].end if number else end) : date.start]
        iso = date.iso(orders.get(date.style, ""))
        if number and _RANGE.match(before) and not stop_on:
            stop_on, last = iso, date.end
        elif _UNTIL.search(before) and not stop_on:
            stop_on, last = iso, date.end
        elif not start_on and (_SINCE.search(before) or _opens_range(folded, near, number) or re.fullmatch(r"[\s(:,]*", before)):
            start_on, last = iso, date.end
    if not start_on:
        earlier = [date for date in dates if date.end <= start and start - date.end < 40]
        if earlier and re.fullmatch(r"[\s:,)-]*(?:started|began|start of|inicio de|beginn)?\W*", folded[earlier[-1].end : start]):
            start_on = earlier[-1].iso(orders.get(earlier[-1].style, ""))
    return start_on, stop_on, last


def _opens_range(folded: str, near: Sequence[DateMatch], number: int) -> bool:
    return number + 1 < len(near) and bool(_RANGE.match(folded[near[number].end : near[number + 1].start]))


def _evidence(text: _Text, start: int, end: int) -> Evidence:
    return evidence(text.page, text.run.words_at(start, end))
