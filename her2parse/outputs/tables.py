"""Writing the tables: TSV, workbook and Parquet, byte for byte the same for the same rows, a part at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from her2parse.files import written_whole
from her2parse.outputs.lines import BETWEEN, EXACT, Lines, lines, shown, values_of
from her2parse.outputs.schema import Row, tables
from her2parse.outputs.workbook import write_workbook

_AT_ONCE = 10_000
"""Lines that are turned into text together."""
_GROUP = 131_072
"""Rows of a group in a Parquet file, which is what is held of it at once."""


def tsv(name: str, table_rows: Sequence[Row]) -> bytes:
    """One table as the TSV file's bytes."""
    return b"".join(_tsv(name, lines({name: table_rows})[name]))


def write_tables(out: Path, made: Lines, settings: Mapping[str, str], versions: Mapping[str, str]) -> tuple[Path, ...]:
    """Write ``<table>.tsv``, ``tables.xlsx`` and ``parquet/<table>.parquet`` into ``out``; returns the paths."""
    written = []
    for name in tables():
        plain, typed = out / f"{name}.tsv", out / "parquet" / f"{name}.parquet"
        with written_whole(plain) as stream:
            stream.writelines(_tsv(name, made[name]))
        with written_whole(typed) as stream:
            _write_parquet(stream, name, made[name])
        written += [plain, typed]
    with written_whole(out / "tables.xlsx") as stream:
        write_workbook(stream, made, settings, versions)
    return (*written, out / "tables.xlsx")


def _tsv(name: str, made: Iterable[bytes]) -> Iterator[bytes]:
    yield "\t".join(tables()[name].names).encode() + b"\n"
    for some in _parts(made, _AT_ONCE):
        text = b"\n".join([shown(line) for line in some]) + b"\n"
        # Cells are clean text: nothing but a quotation mark needs quoting.
        yield _quoted(text) if b'"' in text else text.replace(BETWEEN.encode(), b"\t")


def _quoted(text: bytes) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerows(line.split(BETWEEN) for line in text.decode().split("\n")[:-1])
    return buffer.getvalue().encode()


def _write_parquet(stream: BinaryIO, name: str, made: Iterable[bytes]) -> None:
    """No value is null by accident: an empty cell is null, in every column."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv
    import pyarrow.parquet as pq

    kinds = {"integer": pa.int64(), "number": pa.float64()}
    schema = pa.schema([(column.name, kinds.get(column.type, pa.string())) for column in tables()[name].columns])
    parse = arrow_csv.ParseOptions(delimiter=BETWEEN, quote_char=False, double_quote=False, escape_char=False)
    convert = arrow_csv.ConvertOptions(column_types=schema, null_values=[""], strings_can_be_null=True)
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        text = b""
        for text in _joined(name, made):
            # One block, so that a column is one piece however it was read: the file's bytes depend on that.
            read = arrow_csv.ReadOptions(column_names=schema.names, block_size=len(text) + 1, use_threads=False)
            writer.write_table(arrow_csv.read_csv(pa.BufferReader(text), read, parse, convert))
        if not text:
            writer.write_table(schema.empty_table())


def _joined(name: str, made: Iterable[bytes]) -> Iterator[bytes]:
    """Lines of exact cells, a group at a time."""
    values, marks = values_of(name), (b"'", EXACT.encode())
    exact = (BETWEEN.join(values(line)).encode() if any(mark in line for mark in marks) else line for line in made)
    while some := b"\n".join(islice(exact, _GROUP)):
        yield some + b"\n"


def _parts(made: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    rest = iter(made)
    while some := list(islice(rest, size)):
        yield some
