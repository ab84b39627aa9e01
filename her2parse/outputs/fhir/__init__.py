"""FHIR R4 Genomics Reporting: one bundle a report."""

from __future__ import annotations

from her2parse.outputs.fhir.bundle import bundle
from her2parse.outputs.fhir.write import write_fhir

__all__ = ["bundle", "write_fhir"]
