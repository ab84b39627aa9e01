"""A small folder of reports, an undisturbed run of it, and a look at a run's processes: for the tests of faults."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

from workflow_runs import DEMO, ROOT, contents

TODAY = "2026-06-01"
KEY = "a key for tests only, no secret"
NAMES = (
    *("f1cdx_P024", "letter_P018", "her2_P033_addendum", "letter_de_P027_table"),  # bucket 00
    *("her2_P001_tissue", "f1cdx_P007"),  # bucket 01
)


def reports_in(folder: Path) -> Path:
    """Six short reports of two buckets."""
    folder.mkdir(parents=True)
    for name in NAMES:
        shutil.copy(DEMO / f"{name}.pdf", folder)
    return folder


def command(reports: Path, out: Path) -> list[str]:
    """The run as a person types it."""
    return [sys.executable, "-m", "her2parse", "run", str(reports), "--out", str(out), "--as-of", TODAY, "--cores", "2"]


def environment(**more: str) -> dict[str, str]:
    """The environment of a run; without what a test runner adds of its own."""
    return {**os.environ, "HER2PARSE_KEY": KEY, "PYTHONPATH": str(ROOT), **more}


def results(out: Path) -> dict[str, str]:
    """Hash of every file of a run but those that hold paths or times of files."""
    own = {"work/intake/config.json", "work/intake/hashes.json"}
    own |= {"work/settings/extract.json", "work/settings/pictures.json"}
    return {name: digest for name, digest in contents(out).items() if name not in own}


def differing(out: Path, other: Path) -> list[str]:
    """Names of files that two runs do not share to the byte."""
    mine, theirs = results(out), results(other)
    return sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name))


def processes(out: Path) -> dict[int, str]:
    """Every process that a run in this folder started and that is alive: its number and what it is (Linux)."""
    mark = b"HER2PARSE_LOCK=" + os.fsencode(out) + b"\0"
    found: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark not in (folder / "environ").read_bytes() or (folder / "stat").read_text().split(") ")[1][0] == "Z":
                continue
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        kinds = {
            b"extract.worker": "worker",
            b"multiprocessing.spawn": "worker",
            b"her2parse.workflow": "job",
            b"snakemake": "snakemake",
        }
        kind = next((kind for word, kind in kinds.items() if word in line), "other")
        found[int(folder.name)] = "shell" if b"set -euo" in line else kind
    return found


def left_behind(out: Path, seconds: float = 10.0) -> dict[int, str]:
    """The processes that are still there after a while."""
    deadline = time.monotonic() + seconds
    while (alive := processes(out)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive
