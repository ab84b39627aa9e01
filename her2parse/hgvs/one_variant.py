"""The names of one cell and its neighbours, level by level, to records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from her2parse.hgvs import (
    coding_grammar,
    frames,
    genomic_name,
    mentions,
    protein,
    protein_grammar,
    protein_reading,
    records,
    reference,
    resolve,
)
from her2parse.hgvs.coding import PlacedCoding
from her2parse.hgvs.coding_grammar import WrittenCoding
from her2parse.hgvs.frames import Frame
from her2parse.hgvs.genomic_name import WrittenGenomic
from her2parse.hgvs.mentions import Mentions
from her2parse.hgvs.problems import Mismatch, NameProblem, Unreadable, Unsettled
from her2parse.hgvs.protein import ProteinChange
from her2parse.hgvs.protein_grammar import WrittenProtein
from her2parse.hgvs.resolve import Resolved
from her2parse.model import NormalizationStatus, NormalizedVariant


@dataclass(frozen=True, slots=True)
class Columns:
    """Names printed in columns of their own, cleaned."""

    coding: str = ""
    genomic: str = ""
    transcript: str = ""


@dataclass(frozen=True)
class Printed:
    """All that is printed of one variant: names by level and the accession they count on."""

    gene: str
    written: str
    accession: str
    protein: WrittenProtein | None = None
    coding: WrittenCoding | None = None
    genomic: WrittenGenomic | None = None
    problem: NameProblem | None = None


def read_levels(symbol: str, read: Mentions, columns: Columns, written: str) -> tuple[NormalizedVariant, ...]:
    """Records for everything that ``read`` and ``columns`` name. Raises NameProblem when there is nothing."""
    if read.gene and symbol and read.gene != symbol:
        raise Unsettled(f"the name says {read.gene}, the gene column {symbol}")
    gene = symbol or read.gene
    extra = (
        mentions.read(f"c.{columns.coding.removeprefix('c.')}" if _bare(columns.coding) else columns.coding, gene)
        if columns.coding
        else Mentions()
    )
    build, place = genomic_name.build_named(columns.genomic)
    named = genomic_name.find(place, build)[0] if place else ()
    given = mentions.read(columns.transcript, gene) if columns.transcript else Mentions()
    gene = gene or extra.gene or given.gene
    accession = given.accession or read.accession or extra.accession or read.protein_accession
    groups = read.proteins or extra.proteins
    codings = _preferred(gene, (*read.codings, *extra.codings))
    numeric = read.numeric or extra.numeric
    genomics = (*read.genomics, *named)
    if numeric:
        codings = (*codings, ("", _as_bases(gene, numeric)))
    if not (groups or codings or genomics):
        raise Unreadable("no name of a variant was found in it")
    if len(groups) <= 1 and all(len(group) == 1 for group in groups):
        return (
            (_single(gene, written, accession, groups[0][0] if groups else "", codings, genomics),)
            if len(codings) <= 1 or groups
            else tuple(_single(gene, written, accession, "", (one,), ()) for one in codings)
        )
    return _several(gene, written, accession, groups, codings, genomics)


def _bare(text: str) -> bool:
    return "c." not in text and bool(text) and (text[0].isdigit() or text[0] in "-*")


def _preferred(gene: str, codings: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Of one change on several transcripts, the name on the gene's main transcript."""
    codings = tuple(dict.fromkeys((accession, name.strip()) for accession, name in codings))
    if len(codings) < 2:
        return codings
    names = {name for _, name in codings}
    if len(names) == 1:
        return (max(codings, key=lambda entry: bool(entry[0])),)
    if not all(accession for accession, _ in codings):
        return codings
    main = [
        entry for entry in codings if (frame := frames.frame_of(gene, entry[0])) and frame.known and not frame.shifted
    ]
    return tuple(main[:1]) or codings


def _as_bases(gene: str, name: str) -> str:
    """A bare name of numbers only, if it can only count bases; raises Unsettled when it may count residues."""
    targets = reference.targets(gene)
    written = coding_grammar.parse(name)
    size = len(targets[0].residues) if targets else 0
    if size and written.end.base > size + 1:
        return name
    raise Unsettled(f"{name} may count residues (p.) or bases (c.)")


def _several(
    gene: str, written: str, accession: str, groups: tuple[tuple[str, ...], ...],
    codings: tuple[tuple[str, str], ...], genomics: tuple[WrittenGenomic, ...],
) -> tuple[NormalizedVariant, ...]:  # fmt: skip
    """Several protein names: one variant named twice, parts of one allele, or several variants."""
    tokens = [token for group in groups for token in group]
    merged = _merged(gene, accession, groups)
    if merged:
        record = _single(gene, written, accession, merged, codings, genomics)
        if record.status != "exact":
            return (record,)
        note = records.joined("the parts touch one another: one change", record.note)
        return (replace(record, status="rewritten", note=note),)
    pair = len(codings) == len(tokens)
    found: list[NormalizedVariant] = []
    for number, token in enumerate(tokens):
        its = (
            (codings[number],) if pair else codings if len(codings) == 1 and _same_name(gene, accession, tokens) else ()
        )
        record = _single(gene, written, accession, token, its, ())
        if not any(_same(record, other) for other in found):
            found.append(record)
    if len(found) == 1 and len(tokens) > 1 and found[0].status == "exact":
        return (_restated(found[0], tokens),)
    if codings and not pair and len(found) > 1 and any(record.hgvs_p for record in found):
        note = "coding names and protein names do not pair up"
        return tuple(_noted(record, note) for record in found)
    return tuple(found)


def _restated(record: NormalizedVariant, tokens: list[str]) -> NormalizedVariant:
    note = records.joined(f"{len(tokens)} spellings of one change", record.note)
    return replace(record, status="rewritten", note=note)


def _noted(record: NormalizedVariant, note: str) -> NormalizedVariant:
    return replace(record, note=records.joined(record.note, note), review=(*record.review, "ambiguous_variant"))


def _same(left: NormalizedVariant, right: NormalizedVariant) -> bool:
    if left.hgvs_p_short or right.hgvs_p_short:
        return left.hgvs_p == right.hgvs_p
    return (left.status, left.note) == (right.status, right.note)


def _same_name(gene: str, accession: str, tokens: list[str]) -> bool:
    found = {_single(gene, token, accession, token, (), ()).hgvs_p for token in tokens}
    return len(found) == 1 and "" not in found


def _merged(gene: str, accession: str, groups: tuple[tuple[str, ...], ...]) -> str:
    """``E746_A750del, T751A`` touch one another: the one name they make; empty when they are apart."""
    frame = frames.frame_of(gene, accession)
    if frame is None or not frame.target.residues or frame.shifted or any(len(group) != 1 for group in groups):
        return ""
    residues = frame.target.residues
    edits = []
    try:
        for (token,) in groups:
            parsed = protein_grammar.parse(token)
            if parsed.form not in ("sub", "del", "ins", "delins", "+ins", "dup"):
                return ""
            protein_reading.check(residues, parsed)
            edits.append(protein_reading.edit_of(residues, parsed))
        whole = protein_reading.combined(residues, edits)
        if whole is None or "*" in whole.alt:
            return ""
        return protein.settle(residues, whole.start, whole.end, whole.alt).written(three=False)
    except NameProblem:
        return ""


# ── one variant ───────────────────────────────────────────────────────────────────────────────────────────────────


def _single(
    gene: str, written: str, accession: str, token: str,
    codings: tuple[tuple[str, str], ...], genomics: tuple[WrittenGenomic, ...],
) -> NormalizedVariant:  # fmt: skip
    try:
        parsed = protein_grammar.parse(token) if token else None
        problem: NameProblem | None = None
    except Unreadable as error:
        if not (codings or genomics):
            raise
        parsed, problem = None, error
    named: WrittenCoding | None = None
    if codings:
        accession = codings[0][0] or accession
        try:
            if len(codings) > 1:
                raise Unsettled(f"{len(codings)} coding names stand beside one protein name")
            named = coding_grammar.parse(codings[0][1])
            _counted(codings[0][1], named)
        except NameProblem as error:
            if parsed is None and not genomics:
                return records.failed(gene, written, error)
            problem = error
    printed = Printed(gene, written, accession, parsed, named, genomics[0] if genomics else None, problem)
    try:
        frame = frames.frame_of(gene, accession)
        if frame is None or not frame.target.residues:
            return _unreferenced(printed, frame)
        return _record(printed, frame, token)
    except NameProblem as error:
        return records.failed(gene, written, error)


def _counted(text: str, named: WrittenCoding) -> None:
    count = coding_grammar.stated_count(text)
    if count and named.start.in_cds and named.end.in_cds and count != named.end.base - named.start.base + 1:
        raise Mismatch(f"{named.start}_{named.end} holds {named.end.base - named.start.base + 1} bases, not {count}")


def _record(printed: Printed, frame: Frame, token: str) -> NormalizedVariant:
    found, origin = _reconciled(printed, frame)
    change, placed = found.change, found.placed
    notes = [*found.notes]
    if placed is None and origin == "protein" and not found.moved:
        placed, said = resolve.inferred(found)
        notes.append(said)
    if found.target.note and found.target.note not in notes and change is not None:
        notes.append(found.target.note)
    if printed.problem is not None and printed.problem.reason not in notes:
        notes.append(f"not used: {printed.problem.reason}")
    review = (*found.review, *((printed.problem.review or "ambiguous_variant",) if printed.problem else ()))
    g38, g37 = records.genomic_names(placed if _own_numbering(printed, frame, placed) else None)
    status = _status(printed, found, origin, token)
    coding_name = _coding_name(printed, frame, placed)
    codon = change.start if change is not None and change.start else None
    exon = records.exon_of_codon(found.target, codon) if codon else (placed.exon if placed else None)
    return NormalizedVariant(
        printed.gene or found.target.gene, records.verbatim(printed.written), status, records.joined(*notes),
        resolve.protein_name(found.target, change) if change is not None else "",
        change.short if change is not None else "",
        coding_name, g38, g37,
        consequence=found.consequence or (change.consequence if change is not None else ""),
        aa_start=codon, aa_end=change.end if change is not None and codon else None, exon=exon,
        review=tuple(dict.fromkeys(review)),
    )  # fmt: skip


def _own_numbering(printed: Printed, frame: Frame, placed: PlacedCoding | None) -> bool:
    """A coding name that no base could check counts for certain only on the main transcript."""
    return placed is not None and (placed.checked or frame.known)


def _coding_name(printed: Printed, frame: Frame, placed: PlacedCoding | None) -> str:
    if placed is None:
        return ""
    if placed.target.cds or printed.coding is None:
        return placed.name
    return f"{printed.accession}:c.{placed.written.name}" if printed.accession else f"c.{placed.written.name}"


def _status(printed: Printed, found: Resolved, origin: str, token: str) -> NormalizationStatus:
    if origin == "dna":
        if found.change is not None or printed.coding is None:
            return "derived"
        same = found.placed is not None and printed.coding.text.strip() == found.placed.written.name and not found.moved
        return "exact" if same else "rewritten"
    if found.change is not None and not found.moved and records.is_as_written(token, found.change):
        return "exact"
    return "rewritten"


def _reconciled(printed: Printed, frame: Frame) -> tuple[Resolved, str]:
    """What all levels say together, and where the protein change comes from (``protein`` or ``dna``)."""
    from_protein, protein_problem = _try(
        lambda: resolve.resolve_protein(frame, printed.protein) if printed.protein else None
    )
    wanted = from_protein.change if from_protein else None
    from_dna, dna_problem = _try(lambda: _dna(printed, frame, wanted))
    if printed.protein is None:
        if from_dna is None:
            raise dna_problem or Unreadable("no name of a variant was found in it")
        if not frame.known and printed.coding is not None:
            raise Unsettled(f"{printed.accession} is not in the bundle; its numbering is not known", "other_numbering")
        return from_dna, "dna"
    if from_protein is None:
        return _dna_alone(printed, frame, from_dna, protein_problem), "dna"
    if from_dna is None:
        return _protein_alone(printed, frame, from_protein, dna_problem), "protein"
    change = from_protein.change
    assert change is not None
    agreed = resolve.agree(printed.protein, change, from_dna)
    if agreed is None:
        raise _conflict(change.short, from_dna)
    return _together(from_protein, from_dna, agreed), "protein"


def _together(from_protein: Resolved, from_dna: Resolved, agreed: ProteinChange) -> Resolved:
    notes = tuple(dict.fromkeys((*from_protein.notes, *from_dna.notes)))
    review = tuple(dict.fromkeys((*from_protein.review, *from_dna.review)))
    kept = "" if agreed != from_dna.change else from_dna.consequence
    return replace(
        from_dna,
        change=agreed,
        notes=notes,
        review=review,
        consequence=kept or agreed.consequence,
        moved=from_protein.moved,
    )


def _try(call: Callable[[], Resolved | None]) -> tuple[Resolved | None, NameProblem | None]:
    try:
        return call(), None
    except NameProblem as problem:
        return None, problem


def _dna(printed: Printed, frame: Frame, change: ProteinChange | None) -> Resolved | None:
    from_coding = resolve.resolve_coding(frame, printed.coding) if printed.coding else None
    if printed.genomic is None:
        return from_coding
    expected = change or (from_coding.change if from_coding else None)
    try:
        from_genome = resolve.resolve_genomic(printed.gene, printed.genomic, expected)
    except NameProblem as problem:
        if from_coding is None and printed.protein is None:
            raise
        if isinstance(problem, Mismatch):
            raise Unsettled(f"the genomic name contradicts the others: {problem.reason}", "p_c_conflict") from problem
        return from_coding
    if from_coding is None:
        return from_genome
    left, right = from_coding.placed, from_genome.placed
    if left is not None and right is not None and left.name != right.name and left.checked and right.checked:
        raise Unsettled(f"c. and g. contradict one another: {left.name} and {right.name}", "p_c_conflict")
    return from_coding


def _dna_alone(printed: Printed, frame: Frame, found: Resolved | None, problem: NameProblem | None) -> Resolved:
    """The protein name failed: the DNA decides if the failure is one of reading; a mismatch is a contradiction."""
    assert problem is not None
    assert printed.protein is not None
    if found is None:
        raise problem
    if isinstance(problem, Unsettled) and problem.variant_class:
        return replace(found, notes=(*found.notes, f"{problem.reason}: c. decides"))
    if isinstance(problem, Unsettled) and problem.review == "other_numbering":
        if found.change is not None and found.change.short in problem.reason:
            notes = (*found.notes, f"p. is written in another numbering: {problem.reason}")
            return replace(found, notes=notes, review=(*found.review, "other_numbering"))
        raise _conflict(printed.protein.text, found)
    if isinstance(problem, Unsettled) and found.change is not None:
        return replace(found, notes=(*found.notes, f"p. as written: {problem.reason}"))
    if isinstance(problem, Mismatch) or found.change is None:
        raise Unsettled(f"p. and c. contradict one another: {problem.reason}", "p_c_conflict")
    return replace(
        found, notes=(*found.notes, f"p. as written: {problem.reason}"), review=(*found.review, problem.review)
    )


def _protein_alone(printed: Printed, frame: Frame, found: Resolved, problem: NameProblem | None) -> Resolved:
    """The DNA name failed or there is none."""
    if problem is None:
        return found
    if printed.coding is not None and found.change is not None:
        other = resolve.in_other_numbering(frame, printed.coding, found.change)
        if other is not None:
            return replace(other, notes=(*found.notes, *other.notes))
    if isinstance(problem, Mismatch) or problem.review in ("other_numbering", "p_c_conflict"):
        raise Unsettled(f"p. and c. contradict one another: {problem.reason}", "p_c_conflict")
    review = (*found.review, problem.review) if problem.review else found.review
    return replace(found, notes=(*found.notes, f"c. as written: {problem.reason}"), review=review)


def _conflict(name: str, dna: Resolved) -> Unsettled:
    placed = dna.placed.name if dna.placed else "the DNA name"
    says = dna.change.short if dna.change else "no change at that residue"
    return Unsettled(f"p. and c. contradict one another: {name} is written, {placed} makes {says}", "p_c_conflict")


# ── genes without a sequence ──────────────────────────────────────────────────────────────────────────────────────


def _unreferenced(printed: Printed, frame: Frame | None) -> NormalizedVariant:
    """A gene without a sequence: the names are kept, checked by grammar and against one another."""
    gene, parsed, named = printed.gene, printed.protein, printed.coding
    notes, review = [f"no sequence of {gene or 'this gene'} in the bundle: checked by grammar only"], []
    if not gene:
        if printed.genomic is not None and parsed is None:
            found = resolve.resolve_genomic("", printed.genomic)
            return _record(
                Printed(found.target.gene, printed.written, "", None, None, printed.genomic), Frame(found.target), ""
            )
        raise Unsettled("the gene is not written")
    change = None
    if parsed is not None:
        fit = protein_reading.fits_older_form(gene, parsed)
        if fit == "older":
            raise Unsettled(
                "the residue fits an older form of the protein only, not the MANE numbering", "other_numbering"
            )
        if fit == "neither":
            raise Mismatch("the residue fits neither the MANE numbering nor the older form of the protein")
        if fit == "mane":
            notes.append("the residue agrees with an older form of the protein, counted on")
        change = protein_reading.without_reference(parsed)
    g38 = g37 = coding_name = ""
    if named is not None:
        found = resolve.resolve_coding(frame, named) if frame else None
        codon = (named.start.base + 2) // 3 if named.start.in_cds else None
        if change is not None and change.kind in ("sub", "=") and change.start and codon != change.start:
            raise Unsettled(
                f"p. and c. contradict one another: c.{named.start} is not in codon {change.start}", "p_c_conflict"
            )
        coding_name = f"{printed.accession}:c.{named.name}" if printed.accession else f"c.{named.name}"
        if found is not None and frame is not None and frame.known:
            g38, g37 = records.genomic_names(found.placed)
            coding_name = coding_name if printed.accession else found.placed.name if found.placed else coding_name
    if printed.problem is not None:
        notes.append(f"not used: {printed.problem.reason}")
        review.append(printed.problem.review or "ambiguous_variant")
    consequence = change.consequence if change else ("promoter" if named and named.start.base < 0 else "")
    return NormalizedVariant(
        gene, records.verbatim(printed.written), "no_reference", records.joined(*notes),
        change.long if change else "", change.short if change else "", coding_name, g38, g37,
        consequence=consequence, aa_start=change.start or None if change else None,
        aa_end=change.end or None if change else None, review=tuple(review),
    )  # fmt: skip
