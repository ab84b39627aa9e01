"""The levels that are printed of one variant, reconciled: what they say together, or in what they contradict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from her2parse.hgvs import resolve
from her2parse.hgvs.coding_grammar import WrittenCoding
from her2parse.hgvs.frames import Frame
from her2parse.hgvs.genomic_name import WrittenGenomic
from her2parse.hgvs.problems import Mismatch, NameProblem, Unreadable, Unsettled
from her2parse.hgvs.protein import ProteinChange
from her2parse.hgvs.protein_grammar import WrittenProtein
from her2parse.hgvs.resolve import Resolved


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


def reconciled(printed: Printed, frame: Frame) -> tuple[Resolved, str]:
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
        return _dna_alone(printed, from_dna, protein_problem), "dna"
    if from_dna is None:
        return _protein_alone(printed, frame, from_protein, dna_problem), "protein"
    change = from_protein.change
    assert change is not None
    agreed = resolve.agree(printed.protein, change, from_dna)
    if agreed is None and printed.coding is not None:
        other = resolve.in_other_numbering(frame, printed.coding, change)
        if other is not None:
            return replace(other, notes=(*from_protein.notes, *other.notes), moved=False), "protein"
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


def _dna_alone(printed: Printed, found: Resolved | None, problem: NameProblem | None) -> Resolved:
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
        return found if frame.known else replace(found, review=(*found.review, "other_numbering"))
    if not frame.known:
        notes = (*found.notes, f"c. counts on {printed.accession}, which is not in the bundle: {problem.reason}")
        return replace(found, notes=notes, review=(*found.review, "other_numbering"))
    if printed.coding is not None and found.change is not None:
        other = resolve.in_other_numbering(frame, printed.coding, found.change)
        if other is not None:
            return replace(other, notes=(*found.notes, *other.notes), moved=False)
    if isinstance(problem, Mismatch) or problem.review in ("other_numbering", "p_c_conflict"):
        raise Unsettled(f"p. and c. contradict one another: {problem.reason}", "p_c_conflict")
    review = (*found.review, problem.review) if problem.review else found.review
    return replace(found, notes=(*found.notes, f"c. as written: {problem.reason}"), review=review)


def _conflict(name: str, dna: Resolved) -> Unsettled:
    placed = dna.placed.name if dna.placed else "the DNA name"
    says = dna.change.short if dna.change else "no change at that residue"
    return Unsettled(f"p. and c. contradict one another: {name} is written, {placed} makes {says}", "p_c_conflict")
