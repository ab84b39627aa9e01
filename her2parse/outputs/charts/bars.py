"""Shares of a cohort as bars with their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from her2parse.outputs.charts.svg import element, figure, words

_LEFT, _RIGHT, _ROW = 212.0, 690.0, 26.0
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Bar:
    """``count`` of ``total`` patients."""

    name: str
    count: int
    total: int

    @property
    def share(self) -> float:
        """0-1; 0 where there is no patient."""
        return self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share.

        >>> [round(edge, 3) for edge in Bar("", 0, 10).interval], [round(edge, 3) for edge in Bar("", 5, 10).interval]
        ([0.0, 0.278], [0.237, 0.763])
        """
        if not self.total:
            return 0.0, 1.0
        n, p = self.total, self.share
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


def bars(name: str, title: str, given: Sequence[Bar], description: str) -> str:
    """The figure, one bar a row in the order given."""
    highest = max([0.1, *(bar.interval[1] for bar in given)])
    top = math.ceil(highest * 10) / 10

    def x(share: float) -> float:
        return _LEFT + share / top * (_RIGHT - _LEFT)

    bottom = 8 + _ROW * len(given)
    parts = []
    step = 0.1 if top <= 0.5 else 0.2
    for index in range(round(top / step) + 1):
        at = x(min(top, index * step))
        parts.append(element("line", x1=at, y1=4, x2=at, y2=bottom, class_="grid"))
        parts.append(words(f"{round(index * step * 100)} %", at, bottom + 14, class_="tick mid"))
    for index, bar in enumerate(given):
        y = 8 + index * _ROW
        low, high = bar.interval
        parts.append(words(bar.name, _LEFT - 10, y + 14, 30, class_="end"))
        parts.append(element("rect", x=_LEFT, y=y + 3, width=max(0.0, x(bar.share) - _LEFT), height=15, class_="bar"))
        parts.append(
            element(
                "path",
                d=f"M{x(low):.1f} {y + 10.5:.1f}H{x(high):.1f}m0-4v8M{x(low):.1f} {y + 6.5:.1f}v8",
                class_="whisker",
            )
        )
        parts.append(words(f"{bar.count} of {bar.total}", x(high) + 8, y + 14, class_="small soft"))
    return figure(name, title, description, 900.0, bottom + 24, *parts)
