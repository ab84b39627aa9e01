"""Drawing in a process of its own: a PDF that crashes or stalls the renderer costs its pictures, not its bucket's."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from her2parse.model import Document, Finding
from her2parse.processes import end_with_parent

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess


class Drawer:
    """Cuts pictures one report after another in a child, which is replaced when it dies or overruns its time."""

    def __init__(self, *, max_seconds: float, max_memory_mb: int) -> None:
        self._seconds, self._megabytes = max_seconds, max_memory_mb
        self._child: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Drawer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def pictures(self, path: Path, document: Document, findings: Sequence[Finding]) -> dict[str, bytes]:
        """PNGs by finding id; none where the renderer died of the file or did not come back in time."""
        made: dict[str, bytes] = self._asked("crops", path, document, tuple(findings))
        return made

    def pages(self, path: Path, document: Document, numbers: Sequence[int]) -> dict[int, bytes]:
        """PNGs of whole pages by their numbers; none where the renderer died or did not come back in time."""
        made: dict[int, bytes] = self._asked("pages", path, document, tuple(numbers))
        return made

    def _asked(self, what: str, *arguments: object) -> Any:
        for _ in range(2):
            pipe, killed = self._pipe or self._start(), False
            try:
                pipe.send((what, *arguments))
                if pipe.poll(self._seconds):
                    return pipe.recv()
            except (EOFError, OSError):
                killed = self._was_killed()
            self._end()
            if not killed:
                break
        return {}

    def _was_killed(self) -> bool:
        """Whether somebody, or a machine short of memory, ended the child, not the PDF: it is worth another try."""
        if self._child is None:
            return False
        self._child.join(1.0)
        return self._child.exitcode == -signal.SIGKILL

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._child = context.Process(target=_serve, args=(theirs, self._megabytes), daemon=True)
        self._child.start()
        theirs.close()
        return self._pipe

    def _end(self) -> None:
        if self._child is not None and self._pipe is not None:
            self._pipe.close()
            self._child.kill()
            self._child.join()
        self._child = self._pipe = None


def _serve(pipe: Connection, megabytes: int) -> None:
    import resource

    from her2parse.outputs.pictures import crops, pages

    end_with_parent()
    drawers: dict[str, Callable[..., Any]] = {"crops": crops, "pages": pages}

    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, megabytes * 1_000_000))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            what, path, document, wanted = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(drawers[what](path, document, wanted))
        except MemoryError:
            pipe.send({})
