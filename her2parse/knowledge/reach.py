"""Whether a rule can ever fire: a finding of our catalogue that it asks for, days on which it holds, conditions that
can be met together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from her2parse.knowledge.rules import Biomarker, Rule, RuleBook
from her2parse.knowledge.variants import CatalogueRow, VariantCatalogue
from her2parse.model import NormalizedVariant

HARMFUL = ("oncogenic", "likely_oncogenic", "resistance")
"""What a change must be held to be before any rule speaks about it."""
_ALL_CELLS = 100
_SUBSTITUTION = re.compile(r"p\.([A-Z]\d+)[A-Z*]")


def dead_ends(rule: Rule, book: RuleBook, catalogue: VariantCatalogue) -> Iterator[tuple[str, str]]:
    """Why a rule, or a part of it, never fires: what was found, and what was expected."""
    start = max(rule.valid_from, rule.approved_on)
    if rule.valid_to and start > rule.valid_to:
        yield f"no day between {start} and {rule.valid_to}", "valid_to on or after valid_from and approved_on"
    asked = dict(rule.conditions)
    earlier = sorted(name for name in asked if name.startswith("prior_"))
    if "first_line" in asked and earlier:
        yield f"first_line and {earlier[0]} together", "conditions that one patient can meet at once"
    yield from _biomarker(rule.biomarker, catalogue)
    if rule.kind == "trial":
        label = next((other for other in book.rules if _hides(other, rule)), None)
        if label is not None:
            yield (
                f"the label {label.rule_id} for the same use on every day of the trial",
                "a trial that begins before the label (a trial shows only while no label does)",
            )


def _biomarker(asked: Biomarker, catalogue: VariantCatalogue) -> Iterator[tuple[str, str]]:
    if asked.percent_cells_from is not None and asked.percent_cells_from > _ALL_CELLS:
        yield f"{asked.percent_cells_from:g} % of cells", "100 or less"
    if asked.kind != "mutation":
        for key in asked.keys:
            if key != asked.kind:
                yield f"the key {key!r} for the axis {asked.kind}", f"the key {asked.kind!r} or none"
        if asked.scope:
            yield f"the scope {asked.scope!r} for the axis {asked.kind}", "a scope only with kind: mutation"
        return
    rows = [row for row in catalogue.rows if row.gene == asked.gene and row.oncogenicity in HARMFUL]
    if not rows:
        yield f"no change of {asked.gene} that variants.tsv holds to be oncogenic or resistant", "at least one row"
        return
    if asked.scope and not any({asked.scope, f"{asked.scope}?"} & set(row.scope) for row in rows):
        yield f"the scope {asked.scope!r}, which no row of {asked.gene} in variants.tsv has", "a scope of its rows"
    made = {key for row in rows for key in keys_of(row, catalogue)}
    for key in asked.keys:
        if key not in made:
            yield f"the key {key!r}, which no row of {asked.gene} in variants.tsv makes", "a key of its rows"


def keys_of(row: CatalogueRow, catalogue: VariantCatalogue) -> tuple[str, ...]:
    """The keys by which rules and CIViC items meet a finding that this row judges (see ``knowledge.civic``)."""
    keys: list[str] = []
    if row.name.startswith("p."):
        keys.append(row.name)
        simple = _SUBSTITUTION.fullmatch(row.name)
        keys += [f"residue:{simple[1]}"] if simple else []
    if row.variant_class:
        keys.append(f"class:{row.variant_class.lower()}")
    described = catalogue.describe(sample_of(row))
    if described.exon:
        keys.append(f"exon:{described.exon}")
    if described.exon and described.group in ("insertion", "deletion"):
        keys.append(f"class:exon {described.exon} {described.group}")
    if described.domain == "kinase domain" or (row.gene == "ERBB2" and described.exon in ("19", "20", "21")):
        keys.append("region:kinase domain")
    if row.oncogenicity != "resistance":
        keys.append("mutation")
    return tuple(dict.fromkeys(keys))


def sample_of(row: CatalogueRow) -> NormalizedVariant:
    """A change that the row is about: the one it names, its class, or one inside its bounds."""
    name = row.name or row.variant_class
    if row.name.startswith("c."):
        return NormalizedVariant(row.gene, name, "exact", hgvs_c=f"NM_000000.1:{row.name}")
    if row.name:
        return NormalizedVariant(row.gene, name, "exact", hgvs_p_short=row.name)
    if row.variant_class:
        return NormalizedVariant(row.gene, name, "not_applicable", variant_class=row.variant_class)
    start = row.aa_from or 1
    changes = {
        "insertion": f"p.A{start}_A{start + 1}insA",
        "deletion": f"p.A{start}del",
        "indel": f"p.A{start}_A{start + 1}delinsGG",
        "missense": f"p.A{start}G",
        "truncation": f"p.A{start}*",
        "synonymous": f"p.A{start}=",
    }
    if row.group == "splice":
        return NormalizedVariant(row.gene, "splice", "exact", consequence="splice", aa_start=start, aa_end=start)
    name = changes[row.group]
    return NormalizedVariant(row.gene, name, "exact", hgvs_p_short=name)


def _hides(label: Rule, trial: Rule) -> bool:
    """Whether a label stands for the trial's use on every day of the trial."""
    if label.kind != "label" or label.therapy != trial.therapy or trial.beside_label:
        return False
    one, other = label.biomarker, trial.biomarker
    # A label that calls what is outside its scope off label speaks about every oncogenic change.
    wide = one.scope in ("", other.scope) or one.outside_scope == "off_label"
    if (one.gene, one.kind) != (other.gene, other.kind) or one.keys or not wide:
        return False
    begins = max(label.valid_from, label.approved_on) <= trial.valid_from
    return begins and (not label.valid_to or (bool(trial.valid_to) and trial.valid_to <= label.valid_to))
