"""Questions and the choices below them that were ticked (see ``choices``), as segments of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from her2parse.model import Word
from her2parse.read.choices import Asked, Chosen
from her2parse.read.implied import ASKED_OTHERWISE, SEQUENCED
from her2parse.read.layout import BELIEVED, LaidPage, PlacedLine, Zone
from her2parse.read.lexicon import Lexicon, role_of
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
    for at, placed in enumerate(page.lines):
        line = placed.line
        if (named := _titled_answer(page.lines, at, lex)) is not None:
            title, answer = named
            asked = page.lines[title].line
            if page.lines[title] in lines and not any(cell.heading for cell in page.lines[title].cells):
                lines.remove(page.lines[title])
            out.append(_passage(page.page.number, asked.words, answer, placed.cells[0].zone, lex))
            continue
        if isinstance(line, Chosen):
            zone = placed.cells[0].zone
            if zone.name in BELIEVED:
                out.append(_passage(page.page.number, line.question, line.words, zone, lex))
            else:
                trace.refused((*line.question, *line.words), f"zone_{zone.name}")
        elif isinstance(line, Asked) and not _leads(placed, lex):
            trace.refused(line.words, "subject")
        else:
            lines.append(placed)
    return (replace(page, lines=tuple(lines)), out) if len(lines) < len(page.lines) else (page, out)


def _passage(page: int, asked: Sequence[Word], answer: Sequence[Word], zone: Zone, lex: Lexicon) -> Passage:
    roles = ("biomarker",) * len(asked) + ("result",) * len(answer)
    card = Card(topic="mutation" if _sequenced(page, asked, lex) else "")
    return Passage(Segment(page, (*asked, *answer), roles), zone, card, False, "table")


def _sequenced(page: int, asked: Sequence[Word], lex: Lexicon) -> bool:
    """True for a question of nothing but a gene that is looked at for mutations alone (``STK11``)."""
    found = mentions(Segment(page, tuple(asked)), lex)
    return any(m.type == "gene" for m in found) and all(
        (m.type == "gene" and m.value not in ASKED_OTHERWISE) or (m.type == "method" and m.value in SEQUENCED)
        for m in found
    )


def _titled_answer(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> tuple[int, tuple[Word, ...]] | None:
    """The line of the title and the answer of a row that only says ``Result: …``, set in below a title of one gene
    (``PIK3CA mutational analysis``); ``None`` for any other row."""
    placed = lines[at]
    if isinstance(placed.line, Chosen | Asked) or placed.cells[0].zone.name not in BELIEVED:
        return None
    words = placed.line.words
    end = next((n for n, word in enumerate(words[:4], 1) if word.text.endswith(":")), len(placed.cells[0].cell.words))
    answer = words[end:]
    label = " ".join(word.text for word in words[:end]).rstrip(":")
    if not answer or role_of(label, lex) != "result" or _kinds(Segment(1, words), lex) & {"gene", "genes", "fusion"}:
        return None
    below = placed.line
    for above in range(at - 1, max(-1, at - _MOST_LINES), -1):
        line = lines[above].line
        if below.top - line.bottom > _NEAR * line.height:
            return None
        if line.x0 < placed.line.x0 - _SET_IN:
            return (above, answer) if _is_title(lines[above], lex) else None
        below = line
    return None


_SET_IN, _NEAR, _MOST_LINES = 3.0, 1.2, 8
"""How far a row is set in below its title (points), white between lines (letter heights), rows between."""


def _is_title(placed: PlacedLine, lex: Lexicon) -> bool:
    """True for a short line of one gene and perhaps an event, without an answer and without a stain or probe."""
    if len(placed.cells) > 1 or len(placed.line.words) > _TITLE_WORDS or placed.line.text.endswith("."):
        return False
    found = mentions_of(placed.line, lex)
    genes = {m.value for m in found if m.type == "gene"}
    stained = any(m.type == "method" and m.value in ("ihc", "ish") for m in found)
    return len(genes) == 1 and not stained and {m.type for m in found} <= {"gene", "event", "method", "prep", "splice"}


_TITLE_WORDS = 8


def _kinds(segment: Segment, lex: Lexicon) -> set[str]:
    return {m.type for m in mentions(segment, lex)}


def _leads(placed: PlacedLine, lex: Lexicon) -> bool:
    found = mentions_of(placed.line, lex)
    stained = any(m.type == "method" and m.value in ("ihc", "ish") for m in found)
    return any(cell.heading for cell in placed.cells) or (stained and not any(m.type == "event" for m in found))
