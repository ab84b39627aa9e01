"""From files to patients whose re-biopsy can be set beside a baseline, and who left on the way: a flow as CONSORT's.

Source of the form:
    Schulz KF et al., CONSORT 2010 statement. BMJ 2010;340:c332, figure 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from her2parse.audit.cohort import AFTER, Cells, Cohort, Report, placed, readable, text, unlinked
from her2parse.audit.records import Step, Unit

_MEANING = {
    "files": "PDF files in the folder",
    "copy": "The same file under another name",
    "different_files": "Different files",
    "reports": "Reports in them (a file may hold several)",
    "read": "Reports that could be read",
    "parsed": "Of these, with nothing to look at",
    "review": "Of these, with something for a person to look at",
    "replaced": "Replaced by a later issue of the same report",
    "unlinked": "Nothing says whose report it is",
    "placed": "Reports placed with a patient",
    "patients": "Patients of these reports",
    "no_tki": "No EGFR TKI is known of",
    "undated": "The start of the TKI or the day of every report is not known",
    "no_report_after": "No report from after the start of an EGFR TKI",
    "after": "Patients with a report from after the start of an EGFR TKI",
    "on_treatment": "Of these, the newest such report from while one was given",
    "ended": "Of these, the newest such report from after all had ended",
    "on_or_after": "Of these, the newest such report from one or the other (the end is not known)",
    "no_baseline": "No report from before that TKI",
    "nothing_in_common": "The baseline settles nothing that the later report settles (scope, quality, no tumour DNA)",
    "paired": "Patients with a baseline and a later report that settle at least one gene in common",
}


class _Flow:
    """Steps in order, each with its number."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(
        self, unit: Unit, kind: Literal["in", "out", "part"], step: str, n: int, reason: str = "", meaning: str = ""
    ) -> None:
        told = meaning or _MEANING[reason or step]
        self.steps.append(Step(len(self.steps) + 1, unit, kind, step, reason, n, told))

    def out(self, unit: Unit, step: str, reasons: Mapping[str, int], codes: Mapping[str, str]) -> None:
        for reason, n in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])):
            self.add(unit, "out", step, n, reason, "" if reason in _MEANING else codes.get(reason, reason))


def flow(tables: Mapping[str, Sequence[Cells]], cohort: Cohort, codes: Mapping[str, str]) -> tuple[Step, ...]:
    """The flow; within a unit the numbers add up.

    Args:
        tables: the run's tables.
        cohort: the same, as the audit reads them.
        codes: reason codes in words.
    """
    made = _Flow()
    files: dict[str, bool] = {}
    for row in tables["reports"]:
        name = text(row, "source_file")
        files[name] = files.get(name, True) and bool(text(row, "duplicate_of"))
    made.add("file", "in", "files", len(files))
    made.out("file", "files", {"copy": sum(files.values())}, codes)
    made.add("file", "in", "different_files", len(files) - sum(files.values()))

    own = [row for row in tables["reports"] if not text(row, "duplicate_of")]
    read = readable(tables)
    made.add("report", "in", "reports", len(own))
    failed = Counter(text(row, "reasons").split(";")[0] or "failed" for row in own if text(row, "status") == "failed")
    made.out("report", "reports", failed, codes)
    made.add("report", "in", "read", len(read))
    for status in ("parsed", "review"):
        made.add("report", "part", "read", sum(text(row, "status") == status for row in read), status)
    alone = unlinked(tables["review"])
    replaced = [row for row in read if text(row, "replaced_by")]
    lone = [row for row in read if not text(row, "replaced_by") and text(row, "report_id") in alone]
    made.out("report", "read", {"replaced": len(replaced), "unlinked": len(lone)}, codes)
    made.add("report", "in", "placed", len(placed(tables)))

    ends = Counter(_end(reports) for reports in cohort.patients.values())
    made.add("patient", "in", "patients", len(cohort.patients))
    made.out("patient", "patients", {one: ends[one] for one in ("no_tki", "undated", "no_report_after")}, codes)
    after = {key: [r for r in own if r.egfr_tki in AFTER] for key, own in cohort.patients.items()}
    newest = Counter(reports[-1].egfr_tki for reports in after.values() if reports)
    made.add("patient", "in", "after", sum(newest.values()))
    for phase, reason in (("on_treatment", "on_treatment"), ("after", "ended"), ("on_or_after", "on_or_after")):
        made.add("patient", "part", "after", newest[phase], reason)
    made.out("patient", "after", {one: ends[one] for one in ("no_baseline", "nothing_in_common")}, codes)
    made.add("patient", "in", "paired", ends["paired"])
    return tuple(made.steps)


def _end(reports: Sequence[Report]) -> str:
    """The step that a patient reaches, or the reason why not."""
    times = {report.egfr_tki for report in reports}
    if times <= {"none"}:
        return "no_tki"
    after = [report for report in reports if report.egfr_tki in AFTER]
    if not after:
        return "no_report_after" if "before" in times else "undated"
    pairs = [(early, late) for late in after for early in baselines(reports, late)]
    if not pairs:
        return "no_baseline"
    return "paired" if any(early.settled & late.settled for early, late in pairs) else "nothing_in_common"


def baselines(reports: Sequence[Report], late: Report) -> list[Report]:
    """The reports from before the TKI of a later report, in order of time."""
    return [report for report in reports if report.report_id in late.baselines]
