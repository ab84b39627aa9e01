"""Which sequence a name counts on: the gene's MANE transcript, another isoform of the bundle, or a known shift."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from her2parse.hgvs import numbering, reference
from her2parse.hgvs.coding_grammar import Point, WrittenCoding
from her2parse.hgvs.numbering import Numbering
from her2parse.hgvs.problems import Unsettled
from her2parse.hgvs.protein_grammar import WrittenProtein
from her2parse.hgvs.reference import Target


@dataclass(frozen=True)
class Frame:
    """The target to check against; ``known`` is False for a printed transcript that the bundle does not know.
    ``accession`` is the one that was printed, ``shifted`` says that its numbering is another."""

    target: Target
    accession: str = ""
    shifted: bool = False
    known: bool = True
    notes: tuple[str, ...] = ()


def frame_of(gene: str, accession: str) -> Frame | None:
    """The frame of a printed accession (empty: the gene's main transcript); None for a gene without a transcript."""
    targets = reference.targets(gene)
    if not targets:
        return None
    main = targets[0]
    base = accession.partition(".")[0]
    if not base:
        return Frame(main)
    if base in _names_of(main):
        own = {main.accession, main.protein_label}
        older = () if accession in own or base == accession else (f"{accession} counts like {main.accession}",)
        return Frame(main, accession, notes=older if not accession.startswith("ENS") else ())
    for target in targets[1:]:
        if base in _names_of(target) and not numbering.stated(gene, "p", accession):
            return Frame(target, accession, notes=(f"on {target.accession}, as printed",))
    if numbering.stated(gene, "p", accession) or numbering.stated(gene, "c", accession):
        return Frame(main, accession, shifted=True)
    if base.startswith("LRG"):
        return Frame(main, accession, known=False)
    return Frame(
        main, accession, known=False, notes=(f"{accession} is not in the bundle: checked on {main.accession}",)
    )


@cache
def _names_of(target: Target) -> frozenset[str]:
    names = {target.base_accession, target.protein_label.partition(".")[0]}
    for row in reference.table("transcripts.tsv.gz"):
        if row["refseq_tx"] == target.accession:
            keys = ("refseq_protein", "ensembl_tx", "ensembl_protein")
            names |= {row[key].partition(".")[0] for key in keys}
    return frozenset(names - {""})


def protein_on_target(frame: Frame, written: WrittenProtein) -> tuple[Target, WrittenProtein, tuple[str, ...]]:
    """The name in the target's numbering, shifted where the printed accession says how."""
    if not frame.shifted or not written.start:
        return frame.target, written, ()
    entries = numbering.stated(frame.target.gene, "p", frame.accession)
    entry = _covering(entries, written.start, written.end)
    if entry is None:
        own = _own_sequence(frame)
        if own is None:
            raise Unsettled(f"this place of {frame.accession} has no known counterpart in {frame.target.accession}")
        return own, written, (f"on {own.accession}, as printed",)
    return frame.target, shifted_protein(written, entry.shift), _said(frame, entry)


def coding_on_target(frame: Frame, written: WrittenCoding) -> tuple[Target, WrittenCoding, tuple[str, ...]]:
    """The same for a coding name."""
    if not frame.shifted:
        return frame.target, written, ()
    entries = numbering.stated(frame.target.gene, "c", frame.accession)
    entry = _covering(entries, written.start.base, written.end.base)
    if entry is None or written.start.after_stop or written.end.after_stop:
        own = _own_sequence(frame)
        if own is None:
            raise Unsettled(f"this place of {frame.accession} has no known counterpart in {frame.target.accession}")
        return own, written, (f"on {own.accession}, as printed",)
    return frame.target, shifted_coding(written, entry.shift), _said(frame, entry)


def _own_sequence(frame: Frame) -> Target | None:
    base = frame.accession.partition(".")[0]
    return next((t for t in reference.targets(frame.target.gene) if t.base_accession == base), None)


def _said(frame: Frame, entry: Numbering) -> tuple[str, ...]:
    if not entry.shift:
        return (f"{frame.accession} counts like {frame.target.accession} here",)
    unit = "residues" if entry.level == "p" else "bases"
    return (f"written in the numbering of {frame.accession}: {entry.shift:+d} {unit} on {frame.target.accession}",)


def _covering(entries: tuple[Numbering, ...], start: int, end: int) -> Numbering | None:
    end = end or start
    return next((entry for entry in entries if entry.first <= start and end <= entry.last), None)


def shifted_protein(written: WrittenProtein, shift: int) -> WrittenProtein:
    """The same name ``shift`` residues further on."""
    return replace(written, start=written.start + shift, end=written.end + shift if written.end else 0)


def shifted_coding(written: WrittenCoding, shift: int) -> WrittenCoding:
    """The same name ``shift`` bases further on."""
    start, end = (Point(p.after_stop, p.base + shift, p.offset) for p in (written.start, written.end))
    return replace(written, start=start, end=end)
