"""Questions and the choices below them that were ticked (see ``choices``), as segments of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from her2parse.model import Word
from her2parse.read.choices import Asked, Chosen
from her2parse.read.geometry import Cell, Line
from her2parse.read.implied import ASKED_OTHERWISE, SEQUENCED
from her2parse.read.lab_records import Record, entries_of, only_asks, record_at
from her2parse.read.layout import BELIEVED, LaidPage, PlacedLine, Zone
from her2parse.read.lexicon import Lexicon, role_of
from her2parse.read.mentions import Segment, mentions, mentions_of
from her2parse.read.passages import Card, Passage
from her2parse.read.tables import NAME_ROLES, counted_in_situ
from her2parse.read.titles import asks_for_event, genes_in, is_answer, is_title
from her2parse.read.trace import SILENT, Trace


def chosen(page: LaidPage, lex: Lexicon, trace: Trace = SILENT) -> tuple[LaidPage, list[Passage]]:
    """A page without its questions and ticked choices, and a passage for each choice: the words of its question as the
    row's name and its own words as the row's result.

    A question stays where it is a heading, or gives its method to what stands below (``HER2 by FISH``).
    """
    lines: list[PlacedLine] = []
    out: list[Passage] = []
    taken: set[int] = set()
    for at, placed in enumerate(page.lines):
        line = placed.line
        if at in taken:
            continue
        if at + 1 not in taken and (pairs := _under_titles(page.lines, at, lex)):
            out.extend(pairs)
            taken.add(at + 1)
            continue
        if (record := record_at(page.lines, at, lex)) is not None:
            out.extend(_of_record(record, placed.cells[0].zone, page.page.number, lex))
            trace.refused(record.expected, "column_criteria")
            trace.refused(record.comment, "repeated")
            taken.update(record.taken)
            continue
        if only_asks(placed, lex):
            trace.refused(line.words, "subject")
            continue
        if (family := _family(page.lines, at, lex) or _titled(page.lines, at, lex)) is not None:
            out.append(family[0])
            taken.update(family[1])
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


def _of_record(record: Record, zone: Zone, page: int, lex: Lexicon) -> list[Passage]:
    """A test's result under its name; of a panel, each gene's line."""
    if not genes_in(record.test, page, lex) and (told := entries_of(record.result, lex)):
        return [_entry(words, zone, page, lex) for words in told]
    answer = tuple(word for line in record.result for word in line)
    return [_passage(page, record.test, answer, zone, lex)]


def _entry(words: Sequence[Word], zone: Zone, page: int, lex: Lexicon) -> Passage:
    """A line of a panel's result: what was asked before the dots, and the answer behind them."""
    dots = next((at for at, word in enumerate(words) if _LEADER.fullmatch(word.text)), 0)
    if dots and genes_in(words[:dots], page, lex):
        return _passage(page, words[:dots], words[dots + 1 :], zone, lex)
    answers = [at for at in range(1, len(words)) if is_answer(words[at:], page, lex)]
    if answers and _sequenced(page, words[: answers[0]], lex):
        return _passage(page, words[: answers[0]], words[answers[0] :], zone, lex)
    return Passage(Segment(page, tuple(words)), zone, Card(), False, "line")


def _passage(page: int, asked: Sequence[Word], answer: Sequence[Word], zone: Zone, lex: Lexicon) -> Passage:
    roles = ("biomarker",) * len(asked) + ("result",) * len(answer)
    card = Card(topic="mutation" if _sequenced(page, asked, lex) else "")
    return Passage(Segment(page, (*asked, *answer), roles), zone, card, False, "table")


def _sequenced(page: int, asked: Sequence[Word], lex: Lexicon) -> bool:
    """True for a question of nothing but a gene that is looked at for mutations alone (``STK11``)."""
    found = mentions(Segment(page, tuple(asked)), lex)
    genes = {m.value for m in found if m.type == "gene"}
    methods = {m.value for m in found if m.type == "method"}
    only = {m.type for m in found} <= {"gene", "method", "prep"} and methods <= SEQUENCED
    return bool(genes) and only and (bool(methods) or not genes & ASKED_OTHERWISE)


def _family(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> tuple[Passage, list[int]] | None:
    """A title or row of one gene with the labelled rows set in below it (``EGFR mutation | Detected`` over ``Variant |
    p.L858R`` and ``VAF | 22%``), as if it were one row of a table; and the lines that it takes. ``None`` elsewhere."""
    placed = lines[at]
    zone = placed.cells[0].zone
    if isinstance(placed.line, Chosen | Asked) or zone.name not in BELIEVED or placed.cells[0].heading:
        return None
    asked, answer = _cut(placed.line)
    if len(placed.cells) > 2 or genes_in(answer, placed.line.page, lex):
        return None
    if not is_title(asked, placed.line.page, lex, bare=bool(answer)) or placed.line.text.endswith("."):
        return None
    pairs = [*((word, "biomarker") for word in asked), *((word, "result") for word in answer)]
    edge = min((word.x0 for word in answer), default=1e6)
    gene = genes_in(asked, placed.line.page, lex)
    taken = [at]
    told: set[str] = {"result"} if answer else set()
    below = placed.line
    for index in range(at + 1, min(at + _MOST_LINES, len(lines))):
        line = lines[index].line
        set_in = placed.line.x0 + _SET_IN < line.x0 < edge - _SET_IN
        if not set_in or line.top - below.bottom > _NEAR * line.height or isinstance(line, Chosen | Asked):
            break
        below = line
        label, said = _cut(line)
        role = _role(label, line.page, lex) if said else ""
        changes = {m.type for m in mentions(Segment(line.page, said), lex)} & {"variant", "coding"} if said else set()
        role = "variant" if changes and role not in _VALUES else role
        named = genes_in(label, line.page, lex) | genes_in(said, line.page, lex)
        own = bool(genes_in(label, line.page, lex)) and role not in _COUNTED and not changes
        if role not in _VALUES or role in told or named - gene or own:
            continue  # "HER2 status" over "HER2 immunohistochemistry score": a test of its own.
        pairs += [(word, role) for word in said]
        told.add(role)
        taken.append(index)
    if len(taken) < 2 or not told & {"result", *NAME_ROLES}:
        return None
    state = {m.value for m in mentions(Segment(placed.line.page, tuple(answer)), lex) if m.type == "state"}
    if "not_done" in state or (state == {"not_detected"} and told & NAME_ROLES):
        return None
    segment = Segment(placed.line.page, tuple(word for word, _ in pairs), tuple(role for _, role in pairs))
    card = Card(topic="mutation" if _sequenced(placed.line.page, asked, lex) else "")
    return Passage(segment, zone, card, False, "table"), taken


def _under_titles(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> list[Passage]:
    """A line of titles that ask, each over its answer (``ERBB2 amplification | RET fusion`` over ``Not detected | Not
    detected``): a passage for each; empty elsewhere."""
    if at + 1 >= len(lines) or any(cell.zone.name not in BELIEVED for cell in lines[at].cells):
        return []
    titles, below = lines[at].line, lines[at + 1].line
    if len(below.cells) < _TITLES or below.top - titles.bottom > _BELOW_TITLE * titles.height:
        return []
    if isinstance(titles, Chosen | Asked) or isinstance(below, Chosen | Asked):
        return []
    page = titles.page
    if sum(is_answer(cell.words, page, lex) for cell in below.cells) < _TITLES:
        return []
    if role_of(below.cells[0].text, lex) and not is_answer(below.cells[0].words, page, lex):
        return []  # "Test | ERBB2 | MET" over "Result | …": a grid with labels.
    groups: list[list[Word]] = [[] for _ in below.cells]
    if len(titles.cells) == len(below.cells):
        groups = [list(cell.words) for cell in titles.cells]
    else:  # Titles so close that they look like one: cut where the answers begin.
        for word in titles.words:
            left = [n for n, cell in enumerate(below.cells) if cell.x0 <= word.x0 + _SET_IN]
            groups[left[-1] if left else 0].append(word)
    if not all(groups) or any(
        abs(group[0].x0 - cell.x0) > 2 * _SET_IN and abs(group[0].x0 + group[-1].x1 - cell.x0 - cell.x1) > 4 * _SET_IN
        for group, cell in zip(groups, below.cells, strict=True)
    ):
        return []
    found = [mentions(Segment(page, tuple(group)), lex) for group in groups]
    asked = [told for told in found if any(m.type in ("gene", "genes") for m in told)]
    if any(m.type in ("state", "score", "percent") for told in found for m in told) or len(asked) < _TITLES:
        return []
    if not any(any(m.type == "event" for m in told) for told in asked):
        return []  # Genes alone head columns of a grid.
    zone = lines[at].cells[0].zone
    return [_passage(page, group, cell.words, zone, lex) for group, cell in zip(groups, below.cells, strict=True)]


_TITLES = 2
"""Titles, and answers, in such a line at least."""


def _titled(lines: Sequence[PlacedLine], at: int, lex: Lexicon) -> tuple[Passage, list[int]] | None:
    """A title that asks for one event of a gene, with its answer among the labelled rows right below it (``HER2
    amplification`` over ``Method | NGS`` and ``Result | Not detected``, or over ``ERBB2: Negative``), and the lines
    that both take; ``None`` elsewhere."""
    placed = lines[at]
    page, asked = placed.line.page, placed.line.words
    if len(placed.cells) != 1 or placed.cells[0].zone.name not in BELIEVED or placed.line.text.endswith((".", "。")):
        return None  # "CDKN2A: homozygous deletion." says it all.
    if not asks_for_event(asked, page, lex):
        return None
    gene, above = genes_in(asked, page, lex), placed.line
    for index in range(at + 1, min(at + _ROWS_BELOW, len(lines))):
        line = lines[index].line
        label, said = _cut(line)
        if not said and index == at + 1:
            label, said = (), line.words
        near = line.top - above.bottom < _BELOW_TITLE * above.height
        if not near or not said or isinstance(line, Chosen | Asked) or len(lines[index].cells) > 2:
            return None
        if len(lines[index].cells) == 1 and lines[index].cells[0].heading:
            return None  # "Negative findings" is the title of what comes next.
        own = genes_in(label, page, lex) if label else set()
        alone = bool(label) and own == gene and {m.type for m in mentions(Segment(page, label), lex)} <= {"gene"}
        if own and not alone:
            return None
        if (alone or not label or _role(label, page, lex) == "result") and _answers(said, page, lex):
            if any(m.type == "event" for m in mentions(Segment(page, tuple(said)), lex)):
                # "HER2 amplification" over "There is no evidence of amplification": the answer names the event itself.
                told = mentions(Segment(page, asked), lex)
                asked = tuple(asked[at] for m in told if m.type == "gene" for at in m.words)
            pairs = [*((word, "biomarker") for word in asked), *((word, "result") for word in said)]
            segment = Segment(page, tuple(word for word, _ in pairs), tuple(role for _, role in pairs))
            return Passage(segment, placed.cells[0].zone, Card(), False, "table"), [at, index]
        above = line
    return None


def _answers(said: Sequence[Word], page: int, lex: Lexicon) -> bool:
    """True for an answer, alone or as a short sentence that names nothing else."""
    found = mentions(Segment(page, tuple(said)), lex)
    sentence = len(said) <= _SENTENCE and not {m.type for m in found} & _OF_ANOTHER
    return is_answer(said, page, lex) or (sentence and any(m.type in ("state", "preneg") for m in found))


_OF_ANOTHER = frozenset({"gene", "genes", "variant", "coding", "fusion", "hypothetical", "score", "percent"})
_BELOW_TITLE, _ROWS_BELOW, _SENTENCE = 2.0, 7, 14
"""White between a title and its rows, letter heights; rows below a title; words of a sentence that answers."""
_SET_IN, _NEAR, _MOST_LINES = 3.0, 1.2, 9
"""How far a row is set in below its title (points), white between lines (letter heights), rows between."""
_VALUES = frozenset(
    {"result", "protein", "coding", "variant", "vaf", "ratio", "ish_copies", "control_copies", "copy_number", "score"}
)
"""What rows below a title may tell of it."""
_COUNTED = frozenset({"ratio", "ish_copies", "control_copies"})
_LEADER = re.compile(r"[.…_·]{3,}")


def _cut(line: Line) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """A line's label and what stands behind its colon, its dots or the white."""
    words = line.words
    first = len(line.cells[0].words)
    if len(words) > 1 and _LEADER.fullmatch(words[0].text):
        words, first = words[1:], first - 1  # "___ Specify: …": the line before a choice of a form.
    for at, word in enumerate(words[:_LABEL_WORDS]):
        if _LEADER.fullmatch(word.text):
            return words[:at], tuple(word for word in words[at:] if not _LEADER.fullmatch(word.text))
        if word.text.endswith(":") or at + 1 == first:
            return words[: at + 1], words[at + 1 :]
    return words, ()


_LABEL_WORDS = 10


def _role(label: Sequence[Word], page: int, lex: Lexicon) -> str:
    if not label:
        return ""
    text = " ".join(word.text for word in label).rstrip(":")
    return role_of(text, lex) or counted_in_situ([Cell(page, tuple(label))], lex)


def _leads(placed: PlacedLine, lex: Lexicon) -> bool:
    found = mentions_of(placed.line, lex)
    stained = any(m.type == "method" and m.value in ("ihc", "ish") for m in found)
    return any(cell.heading for cell in placed.cells) or (stained and not any(m.type == "event" for m in found))
