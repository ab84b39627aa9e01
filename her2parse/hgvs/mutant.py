"""The protein that an edited coding sequence makes. Only the codons that the edit touches are translated, and behind a
shift of the frame those up to the next stop."""

from __future__ import annotations

from functools import lru_cache

from her2parse.hgvs.reference import translate

_CODONS_AT_A_TIME = 64


@lru_cache(maxsize=512)
def translated(bases: str) -> str:
    """``translate`` of a whole reference sequence, kept."""
    return translate(bases)


def same_protein(cds: str, low: int, high: int, alt: str) -> bool:
    """Whether ``cds[low:high] -> alt`` of the same length leaves every codon's residue as it was."""
    first, last = low // 3, -(-high // 3)
    made = translate(cds[3 * first : low] + alt + cds[high : 3 * last])
    return made == translated(cds)[first:last]


def mutant(cds: str, after: str, low: int, high: int, alt: str) -> tuple[str, bool]:
    """Residues up to the first stop that ``cds[low:high] -> alt`` leaves, and whether there is a stop; ``after`` are
    the bases behind the stop codon.

    >>> mutant("ATGGCTTGGTAA", "", 6, 7, ""), mutant("ATGGCTTGGTAA", "", 3, 6, "")
    (('MAG', False), ('MW', True))
    """
    first = low // 3
    start, stop, _ = translated(cds)[:first].partition("*")
    if stop:
        return start, True
    if (len(alt) - (high - low)) % 3:
        made, stopped = _until_stop(cds[3 * first : low] + alt + cds[high:] + after)
        return start + made, stopped
    last = -(-high // 3)
    touched = translate(cds[3 * first : low] + alt + cds[high : 3 * last])
    made, stop, _ = (touched + translated(cds)[last:]).partition("*")
    if not stop:
        made, stop, _ = (touched + translate(cds[3 * last :] + after)).partition("*")
    return start + made, bool(stop)


def _until_stop(bases: str) -> tuple[str, bool]:
    step, made = 3 * _CODONS_AT_A_TIME, ""
    for at in range(0, len(bases), step):
        piece, stop, _ = translate(bases[at : at + step]).partition("*")
        made += piece
        if stop:
            return made, True
    return made, False
