"""Words and where they stand: what was drawn comes back, where another program sees it."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from extract_drawing import lines, page_of, pdf, poppler_words, read, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from her2parse.model import Box

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed"
)

REPORT = (
    "Report Date: NOV-03-2020   Specimen: Blood",
    "EGFR p.(Leu858Arg) c.2573T>G 12.4% NM_005228.5",
    "ERBB2 p.Y772_A775dup c.2313_2324dup 0.08% chr17:39724731",
    "MET amplification +++ CDKN2A/B loss 7.2 copies",
    "TP53 Q165* W288fs*12 splice site 594-2A>C",
)


def test_drawn_words_come_back_in_order(tmp_path):
    page = page_of(tmp_path, lines(*REPORT))
    assert " ".join(texts(page)) == " ".join(" ".join(REPORT).split())


def test_word_carries_font_and_size(tmp_path):
    page = page_of(tmp_path, lines("Heading", font="Times-Bold", size=14))
    assert [(word.font, word.size) for word in page.words] == [("Times-Bold", 14.0)]


def test_size_is_the_size_on_the_page(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.scale(2, 2)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(30, 200, "scaled")

    assert page_of(tmp_path, draw).words[0].size == 12.0


@needs_poppler
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (30, 40, 560, 800)])
def test_boxes_are_where_pdftotext_sees_them(tmp_path, rotation, crop):
    def draw(canvas: Canvas) -> None:
        lines(*REPORT)(canvas)
        canvas.setPageRotation(rotation)
        if crop:
            canvas.setCropBox(crop)

    data = pdf(draw)
    page = read(tmp_path, data).pages[0]
    expected = poppler_words(tmp_path / "report.pdf")[0]
    assert Counter(texts(page)) == Counter(word[0] for word in expected)
    theirs = {word[0]: word for word in expected}
    for word in page.words:
        _, x0, top, x1, bottom = theirs[word.text]
        box = page.shown(Box(word.x0, word.top, word.x1, word.bottom))
        assert abs((box.x0 + box.x1) / 2 - (x0 + x1) / 2) < 3, word
        assert abs((box.top + box.bottom) / 2 - (top + bottom) / 2) < 3, word


@needs_poppler
def test_two_columns_and_fonts_as_pdftotext_sees_them(tmp_path):
    def draw(canvas: Canvas) -> None:
        lines("Gene\tVariant\tVAF", "KRAS\tG12C\t3.1%", "STK11\tQ37*\t41%", font="Courier", size=8)(canvas)
        lines("Patient is negative for RET fusions.", font="Times-Italic", size=12, y=600)(canvas)

    data = pdf(draw)
    page = read(tmp_path, data).pages[0]
    expected = poppler_words(tmp_path / "report.pdf")[0]
    assert Counter(texts(page)) == Counter(word[0] for word in expected)
    theirs = {word[0]: word for word in expected}
    assert all(abs(word.x0 - theirs[word.text][1]) < 2.5 for word in page.words)  # an italic f hangs over its start


def test_rotated_page_has_the_displayed_size(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)  # reportlab swaps the media box too: 500 x 300, shown as 300 x 500
        lines("word")(canvas)

    page = page_of(tmp_path, draw, size=(300, 500))
    assert (page.width, page.height) == (300, 500)


def test_text_outside_the_crop_box_is_not_seen(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 50, 500, 700))
        canvas.drawString(100, 600, "inside")
        canvas.drawString(100, 750, "outside")

    assert texts(page_of(tmp_path, draw)) == ["inside"]


def test_vertical_and_upside_down_writing_is_whole(tmp_path):
    def draw(canvas: Canvas) -> None:
        for angle, text in ((90, "upwards text"), (180, "turned text"), (270, "downwards text"), (40, "DRAFT copy")):
            canvas.saveState()
            canvas.translate(300, 400)
            canvas.rotate(angle)
            canvas.drawString(60, 0, text)
            canvas.restoreState()

    assert sorted(texts(page_of(tmp_path, draw))) == sorted(
        ["upwards", "text", "turned", "text", "downwards", "text", "DRAFT", "copy"]
    )


def test_no_break_space_parts_words(tmp_path):
    assert texts(page_of(tmp_path, lines("MET\u00a0L269L\u00a0(0.1%)"))) == ["MET", "L269L", "(0.1%)"]


def test_wide_gap_without_a_space_parts_words(tmp_path):
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(60, 700)
        text.setFont("Helvetica", 10)
        text._code.append("[(TP53) -3000 (R273P)] TJ")
        canvas.drawText(text)

    assert texts(page_of(tmp_path, draw)) == ["TP53", "R273P"]


def test_superscript_is_its_own_word(tmp_path):
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(60, 700)
        text.setFont("Helvetica", 10)
        text.textOut("ClinVar")
        text.setFont("Helvetica", 6)
        text.setRise(4)
        text.textOut("1")
        canvas.drawText(text)

    assert texts(page_of(tmp_path, draw)) == ["ClinVar", "1"]


def test_small_capitals_on_one_baseline_stay_whole(tmp_path):
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(60, 700)
        text.setFont("Helvetica", 12)
        text.textOut("F")
        text.setFont("Helvetica", 9)
        text.textOut("OUNDATION")
        canvas.drawText(text)

    assert texts(page_of(tmp_path, draw)) == ["FOUNDATION"]


def test_bold_made_by_drawing_twice_is_one_word(tmp_path):
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.3, 0.6):
            canvas.drawString(60 + shift, 700, "GENOMIC FINDINGS")

    assert texts(page_of(tmp_path, draw)) == ["GENOMIC", "FINDINGS"]


def test_letters_drawn_twice_are_folded_by_place_not_by_spelling(tmp_path):
    def draw(canvas: Canvas) -> None:
        x = 60.0
        for char in "Microsatellite":
            for shift in (0, 0.25):
                canvas.drawString(x + shift, 700, char)
            x += pdfmetrics.stringWidth(char, "Helvetica", 12)

    assert texts(page_of(tmp_path, draw)) == ["Microsatellite"]


def test_the_same_word_elsewhere_is_not_folded(tmp_path):
    assert texts(page_of(tmp_path, lines("KRAS KRAS", "KRAS"))) == ["KRAS", "KRAS", "KRAS"]


def test_line_end_hyphen_is_mended(tmp_path):
    # PDFium gives U+FFFE for a hyphen that ends a line; both parts stay words of their own lines.
    page = page_of(tmp_path, lines("a fusion of the genes EML4-", "ALK was detected in this sample"))
    words = texts(page)
    assert "EML4-" in words
    assert "ALK" in words
    assert not any("\ufffe" in word or "\u0002" in word for word in words)


def test_ligatures_are_undone_and_signs_kept(tmp_path):
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    page = page_of(tmp_path, lines("de\ufb01ned 37° 5µm cm² 1–3 †", font="Vera"))
    assert texts(page) == ["defined", "37°", "5µm", "cm²", "1–3", "†"]


def test_filled_form_field_is_read(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "HER2 IHC score:")
        canvas.acroForm.textfield(name="score", x=200, y=690, width=80, height=20, value="3+", borderWidth=0)

    assert "3+" in texts(page_of(tmp_path, draw))


word = st.text(
    st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(word, min_size=1, max_size=5), min_size=1, max_size=12))
def test_any_ascii_text_comes_back(tmp_path, rows):
    drawn = [" ".join(row) for row in rows]
    page = page_of(tmp_path, lines(*drawn, font="Courier", size=8))
    if page.quality.verdict != "blank":
        # A hyphen at the end of a line and words drawn at one place are the only things that PDFium may join.
        assert "".join(texts(page)) == "".join("".join(row) for row in rows)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 200), st.floats(100, 700), st.sampled_from([6.0, 8.0, 10.0, 14.0]))
def test_the_box_is_where_the_word_was_drawn(tmp_path, x, y, size):
    page = page_of(tmp_path, lines("T790M", size=size, x=x, y=y), size=(600, 800))
    found = page.words[0]
    assert found.x0 == pytest.approx(x, abs=0.6)
    assert found.x1 == pytest.approx(x + pdfmetrics.stringWidth("T790M", "Helvetica", size), abs=0.6)
    assert found.top < 800 - y < found.bottom
    assert found.bottom - found.top == pytest.approx(size, rel=0.35)


def test_ligatures_do_not_cut_words(tmp_path: Path) -> None:
    """A font that sets fi as one glyph gives its letters boxes of their own height ("Ampli fi ed")."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    page = page_of(tmp_path, lines("Ampli\ufb01ed \ufb02uid", font="Vera"))
    assert texts(page) == ["Amplified", "fluid"]
