"""From what was resolved to ``NormalizedVariant`` records."""

from __future__ import annotations

from her2parse.hgvs import coding, places, reference
from her2parse.hgvs.classes import ClassName
from her2parse.hgvs.coding import PlacedCoding
from her2parse.hgvs.fusion import Fusion
from her2parse.hgvs.problems import NameProblem, Unsettled
from her2parse.hgvs.protein import ProteinChange
from her2parse.hgvs.reference import Target
from her2parse.hgvs.windows import utr5_length
from her2parse.model import NormalizationStatus, NormalizedVariant

_LONGEST_WRITTEN = 2000


def joined(*notes: str) -> str:
    """Notes in one line, each once."""
    return "; ".join(dict.fromkeys(note for note in notes if note))


def verbatim(text: str) -> str:
    """The name as written; an absurdly long text is cut."""
    return text if len(text) <= _LONGEST_WRITTEN else text[:_LONGEST_WRITTEN] + "…"


def failed(gene: str, written: str, problem: NameProblem) -> NormalizedVariant:
    """The record of a name that could not be settled."""
    status: NormalizationStatus = "ambiguous" if isinstance(problem, Unsettled) else "invalid"
    review = (problem.review,) if problem.review else ()
    if isinstance(problem, Unsettled):
        if not problem.variant_class and not review:
            review = ("ambiguous_variant",)
        return NormalizedVariant(
            gene, verbatim(written), status, problem.reason, variant_class=problem.variant_class,
            consequence=problem.consequence, review=review,
        )  # fmt: skip
    return NormalizedVariant(gene, verbatim(written), status, problem.reason, review=review)


def unsettled(gene: str, written: str, note: str, *, review: tuple[str, ...] = ()) -> NormalizedVariant:
    """A name with several meanings."""
    return NormalizedVariant(gene, verbatim(written), "ambiguous", note, review=review)


def no_variant(gene: str, written: str, note: str) -> NormalizedVariant:
    """A text that names no small variant."""
    return NormalizedVariant(gene, verbatim(written), "not_applicable", note)


def of_class(gene: str, written: str, named: ClassName) -> NormalizedVariant:
    """The record of a class's name."""
    return NormalizedVariant(
        gene, verbatim(written), named.status, named.note, variant_class=named.name, consequence=named.consequence,
        exon=named.exon,
    )  # fmt: skip


def of_fusion(gene: str, written: str, text: str, fused: Fusion) -> NormalizedVariant:
    """The record of a fusion: ``exact`` when it is already written ``EML4::ALK``."""
    status: NormalizationStatus = "exact" if fused.name in text else "rewritten"
    note = joined(f"fusion {fused.name}", fused.detail)
    return NormalizedVariant(gene, verbatim(written), status, note, consequence="fusion", fusion=fused.name)


def exon_of_codon(target: Target, codon: int) -> int | None:
    """Exon (MANE numbering) that holds the first base of a codon; None where the numbering is not certain."""
    model = target.model("GRCh38")
    if model is None or not target.exons_numbered:
        return None
    return places.exon_at(model, utr5_length(model) + 3 * (codon - 1))


def genomic_names(placed: PlacedCoding | None) -> tuple[str, str]:
    """GRCh38 and GRCh37 names of a placed change, empty where not certain."""
    if placed is None:
        return "", ""
    g38, g37 = (coding.genomic(placed, build) for build in reference.BUILDS)
    return g38, g37


def is_as_written(token: str, change: ProteinChange) -> bool:
    """Whether the printed name already is the HGVS name, up to one or three letters, brackets and ``p.``."""
    if token == change.written(three=False):
        return True
    three = change.written(three=True)
    return token in (three, three.replace("Ter", "*"))


def label(record: NormalizedVariant) -> str:
    """What to call a record in a note."""
    return (
        record.hgvs_p
        or record.hgvs_c
        or record.fusion
        or record.variant_class
        or f"{record.as_written} ({record.status})"
    )
