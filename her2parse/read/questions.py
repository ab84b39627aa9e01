"""Questions with their answers in words (``Is an ERBB2 mutation present? No``): a question itself says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from her2parse.model import State
from her2parse.read.cue import Cue, Told
from her2parse.read.lexicon import joints
from her2parse.read.mentions import Mention

_MARKS = frozenset({"?", "？"})
_ENDS = frozenset({".", ";", "；", "。"})
_NEAR = 4
"""Tokens behind the question mark that the answer may begin at (``Answer: no``)."""


def with_answers(all_cues: Sequence[Cue], found: Sequence[Mention], tokens: Sequence[str]) -> tuple[Cue, ...]:
    """The cues without those inside a question, and with the *yes* or *no* behind its mark."""
    marks = [at for at, text in enumerate(tokens) if text in _MARKS]
    if not marks:
        return tuple(all_cues)
    answers: list[Cue] = []
    for mark in marks:
        for at in range(mark + 1, min(mark + 1 + _NEAR, len(tokens))):
            text = tokens[at].lower()
            if text in joints("no") or text in joints("yes"):
                words = next((m.words for m in found if m.start == at), ())
                state: State = "not_detected" if text in joints("no") else "detected"
                goes_on = any(m.start == at and m.end > at + 1 for m in found)
                if not goes_on:
                    answers.append(Cue(at, at + 1, state, tokens[at], False, True, words))
                break
    taken = {cue.start for cue in answers}
    kept = [cue for cue in all_cues if cue.start not in taken and not asks(cue.end, marks, tokens)]
    return tuple(sorted([*kept, *answers], key=lambda cue: (cue.start, cue.end)))


def unanswered(
    out: Sequence[Told | None], items: Sequence[tuple[int, int, str]], all_cues: Sequence[Cue], tokens: Sequence[str]
) -> tuple[Told | None, ...]:
    """What is said of each item; what was asked (``… present?``) and got no answer that is known is for a person."""
    marks = [at for at, text in enumerate(tokens) if text in _MARKS]
    if not marks:
        return tuple(out)
    told = list(out)
    for index, (_, end, _) in enumerate(items):
        asked = any(cue.start >= end and asks(cue.end, marks, tokens) for cue in all_cues)
        if told[index] is None and asks(end, marks, tokens):
            mark = next(at for at in marks if at >= end)
            cue = Cue(mark, mark + 1, "indeterminate", tokens[mark], False, True)
            if asked:
                told[index] = Told("indeterminate", cue)
            elif mark == len(tokens) - 1:
                # "Is there a MET exon 14 skipping event?": its answer is another line's.
                told[index] = Told("indeterminate", replace(cue, undone=True))
    return tuple(told)


def asks(end: int, marks: Sequence[int], tokens: Sequence[str]) -> bool:
    """True for words that end at ``end`` inside a question."""
    mark = next((at for at in marks if at >= end), None)
    return mark is not None and not any(text in _ENDS for text in tokens[end:mark])
