"""A hospital letter in prose: the oncologist or the molecular board writes what the laboratory found.

Options: ``paragraphs`` (heading, text with ``{0}`` … for the findings), ``greeting``, ``title``, ``date_style``, ``labels``,
``language``, ``info`` (label, value) rows, ``table`` (rows after the prose), ``tables``, ``closing``.
"""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Spacer

from ..dates import written
from ..page import A4, Book, P, grid, style
from ..report import Report

PAGE = {"en": "Page {n} of {m}", "de": "Seite {n} von {m}", "nl": "Pagina {n} van {m}", "fr": "Page {n} sur {m}"}


def draw(report: Report) -> Book:
    """The letter. In a paragraph ``{n}`` marks the place of finding n; the text itself says what it is."""
    person = report.person
    base = report.get("font", "Times-Roman")
    bold = {"Times-Roman": "Times-Bold", "Helvetica": "Helvetica-Bold", "Vera": "Vera-B"}[base]
    size = 9 if base == "Vera" else 10.5
    d = lambda iso: written(iso, report.get("date_style", "long"))  # noqa: E731

    def decorate(c: Canvas, n: int, total: int) -> None:
        wide, high = A4
        c.setFillColor(HexColor("#24506b"))
        c.setFont(bold, 14)
        c.drawString(62, high - 48, report.lab)
        c.setFont(base, 8)
        c.drawString(62, high - 60, report.get("department", "Thoracic Oncology"))
        c.setFillColor(HexColor("#000000"))
        c.line(62, high - 66, wide - 62, high - 66)
        c.drawCentredString(wide / 2, 34, PAGE[report.get("language", "en")].format(n=n, m=total))

    book = Book(pagesize=A4, left=62, right=62, top=82, bottom=52, decorate=decorate, title="Synthetic letter")
    body, head = style(size, base, leading=size * 1.32, after=7), style(size + 0.5, bold, before=6, after=3)
    for text in report.get("recipient", [person.physician, person.clinic, person.address]):
        book.add(P(text, style(size, base)))
    book.add(Spacer(0, 10))
    if report.get("title"):
        book.add(P(report.get("title"), style(size + 3, bold, after=6)))
    info = report.get("info") or [("Patient", f"{person.name}, born {d(person.dob)}, MRN {person.mrn}"),
                                  ("Date", d(report.reported_on)), ("Diagnosis", report.diagnosis)]  # fmt: skip
    book.add(grid([[P(f"<b>{k}:</b>", style(size - 0.5, base)), P(v, style(size - 0.5, base))] for k, v in info],
                  [130, book.width - 130], ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)))  # fmt: skip
    book.add(Spacer(0, 10))
    if report.get("greeting", "Dear colleague,"):
        book.add(P(report.get("greeting", "Dear colleague,"), body))
    marks = [book.note(f) for f in report.findings]
    blocks = report.get("paragraphs", [])
    for block in blocks:
        title, text = block[0], block[1]
        if title:
            book.add(P(title, head))
        if isinstance(text, list):  # a table: header row first, cells may hold {n}
            rows = [[P((f"<b>{c}</b>" if i == 0 else c).format(*marks), style(size - 1.5, base)) for c in row]
                    for i, row in enumerate(text)]  # fmt: skip
            widths = block[2] if len(block) > 2 else [book.width / len(text[0])] * len(text[0])
            line = HexColor("#999999")
            book.add(grid(rows, widths, ("INNERGRID", (0, 0), (-1, -1), 0.3, line), ("BOX", (0, 0), (-1, -1), 0.3, line), repeat=1),
                     Spacer(0, 6))  # fmt: skip
        else:
            book.add(P(text.format(*marks), body))
    closing = report.get("closing", "With kind regards,")
    book.add(Spacer(0, 6), P(closing, body), Spacer(0, 16), P(report.get("signed", "Prof. Adaeze Lindqvist, MD"), body))
    return book
