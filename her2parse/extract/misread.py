"""Words that OCR misread, told by the letters that it takes for one another.

Two words with the same *skeleton* differ only in such letters: ``Dale`` and ``Date``, ``IIYBRIDIZATION`` and
``HYBRIDIZATION``. A word that no lexicon has, but of whose skeleton there is just one, is written as that one: so
labels, headings and negations are found, and names beside misread labels masked. What holds a digit, and a gene's
symbol, is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

from her2parse.extract.labels import LEXICON, lexicon
from her2parse.extract.lines import fold
from her2parse.model import Word

VOCABULARY = {
    "zones.tsv": "phrase",
    "columns.tsv": "phrase",
    "terms.tsv": "phrase",
    "header_labels.tsv": "phrase",
    "privacy_labels.tsv": "label",
}
"""Lexicons and their columns that hold the wordings that the reader looks for."""

_SHORTEST = 3
_SLASH = re.compile(r"(?<=[a-z)]{2})(?=/(?:\s|$))|(?<=[a-z)]{2}/)(?=[A-Z][a-z])")
_CHANGE = r"[A-Z]\d{1,4}(?:[A-Z*_]|del|ins|dup|fs)"
_DASHED = re.compile(rf"(?<!\S)([A-Z][A-Z0-9]{{1,7}})([-–])(?={_CHANGE})")
_FUSED = re.compile(r"(?<!\S)[A-Z][A-Z0-9]{3,}\S*")
_CHANGED = re.compile(_CHANGE)
_SQUEEZED = 5
_LETTERS = re.compile(r"[^\W\d_]+")
_CORE = re.compile(r"^(\W*)([^\W\d_]+)(\W*)$")
_STROKES = str.maketrans(dict.fromkeys("iltfj1|!", "l") | {"h": "b", "e": "c", "0": "o", "q": "g", "v": "y"})
_TALL = str.maketrans({"H": "ll", "I": "l", "O": "o", "Q": "o", "D": "o", "B": "b"})


def skeleton(word: str) -> str:
    """What is left of a word when letters that look alike are made one.

    >>> skeleton("Dale") == skeleton("Date"), squeezed("IIYBRID") == squeezed("HYBRID")
    (True, True)
    """
    text = fold(word.translate(_TALL) if len(word) > 1 and word.isupper() else word)
    return text.replace("rn", "m").translate(_STROKES)


def squeezed(word: str) -> str:
    """The skeleton with each run of strokes as one: ``HI`` may have been seen as ``HII`` or ``III``."""
    return re.sub("l+", "l", skeleton(word))


@cache
def _sought() -> tuple[frozenset[str], dict[str, str], dict[str, str]]:
    """The folded words of the wordings, and the one word of each skeleton, as it is and squeezed."""
    wordings: set[str] = set()
    for name, column in VOCABULARY.items():
        lines = [line for line in (LEXICON / name).read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        at = lines[0].split("\t").index(column)
        wordings |= {part for line in lines[1:] for part in _LETTERS.findall(fold(line.split("\t")[at]))}
    words = frozenset(word for word in wordings if len(word) >= _SHORTEST)
    return words, _by(skeleton, words), _by(squeezed, {word for word in words if len(word) > _SQUEEZED})


def _by(form: Callable[[str], str], words: Iterable[str]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for word in words:
        for text in (word, word.upper()):
            found.setdefault(f"{text.isupper()}{form(text)}", set()).add(word)
    return {key: next(iter(group)) for key, group in found.items() if len(group) == 1}


def repaired(text: str) -> str:
    """A word as a lexicon has it, or as it was."""
    match = _CORE.match(text)
    if match is None or len(match[2]) < _SHORTEST:
        return text
    before, core, after = match.groups()
    words, exact, loose = _sought()
    shaped = core.isupper() or core[1:].islower()
    if not shaped or fold(core) in words or core.upper() in lexicon().genes:
        return text
    found = exact.get(f"{core.isupper()}{skeleton(core)}")
    if found is None and not lexicon().is_common(fold(core)):
        found = loose.get(f"{core.isupper()}{squeezed(core)}")
        found = found if found and abs(len(found) - len(core)) <= 2 else None
    if found is None:
        return text
    return before + (found.upper() if core.isupper() else found.capitalize() if core[0].isupper() else found) + after


def mended(words: Iterable[Word]) -> tuple[Word, ...]:
    """The words of a page that OCR read, the misread ones of the lexicons written as they are there."""
    return tuple(replace(word, text=better) if (better := repaired(word.text)) != word.text else word for word in words)


def unglued(text: str) -> str:
    """A line with the narrow spaces that recognisers leave out: around slashes, between a gene and its change.

    >>> unglued("Alteration(s)/"), unglued("EGFR-T790M 2%"), unglued("EGFRE746_A750del"), unglued("EML4-ALK p.L858R")
    ('Alteration(s) /', 'EGFR - T790M 2%', 'EGFR E746_A750del', 'EML4-ALK p.L858R')
    """
    text = _SLASH.sub(" ", text)
    text = _DASHED.sub(r"\1 \2 ", text)
    return _FUSED.sub(lambda match: _parted(match[0]), text)


def _parted(word: str) -> str:
    """A gene's longest symbol apart from the change that follows it."""
    for at in range(min(8, len(word) - 3), 1, -1):
        if word[:at] in lexicon().genes and _CHANGED.match(word, at):
            return f"{word[:at]} {word[at:]}"
    return word


def alike(one: str, other: str) -> bool:
    """Whether two folded words may be one word misread: one letter in five or more, two in nine or more."""
    if one == other or (len(one) >= 4 and skeleton(one) == skeleton(other)):
        return True
    allowed = 2 if min(len(one), len(other)) >= 9 else 1 if min(len(one), len(other)) >= 5 else 0
    return allowed > 0 and abs(len(one) - len(other)) <= allowed and _distance(one, other) <= allowed


def _distance(one: str, other: str) -> int:
    """Letters to change, add or take away."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]
