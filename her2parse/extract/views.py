"""A page's lines as its text runs: what is shown sideways or upside down is turned before its lines are sought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from her2parse.extract.lines import TextLine, text_lines
from her2parse.extract.words import turned
from her2parse.model import Page


@dataclass(frozen=True, slots=True)
class View:
    """The lines of a page, and the height (points) of the page in the direction in which most of them run down."""

    lines: tuple[TextLine, ...]
    height: float


def view_of(page: Page, directions: Sequence[int] = ()) -> View:
    """The lines of one page; the words of a line keep their positions in ``page.words``.

    Args:
        page: with its words as displayed.
        directions: for each word the direction of writing as displayed (0 right, 1 down, 2 left, 3 up); empty = all 0.
    """
    if len(directions) != len(page.words) or not any(directions):
        return View(text_lines(page.words), page.height)
    groups = [direction for direction, _ in Counter(directions).most_common()]
    # Each direction's lines stand far under those of the others, so that no label is read with another's value.
    far = {direction: 10 * rank * (page.width + page.height) for rank, direction in enumerate(groups)}
    words = []
    for word, direction in zip(page.words, directions, strict=True):
        x0, top, x1, bottom = turned((word.x0, word.top, word.x1, word.bottom), direction)
        dx = {2: page.width, 3: page.height}.get(direction, 0.0)
        dy = far[direction] + {1: page.width, 2: page.height}.get(direction, 0.0)
        words.append(replace(word, x0=x0 + dx, top=top + dy, x1=x1 + dx, bottom=bottom + dy))
    return View(text_lines(words), page.width if groups[0] % 2 else page.height)
