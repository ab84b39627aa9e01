"""A commercial panel: tiles of results on the first page, a table of details on the second, drugs beside either."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Table

from ..findings import Finding
from ..page import LETTER, Book, grid
from ..prose import about, therapies
from ..report import Report
from .look import Look, spelled
from .paper import framed, grouped, prepared

TISSUE = ("Lung, right middle lobe, transbronchial biopsy (FFPE, 10 unstained slides)", "Pleura, thoracoscopic biopsy, FFPE block",
          "Liver, segment VI, needle core, paraffin embedded")  # fmt: skip
PLASMA = ("Venipuncture, two 10 mL cfDNA tubes", "Blood draw, circulating cell-free DNA")
LUNG = ("Non-small cell lung cancer, adenocarcinoma", "Lung adenocarcinoma", "Adenocarcinoma of lung, metastatic")
COLOURS = {"found": ("#fbe3d6", "#dcebf7", "#e3f0dc"), "none": ("#f2f2f2", "#ffffff"), "open": ("#fff4cc", "#efe6f5")}
EVENTS = {"small_variant": "mutation", "copy_number": "amplification", "fusion": "fusion"}


class Wording:
    """The phrases of one report, drawn once."""

    def __init__(self, look: Look) -> None:
        rng = look.rng
        self.look = look
        self.gain = rng.choice(("Amplification", "Amplified", "AMPLIFICATION DETECTED", "Gene amplification"))
        self.loss = rng.choice(("Homozygous loss", "Deep deletion", "Gene deleted", "Biallelic loss"))
        self.border = rng.choice(("Amplification equivocal", "Equivocal copy gain", "Equivocal (near cutoff)"))
        self.failed = rng.choice(("Copy number: unable to report", "CNV not evaluable", "Copy number indeterminate"))
        self.absent = rng.choice(("No {} found", "{} not detected", "Negative for {}", "No {} detected"))
        self.joint = rng.choice(("-", "-", "::"))
        self.share = rng.choice(("VAF {}", "{} VAF", "Allele fraction {}", "MAF: {}"))
        self.copies = rng.choice(("{} copies", "Copy number {}", "CN = {}", "est. {} copies"))
        self.spelling = rng.choice(("p.", "short", "short", "three", "p.()"))
        self.counted = rng.random() < 0.8
        self.ihc = rng.choice(({"0": "Negative (0)", "1+": "Negative (1+)", "2+": "Equivocal (2+)", "3+": "Positive (3+)"},
                               {"0": "0, negative", "1+": "1+, negative", "2+": "2+, equivocal", "3+": "3+, positive"}))  # fmt: skip

    def tile(self, f: Finding) -> tuple[str, str, str]:
        """Heading, result and small print of a tile; the truth learns the spelling."""
        gene, number = self.look.gene(f), self.look.number
        if f.variant:
            f.hgvs_c = f.variant.hgvs_c
            f.as_written = f.hgvs_c if f.kind == "splice" else spelled(f.hgvs_p_short.removeprefix("p."), self.spelling)
            assert f.vaf is not None
            small = self.share.format(number(f.vaf * 100, 1) + "%")
            return gene, f"Splice site {f.as_written}" if f.kind == "splice" else f.as_written, small
        if f.kind == "expression":
            f.as_written = self.ihc[f.ihc_score]
            cells = f"{f.percent_cells:.0f}% of tumor cells stained" if f.percent_cells else "Clone 4B5"
            return "HER2 protein (IHC)", f.as_written, cells
        if f.ish_ratio is not None:
            f.as_written = "Amplified" if f.status == "detected" else "Not amplified"
            return (
                "HER2 gene (FISH)",
                f.as_written,
                f"HER2/CEP17 {f.ish_ratio:.2f}; mean HER2 {f.copy_number:.1f} per cell",
            )
        if f.where == "negative":
            text = self.absent.format(EVENTS[f.kind])
            f.as_written = self.failed if f.status == "indeterminate" else text[0].upper() + text[1:]
            return gene, f.as_written, ""
        if f.kind == "fusion":
            f.as_written = f.fusion.replace("::", self.joint)
            return (
                f.as_written,
                "Fusion detected",
                "RNA sequencing" if self.look.report.specimen == "tissue" else "cfDNA",
            )
        if f.status == "equivocal":
            f.as_written = self.border
            return gene, f.as_written, "Confirm by another method"
        if f.copy_number is None:
            f.as_written = self.loss
            return gene, f.as_written, ""
        f.as_written = self.gain
        if not self.counted:
            f.copy_number, f.copy_number_unit = None, ""
            return gene, f.as_written, ""
        return gene, f.as_written, self.copies.format(number(f.copy_number))


def drugs(f: Finding) -> str:
    """Drugs for the cell beside the finding."""
    this, other, lack = therapies(f) if f.status == "detected" else ("", "", "")
    parts = [f"<b>Approved in NSCLC:</b> {this}" if this else "", f"<b>Approved in other tumors:</b> {other}" if other else "",
             f"<b>Reduced benefit:</b> {lack}" if lack else ""]  # fmt: skip
    return "<br/>".join(p for p in parts if p) or "None at this time"


def box(look: Look, book: Book, f: Finding, told: tuple[str, str, str], width: float, tones: dict[str, str]) -> Table:
    """One tile."""
    tone = "open" if f.status in ("equivocal", "indeterminate") else "found" if f.status == "detected" else "none"
    cell: list[Flowable] = [look.p(book.note(f) + told[0], look.size + 2, bold=True), look.p(told[1], look.size + 0.5)]
    if told[2]:
        cell.append(look.p(told[2], look.size - 1, color="#444444"))
    paint = ("BACKGROUND", (0, 0), (-1, -1), HexColor(tones[tone]))
    return grid([[cell]], [width], paint, ("BOX", (0, 0), (-1, -1), 0.6, HexColor(look.line)))


def heading(look: Look, width: float) -> Flowable:
    """Three blocks side by side, each with its title."""
    r, d, person = look.report, look.date, look.report.person
    names = look.rng.choice((("Collected", "Received", "Reported"), ("Collection date", "Receipt date", "Report date"),
                             ("Specimen collected", "Specimen received", "Report issued")))  # fmt: skip
    dates = [
        f"{n}: {d(getattr(r, k))}"
        for n, k in zip(names, ("collected_on", "received_on", "reported_on"), strict=True)
        if k in r.printed
    ]
    blocks = [("PATIENT", [f"Name: {person.sorted_name}", f"DOB: {d(person.dob)}", f"Sex: {person.sex}", f"MRN: {person.mrn}"]),
              ("SPECIMEN", [f"Case: {r.number}", f"Type: {r.options['material']}", *dates]),
              ("CLIENT", [person.physician, person.clinic, f"Diagnosis: {r.diagnosis}"])]  # fmt: skip
    look.rng.shuffle(blocks)
    cells = [
        [look.p(t, look.size - 0.5, bold=True, color=look.ink), *[look.p(x, look.size - 0.5, after=1) for x in lines]]
        for t, lines in blocks
    ]
    rule = ("LINEABOVE", (0, 0), (-1, 0), 1, HexColor(look.ink))
    return grid([cells], [width / 3] * 3, rule, ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(look.line)))


def draw(report: Report) -> Book:
    """The report."""
    look = prepared(report, TISSUE, PLASMA, LUNG)
    look.paper, look.margin = LETTER, look.rng.choice((36.0, 45.0))
    rng, words = look.rng, Wording(look)
    wide, high = look.paper
    title = rng.choice(("Comprehensive Tumor Profile", "Solid Tumor Genomic Panel", "Tumor Biomarker Results"))
    tones = {k: rng.choice(v) for k, v in COLOURS.items()}

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFillColor(HexColor(look.ink))
        c.setFont(look.bold, 13)
        c.drawString(look.margin, high - 40, report.lab)
        c.setFont(look.face, 9)
        c.drawRightString(wide - look.margin, high - 40, title)
        c.setFillColor(HexColor("#555555"))
        c.setFont(look.face, 6.5)
        c.drawString(
            look.margin,
            34,
            "CLIA-certified, CAP-accredited laboratory. Results are to be read by a qualified professional.",
        )
        c.drawRightString(wide - look.margin, 34, f"{report.person.sorted_name}  {report.number}  page {n} of {total}")

    book = framed(look, decorate, top=54)
    book.add(heading(look, book.width), look.gap(8))
    kinds = grouped(report)
    found = [*kinds["small"], *kinds["copy"], *kinds["fusion"]]
    rng.shuffle(found)
    tests = [*kinds["protein"], *kinds["ish"]]
    others = [*kinds["no"], *kinds["failed"]]
    rng.shuffle(others)
    shown = [*tests, *found] if rng.random() < 0.5 else [*found, *tests]
    tiled = rng.random() < 0.65
    beside = rng.random() < 0.5
    book.add(look.head(rng.choice(("Results at a glance", "Key results", "Your patient's biomarkers"))))
    if not shown:
        book.add(
            look.p(
                rng.choice(
                    ("No reportable alteration was found in this specimen.", "No genomic alteration to report.")
                ),
                after=4,
            )
        )
    told = {id(f): words.tile(f) for f in [*shown, *others, *kinds["vus"]]}
    if beside and shown:
        left = book.width * rng.uniform(0.38, 0.5)
        for f in shown:
            tile = box(look, book, f, told[id(f)], left - 8, tones)
            text = look.p(drugs(f), look.size - 1)
            book.add(grid([[tile, text]], [left, book.width - left], ("LEFTPADDING", (0, 0), (0, 0), 0)))
        shown_tiles: list[Finding] = []
    else:
        shown_tiles = shown
    rows_of = [*shown_tiles, *(others if tiled else [])]
    n = rng.choice((2, 3, 3, 4))
    longest = max(
        (stringWidth(t, look.face, look.size + 0.5) for f in rows_of for t in told[id(f)][1].split()), default=0.0
    )
    while n > 2 and longest > book.width / n - 20:
        n -= 1
    each = book.width / n
    boxes: list[Flowable | str] = [box(look, book, f, told[id(f)], each - 8, tones) for f in rows_of]
    boxes += [""] * (-len(boxes) % n)
    if boxes:
        rows = [boxes[i : i + n] for i in range(0, len(boxes), n)]
        book.add(grid(rows, [each] * n, ("LEFTPADDING", (0, 0), (-1, -1), 0)))
    signature = f"Microsatellite status: stable &nbsp;&nbsp; Tumor mutational burden: {rng.randint(1, 15)} muts/Mb"
    book.add(look.p(signature, look.size, before=6, after=4))
    if others and not tiled:
        book.add(look.p(rng.choice(("Also assessed", "Other markers of interest")), bold=True, before=4, after=2))
        book.add(
            look.table([[book.note(f) + told[id(f)][0], told[id(f)][1]] for f in others], book.width * 0.7, head=0)
        )
    book.add(PageBreak())
    if found:
        book.add(
            look.head(rng.choice(("Alteration details", "Details of reported alterations", "Genomic detail"))),
            details(look, book, found, told, beside),
        )
    rest: list[list[Flowable]] = []
    if kinds["vus"]:
        parts = []
        for f in kinds["vus"]:
            name, change, share = told[id(f)]
            c = "" if f.kind == "splice" else f" {f.hgvs_c}"
            parts.append(f"{book.note(f)}<b>{name}</b> {change}{c} ({share})")
        text = look.p((rng.choice(("; ", "<br/>"))).join(parts), look.size - 0.5, after=3)
        rest.append(
            [
                look.head(
                    rng.choice(("Variants of unknown significance", "Alterations of uncertain significance (VUS)"))
                ),
                text,
            ]
        )
    labels = rng.choice(({"small": "Genes sequenced for substitutions, insertions and deletions", "copy": "Genes assessed for amplification and loss", "fusion": "Genes assessed for fusions"},
                         {"small": "SNV/INDEL content", "copy": "CNV content", "fusion": "Fusion content"}))  # fmt: skip
    if report.options["lists"]:
        body: list[Flowable] = [look.head(rng.choice(("What was tested", "Test content", "Gene content of this test")))]
        body += [
            look.p(f"<b>{labels[k]}:</b> {', '.join(genes)}", look.size - 1, after=2)
            for k, genes in report.options["lists"].items()
        ]
        rest.append(body)
    if found:
        genes = list(dict.fromkeys(f.gene for f in found))[:2]
        rest.append(
            [look.head("Gene background"), *[look.p(f"<b>{g}.</b> {about(g)}", look.size - 1, after=2) for g in genes]]
        )
    rng.shuffle(rest)
    for part in rest:
        book.add(*part)
    book.add(look.p("Test performance: hybrid-capture sequencing of DNA, with RNA where available. HER2-targeted antibody-drug conjugates are approved in several tumor types; "
                    "a result on this page does not replace immunohistochemistry. Therapies are listed in alphabetical order and are not ranked.", look.size - 1.5, before=8))  # fmt: skip
    return book


def details(
    look: Look, book: Book, found: list[Finding], told: dict[int, tuple[str, str, str]], beside: bool
) -> Flowable:
    """The table of the second page."""
    rng = look.rng
    labels = {"gene": "Gene", "result": rng.choice(("Alteration", "Result", "Variant")), "coding": rng.choice(("DNA change", "Coding change", "cDNA")),
              "exon": "Exon", "transcript": rng.choice(("Transcript", "Reference")), "share": rng.choice(("VAF", "Allele fraction", "MAF")),
              "copies": rng.choice(("Copies", "Copy number")), "drugs": rng.choice(("Therapies with potential benefit", "Associated therapies"))}  # fmt: skip
    columns = ["result", "coding", *(c for c in ("exon", "transcript") if rng.random() < 0.4)]
    rng.shuffle(columns)
    columns = ["gene", *columns, "share"]
    if any(f.copy_number is not None for f in found):
        columns.append("copies")
    if not beside:
        columns.append("drugs")
    rows = [[labels[c] for c in columns]]
    for f in found:
        v = f.variant
        change = "fusion" if f.kind == "fusion" else told[id(f)][1]
        cells = {"gene": f"<b>{told[id(f)][0]}</b>", "result": change, "coding": v.hgvs_c if v else "-", "exon": (v.exon if v else "") or "-", "transcript": v.transcript if v else "-",
                 "share": look.number(f.vaf * 100, 1) + "%" if f.vaf is not None else "-", "copies": look.number(f.copy_number) if f.copy_number is not None else "-", "drugs": drugs(f)}  # fmt: skip
        if f.kind == "splice":
            cells["result"] = "Splice site"
        row = [cells[c] for c in columns]
        rows.append([book.note(f) + row[0], *row[1:]])
    return look.table(rows, book.width)
