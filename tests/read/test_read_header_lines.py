"""Label lines to header fields: the truth table, through the whole of ``read_header``."""

from __future__ import annotations

import pytest
from read_header_builder import FakeAssays, FakeDrugs, report_of, table

from her2parse.read.header import read_header

ROWS = table("header_lines.tsv")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['field']}|{row['lines'][:50]}")
def test_line_table(row: dict[str, str]) -> None:
    pages, lines = report_of(row["lines"])
    header, _ = read_header(pages, lines, FakeAssays(), FakeDrugs())
    value = getattr(header, row["field"])
    assert ("" if value is None else str(value)) == row["expected"], row["why"]
    settled = value not in ("", None, "unknown", "ok")
    if settled and row["lines"] != "Original Reported Date: 2024-01-09":
        place = header.evidence[row["field"]]
        inside = " ".join(word.text for page in pages for word in page.words)
        assert all(token in inside for token in place.quote.split())


def test_line_table_is_large_enough() -> None:
    assert len(ROWS) >= 100
