"""Dated rules that join a finding and a therapy (``rules.yaml``), their tiers and what to watch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from her2parse.errors import KnowledgeError
from her2parse.knowledge.tables import check_schema, nearest, read_rows, read_yaml, without_accents
from her2parse.knowledge.variants import SCOPES

TIER_COLUMNS = ("match", "level", "tier", "note", "source", "checked", "verified")
MONITORING_COLUMNS = ("therapy", "text", "source", "checked", "verified")
DISEASE_COLUMNS = ("phrase", "disease", "source", "checked", "verified")
DISEASES = ("nsclc", "sclc", "blood", "other_solid", "lung")


@dataclass(frozen=True, slots=True)
class Biomarker:
    """What a rule asks of a finding. ``keys`` as in :mod:`her2parse.knowledge.civic`."""

    gene: str
    kind: Literal["mutation", "amplification", "overexpression", "fusion"]
    scope: str = ""
    outside_scope: Literal["off_label", "no_row"] = "no_row"
    keys: tuple[str, ...] = ()
    ihc: str = ""
    percent_cells_from: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, true from ``valid_from`` to ``valid_to`` (both days included; empty = open).

    ``companion_tests``: pairs of an assay of ``assays.yaml`` and a specimen. ``beside_label``: a trial row that stands
    beside labels of its drug, where every condition is met and no label holds.
    """

    rule_id: str
    kind: Literal["label", "trial", "resistance", "not_supported"]
    therapy: str
    jurisdiction: str
    agency: str
    approval: Literal["accelerated", "regular", "conditional", "none"]
    approved_on: str
    valid_from: str
    valid_to: str
    level: str
    biomarker: Biomarker
    conditions: tuple[tuple[str, str], ...]
    confirm: tuple[str, ...]
    evidence_ids: tuple[str, ...]
    text: str
    source: str
    checked: str
    verified: bool
    companion_tests: tuple[tuple[str, str], ...] = ()
    beside_label: bool = False

    def valid_on(self, day: str) -> bool:
        """Whether the rule holds on an ISO day; a label never before its approval."""
        started = max(self.valid_from, self.approved_on) <= day
        return started and (not self.valid_to or day <= self.valid_to)


@dataclass(frozen=True)
class RuleBook:
    """The rules with their tiers, the monitoring notes and the words of diagnoses."""

    rules: tuple[Rule, ...]
    tiers: Mapping[tuple[str, str], str]
    monitoring: Mapping[str, str]
    diseases: tuple[tuple[str, str], ...]

    def tier(self, match: str, level: str) -> str:
        """The AMP/ASCO/CAP 2017 tier of a match at an evidence level (``label``, ``trial``, A-D), or empty."""
        return self.tiers.get((match, level), "")

    def disease(self, diagnosis: str) -> str:
        """``nsclc``, ``sclc``, ``lung``, ``other_solid``, ``blood``, or empty where the words do not say.

        A phrase for non-small-cell lung cancer wins over the rest (its words hold ``small cell``), and a lung cancer
        of no stated kind comes last; see ``DISEASES`` for the order.
        """
        text = f" {_plain(diagnosis)} "
        for phrase, disease in self.diseases:
            if f" {phrase} " in text:
                return disease
        return ""


def load_rules(folder: Path, known_drugs: Iterable[str], extra: Path | None = None) -> RuleBook:
    """Read ``rules.yaml``, ``tiers.tsv``, ``monitoring.tsv``, ``diseases.tsv``; ``extra``'s rules replace ours by id.

    Raises:
        KnowledgeError: a schema is broken, an id stands twice, a drug or scope is unknown, the dates are out of order,
            or two versions of one rule (same therapy, jurisdiction and biomarker) hold on the same day.
    """
    known = set(known_drugs)
    rules = {rule.rule_id: rule for rule in _rules(folder / "rules.yaml", known)}
    if extra is not None and (extra / "rules.yaml").exists():
        rules.update({rule.rule_id: rule for rule in _rules(extra / "rules.yaml", known)})
    ordered = tuple(rules[key] for key in sorted(rules))
    _check_overlap(ordered, folder / "rules.yaml")
    tiers = {(row["match"], row["level"]): row["tier"] for row in read_rows(folder / "tiers.tsv", TIER_COLUMNS)}
    monitoring = {
        row["therapy"]: _with_source(row)
        for row in read_rows(folder / "monitoring.tsv", MONITORING_COLUMNS, key="therapy")
    }
    words = [
        (_plain(row["phrase"]), row["disease"])
        for row in read_rows(folder / "diseases.tsv", DISEASE_COLUMNS, key="phrase", choices={"disease": DISEASES})
    ]
    return RuleBook(
        ordered, tiers, monitoring, tuple(sorted(words, key=lambda pair: (DISEASES.index(pair[1]), pair[0])))
    )


def _with_source(row: Mapping[str, str]) -> str:
    """A note on what to watch with its source, the day it was checked, and a mark where it is from memory."""
    mark = "" if row["verified"] == "yes" else "; unverified"
    return f"{row['text']} [{row['source']}; checked {row['checked']}{mark}]"


def _rules(path: Path, known: set[str]) -> list[Rule]:
    data = check_schema(read_yaml(path), "rules", path)
    found: list[Rule] = []
    seen: set[str] = set()
    for number, row in enumerate(data["rules"], start=1):
        where = f"{path.name}, rule {number} ({row['id']})"
        if row["id"] in seen:
            raise KnowledgeError(f"the id {row['id']} a second time", expected="one rule an id", where=where)
        seen.add(row["id"])
        for agent in row["therapy"].split(" + "):
            if known and agent not in known:
                near = nearest(agent, known)
                raise KnowledgeError(
                    f"the drug {agent!r}",
                    expected="a name of drugs.tsv" + (f" (nearest: {near})" if near else ""),
                    where=f"{where}, therapy",
                )
        found.append(_rule(row, where))
    return found


def _rule(row: Mapping[str, Any], where: str) -> Rule:
    marker = row["biomarker"]
    scope = marker.get("scope", "")
    if scope and scope not in SCOPES:
        raise KnowledgeError(
            f"the scope {scope!r}",
            expected=f"one of {', '.join(SCOPES)} (nearest: {nearest(scope, SCOPES)})",
            where=f"{where}, biomarker, scope",
        )
    start, end = row.get("valid_from", ""), row.get("valid_to", "")
    if end and start > end:
        raise KnowledgeError(f"valid from {start} to {end}", expected="valid_from before valid_to", where=where)
    conditions = tuple(
        (name, "yes" if value is True else str(value)) for name, value in row.get("conditions", {}).items()
    )
    return Rule(
        rule_id=row["id"],
        kind=row["kind"],
        therapy=row["therapy"],
        jurisdiction=row.get("jurisdiction", ""),
        agency=row.get("agency", ""),
        approval=row.get("approval", "none"),
        approved_on=row.get("approved_on", ""),
        valid_from=start,
        valid_to=end,
        level=row.get("level", {"label": "label", "trial": "trial"}.get(row["kind"], "")),
        biomarker=Biomarker(
            gene=marker["gene"],
            kind=marker["kind"],
            scope=scope,
            outside_scope=marker.get("outside_scope", "no_row"),
            keys=tuple(marker.get("keys", ())),
            ihc=marker.get("ihc", ""),
            percent_cells_from=marker.get("percent_cells_from"),
        ),
        conditions=conditions,
        confirm=tuple(row.get("confirm", ())),
        evidence_ids=tuple(row.get("evidence_ids", ())),
        text=row["text"],
        source=row["source"],
        checked=row["checked"],
        verified=row["verified"],
        companion_tests=tuple(_assay_and_specimen(text) for text in row.get("companion_tests", ())),
        beside_label=row.get("beside_label", False),
    )


def _assay_and_specimen(text: str) -> tuple[str, str]:
    assay, _, specimen = text.partition("/")
    return assay, specimen


def _check_overlap(rules: tuple[Rule, ...], path: Path) -> None:
    for index, one in enumerate(rules):
        for other in rules[index + 1 :]:
            same = (one.kind, one.therapy, one.jurisdiction) == (other.kind, other.therapy, other.jurisdiction)
            if not same or one.biomarker != other.biomarker or one.kind != "label":
                continue
            if (not one.valid_to or other.valid_from <= one.valid_to) and (
                not other.valid_to or one.valid_from <= other.valid_to
            ):
                raise KnowledgeError(
                    f"{one.rule_id} and {other.rule_id} hold on the same days",
                    expected="versions of one rule that follow each other",
                    where=path.name,
                )


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in without_accents(text)).split())
