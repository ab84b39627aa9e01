"""The last floor: tables, workbook, pages, pictures, FHIR bundles, and what changed between two runs."""

from __future__ import annotations

from her2parse.outputs.document import document
from her2parse.outputs.rows import Rows, counts, frame, rows
from her2parse.outputs.settings import Counts, RunSettings
from her2parse.outputs.text import guard, unguard

__all__ = ["Counts", "Rows", "RunSettings", "counts", "document", "frame", "guard", "rows", "unguard"]
