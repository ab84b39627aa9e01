"""The short way for a plain name, and counting on from what pyhgvs says, against the long ways."""

from __future__ import annotations

import importlib

import pyhgvs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from her2parse.hgvs import artefacts, hgvs_pyhgvs, mentions, mutant, plain, reference
from her2parse.hgvs.coding_grammar import Point
from her2parse.hgvs.one_variant import Columns
from her2parse.hgvs.places import firsts, point_at

_DOOR = importlib.import_module("her2parse.hgvs.normalize")  # the package has a function of that name
_GENES = ("", "ERBB2", "EGFR", "MET", "KRAS", "CDKN2A", "H3-3A", "TERT")
_ACCESSIONS = ("", "NM_004448.4:", "NP_004439.2:", "NM_001127500.3:", "NP_999999.1:")
_NAMES = st.one_of(st.from_regex(plain._PROTEIN, fullmatch=True), st.from_regex(plain._CODING, fullmatch=True))


@settings(max_examples=300, deadline=None)
@given(_NAMES, st.sampled_from(_GENES), st.sampled_from(_ACCESSIONS))
def test_a_plain_name_is_read_as_the_long_way_reads_it(text: str, gene: str, accession: str) -> None:
    text = accession + text.rpartition(":")[2]
    short = mentions.single(text)
    if short is None:
        return
    assert artefacts.clean(text) == (text, False)
    assert short == mentions.taken_apart(text, gene)
    columns = Columns()
    assert _DOOR._without_grammar(gene, text, columns, text, plain=False) == (
        _DOOR._without_grammar(gene, text, columns, text, plain=True)
    )


@pytest.mark.parametrize("text", ["E19del", "D14N", "L858R and T790M", "EGFR L858R", "c.12del", "exon 20", "G719X", ""])
def test_what_is_not_plain_goes_the_long_way(text: str) -> None:
    assert mentions.single(text) is None


@pytest.mark.parametrize("gene", ["ERBB2", "EGFR", "TP53", "MET"])
@pytest.mark.parametrize("build", reference.BUILDS)
def test_counting_within_an_exon_is_what_pyhgvs_says(gene: str, build: reference.Build) -> None:
    target = reference.targets(gene)[0]
    model = target.model(build)
    assert model is not None
    borders = firsts(model)
    for index in sorted({i for first in borders[:-1] for i in (first, first + 7)} | {last - 1 for last in borders[1:]}):
        exonic = point_at(model, index)
        for offset in (0, 3, -3):
            point = Point(exonic.after_stop, exonic.base, offset)
            assert hgvs_pyhgvs.to_genome(target, build, point) == hgvs_pyhgvs._placed(target, build, point)
        position = hgvs_pyhgvs.to_genome(target, build, exonic)
        asked = pyhgvs.genomic_to_cdna_coord(hgvs_pyhgvs.transcript_of(target, build), position)
        assert hgvs_pyhgvs.from_genome(target, build, position) == exonic
        assert (exonic.base, exonic.offset) == (asked.coord, asked.offset)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_the_mutant_protein_is_that_of_the_whole_edited_sequence(data: st.DataObject) -> None:
    target = reference.targets(data.draw(st.sampled_from(["KRAS", "TP53"])))[0]
    cds, after = target.cds, reference.downstream(target)
    low = data.draw(st.integers(0, len(cds) - 1))
    high = data.draw(st.integers(low, min(len(cds), low + 12)))
    alt = data.draw(st.text("ACGT", max_size=12))
    made, stop, _ = reference.translate(cds[:low] + alt + cds[high:] + after).partition("*")
    assert mutant.mutant(cds, after, low, high, alt) == (made, bool(stop))
