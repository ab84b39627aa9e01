"""The two other programs, fed from the same bundled sequences: ferro-hgvs and hgvs-weaver."""

from __future__ import annotations

import json
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import ferro_hgvs
import weaver

from her2parse.hgvs import reference
from her2parse.hgvs.windows import sight, utr5_length

GENES = ("ERBB2", "EGFR", "TP53")


@cache
def target(gene: str) -> reference.Target:
    """The gene's main transcript."""
    return reference.targets(gene)[0]


@cache
def exons(gene: str) -> tuple[tuple[int, int], ...]:
    """First and last base of each exon on the coding sequence (an exon before it ends below 1)."""
    model = target(gene).model("GRCh38")
    assert model is not None
    spans, at = [], -utr5_length(model)
    for start, end in model.ordered:
        spans.append((at + 1, at + end - start))
        at += end - start
    return tuple(spans)


def before(gene: str) -> str:
    """The transcript before the start codon, ``N`` where it is not known."""
    whole, length = reference.exact_mrna(target(gene)), 1 - exons(gene)[0][0]
    return whole[:length] or "N" * length


def transcript(gene: str) -> str:
    """The transcript as long as its exons: coding sequence, what follows it as far as it is known, ``N`` elsewhere."""
    own, first, last = target(gene), exons(gene)[0][0], exons(gene)[-1][1]
    known = before(gene) + own.cds + reference.downstream(own)
    return (known + "N" * (last - first + 1))[: last - first + 1]


def answer(ask: Any, name: str) -> str:
    """What a referee says; a refusal, or its own breakdown, begins with ``!``."""
    try:
        return str(ask(name))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the Rust library is no Exception
        return f"!{type(error).__name__}: {error}"


class Ferro:
    """ferro-hgvs, which normalises protein names and coding names."""

    def __init__(self, folder: Path) -> None:
        proteins = {target(gene).protein_label: target(gene).residues for gene in GENES}
        _write_fasta(folder / "p.faa", proteins)
        _write_fasta(folder / "t.fna", {target(gene).accession: target(gene).cds for gene in GENES})
        manifest = {
            "prepared_at": "2026-01-01T00:00:00Z", "transcript_fastas": [str(folder / "t.fna")],
            "protein_fastas": [str(folder / "p.faa")], "genome_fasta": None, "cdot_json": None,
            "transcript_count": len(GENES), "available_prefixes": ["NM", "NP"],
        }  # fmt: skip
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        (folder / "transcripts.json").write_text(json.dumps([_ferro_row(gene) for gene in GENES]), encoding="utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # there is no genome: proteins and transcripts only
            strict = ferro_hgvs.ErrorConfig.strict()
            self._proteins = ferro_hgvs.Normalizer.from_manifest(str(folder / "manifest.json"), error_config=strict)
            # not strict: it would refuse every change near an exon's border, for want of the introns
            self._codings = ferro_hgvs.Normalizer(str(folder / "transcripts.json"))

    def protein(self, name: str) -> str:
        """The normalised protein name."""
        return answer(self._proteins.normalize, name)

    def coding(self, name: str) -> str:
        """The normalised coding name."""
        return answer(self._codings.normalize, name)


def _write_fasta(path: Path, sequences: dict[str, str]) -> None:
    at, lines, index = 0, [], []
    for name, letters in sequences.items():
        head = f">{name}\n"
        at += len(head)
        index.append(f"{name}\t{len(letters)}\t{at}\t{len(letters)}\t{len(letters) + 1}\n")
        at += len(letters) + 1
        lines.append(f"{head}{letters}\n")
    path.write_text("".join(lines), encoding="utf-8")
    path.with_name(path.name + ".fai").write_text("".join(index), encoding="utf-8")


def _ferro_row(gene: str) -> dict[str, Any]:
    shift = -exons(gene)[0][0] + 1
    places = [
        {"number": number, "start": start + shift, "end": end + shift}
        for number, (start, end) in enumerate(exons(gene), 1)
    ]
    own = target(gene)
    return {
        "id": own.accession, "gene_symbol": gene, "strand": "+", "sequence": transcript(gene),
        "cds_start": shift + 1, "cds_end": shift + len(own.cds), "exons": places,
    }  # fmt: skip


class Weaver:
    """hgvs-weaver, which normalises coding names and predicts proteins."""

    def __init__(self) -> None:
        self._mapper = weaver.VariantMapper(_Provider())

    def coding(self, name: str) -> str:
        """The normalised coding name."""
        return answer(lambda text: self._mapper.normalize_variant(weaver.parse(text)).format(), name)

    def protein(self, name: str) -> str:
        """The protein name of a coding name."""
        return answer(lambda text: self._mapper.c_to_p(weaver.parse(text)).format(), name)


class _Provider:
    """The four methods that hgvs-weaver asks for."""

    def __init__(self) -> None:
        self._transcripts: dict[str, dict[str, Any]] = {}
        self._bases: dict[str, Any] = {}
        self._protein_of: dict[str, str] = {}
        for gene in GENES:
            own, model = target(gene), target(gene).model("GRCh38")
            assert model is not None
            chromosome = f"{reference.chromosome_accession(model.chromosome, 'GRCh38')}_{gene}"
            shift, strand = -exons(gene)[0][0] + 1, 1 if model.strand == "+" else -1
            rows = [
                {
                    "transcript_start": first + shift - 1, "transcript_end": last + shift, "reference_start": start,
                    "reference_end": end - 1, "alt_strand": strand, "cigar": f"{end - start}=",
                }
                for (first, last), (start, end) in zip(exons(gene), model.ordered, strict=True)
            ]  # fmt: skip
            self._transcripts[own.accession] = {
                "ac": own.accession, "gene": gene, "cds_start_index": shift, "strand": strand, "exons": rows,
                "cds_end_index": shift + len(own.cds) - 1, "reference_accession": chromosome,
            }  # fmt: skip
            self._bases |= {own.accession: transcript(gene), own.protein_label: own.residues}
            self._bases[chromosome] = sight(own, "GRCh38")
            self._protein_of[own.accession] = own.protein_label

    def get_transcript(self, accession: str, reference_accession: str | None) -> dict[str, Any]:  # noqa: ARG002
        return self._transcripts[accession]

    def get_seq(self, accession: str, start: int, end: int | None, kind: object) -> str:  # noqa: ARG002
        return str(self._bases[accession][start : 10**9 if end is None else end])

    def get_symbol_accessions(self, symbol: str, source: str, wanted: str) -> list[tuple[str, str]]:  # noqa: ARG002
        return [("protein_accession", self._protein_of[symbol])] if symbol in self._protein_of else []

    def get_identifier_type(self, identifier: str) -> str:
        kinds = {"NP": "protein_accession", "NM": "transcript_accession", "NC": "genomic_accession"}
        return kinds.get(identifier[:2], "unknown")
