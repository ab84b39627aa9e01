"""Headers in the layouts and languages of many laboratories: a truth table of drawn snippets.

Each row names what the header must hold; a date that it does not name must stay empty, because a date of another
thing (birth, order, print, history) is worse than none.
"""

from __future__ import annotations

import pytest
from read_header_builder import FakeAssays, FakeDrugs, table

from her2parse.model import Page, Word
from her2parse.read.geometry import lines_of
from her2parse.read.header import read_header

ROWS = table("header_layouts.tsv")
DATES = ("collected_on", "received_on", "reported_on")
_WIDTH, _SIZE, _LEADING, _LEFT = 612.0, 9.0, 15.0, 40.0


def drawn(text: str, columns: str) -> Page:
    """Lines by ``⏎``, cells by ``¦``: at ``columns`` (points from the left), else in equal parts of the page."""
    rows = [line.split("¦") for line in text.split("⏎")]
    most = max(map(len, rows))
    places = [float(x) for x in columns.split()] or [_LEFT + column * (_WIDTH - 60) / most for column in range(most)]
    words: list[Word] = []
    for row, cells in enumerate(rows):
        for cell, left in zip(cells, places, strict=False):
            x, y = left, 60.0 + row * _LEADING
            for token in cell.split():
                width = sum(8.5 if ord(letter) > 0x2E80 else 4.3 for letter in token)
                words.append(Word(token, x, y, x + width, y + _SIZE, _SIZE, "Test", masked="█" in token))
                x += width + 2.5
    return Page(1, _WIDTH, 792.0, tuple(words))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_layout_table(row: dict[str, str]) -> None:
    page = drawn(row["lines"], row["columns"])
    header, notes = read_header((page,), (lines_of(page),), FakeAssays(), FakeDrugs())
    expected = dict(part.split("=", 1) for part in row["expected"].split(";") if part)
    note = expected.pop("note", "")
    wanted = dict.fromkeys(DATES, "") | expected
    assert {field: getattr(header, field) for field in wanted} == wanted, row["why"]
    assert not note or note in {found.code for found in notes}


def test_layout_table_is_large_enough() -> None:
    assert len(ROWS) >= 190
