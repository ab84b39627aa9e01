"""Phenopackets: what the schema's own package reads, pseudonymous, and nothing that the reports do not say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import Parse
from outputs_factory import SETTINGS, YVMA, cohort, finding, option, placed, report_id
from phenopackets.schema.v2 import Phenopacket

from her2parse.model import Patient, Therapy
from her2parse.outputs.phenopackets import packet, write_phenopackets


@pytest.fixture(scope="module")
def packets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    patients, options, _ = cohort()
    paths = write_phenopackets(tmp_path_factory.mktemp("out"), patients, SETTINGS, options)
    return {path.stem: Parse(path.read_text("utf-8"), Phenopacket()) for path in paths}


def test_one_packet_a_patient(packets: dict[str, Any]) -> None:
    assert {name: one.subject.id for name, one in packets.items()} == {key: key for key in ("K9f2c", "P001", "P002")}
    for one in packets.values():
        assert one.id
        assert one.meta_data.phenopacket_schema_version == "2.0"
        assert "not a medical device" in one.meta_data.created_by
        assert not one.subject.HasField("date_of_birth")
        assert not one.subject.HasField("vital_status")
        assert (one.subject.sex, one.subject.gender.id) == (0, "")


def curies(node: Any) -> set[str]:
    """The prefixes of every term in a packet."""
    if isinstance(node, dict):
        own = {node["id"].split(":")[0]} if {"id", "label"} == set(node) else set()
        gene = {node["valueId"].split(":")[0]} if "valueId" in node else set()
        return own.union(gene, *(curies(value) for key, value in node.items() if key != "metaData"))
    return set().union(*(curies(value) for value in node)) if isinstance(node, list) else set()


def test_every_ontology_is_declared() -> None:
    patients, options, _ = cohort()
    for patient in patients:
        made = json.loads(packet(patient, options, SETTINGS))
        declared = {one["namespacePrefix"] for one in made["metaData"]["resources"]}
        assert curies(made) <= declared
        assert all(len(one) == 6 and all(one.values()) for one in made["metaData"]["resources"])


def test_ids_point_to_something(packets: dict[str, Any]) -> None:
    for one in packets.values():
        samples = {sample.id for sample in one.biosamples}
        assert all(sample.individual_id == one.subject.id for sample in one.biosamples)
        for told in one.interpretations:
            assert told.diagnosis.disease.id
            for found in told.diagnosis.genomic_interpretations:
                assert found.subject_or_biosample_id in samples


def test_a_variant_by_its_names(packets: dict[str, Any]) -> None:
    found = {
        one.variant_interpretation.variation_descriptor.label: one
        for told in packets["P001"].interpretations for one in told.diagnosis.genomic_interpretations
    }  # fmt: skip
    yvma = found["ERBB2 p.Y772_A775dup"]
    said = yvma.variant_interpretation
    assert (said.variation_descriptor.gene_context.value_id, said.variation_descriptor.gene_context.symbol) == (
        "HGNC:3430", "ERBB2",
    )  # fmt: skip
    names = [(one.syntax, one.value) for one in said.variation_descriptor.expressions]
    assert names == [("hgvs.p", YVMA.hgvs_p), ("hgvs.c", YVMA.hgvs_c), ("hgvs.g", YVMA.hgvs_g_grch38),
                     ("hgvs.g", YVMA.hgvs_g_grch37)]  # fmt: skip
    assert list(said.variation_descriptor.xrefs) == [YVMA.vrs_id, YVMA.vrs_id_c]
    assert {e.name: e.value for e in said.variation_descriptor.extensions}["allele_fraction"] == "0.0123457"
    assert (yvma.interpretation_status, said.therapeutic_actionability) == (3, 2)  # contributory, actionable
    vus = found["ATM K2331fs"]
    assert (vus.interpretation_status, vus.variant_interpretation.acmg_pathogenicity_classification) == (2, 3)
    assert found["ERBB2 Medium (++)"].variant_interpretation.variation_descriptor.structural_type.id == "SO:0001742"
    assert found["ERBB2 Medium (++)"].variant_interpretation.therapeutic_actionability == 0


def test_what_is_denied_or_open_is_no_variant(packets: dict[str, Any]) -> None:
    text = str(packets["P001"].interpretations)
    assert "MET" not in text
    assert "HER2 overexpression: not assayed" in text
    (told,) = packets["P002"].interpretations
    assert not told.diagnosis.genomic_interpretations
    assert packets["K9f2c"].subject.id == "K9f2c"
    assert not packets["K9f2c"].biosamples


def test_an_option_that_is_not_settled_makes_nothing_actionable() -> None:
    found = finding("a.pdf", normalized=YVMA)
    patient = Patient("P", (placed("a.pdf", "P", (found,)),))
    for match in ("unknown", "off_label", "investigational", "resistance", "not_supported"):
        made = packet(patient, [option("P", found, match=match)], SETTINGS)
        assert b'"therapeuticActionability": "ACTIONABLE"' not in made
    assert b'"therapeuticActionability": "ACTIONABLE"' in packet(
        patient, [option("P", found, match="in_label")], SETTINGS
    )


def test_her2_on_the_slide_is_measured(packets: dict[str, Any]) -> None:
    (sample,) = packets["P002"].biosamples
    (stained,) = sample.measurements
    assert (stained.assay.id, stained.value.ontology_class.label) == ("LOINC:18474-7", "2+")
    found = finding("i.pdf", "ERBB2", "AMPLIFIED", kind="copy_number", ish_ratio=4.1, method="ish")
    made = Parse(packet(Patient("P", (placed("i.pdf", "P", (found,)),)), [], SETTINGS), Phenopacket())
    assert made.biosamples[0].measurements[0].value.quantity.value == 4.1


def test_treatments_have_their_days_and_no_doses(packets: dict[str, Any]) -> None:
    (action,) = packets["P001"].medical_actions
    regimen = action.therapeutic_regimen
    assert (regimen.ontology_class.id, regimen.ontology_class.label) == ("her2parse:drug-osimertinib", "osimertinib")
    assert regimen.start_time.timestamp.ToJsonString() == "2025-02-01T00:00:00Z"
    assert regimen.end_time.timestamp.ToJsonString() == "2026-02-20T00:00:00Z"
    assert (regimen.regimen_status, action.response_to_treatment.label) == (0, "PR")
    going = Therapy(("carboplatin", "pemetrexed"), "", "chemotherapy", None, "2026-01-01", "", "", "", "sheet")
    patient = replace(cohort()[0][1], therapies=(going,))
    made = Parse(packet(patient, [], SETTINGS), Phenopacket())
    assert made.medical_actions[0].therapeutic_regimen.regimen_status == 1
    assert made.medical_actions[0].therapeutic_regimen.ontology_class.label == "carboplatin + pemetrexed"


def test_the_same_bytes_twice_and_nothing_of_a_patient_that_is_gone(tmp_path: Path) -> None:
    patients, options, _ = cohort()
    first = {path: path.read_bytes() for path in write_phenopackets(tmp_path, patients, SETTINGS, options)}
    stamps = {path: path.stat().st_mtime_ns for path in first}
    again = write_phenopackets(tmp_path, patients[::-1], SETTINGS, options[::-1])
    assert {path: path.read_bytes() for path in again} == first
    assert {path: path.stat().st_mtime_ns for path in again} == stamps
    write_phenopackets(tmp_path, patients[:1], SETTINGS, options)
    assert [path.name for path in (tmp_path / "phenopackets").iterdir()] == ["P001.json"]
    assert report_id("p1_prog.pdf") in (tmp_path / "phenopackets" / "P001.json").read_text("utf-8")
