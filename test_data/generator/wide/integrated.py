"""A hospital's integrated report: one numbered section a test, each with its method, result and interpretation."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak

from ..findings import Finding
from ..page import A4, Book
from ..report import Report
from .look import Look, spelled
from .paper import framed, grouped, prepared

TISSUE = (
    "Left lung, core biopsy (hospital block 1A)",
    "Lung tumour, VATS wedge, block A4",
    "Lymph node station 4R, EBUS core, block 1",
)
PLASMA = ("Whole blood for cfDNA (plasma)", "Plasma, cell stabilising tube")
LUNG = ("Adenocarcinoma of lung", "Lung adenocarcinoma", "Invasive non-mucinous adenocarcinoma of the lung")


class Wording:
    """The phrases of one report, drawn once."""

    def __init__(self, look: Look) -> None:
        rng = look.rng
        self.look = look
        self.lines = rng.choice(
            (
                ("Method", "Result", "Interpretation"),
                ("Methodology", "Results", "Interpretation"),
                ("METHOD", "RESULT", "INTERPRETATION"),
            )
        )
        self.mark = rng.choice(("{}.", "{})", "Section {}:", "{}.0"))
        self.spelling = rng.choice(("p.", "p.()", "three", "three()", "short"))
        self.both = rng.choice(("{c}, {p}", "{c} {p}", "{p}, {c}", "{c}; {p}"))
        self.gain = rng.choice(("amplified", "amplification present", "AMPLIFIED", "high-level amplification"))
        self.loss = rng.choice(("homozygous deletion", "homozygously deleted", "biallelic loss"))
        self.border = rng.choice(("equivocal for amplification", "copy number equivocal", "equivocal"))
        self.failed = rng.choice(("not assessable", "indeterminate (low DNA yield)", "failed quality control"))
        self.no = rng.choice(
            ("{g} {e}: not detected", "No {e} of {g} detected", "{g}: no {e} identified", "Negative for {g} {e}")
        )
        self.joint = rng.choice(("::", "-", "-"))
        self.transcript = rng.random() < 0.5
        self.tabular = rng.random() < 0.45

    def share(self, f: Finding) -> str:
        """The allele fraction."""
        assert f.vaf is not None
        return self.look.number(f.vaf * 100, 1) + "%"

    def change(self, f: Finding) -> str:
        """Coding and protein names, in the order of the house."""
        assert f.variant is not None
        f.hgvs_c = f.variant.hgvs_c
        name = f"{f.variant.transcript}:{f.hgvs_c}" if self.transcript else f.hgvs_c
        if f.kind == "splice":
            f.as_written = f.hgvs_c
            return f"{name} (splice site)"
        f.as_written = spelled(f.hgvs_p_short.removeprefix("p."), self.spelling)
        return self.both.format(c=name, p=f.as_written)

    def denied(self, f: Finding) -> str:
        """A statement of absence, or that the test gave no answer."""
        if f.status == "indeterminate":
            f.as_written = self.failed
            return f"{self.look.gene(f)} copy number: {self.failed}"
        event = {"copy_number": "amplification", "fusion": "rearrangement"}.get(f.kind, "mutation")
        f.as_written = self.no.format(g=self.look.gene(f), e=event)
        return f.as_written

    def copy(self, f: Finding) -> str:
        """What is said of a gene's copies."""
        if f.status == "equivocal":
            f.as_written = self.border
            return f.as_written
        if f.copy_number is None:
            f.as_written = self.loss
            return f.as_written
        f.as_written = self.gain
        return f"{f.as_written}, {self.look.number(f.copy_number)} copies"


class Sections:
    """Numbered sections in the order in which they are added."""

    def __init__(self, look: Look, book: Book, w: Wording) -> None:
        self.look, self.book, self.w, self.n = look, book, w, 0
        self.apart = look.rng.random() < 0.3  # some houses begin every test on a new page

    def add(self, title: str, method: str, result: list[str | Flowable], meaning: str) -> None:
        """One test. ``result`` holds lines of markup and tables."""
        self.n += 1
        if self.apart and self.n > 1:
            self.book.add(PageBreak())
        look, (how, what, so) = self.look, self.w.lines
        self.book.add(
            look.p(
                f"{self.w.mark.format(self.n)} {title}", look.size + 1.5, bold=True, color=look.ink, before=8, after=3
            )
        )
        if method:
            self.book.add(look.p(f"<b>{how}:</b> {method}", after=2))
        texts = [t for t in result if isinstance(t, str)]
        if len(result) == 1 and texts:
            self.book.add(look.p(f"<b>{what}:</b> {texts[0]}", after=2))
        else:
            self.book.add(look.p(f"<b>{what}:</b>", after=1))
            for item in result:
                self.book.add(look.p(item, indent=12, after=1) if isinstance(item, str) else item)
        if meaning:
            self.book.add(look.p(f"<b>{so}:</b> {meaning}", before=2, after=2))


def opening(look: Look, book: Book) -> None:
    """The patient block."""
    rng, r, person = look.rng, look.report, look.report.person

    def d(iso: str) -> str:
        """A date that stays on one line."""
        return look.date(iso).replace(" ", "\u00a0")

    names = rng.choice((("Date of collection", "Date of receipt", "Date of report"), ("Date taken", "Date received", "Date authorised"),
                        ("Collected on", "Registered on", "Verified on")))  # fmt: skip
    pairs = [("Patient", person.sorted_name), ("Date of birth", d(person.dob)), ("Gender", person.sex), (rng.choice(("UR No.", "HN", "Registration No.")), person.mrn),
             (rng.choice(("Lab episode", "Pathology No.", "Biopsy No.")), r.number), ("Requesting doctor", person.physician)]  # fmt: skip
    dates = [
        (n, d(getattr(r, k)))
        for n, k in zip(names, ("collected_on", "received_on", "reported_on"), strict=True)
        if k in r.printed
    ]
    pairs += dates
    if rng.random() < 0.6:
        half = -(-len(pairs) // 2)
        tail = [*pairs[half:], ("", "")][:half]
        rows = [[a[0], a[1], b[0], b[1]] for a, b in zip(pairs[:half], tail, strict=True)]
        book.add(look.table(rows, book.width, head=0))
    else:
        book.add(look.table([[a, b] for a, b in pairs], book.width * 0.7, head=0))
    book.add(look.gap(4))


def immuno(look: Look, book: Book, sections: Sections, some: list[Finding]) -> None:
    """HER2 staining, with PD-L1 beside it as most houses print it."""
    rng = look.rng
    level = {"0": "negative", "1+": "negative", "2+": "equivocal", "3+": "positive"}
    lines: list[str | Flowable] = []
    for f in some:
        f.as_written = rng.choice(("Score {s} ({w})", "{w}, {s}", "{s} - {w}")).format(
            s=f.ihc_score, w=level[f.ihc_score]
        )
        cells = f" in {f.percent_cells:.0f}% of tumour cells" if f.percent_cells else ""
        lines.append(f"{book.note(f)}HER2 (clone 4B5): {f.as_written}{cells}")
    if rng.random() < 0.5 or not some:
        lines.append(f"TTF-1: {rng.choice(('positive', 'diffusely positive'))}")
        lines.append(f"PD-L1 (22C3): tumour proportion score {rng.choice((1, 5, 20, 60))}%")
    sections.add("Immunohistochemistry", "Automated staining of a 4 micron section with on-slide controls.", lines,
                 "A HER2 score of 3+ is regarded as positive, 2+ as equivocal, and 0 or 1+ as negative." if some else "The profile supports a primary lung adenocarcinoma.")  # fmt: skip


def hybridised(
    look: Look, book: Book, sections: Sections, w: Wording, some: list[Finding], breaks: list[Finding]
) -> None:
    """HER2 copies and breaks of kinase genes by FISH."""
    lines: list[str | Flowable] = []
    for f in some:
        assert f.ish_ratio is not None
        assert f.copy_number is not None
        f.as_written = "amplified" if f.status == "detected" else "not amplified"
        lines.append(
            f"{book.note(f)}HER2: {f.as_written}. HER2/CEP17 ratio {look.number(f.ish_ratio, 2)}; average HER2 copy number per nucleus {look.number(f.copy_number, 1)}"
        )
    for f in breaks:
        lines.append(
            f"{book.note(f)}{w.denied(f)} ({look.rng.randint(50, 100)} nuclei, {look.rng.randint(0, 5)}% split signals)"
        )
    sections.add("Fluorescence in situ hybridisation (FISH)", "Dual-colour probes, 50 to 100 non-overlapping nuclei.", lines,
                 "HER2 is called amplified at a ratio of 2.0 or more with at least 4 copies; rearrangement requires 15% split signals.")  # fmt: skip


def panel(
    look: Look, book: Book, sections: Sections, w: Wording, kinds: dict[str, list[Finding]], some: list[Finding]
) -> None:
    """Sequence variants and copy numbers; negatives and scope belong to it."""
    small, copies = kinds["small"], kinds["copy"]
    ordered = [*small, *copies]
    if look.rng.random() < 0.5:
        look.rng.shuffle(ordered)
    lines: list[str | Flowable] = []
    if w.tabular and ordered:
        rows = [["Gene", "Finding", "VAF / copies"]]
        for f in ordered:
            text = w.change(f) if f.variant else w.copy(f).split(",")[0]
            number = w.share(f) if f.variant else look.number(f.copy_number) if f.copy_number is not None else "-"
            rows.append([book.note(f) + look.gene(f), text, number])
        lines.append(look.table(rows, book.width * 0.95))
    else:
        for f in ordered:
            if not f.variant:
                lines.append(f"{book.note(f)}{look.gene(f)}: {w.copy(f)}")
                continue
            change = w.change(f)
            exon = f", exon {f.variant.exon}" if f.variant.exon else ""
            lines.append(f"{book.note(f)}{look.gene(f)} {change}{exon}; VAF {w.share(f)}")
    for f in kinds["vus"]:
        lines.append(
            f"{book.note(f)}{look.gene(f)} {w.change(f)}; VAF {w.share(f)} - variant of uncertain significance"
        )
    if not lines:
        lines.append("No reportable sequence variant or copy number change.")
    lines += [f"{book.note(f)}{w.denied(f)}" for f in some]
    scope = report_scope(look, ("small", "copy"))
    meaning = look.rng.choice(("Findings should be discussed at a molecular tumour board.", "Correlate with clinical findings. HER2 mutation, amplification and overexpression are separate biomarkers.",
                               "Targeted therapy may be available for some of the alterations listed, subject to local funding."))  # fmt: skip
    sections.add(
        look.rng.choice(("Next generation sequencing, DNA panel", "NGS: mutations and copy number", "DNA sequencing")),
        f"Amplicon panel; minimum depth 500x. {scope}".strip(),
        lines,
        meaning,
    )


def report_scope(look: Look, keys: tuple[str, ...]) -> str:
    """The printed lists of the given classes as sentences."""
    lists: dict[str, list[str]] = look.report.options["lists"]
    names = {
        "small": "Regions examined for mutations",
        "copy": "Genes examined for copy number gain",
        "fusion": "Fusion drivers examined",
    }
    return " ".join(f"{names[k]}: {', '.join(lists[k])}." for k in keys if k in lists)


def fused(look: Look, book: Book, sections: Sections, w: Wording, some: list[Finding], none: list[Finding]) -> None:
    """The RNA panel."""
    lines: list[str | Flowable] = []
    for f in some:
        f.as_written = f.fusion.replace("::", w.joint)
        lines.append(f"{book.note(f)}{f.as_written} fusion detected ({look.rng.randint(30, 2500)} reads)")
    lines += [f"{book.note(f)}{w.denied(f)}" for f in none]
    if not some:
        lines.insert(0, "No fusion transcript reported.")
    sections.add(look.rng.choice(("Fusion panel (RNA)", "RNA fusion assay", "Gene fusion panel")), f"Anchored multiplex PCR of RNA. {report_scope(look, ('fusion',))}".strip(), lines,
                 "" if look.rng.random() < 0.4 else "Fusions with unknown partners may be missed by this assay.")  # fmt: skip


def draw(report: Report) -> Book:
    """The report."""
    look = prepared(report, TISSUE, PLASMA, LUNG)
    look.paper, rng = A4, look.rng
    w = Wording(look)
    wide, high = look.paper
    title = rng.choice(
        ("INTEGRATED PATHOLOGY REPORT", "INTEGRATED HISTOLOGY AND MOLECULAR REPORT", "Combined Biomarker Report")
    )

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFillColor(HexColor(look.ink))
        c.setFont(look.bold, 12)
        c.drawCentredString(wide / 2, high - 36, report.lab)
        c.setFont(look.face, 8)
        c.drawCentredString(wide / 2, high - 48, title)
        c.setFillColor(HexColor("#000000"))
        c.setFont(look.face, 7)
        c.drawString(look.margin, 32, f"{report.number}   {report.person.sorted_name}")
        c.drawRightString(wide - look.margin, 32, f"Page {n} of {total}")

    book = framed(look, decorate, top=62)
    opening(look, book)
    sections = Sections(look, book, w)
    kinds = grouped(report)
    sections_open = (
        look.p(f"<b>Specimen:</b> {report.options['material']}", after=2),
        look.p(f"<b>Diagnosis:</b> {report.diagnosis}", after=4),
    )
    book.add(*(sections_open if rng.random() < 0.5 else sections_open[::-1]))
    tissue = report.specimen == "tissue"
    breaks, none, rest = [], [], []
    by_fish = rng.random() < 0.4 and tissue
    for f in [*kinds["no"], *kinds["failed"]]:
        if f.kind != "fusion":
            rest.append(f)
        elif by_fish and f.gene in ("ALK", "ROS1", "RET"):
            breaks.append(f)
        else:
            none.append(f)
    stains = tissue and rng.random() < 0.5
    stained = (lambda: immuno(look, book, sections, kinds["protein"])) if kinds["protein"] or stains else None
    counted = (lambda: hybridised(look, book, sections, w, kinds["ish"], breaks)) if kinds["ish"] or breaks else None
    steps = [stained, counted]
    if rng.random() < 0.3:
        steps.reverse()
    dna = lambda: panel(look, book, sections, w, kinds, rest)  # noqa: E731
    rna = (
        (lambda: fused(look, book, sections, w, kinds["fusion"], none))
        if kinds["fusion"] or none or "fusion" in report.options["lists"]
        else None
    )
    steps = [*steps, dna, rna] if rng.random() < 0.7 else [dna, rna, *steps]
    for step in steps:
        if step:
            step()
    book.add(
        look.p(
            f"Reported by: {rng.choice(('Dr Nanda K. Wirasena', 'Dr L. Etxeberria Paz', 'Dr M. Holloway-Tran'))}, {rng.choice(('Consultant Pathologist', 'Staff Specialist'))}",
            before=12,
        )
    )
    book.add(
        look.p(
            "HER2-directed treatment in lung cancer includes trastuzumab deruxtecan. Therapies mentioned are for information; reimbursement differs between hospitals.",
            look.size - 1,
            before=4,
        )
    )
    return book
