"""``her2parse status OUT``: how far a run is or how it ended, from what its jobs wrote down. Reads only, and imports
nothing that takes time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from her2parse.errors import FolderError
from her2parse.workflow import lock, runlog
from her2parse.workflow.bars import duration, in_words
from her2parse.workflow.joblog import in_plain_words, read_log
from her2parse.workflow.progress import FILE, PER_REPORT, Stand, Watcher

_BUCKETS = Path("work/intake/buckets")
_SLOWEST = 5
_CODES = 12


def status(out: Path) -> dict[str, Any]:
    """What is known of the run in a folder, as plain data.

    ``state``: ``preparing``, ``running``, ``finished``, ``failed`` (jobs failed) or ``stopped`` (it was ended before
    its time; the same command goes on).

    Raises:
        FolderError: it is no output folder.
    """
    if not (out / _BUCKETS).is_dir() and not (out / ".lock").exists():
        found = "is no folder" if not out.is_dir() else "is not an output folder of her2parse"
        raise FolderError(found, where=str(out), expected="the folder that was given to --out")
    watcher = Watcher(out / FILE)
    watcher.poll()
    held, last = lock.is_held(out), runlog.last(out)
    ended = not watcher.run or watcher.run.get("run") == last.get("run")
    if held:
        state = "preparing" if ended else "running"
    elif ended:
        state = "finished" if last.get("well") else "failed" if last else "stopped"
    else:
        state = "stopped"
    read, extracted = (_counted(out, stage, watcher) for stage in ("read", "extract"))
    return {
        "state": state,
        "began": runlog.moment(float(watcher.run["t"])) if watcher.run and not ended else last.get("began", ""),
        "stages": [
            {**_as_data(stand), "words": in_words(stand, held)}
            for stand in watcher.stands(time.time() if state == "running" else None)
        ],
        "buckets": len(list((out / _BUCKETS).glob("*.json"))),
        "extracted": extracted,
        "read": read,
        "slowest": _slowest(out),
        "failed_jobs": list(_failed_jobs(out, watcher, running=state == "running")),
        "last_run": last,
    }


def _as_data(stand: Stand) -> dict[str, Any]:
    return {
        "stage": stand.stage,
        "done": stand.done,
        "total": stand.total,
        "per_second": round(stand.rate, 3),
        "seconds_left": None if stand.left is None else round(stand.left),
        "seconds": round(stand.elapsed, 1),
    }


def _counted(out: Path, stage: str, watcher: Watcher) -> dict[str, Any]:
    """Files by status and code, over the buckets of the plan: of jobs under way what they told last, of the others what
    their log ends with."""
    statuses: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for bucket in _buckets(out):
        told = watcher.jobs.get((stage, bucket)) or runlog.end_of(read_log(runlog.log_of(out, stage, bucket)))
        statuses.update(told.get("status", {}))
        codes.update(told.get("codes", {}))
    return {
        "files": statuses.total(),
        "status": dict(sorted(statuses.items())),
        "codes": dict(sorted(codes.items(), key=lambda item: (-item[1], item[0]))),
    }


def _buckets(out: Path) -> list[str]:
    return sorted(path.stem for path in (out / _BUCKETS).glob("*.json"))


def _slowest(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for stage in PER_REPORT:
        for bucket in _buckets(out):
            end = runlog.end_of(read_log(runlog.log_of(out, stage, bucket)))
            found.extend({"stage": stage, **each} for each in end.get("slowest", []))
    return sorted(found, key=lambda each: (-each["seconds"], each["sha256"], each["stage"]))[:_SLOWEST]


def _failed_jobs(out: Path, watcher: Watcher, running: bool) -> Iterator[dict[str, Any]]:
    """Jobs of this run that ended badly; where no run is going on, also those that never came to their end."""
    for rule, bucket in watcher.run.get("jobs", []):
        path = runlog.log_of(out, rule, bucket)
        lines = read_log(path)
        if running and lines and not runlog.end_of(lines):
            continue
        if said := in_plain_words(lines):
            yield {"job": f"{rule} {bucket}".strip(), "says": said[-1], "log": str(path.relative_to(out))}


_STATES = {
    "preparing": "a run is going on; it is looking at the files",
    "running": "a run is going on",
    "finished": "the last run is finished",
    "failed": "the last run ended with failed jobs",
    "stopped": "the last run was stopped before its end; the same command goes on from there",
}


def render(out: Path, told: dict[str, Any]) -> str:
    """For a person: a screen at most."""
    lines = [f"{out}: {_STATES[told['state']]}" + (f" (begun {told['began']})" if told["began"] else "")]
    lines += [f"  {stage['words']}" for stage in told["stages"]]
    counted = told["read"] if told["read"]["files"] else told["extracted"]
    verb = "read" if told["read"]["files"] else "extracted"
    if counted["files"]:
        statuses = ", ".join(f"{number:,} {name}" for name, number in counted["status"].items())
        lines.append(f"Files {verb} so far: {counted['files']:,}: {statuses}")
        codes = [f"{code} {number:,}" for code, number in counted["codes"].items()]
        more = f", and {len(codes) - _CODES} more codes" if len(codes) > _CODES else ""
        if codes:
            lines.append("  " + ", ".join(codes[:_CODES]) + more)
    if told["slowest"]:
        lines.append("Slowest files (by the hash of their content):")
        lines += [
            f"  {each['sha256'][:12]}  {each['seconds']:.1f} s in {each['stage']}, {each['pages']} pages"
            for each in told["slowest"]
        ]
    if told["failed_jobs"]:
        lines.append("Failed jobs:")
        lines += [f"  {job['job']}: {job['says']} (see {out / job['log']})" for job in told["failed_jobs"]]
    lines += _last_run(told["last_run"])
    return "\n".join(lines)


def _last_run(last: dict[str, Any]) -> list[str]:
    if not last:
        return []
    how = "well" if last.get("well") else "with failed jobs"
    lines = [f"The last run that ended: {last['ended']}, {how}, {duration(last['seconds'])}"]
    for name, stage in last.get("stages", {}).items():
        parts = [f"{stage['done']} of {stage['jobs']} job{'s' * (stage['jobs'] != 1)}"]
        parts.append(f"{duration(stage['wall_seconds'])}, {stage['cpu_seconds']:.1f} s of a core")
        parts.append(f"{stage['peak_memory_mb']:.0f} MB")
        if stage["cache_hits"] + stage["cache_misses"]:
            parts.append(f"{stage['cache_hits']:,} from the cache, {stage['cache_misses']:,} anew")
        lines.append(f"  {name}: {', '.join(parts)}")
    return lines
