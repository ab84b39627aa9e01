"""One FHIR R4 bundle a report: what the report says as observations, each with the place it was read from.

The models are those of ``fhir.resources`` (R4B, the maintained 4.x release); codes are LOINC, HL7 v2/v3 and HGVS.
Ids are UUIDs made from the report's and the finding's ids; the only dates are the report's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from her2parse import __version__
from her2parse.files import write_atomic
from her2parse.model import AXES, Finding, Patient, PlacedReport
from her2parse.outputs.rows import own_findings
from her2parse.outputs.settings import RunSettings
from her2parse.outputs.text import clean, number

Resource = dict[str, Any]

_SPACE = UUID("5d1f3c0a-3b0e-5c55-9a43-7f0f6b1d2e11")
_LOINC = "http://loinc.org"
_HGVS = "http://varnomen.hgvs.org"
_UCUM = "http://unitsofmeasure.org"
_HL7 = "http://terminology.hl7.org/CodeSystem/"
_PRESENCE = {
    "detected": ("LA9633-4", "Present"),
    "not_detected": ("LA9634-2", "Absent"),
    "equivocal": ("LA11884-6", "Indeterminate"),
    "indeterminate": ("LA11884-6", "Indeterminate"),
}
_CALLS = {"positive": ("POS", "Positive"), "negative": ("NEG", "Negative"), "equivocal": ("E", "Equivocal")}
_SPECIMENS = {"tissue": ("TISS", "Tissue"), "plasma": ("PLAS", "Plasma"), "fluid": ("FLU", "Body fluid, unsp")}
_STATUS = {"": "final", "final": "final", "preliminary": "preliminary", "amended": "amended", "addendum": "appended"}


def write_fhir(
    out: Path,
    patients: Sequence[Patient],
    settings: RunSettings,
    *,
    knowledge_version: str = "",
    knowledge_hash: str = "",
) -> tuple[Path, ...]:
    """Write ``fhir/<report_id>.json`` for every report that repeats no other; remove those of reports that are gone."""
    knowledge = f"{knowledge_version}, SHA-256 {knowledge_hash}" if knowledge_version else ""
    written: dict[str, Path] = {}
    for patient in patients:
        for report in patient.reports:
            report_id = report.result.report_id
            if not report.duplicate_of and report_id not in written:
                written[report_id] = out / "fhir" / f"{report_id}.json"
                write_atomic(written[report_id], bundle(report, settings, knowledge))
    for path in sorted(set((out / "fhir").glob("R*.json")) - set(written.values())):
        path.unlink()
    return tuple(written[key] for key in sorted(written))


def bundle(report: PlacedReport, settings: RunSettings, knowledge: str = "") -> bytes:
    """One report's bundle as JSON bytes with sorted keys; ``knowledge`` is the version and hash behind our classes.

    Raises ``pydantic.ValidationError`` when it is not FHIR."""
    from fhir.resources.R4B.bundle import Bundle

    resources = list(_resources(report, settings, knowledge))
    entries = [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources]
    made = Bundle.model_validate(
        {"resourceType": "Bundle", "id": _id(report, "bundle"), "type": "collection", "entry": entries}
    )  # fmt: skip
    content = json.loads(made.model_dump_json())
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")


def _resources(report: PlacedReport, settings: RunSettings, knowledge: str) -> Iterator[Resource]:
    result, header = report.result, report.result.header
    ordered = sorted(own_findings(report), key=lambda one: one.finding_id)
    findings = [_finding(report, finding) for finding in ordered]
    axes = [_axis(report, axis) for axis in AXES]
    status = _STATUS[header.status] if result.status != "failed" else "unknown"
    file = {
        "contentType": "application/pdf",
        "title": _text(settings.shown(report.source_file)),
        "creation": report.reported_on,
    }
    yield _filled(
        resourceType="DiagnosticReport",
        id=_id(report, "report"),
        identifier=[{"system": "urn:her2parse:report", "value": result.report_id}],
        status=status,
        category=[_concept(_HL7 + "v2-0074", "GE", "Genetics")],
        code=_concept(_LOINC, "51969-4", "Genetic analysis report"),
        subject=_reference(report, "patient"),
        specimen=[_reference(report, "specimen")],
        effectiveDateTime=report.collected_on,
        result=[{"reference": f"urn:uuid:{one['id']}"} for one in (*axes, *findings)],
        presentedForm=[_filled(**file)],
    )
    yield _filled(
        resourceType="Patient",
        id=_id(report, "patient"),
        identifier=[{"system": "urn:her2parse:patient-key", "value": _text(report.patient_key) or "unknown"}],
    )
    yield _filled(
        resourceType="Specimen",
        id=_id(report, "specimen"),
        subject=_reference(report, "patient"),
        type=_specimen(report.specimen),
        collection=_filled(collectedDateTime=report.collected_on),
    )
    yield {
        "resourceType": "Device",
        "id": _id(report, "device"),
        "deviceName": [{"name": "her2parse", "type": "user-friendly-name"}],
        "version": [
            {"value": __version__},
            *([{"type": {"text": "knowledge base"}, "value": knowledge}] if knowledge else []),
        ],
        "note": [{"text": "Decision support and research use only - not a medical device."}],
    }
    yield from axes
    yield from findings


def _observation(report: PlacedReport, what: str, **fields: Any) -> Resource:
    return _filled(
        resourceType="Observation",
        id=_id(report, what),
        category=[_concept(_HL7 + "observation-category", "laboratory", "Laboratory")],
        subject=_reference(report, "patient"),
        specimen=_reference(report, "specimen"),
        device=_reference(report, "device"),
        effectiveDateTime=report.collected_on,
        **fields,
    )


def _axis(report: PlacedReport, axis: str) -> Resource:
    """The call on one HER2 axis; not assayed and not readable are absent data, never negative."""
    call = next((one for one in report.result.calls if one.axis == axis), None)
    state = call.call if call else "review"
    mine = {finding.finding_id for finding in own_findings(report)}
    answer: Resource = {}
    if state in _CALLS:
        answer["valueCodeableConcept"] = _concept(_HL7 + "v3-ObservationInterpretation", *_CALLS[state])
    else:
        reason = ("not-performed", "Not Performed") if state == "not_assayed" else ("unknown", "Unknown")
        answer["dataAbsentReason"] = _concept(_HL7 + "data-absent-reason", *reason)
    basis = _text(call.basis) if call else "The report could not be read."
    return _observation(
        report,
        f"axis {axis}",
        status="final" if state != "review" else "preliminary",
        code=_concept("urn:her2parse:her2-axis", axis, f"HER2 {axis}"),
        derivedFrom=[_reference(report, one) for one in (call.finding_ids if call else ()) if one in mine],
        note=[{"text": basis}] if basis else [],
        **answer,
    )


def _finding(report: PlacedReport, finding: Finding) -> Resource:
    said, place = finding.statement, finding.statement.evidence
    where = ", ".join(number(value) for value in (place.x0, place.top, place.x1, place.bottom))
    fields: Resource = {
        "status": "preliminary" if finding.review else "final",
        "note": [{"text": _text(f"Page {place.page}, box {where} (points): {place.quote}")}],
    }
    if said.kind == "expression" and said.gene == "ERBB2":
        fields["code"] = _concept(_LOINC, "18474-7", "HER2 Ag [Presence] in Tissue by Immune stain")
        fields["valueString"] = _text(f"IHC {said.ihc_score}" if said.ihc_score else said.as_written)
    elif said.kind in ("signature", "expression"):
        fields["code"] = {"text": _text(said.gene) or "signature"}
        fields["valueString"] = _text(said.as_written)
        fields["interpretation"] = [_concept(_LOINC, *_PRESENCE[said.state])]
    else:
        fields["code"] = _concept(_LOINC, "69548-6", "Genetic variant assessment")
        fields["valueCodeableConcept"] = _concept(_LOINC, *_PRESENCE[said.state])
    return _observation(report, finding.finding_id, component=list(_components(finding)), **fields)


def _components(finding: Finding) -> Iterator[Resource]:
    said, variant = finding.statement, finding.variant
    if said.kind != "signature" and _text(said.gene):
        yield {
            "code": _concept(_LOINC, "48018-6", "Gene studied [ID]"),
            "valueCodeableConcept": {"text": _text(said.gene)},
        }
    for name, code, display in (
        (variant.hgvs_c if variant else "", "48004-6", "DNA change (c.HGVS)"),
        (variant.hgvs_p if variant else "", "48005-3", "Amino acid change (pHGVS)"),
        (variant.hgvs_g_grch38 if variant else "", "81290-9", "Genomic DNA change (gHGVS)"),
    ):
        if name:
            yield {"code": _concept(_LOINC, code, display), "valueCodeableConcept": _concept(_HGVS, _text(name), "")}
    if said.vaf is not None:
        yield _quantity("81258-6", "Sample variant allelic frequency [NFr]", said.vaf, "1")
    if said.copy_number is not None and said.copy_number_unit in ("copies", "plasma_copies"):
        yield _quantity("82155-3", "Genomic structural variant copy number", said.copy_number, "1")
    if said.ish_ratio is not None:
        yield _quantity("49683-6", "ERBB2 gene copy number/Chromosome 17 copy number", said.ish_ratio, "1")
    if said.percent_cells is not None:
        yield _quantity("", "Share of tumour cells that stain", said.percent_cells, "%")
    for label, text in (
        ("Alteration as written", said.as_written),
        ("GA4GH VRS identifier", variant.vrs_id if variant else ""),
        ("Fusion", (variant.fusion if variant else "") or said.fusion),
        ("Copy number as written", said.copy_number_text),
        ("Laboratory's significance", said.significance),
        ("Oncogenicity (her2parse)", finding.oncogenicity),
        ("Source of the oncogenicity (her2parse)", finding.oncogenicity_source),
        ("HER2 class (her2parse)", finding.her2_class),
    ):
        if _text(text):
            yield {"code": {"text": label}, "valueString": _text(text)}


# ── pieces ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _id(report: PlacedReport, what: str) -> str:
    """The patient is the same in all of its reports' bundles; everything else belongs to its report."""
    if what == "patient" and report.patient_key:
        return str(uuid5(_SPACE, f"patient {_text(report.patient_key)}"))
    return str(uuid5(_SPACE, f"{report.result.report_id} {what}"))


def _reference(report: PlacedReport, what: str) -> Resource:
    return {"reference": f"urn:uuid:{_id(report, what)}"}


def _concept(system: str, code: str, display: str) -> Resource:
    return {"coding": [_filled(system=system, code=code, display=display)]}


def _quantity(code: str, display: str, value: float, unit: str) -> Resource:
    named = _concept(_LOINC, code, display) if code else {"text": display}
    # The number as the tables write it, so that no binary fraction shows.
    return {
        "code": named,
        "valueQuantity": {"value": float(number(value)), "system": _UCUM, "code": unit, "unit": unit},
    }


def _specimen(specimen: str) -> Resource:
    if specimen in _SPECIMENS:
        return _concept(_HL7 + "v2-0487", *_SPECIMENS[specimen])
    return {"text": "not stated"}


def _text(text: str) -> str:
    return clean(text)


def _filled(**fields: Any) -> Resource:
    """The fields that hold something: FHIR knows no empty values."""
    return {key: value for key, value in fields.items() if not _empty(value)}


def _empty(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, Mapping | list) and not value)
