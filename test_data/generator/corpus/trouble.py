"""Patients whose reports are awkward as documents: failed, amended, joined, off the sheet, result in one place only."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from ..findings import cnv, ihc, ish, mut, neg, plasma_amp
from ..patient import Mechanism, Patient
from ..people import Person

DAGGER = "the gene table lists ERBB2, with a dagger for amplification"


def patients() -> list[Patient]:
    """In order of their number."""
    return [failed_then_good(), amended(), joined(), off_sheet(), map_only(), pending(), many_pages()]


def failed_then_good() -> Patient:
    """Quantity not sufficient, then a good sample."""
    p = Patient(
        "P017",
        Person("Evangeline", "Carruthers", "Female", "1969-05-17", "TS-021-4409", "5 Lighthouse Road, New Harbor, MA 02110",
               "Lucius Montgomery, MD", "New Harbor Cancer Center"),
        "Tempus xT: QNS; three weeks later MET exon 14 skipping and ERBB2 L755P.",
    )  # fmt: skip
    p.report(
        "tempus_xt_P017_qns", "tempus_xt", ("2024-02-19", "2024-02-21", "2024-02-28"), [], ("review", "review", "review"), traps=[10, 15],
        status="review", reasons=["failed_specimen"], why="the test failed: every result is unknown",
        failed="Quantity not sufficient (QNS): the extracted DNA did not meet the minimum for sequencing. No variant of any gene can be reported. Please submit another specimen.",
    )  # fmt: skip
    p.reports[-1].her2 = (["review", "not_assayed"], ["review", "not_assayed"], ["review", "not_assayed"])
    p.report(
        "tempus_xt_P017", "tempus_xt", ("2024-03-11", "2024-03-13", "2024-03-27"),
        [mut("MET exon 14 skipping", 0.21, section="actionable", written="c.3028+1G>T"), mut("ERBB2 L755P", 0.18, section="actionable"), mut("RB1 R320*", 0.2, section="relevant")],
        ("positive", ["negative", "not_assayed"], "not_assayed"), traps=[1, 2, 7], pertinent=["ALK", "BRAF", "EGFR", "KRAS", "RET", "ROS1"], why="a detected L755P is positive; copy number of ERBB2 is not named",
    )  # fmt: skip
    return p


def amended() -> Patient:
    """Guardant360, then the amended report with one variant more."""
    p = Patient(
        "P019",
        Person("Thaddeus", "Brockhurst", "Male", "1945-08-30", "MR4410087", "19 Willow Bend, Springfield, IL 62703",
               "Dr. Silas Penhaligon", "Prairie Oncology Group"),
        "The amended report adds ERBB2 G776delinsVC.",
    )  # fmt: skip
    dates = ("2023-08-07", "2023-08-08")
    p.report(
        "g360_P019",
        "guardant360",
        (*dates, "2023-08-16"),
        [mut("TP53 Q165*", 0.012), mut("STK11 S216F", 0.009)],
        ("negative", "negative", "not_assayed"),
        why=DAGGER,
        traps=[1, 3],
        number="A0551977",
    )
    p.report(
        "g360_P019_amended", "guardant360", (*dates, "2023-09-04"), [mut("TP53 Q165*", 0.012), mut("ERBB2 G776delinsVC", 0.011), mut("STK11 S216F", 0.009)],
        ("positive", "negative", "not_assayed"), why=DAGGER, traps=[1, 2, 3, 13], number="A0551977", amended_of="2023-08-16", status_text="AMENDED", amends="g360_P019", status=["parsed", "review"],
        comments=["This amended report replaces the report of AUG-16-2023: the variant ERBB2 G776delinsVC was added after review."],
    )  # fmt: skip
    return p


def joined() -> Patient:
    """Two reports in one PDF, each with its own page count: sequencing and HER2 pathology."""
    p = Patient(
        "P020",
        Person("Leontine", "Kowalczyk-Marsh", "Female", "1950-04-12", "HW 00 72 901", "33 Harbor Street, New Harbor, MA 02110",
               "Lucius Montgomery, MD", "New Harbor Cancer Center"),
        "OncoPanel with ERBB2 amplification and V842I, then the HER2 IHC and FISH report in the same file.",
    )  # fmt: skip
    one = p.report(
        "joined_P020", "oncopanel", ("2024-06-03", "2024-06-04", "2024-06-24"),
        [mut("ERBB2 V842I", 0.29, tier=1, reads=402), mut("TP53 C135Y", 0.33, tier=2, reads=377), cnv("ERBB2", "Amplification (estimated 11 copies)", value=11, unit="copies", kinds=["copy_number"])],
        ("positive", "positive", "not_assayed"), traps=[1, 5, 7], cnv_rows=[["17q", "Focal event", "Amplification", "{2}ERBB2 (estimated 11 copies), CDK12 (estimated 9 copies)"]],
    )  # fmt: skip
    extra = cnv("CDK12", "Amplification (estimated 9 copies)", value=9, unit="copies")
    extra.pages, extra.optional = [1], True
    one.findings.append(extra)
    two = p.report(
        "joined_P020_2", "her2_pathology", ("2024-06-03", "2024-06-05", "2024-06-11"), [ihc("3+", "3+", percent=100), ish("AMPLIFIED", 5.2, 12.1, "detected")],
        ("not_assayed", "positive", "positive"), traps=[4], lab="Harbor Women's and Cancer Institute", part=2, ambiguous_dates=True, status=["parsed", "review"],
        ihc=[("Result", "Positive"), ("Score", "3+"), ("Percentage of cells with complete membrane staining", "100 %")],
        ish=[("HER2 (ERBB2) gene status", "AMPLIFIED"), ("HER2/CEP17 ratio", "5.2"), ("Average HER2 copy number", "12.1"), ("ASCO/CAP group", "1")], conclusion="HER2 POSITIVE by IHC (3+) and FISH (group 1).",
    )  # fmt: skip
    one.options["joined_with"] = [two]
    return p


def off_sheet() -> Patient:
    """Two reports that the sample sheet does not know: only name, birth date and number link them."""
    p = Patient(
        "P024",
        Person("Rupert", "Adeyemi-Clarke", "Male", "1967-03-16", "MR3317765", "140 Prairie View, Springfield, IL 62704",
               "Dr. Silas Penhaligon", "Prairie Oncology Group"),
        "MET exon 14 skipping in tissue, ERBB2 D769Y later in plasma; linked by a pseudonym only.", on_sheet=False,
    )  # fmt: skip
    p.report(
        "f1cdx_P024", "foundationone_cdx", ("2024-03-18", "2024-03-21", "2024-04-01"), [mut("MET exon 14 skipping", written="exon 14 splice site (3028+1G>T)"), mut("TP53 H193R"), mut("ERBB2 E1114G", where="vus")],
        ("equivocal", "negative", "not_assayed"), traps=[1, 2, 7], why="an ERBB2 VUS alone is equivocal; the appendix lists ERBB2 for copy number",
    )  # fmt: skip
    p.report(
        "g360_P024", "guardant360", ("2025-02-25", "2025-02-26", "2025-03-06"), [mut("ERBB2 D769Y", 0.017), mut("TP53 H193R", 0.022), mut("CTNNB1 S45P", 0.004), mut("MET exon 14 skipping", 0.019, written="Exon 14 skipping SNV")],
        ("positive", "negative", "not_assayed"), traps=[1, 2, 3], why=DAGGER,
    )  # fmt: skip
    return p


def map_only() -> Patient:
    """A Guardant360 CDx report whose ERBB2 finding stands only in the response map."""
    p = Patient(
        "P029",
        Person("Seraphina", "Duckworth", "Female", "1973-10-10", "MR2204418", "8 Cedar Court, Springfield, IL 62702",
               "Dr. Silas Penhaligon", "Prairie Oncology Group"),
        "After osimertinib: ERBB2 S310F and amplification are listed on page 3 only.", treatments=[("osimertinib", "2024-03-04", "2025-06-30", "1", "PR")],
    )  # fmt: skip
    p.report(
        "g360cdx_P029", "guardant360", ("2025-07-08", "2025-07-09", "2025-07-17"),
        [mut("EGFR L747_P753delinsS", 0.071), mut("ERBB2 S310F", 0.013, where="map"), plasma_amp("ERBB2", "Low (+)", where="map")],
        ("positive", "positive", "not_assayed"), traps=[1, 3, 11], assay="Guardant360 CDx", assay_id="g360cdx", cdx=True, why="page 1 shows only what has a therapy; the map shows all",
    )  # fmt: skip
    p.mechanisms = [
        Mechanism("g360cdx_P029", "ERBB2", "p.S310F", "bypass", "unknown", "no_baseline", her2_axis="mutation"),
        Mechanism(
            "g360cdx_P029", "ERBB2", "amplification", "bypass", "unknown", "no_baseline", her2_axis="amplification"
        ),
    ]
    return p


def pending() -> Patient:
    """A letter that says where the result is, not what it is."""
    p = Patient(
        "P030",
        Person("Barnaby", "Llewellyn-Pike", "Male", "1955-09-09", "NR 55 09 18", "4 Mill Pond, Northfield",
               "Dr. Casimir Thorne", "Family Practice Thorne"),
        "See the scanned report; HER2 pending.", on_sheet=False,
    )  # fmt: skip
    waiting = [
        neg("ERBB2", "expression", "HER2 immunohistochemistry: result pending", status="indeterminate"),
        neg("ERBB2", "copy_number", "FISH for HER2 was not performed", status="indeterminate"),
    ]
    for f in waiting:
        f.optional, f.pages = True, [1]
    p.report(
        "letter_P030_pending", "letter", ("2025-09-16", "", "2025-09-25"), [neg("EGFR", "small_variant", "EGFR: no mutation detected"), *waiting],
        ("not_assayed", ["not_assayed", "review"], ["review", "not_assayed"]), traps=[15, 17], printed=("reported_on",), status=["review", "parsed"], why="HER2 IHC is pending; the sequencing result is in a scan that is not here",
        info=[("Patient", "Barnaby Llewellyn-Pike, born September 9, 1955, MRN NR 55 09 18"), ("Letter of", "September 25, 2025"), ("Diagnosis", "Lung adenocarcinoma")],
        paragraphs=[
            ("", "The bronchial biopsy of Mr. Llewellyn-Pike showed an adenocarcinoma of the lung. By PCR, {0}EGFR: no mutation detected."),
            ("", "NGS panel: see scanned report in imaging. HER2 immunohistochemistry: result pending. FISH for HER2 was not performed, quantity not sufficient."),
        ],
    )  # fmt: skip
    return p


def many_pages() -> Patient:
    """A Guardant360 report with so many variants that its tables run over pages."""
    p = Patient(
        "P035",
        Person("Cornelius", "Vandermeer", "Male", "1947-12-25", "MR1109923", "2 Elm Terrace, Springfield, IL 62704",
               "Dr. Silas Penhaligon", "Prairie Oncology Group"),
        "Twenty variants; ERBB2 R678Q among the VUS and ERBB2 amplification High (+++); BRAF G466V.",
        treatments=[("afatinib", "2023-06-05", "2024-10-28", "1", "SD")],
    )  # fmt: skip
    main = [
        "EGFR G719A 0.214",
        "EGFR L861Q 0.199",
        "BRAF V600E 0.031",
        "TP53 R273P 0.188",
        "RB1 Q702* 0.12",
        "PIK3CA E545K 0.054",
        "KRAS Q61H 0.008",
        "NRAS Q61K 0.006",
        "IDH1 R132H 0.004",
        "PTEN R130Q 0.071",
        "ATM K2331fs 0.0008",
        "BRCA2 Q3066* 0.49",
    ]
    vus = [
        "ERBB2 R678Q 0.033",
        "MET D1228N 0.002",
        "APC R876* 0.01",
        "MTOR P1128T 0.017",
        "FGFR3 S249C 0.012",
        "RET G691S 0.487",
        "PDGFRA V824L 0.009",
        "SMAD4 R361H 0.004",
    ]
    made = [mut(" ".join(t.split()[:2]), float(t.split()[2])) for t in main]
    some = [mut(" ".join(t.split()[:2]), float(t.split()[2]), sig="vus", where="vus") for t in vus]
    p.report(
        "g360_P035_long", "guardant360", ("2024-11-04", "2024-11-05", "2024-11-13"), [*made, plasma_amp("ERBB2", "High (+++)"), plasma_amp("CCNE1", "Low (+)"), *some, mut("HRAS E126E", 0.004, sig="synonymous", where="synonymous")],
        (["equivocal", "positive"], "positive", "not_assayed"), traps=[1, 2, 3, 7, 12], why="R678Q is called a VUS by the laboratory and likely oncogenic elsewhere", status=["parsed", "review"],
    )  # fmt: skip
    stem = "g360_P035_long"
    p.mechanisms = [
        Mechanism(stem, "ERBB2", "amplification", "bypass", "unknown", "no_baseline", her2_axis="amplification"),
        Mechanism(stem, "BRAF", "p.V600E", "downstream", "unknown", "no_baseline"),
        Mechanism(stem, "PIK3CA", "p.E545K", "downstream", "unknown", "no_baseline"),
        Mechanism(stem, "KRAS", "p.Q61H", "downstream", "unknown", "no_baseline", optional=True),
        Mechanism(stem, "NRAS", "p.Q61K", "downstream", "unknown", "no_baseline", optional=True),
        Mechanism(stem, "PTEN", "p.R130Q", "downstream", "unknown", "no_baseline", optional=True),
        Mechanism(stem, "RB1", "p.Q702*", ["histologic", "cell_cycle"], "unknown", "no_baseline", optional=True),
        Mechanism(stem, "RB1", "text:RB1 TP53", "histologic", "unknown", "no_baseline", optional=True),
        Mechanism(stem, "CCNE1", "amplification", "cell_cycle", "unknown", "no_baseline", optional=True),
        Mechanism(stem, "ERBB2", "p.R678Q", "bypass", "unknown", "no_baseline", her2_axis="mutation", optional=True),
        Mechanism(stem, "MET", "p.D1228N", "bypass", "unknown", "no_baseline", optional=True),
    ]  # fmt: skip
    return p
