"""What each assay covers, so that silence about a gene becomes ``negative`` only where it may.

``config/assays.yaml`` holds one entry an assay: the names it goes by, the laboratory, the specimen, and per event the
genes it reports. A kit that any laboratory may run and cut down never covers more than ``presumed``; an entry that was
not read in a primary source (``confidence`` V2 or M) neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, cast

from her2parse.errors import KnowledgeError
from her2parse.knowledge.schema import own_words
from her2parse.model import Specimen

Event = Literal["small_variant", "copy_number", "fusion", "splice", "expression"]
Covers = Literal["yes", "partial", "presumed", "no", "unknown"]
EVENTS: tuple[Event, ...] = ("small_variant", "copy_number", "fusion", "splice", "expression")

_LINES_OF_ONE_NAME = 6
"""A name may be set over several lines (a logo, then ``CDx``): the fuller name counts within this many lines."""

_MARKS = re.compile(r"[®™℠©]")
_NOT_NAME = re.compile(r"[^a-z0-9+]+")


@dataclass(frozen=True, slots=True)
class Capability:
    """For one event the genes that an assay reports, in one period.

    ``genes`` empty means none (and with ``complete`` that no gene is covered); ``("*",)`` means every gene of the
    panel's stated scope. ``complete``: the list is the whole list, so that a gene outside it is not covered.
    ``extent`` ``partial``: hotspots or some exons only. ``confidence``: V read in a primary source, V2 in a secondary
    one, M from memory.
    """

    event: Event
    genes: tuple[str, ...]
    complete: bool
    extent: Literal["full", "partial"]
    confidence: Literal["V", "V2", "M"]
    valid_from: str = ""
    valid_to: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class Assay:
    """One assay. ``kind``: ``service`` (one laboratory runs it), ``kit`` (many laboratories may, each in its own way),
    ``method`` (a technique without a product name, such as HER2 IHC)."""

    assay_id: str
    name: str
    lab: str
    kind: Literal["service", "kit", "method"]
    specimens: tuple[Specimen, ...]
    patterns: tuple[str, ...]
    needs: tuple[str, ...]
    capabilities: tuple[Capability, ...]
    thresholds: Mapping[str, Any]
    limits: tuple[str, ...]
    source: str
    checked: str
    verified: bool
    own: bool = False

    @property
    def specimen(self) -> Specimen:
        """The specimen when the assay takes one kind only, else ``unknown``."""
        return self.specimens[0] if len(self.specimens) == 1 else "unknown"

    def covers(self, gene: str, event: str, specimen: str = "", reported_on: str = "") -> Covers:
        """Whether the assay, on its own, settles ``event`` in ``gene``.

        ``yes`` only for a verified entry of a single laboratory's service; a dated entry counts only for a report whose
        date is known. ``unknown`` for a specimen that the assay does not take and for events that nobody described.
        """
        if specimen not in ("", "unknown") and self.specimens and specimen not in self.specimens:
            return "unknown"
        entries = [entry for entry in self.capabilities if entry.event == event]
        said_no = False
        for entry in entries:
            dated = bool(entry.valid_from or entry.valid_to)
            if dated and reported_on and not _within(reported_on, entry.valid_from, entry.valid_to):
                continue
            if gene in entry.genes or "*" in entry.genes:
                if entry.extent == "partial":
                    return "partial"
                sure = entry.confidence == "V" and self.kind != "kit" and (bool(reported_on) or not dated)
                return "yes" if sure else "presumed"
            if entry.complete and entry.confidence in ("V", "V2"):
                said_no = True
        return "no" if said_no else "unknown"


@dataclass(frozen=True)
class _Name:
    """A name pattern, normalised, with the assay it points to."""

    words: str
    assay: Assay


class AssayCatalogue:
    """All known assays, by id and by the names that reports print."""

    def __init__(self, assays: Iterable[Assay]) -> None:
        self.assays: dict[str, Assay] = {assay.assay_id: assay for assay in assays}

    def __iter__(self) -> Iterator[Assay]:
        return iter(self.assays.values())

    def __len__(self) -> int:
        return len(self.assays)

    def get(self, assay_id: str) -> Assay | None:
        """The assay of this id, or None."""
        return self.assays.get(assay_id)

    def with_overrides(self, own: AssayCatalogue) -> AssayCatalogue:
        """This catalogue with a laboratory's own entries; an own entry replaces ours of the same id."""
        return AssayCatalogue({**self.assays, **own.assays}.values())

    @cached_property
    def _names(self) -> tuple[_Name, ...]:
        names = [_Name(normalise_name(p), assay) for assay in self.assays.values() for p in assay.patterns]
        return tuple(sorted(names, key=lambda name: (-len(name.words), name.words, name.assay.assay_id)))

    @cached_property
    def _places_by_word(self) -> dict[str, list[int]]:
        """The places in ``_names`` of the names that begin with a word."""
        places: dict[str, list[int]] = {}
        for place, name in enumerate(self._names):
            places.setdefault(_stem(name.words), []).append(place)
        return places

    def recognise(self, text: str, lab: str = "", reported_on: str = "") -> Assay | None:  # noqa: ARG002
        """The assay that ``text`` (a title, a line or several lines) names, or None.

        The first line that names an assay decides, with the longest name in it; a fuller name of the same product just
        below (a logo ``FoundationOne`` over ``FoundationOne Liquid CDx``) refines it. Techniques without a product name
        (``HER2 IHC``) count only where no product is named. Some short names (``xF``) count only together with their
        maker's name, in the text or as ``lab``.
        """
        lines = [normalise_name(line) for line in text.splitlines()] or [""]
        if self._places_by_word.keys().isdisjoint([word for line in lines for word in line.split(" ")]):
            return None  # No name begins with any of its words.
        around = f" {normalise_name(text)} {normalise_name(lab)} "
        for methods in (False, True):
            for number, line in enumerate(lines):
                first = self._longest(line, around, methods)
                if first is None:
                    continue
                following = lines[number + 1 : number + _LINES_OF_ONE_NAME]
                for below in [f"{line} {following[0]}" if following else "", *following]:
                    fuller = self._longest(below, around, methods)
                    if fuller is not None and fuller.words.startswith(_stem(first.words) + " "):
                        first = max(first, fuller, key=lambda name: len(name.words))
                return first.assay
        return None

    def _longest(self, line: str, around: str, methods: bool) -> _Name | None:
        padded = f" {line} "
        places = self._places_by_word
        for place in sorted(place for word in {*line.split(" ")} for place in places.get(word, ())):
            name = self._names[place]
            if (name.assay.kind == "method") is not methods or f" {name.words} " not in padded:
                continue
            needs = name.assay.needs
            if not needs or any(f" {normalise_name(need)} " in around for need in needs):
                return name
        return None


def normalise_name(text: str) -> str:
    """Lower case, trade-mark signs gone, everything but letters, digits and ``+`` a single space."""
    return _NOT_NAME.sub(" ", _MARKS.sub(" ", text).lower()).strip()


def _stem(words: str) -> str:
    return words.split(" ")[0]


def _within(day: str, start: str, end: str) -> bool:
    return (not start or day >= start) and (not end or day <= end)


def load_assays(path: Path, *, own: bool = False) -> AssayCatalogue:
    """Read and check ``config/assays.yaml``, or a laboratory's own entries in the same form.

    Raises:
        KnowledgeError: the file breaks its schema, two assays share an id or a name; names the assay and the field.
    """
    from her2parse.knowledge.tables import check_schema, read_yaml

    data = check_schema(read_yaml(path), "assays", path)
    found: list[Assay] = []
    names: dict[str, str] = {}
    for number, row in enumerate(cast("list[dict[str, Any]]", data["assays"]), start=1):
        where = f"{path.name}, assay {number} ({row['id']})"
        if any(row["id"] == assay.assay_id for assay in found):
            raise KnowledgeError(f"the id {row['id']} a second time", expected="one entry an id", where=where)
        for pattern in row["patterns"]:
            key = normalise_name(pattern)
            if names.setdefault(key, row["id"]) != row["id"] and not row.get("needs"):
                raise KnowledgeError(
                    f"the name {pattern!r}, which {names[key]} has too", expected="one assay a name", where=where
                )
        found.append(_assay(row, own=own))
    return AssayCatalogue(found)


def _assay(row: Mapping[str, Any], *, own: bool) -> Assay:
    source, checked = str(row["source"]), str(row["checked"])
    source = own_words(source) if own else source
    scope = tuple(
        Capability(
            event=entry["event"],
            genes=tuple(["*"] if entry["genes"] == "all" else entry["genes"]),
            complete=entry.get("complete", False),
            extent=entry.get("extent", "full"),
            confidence=entry["confidence"],
            valid_from=str(entry.get("valid_from", "")),
            valid_to=str(entry.get("valid_to", "")),
            note=entry.get("note", ""),
            source=entry.get("source", source),
        )
        for entry in row["scope"]
    )
    return Assay(
        assay_id=row["id"],
        name=row["name"],
        lab=row["lab"],
        kind=row["kind"],
        specimens=tuple(row["specimen"]),
        patterns=tuple(row["patterns"]),
        needs=tuple(row.get("needs", ())),
        capabilities=scope,
        thresholds=dict(row.get("thresholds", {})),
        limits=tuple(row.get("limits", ())),
        source=source,
        checked=checked,
        verified=row["verified"],
        own=own,
    )
