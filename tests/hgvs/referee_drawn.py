"""Random changes of a protein and of a coding sequence, the same for the same seed, and written by hand here.

Nothing of the code under test is used but the reference sequences: a change is "replace start..end by these", and the
name is spelled from it in one of the ways in which it can be.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

RESIDUES = "ACDEFGHIKLMNPQRSTVWY"
BASES = "ACGT"
NAMES = {
    "A": "Ala", "C": "Cys", "D": "Asp", "E": "Glu", "F": "Phe", "G": "Gly", "H": "His", "I": "Ile", "K": "Lys",
    "L": "Leu", "M": "Met", "N": "Asn", "P": "Pro", "Q": "Gln", "R": "Arg", "S": "Ser", "T": "Thr", "V": "Val",
    "W": "Trp", "Y": "Tyr", "*": "Ter",
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """Replace ``start..end`` (from 1; an insertion has end = start - 1) by ``alt``; ``form`` is how it is spelled.

    ``wrong`` names a residue at ``start`` that the reference does not have; ``tail`` is what follows ``fs``.
    """

    form: str
    start: int
    end: int
    alt: str
    wrong: str = ""
    tail: str = ""


def residues_spelled(residues: str, *, three: bool) -> str:
    """One-letter residues in the letters asked for."""
    return "".join(NAMES[letter] for letter in residues) if three else residues


def protein_name(whole: str, drawn: Drawn, *, three: bool = True) -> str:
    """The name behind ``p.``; ``whole`` are the residues with the stop."""

    def at(place: int) -> str:
        letter = drawn.wrong if drawn.wrong and place == drawn.start else whole[place - 1]
        return f"{residues_spelled(letter, three=three)}{place}"

    if drawn.form == "ins":
        return f"{at(drawn.end)}_{at(drawn.start)}ins{residues_spelled(drawn.alt, three=three)}"
    place = at(drawn.start) if drawn.start == drawn.end else f"{at(drawn.start)}_{at(drawn.end)}"
    if drawn.form == "fs":
        tail = drawn.tail if three else drawn.tail.replace("Ter", "*")
        return f"{place}{residues_spelled(drawn.alt, three=three)}fs{tail}"
    if drawn.form in ("del", "dup", "="):
        return place + drawn.form
    return place + ("delins" if drawn.form == "delins" else "") + residues_spelled(drawn.alt, three=three)


def coding_name(cds: str, drawn: Drawn) -> str:
    """The name behind ``c.``."""
    if drawn.form == "ins":
        return f"{drawn.end}_{drawn.start}ins{drawn.alt}"
    place = str(drawn.start) if drawn.start == drawn.end else f"{drawn.start}_{drawn.end}"
    if drawn.form == "sub":
        return f"{place}{cds[drawn.start - 1]}>{drawn.alt}"
    return place + drawn.form + (drawn.alt if drawn.form == "delins" else "")


def mutant(whole: str, drawn: Drawn) -> str:
    """The sequence that the change makes."""
    if drawn.form == "dup":
        return whole[: drawn.end] + whole[drawn.start - 1 :]
    return whole[: drawn.start - 1] + drawn.alt + whole[drawn.end :]


def protein_changes(residues: str, seed: str, count: int) -> Iterator[Drawn]:
    """``count`` changes of a protein (without its stop): each form that reports use, one in twelve with a residue that
    is not there."""
    draw = random.Random(seed)
    makers = (_substituted, _stopped, _same, _deleted, _repeated, _inserted, _copied, _replaced, _padded, _shifted)
    weights = (14, 5, 2, 14, 12, 12, 12, 10, 14, 5)
    for _ in range(count):
        drawn = draw.choices(makers, weights)[0](draw, residues, RESIDUES)
        if draw.random() < 1 / 12:
            there = residues[drawn.start - 1 : drawn.start]
            wrong = draw.choice([letter for letter in RESIDUES if letter != there])
            drawn = Drawn(drawn.form, drawn.start, drawn.end, drawn.alt, wrong, drawn.tail)
        yield drawn


def coding_changes(cds: str, seed: str, count: int) -> Iterator[Drawn]:
    """``count`` changes of a coding sequence, half of them in frame, one in five near the start or the stop codon."""
    draw = random.Random(seed)
    makers = (_substituted, _deleted, _repeated, _inserted, _copied, _replaced, _padded)
    weights = (20, 20, 15, 12, 12, 12, 9)
    for _ in range(count):
        maker = draw.choices(makers, weights)[0]
        yield maker(draw, cds, BASES)


def _place(draw: random.Random, whole: str) -> int:
    """A place to begin; both ends of the sequence are drawn more often than they are long."""
    where = draw.random()
    if where < 0.1:
        return draw.randint(1, 15)
    return draw.randint(len(whole) - 15, len(whole)) if where < 0.2 else draw.randint(1, len(whole))


def _size(draw: random.Random, letters: str) -> int:
    if letters == BASES and draw.random() < 0.5:
        return 3 * draw.randint(1, 7)
    return draw.choice((1, 1, 2, 2, 3, 4, 5, 7, 10, 14))


def _span(draw: random.Random, whole: str, letters: str) -> tuple[int, int]:
    start = _place(draw, whole)
    return start, min(len(whole), start + _size(draw, letters) - 1)


def _letters(draw: random.Random, letters: str, size: int) -> str:
    return "".join(draw.choice(letters) for _ in range(size))


def _substituted(draw: random.Random, whole: str, letters: str) -> Drawn:
    at = _place(draw, whole)
    return Drawn("sub", at, at, draw.choice([letter for letter in letters if letter != whole[at - 1]]))


def _stopped(draw: random.Random, whole: str, letters: str) -> Drawn:
    """A stop: as a substitution, or at the end of what is inserted."""
    start, end = _span(draw, whole, letters)
    if draw.random() < 0.5:
        return Drawn("sub", start, start, "*")
    alt = _letters(draw, letters, draw.randint(0, 4)) + "*"
    if draw.random() < 0.5 and start > 1:
        return Drawn("ins", start, start - 1, alt)
    return Drawn("delins", start, end, alt)


def _same(draw: random.Random, whole: str, letters: str) -> Drawn:  # noqa: ARG001
    at = _place(draw, whole)
    return Drawn("=", at, at, whole[at - 1])


def _deleted(draw: random.Random, whole: str, letters: str) -> Drawn:
    return Drawn("del", *_span(draw, whole, letters), "")


def _repeated(draw: random.Random, whole: str, letters: str) -> Drawn:
    start, end = _span(draw, whole, letters)
    return Drawn("dup", start, end, whole[start - 1 : end])


def _inserted(draw: random.Random, whole: str, letters: str) -> Drawn:
    after = min(max(1, _place(draw, whole)), len(whole) - 1)
    return Drawn("ins", after + 1, after, _letters(draw, letters, _size(draw, letters)))


def _copied(draw: random.Random, whole: str, letters: str) -> Drawn:
    """A copy of what stands beside the place, sometimes with a letter changed, sometimes begun elsewhere in it."""
    drawn = _inserted(draw, whole, letters)
    size, after = len(drawn.alt), drawn.end
    turn = draw.randint(0, size)
    alt = whole[max(0, after - turn) : after - turn + size] or drawn.alt
    if draw.random() < 0.2:
        alt = alt[:-1] + draw.choice(letters)
    return Drawn("ins", after + 1, after, alt)


def _replaced(draw: random.Random, whole: str, letters: str) -> Drawn:
    start, end = _span(draw, whole, letters)
    return Drawn("delins", start, end, _letters(draw, letters, _size(draw, letters)))


def _padded(draw: random.Random, whole: str, letters: str) -> Drawn:
    """Any smaller change written as a delins together with letters beside it that stay."""
    inner = draw.choice((_substituted, _deleted, _repeated, _inserted, _copied, _replaced))(draw, whole, letters)
    start, end, alt = inner.start, inner.end, inner.alt
    if inner.form == "dup":
        start, end = inner.end + 1, inner.end
    left, right = draw.randint(0, min(3, start - 1)), draw.randint(0, min(3, len(whole) - end))
    if not left and not right and end < start:
        left = 1
    padded = whole[start - 1 - left : start - 1] + alt + whole[end : end + right]
    return Drawn("delins", start - left, end + right, padded) if padded else Drawn("del", start - left, end + right, "")


def _shifted(draw: random.Random, whole: str, letters: str) -> Drawn:
    """A frameshift: short, or with the first new residue and the count to the new stop."""
    at = min(max(2, _place(draw, whole)), len(whole))
    if draw.random() < 0.5:
        return Drawn("fs", at, at, "")
    new = draw.choice([letter for letter in letters if letter != whole[at - 1]])
    return Drawn("fs", at, at, new, tail=draw.choice(("Ter2", "Ter17", "Ter?")))
