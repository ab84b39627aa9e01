"""The print of a community hospital's laboratory system: test after test, each with result, range and interpretation."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

import textwrap

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, XPreformatted

from ..findings import Finding
from ..page import Book, grid, style
from ..report import Report
from .look import Look
from .paper import framed, grouped, prepared
from .spell import change, coding, fusion, percent, sort_of

TISSUE = (
    "LUNG, RIGHT UPPER LOBE, CORE NEEDLE BIOPSY",
    "Lymph node, station 4R, EBUS-FNA, cell block",
    "PARAFFIN BLOCK A1, LUNG, LEFT LOWER LOBE",
    "Liver, core biopsy, FFPE tissue",
)
PLASMA = ("BLOOD, PERIPHERAL (CELL-FREE DNA)", "Plasma, Streck tube x2", "PLASMA CFDNA")
LUNG = (
    "NON-SMALL CELL CARCINOMA, FAVOR ADENOCARCINOMA",
    "Adenocarcinoma of lung",
    "LUNG ADENOCARCINOMA",
    "Metastatic adenocarcinoma, consistent with lung primary",
)
TESTS = {
    "small": ("{g} MUTATION ANALYSIS", "{g} GENE SEQUENCING", "{g} MUTATION, NGS", "{g} VARIANT ANALYSIS", "{g} GENE MUTATION DETECTION"),
    "copy": ("{g} GENE AMPLIFICATION", "{g} AMPLIFICATION BY NGS", "{g} GENE COPY NUMBER", "{g} AMPLIFICATION"),
    "fusion": ("{g} GENE REARRANGEMENT", "{g} FUSION, RNA", "{g} FUSION ANALYSIS", "{g} GENE FUSION"),
    "protein": ("HER2/NEU, IMMUNOHISTOCHEMISTRY", "HER2 BY IHC", "HER-2/NEU PROTEIN EXPRESSION (IHC)", "ERBB2 (HER2) IHC, MANUAL"),
    "ish": ("HER2/NEU, FISH", "HER2 (ERBB2) BY FISH, DUAL PROBE", "HER-2/NEU FISH WITH CEP17"),
}  # fmt: skip
ABSENT = {
    "small": ("NOT DETECTED", "Not Detected", "NEGATIVE", "WILD TYPE", "No mutation detected", "None detected"),
    "copy": ("NOT DETECTED", "Not Detected", "NEGATIVE", "NOT AMPLIFIED", "No amplification detected"),
    "fusion": ("NOT DETECTED", "Not Detected", "NEGATIVE", "No fusion detected", "No rearrangement detected"),
}
RANGES = {
    "small": ("Not Detected", "NOT DETECTED", "Wild type", "Negative"), "copy": ("Not amplified", "NOT DETECTED", "Negative"), "fusion": ("Not Detected", "NEGATIVE", "NOT DETECTED"),
    "protein": ("Negative (0 or 1+)", "0 - 1+"), "ish": ("Ratio less than 2.0", "<2.0"),
}  # fmt: skip
READ = {
    "mutated": ("A clinically significant alteration is present in the {g} gene.", "Positive for a {g} alteration. Correlate with clinical findings and therapy.",
                "The result may have therapeutic implications; see current guidelines.", "Tumors with activating alterations of {g} may respond to matched inhibitors."),
    "vus": ("The clinical significance of this change is not known.", "Insufficient evidence to classify this variant.", "Variant of uncertain significance; treatment should not be based on it."),
    "gain": ("High level gain of {g} is present.", "{g} is amplified. Clinical correlation is suggested.", "Amplification of {g} has been associated with sensitivity or resistance to kinase inhibitors."),
    "loss": ("Loss of this gene is common in many tumor types.", "Of uncertain therapeutic relevance."),
    "equivocal": ("The copy number lies near the cutoff. Correlation with another method is suggested.", "Neither positive nor negative criteria are met."),
    "failed": ("Testing was attempted twice. Please submit another sample if clinically indicated.", "The quality of the nucleic acid did not permit this analysis."),
    "fusion": ("A fusion transcript involving {g} is present.", "Fusions of {g} are targets of approved kinase inhibitors."),
    "no": ("No evidence of the alteration within the limits of the assay.", "A negative result does not exclude an alteration below the limit of detection.", "See methodology for the limits of this assay."),
    "protein": ("Scored by a pathologist according to published criteria.", "Controls stained appropriately."),
    "ish": ("Scored in 40 nuclei by two technologists.", "Controls were satisfactory."),
}  # fmt: skip
NOTES = ("This test was developed and its performance characteristics determined by the laboratory. It has not been cleared or approved by the FDA.",
         "The limit of detection is 5 percent variant allele frequency for tissue and 0.5 percent for cell-free DNA at the coverage obtained.",
         "Fam-trastuzumab deruxtecan is approved for previously treated NSCLC with activating HER2 (ERBB2) mutations; osimertinib for EGFR exon 19 deletions and L858R.",
         "Sections were reviewed and the area of tumor marked for macrodissection. Tumor content is at least 20 percent.",
         "Reference: NCCN Clinical Practice Guidelines in Oncology, Non-Small Cell Lung Cancer.", "CPT: 81445, 88381. Result called to the office of the ordering provider.")  # fmt: skip
ORDER = (("range", "read", "note"), ("read", "range", "note"), ("range", "note", "read"), ("read", "note", "range"))


class Print:
    """Labelled fields, either in a fixed pitch with leaders or as two columns without rules."""

    def __init__(self, look: Look, book: Book) -> None:
        rng = look.rng
        self.look, self.book = look, book
        self.fixed, self.leader, self.upper = rng.random() < 0.55, rng.choice((".", ".", " ")), rng.random() < 0.7
        self.size = rng.choice((8.0, 8.5, 9.0))
        self.column = rng.choice((18, 20, 24))
        self.chars = int(book.width / (0.6 * self.size))

    def text(self, label: str) -> str:
        """A label in the case of this print."""
        return label.upper() if self.upper else label

    def field(self, label: str, lines: list[tuple[str, str]]) -> Flowable:
        """``label ....: first line`` and the others under it; each line is (mark, text)."""
        label = self.text(label)
        if not self.fixed:
            body = [self.look.p(mark + text.replace("<", "&lt;"), self.size, after=1) for mark, text in lines]
            head = self.look.p(f"{label}{':' if label else ''}", self.size, bold=True)
            pad = [("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5)]
            return grid([[head, body]], [self.column * 5.6, self.book.width - self.column * 5.6], *pad)
        start = (label + (self.leader * (self.column - len(label)))) + ": " if label else " " * (self.column + 2)
        out = []
        for mark, text in lines:
            for i, part in enumerate(
                textwrap.wrap(text, self.chars - self.column - 3, break_long_words=False, break_on_hyphens=False)
                or [""]
            ):
                clean = (start + part).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                out.append((mark if i == 0 else "") + clean)
                start = " " * (self.column + 2)
        return KeepTogether([XPreformatted("\n".join(out), style(self.size, "Courier", leading=self.size * 1.2))])

    def bar(self, mark: str) -> Flowable:
        """A line of dashes or a title."""
        if self.fixed:
            return XPreformatted(mark * self.chars, style(self.size, "Courier"))
        return grid([[""]], [self.book.width], ("LINEABOVE", (0, 0), (-1, 0), 0.5, HexColor("#555555")))


def said(look: Look, book: Book, f: Finding) -> tuple[str, str, str]:
    """(mark, result, key of the interpretation) of one finding; the truth learns what is printed."""
    rng, mark = look.rng, book.note(f)
    style_of = look.report.options.setdefault("lis", rng.randint(0, 3))
    if f.variant:
        name = change(look, f)
        both = name if f.kind == "splice" else f"{name} ({coding(f)})" if style_of in (1, 2) else name
        level = ("", f", VAF {percent(f)}", f" at {percent(f)} allele frequency", f"  {percent(f)}")[style_of]
        if not level:
            f.vaf = None
        if f.where == "vus":
            return (
                mark,
                rng.choice(
                    (
                        f"VARIANT OF UNCERTAIN SIGNIFICANCE: {both}{level}",
                        f"{both}{level} (VUS)",
                        f"Uncertain significance: {both}{level}",
                    )
                ),
                "vus",
            )
        word = rng.choice(("DETECTED", "POSITIVE", "Mutation detected", "ABNORMAL"))
        return (
            mark,
            rng.choice((f"{word}: {both}{level}", f"{word} - {both}{level}", f"{both}{level} {word.upper()}")),
            "mutated",
        )
    if f.kind == "expression":
        words = {
            "0": ("NEGATIVE (0)", "Negative, score 0"),
            "1+": ("NEGATIVE (1+)", "Negative, score 1+"),
            "2+": ("EQUIVOCAL (2+)", "Equivocal, score 2+"),
            "3+": ("POSITIVE (3+)", "Positive, score 3+"),
        }
        f.as_written = rng.choice(words[f.ihc_score])
        return mark, f.as_written + (f", {f.percent_cells:.0f}% of tumor cells" if f.percent_cells else ""), "protein"
    if f.ish_ratio is not None:
        f.as_written = rng.choice(
            ("AMPLIFIED", "POSITIVE") if f.status == "detected" else ("NOT AMPLIFIED", "NEGATIVE")
        )
        return (
            mark,
            f"{f.as_written}; HER2/CEP17 ratio {f.ish_ratio:.2f}, average HER2 signals per cell {f.copy_number:.1f}",
            "ish",
        )
    if f.status == "indeterminate":
        f.as_written = rng.choice(("QNS", "INSUFFICIENT FOR ANALYSIS", "Unable to determine", "TEST FAILED"))
        return mark, f.as_written, "failed"
    if f.where == "negative":
        words_of = look.report.options.setdefault("absent", {k: rng.choice(v) for k, v in ABSENT.items()})
        f.as_written = words_of[sort_of(f)]
        return mark, f.as_written, "no"
    if f.kind == "fusion":
        name = fusion(look, f)
        return mark, rng.choice((f"DETECTED: {name}", f"POSITIVE - {name} fusion", f"{name} fusion DETECTED")), "fusion"
    if f.status == "equivocal":
        f.as_written = rng.choice(("EQUIVOCAL", "Equivocal"))
        return mark, f.as_written, "equivocal"
    if f.copy_number is None:
        f.as_written = rng.choice(("HOMOZYGOUS DELETION", "Homozygous loss", "DELETED"))
        return mark, f.as_written, "loss"
    f.as_written = rng.choice(("AMPLIFIED", "AMPLIFICATION DETECTED", "Amplified"))
    return (
        mark,
        f"{f.as_written}{rng.choice((', estimated {} copies', ' (copy number {})', ', copies: {}')).format(f'{f.copy_number:g}')}",
        "gain",
    )


def draw(report: Report) -> Book:
    """The report."""
    look = prepared(report, TISSUE, PLASMA, LUNG)
    rng, d, person = look.rng, look.date, report.person
    _, high = look.paper
    title = rng.choice(
        ("MOLECULAR PATHOLOGY", "LABORATORY REPORT - MOLECULAR DIAGNOSTICS", "MOLECULAR GENETICS - FINAL")
    )

    def decorate(c: Canvas, n: int, total: int) -> None:
        c.setFont(look.bold, 11)
        c.drawString(look.margin, high - 32, report.lab)
        c.setFont("Courier", 7.5)
        c.drawString(look.margin, high - 44, f"{title}    Page {n} of {total}")
        c.drawString(look.margin, 34, f"{person.sorted_name}  {person.mrn}  {report.number}   ** END OF PAGE {n} **")

    book = framed(look, decorate, top=62)
    out = Print(look, book)
    labels = [rng.choice(some) for some in (("Test name", "Test", "Procedure", "Test performed"), ("Result", "Results", "Result", "Final result"),
              ("Reference range", "Ref range", "Expected result", "Normal"), ("Interpretation", "Interp", "Interpretive data"), ("Comment", "Comments", "Note"))]  # fmt: skip
    pairs = [("Patient", person.sorted_name), ("MRN", person.mrn), ("DOB / Sex", f"{d(person.dob)}  {person.sex[0]}"), ("Accession", report.number),
             ("Ordering provider", person.physician), (rng.choice(("Specimen", "Specimen type", "Source")), report.options["material"]),
             (rng.choice(("Diagnosis", "Clinical diagnosis", "Pathologic diagnosis")), report.diagnosis), (rng.choice(("Collected", "Collection date", "Date collected")), d(report.collected_on))]  # fmt: skip
    if "received_on" in report.printed:
        pairs.append((rng.choice(("Received", "Date received", "Rec'd in lab")), d(report.received_on)))
    pairs.append((rng.choice(("Reported", "Report date", "Date reported")), d(report.reported_on)))
    book.add(*[out.field(a, [("", b)]) for a, b in pairs], look.gap(4), out.bar(rng.choice("-=_")), look.gap(4))
    tests = blocks(look, book, out, labels)
    book.add(*tests, out.bar("-"))
    lists = report.options["lists"]
    names = {"small": rng.choice(("Genes tested, mutations", "Mutation targets")), "copy": rng.choice(("Genes tested, copies", "Amplification targets")), "fusion": rng.choice(("Genes tested, fusion", "Fusion targets"))}  # fmt: skip
    out.column = 24
    for key, genes in lists.items():
        book.add(out.field(names[key], [("", ", ".join(genes))]))
    tail = rng.sample(NOTES, rng.randint(2, 4))
    book.add(out.field(rng.choice(("Methodology", "Method", "Disclaimer")), [("", t) for t in tail]))
    book.add(
        look.gap(6),
        out.field(
            rng.choice(("Signed", "Pathologist", "Verified by")),
            [("", "R. Hatherleigh, MD (electronic signature on file)")],
        ),
    )
    return book


def blocks(look: Look, book: Book, out: Print, labels: list[str]) -> list[Flowable]:
    """A block for each test, or one for the panel and others for protein and FISH."""
    rng, report = look.rng, look.report
    shown = {"ERBB2": rng.choice(("ERBB2", "ERBB2 (HER2)", "HER2 (ERBB2)", "HER2"))}
    order, names = rng.choice(ORDER), {k: rng.choice(v) for k, v in TESTS.items()}
    ranges = {k: rng.choice(v) for k, v in RANGES.items()}
    kinds = grouped(report)
    tests: dict[tuple[str, str], list[Finding]] = {}
    for f in report.findings:
        sort = "protein" if f in kinds["protein"] else "ish" if f in kinds["ish"] else sort_of(f)
        tests.setdefault((f.gene, sort), []).append(f)
    keys = list(tests)
    rng.shuffle(keys)
    made: list[Flowable] = []
    single = rng.random() < 0.6
    remark = rng.random() < 0.4
    panel: list[tuple[str, str]] = []
    texts: list[str] = []
    for key in keys:
        gene, sort = shown.get(key[0], key[0]), key[1]
        told = [said(look, book, f) for f in tests[key]]
        name = names[sort].format(g=gene)
        if any(k == "loss" for *_, k in told):
            name = f"{gene} GENE COPY NUMBER"
        read = list(dict.fromkeys(rng.choice(READ[k]).format(g=gene) for *_, k in told))
        if not single and sort not in ("protein", "ish"):
            panel += [
                (m, f"{name + ' '} {t}" if out.leader == " " else f"{name} {'.' * max(3, 34 - len(name))} {t}")
                for m, t, _ in told
            ]
            texts += read
            continue
        part = {"range": out.field(labels[2], [("", ranges[sort])]), "read": out.field(labels[3], [("", " ".join(read))]),
                "note": out.field(labels[4], [("", rng.choice(("See methodology below.", "None.", "Reviewed.")))])}  # fmt: skip
        fields = [part[k] for k in order if k != "note" or remark]
        made.append(
            KeepTogether(
                [
                    out.field(labels[0], [("", name)]),
                    out.field(labels[1], [(m, t) for m, t, _ in told]),
                    *fields,
                    look.gap(7),
                ]
            )
        )
    if panel or not made:
        title = rng.choice(
            ("SOLID TUMOR NGS PANEL", "LUNG CANCER PANEL, NEXT GENERATION SEQUENCING", "TARGETED CANCER GENE PANEL")
        )
        top = panel or [
            (
                "",
                rng.choice(
                    (
                        "No clinically significant variants detected",
                        "NO REPORTABLE ALTERATION",
                        "NEGATIVE - no alterations identified",
                    )
                ),
            )
        ]
        fields = [out.field(labels[0], [("", title)]), *[out.field(labels[1] if i == 0 else "", [line]) for i, line in enumerate(top)],
                  out.field(labels[2], [("", ranges["small"])]), out.field(labels[3], [("", " ".join(dict.fromkeys(texts)) or "See methodology for the limits of this assay.")]), look.gap(7)]  # fmt: skip
        made[:0] = fields
    return made
