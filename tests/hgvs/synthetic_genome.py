"""A made-up human genome: true coding sequences laid over the true exon models, with introns that are ours.

Files are sparse: lines exist where genes lie on either build, the rest of a contig is a hole that nothing reads.
"""

from __future__ import annotations

import random
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from her2parse.hgvs import reference
from her2parse.hgvs.reference import BUILDS, Build, ExonModel, Target
from her2parse.hgvs.windows import reverse_complement, utr5_length

LINE = 60
DONOR = "GTAAGTCCCCCATG"
"""How every intron of ours begins, in the transcript's direction: a run of C at +7 to +11."""
ACCEPTOR = "ACTTTTTTCTGCAG"
"""How it ends: a run of T at -12 to -7."""
UTR3 = "GCCTAACCTGACC"
"""The first bases behind every stop codon of ours that the bundle does not know."""
UTR5 = "CCAGCCGCC"
"""The last bases before every start codon of ours."""


def cds_of(residues: str) -> str:
    """A coding sequence of a protein, stop codon included: the first codon of the alphabet for each residue."""
    return "".join(reference.codons_of(residue)[0] for residue in residues + "*")


def invented_protein(length: int, seed: str = "") -> str:
    """A protein of ours that begins with Met."""
    return "M" + "".join(random.Random(seed).choices("ACDEFGHIKLNPQRSTVWY", k=length - 1))


@dataclass
class SyntheticGenome:
    """Genes laid on one build; ``pieces`` maps chromosome to {0-based start: plus-strand bases}."""

    build: Build
    pieces: dict[str, dict[int, str]] = field(default_factory=dict)

    def lay(self, gene: str, cds: str = "", *, number: int = 0) -> int:
        """Lay a gene's transcript ``number`` (``cds``: where none is bundled) and give the start of its piece."""
        target = reference.bundled(gene)[number]
        model = target.model(self.build)
        assert model is not None
        start, bases = _gene(target, model, cds or target.cds)
        self.pieces.setdefault(model.chromosome, {})[start] = bases
        return start

    def lay_bundled(self) -> None:
        """Lay every gene whose coding sequence is bundled."""
        for gene in reference.genes():
            target = reference.bundled(gene)[0]
            if target.cds and target.models:
                self.lay(gene)

    def change(self, chromosome: str, position: int, base: str) -> str:
        """Put another base at a 1-based position and give the one that was there."""
        for start, bases in self.pieces[chromosome].items():
            at = position - 1 - start
            if 0 <= at < len(bases):
                self.pieces[chromosome][start] = bases[:at] + base + bases[at + 1 :]
                return bases[at]
        raise KeyError(position)

    def write(self, path: Path, *, contig: str = "chr{}", lower: bool = False, packed: bool = False) -> Path:
        """The genome as a FASTA file with its index; ``contig``: how chromosomes are named (``NC``: as RefSeq does)."""
        regions: dict[int, bytes] = {}
        index, offset = [], 0
        for chromosome, pieces in self.pieces.items():
            name = contig.format(chromosome)
            name = reference.chromosome_accession(chromosome, self.build) if contig == "NC" else name
            header = f">{name}\n".encode()
            regions[offset] = header
            offset += len(header)
            length = max(_ends(chromosome)) + 10_000
            index.append(f"{name}\t{length}\t{offset}\t{LINE}\t{LINE + 1}\n")
            for first, text in _lines(chromosome, pieces, length):
                regions[offset + first // LINE * (LINE + 1)] = (text.lower() if lower else text).encode()
            offset += length + -(-length // LINE)
        (_write_packed if packed else _write_plain)(path, regions)
        path.with_name(path.name + ".fai").write_text("".join(index))
        return path


def _models(chromosome: str) -> list[ExonModel]:
    found = [model for gene in reference.genes() for t in reference.bundled(gene) for _, model in t.models]
    return [model for model in found if model.chromosome == chromosome]


def _ends(chromosome: str) -> list[int]:
    return [model.exons[-1][1] for model in _models(chromosome)]


def _lines(chromosome: str, pieces: dict[int, str], length: int) -> list[tuple[int, str]]:
    """Whole lines (first base, text) around every gene of a chromosome on both builds."""
    spans = sorted(
        (max(0, m.exons[0][0] - 2 * reference.FLANK) // LINE * LINE, m.exons[-1][1] + 2 * reference.FLANK)
        for m in _models(chromosome)
    )
    merged: list[list[int]] = []
    for low, high in spans:
        high = min(length, -(-high // LINE) * LINE)
        if merged and low <= merged[-1][1]:
            merged[-1][1] = max(high, merged[-1][1])
        else:
            merged.append([low, high])
    out = []
    for low, high in merged:
        bases = ["N" * (high - low)]
        for start, text in pieces.items():
            if low <= start < high:
                whole = "".join(bases)
                bases = [whole[: start - low], text, whole[start - low + len(text) :]]
        whole = "".join(bases)
        out.append((low, "".join(whole[at : at + LINE] + "\n" for at in range(0, len(whole), LINE))))
    return out


def _write_plain(path: Path, regions: dict[int, bytes]) -> None:
    with path.open("wb") as stream:
        for offset, data in regions.items():
            stream.seek(offset)
            stream.write(data)


def _write_packed(path: Path, regions: dict[int, bytes]) -> None:
    """Blocks of bgzip for what exists; the table leaves the holes out."""
    table: list[tuple[int, int]] = []
    with path.open("wb") as stream:
        for offset, data in regions.items():
            for at in range(0, len(data), 65_000):
                table.append((stream.tell(), offset + at))
                stream.write(bgzip_block(data[at : at + 65_000]))
        stream.write(bgzip_block(b""))
    entries = b"".join(struct.pack("<2Q", *entry) for entry in table[1:])
    path.with_name(path.name + ".gzi").write_bytes(struct.pack("<Q", len(table) - 1) + entries)


def bgzip_block(data: bytes) -> bytes:
    """One block as the SAM specification lays it out."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    body = packer.compress(data) + packer.flush()
    head = b"\x1f\x8b\x08\x04" + bytes(4) + b"\0\xff" + struct.pack("<H", 6) + b"BC" + struct.pack("<H", 2)
    return head + struct.pack("<H", len(body) + 25) + body + struct.pack("<2I", zlib.crc32(data), len(data))


def _gene(target: Target, model: ExonModel, cds: str) -> tuple[int, str]:
    """First position and plus-strand bases of a gene with its flanks."""
    rng = random.Random(target.accession)

    def made_up(length: int) -> str:
        return "".join(rng.choices("ACGT", k=length))

    length = sum(end - start for start, end in model.exons)
    before = utr5_length(model)
    after = length - before - len(cds)
    if target.cds:  # what the bundle knows of them stays; the rest is unknown here too
        transcript = "N" * before + cds + "N" * after
    else:
        transcript = (made_up(before) + UTR5)[len(UTR5) :] + cds + (UTR3 + made_up(after))[:after]
    edges = reference.intron_edges(target)
    parts, at, last = [made_up(reference.FLANK)], 0, None
    for number, (start, end) in enumerate(model.ordered, start=1):
        if last is not None:
            size = start - last[1] if model.strand == "+" else last[0] - end
            donor = edges.get(number - 1, ("", "", True))[1] or DONOR
            acceptor = edges.get(number, ("", "", True))[0] or ACCEPTOR
            middle = size - len(donor) - len(acceptor)
            parts.append(donor + made_up(middle) + acceptor if middle >= 0 else donor + acceptor[-middle:])
        parts.append(transcript[at : at + end - start])
        at, last = at + end - start, (start, end)
    bases = "".join([*parts, made_up(reference.FLANK)])
    low = model.exons[0][0] - reference.FLANK
    return low, bases if model.strand == "+" else reverse_complement(bases)


__all__ = ["ACCEPTOR", "BUILDS", "DONOR", "SyntheticGenome", "bgzip_block", "cds_of", "invented_protein"]
