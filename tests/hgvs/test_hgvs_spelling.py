"""The reviewed rules of spelling: each example is true, each rule is needed, and none changes what a name says."""

from __future__ import annotations

import re

import pytest

from her2parse.hgvs import reference
from her2parse.hgvs.artefacts import clean
from her2parse.hgvs.spelling import respelled

_RULES = reference.table("respellings.tsv")


@pytest.mark.parametrize("row", _RULES, ids=[row["example"] for row in _RULES])
def test_example(row: dict[str, str]) -> None:
    assert respelled(clean(row["example"])[0]) == row["example_becomes"]


@pytest.mark.parametrize("row", _RULES, ids=[row["example"] for row in _RULES])
def test_a_rule_matches_its_own_example(row: dict[str, str]) -> None:
    assert re.search(row["pattern"], row["example"])


@pytest.mark.parametrize("row", _RULES, ids=[row["example"] for row in _RULES])
def test_what_comes_out_stays_as_it_is(row: dict[str, str]) -> None:
    assert respelled(row["example_becomes"]) == row["example_becomes"]


@pytest.mark.parametrize(
    "text",
    [
        "EML4 exon 13 - ALK exon 20",
        "E746_A750del",
        "NM_004448.4:c.2313_2324dup (p.Tyr772_Ala775dup)",
        "chr7:55259515 T>G",
        "S310F/Y",
        "R678Q;L755S",
        "EML4-ALK.E6aA20.AB374361",
    ],
)
def test_names_that_need_no_rule_are_left_alone(text: str) -> None:
    assert respelled(text) == text
