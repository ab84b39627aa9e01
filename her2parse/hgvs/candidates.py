"""Coding changes that could stand behind a protein change: candidates for the note, certain where there is just one."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from her2parse.hgvs.coding_grammar import Point, WrittenCoding
from her2parse.hgvs.protein import ProteinChange, applied
from her2parse.hgvs.reference import Target, codons_of, translate

MOST = 4
"""Most candidates that a note lists."""


@lru_cache(maxsize=4096)
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
    old = target.cds[low : low + 3]
    options = []
    for codon in codons_of(change.alt):
        differing = [i for i in range(3) if codon[i] != old[i]]
        if differing:
            options.append((len(differing), codon, differing))
    names = []
    for _, codon, differing in sorted(options):
        first, last = differing[0], differing[-1]
        start, end = Point(False, low + first + 1), Point(False, low + last + 1)
        form = "sub" if first == last else "delins"
        written = WrittenCoding(
            "sub" if form == "sub" else "delins", start, end, old[first : last + 1], codon[first : last + 1]
        )
        names.append(written.name)
    return tuple(names[:MOST]), len(names) == 1


def _lengths(target: Target, change: ProteinChange) -> tuple[str, ...]:
    """All in-frame deletions (or tandem duplications) of bases with this very protein change, 3'-most names only."""
    size = 3 * (change.end - change.start + 1)
    if size > 600:
        return ()
    form: Literal["del", "dup"] = "del" if change.kind == "del" else "dup"
    middle, mutant = 3 * (change.start - 1), applied(target.residues, change)
    names: dict[str, None] = {}
    for low in range(max(3, middle - size - 9), min(len(target.cds) - size - 3, middle + 9) + 1):
        high = low + size
        bases = target.cds[low:high]
        if target.cds[high : high + 1] == bases[0]:
            continue  # the same DNA has a place further 3'
        at, to, alt = (low, high, "") if form == "del" else (high, high, bases)
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
