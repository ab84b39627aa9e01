"""Every rule fires, and every change of the catalogue is found by each of its spellings, through the code that reads
reports. The contexts are made from the rules themselves, so that a new rule is tried without a new test."""

from __future__ import annotations

import csv
import datetime
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from her2parse.actionability import options
from her2parse.her2 import classify
from her2parse.hgvs import normalize
from her2parse.hgvs.card import equivalent_spellings
from her2parse.knowledge import Knowledge, Rule, load
from her2parse.knowledge.reach import HARMFUL, dead_ends, keys_of, sample_of
from her2parse.knowledge.variants import CatalogueRow
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
)

ROOT = Path(__file__).resolve().parents[2]
FOLDER, ASSAYS = ROOT / "config/knowledge", ROOT / "config/assays.yaml"
HERE = Evidence(1, 10, 10, 100, 18, "quote")
SAMPLE, BEFORE, AFTER = "2010-01-01", "2009-01-01", "2011-01-01"
MATCHES = {"label": "in_label", "trial": "investigational"}


@lru_cache
def knowledge() -> Knowledge:
    return load(FOLDER, ASSAYS)


RULES = knowledge().rules.rules
NAMED = [row for row in knowledge().variants.rows if row.name]
CIVIC = list(
    csv.DictReader(
        (line for line in (FOLDER / "civic_names.tsv").read_text(encoding="utf-8").splitlines() if line[:1] != "#"),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
)

Pair = tuple[Statement, NormalizedVariant | None]


def change(row: CatalogueRow) -> Pair:
    """The change of a row as a report would print it, and what the reader makes of the name."""
    written = row.name or row.variant_class or sample_of(row).as_written
    variant = normalize(row.gene, written)[0] if row.name else sample_of(row)
    return Statement(row.gene, "small_variant", "detected", written, HERE, "test"), variant


def asked_for(rule: Rule) -> tuple[Pair, ...]:
    """A finding for each thing that the rule asks for; any one must make it fire."""
    asked = rule.biomarker
    if asked.kind == "amplification":
        return ((Statement(asked.gene, "copy_number", "detected", "amplification", HERE, "test"), None),)
    if asked.kind == "overexpression":
        said = Statement(asked.gene, "expression", "detected", "IHC 3+", HERE, "test", ihc_score="3+", method="IHC")
        return ((replace(said, percent_cells=asked.percent_cells_from), None),)
    if asked.kind == "fusion":
        return ((Statement(asked.gene, "fusion", "detected", "fusion", HERE, "test"), None),)
    rows = [r for r in knowledge().variants.rows if r.gene == asked.gene and r.oncogenicity in HARMFUL]
    if asked.keys:
        return tuple(
            change(next(row for row in rows if key in keys_of(row, knowledge().variants))) for key in asked.keys
        )
    return tuple(change(row) for row in rows if not asked.scope or asked.scope in row.scope)


def therapies(rule: Rule) -> tuple[Therapy, ...]:
    """What the conditions ask to have been given before the sample; where they ask for nothing, something after it."""
    wanted = {name for name, _ in rule.conditions}
    found = []
    if wanted & {"prior_systemic_therapy", "prior_platinum"}:
        found.append(Therapy(("carboplatin",), "carboplatin", "chemotherapy", None, BEFORE, "", "", "", "sheet"))
    if any(name.startswith("prior_egfr") for name in wanted):
        found.append(Therapy(("gefitinib",), "gefitinib", "egfr_tki", 1, BEFORE, "", "", "", "sheet"))
    return tuple(found) or (Therapy(("carboplatin",), "carboplatin", "chemotherapy", None, AFTER, "", "", "", "sheet"),)


def fired(rule: Rule, pair: Pair, day: str) -> list[Option]:
    wanted = dict(rule.conditions)
    pairs = [pair]
    if "egfr_mutated" in wanted:
        driver = next(row for row in knowledge().variants.rows if "egfr_driver" in row.scope)
        pairs.append(change(driver))
    diagnosis = "Non-small cell lung carcinoma"
    header = ReportHeader(specimen="tissue", diagnosis=diagnosis, collected_on=SAMPLE)
    findings, calls, notes = classify(ReadReport("0" * 64, 1, 1, 1, header), "R000000000000", pairs, knowledge())
    result = ReportResult("R000000000000", "0" * 64, 1, "parsed", (), 1, 0, header, findings, calls, notes)
    histology = wanted.get("histology", "non_squamous")
    placed = PlacedReport("a.pdf", "P1", result, "tissue", diagnosis, histology, SAMPLE, "", "")
    patient = Patient("P1", (placed,), therapies(rule))
    return [o for o in options(patient, knowledge(), datetime.date.fromisoformat(day)) if o.rule_id == rule.rule_id]


@pytest.mark.parametrize("rule", RULES, ids=[rule.rule_id for rule in RULES])
def test_every_rule_fires_on_what_it_asks_for(rule: Rule) -> None:
    first = max(rule.valid_from, rule.approved_on) or "2026-11-22"
    pairs = asked_for(rule)
    assert pairs
    for pair in pairs:
        found = fired(rule, pair, first)
        assert [option.match for option in found] == [MATCHES.get(rule.kind, rule.kind)], pair[0].as_written
        assert rule.verified or not found[0].verified
    if rule.valid_from:
        before = (datetime.date.fromisoformat(first) - datetime.timedelta(days=1)).isoformat()
        assert not fired(rule, pairs[0], before)
    if rule.valid_to:
        after = (datetime.date.fromisoformat(rule.valid_to) + datetime.timedelta(days=1)).isoformat()
        assert fired(rule, pairs[0], rule.valid_to)
        assert not fired(rule, pairs[0], after)


def test_no_rule_is_held_to_be_dead() -> None:
    book, catalogue = knowledge().rules, knowledge().variants
    assert {rule.rule_id: list(dead_ends(rule, book, catalogue)) for rule in book.rules} == {
        rule.rule_id: [] for rule in book.rules
    }


def spellings(row: CatalogueRow) -> set[str]:
    """Short and long, with and without prefix and brackets, every insertion point, and CIViC's names."""
    record = normalize(row.gene, row.name)[0]
    bare = row.name.removeprefix("p.")
    other = equivalent_spellings(record)
    found = {row.name, *other, *(f"p.{name}" for name in other)}
    if row.name.startswith("p."):
        long = record.hgvs_p.split(":")[-1]
        found |= {bare, f"p.({bare})", long, long.replace("(", "").replace(")", "")}
    else:
        found |= {record.hgvs_c}
    return found | {one["variant"] for one in CIVIC if one["gene"] == row.gene and one["key"] == row.name}


@pytest.mark.parametrize("row", NAMED, ids=[row.row_id for row in NAMED])
def test_every_spelling_reaches_its_row(row: CatalogueRow) -> None:
    for spelling in sorted(spellings(row) - {""}):
        # A name for two changes (S310F/Y) reaches the rows of both.
        judged = [knowledge().variants.judge(one) for one in normalize(row.gene, spelling)]
        assert row in [one.row for one in judged if one is not None], spelling
        assert len(judged) == 1 + spelling.count("/"), spelling


def test_the_spellings_are_many() -> None:
    count = sum(len(spellings(row) - {""}) for row in NAMED)
    assert count > 4 * len(NAMED)
    duplicated = next(row for row in NAMED if row.row_id == "ERBB2-Y772_A775dup")
    assert {"p.A775_G776insYVMA", "p.Tyr772_Ala775dup", "A775_G776insYVMA"} <= spellings(duplicated)


@pytest.mark.parametrize(
    ("written", "row_id"),
    [
        ("YVMA insertion", "ERBB2-Y772_A775dup"),
        ("E770_A771insAYVM", "ERBB2-Y772_A775dup"),
        ("M774_A775insAYVM", "ERBB2-Y772_A775dup"),
        ("G776>VC", "ERBB2-G776delinsVC"),
        ("G776VinsC", "ERBB2-G776delinsVC"),
        ("p.(Gly776delinsValCys)", "ERBB2-G776delinsVC"),
        ("G776>LC", "ERBB2-G776delinsLC"),
        ("G776LinsC", "ERBB2-G776delinsLC"),
        ("P780_Y781insGSP", "ERBB2-G778_P780dup"),
        ("V777_G778insGSP", "ERBB2-G778_P780dup"),
    ],
)
def test_names_seen_in_reports_reach_their_row(written: str, row_id: str) -> None:
    judged = [knowledge().variants.judge(one) for one in normalize("ERBB2", written)]
    assert [one.row.row_id for one in judged if one is not None and one.row is not None] == [row_id]


ROWS = [row for row in knowledge().variants.rows if not row.name]


@pytest.mark.parametrize("row", ROWS, ids=[row.row_id for row in ROWS])
def test_every_class_and_region_is_reached(row: CatalogueRow) -> None:
    judged = knowledge().variants.judge(sample_of(row))
    assert judged is not None
    assert judged.row == row
