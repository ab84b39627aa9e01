"""HER2 after an EGFR TKI, said on its own: each axis, since when, how sure, and what test would settle it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from her2parse.knowledge.resistance_facts import Settling
from her2parse.model import (
    AXES,
    Axis,
    Call,
    Her2AfterTki,
    Her2Call,
    PlacedReport,
    ResistanceMechanism,
    Situation,
    Specimen,
)
from her2parse.patients.baseline import sheds, specimen_of
from her2parse.patients.event import event_of
from her2parse.patients.exposures import Exposure
from her2parse.patients.facts import Knowledge

WEAK = frozenset(
    {
        "low_vaf_vs_driver",
        "cn_low_tumour_fraction",
        "chip_suspect",
        "possible_germline",
        "low_confidence",
        "baseline_name_not_comparable",
    }
)
"""Caveats under which a mechanism is no more than possible."""
Certainty = Literal["shown", "likely", "possible", "there_before"]
State = Literal["seen", "not_seen", "equivocal", "uninformative", "not_assayed", "review"]
_RANK: tuple[Certainty, ...] = ("shown", "likely", "possible", "there_before")


def her2_after_tki(
    patient_key: str,
    reports: Sequence[PlacedReport],
    exposures: Sequence[Exposure],
    mechanisms: Sequence[ResistanceMechanism],
    knowledge: Knowledge,
) -> tuple[Her2AfterTki, ...]:
    """At least one row an axis for a patient with a dated report after the start of an EGFR TKI; else none.

    Args:
        patient_key: the patient.
        reports: the patient's reports, without duplicates and replaced ones.
        exposures: the times under an EGFR TKI.
        mechanisms: the patient's rows of ``resistance.tsv``.
        knowledge: assays, and the tests that settle.
    """
    after = [r for r in reports if r.collected_on and any(e.begun_before(r.collected_on) for e in exposures)]
    if not after:
        return ()
    rows: list[Her2AfterTki] = []
    for axis in AXES:
        mine = [m for m in mechanisms if m.her2_axis == axis]
        if mine:
            rows += _seen(patient_key, axis, mine, after, knowledge)
        else:
            rows.append(_unseen(patient_key, axis, after, knowledge))
    return tuple(rows)


def _seen(
    patient_key: str,
    axis: Axis,
    mechanisms: Sequence[ResistanceMechanism],
    reports: Sequence[PlacedReport],
    knowledge: Knowledge,
) -> Iterator[Her2AfterTki]:
    """One row a mechanism; of several reports that show it, the one that says most."""
    by_id = {report.result.report_id: report for report in reports}
    specimens = {m.report_id: specimen_of(by_id[m.report_id], knowledge) for m in mechanisms}
    for name in sorted({m.mechanism for m in mechanisms}):
        same = [m for m in mechanisms if m.mechanism == name]

        def rank(m: ResistanceMechanism) -> tuple[int, bool, str, str]:
            specimen = specimens[m.report_id]
            return _RANK.index(_certainty(m, specimen)), specimen == "plasma", m.collected_on, m.report_id

        best = min(same, key=rank)
        specimen = specimens[best.report_id]
        situations = _situations(best, by_id[best.report_id], {specimens[m.report_id] for m in same})
        row = Her2AfterTki(
            patient_key,
            axis,
            "seen",
            mechanism=name,
            since=min(m.collected_on for m in same),
            report_id=best.report_id,
            finding_ids=tuple(sorted({m.finding_id for m in same if m.finding_id})),
            specimen=specimen,
            tki=best.tki,
            tki_generation=best.tki_generation,
            origin=best.origin,
            certainty=_certainty(best, specimen),
            basis=_basis(best, specimen),
            verified=best.verified,
        )
        yield _settled(row, situations, knowledge)


def _certainty(mechanism: ResistanceMechanism, specimen: str) -> Certainty:
    if mechanism.origin == "pre_existing":
        return "there_before"
    if mechanism.origin == "unknown" or WEAK & set(mechanism.caveats):
        return "possible"
    return "shown" if mechanism.origin == "acquired" and specimen != "plasma" else "likely"


def _basis(mechanism: ResistanceMechanism, specimen: str) -> str:
    origin = {
        "acquired": "absent before the TKI by the same assay",
        "apparently_acquired": "absent before the TKI by another assay",
        "pre_existing": "there before the TKI already" + (f", {mechanism.trend}" if mechanism.trend else ""),
        "unknown": f"whether it was there before the TKI is not known ({mechanism.origin_reason})",
    }[mechanism.origin]
    where = f"seen in {specimen}" if specimen != "unknown" else "seen"
    weak = sorted(WEAK & set(mechanism.caveats))
    return f"{where} on {mechanism.collected_on}; {origin}" + (f"; {', '.join(weak)}" if weak else "")


def _situations(best: ResistanceMechanism, report: PlacedReport, specimens: set[Specimen]) -> Iterator[Situation]:
    yield "seen_in_plasma" if specimens == {"plasma"} else "seen_in_tissue"
    if any(event_of(f).in_dna for f in report.result.findings if f.finding_id == best.finding_id):
        yield "seen_in_dna_only"
    if best.origin == "unknown":
        yield "no_baseline"
    if WEAK & set(best.caveats):
        yield "doubtful"
    yield "options"


def _unseen(patient_key: str, axis: Axis, reports: Sequence[PlacedReport], knowledge: Knowledge) -> Her2AfterTki:
    """What the calls of all reports after the TKI say of an axis on which no mechanism stands."""
    calls = [(call, report) for report in reports for call in report.result.calls if call.axis == axis]
    calls.sort(key=lambda pair: (pair[1].collected_on, pair[1].result.report_id))

    def latest(*wanted: Call) -> tuple[Her2Call, PlacedReport] | None:
        return next(((call, report) for call, report in reversed(calls) if call.call in wanted), None)

    def row(state: State, found: tuple[Her2Call, PlacedReport], *situations: Situation, said: str = "") -> Her2AfterTki:
        call, report = found
        basis = f"{said or call.call} on {report.collected_on}: {call.basis}"
        told = Her2AfterTki(
            patient_key,
            axis,
            state,
            report_id=report.result.report_id,
            specimen=specimen_of(report, knowledge),
            basis=basis,
        )
        return _settled(told, situations, knowledge)

    if (found := latest("positive")) is not None:
        return row("seen", found, said="positive, and no row of the catalogue makes it resistance to this TKI")
    if (found := latest("review")) is not None:
        return row("review", found, "review")
    if (found := latest("equivocal")) is not None:
        return row("equivocal", found, "equivocal")
    calls = [
        pair for pair in calls if pair[0].call != "negative" or axis == "overexpression" or sheds(pair[1], knowledge)
    ]
    if (telling := latest("negative")) is not None:
        return row("not_seen", telling)
    silent = any(not sheds(report, knowledge) for report in reports) and axis != "overexpression"
    situation: tuple[Situation, ...] = ("uninformative", "not_assayed") if silent else ("not_assayed",)
    base = Her2AfterTki(patient_key, axis, situation[0], basis="no report from after the TKI can tell")  # type: ignore[arg-type]
    return _settled(base, situation, knowledge)


def _settled(row: Her2AfterTki, situations: Iterable[Situation], knowledge: Knowledge) -> Her2AfterTki:
    """The row with the tests that would settle it, and the remark that goes with every option."""
    found = knowledge.resistance_facts.settling(row.axis, situations)
    return replace(
        row,
        settled_by=tuple(_words(s) for s in found if s.situation != "options"),
        note="; ".join(_words(s) for s in found if s.situation == "options"),
    )


def _words(settling: Settling) -> str:
    return settling.settled_by + ("" if settling.verified else " (unverified)")
