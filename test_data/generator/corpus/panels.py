"""Patients read by sequencing panels: HER2 mutations in many spellings, copy numbers in many words, negatives."""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from ..findings import Finding, cnv, fus, ihc, mut, neg
from ..layouts.oncomine_words import CNV, DNA, FUSION
from ..patient import Mechanism, Patient
from ..people import Person


def patients() -> list[Patient]:
    """In order of their number."""
    return [
        her2_drug(), caris_amplified(), number_only(), three_letter_names(), alk_isoforms(), germline_and_vus(),
        caris_intermediate(), equivocal_tissue(), low_gain(), dx_target(), damaged(), other_names(),
    ]  # fmt: skip


def row(name: str, method: str, analyte: str, f: Finding, section: str = "relevant", **draw: object) -> Finding:
    """A finding placed in a Caris table."""
    f.draw |= {"name": name, "method": method, "analyte": analyte, "section": section} | draw
    return f


def caris_negatives() -> list[Finding]:
    """The usual explicit negatives, the NTRK genes in one row."""
    made = [
        row("ALK", "Seq", "RNA-Tumor", neg("ALK", "fusion", "Fusion Not Detected")),
        row("BRAF", "Seq", "DNA-Tumor", neg("BRAF", "small_variant", "Mutation Not Detected")),
        row("KRAS", "Seq", "DNA-Tumor", neg("KRAS", "small_variant", "Mutation Not Detected")),
        row("MET", "CNA-Seq", "DNA-Tumor", neg("MET", "copy_number", "Amplification Not Detected")),
        row(
            "MET",
            "Seq",
            "RNA-Tumor",
            neg("MET", "splice", "Variant Transcript Not Detected", kinds=["splice", "small_variant"]),
        ),
        row("RET", "Seq", "RNA-Tumor", neg("RET", "fusion", "Fusion Not Detected")),
        row("ROS1", "Seq", "RNA-Tumor", neg("ROS1", "fusion", "Fusion Not Detected")),
    ]
    made += [row("NTRK1/2/3", "Seq", "RNA-Tumor", neg(f"NTRK{i}", "fusion", "Fusion Not Detected")) for i in (1, 2, 3)]
    return made


def her2_drug() -> Patient:
    """A HER2-mutated tumor on a HER2 drug: T798I beside the insertion in plasma."""
    p = Patient(
        "P007",
        Person("Philippa", "Stanhope-Lee", "Female", "1975-02-28", "FMC 330 918", "61 Birch Avenue, Springfield, IL 62701",
               "Dr. Silas Penhaligon", "Prairie Oncology Group"),
        "ERBB2 exon 20 insertion as M774_A775insAYVM; trastuzumab deruxtecan, then zongertinib; T798I in plasma.",
        treatments=[("Enhertu", "2023-09-04", "2024-08-19", "2", "PR"), ("Hernexeos", "2025-09-01", "", "3", "")],
    )  # fmt: skip
    p.report(
        "f1cdx_P007", "foundationone_cdx", ("2023-06-12", "2023-06-15", "2023-06-26"),
        [mut("ERBB2 Y772_A775dup", written="M774_A775insAYVM"), mut("TP53 Y220C"), cnv("MYC", "amplification"), mut("KEAP1 R470C", where="vus"),
         mut("ATM D1853N", where="vus")],
        ("positive", "negative", "not_assayed"), traps=[1, 2, 7, 13], why="the appendix lists ERBB2 for copy number alterations",
    )  # fmt: skip
    p.report(
        "g360_P007_progression", "guardant360", ("2026-06-03", "2026-06-04", "2026-06-12"),
        [mut("ERBB2 Y772_A775dup", 0.064, written="Y772_A775dup"), mut("ERBB2 T798I", 0.019), mut("TP53 Y220C", 0.058), mut("PIK3CA E545K", 0.006)],
        ("positive", "negative", "not_assayed"), traps=[1, 2, 3, 13], why="the gene table lists ERBB2, with a dagger for amplification",
        comments=["ERBB2 T798I lies at the gatekeeper position."],
    )  # fmt: skip
    return p


def caris_amplified() -> Patient:
    """Caris: amplified, 3+, mutation not detected, in adjacent rows."""
    p = Patient(
        "P008",
        Person("Augustus", "Ravensworth", "Male", "1951-09-14", "CL-44120", "902 Mesa Verde, Phoenix, AZ 85004",
               "Marguerite Delacroix, MD", "Desert Oncology"),
        "Caris: ERBB2 amplified, IHC 3+, mutation not detected; plasma negative; then on osimertinib-free path.",
    )  # fmt: skip
    her2 = "ERBB2 (Her2/Neu)"
    p.report(
        "caris_P008", "caris", ("2024-07-18", "2024-07-19", "2024-07-30"),
        [row(her2, "IHC", "Protein", ihc("3+", "Positive | 3+, 90%", percent=90), "therapy", drugs="fam-trastuzumab deruxtecan-nxki", level="Level 1"),
         row(her2, "CNA-Seq", "DNA-Tumor", cnv("ERBB2", "Amplified"), "therapy", drugs="-", level="Level 3"),
         row(her2, "Seq", "DNA-Tumor", neg("ERBB2", "small_variant", "Mutation Not Detected"), "relevant"),
         row("EGFR", "Seq", "DNA-Tumor", neg("EGFR", "small_variant", "Mutation Not Detected"), "therapy", drugs="Lack of benefit: erlotinib, gefitinib, osimertinib"),
         *caris_negatives(), mut("TP53 R175H", 0.44, sig="pathogenic", written="p.R175H"), mut("BRCA2 S1982R", 0.48, where="vus")],
        ("negative", "positive", "positive"), traps=[2, 6, 7],
    )  # fmt: skip
    p.report(
        "g360cdx_P008", "guardant360", ("2024-08-20", "2024-08-21", "2024-08-29"),
        [mut("APC R876*", 0.003)],
        ("negative", "negative", "not_assayed"), traps=[1, 2, 3, 16], assay="Guardant360 CDx", assay_id="g360cdx", cdx=True,
        why="the table of 55 genes lists ERBB2 with a dagger; low shedding does not change the rule for a plasma report", status=["parsed", "review"],
    )  # fmt: skip
    return p


def number_only() -> Patient:
    """Oncomine: copy number without the word amplification, and an extracellular mutation."""
    p = Patient(
        "P009",
        Person("Bautista", "Ferragut Soler", "Male", "1955-02-17", "8830157", "Avenida Ficticia 3, 46005 Valencia",
               "Dr. Jaume Escrivà", "Hospital del Turia"),
        "ERBB2 by number only (12.4 copies) and S310F in a Spanish Oncomine report.", diagnosis="Adenocarcinoma de pulmón",
    )  # fmt: skip
    p.report(
        "oncomine_es_P009", "oncomine_es", ("2025-03-11", "2025-03-12", "2025-03-24"),
        [mut("ERBB2 S310F", 0.4188, tier="IIC", coverage=1845, clinvar="Pathogenic", significances=["pathogenic", ""]),
         cnv("ERBB2", "12.4", value=12.4, unit="copies", where="details"),
         mut("ALK D1529E", 0.5098, where="details", clinvar="Benign", sig="benign"),
         mut("ALK I1461V", 0.9985, where="details", clinvar="Benign", sig="benign")],
        ("positive", "positive", "not_assayed"), traps=[1, 7, 14], number="25B01177-A1", unit="Laboratorio de Patología Molecular",
        why="S310F is oncogenic; 12.4 copies without the word amplification is a high-level gain",
        lists={"dna": DNA, "cnv": CNV, "fusion": FUSION},
    )  # fmt: skip
    return p


def three_letter_names() -> Patient:
    """Oncomine in English: the same insertion in three-letter and in one-letter code, and a renamed column."""
    p = Patient(
        "P010",
        Person("Octavia", "Nkemelu", "Female", "1979-12-30", "LV1180442", "77 Shoreline Drive, Lakeside, CA 92040",
               "Dr. Quentin Ashby", "Lakeview Cancer Center"),
        "ERBB2 exon 20 duplication as p.(Tyr772_Ala775dup), then as p.(Y772_A775dup) with other columns.",
        treatments=[("carboplatin + pemetrexed", "2025-01-13", "2025-05-19", "1", "SD"), ("BAY 2927088", "2026-01-05", "", "2", "")],
    )  # fmt: skip
    p.report(
        "oncomine_en_P010_1", "oncomine_en", ("2024-12-11", "2024-12-12", "2024-12-20"),
        [mut("ERBB2 Y772_A775dup", 0.2871, tier="IA", coverage=1620, long_name="erb-b2 receptor tyrosine kinase 2"),
         mut("TP53 R273H", 0.2504, where="details", clinvar="Pathogenic", significances=["pathogenic", ""]), mut("KIT M541L", 0.4987, where="details", clinvar="Benign", sig="benign")],
        ("positive", "negative", "not_assayed"), traps=[1, 2, 7, 13], three=True, why="ERBB2 stands in the copy-number list",
    )  # fmt: skip
    p.report(
        "oncomine_en_P010_2", "oncomine_en", ("2025-06-02", "2025-06-03", "2025-06-13"),
        [mut("ERBB2 Y772_A775dup", 0.3319, tier="IA", coverage=1402, cosmic="COSM20959"),
         cnv("MET", "6.2", value=6.2, unit="copies", where="details", locus="chr7:116339672"), mut("TP53 R273H", 0.31, where="details", cosmic="COSM10660")],
        ("positive", "negative", "not_assayed"), traps=[1, 2, 13, 14], why="ERBB2 stands in the copy-number list",
        columns=("gene", "aa", "coding", "id", "locus", "af", "transcript", "effect", "coverage"), headings={"af": "Allele Fraction"},
    )  # fmt: skip
    return p


def alk_isoforms() -> Patient:
    """An ALK fusion given once per isoform; HER2 only in gene lists."""
    p = Patient(
        "P011",
        Person("Remedios", "Quintanar Gil", "Female", "1972-09-05", "1029384", "Plaza Imaginaria 9, 28012 Madrid",
               "Dr. Prudencio Salvatierra", "Hospital de la Sierra"),
        "EML4-ALK in two isoforms, benign germline ALK changes, no HER2; not on the sample sheet.", diagnosis="Adenocarcinoma de pulmón", on_sheet=False,
    )  # fmt: skip
    second = fus(
        "EML4", "ALK", where="details", isoforms=[("EML4-ALK.E20A20.AB275889", "chr2:42552694 - chr2:29446394", 88)]
    )
    second.optional, second.why = True, "the same fusion once more, by its second isoform: one row or two"
    p.report(
        "oncomine_es_P011", "oncomine_es", ("2025-05-06", "2025-05-07", "2025-05-15"),
        [fus("EML4", "ALK", tier="IA", long_name="EMAP like 4 - ALK receptor tyrosine kinase",
             isoforms=[("EML4-ALK.E13A20.AB274722", "chr2:42522656 - chr2:29446394", 512)]), second,
         mut("ALK D1529E", 0.4871, where="details", clinvar="Benign", sig="benign")],
        ("negative", "negative", "not_assayed"), traps=[1, 7], number="25B02210-B2", unit="Laboratorio de Patología Molecular",
        why="ERBB2 stands in both gene lists",
    )  # fmt: skip
    return p


def germline_and_vus() -> Patient:
    """Tempus: an ERBB2 VUS, a germline ERBB2 polymorphism, germline BRCA2, pertinent negatives; then xF."""
    p = Patient(
        "P012",
        Person("Gideon", "Prasetyo", "Male", "1964-04-04", "TS-020-1185", "18 Granite Way, New Harbor, MA 02111",
               "Lucius Montgomery, MD", "New Harbor Cancer Center"),
        "KRAS G12C with an ERBB2 VUS and germline ERBB2 I655V; plasma later without HER2.",
        treatments=[("Lumakras", "2024-10-07", "2025-03-17", "2", "PD"), ("Keytruda", "2024-02-12", "2024-09-02", "1", "SD")],
    )  # fmt: skip
    p.report(
        "tempus_xt_P012", "tempus_xt", ("2024-01-16", "2024-01-18", "2024-02-02"),
        [mut("KRAS G12C", 0.336, section="actionable"), mut("STK11 Q37*", 0.401, section="relevant"), mut("TP53 P152fs", 0.365, section="relevant"),
         mut("BRCA2 Q3066*", 0.512, sig="germline", section="germline", significances=["germline", "pathogenic"]),
         mut("ERBB2 A1216D", 0.28, where="vus", section="vus"), mut("ERBB2 I655V", 0.493, where="vus", section="germline_vus", sig="germline", significances=["germline", "vus"]),
         mut("ERBB3 V104M", 0.07, where="vus", section="vus")],
        ("equivocal", ["negative", "not_assayed"], "not_assayed"), traps=[1, 2, 6, 7],
        why="a VUS alone is equivocal; xT is known to test copy number in 648 genes, ERBB2 is not named in the negatives",
        pertinent=["ALK", "BRAF", "EGFR", "MET", "RET", "ROS1"], low_coverage=["ERBB4", "FANCD2", "HLA-DRB1"], rna_rows=[("ERBB3", "Overexpressed")],
    )  # fmt: skip
    p.report(
        "tempus_xf_P012", "tempus_xf", ("2025-03-20", "2025-03-21", "2025-03-31"),
        [mut("KRAS G12C", 0.041, section="actionable"), mut("KRAS G12D", 0.006, section="relevant"), mut("TP53 P152fs", 0.05, section="relevant")],
        ("negative", "negative", "not_assayed"), traps=[1, 2, 7],
        why="the pertinent negatives say no variant and no copy number change in ERBB2", pertinent=["ALK", "BRAF", "EGFR", "ERBB2", "MET"],
    )  # fmt: skip
    return p


def caris_intermediate() -> Patient:
    """Caris: intermediate copy number and IHC 2+: neither amplified nor positive."""
    p = Patient(
        "P013",
        Person("Rosalind", "Achterberg", "Female", "1946-11-11", "CL-51007", "14 Saguaro Court, Phoenix, AZ 85016",
               "Marguerite Delacroix, MD", "Desert Oncology"),
        "Caris: ERBB2 intermediate, IHC 2+, mutation not detected, EGFR L858R + T790M after afatinib.",
        treatments=[("Gilotrif", "2022-01-03", "2023-05-22", "1", "PR")],
    )  # fmt: skip
    her2 = "ERBB2 (Her2/Neu)"
    p.report(
        "caris_P013", "caris", ("2023-05-30", "2023-05-31", "2023-06-14"),
        [row("EGFR", "Seq", "DNA-Tumor", mut("EGFR L858R", 0.37, sig="pathogenic", written="Pathogenic Variant Exon 21 | p.L858R"), "therapy", level="Level 1"),
         row("EGFR", "Seq", "DNA-Tumor", mut("EGFR T790M", 0.19, sig="pathogenic", written="Pathogenic Variant Exon 20 | p.T790M"), "therapy", level="Level 1"),
         row(her2, "IHC", "Protein", ihc("2+", "Equivocal | 2+, 40%", percent=40), "relevant"),
         row(her2, "CNA-Seq", "DNA-Tumor", cnv("ERBB2", "Intermediate", status="equivocal"), "relevant"),
         row(her2, "Seq", "DNA-Tumor", neg("ERBB2", "small_variant", "Mutation Not Detected"), "relevant"),
         *caris_negatives(), mut("TP53 R248W", 0.4, sig="pathogenic", written="p.R248W"), mut("ERBB4 R711C", 0.5, where="vus")],
        ("negative", "equivocal", "equivocal"), traps=[2, 5, 6, 7], status=["parsed", "review"],
    )  # fmt: skip
    p.mechanisms = [Mechanism("caris_P013", "EGFR", "p.T790M", "on_target", "unknown", "no_baseline")]
    return p


def equivocal_tissue() -> Patient:
    """FoundationOne CDx: equivocal ERBB2 amplification, ERBB3 with HER2 drugs, joint genes; then a qualified report."""
    p = Patient(
        "P016",
        Person("Theodora", "Blackwood", "Female", "1966-12-12", "00451-K", "7 Mill Lane, Lakeside, CA 92040",
               "Rufus Abernathy, MD", "Lakeside Medical Center"),
        "Equivocal ERBB2 amplification beside an ERBB3 change whose therapies are HER2 drugs; later a qualified report.",
    )  # fmt: skip
    loss = [cnv(g, "loss", joint="CDKN2A/B", no_option=True) for g in ("CDKN2A", "CDKN2B")]
    p.report(
        "f1cdx_P016", "foundationone_cdx", ("2024-01-22", "2024-01-25", "2024-02-05"),
        [cnv("ERBB2", "amplification - equivocal", status="equivocal"), mut("ERBB3 P1212S"), *loss,
         mut("STK11 Q37*"), mut("KRAS G12V"), mut("MTOR P1128T", where="vus"), mut("BRCA2 S1982R", where="vus")],
        ("negative", "equivocal", "not_assayed"), traps=[1, 2, 5, 7, 12],
        why="equivocal is not amplified; the appendix lists ERBB2 for small variants", status=["parsed", "review"],
    )  # fmt: skip
    p.report(
        "f1cdx_P016_qualified", "foundationone_cdx", ("2024-09-16", "2024-09-19", "2024-09-30"),
        [mut("KRAS G12V"), mut("STK11 Q37*")],
        (["not_assayed", "review"], ["not_assayed", "review"], "not_assayed"), traps=[1, 15], qualified=True, status="review", reasons=["qualified_report"],
        why="a qualified report: absence is not informative", no_reportable=["ALK", "BRAF", "EGFR", "ERBB2", "MET", "RET", "ROS1"],
    )  # fmt: skip
    return p


def low_gain() -> Patient:
    """Oncomine: a copy number of 3.1 is not an amplification; compound EGFR mutations."""
    p = Patient(
        "P032",
        Person("Anselmo", "Vidaurre Peña", "Male", "1950-06-06", "5560921", "Calle del Ensayo 22, 50001 Zaragoza",
               "Dra. Milagros Iturbe", "Hospital del Ebro"),
        "ERBB2 at 3.1 copies, EGFR G719A with S768I; then L861Q and S768I only by a later sample after afatinib.", diagnosis="Adenocarcinoma de pulmón",
        treatments=[("Giotrif", "2024-05-06", "2025-02-10", "1", "SD")],
    )  # fmt: skip
    p.report(
        "oncomine_es_P032", "oncomine_es", ("2024-04-09", "2024-04-10", "2024-04-22"),
        [mut("EGFR G719A", 0.2213, tier="IA", coverage=1999), mut("EGFR S768I", 0.2187, tier="IA", coverage=1776),
         cnv("ERBB2", "3.1", value=3.1, unit="copies", where="details", statuses=["detected", "equivocal"]),
         mut("PIK3CA E542K", 0.1034, where="details", clinvar="Pathogenic", significances=["pathogenic", ""])],
        ("negative", ["equivocal", "negative"], "not_assayed"), traps=[1, 5, 14], number="24B03318-A2", unit="Laboratorio de Patología Molecular",
        why="3.1 copies is a low gain, not an amplification", status=["parsed", "review"],
    )  # fmt: skip
    p.report(
        "oncomine_es_P032_progression", "oncomine_es", ("2025-02-18", "2025-02-19", "2025-03-03"),
        [mut("EGFR G719A", 0.3051, tier="IA", coverage=1888), mut("EGFR S768I", 0.2967, tier="IA", coverage=1692),
         cnv("ERBB2", "14.8", value=14.8, unit="copies", where="details"), mut("PIK3CA E542K", 0.1167, where="details", clinvar="Pathogenic", significances=["pathogenic", ""])],
        ("negative", "positive", "not_assayed"), traps=[1, 14], number="25B00977-A1", unit="Laboratorio de Patología Molecular",
        why="14.8 copies by number only", status=["parsed", "review"],
    )  # fmt: skip
    p.mechanisms = [
        Mechanism("oncomine_es_P032_progression", "ERBB2", "amplification", "bypass", ["pre_existing", "acquired"], her2_axis="amplification",
                  why="3.1 copies before, 14.8 after: either an acquired amplification or the expansion of a gain"),
        Mechanism("oncomine_es_P032_progression", "PIK3CA", "p.E542K", "downstream", "pre_existing", trend="stable"),
    ]  # fmt: skip
    return p


def dx_target() -> Patient:
    """Oncomine Dx Target Test: no copy number, so silence about amplification is not negative."""
    p = Patient(
        "P031",
        Person("Cordelia", "Hashimoto", "Female", "1959-03-21", "LV2207731", "3 Pier Road, Lakeside, CA 92040",
               "Dr. Quentin Ashby", "Lakeview Cancer Center"),
        "Oncomine Dx Target Test: ERBB2 covered for small variants, copy number not tested.",
    )  # fmt: skip
    p.report(
        "oncomine_en_P031_dxtt", "oncomine_en", ("2023-10-17", "2023-10-18", "2023-10-27"),
        [mut("EGFR L861Q", 0.188, tier="IA", coverage=988)],
        ("negative", "not_assayed", "not_assayed"), traps=[1, 17], assay="Oncomine Dx Target Test", assay_id="odxtt",
        why="the list of DNA genes holds ERBB2; copy number is not tested",
        lists={"dna": [g for g in DNA if g not in ("AR", "CTNNB1", "ESR1", "ERBB4", "GNA11", "GNAQ", "IDH1", "IDH2", "JAK1", "JAK2", "JAK3", "SMO")],
               "cnv": None, "fusion": ["ROS1", "RET"]},
        method="Oncomine Dx Target Test on the Ion PGM Dx (DNA and RNA of FFPE tissue). The test does not detect copy number variants.",
    )  # fmt: skip
    return p


def damaged() -> Patient:
    """FoundationOne CDx with a damaged token, several changes per gene, joint wild types."""
    p = Patient(
        "P034",
        Person("Wolfgang", "Achebe", "Male", "1962-05-05", "00877-M", "44 Poplar Row, Fairview, TX 75069",
               "Helena Castellane, MD", "Fairview Thoracic Institute"),
        "EGFR2 printed where FGFR2 belongs; ERBB2 amplification with an exon 20 insertion of another name; KRAS/NRAS wildtype.",
    )  # fmt: skip
    wild = [neg(g, "small_variant", "KRAS/NRAS wildtype") for g in ("KRAS", "NRAS")]
    odd = mut("FGFR2 S252W", where="vus", genes=["FGFR2", "EGFR2"], kinds=["small_variant"])
    odd.gene, odd.optional, odd.why = "EGFR2", True, "a damaged token: it must not become EGFR"
    p.report(
        "f1cdx_P034", "foundationone_cdx", ("2022-08-23", "2022-08-26", "2022-09-06"),
        [cnv("ERBB2", "amplification"), mut("ERBB2 G778_P780dup", written="P780_Y781insGSP"), mut("TP53 R273P"), mut("CTNNB1 S37F"), *wild,
         odd, mut("ERBB4 R711C", where="vus"), mut("NTRK1 G613V", where="vus")],
        ("positive", "positive", "not_assayed"), traps=[1, 2, 6, 12, 13],
    )  # fmt: skip
    return p


def other_names() -> Patient:
    """Two more names of the same duplication, in Caris and in Tempus xF."""
    p = Patient(
        "P040",
        Person("Zebulon", "Hartigan-Wu", "Male", "1961-01-09", "CL-60733", "77 Ocotillo Drive, Phoenix, AZ 85018",
               "Marguerite Delacroix, MD", "Desert Oncology"),
        "p.A771_Y772insYVMA in tissue and p.Y772_V773insVMAY in plasma are one event; L755S added after sevabertinib.",
        treatments=[("Hyrnuo", "2026-01-12", "2026-08-03", "2", "PR"), ("cisplatin + Alimta", "2025-06-02", "2025-10-13", "1", "SD")],
    )  # fmt: skip
    her2 = "ERBB2 (Her2/Neu)"
    p.report(
        "caris_P040", "caris", ("2025-05-19", "2025-05-20", "2025-05-30"),
        [row(her2, "Seq", "DNA-Tumor", mut("ERBB2 Y772_A775dup", 0.29, sig="pathogenic", written="Pathogenic Variant Exon 20 | p.A771_Y772insYVMA", protein="p.A771_Y772insYVMA"), "therapy", level="Level 1"),
         row(her2, "IHC", "Protein", ihc("1+", "Negative | 1+, 30%"), "relevant"), row(her2, "CNA-Seq", "DNA-Tumor", neg("ERBB2", "copy_number", "Amplification Not Detected"), "relevant"),
         row("EGFR", "Seq", "DNA-Tumor", neg("EGFR", "small_variant", "Mutation Not Detected"), "relevant"), *caris_negatives()],
        ("positive", "negative", "negative"), traps=[2, 7, 13],
    )  # fmt: skip
    p.report(
        "tempus_xf_P040", "tempus_xf", ("2026-08-17", "2026-08-18", "2026-08-27"),
        [mut("ERBB2 Y772_A775dup", 0.058, section="actionable", written="p.Y772_V773insVMAY"), mut("ERBB2 L755S", 0.012, section="actionable"), mut("TP53 H193R", 0.031, section="relevant")],
        ("positive", ["negative", "not_assayed"], "not_assayed"), traps=[1, 2, 13], pertinent=["ALK", "BRAF", "EGFR", "MET"], why="xF says that it reports ERBB2 copy number gains",
    )  # fmt: skip
    return p
