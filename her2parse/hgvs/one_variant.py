"""The names of one cell and its neighbouring columns to records: one variant, one named twice, or several."""

from __future__ import annotations

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
    vrs,
)
from her2parse.hgvs.coding import PlacedCoding
from her2parse.hgvs.coding_grammar import WrittenCoding
from her2parse.hgvs.frames import Frame
from her2parse.hgvs.genomic_name import WrittenGenomic
from her2parse.hgvs.mentions import Mentions
from her2parse.hgvs.problems import Mismatch, NameProblem, Unreadable, Unsettled
from her2parse.hgvs.reconcile import Printed, reconciled
from her2parse.hgvs.resolve import Resolved
from her2parse.model import NormalizationStatus, NormalizedVariant


@dataclass(frozen=True, slots=True)
class Columns:
    """Names printed in columns of their own, cleaned."""

    coding: str = ""
    genomic: str = ""
    transcript: str = ""


def read_levels(symbol: str, read: Mentions, columns: Columns, written: str) -> tuple[NormalizedVariant, ...]:
    """Records for everything that ``read`` and ``columns`` name. Raises NameProblem when there is nothing."""
    if read.gene and symbol and read.gene != symbol:
        raise Unsettled(f"the name says {read.gene}, the gene column {symbol}")
    gene = symbol or read.gene
    extra, given, named, problem = _columns(columns, gene)
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
            (_single(gene, written, accession, groups[0][0] if groups else "", codings, genomics, problem),)
            if len(codings) <= 1 or groups
            else tuple(_single(gene, written, accession, "", (one,), ()) for one in codings)
        )
    return _several(gene, written, accession, groups, codings, genomics)


def _columns(columns: Columns, gene: str) -> tuple[Mentions, Mentions, tuple[WrittenGenomic, ...], NameProblem | None]:
    """What the coding, transcript and genomic columns hold, and why one of them could not be read."""
    extra = given = Mentions()
    named: tuple[WrittenGenomic, ...] = ()
    problem: NameProblem | None = None
    try:
        if columns.transcript:
            given = mentions.read(columns.transcript, gene)
        build, place = genomic_name.build_named(columns.genomic)
        named = genomic_name.find(place, build)[0] if place else ()
    except NameProblem as error:
        problem = error
    if any(char.isdigit() for char in columns.coding):
        try:
            text = columns.coding
            extra = mentions.read(f"c.{text}" if _bare(text) else text, gene)
            if not (extra.codings or extra.numeric or extra.genomics):
                raise Unreadable(f"no rule for coding names reads {text[:60]}")
        except NameProblem as error:
            problem = error
    return extra, given, named, problem


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
    explained = _explained(found)
    if explained is not None:
        return (explained,)
    if codings and not pair and len(found) > 1 and any(record.hgvs_p for record in found):
        note = "coding names and protein names do not pair up"
        return tuple(_noted(record, note) for record in found)
    return tuple(found)


def _explained(found: list[NormalizedVariant]) -> NormalizedVariant | None:
    """The one variant where all other names are the same one in another numbering (``V600E (formerly V599E)``)."""
    named = [record for record in found if record.hgvs_p]
    others = [record for record in found if not record.hgvs_p]
    if len(named) != 1 or not others:
        return None
    short = named[0].hgvs_p_short
    if not all("other_numbering" in record.review for record in others):
        return None
    if not all(f"would be {short} of" in record.note or f"({short})" in record.note for record in others):
        return None
    note = records.joined(named[0].note, "also written in another numbering")
    return replace(named[0], status="rewritten", note=note)


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
        whole = protein_reading.combined(edits)
        if whole is None or "*" in whole.alt:
            return ""
        return protein.settle(residues, whole.start, whole.end, whole.alt).written(three=False)
    except NameProblem:
        return ""


# ── one variant ───────────────────────────────────────────────────────────────────────────────────────────────────


def _single(
    gene: str, written: str, accession: str, token: str,
    codings: tuple[tuple[str, str], ...], genomics: tuple[WrittenGenomic, ...], problem: NameProblem | None = None,
) -> NormalizedVariant:  # fmt: skip
    try:
        parsed = protein_grammar.parse(token) if token else None
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
    found, origin = reconciled(printed, frame)
    change, placed = found.change, found.placed
    notes = [*found.notes]
    if placed is None and origin == "protein" and not found.moved:
        placed, said = resolve.inferred(found)
        notes.append(said)
    told = change is not None or found.target.genome is not None
    notes += [found.target.note if told else "", found.target.lack]
    if printed.problem is not None and printed.problem.reason not in notes:
        notes.append(f"not used: {printed.problem.reason}")
    review = (*found.review, *((printed.problem.review or "ambiguous_variant",) if printed.problem else ()))
    g38, g37 = records.genomic_names(placed if _own_numbering(frame, placed) else None)
    status = _status(printed, found, origin, token)
    coding_name = _coding_name(printed, placed)
    codon = change.start if change is not None and change.start else None
    by_codon = records.exon_of_codon(found.target, codon) if codon else None
    exon = found.placed.exon if found.placed is not None else by_codon
    vrs_c = vrs.of_coding(placed) if placed is not None else ""
    vrs_p = vrs.of_protein(found.target, change) if change is not None else ""
    return NormalizedVariant(
        printed.gene or found.target.gene, records.verbatim(printed.written), status, records.joined(*notes),
        resolve.protein_name(found.target, change) if change is not None else "",
        change.short if change is not None else "",
        coding_name, g38, g37,
        consequence=found.consequence or (change.consequence if change is not None else ""),
        aa_start=codon, aa_end=change.end if change is not None and codon else None, exon=exon,
        vrs_id=vrs_p or vrs_c, vrs_id_c=vrs_c, review=tuple(dict.fromkeys(review)),
    )  # fmt: skip


def _own_numbering(frame: Frame, placed: PlacedCoding | None) -> bool:
    """A coding name that no base could check counts for certain only on the main transcript."""
    return placed is not None and (placed.checked or frame.known)


def _coding_name(printed: Printed, placed: PlacedCoding | None) -> str:
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
    if (
        found.change is not None
        and not found.moved
        and token in printed.written
        and (records.is_as_written(token, found.change))
    ):
        return "exact"
    return "rewritten"


# ── genes without a sequence ──────────────────────────────────────────────────────────────────────────────────────


def _unreferenced(printed: Printed, frame: Frame | None) -> NormalizedVariant:
    """A gene without a sequence: the names are kept, checked by grammar and against one another."""
    gene, parsed, named = printed.gene, printed.protein, printed.coding
    notes, review = [f"no sequence of {gene or 'this gene'} in the bundle: checked by grammar only"], []
    notes += [frame.target.lack] if frame is not None else []
    if not gene:
        if printed.genomic is not None and parsed is None:
            there = resolve.resolve_genomic("", printed.genomic)
            return _record(
                Printed(there.target.gene, printed.written, "", None, None, printed.genomic), Frame(there.target), ""
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
    if named is None and printed.genomic is not None and frame is not None:
        try:
            placed = resolve.resolve_genomic(gene, printed.genomic).placed
        except NameProblem as problem:
            if change is None:
                raise
            placed = None
            notes.append(f"g. not used: {problem.reason}")
        if placed is not None and (change is None or not placed.written.start.in_cds):
            coding_name, (g38, g37), named = placed.name, records.genomic_names(placed), placed.written
    elif named is not None:
        found = resolve.resolve_coding(frame, named) if frame else None
        codon = (named.start.base + 2) // 3 if named.start.in_cds else None
        if change is not None and change.kind in ("sub", "=") and change.start and codon != change.start:
            raise Unsettled(
                f"p. and c. contradict one another: c.{named.start} is not in codon {change.start}", "p_c_conflict"
            )
        coding_name = f"{printed.accession}:c.{named.name}" if printed.accession else f"c.{named.name}"
        own = frame is not None and printed.accession.partition(".")[0] == frame.target.base_accession
        if own and frame is not None:
            coding_name = f"{frame.target.accession}:c.{named.name}"
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
