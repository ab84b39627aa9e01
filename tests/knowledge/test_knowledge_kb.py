"""``her2parse kb``: what it prints, and with which exit code it ends."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from her2parse import resources
from her2parse.cli import app
from her2parse.errors import KnowledgeError, UsageError
from her2parse.knowledge import Knowledge, load
from her2parse.knowledge.changes import changes, read_folder

FOLDER, ASSAYS = resources.knowledge_folder(), resources.assay_catalogue()


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(FOLDER, ASSAYS)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "knowledge")
    shutil.copy(ASSAYS, tmp_path)
    return tmp_path


def kb(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["kb", *map(str, arguments)])


def refusal(*arguments: str) -> UsageError:
    error = kb(*arguments).exception
    assert isinstance(error, UsageError)
    return error


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def listed(*arguments: str) -> list[str]:
    result = kb("list", *arguments)
    assert result.exit_code == 0, result.output
    return [line.split()[0] for line in result.output.splitlines()[3:-2] if line]


def test_the_list_holds_every_rule_once_with_version_and_hash(knowledge: Knowledge) -> None:
    assert listed() == [rule.rule_id for rule in knowledge.rules.rules]
    lines = kb("list").output.splitlines()
    assert knowledge.version in lines[0]
    assert knowledge.hash[:12] in lines[0]
    for rule, line in zip(knowledge.rules.rules, lines[3:], strict=False):
        assert line.endswith("verified" if rule.verified else "UNVERIFIED")
        assert rule.valid_from in line
        assert rule.therapy in line


@pytest.mark.parametrize(
    ("arguments", "there", "not_there"),
    [
        (("--drug", "Hernexeos"), "US-ZONGERTINIB-TKD", "US-SEVABERTINIB-TKD"),
        (("--drug", "T-DXd"), "US-TDXD-HER2IHC3-SOLID", "CN-REZETECAN-HER2MUT"),
        (("--gene", "HER2"), "US-SEVABERTINIB-TKD", "US-OSIMERTINIB-1L"),
        (("--gene", "MET"), "US-CAPMATINIB-METEX14", "US-SEVABERTINIB-TKD"),
        (("--as-of", "2026-02-25"), "US-ZONGERTINIB-TKD-PRETREATED", "US-ZONGERTINIB-TKD"),
        (("--as-of", "2026-02-26"), "US-ZONGERTINIB-TKD", "US-ZONGERTINIB-TKD-PRETREATED"),
        (("--drug", "osimertinib", "--gene", "MET"), "RES-MET-AMP-OSIMERTINIB", "US-OSIMERTINIB-1L"),
    ],
)
def test_the_list_is_filtered(arguments: tuple[str, ...], there: str, not_there: str) -> None:
    found = listed(*arguments)
    assert there in found
    assert not_there not in found


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (("list", "--drug", "zongertinb"), "nearest: zongertinib"),
        (("list", "--gene", "ERBB22"), "nearest: ERBB2"),
        (("list", "--as-of", "2026-2-1"), "YYYY-MM-DD"),
        (("show", "US-ZONGERTINIB"), "nearest: US-ZONGERTINIB-TKD"),
        (("show", "p.A1T"), "nothing goes by"),
    ],
)
def test_what_is_not_known_is_told_with_the_nearest(arguments: tuple[str, ...], near: str) -> None:
    assert near in refusal(*arguments).message


def test_every_row_has_a_card_with_its_source_and_standing(knowledge: Knowledge) -> None:
    from her2parse.knowledge.cards import card

    rows = [(rule.rule_id, rule.source, rule.verified) for rule in knowledge.rules.rules]
    rows += [(row.row_id, row.source, row.verified) for row in knowledge.variants.rows]
    rows += [(one.key, one.source, one.verified) for one in knowledge.mechanisms.mechanisms]
    rows += [(drug.name, drug.source, drug.verified) for drug in knowledge.drugs.drugs]
    rows += [(assay.assay_id, assay.source, assay.verified) for assay in knowledge.assays]
    for name, source, verified in rows:
        text = card(knowledge, name)
        assert f"source       {source}; checked 20" in text, name
        assert ("UNVERIFIED" in text) is not verified, name
        assert knowledge.hash[:12] in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("A775_G776insYVMA",), ("ERBB2-Y772_A775dup", "US-SEVABERTINIB-TKD", "EID11764")),
        (("exon 20 insertion",), ("ERBB2-class-ex20ins",)),
        (("--gene", "EGFR", "Leu858Arg"), ("EGFR-L858R", "egfr classic", "US-OSIMERTINIB-1L")),
        (
            ("enhertu",),
            ("trastuzumab deruxtecan  (drug, verified)", "her2 adc", "US-TDXD-HER2MUT-NSCLC", "unverified"),
        ),
        (
            ("us-tdxd-her2mut-nsclc",),
            (
                "in label where every condition is met",
                "Guardant360 CDx in plasma",
                "[S1] Clinical Oncology",
                "2022-08-11–",
            ),
        ),
        (("g360cdx",), ("Guardant360 CDx", "copy_number: yes")),
    ],
)
def test_a_card_is_found_by_any_name(arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    result = kb("show", *arguments)
    assert result.exit_code == 0, result.output
    assert all(word in result.output for word in words), result.output


def test_verify_ends_with_0_or_2(config: Path, knowledge: Knowledge) -> None:
    sound = kb("verify")
    assert sound.exit_code == 0, sound.output
    assert knowledge.hash[:12] in sound.output
    assert kb("verify", config / "knowledge").exit_code == 0
    change(config / "knowledge/rules.yaml", "therapy: sevabertinib", "therapy: sevibertinib")
    broken = kb("verify", config / "knowledge")
    assert broken.exit_code == 2
    assert "nearest: sevabertinib" in broken.output
    assert broken.output.splitlines()[-1].startswith("1 problem")


def test_verify_looks_into_an_own_folder(tmp_path: Path) -> None:
    heading = (FOLDER / "monitoring.tsv").read_text(encoding="utf-8").splitlines()[1]
    (tmp_path / "monitoring.tsv").write_text(f"{heading}\nzongertinb\tliver tests\tus\t\tyes\n", encoding="utf-8")
    result = kb("verify", "--extra", tmp_path)
    assert result.exit_code == 2
    assert f"{tmp_path.name}/monitoring.tsv, row 2, column checked" in result.output


def test_diff_names_rows_added_removed_and_changed(config: Path, knowledge: Knowledge) -> None:
    folder = config / "knowledge"
    assert "No row differs." in kb("diff", folder).output
    assert knowledge.hash[:12] in kb("diff", folder).output
    change(folder / "rules.yaml", 'valid_to: "2026-02-25"', 'valid_to: "2026-02-20"')
    change(folder / "rules.yaml", "id: US-SEVABERTINIB-TKD", "id: US-SEVABERTINIB-OLD")
    change(folder / "variants.tsv", "\tp.V777M\t\t\t\t\tlikely_oncogenic", "\tp.V777M\t\t\t\t\tvus")
    change(config / "assays.yaml", "name: Guardant360 CDx", "name: G360 CDx")
    found = {(one.file, one.key, one.kind) for one in changes(read_folder(folder), read_folder(FOLDER, ASSAYS))}
    assert found == {
        ("assays.yaml", "g360cdx", "changed"),
        ("rules.yaml", "US-SEVABERTINIB-OLD", "removed"),
        ("rules.yaml", "US-SEVABERTINIB-TKD", "added"),
        ("rules.yaml", "US-ZONGERTINIB-TKD-PRETREATED", "changed"),
        ("variants.tsv", "ERBB2-V777M", "changed"),
    }
    told = kb("diff", folder, "built-in").output
    assert "US-ZONGERTINIB-TKD-PRETREATED: valid_to was '2026-02-20', is '2026-02-25'." in told
    assert "ERBB2-V777M: oncogenicity was 'vus', is 'likely_oncogenic'." in told
    assert told.splitlines()[-1] == "1 added, 1 removed, 3 changed."


def test_diff_of_an_own_folder_compares_what_both_have(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "tiers.tsv", tmp_path)
    told = kb("diff", tmp_path, "built-in").output
    assert "Not compared" in told
    assert "No row differs." in told
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(KnowledgeError, match="no table"):
        read_folder(empty)


def test_the_changelog_has_the_version(knowledge: Knowledge) -> None:
    text = (FOLDER / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    assert headings[0] == knowledge.version
    assert headings == sorted(headings, reverse=True)


def test_every_row_that_shows_a_fact_cites_it() -> None:
    for path in sorted(FOLDER.glob("*.tsv")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            assert row.get("source") or row.get("civic_url") or row.get("citation") or "variant" in row, (path, row)
