"""Points of oncogenicity (ClinGen/CGC/VICC 2022), where rows that can be cited support a criterion.

``oncogenicity_criteria.tsv`` holds the criteria with their points and says which are never computed and why;
``oncogenicity_evidence.tsv`` holds what supports one: a single change, a residue, or a kind of change. The account is
shown beside the catalogue and overrides nothing: much evidence is not bundled, so a low sum says little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from her2parse.errors import KnowledgeError
from her2parse.knowledge.schema import read_table
from her2parse.knowledge.tables import one_of
from her2parse.knowledge.variants import change_group
from her2parse.model import NormalizedVariant, Oncogenicity

_OTHER_MISSENSE = "OM3"
"""The one criterion that follows from the points of other changes instead of rows of its own."""
_MISSENSE = re.compile(r"p\.\(?[A-Z](?P<residue>\d+)[A-Z]\)?")
_ONCOGENIC, _LIKELY, _BENIGN = 10, 6, -7


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of the SOP. ``unless``: criteria that exclude it; ``why_not``: why it is never computed."""

    code: str
    points: int
    computed: bool
    unless: tuple[str, ...]
    meaning: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Support:
    """One row of evidence: ``name`` a change, ``residue`` with ``group``, or ``group`` alone a kind of change."""

    row_id: str
    gene: str
    code: str
    name: str
    residue: int | None
    group: str
    statement: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Account:
    """The criteria that a change meets, each with its reason, their sum and its class."""

    met: tuple[tuple[Criterion, str], ...]
    total: int
    text: str

    @property
    def oncogenicity(self) -> Oncogenicity:
        """The class of the sum; unknown significance from 0 to 5."""
        return class_of_sum(self.total)


class PointsTable:
    """All criteria in the SOP's order and all evidence."""

    def __init__(self, criteria: Sequence[Criterion], evidence: Sequence[Support]) -> None:
        self.criteria = tuple(criteria)
        self.evidence = tuple(evidence)
        self.genes = tuple(sorted({row.gene for row in evidence}))

    def account(self, variant: NormalizedVariant) -> Account | None:
        """The account of one named change, or None for a class of variants and a gene without evidence rows."""
        if variant.gene not in self.genes or variant.variant_class or not variant.hgvs_p_short:
            return None
        reasons = self._reasons(variant)
        other = self._other_missense(variant)
        if other:
            reasons[_OTHER_MISSENSE] = other
        met = self._kept(reasons)
        total = sum(criterion.points for criterion, _ in met)
        return Account(met, total, self._text(met, total))

    def _reasons(self, variant: NormalizedVariant) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for row in self.evidence:
            if _supports(row, variant):
                mark = "" if row.verified else ", not checked in the paper"
                found.setdefault(row.code, []).append(f"{row.statement}: {row.source}{mark}")
        return {code: " and ".join(reasons) for code, reasons in found.items()}

    def _other_missense(self, variant: NormalizedVariant) -> str:
        """Another missense of the residue that is oncogenic by its own points (without this criterion)."""
        found = _MISSENSE.fullmatch(variant.hgvs_p_short)
        if found is None:
            return ""
        for name in sorted({row.name for row in self.evidence if row.gene == variant.gene and row.name}):
            other = _MISSENSE.fullmatch(name)
            if other is None or name == variant.hgvs_p_short or other["residue"] != found["residue"]:
                continue
            named = NormalizedVariant(variant.gene, name, "exact", hgvs_p_short=name)
            if sum(criterion.points for criterion, _ in self._kept(self._reasons(named))) >= _ONCOGENIC:
                return f"{name} is oncogenic by these points; the size of the change is for a person to compare"
        return ""

    def _kept(self, reasons: dict[str, str]) -> tuple[tuple[Criterion, str], ...]:
        """The criteria met, without those that another one met excludes."""
        return tuple(
            (criterion, reasons[criterion.code])
            for criterion in self.criteria
            if criterion.code in reasons and not any(code in reasons for code in criterion.unless)
        )

    def _text(self, met: Sequence[tuple[Criterion, str]], total: int) -> str:
        parts = [f"{criterion.code} {criterion.points:+d} ({reason})" for criterion, reason in met]
        held = class_of_sum(total).replace("_", " ").replace("vus", "unknown significance")
        parts.append(f"sum {total}: {held}" if parts else "no criterion met on the bundled evidence: sum 0")
        left = sorted((c.why_not, c.code) for c in self.criteria if not c.computed)
        why = [f"{', '.join(code for _, code in codes)} ({reason})" for reason, codes in groupby(left, lambda c: c[0])]
        return "; ".join([*parts, f"not computed: {', '.join(why)}"])


def class_of_sum(total: int) -> Oncogenicity:
    """The class of a sum: 10 and more oncogenic, 6 to 9 likely, 0 to 5 unknown, -1 to -6 likely benign, then benign."""
    if total >= _LIKELY:
        return "oncogenic" if total >= _ONCOGENIC else "likely_oncogenic"
    if total >= 0:
        return "vus"
    return "benign" if total <= _BENIGN else "likely_benign"


def _supports(row: Support, variant: NormalizedVariant) -> bool:
    if row.gene != variant.gene:
        return False
    if row.name:
        return row.name == variant.hgvs_p_short
    if row.group != change_group(variant):
        return False
    if row.residue is None:
        return True
    found = _MISSENSE.fullmatch(variant.hgvs_p_short)
    return found is not None and int(found["residue"]) == row.residue


def load_points(criteria: Path, evidence: Path, extra: Path | None = None) -> PointsTable:
    """Read both tables; rows in the folder ``extra`` add to the evidence or replace ours of the same id.

    Raises:
        KnowledgeError: naming file, row and column.
    """
    known = [_criterion(row, criteria) for row in read_table("oncogenicity_criteria", criteria)]
    computed = [criterion.code for criterion in known if criterion.computed]
    return PointsTable(known, tuple(_evidence(read_table("oncogenicity_evidence", evidence, extra), computed)))


def _criterion(row: dict[str, str], path: Path) -> Criterion:
    where = f"{path.name}, row {row['_row']}"
    if not re.fullmatch(r"-?\d", row["points"]):
        raise KnowledgeError(f"the value {row['points']!r}", expected="points", where=f"{where}, column points")
    computed = one_of(row["computed"], ("yes", "no"), f"{where}, column computed") == "yes"
    if computed == bool(row["why_not"]):
        raise KnowledgeError(
            "a reason for what is computed, or none for what is not",
            expected="why_not only where computed is no",
            where=where,
        )
    unless = tuple(code for code in row["unless"].split(";") if code)
    return Criterion(row["criterion"], int(row["points"]), computed, unless, row["meaning"], row["why_not"])


def _evidence(rows: Iterable[dict[str, str]], computed: Sequence[str]) -> Iterable[Support]:
    for row in rows:
        where = f"{row['_file']}, row {row['_row']}"
        one_of(row["criterion"], computed, f"{where}, column criterion")
        if bool(row["name"]) == bool(row["group"]) or (row["residue"] and not row["group"]):
            raise KnowledgeError("a name and a group, or neither", expected="one of them", where=where)
        if row["residue"] and not row["residue"].isdigit():
            raise KnowledgeError(
                f"the value {row['residue']!r}", expected="a residue number", where=f"{where}, column residue"
            )
        yield Support(
            row_id=row["id"],
            gene=row["gene"],
            code=row["criterion"],
            name=row["name"],
            residue=int(row["residue"]) if row["residue"] else None,
            group=row["group"],
            statement=row["statement"],
            source=row["source"],
            verified=row["verified"] == "yes",
        )
