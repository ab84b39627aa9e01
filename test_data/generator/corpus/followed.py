"""More patients followed over treatment: all three HER2 axes, cell cycle, a course that only reports tell, HER2 drugs."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from ..findings import Finding, cnv, fus, ihc, mut, neg
from ..patient import Mechanism, Patient
from ..people import Person


def patients() -> list[Patient]:
    """The patients of this module."""
    return [three_axes(), cell_cycle(), told_by_reports(), her2_inhibitor(), exon_16()]


def three_axes() -> Patient:
    """ERBB2 mutation and amplification new in plasma, HER2 3+ new in tissue; PIK3CA declining."""
    p = Patient(
        "P041",
        Person("Rosalind", "Achterberg", "Female", "1963-05-18", "FH-7719024", "77 Orchard Lane, Fairview, TX 75069",
               "Helena Castellane, MD", "Fairview Thoracic Institute"),
        "All three HER2 axes new after osimertinib, each by its own test; PIK3CA E545K declining.",
        treatments=[("Tagrisso", "2024-02-05", "2025-08-20", "1", "PR")],
    )  # fmt: skip
    p.report(
        "f1lcdx_P041_baseline", "foundationone_liquid", ("2024-01-16", "2024-01-18", "2024-01-29"),
        [mut("EGFR L858R", 0.182), mut("PIK3CA E545K", 0.091), mut("TP53 R248W", 0.144)],
        ("negative", "negative", "not_assayed"), traps=[1, 2],
        why="'no reportable alterations' names ERBB2 and the report's own lists hold it for both events", tumor_fraction="31%",
    )  # fmt: skip
    p.report(
        "her2_P041_baseline", "her2_pathology", ("2024-01-18", "2024-01-19", "2024-01-25"), [ihc("1+", "1+")],
        ("not_assayed", "not_assayed", "negative"), traps=[4], why="IHC 1+ is negative",
        ihc=[("Result", "NEGATIVE"), ("Score", "1+"), ("Percentage of cells with complete membrane staining", "0 %")],
        conclusion="HER2 protein is not overexpressed (1+).", history="EGFR L858R, before treatment.",
    )  # fmt: skip
    p.report(
        "f1lcdx_P041_progression", "foundationone_liquid", ("2025-08-26", "2025-08-28", "2025-09-05"),
        [mut("EGFR L858R", 0.203), mut("ERBB2 S310F", 0.062), cnv("ERBB2", "amplification"), mut("PIK3CA E545K", 0.019), mut("TP53 R248W", 0.171)],
        ("positive", "positive", "not_assayed"), traps=[1, 2], why="both events are reported", tumor_fraction="38%",
    )  # fmt: skip
    p.report(
        "her2_P041_progression", "her2_pathology", ("2025-09-02", "2025-09-03", "2025-09-09"), [ihc("3+", "3+", percent=85)],
        ("not_assayed", "not_assayed", "positive"), traps=[4], why="IHC 3+ is positive; the gene was not tested here",
        ihc=[("Result", "POSITIVE"), ("Score", "3+"), ("Percentage of cells with complete membrane staining", "85 %")],
        conclusion="HER2 protein is overexpressed (3+).", history="EGFR L858R, progression on osimertinib.", site="Liver, segment VI, core biopsy",
    )  # fmt: skip
    p.mechanisms = [
        Mechanism("f1lcdx_P041_progression", "ERBB2", "p.S310F", "bypass", "acquired", her2_axis="mutation",
                  baseline="f1lcdx_P041_baseline"),
        Mechanism("f1lcdx_P041_progression", "ERBB2", "amplification", "bypass", "acquired", her2_axis="amplification",
                  baseline="f1lcdx_P041_baseline"),
        Mechanism("f1lcdx_P041_progression", "PIK3CA", "p.E545K", "downstream", "pre_existing", trend="declining",
                  baseline="f1lcdx_P041_baseline"),
        Mechanism("her2_P041_progression", "ERBB2", "overexpression", "bypass", ["acquired", "apparently_acquired"],
                  her2_axis="overexpression", baseline="her2_P041_baseline", why="one laboratory's IHC; the assay has no name on the report"),
    ]  # fmt: skip
    return p


def cell_cycle() -> Patient:
    """Cell cycle, MEK and a RET fusion new in tissue, one panel before and after; EGFR amplified from the beginning."""
    p = Patient(
        "P042",
        Person("Thaddeus", "Wrightwell", "Male", "1955-12-01", "FMC 771 204", "9 Chapel Row, Springfield, IL 62701",
               "Dr. Silas Penhaligon", "Prairie Oncology Group"),
        "CDK4 amplification, MAP2K1 K57N and NCOA4-RET acquired after osimertinib (one tissue panel); EGFR amplification before and after.",
        treatments=[("osimertinib", "2022-04-11", "2023-12-04", "1", "PR")],
    )  # fmt: skip
    p.report(
        "f1cdx_P042_baseline", "foundationone_cdx", ("2022-03-21", "2022-03-24", "2022-04-04"),
        [mut("EGFR E746_A750del"), cnv("EGFR", "amplification"), mut("TP53 Y220C")],
        ("negative", "negative", "not_assayed"), traps=[1, 2, 7], why="the appendix lists ERBB2 for all events of DNA",
    )  # fmt: skip
    p.report(
        "f1cdx_P042_progression", "foundationone_cdx", ("2023-12-11", "2023-12-14", "2023-12-27"),
        [mut("EGFR E746_A750del"), cnv("EGFR", "amplification"), cnv("CDK4", "amplification"), mut("MAP2K1 K57N"), fus("NCOA4", "RET", "NCOA4-RET fusion"),
         mut("TP53 Y220C")],
        ("negative", "negative", "not_assayed"), traps=[1, 2, 7], why="the appendix lists ERBB2 for all events of DNA",
    )  # fmt: skip
    base = "f1cdx_P042_baseline"
    p.mechanisms = [
        Mechanism("f1cdx_P042_progression", "CDK4", "amplification", "cell_cycle", "acquired", baseline=base),
        Mechanism("f1cdx_P042_progression", "MAP2K1", "p.K57N", "downstream", "acquired", baseline=base),
        Mechanism("f1cdx_P042_progression", "RET", "NCOA4::RET", ["fusion", "bypass"], "acquired", baseline=base),
        Mechanism("f1cdx_P042_progression", "EGFR", "amplification", "on_target", "pre_existing", baseline=base),
    ]
    return p


def told_by_reports() -> Patient:
    """No row of the treatment sheet: the months of osimertinib and the progression stand in a report's history."""
    p = Patient(
        "P043",
        Person("Ottoline", "Fairweather", "Female", "1959-09-27", "SB-220417", "3 Mill Street, Oakbridge",
               "Dr. Cornelius Haddon", "Oakbridge Chest Clinic"),
        "HER2 3+ after osimertinib, which only the report's history tells, by the month; 1+ before.",
    )  # fmt: skip
    p.report(
        "her2_P043_baseline", "her2_pathology", ("2022-02-10", "2022-02-11", "2022-02-17"), [ihc("1+", "1+")],
        ("not_assayed", "not_assayed", "negative"), traps=[4], why="IHC 1+ is negative",
        ihc=[("Result", "NEGATIVE"), ("Score", "1+"), ("Percentage of cells with complete membrane staining", "0 %")],
        conclusion="HER2 protein is not overexpressed (1+).", history="Lung adenocarcinoma with EGFR exon 19 deletion, no treatment so far.",
    )  # fmt: skip
    p.report(
        "her2_P043_progression", "her2_pathology", ("2024-02-19", "2024-02-20", "2024-02-27"), [ihc("3+", "3+", percent=70)],
        ("not_assayed", "not_assayed", "positive"), traps=[4, 8], why="IHC 3+ is positive",
        ihc=[("Result", "POSITIVE"), ("Score", "3+"), ("Percentage of cells with complete membrane staining", "70 %")],
        conclusion="HER2 protein is overexpressed (3+).",
        history="Lung adenocarcinoma with EGFR exon 19 deletion. Osimertinib from March 2022 to January 2024. Disease progression in January 2024.",
        site="Lymph node, station 4R, EBUS-TBNA cell block",
    )  # fmt: skip
    p.mechanisms = [
        Mechanism("her2_P043_progression", "ERBB2", "overexpression", "bypass", ["acquired", "apparently_acquired"],
                  her2_axis="overexpression", baseline="her2_P043_baseline", why="one laboratory's IHC; the assay has no name on the report"),
    ]  # fmt: skip
    return p


def her2_inhibitor() -> Patient:
    """T798I and MET amplification new under zongertinib: resistance to a HER2 drug, with no EGFR TKI on the line."""
    p = Patient(
        "P044",
        Person("Ignatius", "Pellegrew", "Male", "1966-03-14", "FMC 808 115", "212 Harvest Road, Springfield, IL 62702",
               "Dr. Silas Penhaligon", "Prairie Oncology Group"),
        "ERBB2 exon 20 insertion; T798I and MET amplification acquired under zongertinib (one tissue panel).",
        treatments=[("carboplatin + pemetrexed", "2025-01-20", "2025-05-12", "1", "SD"), ("Hernexeos", "2025-09-08", "2026-07-30", "2", "PR")],
    )  # fmt: skip
    p.report(
        "f1cdx_P044_baseline", "foundationone_cdx", ("2024-12-12", "2024-12-16", "2024-12-30"),
        [mut("ERBB2 Y772_A775dup", written="A775_G776insYVMA"), mut("TP53 R175H")],
        ("positive", "negative", "not_assayed"), traps=[1, 2, 13], why="the appendix lists ERBB2 for copy number alterations",
    )  # fmt: skip
    p.report(
        "f1cdx_P044_progression", "foundationone_cdx", ("2026-08-06", "2026-08-10", "2026-08-21"),
        [mut("ERBB2 Y772_A775dup", written="Y772_A775dup"), mut("ERBB2 T798I"), cnv("MET", "amplification"), mut("TP53 R175H")],
        ("positive", "negative", "not_assayed"), traps=[1, 2, 13], why="the appendix lists ERBB2 for copy number alterations",
    )  # fmt: skip
    base = "f1cdx_P044_baseline"
    p.her2_mechanisms = [
        Mechanism("f1cdx_P044_progression", "ERBB2", "p.T798I", "on_target", "acquired", baseline=base),
        Mechanism("f1cdx_P044_progression", "MET", "amplification", "bypass", "acquired", baseline=base),
    ]
    return p


def exon_16() -> Patient:
    """HER2 exon 16 skipping by RNA in a hospital's letter after osimertinib; RNA looked for it before."""
    p = Patient(
        "P045",
        Person("Eudora", "Kingsmill", "Female", "1971-08-06", "NFR-903318", "40 Tanner Hill, Northfield",
               "Dr. Odile Marchbanks", "Northfield Regional Hospital"),
        "HER2 Δ16 (exon 16 skipping of the RNA) after osimertinib; denied by the same RNA test before.",
        treatments=[("osimertinib", "2023-05-02", "2024-11-11", "1", "PR")],
    )  # fmt: skip
    _rna(
        p,
        "letter_P045_baseline",
        ("2023-04-12", "2023-04-13", "2023-04-24"),
        ("April 12, 2023", "April 13, 2023", "April 24, 2023"),
        "Not detected",
    )
    _rna(
        p,
        "letter_P045_progression",
        ("2024-11-18", "2024-11-19", "2024-11-29"),
        ("November 18, 2024", "November 19, 2024", "November 29, 2024"),
        "Detected",
    )
    p.mechanisms = [
        Mechanism("letter_P045_progression", "ERBB2", "exon 16 skipping", "bypass", ["acquired", "apparently_acquired"], her2_axis="mutation",
                  why="one laboratory's test; it has no name on the report"),
    ]  # fmt: skip
    return p


def _rna(p: Patient, stem: str, dates: tuple[str, str, str], printed: tuple[str, str, str], answer: str) -> None:
    found = answer == "Detected"
    skipped = Finding("ERBB2", "splice", "detected" if found else "not_detected", as_written="exon 16 skipping")
    met = neg("MET", "splice", "MET exon 14 skipping: Not detected")
    p.report(
        stem, "letter", dates, [skipped, met], (["positive"] if found else ["negative", "not_assayed"], "not_assayed", "not_assayed"), traps=[17],
        why="exon 16 skipping counts on the mutation axis; denied, it is one event of the gene only",
        lab="Northfield Regional Hospital", department="Molecular Diagnostics", font="Helvetica", title="RNA splice variant analysis", greeting="",
        closing="Signed electronically",
        info=[("Patient", p.person.name), ("Date of birth", "August 6, 1971"), ("MRN", p.person.mrn), ("Specimen", "Lung, CT-guided core biopsy (FFPE)"),
              ("Collected", printed[0]), ("Received", printed[1]), ("Reported", printed[2]), ("Diagnosis", "Lung adenocarcinoma"),
              ("Method", "Targeted RNA sequencing")],
        paragraphs=[
            ("Result", f"{{0}}ERBB2 exon 16 skipping: {answer}. {{1}}MET exon 14 skipping: Not detected."),
            ("Limitations", "Other genes and gene amplification are not examined."),
        ],
    )  # fmt: skip
