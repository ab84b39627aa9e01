"""The report's own facts: laboratory, assay, specimen, dates, diagnosis, status, quality; each with its evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from her2parse.model import Evidence, Page, ReportHeader, ReviewNote, Specimen
from her2parse.read.coverage import read_coverage
from her2parse.read.geometry import Line
from her2parse.read.header_assay import AssayLike, AssaysLike, read_assay
from her2parse.read.header_dates import read_dates
from her2parse.read.header_diagnosis import clean_diagnosis, histology_of, names_cancer
from her2parse.read.header_lab import read_lab
from her2parse.read.header_labels import LabelValue, read_labels
from her2parse.read.header_letter import told_dates
from her2parse.read.header_places import Named
from her2parse.read.header_prose import Sentence, sentences, zones_of
from her2parse.read.header_specimen import fraction_of, is_normal, names_specimen, specimen_of
from her2parse.read.header_spots import label_index
from her2parse.read.header_status import qualified_in_rna, read_qc, read_status
from her2parse.read.header_told import Told, told_diagnoses, told_specimen
from her2parse.read.history import read_history
from her2parse.read.parts import is_number, missing_pages
from her2parse.read.therapies import DrugsLike, read_therapies

_SURE_LABEL = 3
_FOREIGN_ZONES = frozenset({"trials", "references", "definitions", "therapies", "history"})
"""Where a label does not speak of this report's own specimen and dates."""


def read_header(
    pages: Sequence[Page],
    lines: Sequence[Sequence[Line]],
    assays: AssaysLike,
    drugs: DrugsLike,
    *,
    n_pages: int | None = None,
    headings: Mapping[str, str] | None = None,
    labels: tuple[tuple[str, str], ...] = (),
    flow: Sequence[Sequence[Line]] = (),
) -> tuple[ReportHeader, tuple[ReviewNote, ...]]:
    """The header of one report from its pages and their lines (one sequence of lines a page).

    ``n_pages`` is the number of the report's pages where ``pages`` leaves out those that could not be read.
    ``headings`` (normal phrase to zone) and ``labels`` (field, phrase) are those of the report's layout, if any.
    ``flow`` are the lines column by column, where pages are set in columns: lists of genes are read in this order.

    Nothing is guessed: what is not labelled, recognised or settled stays empty, and dates that could be read two ways
    become review notes.
    """
    zones = zones_of(lines, headings)
    values = _values(pages, lines, zones, labels)
    prose = sentences(pages, lines, zones)
    dated = read_dates((*values, *told_dates(pages, lines, zones, prose)), lines)
    lab = read_lab(values, pages, lines, zones, prose)
    reported_on = dated.dates.get("reported_on", "")
    assay_name, assay = read_assay(values, pages, lines, zones, prose, assays, lab.name, reported_on)
    lab = _lab_or_vendor(lab, assay, assay_name)
    specimen, specimen_at = _specimen(values, prose, assay)
    if specimen == "unknown" and specimen_at is None:
        specimen, specimen_at = told_specimen(pages[0], lines[0], zones[0])
    diagnosis, diagnosis_at, histology = _diagnosis(values, told_diagnoses(values, pages, lines, zones, prose))
    fraction, fraction_at = _fraction(values)
    status, status_at = read_status(values, pages, lines)
    qc, qc_at = read_qc(values, prose, lines)
    coverage = read_coverage(flow or lines, prose, headings)
    if qc == "qualified" and qualified_in_rna(values, prose):
        coverage = replace(coverage, limits=tuple(sorted({*coverage.limits, "qualified_rna_only"})))
    number, number_at = _number(values, "report_number")
    amends, amends_at = _number(values, "amends_number")
    places: dict[str, Evidence | None] = {
        "lab": lab.evidence,
        "assay": assay_name.evidence,
        "specimen": specimen_at,
        "diagnosis": diagnosis_at,
        "histology": diagnosis_at if histology else None,
        "tumour_fraction": fraction_at,
        "qc": qc_at,
        "status": status_at,
        "report_number": number_at,
        "amends_number": amends_at,
        **dated.evidence,
    }
    header = ReportHeader(
        lab=lab.name,
        assay=assay_name.name,
        assay_id=assay.assay_id if assay else "",
        specimen=specimen,
        diagnosis=diagnosis,
        histology=histology,  # type: ignore[arg-type]
        collected_on=dated.dates.get("collected_on", ""),
        received_on=dated.dates.get("received_on", ""),
        reported_on=reported_on,
        tumour_fraction=fraction,
        qc=qc,
        status=status,
        report_number=number,
        amends_number=amends,
        therapies=read_therapies(values, prose, drugs, dated.orders),
        coverage=coverage,
        evidence=_sorted(places),
        history=read_history(prose, dated.orders),
    )
    missing = missing_pages(pages, lines, n_pages)
    return header, dated.notes if missing is None else (*dated.notes, missing)


def _values(
    pages: Sequence[Page],
    lines: Sequence[Sequence[Line]],
    zones: Sequence[Sequence[str]],
    labels: tuple[tuple[str, str], ...],
) -> tuple[LabelValue, ...]:
    """The labelled values of the report's own parts; those of the history give diagnosis and treatment only."""
    values: list[LabelValue] = []
    for page, page_lines, page_zones in zip(pages, lines, zones, strict=True):
        foreign = frozenset(n for n, zone in enumerate(page_zones) if zone in _FOREIGN_ZONES)
        values.extend(read_labels(page, page_lines, foreign, labels))
        history = frozenset(n for n, zone in enumerate(page_zones) if zone != "history")
        values.extend(
            v for v in read_labels(page, page_lines, history, labels) if v.field in ("therapy", "history", "diagnosis")
        )
    return tuple(values)


def _lab_or_vendor(lab: Named, assay: AssayLike | None, printed: Named) -> Named:
    """The laboratory; without one printed, the only laboratory that runs the assay."""
    if lab.name or assay is None or getattr(assay, "kind", "service") != "service":
        return lab
    return Named(assay.lab, printed.evidence)


def _specimen(
    values: Sequence[LabelValue], prose: Sequence[Sentence], assay: AssayLike | None
) -> tuple[Specimen, Evidence | None]:
    labelled = sorted((v for v in values if v.field == "specimen"), key=lambda v: v.rank)
    for value in labelled:
        if is_normal(value.text) or (value.how == "plain" and len(value.words) > 8):
            continue
        kind = specimen_of(value.text)
        if kind != "unknown" and not (kind == "plasma" and assay is not None and assay.specimen == "tissue"):
            return kind, value.evidence
    if assay is not None and assay.specimen != "unknown":
        return assay.specimen, None
    for value in sorted((v for v in values if v.field == "site"), key=lambda v: v.rank):
        kind = specimen_of(value.text) if len(value.words) <= 10 else "unknown"
        if kind != "unknown":
            return kind, value.evidence
    if any(names_specimen(value.text) for value in labelled if value.how != "plain"):
        return "unknown", None
    return _told(prose)


_OWN_ZONES = ("", "results", "specimen", "comments")
_FFPE = ("formalin", "paraffin", "ffpe", "parafin")
_STAINED = re.compile(r"\bclone|\bklon|stain|marquage|farbung|tincion|colorazione|coloracao|kleuring|membran")
_TUMOUR_CELLS = re.compile(
    r"\d\s?%.{0,12}(?:tumou?r cells|tumorzellen|cellules tumorales|celulas tumorales|cellule tumorali|celulas tumorais|"
    r"tumorcellen)"
)
"""Staining read in a share of this tumour's cells: a section, so tissue."""
_PLASMA = ("plasma", "cell-free dna", "cfdna", "circulating tumor dna", "circulating tumour dna")


def _told(prose: Sequence[Sentence]) -> tuple[Specimen, Evidence | None]:
    """The specimen from what a letter says of it, or the methods of this test, where they name one kind only."""
    own_any = [s for s in prose if s.zone in _OWN_ZONES and len(s.run.words) > 5]
    own = [s for s in own_any if ":" not in s.run.text]
    told = [(kind, s) for s in own if (kind := specimen_of(s.run.text, sure=True)) != "unknown"]
    if len({kind for kind, _ in told}) == 1:
        return told[0][0], told[0][1].evidence
    if told:
        return "unknown", None
    tissue = next((s for s in prose if any(cue in s.run.folded for cue in _FFPE)), None)
    plasma = next((s for s in prose if any(cue in s.run.folded for cue in _PLASMA)), None)
    if tissue is not None and plasma is None:
        return "tissue", tissue.evidence
    if plasma is not None and tissue is None:
        return "plasma", plasma.evidence
    stained = next((s for s in own_any if _STAINED.search(s.run.folded) and _TUMOUR_CELLS.search(s.run.folded)), None)
    if stained is not None and plasma is None:
        return "tissue", stained.evidence
    return "unknown", None


def _diagnosis(values: Sequence[LabelValue], told: Sequence[Told]) -> tuple[str, Evidence | None, str]:
    """The labelled diagnosis, else what the report tells without a label, and the histology that they settle."""
    found = sorted((v for v in values if v.field == "diagnosis"), key=lambda v: v.rank)
    usable = [v for v in found if _is_diagnosis(v)]
    named = [Told(clean_diagnosis(v.text), v.evidence) for v in usable if names_cancer(v.text)]
    named = named or list(told) or [Told(clean_diagnosis(v.text), v.evidence) for v in usable if _is_plain(v)]
    if not named:
        return "", None, ""
    text = named[0].text
    histology = histology_of(text)
    if not histology:
        # "NSCLC" as the cancer type and "adenocarcinoma" as histology are one diagnosis told twice.
        kinds = {kind for other in named[1:] if (kind := histology_of(other.text))}
        histology = kinds.pop() if len(kinds) == 1 else ""
    return text, named[0].evidence, histology


def _is_plain(value: LabelValue) -> bool:
    """A value behind a label that says diagnosis, whatever it names."""
    return value.weight == _SURE_LABEL and value.how in ("colon", "right")


def _is_diagnosis(value: LabelValue) -> bool:
    text = clean_diagnosis(value.text)
    if (
        not text
        or len(text.split()) > 30
        or (label_index().find(text)[:1] and label_index().find(text)[0].end == len(text))
    ):
        return False
    if value.how == "plain":
        return names_cancer(text) and len(text.split()) <= 9 and text[0].isupper() and not text.endswith(".")
    return value.how != "below" or names_cancer(text)


def _fraction(values: Sequence[LabelValue]) -> tuple[float | None, Evidence | None]:
    for value in sorted((v for v in values if v.field == "tumour_fraction"), key=lambda v: v.rank):
        fraction = fraction_of(value.text)
        if fraction is not None and not (value.how == "plain" and len(value.words) > 3):
            return fraction, value.evidence
    return None, None


def _number(values: Sequence[LabelValue], field: str) -> tuple[str, Evidence | None]:
    for value in sorted((v for v in values if v.field == field), key=lambda v: v.rank):
        if is_number(value.text, value.weight):
            return value.text.strip(), value.evidence
    return "", None


def _sorted(places: Mapping[str, Evidence | None]) -> dict[str, Evidence]:
    return {name: place for name, place in sorted(places.items()) if place is not None}
