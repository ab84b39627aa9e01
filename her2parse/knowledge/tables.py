"""Knowledge files to checked rows: TSV tables and YAML documents, with the file, row and column of every complaint."""

from __future__ import annotations

import csv
import datetime
import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from her2parse.errors import KnowledgeError

SCHEMAS = Path(__file__).resolve().parent.parent / "data" / "schemas"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def without_accents(text: str) -> str:
    """``text`` in small letters without accents: how phrases of the tables and of reports are compared."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def nearest(value: str, allowed: Iterable[str]) -> str:
    """The allowed value that looks most like ``value``, or an empty string."""
    close = difflib.get_close_matches(value, sorted(allowed), n=1, cutoff=0.4)
    return close[0] if close else ""


def one_of(value: str, allowed: Sequence[str], where: str) -> str:
    """``value`` when it is allowed.

    Raises:
        KnowledgeError: it is not; names the nearest allowed value.
    """
    if value in allowed:
        return value
    raise _not_one_of(value, allowed, where)


def _not_one_of(value: str, allowed: Sequence[str], where: str) -> KnowledgeError:
    near = nearest(value, allowed)
    listed = ", ".join(name or "empty" for name in allowed)
    expected = f"one of {listed}" + (f" (nearest: {near})" if near else "")
    return KnowledgeError(f"the value {value!r}", expected=expected, where=where)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table must look like: its columns in order, the columns whose cells together are a row's own key, closed
    lists of values, forms that cells must match as a whole, and columns that must not be empty."""

    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    forms: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    repeats: bool = False


def read_rows(
    path: Path, columns: Sequence[str], *, key: str | None = None, choices: Mapping[str, Sequence[str]] | None = None
) -> list[dict[str, str]]:
    """The rows of a TSV file as dictionaries; ``#`` begins a comment line.

    Args:
        path: the table.
        columns: the heading that it must have, in order.
        key: a column whose values must be unique and filled.
        choices: columns with a closed list of values. Columns ``checked`` must hold an ISO day, ``verified`` yes or no,
            ``source`` must be filled.

    Raises:
        KnowledgeError: naming file, row, column and the nearest valid value.
    """
    rows, problems = scan_rows(path, Shape(tuple(columns), (key,) if key else (), choices or {}))
    if problems:
        raise problems[0]
    return rows


def scan_rows(path: Path, shape: Shape, *, called: str = "") -> tuple[list[dict[str, str]], list[KnowledgeError]]:
    """The rows that keep to the shape, each with its line number as ``_row``, and what is wrong with the others.

    Args:
        called: what the table is called in messages; its file's name where empty.
    """
    name = called or path.name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return [], [
            KnowledgeError(f"the table cannot be read ({error})", expected="a UTF-8 TSV file", where=name),
        ]
    lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line and not line.startswith("#")]
    if not lines:
        return [], [KnowledgeError("an empty table", expected=f"the columns {', '.join(shape.columns)}", where=name)]
    cells = list(csv.reader([line for _, line in lines], delimiter="\t", quoting=csv.QUOTE_NONE))
    try:
        _check_heading(cells[0], shape.columns, f"{name}, row {lines[0][0]}")
    except KnowledgeError as error:
        return [], [error]
    rows: list[dict[str, str]] = []
    problems: list[KnowledgeError] = []
    seen: set[tuple[str, ...]] = set()
    for (number, _), row in zip(lines[1:], cells[1:], strict=True):
        where = f"{name}, row {number}"
        if len(row) != len(shape.columns):
            problems.append(KnowledgeError(f"{len(row)} cells", expected=f"{len(shape.columns)} cells", where=where))
            continue
        record = {column: cell.strip() for column, cell in zip(shape.columns, row, strict=True)}
        wrong = list(_cell_problems(record, shape, where))
        own = tuple(record[column] for column in shape.key)
        if own and not shape.repeats and own in seen:
            column = " and ".join(shape.key)
            found = f"the value {', '.join(own)!r} a second time"
            wrong.append(KnowledgeError(found, expected="a value of its own", where=f"{where}, column {column}"))
        seen.add(own)
        problems += wrong
        if not wrong:
            rows.append({**record, "_row": str(number)})
    return rows, problems


def _cell_problems(record: Mapping[str, str], shape: Shape, where: str) -> Iterator[KnowledgeError]:
    choices = {"verified": ("yes", "no"), **shape.choices}
    first = shape.key[:1]
    for column, cell in record.items():
        place = f"{where}, column {column}"
        if column in choices:
            if cell not in choices[column]:
                yield _not_one_of(cell, choices[column], place)
        elif column == "checked":
            if not is_day(cell):
                yield KnowledgeError(f"the date {cell!r}" if cell else "no date", expected="YYYY-MM-DD", where=place)
        elif column == "source" and not cell:
            yield KnowledgeError("no source", expected="where the fact was read", where=place)
        elif not cell and (column in shape.filled or column in first):
            yield KnowledgeError("an empty cell", expected="a value", where=place)
        elif column in shape.forms and not shape.forms[column].search(cell):
            expected = f"the form {shape.forms[column].pattern}"
            yield KnowledgeError(f"the value {cell!r}", expected=expected, where=place)


def is_day(text: str) -> bool:
    """Whether ``text`` is a day of the calendar, YYYY-MM-DD."""
    try:
        return bool(_DAY.fullmatch(text)) and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _check_heading(found: Sequence[str], columns: Sequence[str], where: str) -> None:
    for name in found:
        if name not in columns:
            near = nearest(name, columns)
            raise KnowledgeError(
                f"the column {name!r}",
                expected=f"one of {', '.join(columns)}" + (f" (nearest: {near})" if near else ""),
                where=where,
            )
    for name in columns:
        if name not in found:
            raise KnowledgeError(f"no column {name!r}", expected=f"the columns {', '.join(columns)}", where=where)
    if list(found) != list(columns):
        raise KnowledgeError("columns in another order", expected=", ".join(columns), where=where)


def read_yaml(path: Path) -> Any:
    """A YAML document; dates stay strings.

    Raises:
        KnowledgeError: it cannot be read or is not YAML.
    """
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # Dates stay text: a rule's day is compared as ISO text everywhere.
    resolvers = {
        first: [(tag, regexp) for tag, regexp in pairs if tag != "tag:yaml.org,2002:timestamp"]
        for first, pairs in base.yaml_implicit_resolvers.items()
    }
    loader = type("TextDates", (base,), {"yaml_implicit_resolvers": resolvers})
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"the file cannot be read ({error})", expected="UTF-8 YAML", where=path.name) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        raise KnowledgeError("not valid YAML", expected="YAML", where=f"{path.name}{line}") from None


@lru_cache(maxsize=8)
def _schema(name: str, folder: Path) -> Any:
    return read_yaml(folder / f"{name}.schema.yaml")


def check_schema(data: Any, name: str, path: Path, folder: Path = SCHEMAS) -> Any:
    """``data`` when it satisfies the schema ``name`` of ``folder``.

    Raises:
        KnowledgeError: naming the first place (in document order) that breaks it, with the nearest valid value.
    """
    for problem in schema_problems(data, name, path.name, folder):
        raise problem
    return data


def schema_problems(data: Any, name: str, called: str, folder: Path = SCHEMAS) -> Iterator[KnowledgeError]:
    """Every place of ``data`` that breaks the schema ``name``, in document order."""
    import jsonschema

    validator = jsonschema.Draft202012Validator(_schema(name, folder))
    for error in sorted(validator.iter_errors(data), key=lambda error: _in_order(error.absolute_path)):
        place = _place(data, list(error.absolute_path))
        found, expected = f"the value {_short(error.instance)}", str(error.message)
        if error.validator == "enum":
            near = nearest(str(error.instance), [str(value) for value in error.validator_value])
            expected = f"one of {', '.join(map(str, error.validator_value))}" + (f" (nearest: {near})" if near else "")
        elif error.validator == "additionalProperties":
            allowed = error.schema.get("properties", {})
            extra = sorted(set(error.instance) - set(allowed))
            near = nearest(extra[0], allowed)
            found = f"the key {extra[0]!r}"
            expected = f"one of {', '.join(allowed)}" + (f" (nearest: {near})" if near else "")
        elif error.validator == "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            found, expected = "a missing key", f"the key {missing[0]!r}" if missing else expected
        yield KnowledgeError(found, expected=expected, where=f"{called}{', ' + place if place else ''}")


def _in_order(path: Iterable[Any]) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, str(step)) for step in path]


def _place(data: Any, path: list[Any]) -> str:
    parts: list[str] = []
    for step in path:
        data = data[step] if data is not None else None
        if isinstance(step, int):
            label = data.get("id") if isinstance(data, dict) else None
            parts.append(f"entry {step + 1}" + (f" ({label})" if label else ""))
        else:
            parts.append(str(step))
    return ", ".join(parts)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
