"""Events that a form asks for and whose answer was not read with them: asked is not found.

A part that holds results says what is there by listing it. On a form (``ALK fusion | ☐ detected ☑ not detected``) every
event that was looked for is listed, and the answer stands beside or below it. Where such an answer stands and no
statement took it in, what looks like a finding is a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from her2parse.model import Evidence, Statement, Word
from her2parse.read.geometry import Line, evidence
from her2parse.read.layout import LaidPage
from her2parse.read.lexicon import Lexicon, joints, normal
from her2parse.read.mentions import Segment, is_box, is_ticked, mentions
from her2parse.read.trace import SILENT, Trace

_NAMED = frozenset({"gene", "genes", "fusion", "variant", "coding", "event"})
_NEXT_LINE = 1.5
"""How far below, in letter heights, the answers to a line begin."""


def as_questions(
    laid: Sequence[LaidPage], statements: Sequence[Statement], lex: Lexicon, trace: Trace = SILENT
) -> list[Statement]:
    """The statements; those whose answer stands apart, unread, are ``indeterminate``."""
    lines: dict[int, list[Line]] = {}
    pages = {strip.page.number: strip.page for strip in laid}
    for strip in laid:
        lines.setdefault(strip.page.number, []).extend(placed.line for placed in strip.lines)
    out: list[Statement] = []
    for told in statements:
        statement = told
        asked = told.state == "detected" and _without_value(told)
        here = lines.get(told.evidence.page, [])
        answer = _answer_under(told, here, lex) if asked else ()
        if answer:
            box = evidence(pages[told.evidence.page], answer)
            statement = replace(told, state="not_detected", more=(*told.more, box))
            trace.merged(told, statement)
        elif asked and _answer_apart(told, here, lex):
            statement = replace(told, state="indeterminate")
            trace.merged(told, statement)
        out.append(statement)
    return out


def _line_of(box: Evidence, lines: Sequence[Line]) -> int | None:
    """The line that a box stands on; ``None`` for a statement told over several: whatever stands there was read."""
    at = next((at for at, line in enumerate(lines) if any(_inside(word, box) for word in line.words)), None)
    return None if at is None or lines[at].bottom < box.bottom - 1 else at


def _without_value(told: Statement) -> bool:
    values = (told.vaf, told.copy_number, told.reads, told.ish_ratio, told.ish_copies)
    return all(value is None for value in values) and not (told.ihc_score or told.copy_number_text)


def _answer_apart(told: Statement, lines: Sequence[Line], lex: Lexicon) -> bool:
    """True where the line of an event that tells no state goes on with an answer, or with boxes to tick, or where the
    line below it begins with such a box."""
    box = told.evidence
    at = _line_of(box, lines)
    if at is None:
        return False
    line = lines[at]
    own = tuple(word for word in line.words if _inside(word, box))
    before = [word for word in line.words if word.x1 <= box.x0 + 1]
    behind = tuple(word for word in line.words if word.x0 >= box.x1 - 1)
    said = any(term.type == "state" for term in lex.terms.get(normal(told.as_written), ()))
    if said or any(m.type in ("state", "preneg") for m in mentions(Segment(box.page, own), lex)):
        return False
    if any(is_ticked(word.text) or is_box(word.text) for word in (*before, *own)):
        return False  # Its own box was ticked.
    if any(is_ticked(word.text) or is_box(word.text) for word in behind):
        return True
    below = lines[at + 1] if at + 1 < len(lines) else None
    if below and below.top - line.bottom < _NEXT_LINE * line.height and is_box(below.words[0].text):
        return below.words[0].x0 >= line.words[0].x0 - 2
    named = told.protein or told.coding or told.fusion
    return bool(behind) and not named and _denies(behind, box.page, lex)


def _answer_under(told: Statement, lines: Sequence[Line], lex: Lexicon) -> tuple[Word, ...]:
    """The words of ``not detected``, alone and set to the middle right under an event in a row of such (tiles: ``ERBB2
    amp`` over ``Not detected``); empty where no such answer stands there."""
    box = told.evidence
    at = _line_of(box, lines)
    if at is None or at + 1 >= len(lines) or len(lines[at].cells) < _TILES:
        return ()
    below = lines[at + 1]
    if below.top - lines[at].bottom > _NEXT_LINE * below.height:
        return ()
    for cell in below.cells:
        if abs(cell.x0 + cell.x1 - box.x0 - box.x1) / 2 > _MIDDLE:
            continue
        found = mentions(Segment(box.page, cell.words), lex)
        told_by = {index for m in found if m.type == "state" for index in m.words}
        states = {m.value for m in found if m.type == "state"}
        if states == {"not_detected"} and len(told_by) == len(cell.words):
            return cell.words
    return ()


_TILES, _MIDDLE = 3, 8.0
"""Cells that make a row of tiles, and how far (points) the middles of a tile's lines may lie apart."""


def _denies(words: tuple[Word, ...], page: int, lex: Lexicon) -> bool:
    """True where the next thing said is a state other than that it is there."""
    for mention in mentions(Segment(page, words), lex):
        if mention.type in _NAMED:
            return False
        if mention.type == "state" and mention.value != "detected" and not _is_none(mention.text):
            return True
    return False


def _is_none(text: str) -> bool:
    """True for ``None`` alone, which may be said of drugs."""
    small = text.casefold()
    return any(small.startswith(word) and len(small) - len(word) <= _ENDING for word in joints("none"))


_ENDING = 2


def _inside(word: Word, box: Evidence) -> bool:
    middle = ((word.x0 + word.x1) / 2, (word.top + word.bottom) / 2)
    return box.x0 <= middle[0] <= box.x1 and box.top <= middle[1] <= box.bottom
