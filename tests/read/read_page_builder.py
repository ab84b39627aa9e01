"""Pages from a few words: ``#`` begins a heading, ``¦`` separates cells, ``⏎`` ends a line."""

from __future__ import annotations

from her2parse.model import Page, Word

_LETTER = 5.0
_SIZE = 10.0


def page_of(text: str, number: int = 1) -> Page:
    """A page whose lines are ``text`` cut at ``⏎``; cells of a line begin at fixed places."""
    words: list[Word] = []
    for row, line in enumerate(text.split("⏎")):
        top = 60.0 + row * 14.0
        heading = line.strip().startswith("#")
        font, size = ("Helvetica-Bold", _SIZE * 1.3) if heading else ("Helvetica", _SIZE)
        cells = [cell.strip() for cell in line.strip().lstrip("#").split("¦")]
        width = 470.0 / len(cells)
        for column, cell in enumerate(cells):
            x = 50.0 + column * width
            for text_ in cell.split():
                end = x + _LETTER * len(text_)
                words.append(Word(text_, x, top, end, top + size * 1.2, size, font))
                x = end + 2.8
    return Page(number, 612.0, 792.0, tuple(words))
