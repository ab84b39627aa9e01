"""Treatments that a report's history names; what a report suggests is none."""

from __future__ import annotations

import pytest
from read_header_builder import FakeAssays, FakeDrugs, report_of, table

from her2parse.read.header import read_header

ROWS = table("header_therapies.tsv")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["lines"][:60])
def test_therapy_table(row: dict[str, str]) -> None:
    pages, lines = report_of(row["lines"])
    header, _ = read_header(pages, lines, FakeAssays(), FakeDrugs())
    found = "; ".join(f"{m.text}|{m.start_on}|{m.stop_on}" for m in header.therapies)
    assert found == row["expected"], row["why"]
    assert all(m.text.split()[0] in m.evidence.quote for m in header.therapies)
