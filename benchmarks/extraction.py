"""``make bench``: seconds for the words of the same PDFs, ours and what a user would use instead, in one run.

Each reader runs in a process of its own over all files, three times in turn; the median counts. The ratio is to
pdfplumber's ``extract_words``.
"""

from __future__ import annotations

import hashlib
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

REPORTS = Path(__file__).resolve().parents[1] / "test_data" / "reports"
ROUNDS = 3


def her2parse_words(paths: list[Path]) -> None:
    """Our extraction, masking of names and text quality included, in one process."""
    from her2parse.extract import Limits, extract_file

    for path in paths:
        extract_file(path, hashlib.sha256(path.read_bytes()).hexdigest(), key=b"benchmark", limits=Limits())


def pdfplumber_words(paths: list[Path]) -> None:
    """``pdfplumber``: ``extract_words`` of every page."""
    import pdfplumber

    for path in paths:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_words()


def pdftotext_bbox(paths: list[Path]) -> None:
    """Poppler's ``pdftotext -bbox``, one process a file."""
    for path in paths:
        subprocess.run(["pdftotext", "-bbox", str(path), "-"], check=True, stdout=subprocess.DEVNULL)


READERS: dict[str, Callable[[list[Path]], None]] = {
    "her2parse extract_file": her2parse_words,
    "pdfplumber extract_words": pdfplumber_words,
    "pdftotext -bbox": pdftotext_bbox,
}


def _seconds(name: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "benchmarks.extraction", name], check=True)
    return time.perf_counter() - start


def _readable() -> list[Path]:
    """The corpus's PDFs that every reader opens."""
    import pypdfium2

    paths, pages = [], 0
    for path in sorted(REPORTS.rglob("*.pdf")):
        try:
            pages += len(pypdfium2.PdfDocument(path))
        except pypdfium2.PdfiumError:
            continue
        paths.append(path)
    return paths


def main() -> None:
    """Run one reader (a name is given), or all and print the table."""
    if len(sys.argv) > 1:
        READERS[sys.argv[1]](_readable())
        return
    names = [name for name in READERS if not name.startswith("pdftotext") or shutil.which("pdftotext")]
    times: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            times[name].append(_seconds(name))
    median = {name: statistics.median(times[name]) for name in names}
    print(f"{len(_readable())} files, wall-clock seconds, start of the interpreter included, median of {ROUNDS}")
    for name in names:
        ratio = median["pdfplumber extract_words"] / median[name]
        print(f"{name:28}{median[name]:8.2f} s{ratio:8.1f} x")


if __name__ == "__main__":
    main()
