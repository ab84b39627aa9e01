"""Therapies, trials and explanatory paragraphs that reports print around their findings, in our own words.

Much of it is there to mislead: drug and gene names that are not findings stand here on purpose.
"""

# ruff: noqa: E501 - geometry and sentences read better unwrapped

from __future__ import annotations

from .findings import Finding

# gene or "gene kind": (approved in this indication, approved in another, lack of response)
THERAPIES: dict[str, tuple[str, str, str]] = {
    "EGFR": ("Afatinib, Amivantamab + Lazertinib, Dacomitinib, Erlotinib, Gefitinib, Osimertinib", "", ""),
    "EGFR T790M": ("Osimertinib", "", "Afatinib, Erlotinib, Gefitinib"),
    "EGFR C797S": ("", "", "Osimertinib"),
    "ERBB2": (
        "Fam-trastuzumab deruxtecan-nxki, Sevabertinib, Zongertinib",
        "Lapatinib, Neratinib, Pertuzumab, Trastuzumab, Tucatinib",
        "",
    ),
    "ERBB2 copy_number": (
        "",
        "Ado-trastuzumab emtansine, Lapatinib, Margetuximab, Neratinib, Pertuzumab, Trastuzumab",
        "Afatinib, Erlotinib, Gefitinib",
    ),
    "ERBB3": ("", "Ado-trastuzumab emtansine, Lapatinib, Pertuzumab, Trastuzumab", ""),
    "MET": ("Capmatinib, Tepotinib", "Cabozantinib", ""),
    "MET copy_number": ("", "Crizotinib", "Erlotinib, Gefitinib, Osimertinib"),
    "KRAS G12C": ("Adagrasib, Sotorasib", "", "Afatinib, Erlotinib"),
    "KRAS": ("", "", "Cetuximab, Panitumumab"),
    "BRAF": ("Dabrafenib + Trametinib, Encorafenib + Binimetinib", "Vemurafenib", ""),
    "PIK3CA": ("", "Alpelisib + Fulvestrant, Capivasertib + Fulvestrant", ""),
    "ALK": ("Alectinib, Brigatinib, Ceritinib, Crizotinib, Lorlatinib", "", ""),
    "RET": ("Pralsetinib, Selpercatinib", "Cabozantinib", ""),
    "STK11": ("", "Everolimus, Temsirolimus", ""),
    "ATM": ("", "Niraparib, Olaparib, Rucaparib, Talazoparib", ""),
    "BRCA2": ("", "Niraparib, Olaparib, Rucaparib, Talazoparib", ""),
    "CDKN2A": ("", "Abemaciclib, Palbociclib, Ribociclib", ""),
    "FGFR3": ("", "Erdafitinib", ""),
}

TRIALS: dict[str, list[tuple[str, str, str, str]]] = {
    "EGFR": [
        (
            "NCT05048797",
            "Trastuzumab Deruxtecan as First-line Treatment of Unresectable Non-Small Cell Lung Cancer Harboring "
            "HER2 Exon 19 or 20 Mutations",
            "Phase 3",
            "Springfield, IL",
        ),
        (
            "NCT05015608",
            "Study Comparing Savolitinib Plus Osimertinib With Chemotherapy in EGFR-mutant, MET-amplified NSCLC "
            "After EGFR TKI",
            "Phase 3",
            "Riverton, OR Lakeside, CA",
        ),
    ],
    "ERBB2": [
        (
            "NCT04886804",
            "Beamion LUNG-1: A Study of Zongertinib (BI 1810631) in People With Different Types of Advanced Cancer "
            "With HER2 Changes",
            "Phase 1 /Phase 2",
            "New Harbor, MA",
        ),
        (
            "NCT05099172",
            "First in Human Study of BAY 2927088 in Participants Who Have Advanced Non-small Cell Lung Cancer With "
            "Mutations in EGFR and/or HER2",
            "Phase 1",
            "Springfield, IL (2) Fairview, TX",
        ),
    ],
    "TP53": [
        (
            "NCT09000117",
            "Wee1 Inhibitor Alone or With EGFR-targeted Antibody in HER2-negative Advanced Solid Tumors",
            "Phase 1",
            "Fairview, TX",
        )
    ],
    "": [
        (
            "NCT09000254",
            "Targeted Therapy Directed by Genetic Testing in Patients With Advanced Refractory Solid Tumors, "
            "Lymphomas, or Multiple Myeloma (arms for ERBB2 amplification, MET exon 14 and EGFR T790M)",
            "Phase 2",
            "Multiple sites",
        )
    ],
}

ABOUT: dict[str, str] = {
    "EGFR": "The EGFR gene codes for a receptor tyrosine kinase. In lung adenocarcinoma, in-frame deletions of exon 19 "
    "and the exon 21 substitution L858R sensitize to EGFR inhibitors, while T790M lowers the response to drugs "
    "of the first two generations. ERBB2 amplification and MET amplification have been described as ways "
    "around EGFR inhibition.",
    "ERBB2": "ERBB2 (also known as HER2) codes for a receptor tyrosine kinase of the EGFR family. Insertions in exon "
    "20 are the most frequent ERBB2 mutations in lung cancer; amplification and overexpression (IHC 3+) are "
    "separate events, and neither implies the other. Trastuzumab and pertuzumab are approved for "
    "HER2-positive breast cancer; patients with HER2-negative breast cancer do not benefit from them.",
    "ERBB3": "ERBB3 (HER3) pairs with ERBB2 (HER2) and EGFR. Drugs that act on HER2, such as trastuzumab, lapatinib and "
    "ado-trastuzumab emtansine, have been tried in ERBB3-mutated tumors, among them HER2-amplified ones.",
    "MET": "MET codes for the receptor of hepatocyte growth factor. Exon 14 skipping and high-level amplification "
    "activate it; amplification may follow treatment with osimertinib in EGFR-mutated tumors.",
    "TP53": "Loss of the tumor suppressor p53 is common in cancers of many kinds. In EGFR-mutated lung cancer, joint "
    "loss of TP53 and RB1 goes with transformation to small cell carcinoma.",
    "PIK3CA": "PIK3CA codes for the catalytic subunit of PI3-kinase. Inhibitors are approved for hormone-receptor "
    "positive, HER2-negative breast cancer with PIK3CA mutation.",
    "KRAS": "KRAS is the RAS family member most often mutated in lung cancer. It rarely coexists with EGFR or ALK "
    "alterations before treatment.",
    "BRAF": "BRAF V600E activates the MAPK pathway and has been observed after EGFR inhibition.",
    "ALK": "Rearrangements of ALK, most often with EML4, activate the kinase and sensitize to ALK inhibitors.",
    "RET": "RET fusions with KIF5B, CCDC6 or NCOA4 drive a small part of lung cancers and may arise after EGFR TKI.",
    "RB1": "RB1 holds cells before the S phase. Its loss together with TP53 is typical of small cell carcinoma.",
    "CDKN2A": "CDKN2A codes for p16INK4a and p14ARF; deletion removes both.",
}


def therapies(finding: Finding) -> tuple[str, str, str]:
    """(this indication, other indication, lack of response) that a vendor would print beside the finding."""
    name = finding.variant.name if finding.variant else ""
    for key in (f"{finding.gene} {name}", f"{finding.gene} {finding.kind}", finding.gene):
        if key in THERAPIES:
            return THERAPIES[key]
    return ("", "", "")


def trials(finding: Finding) -> list[tuple[str, str, str, str]]:
    """(NCT, title, phase, sites) rows for a finding."""
    return TRIALS.get(finding.gene, TRIALS[""])


def about(gene: str) -> str:
    """A paragraph on the gene, which may name other genes and drugs."""
    return ABOUT.get(gene, f"Alterations of {gene} have been reported in solid tumors; their role in therapy is open.")
