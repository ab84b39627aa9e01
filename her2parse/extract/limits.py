"""How much one PDF may ask of us."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. Bytes, unpacked bytes and pages are checked when it is read; seconds and memory by
    the worker pool.

    The bounds are choices, not measurements: the synthetic reports have 1-8 pages, and reading them takes 43 MB.
    Reading a page by OCR has ``max_seconds`` of its own, and takes 600-1000 MB (1.2-1.8 GB of address space).
    """

    max_bytes: int = 50_000_000
    max_decompressed_bytes: int = 500_000_000
    max_pages: int = 400
    max_seconds: float = 120.0
    max_memory_mb: int = 1500
    max_ocr_pages: int = 20
    max_ocr_memory_mb: int = 4000
