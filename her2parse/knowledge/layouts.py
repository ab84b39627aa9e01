"""Layout profiles (``config/layouts/*.yaml``): how one laboratory's report is known, and its own words.

A profile adds to the reader's lexicons for the reports that it fits, and for no other. The schema
(``config/schemas/layout.schema.yaml``) says what may stand in one; ``docs/add-a-layout.md`` how to write one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from her2parse.errors import KnowledgeError
from her2parse.knowledge.tables import check_schema, read_yaml
from her2parse.knowledge.words import Meaning


@dataclass(frozen=True, slots=True)
class Sign:
    """Wordings of which one must stand on a report: ``first`` on its first page, ``any`` on any."""

    any: tuple[str, ...]
    page: Literal["any", "first"] = "any"


@dataclass(frozen=True, slots=True)
class Layout:
    """One profile.

    ``must``, ``may`` and ``never`` are its fingerprint: all of the first, one of the second where there are any, none
    of the third. ``expects`` is what such a report always shows; where that is missing the layout has drifted. The
    rest are rows for the lexicons: ``zones`` and ``columns`` (phrase, zone or role), ``terms`` (type, value, phrase,
    gene), ``labels`` (field, phrase). ``decimal`` and ``vaf`` say how numbers are written; empty = as anywhere.
    """

    name: str
    must: tuple[Sign, ...]
    may: tuple[Sign, ...] = ()
    never: tuple[Sign, ...] = ()
    expects: tuple[Sign, ...] = ()
    zones: tuple[tuple[str, str], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    terms: tuple[tuple[str, str, str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    decimal: Literal["", "comma", "point"] = ""
    vaf: Literal["", "fraction", "percent"] = ""

    @property
    def copy_number_words(self) -> tuple[tuple[str, Meaning], ...]:
        """The profile's words for copy-number events, with what the HER2 calls take them for."""
        return tuple((phrase, _COPY_NUMBER[value]) for kind, value, phrase, _ in self.terms if (kind, value) in _EVENTS)


_COPY_NUMBER: dict[str, Meaning] = {"amplification": "amplified", "gain": "low_level", "loss": "loss"}
_EVENTS = frozenset(("event", value) for value in _COPY_NUMBER)


@dataclass(frozen=True, slots=True)
class Layouts:
    """All profiles by name, and a hash of their files: only reading depends on it."""

    all: tuple[Layout, ...] = ()
    hash: str = ""


def load_layouts(folder: Path, schema: Path, extra: Path | None = None) -> Layouts:
    """Load and check all profiles.

    Args:
        folder: ``config/layouts``.
        schema: ``config/schemas/layout.schema.yaml``.
        extra: a laboratory's own folder; a profile there replaces ours of the same name.

    Raises:
        KnowledgeError: a folder is missing, or a file breaks the schema; names file, place and the nearest valid value.
    """
    found: dict[str, Layout] = {}
    total = hashlib.sha256()
    for place in (folder, extra):
        if place is None:
            continue
        if not place.is_dir():
            raise KnowledgeError("no such folder", expected="a folder of layout profiles (*.yaml)", where=place.name)
        own: dict[str, Path] = {}
        for path in sorted([*place.glob("*.yaml"), *place.glob("*.yml")]):
            layout = _layout(check_schema(read_yaml(path), "layout", path, schema.parent))
            if layout.name in own:
                raise KnowledgeError(
                    f"the name {layout.name} a second time", expected="a name of its own", where=path.name
                )
            own[layout.name] = path
            found[layout.name] = layout
            total.update(path.name.encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return Layouts(tuple(found[name] for name in sorted(found)), total.hexdigest())


def _layout(data: Mapping[str, Any]) -> Layout:
    mark = data["fingerprint"]
    values = data.get("values", {})
    return Layout(
        name=data["name"],
        must=_signs(mark["must"]),
        may=_signs(mark.get("may", ())),
        never=_signs(mark.get("never", ())),
        expects=_signs(data.get("expects", ())),
        zones=_pairs(data.get("zones", {})),
        columns=_pairs(data.get("columns", {})),
        terms=tuple(
            (kind, value, phrase, "")
            for kind, meanings in data.get("words", {}).items()
            for value, phrases in meanings.items()
            for phrase in phrases
        ),
        labels=tuple((field, phrase) for field, phrases in data.get("labels", {}).items() for phrase in phrases),
        decimal=values.get("decimal", ""),
        vaf=values.get("vaf", ""),
    )


def _signs(rows: Sequence[Any]) -> tuple[Sign, ...]:
    """A sign is written as a text, as a list of wordings, or with its page."""
    signs = []
    for row in rows:
        row = row if isinstance(row, Mapping) else {"any": row}
        wordings = [row["any"]] if isinstance(row["any"], str) else row["any"]
        signs.append(Sign(tuple(wordings), row.get("page", "any")))
    return tuple(signs)


def _pairs(rows: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((phrase, value) for value, phrases in rows.items() for phrase in phrases)
