"""How far a run is: its jobs append lines to a file, the command line draws them as one bar a stage."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

FILE = Path("logs/progress.jsonl")
_EVERY = 5


class Reporter:
    """A job's side: how many of its reports are done. Lines are short and appended in one write, so they never mix."""

    def __init__(self, stage: str, bucket: str = "", total: int = 1, file: Path = FILE) -> None:
        self._file, self._stage, self._bucket, self._total = file, stage, bucket, total
        self._done = 0
        self._tell()

    def step(self) -> None:
        """One more report is done."""
        self._done += 1
        if self._done % _EVERY == 0 and self._done < self._total:
            self._tell()

    def finish(self) -> None:
        """The job is done."""
        self._done = self._total
        self._tell()

    def _tell(self) -> None:
        line = json.dumps({"stage": self._stage, "bucket": self._bucket, "done": self._done, "of": self._total})
        self._file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, (line + "\n").encode())
        finally:
            os.close(descriptor)


@dataclass
class Watcher:
    """The command line's side: the last line of each job."""

    file: Path
    _offset: int = 0
    _rest: bytes = b""
    jobs: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    def poll(self) -> None:
        """Read what has been appended since the last time."""
        try:
            with self.file.open("rb") as stream:
                stream.seek(self._offset)
                new = stream.read()
        except OSError:
            return
        self._offset += len(new)
        *lines, self._rest = (self._rest + new).split(b"\n")
        for line in lines:
            try:
                told = json.loads(line)
                self.jobs[told["stage"], told["bucket"]] = (int(told["done"]), int(told["of"]))
            except (ValueError, KeyError, TypeError):
                continue

    def done(self, stage: str) -> int:
        """How many of a stage's units are done."""
        return sum(done for (name, _), (done, _) in self.jobs.items() if name == stage)


class Bars:
    """One bar a stage on a terminal; nothing at all where there is no terminal."""

    def __init__(self, stages: Iterable[tuple[str, int]], quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        self._progress: Progress = Progress(
            TextColumn("{task.description:>13}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=quiet or not console.is_terminal,
        )
        self._tasks: dict[str, tuple[TaskID, int]] = {
            stage: (self._progress.add_task(stage, total=total, start=False, visible=False), total)
            for stage, total in stages
        }

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        for task in self._progress.tasks:
            # What was up to date already did not run: a bar that stands still half way would look like a fault.
            self._progress.update(task.id, total=task.completed)
        self._progress.stop()

    def show(self, watcher: Watcher) -> None:
        """Draw what the jobs told."""
        watcher.poll()
        started = {stage for stage, _ in watcher.jobs}
        for stage, (task, total) in self._tasks.items():
            if stage in started:
                self._progress.start_task(task)
                self._progress.update(task, completed=min(watcher.done(stage), total), visible=True)
