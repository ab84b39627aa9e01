"""Guardant360 (plasma): therapy finder, additional biomarkers, response map, trials, definitions, methods.

Options: ``cdx`` (Guardant360 CDx, 55 genes, CNA in two genes), ``genes`` (number), ``amended_of`` (ISO date of the first
report), ``comments``, ``msi``, ``tmb``, ``no_trials``, ``none`` (nothing detected), ``insufficient`` (regions), ``font``.
"""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Spacer

from ..dates import written
from ..findings import Finding
from ..page import LETTER, Book, P, grid, style
from ..prose import therapies, trials
from ..report import Report

GENES_74 = [
    "AKT1",
    "ALK#",
    "APC",
    "AR+",
    "ARAF",
    "ARID1A",
    "ATM",
    "BRAF+",
    "BRCA1",
    "BRCA2",
    "CCND1+",
    "CCND2+",
    "CCNE1+",
    "CDH1",
    "CDK12",
    "CDK4+",
    "CDK6+",
    "CDKN2A",
    "CTNNB1",
    "DDR2",
    "EGFR+",
    "ERBB2+",
    "ESR1",
    "EZH2",
    "FBXW7",
    "FGFR1+",
    "FGFR2#+",
    "FGFR3#",
    "GATA3",
    "GNA11",
    "GNAQ",
    "GNAS",
    "HNF1A",
    "HRAS",
    "IDH1",
    "IDH2",
    "JAK2",
    "JAK3",
    "KIT+",
    "KRAS+",
    "MAP2K1",
    "MAP2K2",
    "MAPK1",
    "MAPK3",
    "MET+",
    "MLH1",
    "MPL",
    "MTOR",
    "MYC+",
    "NF1",
    "NFE2L2",
    "NOTCH1",
    "NPM1",
    "NRAS",
    "NTRK1#",
    "NTRK3",
    "PDGFRA+",
    "PIK3CA+",
    "PTEN",
    "PTPN11",
    "RAF1+",
    "RB1",
    "RET#",
    "RHEB",
    "RHOA",
    "RIT1",
    "ROS1#",
    "SMAD4",
    "SMO",
    "STK11",
    "TERT=",
    "TP53",
    "TSC1",
    "VHL",
]
GENES_55 = [
    "AKT1",
    "ALK#",
    "APC",
    "AR",
    "ARAF",
    "ATM",
    "BRAF",
    "BRCA1",
    "BRCA2",
    "CCND1",
    "CDH1",
    "CDK4",
    "CDK6",
    "CDK12",
    "CDKN2A",
    "CTNNB1",
    "EGFR",
    "ERBB2+",
    "ESR1",
    "FGFR1",
    "FGFR2",
    "FGFR3",
    "GATA3",
    "GNA11",
    "GNAQ",
    "HRAS",
    "IDH1",
    "IDH2",
    "KIT",
    "KRAS",
    "MAP2K1",
    "MAP2K2",
    "MET+",
    "MLH1",
    "MTOR",
    "MYC",
    "NF1",
    "NFE2L2",
    "NRAS",
    "NTRK1#",
    "NTRK3",
    "PDGFRA",
    "PIK3CA",
    "PTEN",
    "RAF1",
    "RET#",
    "RHEB",
    "RHOA",
    "ROS1#",
    "SMAD4",
    "SMO",
    "STK11",
    "TERT=",
    "TSC1",
    "VHL",
]
COLORS = ["#1f9bd1", "#26b5e0", "#9ccf3c", "#6cc04a", "#ef4f6b", "#f58a2c", "#f25c3b", "#b57fd6", "#5b6abf"]
RULE = HexColor("#222222")


class Dot(Flowable):
    """A filled circle: the icon that carries the meaning of a therapy list and is lost in the text layer."""

    def __init__(self, color: str) -> None:
        super().__init__()
        self.color, self.width, self.height = HexColor(color), 10, 9

    def draw(self) -> None:
        self.canv.setFillColor(self.color)
        self.canv.circle(4, 4, 3.6, stroke=0, fill=1)


class Map(Flowable):
    """The response map's drawing: coloured bands over one time point."""

    def __init__(self, date: str, top: str, bands: int) -> None:
        super().__init__()
        self.date, self.top, self.bands, self.width, self.height = date, top, bands, 500, 105

    def draw(self) -> None:
        c = self.canv
        c.setFont("Helvetica", 6)
        c.drawString(0, 96, "Highest Variant")
        c.drawString(0, 89, "Allele Fraction")
        c.drawCentredString(120, 96, self.top)
        for i in range(self.bands):
            c.setFillColor(HexColor(COLORS[i % len(COLORS)]))
            path = c.beginPath()
            step = 70 / self.bands
            path.moveTo(40, 18)
            path.lineTo(120, 88 - i * step)
            path.lineTo(120, 88 - (i + 1) * step)
            path.close()
            c.drawPath(path, stroke=0, fill=1)
        c.setFillColor(HexColor("#2d5f9a"))
        c.rect(95, 2, 55, 10, stroke=0, fill=1)
        c.setFillColor(HexColor("#ffffff"))
        c.drawCentredString(122, 4.5, self.date)


def spelled(f: Finding) -> str:
    """The change after the gene: ``S310F``, ``Amplification``, ``EML4-ALK Fusion``."""
    if f.kind == "fusion":
        return f"{f.fusion.replace('::', '-')} Fusion"
    if f.kind == "copy_number":
        return "Amplification"
    assert f.variant is not None
    return str(f.draw.get("long", "")) or f.as_written or f.short


def amount(f: Finding) -> str:
    """The last column: a percentage, a plasma level, or DETECTED."""
    return f.copy_number_text or (f.percent if f.vaf is not None else "DETECTED")


def label(f: Finding, change: str) -> str:
    """Gene in italics and the change."""
    return change if f.kind == "fusion" else f"<i>{f.gene}</i> {change}"


def draw(report: Report) -> Book:
    """The report as a book to be saved."""
    person, d = report.person, lambda iso: written(iso, "guardant")
    product = "Guardant360 CDx" if report.get("cdx") else "Guardant360"
    genes = GENES_55 if report.get("cdx") else GENES_74
    titles: dict[int, str] = {}

    def decorate(c: Canvas, n: int, total: int) -> None:
        top = LETTER[1] - 34
        c.setFont("Helvetica-Bold", 9.5)
        c.setFillColor(HexColor("#000000"))
        c.drawString(28, top, person.sorted_name)
        c.setFont("Helvetica-Bold", 8)
        x = 30 + c.stringWidth(person.sorted_name, "Helvetica-Bold", 9.5)
        c.drawString(x, top, f"({report.number})")
        c.setFont("Helvetica", 8)
        if n == 1:
            c.drawString(28, top - 12, f"Patient MRN: {person.mrn} | DOB: {d(person.dob)} | Gender: {person.sex}")
            c.drawString(28, top - 23, f"Diagnosis: {report.diagnosis} | Test Number {report.get('test', 1)}")
        else:
            c.drawString(28, top - 12, f"DOB: {d(person.dob)} | Test Number {report.get('test', 1)}")
        c.setFillColor(HexColor("#23a5c7"))
        c.ellipse(525, top - 14, 585, top + 6, stroke=0, fill=1)
        c.setFillColor(HexColor("#000000"))
        c.drawRightString(585, top - 24, titles.get(n, ""))
        c.setLineWidth(0.8)
        c.setStrokeColor(RULE)
        c.line(28, top - 30, 585, top - 30)
        c.line(28, 42, 585, 42)
        c.setFont("Helvetica", 6.5)
        c.drawString(120, 32, "The detailed version of this report can be read in the laboratory's online portal:")
        c.setFont("Helvetica-Bold", 6.5)
        c.drawString(120, 24, "portal.example.org. For an account call Client Services: 555.010.0142")
        c.setFont("Helvetica", 6.5)
        c.drawRightString(585, 32, f"TST-PRT-001 R29 | Pg {n} of {total}")

    book = Book(left=28, right=28, top=76, bottom=56, decorate=decorate)
    body, small, head = style(8.2), style(7), style(11, "Helvetica-Bold", before=6, after=4)
    value, bold = style(8.2, report.get("value_font", "Helvetica")), style(8.2, "Helvetica-Bold")
    line = ("LINEBELOW", (0, 0), (-1, -1), 0.7, RULE)
    page = 1
    titles[1] = "Therapy Finder Page"

    # page 1
    first = "Original Reported Date:" if report.get("amended_of") else "Report Date:"
    dates = [
        [P("<b>REPORTING</b>", body), ""],
        [P(first, body), P(d(report.get("amended_of") or report.reported_on), value)],
        [P("Receipt Date:", body), P(d(report.received_on), value)],
        [P("Collection Date:", body), P(d(report.collected_on), value)],
        [P("Specimen:", body), P(report.get("specimen_text", "Blood"), value)],
        [P("Status:", body), P(report.get("status_text", "FINAL"), value)],
    ]
    if report.get("amended_of"):
        dates.append([P("Amended Report Date:", body), P(d(report.reported_on), value)])
    tight = [("TOPPADDING", (0, 0), (-1, -1), 0.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5)]
    doctor = [
        P("<b>PHYSICIAN</b>", body),
        P(f"<b>{person.physician}</b>", body),
        P(f"Account: {person.clinic}<br/>Address: {person.address}<br/>Ph: {person.phone} | Fax: {person.phone}", body),
        P("Additional Recipient: N/A", body),
    ]
    book.add(
        grid(
            [[grid(dates, [78, 95], *tight), doctor, P("<i>Complete Tumor Response Map on page 3</i>", small)]],
            [190, 215, 150],
            ("LINEBEFORE", (1, 0), (-1, 0), 0.7, RULE),
            ("LINEBELOW", (0, 0), (-1, 0), 1, RULE),
        )
    )
    book.add(
        P("Summary of Detected Somatic Alterations, Immunotherapy Biomarkers &amp; Associated Treatment Options", head)
    )
    key = [[P("<b>KEY</b>", small), Dot("#2e9f5b"), P("Approved in indication", small), Dot("#f0a830"),
            P("Approved in other indication", small), Dot("#d5303e"), P("Lack of response", small)]]  # fmt: skip
    book.add(grid(key, [30, 14, 110, 14, 120, 14, 90]))
    main = report.of("main")
    rows: list[list[object]] = [
        [
            P("<b>Detected Alteration(s) / Biomarker(s)</b>", body),
            P("<b>Associated FDA-approved therapies</b>", body),
            P('<b>Clinical trial availability</b> <font size="6.5">(see page 4)</font>', body),
            P("<b>% cfDNA or Amplification</b>", body),
        ]
    ]
    for f in main:
        change = spelled(f)
        f.as_written = f.as_written or change
        lists: list[list[object]] = [
            [Dot(color), P(text, value)]
            for color, text in zip(("#2e9f5b", "#f0a830", "#d5303e"), therapies(f), strict=True)
            if text
        ]
        cell: object = grid(lists, [14, 120], *tight) if lists else P("None", value)
        rows.append(
            [P(book.note(f) + label(f, change), value), cell, P("Yes" if lists else "No", value), P(amount(f), value)]
        )
    if main:
        book.add(grid(rows, [135, 158, 132, 130], line, ("LINEABOVE", (0, 0), (-1, 0), 1, RULE), repeat=1))
    else:
        text = "No tumor-related somatic alterations were detected in this sample."
        if report.of("vus", "synonymous"):
            text = "None of the alterations detected in this sample has an associated therapy."
        book.add(grid([[P(text, body)]], [555], line, ("LINEABOVE", (0, 0), (-1, 0), 1, RULE)))
    for where, title, words in (
        ("vus", "Variants of Uncertain Significance",
         "The functional consequences and clinical significance of these variants are unknown."),
        ("synonymous", "Synonymous Alterations",
         "These changes leave the amino acid as it is and are not expected to be a target of therapy."),
    ):  # fmt: skip
        some = report.of(where)
        if some:
            items = ",\u00a0 ".join(f"{book.note(f)}{label(f, spelled(f))}\u00a0({amount(f)})" for f in some)
            for f in some:
                f.as_written = f.as_written or spelled(f)
            book.add(Spacer(0, 6), P(f"<b>{title}</b>", body), P(items, value), P(words, small))
    msi, tmb = report.get("msi", "NOT DETECTED"), report.get("tmb", "3.16 mut/MB")
    book.add(P("Comments", head))
    for text in report.get("comments", []):
        book.add(P(text, style(8.2, after=4)))
    book.add(
        P(
            f"Microsatellite status: MSI-High {msi}. Where the highest % cfDNA is &lt; 0.2%, a \u201cNot Detected\u201d "
            "result is inconclusive: it does not exclude MSI-High status in the tumor.",
            style(8.2, after=5),
        ),
        P("<b>Results reviewed by:</b> Corinna Whitlock, MD PhD", body),
        PageBreak(),
    )

    # page 2
    page += 1
    titles[page] = "Therapy Finder Page"
    book.add(P("Additional Biomarkers", head))
    for f in report.of("signature"):
        f.as_written = f.as_written or str(f.draw.get("value", ""))
    box = [
        [P("<b>Biomarker</b>", body), P("<b>Additional Details</b>", body)],
        [P("Tumor Mutational Burden (TMB)", body), P(tmb, value)],
        [P("MSI-High", body), P(f"<b>{msi}</b>", value)],
    ]
    book.add(grid(box, [140, 415], ("LINEABOVE", (0, 0), (-1, -1), 0.6, RULE), line))
    book.add(
        Spacer(0, 12),
        P('<b>Alterations or biomarkers that were "<font color="#d5303e">NOT DETECTED</font>" are left out of the '
          "summary table above.</b>", body),
        Spacer(0, 6),
    )  # fmt: skip
    chips = ["EGFR<font size=5>(T790M and others)</font>", "ALK", "ROS1", "BRAF", "MET", "ERBB2<font size=5>(HER2)</font>",
             "RET", "NTRK"]  # fmt: skip
    inner = grid([[P(f"<i>{c}</i>", style(7.5, align="center")) for c in chips]],
                 [96, 60, 60, 60, 60, 90, 60, 60], ("BOX", (0, 0), (-1, -1), 0.5, RULE),
                 ("INNERGRID", (0, 0), (-1, -1), 0.5, RULE))  # fmt: skip
    text = f"<b>This sample was evaluated for {len(genes)} genes, among them the genes recommended for NSCLC</b>"
    book.add(grid([[P(text, body)], [inner]], [555], ("BOX", (0, 0), (-1, -1), 0.8, RULE)), PageBreak())

    # response map
    page += 1
    titles[page] = "Tumor Biology Page"
    plotted = sorted(
        [f for f in report.findings if f.vaf is not None and f.where != "negative"], key=lambda f: -(f.vaf or 0)
    )
    others = [f for f in report.of("main", "map") if f.vaf is None and f.kind in ("copy_number", "fusion")]
    book.add(
        P("Guardant360 Tumor Response Map", head),
        P("The map shows the variant allele fraction (% cfDNA) of the somatic variants seen at each sample. Amplifications "
          "are not plotted, and only the first five and the last five test dates are.", small),
        Spacer(0, 6),
    )  # fmt: skip
    if plotted:
        book.add(Map(d(report.collected_on), plotted[0].percent, len(plotted)), Spacer(0, 6))
    rows = [[P("<b>Detected Alteration(s) / Biomarker(s)</b>", body), P("<b>% cfDNA or Amp</b>", body), ""]]
    for f in plotted + others:
        f.as_written = f.as_written or spelled(f)
        tag = {"vus": "Variant of Uncertain Significance §", "synonymous": "Synonymous Alteration §"}.get(f.where, "")
        if f.reported_significance == "vus":
            tag = "Variant of Uncertain Significance §"
        rows.append([P(book.note(f) + label(f, spelled(f)), value), P(amount(f), value), P(tag, value)])
    if len(rows) > 1:
        bars = [("LINEBEFORE", (0, i), (0, i), 5, HexColor(COLORS[(i - 1) % len(COLORS)])) for i in range(1, len(rows))]
        book.add(grid(rows, [222, 160, 173], line, ("LINEABOVE", (0, 0), (-1, 0), 1, RULE),
                      ("TOPPADDING", (0, 0), (-1, -1), 7), ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
                      ("LEFTPADDING", (0, 0), (0, -1), 10), *bars, repeat=1))  # fmt: skip
        book.add(P("The table lists the variant allele fraction (% cfDNA) seen in this sample, highest first.", small),
                 P("§ See the definitions section for more detail", small))  # fmt: skip
    else:
        book.add(P("No variant to plot.", body))
    if len(plotted) > 14:
        page += 1
        titles[page] = "Tumor Biology Page"
    book.add(PageBreak())

    # trials
    if not report.get("no_trials") and main:
        page += 1
        titles[page] = "Clinical Trial Page"
        book.add(P("Available Clinical Trials (within the same state as the ordering physician)", head))
        rows = [[P(f"<b>{t}</b>", small) for t in ("Alteration", "Trial ID / Contact", "Title", "Phase", "Site(s)")]]
        for f in main:
            first_cell = P(f"{f.gene}<br/>{'' if f.kind == 'fusion' else spelled(f)}", small)
            for nct, title, phase, site in trials(f):
                contact = f"{nct}<br/>See https://clinicaltrials.gov/show /{nct}"
                rows.append([first_cell, P(contact, small), P(title, small), P(phase, small), P(site, small)])
                first_cell = P("", small)
            rows.append(
                [P("", small), P("Visit <b>portal.example.org</b> for trials in other states", small), "", "", ""]
            )
        book.add(grid(rows, [65, 145, 205, 50, 90], ("LINEBELOW", (0, 0), (-1, 0), 0.7, RULE), repeat=1), PageBreak())

    # definitions
    some = [f for f in report.findings if f.variant and f.where != "negative"]
    if some:
        book.add(P("Definitions", head))
        if report.of("vus"):
            book.add(P("<b>Variant of Uncertain Significance (VUS):</b> what this change does to the protein is not known.",
                       style(8.2, after=4)))  # fmt: skip
        if report.of("synonymous"):
            book.add(P("<b>Synonymous Alteration:</b> the change leaves the amino acid as it is.", style(8.2, after=4)))
        for title, test in (
            ("Deletion (Del)", lambda f: "del" in f.variant.hgvs_c and "ins" not in f.variant.hgvs_c),
            ("Insertion (Ins)", lambda f: "dup" in f.variant.hgvs_c or "ins" in f.variant.hgvs_c),
            ("*Nonsense mutation", lambda f: f.variant.effect == "nonsense"),
        ):
            chosen = [f for f in some if test(f)]
            if chosen:  # genes are shared: "NOTCH1 F357del, S2486fs"
                named, last = [], ""
                for f in sorted(chosen, key=lambda f: f.gene):
                    named.append(spelled(f) if f.gene == last else f"{f.gene} {spelled(f)}")
                    last = f.gene
                book.add(P(f"<b>{title}:</b> The following alteration was detected in this patient: {', '.join(named)}. "
                           f"{product} finds short changes of this kind in the exons of certain genes (see Table 1).",
                           style(8.2, after=4)))  # fmt: skip
    book.add(
        P("Interpretation", head),
        P("Somatic alterations of cell-free DNA in blood are described above; some go with a higher or lower response to "
          "treatment. Their percentage depends on tumor growth, size, heterogeneity, vascularization, progression and "
          "treatment." if some else "No somatic alteration was found in the cell-free DNA. This may be due to low shedding of "
          "tumor DNA; a negative plasma result does not assure that the tumor is negative, and tissue should be tested.",
          body),
        P("Method and Limitations", head),
        P(f"{product} sequences {len(genes)} cancer-associated genes in cell-free DNA from plasma (reference hg19). Reported "
          "are single nucleotide variants, indels, amplifications, fusions and splice-site changes (see Table 1). It is not "
          "validated for complex rearrangements or gene deletions. Around 40 to 60% cfDNA it cannot easily tell germline "
          "from somatic variants. A \u201cNot Detected\u201d MSI result is inconclusive where the highest % cfDNA is &lt; 0.2%. "
          "Tissue genotyping should be considered when plasma genotyping is negative.", body),
        Spacer(0, 5),
        P("<b>Table 1: Genes on the Guardant360 Panel</b>", style(8.2, "Helvetica-Bold")),
        P(f"{product} reports single nucleotide variants, splice site mutations and indels in all clinically relevant exons "
          f"of {len(genes)} genes, and other types in select genes as shown.", small),
    )  # fmt: skip
    sign = {"+": " <super>†</super>", "#": " <super>#</super>", "=": " <super>‡</super>"}
    cells = []
    for gene in genes:
        name = gene.rstrip("+#=")
        cells.append(P(f"<i>{name}</i>" + "".join(sign[s] for s in gene[len(name):]), style(7.2)))  # fmt: skip
    cells += [P("", small)] * (-len(cells) % 9)
    book.add(
        grid([cells[i : i + 9] for i in range(0, len(cells), 9)], [61.6] * 9, ("BOX", (0, 0), (-1, -1), 0.6, RULE),
             ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)),
        P("‡ promoter alterations of this gene are reported. # fusion events involving this gene are reported. "
          "† amplifications of this gene are reported.", small),
        Spacer(0, 6),
        P("<b>Table 2: Guardant360 Test Specifications</b>", style(8.2, "Helvetica-Bold")),
    )  # fmt: skip
    spec = [["Alterations", "Reportable Range", "Allelic Fraction/ Copy Number", "Analytical Sensitivity", "PPV*"],
            ["SNVs", ">0.04%", "0.5-100%", "100%", "100%"], ["", "", "0.1-0.5%", "88.3%", "99.4%"],
            ["Indels", ">0.04%", "0.5-100%", "99.8%", "100%"], ["Fusions**", ">0.04%", "0.3-100%", "100%", "100%"],
            ["CNAs***", "2.14 copies", "2.3 copies", "100%", "99.6%"], ["MSI", "MSI-H DETECTED", ">0.1%", "95.0%", "100%"]]  # fmt: skip
    book.add(
        grid([[P(t, small) for t in row] for row in spec], [111] * 5, ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE)),
        P("*Over the whole reportable range.", small),
        P("**Based on fusion detection in <i>ALK, NTRK1, RET, ROS1</i>.", small),
        P("***Based on <i>ERBB2</i> (HER2) and <i>MET</i> analytical sensitivity. Other genes may vary.", small),
        PageBreak(),
        P("Regions with insufficient coverage", head),
        P("The following targeted regions failed to meet the minimum coverage for reliable detection: "
          f"{report.get('insufficient', 'None')}.", body),
        P("About the Test", head),
        P(f"The {product} assay was developed by Guardant Health, Inc. "
          + ("This report shows the claims reviewed by the FDA (P200010)." if report.get("cdx")
             else "It is a laboratory developed test and has not been reviewed by the FDA.")
          + " The report must be read together with other clinical information; the choice of treatment is the physician's.",
          body),
        P("Testing performed at: Guardant Health", style(8.2, before=5)),
        P("Laboratory Director: Ambrose Kettering, MD | CLIA ID: 05D0000000 | 505 Example Drive, Redwood City, CA", body),
    )  # fmt: skip
    return book
