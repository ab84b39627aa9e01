"""What a report tells of its diagnosis and specimen without a label: a bare item of its head, a clause, a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from her2parse.model import Evidence, Page, Specimen
from her2parse.read.geometry import Cell, Line, evidence
from her2parse.read.header_date_labels import date_labels
from her2parse.read.header_diagnosis import Phrase, diagnosis_phrases, histology_of
from her2parse.read.header_labels import LabelValue
from her2parse.read.header_lexicon import rows_of
from her2parse.read.header_prose import Sentence
from her2parse.read.header_specimen import is_normal, specimen_of
from her2parse.read.header_text import PhraseIndex, Run, fold, run_of
from her2parse.read.tokenizer import gene_names

_OWN_ZONES = frozenset({"", "results", "specimen", "comments", "history", "negatives"})
_HEAD_ZONES = frozenset({"", "specimen"})
_ITEM = re.compile(r"\s[·•|–—]\s|[;█.]+(?:\s|$)|(?<=\d)[,.]?\s+(?=[A-Z][a-z])")
_CLAUSE = re.compile(r"[.;](?:\s|$)|,\s")
_LEAD = re.compile(r"^[^:：]{1,40}[:：]\s*")
_YEAR = re.compile(r"^\W{0,3}(?:(?:in|im|en|em|nel|anno|since|seit)\s+)?(?:19|20)\d\d\b")
_GOES_ON = re.compile(r"^\s*(?:$|[.,;(]|(?:with|mit|avec|con|com|met|bearing|harbou?ring|showing)\b)")
_LONGEST_ITEM, _NOW = 9, 3


@dataclass(frozen=True)
class Told:
    """A diagnosis as printed, and where."""

    text: str
    evidence: Evidence


@cache
def _words(*meanings: str) -> PhraseIndex[str]:
    return PhraseIndex((p, m) for m, p in rows_of("diagnosis_words", "meaning", "phrase") if m in meanings)


@cache
def _cues() -> re.Pattern[str]:
    cues = sorted({fold(p) for m, p in rows_of("diagnosis_words", "meaning", "phrase") if m == "cue"}, key=len)
    fillers = {fold(p) for m, p in rows_of("diagnosis_words", "meaning", "phrase") if m == "filler"}
    some = "|".join(re.escape(word) for word in sorted(fillers, key=len, reverse=True))
    told = "|".join(re.escape(cue) for cue in reversed(cues))
    return re.compile(rf"(?:^|[^\w])(?:{told})\s*(?:(?:{some})\s+){{0,3}}$")


def told_diagnoses(
    values: Sequence[LabelValue],
    pages: Sequence[Page],
    lines: Sequence[Sequence[Line]],
    zones: Sequence[Sequence[str]],
    prose: Sequence[Sentence],
) -> tuple[Told, ...]:
    """Diagnoses of the patient's own present tumour that stand without a label of their own, the surest first.

    A relative's, an earlier, doubtful or denied one, and what is said of patients or drugs in general never count.
    """
    return (
        *_of_values(values, ("site", "specimen")),
        *_of_head(pages[0], lines[0], zones[0]),
        *_of_values(values, ("history",)),
        *_of_prose(prose),
    )


def told_specimen(page: Page, lines: Sequence[Line], zones: Sequence[str]) -> tuple[Specimen, Evidence | None]:
    """The kind of specimen that bare items of the first page's head name, where they name one kind only."""
    found: dict[Specimen, Evidence] = {}
    for run in head_items(lines, zones):
        if len(run.words) <= _LONGEST_ITEM and ":" not in run.text and not is_normal(run.text):
            kind = specimen_of(run.text, sure=not _names_tissue(run.text))
            if kind != "unknown":
                found.setdefault(kind, evidence(page, run.words))
    for cell in (cell for line, zone in zip(lines, zones, strict=True) if zone in _HEAD_ZONES for cell in line.cells):
        kind = specimen_of(_taken(cell.text))
        if kind != "unknown":
            found.setdefault(kind, evidence(page, cell.words))
    return next(iter(found.items())) if len(found) == 1 else ("unknown", None)


_TISSUE = re.compile(
    r"\b(?:(?:tumou?r|tumor) (?:tissue|block)|tissue (?:collected|sampled|block)|tumorgewebe|tumorweefsel)\b"
)


def _taken(text: str) -> str:
    """The label of a collection date, which may say what was taken (``Blood draw: …``, ``Tissue obtained: …``)."""
    for label in date_labels(text):
        if label.field == "collected_on" and label.value >= 0:
            return text[label.start : label.end]
    return ""


def _names_tissue(text: str) -> bool:
    return bool(_TISSUE.search(fold(text)))


def head_items(lines: Sequence[Line], zones: Sequence[str]) -> Iterator[Run]:
    """The items of a page's head: its cells above the first gene's, cut at bars, dots, brackets and masked words."""
    for line, zone in zip(lines, zones, strict=True):
        if any(cell.words[0].text.strip(":,") in gene_names() for cell in line.cells):
            return
        if zone in _HEAD_ZONES:
            for cell in line.cells:
                yield from _items(cell)


def _items(cell: Cell) -> Iterator[Run]:
    run = run_of(cell)
    start = 0
    for end, after in [*((m.start(), m.end()) for m in _ITEM.finditer(run.text)), (len(run.text), 0)]:
        words = tuple(word for word in run.words_at(start, end) if not word.masked) if end > start else ()
        if words:
            yield Run(words)
        start = after


def _of_head(page: Page, lines: Sequence[Line], zones: Sequence[str]) -> Iterator[Told]:
    """Items that are nothing but a diagnosis whose histology is settled (``Lung Cancer`` may be a title)."""
    for run in head_items(lines, zones):
        phrase = next(iter(diagnosis_phrases(run.text)), None)
        if phrase is not None and phrase.whole and (histology_of(phrase.text) or phrase.specific):
            yield Told(phrase.text, evidence(page, run.words))


def _of_values(values: Sequence[LabelValue], fields: Sequence[str]) -> Iterator[Told]:
    """Labelled sites, specimens and histories that name the tumour in a clause of their own."""
    # "Antécédents" and "Medical history" (weight 2) tell of the past, "Clinical information" of now.
    mine = [v for v in values if v.field in fields and v.how != "plain" and (v.field != "history" or v.weight == _NOW)]
    for value in sorted(mine, key=lambda v: v.rank):
        at = 0
        ends = [*((m.start(), m.end()) for m in _CLAUSE.finditer(value.text)), (len(value.text), 0)]
        for end, after in ends:
            clause = value.text[at:end]
            phrase = next(iter(diagnosis_phrases(clause)), None)
            opens = phrase is not None and (phrase.start == 0 or bool(_cues().search(fold(clause[: phrase.start]))))
            if phrase is not None and (opens or value.field != "history") and _is_own(value.text, at, phrase):
                yield Told(phrase.text, value.evidence)
                break
            at = after


def _of_prose(prose: Sequence[Sentence]) -> Iterator[Told]:
    """Sentences of the patient: ``a man with …``, ``Metastasis of …``, ``Conclusion: lung adenocarcinoma with …``."""
    for sentence in prose:
        text = sentence.run.text
        lead = _LEAD.match(text)
        start = lead.end() if lead else 0
        if sentence.zone not in _OWN_ZONES or len(sentence.run.words) < 3:
            continue
        for phrase in diagnosis_phrases(text[start:]):
            before = fold(text[start : start + phrase.start])
            first = not before.strip(" -•") and _GOES_ON.match(fold(text[start + phrase.end :]))
            if (first or _cues().search(before)) and phrase.specific and _is_own(text, start, phrase):
                words = sentence.words_at(start + phrase.start, start + phrase.end)
                yield Told(phrase.text, evidence(sentence.page, words))
                break


def _is_own(text: str, at: int, phrase: Phrase) -> bool:
    """Nothing in the text up to the phrase and shortly behind it speaks of another time or doubt, nor anything in the
    sentence of another person."""
    before, after = text[: at + phrase.start], text[at + phrase.end :]
    sentence = re.split(r"[.;](?:\s|$)", after)[0]
    others = _words("exclude", "relative")
    near = " ".join(sentence.split()[:3])
    return not (others.find(before) or others.find(near) or _words("relative").find(sentence) or _YEAR.match(after))
