"""The course of allele fractions and copy numbers."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from her2parse.outputs.charts.course import Line, Panel, Point, course
from her2parse.outputs.charts.span import Span


@pytest.mark.parametrize("unit", ["copies", "percent", "fold_change"])
@pytest.mark.parametrize("values", [(0.0,), (0.0, 0.0), (0.0, 12.5), (0.001,), (350.0,)])
def test_any_value_has_a_scale(unit: str, values: tuple[float, ...]) -> None:
    """A gene of which every copy is lost has copy number 0, and nothing else may be in the panel."""
    dates = ("2024-01-01", "2024-06-01")
    points = tuple(Point(date, "measured", value) for date, value in zip(dates, values, strict=False))
    span = Span.over(dates)
    assert span
    drawn = course("c", [Panel(unit, "Copies", (Line("CDKN2A loss", points),))], span, "What was measured")
    marks = [one for one in ET.fromstring(drawn).iter() if "dot" in one.get("class", "").split()]
    assert len(marks) == len(points)
