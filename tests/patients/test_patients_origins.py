"""Small patients: reports and treatments to rows of resistance.tsv, each with the reason in words."""

from __future__ import annotations

import csv

import pytest
from patients_factory import ROOT, notes_as_text, patient, rows_as_text

with (ROOT / "tests/truth/patients_origins.tsv").open(encoding="utf-8", newline="") as _stream:
    CASES = list(csv.DictReader(_stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_origin(case: dict[str, str]) -> None:
    placed = patient(case["reports"], case["treatments"])
    assert rows_as_text(placed) == case["rows"], case["why"]
    assert notes_as_text(placed) == case["notes"], case["why"]


def test_the_cases_have_names_of_their_own() -> None:
    assert len({case["case"] for case in CASES}) == len(CASES) >= 200
