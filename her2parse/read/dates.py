"""Dates as reports write them, to ISO; where day and month could be swapped, that is said and not guessed.

Styles: ``2025-03-02``, ``03/02/2025``, ``03.02.2025``, ``15-may-2025``, ``NOV-03-2020``, ``3 de marzo de 2025``,
``March 3, 2025``, ``2025年3月2日``, ``令和7年3月2日``. A date has a day: ``03/2025`` is
no date here (``find_months`` finds it).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from her2parse.read.header_lexicon import months
from her2parse.read.header_text import fold, squeeze
from her2parse.read.remembered import remembered

Order = Literal["", "dmy", "mdy"]

PIVOT = 69
"""Two-digit years below it belong to the 2000s (POSIX)."""

_REPUBLIC = 1911
"""Years of the Republic of China count from 1912."""

EARLIEST, LATEST = 1900, 2099
"""Years outside are no years of a report or of a person alive."""


@dataclass(frozen=True)
class DateMatch:
    """One date in a text. ``style`` is ``iso``, ``name`` or the sign between the numbers (``/``, ``-``, ``.``).

    ``dmy`` and ``mdy`` are the date read day first and month first (ISO, empty where impossible); they are equal where
    the style leaves no choice.
    """

    start: int
    end: int
    text: str
    style: str
    dmy: str
    mdy: str

    @property
    def possible(self) -> bool:
        """Whether any reading is a day of the calendar."""
        return bool(self.dmy or self.mdy)

    @property
    def ambiguous(self) -> bool:
        """Whether two readings are possible and differ."""
        return bool(self.dmy and self.mdy and self.dmy != self.mdy)

    def iso(self, order: Order = "") -> str:
        """The ISO date; empty when it is impossible, or ambiguous and ``order`` is not known."""
        if self.ambiguous:
            return {"": "", "dmy": self.dmy, "mdy": self.mdy}[order]
        return self.dmy or self.mdy


_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d\D*\d\D*\d|元")
"""What every date with a day has, at least."""
_D, _M, _Y = r"(?P<d>[0-3]?\d)", r"(?P<m>[01]?\d)", r"(?P<y>(?:19|20)\d\d)"
_Y24 = r"(?P<y>(?:19|20)\d\d|(?<!\d)\d\d)"
_EDGE = r"(?<![a-z\d/])(?<!\d[-.:,])"
_END = r"(?!\d|[/:]\d|[.,-]\d)"
_ROMAN = "xi{0,2}|ix|iv|v?i{1,3}|v"
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_VOUCHED = 2
"""Of the patterns the last ones, which are dates only behind a label: ``20250302`` and ``R7.3.2``."""
_ORDINAL = r"(?:st|nd|rd|th|er|o|a|\.)?"
_LINK = r"[\s./,-]{0,3}(?:de\s+|of\s+|d'|del\s+)?"


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    names = "|".join(sorted(months(), key=lambda name: (-len(name), name)))
    name = rf"(?P<n>{names})(?![^\W\d_])\.?"
    return (
        ("iso", re.compile(rf"{_EDGE}{_Y}\s?(?P<s>[-/.])\s?{_M}\s?(?P=s)\s?{_D}(?:\.(?!\d)|(?=t\d)|{_END})")),
        ("iso", re.compile(rf"(?:民國|民国)\s?(?P<roc>\d{{2,3}})\s?年\s?{_M}\s?月\s?{_D}\s?日")),
        ("iso", re.compile(rf"(?:令和|平成)?(?<!\d)(?P<y>\d{{1,4}}|元)\s?[年년]\s?{_M}\s?[月월]\s?{_D}\s?[日일號号]")),
        ("name", re.compile(rf"{_EDGE}{_D}{_ORDINAL}{_LINK}{name}{_LINK}{_Y24}{_END}")),
        ("name", re.compile(rf"(?<![^\W_]){name}{_LINK}{_D}(?:st|nd|rd|th)?[\s,./-]{{1,3}}{_Y24}{_END}")),
        ("name", re.compile(rf"{_EDGE}{_Y}{_LINK}{name}{_LINK}{_D}{_END}")),
        ("roman", re.compile(rf"{_EDGE}{_D}(?P<s>[-./ ])(?P<r>{_ROMAN})(?P=s){_Y}{_END}")),
        ("num", re.compile(rf"{_EDGE}(?P<a>\d\d?)\s?(?P<s>[-/.])\s?(?P<b>\d\d?)\s?(?P=s)\s?{_Y24}{_END}")),
        ("iso", re.compile(rf"(?<![\w.-]){_Y}(?P<m>[01]\d)(?P<d>[0-3]\d)(?![\w.-])")),
        ("iso", re.compile(rf"(?<![\w.-])(?P<era>[rh])\s?(?P<y>\d\d?)(?P<s>[./-]){_M}(?P=s){_D}(?![\w-]|\.\d)")),
    )


@remembered
def find_dates(text: str, *, compact: bool = False) -> tuple[DateMatch, ...]:
    """Every date in ``text`` from left to right, impossible ones included.

    ``compact`` also takes eight bare digits (``20250302``) and an era's letter (``R7.3.2``) for a date, which only a
    label can vouch for.
    """
    folded = fold(text)
    if not _DIGITS.search(folded):
        return ()  # Most texts hold none, and seven patterns would have to find that.
    found: list[DateMatch] = []
    patterns = _patterns() if compact else _patterns()[:-_VOUCHED]
    for kind, pattern in patterns:
        for match in pattern.finditer(folded):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(_read(kind, match, text))
    return tuple(sorted(found, key=lambda date: date.start))


def _read(kind: str, match: re.Match[str], text: str) -> DateMatch:
    groups = match.groupdict()
    printed = text[match.start() : match.end()]
    if kind == "num":
        year, a, b = _year(groups["y"]), int(groups["a"]), int(groups["b"])
        dmy, mdy = _iso(year, b, a), _iso(year, a, b)
        # A date with dots is day first the world over.
        if groups["s"] == "." and dmy:
            mdy = dmy
        return DateMatch(match.start(), match.end(), printed, groups["s"], dmy, mdy)
    era = {"令": 2018, "平": 1988}.get(match.group()[0], 0) or {"r": 2018, "h": 1988}.get(groups.get("era") or "", 0)
    if groups.get("roc"):
        year = _REPUBLIC + int(groups["roc"])
    else:
        year = era + (1 if groups["y"] == "元" else int(groups["y"])) if era else _year(groups["y"])
    if kind == "roman":
        month = _ROMANS.index(groups["r"]) + 1
    else:
        month = int(groups["m"]) if kind == "iso" else months()[squeeze(groups["n"])]
    iso = _iso(year, month, int(groups["d"]))
    return DateMatch(match.start(), match.end(), printed, kind, iso, iso)


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < PIVOT else 1900)


def _iso(year: int, month: int, day: int) -> str:
    if not EARLIEST <= year <= LATEST:
        return ""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def settle_order(dates: Iterable[DateMatch], style: str) -> Order:
    """Day first or month first, from the dates of ``style`` that allow one reading only; empty when they are silent
    or contradict each other."""
    seen = {
        ("mdy" if date.mdy else "dmy") for date in dates if date.style == style and bool(date.dmy) != bool(date.mdy)
    }
    if seen == {"dmy"}:
        return "dmy"
    return "mdy" if seen == {"mdy"} else ""


def format_hint(text: str) -> Order:
    """The order that a printed pattern gives: ``(dd/mm/yyyy)``, ``MM-DD-YYYY``, ``TT.MM.JJJJ``; empty without one."""
    found = {
        "mdy" if match.group(1) == "m" else "dmy"
        for match in re.finditer(r"(?<![a-z])(?:(m)m[/.-]dd|(?:dd|tt|jj|gg)[/.-]mm)[/.-](?:yy|aa|jj)", fold(text))
    }
    if found == {"dmy"}:
        return "dmy"
    return "mdy" if found == {"mdy"} else ""


@cache
def _month_patterns() -> tuple[re.Pattern[str], ...]:
    names = "|".join(sorted(months(), key=lambda name: (-len(name), name)))
    return (
        re.compile(rf"{_EDGE}(?P<m>0?[1-9]|1[0-2])[/.-]{_Y}{_END}"),
        re.compile(rf"{_EDGE}{_Y}-(?P<m>0[1-9]|1[0-2]){_END}"),
        re.compile(rf"(?<![^\W_])(?P<n>{names})(?![^\W\d_])\.?[\s,/-]{{1,2}}(?:de\s+)?{_Y}{_END}"),
    )


def find_months(text: str) -> tuple[tuple[int, int, int, int], ...]:
    """Dates without a day (``03/2023``, ``March 2023``, ``2023-03``) as start, end, year, month; no full dates."""
    folded = fold(text)
    if not _DIGIT.search(folded):
        return ()
    taken = [(date.start, date.end) for date in find_dates(text)]
    found: list[tuple[int, int, int, int]] = []
    for pattern in _month_patterns():
        for match in pattern.finditer(folded):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            groups = match.groupdict()
            month = months()[squeeze(groups["n"])] if groups.get("n") else int(groups["m"])
            found.append((match.start(), match.end(), int(groups["y"]), month))
            taken.append((match.start(), match.end()))
    return tuple(sorted(found))
