"""FoundationOne CDx (tissue) and FoundationOne Liquid CDx (plasma).

Options: ``liquid``; ``qualified``; ``failed`` (text); ``no_reportable`` (genes of "no reportable alterations"); ``msi``, ``tmb``;
``cnv_list`` (copy-number gene list of the liquid appendix; ``None`` leaves it out); ``study`` (trial-partner form).
"""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, PageBreak, Spacer

from ..dates import written
from ..findings import Finding
from ..page import LETTER, Book, P, grid, style
from ..prose import about, therapies, trials
from ..report import Report

DISEASE_GENES = ["ALK", "BRAF", "EGFR", "ERBB2", "KRAS", "MET", "RET", "ROS1"]
GENES = """ABL1 ACVR1B AKT1 AKT2 AKT3 ALK ALOX12B AMER1 (FAM123B) APC AR ARAF ARFRP1 ARID1A ASXL1 ATM ATR ATRX AURKA AURKB
AXIN1 AXL BAP1 BARD1 BCL2 BCL2L1 BCL6 BCOR BRAF BRCA1 BRCA2 BRD4 BRIP1 BTK CALR CARD11 CASP8 CBFB CBL CCND1 CCND2 CCND3
CCNE1 CD274 (PD-L1) CDH1 CDK12 CDK4 CDK6 CDK8 CDKN1A CDKN1B CDKN2A CDKN2B CEBPA CHEK1 CHEK2 CIC CREBBP CRKL CSF1R CTCF
CTNNB1 CUL3 DDR1 DDR2 DNMT3A EGFR EP300 EPHA3 ERBB2 ERBB3 ERBB4 ESR1 EZH2 FANCA FBXW7 FGF19 FGFR1 FGFR2 FGFR3 FGFR4 FH
FLCN FLT3 FOXL2 GATA3 GNA11 GNAQ GNAS HRAS IDH1 IDH2 IGF1R JAK1 JAK2 JAK3 KDM5A KDR KEAP1 KIT KMT2A (MLL) KMT2D (MLL2)
KRAS LYN MAP2K1 (MEK1) MAP2K2 (MEK2) MAP3K1 MCL1 MDM2 MDM4 MEN1 MET MITF MLH1 MPL MSH2 MSH6 MTOR MUTYH MYC MYCL (MYCL1) MYCN
NF1 NF2 NFE2L2 NKX2-1 NOTCH1 NOTCH2 NRAS NTRK1 NTRK2 NTRK3 PALB2 PBRM1 PDGFRA PDGFRB PIK3CA PIK3R1 PMS2 POLE PPM1D PTCH1 PTEN
PTPN11 RAC1 RAD51C RAF1 RB1 RET RICTOR RNF43 ROS1 SDHA SETD2 SF3B1 SMAD4 SMARCA4 SMO SPOP SRC STAG2 STK11 SUFU SYK TET2 TP53
TSC1 TSC2 VEGFA VHL WT1 XPO1 ZNF217""".replace("\n", " ")
REARRANGED = "ALK BCL2 BCR BRAF BRCA1 BRCA2 CD74 EGFR ETV4 ETV5 ETV6 EWSR1 EZR FGFR1 FGFR2 FGFR3 KIT KMT2A (MLL) MSH2 MYB MYC NOTCH2 NTRK1 NTRK2 NUTM1 PDGFRA RAF1 RARA RET ROS1 RSPO2 SDC4 SLC34A2 TERC TERT (promoter only) TMPRSS2"  # fmt: skip
BAR = HexColor("#0f3d5c")


def spelled(f: Finding) -> str:
    """The alteration after the gene, in the vendor's words."""
    if f.as_written:
        return f.as_written
    if f.kind == "fusion":
        return f"{f.fusion.replace('::', '-')} fusion"
    return f.short


def draw(report: Report) -> Book:
    """The report as a book to be saved."""
    person, liquid = report.person, bool(report.get("liquid"))
    product = "FOUNDATIONONE®LIQUID CDx" if liquid else "FOUNDATIONONE®CDx"
    d = lambda iso: written(iso, "day_mon")  # noqa: E731

    def decorate(c: Canvas, n: int, total: int) -> None:
        high = LETTER[1]
        c.setFillColor(BAR)
        c.rect(36, high - 46, 8, 18, stroke=0, fill=1)
        c.setFont("Helvetica-Bold", 13)
        c.drawString(50, high - 42, product)
        c.setFont("Helvetica", 7)
        c.setFillColor(HexColor("#000000"))
        if n > 1:
            c.drawString(310, high - 34, "PATIENT")
            c.drawString(310, high - 43, person.sorted_name)
            c.drawString(410, high - 34, "TUMOR TYPE")
            c.drawString(410, high - 43, report.diagnosis)
        c.drawString(500, high - 34, "REPORT DATE")
        c.drawString(500, high - 43, d(report.reported_on))
        if n > 1:
            c.drawString(36, high - 56, f"ORDERED TEST # {report.number}")
        c.setStrokeColor(BAR)
        c.line(36, high - 60, 576, high - 60)
        c.line(36, 44, 576, 44)
        c.setFont("Helvetica", 6)
        c.drawString(
            36, 34, "Electronically signed by Ottoline Grewal, M.D. | Foundation Medicine, Inc. | 1.555.010.0111"
        )
        c.drawString(
            36, 26, "Sample Preparation: 150 Example St., Cambridge, MA · CLIA: 22D0000000 · Sample Analysis: same"
        )
        c.drawRightString(576, 34, f"PAGE {n} of {total}")

    book = Book(left=36, right=36, top=70, bottom=54, decorate=decorate)
    body, small, tiny = style(7.6), style(6.6), style(6)
    head = style(10, "Helvetica-Bold", "#0f3d5c", before=6, after=3)
    white = style(7.4, "Helvetica-Bold", "#ffffff")
    block = style(7, "Helvetica")

    def card(title: str, lines: list[str]) -> list[object]:
        return [P(f'<font color="#0f3d5c"><b>{title}</b></font>', style(8))] + [P(t, block) for t in lines]

    patient = card("PATIENT", [f"<b>DISEASE</b> {report.diagnosis}", f"<b>NAME</b> {person.sorted_name}",
                               f"<b>DATE OF BIRTH</b> {d(person.dob)}", f"<b>SEX</b> {person.sex}",
                               f"<b>MEDICAL RECORD #</b> {person.mrn}"])  # fmt: skip
    doctor = card("PHYSICIAN", [f"<b>ORDERING PHYSICIAN</b> {person.physician}",
                                f"<b>MEDICAL FACILITY</b> {person.clinic}", "<b>ADDITIONAL RECIPIENT</b> None",
                                "<b>MEDICAL FACILITY ID</b> 000000", "<b>PATHOLOGIST</b> Not Provided"])  # fmt: skip
    site = report.get("site", "Blood" if liquid else "Lung")
    kind = "Peripheral Whole Blood" if liquid else "Block"
    specimen = card("SPECIMEN", [f"<b>SPECIMEN SITE</b> {site}", f"<b>SPECIMEN ID</b> {report.number[-6:]}-S",
                                 f"<b>SPECIMEN TYPE</b> {report.get('type', kind)}",
                                 f"<b>DATE OF COLLECTION</b> {d(report.collected_on)}",
                                 f"<b>SPECIMEN RECEIVED</b> {d(report.received_on)}"])  # fmt: skip
    book.add(grid([[patient, doctor, specimen]], [180, 180, 180], ("LINEBELOW", (0, 0), (-1, -1), 0.6, BAR)))
    if report.get("failed"):
        book.add(P("Test result", head), P(report.get("failed"), style(9)), Spacer(0, 8),
                 P("No result can be given for any gene. Please send a new specimen.", style(9)))  # fmt: skip
        return book
    if report.get("qualified"):
        book.add(P("QUALIFIED REPORT", style(10, "Helvetica-Bold", "#b04000", before=4)),
                 P("The specimen did not meet all quality criteria (see appendix). The alterations reported are valid; their "
                   "absence is not informative, as sensitivity may be reduced.", body))  # fmt: skip

    main = report.of("main")
    best = [f for f in main if any(therapies(f)) and not f.draw.get("no_option")]
    rest = [f for f in main if f not in best]
    left: list[object] = [P("Biomarker Findings", head)]
    left += [P(f"<b>Blood Tumor Mutational Burden</b> - {report.get('tmb', '3 Muts/Mb')}" if liquid
               else f"<b>Microsatellite status</b> - {report.get('msi', 'MS-Stable')}", body),
             P(f"<b>Microsatellite status</b> - {report.get('msi', 'MSI-High Not Detected')}" if liquid
               else f"<b>Tumor Mutational Burden</b> - {report.get('tmb', '4 Muts/Mb')}", body)]  # fmt: skip
    if liquid:
        left.append(
            P(f"<b>Tumor Fraction</b> - {report.get('tumor_fraction', 'Elevated Tumor Fraction Not Detected')}", body)
        )
    left += [P("Genomic Findings", head),
             P("For a complete list of the genes assayed, please refer to the Appendix.", tiny), Spacer(0, 3)]  # fmt: skip
    grouped: dict[str, list[Finding]] = {}
    for f in main:
        f.as_written = spelled(f)
        f.vaf = f.vaf if liquid else None  # the tissue report prints no allele fraction
        grouped.setdefault(f.draw.get("joint", f.gene), []).append(f)
    for gene, some in grouped.items():
        changes = ", ".join(dict.fromkeys(book.note(f) + f.as_written for f in some)) if len({f.as_written for f in some}) > 1 \
            else "".join(book.note(f) for f in some) + some[0].as_written  # fmt: skip
        left.append(P(f"<b><i>{gene}</i></b> {changes}", style(8)))
    if any(f.status == "equivocal" for f in main):
        left.append(
            P("Equivocal: the copy number lies between the level called an amplification and the normal one.", tiny)
        )
    covered = report.get("no_reportable", [g for g in DISEASE_GENES if g not in grouped])
    if covered:
        left += [Spacer(0, 5), P(f"<b>{len(covered)} Disease relevant genes with no reportable alterations:</b> "
                                 f"<i>{', '.join(covered)}</i>", body)]  # fmt: skip
    right = [P("Report Highlights", head)]
    for f in best[:3]:
        right.append(P(f"• Targeted therapies with potential clinical benefit: {', '.join(t for t in therapies(f)[:2] if t) or 'none'} "
                       f"(p. {2})", style(7, after=3)))  # fmt: skip
    right.append(P("• Clinical trial options based on patient-specific genomic findings, among them trials for HER2-positive and "
                   "EGFR-mutated tumors (p. 3)", style(7)))  # fmt: skip
    book.add(grid([[left, right]], [300, 240], ("BACKGROUND", (1, 0), (1, 0), HexColor("#eef3f6"))), Spacer(0, 8))

    three = [150, 70, 160, 160] if liquid else [180, 0, 180, 180]
    dark = ("BACKGROUND", (0, 0), (-1, 0), BAR)
    top = [P("GENOMIC FINDINGS", white)] + ([P("MAF %", white)] if liquid else [])
    top += [P("THERAPIES WITH CLINICAL RELEVANCE (IN PATIENT'S TUMOR TYPE)", white),
            P("THERAPIES WITH CLINICAL RELEVANCE (IN OTHER TUMOR TYPE)", white)]  # fmt: skip
    rows: list[list[object]] = [top]
    for f in best:
        this, other, bad = therapies(f)
        cells: list[object] = [P(f"{book.note(f)}<b><i>{f.draw.get('joint', f.gene)}</i></b> - {f.as_written}", body)]
        if liquid:
            cells.append(P(f.percent if f.vaf is not None else "-", body))
        cells += [[P(t, body) for t in this.split(", ")] if this else P("none", body),
                  [P(t, body) for t in other.split(", ")] if other else P("none", body)]  # fmt: skip
        rows.append(cells)
        if bad:
            rows.append([P("", tiny)] * (len(cells) - 1) + [P(f"Resistance: {bad}", small)])
    inner = ("INNERGRID", (0, 0), (-1, -1), 0.4, HexColor("#b7c4cc"))
    if best:
        book.add(grid(rows, [x for x in three if x], dark, inner, repeat=1), Spacer(0, 8))
    if rest:
        title = "GENOMIC FINDINGS WITH NO REPORTABLE THERAPEUTIC OR CLINICAL TRIAL OPTIONS"
        lines: dict[str, str] = {}  # joint genes (CDKN2A/B) are one cell
        for f in rest:
            maf = f" - {f.percent}" if liquid and f.vaf is not None else ""
            text = f"<b><i>{f.draw.get('joint', f.gene)}</i></b> - {f.as_written}{maf}"
            lines[text] = lines.get(text, "") + book.note(f)
        unique = [P(notes + text, body) for text, notes in lines.items()]
        unique += [P("", body)] * (len(unique) % 2)
        pairs = [unique[i : i + 2] for i in range(0, len(unique), 2)]
        book.add(grid([[P(title, white), ""], *pairs], [270, 270], dark, ("SPAN", (0, 0), (-1, 0)), inner))
    for text in dict.fromkeys(f.as_written for f in report.of("negative")):
        notes = "".join(book.note(f) for f in report.of("negative") if f.as_written == text)
        book.add(P(notes + text, style(7.6, before=4)))
    book.add(PageBreak(), P("GENOMIC FINDINGS: what is known of each", head))
    for gene, some in grouped.items():
        first = gene.split("/")[0]
        book.add(CondPageBreak(60), grid(
            [[[P("GENE", tiny), P(f"<b><i>{gene}</i></b>", style(11)), P("ALTERATION", tiny),
               P("".join(book.note(f) for f in some) + ", ".join(dict.fromkeys(f.as_written for f in some)), style(8.5))]
              + ([P("HGVS VARIANT", tiny)] + [P(f"{f.variant.transcript}:{f.variant.hgvs_c} ({f.hgvs_p_short})", tiny)
                                               for f in some if f.variant and f.hgvs_p_short] if report.get("hgvs", True)
                 and any(f.variant and f.hgvs_p_short and f.variant.hgvs_c for f in some) else []),
              P(about(first), body)]],
            [190, 350], ("LINEABOVE", (0, 0), (-1, 0), 0.6, BAR)))  # fmt: skip
        if report.get("hgvs", True):
            for f in some:
                if f.variant and f.hgvs_p_short:
                    f.hgvs_c = f.variant.hgvs_c
    book.add(P("CLINICAL TRIALS", head))
    rows = [[P(t, white) for t in ("NCT", "TITLE", "PHASE", "LOCATIONS")]]
    for f in best[:4]:
        for nct, title, phase, where in trials(f):
            rows.append([P(nct, body), P(title, body), P(phase, body), P(where, body)])
    if len(rows) > 1:
        book.add(grid(rows, [75, 285, 70, 110], dark, inner, repeat=1))
    vus = report.of("vus")
    book.add(PageBreak(), P("APPENDIX - Variants of Unknown Significance", head),
             P("These variants may not have been adequately characterized in the literature at the time of this report.", tiny),
             Spacer(0, 4))  # fmt: skip
    if vus:
        cells = []
        by_gene: dict[str, list[Finding]] = {}
        for f in vus:
            f.as_written, f.reported_significance, f.vaf = spelled(f), "vus", None
            by_gene.setdefault(f.gene, []).append(f)
        for gene, some in by_gene.items():
            cells.append([P(f"<b><i>{gene}</i></b>", body),
                          P(" and ".join(book.note(f) + f.as_written for f in some), body)])  # fmt: skip
        cells += [[P("", body)]] * (-len(cells) % 4)
        book.add(grid([cells[i : i + 4] for i in range(0, len(cells), 4)], [135] * 4, inner))
    else:
        book.add(P("None.", body))
    book.add(P("APPENDIX - Genes assayed", head))
    if liquid:
        book.add(P("DNA Gene List: Entire Coding Sequence for the Detection of Base Substitutions, Insertion/Deletions", style(7.4, "Helvetica-Bold")),
                 P(GENES, style(6.4, "Helvetica-Oblique")))  # fmt: skip
        if report.get("cnv_list", "BRCA1 BRCA2 ERBB2"):
            book.add(P("DNA Gene List: Copy Number Alterations", style(7.4, "Helvetica-Bold", before=4)),
                     P(report.get("cnv_list", "BRCA1 BRCA2 ERBB2"), style(6.4, "Helvetica-Oblique")))  # fmt: skip
    else:
        book.add(P("DNA Gene List: Entire Coding Sequence for the Detection of Base Substitutions, Insertion/Deletions, and Copy "
                   "Number Alterations", style(7.4, "Helvetica-Bold")), P(GENES, style(6.4, "Helvetica-Oblique")))  # fmt: skip
    book.add(P("DNA Gene List: For the Detection of Select Rearrangements", style(7.4, "Helvetica-Bold", before=4)),
             P(REARRANGED, style(6.4, "Helvetica-Oblique")),
             P("APPENDIX - About the test", head),
             P(("FoundationOne Liquid CDx tests circulating cell-free DNA of plasma in 324 genes. A negative result does not rule "
                "out an alteration in the tumor; consider a tissue test." if liquid else
                "FoundationOne CDx tests 324 genes in DNA of formalin-fixed tissue, tumor only. An ERBB2 amplification is reported "
                "from 4 copies on, other genes from 6; results below may be called equivocal. Assay findings such as "
                "\u201cHER2-positive\u201d or \u201cT790M-positive\u201d in the literature may rest on other methods."), body),
             P("Foundation Medicine, Inc., Cambridge, MA", body))  # fmt: skip
    return book
