"""Tables with a row for each sample and a column for each gene: which rows are of an earlier sample, and so no result
of this report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from her2parse.read.dates import find_dates
from her2parse.read.geometry import Cell
from her2parse.read.lexicon import Lexicon, joints, normal

_YEAR = re.compile(r"(?<![\w/.-])(?:19|20)\d\d(?![\w/.-])")
_MOST_WORDS = 3
"""Words of a head that asks for a sample."""


def heads_samples(cells: Sequence[Cell]) -> bool:
    """True where one of the cells left of the genes heads samples (``Sample``, ``Probe``)."""
    words = joints("sample")
    return any(
        len(cell.words) <= _MOST_WORDS and any(normal(word.text) in words for word in cell.words) for cell in cells
    )


def prior_rows(labels: Sequence[str], lex: Lexicon) -> set[int]:
    """Which of a table's samples are earlier ones, by their rows' labels.

    A row that says that it is this report's makes the others earlier ones; else a row may say so itself
    (``previous``); else the newest of different dates is this report's.
    """
    if len(labels) < 2:
        return {at for at, label in enumerate(labels) if _says(label, _earlier(lex))}
    current = {at for at, label in enumerate(labels) if _says(label, joints("this_one"))}
    every = set(range(len(labels)))
    if current:
        return every - current
    earlier = {at for at, label in enumerate(labels) if _says(label, _earlier(lex))}
    if earlier:
        return earlier
    days = {at: day for at, label in enumerate(labels) if (day := _newest(label))}
    newest = max(days.values(), default="")
    return {at for at, day in days.items() if day < newest}


def _earlier(lex: Lexicon) -> frozenset[str]:
    return frozenset(phrase for phrase, role in lex.roles.items() if role == "prior")


def _says(label: str, phrases: frozenset[str]) -> bool:
    text = " ".join(normal(word).strip("()[]") for word in label.split())
    return any(f" {phrase} " in f" {text} " for phrase in phrases)


def _newest(label: str) -> str:
    days = [max(date.iso("dmy"), date.iso("mdy")) for date in find_dates(label)]
    return max(days, default="") or max(_YEAR.findall(label), default="")
