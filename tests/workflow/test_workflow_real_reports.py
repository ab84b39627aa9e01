"""The two real layouts, end to end against their truth; skipped where they are not, being no part of the project."""

from __future__ import annotations

import hashlib
import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from her2parse.extract import extract_file
from her2parse.knowledge import load
from her2parse.model import Finding, ReportResult
from her2parse.resources import root
from her2parse.workflow.report import results_of

REAL = Path(__file__).parents[3] / "shared" / "real"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not REAL.is_dir(), reason="the real layouts (../shared/real) are not on this machine"),
]

GUARDANT = {
    ("STK11", "S216F", 0.012, ""),
    ("ATM", "K2331fs", 0.0008, ""),
    ("TP53", "H193R", 0.002, ""),
    ("TP53", "Q165*", 0.002, ""),
    ("TP53", "R273P", 0.022, ""),
    ("HRAS", "E126E", 0.004, "synonymous"),
    ("MET", "L269L", 0.001, "synonymous"),
}
ONCOMINE = {
    ("ALK", "p.(D1529E)", 0.5098, "benign"),
    ("ALK", "p.(I1461V)", 0.9985, "benign"),
    ("FGFR4", "p.(P136L)", 0.9785, ""),
    ("MYC", "p.(N26S)", 0.4956, ""),
}


@pytest.fixture(scope="module")
def results() -> dict[str, ReportResult]:
    knowledge = load(root() / "config" / "knowledge", root() / "config" / "assays.yaml")
    out = {}
    for path in sorted(REAL.glob("*.pdf")):
        document = extract_file(path, hashlib.sha256(path.read_bytes()).hexdigest(), key=b"test")
        (out[path.name.split("_")[0]],) = results_of(document, knowledge)
    return out


def small(result: ReportResult) -> set[tuple[str, str, float | None, str]]:
    """Gene, name as written, fraction and reported significance of every small variant said to be there."""
    return {
        (s.gene, s.as_written, s.vaf, s.significance)
        for s in (f.statement for f in result.findings)
        if s.kind == "small_variant" and s.state == "detected"
    }


def test_guardant_variants_are_the_truth(results: dict[str, ReportResult]) -> None:
    assert small(results["guardant360"]) == GUARDANT


def test_oncomine_variants_are_the_truth(results: dict[str, ReportResult]) -> None:
    assert small(results["oncomine"]) == ONCOMINE


def test_oncomine_fusion_stands_twice_with_its_reads(results: dict[str, ReportResult]) -> None:
    fusions = [f.statement for f in results["oncomine"].findings if f.statement.kind == "fusion"]
    assert sorted((s.fusion, s.reads) for s in fusions) == [("EML4::ALK", 196), ("EML4::ALK", 404)]


def test_signatures_of_the_guardant_report(results: dict[str, ReportResult]) -> None:
    found = {f.statement.gene: f.statement for f in results["guardant360"].findings if f.statement.kind == "signature"}
    assert (found["MSI"].state, found["TMB"].as_written) == ("not_detected", "3.16 mut/MB")


@pytest.mark.parametrize("name", ["guardant360", "oncomine"])
def test_gene_lists_make_no_egfr_or_erbb2_finding(results: dict[str, ReportResult], name: str) -> None:
    assert not [f for f in results[name].findings if f.statement.gene in ("EGFR", "ERBB2")]
    assert {call.axis: call.call for call in results[name].calls} == {
        "mutation": "negative",
        "amplification": "negative",
        "overexpression": "not_assayed",
    }


def test_headers_are_the_truth(results: dict[str, ReportResult]) -> None:
    header = results["guardant360"].header
    assert (header.lab, header.assay, header.specimen) == ("Guardant Health", "Guardant360", "plasma")
    assert (header.collected_on, header.received_on, header.reported_on) == ("2020-10-22", "2020-10-23", "2020-11-03")
    header = results["oncomine"].header
    assert (header.reported_on, header.specimen, header.diagnosis) == (
        "2025-05-15",
        "tissue",
        "Adenocarcinoma de pulmón",
    )


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
@pytest.mark.parametrize("name", ["guardant360", "oncomine"])
def test_each_box_holds_its_words_for_another_program(results: dict[str, ReportResult], name: str) -> None:
    path = next(REAL.glob(f"{name}*.pdf"))
    command = ["pdftotext", "-bbox", str(path), "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("<page ")[1:]
    for finding in results[name].findings:
        evidence = finding.statement.evidence
        inside = "".join(words_in_box(pages[evidence.page - 1], finding))
        for word in evidence.quote.split():
            assert squeeze(word) in squeeze(inside), (finding.statement.as_written, evidence.quote, inside)


def words_in_box(page: str, finding: Finding) -> list[str]:
    """The words whose middle lies in the finding's box, as pdftotext places them."""
    box = finding.statement.evidence
    out = []
    for found in re.finditer(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', page):
        x0, top, x1, bottom = (float(found.group(n)) for n in (1, 2, 3, 4))
        if box.x0 - 1 <= (x0 + x1) / 2 <= box.x1 + 1 and box.top - 1 <= (top + bottom) / 2 <= box.bottom + 1:
            out.append(html.unescape(found.group(5)))
    return out


def squeeze(text: str) -> str:
    """Without white space and signs that the programs split differently."""
    return re.sub(r"[\W_]+", "", text)
