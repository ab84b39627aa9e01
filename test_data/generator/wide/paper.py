"""What layouts of four different houses share: material and diagnosis in their own words, and a plain frame."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from collections.abc import Callable

from reportlab.pdfgen.canvas import Canvas

from ..findings import Finding
from ..page import Book
from ..report import Report
from .look import Look

TISSUE = ("CT-guided core biopsy of left upper lobe mass, block A2", "Right lower lobe wedge resection, paraffin block B1",
          "Supraclavicular lymph node, excision, paraffin block 1C")  # fmt: skip
PLASMA = ("Whole blood in two cell-free DNA tubes; plasma separated", "Peripheral blood, plasma fraction")
LUNG = (
    "Adenocarcinoma, pulmonary primary",
    "Metastatic adenocarcinoma of lung origin",
    "Lung adenocarcinoma, stage IV",
)


def prepared(
    report: Report, tissue: tuple[str, ...] = TISSUE, plasma: tuple[str, ...] = PLASMA, lung: tuple[str, ...] = LUNG
) -> Look:
    """The look, with material and diagnosis in the words of the layout."""
    look = Look(report)
    report.options["material"] = look.rng.choice(plasma if report.specimen == "plasma" else tissue)
    report.diagnosis = look.rng.choice(lung)
    report.options["diagnoses"] = [
        report.diagnosis,
        "Lung adenocarcinoma",
        "Adenocarcinoma of the lung",
        "Adenocarcinoma",
    ]
    return look


def framed(look: Look, decorate: Callable[[Canvas, int, int], None], *, top: float = 70, bottom: float = 60) -> Book:
    """A book with the layout's own running heads."""
    return Book(pagesize=look.paper, left=look.margin, right=look.margin, top=top, bottom=bottom, decorate=decorate)


def grouped(report: Report) -> dict[str, list[Finding]]:
    """Findings by what they are: small, vus, copy, fusion, protein, ish, no, failed."""
    out: dict[str, list[Finding]] = {
        k: [] for k in ("small", "vus", "copy", "fusion", "protein", "ish", "no", "failed")
    }
    for f in report.findings:
        if f.variant:
            key = "vus" if f.where == "vus" else "small"
        elif f.kind == "expression":
            key = "protein"
        elif f.ish_ratio is not None:
            key = "ish"
        elif f.status == "indeterminate":
            key = "failed"
        elif f.where == "negative":
            key = "no"
        else:
            key = "copy" if f.kind == "copy_number" else "fusion"
        out[key].append(f)
    return out
