"""A laboratory's genome: which build it is (told from its bases, not its name), and its bases by chromosome.

Given to ``reference.use`` once a process, it completes the genes of the bundle (see ``genome_targets``). Only the
slices around the genes are ever read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from her2parse.errors import ConfigError
from her2parse.hgvs import genome_targets, reference
from her2parse.hgvs.indexed_fasta import IndexedFasta
from her2parse.hgvs.reference import BUILDS, Build, ExonModel, Target
from her2parse.hgvs.windows import reverse_complement, utr5_length

_COMPARED = 300  # bases of a gene's longest coding exon that are held against the file
_ALIKE = 0.95  # part of them that agrees on the right build; on the wrong one a quarter does
_LETTERS = str.maketrans({chr(code): "N" for code in range(128) if chr(code) not in "ACGT"})


class Genome:
    """A FASTA file of GRCh38 or GRCh37 whose contigs are named ``17``, ``chr17`` or ``NC_000017.11``.

    Args:
        path: FASTA, plain or bgzipped, its index beside it.
        where: what error messages call it, before the path.

    Raises:
        ConfigError: the file or its index cannot be read, or its bases are those of neither build.
    """

    def __init__(self, path: Path, *, where: str = "genome_fasta") -> None:
        self._where = f"{where} {path}"
        self._fasta = IndexedFasta(path, self._where)
        try:
            self.build: Build = self._detected()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._fasta.close()

    def has(self, chromosome: str) -> bool:
        """Whether the file holds the chromosome (``17``)."""
        return bool(self._contig(chromosome, self.build))

    def bases(self, chromosome: str, start: int, end: int) -> str:
        """Plus strand of ``start:end`` (from 0, end exclusive) in upper case; ``N`` wherever the file says no base."""
        return self._read(self._contig(chromosome, self.build), start, end)

    def completed(self, target: Target) -> Target:
        """``target`` with what this genome adds to it, or as it was with a word on why not."""
        return genome_targets.completed(target, self)

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits of all bases that names can depend on: another path, another packing or lower case
        change nothing, another base near a gene does."""
        total = hashlib.sha256(self.build.encode())
        for gene in reference.genes():
            for target in reference.bundled(gene):
                model = target.model(self.build)
                if model is not None:
                    low, high = model.exons[0][0] - reference.FLANK, model.exons[-1][1] + reference.FLANK
                    total.update(f"\n{target.accession} ".encode())
                    total.update(self.bases(model.chromosome, low, high).encode())
        return total.hexdigest()[:16]

    def _contig(self, chromosome: str, build: Build) -> str:
        names = (chromosome, f"chr{chromosome}", reference.chromosome_accession(chromosome, build))
        return next((name for name in names if name in self._fasta.lengths), "")

    def _read(self, contig: str, start: int, end: int) -> str:
        if not contig:
            return "N" * max(0, end - start)
        before = "N" * min(max(0, -start), max(0, end - start))
        found = before + self._fasta.read(contig, start, end).upper().translate(_LETTERS)
        return found + "N" * (end - start - len(found))

    def _detected(self) -> Build:
        fits = {build: self._fit(build) for build in BUILDS}
        best, other = sorted(BUILDS, key=lambda build: fits[build].agreeing, reverse=True)
        chosen = fits[best]
        if chosen.agreeing > fits[other].agreeing and 2 * chosen.agreeing > chosen.compared:
            return best
        names = list(self._fasta.lengths)
        shown = ", ".join(names[:4]) + (f" … ({len(names)} in all)" if len(names) > 4 else "")
        said = "; ".join(
            f"on {build} {fit.agreeing} of {fit.compared} genes have the known bases" for build, fit in fits.items()
        )
        raise ConfigError(
            f"is neither GRCh38 nor GRCh37: {said}; its contigs are {shown or 'none'}",
            where=self._where,
            expected="the human genome GRCh38 or GRCh37, contigs named 17, chr17 or NC_000017.11",
            todo="Give another FASTA, or, if it is the right one, make its index again: samtools faidx FILE.",
        )

    def _fit(self, build: Build) -> _Fit:
        agreeing = compared = 0
        for gene in reference.genes():
            for target in reference.bundled(gene)[:1]:
                model = target.model(build)
                contig = self._contig(model.chromosome, build) if model is not None and target.cds else ""
                if model is None or not contig:
                    continue
                start, known = _longest_coding_exon(target, model)
                found = self._read(contig, start, start + len(known))
                if found.count("N") == len(found):
                    continue
                compared += 1
                agreeing += sum(a == b for a, b in zip(found, known, strict=True)) >= _ALIKE * len(known)
        return _Fit(agreeing, compared)


@dataclass(frozen=True, slots=True)
class _Fit:
    """Of ``compared`` genes, how many have the bases that the bundle knows of them."""

    agreeing: int
    compared: int


def _longest_coding_exon(target: Target, model: ExonModel) -> tuple[int, str]:
    """Genomic start and plus-strand bases of the longest coding stretch, its first bases at most."""
    at, best, where = -utr5_length(model), "", 0
    for start, end in model.ordered:
        low, high = max(start, model.cds_start), min(end, model.cds_end)
        if high > low:
            first = at + (low - start if model.strand == "+" else end - high)
            bases = target.cds[first : first + high - low]
            if len(bases) > len(best):
                best, where = bases if model.strand == "+" else reverse_complement(bases), low
        at += end - start
    return where, best[:_COMPARED]
