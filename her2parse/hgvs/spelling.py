"""Spellings that no grammar should have to know, turned into ones that it does.

Two reviewed tables do it: ``words.tsv`` puts the words around a name into English (``変異``, ``esone``), and
``respellings.tsv`` mends orders and lost marks (``c.T2573G``, ``A775G776insYVMA``), each rule with an example that is
also a test. A rule may only bring out what is written: no letter of a residue, no base and no digit of a place is ever
added or taken away, so that whatever comes out is still checked against the reference.
"""

from __future__ import annotations

import re
from functools import cache

from her2parse.hgvs import reference

_PLAIN = re.compile(
    r"(?:p\.)?\(?(?:[A-Z][a-z]{2}|[A-Z*])\d{1,5}(?:_(?:[A-Z][a-z]{2}|[A-Z*])\d{1,5})?[A-Za-z*=?]*\d{0,4}\)?"
    r"|(?:[A-Z]{2}_\d{6,9}\.\d{1,2}:)?c\.[-*]?\d{1,5}(?:[+-]\d{1,4})?(?:_\*?\d{1,5}(?:[+-]\d{1,4})?)?"
    r"(?:[ACGT]?>[ACGT]+|delins[ACGT]+|(?:del|dup|ins|inv)[ACGT]*)"
)
"""Names that are spelled as HGVS does already, and need no rule."""
_DOUBLED = re.compile(r"(?<![^\s(:])(?:(\S)\1){4,40}(?![^\s),;])")
_SPACES = re.compile(r" {2,}")


def respelled(text: str) -> str:
    """``text`` (cleaned) with foreign words in English and odd spellings mended.

    >>> respelled("c.T2573G"), respelled("L858R 変異陽性"), respelled("Leu-858-Arg")
    ('c.2573T>G', 'L858R variant positive', 'Leu858Arg')
    """
    if not text or _PLAIN.fullmatch(text):
        return text
    text = _DOUBLED.sub(_halved, text)
    pattern, words = _words()
    text = pattern.sub(lambda found: f" {words[found[0].casefold()]} ", text)
    text = _SPACES.sub(" ", text).strip()
    for rule, becomes in _rules():
        text = rule.sub(becomes, text)
    return _SPACES.sub(" ", text).strip()


def _halved(found: re.Match[str]) -> str:
    """Bold type that a printer drew twice (``VV660000EE``), once; other runs of twins stay as they are."""
    once = found[0][::2]
    return once if re.fullmatch(r"[A-Z][a-z]{0,2}\d{2,4}[A-Za-z_*].*", once) else found[0]


@cache
def _words() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern for all foreign words, longest first; words in Latin letters must stand apart from other letters."""
    words = {
        row["word"].casefold(): row["means"] for row in reference.table("words.tsv") if row["word"] != row["means"]
    }
    longest = sorted(words, key=lambda word: (-len(word), word))
    latin = [re.escape(word) for word in longest if word[0] < "\u0250"]
    other = [re.escape(word) for word in longest if word[0] >= "\u0250"]
    letter = "A-Za-z\u00c0-\u024f"
    pattern = rf"(?<![{letter}])(?:{'|'.join(latin)})(?![{letter}])|{'|'.join(other)}"
    return re.compile(pattern, re.IGNORECASE), words


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = reference.table("respellings.tsv")
    return tuple((re.compile(row["pattern"]), row["becomes"]) for row in rows)
