"""The cohort in figures: who has what, how often each mechanism, what waits for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from her2parse.audit.records import Frequency
from her2parse.knowledge.mechanisms import copy_number_direction
from her2parse.model import AXES
from her2parse.outputs.charts import Bar, Column, bars, oncoprint
from her2parse.outputs.codes import explain
from her2parse.outputs.rows import Rows
from her2parse.outputs.schema import Row
from her2parse.outputs.views import PatientView

MOST_GENES = 12
_SORT = {
    "small_variant": "mutation",
    "splice": "mutation",
    "copy_number": "amplification",
    "fusion": "fusion",
    "expression": "expression",
}


@dataclass(frozen=True, slots=True)
class Altered:
    """One row of the oncoprint as a row of a table."""

    name: str
    counts: tuple[tuple[str, int], ...]
    patients: int
    negative: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """What the cohort's page draws; an empty figure has nothing to draw."""

    bars: str
    altered: tuple[Altered, ...]
    n_columns: int
    oncoprint: str
    asked: tuple[tuple[str, str, int], ...]


def cohort(views: Sequence[PatientView], made: Rows, seen: Sequence[Frequency]) -> Cohort:
    """The figures over all patients; ``seen`` are the audit's most frequent mechanisms, which the bars draw."""
    altered, columns = _altered([view for view in views if view.readable])
    return Cohort(
        bars=_bars(seen) if any(line.assayed for line in seen) else "",
        altered=altered,
        n_columns=len(columns),
        oncoprint=_oncoprint(altered, columns) if columns else "",
        asked=_asked(made["review"]),
    )


def _bars(seen: Sequence[Frequency]) -> str:
    drawn = [Bar(line.mechanism, line.n, line.assayed) for line in seen if line.assayed]
    told = "; ".join(f"{bar.name}: {bar.count} of {bar.total}" for bar in drawn)
    return bars("frequencies", "How often each mechanism was seen after the start of an EGFR TKI", drawn, told)


def _altered(views: Sequence[PatientView]) -> tuple[tuple[Altered, ...], tuple[Column, ...]]:
    genes: Counter[str] = Counter()
    columns = []
    for view in views:
        marks: dict[str, set[str]] = {}
        negative = set()
        for call in view.now:
            row = f"HER2 {call.axis}"
            if call.call == "negative":
                negative.add(row)
            elif call.call == "positive":
                sort = "expression" if call.axis == "overexpression" else call.axis
                marks[row] = {sort}
            elif call.call in ("equivocal", "review"):
                marks[row] = {call.call}
        for one in view.findings["main"]:
            said = one.finding.statement
            if said.kind in _SORT and said.state == "detected" and said.gene != "ERBB2":
                lost = said.kind == "copy_number" and copy_number_direction(one.finding) == "loss"
                marks.setdefault(said.gene, set()).add("loss" if lost else _SORT[said.kind])
        genes.update(gene for gene in marks if not gene.startswith("HER2 "))
        frozen = {row: frozenset(sorts) for row, sorts in marks.items()}
        columns.append(Column(view.key, frozen, frozenset(negative)))
    frequent = sorted(genes, key=lambda gene: (-genes[gene], gene))[:MOST_GENES]
    rows = [*(f"HER2 {axis}" for axis in AXES), *frequent]
    altered = []
    for row in rows:
        sorts = Counter(sort for column in columns for sort in column.marks.get(row, ()))
        sure = [c for c in columns if c.marks.get(row, frozenset()) - {"equivocal", "review"}]
        negative_in = sum(row in column.negative for column in columns)
        altered.append(Altered(row, tuple(sorted(sorts.items())), len(sure), negative_in))
    return tuple(altered), tuple(columns)


def _oncoprint(altered: Sequence[Altered], columns: Sequence[Column]) -> str:
    rows = [(one.name, f"{one.patients} of {len(columns)}") for one in altered]
    told = "; ".join(f"{name}: {said} patients" for name, said in rows)
    return oncoprint("oncoprint", columns, rows, told)


def _asked(review: Sequence[Row]) -> tuple[tuple[str, str, int], ...]:
    """Codes of the queue with their meaning and number, the most frequent first."""
    found = Counter(str(row["code"]) for row in review)
    return tuple((code, explain(code).meaning, found[code]) for code in sorted(found, key=lambda c: (-found[c], c)))
