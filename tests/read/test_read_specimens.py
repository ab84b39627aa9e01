"""Several specimens in one report, and a failure that is one change's only."""

from __future__ import annotations

import pytest
from read_page_builder import page_of

from her2parse.model import ReportHeader, Statement
from her2parse.read.document import _statements
from her2parse.read.header_status import _meaning
from her2parse.read.layout import lay_out
from her2parse.read.lexicon import lexicon
from her2parse.read.merge import merge
from her2parse.read.specimens import apart, specimen_of


def _read(text: str) -> list[Statement]:
    lex = lexicon()
    return list(merge(_statements(lay_out([page_of(text)], lex), ReportHeader(), lex)))


def test_specimens_that_differ_are_two_findings_for_review() -> None:
    found = _read("#Results⏎Specimen A: HER2 IHC 3+⏎Specimen B: HER2 IHC 1+")
    assert [(s.specimen, s.ihc_score, s.review) for s in found] == [
        ("specimen A", "3+", ("conflicting_statements",)),
        ("specimen B", "1+", ("conflicting_statements",)),
    ]


def test_specimens_that_agree_need_no_review() -> None:
    found = _read("#Results⏎A: HER2 IHC 3+⏎B: HER2 IHC 3+")
    assert [(s.specimen, s.ihc_score, s.review) for s in found] == [("specimen A", "3+", ()), ("specimen B", "3+", ())]


def test_one_specimen_said_both_ways_stays_one_contradiction() -> None:
    found = _read("#Results⏎A: HER2 IHC 3+⏎A: HER2 IHC 1+")
    assert [(s.specimen, s.review) for s in found] == [("specimen A", ("conflicting_statements",))]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Specimen A: lung", "specimen A"),
        ("Block A3, HER2", "block A3"),
        ("B: 1+", "specimen B"),
        ("Part 2 - lymph node", "specimen 2"),
        ("Probe 12-3456", ""),
        ("A HER2 test was done", ""),
        ("1. EGFR L858R", ""),
        ("HER2 IHC: 3+", ""),
    ],
)
def test_labels_are_told_from_lists_and_numbers(text: str, label: str) -> None:
    assert specimen_of(page_of(text).words) == label


def test_labels_of_two_kinds_do_not_name_two_specimens() -> None:
    assert apart("specimen A", "specimen B")
    assert not apart("specimen A", "block A3")
    assert not apart("specimen A", "")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("EGFR C797S: insufficient DNA", "ok"),
        ("EGFR p.C797S: quantity not sufficient", "ok"),
        ("EGFR mutation analysis: insufficient DNA", "failed"),
        ("Result: quantity not sufficient", "failed"),
    ],
)
def test_one_change_that_could_not_be_read_fails_no_report(text: str, meaning: str) -> None:
    assert _meaning(text) == meaning
