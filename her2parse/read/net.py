"""The net under the reader: a change that a page names, of ERBB2 or of no gene that was found, is never silent, and
neither is ERBB2 itself where results stand.

It looks at the words alone, without tables or columns, so that what those misjudge is still seen. It makes no finding:
it only asks a person to look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from her2parse.model import Evidence, Kind, ReviewNote, Statement, Word
from her2parse.read.geometry import evidence
from her2parse.read.grids import grids_on
from her2parse.read.items import find_items, gene_of_accession
from her2parse.read.layout import BELIEVED, LaidPage, Placed, PlacedLine
from her2parse.read.lexicon import Lexicon, functional, names_drug
from her2parse.read.mentions import Mention, Segment, mentions_of, tokens
from her2parse.read.merge import spelling
from her2parse.read.titles import is_answer
from her2parse.read.trace import genes_of

_GENE = "ERBB2"
_ELSEWHERE = frozenset({"trials", "references", "therapies", "methods", "definitions", "history", "genes_tested"})
"""Parts where a change may be named without being found; reading them as results would drown the queue."""
_SUPPOSING = frozenset({"hypothetical", "other_subject", "other_time"})
_FULL_SHIFT = re.compile(r"^([A-Z]\d+)[A-Z]fs$")
"""A frameshift with its first new residue (``S717Lfs``): the page may name it without (``S717fs``) elsewhere."""
_NO_NAME = re.compile(r"\(?p\.\(?\?\)?\)?[.,;]?")
"""``p.?`` says that the change of the protein is not known: the coding name beside it is the change's."""
_MOST = 40
"""Notes a report; what its own findings explain falls away later, and most of the rest with it."""


def unread_mentions(
    laid: Sequence[LaidPage], statements: Sequence[Statement], lex: Lexicon, assay: str = ""
) -> list[ReviewNote]:
    """A note for each change of ERBB2, or without a gene, that stands where results stand and in no statement.

    ``assay``: its name as printed. Of a test of one other gene (``Idylla EGFR Mutation Test``) a change without a gene
    is that gene's."""
    tested = {lex.gene(word.strip("(),;:®™")) for word in assay.split()} - {""}
    alone = len(tested) == 1 and _GENE not in tested and {s.gene for s in statements} <= tested
    read = {spelling(name) for s in statements for name in (s.protein, s.coding, s.as_written) if name}
    read |= {short for name in read if (short := _FULL_SHIFT.sub(r"\1fs", name)) != name}
    notes: list[ReviewNote] = []
    for page in laid:
        for placed in page.lines:
            for mention in _named(placed, lex):
                if spelling(mention.text) in read or len(notes) >= _MOST or _NO_NAME.fullmatch(mention.text):
                    continue
                if alone and not any(gene == _GENE for m in mentions_of(placed.line, lex) for gene in genes_of(m)):
                    continue
                read.add(spelling(mention.text))
                place = evidence(page.page, [placed.line.words[index] for index in mention.words])
                told = (
                    f"The page names {mention.text}, perhaps of ERBB2, and no statement was made of it. Is it a result?"
                )
                notes.append(ReviewNote("unread_her2_mention", told, page=page.page.number, quote=place.quote))
    return notes


def unread_places(laid: Sequence[LaidPage], statements: Sequence[Statement], lex: Lexicon) -> list[ReviewNote]:
    """A note for the first place where ERBB2 stands in a row or as a title among results, and of whose event (of any
    event, where none is named) the report makes no statement: a row that was not understood, not silence. A row that
    answers ``equivocal`` or ``detected`` without saying what wants a statement that says the same."""
    own = [statement for statement in statements if statement.gene == _GENE]
    told = {statement.kind for statement in own}
    told |= {"small_variant"} if "splice" in told else set()
    said = {statement.state for statement in own}
    boxes = [box for statement in own for box in (statement.evidence, *statement.more)]
    for page in laid:
        # What stands under a gene that heads a column is asked about cell by cell (``unread_cells``).
        heads = {
            word
            for grid in grids_on(page, lex)
            for row in grid.rows
            if row.gene == _GENE and any(_inside(word, page.page.number, box) for word in row.place for box in boxes)
            for word in row.segment.words
        }
        for index, placed in enumerate(page.lines):
            for cell in placed.cells:
                if not _is_subject(cell, placed, lex):
                    continue
                asked = _asked(cell, page.lines[index : index + 1 + _BELOW], lex)
                words = [word for m in _genes(cell, lex) for word in [cell.cell.words[at] for at in m.words]]
                if asked is None or words[0] in heads or _other_name(cell, page.lines[:index], lex):
                    continue
                kinds, states = asked
                # Perhaps in a line below one that was read.
                unsure = "equivocal" in states - said and _unsure(cell, page.lines[index : index + 1 + _BELOW], lex)
                if not unsure and any(_inside(words[0], page.page.number, box) for box in boxes):
                    continue
                both = {"small_variant", "copy_number"} <= told
                unread = not both and (bool(kinds - told) if kinds else not told)
                if unread or unsure or (not kinds and (states & _WEIGHTY) - said):
                    quote = evidence(page.page, cell.cell.words).quote
                    message = (
                        "The page names ERBB2 where results stand, and no statement was made of it. Is it a result?"
                    )
                    return [ReviewNote("unread_her2_mention", message, page=page.page.number, quote=quote)]
    return []


_WEIGHTY = frozenset({"equivocal", "detected"})
_BELOW = 3
"""Lines below a title or a card's gene that may tell its event."""
_KINDS: dict[str, Kind] = {
    "amplification": "copy_number",
    "gain": "copy_number",
    "loss": "copy_number",
    "fusion": "fusion",
    "overexpression": "expression",
    "mutation": "small_variant",
    "transcript": "splice",
}
_MOST_WORDS, _SAME_LEFT = 8, 20.0


def _genes(cell: Placed, lex: Lexicon) -> list[Mention]:
    return [m for m in mentions_of(cell.cell, lex) if m.type in ("gene", "genes")]


def _is_subject(cell: Placed, placed: PlacedLine, lex: Lexicon) -> bool:
    """True for a short cell of ERBB2 alone, or of ERBB2 and an event, no part of a list, of text or of drugs."""
    genes = {gene for m in _genes(cell, lex) for gene in m.value.split(";")}
    if genes != {_GENE} or len(cell.cell.words) > _MOST_WORDS or cell.cell.text.rstrip().endswith("."):
        return False  # A full stop ends a sentence, whose last words are no row.
    if cell.zone.name not in BELIEVED and not (
        (cell.zone.name == "genes_tested" and _is_row(cell, placed, lex))
        or (cell.zone.name == "therapies" and _heads_therapies(cell, placed, lex))
    ):
        return False
    told = [cell] if cell.zone.name == "therapies" else placed.cells
    texts = [word.text for other in told for word in other.cell.words]
    little = functional(word.text for word in cell.cell.words)
    found = {m.type for other in placed.cells for m in mentions_of(other.cell, lex)}
    if little >= 2 or found & _SUPPOSING or any(names_drug(text) for text in texts):
        return False
    beside = {gene for other in placed.cells for m in _genes(other, lex) for gene in m.value.split(";")}
    return len(beside) < _LIST or bool(found & {"event", "state"})


def _other_name(cell: Placed, above: Sequence[PlacedLine], lex: Lexicon) -> bool:
    """True for a gene's other name in brackets close under it (``ERBB2`` / ``(HER2)``): its row is the one above."""
    if not above or not cell.cell.text.startswith("("):
        return False
    over = [o for o in above[-1].cells if abs(o.cell.x0 - cell.cell.x0) < _EDGE]
    close = bool(over) and cell.cell.top - over[0].cell.bottom < _CLOSE * cell.cell.height
    return close and any(gene == _GENE for m in _genes(over[0], lex) for gene in m.value.split(";"))


_EDGE, _CLOSE = 3.0, 0.75
"""How far left edges differ, points; white between a name's lines, a share of a letter's height."""


def _is_row(cell: Placed, placed: PlacedLine, lex: Lexicon) -> bool:
    """True for ``ERBB2 | amplified | 12``, which no list of genes holds: a table beside one."""
    at = placed.cells.index(cell)
    after = {m.type for other in placed.cells[at + 1 : at + 2] for m in mentions_of(other.cell, lex)}
    return bool(after & {"event", "state", "variant", "coding"}) and "gene" not in after


def _heads_therapies(cell: Placed, placed: PlacedLine, lex: Lexicon) -> bool:
    """True for ``ERBB2 S310F | 22.6 %`` under a heading of therapies: those are told for what this report found."""
    named = {m.type for m in mentions_of(cell.cell, lex)}
    beside = {m.type for other in placed.cells if other is not cell for m in mentions_of(other.cell, lex)}
    return bool(named & {"variant", "coding"} or (named & {"event", "class"} and "percent" in beside))


_LIST = 4
"""Genes in one line that make it a list."""


def _asked(cell: Placed, lines: Sequence[PlacedLine], lex: Lexicon) -> tuple[set[Kind], set[str]] | None:
    """The kinds of event that stand with a gene, in its line or below it, and the states told; ``None``
    where nothing stands with it."""
    found = [m for other in lines[0].cells for m in mentions_of(other.cell, lex)]
    alone = len(lines[0].cells) == 1
    for placed in lines[1:]:
        near = [
            o for o in placed.cells if abs(o.cell.x0 - cell.cell.x0) < _SAME_LEFT or (alone and len(placed.cells) > 1)
        ]
        below = [m for other in near for m in mentions_of(other.cell, lex)]
        if any(m.type in ("gene", "genes") for m in below):
            break
        found += below
    told = {"state", "event", "variant", "coding", "percent", "level", "class", "score"}
    if not any(m.type in told for m in found):
        return None
    states = {m.value for m in found if m.type == "state"}
    if states == {"not_done"} and not any(m.type in told - {"state", "event"} for m in found):
        return None  # "ERBB2 amplification | Not performed"
    kinds = {_KINDS[m.value] for m in found if m.type == "event" and m.value in _KINDS}
    return kinds, states


def _unsure(cell: Placed, lines: Sequence[PlacedLine], lex: Lexicon) -> bool:
    """True where a short cell of the gene's line or of those below, up to the next gene, answers ``equivocal``."""
    for at, placed in enumerate(lines):
        found = [m for other in placed.cells for m in mentions_of(other.cell, lex)]
        if (at and any(m.type in ("gene", "genes") for m in found)) or any(m.type == "score" for m in found):
            return False  # Another gene, or a scale of scores (``Equivocal | 2+``).
        short = [other.cell for other in placed.cells if other is not cell and len(other.cell.words) <= _SHORT]
        bare = [one for one in short if is_answer(one.words, one.page, lex)]
        if any((m.type, m.value) == ("state", "equivocal") for one in bare for m in mentions_of(one, lex)):
            return True
    return False


_SHORT = 4
"""Words of a bare answer, at most."""


def _inside(word: Word, page: int, box: Evidence) -> bool:
    middle = ((word.x0 + word.x1) / 2, (word.top + word.bottom) / 2)
    return page == box.page and box.x0 <= middle[0] <= box.x1 and box.top <= middle[1] <= box.bottom


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
    little = functional(word.text for word in line.words)
    if first < 10**6 and little >= 2:
        return []  # A sentence that supposes.
    items = find_items(found, [token.text for token in tokens(Segment(line.page, line.words))])
    other = {m.start for item in items if item.gene != _GENE for m in item.mentions}
    return [m for m in changes if m.start not in other and m.start < first and gene_of_accession(m.text) in ("", _GENE)]
