"""The diagnosis as printed, and the histology that it settles."""

from __future__ import annotations

import re
from functools import cache

from her2parse.model import Histology
from her2parse.read.header_lexicon import phrases, rows_of
from her2parse.read.header_text import PhraseIndex, fold

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
    return text if len(re.findall(r"[^\W\d_]", text)) >= 2 else ""


def names_cancer(text: str) -> bool:
    """Whether the text names a tumour at all."""
    return any(hit.entry not in ("lung", "metastasis") for hit in _index().find(text)) or bool(
        re.search(
            r"carcinom|cancer|tumou?r\b|neoplas|malignan|sarcom|lymphom|melanom|leuk|karzinom|krebs|carcinoom|癌|암",
            fold(text),
        )
    )


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
