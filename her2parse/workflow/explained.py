"""Names that the net caught and that a finding tells already under another of its names.

The reader knows no sequences: ``c.2573T>G`` on a line of its own, beside EGFR p.L858R, is to it a change that may be of
ERBB2. Named on the finding's gene it is that finding, and no question for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from her2parse.model import NormalizedVariant, ReadReport, ReviewNote, Statement

_CODE = "unread_her2_mention"
_KINDS = frozenset({"small_variant", "splice"})
_MOST = 5
"""Notes of this kind a report: more would say only that the whole report was not understood."""
_AROUND = " ,;:.|"


def without_explained(report: ReadReport, pairs: Sequence[tuple[Statement, NormalizedVariant | None]]) -> ReadReport:
    """The report without the notes about names that one of its own findings explains, and with no more than a few of
    the others."""
    kept: list[ReviewNote] = []
    asked = 0
    for note in report.notes:
        if note.code == _CODE:
            if _explained(note.quote, pairs):
                continue
            asked += 1
            if asked > _MOST:
                continue
        kept.append(note)
    return replace(report, notes=tuple(kept)) if len(kept) < len(report.notes) else report


def _explained(quote: str, pairs: Iterable[tuple[Statement, NormalizedVariant | None]]) -> bool:
    """Whether a quote, as a change of a finding's gene, is that finding: the same coding or the same protein change."""
    from her2parse.hgvs import normalize

    name = quote.strip(_AROUND)
    if not any(sign.isdigit() for sign in name):
        return False
    for statement, variant in pairs:
        if statement.kind not in _KINDS or variant is None:
            continue
        for other in normalize(statement.gene, name):
            if other.hgvs_c and other.hgvs_c == variant.hgvs_c:
                return True
            if other.hgvs_p and other.hgvs_p == variant.hgvs_p:
                return True
    return False
