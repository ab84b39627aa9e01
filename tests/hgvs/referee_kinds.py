"""Of what kind a disagreement with a referee is. Each kind is explained in ``docs/hgvs.md``; what fits none has no name
here, and fails the test. Names come in without accession and brackets; a refusal begins with ``!``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from referee_drawn import Drawn
from referee_meaning import bases_made, form_of, is_true, protein_made

PROTEIN = (
    "insertion not moved", "stop before anything new", "start codon", "last residue", "same residue", "rat neu",
    "changes apart",
)  # fmt: skip
CODING = ("over an exon's border", "an allele of parts", "a repeat", "beside the coding sequence")
TRANSLATED = (
    "splicing", "outside the coding sequence", "no change, named elsewhere", "stop within what is inserted",
    "stop inserted out of frame", "over the stop codon", "at the stop codon", "last residues deleted",
    "nothing known behind the stop codon",
)  # fmt: skip


def of_protein(drawn: Drawn, whole: str, made: str, ours: str, theirs: str, note: str) -> str:
    """Kind of a disagreement with ferro-hgvs about a protein name; empty when it fits none. ``whole`` and ``made`` are
    the protein and its mutant, each with its stop."""
    last = len(whole) - 1
    if drawn.wrong:
        return "same residue" if drawn.form == "=" and ours.startswith("!") and theirs[0] != "!" else ""
    if ours.startswith("!"):
        return "rat neu" if drawn.start == 664 and "rat neu" in note else ""
    if ours == "Met1?":
        refused = theirs.startswith("!") and "initiation codon" in theirs
        return "start codon" if drawn.start == 1 and (refused or is_true(theirs, whole, made)) else ""
    if not is_true(ours, whole, made):
        return ""
    if theirs.startswith("!PanicException"):
        return "last residue" if _end(ours) == last else ""
    if theirs.startswith("[") and len(whole) == len(made) and form_of(ours) == "delins":
        return "changes apart" if _all_made(theirs, whole) == made else ""
    if theirs.startswith("!") or not is_true(theirs, whole, made):
        return ""
    if made.endswith("*") and whole.startswith(made[:-1]) and ours.endswith("Ter") and form_of(ours) == "sub":
        return "stop before anything new"
    if form_of(ours) in ("ins", "dup") and form_of(theirs) == "ins" and _end(ours) >= _end(theirs):
        return "insertion not moved"
    return "last residue" if _end(theirs) == last and form_of(theirs) == "delins" else ""


def _all_made(allele: str, whole: str) -> str:
    """What all members of a protein allele in brackets make together."""
    for member in reversed(allele.strip("[]").split(";")):
        whole = protein_made(member, whole)
    return whole


def _end(name: str) -> int:
    """The last place that a name has."""
    found = re.match(r"[A-Za-z]+(\d+)(?:_[A-Za-z]+(\d+))?", name)
    assert found is not None, name
    return int(found[2] or found[1])


@dataclass(frozen=True)
class Asked:
    """One coding change as it was drawn, and what it makes of the whole transcript. ``borders``: the last base of each
    exon but the last, on the coding sequence."""

    before: str
    cds: str
    after: str
    made: str
    borders: frozenset[int]

    def same_bases(self, name: str) -> bool:
        """Whether a coding name makes these bases."""
        return not name.startswith("!") and bases_made(name, self.before, self.cds, self.after) == self.made

    def touches_border(self, name: str) -> bool:
        """Whether a name has a border of two exons between or beside its places."""
        places = [self._base(point) for point in re.findall(r"(?:^|_|\[|;)([-*]?\d+)", name)]
        low, high = min(places), max(places)
        return any(low - 1 <= border <= high for border in self.borders)

    def _base(self, point: str) -> int:
        return len(self.cds) + int(point[1:]) if point.startswith("*") else int(point)


def of_coding(asked: Asked, ours: str, theirs: str) -> str:
    """Kind of a disagreement about a coding name; both must make the same bases."""
    if not asked.same_bases(ours) or not asked.same_bases(theirs):
        return ""
    if asked.touches_border(ours) or asked.touches_border(theirs):
        return "over an exon's border"
    if theirs.startswith("["):
        return "an allele of parts"
    if theirs.endswith("]"):
        return "a repeat"
    ends = re.compile(rf"\*\d|(?:^|_)-1_1|(?:^|_){len(asked.cds)}(?!\d)")
    return "beside the coding sequence" if ends.search(ours) else ""


def of_translation(asked: Asked, whole: str, protein: str, coding: str, ours: str, theirs: str) -> str:
    """Kind of a disagreement with hgvs-weaver about the protein that a coding change makes. ``coding`` is our coding
    name, ``ours`` our protein name (empty: none); ``whole`` and ``protein`` end with their stop, if they have one."""
    last = len(whole)
    net = len(asked.made) - len(asked.before) - len(asked.cds) - len(asked.after)
    if not ours:
        kept = protein == whole or coding.startswith("-1_1")
        return "outside the coding sequence" if kept and re.search(r"\*\d|^-1_1ins", coding) else ""
    if ours == "?":
        if asked.touches_border(coding):
            return "splicing"
        return "nothing known behind the stop codon" if not asked.after and "*" not in protein else ""
    if not is_true(ours, whole, protein):
        return ""
    if not asked.after and "*" not in protein:
        open_end = "Xaa" in theirs or "Ter?" in theirs or f"_Ter{last}" in theirs
        return "nothing known behind the stop codon" if open_end else ""
    if not is_true(theirs, whole, protein):
        return ""
    mine, other = form_of(ours), form_of(theirs)
    if mine == other == "=":
        return "no change, named elsewhere"
    names_stop = f"Ter{last}" in ours or f"Ter{last}" in theirs
    if mine == "fs" and other == "delins" and names_stop:
        return "over the stop codon"
    if names_stop:
        return "at the stop codon"
    if mine == "del" and other == "sub" and theirs.endswith("Ter"):
        return "last residues deleted"
    if mine == "fs" and other == "delins" and theirs.endswith("Ter") and net % 3:
        return "stop inserted out of frame"
    if ours.endswith("Ter") and theirs.endswith("Ter") and not net % 3 and mine in ("ins", "delins"):
        return "stop within what is inserted"
    return ""
