"""Rows of framed cards side by side, each a region of its own: pure geometry.

What stands on one level in two cards is no row of a table, and what a card says ends with its frame. The cells of a
table are framed as well, but their frames touch; those of cards leave white between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from her2parse.model import Box, Page, Word
from her2parse.read.geometry import Line, lines_among

_HIGH, _WIDE = 24.0, 0.75
"""The least height of a card (points), and the share of the page's width that it is narrower than."""
_WHITE = 4.0
"""The least white between two cards, points."""
_LEVEL = 3.0
"""How much the upper edges of cards of one row may differ, points."""

_LARGER = 1.15
"""How much larger than what stands beside it a card's title is set."""


@dataclass(frozen=True, slots=True)
class Region:
    """Lines of a page: those across it, or (``card``) those inside one frame."""

    lines: tuple[Line, ...]
    card: bool = False


def frames(page: Page, least_height: float) -> list[Box]:
    """The boxes of a page that may be frames of cards: at least ``least_height`` points high, and no page's width."""
    return [box for box in page.rules if box.bottom - box.top >= least_height and box.x1 - box.x0 < _WIDE * page.width]


def regions(page: Page, lines: Sequence[Line]) -> tuple[Region, ...]:
    """A page's lines in reading order, those of each card by themselves; one region where there are no cards."""
    out: list[Region] = []
    at = 0
    for row in sorted(_rows(page), key=lambda row: row[0].top):
        top, bottom = min(box.top for box in row), max(box.bottom for box in row)
        inside = [n for n in range(at, len(lines)) if top < _middle(lines[n]) < bottom]
        held = [word for n in inside for word in lines[n].words]
        cards = [lines_among(page.number, [word for word in held if _holds(box, word)]) for box in row]
        told = sum(len(card) > 1 for card in cards)
        if told < 2 or sum(len(line.words) for card in cards for line in card) < len(held):
            continue  # Something stands between the frames: they are no row of cards.
        if inside[0] > at:
            out.append(Region(tuple(lines[at : inside[0]])))
        out.extend(Region(tuple(_titled(page, card)), card=True) for card in cards if card)
        at = inside[-1] + 1
    if at < len(lines) or not out:
        out.append(Region(tuple(lines[at:])))
    return tuple(out)


def _titled(page: Page, card: Sequence[Line]) -> Iterator[Line]:
    """A card's lines, with what stands smaller beside its title (``ERBB2 | Tier I``) at the card's end: a line of its
    own between the title and what the title owns would part the two."""
    title = card[0].cells[0]
    tags = [cell for cell in card[0].cells[1:] if _LARGER * cell.size < title.size]
    if len(card) < 2 or not tags or len(tags) < len(card[0].cells) - 1:
        yield from card
        return
    yield Line(page.number, title.words)
    yield from card[1:]
    yield Line(page.number, tuple(word for cell in tags for word in cell.words))


def _rows(page: Page) -> Iterator[list[Box]]:
    """Frames at one height that leave white between them, left to right."""
    wide = [box for box in frames(page, _HIGH) if box.x1 - box.x0 >= 2 * _HIGH]
    outer = [box for box in wide if not any(_within(box, other) for other in wide)]
    seen: set[int] = set()
    for box in outer:
        row: list[Box] = []
        for other in sorted((o for o in outer if abs(o.top - box.top) < _LEVEL), key=lambda o: o.x0):
            if id(other) not in seen and (not row or other.x0 >= row[-1].x1 + _WHITE):
                row.append(other)
        if len(row) > 1:
            seen.update(map(id, row))
            yield row


def _within(box: Box, other: Box) -> bool:
    """True for a frame inside another one, or drawn twice."""
    if box is other:
        return False
    inside = other.x0 - 1 <= box.x0 and box.x1 <= other.x1 + 1 and other.top - 1 <= box.top
    inside = inside and box.bottom <= other.bottom + 1
    same = max(abs(box.x0 - other.x0), abs(box.x1 - other.x1), abs(box.top - other.top)) <= 2
    return inside and (not same or (box.x0, box.top, box.x1) > (other.x0, other.top, other.x1))


def _holds(box: Box, word: Word) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def _middle(line: Line) -> float:
    return (line.top + line.bottom) / 2
