"""The variant catalogue: what a protein change of ERBB2 or EGFR (and a few others) is held to do, and why.

``variants.tsv`` names single changes, classes (``exon 20 insertion``) and regions; ``regions.tsv`` holds exon and
domain bounds. The most specific row decides: a name, then a class, then a region. A change of a catalogued gene that no
row names is a variant of unknown significance, never more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from her2parse.errors import KnowledgeError
from her2parse.knowledge.schema import read_table
from her2parse.knowledge.tables import nearest
from her2parse.model import NormalizedVariant, Oncogenicity

SCOPES = (
    "activating",
    "activating?",
    "tkd_activating",
    "tkd_activating?",
    "egfr_classic",
    "egfr_atypical",
    "egfr_ex20ins",
    "egfr_t790m",
    "egfr_driver",
    "met_ex14",
    "kras_g12c",
    "braf_v600e",
)
"""What a row may say of label scope; ``?`` means that it is for a person to decide (the condition stays unknown)."""

_CHANGE = re.compile(r"p\.\(?(?P<a>[A-Z*])(?P<start>\d+)(?:_(?P<b>[A-Z*])(?P<end>\d+))?(?P<rest>.*?)\)?$")


@dataclass(frozen=True, slots=True)
class Region:
    """An exon or a domain of a protein, both ends included. ``feature`` is ``exon`` or ``domain``."""

    gene: str
    feature: str
    name: str
    aa_from: int
    aa_to: int
    source: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One row of ``variants.tsv``. ``group`` and the bounds make a region rule (insertions from 770 to 785); ``own``
    marks a laboratory's row."""

    row_id: str
    gene: str
    name: str
    variant_class: str
    group: str
    aa_from: int | None
    aa_to: int | None
    oncogenicity: Oncogenicity
    scope: tuple[str, ...]
    note: str
    source: str
    checked: str
    verified: bool
    own: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """Where a change lies and what kind it is, in words. ``group`` is the kind without the place: ``missense``,
    ``insertion`` (the protein grows, in frame), ``deletion``, ``indel`` (same length), ``truncation``, ``splice``,
    ``synonymous`` or empty; ``detail`` is the phrase for a table (``exon 20 insertion``)."""

    exon: str = ""
    domain: str = ""
    group: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """Our oncogenicity of a change, the row that says so (None when nothing does) and the reason in words."""

    oncogenicity: Oncogenicity
    reason: str
    row: CatalogueRow | None = None
    scope: tuple[str, ...] = ()


class VariantCatalogue:
    """All rows of the catalogue and the bounds of exons and domains."""

    def __init__(self, rows: Sequence[CatalogueRow], regions: Sequence[Region]) -> None:
        self.rows = tuple(rows)
        self.regions = tuple(regions)
        self.genes = tuple(sorted({row.gene for row in rows}))
        self.judged_genes = tuple(sorted({region.gene for region in regions}))
        self._by_name = {(row.gene, row.name): row for row in rows if row.name}
        self._by_class: dict[tuple[str, str], CatalogueRow] = {
            (row.gene, row.variant_class.lower()): row for row in rows if row.variant_class
        }

    def region(self, gene: str, feature: str, position: int) -> Region | None:
        """The exon or domain that holds a residue, or None."""
        for region in self.regions:
            if region.gene == gene and region.feature == feature and region.aa_from <= position <= region.aa_to:
                return region
        return None

    def describe(self, variant: NormalizedVariant) -> Described:
        """Exon, domain, kind of change and the phrase for it; empty fields where the name does not say."""
        if variant.variant_class:
            return _described_class(variant.variant_class)
        group = change_group(variant)
        start, end = variant.aa_start, variant.aa_end
        if start is None:
            found = _CHANGE.match(variant.hgvs_p_short)
            if found is None:
                return Described(group=group, detail=_DETAIL.get(group, ""))
            start, end = int(found["start"]), int(found["end"] or found["start"])
        # An insertion stands between two residues: the one after it decides, so that A775_G776ins is of exon 20.
        exon = self.region(variant.gene, "exon", end if group == "insertion" and end is not None else start)
        domain = self.region(variant.gene, "domain", start)
        where = exon.name if exon is not None else (str(variant.exon) if variant.exon is not None else "")
        place = domain.name if domain is not None else ""
        if group == "insertion" and where:
            detail = f"exon {where} insertion"
        elif group == "deletion" and where:
            detail = f"exon {where} deletion"
        elif group in ("missense", "indel") and place:
            detail = f"{place} {'missense' if group == 'missense' else 'in-frame indel'}"
        else:
            detail = _DETAIL.get(group, "")
        return Described(where, place, group, detail)

    def judge(self, variant: NormalizedVariant) -> Judged | None:
        """Our oncogenicity of a change, or None where the catalogue does not speak about the gene."""
        gene = variant.gene
        described = self.describe(variant)
        row = self._by_name.get((gene, variant.hgvs_p_short))
        row = row or self._by_name.get((gene, variant.hgvs_c.split(":")[-1]))
        if row is None and variant.variant_class:
            row = self._by_class.get((gene, variant.variant_class.lower()))
        if row is None:
            row = self._by_region(variant, described)
        if row is not None:
            return Judged(row.oncogenicity, row.note or "named in the catalogue", row, row.scope)
        if described.group == "synonymous":
            return Judged("benign", "the protein does not change")
        if variant.variant_class and not described.group:
            return None  # "mutation" names nothing that could be judged
        if gene in self.judged_genes:
            place = f" ({described.detail})" if described.detail else ""
            return Judged("vus", f"not in the catalogue{place}{self._why_open(variant, described)}")
        return None

    def _why_open(self, variant: NormalizedVariant, described: Described) -> str:
        """Why a change that no row names stays of unknown significance, where its place may suggest otherwise."""
        found = _CHANGE.match(variant.hgvs_p_short)
        start = variant.aa_start if found is None else int(found["start"])
        end = variant.aa_end if found is None else int(found["end"] or found["start"])
        if start is None:
            return ""
        if described.group == "missense":
            known = [row.name for row in self._oncogenic(variant.gene) if _residue(row.name) == start]
            if known:
                return f"; {', '.join(sorted(known))} of the same residue proves nothing of this one"
            beside = next((row for row in self._oncogenic(variant.gene) if _near(row, start)), None)
            if beside is not None:
                return f"; near the {beside.group} hotspot {beside.aa_from}-{beside.aa_to}, which proves nothing"
            return "; a place in the kinase domain alone proves nothing" if described.domain == "kinase domain" else ""
        regions = [row for row in self._oncogenic(variant.gene) if row.group == described.group and row.aa_from]
        if regions and end is not None:
            places = ", ".join(f"{row.aa_from}-{row.aa_to}" for row in regions)
            return f"; outside the residues where an in-frame {described.group} is recurrent ({places})"
        return ""

    def _oncogenic(self, gene: str) -> tuple[CatalogueRow, ...]:
        return tuple(row for row in self.rows if row.gene == gene and row.oncogenicity in _ACTIVE)

    def _by_region(self, variant: NormalizedVariant, described: Described) -> CatalogueRow | None:
        start, end = variant.aa_start, variant.aa_end
        if start is None:
            found = _CHANGE.match(variant.hgvs_p_short)
            if found is not None:
                start, end = int(found["start"]), int(found["end"] or found["start"])
        for row in self.rows:
            if row.gene != variant.gene or not row.group or row.group != described.group:
                continue
            if row.aa_from is None or row.aa_to is None:
                return row
            if start is not None and row.aa_from <= start and (end or start) <= row.aa_to:
                return row
        return None


_ACTIVE = ("oncogenic", "likely_oncogenic")
_NEAR = 2
"""Residues on either side of an indel hotspot that still count as near it (clinical facts 2026-11-22, section 2.3)."""


def _residue(name: str) -> int | None:
    found = _CHANGE.match(name)
    missense = found is not None and found["b"] is None and re.fullmatch(r"[A-Z]", found["rest"])
    return int(found["start"]) if found is not None and missense else None


def _near(row: CatalogueRow, position: int) -> bool:
    if not row.group or row.aa_from is None or row.aa_to is None:
        return False
    return row.aa_from - _NEAR <= position <= row.aa_to + _NEAR


_DETAIL = {
    "truncation": "truncation",
    "splice": "splice site",
    "synonymous": "synonymous",
    "insertion": "in-frame insertion",
    "deletion": "in-frame deletion",
    "missense": "missense",
    "indel": "in-frame indel",
}
_CLASS_GROUP = (("insertion", "insertion"), ("deletion", "deletion"), ("skipping", "splice"), ("splice", "splice"))


def _described_class(name: str) -> Described:
    lowered = name.lower()
    exon = re.search(r"exon (\d+)", lowered)
    group = next((group for word, group in _CLASS_GROUP if word in lowered), "")
    return Described(exon[1] if exon else "", "", group, lowered if group else name)


def change_group(variant: NormalizedVariant) -> str:
    """The kind of a change without its place (see ``Described.group``), from its consequence and its short name."""
    short = variant.hgvs_p_short
    if variant.consequence in ("nonsense", "frameshift", "start_lost") or re.search(r"fs|(?<=\d)\*$", short):
        return "truncation"
    if variant.consequence == "synonymous" or short.endswith("="):
        return "synonymous"
    if variant.consequence == "splice":
        return "splice"
    found = _CHANGE.match(short)
    if found is not None:
        start, end = int(found["start"]), int(found["end"] or found["start"])
        rest = found["rest"]
        if rest == "dup":
            return "insertion"
        if rest.startswith("ins"):
            return "insertion"
        if rest == "del":
            return "deletion"
        if rest.startswith("delins"):
            gain = len(rest.removeprefix("delins")) - (end - start + 1)
            return "insertion" if gain > 0 else "deletion" if gain < 0 else "indel"
        if re.fullmatch(r"[A-Z]", rest):
            return "missense"
    by_consequence = {"missense": "missense", "inframe_insertion": "insertion", "inframe_deletion": "deletion"}
    return by_consequence.get(variant.consequence, "")


def load_variants(catalogue: Path, regions: Path, extra: Path | None = None) -> VariantCatalogue:
    """Read ``variants.tsv`` and ``regions.tsv``; rows of the folder ``extra`` come first and replace ours by key.

    Raises:
        KnowledgeError: naming file, row and column.
    """
    return VariantCatalogue(_rows(catalogue, extra), _regions(regions, extra))


def _rows(path: Path, extra: Path | None) -> list[CatalogueRow]:
    found: list[CatalogueRow] = []
    for row in read_table("variants", path, extra):
        where = f"{row['_file']}, row {row['_row']}"
        if sum(bool(row[column]) for column in ("name", "variant_class", "group")) != 1:
            raise KnowledgeError(
                "more or fewer than one of name, variant_class and group", expected="exactly one of them", where=where
            )
        scope = tuple(token for token in row["scope"].split(";") if token)
        for token in scope:
            if token not in SCOPES:
                raise KnowledgeError(
                    f"the scope {token!r}",
                    expected=f"one of {', '.join(SCOPES)} (nearest: {nearest(token, SCOPES)})",
                    where=f"{where}, column scope",
                )
        found.append(
            CatalogueRow(
                row_id=row["id"],
                gene=row["gene"],
                name=row["name"],
                variant_class=row["variant_class"],
                group=row["group"],
                aa_from=_number(row["aa_from"]),
                aa_to=_number(row["aa_to"]),
                oncogenicity=cast(Oncogenicity, row["oncogenicity"]),
                scope=scope,
                note=row["note"],
                source=row["source"],
                checked=row["checked"],
                verified=row["verified"] == "yes",
                own=bool(row["_own"]),
            )
        )
    return found


def _regions(path: Path, extra: Path | None) -> list[Region]:
    found: list[Region] = []
    for row in read_table("regions", path, extra):
        where = f"{row['_file']}, row {row['_row']}"
        start, end = _number(row["aa_from"]), _number(row["aa_to"])
        if start is None or end is None or start > end:
            raise KnowledgeError("bounds out of order", expected="aa_from <= aa_to", where=where)
        found.append(
            Region(row["gene"], row["feature"], row["name"], start, end, row["source"], row["verified"] == "yes")
        )
    return found


def _number(cell: str) -> int | None:
    return int(cell) if cell else None
