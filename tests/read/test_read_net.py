"""What the reader could not place is never silent: a note asks a person to look."""

from __future__ import annotations

import pytest
from read_page_builder import page_of

from her2parse.model import ReportHeader, ReviewNote
from her2parse.read.document import _statements
from her2parse.read.layout import lay_out
from her2parse.read.lexicon import lexicon
from her2parse.read.merge import merge
from her2parse.read.net import unread_mentions


def notes(text: str, *, forget: bool = False) -> list[ReviewNote]:
    """The notes about a page of ``text``; ``forget``: as if no statement had been made of it."""
    lex = lexicon()
    laid = lay_out([page_of(text)], lex)
    made = () if forget else merge(_statements(laid, ReportHeader(), lex))
    return unread_mentions(laid, made, lex)


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
