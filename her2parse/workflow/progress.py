"""How far a run is: its jobs append lines to a file, the command line draws them, ``her2parse status`` reads them.

The first line says which run it is and how much there is to do (``her2parse/workflow/runlog.py``).
"""

from __future__ import annotations

import json
import os
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from her2parse.workflow import joblog

FILE = Path("logs/progress.jsonl")
_EVERY = 5
_LINES_A_JOB = 50
_SECONDS = 2.0
"""A job with many reports writes some fifty lines; slow reports are told earlier, at most every two seconds."""
_WINDOW = 120.0
"""Seconds over which a rate is taken: what came out of the cache at the start says little of what is left."""


class Reporter:
    """A job's side: how many of its reports are done, and what became of them. Lines are short and appended in one
    write, so they never mix."""

    def __init__(self, stage: str, bucket: str = "", total: int = 1, file: Path = FILE) -> None:
        self._file, self._stage, self._bucket, self._total = file, stage, bucket, total
        self._log = joblog.current()
        self._done = 0
        self._told_at = 0.0
        self._tell()

    def step(self, told: joblog.Told | None = None) -> None:
        """One more report is done."""
        self._done += 1
        if told is not None:
            self._log.file(told)
        if self._done % _EVERY == 0 and self._done < self._total:
            every = max(_EVERY, self._total // _LINES_A_JOB // _EVERY * _EVERY)
            if self._done % every == 0 or time.monotonic() - self._told_at > _SECONDS:
                self._tell()

    def finish(self) -> None:
        """The job is done."""
        self._done = self._total
        self._tell()

    def _tell(self) -> None:
        self._told_at = time.monotonic()
        told: dict[str, Any] = {"stage": self._stage, "bucket": self._bucket, "done": self._done, "of": self._total}
        told["t"] = round(time.time(), 1)
        if self._log.status:
            told |= {"status": dict(self._log.status), "codes": dict(self._log.codes)}
        append(self._file, told)


def append(file: Path, told: dict[str, Any]) -> None:
    """One line more."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, (json.dumps(told) + "\n").encode())
    finally:
        os.close(descriptor)


@dataclass
class _Pace:
    """When a stage's jobs told what; seconds since the epoch."""

    began: float
    last: float
    points: deque[tuple[float, int]] = field(default_factory=deque)

    def add(self, at: float, done: int) -> None:
        self.last = max(self.last, at)
        self.points.append((self.last, done))
        while len(self.points) > 2 and self.points[0][0] < self.last - _WINDOW:
            self.points.popleft()


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a stage is: ``rate`` in units a second (0 = not known yet), ``left`` and ``elapsed`` in seconds."""

    stage: str
    done: int
    total: int
    rate: float
    left: float | None
    elapsed: float

    @property
    def unit(self) -> str:
        """What is counted."""
        return "report" if self.stage in PER_REPORT else "job"


PER_REPORT = ("extract", "read", "pictures")


@dataclass
class Watcher:
    """The reader's side: the last line of each job. ``skip`` is an earlier run's first line, which does not count."""

    file: Path
    skip: str = ""
    run: dict[str, Any] = field(default_factory=dict)
    jobs: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _offset: int = 0
    _rest: bytes = b""
    _file_id: int = 0
    _paces: dict[str, _Pace] = field(default_factory=dict)

    def poll(self) -> None:
        """Read what has been appended since the last time; a file that was put anew is read from its start."""
        try:
            with self.file.open("rb") as stream:
                if (now := os.fstat(stream.fileno()).st_ino) != self._file_id:
                    self._file_id, self._offset, self._rest = now, 0, b""
                    self.run, self.jobs, self._paces = {}, {}, {}
                stream.seek(self._offset)
                new = stream.read()
        except OSError:
            return
        self._offset += len(new)
        *lines, self._rest = (self._rest + new).split(b"\n")
        for line in lines:
            try:
                self._take(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                continue

    def _take(self, told: dict[str, Any]) -> None:
        if "run" in told:
            self.run = told
            return
        if self.skip and self.run.get("run") == self.skip:
            return
        stage, at = told["stage"], float(told.get("t", 0))
        told["done"], told["of"] = int(told["done"]), int(told["of"])
        self.jobs[stage, told["bucket"]] = told
        self._paces.setdefault(stage, _Pace(at, at)).add(at, self.done(stage))

    @property
    def started(self) -> bool:
        """Whether the run that is watched has begun its jobs."""
        return bool(self.run) and self.run.get("run") != self.skip

    def done(self, stage: str) -> int:
        """How many of a stage's units are done."""
        return sum(told["done"] for (name, _), told in self.jobs.items() if name == stage)

    def stands(self, now: float | None = None) -> list[Stand]:
        """Each stage of the run. ``now``: jobs that have told nothing since long make their stage slower."""
        if not self.started:
            return []
        return [self._stand(stage, int(total), now) for stage, total in self.run.get("totals", {}).items()]

    def _stand(self, stage: str, total: int, now: float | None) -> Stand:
        pace = self._paces.get(stage)
        done = min(self.done(stage), total)
        if pace is None:
            return Stand(stage, 0, total, 0.0, None, 0.0)
        if done >= total:
            elapsed = pace.last - pace.began
            return Stand(stage, done, total, done / elapsed if elapsed > 0 else 0.0, 0.0, elapsed)
        until = max(pace.last, now or 0.0)
        (first, before), (_, last) = pace.points[0], pace.points[-1]
        rate = (last - before) / (until - first) if until > first else 0.0
        return Stand(stage, done, total, rate, (total - done) / rate if rate else None, until - pace.began)
