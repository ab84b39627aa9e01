"""The last floor: tables, workbook, pages, pictures, FHIR bundles, and what changed between two runs."""

from __future__ import annotations

from her2parse.outputs.cbioportal import write_cbioportal
from her2parse.outputs.change import Change
from her2parse.outputs.compare import compare, diff, render
from her2parse.outputs.document import document
from her2parse.outputs.fhir import write_fhir
from her2parse.outputs.page import write_pages
from her2parse.outputs.phenopackets import write_phenopackets
from her2parse.outputs.pictures import crops
from her2parse.outputs.rows import Rows, counts, frame, rows
from her2parse.outputs.settings import Counts, RunSettings
from her2parse.outputs.text import guard, unguard
from her2parse.outputs.write import write, write_tables

__all__ = [
    "Change",
    "Counts",
    "Rows",
    "RunSettings",
    "compare",
    "counts",
    "crops",
    "diff",
    "document",
    "frame",
    "guard",
    "render",
    "rows",
    "unguard",
    "write",
    "write_cbioportal",
    "write_fhir",
    "write_pages",
    "write_phenopackets",
    "write_tables",
]
