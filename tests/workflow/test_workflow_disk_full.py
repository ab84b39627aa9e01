"""A disk without room is told as such, nothing half-written is taken for whole, and with room the run goes on."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from faults import command, differing, environment
from workflow_runs import ROOT

from her2parse.errors import DiskFullError
from her2parse.extract import Job, extract_many
from her2parse.files import remove_parts, write_atomic

KEY = b"\1" * 32


def run(reports: Path, out: Path, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(reports, out),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before,
    )


def refused(result: subprocess.CompletedProcess[str], out: Path) -> None:
    """Exit 2, and a message that says what, where, and what to do."""
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert f"H190: {out}" in result.stderr
    assert "the disk is full" in result.stderr
    assert "Make room on it, then run the same command again: it goes on from here." in result.stderr
    assert not list(out.rglob(".*.part"))


@contextmanager
def small_files() -> Iterator[None]:
    """No file of this process, or of one that it starts, may grow beyond a kilobyte. Only around what is tested: the
    log that the tests themselves are written to is a file as well."""
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, kept[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", b"old")
    with pytest.raises(DiskFullError) as told, small_files():
        write_atomic(tmp_path / "a", bytes(5000))
    assert str(tmp_path / "a") in told.value.message
    assert told.value.exit_code == 2
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_a_document_without_room_is_no_fault_of_its_pdf(few_reports: Path, tmp_path: Path) -> None:
    """It was a row ``crashed``, which the next run would have believed."""
    report = few_reports / "f1cdx_P024.pdf"
    job = Job(report, hashlib.sha256(report.read_bytes()).hexdigest())
    with pytest.raises(DiskFullError) as told, small_files():
        list(extract_many([job], key=KEY, cache_dir=tmp_path / "cache"))
    assert str(tmp_path / "cache") in told.value.message
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".table.tsv.4711.part", "table.tsv", ".mine.part", "mine.4711.part", ".lock"):
        (tmp_path / name).write_bytes(b"")
    remove_parts(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", ".mine.part", "mine.4711.part", "table.tsv"]


def test_files_that_may_not_grow_and_then_may(few_reports: Path, undisturbed: Path, tmp_path: Path) -> None:
    """``ulimit -f`` stands for the disk: patients' pages are larger, most other files are not."""
    out = tmp_path / "out"
    refused(run(few_reports, out, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))), out)
    assert not (out / "index.html").exists()
    assert run(few_reports, out).returncode == 0
    assert not differing(out, undisturbed)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not sys.platform.startswith("linux") or os.geteuid() != 0, reason="only root may mount a tmpfs")
def test_a_small_disk_that_grows(few_reports: Path, undisturbed: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40k", "none", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a tmpfs cannot be mounted here")
    out = disk / "out"
    try:
        for size in ("40k", "120k", "200k", "400k", "800k", "1400k"):
            subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)
            refused(run(few_reports, out), out)
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        result = run(few_reports, out)
        assert result.returncode == 0, result.stderr
        assert not differing(out, undisturbed)
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)
