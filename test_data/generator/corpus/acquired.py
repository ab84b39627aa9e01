"""Patients followed over an EGFR TKI: what arose, what was there, what cannot be told."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from ..findings import cnv, fus, ihc, ish, mut, neg, plasma_amp
from ..layouts.oncomine_words import CNV, DNA, FUSION
from ..patient import Mechanism, Patient
from ..people import Person

PLASMA_NEG = "the gene table lists ERBB2 for small variants and, with a dagger, for amplification"


def patients() -> list[Patient]:
    """The longitudinal patients."""
    return [
        acquired_amplification(), other_assay(), expanding(), no_baseline(), not_assayed(), uninformative(), three_lines(),
        histologic(),
    ]  # fmt: skip


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


def no_baseline() -> Patient:
    """Only a report after osimertinib: nothing can be called acquired."""
    p = Patient(
        "P004",
        Person("Winifred", "Tamagawa", "Female", "1970-01-17", "TS-019-7733", "450 Harbor View, New Harbor, MA 02110",
               "Lucius Montgomery, MD", "New Harbor Cancer Center"),
        "ERBB2 copy number gain and CCDC6-RET after osimertinib, no baseline; RNA overexpression of ERBB3 and ERBB2.",
        treatments=[("Tagrisso", "2022-05-01", "2023-11-15", "1", "PR"), ("pembrolizumab", "2022-03-01", "2022-03-22", "1", "")],
    )  # fmt: skip
    p.report(
        "tempus_xt_P004", "tempus_xt", ("2023-11-20", "2023-11-22", "2023-12-08"),
        [mut("EGFR E746_A750del", 0.412, section="actionable"), fus("CCDC6", "RET", section="actionable", label="CCDC6-RET"),
         cnv("ERBB2", "Copy number gain", section="actionable"), mut("TP53 R175H", 0.388, section="relevant"),
         mut("NF1 R1276*", 0.051, section="relevant"), mut("APC R876*", 0.022, section="relevant"),
         mut("SMAD4 R361H", 0.12, where="vus", section="vus")],
        ("negative", ["positive", "equivocal"], "not_assayed"), traps=[1, 2, 6, 7],
        why="ERBB2 is in the sentence of pertinent negatives only for small variants of other genes; xT is tumor-normal and wide; "
            "a copy number gain called actionable is read as amplification; RNA is not protein",
        glue=True, pertinent=["ALK", "BRAF", "KRAS", "MET", "ROS1"], rna_rows=[("ERBB3", "Overexpressed"), ("ERBB2", "Overexpressed"), ("MET", "Underexpressed")],
        rna="CCDC6-RET in-frame rearrangement detected.",
    )  # fmt: skip
    p.reports[-1].her2 = (["negative", "not_assayed"], ["positive", "equivocal"], "not_assayed")
    p.mechanisms = [
        Mechanism(
            "tempus_xt_P004", "ERBB2", "amplification", "bypass", "unknown", "no_baseline", her2_axis="amplification"
        ),
        Mechanism("tempus_xt_P004", "RET", "CCDC6::RET", "fusion", "unknown", "no_baseline"),
        Mechanism("tempus_xt_P004", "NF1", "p.R1276*", "downstream", "unknown", "no_baseline", optional=True),
    ]
    return p


def not_assayed() -> Patient:
    """The baseline was an EGFR PCR: T790M was looked for, ERBB2 was not."""
    p = Patient(
        "P005",
        Person("Leopold", "Ferreira-Nash", "Male", "1952-03-03", "NFR-771204", "27 Weaver Street, Northfield",
               "Dr. Odile Marchbanks", "Northfield Regional Hospital"),
        "Gefitinib after an EGFR PCR; then FoundationOne CDx: T790M, ERBB2 amplification, CDKN2A/B loss.",
        treatments=[("Iressa", "2018-06-04", "2020-02-10", "1", "PR")],
    )  # fmt: skip
    p.report(
        "letter_P005_pcr", "letter", ("2018-05-14", "2018-05-15", "2018-05-22"),
        [mut("EGFR E746_A750del", written="Exon 19 deletion"), neg("EGFR", "small_variant", "T790M: Not detected"),
         neg("EGFR", "small_variant", "L858R: Not detected"), neg("EGFR", "small_variant", "Exon 20 insertions: Not detected")],
        ("not_assayed", "not_assayed", "not_assayed"), traps=[1, 17], why="an EGFR PCR does not test ERBB2",
        assay="cobas EGFR Mutation Test v2", assay_id="cobas", lab="Northfield Regional Hospital", department="Molecular Diagnostics", font="Helvetica",
        title="EGFR mutation analysis", greeting="", closing="Signed electronically",
        info=[("Patient", "Leopold Ferreira-Nash"), ("Date of birth", "March 3, 1952"), ("MRN", "NFR-771204"),
              ("Specimen", "Lung, CT-guided core biopsy (FFPE)"), ("Collected", "May 14, 2018"), ("Received", "May 15, 2018"), ("Reported", "May 22, 2018"),
              ("Diagnosis", "Lung adenocarcinoma"), ("Method", "cobas EGFR Mutation Test v2 (real-time PCR, exons 18-21)")],
        paragraphs=[
            ("Result", "{0}EGFR: Exon 19 deletion DETECTED."),
            ("", [["EGFR mutation", "Result"], ["{0}Exon 19 deletions", "DETECTED"], ["{2}L858R", "Not detected"], ["{1}T790M", "Not detected"],
                  ["G719X", "Not detected"], ["S768I", "Not detected"], ["{3}Exon 20 insertions", "Not detected"], ["L861Q", "Not detected"]], [200, 150]),
            ("Limitations", "The test finds 42 known mutations of EGFR exons 18 to 21. Other genes (ALK, ROS1, ERBB2, MET) and gene amplification "
                            "are not examined. HER2-targeted or MET-targeted treatment cannot be based on this result."),
        ],
    )  # fmt: skip
    first = p.reports[-1].findings[0]
    first.hgvs_p_short, first.other_names = "", ("exon 19 deletion", "Exon 19 deletions")
    for name in ("G719X", "S768I", "L861Q"):
        f = neg("EGFR", "small_variant", f"{name}: Not detected")
        f.pages = [1]
        f.optional = True
        p.reports[-1].findings.append(f)
    p.report(
        "f1cdx_P005", "foundationone_cdx", ("2020-02-13", "2020-02-18", "2020-02-28"),
        [mut("EGFR E746_A750del"), mut("EGFR T790M"), cnv("ERBB2", "amplification"),
         cnv("CDKN2A", "loss", joint="CDKN2A/B", no_option=True), cnv("CDKN2B", "loss", joint="CDKN2A/B", no_option=True),
         mut("TP53 splice site 672+1G>A", written="splice site 672+1G>A", kinds=["small_variant", "splice"]), mut("FGFR2 S252W", where="vus")],
        ("negative", "positive", "not_assayed"), traps=[1, 2, 12], why="the appendix lists ERBB2 for base substitutions and indels",
    )  # fmt: skip
    p.mechanisms = [
        Mechanism(
            "f1cdx_P005",
            "ERBB2",
            "amplification",
            "bypass",
            "unknown",
            "baseline_not_assayed",
            her2_axis="amplification",
        ),
        Mechanism("f1cdx_P005", "EGFR", "p.T790M", "on_target", "apparently_acquired", baseline="letter_P005_pcr"),
        Mechanism("f1cdx_P005", "CDKN2A", "loss", "cell_cycle", "unknown", "baseline_not_assayed", optional=True),
        Mechanism("f1cdx_P005", "CDKN2B", "loss", "cell_cycle", "unknown", "baseline_not_assayed", optional=True),
    ]
    return p


def uninformative() -> Patient:
    """The baseline plasma shed nothing: an ERBB2 mutation seen later may have been there."""
    p = Patient(
        "P006",
        Person("Clementine", "Duval-Ortiz", "Female", "1968-06-21", "MR5521903", "12 Canal Road, Riverton, OR 97204",
               "Dr. Everett Lindqvist", "Riverton Lung Clinic"),
        "Baseline plasma without any tumor variant; ERBB2 S310F in plasma after lazertinib and amivantamab.",
        treatments=[("Lazcluze", "2025-01-20", "2026-02-01", "1", "PR"), ("Rybrevant", "2025-01-20", "2026-02-01", "1", "PR")],
    )  # fmt: skip
    p.report(
        "g360_P006_baseline", "guardant360", ("2025-01-08", "2025-01-09", "2025-01-16"), [],
        (["negative", "review", "not_assayed"], ["negative", "review", "not_assayed"], "not_assayed"), traps=[1, 3, 16],
        why="the genes are covered, but nothing was detected: the sample may have shed no tumor DNA", status=["parsed", "review"],
        comments=["The requisition names an EGFR exon 19 deletion found in tissue. It was not detected in this sample; a negative plasma "
                  "result does not assure that the tumor is negative."],
    )  # fmt: skip
    p.report(
        "g360_P006_progression", "guardant360", ("2026-01-27", "2026-01-28", "2026-02-05"),
        [mut("EGFR L747_P753delinsS", 0.094), mut("ERBB2 S310F", 0.021), mut("TP53 Q165*", 0.077), mut("KIT L862L", 0.012, sig="synonymous", where="synonymous")],
        ("positive", "negative", "not_assayed"), traps=[1, 2, 3, 7], why=PLASMA_NEG, test=2,
    )  # fmt: skip
    p.mechanisms = [
        Mechanism(
            "g360_P006_progression",
            "ERBB2",
            "p.S310F",
            "bypass",
            "unknown",
            "baseline_uninformative",
            her2_axis="mutation",
        ),
    ]
    return p


def three_lines() -> Patient:
    """Erlotinib, T790M, osimertinib, C797S: the same plasma assay three times."""
    p = Patient(
        "P022",
        Person("Hyacinth", "Boateng", "Female", "1957-10-02", "MR9008814", "5 Lantern Hill, Lakeside, CA 92040",
               "Dr. Quentin Ashby", "Lakeside Medical Center"),
        "T790M acquired under erlotinib; under osimertinib T790M lost, C797S and KRAS G12D acquired, PIK3CA stable.",
        treatments=[("Tarceva", "2019-02-11", "2020-03-30", "1", "PR"), ("osimertinib", "2020-04-20", "2021-09-15", "2", "PR"),
                    ("carboplatin + Alimta", "2021-10-05", "2022-01-20", "3", "SD")],
    )  # fmt: skip
    base = [mut("EGFR L858R", 0.066), mut("PIK3CA H1047R", 0.02), mut("TP53 R213*", 0.048)]
    p.report(
        "g360_P022_1",
        "guardant360",
        ("2019-01-29", "2019-01-30", "2019-02-06"),
        base,
        ("negative", "negative", "not_assayed"),
        why=PLASMA_NEG,
        traps=[1, 3],
    )
    p.report(
        "g360_P022_2", "guardant360", ("2020-03-31", "2020-04-01", "2020-04-09"),
        [mut("EGFR L858R", 0.083), mut("EGFR T790M", 0.037), mut("PIK3CA H1047R", 0.021), mut("TP53 R213*", 0.061)],
        ("negative", "negative", "not_assayed"), why=PLASMA_NEG, traps=[1, 2, 3], test=2,
    )  # fmt: skip
    p.report(
        "g360_P022_3", "guardant360", ("2021-09-10", "2021-09-11", "2021-09-20"),
        [mut("EGFR L858R", 0.119), mut("EGFR C797S", 0.045), mut("KRAS G12D", 0.008), mut("PIK3CA H1047R", 0.024), mut("TP53 R213*", 0.097),
         mut("EGFR Q787Q", 0.491, sig="synonymous", where="synonymous")],
        ("negative", "negative", "not_assayed"), why=PLASMA_NEG, traps=[1, 2, 3, 7], test=3,
    )  # fmt: skip
    p.mechanisms = [
        Mechanism("g360_P022_2", "EGFR", "p.T790M", "on_target", "acquired", baseline="g360_P022_1"),
        Mechanism(
            "g360_P022_2", "PIK3CA", "p.H1047R", "downstream", "pre_existing", trend="stable", baseline="g360_P022_1"
        ),
        Mechanism("g360_P022_3", "EGFR", "p.C797S", "on_target", "acquired"),
        Mechanism("g360_P022_3", "KRAS", "p.G12D", "downstream", "acquired"),
        Mechanism("g360_P022_3", "PIK3CA", "p.H1047R", "downstream", "pre_existing", trend="stable"),
        Mechanism(
            "g360_P022_3",
            "EGFR",
            "text:loss T790M",
            "on_target",
            ["pre_existing", "acquired"],
            optional=True,
            why="a row for the loss of T790M",
        ),
    ]
    return p


def histologic() -> Patient:
    """RB1 and TP53 after osimertinib: assess histology; FGFR3 fusion and MET exon 14 new."""
    p = Patient(
        "P023",
        Person("Bartholomew", "Szymanski", "Male", "1960-08-08", "FH-8810263", "300 Sycamore Bend, Fairview, TX 75069",
               "Helena Castellane, MD", "Fairview Thoracic Institute"),
        "Osimertinib; then RB1 loss of function beside TP53, MET exon 14 splice change and FGFR3-TACC3, same plasma assay.",
        treatments=[("AZD-9291", "2023-01-16", "2024-03-25", "1", "SD")],
    )  # fmt: skip
    p.report(
        "f1lcdx_P023_baseline", "foundationone_liquid", ("2023-01-04", "2023-01-06", "2023-01-17"),
        [mut("EGFR E746_A750del", 0.204), mut("TP53 R248W", 0.187)], ("negative", "negative", "not_assayed"), traps=[1, 2],
        why="'no reportable alterations' names ERBB2; the appendix lists it for copy number", tumor_fraction="32%",
    )  # fmt: skip
    p.report(
        "f1lcdx_P023_progression", "foundationone_liquid", ("2024-03-27", "2024-03-29", "2024-04-08"),
        [mut("EGFR E746_A750del", 0.251), mut("TP53 R248W", 0.222), mut("RB1 Q702*", 0.173), fus("FGFR3", "TACC3", vaf=0.011, gene="FGFR3"),
         mut("MET exon 14 skipping", 0.034, written="exon 14 splice site (3028+1G>T)")],
        ("negative", "negative", "not_assayed"), traps=[1, 2], why="as at baseline",
    )  # fmt: skip
    p.mechanisms = [
        Mechanism("f1lcdx_P023_progression", "RB1", "p.Q702*", ["histologic", "cell_cycle"], "acquired"),
        Mechanism("f1lcdx_P023_progression", "FGFR3", "FGFR3::TACC3", ["fusion", "bypass"], "acquired"),
        Mechanism("f1lcdx_P023_progression", "MET", "exon 14 skipping", "bypass", "acquired"),
        Mechanism(
            "f1lcdx_P023_progression", "RB1", "text:RB1 TP53", "histologic", ["acquired", "pre_existing"], optional=True
        ),
        Mechanism("f1lcdx_P023_progression", "TP53", "p.R248W", "histologic", "pre_existing", optional=True),
    ]
    return p
