"""Options against the truth table ``tests/truth/actionability_cases.tsv``, and what must hold in every context."""

from __future__ import annotations

import csv
import datetime
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from her2parse.actionability import options
from her2parse.her2 import classify
from her2parse.knowledge import Knowledge, load
from her2parse.model import (
    Evidence,
    NormalizedVariant,
    Option,
    Patient,
    PlacedReport,
    ReadReport,
    ReportHeader,
    ReportResult,
    Statement,
    Therapy,
    TherapyMention,
)

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "tests/truth/actionability_cases.tsv").read_text(encoding="utf-8")
CASES = list(csv.DictReader(TABLE.splitlines(), delimiter="\t"))
FIELDS = {"unit": "copy_number_unit", "text": "copy_number_text", "ihc": "ihc_score"}
NUMBERS = {"copies": "copy_number", "ratio": "ish_ratio", "cells": "percent_cells"}
EXPECTED = re.compile(r"(?P<key>[^=]+=[a-z_]+)(?:/(?P<tier>I+-[A-D]))?(?:@(?P<approval>\w+))?(?:#(?P<test>\w+))?")
"""``therapy/US=match``, then where the case is about it ``/tier``, ``@approval``, ``#companion test``."""
OFFERS = ("in_label", "off_label", "unknown", "investigational")
HERE = Evidence(1, 10, 10, 100, 18, "quote")


@lru_cache
def knowledge() -> Knowledge:
    return load(ROOT / "config/knowledge", ROOT / "config/assays.yaml")


def pair(text: str) -> tuple[Statement, NormalizedVariant | None]:
    """``gene|kind|state|as_written|field=value,…`` to a statement and its variant."""
    gene, kind, state, written, *rest = text.split("|")
    given = dict(item.split("=", 1) for item in rest[0].split(",")) if rest else {}
    name, status, of_class = given.pop("p", ""), given.pop("status", "exact"), given.pop("class", "")
    coding = given.pop("c", "")
    variant = None
    if name or of_class or coding:
        variant = NormalizedVariant(
            gene, written, status, hgvs_p_short=name, hgvs_c=coding and f"NM_000000.1:{coding}", variant_class=of_class
        )
    values: dict[str, object] = {}
    for key, value in given.items():
        values[NUMBERS.get(key, FIELDS.get(key, key))] = float(value) if key in NUMBERS else value
    return Statement(gene, kind, state, written, HERE, "test", **values), variant


def therapies(text: str) -> tuple[tuple[Therapy, ...], tuple[TherapyMention, ...]]:
    """``drug@start;history:drug@start`` to the sheet's therapies and the report's own mentions."""
    sheet: list[Therapy] = []
    history: list[TherapyMention] = []
    for entry in filter(None, text.split(";")):
        name, _, start = entry.partition("@")
        if name.startswith("history:"):
            history.append(TherapyMention(name.removeprefix("history:"), start, "", HERE))
            continue
        drugs = knowledge().drugs.resolve(name)
        first = drugs[0]
        agents = tuple(drug.name for drug in drugs)
        sheet.append(Therapy(agents, name, first.drug_class, first.egfr_tki_generation, start, "", "", "", "sheet"))
    return tuple(sheet), tuple(history)


def patient(case: dict[str, str]) -> Patient:
    """The one-report patient of a case."""
    given, history = therapies(case["therapies"])
    assay, _, specimen = (case["assay"] or "/tissue").partition("/")
    header = ReportHeader(
        assay_id=assay,
        specimen=specimen,
        diagnosis=case["diagnosis"],
        collected_on=case["collected_on"],
        therapies=history,
    )
    pairs = [pair(text) for text in filter(None, case["findings"].split(" // "))]
    findings, calls, notes = classify(ReadReport("0" * 64, 1, 1, 1, header), "R000000000000", pairs, knowledge())
    result = ReportResult("R000000000000", "0" * 64, 1, "parsed", (), 1, 0, header, findings, calls, notes)
    placed = PlacedReport(
        "a.pdf", "P1", result, specimen, case["diagnosis"], case["histology"], case["collected_on"], "", ""
    )
    return Patient("P1", (placed,), given)


def run(case: dict[str, str], as_of: str = "") -> tuple[Option, ...]:
    return options(patient(case), knowledge(), datetime.date.fromisoformat(as_of or case["as_of"]))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_options(case: dict[str, str]) -> None:
    found = run(case)
    expected = [item for item in case["options"].split(";") if item]
    everywhere = "ALL" in expected
    split = [EXPECTED.fullmatch(item) for item in expected if item != "ALL"]
    assert None not in split, expected
    wanted = {one["key"]: one for one in split if one is not None}
    offered: dict[str, Option] = {}
    for option in found:
        here = option.jurisdiction in ("US", "") or "savolitinib" in option.therapy
        if option.match in OFFERS and (everywhere or here):
            place = f"/{option.jurisdiction}" if option.jurisdiction else ""
            offered[f"{option.therapy}{place}={option.match}"] = option
    assert set(offered) == set(wanted), case["why"]
    for key, one in wanted.items():
        assert one["tier"] in (None, offered[key].amp_tier)
        assert one["approval"] in (None, offered[key].approval)
        assert one["test"] in (None, offered[key].companion_test)
    against = {f"{option.therapy}={option.match}" for option in found if option.match not in OFFERS}
    if case["against"] == "-":
        assert found == ()
    else:
        assert {item for item in case["against"].split(";") if item} <= against, case["why"]
    calls = {f"{call.axis}={call.call}" for call in patient(case).reports[0].result.calls}
    assert {item for item in case["calls"].split(";") if item} <= calls, case["why"]
    states = {f"{one.name}={one.state}" for option in found for one in option.conditions}
    assert {item for item in case["conditions"].split(";") if item} <= states


def test_table_is_large_enough() -> None:
    assert len(CASES) >= 250
    assert len({case["case"] for case in CASES}) == len(CASES)
    assert all(case["why"] and case["why"] != "the plain case" for case in CASES)


def test_every_rule_is_reached() -> None:
    """No rule is dead: each matches in at least one case on at least one day."""
    days = (
        "2019-06-01",
        "2021-08-01",
        "2022-06-01",
        "2024-03-01",
        "2024-12-01",
        "2025-09-01",
        "2025-12-01",
        "2015-12-01",
        "2021-01-01",
        "2026-11-22",
    )
    reached = {option.rule_id for case in CASES for day in days for option in run(case, day)}
    assert {rule.rule_id for rule in knowledge().rules.rules} - reached == set()


def test_evidence_of_both_civic_names_of_the_duplication() -> None:
    found = {option.therapy: option for option in run(next(c for c in CASES if c["case"] == "yvma_2026"))}
    # EID11764 is filed under Y772_A775DUP, EID12564 under A775_G776insYVMA, EID12807 under an OR profile.
    assert "EID11764" in found["trastuzumab deruxtecan"].evidence_ids
    assert "EID12564" in found["zongertinib"].evidence_ids
    assert "EID12807" in found["sevabertinib"].evidence_ids
    assert "EID12808" in found["sevabertinib"].evidence_ids


def test_duplicates_and_replaced_reports_give_no_row() -> None:
    case = next(c for c in CASES if c["case"] == "yvma_2026")
    whole = patient(case)
    first = whole.reports[0]
    twin = replace(whole, reports=(replace(first, duplicate_of="R111111111111"),))
    assert options(twin, knowledge(), datetime.date(2026, 11, 22)) == ()
    newer = replace(first, amends=first.result.report_id, result=replace(first.result, report_id="R2", findings=()))
    assert options(replace(whole, reports=(first, newer)), knowledge(), datetime.date(2026, 11, 22)) == ()


def test_a_resistance_mutation_beside_the_driver_is_remarked() -> None:
    found = run(next(c for c in CASES if c["case"] == "t798i_beside_driver"))
    offered = [option for option in found if option.match == "in_label"]
    assert offered
    assert all("T798I" in option.note for option in offered)


def test_unverified_facts_are_marked() -> None:
    listed = next(c for c in CASES if c["case"] == "unlisted_insertion")
    assert {option.verified for option in run(listed)} == {False}
    known = next(c for c in CASES if c["case"] == "yvma_2026")
    assert {o.verified for o in run(known) if o.jurisdiction == "US"} == {True}
    assert all(not o.verified for o in run(known) if o.rule_id in ("EU-TDXD-HER2MUT-NSCLC", "JP-TDXD-HER2MUT-NSCLC"))


CONTEXT = st.fixed_dictionaries(
    {
        "diagnosis": st.sampled_from(sorted({case["diagnosis"] for case in CASES})),
        "histology": st.sampled_from(["", "non_squamous", "squamous", "small_cell", "other"]),
        "collected_on": st.sampled_from(["", "2020-05-05", "2024-03-01", "2026-01-01"]),
        "therapies": st.sampled_from(sorted({case["therapies"] for case in CASES})),
        "findings": st.sampled_from(sorted({case["findings"] for case in CASES})),
        "assay": st.sampled_from(sorted({case["assay"] for case in CASES})),
        "as_of": st.dates(datetime.date(2010, 1, 1), datetime.date(2030, 1, 1)).map(lambda day: day.isoformat()),
    }
)


@settings(max_examples=200, deadline=None)
@given(case=CONTEXT)
def test_what_holds_in_every_context(case: dict[str, str]) -> None:
    found = run(case)
    findings = {finding.finding_id: finding for finding in patient(case).reports[0].result.findings}
    for option in found:
        finding = findings[option.finding_id]
        states = {one.state for one in option.conditions}
        # Nothing is on label before its approval, and a label row carries its date.
        if option.match in ("in_label", "off_label", "unknown"):
            assert option.approved_on
            assert option.approved_on <= option.as_of
        if option.match == "in_label":
            assert states == {"met"}
        if option.match == "unknown":
            assert "unknown" in states
            assert "unmet" not in states
        if option.match == "off_label":
            assert "unmet" in states
        assert finding.statement.state == "detected"
        assert finding.oncogenicity not in ("vus", "benign", "likely_benign")
        if finding.her2_class == "amplification":
            assert option.match in ("resistance", "not_supported")


@settings(max_examples=200, deadline=None)
@given(case=CONTEXT, blank=st.sampled_from(["diagnosis", "histology", "therapies"]))
def test_taking_facts_away_never_makes_a_condition_met(case: dict[str, str], blank: str) -> None:
    """With less known of the patient no match becomes in_label that was not."""
    fewer = {**case, blank: ""}
    # An empty diagnosis beside a stated histology is the sample sheet's own word for NSCLC; and where diagnosis and
    # histology contradict each other, less of it is a contradiction less.
    if blank == "diagnosis" or (blank == "histology" and case["histology"] == "small_cell"):
        fewer = {**case, "diagnosis": "", "histology": ""}
    before = {(o.rule_id, o.finding_id) for o in run(case) if o.match == "in_label"}
    after = {(o.rule_id, o.finding_id) for o in run(fewer) if o.match == "in_label"}
    assert after <= before
