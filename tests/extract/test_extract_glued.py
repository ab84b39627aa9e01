"""Spaces that a producer lost, or set between the letters of a word."""

from __future__ import annotations

import pytest
from extract_drawing import lines, page_of, texts
from reportlab.pdfgen.canvas import Canvas

from her2parse.extract.glued import parted


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Missensevariant", ("Missense", "variant")),
        ("NOTDETECTED", ("NOT", "DETECTED")),
        ("nopathogenicvariantswerefound", ("no", "pathogenic", "variants", "were", "found")),
        ("Rearrangement", ()),
        ("microsatellite", ()),
        ("Genamplifikation", ()),
        ("Tumorzellgehalt", ()),
        ("KRASvariant", ()),
    ],
)
def test_a_glued_word_is_taken_apart_where_all_its_parts_are_known(text, parts):
    assert parted(text) == parts


def test_glued_words_are_mended_where_a_document_has_several(tmp_path):
    page = page_of(tmp_path, lines("KRAS p.G12C Missensevariant(exon2)", "MET Notdetected", "Copynumberchanges,none"))
    told = "KRAS p.G12C Missense variant (exon2) MET Not detected Copy number changes, none"
    assert " ".join(texts(page)) == told
    variant = page.words[3]
    assert page.words[2].x1 == variant.x0
    assert variant.x1 == page.words[4].x0


def test_one_glued_word_is_somebodys_spelling(tmp_path):
    assert texts(page_of(tmp_path, lines("MET Notdetected"))) == ["MET", "Notdetected"]


def spaced(*rows: str):
    def draw(canvas: Canvas) -> None:
        for number, row in enumerate(rows):
            text = canvas.beginText(60, 700 - 30 * number)
            text.setFont("Helvetica-Bold", 12)
            text.setCharSpace(9)
            text.textOut(row)
            canvas.drawText(text)

    return draw


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("ERBB2", ["ERBB2"]),
        ("APPROVED THERAPIES", ["APPROVED", "THERAPIES"]),
        ("Genes of uncertain relevance", ["Genes", "of", "uncertain", "relevance"]),
        ("abobo", ["a", "b", "o", "b", "o"]),
        ("ABOBO", ["A", "B", "O", "B", "O"]),
    ],
)
def test_spaced_letters_are_a_word_where_one_is_known(tmp_path, row, words):
    assert texts(page_of(tmp_path, spaced(row))) == words
