"""Parts of a test that failed on this specimen: copy numbers, fusions or sequence changes, the rest being valid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from her2parse.read.header_lexicon import phrases, rows_of
from her2parse.read.header_prose import Sentence
from her2parse.read.header_text import fold
from her2parse.read.tokenizer import gene_names

_EVENTS = {"copy_number": "failed_copy_number", "fusion": "failed_fusion", "small_variant": "failed_small_variant"}
_ELSEWHERE = frozenset({"methods", "references", "definitions", "trials", "therapies", "genes_tested", "history"})
_MOST_WORDS = 24


@cache
def _said(meaning: str) -> re.Pattern[str]:
    """What tells of a failure (``failed``), of what may happen in general (``general``), of RNA, of DNA, or of a test
    of RNA (``rna_test``): the patterns of ``header_failures.tsv``, for folded text."""
    return re.compile(
        "|".join(pattern for name, pattern in rows_of("failures", "meaning", "pattern") if name == meaning)
    )


def failed_parts(prose: Sequence[Sentence]) -> frozenset[str]:
    """The events that the report says could not be looked at in this specimen, as codes of ``Coverage.limits``.

    Not of one gene, which is a result of that gene, and not what may happen in general.
    """
    out: set[str] = set()
    for sentence in prose:
        text = sentence.run.text
        folded = fold(text)
        failed = None if sentence.zone in _ELSEWHERE else _said("failed").search(folded)
        if failed is None or _said("general").search(folded) or len(text.split()) > _MOST_WORDS or _names_gene(text):
            continue
        hits = [hit for hit in phrases("coverage", "meaning").find(text) if hit.entry in _EVENTS]
        # What stands behind the failure is its reason, or what is advised.
        before = {hit.entry for hit in hits if hit.start < failed.end()}
        out |= {_EVENTS[entry] for entry in before}
        if _said("rna").search(folded[: failed.end()]):
            out.add("failed_fusion")
    return frozenset(out)


def only_rna(text: str) -> bool:
    """True for a sentence that tells of RNA or fusions alone, and leaves what was found in the DNA as it is."""
    folded = _said("rna_test").sub("rna", fold(text))
    return bool(_said("rna").search(folded)) and not _said("dna").search(folded)


def _names_gene(text: str) -> bool:
    return any(word.strip(".,;:()") in gene_names() for word in text.split()) and "exon 14" not in text.lower()
