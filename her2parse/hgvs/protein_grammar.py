"""Protein names as reports write them: one grammar for one and three letters, HGVS and not.

The grammar says what is written, not whether it is true; ``protein_reading`` checks it against the sequence. All
patterns are free of nested repetition, and names are bounded, so that reading is linear in the length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from her2parse.hgvs.problems import Unreadable
from her2parse.hgvs.protein import LETTERS

MAX_RESIDUES = 300
"""Most inserted or repeated residues that a name may spell out."""

MAX_UNMARKED = 4
"""Most new residues that a name may have without ``delins`` or an arrow (``G776VC``, ``VK600EI``)."""

Form = Literal["sub", "del", "dup", "ins", "delins", "fs", "ext", "=", "?", "+ins"]

_LOOKUP = {name.upper(): letter for name, letter in LETTERS.items()} | {"STOP": "*", "TERM": "*", "XAA": "?"}
_THREE = "|".join(sorted(_LOOKUP, key=lambda name: (-len(name), name)))
_UNIT_3 = rf"(?:{_THREE}|\*|X(?![A-Za-z]))"
_UNIT_1 = r"[ACDEFGHIKLMNPQRSTUVWXY*]"
_STOP = r"(?:\*|X|TER|STOP)"


def _patterns(unit: str, most: int) -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    """Patterns in the order of trial, each with the marks of which a name must hold one to fit (none: any name)."""
    run, place = rf"{unit}{{1,{MAX_RESIDUES}}}", rf"(?P<r1>{unit}{{0,{most}}})(?P<n1>\d{{1,5}})"
    span = rf"{place}(?:[_-](?P<r2>{unit}{{0,{most}}})(?P<n2>\d{{1,5}}))?"
    tail = rf"(?:(?P<seq>{run})|(?P<count>\d{{1,4}}))?"
    bodies = (
        ("DEL", rf"(?P<op>DEL){span}(?:INS|>)(?P<alt>{run})"),
        ("DEL DUP", rf"(?P<op>DEL|DUP){span}"),
        ("FS FRAMESHIFT", rf"{place}(?P<fsalt>{unit})?(?:FS|FRAMESHIFT)(?P<fsstop>{_STOP}?)(?P<fsn>\d{{1,5}}|\?)?"),
        ("INS INDEL >", rf"{span}(?P<op>DELINS|INDEL|>)(?P<alt>{run})"),
        ("INS", rf"{span}(?P<op>DELINS|INS)(?P<altcount>\d{{1,4}})"),
        ("DEL", rf"{span}DEL(?P<seq>{run}|\d{{1,4}})(?P<op>INS|>)(?P<alt>{run})"),
        ("DEL DUP", rf"{span}(?P<op>DEL|DUP){tail}"),
        ("INS", rf"{span}(?P<op>INS)(?P<alt>{run})"),
        ("INS", rf"{place}(?P<mid>{unit})(?P<op>INS)(?P<alt>{run})"),
        ("EXT", rf"{place}(?P<extalt>{unit})?EXT(?P<extstop>{_STOP}|-)?(?P<extn>\d{{1,4}}|\?)?"),
        ("=", rf"{span}(?P<eq>=)"),
        ("?", rf"{place}(?P<q>\?)"),
        (">", rf"(?P<n1>\d{{1,5}})(?:[_-](?P<n2>\d{{1,5}}))?(?P<seq>{run})>(?P<alt>{run})"),
        ("", rf"{place}>?(?P<sub>STOP|TER|{unit})"),
        (">", rf"{place}>(?P<subs>{unit}{{2,{MAX_RESIDUES}}})"),
        ("", rf"{place}(?P<bare>{unit}{{2,{MAX_UNMARKED}}})"),
    )
    return tuple((frozenset(marks.split()), re.compile(body + r"\Z", re.IGNORECASE)) for marks, body in bodies)


_MODES = ((_UNIT_3, 2), (_UNIT_1, 6))
_MARKS = ("DEL", "DUP", "INS", "INDEL", "FS", "FRAMESHIFT", "EXT", ">", "=", "?")
_UNITS = {0: re.compile(_UNIT_3, re.IGNORECASE), 1: re.compile(_UNIT_1, re.IGNORECASE)}
_LEADS_THREE = re.compile(rf"(?:del|dup)?(?:{_THREE})\d", re.IGNORECASE)
_WHOLE = {"?": "?", "=": "=", "0": "0", "0?": "0"}


@dataclass(frozen=True, slots=True)
class WrittenProtein:
    """A protein name taken apart; residues in one letter.

    ``first``/``last`` are the residues stated at ``start``/``end`` (may be several, or none); ``end`` is 0 when only
    one place is written. ``stated`` are residues repeated behind ``del`` or ``dup``; ``count`` a number in their stead.
    """

    form: Form
    start: int
    first: str = ""
    end: int = 0
    last: str = ""
    alt: str = ""
    stated: str = ""
    count: int = 0
    stop: str = ""
    text: str = ""


@cache
def _compiled(mode: int) -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    return _patterns(*_MODES[mode])


@cache
def _fitting(mode: int, marks: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns that a name with these marks can fit."""
    return tuple(pattern for needed, pattern in _compiled(mode) if not needed or not needed.isdisjoint(marks))


def _letters(text: str | None, mode: int, name: str = "") -> str:
    if not text:
        return ""
    if mode == 1:
        return "*" if text.upper() in ("STOP", "TER") and name == "sub" else text.upper()
    return "".join(_LOOKUP.get(unit.upper(), unit.upper()) for unit in _UNITS[mode].findall(text))


def parse(text: str) -> WrittenProtein:
    """Take a protein name without spaces, accession and ``p.`` apart. Raises Unreadable when no rule fits.

    >>> parse("A775_G776insYVMA").alt, parse("Tyr772_Ala775dup").first, parse("Q165Ter").alt
    ('YVMA', 'Y', '*')
    """
    body = text
    if body in _WHOLE:
        mark = _WHOLE[body]
        return WrittenProtein("?" if mark == "?" else "=", 0, stop="0" if mark == "0" else "", text=text)
    modes = (0, 1) if _LEADS_THREE.match(body) else (1, 0)
    upper = body.upper()
    marks = tuple(mark for mark in _MARKS if mark in upper) if body.isascii() else _MARKS
    for mode in modes:
        for pattern in _fitting(mode, marks):
            found = pattern.match(body)
            if found:
                return _built(found, mode, text)
    raise Unreadable("no rule for protein names reads it")


def _built(found: re.Match[str], mode: int, text: str) -> WrittenProtein:
    part = found.groupdict()

    def letters(name: str) -> str:
        return _letters(part.get(name), mode, name)

    start, first = int(part["n1"]), _as_stop(letters("r1"))
    end, last = int(part.get("n2") or 0), _as_stop(letters("r2"))
    op = (part.get("op") or "").upper()

    def built(form: Form, *, alt: str = "", stated: str = "", count: int = 0, stop: str = "") -> WrittenProtein:
        return WrittenProtein(form, start, first, end, last, alt, stated, count, stop, text)

    if "fsn" in part:
        return built("fs", alt=_as_stop(letters("fsalt")), stop=part["fsn"] or "")
    if "extn" in part:
        sign = "-" if part.get("extstop") == "-" else ""
        return built("ext", alt=letters("extalt"), stop=sign + (part["extn"] or "?"))
    if part.get("eq"):
        return built("=")
    if part.get("q"):
        return built("?")
    if part.get("mid"):
        return built("+ins", alt=letters("mid") + _as_stop(letters("alt")))
    if part.get("sub"):
        return built("sub", alt=letters("sub"))
    if part.get("bare"):
        if mode == 1 and not text.isupper():
            raise Unreadable("several new residues without delins are read in capitals only")
        return built("delins", alt=_as_stop(letters("bare")))
    if part.get("subs"):
        return built("delins", alt=_as_stop(letters("subs")))
    if part.get("altcount"):
        return built("ins" if op == "INS" else "delins", count=int(part["altcount"]))
    stated = part.get("seq") or ""
    count = int(part.get("count") or (stated if stated.isdigit() else 0))
    stated = "" if stated.isdigit() else letters("seq")
    if op in ("DEL", "DUP") and not part.get("alt"):
        return built("del" if op == "DEL" else "dup", stated=stated, count=count)
    inserted = op == "INS" and "seq" not in part
    return built("ins" if inserted else "delins", alt=_as_stop(letters("alt")), stated=stated, count=count)


def _as_stop(residues: str) -> str:
    """``X`` means a stop everywhere but as the one new residue of a substitution, which ``protein_reading`` decides."""
    return residues.replace("X", "*")
