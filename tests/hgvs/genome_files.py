"""The genomes that the tests of a laboratory's genome share: made once, read often."""

from __future__ import annotations

from synthetic_genome import SyntheticGenome, cds_of, invented_protein

from her2parse.hgvs import reference
from her2parse.hgvs.reference import Build

ABSENT = "11"
"""The chromosome that the file leaves out."""


def laboratory_genome(build: Build) -> SyntheticGenome:
    """All bundled genes; ALK, ROS1 and NTRK1 by their bundled proteins; TERT invented, NF1 with the exon that the
    bundled form lacks; KEAP1's chromosome without its bases; nothing of chromosome 11."""
    genome = SyntheticGenome(build)
    genome.lay_bundled()
    for gene in ("ALK", "ROS1", "NTRK1"):
        genome.lay(gene, cds_of(reference.bundled(gene)[0].residues))
    genome.lay("TERT", cds_of(invented_protein(1132, "TERT")))
    older = reference.bundled("NF1")[1].cds
    genome.lay("NF1", older[:4110] + cds_of(invented_protein(21, "NF1"))[:-3] + older[4110:])
    # The promoter as it is known: C at c.-124 and c.-146, on the minus strand.
    for place in (1295113, 1295135) if build == "GRCh38" else (1295228, 1295250):
        genome.change("5", place, "G")
    genome.pieces.pop(ABSENT, None)
    return genome
