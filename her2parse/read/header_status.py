"""Whether the report is final, amended or an addendum, and whether the test worked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import takewhile
from typing import Literal, cast

from her2parse.model import Evidence, Page, Word
from her2parse.read.failures import only_rna
from her2parse.read.geometry import Line, evidence
from her2parse.read.header_labels import LabelValue
from her2parse.read.header_lexicon import phrases
from her2parse.read.header_prose import Sentence
from her2parse.read.header_text import PhraseIndex, fold, squeeze
from her2parse.read.record_labels import labelled
from her2parse.read.tokenizer import gene_names, is_protein

Status = Literal["", "final", "preliminary", "amended", "addendum"]
Qc = Literal["ok", "qualified", "failed"]

_QUIET_ZONES = frozenset({"methods", "references", "definitions", "trials", "therapies", "genes_tested", "history"})
_SUBJECT = re.compile(
    r"test|analy|sequenc|sample|specimen|assay|report|result|dna|tissue|extract|amplif|muestra|estudio|probe|untersuch|"
    r"material|prelevement|echantillon|campione|esame|amostra|exame|materiaal|monster|weefsel|profil|qns|quantity"
)
_CLAUSE_END = re.compile(r"[,;:]\s")
_REGION = re.compile(r"regi[oó]|exon|bereich")
_FUSION_PART = re.compile(r"\b(?:rna|arn|arnm|rns|fusion|fusions|fusiones|transcriptome|copy number)\b")


@cache
def _statuses() -> PhraseIndex[str]:
    return phrases("statuses", "status")


@cache
def _qc() -> PhraseIndex[str]:
    return phrases("qc", "meaning")


def read_status(
    values: Sequence[LabelValue], pages: Sequence[Page], lines: Sequence[Sequence[Line]]
) -> tuple[Status, Evidence | None]:
    """The report's status: a heading that says amended or addendum, else the labelled status, else another heading."""
    headed = list(_headed(pages, lines))
    for status, place in headed:
        if status in ("amended", "addendum"):
            return status, place
    for value in values:
        if value.field == "status":
            hits = _statuses().find(value.text)
            if hits and len(value.text.split()) <= 6:
                best = min((hit.entry for hit in hits), key=["addendum", "amended", "preliminary", "final"].index)
                return cast(Status, best), value.evidence
    for value in values:
        if value.field == "original_reported_on":
            return "amended", value.evidence
    return headed[0] if headed else ("", None)


def _headed(pages: Sequence[Page], lines: Sequence[Sequence[Line]]) -> Iterable[tuple[Status, Evidence]]:
    """Cells that are nothing but a status, or begin with a sentence such as ``This is an amended report``."""
    for page, page_lines in zip(pages, lines, strict=True):
        for line in page_lines:
            for cell in line.cells:
                hits = _statuses().find(cell.text)
                if not hits or hits[0].start > 3 or len(squeeze(cell.text[: hits[0].end])) < 8:
                    continue
                status, words = cast(Status, hits[0].entry), cell.text[: hits[0].end].split()
                rest = fold(cell.text[hits[0].end :]).strip(" :-–*#()0123456789/.")
                bare = len(words) < 2 and status in ("final", "preliminary")
                titled = len(words) > 1 and page is pages[0] and len(cell.text.split()) <= 8
                if fold(cell.text).startswith("this ") or (not bare and (titled or not rest)):
                    yield status, evidence(page, cell.words)


def read_qc(
    values: Sequence[LabelValue], prose: Sequence[Sentence], lines: Sequence[Sequence[Line]] = ()
) -> tuple[Qc, Evidence | None]:
    """``failed`` when the report says that its test did not work on this specimen, ``qualified`` when it says that
    absence is not informative, else ``ok``. Conditional and general sentences say nothing of this specimen, and the
    answer in the row of one gene (``lines`` are those of each page) nothing of the others."""
    found: list[tuple[Qc, Evidence]] = []
    for value in values:
        if value.field in ("status", "specimen", "tumour_fraction"):
            meaning = _meaning(value.text, labelled=True)
            if meaning != "ok":
                found.append((meaning, value.evidence))
    for sentence in prose:
        if sentence.zone not in _QUIET_ZONES:
            meaning = _meaning(sentence.run.text)
            if meaning == "failed" and _in_row_of_gene(sentence, lines):
                continue
            if meaning != "ok":
                found.append((meaning, sentence.evidence))
    for wanted in ("failed", "qualified"):
        for meaning, place in found:
            if meaning == wanted:
                return meaning, place
    return "ok", None


def qualified_in_rna(values: Sequence[LabelValue], prose: Sequence[Sentence]) -> bool:
    """Whether all that makes the report qualified is RNA that failed: what it says of the DNA holds."""
    told = [value.text for value in values if value.field in ("status", "specimen", "tumour_fraction")]
    doubts = [text for text in told if _meaning(text, labelled=True) != "ok"]
    doubts += [s.run.text for s in prose if s.zone not in _QUIET_ZONES and _meaning(s.run.text) != "ok"]
    return bool(doubts) and all(only_rna(text) for text in doubts)


def _in_row_of_gene(sentence: Sentence, lines: Sequence[Sequence[Line]]) -> bool:
    """True where the words that tell of a failure are answers beside a gene: each in a line that a gene begins."""
    hits = [hit for hit in _qc().find(sentence.run.text) if hit.entry == "failed"]
    words = {word for hit in hits for word in sentence.words_at(hit.start, hit.end)}
    if len(words) > _ANSWER_WORDS:
        return False
    told = [
        _begins_with_gene(line, words) or _answers_a_gene(page[at - 1] if at else None, line)
        for page in lines
        for at, line in enumerate(page)
        if words.intersection(line.words)
    ]
    return bool(told) and all(told)


def _answers_a_gene(above: Line | None, line: Line) -> bool:
    """True for the result of a test that the line above names with its gene (``TEST: ERBB2 AMPLIFICATION`` / ``RESULT:
    QNS``)."""
    if above is None or labelled(line)[0] != "result" or labelled(above)[0] != "test":
        return False
    return any(word.text.strip("(),;:") in gene_names() for word in labelled(above)[1])


_ANSWER_WORDS = 6


def _begins_with_gene(line: Line, words: set[Word]) -> bool:
    """A gene stands in a cell before the answer, or before a colon of the answer's own cell."""
    first = line.cells[0].words
    before = list(takewhile(lambda word: word not in words, first))
    answered = len(before) == len(first) or (bool(before) and before[-1].text.endswith((":", "：")))
    return answered and re.split(r"[/(:]", first[0].text)[0] in gene_names()


def _of_one_change(text: str) -> bool:
    """True for the result of one change (``EGFR C797S: insufficient DNA``), which fails that result and no other."""
    words = text.replace(":", " : ").split()
    if len(words) < 3 or words[0] not in gene_names() or ":" not in words[2:4]:
        return False
    return is_protein(words[1].removeprefix("p."))


def _reason_only(text: str, at: int) -> bool:
    """True for a region of genes that is named as the reason, in a clause behind the failure of the whole test
    (``analyse non contributive : ADN dégradé, amplification insuffisante des régions cibles``)."""
    failed = [hit for hit in _qc().find(text) if hit.entry == "failed"]
    behind = any(_CLAUSE_END.search(text[hit.end : at]) for hit in failed if hit.end < at)
    return behind and not any(hit.start > at for hit in failed) and bool(_REGION.match(fold(text[at:])))


def _meaning(text: str, *, labelled: bool = False) -> Qc:
    hits = [hit.entry for hit in _qc().find(text) if hit.entry != "part" or not _reason_only(text, hit.start)]
    if "hedge" in hits:
        return "ok"
    if "failed" in hits and not labelled and _of_one_change(text):
        return "ok"
    if "failed" in hits:
        if "part" in hits:
            return "qualified" if _FUSION_PART.search(fold(text)) else "ok"
        # In East Asian text the phrase itself names its subject.
        return "failed" if labelled or not re.search("[a-z]", fold(text)) or _SUBJECT.search(fold(text)) else "ok"
    if "qualified" in hits and "part" not in hits:
        alone = squeeze(text) in ("qualified",)
        return "ok" if alone and not labelled else "qualified"
    return "ok"
