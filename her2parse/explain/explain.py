"""One file through the report's floors with a recorder beside it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from her2parse import resources
from her2parse.errors import FolderError, NothingReadError, UsageError
from her2parse.explain.page import render
from her2parse.explain.seen import Seen, seen
from her2parse.explain.text import summary
from her2parse.files import write_atomic
from her2parse.model import Document
from her2parse.workflow import privacy
from her2parse.workflow.config import Settings, resolve

MAX_DRAWN = 60
"""Pages drawn at once (about 100 kB each); more are asked for one by one."""


@dataclass(frozen=True, slots=True)
class Explained:
    """The page that was written, and its short form for the terminal."""

    path: Path
    text: str


def explain(
    pdf: Path, *, out: Path = Path(), page: int | None = None, config: Mapping[str, Any] | None = None
) -> Explained:
    """Read one PDF and write what was seen in it as one HTML file.

    Args:
        pdf: the report.
        out: a folder, or a file whose name ends in ``.html``.
        page: show this page only (1…).
        config: settings as in ``config/config.yaml`` (limits, passwords, own knowledge and layouts).

    Raises:
        UsageError: no such file or page, or the output cannot be written.
        NothingReadError: the file is no PDF, is damaged, encrypted or beyond the limits.
    """
    if not pdf.is_file():
        raise UsageError("is not a file" if pdf.exists() else "does not exist", where=str(pdf), expected="a report PDF")
    settings = resolve({**(config or {}), "reports": str(pdf.parent)}, today=datetime.date.today(), where="explain")
    key = privacy.find_secret(settings.key_file).key
    document = _extracted(pdf, settings, key)
    if page is not None and not 1 <= page <= document.n_pages:
        raise UsageError(f"the report has {document.n_pages} pages", where=f"--page {page}", expected="one of them")
    name = privacy.shown_name(pdf.name, key) if settings.hash_file_names else pdf.name
    shown = _read(document, settings, name, page)
    path = _target(out, shown)
    html = render(shown, _pictures(pdf, document, settings, shown))
    try:
        write_atomic(path, html.encode("utf-8"))
    except OSError as error:
        raise FolderError(
            f"cannot be written ({error.strerror})", where=str(path), expected="a folder, or a file named *.html"
        ) from None
    return Explained(path, summary(shown))


def _extracted(pdf: Path, settings: Settings, key: bytes) -> Document:
    from her2parse.extract import Job, Limits, extract_many
    from her2parse.knowledge import codes

    limits = Limits(**settings.limits)
    passwords: tuple[str, ...] = ()
    try:
        if settings.passwords_file:
            passwords = tuple(line for line in settings.passwords_file.read_text("utf-8").splitlines() if line)
        sha256 = hashlib.sha256(pdf.read_bytes()).hexdigest() if pdf.stat().st_size <= limits.max_bytes else ""
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", where=str(error.filename)) from None
    ((_, document),) = extract_many([Job(pdf, sha256)], key=key, limits=limits, passwords=passwords)
    if document.problem:
        code = codes().get(document.problem)
        told = code.meaning if code else document.problem
        raise NothingReadError(told.rstrip("."), where=str(pdf), todo=code.todo if code else "")
    return document


def _read(document: Document, settings: Settings, name: str, page: int | None) -> Seen:
    from her2parse.knowledge import load
    from her2parse.knowledge.layouts import load_layouts
    from her2parse.read.trace import Recorder
    from her2parse.workflow.report import results_of
    from her2parse.workflow.stages import use_genome

    use_genome(str(settings.genome_fasta or ""))
    knowledge = load(resources.knowledge_folder(), settings.assays, settings.knowledge_extra)
    layouts = load_layouts(resources.layouts_folder(), resources.schema("layout"), settings.layouts_extra)
    recorder = Recorder()
    results = results_of(document, knowledge, layouts.all, recorder)
    told = f"{knowledge.version}, SHA-256 {knowledge.hash[:12]}"
    return replace(seen(document, results, recorder, name=name, page=page, most=MAX_DRAWN), knowledge=told)


def _pictures(pdf: Path, document: Document, settings: Settings, shown: Seen) -> dict[int, bytes]:
    from her2parse.workflow.drawing import Drawer

    limits = settings.limits
    with Drawer(max_seconds=limits["max_seconds"], max_memory_mb=limits["max_memory_mb"]) as drawer:
        return drawer.pages(pdf, document, [page.number for page in shown.pages])


def _target(out: Path, shown: Seen) -> Path:
    """The file to write. Its name comes from the content, because a report's own name may name a person."""
    return out if out.suffix.lower() == ".html" else out / f"explain-{shown.report_id}.html"
