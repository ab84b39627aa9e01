"""Figures: data in, one SVG string out. Nothing here knows a template, a file or a run."""

from __future__ import annotations

from her2parse.outputs.charts.bars import Bar, bars
from her2parse.outputs.charts.course import Line, Panel, Point, course, panels
from her2parse.outputs.charts.lollipop import Pin, Protein, lollipop, proteins
from her2parse.outputs.charts.oncoprint import Column, oncoprint
from her2parse.outputs.charts.span import Span
from her2parse.outputs.charts.swimlane import Lane, Mark, swimlane

__all__ = [
    "Bar",
    "Column",
    "Lane",
    "Line",
    "Mark",
    "Panel",
    "Pin",
    "Point",
    "Protein",
    "Span",
    "bars",
    "course",
    "lollipop",
    "oncoprint",
    "panels",
    "proteins",
    "swimlane",
]
