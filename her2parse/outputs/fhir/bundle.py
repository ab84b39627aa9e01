"""One FHIR R4 bundle a report: what the report says as observations, each with the place it was read from.

The models are those of ``fhir.resources``, whose classes for R4 are R4B (4.3, the maintained release; the resources
used here have the same fields in 4.0.1). Profiles and codes are those of HL7's Genomics Reporting guide, STU3; which
code was checked where stands in ``codes.tsv``. Ids are UUIDs made from the report's and the finding's ids; the only
dates are the report's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from her2parse import __version__
from her2parse.model import AXES, Decision, Her2Call, Option, PlacedReport
from her2parse.outputs.fhir.check import Checker
from her2parse.outputs.fhir.codes import LOCAL, coded, profile
from her2parse.outputs.fhir.findings import finding
from her2parse.outputs.fhir.implications import implications
from her2parse.outputs.fhir.pieces import Resource, concept, decision_notes, filled, identity, observation, reference
from her2parse.outputs.rows import own_findings
from her2parse.outputs.settings import RunSettings
from her2parse.outputs.text import clean

NOTICE = "Decision support and research use only - not a medical device."
_CALLS = {"positive": "POS", "negative": "NEG", "equivocal": "E"}
_STATUS = {"": "final", "final": "final", "preliminary": "preliminary", "amended": "amended", "addendum": "appended"}


def bundle(
    report: PlacedReport,
    settings: RunSettings,
    knowledge: str = "",
    options: Sequence[Option] = (),
    checker: Checker | None = None,
) -> bytes:  # fmt: skip
    """One report's bundle as JSON bytes with sorted keys.

    Args:
        knowledge: version and hash of the knowledge behind our classes.
        options: the options of this report (others are left out).
        checker: what has been checked before, where there are many bundles.
    Raises:
        pydantic.ValidationError: it is not FHIR.
    """
    from pydantic_core import to_json

    resources = list(_resources(report, settings, knowledge, options))
    entries = [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources]
    content: Resource = {
        "resourceType": "Bundle",
        "id": identity(report, "bundle"),
        "type": "collection",
        "entry": entries,
    }
    # The models check; what is written is what they checked. Their own writer costs more than all the rest.
    (checker or Checker()).bundle(content)
    return to_json(_sorted(content), indent=1) + b"\n"


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value


def _resources(
    report: PlacedReport, settings: RunSettings, knowledge: str, options: Sequence[Option]
) -> Iterator[Resource]:
    findings = [finding(report, one) for one in sorted(own_findings(report), key=lambda one: one.finding_id)]
    axes = [_axis(report, axis) for axis in AXES]
    advised = implications(report, options) if not report.duplicate_of else []
    yield _diagnostic_report(report, settings, [*axes, *findings, *advised])
    yield filled(
        resourceType="Patient",
        id=identity(report, "patient"),
        identifier=[{"system": LOCAL + "patient-key", "value": clean(report.patient_key) or "unknown"}],
    )
    yield filled(
        resourceType="Specimen",
        id=identity(report, "specimen"),
        subject=reference(report, "patient"),
        type=coded(report.specimen) if report.specimen != "unknown" else {"text": "not stated"},
        collection=filled(collectedDateTime=report.collected_on),
        note=decision_notes(report.result.decisions),
    )
    yield {
        "resourceType": "Device",
        "id": identity(report, "device"),
        "deviceName": [{"name": "her2parse", "type": "user-friendly-name"}],
        "version": [
            {"value": __version__},
            *([{"type": {"text": "knowledge base"}, "value": knowledge}] if knowledge else []),
        ],
        "note": [{"text": NOTICE}],
    }
    yield from axes
    yield from findings
    yield from advised


def _diagnostic_report(report: PlacedReport, settings: RunSettings, results: Sequence[Resource]) -> Resource:
    result, header = report.result, report.result.header
    calls = {call.axis: call.call.replace("_", " ") for call in result.calls}
    told = "; ".join(f"HER2 {axis}: {calls.get(axis, 'review')}" for axis in AXES)
    file = filled(
        contentType="application/pdf",
        title=clean(settings.shown(report.source_file)),
        creation=report.reported_on,
    )
    return filled(
        resourceType="DiagnosticReport",
        id=identity(report, "report"),
        meta={"profile": [profile("genomic-report")]},
        identifier=[{"system": LOCAL + "report", "value": result.report_id}],
        status=_STATUS[header.status] if result.status != "failed" else "unknown",
        category=[coded("genetics")],
        code=coded("report"),
        subject=reference(report, "patient"),
        specimen=[reference(report, "specimen")],
        effectiveDateTime=report.collected_on,
        result=[{"reference": f"urn:uuid:{one['id']}"} for one in results],
        conclusion=f"Read by her2parse. {told}. {NOTICE}",
        presentedForm=[file],
    )


def _behind(report: PlacedReport, call: Her2Call | None) -> list[Decision]:
    """The decisions about the findings that a call rests on."""
    ids = call.finding_ids if call else ()
    found = [one for finding in own_findings(report) if finding.finding_id in ids for one in finding.decisions]
    return list(dict.fromkeys(found))


def _axis(report: PlacedReport, axis: str) -> Resource:
    """The call on one HER2 axis; not assayed and not readable are absent data, never negative."""
    call = next((one for one in report.result.calls if one.axis == axis), None)
    state = call.call if call else "review"
    mine = {one.finding_id for one in own_findings(report)}
    answer: Resource = {}
    if state in _CALLS:
        answer["valueCodeableConcept"] = coded(_CALLS[state])
    else:
        answer["dataAbsentReason"] = coded("not_performed" if state == "not_assayed" else "unknown")
    basis = clean(call.basis) if call else "The report could not be read."
    return observation(
        report,
        f"axis {axis}",
        status="final" if state != "review" else "preliminary",
        code=concept(LOCAL + "her2-axis", axis, f"HER2 {axis}"),
        derivedFrom=[reference(report, one) for one in (call.finding_ids if call else ()) if one in mine],
        note=[*([{"text": basis}] if basis else []), *decision_notes(_behind(report, call))],
        **answer,
    )
