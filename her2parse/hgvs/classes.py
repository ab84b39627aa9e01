"""Names that stand for many variants (``exon 20 insertion``, ``G719X``) and words that name no small variant at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from her2parse.hgvs import reference
from her2parse.model import NormalizationStatus

_EXON = r"(?:exons?|ex\.?|e) ?-?(?P<n>\d{1,2})"
_KINDS = (
    (r"(?:in-?frame )?ins(?:ertions?|\.)?(?: mutations?| variants?)?", "insertion", "inframe_insertion"),
    (r"(?:in-?frame )?(?:del(?:etions?|\.)?)(?: mutations?| variants?)?", "deletion", "inframe_deletion"),
    (r"(?:skip(?:ping|ped)?)(?: mutations?| variants?| alterations?| events?)?", "skipping", "splice"),
    (r"(?:in-?frame )?dup(?:lications?)?", "duplication", "inframe_insertion"),
    (r"(?:in-?frame )?(?:indels?|delins)", "indel", "delins"),
    (r"(?:splice(?: site| variant| mutation)*|splicing)(?: mutations?| variants?)?", "splice variant", "splice"),
    (r"(?:activating |sensiti[sz]ing |rare |point |missense |somatic )?(?:mutations?|variants?|mut)", "mutation", ""),
)
_EXON_KIND = tuple(
    (re.compile(rf"(?<![A-Za-z0-9]){_EXON} ?[-_]? ?{body}(?![A-Za-z])", re.I), name, effect)
    for body, name, effect in _KINDS
)
_KIND_EXON = tuple(
    (re.compile(rf"(?<![A-Za-z]){body} (?:in|of|at) {_EXON}(?!\d)", re.I), name, effect)
    for body, name, effect in _KINDS
)
_SHORT = re.compile(
    r"(?<![A-Za-z0-9*+_.-])(?:(?P<n>\d{1,2})-?(?P<k>ins|del)|(?P<k2>ins|del)[ -]?(?P<n2>\d{1,2}))(?![A-Za-z0-9])", re.I
)
_SKIP_MET = re.compile(
    r"\bMETe?x(?:on)? ?14\b|(?:delta|del|d|Δ) ?(?:exon ?|ex)?(?P<n>14|16)(?![0-9])"
    r"|skipping (?:of )?exon (?P<m>\d{1,2})",
    re.I,
)
_RANGE = re.compile(
    r"(?P<what>loss|deletion|duplication|amplification)?(?: of)? ?exons? (?P<a>\d{1,2}) ?(?:-|to) ?(?P<b>\d{1,2})"
    r" ?(?P<what2>loss|deletion|duplication|skipping|mutations?|insertions?)?",
    re.I,
)
_CODON_SPLICE = re.compile(r"(?:p\.)?(?P<r>[A-Z*])(?P<n>\d{1,4})_splice\b", re.I)
_CODON_ANY = re.compile(
    r"(?:p\.|codon )?[A-Z](?P<n>\d{1,4})(?:[/,] ?[A-Z]\d{1,4}){0,10}(?: (?:mutations?|variants?|any))?\Z"
)
_KIND_WORD = r"(?:activating|oncogenic|pathogenic|deleterious|rare|any|uncommon|hotspot|sensiti[sz]ing)"
_WORDS = (
    (re.compile(r"kinase domain duplication|\bKDD\b", re.I), "kinase domain duplication", ""),
    (re.compile(r"kinase domain (?:mutation|variant)", re.I), "kinase domain mutation", ""),
    (re.compile(r"promoter (?:mutation|variant)|promoter\Z", re.I), "promoter mutation", "promoter"),
    (re.compile(r"truncat", re.I), "truncating variant", ""),
    (re.compile(r"splice[ -](?:site|donor|acceptor|variant|region)|splicing", re.I), "splice variant", "splice"),
    (re.compile(r"fusion|rearrang|translocat", re.I), "fusion", "fusion"),
    (re.compile(rf"{_KIND_WORD} (?:mutation|variant)", re.I), "mutation", ""),
    (re.compile(r"(?:frame ?shift|nonsense|missense|in-?frame (?:insertion|deletion))\Z", re.I), "mutation", ""),
    (re.compile(r"\A(?:mutations?|mutated|mutant|mut|variants?|altered|alterations?)\Z", re.I), "mutation", ""),
)
_NEGATED = re.compile(
    r"\(-\)|(?<!>)\b(?:not"  # E746_A750>NA: two residues
    r" (?:detected|identified|found|present|seen|reported|performed|done|tested|evaluated|assessed)|undetected"
    r"|un-?mutated|wild[ -]?type|w/?t|negative|absent|none|n/?a|n\.a\.|nd|n\.d\.|not applicable|qns|pending|failed"
    r"|no (?:reportable |pathogenic |clinically )?(?:mutations?|variants?|alterations?|evidence|change))\b",
    re.I,
)
_NO_VARIANT = re.compile(
    r"amplif|copy[ -]?number|\bcn[av]?\b|\bgains?\b|\bloss\b|homozygous del|deep del|hemizygous del"
    r"|(?:whole|entire) gene|poly?somy|over-?express|under-?express|\bexpression\b|\bIHC\b|\bFISH\b|\bISH\b"
    r"|\bMSI\b|\bTMB\b|microsatellite"
    r"|mutational burden|\bstable\b|phosphorylation|serum level|methylat|\bequivocal\b"
    r"|\A(?:gene )?deletion\Z|\bpositive\Z"
    r"|\b[0-3]\+(?!\d)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class ClassName:
    """What a class's name says. ``status``: ``ambiguous`` for a class, ``not_applicable`` for no variant."""

    status: NormalizationStatus
    name: str
    consequence: str = ""
    note: str = ""
    exon: int | None = None


def negated(text: str) -> bool:
    """True when the text says that nothing was found."""
    return bool(_NEGATED.search(text))


def only(text: str, gene: str) -> ClassName | None:
    """The class when nothing but its name is written (``ex19del``, ``METex14 skipping``)."""
    for pattern, name, effect in (*_EXON_KIND, *_KIND_EXON):
        found = pattern.search(text)
        if found and _alone(text, found) and _means_exon(found[0], int(found["n"]), gene):
            return _exon_class(int(found["n"]), name, effect)
    for pattern in (_SHORT, _SKIP_MET):
        found = pattern.search(text)
        if found and _alone(text, found):
            return recognise(text, gene)
    return None


def _alone(text: str, found: re.Match[str]) -> bool:
    return not any(char.isdigit() for char in text[: found.start()] + text[found.end() :])


def _means_exon(name: str, number: int, gene: str) -> bool:
    """``E19del``: exon 19 of EGFR, but a glutamate of PIK3CA in ``E81del``."""
    return name[:2].lower() == "ex" or (gene in ("EGFR", "ERBB2", "MET") and number in (14, 16, 18, 19, 20, 21))


def recognise(text: str, gene: str) -> ClassName | None:
    """The class that ``text`` names; None when it names none.

    >>> recognise("Ex20 ins", "ERBB2").name
    'exon 20 insertion'
    """
    if negated(text):
        return ClassName("not_applicable", "", note="says that nothing was found")
    for pattern, name, effect in (*_EXON_KIND, *_KIND_EXON):
        found = pattern.search(text)
        if found:
            return _exon_class(int(found["n"]), name, effect)
    found = _SHORT.search(text)
    if found:
        kind = (found["k"] or found["k2"]).lower()
        number = int(found["n"] or found["n2"])
        return _exon_class(
            number, *(("insertion", "inframe_insertion") if kind == "ins" else ("deletion", "inframe_deletion"))
        )
    found = _SKIP_MET.search(text)
    if found and gene in ("MET", "ERBB2"):
        return _exon_class(int(found["n"] or found["m"] or 14), "skipping", "splice")
    found = _CODON_SPLICE.search(text)
    if found:
        name = f"splice variant at codon {found['n']}"
        return ClassName("ambiguous", name, "splice", f"{name}: the change on the coding sequence is not written")
    found = _RANGE.search(text)
    if found and (found["what"] or found["what2"]):
        name = f"exon {found['a']}-{found['b']} {(found['what'] or found['what2']).lower()}"
        return ClassName("ambiguous", name, "", f"{name}: a class; the breakpoints are not written")
    if _NO_VARIANT.search(text):
        return ClassName("not_applicable", "", note="names no small variant")
    for pattern, name, effect in _WORDS:
        if pattern.search(text):
            return ClassName("ambiguous", name, effect, f"{name}: the name of a class, not of one variant")
    found = _CODON_ANY.match(text)
    if found:
        return ClassName("ambiguous", found[0], "", f"codon {found['n']}: the new residue is not written")
    return None


def _exon_class(number: int, kind: str, effect: str) -> ClassName:
    name = f"exon {number} {kind}"
    return ClassName("ambiguous", name, effect, f"{name}: the name of a class, not of one variant", number)


@cache
def _residue_classes() -> dict[tuple[str, str], tuple[str, ...]]:
    rows = reference.table("residue_classes.tsv")
    return {(row["gene"], row["name"]): tuple(row["residues"].split(",")) for row in rows}


def residues_of(gene: str, name: str) -> tuple[str, ...]:
    """The new residues that ``G719X`` stands for; empty when ``X`` there means a stop."""
    return _residue_classes().get((gene, name), ())


@cache
def _informal() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["gene"], _squeezed(row["written"])): row for row in reference.table("informal_names.tsv")}


def _squeezed(text: str) -> str:
    text = re.sub(r"\A(?:exon ?\d+|in-?frame|p\.|the)\s+", "", text.strip(), flags=re.IGNORECASE)
    text = re.sub(r"\s*\(?(?:in )?exon ?20\)?\Z|\s+mutation\Z|\s+variant\Z", "", text, flags=re.IGNORECASE)
    text = text.lower().replace("insertions", "insertion").removeprefix("p.")
    return re.sub(r"[\s_()-]+", "", text)


def informal(gene: str, text: str) -> tuple[tuple[str, ...], str, bool] | None:
    """What an informal name means: names in HGVS form, a note, and whether it means just one variant."""
    row = _informal().get((gene, _squeezed(text)))
    if row is None:
        return None
    return tuple(row["means"].split("|")), row["note"], row["reading"] == "one"
