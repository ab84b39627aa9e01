"""Lines of genes, each with its answer beside it (``ALK | Not detected | BRAF | Not detected``), under a title that
names one kind of event (``SNV / indel``, ``Amplification``): an answer is of the gene left of it and of that event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from her2parse.model import Word
from her2parse.read.event_columns import EVENT_OF_ROLE, answer
from her2parse.read.lexicon import Lexicon, joints, role_of
from her2parse.read.mentions import Segment, mentions
from her2parse.read.titles import is_answer

_PAIR, _MOST_GENE, _MOST_ANSWER = 2, 4, 5
"""Cells of a pair; the most words of its gene and of its answer."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A gene and its answer, a code written out; where that was done, the words on the page and the code itself."""

    gene: tuple[Word, ...]
    told: tuple[Word, ...]
    place: tuple[Word, ...] = ()
    written: str = ""


def pairs(cells: Sequence[Sequence[Word]], codes: Mapping[str, str], page: int, lex: Lexicon) -> list[Pair]:
    """A row's genes with the answer of each; empty for any other row.

    Args:
        cells: the words of the row's cells, from left to right.
        codes: what the page's codes stand for (see ``event_columns.legend``).
        page: the page's number.
        lex: the vocabularies.
    """
    if len(cells) % _PAIR or not cells:
        return []
    out: list[Pair] = []
    for gene, said in zip(cells[::_PAIR], cells[1::_PAIR], strict=True):
        told = _told(said, codes, page, lex)
        if not _gene_alone(gene, page, lex) or not (told or points_elsewhere(said)):
            return []
        code = " ".join(word.text for word in said)
        if told and code != " ".join(word.text for word in told):
            out.append(Pair(tuple(gene), tuple(told), (*gene, *said), code))
        else:
            out.append(Pair(tuple(gene), tuple(said)))
    return out


def begins_answer(words: Sequence[Word], page: int, lex: Lexicon) -> bool:
    """True for the words of a cell that are an answer, the first line of one (``Not`` / ``detected``), or point to
    where the answer is."""
    text = " ".join(word.text for word in words).casefold()
    return bool(_told(words, {}, page, lex)) or points_elsewhere(words) or text in _beginnings(lex)


def points_elsewhere(words: Sequence[Word]) -> bool:
    """True for a cell that only says where the answer is (``see table``)."""
    said = [word.text.strip("(),.:").casefold() for word in words]
    return 0 < len(said) <= _MOST_ANSWER and said[0] in joints("see")


def topic_of_title(words: Sequence[Word], lex: Lexicon) -> str:
    """``mutation``, ``copy_number`` or ``fusion`` for a title that is the name of a column of one kind of event."""
    return EVENT_OF_ROLE.get(role_of(" ".join(word.text for word in words), lex), "").replace("copies", "copy_number")


def _gene_alone(words: Sequence[Word], page: int, lex: Lexicon) -> bool:
    """True for one gene and nothing else, its other name in brackets apart (``ERBB2 (HER2)``)."""
    if not words or len(words) > _MOST_GENE:
        return False
    found = mentions(Segment(page, tuple(words)), lex)
    named = {index for m in found if m.type == "gene" for index in m.words}
    return len({m.value for m in found if m.type == "gene"}) == 1 and len(named) == len(words)


def _told(words: Sequence[Word], codes: Mapping[str, str], page: int, lex: Lexicon) -> Sequence[Word]:
    """The words of a cell that is nothing but an answer, a code written out; empty for any other cell."""
    if len(words) > _MOST_ANSWER:
        return ()
    return words if is_answer(words, page, lex) else answer(words, codes, lex)


_SHORT = 3
"""Words of an answer that stands in a narrow cell, at most."""


@lru_cache(maxsize=4)
def _beginnings(lex: Lexicon) -> frozenset[str]:
    """What the first line of a denial of two lines may be: words that are nothing by themselves."""
    told = [
        phrase.split() for phrase, terms in lex.terms.items() if any(term.value == "not_detected" for term in terms)
    ]
    first = {" ".join(words[:at]) for words in told if len(words) <= _SHORT for at in range(1, len(words))}
    denies = {"negator", "preneg"}
    bare = (text for text in first if all(term.type in denies for term in lex.terms.get(text, ())))
    return frozenset(bare) - frozenset(lex.roles)
