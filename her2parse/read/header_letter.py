"""Dates that a letter tells without labels: the day below its letterhead, and ``taken from the node on 3 May``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from her2parse.model import Page
from her2parse.read.dates import find_dates
from her2parse.read.geometry import Line
from her2parse.read.header_labels import LabelValue
from her2parse.read.header_lexicon import phrases
from her2parse.read.header_prose import Sentence
from her2parse.read.header_specimen import names_specimen
from her2parse.read.header_spots import DATE_FIELDS
from her2parse.read.header_text import PhraseIndex, fold, run_of

_ON = re.compile(r"(?:^|\W)(?:on|am|vom|le|du|el|del|il|em|a|op|d\.?d\.?|dated|the)\s*$")
_PLACE = re.compile(r"^[^\W\d_][^\d:]{1,30},?\s*(?:le|den|il|el|de)?\s*$")
_OWN_ZONES = frozenset({"", "results", "specimen", "comments", "signature"})
_REACH = 90
"""Letters from the verb to its date."""


@cache
def _words() -> PhraseIndex[str]:
    return phrases("letter", "meaning")


def told_dates(
    pages: Sequence[Page], lines: Sequence[Sequence[Line]], prose: Sequence[Sentence]
) -> tuple[LabelValue, ...]:
    """Dates told by a letter, as values of the lowest weight: a labelled date always wins over them."""
    return (*_of_letterhead(pages[0], lines[0]), *_of_prose(prose))


def _of_letterhead(page: Page, lines: Sequence[Line]) -> Iterator[LabelValue]:
    """The day of a letter: a date alone in its cell (or behind a place) above the salutation."""
    until = next((number for number, line in enumerate(lines) if _salutes(line)), 0)
    for line in lines[:until]:
        for cell in line.cells:
            run = run_of(cell)
            dates = find_dates(run.text)
            if len(dates) != 1 or run.text[dates[0].end :].strip(" .,"):
                continue
            before = run.text[: dates[0].start].strip()
            if not before or (_PLACE.match(fold(before)) and "█" not in before):
                words = run.words_at(dates[0].start, dates[0].end)
                yield LabelValue("reported_on", 1, "", "plain", page, words, dates[0].text)
                return


def _salutes(line: Line) -> bool:
    hits = _words().find(line.text)
    return bool(hits) and hits[0].start == 0 and hits[0].entry == "salutation"


def _of_prose(prose: Sequence[Sentence]) -> Iterator[LabelValue]:
    """Sentences of the specimen with a verb and, a few words on, its day."""
    for sentence in prose:
        text = sentence.run.text
        dates = find_dates(text)
        if not dates or sentence.zone not in _OWN_ZONES or not names_specimen(text):
            continue
        start = 0
        for date in dates:
            told = [hit for hit in _words().find(text[start : date.start]) if hit.entry != "salutation"]
            near = [hit for hit in told if hit.entry in DATE_FIELDS]
            if (
                near
                and all(hit.entry != "another" for hit in told)
                and date.start - start - near[-1].start <= _REACH
                and _ON.search(fold(text[start : date.start]))
            ):
                words = sentence.words_at(date.start, date.end)
                yield LabelValue(near[-1].entry, 1, "", "plain", sentence.page, words, date.text)
            start = date.end
