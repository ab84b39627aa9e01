"""Runs of the command line as a person types it, for the tests of the workflow."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "test_data" / "reports"


def her2parse(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the console script's code in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "her2parse", *map(str, arguments)],
        cwd=cwd or ROOT,
        env={**os.environ, "HER2PARSE_KEY": "a key for tests only, no secret", **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def rows(out: Path, table: str) -> list[dict[str, str]]:
    """A table of a run."""
    with (out / f"{table}.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def jobs(out: Path) -> list[str]:
    """What the last run's jobs were, as ``rule`` or ``rule bucket``."""
    found: list[str] = []
    for line in (out / "logs" / "snakemake.log").read_text().splitlines():
        words = line.split()
        if words[:1] in (["rule"], ["localrule"]) and line.endswith(":"):
            found.append(words[1].rstrip(":"))
        elif words[:1] == ["wildcards:"]:
            found[-1] += " " + words[1].removeprefix("bucket=")
    return sorted(job for job in found if job != "all")


def contents(out: Path) -> dict[str, str]:
    """Hash of every file that a run wrote, its logs and Snakemake's own bookkeeping left out."""
    skipped = {".snakemake", "logs"}
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not skipped & set(path.relative_to(out).parts)
    }
