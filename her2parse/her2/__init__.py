"""One report to three HER2 calls: mutation, amplification, overexpression, each from its own evidence only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from her2parse.her2.amplification import NO_CONCLUSION, call_amplification, is_ish
from her2parse.her2.evidence import Context, Verdict
from her2parse.her2.findings import OCR, make_findings
from her2parse.her2.mutation import call_mutation
from her2parse.her2.overexpression import call_overexpression
from her2parse.her2.unite import unite
from her2parse.knowledge import Knowledge
from her2parse.model import AXES, Finding, Her2Call, NormalizedVariant, ReadReport, ReviewNote, Statement

__all__ = ["BESIDE", "calls_for_unread", "classify", "unite"]

BESIDE = "; beside it: "
"""Parts an axis's own basis from a remark about another axis: a remark is no evidence, and changes no call."""


def classify(
    report: ReadReport,
    report_id: str,
    pairs: Sequence[tuple[Statement, NormalizedVariant | None]],
    knowledge: Knowledge,
) -> tuple[tuple[Finding, ...], tuple[Her2Call, ...], tuple[ReviewNote, ...]]:
    """The report's findings with their HER2 class and oncogenicity, the three calls, and what to look at.

    Args:
        report: the report as read.
        report_id: its id; finding ids begin with it.
        pairs: every statement with one normalised variant (a statement that stands for several comes several times),
            or with None where the statement names no variant.
        knowledge: assays, variants, words.
    """
    findings, notes = make_findings(report, report_id, pairs, knowledge)
    context = Context(report, findings, knowledge)
    calls: list[Her2Call] = []
    for axis, caller in zip(AXES, (call_mutation, call_amplification, call_overexpression), strict=True):
        verdict = _confirmed(caller(context), context)
        calls.append(Her2Call(report_id, axis, verdict.call, verdict.basis, verdict.finding_ids))
        notes.extend(verdict.notes)
        if NO_CONCLUSION in verdict.basis:
            told = f"HER2 {axis}: {verdict.basis}. The call follows the ASCO/CAP groups: confirm it."
            first = verdict.finding_ids[0] if verdict.finding_ids else ""
            notes.append(_note("ish_without_conclusion", told, first, findings))
        flagged = any(f.review for f in findings if f.finding_id in verdict.finding_ids)
        if (
            verdict.call == "review"
            and not flagged
            and not verdict.notes
            and report.header.qc != "failed"
            and not report.unread_pages
            and not report.ocr_pages
        ):
            told = f"HER2 {axis}: {verdict.basis}. Decide from the page."
            first = verdict.finding_ids[0] if verdict.finding_ids else ""
            notes.append(_note("call_needs_review", told, first, findings))
    amplification, overexpression = calls[1], calls[2]
    if overexpression.call == "positive" and amplification.call == "negative" and amplification.finding_ids:
        told = (
            "HER2 is 3+ by IHC and not amplified in the same report. Both are shown, neither is resolved: "
            "check that both are this specimen's."
        )
        notes.append(_note("discordant_her2_tests", told, overexpression.finding_ids[0], findings))
    if amplification.call == "positive" and overexpression.call == "not_assayed":
        # A suggestion for the board, not a doubt about what was read: it stands in the basis, not in the review queue.
        advice = "ERBB2 is amplified, which alone is on no label in NSCLC: consider HER2 IHC on tissue"
        calls[2] = replace(overexpression, basis=f"{overexpression.basis}{BESIDE}{advice}")
    if overexpression.call == "equivocal" and _scored_2(overexpression, findings):
        # The reflex of 2+ is told beside it. It answers for the amplification axis and never turns 2+ into 3+.
        ish = [f for f in findings if f.finding_id in amplification.finding_ids and is_ish(f.statement)]
        reflex = (
            f"ISH in the same report: amplification {amplification.call}, which does not make it 3+"
            if ish
            else "2+ asks for reflex ISH, which was not read in this report"
        )
        calls[2] = replace(overexpression, basis=f"{overexpression.basis}{BESIDE}{reflex}")
    return findings, tuple(calls), tuple(notes)


def _scored_2(call: Her2Call, findings: Sequence[Finding]) -> bool:
    return any(f.finding_id in call.finding_ids and f.statement.ihc_score == "2+" for f in findings)


def _confirmed(verdict: Verdict, context: Context) -> Verdict:
    """The verdict, or ``review`` where a negative one rests on words that OCR read: a lost ``not``, or a 3 read as a 1,
    would make a patient's target disappear. A positive one stays, its findings marked."""
    if verdict.call != "negative":
        return verdict
    named = [finding for finding in context.findings if finding.finding_id in verdict.finding_ids]
    if any(OCR in finding.review for finding in named):
        return replace(verdict, call="review", basis=f"{verdict.basis}, but it was read by OCR: confirm it on the page")
    return verdict


def _note(code: str, message: str, finding_id: str, findings: Sequence[Finding]) -> ReviewNote:
    place = next((f.statement.evidence for f in findings if f.finding_id == finding_id), None)
    return ReviewNote(code, message, place.page if place else None, place.quote if place else "", finding_id)


def calls_for_unread(report_id: str, why: str) -> tuple[Her2Call, ...]:
    """The three calls of a report that could not be read: each ``review``, with ``why`` in plain words."""
    return tuple(Her2Call(report_id, axis, "review", why) for axis in AXES)
