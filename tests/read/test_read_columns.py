"""Pages in columns: each column is read by itself, and a table is never taken for columns."""

from __future__ import annotations

import pytest
from read_page_builder import Placed, page_with

from her2parse.model import Box, Page, ReportHeader, Statement
from her2parse.read.document import _statements
from her2parse.read.layout import lay_out
from her2parse.read.lexicon import lexicon
from her2parse.read.merge import merge
from her2parse.read.unanswered import as_questions


def strips_of(page: Page) -> list[list[str]]:
    """The texts of the lines of each strip."""
    return [[placed.line.text for placed in laid.lines] for laid in lay_out([page], lexicon())]


def statements(page: Page) -> tuple[Statement, ...]:
    """What the reader makes of a page."""
    lex = lexicon()
    return merge(_statements(lay_out([page], lex), ReportHeader(), lex))


LEFT: list[Placed] = [
    (50, 100, "#Sequence variants"),
    (54, 118, "Gene"), (120, 118, "Protein"), (200, 118, "VAF"),
    (54, 134, "ERBB2"), (120, 134, "p.V659E"), (200, 134, "49.9%"),
    (54, 150, "KRAS"), (120, 150, "p.G12C"), (200, 150, "12.0%"),
    (50, 172, "#Method"),
    (50, 190, "Tumour content was estimated by a pathologist."),
]  # fmt: skip
RIGHT: list[Placed] = [
    (312, 104, "#Negative results"),
    (316, 122, "Gene"), (390, 122, "Alteration"), (470, 122, "Result"),
    (316, 137, "ERBB2"), (390, 137, "amplification"), (470, 137, "Not detected"),
    (316, 152, "NTRK1"), (390, 152, "fusion"), (470, 152, "Not detected"),
]  # fmt: skip


def test_a_finding_takes_nothing_from_the_column_beside_it() -> None:
    found = {(s.gene, s.kind): s.state for s in statements(page_with([(50, 60, "Molecular report"), *LEFT, *RIGHT]))}
    assert found == {
        ("ERBB2", "small_variant"): "detected",
        ("KRAS", "small_variant"): "detected",
        ("ERBB2", "copy_number"): "not_detected",
        ("NTRK1", "fusion"): "not_detected",
    }


def test_columns_are_read_one_after_the_other() -> None:
    title, foot = (50.0, 60.0, "A title that runs over both of the columns of this page, as titles may well do"), (
        50.0, 300.0, "A line under both columns, from the left edge to the right one, that closes the page at its foot",
    )  # fmt: skip
    strips = strips_of(page_with([title, *LEFT, *RIGHT, foot]))
    assert [strip[0].split()[0] for strip in strips] == ["A", "Sequence", "Negative", "A"]


def test_a_heading_at_the_foot_of_a_column_rules_the_top_of_the_next() -> None:
    left = [*LEFT[:10], (50, 172, "#Negative results")]
    found = {(s.gene, s.kind): s.state for s in statements(page_with([*left, *RIGHT[1:], (312, 176, "#Method")]))}
    assert found["ERBB2", "copy_number"] == "not_detected"
    assert found["ERBB2", "small_variant"] == "detected"


CENTRED: list[Placed] = [
    (50, 100, "Gene"), (140, 100, "Alteration"), (320, 100, "Approved therapies"), (470, 100, "Result"),
    (50, 125, "ERBB2"), (140, 125, "amplification"), (320, 120, "Trastuzumab and"), (470, 125, "Not detected"),
    (320, 130, "pertuzumab"),
    (50, 155, "EGFR"), (140, 155, "L858R"), (320, 150, "Osimertinib and"), (470, 155, "Detected"),
    (320, 160, "afatinib"),
]  # fmt: skip


CARDS: list[Placed] = [
    (210, 84, "#Status"),
    (218, 104, "RET"), (395, 104, "HER2"),
    (218, 116, "p.M918T"), (395, 116, "p.Y772_A775dup"),
    (218, 128, "VAF: 60%"), (395, 128, "VAF: 45%"),
]  # fmt: skip
SIDE: list[Placed] = [
    (54, 79, "Gender"), (54, 88, "M"), (54, 97, "#Indication"), (54, 109, "Adenocarcinoma, lung"),
    (54, 121, "Collected"), (54, 132, "2024-01-02"), (54, 143, "Received"), (54, 154, "2024-01-03"),
]  # fmt: skip


def test_a_label_beside_cards_does_not_rule_them() -> None:
    found = {(s.gene, s.protein, s.vaf) for s in statements(page_with([*SIDE, *CARDS]))}
    assert found == {("RET", "p.M918T", 0.6), ("ERBB2", "p.Y772_A775dup", 0.45)}


def test_a_list_under_both_columns_belongs_to_neither() -> None:
    below: list[Placed] = [(54, 170, "#Negative results"), (54, 184, "KRAS mutation: not detected")]
    below += [(54, 200.0 + 14 * n, f"{gene} fusion: not detected") for n, gene in enumerate(("ALK", "ROS1", "NTRK1"))]
    below += [(54, 260, "#Genes tested")]
    below += [(54.0 + 34 * n + 8 * (n > 3), 276, gene) for n, gene in enumerate(("AKT1", "ALK", "APC", "ATM", "BRAF"))]
    below += [(54.0 + 34 * n, 292, gene) for n, gene in enumerate(("CDK4", "DDR2", "EGFR", "ERBB2", "ERBB3", "KIT"))]
    found = {(s.gene, s.protein) for s in statements(page_with([*SIDE, *CARDS, *below])) if s.state == "detected"}
    assert found == {("RET", "p.M918T"), ("ERBB2", "p.Y772_A775dup")}


@pytest.mark.parametrize(
    "page",
    [
        page_with([(50, 70, "#Results"), *CENTRED]),
        page_with([*LEFT, *RIGHT], tuple(Box(50, y, 560, y + 0.5) for y in (115.0, 132.0, 148.0, 165.0))),
    ],
    ids=["cells set in the middle of their rows", "rules that cross what would be the gutter"],
)
def test_a_table_stays_whole(page: Page) -> None:
    assert len(strips_of(page)) == 1


TWO_TABLES: list[Placed] = [
    (50, 90, "#Results"),
    (66, 110, "Marker"), (130, 110, "Method"), (216, 110, "Result"),
    (336, 110, "Marker"), (396, 110, "Method"), (482, 110, "Result"),
    (50, 124, "KRAS"), (130, 124, "Seq"), (190, 124, "Mutation not detected"),
    (322, 124, "ROS1"), (396, 124, "Seq"), (460, 124, "Fusion not detected"),
    (50, 138, "MET"), (130, 138, "CNA-Seq"), (190, 138, "Amplification not detected"),
    (322, 138, "STK11"), (396, 138, "Seq"), (460, 138, "Mutation not detected"),
    (50, 152, "ERBB2"), (130, 152, "CNA-Seq"), (190, 152, "Amplified"),
    (322, 152, "NRG1"), (396, 152, "Seq"), (460, 152, "Fusion not detected"),
]  # fmt: skip


def test_a_table_beside_another_begins_where_its_cells_do() -> None:
    """Its heads stand in the middle over cells that begin further left, before the head of its first column."""
    found = {(s.gene, s.kind): s.state for s in statements(page_with(TWO_TABLES))}
    assert found == {
        ("KRAS", "small_variant"): "not_detected",
        ("MET", "copy_number"): "not_detected",
        ("ERBB2", "copy_number"): "detected",
        ("ROS1", "fusion"): "not_detected",
        ("STK11", "small_variant"): "not_detected",
        ("NRG1", "fusion"): "not_detected",
    }


def test_a_text_beside_a_gene_s_change_is_read_by_itself() -> None:
    left = ["GENE", "#ERBB2", "ALTERATION", "p.S310F", "HGVS VARIANT", "NM_004448.4: c.929C>T (p.S310F)"]
    left += ["VARIANT CHROMOSOMAL POSITION", "chr17:39711955", "VARIANT ALLELE FREQUENCY (% VAF)", "31.4%"]
    middle = ["#POTENTIAL TREATMENT STRATEGIES", "Clinical studies in other tumor types suggest that ERBB2"]
    middle += ["amplification, overexpression, or activating mutations", "predict sensitivity to antibodies and their"]
    middle += ["conjugates. A patient whose tumor was positive (3+)", "responded for nine months."]
    texts: list[Placed] = [(50, 80, "#GENOMIC FINDINGS")]
    texts += [(50.0, 100 + 12 * at + (6 if at > 1 else 0), text) for at, text in enumerate(left)]
    texts += [(250.0, 100 + 11.0 * at, text) for at, text in enumerate(middle)]
    texts += [(50, 240, "#GENES TESTED"), (50, 256, "ALK BRAF EGFR ERBB2 KRAS MET")]
    found = statements(page_with(texts))
    assert {(s.gene, s.kind, s.state) for s in found} == {("ERBB2", "small_variant", "detected")}
    assert {s.vaf for s in found} == {0.314}


def test_a_change_set_to_the_middle_under_its_gene_is_no_neighbours() -> None:
    texts: list[Placed] = [(50, 80, "#VARIANTS OF UNKNOWN SIGNIFICANCE")]
    for x, gene, change in [
        (90, "BARD1", "R658C"), (200, "ERBB2", "I654V"), (310, "FLT3", "amplification"), (420, "JAK3", "V722I"),
    ]:  # fmt: skip
        texts += [(x - 2.0 * len(gene), 100, gene), (x - 2.0 * len(change), 111, change)]
    assert {(s.gene, s.as_written) for s in statements(page_with(texts))} == {
        ("BARD1", "R658C"), ("ERBB2", "I654V"), ("FLT3", "amplification"), ("JAK3", "V722I"),
    }  # fmt: skip


def test_an_answer_set_to_the_middle_under_its_tile_is_its_own() -> None:
    texts: list[Placed] = [(50, 80, "#Biomarkers at a glance")]
    for x, tile, answer in [
        (100, "MET amp", "Not detected"), (230, "ERBB2 mut", "Detected"), (360, "ERBB2 amp", "Not detected"),
    ]:  # fmt: skip
        texts += [(x - 2.0 * len(tile), 100, tile), (x - 2.0 * len(answer), 112, answer)]
    page = page_with(texts)
    laid = lay_out([page], lexicon())
    found = as_questions(laid, list(statements(page)), lexicon())
    assert {(s.gene, s.kind, s.state) for s in found if s.kind == "copy_number"} == {
        ("MET", "copy_number", "not_detected"), ("ERBB2", "copy_number", "not_detected"),
    }  # fmt: skip


def test_genes_in_large_letters_beside_a_list_are_cards_and_no_table() -> None:
    texts: list[Placed] = [(50, 80, "Finding")]
    for y, side in [(100, "Collection Date"), (112, "15/06/2021"), (124, "Receipt Date"), (136, "16/06/2021")]:
        texts.append((50, y, side))
    for x, gene, change, value in [
        (206, "#MET", "D864N", "MAF (%): 14.5"), (332, "#EGFR", "C797S", "MAF (%): 0.3"),
        (458, "#ERBB2/HER2", "Amplification", "Estimated copies: 23.1"),
    ]:  # fmt: skip
        texts += [(x, 98, gene), (x, 112, change), (x, 124, value)]
    assert {(s.gene, s.kind) for s in statements(page_with(texts))} == {
        ("MET", "small_variant"), ("EGFR", "small_variant"), ("ERBB2", "copy_number"),
    }  # fmt: skip
