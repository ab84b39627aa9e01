"""Variants on the ruler of their protein, with its domains and the exons whose bounds are known."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from her2parse.outputs.charts.span import WIDTH
from her2parse.outputs.charts.svg import apart, element, figure, marker, words
from her2parse.resources import knowledge_folder

_LEFT, _RIGHT = 24.0, WIDTH - 24.0
_SLOT = 104.0
MOST_PINS = 16


@dataclass(frozen=True, slots=True)
class Region:
    """A domain or an exon in residues, both ends included."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Protein:
    """A protein's domains and exons as ``regions.tsv`` gives them; ``verified`` is False where a row was written from
    memory."""

    gene: str
    domains: tuple[Region, ...]
    exons: tuple[Region, ...]
    source: str
    verified: bool

    @property
    def length(self) -> int:
        """Residues."""
        return max(domain.end for domain in self.domains)


@dataclass(frozen=True, slots=True)
class Pin:
    """One variant: residue, normalised name, the name as written, ``harmful`` (filled) or not (hollow), where seen."""

    residue: int
    name: str
    written: str
    harmful: bool
    seen: str = ""


@cache
def proteins() -> dict[str, Protein]:
    """The proteins of ``regions.tsv`` by gene."""
    rows: dict[str, list[dict[str, str]]] = {}
    with (knowledge_folder() / "regions.tsv").open(encoding="utf-8", newline="") as handle:
        lines = (line for line in handle if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows.setdefault(row["gene"], []).append(row)
    return {gene: _protein(gene, given) for gene, given in rows.items()}


def _protein(gene: str, rows: Sequence[dict[str, str]]) -> Protein:
    def of(feature: str) -> tuple[Region, ...]:
        found = (row for row in rows if row["feature"] == feature)
        return tuple(Region(row["name"], int(row["aa_from"]), int(row["aa_to"])) for row in found)

    sources = dict.fromkeys(row["source"] for row in rows)
    return Protein(gene, of("domain"), of("exon"), "; ".join(sources), all(row["verified"] == "yes" for row in rows))


def lollipop(name: str, protein: Protein, pins: Sequence[Pin], description: str) -> str:
    """The figure; the first ``MOST_PINS`` variants are drawn in order of their residues."""
    drawn = sorted(pins[:MOST_PINS], key=lambda pin: (pin.residue, pin.name))
    rows = 1 if len(drawn) * _SLOT <= _RIGHT - _LEFT else 2
    head = 26.0 + 40.0 * rows
    ruler = head + 40

    def x(residue: float) -> float:
        return _LEFT + (residue - 1) / (protein.length - 1) * (_RIGHT - _LEFT)

    parts = []
    for index, domain in enumerate(protein.domains):
        left, right = x(domain.start), x(domain.end)
        colour = "domain kinase" if "kinase" in domain.name else f"domain d{index % 2}"
        parts.append(element("rect", x=left, y=ruler, width=right - left, height=24, class_=colour))
        if right - left > 90:
            parts.append(words(domain.name, (left + right) / 2, ruler + 16, class_="small mid on-domain"))
    for exon in protein.exons:
        left, right = x(exon.start), x(exon.end)
        marked = "exon exon20" if exon.name == "20" else "exon"
        parts.append(element("rect", x=left, y=ruler + 27, width=right - left, height=15, class_=marked))
        if right - left >= 13:
            parts.append(words(exon.name, (left + right) / 2, ruler + 38.5, class_="tiny mid on-exon"))
    for residue in range(200, protein.length, 200):
        parts.append(words(str(residue), x(residue), ruler + 56, class_="tick mid"))
    parts.append(words("exon" if protein.exons else "", _LEFT, ruler + 39, class_="tiny soft"))
    places = apart([x(pin.residue) for pin in drawn], _SLOT / rows, _LEFT + 50, _RIGHT - 50)
    for index, (pin, place) in enumerate(zip(drawn, places, strict=True)):
        y = 44.0 + 40.0 * (index % rows)
        at = x(pin.residue)
        parts.append(
            element("path", d=f"M{place:.1f} {y:.1f}V{head:.1f}L{at:.1f} {ruler - 8:.1f}V{ruler:.1f}", class_="stem")
        )
        parts.append(marker("circle", place, y, 5.5, class_="pin" if pin.harmful else "pin hollow"))
        parts.append(words(pin.name, place, y - 22, 17, class_="small mid strong"))
        other = pin.written if pin.written.removeprefix("p.") != pin.name.removeprefix("p.") else pin.seen
        parts.append(words(other, place, y - 10, 19, class_="tiny mid soft"))
    return figure(name, f"{protein.gene}: variants on the protein", description, WIDTH, ruler + 64, *parts)
