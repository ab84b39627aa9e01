"""Forms with boxes to tick: only what was ticked is read, with the question that it answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from read_page_builder import page_with

from her2parse.model import ReportHeader
from her2parse.read.choices import for_header
from her2parse.read.document import _statements
from her2parse.read.geometry import lines_of
from her2parse.read.layout import lay_out
from her2parse.read.lexicon import lexicon
from her2parse.read.merge import merge

LEFT, STEP, ROW = 50.0, 12.0, 13.0


def form(*lines: str) -> tuple[tuple[float, float, str], ...]:
    """Lines set in by two blanks a step, below a heading."""
    out = [(LEFT, 60.0, "#Results")]
    for row, line in enumerate(lines):
        depth = (len(line) - len(line.lstrip())) // 2
        out.append((LEFT + depth * STEP, 80.0 + row * ROW, line.strip()))
    return tuple(out)


def table(*rows: str) -> tuple[tuple[float, float, str], ...]:
    """Rows of cells cut at ``¦``, below a heading."""
    out = [(LEFT, 60.0, "#Results")]
    for row, line in enumerate(rows):
        cells = [(LEFT + 90.0 * at, cell.strip()) for at, cell in enumerate(line.split("¦"))]
        out += [(x, 80.0 + row * ROW, cell) for x, cell in cells if cell]
    return tuple(out)


def told(*pages: tuple[tuple[float, float, str], ...]) -> list[str]:
    """Each statement in short, in order of the alphabet."""
    lex = lexicon()
    drawn = [replace(page_with(texts), number=n) for n, texts in enumerate(pages, 1)]
    found = merge(_statements(lay_out(drawn, lex), ReportHeader(), lex))
    return sorted(f"{s.gene} {s.kind} {s.state} {s.protein or s.fusion or s.ihc_score}".strip() for s in found)


CASES = {
    "a question over its choices": (
        form("ERBB2 amplification", "  [ ] Present", "  [X] Absent", "  [ ] Cannot be determined",
             "ROS1 rearrangement", "  [ ] Not identified", "  [ ] Identified", "  [X] Cannot be determined"),
        ["ERBB2 copy_number not_detected", "ROS1 fusion indeterminate"],
    ),
    "choices below a ticked choice": (
        form("ERBB2 mutational analysis", "  ☐ No mutation detected", "  ☒ Mutation identified",
             "    ☐ Exon 8", "    ☒ p.Val777Leu, VAF 12%", "    ☐ Other (specify): ______"),
        ["ERBB2 small_variant detected p.Val777Leu"],
    ),
    "a gene among other markers asks for itself": (
        form("Other markers tested", "  ☒ PTEN", "    ☐ Detected", "    ☒ Not detected", "  ☐ ATM"),
        ["PTEN small_variant not_detected"],
    ),
    "a gene that a stain or a probe may ask for does not": (
        form("Other markers tested", "  ☒ HER2", "    ☐ Positive", "    ☒ Negative"),
        [],
    ),
    "a question that nobody answered is for a person": (
        form("MET amplification", "  ☐ Present", "  ☐ Absent", "ALK rearrangement", "  ☐ Present", "  ☒ Absent"),
        ["ALK fusion not_detected", "MET copy_number indeterminate"],
    ),
    "the rest of a choice that is wrapped": (
        form("MET amplification", "  ☐ Amplified: MET gene amplification", "      with ERBB2 amplification",
             "  ☒ Not amplified"),
        ["MET copy_number not_detected"],
    ),
    "an answer set in below a title, between rows of other labels": (
        form("ERBB2 amplification", "  Method: NGS", "  Result: Not identified",
             "BRAF mutation analysis", "  Result: Mutation not found", "  Assay: PCR",
             "PTEN sequencing", "  Status: Pending"),
        ["BRAF small_variant not_detected", "ERBB2 copy_number not_detected", "PTEN small_variant indeterminate"],
    ),
    "boxes behind, and in the line of their question": (
        form("ALK rearrangement: positive ☐ negative ☒", "EGFR mutation: [ ] present [x] absent",
             "ERBB2 amplification ☐Yes ☒No"),
        ["ALK fusion not_detected", "EGFR small_variant not_detected", "ERBB2 copy_number not_detected"],
    ),
    "each box behind its choice, the choices below one another": (
        (*form("ERBB2 mutation"), (180.0, 80.0, "Negative [ ]"), (180.0, 92.0, "Failed [ ]"),
         (180.0, 104.0, "Present: p.V777L (12%) [x]"), (50.0, 118.0, "HER2 (IHC)"), (180.0, 118.0, "0 [ ]"),
         (180.0, 130.0, "1+ [ ]"), (180.0, 142.0, "2+ [x]"), (180.0, 154.0, "3+ [ ]")),
        ["ERBB2 expression equivocal 2+", "ERBB2 small_variant detected p.V777L"],
    ),
    "boxes behind, and a first choice that is no answer by itself": (
        form("HER2 (IHC): 0 [ ] 1+ [ ] 2+ [ ] 3+ [X]", "NTRK1 fusion: Negative [ ] DETECTED (TPM3-NTRK1) [X]"),
        ["ERBB2 expression detected 3+", "NTRK1 fusion detected TPM3::NTRK1"],
    ),
    "underlines for boxes, and underlines to write on": (
        form("KRAS mutational analysis", "  ___ No mutation detected", "  _X_ Mutation identified",
             "  ___ Cannot be determined (explain): ____",
             "BRAF mutational analysis", "  _X_ No mutations detected", "  ___ BRAF V600E mutation (specify): ____"),
        ["BRAF small_variant not_detected", "KRAS small_variant detected"],
    ),
    "a tick set between blanks": (
        form("ALK fusion", "  ( X ) Not detected", "  ( ) Detected", "ERBB2 amplification", "  ( ) Not detected",
             "  ( X ) Cannot be determined"),
        ["ALK fusion not_detected", "ERBB2 copy_number indeterminate"],
    ),
    "the last choice is wrapped below its box": (
        ((50.0, 60.0, "#Results"), (50.0, 80.0, "ERBB2 amplification"), (180.0, 80.0, "● Not detected ○ Failed ○"),
         (180.0, 89.0, "Detected"), (50.0, 104.0, "ALK fusion"), (180.0, 104.0, "○ Not detected ○ Failed ●"),
         (180.0, 113.0, "Detected")),
        ["ALK fusion detected", "ERBB2 copy_number not_detected"],
    ),
    "white that unticked choices leave parts no answer from its question": (
        form("HER2 (IHC): [ ] 0 [ ] 1+ [ ] 2+ [x] 3+", "ERBB2 amplification: ( ) Not detected (x) Present (copies 17)"),
        ["ERBB2 copy_number detected", "ERBB2 expression detected 3+"],
    ),
    "choices in cells of their own": (
        table("ALK rearrangement ¦ ☐ Positive ¦ ☒ Negative ¦ ☐ Failed",
              "ERBB2 amplification ¦ ☒ Positive ¦ ☐ Negative ¦ ☐ Failed"),
        ["ALK fusion not_detected", "ERBB2 copy_number detected"],
    ),
    "a column of boxes for each answer": (
        table("Gene ¦ Alteration ¦ Detected ¦ Not detected ¦ Failed",
              "ERBB2 ¦ Amplification ¦ ☐ ¦ ☑ ¦ ☐", "ERBB2 ¦ Exon 20 insertion ¦ ☑ ¦ ☐ ¦ ☐", "RET ¦ Fusion ¦ ☐ ¦ ☐ ¦ ☑",
              "MET ¦ Amplification ¦ ☐ ¦ ☐ ¦ ☐"),
        ["ERBB2 copy_number not_detected", "ERBB2 small_variant detected", "MET copy_number indeterminate",
         "RET fusion indeterminate"],
    ),
    "a sign in one of the columns": (
        table("Gene ¦ Alteration ¦ Pos ¦ Neg", "ERBB2 ¦ Amplification ¦ ¦ X", "ALK ¦ Fusion ¦ X ¦ ",
              "KRAS ¦ Mutation ¦ ¦ X"),
        ["ALK fusion detected", "ERBB2 copy_number not_detected", "KRAS small_variant not_detected"],
    ),
    "a stain's score in columns": (
        table("Biomarker ¦ 0 ¦ 1+ ¦ 2+ ¦ 3+", "HER2 IHC ¦ ☐ ¦ ☐ ¦ ☒ ¦ ☐"),
        ["ERBB2 expression equivocal 2+"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_only_what_was_ticked_is_read(name: str) -> None:
    texts, expected = CASES[name]
    assert told(texts) == expected


def test_choices_that_go_on_over_a_page_answer_the_question_before_it() -> None:
    first = form("ERBB2 mutation", "  [x] Not detected", "EGFR mutation", "  [ ] Not detected", "  [ ] Failed")
    second = ((LEFT, 40.0, "Case 17"), (LEFT + STEP, 60.0, "[x] Present: p.L858R"), (LEFT, 90.0, "TP53 mutation"),
              (LEFT + STEP, 103.0, "[ ] Present"), (LEFT + STEP, 116.0, "[x] Not detected"))  # fmt: skip
    assert told(first, second) == [
        "EGFR small_variant detected p.L858R",
        "ERBB2 small_variant not_detected",
        "TP53 small_variant not_detected",
    ]


def test_choices_of_a_page_without_a_question_answer_none_that_was_answered() -> None:
    first = form("ERBB2 mutation", "  [ ] Not detected", "  [x] Present: p.V777L")
    second = ((LEFT + STEP, 60.0, "[x] Not detected"), (LEFT + STEP, 73.0, "[ ] Present"))
    assert told(first, second) == ["ERBB2 small_variant detected p.V777L"]


def test_a_header_above_choices_is_read_as_it_stands() -> None:
    lex = lexicon()
    texts = ((LEFT, 60.0, "Report date: 12 May 2026"), (LEFT, 73.0, "[ ] Preliminary"), (LEFT, 86.0, "[ ] Amended"),
             (LEFT, 99.0, "Specimen: [ ] Plasma [x] Tissue"))  # fmt: skip
    lines = for_header(lines_of(page_with(texts)), lex)
    assert [line.text for line in lines] == ["Report date: 12 May 2026", "Specimen: Tissue"]
