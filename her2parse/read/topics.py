"""The event that the words over a table give to the bare answers in it (``Hotspot mutation status``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from her2parse.read.geometry import Cell
from her2parse.read.layout import PlacedLine
from her2parse.read.lexicon import Lexicon
from her2parse.read.mentions import mentions_of

_OF_SEQUENCE = re.compile(r"mut|varia|sequen|snv|indel", re.IGNORECASE)
"""What only a change of the sequence is called; an alteration may be one of copies."""
_COPIES = frozenset({"amplification", "gain", "loss", "deletion"})
_ABOVE, _MOST_WORDS, _NEAR = 40, 14, 2.5
"""Lines above a table that its heading is looked for in; words of a caption; white below it, letter heights."""


def topic_over(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> str:
    """``mutation``, ``copies`` or ``fusion``, from the caption right above ``lines[at]`` or else its heading; empty
    where these name none of them, or several."""
    if at:
        above = lines[at - 1].line
        near = lines[at].line.top - above.bottom < _NEAR * above.height
        if len(above.cells) == 1 and near and len(above.words) <= _MOST_WORDS and (told := topic_in(above, lex)):
            return told
    for placed in reversed(lines[max(0, at - _ABOVE) : at]):
        for cell in placed.cells:
            if cell.heading:
                return topic_in(cell.cell, lex)
    return ""


def topic_in(cell: Cell, lex: Lexicon) -> str:
    """The one kind of event that a title names, or an empty string."""
    found = mentions_of(cell, lex)
    if any(m.type in ("variant", "coding", "percent", "score") for m in found):
        return ""
    events = {m.value for m in found if m.type == "event"}
    told = set()
    if any(m.type == "event" and m.value == "mutation" and _OF_SEQUENCE.search(m.text) for m in found):
        told.add("mutation")
    elif "mutation" in events:
        return ""  # "Genomic alterations": of any kind.
    if events & _COPIES or any((m.type, m.value) == ("label", "copies") for m in found) or "CNV" in cell.text:
        told.add("copies")
    if "fusion" in events:
        told.add("fusion")
    return told.pop() if len(told) == 1 else ""
