"""Time along a figure: dates to places, and the marks of its axis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from her2parse.outputs.charts.svg import element, words

LEFT, RIGHT = 172.0, 748.0
"""The drawing's room for time; left of it stand names. All figures over time share it, so that they line up."""
WIDTH = 900.0
_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240)
_MOST_TICKS = 8
_LEAST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day, both as ordinals."""

    first: int
    last: int

    @classmethod
    def over(cls, dates: Iterable[str]) -> Span | None:
        """The span of ISO dates with some room at both ends; None where there is no date."""
        days = [day(date) for date in dates if date]
        if not days:
            return None
        room = max(_LEAST_DAYS, max(days) - min(days)) // 14
        return cls(min(days) - room, max(days) + 2 * room)

    def x(self, date: str) -> float:
        """The place of a date."""
        return LEFT + (day(date) - self.first) / (self.last - self.first) * (RIGHT - LEFT)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Places and names of the axis' marks: months or years, eight at most."""
        months = (self.last - self.first) / 30.4
        step = next((step for step in _STEPS if months / step <= _MOST_TICKS), _STEPS[-1])
        start = dt.date.fromordinal(self.first)
        month = -(-(start.year * 12 + start.month) // step) * step
        while True:
            date = dt.date(month // 12, month % 12 + 1, 1)
            if date.toordinal() > self.last:
                return
            if date.toordinal() >= self.first:
                yield self.x(date.isoformat()), f"{date:%Y}" if step >= 12 else f"{date:%Y-%m}"
            month += step

    def axis(self, top: float, bottom: float) -> str:
        """Fine lines from ``top`` to ``bottom`` and the names below them."""
        parts = []
        for x, name in self.ticks():
            parts.append(element("line", x1=x, y1=top, x2=x, y2=bottom, class_="grid"))
            parts.append(words(name, x, bottom + 14, class_="tick mid"))
        return "".join(parts)


def day(date: str) -> int:
    """An ISO date as an ordinal."""
    return dt.date.fromisoformat(date).toordinal()
