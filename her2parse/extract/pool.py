"""Many PDFs through worker processes that may hang, run out of memory or crash without harm to the others.

Workers are fresh interpreters (nothing is inherited from a parent that has loaded PDFium or threads), live for many
files, and are replaced when they die, overrun their time or have grown.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import her2parse
from her2parse.errors import DiskFullError, Her2ParseError, StageInputError
from her2parse.extract.limits import Limits
from her2parse.extract.recognition import OcrOptions
from her2parse.extract.store import cache_path, decode, extract_version, read_document
from her2parse.extract.worker import DONE, FULL, READING_BY_OCR, read_frame, write_frame
from her2parse.files import part_of
from her2parse.model import Document

_ROOT = str(Path(her2parse.__file__).resolve().parent.parent)
_START = f"import sys; sys.path.insert(0, {_ROOT!r}); from her2parse.extract.worker import main; main()"
_FUNCTION = "her2parse.extract.extract:extract_file"
_OFF = OcrOptions("off")
_FILES_A_WORKER = 500
"""After so many files a worker is replaced, so that memory that a library never gives back stays bounded."""
_AHEAD = 4
"""Finished documents kept waiting for an earlier one, for each worker; more would pile up behind one slow file."""
_MEMORY_DEATH = 0.5
"""A worker killed by a signal whose memory had passed this share of its bound is taken to have died of memory."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: where it lies and the hash it was listed with."""

    path: Path
    sha256: str


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    position: int = -1
    job: Job | None = None
    began: float = 0.0
    deadline: float = 0.0
    files: int = 0
    out: Path | None = None
    in_ocr: bool = False


@dataclass
class _State:
    jobs: Iterator[tuple[int, Job]]
    done: dict[int, Document] = field(default_factory=dict)
    retried: set[int] = field(default_factory=set)
    without_ocr: set[int] = field(default_factory=set)
    waiting: deque[tuple[int, Job]] = field(default_factory=deque)
    next_out: int = 0
    exhausted: bool = False


def extract_many(
    jobs: Iterable[Job],
    *,
    key: bytes,
    limits: Limits | None = None,
    workers: int = 1,
    cache_dir: Path | None = None,
    passwords: Sequence[str] = (),
    ocr: OcrOptions = _OFF,
    function: str = _FUNCTION,
    watch: Callable[[Job, float, bool], None] | None = None,
) -> Iterator[tuple[Job, Document]]:
    """Read many PDFs, each in a worker process; yields in the order of ``jobs``, one document a job, never raising for
    a bad file (``problem`` is then ``timeout``, ``out_of_memory``, ``crashed`` or what ``extract_file`` says).

    Args:
        jobs: the files; drawn as workers become free, so that a generator of any length is fine.
        key: secret of the run for the pseudonyms; handed over through a pipe, never on a command line.
        limits: seconds and memory for each file (a page read by OCR has the seconds anew), and ``extract_file``'s own.
        workers: processes at a time, at least one: even a single file is read outside this process.
        cache_dir: where documents are kept from run to run; a good one is taken from there instead of being read.
            What depended on the moment (timeout, memory, crash) is not kept.
        passwords: for encrypted files.
        ocr: how pages without a believable text layer are read. A file on which OCR hangs or dies is read without it.
        function: ``module:name`` of what reads a file; other than ``extract_file`` only in tests.
        watch: told of each file, before it is yielded, the seconds that it took and whether the cache had it.

    Raises:
        DiskFullError: a document cannot be kept.
        Her2ParseError: a worker cannot even be started.
    """
    pool = _Pool(key, limits or Limits(), max(1, workers), cache_dir, tuple(passwords), ocr, function)
    pool.watch = watch or pool.watch
    listed: dict[int, Job] = {}

    def numbered() -> Iterator[tuple[int, Job]]:
        for position, job in enumerate(jobs):
            listed[position] = job
            yield position, job

    try:
        for position, document in pool.run(numbered()):
            yield listed.pop(position), document
    finally:
        pool.close()


class _Pool:
    def __init__(
        self,
        key: bytes,
        limits: Limits,
        size: int,
        cache_dir: Path | None,
        passwords: tuple[str, ...],
        ocr: OcrOptions,
        function: str,
    ) -> None:
        self._limits, self._size, self._cache_dir = limits, size, cache_dir
        self._version = extract_version(key, limits, ocr)
        settings = {
            "limits": asdict(limits),
            "key": key.hex(),
            "passwords": passwords,
            "ocr": asdict(ocr),
            "function": function,
        }
        self._settings = json.dumps(settings).encode()
        self._selector = selectors.DefaultSelector()
        self._workers: list[_Worker] = []
        self.watch: Callable[[Job, float, bool], None] = lambda *_: None

    def run(self, jobs: Iterator[tuple[int, Job]]) -> Iterator[tuple[int, Document]]:
        state = _State(jobs)
        while True:
            self._feed(state)
            while state.next_out in state.done:
                yield state.next_out, state.done.pop(state.next_out)
                state.next_out += 1
                self._feed(state)
            if not any(worker.job for worker in self._workers):
                if state.exhausted and not state.waiting and not state.done:
                    return
                continue
            self._wait(state)

    def close(self) -> None:
        """End all workers at once."""
        for worker in self._workers:
            self._end(worker)
        self._workers.clear()
        self._selector.close()

    def _feed(self, state: _State) -> None:
        """Give idle workers work; what the cache holds needs none."""
        while True:
            busy = sum(worker.job is not None for worker in self._workers)
            if busy >= self._size:
                return
            if state.waiting:
                position, job = state.waiting.popleft()
            elif len(state.done) > _AHEAD * self._size:
                return
            else:
                following = next(state.jobs, None)
                if following is None:
                    state.exhausted = True
                    return
                position, job = following
            cached = self._cached(job)
            if cached is not None:
                self.watch(job, 0.0, True)
                state.done[position] = cached
                continue
            self._give(position, job, ocr=position not in state.without_ocr)

    def _cached(self, job: Job) -> Document | None:
        if self._cache_dir is None or not job.sha256:
            return None
        path = cache_path(self._cache_dir, job.sha256, self._version)
        if not path.exists():
            return None
        try:
            return read_document(path)
        except StageInputError:
            return None  # damaged: read the PDF again, which replaces it

    def _give(self, position: int, job: Job, *, ocr: bool) -> None:
        worker = next((worker for worker in self._workers if worker.job is None), None) or self._started()
        out = cache_path(self._cache_dir, job.sha256, self._version) if self._cache_dir and job.sha256 else None
        worker.position, worker.job, worker.out, worker.in_ocr = position, job, out, False
        worker.began = time.monotonic()
        worker.deadline = worker.began + self._limits.max_seconds
        worker.files += 1
        message = {"path": str(job.path), "sha256": job.sha256, "out": str(out) if out else "", "ocr": ocr}
        try:
            assert worker.process.stdin is not None
            write_frame(worker.process.stdin, json.dumps(message).encode())
        except OSError:
            pass  # it died meanwhile: its output ends, and _wait sees to it

    def _started(self) -> _Worker:
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONHASHSEED": "0"},
            )
            assert process.stdin is not None
            assert process.stdout is not None
            write_frame(process.stdin, self._settings)
        except OSError as error:
            raise Her2ParseError(f"a reading process cannot be started ({error.strerror})") from None
        worker = _Worker(process)
        self._selector.register(process.stdout, selectors.EVENT_READ, worker)
        self._workers.append(worker)
        return worker

    def _wait(self, state: _State) -> None:
        """Until a worker has finished or overrun."""
        nearest = min(worker.deadline for worker in self._workers if worker.job)
        ready = self._selector.select(max(0.0, nearest - time.monotonic()))
        for event, _ in ready:
            worker: _Worker = event.data
            if worker.job is None:
                self._drop(worker)  # an idle worker that ended
                continue
            assert worker.process.stdout is not None
            data = read_frame(worker.process.stdout)
            if data is None:
                self._died(worker, state)
            elif data == READING_BY_OCR:
                worker.in_ocr = True
                worker.deadline = time.monotonic() + self._limits.max_seconds
            else:
                self._finished(worker, data, state)
        now = time.monotonic()
        for worker in [w for w in self._workers if w.job and w.deadline <= now]:
            assert worker.job is not None
            if worker.in_ocr:
                self._without_ocr(worker, worker.job, state)
            else:
                detail = f"stopped after {self._limits.max_seconds:g} s"
                document = Document(worker.job.sha256, 0, (), problem="timeout", detail=detail)
                self._settle(worker, worker.job, document, state)
            self._drop(worker)

    def _settle(self, worker: _Worker, job: Job, document: Document, state: _State) -> None:
        self.watch(job, time.monotonic() - worker.began, False)
        state.done[worker.position] = document

    @staticmethod
    def _without_ocr(worker: _Worker, job: Job, state: _State) -> None:
        """OCR must not cost what the text layer gives: once more, with its pages left unread."""
        state.without_ocr.add(worker.position)
        state.waiting.append((worker.position, job))

    def _finished(self, worker: _Worker, data: bytes, state: _State) -> None:
        job = worker.job
        assert job is not None
        if data == FULL:
            raise DiskFullError(
                "the disk is full",
                where=str(self._cache_dir and self._cache_dir.absolute()),
                todo="Make room on it, then run the same command again: it goes on from here.",
            )
        try:
            document = read_document(worker.out) if data == DONE and worker.out else decode(data)
        except StageInputError:
            document = Document(job.sha256, 0, (), problem="crashed", detail="the worker's answer is damaged")
        self._settle(worker, job, document, state)
        worker.job = None
        if worker.files >= _FILES_A_WORKER or document.problem in ("out_of_memory", "crashed"):
            self._drop(worker)

    def _died(self, worker: _Worker, state: _State) -> None:
        position, job = worker.position, worker.job
        assert job is not None
        memory, signal_number = self._drop(worker)
        killed = signal_number == signal.SIGKILL
        if (killed or (worker.files > 1 and not worker.in_ocr)) and position not in state.retried:
            # Somebody, or a machine short of memory, killed it; or it died of what earlier files left behind. Once
            # more, in a fresh worker.
            state.retried.add(position)
            state.waiting.append((position, job))
            return
        if worker.in_ocr:
            self._without_ocr(worker, job, state)
            return
        # Linux counts what this process held as it forked to the child's peak: no more than that says nothing.
        inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 * 1.05
        bound = _MEMORY_DEATH * self._limits.max_memory_mb * 1_000_000
        exhausted = memory > max(bound, inherited) or killed
        problem = "out_of_memory" if exhausted else "crashed"
        detail = f"ended by signal {signal_number}" if signal_number else "ended early"
        self._settle(worker, job, Document(job.sha256, 0, (), problem=problem, detail=detail), state)

    def _drop(self, worker: _Worker) -> tuple[int, int]:
        """End a worker; its largest memory in bytes and the signal that had ended it (0 = none)."""
        if worker.process.stdout is not None:
            self._selector.unregister(worker.process.stdout)
        self._workers.remove(worker)
        return self._end(worker)

    @staticmethod
    def _end(worker: _Worker) -> tuple[int, int]:
        process: Any = worker.process
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                stream.close()
        if worker.job is not None or worker.files == 0:
            # Give one that is dying already the moment to do so, so that its own signal is seen.
            deadline = time.monotonic() + (0.0 if worker.job and worker.deadline <= time.monotonic() else 0.2)
        else:
            deadline = time.monotonic() + 2.0
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() >= deadline:
                process.kill()
                pid, status, usage = os.wait4(process.pid, 0)
                break
            time.sleep(0.002)
        if worker.out is not None:
            part_of(worker.out, process.pid).unlink(missing_ok=True)
        process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_maxrss * 1024, max(0, -process.returncode)
