"""How much one PDF may ask of us."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. Bytes and pages are checked when it is read; seconds and memory by the worker pool.

    The bounds are choices, not measurements: the synthetic reports have 1-8 pages, and reading them takes 43 MB.
    """

    max_bytes: int = 50_000_000
    max_pages: int = 400
    max_seconds: float = 120.0
    max_memory_mb: int = 1500
