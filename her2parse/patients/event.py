"""An event (this variant, that amplification) as the same thing in two reports, whatever name each gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from her2parse.knowledge.mechanisms import class_name, copy_number_direction, fusion_name, protein_name
from her2parse.model import Finding, Kind

_NAMED = re.compile(r"(?<![A-Za-z])[A-Z]{1,3}[a-z]{0,2}\d{2,}|c\.\d|g\.\d|rs\d")
_CODONS = re.compile(r"(?:codons?|codones?|kodons?)\s*(\d[\d\s,;–-]*)", re.I)
_SPLICE_GENES = {("MET", 14), ("ERBB2", 16)}
"""Splice site variants of these exons leave the exon out of the protein."""
_EXON = re.compile(r"ex(?:on|ón|one|\.)?s?\s*(\d{1,2})", re.I)
_EXON_SKIPPING = re.compile(r"exon (\d+) skipping|delta ?(16)|Δ ?(16)|d(16)HER2", re.I)
_ANY_AT_RESIDUE = re.compile(r"(?:p\.)?[A-Z](\d+)X", re.I)
_DUPLICATED_DOMAIN = re.compile(r"kinase domain duplication|\bKDD\b", re.I)
_DELINS = re.compile(r"p\.\(?[A-Z](\d+)(?:_[A-Z](\d+))?delins([A-Z]+)\)?")


@dataclass(frozen=True, slots=True)
class Event:
    """What a finding is about. ``names`` are its normalised names (protein, coding, class), any of which is enough to
    know it by; ``direction`` is a copy number's; ``partners`` are a fusion's genes as far as they are known; ``codons``
    are those that the statement limits itself to; ``in_dna``: a splice event known by the small variant behind it."""

    gene: str
    kind: Kind
    names: tuple[str, ...] = ()
    direction: str = ""
    partners: tuple[str, ...] = ()
    exon: int | None = None
    insertion: bool = False
    residue: int | None = None
    codons: tuple[tuple[int, int], ...] = ()
    in_dna: bool = False


def event_of(finding: Finding) -> Event:
    """The event that a finding is about."""
    statement, variant = finding.statement, finding.variant
    kind = statement.kind
    skipped = skipped_exon(finding)
    if skipped is not None:
        in_dna = kind == "small_variant" or (variant is not None and bool(variant.hgvs_c))
        return Event(statement.gene, "splice", (f"exon {skipped} skipping",), exon=skipped, in_dna=in_dna)
    if _DUPLICATED_DOMAIN.search(statement.as_written):
        # A rearrangement inside the gene: what sees small variants only does not see it.
        return Event(statement.gene, "splice", ("kinase domain duplication",))
    if kind == "copy_number":
        return Event(statement.gene, kind, direction=copy_number_direction(finding))
    if kind == "fusion":
        genes = tuple(part.strip() for part in fusion_name(finding).split("::") if part.strip())
        return Event(statement.gene, kind, partners=genes)
    if kind in ("expression", "signature"):
        return Event(statement.gene, kind)
    names = [protein_name(finding)]
    exon, insertion, residue = None, False, None
    if variant is not None:
        names += [variant.hgvs_c.split(":")[-1], class_name(finding)]
        exon, residue = variant.exon, variant.aa_start
        changed = _DELINS.fullmatch(names[0])
        longer = changed is not None and len(changed[3]) > int(changed[2] or changed[1]) - int(changed[1]) + 1
        insertion = variant.consequence == "inframe_insertion" or longer or "insertion" in class_name(finding)
    if not any(names) and _NAMED.search(statement.as_written):
        names.append(statement.as_written.strip())
    if exon is None:
        written = _EXON.search(f"{statement.as_written} {class_name(finding)}")
        exon = int(written[1]) if written else None
    if residue is None and names[0]:
        residue = int("".join(c for c in names[0].split("_")[0] if c.isdigit()) or 0) or None
    return Event(
        statement.gene,
        kind,
        tuple(dict.fromkeys(n for n in names if n)),
        exon=exon,
        insertion=insertion,
        residue=residue,
        codons=_codons(f"{statement.as_written} {statement.evidence.quote}"),
    )


def _codons(text: str) -> tuple[tuple[int, int], ...]:
    """``codons 465-499, 688-823`` as ranges of residues."""
    ranges = []
    for listed in _CODONS.findall(text):
        for first, last in re.findall(r"(\d+)(?:\s*[–-]\s*(\d+))?", listed):
            ranges.append((int(first), int(last or first)))
    return tuple(ranges)


def skipped_exon(finding: Finding) -> int | None:
    """The exon that a splice event leaves out (MET 14, ERBB2 16), from the RNA or from the DNA variant behind it."""
    if finding.statement.kind not in ("splice", "small_variant"):
        return None
    variant = finding.variant
    if variant is not None and variant.consequence == "splice" and (variant.gene, variant.exon) in _SPLICE_GENES:
        return variant.exon
    words = f"{class_name(finding)} {finding.statement.as_written}"
    found = _EXON_SKIPPING.search(words)
    if found is None:
        return None
    return int(next(group for group in found.groups() if group))


def same_event(one: Event, other: Event) -> bool:
    """Whether two events are one: by any shared normalised name; a copy number by its direction; fusions by the
    partners that both know."""
    if one.kind == "fusion" and other.kind == "fusion":
        a, b = set(one.partners), set(other.partners)
        return bool(a & b) and (a == b or min(len(a), len(b)) < 2)
    if (one.gene, one.kind) != (other.gene, other.kind):
        return False
    if one.kind == "copy_number":
        return bool(one.direction) and one.direction == other.direction
    if one.kind in ("expression", "signature"):
        return True
    return any(name in other.names for name in one.names)


def may_be(one: Event, event: Event) -> bool:
    """Whether a small variant whose name cannot be compared may be the event: a class that holds it (``exon 20
    insertion``, ``C797X``), a variant without a name, or names of different levels (``c.`` here, ``p.`` there)."""
    if (one.gene, one.kind, event.kind) != (event.gene, "small_variant", "small_variant") or same_event(one, event):
        return False
    levels, other = _levels(one), _levels(event)
    if levels and other:
        return not levels & other
    if one.exon is not None and event.exon is not None and one.exon != event.exon:
        return False
    classes = [name for name in (*one.names, *event.names) if _level(name) == "class"]
    return all(_holds(name, one, event) for name in classes)


def _level(name: str) -> str:
    return name[:2] if name[:2] in ("p.", "c.") and not _ANY_AT_RESIDUE.fullmatch(name) else "class"


def _levels(event: Event) -> set[str]:
    """The levels on which an event has an exact name."""
    return {_level(name) for name in event.names} - {"class"}


def _holds(name: str, one: Event, other: Event) -> bool:
    """Whether a class of variants may hold both."""
    residue = _ANY_AT_RESIDUE.fullmatch(name)
    if residue:
        known = {event.residue for event in (one, other) if event.residue is not None}
        return known <= {int(residue[1])}
    exact = [event for event in (one, other) if _levels(event)]
    if "insertion" in name or "duplication" in name:
        return all(event.insertion for event in exact)
    return not ("deletion" in name and any(event.insertion for event in exact))


def speaks_of(statement: Event, event: Event) -> bool:
    """Whether a statement such as "not detected" is about the event: names it, its exon, its class, or its whole gene.

    A statement about another variant of the gene says nothing about this one.
    """
    if event.kind == "fusion" and statement.kind == "fusion":
        return statement.gene in event.partners or same_event(statement, event)
    if (statement.gene, statement.kind) != (event.gene, event.kind):
        return False
    if statement.kind == "copy_number":
        return statement.direction in ("", event.direction)
    if statement.kind in ("expression", "signature"):
        return True
    if same_event(statement, event):
        return True
    particular = [name for name in statement.names if not name.startswith("exon ")]
    if particular:
        return False
    if statement.exon is not None and statement.exon != event.exon:
        return False
    if statement.codons and not any(first <= (event.residue or 0) <= last for first, last in statement.codons):
        return False
    return all("insertion" in name and event.insertion for name in statement.names)
