from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from review_reports import REPORT, decision, finding_of, knowledge, result

from her2parse.evidence import finding_evidence, finding_in_words
from her2parse.model import Decision, Patient, PlacedReport, ReportResult, ReviewNote
from her2parse.outputs import RunSettings, rows
from her2parse.workflow.decide import answered, decided

TRUTH = Path(__file__).resolve().parents[1] / "truth" / "decisions_corrections.tsv"
CASES = list(csv.DictReader(TRUTH.read_text("utf-8").splitlines(), delimiter="\t"))


def applied(made: ReportResult, *decisions: Decision) -> ReportResult:
    (one,) = decided([made], decisions, knowledge(), {})
    return one


def calls(made: ReportResult) -> dict[str, str]:
    return {call.axis: call.call for call in made.calls}


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_decision_does_what_it_says(case: dict[str, str]) -> None:
    before = result()
    fields = [tuple(one.split("=", 1)) for one in case["fields"].split(",") if one]
    about = finding_of(before, case["finding"])
    made = applied(before, decision(before, about, case["action"], *fields, code="ocr"))
    kept = next(one for one in made.findings if one.finding_id == about.finding_id)
    shown = {
        **calls(made),
        "hgvs_p_short": kept.variant.hgvs_p_short if kept.variant else "",
        "vaf": kept.statement.vaf,
    }
    shown |= {name: getattr(made.header, name) for name in ("specimen", "collected_on", "histology")}
    found = shown[case["field"]]
    assert ("" if found is None else str(found)) == case["expected"], case["why"]


def test_without_decisions_a_report_gets_its_hashes_and_nothing_else() -> None:
    before = result()
    made = applied(before)
    assert made.evidence_hash.startswith("E")
    bare = replace(made, evidence_hash="", findings=tuple(replace(one, evidence_hash="") for one in made.findings))
    assert bare == before


def test_a_corrected_finding_keeps_its_id_and_the_hash_of_what_was_read() -> None:
    before = result()
    about = finding_of(before, "mutation")
    made = applied(before, decision(before, about, "correct", ("as_written", "A775_G776insYVMA")))
    kept = finding_of(made, "mutation")
    assert kept.finding_id == about.finding_id
    assert kept.evidence_hash == finding_evidence(before.sha256, about)
    assert [one.decision_id for one in kept.decisions] == ["D2"]
    assert next(call for call in made.calls if call.axis == "mutation").finding_ids == (about.finding_id,)


def test_a_decision_on_other_evidence_is_named_and_not_applied() -> None:
    then, now = result(), result(quote="ERBB2 S310F 21 %")
    about = finding_of(then, "mutation")
    told = decision(then, about, "correct", ("status", "not_detected"), was_read=finding_in_words(about))
    made = applied(now, told)
    assert calls(made) == calls(now)
    (note,) = [note for note in made.notes if note.code == "stale_decision"]
    assert note.finding_id == about.finding_id
    for words in ("D2", "AB", "it was made on: ERBB2 S310F, detected", "now is read: ERBB2 S310F, detected"):
        assert words in note.message
    assert made.status == "review"
    assert not finding_of(made, "mutation").decisions


def test_a_decision_about_a_finding_that_is_gone_is_named() -> None:
    before = result()
    about = replace(finding_of(before, "mutation"), finding_id=f"{REPORT}-00000000")
    (note,) = [n for n in applied(before, decision(before, about, "reject")).notes if n.code == "stale_decision"]
    assert "no such finding is read any more" in note.message


def test_the_later_decision_holds_and_a_withdrawn_one_does_not() -> None:
    before = result()
    about = finding_of(before, "mutation")
    first = decision(before, about, "correct", ("vaf", "0.3"), row=2)
    second = decision(before, about, "correct", ("vaf", "0.4"), row=3)
    assert finding_of(applied(before, first, second), "mutation").statement.vaf == 0.4
    assert finding_of(applied(before, second, first), "mutation").statement.vaf == 0.3
    undone = applied(before, first, decision(before, about, "withdraw", row=4))
    assert undone == applied(before)


def test_accepting_what_ocr_read_answers_its_row() -> None:
    before = result(ocr_pages=(1,))
    about = finding_of(before, "mutation")
    assert "ocr" in about.review
    note = ReviewNote("ocr", "", 1, "ERBB2 S310F 12 %", about.finding_id)
    made = applied(before, decision(before, about, "accept", code="ocr", note=note))
    (answer,) = [n for n in made.notes if (n.code, n.finding_id) == ("ocr", about.finding_id)]
    assert answer.decision is not None
    assert answer.decision.initials == "AB"
    assert finding_of(made, "mutation").review == ()
    assert "ocr" in finding_of(made, "copies").review, "the other row is open"
    assert made.status == "review"


def test_silence_of_a_page_read_by_ocr_stays_open_whatever_was_accepted() -> None:
    """Accepting one denial says nothing of the rest of the page."""
    before = result(ocr_pages=(1,), state="not_detected")
    about = finding_of(before, "mutation")
    accepted = applied(before, decision(before, about, "accept", code="ocr"))
    assert calls(accepted)["mutation"] == "review"
    said = applied(before, decision(before, about, "correct", ("status", "not_detected"), code="ocr"))
    assert calls(said)["mutation"] == "negative"


def placed(made: ReportResult) -> PlacedReport:
    header = made.header
    return PlacedReport("a.pdf", "P1", made, header.specimen, header.diagnosis, header.histology,
                        header.collected_on, "", "")  # fmt: skip


def table(made: ReportResult, notes: Sequence[tuple[str, ReviewNote]] = (), *decisions: Decision) -> dict[str, list]:
    from her2parse.model import Batch

    (patient,) = answered([Patient("P1", (placed(made),), notes=tuple(notes))], decisions)
    return dict(rows([patient], (), Batch((), decisions=decisions), RunSettings("2026-11-22")))


def test_the_tables_say_who_decided_and_an_answered_row_stays() -> None:
    before = result(ocr_pages=(1,))
    about = finding_of(before, "mutation")
    one = decision(before, about, "correct", ("vaf", "0.25"), code="ocr")
    made = table(applied(before, one), (), one)
    (row,) = [row for row in made["review"] if row["finding_id"] == about.finding_id]
    assert (row["decision"], row["decided_by"], row["decision_id"]) == ("correct: vaf 0.25", "AB", "D2")
    (row,) = [row for row in made["findings"] if row["finding_id"] == about.finding_id]
    assert (row["decided_by"], row["vaf"]) == ("AB", 0.25)
    assert {row["axis"]: row["decided_by"] for row in made["her2"]}["mutation"] == "AB"
    assert {row["axis"]: row["decided_by"] for row in made["her2"]}["overexpression"] == ""


def test_a_report_is_parsed_when_its_last_row_is_answered() -> None:
    before = result()
    note = ReviewNote("unknown_assay", "Which assay?", 1)
    asked = replace(before, notes=(*before.notes, note), status="review", reasons=("unknown_assay",))
    assert table(applied(asked))["reports"][0]["status"] == "review"
    done = applied(asked, decision(before, None, "accept", code="unknown_assay", note=note))
    assert [row["code"] for row in table(done)["review"] if not row["decision"]] == []
    assert table(done)["reports"][0]["status"] == "parsed"


def test_a_row_of_the_cohorts_floor_is_answered_as_long_as_it_asks_the_same() -> None:
    before = result()
    note = ReviewNote("sheet_conflict", "The sheet says plasma.")
    one = decision(before, None, "accept", code="sheet_conflict", note=note)
    made = applied(before, one)
    (row,) = [r for r in table(made, [(REPORT, note)], one)["review"] if r["code"] == "sheet_conflict"]
    assert row["decision"] == "accept"
    other = replace(note, message="The sheet says fluid.")
    found = {r["code"]: r for r in table(made, [(REPORT, other)], one)["review"]}
    assert found["sheet_conflict"]["decision"] == ""
    assert "The sheet says fluid." in found["stale_decision"]["message"]


def test_a_decision_about_a_report_that_is_not_here_is_named() -> None:
    before = result()
    one = replace(decision(before, None, "accept", code="ocr"), report_id="Rffffffffffff")
    (row,) = [r for r in table(applied(before, one), (), one)["review"] if r["code"] == "stale_decision"]
    assert "D2 of AB" in row["message"]
    assert "Rffffffffffff is not in this run" in row["message"]
