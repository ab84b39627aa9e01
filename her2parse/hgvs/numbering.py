"""Other countings of a protein or a coding sequence: known shifts, said when they explain a mismatch, never applied in
silence. The table is ``data/reference/numbering.tsv``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from her2parse.hgvs import reference


@dataclass(frozen=True, slots=True)
class Numbering:
    """MANE position = written position + ``shift`` for ``first`` <= written <= ``last``; ``level`` is p or c.

    ``without_accession``: names in this counting are found without their transcript, so that it may explain a mismatch.
    """

    gene: str
    name: str
    accessions: tuple[str, ...]
    level: str
    first: int
    last: int
    shift: int
    verified: bool
    without_accession: bool


@cache
def numberings(gene: str, level: str) -> tuple[Numbering, ...]:
    """All other countings of a gene's protein (``p``) or coding sequence (``c``)."""
    return tuple(
        Numbering(
            gene,
            row["numbering"],
            tuple(filter(None, row["accessions"].split(","))),
            level,
            int(row["from"]),
            int(row["to"]),
            int(row["shift"]),
            row["verified"] == "yes",
            row["without_accession"] == "yes",
        )
        for row in reference.table("numbering.tsv")
        if row["gene"] == gene and row["level"] == level
    )


def stated(gene: str, level: str, accession: str) -> tuple[Numbering, ...]:
    """The countings of a printed accession (its version ignored); empty when it is not in the table.

    Of a Locus Reference Genomic the table knows the first transcript and protein (``LRG_321t1``), not the others.
    """
    base = accession.partition(".")[0].upper()
    if base.startswith("LRG"):
        base = re.sub(r"(?<=\d)[TP]1\Z", "", base)
    return tuple(entry for entry in numberings(gene, level) if base in entry.accessions)
