"""The results of all reports, as the reading stage wrote them: known by their heads, read when they are asked for."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from her2parse.errors import StageInputError
from her2parse.model import ReportResult
from her2parse.patients.place import Head
from her2parse.workflow.handover import load, read_lines

_START = re.compile(rb'\{"report_id":("(?:[^"\\]|\\.)*"),"sha256":("(?:[^"\\]|\\.)*"),"part":(\d+),"status":"(\w+)",')
_IDENTITIES = re.compile(rb',"identities":(\[[^\]\\]*\])')
"""Within a JSON text no such bytes stand in a string, whose quotes are escaped."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where a result lies, and the hash of its line."""

    head: Head
    digest: str
    file: Path
    start: int


class Results:
    """All results by report id. Of each only the head is held.

    Args:
        files: JSON Lines of ``ReportResult``, one a bucket.
    Raises:
        StageInputError: a file is missing or damaged.
    """

    def __init__(self, files: Iterable[Path]) -> None:
        self._lines: dict[str, Line] = {line.head.report_id: line for file in sorted(files) for line in _lines(file)}

    @property
    def heads(self) -> Iterator[Head]:
        """What has to be known of each report to find its patient."""
        return (line.head for line in self._lines.values())

    def digest(self, report_id: str) -> str:
        """A hash of what was read of the report; empty where it was not read."""
        return self._lines[report_id].digest if report_id in self._lines else ""

    def read(self, report_ids: Iterable[str]) -> Iterator[ReportResult]:
        """The results themselves, without those that there are none of."""
        for report_id in report_ids:
            if report_id in self._lines:
                line = self._lines[report_id]
                with line.file.open("rb") as stream:
                    stream.seek(line.start)
                    yield load(ReportResult, stream.readline().rstrip(b"\n"), line.file)


def _lines(file: Path) -> Iterator[Line]:
    start = 0
    for line in read_lines(file):
        yield Line(head_of(line, file), hashlib.sha256(line).hexdigest(), file, start)
        start += len(line) + 1


def head_of(line: bytes, where: Path) -> Head:
    """The head of a result without reading the whole: that of 10,000 takes longer than all else.

    Raises:
        StageInputError: the line is no result.
    """
    start, named = _START.match(line), _IDENTITIES.search(line)
    if not start or not named or not line.endswith(b"}"):
        result = load(ReportResult, line, where)
        return Head(result.report_id, result.sha256, result.part, result.status == "failed", result.identities)
    report_id, sha256, identities = (json.loads(part) for part in (start[1], start[2], named[1]))
    return Head(report_id, sha256, int(start[3]), start[4] == b"failed", tuple(identities))


def patient_key_of(line: bytes, where: Path) -> str:
    """The patient's key at the start of a line.

    Raises:
        StageInputError: the line does not begin with one.
    """
    found = _KEY.match(line)
    if found is None:
        raise StageInputError(
            "does not begin with a patient's key",
            where=str(where),
            expected="what the stage before wrote",
            todo="Remove this file and run again.",
        )
    return str(json.loads(found[1]))


_KEY = re.compile(rb'\{"patient_key":("(?:[^"\\]|\\.)*")')
