"""Boxes to tick: the signs for them, which of them are ticked, and where they stand in a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from her2parse.model import Word
from her2parse.read.geometry import Line
from her2parse.read.remembered import by_word

EMPTY = frozenset({"☐", "□", "◻", "❏", "▢", "[]", "()", "[_]", "(_)", "○", "◯"})
TICKED = frozenset({"☒", "☑", "▣", "✓", "✔", "✗", "✘", "🗹", "🗵"})
FILLED = {"■": "□", "●": "○", "◉": "○", "⬤": "◯"}
"""Signs that are bullets, unless the page has the empty ones as well."""
IN_BRACKETS = re.compile(r"\[[xX✓✔*]\]|\([xX✓✔*]\)")
UNDERLINED = frozenset({"_X_", "_x_", "_✓_", "__X__", "__x__"})
"""Ticked boxes of forms whose boxes are underlines; an empty one is an underline alone."""
_BLANK = re.compile(r"_{2,6}")
GLUED = re.compile(r"([☐□◻❏▢☒☑▣🗹🗵]|\[[ _xX✓✔]?\])(?=\S)(.+)")
_NEAR, _SAME = 2.6, 3.0
"""White between choices below one another, shares of a letter's height; how far their left edges differ, points."""


class Box(NamedTuple):
    """A box: its words' indices in its line, and whether it is ticked."""

    first: int
    last: int
    ticked: bool


def is_boxed(texts: AbstractSet[str]) -> bool:
    """True where words are, or begin with, an empty or a ticked box."""
    return True in map(_is_box, texts)


_BOXES = EMPTY | TICKED | UNDERLINED | {"[", "("}


@by_word
def _is_box(text: str) -> bool:
    """True for a word that is, or begins with, an empty or a ticked box."""
    return text in _BOXES or bool(GLUED.fullmatch(text) or IN_BRACKETS.fullmatch(text))


def ticks_among(texts: AbstractSet[str]) -> AbstractSet[str]:
    """The signs that are ticked boxes on a page of such words: full ones only where there are empty ones as well."""
    return TICKED | {full for full, empty in FILLED.items() if empty in texts} | (texts & UNDERLINED)


def unglued(line: Line) -> Line:
    """A line whose boxes are words of their own (``☐Positive``)."""
    if not any(GLUED.fullmatch(word.text) for word in line.words):
        return line
    words: list[Word] = []
    for word in line.words:
        match = GLUED.fullmatch(word.text)
        if match is None:
            words.append(word)
            continue
        cut = word.x0 + (word.x1 - word.x0) * len(match[1]) / len(word.text)
        words += [replace(word, text=match[1], x1=cut), replace(word, text=match[2], x0=cut)]
    return Line(line.page, tuple(words))


def boxes_in(line: Line, ticks: AbstractSet[str]) -> list[Box]:
    """A line's boxes from left to right; ``ticks`` are the signs that are ticked boxes on this page."""
    out: list[Box] = []
    texts = [word.text for word in line.words]
    blanks = bool(ticks & UNDERLINED)
    at = 0
    while at < len(texts):
        text = texts[at]
        after = (*texts[at + 1 : at + 3], "", "")
        if (text, after[0]) in _PAIRS:
            out.append(Box(at, at + 1, False))
            at += 1
        elif (text, after[1]) in _PAIRS and after[0] in _MARKS:
            out.append(Box(at, at + 2, True))
            at += 2
        elif text in EMPTY or (blanks and _is_blank(texts, at)):
            out.append(Box(at, at, False))
        elif text in ticks or IN_BRACKETS.fullmatch(text):
            out.append(Box(at, at, True))
        at += 1
    return out


_PAIRS = frozenset({("[", "]"), ("(", ")")})
_MARKS = frozenset({"x", "X", "✓", "✔", "*"})


def _is_blank(texts: Sequence[str], at: int) -> bool:
    """True for an underline that stands where ``_X_`` might: before a choice, and not where something is to be written
    (``Other (specify): ____``)."""
    written = at > 0 and texts[at - 1].endswith((":", "=")) and texts[at + 1 : at + 2] and texts[at + 1].endswith(":")
    return bool(_BLANK.fullmatch(texts[at])) and at + 1 < len(texts) and not written


def boxes_first(lines: Sequence[Line], ticks: AbstractSet[str]) -> list[Line]:
    """Lines with the boxes of choices that stand below one another, each with its box behind it (``Negative [ ]`` over
    ``Positive [x]``), as if each box stood before its choice."""
    ends = [_end_of(line, ticks) for line in lines]
    out = list(lines)
    for at, end in enumerate(ends):
        if end is None:
            continue
        box, x = end
        near = [other for other in (at - 1, at + 1) if 0 <= other < len(lines) and ends[other] is not None]
        if not any(_below(lines[at], x, lines[other], ends[other]) for other in near):
            continue
        words = lines[at].words
        mark = replace(words[box.first], text="".join(_texts(words[box.first :])), x0=x, x1=x)
        before = [word for word in words[: box.first] if word.x0 < x - 0.1]
        out[at] = Line(lines[at].page, (*before, mark, *words[len(before) : box.first]))
    return out


def _end_of(line: Line, ticks: AbstractSet[str]) -> tuple[Box, float] | None:
    """A line's only box, where it stands close behind a choice at the line's end, and the choice's left edge."""
    boxes = boxes_in(line, ticks)
    if len(boxes) != 1 or boxes[0].last != len(line.words) - 1 or not boxes[0].first:
        return None
    cell = line.cells[-1]
    return (boxes[0], cell.x0) if len(cell.words) > boxes[0].last - boxes[0].first + 1 else None


def _below(line: Line, x: float, other: Line, end: tuple[Box, float] | None) -> bool:
    close = max(line.top, other.top) - min(line.bottom, other.bottom) < _NEAR * line.height
    return end is not None and close and abs(end[1] - x) < _SAME


def _texts(words: Iterable[Word]) -> Iterable[str]:
    return (word.text for word in words)
