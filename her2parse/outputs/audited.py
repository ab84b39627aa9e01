"""The researcher's audit of a run: from the rows just made, or from an output folder; and its files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

from her2parse.audit import KINDS, Audit, audit, columns
from her2parse.audit.cohort import Cells
from her2parse.errors import FolderError
from her2parse.files import write_atomic
from her2parse.knowledge import codes
from her2parse.outputs.side import read_side
from her2parse.outputs.text import clean, guard, number

FOLDER = "audit"


def audited(tables: Mapping[str, Sequence[Cells]]) -> Audit:
    """The audit of the rows of a run (``her2parse.outputs.rows``), with reasons in words."""
    return audit(tables, codes={code.code: code.meaning for code in codes().values()})


def audit_folder(out: Path) -> Audit:
    """The audit of an output folder.

    Raises:
        FolderError: it is none, or one of an earlier version, which did not yet write what reports settle.
    """
    tables = read_side(out).tables
    if not (out / "assayed.tsv").exists():
        raise FolderError(
            "assayed.tsv is not there",
            where=str(out),
            expected="an output folder that tells what each report settles",
            todo="Run her2parse run on the same folder again; no report is read twice.",
        )
    return audited(tables)


def audit_files(told: Audit) -> dict[str, bytes]:
    """The bytes of each table by file name."""
    made = {}
    for kind in KINDS:
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        writer.writerow(columns(kind))
        writer.writerows([_cell(value) for value in astuple(line)] for line in told.tables[kind.name])
        made[f"{kind.name}.tsv"] = buffer.getvalue().encode("utf-8")
    return made


def write_audit(out: Path, told: Audit) -> tuple[Path, ...]:
    """Write ``audit/*.tsv`` into an output folder; returns the paths.

    Raises:
        FolderError: the folder cannot be written.
    """
    paths = []
    for name, data in audit_files(told).items():
        paths.append(out / FOLDER / name)
        try:
            paths[-1].parent.mkdir(exist_ok=True)
            write_atomic(paths[-1], data)
        except OSError as error:
            raise FolderError(f"cannot be written ({error.strerror})", where=str(paths[-1])) from None
    return tuple(paths)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return number(value)
    return guard(clean(str(value)))
