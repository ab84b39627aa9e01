"""A layout that the program has never seen: not read without a profile, read with the one of docs/add-a-layout.md."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from odd_layout import draw

from her2parse import resources
from her2parse.errors import KnowledgeError
from her2parse.explain import explain
from her2parse.extract import extract_file
from her2parse.knowledge import Knowledge, load
from her2parse.knowledge.layouts import Layouts, load_layouts
from her2parse.model import ReportResult
from her2parse.read.lexicon import lexicon, rows
from her2parse.workflow.report import results_of

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = resources.schema("layout")


def blocks() -> list[str]:
    """The YAML of the guide: the profile, then the settings."""
    return re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "add-a-layout.md").read_text("utf-8"), re.DOTALL)


@pytest.fixture
def followed(tmp_path: Path) -> Path:
    """A folder in which somebody has followed the guide."""
    profile, settings = blocks()
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "tumorspiegel.yaml").write_text(profile, "utf-8")
    (tmp_path / "my.yaml").write_text(settings, "utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(resources.knowledge_folder(), resources.assay_catalogue())


def ours() -> Layouts:
    return load_layouts(resources.layouts_folder(), SCHEMA)


def with_own(folder: Path) -> Layouts:
    return load_layouts(resources.layouts_folder(), SCHEMA, folder / "layouts")


def read(pdf: Path, knowledge: Knowledge, layouts: Layouts) -> ReportResult:
    (result,) = results_of(extract_file(pdf, "", key=b"k" * 32), knowledge, layouts.all)
    return result


def told(result: ReportResult) -> set[tuple[Any, ...]]:
    return {
        (s.gene, s.kind, s.as_written, s.state, s.vaf, s.significance)
        for s in (finding.statement for finding in result.findings)
    }


def test_without_a_profile_nothing_of_erbb2_is_read_and_a_person_is_asked(tmp_path: Path, knowledge: Knowledge) -> None:
    result = read(draw(tmp_path / "odd.pdf"), knowledge, ours())
    assert not [row for row in told(result) if row[0] == "ERBB2"]
    assert "unread_her2_mention" in result.reasons
    assert result.status == "review"
    assert (result.header.layout, result.header.collected_on) == ("", "")
    assert {call.call for call in result.calls} & {"positive", "negative"} == set()


def test_with_the_profile_of_the_guide_it_is_read(followed: Path, knowledge: Knowledge) -> None:
    result = read(draw(followed / "odd.pdf"), knowledge, with_own(followed))
    assert told(result) == {
        ("ERBB2", "small_variant", "P780_Y781insGSP", "detected", 0.314, "pathogenic"),
        ("TP53", "small_variant", "R175H", "detected", 0.008, ""),
        ("ERBB2", "copy_number", "stark vermehrt", "detected", None, ""),
    }
    calls = {call.axis: call.call for call in result.calls}
    assert calls == {"mutation": "positive", "amplification": "positive", "overexpression": "not_assayed"}
    header = result.header
    assert (header.layout, header.collected_on, header.reported_on) == ("tumorspiegel", "2025-05-03", "2025-05-11")
    assert header.coverage.small_variant == ("ALK", "BRAF", "EGFR", "KRAS", "MET", "TP53")
    assert not {"unread_her2_mention", "layout_drift"} & set(result.reasons)


def test_explain_shows_the_same_before_and_after(followed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(followed)
    pdf = draw(followed / "odd.pdf")
    before = explain(pdf, out=followed).text
    assert "Layout not known" in before
    assert "unread_her2_mention" in before
    after = explain(pdf, out=followed, config=yaml.safe_load((followed / "my.yaml").read_text())).text
    assert "Layout tumorspiegel" in after
    assert "ERBB2 P780_Y781insGSP: detected; VAF 0.314" in after
    refused = re.findall(r"“Erb - Zwei”: (\w+)", after)
    assert refused == ["zone_history", "zone_genes_tested"]


def test_a_drifted_layout_is_said_and_still_read(followed: Path, knowledge: Knowledge) -> None:
    result = read(draw(followed / "odd.pdf", head="Neues aus dem Spiegel"), knowledge, with_own(followed))
    (note,) = [note for note in result.notes if note.code == "layout_drift"]
    assert "tumorspiegel" in note.message
    assert "“Was wir sahen”" in note.message
    assert "Fadenanteil" not in note.message
    assert ("ERBB2", "small_variant", "P780_Y781insGSP", "detected", 0.314, "pathogenic") in told(result)


def test_a_profile_changes_no_other_report(followed: Path, knowledge: Knowledge) -> None:
    pdf = ROOT / "test_data" / "reports" / "letter_de_P027_table.pdf"
    assert read(pdf, knowledge, with_own(followed)) == read(pdf, knowledge, Layouts())
    assert "erb - zwei" not in lexicon().terms


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"zones": {"result": ["Was wir sahen"]}}, "zones"),
        ({"columns": {"vaff": ["Fadenanteil"]}}, "columns"),
        ({"words": {"state": {"positiv": ["ja"]}}}, "positiv"),
        ({"labels": {"collected": ["Probentag"]}}, "labels"),
        ({"values": {"decimal": "Komma"}}, "comma"),
        ({"fingerprint": {"must": []}}, "fingerprint"),
        ({"fingerprint": {"may": ["Tumorspiegel"]}}, "must"),
        ({"colums": {}}, "columns"),
        ({"name": "Tumor Spiegel"}, "name"),
    ],
)
def test_a_wrong_profile_stops_the_command(change: dict[str, Any], found: str, followed: Path) -> None:
    path = followed / "layouts" / "tumorspiegel.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), **change}), "utf-8")
    with pytest.raises(KnowledgeError) as raised:
        with_own(followed)
    assert "tumorspiegel.yaml" in raised.value.message
    assert found in raised.value.message


def test_a_name_twice_and_a_folder_that_is_not_there(followed: Path) -> None:
    (followed / "layouts" / "again.yaml").write_text(blocks()[0], "utf-8")
    with pytest.raises(KnowledgeError, match="a second time"):
        with_own(followed)
    with pytest.raises(KnowledgeError, match="no such folder"):
        load_layouts(resources.layouts_folder(), SCHEMA, followed / "none")


def test_two_profiles_that_ask_for_equally_much_are_not_followed(followed: Path, knowledge: Knowledge) -> None:
    other = blocks()[0].replace("name: tumorspiegel", "name: other")
    (followed / "layouts" / "other.yaml").write_text(other, "utf-8")
    assert read(draw(followed / "odd.pdf"), knowledge, with_own(followed)).header.layout == ""


def test_the_schema_knows_every_zone_role_and_field_of_the_lexicons() -> None:
    schema = yaml.safe_load(SCHEMA.read_text("utf-8"))["properties"]
    assert set(schema["zones"]["propertyNames"]["enum"]) == set(lexicon().zones.values())
    assert set(schema["columns"]["propertyNames"]["enum"]) == set(lexicon().roles.values())
    fields = {field for row in rows("header_labels.tsv") for field in row["field"].split("+")}
    assert set(schema["labels"]["propertyNames"]["enum"]) == fields - {"other"}
    for kind, part in schema["words"]["properties"].items():
        if kind != "gene":
            values = {term.value for terms in lexicon().terms.values() for term in terms if term.type == kind}
            assert set(part["propertyNames"]["enum"]) <= values, kind


REPORTS = ROOT / "test_data" / "reports"


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("g360_P001_baseline", "guardant360"),
        ("g360cdx_P008", "guardant360"),
        ("oncomine_en_P010_1", "oncomine_reporter"),
        ("oncomine_es_P009", "oncomine_reporter"),
        ("tempus_xt_P004", ""),
        ("letter_P018", ""),
    ],
)
def test_our_profiles_know_their_reports_and_change_nothing(name: str, layout: str, knowledge: Knowledge) -> None:
    pdf = REPORTS / f"{name}.pdf"
    found, plain = read(pdf, knowledge, ours()), read(pdf, knowledge, Layouts())
    assert found.header.layout == layout
    assert replace(found, header=replace(found.header, layout="")) == plain
