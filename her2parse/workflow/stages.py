"""The stages as the rules call them: files in, files out. The working directory is the run's output folder."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2parse.errors import StageInputError
from her2parse.model import Batch, Document, Option, Patient, ReportResult, Sample
from her2parse.processes import settle_memory
from her2parse.workflow import joblog, privacy
from her2parse.workflow.cache import CACHE, ReportCache, documents_folder, forget_other_documents
from her2parse.workflow.handover import dump, load, read_json, read_lines, write_lines
from her2parse.workflow.progress import Reporter
from her2parse.workflow.report import failed, results_of

if TYPE_CHECKING:
    from her2parse.knowledge import Knowledge
    from her2parse.knowledge.layouts import Layouts


@dataclass(frozen=True, slots=True)
class Extracted:
    """One line of a bucket's index: what became of a file; ``words`` is where its words lie, unless ``problem``."""

    sha256: str
    n_pages: int
    problem: str = ""
    detail: str = ""
    words: str = ""


# ── the report's floors, bucket by bucket ─────────────────────────────────────────────────────────────────────────


def extract(manifest: Path, settings_file: Path, output: Path, threads: int) -> None:
    """PDFs of one bucket to words with their places; a file's fault becomes its line, never the bucket's."""
    from her2parse.extract import Job, Limits, cache_path, extract_many, extract_version
    from her2parse.workflow.config import ocr_options

    settings = read_json(settings_file)
    bucket = read_json(manifest)
    key = privacy.key_of_job()
    forget_other_documents(settings["version"])
    files = {file["sha256"]: file for file in reversed(bucket["files"])}
    paths = locate(Path(settings["reports"]), bucket["files"], key, settings["hash_file_names"])
    found: dict[str, Extracted] = {}
    jobs: list[Job] = []
    for sha256, file in sorted(files.items()):
        if file["problem"] or file["source_file"] not in paths:
            found[sha256] = Extracted(sha256, 0, file["problem"] or "not_readable")
        else:
            jobs.append(Job(paths[file["source_file"]], sha256))
    progress = Reporter("extract", bucket["bucket"], len(files))
    limits, folder = Limits(**settings["limits"]), documents_folder(settings["version"])
    ocr = ocr_options(settings["ocr"])
    version = extract_version(key, limits, ocr)
    cost: dict[str, tuple[float, bool]] = {}

    def watch(job: Job, seconds: float, cached: bool) -> None:
        cost[job.sha256] = (seconds, cached)

    for line in found.values():
        progress.step(joblog.Told(line.sha256, "failed", (line.problem,)))
    for job, document in extract_many(
        jobs,
        key=key,
        limits=limits,
        workers=threads,
        cache_dir=folder,
        passwords=_passwords(settings),
        ocr=ocr,
        watch=watch,
    ):
        words = cache_path(folder, job.sha256, version)
        if document.problem:
            # What is wrong with a file may be mended without its content changing: look again next time.
            words.unlink(missing_ok=True)
            found[job.sha256] = Extracted(job.sha256, document.n_pages, document.problem, document.detail)
        else:
            found[job.sha256] = Extracted(job.sha256, document.n_pages, words=words.as_posix())
        seconds, cached = cost.pop(job.sha256)
        problem = (document.problem,) if document.problem else ()
        status = "failed" if problem else "extracted"
        progress.step(joblog.Told(job.sha256, status, problem, seconds, document.n_pages, cached))
    write_lines(output, (dump(Extracted, found[sha256]) for sha256 in sorted(found)))
    progress.finish()


def locate(reports: Path, files: list[dict[str, Any]], key: bytes, hashed: bool) -> dict[str, Path]:
    """Where the files lie, by the name that the plan gives them."""
    from her2parse.intake.folder import walk

    wanted = {file["source_file"] for file in files}
    if not hashed:
        return {entry.name: entry.path for entry in walk(reports) if entry.name in wanted}
    shown = {privacy.shown_name(entry.name, key): entry.path for entry in walk(reports) if entry.is_pdf}
    return {name: path for name, path in shown.items() if name in wanted}


def _passwords(settings: Mapping[str, Any]) -> tuple[str, ...]:
    path = settings["passwords_file"]
    return tuple(line for line in Path(path).read_text("utf-8").splitlines() if line) if path else ()


def read(index: Path, settings_file: Path, output: Path) -> None:
    """Words of one bucket to findings and HER2 calls, in one interpreter."""
    settings = read_json(settings_file)
    use_genome(settings["genome"])
    cache_ = ReportCache(CACHE / "read", settings["version"])
    lines = read_index(index)
    progress = Reporter("read", index.stem, len(lines))
    made: list[bytes] = []
    for line in lines:
        began = time.perf_counter()
        kept = cache_.get(line.sha256)
        cached = kept is not None
        if kept is None:
            results = _read_one(line, index, settings)
            kept = b"\n".join(dump(ReportResult, result) for result in results)
            if not line.problem and all(result.status != "failed" for result in results):
                cache_.put(line.sha256, kept)
            if not line.problem:
                settle_memory()
        made.append(kept)
        status, codes = standing(kept)
        progress.step(joblog.Told(line.sha256, status, codes, time.perf_counter() - began, line.n_pages, cached))
    write_lines(output, made)
    progress.finish()


_STANDING = re.compile(rb'^\{"report_id":"[^"]*","sha256":"[^"]*","part":\d+,"status":"(\w+)","reasons":\[([^\]]*)\]')


def standing(kept: bytes) -> tuple[str, tuple[str, ...]]:
    """The worst status of a file's reports and all their codes, from the first fields of their lines: a bucket that
    comes out of the cache need not be parsed to be counted."""
    order = ("parsed", "review", "failed")
    found = [match.groups() for line in kept.split(b"\n") if (match := _STANDING.match(line))]
    codes = {code.strip('"') for _, reasons in found for code in reasons.decode().split(",") if code}
    return max((status.decode() for status, _ in found), key=order.index, default="parsed"), tuple(sorted(codes))


def use_genome(path: str) -> None:
    """Let this process name variants with the laboratory's genome (empty: with the bundled sequences alone).

    Raises:
        ConfigError: there is no such genome any more.
    """
    from her2parse import hgvs

    hgvs.use(hgvs.Genome(Path(path)) if path else None)


def read_index(index: Path) -> list[Extracted]:
    """The lines of a bucket's index."""
    return [load(Extracted, line, index) for line in read_lines(index)]


def _read_one(line: Extracted, index: Path, settings: Mapping[str, Any]) -> tuple[ReportResult, ...]:
    if line.problem:
        return (failed(line.sha256, line.problem, line.detail, line.n_pages),)
    document = words_of(line, index)
    try:
        return results_of(document, knowledge_of(settings), layouts_of(settings).all)
    except Exception as error:  # whatever a report does to the reader, the others still get read
        joblog.current().fault(error, line.sha256)
        return (failed(line.sha256, "reader_fault", type(error).__name__, line.n_pages),)


def words_of(line: Extracted, index: Path) -> Document:
    """The words that the extraction kept of a report.

    Raises:
        StageInputError: they are gone or damaged (somebody emptied the cache).
    """
    from her2parse.extract import read_document

    try:
        return read_document(Path(line.words))
    except StageInputError as error:
        raise StageInputError(
            error.found, where=line.words, todo=f"Remove {index} from the output folder and run again."
        ) from None


def knowledge_of(settings: Mapping[str, Any]) -> Knowledge:
    """The knowledge that a stage's settings name, loaded once."""
    return _load_knowledge(settings["knowledge"], settings["assays"], settings["extra"])


@cache
def _load_knowledge(folder: str, assays: str, extra: str) -> Knowledge:
    from her2parse.knowledge import load as load_knowledge

    return load_knowledge(Path(folder), Path(assays), Path(extra) if extra else None)


def layouts_of(settings: Mapping[str, Any]) -> Layouts:
    """The layout profiles that the reading stage's settings name, loaded once."""
    return _load_layouts(settings["layouts"], settings["layouts_extra"])


@cache
def _load_layouts(folder: str, extra: str) -> Layouts:
    from her2parse import resources
    from her2parse.knowledge.layouts import load_layouts

    return load_layouts(Path(folder), resources.schema("layout"), Path(extra) if extra else None)


# ── what the cohort's floors are given ────────────────────────────────────────────────────────────────────────────────


def batch(plan: Path, sheets: Path) -> Batch:
    """The plan with its sheets."""
    given = load(Batch, sheets.read_bytes(), sheets)
    samples = tuple(with_histology(sample) for sample in given.samples)
    return replace(
        load(Batch, plan.read_bytes(), plan), samples=samples, treatments=given.treatments, decisions=given.decisions
    )


def with_histology(sample: Sample) -> Sample:
    """The histology that the sheet's own diagnosis names, where its column is empty.

    Without it the report's histology would stay under a diagnosis that the sheet has replaced: squamous by the sheet,
    and on label as non-squamous.
    """
    from her2parse.read.header_diagnosis import histology_of

    if sample.histology or not sample.diagnosis:
        return sample
    return replace(sample, histology=histology_of(sample.diagnosis))


def read_patients(file: Path) -> tuple[Patient, ...]:
    """The patients as the stage wrote them."""
    return tuple(load(Patient, line, file) for line in read_lines(file))


def read_options(file: Path) -> tuple[Option, ...]:
    """The options as the stage wrote them."""
    return tuple(load(Option, line, file) for line in read_lines(file))
