"""Patients whose results come in hospital letters and academic layouts, in English, Dutch and German."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from ..findings import Finding, cnv, ihc, mut, neg
from ..patient import Mechanism, Patient
from ..people import Person


def patients() -> list[Patient]:
    """In order of their number."""
    return [
        braf_letter(),
        dutch(),
        arm_gain(),
        exon_brackets(),
        german_table(),
        german_letter(),
        alk_letter(),
        class_names(),
    ]


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
        "letter_P018", "letter", ("2024-05-06", "", "2024-05-17"),
        [mut("EGFR L858R", 0.23, written="L858R"), mut("BRAF V600E", 0.061, written="BRAF V600E"),
         neg("KRAS", "small_variant", "KRAS mutation was not detected"),
         neg("EGFR", "small_variant", "no evidence of EGFR T790M mutation"),
         neg("ERBB2", "copy_number", "ERBB2 amplification was not detected")],
        ("not_assayed", "negative", "not_assayed"), traps=[2, 8, 9], printed=("collected_on", "reported_on"),
        why="only amplification is named; the panel's list is not printed",
        info=[("Patient", "Solveig Marchetti, born August 19, 1963, MRN NR 60 17 22"), ("Letter of", "May 17, 2024"),
              ("Diagnosis", "Lung adenocarcinoma, stage IV"), ("Sample", "Pleural biopsy, taken on May 6, 2024")],
        paragraphs=[
            ("", "Thank you for referring Mrs. Marchetti, who has been treated with osimertinib since January 9, 2023 for EGFR-mutated adenocarcinoma of the lung. Her mother died of HER2-positive breast cancer, and her sister carries a BRCA2 mutation. In 2022 an outside laboratory reported an ALK FISH as positive; this could not be confirmed."),
            ("Molecular result of the re-biopsy", "Next-generation sequencing of the tissue again shows {0}EGFR L858R with an allele fraction of 23 %. {2}KRAS mutation was not detected; however, a {1}BRAF V600E mutation was detected (6.1 %). There is {3}no evidence of EGFR T790M mutation. {4}ERBB2 amplification was not detected. HER2 immunohistochemistry has not been requested. PD-L1 was positive (80 %, 3+)."),
            ("What we suggest", "We discussed dabrafenib and trametinib together with osimertinib. HER2-targeted drugs such as trastuzumab deruxtecan are not an option, and we would only consider them if HER2 were positive."),
        ],
    )  # fmt: skip
    p.mechanisms = [Mechanism("letter_P018", "BRAF", "p.V600E", "downstream", "unknown", "no_baseline")]
    return p


def dutch() -> Patient:
    """Dutch hospital: codons tested per gene, a result per line, the panel in prose."""
    p = Patient(
        "P021",
        Person("Geertje", "van Zonneveld", "Female", "1967-09-29", "NL-4410098", "Verzonnenstraat 5, 3511 Oosterdael",
               "Dr. M. Terpstra", "Ziekenhuis Oosterdael"),
        "Dutch report: KRAS G12F, EGFR and ERBB2 without mutation.", diagnosis="Adenocarcinoom van de long",
    )  # fmt: skip
    p.report(
        "letter_nl_P021", "letter_nl", ("2023-11-07", "2023-11-08", "2023-11-16"),
        [mut("KRAS G12F", 0.15, written="c.34_35delinsTT (p.(Gly12Phe))"), neg("EGFR", "small_variant", "No mutation detected"),
         neg("BRAF", "small_variant", "No mutation detected"), neg("ERBB2", "small_variant", "No mutation detected")],
        ("negative", "not_assayed", "not_assayed"), traps=[1, 2, 17], why="the line names ERBB2 with its codons; amplification is said not to be tested",
        font="Helvetica", department="Afdeling Pathologie - Moleculaire diagnostiek", date_style="nl", title="Uitslag moleculair onderzoek", greeting="",
        closing="Klinisch moleculair bioloog in de pathologie", signed="Dr. ir. W. Hoogland", diagnosis="Adenocarcinoom van de long",
        info=[("Patiënt", "Mw. Geertje van Zonneveld, geb. 29-09-1967"), ("Patiëntnummer", "NL-4410098"), ("Aanvrager", "Dr. M. Terpstra"),
              ("Materiaal", "Longbiopt, FFPE"), ("Datum afname", "7 november 2023"), ("Datum ontvangst", "8 november 2023"), ("Datum uitslag", "16 november 2023"), ("Diagnose", "Adenocarcinoom van de long")],
        paragraphs=[
            ("Resultaat", "{1}EGFR (NM_005228.3) codons 688-728, 729-761, 762-823, 824-875: No mutation detected"),
            ("", "{0}KRAS (NM_004985.3) codons 1-37, 38-97, 97-150: Mutation c.34_35delinsTT (p.(Gly12Phe)); 15% mutant allele"),
            ("", "{2}BRAF (NM_004333.4) codons 439-477, 581-620: No mutation detected"),
            ("", "{3}ERBB2 (NM_004448.2) codons 301-341, 737-831: No mutation detected"),
            ("Conclusie", "Er is een KRAS mutatie gevonden. Er zijn geen mutaties gevonden in EGFR, BRAF en ERBB2."),
            ("Methode", "NGS met een panel van genen (ALK, BRAF, EGFR, ERBB2, KRAS, MET, NRAS, PIK3CA, RET en ROS1; delen van deze genen). Amplificaties en fusies worden met deze test niet onderzocht."),
        ],
    )  # fmt: skip
    return p


def arm_gain() -> Patient:
    """OncoPanel: an arm-level gain of 17q is not an amplification; tier 4 variants; run-on genes."""
    p = Patient(
        "P025",
        Person("Montgomery", "Zielinski", "Male", "1958-02-11", "HW 00 71 334", "210 Harbor Street, New Harbor, MA 02110",
               "Lucius Montgomery, MD", "New Harbor Cancer Center"),
        "OncoPanel: ERBB2 V659E with an arm-level gain of 17q; EGFR focal amplification in another report.",
    )  # fmt: skip
    p.report(
        "oncopanel_P025", "oncopanel", ("2023-03-27", "2023-03-28", "2023-04-17"),
        [mut("ERBB2 V659E", 0.36, tier=1, reads=488), mut("TP53 E285K", 0.41, tier=2, reads=350), mut("ATM S1691R", 0.48, tier=4, reads=141, hash="###", sig="vus", significances=["vus", ""]),
         mut("APC R876*", 0.07, tier=3, reads=277, significances=["vus", ""]),
         cnv("CDKN2A", "2 copy deletion"), Finding("ERBB2", "copy_number", "equivocal", as_written="Gain", optional=True, draw={"statuses": ["equivocal", "detected"]})],
        ("positive", ["equivocal", "negative"], "not_assayed"), traps=[1, 5, 7], why="an arm-level gain is not an amplification", status=["parsed", "review"],
        history="Never-smoker with lung adenocarcinoma. Outside EGFR PCR: negative. Prior breast carcinoma (2009), HER2 3+ by IHC.",
        cnv_rows=[["9p", "Focal event", "2 copy deletion", "{4}CDKN2A, CDKN2B"], ["17q", "Arm-level", "Gain", "{5}ERBB2,BRCA1,CDK12,STAT3"], ["8q", "Arm-level", "Gain", "MYC"]],
    )  # fmt: skip
    r = p.reports[-1]
    for gene in ("CDKN2B", "MYC", "BRCA1", "CDK12", "STAT3"):
        extra = Finding(
            gene,
            "copy_number",
            as_written="Gain" if gene != "CDKN2B" else "2 copy deletion",
            optional=True,
            draw={"statuses": ["detected", "equivocal"]},
        )
        extra.pages = [1]
        r.findings.append(extra)
    return p


def exon_brackets() -> Patient:
    """SNaPshot style: the panel with exon brackets, a summary without changes, gain in a word."""
    p = Patient(
        "P026",
        Person("Esperanza", "Whitcombe", "Female", "1981-05-15", "NR 81 55 03", "70 Tannery Lane, Northfield",
               "Dr. Odile Marchbanks", "Northfield Regional Hospital"),
        "Exon brackets in the panel list; ERBB2 exon 20 insertion as a class; KDR gain.",
    )  # fmt: skip
    ins = mut("ERBB2 G776delinsVC", 0.27, written="p.Gly776delinsValCys")
    p.report(
        "letter_P026_snapshot", "letter", ("2024-08-05", "2024-08-06", "2024-08-15"), [ins, cnv("KDR", "gain", status="detected", statuses=["detected", "equivocal"]), mut("TP53 C135Y", 0.31, written="p.Cys135Tyr")],
        ("positive", "not_assayed", "not_assayed"), traps=[1, 2, 17], font="Helvetica", department="Molecular Pathology", lab="Northfield Regional Hospital",
        why="the variant is an exon 20 insertion; copy number is not in the ERBB2 scope of the list", assay="SNaPshot NGS V2", assay_id="snapshot",
        title="SNaPshot NGS V2 - genotyping report", greeting="", closing="Signed electronically",
        info=[("Patient", "Esperanza Whitcombe, born May 15, 1981, MRN NR 81 55 03"), ("Specimen", "Lung, transbronchial biopsy (FFPE)"), ("Collected", "August 5, 2024"),
              ("Received", "August 6, 2024"), ("Reported", "August 15, 2024"), ("Diagnosis", "Lung adenocarcinoma")],
        paragraphs=[
            ("Summary", "POSITIVE for variant(s) in ERBB2, TP53."),
            ("Results", "{0}ERBB2 ENSP00000269571:p.Gly776delinsValCys (ENST00000269571:c.2326_2327insTGT), allele fraction 27%"),
            ("", "{2}TP53 ENSP00000269305:p.Cys135Tyr (ENST00000269305:c.404G>A), allele fraction 31%"),
            ("", "{1}KDR gain"),
            ("Genes and exons covered", "ALK (22,23,25), BRAF (11,15), EGFR (7,15,18-21), ERBB2 (8,10,19-21,24), KIT (8,9,11,17), KRAS (2-5), MET (14-20), NRAS (2-5), PIK3CA (2,5,7,8,10,14,19,21), TP53 (1-11). Copy number is estimated for AKT3, KDR, KIT and PDGFRA only."),
        ],
    )  # fmt: skip
    ins.hgvs_c = "c.2326_2327insTGT"
    return p


def german_table() -> Patient:
    """A German institute's table: variant over several lines, allele fraction as a number between 0 and 1."""
    p = Patient(
        "P027",
        Person("Annegret", "Vogelsang", "Female", "1954-07-23", "UKN-20077", "Erfundene Gasse 12, 72070 Neuental",
               "Dr. med. Jochen Wieland", "Universitätsklinikum Neuental"),
        "ERBB2 V777L with an allele fraction of 0.23 and a copy-number table.", diagnosis="Adenokarzinom der Lunge",
    )  # fmt: skip
    v, t = mut("ERBB2 V777L", 0.23, written="c.2329G>T; p.V777L"), mut("TP53 R175H", 0.31, written="c.524G>A; p.R175H")
    v.hgvs_c, t.hgvs_c = "c.2329G>T", "c.524G>A"
    p.report(
        "letter_de_P027_table", "letter_de", ("2025-01-14", "2025-01-15", "2025-01-29"), [v, t, cnv("CCND1", "7", value=7, unit="copies")],
        ("positive", ["negative", "not_assayed"], "not_assayed"), traps=[1, 14], font="Helvetica", department="Institut für Pathologie", date_style="dots",
        why="the copy-number table names other genes; the panel's list holds ERBB2", title="Molekularpathologischer Befund", greeting="", closing="Elektronisch freigegeben", signed="Prof. Dr. med. Ruprecht Eichhorn",
        info=[("Patientin", "Vogelsang, Annegret, geb. 23.07.1954"), ("Fallnummer", "UKN-20077"), ("Einsender", "Dr. med. Jochen Wieland"), ("Material", "Lungenbiopsie, FFPE, Tumorzellgehalt 60 %"),
              ("Entnahmedatum", "14.01.2025"), ("Eingangsdatum", "15.01.2025"), ("Befunddatum", "29.01.2025"), ("Diagnose", "Adenokarzinom der Lunge")],
        paragraphs=[
            ("Somatische Varianten", [["Gen", "Funktionelle Kategorie", "Variante", "Transkript-ID", "NAF"], ["{0}ERBB2", "aktivierend", "c.2329G>T;<br/>p.V777L", "NM_004448.4", "0.23"],
                                      ["{1}TP53", "inaktivierend", "c.524G>A;<br/>p.R175H<br/>und Verlust des Wildtyp-Allels", "NM_000546.6", "0.31"]], [70, 110, 130, 100, 60]),
            ("Kopienzahlveränderungen", [["Region", "Kategorie", "Chromosomenarm", "Kopienzahl", "Betroffene Gene"], ["{2}11q13.3", "Amplifikation", "11q", "7", "CCND1"]], [80, 100, 100, 80, 111]),
            ("Untersuchte Gene", "AKT1, ALK, BRAF, CCND1, CDK4, EGFR, ERBB2, FGFR1, FGFR2, FGFR3, KEAP1, KRAS, MAP2K1, MET, NRAS, PIK3CA, PTEN, RET, ROS1, STK11, TP53 (kodierende Bereiche und Kopienzahl)."),
        ],
    )  # fmt: skip
    return p


def german_letter() -> Patient:
    """A German letter: ERBB2 amplification in prose after osimertinib, no wild type confusion."""
    p = Patient(
        "P028",
        Person("Torsten", "Grünewald", "Male", "1949-11-04", "UKN-30512", "Musterweg 3, 72070 Neuental",
               "Dr. med. Heike Sandmann", "Praxis Sandmann"),
        "German letter: EGFR L858R, ERBB2 amplification proven, T790M and MET amplification not, KRAS wild type.", diagnosis="Adenokarzinom der Lunge",
        treatments=[("Osimertinib", "2022-09-12", "2024-02-05", "1", "PR")],
    )  # fmt: skip
    p.report(
        "letter_de_P028", "letter_de", ("2024-02-12", "2024-02-13", "2024-02-23"),
        [mut("EGFR L858R", 0.34, written="p.L858R"), cnv("ERBB2", "ERBB2-Amplifikation"), neg("EGFR", "small_variant", "T790M-Mutation nicht nachweisbar"),
         neg("MET", "copy_number", "Kein Nachweis einer MET-Amplifikation"), neg("KRAS", "small_variant", "KRAS: Wildtyp"), ihc("2+", "2+")],
        (["not_assayed", "negative"], "positive", "equivocal"), traps=[2, 8], date_style="dots", department="Zentrum für Thoraxonkologie", greeting="Sehr geehrte Frau Kollegin,",
        why="ERBB2 mutations are not mentioned", closing="Mit freundlichen Grüßen", signed="Prof. Dr. med. Ruprecht Eichhorn",
        info=[("Patient", "Grünewald, Torsten, geb. 04.11.1949, Fallnummer UKN-30512"), ("Datum", "23.02.2024"), ("Diagnose", "Adenokarzinom der Lunge"), ("Material", "Rebiopsie Leber vom 12.02.2024 (FFPE), Eingang 13.02.2024")],
        paragraphs=[
            ("", "wir berichten über Herrn Grünewald, der seit dem 12.09.2022 mit Osimertinib behandelt wird. Die Mutter des Patienten hatte ein HER2-positives Mammakarzinom."),
            ("Befund", "In der Sequenzierung bestätigt sich die bekannte EGFR-Mutation {0}p.L858R (Allelfrequenz 34 %). Es findet sich eine {1}ERBB2-Amplifikation. Eine {2}T790M-Mutation ist nicht nachweisbar. {3}Kein Nachweis einer MET-Amplifikation. {4}KRAS: Wildtyp. Die HER2-Immunhistochemie ergab einen {5}Score 2+."),
            ("Empfehlung", "Eine HER2-gerichtete Therapie (Trastuzumab-Deruxtecan) ist nur bei HER2 3+ zugelassen; wir empfehlen die Vorstellung im Tumorboard."),
        ],
    )  # fmt: skip
    p.mechanisms = [
        Mechanism(
            "letter_de_P028", "ERBB2", "amplification", "bypass", "unknown", "no_baseline", her2_axis="amplification"
        )
    ]
    return p


def alk_letter() -> Patient:
    """ALK FISH and PD-L1 are not HER2; uncertain fusion wording; HER2 not requested."""
    p = Patient(
        "P038",
        Person("Marguerite", "O'Shaughnessy", "Female", "1974-12-08", "NR 74 20 11", "16 Chapel Hill, Northfield",
               "Dr. Casimir Thorne", "Family Practice Thorne"),
        "ALK FISH positive, ROS1 fusion status unknown, PD-L1 and ER positive, HER2 not tested.", on_sheet=False,
    )  # fmt: skip
    p.report(
        "letter_P038_alk", "letter", ("2022-04-21", "", "2022-05-02"),
        [Finding("ALK", "fusion", as_written="ALK FISH positive"), neg("EGFR", "small_variant", "A product indicative of an EGFR mutation was not detected"),
         neg("BRAF", "small_variant", "BRAF V600E is negative"), neg("ROS1", "fusion", "ROS1 fusion status unknown", status="indeterminate")],
        ("not_assayed", "not_assayed", "not_assayed"), traps=[9, 17], printed=("collected_on", "reported_on"), why="no HER2 test is reported", status=["parsed", "review"],
        info=[("Patient", "Marguerite O'Shaughnessy, born December 8, 1974, MRN NR 74 20 11"), ("Letter of", "May 2, 2022"), ("Diagnosis", "Lung adenocarcinoma"), ("Sample", "Bronchial biopsy, taken on April 21, 2022")],
        paragraphs=[
            ("", "We saw Mrs. O'Shaughnessy with a new adenocarcinoma of the lung. {0}ALK FISH positive: 38 % of cells show a break-apart signal. The breakpoint is unknown, which does not matter for treatment."),
            ("", "{1}A product indicative of an EGFR mutation was not detected. {2}BRAF V600E is negative. {3}ROS1 fusion status unknown, as too few cells were left. PD-L1 is positive with a TPS of 70 % (3+), TTF-1 is positive. The patient is HIV-negative."),
            ("Plan", "Alectinib. HER2 has not been tested and is not needed now. A HER2-negative breast carcinoma of 2015 is in remission."),
        ],
    )  # fmt: skip
    p.reports[-1].findings[3].draw["statuses"] = ["indeterminate", "equivocal"]
    p.reports[-1].findings[3].optional = True
    return p


def class_names() -> Patient:
    """Changes named as classes only (``exon 20 insertion``, ``G719X``), then by name in plasma."""
    p = Patient(
        "P039",
        Person("Temperance", "Oyelaran", "Female", "1976-08-16", "NR 76 81 60", "29 Cooper Street, Northfield",
               "Dr. Odile Marchbanks", "Northfield Regional Hospital"),
        "ERBB2 exon 20 insertion and EGFR G719X by class; the insertion with its class in brackets in plasma.",
    )  # fmt: skip
    ins, g719 = mut("ERBB2 Y772_A775dup", written="ERBB2 exon 20 insertion"), mut("EGFR G719A", written="G719X")
    for f, other in ((ins, "exon 20 insertion"), (g719, "EGFR G719X")):
        f.hgvs_p_short, f.other_names = "", (other,)
    p.report(
        "letter_P039_classes", "letter", ("2025-03-17", "", "2025-03-28"), [ins, g719, neg("ERBB2", "copy_number", "no evidence of HER2 amplification"), ihc("0", "score 0")],
        ("positive", "negative", "negative"), traps=[2, 8, 13], printed=("collected_on", "reported_on"), why="an exon 20 insertion is oncogenic as a class",
        info=[("Patient", "Temperance Oyelaran, born August 16, 1976, MRN NR 76 81 60"), ("Letter of", "March 28, 2025"), ("Diagnosis", "Lung adenocarcinoma"), ("Sample", "Lung biopsy, taken on March 17, 2025")],
        paragraphs=[
            ("Findings", "The lung biopsy carries an {0}ERBB2 exon 20 insertion and an EGFR {1}G719X mutation (the laboratory gave no closer name). FISH shows {2}no evidence of HER2 amplification (HER2/CEN17 below 2.0; positive would be 2.0 or more). HER2 immunohistochemistry: {3}score 0."),
            ("Plan", "The sister's tumor was HER2 3+. For our patient we propose a HER2 tyrosine kinase inhibitor in a trial; EGFR exon 20 insertions, for which amivantamab is used, are a different matter."),
        ],
    )  # fmt: skip
    p.report(
        "g360_P039", "guardant360", ("2025-04-03", "2025-04-04", "2025-04-14"), [mut("ERBB2 Y772_A775dup", 0.027, long="A775_G776insYVMA (Exon 20 insertion)"), mut("EGFR G719A", 0.022), mut("TP53 Q165*", 0.02), mut("TP53 R213*", 0.018)],
        ("positive", "negative", "not_assayed"), traps=[1, 2, 3, 12, 13], why="the gene table lists ERBB2, with a dagger for amplification",
    )  # fmt: skip
    return p
