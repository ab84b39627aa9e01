"""Many files through workers that hang, crash and run out of memory: each file its row, the others unharmed."""

from __future__ import annotations

import hashlib
import subprocess
import textwrap
import time

import pytest
from extract_drawing import KEY, lines, pdf, texts

from her2parse.extract import Job, Limits, cache_path, extract_file, extract_many, extract_version, read_document

FAULTY = """
import os, signal, time
from her2parse.extract.extract import extract_file

def reader(path, sha256, *, key, limits, passwords=()):
    name = path.stem
    if name.startswith("hang"):
        while True:
            time.sleep(1)
    if name.startswith("segfault"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if name.startswith("exit"):
        os._exit(3)
    if name.startswith("memory"):
        keep = []
        while True:
            keep.append(bytearray(20_000_000))
    if name.startswith("killed"):
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("once") and not path.with_suffix(".tried").exists():
        path.with_suffix(".tried").write_bytes(b"")
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("fault"):
        raise RuntimeError("Jane Doe")
    if name.startswith("noise"):
        os.write(1, b"text that a library prints")
    return extract_file(path, sha256, key=key, limits=limits, passwords=passwords)
"""


@pytest.fixture
def faulty(tmp_path, monkeypatch):
    """The name of a reading function that misbehaves by file name."""
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "faulty_reader.py").write_text(textwrap.dedent(FAULTY))
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return "faulty_reader:reader"


def jobs(folder, *names):
    made = []
    for name in names:
        path = folder / f"{name}.pdf"
        path.write_bytes(pdf(lines(f"report {name}")))
        made.append(Job(path, hashlib.sha256(path.read_bytes()).hexdigest()))
    return made


def test_same_as_in_process_and_in_order(tmp_path):
    listed = jobs(tmp_path, *[f"r{i}" for i in range(12)])
    expected = [(job, extract_file(job.path, job.sha256, key=KEY)) for job in listed]
    assert list(extract_many(listed, key=KEY, workers=1)) == expected
    assert list(extract_many(listed, key=KEY, workers=2)) == expected


@pytest.mark.parametrize("workers", [1, 2])
def test_every_fault_costs_its_own_file_only(tmp_path, faulty, workers):
    names = ["a", "hang", "b", "segfault", "c", "exit", "d", "memory", "e", "fault", "f", "noise", "killed", "g"]
    limits = Limits(max_seconds=4, max_memory_mb=600)
    results = list(extract_many(jobs(tmp_path, *names), key=KEY, limits=limits, workers=workers, function=faulty))
    assert [job.path.stem for job, _ in results] == names
    problems = {job.path.stem: document.problem for job, document in results if document.problem}
    assert problems == {
        "hang": "timeout",
        "segfault": "crashed",
        "exit": "crashed",
        "memory": "out_of_memory",
        "fault": "crashed",
        "killed": "out_of_memory",
    }
    assert "Jane" not in "".join(document.detail for _, document in results)
    assert texts(results[-1][1].pages[0]) == ["report", "g"]


def test_a_worker_that_somebody_kills_on_its_first_file_costs_no_file(tmp_path, faulty):
    results = list(extract_many(jobs(tmp_path, "once", "a"), key=KEY, workers=1, function=faulty))
    assert [(texts(document.pages[0]), document.problem) for _, document in results] == [
        (["report", "once"], ""),
        (["report", "a"], ""),
    ]


def test_timeout_does_not_wait_for_long(tmp_path, faulty):
    start = time.monotonic()
    results = list(
        extract_many(jobs(tmp_path, "hang"), key=KEY, limits=Limits(max_seconds=1), workers=1, function=faulty)
    )
    assert results[0][1].problem == "timeout"
    assert time.monotonic() - start < 10


def test_no_worker_is_left_behind(tmp_path, faulty, monkeypatch):
    started = []

    class Noted(subprocess.Popen):
        """A process that the test can ask after; other tests may have left children of their own kind."""

        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    results = extract_many(
        jobs(tmp_path, "a", "hang"), key=KEY, limits=Limits(max_seconds=60), workers=2, function=faulty
    )
    next(results)
    results.close()
    assert started
    assert [worker.pid for worker in started if worker.returncode is None] == []


def test_cache_is_filled_and_used(tmp_path, faulty):
    listed = jobs(tmp_path, "a", "fault", "b")
    cache = tmp_path / "cache"
    first = list(extract_many(listed, key=KEY, workers=2, cache_dir=cache, function=faulty))
    version = extract_version(KEY, Limits())
    assert read_document(cache_path(cache, listed[0].sha256, version)) == first[0][1]
    # A fault may have been the moment's: it is tried again.
    assert sorted(path.name for path in cache.rglob("*.gz")) == sorted(
        f"{job.sha256}-{version}.jsonl.gz" for job in (listed[0], listed[2])
    )
    for job in listed:
        job.path.unlink()
    second = list(extract_many(listed, key=KEY, workers=2, cache_dir=cache, function=faulty))
    assert [second[0], second[2]] == [first[0], first[2]]


def test_damaged_cache_is_mended(tmp_path):
    listed = jobs(tmp_path, "a")
    cache = tmp_path / "cache"
    first = list(extract_many(listed, key=KEY, cache_dir=cache))
    path = next(cache.rglob("*.gz"))
    whole = path.read_bytes()
    path.write_bytes(whole[:50])
    assert list(extract_many(listed, key=KEY, cache_dir=cache)) == first
    assert path.read_bytes() == whole


def test_missing_file_is_a_row(tmp_path):
    results = list(extract_many([Job(tmp_path / "none.pdf", "0" * 64)], key=KEY))
    assert results[0][1].problem == "not_readable"


def test_nothing_to_do():
    assert list(extract_many([], key=KEY)) == []


def test_jobs_are_drawn_as_they_are_needed(tmp_path):
    listed = jobs(tmp_path, "a") * 100
    drawn = []

    def source():
        for job in listed:
            drawn.append(job)
            yield job

    results = extract_many(source(), key=KEY, workers=1)
    next(results)
    assert len(drawn) < 20
    results.close()
