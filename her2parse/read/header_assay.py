"""Which test it was: the assay that labels, titles, repeated headers and footers, and the methods text name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

from her2parse.model import Page, Specimen, Word
from her2parse.read.geometry import Line, evidence
from her2parse.read.header_labels import LabelValue
from her2parse.read.header_places import BELIEVED_ZONES, HEADING, NOT_THIS_TEST, Named, of_own_test, places_of
from her2parse.read.header_prose import Sentence
from her2parse.read.header_text import PhraseIndex, clean, fold

_DEFINES = re.compile(r"\bassay was developed|\btest was developed|performance characteristics|\bsequences \d+ ")
"""A laboratory's statement about the very test reported: surer than a heading, which likes to shorten the name."""

_SENTENCES = re.compile(r"(?<=[.;]) +(?=[A-Z])")
_CRITERION = re.compile(
    r"\b(?:defined (?:by|as)|(?:is|are) considered|definiert|gilt als|gelten als|est (?:considere|defini)e?|"
    r"se (?:define|considera)n?|e (?:definit|considerat)[oa]|wordt (?:gedefinieerd|beschouwd)|e definid[oa])\b"
)
"""What a result means, whichever test was done: "positive is defined as IHC 3+ or a HER2/CEP17 ratio of 2.0"."""


class AssayLike(Protocol):
    """What the header needs of an assay of the catalogue."""

    @property
    def assay_id(self) -> str:
        """Key in ``config/assays.yaml``."""

    @property
    def name(self) -> str:
        """The name as people write it."""

    @property
    def lab(self) -> str:
        """The laboratory, or the maker of a kit."""

    @property
    def specimen(self) -> Specimen:
        """The specimen it takes, ``unknown`` when several."""


class AssaysLike(Protocol):
    """What the header needs of the assay catalogue."""

    def recognise(self, text: str, lab: str = "", reported_on: str = "") -> AssayLike | None:
        """The assay that ``text`` names, or None."""


def read_assay(
    values: Sequence[LabelValue],
    pages: Sequence[Page],
    lines: Sequence[Sequence[Line]],
    zones: Sequence[Sequence[str]],
    prose: Sequence[Sentence],
    assays: AssaysLike,
    lab: str,
    reported_on: str,
) -> tuple[Named, AssayLike | None]:
    """The assay's name (the catalogue's for a known one, else as printed) and its entry in the catalogue.

    Labelled names and titles count most, then headings, headers and footers, then what the report says of its own test;
    mentions in trial, therapy and reference text, and of other tests, do not count. Of two products of one family the
    one with more weight wins, so that ``CDx`` and ``Liquid`` are kept apart.
    """
    votes: Counter[str] = Counter()
    headings: Counter[str] = Counter()
    known: dict[str, tuple[AssayLike, Named]] = {}
    for weight, whole, page, words in _assay_texts(values, pages, lines, zones, prose):
        text = " ".join(part for part in _SENTENCES.split(whole) if not _CRITERION.search(fold(part)))
        assay = assays.recognise(text, lab=lab, reported_on=reported_on)
        if assay is not None:
            headings[assay.assay_id] += weight == HEADING
            # A short name repeated in many headings is still one sign.
            votes[assay.assay_id] += weight if weight != HEADING or headings[assay.assay_id] <= 2 else 0
            if assay.assay_id not in known:
                known[assay.assay_id] = (assay, Named(_with_version(assay.name, text), evidence(page, words)))
    if votes:
        best = max(votes.items(), key=lambda item: (item[1], len(known[item[0]][0].name), item[0]))[0]
        return known[best][1], known[best][0]
    labelled = [v for v in values if v.field == "assay" and v.weight == 3 and v.how in ("colon", "right")]
    for value in sorted(labelled, key=lambda v: v.rank):
        name = clean(value.text)
        if 2 <= len(name) <= 80 and not name[0].islower() and not re.search(r"[.:;]\s", name):
            return Named(name, value.evidence), None
    return Named(""), None


def _assay_texts(
    values: Sequence[LabelValue],
    pages: Sequence[Page],
    lines: Sequence[Sequence[Line]],
    zones: Sequence[Sequence[str]],
    prose: Sequence[Sentence],
) -> Iterator[tuple[int, str, Page, Sequence[Word]]]:
    """Texts that may name the assay: their weight, the text, and the page and words it stands in."""
    for value in values:
        if value.field == "assay":
            yield 8 if value.weight == 3 else 5, value.text, value.page, value.words
    title = [cell for weight, _, cell in places_of(pages[:1], lines[:1], zones[:1]) if weight == 4]
    if title:
        # A name may be set over several lines: the catalogue is shown the whole top of the page at once.
        text = "\n".join(cell.text for cell in title)
        yield 6, text, pages[0], title[0].words
    for weight, page, cell in places_of(pages, lines, zones):
        yield weight, cell.text, page, cell.words
    for sentence in prose:
        if sentence.zone in BELIEVED_ZONES - {"history", "comments"} and len(sentence.run.words) > 4:
            folded = sentence.run.folded
            if of_own_test(folded) and not NOT_THIS_TEST.search(folded):
                yield 6 if _DEFINES.search(folded) else 2, sentence.run.text, sentence.page, sentence.run.words


def _with_version(name: str, text: str) -> str:
    """The assay's name with the version that ``text`` prints right after it (``v3``, ``Version 2.1``)."""
    hits = PhraseIndex([(name, name)]).find(text)
    version = re.match(r"\s*\(?((?:v|version)\.?\s?\d[\w.]*)", text[hits[0].end :], re.IGNORECASE) if hits else None
    return f"{name} {version[1].rstrip('.')}" if version else name
