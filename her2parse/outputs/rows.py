"""From records to the rows of the tables: checked against the schema, cleaned, sorted."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from her2parse.evidence import bound
from her2parse.model import AXES, Batch, Decision, Finding, Option, Patient, PlacedReport, ReviewNote, SourceFile
from her2parse.outputs.codes import sentence
from her2parse.outputs.schema import TABLES, Cell, Row, check, tables
from her2parse.outputs.settings import Counts, RunSettings
from her2parse.outputs.text import cell_text, clean

if TYPE_CHECKING:
    import pandas as pd

Rows = Mapping[str, list[Row]]


def rows(patients: Sequence[Patient], options: Sequence[Option], batch: Batch, settings: RunSettings) -> Rows:
    """The rows of every table by name.

    Every file of ``batch`` gets a row in ``reports`` even when nothing came back for it. Raises ``TableError`` when a
    row breaks the schema.
    """
    placed = [report for patient in patients for report in patient.reports]
    files, report_ids = {report.source_file for report in placed}, {report.result.report_id for report in placed}
    made = rows_of_patients(patients, options, settings)
    rest = rows_of_batch(batch, files, report_ids, settings)
    return {name: list(finished(name, [*made[name], *rest.get(name, ())]).values()) for name in TABLES}


def rows_of_patients(
    patients: Sequence[Patient], options: Sequence[Option], settings: RunSettings
) -> dict[str, Iterable[Row]]:
    """The rows that patients have in every table, as they come. A patient's rows do not depend on other patients."""
    placed = [report for patient in patients for report in patient.reports]
    review = list(_review_rows(patients, settings))
    asked = {str(row["report_id"]) for row in review if not row["decision"]}
    trace = _Trace(placed)
    return {
        "reports": (_report_row(report, asked, settings) for report in placed),
        "findings": (_finding_row(report, finding) for report in placed for finding in own_findings(report)),
        "her2": _her2_rows(placed, trace),
        "resistance": _resistance_rows(patients, trace),
        "actionability": (_option_row(option, trace) for option in options),
        "review": review,
        "timeline": _timeline_rows(patients),
        "her2_after_tki": _her2_after_tki_rows(patients, options, trace),
        "her2_therapy_resistance": _her2_therapy_rows(patients, trace),
        "assayed": (row for report in placed for row in _assayed_rows(report)),
    }


def rows_of_batch(
    batch: Batch, files: Container[str], report_ids: Container[str], settings: RunSettings
) -> dict[str, list[Row]]:
    """The rows of what belongs to no patient: files that no floor above gave back, which still get their row, and
    decisions about reports that are not there. ``files`` and ``report_ids`` are those of all patients."""
    lost = [file for file in batch.files if file.source_file not in files]
    return {
        "reports": [_lost_row(file, settings) for file in lost],
        "her2": list(_lost_her2_rows(lost, report_ids)),
        "review": [*_homeless_decisions(batch, report_ids), *(_lost_review(file) for file in lost)],
    }


def own_findings(report: PlacedReport) -> tuple[Finding, ...]:
    """The findings that count for this report: none for a duplicate."""
    return () if report.duplicate_of else report.result.findings


def counts(tables_: Rows, batch: Batch) -> Counts:
    """The run in numbers; a file counts as its worst report."""
    reports = [(str(row["source_file"]), str(row["status"]), str(row["patient_key"])) for row in tables_["reports"]]
    return counted(reports, len(tables_["findings"]), batch)


def counted(reports: Iterable[tuple[str, str, str]], n_findings: int, batch: Batch) -> Counts:
    """The same from file, status and patient of each row of ``reports``."""
    worst: dict[str, str] = {}
    patients: set[str] = set()
    order, n_reports = ("parsed", "review", "failed"), 0
    for name, status, patient in reports:
        worst[name] = max(worst.get(name, "parsed"), status, key=order.index)
        patients.add(patient)
        n_reports += 1
    by_status = {status: list(worst.values()).count(status) for status in order}
    return Counts(
        files=len(worst),
        parsed=by_status["parsed"],
        review=by_status["review"],
        failed=by_status["failed"],
        ignored=len(batch.ignored),
        reports=n_reports,
        patients=len(patients - {""}),
        findings=n_findings,
    )


def frame(name: str, table_rows: Sequence[Row]) -> pd.DataFrame:
    """The rows as a data frame with the schema's columns and types; no value is missing (``<NA>``)."""
    import pandas as pd

    dtypes = {"integer": "Int64", "number": "Float64"}
    columns = tables()[name].columns
    cells = [[None if row[column.name] == "" else row[column.name] for column in columns] for row in table_rows]
    made = pd.DataFrame(cells, columns=[column.name for column in columns], dtype=object)
    return made.astype({column.name: dtypes.get(column.type, "string") for column in columns})


def finished(name: str, made: Iterable[Row]) -> dict[tuple[str, ...], Row]:
    """Rows with clean text, checked, each once, by and in the order of their cells as the TSV shows them."""
    columns = tables()[name].columns
    by_cells: dict[tuple[str, ...], Row] = {}
    for raw in made:
        row: Row = {key: clean(value) if isinstance(value, str) else value for key, value in raw.items()}
        cells = tuple(cell_text(column, row.get(column.name)) for column in columns)
        by_cells.setdefault(cells, row)
    result = {cells: by_cells[cells] for cells in sorted(by_cells)}
    check(name, list(result.values()))
    return result


# ── reports ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _report_row(report: PlacedReport, asked: set[str], settings: RunSettings) -> Row:
    result, header = report.result, report.result.header
    # One report is "parsed" exactly when no row of review.tsv concerns it.
    questions = result.report_id in asked or (result.status == "review" and not report.duplicate_of)
    status = "failed" if result.status == "failed" else "review" if questions else "parsed"
    return {
        "report_id": result.report_id,
        "source_file": settings.shown(report.source_file),
        "part": result.part,
        "sha256": result.sha256,
        "status": status,
        "reasons": ";".join(dict.fromkeys(result.reasons)),
        "lab": header.lab,
        "assay": header.assay,
        "specimen": report.specimen,
        "diagnosis": report.diagnosis,
        "histology": report.histology,
        "patient_key": report.patient_key,
        "collected_on": report.collected_on,
        "received_on": report.received_on,
        "reported_on": report.reported_on,
        "n_pages": result.n_pages,
        "n_ocr_pages": result.n_ocr_pages,
        "n_findings": len(own_findings(report)),
        "duplicate_of": report.duplicate_of,
        "amends": report.amends,
        "replaced_by": report.replaced_by,
        "egfr_tki": report.egfr_tki,
        "tki": report.tki,
        "tki_generation": report.tki_generation,
        "tki_start": report.tki_start,
        "baselines": ";".join(report.baselines),
        "evidence_hash": result.evidence_hash,
        **_decided(result.decisions),
    }


def _lost_id(file: SourceFile) -> str:
    return "R" + (file.sha256 or sha256(file.source_file.encode("utf-8", "surrogatepass")).hexdigest())[:12]


def _lost_row(file: SourceFile, settings: RunSettings) -> Row:
    row: Row = dict.fromkeys(tables()["reports"].names, "")
    row |= {"report_id": _lost_id(file), "source_file": settings.shown(file.source_file), "part": 1}
    row |= {"sha256": file.sha256, "status": "failed", "reasons": file.problem or "not_readable"}
    row |= {"specimen": "unknown", "n_pages": 0, "n_ocr_pages": 0, "n_findings": 0}
    return row


def _lost_review(file: SourceFile) -> Row:
    code = file.problem or "not_readable"
    return _review_row(_lost_id(file), ReviewNote(code, sentence(code)))


# ── findings ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _finding_row(report: PlacedReport, finding: Finding) -> Row:
    said, variant, place = finding.statement, finding.variant, finding.statement.evidence
    event = next((one for one in report.events if one.finding_id == finding.finding_id), None)
    return {
        "finding_id": finding.finding_id,
        "report_id": report.result.report_id,
        "patient_key": report.patient_key,
        "collected_on": report.collected_on,
        "specimen": report.specimen,
        "gene": said.gene,
        "kind": said.kind,
        "as_written": said.as_written,
        "status": said.state,
        "reported_significance": said.significance,
        "hgvs_p": variant.hgvs_p if variant else "",
        "hgvs_p_short": variant.hgvs_p_short if variant else "",
        "hgvs_c": variant.hgvs_c if variant else "",
        "hgvs_g_grch38": variant.hgvs_g_grch38 if variant else "",
        "hgvs_g_grch37": variant.hgvs_g_grch37 if variant else "",
        "normalization": variant.status if variant else "not_applicable",
        "normalization_note": variant.note if variant else "",
        "vaf": said.vaf,
        "copy_number": said.copy_number,
        "copy_number_unit": said.copy_number_unit,
        "copy_number_text": said.copy_number_text,
        "fusion": (variant.fusion if variant else "") or said.fusion,
        "ihc_score": said.ihc_score,
        "percent_cells": said.percent_cells,
        "ish_ratio": said.ish_ratio,
        "her2_class": finding.her2_class,
        "her2_detail": finding.her2_detail,
        "oncogenicity": finding.oncogenicity,
        "oncogenicity_source": finding.oncogenicity_source,
        "page": place.page,
        "x0": place.x0,
        "top": place.top,
        "x1": place.x1,
        "bottom": place.bottom,
        "quote": place.quote,
        "review": ";".join(dict.fromkeys(finding.review)),
        "reads": said.reads,
        "vrs_id": variant.vrs_id if variant else "",
        "vrs_id_c": variant.vrs_id_c if variant else "",
        "oncogenicity_points": finding.oncogenicity_points,
        "event_type": event.event_type if event else "",
        "event": event.event if event else "",
        "evidence_hash": finding.evidence_hash,
        **_decided(finding.decisions),
    }


class _Trace:
    """Who decided about which finding."""

    def __init__(self, placed: Sequence[PlacedReport]) -> None:
        self._by_finding = {
            finding.finding_id: finding.decisions
            for report in placed
            for finding in report.result.findings
            if finding.decisions
        }

    def of(self, finding_ids: Iterable[str]) -> Row:
        """The columns that name them, for what rests on these findings."""
        return _decided([one for finding_id in finding_ids for one in self._by_finding.get(finding_id, ())])


def _decided(decisions: Iterable[Decision]) -> Row:
    made = sorted(set(decisions), key=lambda one: one.row)
    return {
        "decided_by": ";".join(dict.fromkeys(one.initials for one in made)),
        "decision_id": ";".join(dict.fromkeys(one.decision_id for one in made)),
    }


# ── assayed ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _assayed_rows(report: PlacedReport) -> Iterator[Row]:
    for tested in report.tested:
        yield {
            "report_id": report.result.report_id,
            "patient_key": report.patient_key,
            "collected_on": report.collected_on,
            "specimen": report.specimen,
            "event_type": tested.event_type,
            "settled": ";".join(tested.settled),
            "unsure": ";".join(tested.unsure),
        }


# ── her2 ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _her2_rows(placed: Sequence[PlacedReport], trace: _Trace) -> Iterator[Row]:
    """Three rows a report id. The same file under two names is one report id; the one that is no duplicate speaks."""
    done: set[str] = set()
    for report in sorted(placed, key=lambda item: (bool(item.duplicate_of), item.source_file)):
        result = report.result
        if result.report_id in done:
            continue
        done.add(result.report_id)
        calls = {call.axis: call for call in result.calls}
        mine = {finding.finding_id for finding in own_findings(report)}
        repeat = f" (the same as in {report.duplicate_of})" if report.duplicate_of else ""
        for axis in AXES:
            call = calls.get(axis)
            silent = "review", "The report could not be read; look at it by hand."
            state, basis = (call.call, call.basis) if call else silent
            yield {
                "report_id": result.report_id,
                "patient_key": report.patient_key,
                "collected_on": report.collected_on,
                "specimen": report.specimen,
                "axis": axis,
                "call": state,
                "basis": basis + repeat,
                "finding_ids": ";".join(one for one in call.finding_ids if one in mine) if call else "",
                **trace.of(call.finding_ids if call else ()),
            }


def _lost_her2_rows(lost: Sequence[SourceFile], report_ids: Container[str]) -> Iterator[Row]:
    for report_id in sorted({_lost_id(file) for file in lost}):
        if report_id in report_ids:
            continue
        for axis in AXES:
            row: Row = dict.fromkeys(tables()["her2"].names, "")
            row |= {"report_id": report_id, "specimen": "unknown", "axis": axis, "call": "review"}
            yield row | {"basis": "The report could not be read; look at it by hand."}


# ── resistance, timeline, actionability ───────────────────────────────────────────────────────────────────────────


def _resistance_rows(patients: Sequence[Patient], trace: _Trace) -> Iterator[Row]:
    for patient in patients:
        for seen in patient.mechanisms:
            yield _record_row("resistance", seen) | {"egfr_tki": seen.phase, **trace.of([seen.finding_id])}


def _record_row(name: str, record: object) -> Row:
    """A record whose fields are the table's columns; several codes become one cell, a truth yes or no."""
    row: Row = {}
    for column in tables()[name].names:
        value = getattr(record, column, "")
        if isinstance(value, bool):
            value = "yes" if value else "no"
        row[column] = ";".join(value) if isinstance(value, tuple) else value
    return row


def _her2_after_tki_rows(patients: Sequence[Patient], options: Sequence[Option], trace: _Trace) -> Iterator[Row]:
    """HER2 after the TKI with what the actionability table holds for its findings."""
    by_finding: dict[str, list[Option]] = {}
    for option in options:
        by_finding.setdefault(option.finding_id, []).append(option)
    for patient in patients:
        for seen in patient.her2_after_tki:
            mine = [option for one in seen.finding_ids for option in by_finding.get(one, ())]
            row = _record_row("her2_after_tki", seen) | {"options": _options_in_words(mine)}
            yield row | trace.of(seen.finding_ids)


def _options_in_words(options: Sequence[Option]) -> str:
    """``in_label: trastuzumab deruxtecan (US); investigational: ...``, each therapy once under its match."""
    told = []
    for match in ("in_label", "off_label", "unknown", "investigational"):
        places: dict[str, set[str]] = {}
        for option in options:
            if option.match == match:
                places.setdefault(option.therapy, set()).add(option.jurisdiction)
        names = [
            therapy + (f" ({', '.join(sorted(where - {''}))})" if where - {""} else "")
            for therapy, where in sorted(places.items())
        ]
        if names:
            told.append(f"{match}: {', '.join(names)}")
    return "; ".join(told)


def _her2_therapy_rows(patients: Sequence[Patient], trace: _Trace) -> Iterator[Row]:
    for patient in patients:
        for seen in patient.her2_resistance:
            yield _record_row("her2_therapy_resistance", seen) | trace.of([seen.finding_id])


def _timeline_rows(patients: Sequence[Patient]) -> Iterator[Row]:
    for patient in patients:
        for event in patient.timeline:
            yield {
                "patient_key": patient.patient_key,
                "date": event.date,
                "date_precision": event.precision,
                "kind": event.kind,
                "detail": event.detail,
                "egfr_tki": event.egfr_tki,
                "agents": ";".join(event.agents),
                "therapy_class": event.therapy_class,
                "tki_generation": event.tki_generation,
                "line": event.line,
                "specimen": event.specimen,
                "molecular": event.molecular,
                "source": event.source,
                "report_id": event.report_id,
                "page": event.page,
                "quote": event.quote,
            }


def _option_row(option: Option, trace: _Trace) -> Row:
    special: Row = {
        "conditions": ";".join(f"{condition.name}={condition.state}" for condition in option.conditions),
        "evidence_ids": ";".join(option.evidence_ids),
        "verified": "yes" if option.verified else "no",
    }
    special |= trace.of([option.finding_id])
    row: Row = {}
    for column in tables()["actionability"].names:
        value: Cell = special[column] if column in special else getattr(option, column)
        row[column] = value
    return row


# ── review ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _review_row(report_id: str, note: ReviewNote, evidence_hash: str = "", message: str = "") -> Row:
    text = message or note.message or sentence(note.code)
    decision = note.decision
    return {
        "report_id": report_id,
        "finding_id": note.finding_id,
        "code": note.code,
        "page": note.page,
        "quote": note.quote,
        "message": text,
        "decision": _in_words(decision) if decision else "",
        "evidence_hash": bound(evidence_hash, note),
        "decided_by": decision.initials if decision else "",
        "decision_id": decision.decision_id if decision else "",
        "decided_at": decision.decided_at if decision else "",
        "comment": decision.comment if decision else "",
    }


def _in_words(decision: Decision) -> str:
    """``correct: vaf 0.12, status detected``."""
    changed = ", ".join(f"{field} {value}" for field, value in decision.corrected)
    return f"{decision.action}: {changed}" if changed else decision.action


def _homeless_decisions(batch: Batch, report_ids: Container[str]) -> Iterator[Row]:
    """Decisions about reports that are not in this run: a file that changed is another report, and is told."""
    for one in batch.decisions:
        if one.report_id and one.report_id not in report_ids:
            message = (
                f"Decision {one.decision_id} of {one.initials} ({one.action} {one.code}".rstrip()
                + f") is not applied: its report {one.report_id} is not in this run. The file is not here, or its "
                "content has changed and it is another report now. Decide again, or take the row out."
            )
            yield _review_row("", ReviewNote("stale_decision", message))


def _review_rows(patients: Sequence[Patient], settings: RunSettings) -> Iterator[Row]:
    """Notes of reports and patients; every code on a finding, and every reason of a report that was not plainly read,
    has a row too, so that the queue is complete."""
    for patient in patients:
        names = {report.result.report_id: report.source_file for report in patient.reports}
        hashes = {key: one for report in patient.reports for key, one in _evidence(report)}
        for report_id, note in patient.notes:
            message = settings.scrub(note.message, names.get(report_id, ""))
            yield _review_row(report_id, note, hashes.get((report_id, note.finding_id), ""), message)
        for report in patient.reports:
            if not report.duplicate_of:
                for note in _notes_of(report, {n.code for r, n in patient.notes if r == report.result.report_id}):
                    message = settings.scrub(note.message, report.source_file)
                    own = report.result.report_id
                    yield _review_row(own, note, hashes.get((own, note.finding_id), ""), message)


def _evidence(report: PlacedReport) -> Iterator[tuple[tuple[str, str], str]]:
    """What a row about a finding, or about the report as a whole, is bound to."""
    result = report.result
    yield (result.report_id, ""), result.evidence_hash
    for finding in result.findings:
        yield (result.report_id, finding.finding_id), finding.evidence_hash


def _notes_of(report: PlacedReport, noted_elsewhere: set[str]) -> Iterator[ReviewNote]:
    result = report.result
    yield from result.notes
    noted = {(note.finding_id, note.code) for note in result.notes}
    for finding in result.findings:
        place = finding.statement.evidence
        for code in dict.fromkeys(finding.review):
            if (finding.finding_id, code) not in noted:
                yield ReviewNote(code, "", place.page, place.quote, finding.finding_id)
    if result.status != "parsed":
        codes = {code for _, code in noted} | noted_elsewhere
        for code in dict.fromkeys(result.reasons):
            if code not in codes:
                yield ReviewNote(code, "")
