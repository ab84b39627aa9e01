"""A row whose gene cell lists several genes, each with a count of its own in brackets (``CDK4 (9 copies), MDM2 (11
copies)``), as a row for each gene: a count belongs to the gene that it stands behind."""

from __future__ import annotations

from collections.abc import Sequence

from her2parse.model import Word
from her2parse.read.lexicon import Lexicon
from her2parse.read.mentions import Segment, mentions


def by_gene(segment: Segment, lex: Lexicon) -> list[Segment]:
    """A segment for each gene of the row's gene cell; the whole segment alone where the cell is no such list."""
    own = [(word, role) for word, role in zip(segment.words, segment.roles, strict=False) if role == "gene"]
    parts = _listed([word for word, _ in own])
    if len(parts) < 2 or not all(_counted(part, lex) for part in parts):
        return [segment]
    out: list[Segment] = []
    for part in parts:
        inside = {id(word) for word in part}
        kept = [
            (word, role)
            for word, role in zip(segment.words, segment.roles, strict=True)
            if role != "gene" or id(word) in inside
        ]
        out.append(Segment(segment.page, tuple(word for word, _ in kept), tuple(role for _, role in kept)))
    return out


def _listed(words: Sequence[Word]) -> list[list[Word]]:
    """The entries of a list: cut behind each comma or semicolon that stands in no brackets."""
    parts: list[list[Word]] = [[]]
    depth = 0
    for word in words:
        parts[-1].append(word)
        depth += word.text.count("(") - word.text.count(")")
        if depth == 0 and word.text.endswith((",", ";")):
            parts.append([])
    return [part for part in parts if part]


def _counted(words: Sequence[Word], lex: Lexicon) -> bool:
    """True for one gene with a number of copies in brackets behind it, and nothing else that is known."""
    found = mentions(Segment(1, tuple(words)), lex)
    if not found or found[0].type != "gene" or len({m.value for m in found if m.type == "gene"}) != 1:
        return False
    numbers = [m for m in found if m.type == "number"]
    copies = any((m.type, m.value) == ("label", "copies") for m in found)
    bracketed = any("(" in word.text for word in words) and words[-1].text.rstrip(",;").endswith(")")
    return len(numbers) == 1 and copies and bracketed
