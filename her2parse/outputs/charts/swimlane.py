"""Therapies as bars over time, with a marker for every specimen above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from her2parse.outputs.charts.span import LEFT, RIGHT, WIDTH, Span
from her2parse.outputs.charts.svg import element, figure, marker, words

_LANE = 24.0
_TOP = 52.0
SPECIMEN_SHAPES = {"tissue": "square", "plasma": "circle", "fluid": "diamond"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One specimen: its short label (``S1``), day, sort, and whether HER2 was positive in it."""

    label: str
    date: str
    specimen: str
    positive: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """One therapy; an empty ``stop`` goes on. ``tki``: it is an EGFR TKI, drawn apart."""

    name: str
    start: str
    stop: str
    tki: bool = False
    her2: bool = False


def swimlane(
    name: str,
    marks: Sequence[Mark],
    lanes: Sequence[Lane],
    span: Span,
    description: str,
    progressions: Sequence[str] = (),
) -> str:
    """The figure; ``progressions`` are days that a report or sheet names as such.

    Undated specimens and therapies without a start are left to the table.
    """
    dated = [mark for mark in marks if mark.date]
    drawn = [lane for lane in lanes if lane.start]
    bottom = _TOP + _LANE * max(1, len(drawn)) + 4
    parts = [span.axis(_TOP - 8, bottom), words("Specimens", LEFT - 12, 31, class_="end strong")]
    for row, mark in enumerate(dated):
        x = span.x(mark.date)
        parts.append(element("line", x1=x, y1=36, x2=x, y2=bottom, class_="guide"))
        shape = SPECIMEN_SHAPES.get(mark.specimen, "triangle")
        parts.append(marker(shape, x, 28, 6, class_="mark-positive" if mark.positive else "mark"))
        near = row > 0 and x - span.x(dated[row - 1].date) < 20
        parts.append(words(mark.label, x, 50 if near and row % 2 else 15, class_="small mid"))
    for row, lane in enumerate(drawn):
        y = _TOP + row * _LANE
        left, right = span.x(lane.start), span.x(lane.stop) if lane.stop else RIGHT
        colour = "lane-tki" if lane.tki else "lane-her2" if lane.her2 else "lane"
        parts.append(words(lane.name, LEFT - 12, y + 14, 28, class_="end small"))
        if lane.stop:
            bar = element("rect", x=left, y=y + 3, width=max(3.0, right - left), height=_LANE - 9, rx=3, class_=colour)
        else:
            edge = right - 8
            tip = f"M{left:.1f} {y + 3:.1f}H{edge:.1f}L{right:.1f} {y + 10.5:.1f}L{edge:.1f} {y + 18:.1f}H{left:.1f}Z"
            bar = element("path", d=tip, class_=colour)
        parts.append(bar)
        said = "EGFR TKI" if lane.tki else "HER2 therapy" if lane.her2 else ""
        if said and right - left > 70:
            parts.append(words(said, left + 7, y + 14, class_="on-bar small"))
        if not lane.stop:
            parts.append(words("ongoing", RIGHT + 8, y + 14, class_="small soft"))
    for date in progressions:
        parts.append(marker("cross", span.x(date), bottom, 4.5, class_="progression"))
    if not drawn:
        parts.append(words("no therapy on the timeline", LEFT + 4, _TOP + 15, class_="soft small"))
    return figure(name, "Therapies and specimens over time", description, WIDTH, bottom + 24, *parts)
