"""``python -m benchmarks.cohort RUN N ...``: the stages that see the whole cohort, on N reports made from a run.

What the reading stage said of each report in the folder RUN is written again under new names until there are N, so that
no PDF has to be read. Each stage then runs in a process of its own; CPU seconds and the most memory it held are
printed, per stage and N: first with nothing made before, then with one report more. RUN is the output folder of a run;
it is not changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_INPUTS = ("work/patients.jsonl", "work/options.jsonl", "work/intake/plan.json", "work/intake/sheets.json")
_SETTINGS = "work/settings/outputs.json"
STAGES: dict[str, tuple[str, ...]] = {
    "patients": (*_INPUTS[2:], "work/settings/patients.json", _INPUTS[0], "work/read/00.jsonl"),
    "actionability": (_INPUTS[0], "work/settings/actionability.json", _INPUTS[1]),
    "tables": (*_INPUTS, _SETTINGS, "run.json"),
    "pages": (*_INPUTS, _SETTINGS, "index.html"),
    "fhir": (*_INPUTS[:2], _SETTINGS, "fhir/index.tsv"),
}
"""The stages with their arguments, in their order."""


def _renamed(line: str, time: int) -> str:
    """A report's line under another name: other hash, other ids, another patient."""
    report: dict[str, Any] = json.loads(line)
    for old in (report["sha256"], *(each.partition(":")[2] for each in report["identities"])):
        line = line.replace(old, hashlib.sha256(f"{old} {time}".encode()).hexdigest()[: len(old)])
    new = hashlib.sha256(f"{report['sha256']} {time}".encode()).hexdigest()
    return line.replace(f"R{report['sha256'][:12]}", f"R{new[:12]}")


def _lines(run: Path, n: int) -> Iterator[str]:
    lines = [
        line for path in sorted((run / "work/read").glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    for place in range(n):
        time, at = divmod(place, len(lines))
        yield _renamed(lines[at], time)


def prepare(run: Path, out: Path, n: int) -> None:
    """An output folder with ``n`` reports read and nothing made of them yet."""
    for folder in ("work/read", "work/intake", "work/settings", "logs", "patients", "fhir"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for path in (run / "work/settings").glob("*.json"):
        (out / "work/settings" / path.name).write_bytes(path.read_bytes())
    (out / "work/intake/sheets.json").write_bytes((run / "work/intake/sheets.json").read_bytes())
    add(out, _lines(run, n))


def add(out: Path, lines: Iterable[str]) -> None:
    """These reports more."""
    plan_file = out / "work/intake/plan.json"
    plan: dict[str, Any] = json.loads(plan_file.read_bytes()) if plan_file.exists() else {"files": [], "ignored": []}
    with (out / "work/read/00.jsonl").open("a", encoding="utf-8") as stream:
        for line in lines:
            stream.write(line + "\n")
            sha256 = json.loads(line)["sha256"]
            name = f"{sha256[:16]}.pdf"
            plan["files"].append({"source_file": name, "sha256": sha256, "n_bytes": 1, "bucket": "00", "problem": ""})
    plan_file.write_text(json.dumps(plan), "utf-8")


def run_stage(out: Path, stage: str) -> tuple[float, float]:
    """CPU seconds and megabytes of one stage in a process of its own."""
    command = [sys.executable, "-m", "her2parse.workflow", stage, *STAGES[stage]]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=out, env=environment)
    _, code, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(code)
    if code:
        raise SystemExit(f"{stage} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _bytes(path: Path) -> int:
    return sum(each.stat().st_size for each in path.rglob("*") if each.is_file()) if path.is_dir() else 0


def main() -> None:
    """Print a row of figures for each N."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="output folder of a finished run")
    parser.add_argument("sizes", nargs="+", type=int, help="numbers of reports")
    parser.add_argument("--stages", nargs="+", choices=STAGES, default=list(STAGES))
    given = parser.parse_args()
    print(
        "| reports | "
        + " | ".join(f"{stage}: CPU s, MB" for stage in given.stages)
        + " | index.html | patients/ | fhir/ |"
    )
    print("|" + "---|" * (4 + len(given.stages)))
    for n in given.sizes:
        with tempfile.TemporaryDirectory() as temporary:
            out = Path(temporary)
            prepare(given.run.resolve(), out, n)
            _row(f"{n:,}", out, given.stages)
            # A number of repeats that none of the others has: a new report of a new patient.
            add(out, [_renamed(next(_lines(given.run.resolve(), 1)), n)])
            _row(f"{n:,} + 1", out, given.stages)


def _row(name: str, out: Path, stages: Sequence[str]) -> None:
    cells = [name]
    for stage in stages:
        seconds, held = run_stage(out, stage)
        cells.append(f"{seconds:.1f}, {held:.0f}")
    index = out / "index.html"
    cells.append(f"{index.stat().st_size / 1e6:.1f} MB" if index.exists() else "–")
    cells += [f"{_bytes(out / name) / 1e6:.1f} MB" for name in ("patients", "fhir")]
    print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
