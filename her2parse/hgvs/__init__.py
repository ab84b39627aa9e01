"""Variant names as reports write them, to what HGVS calls them, checked against the reference sequence."""

from __future__ import annotations

from her2parse.hgvs.card import card
from her2parse.hgvs.genome import Genome
from her2parse.hgvs.normalize import TABLE_COLUMNS, normalize, normalize_row, table_row
from her2parse.hgvs.reference import use

__all__ = ["TABLE_COLUMNS", "Genome", "card", "normalize", "normalize_row", "table_row", "use"]
