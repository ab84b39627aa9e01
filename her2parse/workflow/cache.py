"""Results by content: what a report gave is kept until its content, the stage or the knowledge changes."""

from __future__ import annotations

import gzip
import shutil
import zlib
from pathlib import Path

from her2parse.files import write_atomic

CACHE = Path("work/cache")
"""Relative to the output folder."""


def documents_folder(version: str) -> Path:
    """Where the extracted words of reports lie: a folder of their own for each version of the extraction."""
    return CACHE / "extract" / version


def forget_other_documents(version: str) -> None:
    """Remove what other versions left: nobody asks for it again, and it may be the larger part of the folder."""
    kept = documents_folder(version)
    if kept.parent.is_dir():
        for other in kept.parent.iterdir():
            if other.name != kept.name:
                shutil.rmtree(other, ignore_errors=True)


class ReportCache:
    """One file a report; the first line is the key that its content was made with, so that there is never a second."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder
        self._key = key.encode() + b"\n"

    def path(self, sha256: str) -> Path:
        """Where the result of the report with this content hash lies."""
        return self._folder / sha256[:2] / f"{sha256}.json.gz"

    def get(self, sha256: str) -> bytes | None:
        """The result, or None where there is none of this key or the file is damaged."""
        try:
            data = gzip.decompress(self.path(sha256).read_bytes())
        except (OSError, EOFError, zlib.error):
            return None
        return data.removeprefix(self._key) if data.startswith(self._key) else None

    def put(self, sha256: str, data: bytes) -> None:
        """Keep a result. Same data, same bytes: the archive holds no time."""
        write_atomic(self.path(sha256), gzip.compress(self._key + data, compresslevel=1, mtime=0))
