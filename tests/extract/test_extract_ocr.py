"""Pages without a believable text layer: which go to OCR, what comes back, where it lies, and that it stays marked."""

from __future__ import annotations

import hashlib
import math
import shutil
import socket
import textwrap
from pathlib import Path

import pypdfium2
import pytest
from extract_drawing import KEY, lines, pdf, read, texts
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from her2parse.extract import Job, Limits, OcrOptions, extract_file, extract_many, extract_version
from her2parse.extract.mend import tables_as_pictures
from her2parse.extract.misread import alike, repaired, unglued
from her2parse.extract.ocr import placed, plain
from her2parse.extract.privacy import mask
from her2parse.extract.recognition import Seen, SeenWord, chosen, missing
from her2parse.extract.tesseract import parsed, tilt
from her2parse.model import Box, Page, Word
from test_data.generator.scans import Scan, scanned

SMALL = (300, 220)
REPORT = ("Patient: Jane Roe", "DOB: 02/03/1960", "ERBB2 S310F 5.2%", "HER2 IHC 3+ positive", "EGFR T790M not detected")
ON = OcrOptions()


def scan(way: Scan, *drawers: object) -> bytes:
    return scanned(pdf(*(drawers or (lines(*REPORT, size=12, x=30, y=180),)), size=SMALL), way)


def by_line(page: Page) -> list[str]:
    from her2parse.extract.lines import text_lines

    return [" ".join(line.text.split()) for line in text_lines(page.words)]


@pytest.mark.parametrize("way", [Scan(200), Scan(200, tilt=2, turn=1), Scan(200, turn=2)], ids=["flat", "side", "head"])
def test_a_scan_is_read_upright_and_straight(tmp_path, way):
    page = read(tmp_path, scan(way), ocr=ON).pages[0]
    assert page.ocr
    assert (page.turn, round(page.skew)) == (way.turn, round(way.tilt))
    told = by_line(page)
    assert told[2:] == list(REPORT[2:])
    assert "Jane" not in str(page)
    assert "1960" not in str(page)
    upright = read(tmp_path, pdf(lines(*REPORT, size=12, x=30, y=180), size=SMALL)).pages[0]
    for word, same in zip(page.words[-10:], upright.words[-10:], strict=True):
        assert word.text == same.text
        assert 0 < word.confidence <= 1
        if not way.tilt:  # a tilted page is straightened about its middle
            assert abs(word.x0 - same.x0) < 4
            assert abs((word.top + word.bottom) / 2 - (same.top + same.bottom) / 2) < 4


def test_nothing_reaches_the_network(tmp_path, monkeypatch):
    from her2parse.extract.rapid import Rapid

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    Rapid()
    assert read(tmp_path, scan(Scan(200)), ocr=ON).pages[0].ocr


def test_a_model_that_is_missing_is_not_fetched():
    from rapidocr.utils import download_file

    from her2parse.extract.rapid import Rapid
    from her2parse.extract.recognition import OcrFault

    Rapid()
    with pytest.raises(OcrFault, match="nothing is fetched"):
        download_file.DownloadFile.run(None)


def test_a_page_with_text_costs_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("her2parse.extract.mend.recognise", lambda *_: pytest.fail("OCR was asked"))
    data = pdf(lines("An honest page with quite a few words on it"), lambda _: None)
    assert [page.ocr for page in read(tmp_path, data, ocr=ON).pages] == [False, False]


def pasted(canvas: Canvas) -> None:
    """A page of text with a table pasted as a picture."""
    lines("Results are shown in the table below.", "Reviewed by the tumour board.", size=9, x=30, y=200)(canvas)
    table = lines("Gene\tChange", "ERBB2\tS310F", "KRAS\tG12C", size=14, x=10, y=60)
    picture = pypdfium2.PdfDocument(pdf(table, size=(280, 80)))[0].render(scale=2).to_pil()
    canvas.drawImage(ImageReader(picture), 10, 60, 280, 80)


def test_a_table_pasted_as_a_picture_is_read_among_the_text(tmp_path):
    page = read(tmp_path, pdf(pasted, size=SMALL), ocr=ON).pages[0]
    assert page.ocr
    assert "picture_with_text" in page.quality.detail
    assert by_line(page)[0] == "Results are shown in the table below."
    change = next(word for word in page.words if word.text == "S310F")
    assert abs(change.x0 - 170) < 6
    assert abs(change.bottom - 125) < 8


@pytest.mark.parametrize(
    ("picture", "looked_at"),
    [
        (Box(10, 90, 290, 170), True),
        (Box(10, 90, 50, 130), False),  # a logo
        (Box(0, 0, 300, 60), False),  # the ground of a heading
    ],
)
def test_pictures_with_room_for_a_table(picture, looked_at):
    heading = (Word("REPORT", 20, 10, 120, 30, 20.0), Word("OF", 130, 10, 160, 30, 20.0))
    page = Page(1, 300, 220, heading, images=(picture,))
    assert bool(tables_as_pictures(page, Box(0, 0, 300, 220))) is looked_at


def test_off_leaves_the_page_to_a_person(tmp_path):
    page = read(tmp_path, scan(Scan(72)), ocr=OcrOptions("off")).pages[0]
    assert not page.ocr
    assert not page.quality.read


def test_the_limit_of_pages(tmp_path):
    data = scan(Scan(72), *[lambda canvas: canvas.rect(20, 20, 50, 50, fill=1)] * 2)
    pages = read(tmp_path, data, ocr=ON, limits=Limits(max_ocr_pages=1)).pages
    assert [page.quality.detail.split(";")[1:] for page in pages] == [["ocr_no_words"], ["ocr_limit"]]
    assert not any(page.quality.read for page in pages)


def test_a_page_shown_turned_keeps_its_own_words(tmp_path):
    def sideways(canvas: Canvas) -> None:
        canvas.translate(200, 50)
        canvas.rotate(90)
        lines("HER2 IHC score: 3+", "ERBB2 amplification", x=0, y=0)(canvas)

    page = read(tmp_path, pdf(sideways)).pages[0]
    assert (page.quality.verdict, page.turn, page.ocr) == ("ok", 3, False)
    assert by_line(page) == ["HER2 IHC score: 3+", "ERBB2 amplification"]
    first = page.words[0]
    shown = page.shown(Box(first.x0, first.top, first.x1, first.bottom))
    assert abs(shown.x1 - 200) < 4  # the line's foot stands 200 points from the left edge
    assert abs(shown.bottom - (page.width - 50)) < 4


DYING = """
import os, time
from her2parse.extract.extract import extract_file

def reader(path, sha256, *, key, limits, passwords=(), ocr=None, before_ocr=None):
    if ocr is not None:
        before_ocr()
        if path.stem.startswith("hang"):
            time.sleep(60)
        os.abort()
    return extract_file(path, sha256, key=key, limits=limits, passwords=passwords)
"""


def test_ocr_that_hangs_or_dies_costs_its_page_only(tmp_path, monkeypatch):
    (tmp_path / "dying_reader.py").write_text(textwrap.dedent(DYING))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    jobs = []
    for name in ("hang", "dies"):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(pdf(lines(f"report {name}")))
        jobs.append(Job(path, hashlib.sha256(path.read_bytes()).hexdigest()))
    limits = Limits(max_seconds=3)
    found = list(extract_many(jobs, key=KEY, limits=limits, ocr=ON, function="dying_reader:reader"))
    assert [(document.problem, texts(document.pages[0])) for _, document in found] == [
        ("", ["report", "hang"]),
        ("", ["report", "dies"]),
    ]


def test_the_engine_is_part_of_what_a_document_depends_on():
    versions = [extract_version(KEY, Limits(), OcrOptions(name)) for name in ("off", "rapidocr")]
    versions.append(extract_version(KEY, Limits(), OcrOptions("rapidocr", dpi=300)))
    assert len(set(versions)) == 3
    assert extract_version(KEY, Limits(), OcrOptions("auto")) == versions[1]


def test_auto_is_the_engine_of_the_package():
    assert chosen(OcrOptions("auto")) == "rapidocr"
    assert chosen(OcrOptions("off")) == ""


def test_tesseract_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert "apt install tesseract-ocr" in missing(OcrOptions("tesseract"))
    assert missing(OcrOptions("rapidocr")) == ""


TSV = """level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
4\t1\t1\t1\t1\t0\t100\t50\t300\t30\t-1\t
5\t1\t1\t1\t1\t1\t100\t52\t80\t20\t96.5\tERBB2
5\t1\t1\t1\t1\t2\t200\t50\t90\t30\t40\tS310F
5\t1\t1\t1\t1\t3\t300\t50\t9\t30\t95\t\x20
"""


def test_tesseracts_answer():
    assert parsed(TSV) == [("ERBB2", 0.965, 0, (100, 50, 180, 80)), ("S310F", 0.4, 0, (200, 50, 290, 80))]


@pytest.mark.parametrize("degrees", [-3, 0, 2])
def test_tilt_is_measured_in_the_picture(degrees):
    import io

    import numpy
    import pypdfium2

    data = scan(Scan(150, tilt=degrees), lines(*["some words on a line of print"] * 9, size=11, x=20, y=190))
    with pypdfium2.PdfDocument(io.BytesIO(data)) as document:
        image = numpy.asarray(document[0].render(scale=150 / 72).to_pil().convert("RGB"))
    assert abs(tilt(image) - degrees) <= 0.5


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_tesseract_reads_a_scan(tmp_path):
    page = read(tmp_path, scan(Scan(300)), ocr=OcrOptions("tesseract", dpi=300)).pages[0]
    assert "S310F" in texts(page)


def test_words_are_laid_on_the_straight_page():
    angle = math.radians(2)

    def at(x: float, y: float) -> tuple[float, float]:  # a page of 100 x 100 points, tilted about its middle
        x, y = x - 50, y - 50
        return 50 + x * math.cos(angle) - y * math.sin(angle), 50 + x * math.sin(angle) + y * math.cos(angle)

    corners = (at(10, 20), at(40, 20), at(40, 30), at(10, 30))
    seen = Seen((SeenWord("S310F", tuple((2 * x, 2 * y) for x, y in corners), 0, 0.9),), skew=2.0)
    (word,) = placed(seen, (100, 100), Box(0, 0, 100, 100), 2.0)
    assert (word.x0, word.top, word.x1, word.bottom) == pytest.approx((10, 20, 40, 30), abs=0.05)
    page = Page(1, 100, 100, (word,), ocr=True, skew=2.0)
    back = page.shown(Box(word.x0, word.top, word.x1, word.bottom))
    assert back.x0 == pytest.approx(min(x for x, _ in corners), abs=0.05)
    assert back.bottom == pytest.approx(max(y for _, y in corners), abs=0.05)


REPAIRS = {
    "Collection": "Collection",
    "Dale:": "Date:",
    "Palient": "Patient",
    "IMMUNOHIISTOCIEMISTRY": "IMMUNOHISTOCHEMISTRY",
    "Nol": "Not",
    "Delecled": "Detected",
    "MET": "MET",
    "ERBB2": "ERBB2",
    "S310F": "S310F",
    "Villanueva": "Villanueva",
    "0": "0",
}


@pytest.mark.parametrize(("seen", "meant"), REPAIRS.items())
def test_words_of_the_lexicons_are_mended(seen, meant):
    assert repaired(seen) == meant


@pytest.mark.parametrize(
    ("line", "apart"),
    [
        ("ERBB2S310F 5.2%", "ERBB2 S310F 5.2%"),
        ("EGFRE746_A750del 12%", "EGFR E746_A750del 12%"),
        ("EGFR-T790M", "EGFR - T790M"),
        ("Alteration(s)/ Biomarker(s)", "Alteration(s) / Biomarker(s)"),
        ("EML4-ALK 3/2024", "EML4-ALK 3/2024"),
        ("p.L858R c.2573T>G", "p.L858R c.2573T>G"),
    ],
)
def test_narrow_spaces_are_put_back(line, apart):
    assert unglued(line) == apart
    assert unglued(line).replace(" ", "") == line.replace(" ", "")


@pytest.mark.parametrize(("text", "bare"), [("HÉR2", "HER2"), ("Müller", "Müller"), ("3＋", "3+"), ("±2", "±2")])
def test_signs_and_accents(text, bare):
    assert plain(text) == bare


def test_names_misread_elsewhere_are_masked():
    """The label gives the name once; a scan may show it again with letters mistaken."""

    def page(number: int, *said: str, ocr: bool) -> Page:
        words = []
        for row, line in enumerate(said):
            x = 40.0
            for text in line.split():
                words.append(Word(text, x, 40 + 14.0 * row, x + 5 * len(text), 50 + 14.0 * row, 10))
                x += 5 * len(text) + 3
        return Page(number, 600, 800, tuple(words), ocr=ocr)

    first = page(1, "Patient: Isolde Moncrieff", "MRN: SB600042", ocr=False)
    second = page(2, "Moncrief, lsolde ERBB2 S310F", "SB6OOO42 detected in this sample", ocr=True)
    masked, _ = mask([first, second], KEY)
    left = " ".join(word.text for word in masked[1].words).replace("█", "")
    assert left.split() == ["ERBB2", "S310F", "detected", "in", "this", "sample"]
    assert not alike("egfr", "egfh")


def test_a_number_that_ocr_read_links_no_patients():
    words = [Word(text, 40 + 60 * i, 40, 90 + 60 * i, 50, 10) for i, text in enumerate(["MRN:", "SB600042"])]
    page = Page(1, 600, 800, tuple(words))
    assert [value[:3] for value, _ in mask([page], KEY)[1]] == ["id:"]
    assert mask([Page(1, 600, 800, tuple(words), ocr=True)], KEY)[1] == ()


def test_garbled_pages_of_the_corpus_are_read():
    path = Path(__file__).resolve().parents[2] / "test_data" / "reports" / "broken" / "image_only.pdf"
    page = extract_file(path, "", key=KEY, ocr=ON).pages[0]
    assert page.ocr
    assert {"3+", "AMPLIFIED"} <= set(texts(page))
