"""The rows of a knowledge base for a person: a list of the rules, and one card a rule, variant, drug or mechanism."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from her2parse.errors import KnowledgeError, UsageError
from her2parse.knowledge import Knowledge
from her2parse.knowledge.assays import Assay
from her2parse.knowledge.document import condition_words
from her2parse.knowledge.drugs import Drug
from her2parse.knowledge.mechanisms import Mechanism
from her2parse.knowledge.reach import keys_of
from her2parse.knowledge.rules import Rule
from her2parse.knowledge.schema import OWN
from her2parse.knowledge.symbols import symbols
from her2parse.knowledge.tables import is_day, nearest
from her2parse.knowledge.variants import CatalogueRow
from her2parse.knowledge.verify import Canonical

COLUMNS = ("rule", "kind", "therapy", "finding", "where", "valid", "verified")
_KEYS = re.compile(r"\[([S\d, ]+)\]")
_MEANS = {
    "label": "Speaks for the therapy: in label where every condition is met, off label where one is not, and unknown, "
    "never in label, where the inputs do not settle one.",
    "trial": "Shown as investigational while no label for this use exists, and not where a condition is unmet.",
    "resistance": "Speaks against the therapy: the finding goes with resistance to it.",
    "not_supported": "Speaks against the therapy: the evidence did not support it for this finding.",
}


def banner(knowledge: Knowledge) -> str:
    """The line that every output of the knowledge base begins with."""
    return f"Knowledge base {knowledge.version}, SHA-256 {knowledge.hash[:12]}. Decision support and research use only."


def listing(knowledge: Knowledge, *, drug: str = "", gene: str = "", as_of: str = "") -> str:
    """The rules, one a line, with the banner above.

    Args:
        drug: only rules with this drug, by any of its names.
        gene: only rules about this gene, by symbol or alias.
        as_of: only rules whose wording held on this day.

    Raises:
        UsageError: no such drug or gene, or no such day.
    """
    if as_of and not is_day(as_of):
        raise UsageError(f"the date {as_of!r}", where="--as-of", expected="a day YYYY-MM-DD")
    agent = _drug_named(knowledge, drug) if drug else None
    symbol = _gene_named(gene) if gene else ""
    rows = [
        _line(rule)
        for rule in knowledge.rules.rules
        if (agent is None or agent.name in rule.therapy.split(" + "))
        and symbol in ("", rule.biomarker.gene)
        and (not as_of or rule.valid_on(as_of))
    ]
    unverified = sum(row[-1].startswith("UNVERIFIED") for row in rows)
    widths = [max(len(row[column]) for row in (COLUMNS, *rows)) for column in range(len(COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
             for row in (COLUMNS, *rows)]  # fmt: skip
    told = f"{len(rows)} rules, {unverified} of them unverified (from memory or a policy of ours)."
    return "\n".join([banner(knowledge), "", *lines, "", told]) + "\n"


def _line(rule: Rule) -> tuple[str, ...]:
    return rule.rule_id, rule.kind, rule.therapy, _finding(rule), rule.jurisdiction, _held(rule), _standing(rule)


def _finding(rule: Rule) -> str:
    asked = rule.biomarker
    cells = f"in {asked.percent_cells_from:g} % of cells" if asked.percent_cells_from is not None else ""
    keys = f"({', '.join(asked.keys)})" if asked.keys else ""
    parts = (asked.gene, asked.kind, asked.scope.replace("_", " "), asked.ihc, cells, keys)
    return " ".join(part for part in parts if part)


def _held(rule: Rule) -> str:
    start = max(rule.valid_from, rule.approved_on)
    return f"{start}–{rule.valid_to}" if start or rule.valid_to else "any day"


def _standing(row: Rule | CatalogueRow | Drug | Mechanism | Assay) -> str:
    standing = "verified" if row.verified else "UNVERIFIED"
    return f"{standing}, {OWN}" if row.own else standing


def card(knowledge: Knowledge, name: str, *, gene: str = "ERBB2", canonical: Canonical | None = None) -> str:
    """One card for everything that goes by ``name``: a rule, a catalogue row, a drug, a mechanism or an assay.

    Args:
        gene: whose variant it is, where ``name`` is one.
        canonical: names a variant as the readers of reports will, so that any spelling finds its row.

    Raises:
        UsageError: nothing goes by the name; tells what looks most like it.
    """
    wanted = name.strip()
    blocks = [*_named(knowledge, wanted)]
    if not blocks:
        blocks = [*_variants(knowledge, wanted, _gene_named(gene), canonical)]
    if not blocks:
        known = [rule.rule_id for rule in knowledge.rules.rules] + [row.row_id for row in knowledge.variants.rows]
        known += [one.name for one in knowledge.drugs.drugs] + [one.key for one in knowledge.mechanisms.mechanisms]
        near = nearest(wanted, known)
        raise UsageError(
            f"nothing goes by {wanted!r}",
            where="kb show",
            expected="a rule, a variant, a drug, a mechanism or an assay" + (f" (nearest: {near})" if near else ""),
        )
    return "\n\n".join([banner(knowledge), *("\n".join(block) for block in blocks)]) + "\n"


def _named(knowledge: Knowledge, wanted: str) -> Iterator[list[str]]:
    same = wanted.casefold()
    for rule in knowledge.rules.rules:
        if rule.rule_id.casefold() == same:
            yield [*_rule(rule, knowledge)]
    for row in knowledge.variants.rows:
        if row.row_id.casefold() == same:
            yield [*_variant(row, knowledge)]
    drug = knowledge.drugs.get(wanted)
    if drug is not None:
        yield [*_drug(drug, knowledge)]
    for mechanism in knowledge.mechanisms.mechanisms:
        if mechanism.key.casefold() == same:
            yield [*_mechanism(mechanism, knowledge)]
    assay = knowledge.assays.get(wanted)
    if assay is not None:
        yield [*_assay(assay, knowledge)]


def _variants(knowledge: Knowledge, wanted: str, gene: str, canonical: Canonical | None) -> Iterator[list[str]]:
    names = {wanted, wanted if wanted.startswith(("p.", "c.")) else f"p.{wanted}"}
    if canonical is not None:
        names.add(canonical(gene, wanted))
    for row in knowledge.variants.rows:
        if row.gene == gene and (row.name in names - {""} or row.variant_class.casefold() == wanted.casefold()):
            yield [*_variant(row, knowledge)]


def _rule(rule: Rule, knowledge: Knowledge) -> Iterator[str]:
    yield f"{rule.rule_id}  ({rule.kind.replace('_', ' ')}, {_standing(rule)})"
    yield _field("says", f"{rule.therapy}: {rule.text}")
    yield _field("means", _MEANS[rule.kind])
    yield _field("finding", _finding(rule))
    for number, (name, value) in enumerate(rule.conditions):
        yield _field("conditions" if not number else "", condition_words(name, value))
    for number, (assay_id, specimen) in enumerate(rule.companion_tests):
        assay = knowledge.assays.get(assay_id)
        yield _field("companion" if not number else "", f"{assay.name if assay else assay_id} in {specimen}")
    if rule.companion_tests:
        yield _field("", "told beside the match (met or unknown), which it does not decide")
    for number, text in enumerate(rule.confirm):
        yield _field("a person" if not number else "", f"confirms {text}")
    if rule.kind == "label":
        yield _field("regulator", f"{rule.agency} ({rule.jurisdiction}), {rule.approval}, approved {rule.approved_on}")
    if rule.level in ("A", "B", "C", "D"):
        yield _field("level", rule.level)
    yield _field("valid", _held(rule))
    if rule.evidence_ids:
        yield _field("evidence", ", ".join(rule.evidence_ids))
    yield from _cited(rule.source, rule.checked, rule.verified, knowledge)


def _variant(row: CatalogueRow, knowledge: Knowledge) -> Iterator[str]:
    yield f"{row.row_id}  (variant, {_standing(row)})"
    place = f"{row.group} within residues {row.aa_from}-{row.aa_to}" if row.aa_from else f"any {row.group}"
    yield _field("change", f"{row.gene} {row.name or row.variant_class or place}")
    yield _field("held to be", row.oncogenicity.replace("_", " "))
    if row.note:
        yield _field("because", row.note)
    keys = keys_of(row, knowledge.variants)
    scope = [
        f"{one.rstrip('?').replace('_', ' ')}{' (a person decides)' if one[-1] == '?' else ''}" for one in row.scope
    ]
    yield _field("label scope", ", ".join(scope) or "none")
    rules = [rule.rule_id for rule in knowledge.rules.rules if _asks_for(rule, row, keys)]
    yield _field("rules", ", ".join(rules) or "none")
    items = [item.evidence_id for item in knowledge.civic.about(row.gene, keys[:1])]
    if items:
        yield _field("CIViC", ", ".join(items))
    yield from _cited(row.source, row.checked, row.verified, knowledge)


def _asks_for(rule: Rule, row: CatalogueRow, keys: Sequence[str]) -> bool:
    asked = rule.biomarker
    if asked.gene != row.gene or asked.kind != "mutation":
        return False
    return bool({asked.scope, f"{asked.scope}?"} & set(row.scope)) if asked.scope else bool(set(asked.keys) & set(keys))


def _drug(drug: Drug, knowledge: Knowledge) -> Iterator[str]:
    yield f"{drug.name}  (drug, {_standing(drug)})"
    yield _field("also", ", ".join(drug.aliases) or "no other name")
    yield _field("class", drug.drug_class.replace("_", " "))
    if drug.egfr_tki_generation:
        yield _field("generation", f"{drug.egfr_tki_generation} of EGFR TKIs")
    yield _field("HER2", "aimed at HER2" if drug.her2_directed else "not aimed at HER2")
    rules = [rule.rule_id for rule in knowledge.rules.rules if drug.name in rule.therapy.split(" + ")]
    for number, rule_id in enumerate(rules):
        yield _field("rules" if not number else "", rule_id)
    watched = knowledge.rules.monitoring.get(drug.name) or knowledge.rules.monitoring.get(drug.drug_class)
    if watched:
        yield _field("watch", watched)
    yield from _cited(drug.source, drug.checked, drug.verified, knowledge)


def _mechanism(row: Mechanism, knowledge: Knowledge) -> Iterator[str]:
    yield f"{row.key}  (resistance, {_standing(row)})"
    yield _field("mechanism", f"{row.gene} {row.event.replace('_', ' ')}: {row.name or '; '.join(row.patterns)}")
    yield _field("role", row.role)
    if row.mechanism_class:
        yield _field("class", row.mechanism_class.replace("_", " "))
    if row.tki_generations:
        yield _field("against", f"EGFR TKIs of generation {', '.join(map(str, row.tki_generations))}")
    for label, text in (("frequency", row.frequency), ("evidence", ", ".join(row.evidence)), ("note", row.note)):
        if text:
            yield _field(label, text)
    yield from _cited(row.source, row.checked, row.verified, knowledge)


def _assay(assay: Assay, knowledge: Knowledge) -> Iterator[str]:
    yield f"{assay.assay_id}  (assay, {_standing(assay)})"
    yield _field("name", f"{assay.name} ({assay.lab or 'no laboratory'}; {assay.kind}; {', '.join(assay.specimens)})")
    for event in ("small_variant", "copy_number", "fusion", "expression"):
        yield _field("ERBB2" if event == "small_variant" else "", f"{event}: {assay.covers('ERBB2', event)}")
    yield from _cited(assay.source, assay.checked, assay.verified, knowledge)


def _cited(source: str, checked: str, verified: bool, knowledge: Knowledge) -> Iterator[str]:
    yield _field("source", f"{source}; checked {checked}")
    citations = {key.strip("[]"): citation for key, citation in knowledge.sources}
    for keys in _KEYS.findall(source):
        for key in keys.split(","):
            yield _field("", f"[{key.strip()}] {citations.get(key.strip(), 'not in sources.tsv')}")
    if not verified:
        yield _field("UNVERIFIED", "from memory, a policy of ours, or not seen in a source that can be cited")


def _field(name: str, text: str) -> str:
    return f"  {name:<13}{text}"


def _drug_named(knowledge: Knowledge, name: str) -> Drug:
    drug = knowledge.drugs.get(name)
    if drug is None:
        near = knowledge.drugs.nearest(name)
        raise UsageError(f"the drug {name!r}", where="--drug", expected=f"a name of drugs.tsv (nearest: {near})")
    return drug


def _gene_named(name: str) -> str:
    found = symbols().get(name.upper())
    if found is None:
        near = nearest(name.upper(), symbols())
        raise UsageError(f"the gene {name!r}", where="--gene", expected=f"a gene symbol (nearest: {near or 'none'})")
    return found


def report(problems: Iterable[KnowledgeError], knowledge: str) -> str:
    """What ``kb verify`` prints: a line a problem, or that there is none."""
    listed = [problem.message for problem in problems]
    if not listed:
        return f"{knowledge}: every row keeps its schema, cites, is dated and is reached."
    told = "1 problem" if len(listed) == 1 else f"{len(listed)} problems"
    return "\n".join([*listed, f"{told}; nothing else was found wrong."])
