"""Tempus xT (tissue and normal, DNA and RNA) and xF (plasma).

Findings go to ``draw["section"]``: ``actionable`` | ``relevant`` | ``germline`` | ``vus`` | ``germline_vus``. Options: ``xf``, ``glue`` (spaces
vanish between the change and its description), ``pertinent`` (genes of the pertinent negatives), ``low_coverage``, ``rna`` (text),
``rna_rows`` (gene, level), ``failed`` (text), ``notes``.
"""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, PageBreak, Spacer

from ..dates import written
from ..findings import Finding
from ..page import LETTER, Book, P, grid, style
from ..prose import about, therapies, trials
from ..report import Report

RULE, INK = HexColor("#c9c9c9"), "#1b4b6b"
WORDS = {"missense": "Missense variant", "nonsense": "Stop gain", "frameshiftDeletion": "Frameshift", "frameshiftInsertion": "Frameshift", "splice": "Splice region variant",
         "nonframeshiftDeletion": "Inframe deletion", "nonframeshiftInsertion": "Inframe insertion",
         "nonframeshiftBlockSubstitution": "Inframe indel", "promoter": "Promoter mutation", "synonymous": "Synonymous variant"}  # fmt: skip
LOSS = {"TP53", "RB1", "STK11", "KEAP1", "CDKN2A", "PTEN", "NF1", "APC", "BRCA2", "ATM", "SMAD4"}


def described(report: Report, f: Finding) -> str:
    """``p.L858R Missense variant (exon 21) - GOF``, with or without its spaces; ``Copy number gain``."""
    if f.kind == "copy_number":
        return f.as_written
    if f.kind == "fusion":
        f.as_written = f.as_written or f"{f.fusion.replace('::', '-')} Chromosomal rearrangement"
        return f.as_written
    v = f.variant
    assert v is not None
    change = f.as_written or v.hgvs_p_short or v.hgvs_c
    f.as_written = change
    word = "Splice region variant" if not v.hgvs_p_short else WORDS[v.effect]
    effect = " - LOF" if f.gene in LOSS else " - GOF"
    tail = f"{word} (exon {v.exon or '?'}){'' if f.where == 'vus' else effect}"
    return f"{change} {tail.replace(' ', '')}" if report.get("glue") else f"{change} {tail}"


def draw(report: Report) -> Book:
    """The report as a book to be saved."""
    person, xf = report.person, bool(report.get("xf"))
    product = "xF" if xf else "xT"
    d = lambda iso: written(iso, "us")  # noqa: E731

    def decorate(c: Canvas, n: int, total: int) -> None:
        high = LETTER[1]
        c.setFillColor(HexColor(INK))
        c.setFont("Vera-B", 15)
        c.drawString(40, high - 46, "TEMPUS")
        c.setFont("Vera", 13)
        c.drawString(122, high - 46, f"| {product}")
        c.setFillColor(HexColor("#000000"))
        c.setFont("Vera", 6)
        c.drawRightString(
            572,
            high - 38,
            f"Tempus {product} " + ("Liquid Biopsy of 105 genes" if xf else "648 genes, solid tumor + normal match"),
        )
        c.drawRightString(572, high - 47, f"Accession No. {report.number}")
        c.setStrokeColor(RULE)
        c.line(40, high - 54, 572, high - 54)
        c.line(40, 44, 572, 44)
        c.drawString(
            40, 34, f"Electronically signed by Esmeralda Van Houten, MD · Date signed/reported: {d(report.reported_on)}"
        )
        c.drawString(40, 26, "Tempus AI, Inc. · 600 Example Chicago Ave, Chicago, IL · CLIA 14D0000000")
        c.drawRightString(572, 34, f"{person.name}  Page {n} of {total}")

    book = Book(left=40, right=40, top=62, bottom=54, decorate=decorate)
    body, small = style(7, "Vera"), style(6.2, "Vera")
    head = style(9, "Vera-B", INK, before=8, after=3)
    line = ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE)
    info = [
        [f"<b>{person.name}</b>", "<b>Diagnosis</b>", report.diagnosis],
        [
            f"Date of Birth {d(person.dob)}",
            "<b>Specimen</b>",
            report.get(
                "site", "Peripheral blood (plasma), Streck" if xf else "Lung, upper lobe; FFPE block. Normal: blood"
            ),
        ],
        [f"Sex {person.sex}", "<b>Collected</b>", d(report.collected_on)],
        [f"MRN {person.mrn}", "<b>Received</b>", d(report.received_on)],
        [f"Physician {person.physician}", "<b>Tumor percentage</b>", report.get("tumor", "-" if xf else "50%")],
        [f"Institution {person.clinic}", "<b>Report date</b>", d(report.reported_on)],
    ]
    tight = (("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1))
    book.add(grid([[P(t, body) for t in row] for row in info], [220, 90, 222], *tight))
    if report.get("notes"):
        book.add(P("Notes", head), *[P(t, body) for t in report.get("notes")])
    if report.get("failed"):
        book.add(
            P("TEST NOT COMPLETED", style(12, "Vera-B", "#a02020", before=16, after=6)),
            P(report.get("failed"), style(8, "Vera")),
        )
        return book
    book.add(P("GENOMIC VARIANTS", style(11, "Vera-B", INK, before=8)))
    sections = (
        ("actionable", "Somatic - Potentially Actionable"),
        ("relevant", "Somatic - Biologically Relevant"),
        ("germline", "Germline - Pathogenic / Likely Pathogenic"),
    )
    for key, title in sections:
        some = [f for f in report.findings if f.draw.get("section") == key]
        if key == "germline" and xf:
            continue
        book.add(CondPageBreak(50), P(title, head))
        if not some:
            word = "germline variants" if key == "germline" else "variants"
            book.add(
                P(
                    f"No {'pathogenic ' if key == 'germline' else ''}{word} were identified in the limited set of genes on which we report."
                    if key == "germline"
                    else f"No {word} found in this category.",
                    body,
                )
            )
            continue
        rows: list[list[object]] = [[P("", small), P("", small), P("<b>Variant Allele Fraction</b>", small)]]
        for f in some:
            text = described(report, f)
            vaf = f"{(f.vaf or 0) * 100:.1f}%" if f.vaf is not None else ""
            rows.append(
                [P(f"<b><i>{f.draw.get('label', f.gene)}</i></b>", body), P(book.note(f) + text, body), P(vaf, body)]
            )
        book.add(grid(rows, [90, 322, 120], line))
    pertinent = report.get("pertinent")
    if pertinent:
        book.add(
            CondPageBreak(50),
            P("Pertinent Negatives", head),
            P("No pathogenic single nucleotide variants, indels, or copy number changes found in:", small),
            P("&nbsp;&nbsp;&nbsp; ".join(f"<b>{g}</b>" for g in pertinent), body),
        )
    book.add(
        CondPageBreak(50),
        P("IMMUNOTHERAPY MARKERS", head),
        grid(
            [
                [
                    P("<b>Tumor Mutational Burden</b>", body),
                    P("4.2 m/MB, 58th percentile", body),
                    P("<b>Microsatellite Instability Status</b>", body),
                    P("MSI-High not detected" if xf else "Stable", body),
                ]
            ],
            [125, 130, 150, 127],
            line,
        ),
    )
    some = [f for f in report.findings if f.draw.get("section") == "actionable"]
    for index, title in (
        (0, "FDA-APPROVED THERAPIES, CURRENT DIAGNOSIS"),
        (1, "FDA-APPROVED THERAPIES, OTHER INDICATIONS"),
    ):
        rows = [
            [
                P(f"<b>{drug}</b>", body),
                P("Consensus, NCCN", small),
                P(f"<i>{f.draw.get('label', f.gene)}</i> {f.as_written}", small),
            ]
            for f in some
            for drug in therapies(f)[index].split(", ")[:3]
            if drug
        ]
        if rows:
            book.add(CondPageBreak(60), P(title, head), grid(rows, [220, 120, 192], line))
    rows = [
        [P(t, small) for t in (nct, title, phase, where)] for f in some[:2] for nct, title, phase, where in trials(f)
    ]
    if rows:
        book.add(CondPageBreak(80), P("CLINICAL TRIALS", head), grid(rows, [70, 290, 60, 112], line))
    book.add(PageBreak(), P("VARIANTS OF UNKNOWN SIGNIFICANCE", style(11, "Vera-B", INK)))
    for key, title in (("vus", "Somatic"), ("germline_vus", "Germline")):
        some = [f for f in report.findings if f.draw.get("section") == key]
        if key == "germline_vus" and not some:
            continue
        book.add(P(title, head))
        rows = []
        for f in some:
            f.where = "vus"
            text = described(report, f)
            v = f.variant
            assert v is not None
            f.hgvs_c = v.hgvs_c
            if not f.reported_significance:
                f.reported_significance = "vus"
            vaf = f"{f.vaf * 100:.1f}%" if f.vaf is not None else ""
            rows.append(
                [
                    P(f"<i>{f.gene}</i>", body),
                    P(book.note(f) + text, body),
                    P(f"{v.hgvs_c} {v.transcript}", small),
                    P(vaf, body),
                ]
            )
        book.add(grid(rows, [80, 230, 150, 72], line) if rows else P("None.", body))
    book.add(
        P("LOW COVERAGE REGIONS", head),
        P("&nbsp;&nbsp; ".join(report.get("low_coverage", ["FANCD2", "HLA-DRB1"])), body),
    )
    if report.get("rna_rows"):
        book.add(
            P("RNA FINDINGS", head),
            P("Gene rearrangements: " + report.get("rna", "no reportable gene fusion was found in the RNA."), body),
        )
        rows = [
            [P(f"<i>{g}</i>", body), P(level, body), P("Expression compared with a reference cohort", small)]
            for g, level in report.get("rna_rows")
        ]
        book.add(grid(rows, [90, 160, 282], line))
    book.add(P("SOMATIC VARIANT DETAILS", head))
    for f in report.findings:
        if f.draw.get("section") in ("actionable", "relevant"):
            v = f.variant
            label = (
                f"<b>{f.draw.get('label', f.gene)}</b> {book.note(f)}{f.as_written}"
                + (f" ({v.hgvs_c}, {v.transcript})" if v and v.hgvs_c else "")
                + (f" VAF: {f.vaf * 100:.1f}%" if f.vaf is not None else "")
            )
            if v and v.hgvs_c:
                f.hgvs_c = v.hgvs_c
            book.add(P(label, style(7.2, "Vera", before=3)), P(about(f.gene), small))
    book.add(
        P("ASSAY DESCRIPTION", head),
        P(
            (
                "The Tempus xF assay tests cell-free DNA of plasma for variants in 105 genes; copy number gains in six of them (CCNE1, CD274, EGFR, ERBB2, MET, MYC). A negative result does not exclude an alteration of the tumor."
                if xf
                else "The Tempus xT assay tests tumor and matched normal DNA in 648 genes for single nucleotide variants, indels and copy number changes, and RNA for fusions. RNA overexpression of a gene (e.g. ERBB2, ERBB3) is not the same as HER2 protein overexpression by immunohistochemistry."
            ),
            small,
        ),
        Spacer(0, 4),
    )
    return book
