"""Specimens, treatments, progressions and resistance on a line of days.

cBioPortal counts days from the diagnosis, which a molecular report does not give. Day 0 is the first day that is known
of the patient: a collection or the start of a treatment. What has no day is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from her2parse.model import Patient, Therapy
from her2parse.outputs.cbioportal.table import Sample, free, table

DAYS = "Days are counted from the first day that is known of the patient, not from the diagnosis"
_HEAD = ("PATIENT_ID", "START_DATE", "STOP_DATE", "EVENT_TYPE")
SPECIMEN = (*_HEAD, "SAMPLE_ID", "SPECIMEN_TYPE", "SPECIMEN_SITE")
TREATMENT = (*_HEAD, "TREATMENT_TYPE", "SUBTYPE", "AGENT", "AGENT_CLASS", "LINE", "BEST_RESPONSE", "SOURCE")
STATUS = (*_HEAD, "STATUS", "SOURCE")
_SUBTYPES = {"chemotherapy": "Chemotherapy", "immunotherapy": "Immunotherapy"}
_SPECIMENS = {"tissue": "tissue", "plasma": "blood", "fluid": "fluid"}


def timelines(patients: Sequence[Patient], samples: Sequence[Sample]) -> dict[str, bytes]:
    """The data files by name: ``specimen``, ``treatment``, ``status``; those without an event are left out."""
    by_patient: dict[str, list[Sample]] = {}
    for sample in samples:
        by_patient.setdefault(sample.report.patient_key, []).append(sample)
    rows: dict[str, list[dict[str, str]]] = {"specimen": [], "treatment": [], "status": []}
    for patient in patients:
        mine = by_patient.get(patient.patient_key, [])
        if not mine:
            continue
        zero = _first(mine, patient.therapies)
        if zero is None:
            continue
        days = {sample.report.result.report_id: _day(sample.report.collected_on, zero) for sample in mine}
        name = mine[0].patient_id
        rows["specimen"] += [_specimen(sample, days[sample.report.result.report_id]) for sample in mine]
        rows["treatment"] += [_treatment(name, therapy, zero) for therapy in patient.therapies]
        rows["status"] += [*_status(name, patient, days), *_progressions(name, patient, zero)]
    columns = {"specimen": SPECIMEN, "treatment": TREATMENT, "status": STATUS}
    kept = {kind: _ordered(found) for kind, found in rows.items()}
    return {kind: table(columns[kind], found) for kind, found in kept.items() if found}


def _first(samples: Sequence[Sample], therapies: Sequence[Therapy]) -> dt.date | None:
    dates = [sample.report.collected_on for sample in samples] + [therapy.start_on for therapy in therapies]
    known = [date for date in map(_date, dates) if date]
    return min(known, default=None)


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _day(text: str, zero: dt.date) -> str:
    date = _date(text)
    return str((date - zero).days) if date else ""


def _ordered(rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    dated = [row for row in rows if row["START_DATE"]]
    return sorted(dated, key=lambda row: (row["PATIENT_ID"], int(row["START_DATE"]), sorted(row.items())))


def _specimen(sample: Sample, day: str) -> dict[str, str]:
    return {
        "PATIENT_ID": sample.patient_id,
        "START_DATE": day,
        "EVENT_TYPE": "SPECIMEN",
        "SAMPLE_ID": sample.sample_id,
        "SPECIMEN_TYPE": _SPECIMENS.get(sample.report.specimen, ""),
    }


def _treatment(name: str, therapy: Therapy, zero: dt.date) -> dict[str, str]:
    """A treatment; without an end it goes on, or its end is not known, and STOP_DATE is empty."""
    targeted = "" if therapy.drug_class == "other" else "Targeted Therapy"
    return {
        "PATIENT_ID": name,
        "START_DATE": _day(therapy.start_on, zero),
        "STOP_DATE": _day(therapy.stop_on, zero),
        "EVENT_TYPE": "TREATMENT",
        "TREATMENT_TYPE": "Medical Therapy",
        "SUBTYPE": _SUBTYPES.get(therapy.drug_class, targeted),
        "AGENT": free(" + ".join(therapy.agents) or therapy.drug),
        "AGENT_CLASS": free(therapy.drug_class),
        "LINE": free(therapy.line),
        "BEST_RESPONSE": free(therapy.best_response),
        "SOURCE": therapy.source,
    }


def _status(name: str, patient: Patient, days: Mapping[str, str]) -> list[dict[str, str]]:
    """Mechanisms of resistance on the day of the specimen that showed them."""
    return [
        {
            "PATIENT_ID": name,
            "START_DATE": days.get(seen.report_id, ""),
            "EVENT_TYPE": "STATUS",
            "STATUS": free(f"Resistance to {seen.tki}: {seen.mechanism} ({seen.origin.replace('_', ' ')})"),
            "SOURCE": seen.report_id,
        }
        for seen in patient.mechanisms
    ]


def _progressions(name: str, patient: Patient, zero: dt.date) -> list[dict[str, str]]:
    """Progressions that a report tells with their day; a month is no day."""
    return [
        {
            "PATIENT_ID": name,
            "START_DATE": _day(event.date, zero),
            "EVENT_TYPE": "STATUS",
            "STATUS": "Progression",
            "SOURCE": event.report_id,
        }
        for event in patient.timeline
        if event.kind == "progression" and event.precision == "day"
    ]
