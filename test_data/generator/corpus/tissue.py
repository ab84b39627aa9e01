"""Patients read by the pathologist: HER2 immunohistochemistry and in-situ hybridisation."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from ..findings import Finding, ihc, ish, neg
from ..patient import Mechanism, Patient
from ..people import Person


def patients() -> list[Patient]:
    """In order of their number."""
    return [negative_group_five(), ratio_and_signs(), addendum_only(), two_specimens(), zero()]


def negative_group_five() -> Patient:
    """A negative HER2 report that recites the criteria for positive."""
    p = Patient(
        "P014",
        Person("Ignatius", "Wrenfield", "Male", "1944-05-28", "SB-551038", "19 Orchard Close, Northfield",
               "Dr. Beatrix Holloway", "St. Brigid University Hospital"),
        "HER2 1+, FISH group 5: negative, with the criteria printed in full.",
    )  # fmt: skip
    alk = Finding("ALK", "fusion", "detected", as_written="Positive (32 % of cells)", where="other", optional=True)
    p.report(
        "her2_P014_negative", "her2_pathology", ("2024-03-14", "2024-03-15", "2024-03-21"),
        [ihc("1+", "1+"), ish("Negative", 1.2, 2.6, "not_detected"), alk],
        ("not_assayed", "negative", "negative"), traps=[2, 4, 8, 9], why="group 5; IHC 1+ is negative",
        history="80-year-old man, adenocarcinoma of the lung. ALK FISH positive. A biopsy of 2021 in another hospital was reported as HER2 3+.",
        ihc=[("Result", "Negative"), ("Score", "1+"), ("Percentage of Cells with Uniform Intense Complete Membrane Staining", "0 %")],
        ish=[("HER2", "Negative"), ("Ratio", "1.2"), ("Average HER2 Copy Number", "2.6"), ("Chr17 average copy number", "2.2"),
             ("Number of invasive tumor cells counted", "40"), ("Number of observers", "2"), ("Fixation", "10 % formalin, 18 h")],
        conclusion="There is no evidence of HER2 (ERBB2) gene amplification. HER2 protein is not overexpressed (1+).",
        other=[("PD-L1 (22C3)", "IHC", "Positive, TPS 50 %, 3+", ""), ("ALK", "FISH", "Positive (32 % of cells)", "ALKfusion"), ("Estrogen receptor", "IHC", "Positive, 90 %", ""), ("TTF-1", "IHC", "Positive 3+", "")],
    )  # fmt: skip
    return p


def ratio_and_signs() -> Patient:
    """Signs other than 3+, numbers without a conclusion, and words that contradict the score."""
    p = Patient(
        "P015",
        Person("Ottilie", "Fairweather", "Female", "1971-07-07", "SB-560777", "2 Abbey Walk, Northfield",
               "Dr. Beatrix Holloway", "St. Brigid University Hospital"),
        "HER2 1+ before gefitinib; then +3 as a sign, a ratio without a conclusion, and 3+ called negative.",
        treatments=[("gefitinib", "2023-02-06", "2024-01-15", "1", "PR")],
    )  # fmt: skip
    p.report(
        "her2_P015_baseline", "her2_pathology", ("2023-01-17", "2023-01-18", "2023-01-24"), [ihc("1+", "1+")],
        ("not_assayed", "not_assayed", "negative"), traps=[4], ihc=[("HER-2/neu score", "1+"), ("Percentage of cells with uniform intense complete membrane staining", "0 %")],
        conclusion="HER-2/neu (c-erbB-2): NEGATIVE (1+).", history="EGFR exon 19 deletion, before treatment.",
    )  # fmt: skip
    p.report(
        "her2_P015_plus3", "her2_pathology", ("2024-01-23", "2024-01-24", "2024-01-30"), [ihc("3+", "+3", percent=80)],
        ("not_assayed", "not_assayed", "positive"), traps=[4, 14], ihc=[("HER-2/neu score", "+3"), ("Percentage of cells with uniform intense complete membrane staining", "80 %")],
        conclusion="HER-2/neu (c-erbB-2): POSITIVE (+3).",
    )  # fmt: skip
    waiting = neg("ERBB2", "expression", "HER2 IHC is pending", status="indeterminate")
    waiting.optional, waiting.pages = True, [1]
    p.report(
        "her2_P015_ratio_only", "her2_pathology", ("2024-02-13", "2024-02-14", "2024-02-20"),
        [ish("2.3", 2.3, 3.5, "equivocal", statuses=["equivocal", "indeterminate", "detected", "not_detected"]), waiting],
        ("not_assayed", ["review", "equivocal"], ["not_assayed", "review"]), traps=[4, 5], status="review",
        why="a ratio of 2.3 with 3.5 copies (group 2) without a stated conclusion is not adjudicated",
        ish=[("HER2 : CEN17 ratio", "2.3"), ("Average HER2 signals per nucleus", "3.5"), ("Average CEN17 signals per nucleus", "1.5"), ("Nuclei counted", "60")],
        comment="HER2 IHC is pending and will be reported in an addendum.", site="Lymph node, station 7, EBUS-TBNA cell block",
    )  # fmt: skip
    p.report(
        "her2_P015_conflict", "her2_pathology", ("2024-04-16", "2024-04-17", "2024-04-24"),
        [ihc("3+", "C-erbB-2 (+++)", percent=70), ish("NOT AMPLIFIED", 1.4, 3.1, "not_detected")],
        ("not_assayed", "negative", ["review", "positive"]), traps=[4, 14], status="review",
        why="3+ in the table, 'negative' in the interpretation: the contradiction must surface",
        ihc=[("Result", "C-erbB-2 (+++)"), ("Percentage of cells stained", "70 %")],
        ish=[("HER2 gene status", "NOT AMPLIFIED"), ("HER2/CEP17 ratio", "1.4"), ("Average HER2 copy number", "3.1")],
        conclusion="HER2(3+). HER2 gene not amplified. Overall HER2 status: negative.", site="Lung, left upper lobe, wedge resection",
    )  # fmt: skip
    p.mechanisms = [
        Mechanism(
            "her2_P015_plus3",
            "ERBB2",
            "overexpression",
            "bypass",
            ["acquired", "apparently_acquired"],
            her2_axis="overexpression",
            why="same laboratory and stain; the stain's name is not an assay of the catalogue",
        ),
        Mechanism(
            "her2_P015_conflict",
            "ERBB2",
            "overexpression",
            "bypass",
            ["acquired", "apparently_acquired"],
            her2_axis="overexpression",
            optional=True,
        ),
    ]
    return p


def addendum_only() -> Patient:
    """The result stands in the addendum only."""
    p = Patient(
        "P033",
        Person("Cyprian", "Eversholt", "Male", "1956-01-30", "SB-571119", "8 Quarry View, Northfield",
               "Dr. Casimir Thorne", "St. Brigid University Hospital"),
        "HER2 pending in the report, 3+ in its addendum; group 4 FISH.",
    )  # fmt: skip
    p.report(
        "her2_P033_addendum", "her2_pathology", ("2025-04-22", "2025-04-23", "2025-04-29"),
        [ihc("3+", "3+", percent=95), neg("ALK", "expression", "ALK (D5F3): negative")],
        ("not_assayed", "not_assayed", "positive"), traps=[4, 9, 11, 15], ihc=[("Result", "Pending, see addendum")],
        addendum=["Addendum of 02/05/2025:", "HER2 immunohistochemistry (4B5): score 3+, strong complete membrane staining in 95 % of tumor cells; POSITIVE.", "ALK (D5F3): negative."],
    )  # fmt: skip
    r = p.reports[-1]
    for f in r.findings:
        f.pages = [1]
    r.findings[1].optional = True
    return p


def two_specimens() -> Patient:
    """Two specimens in one report with different scores."""
    p = Patient(
        "P036",
        Person("Eulalia", "Brannigan", "Female", "1948-10-19", "SB-580234", "55 Station Road, Northfield",
               "Dr. Odile Marchbanks", "St. Brigid University Hospital"),
        "Part A 3+, part B 1+: the report holds both.",
    )  # fmt: skip
    a, b = ihc("3+", "A: 3+", percent=60), ihc("1+", "B: 1+")
    p.report(
        "her2_P036_two_parts", "her2_pathology", ("2024-11-26", "2024-11-27", "2024-12-04"), [a, b],
        ("not_assayed", "not_assayed", ["review", "positive"]), traps=[4, 8], status="review", why="two specimens disagree: shown, not resolved",
        site="A. Lymph node, supraclavicular, excision. B. Lung, right middle lobe, biopsy",
        ihc=[("A. Lymph node: HER2 score", "3+ (60 % of cells)"), ("B. Lung: HER2 score", "1+")],
        conclusion="A. Lymph node: HER2 POSITIVE (3+). B. Lung: HER2 NEGATIVE (1+).",
    )  # fmt: skip
    return p


def zero() -> Patient:
    """IHC 0 and group 4 by dual ISH, resolved as not amplified in words."""
    p = Patient(
        "P037",
        Person("Fabrizio", "Hollingsworth", "Male", "1953-12-02", "SB-590871", "91 Meadow Lane, Northfield",
               "Dr. Beatrix Holloway", "St. Brigid University Hospital"),
        "HER2 0 with group 4 dual ISH called negative.", diagnosis="Squamous cell carcinoma of the lung", histology="squamous",
    )  # fmt: skip
    p.report(
        "her2_P037_group4", "her2_pathology", ("2025-08-19", "2025-08-20", "2025-08-28"),
        [ihc("0", "0"), ish("Negative", 1.6, 4.3, "not_detected", statuses=["not_detected", "equivocal"])],
        ("not_assayed", ["negative", "equivocal"], "negative"), traps=[4, 5], why="group 4 with IHC 0 is called negative in the report",
        ihc=[("HER2 score", "0 (no staining)")], ish_title="DUAL IN SITU HYBRIDIZATION (DISH)",
        ish=[("HER2 gene", "Negative (group 4, IHC 0)"), ("HER2/Chr17 ratio", "1.6"), ("Average HER2 copies", "4.3"), ("Average Chr17 copies", "2.7")],
        conclusion="HER2 IHC 0. HER2 gene amplification is not present (group 4 with IHC 0: negative).", status=["parsed", "review"],
    )  # fmt: skip
    return p
