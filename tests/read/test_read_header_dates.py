"""Dates: the truth table, what decides an ambiguous one, and what must stay empty."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_header_builder import FakeAssays, FakeDrugs, report_of, table

from her2parse.read.dates import Order, find_dates, find_months, format_hint, settle_order
from her2parse.read.header import read_header
from her2parse.read.header_dates import ReportDates, language_of, read_dates
from her2parse.read.header_labels import read_labels


@pytest.mark.parametrize("row", table("header_dates.tsv"), ids=lambda row: f"{row['text']}|{row['order']}")
def test_date_table(row: dict[str, str]) -> None:
    order: Order = row["order"]  # type: ignore[assignment]
    assert "".join(date.iso(order) for date in find_dates(row["text"], compact=True)) == row["expected"], row["why"]


def test_date_table_is_large_enough() -> None:
    assert len(table("header_dates.tsv")) >= 80


days = st.dates(datetime.date(1970, 1, 1), datetime.date(2068, 12, 31))


@given(days, st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%b-%d-%Y", "%d %B %Y", "%d-%b-%y", "%Y年%m月%d日"]))
def test_unambiguous_styles_give_the_day_back(day: datetime.date, style: str) -> None:
    assert [date.iso() for date in find_dates(day.strftime(style))] == [day.isoformat()]


@given(days, st.sampled_from([("%d/%m/%Y", "dmy"), ("%m/%d/%Y", "mdy"), ("%d-%m-%Y", "dmy"), ("%m/%d/%y", "mdy")]))
def test_known_order_gives_the_day_back(day: datetime.date, style: tuple[str, Order]) -> None:
    assert [date.iso(style[1]) for date in find_dates(day.strftime(style[0]))] == [day.isoformat()]


@given(st.text(alphabet="0123456789/.-: ,年月", max_size=40))
def test_any_text_gives_real_days_inside_it(text: str) -> None:
    for date in find_dates(text, compact=True):
        assert text[date.start : date.end] == date.text
        for iso in filter(None, (date.dmy, date.mdy)):
            datetime.date.fromisoformat(iso)


def test_other_dates_of_the_style_settle_the_order() -> None:
    assert settle_order(find_dates("12/11/2024 and 25/11/2024"), "/") == "dmy"
    assert settle_order(find_dates("12/11/2024 and 11/25/2024"), "/") == "mdy"
    assert settle_order(find_dates("11/25/2024 and 25/11/2024"), "/") == ""
    assert settle_order(find_dates("25-11-2024"), "/") == ""


def test_printed_pattern_gives_the_order() -> None:
    assert format_hint("Date (MM/DD/YYYY): 01/02/2024") == "mdy"
    assert format_hint("Datum (TT.MM.JJJJ)") == "dmy"
    assert format_hint("Date (dd/mm/yyyy), not mm/dd/yyyy") == ""


def test_months_without_a_day_are_found_apart() -> None:
    assert [(year, month) for _, _, year, month in find_months("since 03/2023, then March 2024 and 2025-01")] == [
        (2023, 3),
        (2024, 3),
        (2025, 1),
    ]
    assert find_months("on 2025-01-02 and 03/04/2025") == ()


def _dates(text: str) -> ReportDates:
    pages, lines = report_of(text)
    return read_dates(read_labels(pages[0], lines[0]), lines)


CASES = [
    ("Collected: 12/11/2024⏎Redwood City, CA 94063", "2024-12-11", "an American address"),
    ("Collected: 12/11/2024⏎CLIA ID: 05D0000000", "2024-12-11", "a laboratory under American law"),
    ("Collected: 12/11/2024⏎Guardant Health", "2024-12-11", "an American laboratory"),
    ("Collected: 12/11/2024⏎St Elsewhere, London, United Kingdom", "2024-11-12", "a British address"),
    ("Fecha de recogida: 12/11/2024⏎Muestra: biopsia", "2024-11-12", "a Spanish report"),
    ("Afnamedatum: 12-11-2024⏎Rapportdatum: 01-12-2024", "2024-11-12", "a Dutch report"),
    ("Collected: 12/11/2024⏎Reported: 12/25/2024", "2024-12-11", "another date of the report"),
    ("Collected: 12/11/2024⏎Reported: 25/11/2024", "2024-11-12", "another date of the report"),
    ("Collected: 11/12/2024⏎Received: 12/12/2024⏎Reported: 12/02/2024", "", "no order fits"),
    (
        "Collected: 12/11/2024⏎Reported: 02/12/2024",
        "2024-11-12",
        "month first would put the report before the collection",
    ),
    ("Collection date (MM/DD/YYYY): 12/11/2024", "2024-12-11", "the label prints the pattern"),
]


@pytest.mark.parametrize(("text", "expected", "why"), CASES, ids=[case[2] for case in CASES])
def test_what_decides_an_ambiguous_date(text: str, expected: str, why: str) -> None:
    assert _dates(text).dates.get("collected_on", "") == expected, why


def test_ambiguous_date_is_left_empty_and_said() -> None:
    found = _dates("Collected: 03/04/2024")
    assert found.dates == {}
    assert [note.code for note in found.notes] == ["ambiguous_date"]
    assert found.notes[0].page == 1
    assert "03/04/2024" in found.notes[0].quote


def test_american_and_british_signs_decide_nothing() -> None:
    found = _dates("Collected: 03/04/2024⏎Guardant Health⏎Birmingham, England")
    assert found.dates == {}


def test_impossible_date_is_left_empty_and_said() -> None:
    found = _dates("Collected: 2024-02-30")
    assert found.dates == {}
    assert [note.code for note in found.notes] == ["impossible_date"]


def test_collection_after_the_report_is_not_believed() -> None:
    found = _dates("Collected: 2024-05-30⏎Reported: 2024-05-02")
    assert found.dates == {"reported_on": "2024-05-02"}
    assert [note.code for note in found.notes] == ["impossible_date"]


def test_two_collection_dates_are_said() -> None:
    found = _dates("Collected: 2024-05-01⏎Something: else⏎Collected: 2024-05-03⏎Reported: 2024-05-09")
    assert found.dates["collected_on"] == "2024-05-01"
    assert [note.code for note in found.notes] == ["conflicting_dates"]


def test_original_report_date_stands_in_for_a_missing_one() -> None:
    assert _dates("Original Reported Date: 2024-05-01").dates == {"reported_on": "2024-05-01"}
    both = _dates("Original Report Date: 2024-05-01⏎Amended Report Date: 2024-06-01")
    assert both.dates == {"reported_on": "2024-06-01"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Fecha del informe: x⏎La muestra del paciente no es adecuada para el estudio", "es"),
        ("Befunddatum: x⏎Die Untersuchung wurde mit der Probe durchgeführt", "de"),
        ("Report date: x⏎The sample was received with the form", "en"),
        ("12345", ""),
    ],
)
def test_language(text: str, language: str) -> None:
    pages, lines = report_of(text)
    assert language_of(lines, read_labels(pages[0], lines[0])) == language


def test_labels_with_their_values_beside_them_are_no_part() -> None:
    """``Indication | lung`` is a label of the history, and the dates below it are the report's."""
    text = (
        "-----------------⏎Date Collected ¦ : 16 Feb 2024⏎Indication ¦ : Lung adenocarcinoma⏎"
        "Receipt Date ¦ : 17 Feb 2024⏎Indication: ¦ Lung, left⏎Date Reported: ¦ 24 Feb 2024"
    )
    pages, lines = report_of(text)
    header, _ = read_header(pages, lines, FakeAssays(), FakeDrugs())
    assert (header.collected_on, header.received_on, header.reported_on) == ("2024-02-16", "2024-02-17", "2024-02-24")


def test_the_answer_of_one_gene_fails_no_report() -> None:
    rows = "遺伝子 ¦ 判定⏎ERBB2/HER2 ¦ 判定不能⏎KRAS ¦ 検出されず"
    assert _qc(rows) == "ok"
    assert _qc("判定不能") == "failed"


def _qc(text: str) -> str:
    pages, lines = report_of(text)
    return read_header(pages, lines, FakeAssays(), FakeDrugs())[0].qc
