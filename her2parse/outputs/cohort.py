"""The cohort in figures: how often each mechanism, who has what, who was left out and why, what waits for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from her2parse.knowledge.groups import groups
from her2parse.knowledge.mechanisms import copy_number_direction
from her2parse.model import AXES, Batch
from her2parse.outputs.charts import Bar, Column, bars, oncoprint
from her2parse.outputs.codes import explain
from her2parse.outputs.rows import Rows
from her2parse.outputs.schema import Row
from her2parse.outputs.views import PatientView

MOST_GENES = 12
_WEIGHT = ("present", "absent", "partly", "uninformative", "not_assayed")
_OF_CALL = {
    "positive": "present",
    "negative": "absent",
    "equivocal": "uninformative",
    "review": "uninformative",
    "not_assayed": "not_assayed",
}
_SORT = {
    "small_variant": "mutation",
    "splice": "mutation",
    "copy_number": "amplification",
    "fusion": "fusion",
    "expression": "expression",
}


@dataclass(frozen=True, slots=True)
class Frequency:
    """Patients with a report after the start of an EGFR TKI, by the best answer of these reports about one mechanism.
    ``acquired``: those of ``present`` in whom it is acquired, or apparently so. ``settled_by_test`` is False where no
    molecular test can say that it is absent, so that there is no share."""

    name: str
    present: int
    acquired: int
    absent: int
    partly: int
    uninformative: int
    not_assayed: int
    settled_by_test: bool = True

    @property
    def bar(self) -> Bar:
        """Of the patients in whom it was looked for, at least in part."""
        looked = self.present + self.absent + self.partly
        return Bar(self.name, self.present, looked if self.settled_by_test else 0)


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

    under_tki: int
    frequencies: tuple[Frequency, ...]
    bars: str
    altered: tuple[Altered, ...]
    n_columns: int
    oncoprint: str
    exclusions: tuple[tuple[str, int, str], ...]
    asked: tuple[tuple[str, str, int], ...]


def cohort(views: Sequence[PatientView], made: Rows, batch: Batch) -> Cohort:
    """The figures over all patients."""
    after = {view.key: ids for view in views if (ids := _after(view))}
    under = [view for view in views if view.key in after]
    frequencies = _frequencies(under, after)
    altered, columns = _altered([view for view in views if view.readable])
    return Cohort(
        under_tki=len(under),
        frequencies=frequencies,
        bars=_bars(frequencies) if under else "",
        altered=altered,
        n_columns=len(columns),
        oncoprint=_oncoprint(altered, columns) if columns else "",
        exclusions=tuple(_exclusions(views, made, batch, len(under))),
        asked=_asked(made["review"]),
    )


def _after(view: PatientView) -> frozenset[str]:
    """Reports of the patient, read and collected after the start of an EGFR TKI."""
    starts = [t.start_on for t in view.therapies if t.drug_class == "egfr_tki" and t.start_on]
    if not starts:
        return frozenset()
    return frozenset(
        one.report.result.report_id
        for one in view.reports
        if one.status != "failed" and one.report.collected_on > min(starts)
    )


def _frequencies(under: Sequence[PatientView], after: Mapping[str, frozenset[str]]) -> tuple[Frequency, ...]:
    names = [f"HER2 {axis}" for axis in AXES] + [group.words for group in groups()]
    found: dict[str, Counter[str]] = {name: Counter() for name in names}
    words = {group.group: group.words for group in groups()}
    for view in under:
        ids = after[view.key]
        new = {m.finding_id for m in view.mechanisms if m.origin in ("acquired", "apparently_acquired")}
        for index, axis in enumerate(AXES):
            calls = [one.calls[index].call for one in view.reports if one.report.result.report_id in ids]
            best = min((_OF_CALL[call] for call in calls), key=_WEIGHT.index)
            found[f"HER2 {axis}"][best] += 1
            acquired = {m.her2_axis for m in view.mechanisms if m.finding_id in new}
            found[f"HER2 {axis}"]["acquired"] += best == "present" and axis in acquired
        for track in view.groups:
            told = [one for one in track.sightings if one.report_id in ids]
            best = min((one.answer for one in told), key=_WEIGHT.index, default="not_assayed")
            found[words[track.key]][best] += 1
            found[words[track.key]]["acquired"] += any(new & set(one.finding_ids) for one in told)
    unseen = words.get("histologic", "")
    return tuple(
        Frequency(
            name=name,
            present=told["present"],
            acquired=told["acquired"],
            absent=told["absent"],
            partly=told["partly"],
            uninformative=told["uninformative"],
            not_assayed=told["not_assayed"],
            settled_by_test=name != unseen,
        )
        for name, told in found.items()
    )


def _bars(frequencies: Sequence[Frequency]) -> str:
    drawn = [one.bar for one in frequencies if one.settled_by_test]
    told = "; ".join(f"{bar.name}: {bar.count} of {bar.total}" for bar in drawn)
    return bars("frequencies", "How often each mechanism was seen under an EGFR TKI", drawn, told)


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


def _exclusions(views: Sequence[PatientView], made: Rows, batch: Batch, under: int) -> list[tuple[str, int, str]]:
    """What was left out, step by step: what, how many, and why."""
    reports = made["reports"]
    readable = [view for view in views if view.readable]
    with_tki = [view for view in readable if any(t.drug_class == "egfr_tki" for t in view.therapies)]
    return [
        ("files that are not PDF", len(batch.ignored), "listed above, never opened"),
        ("reports that could not be read", sum(row["status"] == "failed" for row in reports), "each with its reason"),
        ("duplicates", sum(bool(row["duplicate_of"]) for row in reports), "the same content again; counted once"),
        (
            "reports without a day of collection",
            sum(not row["collected_on"] and row["status"] != "failed" for row in reports),
            "neither a baseline nor a finding under treatment",
        ),
        ("patients of whom nothing could be read", len(views) - len(readable), "listed last"),
        ("patients without a known EGFR TKI", len(readable) - len(with_tki), "not in the frequencies of mechanisms"),
        (
            "patients with an EGFR TKI, but without a dated report after its start",
            len(with_tki) - under,
            "not in the frequencies of mechanisms",
        ),
    ]


def _asked(review: Sequence[Row]) -> tuple[tuple[str, str, int], ...]:
    """Codes of the queue with their meaning and number, the most frequent first."""
    found = Counter(str(row["code"]) for row in review)
    return tuple((code, explain(code).meaning, found[code]) for code in sorted(found, key=lambda c: (-found[c], c)))
