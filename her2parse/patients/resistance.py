"""The mechanisms of resistance that a patient's reports show after the start of an EGFR TKI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from her2parse.knowledge.mechanisms import Mechanism
from her2parse.model import Finding, Origin, PlacedReport, ResistanceMechanism, ReviewNote
from her2parse.patients.baseline import drivers, read, same_assay
from her2parse.patients.caveats import caveats_of, standing_of
from her2parse.patients.event import Event, event_of, same_event
from her2parse.patients.exposures import Exposure
from her2parse.patients.facts import Knowledge
from her2parse.patients.origin import Placed, baselines, origin_of

Notes = tuple[tuple[str, ReviewNote], ...]


def mechanisms_of(
    patient_key: str, reports: Sequence[PlacedReport], exposures: Sequence[Exposure], knowledge: Knowledge
) -> tuple[tuple[ResistanceMechanism, ...], Notes]:
    """A row for each mechanism of each report collected after the start of an EGFR TKI, and what to look at.

    Args:
        patient_key: the patient.
        reports: the patient's reports, without duplicates and without those that a later issue replaces.
        exposures: the times under an EGFR TKI.
        knowledge: mechanisms and assays.
    """
    if not exposures:
        return (), ()
    rows: list[ResistanceMechanism] = []
    notes: list[tuple[str, ReviewNote]] = []
    everything = [finding for report in reports for finding in report.result.findings]
    truncal = [event_of(finding) for finding in drivers(everything, knowledge.mechanisms)]
    for report in reports:
        if not report.collected_on:
            if report.result.status != "failed":
                notes.append((report.result.report_id, _UNDATED))
            continue
        if any(e.earliest < report.collected_on <= e.latest for e in exposures if e.earliest):
            notes.append((report.result.report_id, _NEAR_THE_START))
        under = tuple(e for e in exposures if e.begun_before(report.collected_on))
        if not under:
            continue
        rows += _single(patient_key, report, reports, under, truncal, knowledge)
        rows += _pairs(patient_key, report, reports, under, knowledge)
        rows += _losses(patient_key, report, reports, under[-1], knowledge)
        notes += _unexplained(report, under, knowledge)
    return tuple(rows), tuple(notes)


def _single(
    patient_key: str,
    report: PlacedReport,
    reports: Sequence[PlacedReport],
    under: Sequence[Exposure],
    truncal: Sequence[Event],
    knowledge: Knowledge,
) -> Iterator[ResistanceMechanism]:
    catalogue = knowledge.mechanisms
    seen: list[Event] = []
    for finding in sorted(report.result.findings, key=lambda f: (-(f.statement.vaf or 0.0), f.finding_id)):
        event = event_of(finding)
        if any(same_event(event, other) for other in seen):
            continue
        # The latest TKI that this is resistance to; T790M after osimertinib is still what gefitinib left behind.
        for exposure in reversed(under):
            matches = catalogue.match(finding, exposure.generation)
            if not matches:
                continue
            if _call(report, matches[0]) in ("negative", "equivocal", "not_assayed"):
                # The report's call on this axis weighs all that it says; a mechanism never says more than the call.
                break
            before = baselines(reports, exposure)
            placed = _dated(origin_of(finding, event, report, before, knowledge), report, reports, exposure)
            if catalogue.is_driver(finding):
                # Alone, or from the beginning, it is what drives the tumour and not what makes it resistant.
                another = any(not same_event(event, other) for other in truncal)
                if not another or placed.origin == "pre_existing":
                    break
            seen.append(event)
            caveats = caveats_of(finding, matches[0], report, placed, knowledge)
            caveats = tuple(sorted({*caveats, *standing_of(matches[0], exposure.agent, knowledge)}))
            if _call(report, matches[0]) == "review":
                caveats = tuple(sorted({*caveats, "low_confidence"}))
            name = matches[0].label(finding)
            yield _row(patient_key, report, finding.finding_id, name, matches[0], exposure, placed, caveats)
            break


def _dated(placed: Placed, report: PlacedReport, reports: Sequence[PlacedReport], exposure: Exposure) -> Placed:
    """Without a baseline: whether an earlier report would be one if the start of the TKI were known."""
    if placed.reason != "no_baseline":
        return placed
    earlier = [r for r in reports if r.collected_on and r.collected_on < report.collected_on]
    if any(not exposure.begun_before(r.collected_on) for r in earlier):
        return Placed("unknown", "tki_start_unknown")
    return placed


def _call(report: PlacedReport, mechanism: Mechanism) -> str:
    """The report's call on the HER2 axis of the mechanism; empty where there is none."""
    return next((call.call for call in report.result.calls if call.axis == mechanism.her2_axis), "")


def _pairs(
    patient_key: str,
    report: PlacedReport,
    reports: Sequence[PlacedReport],
    under: Sequence[Exposure],
    knowledge: Knowledge,
) -> Iterator[ResistanceMechanism]:
    exposure = under[-1]
    before = baselines(reports, exposure)
    for mechanism, members in knowledge.mechanisms.pairs(report.result.findings, exposure.generation):
        each = [origin_of(member, event_of(member), report, before, knowledge) for member in members]
        placed = _dated(_together(each, mechanism, before, exposure, knowledge), report, reports, exposure)
        caveats = {c for m in members for c in caveats_of(m, mechanism, report, placed, knowledge)}
        own = tuple(sorted({*caveats, *standing_of(mechanism, exposure.agent, knowledge)}))
        yield _row(patient_key, report, members[0].finding_id, mechanism.name, mechanism, exposure, placed, own)


def _together(
    each: Sequence[Placed],
    mechanism: Mechanism,
    before: Sequence[PlacedReport],
    exposure: Exposure,
    knowledge: Knowledge,
) -> Placed:
    """The pair's origin: there before where one baseline shows both sides; new as soon as one side is new."""
    for report in sorted(before, key=lambda r: (r.collected_on, r.result.report_id), reverse=True):
        if any(
            m.key == mechanism.key for m, _ in knowledge.mechanisms.pairs(report.result.findings, exposure.generation)
        ):
            return Placed("pre_existing", "present_at_baseline", report)
    for origin in ("acquired", "apparently_acquired", "unknown"):
        for placed in each:
            if placed.origin == origin:
                return replace(placed, before=None, trend="")
    # Each side was there before, though never both in one report.
    return replace(each[0], before=None, trend="")


def _losses(
    patient_key: str,
    report: PlacedReport,
    reports: Sequence[PlacedReport],
    exposure: Exposure,
    knowledge: Knowledge,
) -> Iterator[ResistanceMechanism]:
    """What was there at the last baseline that could tell and is, in a report that could tell, no longer there."""
    if exposure.generation is None:
        return
    before = baselines(reports, exposure)
    for mechanism in knowledge.mechanisms.losses(exposure.generation):
        instances = [
            (baseline, finding)
            for baseline in before
            for finding in baseline.result.findings
            if knowledge.mechanisms.is_instance(mechanism, finding)
        ]
        if not instances:
            continue
        event = event_of(instances[0][1])
        telling = [r for r in (read(b, event, knowledge) for b in before) if r.answer in ("present", "absent")]
        last = max(telling, key=lambda r: (r.report.collected_on, r.answer == "present", r.report.result.report_id))
        now = read(report, event, knowledge, seen_in=last.report)
        if last.answer != "present" or now.answer != "absent":
            continue
        origin: Origin = "acquired" if same_assay(report, last.report, knowledge) else "apparently_acquired"
        placed = Placed(origin, "lost_since_baseline", last.report, last.finding)
        finding_id = now.finding.finding_id if now.finding is not None else ""
        standing = standing_of(mechanism, exposure.agent, knowledge)
        yield _row(patient_key, report, finding_id, mechanism.name, mechanism, exposure, placed, standing)


def _row(
    patient_key: str,
    report: PlacedReport,
    finding_id: str,
    name: str,
    mechanism: Mechanism,
    exposure: Exposure,
    placed: Placed,
    caveats: tuple[str, ...],
) -> ResistanceMechanism:
    if not mechanism.mechanism_class:
        raise ValueError(f"{mechanism.key} has no class")
    return ResistanceMechanism(
        patient_key=patient_key,
        report_id=report.result.report_id,
        finding_id=finding_id,
        mechanism=name,
        mechanism_class=mechanism.mechanism_class,
        gene=mechanism.gene,
        her2_axis=mechanism.her2_axis,
        tki=exposure.agent,
        tki_generation=exposure.generation,
        tki_start=exposure.start_on,
        tki_stop=exposure.stop_on,
        origin=placed.origin,
        origin_reason=placed.reason,
        baseline_report_id=placed.baseline.result.report_id if placed.baseline is not None else "",
        trend=placed.trend,
        caveats=caveats,
    )


def _unexplained(
    report: PlacedReport, under: Sequence[Exposure], knowledge: Knowledge
) -> Iterator[tuple[str, ReviewNote]]:
    """A target of the TKI given that is resistance only to older ones, which the patient never had."""
    catalogue = knowledge.mechanisms
    for finding in report.result.findings:
        targets = [m for m in catalogue.match(finding, None) if under[-1].generation in m.target_of]
        if targets and not any(m.concerns(e.generation) for m in targets for e in under):
            yield report.result.report_id, _note_target(finding, targets[0], under[-1])


def _note_target(finding: Finding, mechanism: Mechanism, exposure: Exposure) -> ReviewNote:
    return ReviewNote(
        "t790m_without_earlier_tki",
        f"{mechanism.label(finding)} was found under {exposure.agent} without an earlier EGFR TKI of the first or "
        "second generation on the timeline. It is no resistance to this TKI: complete the "
        "treatment sheet, or consider an inherited variant.",
        page=finding.statement.evidence.page,
        quote=finding.statement.evidence.quote,
        finding_id=finding.finding_id,
    )


_UNDATED = ReviewNote(
    "undated_report",
    "Expected the day of collection, found none. The report is neither a baseline nor a finding under treatment: add "
    "collected_on to the sample sheet.",
)
_NEAR_THE_START = ReviewNote(
    "undated_therapy",
    "The specimen was collected in the month (or year) in which an EGFR TKI began, and the day of the start is not "
    "known. The report is neither a baseline nor a finding under treatment: add the treatment to the treatment sheet.",
)
