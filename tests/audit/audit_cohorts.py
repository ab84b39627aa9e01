"""A synthetic cohort through the program, and its figures counted from the truth by other, plainer means.

What is counted here never looks at what the program made of the cohort, except where a call of HER2 is no alteration
(whether silence is negative is tested with the calls).
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from itertools import product

from her2parse import outputs, resources
from her2parse.actionability import options
from her2parse.audit import Audit
from her2parse.knowledge import load
from her2parse.model import Document, Patient
from her2parse.outputs import Rows, RunSettings
from her2parse.outputs.audited import audited
from her2parse.patients import place
from her2parse.workflow.report import failed, result_of
from test_data.generator.cohort import cohort
from test_data.generator.cohort_truth import Cohort, Place, TrueReport

AS_OF = datetime.date(2026, 11, 22)
LATE = ("on_treatment", "after")


@dataclass(frozen=True)
class Run:
    """A cohort and what the program made of it."""

    truth: Cohort
    patients: tuple[Patient, ...]
    rows: Rows
    audit: Audit


def run(size: int) -> Run:
    """``size`` patients through names, calls, patients, therapies, tables and audit."""
    knowledge = load(resources.knowledge_folder(), resources.assay_catalogue())
    truth = cohort(size)
    results = [
        failed(one.sha256, one.problem)
        if one.report is None
        else result_of(Document(one.sha256, 1, ()), one.report, knowledge)
        for one in truth.drawn
    ]
    patients = place(results, truth.batch, knowledge)
    chosen = [option for patient in patients for option in options(patient, knowledge, AS_OF)]
    rows = outputs.rows(patients, chosen, truth.batch, RunSettings(as_of=AS_OF.isoformat()))
    return Run(truth, patients, rows, audited(rows))


def age(report: TrueReport) -> tuple[str, bool]:
    """The order of time; of one day, tissue is the newer."""
    return report.day, report.specimen == "tissue"


class Count:
    """The truth, counted."""

    def __init__(self, truth: Cohort) -> None:
        self.truth = truth
        self.by_id = {report.report_id: report for report in truth.reports}
        self.patients: dict[str, list[TrueReport]] = {}
        for report in truth.reports:
            if report.counts:
                self.patients.setdefault(report.patient, []).append(report)

    def late(self, patient: str, generation: str = "") -> list[TrueReport]:
        """Reports from after the start of a TKI, the newest first."""
        own = [r for r in self.patients[patient] if r.phase in LATE and generation in ("", r.generation)]
        return sorted(own, key=age, reverse=True)

    def early(self, late: TrueReport) -> list[TrueReport]:
        """The baselines of a report, the newest first."""
        return [self.by_id[one] for one in reversed(late.baselines) if one in self.by_id]

    def frequency(self, mechanism: str, place: Place, scope: str, generation: str, lost: str) -> tuple[int, int, int]:
        """Seen, assayed and outside."""
        assayed, seen, everybody = set(), set(), set()
        for patient in self.patients:
            for late in self.late(patient, generation):
                there = [early for early in self.early(late) if place in early.settled]
                had = any((place, lost) in early.shown for early in self.early(late))
                if place in late.settled and (scope == "seen" or there) and (not lost or had):
                    assayed.add(patient)
        for one in self.truth.mechanisms:
            late = self.by_id[one.report_id]
            fits = mechanism in (one.mechanism, f"{place[0]}, any {place[1].replace('_', ' ')}")
            joined = mechanism != one.mechanism
            if joined and (one.lost or one.mechanism_class == "histologic"):
                continue
            if not fits or one.place != place or generation not in ("", late.generation):
                continue
            if scope == "new" and one.origin not in ("acquired", "apparently_acquired"):
                continue
            everybody.add(one.patient)
            if place in late.settled and one.patient in assayed:
                seen.add(one.patient)
        return len(seen), len(assayed), len(everybody - seen)

    def mechanisms(self) -> set[tuple[str, Place, str]]:
        """Every mechanism with its place and, for a loss, the event that is gone."""
        return {(one.mechanism, one.place, one.lost) for one in self.truth.mechanisms}

    def changes(self, place: Place, event: str) -> tuple[int, int, int, int]:
        """Pairs, gained, lost, kept."""
        cells: Counter[tuple[bool, bool]] = Counter()
        for patient in self.patients:
            for late, number in product(self.late(patient), range(9)):
                early = dict(enumerate(self.early(late))).get(number)
                if early is not None and place in early.settled & late.settled:
                    cells[(place, event) in early.shown, (place, event) in late.shown] += 1
                    break
        return cells.total(), cells[False, True], cells[True, False], cells[True, True]

    def agreement(self, place: Place, event: str) -> tuple[int, int, int, int]:
        """Pairs, both, tissue only, plasma only."""
        cells: Counter[tuple[bool, bool]] = Counter()
        for reports in self.patients.values():
            tissue = [r for r in reports if r.specimen == "tissue" and place in r.settled and r.day]
            plasma = [r for r in reports if r.specimen == "plasma" and place in r.settled and r.day]
            close = [
                (abs((datetime.date.fromisoformat(a.day) - datetime.date.fromisoformat(b.day)).days), i, j)
                for i, a in enumerate(tissue)
                for j, b in enumerate(plasma)
                if a.course == b.course
            ]
            if close and min(close)[0] <= 90:
                _, i, j = min(close)
                cells[(place, event) in tissue[i].shown, (place, event) in plasma[j].shown] += 1
        return cells.total(), cells[True, True], cells[True, False], cells[False, True]

    def flow(self) -> dict[str, int]:
        """How many reach each step."""
        left = self.truth.left
        broken = left.get("truncated_pdf", 0) + left.get("encrypted_pdf", 0)
        late = [patient for patient in self.patients if self.late(patient)]
        based = [p for p in late if any(self.early(one) for one in self.late(p))]
        return {
            "files": len(self.truth.files),
            "different_files": len(self.truth.files) - left.get("copy", 0),
            "reports": len(self.truth.drawn),
            "read": len(self.truth.drawn) - broken,
            "placed": sum(report.counts for report in self.truth.reports),
            "patients": len(self.patients),
            "after": len(late),
            "paired": sum(
                any(one.settled & early.settled for one in self.late(p) for early in self.early(one)) for p in based
            ),
        }
