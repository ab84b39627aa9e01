"""What stands beside one another on a page, and below: a header beside results, tables and what follows them."""

from __future__ import annotations

from read_page_builder import page_with

from her2parse.model import ReportHeader, Statement
from her2parse.read.document import _statements
from her2parse.read.geometry import lines_of
from her2parse.read.layout import lay_out
from her2parse.read.lexicon import lexicon
from her2parse.read.merge import merge
from her2parse.read.tables import _is_data

Placed = tuple[float, float, str]


def read(*texts: Placed) -> list[tuple[str, str, str]]:
    """Gene, kind and state of what the reader makes of a page."""
    lex = lexicon()
    found: tuple[Statement, ...] = merge(_statements(lay_out([page_with(texts)], lex), ReportHeader(), lex))
    return sorted((s.gene, s.kind, s.state) for s in found)


def test_a_label_of_the_header_is_no_heading_of_the_results_beside_it() -> None:
    assert read(
        (40, 60, "Name"), (220, 60, "#Results"), (40, 72, "Roe, Jane"), (40, 84, "#Indication"),
        (40, 96, "Adenocarcinoma of the lung"), (220, 96, "#KRAS"), (360, 96, "#ERBB2"),
        (220, 108, "p.G12C"), (360, 108, "p.S310Y"), (40, 110, "Birth date"),
        (40, 122, "14.02.1966"), (220, 120, "VAF: 22.7%"), (360, 120, "VAF: 69.6%"),
    ) == [("ERBB2", "small_variant", "detected"), ("KRAS", "small_variant", "detected")]  # fmt: skip


def test_a_table_ends_at_the_bold_title_of_what_comes_next() -> None:
    table: list[Placed] = []
    for n, row in enumerate((("Variant (HGVS)", "Allele fraction"), ("NM_004985.5(KRAS):c.34G>T", "22%"),
                             ("NM_005228.5(EGFR):c.2573T>G", "31%"))):  # fmt: skip
        table += [(40, 80 + 14 * n, row[0]), (240, 80 + 14 * n, row[1])]
    below: list[Placed] = [
        (40, 136, "#Negative and failed analyses"),
        (40, 150, "MET amplification was not identified."),
    ]
    assert read((40, 60, "#Variants"), *table, *below) == [
        ("EGFR", "small_variant", "detected"),
        ("KRAS", "small_variant", "detected"),
        ("MET", "copy_number", "not_detected"),
    ]


def test_cells_set_to_the_middle_of_a_row_are_of_that_row() -> None:
    head: list[Placed] = [
        (40, 80, "Gene"),
        (120, 80, "Alteration"),
        (260, 80, "T0 - baseline"),
        (380, 80, "T1 - present"),
    ]
    rows: list[Placed] = []
    for n, (gene, protein, coding, was, now) in enumerate(
        (("KRAS", "p.(Gly12Cys)", "c.34G>T", "2.0%", "n.d."), ("EGFR", "p.(Leu858Arg)", "c.2573T>G", "4.1%", "5.6%"))
    ):
        top = 100 + 24 * n
        rows += [
            (120, top, protein),
            (40, top + 5, gene),
            (260, top + 5, was),
            (380, top + 5, now),
            (120, top + 10, coding),
        ]
    assert read((40, 60, "#Results"), *head, *rows) == [
        ("EGFR", "small_variant", "detected"),
        ("KRAS", "small_variant", "not_detected"),
    ]


def test_a_scale_may_run_over_the_pages_end() -> None:
    lex = lexicon()
    scale = [
        ("0", "No reactivity in any tumor cell", "Negative"),
        ("1+", "Faint", "Negative"),
        ("2+", "Weak reactivity in ≥10% of cells", "Equivocal"),
        ("3+", "Strong in ≥10% of cells", "Positive"),
    ]
    told: list[Placed] = [
        (40, 60, "#HER2 by FISH"),
        (40, 74, "Result: Not amplified"),
        (40, 100, "Table 1. What the scores mean"),
    ]
    for n, row in enumerate(scale[:3]):
        told += [(x, 700 + 14 * n, text) for x, text in zip((40, 80, 300), row, strict=True)]
    below: list[Placed] = [(x, 60, text) for x, text in zip((40, 80, 300), scale[3], strict=True)]
    found = merge(_statements(lay_out([page_with(told), page_with(below)], lex), ReportHeader(), lex))
    assert [(s.gene, s.kind, s.state) for s in found] == [("ERBB2", "copy_number", "not_detected")]


def test_a_label_with_its_value_is_no_part_of_a_head() -> None:
    # In letters of one width a blank is as wide as a gap between columns, so that the label is two cells.
    label = page_with([(46, 60, "Lab"), (66, 60, "ID..............:"), (158, 60, "M25-82926")])
    assert _is_data(lines_of(label)[0], lexicon())
    head = page_with([(46, 60, "Gene"), (77, 60, "HGVSp"), (158, 60, "Allelic fraction")])
    assert not _is_data(lines_of(head)[0], lexicon())
