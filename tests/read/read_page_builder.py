"""Pages from a few words: ``#`` begins a heading, ``¦`` separates cells, ``⏎`` ends a line.

Or, where geometry matters, from texts with their places.
"""

from __future__ import annotations

from collections.abc import Iterable

from her2parse.model import Box, Page, Word

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


Placed = tuple[float, float, str]
"""Left edge, top and text; ``#`` begins a heading."""


def page_with(texts: Iterable[Placed], rules: tuple[Box, ...] = ()) -> Page:
    """A page of ``texts``, in letters 8 points high."""
    words: list[Word] = []
    for x, top, text in texts:
        font, size = ("Helvetica-Bold", 10.0) if text.startswith("#") else ("Helvetica", 8.0)
        at = x
        for word in text.lstrip("#").split():
            words.append(Word(word, at, top, at + 4.0 * len(word), top + size * 1.1, size, font))
            at += 4.0 * len(word) + 2.2
    return Page(1, 595.0, 842.0, tuple(words), rules)
