"""A row as one line of bytes: what tables are sorted, kept and written from when there are more rows than fit as rows.

The cells stand as the TSV shows them, divided by a character that sorts before all that a cell may hold, so that lines
sort as rows do. Behind them stand the numbers that the TSV rounds, unrounded, by the place of their column.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Protocol

from her2parse.model import Batch, Option, Patient
from her2parse.outputs.rows import finished, rows_of_batch, rows_of_patients
from her2parse.outputs.schema import TABLES, Row, tables
from her2parse.outputs.settings import RunSettings
from her2parse.outputs.text import unguard

BETWEEN, EXACT = "\x1f", "\x1e"
"""Between two cells; before the exact numbers. ``clean`` leaves neither in a cell."""


class TableLines(Protocol):
    """One table's lines in their order; they can be read more than once."""

    def __iter__(self) -> Iterator[bytes]: ...

    def __len__(self) -> int: ...


Lines = Mapping[str, TableLines]
"""Lines of every table, by its name."""


def lines(made: Mapping[str, Sequence[Row]]) -> dict[str, list[bytes]]:
    """The rows of every table as lines, in their order."""
    return {name: _lines(name, finished(name, some)) for name, some in made.items()}


def lines_of_patient(patient: Patient, options: Sequence[Option], settings: RunSettings) -> dict[str, list[bytes]]:
    """One patient's rows in every table; raises ``TableError`` when one breaks the schema."""
    made = rows_of_patients([patient], options, settings)
    return {name: _lines(name, finished(name, made[name])) for name in TABLES}


def lines_of_batch(
    batch: Batch, files: Container[str], report_ids: Container[str], settings: RunSettings
) -> dict[str, list[bytes]]:
    """The rows that belong to no patient; ``files`` and ``report_ids`` are those of all patients."""
    made = rows_of_batch(batch, files, report_ids, settings)
    return {name: _lines(name, finished(name, made[name])) for name in made}


def _lines(name: str, made: Mapping[tuple[str, ...], Row]) -> list[bytes]:
    numbers = _columns(name, "number")
    return [_line(cells, row, numbers) for cells, row in made.items()]


def _line(cells: Sequence[str], row: Row, numbers: Iterable[tuple[int, str]]) -> bytes:
    text = BETWEEN.join(cells)
    for at, column in numbers:
        value = row[column]
        if isinstance(value, float) and float(cells[at]) != value:
            text += f"{EXACT}{at}={value!r}"
    return text.encode()


@cache
def _columns(name: str, kind: str) -> tuple[tuple[int, str], ...]:
    return tuple((at, column.name) for at, column in enumerate(tables()[name].columns) if column.type == kind)


def shown(line: bytes) -> bytes:
    """The cells as the TSV shows them, still divided as in the line."""
    return line.partition(EXACT.encode())[0] if EXACT.encode() in line else line


def values_of(name: str) -> Callable[[bytes], list[str]]:
    """What gives the cells of a line as they are: no apostrophe put before them, no number rounded."""
    free = [at for at, column in enumerate(tables()[name].columns) if column.free]

    def values(line: bytes) -> list[str]:
        text, *exact = line.decode().split(EXACT)
        cells = text.split(BETWEEN)
        if "'" in text:
            for at in free:
                cells[at] = unguard(cells[at])
        for one in exact:
            place, _, number = one.partition("=")
            cells[int(place)] = number
        return cells

    return values


def first_cells(line: bytes, n: int) -> list[bytes]:
    """The first ``n`` cells of a line."""
    return shown(line).split(BETWEEN.encode(), n)[:n]
