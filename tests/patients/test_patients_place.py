"""The stage as a whole: every file has its row, the sheets apply, order changes nothing, nothing is made up."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from patients_factory import ASSAYS, KNOWLEDGE, MECHANISMS, notes_as_text, parse, patient, report, treatment
from pydantic import TypeAdapter

from her2parse.knowledge.codes import codes
from her2parse.model import Batch, Her2Call, Patient, ResistanceMechanism, Sample, SourceFile
from her2parse.patients import place
from her2parse.patients.duplicates import first_names


def batch_of(*reports: str, samples: tuple[Sample, ...] = ()) -> tuple[list, Batch]:
    found = [report(text) for text in reports]
    files = tuple(SourceFile(g.source_file, g.result.sha256, 1, "0") for g in found)
    return [g.result for g in found], Batch(files, (), samples)


def test_a_file_that_no_stage_read_has_its_row() -> None:
    batch = Batch((SourceFile("lost.pdf", "ab" * 32, 1, "0", problem="not_readable"),))
    (only,) = place([], batch, KNOWLEDGE)
    (row,) = only.reports
    assert (row.source_file, row.result.status, row.result.reasons) == ("lost.pdf", "failed", ("not_readable",))
    assert row.result.report_id == "R" + "ab" * 6
    assert only.patient_key == "U-" + "ab" * 6
    assert only.notes == ()


def test_every_file_is_placed_once() -> None:
    results, batch = batch_of("a@2020-01-01 T f1 nb=1: EGFR L858R", "b@2021-01-01 T f1 nb=1:", "c@2021-01-01 T f1:")
    placed = [row.source_file for p in place(results, batch, KNOWLEDGE) for row in p.reports]
    assert sorted(placed) == ["a.pdf", "b.pdf", "c.pdf"]


def test_a_duplicate_keeps_no_findings_and_names_the_first() -> None:
    results, batch = batch_of(
        "a@2020-01-01 T f1 nb=1 file=z.pdf: EGFR L858R", "a@2020-01-01 T f1 nb=1 file=b.pdf: EGFR L858R"
    )
    (only,) = place(results, batch, KNOWLEDGE)
    first, second = only.reports
    assert (first.source_file, first.duplicate_of, len(first.result.findings)) == ("b.pdf", "", 1)
    assert (second.source_file, second.duplicate_of, second.result.findings) == ("z.pdf", "a", ())
    assert "duplicate" in second.result.reasons


@pytest.mark.parametrize(
    ("names", "on_sheet", "first"),
    [
        (("x.pdf", "x (copy).pdf"), (), "x.pdf"),
        (("b.pdf", "a/z.pdf"), (), "b.pdf"),
        (("b.pdf", "a/z.pdf"), ("a/z.pdf",), "a/z.pdf"),
        (("b.pdf", "a.pdf"), ("a.pdf", "b.pdf"), "a.pdf"),
        (("x.PDF", "x.pdf"), (), "x.PDF"),
        (("2.pdf", "10.pdf"), (), "10.pdf"),
    ],
)
def test_the_first_of_two_names(names: tuple[str, str], on_sheet: tuple[str, ...], first: str) -> None:
    files = [SourceFile(name, "ab", 1, "0") for name in names]
    assert first_names(files, on_sheet) == first_names(reversed(files), on_sheet) == {"ab": first}


def test_the_sheet_may_know_a_duplicate_by_its_second_name() -> None:
    text = "a@2020-01-01 T f1 file={}: EGFR L858R"
    results, batch = batch_of(text.format("b.pdf"), text.format("z.pdf"), samples=(Sample("z.pdf", "X"),))
    (only,) = place(results, batch, KNOWLEDGE)
    assert only.patient_key == "X"


def test_one_content_for_two_patients_is_questioned() -> None:
    text = "a@2020-01-01 T f1 file={}: EGFR L858R"
    samples = (Sample("b.pdf", "X"), Sample("z.pdf", "Y"))
    results, batch = batch_of(text.format("b.pdf"), text.format("z.pdf"), samples=samples)
    (only,) = place(results, batch, KNOWLEDGE)
    assert only.patient_key == "X"
    assert notes_as_text(only) == "a:sheet_link_conflict"


@pytest.mark.parametrize(
    ("sample", "conflicts"),
    [
        (Sample("a.pdf", "X"), 0),
        (Sample("a.pdf", "X", collected_on="2020-01-01", specimen="tissue"), 0),
        (Sample("a.pdf", "X", collected_on="2020-01-02"), 1),
        (Sample("a.pdf", "X", specimen="plasma"), 1),
        (Sample("a.pdf", "X", collected_on="2020-01-02", specimen="plasma"), 2),
        (Sample("a.pdf", "X", histology="squamous"), 0),
        (Sample("a.pdf", "X", diagnosis="NSCLC"), 0),
    ],
)
def test_the_sheet_wins_and_a_conflict_is_told(sample: Sample, conflicts: int) -> None:
    results, batch = batch_of("a@2020-01-01 T f1: EGFR L858R", samples=(sample,))
    (only,) = place(results, batch, KNOWLEDGE)
    (row,) = only.reports
    assert row.collected_on == (sample.collected_on or "2020-01-01")
    assert row.specimen == (sample.specimen or "tissue")
    assert row.histology == sample.histology
    assert row.diagnosis == sample.diagnosis
    assert [note.code for _, note in only.notes] == ["sheet_conflict"] * conflicts


@pytest.mark.parametrize(
    ("printed", "conflicts"),
    [("Lung adenocarcinoma", 0), ("lung  ADENOCARCINOMA (NSCLC)", 0), ("Breast carcinoma", 1), ("", 0)],
)
def test_a_diagnosis_in_more_words_is_no_conflict(printed: str, conflicts: int) -> None:
    (result,), batch = batch_of("a@2020-01-01 T f1:", samples=(Sample("a.pdf", "X", diagnosis="lung adenocarcinoma"),))
    result = replace(result, header=replace(result.header, diagnosis=printed))
    (only,) = place([result], batch, KNOWLEDGE)
    assert len(only.notes) == conflicts


def test_a_treatment_without_a_report_is_told() -> None:
    batch = Batch((), treatments=(treatment("osimertinib 2020-02-01..", "Z"),))
    (only,) = place([], batch, KNOWLEDGE)
    assert (only.patient_key, only.reports, notes_as_text(only)) == ("Z", (), "*:treatment_without_report")
    assert only.therapies[0].egfr_tki_generation == 3


def test_an_unknown_drug_stays_as_other_and_its_nearest_name_is_told() -> None:
    placed = patient("p@2021-05-10 T f1: EGFR L858R", "osimertinb 2020-02-01..")
    assert (placed.therapies[0].drug_class, placed.therapies[0].agents) == ("other", ())
    assert "the nearest known name is osimertinib" in placed.notes[0][1].message


def test_therapies_in_order_of_start_with_their_source() -> None:
    placed = patient(
        "p@2021-05-10 T f1 told=carboplatin@2019-01-01,chemotherapy@: EGFR L858R",
        "osimertinib 2020-02-01..; cisplatin/pemetrexed 2018-02-01..2018-06-01",
    )
    told = [(t.drug, t.start_on, t.source, t.drug_class, t.agents) for t in placed.therapies]
    assert told == [
        ("cisplatin/pemetrexed", "2018-02-01", "sheet", "chemotherapy", ("cisplatin", "pemetrexed")),
        ("carboplatin", "2019-01-01", "report", "chemotherapy", ("carboplatin",)),
        ("osimertinib", "2020-02-01", "sheet", "egfr_tki", ("osimertinib",)),
    ]
    assert notes_as_text(placed) == "p:therapy_conflict"


@pytest.mark.parametrize(
    ("call", "caveats"),
    [("positive", [()]), ("review", [("low_confidence",)]), ("equivocal", []), ("negative", [])],
)
def test_a_mechanism_never_says_more_than_the_reports_call(call: str, caveats: list[tuple[str, ...]]) -> None:
    results, batch = parse("p@2021-05-10 T f1: ERBB2 amp x5; EGFR L858R", "osimertinib 2020-02-01..")
    calls = (Her2Call("p", "amplification", call, ""), Her2Call("p", "mutation", "negative", ""))  # type: ignore[arg-type]
    (only,) = place([replace(results[0], calls=calls)], batch, KNOWLEDGE)
    assert [m.caveats for m in only.mechanisms] == caveats


@pytest.mark.parametrize(
    ("first", "then", "asked"),
    [
        ("non_squamous", "small_cell", True),
        ("non_squamous", "squamous", True),
        ("non_squamous", "non_squamous", False),
        ("small_cell", "small_cell", False),
        ("", "small_cell", False),
    ],
)
def test_another_histology_after_the_tki_is_a_question_and_no_mechanism(first: str, then: str, asked: bool) -> None:
    results, batch = parse("b@2020-01-01 T f1: | p@2021-05-10 T f1:", "osimertinib 2020-02-01..")
    samples = tuple(replace(s, histology=histology) for s, histology in zip(batch.samples, (first, then), strict=True))
    (only,) = place(results, replace(batch, samples=samples), KNOWLEDGE)
    assert notes_as_text(only) == ("p:histology_changed" if asked else "")
    assert only.mechanisms == ()


REPORTS = (
    "a@2019-06-01 T f1: EGFR L858R 30%; TP53 R273H 20%",
    "b@2020-01-01 P g360: EGFR L858R 9%",
    "c@2020-01-05 T hot: -EGFR T790M; ?MET amp",
    "d@2020-01-09 P g360: MSI MSI",
    "e@2020-01-10 T f1 qc=failed:",
    "f@2020-01-11 T f1 unread=1: EGFR L858R 20%",
    "g@2020-01-12 T ihc: ERBB2 IHC1+",
    "h@2020-01-13 T f1: EGFR L858R 20%; MET amp x8; KRAS G12C 3%",
    "i@2021-05-10 P g360: EGFR L858R 12%; EGFR C797S 4%; MET amp x3p",
    "j@2021-05-11 T f1: EGFR L858R 30%; EGFR T790M 9%; MET amp x12; ERBB2 amp x9; KRAS G12C 9%",
    "k@2021-05-12 T ihc: ERBB2 IHC3+",
    "l@? T f1: EGFR L858R 30%; MET amp x12",
    "m@2022-09-01 T f1: EGFR L858R 30%; RB1 R320* 20%; TP53 R273H 20%; RET CCDC6::RET",
    "n@2021-05-10 T f1 num=4 nb=1: EGFR C797S 4%",
    "o@2021-05-10 T f1 num=4 nb=1 status=amended rep=2021-06-10: EGFR L718Q 4%",
    "q@2021-05-13 T f1 told=afatinib@2020-02~2020-09: EGFR L858R 30%; EGFR T790M 9%; MET amp x9",
    "r@2020-01-14 T f1: EGFR L858R 20%; KRAS mutation",
    "s@2020-01-15 P g360: EGFR L858R 0.3%",
    "t@2020-01-16 T f1 tf=0.1: EGFR L858R 3%",
)
START = "2020-02-01"
"""The earliest start of any TKI below; where a start is told by the month only, its first day."""
DRUGS = (
    "osimertinib 2020-02-01..2021-05-01",
    "gefitinib 2020-02-01..2020-12-01",
    "Tagrisso 2021-06-01..",
    "carboplatin/pemetrexed 2021-06-01..2021-09-01",
    "afatinib 2020-02-01..2020-09-01",
    "nonsensib 2020-02-01..",
)
some_reports = st.lists(st.sampled_from(REPORTS), unique=True, max_size=7)
some_drugs = st.lists(st.sampled_from(DRUGS), unique=True, max_size=3)


def placed(reports: list[str], drugs: list[str]) -> tuple[Patient, ...]:
    results, batch = parse(" | ".join(reports), ";".join(drugs))
    return place(results, batch, KNOWLEDGE)


@settings(deadline=None)
@given(some_reports, some_drugs, st.integers(0, 1000))
def test_the_order_of_files_and_sheets_changes_nothing(reports: list[str], drugs: list[str], seed: int) -> None:
    results, batch = parse(" | ".join(reports), ";".join(drugs))
    order = random.Random(seed)
    moved = [list(part) for part in (results, batch.files, batch.samples, batch.treatments)]
    for part in moved:
        order.shuffle(part)
    other = Batch(tuple(moved[1]), (), tuple(moved[2]), tuple(replace(t, row=i) for i, t in enumerate(moved[3])))
    assert place(moved[0], other, KNOWLEDGE) == place(results, batch, KNOWLEDGE)


@settings(deadline=None)
@given(some_reports, some_drugs)
def test_acquired_rests_on_an_adequate_baseline(reports: list[str], drugs: list[str]) -> None:
    for one in placed(reports, drugs):
        by_id = {row.result.report_id: row for row in one.reports}
        for m in one.mechanisms:
            assert by_id[m.report_id].collected_on > m.tki_start
            if m.origin not in ("acquired", "apparently_acquired"):
                assert m.origin != "unknown" or m.origin_reason in (
                    "no_baseline",
                    "baseline_not_assayed",
                    "baseline_uninformative",
                )
                continue
            baseline = by_id[m.baseline_report_id]
            header = baseline.result.header
            assert "" < baseline.collected_on <= (m.tki_start or START)
            if m.origin_reason == "lost_since_baseline":
                continue
            assert baseline.result.status != "failed"
            assert header.qc == "ok"
            assert not baseline.result.unread_pages
            if m.origin == "acquired":
                assert header.assay_id == by_id[m.report_id].result.header.assay_id
            there = [f for f in baseline.result.findings if f.statement.state == "detected"]
            shown = next(f for f in by_id[m.report_id].result.findings if f.finding_id == m.finding_id)
            if shown.statement.kind == "copy_number":
                assert header.tumour_fraction is None or header.tumour_fraction >= 0.2
                assert baseline.specimen != "plasma" or max(f.statement.vaf or 1 for f in there) >= 0.01
            unnamed = [f for f in there if f.statement.gene == m.gene and f.variant is None]
            assert shown.statement.kind != "small_variant" or not unnamed
            if baseline.specimen == "plasma":
                assert any(MECHANISMS.is_driver(f) for f in there)
            now = next(f for f in by_id[m.report_id].result.findings if f.finding_id == m.finding_id)
            same = [(f.statement.gene, f.statement.as_written) for f in there]
            assert (now.statement.gene, now.statement.as_written) not in same
            said = any(
                f.statement.gene == m.gene and f.statement.state == "not_detected" for f in baseline.result.findings
            )
            scored = any(f.statement.gene == m.gene and f.statement.ihc_score for f in baseline.result.findings)
            known = ASSAYS[header.assay_id].covers(m.gene, now.statement.kind) == "yes"
            assert said or scored or known or m.mechanism_class == "histologic"


@settings(deadline=None)
@given(some_reports, some_drugs, st.sampled_from(REPORTS), st.sampled_from(DRUGS))
def test_what_comes_later_never_turns_unknown_into_acquired(
    reports: list[str], drugs: list[str], more: str, drug: str
) -> None:
    """A report that is no baseline, or a treatment that is no TKI, leaves every origin as it was."""
    before = {(m.report_id, m.mechanism, m.tki, m.tki_start): m for p in placed(reports, drugs) for m in p.mechanisms}
    day = report(more).result.header.collected_on
    no_tki = "carboplatin" in drug or "nonsensib" in drug
    more_reports = [*reports, more] if more not in reports and day > "2022" else reports
    more_drugs = [*drugs, drug] if drug not in drugs and no_tki else drugs
    after = {
        (m.report_id, m.mechanism, m.tki, m.tki_start): m
        for p in placed(more_reports, more_drugs)
        for m in p.mechanisms
    }
    for key, row in before.items():
        assert after[key].origin == row.origin


@settings(deadline=None, max_examples=40)
@given(some_reports, some_drugs, st.sampled_from(REPORTS), st.sampled_from(DRUGS))
def test_nothing_more_turns_unknown_into_acquired_without_an_adequate_baseline(
    reports: list[str], drugs: list[str], more: str, drug: str
) -> None:
    """One more report makes a row acquired only where it is itself the baseline; one more TKI only where a report from
    before it is."""

    def rows(some: list[str], given: list[str]) -> dict[tuple[str, ...], ResistanceMechanism]:
        found = [m for p in placed(some, given) for m in p.mechanisms if m.origin_reason != "lost_since_baseline"]
        return {(m.report_id, m.mechanism, m.tki, m.tki_start): m for m in found}

    before = rows(reports, drugs)
    added = report(more).result
    for key, row in rows([*reports, more] if more not in reports else reports, drugs).items():
        if key in before and before[key].origin == "unknown" and "acquired" in row.origin:
            told_now = bool(added.header.therapies) or added.header.amends_number or added.header.report_number
            assert row.baseline_report_id == added.report_id or told_now
            assert added.header.qc == "ok"
    for key, row in rows(reports, [*drugs, drug] if drug not in drugs else drugs).items():
        if key in before and before[key].origin == "unknown":
            assert row.origin == "unknown"


@settings(deadline=None, max_examples=40)
@given(some_reports, some_drugs)
def test_what_is_seen_only_before_the_tki_is_no_row(reports: list[str], drugs: list[str]) -> None:
    early = [text for text in reports if "" < report(text).result.header.collected_on <= START]
    for one in placed(early, drugs):
        assert (one.mechanisms, one.her2_after_tki, one.her2_resistance) == ((), (), ())


@given(some_reports)
def test_without_a_tki_there_is_no_row(reports: list[str]) -> None:
    reports = [text for text in reports if "told=" not in text]
    assert not any(p.mechanisms for p in placed(reports, ["carboplatin 2019-01-01..2019-03-01"]))


@settings(deadline=None, max_examples=20)
@given(some_reports, some_drugs)
def test_what_is_placed_survives_a_round_trip_and_uses_known_codes(reports: list[str], drugs: list[str]) -> None:
    adapter = TypeAdapter(tuple[Patient, ...])
    patients = placed(reports, drugs)
    assert adapter.validate_json(adapter.dump_json(patients)) == patients
    used = [note.code for p in patients for _, note in p.notes]
    used += [code for p in patients for m in p.mechanisms for code in (m.origin_reason, *m.caveats)]
    assert [code for code in used if code not in codes()] == []
