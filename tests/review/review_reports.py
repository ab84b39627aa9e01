"""A report with one finding on each HER2 axis, classified as reading does it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from her2parse.evidence import finding_evidence, question, report_evidence
from her2parse.her2 import classify
from her2parse.knowledge import Knowledge, load
from her2parse.model import (
    Action,
    Decision,
    Evidence,
    Finding,
    ReadReport,
    ReportHeader,
    ReportResult,
    ReviewNote,
    Statement,
)
from her2parse.resources import assay_catalogue, knowledge_folder
from her2parse.workflow.report import named

SHA = "ab" * 32
REPORT = "R" + SHA[:12]
KINDS = {"mutation": "small_variant", "copies": "copy_number", "ihc": "expression"}


@cache
def knowledge() -> Knowledge:
    return load(knowledge_folder(), assay_catalogue())


def result(
    *, ocr_pages: tuple[int, ...] = (), state: str = "detected", quote: str = "ERBB2 S310F 12 %"
) -> ReportResult:
    """S310F, an amplification, and IHC 2+, of an assay that covers ERBB2."""
    said = (
        Statement("ERBB2", "small_variant", state, "S310F", Evidence(1, 10, 10, 90, 20, quote), "row", vaf=0.12),
        Statement("ERBB2", "copy_number", "detected", "amplification", Evidence(1, 10, 30, 90, 40, "amplification 8"),
                  "row", copy_number=8.0, copy_number_unit="copies"),
        Statement("ERBB2", "expression", "equivocal", "2+", Evidence(2, 10, 10, 90, 20, "IHC 2+"), "row",
                  ihc_score="2+", method="IHC"),
    )  # fmt: skip
    header = ReportHeader(assay_id="f1cdx", specimen="tissue", collected_on="2024-03-01", diagnosis="Adenocarcinoma")
    report = ReadReport(SHA, 1, 1, 2, replace(header, histology="non_squamous"), said, ocr_pages=ocr_pages)
    pairs = [(one, variant) for one in said for _, variant in named(one)]
    findings, calls, notes = classify(report, REPORT, pairs, knowledge())
    reasons = tuple(sorted({note.code for note in notes} | {code for one in findings for code in one.review}))
    return ReportResult(
        REPORT, SHA, 1, "review" if reasons else "parsed", reasons, 2, len(ocr_pages), report.header, findings, calls,
        notes, first_page=1, last_page=2, ocr_pages=ocr_pages,
    )  # fmt: skip


def finding_of(made: ReportResult, name: str) -> Finding:
    return next(one for one in made.findings if one.statement.kind == KINDS[name])


def decision(
    made: ReportResult,
    about: Finding | None,
    action: Action,
    *corrected: tuple[str, str],
    code: str = "",
    note: ReviewNote | None = None,
    row: int = 2,
    **more: str,
) -> Decision:
    """One that is bound to what stands in ``made`` now."""
    hashed = finding_evidence(SHA, about) if about else report_evidence(SHA, 1, made.header)
    if note is not None:
        hashed += f"-{question(note)}"
    given = {"decision_id": f"D{row}", "decided_at": "2026-11-22", "initials": "AB", "evidence_hash": hashed, **more}
    return Decision(
        report_id=REPORT, finding_id=about.finding_id if about else "", code=code, action=action, corrected=corrected,
        comment="looked it up" if action == "reject" else "", row=row, **given,
    )  # fmt: skip
