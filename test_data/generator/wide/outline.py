"""A synoptic cancer-biomarker template: an indented outline of items, each with its selected answer."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from ..findings import Finding, three_letter
from ..page import Book
from ..report import Report
from .paper import framed, grouped, prepared

ITEMS = {
    "small_variant": "Mutational Analysis",
    "splice": "Mutational Analysis",
    "copy_number": "Gene Copy Number",
    "fusion": "Rearrangement",
}
ABSENT = {
    "small_variant": "No mutation identified",
    "copy_number": "Not amplified",
    "fusion": "No rearrangement identified",
}


def draw(report: Report) -> Book:
    """The template."""
    look = prepared(report)
    rng, d, person = look.rng, look.date, report.person
    mark = rng.choice(("+ ", "___ ", "• ", ""))
    wide, high = look.paper

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFont(look.bold, 11)
        c.drawCentredString(wide / 2, high - 34, report.lab.upper())
        c.setFont(look.face, 7.5)
        c.drawCentredString(wide / 2, high - 46, "SURGICAL PATHOLOGY - CANCER BIOMARKER ADDENDUM")
        c.drawString(look.margin, 40, f"{person.sorted_name} | Case {report.number} | Sheet {n} of {total}")
        c.line(look.margin, 50, wide - look.margin, 50)

    book = framed(look, decorate)
    left = [f"Pt: {person.sorted_name}", f"MRN: {person.mrn}", f"Born: {d(person.dob)}", f"Case: {report.number}"]
    right = [f"Obtained: {d(report.collected_on)}"]
    if "received_on" in report.printed:
        right.append(f"Accessioned: {d(report.received_on)}")
    right += [f"Signed out: {d(report.reported_on)}", f"Attending: {person.physician}"]
    rows = [
        [a, b]
        for a, b in zip(left + [""] * (len(right) - len(left)), right + [""] * (len(left) - len(right)), strict=True)
    ]
    book.add(look.table(rows, book.width, head=0, boxed=False), look.gap(6))
    book.add(
        look.p(f"Material submitted: {report.options['material']}", after=2),
        look.p(f"Final diagnosis: {report.diagnosis}", after=6),
    )
    book.add(look.p("BIOMARKER TEMPLATE: LUNG (based on a synoptic protocol)", look.size + 1, bold=True, after=4))

    def item(level: int, text: str, value: str = "", f: Finding | None = None) -> None:
        body = f"{mark if level else ''}{text}" + (f": {value}" if value else "")
        book.add(
            look.p((book.note(f) if f else "") + body, look.size + 0.5, bold=level == 0, indent=14 * level, after=1.5)
        )

    kinds = grouped(report)
    for f in kinds["protein"]:
        words = {
            "0": "Negative (Score 0)",
            "1+": "Negative (Score 1+)",
            "2+": "Equivocal (Score 2+)",
            "3+": "Positive (Score 3+)",
        }
        f.as_written = words[f.ihc_score]
        item(0, "HER2 by Immunohistochemistry", f.as_written, f)
        if f.percent_cells:
            item(1, "Percentage of Cells with Complete Membrane Staining", f"{f.percent_cells:.0f}%")
    for f in kinds["ish"]:
        f.as_written = "Positive (amplified)" if f.status == "detected" else "Negative (not amplified)"
        item(0, "HER2 by In Situ Hybridization", f.as_written, f)
        item(1, "HER2/CEP17 Ratio", f"{f.ish_ratio:.2f}")
        item(1, "Average Number of HER2 Signals per Cell", f"{f.copy_number:.1f}")
    order = list(dict.fromkeys(f.gene for f in report.findings if f.kind != "expression" and f.ish_ratio is None))
    rng.shuffle(order)
    for gene in order:
        shown = "ERBB2 (HER2)" if gene == "ERBB2" else gene
        for f in [f for f in report.findings if f.gene == gene and f.kind != "expression" and f.ish_ratio is None]:
            title = f"{shown} {ITEMS[f.kind]}"
            if f.variant:
                f.hgvs_c = f.variant.hgvs_c
                f.as_written = (
                    f.hgvs_c if f.kind == "splice" else "p." + three_letter(f.hgvs_p_short.removeprefix("p."))
                )
                item(
                    0,
                    title,
                    "Mutation identified" if f.where == "main" else "Variant of uncertain significance identified",
                    f,
                )
                item(1, "Specify", f.hgvs_c if f.kind == "splice" else f"{f.as_written} ({f.hgvs_c})")
                assert f.vaf is not None
                item(1, "Variant allele fraction", f"{f.vaf * 100:.1f}%")
            elif f.status == "indeterminate":
                f.as_written = "Cannot be determined"
                item(0, title, "Cannot be determined (insufficient material)", f)
            elif f.status == "equivocal":
                f.as_written = "Equivocal"
                item(0, title, f.as_written, f)
            elif f.where == "negative":
                f.as_written = ABSENT[f.kind]
                item(0, title, f.as_written, f)
            elif f.kind == "fusion":
                f.as_written = f.fusion.replace("::", "-")
                item(0, title, "Rearrangement identified", f)
                item(1, "Partner", f.as_written)
            elif f.copy_number is None:
                f.as_written = "Homozygous deletion"
                item(0, title, f.as_written, f)
            else:
                f.as_written = "Amplified"
                item(0, title, f.as_written, f)
                item(1, "Estimated copies", f"{f.copy_number:g}")
    if not report.findings:
        item(0, "Result", "No reportable biomarker")
    scope = report.options["lists"]
    names = {"small": "Genes examined for point mutations, insertions and deletions", "copy": "Genes examined for amplification",
             "fusion": "Genes examined for rearrangement"}  # fmt: skip
    if scope:
        book.add(look.gap(6), look.p("SCOPE OF TESTING", bold=True, after=2))
    for key, genes in scope.items():
        book.add(look.p(f"{names[key]}: {', '.join(genes)}.", look.size - 0.5, after=2))
    book.add(look.gap(6), look.p("HER2 scoring: Score 3+ is positive, Score 2+ equivocal (reflex in situ hybridization), Score 0 and 1+ negative. "
                                 "HER2-mutant lung cancer may be eligible for trastuzumab deruxtecan.", look.size - 1))  # fmt: skip
    return book
