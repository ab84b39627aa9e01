"""What became of each event, and of each group of mechanisms, from report to report."""

from __future__ import annotations

from collections.abc import Sequence

from her2parse.knowledge.groups import Group, groups
from her2parse.knowledge.mechanisms import Mechanism, MechanismCatalogue, counts
from her2parse.model import Answer, Finding, Kind, PlacedReport, Sighting, Track
from her2parse.patients.baseline import about_of, read
from her2parse.patients.event import Event, same_event
from her2parse.patients.facts import Knowledge

_FOLLOWED = ("small_variant", "copy_number", "splice", "fusion")
_PROBED: dict[str, Kind] = {
    "small_variant": "small_variant",
    "copy_number": "copy_number",
    "splice": "splice",
    "fusion": "fusion",
    "expression": "expression",
}
_HELD = ("oncogenic", "likely_oncogenic", "resistance")
_REPORTED = ("pathogenic", "likely_pathogenic")

Events = Sequence[tuple[PlacedReport, Sequence[tuple[Finding, Event]]]]


def course_of(reports: Sequence[PlacedReport], knowledge: Knowledge) -> tuple[Track, ...]:
    """Every harmful event that a report shows, followed through all reports.

    Args:
        reports: the patient's reports in order of collection, without duplicates and replaced issues.
        knowledge: mechanisms and assays.
    """
    known: Events = [(report, about_of(report)) for report in reports]
    followed: list[tuple[Event, Finding, PlacedReport]] = []
    for report, events in known:
        for finding, event in events:
            if _harmful(finding, knowledge.mechanisms) and not any(same_event(event, e) for e, _, _ in followed):
                followed.append((event, finding, report))
    return tuple(
        Track(
            finding.finding_id,
            finding.statement.gene,
            event.kind,
            tuple(_sighting(report, event, knowledge, first, events) for report, events in known),
        )
        for event, finding, first in followed
    )


def groups_of(
    reports: Sequence[PlacedReport], shown: Sequence[tuple[str, str, str]], knowledge: Knowledge
) -> tuple[Track, ...]:
    """The groups of mechanisms in every report; HER2 is left to the three calls of the report.

    Args:
        reports: the patient's reports in order of collection, without duplicates and replaced issues.
        shown: what was found to be a mechanism under the TKI: report, finding and class of mechanism.
        knowledge: mechanisms and assays.
    """
    known: Events = [(report, about_of(report)) for report in reports]
    made = []
    for group, members in _members(knowledge.mechanisms):
        genes = {member.gene for member in members}
        sightings = []
        for report, events in known:
            there = {
                finding.finding_id
                for finding, _ in events
                if not knowledge.mechanisms.is_driver(finding)
                and any(m in members for m in knowledge.mechanisms.match(finding, None))
            }
            own = {f.finding_id: f.statement.gene for f, _ in events}
            there |= {
                one
                for report_id, one, mechanism_class in shown
                if report_id == report.result.report_id
                and mechanism_class == group.mechanism_class
                and (own.get(one) in genes or group.group == "histologic")
            }
            answer = "present" if there else _together(report, members, knowledge, events)
            sightings.append(Sighting(report.result.report_id, answer, tuple(sorted(there))))
        made.append(Track(group.group, "", "", tuple(sightings)))
    return tuple(made)


def _harmful(finding: Finding, catalogue: MechanismCatalogue) -> bool:
    if finding.statement.kind not in _FOLLOWED or not counts(finding):
        return False
    held = finding.oncogenicity in _HELD or finding.statement.significance in _REPORTED
    return held or bool(finding.her2_class) or catalogue.is_driver(finding) or bool(catalogue.match(finding, None))


def _sighting(
    report: PlacedReport,
    event: Event,
    knowledge: Knowledge,
    first: PlacedReport,
    events: Sequence[tuple[Finding, Event]],
) -> Sighting:
    reading = read(report, event, knowledge, seen_in=None if first is report else first, events=events)
    ids = (reading.finding.finding_id,) if reading.finding is not None else ()
    return Sighting(report.result.report_id, reading.answer, ids)


def _members(catalogue: MechanismCatalogue) -> list[tuple[Group, tuple[Mechanism, ...]]]:
    """Each group with the catalogue's rows in it; a row belongs to the first group that takes it."""
    listed: dict[str, list[Mechanism]] = {group.group: [] for group in groups()}
    for mechanism in catalogue.mechanisms:
        if mechanism.role not in ("resistance", "pair") or mechanism.her2_axis:
            continue
        for group in groups():
            if mechanism.mechanism_class == group.mechanism_class and mechanism.gene in (
                group.genes or {mechanism.gene}
            ):
                listed[group.group].append(mechanism)
                break
    return [(group, tuple(listed[group.group])) for group in groups()]


def _together(
    report: PlacedReport,
    members: Sequence[Mechanism],
    knowledge: Knowledge,
    events: Sequence[tuple[Finding, Event]],
) -> Answer:
    """What a report in which nothing of a group was seen says about it: ``absent`` only where all of it was assayed."""
    others = [(finding, event) for finding, event in events if not knowledge.mechanisms.is_driver(finding)]
    answers = {read(report, probe, knowledge, events=others).answer for probe in _probes(members)}
    answers.discard("present")  # such an event is there, but not held to be a mechanism (a VUS, a driver)
    if not answers:
        return "not_assayed"
    if "uninformative" in answers:
        return "uninformative"
    if answers == {"absent"}:
        return "absent"
    return "partly" if "absent" in answers else "not_assayed"


def _probes(members: Sequence[Mechanism]) -> list[Event]:
    """One question for each gene and sort of event of a group."""
    probes = {}
    for member in members:
        if (kind := _PROBED.get(member.event)) is not None and member.role != "pair":
            direction = ("loss" if "loss" in member.patterns else "gain") if kind == "copy_number" else ""
            # A variant that no report names: it is none of those that are named, and may be one that is not.
            names = ("p.?",) if kind == "small_variant" else ()
            partners = (member.gene,) if kind == "fusion" else ()
            probes[(member.gene, kind, direction)] = Event(
                member.gene, kind, names, direction=direction, partners=partners
            )
    return list(probes.values())
