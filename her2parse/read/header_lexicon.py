"""The header part's words, read from ``data/lexicon/header_*.tsv``: rows to phrase indexes, each file once."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from her2parse.errors import KnowledgeError
from her2parse.read.header_text import PhraseIndex, squeeze


@cache
def rows_of(name: str, *columns: str) -> tuple[tuple[str, ...], ...]:
    """The rows of ``header_<name>.tsv`` as tuples of the named columns.

    Raises ``KnowledgeError`` naming file, row and column when a column is missing or a cell of one is empty.
    """
    file = files("her2parse") / "data" / "lexicon" / f"header_{name}.tsv"
    with file.open(encoding="utf-8") as handle:
        reader = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise KnowledgeError(
                f"column {missing[0]} is missing", where=f"{file.name}, row 1", expected="a header row"
            )
        rows = []
        for number, row in enumerate(reader, start=2):
            empty = [column for column in columns if not row[column]]
            if empty:
                raise KnowledgeError("the cell is empty", where=f"{file.name}, row {number}, column {empty[0]}")
            rows.append(tuple(row[column] for column in columns))
        return tuple(rows)


@cache
def phrases(name: str, column: str) -> PhraseIndex[str]:
    """``header_<name>.tsv`` as an index from its phrases to the value in ``column``."""
    return PhraseIndex((phrase, value) for phrase, value in rows_of(name, "phrase", column))


@cache
def months() -> dict[str, int]:
    """Month names and abbreviations of all languages, squeezed, to 1-12."""
    return {squeeze(name): int(month) for month, name in rows_of("months", "month", "name")}
