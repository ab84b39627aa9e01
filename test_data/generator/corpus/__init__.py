"""The patients of the corpus, in order."""

from __future__ import annotations

from ..patient import Patient


def patients() -> list[Patient]:
    """Every patient, freshly made (drawing writes page numbers into the findings)."""
    from . import acquired, single

    return [*acquired.patients(), *single.patients()]
