"""Whether a sentence tells what this patient had, and not others, plans or studies."""

from __future__ import annotations

import re
from functools import cache

from her2parse.read.header_lexicon import rows_of
from her2parse.read.header_text import PhraseIndex

FOREIGN_ZONES = frozenset({"trials", "therapies", "references", "definitions", "genes_tested", "methods", "vus"})
"""Zones in which nothing is told of this patient's past."""


@cache
def therapy_words(*meanings: str) -> PhraseIndex[str]:
    """The phrases of ``header_therapies.tsv`` with one of these meanings."""
    rows = rows_of("therapies", "phrase", "meaning")
    return PhraseIndex((phrase, meaning) for phrase, meaning in rows if meaning in meanings)


def speaks_of_the_patient(words: str, vouched: bool) -> bool:
    """Whether nothing in the sentence speaks of others, plans or studies, and it says itself that it is about the
    patient where it stands outside a history (``vouched``)."""
    said = {hit.entry for hit in therapy_words("cue", "exclude", "general").find(words)}
    if "exclude" in said or re.search(r"\bNCT\d", words):
        return False
    return vouched or said == {"cue"}
