"""Names on the coding sequence (``c.``) as written, HGVS or nearly. Says what is written, not whether it is true."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from her2parse.hgvs.problems import Unreadable, Unsettled

MAX_BASES = 600
"""Most bases that a name may spell out."""

Form = Literal["sub", "del", "dup", "ins", "delins", "inv", "="]

_BASES = rf"[ACGTUN]{{1,{MAX_BASES}}}"
_POINT = r"[-*]?\d{1,6}(?:[+-]\d{1,6})?"
_INSERTED = rf"(?:{_BASES}(?: [ACGT]{{2,60}}(?![A-Za-z0-9])){{0,20}}|\d{{1,4}})"
NAME = (
    rf"\(?(?:{_POINT})(?: ?_ ?(?:{_POINT}))? ?\)?(?:"
    rf"(?:{_BASES})? ?> ?{_BASES}|del ?(?:{_BASES}|\d{{1,4}})? ?ins ?{_INSERTED}"
    rf"|(?:del|dup|inv) ?(?:{_BASES}(?![a-z])|\d{{1,4}})?|ins ?{_INSERTED}|(?:{_BASES})?=)"
)
"""Pattern (case ignored) of a whole name behind ``c.``; used to find names in longer text."""

_SHAPE = re.compile(
    rf"(?P<p1>{_POINT})(?:_(?P<p2>{_POINT}))?(?:"
    rf"(?P<ref>{_BASES})?>(?P<alt>{_BASES})"
    rf"|del(?P<dref>{_BASES}|\d{{1,4}})?ins(?P<dalt>{_BASES}|\d{{1,4}})"
    rf"|(?P<op>del|dup|inv)(?P<seq>{_BASES}|\d{{1,4}})?"
    rf"|ins(?P<ins>{_BASES}|\d{{1,4}})"
    rf"|(?P<same>(?:{_BASES})?=))\Z",
    re.IGNORECASE,
)
_POINT_PARTS = re.compile(r"(?P<mark>[-*]?)(?P<base>\d{1,6})(?:(?P<sign>[+-])(?P<offset>\d{1,6}))?\Z")


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A place on the transcript: ``base`` counts from the A of the start codon (negative: before it) or, with
    ``after_stop``, from the stop codon; ``offset`` counts bases into the intron."""

    after_stop: bool
    base: int
    offset: int = 0

    def __str__(self) -> str:
        offset = f"{self.offset:+d}" if self.offset else ""
        return f"{'*' if self.after_stop else ''}{self.base}{offset}"

    @property
    def in_cds(self) -> bool:
        """True for a base of the coding sequence itself (its upper limit is not known here)."""
        return not self.after_stop and self.base > 0 and not self.offset


@dataclass(frozen=True, slots=True)
class WrittenCoding:
    """A coding name taken apart. ``ref`` and ``alt`` are bases as stated (upper case, DNA)."""

    form: Form
    start: Point
    end: Point
    ref: str = ""
    alt: str = ""
    text: str = ""

    @property
    def name(self) -> str:
        """The name behind ``c.`` in HGVS form, without bases that HGVS leaves out."""
        place = str(self.start) if self.start == self.end else f"{self.start}_{self.end}"
        if self.form == "sub":
            return f"{place}{self.ref}>{self.alt}"
        if self.form == "=":
            return f"{place}="
        return place + self.form + (self.alt if self.form in ("ins", "delins") else "")


def _point(text: str) -> Point:
    found = _POINT_PARTS.match(text)
    if found is None or int(found["base"]) == 0:
        raise Unreadable(f"{text} is not a place on a coding sequence")
    base = int(found["base"])
    offset = int(found["offset"] or 0) * (-1 if found["sign"] == "-" else 1)
    if found["sign"] and not offset:
        raise Unreadable(f"{text} is not a place on a coding sequence")
    return Point(found["mark"] == "*", -base if found["mark"] == "-" else base, offset)


def parse(text: str) -> WrittenCoding:
    """Take a coding name (without accession and ``c.``) apart.

    Raises Unreadable when it is none, Unsettled when inserted bases are only counted.

    >>> str(parse("3028+1G>T").start), parse("2313_2324dup").name
    ('3028+1', '2313_2324dup')
    """
    body = text.replace(" ", "").replace("(", "").replace(")", "")
    found = _SHAPE.match(body)
    if found is None:
        raise Unreadable("no rule for coding names reads it")
    start = _point(found["p1"])
    end = _point(found["p2"]) if found["p2"] else start
    ref, alt, form = _alleles(found)
    if not found["p2"] and start.offset < 0 and -start.offset > start.base > 0 and form != "sub":
        # a hyphen for the underscore: 2236-2250del
        start, end = Point(False, start.base), Point(False, -start.offset)
    if end < start and not (start.after_stop == end.after_stop and start.base == end.base):
        raise Unreadable("the end lies before the start")
    if form == "ins" and not found["p2"]:
        raise Unreadable("an insertion needs the two bases it lies between")
    if form == "sub" and ref and ref == alt:
        raise Unreadable("the old base and the new one are the same")
    if form == "sub" and start != end:
        form = "delins"
    if form == "sub" and not ref:
        form = "delins"
    if form == "sub" and (len(ref) > 1 or len(alt) > 1):
        form = "delins"
        end = Point(end.after_stop, end.base + len(ref) - 1, end.offset) if len(ref) > 1 and not end.offset else end
    return WrittenCoding(form, start, end, ref, alt, text)


def _alleles(found: re.Match[str]) -> tuple[str, str, Form]:
    def bases(text: str | None) -> str:
        upper = (text or "").upper().replace("U", "T")
        return "" if upper.isdigit() or set(upper) <= {"N"} else upper

    inserted = found["ins"] or found["dalt"] or found["alt"] or ""
    if inserted and not bases(inserted):
        raise Unsettled(f"the inserted bases are not spelled out ({inserted})")
    if found["alt"]:
        return bases(found["ref"]), bases(found["alt"]), "sub"
    if found["dalt"]:
        return bases(found["dref"]), bases(found["dalt"]), "delins"
    if found["ins"]:
        return "", bases(found["ins"]), "ins"
    if found["same"]:
        return bases(found["same"][:-1]), "", "="
    form = found["op"].lower()
    return bases(found["seq"]), "", "del" if form == "del" else "dup" if form == "dup" else "inv"


def stated_count(text: str) -> int:
    """The number behind ``del`` or ``dup`` (``del15``), 0 when there is none."""
    found = re.search(r"(?:del|dup) ?(\d{1,4})\s*\)?\Z", text, re.IGNORECASE)
    return int(found[1]) if found else 0
