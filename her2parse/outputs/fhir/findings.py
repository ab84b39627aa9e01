"""Findings as observations: variants, copy number, fusions, HER2 on the slide, signatures; each with its place.

What the report denies is a variant that is absent; what it leaves open is indeterminate. Nothing becomes an answer
that the report does not give: a number without a unit that FHIR knows stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from her2parse.model import Finding, PlacedReport
from her2parse.outputs.alterations import fusion, lost, on_slide
from her2parse.outputs.fhir.codes import HGVS, coded
from her2parse.outputs.fhir.pieces import (
    Resource,
    component,
    concept,
    decision_notes,
    filled,
    gene,
    observation,
    quantity,
    told,
)
from her2parse.outputs.text import clean, number

_PRESENCE = {
    "detected": "present",
    "not_detected": "absent",
    "equivocal": "indeterminate",
    "indeterminate": "indeterminate",
}
_INTERPRETATION = {"detected": "POS", "not_detected": "NEG", "equivocal": "E", "indeterminate": "IND"}
_STABLE = re.compile(r"\b(?:MS[- ]?)?stable\b|\bMSS\b", re.I)
_HIGH = re.compile(r"\bMSI[- ]?H(igh)?\b", re.I)
_BURDEN = re.compile(r"^(\d{1,4}(?:\.\d+)?) ?(?:mut\w*) ?/ ?mb$", re.I)


def finding(report: PlacedReport, one: Finding) -> Resource:
    """One finding of a report as an Observation."""
    said = one.statement
    place = said.evidence
    where = ", ".join(number(value) for value in (place.x0, place.top, place.x1, place.bottom))
    note = [{"text": clean(f"Page {place.page}, box {where} (points): {place.quote}")}]
    note += decision_notes(one.decisions)
    shape = _shape(one)
    return observation(
        report,
        one.finding_id,
        status="preliminary" if one.review else "final",
        note=note,
        **shape,
        component=[*_coded(one), *_told(one)],
    )


def _shape(one: Finding) -> Resource:
    """Profile, code and answer."""
    said = one.statement
    interpretation = [coded(_INTERPRETATION[said.state])]
    if said.kind == "expression" and said.gene == "ERBB2":
        score = coded(f"ihc {said.ihc_score}") if said.ihc_score else {"text": clean(said.as_written)}
        answer = filled(code=coded("ihc"), valueCodeableConcept=filled(**score))
        return {**answer, "interpretation": interpretation}
    if on_slide(one):
        ratio = said.ish_ratio
        if ratio is None:
            return {"code": coded("ish"), "valueCodeableConcept": coded(_PRESENCE[said.state])}
        return {"code": coded("ish_ratio"), "valueQuantity": quantity(ratio), "interpretation": interpretation}
    if said.kind in ("signature", "expression"):
        return {**_signature(one), "interpretation": interpretation}
    return {
        "profile": "variant",
        "code": coded("variant"),
        "valueCodeableConcept": coded(_PRESENCE[said.state]),
    }


def _signature(one: Finding) -> Resource:
    """Microsatellites and mutational burden with their codes where the words leave no doubt, else as text."""
    said, text = one.statement, clean(one.statement.as_written)
    if said.gene == "MSI":
        answer = {"text": text} if text else {}
        if said.state == "detected" and _HIGH.search(text):
            answer = coded("msi high", text)
        elif said.state == "not_detected" and _STABLE.search(text) and not _HIGH.search(text):
            answer = coded("msi stable", text)
        return filled(profile="msi", code=coded("msi"), valueCodeableConcept=answer)
    burden = _BURDEN.match(text) if said.gene == "TMB" else None
    if burden:
        value = quantity(float(burden[1]), "1/1000000{Base}", "Mutations/Megabase")
        return {"profile": "tmb", "code": coded("tmb"), "valueQuantity": value}
    return filled(code={"text": clean(said.gene) or "signature"}, valueString=text)


def _coded(one: Finding) -> Iterator[Resource]:
    """Components that have a code."""
    said, variant = one.statement, one.variant
    partners = [name for name in fusion(one).split("::") if name]
    for symbol in dict.fromkeys([said.gene if said.kind != "signature" else "", *partners]):
        if clean(symbol):
            yield component("gene", valueCodeableConcept=gene(symbol))
    for name, text in (
        ("c_hgvs", variant.hgvs_c if variant else ""),
        ("p_hgvs", variant.hgvs_p if variant else ""),
        ("g_hgvs", variant.hgvs_g_grch38 if variant else ""),
    ):
        if text:
            yield component(name, valueCodeableConcept=concept(HGVS, clean(text)))
    if variant and variant.hgvs_g_grch38:
        yield component("assembly", valueCodeableConcept=coded("GRCh38"))
    if said.kind == "copy_number" and not on_slide(one):
        yield component("change_type", valueCodeableConcept=coded("loss" if lost(one) else "gain"))
    if said.kind == "fusion":
        yield component("change_type", valueCodeableConcept=coded("gene_fusion"))
        if fusion(one):
            yield component("fusion", valueCodeableConcept={"text": clean(fusion(one))})
    if said.significance == "germline":
        yield component("source_class", valueCodeableConcept=coded("germline"))
    yield from _numbers(one)


def _numbers(one: Finding) -> Iterator[Resource]:
    said = one.statement
    if said.vaf is not None:
        yield component("vaf", valueQuantity=quantity(said.vaf))
    if said.reads is not None:
        yield component("reads", valueQuantity=quantity(said.reads))
    if said.copy_number is not None and said.copy_number_unit in ("copies", "plasma_copies") and not on_slide(one):
        yield component("copies", valueQuantity=quantity(said.copy_number))
    if said.ish_copies is not None:
        yield {"code": {"text": "HER2 copies a cell"}, "valueQuantity": quantity(said.ish_copies)}
    if said.percent_cells is not None:
        yield {"code": {"text": "Share of tumour cells that stain"}, "valueQuantity": quantity(said.percent_cells, "%")}


def _told(one: Finding) -> Iterator[Resource]:
    """Components in words."""
    said, variant = one.statement, one.variant
    group: Any = said.ish_group if said.ish_group is not None else ""
    for label, text in (
        ("Alteration as written", said.as_written),
        ("Class of variants", variant.variant_class if variant else ""),
        ("GA4GH VRS identifier", variant.vrs_id if variant else ""),
        ("Copy number as written", said.copy_number_text),
        ("In situ hybridisation group", str(group)),
        ("Laboratory's significance", said.significance),
        ("Oncogenicity (her2parse)", one.oncogenicity),
        ("Source of the oncogenicity (her2parse)", one.oncogenicity_source),
        ("HER2 class (her2parse)", one.her2_class),
    ):
        if clean(text):
            yield told(label, text)
