"""GA4GH VRS 2 identifiers of alleles (``ga4gh:VA.…``) on a protein or a whole mRNA.

Our own hundred lines, not ``ga4gh.vrs``: that takes a second to import and asks a sequence service for every base. It
is the referee in the tests (``test_hgvs_vrs.py``), which hold our identifiers equal to its ``normalize`` and
``ga4gh_identify``. What gets none, there and here: frameshifts, extensions, a lost start, ``p.?``, ``p.(=)`` without
a place, inversions and intronic places. A new stop is the residue ``*``, as its HGVS reader takes it.

Rules: https://vrs.ga4gh.org/en/2.0/conventions/ (normalization, computed identifiers). Places are interbase: from 0,
the end exclusive. Sequences are upper-case ASCII, a protein without its stop, as its record is.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from her2parse.hgvs import reference
from her2parse.hgvs.coding import PlacedCoding
from her2parse.hgvs.coding_grammar import Point
from her2parse.hgvs.protein import ProteinChange
from her2parse.hgvs.reference import Target


def of_protein(target: Target, change: ProteinChange) -> str:
    """The protein allele's identifier; empty where ``change`` is no allele or the sequence is not for sure the one
    that the name stands on (a transcript without its version).

    A UniProt label counts: the identifier is made of the sequence, whatever RefSeq accession it presumably has.

    >>> of_protein(reference.targets("ERBB2")[0], ProteinChange("dup", 772, 775, "Y", "A"))
    'ga4gh:VA.i2mlUlU6zjxaCbKmBs2lOqxb06mHg5Xa'
    """
    residues, low, high = target.residues, change.start - 1, change.end
    named = target.protein_label or "." in target.accession
    if not named or "X" in change.alt or not 0 <= low < high <= len(residues):
        return ""
    match change.kind:
        case "sub" | "delins":
            return allele_id(residues, low, high, change.alt)
        case "del":
            return allele_id(residues, low, high, "")
        case "dup":
            return allele_id(residues, high, high, residues[low:high])
        case "ins":
            return allele_id(residues, change.start, change.start, change.alt)
        case "=":
            return allele_id(residues, low, high, residues[low:high])
    return ""


def of_coding(placed: PlacedCoding) -> str:
    """The coding allele's identifier on the whole mRNA; empty for an intronic place, an inversion, bases that the mRNA
    does not have there, and where the bundle does not hold the mRNA of exactly that version."""
    found, written = reference.versioned_mrna(placed.target), placed.written
    if found is None or written.start.offset or written.end.offset or "N" in written.alt:
        return ""
    bases, cds = found
    low, high = _index(placed.target, cds, written.start), _index(placed.target, cds, written.end) + 1
    if not 0 <= low < high <= len(bases) or (written.ref and written.ref != bases[low:high]):
        return ""
    match written.form:
        case "sub" | "delins":
            return allele_id(bases, low, high, written.alt)
        case "del":
            return allele_id(bases, low, high, "")
        case "dup":
            return allele_id(bases, high, high, bases[low:high])
        case "ins" if high - low == 2:
            return allele_id(bases, low + 1, low + 1, written.alt)
        case "=":
            return allele_id(bases, low, high, bases[low:high])
    return ""


def _index(target: Target, cds: int, point: Point) -> int:
    """0-based place of an exonic point on an mRNA whose coding sequence starts at ``cds``."""
    if point.after_stop:
        return cds + len(target.cds) + point.base - 1
    return cds + point.base - (1 if point.base > 0 else 0)


# ── the allele ────────────────────────────────────────────────────────────────────────────────────────────────────


def allele_id(sequence: str, start: int, end: int, alt: str) -> str:
    """The identifier of "replace ``start..end`` of ``sequence`` by ``alt``", however the change is placed or padded."""
    low, high, state = _justified(sequence, start, end, alt)
    location = (
        f'{{"end":{high},"sequenceReference":{{"refgetAccession":"{refget(sequence)}","type":"SequenceReference"}},'
        f'"start":{low},"type":"SequenceLocation"}}'
    )
    return "ga4gh:VA." + sha512t24u(f'{{"location":"{sha512t24u(location)}","state":{state},"type":"Allele"}}')


@cache
def refget(sequence: str) -> str:
    """The sequence's refget accession, ``SQ.…``."""
    return "SQ." + sha512t24u(sequence)


def sha512t24u(text: str) -> str:
    """GA4GH digest: SHA-512, the first 24 bytes, base64 for URLs.

    >>> sha512t24u("ACGT")
    'aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw2'
    """
    return base64.urlsafe_b64encode(hashlib.sha512(text.encode("ascii")).digest()[:24]).decode("ascii")


def _justified(sequence: str, start: int, end: int, alt: str) -> tuple[int, int, str]:
    """Start, end and serialised state of the fully justified allele: trimmed, then grown over all equal places."""
    ref = sequence[start:end]
    if ref == alt:
        return start, end, _length(len(alt), len(alt))
    while ref and alt and ref[0] == alt[0]:
        ref, alt, start = ref[1:], alt[1:], start + 1
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt, end = ref[:-1], alt[:-1], end - 1
    if ref and alt:
        return start, end, _literal(alt)
    unit = ref or alt
    low, high = start, end
    while low and sequence[low - 1] == unit[(low - 1 - start) % len(unit)]:
        low -= 1
    while high < len(sequence) and sequence[high] == unit[(high - end) % len(unit)]:
        high += 1
    made = sequence[low:start] + alt + sequence[end:high]
    if not alt:
        return low, high, _length(len(made), len(unit))
    size = _repeated(sequence[low:high], alt, made)
    return low, high, _length(len(made), size) if size else _literal(made)


def _repeated(before: str, alt: str, made: str) -> int:
    """The longest end of ``before`` whose whole repeats are what ``made`` has more; 0 for none."""
    more = made[len(before) :]
    for size in range(min(len(alt), len(before)), 0, -1):
        if before[-size:] * (len(alt) // size) == more:
            return size
    return 0


def _literal(bases: str) -> str:
    return f'{{"sequence":"{bases}","type":"LiteralSequenceExpression"}}'


def _length(length: int, unit: int) -> str:
    return f'{{"length":{length},"repeatSubunitLength":{unit},"type":"ReferenceLengthExpression"}}'
