"""Which layout profile a report fits, what it should show and does not, and the lexicon with the profile's own rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from her2parse.model import ReviewNote
from her2parse.read.geometry import Cell, Line
from her2parse.read.lexicon import Lexicon, Term, lexicon, normal

if TYPE_CHECKING:
    from her2parse.knowledge.layouts import Layout, Sign

_MOST_NAMED = 4
"""Missing wordings that a note spells out."""


def recognise(lines: Sequence[Sequence[Line]], layouts: Sequence[Layout]) -> tuple[Layout | None, tuple[str, ...]]:
    """The profile whose fingerprint a report shows (``None`` where none or no single one does), and the wordings that
    it expects and that are not there.

    Args:
        lines: the report's lines, page by page.
        layouts: all profiles. Where several fit, the one that asks for most wins.
    """
    if not layouts:
        return None, ()
    texts = [_text(page) for page in lines]
    fitting = [layout for layout in layouts if _fits(layout, texts)]
    if not fitting:
        return None, ()
    best = max(fitting, key=lambda layout: (_asks(layout), layout.name))
    if sum(_asks(layout) == _asks(best) for layout in fitting) > 1:
        return None, ()  # Two profiles that ask for equally much: neither is followed.
    return best, tuple(sign.any[0] for sign in best.expects if not _shown(sign, texts))


def drift_note(layout: Layout, missing: Sequence[str]) -> ReviewNote:
    """What a person is told of a report that has its layout's fingerprint and not what belongs to it."""
    named = ", ".join(f"“{text}”" for text in missing[:_MOST_NAMED])
    told = (
        f"The report looks like layout {layout.name}; expected {named}, and found none of its wordings. "
        "Check that everything was read, and bring the profile up to date."
    )
    return ReviewNote("layout_drift", told)


def _asks(layout: Layout) -> int:
    return len(layout.must) + bool(layout.may)


def _fits(layout: Layout, texts: Sequence[str]) -> bool:
    return (
        all(_shown(sign, texts) for sign in layout.must)
        and (not layout.may or any(_shown(sign, texts) for sign in layout.may))
        and not any(_shown(sign, texts) for sign in layout.never)
    )


def _shown(sign: Sign, texts: Sequence[str]) -> bool:
    where = texts[:1] if sign.page == "first" else texts
    phrases = [normal(phrase) for phrase in sign.any]
    return any(phrase in text and _whole(phrase).search(text) for phrase in phrases for text in where)


@lru_cache(maxsize=1024)
def _whole(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)")


def _text(lines: Sequence[Line]) -> str:
    """A page's text to look for wordings in: its lines, and its cells with the cell below them."""
    return normal(" | ".join(_stretches(lines)))


def _stretches(lines: Sequence[Line]) -> Iterator[str]:
    above: Sequence[Cell] = ()
    for line in lines:
        yield line.text
        for cell in line.cells:
            for upper in above:
                if min(upper.x1, cell.x1) > max(upper.x0, cell.x0) and cell.top - upper.bottom < cell.height:
                    yield f"{upper.text} {cell.text}"
        above = line.cells


@lru_cache(maxsize=64)
def with_layout(layout: Layout) -> Lexicon:
    """The lexicon with a profile's rows laid over its own."""
    lex = lexicon()
    terms = dict(lex.terms)
    matcher = lex.matcher
    if layout.terms:
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc

        from her2parse.read.tokenizer import pieces

        for kind, value, phrase, gene in layout.terms:
            key = " ".join(piece.lower() for word in phrase.split() for piece, _ in pieces(word))
            terms[key] = (Term(kind, value, gene),)
        matcher = PhraseMatcher(lex.vocab, attr="LOWER")
        for key in terms:
            matcher.add(key, [Doc(lex.vocab, words=key.split(" "))])
    return replace(
        lex,
        zones={**lex.zones, **{normal(phrase): zone for phrase, zone in layout.zones}},
        roles={**lex.roles, **{normal(phrase): role for phrase, role in layout.columns}},
        terms=terms,
        matcher=matcher,
        labels=layout.labels,
        decimal=layout.decimal,
        vaf=layout.vaf,
    )
