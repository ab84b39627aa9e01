"""What changed between two runs, said in sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from outputs_factory import SETTINGS, cohort, finding, placed

from her2parse.errors import FolderError
from her2parse.model import Batch, Condition, Option, Patient, ReviewNote
from her2parse.outputs import diff, render, write
from her2parse.outputs.schema import SINCE_FIRST

Cohort = tuple[tuple[Patient, ...], tuple[Option, ...], Batch]


def run(out: Path, made: Cohort, version: str = "2026.10") -> Path:
    patients, options, batch = made
    write(
        out, patients=patients, options=options, batch=batch, settings=SETTINGS, crops={},
        knowledge_version=version, knowledge_hash="a" * 64, versions={},
    )  # fmt: skip
    return out


def with_first(change: Callable[[Patient], Patient]) -> Cohort:
    patients, options, batch = cohort()
    return (change(patients[0]), *patients[1:]), options, batch


def on_yvma(change: Callable[[Any], Any]) -> Cohort:
    """The cohort with the finding A775_G776insYVMA of P001 changed."""

    def turn(patient: Patient) -> Patient:
        report = patient.reports[1]
        findings = tuple(
            change(f) if f.statement.as_written == "A775_G776insYVMA" else f for f in report.result.findings
        )
        report = replace(report, result=replace(report.result, findings=findings))
        return replace(patient, reports=(patient.reports[0], report, patient.reports[2]))

    return with_first(turn)


@pytest.fixture
def compare(tmp_path: Path) -> Callable[..., list[str]]:
    def compared(b: Cohort, a: Cohort | None = None, **more: Any) -> list[str]:
        changes = diff(run(tmp_path / "a", a or cohort()), run(tmp_path / "b", b, **more))
        text = render(changes)
        assert all(change.text in text for change in changes)
        return [f"{change.section} {change.kind} {change.field}: {change.text}" for change in changes]

    return compared


def test_nothing_changed(compare: Callable[..., list[str]]) -> None:
    assert compare(cohort()) == []
    assert render(()) == "Nothing changed.\n"


WHERE = "P001, 2026-03-01 plasma, R36f2722e6e40"


def test_oncogenicity_class_and_evidence(compare: Callable[..., list[str]]) -> None:
    def change(f: Any) -> Any:
        said = replace(f.statement, evidence=replace(f.statement.evidence, page=2))
        return replace(f, oncogenicity="vus", her2_detail="kinase domain insertion", statement=said)

    assert compare(on_yvma(change)) == [
        f"finding changed class: {WHERE}: ERBB2 p.Y772_A775dup: class was mutation, exon 20 insertion, "
        "is mutation, kinase domain insertion.",
        f"finding changed evidence: {WHERE}: ERBB2 p.Y772_A775dup: evidence was 1, 72, 200, 400, 212, "
        "ERBB2 A775_G776insYVMA, is 2, 72, 200, 400, 212, ERBB2 A775_G776insYVMA.",
        f"finding changed oncogenicity: {WHERE}: ERBB2 p.Y772_A775dup: oncogenicity was oncogenic, is vus.",
    ]


def test_a_better_name_is_a_change_and_not_gone_and_new(compare: Callable[..., list[str]]) -> None:
    def change(f: Any) -> Any:
        return replace(f, variant=replace(f.variant, hgvs_p_short="p.other"))

    found = compare(on_yvma(change))
    # The therapies know the finding by its name, so they are told as gone and new rows of the same rule are not.
    assert [line.split(":")[0] for line in found if line.startswith("finding")] == ["finding changed name"]
    assert "name was p.Y772_A775dup" in found[0]


def test_status_and_value(compare: Callable[..., list[str]]) -> None:
    found = compare(on_yvma(lambda f: replace(f, statement=replace(f.statement, vaf=0.5, state="equivocal"))))
    assert found == [
        f"finding changed status: {WHERE}: ERBB2 p.Y772_A775dup: status was detected, is equivocal.",
        f"finding changed value: {WHERE}: ERBB2 p.Y772_A775dup: value was 0.0123457, is 0.5.",
    ]


def test_a_changed_call_gives_its_basis(compare: Callable[..., list[str]]) -> None:
    def change(patient: Patient) -> Patient:
        base = patient.reports[0]
        called = tuple(replace(c, call="review", basis="Page 2 is garbled.") if c.axis == "mutation" else c
                       for c in base.result.calls)  # fmt: skip
        base = replace(base, result=replace(base.result, calls=called))
        return replace(patient, reports=(base, *patient.reports[1:]))

    assert compare(with_first(change)) == [
        "her2 changed call: P001, 2025-01-10 tissue, R0f5a23a7b571: HER2 mutation: call was negative, is review. "
        "Basis: Page 2 is garbled."
    ]


def test_a_changed_match_names_the_rule_and_the_condition(compare: Callable[..., list[str]]) -> None:
    patients, options, batch = cohort()
    met = (Condition("histology", "met"), Condition("prior_systemic_therapy", "met"))
    changed = replace(options[0], match="in_label", conditions=met)
    about = "trastuzumab deruxtecan for ERBB2 p.Y772_A775dup (US)"
    assert compare((patients, (changed, options[1]), batch)) == [
        f"option changed match: {WHERE}: {about} was open (tier IA) and is on label (tier IA) because "
        "prior systemic therapy was unknown and is met; rule TDXD-US-1."
    ]


def test_tier_conditions_and_rules(compare: Callable[..., list[str]]) -> None:
    patients, options, batch = cohort()
    unmet = (Condition("histology", "met"), Condition("prior_systemic_therapy", "unmet"))
    changed = replace(options[0], amp_tier="IIC", conditions=unmet)
    other_rule = replace(options[1], rule_id="ZON-US-2")
    found = compare((patients, (changed, other_rule), batch))
    assert [line.split(": ")[0] for line in found] == [
        "option changed conditions", "option changed tier", "option changed rule",
    ]  # fmt: skip
    assert "tier was IA, is IIC" in found[1]
    assert "stays open (tier IIC), but prior systemic therapy was unknown and is unmet; rule TDXD-US-1." in found[0]
    assert "rule was ZON-US-1, is ZON-US-2" in found[2]


def test_new_and_gone(compare: Callable[..., list[str]]) -> None:
    patients, _, batch = cohort()
    found = finding("new.pdf", "MET", "exon 14 skipping", kind="splice")
    extra = Patient("P900", (placed("new.pdf", "P900", (found,)),))
    files = tuple(file for file in batch.files if not file.source_file.startswith("p1"))
    lines = compare(((*patients[1:], extra), (), replace(batch, files=files)))
    heads = [line.split(":")[0].strip() for line in lines]
    # The queue loses its three questions about P001; HER2 calls of gone reports are told by the report's line.
    assert heads == [
        *["report gone"] * 3, "report new", *["finding gone"] * 5, "finding new", "resistance gone",
        *["option gone"] * 2, *["review gone"] * 3,
    ]  # fmt: skip
    assert lines[0] == "report gone : p1_base.pdf (R0f5a23a7b571): gone: report (parsed, 1 finding)."
    assert lines[3].endswith("new: report (parsed, 1 finding).")
    assert "P900, 2026-03-01 plasma" in lines[9]
    assert lines[9].endswith("new: MET exon 14 skipping (splice, detected).")


def test_resistance_review_and_knowledge(compare: Callable[..., list[str]]) -> None:
    def change(patient: Patient) -> Patient:
        seen = replace(patient.mechanisms[0], origin="acquired", origin_reason="same_assay")
        note = ("", ReviewNote("unknown_drug", "The sheet names 'Tagrisso2'."))
        return replace(patient, mechanisms=(seen,), notes=(note,))

    found = compare(with_first(change), version="2026.11")
    assert found == [
        "run changed knowledge base: knowledge base was 2026.10, is 2026.11.",
        f"resistance changed origin: {WHERE}: ERBB2 exon 20 insertion under osimertinib: origin was "
        "apparently_acquired, other_assay, is acquired, same_assay.",
        "review changed question: the cohort: unknown_drug: question was The sheet names 'Tagriso'; the nearest known "
        "drug is 'Tagrisso', is The sheet names 'Tagrisso2'.",
    ]


def test_the_text_has_headings_and_a_count(tmp_path: Path) -> None:
    a, b = run(tmp_path / "a", cohort()), run(tmp_path / "b", on_yvma(lambda f: replace(f, oncogenicity="vus")))
    assert render(diff(a, b)) == (
        "1 change.\n\nFindings (1)\n"
        f"  {WHERE}: ERBB2 p.Y772_A775dup: oncogenicity was oncogenic, is vus.\n"
    )  # fmt: skip


def test_a_folder_that_is_no_output_is_a_users_error(tmp_path: Path) -> None:
    good = run(tmp_path / "a", cohort())
    with pytest.raises(FolderError, match=r"reports\.tsv cannot be read"):
        diff(good, tmp_path / "missing")
    (good / "her2.tsv").write_text("one\ttwo\n")
    with pytest.raises(FolderError, match=r"her2\.tsv has no column report_id"):
        diff(good, good)


def test_outputs_of_before_the_line_of_time_are_compared_with_nothing_in_it(tmp_path: Path) -> None:
    old, new = run(tmp_path / "old", cohort()), run(tmp_path / "new", cohort())
    for name in SINCE_FIRST:
        (old / f"{name}.tsv").unlink()
    assert diff(old, new) == ()
    (old / "resistance.tsv").unlink()
    with pytest.raises(FolderError, match=r"resistance\.tsv cannot be read"):
        diff(old, new)
