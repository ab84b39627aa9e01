"""The patients of the corpus, in order."""

from __future__ import annotations

from ..patient import Patient


def patients() -> list[Patient]:
    """Every patient, freshly made (drawing writes page numbers into the findings)."""
    from . import acquired, followed, hospital, panels, tissue, trouble

    every = [p for module in (acquired, followed, hospital, panels, tissue, trouble) for p in module.patients()]
    return sorted(every, key=lambda p: p.id)
