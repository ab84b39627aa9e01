"""``make bench-names``: variant names a second, ours and what other programs do with the same names, in one run.

Three sets of distinct random names on ERBB2 and EGFR: protein names as HGVS writes them, the same as reports spell
them, and coding names. Every job runs in a process of its own over all names, in turn, several rounds; the median of
the processor seconds counts, without start, set-up and the first names, which are others. Ours always does the whole;
what each peer does stands beside it. A program that refuses most of a set is given no ratio: refusing is quick.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from her2parse.hgvs import reference
from her2parse.hgvs.protein import spelled

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".venv-bench" / "bin" / "python"
NAMES = 1500
FIRST = 100
ROUNDS = 3
GENES = ("ERBB2", "EGFR")
_LETTERS = "ACDEFGHIKLMNPQRSTVWY"

# job, what it does, whether it lives in the environment of make bench-names
_PROTEIN = (
    ("ours", "her2parse: whole", False),
    ("ferro_normalize", "ferro-hgvs (Rust): normalise", False),
    ("ferro_parse", "ferro-hgvs (Rust): parse only", False),
    ("weaver_parse", "hgvs-weaver (Rust): parse only", False),
    ("pyhgvs_parse", "pyhgvs: parse only", False),
    ("hgvs_parse", "biocommons hgvs: parse only", True),
    ("mutalyzer_parse", "mutalyzer parser: parse only", True),
)
_CODING = (
    *_PROTEIN[:4],
    ("pyhgvs_parse", "pyhgvs: parse only", False),
    ("pyhgvs_format", "pyhgvs: parse, shift, format", False),
    ("hgvs_parse", "biocommons hgvs: parse only", True),
    ("hgvs_protein", "biocommons hgvs: parse, c. to p.", True),
    ("mutalyzer_parse", "mutalyzer parser: parse only", True),
)


def protein_names(count: int) -> list[tuple[str, str, str]]:
    """Gene, name in HGVS form, and the same as a report spells it."""
    drawn: dict[str, tuple[str, str, str]] = {}
    while len(drawn) < count:
        gene = random.choice(GENES)
        target = reference.targets(gene)[0]
        residues = target.residues
        start = random.randrange(3, len(residues) - 20)
        end = start + random.randrange(1, 8)
        new = "".join(random.choices(_LETTERS, k=random.randrange(1, 5)))
        first, last, following = residues[start - 1], residues[end - 1], residues[start]
        kind = random.choices(("sub", "stop", "del", "dup", "ins", "delins", "fs"), (40, 5, 12, 8, 15, 12, 8))[0]
        parts: list[str] = {
            "sub": [first, str(start), new[0]],
            "stop": [first, str(start), "*"],
            "del": [first, f"{start}_", last, f"{end}del"],
            "dup": [first, f"{start}_", last, f"{end}dup"],
            "ins": [first, f"{start}_", following, f"{start + 1}ins", new],
            "delins": [first, f"{start}_", last, f"{end}delins", new],
            "fs": [first, str(start), random.choice(_LETTERS.replace(first, "")), "fs*", str(random.randrange(2, 60))],
        }[kind]
        if kind == "sub" and new[0] == first:
            continue
        short = "".join(parts)
        long = "".join(spelled(part) if part.isalpha() and part.isupper() else part for part in parts)
        hgvs = f"{target.protein_label}:p.({long.replace('*', 'Ter')})"
        prefixed = random.choice((short, f"p.{short}", f"p.{long}", f"p.({long})", f"{gene} {short}"))
        drawn[short + gene] = (gene, hgvs, prefixed)
    return list(drawn.values())


def coding_names(count: int) -> list[tuple[str, str]]:
    """Gene and name in HGVS form, ``NM_…:c.…``."""
    drawn: dict[str, str] = {}
    while len(drawn) < count:
        gene = random.choice(GENES)
        target = reference.targets(gene)[0]
        start = random.randrange(100, len(target.cds) - 20)
        end, new = start + random.randrange(1, 9), "".join(random.choices("ACGT", k=random.randrange(1, 10)))
        old = target.cds[start - 1]
        name = random.choice(
            (
                f"{start}{old}>{random.choice('ACGT'.replace(old, ''))}",
                f"{start}{old}>{random.choice('ACGT'.replace(old, ''))}",
                f"{start}_{end}del",
                f"{start}_{end}dup",
                f"{start}_{start + 1}ins{new}",
                f"{start}_{end}delins{new}",
            )
        )
        drawn[f"{target.accession}:c.{name}"] = gene
    return [(gene, name) for name, gene in drawn.items()]


def _timed(job: str, own: bool, file: Path) -> tuple[int, float] | None:
    """Names accepted and processor seconds; None when the program is not installed."""
    if own and not PEERS.exists():
        return None
    python = str(PEERS) if own else sys.executable
    done = subprocess.run(
        [python, "-m", "benchmarks.peers", job, str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode == 3:
        return None
    if done.returncode:
        raise RuntimeError(f"{job}: {done.stderr[-2000:]}")
    accepted, seconds = json.loads(done.stdout.splitlines()[-1])
    return accepted, seconds


def _compare(title: str, jobs: tuple[tuple[str, str, bool], ...], data: dict[str, Any]) -> None:
    total = len(data["names"])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "names.json"
        file.write_text(json.dumps(data), encoding="utf-8")
        found: dict[str, list[tuple[int, float]]] = {job: [] for job, _, _ in jobs}
        for _ in range(ROUNDS):
            for job, _, own in jobs:
                timed = _timed(job, own, file)
                if timed is not None:
                    found[job].append(timed)
    speed = {job: total / statistics.median(seconds for _, seconds in runs) for job, runs in found.items() if runs}
    print(f"\n{title}: {total} distinct names, processor seconds, median of {ROUNDS} rounds")
    print(f"{'':36}{'names/s':>9}{'ours is':>12}{'accepted':>10}")
    for job, label, own in jobs:
        if job not in speed:
            print(f"{label:36}  not installed ({'make bench-names' if own else 'make'} installs it)")
            continue
        accepted = found[job][0][0]
        ratio = "" if job == "ours" else f"{speed['ours'] / speed[job]:.3g} x" if 2 * accepted > total else "-"
        print(f"{label:36}{speed[job]:9,.0f}{ratio:>12}{accepted:10}")


def main() -> None:
    """Draw the names, run every job and print the tables."""
    random.seed(20)
    rows = [
        {"gene": t.gene, "accession": t.accession, "protein": t.protein_label, "residues": t.residues, "cds": t.cds}
        for t in (reference.targets(gene)[0] for gene in GENES)
    ]
    proteins, codings = protein_names(FIRST + NAMES), coding_names(FIRST + NAMES)
    hgvs = {name: gene for gene, name, _ in proteins}
    written = {name: gene for gene, _, name in proteins}
    coding = {name: gene for gene, name in codings}
    common = {"transcripts": rows}
    for title, level, genes, jobs in (
        ("Protein names in HGVS form", "p", hgvs, _PROTEIN),
        ("Protein names as reports spell them", "p", written, _PROTEIN),
        ("Coding names in HGVS form", "c", coding, _CODING),
    ):
        names = list(genes)
        _compare(title, jobs, common | {"level": level, "genes": genes, "first": names[:FIRST], "names": names[FIRST:]})


if __name__ == "__main__":
    main()
