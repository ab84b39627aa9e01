"""What a stage's results depend on, as one short hash: its code, its data, the libraries that do the work."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import her2parse
from her2parse.model import SCHEMA_VERSION

_PACKAGE = Path(her2parse.__file__).resolve().parent
_PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "extract": (("extract", "errors.py"), ("pypdfium2", "pdfplumber", "rapidocr", "onnxruntime")),
    "read": (
        ("read", "hgvs", "her2", "knowledge", "data", "model.py", "workflow/report.py"),
        ("pyfaidx", "pyhgvs", "spacy"),
    ),
    "patients": (
        (
            "patients",
            "knowledge",
            "model.py",
            "evidence.py",
            "workflow/decide.py",
            "workflow/correct.py",
            "workflow/cohort.py",
        ),
        (),
    ),
    "actionability": (("actionability", "knowledge", "model.py", "workflow/cohort.py"), ()),
    "outputs": (
        (
            "outputs",
            "audit",
            "data/codes.tsv",
            "data/reference/transcripts.tsv.gz",
            "data/schemas",
            "model.py",
            "evidence.py",
        ),
        ("xlsxwriter", "jinja2", "fhir.resources", "phenopackets"),
    ),
}
"""Stage to (parts of the package, libraries)."""


def stage_version(stage: str) -> str:
    """Sixteen hexadecimal digits that change when the stage's code or data change."""
    parts, libraries = _PARTS[stage]
    return digest(SCHEMA_VERSION, [_content(part) for part in parts], [library_version(name) for name in libraries])


def digest(*values: object) -> str:
    """Sixteen hexadecimal digits of plain values."""
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:16]


def library_version(name: str) -> str:
    """The installed version of a library, empty where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def folder_hash(folder: Path) -> str:
    """SHA-256 over the names and contents of the files below a folder."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            total.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


@cache
def _content(part: str) -> str:
    path = _PACKAGE / part
    return folder_hash(path) if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
