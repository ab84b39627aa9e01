"""The labels of tests that a laboratory's computer prints (``TEST:``, ``RESULT......:``, ``REFERENCE RANGE  :``)."""

from __future__ import annotations

import re
from functools import lru_cache

from her2parse.model import Word
from her2parse.read.geometry import Line
from her2parse.read.lexicon import normal, rows

_LABEL_WORDS = 4
"""Words of a label, at most."""
_LEADERS = re.compile(r"[\s.…_·:：]+$")
_SIGNS = re.compile(r"[.…_·:：]+")


def labelled(line: Line) -> tuple[str, tuple[Word, ...]]:
    """What a line's label asks for (a ``kind`` of ``record_labels.tsv``) and its value; no kind where it has no such
    label."""
    words = line.words
    first = len(line.cells[0].words)
    for at, word in enumerate(words[: _LABEL_WORDS + 1]):
        signed = bool(_SIGNS.search(word.text[-1:])) and word.text[-1:] != "."
        if signed or word.text.count("..") or at + 1 == first:
            kind = _kinds().get(normal(_LEADERS.sub("", " ".join(one.text for one in words[: at + 1]))), "")
            value = words[at + 1 :]
            while value and _SIGNS.fullmatch(value[0].text):
                value = value[1:]
            if kind and (signed or value != words[at + 1 :] or len(line.cells) > 1):
                return kind, value
            if signed:
                break
    return "", ()


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {normal(row["phrase"]): row["kind"] for row in rows("record_labels.tsv")}
