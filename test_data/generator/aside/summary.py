"""A profiling report: findings left and therapies right on the first page, an appendix of all variants with many columns."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak

from ..findings import Finding
from ..page import Book, grid
from ..prose import therapies
from ..report import Report
from ..wide.paper import framed, grouped, prepared
from ..wide.spell import change, coding, effect, fusion, percent


def draw(report: Report) -> Book:
    """The report."""
    look = prepared(report)
    rng, d, person = look.rng, look.date, report.person
    wide, high = look.paper

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFont(look.bold, 13)
        c.drawString(look.margin, high - 34, report.lab)
        c.setFont(look.face, 8)
        c.drawRightString(wide - look.margin, high - 34, "Comprehensive Genomic Report")
        c.drawRightString(wide - look.margin, 30, f"{report.number}   {n}/{total}")

    book = framed(look, decorate)
    left = [
        f"<b>Patient</b> {person.sorted_name}",
        f"<b>DOB</b> {d(person.dob)}",
        f"<b>MRN</b> {person.mrn}",
        f"<b>Ordered by</b> {person.physician}",
    ]
    right = [f"<b>Specimen</b> {report.options['material']}", f"<b>Collected</b> {d(report.collected_on)}",
             *([f"<b>Received</b> {d(report.received_on)}"] if "received_on" in report.printed else []),
             f"<b>Reported</b> {d(report.reported_on)}", f"<b>Diagnosis</b> {report.diagnosis}"]  # fmt: skip
    half = book.width / 2
    book.add(
        grid([[[look.p(t, after=1) for t in left], [look.p(t, after=1) for t in right]]], [half, half]), look.gap(4)
    )
    kinds = grouped(report)
    title = rng.choice(("GENOMIC FINDINGS", "Reported alterations", "Biomarker findings"))
    cure = rng.choice(("APPROVED THERAPIES", "Therapies with potential benefit"))
    rows = [[look.p(title, look.size + 1, bold=True), look.p(cure, look.size + 1, bold=True)]]

    def told(f: Finding) -> str:
        if f.variant:
            text = change(look, f)
            coding(f)
            return f"<b>{look.gene(f)}</b> {text}"
        if f.kind == "fusion":
            return f"<b>{fusion(look, f)}</b> fusion"
        if f.status == "equivocal":
            f.as_written = "amplification - equivocal"
        elif f.copy_number is None:
            f.as_written = "loss"
        else:
            f.as_written = "amplification"
        copies = f" ({f.copy_number:g} copies)" if f.copy_number is not None and f.status != "equivocal" else ""
        return f"<b>{look.gene(f)}</b> {f.as_written}{copies}"

    for f in [*kinds["small"], *kinds["copy"], *kinds["fusion"]]:
        own = therapies(f)[0] or "None"
        rows.append([look.p(book.note(f) + told(f)), look.p(own, look.size - 1)])
    rows.append([look.p("Microsatellite status: MS-Stable"), look.p("None", look.size - 1)])
    rows.append([look.p(f"Tumor mutational burden: {rng.randint(1, 14)} mut/Mb"), look.p("None", look.size - 1)])
    book.add(grid(rows, [half, half], ("LINEBELOW", (0, 0), (-1, -1), 0.3, "#999999")))
    texts = []
    for f in kinds["failed"]:
        f.as_written = "could not be determined"
        texts.append(f"{book.note(f)}{f.gene} copy number could not be determined.")
    events = {"small_variant": "mutation", "copy_number": "amplification", "fusion": "rearrangement"}
    for f in kinds["no"]:
        f.as_written = "negative"
        texts.append(f"{book.note(f)}{f.gene} {events[f.kind]}: negative")
    if texts:
        book.add(
            look.p("Other results of interest", look.size + 1, bold=True, before=6, after=2),
            *[look.p(t, after=1) for t in texts],
        )
    if kinds["protein"] or kinds["ish"]:
        words = {"0": "negative", "1+": "negative", "2+": "equivocal", "3+": "positive"}
        body = [["Protein / in situ test", "Result", "Detail"]]
        for f in kinds["protein"]:
            f.as_written = words[f.ihc_score]
            body.append(
                [
                    book.note(f) + "HER2 IHC (4B5)",
                    f"{f.as_written}, {f.ihc_score}",
                    f"{f.percent_cells:.0f}% of cells" if f.percent_cells else "-",
                ]
            )
        for f in kinds["ish"]:
            f.as_written = "amplified" if f.status == "detected" else "not amplified"
            body.append(
                [
                    book.note(f) + "HER2 FISH",
                    f.as_written,
                    f"ratio {f.ish_ratio:.2f}; HER2 copies per cell {f.copy_number:.1f}",
                ]
            )
        book.add(look.gap(6), look.table(body, book.width))
    small = [*kinds["small"], *kinds["vus"]]
    book.add(PageBreak(), look.p("Appendix: all variants", look.size + 1, bold=True, after=3))
    if small:
        order = ["Gene", "Transcript", "cDNA", "Protein", "Exon", "VAF", "Depth", "Class"]
        if rng.random() < 0.5:
            order = ["Gene", "Protein", "cDNA", "Transcript", "Class", "VAF", "Depth", "Exon"]
        body = [order]
        for f in small:
            assert f.variant is not None
            protein = change(look, f)
            row = {"Gene": look.gene(f), "Transcript": f.variant.transcript, "cDNA": coding(f), "Protein": "-" if f.kind == "splice" else protein,
                   "Exon": f"{f.variant.exon or '-'}", "VAF": percent(f), "Depth": f"{rng.randint(250, 2400)}",
                   "Class": "VUS" if f.where == "vus" else f"reportable, {effect(f)}"}  # fmt: skip
            body.append([book.note(f) + row[order[0]], *[row[k] for k in order[1:]]])
        book.add(look.table(body, book.width, size=look.size - 1))
    labels = {
        "small": "Genes on the panel (short variants)",
        "copy": "Genes on the panel (amplification)",
        "fusion": "Genes on the panel (rearrangements)",
    }
    for key, genes in report.options["lists"].items():
        book.add(look.p(labels[key], bold=True, before=6), look.p(", ".join(genes), look.size - 1))
    book.add(
        look.p(
            "Therapies are listed for the alteration beside them and are no recommendation. Limit of detection: 5% for substitutions, 6 copies for amplification.",
            look.size - 1,
            before=6,
        )
    )
    return book
