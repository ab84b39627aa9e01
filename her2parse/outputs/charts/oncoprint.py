"""The cohort at a glance: a row for each HER2 axis and gene, a column for each patient.

A whole row is one path for each sort of mark, so that a thousand patients cost a few kilobytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from her2parse.outputs.charts.svg import element, figure, short, words

_LEFT, _ROW = 150.0, 22.0
_ROOM = 740.0
_LEAST, _MOST = 2.0, 15.0
MOST_COLUMNS = 1_000
NAMED_COLUMNS = 48
SORTS = ("amplification", "loss", "mutation", "fusion", "expression", "equivocal", "review")


@dataclass(frozen=True, slots=True)
class Column:
    """One patient: the sorts of alteration in each row, and the rows that were assayed and found negative."""

    name: str
    marks: dict[str, frozenset[str]] = field(default_factory=dict)
    negative: frozenset[str] = frozenset()


def arranged(columns: Sequence[Column], rows: Sequence[str]) -> list[Column]:
    """The columns so that the marks of the first row stand together, within them those of the second, and so on."""
    return sorted(columns, key=lambda one: ([_rank(one.marks.get(row, frozenset())) for row in rows], one.name))


def _rank(marks: frozenset[str]) -> int:
    return min((SORTS.index(mark) for mark in marks), default=len(SORTS))


def oncoprint(name: str, columns: Sequence[Column], rows: Sequence[tuple[str, str]], description: str) -> str:
    """The figure. ``rows`` are pairs of a name and what stands right of it (``12 of 40``)."""
    drawn = arranged(columns, [row for row, _ in rows])[:MOST_COLUMNS]
    wide = min(_MOST, max(_LEAST, _ROOM / max(1, len(drawn))))
    gap = 1.5 if wide >= 6 else 0.0
    named = 0 < len(drawn) <= NAMED_COLUMNS and wide >= 11
    top = 6.0
    bottom = top + _ROW * len(rows)
    right = _LEFT + wide * len(drawn)
    parts = []
    for index, (row, said) in enumerate(rows):
        y = top + index * _ROW
        parts.append(words(row, _LEFT - 8, y + 14, 26, class_="end small"))
        parts.append(words(said, right + 8, y + 14, 24, class_="small soft"))
        paths: dict[str, list[str]] = {}
        for at, column in enumerate(drawn):
            x = _LEFT + at * wide
            here = column.marks.get(row, frozenset())
            blank = "negative" if row in column.negative and not here else "blank"
            paths.setdefault(blank, []).append(_box(x, y + 2, wide - gap, _ROW - 5))
            for mark in here:
                paths.setdefault(mark, []).append(_shape(mark, x, y, wide - gap))
        for mark in ("blank", "negative", *SORTS):
            if mark in paths:
                parts.append(element("path", d="".join(paths[mark]), class_=f"cell-{mark}"))
    if named:
        for at, column in enumerate(drawn):
            x = _LEFT + (at + 0.5) * wide - 3
            parts.append(
                words(
                    column.name,
                    0,
                    0,
                    12,
                    class_="tiny",
                    transform=f"translate({short(x)} {short(bottom + 6)}) rotate(90)",
                )
            )
    tail = 78.0 if named else 8.0
    return figure(
        name,
        "Alterations of the cohort",
        description,
        max(900.0, right + 130),
        bottom + tail,
        *parts,
        class_="oncoprint",
    )


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{short(x)} {short(y)}h{short(width)}v{short(height)}h{short(-width)}z"


def _shape(mark: str, x: float, y: float, wide: float) -> str:
    """Each sort has its own form: whole box, foot of the box, middle, head, diamond, left half, triangle."""
    if mark == "amplification":
        return _box(x, y + 2, wide, _ROW - 5)
    if mark == "loss":
        return _box(x, y + _ROW - 9, wide, 6)
    if mark == "mutation":
        return _box(x, y + 8, wide, 5.5)
    if mark == "expression":
        return _box(x, y + 2, wide, 6)
    half = min(wide, 10.0) / 2
    middle = x + wide / 2
    if mark == "fusion":
        return f"M{short(middle)} {short(y + 3)}l{short(half)} 7.5l{short(-half)} 7.5l{short(-half)} -7.5z"
    if mark == "equivocal":
        return _box(x, y + 2, wide / 2, _ROW - 5)
    return f"M{short(middle - half)} {short(y + 16)}h{short(2 * half)}l{short(-half)} -11z"
