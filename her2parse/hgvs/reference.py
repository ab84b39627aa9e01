"""The bundled reference: proteins, coding sequences, exon models and intron edges. Read lazily, checksums checked.

A laboratory's genome completes it: ``use`` names the one that this process works with. It is the only state here.

Coordinates: genomic starts count from 0 and ends are exclusive; residues and coding bases count from 1 in names and
from 0 in sequences. Sources and licences stand in ``data/reference/PROVENANCE.md``.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, ParamSpec, Protocol, TypeVar, cast

from her2parse.errors import ReferenceDataError

Build = Literal["GRCh38", "GRCh37"]
BUILDS: tuple[Build, ...] = ("GRCh38", "GRCh37")

FLANK = 2000
"""Bases before the first and behind the last exon that count as a gene's surroundings."""

_FOLDER = Path(__file__).resolve().parent.parent / "data" / "reference"
_USABLE_MODELS = frozenset({"same_transcript", "equal_CDS_length", "derived_by_trimming"})

_CHROMOSOME_VERSIONS = {  # RefSeq accession versions of GRCh37.p13 and GRCh38.p14, NCBI assembly reports
    "1": (10, 11), "2": (11, 12), "3": (11, 12), "4": (11, 12), "5": (9, 10), "6": (11, 12), "7": (13, 14),
    "8": (10, 11), "9": (11, 12), "10": (10, 11), "11": (9, 10), "12": (11, 12), "13": (10, 11), "14": (8, 9),
    "15": (9, 10), "16": (9, 10), "17": (10, 11), "18": (9, 10), "19": (9, 10), "20": (10, 11), "21": (8, 9),
    "22": (10, 11), "X": (10, 11), "Y": (9, 10),
}  # fmt: skip

_CODONS = dict(
    zip(
        (a + b + c for a in "TCAG" for b in "TCAG" for c in "TCAG"),
        "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG",
        strict=True,
    )
)


def translate(bases: str) -> str:
    """Residues of the whole codons of ``bases`` (``*`` for a stop, ``X`` for a codon with an unknown base)."""
    return "".join([_CODONS.get(bases[i : i + 3], "X") for i in range(0, len(bases) - 2, 3)])


@cache
def codons_of(residue: str) -> tuple[str, ...]:
    """All codons of one residue (``*``: the stops), sorted."""
    return tuple(sorted(codon for codon, letter in _CODONS.items() if letter == residue))


def chromosome_accession(chromosome: str, build: Build) -> str:
    """RefSeq accession of a chromosome (``17`` on GRCh38: ``NC_000017.11``); empty when there is none."""
    versions = _CHROMOSOME_VERSIONS.get(chromosome)
    if versions is None:
        return ""
    number = {"X": 23, "Y": 24}.get(chromosome) or int(chromosome)
    return f"NC_{number:06d}.{versions[0 if build == 'GRCh37' else 1]}"


def chromosome_of(accession: str) -> tuple[str, Build] | None:
    """Chromosome and build of an ``NC_`` accession with its version; None when unknown."""
    for chromosome in _CHROMOSOME_VERSIONS:
        for build in BUILDS:
            if chromosome_accession(chromosome, build) == accession:
                return chromosome, build
    return None


@dataclass(frozen=True, eq=False)
class ExonModel:
    """Exons of one transcript on one build, ascending on the genome."""

    chromosome: str
    strand: Literal["+", "-"]
    exons: tuple[tuple[int, int], ...]
    cds_start: int
    cds_end: int

    @cached_property
    def ordered(self) -> tuple[tuple[int, int], ...]:
        """Exons in the transcript's order."""
        return self.exons if self.strand == "+" else self.exons[::-1]


class Bases(Protocol):
    """Bases of a genome by place."""

    def bases(self, chromosome: str, start: int, end: int) -> str:
        """Plus strand of ``start:end`` (from 0, end exclusive), ``N`` where unknown, never short."""
        ...


@dataclass(frozen=True, eq=False)
class Target:
    """What names of a gene are checked against.

    ``protein_label`` is what ``hgvs_p`` is written on: the RefSeq accession where the sequence is verified, the UniProt
    accession where it is not, empty where neither is known. ``cds`` is empty where only the protein is known, and
    ``residues`` (without the stop) where not even that is. ``lack`` says what is missing, and what would give it.

    With a laboratory's genome: ``genome`` holds the bases around the gene, ``home`` is its build, on which coding names
    are checked and shifted, and ``after_stop`` the transcript behind the stop codon.
    """

    gene: str
    accession: str
    protein_label: str
    residues: str
    cds: str
    models: tuple[tuple[Build, ExonModel], ...] = ()
    exons_numbered: bool = False
    note: str = ""
    refseq_protein: str = ""
    lack: str = ""
    home: Build = "GRCh38"
    genome: Bases | None = None
    after_stop: str = ""

    def model(self, build: Build) -> ExonModel | None:
        """Exon model on ``build``, None when there is no usable one."""
        return next((model for its_build, model in self.models if its_build == build), None)

    @property
    def base_accession(self) -> str:
        """The transcript's accession without its version."""
        return self.accession.partition(".")[0]


@cache
def _checksums() -> dict[str, str]:
    try:
        text = (_FOLDER / "SHA256SUMS").read_text(encoding="utf-8")
    except OSError as error:
        raise ReferenceDataError("the checksums are missing", where="SHA256SUMS", todo="Install again.") from error
    return {name: digest for digest, name in (line.split() for line in text.splitlines())}


def _read(name: str) -> str:
    try:
        data = (_FOLDER / name).read_bytes()
    except OSError as error:
        raise ReferenceDataError("the file is missing", where=name, todo="Install her2parse again.") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != _checksums().get(name):
        raise ReferenceDataError(
            f"checksum is {digest[:12]}…",
            expected=f"{_checksums().get(name, 'none')[:12]}…",
            where=name,
            todo="The file was changed or is damaged; install her2parse again.",
        )
    return (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a bundled TSV file. Raises ReferenceDataError when it is missing or changed."""
    return tuple(csv.DictReader(io.StringIO(_read(name)), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _fasta(name: str) -> tuple[tuple[str, dict[str, str], str], ...]:
    entries = []
    for block in _read(name).split(">")[1:]:
        head, _, body = block.partition("\n")
        accession, *fields = head.split('"')[0].split()
        entries.append((accession, dict(f.split("=", 1) for f in fields if "=" in f), body.replace("\n", "")))
    return tuple(entries)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",")) if text else ()


def _models(row: dict[str, str]) -> tuple[tuple[Build, ExonModel], ...]:
    if row["model_confidence"] not in _USABLE_MODELS:
        return ()
    strand: Literal["+", "-"] = "+" if row["strand"] == "+" else "-"
    models: list[tuple[Build, ExonModel]] = []
    for build, tag in (("GRCh38", "grch38"), ("GRCh37", "grch37")):
        exons = tuple(zip(_numbers(row[f"exon_starts_{tag}_0based"]), _numbers(row[f"exon_ends_{tag}"]), strict=True))
        start, end = int(row[f"cds_start_{tag}_0based"]), int(row[f"cds_end_{tag}"])
        model = ExonModel(row["chrom"], strand, exons, start, end)
        models.append(("GRCh38" if build == "GRCh38" else "GRCh37", model))
    return tuple(models)


@cache
def _rows_of_genes() -> dict[str, tuple[dict[str, str], ...]]:
    rows: dict[str, list[dict[str, str]]] = {}
    for row in table("transcripts.tsv.gz"):
        rows.setdefault(row["gene"], []).append(row)
    return {gene: tuple(found) for gene, found in rows.items()}


def genes() -> tuple[str, ...]:
    """Symbols of all genes of the bundle, sorted."""
    return tuple(sorted(_rows_of_genes()))


class Supplement(Protocol):
    """What a laboratory's genome does for the bundle (``genome.Genome``)."""

    def completed(self, target: Target) -> Target:
        """``target`` with what the genome adds to it."""
        ...


_P = ParamSpec("_P")
_R = TypeVar("_R")

_in_use: Supplement | None = None
_forget: list[Callable[[], None]] = []


def per_genome(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """``functools.cache`` for what depends on the genome in use other than through a ``Target`` in its arguments."""
    kept = cache(function)
    _forget.append(kept.cache_clear)
    return cast(Callable[_P, _R], kept)


def use(genome: Supplement | None) -> None:
    """From here on this process names variants with the help of ``genome`` (None: of the bundle alone).

    Called once, before the first name, by whoever composes the process; targets handed out before stay as they were.
    """
    global _in_use
    _in_use = genome
    for forget in _forget:
        forget()


@per_genome
def targets(gene: str) -> tuple[Target, ...]:
    """``bundled``, completed by the genome in use, if there is one."""
    known = bundled(gene)
    return known if _in_use is None else tuple(_in_use.completed(target) for target in known)


@cache
def bundled(gene: str) -> tuple[Target, ...]:
    """What names of ``gene`` can be checked against: MANE Select first, then MANE Plus Clinical, then other isoforms.

    Empty for a gene that the bundle does not know. The legacy MYC protein and the NF1 isoform, whose MANE proteins are
    not in the bundle, come as further targets without an accession for names.
    """
    rows = _rows_of_genes().get(gene, ())
    sequences = {acc: seq for acc, fields, seq in _fasta("cds.fasta.gz") if fields.get("gene") == gene}
    found = [_target(row, sequences) for row in rows]
    known = {target.accession for target in found}
    for accession, bases in sequences.items():
        if accession not in known:
            note = f"{accession} is not the MANE Select transcript"
            found.append(Target(gene, accession, "", translate(bases)[:-1], bases, note=note))
    return tuple(found)


def _target(row: dict[str, str], sequences: dict[str, str]) -> Target:
    gene, accession = row["gene"], row["refseq_tx"]
    bases = sequences.get(accession, "")
    label, residues, note = row["refseq_protein"], "", ""
    if bases:
        residues = translate(bases)[:-1]
    elif row["mane_status"] == "MANE Select":
        label, residues, note = _uniprot(gene)
    else:
        label = ""
    if not bases and not residues:
        label, note = "", f"no sequence of {accession} in the bundle"
    numbered = row["model_confidence"] == "same_transcript"
    models = _models(row)
    lack = "" if bases else _lack(bool(residues), bool(models))
    return Target(gene, accession, label, residues, bases, models, numbered, note, row["refseq_protein"], lack)


def _lack(protein: bool, model: bool) -> str:
    """What is missing without a coding sequence, and the setting that would give it."""
    setting = "genome_fasta (normalize --genome)"
    if protein:
        said = f"is derived or checked without {setting}" if model else "can be derived or checked"
        return f"only a protein is bundled: no c. and g. {said}"
    return f"{setting} may give its coding sequence" if model else ""


def _uniprot(gene: str) -> tuple[str, str, str]:
    """Label, residues and note of a gene's UniProt protein, the legacy MYC form left out (see ``shifted_protein``).

    The label is the RefSeq protein of the same length and exon model; the note says against what was checked.
    """
    for accession, fields, residues in _fasta("proteins.fasta.gz"):
        if fields.get("gene") == gene and fields.get("evidence") == "UniProt_canonical_via_DeepDTA":
            refseq = fields.get("presumed_refseq", "")
            return refseq or accession, residues, f"checked against UniProt {accession}, as long as {refseq}"
    return "", "", ""


@cache
def shifted_protein(gene: str) -> tuple[str, int, int] | None:
    """An older form of a protein whose MANE form is not in the bundle: (residues, first residue shifted, shift).

    MANE position = position + shift from the first shifted residue on. MYC: 439 residues, +15; NF1: +21 from 1371.
    """
    if gene == "MYC":
        return next(seq for acc, _, seq in _fasta("proteins.fasta.gz") if acc == "P01106_439aa"), 1, 15
    if gene == "NF1":
        return next(seq for acc, _, seq in _fasta("proteins.fasta.gz") if acc == "translation_of_NM_000267.3"), 1371, 21
    return None


@cache
def downstream(target: Target) -> str:
    """Bases after the stop codon, as far as the bundle or the genome holds them ('' when neither does)."""
    if not target.cds:
        return ""
    for accession, fields, bases in _fasta("mrna.fasta.gz"):
        start, end = int(fields["cds_start_1based"]) - 1, int(fields["cds_end_1based"])
        if accession.partition(".")[0] == target.base_accession and len(bases[start:end]) == len(target.cds):
            return bases[end:]
    return target.after_stop


@cache
def exact_mrna(target: Target) -> str:
    """The whole mRNA of this very version, only where its length is exactly that of the exon model ('' otherwise)."""
    model, known = target.model("GRCh38"), versioned_mrna(target)
    if model is None or known is None:
        return ""
    return known[0] if len(known[0]) == sum(end - start for start, end in model.exons) else ""


@cache
def versioned_mrna(target: Target) -> tuple[str, int] | None:
    """The whole mRNA of just this accession and version, and where its coding sequence starts (from 0).

    None where the bundle has another version of it, or where length or coding sequence are not those of the record.
    """
    for accession, fields, bases in _fasta("mrna.fasta.gz"):
        start, end = int(fields["cds_start_1based"]) - 1, int(fields["cds_end_1based"])
        if accession == target.accession and target.cds and len(bases) == int(fields["len"]):
            return (bases, start) if bases[start:end] == target.cds else None
    return None


@cache
def intron_edges(target: Target) -> dict[int, tuple[str, str, bool]]:
    """By exon number: bases before the exon, bases after it (transcript's strand), and whether they are certain."""
    edges = {}
    for row in table("exon_flanks.tsv.gz"):
        if row["tx"] == target.accession:
            certain = "manual" not in row["source"]
            edges[int(row["exon"])] = (
                row["acceptor_intron_3prime_end"] or "",
                row["donor_intron_5prime_start"] or "",
                certain,
            )
    return edges
