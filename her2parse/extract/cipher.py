"""Can the words of one font be believed, or do its codes map to the wrong characters?

A wrong map to Unicode hits a whole font: letters become other letters, digits become signs. The tests look at letter
pairs, at signs inside words and at jumbles of signs; they know no language's words and no gene, so that gene tables,
HGVS names, Greek, Cyrillic, Chinese, Japanese and Korean pass.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from her2parse.extract.letters import pair_cost

CIPHER_COST, CIPHER_PAIRS = 5.2, 24
"""A font whose words' letter pairs cost more bits than this over at least so many pairs is a cipher. Four random words
of English, German, Spanish, French, Italian, Portuguese or Dutch never cost more than 4.8; six shifted English words
cost less than 5.2 once in a hundred."""
SHORT_COST, SHORT_PAIRS = 6.0, 12
"""The same for a font with few words, where one odd name weighs more."""
CAPITALS = 7
"""Capitals are weighed only in words of at least this length: gene symbols are shorter, and look like a cipher."""
STRANGE_TOKENS, STRANGE_SHARE = 3, 0.15
"""Strange tokens (``)')'``, ``Y\\aT_``) that make a font a cipher: this many, and this share of its tokens."""

SYMBOL_FONT = re.compile(r"symbol|dingbat|wingding|webding|icon|awesome|emoji|marlett|barcode|code39|code128", re.I)

_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")
_WORD = 40
"""Letters of a word whose strangeness is remembered: reports repeat their words."""
_EDGE = "()[]{}<>\"'“”‘’«»„.,;:!?*†‡§¶/|-–—•·#~&+=%"
_PLAIN_SIGNS = re.compile(
    r"""
      ([^"'()\[\]])\1*[.,;:]?                        # one sign, repeated: --- ... +++ ***
    | [-+|=_*.~/\\#<>:]+                             # a rule or a frame made of signs
    | [(\["'“”‘’«„]*[<>≤≥±~≈+\-–—−*†‡§¶\#%°®™©/=|^•·&$@.…]{0,4}["'“”’»]?[)\]]{0,2}["'“”’»]?[.,;:]{0,2}
    """,
    re.X,
)
_JUMBLED_SIGNS = re.compile(r"""["']{2,}|.*[)\]]["'][)\]].*|["'][+\-*/%$&]+""")
_ADDRESS = re.compile(
    r"\S+@\S+\.\w+|\S*://\S*|www\.\S+|\S+\.(?:com|org|net|gov|edu|eu|de|es|fr|it|nl|pt|uk)\b\S*", re.I
)
_NAMED = re.compile(
    r"""
      (?<=[A-Za-z\d])[_*](?=[\dA-Za-z(?])    # Y772_A775dup  W288fs*12
    | (?<=[A-Za-z\d)])\*                    # Q165*
    | [ACGTUacgtu]>[ACGTUacgtu]            # c.2573T>G
    | (?<=\w)[=<>≤≥](?=[\d.])              # Ki67=20  CN>10
    | (?<=[.(])[=?]                        # p.(=)  p.?
    | (?<=[A-Za-z\d])&(?=[A-Za-z])          # R&D
    | (?<=[A-Za-z])\#(?=\d)                # CAP#87652
    | (?<=\w)=(?=\w)                       # status=final
    """,
    re.X,
)
_SIGNS_IN_WORD = re.compile(r"[!\"#$&*<=>?@\\^_`{|}~¤¦¨¬¯¸]")
_CASES = re.compile(
    r"""
      [A-Z]*[a-zß-ÿ]{2,}(?:[A-Z]{1,5}[a-zß-ÿ]{2,})*[A-Z]{0,6}s?    # FoundationOne cfDNA GuardantOMNI METamplification
    | [a-z]{1,3}[A-Z]{2,}[a-z]{0,2}                                # mRNA ctDNAs
    | [A-Z]{2,}(?:wt|mt|fs|amp|mut|del|ins|dup|vs?|[imse])         # TKIs KRASwt PARPi HRRm
    | [A-Z][a-z][A-Z][a-z]*                                        # PhD McDonald
    """,
    re.X,
)


def font_fault(font: str, texts: Iterable[str]) -> str:
    """Why the words of one font cannot be believed: ``cipher_letters``, ``cipher_signs``, or empty when they can."""
    if SYMBOL_FONT.search(font):
        return ""
    plain: dict[str, None] = {}
    strange = total = 0
    for text, times in Counter(texts).items():
        total += times
        if not text.isascii() and not _LATIN.search(text):
            continue
        core = text.strip(_EDGE)
        if len(text) > 1 and (_is_strange(text) if len(text) <= _WORD else is_strange(text)):
            strange += times
        if core.isalpha() and len(core) >= (CAPITALS if core.isupper() else 4):
            plain[core.lower()] = None
    # A placeholder (XXXXXXXX) is no word and no cipher.
    cost, pairs = pair_cost(word for word in plain if _LATIN.fullmatch(word) and len(set(word)) > 2)
    if (cost > CIPHER_COST and pairs >= CIPHER_PAIRS) or (cost > SHORT_COST and pairs >= SHORT_PAIRS):
        return "cipher_letters"
    if strange >= STRANGE_TOKENS and strange >= STRANGE_SHARE * total:
        return "cipher_signs"
    return ""


@lru_cache(maxsize=1 << 14)
def _is_strange(text: str) -> bool:
    return is_strange(text)


def is_strange(text: str) -> bool:
    """True for a jumble of signs, signs inside a word that no notation puts there, letters in no order of case."""
    if len(text) < 2 or not text.isascii() or text.isdigit() or (text.isalpha() and (text.islower() or text.istitle())):
        return False
    if not any(char.isalnum() for char in text):
        return bool(_JUMBLED_SIGNS.fullmatch(text)) or not _PLAIN_SIGNS.fullmatch(text)
    core = text.strip(_EDGE)
    if _ADDRESS.search(text):
        return False
    if _SIGNS_IN_WORD.search(_NAMED.sub("", core)):
        return True
    word = core.isalpha() and len(core) >= 4 and not (core.islower() or core.isupper())
    return word and not _CASES.fullmatch(core)
