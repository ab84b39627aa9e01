"""Forms with boxes to tick: what was not ticked is taken out of a page's lines before anything is read.

Three ways to ask are known: choices in a line (``☐ Detected ☒ Not detected``, or the boxes behind: ``Detected ☐ Not
detected ☒``), choices below their question, set in or not, and a table with a column of boxes for each answer, whose
ticked boxes are written out as the answer at the head of their column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import NamedTuple

from her2parse.model import Word
from her2parse.read.geometry import Cell, Line
from her2parse.read.lexicon import Lexicon, rows
from her2parse.read.mentions import Mention, Segment, mentions
from her2parse.read.trace import SILENT, Trace

_EMPTY = frozenset({"☐", "□", "◻", "❏", "▢", "[]", "()", "[_]", "(_)", "○", "◯"})
_TICKED = frozenset({"☒", "☑", "▣", "✓", "✔", "✗", "✘", "🗹", "🗵"})
_FILLED = {"■": "□", "●": "○", "◉": "○", "⬤": "◯"}
"""Signs that are bullets, unless the page has the empty ones as well."""
_IN_BRACKETS = re.compile(r"\[[xX✓✔*]\]|\([xX✓✔*]\)")
_GLUED = re.compile(r"([☐□◻❏▢☒☑▣🗹🗵]|\[[ _xX✓✔]?\])(?=\S)(.+)")
_LONE = frozenset({"x", "X", "✓", "✔", "√", "●", "■", "•"})
"""What marks a column of answers where the other columns are left empty."""
_OF_ANSWERS = frozenset({"state", "event", "negator", "preneg", "prepos", "prep", "score"})
_SET_IN = 3.0
"""How much further right an option begins than the one above that it belongs to, points."""
_NEAR, _FAR = 2.6, 60.0
"""White between a question and its first choice, shares of a letter's height; below a table's last row, points."""
_WRAPPED = 0.75
_HEAD_LINES = 3


class Asked(Line):
    """A question with choices below it; it says nothing itself."""


class Chosen(Line):
    """A choice that was ticked; ``question`` are the words of what it answers, from the outermost inwards."""

    def __init__(self, page: int, words: tuple[Word, ...], question: tuple[Word, ...]) -> None:
        super().__init__(page, words)
        self.__dict__["question"] = question

    question: tuple[Word, ...]


class _Box(NamedTuple):
    """A box: its words' indices in its line, and whether it is ticked."""

    first: int
    last: int
    ticked: bool


@dataclass(slots=True)
class _Option:
    """A line of choices: where its first box begins, what is left of it, and the words that stand before the boxes."""

    at: int
    x: float
    words: tuple[Word, ...]
    ticked: bool
    parents: tuple[_Option, ...] = ()
    has_own: bool = False


def without_unticked(lines: Sequence[Line], lex: Lexicon, trace: Trace = SILENT) -> tuple[Line, ...]:
    """A page's lines without the choices that were not chosen; the same lines where the page shows no boxes."""
    texts = {word.text for line in lines for word in line.words}
    boxed = any(text in _EMPTY or text in ("[", "(") or _GLUED.fullmatch(text) for text in texts)
    if not boxed and not texts & _LONE and not any(text in _TICKED or _IN_BRACKETS.fullmatch(text) for text in texts):
        return tuple(lines)
    ticks = _TICKED | {full for full, empty in _FILLED.items() if empty in texts}
    whole = _by_column([_unglued(line) for line in lines], ticks, lex)
    if not any(not box.ticked for line in whole for box in _boxes(line, ticks)):
        return tuple(whole)
    return tuple(_answered(whole, ticks, lex, trace))


def _unglued(line: Line) -> Line:
    """A line whose boxes are words of their own (``☐Positive``)."""
    if not any(_GLUED.fullmatch(word.text) for word in line.words):
        return line
    words: list[Word] = []
    for word in line.words:
        match = _GLUED.fullmatch(word.text)
        if match is None:
            words.append(word)
            continue
        cut = word.x0 + (word.x1 - word.x0) * len(match[1]) / len(word.text)
        words += [replace(word, text=match[1], x1=cut), replace(word, text=match[2], x0=cut)]
    return Line(line.page, tuple(words))


def _boxes(line: Line, ticks: AbstractSet[str]) -> list[_Box]:
    """A line's boxes from left to right; ``ticks`` are the signs that are ticked boxes on this page."""
    out: list[_Box] = []
    words = line.words
    at = 0
    while at < len(words):
        text = words[at].text
        following = words[at + 1].text if at + 1 < len(words) else ""
        if (text, following) in (("[", "]"), ("(", ")")):
            out.append(_Box(at, at + 1, False))
            at += 1
        elif text in _EMPTY:
            out.append(_Box(at, at, False))
        elif text in ticks or _IN_BRACKETS.fullmatch(text):
            out.append(_Box(at, at, True))
        at += 1
    return out


# Choices in a line, and below their question.


def _answered(lines: Sequence[Line], ticks: AbstractSet[str], lex: Lexicon, trace: Trace) -> Iterator[Line]:
    out: dict[int, Line | None] = {}
    group: list[_Option] = []
    question: tuple[int, tuple[Word, ...]] | None = None
    stack: list[_Option] = []
    empty = False
    bottom = 0.0

    def close() -> None:
        nonlocal group, stack, empty
        if group and empty and question is not None:
            _settle(lines, group, question, out, lex)
        group, stack, empty = [], [], False

    for at, line in enumerate(lines):
        boxes = _boxes(line, ticks)
        if len(boxes) > 1 and len(line.words) - boxes[0].first == sum(box.last - box.first + 1 for box in boxes):
            close()  # Boxes in columns whose heads are not known: nobody can say what they stand for.
            question = None
            continue
        if not boxes:
            last = group[-1] if group else None
            wraps = last is not None and line.x0 > last.x + _SET_IN and line.top - bottom < _WRAPPED * line.height
            if wraps and last is not None:
                if not last.ticked:
                    out[at] = None
                    trace.refused(line.words, "not_ticked")
                bottom = line.bottom
                continue
            close()
            question, bottom = (at, line.words), line.bottom
            continue
        kept = _kept(line, boxes, lex)
        trace.refused([word for word in line.words if word not in kept], "not_ticked")
        lead = line.words[: boxes[0].first]
        behind = _behind(line, boxes)
        if len(kept) < len(line.words):
            out[at] = Line(line.page, kept) if kept else None
        empty_here = any(not box.ticked for box in boxes)
        x = line.words[boxes[0].first].x0
        if lead or behind:
            close()
            question = (at, lead)
            group = [_Option(at, x, kept[len(lead) :], any(box.ticked for box in boxes), has_own=True)] if lead else []
            stack, empty, bottom = list(group), empty_here, line.bottom
            continue
        if question is None or (not group and line.top - bottom > _NEAR * line.height):
            close()
            question = None
        while stack and stack[-1].x >= x - _SET_IN:
            stack.pop()
        option = _Option(at, x, kept, any(box.ticked for box in boxes), tuple(stack))
        stack.append(option)
        group.append(option)
        empty, bottom = empty or empty_here, line.bottom
    close()
    for at, line in enumerate(lines):
        new = out.get(at, line)
        if new is not None:
            yield new


def _behind(line: Line, boxes: Sequence[_Box]) -> bool:
    """True where boxes stand behind their choices (``Positive ☐ Negative ☒``)."""
    return boxes[-1].last == len(line.words) - 1 and boxes[0].first > 0


def _kept(line: Line, boxes: Sequence[_Box], lex: Lexicon) -> tuple[Word, ...]:
    """A line's words without its empty boxes and what stands beside them."""
    words = line.words
    out: set[int] = set()
    if _behind(line, boxes):
        before = 0
        for box in boxes:
            if not box.ticked:
                out |= {*_choice(words, before, box.first, lex), *range(box.first, box.last + 1)}
            before = box.last + 1
    else:
        starts = {id(cell.words[0]) for cell in line.cells}
        for box, following in zip(boxes, [*boxes[1:], None], strict=True):
            if box.ticked:
                continue
            end = following.first if following else len(words)
            out |= set(range(box.first, box.last + 1))
            for at in range(box.last + 1, end):
                if at > box.last + 1 and id(words[at]) in starts:
                    break
                out.add(at)
    return tuple(word for at, word in enumerate(words) if at not in out)


def _choice(words: Sequence[Word], first: int, end: int, lex: Lexicon) -> range:
    """The words right before a box that are its choice: all between two boxes, else the last answer of the line."""
    if first:
        return range(first, end)
    found = mentions(Segment(1, tuple(words[:end])), lex)
    said = [m for m in found if m.type in ("state", "score") and m.words and m.words[-1] == end - 1]
    return range(min(m.words[0] for m in said), end) if said else range(first, end)


def _settle(
    lines: Sequence[Line],
    group: Sequence[_Option],
    question: tuple[int, tuple[Word, ...]],
    out: dict[int, Line | None],
    lex: Lexicon,
) -> None:
    """The question and the ticked choices of a group, each choice with what it answers."""
    asked, words = question
    if lines[asked].x0 > group[0].x + _SET_IN:
        return
    inline = group[0].has_own
    if not inline:
        out[asked] = Asked(lines[asked].page, lines[asked].words)
    elif not group[0].ticked:
        out[asked] = Asked(lines[asked].page, words)
    if words and not any(option.ticked for option in group):
        # Nobody answered: what was asked is for a person.
        unknown = replace(words[-1], text="indeterminate", x0=words[-1].x1)
        out[asked] = Chosen(lines[asked].page, (unknown,), tuple(words))
    for option in group:
        if option.has_own or not option.ticked:
            continue
        below = [other for other in group if option in other.parents]
        own = _found(option.words, lex)
        if below and (any(other.ticked for other in below) or not _says(own)):
            out[option.at] = Asked(lines[option.at].page, option.words)
            continue
        asks = [parent.words for parent in option.parents if not parent.has_own and _asks(_found(parent.words, lex))]
        # "Other markers" over "TP53" over "Not detected": a gene asks its own question.
        named = [at for at, some in enumerate(asks) if any(m.type == "gene" for m in _found(some, lex))]
        asks = asks[named[-1] :] if named else [words, *asks]
        out[option.at] = Chosen(lines[option.at].page, option.words, tuple(word for some in asks for word in some))


def _found(words: Sequence[Word], lex: Lexicon) -> tuple[Mention, ...]:
    return mentions(Segment(1, tuple(words)), lex) if words else ()


def _says(found: Sequence[Mention]) -> bool:
    return any(m.type in ("state", "preneg", "score", "variant", "coding") for m in found)


def _asks(found: Sequence[Mention]) -> bool:
    return bool(found) and not _says(found)


# Tables with a column of boxes for each answer.


class _Answer(NamedTuple):
    """An answer at the head of a column: what it says, its edges, and its words."""

    phrase: str
    x0: float
    x1: float
    words: tuple[Word, ...]


def _by_column(lines: list[Line], ticks: AbstractSet[str], lex: Lexicon) -> list[Line]:
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
    boxes = _boxes(line, ticks)
    inside = {index for box in boxes for index in range(box.first, box.last + 1)}
    found: list[tuple[Sequence[Word], bool]] = [(line.words[b.first : b.last + 1], b.ticked) for b in boxes]
    lone = [at for at, word in enumerate(line.words) if at not in inside and word.text in _LONE]
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
            if ticked and words[0].text in _LONE - {"X", "x"}:
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
    found = _found(words, lex)
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


def _codes() -> dict[str, str]:
    return {row["code"]: row["phrase"] for row in rows("cell_codes.tsv")}
