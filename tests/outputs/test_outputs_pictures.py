"""Crops of the page: where they are cut, what is painted over, and that a broken page costs only its picture."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from outputs_factory import finding
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from her2parse.model import Document, Evidence, Page, TextQuality, Word
from her2parse.outputs import pictures

WIDTH, HEIGHT = A4


def word(text: str, x0: float, top: float, width: float, masked: bool = False) -> Word:
    return Word(text, x0, top, x0 + width, top + 12, 12, "Helvetica", masked)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Page 1: a name in a solid black bar at top 100, evidence words at top 120; page 2: empty."""
    path = tmp_path_factory.mktemp("pdf") / "one.pdf"
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, HEIGHT - 110, "NAMENAMENAME")
    canvas.drawString(72, HEIGHT - 130, "ERBB2")
    canvas.drawString(130, HEIGHT - 130, "S310F")
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def document() -> Document:
    words = (word("█████", 72, 100, 100, True), word("ERBB2", 72, 120, 45), word("S310F", 130, 120, 40))
    return Document("0" * 64, 2, (Page(1, WIDTH, HEIGHT, words), Page(2, WIDTH, HEIGHT, ())))


PLACE = Evidence(1, 72, 120, 170, 132, "ERBB2 S310F")
FOUND = finding("one.pdf", written="S310F", evidence=PLACE)


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_the_crop_shows_the_evidence_boxed_and_the_name_painted_over(pdf: Path, document: Document) -> None:
    made = pictures.crops(pdf, document, [FOUND])
    image = picture(made[FOUND.finding_id])
    scale = image.width / WIDTH
    top = PLACE.top - 26
    name = image.crop((round(71 * scale), round((99 - top) * scale), round(172 * scale), round((112 - top) * scale)))
    assert {colour for _, colour in name.getcolors() or []} == {(60, 66, 74)}  # nothing but the mask
    colours = {colour for _, colour in image.getcolors() or []}
    assert (0, 90, 160) in colours  # the box around the evidence
    assert (213, 94, 0) in colours  # the boxes of its words
    assert len(made[FOUND.finding_id]) < 20_000


def test_the_name_is_readable_when_it_is_not_masked(pdf: Path, document: Document) -> None:
    """The test above would pass on a blank page; this one shows that the name is drawn there."""
    words = tuple(replace(w, masked=False) for w in document.pages[0].words)
    bare = replace(document, pages=(replace(document.pages[0], words=words),))
    image = picture(pictures.crops(pdf, bare, [FOUND])[FOUND.finding_id])
    scale = image.width / WIDTH
    name = image.crop((round(71 * scale), round((99 - 94) * scale), round(172 * scale), round((112 - 94) * scale)))
    assert len(name.getcolors() or []) > 3


def test_the_same_picture_twice_and_in_any_order(pdf: Path, document: Document) -> None:
    other = finding("one.pdf", written="other", evidence=replace(PLACE, x0=130.0))
    assert pictures.crops(pdf, document, [FOUND, other]) == pictures.crops(pdf, document, [other, FOUND])


@pytest.mark.parametrize(
    ("verdict", "detail"),
    [("garbled", ""), ("image_only", ""), ("unreadable", ""), ("ok", "picture;ocr_lost:1")],
)
def test_a_page_that_was_not_believed_gives_no_picture(
    pdf: Path, document: Document, verdict: str, detail: str
) -> None:
    page = replace(document.pages[0], quality=TextQuality(verdict, detail))  # type: ignore[arg-type]
    assert pictures.crops(pdf, replace(document, pages=(page,)), [FOUND]) == {}


def test_a_page_drawn_in_another_shape_gives_no_picture(pdf: Path, document: Document) -> None:
    page = replace(document.pages[0], width=HEIGHT, height=WIDTH)
    assert pictures.crops(pdf, replace(document, pages=(page,)), [FOUND]) == {}


def test_broken_files_and_odd_boxes_never_raise(pdf: Path, document: Document, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing here")
    assert pictures.crops(broken, document, [FOUND]) == {}
    assert pictures.crops(tmp_path / "missing.pdf", document, [FOUND]) == {}
    outside = finding("one.pdf", written="outside", evidence=Evidence(1, 0, 5000, 10, 5010, ""))
    beyond = finding("one.pdf", written="beyond", evidence=Evidence(9, 0, 0, 10, 10, ""))
    assert list(pictures.crops(pdf, document, [outside, beyond])) == []
    tall = finding("one.pdf", written="tall", evidence=Evidence(1, -20, -20, 5000, 5000, ""))
    made = pictures.crops(pdf, document, [tall])
    assert picture(made[tall.finding_id]).height <= 211 * 110 / 72


def test_one_odd_box_costs_only_its_own_picture(pdf: Path, document: Document) -> None:
    outside = finding("one.pdf", written="outside", evidence=Evidence(1, 0, 5000, 10, 5010, ""))
    assert list(pictures.crops(pdf, document, [outside, FOUND])) == [FOUND.finding_id]


def test_the_limit_keeps_her2_findings_first(pdf: Path, document: Document) -> None:
    her2 = finding("one.pdf", written="z", her2_class="mutation", evidence=replace(PLACE, top=300, bottom=312))
    assert list(pictures.crops(pdf, document, [FOUND, her2], limit=1)) == [her2.finding_id]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("cropped", [False, True])
def test_masks_lie_on_the_name_on_turned_and_cropped_pages(turns: int, cropped: bool, tmp_path: Path) -> None:
    """Words are measured on the page as shown; the mask must cover what was drawn there, whatever the page's frame."""
    left, bottom, right, upper = (30.0, 40.0, 560.0, 800.0) if cropped else (0.0, 0.0, WIDTH, HEIGHT)
    path = tmp_path / "turned.pdf"
    # reportlab swaps the sides of a page that it turns, so that the media box is upright A4 in every case.
    canvas = Canvas(str(path), pagesize=(HEIGHT, WIDTH) if turns % 2 else A4, invariant=1)
    canvas.setPageRotation(90 * turns)
    if cropped:
        canvas.setCropBox((left, bottom, right, upper))
    canvas.rect(100, 500, 80, 14, stroke=0, fill=1)
    canvas.save()
    shown = {
        0: (100 - left, upper - 514, 180 - left, upper - 500),
        1: (500 - bottom, 100 - left, 514 - bottom, 180 - left),
        2: (right - 180, 500 - bottom, right - 100, 514 - bottom),
        3: (upper - 514, right - 180, upper - 500, right - 100),
    }[turns]
    size = (right - left, upper - bottom)[:: -1 if turns % 2 else 1]
    name = Word("████", *shown, 12, "", True)
    document = Document("0" * 64, 1, (Page(1, *size, (name,)),))
    found = finding("one.pdf", evidence=Evidence(1, *shown, ""))
    image = picture(pictures.crops(path, document, [found])[found.finding_id])
    colours = {colour for _, colour in image.getcolors() or []}
    assert colours == {(255, 255, 255), (60, 66, 74), (0, 90, 160)}  # paper, mask, outline: no black left
