"""A report in a vocabulary that nobody uses, drawn for the tests of layout profiles."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

_COLUMNS = (60, 190, 340, 470)
HEAD = "Was wir sahen"
PAGE: tuple[str, ...] = (
    "#Tumorspiegel Nord",
    "Probentag: 03.05.2025",
    "Ausgang: 11.05.2025",
    "",
    f"#{HEAD}",
    "Erbteil|Umbau|Fadenanteil|Gewicht",
    "Erb-Zwei|P780_Y781insGSP|31,4|treibend",
    "TP53|R175H|0,8|",
    "",
    "#Kopienschau",
    "Erbteil|Stand|",
    "Erb-Zwei|stark vermehrt|",
    "MET|unvermehrt|",
    "",
    "#Vorgeschichten",
    "Erb-Zwei L755S (2019, auswärts)",
    "",
    "#Belesene Erbteile",
    "ALK, BRAF, EGFR, Erb-Zwei, KRAS, MET, TP53",
)


def draw(path: Path, *, head: str = HEAD) -> Path:
    """The report as a PDF; another ``head`` makes one whose layout has drifted."""
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    top = A4[1] - 60
    for line in PAGE:
        heading = line.startswith("#")
        canvas.setFont("Helvetica-Bold" if heading else "Helvetica", 13 if heading else 10)
        for x, cell in zip(_COLUMNS, line.lstrip("#").replace(HEAD, head).split("|"), strict=False):
            canvas.drawString(x, top, cell)
        top -= 20 if heading else 16
    canvas.showPage()
    canvas.save()
    return path
