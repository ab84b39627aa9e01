"""What other programs do with the same names, one function a job: it sets the program up from the given sequences and
returns what is timed, name by name. ``python -m benchmarks.peers JOB FILE`` runs one job on the names of a JSON file
and prints how many names it accepted and its processor seconds; the set-up is not timed.

Some peers live in an environment of their own without her2parse: only the functions for pyhgvs import it.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

Ask = Callable[[str], object]


def ours(data: dict[str, Any]) -> Ask:
    """The whole: spelling, residues or bases checked, HGVS order, effect, genome, note, record."""
    from her2parse.hgvs import normalize

    genes = data["genes"]
    settled = ("exact", "rewritten", "derived")

    def ask(name: str) -> object:
        (record,) = normalize(genes[name], name)
        if record.status not in settled:
            raise ValueError(record.note)
        return record

    return ask


def ferro_parse(_data: dict[str, Any]) -> Ask:
    """ferro-hgvs: the name taken apart."""
    import ferro_hgvs

    return ferro_hgvs.parse


def ferro_normalize(data: dict[str, Any]) -> Ask:
    """ferro-hgvs: residues checked, 3' rule, dup; proteins and coding sequences from FASTA files."""
    import ferro_hgvs

    folder = Path(tempfile.mkdtemp())
    _fasta(folder / "p.faa", {row["protein"]: row["residues"] for row in data["transcripts"]})
    _fasta(folder / "t.fna", {row["accession"]: row["cds"] for row in data["transcripts"]})
    manifest = {
        "prepared_at": "2026-01-01T00:00:00Z", "transcript_fastas": [str(folder / "t.fna")],
        "protein_fastas": [str(folder / "p.faa")], "genome_fasta": None, "cdot_json": None,
        "transcript_count": len(data["transcripts"]), "available_prefixes": ["NM", "NP"],
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    rows = [
        {
            "id": row["accession"], "gene_symbol": row["gene"], "strand": "+", "sequence": row["cds"], "cds_start": 1,
            "cds_end": len(row["cds"]), "exons": [{"number": 1, "start": 1, "end": len(row["cds"])}],
        }
        for row in data["transcripts"]
    ]  # fmt: skip
    (folder / "transcripts.json").write_text(json.dumps(rows), encoding="utf-8")
    if data["level"] == "c":
        return ferro_hgvs.Normalizer(str(folder / "transcripts.json")).normalize
    strict = ferro_hgvs.ErrorConfig.strict()
    return ferro_hgvs.Normalizer.from_manifest(str(folder / "manifest.json"), error_config=strict).normalize


def _fasta(path: Path, sequences: dict[str, str]) -> None:
    at, lines, index = 0, [], []
    for name, letters in sequences.items():
        at += len(name) + 2
        index.append(f"{name}\t{len(letters)}\t{at}\t{len(letters)}\t{len(letters) + 1}\n")
        at += len(letters) + 1
        lines.append(f">{name}\n{letters}\n")
    path.write_text("".join(lines), encoding="utf-8")
    path.with_name(path.name + ".fai").write_text("".join(index), encoding="utf-8")


def weaver_parse(_data: dict[str, Any]) -> Ask:
    """hgvs-weaver: the name taken apart."""
    import weaver

    return weaver.parse


def hgvs_parse(_data: dict[str, Any]) -> Ask:
    """biocommons hgvs: the name taken apart."""
    import hgvs.parser

    return hgvs.parser.Parser().parse_hgvs_variant


def hgvs_protein(data: dict[str, Any]) -> Ask:
    """biocommons hgvs: the coding name taken apart and its protein change computed (nothing shifted or checked)."""
    import hgvs.parser
    import hgvs.variantmapper

    rows = {row["accession"]: row for row in data["transcripts"]}

    class Provider:
        """The three questions that c. to p. asks."""

        def get_tx_identity_info(self, accession: str) -> dict[str, Any]:
            return {"cds_start_i": 0, "cds_end_i": len(rows[accession]["cds"]), "hgnc": rows[accession]["gene"]}

        def get_seq(self, accession: str, start: int | None = None, end: int | None = None) -> str:
            return str(rows[accession]["cds"][start:end])

        def get_pro_ac_for_tx_ac(self, accession: str) -> str:
            return str(rows[accession]["protein"])

    parse = hgvs.parser.Parser().parse_hgvs_variant
    mapper = hgvs.variantmapper.VariantMapper(Provider(), prevalidation_level=None, replace_reference=False)
    return lambda name: str(mapper.c_to_p(parse(name)))


def mutalyzer_parse(_data: dict[str, Any]) -> Ask:
    """mutalyzer's parser: the name taken apart."""
    import mutalyzer_hgvs_parser

    return mutalyzer_hgvs_parser.to_model


def pyhgvs_parse(_data: dict[str, Any]) -> Ask:
    """pyhgvs: the name taken apart."""
    import pyhgvs

    return pyhgvs.HGVSName


def pyhgvs_format(data: dict[str, Any]) -> Ask:
    """pyhgvs: the coding name to a genomic allele and back, which shifts it 3' and names duplications."""
    import pyhgvs

    from her2parse.hgvs import hgvs_pyhgvs, reference
    from her2parse.hgvs.windows import sight

    places = {}
    for row in data["transcripts"]:
        target = reference.targets(row["gene"])[0]
        model = target.model("GRCh38")
        assert model is not None
        genome = {model.chromosome: sight(target, "GRCh38")}
        places[row["accession"]] = (genome, hgvs_pyhgvs.transcript_of(target, "GRCh38"))

    def ask(name: str) -> object:
        genome, transcript = places[name.partition(":")[0]]
        allele = pyhgvs.parse_hgvs_name(name, genome, transcript=transcript)
        return pyhgvs.format_hgvs_name(*allele, genome, transcript, max_allele_length=10**6)

    return ask


def _answers(ask: Ask, name: str) -> bool:
    try:
        ask(name)
    except KeyboardInterrupt:
        raise
    except BaseException:  # a panic of a Rust library is no Exception
        return False
    return True


def main() -> None:
    """Run one job; exit code 3 when its program is not installed."""
    warnings.simplefilter("ignore")
    data = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    try:
        ask = globals()[sys.argv[1]](data)
    except ImportError:
        sys.exit(3)
    for name in data["first"]:  # what is read or compiled at first use is no part of the speed
        _answers(ask, name)
    start = time.process_time()
    accepted = sum(_answers(ask, name) for name in data["names"])
    print(json.dumps([accepted, time.process_time() - start]))


if __name__ == "__main__":
    main()
