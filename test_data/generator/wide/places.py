"""Invented laboratories, people and fillers."""

# ruff: noqa: E501 - sentences read better unwrapped

from __future__ import annotations

LABS = {
    "en": ["Harrowgate Molecular Diagnostics", "Pinecrest University Hospital", "Department of Pathology, Saltmarsh Medical Center",
           "Cedar Valley Genomics Laboratory", "Tidewater Cancer Institute", "Royal Fenwick Hospital", "Bluestone Pathology Associates"],
    "de": ["Institut für Pathologie, Universitätsklinikum Lindenau", "MVZ Molekularpathologie Ahornstadt", "Klinikum Weidenbach"],
    "fr": ["Centre Hospitalier de Valmorin", "CHU de Rochebrune", "Institut de Cancérologie des Trois Rivières"],
    "es": ["Hospital Universitario de Valdemora", "Hospital General San Telmo", "Laboratorio de Patología Molecular del Duero"],
    "it": ["Azienda Ospedaliera di Montechiaro", "Ospedale San Fedele", "Istituto Oncologico del Lario"],
    "ja": ["青葉台総合病院", "みどりが丘がんセンター"],
    "zh": ["清河市肿瘤医院", "南湖大学附属医院"],
    "ko": ["한빛대학교병원", "새솔병원"],
}  # fmt: skip
GIVENS = [
    "Ada",
    "Bruno",
    "Carla",
    "Dario",
    "Elena",
    "Fergus",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Klara",
    "Lorenz",
    "Mira",
    "Nils",
]
FAMILIES = [
    "Ashworth",
    "Brandvold",
    "Castellani",
    "Dunmore",
    "Eklund",
    "Farrow",
    "Grimaldi",
    "Havisham",
    "Ibsen",
    "Jarvik",
    "Kestrel",
    "Lomond",
]
PHYSICIANS = ["Dr. Silas Penhaligon", "Dr. Maren Oyelaran", "Dr. Beatrix Quill", "Dr. Tomas Ferreira-Lund"]
NOISE = {
    "en": ["Tumor cell content was estimated by a pathologist. Variants below 2% are not reported for tissue.",
           "This test was developed and its performance characteristics determined by the laboratory; it has not been cleared by the authorities.",
           "Trastuzumab deruxtecan is approved for HER2-mutant lung cancer; trastuzumab and pertuzumab are used in HER2-positive breast cancer.",
           "Resistance to osimertinib may be due to EGFR C797S, MET amplification or ERBB2 amplification.",
           "Turnaround time depends on the sample. Results should be correlated with the clinical picture.",
           "A positive HER2 result is defined by guidelines as IHC 3+ or a HER2/CEP17 ratio of 2.0 or more."],
    "de": ["Der Tumorzellgehalt wurde durch einen Pathologen geschätzt.", "Die Untersuchung erfolgte im akkreditierten Bereich.",
           "Trastuzumab-Deruxtecan ist für das HER2-mutierte Lungenkarzinom zugelassen."],
    "fr": ["La cellularité tumorale a été estimée par un pathologiste.", "Le trastuzumab déruxtécan est indiqué dans le cancer du poumon avec mutation de HER2."],
    "es": ["El contenido tumoral fue estimado por un patólogo.", "Trastuzumab deruxtecán está indicado en cáncer de pulmón con mutación de HER2."],
    "it": ["La cellularità tumorale è stata stimata da un patologo.", "Il trastuzumab deruxtecan è indicato nel tumore del polmone con mutazione di HER2."],
    "ja": ["腫瘍細胞含有割合は病理医により評価された。"],
    "zh": ["肿瘤细胞含量由病理医师评估。"],
    "ko": ["종양 세포 비율은 병리의사가 평가하였다."],
}  # fmt: skip
