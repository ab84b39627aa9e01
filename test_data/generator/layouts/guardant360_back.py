"""The back matter of the Guardant360 layout: definitions, methods, gene grid, specifications; and how it spells findings."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.platypus import PageBreak, Spacer

from ..findings import Finding
from ..page import Book, P, grid, style
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
RULE = HexColor("#222222")


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


def back_matter(book: Book, report: Report, product: str, genes: list[str]) -> None:
    """Everything after the results and the trials."""
    body, small, head = style(8.2), style(7), style(11, "Helvetica-Bold", before=6, after=4)
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
