"""Variant names as reports write them, to what HGVS calls them, checked against the reference sequence."""

from __future__ import annotations

from her2parse.hgvs.card import card
from her2parse.hgvs.normalize import TABLE_COLUMNS, normalize, normalize_row, table_row

__all__ = ["TABLE_COLUMNS", "card", "normalize", "normalize_row", "table_row"]
