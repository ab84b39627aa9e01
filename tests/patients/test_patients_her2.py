"""HER2 after an EGFR TKI, and resistance to HER2 drugs: small patients to rows, each with the reason in words."""

from __future__ import annotations

import csv

import pytest
from patients_factory import HER2_MECHANISMS, ROOT, her2_as_text, her2_drugs_as_text, patient

from her2parse.knowledge.codes import codes


def cases(name: str) -> list[dict[str, str]]:
    with (ROOT / "tests/truth" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", cases("patients_her2_after_tki.tsv"), ids=lambda case: case["case"])
def test_her2_after_an_egfr_tki(case: dict[str, str]) -> None:
    placed = patient(case["reports"], case["treatments"])
    assert her2_as_text(placed) == case["rows"], case["why"]


@pytest.mark.parametrize("case", cases("patients_her2_drugs.tsv"), ids=lambda case: case["case"])
def test_resistance_to_her2_drugs(case: dict[str, str]) -> None:
    placed = patient(case["reports"], case["treatments"])
    assert her2_drugs_as_text(placed) == case["rows"], case["why"]
    used = {code for m in placed.her2_resistance for code in (m.origin_reason, *m.caveats)}
    assert used <= set(codes())


def test_what_is_from_memory_is_never_verified() -> None:
    """Only what CIViC holds, for the drug that it holds it for, is verified."""
    for mechanism in HER2_MECHANISMS.mechanisms:
        assert mechanism.verified is any(item.startswith("EID") for item in mechanism.evidence)
        assert not mechanism.verified or mechanism.against == ("lapatinib",)
