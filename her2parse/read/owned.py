"""What the rows of a gene's block say: rows to findings of that gene, each one segment, as if it were a table's row.

A change, an event or a pair ``event : result`` begins a finding; fractions, copies, reads, classes and states below (or
above) it fill it; a second one of a kind begins the next. A result that the reader does not know makes no statement
and is kept for a person (``unread``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from her2parse.model import Page, ReviewNote, Statement, Word
from her2parse.read.blocks import Block, Pair, label_role, read_blocks
from her2parse.read.compose import compose
from her2parse.read.denials import PARTICIPLE
from her2parse.read.geometry import evidence
from her2parse.read.items import UNREAD_COLUMNS
from her2parse.read.judge import Context
from her2parse.read.layout import LaidPage
from her2parse.read.lexicon import Lexicon
from her2parse.read.mentions import Mention, Segment, mentions
from her2parse.read.scope import cues
from her2parse.read.tables import NAME_ROLES
from her2parse.read.trace import SILENT, Trace

_GENE = "ERBB2"
_SMALL, _COPIES, _FUSION = "small_variant", "copy_number", "fusion"
_KINDS = {
    "mutation": _SMALL,
    "deletion": _COPIES,
    "amplification": _COPIES,
    "gain": _COPIES,
    "loss": _COPIES,
    "fusion": _FUSION,
    "overexpression": "expression",
    "transcript": "splice",
}
_NAMES = {"variant": "protein", "coding": "coding", "fusion": "fusion", "class": "class", "splice": "class"}
_KEPT = {"vaf": "vaf", "reads": "reads", "transcript": "transcript", "significance": "significance"}
"""Columns whose values a finding keeps, and the place that they fill."""
_ANSWERED = frozenset({"result", "biomarker", "variant", "copy_number"})
"""Columns whose state is that of the finding above it."""


@dataclass(slots=True, eq=False)
class Finding:
    """Words of one finding with the roles of their columns, and which places are filled. ``event`` where only a row's
    own words say what was looked for; ``unread`` where its result is not known; ``noun`` where an event
    stands without a result."""

    kind: str = ""
    slots: set[str] = field(default_factory=set)
    words: list[tuple[int, Word, str]] = field(default_factory=list)
    copies: list[tuple[int, Word, str]] = field(default_factory=list)
    hint: list[tuple[int, Word, str]] = field(default_factory=list)
    percent: bool = False
    unread: bool = False
    paired: bool = False
    noun: bool = False
    rows: list[Pair] = field(default_factory=list)


def findings(block: Block, lex: Lexicon) -> list[Finding]:
    """The findings that a block's rows tell, in order."""
    first = Finding()
    if block.fusion:
        words = [(block.page, word, "fusion") for word in block.gene]
        first = Finding(kind=_FUSION, slots={"fusion"}, words=words)
    out: list[Finding] = [first]
    for at, pair in enumerate(block.pairs):
        if not _stands_over(pair, block.pairs[at + 1 : at + 2], lex):
            _take(out, pair, lex)
    return [one for one in out if _settled(one)]


def _stands_over(pair: Pair, below: Sequence[Pair], lex: Lexicon) -> bool:
    """True for a label in a line of its own over the name that it announces (``ALTERATION`` / ``S717fs``), or over a
    place or number."""
    role = "" if pair.label or not below else label_role(pair.value, lex)
    if role not in _ANNOUNCED:
        return role in _PLAIN
    told = _found(below[0].value, lex)
    if any(m.type in _NAMES for m in told):
        return True
    # "ALTERATION", in capitals, over "amplification"; events set alike may be a list of what was looked for.
    over, under = (" ".join(word.text for word in one.value) for one in (pair, below[0]))
    capitals = over.isupper() and not under.isupper() and not below[0].label
    return capitals and any(m.type == "event" for m in told)


_ANNOUNCED = frozenset({*NAME_ROLES, "variant", "variant_id", "biomarker"})
_PLAIN = frozenset({"locus", "vaf", "transcript", "coverage", "reads", "exon"})
"""Columns whose names are no event's, so that one alone in a line is a label."""


def _found(words: Sequence[Word], lex: Lexicon) -> tuple[Mention, ...]:
    return mentions(Segment(0, tuple(words)), lex)


def _open(out: list[Finding], slot: str, kind: str = "") -> Finding:
    """The last finding, or a new one where its place is filled or its kind is another."""
    last = out[-1]
    differs = bool(kind and last.kind and kind != last.kind)
    if slot in last.slots or differs or (last.paired and slot in ("event", "protein", "coding", "fusion", "class")):
        last = Finding()
        out.append(last)
    last.slots.add(slot)
    last.kind = last.kind or kind
    return last


def _put(one: Finding, pair: Pair, words: Iterable[Word], role: str, *, where: str = "words") -> None:
    getattr(one, where).extend((pair.page, word, role) for word in words)
    one.rows.append(pair)


def _take(out: list[Finding], pair: Pair, lex: Lexicon) -> None:
    """Put one row into the finding that it belongs to."""
    role = label_role(pair.label, lex) if pair.label else ""
    if role in UNREAD_COLUMNS:
        return
    label, value = _found(pair.label, lex), _found(pair.value, lex)
    said = {m.type for m in value}
    names = [m for m in value if m.type in _NAMES]
    events = [m for m in value if m.type == "event" and m.value in _KINDS]
    asked = [m for m in label if m.type == "event" and m.value in _KINDS]
    tested = any(m.type == "method" and m.value in ("ihc", "ish") for m in label) or role in ("score", "ratio")
    if tested:
        one = _open(out, "test", "test")
        _put(one, pair, (*pair.label, *pair.value), "")
    elif names and role not in ("exon", "effect", "coverage", "significance"):
        kind = _FUSION if any(m.type == "fusion" for m in names) else _SMALL
        slot = _NAMES[names[0].type]
        one = _open(out, slot, kind)
        one.slots |= {_NAMES[m.type] for m in names} | ({role} & set(_NAMES.values()))
        if _tells_state(value):
            one.slots.add("state")
        _put(one, pair, pair.value, role if role in NAME_ROLES else "variant")
    elif role == "effect" or (role == "exon" and not events):
        if events:
            _put(out[-1], pair, pair.value, "biomarker", where="hint")
    elif _names_event(events, asked):
        one = _open(out, "event", _KINDS[events[0].value])
        _put(one, pair, pair.value, "biomarker")
        one.paired = _tells_state(value)
        one.noun = (
            not pair.label
            and "fusion" not in one.slots
            and not one.paired
            and not any(PARTICIPLE.search(m.text.lower()) for m in events)
        )
    elif not (asked and _answers(value)) and _of_copies(role, label, value):
        one = _open(out, "copies", _COPIES)
        _put(one, pair, (*pair.label, *pair.value), "", where="copies")
    elif role == "significance" or (role in ("", "result") and "significance" in said and not _tells_state(value)):
        one = out[-1] if "significance" not in out[-1].slots else _open(out, "significance")
        one.slots.add("significance")
        _put(one, pair, pair.value, "significance")
    elif role in _KEPT or (not asked and _labelled(label, value, "vaf")) or (not pair.label and "percent" in said):
        slot = _KEPT.get(role, "vaf")
        one = _open(out, slot)
        one.percent = one.percent or (slot == "vaf" and any("%" in w.text or "％" in w.text for w in pair.label))
        bare = slot == "vaf" and not pair.apart
        _put(one, pair, (*pair.label, *pair.value) if bare and not role else pair.value, slot)
    elif not role and not names and any(m.type in _NAMES for m in label) and _tells_state(value):
        # "p.(Thr790Met) | Not detected", "Exon 20 insertion | Not detected": rows that ask by name.
        one = Finding(slots={"event", "state"}, paired=True)
        out.append(one)
        _put(one, pair, pair.label, "biomarker")
        _put(one, pair, pair.value, "result")
    elif asked and pair.label:
        _ask(out, pair, asked, value, role)
    elif "transcript" in said or "genomic" in said:
        _put(out[-1], pair, pair.value, "transcript")
    elif _tells_state(value) and (not pair.label or role in _ANSWERED):
        one = _open(out, "state")
        _put(one, pair, pair.value, "result")
    elif _tells_state(value) and not role:
        # A label that is not known has an answer: of what, only a person can say.
        one = Finding(slots={"event", "state"}, paired=True, unread=True)
        out.append(one)
        _put(one, pair, (*pair.label, *pair.value), "result")


def _names_event(events: Sequence[Mention], asked: Sequence[Mention]) -> bool:
    """True for a value that is an event: a card's line, or what stands beside ``Alteration``. Beside another event's
    name it is the answer (``Amplification | not amplified``)."""
    if not events:
        return False
    return not asked or all(m.value == "mutation" for m in asked)


def _ask(
    out: list[Finding],
    pair: Pair,
    asked: Sequence[Mention],
    value: Sequence[Mention],
    role: str,
) -> None:
    """A pair of an event and its result. What the result's words say decides, not the event's name."""
    kind = _KINDS[asked[0].value]
    loose = role == "biomarker" or (role == "variant" and kind == _SMALL and len(pair.label) == 1)
    equivocal = any(m.type == "state" and m.value == "equivocal" for m in value)
    if loose and equivocal:
        # "Alteration | equivocal": its copies below say of what.
        one = _open(out, "state", _COPIES)
        _put(one, pair, pair.value, "result")
        return
    one = Finding(kind=kind, slots={"event", "state"}, paired=True)
    out.append(one)
    one.unread = not _answers(value)
    _put(one, pair, pair.label, "biomarker")
    _put(one, pair, pair.value, "result")


def _answers(value: Sequence[Mention]) -> bool:
    return _tells_state(value) or any(m.type in ("event", "level") for m in value)


def _tells_state(found: Sequence[Mention]) -> bool:
    return bool(cues(found)[0])


def _labelled(label: Sequence[Mention], value: Sequence[Mention], what: str) -> bool:
    told = [m for m in (*label, *value) if m.type == "label"]
    return any(m.value == what for m in told) and any(m.type in ("number", "percent") for m in value)


def _of_copies(role: str, label: Sequence[Mention], value: Sequence[Mention]) -> bool:
    copies = role in ("copy_number", "fold_change") or any(
        m.type == "label" and m.value in ("copies", "fold") for m in (*label, *value)
    )
    return copies and any(m.type in ("number", "level", "score") for m in value)


def _settled(one: Finding) -> bool:
    """Whether a finding tells anything; its copies join its words, as a column's where its event is known."""
    named = one.slots & {"protein", "coding", "fusion", "class", "event"}
    if not named and not one.hint and not one.slots & {"state", "test", "copies"}:
        return False
    if one.hint and not named:
        one.words[:0] = one.hint
        one.slots.add("event")
    known = bool(one.slots & {"event", "state"})
    for page, word, _ in one.copies:
        one.words.append((page, word, "copy_number" if known else ""))
    return bool(one.words)


def owned_statements(
    pages: Mapping[int, Page],
    blocks: Sequence[Block],
    lex: Lexicon,
    *,
    percent: bool,
    plasma: bool,
    trace: Trace = SILENT,
) -> list[Statement]:
    """The statements of a page's blocks; ``pages`` are the report's by number, ``percent`` says that the bare fractions
    of its blocks are percentages."""
    out: list[Statement] = []
    for block in blocks:
        trace.refused(block.gene, "subject")
        told = findings(block, lex)
        unclear = _unclear(block, told)
        for one in told:
            if one in unclear:
                trace.refused([word for _, word, _ in one.words], "nothing_said", block.symbol)
            else:
                out.extend(_compose(pages, block, one, lex, percent, plasma, trace))
    return out


def unread_results(laid: Sequence[LaidPage], lex: Lexicon) -> list[ReviewNote]:
    """A note for each row of a block of ERBB2 that asks for an event and whose answer is not known."""
    notes: list[ReviewNote] = []
    pages = {page.page.number: page.page for page in laid}
    for block in [block for owned in read_blocks(laid, lex) for block in owned.blocks if block.symbol == _GENE]:
        for one in _unclear(block, findings(block, lex)):
            number = one.words[0][0]
            words = [word for at, word, _ in one.words if at == number]
            quote = evidence(pages[number], [*(block.gene if number == block.page else ()), *words]).quote
            told = "The page names ERBB2 where results stand, and no statement was made of it. Is it a result?"
            notes.append(ReviewNote("unread_her2_mention", told, page=number, quote=quote))
    return notes


_NAMED = frozenset({"protein", "coding", "fusion"})


def _unclear(block: Block, told: Sequence[Finding]) -> list[Finding]:
    """The findings of which nobody can say whether they are there: an answer that is not known, or names of events
    without one, in a table or several of them (what was looked for, perhaps ticked or coloured)."""
    nouns = [one for one in told if one.noun and not one.copies and not one.slots & _NAMED]
    asked = len(nouns) > 1 or any(pair.apart for pair in block.pairs)
    return [one for one in told if one.unread or (asked and one in nouns)]


def _compose(
    shown: Mapping[int, Page],
    block: Block,
    one: Finding,
    lex: Lexicon,
    percent: bool,
    plasma: bool,
    trace: Trace,
) -> list[Statement]:
    context = Context(shown[block.page], block.zone, "stacked", plasma=plasma, vaf=_unit(percent or one.percent))
    head = [] if block.fusion else [(block.page, word, "gene") for word in block.gene]
    if {number for number, _, _ in one.words} == {block.page}:
        made = compose(_segment([*head, *one.words]), context, lex, trace)
        return [_placed(statement, shown[block.page], block, one, trace) for statement in made]
    # The block goes on on the next page: the evidence is where the event is named, the values may stand on either.
    named = min(number for number, _, role in one.words if role not in _KEPT.values())
    at = replace(context, page=shown[named], gene=block.symbol, event_gene=block.symbol)
    begun = [*head, *one.words] if named == block.page else one.words
    placed = compose(_segment([item for item in begun if item[0] == named]), at, lex, trace)
    whole = compose(_segment(begun), at, lex)
    if len(placed) == len(whole) == 1:
        trace.merged(placed[0], whole[0])
        placed = whole
    return [_placed(statement, shown[named], block, one, trace) for statement in placed]


def _unit(percent: bool) -> str:
    return "percent" if percent else ""


_BETWEEN = 2
"""Rows of other findings that a box may hold between the heading and its own."""


def _placed(statement: Statement, page: Page, block: Block, one: Finding, trace: Trace) -> Statement:
    """The statement with the finding's whole rows as its evidence: with the heading where that is near, else the
    heading is a place of its own."""
    pairs = [pair for pair in block.pairs if pair.page == page.number]
    own = [at for at, pair in enumerate(pairs) if any(pair is row for row in one.rows)]
    if not own:  # A fusion that heads the block itself, or rows that stand on another page than their words.
        return statement
    with_head = page.number == block.page and own[0] <= _BETWEEN
    words = [word for pair in pairs[0 if with_head else own[0] : own[-1] + 1] for word in (*pair.label, *pair.value)]
    place = evidence(page, [*(block.gene if with_head else ()), *words])
    apart = page.number == block.page and not with_head
    more = (*statement.more, evidence(page, block.gene)) if apart else statement.more
    placed = replace(statement, evidence=place, more=more)
    trace.merged(statement, placed)
    return placed


def _segment(items: Sequence[tuple[int, Word, str]]) -> Segment:
    return Segment(items[0][0], tuple(word for _, word, _ in items), tuple(role for _, _, role in items))


def in_percent(blocks: Iterable[Block], lex: Lexicon) -> bool:
    """Whether the bare fractions of a report's blocks are percentages: one of them is above 1, as no fraction is."""
    bare = [
        m.number or 0
        for block in blocks
        for one in findings(block, lex)
        if one.slots & {"protein", "coding", "class"}
        for m in mentions(_segment(one.words), lex)
        if m.role == "vaf" and m.type == "number"
    ]
    return any(1 < number <= 100 for number in bare)
