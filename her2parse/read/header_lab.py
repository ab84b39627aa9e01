"""Who ran the test: from labels, titles, repeated headers and footers, the letterhead, and the methods text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from her2parse.model import Evidence, Page
from her2parse.read.geometry import Line, evidence
from her2parse.read.header_labels import LabelValue
from her2parse.read.header_letterhead import (
    INSTITUTION,
    WANTED,
    is_proper,
    kinds,
    read_footer,
    read_letterhead,
    read_masthead,
)
from her2parse.read.header_lexicon import phrases
from her2parse.read.header_places import BELIEVED_ZONES, NOT_THIS_TEST, Named, of_own_test, places_of
from her2parse.read.header_prose import Sentence
from her2parse.read.header_text import PhraseIndex, run_of


@cache
def _vendors() -> PhraseIndex[str]:
    return phrases("vendors", "lab")


@cache
def _institutions() -> PhraseIndex[str]:
    return phrases("institutions", "meaning")


def vendor_in(text: str) -> str:
    """The known laboratory that a text names, or an empty string."""
    hits = _vendors().find(text)
    return hits[0].entry if hits else ""


def read_lab(
    values: Sequence[LabelValue],
    pages: Sequence[Page],
    lines: Sequence[Sequence[Line]],
    zones: Sequence[Sequence[str]],
    prose: Sequence[Sentence],
) -> Named:
    """The laboratory that ran the test: labelled; a known vendor in title, header, footer or its own words about the
    test; else the institution at the top of the first page, as printed, or where a sentence says the test was done."""
    for value in sorted((v for v in values if v.field == "lab" and v.how != "plain"), key=lambda v: v.rank):
        vendor = vendor_in(value.text)
        if vendor:
            return Named(vendor, value.evidence)
        name = _institution_of(value.text)
        if value.weight == 3 and name:
            return Named(name, value.evidence)
    known = _vendor_of(pages, lines, zones, prose)
    head = read_letterhead(pages[0], lines[0])
    if known or (head and (kinds(head.name) & INSTITUTION or is_proper(head.name))):
        return known or head or Named("")
    # A fax's cover bears no letterhead: the report's own stands on the page behind it.
    behind = read_letterhead(pages[1], lines[1]) if head is None and len(pages) > 1 else None
    behind = behind if behind and kinds(behind.name) & INSTITUTION and is_proper(behind.name) else None
    foot = read_footer(pages, lines)
    mast = read_masthead(pages[0], lines[0])
    return foot or head or _performed_at(prose) or _company(prose) or behind or mast or Named("")


_PERFORMED = re.compile(
    r"\b(?:performed|tested|analy[sz]ed|sequenced|processed|carried out|done|durchgefuhrt|realisee?s?|effectuee?s?|"
    r"realizad[oa]s?|eseguit[aoei]|uitgevoerd) (?:at|by|in|im|am|an der|au|a la|a l'|dans le|par le|en el|en la|"
    r"por el|no|na|presso|dal|dalla|bij|door|in het) ?(?:the |our )?"
)
_NAME_WORD = re.compile(r"[^\W\d_a-zà-ÿ]|(?:of|and|for|the|de|del|della|du|des|der|für|und|et|y|e|van|voor|da|do)$")


def _performed_at(prose: Sequence[Sentence]) -> Named | None:
    """The laboratory of a sentence that says where this test was done, where it is a proper name of one."""
    for sentence in prose:
        said = _PERFORMED.search(sentence.run.folded)
        if said is None or sentence.zone not in BELIEVED_ZONES or NOT_THIS_TEST.search(sentence.run.folded):
            continue
        name = re.split(r"[,;(]| - ", _institution_of(sentence.run.text[said.end() :]))[0].strip()
        if kinds(name) & WANTED and is_proper(name) and all(_NAME_WORD.match(word) for word in name.split()):
            return Named(name, evidence(sentence.page, sentence.words_at(said.end(), said.end() + len(name))))
    return None


def _company(prose: Sequence[Sentence]) -> Named | None:
    """The one company that a sentence of its own names by its legal form (``Example Laboratories GmbH.``)."""
    found: dict[str, Evidence] = {}
    for sentence in prose:
        text = sentence.run.text
        legal = next((hit for hit in _institutions().find(text) if hit.entry == "legal"), None)
        words = text[: legal.end].split() if legal else []
        rest = text[legal.end :].strip(" .,") if legal else ""
        if 2 <= len(words) <= 7 and all(word[0].isupper() or word == "&" for word in words) and not rest:
            found.setdefault(" ".join(words), sentence.evidence)
    return Named(*next(iter(found.items()))) if len(found) == 1 else None


def _institution_of(text: str) -> str:
    name = re.split(r"[|;]|,?\s*(?:CLIA|CAP)\b|,\s*\d|(?<!\bSt)(?<!\bDr)(?<!\bProf)\.\s", text)[0].strip(" ,.-")
    legal = [hit.end for hit in _institutions().find(name) if hit.entry == "legal"]
    name = name[: legal[-1]] + name[legal[-1] :].partition(",")[0] if legal else name
    return name if 3 <= len(name) <= 90 and re.search(r"[^\W\d_]{3}", name) and len(name.split()) <= 12 else ""


def _vendor_of(
    pages: Sequence[Page], lines: Sequence[Sequence[Line]], zones: Sequence[Sequence[str]], prose: Sequence[Sentence]
) -> Named | None:
    votes: Counter[str] = Counter()
    first: dict[str, Evidence] = {}
    for weight, page, cell in places_of(pages, lines, zones):
        run = run_of(cell)
        for hit in _vendors().find(run.text):
            votes[hit.entry] += weight
            first.setdefault(hit.entry, evidence(page, run.words_at(hit.start, hit.end)))
    for sentence in prose:
        if sentence.zone in ("methods", "") and of_own_test(sentence.run.folded):
            for hit in _vendors().find(sentence.run.text):
                votes[hit.entry] += 2
                first.setdefault(hit.entry, evidence(sentence.page, sentence.words_at(hit.start, hit.end)))
    if not votes:
        return None
    best, count = max(votes.items(), key=lambda item: (item[1], item[0]))
    return Named(best, first[best]) if count >= 2 else None
