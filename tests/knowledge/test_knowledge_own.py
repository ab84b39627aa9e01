"""A laboratory's own rows: they replace ours by key, keep their source, and are marked as its own where they show."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from her2parse import resources
from her2parse.actionability import options
from her2parse.her2 import classify
from her2parse.hgvs import normalize
from her2parse.knowledge import Knowledge, load
from her2parse.knowledge.cards import card, listing
from her2parse.knowledge.document import document
from her2parse.knowledge.schema import OWN, SNAPSHOT, TABLES, shape
from her2parse.model import (
    AXES,
    Batch,
    Evidence,
    Option,
    Patient,
    PlacedReport,
    ReadReport,
    ReportHeader,
    ReportResult,
    SourceFile,
    Statement,
    Therapy,
)
from her2parse.outputs import RunSettings, write
from her2parse.patients.caveats import standing_of

FOLDER, ASSAYS = resources.knowledge_folder(), resources.assay_catalogue()
RULE = """rules:
  - id: US-TDXD-HER2MUT-NSCLC
    kind: label
    therapy: trastuzumab deruxtecan
    jurisdiction: US
    agency: FDA
    approval: accelerated
    approved_on: "2022-08-11"
    valid_from: "2022-08-11"
    biomarker: {gene: ERBB2, kind: mutation, scope: activating, outside_scope: off_label}
    conditions: {disease: nsclc}
    text: Our board's reading of the label.
    source: minutes of our board
    checked: "2026-02-02"
    verified: false
"""
CITED = "minutes of our board\t2026-02-02"
ROWS = {
    "variants": f"ERBB2-V777L\tERBB2\tp.V777L\t\t\t\t\tlikely_oncogenic\tactivating\tour assay\t{CITED}\tno",
    "drugs": f"trastuzumab deruxtecan\tEnhertu\t\ther2_adc\t\tyes\t{CITED}\tno",
    "monitoring": f"trastuzumab deruxtecan\tAsk our lung team.\t{CITED}\tyes",
    "tiers": f"in_label\tlabel\tI-B\tours\t{CITED}\tno",
    "resistance": "met_amp\tresistance\tMET\tcopy_number\tgain\tMET amplification\tbypass\t1;2;3\t\t\tno\tno\t\t\tB\t\t"
    f"{CITED}\tno",
    "resistance_frequency": f"met_amp\t3\t1\t10 % (1/10)\tplasma\tour patients\t{CITED}\tno",
    "her2_resistance": "erbb2_t798i\tresistance\tERBB2\tsmall_variant\tp.T798I\tERBB2 T798I\ton_target\ther2_tki\tno\t"
    f"\tno\tno\t\tD\t\t{CITED}\tno",
    "her2_settling": f"amp_plasma\tamplification\tseen_in_plasma\tour own FISH\t{CITED}\tno",
    "regions": f"ERBB2\texon\t20\t770\t831\t{CITED}\tyes",
    "diseases": f"our lung study\tnsclc\t{CITED}\tyes",
    "copy_number_words": f"very much more\t\tamplified\t{CITED}\tyes",
    "oncogenicity_evidence": f"ours-OS2\tERBB2\tOS2\tp.V777L\t\t\tour assay shows it\t{CITED}\tno",
    "sources": "[S1]\tour own reading of the label",
}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    for name, row in ROWS.items():
        (folder / f"{name}.tsv").write_text("\t".join(shape(name).columns) + "\n" + row + "\n", encoding="utf-8")
    (folder / "rules.yaml").write_text(RULE, encoding="utf-8")
    return folder


@pytest.fixture
def mine(own: Path) -> Knowledge:
    return load(FOLDER, ASSAYS, own)


def patient(knowledge: Knowledge) -> Patient:
    said = Statement("ERBB2", "small_variant", "detected", "V777L", Evidence(1, 10, 10, 90, 18, "ERBB2 V777L"), "test")
    header = ReportHeader(specimen="tissue", diagnosis="Our lung study", collected_on="2026-01-05")
    pairs = [(said, normalize("ERBB2", "V777L")[0])]
    findings, calls, notes = classify(ReadReport("0" * 64, 1, 1, 1, header), "R000000000000", pairs, knowledge)
    result = ReportResult("R000000000000", "0" * 64, 1, "parsed", (), 1, 0, header, findings, calls, notes)
    placed = PlacedReport("a.pdf", "P1", result, "tissue", "Our lung study", "", "2026-01-05", "", "")
    given = Therapy(("carboplatin",), "carboplatin", "chemotherapy", None, "2025-01-01", "", "", "", "sheet")
    return Patient("P1", (placed,), (given,))


def offered(knowledge: Knowledge) -> Option:
    found = options(patient(knowledge), knowledge, datetime.date(2026, 11, 22))
    return next(option for option in found if option.rule_id == "US-TDXD-HER2MUT-NSCLC")


def test_own_rows_replace_ours_and_ours_stay_as_they_were(mine: Knowledge) -> None:
    ours = load(FOLDER, ASSAYS)
    assert len(mine.rules.rules) == len(ours.rules.rules)
    assert len(mine.variants.rows) == len(ours.variants.rows)
    assert len(mine.drugs.drugs) == len(ours.drugs.drugs)
    rule = next(rule for rule in mine.rules.rules if rule.own)
    assert rule.source == f"minutes of our board ({OWN})"
    assert [row.row_id for row in mine.variants.rows if row.own] == ["ERBB2-V777L"]
    assert mine.words.meaning("very much more") == "amplified"
    assert dict(mine.sources)["[S1]"] == "our own reading of the label"
    assert not any(rule.own for rule in ours.rules.rules)
    assert (mine.version.startswith(f"{ours.version}+own."), mine.hash != ours.hash) == (True, True)


def test_two_states_of_an_own_folder_are_two_versions(own: Path, mine: Knowledge) -> None:
    (own / "monitoring.tsv").unlink()
    assert load(FOLDER, ASSAYS, own).version != mine.version


def test_the_option_says_whose_it_is(mine: Knowledge) -> None:
    option = offered(mine)
    assert option.match == "in_label"
    assert option.note.startswith(f"Our board's reading of the label. ({OWN})")
    assert f"held to be is the {OWN}" in option.note
    assert option.amp_tier == f"I-B ({OWN})"
    assert option.therapy_class == f"her2_adc ({OWN})"
    assert f"({OWN})" in option.monitoring
    assert option.kb_version == mine.version
    assert not option.verified
    assert OWN not in str(offered(load(FOLDER, ASSAYS)))


def test_a_mechanism_says_whose_it_is_and_that_nobody_checked_it(mine: Knowledge) -> None:
    met = next(one for one in mine.mechanisms.mechanisms if one.key == "met_amp")
    assert standing_of(met, "osimertinib", mine) == ("own_mechanism", "unverified_mechanism")
    assert standing_of(met, "icotinib", mine) == ("own_mechanism", "unverified_drug", "unverified_mechanism")
    ours = load(FOLDER, ASSAYS)
    c797 = next(one for one in ours.mechanisms.mechanisms if one.key == "egfr_c797")
    assert standing_of(c797, "osimertinib", ours) == ()


def test_every_file_that_a_run_writes_says_whose_it_is(mine: Knowledge, tmp_path: Path) -> None:
    """Tables, workbook, pages and FHIR: the own class of the change, unverified, with its source and the version."""
    out, one = tmp_path / "out", patient(mine)
    found = options(one, mine, datetime.date(2026, 11, 22))
    batch = Batch((SourceFile("a.pdf", "0" * 64, 1000, "00"),))
    write(
        out,
        patients=(one,),
        options=found,
        batch=batch,
        settings=RunSettings(as_of="2026-11-22"),
        crops={},
        knowledge_version=mine.version,
        knowledge_hash=mine.hash,
        versions={},
    )
    for name in ("findings.tsv", "her2.tsv", "actionability.tsv", "patients/P1.html", "index.html"):
        text = (out / name).read_text(encoding="utf-8").replace("&#39;", "'")
        assert OWN in text, name
        assert "unverified" in text or "not verified" in text or "\tno\t" in text, name
    for name in ("patients/P1.html", "index.html", "run.json", "actionability.tsv"):
        assert mine.version in (out / name).read_text(encoding="utf-8"), name
    sheet = load_workbook(out / "tables.xlsx", read_only=True)["DATA_VERSIONS"]
    versions = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert (versions["knowledge"], versions["knowledge SHA-256"]) == (mine.version, mine.hash)
    assert "minutes of our board" in (out / "findings.tsv").read_text(encoding="utf-8")
    bundle = json.loads((out / "fhir/R000000000000.json").read_text(encoding="utf-8"))
    told = json.dumps(bundle)
    assert "unverified" in told
    assert OWN in told
    device = next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Device")
    assert f"{mine.version}, SHA-256 {mine.hash}" in [version["value"] for version in device["version"]]


def test_cards_and_pages_say_it_too(mine: Knowledge) -> None:
    assert f"(label, UNVERIFIED, {OWN})" in card(mine, "US-TDXD-HER2MUT-NSCLC")
    assert f"(variant, UNVERIFIED, {OWN})" in card(mine, "V777L")
    assert f"(drug, UNVERIFIED, {OWN})" in card(mine, "Enhertu")
    assert f"UNVERIFIED, {OWN}" in listing(mine)
    assert OWN in document(mine)
    assert OWN not in document(load(FOLDER, ASSAYS))


def test_an_own_assay_says_so_in_the_basis_of_a_negative(own: Path) -> None:
    text = ASSAYS.read_text(encoding="utf-8")
    start = text.index("  - id: g360ldt\n")
    entry = text[start : text.index("  - id: ", start + 5)].replace("*guardant_74", "[ERBB2, EGFR]")
    entry = entry.replace("*guardant_cna", "[ERBB2]").replace("*guardant_fusion", "[ALK]")
    (own / "assays.yaml").write_text("assays:\n" + entry, encoding="utf-8")
    mine = load(FOLDER, ASSAYS, own)
    header = ReportHeader(specimen="plasma", assay="Guardant360", assay_id="g360ldt", reported_on="2026-01-05")
    for knowledge, marked in ((mine, True), (load(FOLDER, ASSAYS), False)):
        _, calls, _ = classify(ReadReport("0" * 64, 1, 1, 1, header), "R000000000000", [], knowledge)
        basis = next(call.basis for call in calls if call.axis == AXES[0])
        assert "covers ERBB2" in basis
        assert (OWN in basis) is marked


def test_every_table_that_may_be_overridden_is_tried_here() -> None:
    assert set(ROWS) == set(TABLES) - set(SNAPSHOT)
