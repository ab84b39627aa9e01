"""The workbook: SETTINGS, DATA_VERSIONS, COLUMNS, then every table.

A library writes it with the tables' headers; the rows are put into its sheets here, as the library would have written
them (a test compares the bytes), because it takes most of a minute and a gigabyte for those of 10,000 reports.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from html import unescape
from itertools import islice
from typing import IO, Any, BinaryIO

from her2parse.outputs.lines import BETWEEN, Lines, shown, values_of
from her2parse.outputs.schema import Column, tables
from her2parse.outputs.text import clean

_XLSX_ROWS = 1_048_575
_XLSX_TEXT = 32_767
_SHARED = 500_000
"""Texts that cells point to; those beyond stand in their cells, because a list of all would have to be held."""
_AT_ONCE = 1000
"""Rows that are packed together."""
_ROWS_BEFORE_ZIP64 = 200_000
_CHANGED = "xlsxwriter writes workbooks in another way now"
_WIDTHS = {"integer": 8, "number": 10, "date": 12, "code": 15, "codes": 24}
_WIDE = {"quote": 60, "message": 70, "basis": 60, "normalization_note": 40, "conditions": 50, "monitoring": 40}
_SPAN = 16
"""Rows that tell their first and last filled column together."""


def write_workbook(stream: BinaryIO, made: Lines, settings: Mapping[str, str], versions: Mapping[str, str]) -> None:
    """Write the workbook.

    Text is stored as text, never as a formula or a link; what a sheet or a cell cannot hold is cut, and says so.
    """
    empty = zipfile.ZipFile(_without_rows({name: len(made[name]) for name in tables()}, settings, versions))
    sheets = _sheets(empty)
    shared = _Shared(_texts(empty.read("xl/sharedStrings.xml").decode()))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book, ThreadPoolExecutor(1) as packer:
        for part in empty.infolist():
            about = zipfile.ZipInfo(part.filename, part.date_time)
            about.compress_type, about.external_attr = part.compress_type, part.external_attr
            name = sheets.get(part.filename, "")
            n_rows = min(len(made[name]), _XLSX_ROWS) if name else 0
            with book.open(about, "w", force_zip64=n_rows > _ROWS_BEFORE_ZIP64) as target:
                content = empty.read(part).decode()
                if n_rows:
                    texts = _filled(content, name, n_rows, islice(made[name], n_rows), shared)
                elif part.filename == "xl/sharedStrings.xml":
                    texts = shared.file(content)
                else:
                    texts = iter((content,))
                _pack(texts, target, packer)


def _pack(texts: Iterator[str], target: IO[bytes], packer: Executor) -> None:
    """Write the texts; one part is packed while the next is made."""
    before: Future[int] | None = None
    while some := "".join(islice(texts, _AT_ONCE // _SPAN)):
        if before is not None:
            before.result()
        before = packer.submit(target.write, some.encode())
    if before is not None:
        before.result()


def dictionary() -> list[tuple[str, ...]]:
    """The column dictionary: table, column, type, values, unit, always filled, meaning."""
    return [
        (table.name, column.name, column.type, " | ".join(column.values), column.unit,
         "yes" if column.required else "", column.description)
        for table in tables().values() for column in table.columns
    ]  # fmt: skip


# ── the workbook without the tables' rows ─────────────────────────────────────────────────────────────────────────


def _without_rows(n_rows: Mapping[str, int], settings: Mapping[str, str], versions: Mapping[str, str]) -> io.BytesIO:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": "her2parse tables", "created": dt.datetime(2000, 1, 1)})
    head = book.add_format({"bold": True, "bg_color": "#DCE6EE", "bottom": 1, "valign": "top"})
    body = book.add_format({"valign": "top"})
    limits = {f"{name}: rows beyond the sheet's limit": str(n - _XLSX_ROWS)
              for name, n in n_rows.items() if n > _XLSX_ROWS}  # fmt: skip
    notice = {"note": "Decision support and research use only - not a medical device. An empty cell is no value."}
    _sheet(book, "SETTINGS", ("setting", "value"), list({**settings, **limits, **notice}.items()), (34, 90), head, body)
    _sheet(book, "DATA_VERSIONS", ("what", "version"), sorted(versions.items()), (34, 80), head, body)
    _sheet(book, "COLUMNS", ("table", "column", "type", "values", "unit", "always filled", "meaning"),
           dictionary(), (14, 24, 10, 40, 22, 12, 110), head, body)  # fmt: skip
    for name, table in tables().items():
        widths = [_width(column) for column in table.columns]
        _sheet(book, name, table.names, (), widths, head, body, min(n_rows[name], _XLSX_ROWS))
    book.close()
    buffer.seek(0)
    return buffer


def _width(column: Column) -> float:
    return _WIDE.get(column.name, max(_WIDTHS.get(column.type, 20), len(column.name) + 3))


def _sheet(
    book: Any,
    name: str,
    names: Sequence[str],
    data: Sequence[Sequence[str]],
    widths: Sequence[float],
    head: Any,
    body: Any,
    n_rows: int = 0,
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for at, (title, width) in enumerate(zip(names, widths, strict=True)):
        sheet.write_string(0, at, title, head)
        sheet.set_column(at, at, width, body)
    sheet.autofilter(0, 0, max(1, len(data), n_rows), len(names) - 1)
    for number, row in enumerate(data, start=1):
        for at, cell in enumerate(row):
            if cell:
                sheet.write_string(number, at, _fitting(cell))


def _fitting(text: str) -> str:
    text = clean(text)
    # Excel counts UTF-16 units; half the limit is safe for text outside the basic plane.
    if len(text.encode("utf-16-le")) // 2 <= _XLSX_TEXT:
        return text
    return text[: _XLSX_TEXT // 2] + " … (cut; the whole text is in the TSV)"


# ── rows put into it ──────────────────────────────────────────────────────────────────────────────────────────────


class _Shared(dict[str, int]):
    """The texts of all cells by their place in the workbook's list. A header's texts are in it from the start: the
    sheet COLUMNS names every column."""

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__((text, place) for place, text in enumerate(texts))
        self._from_start = len(self)
        self.n_cells = 0

    def __missing__(self, text: str) -> int:
        """The place that a text gets; -1 where it stands in its cell instead."""
        fitting = _fitting(text) if len(text) > _XLSX_TEXT // 2 else text
        if fitting != text:
            return self[fitting]
        if len(self) - self._from_start >= _SHARED:
            return -1
        self[text] = place = len(self)
        return place

    def file(self, before: str) -> Iterator[str]:
        """The list with the texts of the rows behind those of the headers."""
        head, items, tail = _around(before, re.compile(r"<sst [^>]*>"), "</sst>")
        n_cells = int(re.search(r' count="(\d+)"', head)[1]) + self.n_cells  # type: ignore[index]
        head = re.sub(r' count="\d+" uniqueCount="\d+"', f' count="{n_cells}" uniqueCount="{len(self)}"', head)
        yield head + items
        rest = islice(self, self._from_start, None)
        while some := list(islice(rest, _SPAN)):
            yield "".join([f"<si>{_text(text)}</si>" for text in some])
        yield tail


def _filled(sheet: str, name: str, n_rows: int, made: Iterable[bytes], shared: _Shared) -> Iterator[str]:
    """A sheet's XML with its rows behind the header."""
    head, header, tail = _around(sheet, re.compile("<sheetData>"), "</sheetData>")
    style = re.search(r'<col [^>]*style="(\d+)"', head)
    if style is None or 'r="2"' in header:
        raise ValueError(_CHANGED)
    yield re.sub(r'(<dimension ref="A1:[A-Z]+)1"', rf'\g<1>{n_rows + 1}"', head) + header
    values, table = values_of(name), tables()[name]
    letters = [_letters(at) for at in range(len(table.columns))]
    text = [column.type not in ("integer", "number") for column in table.columns]
    points, number = f'" s="{style[1]}" t="s"><v>', f'" s="{style[1]}"><v>'
    in_cell = f'" s="{style[1]}" t="inlineStr"><is>'
    row, rest = 2, iter(made)
    while True:
        # The header is one of the first rows that tell their columns together.
        some = list(islice(rest, _SPAN - (row - 1) % _SPAN))
        if not some:
            break
        span = f"1:{len(letters)}" if row <= _SPAN else _span(some)
        cells: list[str] = []
        for line in some:
            cells.append(f'<row r="{row}" spans="{span}">')
            for letter, is_text, cell in zip(letters, text, values(line), strict=True):
                if not cell:
                    continue
                if not is_text:
                    cells.append(f'<c r="{letter}{row}{number}{float(cell):.16G}</v></c>')
                    continue
                place = shared[cell]
                if place >= 0:
                    shared.n_cells += 1
                    cells.append(f'<c r="{letter}{row}{points}{place}</v></c>')
                else:
                    cells.append(f'<c r="{letter}{row}{in_cell}{_text(_fitting(cell))}</is></c>')
            cells.append("</row>")
            row += 1
        yield "".join(cells)
    yield tail


def _span(some: Sequence[bytes]) -> str:
    """The first and the last column that a cell is filled in."""
    between, cells = BETWEEN.encode(), [shown(line) for line in some]
    first = min(len(line) - len(line.lstrip(between)) for line in cells)
    last = max(line.rstrip(between).count(between) for line in cells)
    return f"{first + 1}:{last + 1}"


def _text(text: str) -> str:
    """A text as XML; what Excel would take for an escaped character is escaped."""
    if "_x" in text:
        text = re.sub(r"(_x[0-9a-fA-F]{4}_)", r"_x005F\1", text)
    return f"<t>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</t>"


def _letters(at: int) -> str:
    """The name of a column: A is the one at 0, AA the one at 26."""
    return (_letters(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def _around(xml: str, start: re.Pattern[str], end: str) -> tuple[str, str, str]:
    begins, ends = start.search(xml), xml.rfind(end)
    if begins is None or ends < 0:
        raise ValueError(_CHANGED)
    return xml[: begins.end()], xml[begins.end() : ends], xml[ends:]


def _texts(shared: str) -> list[str]:
    found = [unescape(text) for text in re.findall(r"<si><t[^>]*>([^<]*)</t></si>", shared)]
    if f'uniqueCount="{len(found)}"' not in shared:
        raise ValueError(_CHANGED)
    return found


def _sheets(book: zipfile.ZipFile) -> dict[str, str]:
    """The tables by the names of their sheets' files, which stand in the order of the sheets."""
    order = ("SETTINGS", "DATA_VERSIONS", "COLUMNS", *tables())
    found = {f"xl/worksheets/sheet{number}.xml": name for number, name in enumerate(order, start=1)}
    return {file: name for file, name in found.items() if name in tables() and file in book.namelist()}
