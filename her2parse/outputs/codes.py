"""Reason and review codes in words, from ``data/codes.tsv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Code:
    """One code: what it means and what the reader can do about it."""

    code: str
    used_in: str
    meaning: str
    todo: str

    @property
    def sentence(self) -> str:
        """Meaning and advice in one line."""
        return f"{self.meaning} {self.todo}".strip()


@cache
def codes() -> Mapping[str, Code]:
    """Every code that the project knows."""
    text = (files("her2parse") / "data" / "codes.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["code"]: Code(row["code"], row["used_in"], row["meaning"], row["todo"]) for row in rows if row["code"]}


def explain(code: str) -> Code:
    """The code's entry; a code without one explains itself by its own words."""
    return codes().get(code) or Code(code, "", code.replace("_", " ").capitalize() + ".", "")
