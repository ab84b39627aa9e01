"""A patient's figures over time, and the same facts as the rows of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from her2parse.knowledge.groups import groups
from her2parse.model import Track
from her2parse.outputs.charts import (
    Lane,
    Line,
    Mark,
    Panel,
    Pin,
    Point,
    Protein,
    Span,
    course,
    lollipop,
    panels,
    proteins,
    swimlane,
)
from her2parse.outputs.charts.span import day
from her2parse.outputs.views import FindingView, PatientView, ReportView

_UNITS = {
    "percent": "Allele fraction (logarithmic)",
    "copies": "Copy number",
    "plasma_copies": "Copy number in plasma, not corrected for tumour fraction",
    "fold_change": "Copy number as fold change",
    "ratio": "Copy number as ratio",
    "ISH ratio": "In situ hybridisation: HER2/CEP17 ratio",
}
_ANSWERS = {
    "present": "seen, no value",
    "absent": "not detected",
    "partly": "nothing in what was tested",
    "uninformative": "silence proves nothing",
    "not_assayed": "not assayed",
}


@dataclass(frozen=True, slots=True)
class Specimen:
    """One report's specimen under the label that all figures use (``S1`` is the oldest); ``day`` counts from the start
    of the first EGFR TKI."""

    label: str
    report: ReportView
    date: str
    day: int | None
    replaced: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer: a code for its sign, words, and the findings' ids and names."""

    code: str
    words: str
    named: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One event, axis or group in every specimen."""

    name: str
    cells: tuple[Cell, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gene:
    """A protein with its variants: the figure, and the pins as rows."""

    protein: Protein
    figure: str
    pins: tuple[tuple[Pin, str], ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything below the front page that has to do with time; an empty figure has nothing to draw."""

    specimens: tuple[Specimen, ...]
    swimlane: str
    course: str
    course_rows: tuple[Row, ...]
    matrix: tuple[Row, ...]
    genes: tuple[Gene, ...]
    since: str


def timeline(patient: PatientView, since: str) -> Timeline:
    """The figures of one patient; ``since`` is the start of the first EGFR TKI or empty."""
    specimens = _specimens(patient, since)
    dates = [one.date for one in specimens]
    dates += [one.date for one in patient.timeline if one.kind == "progression" and one.precision == "day"]
    span = Span.over([*dates, *(t.start_on for t in patient.therapies), *(t.stop_on for t in patient.therapies)])
    tracks = sorted(patient.course, key=lambda track: (track.gene != "ERBB2", track.gene != "EGFR"))
    drawn = panels(_panels(tracks, specimens, patient.by_id))
    rows = tuple(_course_row(track, specimens, patient.by_id) for track in tracks)
    return Timeline(
        specimens=specimens,
        swimlane=_swimlane(specimens, patient, span) if span else "",
        course=course("course", drawn, span, _told(rows, specimens)) if span and drawn else "",
        course_rows=rows,
        matrix=(*_calls(specimens), *_groups(patient.groups, specimens, patient.by_id)),
        genes=tuple(_genes(patient)),
        since=since,
    )


def _specimens(patient: PatientView, since: str) -> tuple[Specimen, ...]:
    oldest = sorted(patient.reports, key=lambda one: (_date(one) or "9999", one.report.result.report_id))
    replaced = {one.report.amends for one in oldest if one.report.amends}
    return tuple(
        Specimen(
            f"S{number}",
            one,
            _date(one),
            day(one.report.collected_on) - day(since) if since and one.report.collected_on else None,
            one.report.result.report_id in replaced and one.report.result.header.status != "addendum",
        )
        for number, one in enumerate(oldest, start=1)
    )


def _date(one: ReportView) -> str:
    return one.report.collected_on or one.report.reported_on


def _swimlane(specimens: Sequence[Specimen], patient: PatientView, span: Span) -> str:
    marks = [
        Mark(one.label, one.date, one.report.report.specimen, any(call.call == "positive" for call in one.report.calls))
        for one in specimens
    ]
    lanes = [
        Lane(
            " + ".join(t.agents) or t.drug,
            t.start_on,
            t.stop_on,
            tki=t.drug_class == "egfr_tki",
            her2=t.drug_class.startswith("her2"),
        )
        for t in sorted(patient.therapies, key=lambda t: (t.start_on or "9999", t.drug))
    ]
    told = "; ".join(f"{lane.name} from {lane.start or 'unknown'} to {lane.stop or 'ongoing'}" for lane in lanes)
    told += ". Specimens: " + "; ".join(f"{mark.label} {mark.specimen} {mark.date or 'undated'}" for mark in marks)
    progressed = [one.date for one in patient.timeline if one.kind == "progression" and one.precision == "day"]
    told += "".join(f". Progression {date}" for date in progressed)
    return swimlane("swimlane", marks, lanes, span, told, progressed)


# ── the course ────────────────────────────────────────────────────────────────────────────────────────────────────


def _measured(view: FindingView) -> tuple[str, float] | None:
    said = view.finding.statement
    if said.vaf is not None:
        return "percent", said.vaf * 100
    if said.copy_number is not None:
        return said.copy_number_unit or "copies", said.copy_number
    if said.ish_ratio is not None:
        return "ISH ratio", said.ish_ratio
    return None


def _panels(tracks: Sequence[Track], specimens: Sequence[Specimen], by_id: Mapping[str, FindingView]) -> list[Panel]:
    made: dict[str, list[Line]] = {unit: [] for unit in _UNITS}
    for track in tracks:
        views = _views(track, by_id)
        units = {measured[0] for view in views.values() if view and (measured := _measured(view))}
        for unit in units & set(made):
            made[unit].append(Line(_name(track, by_id), _points(track, unit, specimens, views)))
    return [Panel(unit, title, tuple(made[unit])) for unit, title in _UNITS.items()]


def _points(
    track: Track, unit: str, specimens: Sequence[Specimen], views: Mapping[str, FindingView | None]
) -> tuple[Point, ...]:
    answers = {one.report_id: one.answer for one in track.sightings}
    points = []
    for specimen in specimens:
        report_id = specimen.report.report.result.report_id
        if report_id not in answers:
            continue  # a replaced issue: its successor speaks
        view = views.get(report_id)
        measured = _measured(view) if view is not None and answers[report_id] == "present" else None
        if measured is not None and measured[0] == unit:
            points.append(Point(specimen.date, "measured", measured[1]))
        elif answers[report_id] == "absent":
            points.append(Point(specimen.date, "absent"))
        else:
            points.append(Point(specimen.date, "seen" if answers[report_id] == "present" else "gap"))
    return tuple(points)


def _views(track: Track, by_id: Mapping[str, FindingView]) -> dict[str, FindingView | None]:
    return {s.report_id: by_id.get(s.finding_ids[0]) if s.finding_ids else None for s in track.sightings}


def _name(track: Track, by_id: Mapping[str, FindingView]) -> str:
    if track.kind == "copy_number":
        return f"{track.gene} copy number"
    view = by_id.get(track.key)
    return view.title if view else track.gene


def _course_row(track: Track, specimens: Sequence[Specimen], by_id: Mapping[str, FindingView]) -> Row:
    answers = {one.report_id: one for one in track.sightings}
    cells = []
    for specimen in specimens:
        sighting = answers.get(specimen.report.report.result.report_id)
        if sighting is None:
            cells.append(Cell("replaced", "replaced by a later issue"))
            continue
        view = by_id.get(sighting.finding_ids[0]) if sighting.finding_ids else None
        words = view.value if view and view.value and sighting.answer == "present" else _ANSWERS[sighting.answer]
        named = ((view.finding.finding_id, words),) if view and sighting.answer == "present" else ()
        cells.append(Cell(sighting.answer, words, named))
    return Row(_name(track, by_id), tuple(cells))


def _told(rows: Sequence[Row], specimens: Sequence[Specimen]) -> str:
    labels = [one.label for one in specimens]
    return "; ".join(
        f"{row.name}: " + ", ".join(f"{label} {cell.words}" for label, cell in zip(labels, row.cells, strict=True))
        for row in rows
    )


# ── the matrix ────────────────────────────────────────────────────────────────────────────────────────────────────


def _calls(specimens: Sequence[Specimen]) -> list[Row]:
    made = []
    for index, axis in enumerate(("mutation", "amplification", "overexpression")):
        cells = []
        for specimen in specimens:
            call = specimen.report.calls[index]
            cells.append(Cell(call.call, call.call.replace("_", " "), (("", call.rests_on),) if call.rests_on else ()))
        made.append(Row(f"HER2 {axis}", tuple(cells)))
    return made


def _groups(tracks: Sequence[Track], specimens: Sequence[Specimen], by_id: Mapping[str, FindingView]) -> list[Row]:
    words = {group.group: group.words for group in groups()}
    made = []
    for track in tracks:
        answers = {one.report_id: one for one in track.sightings}
        cells = []
        for specimen in specimens:
            sighting = answers.get(specimen.report.report.result.report_id)
            if sighting is None:
                cells.append(Cell("replaced", "replaced by a later issue"))
                continue
            named = tuple((one, by_id[one].title) for one in sighting.finding_ids if one in by_id)
            said = "present" if sighting.answer == "present" else _ANSWERS[sighting.answer]
            cells.append(Cell(sighting.answer, said, named))
        made.append(Row(words.get(track.key, track.key), tuple(cells)))
    return made


# ── the proteins ──────────────────────────────────────────────────────────────────────────────────────────────────


def _genes(patient: PatientView) -> list[Gene]:
    made = []
    for gene in ("ERBB2", "EGFR"):
        protein = proteins().get(gene)
        found: dict[str, tuple[Pin, str]] = {}
        for group in ("main", "vus"):
            for view in patient.findings[group]:
                variant = view.finding.variant
                if view.finding.statement.gene != gene or variant is None or variant.aa_start is None or not view.name:
                    continue
                seen = view.report.collected_on or view.report.reported_on
                pin = Pin(variant.aa_start, view.name, view.finding.statement.as_written, group == "main", seen)
                found.setdefault(view.name, (pin, view.finding.finding_id))
        if protein is None or not found:
            continue
        pins = tuple(sorted(found.values(), key=lambda pair: (pair[0].residue, pair[0].name)))
        told = "; ".join(f"{pin.name} at residue {pin.residue}, written {pin.written}" for pin, _ in pins)
        figure = lollipop(f"protein-{gene.lower()}", protein, [pin for pin, _ in pins], told)
        made.append(Gene(protein, figure, pins))
    return made
