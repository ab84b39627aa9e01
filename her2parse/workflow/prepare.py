"""What the Snakefile asks for before it can draw its graph: the plan of the run, checked and written down.

Cheap when nothing changed (names and times of the files are looked at, contents are not), because Snakemake reads the
Snakefile again in every job of a cluster. Nothing is written before everything has been checked.
"""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2parse import resources
from her2parse.errors import ConfigError, FolderError
from her2parse.intake import plan
from her2parse.intake.folder import Hashes
from her2parse.model import SCHEMA_VERSION, Batch
from her2parse.outputs.schema import TABLES
from her2parse.workflow import privacy
from her2parse.workflow.config import Settings, load_config, ocr_identity, resolve
from her2parse.workflow.handover import dump, to_json, write_if_changed
from her2parse.workflow.lock import hold
from her2parse.workflow.remains import sweep
from her2parse.workflow.versions import digest, stage_version

if TYPE_CHECKING:
    from her2parse.hgvs import Genome
    from her2parse.knowledge import Knowledge
    from her2parse.knowledge.layouts import Layouts

INTAKE = Path("work/intake")
SETTINGS = Path("work/settings")
_CAPTIONED = frozenset({"her2", "resistance", "actionability", "review"})


@dataclass(frozen=True, slots=True)
class Run:
    """One run as the Snakefile sees it: where it writes, and into which buckets its reports fall."""

    outdir: str
    buckets: tuple[str, ...]
    tables: tuple[str, ...]
    pages: bool
    formats: tuple[str, ...]
    settings: Settings
    batch: Batch
    key_source: privacy.Source

    @property
    def plain_tables(self) -> tuple[str, ...]:
        """Tables that the workflow's report does not show with a caption of their own (``rules/outputs.smk``)."""
        return tuple(name for name in self.tables if name not in _CAPTIONED)

    def memory(self, wildcards: object, attempt: int) -> int:  # noqa: ARG002  (Snakemake passes both)
        """Megabytes for a bucket's job: one worker at its limit and the interpreter beside it; more at each attempt."""
        limits, ocr = self.settings.limits, self.settings.ocr["engine"] != "off"
        worker = max(limits["max_memory_mb"], limits["max_ocr_memory_mb"] if ocr else 0)
        return (int(worker) + 512) * attempt

    def cohort_memory(self, wildcards: object, attempt: int) -> int:  # noqa: ARG002
        """Megabytes for a job that holds the whole cohort (the pages, the formats of ``write``): a base and 200 kB a
        report; more at each attempt."""
        return (1024 + len(self.batch.files) // 5) * attempt

    def streamed_memory(self, wildcards: object, attempt: int) -> int:  # noqa: ARG002
        """Megabytes for a job that holds one patient at a time, and of all what names them: a base and 10 kB a report;
        more at each attempt. What was measured stands in ``docs/scale.md``."""
        return (1024 + len(self.batch.files) // 100) * attempt

    def minutes(self, wildcards: object, attempt: int) -> int:  # noqa: ARG002
        """Minutes for a bucket's job, were each of its reports as slow as a scanned one; more at each attempt."""
        return (30 + len(self.batch.files) // max(1, len(self.buckets)) // 4) * attempt


def prepare(
    config: Mapping[str, Any],
    *,
    where: str = "configuration",
    progress: Callable[[int], None] | None = None,
    main: bool = True,
) -> Run:
    """Check the configuration, the folder and the sheets; then write the plan, only where it changed.

    Jobs find the same Python as this one, and the secret for pseudonyms, in the environment that this sets.

    Args:
        config: keys and values as in ``config/config.yaml``.
        where: what error messages call the configuration.
        progress: called with the number of files hashed so far.
        main: False in a job on another machine, for which the run that sent it holds the lock.

    Raises:
        UsageError: something that the user can mend; nothing has been written.
    """
    settings = resolve(config, today=datetime.date.today(), where=where)
    secret = privacy.find_secret(settings.key_file)
    knowledge, layouts, genome = _knowledge(settings), _layouts(settings), _genome(settings)
    _check_output(settings)
    hashes = Hashes(settings.outdir / INTAKE / "hashes.json")
    batch = plan(
        settings.reports,
        samples=settings.samples,
        treatments=settings.treatments,
        decisions=settings.decisions,
        drugs=knowledge.drugs,
        schemas={name: load_config(resources.schema(name)) for name in ("samples", "treatments", "decisions")},
        hashes=hashes,
        buckets=settings.buckets,
        shown_name=(lambda name: privacy.shown_name(name, secret.key)) if settings.hash_file_names else str,
        progress=progress,
    )
    passwords = _passwords(settings.passwords_file)
    if main and hold(settings.outdir):
        sweep(settings.outdir)
    secret.hand_on()
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    _write(settings, batch, _stage_settings(settings, knowledge, layouts, secret, passwords, genome), hashes)
    buckets = tuple(sorted({file.bucket for file in batch.files}))
    return Run(
        str(settings.outdir), buckets, tuple(TABLES), settings.pages, settings.formats, settings, batch, secret.source
    )


def _knowledge(settings: Settings) -> Knowledge:
    from her2parse.knowledge import load

    return load(resources.knowledge_folder(), settings.assays, settings.knowledge_extra)


def _genome(settings: Settings) -> Genome | None:
    """The laboratory's genome, its build known; what is wrong with it is told before anything is written."""
    if settings.genome_fasta is None:
        return None
    from her2parse.hgvs import Genome

    return Genome(settings.genome_fasta)


def _layouts(settings: Settings) -> Layouts:
    from her2parse.knowledge.layouts import load_layouts

    return load_layouts(resources.layouts_folder(), resources.schema("layout"), settings.layouts_extra)


def _check_output(settings: Settings) -> None:
    """An output folder that cannot be written is told now, not by a job's log."""
    out = settings.outdir
    for place in (out, *out.parents):
        if place.exists() or place.is_symlink():
            break
    if not place.is_dir():
        raise FolderError("is a file, not a folder", where=str(place), expected="a folder to write to")
    if not os.access(place, os.W_OK | os.X_OK):
        raise FolderError("cannot be written", where=str(place), expected="a folder that this user may write to")
    if out == settings.reports or settings.reports in out.parents:
        raise FolderError(
            "lies inside the reports' folder", where=str(out), expected="an output folder outside the reports' folder"
        )


def _passwords(path: Path | None) -> str:
    try:
        return path.read_text("utf-8", "surrogateescape") if path else ""
    except OSError as error:
        raise ConfigError(
            f"cannot be read ({error.strerror})",
            where=f"passwords_file {path}",
            expected="a text file, one password a line",
        ) from None


def _write(settings: Settings, batch: Batch, stages: Mapping[str, Mapping[str, Any]], hashes: Hashes) -> None:
    try:
        folder = settings.outdir / INTAKE
        write_if_changed(folder / "hashes.json", hashes.memory())
        write_if_changed(folder / "plan.json", dump(Batch, Batch(batch.files, batch.ignored)) + b"\n")
        sheets = Batch((), (), batch.samples, batch.treatments, batch.decisions)
        write_if_changed(folder / "sheets.json", dump(Batch, sheets) + b"\n")
        _write_manifests(folder, batch)
        for stage, values in stages.items():
            write_if_changed(settings.outdir / SETTINGS / f"{stage}.json", to_json(values))
    except OSError as error:
        raise FolderError(
            f"cannot be written ({error.strerror})",
            where=str(error.filename or settings.outdir),
            expected="a folder that this user may write to, with room on its disk",
        ) from None


def _write_manifests(folder: Path, batch: Batch) -> None:
    buckets: dict[str, list[dict[str, Any]]] = {}
    for file in batch.files:
        buckets.setdefault(file.bucket, []).append(asdict(file))
    for bucket, files in buckets.items():
        reports = {"bucket": bucket, "files": files}
        write_if_changed(folder / "buckets" / f"{bucket}.json", to_json(reports))
    for path in (folder / "buckets").glob("*.json"):
        if path.stem not in buckets:
            path.unlink()


def _stage_settings(
    settings: Settings,
    knowledge: Knowledge,
    layouts: Layouts,
    secret: privacy.Secret,
    passwords: str,
    genome: Genome | None,
) -> dict[str, dict[str, Any]]:
    """What each stage needs to know beyond its inputs. A change here, and nothing else, makes a stage run again."""
    sources = {
        "knowledge": str(resources.knowledge_folder()),
        "assays": str(settings.assays),
        "extra": str(settings.knowledge_extra or ""),
        "knowledge_version": knowledge.version,
        "knowledge_hash": knowledge.hash,
    }
    extract = {
        "schema": SCHEMA_VERSION,
        "reports": str(settings.reports),
        "hash_file_names": settings.hash_file_names,
        "limits": settings.limits,
        "ocr": settings.ocr,
        "passwords_file": str(settings.passwords_file or ""),
        "version": digest(
            stage_version("extract"),
            settings.limits,
            ocr_identity(settings.ocr),
            secret.fingerprint,
            digest(passwords),
        ),
    }
    judging = {
        "genome": str(settings.genome_fasta or ""),
        "layouts": str(resources.layouts_folder()),
        "layouts_extra": str(settings.layouts_extra or ""),
    }
    read = {"schema": SCHEMA_VERSION, **sources, **judging}
    bases = genome.fingerprint if genome else ""
    read["version"] = digest(extract["version"], stage_version("read"), knowledge.hash, layouts.hash, bases)
    outputs = {
        "as_of": settings.as_of,
        "key_source": secret.source,
        "config": _echo(settings, genome),
        "hash_file_names": settings.hash_file_names,
        "version": stage_version("outputs"),
        **sources,
    }
    return {
        "extract": extract,
        "read": read,
        "patients": {
            "schema": SCHEMA_VERSION,
            **sources,
            **judging,
            # What a person corrects is named and judged by the code, the genome and the layouts of the reading.
            "reading": read["version"],
            "version": stage_version("patients"),
        },
        "actionability": {
            "schema": SCHEMA_VERSION,
            **sources,
            "as_of": settings.as_of,
            "version": stage_version("actionability"),
        },
        "outputs": outputs,
        "pictures": {
            "pictures": settings.pictures,
            **{key: extract[key] for key in ("reports", "hash_file_names", "limits")},
            "version": outputs["version"],
        },
    }


def _echo(settings: Settings, genome: Genome | None) -> dict[str, Any]:
    """The configuration as the outputs may repeat it: without paths, which may name people and differ by machine."""
    return {
        "samples": "given" if settings.samples else "none",
        "treatments": "given" if settings.treatments else "none",
        "decisions": "given" if settings.decisions else "none",
        "as_of": settings.as_of,
        "limits": settings.limits,
        "ocr": ocr_identity(settings.ocr),
        "passwords": "given" if settings.passwords_file else "none",
        "knowledge_extra": "given" if settings.knowledge_extra else "none",
        "genome": f"{genome.build} {genome.fingerprint}" if genome else "none",
        "layouts_extra": "given" if settings.layouts_extra else "none",
        "file_names": "hash" if settings.hash_file_names else "keep",
        "pages": settings.pages,
        "pictures": settings.pictures,
        "write": list(settings.formats),
    }
