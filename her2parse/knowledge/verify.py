"""Everything that is wrong with a knowledge base, all at once: for who writes rows, before anything relies on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from her2parse.errors import KnowledgeError
from her2parse.knowledge import Knowledge, load
from her2parse.knowledge.assays import load_assays
from her2parse.knowledge.civic import alternatives, load_civic
from her2parse.knowledge.drugs import DrugTable
from her2parse.knowledge.mechanisms import MechanismCatalogue
from her2parse.knowledge.reach import dead_ends
from her2parse.knowledge.rules import scan_rules
from her2parse.knowledge.schema import TABLES, Row, check_own_folder, read_table, scan_table
from her2parse.knowledge.symbols import symbols
from her2parse.knowledge.tables import nearest, read_yaml, schema_problems
from her2parse.knowledge.variants import load_variants

Canonical = Callable[[str, str], str]
"""Gene and a change as written to its canonical name (``p.Y772_A775dup``), or an empty string."""

_KEYS = re.compile(r"\[([S\d, ]+)\]")
_MEMORY = "from memory"
_EID = re.compile(r"EID\d+")


def verify(
    folder: Path, assays: Path, extra: Path | None = None, canonical: Canonical | None = None
) -> tuple[KnowledgeError, ...]:
    """All problems, each with file, row, what was found, what was expected and the nearest valid value.

    First the form of every row (schemas, dates, sources, drugs, overlapping versions); once that holds, what the rows
    say of one another: unknown genes, rules that never fire, changes under another name than the canonical one, items
    and sources that are cited and not there.

    Args:
        canonical: names a change as the readers of reports will; without it spellings are not checked.
    """
    if not folder.is_dir():
        return (KnowledgeError("no such folder", expected="the knowledge folder", where=folder.name),)
    problems = list(_form(folder, assays, extra))
    if not problems:
        try:
            problems += _sense(load(folder, assays, extra), folder, extra, canonical)
        except KnowledgeError as error:
            problems.append(error)
    return tuple({problem.message: problem for problem in problems}.values())


def _form(folder: Path, assays: Path, extra: Path | None) -> Iterator[KnowledgeError]:
    if extra is not None:
        yield from _caught(partial(check_own_folder, extra))
        if not extra.is_dir():
            return
    sound = True
    for name in TABLES:
        _, problems = scan_table(name, folder / f"{name}.tsv", extra)
        sound = sound and not problems
        yield from problems
    for path in (assays, *((extra / "assays.yaml",) if extra is not None else ())):
        if path == assays or path.exists():
            yield from _document(path)
    drugs, _ = scan_table("drugs", folder / "drugs.tsv", extra)
    yield from scan_rules(folder / "rules.yaml", [row["name"] for row in drugs], extra)[1]
    if sound:
        # What a cell cannot say alone: a name of two drugs, a pair of unknown keys, bounds in the wrong order.
        yield from _caught(partial(DrugTable.load, folder / "drugs.tsv", extra))
        yield from _caught(partial(MechanismCatalogue.load, folder / "resistance.tsv", extra))
        yield from _caught(partial(MechanismCatalogue.load, folder / "her2_resistance.tsv", extra, "her2_resistance"))
        yield from _caught(partial(load_variants, folder / "variants.tsv", folder / "regions.tsv", extra))
        yield from _caught(partial(load_civic, folder / "civic.tsv", folder / "civic_names.tsv"))


def _document(path: Path) -> Iterator[KnowledgeError]:
    try:
        problems = list(schema_problems(read_yaml(path), "assays", path.name))
    except KnowledgeError as error:
        problems = [error]
    yield from problems or _caught(partial(load_assays, path))


def _caught(step: Callable[[], object]) -> Iterator[KnowledgeError]:
    try:
        step()
    except KnowledgeError as error:
        yield error


def _sense(
    knowledge: Knowledge, folder: Path, extra: Path | None, canonical: Canonical | None
) -> Iterator[KnowledgeError]:
    def rows(name: str) -> Sequence[Row]:
        return read_table(name, folder / f"{name}.tsv", extra)

    for name in ("variants", "regions", "resistance", "her2_resistance"):
        yield from _genes(rows(name))
    yield from _rules(knowledge)
    yield from _variants(rows("variants"), canonical)
    yield from _regions(rows("regions"))
    yield from _monitoring(rows("monitoring"), knowledge)
    yield from _civic_names(rows("civic_names"), knowledge)
    yield from _citations(knowledge, [row for name in TABLES for row in rows(name)])
    yield from _claims(knowledge, [row for name in TABLES for row in rows(name)])
    yield from _changelog(folder, knowledge.version.partition("+")[0])


def _genes(rows: Sequence[Row]) -> Iterator[KnowledgeError]:
    for row in rows:
        if row["gene"] not in symbols().values():
            yield _unknown_gene(row["gene"], f"{row['_file']}, row {row['_row']}, column gene")


def _unknown_gene(gene: str, where: str) -> KnowledgeError:
    known = symbols()
    near = known.get(gene.upper()) or nearest(gene, known.values())
    expected = "an HGNC symbol of the gene table" + (f" (nearest: {near})" if near else "")
    return KnowledgeError(f"the gene {gene!r}", expected=expected, where=where)


def _rules(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    for rule in knowledge.rules.rules:
        where = f"rules.yaml, rule {rule.rule_id}"
        if rule.biomarker.gene not in symbols().values():
            yield _unknown_gene(rule.biomarker.gene, f"{where}, biomarker, gene")
        for found, expected in dead_ends(rule, knowledge.rules, knowledge.variants):
            yield KnowledgeError(f"a rule that never fires: {found}", expected=expected, where=where)


def _variants(rows: Sequence[Row], canonical: Canonical | None) -> Iterator[KnowledgeError]:
    seen: dict[tuple[str, ...], str] = {}
    for row in rows:
        where = f"{row['_file']}, row {row['_row']} ({row['id']})"
        what = tuple(row[column].lower() for column in ("gene", "name", "variant_class", "group", "aa_from", "aa_to"))
        if what in seen:
            yield KnowledgeError(f"the same change as {seen[what]}", expected="one row a change", where=where)
        seen.setdefault(what, row["id"])
        if canonical is not None and row["name"]:
            name = canonical(row["gene"], row["name"])
            if name != row["name"]:
                expected = f"{name}, its canonical name" if name else "a name that fits the reference sequence"
                yield KnowledgeError(
                    f"the name {row['name']!r}, under which no report's change is looked up",
                    expected=expected,
                    where=f"{where}, column name",
                )


def _regions(rows: Sequence[Row]) -> Iterator[KnowledgeError]:
    for index, one in enumerate(rows):
        for other in rows[:index]:
            same = (one["gene"], one["feature"]) == (other["gene"], other["feature"])
            if same and int(one["aa_from"]) <= int(other["aa_to"]) and int(other["aa_from"]) <= int(one["aa_to"]):
                yield KnowledgeError(
                    f"{one['feature']} {one['name']} over {other['feature']} {other['name']}",
                    expected="regions of one kind that do not overlap",
                    where=f"{one['_file']}, row {one['_row']}",
                )


def _monitoring(rows: Sequence[Row], knowledge: Knowledge) -> Iterator[KnowledgeError]:
    known = {name for drug in knowledge.drugs.drugs for name in (drug.name, drug.drug_class)}
    for row in rows:
        if row["therapy"] not in known:
            near = nearest(row["therapy"], known)
            yield KnowledgeError(
                f"the drug {row['therapy']!r}",
                expected="a name or a class of drugs.tsv" + (f" (nearest: {near})" if near else ""),
                where=f"{row['_file']}, row {row['_row']}, column therapy",
            )


def _civic_names(rows: Sequence[Row], knowledge: Knowledge) -> Iterator[KnowledgeError]:
    borne = {(i.gene, part.upper()) for i in knowledge.civic.items for part in alternatives(i.gene, i.variant)}
    for row in rows:
        if (row["gene"], row["variant"].upper()) not in borne:
            yield KnowledgeError(
                f"the name {row['variant']!r} of {row['gene']}, which no item of civic.tsv bears",
                expected="a name of civic.tsv, which is its source",
                where=f"{row['_file']}, row {row['_row']}, column variant",
            )


def _citations(knowledge: Knowledge, rows: Sequence[Row]) -> Iterator[KnowledgeError]:
    keys = {key.strip("[]") for key, _ in knowledge.sources}
    items = {item.evidence_id for item in knowledge.civic.items}
    cited = [(f"rules.yaml, rule {r.rule_id}", f"{r.source} {' '.join(r.evidence_ids)}") for r in knowledge.rules.rules]
    cited += [
        (f"assays.yaml, {assay.assay_id}", source)
        for assay in knowledge.assays
        for source in (assay.source, *(entry.source for entry in assay.capabilities))
    ]
    cited += [
        (f"{row['_file']}, row {row['_row']}", f"{row['source']} {row.get('evidence', '')}")
        for row in rows
        if "source" in row
    ]
    for where, text in cited:
        for found in _KEYS.findall(text):
            for key in found.split(","):
                if key.strip() not in keys:
                    yield KnowledgeError(f"the source [{key.strip()}]", expected="a key of sources.tsv", where=where)
        for item in _EID.findall(text):
            if item not in items:
                yield KnowledgeError(f"the item {item}", expected="an evidence item of civic.tsv", where=where)


def _claims(knowledge: Knowledge, rows: Sequence[Row]) -> Iterator[KnowledgeError]:
    """Rows that are marked as verified and say of themselves that they, or a part of them, are from memory."""
    told = [(f"rules.yaml, rule {r.rule_id}", f"{r.source} {r.text}") for r in knowledge.rules.rules if r.verified]
    told += [
        (f"{row['_file']}, row {row['_row']}", f"{row['source']} {row.get('text', '')} {row.get('note', '')}")
        for row in rows
        if row.get("verified") == "yes"
    ]
    for where, words in told:
        if _MEMORY in words:
            yield KnowledgeError(f"verified, and the words {_MEMORY!r}", expected="verified: no", where=where)


def _changelog(folder: Path, version: str) -> Iterator[KnowledgeError]:
    path = folder / "CHANGELOG.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if not re.search(rf"^## {re.escape(version)}\b", text, re.M):
        yield KnowledgeError(
            f"no entry for the version {version}", expected=f"a heading '## {version}'", where=path.name
        )
