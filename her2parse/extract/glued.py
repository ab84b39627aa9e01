"""Words that a producer set without the spaces between them (``Missensevariant(exon20)``), or with spaces between their
letters (``E R B B 2``).

Only a word whose parts are all known from the English lexicons is taken apart, and only in a document where several
are: other languages write compounds. Letters are put together where they give a word of the lexicons or a gene.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from statistics import median

from her2parse.extract.labels import LEXICON, lexicon
from her2parse.extract.lines import fold
from her2parse.extract.misread import VOCABULARY
from her2parse.extract.words import TextLayer
from her2parse.model import Word

MANY, DIFFERENT = 3, 2
"""Glued words of a document, and different ones among them, from which it is mended: fewer are somebody's spelling."""
_SHORTEST = 8
"""Letters of the shortest word that is taken apart."""
_TELLING = 4
"""Letters that the longest part has at least."""
_RUN = re.compile(r"[A-Za-z]+")
_AFTER = re.compile(r"(?<=[a-z)][,;])(?=[A-Za-z])")

_SINGLE = re.compile(r"[A-Za-z0-9&/-]")
_PAIR = re.compile(r"[A-Z][a-z]")
"""Two letters that a kerned font draws together (``Te``), within a run of single ones."""
_PARTS = re.compile(r"[&/-]")
_RUN_OF = 4
"""Single letters in a row that may be a word: a gene of three letters is too easily a column of marks."""
_WIDEST, _BETWEEN_WORDS = 0.9, 1.7
"""The widest gap between two letters of a word (share of their height), and from how many usual gaps on a gap is one
between words."""

_Placed = tuple[tuple[int, ...], Word]
"""A word and the positions of the words that it is made of."""


@cache
def _words() -> frozenset[str]:
    """The words of the English wordings."""
    found: set[str] = set()
    for name, column in (*VOCABULARY.items(), ("joints.tsv", "word")):
        lines = [line for line in (LEXICON / name).read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        head = lines[0].split("\t")
        at, language = head.index(column), head.index("language") if "language" in head else -1
        for line in lines[1:]:
            cells = line.split("\t")
            if len(cells) > max(at, language) and language >= 0 and cells[language] == "en":
                found.update(_RUN.findall(fold(cells[at])))
    return frozenset(word for word in found if len(word) > 1)


@cache
def parted(text: str) -> tuple[str, ...]:
    """The parts of a glued run of letters, fewest first; empty where it is no such run.

    >>> parted("Missensevariant"), parted("Notdetected"), parted("rearrangement"), parted("ERBB2")
    (('Missense', 'variant'), ('Not', 'detected'), (), ())
    """
    word = fold(text)
    inner = text[1:].islower() or text.isupper()
    known = _words()
    if len(word) < _SHORTEST or len(word) != len(text) or not inner or word in known or lexicon().is_common(word):
        return ()
    if word.upper() in lexicon().genes:
        return ()
    best: list[tuple[int, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(end):
            before = best[start]
            if before is None or word[start:end] not in known:
                continue
            ends = (*before, end)
            if best[end] is None or len(ends) < len(best[end] or ()):
                best[end] = ends
    ends = best[-1] or ()
    parts = tuple(text[start:end] for start, end in zip((0, *ends), ends, strict=False))
    return parts if len(parts) > 1 and max(map(len, parts)) >= _TELLING else ()


def respaced(layers: Sequence[TextLayer]) -> list[TextLayer]:
    """The text of a document's pages with lost spaces put back, and the spaces within letter-spaced words taken out."""
    sources = [_joined([((index,), word) for index, word in enumerate(layer.words)]) for layer in layers]
    glued = [run for source in sources for _, word in source for run in _RUN.findall(word.text) if parted(run)]
    if len(glued) >= MANY and len({fold(run) for run in glued}) >= DIFFERENT:
        sources = [[(of, part) for of, word in source for part in _apart(word)] for source in sources]
    return [_rebuilt(layer, source) for layer, source in zip(layers, sources, strict=True)]


def _rebuilt(layer: TextLayer, source: Sequence[_Placed]) -> TextLayer:
    if len(source) == len(layer.words):
        return layer
    return replace(
        layer,
        words=tuple(word for _, word in source),
        fonts=tuple(layer.fonts[of[0]] for of, _ in source) if layer.fonts else (),
        directions=tuple(layer.directions[of[0]] for of, _ in source) if layer.directions else (),
        unseen=frozenset(at for at, (of, _) in enumerate(source) if of[0] in layer.unseen),
        pale=frozenset(at for at, (of, _) in enumerate(source) if of[0] in layer.pale),
    )


def _joined(source: list[_Placed]) -> list[_Placed]:
    """Runs of single letters that are a word or a gene known to the lexicons, as words: ``E R B B 2``."""
    out: list[_Placed] = []
    run: list[_Placed] = []
    last: Word | None = None  # the word put together last
    for one in (*source, None):
        single = one is not None and bool(_SINGLE.fullmatch(one[1].text) or (run and _PAIR.fullmatch(one[1].text)))
        if one and single and (not run or _follows(run[-1][1], one[1])):
            run.append(one)
            continue
        if run:
            together = _read_together(run, beside=last)
            last = together[-1][1] if len(together) < len(run) else None
            out.extend(together)
        run = []
        if one and _SINGLE.fullmatch(one[1].text):
            run = [one]
        elif one:
            out.append(one)
    return out


def _follows(word: Word, other: Word) -> bool:
    return _level(word, other) and 0 < other.x0 - word.x1 < _WIDEST * (word.bottom - word.top)


def _level(word: Word, other: Word) -> bool:
    """True for words of one size on one line."""
    high = word.bottom - word.top
    level = abs(word.bottom - other.bottom) < 0.1 * high and abs(word.top - other.top) < 0.1 * high
    return level and word.size == other.size


def _read_together(run: list[_Placed], *, beside: Word | None = None) -> list[_Placed]:
    """``run`` as words, where one of them is known; fewer letters only on the line of a word put together before."""
    if len(run) < 2 or (len(run) < _RUN_OF and not (beside and _level(beside, run[0][1]))):
        return run
    shortest = 2 if len(run) < _RUN_OF else _RUN_OF - 1
    gaps = [other.x0 - word.x1 for (_, word), (_, other) in pairwise(run)]
    space = _BETWEEN_WORDS * median(gaps)
    groups = [[run[0]]]
    for gap, one in zip(gaps, run[1:], strict=True):
        if gap > space:
            groups.append([])
        groups[-1].append(one)
    texts = ["".join(word.text for _, word in group) for group in groups]
    if not any(len(part) >= shortest and _is_known(part) for text in texts for part in _PARTS.split(text)):
        return run
    return [
        (
            tuple(index for of, _ in group for index in of),
            replace(group[0][1], text=text, x1=group[-1][1].x1),
        )
        for group, text in zip(groups, texts, strict=True)
    ]


def _is_known(text: str) -> bool:
    return text in lexicon().genes or fold(text) in _words() or lexicon().is_common(fold(text))


def _apart(word: Word) -> tuple[Word, ...]:
    """A word's parts, each with its share of the word's width."""
    cuts = {match.start() for match in _AFTER.finditer(word.text)}
    for run in _RUN.finditer(word.text):
        at = run.start()
        for part in parted(run[0])[:-1]:
            at += len(part)
            cuts.add(at)
        if parted(run[0]) and word.text[run.end() : run.end() + 1] == "(":
            cuts.add(run.end())
    return tuple(_pieces(word, sorted(cuts))) if cuts else (word,)


def _pieces(word: Word, cuts: Iterable[int]) -> Iterable[Word]:
    edges = (0, *cuts, len(word.text))
    width = (word.x1 - word.x0) / len(word.text)
    for start, end in pairwise(edges):
        x0, x1 = word.x0 + start * width, word.x0 + end * width
        yield replace(word, text=word.text[start:end], x0=round(x0, 2), x1=round(x1, 2))
