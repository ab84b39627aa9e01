"""What the pages show, computed before any template: groups, order, words for codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

from her2parse.knowledge.mechanisms import copy_number_direction
from her2parse.model import (
    AXES,
    Axis,
    Call,
    Finding,
    Option,
    Patient,
    PlacedReport,
    ResistanceMechanism,
    ReviewNote,
    Therapy,
    TimelineEvent,
    Track,
)
from her2parse.outputs.rows import Rows, own_findings
from her2parse.outputs.schema import Row
from her2parse.outputs.text import number

Group = Literal["main", "vus", "benign", "negative"]
MATCH_ORDER = ("in_label", "unknown", "off_label", "investigational", "resistance", "not_supported")
_OTHER_PAGE = re.compile(r"(?i)cohort-\d+")
_AGAINST = frozenset({"resistance", "not_supported"})


@dataclass(frozen=True, slots=True)
class CallView:
    """One HER2 call of one report; ``rests_on`` names the findings behind a positive or equivocal one."""

    axis: Axis
    call: Call
    basis: str
    date: str
    specimen: str
    report_id: str
    rests_on: str = ""


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding with what a reader wants beside it. ``value`` is its quantity in words."""

    finding: Finding
    report: PlacedReport
    group: Group
    name: str
    value: str

    @property
    def title(self) -> str:
        """Gene and name as one speaks of it: the normalised name, else the words as written."""
        said = self.finding.statement
        if said.kind == "copy_number":
            lost = copy_number_direction(self.finding) == "loss"
            return f"{said.gene} {self.finding.her2_class or ('loss' if lost else 'copy number gain')}"
        named = self.name.removeprefix("p.") or said.as_written
        return named if named.startswith(said.gene) or "::" in named else f"{said.gene} {named}"


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report of a patient with its three calls in the order of the axes."""

    report: PlacedReport
    status: str
    calls: tuple[CallView, ...]


@dataclass(frozen=True, slots=True)
class OptionView:
    """A therapy under one rule for one alteration: the row of the newest report, and what the same rule said of the
    alteration in earlier ones (date and match, newest first)."""

    option: Option
    about: FindingView | None
    earlier: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PatientView:
    """Everything that the pages show of one patient; reports, findings and calls are newest first."""

    key: str
    page: str
    anchor: str
    diagnosis: str
    histology: str
    latest: str
    reports: tuple[ReportView, ...]
    duplicates: tuple[PlacedReport, ...]
    now: tuple[CallView, ...]
    therapies: tuple[Therapy, ...]
    mechanisms: tuple[ResistanceMechanism, ...]
    options: tuple[OptionView, ...]
    against: tuple[OptionView, ...]
    findings: Mapping[Group, tuple[FindingView, ...]]
    by_id: Mapping[str, FindingView]
    notes: tuple[tuple[str, ReviewNote], ...]
    best: Option | None
    tags: tuple[str, ...]
    course: tuple[Track, ...] = ()
    groups: tuple[Track, ...] = ()
    timeline: tuple[TimelineEvent, ...] = ()
    decided: tuple[Row, ...] = ()

    @property
    def readable(self) -> bool:
        """False when not one report of the patient could be read."""
        return any(report.status != "failed" for report in self.reports)

    @property
    def n_rows(self) -> int:
        """Table rows that the patient takes on a page."""
        parts = (self.reports, self.mechanisms, self.options, self.against, self.notes, *self.findings.values())
        return sum(len(part) for part in parts)


def patient_views(
    patients: Sequence[Patient], options: Sequence[Option], made: Rows, names: Mapping[str, str]
) -> tuple[PatientView, ...]:
    """One view a patient, sorted by key, those of whom nothing could be read last.

    ``names`` maps a patient's key to the name of its page.
    """
    statuses = {str(row["report_id"]): str(row["status"]) for row in made["reports"]}
    queue: dict[str, list[Row]] = {}
    done: dict[str, list[Row]] = {}
    for row in made["review"]:
        (done if row["decision"] else queue).setdefault(str(row["report_id"]), []).append(row)
    wanted: dict[str, list[Option]] = {}
    for option in options:
        wanted.setdefault(option.patient_key, []).append(option)
    views = [
        replace(
            _patient_view(
                patient, wanted.get(patient.patient_key, []), statuses, queue, names.get(patient.patient_key, "")
            ),
            decided=tuple(row for report in patient.reports for row in done.pop(report.result.report_id, ())),
        )
        for patient in patients
    ]
    return tuple(sorted(views, key=lambda view: (not view.readable, view.key)))


def page_names(keys: Iterable[str]) -> dict[str, str]:
    """File names of the patients' pages: the key itself where a file may be called so, else a safe form of it and a
    short hash (also where two keys differ in case only)."""
    unique = sorted({key for key in keys if key})
    folded = Counter(key.casefold() for key in unique)
    result = {}
    for key in unique:
        stem = re.sub(r"[^A-Za-z0-9._-]", "_", key)[:80].lstrip(".-") or "patient"
        if stem != key or folded[key.casefold()] > 1 or _OTHER_PAGE.fullmatch(stem):
            stem = f"{stem}-{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
        result[key] = f"{stem}.html"
    return result


def _patient_view(
    patient: Patient, options: Sequence[Option], statuses: Mapping[str, str], queue: Mapping[str, list[Row]], page: str
) -> PatientView:
    newest = sorted(patient.reports, key=lambda one: (one.source_file, one.result.part))
    newest.sort(key=lambda one: one.collected_on or one.reported_on, reverse=True)
    own = [report for report in newest if not report.duplicate_of]
    reports = tuple(
        ReportView(report, statuses.get(report.result.report_id, report.result.status), _calls(report))
        for report in own
    )
    findings = [_finding_view(finding, report) for report in own for finding in own_findings(report)]
    findings.sort(key=_finding_order)
    findings.sort(key=lambda one: one.report.collected_on or one.report.reported_on, reverse=True)
    notes = [("", note) for report_id, note in patient.notes if not report_id and not note.decision]
    notes.sort(key=lambda pair: (pair[1].code, pair[1].message))
    notes += [(report.result.report_id, _note(row)) for report in own for row in queue.get(report.result.report_id, [])]
    now = tuple(_now(axis, reports) for axis in AXES)
    by_id = {one.finding.finding_id: one for one in findings}
    grouped = _option_views(options, by_id)
    tags = {f"{call.axis}-{call.call}" for call in now} | {f"match-{option.match}" for option in options}
    tags |= {"positive"} if any(call.call == "positive" for call in now) else set()
    tags |= {"review"} if notes else set()
    tags |= {"resistance"} if patient.mechanisms else set()
    return PatientView(
        key=patient.patient_key,
        page=page,
        anchor="p-" + sha256(patient.patient_key.encode("utf-8", "surrogatepass")).hexdigest()[:10],
        diagnosis=next((report.diagnosis for report in own if report.diagnosis), ""),
        histology=next((report.histology for report in own if report.histology), ""),
        latest=next((one for one in (report.collected_on or report.reported_on for report in own) if one), ""),
        reports=reports,
        duplicates=tuple(report for report in newest if report.duplicate_of),
        now=now,
        therapies=patient.therapies,
        mechanisms=tuple(sorted(patient.mechanisms, key=lambda one: (one.her2_axis == "", one.gene, one.finding_id))),
        options=tuple(one for one in grouped if one.option.match not in _AGAINST),
        against=tuple(one for one in grouped if one.option.match in _AGAINST),
        findings={group: tuple(one for one in findings if one.group == group) for group in _GROUPS},
        by_id=by_id,
        notes=tuple(notes),
        best=grouped[0].option if grouped and grouped[0].option.match not in _AGAINST else None,
        tags=tuple(sorted(tags)),
        course=patient.course,
        groups=patient.groups,
        timeline=patient.timeline,
    )


_GROUPS: tuple[Group, ...] = ("main", "vus", "benign", "negative")


def _note(row: Row) -> ReviewNote:
    page = row["page"]
    return ReviewNote(
        str(row["code"]),
        str(row["message"]),
        page if isinstance(page, int) else None,
        str(row["quote"]),
        str(row["finding_id"]),
    )


def _calls(report: PlacedReport) -> tuple[CallView, ...]:
    made = {call.axis: call for call in report.result.calls}
    date = report.collected_on or report.reported_on
    named = {one.finding_id: _named(_finding_view(one, report)) for one in own_findings(report)}
    result = []
    for axis in AXES:
        call = made.get(axis)
        state: Call = call.call if call else "review"
        basis = call.basis if call else "The report could not be read; look at it by hand."
        rests_on = "; ".join(named[one] for one in call.finding_ids if one in named) if call else ""
        rests_on = rests_on if state in ("positive", "equivocal") else ""
        result.append(CallView(axis, state, basis, date, report.specimen, report.result.report_id, rests_on))
    return tuple(result)


def _now(axis: Axis, reports: Sequence[ReportView]) -> CallView:
    """The newest call on ``axis`` that says something; silence in a newer report does not hide an older result."""
    calls = [call for report in reports for call in report.calls if call.axis == axis]
    spoken = [call for call in calls if call.call != "not_assayed"]
    none = CallView(axis, "not_assayed", "No report of this patient tested it.", "", "", "")
    return (spoken or calls or [none])[0]


def _finding_view(finding: Finding, report: PlacedReport) -> FindingView:
    variant = finding.variant
    name = ""
    if variant is not None:
        name = variant.hgvs_p_short or variant.fusion or variant.variant_class or variant.hgvs_c
    return FindingView(finding, report, _group(finding), name or finding.statement.fusion, _value(finding))


def _named(view: FindingView) -> str:
    value = f" ({view.value})" if view.value and view.value != view.finding.statement.as_written else ""
    return (view.name or view.finding.statement.as_written) + value


def _group(finding: Finding) -> Group:
    said = finding.statement
    if said.state == "not_detected":
        return "negative"
    if finding.oncogenicity in ("oncogenic", "likely_oncogenic", "resistance"):
        return "main"
    if "vus" in (finding.oncogenicity, said.significance):
        return "vus"
    if said.significance in ("benign", "likely_benign", "synonymous") or finding.oncogenicity in (
        "benign",
        "likely_benign",
    ):
        return "benign"
    return "main"


def _value(finding: Finding) -> str:
    said = finding.statement
    parts = []
    if said.vaf is not None:
        parts.append(f"{number(float(f'{said.vaf * 100:.4g}'))} %")
    if said.copy_number is not None:
        parts.append(f"{number(said.copy_number)} {said.copy_number_unit.replace('_', ' ')}".strip())
    elif said.copy_number_text:
        parts.append(said.copy_number_text)
    if said.reads is not None:
        parts.append(f"{said.reads} reads")
    if said.ihc_score:
        parts.append(f"IHC {said.ihc_score}")
    if said.percent_cells is not None:
        parts.append(f"{number(said.percent_cells)} % of cells")
    if said.ish_ratio is not None:
        parts.append(f"ISH ratio {number(said.ish_ratio)}")
    return ", ".join(parts)


def _finding_order(view: FindingView) -> tuple[object, ...]:
    finding, said = view.finding, view.finding.statement
    rank = 0 if finding.her2_class or said.gene == "ERBB2" else 1 if said.gene == "EGFR" else 2
    return (rank, said.kind == "signature", said.gene, said.kind, view.name, finding.finding_id)


def _option_views(options: Sequence[Option], by_id: Mapping[str, FindingView]) -> tuple[OptionView, ...]:
    """Options joined over a patient's reports, HER2 alterations first, then by match."""
    groups: dict[tuple[str, ...], list[OptionView]] = {}
    for option in options:
        view = OptionView(option, by_id.get(option.finding_id))
        # The same alteration in several reports is one thing to decide on.
        named = _alteration(view.about) if view.about else option.finding_id
        groups.setdefault((option.rule_id, option.therapy, option.jurisdiction, named), []).append(view)
    joined = []
    for views in groups.values():
        views.sort(key=lambda one: one.option.finding_id)
        views.sort(key=_date, reverse=True)
        earlier = tuple((_date(one), one.option.match) for one in views[1:])
        joined.append(OptionView(views[0].option, views[0].about, earlier))
    return tuple(sorted(joined, key=_option_order))


def _alteration(view: FindingView) -> str:
    said = view.finding.statement
    return f"{said.gene} {said.kind} {view.name or (said.as_written if said.kind != 'copy_number' else '')}"


def _date(view: OptionView) -> str:
    return (view.about.report.collected_on or view.about.report.reported_on) if view.about else ""


def _option_order(view: OptionView) -> tuple[object, ...]:
    option = view.option
    her2 = view.about is not None and bool(view.about.finding.her2_class)
    rank = MATCH_ORDER.index(option.match)
    place = (option.jurisdiction != "US", option.therapy, option.jurisdiction, option.rule_id, option.finding_id)
    return (option.match in _AGAINST, not her2, rank, *place)
