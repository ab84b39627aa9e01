"""The sample sheet and the treatment sheet: read, checked against their schema, every mistake told with its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from her2parse.errors import SheetError
from her2parse.intake.nearest import nearest_date, nearest_text, parse_date
from her2parse.model import Sample, Treatment

if TYPE_CHECKING:
    from her2parse.knowledge.drugs import DrugTable

Row = dict[str, str]
_MOST_TOLD = 10


def read_samples(path: Path, schema: Mapping[str, Any], source_files: Sequence[str]) -> tuple[Sample, ...]:
    """The sample sheet, in the order of its rows.

    Args:
        path: the TSV.
        schema: JSON Schema of one row.
        source_files: the reports' names, relative to their folder.

    Raises:
        SheetError: naming file, row, column, what was expected and the nearest valid value.
    """
    rows = read_sheet(path, schema)
    mistakes = Mistakes(path, schema)
    known, seen = set(source_files), dict[str, int]()
    for number, row in rows:
        mistakes.check(number, row)
        name = row["source_file"].removeprefix("./")
        if name and name not in known:
            near = nearest_text(name, source_files) if mistakes.told else ""
            mistakes.add(number, "source_file", name, "a PDF of the reports' folder, relative to it", near)
        elif name in seen:
            mistakes.add(number, "source_file", name, f"one row a file; row {seen[name]} is about the same file")
        seen.setdefault(name, number)
    mistakes.tell()
    return tuple(
        Sample(**cast(dict[str, Any], {**row, "source_file": row["source_file"].removeprefix("./")})) for _, row in rows
    )


def read_treatments(path: Path, schema: Mapping[str, Any], drugs: DrugTable) -> tuple[Treatment, ...]:
    """The treatment sheet, in the order of its rows, each drug resolved to its agents.

    A drug that the table does not know is not an error: it keeps class ``other`` and no agents.

    Raises:
        SheetError: as for the sample sheet.
    """
    rows = read_sheet(path, schema)
    mistakes = Mistakes(path, schema)
    for number, row in rows:
        mistakes.check(number, row)
        start, stop = parse_date(row["start_on"]), parse_date(row.get("stop_on", ""))
        if start and stop and stop < start:
            mistakes.add(number, "stop_on", row["stop_on"], f"a date on or after start_on ({row['start_on']})")
    mistakes.tell()
    return tuple(_treatment(number, row, drugs) for number, row in rows)


def _treatment(number: int, row: Row, drugs: DrugTable) -> Treatment:
    agents = drugs.resolve(row["drug"])
    tki = next((agent for agent in agents if agent.egfr_tki_generation is not None), None)
    lead = tki or (agents[0] if agents else None)
    return Treatment(
        **row,
        agents=tuple(agent.name for agent in agents),
        drug_class=lead.drug_class if lead else "other",
        egfr_tki_generation=tki.egfr_tki_generation if tki else None,
        row=number,
    )


class Mistakes:
    """What is wrong with one sheet, in the order of its rows."""

    def __init__(self, path: Path, schema: Mapping[str, Any]) -> None:
        from jsonschema import Draft202012Validator

        self._path = path
        self._properties: Mapping[str, Any] = schema["properties"]
        self._validator = Draft202012Validator(schema)
        self._errors: list[SheetError] = []

    @property
    def told(self) -> bool:
        """Whether the next mistake will still be told in full (looking for the nearest of many names is slow)."""
        return len(self._errors) < _MOST_TOLD

    def add(self, row: int, column: str, found: str, expected: str, near: str = "") -> None:
        self._errors.append(
            SheetError(
                f'found "{found}"' if found else "found nothing",
                where=f"{self._path}, row {row}, column {column}",
                expected=expected,
                todo=f"Nearest valid value: {near}." if near else "",
            )
        )

    def check(self, number: int, row: Row) -> None:
        """Hold one row against the schema (enum, pattern, length, date)."""
        for error in sorted(self._validator.iter_errors(row), key=lambda error: list(error.path)):
            column = str(error.path[-1])
            rule = self._properties[column]
            near = nearest_text(row[column], rule["enum"]) if "enum" in rule else ""
            self.add(number, column, row[column], rule["description"], near)
        for column, rule in self._properties.items():
            value = row.get(column, "")
            if rule.get("format") == "date" and value and parse_date(value) is None:
                self.add(number, column, value, rule["description"], nearest_date(value))

    def tell(self) -> None:
        if not self._errors:
            return
        first, *others = self._errors
        if others:
            more = [f"\n  {error.message}" for error in others[: _MOST_TOLD - 1]]
            left = len(others) - len(more)
            first.todo = first.todo + "".join(more) + (f"\n  and {left} more mistakes" if left else "")
        raise SheetError(first.found, expected=first.expected, where=first.where, todo=first.todo)


def read_sheet(path: Path, schema: Mapping[str, Any]) -> list[tuple[int, Row]]:
    """Rows with their numbers (the header is row 1), blank rows left out, cells stripped."""
    table = list(csv.reader(io.StringIO(_text(path), newline=""), dialect="excel-tab", strict=False))
    lines = [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(table, start=1)]
    lines = [(number, cells) for number, cells in lines if any(cells)]
    if not lines:
        raise SheetError(
            "has no header row",
            where=str(path),
            expected="columns " + ", ".join(schema["required"]) + ", tab separated",
        )
    header_row, header = lines[0]
    _check_header(path, header_row, header, schema)
    rows = []
    for number, cells in lines[1:]:
        if len(cells) > len(header) and any(cells[len(header) :]):
            raise SheetError(
                f"found {len(cells)} cells",
                where=f"{path}, row {number}, column {len(header) + 1}",
                expected=f"{len(header)} cells, as many as the header has columns",
            )
        rows.append((number, dict(zip(header, [*cells, *[""] * len(header)], strict=False))))
    return rows


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SheetError(
            f"cannot be read ({error.strerror})", where=str(path), expected="a tab separated text file"
        ) from None
    if raw[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise SheetError(
            "is a spreadsheet", where=str(path), expected="tab separated text", todo="Save the sheet as TSV (UTF-8)."
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise SheetError(
            "holds bytes that are not UTF-8",
            where=f"{path}, row {row}",
            expected="UTF-8 text",
            todo="Save it as UTF-8.",
        ) from None


def _check_header(path: Path, row: int, header: list[str], schema: Mapping[str, Any]) -> None:
    columns: list[str] = list(schema["properties"])
    if len(header) == 1 and any(mark in header[0] for mark in ",;"):
        raise SheetError(
            "the header row has no tab in it", where=f"{path}, row {row}", expected="columns separated by tabs"
        )
    for position, name in enumerate(header, start=1):
        if name not in columns:
            near = nearest_text(name, columns)
            raise SheetError(
                f'unknown column "{name}"' if name else "a column without a name",
                where=f"{path}, row {row}, column {position}",
                expected="only the columns " + ", ".join(columns),
                todo=f"Nearest valid name: {near}." if near else "",
            )
        if header.index(name) != position - 1:
            raise SheetError(
                f'column "{name}" stands twice', where=f"{path}, row {row}, column {position}", expected="it once"
            )
    for name in schema["required"]:
        if name not in header:
            raise SheetError(
                f'column "{name}" is missing',
                where=f"{path}, row {row}",
                expected="the columns " + ", ".join(schema["required"]),
            )
