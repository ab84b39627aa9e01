"""Places on a spliced transcript: index, exon, and the point that a name counts."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from itertools import accumulate

from her2parse.hgvs.coding_grammar import Point
from her2parse.hgvs.problems import Mismatch, Unsettled
from her2parse.hgvs.reference import ExonModel
from her2parse.hgvs.windows import utr5_length


@cache
def cds_length(model: ExonModel) -> int:
    """Bases from start to stop codon."""
    spans = ((max(start, model.cds_start), min(end, model.cds_end)) for start, end in model.exons)
    return sum(max(0, end - start) for start, end in spans)


@cache
def firsts(model: ExonModel) -> tuple[int, ...]:
    """0-based index on the spliced transcript of each exon's first base, in the transcript's order, and at the end the
    number of all bases."""
    return (0, *accumulate(end - start for start, end in model.ordered))


def index_of(model: ExonModel, point: Point) -> int:
    """0-based index on the spliced transcript of a point's exonic base."""
    before = utr5_length(model)
    if point.after_stop:
        return before + cds_length(model) + point.base - 1
    return before + point.base - (1 if point.base > 0 else 0)


@cache
def _starts(model: ExonModel) -> tuple[int, ...]:
    return tuple(start for start, _ in model.exons)


def index_at(model: ExonModel, position: int) -> int | None:
    """0-based index on the spliced transcript of a genomic position (0-based); None outside the exons."""
    at = bisect_right(_starts(model), position) - 1
    if at < 0 or position >= model.exons[at][1]:
        return None
    start, end = model.exons[at]
    if model.strand == "+":
        return firsts(model)[at] + position - start
    return firsts(model)[len(model.exons) - 1 - at] + end - 1 - position


def point_at(model: ExonModel, index: int) -> Point:
    """The exonic point at a 0-based index on the spliced transcript."""
    base = index - utr5_length(model)
    if base >= cds_length(model):
        return Point(True, base - cds_length(model) + 1)
    return Point(False, base + 1 if base >= 0 else base)


def exon_at(model: ExonModel, index: int) -> int | None:
    """Number of the exon that holds the base at ``index``; None outside the transcript."""
    borders = firsts(model)
    return bisect_right(borders, index) if 0 <= index < borders[-1] else None


def exon_of(model: ExonModel, point: Point) -> int | None:
    """Number of the exon that holds ``point`` (in an intron: its anchor). None outside the transcript.

    Raises Mismatch for a coding base beyond the stop codon and for an intronic place that no exon border is next to;
    Unsettled for such a place in an untranslated region, whose exons may not be those of the printed transcript.
    """
    if not point.after_stop and point.base > cds_length(model):
        raise Mismatch(f"c.{point} lies beyond the stop codon (the coding sequence has {cds_length(model)} bases)")
    index = index_of(model, point)
    number = exon_at(model, index)
    if number is not None and point.offset:
        border = firsts(model)[number] - 1 if point.offset > 0 else firsts(model)[number - 1]
        if index != border:
            reason = f"c.{point}: base {point.base} is not next to an intron in this transcript"
            if point.after_stop or point.base < 0:
                raise Unsettled(f"{reason}; the untranslated exons of the bundle may differ from it")
            raise Mismatch(reason)
    return number
