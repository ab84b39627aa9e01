"""Dated rules applied to a patient's findings: each therapy with every condition met, unmet or unknown."""

from __future__ import annotations

from her2parse.actionability.options import options

__all__ = ["options"]
