"""From a protein name as written to the change it means on a reference protein, every stated residue checked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from her2parse.hgvs import protein, reference
from her2parse.hgvs.problems import Mismatch, Unreadable, Unsettled
from her2parse.hgvs.protein import ProteinChange, residue_at
from her2parse.hgvs.protein_grammar import WrittenProtein


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace residues ``start..end`` by ``alt`` (insertion: end = start - 1), with what was assumed in reading it."""

    start: int
    end: int
    alt: str
    notes: tuple[str, ...] = ()


def change_of(residues: str, written: WrittenProtein) -> tuple[ProteinChange, tuple[str, ...]]:
    """The settled change and notes about its reading.

    Raises Mismatch (a stated residue is not there), Unsettled (letters missing), Unreadable (impossible).
    """
    if written.form == "?" and not written.start:
        return protein.UNKNOWN, ()
    if written.form == "=" and not written.start:
        return ProteinChange("absent" if written.stop == "0" else "="), ()
    check(residues, written)
    if written.form == "?":
        if written.start == 1:
            return ProteinChange("met1", 1, 1, "M", "M"), ()
        return protein.UNKNOWN, (f"the effect at residue {written.start} is written as unknown",)
    if written.form == "=":
        end = written.end or written.start
        return ProteinChange("=", written.start, end, *_ends(residues, written.start, end)), ()
    if written.form == "fs":
        return _frameshift(residues, written)
    if written.form == "ext":
        return _extension(residues, written), ()
    edit = edit_of(residues, written)
    same = edit.alt == residues[edit.start - 1 : edit.end]
    if same and edit.alt:
        return ProteinChange("=", edit.start, edit.end, edit.alt[0], edit.alt[-1]), edit.notes
    return protein.settle(residues, edit.start, edit.end, edit.alt), edit.notes


def _ends(residues: str, start: int, end: int) -> tuple[str, str]:
    return residue_at(residues, start), residue_at(residues, end)


def check(residues: str, written: WrittenProtein) -> None:
    """Compare every stated residue with the reference; raises Mismatch naming the first that differs."""
    for position, stated in ((written.start, written.first), (written.end, written.last)):
        if not position:
            continue
        residue_at(residues, position)
        for offset, letter in enumerate(stated):
            there = residue_at(residues, position + offset)
            if there != letter:
                raise Mismatch(f"the reference has {there}{position + offset}, not {letter}{position + offset}")
    if written.end and written.end < written.start:
        raise Unreadable("the end lies before the start")
    if written.stated and written.form in ("del", "dup", "delins"):
        end = written.end or written.start
        there = residues[written.start - 1 : end]
        if written.stated != there:
            raise Mismatch(f"the reference has {there[:20]} at {written.start}_{end}, not {written.stated[:20]}")
    if written.count and written.form in ("del", "dup"):
        size = (written.end or written.start) - written.start + 1
        if written.count not in (size, 3 * size):
            raise Mismatch(f"{written.start}_{written.end} holds {size} residues, not {written.count}")


def edit_of(residues: str, written: WrittenProtein) -> Edit:
    """The replacement that an in-frame name means (its residues checked before)."""
    start, end = written.start, written.end or written.start
    if written.form == "sub":
        if not written.first:
            raise Unsettled(f"the residue before {start} is not written")
        if written.alt == "X":
            return Edit(start, end, "*", ("X read as a stop",))
        return Edit(start, end, _known(written.alt))
    if written.form == "ins":
        return _insertion(written)
    if written.form in ("del", "dup") and not (written.first or written.stated or written.end):
        raise Unsettled(f"the residue at {start} is not written")
    if written.form in ("del", "dup") and not written.end and len(written.first) > 1:
        end = start + len(written.first) - 1  # LRENT755del takes five residues away
    if written.form == "del":
        return Edit(start, end, "", _unstated(written))
    if written.form == "dup":
        return Edit(end + 1, end, residues[start - 1 : end], _unstated(written))
    if written.form == "+ins":
        return Edit(start, start, _known(written.alt), (f"read as {written.first}{start}delins{written.alt}",))
    if written.count:
        raise Unsettled(f"the {written.count} inserted residues are not spelled out")
    if not written.end and len(written.first) > 1:
        end = start + len(written.first) - 1
    if written.alt.endswith("*") and "ins" not in written.text.lower() and ">" not in written.text:
        raise Unsettled(f"{written.text} may be a stop or carry a footnote's asterisk")
    return Edit(start, end, _known(written.alt), _unstated(written))


def _known(residues: str) -> str:
    if "?" in residues:
        raise Unsettled("a residue is written as unknown (Xaa)")
    return residues


def _unstated(written: WrittenProtein) -> tuple[str, ...]:
    if written.first or written.stated:
        return ()
    return ("no residue is written: only the alphabet and the range could be checked",)


def _insertion(written: WrittenProtein) -> Edit:
    if written.count:
        raise Unsettled(f"the {written.count} inserted residues or bases are not spelled out")
    if len(written.first) > 1:
        raise Unreadable("an insertion needs one residue on each side")
    if not written.end:
        note = f"read as an insertion after {written.first}{written.start}"
        if not written.first:
            raise Unsettled("one place without a residue: before it or after it?")
        return Edit(written.start + 1, written.start, _known(written.alt), (note,))
    if written.end != written.start + 1:
        raise Unreadable(f"{written.start} and {written.end} are not neighbours: an insertion lies between two")
    return Edit(written.end, written.start, _known(written.alt), _unstated(written))


def _frameshift(residues: str, written: WrittenProtein) -> tuple[ProteinChange, tuple[str, ...]]:
    there = residue_at(residues, written.start)
    if not written.first:
        raise Unsettled(f"the residue before {written.start} is not written")
    if there == "*":
        raise Unreadable("a frameshift cannot begin at the stop codon")
    if written.alt == there:
        raise Unreadable("a frameshift is named by the first residue that differs; this one does not")
    if written.alt == "*" or written.stop == "1":
        return ProteinChange("sub", written.start, written.start, there, there, "*"), ("the first new codon is a stop",)
    alt = written.alt
    notes = ("the new stop is not written",) if alt and not written.stop else ()
    return ProteinChange("fs", written.start, written.start, there, there, _known(alt), written.stop), notes


def _extension(residues: str, written: WrittenProtein) -> ProteinChange:
    there = residue_at(residues, written.start)
    if there == "*" and not written.stop.startswith("-"):
        return ProteinChange("ext", written.start, written.start, "*", "*", _known(written.alt), written.stop)
    if written.start == 1 and written.stop.startswith("-"):
        return ProteinChange("ext", 1, 1, "M", "M", "", written.stop)
    raise Unreadable("only the first residue and the stop codon can be extended")


def combined(edits: list[Edit]) -> Edit | None:
    """One edit for several that touch one another (``E746_A750del, T751A``); None when they are apart."""
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    for left, right in pairwise(ordered):
        if right.start != left.end + 1 or not (left.alt == "" or right.alt == ""):
            return None
    return Edit(ordered[0].start, ordered[-1].end, "".join(edit.alt for edit in ordered))


def without_reference(written: WrittenProtein) -> ProteinChange:
    """The change exactly as written, for a gene without a sequence. Raises Unsettled when residues are missing."""
    start, end = written.start, written.end or written.start
    first, last = written.first, written.last or written.first
    if written.form in ("?", "=") and not start:
        return change_of("", written)[0]
    if len(first) != 1 or len(last) != 1 or (written.end and not written.last):
        raise Unsettled("without a sequence of the gene the missing residues cannot be filled in")
    if end < start:
        raise Unreadable("the end lies before the start")
    match written.form:
        case "sub":
            alt = "*" if written.alt == "X" else _known(written.alt)
            if alt == first:
                return ProteinChange("=", start, start, first, first)
            if start == 1:
                return ProteinChange("met1", 1, 1, "M", "M")
            return ProteinChange("sub", start, start, first, first, alt)
        case "=":
            return ProteinChange("=", start, end, first, last)
        case "fs":
            fake = "X" * (start - 1) + first + "X"
            return _frameshift(fake, written)[0]
        case "del" | "dup":
            return ProteinChange(written.form, start, end, first, last)
        case "ins" if written.end == start + 1 and not written.count:
            return ProteinChange("ins", start, end, first, last, _known(written.alt))
        case "delins" | "+ins" if not written.count:
            return ProteinChange("delins", start, end, first, last, _known(written.alt))
        case "?" if start == 1:
            return ProteinChange("met1", 1, 1, "M", "M")
    raise Unsettled("without a sequence of the gene this name cannot be settled")


def fits_older_form(gene: str, written: WrittenProtein) -> str:
    """For a gene whose MANE protein is not bundled: it fits ``mane``, ``older``, ``neither`` or ``unknown``."""
    older = reference.shifted_protein(gene)
    if older is None:
        return "unknown"
    residues, first, shift = older

    def fits(as_mane: bool) -> bool:
        pairs = [(written.start, written.first), (written.end, written.last)]
        for position, letter in pairs:
            at = position - shift if as_mane and position >= first + shift else position
            if as_mane and first <= position < first + shift:
                continue  # residues that the older form does not have
            if position and letter and (not 1 <= at <= len(residues) or residues[at - 1] != letter[0]):
                return False
        return True

    return "mane" if fits(True) else "older" if fits(False) else "neither"
