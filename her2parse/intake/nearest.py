"""The nearest valid value to a wrong one, for error messages."""

from __future__ import annotations

import datetime
import difflib
import re
from calendar import monthrange
from collections.abc import Iterable

_YEARS = range(1950, 2101)


def nearest_text(found: str, valid: Iterable[str]) -> str:
    """The valid text most like ``found``, or nothing when none is like it.

    >>> nearest_text("Plasm", ["tissue", "plasma"])
    'plasma'
    """
    by_key = {text.casefold().replace("-", "_").replace(" ", "_"): text for text in valid if text}
    key = found.casefold().replace("-", "_").replace(" ", "_")
    close = difflib.get_close_matches(key, by_key, n=1, cutoff=0.5)
    return by_key[close[0]] if close else ""


def parse_date(text: str) -> datetime.date | None:
    """An ISO date of a year that a patient of today can have lived in, or None."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return date if date.year in _YEARS else None


def nearest_date(found: str) -> str:
    """The ISO date that a wrong one most likely meant; nothing when day and month cannot be told apart.

    >>> nearest_date("2024-02-30"), nearest_date("31.12.2023"), nearest_date("03/04/2024")
    ('2024-02-29', '2023-12-31', '')
    """
    numbers = [int(number) for number in re.findall(r"\d+", found)]
    if len(numbers) != 3:
        return ""
    if numbers[0] in _YEARS:
        year, month, day = numbers
    elif numbers[2] in _YEARS:
        day, month, year = numbers
        if month > 12 >= day:
            day, month = month, day
        elif max(day, month) <= 12 and day != month and "." not in found:
            return ""
    else:
        return ""
    month = min(max(month, 1), 12)
    return f"{year:04d}-{month:02d}-{min(max(day, 1), monthrange(year, month)[1]):02d}"
