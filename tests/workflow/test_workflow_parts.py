from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import CliRunner
from workflow_runs import ROOT

from her2parse import __version__, resources
from her2parse.cli import app
from her2parse.errors import ConfigError, DiskFullError, StageInputError
from her2parse.extract import Limits
from her2parse.files import write_atomic
from her2parse.model import Document, Page, Sample, Word
from her2parse.workflow import privacy
from her2parse.workflow.cache import ReportCache
from her2parse.workflow.config import load_config
from her2parse.workflow.handover import dump, load, read_json, write_if_changed
from her2parse.workflow.launch import Summary
from her2parse.workflow.pictures import Pictures, pack
from her2parse.workflow.progress import Reporter, Watcher
from her2parse.workflow.stages import with_histology


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from her2parse.cli import app;"
        "CliRunner().invoke(app, ['run', '--help']);"
        "heavy = 'pandas', 'spacy', 'snakemake', 'pdfplumber', 'fhir', 'jinja2', 'yaml';"
        "print([name for name in heavy if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "[]"


def test_version() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout.strip() == f"her2parse {__version__}"


def test_every_command_says_what_it_does() -> None:
    for command in ("run", "status", "normalize", "explain", "diff", "audit", "review"):
        assert len(CliRunner().invoke(app, [command, "--help"]).stdout.splitlines()) > 8


def test_the_default_settings_keep_their_schema_and_name_every_key() -> None:
    schema, defaults = load_config(resources.schema("config")), load_config(resources.default_config())
    assert list(defaults) == list(schema["properties"])
    for key, value in defaults.items():
        if isinstance(value, dict):
            assert list(value) == list(schema["properties"][key]["properties"])
    assert defaults["limits"] == asdict(Limits())


# ── the secret ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_where_the_secret_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(privacy.VARIABLE, raising=False)
    key_file, machine = tmp_path / "key", tmp_path / "machine-id"
    key_file.write_text("0123456789abcdef\n")
    machine.write_text("0123456789abcdef0123456789abcdef\n")
    assert privacy.find_secret(None, ()).source == "built_in"
    assert privacy.find_secret(None, (tmp_path / "none", machine)).source == "machine_id"
    monkeypatch.setenv(privacy.VARIABLE, "from the environment")
    assert privacy.find_secret(None, (machine,)).source == "environment"
    assert privacy.find_secret(key_file, (machine,)).source == "key_file"


def test_a_process_that_the_run_starts_still_knows_where_the_secret_came_from(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (privacy.VARIABLE, "HER2PARSE_KEY_SOURCE"):
        monkeypatch.setenv(name, "to be put back")
        monkeypatch.delenv(name)
    secret = privacy.find_secret(None, ())
    secret.hand_on()
    assert privacy.find_secret(None, ()) == secret
    assert secret.source == "built_in"


def test_the_machine_id_is_never_the_secret_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(privacy.VARIABLE, raising=False)
    (tmp_path / "machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    secret = privacy.find_secret(None, (tmp_path / "machine-id",))
    assert "0123456789abcdef" not in secret.value
    assert secret.value not in repr(secret)
    assert secret.fingerprint not in secret.key.hex()


def test_a_job_derives_the_same_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe bytes that are no text\n")
    secret = privacy.find_secret(tmp_path / "key")
    monkeypatch.setenv(privacy.VARIABLE, secret.value)
    assert privacy.key_of_job() == secret.key
    assert len(secret.key) == 32


def test_a_hashed_name_tells_nothing_and_keeps_names_apart() -> None:
    names = [privacy.shown_name(name, b"k") for name in ("Smith_John.pdf", "Smith_Jane.pdf")]
    assert len(set(names)) == 2
    assert not any("mith" in name for name in names)
    assert privacy.shown_name("Smith_John.pdf", b"other") not in names


# ── files between two rules ───────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_atomic(path, b"old")

    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DiskFullError, match="No space"):
        write_atomic(path, b"new")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.json", b"old")]


def test_an_unchanged_file_keeps_its_time(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.json"
    assert write_if_changed(path, b"1")
    os.utime(path, (1, 1))
    assert not write_if_changed(path, b"1")
    assert path.stat().st_mtime == 1
    assert write_if_changed(path, b"2")


def test_a_damaged_file_between_stages_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'{"sha')
    with pytest.raises(StageInputError, match=r"a\.json"):
        read_json(path)
    with pytest.raises(StageInputError):
        load(Document, b'{"sha256": 3}', path)


def test_the_cache_gives_back_what_it_was_given_and_only_for_its_key(tmp_path: Path) -> None:
    document = Document("ab" * 32, 1, (Page(1, 612.0, 792.0, (Word("EGFR", 1.0, 2.0, 3.5, 4.25),)),))
    cache = ReportCache(tmp_path, "v1")
    assert cache.get(document.sha256) is None
    cache.put(document.sha256, dump(Document, document))
    kept = cache.get(document.sha256)
    assert kept is not None
    assert load(Document, kept, tmp_path) == document
    assert ReportCache(tmp_path, "v").get(document.sha256) is None
    first = cache.path(document.sha256).read_bytes()
    cache.put(document.sha256, dump(Document, document))
    assert cache.path(document.sha256).read_bytes() == first
    cache.path(document.sha256).write_bytes(first[:-5])
    assert cache.get(document.sha256) is None


def test_pictures_are_packed_without_a_clock_and_read_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "00.zip").write_bytes(pack({"R2-b": b"two", "R1-a": b"one"}))
    (tmp_path / "01.zip").write_bytes(pack({}))
    assert pack({"R1-a": b"one", "R2-b": b"two"}) == (tmp_path / "00.zip").read_bytes()
    pictures = Pictures([tmp_path / "01.zip", tmp_path / "00.zip"])
    assert dict(pictures) == {"R1-a": b"one", "R2-b": b"two"}


# ── the end of a run ──────────────────────────────────────────────────────────────────────────────────────────────


def test_progress_is_what_the_jobs_told(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "progress.jsonl"
    watcher = Watcher(file)
    watcher.poll()
    job = Reporter("extract", "00", 12, file)
    for _ in range(6):
        job.step()
    watcher.poll()
    assert watcher.done("extract") == 5
    with file.open("a") as stream:
        stream.write('{"stage": "ext')
    watcher.poll()
    job.finish()
    watcher.poll()
    assert watcher.done("extract") == 5, "a line that another process broke is passed over"
    job.finish()
    watcher.poll()
    assert watcher.done("extract") == 12


def test_the_summary_line() -> None:
    summary = Summary(42, 38, 3, 1, Path("reports"), Path("OUT"), did_nothing=False)
    assert summary.line == "42 files: 38 parsed, 3 need review, 1 failed. Open OUT/index.html"
    summary.check()
    one = Summary(1, 0, 1, 0, Path("reports"), Path("OUT"), did_nothing=True)
    assert one.line == "Nothing to be done. 1 file: 0 parsed, 1 needs review, 0 failed. Open OUT/index.html"


def test_no_reports_and_no_checkout_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import datetime

    from her2parse.workflow.config import resolve

    monkeypatch.setattr(resources, "demo_reports", lambda: tmp_path / "none")
    with pytest.raises(ConfigError, match="no folder of reports is given"):
        resolve({}, today=datetime.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("diagnosis", "given", "histology"),
    [
        ("Lung squamous cell carcinoma", "", "squamous"),
        ("Lung adenocarcinoma", "", "non_squamous"),
        ("Small cell lung cancer", "", "small_cell"),
        ("Breast carcinoma", "", "other"),
        ("Lung adenocarcinoma", "squamous", "squamous"),
        ("NSCLC", "", ""),
        ("", "", ""),
    ],
)
def test_a_diagnosis_of_the_sheet_names_its_histology(diagnosis: str, given: str, histology: str) -> None:
    """Else the report's histology would stay under a diagnosis that the sheet has replaced."""
    sample = Sample("a.pdf", "P1", diagnosis=diagnosis, histology=given)  # type: ignore[arg-type]
    assert with_histology(sample).histology == histology
