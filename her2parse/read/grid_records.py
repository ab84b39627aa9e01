"""What the cells of a gene's column say: words to records, each of which one statement may be made of.

A cell belongs to the event that its row is labelled with; where the label names none (``Result``), to the one that the
head of its column or the table's title names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from her2parse.model import Word
from her2parse.read.event_columns import EVENT_OF_ROLE, answer
from her2parse.read.grid_heads import COPIES, events_in, found_in
from her2parse.read.items import UNREAD_COLUMNS
from her2parse.read.lexicon import Lexicon, joints, normal, role_of, unbroken
from her2parse.read.mentions import Mention
from her2parse.read.scope import cues

NAMED = frozenset({"variant", "coding", "fusion", "class", "splice"})
SAID = frozenset({"state", "preneg", "prepos", "negator", "score", "level"})
_SMALL_ROLES = frozenset({"protein", "coding", "variant", "vaf", "exon", "effect", "transcript", "genomic", "zygosity"})
_KIND_OF_ROLE = {
    **dict.fromkeys(_SMALL_ROLES, "small"),
    "copy_number": "copies",
    "fold_change": "copies",
    "reads": "fusion",
    "fusion": "fusion",
}
_KIND_OF_EVENT = {"mutation": "small", "amplification": "copies", "fusion": "fusion"}
_PROPERTIES = frozenset(
    {"vaf", "exon", "effect", "transcript", "zygosity", "significance", "coverage", "reads", "therapy", "coding"}
)
"""Roles of labels that tell a property, whatever event their words name (``Variant type``)."""
_MEASURED = frozenset({"vaf", "reads", "effect", "zygosity", "significance"})
"""What only an event has that is there."""
NUMBERS = frozenset({"vaf", "reads", "exon", "coverage"})
"""What is told in numbers: an answer in such a row says that there is none, and nothing of the event."""
_NOTHING = re.compile(r"[-–—./]+")
_TEXT, _FUNCTIONAL = 8, 2
"""Words of running text, and how many of them only such has."""
_MOST_LABEL, _MOST_EVENT = 4, 6
"""The most words of a label, and of one that names an event."""


@dataclass(slots=True)
class GridRow:
    """A row: the words of its label and of its cells, by column, where it ends, and what its label tells (see
    ``row_kind``)."""

    label: list[Word] = field(default_factory=list)
    cells: dict[int, list[Word]] = field(default_factory=dict)
    bottom: float = 0.0
    kind: str = ""


@dataclass(slots=True)
class Record:
    """What one statement may be made of: words with their columns' roles; ``place`` are those of the gene's column,
    ``told`` an answer that stands alone, ``denied`` that it says that the event is not there."""

    pairs: list[tuple[Word, str]]
    place: list[Word]
    kinds: set[str]
    told: str = ""
    denied: bool = False
    asks: bool = False
    """It only names an event: an answer right below is its own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a column's cells are asked: its gene's words, its head's own event in words, the table's title's event, and
    what the page's codes stand for."""

    gene: tuple[Word, ...]
    ask: tuple[Word, ...]
    title: str
    codes: Mapping[str, str]


def names_column(words: Sequence[Word], lex: Lexicon) -> bool:
    """True for a label that is just the name of a column for what was asked or answered, of any event
    (``Alteration``)."""
    text = normal(" ".join(word.text for word in words))
    return lex.roles.get(text, "") in ("biomarker", "result")


def label_kind(words: Sequence[Word], lex: Lexicon) -> str:
    """What a row's label tells: ``event``, a column's role, or nothing."""
    found = found_in(words, lex)
    kinds = {m.type for m in found}
    if not words or kinds & (NAMED | SAID | {"percent", "gene", "genes"}):
        return ""
    text = " ".join(word.text for word in words)
    role = role_of(text, lex) if len(words) <= _MOST_LABEL else ""
    if events_in(found) and len(words) <= _MOST_EVENT:
        known = normal(text) in lex.roles or unbroken(normal(text)) in lex.roles
        return role if role in _PROPERTIES | {"protein", "variant"} and known else "event"
    return role


def row_kind(row: GridRow, lex: Lexicon) -> str:
    """What a row's label tells, or nothing where its cells are none of that: a row of fractions names no changes
    (``Plasma | p.S310F (0.8%) | ND``)."""
    kind = label_kind(row.label, lex)
    named = any({m.type for m in found_in(words, lex)} & NAMED for words in row.cells.values())
    return "" if kind in NUMBERS and named else kind


def records(rows: Sequence[GridRow], column: int, asked: Asked, lex: Lexicon) -> tuple[list[Record], list[list[Word]]]:
    """A column's records from top to bottom, and the cells whose words say nothing that is known.

    Args:
        rows: the rows below the head, those of earlier samples left out.
        column: which column.
        asked: what its cells are asked.
        lex: the vocabularies.
    """
    out: list[Record] = []
    unread: list[list[Word]] = []
    waiting: list[tuple[list[Word], str]] = []
    for row in rows:
        words = row.cells.get(column, [])
        if not words or all(_NOTHING.fullmatch(word.text) for word in words):
            continue
        kind = _of_copies(row.kind, words, lex)
        found = found_in(words, lex)
        told = bool({m.type for m in found} & NAMED) or bool(events_in(found))
        said = [] if told else _said(words, asked.codes, lex)
        record: Record | None = None
        if kind in (*UNREAD_COLUMNS, "comment") or (kind == "" and _runs_on(words)):
            continue  # Drugs, studies and comments.
        bare = told and not row.label and not {m.type for m in found} & NAMED and not _answers(found)
        if bare or _two_answers(found):
            unread.append(words)
            continue
        if kind == "significance" and told and events_in(found) - {"mutation"}:
            kind = ""  # "Class: Amplified" tells what was found.
        if kind in _PROPERTIES or (kind in _KIND_OF_ROLE and not said) or kind not in ("", "event", *_ANSWERED):
            record = _attribute(out, words, kind, found)
            if record is None and not told and not (kind in NUMBERS and said):
                waiting.append((words, kind))
        elif told and (last := _without_protein(out, found, lex)):
            record = last
            record.pairs.extend((word, "result") for word in words)
            record.place.extend(words)
        elif told:
            denied = not {m.type for m in found} & NAMED and _denies(words, lex)
            asks = names_column(row.label, lex) and {m.type for m in found} == {"event"}
            record = Record([(word, "result") for word in words], list(words), _kinds(found), denied=denied, asks=asks)
        elif said and out and out[-1].asks and names_column(row.label, lex):
            _answer_it(out[-1], said)
            continue
        elif kind == "event":
            record = _by_label(row.label, words, said, lex)
        elif said:
            record = _by_head(words, said, kind, asked, lex)
        if record is not None and record not in out:
            _take(record, waiting)
            out.append(record)
        elif record is None and (said or kind == "event"):
            unread.append(words)
    _settle(out, waiting, lex)
    return out, unread


_ANSWERED = ("biomarker", "result", "gene", *EVENT_OF_ROLE)
"""Roles of labels whose rows may hold an answer."""


def _of_copies(kind: str, words: Sequence[Word], lex: Lexicon) -> str:
    """What a row tells in one cell: where fractions and copies share it (``VAF / copies``), the cell says which."""
    copies = kind == "vaf" and any((m.type, m.value) == ("label", "copies") for m in found_in(words, lex))
    return "copy_number" if copies else kind


def _runs_on(words: Sequence[Word]) -> bool:
    """True for a cell of running text."""
    return len(words) >= _TEXT and sum(word.text.lower() in joints("function") for word in words) >= _FUNCTIONAL


def _answers(found: Sequence[Mention]) -> bool:
    """True where a cell says whether something is there: an event's name alone may be the rest of a head."""
    return bool({m.type for m in found} & SAID)


def _two_answers(found: Sequence[Mention]) -> bool:
    """True where an answer stands before the name of a change (``WT p.V842I``): two rows that nothing parted."""
    denied = any((m.type, m.value, m.start) == ("state", "not_detected", 0) for m in found)
    open_ = any(m.type in ("preneg", "negator", "prep") for m in found)
    return denied and not open_ and any(m.type in NAMED for m in found)


def _said(words: Sequence[Word], codes: Mapping[str, str], lex: Lexicon) -> list[Word]:
    """The words of a cell that says whether something is there, a code written out; empty for any other."""
    whole = answer(words, codes, lex)
    return whole or (list(words) if {m.type for m in found_in(words, lex)} & SAID else [])


def _without_protein(out: Sequence[Record], found: Sequence[Mention], lex: Lexicon) -> Record | None:
    """The last record, where it names a change of the sequence and a cell below it the one change of the protein."""
    if {m.type for m in found} & NAMED != {"variant"} or sum(m.type == "variant" for m in found) > 1 or not out:
        return None
    named = {m.type for m in found_in([word for word, _ in out[-1].pairs], lex)} & NAMED
    return out[-1] if named == {"coding"} else None


def _denies(words: Sequence[Word], lex: Lexicon) -> bool:
    return {cue.state for cue in cues(found_in(words, lex))[0]} == {"not_detected"}


def _kinds(found: Sequence[Mention]) -> set[str]:
    types, events = {m.type for m in found}, events_in(found)
    kinds = (
        {"small"} if types & {"variant", "coding", "class", "splice"} or events & {"mutation", "transcript"} else set()
    )
    return (
        kinds
        | ({"copies"} if events & COPIES else set())
        | ({"fusion"} if types & {"fusion"} or "fusion" in events else set())
    )


def _by_label(label: Sequence[Word], words: list[Word], said: list[Word], lex: Lexicon) -> Record | None:
    """A cell that speaks of the event of its row; ``None`` where it does not say whether the event is there."""
    event = found_in(label, lex)
    if said:
        pairs = [*((word, "biomarker") for word in label), *((word, "result") for word in said)]
        return Record(pairs, list(words), _kinds(event), denied=_denies(said, lex))
    if any(m.type == "number" for m in found_in(words, lex)) and events_in(event) & COPIES:
        # A number of copies alone does not say that they are too many.
        return Record([(word, "result") for word in words], list(words), {"copies"})
    return None


def _by_head(words: list[Word], said: list[Word], role: str, asked: Asked, lex: Lexicon) -> Record | None:
    """A cell with an answer alone, whose event its row's label does not name: it is that of the role, of the head, or
    of the title; ``None`` where none of them names one."""
    text, denied = " ".join(word.text for word in words), _denies(said, lex)
    event = EVENT_OF_ROLE.get(role, "")
    if asked.ask and not event:
        found = found_in(asked.ask, lex)
        if not found:
            return None  # One codon alone is not the gene.
        pairs = [*((word, "biomarker") for word in asked.ask), *((word, "result") for word in said)]
        copies = any((m.type, m.value) == ("label", "copies") for m in found) and not events_in(found)
        if not copies:
            kinds = _kinds(found) or {"small"}
            return Record(pairs, words, kinds, text, denied)
        event = "copies"
    event = event or asked.title
    if not event:
        return None
    if event == "copies":
        # "CNV: positive" says that copies changed and not which way: that is for a person, and no silence.
        changed = {cue.state for cue in cues(found_in(said, lex))[0]} == {"detected"}
        said = [replace(said[0], text="indeterminate")] if changed else said
        label = replace(asked.gene[-1], text="CN")
        return Record([(label, "result"), *((word, "result") for word in said)], words, {"copies"}, text, denied)
    label = replace(asked.gene[-1], text=event)
    pairs = [(label, "biomarker"), *((word, "result") for word in said)]
    return Record(pairs, words, {_KIND_OF_EVENT[event]}, text, denied)


def _answer_it(record: Record, said: Sequence[Word]) -> None:
    """Add to a record that only asks (``amplification``) the answer in the row below it."""
    record.pairs = [*((word, "biomarker") for word, _ in record.pairs), *((word, "result") for word in said)]
    record.place.extend(said)
    record.asks = False


def _attribute(out: Sequence[Record], words: list[Word], role: str, found: Sequence[Mention]) -> Record | None:
    """The record that a row tells more of (its fraction, its class): the one that it speaks of, else a new one where it
    names a change; ``None`` where it does neither."""
    kind = _KIND_OF_ROLE.get(role, "")
    types = {m.type for m in found}
    name = bool(types & NAMED)
    answered = role in NUMBERS and bool(types & SAID) and not types & {"number", "percent"}
    fitting = [
        record
        for record in out
        if (not kind or kind in record.kinds) and role not in {other for _, other in record.pairs}
    ]
    if fitting and (kind or len(out) == 1):
        record = fitting[-1]
        if answered or (record.denied and role in _MEASURED):
            return record
        record.pairs.extend((word, role) for word in words)
        record.place.extend(words)
        record.kinds |= _kinds(found)
        return record
    if name or (events_in(found) and role not in _PROPERTIES):
        return Record([(word, role) for word in words], list(words), _kinds(found) | ({kind} if kind else set()))
    return None


def _take(record: Record, waiting: list[tuple[list[Word], str]]) -> None:
    """Give a new record what rows above it told of it."""
    for words, role in list(waiting):
        kind = _KIND_OF_ROLE.get(role, "")
        if kind and kind not in record.kinds:
            continue
        waiting.remove((words, role))
        if role in {other for _, other in record.pairs} or (record.denied and role in _MEASURED):
            continue
        record.pairs[:0] = [(word, role) for word in words]
        record.place[:0] = words


def _settle(out: list[Record], waiting: Sequence[tuple[list[Word], str]], lex: Lexicon) -> None:
    """Copies that no event in the column claimed: they are told of its only change, else stand for themselves, and
    alone they do not say that they are too many."""
    for words, role in waiting:
        if role != "copy_number" or not any(m.type == "number" for m in found_in(words, lex)):
            continue
        if len(out) == 1 and not out[0].denied:
            out[0].pairs.extend((word, role) for word in words)
            out[0].place.extend(words)
        elif not out:
            label = replace(words[0], text="CN")
            out.append(Record([(label, "result"), *((word, "result") for word in words)], list(words), {"copies"}))
