"""The sample sheet laid over what a report says about itself."""

from __future__ import annotations

from her2parse.model import PlacedReport, ReportResult, ReviewNote, Sample, Specimen


def placed(
    source_file: str, patient_key: str, result: ReportResult, sample: Sample | None
) -> tuple[PlacedReport, tuple[ReviewNote, ...]]:
    """The report with the sheet's values, and a note wherever sheet and report both speak and disagree."""
    header = result.header
    specimen: Specimen = header.specimen
    diagnosis, histology, collected_on = header.diagnosis, header.histology, header.collected_on
    notes: list[ReviewNote] = []
    if sample is not None:
        if sample.specimen:
            notes += _conflict("specimen", sample.specimen, "" if specimen == "unknown" else specimen)
            specimen = sample.specimen
        if sample.histology:
            notes += _conflict("histology", sample.histology, histology)
            histology = sample.histology
        if sample.diagnosis:
            if not _same_words(sample.diagnosis, diagnosis):
                notes += _conflict("diagnosis", sample.diagnosis, diagnosis)
            diagnosis = sample.diagnosis
        if sample.collected_on:
            notes += _conflict("collected_on", sample.collected_on, collected_on)
            collected_on = sample.collected_on
    report = PlacedReport(
        source_file=source_file,
        patient_key=patient_key,
        result=result,
        specimen=specimen,
        diagnosis=diagnosis,
        histology=histology,
        collected_on=collected_on,
        received_on=header.received_on,
        reported_on=header.reported_on,
    )
    return report, tuple(notes)


def _conflict(column: str, sheet: str, report: str) -> list[ReviewNote]:
    if not report or sheet == report:
        return []
    return [
        ReviewNote(
            "sheet_conflict",
            f"The sample sheet gives {column} {sheet!r}, the report {report!r}. The sheet was followed: correct it if "
            "the report is right.",
        )
    ]


def _same_words(one: str, other: str) -> bool:
    """Whether one diagnosis is the other, or the other with more words around it."""
    a, b = (" ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split()) for text in (one, other))
    return f" {a} " in f" {b} " or f" {b} " in f" {a} "
