"""pyhgvs 0.11 behind guards: coordinates, the 3' shift of DNA and c. names from genomic alleles.

pyhgvs never sees a name that a report wrote. It gets genomic alleles whose bases we filled in and compared, and a
genome that shows one exon (or one intron's edges) only. What it gets wrong, and what keeps it from it:

* it reads ``dup`` without bases as "no variant" and does not check stated bases: it reads no name at all;
* ``g.`` insertions and duplications are wrong: alleles reach it as (position, ref, alt) only;
* long alleles become counts: ``max_allele_length`` is set out of reach, trailing bases are cut;
* an insertion between two exons would delete the intron: refused here (``across_exons``);
* a duplication may be found across an exon's border: bases beyond the border are ``N``;
* its 3' shift ends after 100 bases: the rest of the way is gone here;
* it sorts all exons for every coordinate: it is asked once for each exon's first base, and we count on from there.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from her2parse.hgvs import coding_grammar, places
from her2parse.hgvs.coding_grammar import Point, WrittenCoding
from her2parse.hgvs.problems import Unreadable
from her2parse.hgvs.reference import Build, ExonModel, Target
from her2parse.hgvs.windows import Sight, model_of, reverse_complement

_ANY_LENGTH = 10**6
_DELETED = re.compile(r"(del|dup)[ACGTN]+")
"""Bases that pyhgvs writes behind a deletion or duplication: thousands of them would be longer than any name is read,
and whoever needs them has the reference."""
_FLANK = 1000
"""Bases on each side of an allele within which pyhgvs moves it (it looks at 100 bases)."""


@cache
def _library() -> Any:
    import pyhgvs
    import pyhgvs.models

    return pyhgvs


@cache
def transcript_of(target: Target, build: Build) -> Any:
    """The pyhgvs ``Transcript`` of a target's exon model; ValueError when there is none."""
    model = model_of(target, build)
    if model is None:
        raise ValueError(f"no exon model of {target.accession}")
    return _transcript(target, model)


def _transcript(target: Target, model: ExonModel) -> Any:
    models = _library().models
    forward = model.strand == "+"

    def position(start: int, end: int) -> Any:
        return models.Position(model.chromosome, start, end, forward)

    spans = position(model.exons[0][0], model.exons[-1][1]), position(model.cds_start, model.cds_end)
    transcript = models.Transcript(target.base_accession, None, target.gene, *spans, is_default=True)
    transcript.exons = [
        models.Exon(transcript, position(*exon), number) for number, exon in enumerate(model.ordered, start=1)
    ]
    return transcript


@cache
def _anchors(target: Target, build: Build) -> tuple[int, ...]:
    """Genomic position (1-based), as pyhgvs says, of each exon's first base, in the transcript's order. Within an exon
    counting on from there is enough, and some ten times faster than asking for every base."""
    model = model_of(target, build)
    assert model is not None
    return tuple(_placed(target, build, places.point_at(model, index)) for index in places.firsts(model)[:-1])


def to_genome(target: Target, build: Build, point: Point) -> int:
    """Genomic position (1-based) of a place on the transcript."""
    model = model_of(target, build)
    assert model is not None
    index = places.index_of(model, point)
    number = places.exon_at(model, index)
    if number is None:
        return _placed(target, build, point)
    steps = index - places.firsts(model)[number - 1] + point.offset
    return _anchors(target, build)[number - 1] + (steps if model.strand == "+" else -steps)


def _placed(target: Target, build: Build, point: Point) -> int:
    library = _library()
    landmark = library.CDNA_STOP_CODON if point.after_stop else library.CDNA_START_CODON
    coordinate = library.CDNACoord(coord=point.base, offset=point.offset, landmark=landmark)
    return int(library.cdna_to_genomic_coord(transcript_of(target, build), coordinate))


def from_genome(target: Target, build: Build, position: int) -> Point:
    """Place on the transcript of a genomic position (1-based)."""
    model = model_of(target, build)
    assert model is not None
    index = places.index_at(model, position - 1)
    if index is not None:
        return places.point_at(model, index)
    found = _library().genomic_to_cdna_coord(transcript_of(target, build), position)
    return Point(found.landmark == _library().CDNA_STOP_CODON, int(found.coord), int(found.offset))


def shifted(target: Target, build: Build, written: WrittenCoding, sight: Sight) -> WrittenCoding:
    """``written`` (bases filled in) at its 3'-most place within what ``sight`` shows, duplications named.

    Raises Unreadable when pyhgvs refuses the allele.
    """
    if written.form == "sub" and written.ref != written.alt:
        return written  # one base for another has one place
    model = model_of(target, build)
    assert model is not None
    first = min(to_genome(target, build, point) for point in (written.start, written.end))
    ref, alt = written.ref, written.ref * 2 if written.form == "dup" else written.alt
    if model.strand == "-":
        ref, alt = reverse_complement(ref), reverse_complement(alt)
    if written.form == "ins":
        before = base_at(sight, first)
        return from_allele(target, build, first, before, before + alt, sight)
    before = base_at(sight, first - 1)
    return from_allele(target, build, first - 1, before + ref, before + alt, sight)


def from_allele(target: Target, build: Build, position: int, ref: str, alt: str, sight: Sight) -> WrittenCoding:
    """The coding name of a genomic allele (1-based ``position``, plus strand, indels with the base before them)."""
    model = model_of(target, build)
    assert model is not None
    if len(alt) - len(ref) > coding_grammar.MAX_BASES:  # its name would be refused, and pyhgvs takes minutes to make it
        raise Unreadable("no rule for coding names reads it")
    # Two coordinates on a transcript of many exons cost it as much as all the rest: it counts on a straight piece.
    room = _FLANK + len(ref) + len(alt)
    low, high = max(0, position - room), position + room
    straight = _transcript(target, ExonModel(model.chromosome, model.strand, ((low, high),), low, high))
    genome = {model.chromosome: sight}
    try:
        name = _library().format_hgvs_name(
            model.chromosome, position, ref, alt, genome, straight, use_prefix=False, max_allele_length=_ANY_LENGTH
        )
    except (ValueError, AssertionError, NotImplementedError, IndexError, KeyError) as error:
        raise Unreadable("pyhgvs cannot name the allele") from error
    written = coding_grammar.parse(_DELETED.sub(r"\1", name.removeprefix("c.")))
    start, end = (
        from_genome(target, build, low + point.base if model.strand == "+" else high - point.base + 1)
        for point in (written.start, written.end)
    )
    written = replace(written, start=start, end=end)
    return _rest_of_the_way(target, build, written, sight)


def _rest_of_the_way(target: Target, build: Build, written: WrittenCoding, sight: Sight) -> WrittenCoding:
    """Finish a 3' shift that pyhgvs ended after 100 bases."""
    if written.form not in ("del", "dup"):
        return written
    model = model_of(target, build)
    assert model is not None
    first, last = to_genome(target, build, written.start), to_genome(target, build, written.end)
    if abs(last - first) < 90:
        return written
    step = 1 if model.strand == "+" else -1
    moves = 0
    while base_at(sight, last + step) != "N" and base_at(sight, last + step) == base_at(sight, first):
        first, last, moves = first + step, last + step, moves + 1
    if not moves:
        return written
    low, high = min(first, last), max(first, last)
    bases = sight[low - 1 : high]
    ref = bases if step == 1 else reverse_complement(bases)
    start, end = from_genome(target, build, first), from_genome(target, build, last)
    return WrittenCoding(written.form, start, end, ref, "", written.text)


def base_at(sight: Sight, position: int) -> str:
    """The plus-strand base at a 1-based position."""
    return sight[position - 1 : position]
