"""What must hold of every finding in every context on every day."""

from __future__ import annotations

import datetime

from actionability_cases import CASES, knowledge, pair, patient, run
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from her2parse.hgvs.reference import bundled
from her2parse.model import Patient

DAYS = st.dates(datetime.date(2010, 1, 1), datetime.date(2030, 1, 1)).map(lambda day: day.isoformat())
FINDINGS = sorted({case["findings"] for case in CASES})
CONTEXT = st.fixed_dictionaries(
    {
        "diagnosis": st.sampled_from(sorted({case["diagnosis"] for case in CASES})),
        "histology": st.sampled_from(["", "non_squamous", "squamous", "small_cell", "other"]),
        "collected_on": st.sampled_from(["", "2020-05-05", "2024-03-01", "2026-01-01"]),
        "therapies": st.sampled_from(sorted({case["therapies"] for case in CASES})),
        "findings": st.sampled_from(FINDINGS),
        "assay": st.sampled_from(sorted({case["assay"] for case in CASES})),
        "as_of": DAYS,
    }
)


@settings(max_examples=200, deadline=None)
@given(case=CONTEXT)
def test_what_holds_in_every_context(case: dict[str, str]) -> None:
    found = run(case)
    findings = {finding.finding_id: finding for finding in patient(case).reports[0].result.findings}
    for option in found:
        finding = findings[option.finding_id]
        states = {one.state for one in option.conditions}
        # Nothing is on label before its approval, and a label row carries its date.
        if option.match in ("in_label", "off_label", "unknown"):
            assert option.approved_on
            assert option.approved_on <= option.as_of
        if option.match == "in_label":
            assert states == {"met"}
        if option.match == "unknown":
            assert "unknown" in states
            assert "unmet" not in states
        if option.match == "off_label":
            assert "unmet" in states
        assert finding.statement.state == "detected"
        assert finding.oncogenicity not in ("vus", "benign", "likely_benign")
        if finding.her2_class == "amplification":
            assert option.match in ("resistance", "not_supported")


@settings(max_examples=200, deadline=None)
@given(case=CONTEXT, blank=st.sampled_from(["diagnosis", "histology", "therapies"]))
def test_taking_facts_away_never_makes_a_condition_met(case: dict[str, str], blank: str) -> None:
    """With less known of the patient no match becomes in_label that was not."""
    fewer = {**case, blank: ""}
    # An empty diagnosis beside a stated histology is the sample sheet's own word for NSCLC; and where diagnosis and
    # histology contradict each other, less of it is a contradiction less.
    if blank == "diagnosis" or (blank == "histology" and case["histology"] == "small_cell"):
        fewer = {**case, "diagnosis": "", "histology": ""}
    before = {(o.rule_id, o.finding_id) for o in run(case) if o.match == "in_label"}
    after = {(o.rule_id, o.finding_id) for o in run(fewer) if o.match == "in_label"}
    assert after <= before


LINES = ("prior_systemic_therapy", "first_line", "prior_egfr_tki", "prior_egfr_therapy", "prior_platinum")
SILENT = {
    "histology": ({"histology": ""}, ("histology",)),
    "disease": ({"histology": "", "diagnosis": ""}, ("disease",)),
    "treatments": ({"therapies": ""}, LINES),
    "day of the sample": ({"collected_on": "", "therapies": "carboplatin@2023-01-01;osimertinib@2022-01-01"}, LINES),
    "diagnosis without organ": ({"histology": "", "diagnosis": "Carcinoma"}, ("disease",)),
}


@settings(max_examples=200, deadline=None)
@given(case=CONTEXT, silent=st.sampled_from(sorted(SILENT)))
def test_no_context_turns_unknown_into_met(case: dict[str, str], silent: str) -> None:
    """What the inputs do not say stays unknown, whatever else they say and on whatever day."""
    blanks, names = SILENT[silent]
    for option in run({**case, **blanks}):
        for condition in option.conditions:
            assert condition.name not in names or condition.state != "met", (option.rule_id, condition)
        if option.rule_id.startswith(("US-", "EU-", "JP-", "CN-")) and {c.name for c in option.conditions} & {*names}:
            assert option.match != "in_label"


@settings(max_examples=100, deadline=None)
@given(case=CONTEXT)
def test_a_test_that_is_not_known_is_never_the_companion_test(case: dict[str, str]) -> None:
    for option in run({**case, "assay": "/tissue"}):
        assert option.companion_test in ("", "unknown")


@settings(max_examples=100, deadline=None)
@given(case=CONTEXT, assay=st.sampled_from(["odxtt/tissue", "g360cdx/plasma", "f1cdx/tissue", "/tissue"]))
def test_the_companion_test_decides_no_match(case: dict[str, str], assay: str) -> None:
    def told(one: dict[str, str]) -> set[tuple[str, str]]:
        return {(o.rule_id, o.match) for o in run(one) if o.biomarker.startswith("ERBB2") and o.approved_on}

    assert told({**case, "assay": assay}) == told({**case, "assay": "/tissue"})


RANK = {"not_assayed": 0, "negative": 0, "review": 1, "equivocal": 1, "positive": 2}
PIECES = sorted({piece for findings in FINDINGS for piece in findings.split(" // ")})


@settings(max_examples=150, deadline=None)
@given(case=CONTEXT, pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=4, unique=True), data=st.data())
def test_removing_evidence_never_raises_a_call_or_an_option(
    case: dict[str, str], pieces: list[str], data: st.DataObject
) -> None:
    """Without one of the things detected no call is higher and nothing more is on label.

    Where the findings contradict each other the call is review; with one side of the contradiction gone it is, at
    most, what the other side calls alone.
    """
    detected = [piece for piece in pieces if pair(piece)[0].state == "detected"]
    assume(detected)
    gone = data.draw(st.sampled_from(detected))
    rest = [piece for piece in pieces if piece != gone]
    whole, fewer = ({**case, "findings": " // ".join(some)} for some in (pieces, rest))
    before, after = calls(patient(whole)), calls(patient(fewer))
    alone = [calls(patient({**case, "findings": piece})) for piece in rest]
    for axis in before:
        settled = before[axis] == "review" and after[axis] in {one[axis] for one in alone}
        assert settled or RANK[after[axis]] <= RANK[before[axis]], (gone, before, after)
    on_label = {(o.rule_id, o.biomarker) for o in run(whole) if o.match == "in_label"}
    assert {(o.rule_id, o.biomarker) for o in run(fewer) if o.match == "in_label"} <= on_label


def calls(of: Patient) -> dict[str, str]:
    return {call.axis: call.call for call in of.reports[0].result.calls}


@settings(max_examples=200, deadline=None)
@given(
    case=CONTEXT,
    piece=st.sampled_from(PIECES),
    state=st.sampled_from(["equivocal", "not_detected", "indeterminate"]),
)
def test_what_was_not_plainly_detected_has_no_row_on_any_day(case: dict[str, str], piece: str, state: str) -> None:
    gene, kind, _, *rest = piece.split("|")
    assert run({**case, "findings": "|".join((gene, kind, state, *rest))}) == ()


AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"


@settings(max_examples=150, deadline=None)
@given(
    case=CONTEXT,
    place=st.integers(1, 1255),
    new=st.sampled_from(AMINO_ACIDS),
    said=st.sampled_from(["", ",significance=pathogenic", ",significance=likely_pathogenic"]),
)
def test_a_missense_change_that_no_row_names_has_no_row_on_any_day(
    case: dict[str, str], place: int, new: str, said: str
) -> None:
    """A VUS of ERBB2 gets nothing, whatever the laboratory calls it."""
    old = reference()[place - 1]
    name = f"{old}{place}{new}"
    catalogued = {row.name for row in knowledge().variants.rows if row.gene == "ERBB2"}
    assume(old != new and place > 1 and f"p.{name}" not in catalogued)
    assert run({**case, "findings": f"ERBB2|small_variant|detected|{name}|p=p.{name}{said}"}) == ()


def reference() -> str:
    return bundled("ERBB2")[0].residues
