"""Patients followed over an EGFR TKI: what arose, what was there, what cannot be told."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from ..findings import ihc, ish, mut, plasma_amp
from ..layouts.oncomine import CNV, DNA, FUSION
from ..patient import Mechanism, Patient
from ..people import Person

PLASMA_NEG = "the gene table lists ERBB2 for small variants and, with a dagger, for amplification"


def patients() -> list[Patient]:
    """The longitudinal patients."""
    return [acquired_amplification(), other_assay(), expanding()]


def acquired_amplification() -> Patient:
    """ERBB2 amplification after osimertinib, baseline by the same plasma assay; then tissue IHC and FISH."""
    p = Patient(
        "P001",
        Person("Marjorie", "Ashgrove", "Female", "1958-04-09", "MR7730412", "88 Elm Terrace, Springfield, IL 62704",
               "Dr. Silas Penhaligon", "Prairie Oncology Group"),
        "ERBB2 amplification acquired under osimertinib (same plasma assay); HER2 2+ and FISH amplified in tissue.",
        treatments=[("Tagrisso", "2023-03-01", "2024-06-20", "1", "PR"), ("carboplatin", "2024-07-15", "", "2", "")],
    )  # fmt: skip
    p.report(
        "g360_P001_baseline", "guardant360", ("2023-02-14", "2023-02-15", "2023-02-23"),
        [mut("EGFR E746_A750del", 0.082), mut("TP53 R273H", 0.051), mut("HRAS E126E", 0.004, sig="synonymous", where="synonymous")],
        ("negative", "negative", "not_assayed"), why=PLASMA_NEG, traps=[1, 2, 3, 7, 16],
        comments=["The EGFR exon 19 deletion sensitizes to EGFR inhibitors."],
    )  # fmt: skip
    p.report(
        "g360_P001_progression", "guardant360", ("2024-06-12", "2024-06-13", "2024-06-21"),
        [mut("EGFR E746_A750del", 0.124), mut("TP53 R273H", 0.093), plasma_amp("ERBB2", "Medium (++)"), mut("BRCA2 N372H", 0.487, sig="vus", where="vus")],
        ("negative", "positive", "not_assayed"), why=PLASMA_NEG, traps=[1, 2, 3, 7], test=2,
        insufficient="None",
    )  # fmt: skip
    p.report(
        "her2_P001_tissue", "her2_pathology", ("2024-06-25", "2024-06-26", "2024-07-02"),
        [ihc("2+", "2+", percent=60), ish("AMPLIFIED", 3.4, 8.9, "detected")],
        ("not_assayed", "positive", "equivocal"), traps=[2, 4, 8],
        why="IHC 2+ is equivocal; group 1 FISH is amplified; a DNA sequence was not read",
        history="66-year-old woman, EGFR exon 19 deletion, progression on osimertinib. Plasma test of 12/06/2024 reported "
                "ERBB2 amplification. Mother had HER2-positive (IHC 3+) breast cancer.",
        ihc=[("Result", "EQUIVOCAL"), ("Score", "2+"),
             ("Percentage of cells with complete membrane staining", "60 %")],
        ish=[("HER2 (ERBB2) gene status", "AMPLIFIED"), ("HER2 to CEP17 ratio", "3.4"),
             ("Average HER2 copy number (signals/cell)", "8.9"), ("Average CEP17 copy number", "2.6"),
             ("Number of tumor cells counted", "40"), ("ASCO/CAP group", "1")],
        conclusion="HER2 immunohistochemistry EQUIVOCAL (2+). HER2 gene AMPLIFIED by FISH (group 1).",
    )  # fmt: skip
    p.mechanisms = [
        Mechanism("g360_P001_progression", "ERBB2", "amplification", "bypass", "acquired", her2_axis="amplification",
                  baseline="g360_P001_baseline"),
        Mechanism("her2_P001_tissue", "ERBB2", "amplification", "bypass", ["apparently_acquired", "acquired"],
                  her2_axis="amplification", why="same event by FISH; the baseline was another assay (plasma)"),
    ]  # fmt: skip
    return p


def other_assay() -> Patient:
    """Baseline on tissue by another assay; C797S and MET amplification in plasma after AZD9291."""
    p = Patient(
        "P002",
        Person("Consuelo", "Barrientos Ruiz", "Female", "1961-11-23", "4471902", "Calle Inventada 14, 03001 Alicante",
               "Dra. Inés Valdemar", "Hospital General de la Ribera"),
        "C797S and MET amplification in plasma after osimertinib; the baseline was an Oncomine panel on tissue.",
        treatments=[("AZD9291", "2022-12-05", "2024-02-11", "1", "PR")],
    )  # fmt: skip
    p.report(
        "oncomine_es_P002_baseline", "oncomine_es", ("2022-11-08", "2022-11-09", "2022-11-18"),
        [mut("EGFR L858R", 0.3127, tier="IA", coverage=1987, clinvar="Pathogenic"), mut("TP53 R248W", 0.2241, where="details")],
        ("negative", "negative", "not_assayed"), traps=[1, 2],
        why="ERBB2 stands in both gene lists (DNA sequence and copy number)", number="22B10442-A1",
        diagnosis="Adenocarcinoma de pulmón", service="Servicio de Anatomía Patológica", unit="Laboratorio de Patología Molecular",
        lists={"dna": [*DNA, "TP53"], "cnv": CNV, "fusion": FUSION},
    )  # fmt: skip
    p.report(
        "g360_P002_progression", "guardant360", ("2024-02-06", "2024-02-08", "2024-02-16"),
        [mut("EGFR L858R", 0.187), mut("EGFR C797S", 0.041), plasma_amp("MET", "High (+++)"), mut("TP53 R248W", 0.09)],
        ("negative", "negative", "not_assayed"), why=PLASMA_NEG, traps=[1, 2, 3],
    )  # fmt: skip
    p.mechanisms = [
        Mechanism("g360_P002_progression", "EGFR", "C797S", "on_target", ["apparently_acquired", "unknown"],
                  why="another assay; a hotspot panel may not cover codon 797"),
        Mechanism("g360_P002_progression", "MET", "amplification", "bypass", "apparently_acquired",
                  baseline="oncomine_es_P002_baseline"),
    ]  # fmt: skip
    return p


def expanding() -> Patient:
    """PIK3CA there before and larger after; ERBB2 exon 20 insertion new, same plasma assay."""
    p = Patient(
        "P003",
        Person("Desmond", "Okonjo-Reyes", "Male", "1949-07-30", "FH-2290817", "1201 Quarry Road, Fairview, TX 75069",
               "Helena Castellane, MD", "Fairview Thoracic Institute"),
        "PIK3CA E545K present before osimertinib and expanding; ERBB2 YVMA insertion new (same plasma assay).",
        treatments=[("osimertinib", "2023-05-10", "2024-09-30", "1", "PR")],
    )  # fmt: skip
    p.report(
        "f1lcdx_P003_baseline", "foundationone_liquid", ("2023-04-25", "2023-04-27", "2023-05-05"),
        [mut("EGFR L858R", 0.121), mut("PIK3CA E545K", 0.011), mut("TP53 Y220C", 0.104)],
        ("negative", "negative", "not_assayed"), traps=[1, 2],
        why="'no reportable alterations' names ERBB2 and the report's own lists hold it for both events",
    )  # fmt: skip
    p.report(
        "f1lcdx_P003_progression", "foundationone_liquid", ("2024-10-02", "2024-10-04", "2024-10-11"),
        [mut("EGFR L858R", 0.15), mut("ERBB2 Y772_A775dup", 0.032, written="A775_G776insYVMA"), mut("PIK3CA E545K", 0.098),
         mut("TP53 Y220C", 0.13), mut("ERBB4 R711C", 0.004, where="vus")],
        ("positive", "negative", "not_assayed"), traps=[1, 2, 7, 13], why="copy-number list of the appendix holds ERBB2",
    )  # fmt: skip
    p.mechanisms = [
        Mechanism("f1lcdx_P003_progression", "ERBB2", "p.Y772_A775dup", "bypass", "acquired", her2_axis="mutation",
                  baseline="f1lcdx_P003_baseline"),
        Mechanism("f1lcdx_P003_progression", "PIK3CA", "p.E545K", "downstream", "pre_existing", trend="expanding",
                  baseline="f1lcdx_P003_baseline"),
    ]  # fmt: skip
    return p
