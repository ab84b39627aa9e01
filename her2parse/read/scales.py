"""Scales of scores that a page prints to explain them: lines that begin with ``0``, ``1+``, ``2+``, ``3+``, one below
the other, each with what it means. They define; none of them is what was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from her2parse.read.choices import Asked, Chosen
from her2parse.read.layout import LaidPage, PlacedLine
from her2parse.read.trace import SILENT, Trace

_SCORE = re.compile(r"(?:score|grade)?[ (]*(0|[1-3]\+)[):.]?(?:\s*[:=–-])?", re.IGNORECASE)
_STEPS = 3
"""Different scores one below the other that make a scale."""
_EDGE = 14.0
"""Left edges of scores differ by less, points: they may be centred."""
_LINES = 6
"""Lines from one score to the next, at most: what a score means may take several."""
_CLOSE = 0.6
"""White between the lines of one row, at most, letter heights."""


def without_scales(pages: Sequence[LaidPage], trace: Trace = SILENT) -> list[LaidPage]:
    """The pages without the lines of their scales of scores, those that run over a page's end included."""
    out: list[LaidPage] = []
    told: set[str] = set()
    for page in pages:
        taken: set[int] = set()
        scales = _scales(page.lines)
        over = next((at for at in range(min(_LINES, len(page.lines))) if _score(page.lines[at])), None)
        if told and over is not None and _score(page.lines[over]) not in told:
            scales.append([over])
        told = set()
        for steps in scales:
            first, last = steps[0], steps[-1]
            while first and _wraps(page.lines[first - 1], page.lines[first]):
                first -= 1
            while last + 1 < len(page.lines) and _wraps(page.lines[last], page.lines[last + 1]):
                last += 1
            taken.update(range(first, last + 1))
            if last + 2 >= len(page.lines):
                told = {_score(page.lines[at]) for at in steps}
        for at in sorted(taken):
            trace.refused(page.lines[at].line.words, "supposed")
        kept = tuple(line for at, line in enumerate(page.lines) if at not in taken)
        out.append(replace(page, lines=kept) if taken else page)
    return out


def _scales(lines: Sequence[PlacedLine]) -> list[list[int]]:
    """The lines of each scale's scores."""
    out: list[list[int]] = []
    steps: list[tuple[int, str]] = []
    for at, placed in enumerate(lines):
        score = _score(placed)
        if not score:
            continue
        edge = lines[steps[-1][0]].line.x0 if steps else placed.line.x0
        goes_on = bool(steps) and at - steps[-1][0] <= _LINES and abs(placed.line.x0 - edge) < _EDGE
        if not goes_on or score in {other for _, other in steps}:
            out += [[step for step, _ in steps]] if len(steps) >= _STEPS else []
            steps = []
        steps.append((at, score))
    return [*out, *([[step for step, _ in steps]] if len(steps) >= _STEPS else [])]


def _score(placed: PlacedLine) -> str:
    """The score that a line begins with, where more stands behind it; empty for any other line."""
    if isinstance(placed.line, Chosen | Asked):
        return ""
    first = placed.cells[0].cell
    text = first.text if len(placed.cells) > 1 else " ".join(word.text for word in first.words[:1])
    match = _SCORE.fullmatch(text)
    return match[1] if match and len(placed.line.words) > len(text.split()) else ""


def _wraps(above: PlacedLine, below: PlacedLine) -> bool:
    """True for lines as close as those of one row, one of which begins in a later column."""
    close = below.line.top - above.line.bottom < _CLOSE * below.line.height
    return close and abs(below.line.x0 - above.line.x0) > _EDGE
