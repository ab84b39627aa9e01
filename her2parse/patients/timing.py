"""Where each report of a patient stands against the EGFR TKIs, and what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from her2parse.model import PlacedReport
from her2parse.patients.exposures import Exposure, phase
from her2parse.patients.origin import baselines


def timed(reports: Sequence[PlacedReport], exposures: Sequence[Exposure]) -> tuple[PlacedReport, ...]:
    """The reports, each with its phase, the latest EGFR TKI that had begun before it, and the baselines of that.

    Args:
        reports: all of one patient's reports, in order of collection.
        exposures: the patient's times under an EGFR TKI, in order of start.
    """
    standing = [report for report in reports if not (report.duplicate_of or report.replaced_by)]
    return tuple(_timed(report, standing, exposures) for report in reports)


def _timed(report: PlacedReport, standing: Sequence[PlacedReport], exposures: Sequence[Exposure]) -> PlacedReport:
    day = report.collected_on
    begun = [exposure for exposure in exposures if day and exposure.begun_before(day)]
    placed = replace(report, egfr_tki=phase(day, exposures))
    if not begun:
        return placed
    last = begun[-1]
    before = tuple(one.result.report_id for one in baselines(standing, last))
    return replace(placed, tki=last.agent, tki_generation=last.generation, tki_start=last.start_on, baselines=before)
