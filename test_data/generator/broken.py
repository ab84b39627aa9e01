"""Files that cannot be read, or only with care."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .patient import Patient
from .report import Report


def broken_files(
    people: list[Patient], written: dict[str, bytes], pdf: Callable[[Report], bytes]
) -> list[tuple[Report, bytes, dict[str, Any]]]:
    """(report, bytes, truth) of each; filled in below as the corpus grows."""
    del people, written, pdf
    return []
