"""Options against the truth table ``tests/truth/actionability_cases.tsv``."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

import pytest
from actionability_cases import CASES, OFFERS, knowledge, patient, reaching, run

from her2parse.actionability import options
from her2parse.model import Option

EXPECTED = re.compile(r"(?P<key>[^=]+=[a-z_]+)(?:/(?P<tier>I+-[A-D]|none))?(?:@(?P<approval>\w+))?(?:#(?P<test>\w+))?")
"""``therapy/US=match``, then where the case is about it ``/tier`` (or ``/none``), ``@approval``, ``#test``."""


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
        assert one["tier"] in (None, offered[key].amp_tier or "none")
        assert one["approval"] in (None, offered[key].approval)
        assert one["test"] in (None, offered[key].companion_test)
    held = [option for option in found if option.match not in OFFERS]
    against = {f"{o.therapy}={o.match}" for o in held} | {f"{o.therapy}={o.match}/{o.amp_tier}" for o in held}
    if case["against"] == "-":
        assert found == ()
    else:
        assert {item for item in case["against"].split(";") if item} <= against, case["why"]
    calls = {f"{call.axis}={call.call}" for call in patient(case).reports[0].result.calls}
    assert {item for item in case["calls"].split(";") if item} <= calls, case["why"]
    states = {f"{one.name}={one.state}" for option in found for one in option.conditions}
    assert {item for item in case["conditions"].split(";") if item} <= states


def test_table_is_large_enough() -> None:
    assert len(CASES) >= 340
    assert len({case["case"] for case in CASES}) == len(CASES)
    assert all(case["why"] and case["why"] != "the plain case" for case in CASES)


def test_every_rule_is_reached() -> None:
    """No rule is dead: each matches in at least one case on at least one day."""
    assert {rule.rule_id for rule in knowledge().rules.rules} - set(reaching()) == set()


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


def test_every_rule_begins_and_ends_on_its_day() -> None:
    """The day before, of and after each approval and each change of wording, for every dated rule."""
    for rule in knowledge().rules.rules:
        start = max(rule.valid_from, rule.approved_on)
        if start:
            assert [applies(rule.rule_id, start, shift) for shift in (-1, 0, 1)] == [False, True, True], rule.rule_id
        if rule.valid_to:
            assert [applies(rule.rule_id, rule.valid_to, shift) for shift in (0, 1)] == [True, False], rule.rule_id


def applies(rule_id: str, day: str, shift: int) -> bool:
    """Whether the rule makes a row for its first case, so many days later."""
    then = datetime.date.fromisoformat(day) + shift * datetime.timedelta(days=1)
    return rule_id in {option.rule_id for option in options(reaching()[rule_id], knowledge(), then)}


def test_each_tier_says_which_row_of_the_mapping_gave_it() -> None:
    for case in CASES:
        for option in run(case):
            if option.amp_tier:
                level = option.tier_basis.partition(":")[0].partition("/")
                assert level[0] == option.match
                assert knowledge().rules.tier(option.match, level[2]) == option.amp_tier
                assert "our mapping, unverified" in option.tier_basis
            else:
                assert option.tier_basis.startswith("no tier: ")


def test_no_amplification_and_no_acquired_resistance_is_above_the_second_tier() -> None:
    """The facts hold ERBB2 and MET amplification and C797S to be II-C at most, whatever CIViC's letter."""
    for case in CASES:
        for option in run(case):
            if option.match in ("resistance", "not_supported") and option.biomarker.endswith(
                ("amplification", "C797S")
            ):
                assert option.amp_tier in ("II-C", "II-D"), (case["case"], option.therapy)


def test_what_was_begun_since_the_sample_is_told_and_decides_nothing() -> None:
    later = run(next(c for c in CASES if c["case"] == "treated_only_later"))
    told = next(o for o in later if o.rule_id == "US-TDXD-HER2MUT-NSCLC")
    assert told.match == "off_label"
    assert "begun since: osimertinib from 2025-01-10" in told.note
    before_it_began = run(next(c for c in CASES if c["case"] == "treated_only_later"), as_of="2024-12-31")
    assert not any("begun since" in o.note for o in before_it_began)


def test_a_sheet_that_contradicts_itself_settles_nothing() -> None:
    """Diagnosis and histology both from the sheet: no side of it wins."""
    whole = patient(next(c for c in CASES if c["case"] == "small_cell_and_adenocarcinoma"))
    placed = whole.reports[0]
    header = replace(placed.result.header, diagnosis="Carcinoma")
    own = replace(placed, result=replace(placed.result, header=header))
    found = options(replace(whole, reports=(own,)), knowledge(), datetime.date(2026, 11, 22))
    tdxd = next(o for o in found if o.rule_id == "US-TDXD-HER2MUT-NSCLC")
    assert tdxd.match == "unknown"


def test_a_drug_given_before_says_so() -> None:
    found = run(next(c for c in CASES if c["case"] == "tdxd_given_before"))
    same = next(o for o in found if o.rule_id == "US-TDXD-HER2MUT-NSCLC")
    assert same.match == "in_label"
    assert "trastuzumab deruxtecan was given from 2023-09-04" in same.note
    assert "was given from" not in next(o for o in found if o.rule_id == "US-ZONGERTINIB-TKD").note


def test_companion_tests_are_assays_of_the_catalogue_in_their_specimen() -> None:
    rules = [rule for rule in knowledge().rules.rules if rule.companion_tests]
    assert {rule.therapy for rule in rules} == {"trastuzumab deruxtecan", "zongertinib", "sevabertinib"}
    for rule in rules:
        for assay_id, specimen in rule.companion_tests:
            assay = knowledge().assays.get(assay_id)
            assert assay is not None, assay_id
            assert specimen in assay.specimens


def test_every_offered_drug_says_what_to_watch_with_source_and_day() -> None:
    told = {o.therapy: o.monitoring for case in CASES for o in run(case) if o.match in OFFERS}
    assert len(told) >= 15
    for therapy, text in told.items():
        assert re.search(r"\[.+; checked \d{4}-\d\d-\d\d(; unverified)?\]", text), therapy
        assert not re.search(r"\d\s*m?g\b|\bmg\b|twice daily|daily dose", text), therapy


@pytest.mark.parametrize(
    ("drug_class", "concepts"),
    [
        ("her2_adc", ("ILD/pneumonitis", "left ventricular")),
        ("her2_tki", ("diarrhoea", "rash", "liver", "left ventricular")),
        ("her2_antibody", ("left ventricular",)),
        ("egfr_tki", ("rash", "diarrhoea", "ILD/pneumonitis")),
        ("egfr_antibody", ("rash", "ILD/pneumonitis")),
        ("met_inhibitor", ("liver", "ILD/pneumonitis")),
        ("adc", ("ILD/pneumonitis", "eye")),
        ("sevabertinib", ("eye", "liver", "diarrhoea", "ILD/pneumonitis", "pancreatic")),
        ("zongertinib", ("liver", "LVEF", "ILD/pneumonitis")),
        ("trastuzumab deruxtecan", ("ILD/pneumonitis", "LVEF")),
    ],
)
def test_what_is_watched_in_each_class(drug_class: str, concepts: tuple[str, ...]) -> None:
    text = knowledge().rules.monitoring[drug_class]
    assert all(concept in text for concept in concepts)


def test_a_trial_says_when_it_was_looked_up() -> None:
    trials = [o for case in CASES for o in run(case) if o.match == "investigational"]
    assert {"TRIAL-TDXD-HER2MUT-1L", "TRIAL-ZONGERTINIB-TKD-1L", "TRIAL-SEVABERTINIB-TKD-1L"} <= {
        o.rule_id for o in trials
    }
    assert all("In trial when checked on 2026-11-22." in o.note for o in trials)
    assert all(any(name.startswith("NCT") for name in o.evidence_ids) for o in trials)


def test_an_amplification_asks_for_the_protein_until_somebody_looked() -> None:
    alone = run(next(c for c in CASES if c["case"] == "amp_alone"))
    assert alone
    assert all("consider HER2 IHC on tissue" in o.note for o in alone)
    looked = [o for o in run(next(c for c in CASES if c["case"] == "ihc2_amp_2024")) if o.rule_id.startswith("CIVIC")]
    assert looked
    assert not any("consider HER2 IHC" in o.note for o in looked)


def test_an_egfr_driver_in_another_report_is_remarked() -> None:
    case = next(c for c in CASES if c["case"] == "yvma_2026")
    other = next(c for c in CASES if c["case"] == "l858r")
    mine, theirs = patient(case), patient(other)
    assert all("EGFR" not in o.note for o in options(mine, knowledge(), datetime.date(2026, 11, 22)))
    earlier = replace(
        theirs.reports[0],
        source_file="b.pdf",
        result=replace(theirs.reports[0].result, report_id="R111111111111"),
    )
    both = replace(mine, reports=(earlier, *mine.reports))
    found = [
        o
        for o in options(both, knowledge(), datetime.date(2026, 11, 22))
        if o.rule_id.startswith("US-") and o.biomarker.startswith("ERBB2")
    ]
    assert found
    assert all("EGFR p.L858R in R111111111111 is reported too" in o.note for o in found)
