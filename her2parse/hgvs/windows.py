"""What the bundle knows of the genome around a transcript, in the shape that pyhgvs wants of a genome.

A sight is a chromosome of which only some bases can be seen; every other base reads ``N``, never short. Hiding what
lies outside one exon is how the 3' rule is kept from crossing its border.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from her2parse.hgvs import reference
from her2parse.hgvs.reference import Build, ExonModel, Target

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


def reverse_complement(bases: str) -> str:
    """The other strand, read in its own direction."""
    return bases.translate(_COMPLEMENT)[::-1]


class Sight:
    """Known pieces of one chromosome (plus strand), cut down to ``low`` <= position < ``high`` (0-based)."""

    def __init__(self, pieces: tuple[tuple[int, str], ...], low: int = 0, high: int = 1 << 40) -> None:
        self._pieces = pieces
        self._starts = [start for start, _ in pieces]
        self._low, self._high = low, high

    def within(self, low: int, high: int) -> Sight:
        """The same chromosome with only ``low`` <= position < ``high`` visible."""
        return Sight(self._pieces, low, high)

    def __getitem__(self, span: slice) -> str:
        """Bases of ``start:stop``; an unseen base is ``N``."""
        start, stop = span.start, span.stop
        if stop <= start:
            return ""
        low, high = max(start, self._low), min(stop, self._high)
        index = max(0, bisect_right(self._starts, low) - 1)
        if low == start and high == stop and self._pieces:
            first, bases = self._pieces[index]
            if first <= start and stop <= first + len(bases):
                return bases[start - first : stop - first]
        out, at = [], start
        while at < stop and index < len(self._pieces):
            first, bases = self._pieces[index]
            left, right = max(low, first, at), min(high, first + len(bases))
            if left < right:
                out.append("N" * (left - at))
                out.append(bases[left - first : right - first])
                at = right
            if first >= stop:
                break
            index += 1
        out.append("N" * (stop - at))
        return "".join(out)


def single_exon_model(target: Target) -> ExonModel:
    """A model for a transcript without one: its coding sequence alone on a chromosome of its own name."""
    return ExonModel(target.accession, "+", ((0, len(target.cds)),), 0, len(target.cds))


@cache
def model_of(target: Target, build: Build) -> ExonModel | None:
    """Exon model of ``target``, made up from the coding sequence where the bundle has none."""
    model = target.model(build)
    return single_exon_model(target) if model is None and target.cds else model


@cache
def utr5_length(model: ExonModel) -> int:
    """Bases of the transcript before the start codon."""
    length = 0
    for start, end in model.ordered:
        if model.strand == "+":
            length += max(0, min(end, model.cds_start) - start)
        else:
            length += max(0, end - max(start, model.cds_end))
    return length


@cache
def _sequence(target: Target, build: Build) -> str:
    """The transcript over all its exons, ``N`` where unknown."""
    model = model_of(target, build)
    assert model is not None
    length = sum(end - start for start, end in model.exons)
    before = utr5_length(model)
    whole = reference.exact_mrna(target) if target.model(build) else ""
    if len(whole) == length:
        return whole[:before] + target.cds + whole[before + len(target.cds) :]
    return "N" * before + target.cds + "N" * (length - before - len(target.cds))


@cache
def sight(target: Target, build: Build) -> Sight:
    """All that the bundle knows of the genome around ``target`` (exons and the edges of introns)."""
    model = model_of(target, build)
    if model is None or not target.cds:
        return Sight(())
    edges = reference.intron_edges(target)
    pieces, at, bases = [], 0, _sequence(target, build)
    for number, (start, end) in enumerate(model.ordered, start=1):
        before, after, _ = edges.get(number, ("", "", True))
        piece = before + bases[at : at + end - start] + after
        at += end - start
        if model.strand == "+":
            pieces.append((start - len(before), piece))
        else:
            pieces.append((start - len(after), reverse_complement(piece)))
    return Sight(tuple(_without_overlap(sorted(pieces))))


def _without_overlap(pieces: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Cut the start of a piece that a short intron makes overlap the one before."""
    kept: list[tuple[int, str]] = []
    for start, bases in pieces:
        done = kept[-1][0] + len(kept[-1][1]) if kept else start
        if done > start:
            bases, start = bases[done - start :], done
        kept.append((start, bases))
    return kept
