"""A gene's rows with running text beside them, set at heights of its own: the text is none of the gene's rows."""

from __future__ import annotations

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


@pytest.mark.parametrize("lines", PROSE.values(), ids=PROSE)
def test_text_beside_a_gene_is_not_read_as_its_rows(lines: tuple[str, ...]) -> None:
    card = ("#Genomic findings", "ERBB2", "ALTERATION", "S310F", "VARIANT ALLELE FREQUENCY", "31.4%")
    left: list[Placed] = [(40.0, 60.0 + 16.0 * at, text) for at, text in enumerate(card)]
    right: list[Placed] = [(240.0, 72.0 + 10.0 * at, text) for at, text in enumerate(lines)]
    lex = lexicon()
    laid = lay_out([page_with([*left, *right])], lex)
    told = merge(_statements(laid, ReportHeader(), lex))
    assert [(s.gene, s.kind, s.as_written, s.vaf) for s in told] == [("ERBB2", "small_variant", "S310F", 0.314)]
