"""Results by content: what a report gave is kept until its content, the stage or the knowledge changes."""

from __future__ import annotations

import gzip
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2parse.workflow.handover import write_atomic

if TYPE_CHECKING:
    from her2parse.model import Document

CACHE = Path("work/cache")
"""Relative to the output folder."""


@dataclass(frozen=True, slots=True)
class Documents:
    """The extracted words of reports, in a folder of their own for each version of the extraction."""

    folder: Path
    version: str

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Documents:
        """The documents that a run with these settings of the extraction makes and reads."""
        from her2parse.extract import Limits, extract_version
        from her2parse.workflow.privacy import key_of_job

        folder = CACHE / "extract" / settings["version"]
        return cls(folder, extract_version(key_of_job(), Limits(**settings["limits"])))

    def read(self, sha256: str) -> Document:
        """The words of one report; raises ``StageInputError`` where they are missing or damaged."""
        from her2parse.extract import cache_path, read_document

        return read_document(cache_path(self.folder, sha256, self.version))

    def forget(self, sha256: str) -> None:
        """Remove one report's: what was wrong with its file may be mended without its content changing."""
        from her2parse.extract import cache_path

        cache_path(self.folder, sha256, self.version).unlink(missing_ok=True)

    def forget_others(self) -> None:
        """Remove what other versions left: nobody asks for it again, and it may be the larger part of the folder."""
        if self.folder.parent.is_dir():
            for other in self.folder.parent.iterdir():
                if other.name != self.folder.name:
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
