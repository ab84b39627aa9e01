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


def grid(*rows: str, title: str = "Results") -> tuple[tuple[float, float, str], ...]:
    """Rows of cells cut at ``¦``, a cell's lines at ``⏎``, below a heading and above a note."""
    out = [(50.0, 60.0, f"#{title}")]
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
    "a gene that heads two columns: each change is of its own": (
        ("Gene ¦ EGFR ¦ EGFR ¦ TP53", "Exon ¦ 19 ¦ 20 ¦ 5", "Nucleotide change ¦ c.2236_2250del ¦ c.2369C>T ¦ c.524G>A",
         "Protein change ¦ p.E746_A750del ¦ p.T790M ¦ p.R175H", "Variant type ¦ Deletion ¦ Missense ¦ Missense",
         "Allele frequency (%) ¦ 35.5 ¦ 0.8 ¦ 61"),
        ["EGFR small_variant detected p.E746_A750del 0.355", "EGFR small_variant detected p.T790M 0.008",
         "TP53 small_variant detected p.R175H 0.61"],
    ),
    "properties in another language, the copies above what they mean": (
        ("Gen ¦ ERBB2 ¦ MET", "Kopienzahl ¦ 11,5 ¦ 2,1", "Bewertung ¦ Amplifiziert ¦ nicht amplifiziert"),
        ["ERBB2 copy_number detected 11.5", "MET copy_number not_detected 2.1"],
    ),
    "a head says which event its column tells": (
        ("Test ¦ ERBB2 mutation ¦ ERBB2 CN ¦ MET ex14", "Result ¦ p.L755S ¦ Not amplified ¦ Negative"),
        ["ERBB2 copy_number not_detected", "ERBB2 small_variant detected p.L755S", "MET splice not_detected"],
    ),
    "no fraction is no state": (
        ("Gene ¦ ERBB2 ¦ KRAS", "Protein ¦ p.V777L ¦ p.G12C", "VAF ¦ 12% ¦ ND"),
        ["ERBB2 small_variant detected p.V777L 0.12", "KRAS small_variant detected p.G12C"],
    ),
    "samples in rows: the others than this report's are earlier ones": (
        ("Specimen ¦ EGFR ¦ ERBB2 ¦ KRAS", "P24-1 lung ¦ p.L858R⏎VAF 40% ¦ No mutation ¦ p.G12V (3%)",
         "P26-9 pleura⏎(this report) ¦ p.L858R⏎VAF 22% ¦ p.L755S (7%) ¦ No mutation"),
        ["EGFR small_variant detected p.L858R 0.22", "ERBB2 small_variant detected p.L755S 0.07",
         "KRAS small_variant not_detected"],
    ),
    "samples in rows: the newest date is this report's": (
        ("Sample ¦ EGFR ¦ ERBB2", "Plasma 03/11/2024 ¦ No mutation ¦ p.S310F",
         "Plasma 14/02/2026 ¦ p.L858R (5%) ¦ No mutation"),
        ["EGFR small_variant detected p.L858R 0.05", "ERBB2 small_variant not_detected"],
    ),
    "turned: what is asked and the answer are rows of their own": (
        ("Gene⏎symbol ¦ ERBB2⏎(HER2) ¦ ERBB2 ¦ ROS1", "Event ¦ copy number⏎gain ¦ small⏎variant ¦ fusion",
         "Result ¦ Not⏎evaluable ¦ ND ¦ ND"),
        ["ERBB2 copy_number indeterminate", "ERBB2 small_variant not_detected", "ROS1 fusion not_detected"],
    ),
    "turned: the genes stand below other rows": (
        ("Allele frequency ¦ 7.2% ¦ 10.9% ¦ 18.6%", "Gene ¦ EGFR ¦ KRAS ¦ EGFR",
         "Protein⏎change ¦ p.L858R ¦ p.G12C ¦ p.L747_P753delinsS"),
        ["EGFR small_variant detected p.L747_P753delinsS 0.186", "EGFR small_variant detected p.L858R 0.072",
         "KRAS small_variant detected p.G12C 0.109"],
    ),
    "turned: copies below a word that is no event of its own": (
        ("Gène ¦ CDKN2A ¦ ERBB2", "Altération ¦ Délétion⏎homozygote ¦ Équivoque", "Nombre de copies ¦ - ¦ 4,1"),
        ["CDKN2A copy_number detected", "ERBB2 copy_number equivocal 4.1"],
    ),
    "genes in rows and columns are a list, no table of results": (
        ("AKT1 ¦ ERBB2 ¦ KRAS", "ALK ¦ BRAF ¦ MET", "RET ¦ ROS1 ¦ TP53"),
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_a_cell_is_of_the_gene_above_it(rows: tuple[str, ...], expected: list[str]) -> None:
    assert told(read(grid(*rows))) == expected


ANSWERS = {
    "Mutation status": ["ERBB2 small_variant not_detected", "KRAS small_variant indeterminate"],
    "RNA fusions": ["ERBB2 fusion not_detected", "KRAS fusion indeterminate"],
    "Gene amplification": ["ERBB2 copy_number not_detected", "KRAS copy_number indeterminate"],
    "Results": [],
    "Mutations and fusions": [],
}


@pytest.mark.parametrize(("title", "expected"), ANSWERS.items(), ids=ANSWERS)
def test_an_answer_alone_is_of_the_one_event_that_the_title_names(title: str, expected: list[str]) -> None:
    texts = grid("Gene ¦ ERBB2 ¦ KRAS", "Result ¦ Not detected ¦ Failed", "Coverage ¦ 812x ¦ 90x", title=title)
    assert told(read(texts)) == expected


def test_an_answer_of_no_known_event_under_erbb2_makes_a_note() -> None:
    lex = lexicon()
    page = page_with(grid("Gene ¦ ERBB2 ¦ KRAS", "Result ¦ Not detected ¦ Not detected"))
    assert [note.quote for note in unread_cells(lay_out([page], lex), lex)] == ["Not detected"]


def test_columns_are_as_wide_as_their_frames() -> None:
    texts = (
        (50, 60, "#Detected alterations"),
        (54, 80, "Gene"), (190, 80, "EGFR"), (330, 80, "TP53"),
        (54, 96, "Protein"), (180, 96, "p.L858R"), (320, 96, "p.R175H"),
        (54, 112, "Therapy"), (140, 112, "Osimertinib or afatinib or a third"), (330, 112, "none"),
        (54, 128, "VAF"), (195, 128, "31%"), (335, 128, "12%"),
    )  # fmt: skip
    edges = (50.0, 136.0, 290.0, 400.0)
    rules = [Box(50, y, 400, y + 0.5) for y in (78.0, 93.5, 109.5, 125.5, 141.5)]
    rules += [Box(x, 78, x + 0.5, 142) for x in edges]
    assert told(read(texts, tuple(rules))) == [
        "EGFR small_variant detected p.L858R 0.31",
        "TP53 small_variant detected p.R175H 0.12",
    ]


def test_a_gene_over_two_columns_heads_both() -> None:
    texts = (
        (50, 60, "#Detected alterations"),
        (54, 80, "Gene"), (210, 80, "EGFR"), (370, 80, "ERBB2"),
        (54, 100, "Protein"), (160, 100, "p.L858R"), (260, 100, "p.T790M"), (365, 100, "p.V842I"),
        (54, 120, "VAF (%)"), (165, 120, "33.1"), (265, 120, "12.4"), (370, 120, "20.5"),
    )  # fmt: skip
    assert told(read(texts)) == [
        "EGFR small_variant detected p.L858R 0.331",
        "EGFR small_variant detected p.T790M 0.124",
        "ERBB2 small_variant detected p.V842I 0.205",
    ]


def test_a_head_of_cells_of_one_and_of_two_lines_is_one_head() -> None:
    texts = (
        (50, 60, "#Fluorescence in situ hybridization"),
        (54, 86, "Probe"), (130, 80, "Mean HER2"), (130, 91, "signals/cell"), (230, 80, "Mean CEP17"),
        (230, 91, "signals/cell"), (330, 86, "HER2/CEP17"), (420, 86, "Result"),
        (54, 110, "HER2 / CEP17"), (130, 110, "4.9"), (230, 110, "2.0"), (330, 110, "2.45"), (420, 110, "Amplified"),
    )  # fmt: skip
    assert [(s.gene, s.state, s.method, s.ish_ratio, s.ish_copies) for s in read(texts)] == [
        ("ERBB2", "detected", "ish", 2.45, 4.9)
    ]


CLOSE = {
    "rows of samples without white between them are told apart by their answers": (
        ("Specimen", "KRAS", "ERBB2", "TP53"),
        (("Primary 2021", "WT", "WT", "p.R282W"), ("P21-3", "", "", "(44%)"),
         ("Metastasis 2026", "p.G12D", "p.V842I", "WT"), ("P26-8", "(31%)", "(27%)", "")),
        ["ERBB2 small_variant detected p.V842I 0.27", "KRAS small_variant detected p.G12D 0.31",
         "TP53 small_variant not_detected"],
    ),
    "a change's names below one another are no two rows": (
        ("Specimen", "EGFR", "ERBB2", "KRAS"),
        (("Biopsy", "c.2573T>G", "c.2264T>C", "WT"), ("P26-8", "p.L858R", "p.L755S", "")),
        ["EGFR small_variant detected p.L858R", "ERBB2 small_variant detected p.L755S",
         "KRAS small_variant not_detected"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("head", "rows", "expected"), CLOSE.values(), ids=CLOSE)
def test_rows_that_stand_close(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], expected: list[str]) -> None:
    texts = [(50.0, 60.0, "#Somatic mutations")]
    for line, cells in enumerate((head, *rows)):
        top = 80.0 + WRAP * line + (6.0 if line else 0.0)
        texts += [(LEFT + at * WIDTH, top, cell) for at, cell in enumerate(cells) if cell]
    assert told(read(tuple(texts))) == expected


def test_two_answers_in_one_cell_are_none() -> None:
    texts = grid("¦ ERBB2 ¦ KRAS", "Mutation ¦ WT p.V842I ¦ p.G12D", "Amplification ¦ negative ¦ negative")
    assert [s for s in told(read(texts)) if s.startswith("ERBB2 small")] == []
    lex = lexicon()
    assert unread_cells(lay_out([page_with(texts)], lex), lex)


def test_a_head_over_three_lines_is_no_finding() -> None:
    texts = grid("Target ¦ EGFR⏎mutation ¦ ERBB2⏎(HER2)⏎amplification ¦ ERBB2⏎(HER2)⏎mutation",
                 "Finding ¦ Not detected ¦ Not detected ¦ p.L755S")  # fmt: skip
    assert told(read(texts)) == [
        "EGFR small_variant not_detected",
        "ERBB2 copy_number not_detected",
        "ERBB2 small_variant detected p.L755S",
    ]


def test_comments_drugs_and_trials_of_a_column_are_no_findings() -> None:
    texts = grid("Gene ¦ ERBB2 ¦ KRAS", "Protein ¦ p.V777L ¦ p.G12C",
                 "Comment ¦ Amplification of⏎the gene was not⏎seen and it is⏎of no use here ¦ none",
                 "Trials ¦ NCT01234567⏎(HER2 gains) ¦ none", "VAF ¦ 12% ¦ 40%")  # fmt: skip
    assert told(read(texts)) == ["ERBB2 small_variant detected p.V777L 0.12", "KRAS small_variant detected p.G12C 0.4"]


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
