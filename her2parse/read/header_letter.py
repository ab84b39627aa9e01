"""Dates that a letter tells without labels: the day below its letterhead, and ``taken from the node on 3 May``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from her2parse.model import Page
from her2parse.read.dates import DateMatch, find_dates
from her2parse.read.geometry import Cell, Line
from her2parse.read.header_date_labels import is_date_alone
from her2parse.read.header_labels import LabelValue
from her2parse.read.header_lexicon import phrases
from her2parse.read.header_prose import Sentence
from her2parse.read.header_specimen import names_specimen
from her2parse.read.header_spots import DATE_FIELDS, label_index
from her2parse.read.header_text import PhraseIndex, fold, run_of

_ON = re.compile(r"(?:^|\W)(?:on|am|vom|le|du|el|del|il|em|a|op|d\.?d\.?|dated|the)\s*$")
_VERB_LAST = re.compile(r"(?:^|\W)(?:am|vom|op|d\.?d\.?)\s*$")
_EAST = re.compile(r"[年년]")
_PLACE = re.compile(r"^[^\W\d_][^\d:]{1,30},?\s*(?:le|den|il|el|de)?\s*$")
_PLACE_AND_DAY = re.compile(r"^[^\W\d_][^\d:,]{1,30},\s*(?:den|le|a|el|il|l[iì]|aos|d\.d\.)\s+$", re.IGNORECASE)
_BY = re.compile(
    r"\W{0,3}(?:(?:out|off|electronically|digitally|elektronisch|digital|electroniquement|numeriquement|electronicamente|"
    r"digitalmente|eletronicamente|elettronicamente|digitaal)\W+){0,2}(?:by|por|par|von|durch|da|dal|pelo|pela|door)\b[^\w█]*"
)
_OWN_ZONES = frozenset({"", "results", "specimen", "comments", "signature"})
_OTHERS = frozenset({"history", "trials", "references", "definitions"})
_REACH = 90
"""Letters from the verb to its date."""
_NAME = 30
"""Letters of who took or received a specimen; more tell of something else."""


@cache
def _words() -> PhraseIndex[str]:
    return phrases("letter", "meaning")


def told_dates(
    pages: Sequence[Page],
    lines: Sequence[Sequence[Line]],
    zones: Sequence[Sequence[str]],
    prose: Sequence[Sentence],
) -> tuple[LabelValue, ...]:
    """Dates told by a letter, as values of the lowest weight: a labelled date always wins over them."""
    dated = tuple(_of_letterhead(pages[0], lines[0]))
    own = tuple(
        tuple(line for line, zone in zip(*page, strict=True) if zone not in _OTHERS)
        for page in zip(lines, zones, strict=True)
    )
    places = () if dated else tuple(_of_places(pages, own))
    return (*dated, *places, *_of_signatures(pages, own), *_of_prose(prose))


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


def _of_places(pages: Sequence[Page], lines: Sequence[Sequence[Line]]) -> Iterator[LabelValue]:
    """``Ostheide, den 30.01.2025``: place and day, alone in their cell on the first or last page of a letter."""
    for number in sorted({0, len(pages) - 1}):
        for line in lines[number]:
            for cell in line.cells:
                run = run_of(cell)
                dates = find_dates(run.text)
                before = run.text[: dates[0].start] if dates else ""
                alone = len(dates) == 1 and not run.text[dates[0].end :].strip(" .,")
                other = names_specimen(before) or label_index().find(before)
                if alone and _PLACE_AND_DAY.match(before) and not other:
                    words = run.words_at(dates[0].start, dates[0].end)
                    yield LabelValue("reported_on", 1, "", "plain", pages[number], words, dates[0].text)


def _of_signatures(pages: Sequence[Page], lines: Sequence[Sequence[Line]]) -> Iterator[LabelValue]:
    """``Signed electronically by … on 30 January 2025``: the day behind a signature, in its line or below it."""
    for page, page_lines in zip(pages, lines, strict=True):
        for number, line in enumerate(page_lines):
            run = run_of(line)
            field, end = _done_by(run.text)
            if not field:
                continue
            dates = [date for date in find_dates(run.text) if date.start >= end]
            if dates:
                between = run.text[end : dates[0].start]
                near = len(between) <= (_REACH if field == "reported_on" else _NAME)
                if near and not label_index().find(between):
                    words = run.words_at(dates[0].start, dates[0].end)
                    yield LabelValue(field, 2, "", "plain", page, words, dates[0].text)
                continue
            for below in page_lines[number + 1 : number + 4]:
                cell = next((cell for cell in below.cells if is_date_alone(cell.text) and _under(line, cell)), None)
                if cell is not None:
                    yield LabelValue(field, 2, "", "plain", page, tuple(cell.words), cell.text)
                    break


def _done_by(text: str) -> tuple[str, int]:
    """What a person did (``Signed by …``, ``Collected by …``) as the date's field, and where the person begins; an
    empty field where nobody is named."""
    hits = [hit for hit in _words().find(text) if hit.entry != "salutation"]
    for hit in hits:
        by = _BY.match(fold(text[hit.end :]))
        # A drug is approved by an authority: who approves a report is a person, whose name is masked.
        person = by is not None and text[hit.end + by.end() :].startswith("█")
        approves = person and fold(text[hit.start : hit.end]) == "approved"
        others = [other for other in hits if other.entry == "another" and other is not hit]
        if by is not None and (hit.entry in DATE_FIELDS or approves) and not others:
            return ("reported_on" if approves else hit.entry), hit.end + by.end()
    return "", 0


def _under(line: Line, cell: Cell) -> bool:
    return any(abs(cell.x0 - other.x0) < 8 or other.x0 <= cell.x0 <= other.x1 for other in line.cells)


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
            if (done := _done_on(text, start, date)) and all(hit.entry != "another" for hit in told):
                words = sentence.words_at(date.start, date.end)
                yield LabelValue(done, 1, "", "plain", sentence.page, words, date.text)
            elif (
                near
                and all(hit.entry != "another" for hit in told)
                and date.start - start - near[-1].start <= _REACH
                and _ON.search(fold(text[start : date.start]))
            ):
                words = sentence.words_at(date.start, date.end)
                yield LabelValue(near[-1].entry, 1, "", "plain", sentence.page, words, date.text)
            start = date.end


def _done_on(text: str, start: int, date: DateMatch) -> str:
    """The field of a verb right behind its date: ``am 13.01.2025 entnommen``, ``2025年1月13日に採取``."""
    after = _words().find(text[date.end : date.end + _NAME])
    follows = bool(after) and after[0].entry in DATE_FIELDS and not text[date.end :][: after[0].start].strip(" に에于")
    last = _VERB_LAST.search(fold(text[start : date.start])) or _EAST.search(date.text)
    return after[0].entry if follows and last else ""
