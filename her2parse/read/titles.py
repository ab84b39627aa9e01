"""Titles that ask: a gene and one of its events or tests, and no answer."""

from __future__ import annotations

from collections.abc import Sequence

from her2parse.model import Word
from her2parse.read.lexicon import Lexicon
from her2parse.read.mentions import Segment, mentions

_TITLE_WORDS = 8
_OF_TITLES = frozenset({"gene", "event", "method", "prep", "splice", "label", "class", "number"})
_OF_EVENTS = frozenset({"gene", "event", "method", "prep"})


def genes_in(words: Sequence[Word], page: int, lex: Lexicon) -> set[str]:
    """The genes that words name."""
    found = mentions(Segment(page, tuple(words)), lex) if words else ()
    return {m.gene or m.value for m in found if m.type == "gene" or m.gene}


def is_title(label: Sequence[Word], page: int, lex: Lexicon, *, bare: bool) -> bool:
    """True for a few words that name one gene, and an event or a test of it; ``bare``: perhaps nothing else."""
    if not label or len(label) > _TITLE_WORDS:
        return False
    found = mentions(Segment(page, tuple(label)), lex)
    kinds = {m.type for m in found}
    named = {index for m in found if m.type == "gene" for index in m.words}
    return len(genes_in(label, page, lex)) == 1 and kinds <= _OF_TITLES and (bare or len(named) < len(label))


def asks_for_event(words: Sequence[Word], page: int, lex: Lexicon) -> bool:
    """True for a title of one gene and one event by its noun (``HER2 amplification``), perhaps with a test's name: it
    is what was found only where nothing below answers it."""
    if not is_title(words, page, lex, bare=False):
        return False
    found = mentions(Segment(page, tuple(words)), lex)
    events = [m for m in found if m.type == "event"]
    return len(events) == 1 and {m.type for m in found} <= _OF_EVENTS


def is_answer(words: Sequence[Word], page: int, lex: Lexicon) -> bool:
    """True for words that say whether something is there, and nothing else."""
    found = mentions(Segment(page, tuple(words)), lex) if words else ()
    whole = {index for m in found for index in m.words} == set(range(len(words)))
    return whole and any(m.type == "state" for m in found) and {m.type for m in found} <= _OF_ANSWERS


_OF_ANSWERS = frozenset({"state", "event", "preneg", "prep"})
