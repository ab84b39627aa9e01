"""Who is said to be there and who is not: states and negation, scoped as in ConText.

A cue works forward (``no evidence of X``) or backward (``X was not detected``), up to a terminator (``however``), the
end of the segment, or the next cue. The phrases are data (``data/lexicon/terms.tsv``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from her2parse.model import State
from her2parse.read.cue import Cue, Told
from her2parse.read.denials import PARTICIPLE, elided, negated, spared, with_participles
from her2parse.read.lexicon import joints
from her2parse.read.mentions import Mention
from her2parse.read.questions import unanswered, with_answers

_AHEAD = frozenset({":", "=", "for", "in", "of", "para", "für", "pour", "per", "voor", "de", "von", "di", "van"})
_ONE_GENE_ONLY = ("wild", "wt", "nativ", "sauvage", "salvaje", "野生")


_CAUTION: tuple[State, ...] = ("indeterminate", "equivocal", "not_detected", "detected")


def strongest(states: set[State]) -> State:
    """The most cautious of several states that one row shows at once."""
    return next(state for state in _CAUTION if state in states)


def cues(found: Sequence[Mention]) -> tuple[tuple[Cue, ...], tuple[int, ...]]:
    """The cues of a segment in order, and the token places of its terminators. Pseudo-cues are left out."""
    pseudo = [m for m in found if m.type == "pseudo"]
    negators = [m for m in found if m.type == "negator"]
    iberian = any(m.type == "iberian" for m in found)
    events = [m for m in found if m.type == "event"]
    earlier = [m for m in found if m.type == "other_time"]
    faded = any(m.type == "gone" for m in found)
    by_span: dict[tuple[int, int], list[Mention]] = {}
    for mention in found:
        if mention.type in ("state", "preneg", "prepos"):
            by_span.setdefault((mention.start, mention.end), []).append(mention)
    out = []
    for (start, end), group in sorted(by_span.items()):
        if any(p.start <= start and end <= p.end for p in pseudo):
            continue
        text = group[0].text.lower()
        if text == "no" and iberian:
            continue  # Portuguese "no" is "in the".
        if text == "none" and not any(0 <= start - event.end <= 2 for event in events):
            continue  # "None" in a column of drugs.
        types = {m.type for m in group}
        told = next((m.value for m in group if m.type == "state"), "")
        if faded and told == "detected" and any(-1 <= start - m.end <= 1 or -1 <= m.start - end <= 1 for m in earlier):
            continue  # "The previously detected T790M is no longer detected": the first is not said of today.
        if told == "detected" and any(p.text.lower().startswith("no ") and 0 <= start - p.end <= 3 for p in pseudo):
            continue  # "No further alterations were found" says nothing of what is named before it.
        if told == "detected" and (negated(start, negators, found) or _negated_behind(end, negators)):
            told = "not_detected"  # "n'a pas été retrouvée", "non è presente", "påvises ikke"
        elif told == "not_detected" and any(m.end == start and m.role == group[0].role for m in negators):
            told = "equivocal"  # "not negative": a denied denial is for a person, unless the lexicon knows it
        state: State = _as_state(told) if told else ("not_detected" if "preneg" in types else "detected")
        out.append(
            Cue(
                start,
                end,
                state,
                group[0].text,
                bool(types & {"preneg", "prepos"}),
                "state" in types,
                group[0].words,
                told == "not_done",
                any(m.type == "preneg" and m.value == "contrast" for m in group),
            )
        )
    stops = tuple(sorted({m.start for m in found if m.type == "terminator"}))
    return tuple(out), stops


_BEHIND = frozenset({"nicht", "niet", "ikke", "inte", "ej"})
"""Negations that Germanic languages put behind the verb."""


def _negated_behind(end: int, negators: Sequence[Mention]) -> bool:
    return any(m.start == end and m.text.lower() in _BEHIND for m in negators)


def _as_state(value: str) -> State:
    if value == "detected":
        return "detected"
    if value == "not_detected":
        return "not_detected"
    return "equivocal" if value == "equivocal" else "indeterminate"


def told(
    found: Sequence[Mention], items: Sequence[tuple[int, int, str]], tokens: Sequence[str]
) -> tuple[Told | None, ...]:
    """What the segment says of each item; ``None`` where it is silent.

    Args:
        found: the segment's mentions in order.
        items: first token, end token and gene of each event asked about, in order.
        tokens: the segment's token texts.
    """
    all_cues, stops = cues(found)
    all_cues = tuple(_ahead_only(cue, found, tokens) for cue in all_cues)
    asked = all_cues
    all_cues = with_answers(all_cues, found, tokens)
    ends = [at for at, text in enumerate(tokens) if text in _ENDS]
    breaks = sorted({*stops, *(at for at in ends if not _among_names(at, items, tokens))})
    all_cues = with_participles(all_cues, found, tokens)
    closed = elided(all_cues, found, items, tokens)
    ended = {one.cue.start for one in closed.values()}
    all_cues = tuple(cue for cue in all_cues if cue.start not in ended)
    settled = closed | spared(found, items, all_cues, breaks, tokens)
    lost = {(m.start, m.end) for m in found if m.type == "gone"}
    out: list[Told | None] = [None] * len(items)
    events: list[tuple[int, int, int]] = [(cue.start, 0, index) for index, cue in enumerate(all_cues)]
    events += [(start, 1, index) for index, (start, _, _) in enumerate(items)]
    events += [(at, -1, at) for at in breaks]
    pending: list[int] = []
    ahead: Cue | None = None
    before: list[int] = []  # items that a cue behind them has settled, and that "no longer" may still take back
    given: list[int] = []  # items that a cue before them has called detected, and that a cue behind may still deny
    negators = [m for m in found if m.type == "negator"]
    participles = {m.start for m in found if m.type == "event" and PARTICIPLE.search(m.text.lower())}
    for _, kind, index in sorted(events):
        if kind == -1:
            before = [] if tokens[index] in _ENDS else [*before, *pending]
            pending, ahead, given = [], None, []
        elif kind == 1:
            if index in settled:
                out[index] = settled[index]
                continue
            inside = next((c for c in all_cues if items[index][0] <= c.start and c.end <= items[index][1]), None)
            if inside:
                out[index] = _denied_with(index, out, items, found, tokens) or Told(inside.state, inside)
                if (
                    ahead
                    and ahead.state == "not_detected"
                    and inside.state == "detected"
                    and _ends(inside, items[index])
                ):
                    # "No EGFR mutation detected": the last word is the denial's own verb.
                    two = bool(given) and _of_two_readings([given[-1], index], items, ahead, inside, tokens)
                    out[index] = Told("indeterminate", inside) if two else Told("not_detected", ahead)
                    given.append(index)
            elif items[index][0] in participles and negated(items[index][0], negators, found):
                start, end, _ = items[index]
                out[index] = Told("not_detected", Cue(start, end, "not_detected", "negated", False, True))
            elif index and (denied := _same_denial(index, out, items, found, tokens)):
                out[index] = denied
            elif ahead:
                out[index] = Told(ahead.state, ahead)
                given.append(index)
            else:
                pending.append(index)
        else:
            cue = all_cues[index]
            if any(first <= cue.start and cue.end <= end for first, end, _ in items):
                continue  # "not amplified" speaks of its own event only.
            if cue.state == "detected" and _ends_denial(cue, items, out, tokens):
                continue  # "No rearrangement detected"
            stop = next((at for at in breaks if at >= cue.end), len(tokens))
            pending = [index for index in pending if not _of_other_gene(found, items[index], items, cue)]
            follows = any(cue.end <= first < stop for first, _, _ in items)
            leads = cue.end < len(tokens) and tokens[cue.end].lower() in _AHEAD
            leads = leads or _opens(cue, found, breaks) or _behind_test(cue, found, tokens)
            if follows and ((cue.forward and (not cue.backward or not pending)) or (leads and not pending)):
                ahead, pending = cue, [] if cue.state == "detected" else pending
            elif not cue.backward:
                continue
            elif ahead and ahead.state == "not_detected" and cue.state == "detected":
                if ahead.contrast and pending:
                    _tell(out, items, pending, cue, tokens)  # "L858R but not T790M was detected"
                    pending = []
                if _of_two_readings(given, items, ahead, cue, tokens):
                    out[given[-1]] = Told("indeterminate", cue)
                ahead = None  # "No mutation … was detected": already said by the cue before.
            elif pending:
                _tell(out, items, pending, cue, tokens)
                pending, ahead, before = [], None, [*before, *pending]
            elif before and (cue.start, cue.end) in lost:
                _tell(out, items, before, cue, tokens)  # "V600E, which was seen then, is no longer present"
            elif given and ahead and ahead.state == "detected" and cue.state != "detected":
                # "Findings of note: T790M and C797S were not identified."
                _tell(out, items, given, cue, tokens)
                ahead, given = None, []
    return unanswered(out, items, asked, tokens)


def _ahead_only(cue: Cue, found: Sequence[Mention], tokens: Sequence[str]) -> Cue:
    """A word such as *keine* or *aucun*, which answers alone, without its reach to what stands before where it denies a
    noun behind it that is no event (``p.(Gly12Val): keine zugelassene Therapie``)."""
    alone = cue.end - cue.start == 1 and cue.text.lower() in joints("none") and cue.text.lower() != "no"
    if not (cue.forward and cue.backward and alone) or cue.end >= len(tokens):
        return cue  # The Spanish "no" denies a verb: "no pudo demostrarse".
    here = {m.type for m in found if m.start <= cue.end < m.end}
    noun = tokens[cue.end].isalpha() and here <= {"hypothetical"}
    behind = any(m.type in ("state", "event") and m.start == cue.end + 1 for m in found)
    return replace(cue, backward=False) if noun and not behind else cue


def _ends_denial(
    cue: Cue, items: Sequence[tuple[int, int, str]], out: Sequence[Told | None], tokens: Sequence[str]
) -> bool:
    """True for a ``detected`` right behind an event that its own words deny: the denial's verb."""
    for (start, end, _), state in zip(items, out, strict=True):
        inside = state is not None and state.state == "not_detected" and start <= state.cue.start < state.cue.end <= end
        between = [text.lower() for text in tokens[end : cue.start]]
        if inside and end <= cue.start and set(between) <= joints("filler"):
            return True
    return False


def _ends(cue: Cue, item: tuple[int, int, str]) -> bool:
    """True for a state that is the last word of an event's own words (``mutation detected``), not the whole of them."""
    return cue.end == item[1]


def _denial_before(index: int, out: Sequence[Told | None], tokens: Sequence[str]) -> Told | None:
    """The denial of the event before, where it works forward and may reach this one; ``None`` where the event before
    was not denied, or only by itself (``MET not amplified and KRAS G12C detected``)."""
    last = out[index - 1] if index else None
    if last is None or last.state != "not_detected":
        return None
    return last if last.cue.forward or tokens[last.cue.start].lower() in joints("none") else None


def _denied_with(
    index: int,
    out: Sequence[Told | None],
    items: Sequence[tuple[int, int, str]],
    found: Sequence[Mention],
    tokens: Sequence[str],
) -> Told | None:
    """The denial of the event before, for the last event of its list, whose ``detected`` is the whole list's (``no
    mutation or amplification detected``); without a word for *or* it may be said of another gene's event alone, which
    is for a person. ``None`` where it is no such list."""
    last = _denial_before(index, out, tokens)
    if last is None:
        return None
    end, (start, stop, _) = items[index - 1][1], items[index]
    here = [m for m in found if start <= m.start and m.end <= stop and m.type in ("state", "preneg")]
    if any(m.type == "preneg" or m.value != "detected" for m in here) or start < end:
        return None
    between = [text.lower() for text in tokens[end:start]]
    named = {at for m in found if m.type in ("gene", "genes", "prep") for at in range(m.start, m.end)}
    free = [tokens[at].lower() for at in range(end, start) if at not in named]
    if not between or any(text not in joints("list", "mark", "article", "filler") for text in free):
        return None
    listed = bool(joints("either", "or") & set(between)) or between == ["/"]
    verb = tokens[end - 1].lower()
    if not listed and PARTICIPLE.search(verb) and not verb.startswith("mut"):
        return None  # "no mutation detected, amplification detected": each has its own answer
    return last if listed else Told("indeterminate", last.cue)


def _of_two_readings(
    given: Sequence[int], items: Sequence[tuple[int, int, str]], ahead: Cue, cue: Cue, tokens: Sequence[str]
) -> bool:
    """True where a denial may end before the last event (``No EGFR mutation, and KRAS G12C was detected``): that is
    another gene's, the answer stands right behind it, and no word for *or* makes them one list."""
    if len(given) < 2 or not (_ends(cue, items[given[-1]]) or 0 <= cue.start - items[given[-1]][1] <= 1):
        return False
    (_, end, gene), (start, _, other) = items[given[-2]], items[given[-1]]
    joined = {text.lower() for text in tokens[ahead.start : start]} & joints("either")
    return gene != other and end < start and not joined


_ENDS = frozenset({";", "；", "。"})
_FOREIGN = frozenset(
    {
        "gene",
        "genes",
        "signature",
        "label",
        "percent",
        "score",
        "fusion",
        "variant",
        "coding",
        "method",
        "class",
        "splice",
    }
)
"""What a cue behind it may be speaking of."""


def _opens(cue: Cue, found: Sequence[Mention], breaks: Sequence[int]) -> bool:
    """True for a cue that opens its clause, which speaks of what follows: ``Non sono state rilevate mutazioni``."""
    begin = max((at for at in breaks if at <= cue.start), default=-1) + 1
    before = [m for m in found if begin <= m.start and m.end <= cue.start]
    return cue.start - begin <= 4 and not any(m.type in _FOREIGN for m in before)


def _same_denial(
    index: int,
    out: Sequence[Told | None],
    items: Sequence[tuple[int, int, str]],
    found: Sequence[Mention],
    tokens: Sequence[str],
) -> Told | None:
    """The denial that begins with the event before this one, where both are one list (``No mutation of EGFR or BRAF
    V600E was detected``): nothing but genes, prepositions and a conjunction stand between."""
    end = items[index - 1][1]
    last = _denial_before(index, out, tokens)
    if last is None or not any(s <= last.cue.start and last.cue.end <= e for s, e, _ in items[:index]):
        return None
    here = items[index][0]
    between = [m for m in found if end <= m.start and m.end <= here]
    plain = _is_list(end, here, between, tokens)
    told_of = {m.type for m in between}
    first = next((m.end for m in between if m.type in ("gene", "genes")), end)
    joined = any(tokens[at].lower() in joints("list") and tokens[at].isalpha() for at in range(first, here))
    joined = joined or (end < here and _goes_on_to_or(index, items, found, tokens))
    return last if plain and joined and told_of <= _PASSED else None


def _goes_on_to_or(
    index: int, items: Sequence[tuple[int, int, str]], found: Sequence[Mention], tokens: Sequence[str]
) -> bool:
    """True for an event of a list whose last one a word for *or* joins (``rearrangements, or amplification``)."""
    for (_, end, _), (here, _, _) in zip(items[index:], items[index + 1 :], strict=False):
        between = [m for m in found if end <= m.start and m.end <= here]
        if not _is_list(end, here, between, tokens) or any(m.type not in _PASSED for m in between):
            return False
        if joints("either") & {tokens[at].lower() for at in range(end, here)}:
            return True
    return False


def _is_list(start: int, end: int, known: Sequence[Mention], tokens: Sequence[str]) -> bool:
    """True for tokens of nothing but what joins a list, besides the ``known``; a word alone between two such is one
    more thing of the list (``rearrangements, losses or amplification``)."""
    joining = joints("list", "mark", "article", "filler")
    named = {at for m in known for at in range(m.start, m.end)}
    other = [at for at in range(start, end) if at not in named and tokens[at].lower() not in joining]
    return all(
        tokens[at].isalpha() and start < at < end - 1 and {tokens[at - 1].lower(), tokens[at + 1].lower()} <= joining
        for at in other
    )


_PASSED = frozenset({"gene", "genes", "prep", "event"})
"""What may stand between the events of a list."""


_SEQUENCED = frozenset({"seq", "rna_seq", "cna_seq", "pcr"})


def _behind_test(cue: Cue, found: Sequence[Mention], tokens: Sequence[str]) -> bool:
    """True for a cue right behind a test's name and a colon, with its event right behind it: it speaks of what follows
    (``RNA analysis: not detected fusions of …``)."""
    if not cue.start or tokens[cue.start - 1] != ":":
        return False
    before = [m for m in found if m.end <= cue.start and m.type in _FOREIGN]
    named = any(m.type == "event" and 0 <= m.start - cue.end <= 1 for m in found)
    return named and bool(before) and all(m.type == "method" and m.value in _SEQUENCED for m in before)


def _of_other_gene(
    found: Sequence[Mention], item: tuple[int, int, str], items: Sequence[tuple[int, int, str]], cue: Cue
) -> bool:
    """True when a gene without an event of its own stands between an item and a cue: the cue is that gene's."""
    between = [m for m in found if m.type == "gene" and item[1] <= m.start and m.end <= cue.start]
    if not between or between[-1].value == item[2]:
        return False
    if any(first == item[0] and gene == between[-1].value for first, _, gene in items):
        return False  # "Amplification of MET and ERBB2 was not seen": one event of both
    return not any(first >= between[-1].start for first, end, _ in items if end <= cue.start)


def _among_names(at: int, items: Sequence[tuple[int, int, str]], tokens: Sequence[str]) -> bool:
    """True for a semicolon right between two names in one bracket (``C797S (c.2389T>A; c.2390G>C)``)."""
    left = next((item for item in items if item[1] == at), None)
    right = next((item for item in items if item[0] == at + 1), None)
    return left is not None and right is not None and _bracketed(left[0], right[1], tokens)


def _bracketed(start: int, end: int, tokens: Sequence[str]) -> bool:
    """True for names in one bracket, which opens behind ``start`` and closes at ``end``."""
    opened = next((at for at in range(start, end) if tokens[at] == "("), None)
    return opened is not None and ")" not in tokens[opened:end] and tokens[end : end + 1] == [")"]


def _tell(
    out: list[Told | None],
    items: Sequence[tuple[int, int, str]],
    pending: Sequence[int],
    cue: Cue,
    tokens: Sequence[str],
) -> None:
    """Give a backward cue to the items it reaches: all of a list (``A, B and C not detected``), else the last one."""
    last = pending[-1]
    reach = [last]
    gene = items[last][2]
    one_gene = cue.text.lower().startswith(_ONE_GENE_ONLY)
    for index in reversed(pending[:-1]):
        between = [text.lower() for text in tokens[items[index][1] : items[last][0]]]
        listed = bool(joints("list") & set(between)) or not any(text in (",", ".") for text in between)
        if one_gene and items[index][2] != gene:
            break
        # "C797S (c.2389T>A, c.2390G>C) | Not detected": the names in one pair of brackets are of one answer.
        listed = listed or (items[index][2] == gene and _bracketed(items[index][0], items[last][1], tokens))
        if (items[index][2] == gene and items[index][0] >= items[last][0]) or listed:
            reach.append(index)
    for index in reach:
        out[index] = Told(cue.state, cue)
    row = _row_of_commas(pending, items, tokens) if cue.state == "not_detected" else []
    if [index for index in row if index not in reach]:
        whole = len(row) > 2 or _answered_as_one(items[row[0]], items[last], cue, tokens)
        for index in row:
            # "EGFR L858R, T790M not detected" may mean that the first one was found; so may one of another gene.
            sure = index in reach or (whole and items[index][2] == gene)
            out[index] = Told(cue.state if sure else "indeterminate", cue)


def _row_of_commas(pending: Sequence[int], items: Sequence[tuple[int, int, str]], tokens: Sequence[str]) -> list[int]:
    """The last of the ``pending`` items with a comma, or a comma and one word (a gene), between each two."""
    row = [pending[-1]]
    for index in reversed(pending[:-1]):
        following = items[row[0]]
        between = list(tokens[items[index][1] : following[0]])
        if between[:1] not in ([","], ["/"]) or len(between) != 1 + (items[index][2] != following[2]):
            break
        row.insert(0, index)
    return row


def _answered_as_one(first: tuple[int, int, str], last: tuple[int, int, str], cue: Cue, tokens: Sequence[str]) -> bool:
    """True where a list stands in brackets of its own, or its answer behind a colon or a verb of several."""
    behind = [text.lower() for text in tokens[last[1] : cue.end]]
    enclosed = "(" in tokens[max(0, first[0] - 1) : first[0] + 1] and ")" in behind
    return enclosed or ":" in behind or bool({"were", "are", "wurden", "sind", "fueron", "son"} & set(behind))
