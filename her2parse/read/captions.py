"""Large values over (or under) their small captions, as cards print them: ``27%`` with ``VARIANT FRACTION`` below.

The value often stands right of the gene that heads the card, and so does the next card's: such a line is no row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from her2parse.read.geometry import Cell
from her2parse.read.layout import BELIEVED, PlacedLine
from her2parse.read.lexicon import Lexicon, normal
from her2parse.read.mentions import mentions_of

_VALUE = re.compile(r"[<>~≈]?\s?\d+(?:[.,]\d+)?\s?(?:%|x|×)?")
_ROLES = frozenset({"vaf", "copy_number", "reads", "fold_change"})
_LABELS = {"vaf": "vaf", "copies": "copy_number", "reads": "reads", "fold": "fold_change"}
_LARGER = 1.15
"""How much larger than its caption a value is set, at least."""
_NEAR = 1.2
"""The gap between the two, at most, in heights of the caption."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """A value and the caption that says what it is (``role``: that of a column)."""

    value: Cell
    caption: Cell
    role: str

    @property
    def ids(self) -> frozenset[int]:
        """The two cells, as the reader of blocks knows them."""
        return frozenset({id(self.value), id(self.caption)})


def captioned(lines: Sequence[PlacedLine], lex: Lexicon) -> tuple[Captioned, ...]:
    """The values of a page that stand right over or under their captions, larger than those."""
    cells = [p.cell for placed in lines for p in placed.cells if p.zone.name in BELIEVED]
    values = [cell for cell in cells if len(cell.words) <= 2 and _VALUE.fullmatch(cell.text)]
    if not values:
        return ()
    captions = [(cell, role) for cell in cells if len(cell.words) <= 4 and (role := _role(cell, lex))]
    out: list[Captioned] = []
    for value in values:
        near = [
            (abs(_gap(value, cell)), cell, role)
            for cell, role in captions
            if value.size > _LARGER * cell.size and _gap(value, cell) < _NEAR * cell.height and _together(value, cell)
        ]
        if near:
            _, caption, role = min(near, key=lambda one: one[0])
            out.append(Captioned(value, caption, role))
    return tuple(out)


def _role(cell: Cell, lex: Lexicon) -> str:
    role = lex.roles.get(normal(cell.text), "")
    if role in _ROLES:
        return role
    found = mentions_of(cell, lex)
    whole = {index for m in found for index in m.words} == set(range(len(cell.words)))
    named = {_LABELS.get(m.value, "") for m in found if m.type == "label"}
    return named.pop() if whole and len(named) == 1 and {m.type for m in found} <= {"label", "prep"} else ""


def _gap(value: Cell, caption: Cell) -> float:
    """The white between the two, one over the other."""
    return max(caption.top - value.bottom, value.top - caption.bottom)


def _together(value: Cell, caption: Cell) -> bool:
    """True for two cells over one another: an edge or the middle is the same, or one lies over the other."""
    return min(value.x1, caption.x1) - max(value.x0, caption.x0) > 0 and _gap(value, caption) > -caption.height
