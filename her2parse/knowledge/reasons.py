"""The reader's reasons (``data/reasons.tsv``) in words: why a statement was made, or why none was."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Literal

About = Literal["refused", "state", "bound", "rule"]
_FILE = Path(__file__).resolve().parent.parent / "data" / "reasons.tsv"


@lru_cache(maxsize=1)
def reasons() -> dict[tuple[str, str], str]:
    """What each reason means, by what it is about (``refused``, ``state``, ``bound``, ``rule``) and its code."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["about"], row["code"]): row["meaning"] for row in rows}


def reason(about: About, code: str) -> str:
    """One reason in words; the code itself where the table does not know it (a part of the report, for instance)."""
    return reasons().get((about, code)) or code.replace("_", " ").capitalize()
