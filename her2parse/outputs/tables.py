"""Writing the tables: TSV, workbook and Parquet, byte for byte the same for the same rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from her2parse.files import write_atomic
from her2parse.outputs.rows import Rows
from her2parse.outputs.schema import Cell, Column, Row, tables
from her2parse.outputs.text import cell_text, clean

_XLSX_ROWS = 1_048_575
_XLSX_TEXT = 32_767
_WIDTHS = {"integer": 8, "number": 10, "date": 12, "code": 15, "codes": 24}
_WIDE = {"quote": 60, "message": 70, "basis": 60, "normalization_note": 40, "conditions": 50, "monitoring": 40}


def tsv(name: str, table_rows: Sequence[Row]) -> bytes:
    """One table as the TSV file's bytes."""
    columns = tables()[name].columns
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([column.name for column in columns])
    writer.writerows([cell_text(column, row[column.name]) for column in columns] for row in table_rows)
    return buffer.getvalue().encode("utf-8")


def parquet(name: str, table_rows: Sequence[Row]) -> bytes:
    """One table as the Parquet file's bytes; no value is null."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"integer": pa.int64(), "number": pa.float64()}
    columns = tables()[name].columns
    schema = pa.schema([pa.field(column.name, kinds.get(column.type, pa.string())) for column in columns])
    arrays = [
        pa.array([_typed(column, row[column.name]) for row in table_rows], type=schema.field(column.name).type)
        for column in columns
    ]
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), sink, compression="zstd")
    return sink.getvalue()


def _typed(column: Column, cell: Cell) -> Cell:
    if cell is None or cell == "":
        return None
    return float(cell) if column.type == "number" else cell


def workbook(made: Rows, settings: Mapping[str, str], versions: Mapping[str, str]) -> bytes:
    """The workbook's bytes: SETTINGS, DATA_VERSIONS, COLUMNS, then every table.

    Text is stored as text, never as a formula or a link; what a sheet or a cell cannot hold is cut, and says so.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": "her2parse tables", "created": dt.datetime(2000, 1, 1)})
    head = book.add_format({"bold": True, "bg_color": "#DCE6EE", "bottom": 1, "valign": "top"})
    body = book.add_format({"valign": "top"})
    limits = {f"{name}: rows beyond the sheet's limit": str(len(rows) - _XLSX_ROWS)
              for name, rows in made.items() if len(rows) > _XLSX_ROWS}  # fmt: skip
    notice = {"note": "Decision support and research use only - not a medical device. An empty cell is no value."}
    _sheet(book, "SETTINGS", ("setting", "value"), list({**settings, **limits, **notice}.items()), (34, 90), head, body)
    _sheet(book, "DATA_VERSIONS", ("what", "version"), sorted(versions.items()), (34, 80), head, body)
    _sheet(book, "COLUMNS", ("table", "column", "type", "values", "unit", "always filled", "meaning"),
           dictionary(), (14, 24, 10, 40, 22, 12, 110), head, body)  # fmt: skip
    for name, table in tables().items():
        data = [[row[column.name] for column in table.columns] for row in made[name][:_XLSX_ROWS]]
        widths = [_width(column) for column in table.columns]
        _sheet(book, name, table.names, data, widths, head, body)
    book.close()
    return buffer.getvalue()


def dictionary() -> list[tuple[str, ...]]:
    """The column dictionary: table, column, type, values, unit, always filled, meaning."""
    return [
        (table.name, column.name, column.type, " | ".join(column.values), column.unit,
         "yes" if column.required else "", column.description)
        for table in tables().values() for column in table.columns
    ]  # fmt: skip


def _width(column: Column) -> float:
    return _WIDE.get(column.name, max(_WIDTHS.get(column.type, 20), len(column.name) + 3))


def _sheet(
    book: Any,
    name: str,
    names: Sequence[str],
    data: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    head: Any,
    body: Any,
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for at, (title, width) in enumerate(zip(names, widths, strict=True)):
        sheet.write_string(0, at, title, head)
        sheet.set_column(at, at, width, body)
    sheet.autofilter(0, 0, max(1, len(data)), len(names) - 1)
    for number, row in enumerate(data, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(number, at, _fitting(cell))
            elif cell is not None:
                sheet.write_number(number, at, cell)


def _fitting(text: str) -> str:
    text = clean(text)
    # Excel counts UTF-16 units; half the limit is safe for text outside the basic plane.
    if len(text.encode("utf-16-le")) // 2 <= _XLSX_TEXT:
        return text
    return text[: _XLSX_TEXT // 2] + " … (cut; the whole text is in the TSV)"


def write_tables(out: Path, made: Rows, settings: Mapping[str, str], versions: Mapping[str, str]) -> tuple[Path, ...]:
    """Write ``<table>.tsv``, ``tables.xlsx`` and ``parquet/<table>.parquet`` into ``out``; returns the paths."""
    written = []
    for name in tables():
        for path, data in (
            (out / f"{name}.tsv", tsv(name, made[name])),
            (out / "parquet" / f"{name}.parquet", parquet(name, made[name])),
        ):
            write_atomic(path, data)
            written.append(path)
    write_atomic(out / "tables.xlsx", workbook(made, settings, versions))
    return (*written, out / "tables.xlsx")
