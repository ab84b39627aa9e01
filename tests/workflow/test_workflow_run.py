from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from workflow_runs import DEMO, ROOT, contents, her2parse, jobs, rows

TODAY = "2026-06-01"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight good reports of all four buckets, and one of each kind of bad file."""
    folder = tmp_path_factory.mktemp("reports")
    for path in sorted(DEMO.glob("*.pdf"))[:8]:
        shutil.copy(path, folder)
    good = sorted(folder.glob("*.pdf"))[0]
    (folder / "sub").mkdir()
    (folder / "sub" / "empty.PDF").write_bytes(b"")
    (folder / "sub" / "text.pdf").write_bytes(b"Dear colleague,\n")
    (folder / "sub" / "truncated.pdf").write_bytes(good.read_bytes()[:900])
    (folder / "link.pdf").symlink_to("/etc/hostname")
    (folder / "notes.docx").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def done(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run") / "out"
    result = her2parse("run", reports, "--out", out, "--as-of", TODAY, "--cores", "2")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("12 files: ")
    assert result.stdout.rstrip().endswith("index.html")
    return out


def test_every_file_has_its_row_and_a_reason_where_it_failed(done: Path, reports: Path) -> None:
    table = {row["source_file"]: row for row in rows(done, "reports")}
    assert set(table) == {
        str(path.relative_to(reports)) for path in reports.rglob("*") if path.suffix.lower() == ".pdf"
    }
    assert table["sub/text.pdf"]["reasons"] == "not_a_pdf"
    assert table["sub/empty.PDF"]["reasons"] == "empty_file"
    assert table["sub/truncated.pdf"]["reasons"] == "truncated_pdf"
    assert table["link.pdf"]["reasons"] == "not_readable"
    failed = {name for name, row in table.items() if row["status"] == "failed"}
    assert failed == {"sub/text.pdf", "sub/empty.PDF", "sub/truncated.pdf", "link.pdf"}
    asked = {row["report_id"] for row in rows(done, "review")}
    assert {table[name]["report_id"] for name in failed} <= asked


def test_three_calls_a_report_and_an_unread_file_is_never_negative(done: Path) -> None:
    calls: dict[str, list[str]] = {}
    for row in rows(done, "her2"):
        calls.setdefault(row["report_id"], []).append(row["call"])
    for row in rows(done, "reports"):
        assert len(calls[row["report_id"]]) == 3
        if row["status"] == "failed":
            assert calls[row["report_id"]] == ["review"] * 3


def test_a_second_run_does_nothing(done: Path, reports: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in done.rglob("*") if path.is_file() and "logs" not in path.parts}
    result = her2parse("run", reports, "--out", done, "--as-of", TODAY, "--cores", "2")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("Nothing to be done. 12 files: ")
    assert jobs(done) == []
    unchanged = {path: stamp for path, stamp in before.items() if ".snakemake" not in path.parts}
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in unchanged.items())


def test_one_core_two_cores_and_another_hash_seed_write_the_same_bytes(
    done: Path, reports: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = her2parse("run", reports, "--out", out, "--as-of", TODAY, "--cores", "1", PYTHONHASHSEED="7")
    assert result.returncode == 0, result.stderr
    mine, other = contents(out), contents(done)
    paths = {name for name in mine if "hashes.json" in name or "config.json" in name}
    assert {name for name in mine.keys() | other.keys() if mine.get(name) != other.get(name)} <= paths


def test_one_more_report_runs_its_bucket_and_the_cohort(done: Path, reports: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "reports", tmp_path / "out"
    shutil.copytree(reports, folder, symlinks=True)
    shutil.copytree(done, out, symlinks=True)
    assert her2parse("run", folder, "--out", out, "--as-of", TODAY).returncode == 0
    shutil.copy(sorted(DEMO.glob("*.pdf"))[8], folder / "new.pdf")
    kept = {path: path.stat().st_mtime_ns for path in (out / "work" / "cache").rglob("*.gz")}
    bundles = {path: path.stat().st_mtime_ns for path in (out / "fhir").glob("R*.json")}
    result = her2parse("run", folder, "--out", out, "--as-of", TODAY)
    assert result.stdout.startswith("13 files: ")
    ran = jobs(out)
    assert [job for job in ran if " " not in job] == ["actionability", "fhir", "pages", "patients", "tables"]
    assert len([job for job in ran if job.startswith("extract ")]) == 1
    assert len([job for job in ran if job.startswith("read ")]) == 1
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in kept.items()), "a report was read twice"
    assert bundles
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in bundles.items()), "a bundle was written twice"
    assert len(list((out / "fhir").glob("R*.json"))) == len(bundles) + 1
    account = json.loads((out / "logs" / "run.json").read_text())
    assert account["well"]
    read = account["stages"]["read"]
    assert (read["jobs"], read["done"], read["cache_misses"]) == (1, 1, 1)
    assert read["cache_hits"] == read["reports"] - 1
    assert read["cpu_seconds"] > 0 < read["peak_memory_mb"]


def test_other_formats_are_written_where_asked_and_go_where_not(done: Path, reports: Path, tmp_path: Path) -> None:
    out, config = tmp_path / "out", tmp_path / "config.yaml"
    shutil.copytree(done, out, symlinks=True)
    assert her2parse("run", reports, "--out", out, "--as-of", TODAY).returncode == 0
    config.write_text("write: [phenopackets, cbioportal]\n")
    result = her2parse("run", reports, "--out", out, "--as-of", TODAY, "--config", config)
    assert result.returncode == 0, result.stderr
    ran = jobs(out)
    assert {"cbioportal", "phenopackets", "tables"} <= set(ran)
    assert not [job for job in ran if job.startswith(("extract", "read", "patients"))]
    assert not (out / "fhir").exists()
    known = {row["patient_key"] for row in rows(out, "reports")}
    assert len(list((out / "phenopackets").glob("*.json"))) == len(known - {""})
    assert (out / "cbioportal" / "data_clinical_sample.txt").read_text().count("\n") > 5
    assert her2parse("run", reports, "--out", out, "--as-of", TODAY).returncode == 0
    assert not (out / "cbioportal").exists()
    assert not (out / "phenopackets").exists()
    assert (out / "fhir" / "index.tsv").is_file()


def test_another_day_judges_again_and_reads_nothing_again(done: Path, reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(done, out, symlinks=True)
    assert her2parse("run", reports, "--out", out, "--as-of", TODAY).returncode == 0
    assert her2parse("run", reports, "--out", out, "--as-of", "2020-01-01").returncode == 0
    assert jobs(out) == ["actionability", "fhir", "pages", "tables"]


def test_a_killed_run_goes_on_and_ends_in_the_same_bytes(done: Path, reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "her2parse", "run", str(reports), "--out", str(out), "--as-of", TODAY]
    environment = {**os.environ, "HER2PARSE_KEY": "a key for tests only, no secret"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not list(out.glob("work/extract/*.jsonl")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (out / "run.json").exists(), "the run ended before it could be killed"
    result = her2parse("run", reports, "--out", out, "--as-of", TODAY)
    assert result.returncode == 0, result.stderr
    mine, other = contents(out), contents(done)
    differ = {name for name in mine.keys() | other.keys() if mine.get(name) != other.get(name)}
    assert not {name for name in differ if not name.startswith("work/intake/")}


def test_snakemake_itself_gives_the_same_tables(done: Path, reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    environment = {**os.environ, "HER2PARSE_KEY": "a key for tests only, no secret"}
    for entry in ("Snakefile", "workflow/Snakefile"):
        result = subprocess.run(
            [
                *(sys.executable, "-m", "snakemake", "--snakefile", entry, "--cores", "2", "--config"),
                *(f"reports={reports}", f"outdir={out}", f"as_of={TODAY}"),
            ],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
    assert "Nothing to be done" in result.stderr + result.stdout
    account = json.loads((out / "logs" / "run.json").read_text())
    assert account["well"]
    assert all(stage["done"] == stage["jobs"] > 0 for stage in account["stages"].values())
    for name in ("reports.tsv", "findings.tsv", "her2.tsv", "review.tsv", "run.json", "index.html"):
        assert (out / name).read_bytes() == (done / name).read_bytes()


def test_the_workflows_report_has_a_caption_for_every_page_and_table(done: Path, reports: Path, tmp_path: Path) -> None:
    """``snakemake --report`` over a run that is done: pages and tables with what clinicians should know of them."""
    result = subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", "--cores", "1", "--report", str(tmp_path / "report.zip")),
            *("--config", f"reports={reports}", f"outdir={done}", f"as_of={TODAY}"),
        ],
        cwd=ROOT,
        env={**os.environ, "HER2PARSE_KEY": "a key for tests only, no secret"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    with zipfile.ZipFile(tmp_path / "report.zip") as archive:
        names = {Path(name).name for name in archive.namelist()}
        text = archive.read("report/report.html").decode("utf-8")
    tables = {"her2.tsv", "resistance.tsv", "actionability.tsv", "review.tsv"}
    assert names >= {"index.html", *tables, *(path.name for path in (done / "patients").glob("*.html"))}
    for said in ("not a medical device", "HER2 now and before the EGFR TKI", "None is inferred from another"):
        assert said in text, said
