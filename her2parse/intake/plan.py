"""Everything that a run starts from, as one ``Batch``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2parse.intake.buckets import bucket_count, bucket_of
from her2parse.intake.decisions import read_decisions
from her2parse.intake.folder import Entry, Hashes, walk
from her2parse.intake.sheets import read_samples, read_treatments
from her2parse.model import Batch, SourceFile

if TYPE_CHECKING:
    from her2parse.knowledge.drugs import DrugTable


def plan(
    reports: Path,
    *,
    samples: Path | None,
    treatments: Path | None,
    decisions: Path | None = None,
    drugs: DrugTable,
    schemas: dict[str, Any],
    hashes: Hashes,
    buckets: int | None = None,
    shown_name: Callable[[str], str] = str,
    progress: Callable[[int], None] | None = None,
) -> Batch:
    """Walk the folder, hash its PDFs, check the sheets. Writes nothing.

    Args:
        reports: the folder.
        samples: the sample sheet, if there is one.
        treatments: the treatment sheet, if there is one.
        decisions: what people decided in the review, if there is a file.
        drugs: what resolves the drug names of the treatment sheet.
        schemas: JSON Schema of a row, by sheet (``samples``, ``treatments``, ``decisions``).
        hashes: content hashes, with their memory.
        buckets: number of buckets; None = by the number of files.
        shown_name: what is printed for a file's name (itself, or a keyed hash).
        progress: called with the number of files hashed so far.

    Raises:
        FolderError: the folder cannot be read.
        SheetError: a sheet is wrong.
    """
    entries = walk(reports)
    pdfs = tuple(entry for entry in entries if entry.is_pdf)
    digests = hashes.of(pdfs, progress)
    count = buckets or bucket_count(len(pdfs))
    files = tuple(_source(entry, digests[entry.name], count) for entry in pdfs)
    names = [entry.name for entry in pdfs]
    sample_rows = read_samples(samples, schemas["samples"], names) if samples else ()
    treatment_rows = read_treatments(treatments, schemas["treatments"], drugs) if treatments else ()
    return Batch(
        files=tuple(
            sorted((replace(f, source_file=shown_name(f.source_file)) for f in files), key=lambda f: f.source_file)
        ),
        ignored=tuple(sorted(shown_name(entry.name) for entry in entries if not entry.is_pdf)),
        samples=tuple(replace(row, source_file=shown_name(row.source_file)) for row in sample_rows),
        treatments=treatment_rows,
        decisions=read_decisions(decisions, schemas["decisions"]) if decisions else (),
    )


def _source(entry: Entry, sha256: str, count: int) -> SourceFile:
    """A file that cannot be opened has no content hash; its name stands in for it so that its row stays its own."""
    if sha256:
        return SourceFile(entry.name, sha256, entry.n_bytes, bucket_of(sha256, count))
    stand_in = hashlib.sha256(f"not readable: {entry.name}".encode()).hexdigest()
    return SourceFile(entry.name, stand_in, entry.n_bytes, bucket_of(stand_in, count), problem="not_readable")
