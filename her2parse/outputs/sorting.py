"""Lines in their order, each once, however many there are: what does not fit in memory waits on the disk."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from her2parse.outputs.lines import first_cells, shown
from her2parse.outputs.schema import TableError, tables

_HELD = 48_000_000
"""Bytes of one table that are held: the findings of some 15,000 reports."""


class SortedLines:
    """One table's lines, added in any order; then read in their order as often as one likes.

    Args:
        name: the table.
        held: bytes to hold before they are put on the disk, in the folder for temporary files.
    """

    def __init__(self, name: str, held: int = _HELD) -> None:
        self._name, self._most = name, held
        self._lines: list[bytes] = []
        self._bytes = self._length = 0
        self._runs: list[Path] = []
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._settled = False

    def __enter__(self) -> SortedLines:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, lines: Iterable[bytes]) -> None:
        """More lines. Not after they were read."""
        for line in lines:
            self._lines.append(line)
            self._bytes += len(line)
        if self._bytes > self._most:
            self._put_down()

    def __iter__(self) -> Iterator[bytes]:
        """The lines in their order; of those with the same cells one.

        Raises:
            TableError: the columns that name a row name two, as far as the order of the columns lets neighbours tell.
        """
        self._settle()
        return _read(self._runs[0]) if self._runs else iter(self._lines)

    def __len__(self) -> int:
        self._settle()
        return self._length

    def _settle(self) -> None:
        if self._settled:
            return
        self._lines.sort()
        if self._runs:
            merged = heapq.merge(*(_read(path) for path in self._runs), self._lines)
            self._length = self._write(self._each_once(merged))
            for path in self._runs[:-1]:
                path.unlink()
            self._runs, self._lines = self._runs[-1:], []
        else:
            self._lines = list(self._each_once(self._lines))
            self._length = len(self._lines)
        self._settled = True

    def _put_down(self) -> None:
        self._lines.sort()
        self._write(self._lines)
        self._lines, self._bytes = [], 0

    def _write(self, lines: Iterable[bytes]) -> int:
        """Write a run of lines in their order; how many there are."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="her2parse-")
        path, n = Path(self._folder.name) / str(len(self._runs)), 0
        with path.open("wb") as stream:
            for line in lines:
                stream.write(line + b"\n")
                n += 1
        self._runs.append(path)
        return n

    def _each_once(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        table = tables()[self._name]
        width = len(table.key) if table.names[: len(table.key)] == table.key else 0
        before: bytes | None = None
        for line in lines:
            if before is not None:
                if shown(line) == shown(before):
                    continue
                if width and first_cells(line, width) == first_cells(before, width):
                    key = b", ".join(first_cells(line, width)).decode()
                    raise TableError(f"{', '.join(table.key)} name two rows: {key}", where=self._name)
            before = line
            yield line


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        for line in stream:
            yield line.rstrip(b"\n")
