"""Text of words with the way back to the words: folding for comparison, and phrases found whatever their spacing."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from her2parse.model import Word
from her2parse.read.eastern import EASTERN, HANGUL, KANA
from her2parse.read.geometry import Cell
from her2parse.read.remembered import MOST, by_text, kept

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b-\x1f]")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－\ufffe"), "-")
_QUOTES = dict.fromkeys(map(ord, "’‘´`"), "'")
_SIGNS = {**_DASHES, **_QUOTES}
_BLOCK = frozenset("█▇■")

# One token: a run of digits, a run of letters, one East Asian character, or a sign that carries meaning.
_TOKEN = re.compile(rf"[0-9]+|[{EASTERN}]|[^\W\d_{EASTERN}]+|[%#]")
_WHOLE = re.compile(rf"[{KANA}{HANGUL}]")
"""Letters that taking off accents would change to others."""

T = TypeVar("T")


def clean(text: str) -> str:
    """Composed characters, ligatures opened, invisible characters removed."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text)
    for ligature, letters in _LIGATURES.items():
        text = text.replace(ligature, letters)
    return _INVISIBLE.sub("", text).replace("\u00a0", " ")


@by_text
def fold(text: str) -> str:
    """Lower case without accents, full width or typographic signs; the result is as long as ``text``."""
    if text.isascii():
        return text.translate(_SIGNS).lower()
    return text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """Signs by their code with what each is folded to, worked out at the first question; never more than ``MOST``."""

    def __missing__(self, code: int) -> str:
        sign = _SIGNS.get(code, chr(code))
        if sign.isascii() or _WHOLE.match(sign):
            folded = sign.lower()
        else:
            folded = (unicodedata.normalize("NFKD", sign)[:1].lower() or sign)[:1]
        if len(self) >= MOST:
            self.clear()
        self[code] = folded
        return folded


_FOLDED = _Folded()


class _Tokens(NamedTuple):
    """A text's tokens with start and end, and the different ones among them."""

    places: tuple[tuple[int, int, str], ...]
    words: frozenset[str]


@by_text
def _tokens(text: str) -> _Tokens:
    places = tuple([(*match.span(), match.group()) for match in _TOKEN.finditer(fold(text))])
    return _Tokens(places, frozenset([word for _, _, word in places]))


def squeeze(text: str) -> str:
    """The tokens of ``text``, folded and run together: what two spellings of one phrase share."""
    return "".join([token for _, _, token in _tokens(text).places])


def is_masked(word: Word) -> bool:
    """True for a word that named a person and was replaced by full blocks."""
    return word.masked or not (word.text.isascii() or _BLOCK.isdisjoint(word.text))


def _printed(word: Word) -> str:
    return "█" if is_masked(word) else clean(word.text)


@dataclass(frozen=True, eq=False, init=False)
class Run:
    """Words joined by single spaces; every stretch of the text leads back to its words."""

    words: tuple[Word, ...]

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.__dict__["words"] = words  # As a cell does (``geometry``).

    @kept
    def _parts(self) -> tuple[str, ...]:
        words = self.words
        texts = [word.text for word in words]
        joined = "".join(texts)
        if joined.isascii() and joined.isprintable() and True not in [word.masked for word in words]:
            return tuple(texts)  # Most runs: neither blocks to find in them nor anything to clean.
        return tuple([_printed(word) for word in words])

    @kept
    def text(self) -> str:
        """The words as printed, masked ones as one full block each."""
        return " ".join(self._parts)

    @kept
    def folded(self) -> str:
        """``text`` folded for comparison, character by character."""
        return fold(self.text)

    @kept
    def _starts(self) -> tuple[int, ...]:
        starts, at = [], 0
        for part in self._parts:
            starts.append(at)
            at += len(part) + 1
        return tuple(starts)

    def words_at(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that the stretch ``start``…``end`` of the text touches."""
        words, starts, parts = self.words, self._starts, self._parts
        return tuple([words[k] for k in range(bisect_left(starts, end)) if starts[k] + len(parts[k]) > start])


@lru_cache(maxsize=1 << 12)
def run_of(cell: Cell) -> Run:
    """The words of a cell or line, kept for it."""
    return Run(cell.words)


@dataclass(frozen=True)
class Hit(Generic[T]):
    """A phrase found in a text, and what its row of the lexicon says."""

    start: int
    end: int
    entry: T


class PhraseIndex(Generic[T]):
    """Phrases looked up by their tokens run together.

    Glued (``Reportdate``), hyphenated (``non-squamous``) and letter-spaced (``INFORMATI ON``) spellings meet their
    phrase; a hit begins and ends at a token's edge, and the longest phrase wins.
    """

    def __init__(self, rows: Iterable[tuple[str, T]]) -> None:
        self._rows: dict[str, T] = {}
        for phrase, entry in rows:
            self._rows.setdefault(squeeze(phrase), entry)
        beginnings = {key[:size] for key in self._rows for size in range(1, len(key) + 1)}
        self._beginnings = frozenset(beginnings)
        self.find = by_text(self._find)

    def _find(self, text: str) -> tuple[Hit[T], ...]:
        """Every phrase in ``text`` from left to right, without overlaps; offsets are those of ``text``."""
        tokens, words = _tokens(text)
        if words.isdisjoint(self._beginnings):
            return ()
        hits: list[Hit[T]] = []
        at = 0
        while at < len(tokens):
            if tokens[at][2] not in self._beginnings:
                at += 1
                continue
            size, entry = self._longest_at(tokens, at)
            if entry is None:
                at += 1
                continue
            hits.append(Hit(tokens[at][0], tokens[at + size - 1][1], entry))
            at += size
        return tuple(hits)

    def _longest_at(self, tokens: Sequence[tuple[int, int, str]], at: int) -> tuple[int, T | None]:
        squeezed, best, entry = "", 0, None
        for size, place in enumerate(range(at, len(tokens)), start=1):
            squeezed += tokens[place][2]
            if squeezed not in self._beginnings:
                break
            if squeezed in self._rows:
                best, entry = size, self._rows[squeezed]
        return best, entry
