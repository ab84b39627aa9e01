"""The groups under which a board looks at mechanisms of resistance (``data/mechanism_groups.tsv``)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parent.parent / "data" / "mechanism_groups.tsv"


@dataclass(frozen=True, slots=True)
class Group:
    """One row of ``data/mechanism_groups.tsv``: mechanisms of one class, of some genes or (empty) of all others."""

    group: str
    words: str
    mechanism_class: str
    genes: frozenset[str]


@cache
def groups() -> tuple[Group, ...]:
    """The groups in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(
            Group(row["group"], row["words"], row["mechanism_class"], frozenset(filter(None, row["genes"].split(";"))))
            for row in rows
        )
