"""One variant from what is printed of it on each level: each name checked, then checked against the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from her2parse.hgvs import (
    candidates,
    classes,
    coding,
    coding_grammar,
    effect,
    frames,
    numbering,
    protein_reading,
    reference,
    windows,
)
from her2parse.hgvs.coding import PlacedCoding
from her2parse.hgvs.coding_grammar import WrittenCoding
from her2parse.hgvs.effect import Effect
from her2parse.hgvs.frames import Frame
from her2parse.hgvs.genomic_name import WrittenGenomic, alleles
from her2parse.hgvs.problems import Mismatch, NameProblem, Unreadable, Unsettled
from her2parse.hgvs.protein import ProteinChange
from her2parse.hgvs.protein_grammar import WrittenProtein
from her2parse.hgvs.reference import BUILDS, Build, Target
from her2parse.hgvs.windows import sight


@dataclass(frozen=True)
class Resolved:
    """What is certain of one variant. ``from_dna``: the protein change was computed; ``moved``: by a known shift."""

    target: Target
    change: ProteinChange | None = None
    placed: PlacedCoding | None = None
    consequence: str = ""
    from_dna: bool = False
    moved: bool = False
    codon: int | None = None
    notes: tuple[str, ...] = ()
    review: tuple[str, ...] = ()


def resolve_protein(frame: Frame, written: WrittenProtein) -> Resolved:
    """A protein name alone. Raises NameProblem; a mismatch that another numbering explains is Unsettled."""
    target, moved, notes = frames.protein_on_target(frame, written)
    name = f"{written.first}{written.start}{written.alt}"
    wild = classes.residues_of(target.gene, name) if written.form == "sub" and written.alt == "X" else ()
    try:
        change, more = protein_reading.change_of(target.residues, moved)
    except Mismatch as problem:
        raise _explained(frame, target, written, problem) from problem
    if wild:
        raise Unsettled(f"{name} stands for {', '.join(wild)} at codon {written.start}", "", variant_class=name)
    _other_reading_frame(frame, target, written)
    _other_species(frame, target, written, change)
    shifted = moved.start != written.start
    return Resolved(
        target, change, None, change.consequence, False, shifted, None, (*frame.notes, *notes, *more),
        ("other_numbering",) if shifted else (),
    )  # fmt: skip


def _explained(frame: Frame, target: Target, written: WrittenProtein, problem: Mismatch) -> NameProblem:
    """The mismatch itself, or, when a known other numbering fits, what it would mean there."""
    found = []
    if frame.shifted:
        try:
            change, _ = protein_reading.change_of(frame.target.residues, written)
        except NameProblem:
            return problem
        reason = f"{problem.reason}; the name does not fit {frame.accession} as printed, but {frame.target.accession}"
        return Unsettled(f"{reason} ({change.short})", "other_numbering")
    for entry in numbering.numberings(target.gene, "p"):
        if entry.shift and entry.first <= written.start and (written.end or written.start) <= entry.last:
            try:
                change, _ = protein_reading.change_of(target.residues, frames.shifted_protein(written, entry.shift))
            except NameProblem:
                continue
            found.append(f"it fits {entry.name}, where it would be {change.short} of {target.accession}")
    for other in reference.targets(target.gene)[1:]:
        if other.residues and not frame.accession and not numbering.stated(target.gene, "p", other.accession):
            try:
                change, _ = protein_reading.change_of(other.residues, written)
            except NameProblem:
                continue
            found.append(f"it fits {other.accession}")
    if not found:
        return problem
    return Unsettled(f"{problem.reason}; {'; or '.join(dict.fromkeys(found))}", "other_numbering")


def _other_reading_frame(frame: Frame, target: Target, written: WrittenProtein) -> None:
    """CDKN2A: p16 and p14ARF share their DNA; a name that fits both needs its transcript."""
    if frame.accession or not written.first:
        return
    for other in reference.targets(target.gene)[1:]:
        if other.protein_label and other.residues:
            try:
                protein_reading.check(other.residues, written)
            except NameProblem:
                continue
            raise Unsettled(
                f"the name fits both {target.accession} and {other.accession}; the transcript is not written"
            )


def _other_species(frame: Frame, target: Target, written: WrittenProtein, change: ProteinChange) -> None:
    """ERBB2 V664E: human 664 is Val too, but the name is the rat's for human V659E."""
    if frame.accession:
        return
    for entry in numbering.numberings(target.gene, "p"):
        if entry.first == entry.last == written.start and change.kind == "sub":
            other, _ = protein_reading.change_of(target.residues, frames.shifted_protein(written, entry.shift))
            raise Unsettled(f"{change.short} may be {entry.name}, where it is {other.short}", "other_numbering")


def resolve_coding(frame: Frame, written: WrittenCoding) -> Resolved:
    """A coding name alone. Raises NameProblem."""
    target, moved, notes = frames.coding_on_target(frame, written)
    try:
        placed = coding.place(target, moved)
    except Mismatch as problem:
        raise _explained_coding(target, written, problem) from problem
    return _from_placed(placed, (*frame.notes, *notes), shifted=moved.start != written.start)


def _from_placed(placed: PlacedCoding, notes: tuple[str, ...], *, shifted: bool = False) -> Resolved:
    found: Effect = effect.effect(placed)
    consequence = found.consequence or (found.change.consequence if found.change else "")
    review = ("other_numbering",) if shifted else ()
    said = (*notes, *placed.notes, *found.notes)
    return Resolved(placed.target, found.change, placed, consequence, True, shifted, found.codon, said, review)


def _explained_coding(target: Target, written: WrittenCoding, problem: Mismatch) -> NameProblem:
    for entry in numbering.numberings(target.gene, "c"):
        fits = entry.first <= written.start.base and written.end.base <= entry.last
        if entry.shift and fits and entry.without_accession:
            try:
                placed = coding.place(target, frames.shifted_coding(written, entry.shift))
            except NameProblem:
                continue
            if placed.checked or written.start.offset or written.end.offset:
                reason = f"{problem.reason}; it fits {entry.name}, where it would be {placed.name}"
                return Unsettled(reason, "other_numbering")
    return problem


def in_other_numbering(frame: Frame, written: WrittenCoding, change: ProteinChange) -> Resolved | None:
    """The coding name in a known other numbering, if its protein change is then the one printed beside it."""
    if change.kind in ("unknown", "="):
        return None  # says nothing that could confirm a numbering
    for entry in numbering.numberings(frame.target.gene, "c"):
        if entry.shift and entry.first <= written.start.base and written.end.base <= entry.last:
            try:
                placed = coding.place(frame.target, frames.shifted_coding(written, entry.shift))
            except NameProblem:
                continue
            found = _from_placed(placed, (f"c. is written in another numbering ({entry.name})",), shifted=True)
            if found.change == change:
                return found
    return None


# ── genomic names ─────────────────────────────────────────────────────────────────────────────────────────────────


def resolve_genomic(gene: str, written: WrittenGenomic, wanted: ProteinChange | None = None) -> Resolved:
    """A genomic name alone, on the build it names or the one build on which its bases are right.

    ``wanted`` is a protein change printed beside it: it decides between two builds that both fit.
    """
    found: list[tuple[Build, Resolved]] = []
    problem: NameProblem = Unreadable("the place lies in no gene of the bundle")
    for build in (written.build,) if written.build else BUILDS:
        for target in _at(gene, written, build):
            try:
                found.append((build, _on_build(target, written, build)))
            except NameProblem as error:
                problem = error
    if len(found) > 1 and wanted is not None:
        found = [(build, entry) for build, entry in found if entry.change == wanted] or found
    if len(found) > 1:  # a base that was seen decides against a place whose base is not known
        found = [(build, entry) for build, entry in found if entry.placed and entry.placed.checked] or found
    if not found:
        raise problem
    if len(found) > 1:
        raise Unsettled("the genome build is not written and the bases fit both")
    build, entry = found[0]
    said = () if written.build else (f"no build is written; the bases fit {build}",)
    return replace(entry, notes=(*said, *entry.notes))


def _at(gene: str, written: WrittenGenomic, build: Build) -> list[Target]:
    if not (gene or written.chromosome):
        raise Unreadable("neither a gene nor a chromosome is written")
    names = [gene] if gene else list(reference.genes())
    out = []
    for name in names:
        for target in reference.targets(name)[:1]:
            model = target.model(build)
            if model is None or (written.chromosome and model.chromosome != written.chromosome):
                continue
            if model.exons[0][0] - 2000 < written.start <= model.exons[-1][1] + 2000:
                out.append(target)
    return out


def _on_build(target: Target, written: WrittenGenomic, build: Build) -> Resolved:
    known = sight(target, build)
    start, end, alt = alleles(written, known)
    there = known[written.start - 1 : written.end]
    if written.ref and any(a != b for a, b in zip(written.ref, there, strict=False) if b != "N"):
        raise Mismatch(
            f"the plus strand of {build} has {there[:20]} at {written.chromosome}:{written.start},"
            f" not {written.ref[:20]}"
        )
    if not written.build and ("N" in there or not (there or written.ref)) and not target.cds:
        raise Unsettled("the genome build is not written and there are no bases to tell")
    placed = coding.from_genomic(target, build, start, end, alt)
    if not placed.written.ref and placed.written.form == "sub":
        forward = windows.model_of(target, build)
        ref = written.ref if forward and forward.strand == "+" else windows.reverse_complement(written.ref)
        placed = replace(placed, written=replace(placed.written, ref=ref))
    return _from_placed(placed, ())


# ── levels against one another ────────────────────────────────────────────────────────────────────────────────────


def agree(written: WrittenProtein | None, change: ProteinChange, dna: Resolved) -> ProteinChange | None:
    """The protein change on which the printed name and the DNA agree (the fuller of the two); None when they do not."""
    computed = dna.change
    if computed is None:
        return change if _codon_fits(change, dna) else None
    if computed == change:
        return computed
    if change.kind == "unknown" or (change.kind == "=" and not change.start and computed.kind == "="):
        return computed
    if computed.kind == "unknown" and dna.placed is not None and dna.placed.across_exons:
        placed = dna.placed
        if placed.checked and placed.written.start.in_cds and placed.written.end.in_cds:
            return change if effect.on_cds(placed) == change else None
        return None
    if change.kind == computed.kind == "fs":
        return computed if _frameshifts_agree(written, change, dna) else None
    if change.kind == computed.kind == "ext" and (change.start, change.alt) == (computed.start, computed.alt):
        return computed if "?" in (change.stop, computed.stop) else None
    return None


def _frameshifts_agree(written: WrittenProtein | None, change: ProteinChange, dna: Resolved) -> bool:
    computed = dna.change
    assert computed is not None
    if change.stop not in ("", "?", computed.stop) and computed.stop != "?":
        return False
    if change.start == computed.start:
        return change.alt in ("", computed.alt)
    return change.start == dna.codon and not change.alt and written is not None and change.start < computed.start


def _codon_fits(change: ProteinChange, dna: Resolved) -> bool:
    """Without a computed change (no coding sequence): does the coding name at least hit the residue?"""
    placed = dna.placed
    if placed is None:
        return True
    if not (placed.written.start.in_cds and placed.written.end.in_cds) or dna.codon is None:
        return False
    if change.kind in ("sub", "=", "met1") and change.start:
        return dna.codon == change.start
    return abs(dna.codon - change.start) <= 40


def inferred(found: Resolved) -> tuple[PlacedCoding | None, str]:
    """For a protein name alone: the one coding change it can be, or a note that lists the candidates."""
    change = found.change
    if change is None:
        return None, ""
    names, certain = candidates.candidates(found.target, change)
    if not names:
        return None, ""
    if certain:
        placed = coding.place(found.target, coding_grammar.parse(names[0]))
        return placed, f"c.{names[0]} is the only single-codon change that gives it"
    return None, "c. is not written; candidates " + ", ".join(f"c.{name}" for name in names)


def protein_name(target: Target, change: ProteinChange) -> str:
    """``NP_004439.2:p.(Tyr772_Ala775dup)``; without an accession where none is certain."""
    label = target.protein_label or (target.accession if target.residues else "")
    return f"{label}:{change.long}" if label else change.long
