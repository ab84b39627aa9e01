"""``ERBB2 | None detected`` names no event: it is an answer for what the report's own lists say was looked for."""

from __future__ import annotations

import pytest
from read_page_builder import page_of

from her2parse.model import Coverage, ReportHeader
from her2parse.read.document import _statements
from her2parse.read.layout import lay_out
from her2parse.read.lexicon import lexicon

_LISTS = Coverage(small_variant=("EGFR", "ERBB2"), copy_number=("ERBB2",), fusion=("ALK",))
_TABLE = "Gene ¦ Finding⏎ALK ¦ None detected⏎ERBB2 ¦ None detected⏎KRAS ¦ None detected"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"#Results⏎{_TABLE}", {("ALK", "fusion", "not_detected"), ("ERBB2", "small_variant", "not_detected")}),
        (
            f"#Amplifications⏎{_TABLE}",
            {(gene, "copy_number", "not_detected") for gene in ("ALK", "ERBB2", "KRAS")},
        ),
        (f"#Results⏎Immunohistochemistry⏎{_TABLE}", set()),
        (
            f"#Results⏎{_TABLE}⏎#Details⏎ERBB2 ¦ p.Val777Leu ¦ 12%",
            {("ALK", "fusion", "not_detected"), ("ERBB2", "small_variant", "detected")},
        ),
    ],
    ids=["listed_alone", "amplifications", "stains", "found_elsewhere"],
)
def test_none_detected_answers_for_what_the_lists_hold(text: str, expected: set[tuple[str, str, str]]) -> None:
    lex = lexicon()
    made = _statements(lay_out([page_of(text)], lex), ReportHeader(coverage=_LISTS), lex)
    assert {(s.gene, s.kind, s.state) for s in made} == expected


def test_without_lists_none_detected_says_nothing() -> None:
    lex = lexicon()
    assert _statements(lay_out([page_of(f"#Results⏎{_TABLE}")], lex), ReportHeader(), lex) == []
