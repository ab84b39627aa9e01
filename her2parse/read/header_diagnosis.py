"""The diagnosis as printed, and the histology that it settles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from her2parse.model import Histology
from her2parse.read.header_lexicon import phrases, rows_of
from her2parse.read.header_text import PhraseIndex, fold
from her2parse.read.remembered import by_text

_UNSURE = re.compile(
    r"\b(?:vs\.?|versus|rule out|r/o|excludes?|excluded|no evidence of|without|history of|descartar)\b"
)
_MAX_WORDS = 30
_STAGE = re.compile(
    r"[\s,;(-]+(?:(?:clinical|pathologic\w*|ajcc|tnm|uicc)\s)*(?:stage|estadio|stadium|stade|stadio|estadio|est[aá]dio)\s"
    r"(?:[ivx]{1,3}|[0-4])[abc]?\d?\)?(?:[\s,(].{0,40})?$",
    re.IGNORECASE,
)


@cache
def _index() -> PhraseIndex[str]:
    return phrases("histologies", "histology")


@cache
def _lungs() -> PhraseIndex[str]:
    return PhraseIndex(
        (phrase, "lung") for phrase, kind in rows_of("histologies", "phrase", "histology") if kind == "lung"
    )


def clean_diagnosis(text: str) -> str:
    """The diagnosis without bullets, codes, stage and outer punctuation; empty when nothing is left of it."""
    text = re.sub(r"\s+", " ", text).strip(" -–•·:;,.|/*")
    text = re.sub(r"\s*[\[(]\s*(?:ICD|CIE)[^\])]*[\])]?$", "", text, flags=re.IGNORECASE).strip(" -–;,|/")
    text = _STAGE.sub("", text)
    coded = re.sub(r"\s*\(HCC\)$", "", text)
    # Epic prints "(HCC)", hierarchical condition category, behind any diagnosis.
    text = coded if coded != text and names_cancer(coded) else text
    text = _without_course(text)
    return text if len(re.findall(r"[^\W\d_]", text)) >= 2 else ""


_COURSE = re.compile(
    r"\b(?:progress\w*|resist\w*|known|status post|s/p|now|currently|on|under|unter|sous|bajo|mut\w+|exon|"
    r"[a-z]+\d+[a-z]*|wild\W?type|treated|after|previously|pd-?l1|egfr|alk|kras|braf|ret|met)\b"
)


def _without_course(text: str) -> str:
    """The diagnosis without the clauses behind it that tell of genes, drugs and progression."""
    first = next(iter(diagnosis_phrases(text)), None)
    if first is None:
        return text
    for match in re.finditer(r"[,;]\s", text[first.end :]):
        clause = re.split(r"[,;]\s", text[first.end + match.end() :])[0]
        if _COURSE.search(fold(clause)) and not diagnosis_phrases(clause):
            return text[: first.end + match.start()].rstrip(" ,;")
    return text


def names_cancer(text: str) -> bool:
    """Whether the text names a tumour at all."""
    return any(hit.entry not in ("lung", "metastasis") for hit in _index().find(text)) or bool(
        re.search(
            r"carcinom|cancer|tumou?r\b|neoplas|malignan|sarcom|lymphom|melanom|leuk|karzinom|krebs|carcinoom|癌|암",
            fold(text),
        )
    )


@dataclass(frozen=True)
class Phrase:
    """A stretch of text that names a tumour. ``whole``: the text holds nothing else; ``specific``: more than the word
    cancer and an organ (``lung cancer`` may be a panel's title)."""

    text: str
    start: int
    end: int
    whole: bool
    specific: bool


_TUMOUR = re.compile(
    r"carcinom|karzinom|adenoca|cancer|krebs|carcinoo?m|cancro|nsclc|sclc|cpnpc|cbnpc|luad|lusc|\badk\b|sarcom|sarkom|"
    r"melanom|lymphom|linfom|mesotheliom|blastom|gliom|癌|がん|암"
)
_SPECIFIC = frozenset({"non_squamous", "squamous", "small_cell", "adenosquamous"})
_GENERAL = re.compile(
    r"^(?:metastatic |advanced )*(?:lung (?:cancer|carcinoma|malignancy)|cancer of the lung|lungenkrebs)$"
)
_BETWEEN = re.compile(r"[^\W\d_]+|\d+")


@cache
def _fillers() -> frozenset[str]:
    rows = rows_of("diagnosis_words", "meaning", "phrase")
    return frozenset(part for meaning, phrase in rows if meaning == "filler" for part in _BETWEEN.findall(fold(phrase)))


@by_text
def diagnosis_phrases(text: str) -> tuple[Phrase, ...]:
    """The stretches that name a tumour, from left to right: words of histology, organ and spread with what joins them.

    An organ alone, or a word such as ``solid`` without a tumour, is none.
    """
    hits = _index().find(text)
    groups: list[list[tuple[int, int, str]]] = []
    for hit in hits:
        item = (hit.start, hit.end, hit.entry)
        if groups and _joins(text[groups[-1][-1][1] : hit.start]):
            groups[-1].append(item)
        else:
            groups.append([item])
    phrases = []
    for group in groups:
        start, end = group[0][0], group[-1][1]
        end += len(re.match(r"\)?", text[end:])[0]) if text[start:end].count("(") > text[start:end].count(")") else 0  # type: ignore[index]
        words = text[start:end]
        if not _TUMOUR.search(fold(words)):
            continue
        settled = bool({entry for _, _, entry in group} & _SPECIFIC)
        rest = text[:start] + " " + text[end:]
        whole = all(word in _fillers() or word.isdigit() for word in _BETWEEN.findall(fold(rest)))
        specific = settled or not _GENERAL.match(fold(words))
        phrases.append(Phrase(words, start, end, whole, specific))
    return tuple(phrases)


def _joins(between: str) -> bool:
    """What stands between two words of one diagnosis: joining words, a comma or a bracket."""
    if re.search(r"[.;:|/·•█–—]", between):
        return False
    return all(word in _fillers() for word in _BETWEEN.findall(fold(between)))


def histology_of(text: str) -> Histology:
    """The histology class of a diagnosis; empty when it is not settled (NSCLC NOS, two kinds named, doubt).

    A primary outside the lung is ``other``, unless it is only where a lung tumour has spread to.
    """
    if not text or len(text.split()) > _MAX_WORDS or _UNSURE.search(fold(text)):
        return ""
    kinds = {hit.entry for hit in _index().find(text)}
    if "adenosquamous" in kinds:
        return "other"
    settled = kinds & {"non_squamous", "squamous", "small_cell"}
    if "other" in kinds:
        return "" if _lungs().find(text) and (settled or "metastasis" in kinds) else "other"
    if len(settled) != 1:
        return ""
    (kind,) = settled
    return {"non_squamous": "non_squamous", "squamous": "squamous", "small_cell": "small_cell"}[kind]  # type: ignore[return-value]
