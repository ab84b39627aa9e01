"""What a specimen's description says: tissue, plasma or fluid; and how much of it is tumour."""

from __future__ import annotations

import re
from functools import cache

from her2parse.model import Specimen
from her2parse.read.header_lexicon import rows_of
from her2parse.read.header_text import PhraseIndex, fold

_SEGMENT = re.compile(r"[;/\n+|]|,(?=\s)|(?<=\))\s")
_NUMBER = re.compile(
    r"(?P<sign>[<>≤≥~≈]|\bca\.?|\bapprox\.?|\babout)?\s*(?P<a>\d{1,3}(?:[.,]\d+)?)\s*(?P<p1>%|percent)?"
    r"(?:\s*(?:-|to|bis|a|à)\s*(?P<b>\d{1,3}(?:[.,]\d+)?)\s*(?P<p2>%|percent)?)?"
)


@cache
def _index() -> PhraseIndex[tuple[str, str]]:
    rows = rows_of("specimens", "phrase", "specimen", "strength")
    return PhraseIndex((phrase, (specimen, strength)) for phrase, specimen, strength in rows)


def specimen_of(text: str, *, sure: bool = False) -> Specimen:
    """The kind of specimen that a labelled value describes; ``unknown`` when nothing or too much is said.

    What is called normal, germline or control is left out. A block or biopsy made of a fluid's cells is tissue;
    cell-free DNA taken from a fluid is fluid; organ names count only where nothing surer is said, and
    not at all when ``sure``.
    """
    strong: set[str] = set()
    weak: set[str] = set()
    segments = [segment for segment in _SEGMENT.split(text) if segment.strip()]
    for segment in segments:
        hits = [hit.entry for hit in _index().find(segment)]
        if any(specimen == "normal" for specimen, _ in hits):
            continue
        strong |= {specimen for specimen, strength in hits if strength == "strong"}
        weak |= {specimen for specimen, strength in hits if strength == "weak"}
    if sure:
        weak = set()
    if strong == {"tissue", "fluid"}:
        return "tissue"
    if strong == {"fluid"} or (not strong and "fluid" in weak):
        return "fluid"
    if strong == {"plasma"} or (not strong and "plasma" in weak):
        return "plasma"
    if strong == {"tissue"} or (not strong and weak == {"tissue"}):
        return "tissue"
    return "unknown"


def names_specimen(text: str) -> bool:
    """Whether the description names any kind of specimen, settled or not."""
    return bool(_index().find(text))


def is_normal(text: str) -> bool:
    """Whether the description speaks of a normal, germline or control specimen only."""
    segments = [segment for segment in _SEGMENT.split(text) if segment.strip()]
    return bool(segments) and all(any(h.entry[0] == "normal" for h in _index().find(part)) for part in segments)


def fraction_of(text: str, label: str = "") -> float | None:
    """A share of tumour cells, 0-1, from ``40 %``, ``0.4``, ``100`` (with ``%`` in the label or above 1).

    None for a range, a bound (``<20%``), words, and for numbers that are no share.
    """
    match = _NUMBER.match(fold(text).strip(" :()"))
    if match is None or match["b"] or (match["sign"] or "") in ("<", ">", "≤", "≥"):
        return None
    rest = fold(text).strip(" :()")[match.end() :]
    if re.match(r"[\d.,]|\s*(?:mut|ng|mm|copies|cells|x\b|ml|/)", rest):
        return None
    number = float(match["a"].replace(",", "."))
    if match["p1"] or "%" in label or number > 1:
        number /= 100
    return round(number, 6) if 0 <= number <= 1 else None
