"""Decisions of people laid over what was read, between the report's floors and the patients'.

A decision holds as long as what it was made on is the same. One whose evidence has changed is named in the queue, and
changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from her2parse.evidence import (
    facts_in_words,
    finding_evidence,
    finding_in_words,
    question,
    report_evidence,
)
from her2parse.model import Decision, Finding, Patient, ReportResult, ReviewNote
from her2parse.workflow.correct import corrected

if TYPE_CHECKING:
    from her2parse.knowledge import Knowledge

STALE = "stale_decision"


def decided(
    results: Iterable[ReportResult],
    decisions: Sequence[Decision],
    knowledge: Knowledge,
    own_words: Mapping[str, Any],
) -> Iterator[ReportResult]:
    """Every report with the hash of its evidence and, where somebody decided about it, as decided.

    Args:
        results: what the report's floors know.
        decisions: all rows of the file, in its order.
        knowledge: what read the reports.
        own_words: words of copy numbers that layouts have of their own, by layout.
    """
    by_report: dict[str, list[Decision]] = {}
    for decision in standing(decisions):
        by_report.setdefault(decision.report_id, []).append(decision)
    for result in results:
        hashed = _hashed(result)
        mine = by_report.get(result.report_id)
        if mine:
            words = knowledge.words.with_own(own_words.get(result.header.layout, ()))
            hashed = _decided(hashed, mine, replace(knowledge, words=words))
        yield hashed


def standing(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The last decision about each thing (report, finding, code and question), withdrawn ones left out, in the order of
    the file."""
    last: dict[tuple[str, ...], Decision] = {}
    for decision in decisions:
        asked = decision.evidence_hash.partition("-")[2]
        last[decision.report_id, decision.finding_id, decision.code, asked] = decision
    return tuple(sorted((d for d in last.values() if d.action != "withdraw"), key=lambda d: d.row))


def answered(patients: Iterable[Patient], decisions: Sequence[Decision]) -> Iterator[Patient]:
    """The patients with what the cohort's floor asks answered too; a decision about a report that is not here is told
    nowhere but in the outputs, which know all reports."""
    held = standing(decisions)
    for patient in patients:
        if not held or not patient.notes:
            yield patient
            continue
        hashes = {report.result.report_id: report.result for report in patient.reports if not report.duplicate_of}
        notes: list[tuple[str, ReviewNote]] = []
        for report_id, note in patient.notes:
            mine = [d for d in held if (d.report_id, d.finding_id, d.code) == (report_id, note.finding_id, note.code)]
            seen = _evidence(hashes.get(report_id), note.finding_id)
            # One that was made on other evidence has been told of where the report was decided.
            fresh = [d for d in mine if not report_id or d.evidence_hash.partition("-")[0] == seen]
            answer = next((d for d in fresh if _asks(d, note)), None)
            notes.append((report_id, replace(note, decision=answer)))
            notes += [
                (report_id, _stale(d, f"the row now says: {note.message}", note)) for d in fresh if answer is None
            ]
        yield replace(patient, notes=tuple(dict.fromkeys(notes)))


def _evidence(result: ReportResult | None, finding_id: str) -> str:
    if result is None:
        return ""
    if not finding_id:
        return result.evidence_hash
    return next((one.evidence_hash for one in result.findings if one.finding_id == finding_id), "")


def _asks(decision: Decision, note: ReviewNote) -> bool:
    """Whether the decision answers this very question; one that names none answers all of its code."""
    asked = decision.evidence_hash.partition("-")[2]
    return not asked or asked == question(note)


def _hashed(result: ReportResult) -> ReportResult:
    findings = tuple(
        replace(finding, evidence_hash=finding_evidence(result.sha256, finding)) for finding in result.findings
    )
    return replace(result, findings=findings, evidence_hash=report_evidence(result.sha256, result.part, result.header))


def _decided(result: ReportResult, decisions: Sequence[Decision], knowledge: Knowledge) -> ReportResult:
    asked = _every_note(result)
    findings = {finding.finding_id: finding for finding in result.findings}
    good: list[Decision] = []
    stale: list[ReviewNote] = []
    for decision in decisions:
        finding = findings.get(decision.finding_id)
        if (fault := _fault(decision, finding, result)) is not None:
            stale.append(fault)
            continue
        same = [n for n in asked if (n.finding_id, n.code) == (decision.finding_id, decision.code)]
        if decision.action != "correct" and same and not any(_asks(decision, note) for note in same):
            stale.append(_stale(decision, f"the row now says: {same[0].message or same[0].code}", same[0]))
            continue
        good.append(decision)
    answers = {
        note: decision
        for decision in good
        for note in asked
        if (note.finding_id, note.code) == (decision.finding_id, decision.code) and _asks(decision, note)
    }
    changes = [d for d in good if d.action != "accept" or d.code == "ocr"]
    changed = [d for d in changes if d.finding_id or d.corrected]
    made = corrected(result, changed, knowledge) if changed and result.status != "failed" else result
    return _with_notes(_with_trace(made, good), answers, stale)


def _fault(decision: Decision, finding: Finding | None, result: ReportResult) -> ReviewNote | None:
    """Why the decision does not hold any more, or None."""
    if decision.finding_id and finding is None:
        return _stale(decision, "no such finding is read any more", None)
    now = finding.evidence_hash if finding is not None else result.evidence_hash
    if decision.evidence_hash.partition("-")[0] == now:
        return None
    words = finding_in_words(finding) if finding is not None else facts_in_words(result.header)
    place = finding.statement.evidence if finding is not None else None
    at = ReviewNote("", "", place.page, place.quote, finding.finding_id) if place and finding else None
    return _stale(decision, f"now is read: {words}", at)


def _stale(decision: Decision, now: str, at: ReviewNote | None) -> ReviewNote:
    about = decision.finding_id or decision.report_id
    what = f"{decision.action} {decision.code}".strip()
    then = f"it was made on: {decision.was_read}" if decision.was_read else "what it was made on has changed"
    return ReviewNote(
        STALE,
        f"Decision {decision.decision_id} of {decision.initials} ({what}, {about}) is not applied: {then}; {now}. "
        "Decide again.",
        at.page if at else None,
        at.quote if at else "",
        at.finding_id if at else "",
    )


def _every_note(result: ReportResult) -> list[ReviewNote]:
    """The report's notes, and one for every code on a finding that has none: a row of the queue each."""
    noted = {(note.finding_id, note.code) for note in result.notes}
    bare = []
    for finding in result.findings:
        place = finding.statement.evidence
        for code in dict.fromkeys(finding.review):
            if (finding.finding_id, code) not in noted:
                bare.append(ReviewNote(code, "", place.page, place.quote, finding.finding_id))
    codes = {note.code for note in (*result.notes, *bare)}
    rest = [ReviewNote(code, "") for code in dict.fromkeys(result.reasons) if code not in codes]
    return [*result.notes, *bare, *(rest if result.status != "parsed" else [])]


def _with_trace(result: ReportResult, decisions: Sequence[Decision]) -> ReportResult:
    """Findings that were only accepted say so too."""
    findings = tuple(
        replace(one, decisions=tuple(dict.fromkeys((*one.decisions, *_about(one, decisions)))))
        for one in result.findings
    )
    return replace(result, findings=findings)


def _about(finding: Finding, decisions: Sequence[Decision]) -> Iterator[Decision]:
    for decision in decisions:
        if decision.finding_id == finding.finding_id:
            yield decision


def _with_notes(
    result: ReportResult, answers: Mapping[ReviewNote, Decision], stale: Sequence[ReviewNote]
) -> ReportResult:
    """The queue after the decisions: answered rows keep their place with the answer, what is new stays open."""
    done = [replace(note, decision=decision) for note, decision in answers.items()]
    left = [note for note in _every_note(result) if note not in answers]
    closed = {(note.finding_id, note.code) for note in done} - {(note.finding_id, note.code) for note in left}
    findings = tuple(
        replace(one, review=tuple(code for code in one.review if (one.finding_id, code) not in closed))
        for one in result.findings
    )
    opened = [*left, *stale]
    reasons = tuple(sorted({note.code for note in opened}))
    if result.status == "failed":
        return replace(result, notes=(*opened, *done))
    return replace(
        result, findings=findings, notes=(*opened, *done), reasons=reasons, status="review" if reasons else "parsed"
    )
