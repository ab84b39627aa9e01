"""What identifies a patient, brought to one form, and its keyed pseudonym."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from functools import cache

from her2parse.extract.labels import LEXICON
from her2parse.extract.lines import fold

_LETTERS = re.compile(r"[^\W\d_]+")
_NOT_NAMES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "herr",
        "herrn",
        "frau",
        "sr",
        "sra",
        "srta",
        "don",
        "dona",
        "dna",
        "mme",
        "mlle",
        "sig",
        "signor",
        "signora",
        "dhr",
        "mevr",
        "mw",
        "jr",
        "ii",
        "iii",
    }
)
_PIVOT = 25
"""A two-digit year above this is of the last century (a birth date; nobody who has this test was born after 2025)."""


def normal_name(text: str) -> str:
    """Folded words of two letters and more, sorted: the order of surname and given name, initials, titles, accents and
    punctuation do not matter. Empty when nothing is left."""
    words = {word for word in _LETTERS.findall(fold(text)) if len(word) > 1 or not word.isascii()}
    return " ".join(sorted(words - _NOT_NAMES))


@cache
def _months() -> dict[str, int]:
    rows = [line.split("\t") for line in (LEXICON / "header_months.tsv").read_text(encoding="utf-8").splitlines()]
    return {fold(row[2]): int(row[0]) for row in rows if len(row) >= 3 and row[0].isdigit()}


def normal_date(text: str) -> str:
    """A date as ``1956:01:02``: the year, then day and month, smaller first (``01/02/1956`` may be either).

    Two prints of one birth date agree whatever their style; empty when ``text`` is no date.
    """
    found = re.findall(r"\d+", text)
    if len(found) == 1 and len(found[0]) == 8:
        found = [found[0][:4], found[0][4:6], found[0][6:]]
    numbers = [(int(number), len(number)) for number in found]
    named = [_months()[word] for word in _LETTERS.findall(fold(text)) if word in _months()]
    if named and len(numbers) == 2:
        numbers = [numbers[0], (named[0], 2), numbers[1]]
    if len(numbers) != 3:
        return ""
    years = [value for value, length in numbers if length == 4]
    if len(years) == 1:
        year = years[0]
        rest = [value for value, length in numbers if length != 4]
    elif not years:
        year = numbers[-1][0] + (1900 if numbers[-1][0] > _PIVOT else 2000)
        rest = [value for value, _ in numbers[:-1]]
    else:
        return ""
    low, high = sorted(rest)
    return f"{year:04d}:{low:02d}:{high:02d}" if 1 <= low <= 12 and high <= 31 else ""


def normal_id(text: str) -> str:
    """Letters and digits only, upper case."""
    return "".join(char for char in fold(text).upper() if char.isalnum())


def pseudonym(key: bytes, kind: str, parts: Iterable[str]) -> str:
    """``nb:`` (name and birth date) or ``id:`` (record number) and the HMAC-SHA256 over the joined parts, in hex."""
    return f"{kind}:{hmac.new(key, '|'.join((kind, *parts)).encode(), hashlib.sha256).hexdigest()}"
