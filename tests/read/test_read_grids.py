"""Tables whose columns are genes: every cell is of the gene above it and of the event beside it, and of no other."""

from __future__ import annotations

import pytest
from read_page_builder import page_with

from her2parse.model import Box, ReportHeader, Statement
from her2parse.read.document import _statements
from her2parse.read.grids import unread_cells
from her2parse.read.layout import lay_out
from her2parse.read.lexicon import lexicon
from her2parse.read.merge import merge

LEFT, WIDTH, ROW, WRAP = 54.0, 100.0, 20.0, 9.6


def grid(*rows: str) -> tuple[tuple[float, float, str], ...]:
    """Rows of cells cut at ``¦``, a cell's lines at ``⏎``, below a heading and above a note."""
    out = [(50.0, 60.0, "#Results")]
    top = 80.0
    for row in rows:
        cells = [cell.strip().split("⏎") for cell in row.split("¦")]
        for column, lines in enumerate(cells):
            out += [
                (LEFT + column * WIDTH, top + n * WRAP, line.strip()) for n, line in enumerate(lines) if line.strip()
            ]
        top += ROW + WRAP * (max(len(lines) for lines in cells) - 1)
    out.append((50.0, top + 20.0, "#Method"))
    return tuple(out)


def read(texts: tuple[tuple[float, float, str], ...], rules: tuple[Box, ...] = ()) -> tuple[Statement, ...]:
    """What the reader makes of a page of ``texts``."""
    lex = lexicon()
    return merge(_statements(lay_out([page_with(texts, rules)], lex), ReportHeader(), lex))


def told(statements: tuple[Statement, ...]) -> list[str]:
    """Each statement in short, in order of the alphabet."""
    out = []
    for s in statements:
        value = f" {s.vaf}" if s.vaf is not None else f" {s.copy_number}" if s.copy_number is not None else ""
        name = s.protein or s.coding or s.fusion
        out.append(f"{s.gene} {s.kind} {s.state}{f' {name}' if name else ''}{value}")
    return sorted(out)


CASES = {
    "a cell is of its own column, whatever stands beside it": (
        ("¦ ALK ¦ HER2 (ERBB2) ¦ MET",
         "Mutation ¦ ¦ p.V777L (33.2%) ¦ not detected",
         "Amplification ¦ ¦ not detected ¦ Amplification (CN 22)",
         "Fusion ¦ EML4-ALK ¦ ¦ not detected"),
        ["ALK fusion detected EML4::ALK", "ERBB2 copy_number not_detected",
         "ERBB2 small_variant detected p.V777L 0.332", "MET copy_number detected 22.0",
         "MET fusion not_detected", "MET small_variant not_detected"],
    ),
    "labels, cells and heads that are wrapped": (
        ("¦ ERBB2⏎(HER2) ¦ EGFR",
         "Sequence⏎variant ¦ p.V659E⏎(53.6%) ¦ not⏎detected",
         "Copy number⏎gain ¦ not⏎detected ¦ Amplified⏎(Copy⏎Number 28)"),
        ["EGFR copy_number detected 28.0", "EGFR small_variant not_detected", "ERBB2 copy_number not_detected",
         "ERBB2 small_variant detected p.V659E 0.536"],
    ),
    "one gene, which only the labels beside its rows make a column": (
        ("¦ ERBB2", "Mutation ¦ p.L755P⏎(12.8%)", "Amplification ¦ negative", "Fusion ¦"),
        ["ERBB2 copy_number not_detected", "ERBB2 small_variant detected p.L755P 0.128"],
    ),
    "two changes in one cell": (
        ("¦ PIK3CA ¦ KRAS",
         "Mutation ¦ p.H1047R (14%) ;⏎p.E545K (29%) ¦ not detected",
         "Amplification ¦ ¦ not detected"),
        ["KRAS copy_number not_detected", "KRAS small_variant not_detected",
         "PIK3CA small_variant detected p.E545K 0.29", "PIK3CA small_variant detected p.H1047R 0.14"],
    ),
    "a narrow column breaks the gene of its head within the word": (
        ("¦ RET ¦ HER2 (E⏎RBB2) ¦ EGFR",
         "Mutation ¦ ¦ negative ¦ p.L858R",
         "Amplification ¦ ¦ Amplified (CN 18) ¦"),
        ["EGFR small_variant detected p.L858R", "ERBB2 copy_number detected 18.0", "ERBB2 small_variant not_detected"],
    ),
    "an empty cell and a dash say nothing": (
        ("¦ ERBB2 ¦ KRAS", "Mutation ¦ - ¦ p.G12C", "Amplification ¦ ¦ negative"),
        ["KRAS copy_number not_detected", "KRAS small_variant detected p.G12C"],
    ),
    "a fraction in a row of its own is the change's, not the amplification's": (
        ("¦ ERBB2 ¦ KRAS", "Mutation ¦ p.V777L ¦ p.G12C", "VAF ¦ 12% ¦ 40%", "Amplification ¦ Amplified ¦ negative"),
        ["ERBB2 copy_number detected", "ERBB2 small_variant detected p.V777L 0.12", "KRAS copy_number not_detected",
         "KRAS small_variant detected p.G12C 0.4"],
    ),
    "a number of copies alone does not say that they are too many": (
        ("¦ ERBB2 ¦ MET", "Mutation ¦ negative ¦ negative", "Amplification ¦ CN 2.1 ¦ Amplified (CN 12)"),
        ["ERBB2 copy_number indeterminate 2.1", "ERBB2 small_variant not_detected", "MET copy_number detected 12.0",
         "MET small_variant not_detected"],
    ),
    "stacked: the second head ends the first table": (
        ("¦ ERBB2 ¦ KRAS", "Mutation ¦ not detected ¦ p.G12C",
         "¦ EGFR ¦ ALK", "Mutation ¦ p.L858R ¦", "Fusion ¦ ¦ positive"),
        ["ALK fusion detected", "EGFR small_variant detected p.L858R", "ERBB2 small_variant not_detected",
         "KRAS small_variant detected p.G12C"],
    ),
    "genes in rows and columns are a list, no table of results": (
        ("AKT1 ¦ ERBB2 ¦ KRAS", "ALK ¦ BRAF ¦ MET", "RET ¦ ROS1 ¦ TP53"),
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_a_cell_is_of_the_gene_above_it(rows: tuple[str, ...], expected: list[str]) -> None:
    assert told(read(grid(*rows))) == expected


TITLED = {
    "one gene in two columns, each with a change of its own": (
        "Reported variants",
        ("Gene ¦ ERBB2 ¦ ERBB2 ¦ TP53", "DNA change ¦ c.2313_2324dup ¦ c.929C>T ¦ c.524G>A",
         "Protein change ¦ p.(Tyr772_Ala775dup) ¦ p.(Ser310Phe) ¦ p.(Arg175His)", "VAF (%) ¦ 31 ¦ 4.5 ¦ 60"),
        ["ERBB2 small_variant detected p.(Ser310Phe) 0.045", "ERBB2 small_variant detected p.(Tyr772_Ala775dup) 0.31",
         "TP53 small_variant detected p.(Arg175His) 0.6"],
    ),
    "bare answers are of the event that the title names, or the head of their column": (
        "Hotspot mutations",
        ("Gene ¦ KRAS ¦ ERBB2 ¦ MET ex14", "Exons ¦ 2, 3, 4 ¦ 8, 20 ¦ 14", "Result ¦ Not detected ¦ Failed ¦ Detected"),
        ["ERBB2 small_variant indeterminate", "KRAS small_variant not_detected", "MET splice detected"],
    ),
    "copies above their call": (
        "Copy number",
        ("Gene ¦ ERBB2 ¦ MET", "Estimated copies ¦ 2.1 ¦ 9.5", "Call ¦ Not amplified ¦ Amplified"),
        ["ERBB2 copy_number not_detected 2.1", "MET copy_number detected 9.5"],
    ),
    "a title of no one kind of event gives none": (
        "Genomic alterations",
        ("Gene ¦ ERBB2 ¦ MET", "Result ¦ Not detected ¦ Detected"),
        [],
    ),
    "samples in rows: the earlier one is not this report's": (
        "Sequence variants by sample",
        ("Sample ¦ ERBB2 ¦ KRAS", "26-118 D ¦ NVD ¦ p.G12D", "25-044 B (reported 03/02/2025) ¦ p.S310F ¦ NVD"),
        ["ERBB2 small_variant not_detected", "KRAS small_variant detected p.G12D"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("title", "rows", "expected"), TITLED.values(), ids=TITLED)
def test_a_title_says_what_bare_answers_are_of(title: str, rows: tuple[str, ...], expected: list[str]) -> None:
    texts = [(x, top, f"#{title}" if text == "#Results" else text) for x, top, text in grid(*rows)]
    assert told(read(tuple(texts))) == expected


def test_words_that_nobody_knows_make_no_statement_and_a_note() -> None:
    texts = grid("¦ ERBB2 ¦ KRAS", "Mutation ¦ p.V777L ¦ p.G12C", "Amplification ¦ zonk ¦ negative")
    assert not [s for s in read(texts) if (s.gene, s.kind) == ("ERBB2", "copy_number")]
    lex = lexicon()
    assert [(note.code, note.quote) for note in unread_cells(lay_out([page_with(texts)], lex), lex)] == [
        ("unread_her2_mention", "zonk")
    ]


def test_the_evidence_of_a_cell_is_the_cell() -> None:
    texts = grid(
        "¦ ERBB2 ¦ MET", "Mutation ¦ p.V777L (33.2%) ¦ not detected", "Amplification ¦ not detected ¦ Amplified"
    )
    assert {(s.gene, s.kind): s.evidence.quote for s in read(texts)} == {
        ("ERBB2", "small_variant"): "p.V777L (33.2%)",
        ("ERBB2", "copy_number"): "not detected",
        ("MET", "small_variant"): "not detected",
        ("MET", "copy_number"): "Amplified",
    }


def test_rules_between_rows_part_them_where_no_gap_does() -> None:
    texts = [
        (154, 80, "ERBB2"), (254, 80, "KRAS"),
        (54, 91, "Mutation"), (154, 91, "not"), (254, 91, "p.G12C"),
        (154, 101, "detected"),
        (54, 111, "Amplification"), (154, 111, "Amplified"), (254, 111, "not"),
        (254, 121, "detected"),
    ]  # fmt: skip
    rules = tuple(Box(50, y, 340, y + 0.4) for y in (79.0, 90.0, 110.3, 130.0))
    assert told(read(tuple(texts), rules)) == [
        "ERBB2 copy_number detected",
        "ERBB2 small_variant not_detected",
        "KRAS copy_number not_detected",
        "KRAS small_variant detected p.G12C",
    ]


def test_a_title_that_is_a_column_s_name_is_no_head_of_a_grid() -> None:
    texts = grid("¦ ERBB2 ¦ EGFR", "Mutation ¦ p.V659E ¦", "Amplification ¦ Not detected ¦ Not detected")
    for title in ("#Result", "#Finding", "#Alteration", "#Risultato"):
        assert told(read(((50.0, 60.0, title), *texts[1:]))) == [
            "EGFR copy_number not_detected",
            "ERBB2 copy_number not_detected",
            "ERBB2 small_variant detected p.V659E",
        ]
