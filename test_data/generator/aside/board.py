"""A board's sheet: one table of biomarkers with method, analyte, status and detail, remarks below."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from ..findings import Finding
from ..page import Book
from ..report import Report
from ..wide.paper import framed, grouped, prepared
from ..wide.spell import change, coding, fusion, percent

EVENTS = {"small_variant": "mutation", "copy_number": "amplification", "fusion": "fusion"}


def draw(report: Report) -> Book:
    """The report."""
    look = prepared(report)
    rng, d, person = look.rng, look.date, report.person
    wide, high = look.paper
    present, absent = rng.choice((("Positive", "Negative"), ("Detected", "Not detected"), ("POSITIVE", "NEGATIVE")))

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFont(look.bold, 11)
        c.drawRightString(wide - look.margin, high - 34, report.lab)
        c.setFont(look.face, 7)
        c.drawString(look.margin, high - 34, "Molecular tumour board: biomarker sheet")
        c.drawString(look.margin, 30, f"{report.number} | {n} / {total}")

    book = framed(look, decorate)
    cells = [["Name", person.sorted_name, "Tumour", report.diagnosis], ["Born", d(person.dob), "Sample", report.options["material"]], ["Hospital no.", person.mrn, "Taken", d(report.collected_on)],
             ["Consultant", person.physician, "Report date", d(report.reported_on)]]  # fmt: skip
    if "received_on" in report.printed:
        cells.append(["Ref.", report.number, "Received", d(report.received_on)])
    book.add(look.table(cells, book.width, head=0, repeat=0), look.gap(6))
    kinds = grouped(report)
    rows = [["Biomarker", "Method", "Analyte", "Status", "Detail"]]

    def row(f: Finding) -> list[str]:
        if f.kind == "expression":
            f.as_written = {"0": "Negative", "1+": "Negative", "2+": "Equivocal", "3+": "Positive"}[f.ihc_score]
            return [
                "HER2",
                "IHC",
                "Protein",
                f.as_written,
                f"Score {f.ihc_score}" + (f", {f.percent_cells:.0f}% of cells" if f.percent_cells else ""),
            ]
        if f.ish_ratio is not None:
            f.as_written = "Amplified" if f.status == "detected" else "Not amplified"
            return [
                "HER2",
                "FISH",
                "DNA",
                f.as_written,
                f"HER2/CEP17 ratio {f.ish_ratio:.2f}, HER2 copies {f.copy_number:.1f}",
            ]
        if f.variant:
            name = change(look, f)
            dna = coding(f)
            status = "VUS" if f.where == "vus" else present
            return [
                f"{look.gene(f)} mutation",
                "NGS",
                "DNA",
                status,
                f"{name if f.kind == 'splice' else name + ' / ' + dna}, VAF {percent(f)}",
            ]
        if f in kinds["no"]:
            f.as_written = absent
            return [f"{f.gene} {EVENTS[f.kind]}", "NGS", "RNA" if f.kind == "fusion" else "DNA", absent, "-"]
        if f.kind == "fusion":
            return [f"{f.gene} fusion", "NGS", "RNA", present, fusion(look, f)]
        if f.status == "indeterminate":
            f.as_written = "Failed"
            return [f"{look.gene(f)} copy number", "NGS", "DNA", "Failed", "low quality"]
        if f.status == "equivocal":
            f.as_written = "Equivocal"
            return [f"{look.gene(f)} amplification", "NGS", "DNA", "Equivocal", "close to the cut-off"]
        if f.copy_number is None:
            f.as_written = "homozygous deletion"
            return [f"{f.gene} deletion", "NGS", "DNA", present, "homozygous deletion"]
        f.as_written = "amplification"
        return [f"{look.gene(f)} amplification", "NGS", "DNA", present, f"{f.copy_number:g} copies"]

    every = [
        *kinds["protein"],
        *kinds["ish"],
        *kinds["small"],
        *kinds["copy"],
        *kinds["fusion"],
        *kinds["vus"],
        *kinds["no"],
        *kinds["failed"],
    ]
    if rng.random() < 0.5:
        rng.shuffle(every)
    for f in every:
        own = row(f)
        rows.append([book.note(f) + own[0], *own[1:]])
    rows.append(["PD-L1", "IHC", "Protein", "Positive", f"TPS {rng.choice((1, 5, 20, 60))}%"])
    rows.append(["MSI", "NGS", "DNA", "Stable", "-"])
    book.add(look.table(rows, book.width))
    labels = {
        "small": "Mutations looked for in",
        "copy": "Amplification looked for in",
        "fusion": "Fusions looked for in",
    }
    for key, genes in report.options["lists"].items():
        book.add(look.p(f"{labels[key]}: {', '.join(genes)}", look.size - 1, before=3))
    book.add(
        look.p(
            "Remarks for the board: HER2 mutation, amplification and overexpression lead to different drugs. An absent result does not exclude a change below the limit of detection.",
            look.size - 1,
            before=6,
        )
    )
    return book
