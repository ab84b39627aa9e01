"""``her2parse diff`` on one run's findings: other days, other knowledge, and nothing read again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from workflow_runs import DEMO, ROOT, contents, her2parse

FILES = ("f1cdx_P007.pdf", "g360_P006_progression.pdf", "f1lcdx_P003_progression.pdf")
DAYS = ("2022-01-01", "2024-06-01", "2025-09-01", "2026-11-22")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of three reports as of 2025-09-01 whose reports are gone afterwards."""
    folder = tmp_path_factory.mktemp("diff")
    reports = folder / "reports"
    reports.mkdir()
    for name in FILES:
        shutil.copy(DEMO / name, reports)
    patients = {re.search(r"P\d+", name)[0] for name in FILES}  # type: ignore[index]
    for sheet, column in (("samples", 1), ("treatments", 0)):
        head, *lines = (ROOT / "test_data" / f"{sheet}.tsv").read_text("utf-8").splitlines()
        kept = [line for line in lines if line.split("\t")[column] in patients]
        if sheet == "samples":
            kept = [line for line in kept if line.split("\t")[0] in FILES]
        (folder / f"{sheet}.tsv").write_text("\n".join([head, *kept, ""]), "utf-8")
    sheets = ("--samples", folder / "samples.tsv", "--treatments", folder / "treatments.tsv")
    result = her2parse("run", reports, *sheets, "--out", folder / "out", "--as-of", "2025-09-01")
    assert result.returncode == 0, result.stderr
    shutil.rmtree(reports)
    return folder / "out"


def told(*arguments: str | Path) -> list[str]:
    result = her2parse("diff", *arguments)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


def test_two_days_read_like_sentences(done: Path) -> None:
    before = contents(done)
    lines = told(done, "--as-of", "2025-09-01", "--as-of", "2026-11-22")
    assert lines[2] == "Patients to look at again (3)"
    third = next(line for line in lines if line.startswith("  P003: "))
    assert third.startswith(
        "  P003: sevabertinib (US) from in trial to on label for ERBB2 p.Y772_A775dup of 2024-10-02 "
    )
    assert third.endswith("; by TRIAL-SEVABERTINIB-HER2MUT, US-SEVABERTINIB-TKD.")
    sentence = next(line for line in lines if "zongertinib" in line and "P007, " in line and " was " in line)
    assert sentence.split(": ", 1)[1] == (
        "zongertinib for ERBB2 p.Y772_A775dup (US) was open (tier I-A) and is on label (tier I-A) because "
        "prior systemic therapy (unknown) is no longer asked; rule US-ZONGERTINIB-TKD in place of "
        "US-ZONGERTINIB-TKD-PRETREATED."
    )
    assert "  as of was 2025-09-01, is 2026-11-22." in lines
    assert not any("HER2 calls" in line or "Findings" in line for line in lines), "a day changes no call"
    assert contents(done) == before, "a comparison wrote something"


def test_one_day_is_told_from_the_runs_own(done: Path) -> None:
    assert told(done, "--as-of", "2026-11-22") == told(done, "--as-of", "2025-09-01", "--as-of", "2026-11-22")
    assert told(done, "--as-of", "2025-09-01") == ["Nothing changed."]
    assert told(done, "--as-of", DAYS[3], "--as-of", DAYS[3]) == ["Nothing changed."]


def test_four_days_are_four_tables(done: Path) -> None:
    """Each day and the next differ, and always by what was new between them."""
    news = ("US-TDXD-HER2MUT-NSCLC", "US-ZONGERTINIB-TKD-PRETREATED", "US-SEVABERTINIB-TKD")
    for one, other, rule in zip(DAYS, DAYS[1:], news, strict=False):
        lines = told(done, "--as-of", one, "--as-of", other)
        assert any(" is new: " in line and f"; rule {rule}, approved on " in line for line in lines), (one, other)


def test_other_knowledge_changes_calls_and_what_follows(done: Path, tmp_path: Path) -> None:
    """S310F as a VUS: the call of P006 falls, its therapies go, and nobody else is named."""
    other = tmp_path / "knowledge"
    shutil.copytree(ROOT / "config" / "knowledge", other)
    table = other / "variants.tsv"
    lines = table.read_text("utf-8").split("\n")
    header = next(line for line in lines if line.startswith("id\t")).split("\t")
    place = next(i for i, line in enumerate(lines) if line.startswith("ERBB2-S310F\t"))
    row = dict(zip(header, lines[place].split("\t"), strict=True)) | {"oncogenicity": "vus", "scope": ""}
    lines[place] = "\t".join(row.values())
    table.write_text("\n".join(lines), "utf-8")
    (other / "VERSION").write_text("2026.12.01\n", "utf-8")
    lines = told(done, "--knowledge", other)
    assert lines[2] == "Patients to look at again (1)"
    assert lines[3].startswith("  P006: HER2 mutation (positive to equivocal); ")
    assert "US-TDXD-HER2MUT-NSCLC" in lines[3]
    assert any("HER2 mutation: call was positive, is equivocal. Basis: no oncogenic change" in line for line in lines)
    assert any(
        "trastuzumab deruxtecan for ERBB2 p.S310F (US) is gone: it was on label (tier I-A)" in line for line in lines
    )
    assert any(line.startswith("  knowledge base was ") and line.endswith("is 2026.12.01.") for line in lines)
    assert told(done, "--knowledge", other, "--knowledge", other) == ["Nothing changed."]


def test_a_laboratorys_own_rule_under_the_same_base(done: Path, tmp_path: Path) -> None:
    """A folder without VERSION is laid over the run's own knowledge."""
    text = (ROOT / "config/knowledge/rules.yaml").read_text("utf-8")
    start = text.index("  - id: US-TDXD-HER2MUT-NSCLC\n")
    rule = text[start : text.index("\n\n", start)].replace('"2022-08-11"', '"2026-01-01"')
    (tmp_path / "rules.yaml").write_text("rules:\n" + rule + "\n", "utf-8")
    lines = told(done, "--knowledge", tmp_path)
    assert lines[2] == "Patients to look at again (3)"
    assert any("is gone: it was on label (tier I-A); rule US-TDXD-HER2MUT-NSCLC." in line for line in lines)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ((), "one run and nothing to compare"),
        (("OUT", "--as-of", "2024-01-01"), "two runs together with"),
        (("--as-of", "2024-01-01") * 3, "an option more than twice"),
        (("--as-of", "2024-02-30"), 'found "2024-02-30"'),
        (("--knowledge", "no/such/folder"), "no such folder"),
    ],
)
def test_a_wrong_command_says_what_is_expected(done: Path, more: tuple[str, ...], message: str) -> None:
    result = her2parse("diff", done, *(done if one == "OUT" else one for one in more))
    assert result.returncode == 2
    assert message in result.stderr
    assert "Expected" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_run_without_its_work_folder_says_what_to_do(done: Path, tmp_path: Path) -> None:
    shutil.copytree(done, tmp_path / "out", ignore=shutil.ignore_patterns("work"))
    result = her2parse("diff", tmp_path / "out", "--as-of", "2026-11-22")
    assert result.returncode == 2
    assert "compare two output folders" in result.stderr
