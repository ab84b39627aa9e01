"""What processes that were killed leave in the output folder: halves of files, under names that nobody reads."""

from __future__ import annotations

import shutil
from pathlib import Path

from her2parse.files import remove_parts

SNAKEMAKES_CACHE = Path(".snakemake/her2parse")
"""Where Snakemake keeps copies of the rules, instead of in the user's cache: nothing is written but in the folder."""
_FOLDERS = ("work", "patients", "parquet", "fhir", "cbioportal", "phenopackets", "logs")


def sweep(out: Path, *, always: bool = False) -> None:
    """Remove them. Only while nobody writes there.

    Snakemake marks each job while it runs. Without a mark the last run came to its end, and its folder, which may hold
    many files, is not looked through unless ``always``.
    """
    if always or any((out / ".snakemake" / "incomplete").glob("*")):
        for name in _FOLDERS:
            remove_parts(out / name)
    for folder in (out, out / "work", out / "work/intake", out / "work/intake/buckets", out / "work/settings"):
        remove_parts(folder, recursive=False)
    shutil.rmtree(out / SNAKEMAKES_CACHE, ignore_errors=True)
