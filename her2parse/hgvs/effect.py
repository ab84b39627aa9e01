"""What a placed coding change does to the protein: c. to p., with start, stop, frame and splice."""

from __future__ import annotations

from dataclasses import dataclass

from her2parse.hgvs import protein, reference
from her2parse.hgvs.coding import PlacedCoding, index_of
from her2parse.hgvs.coding_grammar import Point, WrittenCoding
from her2parse.hgvs.protein import UNKNOWN, ProteinChange
from her2parse.hgvs.reference import translate
from her2parse.hgvs.windows import model_of


@dataclass(frozen=True)
class Effect:
    """``change`` is None where the protein is not touched (intron, UTR, promoter) or cannot be computed."""

    change: ProteinChange | None
    consequence: str = ""
    notes: tuple[str, ...] = ()
    codon: int | None = None


def effect(placed: PlacedCoding) -> Effect:
    """Predict the protein change of ``placed``."""
    written, target = placed.written, placed.target
    start, end = written.start, written.end
    if start.after_stop or (end.base < 0 and not end.offset and not start.offset):
        return Effect(None, "" if start.after_stop else "promoter")
    if start.offset or end.offset:
        return _at_intron(placed)
    if start.in_cds and end.after_stop and written.form in ("del", "delins") and not placed.across_exons:
        return _over_stop(placed)
    if not start.in_cds or not end.in_cds:
        over_start = start.base < 0 < end.base and written.form != "ins"
        return Effect(protein.ProteinChange("met1", 1, 1, "M", "M"), "start_lost") if over_start else Effect(None)
    codon = (start.base + 2) // 3
    if not target.cds or (not placed.checked and written.form not in ("sub", "ins")):
        return Effect(None, codon=codon)
    if placed.across_exons and written.form != "ins":
        return Effect(UNKNOWN, "splice", ("runs over the border of two exons: the effect on splicing decides",), codon)
    notes: tuple[str, ...] = ()
    if _last_of_exon(placed):
        notes = ("last base of an exon: may change splicing",)
    change = on_cds(placed)
    if change.stop == "?" and not reference.downstream(target):
        notes = (*notes, "the bases behind the stop codon are not bundled: the new stop is not known")
    return Effect(change, change.consequence, notes, codon)


def on_cds(placed: PlacedCoding) -> ProteinChange:
    """The protein change of an edit within the coding sequence."""
    low, high, alt = _edit(placed.written, placed.target.cds)
    return of_edit(placed.target.cds, reference.downstream(placed.target), low, high, alt)


def _over_stop(placed: PlacedCoding) -> Effect:
    """A change from the coding sequence into what follows the stop codon: read on to the next stop."""
    written, cds, after = placed.written, placed.target.cds, reference.downstream(placed.target)
    codon = (written.start.base + 2) // 3
    if not cds or not placed.checked or written.end.base > len(after):
        return Effect(UNKNOWN, "stop_lost", ("the bases behind the stop codon are not bundled",), codon)
    low, alt = written.start.base - 1, written.alt if written.form == "delins" else ""
    change = of_edit(cds, after[written.end.base :], low, len(cds), alt)
    return Effect(change, change.consequence, (), codon)


def _edit(written: WrittenCoding, cds: str) -> tuple[int, int, str]:
    """0-based half-open interval of the CDS and what replaces it."""
    low, high = written.start.base - 1, written.end.base
    match written.form:
        case "ins":
            return low + 1, low + 1, written.alt
        case "dup":
            return high, high, cds[low:high]
        case "del":
            return low, high, ""
        case "=":
            return low, high, cds[low:high]
    return low, high, written.alt


def of_edit(cds: str, after: str, low: int, high: int, alt: str) -> ProteinChange:
    """Name the protein change of ``cds[low:high] -> alt``; ``after`` are the bases behind the stop codon.

    >>> of_edit("ATGGCTTGGTAA", "", 6, 7, "").short
    'p.W3Gfs*?'
    """
    residues = translate(cds)[:-1]
    mutant_bases = cds[:low] + alt + cds[high:]
    if mutant_bases == cds or (len(alt) == high - low and translate(mutant_bases) == translate(cds)):
        return _same(residues, low, max(high, low + 1))
    if mutant_bases[:3] != cds[:3]:
        return ProteinChange("met1", 1, 1, "M", "M")
    made, stop, _ = translate(mutant_bases + after).partition("*")
    in_frame = (len(alt) - (high - low)) % 3 == 0
    if in_frame and stop and len(made) <= len(residues) + len(alt) // 3:
        inserted_stop = len(made) < len(residues) + (len(alt) - (high - low)) // 3
        if not inserted_stop:
            return protein.between(residues, made)
        return _early_stop(residues, made, low, high)
    return _frameshift(residues, made, bool(stop))


def _same(residues: str, low: int, high: int) -> ProteinChange:
    first, last = low // 3 + 1, (high + 2) // 3
    whole = residues + "*"
    return ProteinChange("=", first, last, whole[first - 1], whole[last - 1])


def _early_stop(residues: str, made: str, low: int, high: int) -> ProteinChange:
    """An in-frame change that brings a stop of its own."""
    first = low // 3 + 1
    end = (high + 2) // 3 if high > low else (first - 1 if low % 3 == 0 else first)
    new = made[first - 1 :] + "*"
    return protein.settle(residues, first, max(end, first - 1), new)


def _frameshift(residues: str, made: str, stopped: bool) -> ProteinChange:
    """Counted from the first residue that differs, not from the codon hit."""
    whole = residues + "*"
    new = made + ("*" if stopped else "")
    at = 0
    while at < min(len(whole), len(new)) and whole[at] == new[at]:
        at += 1
    if at >= len(whole) or at >= len(new):
        return ProteinChange("=") if stopped and made == residues else UNKNOWN
    length = str(len(new) - at) if stopped else "?"
    if at == len(residues):
        return ProteinChange("ext", at + 1, at + 1, "*", "*", new[at], str(len(new) - at - 1) if stopped else "?")
    if new[at] == "*":
        return ProteinChange("sub", at + 1, at + 1, whole[at], whole[at], "*")
    return ProteinChange("fs", at + 1, at + 1, whole[at], whole[at], new[at], length)


# ── introns ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _at_intron(placed: PlacedCoding) -> Effect:
    written = placed.written
    start, end = written.start, written.end
    anchor = start if start.offset else end
    codon = (anchor.base + 2) // 3 if anchor.base > 0 and not anchor.after_stop else None
    if codon is None:
        return Effect(None, "intronic")
    inside = _acceptor_copy(placed)
    if inside is not None:
        note = "the copy begins in the intron: p. assumes that the first acceptor is used"
        return Effect(inside, inside.consequence, (note,), codon)
    if _spares_splice_site(start, end):
        return Effect(None, "intronic", codon=codon)
    if written.form == "ins" and start.base == end.base and placed.target.cds and 0 in (start.offset, end.offset):
        low = start.base if end.offset else start.base - 1
        change = of_edit(placed.target.cds, reference.downstream(placed.target), low, low, written.alt)
        return Effect(change, change.consequence, ("inserted at the border of an exon: may change splicing",), codon)
    return Effect(UNKNOWN, "splice", (), codon)


def _spares_splice_site(start: Point, end: Point) -> bool:
    """Both ends in the same intron's side, further in than two bases."""
    if not (start.offset and end.offset):
        return False
    if start.base == end.base:
        return min(abs(start.offset), abs(end.offset)) > 2 and (start.offset > 0) == (end.offset > 0)
    return start.offset > 2 and end.offset < -2


def _acceptor_copy(placed: PlacedCoding) -> ProteinChange | None:
    """EGFR c.2284-5_2290dup: a copy that begins in the intron adds its bases behind the exon's part."""
    written = placed.written
    if written.form != "dup" or not (written.start.offset < 0 and written.end.in_cds and placed.target.cds):
        return None
    if written.start.base > written.end.base or not written.ref:
        return None
    low = written.end.base
    return of_edit(placed.target.cds, reference.downstream(placed.target), low, low, written.ref)


def _last_of_exon(placed: PlacedCoding) -> bool:
    """True when the change touches the last base of an exon that an intron follows."""
    model = model_of(placed.target, "GRCh38")
    if model is None or placed.written.form == "ins" or len(model.exons) == 1:
        return False
    index, at = index_of(model, placed.written.end), 0
    for start, end in model.ordered[:-1]:
        at += end - start
        if index == at - 1:
            return True
    return False
