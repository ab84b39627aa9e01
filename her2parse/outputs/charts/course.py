"""The course of allele fractions and copy numbers.

A filled marker was measured (on the upper line: seen without a number), a hollow one was assayed and not detected;
where nothing was assayed, or silence proves nothing, there is no marker, and no line crosses that gap.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from her2parse.outputs.charts.span import LEFT, RIGHT, WIDTH, Span
from her2parse.outputs.charts.svg import SHAPES, apart, element, figure, marker, words
from her2parse.outputs.text import number

_PLOT, _STRIP, _TOP = 118.0, 20.0, 40.0
MOST_LINES = 8
"""Lines of one panel that eyes can still tell apart; the table holds all."""


@dataclass(frozen=True, slots=True)
class Point:
    """One report's answer about one event. ``value`` is in the panel's unit; None where none is given."""

    date: str
    state: Literal["measured", "seen", "absent", "gap"]
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One event with its points in order of time."""

    name: str
    points: tuple[Point, ...]

    @property
    def measured(self) -> bool:
        """Whether any point has a value."""
        return any(point.state == "measured" for point in self.points)


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines of one unit: ``percent`` (drawn on a logarithmic scale), or a copy number's unit."""

    unit: str
    title: str
    lines: tuple[Line, ...]


def panels(given: Iterable[Panel]) -> tuple[Panel, ...]:
    """The panels that hold a measured value, each with its measured lines."""
    made = (Panel(one.unit, one.title, tuple(line for line in one.lines if line.measured)) for one in given)
    return tuple(panel for panel in made if panel.lines)


def course(name: str, given: Sequence[Panel], span: Span, description: str) -> str:
    """The figure, one panel below the other on one axis of time."""
    parts, top = [], 0.0
    for panel in given:
        parts.append(_panel(panel, span, top))
        top += _TOP + _PLOT + _STRIP + 34
    return figure(name, "Course of allele fraction and copy number", description, WIDTH, top, *parts)


def _panel(panel: Panel, span: Span, top: float) -> str:
    high, low = top + _TOP, top + _TOP + _PLOT
    nothing = low + _STRIP - 4
    scale = _Scale.over([p.value for line in panel.lines for p in line.points if p.value is not None], panel.unit)
    parts = [words(panel.title, LEFT - 12, top + 14, 60, class_="strong"), span.axis(high, nothing + 8)]
    parts.append(words("not detected", LEFT - 12, nothing + 4, class_="end soft small"))
    parts.append(element("line", x1=LEFT, y1=nothing, x2=RIGHT, y2=nothing, class_="base"))
    for value, said in scale.ticks():
        y = low - scale.share(value) * _PLOT
        parts.append(element("line", x1=LEFT, y1=y, x2=RIGHT, y2=y, class_="grid"))
        parts.append(words(said, LEFT - 12, y + 4, class_="tick end"))
    if any(point.state == "seen" for line in panel.lines for point in line.points):
        parts.append(words("seen, no number", LEFT - 12, high - 8, class_="end soft small"))
        parts.append(element("line", x1=LEFT, y1=high - 12, x2=RIGHT, y2=high - 12, class_="base"))
    ends = []
    for index, line in enumerate(panel.lines[:MOST_LINES]):
        drawn = _line(line, index, span, scale, low, nothing)
        parts.append(drawn[0])
        ends.append((line.name, index, *drawn[1]))
    places = apart([end[3] for end in ends], 14.0, high, nothing + 4)
    for (said, index, x, y), place in zip(ends, places, strict=True):
        parts.append(element("path", d=f"M{x + 6:.1f} {y:.1f}L{RIGHT + 4:.1f} {place:.1f}", class_=f"leader c{index}"))
        parts.append(words(said, RIGHT + 8, place + 4, 24, class_="small"))
    return "".join(parts)


def _line(
    line: Line, index: int, span: Span, scale: _Scale, low: float, nothing: float
) -> tuple[str, tuple[float, float]]:
    """The line's markers and joins, and where its last marker stands."""
    parts: list[str] = []
    marks: list[str] = []
    before: tuple[float, float] | None = None
    end = (LEFT, nothing)
    for point in line.points:
        if not point.date or point.state not in ("measured", "absent"):
            if point.date and point.state == "seen":
                seen = (span.x(point.date), low - _PLOT - 12)
                marks.append(marker(SHAPES[index % len(SHAPES)], *seen, 4.6, class_=f"dot c{index}"))
            before = None
            continue
        value = point.value or 0.0
        here = (span.x(point.date), nothing if point.state == "absent" else low - scale.share(value) * _PLOT)
        if before is not None:
            parts.append(element("line", x1=before[0], y1=before[1], x2=here[0], y2=here[1], class_=f"line c{index}"))
        hollow = " hollow" if point.state == "absent" else ""
        marks.append(marker(SHAPES[index % len(SHAPES)], *here, 4.6, class_=f"dot c{index}{hollow}"))
        before = end = here
    return "".join((*parts, *marks)), end


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    logarithmic: bool
    unit: str

    @classmethod
    def over(cls, values: Sequence[float], unit: str) -> _Scale:
        if unit == "percent":
            positive = [value for value in values if value > 0] or [1.0]
            low = 10.0 ** math.floor(math.log10(max(0.01, min(positive))))
            return cls(low, max(low * 10, 10.0 ** math.ceil(math.log10(min(100.0, max(positive))))), True, unit)
        # Nothing but zeros (every copy of a gene is lost) still needs a scale.
        high = max(values) or 1.0
        step = _step(high)
        return cls(0.0, math.ceil(high / step) * step, False, unit)

    def share(self, value: float) -> float:
        """Where a value stands between the scale's ends, 0-1."""
        if not self.logarithmic:
            return (value - self.low) / (self.high - self.low)
        inside = min(self.high, max(self.low, value))
        return math.log10(inside / self.low) / math.log10(self.high / self.low)

    def ticks(self) -> list[tuple[float, str]]:
        if self.logarithmic:
            powers = round(math.log10(self.high / self.low))
            return [(v, f"{number(v)} %") for v in (self.low * 10.0**power for power in range(powers + 1))]
        step = _step(self.high)
        return [(step * i, number(step * i)) for i in range(round(self.high / step) + 1)]


def _step(high: float) -> float:
    """A round step of which about four fill the scale."""
    rough = max(high, 0.4) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough)
