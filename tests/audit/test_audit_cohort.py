"""Synthetic patients whose truth is known by construction: every origin right, every figure the one counted by hand."""

from __future__ import annotations

from collections import Counter

import pytest
from audit_cohorts import Count, Run, age, run


@pytest.fixture(scope="module", params=[200, pytest.param(2000, marks=pytest.mark.slow)])
def made(request: pytest.FixtureRequest) -> Run:
    return run(request.param)


@pytest.fixture(scope="module")
def count(made: Run) -> Count:
    return Count(made.truth)


def test_every_mechanism_and_origin_is_right(made: Run) -> None:
    found = {
        (m.patient_key, m.report_id, m.mechanism): (
            m.mechanism_class, m.origin, m.origin_reason, m.baseline_report_id, m.trend,
        )
        for patient in made.patients
        for m in patient.mechanisms
    }  # fmt: skip
    true = {
        (m.patient, m.report_id, m.mechanism): (m.mechanism_class, m.origin, m.reason, m.baseline, m.trend)
        for m in made.truth.mechanisms
    }
    assert found == true
    assert sum(len(patient.mechanisms) for patient in made.patients) == len(made.truth.mechanisms)


def test_the_cohort_holds_every_origin_and_class(made: Run) -> None:
    assert {m.origin for m in made.truth.mechanisms} == {"acquired", "apparently_acquired", "pre_existing", "unknown"}
    assert {m.reason for m in made.truth.mechanisms} == {
        "absent_at_baseline_same_assay", "absent_at_baseline_other_assay", "present_at_baseline", "no_baseline",
        "baseline_not_assayed", "baseline_uninformative", "lost_since_baseline",
    }  # fmt: skip
    assert {m.mechanism_class for m in made.truth.mechanisms} == {
        "on_target", "bypass", "downstream", "cell_cycle", "fusion", "histologic",
    }  # fmt: skip
    assert {row["her2_axis"] for row in made.rows["resistance"]} == {
        "", "mutation", "amplification", "overexpression",
    }  # fmt: skip
    assert {m.trend for m in made.truth.mechanisms} == {"", "expanding", "stable", "declining"}


def test_the_caveats_that_must_be_there_are(made: Run) -> None:
    told = {(m.report_id, m.mechanism): set(m.caveats) for patient in made.patients for m in patient.mechanisms}
    for m in made.truth.mechanisms:
        assert m.caveats <= told[m.report_id, m.mechanism]


def test_each_report_settles_what_its_test_settles(made: Run) -> None:
    settled: dict[str, set[tuple[str, str]]] = {}
    for row in made.rows["assayed"]:
        genes = [gene for gene in str(row["settled"]).split(";") if gene]
        settled.setdefault(str(row["report_id"]), set()).update((gene, str(row["event_type"])) for gene in genes)
    for report in made.truth.reports:
        assert settled.get(report.report_id, set()) == report.settled, report


def test_each_report_has_its_place_on_the_line_of_time(made: Run) -> None:
    rows = {row["report_id"]: row for row in made.rows["reports"] if not row["duplicate_of"]}
    for report in made.truth.reports:
        row = rows[report.report_id]
        assert (row["egfr_tki"], row["baselines"]) == (report.phase, ";".join(report.baselines))


def test_an_event_has_one_name_however_it_is_spelled(made: Run) -> None:
    named: dict[str, set[str]] = {}
    for row in made.rows["findings"]:
        if row["status"] == "detected" and row["reported_significance"] != "vus":
            named.setdefault(str(row["report_id"]), set()).add(str(row["event"]))
    for report in made.truth.reports:
        assert named.get(report.report_id, set()) == {event for _, event in report.shown}


def test_the_flow_is_the_one_counted_and_adds_up(made: Run, count: Count) -> None:
    steps = made.audit.flow
    assert {step.step: step.n for step in steps if step.kind == "in"} == count.flow()
    left = {step.reason: step.n for step in steps if step.kind == "out"}
    assert {reason: left[reason] for reason in made.truth.left} == made.truth.left
    for unit in ("file", "report", "patient"):
        own = [step for step in steps if step.unit == unit and step.kind != "part"]
        rest = own[0].n
        for step in own[1:]:
            rest = rest - step.n if step.kind == "out" else rest
            assert step.kind == "out" or step.n == rest, step
    for step in ("read", "after"):
        (whole,) = (one.n for one in steps if one.step == step and one.kind == "in")
        assert sum(one.n for one in steps if one.step == step and one.kind == "part") == whole


def test_every_frequency_is_the_one_counted(made: Run, count: Count) -> None:
    lost = {mechanism: gone for mechanism, _, gone in count.mechanisms()}
    for line in made.audit.frequencies:
        place = (line.gene, line.event_type)
        wanted = count.frequency(line.mechanism, place, line.scope, line.tki_generation, lost.get(line.mechanism, ""))
        assert (line.n, line.assayed, line.outside) == wanted, line
    told = {(line.mechanism, (line.gene, line.event_type)) for line in made.audit.frequencies}
    assert {(mechanism, place) for mechanism, place, _ in count.mechanisms()} <= told


def test_every_change_is_the_one_counted(made: Run, count: Count) -> None:
    lines = [line for line in made.audit.rebiopsy if line.specimens == "all"]
    for line in lines:
        wanted = count.changes((line.gene, line.event_type), line.event)
        assert (line.pairs, line.gained, line.lost, line.kept) == wanted, line
    assert {line.event for line in lines} >= {m.lost for m in made.truth.mechanisms if m.lost}
    parts: Counter[str] = Counter()
    for line in made.audit.rebiopsy:
        parts[line.event] += line.pairs if line.specimens == "all" else -line.pairs
    assert not any(parts.values())


def test_every_agreement_is_the_one_counted(made: Run, count: Count) -> None:
    assert made.audit.tissue_plasma
    for line in made.audit.tissue_plasma:
        wanted = count.agreement((line.gene, line.event_type), line.event)
        assert (line.pairs, line.both, line.tissue_only, line.plasma_only) == wanted, line
    assert any(line.kappa is None for line in made.audit.tissue_plasma)
    assert any(line.kappa is not None for line in made.audit.tissue_plasma)


def test_her2_by_time_point_counts_each_patient_once(made: Run, count: Count) -> None:
    calls = {(row["report_id"], row["axis"]): str(row["call"]) for row in made.rows["her2"]}
    sort = {"mutation": "small_variant", "amplification": "gain", "overexpression": "expression"}
    for line in made.audit.her2_axes:
        tally: Counter[str] = Counter()
        for reports in count.patients.values():
            here = sorted((r for r in reports if r.phase == line.egfr_tki), key=age)
            told = []
            for report in here:
                shown = any(place == ("ERBB2", sort[line.axis]) for place, _ in report.shown)
                call = "positive" if shown else calls[report.report_id, line.axis]
                assert shown == (calls[report.report_id, line.axis] == "positive")
                told.append(call)
            spoken = [call for call in told if call != "not_assayed"]
            tally[spoken[-1] if spoken else "not_assayed" if told else ""] += 1
        del tally[""]
        wanted = {call: tally[call] for call in ("positive", "negative", "equivocal", "review", "not_assayed")}
        assert {call: getattr(line, call) for call in wanted} == wanted, line
        assert line.assayed == line.positive + line.negative
        assert line.patients == tally.total()


def test_options_are_made_for_every_her2_alteration_in_the_newest_knowledge(made: Run) -> None:
    asked = {row["report_id"] for row in made.rows["actionability"]}
    for report in made.truth.reports:
        if report.counts and any(event == "ERBB2 Y772_A775dup" for _, event in report.shown):
            assert report.report_id in asked
