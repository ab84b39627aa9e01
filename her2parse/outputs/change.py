"""One thing that differs between two runs, and how rows of one table are paired with rows of the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from her2parse.outputs.side import Line

Key = tuple[str, ...]
Kind = Literal["new", "gone", "changed"]
SECTIONS = ("run", "report", "her2", "finding", "resistance", "option", "review")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs.

    ``section``: one of ``SECTIONS``; ``kind``: new, gone or changed; ``field``: what changed (``call``, ``class``,
    ``status``, ``oncogenicity``, ``name``, ``value``, ``evidence``, ``match``, ``tier``, ``conditions`` ...);
    ``text``: the same as a sentence. For a therapy, ``therapy``, the ``rules`` that make its rows, before and after,
    the ``finding`` by its name, the ``jurisdiction`` and the report's ``place`` (date, specimen, id).
    """

    section: str
    kind: Kind
    patient_key: str
    report_id: str
    subject: str
    field: str
    before: str
    after: str
    text: str
    therapy: str = ""
    rules: tuple[str, ...] = ()
    finding: str = ""
    jurisdiction: str = ""
    place: str = ""


def pair(
    a: Sequence[Line], b: Sequence[Line], *keys: Callable[[Line], Key]
) -> Iterator[tuple[Line | None, Line | None]]:
    """Rows of ``a`` with rows of ``b`` by the first key that joins them; what stays alone comes with None."""
    left, right = list(a), list(b)
    for key in keys:
        waiting: dict[Key, list[Line]] = {}
        for row in right:
            waiting.setdefault(key(row), []).append(row)
        single = []
        for row in left:
            if partners := waiting.get(key(row)):
                yield row, partners.pop(0)
            else:
                single.append(row)
        left = single
        right = [row for row in right if any(row is other for other in waiting[key(row)])]
    yield from ((row, None) for row in left)
    yield from ((None, row) for row in right)


def by(*columns: str) -> Callable[[Line], Key]:
    return lambda row: tuple(row[column] for column in columns)


def shown(value: str) -> str:
    return value.rstrip(".") if value else "nothing"


def fields(
    section: str, a: Line, b: Line, subject: str, place: str, groups: Mapping[str, Sequence[str]]
) -> Iterator[Change]:
    """One change for each group of columns that differs."""
    for field, columns in groups.items():
        before = ", ".join(a[column] for column in columns if a[column])
        after = ", ".join(b[column] for column in columns if b[column])
        if any(a[column] != b[column] for column in columns):
            text = f"{place}: {subject}: {field} was {shown(before)}, is {shown(after)}."
            yield Change(
                section, "changed", b.get("patient_key", ""), b["report_id"], subject, field, before, after, text
            )


def alone(section: str, kind: Kind, row: Line, subject: str, place: str, what: str) -> Change:
    text = f"{place}: {'new' if kind == 'new' else 'gone'}: {subject}{f' ({what})' if what else ''}."
    before, after = ("", what) if kind == "new" else (what, "")
    return Change(section, kind, row.get("patient_key", ""), row["report_id"], subject, "", before, after, text)
