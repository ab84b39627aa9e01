"""The re-analysis list read aloud: one line a patient, what came on label first."""

from __future__ import annotations

from dataclasses import replace

from her2parse.outputs.change import Change
from her2parse.outputs.reanalysis import to_look_at

LABEL = Change(
    "option",
    "new",
    "P1",
    "R1",
    "sevabertinib for ERBB2 p.V777L (US)",
    "",
    "",
    "in_label",
    "",
    "sevabertinib",
    ("US-1",),
    "ERBB2 p.V777L",
    "US",
    "2024-03-01 tissue, R1",
)
TRIAL = replace(LABEL, kind="gone", before="investigational", after="", rules=("TRIAL-1",), jurisdiction="")


def line(*changes: Change) -> str:
    told = to_look_at(changes)
    assert told[:2] == ["", "Patients to look at again (1)"]
    return told[2]


def test_a_trial_that_gives_way_to_a_label_is_one_change() -> None:
    assert line(TRIAL, LABEL) == (
        "  P1: sevabertinib (US) from in trial to on label for ERBB2 p.V777L of 2024-03-01 tissue, R1; "
        "by TRIAL-1, US-1."
    )


def test_a_label_that_gives_way_to_its_trial_is_one_change() -> None:
    back = replace(LABEL, kind="gone", before="in_label", after="")
    trial = replace(TRIAL, kind="new", before="", after="investigational")
    assert "sevabertinib (US) from on label to in trial for " in line(back, trial)


def test_regions_of_one_move_stand_together_and_others_apart() -> None:
    europe = replace(LABEL, jurisdiction="EU", rules=("EU-1",))
    japan = replace(LABEL, jurisdiction="JP", after="off_label", rules=("JP-1",))
    assert "sevabertinib (US, EU) from in trial to on label, sevabertinib (JP) from in trial to off label for " in line(
        TRIAL, LABEL, europe, japan
    )


def test_a_trial_of_another_report_or_drug_is_told_apart() -> None:
    other = replace(TRIAL, report_id="R2", place="2025-01-01 plasma, R2")
    assert line(other, LABEL).count("sevabertinib") == 2
    assert "zongertinib no longer in trial" in line(replace(TRIAL, therapy="zongertinib"), LABEL)


def test_on_label_comes_first_and_tiers_last() -> None:
    tier = replace(
        LABEL, kind="changed", field="tier", before="I-B", after="II-C", therapy="afatinib", jurisdiction="", rules=()
    )
    against = replace(LABEL, after="not_supported", therapy="dacomitinib", jurisdiction="", rules=())
    told = line(tier, against, LABEL)
    assert told.index("sevabertinib (US) now on label") < told.index("dacomitinib now not supported by evidence")
    assert told.index("dacomitinib") < told.index("afatinib from tier I-B to II-C")


def test_what_changes_no_call_and_no_therapy_asks_for_nobody() -> None:
    assert to_look_at([replace(LABEL, kind="changed", field="evidence", before="EID1", after="EID2")]) == []
