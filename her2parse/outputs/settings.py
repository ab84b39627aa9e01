"""What a run was asked to do, and what came of it in numbers."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Literal

from her2parse.errors import ConfigError


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What the outputs say about the run.

    Args:
        as_of: ISO date for which the rules were read.
        key_source: where the pseudonym key came from, in words (never the key).
        config: the configuration as used, echoed to ``run.json`` and the workbook; paths do not belong here.
        file_names: ``hash`` prints a keyed hash in place of every file name.
        name_key: the key for that hash; needed only with ``hash``, never printed.
    """

    as_of: str
    key_source: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    file_names: Literal["show", "hash"] = "show"
    name_key: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        if self.file_names == "hash" and not self.name_key:
            raise ConfigError("file names are to be hashed, but there is no key", where="privacy.file_names")

    def shown(self, source_file: str) -> str:
        """The file's name as outputs may print it."""
        if self.file_names == "show":
            return source_file
        return (
            "file-"
            + hmac.new(self.name_key, source_file.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]
        )

    def scrub(self, text: str, source_file: str) -> str:
        """``text`` with the file's name replaced where names are hashed (messages may repeat it)."""
        if self.file_names == "show" or not source_file:
            return text
        path = PurePosixPath(source_file)
        for name in (source_file, path.name, path.stem):
            text = text.replace(name, self.shown(source_file)) if len(name) > 3 else text
        return text


@dataclass(frozen=True, slots=True)
class Counts:
    """The run in numbers. ``files`` = ``parsed`` + ``review`` + ``failed``; a file counts as its worst report."""

    files: int
    parsed: int
    review: int
    failed: int
    ignored: int
    reports: int
    patients: int
    findings: int
