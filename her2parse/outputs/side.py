"""One side of a comparison: the tables of a run, read from its folder or just made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from her2parse.errors import FolderError
from her2parse.outputs.rows import Rows
from her2parse.outputs.schema import SINCE_FIRST, TABLES, tables
from her2parse.outputs.tables import tsv
from her2parse.outputs.text import unguard

Line = Mapping[str, str]


@dataclass(frozen=True)
class Side:
    """The rows of every table as text, and what the run was made with."""

    tables: Mapping[str, list[Line]]
    run: Mapping[str, str]


def read_side(out: Path) -> Side:
    """The run in an output folder; raises ``FolderError`` when it is not one."""
    return Side({name: _read_table(out, name) for name in TABLES}, read_run(out))


def made_side(rows: Rows, run: Mapping[str, str]) -> Side:
    """Rows that were never written, as they would be read."""
    return Side({name: _lines(tsv(name, rows[name]).decode(), name, "") for name in TABLES}, run)


def _read_table(out: Path, name: str) -> list[Line]:
    if name in SINCE_FIRST and not (out / f"{name}.tsv").exists():
        return []
    try:
        text = (out / f"{name}.tsv").read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        found = f"{name}.tsv cannot be read ({type(error).__name__})"
        raise FolderError(found, expected="an output folder of her2parse", where=str(out), todo=_TODO) from None
    return _lines(text, name, str(out))


_TODO = "Give two folders that her2parse run has written."


def _lines(text: str, name: str, where: str) -> list[Line]:
    lines = text.split("\n")
    header = lines[0].split("\t")
    table = tables()[name]
    if missing := [column for column in table.key if column not in header]:
        found = f"{name}.tsv has no column {missing[0]}"
        raise FolderError(found, expected="an output folder of her2parse", where=where, todo=_TODO)
    free = {column.name for column in table.columns if column.free}
    rows: list[Line] = []
    for line in lines[1:]:
        if line:
            row = dict.fromkeys(table.names, "")
            for column, cell in zip(header, line.split("\t"), strict=False):
                text = cell[1:-1].replace('""', '"') if cell.startswith('"') and len(cell) > 1 else cell
                row[column] = unguard(text) if column in free else text
            rows.append(row)
    return rows


def read_run(out: Path) -> Mapping[str, str]:
    """What a run was made with, by ``run.json``; empty where there is none."""
    try:
        run = json.loads((out / "run.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    knowledge = run.get("knowledge") or {}
    made = {
        "her2parse": run.get("her2parse", ""),
        "knowledge base": knowledge.get("version", ""),
        "knowledge SHA-256": knowledge.get("sha256", ""),
        "as of": run.get("as_of", ""),
    }
    made |= {f"config {key}": json.dumps(value, sort_keys=True) for key, value in (run.get("config") or {}).items()}
    return {key: str(value) for key, value in made.items()}
