"""Coding changes that could stand behind a protein change: candidates for the note, certain where there is just one."""

from __future__ import annotations

from functools import cache
from typing import Literal

from her2parse.hgvs.coding_grammar import Point, WrittenCoding
from her2parse.hgvs.protein import ProteinChange, applied, common_start
from her2parse.hgvs.reference import Target, codons_of, translate

MOST = 4
"""Most candidates that a note lists."""


def candidates(target: Target, change: ProteinChange) -> tuple[tuple[str, ...], bool]:
    """Names behind ``c.``, best first (fewest bases changed), and whether the only one is certain.

    Certain: a substitution by a residue that has a single codon. Deletions and duplications of codons are listed with
    every frame that gives the same protein; insertions and delins are not guessed.
    """
    if not target.cds:
        return (), False
    if change.kind == "sub":
        return _substitutions(target, change)
    if change.kind in ("del", "dup"):
        return _lengths(target, change), False
    return (), False


def _substitutions(target: Target, change: ProteinChange) -> tuple[tuple[str, ...], bool]:
    low = 3 * (change.start - 1)
    edits = _codon_edits(target.cds[low : low + 3], change.alt)
    names = []
    for first, last, ref, alt in edits[:MOST]:
        start, end = Point(False, low + first + 1), Point(False, low + last + 1)
        names.append(WrittenCoding("sub" if first == last else "delins", start, end, ref, alt).name)
    return tuple(names), len(edits) == 1


@cache
def _codon_edits(old: str, residue: str) -> tuple[tuple[int, int, str, str], ...]:
    """Ways from one codon to another residue, fewest bases first: first and last base (0 to 2), their old and new
    bases."""
    found = []
    for codon in codons_of(residue):
        differing = [i for i in range(3) if codon[i] != old[i]]
        if differing:
            first, last = differing[0], differing[-1]
            found.append((len(differing), codon, first, last))
    return tuple(
        (first, last, old[first : last + 1], codon[first : last + 1]) for _, codon, first, last in sorted(found)
    )


def _lengths(target: Target, change: ProteinChange) -> tuple[str, ...]:
    """All in-frame deletions (or tandem duplications) of bases with this very protein change, 3'-most names only."""
    size = 3 * (change.end - change.start + 1)
    if size > 600:
        return ()
    form: Literal["del", "dup"] = "del" if change.kind == "del" else "dup"
    middle, mutant, residues = 3 * (change.start - 1), applied(target.residues, change), target.residues
    same_start = common_start(residues, mutant)
    same_end = common_start(residues[::-1], mutant[::-1])
    names: dict[str, None] = {}
    for low in range(max(3, middle - size - 9), min(len(target.cds) - size - 3, middle + 9) + 1):
        high = low + size
        bases = target.cds[low:high]
        if target.cds[high : high + 1] == bases[0]:
            continue  # the same DNA has a place further 3'
        at, to, alt = (low, high, "") if form == "del" else (high, high, bases)
        if at // 3 > same_start or len(residues) - -(-to // 3) > same_end:
            continue  # a residue outside the codons that it touches differs
        if _makes(target, at, to, alt, mutant):
            names[WrittenCoding(form, Point(False, low + 1), Point(False, high)).name] = None
    return tuple(names)[:MOST]


def _makes(target: Target, low: int, high: int, alt: str, mutant: str) -> bool:
    """Whether the in-frame edit makes ``mutant``; only the codons that it touches are translated."""
    first = low // 3
    last = -(-high // 3)  # codons from here on are the reference's
    made = translate(target.cds[3 * first : low] + alt + target.cds[high : 3 * last])
    residues = target.residues
    return mutant == residues[:first] + made + residues[last:]
