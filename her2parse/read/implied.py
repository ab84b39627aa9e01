"""Events that a segment speaks of without naming them: by its method, its score, or a bare number.

``HER2 IHC 3+`` speaks of the protein, ``ERBB2 | CNA-Seq | Intermediate`` and a row of a copy-number table of the copy
number, although none of them says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from her2parse.model import Coverage, Kind
from her2parse.read.items import Item
from her2parse.read.lexicon import joints
from her2parse.read.mentions import Mention

_UNREPORTED_PROTEINS = frozenset({"CD274", "ESR1", "PGR", "AR", "NKX2-1", "GATA3"})
"""Proteins whose staining is no finding of this program."""
_FUSED = frozenset({"ALK", "ROS1", "RET", "NTRK1", "NTRK2", "NTRK3"})
"""Genes whose in situ hybridisation looks for a break, not for copies."""
_LIGANDS_AND_FUSED = _FUSED | {"NRG1"}

ASKED_OTHERWISE = _FUSED | _UNREPORTED_PROTEINS | {"ERBB2", "MET", "NRG1", "FGFR2", "FGFR3"}
"""Genes of which a bare answer may speak of a fusion, of copies or of a stain."""

SEQUENCED = frozenset({"seq", "pcr"})
"""Methods that look for mutations, among others."""


def number_only(found: Sequence[Mention], *, called: bool) -> list[Item]:
    """A copy number without the word amplification: called when it is a row of a copy-number table, else a bare number
    (``ERBB2: 2.2 copies``), which says nothing by itself."""
    genes = {m.value for m in found if m.type == "gene"}
    gene = next((m for m in found if m.type == "gene"), None)
    columns = ("copy_number", "fold_change") if called else ("", "other", "result", "copy_number", "fold_change")
    number = next((m for m in found if m.type == "number" and m.role in columns), None)
    if gene is None or number is None or len(genes) > 1:
        return []
    item = Item(gene.value, "copy_number", number.text, number.start, number.end, [number], gene_mention=gene)
    item.bare = not called
    return [item]


def by_method(found: Sequence[Mention], *, copies: bool = False) -> list[Item]:
    """A row whose method or exon says what was looked for: ``ERBB2 | CNA-Seq | Intermediate``,
    ``ERBB2 EXON 19 | NOT DETECTED``. ``copies``: it stands among rows of copy numbers, which says so as well
    (``ERBB2 | Equivocal``), but not whether copies were won or lost."""
    genes = [m for m in found if m.type == "gene"]
    state = next((m for m in found if m.type == "state"), None)
    if not genes or state is None:
        return []
    copies = copies and state.value != "detected"
    copies = copies or any((m.type, m.value) in (("method", "cna_seq"), ("label", "copies")) for m in found)
    # What is looked for in an exon is a change of its sequence; in MET's exon 14 it is a skipping.
    exon = next((m for m in found if (m.type, m.value) == ("label", "exon") and m.role in _OF_EXONS), None)
    exon = exon or _exons_answered(found, state)
    if state.role not in ("result", "") or any(m.value == "MET" for m in genes):
        exon = None
    if not copies and _failed_fusions(found, genes):
        return [_answer(gene, "fusion", state) for gene in genes]
    if not copies and exon is None and (_failed_sequence(found, genes, state) or _sequenced(found, genes)):
        return [_answer(genes[0], "small_variant", state)]
    if not (copies or exon is not None) or len({m.value for m in genes}) > 1:
        return []
    if copies or exon is None:
        return [_answer(genes[0], "copy_number", state)]
    # One exon is named with the event, so that it is not taken for the whole gene; several are not.
    numbers = [m for m in found if m.type == "number" and m.role == exon.role and m.start >= exon.end]
    named = [exon, numbers[0]] if len(numbers) == 1 and numbers[0].start == exon.end else []
    named = named or ([exon] if exon.text[-1:].isdigit() else [])  # "V600"
    event = " ".join(m.text for m in named) or state.text
    item = Item(genes[0].value, "small_variant", event, state.start, state.end, [*named, state])
    item.gene_mention = genes[0]
    return [item]


def _exons_answered(found: Sequence[Mention], state: Mention) -> Mention | None:
    """The exons of a line of a gene, its exons and a denial, and nothing else (``EGFR exons 18-21: NOT DETECTED``)."""
    exon = next((m for m in found if (m.type, m.value, m.role) == ("label", "exon", "")), None)
    plain = all(m.type in ("gene", "number", "state") or m is exon for m in found)
    return exon if exon and plain and state.value != "detected" and found[-1] is state else None


_OF_EXONS = ("gene", "biomarker", "region")
"""Columns in which an exon says where a change was looked for."""


_KIND_OF_TOPIC: dict[str, Kind] = {
    "mutation": "small_variant",
    "amplification": "copy_number",
    "copy_number": "copy_number",
    "fusion": "fusion",
    "none:small_variant": "small_variant",
    "none:fusion": "fusion",
}


def by_topic(found: Sequence[Mention], topic: str) -> list[Item]:
    """A row of one gene with nothing but its answer, in a table whose heading says that it tells of one event (``Genes
    without mutation: ERBB2 | Not detected``, ``Gene fusions: ALK | Not detected``), or where the report's own lists say
    so (``none:fusion``). A mutation that is there has a name, and is not read without it."""
    genes = [m for m in found if m.type == "gene"]
    state = next((m for m in found if m.type == "state" and m.role in ("result", "")), None)
    kind = _KIND_OF_TOPIC.get(topic)
    if kind is None or state is None or len({m.value for m in genes}) != 1:
        return []
    if state.value == "detected" and topic not in ("fusion", "amplification"):
        return []
    # "Not detected (exons 8, 17, 19)": where it was looked for is no result of its own.
    region = {m.type for m in found if m.start >= state.end} <= {"label", "number", "prep"}
    region = region and all(m.value == "exon" for m in found if m.type == "label")
    told = [m for m in found if not (region and m.start >= state.end)]
    named = [m for m in told if m.type not in ("gene", "state") and not (m.type == "prep" and m.end <= state.start)]
    if any(m.type != "method" or m.value not in SEQUENCED for m in named):
        return []
    return [_answer(genes[0], kind, state)]


def none_found(found: Sequence[Mention], coverage: Coverage) -> str:
    """The topic of a row of a gene with nothing but ``None detected``, by what the report's own lists say was looked
    for in it, or an empty string: breaks of the genes that fuse, else changes of the sequence. Never copies: such a row
    names none, and is silent on them."""
    genes = {m.value for m in found if m.type == "gene"}
    states = [m for m in found if m.type == "state"]
    if len(genes) != 1 or len(states) != 1 or any(m.type not in ("gene", "state") for m in found):
        return ""
    if states[0].role != "result" or states[0].text.casefold() not in joints("none_found"):
        return ""
    if genes & _LIGANDS_AND_FUSED:
        return "none:fusion" if genes.issubset(coverage.fusion) else ""
    return "none:small_variant" if genes.issubset(coverage.small_variant) else ""


def _answer(gene: Mention, kind: Kind, state: Mention) -> Item:
    """The event of a gene that nothing names but its answer."""
    return Item(gene.value, kind, state.text, state.start, state.end, [state], gene_mention=gene)


def _sequenced(found: Sequence[Mention], genes: Sequence[Mention]) -> bool:
    """True for a row of one gene whose column of methods says that its DNA was sequenced, and whose result is nothing
    but that this could not be judged (``ERBB2 | Seq | DNA | Indeterminate``). Not of genes that fuse, which are
    sequenced for their breaks as well."""
    states = {m.value for m in found if m.type == "state"}
    methods = {(m.value, m.role) for m in found if m.type == "method"}
    named = {m.value for m in genes}
    allowed = {"gene", "method", "state"}
    return (
        states == {"indeterminate"}
        and methods == {("seq", "method")}
        and len(named) == 1
        and not named & _FUSED
        and all(m.type in allowed for m in found)
    )


def _failed_fusions(found: Sequence[Mention], genes: Sequence[Mention]) -> bool:
    """True for an RNA test that could not be read, with nothing but genes that fuse (``RNA: not evaluable for ALK,
    ROS1``)."""
    allowed = {"gene", "method", "state", "prep", "iberian"}
    if any(m.type not in allowed for m in found) or {m.value for m in found if m.type == "method"} != {"rna_seq"}:
        return False
    states = {m.value for m in found if m.type == "state"}
    return states == {"indeterminate"} and len(genes) > 1 and all(m.value in _FUSED for m in genes)


def _failed_sequence(found: Sequence[Mention], genes: Sequence[Mention], state: Mention) -> bool:
    """True for one gene with its transcript and nothing but an answer that says that it could not be read
    (``ERBB2 (NM_004448.4) codon 737-883: not evaluable``): a transcript has a sequence, no stain and no fusion."""
    states = {m.value for m in found if m.type == "state"}
    other = {"method", "event", "percent", "score", "hypothetical", "variant", "coding", "fusion", "splice", "class"}
    sequenced = any(m.type == "transcript" for m in found) and not any(m.type in other for m in found)
    return (
        sequenced and states == {"indeterminate"} and len({m.value for m in genes}) == 1 and state.start > genes[0].end
    )


def items_by_test(
    items: list[Item],
    found: Sequence[Mention],
    method: str,
    methods: set[str],
    *,
    card_gene: str = "",
    card_method: str = "",
) -> list[Item]:
    """Add the protein (IHC) or gene-copy (ISH) event that a segment speaks of by its method, score or ratio alone.

    Args:
        items: the events that the segment names; those made needless are left out of the result.
        found: its readable mentions.
        method: ``ihc``, ``ish`` or empty, as settled for the segment.
        methods: the methods that the segment itself names.
        card_gene: the gene that the heading above gives.
        card_method: the method that the heading above gives.
    """
    genes = list(dict.fromkeys(m.gene or m.value for m in found if m.type == "gene" or (m.type == "label" and m.gene)))
    gene = genes[0] if len(genes) == 1 else (card_gene if not genes else "")
    scored = [m for m in found if m.type == "score" and m.role not in ("vaf", "copy_number")]
    if not gene and scored and "ERBB2" in genes:
        before = [m for m in found if m.type == "gene" and m.end <= scored[0].start]
        gene = before[-1].value if before else ""
    if not gene or gene in _UNREPORTED_PROTEINS:
        return items
    mention = next((m for m in found if m.type == "gene" and m.value == gene), None)
    kinds = {item.kind for item in items if item.gene == gene}
    if method == "ish" and not kinds & {"copy_number", "fusion"}:
        kind: Kind = "fusion" if gene in _FUSED else "copy_number"
        anchor = _anchor(found, mention, ("method", "label"))
        if anchor:
            items = [i for i in items if not (i.generic and i.gene == gene)]
            how = "beside" if mention else "heading"
            items.append(Item(gene, kind, "ISH", anchor.start, anchor.end, [anchor], gene_mention=mention, bound=how))
    by_card = card_method == "ihc" and "ihc" not in methods and not scored
    if by_card and kinds:
        return items  # "HER2 amplification detected" under an IHC heading is not about the protein.
    if len({f"{len(m.value)}" if m.value.startswith("+") else m.value for m in scored}) > 1:
        return items  # "3+ 40%, 2+ 20%, 1+ 10%": shares of each intensity, or a scale
    if {m.type for m in found} <= {"percent", "number", "prep"}:
        return items  # "Fixation | 10% NBF" in a stain's box: a share of nothing that is known.
    wants = method == "ihc" or (scored and method != "ish" and gene == "ERBB2" and not kinds & {"copy_number"})
    if wants and "expression" not in kinds and (not methods or "ihc" in methods or scored):
        anchor = scored[0] if scored else _anchor(found, mention, ("method", "label"))
        if anchor:
            items = [i for i in items if not (i.generic and i.gene == gene)]
            item = Item(gene, "expression", "IHC", anchor.start, anchor.end, [anchor], gene_mention=mention)
            item.bound = "beside" if mention else "heading"
            items.append(item)
    return sorted(items, key=lambda item: item.start)


def _anchor(found: Sequence[Mention], gene: Mention | None, types: tuple[str, ...]) -> Mention | None:
    if gene is not None:
        return gene
    return next((m for m in found if m.type in types), None) or (found[0] if found else None)


def of_another(item: Item, found: Sequence[Mention], texts: Sequence[str]) -> bool:
    """True for a bare answer below the heading of a stain or hybridisation that is given of something else (``Claudin
    18.2 negative``, ``pan-TRK: negative``): words that neither a test's answer nor running text is made of stand before
    it. What was scored or counted, and what names the gene or the event, is the test's own."""
    if item.event not in ("IHC", "ISH") or item.bound != "heading":
        return False
    if any(m.type == "score" or (m.type == "label" and m.value in _MEASURED) for m in found):
        return False
    answer = next((m for m in found if m.type in _ANSWERS), None)
    if answer is None:
        return False
    if any(m.type in ("signature", "msi") and m.start < answer.start for m in found):
        return True
    known = {at for m in found if m.type != "number" for at in range(m.start, m.end)}
    plain = joints("answered", "function", "article", "copula", "being", "adverb", "filler", "sample", "list")
    depth = 0
    for at, text in enumerate(texts[: answer.start]):
        depth += text.count("(") - text.count(")")
        word = text.casefold().strip(".,;:()-–")
        if depth > 0 or at in known or not _NAMES_IT.search(word) or word in plain:
            continue
        return True
    return False


_MEASURED = frozenset({"ratio", "ish_copies", "score", "cells", "group", "control_copies"})
_ANSWERS = frozenset({"state", "preneg", "prepos", "negator"})
_NAMES_IT = re.compile(r"[^\W\d_]{2}")
"""What has letters in it is a word, or a name."""
