"""Where a mechanism comes from: new under the TKI, there before it, or not to be known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from her2parse.model import Finding, Origin, PlacedReport
from her2parse.patients.baseline import Reading, read, same_assay, specimen_of
from her2parse.patients.event import Event, event_of, speaks_of
from her2parse.patients.exposures import Exposure
from her2parse.patients.facts import Knowledge

Trend = Literal["", "expanding", "stable", "declining"]
TREND_FOLD = 2.0
"""A value must change by this factor to be called a trend."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An origin with its reason, the baseline it rests on, and the baseline's finding where there is one. ``unnamed``:
    that baseline found a variant that may be this one, by a name that cannot be compared."""

    origin: Origin
    reason: str
    baseline: PlacedReport | None = None
    before: Finding | None = None
    trend: Trend = ""
    unnamed: bool = False


def baselines(reports: Sequence[PlacedReport], exposure: Exposure) -> tuple[PlacedReport, ...]:
    """The reports collected before the TKI, or on the day of its start. An unknown date is not before anything."""
    return tuple(report for report in reports if report.collected_on and exposure.not_begun(report.collected_on))


def dated(placed: Placed, report: PlacedReport, reports: Sequence[PlacedReport], exposure: Exposure) -> Placed:
    """Without a baseline: whether an earlier report would be one if the start of the TKI were known."""
    if placed.reason != "no_baseline":
        return placed
    earlier = [r for r in reports if r.collected_on and r.collected_on < report.collected_on]
    if any(not exposure.begun_before(r.collected_on) for r in earlier):
        return Placed("unknown", "tki_start_unknown")
    return placed


def origin_of(
    finding: Finding, event: Event, report: PlacedReport, before: Sequence[PlacedReport], knowledge: Knowledge
) -> Placed:
    """The origin of an event that ``report`` detects, judged by the baselines.

    Any baseline that shows the event makes it pre-existing. Else any that was equivocal about it leaves it unknown;
    else the best one that covers it and was adequate shows that it is new.
    """
    readings = [read(baseline, event, knowledge, seen_in=report) for baseline in before]
    if not readings:
        return Placed("unknown", "no_baseline")
    present = [r for r in readings if r.answer == "present"]
    if present:
        best = _best(present, report, knowledge)
        return Placed(
            "pre_existing", "present_at_baseline", best.report, best.finding, trend(best, finding, report, knowledge)
        )
    absent = [r for r in readings if r.answer == "absent"]
    unsure = [r for r in readings if r.answer == "uninformative"]
    equivocal = [r for r in unsure if r.unnamed or _is_equivocal(r, event)]
    if absent and not equivocal:
        best = _best(absent, report, knowledge)
        if same_assay(best.report, report, knowledge):
            return Placed("acquired", "absent_at_baseline_same_assay", best.report, best.finding)
        return Placed("apparently_acquired", "absent_at_baseline_other_assay", best.report, best.finding)
    if unsure:
        best = _best(equivocal or unsure, report, knowledge)
        return Placed("unknown", "baseline_uninformative", best.report, unnamed=best.unnamed)
    return Placed("unknown", "baseline_not_assayed", _best(readings, report, knowledge).report)


def trend(before: Reading, after: Finding, report: PlacedReport, knowledge: Knowledge) -> Trend:
    """How an event's fraction or copy number changed: by half or to the double, in one specimen and unit."""
    if before.finding is None or specimen_of(before.report, knowledge) != specimen_of(report, knowledge):
        return ""
    old, new = before.finding.statement, after.statement
    if old.vaf and new.vaf:
        return _fold(new.vaf / old.vaf)
    if old.copy_number and new.copy_number and old.copy_number_unit == new.copy_number_unit not in ("", "level"):
        return _fold(new.copy_number / old.copy_number)
    return ""


def _fold(ratio: float) -> Trend:
    # A hair of tolerance, so that 0.2 against 0.1 is the double whatever the floats make of it.
    if ratio >= TREND_FOLD * (1 - 1e-9):
        return "expanding"
    return "declining" if ratio <= (1 + 1e-9) / TREND_FOLD else "stable"


def _best(readings: Sequence[Reading], report: PlacedReport, knowledge: Knowledge) -> Reading:
    """The same assay first, then the same kind of specimen, then the latest."""

    def rank(reading: Reading) -> tuple[bool, bool, str, str]:
        same_specimen = specimen_of(reading.report, knowledge) == specimen_of(report, knowledge)
        identity = reading.report.result.report_id
        return same_assay(reading.report, report, knowledge), same_specimen, reading.report.collected_on, identity

    return max(readings, key=rank)


def _is_equivocal(reading: Reading, event: Event) -> bool:
    return any(
        f.statement.state in ("equivocal", "indeterminate") and speaks_of(event_of(f), event)
        for f in reading.report.result.findings
    )
