"""The account of one run, beside its results (``logs/run.json``): when it began, what its jobs cost, what the cache
gave.

The hooks of the Snakefile call ``began`` and ``ended``. None of this stands in the ``run.json`` of the results, which
is the same bytes for the same inputs.
"""

from __future__ import annotations

import csv
import datetime
import json
import os
import platform
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2parse import __version__
from her2parse.files import write_atomic
from her2parse.workflow.joblog import read_log
from her2parse.workflow.progress import FILE, PER_REPORT, Watcher

if TYPE_CHECKING:
    from her2parse.workflow.prepare import Run

RUN_FILE = Path("logs/run.json")
_COHORT = ("patients", "actionability")
_ORDER = ("extract", "read", *_COHORT, "pictures")
_LIBRARIES = ("snakemake", "pypdfium2", "pdfplumber", "spacy", "pandas")


def began(run: Run, jobs: Iterable[tuple[str, str]]) -> None:
    """A run begins: forget the logs of the jobs that will run, and say how much there is to do.

    Args:
        run: the run, for how many reports a bucket has.
        jobs: rule and bucket (empty: none) of each job that Snakemake will start.
    """
    out = Path(run.outdir)
    reports: dict[str, set[str]] = {}
    for file in run.batch.files:
        reports.setdefault(file.bucket, set()).add(file.sha256)
    totals: dict[str, int] = {}
    listed: list[list[str]] = []
    for rule, bucket in sorted(jobs):
        if rule == "all":
            continue
        stage = rule if rule in (*PER_REPORT, *_COHORT) else "outputs"
        totals[stage] = totals.get(stage, 0) + (len(reports.get(bucket, ())) if bucket else 1)
        listed.append([rule, bucket])
        for stale in (log_of(out, rule, bucket), _benchmark(out, rule, bucket)):
            if stale.is_file():
                stale.unlink()
    first = {
        "run": os.urandom(8).hex(),
        "t": round(time.time(), 1),
        "version": __version__,
        "totals": {stage: totals[stage] for stage in sorted(totals, key=_place)},
        "jobs": listed,
    }
    write_atomic(out / FILE, (json.dumps(first) + "\n").encode())


def ended(outdir: Path, well: bool) -> None:
    """A run ends: write its account. A disk that has no room for it costs the account, not the run."""
    try:
        write_atomic(outdir / RUN_FILE, (json.dumps(account(outdir, well), indent=1) + "\n").encode())
    except OSError:
        return


def last(outdir: Path) -> dict[str, Any]:
    """The account of the last run that ended; empty where none has."""
    try:
        value = json.loads((outdir / RUN_FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def account(outdir: Path, well: bool) -> dict[str, Any]:
    """What the run cost, stage by stage, from its jobs' logs and Snakemake's benchmarks."""
    from her2parse.workflow.versions import library_version

    watcher = Watcher(outdir / FILE)
    watcher.poll()
    run = watcher.run
    now = round(time.time(), 1)
    stages: dict[str, dict[str, Any]] = {}
    for rule, bucket in sorted(run.get("jobs", []), key=lambda job: (_place(job[0]), job)):
        _add(stages.setdefault(rule, _empty()), outdir, rule, bucket)
    for rule, stage in stages.items():
        stand = next((each for each in watcher.stands() if each.stage == rule), None)
        elapsed = stand.elapsed if stand else 0.0
        if rule in PER_REPORT and elapsed > 0:
            stage["elapsed_seconds"] = round(elapsed, 1)
            stage["reports_per_second"] = round(stage["reports"] / elapsed, 2)
        for key in ("wall_seconds", "cpu_seconds", "peak_memory_mb"):
            stage[key] = round(stage[key], 2)
    return {
        "run": run.get("run", ""),
        "well": well,
        "began": moment(float(run.get("t", now))),
        "ended": moment(now),
        "seconds": round(now - float(run.get("t", now)), 1),
        "versions": {
            "her2parse": __version__,
            "python": platform.python_version(),
            **{name: library_version(name) for name in _LIBRARIES},
        },
        "stages": stages,
    }


def moment(seconds: float) -> str:
    """Seconds since the epoch as a time that people and machines read.

    >>> moment(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _place(stage: str) -> int:
    """As the work flows; the outputs last."""
    return _ORDER.index(stage) if stage in _ORDER else len(_ORDER)


def _empty() -> dict[str, Any]:
    return {
        "jobs": 0,
        "done": 0,
        "reports": 0,
        "wall_seconds": 0.0,
        "cpu_seconds": 0.0,
        "peak_memory_mb": 0.0,
        "cache_hits": 0,
        "cache_misses": 0,
    }


def _add(stage: dict[str, Any], out: Path, rule: str, bucket: str) -> None:
    """One job into its stage's sums. Wall and memory are the benchmark's (interpreter and workers included) where it
    has been written; the processor's time is the system's own account of the job's processes, not a sample."""
    stage["jobs"] += 1
    end = end_of(read_log(log_of(out, rule, bucket)))
    if not end:
        return
    measured = _measured(_benchmark(out, rule, bucket))
    stage["done"] += bool(end.get("ok"))
    stage["reports"] += end.get("files", 0)
    stage["wall_seconds"] += measured.get("s", end.get("seconds", 0.0))
    stage["cpu_seconds"] += end.get("cpu_seconds", 0.0)
    memory = max(measured.get("max_rss", 0.0) * 1.048576, end.get("peak_memory_mb", 0.0))
    stage["peak_memory_mb"] = max(stage["peak_memory_mb"], memory)
    for key in ("cache_hits", "cache_misses"):
        stage[key] += end.get(key, 0)


def end_of(lines: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The last line of a job's log that ended; empty for one that did not."""
    return next((line for line in reversed(list(lines)) if line["event"] == "end"), {})


def log_of(out: Path, rule: str, bucket: str) -> Path:
    """Where the rules put a job's log."""
    return out / "logs" / rule / f"{bucket}.log" if bucket else out / "logs" / f"{rule}.log"


def _benchmark(out: Path, rule: str, bucket: str) -> Path:
    return out / "logs" / "benchmarks" / (f"{rule}.{bucket}.tsv" if bucket else f"{rule}.tsv")


def _measured(path: Path) -> dict[str, float]:
    """Snakemake's benchmark: seconds and megabytes (of 1,048,576 bytes); empty where there is none yet."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            row = next(csv.DictReader(stream, delimiter="\t"), {})
    except OSError:
        return {}
    found: dict[str, float] = {}
    for key in ("s", "max_rss"):
        try:
            found[key] = float(row[key])
        except (KeyError, ValueError):
            continue
    return found
