"""Caris MI Profile: one biomarker name, several methods and opposite results in adjacent rows; side-by-side tables.

Every finding carries in ``draw``: ``name`` (biomarker cell), ``method``, ``analyte``, and ``section`` (``therapy`` |
``relevant`` | ``other``). Options: ``signatures`` (rows), ``vus_genes``, ``intermediate``, ``indeterminate``, ``ihc_only``.
"""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, PageBreak, Spacer

from ..dates import written
from ..findings import Finding
from ..page import LETTER, Book, P, grid, style
from ..prose import therapies, trials
from ..report import Report

TEAL, PALE, RULE = HexColor("#00677f"), HexColor("#e4eff2"), HexColor("#9fb8bf")
GENES = """ABL1 AKT1 AKT2 ALK APC AR ARAF ARID1A ATM ATRX BAP1 BARD1 BRAF BRCA1 BRCA2 BRIP1 CCND1 CCNE1 CDH1 CDK4 CDK6 CDK12 CDKN2A
CHEK2 CTNNB1 DDR2 EGFR ERBB2 ERBB3 ERBB4 ESR1 FBXW7 FGFR1 FGFR2 FGFR3 GNA11 GNAQ GNAS HRAS IDH1 IDH2 JAK2 KEAP1 KIT KRAS MAP2K1
MET MLH1 MSH2 MSH6 MTOR MYC NF1 NFE2L2 NOTCH1 NRAS NTRK1 NTRK2 NTRK3 PALB2 PDGFRA PIK3CA PMS2 POLE PTEN RAF1 RB1 RET RIT1 ROS1
SMAD4 SMARCA4 STK11 TERT TP53 TSC1 TSC2 VHL"""


def draw(report: Report) -> Book:
    """The report as a book to be saved."""
    person = report.person
    d = lambda iso: written(iso, report.get("date_style", "us"))  # noqa: E731

    def decorate(c: Canvas, n: int, total: int) -> None:
        high = LETTER[1]
        c.setFillColor(TEAL)
        c.rect(0, high - 24, LETTER[0], 6, stroke=0, fill=1)
        c.setFont("Helvetica-Bold", 15)
        c.drawString(40, high - 46, report.get("product", "MI Profile"))
        c.setFont("Helvetica", 8)
        c.drawString(130, high - 46, report.get("subtitle", "Comprehensive Tumor Profile - Final Report"))
        c.setFillColor(HexColor("#000000"))
        c.setFont("Helvetica", 6.5)
        if n > 1:
            c.drawString(
                40, high - 57, f"PATIENT: {person.sorted_name}   {report.number}   PHYSICIAN: {person.physician}"
            )
        c.line(40, 42, 572, 42)
        c.drawString(40, 33, f"{person.sorted_name} ({report.number})   Reported: {d(report.reported_on)}")
        c.drawString(40, 25, "Caris Life Sciences · 4610 Example Wood, Phoenix, AZ · CLIA 03D0000000")
        c.drawRightString(572, 33, f"Page {n} of {total}")

    book = Book(left=40, right=40, top=66, bottom=52, decorate=decorate)
    body, cell, head = style(7.4), style(6.8), style(10, "Helvetica-Bold", "#00677f", before=8, after=3)
    white = style(6.8, "Helvetica-Bold", "#ffffff")
    who = [
        ["<b>Patient</b>", "<b>Specimen Information</b>", "<b>Ordered By</b>"],
        [f"Name: {person.sorted_name}", f"Primary Tumor Site: {report.get('primary', 'Lung')}", person.physician],
        [f"Date of Birth: {d(person.dob)}", f"Specimen Site: {report.get('site', 'Lung, lower lobe')}", person.clinic],
        [f"Sex: {person.sex}", f"Specimen ID: {report.number[-5:]}-B3", person.address],
        [f"Case Number: {report.number}", f"Specimen Collected: {d(report.collected_on)}", ""],
        [f"Diagnosis: {report.diagnosis}", f"Test Report Date: {d(report.reported_on)}", f"MRN: {person.mrn}"],
    ]
    if "received_on" in report.printed:
        who.insert(5, ["", f"Specimen Received: {d(report.received_on)}", ""])
    tight = (("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1))
    book.add(
        grid([[P(t, body) for t in row] for row in who], [180, 185, 167], ("BOX", (0, 0), (-1, -1), 0.6, RULE), *tight)
    )

    def name(f: Finding) -> str:
        return str(f.draw.get("name", f.gene))

    look = (
        ("BACKGROUND", (0, 0), (-1, 0), TEAL),
        ("INNERGRID", (0, 0), (-1, -1), 0.4, RULE),
        ("BOX", (0, 0), (-1, -1), 0.4, RULE),
    )
    chosen = [f for f in report.findings if f.draw.get("section") == "therapy"]
    if chosen:
        book.add(P("Results with Therapy Associations", head))
        rows: list[list[object]] = [
            [
                P(t, white)
                for t in ("BIOMARKER", "METHOD", "ANALYTE", "RESULT", "THERAPY ASSOCIATION", "BIOMARKER LEVEL*")
            ]
        ]
        for f in chosen:
            this, other, bad = therapies(f)
            drugs = (
                f.draw.get("drugs")
                or " ".join(x for x in (this or other, f"Lack of benefit: {bad}" if bad else "") if x)
                or "-"
            )
            rows.append(
                [
                    P(t, cell)
                    for t in (
                        f"<b>{name(f)}</b>",
                        f.draw["method"],
                        f.draw["analyte"],
                        book.note(f) + f.as_written,
                        drugs,
                        f.draw.get("level", "Level 2"),
                    )
                ]
            )
        book.add(grid(rows, [78, 48, 60, 118, 166, 62], *look, repeat=1))
        book.add(
            P(
                "* Biomarker level 1: companion diagnostic; 2: strong evidence; 3: potential evidence.",
                style(5.8, after=2),
            )
        )

    relevant = [f for f in report.findings if f.draw.get("section") == "relevant"]
    if relevant:
        book.add(CondPageBreak(110), P("Cancer-Type Relevant Biomarkers", head))
        heads = [P(t, white) for t in ("Biomarker", "Method", "Analyte", "Result")]
        lines: list[list[object]] = []
        seen: set[tuple[str, str, str]] = set()
        for f in relevant:  # grouped names (NTRK1/2/3) are one row
            key = (name(f), f.draw["method"], f.as_written)
            if key in seen:
                lines[-1][3] = P(f.draw["_joined"], cell) if f.draw.get("_joined") else lines[-1][3]
                continue
            seen.add(key)
            notes = "".join(book.note(g) for g in relevant if (name(g), g.draw["method"], g.as_written) == key)
            lines.append(
                [P(t, cell) for t in (f"<b>{name(f)}</b>", f.draw["method"], f.draw["analyte"], notes + f.as_written)]
            )
        half = -(-len(lines) // 2)
        blank: list[object] = [P("", cell)] * 4
        left, right = lines[:half], lines[half:] + [blank] * (2 * half - len(lines))
        pairs = [[*heads, "", *heads]] + [[*a, "", *b] for a, b in zip(left, right, strict=True)]
        both = (
            ("BACKGROUND", (0, 0), (3, 0), TEAL), ("BACKGROUND", (5, 0), (8, 0), TEAL), ("GRID", (0, 0), (3, -1), 0.4, RULE), ("GRID", (5, 0), (8, -1), 0.4, RULE),
        )  # fmt: skip
        book.add(grid(pairs, [64, 44, 52, 100, 12, 64, 44, 52, 100], *both, repeat=1))
    signatures = report.get(
        "signatures",
        [
            ("Microsatellite Instability (MSI)", "Seq", "DNA-Tumor", "Stable"),
            ("Tumor Mutational Burden (TMB)", "Seq", "DNA-Tumor", "Low, 5 mut/Mb"),
            ("Genomic Loss of Heterozygosity (LOH)", "Seq", "DNA-Tumor", "Low - 8% of tested genomic segments"),
        ],
    )
    if signatures:
        rows = [[P(t, white) for t in ("Genomic Signatures", "Method", "Analyte", "Result")]] + [
            [P(t, cell) for t in row] for row in signatures
        ]
        book.add(CondPageBreak(70), P("Genomic Signatures", head), grid(rows, [190, 60, 80, 202], *look, repeat=1))
    book.add(PageBreak(), P("Genes Tested with Pathogenic or Likely Pathogenic Alterations", head))
    other = [
        f
        for f in report.findings
        if f.draw.get("section") == "other" or (f.variant and f.status == "detected" and f.where == "main")
    ]
    if other:
        rows = [
            [
                P(t, white)
                for t in (
                    "Gene",
                    "Method",
                    "Analyte",
                    "Variant Interpretation",
                    "Protein Alteration",
                    "Exon",
                    "DNA Alteration",
                    "Variant Frequency %",
                )
            ]
        ]
        for f in other:
            if not f.variant:
                continue
            v = f.variant
            f.hgvs_c, f.vaf = v.hgvs_c, round(f.vaf or 0, 2)
            text = "Likely Pathogenic" if f.reported_significance == "likely_pathogenic" else "Pathogenic Variant"
            rows.append(
                [
                    P(t, cell)
                    for t in (
                        f"<b>{f.gene}</b>",
                        "Seq",
                        "DNA-Tumor",
                        text,
                        book.note(f) + f.draw.get("protein", v.hgvs_p_short),
                        v.exon,
                        v.hgvs_c,
                        f"{(f.vaf or 0) * 100:.0f}",
                    )
                ]
            )
        book.add(grid(rows, [54, 40, 56, 90, 96, 34, 104, 58], *look, repeat=1))
    vus = report.of("vus")
    book.add(P("Gene Variants of Unknown Significance", head))
    if vus:
        rows = [
            [
                P(t, white)
                for t in (
                    "Gene",
                    "Method",
                    "Variant Interpretation",
                    "Protein Alteration",
                    "Exon",
                    "DNA Alteration",
                    "Variant Frequency %",
                )
            ]
        ]
        for f in vus:
            v = f.variant
            assert v is not None
            f.as_written, f.reported_significance, f.hgvs_c, f.vaf = (
                f.as_written or v.hgvs_p_short,
                "vus",
                v.hgvs_c,
                round(f.vaf or 0, 2),
            )
            rows.append(
                [
                    P(t, cell)
                    for t in (
                        f"<b>{f.gene}</b>",
                        "Seq",
                        "Variant of Uncertain Significance",
                        book.note(f) + f.as_written,
                        v.exon,
                        v.hgvs_c,
                        f"{(f.vaf or 0) * 100:.0f}",
                    )
                ]
            )
        book.add(grid(rows, [60, 44, 130, 100, 40, 90, 68], *look, repeat=1))
    else:
        book.add(P("None.", body))
    proteins = [f for f in report.findings if f.kind == "expression"]
    extra = report.get(
        "ihc_rows",
        [
            ("PD-L1 (22c3)", "Positive, TPS: 60%", "TPS >= 1%"),
            ("ALK", "Negative | 0, 100%", "Intensity >= 3+ and >= 1%"),
        ],
    )
    if proteins or extra:
        book.add(CondPageBreak(90), P("Immunohistochemistry Results", head))
        rows = [[P(t, white) for t in ("Biomarker", "Result", "Threshold")]]
        for f in proteins:
            rows.append(
                [
                    P(t, cell)
                    for t in (
                        f"<b>{name(f)}</b>",
                        book.note(f) + f.as_written,
                        "Intensity >= 3+ and > 10% of cells stained (positive)",
                    )
                ]
            )
        rows += [[P(t, cell) for t in row] for row in extra]
        book.add(grid(rows, [140, 180, 212], *look, repeat=1))
    middle = [f for f in report.findings if f.as_written == "Intermediate"]
    book.add(P("Genes Tested with Intermediate Copy Number Alterations by Next-Generation Sequencing (NGS)", head))
    book.add(P("".join(book.note(f) + f.gene + " " for f in middle) or "None.", body))
    book.add(P("Genes Tested with Indeterminate Results", head), P(report.get("indeterminate", "None."), body))
    book.add(P("Associated Clinical Trials", head))
    rows = [[P(t, white) for t in ("NCT ID", "Title", "Phase", "Sites")]]
    for f in chosen[:3] or [Finding("", "")]:
        rows += [[P(t, cell) for t in row] for row in trials(f)]
    book.add(grid(rows, [70, 310, 60, 92], *look, repeat=1), PageBreak())
    book.add(P("Genes Tested (DNA and RNA)", head), P(GENES.replace("\n", " "), style(6.6)), Spacer(0, 6))
    book.add(
        P("Methods", head),
        P(
            "Whole exome and whole transcriptome sequencing of tumor tissue (MI Tumor Seek), immunohistochemistry and, where ordered, in-situ hybridization. Copy number is called Amplified, Intermediate or Amplification Not Detected; Intermediate is not an amplification. RNA expression levels are not used to call HER2 protein overexpression. HER2 IHC follows ASCO/CAP criteria for breast cancer: 3+ is positive, 2+ equivocal, 0 and 1+ negative.",
            body,
        ),
    )
    book.add(P("Electronic signature: Perpetua Dunmore, MD · Caris Life Sciences", style(7.4, before=8)))
    return book
