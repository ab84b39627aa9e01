"""An academic centre: a short table for each tier with a paragraph a gene, copies, fusions and protein in parts of their own."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from ..findings import Finding
from ..page import Book
from ..prose import about
from ..report import Report
from ..wide.paper import framed, grouped, prepared
from ..wide.spell import change, coding, effect, fusion, percent

EVENTS = {"small_variant": "sequence variants", "copy_number": "copy number gain", "fusion": "fusions"}


def draw(report: Report) -> Book:
    """The report."""
    look = prepared(report)
    rng, d, person = look.rng, look.date, report.person
    wide, high = look.paper
    loud = rng.random() < 0.5

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFont(look.bold, 12)
        c.drawCentredString(wide / 2, high - 34, report.lab)
        c.setFont(look.face, 7.5)
        c.drawCentredString(wide / 2, high - 45, "Clinical Genomics Section, Department of Pathology")
        c.drawString(look.margin, 30, f"{report.number} - {person.sorted_name} - Page {n} of {total}")

    def title(text: str) -> None:
        book.add(look.p(text.upper() if loud else text, look.size + 1, bold=True, before=7, after=2))

    book = framed(look, decorate)
    received = d(report.received_on) if "received_on" in report.printed else "-"
    head = [["Patient", person.sorted_name, "Accession", report.number], ["Birth date", d(person.dob), "Collected", d(report.collected_on)],
            ["MRN", person.mrn, "Received", received], ["Provider", person.physician, "Reported", d(report.reported_on)],
            ["Specimen", report.options["material"], "Diagnosis", report.diagnosis]]  # fmt: skip
    book.add(look.table(head, book.width, head=0, repeat=0))
    kinds = grouped(report)
    tiers: dict[str, list[Finding]] = {"I": [], "II": []}
    for f in kinds["small"]:
        tiers["I" if f.gene in ("EGFR", "ERBB2", "KRAS", "BRAF", "MET") else "II"].append(f)
    names = {
        "I": "Tier I: Variants of strong clinical significance",
        "II": "Tier II: Variants of potential clinical significance",
    }
    deep = rng.random() < 0.5
    for tier, some in tiers.items():
        if not some:
            continue
        title(names[tier])
        rows = [["Gene", "Protein", "DNA", "Effect", "Allele freq.", *(["Depth"] if deep else [])]]
        for f in some:
            row = [
                look.gene(f),
                change(look, f),
                coding(f, True),
                effect(f),
                percent(f),
                *([f"{rng.randint(300, 1900)}x"] if deep else []),
            ]
            rows.append([book.note(f) + row[0], *row[1:]])
        book.add(look.table(rows, book.width))
        book.add(*[look.p(f"{f.gene}: {about(f.gene)}", look.size - 0.5, before=2) for f in some])
    if kinds["vus"]:
        title("Tier III: Variants of unknown clinical significance")
        lines = [f"{look.gene(f)} {change(look, f)} ({coding(f)}), {percent(f)}" for f in kinds["vus"]]
        book.add(*[look.p(book.note(f) + line, after=1) for f, line in zip(kinds["vus"], lines, strict=True)])
    gain, none = rng.choice(("amplification", "high-level amplification")), rng.random() < 0.5
    if kinds["copy"] or kinds["failed"] or none:
        title("Copy number alterations")
        for f in kinds["copy"]:
            if f.status == "equivocal":
                f.as_written = "equivocal amplification"
                text = f"{look.gene(f)}: {f.as_written}, suggest confirmation by FISH."
            elif f.copy_number is None:
                f.as_written = "homozygous deletion"
                text = f"{look.gene(f)}: {f.as_written}."
            else:
                f.as_written = gain
                text = f"{look.gene(f)}: {f.as_written}, estimated {f.copy_number:g} copies."
            book.add(look.p(book.note(f) + text, after=1))
        for f in kinds["failed"]:
            f.as_written = "not interpretable"
            book.add(look.p(f"{book.note(f)}{look.gene(f)} copy number: not interpretable in this specimen.", after=1))
        if not kinds["copy"] and not kinds["failed"]:
            book.add(look.p("None reported.", after=1))
    if kinds["fusion"]:
        title("Gene fusions (RNA)")
        book.add(
            *[
                look.p(f"{book.note(f)}{fusion(look, f)} fusion, {rng.randint(12, 400)} supporting reads.", after=1)
                for f in kinds["fusion"]
            ]
        )
    if kinds["no"]:
        title("Pertinent negatives")
        texts = []
        for f in kinds["no"]:
            f.as_written = f"no {EVENTS[f.kind]}"
            texts.append(f"{book.note(f)}{f.gene}: {f.as_written} detected")
        book.add(look.p("; ".join(texts) + "."))
    if kinds["protein"] or kinds["ish"]:
        title("In situ biomarkers")
        words = {"0": "Negative (0)", "1+": "Negative (1+)", "2+": "Equivocal (2+)", "3+": "Positive (3+)"}
        for f in kinds["protein"]:
            f.as_written = words[f.ihc_score]
            more = f", {f.percent_cells:.0f}% of tumor cells" if f.percent_cells else ""
            book.add(look.p(f"{book.note(f)}HER2 immunohistochemistry: {f.as_written}{more}.", after=1))
        for f in kinds["ish"]:
            f.as_written = "Amplified" if f.status == "detected" else "Not amplified"
            book.add(
                look.p(
                    f"{book.note(f)}HER2 FISH: {f.as_written} (HER2/CEP17 ratio {f.ish_ratio:.2f}, average HER2 copy number {f.copy_number:.1f}).",
                    after=1,
                )
            )
    labels = {
        "small": "Genes sequenced for variants",
        "copy": "Genes assessed for copy number",
        "fusion": "Genes assessed for fusions",
    }
    for key, genes in report.options["lists"].items():
        book.add(look.p(f"<b>{labels[key]}:</b> {', '.join(genes)}", look.size - 1, before=3))
    book.add(look.p("Tiering follows the AMP/ASCO/CAP guideline. Patients with HER2-mutant lung cancer may be treated with trastuzumab deruxtecan. "
                    "Variants below 5% are not reported in tissue.", look.size - 1, before=5))  # fmt: skip
    return book
