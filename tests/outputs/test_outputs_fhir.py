"""FHIR bundles: valid, complete, pseudonymous, and absent is absent, not negative."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from outputs_factory import SETTINGS, cohort, finding, placed, report_id

from her2parse.model import Patient
from her2parse.outputs import write_fhir


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    out = tmp_path_factory.mktemp("out")
    paths = write_fhir(out, cohort()[0], SETTINGS)
    assert [path.name for path in paths] == sorted(path.name for path in (out / "fhir").iterdir())
    return {path.stem: [e["resource"] for e in json.loads(path.read_text("utf-8"))["entry"]] for path in paths}


def coded(resource: dict[str, Any], code: str) -> list[dict[str, Any]]:
    return [c for c in resource.get("component", []) for k in c["code"].get("coding", []) if k["code"] == code]


def test_one_bundle_for_every_report_that_repeats_no_other(bundles: dict[str, Any]) -> None:
    names = ("p1_base.pdf", "p1_prog.pdf", "p2.pdf", "broken.pdf")
    assert set(bundles) == {report_id(name) for name in names}


def test_bundles_validate_and_references_stay_inside(tmp_path: Path) -> None:
    for path in write_fhir(tmp_path, cohort()[0], SETTINGS):
        text = path.read_text("utf-8")
        made = Bundle.model_validate_json(text)
        urls = {entry.fullUrl for entry in made.entry}
        assert len(urls) == len(made.entry)

        def references(node: Any) -> list[str]:
            if isinstance(node, dict):
                own = [node["reference"]] if "reference" in node else []
                return own + [one for value in node.values() for one in references(value)]
            return [one for value in node for one in references(value)] if isinstance(node, list) else []

        used = set(references(json.loads(text)))
        assert used
        assert used <= urls


def test_a_variant_carries_gene_names_fraction_and_place(bundles: dict[str, Any]) -> None:
    variants = [r for r in bundles[report_id("p1_prog.pdf")] if coded(r, "48005-3")]
    (variant,) = variants
    assert variant["code"]["coding"][0]["code"] == "69548-6"
    assert variant["valueCodeableConcept"]["coding"][0]["code"] == "LA9633-4"
    assert coded(variant, "48018-6")[0]["valueCodeableConcept"]["coding"][0]["display"] == "ERBB2"
    assert coded(variant, "48004-6")[0]["valueCodeableConcept"]["coding"][0]["code"] == "NM_004448.4:c.2313_2324dup"
    assert (
        coded(variant, "48005-3")[0]["valueCodeableConcept"]["coding"][0]["code"] == "NP_004439.2:p.(Tyr772_Ala775dup)"
    )
    assert coded(variant, "81290-9")[0]["valueCodeableConcept"]["coding"][0]["code"].startswith("NC_000017.11:g.")
    assert coded(variant, "81258-6")[0]["valueQuantity"] == {
        "code": "1", "system": "http://unitsofmeasure.org", "unit": "1", "value": 0.0123457,
    }  # fmt: skip
    named = {part["code"].get("text"): part.get("valueString") for part in variant["component"]}
    assert named["GA4GH VRS identifier"] == "ga4gh:VA.i2mlUlU6zjxaCbKmBs2lOqxb06mHg5Xa"
    assert variant["note"][0]["text"] == "Page 1, box 72, 200, 400, 212 (points): ERBB2 A775_G776insYVMA"


def test_not_detected_is_absent(bundles: dict[str, Any]) -> None:
    absent = [
        r for r in bundles[report_id("p1_prog.pdf")]
        if r["resourceType"] == "Observation" and "LA9634-2" in json.dumps(r)
    ]  # fmt: skip
    assert [coded(r, "48018-6")[0]["valueCodeableConcept"]["coding"][0]["display"] for r in absent] == ["MET"]


def test_the_three_axes_are_told_and_silence_is_not_negative(bundles: dict[str, Any]) -> None:
    found = {}
    for name, resources in bundles.items():
        axes = [r for r in resources if "urn:her2parse:her2-axis" in json.dumps(r.get("code", ""))]
        assert len(axes) == 3
        for one in axes:
            key = (name, one["code"]["coding"][0]["code"])
            answer = one.get("valueCodeableConcept") or one["dataAbsentReason"]
            found[key] = answer["coding"][0]["code"]
    assert found[report_id("p1_prog.pdf"), "mutation"] == "POS"
    assert found[report_id("p1_base.pdf"), "mutation"] == "NEG"
    assert found[report_id("p1_base.pdf"), "overexpression"] == "not-performed"
    assert found[report_id("p2.pdf"), "overexpression"] == "E"
    assert found[report_id("broken.pdf"), "mutation"] == "unknown"


def test_the_patient_is_a_pseudonym_and_nothing_else(bundles: dict[str, Any]) -> None:
    people = [r for resources in bundles.values() for r in resources if r["resourceType"] == "Patient"]
    assert {tuple(sorted(one)) for one in people} == {("id", "identifier", "resourceType")}
    same = [r["id"] for r in people if r["identifier"][0]["value"] == "P001"]
    assert len(same) == 2
    assert len(set(same)) == 1


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "tab\tand\nline", "\u202e", "z" * 10_000, "\ud800\x00", "="]
)
def test_hostile_text_stays_valid(text: str, tmp_path: Path) -> None:
    found = finding("h.pdf", gene=text, written=text, copy_number_text=text)
    patient = Patient(text, (placed("h.pdf", text, (found,), source_file=text + ".pdf"),))
    (path,) = write_fhir(tmp_path, [patient], SETTINGS)
    Bundle.model_validate_json(path.read_text("utf-8"))


def test_bundles_of_reports_that_are_gone_are_removed(tmp_path: Path) -> None:
    patients = cohort()[0]
    write_fhir(tmp_path, patients, SETTINGS)
    write_fhir(tmp_path, patients[1:2], SETTINGS)
    assert [path.stem for path in (tmp_path / "fhir").iterdir()] == [report_id("p2.pdf")]
