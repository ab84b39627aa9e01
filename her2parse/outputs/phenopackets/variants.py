"""Findings as variant interpretations and measurements.

An interpretation is of something detected; what a report denies is told in the summary of its calls, because a
phenopacket has no variant that is absent. Our VRS identifiers are of VRS 2, the schema's variations of VRS 1: the
identifier is a cross-reference, and the variation itself is told by its HGVS names.
"""

from __future__ import annotations

from collections.abc import Sequence

from her2parse.model import Finding, Option
from her2parse.outputs.alterations import fusion, lost, on_slide
from her2parse.outputs.genes import numbers
from her2parse.outputs.phenopackets.terms import Json, own_term, term
from her2parse.outputs.text import clean, number

_STATUS = {
    "oncogenic": "CONTRIBUTORY",
    "likely_oncogenic": "CONTRIBUTORY",
    "resistance": "CONTRIBUTORY",
    "vus": "CANDIDATE",
    "likely_benign": "REJECTED",
    "benign": "REJECTED",
}
_ACMG = {
    "pathogenic": "PATHOGENIC",
    "likely_pathogenic": "LIKELY_PATHOGENIC",
    "vus": "UNCERTAIN_SIGNIFICANCE",
    "likely_benign": "LIKELY_BENIGN",
    "benign": "BENIGN",
}
_KINDS = ("small_variant", "copy_number", "fusion", "splice")


def interpretation(one: Finding, sample: str, options: Sequence[Option]) -> Json | None:
    """A detected alteration of a biosample; None for everything else.

    It is called actionable only where a rule holds on label with every condition met.
    """
    said = one.statement
    if said.kind not in _KINDS or said.state != "detected" or not clean(said.gene):
        return None
    on_label = any(option.finding_id == one.finding_id and option.match == "in_label" for option in options)
    return {
        "subjectOrBiosampleId": sample,
        "interpretationStatus": _STATUS.get(one.oncogenicity, "UNKNOWN_STATUS"),
        "variantInterpretation": {
            "acmgPathogenicityClassification": _ACMG.get(said.significance, "NOT_PROVIDED"),
            "therapeuticActionability": "ACTIONABLE" if on_label else "UNKNOWN_ACTIONABILITY",
            "variationDescriptor": _descriptor(one),
        },
    }


def _descriptor(one: Finding) -> Json:
    said, variant = one.statement, one.variant
    names = (
        ("hgvs.p", variant.hgvs_p if variant else ""),
        ("hgvs.c", variant.hgvs_c if variant else ""),
        ("hgvs.g", variant.hgvs_g_grch38 if variant else ""),
        ("hgvs.g", variant.hgvs_g_grch37 if variant else ""),
    )
    short = (variant.hgvs_p_short or variant.fusion) if variant else ""
    told = (
        ("as_written", clean(said.as_written)),
        ("allele_fraction", number(said.vaf) if said.vaf is not None else ""),
        ("copy_number", number(said.copy_number) if said.copy_number is not None else ""),
        ("copy_number_unit", said.copy_number_unit),
        ("copy_number_text", clean(said.copy_number_text)),
        ("fusion", clean(fusion(one))),
        ("oncogenicity", one.oncogenicity),
        ("oncogenicity_source", clean(one.oncogenicity_source)),
        ("her2_class", one.her2_class),
        ("review", ";".join(one.review)),
        ("page", str(said.evidence.page)),
    )
    made: Json = {
        "id": one.finding_id,
        "label": clean(f"{said.gene} {short or said.as_written}"),
        "geneContext": _gene(said.gene),
        "expressions": [{"syntax": syntax, "value": clean(value)} for syntax, value in names if value],
        "xrefs": [name for name in (variant.vrs_id, variant.vrs_id_c) if name] if variant else [],
        "extensions": [{"name": name, "value": value} for name, value in told if value],
    }
    if said.kind == "copy_number":
        made["structuralType"] = term("loss" if lost(one) else "gain")
    elif said.kind == "fusion":
        made["structuralType"] = term("fusion")
    return made


def _gene(symbol: str) -> Json:
    hgnc = numbers(symbol).hgnc
    return {"valueId": hgnc or own_term("gene", symbol)["id"], "symbol": clean(symbol)}


def measurements(findings: Sequence[Finding]) -> list[Json]:
    """HER2 on the slide: the immunohistochemistry score, and the ratio of in situ hybridisation."""
    found: list[Json] = []
    for one in findings:
        said = one.statement
        note = clean(f"page {said.evidence.page}: {said.as_written}")
        if said.gene == "ERBB2" and said.kind == "expression" and said.ihc_score:
            value: Json = {"ontologyClass": term(f"ihc {said.ihc_score}")}
            found.append({"description": note, "assay": term("ihc"), "value": value})
        elif on_slide(one) and said.ish_ratio is not None:
            value = {"quantity": {"unit": term("one"), "value": float(number(said.ish_ratio))}}
            found.append({"description": note, "assay": term("ish_ratio"), "value": value})
    return found
