"""What every resource is made of: ids, references, concepts, quantities, and no empty fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from her2parse.model import Decision, PlacedReport
from her2parse.outputs.fhir.codes import HGNC, UCUM, coded
from her2parse.outputs.fhir.codes import profile as profile_url
from her2parse.outputs.genes import numbers
from her2parse.outputs.text import clean, number

Resource = dict[str, Any]

_SPACE = UUID("5d1f3c0a-3b0e-5c55-9a43-7f0f6b1d2e11")


def identity(report: PlacedReport, what: str) -> str:
    """The patient is the same in all of its reports' bundles; everything else belongs to its report."""
    if what == "patient" and report.patient_key:
        return str(uuid5(_SPACE, f"patient {clean(report.patient_key)}"))
    return str(uuid5(_SPACE, f"{report.result.report_id} {clean(what)}"))


def reference(report: PlacedReport, what: str) -> Resource:
    """A reference to the resource that ``identity`` names."""
    return {"reference": f"urn:uuid:{identity(report, what)}"}


def concept(system: str, code: str, display: str = "") -> Resource:
    """A CodeableConcept with one coding that stands in no table of ours."""
    return {"coding": [filled(system=system, code=code, display=display)]}


def gene(symbol: str) -> Resource:
    """The gene by its HGNC number, or by its symbol alone where the number is not bundled."""
    hgnc = numbers(symbol).hgnc
    return concept(HGNC, hgnc, symbol) if hgnc else {"text": clean(symbol)}


def quantity(value: float, unit: str = "1", shown: str = "") -> Resource:
    """A Quantity with the number as the tables write it, so that no binary fraction shows."""
    return {"value": float(number(value)), "system": UCUM, "code": unit, "unit": shown or unit}


def component(name: str, **value: Any) -> Resource:
    """A component whose code is called ``name`` in ``codes.tsv``."""
    return {"code": coded(name), **value}


def told(label: str, text: str) -> Resource:
    """A component for what no code says."""
    return {"code": {"text": label}, "valueString": clean(text)}


def observation(report: PlacedReport, what: str, profile: str = "", **fields: Any) -> Resource:
    """An Observation of this report; ``profile`` is the name of the Genomics Reporting profile that it keeps to."""
    return filled(
        resourceType="Observation",
        id=identity(report, what),
        meta={"profile": [profile_url(profile)]} if profile else {},
        category=[coded("laboratory")],
        subject=reference(report, "patient"),
        specimen=reference(report, "specimen"),
        device=reference(report, "device"),
        effectiveDateTime=report.collected_on,
        **fields,
    )


def decision_notes(decisions: Iterable[Decision]) -> list[Resource]:
    """Who decided what about this: one annotation a decision, initials only."""
    return [
        filled(authorString=clean(one.initials), time=_moment(one.decided_at), text=clean(_in_words(one)))
        for one in decisions
    ]


def _moment(told: str) -> str:
    """A time as FHIR writes it: one without seconds or zone is told as its day."""
    return told if told.endswith("Z") and len(told) == 20 else told[:10]


def _in_words(one: Decision) -> str:
    changed = ", ".join(f"{field} {value}" for field, value in one.corrected)
    told = [f"Decided by a person: {one.action}" + (f": {changed}" if changed else "")]
    told += [f"was read: {one.was_read}"] if one.was_read else []
    told += [one.comment] if one.comment else []
    return "; ".join([*told, f"decision {one.decision_id}"])


def filled(**fields: Any) -> Resource:
    """The fields that hold something: FHIR knows no empty values."""
    return {key: value for key, value in fields.items() if not _empty(value)}


def _empty(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, Mapping | list) and not value)
