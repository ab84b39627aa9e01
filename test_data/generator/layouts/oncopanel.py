"""OncoPanel style academic report: tiers, run-on gene lists, arm-level gains, reads in words.

Findings: ``draw["tier"]`` (1-4), ``draw["reads"]``; copy number rows in the option ``cnv_rows`` (arm, kind, event, text with ``{n}``).
"""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Spacer

from ..dates import written
from ..findings import Finding
from ..page import LETTER, Book, P, grid, style
from ..prose import about
from ..report import Report

GENES = "ABL1,AKT1,ALK,APC,AR,ARID1A,ATM,BAP1,BRAF,BRCA1,BRCA2,CCND1,CCNE1,CDK4,CDK6,CDKN2A,CTNNB1,DDR2,EGFR,ENG,EP300,EPCAM,ERBB2,ERBB3,ERBB4,ESR1,FBXW7,FGFR1,FGFR2,FGFR3,HRAS,IDH1,JAK2,KEAP1,KIT,KRAS,MAP2K1,MET,MTOR,MYC,NF1,NOTCH1,NRAS,NTRK1,PDGFRA,PIK3CA,PTEN,RAF1,RB1,RET,ROS1,SDHA,SMAD4,STK11,TERT,TP53,TSC1,VHL"


def run_on(text: str, width: int) -> list[str]:
    """A list without spaces cut after commas, as the laboratory's own system prints it."""
    lines = [""]
    for gene in text.split(","):
        if len(lines[-1]) + len(gene) > width:
            lines.append("")
        lines[-1] += gene + ","
    return [*lines[:-1], lines[-1].rstrip(",")]


def line_of(f: Finding) -> str:
    """``ATM c.2873G>C (p.D766H), exon 17 - in 41% of 141 reads###``."""
    v = f.variant
    assert v is not None
    assert f.vaf is not None
    f.hgvs_c, f.vaf = v.hgvs_c, round(f.vaf, 2)
    f.as_written = f.as_written or f"{v.hgvs_c} ({v.hgvs_p_short})"
    return f"{f.gene} {f.as_written}, exon {v.exon or '?'} - in {f.vaf * 100:.0f}% of {f.draw.get('reads', 312)} reads{f.draw.get('hash', '')}"


def draw(report: Report) -> Book:
    """The report as a book to be saved."""
    person = report.person
    d = lambda iso: written(iso, "us_short")  # noqa: E731

    def decorate(c: Canvas, n: int, total: int) -> None:
        high = LETTER[1]
        c.setFont("Courier-Bold", 11)
        c.drawString(54, high - 40, report.lab.upper())
        c.setFont("Courier", 8)
        c.drawString(54, high - 51, "CENTER FOR ADVANCED MOLECULAR DIAGNOSTICS")
        c.drawString(54, 34, f"{person.sorted_name}  MRN {person.mrn}  {report.number}")
        c.drawRightString(558, 34, f"Page {n} of {total}")

    book = Book(left=54, right=54, top=64, bottom=50, decorate=decorate)
    body, head = style(8.2, "Courier", leading=10.2), style(9, "Courier-Bold", before=8, after=3)
    info = [[f"Patient Name: {person.sorted_name}", f"Accession: {report.number}"], [f"MRN: {person.mrn}", f"Collected: {d(report.collected_on)}"],
            [f"DOB: {d(person.dob)}  Sex: {person.sex[0]}", f"Received: {d(report.received_on)}"], [f"Ordering Provider: {person.physician}", f"Reported: {d(report.reported_on)}"]]  # fmt: skip
    book.add(
        grid(
            [[P(t, body) for t in row] for row in info], [280, 224], ("BOX", (0, 0), (-1, -1), 0.5, HexColor("#000000"))
        )
    )
    book.add(
        P("TEST: OncoPanel (targeted NGS of tumor DNA, POPv3)", head),
        P(f"SPECIMEN: {report.get('site', 'Lung, left lower lobe, needle biopsy (FFPE)')}; tumor content 45%", body),
        P(f"DIAGNOSIS: {report.diagnosis}", body),
    )
    if report.get("history"):
        book.add(P("CLINICAL HISTORY", head), P(report.get("history"), body))
    book.add(P("RESULTS", head), P("DNA VARIANTS:", style(8.2, "Courier-Bold")))
    names = {
        1: "Tier 1 variants (strong clinical significance):",
        2: "Tier 2 variants (potential clinical significance):",
        3: "Tier 3 variants (uncertain significance, possibly relevant):",
        4: "Tier 4 variants (uncertain significance):",
    }
    for tier, title in names.items():
        some = [f for f in report.findings if f.draw.get("tier") == tier]
        book.add(P(title, style(8.2, "Courier-Bold", before=3)))
        for f in some:
            book.add(P(book.note(f) + line_of(f), style(8.2, "Courier", indent=14)))
            if tier == 1:
                book.add(P(about(f.gene), style(7.4, "Courier", indent=28, after=2)))
        if not some:
            book.add(P("None identified.", style(8.2, "Courier", indent=14)))
    book.add(P("COPY NUMBER VARIATIONS:", style(8.2, "Courier-Bold", before=6, after=2)))
    marks = [book.note(f) for f in report.findings]
    rows = [[P(t.format(*marks), body) for t in row] for row in report.get("cnv_rows", [])]
    if rows:
        book.add(grid(rows, [60, 110, 90, 244]))
    else:
        book.add(P("None identified.", style(8.2, "Courier", indent=14)))
    book.add(P("CHROMOSOMAL REARRANGEMENTS: None identified.", style(8.2, "Courier-Bold", before=6)))
    for text in report.get("comments", []):
        book.add(P(text.format(*marks), style(8.2, "Courier", before=4)))
    book.add(
        P(
            "### This variant may be of germline origin or lie in a region of lower quality; see comment.",
            style(7.4, "Courier", before=6),
        )
    )
    book.add(
        P("TEST INFORMATION", head),
        P(
            "The following genes are covered for single nucleotide variants, insertions, deletions and copy number changes:",
            body,
        ),
        P("<br/>".join(run_on(GENES, 96)), style(7.2, "Courier")),
    )
    book.add(
        P(
            "Gain means a low-level increase and is not an amplification. HER2 status by IHC or FISH may differ from sequencing.",
            style(7.6, "Courier", before=4),
        ),
        Spacer(0, 10),
    )
    book.add(P(f"Electronically signed by Thaddeus Okafor, M.D., Ph.D., {d(report.reported_on)}", body))
    return book
