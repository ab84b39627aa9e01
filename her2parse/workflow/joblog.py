"""A job's own log: JSON lines on standard error, which its rule sends to ``logs/``.

No line holds words of a report, a file's name, a path of this machine or its name: files are told by the hash of
their content, errors by code and by places in our code. What libraries print is counted, not repeated, because it may
quote the page; ``HER2PARSE_TRACE=1`` repeats it.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from her2parse import __version__
from her2parse.errors import Her2ParseError, PageError, ReferenceDataError, StageInputError

SLOW_SECONDS = 5.0
"""A file that took longer has a line of its own."""
_SLOWEST = 3
_OURS_ALONE = (Her2ParseError, StageInputError, ReferenceDataError, PageError)
"""Errors whose messages name nothing but our own files and kinds of faults; of the others the log has the kind only."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one file: its worst status, the codes, what it cost. ``cached``: an earlier run had done it."""

    sha256: str
    status: str
    codes: tuple[str, ...] = ()
    seconds: float = 0.0
    pages: int = 0
    cached: bool = False


@dataclass
class JobLog:
    """The lines of one job and the sums for its last one. ``descriptor`` -1 writes nothing (no job: a command)."""

    descriptor: int = -1
    status: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    cache_hits: int = 0
    cache_misses: int = 0
    pages: int = 0
    ok: bool = True
    _slowest: list[tuple[float, str, int]] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)
    _warned: set[tuple[str, str]] = field(default_factory=set)

    def write(self, event: str, **values: object) -> None:
        """One line, in one piece."""
        if self.descriptor >= 0:
            os.write(self.descriptor, (json.dumps({"event": event, **values}) + "\n").encode())

    def file(self, told: Told) -> None:
        """Count a file; a line for one that failed or was slow."""
        self.status[told.status] += 1
        self.codes.update(told.codes)
        self.pages += told.pages
        if told.cached:
            self.cache_hits += 1
        else:
            self.cache_misses += 1
            self._slowest = sorted([*self._slowest, (told.seconds, told.sha256, told.pages)], reverse=True)[:_SLOWEST]
        if told.status == "failed" or told.seconds > SLOW_SECONDS:
            code = ",".join(told.codes) or "slow"
            self.write("file", sha256=told.sha256, code=code, seconds=round(told.seconds, 3), pages=told.pages)

    def fault(self, error: BaseException, sha256: str = "") -> None:
        """An exception: its kind and the places in our code, not its message, which may repeat words of the report."""
        about: dict[str, Any] = {"sha256": sha256} if sha256 else {}
        if isinstance(error, Her2ParseError):
            known = type(error) in _OURS_ALONE
            kind = (type(error).__doc__ or "").strip().splitlines()[:1]
            about |= {"code": error.code, "says": error.message if known else " ".join(kind)}
        elif isinstance(error, OSError) and error.strerror:
            about["says"] = error.strerror
        self.write("fault", **about, fault=type(error).__name__, at=places(error))

    def warning(self, kind: str, at: str) -> None:
        """A library's warning: once for each place that gave it."""
        if (kind, at) not in self._warned:
            self._warned.add((kind, at))
            self.write("warning", kind=kind, at=at)

    def end(self, printed: int) -> None:
        """The last line: sums, and what the job cost with all the processes that it started."""
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        files: dict[str, Any] = {
            "files": self.status.total(),
            "status": dict(sorted(self.status.items())),
            "codes": dict(sorted(self.codes.items())),
            "pages": self.pages,
            "cache_hits": self.cache_hits,
            "cache_misses": self.cache_misses,
            "slowest": [{"sha256": sha, "seconds": round(s, 3), "pages": pages} for s, sha, pages in self._slowest],
        }
        self.write(
            "end",
            ok=self.ok,
            **(files if self.status else {}),
            seconds=round(time.monotonic() - self._began, 3),
            cpu_seconds=round(sum(each.ru_utime + each.ru_stime for each in used), 3),
            peak_memory_mb=round(max(each.ru_maxrss for each in used) * _RSS_UNIT / 1_000_000, 1),
            printed_lines=printed,
        )


_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
_current = JobLog()


def current() -> JobLog:
    """The log of the job that this process is, or one that writes nothing."""
    return _current


@contextmanager
def opened(stage: str, bucket: str = "") -> Iterator[JobLog]:
    """Write the log of this process's job to what is standard error now; whatever prints there is counted from here on.

    On a terminal (a job that a person started by hand) nothing is kept away from it.
    """
    global _current
    mine = os.dup(2)
    log = _current = JobLog(mine)
    log.write("start", stage=stage, bucket=bucket, version=__version__)
    aside: IO[bytes] | None = None
    if not os.isatty(2):
        sys.stderr.flush()
        aside = tempfile.TemporaryFile(dir=_scratch())  # noqa: SIM115
        os.dup2(aside.fileno(), 2)
    showed, handler = warnings.showwarning, _Handler(log)
    warnings.showwarning = lambda _, kind, name, line, *__, **___: log.warning(
        kind.__name__, f"{Path(name).name}:{line}"
    )
    logging.getLogger().addHandler(handler)
    try:
        yield log
    except BaseException:
        log.ok = False
        raise
    finally:
        logging.getLogger().removeHandler(handler)
        warnings.showwarning = showed
        sys.stderr.flush()
        log.end(_told_of(aside, log) if aside else 0)
        if aside:
            os.dup2(mine, 2)
            aside.close()
        _current = JobLog()
        os.close(mine)


def _scratch() -> str | None:
    """Where what is printed is kept until it is counted: in the output folder, as everything that a run writes."""
    return "logs" if Path("logs").is_dir() else None


def _told_of(aside: IO[bytes], log: JobLog) -> int:
    """How many lines were printed; each as a line of its own for who asked for it."""
    aside.seek(0)
    number = 0
    for line in aside:
        number += 1
        if os.environ.get("HER2PARSE_TRACE"):
            log.write("printed", text=line.decode("utf-8", "replace").rstrip("\n"))
    return number


class _Handler(logging.Handler):
    def __init__(self, log: JobLog) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        self._log.warning(f"{record.name} {record.levelname}", f"{record.filename}:{record.lineno}")


def places(error: BaseException) -> list[str]:
    """Where an exception went through, outermost first: file and line of code."""
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]


def read_log(path: Path) -> list[dict[str, Any]]:
    """The lines of a job's log; what is no JSON (a shell's or an interpreter's last words) as ``printed``."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return []
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            value = None
        if isinstance(value, dict) and "event" in value:
            found.append(value)
        elif line.strip():
            found.append({"event": "printed", "text": line})
    return found


def in_plain_words(lines: list[dict[str, Any]]) -> list[str]:
    """Why a job failed, for a person; empty where its log ends well or there is none."""
    ends = [line for line in lines if line["event"] == "end"]
    if not lines or (ends and ends[-1].get("ok")):
        return []
    said = [_sentence(line) for line in lines if line["event"] in ("fault", "printed") and not line.get("sha256")]
    if not ends and not said:
        said = ["The job was ended from outside before it could say why (a signal, or no memory left)."]
    return said


def _sentence(line: dict[str, Any]) -> str:
    if line["event"] == "printed":
        return str(line.get("text", ""))
    says, at, code = line.get("says", ""), line.get("at") or [], line.get("code", "")
    if code:
        return says if says.startswith(code) else f"{code}: {says}"
    where = f" at {at[-1]}" if at else ""
    return f"a fault of her2parse: {line.get('fault', '')}{f' ({says})' if says else ''}{where}"
