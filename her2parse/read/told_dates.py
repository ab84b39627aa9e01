"""Dates as exactly as a history tells them: a day, a month, or a year that a word or a range vouches for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from her2parse.read.dates import EARLIEST, DateMatch, Order, find_dates, find_months

_YEAR = re.compile(r"(?<![\d./-])((?:19|20)\d\d)(?=\s?[-–]\s?(?:19|20)\d\d(?!\d|[./-]\d)|(?!\d|[./-]\d))")
_SECOND_YEAR = re.compile(r"(?<=\d\d\d\d)\s?[-–]\s?((?:19|20)\d\d)(?!\d|[./-]\d)")


@dataclass(frozen=True)
class ToldDate:
    """A date in a text. ``iso`` is as long as the date is exact (``2023-03``); empty where day and month could be
    swapped."""

    start: int
    end: int
    iso: str

    @property
    def is_year(self) -> bool:
        """Whether a year is all that is told; by itself it may be a number of anything."""
        return len(self.iso) == 4


def told_dates(text: str, orders: Mapping[str, Order]) -> tuple[ToldDate, ...]:
    """Every day, month and year in ``text`` from left to right."""
    days: Sequence[DateMatch] = find_dates(text)
    found = [ToldDate(date.start, date.end, date.iso(orders.get(date.style, ""))) for date in days]
    found += [ToldDate(start, end, f"{year}-{month:02}") for start, end, year, month in find_months(text)]
    for pattern in (_YEAR, _SECOND_YEAR):
        for match in pattern.finditer(text):
            start, end = match.span(1)
            if int(match[1]) >= EARLIEST and not any(start < one.end and one.start < end for one in found):
                found.append(ToldDate(start, end, match[1]))
    return tuple(sorted(found, key=lambda date: date.start))
