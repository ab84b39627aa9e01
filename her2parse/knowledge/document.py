"""``docs/clinical-rules.md`` written from the knowledge base, so that page and rules cannot drift apart."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from her2parse.knowledge import Knowledge, load
from her2parse.knowledge.rules import Rule

_HEADINGS = (
    ("label", "Labels", "What a regulator has approved, with the days on which the wording held."),
    (
        "trial",
        "Trials",
        "Shown only while no regulator has a label for the drug; one marked as standing beside labels, where every "
        "condition is met and no label holds. The start of each is from memory.",
    ),
    (
        "resistance",
        "Resistance that CIViC does not hold",
        "CIViC's own items stand beside these, in rows of their own.",
    ),
    ("not_supported", "Evidence against", "CIViC's own items stand beside these, in rows of their own."),
)
_CONDITIONS = {
    "disease=nsclc": "non-small-cell lung cancer",
    "disease=solid_tumour": "any solid tumour",
    "histology=non_squamous": "non-squamous histology",
    "prior_systemic_therapy=yes": "systemic therapy before the sample",
    "first_line=yes": "no systemic therapy before the sample",
    "prior_egfr_tki=yes": "an EGFR TKI before the sample",
    "no_prior_third_generation_egfr_tki=yes": "no third-generation EGFR TKI before the sample",
    "prior_egfr_therapy=yes": "an EGFR TKI or antibody before the sample",
    "prior_platinum=yes": "platinum before the sample",
    "egfr_mutated=yes": "an EGFR driver in any report of the patient",
}


def condition_words(name: str, value: str) -> str:
    """A rule's condition in words."""
    return _CONDITIONS.get(f"{name}={value}") or f"{name.replace('_', ' ')}: {value.replace('_', ' ')}"


def document(knowledge: Knowledge) -> str:
    """The page as Markdown."""
    parts = [
        "# Clinical rules",
        "",
        "Written from `config/knowledge/` by `her2parse.knowledge.document`; do not edit by hand. "
        f"Knowledge base {knowledge.version}, hash `{knowledge.hash[:12]}`.",
        "",
        "For research and decision support; not medical advice. A condition that the inputs do not settle is "
        "*unknown*, never met: any unmet condition makes a match off label, else any unknown one makes it unknown. "
        "A row marked **unverified** is from memory or a policy of ours; check it before anyone relies on it.",
    ]
    for kind, heading, intro in _HEADINGS:
        rules = [rule for rule in knowledge.rules.rules if rule.kind == kind]
        if rules:
            parts += ["", f"## {heading}", "", intro]
            for rule in rules:
                parts += ["", *_rule(rule)]
    parts += ["", "## Variants", "", *_variants(knowledge)]
    parts += ["", "## Points of oncogenicity", "", *_points(knowledge)]
    parts += ["", "## Resistance to EGFR TKIs", "", *_mechanisms(knowledge)]
    parts += ["", "## Exons and domains", "", *_regions(knowledge)]
    parts += ["", "## Tiers", "", *_tiers(knowledge)]
    parts += ["", "## What labels ask to watch", ""]
    parts += [f"- **{name}**: {text}" for name, text in sorted(knowledge.rules.monitoring.items())]
    parts += ["", "## Assays", "", *_assays(knowledge)]
    parts += ["", "## Sources", "", *(f"- `{key}` {citation}" for key, citation in knowledge.sources)]
    return "\n".join(parts) + "\n"


def main(config: Path, page: Path) -> None:
    """Write ``page`` from the knowledge base in the folder ``config``."""
    page.write_text(document(load(config / "knowledge", config / "assays.yaml")), encoding="utf-8")


def _rule(rule: Rule) -> Iterator[str]:
    mark = "" if rule.verified else " (**unverified**)"
    yield f"### {rule.rule_id}{mark}"
    yield ""
    yield f"{rule.therapy}: {rule.text}"
    yield ""
    marker = rule.biomarker
    asked = " ".join(part for part in (marker.gene, marker.kind, marker.scope.replace("_", " "), marker.ihc) if part)
    keys = f" ({', '.join(marker.keys)})" if marker.keys else ""
    yield f"- Finding: {asked}{keys}"
    for name, value in rule.conditions:
        yield f"- Condition: {condition_words(name, value)}"
    if rule.companion_tests:
        tests = ", ".join(f"`{assay}` in {specimen}" for assay, specimen in rule.companion_tests)
        yield f"- Companion tests, told beside the match: {tests}"
    if rule.confirm:
        yield f"- To confirm by a person: {'; '.join(rule.confirm)}"
    if rule.kind == "label":
        until = f" to {rule.valid_to}" if rule.valid_to else ""
        yield f"- {rule.agency} ({rule.jurisdiction}), {rule.approval}, approved {rule.approved_on}"
        yield f"- This wording held from {rule.valid_from}{until}"
    if rule.beside_label:
        yield "- Stands beside labels"
    if rule.evidence_ids:
        yield f"- Evidence: {', '.join(rule.evidence_ids)}"
    yield f"- Source: {rule.source}; checked {rule.checked}"


def _variants(knowledge: Knowledge) -> Iterator[str]:
    yield "Anything of ERBB2 or EGFR that no row names is of unknown significance and matches no therapy. What no"
    yield "row of another gene names is not judged."
    yield ""
    rows: list[Iterable[str]] = []
    for row in knowledge.variants.rows:
        place = f"{row.group} within {row.aa_from}-{row.aa_to}" if row.aa_from else f"any {row.group}"
        what = row.name or row.variant_class or place
        held = row.oncogenicity.replace("_", " ") + ("" if row.verified else " (unverified)")
        rows.append((row.gene, what, held, ", ".join(row.scope), row.note, row.source))
    yield from _table(("gene", "change", "held to be", "label scope", "note", "source"), rows)


def _points(knowledge: Knowledge) -> Iterator[str]:
    yield (
        "The ClinGen/CGC/VICC procedure (Horak 2022), where rows that can be cited support a criterion: shown beside "
        "the catalogue, never over it. A sum of 10 is oncogenic, 6 to 9 likely, 0 to 5 unknown, below 0 likely benign, "
        "-7 and less benign. What is not computed is missing from every sum, so that a low one says little."
    )
    yield ""
    criteria = knowledge.points.criteria
    rows = [(c.code, f"{c.points:+d}", c.meaning, "yes" if c.computed else f"no: {c.why_not}") for c in criteria]
    yield from _table(("criterion", "points", "meaning", "computed"), rows)
    yield ""
    held = [
        (
            one.gene,
            one.name or (f"{one.group} of residue {one.residue}" if one.residue else f"any in-frame {one.group}"),
            one.code,
            one.statement,
            one.source + ("" if one.verified else " (unverified)"),
        )
        for one in knowledge.points.evidence
    ]
    yield from _table(("gene", "change", "criterion", "evidence", "source"), held)


def _mechanisms(knowledge: Knowledge) -> Iterator[str]:
    yield "What a finding after the start of an EGFR TKI is taken for; drivers, members of pairs and genes that blood"
    yield "cells mutate stand here too. An unverified row puts `unverified_mechanism` into a mechanism's caveats."
    yield ""
    rows: list[Iterable[str]] = []
    for row in knowledge.mechanisms.mechanisms:
        name = f"`{row.key}`" + ("" if row.verified else " (unverified)")
        against = ", ".join(map(str, row.tki_generations))
        event = f"{row.gene} {row.event.replace('_', ' ')}: {'; '.join(row.patterns)}"
        rows.append((name, row.role, event, row.mechanism_class.replace("_", " "), against, row.level, row.source))
    yield from _table(("row", "role", "event", "class", "TKI generations", "level", "source"), rows)


def _regions(knowledge: Knowledge) -> Iterator[str]:
    yield "Residues of the canonical protein, both ends included; they say what a change is called."
    yield ""
    rows: list[Iterable[str]] = []
    for row in knowledge.variants.regions:
        bounds = f"{row.aa_from}-{row.aa_to}" + ("" if row.verified else " (unverified)")
        rows.append((row.gene, f"{row.feature} {row.name}" if row.feature == "exon" else row.name, bounds, row.source))
    yield from _table(("gene", "region", "residues", "source"), rows)


def _tiers(knowledge: Knowledge) -> Iterator[str]:
    yield "AMP/ASCO/CAP 2017 (PMID 27993330); the mapping is ours, **unverified**, and not an authoritative tier."
    yield ""
    rows = [(match.replace("_", " "), level, tier) for (match, level), tier in knowledge.rules.tiers.items()]
    yield from _table(("match", "level", "tier"), rows)


def _assays(knowledge: Knowledge) -> Iterator[str]:
    yield "What each assay settles about ERBB2 on its own, without a gene list in the report; today's wording."
    yield ""
    rows: list[Iterable[str]] = []
    for assay in knowledge.assays:
        covers = [assay.covers("ERBB2", event) for event in ("small_variant", "copy_number", "expression")]
        name = assay.name + ("" if assay.verified else " (unverified)")
        rows.append((f"`{assay.assay_id}`", name, "/".join(assay.specimens), *covers, assay.source))
    yield from _table(("id", "assay", "specimen", "mutation", "amplification", "protein", "source"), rows)


def _table(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(heading)
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
