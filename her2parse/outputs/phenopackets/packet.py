"""One phenopacket (schema 2.0) a patient: subject, biosamples, interpretations, treatments.

The subject is a pseudonym and nothing else. A biosample is the specimen of one report. The day of creation is the day
of the rules, because outputs hold no clock.
"""

from __future__ import annotations

from collections.abc import Sequence

from her2parse import __version__
from her2parse.model import AXES, Option, Patient, PlacedReport, Therapy
from her2parse.outputs.phenopackets.terms import Json, own_term, resources, term
from her2parse.outputs.phenopackets.variants import interpretation, measurements
from her2parse.outputs.settings import RunSettings
from her2parse.outputs.text import clean

NOTICE = "Decision support and research use only - not a medical device."


def packet(patient: Patient, options: Sequence[Option], settings: RunSettings) -> bytes:
    """The packet as JSON bytes with sorted keys.

    Raises:
        google.protobuf.json_format.ParseError: it is not a phenopacket.
    """
    from google.protobuf.json_format import MessageToJson, ParseDict
    from phenopackets.schema.v2 import Phenopacket

    subject = clean(patient.patient_key) or "unknown"
    reports = [report for report in patient.reports if not report.duplicate_of]
    reports.sort(key=lambda one: (one.collected_on, one.result.report_id))
    content: Json = {
        "id": f"her2parse:{subject}",
        "subject": {"id": subject, "taxonomy": term("human")},
        "biosamples": [_biosample(report, subject) for report in reports if report.result.status != "failed"],
        "interpretations": [_interpretation(report, options) for report in reports if report.result.status != "failed"],
        "diseases": _diseases(reports),
        "medicalActions": [_action(therapy) for therapy in patient.therapies],
        "metaData": {
            "created": f"{settings.as_of}T00:00:00Z",
            "createdBy": f"her2parse {__version__}. {NOTICE}",
            "phenopacketSchemaVersion": "2.0",
            "resources": resources(),
        },
    }
    message = ParseDict(content, Phenopacket())
    text: str = MessageToJson(message, indent=1, sort_keys=True, ensure_ascii=False)
    return (text + "\n").encode("utf-8")


def _biosample(report: PlacedReport, subject: str) -> Json:
    header = report.result.header
    findings = sorted(report.result.findings, key=lambda one: one.finding_id)
    made: Json = {
        "id": report.result.report_id,
        "individualId": subject,
        "description": clean(", ".join(text for text in (header.lab, header.assay) if text)),
        "taxonomy": term("human"),
        "measurements": measurements(findings),
    }
    if report.specimen in ("tissue", "plasma"):
        made["sampleType"] = term(report.specimen)
    elif report.specimen == "fluid":
        made["sampleType"] = own_term("specimen", "fluid")
    if report.collected_on:
        made["timeOfCollection"] = _time(report.collected_on)
    if clean(report.diagnosis):
        made["histologicalDiagnosis"] = _diagnosis(report)
    return made


def _interpretation(report: PlacedReport, options: Sequence[Option]) -> Json:
    """One report. It is complete where nobody needs to look at it again."""
    result = report.result
    calls = {call.axis: call.call.replace("_", " ") for call in result.calls}
    told = "; ".join(f"HER2 {axis}: {calls.get(axis, 'review')}" for axis in AXES)
    findings = sorted(result.findings, key=lambda one: one.finding_id)
    found = [interpretation(one, result.report_id, options) for one in findings]
    return {
        "id": f"{result.report_id}-interpretation",
        "progressStatus": "COMPLETED" if result.status == "parsed" else "UNKNOWN_PROGRESS",
        "diagnosis": {
            "disease": _diagnosis(report),
            "genomicInterpretations": [one for one in found if one is not None],
        },
        "summary": f"{told}. {NOTICE}",
    }


def _diagnosis(report: PlacedReport) -> Json:
    """The diagnosis in the report's or the sheet's words; a non-small-cell histology without words has its term."""
    if clean(report.diagnosis):
        return own_term("diagnosis", report.diagnosis)
    if report.histology in ("non_squamous", "squamous"):
        return term("nsclc")
    return own_term("diagnosis", "not stated")


def _diseases(reports: Sequence[PlacedReport]) -> list[Json]:
    found = {_diagnosis(report)["id"]: _diagnosis(report) for report in reports}
    found.pop(own_term("diagnosis", "not stated")["id"], None)
    return [{"term": found[key]} for key in sorted(found)]


def _action(therapy: Therapy) -> Json:
    """A treatment. Doses are not known, so it is a regimen with its days; why it ended is not known either."""
    regimen: Json = {
        "ontologyClass": own_term("drug", " + ".join(therapy.agents) or therapy.drug or "not stated"),
        "regimenStatus": "UNKNOWN_STATUS" if therapy.stop_on else "STARTED",
    }
    if therapy.start_on:
        regimen["startTime"] = _time(therapy.start_on)
    if therapy.stop_on:
        regimen["endTime"] = _time(therapy.stop_on)
    made: Json = {"therapeuticRegimen": regimen}
    if clean(therapy.best_response):
        made["responseToTreatment"] = own_term("response", therapy.best_response)
    return made


def _time(date: str) -> Json:
    return {"timestamp": f"{date}T00:00:00Z"}
