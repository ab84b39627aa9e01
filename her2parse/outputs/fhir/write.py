"""Writing the bundles: only those that changed, and none of a report that is gone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path

from her2parse import __version__
from her2parse.files import write_atomic
from her2parse.model import Option, Patient, PlacedReport
from her2parse.outputs.fhir.bundle import bundle
from her2parse.outputs.fhir.check import Checker
from her2parse.outputs.settings import RunSettings

Memory = MutableMapping[str, str]
"""Report id to the hash of what its bundle was made from, and the hash of the bundle."""


def write_fhir(
    out: Path,
    patients: Sequence[Patient],
    settings: RunSettings,
    *,
    options: Sequence[Option] = (),
    knowledge_version: str = "",
    knowledge_hash: str = "",
    memory: Memory | None = None,
    code: str = "",
) -> tuple[Path, ...]:
    """Write ``fhir/<report_id>.json`` for every report that repeats no other; remove those of reports that are gone.

    Args:
        memory: what the last run made, by report id; a bundle whose sources and bytes are as they were is left alone.
            Holds afterwards what this run made.
        code: the version of the code that makes bundles, as the memory must know it.
    """
    knowledge = f"{knowledge_version}, SHA-256 {knowledge_hash}" if knowledge_version else ""
    by_report: dict[str, list[Option]] = {}
    for option in options:
        by_report.setdefault(option.report_id, []).append(option)
    old, new = dict(memory or {}), dict[str, str]()
    written: dict[str, Path] = {}
    checker = Checker()
    for report in _wanted(patients):
        report_id = report.result.report_id
        path = written[report_id] = out / "fhir" / f"{report_id}.json"
        mine = by_report.get(report_id, [])
        sources = (
            _sources(report, mine, settings.shown(report.source_file), knowledge, code) if memory is not None else ""
        )
        kept = old.get(report_id, "")
        if memory is not None and kept == f"{sources} {_content(path)}":
            new[report_id] = kept
            continue
        data = bundle(report, settings, knowledge, mine, checker)
        digest = hashlib.sha256(data).hexdigest()
        if digest != _content(path):
            write_atomic(path, data)
        new[report_id] = f"{sources} {digest}"
    for path in sorted(set((out / "fhir").glob("R*.json")) - set(written.values())):
        path.unlink()
    if memory is not None:
        memory.clear()
        memory.update(new)
    return tuple(written[key] for key in sorted(written))


def index(memory: Mapping[str, str]) -> bytes:
    """``fhir/index.tsv``: every bundle with its SHA-256."""
    rows = [f"{report_id}\t{report_id}.json\t{memory[report_id].split()[-1]}" for report_id in sorted(memory)]
    return ("\n".join(["report_id\tfile\tsha256", *rows]) + "\n").encode("utf-8")


def _wanted(patients: Sequence[Patient]) -> Iterator[PlacedReport]:
    done: set[str] = set()
    for patient in patients:
        for report in patient.reports:
            if not report.duplicate_of and report.result.report_id not in done:
                done.add(report.result.report_id)
                yield report


def _sources(report: PlacedReport, options: Sequence[Option], shown: str, knowledge: str, code: str) -> str:
    """A hash of everything that a bundle is made from."""
    told = repr((report, list(options), shown, knowledge, code, __version__))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _content(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
