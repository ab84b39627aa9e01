"""What a run says of itself: its jobs' logs, its progress, its account, ``her2parse status``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner
from workflow_runs import ROOT

from her2parse.cli import app, main
from her2parse.errors import FolderError, KnowledgeError, PageError, StageInputError
from her2parse.model import ReportResult
from her2parse.workflow import joblog, lock, runlog
from her2parse.workflow.bars import Lines, in_words
from her2parse.workflow.handover import dump
from her2parse.workflow.progress import FILE, Stand, Watcher, append
from her2parse.workflow.report import failed
from her2parse.workflow.stages import standing
from her2parse.workflow.status import render, status

SECRET = "DOE, JANE 1950-01-01"
SHA = "ab" * 32


def lines_of(tmp_path: Path, code: str) -> list[dict[str, object]]:
    """The log of a job that does ``code``, written as the rules write it: standard error into a file."""
    log = tmp_path / "job.log"
    begin = "import os, sys, logging, warnings\nfrom her2parse.workflow import joblog\n"
    body = "".join(f"    {line}\n" for line in code.splitlines())
    with log.open("wb") as stream:
        subprocess.run(
            [sys.executable, "-c", f"{begin}with joblog.opened('read', '00') as log:\n{body}"],
            stderr=stream,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=True,
        )
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_what_libraries_print_breaks_no_line_and_repeats_no_report(tmp_path: Path) -> None:
    code = f"""warnings.warn({SECRET!r})
logging.getLogger("lib").warning("cannot read %s", {SECRET!r})
print({SECRET!r}, file=sys.stderr)
os.write(2, b"{SECRET}\\n")
os.system("echo '{SECRET}' >&2")"""
    lines = lines_of(tmp_path, code)
    assert [line["event"] for line in lines] == ["start", "warning", "warning", "end"]
    assert lines[-1]["printed_lines"] == 3
    assert lines[-1]["ok"] is True
    assert SECRET not in json.dumps(lines)
    assert {"cpu_seconds", "peak_memory_mb", "seconds"} <= lines[-1].keys()


def test_a_line_for_a_file_that_failed_or_was_slow_and_sums_at_the_end(tmp_path: Path) -> None:
    code = f"""log.file(joblog.Told("{SHA}", "failed", ("not_a_pdf",), 0.1, 0))
log.file(joblog.Told("{"cd" * 32}", "parsed", (), 99.0, 4))
log.file(joblog.Told("{"ef" * 32}", "parsed", (), 0.0, 3, cached=True))"""
    lines = lines_of(tmp_path, code)
    assert [(line["sha256"], line["code"]) for line in lines if line["event"] == "file"] == [
        (SHA, "not_a_pdf"),
        ("cd" * 32, "slow"),
    ]
    end = lines[-1]
    assert (end["files"], end["cache_hits"], end["cache_misses"], end["pages"]) == (3, 1, 2, 7)
    assert end["status"] == {"failed": 1, "parsed": 2}


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (StageInputError("cannot be used", where="work/read/00.jsonl"), "H210: work/read/00.jsonl: cannot be used."),
        (PageError("a page could not be drawn (KeyError)"), "H230: a page could not be drawn (KeyError)."),
        (KnowledgeError(SECRET, where=SECRET), "H150: A row of the knowledge base"),
        (ValueError(SECRET), "a fault of her2parse: ValueError at test_workflow_logs.py:"),
        (OSError(28, "No space left on device", SECRET), "No space left on device"),
    ],
)
def test_why_a_job_failed_is_told_in_plain_words_without_the_report(
    tmp_path: Path, error: Exception, says: str
) -> None:
    log = tmp_path / "log"
    with log.open("wb") as stream:
        job = joblog.JobLog(stream.fileno(), ok=False)
        try:
            raise error
        except Exception as raised:
            job.fault(raised)
        job.end(0)
    assert SECRET not in log.read_text()
    (said,) = joblog.in_plain_words(joblog.read_log(log))
    assert says in said


def test_a_job_that_was_ended_from_outside_is_told_and_a_shells_words_are_kept(tmp_path: Path) -> None:
    start = '{"event": "start", "stage": "read"}\n'
    (tmp_path / "a").write_text(start)
    (tmp_path / "b").write_text(start + "Killed\n")
    assert "ended from outside" in joblog.in_plain_words(joblog.read_log(tmp_path / "a"))[0]
    assert joblog.in_plain_words(joblog.read_log(tmp_path / "b")) == ["Killed"]
    assert joblog.in_plain_words(joblog.read_log(tmp_path / "none")) == []


def test_the_standing_of_a_kept_result_is_what_the_result_says() -> None:
    """It is read off the first fields: fails when they are put in another order."""
    kept = dump(ReportResult, failed(SHA, "not_a_pdf"))
    assert standing(kept) == ("failed", ("not_a_pdf",))
    assert standing(kept + b"\n" + kept.replace(b'"failed"', b'"review"').replace(b"not_a_pdf", b"x")) == (
        "failed",
        ("not_a_pdf", "x"),
    )


# ── progress ──────────────────────────────────────────────────────────────────────────────────────────────────────


def begun(out: Path, run: str = "one") -> None:
    jobs = [["read", "00"], ["read", "01"]]
    append(out / FILE, {"run": run, "t": 1000.0, "totals": {"read": 100}, "jobs": jobs})


def told(out: Path, bucket: str, done: int, at: float, **more: object) -> None:
    append(out / FILE, {"stage": "read", "bucket": bucket, "done": done, "of": 50, "t": at, **more})


def test_rate_and_time_left_come_from_what_the_jobs_told(tmp_path: Path) -> None:
    begun(tmp_path)
    told(tmp_path, "00", 0, 1000)
    told(tmp_path, "01", 0, 1000)
    told(tmp_path, "00", 20, 1010)
    watcher = Watcher(tmp_path / FILE)
    watcher.poll()
    assert watcher.stands() == [Stand("read", 20, 100, 2.0, 40.0, 10.0)]
    assert in_words(watcher.stands()[0]) == "read: 20 of 100 reports, 2.0 reports/s, 40 s left"
    assert watcher.stands(now=1020)[0].left == 80, "silence makes it slower"
    told(tmp_path, "00", 50, 1020)
    told(tmp_path, "01", 50, 1025)
    watcher.poll()
    assert in_words(watcher.stands()[0]) == "read: 100 of 100 reports, 4.0 reports/s, done in 25 s"


def test_without_a_terminal_a_stage_is_told_when_it_ends_and_never_when_quiet(tmp_path: Path) -> None:
    said, nothing = StringIO(), StringIO()
    begun(tmp_path)
    told(tmp_path, "00", 10, 1000)
    views = Lines(False, said), Lines(True, nothing)
    watcher = Watcher(tmp_path / FILE)
    for bucket in ("00", "01", "01"):
        for view in views:
            view.show(watcher)
        told(tmp_path, bucket, 50, 1010)
    views[0].show(watcher)
    assert said.getvalue() == "read: 100 of 100 reports, 10.0 reports/s, done in 10 s\n"
    assert nothing.getvalue() == ""
    minute = Lines(False, said := StringIO(), every=0)
    (tmp_path / FILE).unlink()
    begun(tmp_path)
    told(tmp_path, "00", 10, 1000)
    minute.show(Watcher(tmp_path / FILE))
    assert said.getvalue().startswith("read: 10 of 100 reports")


def test_an_earlier_runs_progress_is_not_this_ones(tmp_path: Path) -> None:
    begun(tmp_path)
    told(tmp_path, "00", 50, 1000)
    watcher = Watcher(tmp_path / FILE, skip="one")
    watcher.poll()
    assert not watcher.started
    assert watcher.stands() == []
    (tmp_path / FILE).rename(tmp_path / "old")
    begun(tmp_path, "two")
    watcher.poll()
    assert watcher.started
    assert watcher.stands()[0].done == 0


# ── status ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run of two buckets: one read, one that has just failed."""
    buckets = tmp_path / "work" / "intake" / "buckets"
    buckets.mkdir(parents=True)
    for bucket in ("00", "01"):
        (buckets / f"{bucket}.json").write_text("{}")
    begun(tmp_path)
    told(tmp_path, "00", 50, 1010, status={"parsed": 49, "failed": 1}, codes={"not_a_pdf": 1})
    told(tmp_path, "01", 5, 1010, status={"parsed": 5}, codes={})
    log = tmp_path / "logs" / "read"
    log.mkdir(parents=True)
    slow = [{"sha256": SHA, "seconds": 9.5, "pages": 3}]
    end = {"event": "end", "ok": True, "files": 50, "cache_hits": 40, "cache_misses": 10, "slowest": slow}
    (log / "00.log").write_text(json.dumps(end) + "\n")
    (log / "01.log").write_text(
        '{"event": "fault", "fault": "KeyError", "at": ["a.py:3"]}\n{"event": "end", "ok": false}\n'
    )
    monkeypatch.delenv(lock.VARIABLE, raising=False)
    return tmp_path


def test_status_of_a_run_that_was_stopped_then_ended_then_goes_on(out: Path) -> None:
    found = status(out)
    assert found["state"] == "stopped"
    assert found["read"] == {"files": 55, "status": {"failed": 1, "parsed": 54}, "codes": {"not_a_pdf": 1}}
    assert found["stages"][0]["done"] == 55
    assert [each["sha256"] for each in found["slowest"]] == [SHA]
    assert [(job["job"], job["log"]) for job in found["failed_jobs"]] == [("read 01", "logs/read/01.log")]
    text = render(out, found)
    assert "KeyError at a.py:3" in text
    assert " left" not in text, "nobody works on it"
    runlog.ended(out, well=False)
    assert status(out)["state"] == "failed"
    assert status(out)["last_run"]["stages"]["read"]["cache_hits"] == 40
    runlog.ended(out, well=True)
    assert status(out)["state"] == "finished"
    (out / FILE).unlink()
    begun(out, "two")
    assert status(out)["state"] == "stopped"
    lock.hold(out)
    try:
        assert status(out)["state"] == "running"
    finally:
        lock.release(out)


def test_status_for_machines_and_of_a_folder_that_is_none(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert json.loads(CliRunner().invoke(app, ["status", str(out), "--json"]).stdout)["state"] == "stopped"
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(FolderError, match="H130"):
        status(other)
    monkeypatch.setattr(sys, "argv", ["her2parse", "status", str(other)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "is not an output folder" in capsys.readouterr().err


def test_status_imports_nothing_heavy() -> None:
    code = (
        "import sys, her2parse.workflow.status; print({'pandas', 'spacy', 'snakemake', 'pydantic'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "set()"
