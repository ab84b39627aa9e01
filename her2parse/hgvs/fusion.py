"""Names of gene fusions as reports write them, to the HGNC form ``EML4::ALK``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from her2parse.hgvs import genes

_SYMBOL = r"(?:NKX2-1|HLA-[A-Z]{1,4}\d?|[A-Za-z][A-Za-z0-9]{1,9})"
_EXON = r"(?: ?[(\[]? ?(?:exons?|ex|e)?\.? ?(?P<{0}>\d{{1,2}}[a-z]?) ?[)\]])?"
_PAIR = re.compile(
    rf"(?<![A-Za-z0-9])(?P<five>{_SYMBOL}){_EXON.format('x5')} ?(?P<sep>::|--?|/|:|_) ?"
    rf"(?P<three>{_SYMBOL}){_EXON.format('x3')}(?![A-Za-z0-9])"
)
_TO = re.compile(
    rf"(?P<five>{_SYMBOL}) exon (?P<x5>\d{{1,2}}[a-z]?) ?(?:-|to|::|;|,) ?"
    rf"(?P<three>{_SYMBOL}) exon (?P<x3>\d{{1,2}}[a-z]?)"
)
_ONCOMINE = re.compile(r"\.(?P<l5>[A-Z])(?P<x5>\d{1,2}[a-z]?)[_;]?(?P<l3>[A-Z])(?P<x3>\d{1,2}[a-z]?)(?:\.|\b|$)")
_EXON_PAIR = re.compile(
    r"\(? ?(?:exon )?(?P<l5>[A-Za-z])(?:xon ?|x ?)?(?P<x5>\d{1,2}[a-z]?)"
    r" ?(?:;|:{1,2}|,|-|/|_)? ?(?:exon )?(?P<l3>[A-Za-z])(?:xon ?|x ?)?(?P<x3>\d{1,2}[a-z]?) ?\)?(?![A-Za-z0-9])"
)
_WORDS = re.compile(r"fusion|rearrang|translocat|fused", re.IGNORECASE)
_RECEPTORS = frozenset(
    "ALK ROS1 RET NTRK1 NTRK2 NTRK3 NRG1 FGFR1 FGFR2 FGFR3 EGFR BRAF MET ERBB2 ERBB4 RAF1 AXL KIT".split()  # noqa: SIM905
)
_UNKNOWN_PARTNER = frozenset({"V", "UNKNOWN", "NN"})


@dataclass(frozen=True, slots=True)
class Fusion:
    """Two genes, the 5' one first as written, and their exons at the junction where the name says them."""

    five: str
    three: str
    five_exon: str = ""
    three_exon: str = ""
    separator: str = "::"

    @property
    def name(self) -> str:
        """``EML4::ALK``."""
        return f"{self.five}::{self.three}"

    @property
    def main(self) -> str:
        """The gene that the fusion is filed under: the receptor, the 3' one first."""
        return next((gene for gene in (self.three, self.five) if gene in _RECEPTORS), self.three)

    @property
    def detail(self) -> str:
        """``EML4 exon 6a to ALK exon 20``, empty when no exons are named."""
        if not (self.five_exon and self.three_exon):
            return ""
        return f"{self.five} exon {self.five_exon} to {self.three} exon {self.three_exon}"


def find(text: str) -> Fusion | None:
    """The fusion that ``text`` names, None when it names none.

    >>> find("EML4-ALK.E6aA20.AB374361").detail
    'EML4 exon 6a to ALK exon 20'
    """
    explicit = _TO.search(text)
    if explicit and (genes.known(explicit["five"]) or genes.known(explicit["three"])):
        return Fusion(_symbol(explicit["five"]), _symbol(explicit["three"]), explicit["x5"], explicit["x3"], "exon")
    for found in _PAIR.finditer(text):
        five, three, mark = found["five"], found["three"], found["sep"]
        if not _plausible(text, five, three, mark):
            continue
        x5, x3 = found["x5"] or "", found["x3"] or ""
        if not (x5 and x3):
            x5, x3 = _exons(text[found.end("three") :])
        return Fusion(_symbol(five), _symbol(three), x5, x3, mark)
    return None


def named_in_words(text: str) -> bool:
    """True when a fusion or rearrangement is spoken of, whatever the genes."""
    return bool(_WORDS.search(text))


def _symbol(text: str) -> str:
    return genes.known(text) or text.upper()


def _plausible(text: str, five: str, three: str, mark: str) -> bool:
    known_five, known_three = genes.known(five), genes.known(three)
    if five.upper() in _UNKNOWN_PARTNER or three.upper() in _UNKNOWN_PARTNER:
        return False
    if genes.known(f"{five}{mark}{three}"):
        return False
    if not all((re.match(r"[A-Z]", part) and part == part.upper()) or genes.known(part) for part in (five, three)):
        return False
    if known_five and known_five == known_three:
        return bool(_ONCOMINE.match(text[text.find(three, len(five)) + len(three) :]))
    if mark == "::":
        return True
    if not (known_five or known_three):
        return named_in_words(text)
    if _looks_like_change(five) or _looks_like_change(three):
        return False
    in_words = named_in_words(text)
    if mark in ("/", ":", "_"):
        return in_words or bool(
            {known_five, known_three} & _RECEPTORS and mark == "/" and known_five and known_three != ""
        )
    return in_words or bool({known_five, known_three} & _RECEPTORS)


def _looks_like_change(part: str) -> bool:
    return not genes.known(part) and bool(re.match(r"[A-Z*]\d{2,4}[A-Z*]?(?:fs|del|dup|ins)?\Z", part))


def _exons(tail: str) -> tuple[str, str]:
    found = _ONCOMINE.match(tail) or _EXON_PAIR.search(tail[:40])
    return (found["x5"], found["x3"]) if found else ("", "")


def skipped_exons(fusion: Fusion) -> tuple[int, int] | None:
    """Oncomine writes exon skipping as a gene fused to itself (``MET-MET.M13M15``): the exons left out."""
    if fusion.five != fusion.three or not (fusion.five_exon.isdigit() and fusion.three_exon.isdigit()):
        return None
    first, last = int(fusion.five_exon) + 1, int(fusion.three_exon) - 1
    return (first, last) if first <= last else None
