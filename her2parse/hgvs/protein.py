"""Changes of a protein: checked against its residues, put where HGVS wants them, and written.

Every change is "replace residues start..end by these"; an insertion has end = start - 1. Residues count from 1, one
letter each, ``*`` is the stop. The rules are those of HGVS (3' rule, duplication, order of types); where each step is
needed stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from her2parse.hgvs.problems import Mismatch, Unreadable

LETTERS = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H",
    "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W",
    "Tyr": "Y", "Val": "V", "Sec": "U", "Ter": "*", "Xaa": "X",
}  # fmt: skip
NAMES = {letter: name for name, letter in LETTERS.items()}

Kind = Literal["sub", "del", "dup", "ins", "delins", "fs", "ext", "=", "met1", "unknown", "absent"]


def spelled(residues: str) -> str:
    """One-letter residues in three letters each."""
    return "".join(NAMES[letter] for letter in residues)


@dataclass(frozen=True, slots=True)
class ProteinChange:
    """One change in its final form. ``first`` and ``last`` are the residues at ``start`` and ``end`` (for an insertion:
    its two neighbours). ``alt`` holds the new residues; for ``fs`` the first new one or nothing, with ``stop`` the
    number after ``fsTer`` (``?`` = no stop found, empty = not said); for ``ext`` the residue in place of the stop,
    ``stop`` likewise.
    """

    kind: Kind
    start: int = 0
    end: int = 0
    first: str = ""
    last: str = ""
    alt: str = ""
    stop: str = ""

    def written(self, *, three: bool) -> str:
        """The name behind ``p.``, without brackets: ``Tyr772_Ala775dup`` or ``Y772_A775dup``."""

        def say(residues: str) -> str:
            return spelled(residues) if three else residues

        place = f"{say(self.first)}{self.start}"
        if self.end != self.start:
            place += f"_{say(self.last)}{self.end}"
        ter = "Ter" if three else "*"
        match self.kind:
            case "sub":
                return place + say(self.alt)
            case "del" | "dup":
                return place + self.kind
            case "ins" | "delins":
                return place + self.kind + say(self.alt)
            case "=":
                return place + "=" if self.start else "="
            case "fs":
                return f"{say(self.first)}{self.start}{say(self.alt)}fs" + (ter + self.stop if self.stop else "")
            case "ext":
                return f"{place}{say(self.alt)}ext" + (ter + self.stop if self.first == "*" else self.stop)
            case "met1":
                return f"{say('M')}1?"
            case "absent":
                return "0"
        return "?"

    @property
    def short(self) -> str:
        """``p.Y772_A775dup``."""
        return "p." + ("(=)" if self.kind == "=" and not self.start else self.written(three=False))

    @property
    def long(self) -> str:
        """``p.(Tyr772_Ala775dup)``; the brackets say that the protein was predicted, not seen."""
        return "p.?" if self.kind == "unknown" else f"p.({self.written(three=True)})"

    @property
    def consequence(self) -> str:
        """One of the words of ``NormalizedVariant.consequence``."""
        match self.kind:
            case "sub":
                return "nonsense" if self.alt == "*" else "missense"
            case "ins" | "dup":
                return "nonsense" if self.alt.endswith("*") else "inframe_insertion"
            case "del":
                return "inframe_deletion"
            case "delins":
                return "nonsense" if self.alt == "*" else "delins"
            case "fs":
                return "frameshift"
            case "ext":
                return "stop_lost" if self.first == "*" else "start_lost"
            case "=":
                return "synonymous"
            case "met1" | "absent":
                return "start_lost"
        return ""


UNKNOWN = ProteinChange("unknown")


def residue_at(residues: str, position: int) -> str:
    """The reference residue at ``position``; ``*`` just after the last; raises Mismatch outside."""
    if 1 <= position <= len(residues):
        return residues[position - 1]
    if position == len(residues) + 1:
        return "*"
    raise Mismatch(f"residue {position} lies outside the protein of {len(residues)} residues")


def settle(residues: str, start: int, end: int, alt: str) -> ProteinChange:
    """Name the replacement of ``start..end`` (end = start - 1 for an insertion) by ``alt`` on a protein.

    >>> settle("MELAALCRW", 2, 1, "EM").written(three=False)
    'M1_E2dup'
    >>> settle("MAYVMAGV", 6, 6, "").short
    'p.A6del'
    """
    if start < 1 or end > len(residues) + 1 or end < start - 1:
        raise Mismatch(f"residues {start} to {end} lie outside the protein of {len(residues)} residues")
    whole = residues + "*"
    alt = alt.partition("*")[0] + ("*" if "*" in alt else "")  # what follows a stop is never made
    if alt.endswith("*"):
        return _stopping(whole, start, alt, end)
    # common start first, then common end: this order gives the place nearest to the C-terminus
    while alt and start <= end and alt[0] == whole[start - 1]:
        alt, start = alt[1:], start + 1
    while alt and start <= end and alt[-1] == whole[end - 1]:
        alt, end = alt[:-1], end - 1
    if start > end and not alt:
        return ProteinChange("=")
    if start == 1 and (end >= 1 or alt) and (alt or whole[end] != "M"):  # M1_Y12del before M13 is L2_M13del
        if end >= 1:
            return ProteinChange("met1", 1, 1, "M", "M")
        raise Unreadable("an insertion before the first residue has no name")
    if end == len(whole):
        if start == end:
            return ProteinChange("ext", end, end, "*", "*", alt[:1], "?")
        raise Unreadable("a change that runs over the stop codon needs the name on the coding sequence")
    if start > end:
        return _inserted(whole, start, alt)
    if not alt:
        while end + 1 < len(whole) and whole[end] == whole[start - 1]:  # 3' rule
            start, end = start + 1, end + 1
        return ProteinChange("del", start, end, whole[start - 1], whole[end - 1])
    if start == end and len(alt) == 1:
        return ProteinChange("sub", start, end, whole[start - 1], whole[start - 1], alt)
    return ProteinChange("delins", start, end, whole[start - 1], whole[end - 1], alt)


def _inserted(whole: str, start: int, alt: str) -> ProteinChange:
    """Insertion of ``alt`` before ``start``: 3' rule by rotation, then the tandem copy."""
    while start < len(whole) and whole[start - 1] == alt[0]:
        alt, start = alt[1:] + alt[0], start + 1
    size = len(alt)
    if start - 1 - size >= 0 and whole[start - 1 - size : start - 1] == alt:
        first, last = start - size, start - 1
        return ProteinChange("dup", first, last, whole[first - 1], whole[last - 1])
    return ProteinChange("ins", start - 1, start, whole[start - 2], whole[start - 1], alt)


def _stopping(whole: str, start: int, alt: str, end: int) -> ProteinChange:
    """A change that brings a stop: named where the new protein first differs."""
    while len(alt) > 1 and start < len(whole) and alt[0] == whole[start - 1]:
        alt, start = alt[1:], start + 1
    if start == 1 <= end:
        return ProteinChange("met1", 1, 1, "M", "M")
    if alt == "*":
        if start >= len(whole):
            return ProteinChange("=")
        return ProteinChange("sub", start, start, whole[start - 1], whole[start - 1], "*")
    if start > end:
        return ProteinChange("ins", start - 1, start, whole[start - 2], whole[start - 1], alt)
    return ProteinChange("delins", start, end, whole[start - 1], whole[end - 1], alt)


def between(residues: str, mutant: str) -> ProteinChange:
    """Name what turns one whole protein into another (no stop within either)."""
    low = 0
    limit = min(len(residues), len(mutant))
    while low < limit and residues[low] == mutant[low]:
        low += 1
    tail = 0
    while tail < limit - low and residues[-1 - tail] == mutant[-1 - tail]:
        tail += 1
    return settle(residues, low + 1, len(residues) - tail, mutant[low : len(mutant) - tail])


def applied(residues: str, change: ProteinChange) -> str:
    """The mutant protein that an in-frame ``change`` makes (for checks and for comparing names)."""
    match change.kind:
        case "sub" | "delins":
            mutant = residues[: change.start - 1] + change.alt + residues[change.end :]
        case "del":
            mutant = residues[: change.start - 1] + residues[change.end :]
        case "dup":
            mutant = residues[: change.end] + residues[change.start - 1 :]
        case "ins":
            mutant = residues[: change.start] + change.alt + residues[change.start :]
        case _:
            return residues
    return mutant.partition("*")[0]


def moved(change: ProteinChange, shift: int) -> ProteinChange:
    """The same change counted ``shift`` residues further on (letters untouched)."""
    return replace(change, start=change.start + shift, end=change.end + shift)
