"""Reports and treatments laid on each patient's line of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from her2parse.model import (
    Batch,
    Patient,
    PlacedReport,
    ReportHeader,
    ReportResult,
    ReviewNote,
    Sample,
    Treatment,
)
from her2parse.patients.course import course_of, groups_of
from her2parse.patients.duplicates import first_names, reissues, superseded
from her2parse.patients.exposures import egfr_exposures, her2_exposures
from her2parse.patients.facts import Knowledge
from her2parse.patients.her2_after_tki import her2_after_tki
from her2parse.patients.her2_drugs import her2_resistance_of
from her2parse.patients.link import Claim, link
from her2parse.patients.resistance import mechanisms_of
from her2parse.patients.sheet import placed
from her2parse.patients.tested import with_tested
from her2parse.patients.therapies import therapies_of
from her2parse.patients.timeline import events_of
from her2parse.patients.timing import timed

Notes = list[tuple[str, ReviewNote]]


@dataclass(frozen=True, slots=True)
class Head:
    """What has to be known of a report to find its patient."""

    report_id: str
    sha256: str
    part: int
    failed: bool
    identities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One report in one file. ``first`` is False for a file whose content stands under an earlier name; ``problem`` is
    why no stage has read the file, empty where one has."""

    source_file: str
    head: Head
    sample: Sample | None
    first: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """Everything that one patient's line of time is made from, but what the reports say."""

    key: str
    rows: tuple[Row, ...]
    treatments: tuple[Treatment, ...]
    notes: tuple[tuple[str, ReviewNote], ...]


def place(results: Iterable[ReportResult], batch: Batch, knowledge: Knowledge) -> tuple[Patient, ...]:
    """Every report of the batch under its patient, with therapies, mechanisms and review notes.

    Each file of the batch has at least one placed report. The order of results, files and sheet rows changes nothing.

    Args:
        results: what the report's floors know, one a report; those of files that are not in the batch are left out.
        batch: files and sheets.
        knowledge: drugs, mechanisms, assays.
    """
    # One content has one result a part, however many names it has and whoever read it.
    one = {result.report_id: result for result in results}
    heads = [Head(r.report_id, r.sha256, r.part, r.status == "failed", r.identities) for r in one.values()]
    return tuple(patient_of(share, one, knowledge) for share in divide(heads, batch))


def divide(heads: Iterable[Head], batch: Batch) -> tuple[Share, ...]:
    """The batch by patients, in the order of their keys. It says all that reports of other patients can change in one
    patient, so that a patient whose share and results are as before is as before."""
    rows = _rows(heads, batch)
    links = link(
        Claim(
            row.head.report_id,
            row.sample.patient_id if row.sample is not None else "",
            row.head.identities,
            row.head.failed,
        )
        for row in rows
        if row.first
    )
    mine: dict[str, list[Row]] = {}
    for row in rows:
        mine.setdefault(links.keys[row.head.report_id], []).append(row)
    notes: dict[str, Notes] = {}
    for report_id, note in (*links.notes, *_disputed_copies(rows, batch)):
        notes.setdefault(links.keys[report_id], []).append((report_id, note))
    treatments: dict[str, list[Treatment]] = {}
    for treatment in batch.treatments:
        treatments.setdefault(treatment.patient_id, []).append(treatment)
    return tuple(
        Share(key, tuple(mine.get(key, ())), tuple(treatments.get(key, ())), tuple(notes.get(key, ())))
        for key in sorted({*mine, *treatments})
    )


def patient_of(share: Share, results: Mapping[str, ReportResult], knowledge: Knowledge) -> Patient:
    """One patient. ``results`` holds at least those of the share, by report id."""
    notes: Notes = []
    reports: list[PlacedReport] = []
    for row in share.rows:
        result = _unread(row) if row.problem else results[row.head.report_id]
        if row.first:
            report, conflicts = placed(row.source_file, share.key, result, row.sample)
            notes += [(result.report_id, note) for note in conflicts]
        else:
            report, _ = placed(row.source_file, share.key, _emptied(result), row.sample)
            report = replace(report, duplicate_of=result.report_id)
        reports.append(report)
    return _patient(share.key, reports, share.treatments, [*notes, *share.notes], knowledge)


def _patient(
    key: str,
    reports: Sequence[PlacedReport],
    treatments: Sequence[Treatment],
    notes: Sequence[tuple[str, ReviewNote]],
    knowledge: Knowledge,
) -> Patient:
    amends = reissues(reports)
    replaced = superseded(reports, amends)
    later = {earlier: later for later, earlier in sorted(amends.items()) if earlier in replaced}
    ordered = sorted(
        (r if r.duplicate_of else _issued(r, amends, later) for r in reports),
        key=lambda r: (r.collected_on or "9999", r.reported_on or "9999", r.source_file, r.result.part),
    )
    told = [r for r in ordered if not r.duplicate_of and r.result.report_id not in replaced]
    therapies, therapy_notes = therapies_of(treatments, told, knowledge.drugs)
    exposures = egfr_exposures(therapies, knowledge.drugs)
    mechanisms, mechanism_notes = mechanisms_of(key, told, exposures, knowledge, therapies)
    under_her2 = her2_exposures(therapies, knowledge.drugs)
    shown = [(m.report_id, m.finding_id, m.mechanism_class) for m in mechanisms]
    place_of = {r.result.report_id: i for i, r in reversed(list(enumerate(ordered)))}
    no_report: Notes = [] if reports else [("", _NO_REPORT)]
    every = dict.fromkeys([*notes, *therapy_notes, *mechanism_notes, *no_report])
    return Patient(
        patient_key=key,
        reports=with_tested(timed(ordered, exposures), knowledge),
        therapies=therapies,
        mechanisms=tuple(
            sorted(mechanisms, key=lambda m: (place_of[m.report_id], m.gene, m.mechanism, m.finding_id, m.tki_start))
        ),
        notes=tuple(
            sorted(
                every, key=lambda n: (place_of.get(n[0], -1), n[1].code, n[1].finding_id, n[1].page or 0, n[1].message)
            )
        ),
        course=course_of(told, knowledge),
        groups=groups_of(told, shown, knowledge),
        timeline=events_of(told, therapies, exposures),
        her2_after_tki=her2_after_tki(key, told, exposures, mechanisms, knowledge),
        her2_resistance=her2_resistance_of(key, told, under_her2, knowledge),
    )


def _issued(report: PlacedReport, amends: Mapping[str, str], later: Mapping[str, str]) -> PlacedReport:
    own = report.result.report_id
    return replace(report, amends=amends.get(own, ""), replaced_by=later.get(own, ""))


def _rows(heads: Iterable[Head], batch: Batch) -> list[Row]:
    by_hash: dict[str, list[Head]] = {}
    for head in sorted(heads, key=lambda h: (h.sha256, h.part)):
        by_hash.setdefault(head.sha256, []).append(head)
    samples = {sample.source_file: sample for sample in batch.samples}
    first = first_names(batch.files, samples)
    copies: dict[str, list[str]] = {}
    for file in batch.files:
        copies.setdefault(file.sha256, []).append(file.source_file)
    rows = []
    for file in sorted(batch.files, key=lambda f: f.source_file):
        is_first = first[file.sha256] == file.source_file
        sample = samples.get(file.source_file)
        if sample is None and is_first:
            # The sheet may know the content by its other name.
            sample = next((samples[name] for name in sorted(copies[file.sha256]) if name in samples), None)
        known = by_hash.get(file.sha256)
        if known is None:
            unread = Head(f"R{file.sha256[:12]}", file.sha256, 1, failed=True, identities=())
            rows.append(Row(file.source_file, unread, sample, is_first, file.problem or "crashed"))
            continue
        rows += [Row(file.source_file, head, sample, is_first) for head in known]
    return rows


def _disputed_copies(rows: Sequence[Row], batch: Batch) -> Notes:
    """Notes for one content that the sheet gives to two patients."""
    owners: dict[str, set[str]] = {}
    named: Mapping[str, str] = {sample.source_file: sample.patient_id for sample in batch.samples}
    for row in rows:
        if row.source_file in named:
            owners.setdefault(row.head.report_id, set()).add(named[row.source_file])
    return [
        (
            report_id,
            ReviewNote(
                "sheet_link_conflict",
                f"The same file stands in the sample sheet for several patients ({', '.join(sorted(patients))}). "
                "The first name's row was followed: check the sheet.",
            ),
        )
        for report_id, patients in sorted(owners.items())
        if len(patients) > 1
    ]


def _emptied(result: ReportResult) -> ReportResult:
    """A duplicate keeps no findings of its own."""
    return replace(
        result, findings=(), calls=(), notes=(), reasons=tuple(dict.fromkeys((*result.reasons, "duplicate")))
    )


def _unread(row: Row) -> ReportResult:
    """The result of a file that no stage has read, so that no input goes missing."""
    return ReportResult(
        report_id=row.head.report_id,
        sha256=row.head.sha256,
        part=1,
        status="failed",
        reasons=(row.problem,),
        n_pages=0,
        n_ocr_pages=0,
        header=ReportHeader(),
        findings=(),
        calls=(),
        notes=(),
    )


_NO_REPORT = ReviewNote(
    "treatment_without_report",
    "The treatment sheet names this patient, but no report belongs to them. Check patient_id in both sheets.",
)
