"""What the output tables must look like: one data file (``tables.yaml``), and the check against it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from her2parse.errors import Her2ParseError

Cell = str | int | float | None
Row = dict[str, Cell]
Type = Literal["text", "code", "codes", "date", "integer", "number"]

TABLES = (
    "reports",
    "findings",
    "her2",
    "resistance",
    "actionability",
    "review",
    "timeline",
    "her2_after_tki",
    "her2_therapy_resistance",
    "assayed",
)
SINCE_FIRST = frozenset({"timeline", "her2_after_tki", "her2_therapy_resistance", "assayed"})
"""Tables that outputs of earlier versions do not have; they are compared as empty."""


class TableError(Her2ParseError):
    """A table that we made breaks its own schema: a fault of ours, not of the inputs."""

    code = "H220"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``free``: it repeats text of a report or a sheet; ``values``: what a ``code`` column may hold."""

    name: str
    type: Type
    description: str
    values: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in the order of the files; ``key`` columns together name a row."""

    name: str
    title: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(column.name for column in self.columns)


@cache
def source() -> Mapping[str, Any]:
    """The whole data file as read from YAML."""
    import yaml

    loaded: dict[str, Any] = yaml.safe_load((files(__package__) / "tables.yaml").read_text("utf-8"))
    return loaded


@cache
def tables() -> Mapping[str, Table]:
    """Every table by name, in the contract's order."""
    return {name: _table(name, source()["tables"][name]) for name in TABLES}


def _table(name: str, spec: Mapping[str, Any]) -> Table:
    columns = tuple(
        Column(**{**column, "values": tuple(column.get("values", ()))})  # an unknown key is a TypeError at once
        for column in spec["columns"]
    )
    return Table(name, spec["title"], spec["row"], tuple(spec["key"]), columns)


def check(name: str, rows: Sequence[Row]) -> None:
    """Raise ``TableError`` at the first cell of ``rows`` that breaks the schema of table ``name``."""
    table = tables()[name]
    seen: set[tuple[Cell, ...]] = set()
    for number, row in enumerate(rows, start=1):
        if tuple(row) != table.names:
            wrong = sorted(set(row) ^ set(table.names)) or ["the order of the columns"]
            raise TableError(f"columns differ: {', '.join(wrong)}", where=f"{name}, row {number}")
        for column in table.columns:
            if problem := _problem(column, row[column.name]):
                raise TableError(problem, where=f"{name}, row {number}, column {column.name}")
        key = tuple(row[column] for column in table.key)
        if key in seen:
            raise TableError(f"{', '.join(table.key)} name two rows: {key}", where=f"{name}, row {number}")
        seen.add(key)


def _problem(column: Column, cell: Cell) -> str:
    """What is wrong with one cell, or an empty string."""
    if cell is None or cell == "":
        return "is empty" if column.required else ""
    match column.type:
        case "integer":
            return "" if isinstance(cell, int) and not isinstance(cell, bool) else f"{cell!r} is not a whole number"
        case "number":
            fine = isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell)
            return "" if fine else f"{cell!r} is not a finite number"
    if not isinstance(cell, str):
        return f"{cell!r} is not text"
    if column.type == "code" and cell not in column.values:
        return f"{cell!r} is none of {', '.join(column.values)}"
    if column.type == "date":
        try:
            dt.date.fromisoformat(cell)
        except ValueError:
            return f"{cell!r} is not a date YYYY-MM-DD"
    return ""
