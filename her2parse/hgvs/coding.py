"""A coding name checked against the reference, shifted to its HGVS place, and carried to the genome."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from her2parse.hgvs import hgvs_pyhgvs, reference
from her2parse.hgvs.coding_grammar import Form, Point, WrittenCoding
from her2parse.hgvs.genomic_name import genomic_name
from her2parse.hgvs.places import exon_of
from her2parse.hgvs.problems import Mismatch, Unreadable, Unsettled
from her2parse.hgvs.reference import Build, ExonModel, Target
from her2parse.hgvs.windows import Sight, model_of, reverse_complement, sight


@dataclass(frozen=True)
class PlacedCoding:
    """A coding change in its final form. ``checked``: every base that matters was compared with the reference.
    ``across_exons``: it runs over the border between two exons. ``exon``: of the start
    (in an intron: of the base it is counted from), None where the numbering is not known."""

    target: Target
    written: WrittenCoding
    checked: bool
    across_exons: bool = False
    exon: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """``NM_004448.4:c.2313_2324dup``."""
        return f"{self.target.accession}:c.{self.written.name}"


def place(target: Target, written: WrittenCoding) -> PlacedCoding:
    """Check ``written`` on ``target`` and shift it 3'.

    Raises Mismatch for a base or an intron border that the reference does not have.
    """
    model = model_of(target, target.home)
    if model is None:
        return PlacedCoding(target, written, checked=False, notes=("no sequence to check the bases",))
    start_exon, end_exon = exon_of(model, written.start), exon_of(model, written.end)
    exon = start_exon if target.exons_numbered else None
    across = bool(start_exon and end_exon) and (start_exon != end_exon or _half_intronic(written))
    across = across and not _in_one_known_intron(target, written, start_exon, end_exon)
    if not target.cds:
        return PlacedCoding(target, written, False, across, exon, ("no coding sequence to check the bases",))
    if start_exon is None or end_exon is None:
        return _outside(target, written, across, exon)
    if across and start_exon != end_exon:
        written, checked = _filled_from_cds(target, written)
        notes = () if checked else ("the bases could not be checked",)
        return PlacedCoding(target, _rolled(target, model, written), checked, True, exon, notes)
    shown = _shown(target, model, written, start_exon)
    written, checked = _filled(target, written, shown)
    if not checked:
        notes = () if _fits_mrna(target, written) else ("the bases lie outside the bundle: not checked",)
        return PlacedCoding(target, written, False, across, exon, notes)
    if written.form == "=" or written.alt == written.ref:
        return PlacedCoding(target, replace(written, form="=", alt=""), True, across, exon)
    if written.form == "inv":  # its ends may be one another's complement: then they stay as they are
        written = replace(written, form="delins")
    settled = hgvs_pyhgvs.shifted(target, target.home, written, shown)
    if settled is written:
        return PlacedCoding(target, written, True, across, exon)
    settled, _ = _filled(target, settled, sight(target, target.home))
    half = _half_intronic(settled)  # c.2284-1_2284insGAA is c.2285_2287dup, within its exon
    return PlacedCoding(target, replace(_inverted(settled), text=written.text), True, half, exon)


def _inverted(written: WrittenCoding) -> WrittenCoding:
    """A replacement by the other strand's bases as an inversion, which goes before a delins in HGVS's order."""
    if written.form == "delins" and len(written.ref) > 1 and written.alt == reverse_complement(written.ref):
        return replace(written, form="inv")
    return written


def _fits_mrna(target: Target, written: WrittenCoding) -> bool:
    """Whether a stated base of an untranslated region is that of the mRNA of this version; False where it is not held.

    Raises Mismatch when it is another.
    """
    known = reference.versioned_mrna(target)
    if known is None or written.start.offset or written.end.offset or not written.ref:
        return False
    bases, cds = known
    low = cds + written.start.base + (len(target.cds) - 1 if written.start.after_stop else 0)
    low -= 0 if written.start.after_stop or written.start.base < 0 else 1
    there = bases[low : low + len(written.ref)] if low >= 0 else ""
    if there and there != written.ref:
        raise Mismatch(f"the reference has {there} at c.{written.start}, not {written.ref}")
    return bool(there)


def _outside(target: Target, written: WrittenCoding, across: bool, exon: int | None) -> PlacedCoding:
    """A change before the transcript's start or behind its end: not shifted, its bases compared where c. counts
    straight on from a coding first exon and a genome has them.

    Raises Mismatch for a base that the genome does not have.
    """
    model, points = target.model(target.home), (written.start, written.end)
    straight = target.genome is not None and model is not None and 1 in _coding_exons(model)
    if straight and target.exons_numbered and not any(p.after_stop or p.offset for p in points):
        filled, checked = _filled(target, written, sight(target, target.home))
        if checked and written.form in ("sub", "delins", "inv"):
            return PlacedCoding(target, filled, True, across, exon)
    return PlacedCoding(target, written, False, across, exon, ("outside the bases that are bundled",))


def genomic(placed: PlacedCoding, build: Build) -> str:
    """``NC_000017.11:g.…`` of a placed change; empty where the model or the bases do not allow a certain name."""
    target, written = placed.target, placed.written
    model = target.model(build)
    if model is None or written.form in ("=",):
        return ""
    if not _on_model(target, model, written):
        return ""
    first, last = sorted(hgvs_pyhgvs.to_genome(target, build, p) for p in (written.start, written.end))
    accession = reference.chromosome_accession(model.chromosome, build)
    if written.form == "ins" and last != first + 1:
        return ""
    alt, ref = written.alt, written.ref
    if model.strand == "-":
        alt, ref = reverse_complement(alt), reverse_complement(ref)
    known = sight(target, build)
    name = genomic_name(known, first, last, written.form, ref, alt)
    return f"{accession}:g.{name}" if accession and name else ""


def from_genomic(target: Target, build: Build, start: int, end: int, alt: str) -> PlacedCoding:
    """The placed coding change of "replace genomic ``start..end`` (1-based; end = start - 1: insertion) by ``alt``"."""
    model = target.model(build)
    if model is None:
        raise Unreadable(f"no exon model of {target.gene} to place a genomic name on")
    if not target.cds:
        if end != start or len(alt) != 1:
            raise Unsettled(f"no sequence of {target.gene} to name a genomic insertion or deletion")
        return PlacedCoding(target, _bare_substitution(target, build, model, start, alt), False)
    whole = sight(target, build)
    ref = whole[start - 1 : end]
    first, last = (hgvs_pyhgvs.from_genome(target, build, p) for p in (start, max(start, end)))
    exon = exon_of(model, min(first, last))
    view = whole
    if exon and exon == exon_of(model, max(first, last)) and not (first.offset or last.offset):
        view = whole.within(*model.ordered[exon - 1])
    over_border = exon != exon_of(model, max(first, last))
    if "N" in ref and (not alt or over_border):
        form: Form = "delins" if alt else "del"
        bases = alt if model.strand == "+" else reverse_complement(alt)
        return place(target, WrittenCoding(form, min(first, last), max(first, last), "", bases))
    if "N" in ref and len(alt) == 1 and start == end:
        return PlacedCoding(target, _bare_substitution(target, build, model, start, alt), False)
    if "N" in ref:
        raise Unsettled("the bases of that place are not in the bundle")
    if len(ref) == len(alt) == 1:
        written = hgvs_pyhgvs.from_allele(target, build, start, ref, alt, view)
    else:
        before = whole[start - 2 : start - 1]
        written = hgvs_pyhgvs.from_allele(target, build, start - 1, before + ref, before + alt, view)
    if exon_of(model, written.start) != exon_of(model, written.end):
        written = replace(written, ref="")  # the intron's bases are among them, and c. counts only the exons'
    return place(target, written)


def _bare_substitution(target: Target, build: Build, model: ExonModel, position: int, alt: str) -> WrittenCoding:
    point = hgvs_pyhgvs.from_genome(target, build, position)
    base = alt if model.strand == "+" else reverse_complement(alt)
    return WrittenCoding("sub", point, point, "", base)


# ── places ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _half_intronic(written: WrittenCoding) -> bool:
    return bool(written.start.offset) != bool(written.end.offset)


def _in_one_known_intron(target: Target, written: WrittenCoding, start_exon: int | None, end_exon: int | None) -> bool:
    """Both ends in one intron, counted from its two exons, and a genome that has its bases."""
    neighbours = start_exon is not None and end_exon == start_exon + 1
    return target.genome is not None and neighbours and written.start.offset > 0 > written.end.offset


def _shown(target: Target, model: ExonModel, written: WrittenCoding, exon: int) -> Sight:
    """What pyhgvs may see: the exon's own bases for an exonic change, everything else for an intronic one."""
    whole = sight(target, target.home)
    at_border = written.form == "ins" and _half_intronic(written) and written.start.base == written.end.base
    if at_border or not (written.start.offset or written.end.offset):
        return whole.within(*model.ordered[exon - 1])
    if written.start.offset and written.end.offset:
        return _intron(whole, model, written.start, exon)
    return whole


def _intron(whole: Sight, model: ExonModel, point: Point, exon: int) -> Sight:
    other = exon + (1 if point.offset > 0 else -1)
    if not 1 <= other <= len(model.ordered):
        return whole
    spans = sorted((model.ordered[exon - 1], model.ordered[other - 1]))
    return whole.within(spans[0][1], spans[1][0])


def _on_model(target: Target, model: ExonModel, written: WrittenCoding) -> bool:
    """Whether the genomic place of both ends is certain: coding exons, introns beside them, straight upstream."""
    exact = bool(reference.exact_mrna(target))
    holders = _coding_exons(model)
    for point in (written.start, written.end):
        number = exon_of(model, point)
        if number is None:
            if point.after_stop or point.offset or holders[0] != 1:
                return False
        elif not exact and number not in holders:
            return False
    return True


@cache
def _coding_exons(model: ExonModel) -> tuple[int, ...]:
    """Numbers of the exons that hold coding bases."""
    spans = enumerate(model.ordered, start=1)
    return tuple(number for number, (start, end) in spans if start < model.cds_end and end > model.cds_start)


# ── bases ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _filled(target: Target, written: WrittenCoding, shown: Sight) -> tuple[WrittenCoding, bool]:
    """``written`` with its reference bases filled in and compared; False when some are not in the bundle."""
    if written.form == "ins":
        first, last = sorted(hgvs_pyhgvs.to_genome(target, target.home, p) for p in (written.start, written.end))
        if last != first + 1:
            raise Mismatch(f"c.{written.start} and c.{written.end} are not neighbours")
        return written, "N" not in shown[first - 1 : last] or "N" not in sight(target, target.home)[first - 1 : last]
    model = model_of(target, target.home)
    assert model is not None
    first, last = sorted(hgvs_pyhgvs.to_genome(target, target.home, p) for p in (written.start, written.end))
    if last - first > 200_000:
        return written, False
    there = shown[first - 1 : last]
    there = there if model.strand == "+" else reverse_complement(there)
    _compare(written, there)
    if "N" in there:
        return written, False
    alt = reverse_complement(there) if written.form == "inv" else written.alt
    return replace(written, ref=there, alt=alt), True


def _filled_from_cds(target: Target, written: WrittenCoding) -> tuple[WrittenCoding, bool]:
    """The same for a change over the border of two exons, from the coding sequence alone."""
    if not (written.start.in_cds and written.end.in_cds):
        return written, False
    if written.form == "ins":
        if written.end.base != written.start.base + 1:
            raise Mismatch(f"c.{written.start} and c.{written.end} are not neighbours")
        return written, True
    there = target.cds[written.start.base - 1 : written.end.base]
    _compare(written, there)
    return replace(written, ref=there, alt=reverse_complement(there) if written.form == "inv" else written.alt), True


def _rolled(target: Target, model: ExonModel, written: WrittenCoding) -> WrittenCoding:
    """A change over a border of two exons at its final place, with the same introns in it as before: a deletion or
    duplication moved 3', a replacement without the bases that stay.

    Only exonic bases enter and leave, so the coding sequence is enough: the intron may be missing from the bundle.
    """
    if written.form not in ("del", "dup", "delins") or not (written.start.in_cds and written.end.in_cds):
        return written
    first, last, alt, cds = written.start, written.end, written.alt, target.cds

    def stays(point: Point, step: int) -> bool:
        """Whether the next base lies in the same exon."""
        return exon_of(model, replace(point, base=point.base + step)) == exon_of(model, point)

    if written.form == "delins":
        while alt and cds[first.base - 1] == alt[0] and stays(first, 1):
            first, alt = replace(first, base=first.base + 1), alt[1:]
        while alt and cds[last.base - 1] == alt[-1] and stays(last, -1):
            last, alt = replace(last, base=last.base - 1), alt[:-1]
    form: Form = written.form if alt or written.form == "dup" else "del"
    while form != "delins" and last.base < len(cds) and cds[first.base - 1] == cds[last.base]:
        if not (stays(first, 1) and stays(last, 1)):
            break
        first, last = replace(first, base=first.base + 1), replace(last, base=last.base + 1)
    ref = cds[first.base - 1 : last.base] if written.ref else ""
    return replace(written, form=form, start=first, end=last, ref=ref, alt=alt)


def _compare(written: WrittenCoding, there: str) -> None:
    stated = written.ref
    if not stated:
        return
    place = str(written.start) if written.start == written.end else f"{written.start}_{written.end}"
    if len(stated) != len(there) and "N" not in there:
        raise Mismatch(f"{len(stated)} bases are written for c.{place}, which holds {len(there)}")
    if any(a != b for a, b in zip(stated, there, strict=False) if "N" not in (a, b)):
        raise Mismatch(f"the reference has {there[:20]} at c.{place}, not {stated[:20]}")
