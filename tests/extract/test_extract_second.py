"""Pages that PDFium cannot load are read by pdfplumber; what neither reads stays unread."""

from __future__ import annotations

from pathlib import Path

import pytest
from extract_drawing import lines, pdf, read, texts

from her2parse.extract import extract as module
from her2parse.extract.second import second_look


def test_pdfplumber_sees_the_same_words_and_size(tmp_path: Path) -> None:
    data = pdf(lines("ERBB2 p.(Tyr772_Ala775dup) 12.5%"))
    by_pdfium = read(tmp_path, data).pages[0]
    seen = second_look(data, 0)
    assert seen is not None
    assert (seen[0], seen[1]) == (by_pdfium.width, by_pdfium.height)
    assert [word.text for word in seen[2].words] == texts(by_pdfium)


def test_a_page_lost_by_pdfium_is_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_loaded", lambda _page: module._Sight(fault="no_text_page"))
    document = read(tmp_path, pdf(lines("EGFR p.L858R 23%")))
    assert texts(document.pages[0]) == ["EGFR", "p.L858R", "23%"]
    assert document.pages[0].quality.read


def test_a_page_that_neither_reads_stays_unread() -> None:
    assert second_look(b"%PDF-1.7\nno objects here\n%%EOF", 0) is None


def test_a_letter_alone_in_a_font_that_is_not_embedded_is_not_lost(tmp_path: Path) -> None:
    """PDFium leaves it out; ``ERBB2 検出せ | ず`` (not detected) would lose its ``not``."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("HeiseiMin-W3", 10)
        for row, text in enumerate(("ERBB2 増幅 検出せ", "ず")):
            canvas.drawString(60, 760 - 14 * row, text)

    page = read(tmp_path, pdf(draw)).pages[0]
    assert texts(page) == ["ERBB2", "増幅", "検出せ", "ず"]
    lost = page.words[-1]
    assert abs(lost.x0 - page.words[0].x0) < 3
    assert lost.top > page.words[0].bottom - 3
