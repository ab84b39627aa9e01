"""What a genome adds to a gene: a coding sequence where none is bundled, introns, the bases around it.

A sequence put together from exons is believed only when everything that is known of its protein agrees with it. Where
it does not, the gene stays as it was, and its note says why.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from her2parse.hgvs import reference
from her2parse.hgvs.places import cds_length
from her2parse.hgvs.reference import ExonModel, Target, translate
from her2parse.hgvs.windows import reverse_complement, utr5_length

if TYPE_CHECKING:
    from her2parse.hgvs.genome import Genome

_MOST_DIFFERING = 5
"""Bases in which a bundled coding sequence may differ from the genome (silent changes between two versions of a
transcript, a polymorphism of GRCh37) before the exons are taken to lie elsewhere."""


def completed(target: Target, genome: Genome) -> Target:
    """``target`` completed from ``genome``; as it was, with ``lack`` saying why, where the genome does not fit it."""
    model = target.model(genome.build)
    if model is None:
        return target
    if not genome.has(model.chromosome):
        return _left(target, f"the genome file has no chromosome {model.chromosome}")
    bases = spliced(genome, model)
    before, size = utr5_length(model), cds_length(model)
    found, after = bases[before : before + size], bases[before + size :]
    # An equivalent transcript may end otherwise; an unknown base may be part of a stop codon.
    after = after.partition("N")[0] if target.exons_numbered else ""
    if target.cds:
        return _compared(target, genome, found, after)
    problem = _problem(target, found)
    if problem:
        return _left(target, f"the exons of {genome.build} in the genome file {problem}: not used")
    note = f"coding sequence from the genome file ({genome.build})"
    if genome.build != "GRCh38":
        note += "; the transcript is defined on GRCh38"
    if not target.exons_numbered:
        note += "; exons of an equivalent transcript"
    return replace(
        target, protein_label=target.refseq_protein, residues=translate(found)[:-1], cds=found, note=note, lack="",
        home=genome.build, genome=genome, after_stop=after,
    )  # fmt: skip


def spliced(genome: Genome, model: ExonModel) -> str:
    """The transcript as the genome has it, exon after exon in the transcript's direction."""
    bases = "".join(genome.bases(model.chromosome, start, end) for start, end in model.exons)
    return bases if model.strand == "+" else reverse_complement(bases)


def _left(target: Target, reason: str) -> Target:
    return replace(target, lack=reason)


def _compared(target: Target, genome: Genome, found: str, after: str) -> Target:
    """A gene whose coding sequence is bundled: it keeps it, and takes introns and flanks from the genome."""
    differing = [at for at, (ours, theirs) in enumerate(zip(target.cds, found, strict=True)) if ours != theirs]
    if len(differing) > _MOST_DIFFERING:
        many = f"differ from {target.accession} in {len(differing)} bases"
        return _left(target, f"the exons of {genome.build} in the genome file {many}: not used")
    note = target.note
    if differing:
        places = ", ".join(f"c.{at + 1} {target.cds[at]}, there {found[at]}" for at in differing)
        note = "; ".join(
            filter(None, (note, f"the genome file differs from {target.accession} ({places}), which holds"))
        )
    return replace(target, note=note, home=genome.build, genome=genome, after_stop=after)


def _problem(target: Target, found: str) -> str:
    """What speaks against a coding sequence, as the end of a sentence about its exons; empty when nothing does."""
    if "N" in found:
        return "hold unknown bases (N)"
    if not found.startswith("ATG"):
        return "do not begin with ATG"
    made, _, rest = translate(found).partition("*")
    if rest:
        return f"have a stop codon at residue {len(made) + 1}"
    if 3 * len(made) == len(found):
        return "do not end with a stop codon"
    known = target.residues
    if known and made != known:
        return f"do not give the bundled protein: {_first_difference(made, known)}"
    older = reference.shifted_protein(target.gene)
    if older is not None:
        residues, first, shift = older
        if made[: first - 1] + made[first - 1 + shift :] != residues:
            return "do not give the older form of the protein that is bundled"
    return ""


def _first_difference(made: str, known: str) -> str:
    at = next((at for at, (a, b) in enumerate(zip(made, known, strict=False)) if a != b), min(len(made), len(known)))
    if len(made) != len(known):
        return f"{len(made)} residues, not {len(known)}"
    return f"{made[at]}{at + 1}, not {known[at]}{at + 1}"
