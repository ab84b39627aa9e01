"""What settles an axis besides the findings: the report's own lists, the assay's scope, its quality, its pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from her2parse.knowledge import Assay, Knowledge
from her2parse.knowledge.schema import OWN
from her2parse.model import Call, Finding, Kind, ReadReport, ReviewNote

GENE = "ERBB2"
PLASMA = "not informative if the tumour does not shed DNA"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One axis: the call, its basis in one line, the findings it rests on, and what to look at."""

    call: Call
    basis: str
    finding_ids: tuple[str, ...] = ()
    notes: tuple[ReviewNote, ...] = ()


@dataclass(frozen=True)
class Context:
    """A report with its findings, and the questions that every axis asks of it."""

    report: ReadReport
    findings: tuple[Finding, ...]
    knowledge: Knowledge

    @cached_property
    def assay(self) -> Assay | None:
        """The catalogue's entry for the report's assay, or None."""
        return self.knowledge.assays.get(self.report.header.assay_id) if self.report.header.assay_id else None

    @property
    def assay_name(self) -> str:
        """The assay's name as a person would write it."""
        return self.report.header.assay or (self.assay.name if self.assay is not None else "the assay")

    @property
    def day(self) -> str:
        """The day the report was issued, or the nearest that is known."""
        header = self.report.header
        return header.reported_on or header.received_on or header.collected_on

    @property
    def in_plasma(self) -> bool:
        """Whether the specimen is plasma, by the report or by an assay that takes nothing else."""
        specimen = self.report.header.specimen
        if specimen == "unknown" and self.assay is not None:
            specimen = self.assay.specimen
        return specimen == "plasma"

    @property
    def in_tissue(self) -> bool:
        """Whether the specimen is tissue, by the report or by an assay that takes nothing else: only there do copies
        a cell mean what a threshold in copies was set for. What is neither known tissue nor plasma is neither."""
        specimen = self.report.header.specimen
        if specimen == "unknown" and self.assay is not None:
            specimen = self.assay.specimen
        return specimen == "tissue"

    @property
    def takes_specimen(self) -> bool:
        """Whether the assay takes this specimen, so that its own threshold speaks of it."""
        specimen = self.report.header.specimen
        return self.assay is not None and (specimen == "unknown" or specimen in self.assay.specimens)

    def of(self, *kinds: Kind) -> tuple[Finding, ...]:
        """The findings about ERBB2 of these kinds."""
        return tuple(f for f in self.findings if f.statement.gene == GENE and f.statement.kind in kinds)

    def obstacle(self) -> str:
        """Why absence cannot be believed in this report, or an empty string."""
        header, pages = self.report.header, self.report.unread_pages
        if header.qc == "failed":
            return "the test failed or the specimen was not sufficient"
        if header.qc == "qualified" and "qualified_rna_only" not in header.coverage.limits:
            return "the report is qualified: absence is not informative"
        if pages:
            return f"page{'s' if len(pages) > 1 else ''} {', '.join(map(str, pages))} could not be read"
        if self.report.ocr_pages:
            pages = self.report.ocr_pages
            return f"page{'s' if len(pages) > 1 else ''} {', '.join(map(str, pages))} could only be read by OCR"
        return ""

    def obstacle_to(self, denials: Iterable[Finding]) -> str:
        """Why these denials cannot be believed. What a person says that the report denies needs nobody's pages."""
        return "" if any(finding.statement.confirmed == "status" for finding in denials) else self.obstacle()

    def silence(self, event: Literal["small_variant", "copy_number"], what: str) -> Verdict:
        """The call on an axis of which the report says nothing: its own list, then the assay's verified scope."""
        obstacle = self.obstacle()
        limits = self.report.header.coverage.limits
        taken_out = next((why for code, why in _TAKEN_OUT[event].items() if code in limits), "")
        whole = not (self.report.unread_pages or self.report.ocr_pages)
        if obstacle and not (taken_out and whole and self.report.header.qc == "qualified"):
            # A poor specimen takes nothing from what the report says that it did not test at all.
            return Verdict("review", f"no {what} reported, but {obstacle}")
        if any(note.code == "unread_her2_mention" for note in self.report.notes):
            # What stands there may be the very event: a person looks before silence is called anything.
            return Verdict("review", f"no {what} read, but ERBB2 stands among the results where nothing was read")
        header = self.report.header
        if f"failed_{event}" in header.coverage.limits:
            return Verdict("review", f"no {what} reported, but the report says that {_FAILED[event]}")
        if taken_out:
            return Verdict("not_assayed", f"the report says that {taken_out}")
        covers, narrowed = self._covers(event), self.narrowed(event)
        listed = header.coverage.small_variant if event == "small_variant" else header.coverage.copy_number
        if GENE in listed:
            narrowed = narrowed or ("hotspots only" if covers == "partial" else "")
            narrowed = f" ({narrowed})" if narrowed else ""
            return self.negative(f"no {what} reported; the report's own gene list holds ERBB2{narrowed}")
        if listed:
            # The report's own list goes before the catalogue: laboratories cut panels down.
            return Verdict("not_assayed", "the report does not say that ERBB2 was tested: its own gene list lacks it")
        if covers == "yes" and narrowed:
            return Verdict("not_assayed", f"nothing reported; the report says that the test is partial: {narrowed}")
        if covers == "yes" and self.assay is not None and self.assay.assay_id.startswith("her2-"):
            # A test of this one gene always prints its result: where none was read, it was missed, not absent.
            return Verdict("review", f"{self.assay_name} tests for this, but its result was not read")
        if covers == "yes":
            return self.negative(f"no {what} reported; {self.assay_name} covers ERBB2 (verified{self._whose})")
        if covers == "no":
            return Verdict("not_assayed", f"{self.assay_name} does not test for this")
        if covers in ("partial", "presumed"):
            word = "covers ERBB2 in part" if covers == "partial" else "is held to cover ERBB2, which is not verified"
            word += f" ({OWN})" if self._whose else ""
            return Verdict("not_assayed", f"nothing reported; {self.assay_name} {word}")
        return Verdict("not_assayed", "the report does not say that ERBB2 was tested for this")

    def narrowed(self, event: Literal["small_variant", "copy_number"]) -> str:
        """What of ERBB2 alone the report says that it tested (``exon 20 only``), or an empty string."""
        if event != "small_variant":
            return ""
        limits = self.report.header.coverage.limits
        if "exon_20_only" in limits:
            return "exon 20 only"
        if f"partial:{GENE}" in limits:
            return "some exons only"
        return "hotspots only" if any(limit.startswith("hotspot") for limit in limits) else ""

    @property
    def _whose(self) -> str:
        return f"; {OWN}" if self.assay is not None and self.assay.own else ""

    def negative(self, basis: str, finding_ids: tuple[str, ...] = ()) -> Verdict:
        """A negative call; in plasma the basis says how little it means."""
        if self.in_plasma:
            basis = f"not detected in plasma, {PLASMA}: {basis}"
        return Verdict("negative", basis, finding_ids)

    def _covers(self, event: Literal["small_variant", "copy_number"]) -> str:
        if self.assay is None:
            return "unknown"
        return self.assay.covers(GENE, event, self.report.header.specimen, self.day)


_FAILED = {
    "small_variant": "sequence changes could not be evaluated in this specimen",
    "copy_number": "copy numbers could not be evaluated in this specimen",
}
_TAKEN_OUT: dict[str, dict[str, str]] = {
    "small_variant": {
        "no_small_variant": "sequence changes were not tested",
        # Most ERBB2 mutations of lung cancer are insertions: a test blind to them settles nothing by silence.
        "no_insertions": "insertions are not detected, and most ERBB2 mutations of lung cancer are insertions",
    },
    "copy_number": {"no_copy_number": "copy numbers were not tested"},
}
"""What a report's own limits take out of an event, in words; code as in ``Coverage.limits``."""


def not_done(finding: Finding, knowledge: Knowledge) -> str:
    """The words that say that a test is pending or was not performed, or an empty string.

    Only an indeterminate statement can say so: a result that stands beside such words is a result.
    """
    statement = finding.statement
    if statement.state != "indeterminate" or statement.ihc_score:
        return ""
    if any(n is not None for n in (statement.ish_ratio, statement.ish_copies, statement.copy_number)):
        return ""
    for text in (statement.as_written, statement.copy_number_text, statement.evidence.quote):
        if knowledge.words.meaning(text) == "not_done":
            return f"{statement.method.upper() or statement.as_written} is pending or was not performed"
    return ""


def ids(findings: tuple[Finding, ...] | list[Finding]) -> tuple[str, ...]:
    """The ids of findings, sorted."""
    return tuple(sorted(finding.finding_id for finding in findings))


def conflict(axis: str, told: str, findings: list[Finding]) -> Verdict:
    """A call for statements of one report that contradict each other: shown, never resolved."""
    first = findings[0]
    note = ReviewNote(
        "conflicting_statements",
        f"The report contradicts itself on HER2 {axis}: {told}. One statement was expected; decide from the pages.",
        page=first.statement.evidence.page,
        quote=first.statement.evidence.quote,
        finding_id=first.finding_id,
    )
    return Verdict("review", f"conflicting statements: {told}", ids(findings), (note,))


def disputed(axis: str, findings: Iterable[Finding]) -> Verdict | None:
    """A call for a finding that reading already showed to be said both ways, or None; the note stands there."""
    torn = [f for f in findings if "conflicting_statements" in f.statement.review]
    if not torn:
        return None
    names = ", ".join(sorted({f.statement.as_written for f in torn}))
    return Verdict(
        "review", f"the report says two things about HER2 {axis}: {names}, and the opposite in another place", ids(torn)
    )


def unstated(axis: str, finding: Finding) -> Verdict:
    """A call for a bare ``HER2 negative`` that does not say which test is meant."""
    note = ReviewNote(
        "modality_not_stated",
        f"A HER2 result without the test it came from, read for {axis}; IHC, ISH or sequencing was expected. "
        "Look it up in the report.",
        page=finding.statement.evidence.page,
        quote=finding.statement.evidence.quote,
        finding_id=finding.finding_id,
    )
    basis = f"{finding.statement.as_written!r} does not say which test is meant"
    return Verdict("review", basis, (finding.finding_id,), (note,))
