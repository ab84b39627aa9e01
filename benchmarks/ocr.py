"""How well scanned reports are read: findings, HER2 calls and seconds a page, for several ways of scanning.

``python -m benchmarks.ocr [REPORTS] [PAGES]``: the synthetic reports of ``test_data/reports`` are made pictures
(``test_data/generator/scans.py``) and read by OCR; what the reader finds in the same pages' text layer is the truth.
*Silent errors* are what must not be: a variant or a number that the page does not say, without a review code, or a
HER2 call that says negative or not assayed where the text layer gives a positive one.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from her2parse import resources
from her2parse.extract import OcrOptions, extract_file
from her2parse.knowledge import Knowledge, load
from her2parse.model import Finding, ReportResult
from her2parse.workflow.report import results_of
from test_data.generator.scans import WAYS, Scan, first_pages, scanned

REPORTS = (
    "g360_P001_progression", "g360_P002_progression", "her2_P001_tissue", "her2_P014_negative", "her2_P037_group4",
    "f1cdx_P005", "f1lcdx_P003_progression", "tempus_xt_P004", "oncomine_es_P002_baseline", "oncomine_en_P010_1",
    "letter_P005_pcr", "letter_de_P028", "caris_P008", "oncopanel_P025",
)  # fmt: skip
SEEN = Path(__file__).resolve().parent.parent / "test_data" / "reports"
Key = tuple[object, ...]


def key(finding: Finding) -> Key:
    """What a finding says, its numbers aside."""
    statement, variant = finding.statement, finding.variant
    name = (variant.hgvs_p_short or variant.hgvs_c or variant.fusion or variant.variant_class) if variant else ""
    return statement.gene, statement.kind, statement.state, name, statement.ihc_score


def numbers(finding: Finding) -> Key:
    """The numbers of a finding."""
    s = finding.statement
    return s.vaf, s.copy_number, s.percent_cells, s.ish_ratio, s.ish_copies


def read(data: bytes, knowledge: Knowledge, ocr: OcrOptions) -> tuple[tuple[ReportResult, ...], int, float]:
    """Results, pages read by OCR, and seconds of processor time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        path.write_bytes(data)
        start = time.process_time()
        document = extract_file(path, "", key=b"a key of the benchmark", ocr=ocr)
        spent = time.process_time() - start
    return results_of(document, knowledge), sum(page.ocr for page in document.pages), spent


def silent_errors(truth: Iterable[ReportResult], found: Iterable[ReportResult]) -> list[str]:
    """What a reader of the tables would believe and should not."""
    truth, found = list(truth), list(found)
    known = {key(f) for r in truth for f in r.findings}
    said = {(key(f), numbers(f)) for r in truth for f in r.findings}
    out = []
    for result in found:
        for f in result.findings:
            if not f.review and (key(f) not in known or (key(f), numbers(f)) not in said):
                out.append(f"{f.statement.gene} {f.statement.as_written} {numbers(f)}")
        if result.status == "parsed" and result.n_ocr_pages:
            out.append("a report read by OCR is not marked")
    positive = {call.axis for r in truth for call in r.calls if call.call == "positive"}
    calls = {call.axis: call for r in found for call in r.calls}
    out += [f"{axis}: {calls[axis].call}" for axis in positive if calls[axis].call in ("negative", "not_assayed")]
    return out


def measure(name: str, way: Scan, stems: Iterable[str], pages: int, knowledge: Knowledge) -> None:
    """Print one line of figures, and each silent error."""
    truths = hits = rows = wrong_names = wrong_numbers = n_pages = 0
    seconds, silent = 0.0, []
    for stem in stems:
        data = first_pages((SEEN / f"{stem}.pdf").read_bytes(), pages)
        truth, _, _ = read(data, knowledge, OcrOptions("off"))
        found, n, spent = read(scanned(data, way), knowledge, OcrOptions())
        n_pages, seconds = n_pages + n, seconds + spent
        expected = {key(f): numbers(f) for r in truth for f in r.findings}
        got = [f for r in found for f in r.findings]
        truths += len(expected)
        hits += len(expected.keys() & {key(f) for f in got})
        rows += len(got)
        odd = [f for f in got if key(f) not in expected]
        wrong_names += len(odd)
        wrong_numbers += sum(key(f) in expected and numbers(f) != expected[key(f)] for f in got)
        silent += [f"{stem}: {told}" for told in silent_errors(truth, found)]
        if "-v" in sys.argv:
            for f in odd:
                print("   odd", stem, key(f), f.statement.as_written, f.review)
            for missed in expected.keys() - {key(f) for f in got}:
                print("   missed", stem, missed)
    print(
        f"{name:10} pages {n_pages:3}  recall {hits}/{truths} = {hits / max(1, truths):.3f}  rows {rows}  not so in "
        f"the text {wrong_names}, other numbers {wrong_numbers}  SILENT {len(silent)}  "
        f"{seconds / max(1, n_pages):.1f} s a page  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB",
        flush=True,
    )
    for told in silent:
        print(f"   {told}")


def main() -> None:
    """Command line."""
    given = [int(word) for word in sys.argv[1:] if word.isdigit()]
    stems, pages = REPORTS[: given[0] if given else len(REPORTS)], given[1] if len(given) > 1 else 2
    knowledge = load(resources.knowledge_folder(), resources.assay_catalogue(), None)
    for name, way in WAYS.items():
        measure(name, way, stems, pages, knowledge)


if __name__ == "__main__":
    main()
