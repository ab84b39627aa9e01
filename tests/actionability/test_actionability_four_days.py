"""The reports of test_data on four days: four different tables, each right.

``tests/truth/actionability_four_days.tsv`` holds the ERBB2 findings of the synthetic reports with their context, and
what is offered of the three HER2-directed drugs (US labels, and trials) on each day. The expected cells were worked out
from the regulators' dates and conditions alone, apart from the program.
"""

from __future__ import annotations

import csv

import pytest
from actionability_cases import OFFERS, ROOT, run

TABLE = (ROOT / "tests/truth/actionability_four_days.tsv").read_text(encoding="utf-8")
REPORTS = list(csv.DictReader(TABLE.splitlines(), delimiter="\t"))
DAYS = ("2022-01-01", "2024-06-01", "2025-09-01", "2026-11-22")
HER2_DIRECTED = ("trastuzumab deruxtecan", "zongertinib", "sevabertinib")


def offered(report: dict[str, str], day: str) -> set[str]:
    return {
        f"{option.therapy}{'/US' if option.jurisdiction else ''}={option.match}"
        for option in run(report, day)
        if option.therapy in HER2_DIRECTED and option.jurisdiction in ("US", "") and option.match in OFFERS
    }


@pytest.mark.parametrize("report", REPORTS, ids=[report["source_file"] for report in REPORTS])
def test_each_report_on_each_day(report: dict[str, str]) -> None:
    for day in DAYS:
        assert offered(report, day) == {cell for cell in report[day].split(";") if cell}, day


def test_the_four_tables_differ() -> None:
    assert len(REPORTS) >= 35
    tables = [[sorted(offered(report, day)) for report in REPORTS] for day in DAYS]
    assert all(one != other for i, one in enumerate(tables) for other in tables[i + 1 :])


def test_what_each_day_brought() -> None:
    """In numbers: no label in 2022; one drug, two, three; zongertinib's condition of prior therapy gone in the last."""
    labels = [{cell for report in REPORTS for cell in offered(report, day) if "/US=" in cell} for day in DAYS]
    drugs = [{cell.split("/")[0] for cell in cells} for cells in labels]
    assert drugs == [set(), {HER2_DIRECTED[0]}, {*HER2_DIRECTED[:2]}, {*HER2_DIRECTED}]
    opened = [
        report
        for report in REPORTS
        if "zongertinib/US=in_label" in report[DAYS[3]] and "zongertinib/US=in_label" not in report[DAYS[2]]
    ]
    assert len(opened) >= 10
