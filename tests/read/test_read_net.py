"""What the reader could not place is never silent: a note asks a person to look."""

from __future__ import annotations

import pytest
from read_page_builder import page_of

from her2parse.model import ReportHeader, ReviewNote
from her2parse.read.document import _statements
from her2parse.read.layout import lay_out
from her2parse.read.lexicon import lexicon
from her2parse.read.merge import merge
from her2parse.read.net import unread_mentions, unread_places


def notes(text: str, *, forget: bool = False) -> list[ReviewNote]:
    """The notes about a page of ``text``; ``forget``: as if no statement had been made of it."""
    lex = lexicon()
    laid = lay_out([page_of(text)], lex)
    made = () if forget else merge(_statements(laid, ReportHeader(), lex))
    return unread_mentions(laid, made, lex)


def places(text: str, *, forget: bool = False) -> list[ReviewNote]:
    """The notes about ERBB2 standing among results of a page of ``text``."""
    lex = lexicon()
    laid = lay_out([page_of(text)], lex)
    made = () if forget else merge(_statements(laid, ReportHeader(), lex))
    return unread_places(laid, made, lex)


def test_a_change_of_which_no_statement_was_made_is_noted_with_its_place() -> None:
    (note,) = notes("#Results⏎ERBB2 ¦ p.V777L ¦ 8.5%", forget=True)
    assert (note.code, note.page, note.quote) == ("unread_her2_mention", 1, "p.V777L")


@pytest.mark.parametrize(
    "text",
    [
        "#Results⏎ERBB2 ¦ p.V777L ¦ 8.5%",
        "#Methods⏎The assay finds ERBB2 V777L.",
        "#Clinical trials⏎A study of ERBB2 V777L",
        "ERBB2 mutations such as V777L may be found in lung cancer.",
    ],
    ids=["read", "methods", "trials", "supposition"],
)
def test_what_was_read_or_speaks_of_other_things_is_not_noted(text: str) -> None:
    assert notes(text) == []


def test_another_gene_s_change_is_not_noted() -> None:
    assert notes("#Results⏎KRAS ¦ p.G12C ¦ 8.5%", forget=True) == []


def test_a_change_without_any_gene_is_noted() -> None:
    assert [note.quote for note in notes("#Results⏎p.V777L was seen", forget=True)] == ["p.V777L"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("#Results⏎HER2 ¦ amplified", "HER2"),
        ("#Results⏎ERBB2⏎amplification⏎copy number 12", "ERBB2"),
        ("#Genes tested⏎ERBB2 ¦ amplified ¦ 13.5", "ERBB2"),
        ("#Therapies⏎ERBB2 S310F ¦ trastuzumab deruxtecan ¦ 12%", "ERBB2 S310F"),
    ],
    ids=["row", "card", "table beside a list", "a change under therapies"],
)
def test_the_gene_itself_among_results_is_noted(text: str, quote: str) -> None:
    assert [note.quote for note in places(text, forget=True)] == [quote]


@pytest.mark.parametrize(
    "text",
    [
        "#Genes tested⏎ALK ¦ BRAF ¦ ERBB2 ¦ KRAS",
        "#Results⏎ERBB2 ¦ Trastuzumab",
        "#Therapies⏎ERBB2 amplification ¦ trastuzumab deruxtecan",
        "ALK ¦ BRAF ¦ EGFR ¦ ERBB2 ¦ KRAS",
        "Resistance may be due to ERBB2 amplification.",
    ],
    ids=["list", "drug", "therapy", "list without a heading", "text"],
)
def test_the_gene_in_lists_therapies_and_text_is_not_noted(text: str) -> None:
    assert places(text, forget=True) == []


def test_the_gene_is_not_noted_where_its_event_was_read() -> None:
    assert places("#Results⏎ERBB2 ¦ amplification ¦ not detected⏎Summary⏎HER2 ¦ amplification ¦ see above") == []


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("#Results⏎ERBB2 ¦ mutation ¦ not detected⏎ERBB2 (HER2) ¦ Equivocal", True),
        ("#Results⏎ERBB2 ¦ mutation ¦ not detected⏎ERBB2 (HER2) ¦ Detected", True),
        ("#Results⏎ERBB2 ¦ p.S310F ¦ 12%⏎Summary⏎ERBB2 (HER2) ¦ Detected", False),
        ("#Results⏎ERBB2 ¦ mutation ¦ not detected⏎ERBB2 ¦ amplification ¦ equivocal⏎HER2 ¦ Equivocal", False),
    ],
    ids=["equivocal", "detected", "told with its name", "told with its event"],
)
def test_an_answer_that_does_not_say_what_was_found_wants_a_statement_that_says_the_same(
    text: str, noted: bool
) -> None:
    assert bool(places(text)) is noted


@pytest.mark.parametrize(
    ("assay", "text", "noted"),
    [
        ("cobas EGFR Mutation Test v2", "#Results⏎Insertions ¦ c.2311_2312ins", False),
        ("cobas EGFR Mutation Test v2", "#Results⏎HER2 insertions ¦ c.2311_2312ins", True),
        ("Lung Panel 50", "#Results⏎Insertions ¦ c.2311_2312ins", True),
    ],
    ids=["other_gene", "named", "panel"],
)
def test_a_change_without_a_gene_is_that_of_the_one_gene_tested(assay: str, text: str, noted: bool) -> None:
    laid = lay_out([page_of(text)], lexicon())
    assert bool(unread_mentions(laid, (), lexicon(), assay)) is noted


def test_an_unsure_answer_below_what_was_read_is_for_a_person() -> None:
    text = "#ERBB2/HER2⏎Veränderung ¦ Grenzwertig⏎Mutation ¦ Kein Nachweis"
    assert [note.code for note in places(text)] == ["unread_her2_mention"]
    assert places("#ERBB2/HER2⏎Mutation ¦ Kein Nachweis") == []
