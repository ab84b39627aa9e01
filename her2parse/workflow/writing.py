"""The last floor as the rules call it: tables, pictures, pages, FHIR. The working directory is the output folder.

What a rule declares as its output is written where the rule says, which is elsewhere under a storage provider; what it
does not declare (bundles, cache) is written into the working directory.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2parse.errors import StageInputError
from her2parse.files import write_atomic
from her2parse.model import Finding, ReportResult
from her2parse.workflow import joblog, privacy
from her2parse.workflow.cache import CACHE
from her2parse.workflow.drawing import Drawer
from her2parse.workflow.handover import load, read_json, read_lines, to_json
from her2parse.workflow.pictures import Pictures, pack
from her2parse.workflow.progress import Reporter
from her2parse.workflow.stages import batch, locate, read_index, read_options, read_patients, words_of

if TYPE_CHECKING:
    from her2parse.model import Batch, Option, Patient
    from her2parse.outputs import RunSettings

FORMATS = ("cbioportal", "fhir", "phenopackets")
"""What ``write`` in the settings may ask for: the name of the rule, of the stage and of the folder."""


def pictures(manifest: Path, index: Path, results: Path, settings_file: Path, output: Path) -> None:
    """The evidence of one bucket's findings, cut out of the pages; a PDF that cannot be drawn gives none."""
    settings = read_json(settings_file)
    bucket = read_json(manifest)
    extracted = {line.sha256: line for line in read_index(index)}
    findings: dict[str, list[Finding]] = {}
    for line in read_lines(results):
        result = load(ReportResult, line, results)
        findings.setdefault(result.sha256, []).extend(result.findings)
    progress = Reporter("pictures", bucket["bucket"], len(findings))
    made: dict[str, bytes] = {}
    if settings["pictures"]:
        names = {file["sha256"]: file["source_file"] for file in reversed(bucket["files"])}
        paths = locate(Path(settings["reports"]), bucket["files"], privacy.key_of_job(), settings["hash_file_names"])
        limits = settings["limits"]
        with Drawer(max_seconds=limits["max_seconds"], max_memory_mb=limits["max_memory_mb"]) as drawer:
            for sha256, wanted in sorted(findings.items()):
                path, began = paths.get(names.get(sha256, "")), time.perf_counter()
                drawn: dict[str, bytes] = {}
                if wanted and path is not None:
                    drawn = drawer.pictures(path, words_of(extracted[sha256], index), wanted)
                    made.update(drawn)
                status = "drawn" if drawn else "not_drawn" if wanted else "nothing_to_draw"
                seconds = time.perf_counter() - began
                progress.step(joblog.Told(sha256, status, (), seconds, extracted[sha256].n_pages))
    write_atomic(output, pack(made))
    progress.finish()


def pages(
    placed: Path,
    options: Path,
    plan: Path,
    sheets: Path,
    settings_file: Path,
    output: Path,
    archives: Iterable[Path],
) -> None:
    """``output`` (index.html) and a page a patient in ``patients`` beside it."""
    from her2parse.outputs.page import write_pages
    from her2parse.outputs.rows import rows

    progress = Reporter("outputs", "pages")
    patients, chosen, given, settings = _inputs(placed, options, plan, sheets, settings_file)
    (output.parent / "patients").mkdir(exist_ok=True)
    write_pages(
        output.parent,
        rows(patients, chosen, given, settings),
        patients=patients,
        options=chosen,
        batch=given,
        settings=settings,
        crops=Pictures(archives),
        told=joblog.current().fault,
        **knowledge_told(settings_file),
    )
    progress.finish()


def fhir(placed: Path, options: Path, settings_file: Path, output: Path) -> None:
    """One FHIR bundle a report, written where it changed; ``output`` lists the bundles."""
    from her2parse.outputs.fhir import write_fhir
    from her2parse.outputs.fhir.write import index

    progress = Reporter("outputs", "fhir")
    memory_file = CACHE / "fhir.json"
    memory = _memory(memory_file)
    write_fhir(
        Path(),
        read_patients(placed),
        settings_of(settings_file),
        options=read_options(options),
        memory=memory,
        code=read_json(settings_file)["version"],
        **knowledge_told(settings_file),
    )
    write_atomic(memory_file, to_json(memory))
    write_atomic(output, index(memory))
    progress.finish()


def cbioportal(placed: Path, settings_file: Path, output: Path) -> None:
    """A study folder for cBioPortal: ``output``."""
    from her2parse.outputs.cbioportal import write_cbioportal

    progress = Reporter("outputs", "cbioportal")
    output.mkdir(exist_ok=True)
    write_cbioportal(output.parent, read_patients(placed), settings_of(settings_file))
    progress.finish()


def phenopackets(placed: Path, options: Path, settings_file: Path, output: Path) -> None:
    """One phenopacket a patient in the folder ``output``."""
    from her2parse.outputs.phenopackets import write_phenopackets

    progress = Reporter("outputs", "phenopackets")
    output.mkdir(exist_ok=True)
    write_phenopackets(output.parent, read_patients(placed), settings_of(settings_file), read_options(options))
    progress.finish()


def _memory(path: Path) -> dict[str, str]:
    """What the last run wrote; nothing where that is not known any more."""
    try:
        return {str(key): str(value) for key, value in read_json(path).items()}
    except (StageInputError, AttributeError):
        return {}


def _inputs(
    placed: Path, options: Path, plan: Path, sheets: Path, settings_file: Path
) -> tuple[tuple[Patient, ...], tuple[Option, ...], Batch, RunSettings]:
    return read_patients(placed), read_options(options), batch(plan, sheets), settings_of(settings_file)


def settings_of(settings_file: Path) -> RunSettings:
    """What the outputs say about the run."""
    from her2parse.outputs import RunSettings

    given: Mapping[str, Any] = read_json(settings_file)
    hashed = given["hash_file_names"]
    return RunSettings(
        as_of=given["as_of"],
        key_source=given["key_source"],
        config=given["config"],
        file_names="hash" if hashed else "show",
        name_key=privacy.key_of_job() if hashed else b"",
    )


def knowledge_told(settings_file: Path) -> dict[str, str]:
    """Which knowledge base this is, for those that write it down."""
    settings = read_json(settings_file)
    return {name: settings[name] for name in ("knowledge_version", "knowledge_hash")}
