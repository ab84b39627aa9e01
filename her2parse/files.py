"""Writing a file whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from her2parse.errors import DiskFullError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No room on the disk, in the user's quota, under the process's limit (``ulimit -f``)."""


def write_atomic(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Write beside the target, then rename: a reader sees the old file or the new one, never half of either.

    Makes the folder. ``durable`` waits until the bytes are on the disk before the rename.

    Raises:
        DiskFullError: no room is left; the target is as it was.
        OSError: no permission …; the target is as it was.
    """
    with written_whole(path, durable=durable) as stream:
        stream.write(data)


@contextmanager
def written_whole(path: Path, *, durable: bool = False) -> Iterator[BinaryIO]:
    """A stream for what is too much to hold at once; its file takes the target's place when the block ends well.

    As ``write_atomic`` otherwise. Whatever the block raises, the target is as it was.
    """
    beside = part_of(path, os.getpid())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as stream:
            yield stream
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, OSError) and is_full(error):
            raise disk_full(path, error) from None
        raise


def part_of(path: Path, process: int) -> Path:
    """Where ``write_atomic`` in a process writes what becomes ``path``."""
    return path.with_name(f".{path.name}.{process}.part")


def is_full(error: OSError) -> bool:
    """Whether an error says that there is no room."""
    return error.errno in _FULL


def disk_full(where: Path, error: OSError) -> DiskFullError:
    """The same for a person: where, and what to do."""
    return DiskFullError(
        f"the disk is full ({error.strerror})",
        where=str(where.absolute()),
        todo="Make room on it, then run the same command again: it goes on from here.",
    )


def remove_parts(folder: Path, *, recursive: bool = True) -> None:
    """Remove what ``write_atomic`` left beside its targets in a process that was killed. Only while nobody writes."""
    for part in folder.rglob(".*.part") if recursive else folder.glob(".*.part"):
        if part.suffixes[-2:-1] and part.suffixes[-2][1:].isdigit():
            part.unlink(missing_ok=True)
