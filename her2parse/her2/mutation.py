"""The mutation axis: a detected ERBB2 small variant or splice event that is oncogenic or likely so."""

from __future__ import annotations

from her2parse.her2.evidence import Context, Verdict, conflict, disputed, ids, unstated
from her2parse.her2.findings import class_of
from her2parse.knowledge.schema import OWN
from her2parse.model import Finding, ReviewNote

_ONCOGENIC = ("oncogenic", "likely_oncogenic")
_HARMLESS = ("benign", "likely_benign")


def call_mutation(context: Context) -> Verdict:
    """Call the axis from its own findings, else from what the report or its assay covers."""
    found = context.of("small_variant", "splice")
    for finding in found:
        if "modality_not_stated" in finding.statement.review:
            return unstated("mutation", finding)
    detected = [f for f in found if f.statement.state == "detected"]
    absent = [f for f in found if f.statement.state == "not_detected"]
    positive = [f for f in detected if f.oncogenicity in _ONCOGENIC]
    if positive:
        torn = disputed("mutation", positive)
        if torn is not None:
            return torn
        against = [f for f in absent if any(_contradicts(f, p, context) for p in positive)]
        names = ", ".join(sorted({name_of(f) for f in positive}))
        if against:
            told = f"{names} detected, and {against[0].statement.as_written!r} not detected"
            return conflict("mutation", told, [*positive, *against])
        return Verdict("positive", _basis_positive(positive, context), ids(positive))
    unnamed = [f for f in detected if not f.oncogenicity]
    if unnamed:
        return _unnamed(unnamed)
    open_ones = [f for f in detected if f.oncogenicity not in _HARMLESS]
    if open_ones:
        told = ", ".join(sorted({f"{name_of(f)} ({_why(f)})" for f in open_ones}))
        return Verdict("equivocal", f"no oncogenic change; {told}", ids(open_ones))
    unsure = [f for f in found if f.statement.state == "equivocal"]
    if unsure:
        return Verdict("equivocal", f"the report calls {name_of(unsure[0])} equivocal", ids(unsure))
    undecided = [f for f in found if f.statement.state == "indeterminate"]
    if undecided:
        return Verdict("review", "the report could not determine ERBB2 mutations", ids(undecided))
    return _absence(context, absent, detected)


def _absence(context: Context, absent: list[Finding], harmless: list[Finding]) -> Verdict:
    obstacle = context.obstacle_to(absent)
    if absent:
        if obstacle:
            return Verdict("review", f"reported as not detected, but {obstacle}", ids(absent))
        told = sorted({f.statement.as_written for f in absent})[0]
        return context.negative(f"the report says: {told}" + _only(absent), ids(absent))
    if harmless:
        names = ", ".join(sorted({name_of(f) for f in harmless}))
        if obstacle:
            return Verdict("review", f"only benign changes ({names}), but {obstacle}", ids(harmless))
        return context.negative(f"only benign changes reported ({names})", ids(harmless))
    return context.silence("small_variant", "oncogenic ERBB2 variant")


def _only(absent: list[Finding]) -> str:
    """A remark where every statement is about one class of variants only."""
    classes = {(class_of(f.statement) or f.variant) for f in absent}
    names = {named.variant_class for named in classes if named is not None and named.variant_class}
    return f" ({', '.join(sorted(names))} only)" if names and len(names) == len({f.finding_id for f in absent}) else ""


def _contradicts(absent: Finding, positive: Finding, context: Context) -> bool:
    """Whether a denial speaks of the same thing: ERBB2 mutations as such, this very change, or its class."""
    named = class_of(absent.statement) or absent.variant
    if named is not None and named.hgvs_p_short:
        return positive.variant is not None and named.hgvs_p_short == positive.variant.hgvs_p_short
    if named is not None and named.variant_class:
        return named.variant_class == positive.her2_detail
    if named is not None and named.hgvs_c:
        return positive.variant is not None and named.hgvs_c == positive.variant.hgvs_c
    exons = [token for token in absent.statement.as_written.lower().split() if token.isdigit()]
    if "exon" in absent.statement.as_written.lower() and exons and positive.variant is not None:
        return context.knowledge.variants.describe(positive.variant).exon in exons
    return True


def _unnamed(findings: list[Finding]) -> Verdict:
    first = findings[0]
    note = ReviewNote(
        "variant_not_named",
        f"An ERBB2 change was reported as {first.statement.as_written!r}, which names no variant that can be judged. "
        "A name such as p.Y772_A775dup was expected; look it up in the report.",
        page=first.statement.evidence.page,
        quote=first.statement.evidence.quote,
        finding_id=first.finding_id,
    )
    told = f"an ERBB2 change is reported as {first.statement.as_written!r}, which could not be judged"
    return Verdict("review", told, ids(findings), (note,))


def _basis_positive(positive: list[Finding], context: Context) -> str:
    parts = []
    for finding in sorted(positive, key=name_of):
        detail = f", {finding.her2_detail}" if finding.her2_detail else ""
        exon = context.knowledge.variants.describe(finding.variant).exon if finding.variant is not None else ""
        if exon and f"exon {exon}" not in detail:
            detail += f", exon {exon}"
        unverified = ", unverified" if "unverified" in finding.oncogenicity_source else ""
        own = f", {OWN}" if OWN in finding.oncogenicity_source else ""
        parts.append(f"{name_of(finding)} ({finding.oncogenicity.replace('_', ' ')}{detail}{unverified}{own})")
    return f"detected: {'; '.join(dict.fromkeys(parts))}"


def _why(finding: Finding) -> str:
    if finding.oncogenicity == "resistance":
        return "a resistance mutation; its own activating effect is uncertain"
    return f"unknown significance: {finding.oncogenicity_source}"


def name_of(finding: Finding) -> str:
    """The change as people call it: ``p.Y772_A775dup``, a class, or as written."""
    variant = finding.variant
    if variant is not None:
        named = variant.hgvs_p_short or variant.hgvs_c or variant.variant_class
        if named:
            return named
    return finding.statement.as_written
