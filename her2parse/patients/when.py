"""Days that are known to the day, the month or the year only, as the span of days that they may be."""

from __future__ import annotations

import calendar
from typing import Literal

Precision = Literal["day", "month", "year", "unknown"]

_PRECISIONS: dict[int, Precision] = {10: "day", 7: "month", 4: "year"}


def precision(told: str) -> Precision:
    """How exactly an ISO date is told."""
    return _PRECISIONS.get(len(told), "unknown")


def span(told: str) -> tuple[str, str]:
    """The first and the last day that a date may be; empty strings where nothing is told.

    >>> span("2023-02")
    ('2023-02-01', '2023-02-28')
    """
    match precision(told):
        case "day":
            return told, told
        case "month":
            return f"{told}-01", f"{told}-{calendar.monthrange(int(told[:4]), int(told[5:7]))[1]:02}"
        case "year":
            return f"{told}-01-01", f"{told}-12-31"
    return "", ""
