"""The front of a patient's page: what a board asks first, answered from what is known and from nothing else."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from her2parse.model import AXES, Axis, ResistanceMechanism
from her2parse.outputs.codes import explain
from her2parse.outputs.views import CallView, OptionView, PatientView

_ORIGINS = ("acquired", "apparently_acquired", "unknown", "pre_existing")
MOST_OPTIONS, MOST_LIMITS, MOST_ASKED = 4, 5, 3
_OLD_DAYS = 180


@dataclass(frozen=True, slots=True)
class Seen:
    """One mechanism under an EGFR TKI, over all reports that show it; ``value`` is that of the newest one."""

    mechanism: str
    her2_axis: str
    origin: str
    reason: str
    tki: str
    dates: tuple[str, ...]
    value: str
    finding_id: str
    trend: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One therapy for one alteration, with what each jurisdiction's rule says of it. ``gone_on``: the day of a later
    specimen in which the alteration was assayed and not detected."""

    therapy: str
    about: str
    finding_id: str
    matches: tuple[tuple[str, str], ...]
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    verified: bool
    gone_on: str = ""

    @property
    def best(self) -> str:
        """The best match of any jurisdiction."""
        return self.matches[0][1]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the first screen. ``before`` are the calls before the first EGFR TKI (``since`` is its start) or,
    without one, the calls before the newest."""

    since: str
    tki: str
    before_title: str
    before: tuple[CallView, ...]
    new: tuple[Seen, ...]
    old: tuple[str, ...]
    choices: tuple[Choice, ...]
    n_choices: int
    n_against: int
    rests_on: str
    limits: tuple[str, ...]
    more_limits: int
    asked: tuple[tuple[str, int], ...]
    n_asked: int
    discordant: tuple[tuple[Axis, tuple[CallView, ...]], ...] = field(default=())


def board(patient: PatientView, as_of: str) -> Board:
    """The front of the patient's page as of an ISO date."""
    tkis = sorted((t.start_on, " + ".join(t.agents) or t.drug) for t in patient.therapies if t.drug_class == "egfr_tki")
    since, tki = next(((start, name) for start, name in tkis if start), ("", tkis[0][1] if tkis else ""))
    seen = _seen(patient)
    choices = _choices(patient)
    limits = tuple(_limits(patient, since, as_of))
    asked = Counter(note.code for _, note in patient.notes)
    return Board(
        since=since,
        tki=tki,
        before_title=f"Before {tki}" if since else "Earlier report",
        before=tuple(_before(axis, patient, since) for axis in AXES),
        new=tuple(one for one in seen if one.origin != "pre_existing"),
        old=tuple(dict.fromkeys(one.mechanism for one in seen if one.origin == "pre_existing")),
        choices=choices[:MOST_OPTIONS],
        n_choices=len(choices),
        n_against=len(patient.against),
        rests_on=_rests_on(patient),
        limits=limits[:MOST_LIMITS],
        more_limits=max(0, len(limits) - MOST_LIMITS),
        asked=tuple((explain(code).meaning, number) for code, number in asked.most_common(MOST_ASKED)),
        n_asked=len(patient.notes),
        discordant=tuple(_discordant(patient)),
    )


def _before(axis: Axis, patient: PatientView, since: str) -> CallView:
    """The newest call that says something, of reports collected up to the start of the TKI; without a TKI, the one
    before the newest."""
    calls = [call for report in patient.reports for call in report.calls if call.axis == axis]
    if since:
        calls = [call for call in calls if call.date and call.date <= since]
    spoken = [call for call in calls if call.call != "not_assayed"]
    if not since:
        spoken = spoken[1:]
        calls = []
    silent = CallView(axis, "not_assayed", "No report of that time tested it.", "", "", "")
    return (spoken or calls or [silent])[0]


def _seen(patient: PatientView) -> list[Seen]:
    by_name: dict[tuple[str, str], list[ResistanceMechanism]] = {}
    for mechanism in patient.mechanisms:
        by_name.setdefault((mechanism.mechanism, mechanism.tki), []).append(mechanism)
    dates = {r.report.result.report_id: r.report.collected_on for r in patient.reports}
    made = []
    for (name, tki), rows in by_name.items():
        rows.sort(key=lambda row: dates.get(row.report_id, ""))
        sure = min(rows, key=lambda row: _ORIGINS.index(row.origin))
        newest = rows[-1]
        view = patient.by_id.get(newest.finding_id)
        made.append(
            Seen(
                name,
                newest.her2_axis,
                sure.origin,
                explain(sure.origin_reason).meaning if sure.origin_reason else "",
                tki,
                tuple(dict.fromkeys(date for row in rows if (date := dates.get(row.report_id, "")))),
                view.value if view else "",
                newest.finding_id if view else "",
                newest.trend,
            )
        )
    return sorted(made, key=lambda one: (not one.her2_axis, _ORIGINS.index(one.origin), one.mechanism))


def _choices(patient: PatientView) -> tuple[Choice, ...]:
    """Options as the page orders them, the jurisdictions of one therapy for one alteration together."""
    groups: dict[tuple[str, str], list[OptionView]] = {}
    for view in patient.options:
        named = view.about.title if view.about else view.option.biomarker
        groups.setdefault((view.option.therapy, named), []).append(view)
    made = []
    for (therapy, about), views in groups.items():
        told = dict.fromkeys((view.option.jurisdiction, view.option.match) for view in views)
        first = views[0].option
        made.append(
            Choice(
                therapy,
                about,
                first.finding_id if views[0].about else "",
                tuple(told),
                tuple(condition.name for condition in first.conditions if condition.state == "unmet"),
                tuple(condition.name for condition in first.conditions if condition.state == "unknown"),
                all(view.option.verified for view in views),
                _gone(patient, first.finding_id),
            )
        )
    return tuple(made)


def _gone(patient: PatientView, finding_id: str) -> str:
    """The day of the first specimen since the event was last seen that assayed it and did not find it."""
    dates = {r.report.result.report_id: r.report.collected_on for r in patient.reports}
    for track in patient.course:
        if any(finding_id in one.finding_ids for one in track.sightings):
            seen = [at for at, one in enumerate(track.sightings) if one.answer == "present"]
            later = (one for one in track.sightings[seen[-1] + 1 :] if one.answer == "absent") if seen else iter(())
            return next((dates.get(one.report_id, "") for one in later), "")
    return ""


def _rests_on(patient: PatientView) -> str:
    read = [one for one in patient.reports if one.status != "failed"]
    kinds = Counter(one.report.specimen for one in read)
    names = {"unknown": "unknown specimen"}
    told = ", ".join(f"{number} {names.get(kind, kind)}" for kind, number in sorted(kinds.items()))
    pages = sum(one.report.result.n_pages for one in read)
    unread = sum(len(one.report.result.unread_pages) for one in read)
    return f"{_many(len(read), 'report')} ({told}); {pages - unread} of {_many(pages, 'page')} read." if read else ""


def _limits(patient: PatientView, since: str, as_of: str) -> Iterator[str]:
    """What makes the page less sure, the weightiest first."""
    results = [one.report.result for one in patient.reports]
    if failed := sum(one.status == "failed" for one in patient.reports):
        yield f"{_many(failed, 'report')} could not be read at all."
    if unread := sum(len(result.unread_pages) for result in results if result.status != "failed"):
        yield f"{_many(unread, 'page')} could not be read."
    for call in patient.now:
        if call.call == "review":
            yield f"HER2 {call.axis} is not settled: {call.basis}"
        elif call.call == "equivocal":
            yield f"HER2 {call.axis} is equivocal: {call.basis}"
    silent = [call.axis for call in patient.now if call.call == "not_assayed"]
    if silent:
        yield f"HER2 {' and '.join(silent)}: not assayed in any report; that is not negative."
    stale = [call.axis for call in patient.now if since and call.call != "not_assayed" and "" < call.date <= since]
    if stale:
        yield f"HER2 {' and '.join(stale)}: the newest result is from before the EGFR TKI."
    reasons = Counter(one.origin_reason for one in patient.mechanisms if one.origin == "unknown")
    for reason, number in sorted(reasons.items()):
        yield f"Origin unknown ({_many(number, 'mechanism')}): {explain(reason).meaning}"
    if qualified := sum(result.header.qc == "qualified" for result in results):
        yield f"{_many(qualified, 'report')} with limited quality: what they do not show is not excluded."
    if ocr := sum(result.n_ocr_pages for result in results):
        yield f"{_many(ocr, 'page')} recognised from pictures (OCR); compare with the crop."
    if unverified := sum(not view.option.verified for view in patient.options):
        yield f"{_many(unverified, 'rule')} not verified against a primary source."
    dates = [one.report.collected_on for one in patient.reports if one.report.collected_on]
    if dates and (days := (dt.date.fromisoformat(as_of) - dt.date.fromisoformat(max(dates))).days) > _OLD_DAYS:
        yield f"The newest specimen is {days} days old on the day of the rules."
    if not patient.therapies:
        yield "No therapy is known: nothing can be told about what arose under one."


def _discordant(patient: PatientView) -> Iterator[tuple[Axis, tuple[CallView, ...]]]:
    """Axes that reports call positive and negative, oldest call first."""
    for axis in AXES:
        calls = [call for report in reversed(patient.reports) for call in report.calls if call.axis == axis]
        said = tuple(call for call in calls if call.call in ("positive", "negative", "equivocal"))
        if len({call.call for call in said}) > 1:
            yield axis, said


def _many(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
