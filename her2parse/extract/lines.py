"""A page's lines as strings in which every character knows its word.

Only for finding labels and names: reading proper has its own geometry. Wide gaps are tabs, other gaps single spaces;
the folded string (lower case, no accents) has the same length, so that a place in one is a place in the other.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from her2parse.model import Word

_WIDE_GAP = 0.85
"""Words further apart than this share of the letter height stand in different cells (as the reader has it)."""
_SAME_LINE = 0.45
"""Words whose middles differ by less than this share of the smaller height share a line."""
_NEAR = 5
"""Lines above a word that it may still belong to."""


class _Fold(dict[int, str]):
    """One character to one character: lower case, accents off; ordinal signs and odd spaces to plain ones."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFD", char)[0].lower()
        folded = {"º": "°", "ª": "°", "：": ":", "\u00a0": " ", "’": "'", "‐": "-", "‑": "-", "–": "-"}.get(char, base)
        self[code] = folded[0]
        return folded[0]


_FOLD = _Fold()


def fold(text: str) -> str:
    """Lower case without accents, of the same length."""
    return text.lower() if text.isascii() else text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line: its words from left to right, ``text`` and ``folded`` with tabs at wide gaps, and where words start."""

    words: tuple[Word, ...]
    indices: tuple[int, ...]
    text: str
    folded: str
    starts: tuple[int, ...]

    def word_at(self, offset: int) -> int:
        """The position in the line of the word that holds (or precedes) a character."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The words between two characters: index on the page, first and last + 1 character within the word."""
        for k in range(self.word_at(start), len(self.words)):
            first = self.starts[k]
            if first >= end:
                return
            low, high = max(start - first, 0), min(end - first, len(self.words[k].text))
            if low < high:
                yield self.indices[k], low, high

    def cells(self) -> Iterator[tuple[int, int]]:
        """Start and end of each run of text without a wide gap."""
        start = 0
        for cell in self.text.split("\t"):
            yield start, start + len(cell)
            start += len(cell) + 1

    def edges(self, start: int, end: int) -> tuple[float, float]:
        """Left and right edge (points) of the words between two characters."""
        first, last = self.word_at(start), self.word_at(max(start, end - 1))
        return self.words[first].x0, self.words[last].x1

    @property
    def middle(self) -> float:
        """Vertical middle of the first word."""
        return (self.words[0].top + self.words[0].bottom) / 2

    @property
    def height(self) -> float:
        """Height of the tallest word."""
        return max(word.bottom - word.top for word in self.words)


def text_lines(words: Sequence[Word]) -> tuple[TextLine, ...]:
    """Group a page's words to lines, top to bottom, left to right."""
    order = sorted([(word.top + word.bottom, word.x0, i) for i, word in enumerate(words)])
    groups: list[list[int]] = []
    anchors: list[tuple[float, float]] = []
    for twice, _, i in order:
        word = words[i]
        middle, height = twice / 2, word.bottom - word.top
        for near in range(len(anchors) - 1, max(len(anchors) - 1 - _NEAR, -1), -1):
            level, size = anchors[near]
            if middle - level <= max(1.0, _SAME_LINE * min(height, size)):
                groups[near].append(i)
                break
        else:
            groups.append([i])
            anchors.append((middle, height))
    return tuple(_line(words, group) for group in groups)


def _line(words: Sequence[Word], group: list[int]) -> TextLine:
    if len(group) > 1:
        group = [i for _, i in sorted([(words[i].x0, i) for i in group])]
    parts: list[str] = []
    starts: list[int] = []
    offset = 0
    last: Word | None = None
    for i in group:
        word = words[i]
        if last is not None:
            height = max(4.0, min(last.bottom - last.top, word.bottom - word.top))
            parts.append("\t" if word.x0 - last.x1 > _WIDE_GAP * height else " ")
            offset += 1
        parts.append(word.text)
        starts.append(offset)
        offset += len(word.text)
        last = word
    text = "".join(parts)
    return TextLine(tuple(words[i] for i in group), tuple(group), text, fold(text), tuple(starts))
