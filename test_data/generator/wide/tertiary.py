"""A tertiary centre's panel: gene, type, alteration with its coding name, location, and the number in a free-text cell."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from ..findings import Finding
from ..page import Book
from ..report import Report
from .paper import framed, grouped, prepared

TYPES = {"missense": "Missense Mutation", "nonsense": "Nonsense Mutation", "splice": "Splice Site Mutation", "frameshiftDeletion": "Frameshift Deletion", "frameshiftInsertion": "Frameshift Insertion",
         "nonframeshiftDeletion": "In-Frame Deletion", "nonframeshiftInsertion": "In-Frame Insertion", "nonframeshiftBlockSubstitution": "In-Frame Indel"}  # fmt: skip
LOCI = {"ERBB2": "17q12", "MET": "7q31.2", "EGFR": "7p11.2", "MYC": "8q24.21", "CCND1": "11q13.3", "CDK4": "12q14.1", "MDM2": "12q15", "FGFR1": "8p11.23",
        "KRAS": "12p12.1", "CDKN2A": "9p21.3"}  # fmt: skip


def draw(report: Report) -> Book:
    """The report."""
    look = prepared(report)
    rng, d, person = look.rng, look.date, report.person
    fold = rng.random() < 0.5
    wide, high = look.paper

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFont(look.bold, 11)
        c.drawString(look.margin, high - 32, report.lab)
        c.setFont(look.face, 7)
        c.drawString(
            look.margin, high - 43, "Department of Pathology and Laboratory Medicine - Diagnostic Molecular Service"
        )
        c.drawRightString(wide - look.margin, high - 32, f"Acct {report.number}  ({n}/{total})")
        c.drawString(look.margin, 32, "This report is valid only with all of its pages.")

    book = framed(look, decorate)
    lines = [f"<b>Patient:</b> {person.sorted_name} &nbsp;&nbsp; <b>Sex:</b> {person.sex[0]} &nbsp;&nbsp; <b>DOB:</b> {d(person.dob)} &nbsp;&nbsp; <b>MRN:</b> {person.mrn}",
             f"<b>Date of procedure:</b> {d(report.collected_on)}" + (f" &nbsp;&nbsp; <b>Date of receipt:</b> {d(report.received_on)}" if "received_on" in report.printed else "")
             + f" &nbsp;&nbsp; <b>Date of sign-out:</b> {d(report.reported_on)}",
             f"<b>Physician:</b> {person.physician}", f"<b>Tumor type:</b> {report.diagnosis}", f"<b>Specimen submitted:</b> {report.options['material']}"]  # fmt: skip
    book.add(*[look.p(t, after=2) for t in lines], look.gap(6))
    kinds = grouped(report)
    found = [*kinds["small"], *kinds["copy"], *kinds["fusion"]]
    rng.shuffle(found)
    book.add(look.p("SUMMARY", look.size + 1, bold=True, after=2))
    book.add(
        look.p(
            f"{len(found)} somatic alteration{'s' * (len(found) != 1)} detected in this sample. MSI status: microsatellite stable. TMB: {rng.randint(1, 14)} mt/Mb.",
            after=6,
        )
    )

    def table(title: str, some: list[Finding]) -> None:
        rows = [["Gene", "Type", "Alteration", "Location", "Additional Information"]]
        for f in some:
            row = cells(f)
            rows.append([book.note(f) + row[0], *row[1:]])
        book.add(look.p(title, look.size + 1, bold=True, before=4, after=2), look.table(rows, book.width))

    def cells(f: Finding) -> list[str]:
        name = "ERBB2 (HER2/neu)" if f.gene == "ERBB2" and rng.random() < 0.3 else f.gene
        if f.variant:
            f.hgvs_c = f.variant.hgvs_c
            assert f.vaf is not None
            f.as_written = f.hgvs_c if f.kind == "splice" else f.hgvs_p_short.removeprefix("p.")
            change = f.hgvs_c if f.kind == "splice" else f"{f.as_written} ({f.hgvs_c})"
            return [
                name,
                TYPES[f.variant.effect],
                change,
                f"exon {f.variant.exon}" if f.variant.exon else "-",
                f"MAF: {f.vaf * 100:.1f}%",
            ]
        if f.kind == "fusion":
            f.as_written = f.fusion.replace("::", "-") + " fusion"
            return [f.fusion.replace("::", "-"), "Rearrangement", f.as_written, "-", "In frame"]
        if f.status == "equivocal":
            f.as_written = "Equivocal gain"
            return [name, "Whole gene", f.as_written, LOCI[f.gene], "Borderline copy number"]
        if f.copy_number is None:
            f.as_written = "Deletion"
            return [name, "Whole gene", f.as_written, LOCI[f.gene], "Homozygous"]
        f.as_written = "Amplification"
        if fold:
            f.copy_number, f.copy_number_unit = round(f.copy_number / 3 + 1, 1), "fold_change"
            return [name, "Whole gene", f.as_written, LOCI[f.gene], f"FC: {f.copy_number:g}"]
        return [name, "Whole gene", f.as_written, LOCI[f.gene], f"Copy number: {f.copy_number:g}"]

    if found:
        table("SOMATIC ALTERATIONS", found)
    if kinds["vus"]:
        table("ALTERATIONS OF UNKNOWN SIGNIFICANCE", kinds["vus"])
    texts = []
    for f in kinds["no"]:
        event = {"small_variant": "mutations", "copy_number": "amplification", "fusion": "rearrangement"}[f.kind]
        f.as_written = f"No {f.gene} {event} detected"
        texts.append(f"{book.note(f)}{f.as_written}.")
    for f in kinds["failed"]:
        f.as_written = "could not be assessed"
        texts.append(f"{book.note(f)}{f.gene} copy number could not be assessed owing to low tumor purity.")
    if texts:
        book.add(look.p("COMMENTS", look.size + 1, bold=True, before=6, after=2), *[look.p(t, after=1) for t in texts])
    labels = {
        "small": "Exons of the following genes were interrogated for mutations",
        "copy": "Copy number was interrogated in",
        "fusion": "Introns were interrogated for rearrangements in",
    }
    for key, genes in report.options["lists"].items():
        book.add(look.p(f"{labels[key]}: {', '.join(genes)}.", look.size - 1, before=3))
    book.add(look.p("Prior testing elsewhere, if any, is not part of this report. HER2-directed therapy should be discussed at the tumor board. "
                    "The assay does not measure protein expression.", look.size - 1, before=6))  # fmt: skip
    return book
