"""The review and reason codes (``data/codes.tsv``): what each means and what a person does about it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from her2parse.errors import KnowledgeError

COLUMNS = ("code", "used_in", "meaning", "todo")
_FILE = Path(__file__).resolve().parent.parent / "data" / "codes.tsv"


@dataclass(frozen=True, slots=True)
class Code:
    """One code. ``used_in`` says where it stands (``reason``, ``review``, ``origin_reason``, ``caveat`` …)."""

    code: str
    used_in: str
    meaning: str
    todo: str


@lru_cache(maxsize=4)
def codes(path: Path = _FILE) -> dict[str, Code]:
    """All codes by name, in the order of the file.

    Raises:
        KnowledgeError: a wrong heading, a row with a missing cell, or the same code twice.
    """
    found: dict[str, Code] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        heading = tuple(next(rows, []))
        if heading != COLUMNS:
            raise KnowledgeError(
                f"columns {', '.join(heading) or 'none'}", expected=", ".join(COLUMNS), where=f"{path.name}, row 1"
            )
        for number, row in enumerate(rows, start=2):
            where = f"{path.name}, row {number}"
            if len(row) != len(COLUMNS) or not all(cell.strip() for cell in row):
                raise KnowledgeError(f"{len(row)} cells, some empty", expected="four filled cells", where=where)
            if row[0] in found:
                raise KnowledgeError(f"the code {row[0]} a second time", expected="one row a code", where=where)
            found[row[0]] = Code(*row)
    return found
