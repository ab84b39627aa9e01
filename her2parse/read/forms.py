"""Questions and the choices below them that were ticked (see ``choices``), as segments of their own."""

from __future__ import annotations

from dataclasses import replace

from her2parse.read.choices import Asked, Chosen
from her2parse.read.implied import ASKED_OTHERWISE
from her2parse.read.layout import BELIEVED, LaidPage, PlacedLine
from her2parse.read.lexicon import Lexicon
from her2parse.read.mentions import Segment, mentions, mentions_of
from her2parse.read.passages import Card, Passage
from her2parse.read.trace import SILENT, Trace


def chosen(page: LaidPage, lex: Lexicon, trace: Trace = SILENT) -> tuple[LaidPage, list[Passage]]:
    """A page without its questions and ticked choices, and a passage for each choice: the words of its question as the
    row's name and its own words as the row's result.

    A question stays where it is a heading, or gives its method to what stands below (``HER2 by FISH``).
    """
    lines: list[PlacedLine] = []
    out: list[Passage] = []
    for placed in page.lines:
        line = placed.line
        if isinstance(line, Chosen):
            zone = placed.cells[0].zone
            words = (*line.question, *line.words)
            roles = ("biomarker",) * len(line.question) + ("result",) * len(line.words)
            if zone.name in BELIEVED:
                card = Card(topic="mutation" if _sequenced(line, lex) else "")
                out.append(Passage(Segment(page.page.number, words, roles), zone, card, False, "table"))
            else:
                trace.refused(words, f"zone_{zone.name}")
        elif isinstance(line, Asked) and not _leads(placed, lex):
            trace.refused(line.words, "subject")
        else:
            lines.append(placed)
    return (replace(page, lines=tuple(lines)), out) if len(lines) < len(page.lines) else (page, out)


def _sequenced(line: Chosen, lex: Lexicon) -> bool:
    """True for a question of nothing but a gene that is looked at for mutations alone (``STK11``)."""
    found = mentions(Segment(line.page, line.question), lex)
    return bool(found) and all(m.type == "gene" and m.value not in ASKED_OTHERWISE for m in found)


def _leads(placed: PlacedLine, lex: Lexicon) -> bool:
    found = mentions_of(placed.line, lex)
    stained = any(m.type == "method" and m.value in ("ihc", "ish") for m in found)
    return any(cell.heading for cell in placed.cells) or (stained and not any(m.type == "event" for m in found))
