"""``decisions.tsv``: one row a decision, added at the end and never changed."""

from __future__ import annotations

import csv
import datetime
import io
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from her2parse import __version__, resources
from her2parse.errors import SheetError, UsageError
from her2parse.intake.decisions import CORRECTING, check_decision, read_decisions
from her2parse.model import Decision
from her2parse.outputs.text import clean, guard
from her2parse.review.queue import Item
from her2parse.workflow.config import load_config

COLUMNS = (
    "decision_id", "decided_at", "initials", "report_id", "finding_id", "code", "action", *CORRECTING, "comment",
    "was_read", "evidence_hash", "program",
)  # fmt: skip
_FREE = ("as_written", "copy_number_text", "diagnosis", "comment", "was_read")


class Log:
    """The decisions of one file. Two people may write to it at once: a row is one write at the file's end."""

    def __init__(self, path: Path) -> None:
        """Raises ``SheetError`` where the file is there and is not one of decisions."""
        self.path = path
        self._schema = load_config(resources.schema("decisions"))
        self.read()
        self._columns = self._header()

    def read(self) -> tuple[Decision, ...]:
        """What has been decided so far, in order."""
        return read_decisions(self.path, self._schema) if self.path.exists() else ()

    def add(
        self, item: Item, action: str, initials: str, comment: str = "", corrected: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """Write one decision about a row of the queue, on the disk before this returns.

        Raises:
            SheetError: a value that cannot be; nothing was written.
            UsageError: the file cannot be written.
        """
        if unknown := sorted(set(corrected or {}) - set(CORRECTING)):
            raise SheetError(f'"{unknown[0]}" cannot be corrected', expected="one of " + ", ".join(CORRECTING))
        row = dict.fromkeys(COLUMNS, "") | {name: clean(value) for name, value in (corrected or {}).items() if value}
        now = datetime.datetime.now(datetime.UTC).replace(microsecond=0, tzinfo=None)
        row |= {"decision_id": f"D{secrets.token_hex(6)}", "decided_at": f"{now.isoformat()}Z"}
        row |= {"initials": clean(initials), "report_id": item.report_id, "finding_id": item.finding_id}
        row |= {"code": item.code, "action": action, "comment": clean(comment), "was_read": clean(item.was_read)}
        row |= {"evidence_hash": item.evidence_hash, "program": f"her2parse {__version__}"}
        check_decision(row, self._schema)
        if extra := [name for name in COLUMNS if row[name] and name not in self._columns]:
            raise SheetError(
                f'has no column "{extra[0]}"', where=str(self.path), expected="the columns " + ", ".join(COLUMNS)
            )
        self._append([guard(row[name]) if name in _FREE else row[name] for name in self._columns])
        return row

    def _header(self) -> tuple[str, ...]:
        if not self.path.exists() or not self.path.stat().st_size:
            return COLUMNS
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            return tuple(cell.strip() for cell in next(csv.reader(stream, dialect="excel-tab")))

    def _append(self, cells: list[str]) -> None:
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                size = os.fstat(handle).st_size
                # A row that a person typed last may lack its line end.
                lead = "" if not size or os.pread(handle, 1, size - 1) == b"\n" else "\n"
                head = "" if size else _line(self._columns)
                data = (lead + head + _line(cells)).encode()
                if os.write(handle, data) != len(data):
                    raise OSError(28, "no room on the disk")
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise UsageError(
                f"cannot be written ({error.strerror})", where=str(self.path), expected="a file for decisions"
            ) from None


def _line(cells: list[str] | tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter="\t", lineterminator="\n").writerow(cells)
    return buffer.getvalue()
