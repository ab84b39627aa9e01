"""One document through the report's floors: read, hgvs, her2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from her2parse.model import (
    Document,
    NormalizedVariant,
    ReadReport,
    ReportHeader,
    ReportResult,
    ReviewNote,
    Statement,
)
from her2parse.workflow.explained import without_explained

if TYPE_CHECKING:
    from her2parse.knowledge import Knowledge
    from her2parse.knowledge.layouts import Layout
    from her2parse.read.trace import Trace

_NAMED = frozenset({"small_variant", "splice", "fusion"})
"""Kinds of statement whose name the hgvs stage can check."""


def report_id(sha256: str, part: int) -> str:
    """Stable from the content: ``R`` and twelve digits of the file's hash, and the part from the second on.

    >>> report_id("ab" * 32, 1), report_id("ab" * 32, 2)
    ('Rabababababab', 'Rabababababab-2')
    """
    return f"R{sha256[:12]}" + (f"-{part}" if part > 1 else "")


def results_of(
    document: Document, knowledge: Knowledge, layouts: Sequence[Layout] = (), trace: Trace | None = None
) -> tuple[ReportResult, ...]:
    """Everything that the report's floors know about one document; at least one result, always. ``trace`` is told the
    reader's reasons."""
    from her2parse.read import read_document
    from her2parse.read.trace import SILENT

    if document.problem:
        return (failed(document.sha256, document.problem, document.detail, document.n_pages),)
    reports = read_document(document, knowledge.assays, knowledge.drugs, layouts, trace or SILENT)
    own = {layout.name: layout.copy_number_words for layout in layouts}
    return tuple(
        result_of(
            document, report, replace(knowledge, words=knowledge.words.with_own(own.get(report.header.layout, ())))
        )
        for report in reports
    )


def failed(sha256: str, reason: str, detail: str = "", n_pages: int = 0) -> ReportResult:
    """The result of a file that could not be read at all: a reason, three calls for review, and nothing else."""
    from her2parse.her2 import calls_for_unread

    identifier = report_id(sha256, 1)
    return ReportResult(
        report_id=identifier,
        sha256=sha256,
        part=1,
        status="failed",
        reasons=(reason,),
        n_pages=n_pages,
        n_ocr_pages=0,
        header=ReportHeader(),
        findings=(),
        calls=calls_for_unread(identifier, f"The file could not be read ({reason})."),
        notes=(ReviewNote(reason, _sentence(reason, detail)),),
    )


def _sentence(reason: str, detail: str) -> str:
    from her2parse.knowledge import codes

    code = codes().get(reason)
    parts = [
        code.meaning if code else f"{reason}.",
        f"{detail.rstrip('.')}." if detail else "",
        code.todo if code else "",
    ]
    return " ".join(part for part in parts if part)


def result_of(document: Document, report: ReadReport, knowledge: Knowledge) -> ReportResult:
    """One report of a document from what was read to its findings and calls."""
    from her2parse.her2 import classify, unite

    identifier = report_id(document.sha256, report.part)
    pairs = unite([pair for statement in report.statements for pair in named(statement)])
    report = without_explained(report, pairs)
    findings, calls, her2_notes = classify(report, identifier, pairs, knowledge)
    notes = (*report.notes, *her2_notes)
    reasons = sorted({note.code for note in notes} | {code for finding in findings for code in finding.review})
    pages = [page for page in document.pages if report.first_page <= page.number <= report.last_page]
    return ReportResult(
        report_id=identifier,
        sha256=document.sha256,
        part=report.part,
        status="review" if reasons else "parsed",
        reasons=tuple(reasons),
        n_pages=report.last_page - report.first_page + 1,
        n_ocr_pages=sum(page.ocr for page in pages),
        header=report.header,
        findings=findings,
        calls=calls,
        notes=notes,
        identities=report.identities,
        first_page=report.first_page,
        last_page=report.last_page,
        unread_pages=report.unread_pages,
        ocr_pages=report.ocr_pages,
    )


def as_read(result: ReportResult) -> ReadReport:
    """The report before it was classified."""
    return ReadReport(
        sha256=result.sha256,
        part=result.part,
        first_page=result.first_page,
        last_page=result.last_page,
        header=result.header,
        statements=tuple(finding.statement for finding in result.findings),
        notes=result.notes,
        unread_pages=result.unread_pages,
        identities=result.identities,
        ocr_pages=result.ocr_pages,
    )


def named(statement: Statement) -> Iterator[tuple[Statement, NormalizedVariant | None]]:
    """The statement with each variant that its name stands for; with None where there is no name to check."""
    from her2parse.hgvs import normalize

    variants: tuple[NormalizedVariant, ...] = ()
    if statement.kind in _NAMED:
        variants = normalize(
            statement.gene,
            statement.protein or (statement.variant_class if not statement.coding else "") or statement.as_written,
            coding=statement.coding,
            genomic=statement.genomic,
            transcript=statement.transcript,
        )
        if _answers(statement) and all(variant.status == "invalid" for variant in variants):
            variants = ()
    yield from ((statement, variant) for variant in variants or (None,))


def _answers(statement: Statement) -> bool:
    """True for a statement that names no change, only that there is none or that it could not be seen
    (``nicht auswertbar``): such words are no name that was misread."""
    named = statement.protein or statement.coding or statement.genomic or statement.variant_class or statement.fusion
    return statement.state != "detected" and not named and not any(sign.isdigit() for sign in statement.as_written)
