"""Options as therapeutic implications: the therapy, what the rule of the day says of it, and what is not known.

A coded answer is given where the rules settle it: on label, or resistance. Everything else (off label, conditions
unknown, investigational, not supported) is told in words, so that no machine reads a recommendation into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from her2parse.model import Option, PlacedReport
from her2parse.outputs.fhir.codes import coded
from her2parse.outputs.fhir.pieces import Resource, component, observation, reference, told
from her2parse.outputs.text import clean

_ANSWER = {"in_label": "responsive", "resistance": "resistant"}
_CITED = "http://hl7.org/fhir/StructureDefinition/workflow-relatedArtifact"


def implications(report: PlacedReport, options: Sequence[Option]) -> list[Resource]:
    """One Observation for each option of this report whose finding stands in its bundle."""
    mine = {one.finding_id for one in report.result.findings}
    wanted = {_name(one): one for one in options if one.finding_id in mine}
    return [_implication(report, name, wanted[name]) for name in sorted(wanted)]


def _name(option: Option) -> str:
    return " ".join(("option", option.finding_id, option.therapy, option.jurisdiction, option.rule_id, option.match))


def _implication(report: PlacedReport, name: str, option: Option) -> Resource:
    return observation(
        report,
        name,
        "therapeutic-implication",
        extension=[
            {"url": _CITED, "valueRelatedArtifact": {"type": "citation", "label": clean(one)}}
            for one in option.evidence_ids
            if clean(one)
        ],
        # A row that nobody has verified yet, or whose conditions are open, is no final statement.
        status="final" if option.verified and option.match != "unknown" else "preliminary",
        code=coded("therapeutic_implication"),
        derivedFrom=[reference(report, option.finding_id)],
        note=[{"text": _in_words(option)}],
        component=list(_components(report, option)),
    )


def _components(report: PlacedReport, option: Option) -> Iterator[Resource]:
    if clean(report.diagnosis):
        yield component("treatment_context", valueCodeableConcept={"text": clean(report.diagnosis)})
    yield component("medication", valueCodeableConcept={"text": clean(option.therapy)})
    words = option.match.replace("_", " ")
    answer = coded(_ANSWER[option.match], words) if option.match in _ANSWER else {"text": words}
    yield component("predicted", valueCodeableConcept=answer)
    if option.amp_tier:
        yield component("evidence_level", valueCodeableConcept={"text": f"AMP/ASCO/CAP tier {option.amp_tier}"})
    conditions = "; ".join(f"{one.name}: {one.state}" for one in option.conditions)
    if conditions:
        yield told("Conditions of the rule", conditions)


def _in_words(option: Option) -> str:
    """What no code says, in one note: a component for each would make up most of a bundle."""
    approved = f"{option.approval}, {option.approved_on}" if option.approved_on else option.approval
    parts = (
        ("Biomarker", option.biomarker),
        ("Jurisdiction", option.jurisdiction),
        ("Approval", approved),
        ("Basis of the tier", option.tier_basis),
        ("Companion test", option.companion_test),
        ("Monitoring", option.monitoring),
        ("Rule", f"{option.rule_id}, knowledge {option.kb_version}, as of {option.as_of}"),
        ("Verified", "" if option.verified else "no, unverified"),
        ("Note", option.note),
    )
    return clean(" | ".join(f"{label}: {text}" for label, text in parts if text))
