"""``make bench``: pages per CPU-second on the same PDFs, ours and others', in one run; then memory over many pages.

Each program runs in a process of its own over all files, in alternating rounds; the median counts. Only the pages are
timed: the start of the interpreter, imports, vocabularies and a first file are made before the clock starts and
printed beside. The time is CPU time, user and system, child processes included, so that a busy machine matters little.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from her2parse.processes import settle_memory

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "test_data" / "reports"
ROUNDS = 5
MEMORY_AT = (1_000, 5_000, 10_000)
"""Pages after which the memory is printed."""

Reader = Callable[[Path], object]


def extract_only() -> Reader:
    """Our words with their places, quality of the text and masking of names included, in this process."""
    from her2parse.extract import Limits, extract_file

    limits = Limits()
    return lambda path: extract_file(path, _hash(path), key=b"benchmark", limits=limits)


def extract_and_read() -> Reader:
    """Our words, and the report's facts and statements made of them."""
    from her2parse import resources
    from her2parse.extract import Limits, extract_file
    from her2parse.knowledge import load
    from her2parse.knowledge.layouts import load_layouts
    from her2parse.read import read_document

    known = load(ROOT / "config" / "knowledge", ROOT / "config" / "assays.yaml")
    layouts = load_layouts(resources.layouts_folder(), resources.schema("layout")).all
    limits = Limits()

    def read(path: Path) -> object:
        document = extract_file(path, _hash(path), key=b"benchmark", limits=limits)
        return read_document(document, known.assays, known.drugs, layouts)

    return read


def pdfplumber_words() -> Reader:
    """``pdfplumber``: ``extract_words`` of every page, nothing more."""
    import pdfplumber

    def read(path: Path) -> None:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_words()
                page.close()

    return read


def pdftotext_bbox() -> Reader:
    """Poppler's ``pdftotext -bbox``, one process a file."""
    return lambda path: subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def bare_pdfium() -> Reader:
    """PDFium loads each page and its text and hands nothing out: the floor under every reader built on it."""
    import pypdfium2
    from pypdfium2 import raw

    def read(path: Path) -> None:
        with contextlib.closing(pypdfium2.PdfDocument(path)) as document:
            for number in range(len(document)):
                page = raw.FPDF_LoadPage(document.raw, number)
                text = raw.FPDFText_LoadPage(page)
                raw.FPDFText_CountChars(text)
                raw.FPDFText_ClosePage(text)
                raw.FPDF_ClosePage(page)

    return read


READERS: dict[str, Callable[[], Reader]] = {
    "her2parse extract": extract_only,
    "her2parse extract + read": extract_and_read,
    "pdfplumber extract_words": pdfplumber_words,
    "pdftotext -bbox": pdftotext_bbox,
    "pdfium page + text load": bare_pdfium,
}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _corpus() -> dict[Path, int]:
    """The PDFs that every reader opens, with their pages."""
    import pdfplumber
    import pypdfium2
    from pdfplumber.utils.exceptions import PdfminerException

    pages: dict[Path, int] = {}
    for path in sorted(REPORTS.rglob("*.pdf")):
        with contextlib.suppress(pypdfium2.PdfiumError, PdfminerException):
            with pdfplumber.open(path) as document:
                n_pages = len(document.pages)
            with contextlib.closing(pypdfium2.PdfDocument(path)) as opened:
                pages[path] = min(n_pages, len(opened))
    return pages


def _time(name: str, paths: Sequence[Path]) -> dict[str, float]:
    """CPU-seconds before the first page (start, vocabulary, one file) and of all files but that one."""
    read = READERS[name]()
    read(paths[0])
    if name.startswith("her2parse"):
        settle_memory()  # As its workers and jobs do.
    start = _seconds()
    for path in paths[1:]:
        read(path)
    return {"before": start, "pages": _seconds() - start}


def _memory_mb() -> float:
    """What the process holds now; where the system does not say, the most it has held."""
    held = Path("/proc/self/statm")
    if held.exists():
        return int(held.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _memory(pages: dict[Path, int]) -> Iterator[tuple[int, float]]:
    """Pages read and memory held, at each of ``MEMORY_AT``, the corpus repeated in one process."""
    read = extract_and_read()
    done, waiting = 0, list(MEMORY_AT)
    while waiting:
        for path, n_pages in pages.items():
            read(path)
            done += n_pages
            if waiting and done >= waiting[0]:
                waiting.pop(0)
                yield done, _memory_mb()


def _measure(name: str, paths: Sequence[Path]) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.reading", name, *map(str, paths)]
    result: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return result


def main() -> None:
    """Time one reader over the files named after it, or all readers over the corpus and print the tables."""
    if len(sys.argv) > 1:
        print(json.dumps(_time(sys.argv[1], [Path(path) for path in sys.argv[2:]])))
        return
    pages = _corpus()
    paths = list(pages)
    counted = sum(pages[path] for path in paths[1:])
    names = [name for name in READERS if not name.startswith("pdftotext") or shutil.which("pdftotext")]
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            runs[name].append(_measure(name, paths))
    speed = {name: counted / statistics.median(run["pages"] for run in runs[name]) for name in names}
    print(f"{len(paths) - 1} files, {counted} pages; CPU time, median of {ROUNDS} alternating rounds")
    print(f"{'':28}{'pages / s':>10}{'ms / page':>11}{'x pdfplumber':>14}{'pdfium is x':>13}{'before':>9}")
    for name in names:
        before = statistics.median(run["before"] for run in runs[name])
        over, under = speed[name] / speed["pdfplumber extract_words"], speed["pdfium page + text load"] / speed[name]
        print(f"{name:28}{speed[name]:10.1f}{1000 / speed[name]:11.2f}{over:14.1f}{under:13.1f}{before:7.1f} s")
    print("\nMemory held by extract + read in one process, the same files again and again:")
    for done, held in _memory(pages):
        print(f"{done:8} pages{held:8.0f} MB", flush=True)


if __name__ == "__main__":
    main()
