"""The decisions of people about the review queue: read, checked against their schema, every mistake with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from her2parse.evidence import FACTS
from her2parse.intake.sheets import Mistakes, Row, read_sheet
from her2parse.model import Action, Decision

OF_FINDING = (
    "status", "gene", "as_written", "vaf", "copy_number", "copy_number_unit", "copy_number_text", "ihc_score",
    "percent_cells", "ish_ratio", "reported_significance",
)  # fmt: skip
"""Columns that correct a finding; the others that correct are the report's facts (``her2parse.evidence.FACTS``)."""
CORRECTING = (*OF_FINDING, *FACTS)


def read_decisions(path: Path, schema: Mapping[str, Any]) -> tuple[Decision, ...]:
    """The decisions in the order of their rows.

    A cell that a table guards with an apostrophe (``'=...``) is taken without it.

    Args:
        path: the TSV.
        schema: JSON Schema of one row.

    Raises:
        SheetError: naming file, row, column, what was expected and the nearest valid value.
    """
    mistakes = Mistakes(path, schema)
    seen: dict[str, int] = {}
    made = []
    for number, cells in read_sheet(path, schema):
        row = {column: cell.removeprefix("'") for column, cell in cells.items()}
        mistakes.check(number, row)
        _hold_together(number, row, mistakes)
        decision = _decision(number, row)
        if decision.decision_id in seen:
            told = f"an id of its own; row {seen[decision.decision_id]} has the same"
            mistakes.add(number, "decision_id", decision.decision_id, told)
        seen.setdefault(decision.decision_id, number)
        made.append(decision)
    mistakes.tell()
    return tuple(made)


def check_decision(row: Row, schema: Mapping[str, Any]) -> None:
    """Hold one row against the schema before it is written.

    Raises:
        SheetError: as for a file of one row.
    """
    mistakes = Mistakes(Path("the decision"), schema)
    mistakes.check(1, row)
    _hold_together(1, row, mistakes)
    mistakes.tell()


def _hold_together(number: int, row: Row, mistakes: Mistakes) -> None:
    """What one cell asks of the others."""
    action, given = row["action"], [column for column in CORRECTING if row.get(column)]
    if action == "correct" and not given:
        mistakes.add(number, "action", action, "a new value in one of the columns " + ", ".join(CORRECTING))
    if action in ("accept", "reject", "withdraw") and given:
        mistakes.add(number, given[0], row[given[0]], f"nothing, where the action is {action}; use correct")
    if action == "reject" and not row.get("comment"):
        mistakes.add(number, "comment", "", "why it is rejected")
    if action == "accept" and not row["code"]:
        mistakes.add(number, "code", "", "the code of the row of review.tsv that is accepted")
    wrong = next((column for column in given if column in OF_FINDING and not row["finding_id"]), "")
    if wrong:
        mistakes.add(number, "finding_id", "", f"the finding whose {wrong} is corrected")
    if row["finding_id"] and not row["finding_id"].startswith(f"{row['report_id']}-"):
        mistakes.add(number, "finding_id", row["finding_id"], "a finding of this report; it begins with report_id")
    if not (row["report_id"] or row["code"]):
        mistakes.add(number, "report_id", "", "a report_id, or the code of a row of review.tsv")


def _decision(number: int, row: Row) -> Decision:
    stem = "\t".join(f"{column}={cell}" for column, cell in sorted(row.items()) if cell)
    return Decision(
        decision_id=row.get("decision_id") or "D" + hashlib.sha256(stem.encode()).hexdigest()[:12],
        decided_at=row["decided_at"],
        initials=row["initials"],
        report_id=row["report_id"],
        finding_id=row["finding_id"],
        code=row["code"],
        action=cast(Action, row["action"]),
        evidence_hash=row["evidence_hash"],
        corrected=tuple((column, row[column]) for column in CORRECTING if row.get(column)),
        comment=row.get("comment", ""),
        was_read=row.get("was_read", ""),
        program=row.get("program", ""),
        row=number,
    )
