"""A liquid-biopsy house: one table per class of alteration, and a grid in which every negative gene has its state."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak

from ..findings import Finding, neg
from ..page import Book, grid
from ..report import Report
from .look import Look, spelled
from .paper import framed, grouped, prepared

TISSUE = (
    "Lung biopsy, paraffin curls (companion tissue test)",
    "Paraffin block, lung resection (companion tissue test)",
)
PLASMA = ("Plasma from 20 mL whole blood", "Cell-free DNA, plasma", "Blood (cfDNA collection tube), double-spun plasma")
LUNG = ("Adenocarcinoma of the lung", "Lung cancer, adenocarcinoma", "NSCLC, adenocarcinoma")
CLASSES = {"small_variant": "small", "splice": "small", "copy_number": "copy", "fusion": "fusion"}


class Wording:
    """The phrases of one report, drawn once."""

    def __init__(self, look: Look) -> None:
        rng = look.rng
        self.none = rng.choice(("ND", "Not detected", "neg.", "Negative", "-ve"))
        self.hit = rng.choice(("see table", "reported", "see above"))
        self.gain = rng.choice(("Amplified", "Gain (amplification)", "AMP", "Amplification"))
        self.loss = rng.choice(("Homozygous loss", "Loss (both copies)", "Homozygous deletion"))
        self.border = rng.choice(("Borderline", "Equivocal", "Equivocal gain"))
        self.failed = rng.choice(
            (
                "Not evaluable",
                "Fail",
                "No call (insufficient cfDNA)" if look.report.specimen == "plasma" else "No call (insufficient DNA)",
            )
        )
        self.joint = rng.choice(("::", "-", "-"))
        self.share = rng.choice(("VAF (%)", "Mutant allele fraction (%)", "% mutant molecules", "VAF"))
        self.spelling = rng.choice(("p.", "three", "short", "three()", "p.()"))
        self.titles = rng.choice(({"sub": "Single-nucleotide variants", "indel": "Insertions and deletions", "splice": "Splice-site variants", "copy": "Copy number", "fusion": "Fusions", "vus": "Variants of uncertain clinical significance"},
                                  {"sub": "A. SUBSTITUTIONS", "indel": "B. SHORT INDELS", "splice": "C. SPLICING", "copy": "D. COPY-NUMBER CHANGES", "fusion": "E. GENE FUSIONS", "vus": "F. VARIANTS OF UNCERTAIN SIGNIFICANCE"},
                                  {"sub": "SNV", "indel": "Indel", "splice": "Splice site", "copy": "CNA", "fusion": "SV / fusion", "vus": "VUS"}))  # fmt: skip
        self.empty = rng.choice(("", "", "Nothing to report in this class."))


def small_table(look: Look, book: Book, w: Wording, some: list[Finding], columns: list[str]) -> Flowable:
    """Substitutions, indels or splice changes."""
    labels = {
        "gene": "Gene",
        "protein": "Amino acid",
        "coding": "Nucleotide",
        "exon": "Exon",
        "share": w.share,
        "molecules": "Mutant molecules/mL",
    }
    columns = [c for c in columns if c != "protein"] if all(f.kind == "splice" for f in some) else columns
    rows = [[labels[c] for c in columns]]
    for f in some:
        assert f.variant is not None
        assert f.vaf is not None
        f.hgvs_c = f.variant.hgvs_c
        f.as_written = f.hgvs_c if f.kind == "splice" else spelled(f.hgvs_p_short.removeprefix("p."), w.spelling)
        number = look.number(f.vaf * 100, 1) + ("" if "%" in w.share else "%")
        cells = {"gene": look.gene(f), "protein": "p.?" if f.kind == "splice" else f.as_written, "coding": f.hgvs_c,
                 "exon": f.variant.exon or "-", "share": number, "molecules": str(round(f.vaf * 4200) or 1)}  # fmt: skip
        row = [cells[c] for c in columns]
        rows.append([book.note(f) + row[0], *row[1:]])
    return look.table(rows, book.width)


def copy_table(look: Look, book: Book, w: Wording, some: list[Finding]) -> Flowable:
    """Gains, losses and borderline results with the copies in a column of their own."""
    rows = [["Gene", look.rng.choice(("Call", "Status", "Change")), look.rng.choice(("Copies", "Estimated copies"))]]
    for f in some:
        f.as_written = w.border if f.status == "equivocal" else w.loss if f.copy_number is None else w.gain
        rows.append(
            [book.note(f) + look.gene(f), f.as_written, "n/a" if f.copy_number is None else look.number(f.copy_number)]
        )
    return look.table(rows, book.width * look.rng.uniform(0.55, 0.9))


def fusion_table(look: Look, book: Book, w: Wording, some: list[Finding]) -> Flowable:
    """Fusions with the molecules that support them."""
    rows = [[look.rng.choice(("Fusion", "Partners (5'-3')")), "Supporting molecules"]]
    for f in some:
        f.as_written = f.fusion.replace("::", w.joint)
        rows.append([book.note(f) + f.as_written, str(look.rng.randint(3, 60))])
    return look.table(rows, book.width * look.rng.uniform(0.5, 0.8))


def states(report: Report, w: Wording, key: str, genes: list[str]) -> list[tuple[str, str, Finding | None]]:
    """(gene, state, statement) of a class of the grid. A negative state is a statement and joins the findings."""
    out: list[tuple[str, str, Finding | None]] = []
    for gene in genes:
        said = [f for f in report.findings if f.gene == gene and CLASSES.get(f.kind) == key and f.ish_ratio is None]
        if key == "fusion" and any(gene in f.fusion.split("::") for f in report.findings if f.fusion):
            out.append((gene, w.hit, None))
            continue
        open_ = next((f for f in said if f.where == "negative"), None)
        if said and open_ is None:
            out.append((gene, w.hit, None))
            continue
        if open_ is None:
            open_ = neg(gene, {"small": "small_variant", "copy": "copy_number", "fusion": "fusion"}[key], w.none)
            report.findings.append(open_)
        open_.as_written = w.failed if open_.status == "indeterminate" else w.none
        out.append((gene, open_.as_written, open_))
    return out


def heading(look: Look, width: float) -> Flowable:
    """Two or three columns of labelled values."""
    rng, r, d, person = look.rng, look.report, look.date, look.report.person
    names = rng.choice(
        (
            ("Blood drawn", "Arrived", "Issued"),
            ("Draw date", "Accession date", "Issue date"),
            ("Collected", "Received", "Released"),
        )
    )
    if r.specimen == "tissue":
        names = ("Collected", "Received", "Released")
    dates = [
        (n, d(getattr(r, k)))
        for n, k in zip(names, ("collected_on", "received_on", "reported_on"), strict=True)
        if k in r.printed
    ]
    who = [
        ("Patient", person.name if rng.random() < 0.5 else person.sorted_name),
        ("Born", d(person.dob)),
        ("Sex", person.sex),
        ("Hospital ID", person.mrn),
    ]
    what = [("Order", r.number), ("Sample", r.options["material"]), *dates]
    why = [("Requested by", person.physician), ("Institution", person.clinic), ("Tumour", r.diagnosis)]
    blocks = [who, what, why] if rng.random() < 0.5 else [[*who, *why], what]
    above = rng.random() < 0.4
    cells: list[list[Flowable]] = []
    for block in blocks:
        if above:
            cells.append(
                [
                    p
                    for a, b in block
                    for p in (look.p(a, look.size - 2, color="#666666"), look.p(b, look.size - 0.5, after=2))
                ]
            )
        else:
            cells.append([look.p(f"{a}: <b>{b}</b>", look.size - 0.5, after=1.5) for a, b in block])
    line = HexColor(look.line)
    return grid(
        [cells],
        [width / len(blocks)] * len(blocks),
        ("BOX", (0, 0), (-1, -1), 0.6, line) if look.boxed else ("LINEBELOW", (0, 0), (-1, -1), 0.8, line),
    )


def draw(report: Report) -> Book:
    """The report."""
    look = prepared(report, TISSUE, PLASMA, LUNG)
    rng, w = look.rng, Wording(look)
    wide, high = look.paper
    title = (
        "Circulating tumour DNA analysis" if report.specimen == "plasma" else "Tumour DNA analysis (companion tissue)"
    )

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFillColor(HexColor(look.shade))
        c.rect(0, high - 52, wide, 32, stroke=0, fill=1)
        c.setFillColor(HexColor(look.ink))
        c.setFont(look.bold, 11)
        c.drawString(look.margin, high - 40, report.lab)
        c.setFont(look.face, 9)
        c.drawRightString(wide - look.margin, high - 40, title)
        c.setFillColor(HexColor("#000000"))
        c.setFont(look.face, 6.5)
        c.drawCentredString(wide / 2, 30, f"{report.number}  -  {n} / {total}")

    book = framed(look, decorate, top=62)
    book.add(heading(look, book.width), look.gap(6))
    kinds = grouped(report)
    groups = {"sub": [], "indel": [], "splice": []}
    for f in kinds["small"]:
        assert f.variant is not None
        groups[
            "splice" if f.kind == "splice" else "sub" if f.variant.effect in ("missense", "nonsense") else "indel"
        ].append(f)
    columns = [
        "protein",
        "coding",
        *(c for c in ("exon", "molecules") if rng.random() < (0.35 if c == "exon" else 0.2)),
    ]
    if "molecules" in columns and report.specimen == "tissue":
        columns.remove("molecules")
    rng.shuffle(columns)
    columns = ["gene", *columns, "share"]
    classes: list[list[Flowable]] = []
    for key, some in [*groups.items(), ("copy", kinds["copy"]), ("fusion", kinds["fusion"])]:
        if some:
            made = (
                copy_table(look, book, w, some)
                if key == "copy"
                else fusion_table(look, book, w, some)
                if key == "fusion"
                else small_table(look, book, w, some, columns)
            )
            classes.append([look.head(w.titles[key]), made])
    if rng.random() < 0.3:
        rng.shuffle(classes)
    found = [*kinds["small"], *kinds["copy"], *kinds["fusion"]]
    book.add(
        look.p(
            f"<b>Outcome:</b> {len(found)} alteration{'s' * (len(found) != 1)} in the reportable classes."
            if found
            else "<b>Outcome:</b> no alteration in the reportable classes.",
            after=2,
        )
    )
    if report.specimen == "plasma":
        book.add(
            look.p(
                f"cfDNA input {rng.randint(12, 80)} ng; plasma volume {rng.choice((3.5, 4, 5))} mL.",
                look.size - 0.5,
                after=2,
            )
        )
    for part in classes:
        book.add(*part)
    rest: list[list[Flowable]] = []
    if kinds["vus"]:
        rest.append([look.head(w.titles["vus"]), small_table(look, book, w, kinds["vus"], columns)])
    tests = [*kinds["protein"], *kinds["ish"]]
    if tests:
        rest.append(
            [
                look.head("Tissue tests on the same block"),
                look.table(protein_rows(look, book, tests), book.width * 0.8, head=0),
            ]
        )
    lists: dict[str, list[str]] = report.options["lists"]
    as_states = bool(lists) and rng.random() < 0.55
    shown: dict[str, list[str]] = {k: list(v) for k, v in lists.items()} if as_states else {}
    for f in [*kinds["no"], *kinds["failed"]]:
        if f.gene not in shown.setdefault(CLASSES[f.kind], []):
            shown[CLASSES[f.kind]].append(f.gene)
    names = rng.choice(
        (
            {"small": "SNV / indel", "copy": "Amplification", "fusion": "Fusion"},
            {"small": "Sequence variants", "copy": "Copy-number gain", "fusion": "Rearrangement"},
        )
    )
    pairs_across = rng.choice((2, 3, 3, 4))
    body: list[Flowable] = []
    for key in ("small", "copy", "fusion"):
        if not shown.get(key):
            continue
        cells = [[(book.note(f) if f else "") + ("ERBB2 (HER2)" if gene == "ERBB2" and look.erbb2 != "ERBB2" else gene), state]
                 for gene, state, f in states(report, w, key, sorted(shown[key]))]  # fmt: skip
        across = min(pairs_across, len(cells))
        cells += [["", ""]] * (-len(cells) % across)
        rows = [[t for pair in cells[i : i + across] for t in pair] for i in range(0, len(cells), across)]
        body += [
            look.p(names[key], bold=True, before=4, after=2),
            look.table(rows, book.width, head=0, size=look.size - 1, boxed=True),
        ]
    if body:
        rest.append(
            [
                look.head(
                    rng.choice(
                        (
                            "State of the other genes",
                            "Genes without a reported alteration, and state of each",
                            "Gene status",
                        )
                    )
                ),
                *body,
            ]
        )
    rng.shuffle(rest)
    if rest and rng.random() < 0.4:
        book.add(PageBreak())
    for part in rest:
        book.add(*part)
    if lists and not as_states:
        labels = {
            "small": "Sequence variants are called in",
            "copy": "Amplifications are called in",
            "fusion": "Fusions are called in",
        }
        book.add(look.head("Coverage of the assay"))
        book.add(*[look.p(f"{labels[k]}: {', '.join(genes)}.", look.size - 1, after=2) for k, genes in lists.items()])
    limits = "Limit of detection 3% of reads; amplification is called from 6 copies."
    if report.specimen == "plasma":
        limits = ("Limit of detection 0.2% for hotspots; amplification is called from 6 copies. A plasma test that finds nothing does not exclude an alteration in the tumour; tissue testing, "
                  "including HER2 immunohistochemistry where indicated, should then be considered.")  # fmt: skip
    book.add(
        look.p(f"{limits} Osimertinib resistance may be caused by MET or HER2 amplification.", look.size - 1, before=8)
    )
    return book


def protein_rows(look: Look, book: Book, tests: list[Finding]) -> list[list[str]]:
    """HER2 staining and in-situ hybridisation as rows."""
    words = {
        "0": "score 0 (negative)",
        "1+": "score 1+ (negative)",
        "2+": "score 2+ (equivocal)",
        "3+": "score 3+ (positive)",
    }
    rows = []
    for f in tests:
        if f.kind == "expression":
            f.as_written = words[f.ihc_score]
            rows.append(
                [
                    book.note(f) + "HER2 IHC",
                    f.as_written + (f", {f.percent_cells:.0f}% of cells" if f.percent_cells else ""),
                ]
            )
        else:
            assert f.ish_ratio is not None
            assert f.copy_number is not None
            f.as_written = "amplified" if f.status == "detected" else "not amplified"
            rows.append(
                [
                    book.note(f) + "HER2 ISH",
                    f"{f.as_written}; HER2/CEP17 {look.number(f.ish_ratio, 2)}, HER2 copies per cell {look.number(f.copy_number, 1)}",
                ]
            )
    return rows
