"""The tables of a run as the audit needs them: reports with what they settle and show, mechanisms, calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Cells = Mapping[str, str | int | float | None]
Place = tuple[str, str]
"""A gene and a sort of event: what a report settles or does not."""
AFTER = frozenset({"on_treatment", "after", "on_or_after"})
"""Time points after the start of an EGFR TKI."""
_ONCOGENIC = frozenset({"oncogenic", "likely_oncogenic", "resistance"})
_NOT_OURS = frozenset({"vus", "likely_benign", "benign"})
_NOT_THEIRS = frozenset({"vus", "likely_benign", "benign", "synonymous", "germline"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One event that a report shows."""

    finding_id: str
    place: Place
    event: str


@dataclass(frozen=True)
class Report:
    """One report that counts. ``settled``: where its silence is believed; ``shown``: the events that it shows."""

    report_id: str
    patient: str
    day: str
    specimen: str
    egfr_tki: str
    tki_generation: str
    tki: tuple[str, str]
    baselines: tuple[str, ...]
    settled: frozenset[Place]
    shown: tuple[Shown, ...]

    @cached_property
    def events(self) -> frozenset[tuple[Place, str]]:
        """What the report shows, by place and name."""
        return frozenset((one.place, one.event) for one in self.shown)


@dataclass(frozen=True, slots=True)
class Seen:
    """One mechanism in one report that counts."""

    report: Report
    place: Place
    mechanism: str
    mechanism_class: str
    her2_axis: str
    new: bool
    lost: str


@dataclass(frozen=True)
class Cohort:
    """The reports that count, by patient in order of time, and what was seen in them."""

    patients: Mapping[str, tuple[Report, ...]]
    seen: tuple[Seen, ...]
    calls: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, tables: Mapping[str, Sequence[Cells]]) -> Cohort:
        """The cohort of the tables ``reports``, ``findings``, ``her2``, ``resistance``, ``assayed``, ``review``."""
        settled: dict[str, set[Place]] = {}
        for row in tables["assayed"]:
            genes = text(row, "settled").split(";")
            settled.setdefault(text(row, "report_id"), set()).update(
                (gene, text(row, "event_type")) for gene in genes if gene
            )
        shown: dict[str, list[Shown]] = {}
        everything: dict[str, Shown] = {}
        for row in tables["findings"]:
            if one := _shown(row):
                everything[one.finding_id] = one
                if _counts(row):
                    shown.setdefault(text(row, "report_id"), []).append(one)
        reports = {
            text(row, "report_id"): _report(row, settled, shown) for row in placed(tables) if text(row, "report_id")
        }
        patients: dict[str, list[Report]] = {}
        for report in sorted(reports.values(), key=_order):
            patients.setdefault(report.patient, []).append(report)
        seen = [_seen(row, reports, everything) for row in tables["resistance"] if text(row, "report_id") in reports]
        calls = {(text(row, "report_id"), text(row, "axis")): text(row, "call") for row in tables["her2"]}
        return cls({key: tuple(own) for key, own in patients.items()}, tuple(seen), calls)


def text(row: Cells, column: str) -> str:
    """A cell as text; empty where the column or the value is missing."""
    value = row.get(column)
    return "" if value is None else str(value)


def readable(tables: Mapping[str, Sequence[Cells]]) -> list[Cells]:
    """The rows of reports that are no copies and could be read."""
    return [row for row in tables["reports"] if not text(row, "duplicate_of") and text(row, "status") != "failed"]


def placed(tables: Mapping[str, Sequence[Cells]]) -> list[Cells]:
    """Those of them that stand, and of whom it is known whose they are: what the audit counts."""
    alone = unlinked(tables["review"])
    return [row for row in readable(tables) if not text(row, "replaced_by") and text(row, "report_id") not in alone]


def unlinked(review: Iterable[Cells]) -> frozenset[str]:
    """Reports of which nothing says whose they are."""
    return frozenset(text(row, "report_id") for row in review if text(row, "code") == "unlinked_report")


def _report(row: Cells, settled: Mapping[str, set[Place]], shown: Mapping[str, list[Shown]]) -> Report:
    key = text(row, "report_id")
    return Report(
        report_id=key,
        patient=text(row, "patient_key"),
        day=text(row, "collected_on"),
        specimen=text(row, "specimen"),
        egfr_tki=text(row, "egfr_tki") or "unknown",
        tki_generation=text(row, "tki_generation"),
        tki=(text(row, "tki"), text(row, "tki_start")),
        baselines=tuple(filter(None, text(row, "baselines").split(";"))),
        settled=frozenset(settled.get(key, ())),
        shown=tuple(shown.get(key, ())),
    )


def _order(report: Report) -> tuple[str, str, bool, str]:
    """Of two reports of one day the one on tissue counts as the newer: where they differ, tissue is preferred."""
    return report.patient, report.day or "9999", report.specimen == "tissue", report.report_id


def _shown(row: Cells) -> Shown | None:
    event, event_type = text(row, "event"), text(row, "event_type")
    if not event or not event_type:
        return None
    # The name begins with the gene that the event is counted under; for a fusion that is not always the row's.
    return Shown(text(row, "finding_id"), (event.split(" ")[0], event_type), event)


def _counts(row: Cells) -> bool:
    """Whether a finding is an alteration that one would want to find again: detected, and by neither the laboratory
    nor the catalogue harmless or of unknown significance."""
    if text(row, "status") != "detected":
        return False
    if text(row, "event_type") == "expression":
        return text(row, "ihc_score") in ("", "3+")
    ours, theirs = text(row, "oncogenicity"), text(row, "reported_significance")
    return ours in _ONCOGENIC or (ours not in _NOT_OURS and theirs not in _NOT_THEIRS)


def _seen(row: Cells, reports: Mapping[str, Report], everything: Mapping[str, Shown]) -> Seen:
    report = reports[text(row, "report_id")]
    name, gene, lost = text(row, "mechanism"), text(row, "gene"), ""
    finding = everything.get(text(row, "finding_id"))
    if text(row, "origin_reason") == "lost_since_baseline":
        before = reports.get(text(row, "baseline_report_id"))
        gone = [one for one in before.shown if name.endswith(one.event)] if before is not None else []
        finding = gone[0] if gone else finding
        lost = gone[0].event if gone else name
    return Seen(
        report=report,
        place=(gene, finding.place[1] if finding is not None else "small_variant"),
        mechanism=name,
        mechanism_class=text(row, "mechanism_class"),
        her2_axis=text(row, "her2_axis"),
        new=text(row, "origin") in ("acquired", "apparently_acquired")
        and (text(row, "tki"), text(row, "tki_start")) == report.tki,
        lost=lost,
    )
