"""Pages for tests, drawn from text: lines by newline (or ``⏎``), cells by ``¦``, full blocks for masked names."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from her2parse.model import Page, Word
from her2parse.read.geometry import Line, lines_of

TRUTH = Path(__file__).parents[1] / "truth"
COLUMN, LEFT, LEADING, LETTER = 200.0, 40.0, 16.0, 5.0


def page_of(text: str, number: int = 1, *, top: float = 120.0, size: float = 10.0) -> Page:
    """A page of 612 x 792 points whose lines begin ``top`` points from above; words are five points a letter."""
    words: list[Word] = []
    for row, line in enumerate(text.replace("⏎", "\n").split("\n")):
        for column, cell in enumerate(line.split("¦")):
            x = LEFT + column * COLUMN
            for token in cell.split():
                y, width = top + row * LEADING, LETTER * len(token)
                words.append(Word(token, x, y, x + width, y + size, size, "Test", masked="█" in token))
                x += width + 3
    return Page(number, 612.0, 792.0, tuple(words))


def report_of(*texts: str) -> tuple[tuple[Page, ...], tuple[Sequence[Line], ...]]:
    """Pages and their lines."""
    pages = tuple(page_of(text, number) for number, text in enumerate(texts, start=1))
    return pages, tuple(lines_of(page) for page in pages)


def table(name: str) -> list[dict[str, str]]:
    """The rows of a truth table."""
    with (TRUTH / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


@dataclass(frozen=True)
class FakeAssay:
    """An assay of the fake catalogue."""

    assay_id: str
    name: str
    lab: str
    specimen: str


class FakeAssays:
    """A catalogue of six assays; the longest name in a line wins."""

    names = (
        FakeAssay("guardant360_cdx", "Guardant360 CDx", "Guardant Health", "plasma"),
        FakeAssay("foundationone_liquid_cdx", "FoundationOne Liquid CDx", "Foundation Medicine", "plasma"),
        FakeAssay("foundationone_cdx", "FoundationOne CDx", "Foundation Medicine", "tissue"),
        FakeAssay("guardant360", "Guardant360", "Guardant Health", "plasma"),
        FakeAssay("tempus_xt", "Tempus xT", "Tempus", "tissue"),
        FakeAssay("opa", "Oncomine Precision Assay", "Thermo Fisher Scientific", "unknown"),
    )

    def recognise(self, text: str, lab: str = "", reported_on: str = "") -> FakeAssay | None:  # noqa: ARG002
        plain = " ".join(text.lower().replace("®", " ").split())
        return next((assay for assay in self.names if assay.name.lower() in plain), None)


class FakeDrugs:
    """A drug table of ten names."""

    names = (
        "osimertinib",
        "erlotinib",
        "gefitinib",
        "carboplatin",
        "pemetrexed",
        "pembrolizumab",
        "trastuzumab deruxtecan",
    )
    aliases = (("tagrisso", "osimertinib"), ("afatinib", "afatinib"), ("奥希替尼", "osimertinib"))

    def find_in(self, text: str) -> tuple[tuple[int, int, object], ...]:
        found = []
        for alias, name in (*((name, name) for name in self.names), *self.aliases):
            at = text.lower().find(alias)
            if at >= 0:
                found.append((at, at + len(alias), SimpleNamespace(name=name)))
        return tuple(sorted(found, key=lambda item: item[0]))
