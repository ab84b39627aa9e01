"""Reports scanned and faxed: what is wrong is never silent, and nearly everything is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.ocr import key, read, silent_errors
from her2parse import resources
from her2parse.extract import Job, OcrOptions, extract_many
from her2parse.knowledge import load
from her2parse.outputs.pictures import crops
from her2parse.workflow.report import results_of
from test_data.generator.scans import WAYS, Scan, first_pages, scanned

REPORTS = Path(__file__).resolve().parents[2] / "test_data" / "reports"
KNOWLEDGE = load(resources.knowledge_folder(), resources.assay_catalogue(), None)
STEMS = ("g360_P001_progression", "her2_P037_group4", "tempus_xt_P004", "letter_de_P028")


def compared(stem: str, way: Scan) -> tuple[list[str], float]:
    """The silent errors of the report's first page made a picture, and the share of findings that were found."""
    data = first_pages((REPORTS / f"{stem}.pdf").read_bytes(), 1)
    truth, _, _ = read(data, KNOWLEDGE, OcrOptions("off"))
    found, n, _ = read(scanned(data, way), KNOWLEDGE, OcrOptions())
    assert n == 1
    assert all(result.status == "review" for result in found)
    assert all("read_by_ocr" in result.reasons for result in found)
    expected = {key(f) for result in truth for f in result.findings}
    got = {key(f) for result in found for f in result.findings}
    return silent_errors(truth, found), len(expected & got) / max(1, len(expected))


def test_a_tilted_scan_is_read_and_marked() -> None:
    silent, share = compared("her2_P037_group4", WAYS["tilted 2"])
    assert silent == []
    assert share >= 0.8


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stem", STEMS)
def test_scans_are_never_silently_wrong(stem: str, way: str) -> None:
    silent, share = compared(stem, WAYS[way])
    assert silent == []
    assert share >= (0.4 if way == "fax" else 0.75)


@pytest.mark.slow
def test_a_page_on_its_side_gives_pictures_with_the_names_masked(tmp_path: Path) -> None:
    data = first_pages((REPORTS / "her2_P037_group4.pdf").read_bytes(), 1)
    path = tmp_path / "side.pdf"
    path.write_bytes(scanned(data, Scan(200, turn=1)))
    ((_, document),) = extract_many([Job(path, "")], key=b"a key of the test", ocr=OcrOptions())
    page = document.pages[0]
    assert (page.turn, page.width < page.height) == (1, True)
    (result,) = results_of(document, KNOWLEDGE)
    place = result.findings[0].statement.evidence
    assert 0 <= place.x0 < place.x1 <= page.height  # as shown, the page lies on its side
    assert 0 <= place.top < place.bottom <= page.width
    made = crops(path, document, result.findings)
    assert set(made) == {finding.finding_id for finding in result.findings}
