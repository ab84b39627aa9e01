"""The whole workflow for a person: checks, Snakemake underneath, a bar per stage, one line at the end."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from her2parse import resources
from her2parse.errors import Her2ParseError, NothingReadError, UsageError
from her2parse.files import disk_full, write_atomic
from her2parse.processes import end_with_parent
from her2parse.workflow import joblog, lock, runlog
from her2parse.workflow.bars import view
from her2parse.workflow.handover import write_if_changed
from her2parse.workflow.prepare import INTAKE, Run, prepare
from her2parse.workflow.progress import FILE, Watcher
from her2parse.workflow.remains import SNAKEMAKES_CACHE, sweep

_POLL_SECONDS = 0.2
_LOG_LINES = 12
_FULL = re.compile(r"\bH190\b|No space left on device|Disk quota exceeded|File too large")
_PROBE = 1_000_000
_FAILED_JOB = re.compile(r"^ +log: (\S+) \(check log", re.MULTILINE)


class WorkflowFailed(Her2ParseError):
    """Snakemake ended with an error that is not an input's."""

    code = "H180"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to."""

    files: int
    parsed: int
    review: int
    failed: int
    reports: Path
    outdir: Path
    did_nothing: bool
    secret_key: bool = True
    first: str = "index.html"
    unused_decisions: bool = False

    @property
    def line(self) -> str:
        """One line for a person."""
        noun = "file" if self.files == 1 else "files"
        verb = "needs" if self.review == 1 else "need"
        counts = f"{self.parsed} parsed, {self.review} {verb} review, {self.failed} failed"
        nothing = "Nothing to be done. " if self.did_nothing else ""
        return f"{nothing}{self.files} {noun}: {counts}. Open {self.outdir / self.first}"

    @property
    def warning(self) -> str:
        """What a person should know about the run as a whole, or nothing."""
        told = []
        if self.unused_decisions:
            told.append(f"{self.outdir / 'decisions.tsv'} was not applied: give it with --decisions.")
        if not self.secret_key:
            told.append(
                "Pseudonyms were made with a key that is not secret: this machine has no id. Set privacy.key_file in "
                "the settings, or HER2PARSE_KEY in the environment."
            )
        return "\n".join(told)

    def check(self) -> None:
        """Failed files and review rows are results, unless there is nothing else.

        Raises:
            NothingReadError: not one file could be read; the tables have been written and say why.
        """
        if self.files == 0:
            raise NothingReadError("there is no PDF", where=str(self.reports), expected="a folder with *.pdf in it")
        if self.failed == self.files:
            raise NothingReadError(
                "not one file could be read",
                where=str(self.reports),
                todo=f"{self.outdir / 'review.tsv'} says why, file by file.",
            )


def launch(
    config: Mapping[str, Any], *, cores: int, quiet: bool, where: str = "configuration", profile: str = ""
) -> Summary:
    """Check everything, run the workflow, count what came of it.

    Args:
        config: keys and values as in ``config/config.yaml``.
        cores: processor cores of this machine to use; with a cluster's profile, for the jobs that stay here.
        quiet: draw nothing.
        where: what error messages call the configuration.
        profile: where the jobs run: a name in ``profiles/`` or the path of a folder with a Snakemake profile.

    Raises:
        UsageError: something that the user can mend; nothing has been written.
        WorkflowFailed: a fault of ours; names the log.
    """
    cluster = _profile(profile)
    run = prepare(config, where=where)
    out = Path(run.outdir)
    config_file = out / INTAKE / "config.json"
    log = out / "logs" / "snakemake.log"
    write_if_changed(config_file, (json.dumps(run.settings.as_config(), indent=1) + "\n").encode())
    write_atomic(log, b"")
    earlier = Watcher(out / FILE)
    earlier.poll()
    watcher = Watcher(out / FILE, skip=earlier.run.get("run", ""))
    with log.open("wb") as stream:
        process = subprocess.Popen(
            _command(out, config_file, cores, cluster),
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            pass_fds=lock.descriptors(),
            preexec_fn=end_with_parent,
            env=_environment(out, cluster),
        )
        code = _wait(process, watcher, quiet)
    if watcher.started and runlog.last(out).get("run") != watcher.run["run"]:
        runlog.ended(out, code == 0)  # Snakemake itself came to an end before its hook could
    if code != 0:
        sweep(out, always=True)
        _check_room(out, log)
        raise WorkflowFailed(
            f"the workflow stopped (Snakemake's exit code {code})",
            where=str(out),
            todo=f"Its log is {log}.\n{_last_lines(out, log)}",
        )
    return _summary(run, did_nothing=not watcher.started)


def _profile(name: str) -> Path | None:
    """The folder of a profile, by its name or path.

    Raises:
        UsageError: there is none.
    """
    if not name:
        return None
    ours = resources.root() / "profiles"
    for folder in (ours / name, Path(name).absolute()):
        if (folder / "config.yaml").is_file():
            return folder
    names = sorted(found.parent.name for found in ours.glob("*/config.yaml"))
    raise UsageError(
        f"found no config.yaml under {name!r}",
        where="--profile",
        expected=f"one of {', '.join(names)}, or a folder with a Snakemake profile",
    )


def _command(out: Path, config_file: Path, cores: int, cluster: Path | None) -> list[str]:
    # The folder's own lock is held already, and is free again the moment the run ends however it ends; Snakemake's
    # lock would outlive a killed run.
    return [
        *(sys.executable, "-m", "snakemake"),
        *("--snakefile", str(resources.snakefile()), "--directory", str(out)),
        *("--workflow-profile", str(resources.root() / "profiles" / "default")),
        *(("--profile", str(cluster)) if cluster else ()),
        *("--configfile", str(config_file), "--cores", str(cores)),
        *("--nolock", "--quiet", "progress", "host"),
    ]


def _environment(out: Path, cluster: Path | None) -> dict[str, str]:
    """Where Snakemake keeps copies of the rules and its temporary files: below the folder, instead of the user's cache
    and ``/tmp``. The machines of a cluster have their own ``TMPDIR``."""
    place = out / SNAKEMAKES_CACHE
    made = {**os.environ, "XDG_CACHE_HOME": str(place)}
    if cluster is None:
        temporary = place / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        made["TMPDIR"] = str(temporary)
    return made


def _wait(process: subprocess.Popen[bytes], watcher: Watcher, quiet: bool) -> int:
    try:
        with view(quiet) as shown:
            while True:
                try:
                    code = process.wait(_POLL_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    shown.show(watcher)
            shown.show(watcher)
            return code
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise


def _check_room(out: Path, log: Path) -> None:
    """Whether it stopped because the disk is full; where it is, the logs may have had no room to say so.

    Raises:
        DiskFullError: it did.
    """
    probe = out / "work" / "probe"
    try:
        write_atomic(probe, bytes(_PROBE))
    finally:
        probe.unlink(missing_ok=True)
    if _FULL.search(_last_lines(out, log)):
        raise disk_full(out, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def _last_lines(out: Path, log: Path) -> str:
    """What the jobs that failed said last; where none did, what Snakemake said."""
    text = log.read_text("utf-8", "replace")
    failed = [out / name for name in dict.fromkeys(_FAILED_JOB.findall(text))]
    said = [(path, joblog.in_plain_words(joblog.read_log(path))) for path in failed]
    said = [(path, lines) for path, lines in said if lines] or [(log, text.strip().splitlines())]
    return "\n".join(f"{path}:\n" + "\n".join(f"  {line}" for line in lines[-_LOG_LINES:]) for path, lines in said[:3])


def _summary(run: Run, did_nothing: bool) -> Summary:
    """Count files by the worst of their reports."""
    order = ("parsed", "review", "failed")
    worst: dict[str, str] = {}
    out = Path(run.outdir)
    with (out / "reports.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            name = row["source_file"]
            worst[name] = max(worst.get(name, "parsed"), row["status"], key=order.index)
    parsed, review, failed = (sum(status == each for status in worst.values()) for each in order)
    first = "index.html" if run.pages else "tables.xlsx"
    secret = run.key_source != "built_in"
    reports, unused = run.settings.reports, run.settings.decisions is None and (out / "decisions.tsv").is_file()
    return Summary(
        len(worst), parsed, review, failed, reports, _short(out), did_nothing, secret, first, unused_decisions=unused
    )


def _short(path: Path) -> Path:
    """Relative to the working directory where that is shorter."""
    relative = Path(os.path.relpath(path))
    return relative if len(str(relative)) < len(str(path)) else path
