"""Dated rules that join a finding and a therapy (``rules.yaml``), their tiers and what to watch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from her2parse.errors import KnowledgeError
from her2parse.knowledge.schema import own_words, read_table
from her2parse.knowledge.tables import is_day, nearest, read_yaml, schema_problems, without_accents
from her2parse.knowledge.variants import SCOPES

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
    own: bool = False
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
    tier_notes: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def tier(self, match: str, level: str) -> str:
        """The AMP/ASCO/CAP 2017 tier of a match at an evidence level (``label``, ``trial``, A-D), or empty."""
        return self.tiers.get((match, level), "")

    def tier_basis(self, match: str, level: str) -> str:
        """The row of ``tiers.tsv`` that a tier comes from, ``match/level: why``; empty where there is none."""
        note = self.tier_notes.get((match, level))
        return f"{match}/{level}: {note}" if note is not None else ""

    def disease(self, diagnosis: str) -> str:
        """``nsclc``, ``sclc``, ``lung``, ``other_solid``, ``blood``, or empty where the words do not say.

        A phrase for non-small-cell lung cancer wins over the rest (its words hold ``small cell``), and a lung cancer
        of no stated kind comes last; see ``DISEASES`` for the order. Small-cell words beside those of NSCLC (combined,
        or transformed under a TKI) leave it open.
        """
        text = f" {_plain(diagnosis)} "
        found = next((disease for phrase, disease in self.diseases if f" {phrase} " in text), "")
        if found != "nsclc":
            return found
        for phrase, disease in self.diseases:
            if disease == "nsclc":
                text = text.replace(f" {phrase} ", "  ")
        mixed = any(disease == "sclc" and f" {phrase} " in text for phrase, disease in self.diseases)
        return "" if mixed else found


def load_rules(folder: Path, known_drugs: Iterable[str], extra: Path | None = None) -> RuleBook:
    """Read ``rules.yaml``, ``tiers.tsv``, ``monitoring.tsv``, ``diseases.tsv``; rows of ``extra`` replace ours by key.

    Raises:
        KnowledgeError: a schema is broken, an id stands twice, a drug or scope is unknown, the dates are out of order,
            or two versions of one rule (same therapy, jurisdiction and biomarker) hold on the same day.
    """
    ordered, problems = scan_rules(folder / "rules.yaml", known_drugs, extra)
    if problems:
        raise problems[0]
    mapping = list(read_table("tiers", folder / "tiers.tsv", extra))
    tiers = {
        (row["match"], row["level"]): own_words(row["tier"]) if row["_own"] and row["tier"] else row["tier"]
        for row in mapping
    }
    reasons = {(row["match"], row["level"]): f"{row['note']} ({_standing(row)})" for row in mapping}
    monitoring = {
        row["therapy"]: _with_source(row) for row in read_table("monitoring", folder / "monitoring.tsv", extra)
    }
    words = [(_plain(row["phrase"]), row["disease"]) for row in read_table("diseases", folder / "diseases.tsv", extra)]
    return RuleBook(
        ordered,
        tiers,
        monitoring,
        tuple(sorted(words, key=lambda pair: (DISEASES.index(pair[1]), pair[0]))),
        reasons,
    )


def _standing(row: Mapping[str, str]) -> str:
    """Whose row of the tier mapping it is, and whether it was checked against a source."""
    whose = own_words("our mapping") if row["_own"] else "our mapping"
    return whose if row["verified"] == "yes" else f"{whose}, unverified"


def _with_source(row: Mapping[str, str]) -> str:
    """A note on what to watch with its source, the day it was checked, and a mark where it is from memory."""
    mark = "" if row["verified"] == "yes" else "; unverified"
    return f"{row['text']} [{row['source']}; checked {row['checked']}{mark}]"


def scan_rules(
    path: Path, known_drugs: Iterable[str], extra: Path | None = None
) -> tuple[tuple[Rule, ...], list[KnowledgeError]]:
    """The rules of ``rules.yaml``, a laboratory's over ours, by id, and everything that is wrong with them."""
    known = set(known_drugs)
    ours, problems = _scan(path, path.name, known, own=False)
    rules = {rule.rule_id: rule for rule in ours}
    own_path = extra / path.name if extra is not None else None
    if own_path is not None and own_path.exists():
        theirs, more = _scan(own_path, f"{own_path.parent.name}/{own_path.name}", known, own=True)
        rules.update({rule.rule_id: rule for rule in theirs})
        problems += more
    ordered = tuple(rules[key] for key in sorted(rules))
    problems += overlaps(ordered, path.name)
    return ordered, problems


def _scan(path: Path, called: str, known: set[str], *, own: bool) -> tuple[list[Rule], list[KnowledgeError]]:
    try:
        data = read_yaml(path)
    except KnowledgeError as error:
        return [], [error]
    problems = list(schema_problems(data, "rules", called))
    if problems:
        return [], problems
    found: list[Rule] = []
    seen: set[str] = set()
    for number, row in enumerate(data["rules"], start=1):
        where = f"{called}, rule {number} ({row['id']})"
        wrong = list(_rule_problems(row, known, seen, where))
        seen.add(row["id"])
        problems += wrong
        if not wrong:
            found.append(_rule(row, own=own))
    return found, problems


def _rule_problems(row: Mapping[str, Any], known: set[str], seen: set[str], where: str) -> Iterator[KnowledgeError]:
    if row["id"] in seen:
        yield KnowledgeError(f"the id {row['id']} a second time", expected="one rule an id", where=where)
    for agent in row["therapy"].split(" + "):
        if known and agent not in known:
            near = nearest(agent, known)
            expected = "a name of drugs.tsv" + (f" (nearest: {near})" if near else "")
            yield KnowledgeError(f"the drug {agent!r}", expected=expected, where=f"{where}, therapy")
    scope = row["biomarker"].get("scope", "")
    if scope and scope not in SCOPES:
        expected = f"one of {', '.join(SCOPES)} (nearest: {nearest(scope, SCOPES)})"
        yield KnowledgeError(f"the scope {scope!r}", expected=expected, where=f"{where}, biomarker, scope")
    for key in ("approved_on", "valid_from", "valid_to", "checked"):
        if key in row and not is_day(row[key]):
            yield KnowledgeError(f"the date {row[key]!r}", expected="a day YYYY-MM-DD", where=f"{where}, {key}")
    start, end = row.get("valid_from", ""), row.get("valid_to", "")
    if end and start > end:
        yield KnowledgeError(f"valid from {start} to {end}", expected="valid_from before valid_to", where=where)


def _rule(row: Mapping[str, Any], *, own: bool) -> Rule:
    marker = row["biomarker"]
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
        valid_from=row.get("valid_from", ""),
        valid_to=row.get("valid_to", ""),
        level=row.get("level", {"label": "label", "trial": "trial"}.get(row["kind"], "")),
        biomarker=Biomarker(
            gene=marker["gene"],
            kind=marker["kind"],
            scope=marker.get("scope", ""),
            outside_scope=marker.get("outside_scope", "no_row"),
            keys=tuple(marker.get("keys", ())),
            ihc=marker.get("ihc", ""),
            percent_cells_from=marker.get("percent_cells_from"),
        ),
        conditions=conditions,
        confirm=tuple(row.get("confirm", ())),
        evidence_ids=tuple(row.get("evidence_ids", ())),
        # The text stands in every output of a rule, so that whose rule it is stands there too.
        text=own_words(row["text"]) if own else row["text"],
        source=own_words(row["source"]) if own else row["source"],
        checked=row["checked"],
        verified=row["verified"],
        own=own,
        companion_tests=tuple(_assay_and_specimen(text) for text in row.get("companion_tests", ())),
        beside_label=row.get("beside_label", False),
    )


def _assay_and_specimen(text: str) -> tuple[str, str]:
    assay, _, specimen = text.partition("/")
    return assay, specimen


def overlaps(rules: Sequence[Rule], called: str) -> Iterator[KnowledgeError]:
    """Pairs of versions of one label that hold on the same day."""
    labels = [rule for rule in rules if rule.kind == "label"]
    for index, one in enumerate(labels):
        for other in labels[index + 1 :]:
            if (one.therapy, one.jurisdiction, one.biomarker) != (other.therapy, other.jurisdiction, other.biomarker):
                continue
            if (not one.valid_to or other.valid_from <= one.valid_to) and (
                not other.valid_to or one.valid_from <= other.valid_to
            ):
                yield KnowledgeError(
                    f"{one.rule_id} and {other.rule_id} hold on the same days",
                    expected="versions of one rule that follow each other",
                    where=called,
                )


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in without_accents(text)).split())
