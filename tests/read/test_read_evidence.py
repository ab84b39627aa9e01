"""The box of a statement holds every word of its quote, and holds it whole."""

from __future__ import annotations

from her2parse.model import Page, Word
from her2parse.read.geometry import evidence


def test_a_box_over_several_lines_cuts_no_word() -> None:
    lines = [[("There", 40, 62), ("is", 64, 70), ("MYC", 72, 90)], [("amplification", 40, 95), ("(copies", 97, 130)]]
    lines.append([("wholly", 20, 48), ("13).", 50, 66)])
    words = [
        Word(text, float(x0), 100.0 + 14 * row, float(x1), 110.0 + 14 * row)
        for row, line in enumerate(lines)
        for text, x0, x1 in line
    ]
    page = Page(1, 612.0, 792.0, tuple(words))
    place = evidence(page, [words[0], words[2], words[4], words[6]])
    assert place.quote == "There is MYC amplification (copies 13)."
    assert (place.x0, place.x1) == (40.0, 130.0)
    cut = evidence(page, [words[1], words[3], words[6]])
    inside = [w for w in words if w.text in cut.quote.split()]
    assert inside
    assert all(cut.x0 <= w.x0 and w.x1 <= cut.x1 for w in inside)


def test_a_word_that_only_begins_in_the_box_stays_outside() -> None:
    words = (Word("ERBB2", 40.0, 100.0, 70.0, 110.0), Word("12", 100.0, 114.0, 110.0, 124.0))
    page = Page(1, 612.0, 792.0, (*words, Word("unrelated", 104.0, 100.0, 160.0, 110.0)))
    assert evidence(page, words).quote == "ERBB2 12"
