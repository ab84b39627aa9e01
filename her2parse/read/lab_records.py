"""Tests as a laboratory's computer prints them: one after the other, each as labelled lines (``TEST:``, ``RESULT:``,
``EXPECTED RESULT:``, ``INTERPRETATION:``). The test's name asks, its result answers, and what is expected says nothing
of the specimen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from her2parse.model import Word
from her2parse.read.choices import Asked, Chosen
from her2parse.read.layout import BELIEVED, PlacedLine
from her2parse.read.lexicon import Lexicon
from her2parse.read.mentions import Segment, mentions
from her2parse.read.record_labels import labelled
from her2parse.read.titles import asks_for_event

_MOST_LINES = 30
"""Lines of one test, at most."""
_PAIR = 2
"""Cells of a labelled line: its label and its value."""
_GAP, _EDGE = 3.2, 8.0
"""White between the lines of one test, at most, letter heights; how far the left edges of its values differ, points."""


@dataclass(frozen=True, slots=True)
class Record:
    """A test: the words of its name, the lines of its result, the words of what is expected, its comment's lines that
    need not be read, and the lines (their indices) that it takes."""

    test: tuple[Word, ...]
    result: tuple[tuple[Word, ...], ...]
    expected: tuple[Word, ...]
    comment: tuple[Word, ...]
    taken: frozenset[int]


@dataclass(slots=True)
class _Field:
    kind: str
    lines: list[tuple[Word, ...]] = field(default_factory=list)
    at: list[int] = field(default_factory=list)

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line)


def record_at(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> Record | None:
    """The test that begins with ``lines[at]``; ``None`` where none does, or where it has no result."""
    label, value = labelled(lines[at].line)
    cells = lines[at].cells
    if label != "test" or not value or cells[0].zone.name not in BELIEVED or len(cells) > _PAIR:
        return None  # "Test | ERBB2 mutation | ALK fusion" heads columns.
    fields = list(_fields(lines, at))
    results = [one for one in fields if one.kind == "result"]
    page = lines[at].line.page
    if len(results) != 1 or not results[0].words or len(lines[results[0].at[0]].cells) > _PAIR:
        return None
    test, result = fields[0], results[0]
    comments = [one for one in fields if one.kind == "comment" and not _adds(one.words, page, lex)]
    if not _answered(result.words, page, lex):
        comments = []  # "See comment."
    expected = [one for one in fields if one.kind == "expected"]
    taken = [index for one in (test, result, *comments, *expected) for index in one.at]
    return Record(
        test.words,
        tuple(result.lines),
        tuple(word for one in expected for word in one.words),
        tuple(word for one in comments for word in one.words),
        frozenset(taken),
    )


def only_asks(placed: PlacedLine, lex: Lexicon) -> bool:
    """True for a line that names a test for an event and has no result with it."""
    label, value = labelled(placed.line)
    return (
        label == "test" and bool(value) and len(placed.cells) <= _PAIR and asks_for_event(value, placed.line.page, lex)
    )


def entries_of(result: Sequence[Sequence[Word]], lex: Lexicon) -> list[tuple[Word, ...]]:
    """The lines of a panel's result, each gene's with those that carry it on; empty where the first names no gene."""
    out: list[list[Word]] = []
    for words in result:
        if lex.gene(words[0].text.strip("(),:;")):
            out.append(list(words))
        elif out:
            out[-1] += words
        else:
            return []
    return [tuple(words) for words in out]


def _fields(lines: Sequence[PlacedLine], at: int) -> Iterator[_Field]:
    """The labelled lines of a test from ``lines[at]`` on, each with the lines that carry its value on."""
    now = _Field("test")
    left = lines[at].line.x0
    edge = 0.0
    for index in range(at, min(at + _MOST_LINES, len(lines))):
        placed = lines[index]
        if index > at:
            above = lines[index - 1].line
            far = placed.line.top - above.bottom > _GAP * placed.line.height
            if far or isinstance(placed.line, Asked | Chosen):
                break
        kind, value = labelled(placed.line)
        if index > at and kind in ("test", "") and not (edge and abs(placed.line.x0 - edge) < _EDGE):
            break  # The next test, or something else.
        carries = index > at and not kind
        if not carries and (abs(placed.line.x0 - left) > _EDGE or (index > at and kind == "test")):
            break
        if carries:
            now.lines.append(placed.line.words)
            now.at.append(index)
            continue
        if index > at:
            yield now
        now = _Field(kind, [value] if value else [], [index])
        edge = value[0].x0 if value else edge
    yield now


def _answered(words: Sequence[Word], page: int, lex: Lexicon) -> bool:
    told = {"state", "preneg", "variant", "coding", "fusion", "score", "level", "event"}
    return any(m.type in told for m in mentions(Segment(page, tuple(words)), lex))


def _adds(words: Sequence[Word], page: int, lex: Lexicon) -> bool:
    """True for a comment that names a change or a measure, which its test's result may lack."""
    told = {"variant", "coding", "fusion", "score", "percent", "number", "level", "splice"}
    return any(m.type in told for m in mentions(Segment(page, tuple(words)), lex))
