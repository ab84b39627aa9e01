"""What a finding is to the rules and to CIViC: its keys, its label scope, and whether it may match a therapy at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from her2parse.knowledge import Knowledge
from her2parse.model import Finding, PlacedReport

_ONCOGENIC = ("oncogenic", "likely_oncogenic")
_SUBSTITUTION = re.compile(r"p\.([A-Z]\d+)[A-Z*]")


@dataclass(frozen=True, slots=True)
class Marker:
    """A finding that may match rules.

    ``kind`` as in the rules (``mutation``, ``amplification``, ``overexpression``, ``fusion``); ``keys`` as in CIViC's
    name table; ``scope`` the label wordings it satisfies; ``name`` for the table; ``open_why`` is filled where the
    finding itself is in doubt (contradicted in its report), so that no match can be more than unknown.
    """

    finding: Finding
    kind: str
    name: str
    keys: tuple[str, ...]
    scope: tuple[str, ...]
    verified: bool
    open_why: str = ""


def marker(finding: Finding, placed: PlacedReport, knowledge: Knowledge) -> Marker | None:
    """The marker of a finding, or None where it may not match any therapy.

    A finding that is not detected, of unknown significance, benign, or on an axis called equivocal never matches.
    """
    statement = finding.statement
    if statement.state != "detected":
        return None
    calls = {call.axis: call for call in placed.result.calls}
    open_why = ""
    if statement.gene == "ERBB2" and finding.her2_class:
        call = calls.get(finding.her2_class)
        resistance = finding.oncogenicity == "resistance"
        if call is None or (call.call in ("negative", "equivocal", "not_assayed") and not resistance):
            return None
        if call.call == "review":
            open_why = f"the HER2 {finding.her2_class} call needs review: {call.basis}"
    if statement.kind in ("small_variant", "splice"):
        return _mutation(finding, knowledge, open_why)
    if statement.kind == "copy_number":
        return _amplification(finding, placed, knowledge, open_why)
    if statement.kind == "expression" and statement.ihc_score == "3+":
        name = f"{'HER2' if statement.gene == 'ERBB2' else statement.gene} IHC 3+"
        return Marker(finding, "overexpression", name, ("overexpression",), (), True, open_why)
    if statement.kind == "fusion":
        fusion = statement.fusion or statement.gene
        return Marker(finding, "fusion", f"{fusion} fusion", ("fusion",), (), True, open_why)
    return None


def _mutation(finding: Finding, knowledge: Knowledge, open_why: str) -> Marker | None:
    if finding.oncogenicity not in (*_ONCOGENIC, "resistance"):
        return None
    gene, variant = finding.statement.gene, finding.variant
    keys: list[str] = []
    scope: tuple[str, ...] = ()
    verified = "unverified" not in finding.oncogenicity_source
    label = finding.statement.as_written
    protein = variant.hgvs_p_short if variant is not None and variant.hgvs_p_short != "p.?" else ""
    if variant is not None and (protein or variant.variant_class or variant.hgvs_c):
        label = protein or variant.variant_class or variant.hgvs_c.split(":")[-1]
        described = knowledge.variants.describe(variant)
        judged = knowledge.variants.judge(variant)
        if judged is not None and judged.row is not None:
            scope, verified = judged.scope, judged.row.verified
        if protein:
            keys.append(protein)
            substitution = _SUBSTITUTION.fullmatch(protein)
            if substitution is not None:
                keys.append(f"residue:{substitution[1]}")
        if variant.variant_class:
            keys.append(f"class:{variant.variant_class.lower()}")
        if described.exon:
            keys.append(f"exon:{described.exon}")
        if described.exon and described.group in ("insertion", "deletion"):
            keys.append(f"class:exon {described.exon} {described.group}")
        if described.domain == "kinase domain" or (gene == "ERBB2" and described.exon in ("19", "20", "21")):
            keys.append("region:kinase domain")
    elif finding.her2_detail:
        label = finding.her2_detail
        keys.append(f"class:{finding.her2_detail}")
    if finding.oncogenicity in _ONCOGENIC:
        keys.append("mutation")
    return Marker(finding, "mutation", f"{gene} {label}", tuple(dict.fromkeys(keys)), scope, verified, open_why)


def _amplification(finding: Finding, placed: PlacedReport, knowledge: Knowledge, open_why: str) -> Marker | None:
    statement = finding.statement
    said = f"{statement.as_written} {statement.copy_number_text}"
    word = knowledge.words.meaning(said, placed.result.header.assay_id)
    if word in ("loss", "low_level", "equivocal", "not_amplified", "failed"):
        return None
    if not word and statement.copy_number_unit != "copies":
        return None
    if not word and (statement.copy_number is None or statement.copy_number < 4):
        return None
    name = f"{statement.gene} amplification"
    return Marker(finding, "amplification", name, ("amplification",), (), True, open_why)
