"""What the bundle knows of the genome around a transcript, in the shape that pyhgvs wants of a genome.

A sight is a chromosome of which only some bases can be seen; every other base reads ``N``, never short. Hiding what
lies outside one exon is how the 3' rule is kept from crossing its border.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from her2parse.hgvs import reference
from her2parse.hgvs.reference import Bases, Build, ExonModel, Target

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
    """All that is known of the genome around ``target``: exons and the edges of introns from the bundle; on the build
    of a laboratory's genome, everything from that."""
    model = model_of(target, build)
    if model is None or not target.cds:
        return Sight(())
    if target.genome is not None and build == target.home:
        return Sight((_from_genome(target, model, target.genome),))
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


def _from_genome(target: Target, model: ExonModel, genome: Bases) -> tuple[int, str]:
    """The genome from end to end of what is certain, under the bases of exons that the bundle knows."""
    low, high = _certain_span(target, model)
    around, sequence = genome.bases(model.chromosome, low, high), _sequence(target, target.home)
    sequence = sequence if model.strand == "+" else reverse_complement(sequence)
    parts, done, at = [], low, 0
    for start, end in model.exons:
        first, last = max(start, low), min(end, high)
        if first < last:
            known, there = sequence[at + first - start : at + last - start], around[first - low : last - low]
            parts += [around[done - low : first - low], _over(known, there)]
            done = last
        at += end - start
    return low, "".join([*parts, around[done - low :]])


def _certain_span(target: Target, model: ExonModel) -> tuple[int, int]:
    """Where the model's places are those of the transcript: from the intron before its first coding exon to the intron
    behind its last; of an equivalent transcript's model, between start and stop codon only (its ends may differ)."""
    if not target.exons_numbered:
        return model.cds_start, model.cds_end
    holders = [n for n, (start, end) in enumerate(model.exons) if start < model.cds_end and end > model.cds_start]
    first, last = (0, len(model.exons) - 1) if reference.exact_mrna(target) else (holders[0], holders[-1])
    low = model.exons[first - 1][1] if first else max(0, model.exons[0][0] - reference.FLANK)
    high = model.exons[last + 1][0] if last + 1 < len(model.exons) else model.exons[-1][1] + reference.FLANK
    return low, high


def _over(known: str, there: str) -> str:
    """``known`` with the genome's bases where it has none."""
    if "N" not in known:
        return known
    return "".join(b if a == "N" else a for a, b in zip(known, there, strict=True))


def _without_overlap(pieces: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Cut the start of a piece that a short intron makes overlap the one before."""
    kept: list[tuple[int, str]] = []
    for start, bases in pieces:
        done = kept[-1][0] + len(kept[-1][1]) if kept else start
        if done > start:
            bases, start = bases[done - start :], done
        kept.append((start, bases))
    return kept
