"""The laboratory of a letterhead: a truth table of drawn first pages in many languages, with who ordered beside it."""

from __future__ import annotations

import re

import pytest
from read_header_builder import FakeAssays, FakeDrugs, table

from her2parse.model import Page, Word
from her2parse.read.geometry import lines_of
from her2parse.read.header import read_header

ROWS = table("header_letterheads.tsv")
_BODY = "Tests for changes in the listed genes as told in the method below"


def drawn(text: str) -> Page:
    """A page of 612 x 842 points: ``y x size words`` a cell, cells by ``⏎``; under them twelve lines of nine points."""
    cells = [cell.split(" ", 3) for cell in text.split("⏎")]
    cells += [[str(200 + 14 * row), "40", "9", _BODY] for row in range(12)]
    words: list[Word] = []
    for y, left, size, text_ in cells:
        x, top, height = float(left), float(y), float(size)
        for token in text_.split():
            width = sum(height if ord(letter) > 0x2E80 else height / 2 for letter in token)
            words.append(Word(token, x, top, x + width, top + height, height, "Test", masked="█" in token))
            x += width + 0.28 * height
    return Page(1, 612.0, 842.0, tuple(words))


def _plain(name: str) -> str:
    return re.sub(r"\W", "", name).lower()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_letterhead_table(row: dict[str, str]) -> None:
    page = drawn(row["lines"])
    header, _ = read_header((page,), (lines_of(page),), FakeAssays(), FakeDrugs())
    assert _plain(header.lab) in [_plain(name) for name in row["expected"].split("|")], header.lab


def test_letterhead_table_is_large_enough() -> None:
    assert len(ROWS) >= 40
