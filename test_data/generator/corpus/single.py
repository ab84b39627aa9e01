"""Patients with one or two reports: HER2 of each kind, traps, and nothing at all."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from ..findings import cnv, fus, ihc, ish, mut, neg
from ..layouts.oncomine import CNV, DNA, FUSION
from ..patient import Patient
from ..people import Person


def patients() -> list[Patient]:
    """The patients without a longitudinal question."""
    return [oncomine_number_only(), alk_isoforms(), equivocal_tissue(), negative_ish(), braf_letter()]


def oncomine_number_only() -> Patient:
    """Oncomine: copy number without the word amplification, and an extracellular mutation."""
    p = Patient(
        "P009",
        Person("Bautista", "Ferragut Soler", "Male", "1955-02-17", "8830157", "Avenida Ficticia 3, 46005 Valencia",
               "Dr. Jaume Escrivà", "Hospital del Turia"),
        "ERBB2 by number only (12.4 copies) and S310F in a Spanish Oncomine report.", diagnosis="Adenocarcinoma de pulmón",
    )  # fmt: skip
    p.report(
        "oncomine_es_P009", "oncomine_es", ("2025-03-11", "2025-03-12", "2025-03-24"),
        [mut("ERBB2 S310F", 0.4188, tier="IIC", coverage=1845, clinvar="Pathogenic"),
         cnv("ERBB2", "12.4", value=12.4, unit="copies", where="details"),
         mut("ALK D1529E", 0.5098, where="details", clinvar="Benign", sig="benign"),
         mut("ALK I1461V", 0.9985, where="details", clinvar="Benign", sig="benign")],
        ("positive", "positive", "not_assayed"), traps=[1, 7, 14], number="25B01177-A1", unit="Laboratorio de Patología Molecular",
        why="S310F is oncogenic; 12.4 copies without the word amplification is a high-level gain",
        lists={"dna": DNA, "cnv": CNV, "fusion": FUSION},
    )  # fmt: skip
    return p


def alk_isoforms() -> Patient:
    """An ALK fusion given once per isoform; HER2 only in gene lists."""
    p = Patient(
        "P011",
        Person("Remedios", "Quintanar Gil", "Female", "1972-09-05", "1029384", "Plaza Imaginaria 9, 28012 Madrid",
               "Dr. Prudencio Salvatierra", "Hospital de la Sierra"),
        "EML4-ALK in two isoforms, benign germline ALK changes, no HER2.", diagnosis="Adenocarcinoma de pulmón", on_sheet=False,
    )  # fmt: skip
    p.report(
        "oncomine_es_P011", "oncomine_es", ("2025-05-06", "2025-05-07", "2025-05-15"),
        [fus("EML4", "ALK", tier="IA", long_name="EMAP like 4 - ALK receptor tyrosine kinase",
             isoforms=[("EML4-ALK.E13A20.AB274722", "chr2:42522656 - chr2:29446394", 512),
                       ("EML4-ALK.E20A20.AB275889", "chr2:42552694 - chr2:29446394", 88)]),
         mut("ALK D1529E", 0.4871, where="details", clinvar="Benign", sig="benign")],
        ("negative", "negative", "not_assayed"), traps=[1, 7], number="25B02210-B2", unit="Laboratorio de Patología Molecular",
        why="ERBB2 stands in both gene lists",
    )  # fmt: skip
    return p


def equivocal_tissue() -> Patient:
    """FoundationOne CDx: equivocal ERBB2 amplification, ERBB3 with HER2 drugs, joint genes."""
    p = Patient(
        "P016",
        Person("Theodora", "Blackwood", "Female", "1966-12-12", "00451-K", "7 Mill Lane, Lakeside, CA 92040",
               "Rufus Abernathy, MD", "Lakeside Medical Center"),
        "Equivocal ERBB2 amplification beside an ERBB3 change whose therapies are HER2 drugs.",
    )  # fmt: skip
    loss = [
        cnv("CDKN2A", "loss", joint="CDKN2A/B", no_option=True),
        cnv("CDKN2B", "loss", joint="CDKN2A/B", no_option=True),
    ]
    p.report(
        "f1cdx_P016", "foundationone_cdx", ("2024-01-22", "2024-01-25", "2024-02-05"),
        [cnv("ERBB2", "amplification - equivocal", status="equivocal"), mut("ERBB3 P1212S", 0.31), *loss,
         mut("STK11 Q37*", 0.44), mut("KRAS G12V", 0.38), mut("MTOR P1128T", 0.12, where="vus"), mut("BRCA2 S1982R", 0.49, where="vus")],
        ("negative", "equivocal", "not_assayed"), traps=[1, 2, 5, 7, 12],
        why="equivocal is not amplified; the appendix lists ERBB2 for small variants", status=["parsed", "review"],
    )  # fmt: skip
    return p


def negative_ish() -> Patient:
    """A negative HER2 report that recites the criteria for positive."""
    p = Patient(
        "P014",
        Person("Ignatius", "Wrenfield", "Male", "1944-05-28", "SB-551038", "19 Orchard Close, Northfield",
               "Dr. Beatrix Holloway", "St. Brigid University Hospital"),
        "HER2 1+, FISH group 5: negative, with the criteria printed in full.",
    )  # fmt: skip
    p.report(
        "her2_P014_negative", "her2_pathology", ("2024-03-14", "2024-03-15", "2024-03-21"),
        [ihc("1+", "1+", percent=10), ish("Negative", 1.2, 2.6, "not_detected")],
        ("not_assayed", "negative", "negative"), traps=[2, 4, 9], why="group 5; IHC 1+ is negative",
        history="80-year-old man, adenocarcinoma of the lung. ALK FISH positive in another laboratory (2023). PD-L1 3+ in "
                "50 % of cells.",
        ihc=[("Result", "Negative"), ("Score", "1+"),
             ("Percentage of Cells with Uniform Intense Complete Membrane Staining", "0 %")],
        ish=[("HER2", "Negative"), ("Ratio", "1.2"), ("Average HER2 Copy Number", "2.6"), ("Chr17 average copy number", "2.2"),
             ("Number of invasive tumor cells counted", "40"), ("Number of observers", "2")],
        conclusion="There is no evidence of HER2 (ERBB2) gene amplification.",
    )  # fmt: skip
    p.reports[-1].findings[0].percent_cells = None
    return p


def braf_letter() -> Patient:
    """Prose with negation, history and family."""
    p = Patient(
        "P018",
        Person("Solveig", "Marchetti", "Female", "1963-08-19", "NR 60 17 22", "3 Foundry Row, Northfield",
               "Dr. Casimir Thorne", "Family Practice Thorne"),
        "Letter after osimertinib: BRAF V600E found; KRAS, T790M and ERBB2 amplification not; family history of HER2.",
        treatments=[("osimertinib", "2023-01-09", "2024-04-30", "1", "SD")],
    )  # fmt: skip
    p.report(
        "letter_P018", "letter", ("2024-05-06", "2024-05-07", "2024-05-17"),
        [mut("EGFR L858R", 0.23, written="L858R"), mut("BRAF V600E", 0.061, written="BRAF V600E"),
         neg("KRAS", "small_variant", "KRAS mutation was not detected"),
         neg("EGFR", "small_variant", "no evidence of EGFR T790M mutation"),
         neg("ERBB2", "copy_number", "ERBB2 amplification was not detected")],
        ("not_assayed", "negative", "not_assayed"), traps=[2, 8, 9], printed=("collected_on", "reported_on"),
        why="only amplification is named; the panel's list is not printed",
        info=[("Patient", "Solveig Marchetti, born August 19, 1963, MRN NR 60 17 22"), ("Letter of", "May 17, 2024"),
              ("Diagnosis", "Lung adenocarcinoma, stage IV"), ("Sample", "Pleural biopsy, taken on May 6, 2024")],
        paragraphs=[
            ("", "Thank you for referring Mrs. Marchetti, who has been treated with osimertinib since January 9, 2023 for "
                 "EGFR-mutated adenocarcinoma of the lung. Her mother died of HER2-positive breast cancer, and her sister "
                 "carries a BRCA2 mutation. In 2022 an outside laboratory reported an ALK FISH as positive; this could not be "
                 "confirmed."),
            ("Molecular result of the re-biopsy", "Next-generation sequencing of the tissue again shows {0}EGFR L858R with an allele "
             "fraction of 23 %. {2}KRAS mutation was not detected; however, a {1}BRAF V600E mutation was detected (6.1 %). "
             "There is {3}no evidence of EGFR T790M mutation. {4}ERBB2 amplification was not detected. HER2 immunohistochemistry has "
             "not been requested. PD-L1 was positive (80 %, 3+)."),
            ("What we suggest", "We discussed dabrafenib and trametinib together with osimertinib. HER2-targeted drugs such as "
             "trastuzumab deruxtecan are not an option, and we would only consider them if HER2 were positive."),
        ],
    )  # fmt: skip
    return p
