"""The net under the reader: a change that a page names, of ERBB2 or of no gene that was found, is never silent.

It looks at the words alone, without tables or columns, so that what those misjudge is still seen. It makes no finding:
it only asks a person to look.
"""

from __future__ import annotations

from collections.abc import Sequence

from her2parse.model import ReviewNote, Statement
from her2parse.read.geometry import evidence
from her2parse.read.items import find_items, gene_of_accession
from her2parse.read.layout import LaidPage, PlacedLine
from her2parse.read.lexicon import Lexicon
from her2parse.read.mentions import Mention, Segment, mentions_of, tokens
from her2parse.read.merge import spelling
from her2parse.read.passages import FUNCTION_WORDS

_GENE = "ERBB2"
_ELSEWHERE = frozenset({"trials", "references", "therapies", "methods", "definitions", "history", "genes_tested"})
"""Parts where a change may be named without being found; reading them as results would drown the queue."""
_SUPPOSING = frozenset({"hypothetical", "other_subject", "other_time"})
_MOST = 5
"""Notes a report: more would say only that the whole report was not understood."""


def unread_mentions(laid: Sequence[LaidPage], statements: Sequence[Statement], lex: Lexicon) -> list[ReviewNote]:
    """A note for each change of ERBB2, or without a gene, that stands where results stand and in no statement."""
    read = {spelling(name) for s in statements for name in (s.protein, s.coding, s.as_written) if name}
    notes: list[ReviewNote] = []
    for page in laid:
        for placed in page.lines:
            for mention in _named(placed, lex):
                if spelling(mention.text) in read or len(notes) >= _MOST:
                    continue
                read.add(spelling(mention.text))
                place = evidence(page.page, [placed.line.words[index] for index in mention.words])
                told = (
                    f"The page names {mention.text}, perhaps of ERBB2, and no statement was made of it. Is it a result?"
                )
                notes.append(ReviewNote("unread_her2_mention", told, page=page.page.number, quote=place.quote))
    return notes


def _named(placed: PlacedLine, lex: Lexicon) -> list[Mention]:
    """The changes that a line names and that may be ERBB2's."""
    if all(cell.zone.name in _ELSEWHERE for cell in placed.cells):
        return []
    line = placed.line
    found = mentions_of(line, lex)
    changes = [m for m in found if m.type in ("variant", "coding")]
    if not changes:
        return []
    first = min((m.start for m in found if m.type in _SUPPOSING), default=10**6)
    functional = sum(word.text.lower() in FUNCTION_WORDS for word in line.words)
    if first < 10**6 and functional >= 2:
        return []  # A sentence that supposes.
    items = find_items(found, [token.text for token in tokens(Segment(line.page, line.words))])
    other = {m.start for item in items if item.gene != _GENE for m in item.mentions}
    return [m for m in changes if m.start not in other and m.start < first and gene_of_accession(m.text) in ("", _GENE)]
