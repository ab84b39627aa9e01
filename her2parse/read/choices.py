"""Forms with boxes to tick: what was not ticked is taken out of a page's lines before anything is read.

Three ways to ask are known: choices in a line (``☐ Detected ☒ Not detected``, or the boxes behind: ``Detected ☐ Not
detected ☒``), choices below their question, set in or not, and a table with a column of boxes for each answer, whose
ticked boxes are written out as the answer at the head of their column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise

from her2parse.model import Word
from her2parse.read.choice_columns import LONE, by_column
from her2parse.read.geometry import Cell, Line
from her2parse.read.lexicon import Lexicon
from her2parse.read.mentions import Mention, Segment, mentions
from her2parse.read.remembered import kept
from her2parse.read.tickboxes import Box, boxes_first, boxes_in, is_boxed, ticks_among, unglued
from her2parse.read.trace import SILENT, Trace

_SET_IN = 3.0
"""How much further right an option begins than the one above that it belongs to, points."""
_NEAR = 2.6
"""White between a question and its first choice, shares of a letter's height."""
_WRAPPED = 0.75


class Asked(Line):
    """A question with choices below it; it says nothing itself."""


class Chosen(Line):
    """A choice that was ticked; ``question`` are the words of what it answers, from the outermost inwards."""

    def __init__(self, page: int, words: tuple[Word, ...], question: tuple[Word, ...]) -> None:
        super().__init__(page, words)
        self.__dict__["question"] = question

    question: tuple[Word, ...]


class Ticked(Line):
    """A line whose unticked choices were taken out: the white that they leave parts no question from its answer.

    ``close``: the words that stand beside the word left of them, however wide the white between."""

    def __init__(self, page: int, words: tuple[Word, ...], close: frozenset[int]) -> None:
        super().__init__(page, words)
        self.__dict__["close"] = close

    close: frozenset[int]

    @kept
    def cells(self) -> tuple[Cell, ...]:
        """The line cut at its wide gaps, but for those that were not there."""
        return self._joined(super().cells)

    @kept
    def tight_cells(self) -> tuple[Cell, ...]:
        """The line cut as a table's line is, but for the gaps that were not there."""
        return self._joined(super().tight_cells)

    def _joined(self, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        out: list[list[Word]] = []
        for cell in cells:
            if out and id(cell.words[0]) in self.close:
                out[-1].extend(cell.words)
            else:
                out.append(list(cell.words))
        return tuple(Cell(self.page, tuple(words)) for words in out)


@dataclass(slots=True)
class _Option:
    """A line of choices: where its first box begins, what is left of it, and the words that stand before the boxes."""

    at: int
    x: float
    words: tuple[Word, ...]
    ticked: bool
    parents: tuple[_Option, ...] = ()
    has_own: bool = False


def answered_pages(pages: Sequence[Sequence[Line]], lex: Lexicon, trace: Trace = SILENT) -> list[tuple[Line, ...]]:
    """The lines of a report's pages without the choices that were not chosen; choices may go on over a page's end."""
    boxed: list[tuple[list[Line], AbstractSet[str]]] = []
    for lines in pages:
        texts = {word.text for line in lines for word in line.words}
        if not is_boxed(texts) and not texts & LONE:
            boxed.append((list(lines), frozenset()))
            continue
        ticks = ticks_among(texts)
        whole = boxes_first(by_column([unglued(line) for line in lines], ticks, lex), ticks)
        asks = any(not box.ticked for line in whole for box in boxes_in(line, ticks))
        boxed.append((whole, ticks if asks else frozenset()))
    out: list[tuple[Line, ...]] = []
    left: _Left | None = None
    for at, (lines, ticks) in enumerate(boxed):
        if not ticks:
            out.append(tuple(lines))
            left = None
            continue
        following = boxed[at + 1] if at + 1 < len(boxed) else ([], frozenset())
        form = _Form(lines, ticks, lex, trace, left)
        out.append(tuple(form.read(goes_on=_first_choice(*following))))
        left = form.left
    return out


def _first_choice(lines: Sequence[Line], ticks: AbstractSet[str]) -> float | None:
    """Where the first choices of a page begin, if they have no question of their own line."""
    for line in lines[:_HEAD]:
        if boxes := boxes_in(line, ticks) if ticks else []:
            return line.words[0].x0 if boxes[0].first == 0 else None
    return None


def for_header(lines: Sequence[Line], lex: Lexicon) -> tuple[Line, ...]:
    """A page's lines as its header is read: without what was not ticked, and without the boxes themselves; every other
    line as it stands, whatever choices are set below it."""
    texts = {word.text for line in lines for word in line.words}
    if not is_boxed(texts):
        return tuple(lines)
    ticks = ticks_among(texts)
    out: list[Line] = []
    for line in boxes_first([unglued(line) for line in lines], ticks):
        boxes = boxes_in(line, ticks)
        words = _kept(line, boxes, lex) if boxes else line.words
        if words:
            out.append(line if len(words) == len(line.words) else _closed(line, words, boxes))
    return tuple(out)


# Choices in a line, and below their question.

_HEAD = 8
"""Lines at the top of a page before choices that go on from the page before."""


@dataclass(frozen=True, slots=True)
class _Left:
    """A question whose choices reached the end of a page and of which none was ticked; where they begin."""

    words: tuple[Word, ...]
    x: float


class _Form:
    """One page of a form, read line by line: a question, then its choices."""

    def __init__(
        self, lines: Sequence[Line], ticks: AbstractSet[str], lex: Lexicon, trace: Trace, before: _Left | None
    ) -> None:
        self.lines, self.ticks, self.lex, self.trace, self.before = lines, ticks, lex, trace, before
        self.left: _Left | None = None
        self.out: dict[int, Line | None] = {}
        self.group: list[_Option] = []
        self.question: tuple[int, tuple[Word, ...]] | None = None
        self.stack: list[_Option] = []
        self.empty = False
        self.bottom = 0.0
        self.open: tuple[float, bool] | None = None

    def read(self, goes_on: float | None) -> Iterator[Line]:
        """The page's lines without what was not chosen; ``goes_on``: where the next page's first choices begin, if
        they have no question on that page's line."""
        first = True
        for at, line in enumerate(self.lines):
            boxes = boxes_in(line, self.ticks)
            if boxes and first:
                self._take_up(at, line, boxes)
            first = first and not boxes
            self._line(at, line, boxes)
        last = self.group[-1] if self.group else None
        ticked = any(option.ticked for option in self.group)
        if last and self.question and not ticked and goes_on is not None and abs(last.x - goes_on) < _SET_IN:
            self.left = _Left(self.question[1], last.x)
        self._close()
        for at, line in enumerate(self.lines):
            new = self.out.get(at, line)
            if new is not None:
                yield new

    def _take_up(self, at: int, line: Line, boxes: Sequence[Box]) -> None:
        """The question that the page before left open, where this page's first choices stand below it."""
        lead = boxes[0].first > 0
        if self.before is None or lead or at >= _HEAD or abs(line.words[0].x0 - self.before.x) > _SET_IN:
            return
        place = line.words[0]
        asked = tuple(
            replace(word, x0=place.x0, x1=place.x0, top=place.top, bottom=place.bottom) for word in self.before.words
        )
        self.question, self.bottom = (_ON_PAGE_BEFORE, asked), line.top

    def _close(self) -> None:
        below = bool(self.group) and not self.group[0].has_own
        if self.group and (self.empty or below) and self.question is not None:
            _settle(self.lines, self.group, self.question, self.out, self.lex, answered_later=self.left is not None)
        self.group, self.stack, self.empty = [], [], False

    def _line(self, at: int, line: Line, boxes: Sequence[Box]) -> None:
        if len(boxes) > 1 and len(line.words) - boxes[0].first == sum(box.last - box.first + 1 for box in boxes):
            self._close()  # Boxes in columns whose heads are not known: nobody can say what they stand for.
            self.question = None
            return
        if not boxes:
            self._words(at, line)
            return
        self._wrapped_choice(line, boxes)
        kept_words = _kept(line, boxes, self.lex)
        marks = {id(word) for box in boxes for word in line.words[box.first : box.last + 1]}
        left = [word for word in line.words if word not in kept_words and id(word) not in marks]
        self.trace.refused(left, "not_ticked")
        lead = line.words[: boxes[0].first]
        if len(kept_words) < len(line.words):
            self.out[at] = _closed(line, kept_words, boxes) if kept_words else None
        empty_here = any(not box.ticked for box in boxes)
        ticked = any(box.ticked for box in boxes)
        x = line.words[boxes[0].first].x0
        if lead or _behind(line, boxes):
            self._close()
            self.question = (at, lead)
            self.group = [_Option(at, x, kept_words[len(lead) :], ticked, has_own=True)] if lead else []
            self.stack, self.empty, self.bottom = list(self.group), empty_here, line.bottom
            return
        if self.question is None or (not self.group and line.top - self.bottom > _NEAR * line.height):
            self._close()
            self.question = None
        while self.stack and self.stack[-1].x >= x - _SET_IN:
            self.stack.pop()
        option = _Option(at, x, kept_words, ticked, tuple(self.stack))
        self.stack.append(option)
        self.group.append(option)
        self.empty, self.bottom = self.empty or empty_here, line.bottom

    def _wrapped_choice(self, line: Line, boxes: Sequence[Box]) -> None:
        """Remember a box that ends its line with its choice in the line below: where that begins, and if it is
        ticked."""
        self.open = None
        if boxes[-1].last == len(line.words) - 1 and boxes[0].first and not _behind(line, boxes):
            cell = next(c for c in line.cells if c.x0 <= line.words[boxes[-1].first].x0 <= c.x1)
            self.open = (cell.x0, boxes[-1].ticked)

    def _words(self, at: int, line: Line) -> None:
        """A line without boxes: the rest of the choice above, a foot below the last choices, or the next question."""
        if self.open is not None:
            (x, ticked), self.open = self.open, None
            rest = next((cell for cell in line.cells if abs(cell.x0 - x) < _SET_IN), None)
            if rest is not None and line.top - self.bottom < _WRAPPED * line.height:
                left = line.words if ticked else tuple(word for word in line.words if word not in rest.words)
                self.out[at] = Line(line.page, left) if left else None
                self.bottom = line.bottom
                return
        last = self.group[-1] if self.group else None
        wraps = last is not None and line.x0 > last.x + _SET_IN and line.top - self.bottom < _WRAPPED * line.height
        if wraps and last is not None:
            if not last.ticked:
                self.out[at] = None
                self.trace.refused(line.words, "not_ticked")
            self.bottom = line.bottom
            return
        if last is not None and not self._boxes_below(at) and line.top - self.bottom > _NEAR * line.height:
            return  # The page's foot.
        self._close()
        self.question, self.bottom = (at, line.words), line.bottom

    def _boxes_below(self, at: int) -> bool:
        return any(boxes_in(line, self.ticks) for line in self.lines[at:])


_ON_PAGE_BEFORE = -1


def _closed(line: Line, kept_words: tuple[Word, ...], boxes: Sequence[Box]) -> Line:
    """A line of the words that are left, where a ticked choice follows what was taken out as if nothing had been."""
    at = {id(word): index for index, word in enumerate(line.words)}
    answers = {id(word) for box in boxes if box.ticked for word in line.words[box.first : box.last + 2]}
    if _behind(line, boxes):
        ends = [box.last + 1 for box in boxes[:-1]]
        answers = {id(line.words[start]) for start, box in zip(ends, boxes[1:], strict=True) if box.ticked}
    close = frozenset(
        id(word) for before, word in pairwise(kept_words) if at[id(word)] > at[id(before)] + 1 and id(word) in answers
    )
    return Ticked(line.page, kept_words, close) if close else Line(line.page, kept_words)


def _behind(line: Line, boxes: Sequence[Box]) -> bool:
    """True where boxes stand behind their choices (``Positive ☐ Negative ☒``). Where the first one begins a cell, and
    words follow it there, the last one's choice is only wrapped to the line below."""
    if boxes[-1].last < len(line.words) - 1 or not boxes[0].first:
        return False
    first = line.words[boxes[0].first]
    begins = any(cell.words[0] is first and len(cell.words) > boxes[0].last - boxes[0].first + 1 for cell in line.cells)
    return not (begins and len(boxes) > 1)


def _kept(line: Line, boxes: Sequence[Box], lex: Lexicon) -> tuple[Word, ...]:
    """A line's words without its boxes and what stands beside the empty ones."""
    words = line.words
    out: set[int] = {at for box in boxes for at in range(box.first, box.last + 1)}
    if _behind(line, boxes):
        before = 0
        for box in boxes:
            if not box.ticked:
                out |= set(_choice(words, before, box.first, lex))
            before = box.last + 1
    else:
        starts = {id(cell.words[0]) for cell in line.cells}
        for box, following in zip(boxes, [*boxes[1:], None], strict=True):
            if box.ticked:
                continue
            end = following.first if following else len(words)
            for at in range(box.last + 1, end):
                if at > box.last + 1 and id(words[at]) in starts:
                    break
                out.add(at)
    return tuple(word for at, word in enumerate(words) if at not in out)


def _choice(words: Sequence[Word], first: int, end: int, lex: Lexicon) -> range:
    """The words right before a box that are its choice: all between two boxes, else the last answer of the line, else
    what stands behind a colon, else one word behind the name of a gene."""
    if first:
        return range(first, end)
    found = mentions(Segment(1, tuple(words[:end])), lex)
    said = [m for m in found if m.type in ("state", "score") and m.words and m.words[-1] == end - 1]
    if said:
        return range(min(m.words[0] for m in said), end)
    asked = [at + 1 for at in range(end - 1) if words[at].text.endswith((":", "?"))]
    if asked:
        return range(asked[-1], end)
    named = any(m.type in ("gene", "genes") and m.words[-1] < end - 1 for m in found)
    return range(end - 1 if named else first, end)


def _settle(
    lines: Sequence[Line],
    group: Sequence[_Option],
    question: tuple[int, tuple[Word, ...]],
    out: dict[int, Line | None],
    lex: Lexicon,
    *,
    answered_later: bool = False,
) -> None:
    """The question and the ticked choices of a group, each choice with what it answers; ``answered_later``: the next
    page goes on with its choices."""
    asked, words = question
    here = asked != _ON_PAGE_BEFORE
    if here and lines[asked].x0 > group[0].x + _SET_IN:
        return
    inline = group[0].has_own
    if not here:
        pass
    elif not inline:
        out[asked] = Asked(lines[asked].page, lines[asked].words)
    elif not group[0].ticked:
        out[asked] = Asked(lines[asked].page, words)
    if answered_later:
        return
    if words and not any(option.ticked for option in group):
        # Nobody answered: what was asked is for a person.
        unknown = replace(words[-1], text="indeterminate", x0=words[-1].x1)
        at = asked if here else group[0].at
        out[at] = Chosen(lines[at].page, (unknown,), tuple(words))
    for option in group:
        if option.has_own or not option.ticked or not option.words:
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
