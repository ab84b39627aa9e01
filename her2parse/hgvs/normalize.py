"""The stage's door: a variant as written, in; what HGVS calls it, out. Never raises for any text."""

from __future__ import annotations

import re
from dataclasses import replace

from her2parse.hgvs import artefacts, classes, fusion, genes, mentions, one_variant, records, sentence, spelling
from her2parse.hgvs.problems import NameProblem, Unreadable
from her2parse.model import NormalizedVariant

TABLE_COLUMNS = (
    "gene", "variant", "hgvs_p", "hgvs_p_short", "hgvs_c", "hgvs_g_grch38", "hgvs_g_grch37", "status", "note",
    "vrs_id", "vrs_id_c",
)  # fmt: skip
"""Columns of the table that ``her2parse normalize --tsv`` writes."""

_STATEMENTS = re.compile(r" AND | OR |;(?![^()\[\]]*[)\]])")
_MOST_STATEMENTS = 20


def normalize(
    gene: str, variant: str, *, coding: str = "", genomic: str = "", transcript: str = ""
) -> tuple[NormalizedVariant, ...]:
    """All variants that ``variant`` names, each checked against the reference and written as HGVS orders.

    ``coding``, ``genomic`` and ``transcript`` are what the report prints in their own columns; every level is checked
    against the others, and a contradiction is ``ambiguous`` with the review code ``p_c_conflict``. At least one record
    comes back, whatever the text; nothing is raised.

    >>> normalize("HER2", "A775_G776insYVMA")[0].hgvs_p
    'NP_004439.2:p.(Tyr772_Ala775dup)'
    >>> [found.hgvs_p_short for found in normalize("ERBB2", "S310F/Y")]
    ['p.S310F', 'p.S310Y']
    >>> normalize("EGFR", "L834R")[0].status
    'ambiguous'
    """
    written = variant or coding or genomic
    try:
        text, column = spelling.respelled(_cleaned(variant)), _cleaned(gene)
        symbol = genes.symbol(column)
        if column and not genes.known(column) and fusion.find(column) is not None:
            text, symbol = f"{column} {text}".strip(), ""
        columns = one_variant.Columns(
            spelling.respelled(_cleaned(coding)), spelling.respelled(_cleaned(genomic)), _cleaned(transcript)
        )
        if not (text or columns.coding or columns.genomic):
            raise Unreadable("there is no text")
    except NameProblem as problem:
        return (records.failed(genes.symbol(artefacts.shown(gene, 60)), written, problem),)
    pieces = _statements(text)
    if len(pieces) > 1:
        found: list[NormalizedVariant] = []
        for piece in pieces:
            for record in _one(symbol, piece, one_variant.Columns(), written):
                if record not in found:
                    found.append(record)
        return tuple(found)
    return _one(symbol, text, columns, written)


def _cleaned(text: str) -> str:
    return artefacts.clean(text)[0] if text and not text.isspace() else ""


def _statements(text: str) -> tuple[str, ...]:
    """Statements that stand on their own, each with a name in it (``EML4::ALK Fusion AND ALK G1202R``)."""
    pieces = [piece.strip() for piece in _STATEMENTS.split(text)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 2 or len(pieces) > _MOST_STATEMENTS:
        return (text,)
    for piece in pieces:
        words = piece.split(" ")
        if not (genes.known(words[0]) and len(words) > 1) and fusion.find(piece) is None:
            return (text,)
    return tuple(pieces)


def _one(symbol: str, text: str, columns: one_variant.Columns, written: str) -> tuple[NormalizedVariant, ...]:
    try:
        text = _informal_words(symbol, text)
        read = mentions.single(text) if text else mentions.Mentions()
        early = _without_grammar(symbol, text, columns, written, plain=read is not None)
        if early is not None:
            return early
        if read is None:
            read = mentions.taken_apart(text, symbol)
        return one_variant.read_levels(symbol, read, columns, written)
    except NameProblem as problem:
        short = sentence.prefixed(text, symbol) if isinstance(problem, Unreadable) else ""
        if short and short != text:
            return _one(symbol, short, columns, written)
        return _fallback(symbol, text, written, problem)


def _informal_words(symbol: str, text: str) -> str:
    """``c.-124C>T (C228T)``: an informal name beside another one becomes what it means, to be compared with it."""
    words = text.split(" ")
    if len(words) < 2:
        return text
    gene = symbol or genes.known(words[0])
    for place, word in enumerate(words):
        bare = word.strip("(),;[]")
        meant = classes.informal(gene, bare) if any(char.isdigit() for char in bare) or "III" in bare else None
        if meant is not None and meant[2]:
            words[place] = word.replace(bare, meant[0][0])
    return " ".join(words)


def _without_grammar(
    symbol: str, text: str, columns: one_variant.Columns, written: str, *, plain: bool
) -> tuple[NormalizedVariant, ...] | None:
    """Informal names, negatives and fusions, which no grammar of changes may see. A ``plain`` name can only be the
    first of these."""
    if not text:
        return None
    head, _, rest = text.partition(" ")
    gene, body = (genes.known(head), rest) if not symbol and rest and genes.known(head) else (symbol, text)
    if symbol and rest and genes.known(head) == symbol:
        body = rest
    meant = classes.informal(gene, body) or (classes.informal(gene, text) if body != text else None)
    if meant is not None:
        return _informal(gene, meant, columns, written)
    if plain:
        return None
    if classes.negated(text):
        return (records.no_variant(gene or mentions_gene(text), written, "says that nothing was found"),)
    alone = classes.only(text, gene) or (classes.only(body, gene) if body != text else None)
    if alone is not None and not (columns.coding or columns.genomic):
        return (records.of_class(gene or mentions_gene(text), written, alone),)
    joined = fusion.find(text)
    if joined is None:
        return None
    skipped = fusion.skipped_exons(joined)
    if skipped is None:
        return (records.of_fusion(symbol or joined.main, written, text, joined),)
    if joined.five == "EGFR" and skipped == (2, 7):
        return _informal("EGFR", classes.informal("EGFR", "EGFRvIII") or ((), "", False), columns, written)
    name = f"exon {skipped[0]} skipping" if skipped[0] == skipped[1] else f"exon {skipped[0]}-{skipped[1]} skipping"
    return (records.of_class(joined.five, written, classes.ClassName("ambiguous", name, "splice", f"{name}: a class")),)


def mentions_gene(text: str) -> str:
    """A known gene that the text begins with, else empty."""
    return genes.known(text.split(" ")[0].rstrip(":,"))


def _informal(
    gene: str, meant: tuple[tuple[str, ...], str, bool], columns: one_variant.Columns, written: str
) -> tuple[NormalizedVariant, ...]:
    names, note, one = meant
    found = [
        record
        for name in names
        for record in one_variant.read_levels(
            gene, mentions.read(name, gene), columns if one else one_variant.Columns(), written
        )
    ]
    if one and len(found) == 1:
        status = "rewritten" if found[0].status in ("exact", "derived") else found[0].status
        return (replace(found[0], status=status, note=records.joined(note, found[0].note)),)
    shown = "; ".join(record.hgvs_p_short or record.hgvs_c for record in found)
    return (records.unsettled(gene, written, f"{note}; candidates {shown}", review=("ambiguous_variant",)),)


def _fallback(symbol: str, text: str, written: str, problem: NameProblem) -> tuple[NormalizedVariant, ...]:
    """No single variant: a class's name, no variant at all, or invalid."""
    gene = symbol or mentions_gene(text)
    if isinstance(problem, Unreadable):
        named = classes.recognise(_without_gene(text, gene), gene)
        if named is not None:
            return (records.of_class(gene, written, named),)
    return (records.failed(gene, written, problem),)


def _without_gene(text: str, gene: str) -> str:
    head, _, rest = text.partition(" ")
    return rest if rest and gene and genes.known(head.rstrip(":,")) == gene else text


def normalize_row(gene: str, variant: str) -> NormalizedVariant:
    """One record for one row of a table; where a spelling means several variants: ``ambiguous``, all in the note."""
    found = normalize(gene, variant)
    if len(found) == 1:
        return found[0]
    names = "; ".join(records.label(record) for record in found)
    review = tuple(dict.fromkeys(code for record in found for code in record.review))
    return NormalizedVariant(
        found[0].gene, found[0].as_written, "ambiguous", f"{len(found)} variants: {names}", review=review
    )


def table_row(gene: str, variant: str) -> tuple[str, ...]:
    """The cells of one output row, in the order of ``TABLE_COLUMNS``, fit for TSV. ``gene`` and ``variant`` come back
    as given (tabs and line breaks as spaces)."""
    row = normalize_row(gene, variant)
    cells = (
        artefacts.shown(gene, 60), artefacts.shown(variant), row.hgvs_p, row.hgvs_p_short, row.hgvs_c,
        row.hgvs_g_grch38, row.hgvs_g_grch37, row.status, row.note, row.vrs_id, row.vrs_id_c,
    )  # fmt: skip
    return tuple(artefacts.shown(cell, 5000) for cell in cells)
