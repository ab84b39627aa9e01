"""The three HER2 calls against the truth table ``tests/truth/her2_calls.tsv``."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from her2parse.her2 import BESIDE, calls_for_unread, classify
from her2parse.her2.amplification import ish_group
from her2parse.knowledge import Knowledge, load
from her2parse.knowledge.assays import AssayCatalogue
from her2parse.knowledge.variants import VariantCatalogue
from her2parse.model import (
    AXES,
    Coverage,
    Evidence,
    NormalizedVariant,
    ReadReport,
    ReportHeader,
    Statement,
)

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "tests/truth/her2_calls.tsv").read_text(encoding="utf-8")
CASES = list(csv.DictReader(TABLE.splitlines(), delimiter="\t"))
FIELDS = {"unit": "copy_number_unit", "text": "copy_number_text", "ihc": "ihc_score"}
NUMBERS = {"copies": "copy_number", "ratio": "ish_ratio", "ish_copies": "ish_copies", "cells": "percent_cells"}
COUNTS = ("ish_group",)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(ROOT / "config/knowledge", ROOT / "config/assays.yaml")


def pair(text: str, place: int = 1) -> tuple[Statement, NormalizedVariant | None]:
    """``gene|kind|state|as_written|field=value,…`` to a statement and its variant."""
    gene, kind, state, written, *rest = text.split("|")
    given = dict(item.split("=", 1) for item in rest[0].split(",")) if rest else {}
    name, status = given.pop("p", ""), given.pop("status", "exact")
    consequence, variant_class = given.pop("consequence", ""), given.pop("class", "")
    named = name or variant_class or status != "exact"
    variant = (
        NormalizedVariant(
            gene, written, status, hgvs_p_short=name, consequence=consequence, variant_class=variant_class
        )
        if named
        else None
    )
    values: dict[str, object] = {}
    for key, value in given.items():
        if key == "review":
            values["review"] = (value,)
        elif key in NUMBERS:
            values[NUMBERS[key]] = float(value)
        elif key in COUNTS:
            values[key] = int(value)
        else:
            values[FIELDS.get(key, key)] = value
    evidence = Evidence(1, 10, 10 * place, 100, 10 * place + 8, written)
    return Statement(gene, kind, state, written, evidence, "test", **values), variant


def report(header: str) -> ReadReport:
    """``key=value;…`` to a report without statements."""
    given = dict(item.split("=", 1) for item in header.split(";") if item)
    coverage = Coverage(
        **{
            key: tuple(given[key].split(","))
            for key in ("small_variant", "copy_number", "fusion", "limits")
            if key in given
        }
    )
    made = ReportHeader(
        specimen=given.get("specimen", "unknown"),
        assay_id=given.get("assay", ""),
        reported_on=given.get("reported", ""),
        qc=given.get("qc", "ok"),
        coverage=coverage,
    )
    unread = tuple(int(page) for page in given.get("unread", "").split(",") if page)
    by_ocr = tuple(int(page) for page in given.get("ocr", "").split(",") if page)
    return ReadReport("0" * 64, 1, 1, 3, made, unread_pages=unread, ocr_pages=by_ocr)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_calls(case: dict[str, str], knowledge: Knowledge) -> None:
    pairs = [pair(text, n) for n, text in enumerate(filter(None, case["statements"].split(" // ")), start=1)]
    findings, calls, notes = classify(report(case["header"]), "R000000000000", pairs, knowledge)
    assert {call.axis: call.call for call in calls} == {axis: case[axis] for axis in AXES}, case["why"]
    assert sorted({note.code for note in notes}) == sorted(filter(None, case["notes"].split(";"))), case["why"]
    assert not case["basis_has"] or any(case["basis_has"] in call.basis for call in calls)
    known = {finding.finding_id for finding in findings}
    for call in calls:
        assert call.basis
        assert "\n" not in call.basis
        assert set(call.finding_ids) <= known
        # A call that claims a finding has one; silence has none.
        assert call.finding_ids or call.call not in ("positive", "equivocal")


def test_table_is_large_enough() -> None:
    assert len(CASES) >= 170
    assert all(case["why"] for case in CASES)


STATEMENTS = st.lists(
    st.sampled_from(sorted({text for case in CASES for text in case["statements"].split(" // ") if text})),
    max_size=4,
    unique=True,
)
HEADERS = st.sampled_from(sorted({case["header"] for case in CASES}))


@settings(max_examples=150, deadline=None)
@given(texts=STATEMENTS, header=HEADERS)
def test_axes_never_speak_for_each_other(texts: list[str], header: str) -> None:
    """Dropping every statement of the other axes leaves an axis's call and basis as they were."""
    knowledge = _knowledge()
    kinds = {
        "mutation": ("small_variant", "splice"),
        "amplification": ("copy_number",),
        "overexpression": ("expression",),
    }
    pairs = [pair(text, n) for n, text in enumerate(texts)]
    _, calls, _ = classify(report(header), "R0", pairs, knowledge)
    for call in calls:
        own = [one for one in pairs if one[0].kind in kinds[call.axis]]
        _, alone, _ = classify(report(header), "R0", own, knowledge)
        same = next(one for one in alone if one.axis == call.axis)
        # The advice to look at IHC where ERBB2 is amplified is a remark, not evidence.
        assert (same.call, same.basis.split(BESIDE)[0]) == (call.call, call.basis.split(BESIDE)[0])


@settings(max_examples=150, deadline=None)
@given(texts=STATEMENTS, page=st.integers(1, 9))
def test_an_unread_page_never_leaves_absence_negative(texts: list[str], page: int) -> None:
    """With an unread page an axis without findings is review, never negative and never not assayed."""
    read = replace(report("specimen=tissue;small_variant=ERBB2;copy_number=ERBB2"), unread_pages=(page,))
    _, calls, _ = classify(read, "R0", [pair(text) for text in texts], _knowledge())
    for call in calls:
        if not call.finding_ids:
            assert call.call == "review"


@settings(max_examples=150, deadline=None)
@given(texts=STATEMENTS, header=HEADERS)
def test_what_ocr_read_is_marked_and_never_negative(texts: list[str], header: str) -> None:
    """Every finding on a page read by OCR has its code, and no axis rests on what OCR did not see or saw denied."""
    read = replace(report(header), ocr_pages=(1,))
    findings, calls, _ = classify(read, "R0", [pair(text) for text in texts], _knowledge())
    assert all("ocr" in finding.review for finding in findings)
    assert all(call.call != "negative" for call in calls)
    if not findings:
        assert {call.call for call in calls} == {"review"}


def test_a_value_from_a_second_place_read_by_ocr_marks_the_finding() -> None:
    statement, variant = pair("ERBB2|copy_number|detected|amplification")
    told_again = replace(statement, more=(replace(statement.evidence, page=3),))
    for pages, codes in (((3,), ("ocr",)), ((2,), ())):
        (finding,), _, _ = classify(replace(report(""), ocr_pages=pages), "R0", [(told_again, variant)], _knowledge())
        assert finding.review == codes


@settings(max_examples=150, deadline=None)
@given(texts=STATEMENTS)
def test_order_of_statements_does_not_matter_for_the_call(texts: list[str]) -> None:
    forward = classify(report("specimen=tissue"), "R0", [pair(t) for t in texts], _knowledge())[1]
    backward = classify(report("specimen=tissue"), "R0", [pair(t) for t in reversed(texts)], _knowledge())[1]
    assert [call.call for call in forward] == [call.call for call in backward]


CONTRADICTED = ("conflicting statements", "says two things", "does not say which test")


@settings(max_examples=300, deadline=None)
@given(texts=STATEMENTS.filter(bool), header=HEADERS, which=st.integers(0, 3))
def test_removing_evidence_never_raises_a_call(texts: list[str], header: str, which: int) -> None:
    """Without one statement no axis becomes positive, but where the statement contradicted the rest; and none that
    was not assayed becomes assayed."""
    knowledge = _knowledge()
    pairs = [pair(text, n) for n, text in enumerate(texts)]
    fewer = [one for n, one in enumerate(pairs) if n != which % len(pairs)]
    before = {call.axis: call for call in classify(report(header), "R0", pairs, knowledge)[1]}
    for after in classify(report(header), "R0", fewer, knowledge)[1]:
        call = before[after.axis]
        if after.call == "positive" and call.call != "positive":
            assert call.call == "review"
            assert any(words in call.basis for words in CONTRADICTED), call.basis
        if call.call == "not_assayed":
            assert after.call == "not_assayed"


@settings(max_examples=150, deadline=None)
@given(texts=STATEMENTS, header=HEADERS, taken=st.sampled_from(["small_variant", "copy_number", "assay"]))
def test_removing_coverage_never_raises_a_call(texts: list[str], header: str, taken: str) -> None:
    """A report that says less of what it tested is never negative or positive where it was not assayed before."""
    knowledge = _knowledge()
    pairs = [pair(text, n) for n, text in enumerate(texts)]
    given = [item for item in header.split(";") if item and not item.startswith(f"{taken}=")]
    if taken != "assay" and any(item.startswith("assay=") for item in given):
        return  # a list goes before the catalogue, so that its absence lets the catalogue speak
    before = {call.axis: call.call for call in classify(report(header), "R0", pairs, knowledge)[1]}
    for after in classify(report(";".join(given)), "R0", pairs, knowledge)[1]:
        if before[after.axis] == "not_assayed":
            assert after.call == "not_assayed"


UNRELATED = (
    "EGFR|small_variant|detected|L858R|p=p.L858R",
    "EGFR|small_variant|detected|T790M|p=p.T790M",
    "MET|copy_number|detected|amplification|copies=12,unit=copies",
    "KRAS|small_variant|not_detected|G12C|p=p.G12C",
    "ERBB3|copy_number|detected|amplification",
    "CD274|expression|detected|TPS 80 %|method=IHC",
    "ALK|fusion|not_detected|fusion",
)


@settings(max_examples=150, deadline=None)
@given(texts=STATEMENTS, header=HEADERS, other=st.sampled_from(UNRELATED))
def test_an_unrelated_finding_changes_no_axis(texts: list[str], header: str, other: str) -> None:
    knowledge = _knowledge()
    pairs = [pair(text, n) for n, text in enumerate(texts)]
    alone = classify(report(header), "R0", pairs, knowledge)[1]
    assert classify(report(header), "R0", [*pairs, pair(other, 9)], knowledge)[1] == alone
    assert classify(report(header), "R0", [pair(other, 9), *pairs], knowledge)[1] == alone


@settings(max_examples=200, deadline=None)
@given(
    copies=st.floats(0.1, 200).map(lambda value: round(value, 1)),
    unit=st.sampled_from(["copies", "plasma_copies", "fold_change", "ratio", ""]),
    assay=st.sampled_from(["", "g360ldt", "g360cdx", "xf", "f1cdx", "impact", "tso500", "carisMI"]),
)
def test_tissue_and_plasma_are_never_compared(copies: float, unit: str, assay: str) -> None:
    """No number without a word decides in plasma, nor one of another scale in tissue, while no own threshold of the
    assay was read."""
    text = f"ERBB2|copy_number|detected|{copies}|copies={copies}" + (f",unit={unit}" if unit else "")
    for specimen in ("plasma", "fluid", "unknown", "tissue"):
        call = classify(report(f"specimen={specimen};assay={assay}"), "R0", [pair(text)], _knowledge())[1][1]
        known = specimen == "tissue" or (specimen == "unknown" and assay in ("f1cdx", "impact", "tso500", "carisMI"))
        if unit != "copies" or not known:
            assert call.call == "review"


@pytest.mark.parametrize(
    ("specimen", "copies", "unit", "verified", "call", "words"),
    [
        ("plasma", 2.5, "plasma_copies", True, "positive", "at or above the assay's 2.2"),
        ("plasma", 2.3, "plasma_copies", True, "positive", "at or above"),
        ("plasma", 2.19, "plasma_copies", True, "equivocal", "equivocal range"),
        ("plasma", 1.9, "plasma_copies", True, "negative", "below the assay's"),
        ("plasma", 2.5, "plasma_copies", False, "review", "cut-off is not stated"),
        ("plasma", 2.5, "copies", True, "review", "cut-off is not stated"),
        ("plasma", 2.5, "fold_change", True, "review", "cut-off is not stated"),
        ("tissue", 2.5, "plasma_copies", True, "review", "cut-off is not stated"),
    ],
)
def test_the_assays_own_threshold(
    specimen: str, copies: float, unit: str, verified: bool, call: str, words: str, knowledge: Knowledge
) -> None:
    """A verified threshold speaks for its own unit and specimen only."""
    limits = {"gene_unit": "plasma_copies", "amplified_from": 2.2, "equivocal_from": 2.1, "verified": verified}
    own = replace(knowledge.assays.assays["g360cdx"], assay_id="own", thresholds=limits)
    mine = replace(knowledge, assays=knowledge.assays.with_overrides(AssayCatalogue([own])))
    text = f"ERBB2|copy_number|detected|{copies}|copies={copies},unit={unit}"
    verdict = classify(report(f"specimen={specimen};assay=own"), "R0", [pair(text)], mine)[1][1]
    assert verdict.call == call
    assert words in verdict.basis


def test_points_stand_beside_the_class_and_never_change_it(knowledge: Knowledge) -> None:
    """A catalogue that knows nothing of a change is not overruled by its points; the disagreement is shown."""
    driver = pair("ERBB2|small_variant|detected|YVMA|p=p.Y772_A775dup")
    (finding,), calls, notes = classify(report("specimen=tissue"), "R0", [driver], knowledge)
    assert finding.oncogenicity == "oncogenic"
    assert "sum 8: likely oncogenic" in finding.oncogenicity_points
    assert not notes

    rows = [row for row in knowledge.variants.rows if row.gene == "EGFR"]
    without = replace(knowledge, variants=VariantCatalogue(rows, knowledge.variants.regions))
    (finding,), calls, notes = classify(report("specimen=tissue"), "R0", [driver], without)
    assert (finding.oncogenicity, calls[0].call) == ("vus", "equivocal")
    assert [note.code for note in notes] == ["points_conflict"]
    assert finding.review == ("points_conflict",)
    assert "the calls follow the catalogue" in notes[0].message


SAID = ("pathogenic", "likely_pathogenic", "vus", "likely_benign", "benign", "synonymous", "germline", "")


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize(
    ("name", "ours", "disagrees"),
    [
        ("p.V777L", "oncogenic", ("vus", "likely_benign", "benign", "synonymous")),
        ("p.G776V", "likely_oncogenic", ("vus", "likely_benign", "benign", "synonymous")),
        ("p.T798M", "resistance", ("vus", "likely_benign", "benign", "synonymous")),
        ("p.R784C", "vus", ("pathogenic", "likely_pathogenic")),
        ("p.I655V", "benign", ("pathogenic", "likely_pathogenic")),
    ],
)
def test_the_reports_own_class_stands_beside_ours(
    said: str, name: str, ours: str, disagrees: tuple[str, ...], knowledge: Knowledge
) -> None:
    """Where they disagree on whether the change is harmful there is a note; the report's word never changes ours."""
    text = f"ERBB2|small_variant|detected|{name}|p={name}" + (f",significance={said}" if said else "")
    (finding,), _, notes = classify(report("specimen=tissue"), "R0", [pair(text)], knowledge)
    assert (finding.statement.significance, finding.oncogenicity) == (said, ours)
    assert [note.code for note in notes] == (["significance_conflict"] if said in disagrees else [])
    assert ("significance_conflict" in finding.review) is (said in disagrees)


def test_same_variant_twice_is_one_finding(knowledge: Knowledge) -> None:
    summary = pair("ERBB2|small_variant|detected|A775_G776insYVMA|p=p.Y772_A775dup", 1)
    detail = pair("ERBB2|small_variant|detected|Y772_A775dup|p=p.Y772_A775dup,coding=c.2313_2324dup", 2)
    detail = (replace(detail[0], vaf=0.12), detail[1])
    findings, _, _ = classify(report("specimen=tissue"), "R0", [summary, detail], knowledge)
    assert len(findings) == 1
    assert findings[0].statement.vaf == 0.12
    assert findings[0].statement.evidence == detail[0].evidence
    assert findings[0].statement.more == (summary[0].evidence,)


def test_ids_that_collide_get_a_letter(knowledge: Knowledge) -> None:
    twins = [pair("ERBB2|copy_number|detected|amplification", 1), pair("ERBB2|copy_number|detected|amplification", 2)]
    findings, _, _ = classify(report("specimen=tissue"), "R0", twins, knowledge)
    ids = [finding.finding_id for finding in findings]
    assert ids == [ids[0], ids[0] + "b"]


def test_amplification_alone_suggests_ihc_and_ihc_silences_it(knowledge: Knowledge) -> None:
    amplified = pair("ERBB2|copy_number|detected|amplification")
    alone = classify(report("specimen=tissue"), "R0", [amplified], knowledge)[1][2]
    assert "consider HER2 IHC" in alone.basis
    scored = pair("ERBB2|expression|equivocal|2+|ihc=2+,method=IHC")
    both = classify(report("specimen=tissue"), "R0", [amplified, scored], knowledge)[1][2]
    assert "consider" not in both.basis


def test_unread_report_has_three_review_calls() -> None:
    calls = calls_for_unread("R0", "the file is not a PDF")
    assert [(call.axis, call.call, call.basis) for call in calls] == [
        (axis, "review", "the file is not a PDF") for axis in AXES
    ]


@pytest.mark.parametrize(
    ("ratio", "copies", "group"),
    [(2.0, 4.0, 1), (2.0, 3.99, 2), (1.99, 6.0, 3), (1.99, 5.9, 4), (1.99, 4.0, 4), (1.99, 3.9, 5), (None, 4.0, None)],
)
def test_asco_cap_groups(ratio: float | None, copies: float, group: int | None) -> None:
    assert ish_group(ratio, copies) == group


_LOADED: list[Knowledge] = []


def _knowledge() -> Knowledge:
    if not _LOADED:
        _LOADED.append(load(ROOT / "config/knowledge", ROOT / "config/assays.yaml"))
    return _LOADED[0]
