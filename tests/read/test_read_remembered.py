"""What the reader remembers changes no answer and does not grow with what it reads."""

from __future__ import annotations

import pytest
from read_page_builder import page_of

from her2parse import resources
from her2parse.knowledge import load
from her2parse.model import Document, Word
from her2parse.read import read_document
from her2parse.read.dates import find_dates
from her2parse.read.geometry import Line, lines_of
from her2parse.read.lexicon import lexicon
from her2parse.read.mentions import Segment, mentions
from her2parse.read.remembered import LONGEST, MOST, by_text, kept, remembered


def words(*placed: tuple[str, float, float]) -> tuple[Word, ...]:
    """Words of one size from text, left edge and upper edge."""
    return tuple(Word(text, x0, top, x0 + 5 * len(text), top + 10, 10) for text, x0, top in placed)


def variants(segment: Segment) -> list[str]:
    return [mention.text for mention in mentions(segment, lexicon()) if mention.type == "variant"]


def states(segment: Segment) -> list[str]:
    return [mention.text for mention in mentions(segment, lexicon()) if mention.type == "state"]


def test_a_short_text_is_asked_once_and_a_long_one_is_not_kept() -> None:
    asked: list[str] = []

    @remembered
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    short, long = "HER2", "x" * (LONGEST + 1)
    assert [length(text) for text in (short, long, short, long)] == [4, LONGEST + 1, 4, LONGEST + 1]
    assert asked == [short, long, long]


def test_answers_by_text_are_asked_once_and_bounded() -> None:
    asked: list[str] = []

    @by_text
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    long = "x" * (LONGEST + 1)
    assert [length(text) for text in ("HER2", long, "HER2", long)] == [4, LONGEST + 1, 4, LONGEST + 1]
    assert asked == ["HER2", long, long]
    for number in range(MOST):
        length(f"word {number}")
    asked.clear()
    assert length("HER2") == 4
    assert asked == ["HER2"]  # Forgotten, as more was asked than is kept.


def test_what_an_object_keeps_is_worked_out_once_for_each() -> None:
    asked: list[int] = []

    class Number:
        def __init__(self, value: int) -> None:
            self.value = value

        @kept
        def double(self) -> int:
            """Twice the value."""
            asked.append(self.value)
            return 2 * self.value

    one, other = Number(1), Number(2)
    assert [one.double, other.double, one.double] == [2, 4, 2]
    assert asked == [1, 2]
    assert Number.double.__doc__ == "Twice the value."


@pytest.mark.parametrize("turned", [False, True], ids=["beside first", "apart first"])
def test_a_name_in_two_words_is_one_only_where_they_stand_together(turned: bool) -> None:
    beside = Segment(1, words(("ERBB2", 10, 50), ("A775_G776ins", 40, 50), ("YVMA", 102, 50)))
    apart = Segment(1, words(("ERBB2", 10, 50), ("A775_G776ins", 40, 50), ("YVMA", 300, 50)))
    expected = {beside: ["A775_G776insYVMA"], apart: ["A775_G776ins"]}
    for segment in (apart, beside) if turned else (beside, apart):
        assert variants(segment) == expected[segment]


@pytest.mark.parametrize("turned", [False, True], ids=["line first", "lines first"])
def test_an_empty_box_rules_its_own_line_only(turned: bool) -> None:
    line = Segment(1, words(("☐", 10, 50), ("Negative", 20, 50), ("Positive", 70, 50)))
    lines = Segment(1, words(("☐", 10, 50), ("Negative", 20, 50), ("Positive", 20, 90)))
    expected = {line: [], lines: ["Positive"]}
    for segment in (lines, line) if turned else (line, lines):
        assert states(segment) == expected[segment]


def test_a_masked_word_says_nothing_whatever_was_read_of_the_same_text_before() -> None:
    (shown,) = words(("Positive", 10, 50))
    hidden = Word(shown.text, shown.x0, shown.top, shown.x1, shown.bottom, shown.size, masked=True)
    assert states(Segment(1, (shown,))) == ["Positive"]
    assert states(Segment(1, (hidden,))) == []


def test_reports_read_alike_in_any_order() -> None:
    known = load(resources.knowledge_folder(), resources.assay_catalogue())
    texts = (
        "#Results⏎Gene ¦ Alteration ¦ VAF⏎ERBB2 ¦ p.V777L ¦ 8.5%⏎#History⏎EGFR L858R in 2021",
        "#Results⏎ERBB2 V777L ¦ Not detected⏎Collected: 2025-03-02 ¦ Reported: 2025-03-09",
        "#History⏎ERBB2 ¦ p.V777L ¦ 8.5%⏎#Results⏎Gene ¦ Result⏎EGFR ¦ Not detected",
    )
    documents = [Document("ab" * 32, 1, (page_of(text),)) for text in texts]
    first = [read_document(document, known.assays, known.drugs) for document in documents]
    again = [read_document(document, known.assays, known.drugs) for document in reversed(documents)]
    assert again[::-1] == first


def test_the_vocabulary_does_not_grow_with_the_words_read() -> None:
    lex = lexicon()
    mentions(Segment(1, words(("HER2", 10, 50), ("positive", 60, 50))), lex)
    before = len(lex.vocab), len(lex.vocab.strings)
    for number in range(50):
        mentions(Segment(1, words(("positive", 10, 50), (f"Zyxwv{number}", 60, 50), (f"Qponm{number}", 120, 50))), lex)
    assert (len(lex.vocab), len(lex.vocab.strings)) == before


def test_a_line_knows_its_edges() -> None:
    (line,) = lines_of(page_of("ERBB2 ¦ p.V777L"))
    assert isinstance(line, Line)
    assert (line.x0, line.x1) == (min(word.x0 for word in line.words), max(word.x1 for word in line.words))
    assert (line.top, line.bottom) == (line.words[0].top, line.words[0].bottom)
    assert [cell.text for cell in line.cells] == ["ERBB2", "p.V777L"]


def test_a_line_without_a_gap_is_its_own_cell_and_tight_cells_are_cut_out_of_wide_ones() -> None:
    # Letters are 10 high: a gap of 6 parts cells in a table only, one of 9 everywhere.
    whole = Line(1, words(("ERBB2", 10, 50), ("p.V777L", 38, 50)))
    assert whole.cells == (whole,)
    assert whole.tight_cells == (whole,)
    line = Line(1, words(("ERBB2", 10, 50), ("p.V777L", 41, 50), ("8.5%", 85, 50)))
    assert [cell.text for cell in line.cells] == ["ERBB2 p.V777L", "8.5%"]
    assert [cell.text for cell in line.tight_cells] == ["ERBB2", "p.V777L", "8.5%"]
    assert line.tight_cells[-1] is line.cells[-1]


@pytest.mark.parametrize("text", ["令和元年3月2日", "1/2/23", "3 May 25", "2025-03-02"])
def test_a_date_with_few_digits_is_still_a_date(text: str) -> None:
    assert len(find_dates(f"on {text}")) == 1
