"""The mechanisms of resistance that a patient's reports show after the start of a HER2 drug."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from her2parse.knowledge.drugs import Drug
from her2parse.knowledge.mechanisms import Mechanism
from her2parse.model import Finding, Her2DrugResistance, Origin, PlacedReport
from her2parse.patients.baseline import read, same_assay
from her2parse.patients.caveats import caveats_of, standing_of
from her2parse.patients.event import Event, event_of, same_event
from her2parse.patients.exposures import Exposure
from her2parse.patients.facts import Knowledge
from her2parse.patients.origin import Placed, baselines, dated, origin_of
from her2parse.patients.resistance import call_of, together


@dataclass(frozen=True, slots=True)
class _Course:
    """A report after the start of a HER2 drug, with all that it is compared with."""

    patient_key: str
    report: PlacedReport
    reports: Sequence[PlacedReport]
    exposure: Exposure
    drug: Drug

    def origin(self, finding: Finding, event: Event, knowledge: Knowledge) -> Placed:
        """The origin of an event, judged by the reports from before the drug."""
        before = baselines(self.reports, self.exposure)
        return dated(
            origin_of(finding, event, self.report, before, knowledge), self.report, self.reports, self.exposure
        )


def her2_resistance_of(
    patient_key: str, reports: Sequence[PlacedReport], exposures: Sequence[Exposure], knowledge: Knowledge
) -> tuple[Her2DrugResistance, ...]:
    """A row for each mechanism of each report collected after the start of a HER2 drug, in order of the reports.

    Args:
        patient_key: the patient.
        reports: the patient's reports in order of collection, without duplicates and replaced ones.
        exposures: the times under a HER2 drug.
        knowledge: mechanisms and assays.
    """
    rows: list[Her2DrugResistance] = []
    for report in reports:
        found: list[Her2DrugResistance] = []
        seen: list[Event] = []
        for exposure in reversed([e for e in exposures if report.collected_on and e.begun_before(report.collected_on)]):
            drug = knowledge.drugs.get(exposure.agent)
            if drug is not None:
                course = _Course(patient_key, report, reports, exposure, drug)
                found += [*_single(course, seen, knowledge), *_pairs(course, knowledge), *_losses(course, knowledge)]
        rows += sorted(found, key=lambda row: (row.gene, row.mechanism, row.finding_id, row.therapy, row.therapy_start))
    return tuple(rows)


def _single(course: _Course, seen: list[Event], knowledge: Knowledge) -> Iterator[Her2DrugResistance]:
    """Each event once, under the latest drug that it is resistance to."""
    findings = sorted(course.report.result.findings, key=lambda f: (-(f.statement.vaf or 0.0), f.finding_id))
    for finding in findings:
        event = event_of(finding)
        matches = knowledge.her2_mechanisms.match_drug(finding, course.drug)
        if not matches or any(same_event(event, other) for other in seen):
            continue
        if call_of(course.report, matches[0]) in ("negative", "equivocal", "not_assayed"):
            continue
        placed = course.origin(finding, event, knowledge)
        if matches[0].target and placed.origin in ("pre_existing", "unknown"):
            # What the drug may have been given for is resistance only where it is shown to be new.
            continue
        seen.append(event)
        caveats = caveats_of(finding, matches[0], course.report, placed, knowledge, _drivers(course))
        yield _row(course, finding.finding_id, matches[0].label(finding), matches[0], placed, caveats, knowledge)


def _drivers(course: _Course) -> tuple[Finding, ...]:
    """The ERBB2 variants that drive the tumour, for what is compared with a driver's fraction."""
    return tuple(
        finding
        for finding in course.report.result.findings
        if finding.statement.gene == "ERBB2"
        and finding.statement.kind == "small_variant"
        and finding.statement.state == "detected"
        and finding.oncogenicity in ("oncogenic", "likely_oncogenic")
    )


def _pairs(course: _Course, knowledge: Knowledge) -> Iterator[Her2DrugResistance]:
    before = baselines(course.reports, course.exposure)
    for mechanism, members in knowledge.her2_mechanisms.pairs_under(course.report.result.findings, course.drug):
        each = [course.origin(member, event_of(member), knowledge) for member in members]
        earlier = [
            baseline
            for baseline in before
            if any(m == mechanism for m, _ in knowledge.her2_mechanisms.pairs(baseline.result.findings, None))
        ]
        placed = together(each, earlier)
        caveats = tuple(
            sorted(
                {
                    c
                    for m in members
                    for c in caveats_of(m, mechanism, course.report, placed, knowledge, _drivers(course))
                }
            )
        )
        yield _row(course, members[0].finding_id, mechanism.name, mechanism, placed, caveats, knowledge)


def _losses(course: _Course, knowledge: Knowledge) -> Iterator[Her2DrugResistance]:
    before = baselines(course.reports, course.exposure)
    for mechanism in knowledge.her2_mechanisms.losses_under(course.drug):
        events = [
            event_of(finding)
            for baseline in before
            for finding in baseline.result.findings
            if knowledge.her2_mechanisms.is_instance(mechanism, finding)
        ]
        if not events:
            continue
        telling = [r for r in (read(b, events[0], knowledge) for b in before) if r.answer in ("present", "absent")]
        last = max(telling, key=lambda r: (r.report.collected_on, r.answer == "present", r.report.result.report_id))
        now = read(course.report, events[0], knowledge, seen_in=last.report)
        if last.answer != "present" or now.answer != "absent":
            continue
        if mechanism.event == "expression" and (now.finding is None or now.finding.statement.ihc_score == "2+"):
            # From 3+ to 2+ is less, not lost.
            continue
        origin: Origin = "acquired" if same_assay(course.report, last.report, knowledge) else "apparently_acquired"
        placed = Placed(origin, "lost_since_baseline", last.report, last.finding)
        finding_id = now.finding.finding_id if now.finding is not None else ""
        yield _row(course, finding_id, mechanism.name, mechanism, placed, (), knowledge)


def _row(
    course: _Course,
    finding_id: str,
    name: str,
    mechanism: Mechanism,
    placed: Placed,
    caveats: tuple[str, ...],
    knowledge: Knowledge,
) -> Her2DrugResistance:
    if not mechanism.mechanism_class:
        raise ValueError(f"{mechanism.key} has no class")
    return Her2DrugResistance(
        patient_key=course.patient_key,
        report_id=course.report.result.report_id,
        finding_id=finding_id,
        mechanism=name,
        mechanism_class=mechanism.mechanism_class,
        gene=mechanism.gene,
        therapy=course.drug.name,
        therapy_class=course.drug.drug_class,
        therapy_start=course.exposure.start_on,
        therapy_stop=course.exposure.stop_on,
        origin=placed.origin,
        origin_reason=placed.reason,
        baseline_report_id=placed.baseline.result.report_id if placed.baseline is not None else "",
        trend=placed.trend,
        caveats=tuple(sorted({*caveats, *standing_of(mechanism, course.drug.name, knowledge)})),
        evidence_ids=mechanism.evidence,
        level=mechanism.level,
        verified=mechanism.verified,
        note=mechanism.note,
    )
