"""What sort of alteration a finding is about, as every format asks it."""

from __future__ import annotations

import re

from her2parse.model import Finding

_LOSS = re.compile(r"\b(loss|deletion|deleted|verlust|perte|pérdida|perda)\b", re.I)


def words(one: Finding) -> str:
    """How the report puts it."""
    return f"{one.statement.as_written} {one.statement.copy_number_text}"


def lost(one: Finding) -> bool:
    """True for copies lost; every other statement about copy number is about a gain, present or denied."""
    return bool(_LOSS.search(words(one)))


def on_slide(one: Finding) -> bool:
    """True for HER2 copy number by in situ hybridisation: counted on the slide, not sequenced."""
    said = one.statement
    return said.gene == "ERBB2" and said.kind == "copy_number" and (said.method == "ish" or said.ish_ratio is not None)


def fusion(one: Finding) -> str:
    """Both partners as ``EML4::ALK``, empty where they are not told."""
    return (one.variant.fusion if one.variant else "") or one.statement.fusion
