"""The columns of the contract, written out, against what is written; and the document made from the schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from outputs_factory import SETTINGS, cohort

from her2parse import outputs
from her2parse.outputs import schema, tables

# As the contract lists them, in its order.
CONTRACT = {
    "reports": "report_id source_file part sha256 status reasons lab assay specimen diagnosis histology patient_key "
    "collected_on received_on reported_on n_pages n_ocr_pages n_findings duplicate_of amends",
    "findings": "finding_id report_id patient_key collected_on specimen gene kind as_written status "
    "reported_significance hgvs_p hgvs_p_short hgvs_c hgvs_g_grch38 hgvs_g_grch37 normalization normalization_note vaf "
    "copy_number copy_number_unit copy_number_text fusion ihc_score percent_cells ish_ratio her2_class her2_detail "
    "oncogenicity oncogenicity_source page x0 top x1 bottom quote review",
    "her2": "report_id patient_key collected_on specimen axis call basis finding_ids",
    "resistance": "patient_key report_id finding_id mechanism mechanism_class gene her2_axis tki tki_generation "
    "tki_start tki_stop origin origin_reason baseline_report_id trend caveats",
    "actionability": "patient_key report_id finding_id biomarker therapy therapy_class jurisdiction match conditions "
    "approval approved_on amp_tier evidence_ids monitoring rule_id kb_version as_of",
    "review": "report_id finding_id code page quote message decision",
}
# What we add, always after the contract's own columns.
ADDED = {
    "reports": "replaced_by egfr_tki tki tki_generation tki_start baselines evidence_hash decided_by decision_id",
    "findings": "reads vrs_id vrs_id_c oncogenicity_points event_type event evidence_hash decided_by decision_id",
    "resistance": "egfr_tki collected_on baseline_on between tki_line frequency evidence_ids level verified note "
    "decided_by decision_id",
    "actionability": "verified note companion_test tier_basis decided_by decision_id",
    "her2": "decided_by decision_id",
    "review": "evidence_hash decided_by decision_id decided_at comment",
}
# Tables that we add, after the contract's own.
ADDED_TABLES = {
    "timeline": "patient_key date date_precision kind detail egfr_tki agents therapy_class tki_generation line "
    "specimen molecular source report_id page quote",
    "her2_after_tki": "patient_key axis state mechanism since report_id finding_ids specimen tki tki_generation origin "
    "certainty basis settled_by options note verified decided_by decision_id",
    "her2_therapy_resistance": "patient_key report_id finding_id mechanism mechanism_class gene therapy therapy_class "
    "therapy_start therapy_stop origin origin_reason baseline_report_id trend caveats evidence_ids level verified note "
    "decided_by decision_id",
    "assayed": "report_id patient_key collected_on specimen event_type settled unsure",
}
EVENT_TYPES = "small_variant gain loss fusion splice expression"
VALUES = {
    ("reports", "status"): "parsed review failed",
    ("reports", "egfr_tki"): "before on_treatment after on_or_after unknown none",
    ("findings", "event_type"): EVENT_TYPES,
    ("assayed", "event_type"): EVENT_TYPES,
    ("reports", "specimen"): "tissue plasma fluid unknown",
    ("reports", "histology"): "non_squamous squamous small_cell other",
    ("findings", "kind"): "small_variant copy_number fusion splice expression signature",
    ("findings", "status"): "detected not_detected equivocal indeterminate",
    ("findings", "reported_significance"): "pathogenic likely_pathogenic vus likely_benign benign synonymous germline",
    ("findings", "normalization"): "exact rewritten derived ambiguous invalid no_reference not_applicable",
    ("findings", "copy_number_unit"): "copies fold_change ratio plasma_copies level",
    ("findings", "ihc_score"): "0 1+ 2+ 3+",
    ("findings", "her2_class"): "mutation amplification overexpression",
    ("findings", "oncogenicity"): "oncogenic likely_oncogenic vus likely_benign benign resistance",
    ("her2", "axis"): "mutation amplification overexpression",
    ("her2", "call"): "positive negative equivocal not_assayed review",
    ("resistance", "mechanism_class"): "on_target bypass downstream cell_cycle fusion histologic",
    ("resistance", "her2_axis"): "mutation amplification overexpression",
    ("resistance", "origin"): "acquired apparently_acquired pre_existing unknown",
    ("resistance", "trend"): "expanding stable declining",
    ("actionability", "match"): "in_label off_label unknown investigational resistance not_supported",
    ("actionability", "approval"): "accelerated regular conditional none",
    ("actionability", "verified"): "yes no",
    ("actionability", "companion_test"): "met unknown",
    ("timeline", "date_precision"): "day month year unknown",
    ("timeline", "kind"): "therapy_start therapy_end specimen report progression",
    ("timeline", "egfr_tki"): "before on_treatment after on_or_after unknown none",
    ("timeline", "molecular"): "yes no",
    ("timeline", "source"): "sheet report",
    ("resistance", "egfr_tki"): "on_treatment after on_or_after",
    ("resistance", "verified"): "yes no",
    ("her2_after_tki", "axis"): "mutation amplification overexpression",
    ("her2_after_tki", "state"): "seen not_seen equivocal uninformative not_assayed review",
    ("her2_after_tki", "origin"): "acquired apparently_acquired pre_existing unknown",
    ("her2_after_tki", "certainty"): "shown likely possible there_before",
    ("her2_after_tki", "verified"): "yes no",
    ("her2_therapy_resistance", "mechanism_class"): "on_target bypass downstream cell_cycle fusion histologic",
    ("her2_therapy_resistance", "origin"): "acquired apparently_acquired pre_existing unknown",
    ("her2_therapy_resistance", "trend"): "expanding stable declining",
    ("her2_therapy_resistance", "verified"): "yes no",
}


@pytest.mark.parametrize("name", [*CONTRACT, *ADDED_TABLES])
def test_the_header_of_every_tsv_is_the_contract(name: str) -> None:
    patients, options, batch = cohort()
    made = outputs.rows(patients, options, batch, SETTINGS)
    columns = (CONTRACT | ADDED_TABLES)[name].split() + ADDED.get(name, "").split()
    assert tables.tsv(name, made[name]).decode().split("\n")[0].split("\t") == columns
    assert list(outputs.frame(name, made[name]).columns) == columns


def test_there_are_no_other_tables() -> None:
    assert list(schema.tables()) == [*CONTRACT, *ADDED_TABLES]


@pytest.mark.parametrize(("table", "column"), VALUES)
def test_the_allowed_values_are_the_contract(table: str, column: str) -> None:
    found = next(one for one in schema.tables()[table].columns if one.name == column)
    assert found.values == tuple(VALUES[table, column].split())


def test_only_the_listed_columns_are_codes() -> None:
    coded = {(t.name, c.name) for t in schema.tables().values() for c in t.columns if c.type == "code"}
    assert coded == set(VALUES) | {
        (name, "specimen") for name in ("findings", "her2", "timeline", "her2_after_tki", "assayed")
    }


def test_every_column_is_described_and_every_key_is_a_column() -> None:
    for table in schema.tables().values():
        assert all(column.description.endswith(".") for column in table.columns), table.name
        assert set(table.key) <= set(table.names)


def test_the_document_is_made_from_the_schema() -> None:
    committed = Path(__file__).parents[2] / "docs" / "output.md"
    assert committed.read_text("utf-8") == outputs.document(), "run: python -m her2parse.outputs > docs/output.md"
