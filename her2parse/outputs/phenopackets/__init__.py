"""GA4GH phenopackets: one a patient."""

from __future__ import annotations

from her2parse.outputs.phenopackets.packet import packet
from her2parse.outputs.phenopackets.write import write_phenopackets

__all__ = ["packet", "write_phenopackets"]
