"""Where on the line of EGFR TKIs each report of a patient stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from her2parse.knowledge.drugs import DrugTable
from her2parse.model import PlacedReport, Therapy, TkiTime
from her2parse.patients.therapies import Exposure, exposures


def timed(reports: Sequence[PlacedReport], therapies: Sequence[Therapy], drugs: DrugTable) -> tuple[PlacedReport, ...]:
    """The reports, each with its time and the latest EGFR TKI that had begun before its collection."""
    dated = exposures(therapies, drugs)
    known = any(therapy.drug_class == "egfr_tki" for therapy in therapies)
    return tuple(_timed(report, dated, known) for report in reports)


def _timed(report: PlacedReport, dated: Sequence[Exposure], known: bool) -> PlacedReport:
    day = report.collected_on
    begun = [exposure for exposure in dated if day and exposure.start_on < day]
    time: TkiTime
    if not known:
        time = "none"
    elif not day or not dated:
        time = "unknown"
    elif not begun:
        time = "before"
    else:
        time = "during" if any(not tki.stop_on or day <= tki.stop_on for tki in begun) else "after"
    if not begun:
        return replace(report, tki_time=time)
    last = begun[-1]
    return replace(report, tki_time=time, tki=last.agent, tki_generation=last.generation, tki_start=last.start_on)
