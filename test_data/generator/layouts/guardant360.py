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
from ..page import LETTER, Book, P, grid, style
from ..prose import therapies, trials
from ..report import Report
from .guardant360_back import GENES_55, GENES_74, RULE, amount, back_matter, label, spelled

COLORS = ["#1f9bd1", "#26b5e0", "#9ccf3c", "#6cc04a", "#ef4f6b", "#f58a2c", "#f25c3b", "#b57fd6", "#5b6abf"]


class Dot(Flowable):
    """A filled circle: the icon that carries the meaning of a therapy list and is lost in the text layer."""

    def __init__(self, color: str) -> None:
        super().__init__()
        self.color, self.width, self.height = HexColor(color), 10, 9

    def draw(self) -> None:
        self.canv.setFillColor(self.color)
        self.canv.circle(4, 4, 3.6, stroke=0, fill=1)


class Section(Flowable):
    """Names the pages from here on (upper right corner); draws nothing."""

    def __init__(self, titles: dict[int, str], text: str) -> None:
        super().__init__()
        self.titles, self.text, self.width, self.height = titles, text, 0, 0

    def draw(self) -> None:
        self.titles[self.canv.getPageNumber()] = self.text


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
        c.drawRightString(585, top - 24, titles.get(max((k for k in titles if k <= n), default=0), ""))
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
    value = style(8.2, report.get("value_font", "Helvetica"))
    line = ("LINEBELOW", (0, 0), (-1, -1), 0.7, RULE)
    book.add(Section(titles, "Therapy Finder Page"))

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
    book.add(Section(titles, "Therapy Finder Page"))
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
    book.add(Section(titles, "Tumor Biology Page"))
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
    book.add(PageBreak())

    # trials
    if not report.get("no_trials") and main:
        book.add(Section(titles, "Clinical Trial Page"))
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

    book.add(Section(titles, ""))
    back_matter(book, report, product, genes)
    return book
