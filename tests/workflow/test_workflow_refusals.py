from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner
from workflow_runs import DEMO, ROOT, her2parse, rows

from her2parse.cli import app
from her2parse.errors import UsageError
from her2parse.workflow import lock


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    shutil.copy(sorted(DEMO.glob("*.pdf"))[0], folder / "a.pdf")
    return folder


def refuse(*arguments: str | Path) -> UsageError:
    """The error that ends the command, in this process."""
    result = CliRunner().invoke(app, ["run", *map(str, arguments)])
    assert isinstance(result.exception, UsageError), result.output
    assert result.exception.exit_code == 2
    return result.exception


def sheet(folder: Path, text: str) -> Path:
    path = folder / "sheet.tsv"
    path.write_text(text)
    return path


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    error = refuse(tmp_path / "none", "--out", tmp_path / "out")
    assert f"{tmp_path / 'none'}: does not exist. Expected a folder of report PDFs." in error.message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("outdirr: x", 'unknown key "outdirr"'),
        ("outdirr: x", "Nearest valid key: outdir."),
        ("limits: {max_page: 3}", 'unknown key "limits.max_page"'),
        ("limits: {max_pages: 0}", "limits.max_pages: found 0. Expected a whole number of at least 1"),
        ("limits: 3", "Expected keys and values: max_bytes"),
        ("ocr: {engine: google}", "Expected one of auto, rapidocr, tesseract, off"),
        ("ocr: {dpi: 20}", "Expected a whole number of at least 72"),
        ("ocr: {languages: eng}", "Expected a list"),
        ("ocr: {languages: ['--psm 0']}", "ocr.languages"),
        ("limits: {max_ocr_pages: -1}", "Expected a whole number of at least 0"),
        ("write: fhir", 'write: found "fhir". Expected a list'),
        ("write: [fhir, fihr]", "Expected one of fhir, cbioportal, phenopackets"),
        ("buckets: 5", "Expected one of auto, 4, 16, 64, 256"),
        ("as_of: 2026-02-30", "Nearest valid value: 2026-02-28"),
        ("a: b: c", "line 1, column 5"),
        ("- a", "holds no keys"),
        ("privacy: {key_file: no/such/file}", "privacy.key_file"),
        ("passwords_file: no/such/file", "passwords_file"),
    ],
)
def test_a_wrong_configuration(tmp_path: Path, reports: Path, text: str, told: str) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(text + "\n")
    assert told in refuse(reports, "--out", tmp_path / "out", "--config", config).message
    assert not (tmp_path / "out").exists()


def test_a_key_that_is_too_short_to_be_secret(tmp_path: Path, reports: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    (tmp_path / "config.yaml").write_text(f"privacy: {{key_file: {tmp_path / 'key'}}}\n")
    error = refuse(reports, "--out", tmp_path / "out", "--config", tmp_path / "config.yaml")
    assert "holds 6 characters" in error.message
    assert "secret\n" not in error.message


@pytest.mark.parametrize(
    ("option", "text", "told"),
    [
        ("--samples", "source_file\tpatient\n", "row 1, column 2"),
        ("--samples", "source_file\tpatient_id\nb.pdf\tP1\n", "Nearest valid value: a.pdf"),
        ("--treatments", "patient_id\tdrug\tstart_on\n", 'column "stop_on" is missing'),
        ("--treatments", "patient_id\tdrug\tstart_on\tstop_on\nP1\tTagrisso\t2023-02-29\t\n", "row 2, column start_on"),
    ],
)
def test_a_broken_sheet(tmp_path: Path, reports: Path, option: str, text: str, told: str) -> None:
    assert told in refuse(reports, "--out", tmp_path / "out", option, sheet(tmp_path, text)).message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("place", ["file", "below a file", "inside the reports"])
def test_an_output_folder_that_cannot_be(tmp_path: Path, reports: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    out = {"file": tmp_path / "file", "below a file": tmp_path / "file" / "out", "inside the reports": reports / "out"}
    error = refuse(reports, "--out", out[place])
    assert error.code == "H130"
    assert sorted(path.name for path in reports.iterdir()) == ["a.pdf"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_output_folder_without_permission(tmp_path: Path, reports: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    assert "cannot be written" in refuse(reports, "--out", tmp_path / "locked" / "out").message


def test_two_runs_at_once(tmp_path: Path, reports: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with (out / ".lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        error = refuse(reports, "--out", out)
    assert error.code == "H140"
    assert "another run is writing to this folder" in error.message
    assert sorted(path.name for path in out.iterdir()) == [".lock"]


def test_the_lock_is_free_again_when_the_holder_is_gone(tmp_path: Path) -> None:
    lock.hold(tmp_path)
    lock.release(tmp_path)
    lock.hold(tmp_path)
    lock.release(tmp_path)


def test_an_empty_folder_gives_empty_tables_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    result = her2parse("run", tmp_path / "reports", "--out", tmp_path / "out")
    assert result.returncode == 3
    assert "there is no PDF" in result.stderr
    assert rows(tmp_path / "out", "reports") == []


def test_nothing_readable_is_exit_3_with_the_reasons_in_the_tables(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.pdf").write_bytes(b"")
    result = her2parse("run", "reports", "--out", "out", cwd=tmp_path)
    assert result.returncode == 3
    assert "out/review.tsv says why" in result.stderr
    assert [row["reasons"] for row in rows(tmp_path / "out", "reports")] == ["empty_file"]


def test_an_unknown_drug_is_a_review_row_that_names_the_nearest(tmp_path: Path, reports: Path) -> None:
    samples = tmp_path / "samples.tsv"
    samples.write_text("source_file\tpatient_id\na.pdf\tP1\n")
    treatments = sheet(tmp_path, "patient_id\tdrug\tstart_on\tstop_on\nP1\tosimertinob\t2023-02-01\t\n")
    out = tmp_path / "out"
    result = her2parse("run", reports, "--out", out, "--samples", samples, "--treatments", treatments)
    assert result.returncode == 0, result.stderr
    (row,) = [row for row in rows(out, "review") if row["code"] == "unknown_drug"]
    assert "osimertinib" in row["message"]


def test_snakemake_refuses_in_the_same_words(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "snakemake",
        "--cores",
        "1",
        "--config",
        "reports=nowhere",
        f"outdir={tmp_path / 'out'}",
    ]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "nowhere: does not exist. Expected a folder of report PDFs." in result.stderr
    assert 'File "' not in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_wrong_command_is_exit_2_without_a_traceback() -> None:
    for arguments in (["run"], ["frobnicate"], ["run", ".", "--out"], ["normalize"]):
        result = her2parse(*arguments)
        assert result.returncode == 2
        assert "Traceback" not in result.stderr


def test_an_ocr_engine_that_is_not_there(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    config = tmp_path / "config.yaml"
    config.write_text("ocr: {engine: tesseract}")
    error = refuse(reports, "--out", tmp_path / "out", "--config", config)
    assert "ocr.engine" in error.message
    assert "apt install tesseract-ocr" in error.message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("word", ["off", '"off"'])
def test_ocr_switched_off_as_a_person_writes_it(word: str) -> None:
    import datetime

    import yaml

    from her2parse.workflow.config import resolve

    config = {"reports": ".", **yaml.safe_load(f"ocr: {{engine: {word}}}")}
    assert resolve(config, today=datetime.date(2026, 1, 1)).ocr["engine"] == "off"
