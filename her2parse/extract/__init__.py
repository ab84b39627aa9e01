"""A PDF to words with their places, masked, and a verdict on each page's text layer.

``extract_file`` reads one file in this process; ``extract_many`` reads many in workers that may die of them.
"""

from __future__ import annotations

from her2parse.extract.extract import extract_file
from her2parse.extract.limits import Limits
from her2parse.extract.pool import Job, extract_many
from her2parse.extract.recognition import OcrOptions
from her2parse.extract.recognition import missing as missing_engine
from her2parse.extract.store import cache_path, extract_version, read_document, write_document

__all__ = [
    "Job",
    "Limits",
    "OcrOptions",
    "cache_path",
    "extract_file",
    "extract_many",
    "extract_version",
    "missing_engine",
    "read_document",
    "write_document",
]
