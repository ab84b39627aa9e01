"""Which events a segment speaks of, each bound to its gene: variants, copy numbers, fusions, protein.

A name binds to the gene before it (``NOTCH1 F357del, S2486fs``: both to NOTCH1), or to the one behind it when the words
say so (``amplification of ERBB2``, ``T790M in EGFR``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from her2parse.model import Kind
from her2parse.read.lexicon import joints, rows
from her2parse.read.mentions import Mention
from her2parse.read.merge import spelling

UNREAD_COLUMNS = frozenset({"therapy", "trials", "criteria", "prior", "remark"})
"""Columns that speak of drugs, studies, cut-offs and earlier samples; nothing in them is a finding of this report."""

_EVENT_KIND: dict[str, Kind] = {
    "amplification": "copy_number",
    "gain": "copy_number",
    "loss": "copy_number",
    "deletion": "copy_number",
    "fusion": "fusion",
    "overexpression": "expression",
    "mutation": "small_variant",
    "transcript": "splice",
}


_IN_FRAME = frozenset({"EGFR", "ERBB2", "KIT", "PDGFRA", "MET", "BRAF"})
"""Genes whose "deletion" is mostly a small one inside an exon."""
_EXON = re.compile(r"e[xks]+[oóò]n|外显子|エクソン|엑손", re.IGNORECASE)
_SPLICE_SITE = re.compile(r"\d[+-][12](?=[ACGTdi])")
"""A change of the first or last two bases of an intron."""


@dataclass(slots=True)
class Item:
    """An event of one gene while a segment is being read; ``generic`` when no change is named (``mutation``),
    ``bare`` for a number without a word. ``bound`` says how the gene was found: ``beside`` (a word of the segment),
    ``heading``, ``accession``, ``lone_name`` (a change known without its gene), ``phrase`` (the event's own words) or
    ``fusion``."""

    gene: str
    kind: Kind
    event: str
    start: int
    end: int
    mentions: list[Mention] = field(default_factory=list)
    protein: str = ""
    coding: str = ""
    genomic: str = ""
    fusion: str = ""
    generic: bool = False
    bare: bool = False
    gene_mention: Mention | None = None
    bound: str = "beside"


def _genes_before(found: Sequence[Mention], at: int, tokens: Sequence[str]) -> list[Mention]:
    """The gene that stands last before mention ``at``, with the genes that are listed together with it
    (``weder eine ALK- noch eine ROS1-Translokation``)."""
    genes = [m for m in found[:at] if m.type in ("gene", "genes")]
    if not genes:
        return []
    chain = [genes.pop()]
    between = joints("list", "mark", "article")
    while genes and all(text.lower() in between for text in tokens[genes[-1].end : chain[0].start]):
        chain.insert(0, genes.pop())
    return chain[-1:] if _led_by_event(chain[0], found[:at]) else chain


def _led_by_event(gene: Mention, before: Sequence[Mention]) -> bool:
    """True for the first gene of an earlier event's list (``mutations in KRAS, BRAF or MET amplification``): of its
    genes only the last is the later event's."""
    prep = next((m for m in before if m.type == "prep" and m.end == gene.start), None)
    return prep is not None and any(m.type == "event" and m.end == prep.start for m in before)


def _genes_after(
    found: Sequence[Mention], at: int, tokens: Sequence[str], *, needs_word: bool, start: int | None = None
) -> list[Mention]:
    """Genes that follow mention ``at`` (or token ``start``) behind a preposition (``in EGFR``, ``of the ERBB2 gene``),
    as a list."""
    here = found[at]
    out: list[Mention] = []
    place = here.end if start is None else start
    worded = not needs_word
    portuguese = any(m.type == "iberian" or (not m.text.isascii() and set("ãõç") & set(m.text.lower())) for m in found)
    while place < len(tokens):
        gene = next((m for m in found if m.start == place and m.type in ("gene", "genes")), None)
        if gene and out and here.type == "event" and (_has_change(gene, found) or _has_event(gene, found, tokens)):
            break  # "amplification of ERBB2 and PIK3CA H1047R": what is named behind the second gene is its own
        if gene and worded:
            out.append(gene)
            place = gene.end
            continue
        text = tokens[place].lower()
        state = next((m for m in found if m.start == place and m.type == "state"), None)
        event = next((m for m in found if m.start == place and m.type == "event" and m.value == "mutation"), None)
        if event and not out and not worded and here.type in ("variant", "coding"):
            place = event.end  # "L755S mutation of the ERBB2 gene"
            continue
        if state and not out and not worded:
            place = state.end  # "No mutation was detected in EGFR"
            continue
        prep = next((m for m in found if m.start == place and m.type == "prep"), None)
        exon = next((m for m in found if m.start == place and (m.type, m.value) == ("label", "exon")), None)
        if prep and not out and not (prep.text.lower() == "no" and not portuguese):
            worded, place = True, prep.end  # "of the gene", "du gène"
        elif worded and not out and exon:
            place = exon.end  # "in exon 20 of ERBB2", "in exons 18-21 of EGFR"
            while place < len(tokens) and (tokens[place][:1].isdigit() or tokens[place].lower() in joints("range")):
                place += 1
        elif worded and not out and text in joints("filler"):
            place += 1
        elif not out and (bracketed := _method_in_brackets(found, place, tokens)):
            place = bracketed  # "Fusions (RNA): ALK, RET"
        elif out and prep and tokens[place - 1].lower() in joints("list", "mark"):
            place = prep.end  # "de ALK ni de ROS1"
        elif text in joints("list", "mark") or text == ":":
            place += 1
        elif out and out[-1].end == place and text in ("-", "–") and "".join(tokens[place + 1 : place + 2]).isdigit():
            place += 2  # "FGFR1-3, AR and MYC"
        else:
            break
    return out


def _method_in_brackets(found: Sequence[Mention], place: int, tokens: Sequence[str]) -> int:
    """Where the words go on behind a bracket at ``place`` that holds nothing but the name of a test; else 0."""
    if tokens[place] != "(":
        return 0
    method = next((m for m in found if m.type == "method" and m.start == place + 1), None)
    return method.end + 1 if method and tokens[method.end : method.end + 1] == [")"] else 0


def _has_change(gene: Mention, found: Sequence[Mention]) -> bool:
    """True for a gene with the name of its change right behind it."""
    return any(m.type in ("variant", "coding", "class") and 0 <= m.start - gene.end <= 1 for m in found)


def _has_event(gene: Mention, found: Sequence[Mention], tokens: Sequence[str]) -> bool:
    """True for a gene with an event behind it, its other name and the word ``gene`` apart
    (``variants in EGFR and for ERBB2 (HER2) gene amplification``)."""
    event = next((m for m in found if m.type == "event" and 0 <= m.start - gene.end <= 4), None)
    if event is None:
        return False
    aliases = {at for m in found if m.type == "gene" and m.value == gene.value for at in range(m.start, m.end)}
    between = [at for at in range(gene.end, event.start) if at not in aliases]
    return all(tokens[at].lower() in joints("filler") or tokens[at] in ("(", ")") for at in between)


_THROUGH = frozenset({"state", "negator", "preneg", "prepos", "gone", "prep", "iberian", "again"})


def _genes_far(found: Sequence[Mention], at: int, tokens: Sequence[str]) -> list[Mention]:
    """Genes that an event without a gene of its own reaches over its verb: ``mutations could not be found in EGFR``."""
    here = found[at]
    if any(m.type in ("gene", "genes") and 0 <= here.start - m.end <= 3 for m in found):
        return []
    place = here.end
    while place < min(len(tokens), here.end + 8):
        if genes := _genes_after(found, at, tokens, needs_word=True, start=place):
            return genes
        met = next((m for m in found if m.start <= place < m.end and m.start >= here.end), None)
        if (met is not None and met.type not in _THROUGH) or (met is None and not tokens[place].isalpha()):
            return []
        place = met.end if met is not None else place + 1
    return []


def find_items(
    found: Sequence[Mention], tokens: Sequence[str], *, gene: str = "", event_gene: str = "", topic: str = ""
) -> list[Item]:
    """The events of a segment in order, each bound to its gene.

    Args:
        found: mentions in order.
        tokens: token texts.
        gene: the gene that a heading above gives to names that stand without one (they are checked against its
            sequence later); ``event_gene`` does the same for words such as "amplification", which nothing checks.
        topic: the kind of event that the section is about (``copy_number``, ``amplification``, ``fusion``,
            ``ihc``, ``ish`` or empty).
    """
    found = [m for m in found if m.role not in UNREAD_COLUMNS]
    items: list[Item] = []
    for at, mention in enumerate(found):
        if mention.type == "fusion":
            _add_fusion(items, mention)
        elif mention.type == "variant":
            _add_name(items, mention, found, at, tokens, gene, "protein")
        elif mention.type == "coding":
            _add_name(items, mention, found, at, tokens, gene, "coding")
        elif mention.type == "genomic" and items and not items[-1].genomic and items[-1].kind == "small_variant":
            items[-1].genomic = mention.text
            items[-1].mentions.append(mention)
        elif mention.type == "class" and items and items[-1].protein and _says_class(items[-1], mention, tokens):
            items[-1].mentions.append(mention)  # "A775_G776insYVMA (exon 20 insertion)"
        elif mention.type in ("class", "splice"):
            kind: Kind = "splice" if mention.type == "splice" else "small_variant"
            for name, gene_mention in _bind(found, at, tokens, mention.gene or gene, preset=bool(mention.gene)):
                item = Item(name, kind, mention.text, mention.start, mention.end, [mention], gene_mention=gene_mention)
                item.bound = "phrase" if mention.gene else "beside" if gene_mention else "heading"
                items.append(item)
        elif mention.type == "event" and mention.value in _EVENT_KIND and not _isoform(mention, found, at, tokens):
            _add_event(items, mention, found, at, tokens, event_gene, topic)
    for item in items:
        if item.kind == "small_variant" and not item.protein and _SPLICE_SITE.search(item.coding):
            item.kind = "splice"
    return _without_echo(items)


def _isoform(mention: Mention, found: Sequence[Mention], at: int, tokens: Sequence[str]) -> bool:
    """True for the number of a fusion's kind right behind it (``EML4-ALK variant 3a/b``), which is no mutation."""
    before = found[at - 1] if at else None
    numbered = bool(re.match(r"\d{1,2}[a-c]?$", "".join(tokens[mention.end : mention.end + 1])))
    return (
        mention.value == "mutation"
        and numbered
        and before is not None
        and before.type == "fusion"
        and (0 <= mention.start - before.end <= 1)
    )


def _says_class(item: Item, mention: Mention, tokens: Sequence[str]) -> bool:
    """True for a class that repeats a name (``A775_G776insYVMA (exon 20 insertion)``), not the next one of a list
    (``L858R, exon 19 deletion``)."""
    if mention.start - item.end > 2:
        return False
    listed = bool({",", "or", "and"} & set(tokens[item.end : mention.start]))
    return not listed or bool(re.search(r"ins|del|dup", item.protein))


def _bind(
    found: Sequence[Mention], at: int, tokens: Sequence[str], gene: str, *, preset: bool = False, many: bool = False
) -> list[tuple[str, Mention | None]]:
    if preset:
        return [(gene, None)]
    after = _genes_after(found, at, tokens, needs_word=True)
    if after:
        return [(name, mention) for mention in after for name in mention.value.split(";")]
    if found[at].type == "event" and (far := _genes_far(found, at, tokens)):
        return [(name, mention) for mention in far for name in mention.value.split(";")]
    before = _genes_before(found, at, tokens)
    if before and many and "." in tokens[before[-1].end : found[at].start]:
        # "… of EGFR and BRAF. No fusion ALK, RET": the genes right behind are its own, not those of another sentence.
        before = [] if _genes_after(found, at, tokens, needs_word=False) else before
    if before:
        chosen = before if many else before[-1:]
        return [(name, mention) for mention in chosen for name in mention.value.split(";")]
    later = _genes_after(found, at, tokens, needs_word=False)
    if later:
        chosen = later if many else later[:1]
        return [(name, mention) for mention in chosen for name in mention.value.split(";")]
    column = [m for m in found if m.type == "gene" and m.role == "gene"]
    if found[at].role and len({m.value for m in column}) == 1:
        return [(column[0].value, column[0])]  # "p.L755S, Tier I | ERBB2": the row's own column of genes.
    return [(gene, None)] if gene else []


def _add_fusion(items: list[Item], mention: Mention) -> None:
    left, right = mention.value.split("::")
    for other in items:
        if other.kind == "fusion" and other.fusion == mention.value and mention.start - other.end <= 12:
            other.mentions.append(mention)
            return
    gene = driver(left, right)
    item = Item(gene, "fusion", mention.text, mention.start, mention.end, [mention], fusion=mention.value)
    item.bound = "fusion"
    items.append(item)


_DRIVERS = (
    "ALK", "ROS1", "RET", "NTRK1", "NTRK2", "NTRK3", "NRG1", "FGFR1", "FGFR2", "FGFR3", "MET", "BRAF", "EGFR",
    "ERBB2", "ERBB4", "RAF1", "PDGFRA", "PDGFRB", "ABL1", "AXL", "LTK",
)  # fmt: skip


def driver(left: str, right: str) -> str:
    """The partner whose kinase (or ligand) a fusion switches on: the 3' one where both could be."""
    return right if right in _DRIVERS or left not in _DRIVERS else left


def _add_name(
    items: list[Item],
    mention: Mention,
    found: Sequence[Mention],
    at: int,
    tokens: Sequence[str],
    gene: str,
    slot: str,
) -> None:
    inner = re.search(r"\(([A-Z][A-Z0-9-]{1,9})\):", mention.text)
    bound = _bind(found, at, tokens, gene)
    how = "beside" if bound and bound[0][1] else "heading"
    if inner and not any(name == inner.group(1) for name, _ in bound):
        bound, how = [(inner.group(1), None)], "accession"
    by_accession = gene_of_accession(mention.text)
    if by_accession and not any(name == by_accession for name, _ in bound):
        bound, how = [(by_accession, None)], "accession"
    if not bound and slot == "protein" and (implied := implied_gene(mention.text)):
        bound, how = [(implied, None)], "lone_name"
    previous = items[-1] if items else None
    after = previous if slot == "protein" and previous is not None and previous.bound == "accession" else None
    if not bound and after is not None and not after.protein and mention.start - after.end <= _BESIDE:
        # "NM_000546.6(TP53):c.524G>A p.(Arg175His)"
        bound, how = [(after.gene, after.gene_mention)], "accession"
    if not bound:
        return
    name, gene_mention = bound[0]
    if previous is not None and slot == "protein" and _explains(previous, mention, found, tokens):
        previous.mentions.append(mention)
        return
    beside = previous is not None and not previous.protein and mention.start - previous.end <= _BESIDE
    if previous is not None and beside and slot == "protein" and gene_of_accession(previous.coding):
        # "NM_005228.5:c.2573T>G (p.Leu858Arg)": the protein name is of the transcript's gene, whatever stands before.
        name, gene_mention, how = previous.gene, previous.gene_mention, previous.bound
    if (
        previous is not None
        and previous.kind == "splice"
        and previous.gene == name
        and slot == "coding"
        and not previous.coding
        and mention.start - previous.end <= 8
    ):
        previous.coding = mention.text
        previous.mentions.append(mention)
        return
    if (
        previous is not None
        and previous.kind == "small_variant"
        and previous.gene == name
        and previous.mentions[0].type == "class"
        and not previous.protein
        and mention.start - previous.end <= 3
        and not {",", "or", "and"} & set(tokens[previous.end : mention.start])
    ):
        # "EXON 20 INS (A775_G776insYVMA)": the name says more than its class.
        setattr(previous, slot, mention.text)
        previous.mentions.append(mention)
        previous.end = mention.end
        return
    # "c.2369C>T (p.T790M)" is a pair of its own, whatever name stands before it.
    opens_pair = slot == "coding" and any(
        m.type == "variant" and m.start == mention.end + 1 and tokens[mention.end] == "(" for m in found
    )
    # p. and c. of one change stand side by side; a second p. is a second change.
    if (
        previous is not None
        and not opens_pair
        and previous.kind == "small_variant"
        and not previous.generic
        and previous.gene == name
        and not getattr(previous, slot)
        and (previous.protein or previous.coding)
        and mention.start - previous.end <= 14
        and not _of_its_own(previous.end, mention, found, tokens)
        and not any(
            m.type in ("gene", "genes") and previous.end <= m.start < mention.start and m is not previous.gene_mention
            for m in found
        )
    ):
        setattr(previous, slot, mention.text)
        previous.mentions.append(mention)
        previous.end = mention.end
        return
    item = Item(name, "small_variant", mention.text, mention.start, mention.end, [mention], gene_mention=gene_mention)
    item.bound = how
    setattr(item, slot, mention.text)
    items.append(item)


_BESIDE = 2
"""Pieces between a coding name and the protein name beside it, at most: ``c.524G>A (p.Arg175His)``."""


def _explains(item: Item, mention: Mention, found: Sequence[Mention], tokens: Sequence[str]) -> bool:
    """True for one of several residues in the bracket right behind the name that stands for them all (``G719X (G719A,
    G719C, G719S)``): the name's own words, and no findings of theirs."""
    family = re.fullmatch(r"(?:p\.)?([A-Z]\d+)X", item.protein)
    if family is None or tokens[item.end : item.end + 1] != ["("] or ")" in tokens[item.end : mention.start]:
        return False
    closed = next((at for at in range(item.end, len(tokens)) if tokens[at] == ")"), len(tokens))
    inside = [m for m in found if m.type == "variant" and item.end <= m.start < closed]
    return len(inside) > 1 and all(m.text.removeprefix("p.").startswith(family[1]) for m in inside)


def _of_its_own(end: int, mention: Mention, found: Sequence[Mention], tokens: Sequence[str]) -> bool:
    """True for a name behind a semicolon where the name before it has its own fraction, and so has this one
    (``p.Y40S (18.7%); c.290+2T>C (3.0%)``): two changes."""
    if ";" not in tokens[end : mention.start]:
        return False
    names = [m.start for m in found if m.type in ("variant", "coding") and m.start >= mention.end]
    following = min(names, default=len(tokens))
    before = any(m.type == "percent" and end <= m.start < mention.start for m in found)
    return before and any(m.type == "percent" and mention.end <= m.start < following for m in found)


def implied_gene(name: str) -> str:
    """The gene of a change so well known that people write it without one (``T790M``), from the lexicon."""
    return _implied().get(spelling(name), "")


def gene_of_accession(name: str) -> str:
    """The gene of the transcript or protein that a name begins with (``NM_004448.4:c.929C>A``), or an empty string."""
    found = re.match(r"([A-Z]{2,4}_?\d+)(?:\.\d+)?\s?[:(]", name)
    return _accessions().get(found.group(1), "") if found else ""


@lru_cache(maxsize=1)
def _accessions() -> dict[str, str]:
    return {row["accession"]: row["gene"] for row in rows("accessions.tsv")}


@lru_cache(maxsize=1)
def _implied() -> dict[str, str]:
    return {spelling(row["name"]): row["gene"] for row in rows("lone_names.tsv")}


def _add_event(
    items: list[Item],
    mention: Mention,
    found: Sequence[Mention],
    at: int,
    tokens: Sequence[str],
    gene: str,
    topic: str,
) -> None:
    kind = _EVENT_KIND[mention.value]
    previous = items[-1] if items else None
    beside = previous is not None and mention.start - previous.end <= 2
    if (
        previous is not None
        and beside
        and previous.kind == kind in ("small_variant", "fusion")
        and not previous.generic
    ):
        previous.mentions.append(mention)  # "L858R mutation", "EML4-ALK fusion"
        return
    if mention.value == "mutation" and any(
        m.type in ("variant", "coding") and m.role == mention.role and m.start == mention.end for m in found[at + 1 :]
    ):
        return  # "the mutation V600E of BRAF": the name says which one.
    if mention.value == "deletion" and not _of_whole_gene(mention, found, tokens):
        return
    elsewhere = topic in ("ihc", "ish", "copy_number") or topic.startswith("fusion")
    if (
        kind == "small_variant"
        and elsewhere
        and not (topic not in ("ihc", "ish") and _SEQUENCE_ONLY.search(mention.text))
        and not any((m.type, m.value) == ("event", "mutation") for m in found if m is not mention)
    ):
        return
    for name, gene_mention in _bind(found, at, tokens, gene, many=True):
        items.append(
            Item(
                name,
                kind,
                mention.text,
                mention.start,
                mention.end,
                [mention],
                generic=mention.value in ("mutation", "transcript"),
                gene_mention=gene_mention,
                bound="beside" if gene_mention else "heading",
            )
        )


_SEQUENCE_ONLY = re.compile(
    r"mutat|mutaç|mutac|mutaz|snv|indel|変異|突变|pathogenic|patogén|patogen|pathogène|pathogen|sequen|secuen|séquen",
    re.IGNORECASE,
)
"""What neither a fusion nor a gain is called, whatever the title above is about."""


def _of_whole_gene(mention: Mention, found: Sequence[Mention], tokens: Sequence[str]) -> bool:
    """True where the bare word deletion says that the gene is lost: right beside its gene, in few words, without a name
    or an exon (``CDKN2A | Deletion``)."""
    named = any(m.type in ("variant", "coding", "genomic", "class", "fusion", "splice") for m in found)
    # In a column of consequences it is one of the sequence, unless the columns of names are struck through.
    effect = mention.role == "effect" and sum(text in ("-", "–", "—") for text in tokens) < 2
    if named or effect or len(tokens) > 14 or any(_EXON.search(text) for text in tokens):
        return False
    genes = [m for m in found if m.type == "gene"]
    near = any(0 <= mention.start - m.end <= 4 or 0 <= m.start - mention.end <= 3 for m in genes)
    return near and not _IN_FRAME.intersection(m.value for m in genes)


def _without_echo(items: list[Item]) -> list[Item]:
    """Drop an unnamed mutation where the same gene has a named one beside it (``T790M mutation in EGFR``)."""
    named = {item.gene for item in items if item.kind in ("small_variant", "splice") and not item.generic}
    amplified = {i.gene for i in items if any(m.value == "amplification" for m in i.mentions if m.type == "event")}
    kept: list[Item] = []
    for item in items:
        gain = any(m.type == "event" and m.value == "gain" for m in item.mentions)
        if gain and item.gene in amplified:
            continue  # "Copy number gain, amplification"
        if item.generic and item.gene in named:
            continue
        if any(o.gene == item.gene and o.kind == item.kind and o.start == item.start for o in kept):
            continue
        kept.append(item)
    return kept
