"""Tests one a page, as a laboratory's computer prints them, and lines that repeat and are no footers."""

from __future__ import annotations

from read_page_builder import page_of, page_with

from her2parse.model import Page, ReportHeader, Statement
from her2parse.read.document import _statements
from her2parse.read.geometry import lines_of
from her2parse.read.layout import lay_out, running_lines
from her2parse.read.lexicon import lexicon
from her2parse.read.merge import merge


def read(*pages: Page) -> list[tuple[str, str, str]]:
    """Gene, kind and state of what the reader makes of some pages."""
    lex = lexicon()
    found: tuple[Statement, ...] = merge(_statements(lay_out(pages, lex), ReportHeader(), lex))
    return sorted((s.gene, s.kind, s.state) for s in found)


def one_test(number: int, name: str, result: str) -> Page:
    """A page with a laboratory's name and one test."""
    text = f"Larkfield Hospital⏎TEST: ¦ {name}⏎RESULT: ¦ {result}⏎EXPECTED: ¦ Negative"
    return page_of(text, number)


def test_an_answer_that_comes_again_on_every_page_is_no_running_line() -> None:
    pages = [one_test(n, name, "NOT DETECTED") for n, name in enumerate(("BRAF MUTATION", "ERBB2 AMPLIFICATION"), 1)]
    assert read(*pages) == [("BRAF", "small_variant", "not_detected"), ("ERBB2", "copy_number", "not_detected")]
    assert [sorted(indices) for indices in running_lines(pages, [lines_of(p) for p in pages], lexicon())] == [
        [0, 3],
        [0, 3],
    ]


def test_answers_that_differ_in_a_number_only_are_no_running_lines_either() -> None:
    pages = [
        one_test(1, "CCND1 AMPLIFICATION", "AMPLIFIED, estimated 30 copies"),
        one_test(2, "ERBB2 AMPLIFICATION", "AMPLIFIED, estimated 12 copies"),
    ]
    assert read(*pages) == [("CCND1", "copy_number", "detected"), ("ERBB2", "copy_number", "detected")]


def test_an_answer_in_a_box_rules_nothing_below_it() -> None:
    assert read(
        page_with([(40, 60, "#Results"), (40, 90, "#ALK"), (40, 101, "#Fusion not detected"),
                   (40, 140, "ERBB2 p.L755S was detected at 12%.")])
    ) == [("ALK", "fusion", "not_detected"), ("ERBB2", "small_variant", "detected")]  # fmt: skip


def test_a_sentence_goes_on_below_the_word_that_denies() -> None:
    # A denial is never parted from what it denies, whatever room its line has left.
    lines = [
        "ERBB2 pathogenic variant was not identified. No BRAF pathogenic variant was identified. No",
        "ALK fusion identified. No PIK3CA pathogenic variant was identified in the sample of this patient here",
    ]
    texts = [(40.0, 60.0 + 10 * n, line) for n, line in enumerate(lines)]
    assert ("ALK", "fusion", "not_detected") in read(page_with(texts))


def test_short_lines_are_entries_where_the_text_beside_them_is_wide() -> None:
    wide = "Method: amplicon panel of the whole coding sequence with a depth of five hundred reads for each base in it"
    texts = [
        (40.0, 60.0, wide),
        (48.0, 80.0, "No mutation of EGFR detected"),
        (48.0, 90.0, "No amplification of MET detected"),
    ]
    assert read(page_with(texts)) == [("EGFR", "small_variant", "not_detected"), ("MET", "copy_number", "not_detected")]


def test_a_part_on_the_next_page_ends_the_stain_of_the_one_before() -> None:
    stain = page_of("#Immunohistochemistry⏎HER2 (clone 4B5): negative, 1+", 1)
    panel = page_of("#NGS: mutations and copy number⏎Gene ¦ Finding ¦ VAF⏎KRAS ¦ p.G12C ¦ 12%⏎ERBB2 ¦ equivocal ¦ -", 2)
    assert read(stain, panel) == [("ERBB2", "expression", "not_detected"), ("KRAS", "small_variant", "detected")]


def test_a_marker_that_nobody_taught_the_reader_is_not_the_gene_of_the_heading() -> None:
    found = read(page_of("#HER2 by in situ hybridization⏎Marker ¦ Method ¦ Result⏎EBV (EBER) ¦ ISH ¦ Negative"))
    assert found == []


def test_the_name_of_the_whole_test_is_a_running_line() -> None:
    pages = [
        page_of(f"Larkfield Hospital⏎Test: ¦ Comprehensive Panel⏎ERBB2 p.L755{x} was detected.", n)
        for n, x in ((1, "S"), (2, "P"))
    ]
    assert [sorted(indices) for indices in running_lines(pages, [lines_of(p) for p in pages], lexicon())] == [
        [0, 1],
        [0, 1],
    ]
