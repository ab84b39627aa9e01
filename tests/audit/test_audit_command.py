"""``her2parse audit OUT``: the same figures from the tables as from the rows, its files, its words, its faults."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from audit_cohorts import Run, run
from typer.testing import CliRunner

from her2parse import outputs
from her2parse.audit import KINDS, account, columns
from her2parse.cli import app
from her2parse.errors import FolderError
from her2parse.outputs import RunSettings
from her2parse.outputs.audited import audit_files, audit_folder, audited, write_audit
from her2parse.outputs.page import _environment

SETTINGS = RunSettings(as_of="2026-11-22")


@pytest.fixture(scope="module")
def made() -> Run:
    return run(75)


@pytest.fixture(scope="module")
def out(made: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    told = {"knowledge_version": "test", "knowledge_hash": "0" * 64, "versions": {}}
    outputs.write_tables(folder, made.rows, batch=made.truth.batch, settings=SETTINGS, **told)
    return folder


def test_the_tables_say_what_the_rows_say(made: Run, out: Path) -> None:
    assert audit_folder(out) == made.audit


def test_the_order_of_rows_changes_nothing(made: Run) -> None:
    mixed = {name: list(reversed(rows)) for name, rows in made.rows.items()}
    assert audit_files(audited(mixed)) == audit_files(made.audit)


def test_the_command_writes_five_tables_and_tells_the_account(made: Run, out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(out, folder)
    result = CliRunner().invoke(app, ["audit", str(folder)], catch_exceptions=False)
    assert result.exit_code == 0
    assert result.stdout == account(made.audit) + f"Written: {folder / 'audit'}\n"
    files = sorted(path.name for path in (folder / "audit").iterdir())
    assert files == ["flow.tsv", "frequencies.tsv", "her2_axes.tsv", "rebiopsy.tsv", "tissue_plasma.tsv"]
    for kind in KINDS:
        with (folder / "audit" / f"{kind.name}.tsv").open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle, delimiter="\t"))
        assert tuple(rows[0]) == columns(kind)
        assert len(rows) == len(made.audit.tables[kind.name])
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == sorted(
        path.name for path in out.iterdir() if path.is_file()
    )


def test_empty_is_not_zero(made: Run) -> None:
    text = audit_files(made.audit)["tissue_plasma.tsv"].decode()
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t"))
    assert {row["kappa_note"] for row in rows if not row["kappa"]} == {"not computable"}
    assert {row["kappa_note"] for row in rows if row["kappa"]} == {""}


def test_a_name_cannot_be_a_formula(made: Run) -> None:
    rows = {name: list(own) for name, own in made.rows.items()}
    rows["resistance"] = [{**row, "mechanism": "=HYPERLINK(1)\t\n2"} for row in rows["resistance"]]
    assert "\t'=HYPERLINK(1) 2\t" in audit_files(audited(rows))["frequencies.tsv"].decode()


def test_a_folder_of_an_earlier_version_is_told_to_run_again(out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "older"
    shutil.copytree(out, folder)
    (folder / "assayed.tsv").unlink()
    with pytest.raises(FolderError, match=r"assayed\.tsv is not there.*Run her2parse run"):
        audit_folder(folder)


def test_what_is_no_output_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"reports\.tsv cannot be read"):
        audit_folder(tmp_path)


def test_a_folder_that_cannot_be_written_is_said(made: Run, tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("in the way")
    with pytest.raises(FolderError, match="cannot be written"):
        write_audit(tmp_path, made.audit)


def test_nothing_is_counted_of_nothing() -> None:
    told = audited({name: [] for name in ("reports", "findings", "her2", "resistance", "assayed", "review")})
    assert all(step.n == 0 for step in told.flow)
    assert not any(told.tables[kind.name] for kind in KINDS[1:])
    assert "no pair shows an event" in account(told)
    assert "Who was counted" in _page(told)


def test_the_section_of_the_page_says_the_figures_and_escapes(made: Run) -> None:
    text = _page(made.audit)
    for line in made.audit.most_seen:
        assert f"{line.n} of {line.assayed}" in text
        assert line.interval in text
    for step in made.audit.flow:
        assert step.meaning.rstrip(".") in text or not step.n
    rows = {name: list(own) for name, own in made.rows.items()}
    rows["resistance"] = [{**row, "mechanism": "<script>x</script>"} for row in rows["resistance"]]
    assert "<script>" not in _page(audited(rows))


def _page(told: object) -> str:
    return _environment(SETTINGS).get_template("_audit.html").render(audit=told)
