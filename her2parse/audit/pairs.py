"""Two reports of one patient set side by side: tissue and plasma, baseline and re-biopsy."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from her2parse.audit.cohort import AFTER, Cohort, Place, Report
from her2parse.audit.flow import baselines
from her2parse.audit.records import MAX_DAYS, Agreement, Change
from her2parse.audit.statistics import kappa, wilson

Pair = tuple[Report, Report]
Paired = dict[Place, list[Pair]]


def tissue_plasma(cohort: Cohort, max_days: int = MAX_DAYS) -> tuple[Agreement, ...]:
    """A line for each event that one side of a comparable pair shows.

    Comparable are a tissue and a plasma report of one patient, both dated, at most ``max_days`` apart, with no start of
    an EGFR TKI between them, that both settle gene and sort of event. Of several such pairs of a patient the nearest in
    time counts, so that the pairs are of different patients.
    """
    pairs: Paired = defaultdict(list)
    for reports in cohort.patients.values():
        _nearest(_close(reports, max_days), pairs)
    return tuple(sorted(_agreements(pairs, max_days), key=lambda line: (line.event, line.event_type)))


def rebiopsy(cohort: Cohort) -> tuple[Change, ...]:
    """A line for each event that one side of a pair shows, over all pairs and by whether the specimens are alike.

    A pair is the newest report after the start of an EGFR TKI and the newest from before that start, both settling gene
    and sort of event; one a patient.
    """
    pairs: Paired = defaultdict(list)
    for reports in cohort.patients.values():
        late = [report for report in reversed(reports) if report.egfr_tki in AFTER]
        _nearest([(early, one) for one in late for early in reversed(baselines(reports, one))], pairs)
    return tuple(sorted(_changes(pairs), key=lambda line: (line.event, line.event_type, line.specimens)))


def _close(reports: Sequence[Report], max_days: int) -> list[Pair]:
    """Tissue with plasma, the nearest in time first."""
    tissue, plasma = ([r for r in reports if r.specimen == kind and r.day] for kind in ("tissue", "plasma"))
    close = []
    for one in tissue:
        for other in plasma:
            days = abs((_date(one) - _date(other)).days)
            if days <= max_days and one.tki == other.tki:
                close.append((days, one.day, other.day, one.report_id, other.report_id, one, other))
    return [(one, other) for *_, one, other in sorted(close, key=lambda pair: pair[:5])]


def _date(report: Report) -> datetime.date:
    return datetime.date.fromisoformat(report.day)


def _nearest(candidates: Iterable[Pair], pairs: Paired) -> None:
    """For each place that a candidate settles on both sides, the first candidate of the patient."""
    done: set[Place] = set()
    for one, other in candidates:
        common = (one.settled & other.settled) - done
        done |= common
        for place in common:
            pairs[place].append((one, other))


def _cells(place: Place, pairs: Sequence[Pair]) -> dict[str, Counter[str]]:
    """For each event of the place: in how many pairs it is in both, in the first or in the second only."""
    cells: dict[str, Counter[str]] = defaultdict(Counter)
    for one, other in pairs:
        first, second = ({event for where, event in side.events if where == place} for side in (one, other))
        for event in first | second:
            cells[event]["both" if event in first & second else "first" if event in first else "second"] += 1
    return cells


def _agreements(pairs: Paired, max_days: int) -> Iterator[Agreement]:
    for place, own in pairs.items():
        for event, cell in _cells(place, own).items():
            both, tissue, plasma = cell["both"], cell["first"], cell["second"]
            neither = len(own) - both - tissue - plasma
            bounds = wilson(both + neither, len(own))
            value = kappa(both, tissue, plasma, neither)
            yield Agreement(
                event=event,
                gene=place[0],
                event_type=place[1],
                pairs=len(own),
                both=both,
                tissue_only=tissue,
                plasma_only=plasma,
                neither=neither,
                agreement=(both + neither) / len(own),
                low=bounds[0] if bounds else None,
                high=bounds[1] if bounds else None,
                kappa=value,
                kappa_note="" if value is not None else "not computable",
                max_days=max_days,
            )


def _changes(pairs: Paired) -> Iterator[Change]:
    for place, own in pairs.items():
        alike = [pair for pair in own if pair[0].specimen == pair[1].specimen != "unknown"]
        other = [pair for pair in own if pair[0].specimen != pair[1].specimen]
        named = sorted(_cells(place, own))
        groups: tuple[tuple[Literal["all", "same", "different"], Sequence[Pair]], ...] = (
            ("all", own),
            ("same", alike),
            ("different", other),
        )
        for specimens, group in groups:
            cells = _cells(place, group)
            for event in named:
                lost, kept, gained = (cells[event][key] for key in ("first", "both", "second"))
                neither = len(group) - lost - kept - gained
                # Only who did not have it can gain it.
                bounds = wilson(gained, gained + neither)
                yield Change(
                    event=event,
                    gene=place[0],
                    event_type=place[1],
                    specimens=specimens,
                    pairs=len(group),
                    gained=gained,
                    lost=lost,
                    kept=kept,
                    neither=neither,
                    gained_share=gained / (gained + neither) if bounds else None,
                    low=bounds[0] if bounds else None,
                    high=bounds[1] if bounds else None,
                )
