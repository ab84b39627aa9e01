"""Knowledge files to checked rows: TSV tables and YAML documents, with the file, row and column of every complaint."""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
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
    near = nearest(value, allowed)
    raise KnowledgeError(
        f"the value {value!r}",
        expected=f"one of {', '.join(allowed)}" + (f" (nearest: {near})" if near else ""),
        where=where,
    )


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
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(
            f"the table cannot be read ({error})", expected="a UTF-8 TSV file", where=path.name
        ) from None
    lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line and not line.startswith("#")]
    if not lines:
        raise KnowledgeError("an empty table", expected=f"the columns {', '.join(columns)}", where=path.name)
    cells = list(csv.reader([line for _, line in lines], delimiter="\t", quoting=csv.QUOTE_NONE))
    _check_heading(cells[0], columns, f"{path.name}, row {lines[0][0]}")
    rows: list[dict[str, str]] = []
    seen: set[str] = set()
    rules = {"verified": ("yes", "no"), **(choices or {})}
    for (number, _), row in zip(lines[1:], cells[1:], strict=True):
        where = f"{path.name}, row {number}"
        if len(row) != len(columns):
            raise KnowledgeError(f"{len(row)} cells", expected=f"{len(columns)} cells", where=where)
        record = {name: cell.strip() for name, cell in zip(columns, row, strict=True)}
        for column, allowed in rules.items():
            if column in record:
                one_of(record[column], allowed, f"{where}, column {column}")
        if "checked" in record and not _DAY.fullmatch(record["checked"]):
            raise KnowledgeError(
                f"the date {record['checked']!r}", expected="YYYY-MM-DD", where=f"{where}, column checked"
            )
        if "source" in record and not record["source"]:
            raise KnowledgeError("no source", expected="where the fact was read", where=f"{where}, column source")
        if key is not None:
            if not record[key] or record[key] in seen:
                found = f"the value {record[key]!r} a second time" if record[key] else "an empty cell"
                raise KnowledgeError(found, expected="a value of its own", where=f"{where}, column {key}")
            seen.add(record[key])
        rows.append({**record, "_row": str(number)})
    return rows


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
    import jsonschema

    validator = jsonschema.Draft202012Validator(_schema(name, folder))
    errors = sorted(validator.iter_errors(data), key=lambda error: [str(part) for part in error.absolute_path])
    if not errors:
        return data
    error = errors[0]
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
        found = "a missing key"
    raise KnowledgeError(found, expected=expected, where=f"{path.name}{', ' + place if place else ''}")


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
