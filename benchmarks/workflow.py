"""``make bench-workflow``: N synthetic reports through the whole workflow, and through what one would use instead.

For each N: reports are drawn at random, the workflow makes their tables (no OCR, no pages, no formats for other
programs) on one core, on two, and once more with one new PDF; the peers read the same files in between. The time is CPU
time with child processes, so that a busy machine matters little; only what two cores gain is told by the clock. Prints
tables; ``--out FILE.json`` keeps the figures and ``--picture FILE.svg`` draws them.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.reading import READERS, Reader

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".venv-bench" / "bin" / "python"
CONFIG = 'as_of: 2026-01-01\nocr: {engine: "off"}\npages: {write: false}\nwrite: []\n'
LATER = CONFIG.replace("2026-01-01", "2026-06-30")
PEER_FILES = 200
"""Files that a peer reads: the slowest need a second for each."""
PDFPLUMBER_WORDS, EXPRESSIONS, PDFTOTEXT = "pdfplumber extract_words", "pdfplumber + expressions", "pdftotext -bbox"
PYPDF = "pypdf extract_text"
_STAGES = ("extract", "read", "patients", "actionability", "tables")
_VARIANT = re.compile(r"p\.\(?[A-Z][a-z]{0,2}\d+\w+|c\.\d+\S+|[A-Z]\d{2,4}(?:[A-Z]|ins\w+|dup)")
_GENE = re.compile(r"ERBB2|HER2|EGFR|KRAS|MET|ALK|ROS1|BRAF|RET")
_CALL = re.compile(r"amplif\w+|copy number|IHC\s*[0-3]\+?|not detected|negative|positive", re.IGNORECASE)


def expressions() -> Reader:
    """``pdfplumber``'s text and three regular expressions, as a script that one writes in an afternoon."""
    import pdfplumber

    def read(path: Path) -> object:
        with pdfplumber.open(path) as document:
            text = "\n".join(page.extract_text() or "" for page in document.pages)
        return [expression.findall(text) for expression in (_VARIANT, _GENE, _CALL)]

    return read


def pypdf_text() -> Reader:
    """``pypdf``: the text of every page."""
    import pypdf

    return lambda path: [page.extract_text() for page in pypdf.PdfReader(path).pages]


PEER_READERS: dict[str, Callable[[], Reader]] = {
    PDFTOTEXT: READERS["pdftotext -bbox"],
    PDFPLUMBER_WORDS: READERS["pdfplumber extract_words"],
    EXPRESSIONS: expressions,
    PYPDF: pypdf_text,
}


def _seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _time_peer(name: str, listing: Path) -> float:
    """CPU-seconds that a peer takes for the files of a list, without its start and a first file."""
    paths = [Path(line) for line in listing.read_text("utf-8").splitlines()]
    read = PEER_READERS[name]()
    read(paths[0])
    start = _seconds()
    for path in paths:
        read(path)
    return _seconds() - start


def measure_peers(paths: Sequence[Path], rounds: int, scratch: Path) -> dict[str, float]:
    """CPU-seconds a report of each peer that is here: in processes of their own, in turn; the median."""
    step = max(1, len(paths) // PEER_FILES)
    chosen = paths[::step][:PEER_FILES]
    listing = scratch / "peer_files.txt"
    listing.write_text("\n".join(map(str, chosen)), "utf-8")
    here = [name for name in PEER_READERS if name != PDFTOTEXT or shutil.which("pdftotext")]
    here = [name for name in here if name != PYPDF or PEERS.exists()]
    runs: dict[str, list[float]] = {name: [] for name in here}
    for _ in range(rounds):
        for name in here:
            python = str(PEERS) if name == PYPDF else sys.executable
            command = [python, "-m", "benchmarks.workflow", "--peer", name, str(listing)]
            runs[name].append(float(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout))
    return {name: statistics.median(times) / len(chosen) for name, times in runs.items()}


def run_workflow(reports: Path, out: Path, config: str, cores: int) -> dict[str, Any]:
    """One run: seconds by the CPU and by the clock, what each stage took, how many jobs ran, the largest process."""
    settings = out.with_suffix(".yaml")
    settings.write_text(config, "utf-8")
    logs = out / "logs" / "benchmarks"
    shutil.rmtree(logs, ignore_errors=True)
    options = ["--out", str(out), "--config", str(settings), "--cores", str(cores), "--quiet"]
    used, clock = _seconds(), time.monotonic()
    subprocess.run([sys.executable, "-m", "her2parse", "run", str(reports), *options], cwd=ROOT, check=True)
    used, clock = _seconds() - used, time.monotonic() - clock
    stages, jobs, stage_memory = Counter[str](), Counter[str](), Counter[str]()
    for path in logs.glob("*.tsv"):
        stage = path.name.partition(".")[0]
        with path.open(encoding="utf-8", newline="") as stream:
            (row,) = csv.DictReader(stream, delimiter="\t")
        jobs[stage] += 1
        stages[stage] += _number(row["cpu_time"])
        stage_memory[stage] = max(stage_memory[stage], _number(row["max_rss"]))
    return {
        "cpu": used,
        "clock": clock,
        "jobs": dict(jobs),
        "stage_cpu": {name: round(value, 2) for name, value in stages.items()},
        "stage_mb": {name: round(value) for name, value in stage_memory.items()},
    }


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0  # Snakemake did not see a job that was over at once.


def measure(n: int, seed: int, cores: Sequence[int], rounds: int, scratch: Path) -> dict[str, Any]:
    """All figures for ``n`` reports: whole runs, one new PDF, a changed rule, peers, sizes and counts."""
    folder = scratch / str(n)
    drawn = [sys.executable, "-m", "test_data.generator", "--scale", str(n), "--seed", str(seed), "--out", str(folder)]
    if not (folder / "reports").is_dir():
        subprocess.run(drawn, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    reports = folder / "reports"
    paths = sorted(reports.rglob("*.pdf"))
    pages = _pages(paths)
    # One PDF is held back: it comes later, as the new one among the others.
    new, held = paths[len(paths) // 2], scratch / "held.pdf"
    figures: dict[str, Any] = {"reports": n, "pages": pages, "pdf_bytes": sum(path.stat().st_size for path in paths)}
    shutil.move(new, held)
    try:
        for count in cores:
            out = scratch / f"out_{n}_{count}"
            shutil.rmtree(out, ignore_errors=True)
            figures[f"cold_{count}"] = run_workflow(reports, out, CONFIG, count)
    finally:
        shutil.move(held, new)
    figures["one_new"] = run_workflow(reports, out, CONFIG, cores[-1])
    figures["nothing_new"] = run_workflow(reports, out, CONFIG, cores[-1])
    figures["new_date"] = run_workflow(reports, out, LATER, cores[-1])
    figures["bytes"] = {
        "tables": _bytes(path for path in out.iterdir() if path.is_file()) + _bytes((out / "parquet").rglob("*")),
        "work": _bytes((out / "work").rglob("*")),
    }
    with (out / "reports.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    figures["rows"], figures["files_in_rows"] = len(rows), len({row["source_file"] for row in rows})
    figures["status"] = dict(Counter(row["status"] for row in rows))
    figures["peers"] = measure_peers(paths, rounds, scratch)
    return figures


def _pages(paths: Sequence[Path]) -> int:
    import pypdfium2

    count = 0
    for path in paths:
        document = pypdfium2.PdfDocument(path)
        count += len(document)
        document.close()
    return count


def _bytes(paths: Any) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())


def tell(figures: Sequence[Mapping[str, Any]], cores: Sequence[int]) -> str:
    """The figures as tables in Markdown."""
    lines = ["| reports | pages | " + " | ".join(f"{c} core{'s' * (c > 1)}: CPU s, clock s" for c in cores)]
    lines[0] += " | CPU ms a report | one new PDF: CPU s, clock s | nothing new | another date | largest job |"
    lines.append("|" + "---|" * (7 + len(cores)))
    for each in figures:
        runs = [each[f"cold_{count}"] for count in cores] + [
            each[name] for name in ("one_new", "nothing_new", "new_date")
        ]
        shown = [f"{run['cpu']:.1f}, {run['clock']:.1f}" for run in runs]
        cold = 1000 * each[f"cold_{cores[0]}"]["cpu"] / each["reports"]
        cells = [
            f"{each['reports']:,}",
            f"{each['pages']:,}",
            *shown[: len(cores)],
            f"{cold:.0f}",
            *shown[len(cores) :],
        ]
        lines.append("| " + " | ".join([*cells, f"{max(runs[0]['stage_mb'].values())} MB"]) + " |")
    lines += ["", "| reports | " + " | ".join(f"{stage}: CPU s, MB" for stage in _STAGES) + " | tables | work |"]
    lines.append("|" + "---|" * (3 + len(_STAGES)))
    for each in figures:
        cold = each[f"cold_{cores[0]}"]
        cells = [f"{cold['stage_cpu'].get(name, 0):.1f}, {cold['stage_mb'].get(name, 0)}" for name in _STAGES]
        sizes = [f"{each['bytes'][name] / 1e6:.1f} MB" for name in ("tables", "work")]
        lines.append("| " + " | ".join([f"{each['reports']:,}", *cells, *sizes]) + " |")
    lines += [
        "",
        "| on the same PDFs | " + " | ".join(f"{each['reports']:,}: ms a page, ratio" for each in figures) + " |",
    ]
    lines.append("|" + "---|" * (1 + len(figures)))
    ours = ["her2parse, whole workflow"]
    bare = ["her2parse, extract and read alone"]
    for each in figures:
        cold, peers = each[f"cold_{cores[0]}"], each["peers"]
        unit = peers[PDFPLUMBER_WORDS] * each["reports"] / each["pages"]
        for cells, cpu in (
            (ours, cold["cpu"]),
            (bare, cold["stage_cpu"].get("extract", 0) + cold["stage_cpu"].get("read", 0)),
        ):
            a_page = cpu / each["pages"]
            cells.append(f"{1000 * a_page:.1f}, {unit / a_page:.2f}")
    lines += ["| " + " | ".join(ours) + " |", "| " + " | ".join(bare) + " |"]
    for name in PEER_READERS:
        if all(name in each["peers"] for each in figures):
            cells = [name]
            for each in figures:
                a_page = each["peers"][name] * each["reports"] / each["pages"]
                ratio = each["peers"][PDFPLUMBER_WORDS] / each["peers"][name]
                cells.append(f"{1000 * a_page:.1f}, {ratio:.2f}")
            lines.append("| " + " | ".join(cells) + " |")
    lines += ["", f"Ratio: how many times as fast as {PDFPLUMBER_WORDS} in the same run."]
    for each in figures:
        accounted = "all accounted for" if each["files_in_rows"] == each["reports"] else "NOT ALL ACCOUNTED FOR"
        status = ", ".join(f"{count} {name}" for name, count in sorted(each["status"].items()))
        lines.append(f"{each['reports']:,} PDFs, {each['files_in_rows']:,} in the rows ({accounted}): {status}.")
        for name in ("one_new", "new_date"):
            jobs = ", ".join(f"{stage} {count}" for stage, count in sorted(each[name]["jobs"].items()))
            lines.append(f"  {name.replace('_', ' ')}: ran {jobs or 'nothing'}.")
    return "\n".join(lines)


def draw(figures: Sequence[Mapping[str, Any]], cores: Sequence[int], path: Path) -> None:
    """CPU-milliseconds a report over the number of reports, ours and the peers', both axes by powers of ten."""
    import altair

    rows = []
    for each in figures:
        rows.append(
            ("her2parse, whole workflow", each["reports"], 1000 * each[f"cold_{cores[0]}"]["cpu"] / each["reports"])
        )
        rows += [(name, each["reports"], 1000 * seconds) for name, seconds in each["peers"].items()]
    values = [{"program": name, "reports": n, "ms": round(ms, 2)} for name, n, ms in rows]
    chart = (
        altair.Chart(altair.Data(values=values), width=420, height=260)
        .mark_line(point=True)
        .encode(
            x=altair.X("reports:Q", scale=altair.Scale(type="log"), title="reports"),
            y=altair.Y("ms:Q", scale=altair.Scale(type="log"), title="CPU milliseconds a report"),
            color=altair.Color("program:N", title=None, sort=None),
            shape=altair.Shape("program:N", title=None, sort=None),
        )
    )
    chart.save(str(path))


def main() -> None:
    """Measure the sizes asked for, or (``--peer``) print the seconds of one peer for the files of a list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[100, 1000], help="numbers of reports")
    parser.add_argument("--cores", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3, help="rounds of the peers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scratch", type=Path, help="folder for reports and results (a temporary one)")
    parser.add_argument("--out", type=Path, help="the figures as JSON; sizes that stand there already stay")
    parser.add_argument("--picture", type=Path, help="a picture of the figures (SVG or PNG)")
    parser.add_argument("--peer", nargs=2, metavar=("NAME", "LIST"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.peer:
        print(_time_peer(given.peer[0], Path(given.peer[1])))
        return
    known: dict[int, Any] = {}
    if given.out and given.out.exists():
        known = {each["reports"]: each for each in json.loads(given.out.read_text("utf-8"))}
    with tempfile.TemporaryDirectory() as temporary:
        scratch = given.scratch or Path(temporary)
        scratch.mkdir(parents=True, exist_ok=True)
        for n in given.sizes:
            known[n] = measure(n, given.seed, given.cores, given.rounds, scratch.resolve())
            if given.out:
                given.out.write_text(json.dumps([known[each] for each in sorted(known)], indent=1) + "\n", "utf-8")
    figures = [known[n] for n in sorted(known)]
    print(tell(figures, given.cores))
    if given.picture:
        draw(figures, given.cores, given.picture)


if __name__ == "__main__":
    main()
