"""Lines of running text set in full width: however wide their spaces, they are no cells of a table."""

from __future__ import annotations

from her2parse.model import Page, Word
from her2parse.read.geometry import lines_of

LEFT, RIGHT, LETTER = 60.0, 520.0, 4.6


def set_full(texts: tuple[str, ...], *, fill: bool = True) -> Page:
    """Lines stretched between two margins; with spaces of 20 points where not ``fill``."""
    words: list[Word] = []
    for row, text in enumerate(texts):
        tokens = text.split()
        free = RIGHT - LEFT - LETTER * sum(map(len, tokens))
        space = free / (len(tokens) - 1) if fill else 20.0
        x, top = LEFT, 100.0 + 14 * row
        for token in tokens:
            width = LETTER * len(token)
            words.append(Word(token, x, top, x + width, top + 10, 10, "Test"))
            x += width + space
    return Page(1, 595.0, 842.0, tuple(words))


PROSE = (
    "Exon 20 nachgewiesen werden: NM_004448.4:c.2313_2324dup, p.(Tyr772_Ala775dup),",
    "Allelfrequenz 18,7 %. Daneben findet sich eine Mutation im TP53-Gen (c.524G>A,",
    "une insertion en phase du gène ERBB2 a été mise en évidence dans",
)


def test_stretched_lines_are_one_cell_each() -> None:
    lines = lines_of(set_full(PROSE))
    assert max(line.words[1].x0 - line.words[0].x1 for line in lines) > 14
    assert [len(line.cells) for line in lines] == [1, 1, 1]
    assert [len(line.tight_cells) for line in lines] == [1, 1, 1]


def test_a_table_with_one_gap_everywhere_keeps_its_cells() -> None:
    """A table that fits its columns to their widest words has equal gaps too, but no common right margin."""
    lines = lines_of(
        set_full(("Gene Variant Coding Fraction Interpretation", "ERBB2 V777L c.2329G>T 12% Pathogenic"), fill=False)
    )
    assert [len(line.cells) for line in lines] == [5, 5]


def test_one_full_line_alone_says_nothing() -> None:
    assert [len(line.cells) for line in lines_of(set_full(PROSE[:1]))] == [6]
