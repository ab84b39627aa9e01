"""Where on the line of EGFR TKIs each report of a patient stands, as columns of ``reports.tsv``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from her2parse.model import Patient, PlacedReport, Therapy
from her2parse.outputs.schema import Row


def timed(patient: Patient) -> tuple[Row, ...]:
    """For each report of the patient, in their order, the columns ``replaced_by`` and ``tki…``."""
    tkis = [therapy for therapy in patient.therapies if therapy.drug_class == "egfr_tki"]
    replaced = {
        report.amends: report.result.report_id
        for report in patient.reports
        # An addendum adds to its report and leaves it standing.
        if report.amends and report.result.header.status != "addendum"
    }
    return tuple(_timed(report, tkis, replaced) for report in patient.reports)


def _timed(report: PlacedReport, tkis: Sequence[Therapy], replaced: Mapping[str, str]) -> Row:
    day = report.collected_on
    dated = [tki for tki in tkis if tki.start_on]
    begun = [tki for tki in dated if day and tki.start_on < day]
    if not tkis:
        time = "none"
    elif not day or not dated:
        time = "unknown"
    elif not begun:
        time = "before"
    else:
        time = "during" if any(not tki.stop_on or day <= tki.stop_on for tki in begun) else "after"
    latest = max(begun, key=lambda tki: (tki.start_on, tki.agents), default=None)
    return {
        "replaced_by": "" if report.duplicate_of else replaced.get(report.result.report_id, ""),
        "tki_time": time,
        "tki": " + ".join(latest.agents) if latest else "",
        "tki_generation": latest.egfr_tki_generation if latest else None,
        "tki_start": latest.start_on if latest else "",
    }
