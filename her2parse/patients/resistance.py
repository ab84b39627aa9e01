"""The mechanisms of resistance that a patient's reports show after the start of an EGFR TKI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from her2parse.knowledge.mechanisms import Mechanism
from her2parse.model import Finding, Origin, PlacedReport, ResistanceMechanism, ReviewNote, Therapy
from her2parse.patients.baseline import drivers, read, same_assay
from her2parse.patients.caveats import caveats_of, standing_of
from her2parse.patients.event import Event, event_of, same_event
from her2parse.patients.exposures import Exposure, phase
from her2parse.patients.facts import Knowledge
from her2parse.patients.origin import Placed, baselines, dated, origin_of
from her2parse.patients.when import span

Notes = tuple[tuple[str, ReviewNote], ...]


def mechanisms_of(
    patient_key: str,
    reports: Sequence[PlacedReport],
    exposures: Sequence[Exposure],
    knowledge: Knowledge,
    therapies: Sequence[Therapy] = (),
) -> tuple[tuple[ResistanceMechanism, ...], Notes]:
    """A row for each mechanism of each report collected after the start of an EGFR TKI, and what to look at.

    Args:
        patient_key: the patient.
        reports: the patient's reports, without duplicates and without those that a later issue replaces.
        exposures: the times under an EGFR TKI.
        knowledge: mechanisms and assays.
        therapies: all of the patient's therapies, for what was given between the baseline and a report.
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
        notes += _changed_histology(report, baselines(reports, under[0]))
    by_id = {report.result.report_id: report for report in reports}
    return tuple(_told(row, by_id, exposures, therapies, knowledge) for row in rows), tuple(notes)


def _told(
    row: ResistanceMechanism,
    reports: Mapping[str, PlacedReport],
    exposures: Sequence[Exposure],
    therapies: Sequence[Therapy],
    knowledge: Knowledge,
) -> ResistanceMechanism:
    """The row with what a reader asks next: when, under which line, what was given in between, how often elsewhere."""
    report, baseline = reports[row.report_id], reports.get(row.baseline_report_id)
    where = phase(report.collected_on, exposures)
    line = 1 + next(i for i, e in enumerate(exposures) if (e.agent, e.start_on) == (row.tki, row.tki_start))
    begun = [t for t in therapies if (t.start_on or t.start_told) and t.agents]
    since = baseline.collected_on if baseline is not None else ""
    given = [t for t in begun if since and since <= span(t.start_on or t.start_told)[0] < report.collected_on]
    return replace(
        row,
        collected_on=report.collected_on,
        phase=where if where in ("on_treatment", "after", "on_or_after") else "",
        tki_line=line,
        baseline_on=since,
        between=tuple(dict.fromkeys(" + ".join(t.agents) for t in given)),
        frequency=knowledge.resistance_facts.frequency(row.key, row.tki_generation, line),
    )


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
            if call_of(report, matches[0]) in ("negative", "equivocal", "not_assayed"):
                # The report's call on this axis weighs all that it says; a mechanism never says more than the call.
                break
            before = baselines(reports, exposure)
            placed = dated(origin_of(finding, event, report, before, knowledge), report, reports, exposure)
            if catalogue.is_driver(finding):
                # Alone, or from the beginning, it is what drives the tumour and not what makes it resistant.
                another = any(not same_event(event, other) for other in truncal)
                if not another or placed.origin == "pre_existing":
                    break
            seen.append(event)
            caveats = caveats_of(finding, matches[0], report, placed, knowledge)
            caveats = tuple(sorted({*caveats, *standing_of(matches[0], exposure.agent, knowledge)}))
            if call_of(report, matches[0]) == "review":
                caveats = tuple(sorted({*caveats, "low_confidence"}))
            name = matches[0].label(finding)
            yield _row(patient_key, report, finding.finding_id, name, matches[0], exposure, placed, caveats)
            break


def call_of(report: PlacedReport, mechanism: Mechanism) -> str:
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
        earlier = [
            baseline
            for baseline in before
            if any(m == mechanism for m, _ in knowledge.mechanisms.pairs(baseline.result.findings, exposure.generation))
        ]
        placed = dated(together(each, earlier), report, reports, exposure)
        caveats = {c for m in members for c in caveats_of(m, mechanism, report, placed, knowledge)}
        own = tuple(sorted({*caveats, *standing_of(mechanism, exposure.agent, knowledge)}))
        yield _row(patient_key, report, members[0].finding_id, mechanism.name, mechanism, exposure, placed, own)


def together(each: Sequence[Placed], earlier: Sequence[PlacedReport]) -> Placed:
    """A pair's origin: there before where one baseline shows both sides (``earlier``: those that do); new as soon as
    one side is new."""
    if earlier:
        latest = max(earlier, key=lambda report: (report.collected_on, report.result.report_id))
        return Placed("pre_existing", "present_at_baseline", latest)
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
        evidence_ids=mechanism.evidence,
        level=mechanism.level,
        verified=mechanism.verified,
        note=mechanism.note,
        key=mechanism.key,
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


def _changed_histology(report: PlacedReport, before: Sequence[PlacedReport]) -> Iterator[tuple[str, ReviewNote]]:
    """A change of kind is a diagnosis of pathology: told as a question, never as a mechanism of the DNA."""
    earlier = sorted({baseline.histology for baseline in before if baseline.histology})
    if report.histology in ("small_cell", "squamous") and earlier and report.histology not in earlier:
        words = report.histology.replace("_", " ")
        yield (
            report.result.report_id,
            ReviewNote(
                "histology_changed",
                f"The report has the histology {words}, those from before the EGFR TKI {', '.join(earlier)}. "
                "Histology may have changed under the TKI: ask a pathologist, or correct the sample sheet.",
            ),
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
