"""Bundles keep to the Genomics Reporting guide: rules of its profiles as a table, and no code that nobody checked."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from outputs_factory import SETTINGS, YVMA, cohort, finding, option, placed, report_id

from her2parse.model import Patient
from her2parse.outputs.fhir import bundle
from her2parse.outputs.fhir.codes import GUIDE, codes

TRUTH = Path(__file__).parents[1] / "truth" / "fhir_profiles.tsv"
RULES = list(csv.DictReader(TRUTH.read_text("utf-8").splitlines(), delimiter="\t"))

FINDINGS = (
    finding("all.pdf", normalized=YVMA, vaf=0.21, significance="germline"),
    finding("all.pdf", "MET", "amplification: not detected", kind="copy_number", state="not_detected"),
    finding("all.pdf", "ERBB2", "12", kind="copy_number", copy_number=12.0, copy_number_unit="copies"),
    finding("all.pdf", "CDKN2A", "loss", kind="copy_number"),
    finding("all.pdf", "ALK", "EML4-ALK", kind="fusion", fusion="EML4::ALK", reads=214),
    finding("all.pdf", "ERBB2", "3+", kind="expression", ihc_score="3+", percent_cells=90.0, method="ihc"),
    finding("all.pdf", "ERBB2", "pending", kind="expression", state="indeterminate", method="ihc"),
    finding("all.pdf", "ERBB2", "AMPLIFIED", kind="copy_number", ish_ratio=4.1, ish_copies=9.7, ish_group=1,
            method="ish"),
    finding("all.pdf", "ERBB2", "not amplified", kind="copy_number", state="not_detected", method="ish"),
    finding("all.pdf", "MSI", "MS-Stable", kind="signature", state="not_detected"),
    finding("all.pdf", "MSI", "MSI-High", kind="signature"),
    finding("all.pdf", "MSI", "MSI-High NOT DETECTED", kind="signature", state="not_detected"),
    finding("all.pdf", "TMB", "3.16 mut/MB", kind="signature"),
    finding("all.pdf", "TMB", "high", kind="signature"),
)  # fmt: skip
OPTIONS = (
    option("P", FINDINGS[0], "zongertinib", "in_label"),
    option("P", FINDINGS[0]),
    option("P", FINDINGS[2], "osimertinib", "resistance", verified=False, note="by one report only"),
)


@pytest.fixture(scope="module")
def resources() -> list[dict[str, Any]]:
    report = placed("all.pdf", "P", FINDINGS)
    made = bundle(report, SETTINGS, "2026.10", OPTIONS)
    Bundle.model_validate_json(made)  # the whole, as another program would read it
    return [entry["resource"] for entry in json.loads(made)["entry"]]


def components(resource: dict[str, Any], name: str) -> list[dict[str, Any]]:
    wanted = codes()[name]
    return [
        one for one in resource.get("component", [])
        if any((c["system"], c["code"]) == (wanted.system, wanted.code) for c in one["code"].get("coding", []))
    ]  # fmt: skip


def has(concept: dict[str, Any], name: str) -> bool:
    wanted = codes()[name]
    return any((c["system"], c["code"]) == (wanted.system, wanted.code) for c in concept.get("coding", []))


def keeps(resource: dict[str, Any], rule: dict[str, str]) -> bool:
    """Whether a resource keeps to one rule of the table."""
    element, expected = rule["element"], rule["expected"]
    if element.startswith("component "):
        found: list[Any] = components(resource, element.split()[1])
    else:
        value: Any = resource
        for step in element.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        found = value if isinstance(value, list) else [] if value is None else [value]
    match rule["rule"]:
        case "has":
            return any(has(one, expected) for one in found)
        case "is":
            return len(found) == 1 and has(found[0], expected)
        case "one_of":
            return len(found) == 1 and any(has(found[0], name) for name in expected.split())
        case "at_most":
            return len(found) <= int(expected)
        case "at_least":
            return len(found) >= int(expected)
        case "equals":
            return found == [expected]
        case "never":
            return not any(key.startswith(element) for key in resource)
        case "value":
            return all([key for key in one if key.startswith("value")] == [expected] for one in found)
        case "system":
            return all(c["system"] == expected for one in found for c in one["valueCodeableConcept"]["coding"])
    raise AssertionError(f"no such rule: {rule['rule']}")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule['profile']} {rule['element']} {rule['rule']}")
def test_a_rule_of_the_guide(rule: dict[str, str], resources: list[dict[str, Any]]) -> None:
    claimed = [r for r in resources if any(rule["profile"] == p.removeprefix(GUIDE).split("|")[0]
                                           for p in r.get("meta", {}).get("profile", []))]  # fmt: skip
    assert claimed, "no resource claims this profile"
    assert [r["id"] for r in claimed if not keeps(r, rule)] == []


def test_the_rules_can_be_broken(resources: list[dict[str, Any]]) -> None:
    variant = next(r for r in resources if components(r, "c_hgvs"))
    wrong = {**variant, "valueCodeableConcept": {"text": "yes"}, "component": variant["component"] * 2, "category": []}
    broken = {rule["element"] for rule in RULES if rule["profile"] == "variant" and not keeps(wrong, rule)}
    assert {"valueCodeableConcept", "component c_hgvs", "category"} <= broken


def codings(node: Any) -> Iterator[tuple[str, str, str]]:
    if isinstance(node, dict):
        for one in node.get("coding", []):
            yield one["system"], one["code"], one.get("display", "")
        for value in node.values():
            yield from codings(value)
    elif isinstance(node, list):
        for value in node:
            yield from codings(value)


def test_every_code_stands_in_the_table_with_its_source(resources: list[dict[str, Any]]) -> None:
    known = {(c.system, c.code, c.display) for c in codes().values()}
    names = ("http://varnomen.hgvs.org", "http://www.genenames.org/geneId", "urn:her2parse:her2-axis")
    used = {one for one in codings(resources) if one[0] not in names}
    assert used <= known
    assert len(used) > 25
    assert all(c.source and c.checked_on and c.verified in ("yes", "no") for c in codes().values())
    assert {c.name for c in codes().values() if c.verified == "no"} == {"fluid", "msi"}
    for part in codings(resources):
        assert part[0] != "http://www.genenames.org/geneId" or part[1].startswith("HGNC:")


def by_words(resources: list[dict[str, Any]], written: str) -> dict[str, Any]:
    (found,) = [r for r in resources if {"text": "Alteration as written"} in
                [c["code"] for c in r.get("component", []) if c.get("valueString") == written]]  # fmt: skip
    return found


def answer(resource: dict[str, Any]) -> str:
    return str(resource["valueCodeableConcept"]["coding"][0]["display"])


def test_her2_on_the_slide(resources: list[dict[str, Any]]) -> None:
    stained = by_words(resources, "3+")
    assert (stained["code"]["coding"][0]["code"], answer(stained)) == ("18474-7", "3+")
    pending = by_words(resources, "pending")
    assert pending["valueCodeableConcept"] == {"text": "pending"}
    assert pending["interpretation"][0]["coding"][0]["code"] == "IND"
    counted = by_words(resources, "AMPLIFIED")
    assert (counted["code"]["coding"][0]["code"], counted["valueQuantity"]["value"]) == ("49683-6", 4.1)
    assert "meta" not in counted
    denied = by_words(resources, "not amplified")
    assert (denied["code"]["coding"][0]["code"], answer(denied)) == ("31150-6", "Absent")


@pytest.mark.parametrize(
    ("written", "presence", "change"),
    [("amplification: not detected", "Absent", "copy_number_gain"), ("12", "Present", "copy_number_gain"),
     ("loss", "Present", "copy_number_loss"), ("EML4-ALK", "Present", "gene_fusion")],
)  # fmt: skip
def test_what_changed_is_coded(resources: list[dict[str, Any]], written: str, presence: str, change: str) -> None:
    found = by_words(resources, written)
    assert answer(found) == presence
    (kind,) = components(found, "change_type")
    assert kind["valueCodeableConcept"]["coding"][0]["display"] == change


def test_a_fusion_names_both_genes(resources: list[dict[str, Any]]) -> None:
    found = by_words(resources, "EML4-ALK")
    said = [c["valueCodeableConcept"] for c in components(found, "gene")]
    assert [c["coding"][0]["display"] if "coding" in c else c["text"] for c in said] == ["ALK", "EML4"]


def test_signatures_are_coded_only_where_the_words_leave_no_doubt(resources: list[dict[str, Any]]) -> None:
    assert answer(by_words(resources, "MS-Stable")) == "Stable"
    assert answer(by_words(resources, "MSI-High")) == "MSI-H"
    assert "coding" not in by_words(resources, "MSI-High NOT DETECTED")["valueCodeableConcept"]
    assert by_words(resources, "3.16 mut/MB")["valueQuantity"]["value"] == 3.16
    assert by_words(resources, "high")["valueString"] == "high"


def test_implications_say_what_is_open(resources: list[dict[str, Any]]) -> None:
    found = {c["valueCodeableConcept"]["text"]: r for r in resources for c in components(r, "medication")}
    predicted = {drug: components(r, "predicted")[0]["valueCodeableConcept"] for drug, r in found.items()}
    assert predicted["zongertinib"]["coding"][0]["display"] == "Presumed responsive"
    assert predicted["osimertinib"]["coding"][0]["display"] == "Presumed resistant"
    assert predicted["trastuzumab deruxtecan"] == {"text": "unknown"}
    assert found["trastuzumab deruxtecan"]["status"] == found["osimertinib"]["status"] == "preliminary"
    assert "unverified" in found["osimertinib"]["note"][0]["text"]
    report = resources[0]
    listed = {one["reference"].removeprefix("urn:uuid:") for one in report["result"]}
    assert {r["id"] for r in found.values()} <= listed
    urls = {r["id"] for r in resources}
    assert all(d["reference"].removeprefix("urn:uuid:") in urls for r in found.values() for d in r["derivedFrom"])


def test_every_report_says_what_it_is_for() -> None:
    for patient in cohort()[0]:
        for report in patient.reports:
            text = bundle(report, SETTINGS).decode()
            assert "not a medical device" in text


# ── what is written again ─────────────────────────────────────────────────────────────────────────────────────────


def times(out: Path) -> dict[str, int]:
    return {path.stem: path.stat().st_mtime_ns for path in (out / "fhir").iterdir()}


def test_only_what_changed_is_made_and_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from her2parse.outputs.fhir import write as module

    patients, options, _ = cohort()
    made: list[str] = []

    def counted(report: Any, *more: Any) -> bytes:
        made.append(report.result.report_id)
        return bundle(report, *more)

    monkeypatch.setattr(module, "bundle", counted)
    memory: dict[str, str] = {}

    def run(patients: Any, options: Any = options, code: str = "1") -> list[str]:
        made.clear()
        module.write_fhir(tmp_path, patients, SETTINGS, options=options, memory=memory, code=code)
        return sorted(made)

    everything = run(patients)
    assert everything == sorted(memory)
    before = times(tmp_path)
    assert run(patients) == []
    assert times(tmp_path) == before

    two = replace(patients[1].reports[0], diagnosis="Adenocarcinoma")
    changed: tuple[Patient, ...] = (patients[0], replace(patients[1], reports=(two,)), patients[2])
    assert run(changed) == [report_id("p2.pdf")]
    assert run(changed, options[:1]) == [report_id("p1_prog.pdf")]

    (tmp_path / "fhir" / f"{report_id('p2.pdf')}.json").write_text("{}")
    (tmp_path / "fhir" / f"{report_id('broken.pdf')}.json").unlink()
    assert run(changed, options[:1]) == sorted([report_id("p2.pdf"), report_id("broken.pdf")])

    stamps = times(tmp_path)
    assert run(changed, options[:1], code="2") == everything
    assert times(tmp_path) == stamps, "the same bytes were written again"


def test_what_was_checked_for_one_patient_is_checked_for_another_thing() -> None:
    from pydantic import ValidationError

    from her2parse.outputs.fhir.check import Checker

    checker = Checker()
    good = {"resourceType": "Observation", "id": "a", "status": "final", "code": {"text": "x"}, "valueString": "y"}
    outer = {"resourceType": "Bundle", "type": "collection"}

    def check(resource: dict[str, Any]) -> None:
        checker.bundle({**outer, "entry": [{"fullUrl": "urn:uuid:a", "resource": resource}]})

    check(good)
    check({**good, "id": "b"})
    with pytest.raises(ValidationError):
        check({**good, "status": ["final"]})
