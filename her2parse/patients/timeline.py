"""A patient's line of time: therapies, specimens, reports and progressions, each with who tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from her2parse.model import HistoryEvent, PlacedReport, Therapy, TimelineEvent
from her2parse.patients.exposures import Exposure, Phase, phase
from her2parse.patients.when import precision, span

_ORDER = ("therapy_end", "progression", "specimen", "report", "therapy_start")


def events_of(
    reports: Sequence[PlacedReport], therapies: Iterable[Therapy], exposures: Sequence[Exposure]
) -> tuple[TimelineEvent, ...]:
    """The events in order of time, those without a date last.

    Args:
        reports: the patient's reports, without duplicates and without those that a later issue replaces.
        therapies: the patient's therapies.
        exposures: the times under an EGFR TKI among them.
    """
    events = [event for therapy in therapies for event in _of_therapy(therapy)]
    for report in reports:
        events += _of_report(report, exposures)
    collected = {report.collected_on for report in reports if report.collected_on}
    for report in reports:
        events += _of_history(report, collected, exposures)
    return tuple(sorted(dict.fromkeys(events), key=_order))


def _of_therapy(therapy: Therapy) -> Iterator[TimelineEvent]:
    detail = " + ".join(therapy.agents) or therapy.drug
    if therapy.drug.casefold() != detail.casefold():
        detail += f" ({therapy.drug})"
    place = therapy.evidence
    source: Literal["sheet", "report"] = "sheet" if therapy.source == "sheet" else "report"

    def event(date: str, kind: Literal["therapy_start", "therapy_end", "progression"], words: str) -> TimelineEvent:
        return TimelineEvent(
            date=date,
            precision=precision(date),
            kind=kind,
            detail=words,
            source=source,
            agents=therapy.agents,
            therapy_class=therapy.drug_class,
            tki_generation=therapy.egfr_tki_generation,
            line=therapy.line,
            report_id=therapy.report_id,
            page=place.page if place is not None else None,
            quote=place.quote if place is not None else "",
        )

    yield event(therapy.start_on or therapy.start_told, "therapy_start", detail)
    stop = therapy.stop_on or therapy.stop_told
    if stop:
        yield event(stop, "therapy_end", detail)
    if therapy.best_response.strip().upper() == "PD":
        yield event("", "progression", f"best response PD to {detail}; the day is not told")


def _of_report(report: PlacedReport, exposures: Sequence[Exposure]) -> Iterator[TimelineEvent]:
    header, result = report.result.header, report.result
    where = phase(report.collected_on, exposures)
    place = header.evidence.get("collected_on") if report.collected_on == header.collected_on else None
    from_sheet = bool(report.collected_on) and report.collected_on != header.collected_on
    specimen = TimelineEvent(
        date=report.collected_on,
        precision=precision(report.collected_on),
        kind="specimen",
        detail=f"{report.specimen} specimen" if report.specimen != "unknown" else "specimen",
        source="sheet" if from_sheet else "report",
        egfr_tki=where,
        specimen=report.specimen,
        molecular="yes" if _has_molecular_data(report) else "no",
        report_id=result.report_id,
        page=place.page if place is not None else None,
        quote=place.quote if place is not None else "",
    )
    yield specimen
    told = header.evidence.get("reported_on")
    yield TimelineEvent(
        date=report.reported_on,
        precision=precision(report.reported_on),
        kind="report",
        detail=header.assay or "report",
        source="report",
        egfr_tki=where,
        specimen=report.specimen,
        report_id=result.report_id,
        page=told.page if told is not None else None,
        quote=told.quote if told is not None else "",
    )


def _has_molecular_data(report: PlacedReport) -> bool:
    """Whether DNA or RNA of the specimen was read: not in a failed test, nor in immunohistochemistry alone."""
    result = report.result
    if result.status == "failed" or result.header.qc == "failed":
        return False
    kinds = {finding.statement.kind for finding in result.findings}
    return not kinds or bool(kinds - {"expression"})


def _of_history(report: PlacedReport, collected: set[str], exposures: Sequence[Exposure]) -> Iterator[TimelineEvent]:
    for told in report.result.header.history:
        if told.kind == "specimen" and told.told_on in collected:
            continue
        yield TimelineEvent(
            date=told.told_on,
            precision=precision(told.told_on),
            kind=told.kind,
            detail=told.text,
            source="report",
            egfr_tki=_phase_of(told, exposures),
            specimen="unknown" if told.kind == "specimen" else "",
            molecular="no" if told.kind == "specimen" else "",
            report_id=report.result.report_id,
            page=told.evidence.page,
            quote=told.evidence.quote,
        )


def _phase_of(told: HistoryEvent, exposures: Sequence[Exposure]) -> Phase:
    """A month lies where both its ends lie."""
    first, last = (phase(day, exposures) for day in span(told.told_on))
    return first if first == last else "unknown"


def _order(event: TimelineEvent) -> tuple[str, int, str, str, str, int, str]:
    return (
        event.date or "9999",
        _ORDER.index(event.kind),
        event.detail,
        event.source,
        event.report_id,
        event.page or 0,
        event.quote,
    )
