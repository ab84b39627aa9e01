"""Genomic names: writing them from a change on the plus strand, and reading those that reports print."""

from __future__ import annotations

import re
from dataclasses import dataclass

from her2parse.hgvs import reference
from her2parse.hgvs.problems import Unreadable
from her2parse.hgvs.reference import Build
from her2parse.hgvs.windows import Sight, reverse_complement


def genomic_name(known: Sight, first: int, last: int, form: str, ref: str, alt: str) -> str:
    """The name behind ``g.`` with the 3' rule on the plus strand; ``first``/``last`` count from 1 (an insertion: its
    two neighbours). Empty when bases that decide about the place are not known."""
    if form == "sub":
        return f"{first}{ref}>{alt}"
    if form == "inv":
        return f"{first}_{last}inv"
    if form == "delins":
        return f"{_span(first, last)}delins{alt}"
    if form == "del":
        return _deleted(known, first, last)
    if form == "dup":
        return _inserted(known, last, known[first - 1 : last])
    if form == "ins":
        return _inserted(known, first, alt)
    return ""


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}_{last}"


def _deleted(known: Sight, first: int, last: int) -> str:
    for _ in range(5000):
        after, head = known[last : last + 1], known[first - 1 : first]
        if "N" in (after, head):
            return ""
        if after != head:
            return f"{_span(first, last)}del"
        first, last = first + 1, last + 1
    return ""


def _inserted(known: Sight, before: int, bases: str) -> str:
    """Insertion of ``bases`` after position ``before``."""
    if not bases or "N" in bases:
        return ""
    for _ in range(5000):
        after = known[before : before + 1]
        if after == "N":
            return ""
        if after != bases[0]:
            break
        bases, before = bases[1:] + bases[0], before + 1
    copy = known[before - len(bases) : before]
    if copy == bases:
        return f"{_span(before - len(bases) + 1, before)}dup"
    if "N" in copy and all(a in (b, "N") for a, b in zip(copy, bases, strict=True)):
        return ""
    return f"{before}_{before + 1}ins{bases}"


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────

_BUILD = re.compile(
    r"\(?(?<![A-Za-z0-9])(?:(GRCh37|hg19|b37|build ?37)|(GRCh38|hg38|b38|build ?38))(?:\.p\d+)?(?![0-9])\)?", re.I
)
_CHROM = r"(?:(?<![A-Za-z0-9_.])(?:chr(?:omosome)? ?)?(?P<chrom>[1-9]|1\d|2[0-2]|[XY])|(?P<nc>NC_0000\d\d\.\d{1,2}))"
_FOUND = re.compile(
    rf"(?:{_CHROM} ?[:\-. ] ?(?:g\. ?)?|(?<![A-Za-z0-9])g\. ?)"
    r"(?P<p1>\d{5,9})(?: ?[_\-] ?(?P<p2>\d{5,9}))? ?[:\-. ]? ?(?:"
    r"(?P<ref>[ACGT]{1,300}) ?[>:/\- ] ?(?P<alt>[ACGT]{1,300}|-)"
    r"|del(?P<dref>[ACGT]{0,300})ins(?P<dalt>[ACGT]{1,300})"
    r"|(?P<op>del|dup|inv)(?P<seq>[ACGT]{0,300})(?:\d{1,4})?"
    r"|ins(?P<ins>[ACGT]{1,300}))(?![A-Za-z])",
    re.IGNORECASE,
)
_SPDI = re.compile(r"(?<![A-Za-z0-9])(NC_\d{6}\.\d{1,2}):(\d{1,9}):([ACGT]{1,300}):([ACGT]{1,300})(?![A-Za-z0-9])")
"""NCBI's sequence, position, deletion, insertion: positions count from 0."""


@dataclass(frozen=True, slots=True)
class WrittenGenomic:
    """A genomic name taken apart: replace ``start..end`` (1-based, end = start - 1 for an insertion) by ``alt``.

    ``chromosome`` is empty where only ``g.`` and a place are written: then it is that of the gene.
    ``ref`` holds stated bases; ``form`` is ``dup`` or ``inv`` where ``alt`` has to be made from the reference.
    """

    chromosome: str
    build: Build | None
    start: int
    end: int
    ref: str
    alt: str
    form: str
    text: str


def build_named(text: str) -> tuple[Build | None, str]:
    """The genome build that ``text`` names and the text without it."""
    found = _BUILD.search(text)
    if found is None:
        return None, text
    return ("GRCh37" if found[1] else "GRCh38"), (text[: found.start()] + " " + text[found.end() :]).strip()


def find(text: str, build: Build | None) -> tuple[tuple[WrittenGenomic, ...], str]:
    """All genomic names in ``text`` and the text without them. An ``NC_`` accession decides about the build."""
    text = _SPDI.sub(lambda part: f"{part[1]}:{int(part[2]) + 1} {part[3]}>{part[4]}", text)
    names = []
    rest: list[str] = []
    at = 0
    for found in _FOUND.finditer(text):
        names.append(_built(found, build))
        rest.append(text[at : found.start()])
        at = found.end()
    return tuple(names), " ".join([*rest, text[at:]]).strip() if names else text


def _built(found: re.Match[str], build: Build | None) -> WrittenGenomic:
    chromosome = (found["chrom"] or "").upper()
    if found["nc"]:
        placed = reference.chromosome_of(found["nc"].upper())
        if placed is None:
            raise Unreadable(f"{found['nc']} is not a chromosome of GRCh37 or GRCh38")
        chromosome, build = placed
    start = int(found["p1"])
    end = int(found["p2"] or start)
    ref = (found["ref"] or found["dref"] or found["seq"] or "").upper()
    alt = (found["alt"] or found["dalt"] or found["ins"] or "").upper().replace("-", "")
    form = (found["op"] or "").lower()
    if found["ins"]:
        if end != start + 1:
            raise Unreadable("a genomic insertion needs the two bases it lies between")
        start, end, form = start + 1, start, "ins"
    elif found["ref"]:
        end = max(end, start + len(ref) - 1)
        while len(ref) > 0 and len(alt) > 0 and len(ref) != len(alt) and ref[0] == alt[0]:  # the base before an indel
            ref, alt, start = ref[1:], alt[1:], start + 1
    if form != "ins" and not found["ins"] and end < start - 1:
        raise Unreadable("the end lies before the start")
    return WrittenGenomic(chromosome, build, start, end, ref, alt, form, found[0])


def alleles(written: WrittenGenomic, known: Sight) -> tuple[int, int, str]:
    """Start, end and new bases on the plus strand, duplications and inversions made from the reference."""
    there = known[written.start - 1 : written.end]
    if written.form == "dup":
        return written.end + 1, written.end, there
    if written.form == "inv":
        return written.start, written.end, reverse_complement(there)
    return written.start, written.end, written.alt
