"""A table turned on its side: attributes as rows, alterations as columns; in English or Dutch."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from ..findings import Finding
from ..page import Book
from ..report import Report
from .look import spelled
from .paper import framed, grouped, prepared

WORDS = {
    "en": {"title": "Circulating and tissue tumor DNA profile", "name": "Name", "born": "Birth date", "id": "Lab ref.", "taken": "Drawn on", "arrived": "Arrived on",
           "out": "Issued on", "what": "Source", "why": "Clinical question / diagnosis", "by": "Clinician", "row": "Alteration", "gene": "Gene", "change": "Protein level",
           "cdna": "cDNA level", "share": "Mutant fraction", "copies": "Copies", "class": "Class", "vus": "VUS (class 3)", "path": "Class 4/5", "gain": "Amplified",
           "loss": "Deleted", "equivocal": "Amplification equivocal", "nothing": "No alteration found.", "no": "Explicitly excluded", "absent": "absent", "failed": "inconclusive",
           "mutation": "mutation", "amplification": "amplification", "fusion": "fusion", "small": "Tested for mutations", "copy": "Tested for amplification",
           "fusions": "Tested for fusion", "type": "Fusion"},
    "nl": {"title": "Moleculaire uitslag", "name": "Naam", "born": "Geboortedatum", "id": "Labnummer", "taken": "Afnamedatum", "arrived": "Ontvangstdatum",
           "out": "Datum uitslag", "what": "Materiaal", "why": "Diagnose", "by": "Aanvrager", "row": "Afwijking", "gene": "Gen", "change": "Eiwitverandering",
           "cdna": "cDNA", "share": "Allelfrequentie", "copies": "Aantal kopieën", "class": "Klasse", "vus": "VUS (klasse 3)", "path": "Klasse 4/5", "gain": "Amplificatie",
           "loss": "Deletie", "equivocal": "Amplificatie dubieus", "nothing": "Geen afwijkingen gevonden.", "no": "Niet aangetoond", "absent": "niet aangetoond", "failed": "niet te beoordelen",
           "mutation": "mutatie", "amplification": "amplificatie", "fusion": "fusie", "small": "Onderzocht op mutaties", "copy": "Onderzocht op amplificatie",
           "fusions": "Onderzocht op fusies", "type": "Fusie"},
}  # fmt: skip


def draw(report: Report) -> Book:
    """The report."""
    dutch = report.lab != "Brightwater Circulating Tumor DNA Laboratory"
    w = WORDS["nl" if dutch else "en"]
    if dutch:
        look = prepared(
            report,
            ("FFPE-weefsel, longbiopt", "Paraffineblok, resectie long"),
            ("Bloed (cfDNA-buis), plasma", "Plasma"),
            ("Adenocarcinoom van de long",),
        )
        report.options["diagnoses"] = ["Adenocarcinoom van de long", "Lung adenocarcinoma"]
    else:
        look = prepared(report)
    report.options["comma"] = dutch
    d, person = look.date, report.person
    wide, high = look.paper

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFont(look.bold, 10)
        c.drawString(look.margin, high - 34, f"{report.lab}  |  {w['title']}")
        c.setFont(look.face, 7)
        c.drawRightString(wide - look.margin, 30, f"{report.number} - {n}/{total}")

    book = framed(look, decorate, top=56)
    pairs = [
        (w["name"], person.sorted_name),
        (w["born"], d(person.dob)),
        (w["id"], report.number),
        (w["what"], report.options["material"]),
        (w["taken"], d(report.collected_on)),
    ]
    if "received_on" in report.printed:
        pairs.append((w["arrived"], d(report.received_on)))
    pairs += [(w["out"], d(report.reported_on)), (w["why"], report.diagnosis), (w["by"], person.physician)]
    book.add(*[look.p(f"{a}: <b>{b}</b>", after=1.5) for a, b in pairs], look.gap(8))
    kinds = grouped(report)
    shown = [*kinds["small"], *kinds["copy"], *kinds["fusion"], *kinds["vus"]]
    for at in range(0, len(shown), 3):
        part = shown[at : at + 3]
        columns = [column(look.spelling, look.number, w, f) for f in part]
        names = ["gene", "change", "cdna", "share", "copies", "class"]
        rows = [[w["row"], *(f"{book.note(f)}{at + i + 1}" for i, f in enumerate(part))]]
        rows += [[w[name], *(c[name] for c in columns)] for name in names if any(c[name] != "-" for c in columns)]
        book.add(look.table(rows, book.width * (0.4 + 0.2 * len(part)), boxed=True), look.gap(8))
    if not shown:
        book.add(look.p(w["nothing"], after=6))
    lines = []
    for f in [*kinds["no"], *kinds["failed"]]:
        f.as_written = w["failed"] if f.status == "indeterminate" else w["absent"]
        event = w[{"copy_number": "amplification", "fusion": "fusion"}.get(f.kind, "mutation")]
        lines.append([f"{book.note(f)}{f.gene}-{event}", f.as_written])
    if lines:
        book.add(look.table(lines, book.width * 0.6, head=0), look.gap(6))
    labels = {"small": w["small"], "copy": w["copy"], "fusion": w["fusions"]}
    for key, genes in report.options["lists"].items():
        book.add(look.p(f"{labels[key]}: {' '.join(genes)}", look.size - 1, after=3))
    return book


def column(spelling: str, number: object, w: dict[str, str], f: Finding) -> dict[str, str]:
    """The cells of one alteration by attribute; ``-`` where it has none."""
    cells = {"gene": f.gene, "change": "-", "cdna": "-", "share": "-", "copies": "-", "class": "-"}
    assert callable(number)
    if f.variant:
        f.hgvs_c = f.variant.hgvs_c
        f.as_written = f.hgvs_c if f.kind == "splice" else spelled(f.hgvs_p_short.removeprefix("p."), spelling)
        change = "p.?" if f.kind == "splice" else f.as_written
        assert f.vaf is not None
        cells |= {
            "change": change,
            "cdna": f.hgvs_c,
            "share": number(f.vaf * 100, 1) + "%",
            "class": w["vus"] if f.where == "vus" else w["path"],
        }
    elif f.kind == "fusion":
        f.as_written = f.fusion
        cells |= {"gene": f.fusion, "class": w["type"]}
    else:
        f.as_written = w["equivocal"] if f.status == "equivocal" else w["loss"] if f.copy_number is None else w["gain"]
        cells |= {"class": f.as_written, "copies": number(f.copy_number) if f.copy_number is not None else "-"}
    return cells
