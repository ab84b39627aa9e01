"""The codes that the bundles use, by our own short names; each with where it was checked (``codes.tsv``)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

GUIDE = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/"
GUIDE_VERSION = "3.0.0"
HGVS = "http://varnomen.hgvs.org"
HGNC = "http://www.genenames.org/geneId"
UCUM = "http://unitsofmeasure.org"
LOCAL = "urn:her2parse:"
"""What no public code says: our HER2 axes and identifiers."""


@dataclass(frozen=True, slots=True)
class Code:
    """One row of ``codes.tsv``; ``verified`` is no for what was written from memory."""

    name: str
    system: str
    code: str
    display: str
    source: str
    checked_on: str
    verified: str


@cache
def codes() -> Mapping[str, Code]:
    """Every code by its name."""
    lines = (files(__package__) / "codes.tsv").read_text("utf-8").splitlines()
    return {row["name"]: Code(**row) for row in csv.DictReader(lines, delimiter="\t")}


def coded(name: str, text: str = "") -> dict[str, Any]:
    """A CodeableConcept of the code called ``name``.

    >>> coded("gain")["coding"][0]["code"]
    'SO:0001742'
    """
    found = codes()[name]
    concept: dict[str, Any] = {"coding": [{"system": found.system, "code": found.code, "display": found.display}]}
    return {**concept, "text": text} if text else concept


def profile(name: str) -> str:
    """The canonical address of a profile of HL7's Genomics Reporting guide (STU3)."""
    return f"{GUIDE}{name}|{GUIDE_VERSION}"
