"""Truth files: what a reader should find in each report, in the words of the contract."""

from __future__ import annotations

import json
from typing import Any

from .findings import Finding
from .patient import Mechanism, Patient
from .report import Call, Report

AXES = ("mutation", "amplification", "overexpression")
FIELDS = (
    "gene",
    "kind",
    "status",
    "as_written",
    "hgvs_p_short",
    "hgvs_c",
    "vaf",
    "copy_number",
    "copy_number_unit",
    "copy_number_text",
    "fusion",
    "ihc_score",
    "percent_cells",
    "ish_ratio",
    "reported_significance",
)


def finding(f: Finding) -> dict[str, Any]:
    """One finding; empty values are left out. ``page`` is where it is first drawn, ``pages`` everywhere."""
    if not f.pages:
        raise ValueError(f"never drawn: {f.gene} {f.kind} {f.as_written}")
    row: dict[str, Any] = {k: getattr(f, k) for k in FIELDS if getattr(f, k) not in ("", None)}
    row |= {"page": f.pages[0], "pages": f.pages}
    if f.draw.get("kinds"):
        row["kind"] = f.draw["kinds"]
    if f.draw.get("genes"):
        row["gene"] = f.draw["genes"]
    if f.draw.get("statuses"):
        row["status"] = f.draw["statuses"]
    if f.draw.get("significances"):
        row["reported_significance"] = f.draw["significances"]
    if f.variant and f.variant.effect.startswith("frameshift") and not f.hgvs_c:
        row["hgvs_p_short"] = [f"p.{f.variant.name}", f.hgvs_p_short]  # only the short form is printed
    if f.other_names:
        row["other_names"] = list(f.other_names)
    if f.optional:
        row["optional"] = True
    if f.why:
        row["why"] = f.why
    return row


def calls(her2: tuple[Call, Call, Call], why: str) -> dict[str, Any]:
    """The three axes; a list holds every acceptable value."""
    return dict(zip(AXES, her2, strict=True)) | ({"why": why} if why else {})


def part(report: Report) -> dict[str, Any]:
    """One report (a PDF may hold several)."""
    dates: dict[str, Any] = {}
    for name in ("collected_on", "received_on", "reported_on"):
        printed = getattr(report, name) if name in report.printed else ""
        if report.get("ambiguous_dates"):
            dates[name] = [printed, ""]  # 03/06/2024 may be read either way
            continue
        dates[name] = report.sheet.get(name, "") if report.on_sheet and report.sheet.get(name) else printed
    amplified = any(f.gene == "ERBB2" and f.kind == "copy_number" and f.status == "detected" for f in report.findings)
    status = ["parsed", "review"] if amplified and report.status == "parsed" else report.status  # IHC may be advised
    return {
        "part": report.part,
        "stem": report.stem,
        "layout": report.layout,
        "patient_id": report.patient_id if report.on_sheet else "",
        "header": {
            "lab": report.get("labs", report.lab),
            "assay": report.assay,
            "assay_id": report.assay_id,
            "specimen": report.specimen,
            "diagnosis": report.get("diagnoses", report.diagnosis),
            "histology": report.histology,
            **dates,
            "status": status,
        },
        "reasons": list(report.reasons),
        "her2": calls(report.her2, report.why),
        "findings": [finding(f) for f in report.findings],
        "duplicate_of": report.duplicate_of,
        "amends": report.amends,
    }


def document(parts: list[Report], n_pages: int) -> dict[str, Any]:
    """The truth of one PDF."""
    first = parts[0]
    return {
        "source_file": first.source_file,
        "layout": first.layout,
        "n_pages": n_pages,
        "traps": sorted({t for p in parts for t in p.traps}),
        "parts": [part(p) for p in parts],
    }


def patients(people: list[Patient]) -> dict[str, Any]:
    """What the timeline of each patient should say."""
    out = {}
    for p in people:
        out[p.id] = {
            "story": p.story,
            "on_sheet": p.on_sheet,
            "reports": [r.stem for r in p.reports],
            "resistance": _rows(p.mechanisms),
            "options": p.options,
        }
        if p.her2_mechanisms:
            out[p.id]["her2_resistance"] = _rows(p.her2_mechanisms)
    return out


def _rows(mechanisms: list[Mechanism]) -> list[dict[str, Any]]:
    return [{k: v for k, v in vars(m).items() if v not in ("", False)} for m in mechanisms]


def dumps(value: Any) -> str:
    """JSON that a person can read and git can compare."""
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=False) + "\n"
