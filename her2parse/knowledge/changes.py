"""What changed between two knowledge folders, row by row, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from her2parse.errors import KnowledgeError
from her2parse.knowledge import content_hash
from her2parse.knowledge.schema import DOCUMENTS, TABLES, shape
from her2parse.knowledge.tables import check_schema, read_yaml, scan_rows

Cells = Mapping[str, str]
Tables = dict[str, dict[str, Cells]]

_LISTS = {"rules.yaml": "rules", "assays.yaml": "assays"}


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs. ``kind``: ``added``, ``removed`` or ``changed``; ``text``: the same as a sentence."""

    file: str
    key: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Folder:
    """One side of a comparison: its rows by file and key, and what it calls itself."""

    tables: Tables
    version: str
    hash: str


def read_folder(folder: Path, assays: Path | None = None) -> Folder:
    """The rows of a knowledge folder, or of a laboratory's own, as they stand.

    Args:
        assays: the assay catalogue; where None, ``assays.yaml`` in the folder or beside it.

    Raises:
        KnowledgeError: no such folder, no table in it, or a table breaks its schema.
    """
    if not folder.is_dir():
        raise KnowledgeError("no such folder", expected="a knowledge folder", where=str(folder))
    paths = {f"{name}.tsv": folder / f"{name}.tsv" for name in TABLES}
    paths |= {name: folder / name for name in DOCUMENTS}
    candidates = [assays] if assays is not None else [folder / "assays.yaml", folder.parent / "assays.yaml"]
    paths["assays.yaml"] = next((path for path in candidates if path.is_file()), folder / "assays.yaml")
    there = {name: path for name, path in paths.items() if path.is_file()}
    if not set(there) - {"assays.yaml"} and not (folder / "assays.yaml").is_file():
        raise KnowledgeError("no table of a knowledge base", expected=f"one of {', '.join(paths)}", where=str(folder))
    version = folder / "VERSION"
    apart = there.get("assays.yaml")
    outside = apart if apart is not None and apart.parent != folder else None
    return Folder(
        {name: _rows(name, path) for name, path in there.items()},
        version.read_text(encoding="utf-8").strip() if version.is_file() else "no version",
        content_hash(folder, outside),
    )


def _rows(name: str, path: Path) -> dict[str, Cells]:
    if name in _LISTS:
        data = check_schema(read_yaml(path), name.removesuffix(".yaml"), path)
        return {row["id"]: dict(_flat(row)) for row in data[_LISTS[name]]}
    asked = shape(name.removesuffix(".tsv"))
    rows, problems = scan_rows(path, asked)
    if problems:
        raise problems[0]
    # A name that means several keys has a row for each.
    key = (*asked.key, "key") if asked.repeats else asked.key
    return {" ".join(row[column] for column in key): {c: row[c] for c in asked.columns} for row in rows}


def _flat(value: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    for key, one in value.items():
        if isinstance(one, dict):
            yield from _flat(one, f"{within}{key}.")
        elif isinstance(one, list):
            yield f"{within}{key}", "; ".join(_plain(item) for item in one)
        else:
            yield f"{within}{key}", _plain(one)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(one)}" for key, one in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value)


def changes(a: Folder, b: Folder) -> tuple[Change, ...]:
    """Rows added, removed and changed from ``a`` to ``b``, by file and key; only files that both have."""
    found: list[Change] = []
    for file in sorted(set(a.tables) & set(b.tables)):
        before, after = a.tables[file], b.tables[file]
        for key in sorted(set(before) | set(after)):
            if key not in before:
                found.append(Change(file, key, "added", f"{file}, {key}: added: {_told(after[key])}."))
            elif key not in after:
                found.append(Change(file, key, "removed", f"{file}, {key}: removed: {_told(before[key])}."))
            elif before[key] != after[key]:
                found.append(Change(file, key, "changed", f"{file}, {key}: {_moved(before[key], after[key])}."))
    return tuple(found)


def _told(row: Cells) -> str:
    standing = "" if row.get("verified", "yes") == "yes" else "; unverified"
    words = next((row[column] for column in ("text", "note", "citation", "name") if row.get(column)), "")
    known = ("kind", "therapy", "oncogenicity", "scope", "drug_class", "meaning", "disease", "tier", "significance")
    parts = [row[column] for column in known if row.get(column)] + ([words] if words else [])
    return ("; ".join(parts) or "a row").rstrip(".") + standing


def _moved(before: Cells, after: Cells) -> str:
    columns = [*before, *(column for column in after if column not in before)]
    return "; ".join(
        f"{column} was {_shown(before.get(column, ''))}, is {_shown(after.get(column, ''))}"
        for column in columns
        if before.get(column, "") != after.get(column, "")
    )


def _shown(value: str) -> str:
    return f"'{value}'" if value else "empty"


def render(a: Folder, b: Folder) -> str:
    """The comparison as text: what the two call themselves, a line a row, the sums."""
    found = changes(a, b)
    lines = [f"A: {a.version}, SHA-256 {a.hash[:12]}", f"B: {b.version}, SHA-256 {b.hash[:12]}"]
    alone = sorted(set(a.tables) ^ set(b.tables))
    if alone:
        lines.append(f"Not compared, because one of the two does not have it: {', '.join(alone)}.")
    lines += ["", *(change.text for change in found)] if found else ["No row differs."]
    if found:
        sums = {kind: sum(change.kind == kind for change in found) for kind in ("added", "removed", "changed")}
        lines += ["", f"{sums['added']} added, {sums['removed']} removed, {sums['changed']} changed."]
    return "\n".join(lines) + "\n"
