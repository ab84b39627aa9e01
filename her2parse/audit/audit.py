"""All parts of the account in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from her2parse.audit.axes import her2_axes
from her2parse.audit.cohort import Cells, Cohort
from her2parse.audit.flow import flow
from her2parse.audit.frequencies import frequencies
from her2parse.audit.pairs import rebiopsy, tissue_plasma
from her2parse.audit.records import MAX_DAYS, Audit


def audit(
    tables: Mapping[str, Sequence[Cells]], *, codes: Mapping[str, str] | None = None, max_days: int = MAX_DAYS
) -> Audit:
    """The account of a run.

    Args:
        tables: the rows of ``reports``, ``findings``, ``her2``, ``resistance``, ``assayed`` and ``review`` by the names
            of their columns, as text or typed; their order does not matter.
        codes: what reason codes mean, in words.
        max_days: tissue and plasma are compared where they lie at most this far apart.
    """
    cohort = Cohort.of(tables)
    return Audit(
        flow=flow(tables, cohort, codes or {}),
        frequencies=frequencies(cohort),
        tissue_plasma=tissue_plasma(cohort, max_days),
        rebiopsy=rebiopsy(cohort),
        her2_axes=her2_axes(cohort),
    )
