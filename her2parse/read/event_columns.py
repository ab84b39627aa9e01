"""Rows of tables with a column for each kind of event (``Gene | SNV / Indel | CNV | Fusion``): one row each kind.

A cell of a state alone (``ND``, ``NE``) speaks of its own column's event and of no other. What a code stands for is
taken from the page's legend (``NE = Not Evaluable``), else from ``data/lexicon/cell_codes.tsv``; a dash says nothing
unless the legend says what it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from her2parse.model import Word
from her2parse.read.layout import PlacedLine
from her2parse.read.lexicon import Lexicon, rows
from her2parse.read.mentions import Segment, mentions
from her2parse.read.scope import cues

EVENT_OF_ROLE = {
    "protein": "mutation",
    "variant": "mutation",
    "coding": "mutation",
    "copy_number": "copies",
    "fusion": "fusion",
}
"""Which event a column of a kind of its own is about; ``mutation`` and ``fusion`` are words of the lexicon."""
_DEFINED = re.compile(r"(?:^|[;,.(\s])([A-Z]{1,4}(?:/[A-Z]{1,2})?|[-–—+])\s*=\s*([A-Za-z][A-Za-z ]{2,40})")
_EXPLAINED = re.compile(r"(?:^|[.;,]\s)([A-Z]{2,4}): ([A-Za-z][a-z ]{2,40})(?=[.;,]|$)")
"""A code with its meaning behind ``=``, or behind a colon in a line of such (``NVD: no variant detected. VAF: …``)."""
_DASHES = re.compile(r"[-–—./]+")
_TWO, _MOST_CODE = 2, 3
"""Kinds of events that a head names at least, and the most words of a cell that is nothing but an answer."""


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {row["code"]: row["phrase"] for row in rows("cell_codes.tsv")}


def legend(lines: Sequence[PlacedLine]) -> dict[str, str]:
    """What the codes of a page stand for, as the page says (``ND = Not Detected; – = not assessed``)."""
    text = "\n".join(placed.line.text for placed in lines if "=" in placed.line.text)
    colons = "\n".join(placed.line.text for placed in lines if len(_EXPLAINED.findall(placed.line.text)) > 1)
    return {code: phrase.strip() for code, phrase in (*_EXPLAINED.findall(colons), *_DEFINED.findall(text))}


def by_event(
    segment: Segment, columns: Sequence[str], codes: Mapping[str, str], lex: Lexicon
) -> list[tuple[Segment, tuple[Word, ...], str]]:
    """A row's parts, each of one kind of event, with the words that are its evidence and the text of an answer that
    stands alone; empty where the row is to be read as a whole.

    Args:
        segment: the row, its words with the roles of their columns.
        columns: the roles of the table's columns.
        codes: what the page's codes stand for (see ``legend``).
        lex: the vocabularies.
    """
    kinds = {EVENT_OF_ROLE[role] for role in columns if role in EVENT_OF_ROLE}
    if len(kinds) < _TWO or "result" in columns:
        return []
    cells: dict[str, list[tuple[Word, str]]] = {}
    shared: list[tuple[Word, str]] = []
    for pair in zip(segment.words, segment.roles, strict=True):
        kind = EVENT_OF_ROLE.get(pair[1], "")
        (cells.setdefault(kind, []) if kind else shared).append(pair)
    gene = [pair for pair in shared if pair[1] == "gene"]
    answers = {kind: answer([word for word, _ in cell], codes, lex) for kind, cell in cells.items()}
    said_so = any(" ".join(word.text for word, _ in cell) in codes for cell in cells.values())
    # "Gene | Variant | Copies" with an answer under "Variant" alone: it may be the whole row's.
    elsewhere = any(said for kind, said in answers.items() if kind != "mutation")
    told = said_so or elsewhere or (any(answers.values()) and len(kinds) > _TWO)
    if not gene or not told:
        return []
    out: list[tuple[Segment, tuple[Word, ...], str]] = []
    for kind, cell in cells.items():
        own = [word for word, _ in cell]
        place = (*(word for word, _ in gene), *own)
        said = answers[kind]
        if said and kind == "copies":
            # "CNV: positive" says that copies changed and not which way: that is for a person, and no silence.
            changed = {cue.state for cue in cues(mentions(Segment(1, tuple(said)), lex))[0]} == {"detected"}
            said = [replace(said[0], text="indeterminate")] if changed else said
            pairs = [*gene, *((word, "copy_number") for word in said)]
        elif said:
            pairs = [*gene, (replace(gene[-1][0], text=kind), "biomarker"), *((word, "result") for word in said)]
        elif " ".join(word.text for word in own) in codes or all(_DASHES.fullmatch(word.text) for word in own):
            continue
        else:
            rest = [pair for pair in shared if kind == "mutation" or pair[1] == "gene"]
            pairs = [*rest, *((word, "result" if kind == "mutation" else role) for word, role in cell)]
            place = tuple(word for word, _ in pairs)
        text = " ".join(word.text for word in own) if said else ""
        out.append((Segment(segment.page, tuple(w for w, _ in pairs), tuple(r for _, r in pairs)), place, text))
    return out


def answer(words: Sequence[Word], codes: Mapping[str, str], lex: Lexicon) -> list[Word]:
    """The words of a cell that is nothing but an answer, a code written out; empty for any other cell."""
    if not words or len(words) > _MOST_CODE:
        return []
    text = " ".join(word.text for word in words)
    phrase = codes.get(text) or _codes().get(text, text)
    told = [replace(words[0], text=one) for one in phrase.split()]
    found = mentions(Segment(1, tuple(told)), lex)
    known = {index for m in found for index in m.words}
    answer = bool(cues(found)[0]) and len(known) == len(told)
    return told if answer and {m.type for m in found} <= _OF_ANSWERS else []


_OF_ANSWERS = frozenset({"state", "negator", "preneg", "prepos", "prep", "method", "event"})
