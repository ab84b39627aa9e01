"""The cases of ``tests/truth/actionability_cases.tsv`` made into patients, for the tests of the rules."""

from __future__ import annotations

import csv
import datetime
from functools import lru_cache
from pathlib import Path

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
    """``drug@start#line;history:drug@start`` to the sheet's therapies and the report's own mentions."""
    sheet: list[Therapy] = []
    history: list[TherapyMention] = []
    for entry in filter(None, text.split(";")):
        name, _, rest = entry.partition("@")
        start, _, line = rest.partition("#")
        if name.startswith("history:"):
            history.append(TherapyMention(name.removeprefix("history:"), start, "", HERE))
            continue
        drugs = knowledge().drugs.resolve(name)
        agents = tuple(drug.name for drug in drugs)
        of_class = drugs[0].drug_class if drugs else "other"
        generation = drugs[0].egfr_tki_generation if drugs else None
        sheet.append(Therapy(agents, name, of_class, generation, start, "", line, "", "sheet"))
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


DAYS = ("2016-01-01", "2022-06-01", "2025-12-01", "2026-11-22")
"""Every rule holds on one of these."""


@lru_cache
def reaching() -> dict[str, Patient]:
    """For each rule that any case reaches on one of ``DAYS``, the first such case's patient."""
    found: dict[str, Patient] = {}
    for one in map(patient, CASES):
        for day in DAYS:
            for option in options(one, knowledge(), datetime.date.fromisoformat(day)):
                found.setdefault(option.rule_id, one)
    return found
