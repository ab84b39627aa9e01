"""How often each mechanism was seen, and was new, among the patients in whom it was looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from her2parse.audit.cohort import AFTER, Cohort, Place, Seen
from her2parse.audit.flow import baselines
from her2parse.audit.records import Frequency
from her2parse.audit.statistics import wilson

_ALL = ""
Scope = Literal["seen", "new"]


@dataclass
class _Assayed:
    """Patients of whom each place is settled, by generation of the TKI (or all): after the start, and before it too."""

    seen: dict[tuple[str, Place], set[str]] = field(default_factory=lambda: defaultdict(set))
    new: dict[tuple[str, Place], set[str]] = field(default_factory=lambda: defaultdict(set))
    lost: dict[tuple[str, Place, str], set[str]] = field(default_factory=lambda: defaultdict(set))


def frequencies(cohort: Cohort) -> tuple[Frequency, ...]:
    """A line for each mechanism, scope and generation (and for all generations together), by class, gene and name.

    Where several mechanisms share gene and sort of event, a line "any" counts the patients with at least one.
    """
    assayed = _assayed(cohort)
    alone: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    together: dict[tuple[str, Place], list[Seen]] = defaultdict(list)
    for seen in cohort.seen:
        for generation in {_ALL, seen.report.tki_generation}:
            alone[generation, seen.mechanism].append(seen)
            # A loss has another denominator; a pair of genes is told beside its members, not among them.
            if not seen.lost and seen.mechanism_class != "histologic":
                together[generation, seen.place].append(seen)
    made = [line for (generation, name), rows in alone.items() for line in _lines(generation, name, rows, assayed)]
    for (generation, (gene, event_type)), rows in together.items():
        if len({row.mechanism for row in rows}) > 1:
            made += _lines(generation, f"{gene}, any {event_type.replace('_', ' ')}", rows, assayed)
    return tuple(sorted(made, key=_order))


def _lines(generation: str, name: str, rows: Sequence[Seen], assayed: _Assayed) -> Iterator[Frequency]:
    # A mechanism that is seen as two sorts of events (a loss of RB1 by deletion or by truncation) has a line for each.
    for place in sorted({row.place for row in rows}):
        own = [row for row in rows if row.place == place]
        lost = min(row.lost for row in own)
        before_too = assayed.lost[generation, place, lost] if lost else assayed.new[generation, place]
        scopes: tuple[tuple[Scope, set[str]], ...] = (("seen", assayed.seen[generation, place]), ("new", before_too))
        for scope, looked_for in scopes[1:] if lost else scopes:
            found = [row for row in own if scope == "seen" or row.new]
            settled = {row.report.patient for row in found if place in row.report.settled} & looked_for
            outside = {row.report.patient for row in found} - settled
            bounds = wilson(len(settled), len(looked_for))
            yield Frequency(
                scope=scope,
                tki_generation=generation,
                mechanism_class=min(row.mechanism_class for row in own),
                mechanism=name,
                gene=place[0],
                event_type=place[1],
                n=len(settled),
                assayed=len(looked_for),
                share=len(settled) / len(looked_for) if looked_for else None,
                low=bounds[0] if bounds else None,
                high=bounds[1] if bounds else None,
                outside=len(outside),
                her2_axis=max(row.her2_axis for row in own),
            )


def _assayed(cohort: Cohort) -> _Assayed:
    made = _Assayed()
    for patient, reports in cohort.patients.items():
        for late in reports:
            if late.egfr_tki not in AFTER:
                continue
            before = baselines(reports, late)
            early = frozenset[Place]().union(*(report.settled for report in before))
            there = frozenset[tuple[Place, str]]().union(*(report.events for report in before))
            for generation in {_ALL, late.tki_generation}:
                for place in late.settled:
                    made.seen[generation, place].add(patient)
                    if place in early:
                        made.new[generation, place].add(patient)
                for place, event in there:
                    if place in late.settled and place in early:
                        made.lost[generation, place, event].add(patient)
    return made


def _order(line: Frequency) -> tuple[object, ...]:
    return (
        line.scope != "seen",
        line.tki_generation,
        line.mechanism_class,
        line.gene,
        line.event_type,
        ", any " in line.mechanism,
        line.mechanism,
    )
