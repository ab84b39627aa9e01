"""Several reports in one PDF, and pages that are missing."""

from __future__ import annotations

import pytest
from read_header_builder import page_of, report_of

from her2parse.model import Page
from her2parse.read.geometry import lines_of
from her2parse.read.parts import is_number, missing_pages, page_count, split_parts


def _pages(*texts: str) -> tuple[Page, ...]:
    return tuple(page_of(text, number) for number, text in enumerate(texts, start=1))


CASES = [
    (("Page 1 of 2", "Page 2 of 2"), ((1, 2),), "one report"),
    (("Page 1 of 2", "Page 2 of 2", "Page 1 of 1"), ((1, 2), (3, 3)), "restart with another total"),
    (
        ("Page 1 of 2", "Page 2 of 2", "Page 1 of 2", "Page 2 of 2"),
        ((1, 4),),
        "a restart alone, same total, is one sign",
    ),
    (
        ("Report number: A-100⏎Page 1 of 1", "Report number: A-200⏎Page 1 of 1"),
        ((1, 1), (2, 2)),
        "restart and another number",
    ),
    (
        ("Collected: 2024-01-02⏎Page 1 of 1", "Collected: 2024-03-02⏎Page 1 of 1"),
        ((1, 1), (2, 2)),
        "restart and another collection date",
    ),
    (("Report number: A-100", "Report number: A-200"), ((1, 2),), "another number alone"),
    (
        ("Report number: A-100⏎Page 1 of 2", "Page 2 of 2", "Report number: A-100⏎Page 1 of 3", "Page 2 of 3"),
        ((1, 4),),
        "the same number keeps an appendix with its own counter",
    ),
    (
        ("Page 1 of 2⏎Collected: 2024-01-02", "Page 2 of 2⏎Report number: B-200⏎Collected: 2024-03-02"),
        ((1, 2),),
        "a counter that runs on keeps the pages together",
    ),
    (("no counter", "no counter"), ((1, 2),), "no sign at all"),
    (("Seite 1 von 2", "Seite 2 von 2", "Seite 1 von 4"), ((1, 2), (3, 3)), "German counter"),
    (("第1页 共2页", "第2页 共2页", "第1页 共3页"), ((1, 2), (3, 3)), "Chinese counter"),
    (("Pg 1 of 7", "Pg 2 of 7"), ((1, 2),), "Guardant's counter, pages missing"),
]


@pytest.mark.parametrize(("texts", "expected", "why"), CASES, ids=[case[2] for case in CASES])
def test_split(texts: tuple[str, ...], expected: tuple[tuple[int, int], ...], why: str) -> None:
    assert split_parts(_pages(*texts)) == expected, why


def test_another_identity_is_a_second_sign() -> None:
    pages = _pages("Page 1 of 1", "Page 1 of 1")
    assert split_parts(pages, (("aa", 1), ("bb", 2))) == ((1, 1), (2, 2))
    assert split_parts(pages, (("aa", 1),)) == ((1, 2),)


def test_no_pages_no_parts() -> None:
    assert split_parts(()) == ()


def test_bare_counter_counts_at_the_edge_only() -> None:
    foot, middle = page_of("1 de 3", top=760), page_of("1 de 3", top=400)
    assert (found := page_count(foot, lines_of(foot))) is not None
    assert (found.number, found.total) == (1, 3)
    assert page_count(middle, lines_of(middle)) is None


def test_missing_pages_are_said() -> None:
    pages, lines = report_of("Page 1 of 9")
    note = missing_pages(pages, lines)
    assert note is not None
    assert (note.code, note.page, "Page 1 of 9" in note.quote) == ("pages_missing", 1, True)
    assert missing_pages(pages, lines, n_pages=9) is None
    complete = report_of("Page 1 of 2", "Page 2 of 2")
    assert missing_pages(*complete) is None


@pytest.mark.parametrize(
    ("text", "weight", "expected"),
    [
        ("R-2024-00017", 3, True),
        ("25B0001-A1", 2, True),
        ("S24 00123", 3, True),
        ("1", 1, True),
        ("1", 3, False),
        ("2024-01-02", 3, False),
        ("pending", 3, False),
        ("see the second page of 3", 3, False),
    ],
)
def test_what_is_a_report_number(text: str, weight: int, *, expected: bool) -> None:
    assert is_number(text, weight) is expected
