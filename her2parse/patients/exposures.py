"""The times under a drug, with what is known of their first and last day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from her2parse.knowledge.drugs import DrugTable
from her2parse.model import Therapy
from her2parse.patients.therapies import leading_tki
from her2parse.patients.when import span

SAME_EXPOSURE_DAYS = 28
"""A pause this short (or none) between two courses of one drug does not make a second exposure."""

Phase = Literal["before", "on_treatment", "after", "on_or_after", "unknown", "none"]


@dataclass(frozen=True, slots=True)
class Exposure:
    """A patient's time under one drug.

    ``generation`` is an EGFR TKI's, 1-3, or None where it is not known or has no data yet. ``start_on`` and ``stop_on``
    are days or empty. ``earliest`` and ``latest`` are the first and the last day on which it may have begun (empty: no
    bound is known); ``ends`` is the span of its possible last day. ``goes_on``: no end means that there is none yet.
    """

    agent: str
    generation: int | None
    start_on: str
    stop_on: str
    earliest: str = ""
    latest: str = ""
    ends: tuple[str, str] = ("", "")
    goes_on: bool = False

    def begun_before(self, day: str) -> bool:
        """Whether it had certainly begun on an earlier day."""
        return bool(self.latest) and day > self.latest

    def not_begun(self, day: str) -> bool:
        """Whether it had certainly not begun before this day (the day of the start counts as before)."""
        return bool(self.earliest) and day <= self.earliest

    def holds(self, day: str) -> bool | None:
        """Whether this day is under the drug; None where that is not known."""
        if self.not_begun(day):
            return False
        first, last = self.ends
        if last and day > last:
            return False
        if not self.begun_before(day) or (first and day > first):
            return None
        return True if first or self.goes_on else None


def egfr_exposures(therapies: Iterable[Therapy], drugs: DrugTable) -> tuple[Exposure, ...]:
    """The times under an EGFR TKI, in order of start. Courses of one TKI without a real pause are one exposure."""
    found = []
    for therapy in therapies:
        drug = leading_tki(therapy, drugs)
        if drug is not None:
            generation = drug.egfr_tki_generation if drug.egfr_tki_generation in (1, 2, 3) else None
            found.append(_exposure(drug.name, generation, therapy))
    return _joined(found)


def her2_exposures(therapies: Iterable[Therapy], drugs: DrugTable) -> tuple[Exposure, ...]:
    """The times under a HER2 drug, in order of start, one for each drug of a combination."""
    found = []
    for therapy in therapies:
        for agent in therapy.agents:
            drug = drugs.get(agent)
            if drug is not None and drug.her2_directed:
                found.append(_exposure(drug.name, None, therapy))
    joined = [
        one for agent in sorted({e.agent for e in found}) for one in _joined(e for e in found if e.agent == agent)
    ]
    return tuple(sorted(joined, key=_order))


def phase(day: str, exposures: Sequence[Exposure]) -> Phase:
    """Where a day lies against the times under the drugs."""
    if not exposures:
        return "none"
    if not day:
        return "unknown"
    states = [exposure.holds(day) for exposure in exposures]
    if True in states:
        return "on_treatment"
    if all(exposure.not_begun(day) for exposure in exposures):
        return "before"
    begun = any(exposure.begun_before(day) for exposure in exposures)
    if None in states:
        return "on_or_after" if begun else "unknown"
    return "after" if begun else "unknown"


def _exposure(agent: str, generation: int | None, therapy: Therapy) -> Exposure:
    earliest, latest = span(therapy.start_on or therapy.start_told)
    ends = span(therapy.stop_on or therapy.stop_told)
    bounds = [latest] if latest else []
    if earliest != latest or not latest:
        # What ended on a day, or was known to a report of that day, had begun by then.
        bounds += [day for day in (ends[1], therapy.known_by) if day and day >= earliest]
    return Exposure(
        agent,
        generation,
        therapy.start_on,
        therapy.stop_on,
        earliest,
        min(bounds, default=""),
        ends,
        therapy.source == "sheet" and not therapy.stop_on,
    )


def _joined(found: Iterable[Exposure]) -> tuple[Exposure, ...]:
    kept: list[Exposure] = []
    for one in sorted(found, key=_order):
        last = kept[-1] if kept else None
        if last is not None and last.agent == one.agent and _goes_straight_on(last, one):
            stops = bool(last.stop_on and one.stop_on)
            kept[-1] = replace(
                last,
                stop_on=max(last.stop_on, one.stop_on) if stops else "",
                ends=max(last.ends, one.ends) if all((*last.ends, *one.ends)) else ("", ""),
                goes_on=last.goes_on or one.goes_on,
            )
        else:
            kept.append(one)
    return tuple(kept)


def _order(one: Exposure) -> tuple[str, str, str, str]:
    return one.latest or "9999-12-31", one.earliest or "9999-12-31", one.agent, one.stop_on or "9999-12-31"


def _goes_straight_on(last: Exposure, one: Exposure) -> bool:
    if not last.ends[1]:
        return True
    if not one.earliest:
        return False
    start, end = datetime.date.fromisoformat(one.earliest), datetime.date.fromisoformat(last.ends[1])
    return (start - end).days <= SAME_EXPOSURE_DAYS
