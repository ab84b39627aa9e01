"""Rows without rules whose cells run over several lines: a value belongs to its own row, whatever stands below it."""

from __future__ import annotations

import pytest

from her2parse.model import Page, ReportHeader, Word
from her2parse.read.document import _statements
from her2parse.read.layout import lay_out
from her2parse.read.lexicon import lexicon
from her2parse.read.merge import merge

_LINE, _ROW = 9.0, 15.0
"""Points from one line to the next inside a row, and from the last line of a row to the next row."""


def page_of(rows: list[tuple[str, str]], line: float = _LINE, row: float = _ROW) -> Page:
    """A heading and rows of two cells; ``/`` breaks a cell."""
    words = [Word("Results", 40.0, 60.0, 80.0, 74.0, 12.0, "Helvetica-Bold")]
    top = 90.0
    for cells in rows:
        broken = [[part.strip() for part in cell.split("/")] for cell in cells]
        for x0, parts in zip((40.0, 160.0), broken, strict=True):
            for at, part in enumerate(parts):
                x = x0
                for text in part.split():
                    words.append(Word(text, x, top + at * line, x + 4.0 * len(text), top + at * line + 8.0, 7.0, "F"))
                    x += 4.0 * len(text) + 2.0
        top += row + line * (max(len(parts) for parts in broken) - 1)
    return Page(1, 612.0, 792.0, tuple(words))


@pytest.mark.parametrize("line", [8.2, 9.0, 10.0])
def test_an_answer_beside_a_broken_name_is_the_name_s_own(line: float) -> None:
    rows = [
        ("ERBB2 (HER2) / amplification", "negative"),
        ("MET / amplification", "Not detected"),
        ("ERBB2 small / variant", "Detected: / p.Gly776delinsValCys / (62.8%)"),
        ("HER2 FISH", "Copy number gain / (amplification)"),
        ("BRAF small / variant", "None / detected"),
        ("MDM2", "Amplification (copy / number 10)"),
    ]
    lex = lexicon()
    made = merge(_statements(lay_out([page_of(rows[:3] + rows[4:], line)], lex), ReportHeader(), lex))
    assert [(s.gene, s.kind, s.state, s.vaf, s.copy_number) for s in made] == [
        ("ERBB2", "copy_number", "not_detected", None, None),
        ("MET", "copy_number", "not_detected", None, None),
        ("ERBB2", "small_variant", "detected", 0.628, None),
        ("BRAF", "small_variant", "not_detected", None, None),
        ("MDM2", "copy_number", "detected", None, 10.0),
    ]
    (fish,) = merge(_statements(lay_out([page_of([rows[3], rows[1]], line)], lex), ReportHeader(), lex))[:1]
    assert (fish.gene, fish.as_written, fish.method) == ("ERBB2", "amplification", "ish")


def test_rows_in_groups_are_not_joined() -> None:
    rows = [("EGFR mutation", "Detected"), ("KRAS mutation", "Not detected")]
    lex = lexicon()
    close = page_of(rows, row=_LINE)
    later = page_of([("ALK fusion", "Not detected"), ("ROS1 fusion", "Detected")], row=_LINE)
    words = [Word(w.text, w.x0, w.top + 30, w.x1, w.bottom + 30, w.size, w.font) for w in later.words[1:]]
    page = Page(1, 612.0, 792.0, (*close.words, *words))
    made = merge(_statements(lay_out([page], lex), ReportHeader(), lex))
    assert [(s.gene, s.state) for s in made] == [
        ("EGFR", "detected"),
        ("KRAS", "not_detected"),
        ("ALK", "not_detected"),
        ("ROS1", "detected"),
    ]
