"""A variant name explained for a person: what was written and understood, each step, all forms, other spellings."""

from __future__ import annotations

from her2parse.hgvs import artefacts, genes, protein, protein_grammar, reference
from her2parse.hgvs.normalize import normalize
from her2parse.hgvs.problems import NameProblem
from her2parse.model import NormalizedVariant

_STATUS = {
    "exact": "already the HGVS name",
    "rewritten": "another spelling; rewritten as HGVS orders",
    "derived": "computed from the DNA name",
    "ambiguous": "not one certain variant; nothing was guessed",
    "invalid": "cannot be true as written",
    "no_reference": "kept as written; no sequence to check it against",
    "not_applicable": "names no small variant",
}
_MOST_SPELLINGS = 8


def card(gene: str, variant: str) -> str:
    """Plain text, one block for each variant that the name means; ends with a line break.

    >>> print(card("ERBB2", "A775_G776insYVMA").splitlines()[0])
    ERBB2  A775_G776insYVMA
    """
    found = normalize(gene, variant)
    head = f"{artefacts.shown(gene, 60) or found[0].gene}  {artefacts.shown(variant)}".strip()
    blocks = [head, *(_block(record, variant, number, len(found)) for number, record in enumerate(found, start=1))]
    return "\n\n".join(blocks) + "\n"


def _block(record: NormalizedVariant, variant: str, number: int, total: int) -> str:
    lines = [f"variant {number} of {total}"] if total > 1 else []
    lines.append(_line("status", f"{record.status}: {_STATUS[record.status]}"))
    lines += [_line(name, value) for name, value in _forms(record) if value]
    steps = [*_cleaning(variant), *(note for note in record.note.split("; ") if note)]
    lines += [_line("steps" if not index else "", f"{index + 1}. {step}") for index, step in enumerate(steps)]
    spellings = equivalent_spellings(record)
    lines += [_line("also written" if not index else "", name) for index, name in enumerate(spellings)]
    lines += [_line("review", code) for code in record.review]
    return "\n".join(lines)


def _line(name: str, value: str) -> str:
    return f"  {name:<14}{value}"


def _cleaning(variant: str) -> list[str]:
    try:
        text, changed = artefacts.clean(variant)
    except NameProblem:
        return []
    return [f"read as {text}"] if changed else []


def _forms(record: NormalizedVariant) -> list[tuple[str, str]]:
    place = ""
    if record.aa_start:
        last = record.aa_end or record.aa_start
        place = f"residue {record.aa_start}" if last == record.aa_start else f"residues {record.aa_start} to {last}"
    exon = f"exon {record.exon}" if record.exon else ""
    return [
        ("gene", record.gene),
        ("class", record.variant_class),
        ("fusion", record.fusion),
        ("protein", record.hgvs_p),
        ("short", record.hgvs_p_short),
        ("coding", record.hgvs_c),
        ("GRCh38", record.hgvs_g_grch38),
        ("GRCh37", record.hgvs_g_grch37),
        ("VRS", record.vrs_id),
        ("VRS coding", record.vrs_id_c if record.vrs_id_c != record.vrs_id else ""),
        ("effect", ", ".join(part for part in (record.consequence.replace("_", " "), exon, place) if part)),
    ]


def equivalent_spellings(record: NormalizedVariant) -> tuple[str, ...]:
    """Other names of the same protein change that reports use: every insertion point of a duplication or insertion,
    every place of a deletion. Empty for a change that has just one place."""
    targets = reference.targets(genes.symbol(record.gene))
    name = record.hgvs_p_short.removeprefix("p.")
    if not targets or not targets[0].residues or not name or record.status not in ("exact", "rewritten", "derived"):
        return ()
    residues = targets[0].residues
    try:
        written = protein_grammar.parse(name)
    except NameProblem:
        return ()
    start, end = written.start, written.end or written.start
    if written.form == "dup":
        names = _insertions(residues, end + 1, residues[start - 1 : end])
    elif written.form == "ins":
        names = _insertions(residues, end, written.alt)
    elif written.form == "del":
        names = _deletions(residues, start, end)
    else:
        return ()
    return tuple(other for other in dict.fromkeys(names) if other != name)[:_MOST_SPELLINGS]


def _insertions(residues: str, before: int, bases: str) -> list[str]:
    """Insertions of ``bases`` before residue ``before``, moved as far back as the sequence allows."""
    names = []
    while before > 1:
        left, right = residues[before - 2], residues[before - 1 : before] or "*"
        names.append(f"{left}{before - 1}_{right}{before}ins{bases}")
        if left != bases[-1]:
            break
        bases, before = bases[-1] + bases[:-1], before - 1
    return names


def _deletions(residues: str, start: int, end: int) -> list[str]:
    names = []
    while start >= 1:
        change = protein.ProteinChange("del", start, end, residues[start - 1], residues[end - 1])
        names.append(change.written(three=False))
        if start == 1 or residues[start - 2] != residues[end - 1]:
            break
        start, end = start - 1, end - 1
    return names
