"""Each patient's line of time: what stands on it, who tells it, and where it lies against the EGFR TKIs."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from patients_factory import KNOWLEDGE, PLACE, ROOT, parse, patient

from her2parse.model import HistoryEvent, TimelineEvent
from her2parse.patients import place
from her2parse.patients.when import precision, span

with (ROOT / "tests/truth/patients_timeline.tsv").open(encoding="utf-8", newline="") as _stream:
    CASES = list(csv.DictReader(_stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def in_words(event: TimelineEvent) -> str:
    day = event.date or "?"
    if event.kind == "specimen":
        return f"{day} specimen:{event.specimen}{'+' if event.molecular == 'yes' else '-'} {event.egfr_tki}"
    if event.kind == "report":
        return f"{day} report {event.egfr_tki}"
    told = " (report)" if event.source == "report" and event.kind.startswith("therapy") else ""
    return f"{day} {event.kind} {event.detail}{told}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_line_of_time(case: dict[str, str]) -> None:
    placed = patient(case["reports"], case["treatments"])
    assert " ; ".join(map(in_words, placed.timeline)) == case["events"], case["why"]
    assert all(event.precision == precision(event.date) for event in placed.timeline)


def test_what_a_history_tells_is_placed_as_exactly_as_it_is_told() -> None:
    results, batch = parse("p@2021-05-10 T f1: EGFR L858R 30%", "osimertinib 2020-02-01..2021-05-01")
    told = (
        HistoryEvent("progression", "progression in April 2021", "2021-04", PLACE),
        HistoryEvent("specimen", "lung biopsy on 2019-12-01", "2019-12-01", PLACE),
        HistoryEvent("specimen", "biopsy on 2021-05-10", "2021-05-10", PLACE),
    )
    results[0] = replace(results[0], header=replace(results[0].header, history=told))
    (only,) = place(results, batch, KNOWLEDGE)
    found = [(e.date, e.kind, e.egfr_tki, e.molecular) for e in only.timeline if e.detail in {t.text for t in told}]
    assert found == [
        ("2019-12-01", "specimen", "before", "no"),
        # The third is the report's own specimen, told twice.
        ("2021-04", "progression", "on_treatment", ""),
    ]


def test_progressive_disease_as_best_response_is_a_progression_without_a_day() -> None:
    results, batch = parse("p@2021-05-10 T f1: EGFR L858R 30%", "osimertinib 2020-02-01..2021-05-01")
    batch = replace(batch, treatments=tuple(replace(t, best_response="PD") for t in batch.treatments))
    (only,) = place(results, batch, KNOWLEDGE)
    assert [(e.date, e.precision, e.source) for e in only.timeline if e.kind == "progression"] == [
        ("", "unknown", "sheet")
    ]


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("2023-02-05", ("2023-02-05", "2023-02-05")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2023", ("2023-01-01", "2023-12-31")),
        ("", ("", "")),
    ],
)
def test_the_span_of_a_date(told: str, days: tuple[str, str]) -> None:
    assert span(told) == days
