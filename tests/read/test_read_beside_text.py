"""A gene's rows with running text beside them, set at heights of its own: the text is none of the gene's rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from read_page_builder import Placed, page_with

from her2parse.model import ReportHeader
from her2parse.read.document import _statements
from her2parse.read.layout import lay_out
from her2parse.read.lexicon import lexicon
from her2parse.read.merge import merge

PROSE = {
    "strategies": (
        "In studies of many kinds of tumors, ERBB2",
        "amplification, overexpression, or activating mutations may",
        "point to benefit from antibodies to HER2 and from",
        "the conjugates of these.",
    ),
    "prognosis": (
        "Among patients of the lung series in the atlas,",
        "ERBB2 amplification and overexpression of the protein",
        "were told of in a few, and the outcome of these is",
        "not clear in the literature.",
    ),
}


def _read(texts: Sequence[Placed]) -> list[tuple[str, str, str, float | None]]:
    lex = lexicon()
    laid = lay_out([page_with(texts)], lex)
    return [(s.gene, s.kind, s.as_written, s.vaf) for s in merge(_statements(laid, ReportHeader(), lex))]


@pytest.mark.parametrize("lines", PROSE.values(), ids=PROSE)
def test_text_beside_a_gene_is_not_read_as_its_rows(lines: tuple[str, ...]) -> None:
    card = ("#Genomic findings", "ERBB2", "ALTERATION", "S310F", "VARIANT ALLELE FREQUENCY", "31.4%")
    left: list[Placed] = [(40.0, 60.0 + 16.0 * at, text) for at, text in enumerate(card)]
    right: list[Placed] = [(240.0, 72.0 + 10.0 * at, text) for at, text in enumerate(lines)]
    assert _read([*left, *right]) == [("ERBB2", "small_variant", "S310F", 0.314)]


def test_labels_over_their_values_are_no_events() -> None:
    card = ("ALTERATION", "S310F", "HGVS VARIANT", "NM_004448.2: c.929C>T (p.S310F)", "VARIANT CHROMOSOMAL POSITION")
    card = ("#Genomic findings", "ERBB2", *card, "chr17:37868208", "VARIANT ALLELE FREQUENCY", "31.4%")
    assert _read([(40.0, 60.0 + 13.0 * at, text) for at, text in enumerate(card)]) == [
        ("ERBB2", "small_variant", "p.S310F", 0.314)
    ]


def test_a_label_in_capitals_over_an_event_asks_for_nothing() -> None:
    card = ("#Genomic findings", "ERBB2", "ALTERATION", "amplification", "GENE")
    assert _read([(40.0, 60.0 + 13.0 * at, text) for at, text in enumerate(card)]) == [
        ("ERBB2", "copy_number", "amplification", None)
    ]


def test_what_is_centred_under_the_next_gene_is_not_of_this_one() -> None:
    genes = ((265.0, "ERBB2"), (405.0, "FLT3"), (531.0, "JAK3"))
    values = ((266.0, "I654V"), (389.0, "amplification"), (530.0, "V722I"))
    page = [(40.0, 60.0, "#Genomic findings"), *((x, 80.0, text) for x, text in genes)]
    told = _read([*page, *((x, 90.0, text) for x, text in values)])
    assert [(gene, what) for gene, _, what, _ in told] == [
        ("ERBB2", "I654V"),
        ("FLT3", "amplification"),
        ("JAK3", "V722I"),
    ]
