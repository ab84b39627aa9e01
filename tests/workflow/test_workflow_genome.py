"""A run with a laboratory's genome: what runs again, what it names, and what stops it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from workflow_runs import DEMO, ROOT, contents, her2parse, jobs, rows

sys.path.insert(0, str(ROOT / "tests" / "hgvs"))
from synthetic_genome import SyntheticGenome, cds_of

from her2parse.hgvs import reference

REPORT = "oncomine_es_P009.pdf"
"""It prints ALK p.(D1529E) and p.(I1461V), of which the bundle holds the protein only."""


def _genome() -> SyntheticGenome:
    made = SyntheticGenome("GRCh38")
    made.lay("ERBB2")
    made.lay("ALK", cds_of(reference.bundled("ALK")[0].residues))
    return made


def _run(reports: Path, out: Path, genome: Path | None) -> None:
    config = out.parent / "settings.yaml"
    config.write_text(f"pages: {{pictures: false}}\ngenome_fasta: {genome or ''}\n")
    result = her2parse("run", reports, "--out", out, "--as-of", "2026-06-01", "--config", config)
    assert result.returncode == 0, result.stderr


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    shutil.copy(DEMO / REPORT, folder)
    return folder


def test_a_genome_is_read_by_the_jobs_and_runs_nothing_else_again(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _run(reports, out, None)
    notes = [row["normalization_note"] for row in rows(out, "findings") if row["gene"] == "ALK"]
    assert any("only a protein is bundled" in note for note in notes)
    assert json.loads((out / "run.json").read_text())["config"]["genome"] == "none"

    genome = _genome().write(tmp_path / "genome.fa")
    _run(reports, out, genome)
    again = {job.split(" ")[0] for job in jobs(out)}
    assert "read" in again
    assert "extract" not in again
    found = [row for row in rows(out, "findings") if row["gene"] == "ALK"]
    assert any("coding sequence from the genome file (GRCh38)" in row["normalization_note"] for row in found)
    assert "NM_004304.5:c.4587C>G" in {row["hgvs_c"] for row in found}
    assert json.loads((out / "run.json").read_text())["config"]["genome"].startswith("GRCh38 ")

    # The same bases elsewhere, packed: the reports' results are those that are kept.
    first, kept = contents(out), {path: path.stat().st_mtime_ns for path in (out / "work" / "cache").rglob("*.gz")}
    (tmp_path / "moved").mkdir()
    _run(reports, out, _genome().write(tmp_path / "moved" / "packed.fa.gz", packed=True))
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in kept.items()), "a report was read twice"
    second = contents(out)
    differing = {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}
    # The patients' floor is told where the genome lies, because a person's correction is named with it too.
    settings = {f"work/settings/{stage}.json" for stage in ("read", "patients")}
    assert differing <= settings | {"work/intake/config.json", "work/intake/hashes.json"}


def test_another_genome_stops_the_run_before_anything_is_written(reports: Path, tmp_path: Path) -> None:
    genome = tmp_path / "mouse.fa"
    genome.write_text(">chr17\n" + "ACGT" * 15 + "\n")
    (tmp_path / "mouse.fa.fai").write_text("chr17\t60\t7\t60\t61\n")
    config = tmp_path / "settings.yaml"
    config.write_text(f"genome_fasta: {genome}\n")
    result = her2parse("run", reports, "--out", tmp_path / "out", "--config", config)
    assert result.returncode == 2
    assert f"H110: genome_fasta {genome}: is neither GRCh38 nor GRCh37" in result.stderr
    assert not (tmp_path / "out").exists()
