"""The tables of ``config/knowledge`` under their JSON Schemas, with a laboratory's own rows over ours.

A schema (``data/schemas/<table>.schema.yaml``) describes one row. ``required`` lists the columns in order, ``x-key``
those that make a row's key. Cells are text, so that a schema needs ``enum``, ``pattern`` and ``minLength`` only; they
are checked here and not by a general validator, because thousands of rows are read at the start of every job.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from her2parse.errors import KnowledgeError
from her2parse.knowledge.tables import SCHEMAS, Shape, nearest, read_yaml, scan_rows

TABLES = (
    "variants",
    "regions",
    "drugs",
    "resistance",
    "resistance_frequency",
    "her2_resistance",
    "her2_settling",
    "tiers",
    "monitoring",
    "diseases",
    "copy_number_words",
    "civic",
    "civic_names",
    "oncogenicity_criteria",
    "oncogenicity_evidence",
    "sources",
)
DOCUMENTS = ("rules.yaml", "assays.yaml")
SNAPSHOT = ("civic", "civic_names", "oncogenicity_criteria")
"""Tables that hold what others number (a database's items, a procedure's criteria): a laboratory's evidence goes into
its rules and its ``oncogenicity_evidence.tsv``."""
OWN = "laboratory's own"
"""What marks a laboratory's row wherever it shows."""
# One name may mean several keys of ours, a row each.
_REPEATS = ("civic_names",)
_KEYWORDS = {"type", "description", "enum", "pattern", "minLength"}

Row = dict[str, str]


@cache
def shape(name: str) -> Shape:
    """The shape of the table ``name``, from its schema."""
    schema: Any = read_yaml(SCHEMAS / f"{name}.schema.yaml")
    properties: dict[str, dict[str, Any]] = schema["properties"]
    unknown = {word for one in properties.values() for word in one} - _KEYWORDS
    if unknown:
        raise KnowledgeError(
            f"the keyword {min(unknown)!r}", expected=f"one of {', '.join(sorted(_KEYWORDS))}", where=f"{name}.schema"
        )
    return Shape(
        columns=tuple(schema["required"]),
        key=tuple(schema["x-key"]),
        choices={column: tuple(one["enum"]) for column, one in properties.items() if "enum" in one},
        forms={column: _form(one) for column, one in properties.items() if {"pattern", "minLength"} & set(one)},
        filled=frozenset(column for column, one in properties.items() if one.get("minLength")),
        repeats=name in _REPEATS,
    )


def _form(column: dict[str, Any]) -> re.Pattern[str]:
    return re.compile(column.get("pattern") or f"^.{{{column['minLength']},}}$")


def read_table(name: str, path: Path, extra: Path | None = None) -> list[Row]:
    """The rows of the table ``name``, a laboratory's own first; an own row replaces ours of the same key.

    Each row has its line as ``_row``, what the table is called as ``_file``, and ``yes`` or nothing as ``_own``. The
    source of an own row says whose it is, so that every output that cites it does.

    Args:
        path: our table.
        extra: a laboratory's own folder, where a table of the same name may stand.

    Raises:
        KnowledgeError: naming file, row, column and the nearest valid value.
    """
    rows, problems = scan_table(name, path, extra)
    if problems:
        raise problems[0]
    return rows


def scan_table(name: str, path: Path, extra: Path | None = None) -> tuple[list[Row], list[KnowledgeError]]:
    """As ``read_table``, with every problem instead of the first."""
    asked = shape(name)
    ours, problems = scan_rows(path, asked)
    own_path = extra / f"{name}.tsv" if extra is not None and name not in SNAPSHOT else None
    if own_path is None or not own_path.exists():
        return [{**row, "_file": path.name, "_own": ""} for row in ours], problems
    called = f"{own_path.parent.name}/{own_path.name}"
    own, more = scan_rows(own_path, asked, called=called)
    replaced = {key_of(row, asked) for row in own}
    kept = [row for row in ours if key_of(row, asked) not in replaced]
    marked = [{**row, **_marked(row), "_file": called, "_own": "yes"} for row in own]
    return [*marked, *({**row, "_file": path.name, "_own": ""} for row in kept)], [*problems, *more]


def key_of(row: Row, asked: Shape) -> tuple[str, ...]:
    """A row's key."""
    return tuple(row[column] for column in asked.key)


def _marked(row: Row) -> Row:
    return {"source": own_words(row["source"])} if "source" in row else {}


def own_words(text: str) -> str:
    """Words of a laboratory's row, with whose they are."""
    return f"{text} ({OWN})"


def check_own_folder(extra: Path) -> None:
    """A misspelt file would be passed over in silence.

    Raises:
        KnowledgeError: no such folder, or a table or document in it that we do not know.
    """
    if not extra.is_dir():
        raise KnowledgeError("no such folder", expected="a folder of the laboratory's own rows", where=extra.name)
    known = [*(f"{name}.tsv" for name in TABLES if name not in SNAPSHOT), *DOCUMENTS]
    for path in sorted(extra.iterdir()):
        if path.suffix in (".tsv", ".yaml", ".yml") and path.name not in known:
            near = nearest(path.name, known)
            raise KnowledgeError(
                f"the file {path.name!r}",
                expected=f"one of {', '.join(known)}" + (f" (nearest: {near})" if near else ""),
                where=extra.name,
            )
