"""Blocks of a gene: labels over their values, answers in lines of their own, and what is no heading."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from read_page_builder import Placed, page_with

from her2parse.model import ReportHeader
from her2parse.read.document import _statements
from her2parse.read.layout import lay_out
from her2parse.read.lexicon import lexicon
from her2parse.read.merge import merge


def told(texts: Sequence[Placed]) -> list[str]:
    """Each statement of a page in short, in order of the alphabet."""
    lex = lexicon()
    found = merge(_statements(lay_out([page_with(texts)], lex), ReportHeader(), lex))
    return sorted(f"{s.gene} {s.kind} {s.state} {s.protein or s.coding or s.fusion}".rstrip() for s in found)


CASES: dict[str, tuple[list[Placed], list[str]]] = {
    "labels in lines of their own over the names that they announce": (
        [(36, 60, "#Genomic findings"), (40, 90, "KIT"), (40, 104, "ALTERATION"), (40, 114, "S717fs"),
         (40, 124, "HGVS VARIANT"), (40, 134, "NM_000222.3:c.2149del (p.S717Vfs*8)")],
        ["KIT small_variant detected p.S717Vfs*8"],
    ),
    "a fusion wrapped under its answer heads nothing": (
        [(36, 60, "#Results"), (40, 80, "NTRK1 fusion"), (110, 80, "Positive"), (110, 89.5, "(TPM3::NTRK1)"),
         (40, 103, "ERBB2"), (110, 103, "Not detected"), (40, 112.5, "amplification"),
         (40, 126, "ALK fusion"), (110, 126, "Not detected")],
        ["ALK fusion not_detected", "ERBB2 copy_number not_detected", "NTRK1 fusion detected TPM3::NTRK1"],
    ),
    "an answer with a gene and an event is no heading": (
        [(36, 60, "#Negative results"), (40, 80, "ERBB2 mutation: not detected"),
         (40, 91, "ERBB2 copy number gain: not detected"), (40, 102, "RET fusion: not detected")],
        ["ERBB2 copy_number not_detected", "ERBB2 small_variant not_detected", "RET fusion not_detected"],
    ),
    "an East Asian word that the edge of a cell broke": (
        [(36, 60, "#Results"), (40, 80, "ROS1 融"), (110, 80, "阴性"), (40, 89.5, "合"),
         (40, 104, "MET 扩"), (110, 104, "阳性"), (40, 113.5, "增")],
        ["MET copy_number detected", "ROS1 fusion not_detected"],
    ),
    "a second name in brackets goes on in the row that an answer is wrapped in": (
        [(36, 60, "#Negative results"), (40, 80, "Gene"), (110, 80, "Alteration"), (200, 80, "Result"),
         (40, 95, "ERBB2"), (110, 95, "amplification"), (200, 95, "Not"), (40, 104, "(HER2)"), (200, 104, "evaluable"),
         (40, 119, "KRAS"), (110, 119, "mutation"), (200, 119, "Not detected")],
        ["ERBB2 copy_number indeterminate", "KRAS small_variant not_detected"],
    ),
    "the title of a list of genes is no event of the gene above it": (
        [(36, 60, "#Results"), (46, 80, "CDK6"), (100, 80, "EGFR"), (36, 91, "#GENE FUSIONS (RNA)"),
         (46, 104, "ALK"), (100, 104, "RET"), (150, 104, "ROS1")],
        [],
    ),
    "no stain looks for a mutation": (
        [(36, 60, "#Immunohistochemistry"), (40, 80, "HER2 (IHC) score"), (200, 80, "2+"),
         (36, 96, "#Not detected"), (40, 112, "KRAS mutation"), (200, 112, "not detected")],
        ["ERBB2 expression equivocal", "KRAS small_variant not_detected"],
    ),
    "a clause behind one that supposes": (
        [(36, 60, "#Results"), (40, 80, "CDKN2A codes for p16INK4a and p14ARF; deletion removes both.")],
        [],
    ),
    "equivocal without an event speaks of copies, but not of ERBB2, whose stain is called so too": (
        [(36, 60, "#Results"), (40, 80, "EGFR mutation"), (150, 80, "Not detected"),
         (40, 96, "MET"), (150, 96, "Equivocal"), (40, 112, "ERBB2"), (150, 112, "Equivocal")],
        ["EGFR small_variant not_detected", "MET copy_number equivocal"],
    ),
    "a large value right of its gene, its caption below: two cards side by side are no row": (
        [(36, 40, "#Findings"), (40, 80, "#RET"), (240, 78, "#388"), (310, 80, "#ERBB2"), (500, 78, "#3.9%"),
         (220, 93, "supporting reads"), (470, 93, "variant fraction"),
         (40, 100, "KIF5B::RET"), (310, 100, "R678Q"),
         (40, 114, "KIF5B exon 15, RET exon 12"), (310, 114, "c.2033G>A · exon 17")],
        ["ERBB2 small_variant detected R678Q", "RET fusion detected KIF5B::RET"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "expected"), CASES.values(), ids=CASES)
def test_a_block_says_of_its_gene(texts: list[Placed], expected: list[str]) -> None:
    assert told(texts) == expected


def test_a_value_belongs_to_the_card_that_holds_it_with_its_caption() -> None:
    texts: list[Placed] = [
        (36, 40, "#Findings"), (40, 80, "#ERBB2"), (240, 78, "#8.1%"), (310, 80, "#ERBB2"), (500, 78, "#9"),
        (230, 93, "variant fraction"), (500, 93, "copies"),
        (40, 100, "S310F"), (310, 100, "Amplification"), (40, 114, "c.929C>T"), (310, 114, "whole gene"),
    ]  # fmt: skip
    lex = lexicon()
    found = merge(_statements(lay_out([page_with(texts)], lex), ReportHeader(), lex))
    assert [(s.protein, s.vaf, s.copy_number) for s in found] == [("S310F", 0.081, None), ("", None, 9.0)]
