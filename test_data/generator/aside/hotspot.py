"""A private laboratory's small panel: conclusion first, a row for each gene and event, stain and probe on a second sheet."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak

from ..findings import Finding
from ..page import Book
from ..report import Report
from ..wide.paper import framed, grouped, prepared
from ..wide.spell import change, coding, fusion, percent, sort_of

ASKED = {"small": "Mutations", "copy": "Copy number", "fusion": "Fusions"}


def draw(report: Report) -> Book:
    """The report."""
    look = prepared(report)
    rng, d, person = look.rng, look.date, report.person
    _, high = look.paper
    absent = rng.choice(("Not detected", "Negative", "No alteration detected"))

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFont(look.bold, 12)
        c.drawString(look.margin, high - 34, report.lab)
        c.setFont(look.face, 7)
        c.drawString(look.margin, 30, f"Ref. {report.number} | sheet {n} of {total} | ISO 15189 accredited")

    book = framed(look, decorate)
    for label, value in (("Patient", person.sorted_name), ("Date of birth", d(person.dob)), ("Record", person.mrn), ("Requested by", person.physician),
                         ("Sample", report.options["material"]), ("Diagnosis", report.diagnosis), ("Date of sampling", d(report.collected_on)),
                         *([("Date of arrival", d(report.received_on))] if "received_on" in report.printed else []), ("Date of report", d(report.reported_on))):  # fmt: skip
        book.add(look.p(f"<b>{label}:</b> {value}", after=1))
    kinds = grouped(report)
    found = [*kinds["small"], *kinds["copy"], *kinds["fusion"]]
    book.add(look.p("CONCLUSION", look.size + 1, bold=True, before=6, after=2))
    count = len([f for f in found if f.status == "detected"])
    book.add(
        look.p(
            f"The panel shows {count} reportable alteration{'s' * (count != 1)}; see the table."
            if count
            else "The panel shows no reportable alteration.",
            after=5,
        )
    )
    rows = [["Gene", "Region / event", "Result", "Frequency / copies"]]

    def row(f: Finding) -> list[str]:
        region = ASKED[sort_of(f)]
        if f.variant:
            name = change(look, f)
            dna = coding(f)
            region = f"Exon {f.variant.exon}" if f.variant.exon else "Splice site"
            mark = " (variant of uncertain significance)" if f.where == "vus" else ""
            return [look.gene(f), region, (name if f.kind == "splice" else f"{name}, {dna}") + mark, percent(f)]
        if f in kinds["no"]:
            f.as_written = absent
            return [f.gene, region, absent, "-"]
        if f.kind == "fusion":
            return [f.gene, region, f"{fusion(look, f)} fusion", "-"]
        if f.status == "indeterminate":
            f.as_written = "Not assessable"
            return [look.gene(f), region, "Not assessable", "-"]
        if f.status == "equivocal":
            f.as_written = "Equivocal gain"
            return [look.gene(f), region, "Equivocal gain", "-"]
        if f.copy_number is None:
            f.as_written = "Homozygous deletion"
            return [look.gene(f), region, "Homozygous deletion", "-"]
        f.as_written = "Amplified"
        return [look.gene(f), region, "Amplified", f"{f.copy_number:g} copies"]

    every = [*found, *kinds["vus"], *kinds["no"], *kinds["failed"]]
    every.sort(key=lambda f: (f.gene, f.kind))
    for f in every:
        own = row(f)
        rows.append([book.note(f) + own[0], *own[1:]])
    if every:
        book.add(look.table(rows, book.width))
    labels = {
        "small": "Genes analysed for mutations",
        "copy": "Genes analysed for amplification",
        "fusion": "Genes analysed for fusions",
    }
    for key, genes in report.options["lists"].items():
        book.add(look.p(f"{labels[key]}: {', '.join(genes)}", look.size - 1, before=3))
    book.add(
        look.p(
            "Method: amplicon sequencing of hotspots; variants outside the amplified regions are not seen. HER2-directed drugs are approved for ERBB2-mutant lung cancer.",
            look.size - 1,
            before=5,
        )
    )
    if kinds["protein"] or kinds["ish"]:
        book.add(PageBreak(), look.p("HER2 STATUS", look.size + 2, bold=True, after=3))
        words = {
            "0": "Score 0, negative",
            "1+": "Score 1+, negative",
            "2+": "Score 2+, equivocal",
            "3+": "Score 3+, positive",
        }
        for f in kinds["protein"]:
            f.as_written = words[f.ihc_score]
            book.add(
                look.p("Immunohistochemistry (clone 4B5)", bold=True, before=3),
                look.p(f"{book.note(f)}Result: {f.as_written}"),
            )
            if f.percent_cells:
                book.add(look.p(f"Stained tumour cells: {f.percent_cells:.0f}%"))
        for f in kinds["ish"]:
            f.as_written = "Amplified" if f.status == "detected" else "Not amplified"
            book.add(look.p("In situ hybridisation (dual probe)", bold=True, before=3), look.p(f"{book.note(f)}Result: {f.as_written}"),
                     look.p(f"HER2/CEP17 ratio: {f.ish_ratio:.2f}"), look.p(f"Average HER2 copy number: {f.copy_number:.1f}"))  # fmt: skip
        book.add(
            look.p(
                "Scoring: 3+ positive, 2+ equivocal (hybridisation advised), 1+ and 0 negative.",
                look.size - 1,
                before=4,
            )
        )
    return book
