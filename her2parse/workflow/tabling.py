"""The stage that writes the tables: each patient's rows, kept or made, in one order, written a part at a time."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2parse.errors import StageInputError
from her2parse.model import Option, Patient
from her2parse.workflow.cohort import hashed
from her2parse.workflow.handover import load, read_json, read_lines
from her2parse.workflow.kept import Kept, Piece
from her2parse.workflow.progress import Reporter
from her2parse.workflow.results import patient_key_of
from her2parse.workflow.stages import batch
from her2parse.workflow.versions import digest, library_version
from her2parse.workflow.writing import FORMATS, knowledge_told, settings_of

if TYPE_CHECKING:
    from her2parse.model import Batch
    from her2parse.outputs import Counts, RunSettings
    from her2parse.outputs.lines import Lines
    from her2parse.outputs.sorting import SortedLines

_LIBRARIES = ("pypdfium2", "pdfplumber", "pyhgvs", "spacy", "pandas", "snakemake", "fhir.resources", "phenopackets")


@dataclass(frozen=True, slots=True)
class _Patient:
    """The lines of one patient in the two files that the tables are made from."""

    key: str
    placed: bytes
    options: tuple[bytes, ...]


def tables(placed: Path, options: Path, plan: Path, sheets: Path, settings_file: Path, output: Path) -> None:
    """All tables as TSV, Parquet and workbook beside ``output`` (run.json)."""
    from her2parse.outputs.lines import lines_of_batch
    from her2parse.outputs.schema import TABLES
    from her2parse.outputs.sorting import SortedLines
    from her2parse.outputs.write import write_lines

    progress = Reporter("outputs", "tables")
    given, settings = batch(plan, sheets), settings_of(settings_file)
    version = digest(read_json(settings_file), settings.name_key.hex()).encode()
    pieces = (
        Piece(one.key, hashed(version, one.placed, *one.options), partial(_rows, one, settings, placed, options))
        for one in _patients(placed, options)
    )
    files: set[str] = set()
    report_ids: set[str] = set()
    with ExitStack() as stack:
        made = {name: stack.enter_context(SortedLines(name)) for name in TABLES}
        for kept in Kept("tables").pieces(pieces):
            _add(made, kept, files, report_ids)
        for name, lines in lines_of_batch(given, files, report_ids, settings).items():
            made[name].add(lines)
        versions = {"python": platform.python_version(), **{name: library_version(name) for name in _LIBRARIES}}
        write_lines(
            output.parent,
            made,
            _counts(made, given),
            settings=settings,
            versions=versions,
            **knowledge_told(settings_file),
        )
    for name in sorted(set(FORMATS) - set(settings.config["write"])):
        # What an earlier run wrote in a format that is not asked for any more would tell of other results than these.
        shutil.rmtree(name, ignore_errors=True)
    if not settings.config["pages"]:
        Path("index.html").unlink(missing_ok=True)
        shutil.rmtree("patients", ignore_errors=True)
    progress.finish()


def _patients(placed: Path, options: Path) -> Iterator[_Patient]:
    """The patients with their options; both files are in the order of the patients' keys."""
    chosen = groupby(read_lines(options), partial(patient_key_of, where=options))
    key, mine = next(chosen, (None, ()))
    for line in read_lines(placed):
        own = patient_key_of(line, placed)
        if key == own:
            yield _Patient(own, line, tuple(mine))
            key, mine = next(chosen, (None, ()))
        else:
            yield _Patient(own, line, ())
    if key is not None:
        raise StageInputError(
            "has options of a patient who is not there",
            where=str(options),
            expected="those of the patients that the stage before wrote",
            todo="Remove this file and run again.",
        )


def _rows(one: _Patient, settings: RunSettings, placed: Path, options: Path) -> bytes:
    """A patient's lines in every table, and before them how many there are and whose."""
    from her2parse.outputs.lines import lines_of_patient

    patient = load(Patient, one.placed, placed)
    made = lines_of_patient(patient, [load(Option, line, options) for line in one.options], settings)
    head = {
        "files": sorted({report.source_file for report in patient.reports}),
        "reports": sorted({report.result.report_id for report in patient.reports}),
        "lines": {name: len(some) for name, some in made.items() if some},
    }
    return b"\n".join((json.dumps(head).encode(), *(line for some in made.values() for line in some)))


def _add(made: Mapping[str, SortedLines], kept: bytes, files: set[str], report_ids: set[str]) -> None:
    first, *rest = kept.split(b"\n")
    head: dict[str, Any] = json.loads(first)
    if not report_ids.isdisjoint(head["reports"]):
        raise ValueError("one report belongs to two patients")
    files.update(head["files"])
    report_ids.update(head["reports"])
    start = 0
    for name, n in head["lines"].items():
        made[name].add(rest[start : start + n])
        start += n


def _counts(made: Lines, given: Batch) -> Counts:
    from her2parse.outputs.lines import values_of
    from her2parse.outputs.rows import counted
    from her2parse.outputs.schema import tables as schemas

    values, names = values_of("reports"), schemas()["reports"].names
    at = [names.index(name) for name in ("source_file", "status", "patient_key")]
    cells = (values(line) for line in made["reports"])
    return counted(((row[at[0]], row[at[1]], row[at[2]]) for row in cells), len(made["findings"]), given)
