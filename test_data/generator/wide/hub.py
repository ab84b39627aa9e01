"""A public genomic laboratory's report: one-sentence summary, full HGVS in one cell, tested genes in prose."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from ..findings import Finding, three_letter
from ..page import Book
from ..report import Report
from .paper import framed, grouped, prepared


def hgvs(f: Finding) -> str:
    """``NM_004448.4(ERBB2):c.929C>T p.(Ser310Phe)``; the truth learns both names."""
    v = f.variant
    assert v is not None
    f.hgvs_c = v.hgvs_c
    name = f"{v.transcript}({f.gene}):{v.hgvs_c}"
    if f.kind == "splice":
        f.as_written = v.hgvs_c
        return f"{name} p.?"
    f.as_written = f"p.({three_letter(f.hgvs_p_short.removeprefix('p.'))})"
    return f"{name} {f.as_written}"


def draw(report: Report) -> Book:
    """The report."""
    look = prepared(report)
    rng, d, person = look.rng, look.date, report.person
    wide, high = look.paper

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFont(look.bold, 12)
        c.drawRightString(wide - look.margin, high - 36, report.lab)
        c.setFont(look.face, 7)
        c.drawRightString(
            wide - look.margin, high - 47, "Directors: Dr. P. Hollis, Dr. R. Achebe  -  accredited medical laboratory"
        )
        c.drawString(look.margin, 36, f"Lab No {report.number}   Patient {person.family}   {n} of {total}")

    book = framed(look, decorate)
    book.add(look.p("GENOMIC TEST REPORT - SOMATIC CANCER", look.size + 4, bold=True, color=look.ink, after=6))
    pairs = [("Patient name", f"{person.given} {person.family}"), ("Date of birth", d(person.dob)), ("Hospital number", person.mrn), ("Lab No", report.number),
             ("Sample", report.options["material"]), ("Sample taken", d(report.collected_on))]  # fmt: skip
    if "received_on" in report.printed:
        pairs.append(("Sample arrived", d(report.received_on)))
    pairs += [
        ("Authorised on", d(report.reported_on)),
        ("Referred by", person.physician),
        ("Reason for referral", report.diagnosis),
    ]
    half = -(-len(pairs) // 2)
    rows = [
        [f"<b>{a[0]}</b>", a[1], f"<b>{b[0]}</b>" if b[0] else "", b[1]]
        for a, b in zip(pairs[:half], [*pairs[half:], ("", "")][:half], strict=True)
    ]
    book.add(look.table(rows, book.width, head=0, boxed=False), look.gap(8))
    kinds = grouped(report)
    found = [*kinds["small"], *kinds["copy"], *kinds["fusion"]]
    summary = (
        "Clinically relevant variants have been identified (see below)."
        if found
        else "No clinically relevant variant has been identified."
    )
    book.add(look.p("Result summary", look.size + 2, bold=True, after=2), look.p(summary, after=6))
    small = [*kinds["small"], *kinds["vus"]]
    if small:
        title = rng.choice(("Variants", "Sequence-level findings"))
        rows = [["Variant (HGVS)", "Zygosity / allele fraction", "Somatic classification"]]
        for f in small:
            assert f.vaf is not None
            level = (
                "Tier III - unknown clinical significance (VUS)" if f.where == "vus" else "Tier I/II - likely oncogenic"
            )
            rows.append([book.note(f) + hgvs(f), f"{f.vaf * 100:.1f}% of reads", level])
        book.add(look.p(title, look.size + 1, bold=True, before=4, after=2), look.table(rows, book.width))
    texts = []
    for f in kinds["copy"]:
        if f.status == "equivocal":
            f.as_written = "equivocal"
            texts.append(f"{book.note(f)}{f.gene} copy number: the result is equivocal.")
        elif f.copy_number is None:
            f.as_written = "homozygous deletion"
            texts.append(f"{book.note(f)}{f.gene}: homozygous deletion.")
        else:
            f.as_written = "amplification"
            texts.append(f"{book.note(f)}High-level {f.gene} amplification, approximately {f.copy_number:g} copies.")
    for f in kinds["fusion"]:
        f.as_written = f.fusion
        texts.append(f"{book.note(f)}An in-frame {f.fusion} gene fusion transcript was detected by RNA analysis.")
    if texts:
        book.add(
            look.p("Structural findings", look.size + 1, bold=True, before=6, after=2),
            *[look.p(t, after=2) for t in texts],
        )
    texts = []
    for f in kinds["no"]:
        event = {"small_variant": "pathogenic variant", "copy_number": "amplification", "fusion": "fusion"}[f.kind]
        f.as_written = (
            f"{f.gene} {event} was not identified" if rng.random() < 0.5 else f"No {f.gene} {event} identified"
        )
        texts.append(f"{book.note(f)}{f.as_written}.")
    for f in kinds["failed"]:
        f.as_written = "failed"
        texts.append(f"{book.note(f)}Analysis of {f.gene} copy number failed.")
    if texts:
        book.add(
            look.p("Negative and failed analyses", look.size + 1, bold=True, before=6, after=2),
            look.p(" ".join(texts), after=2),
        )
    scope = report.options["lists"]
    words = {"small": "single nucleotide variants and small indels", "copy": "amplification", "fusion": "gene fusion"}
    if scope:
        book.add(look.p("Test scope", look.size + 1, bold=True, before=6, after=2))
        book.add(
            *[
                look.p(
                    f"The following genes were analysed for {words[k]}: {', '.join(genes)}.", look.size - 0.5, after=2
                )
                for k, genes in scope.items()
            ]
        )
    book.add(look.p("Technical information", look.size + 1, bold=True, before=6, after=2))
    book.add(look.p("DNA was enriched by hybridisation capture and sequenced. Reportable range: variants above 5% (tissue) or 0.2% (cell-free DNA). "
                    "Patients whose tumours carry an ERBB2 exon 20 insertion may be eligible for a targeted treatment through commissioning.", look.size - 1))  # fmt: skip
    return book
