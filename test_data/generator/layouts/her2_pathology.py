"""Hospital HER2 immunohistochemistry and in-situ hybridisation report, with the guideline's reference paragraph.

Options: ``ihc`` / ``ish`` (dict of fields to print), ``conclusion``, ``history``, ``comment``, ``addendum``, ``other`` (other
markers), ``reference`` (print the criteria, default yes), ``site``, ``date_style``, ``title``.
"""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Spacer

from ..dates import written
from ..page import A4, Book, P, grid, style
from ..report import Report

RULE = HexColor("#444444")
CRITERIA = (
    "Interpretation criteria (ASCO/CAP): HER2 (ERBB2) is considered POSITIVE when the HER2/CEP17 ratio is >= 2.0 with an average "
    "HER2 copy number >= 4.0 signals per cell, or when the IHC score = +3 (uniform intense complete membrane staining in > 10% of "
    "tumor cells). EQUIVOCAL when IHC 2+ . NEGATIVE when the ratio is < 2.0 with an average copy number < 4.0 signals per cell, or "
    "when IHC is 0 or 1+. Groups: 1: ratio >= 2.0 and >= 4.0 signals; 2: >= 2.0 and < 4.0; 3: < 2.0 and >= 6.0; 4: < 2.0 and "
    "4.0-5.9; 5: < 2.0 and < 4.0. Groups 2-4 require IHC."
)


def draw(report: Report) -> Book:
    """The report as a book to be saved."""
    person = report.person
    d = lambda iso: written(iso, report.get("date_style", "eu"))  # noqa: E731
    serif, bold = "Times-Roman", "Times-Bold"

    def decorate(c: Canvas, n: int, total: int) -> None:
        wide, high = A4
        c.setFont(bold, 13)
        c.drawCentredString(wide / 2, high - 40, report.lab)
        c.setFont(serif, 9)
        c.drawCentredString(
            wide / 2, high - 52, report.get("department", "Department of Pathology - Surgical Pathology Report")
        )
        c.line(50, high - 58, wide - 50, high - 58)
        c.setFont(serif, 8)
        c.drawString(50, 36, f"{person.sorted_name}   MRN {person.mrn}   Accession {report.number}")
        c.drawRightString(wide - 50, 36, f"Page {n} of {total}")

    book = Book(
        pagesize=A4, left=50, right=50, top=70, bottom=52, decorate=decorate, title="Synthetic pathology report"
    )
    body, head = style(9.5, serif, after=3), style(10.5, bold, before=8, after=3)
    info = [
        [f"<b>Patient:</b> {person.sorted_name}", f"<b>Accession No.:</b> {report.number}"],
        [f"<b>MRN:</b> {person.mrn}", f"<b>Collected:</b> {d(report.collected_on)}"],
        [
            f"<b>Date of Birth:</b> {d(person.dob)} &nbsp; <b>Sex:</b> {person.sex[0]}",
            f"<b>Received:</b> {d(report.received_on)}",
        ],
        [f"<b>Requesting physician:</b> {person.physician}", f"<b>Reported:</b> {d(report.reported_on)}"],
        [f"<b>Address:</b> {person.address}", ""],
    ]
    book.add(
        grid([[P(t, style(9, serif)) for t in row] for row in info], [280, 215], ("BOX", (0, 0), (-1, -1), 0.5, RULE))
    )
    if report.get("history"):
        book.add(P("CLINICAL HISTORY", head), P(report.get("history"), body))
    book.add(P("SPECIMEN", head), P(report.get("site", "Lung, right upper lobe, core biopsy"), body))
    book.add(P("DIAGNOSIS", head), P(report.diagnosis, style(9.5, bold, after=3)))
    book.add(P(report.get("title", "HER2 (ERBB2) TESTING"), head))
    by_kind = {"expression": [f for f in report.findings if f.kind == "expression" and f.gene == "ERBB2"],
               "copy_number": [f for f in report.findings if f.kind == "copy_number" and f.gene == "ERBB2"]}  # fmt: skip
    for key, kind, title in (("ihc", "expression", "IMMUNOHISTOCHEMISTRY (IHC)"), ("ish", "copy_number", report.get("ish_title", "FLUORESCENCE IN SITU HYBRIDIZATION (FISH)"))):  # fmt: skip
        fields = report.get(key)
        if not fields:
            continue
        marks = "".join(book.note(f) for f in by_kind[kind])
        rows = []
        for i, (name, value) in enumerate(fields):
            rows.append([P(f"{name}", style(9.5, serif)), P((marks if i == 0 else "") + value, style(9.5, bold))])
        book.add(P(title, style(9.5, bold, before=4, after=2)),
                 grid(rows, [230, 265], ("LINEBELOW", (0, 0), (-1, -1), 0.3, HexColor("#bbbbbb"))))  # fmt: skip
    if report.get("conclusion"):
        notes = "".join(book.note(f) for f in report.findings if f.where != "other")
        book.add(P("INTERPRETATION", head), P(notes + report.get("conclusion"), style(9.5, bold, after=3)))
    others = report.get("other")
    if others:
        book.add(P("OTHER MARKERS", head))
        rows = [[P(f"<b>{t}</b>", style(9, serif)) for t in ("Marker", "Method", "Result")]]
        found = {f.gene + f.kind: f for f in report.findings if f.where == "other"}
        for name, method, result, key in others:
            f = found.get(key)
            rows.append([P(t, style(9, serif)) for t in (name, method, (book.note(f) if f else "") + result)])
        book.add(
            grid(
                rows, [165, 165, 165], ("INNERGRID", (0, 0), (-1, -1), 0.3, RULE), ("BOX", (0, 0), (-1, -1), 0.3, RULE)
            )
        )
    if report.get("comment"):
        book.add(P("COMMENT", head), P(report.get("comment"), body))
    if report.get("reference", True):
        book.add(P("REFERENCE RANGE", head), P(CRITERIA, style(8.5, serif)))
    book.add(P("METHOD", head),
             P(report.get("method", "IHC: VENTANA anti-HER2/neu (4B5) on formalin-fixed tissue. Fixation 6-72 h. Controls adequate."),
               style(8.5, serif)))  # fmt: skip
    if report.get("addendum"):
        book.add(P("ADDENDUM", style(10.5, bold, before=12, after=3)))
        for text in report.get("addendum"):
            book.add(P(text, body))
    book.add(
        Spacer(0, 14),
        P(f"Electronically signed by {report.get('signed', 'Ludmila Varga, MD')}, {d(report.reported_on)}", body),
    )
    return book
