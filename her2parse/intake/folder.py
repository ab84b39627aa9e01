"""Walk the reports' folder and name each PDF by its content."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from her2parse.errors import FolderError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in the folder: ``name`` is relative to the folder, with ``/``. ``stamp`` changes whenever the file may
    have changed; it is empty for what is not a readable regular file."""

    name: str
    path: Path
    n_bytes: int = 0
    stamp: str = ""

    @property
    def is_pdf(self) -> bool:
        """Whether the name says PDF, in any case."""
        return self.name.lower().endswith(".pdf")


def walk(folder: Path) -> tuple[Entry, ...]:
    """All files below ``folder``, sorted by name. Symbolic links and special files are listed, never followed.

    Raises:
        FolderError: the folder does not exist or cannot be listed.
    """
    if not folder.is_dir():
        found = "is a file, not a folder" if folder.exists() else "does not exist"
        raise FolderError(found, where=str(folder), expected="a folder of report PDFs")
    try:
        return _told_apart(folder, sorted(_entries(folder, ""), key=lambda entry: (entry.name, entry.path)))
    except OSError as error:
        raise FolderError(
            f"cannot be listed ({error.strerror})",
            where=str(error.filename or folder),
            expected="a folder that this user may read",
        ) from None


def _entries(folder: Path, prefix: str) -> Iterator[Entry]:
    with os.scandir(folder) as found:
        for item in found:
            name = prefix + _printable(item.name)
            if item.is_dir(follow_symlinks=False):
                yield from _entries(Path(item.path), name + "/")
                continue
            status = item.stat(follow_symlinks=False)
            if stat.S_ISREG(status.st_mode):
                stamp = f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"
                yield Entry(name, Path(item.path), status.st_size, stamp)
            else:
                yield Entry(name, Path(item.path))


def _told_apart(folder: Path, entries: list[Entry]) -> tuple[Entry, ...]:
    """Names that were made the same by ``_printable`` get a mark of the true name each: one row a file, always."""
    times = Counter(entry.name for entry in entries)
    if len(times) == len(entries):
        return tuple(entries)
    apart = []
    for entry in entries:
        true = str(entry.path.relative_to(folder))
        if times[entry.name] > 1 and true != entry.name:
            place = PurePosixPath(entry.name)
            mark = hashlib.sha256(os.fsencode(true)).hexdigest()[:8]
            entry = replace(entry, name=str(place.with_name(f"{place.stem}~{mark}{place.suffix}")))
        apart.append(entry)
    return tuple(sorted(apart, key=lambda entry: entry.name))


def _printable(name: str) -> str:
    """A name that can stand in a table: bytes that are not UTF-8 and control characters become U+FFFD."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


class Hashes:
    """SHA-256 of files, remembered by size, times and inode so that a second look at 10,000 files costs no reading."""

    def __init__(self, memory: Path | None = None) -> None:
        self._memory = memory
        self._known: dict[str, str] = {}
        self._used: dict[str, str] = {}
        if memory is not None and memory.is_file():
            try:
                self._known = dict(json.loads(memory.read_text("utf-8")))
            except (OSError, ValueError, TypeError):
                self._known = {}

    def of(self, entries: tuple[Entry, ...], progress: Callable[[int], None] | None = None) -> dict[str, str]:
        """Name to SHA-256 (hexadecimal); an empty string for what cannot be read."""
        todo = [entry for entry in entries if entry.stamp and entry.stamp not in self._known]
        fresh: dict[str, str] = {}
        with ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1)) as pool:
            for done, (entry, digest) in enumerate(zip(todo, pool.map(_digest, todo), strict=True), start=1):
                fresh[entry.stamp] = digest
                if progress is not None:
                    progress(done)
        known = {**self._known, **{stamp: digest for stamp, digest in fresh.items() if digest}}
        self._used = {entry.stamp: known[entry.stamp] for entry in entries if entry.stamp in known}
        return {entry.name: self._used.get(entry.stamp, "") for entry in entries}

    def memory(self) -> bytes:
        """What is worth remembering for the next look: the files that are still there."""
        return json.dumps(dict(sorted(self._used.items())), separators=(",", ":")).encode()


def _digest(entry: Entry) -> str:
    digest = hashlib.sha256()
    try:
        descriptor = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return ""
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()
