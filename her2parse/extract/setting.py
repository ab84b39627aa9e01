"""Pages whose letters are honest and whose words are not: ``B R C A``, ``nopathogenicvariant``, ``GGEENNEE``.

A letter-spaced heading is common and harmless; a page is said to be at fault when much of it is set so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SPACED_LETTERS, SPACED_SHARE = 30, 0.3
"""Single letters in runs that make a page letter-spaced: this many, and this share of its words. A grid of residues or
blood groups has fewer."""
RUN = 5
"""Single letters one after another that make a run: initials and list marks are shorter."""
GLUED_WORDS, GLUED_SHARE, GLUED_LENGTH = 5, 0.2, 25
"""Words of this length and more that make a page glued: this many, and this share. German compounds are as long, but
not one word in five is one."""
DOUBLED_WORDS = 3
"""Words in which every letter stands twice (``GGEENNEE``) that make a page doubled."""

_LETTERS = re.compile(r"[^\W\d_]+")


def setting_fault(texts: Sequence[str]) -> str:
    """``letter_spaced``, ``glued_words``, ``doubled_letters``, or empty where a page's words are set as words.

    Args:
        texts: the words of one page in the file's order.
    """
    spaced = run = doubled = glued = 0
    for text in (*texts, ""):
        if len(text) == 1 and text.isalpha():
            run += 1
            continue
        if run >= RUN:
            spaced += run
        run = 0
        doubled += is_doubled(text)
        glued += len(text) >= GLUED_LENGTH and bool(_LETTERS.fullmatch(text.strip(".,;:()")))
    if spaced >= SPACED_LETTERS and spaced >= SPACED_SHARE * len(texts):
        return "letter_spaced"
    if glued >= GLUED_WORDS and glued >= GLUED_SHARE * len(texts):
        return "glued_words"
    return "doubled_letters" if doubled >= DOUBLED_WORDS else ""


def is_doubled(text: str) -> bool:
    """True for a word in which every letter stands twice, and there are at least three different ones.

    >>> is_doubled("GGEENNOOMMIICC"), is_doubled("microsatellite"), is_doubled("AAAAAA")
    (True, False, False)
    """
    return len(text) >= 6 and text[::2] == text[1::2] and text.isalpha() and len(set(text)) > 2
