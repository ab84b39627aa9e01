"""What a protein name in three letters or a coding name makes of the reference: read here and applied by hand, so that
neither the code under test nor a referee is believed."""

from __future__ import annotations

import re

from referee_drawn import NAMES

_ONE = {three: one for one, three in NAMES.items()}
_UNIT = r"(?:[A-Z][a-z]{2})"
_PLACE = rf"(?P<first>{_UNIT})(?P<start>\d+)(?:_(?P<last>{_UNIT})(?P<end>\d+))?"
_SHIFT = re.compile(rf"(?P<first>{_UNIT})(?P<start>\d+)(?P<alt>{_UNIT})fsTer(?P<stop>\d+|\?)\Z")
_LONGER = re.compile(rf"Ter(?P<start>\d+)(?P<alt>{_UNIT})extTer(?P<stop>\d+|\?)\Z")
_CHANGE = re.compile(rf"{_PLACE}(?:(?P<form>del|dup)|(?P<ins>ins|delins)?(?P<alt>{_UNIT}+))\Z")
_SAME = re.compile(rf"(?:{_PLACE})?=\Z")

_POINT = r"(?:[-*]?\d+(?:[+-]\d+)?)"
_CODING = re.compile(
    rf"(?P<start>{_POINT})(?:_(?P<end>{_POINT}))?(?P<form>=|inv|delins|del|dup|ins|[ACGT]>)?"
    r"(?P<alt>[ACGT]+)?(?:\[(?P<times>\d+)\])?\Z"
)


def bare(name: str) -> str:
    """What stands behind ``p.`` or ``c.``, without brackets: ``NP_1.1:p.(Val2Ala)`` to ``Val2Ala``."""
    tail = name.partition(":")[2][2:]
    return tail[1:-1] if tail.startswith("(") else tail


def form_of(name: str) -> str:
    """``fs``, ``ext``, ``=``, ``del``, ``dup``, ``ins``, ``delins``, ``sub``, or the name itself (``?``, ``Met1?``)."""
    if _SHIFT.match(name):
        return "fs"
    if _LONGER.match(name):
        return "ext"
    if _SAME.match(name):
        return "="
    found = _CHANGE.match(name)
    return name if found is None else found["form"] or found["ins"] or "sub"


def is_true(name: str, whole: str, made: str) -> bool:
    """Whether ``name`` says that ``whole`` (with its stop) becomes ``made`` (with its stop, if it has one)."""
    if _SAME.match(name):
        return made == whole
    shift, longer = _SHIFT.match(name), _LONGER.match(name)
    if shift or longer:
        part = shift or longer
        assert part is not None
        at = int(part["start"]) - 1
        if made[:at] != whole[:at] or made[at : at + 1] != _ONE[part["alt"]] or whole[at] == made[at]:
            return False
        if (longer and at != len(whole) - 1) or (shift and whole[at] != _ONE[shift["first"]]):
            return False
        length = made.find("*") - at + (1 if shift else 0)
        return "*" not in made if part["stop"] == "?" else length == int(part["stop"])
    return protein_made(name, whole) == made


def protein_made(name: str, whole: str) -> str:
    """What a change that spells out its residues makes of a protein; empty when it does not, or a residue is wrong."""
    found = _CHANGE.match(name)
    if found is None:
        return ""
    start, end = int(found["start"]), int(found["end"] or found["start"])
    last = found["last"] or found["first"]
    if whole[start - 1 : start] != _ONE[found["first"]] or whole[end - 1 : end] != _ONE[last]:
        return ""
    alt = "".join(_ONE[unit] for unit in re.findall(_UNIT, found["alt"] or ""))
    if found["form"] == "dup":
        mutant = whole[:end] + whole[start - 1 :]
    elif found["ins"] == "ins":
        mutant = whole[:start] + alt + whole[start:]
    else:
        mutant = whole[: start - 1] + alt + whole[end:]
    return mutant.partition("*")[0] + ("*" if "*" in mutant else "")


def bases_made(name: str, before: str, cds: str, after: str) -> str:
    """What a coding name (behind ``c.``) makes of the transcript; of an allele in brackets, all members together."""
    whole = before + cds + after
    for member in reversed(name.strip("[]").split(";") if name.startswith("[") else [name]):
        whole = _changed(member, whole, len(before), len(cds))
    return whole


def _changed(member: str, whole: str, shift: int, length: int) -> str:
    found = _CODING.match(member)
    assert found is not None, member
    start, end = (_index(found[key] or found["start"], shift, length) for key in ("start", "end"))
    form, alt = found["form"] or "", found["alt"] or ""
    if form == "=":
        return whole
    if form == "ins":  # between two neighbours, of which the first may lie in the intron before the second
        at = end - 1 if "-" in found["start"][1:] else start
        return whole[:at] + alt + whole[at:]
    if form == "dup":
        return whole[:end] + whole[start - 1 :]
    if form == "inv":
        alt = whole[start - 1 : end].translate(str.maketrans("ACGT", "TGCA"))[::-1]
    if found["times"]:
        alt *= int(found["times"])
    return whole[: start - 1] + alt + whole[end:]


def _index(point: str, shift: int, length: int) -> int:
    """1-based index on the transcript of a point's exonic base."""
    base = re.match(r"[-*]?\d+", point)
    assert base is not None
    number = int(base[0].lstrip("*"))
    return shift + number + (length if point.startswith("*") else 1 if number < 0 else 0)
