"""What a stage of the cohort made of each patient the last time: where nothing changed, it is not made again.

Two files: what was made, one after another in the order of the patients, and an index that says what each piece was
made from. Both are read and written along with the patients, so that neither is ever held.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from her2parse.files import part_of, written_whole
from her2parse.workflow.cache import CACHE

COHORT = CACHE / "cohort"


@dataclass(frozen=True, slots=True)
class Piece:
    """A patient's key, a hash of all that the piece is made from (the stage's version included), and how to make it."""

    key: str
    made_from: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class _Old:
    key: str
    made_from: str
    digest: str
    start: int
    length: int


class Kept:
    """The pieces of one stage.

    Args:
        stage: names the files in ``work/cache/cohort``.
        output: where the pieces are written as well, if they are the stage's output; what is kept is then the same file
            under a second name, which takes no room on most disks.
    """

    def __init__(self, stage: str, output: Path | None = None, folder: Path = COHORT) -> None:
        self._index, self._data, self._output = folder / f"{stage}.index", folder / f"{stage}.data", output

    def pieces(self, wanted: Iterable[Piece]) -> Iterator[bytes]:
        """Each piece in turn, kept or made. When the last one was taken, they are what is kept, and the output.

        Args:
            wanted: keys rising, each once.
        """
        with ExitStack() as stack:
            old = stack.enter_context(_Reader(self._index, self._data))
            # The index is in its place last: with data of another time, its hashes fit nothing.
            index = stack.enter_context(written_whole(self._index))
            data = stack.enter_context(written_whole(self._output or self._data))
            for piece in wanted:
                content = old.get(piece)
                if content is None:
                    content = piece.make()
                data.write(content)
                index.write(_line(piece, content))
                yield content
        if self._output is not None:
            _same(self._output, self._data)


def _line(piece: Piece, content: bytes) -> bytes:
    return "\t".join((_hex(piece.key), piece.made_from, _digest(content), str(len(content)))).encode() + b"\n"


def _hex(key: str) -> str:
    """A key from a sheet may hold anything; digits keep the order of the keys' bytes, which is that of the keys."""
    return key.encode("utf-8", "surrogatepass").hex()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _same(path: Path, other: Path) -> None:
    """``other`` becomes a second name of ``path``, or a copy where the disk knows no second names."""
    beside = part_of(other, os.getpid())
    beside.unlink(missing_ok=True)
    try:
        os.link(path, beside)
    except OSError:
        shutil.copyfile(path, beside)
    beside.replace(other)


class _Reader:
    """The pieces of the last time, read once from front to back."""

    def __init__(self, index: Path, data: Path) -> None:
        self._open = ExitStack()
        self._lines: Iterator[_Old] = iter(())
        self._next: _Old | None = None
        try:
            self._data: BinaryIO = self._open.enter_context(data.open("rb"))
            self._lines = _entries(self._open.enter_context(index.open("rb")))
        except OSError:
            return
        self._next = next(self._lines, None)

    def __enter__(self) -> _Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def get(self, piece: Piece) -> bytes | None:
        """What is kept of the piece; None where it was made from something else, or is damaged."""
        key = _hex(piece.key)
        while self._next is not None and self._next.key < key:
            self._next = next(self._lines, None)
        found = self._next
        if found is None or (found.key, found.made_from) != (key, piece.made_from):
            return None
        self._data.seek(found.start)
        content = self._data.read(found.length)
        return content if _digest(content) == found.digest else None


def _entries(index: BinaryIO) -> Iterator[_Old]:
    start = 0
    for line in index:
        try:
            key, made_from, digest, length = line.decode("ascii").split("\t")
            old = _Old(key, made_from, digest, start, int(length))
        except ValueError:
            return
        start += old.length
        yield old
