"""CIViC evidence items, with their variant names turned into what a finding can be matched by.

A finding and an item meet in *keys*: ``p.Y772_A775dup`` (one change), ``class:exon 20 insertion``,
``region:kinase domain``, ``residue:G719``, ``mutation`` (any oncogenic change), ``amplification``, ``overexpression``.
CIViC's own names differ between items for one change; ``civic_names.tsv`` says what each means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from her2parse.knowledge.schema import read_table

_LUNG = (
    "Lung Non-small Cell Carcinoma",
    "Lung Adenocarcinoma",
    "Lung Squamous Cell Carcinoma",
    "Lung Cancer",
    "Lung Carcinoma",
    "Lung Acinar Adenocarcinoma",
    "Adenosquamous Lung Carcinoma",
)
_ANY_TUMOUR = ("Cancer", "Solid Tumor")


@dataclass(frozen=True, slots=True)
class CivicItem:
    """One evidence item. ``keys``: any of them makes the item speak about a finding of ``gene``."""

    evidence_id: str
    gene: str
    variant: str
    keys: tuple[str, ...]
    disease: str
    therapies: tuple[str, ...]
    together: bool
    kind: str
    level: str
    direction: str
    significance: str
    citation: str

    @property
    def in_lung(self) -> bool:
        """About a lung cancer other than small cell, or about tumours of any kind."""
        return self.disease in _LUNG or self.disease in _ANY_TUMOUR

    @property
    def any_tumour(self) -> bool:
        """About tumours of any kind."""
        return self.disease in _ANY_TUMOUR

    @property
    def regimens(self) -> tuple[str, ...]:
        """The therapies as one regimen when given together, else one by one."""
        return (" + ".join(self.therapies),) if self.together and self.therapies else self.therapies

    @property
    def effect(self) -> str:
        """``sensitivity``, ``not_supported``, ``resistance`` or empty (anything else)."""
        if self.kind != "Predictive":
            return ""
        if self.significance == "Sensitivity/Response":
            return "sensitivity" if self.direction == "Supports" else "not_supported"
        return "resistance" if self.significance == "Resistance" and self.direction == "Supports" else ""


@dataclass(frozen=True)
class CivicTable:
    """All items, with a look-up by gene and keys."""

    items: tuple[CivicItem, ...]

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], tuple[CivicItem, ...]]:
        found: dict[tuple[str, str], list[CivicItem]] = {}
        for item in self.items:
            for key in item.keys:
                found.setdefault((item.gene, key), []).append(item)
        return {key: tuple(items) for key, items in found.items()}

    def about(self, gene: str, keys: Iterable[str]) -> tuple[CivicItem, ...]:
        """The items of ``gene`` that any of ``keys`` names, in the order of their ids."""
        seen = {item.evidence_id: item for key in keys for item in self._by_key.get((gene, key), ())}
        return tuple(seen[evidence_id] for evidence_id in sorted(seen, key=lambda name: int(name[3:])))


def load_civic(table: Path, names: Path) -> CivicTable:
    """Read ``civic.tsv`` and ``civic_names.tsv``.

    Raises:
        KnowledgeError: naming file, row and column.
    """
    keys: dict[tuple[str, str], list[str]] = {}
    for row in read_table("civic_names", names):
        keys.setdefault((row["gene"], row["variant"].upper()), []).append(row["key"])
    items: list[CivicItem] = []
    for row in read_table("civic", table):
        therapies = tuple(part.strip() for part in row["therapies"].split(";") if part.strip())
        items.append(
            CivicItem(
                evidence_id=f"EID{row['id']}",
                gene=row["gene"],
                variant=row["variant"],
                keys=_keys(row["gene"], row["variant"], keys),
                disease=row["disease"],
                therapies=therapies,
                together=row["therapy_interaction_type"] == "Combination",
                kind=row["evidence_type"],
                level=row["evidence_level"],
                direction=row["evidence_direction"],
                significance=row["significance"],
                citation=f"PMID{row['citation_id']}" if row["citation_source_type"] == "PubMed" else "",
            )
        )
    return CivicTable(tuple(items))


def alternatives(gene: str, variant: str) -> Sequence[str]:
    """``L755P OR ERBB2 G776V`` to its parts; a profile that needs several changes at once (AND) has none."""
    if " AND " in variant:
        return ()
    return tuple(part.strip().removeprefix(f"{gene} ") for part in variant.split(" OR "))


def _keys(gene: str, variant: str, names: dict[tuple[str, str], list[str]]) -> tuple[str, ...]:
    return tuple(key for part in alternatives(gene, variant) for key in names.get((gene, part.upper()), ()) if key)
