"""HER2 labels worked out a second time, from the regulators' dates and conditions alone, against the program.

Nothing here reads ``rules.yaml`` or ``variants.tsv``: a change of either that alters a match must be made here too.
"""

from __future__ import annotations

from actionability_cases import run
from hypothesis import given, settings
from hypothesis import strategies as st

CHANGES = {
    "kinase domain": "Y772_A775dup G776delinsVC G778_P780dup V777L G776S L755S D769Y T733I V842I T862A L869R",
    "outside it": "S310F S310Y V659E G660D",
    "outside it, activating or not is open": "R678Q E693K V697L Q709L G309A D277Y",
    "inside it, activating or not is open": "R896C R896H Y835F",
    "nothing to treat": "R103Q V773A I655V P1170A R784C T798I C805S Q142*",
}
SCOPES = {  # activating; activating in the kinase domain
    "kinase domain": ("met", "met"),
    "outside it": ("met", "unmet"),
    "outside it, activating or not is open": ("open", "unmet"),
    "inside it, activating or not is open": ("open", "open"),
}
TUMOURS = {  # NSCLC; non-squamous
    ("Lung adenocarcinoma", "non_squamous"): ("met", "met"),
    ("Lung squamous cell carcinoma", "squamous"): ("met", "unmet"),
    ("NSCLC", ""): ("met", "open"),
    ("Lung cancer", ""): ("open", "open"),
    ("Small cell lung cancer", "small_cell"): ("unmet", "unmet"),
    ("Breast carcinoma", ""): ("unmet", "open"),
    ("", ""): ("open", "open"),
}
COURSES = {  # systemic therapy before the sample of 2024-03-01; platinum before it
    "": ("open", "open"),
    "carboplatin + pemetrexed@2023-01-10": ("met", "met"),
    "pembrolizumab@2023-01-01": ("met", "unmet"),
    "chemotherapy@2022-02-02": ("met", "open"),
    "osimertinib@2025-01-10": ("unmet", "unmet"),
    "radiotherapy@2022-01-01": ("unmet", "unmet"),
    "foozumab@2022-01-01": ("open", "open"),
}
LABELS = (  # drug, region, first and last day, kinase domain and non-squamous asked, line asked
    ("trastuzumab deruxtecan", "US", "2022-08-11", "9999", False, "systemic"),
    ("trastuzumab deruxtecan", "JP", "2023-08-31", "9999", False, "systemic"),
    ("trastuzumab deruxtecan", "EU", "2023-10-31", "9999", False, "platinum"),
    ("trastuzumab deruxtecan", "CN", "2024-10-31", "9999", False, "systemic"),
    ("trastuzumab rezetecan", "CN", "2025-05-29", "9999", False, "systemic"),
    ("zongertinib", "US", "2025-08-08", "2026-02-25", True, "systemic"),
    ("zongertinib", "US", "2026-02-26", "9999", True, ""),
    ("zongertinib", "CN", "2025-08-29", "9999", False, "systemic"),
    ("sevabertinib", "US", "2025-11-19", "9999", True, "systemic"),
)
DAYS = (
    "2022-08-10 2022-08-11 2023-08-31 2023-10-31 2024-10-30 2024-10-31 2025-05-28 2025-05-29 2025-08-07 2025-08-08 "
    "2025-08-28 2025-08-29 2025-11-18 2025-11-19 2026-02-25 2026-02-26 2026-11-22"
)
ALL_CHANGES = sorted((name, kind) for kind, names in CHANGES.items() for name in names.split())


def expected(kind: str, tumour: tuple[str, str], course: str, day: str) -> dict[tuple[str, str], str]:
    """Each drug and region with its match, for a change of this kind."""
    if kind not in SCOPES:
        return {}
    nsclc, non_squamous = TUMOURS[tumour]
    systemic, platinum = COURSES[course]
    found = {}
    for drug, region, first, last, narrow, line in LABELS:
        if first <= day <= last:
            asked = [SCOPES[kind][narrow], nsclc, *([non_squamous] if narrow else [])]
            asked += {"systemic": [systemic], "platinum": [platinum], "": []}[line]
            match = "off_label" if "unmet" in asked else "unknown" if "open" in asked else "in_label"
            found[drug, region] = match
    return found


@settings(max_examples=300, deadline=None)
@given(
    change=st.sampled_from(ALL_CHANGES),
    tumour=st.sampled_from(sorted(TUMOURS)),
    course=st.sampled_from(sorted(COURSES)),
    day=st.sampled_from(DAYS.split()),
)
def test_every_label_of_a_mutation(change: tuple[str, str], tumour: tuple[str, str], course: str, day: str) -> None:
    name, kind = change
    case = {
        "diagnosis": tumour[0],
        "histology": tumour[1],
        "collected_on": "2024-03-01",
        "therapies": course,
        "assay": "",
        "findings": f"ERBB2|small_variant|detected|{name}|p=p.{name}",
        "as_of": day,
    }
    labels = {(option.therapy, option.jurisdiction): option.match for option in run(case) if option.approved_on}
    assert labels == expected(kind, tumour, course, day)
