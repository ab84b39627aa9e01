"""What a history tells of therapies, progressions and specimens, with dates as exactly as they are told."""

from __future__ import annotations

import pytest
from read_header_builder import FakeAssays, FakeDrugs, report_of, table

from her2parse.read.header import read_header

ROWS = table("header_history.tsv")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["lines"][:60])
def test_history_table(row: dict[str, str]) -> None:
    pages, lines = report_of(row["lines"])
    header, _ = read_header(pages, lines, FakeAssays(), FakeDrugs())
    therapies = [f"{m.text}|{m.start_on or m.start_told}|{m.stop_on or m.stop_told}" for m in header.therapies]
    events = [f"{event.kind}|{event.told_on}" for event in header.history]
    assert "; ".join(therapies) == row["therapies"], row["why"]
    assert "; ".join(events) == row["events"], row["why"]
    assert all(event.evidence.quote and event.text.split()[0] in event.evidence.quote for event in header.history)
