"""What a person sees of a run under way: a bar a stage on a terminal, a line a minute where there is none."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TextIO

from her2parse.workflow.progress import Stand, Watcher

if TYPE_CHECKING:
    from rich.progress import Progress, Task, TaskID
    from rich.text import Text

_LINE_SECONDS = 60.0


def duration(seconds: float) -> str:
    """For people.

    >>> duration(8.4), duration(105), duration(7260)
    ('8 s', '1 min 45 s', '2 h 1 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def in_words(stand: Stand, going: bool = True) -> str:
    """One stage as a line: done of total, rate, time left or taken; of a run that goes on no more without a promise."""
    noun = stand.unit + ("" if stand.total == 1 else "s")
    parts = [f"{stand.stage}: {stand.done:,} of {stand.total:,} {noun}"]
    if not going and stand.done < stand.total:
        return parts[0]
    if stand.rate and stand.unit == "report":
        parts.append(f"{stand.rate:,.1f} reports/s")
    if stand.done >= stand.total:
        parts.append(f"done in {duration(stand.elapsed)}")
    elif stand.left is not None:
        parts.append(f"{duration(stand.left)} left")
    return ", ".join(parts)


class Lines:
    """Plain lines on standard error: every minute what is under way, and each stage when it ends."""

    def __init__(self, quiet: bool, stream: TextIO | None = None, every: float = _LINE_SECONDS) -> None:
        self._quiet, self._stream, self._every = quiet, stream or sys.stderr, every
        self._last = time.monotonic()
        self._ended: set[str] = set()

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, watcher: Watcher) -> None:
        """Say what there is to say, if it is time."""
        watcher.poll()
        if self._quiet:
            return
        due = time.monotonic() - self._last >= self._every
        if due:
            self._last = time.monotonic()
        for stand in watcher.stands(time.time() if due else None):
            ends = stand.done >= stand.total and stand.stage not in self._ended
            if ends or (due and 0 < stand.done < stand.total):
                self._stream.write(in_words(stand) + "\n")
            if ends:
                self._ended.add(stand.stage)
        self._stream.flush()


class Bars:
    """One bar a stage, with its rate and the time left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            ProgressColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )
        from rich.text import Text

        class Rate(ProgressColumn):
            def render(self, task: Task) -> Text:
                rate = task.finished_speed or task.speed
                return Text(f"{rate:,.1f}/s" if rate and task.fields.get("unit") == "report" else "", justify="right")

        self._progress: Progress = Progress(
            TextColumn("{task.description:>13}"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            speed_estimate_period=120.0,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, watcher: Watcher) -> None:
        """Draw what the jobs told."""
        watcher.poll()
        begun = {stage for stage, _ in watcher.jobs}
        for stand in watcher.stands():
            if stand.stage in begun:
                if stand.stage not in self._tasks:
                    task = self._progress.add_task(stand.stage, total=stand.total, unit=stand.unit)
                    self._tasks[stand.stage] = task
                self._progress.update(self._tasks[stand.stage], completed=stand.done)


def view(quiet: bool) -> Bars | Lines:
    """Bars on a terminal, lines elsewhere, nothing where nobody wants to know."""
    return Lines(quiet) if quiet or not sys.stderr.isatty() else Bars()
