"""What a page draws besides words: ruling lines, filled boxes, pictures, and outlines that may be letters.

Path objects are taken apart into their subpaths, so that a grid drawn as one path gives its lines; form XObjects are
walked to a bounded depth. Boxes are in points from the displayed page's top left corner.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from ctypes import c_float, c_int
from dataclasses import dataclass
from itertools import pairwise

from her2parse.extract.binding import (
    IDENTITY,
    OBJECT_FORM,
    OBJECT_IMAGE,
    OBJECT_PATH,
    OBJECT_TEXT,
    SEGMENT_BEZIER,
    SEGMENT_LINE,
    SEGMENT_MOVE,
    Frame,
    Matrix,
    apply,
    library,
    times,
)
from her2parse.model import Box

_MAX_OBJECTS = 30_000
"""Objects looked at on one page; a vector map or a bomb has more, a report's tables have hundreds."""
_MAX_SEGMENTS = 60_000
"""Path segments looked at on one page."""
_MAX_DEPTH = 8
"""Forms within forms; real producers nest two or three deep."""
_MAX_RULES = 4_000
"""Lines and boxes kept of one page, first drawn first."""
_SHORTEST = 4.0
"""A mark smaller than this in both directions (points) is a bullet or an icon's part, not a rule."""
_NO_WIDTH = 0.01
"""A text narrower than this (points) is none to PDFium."""
_CARD_CURVES = 8
"""A box with rounded corners has four curves (eight with both sides drawn); a letter's outline is mostly curves."""
_STRAIGHT = 0.5
"""The share of its outline that a box with corners of many small curves draws straight: browsers print such ones."""
_WHOLE_PAGE = 0.97
"""A filled box that covers this share of the page in both directions is its background."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page's ``rules`` and ``images``; ``outlines`` counts curved subpaths that may be letters turned to curves;
    ``cut``: a bound was reached and the rest not looked at; ``lost``: texts without extent, which PDFium leaves out
    of a page's text (a letter alone, in an East Asian font that is not embedded), counted where asked for."""

    rules: tuple[Box, ...] = ()
    images: tuple[Box, ...] = ()
    outlines: int = 0
    cut: bool = False
    lost: int = 0


def drawing_of(page: int, frame: Frame, *, texts: bool = False) -> Drawing:
    """Walk the objects of an open page, its texts as well where ``texts``."""
    return _Walker(frame, texts).walk(page)


class _Walker:
    """One page being walked."""

    def __init__(self, frame: Frame, texts: bool) -> None:
        self._lib, self._frame, self._texts = library(), frame, texts
        self._lost = 0
        self._objects, self._segments = _MAX_OBJECTS, _MAX_SEGMENTS
        self._rules: dict[Box, None] = {}
        self._images: dict[Box, None] = {}
        self._outlines = 0
        self._edges = (c_float * 4)()
        at = ctypes.addressof(self._edges)
        self._edge_addresses = (at, at + 4, at + 8, at + 12)

    def walk(self, page: int) -> Drawing:
        lib = self._lib
        for i in range(lib.FPDFPage_CountObjects(page)):
            if not self._visit(lib.FPDFPage_GetObject(page, i), IDENTITY, 0):
                break
        cut = self._objects <= 0 or self._segments <= 0 or len(self._rules) >= _MAX_RULES
        return Drawing(tuple(self._rules), tuple(self._images), self._outlines, cut, self._lost)

    def _visit(self, item: int, matrix: Matrix, depth: int) -> bool:
        """Look at one object; False when a bound is reached."""
        self._objects -= 1
        if self._objects < 0 or self._segments <= 0 or len(self._rules) >= _MAX_RULES:
            return False
        if not item:
            return True
        lib = self._lib
        kind = lib.FPDFPageObj_GetType(item)
        if kind == OBJECT_PATH:
            self._path(item, matrix)
        elif kind == OBJECT_IMAGE:
            self._image(item, matrix)
        elif kind == OBJECT_TEXT and self._texts:
            self._lost += self._is_empty(item)
        elif kind == OBJECT_FORM and depth < _MAX_DEPTH:
            inner = times(self._matrix(item), matrix)
            for i in range(lib.FPDFFormObj_CountObjects(item)):
                if not self._visit(lib.FPDFFormObj_GetObject(item, i), inner, depth + 1):
                    return False
        return True

    def _matrix(self, item: int) -> Matrix:
        values = (c_float * 6)()
        if not self._lib.FPDFPageObj_GetMatrix(item, ctypes.addressof(values)):
            return IDENTITY
        a, b, c, d, e, f = values
        return a, b, c, d, e, f

    def _is_empty(self, item: int) -> bool:
        if not self._lib.FPDFPageObj_GetBounds(item, *self._edge_addresses):
            return False
        left, _, right, _ = self._edges
        return abs(right - left) < _NO_WIDTH

    def _image(self, item: int, matrix: Matrix) -> None:
        if self._lib.FPDFPageObj_GetBounds(item, *self._edge_addresses):
            left, bottom, right, top = self._edges
            box = self._shown([(left, bottom), (right, bottom), (right, top), (left, top)], matrix)
            if box is not None:
                self._images[box] = None

    def _path(self, item: int, matrix: Matrix) -> None:
        lib = self._lib
        fill, stroke = c_int(0), c_int(0)
        lib.FPDFPath_GetDrawMode(item, ctypes.addressof(fill), ctypes.addressof(stroke))
        if not (fill.value or stroke.value):
            return  # only clips; nothing is drawn
        whole = times(self._matrix(item), matrix)
        for points, curves in self._subpaths(item):
            if (curves > _CARD_CURVES or (curves and len(points) < 2 * curves)) and not _rounded(points):
                self._outlines += 1
                continue
            box = self._shown(points, whole)
            if box is None or not self._ruled(points, whole, curves):
                continue
            width, height = box.x1 - box.x0, box.bottom - box.top
            if max(width, height) < _SHORTEST:
                continue
            if width > _WHOLE_PAGE * self._frame.width and height > _WHOLE_PAGE * self._frame.height:
                continue
            self._rules[box] = None

    @staticmethod
    def _ruled(points: list[tuple[float, float]], matrix: Matrix, curves: int) -> bool:
        """True when every straight side is horizontal or vertical on the page."""
        if curves:
            return True
        placed = [apply(matrix, x, y) for x, y in points]
        return all(min(abs(x1 - x0), abs(y1 - y0)) < 0.5 for (x0, y0), (x1, y1) in pairwise(placed))

    def _subpaths(self, item: int) -> Iterator[tuple[list[tuple[float, float]], int]]:
        """Each subpath's points (curves by their end points) and its number of Bézier segments."""
        lib = self._lib
        x, y = c_float(0.0), c_float(0.0)
        x_at, y_at = ctypes.addressof(x), ctypes.addressof(y)
        points: list[tuple[float, float]] = []
        controls = 0
        n = min(lib.FPDFPath_CountSegments(item), max(0, self._segments))
        self._segments -= n
        for i in range(n):
            segment = lib.FPDFPath_GetPathSegment(item, i)
            lib.FPDFPathSegment_GetPoint(segment, x_at, y_at)
            kind = lib.FPDFPathSegment_GetType(segment)
            if kind == SEGMENT_MOVE:
                if len(points) > 1:
                    yield points, controls // 3
                points, controls = [(x.value, y.value)], 0
            elif kind == SEGMENT_LINE:
                points.append((x.value, y.value))
            elif kind == SEGMENT_BEZIER:  # three segments a curve: two control points and the end
                controls += 1
                if controls % 3 == 0:
                    points.append((x.value, y.value))
        if len(points) > 1:
            yield points, controls // 3

    def _shown(self, points: list[tuple[float, float]], matrix: Matrix) -> Box | None:
        """The box around ``points`` on the displayed page, cut to it; None when it lies outside."""
        placed = [apply(matrix, x, y) for x, y in points]
        xs, ys = [p[0] for p in placed], [p[1] for p in placed]
        box = self._frame.box(min(xs), min(ys), max(xs), max(ys))
        width, height = round(self._frame.width, 2), round(self._frame.height, 2)
        if not (box.x1 >= 0 and box.bottom >= 0 and box.x0 <= width and box.top <= height):
            return None
        return Box(max(0.0, box.x0), max(0.0, box.top), min(width, box.x1), min(height, box.bottom))


def _rounded(points: list[tuple[float, float]]) -> bool:
    """True for a box whose round corners are made of many curves: mostly straight, and nothing of it inside."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    width, height = right - left, high - low
    inside = 0.15 * min(width, height)  # a corner as round as it can be comes so far in
    if any(min(x - left, right - x, y - low, high - y) > inside for x, y in points):
        return False
    steps = [(abs(x1 - x0), abs(y1 - y0)) for (x0, y0), (x1, y1) in pairwise([*points, points[0]])]
    flat = 0.01 * max(width, height)
    straight = sum(max(step) for step in steps if min(step) < flat and max(step) > 4 * flat)
    return straight > _STRAIGHT * 2 * (width + height)
