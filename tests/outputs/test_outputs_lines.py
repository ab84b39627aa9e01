"""Rows as lines: nothing is lost on the way, the order is that of rows, the files are those that libraries write."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from outputs_factory import SETTINGS, cohort, finding, placed
from test_outputs_tables import HOSTILE, hostile_patient, written_workbook

from her2parse.model import Batch, Decision, Option, Patient, SourceFile
from her2parse.outputs import Rows, rows, tables, workbook
from her2parse.outputs.lines import first_cells, lines, lines_of_batch, lines_of_patient, values_of
from her2parse.outputs.schema import TABLES, TableError
from her2parse.outputs.schema import tables as schemas
from her2parse.outputs.sorting import SortedLines
from her2parse.outputs.text import clean


def many(n: int) -> Rows:
    """Rows of ``n`` findings: empty cells here and there, numbers that the TSV rounds, hostile text."""
    turn = random.Random(n)
    reports = []
    for number in range(n):
        text = turn.choice(HOSTILE) if number % 3 == 0 else f"_x0041_ <r>{number}</r> & Co"
        found = finding(f"{number}.pdf", written=f"{number}{text}", vaf=turn.choice((None, 1 / 3, 0.25, number)))
        found = replace(found, oncogenicity_source=turn.choice(("", "CIViC")))
        reports.append(placed(f"{number}.pdf", "P", (found,), source_file=f"{number}.pdf"))
    return rows([Patient("P", tuple(reports))], [], Batch(()), SETTINGS)


def test_patient_by_patient_gives_the_rows_of_all_together() -> None:
    patients, options, batch = cohort()
    decision = Decision("D1", "2026-01-01", "AB", "R000000000000", "", "", "accept", "E", row=1)
    batch = replace(batch, files=(*batch.files, SourceFile("lost.pdf", "f" * 64, 1, "00")), decisions=(decision,))
    made = lines(rows(patients, options, batch, SETTINGS))
    apart = {name: SortedLines(name, held=300) for name in TABLES}
    for patient in patients:
        mine: list[Option] = [one for one in options if one.patient_key == patient.patient_key]
        for name, some in lines_of_patient(patient, mine, SETTINGS).items():
            apart[name].add(some)
    reports = [report for patient in patients for report in patient.reports]
    ids, files = {report.result.report_id for report in reports}, {report.source_file for report in reports}
    for name, some in lines_of_batch(batch, files, ids, SETTINGS).items():
        apart[name].add(some)
    for name in TABLES:
        with apart[name]:
            assert list(apart[name]) == list(made[name]), name
    assert any(b"lost.pdf" in line for line in made["reports"])
    assert any(b"D1" in line for line in made["review"])


@pytest.mark.parametrize("held", [10**9, 1_000, 1])
def test_lines_come_sorted_and_once_however_few_are_held(held: int) -> None:
    made = lines(many(40))["findings"]
    mixed = [*made, *made[:7]]
    random.Random(1).shuffle(mixed)
    with SortedLines("findings", held=held) as table:
        for start in range(0, len(mixed), 5):
            table.add(mixed[start : start + 5])
        assert len(table) == len(made)
        assert list(table) == list(table) == list(made)


def test_two_rows_of_one_name_are_told() -> None:
    (line,) = lines(many(1))["findings"]
    with SortedLines("findings") as table:
        table.add([line, line.replace(b"ERBB2", b"EGFR", 1)])
        with pytest.raises(TableError, match="finding_id name two rows"):
            list(table)


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), min_size=2, max_size=5))
def test_lines_sort_as_their_cells(pairs: list[tuple[str, str]]) -> None:
    cells = [tuple(clean(text) for text in pair) for pair in pairs]
    assert [tuple(cell.decode() for cell in first_cells("\x1f".join(each).encode(), 2)) for each in cells] == cells
    ordered = sorted("\x1f".join(each).encode() for each in cells)
    assert [tuple(line.decode().split("\x1f")) for line in ordered] == sorted(cells)


def test_a_line_gives_its_cells_back_unrounded_and_unguarded() -> None:
    for text in HOSTILE:
        made = rows([hostile_patient(text)], [], Batch(()), SETTINGS)
        (line,) = lines(made)["findings"]
        cells = dict(zip(schemas()["findings"].names, values_of("findings")(line), strict=True))
        assert cells["quote"] == made["findings"][0]["quote"] == clean(text)
    made = many(9)
    for line, row in zip(lines(made)["findings"], made["findings"], strict=True):
        cell = values_of("findings")(line)[schemas()["findings"].names.index("vaf")]
        assert (float(cell) if cell else None) == row["vaf"]


def as_the_library_writes(made: Rows, settings: dict[str, str], versions: dict[str, str]) -> bytes:
    """The workbook with every cell written by the library."""

    class Whole(xlsxwriter.Workbook):  # type: ignore[misc]
        def close(self) -> None:
            for name, table in schemas().items():
                sheet = self.get_worksheet_by_name(name)
                for number, row in enumerate(made[name], start=1):
                    for at, column in enumerate(table.names):
                        cell = row[column]
                        if isinstance(cell, str) and cell:
                            sheet.write_string(number, at, cell)
                        elif cell is not None and cell != "":
                            sheet.write_number(number, at, cell)
            super().close()

    patch = pytest.MonkeyPatch()
    # Sheet by sheet, as the texts are numbered in the order in which they are written.
    with patch.context() as context:
        context.setattr(xlsxwriter, "Workbook", Whole)
        buffer = workbook._without_rows({name: len(made[name]) for name in TABLES}, settings, versions)
    return buffer.getvalue()


@pytest.mark.parametrize("n", [0, 1, 14, 15, 16, 31, 32, 100])
def test_the_workbook_has_the_bytes_that_the_library_writes(n: int) -> None:
    made, settings, versions = many(n), {"as_of": "2026-11-01", "config.x": '{"a": "<&>"}'}, {"pandas": "3"}
    assert written_workbook(made, settings, versions) == as_the_library_writes(made, settings, versions)


def test_a_workbook_with_more_texts_than_are_shared_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    made = many(50)

    def read(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
        book = openpyxl.load_workbook(io.BytesIO(data))
        # The reader takes the escape of an escape away in shared texts, and forgets to in others.
        return {
            sheet.title: [tuple(str(cell).replace("x005F_", "") for cell in row) for row in sheet.values]
            for sheet in book
        }

    before = written_workbook(made, {}, {})
    monkeypatch.setattr(workbook, "_SHARED", 20)
    after = written_workbook(made, {}, {})
    assert read(after) == read(before)
    assert after != before


def test_parquet_in_several_groups_says_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = lines(many(30))
    tables.write_tables(tmp_path / "one", made, {}, {})
    monkeypatch.setattr(tables, "_GROUP", 7)
    tables.write_tables(tmp_path / "more", made, {}, {})
    for name in TABLES:
        one, more = (pd.read_parquet(tmp_path / each / "parquet" / f"{name}.parquet") for each in ("one", "more"))
        pd.testing.assert_frame_equal(one, more)
    assert (tmp_path / "one/findings.tsv").read_bytes() == (tmp_path / "more/findings.tsv").read_bytes()
