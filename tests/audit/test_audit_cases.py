"""Small cohorts as tables, one question each: who is in which number, and why."""

from __future__ import annotations

from typing import Any

from her2parse.audit import Audit, audit

Cells = dict[str, Any]


def report(report_id: str, patient: str, day: str, phase: str, **more: Any) -> Cells:
    """A row of reports.tsv; after the start of a TKI it is osimertinib's unless told otherwise."""
    late = phase not in ("before", "none", "unknown")
    begun = {"tki": "osimertinib", "tki_start": "2024-01-01", "tki_generation": "3"} if late else {}
    row = {
        "report_id": report_id,
        "source_file": f"{report_id}.pdf",
        "status": "parsed",
        "specimen": "tissue",
        "patient_key": patient,
        "collected_on": day,
        "egfr_tki": phase,
    }
    return row | begun | more


def settles(report_id: str, event_type: str, genes: str) -> Cells:
    """A row of assayed.tsv."""
    return {"report_id": report_id, "event_type": event_type, "settled": genes}


def finding(report_id: str, event: str, event_type: str = "small_variant", **more: Any) -> Cells:
    """A row of findings.tsv."""
    row = {"finding_id": f"{report_id}-{event}", "report_id": report_id, "event": event, "event_type": event_type}
    return row | {"status": "detected", "gene": event.split()[0], **more}


def mechanism(report_id: str, name: str, **more: Any) -> Cells:
    """A row of resistance.tsv; new since osimertinib unless told otherwise."""
    row = {
        "report_id": report_id,
        "finding_id": f"{report_id}-{name}",
        "mechanism": name,
        "mechanism_class": "bypass",
        "gene": name.split()[0],
        "tki": "osimertinib",
        "tki_start": "2024-01-01",
        "origin": "acquired",
        "origin_reason": "absent_at_baseline_same_assay",
    }
    return row | more


def count(reports: list[Cells], **tables: list[Cells]) -> Audit:
    """The audit of these rows."""
    names = ("findings", "her2", "resistance", "assayed", "review")
    return audit({"reports": reports, **{name: tables.get(name, []) for name in names}})


def cells(told: Audit, scope: str, name: str) -> tuple[int, int, int]:
    """Seen, assayed, outside; over all generations."""
    (line,) = (one for one in told.frequencies if (one.scope, one.tki_generation, one.mechanism) == (scope, "", name))
    return line.n, line.assayed, line.outside


MET = "MET amplification"


def test_silence_of_a_test_that_did_not_look_is_in_no_denominator() -> None:
    told = count(
        [report(f"R{n}", f"P{n}", "2025-01-01", "after") for n in (1, 2, 3)],
        assayed=[settles("R1", "gain", "MET"), settles("R2", "gain", "MET;ERBB2"), settles("R3", "gain", "ERBB2")],
        findings=[finding("R1", MET, "gain")],
        resistance=[mechanism("R1", MET)],
    )
    assert cells(told, "seen", MET) == (1, 2, 0)


def test_seen_by_a_test_that_settles_nothing_is_outside_both_numbers() -> None:
    told = count(
        [report("R1", "P1", "2025-01-01", "after"), report("R2", "P2", "2025-01-01", "after")],
        assayed=[settles("R2", "gain", "MET")],
        findings=[finding("R1", MET, "gain")],
        resistance=[mechanism("R1", MET)],
    )
    assert cells(told, "seen", MET) == (0, 1, 1)


def test_a_patient_counts_once_however_many_reports_show_it() -> None:
    told = count(
        [report("R1", "P1", "2025-01-01", "on_treatment"), report("R2", "P1", "2025-06-01", "after")],
        assayed=[settles("R1", "gain", "MET"), settles("R2", "gain", "MET")],
        findings=[finding("R1", MET, "gain"), finding("R2", MET, "gain")],
        resistance=[mechanism("R1", MET), mechanism("R2", MET)],
    )
    assert cells(told, "seen", MET) == (1, 1, 0)


def test_new_is_counted_among_those_whose_baseline_settles_it() -> None:
    told = count(
        [
            report("B1", "P1", "2023-12-01", "before"),
            report("R1", "P1", "2025-01-01", "after", baselines="B1"),
            report("B2", "P2", "2023-12-01", "before"),
            report("R2", "P2", "2025-01-01", "after", baselines="B2"),
            report("R3", "P3", "2025-01-01", "after"),
        ],
        assayed=[
            settles("B1", "gain", "MET"), settles("B2", "gain", "ERBB2"),
            *(settles(f"R{n}", "gain", "MET") for n in (1, 2, 3)),
        ],
        findings=[finding("R1", MET, "gain")],
        resistance=[mechanism("R1", MET)],
    )  # fmt: skip
    assert cells(told, "new", MET) == (1, 1, 0)
    assert cells(told, "seen", MET) == (1, 3, 0)


def test_what_an_older_tki_left_behind_is_seen_and_not_new_under_the_latest() -> None:
    old = mechanism("R1", "EGFR T790M", tki="gefitinib", tki_start="2022-01-01")
    told = count(
        [report("B1", "P1", "2021-12-01", "before"), report("R1", "P1", "2025-01-01", "after", baselines="B1")],
        assayed=[settles("B1", "small_variant", "EGFR"), settles("R1", "small_variant", "EGFR")],
        findings=[finding("R1", "EGFR T790M")],
        resistance=[old],
    )
    assert cells(told, "seen", "EGFR T790M") == (1, 1, 0)
    assert cells(told, "new", "EGFR T790M") == (0, 1, 0)


def test_a_loss_is_counted_among_those_who_had_it() -> None:
    told = count(
        [
            report("B1", "P1", "2023-12-01", "before"),
            report("R1", "P1", "2025-01-01", "after", baselines="B1"),
            report("B2", "P2", "2023-12-01", "before"),
            report("R2", "P2", "2025-01-01", "after", baselines="B2"),
        ],
        assayed=[settles(one, "small_variant", "EGFR") for one in ("B1", "R1", "B2", "R2")],
        findings=[finding("B1", "EGFR T790M")],
        resistance=[
            mechanism(
                "R1", "loss of EGFR T790M", finding_id="", gene="EGFR", baseline_report_id="B1",
                origin_reason="lost_since_baseline",
            )
        ],
    )  # fmt: skip
    assert cells(told, "new", "loss of EGFR T790M") == (1, 1, 0)
    assert not [line for line in told.frequencies if line.scope == "seen"]


def test_a_vus_and_a_benign_change_are_no_events() -> None:
    told = count(
        [report("B1", "P1", "2023-12-01", "before"), report("R1", "P1", "2025-01-01", "after", baselines="B1")],
        assayed=[settles(one, "small_variant", "ATM;EGFR;KRAS") for one in ("B1", "R1")],
        findings=[
            finding("R1", "ATM K2331fs", reported_significance="vus"),
            finding("R1", "EGFR R521K", reported_significance="benign"),
            finding("R1", "KRAS G12C", status="not_detected"),
            finding("R1", "KRAS G12D", reported_significance="vus", oncogenicity="oncogenic"),
        ],
    )
    assert {line.event for line in told.rebiopsy} == {"KRAS G12D"}


def test_pairs_of_tissue_and_plasma_are_of_one_time_and_one_course() -> None:
    def pair(n: int, day: str, **more: Any) -> list[Cells]:
        return [
            report(f"T{n}", f"P{n}", "2025-01-01", "after"),
            report(f"L{n}", f"P{n}", day, "after", specimen="plasma", **more),
        ]

    reports = [
        *pair(1, "2025-04-01"),  # 90 days: comparable
        *pair(2, "2025-04-02"),  # 91 days
        *pair(3, "2025-01-05", tki="lazertinib", tki_start="2025-01-03"),  # a TKI began between them
        *pair(4, "2025-01-05"),  # plasma that does not settle it
        *pair(5, ""),  # no day
    ]
    assayed = [settles(str(row["report_id"]), "gain", "MET") for row in reports if row["report_id"] != "L4"]
    found = [finding(str(row["report_id"]), MET, "gain") for row in reports]
    (line,) = count(reports, assayed=assayed, findings=found).tissue_plasma
    assert (line.pairs, line.both, line.kappa_note) == (1, 1, "not computable")


def test_of_several_pairs_of_a_patient_the_nearest_counts() -> None:
    reports = [
        report("T1", "P1", "2025-01-01", "after"),
        report("L1", "P1", "2025-02-01", "after", specimen="plasma"),
        report("L2", "P1", "2025-01-03", "after", specimen="plasma"),
    ]
    assayed = [settles(one, "gain", "MET") for one in ("T1", "L1", "L2")]
    (line,) = count(reports, assayed=assayed, findings=[finding(r, MET, "gain") for r in ("T1", "L1")]).tissue_plasma
    assert (line.pairs, line.both, line.tissue_only) == (1, 0, 1)


def test_the_rebiopsy_is_the_newest_report_that_settles_and_has_a_baseline_that_does() -> None:
    reports = [
        report("B1", "P1", "2023-12-01", "before"),
        report("R1", "P1", "2025-01-01", "on_treatment", baselines="B1"),
        report("R2", "P1", "2025-06-01", "after", baselines="B1", specimen="plasma"),
    ]
    assayed = [settles("B1", "gain", "MET"), settles("R1", "gain", "MET"), settles("R2", "gain", "ERBB2")]
    told = count(reports, assayed=assayed, findings=[finding("R1", MET, "gain"), finding("R2", MET, "gain")])
    by = {line.specimens: line for line in told.rebiopsy}
    assert (by["all"].pairs, by["all"].gained, by["same"].pairs, by["different"].pairs) == (1, 1, 1, 0)


def test_of_two_rebiopsies_that_settle_the_newer_counts() -> None:
    reports = [
        report("B1", "P1", "2023-12-01", "before"),
        report("R1", "P1", "2025-01-01", "on_treatment", baselines="B1"),
        report("R2", "P1", "2025-06-01", "after", baselines="B1"),
    ]
    assayed = [settles(one, "gain", "MET") for one in ("B1", "R1", "R2")]
    told = count(reports, assayed=assayed, findings=[finding("B1", MET, "gain"), finding("R1", MET, "gain")])
    (line,) = (one for one in told.rebiopsy if one.specimens == "all")
    assert (line.pairs, line.lost, line.kept) == (1, 1, 0)


def test_of_two_baselines_that_settle_the_newer_counts() -> None:
    reports = [
        report("B1", "P1", "2023-06-01", "before"),
        report("B2", "P1", "2023-12-01", "before"),
        report("R1", "P1", "2025-01-01", "after", baselines="B1;B2"),
    ]
    assayed = [settles(one, "gain", "MET") for one in ("B1", "B2", "R1")]
    told = count(reports, assayed=assayed, findings=[finding("B2", MET, "gain"), finding("R1", MET, "gain")])
    (line,) = (one for one in told.rebiopsy if one.specimens == "all")
    assert (line.pairs, line.kept, line.gained) == (1, 1, 0)


def test_her2_takes_the_newest_report_that_speaks_and_tissue_of_one_day() -> None:
    reports = [
        report("T1", "P1", "2025-01-01", "after"),
        report("L1", "P1", "2025-01-01", "after", specimen="plasma"),
        report("N1", "P1", "2025-03-01", "after"),
    ]
    calls = {"T1": "positive", "L1": "negative", "N1": "not_assayed"}
    her2 = [{"report_id": one, "axis": "amplification", "call": call} for one, call in calls.items()]
    line = next(one for one in count(reports, her2=her2).her2_axes if one.axis == "amplification")
    assert (line.patients, line.positive, line.negative, line.not_assayed) == (1, 1, 0, 0)


def test_who_leaves_the_flow_and_why() -> None:
    reports = [
        report("R0", "P0", "2025-01-01", "none"),
        report("R1", "P1", "", "unknown"),
        report("R2", "P2", "2023-01-01", "before"),
        report("R3", "P3", "2025-01-01", "on_or_after"),
        report("B4", "P4", "2023-01-01", "before"),
        report("R4", "P4", "2025-01-01", "after", baselines="B4"),
        report("B5", "P5", "2023-01-01", "before"),
        report("R5", "P5", "2025-01-01", "after", baselines="B5"),
        report("R6", "P6", "2025-01-01", "after", duplicate_of="R5"),
        report("R7", "P7", "", "unknown", status="failed", reasons="ocr;no_text_layer"),
        report("R8", "P5", "2025-01-01", "after", replaced_by="R5"),
        report("R9", "U-9", "2025-01-01", "none"),
    ]
    assayed = [settles("B5", "gain", "MET"), settles("R5", "gain", "MET"), settles("R4", "gain", "MET")]
    steps = count(reports, assayed=assayed, review=[{"report_id": "R9", "code": "unlinked_report"}]).flow
    reached = {step.step: step.n for step in steps if step.kind == "in"}
    assert reached == {
        "files": 12, "different_files": 11, "reports": 11, "read": 10, "placed": 8, "patients": 6, "after": 3,
        "paired": 1,
    }  # fmt: skip
    left = {step.reason: step.n for step in steps if step.kind == "out" and step.n}
    assert left == {
        "copy": 1, "ocr": 1, "replaced": 1, "unlinked": 1, "no_tki": 1, "undated": 1, "no_report_after": 1,
        "no_baseline": 1, "nothing_in_common": 1,
    }  # fmt: skip
