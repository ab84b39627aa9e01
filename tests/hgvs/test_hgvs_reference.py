"""The bundled reference: checksums, and what the sequences must satisfy for any name to be right."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from her2parse.errors import ReferenceDataError
from her2parse.hgvs import reference
from her2parse.hgvs.windows import sight, utr5_length

_SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "reference"


def test_every_cds_translates_to_one_stop_at_its_end() -> None:
    for gene in reference.genes():
        for target in reference.targets(gene):
            if target.cds:
                made = reference.translate(target.cds)
                assert made.endswith("*")
                assert "*" not in made[:-1]
                assert made.startswith("M")
                assert made[:-1] == target.residues


def test_exon_models_hold_the_protein() -> None:
    for gene in reference.genes():
        for target in reference.targets(gene):
            for build, model in target.models:
                inside = sum(max(0, min(e, model.cds_end) - max(s, model.cds_start)) for s, e in model.exons)
                assert inside % 3 == 0
                if target.residues:
                    assert inside == 3 * (len(target.residues) + 1), (gene, build)


def test_splice_sites_where_the_intron_is_known() -> None:
    """GT (or GC) and AG beside the exons; STK11 intron 2 is the known AT-AC one."""
    for gene in ("ERBB2", "EGFR", "TP53", "KRAS", "STK11"):
        target = reference.targets(gene)[0]
        for number, (before, after, _) in reference.intron_edges(target).items():
            assert before[-2:] in ("", "AG") or (gene, number) == ("STK11", 3)
            assert after[:2] in ("", "GT", "GC") or (gene, number) == ("STK11", 2)


def test_window_and_untranslated_ends() -> None:
    target = reference.targets("ERBB2")[0]
    model = target.model("GRCh38")
    assert model is not None
    assert utr5_length(model) == 175, "the mRNA's CDS begins at base 176"
    assert len(reference.exact_mrna(target)) == 4557
    assert sight(target, "GRCh38")[model.cds_start : model.cds_start + 3] == "ATG"


def test_chromosome_accessions() -> None:
    assert reference.chromosome_accession("17", "GRCh38") == "NC_000017.11"
    assert reference.chromosome_accession("X", "GRCh37") == "NC_000023.10"
    assert reference.chromosome_of("NC_000007.13") == ("7", "GRCh37")
    assert reference.chromosome_of("NC_000007.1") is None


def test_a_changed_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(reference._FOLDER, folder)
    (folder / "gene_aliases.tsv").write_text("symbol\taliases\tsource\nEGFR\tHER2\tnobody\n", encoding="utf-8")
    monkeypatch.setattr(reference, "_FOLDER", folder)
    with pytest.raises(ReferenceDataError, match=r"gene_aliases\.tsv"):
        reference._read("gene_aliases.tsv")
    (folder / "cds.fasta.gz").unlink()
    with pytest.raises(ReferenceDataError, match="missing"):
        reference._read("cds.fasta.gz")


def test_bundled_copies_are_the_originals() -> None:
    if not _SHARED.is_dir():
        pytest.skip("the original reference files are not beside the project (../shared/reference)")
    for name in (
        "cds.fasta",
        "proteins.fasta",
        "mrna.fasta",
        "transcripts.tsv",
        "exon_flanks.tsv",
        "legacy_accessions.tsv",
    ):
        packed = (reference._FOLDER / f"{name}.gz").read_bytes()
        assert gzip.decompress(packed) == (_SHARED / name).read_bytes()
        assert packed[4:8] == b"\0\0\0\0", "no time stamp in the file"


def test_legacy_offsets_follow_from_the_sequences() -> None:
    """The shifts that the numbering table calls verified, computed again from the proteins."""
    met, longer = (target.residues for target in reference.targets("MET")[:2])
    assert longer[:755] == met[:755]
    assert longer[773:] == met[755:]
    kras, kras4a = reference.targets("KRAS")[:2]
    assert kras.cds[:450] == kras4a.cds[:450]
