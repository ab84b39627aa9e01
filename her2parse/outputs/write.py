"""Everything that a run writes, in one call; the workflow calls the parts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from her2parse import __version__
from her2parse.files import write_atomic
from her2parse.model import Batch, Option, Patient
from her2parse.outputs.fhir import write_fhir
from her2parse.outputs.lines import Lines, lines
from her2parse.outputs.page import write_pages
from her2parse.outputs.rows import Rows, counts, rows
from her2parse.outputs.runjson import run_json
from her2parse.outputs.settings import Counts, RunSettings
from her2parse.outputs.tables import write_tables as _write_files


def write(
    out: Path,
    *,
    patients: Sequence[Patient],
    options: Sequence[Option],
    batch: Batch,
    settings: RunSettings,
    crops: Mapping[str, bytes],
    knowledge_version: str,
    knowledge_hash: str,
    versions: Mapping[str, str],
) -> Counts:
    """Write tables, workbook, Parquet, run.json, pages and FHIR bundles into ``out``; returns the counts.

    Args:
        crops: PNG pictures by finding id, from ``her2parse.outputs.pictures.crops``.
        versions: names and versions of libraries and data, for run.json and the workbook.
    Raises:
        TableError: a row breaks the schema (nothing is written).
    """
    made = rows(patients, options, batch, settings)
    told = {"knowledge_version": knowledge_version, "knowledge_hash": knowledge_hash}
    write_tables(out, made, batch=batch, settings=settings, versions=versions, **told)
    write_pages(
        out,
        made,
        patients=patients,
        options=options,
        batch=batch,
        settings=settings,
        crops=crops,
        knowledge_version=knowledge_version,
        knowledge_hash=knowledge_hash,
    )
    write_fhir(
        out,
        patients,
        settings,
        options=options,
        knowledge_version=knowledge_version,
        knowledge_hash=knowledge_hash,
    )
    return counts(made, batch)


def write_tables(
    out: Path,
    made: Rows,
    *,
    batch: Batch,
    settings: RunSettings,
    knowledge_version: str,
    knowledge_hash: str,
    versions: Mapping[str, str],
) -> Counts:
    """Write the TSVs, tables.xlsx, the Parquet files and run.json; returns the counts."""
    told = {"knowledge_version": knowledge_version, "knowledge_hash": knowledge_hash}
    return write_lines(out, lines(made), counts(made, batch), settings=settings, versions=versions, **told)


def write_lines(
    out: Path,
    made: Lines,
    number: Counts,
    *,
    settings: RunSettings,
    knowledge_version: str,
    knowledge_hash: str,
    versions: Mapping[str, str],
) -> Counts:
    """The same from lines, which need not all be held at once."""
    shown = {
        "as_of": settings.as_of,
        "pseudonym_key": settings.key_source,
        "file_names": settings.file_names,
        **{f"config.{key}": _plain(value) for key, value in sorted(settings.config.items())},
        "files": str(number.files),
        "parsed": str(number.parsed),
        "review": str(number.review),
        "failed": str(number.failed),
        "ignored": str(number.ignored),
    }
    data = {"her2parse": __version__, "knowledge": knowledge_version, "knowledge SHA-256": knowledge_hash, **versions}
    _write_files(out, made, shown, data)
    text = run_json(
        number, settings, knowledge_version=knowledge_version, knowledge_hash=knowledge_hash, versions=versions
    )  # fmt: skip
    write_atomic(out / "run.json", text)
    return number


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
