"""Tables with a column of boxes for each answer: the ticked box of a row, written out as the answer at the head of its
column."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from her2parse.model import Word
from her2parse.read.geometry import Cell, Line
from her2parse.read.lexicon import Lexicon, rows
from her2parse.read.mentions import Segment, mentions
from her2parse.read.tickboxes import boxes_in

LONE = frozenset({"x", "X", "✓", "✔", "√", "●", "■", "•"})
"""What marks a column of answers where the other columns are left empty."""
_OF_ANSWERS = frozenset({"state", "event", "negator", "preneg", "prepos", "prep", "score"})
_FAR = 60.0
"""White below a table's last row, points."""
_WRAPPED = 0.75
_HEAD_LINES = 3


class _Answer(NamedTuple):
    """An answer at the head of a column: what it says, its edges, and its words."""

    phrase: str
    x0: float
    x1: float
    words: tuple[Word, ...]


def by_column(lines: list[Line], ticks: AbstractSet[str], lex: Lexicon) -> list[Line]:
    """Lines with the ticked boxes of such tables written out, and one head ``Result`` over them."""
    out: list[Line | None] = list(lines)
    head: tuple[_Answer, ...] = ()
    at_head, used, bottom = (0, 0), False, 0.0
    for at, line in enumerate(lines):
        own = _answers_to(lines, at, lex)
        if own and not _marks(line, own, ticks):
            head, at_head, used, bottom = own, (max(0, at - _HEAD_LINES + 1), at), False, line.bottom
            continue
        if not head:
            continue
        if line.top - bottom > _FAR:
            head = ()
            continue
        marks = _marks(line, head, ticks)
        if not marks:
            continue
        bottom = line.bottom
        if not used:
            _one_head(out, lines, at_head, head)
            used = True
        ticked = [answer for answer, _, one in marks if one]
        gone = {id(word) for _, words, _ in marks for word in words}
        if len(ticked) == 1:
            place = next(words[0] for _, words, one in marks if one)
            told = ticked[0].phrase
        else:
            place, told = marks[0][1][0], "indeterminate"  # None or several: for a person.
        written = _written(place, told)
        kept = [word for word in line.words if id(word) not in gone]
        out[at] = Line(line.page, tuple(sorted([*kept, *written], key=lambda word: word.x0)))
    return [line for line in out if line is not None]


def _written(place: Word, text: str) -> list[Word]:
    """An answer in words, at the place of its box."""
    parts = text.split()
    step = (place.x1 - place.x0) / len(parts)
    return [
        replace(place, text=part, x0=place.x0 + step * n, x1=place.x0 + step * (n + 1)) for n, part in enumerate(parts)
    ]


def _one_head(out: list[Line | None], lines: Sequence[Line], span: tuple[int, int], head: Sequence[_Answer]) -> None:
    gone = {id(word) for answer in head for word in answer.words}
    base = lines[span[1]]
    place = replace(base.words[0], text="Result", x0=min(a.x0 for a in head), x1=max(a.x1 for a in head))
    for at in range(span[0], span[1] + 1):
        kept = [word for word in lines[at].words if id(word) not in gone]
        if len(kept) < len(lines[at].words) or at == span[1]:
            kept += [place] if at == span[1] else []
            out[at] = Line(lines[at].page, tuple(sorted(kept, key=lambda word: word.x0))) if kept else None


def _marks(
    line: Line, head: Sequence[_Answer], ticks: AbstractSet[str]
) -> list[tuple[_Answer, tuple[Word, ...], bool]]:
    """The boxes of a row, each with the answer that it stands under; empty where one of them stands elsewhere, or has
    words of its own."""
    boxes = boxes_in(line, ticks)
    inside = {index for box in boxes for index in range(box.first, box.last + 1)}
    found: list[tuple[Sequence[Word], bool]] = [(line.words[b.first : b.last + 1], b.ticked) for b in boxes]
    lone = [at for at, word in enumerate(line.words) if at not in inside and word.text in LONE]
    found += [((line.words[at],), True) for at in lone]
    taken = inside | set(lone)
    # No words may stand close beside a box: then it is that choice's own.
    for cell in line.tight_cells:
        indices = {at for at, word in enumerate(line.words) if word in cell.words}
        if indices & taken and indices - taken:
            return []
    out: list[tuple[_Answer, tuple[Word, ...], bool]] = []
    for words, ticked in found:
        middle = (words[0].x0 + words[-1].x1) / 2
        near = min(head, key=lambda a: abs(middle - (a.x0 + a.x1) / 2))
        reach = max(near.x1 - near.x0, 12.0) * 0.75
        if abs(middle - (near.x0 + near.x1) / 2) > reach and not near.x0 - 2 <= words[0].x0 <= near.x1:
            if ticked and words[0].text in LONE - {"X", "x"}:
                continue  # A bullet at a row's begin.
            return []
        out.append((near, tuple(words), ticked))
    return out if len({a for a, _, _ in out}) == len(out) else []


def _answers_to(lines: Sequence[Line], at: int, lex: Lexicon) -> tuple[_Answer, ...]:
    """The answers that head columns in the line at ``at``, with what stands close above them (``Not`` / ``detected``);
    empty where there are fewer than two."""
    if len(lines[at].words) > 24 or len(lines[at].tight_cells) < 2:
        return ()
    out: list[_Answer] = []
    for cell in lines[at].tight_cells:
        out.extend(_said_in(cell.words, lex) or _wrapped_answer(lines, at, cell, lex))
    if any(answer.phrase in ("1+", "2+", "3+") for answer in out):
        out += [_answer(cell.words, "") for cell in lines[at].tight_cells if cell.text == "0"]
    return tuple(out) if len({a.phrase for a in out}) > 1 else ()


def _wrapped_answer(lines: Sequence[Line], at: int, cell: Cell, lex: Lexicon) -> list[_Answer]:
    words, top = list(cell.words), cell.top
    for above in range(at - 1, max(-1, at - _HEAD_LINES), -1):
        if top - lines[above].bottom > _WRAPPED * cell.height:
            break
        over = [c for c in lines[above].tight_cells if min(c.x1, cell.x1) - max(c.x0, cell.x0) > 1]
        if len(over) != 1:
            break
        words, top = [*over[0].words, *words], over[0].top
        if told := _said_in(words, lex):
            return told if len(told) == 1 else []
    return []


def _said_in(words: Sequence[Word], lex: Lexicon) -> list[_Answer]:
    """The answers that a cell is made of: one, or several a blank apart; empty for a cell of anything else."""
    text = " ".join(word.text for word in words)
    if text in _codes():
        return [_answer(words, _codes()[text])]
    found = mentions(Segment(1, tuple(words)), lex) if words else ()
    states = [m for m in found if m.type in ("state", "score")]
    whole = {index for m in found for index in m.words} == set(range(len(words)))
    if not states or not whole or not {m.type for m in found} <= _OF_ANSWERS:
        return []
    spans = sorted({m.words for m in states})
    if len(spans) > 1 and {index for span in spans for index in span} == set(range(len(words))):
        return [_answer([words[index] for index in span], "") for span in spans]
    return [_answer(words, "")] if len(spans) == 1 or len(words) <= 4 else []


def _answer(words: Sequence[Word], phrase: str) -> _Answer:
    text = phrase or " ".join(word.text for word in words)
    return _Answer(text, min(w.x0 for w in words), max(w.x1 for w in words), tuple(words))


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {row["code"]: row["phrase"] for row in rows("cell_codes.tsv")}
