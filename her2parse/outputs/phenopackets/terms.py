"""Ontology terms of the packets. What no ontology of ours names gets a term of the prefix ``her2parse``: the words of
the report or the sheet as its label, and an id made from them. No code is guessed."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from her2parse import __version__
from her2parse.outputs.text import clean

Json = dict[str, Any]

# Label and id; checked on 2026-11-22 in public phenopackets, metadata forms and disease tables that use them.
_TERMS = {
    "tissue": ("UBERON:0000479", "tissue"),
    "plasma": ("UBERON:0001969", "blood plasma"),
    "nsclc": ("NCIT:C2926", "Lung Non-Small Cell Carcinoma"),
    "gain": ("SO:0001742", "copy_number_gain"),
    "loss": ("SO:0001743", "copy_number_loss"),
    "fusion": ("SO:0001565", "gene_fusion"),
    "human": ("NCBITaxon:9606", "Homo sapiens"),
    "ihc": ("LOINC:18474-7", "HER2 Ag [Presence] in Tissue by Immune stain"),
    "ihc 0": ("LOINC:LA6111-4", "0"),
    "ihc 1+": ("LOINC:LA11841-6", "1+"),
    "ihc 2+": ("LOINC:LA11842-4", "2+"),
    "ihc 3+": ("LOINC:LA11843-2", "3+"),
    "ish_ratio": ("LOINC:49683-6", "ERBB2 gene copy number/Chromosome 17 copy number in Tissue by FISH"),
    "one": ("UCUM:1", "no unit"),
}
_RESOURCES = (
    ("hgnc", "HUGO Gene Nomenclature Committee", "https://www.genenames.org", "HGNC"),
    ("loinc", "Logical Observation Identifiers Names and Codes", "https://loinc.org", "LOINC"),
    ("ncbitaxon", "NCBI organismal classification", "http://purl.obolibrary.org/obo/ncbitaxon.owl", "NCBITaxon"),
    ("ncit", "NCI Thesaurus", "http://purl.obolibrary.org/obo/ncit.owl", "NCIT"),
    ("so", "Sequence Ontology", "http://purl.obolibrary.org/obo/so.owl", "SO"),
    ("uberon", "Uber-anatomy ontology", "http://purl.obolibrary.org/obo/uberon.owl", "UBERON"),
    ("ucum", "Unified Code for Units of Measure", "https://ucum.org", "UCUM"),
)
_OUTSIDE = re.compile(r"[^A-Za-z0-9]+")


def term(name: str) -> Json:
    """The OntologyClass called ``name``."""
    identity, label = _TERMS[name]
    return {"id": identity, "label": label}


def own_term(kind: str, text: str) -> Json:
    """A term of our own for words that stand on a report or a sheet.

    >>> own_term("drug", "osimertinib")
    {'id': 'her2parse:drug-osimertinib', 'label': 'osimertinib'}
    """
    label = clean(text)
    slug = _OUTSIDE.sub("_", label).strip("_")
    if slug != label or len(slug) > 60:
        slug = f"{slug[:40]}-{sha256(label.encode('utf-8')).hexdigest()[:8]}"
    return {"id": f"her2parse:{kind}-{slug}", "label": label}


def resources() -> list[Json]:
    """Every ontology that a packet may name. We hold no copies: the version is the day on which we looked."""
    found = [
        {
            "id": identity,
            "name": name,
            "url": url,
            "version": "terms checked 2026-11-22",
            "namespacePrefix": prefix,
            "iriPrefix": f"https://bioregistry.io/{prefix}:",
        }
        for identity, name, url, prefix in _RESOURCES
    ]
    own = {
        "id": "her2parse",
        "name": "her2parse: words of reports and sheets, in no ontology",
        "url": "urn:her2parse",
        "version": __version__,
        "namespacePrefix": "her2parse",
        "iriPrefix": "urn:her2parse:",
    }
    return [*found, own]
