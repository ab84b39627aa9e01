"""Files that mean harm, and damaged ones: each costs its own row, in bounded time and memory."""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from extract_drawing import KEY, lines, pdf, texts
from hostile_pdfs import BOMBS, decompression, mutated

from her2parse.extract import Job, Limits, extract_many
from her2parse.extract.expansion import expands_beyond
from her2parse.model import Document

LIMITS = Limits(max_seconds=10, max_memory_mb=700)
REPORTS = Path(__file__).resolve().parents[2] / "test_data" / "reports"
EXPECTED = {
    "decompression": {"decompression_bomb"},
    "decompression_twice": {"decompression_bomb"},
    "pages": {"too_many_pages"},
    # Opened, walked to a bound and found to hold nothing that can be believed, or refused: both are rows.
    "nesting": {"", "truncated_pdf", "crashed"},
    "objects": {""},
    "circle": {"", "truncated_pdf", "too_many_pages"},
    "image": {""},
    "text": {"", "out_of_memory", "timeout", "crashed"},
    # PDFium ends its process where it gets no memory.
    "forms": {"timeout", "out_of_memory", "crashed"},
}


def job(folder: Path, name: str, data: bytes) -> Job:
    path = folder / f"{name}.pdf"
    path.write_bytes(data)
    return Job(path, hashlib.sha256(data).hexdigest())


def read(jobs: list[Job], workers: int = 2) -> dict[str, Document]:
    return {done.path.stem: found for done, found in extract_many(jobs, key=KEY, limits=LIMITS, workers=workers)}


def account(folder: Path, name: str) -> dict[str, Any]:
    """What became of one bomb, of a good file beside it, and of the memory of all workers so far (kB)."""
    good = pdf(lines("EGFR L858R 12.4%"))
    found = read([job(folder, name, BOMBS[name]()), job(folder, "good", good)], workers=1)
    bomb = found[name]
    return {
        "problem": bomb.problem,
        "detail": bomb.detail,
        "words": max((len(page.words) for page in bomb.pages if page.quality.read), default=0),
        "good": texts(found["good"].pages[0]),
        "memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    }


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """All bombs, in a process of their own: the memory of other tests' children is not theirs."""
    folder = tmp_path_factory.mktemp("bombs")
    code = (
        "import json, sys, pathlib, test_extract_hostile as t\n"
        "print(json.dumps({name: t.account(pathlib.Path(sys.argv[1]), name) for name in sorted(t.BOMBS)}))"
    )
    command = [sys.executable, "-c", code, str(folder)]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
    found: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_bounded_and_costs_its_own_row(name: str, accounts: dict[str, dict[str, Any]]) -> None:
    bomb = accounts[name]
    assert bomb["problem"] in EXPECTED[name], bomb["detail"]
    assert bomb["problem"] or bomb["words"] < 100_000
    assert bomb["good"] == ["EGFR", "L858R", "12.4%"]


def test_no_worker_has_held_more_than_its_bound(accounts: dict[str, dict[str, Any]]) -> None:
    assert max(one["memory"] for one in accounts.values()) < 1_200_000  # kB; the drawing of pages included


@pytest.mark.parametrize(
    ("megabytes", "times", "limit", "beyond"), [(9, 1, 8, True), (9, 2, 8, True), (9, 2, 10, False)]
)
def test_what_streams_unpack_to(megabytes: int, times: int, limit: int, beyond: bool) -> None:
    assert expands_beyond(decompression(megabytes, times), limit << 20) is beyond


def test_a_report_is_far_below_the_limit() -> None:
    largest = max(REPORTS.rglob("*.pdf"), key=lambda path: path.stat().st_size)
    assert not expands_beyond(largest.read_bytes(), Limits().max_decompressed_bytes // 50)


def mutants(count: int, folder: Path) -> list[Job]:
    whole = [path.read_bytes() for path in sorted(REPORTS.rglob("*.pdf")) if 1_000 < path.stat().st_size < 80_000]
    return [job(folder, f"m{seed}", mutated(whole[seed % len(whole)], seed)) for seed in range(count)]


def every_one_is_accounted_for(count: int, folder: Path) -> None:
    jobs = mutants(count, folder)
    done = list(extract_many(iter(jobs), key=KEY, limits=LIMITS, workers=2))
    assert [one for one, _ in done] == jobs
    for one, document in done:
        assert document.sha256 == one.sha256
        assert document.problem or len(document.pages) == document.n_pages


def test_damaged_files_are_rows(tmp_path: Path) -> None:
    every_one_is_accounted_for(120, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_two_thousand_damaged_files_are_rows(tmp_path: Path) -> None:
    every_one_is_accounted_for(2000, tmp_path)
