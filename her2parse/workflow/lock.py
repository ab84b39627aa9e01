"""One run at a time in an output folder."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from pathlib import Path

from her2parse.errors import BusyError, FolderError

VARIABLE = "HER2PARSE_LOCK"
_TRIES, _PAUSE = 4, 0.05
_held: dict[str, int] = {}


def hold(outdir: Path) -> bool:
    """Take the folder's lock for as long as this process, or one that it hands ``descriptors`` to, lives.

    The jobs of a run find in their environment that the run holds the lock for them. True where this call took it, so
    that nobody else is writing there.

    Raises:
        BusyError: another run holds it.
        FolderError: the folder cannot be written.
    """
    name = str(outdir)
    if name in _held or os.environ.get(VARIABLE) == name:
        return False
    try:
        outdir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(outdir / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise FolderError(
            f"cannot be written ({error.strerror})", where=name, expected="a folder that this user may write to"
        ) from None
    try:
        _take(descriptor)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            return False  # a file system without locks: Snakemake's own lock has to do
        os.close(descriptor)
        raise BusyError(
            "another run is writing to this folder", where=name, todo="Wait until it ends, or choose another folder."
        ) from None
    _held[name] = descriptor
    os.environ[VARIABLE] = name
    return True


def _take(descriptor: int) -> None:
    """``her2parse status`` looks at the lock for a moment: that is no reason to turn a run away."""
    for _ in range(_TRIES - 1):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            time.sleep(_PAUSE)
        else:
            return
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_held(outdir: Path) -> bool:
    """Whether a run is writing to the folder now."""
    try:
        descriptor = os.open(outdir / ".lock", os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in (errno.EWOULDBLOCK, errno.EACCES)
    finally:
        os.close(descriptor)
    return False


def descriptors() -> tuple[int, ...]:
    """What a child process must inherit for the lock to outlive this one."""
    return tuple(_held.values())


def release(outdir: Path) -> None:
    """Give the folder back."""
    descriptor = _held.pop(str(outdir), None)
    if descriptor is not None:
        os.close(descriptor)
        os.environ.pop(VARIABLE, None)
