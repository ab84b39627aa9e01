"""One report as a person corrected it: values changed, names normalised again, the HER2 calls made anew by the same
functions that made them first. Nobody sets a call by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from her2parse.evidence import FACTS
from her2parse.model import (
    Decision,
    Evidence,
    Finding,
    Her2Call,
    NormalizedVariant,
    ReportResult,
    ReviewNote,
    Statement,
)
from her2parse.workflow.report import as_read, named

if TYPE_CHECKING:
    from her2parse.knowledge import Knowledge

NONE = "none"
"""Written in a cell, it takes a value away; an empty cell changes nothing."""
_NUMBERS = ("vaf", "copy_number", "percent_cells", "ish_ratio")
_NAMES = {"status": "state", "reported_significance": "significance"}
_BY_SCORE = {"3+": "detected", "2+": "equivocal", "1+": "not_detected", "0": "not_detected"}
"""What a score says of overexpression, as reading has it, where the person says nothing else."""

Pair = tuple[Statement, NormalizedVariant | None]


def corrected(result: ReportResult, decisions: Sequence[Decision], knowledge: Knowledge) -> ReportResult:
    """The report under these decisions, each of which holds for what was read.

    A corrected finding keeps its id, so that its picture, its links and later decisions still find it. What a person
    rejects is used for nothing: it stays as ``indeterminate``, without its numbers, and the axis that it spoke of goes
    to review where nothing else settles it. Rejecting a reading is not the same as saying that nothing is there.

    Args:
        result: as read, evidence hashes filled in.
        decisions: in the order of their rows; accepted, corrected and rejected ones.
        knowledge: with the words of the report's layout.
    """
    from her2parse.her2 import classify, unite

    mine: dict[str, list[Decision]] = {}
    facts: list[Decision] = []
    for decision in decisions:
        if decision.finding_id and (_of_finding(decision) or decision.action != "correct"):
            mine.setdefault(decision.finding_id, []).append(decision)
        if _of_report(decision):
            facts.append(decision)
    before = [(finding.statement, finding.variant) for finding in result.findings]
    _, _, told = classify(as_read(result), result.report_id, before, knowledge)
    by_her2 = {_key(note) for note in told}
    read = replace(
        as_read(_with_facts(result, facts)), notes=tuple(note for note in result.notes if _key(note) not in by_her2)
    )
    pieces: list[tuple[Finding, Pair]] = []
    for finding in result.findings:
        pairs = _changed(finding, mine.get(finding.finding_id, ()))
        pieces += [(finding, pair) for pair in pairs]
    united = unite([pair for _, pair in pieces])
    read = replace(read, statements=tuple(statement for statement, _ in united))
    findings, calls, notes = classify(read, result.report_id, united, knowledge)
    ids = _old_ids(findings, united, pieces)
    made = tuple(_traced(finding, ids, pieces, mine) for finding in findings)
    calls = tuple(replace(call, finding_ids=tuple(sorted(ids[one] for one in call.finding_ids))) for call in calls)
    calls = tuple(_unsettled(call, made) for call in calls)
    notes = tuple(replace(note, finding_id=ids.get(note.finding_id, note.finding_id)) for note in notes)
    every = (*read.notes, *notes)
    return replace(
        result,
        header=read.header,
        findings=made,
        calls=calls,
        notes=every,
        reasons=tuple(sorted({note.code for note in every} | {code for finding in made for code in finding.review})),
        decisions=tuple(facts),
    )


def _of_finding(decision: Decision) -> bool:
    return any(field not in FACTS for field, _ in decision.corrected)


def _of_report(decision: Decision) -> bool:
    return any(field in FACTS for field, _ in decision.corrected)


def _key(note: ReviewNote) -> tuple[object, ...]:
    return (note.code, note.finding_id, note.page, note.quote)


def _with_facts(result: ReportResult, decisions: Sequence[Decision]) -> ReportResult:
    from her2parse.read.header_diagnosis import histology_of

    new: dict[str, Any] = {}
    for decision in decisions:
        given = {field: value for field, value in decision.corrected if field in FACTS}
        if "diagnosis" in given and "histology" not in given:
            # The histology of the old diagnosis would stay under the new one.
            given["histology"] = histology_of(given["diagnosis"])
        new |= given
    return replace(result, header=replace(result.header, **new))


def _changed(finding: Finding, decisions: Sequence[Decision]) -> list[Pair]:
    """The finding's statement after these decisions, with the variants that it then stands for."""
    said, renamed = finding.statement, False
    for decision in decisions:
        if decision.action == "reject":
            said = _rejected(said)
        elif decision.action == "accept":
            # The person compared the words with the page: that they were read by OCR is no doubt any more.
            said = replace(said, confirmed=said.confirmed or "reading") if decision.code == "ocr" else said
        else:
            values = {field: value for field, value in decision.corrected if field not in FACTS}
            said = _with_values(said, values)
            renamed = renamed or bool({"as_written", "gene"} & set(values))
    if not renamed:
        return [(said, finding.variant)]
    return list(named(said))


def _rejected(said: Statement) -> Statement:
    return replace(
        said, state="indeterminate", vaf=None, copy_number=None, copy_number_unit="", copy_number_text="", reads=None,
        ihc_score="", percent_cells=None, ish_ratio=None, ish_copies=None, ish_group=None,
        review=tuple(code for code in said.review if code != "conflicting_statements"), confirmed="reading",
    )  # fmt: skip


def _with_values(said: Statement, values: Mapping[str, str]) -> Statement:
    from her2parse.hgvs.genes import symbol

    new: dict[str, Any] = {}
    for field, text in values.items():
        if field in _NUMBERS:
            new[field] = None if text == NONE else float(text)
        else:
            new[_NAMES.get(field, field)] = "" if text == NONE else text
    if "gene" in new:
        new["gene"] = symbol(new["gene"]) or new["gene"]
    if "as_written" in new:
        # The columns beside the name were read for the name that is no more.
        new |= {"protein": "", "coding": "", "genomic": "", "transcript": "", "variant_class": "", "fusion": ""}
    if new.get("ihc_score") and "state" not in new:
        new["state"] = _BY_SCORE[new["ihc_score"]]
    if "state" in new:
        new["review"] = tuple(code for code in said.review if code != "conflicting_statements")
    confirmed: Literal["reading", "status"] = "status" if "state" in new or said.confirmed == "status" else "reading"
    return replace(said, **new, confirmed=confirmed)


def _old_ids(
    findings: Sequence[Finding], united: Sequence[Pair], pieces: Sequence[tuple[Finding, Pair]]
) -> dict[str, str]:
    """New id to the id that the finding had when it was read; the id that the person saw stays."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for made, (statement, variant) in zip(findings, united, strict=True):
        exact = [old for old, (s, v) in pieces if s is statement and v is variant]
        near = [old for old, (s, _) in pieces if _same(s, statement)]
        owner = next((one for one in (*exact, *near) if one.finding_id not in taken), None)
        ids[made.finding_id] = owner.finding_id if owner else made.finding_id
        taken.add(ids[made.finding_id])
    return ids


def _same(one: Statement, other: Statement) -> bool:
    """Whether a statement is the other after it was united with a third."""
    return (one.gene, one.kind, one.as_written, one.evidence) == (
        other.gene, other.kind, other.as_written, other.evidence)  # fmt: skip


def _traced(
    made: Finding,
    ids: Mapping[str, str],
    pieces: Sequence[tuple[Finding, Pair]],
    decisions: Mapping[str, Sequence[Decision]],
) -> Finding:
    """The finding under its old id, with the hash of what was read and the decisions that went into it."""
    identifier = ids[made.finding_id]
    places: set[Evidence] = {made.statement.evidence, *made.statement.more}
    # A finding that became one with this one brings its decisions along.
    joined = [
        old.finding_id
        for old, (statement, _) in pieces
        if old.finding_id not in ids.values() and statement.evidence in places and statement.gene == made.statement.gene
    ]
    trace = tuple(dict.fromkeys(d for one in (identifier, *joined) for d in decisions.get(one, ())))
    hashed = next((old.evidence_hash for old, _ in pieces if old.finding_id == identifier), "")
    return replace(made, finding_id=identifier, evidence_hash=hashed, decisions=trace)


def _unsettled(call: Her2Call, findings: Sequence[Finding]) -> Her2Call:
    """The call, or ``review`` where it would rest on a rejected reading, or on the silence that it left."""
    rejected = list(_rejected_on(call, findings))
    if not rejected or call.call in ("positive", "review"):
        return call
    ids = {finding.finding_id for finding in rejected}
    if set(call.finding_ids) - ids:
        return call
    against = {d for finding in rejected for d in finding.decisions if d.action == "reject"}
    by = ", ".join(sorted(f"{decision.initials} {decision.decision_id}" for decision in against))
    basis = f"what was read was rejected ({by}) and nothing else settles it; correct its status to say what is there"
    return replace(call, call="review", basis=basis, finding_ids=tuple(sorted(ids)))


def _rejected_on(call: Her2Call, findings: Sequence[Finding]) -> Iterator[Finding]:
    for finding in findings:
        if finding.her2_class == call.axis and finding.decisions:
            said = finding.statement
            if said.state == "indeterminate" and any(d.action == "reject" for d in finding.decisions):
                yield finding
