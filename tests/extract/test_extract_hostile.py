"""Files that mean harm, and damaged ones: each costs its own row, in bounded time and memory."""

from __future__ import annotations

import hashlib
import resource
from pathlib import Path

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


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_bounded_and_costs_its_own_row(name: str, tmp_path: Path) -> None:
    good = pdf(lines("EGFR L858R 12.4%"))
    found = read([job(tmp_path, name, BOMBS[name]()), job(tmp_path, "good", good)], workers=1)
    bomb = found[name]
    assert bomb.problem in EXPECTED[name], bomb.detail
    assert bomb.problem or all(not page.quality.read or len(page.words) < 100_000 for page in bomb.pages)
    assert texts(found["good"].pages[0]) == ["EGFR", "L858R", "12.4%"]


def test_no_worker_has_held_more_than_its_bound() -> None:
    """Runs after the bombs: the largest of all children that this process has waited for."""
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_200_000  # kB; the drawing of pages included


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
