"""Ways to say yes or no that no phrase holds: a participle behind its verb, a verb left out, an exception."""

from __future__ import annotations

import re
from collections.abc import Sequence

from her2parse.model import State
from her2parse.read.cue import Cue, Told
from her2parse.read.lexicon import joints
from her2parse.read.mentions import Mention

PARTICIPLE = re.compile(r"(?:ed|ad[oa]s?|at[oai]|[ié]ée?s?|iert|eerd|rearranged|mut\w+)$")
"""Events told by a participle ("is not amplified", "non è amplificato"), which a negation before them denies."""


def negated(start: int, negators: Sequence[Mention], found: Sequence[Mention]) -> bool:
    """True when a word of negation stands just before token ``start``, with no gene, event or state between."""
    for negator in negators:
        if 0 <= start - negator.end <= 3:
            between = [m for m in found if negator.end <= m.start and m.end <= start]
            if not any(m.type in ("gene", "event", "state", "variant", "terminator") for m in between):
                return True
    return False


def with_participles(all_cues: Sequence[Cue], found: Sequence[Mention], tokens: Sequence[str]) -> tuple[Cue, ...]:
    """The cues, with the events that a copula asserts: ``KRAS is mutated (G12D)``, ``MET is amplified``."""
    negators = [m for m in found if m.type == "negator"]
    taken = {(cue.start, cue.end) for cue in all_cues}
    out = list(all_cues)
    for event in found:
        asserted = event.type == "event" and event.start and tokens[event.start - 1].lower() in joints("being")
        if not asserted or (event.start, event.end) in taken or not PARTICIPLE.search(event.text.lower()):
            continue
        if negated(event.start, negators, found):
            continue
        neither = any(
            cue.end <= event.start
            and tokens[cue.start].lower() in joints("neither")
            and ";" not in tokens[cue.end : event.start]
            for cue in all_cues
        )
        state: State = "not_detected" if neither else "detected"
        out.append(Cue(event.start, event.end, state, event.text, True, neither, event.words))
    return tuple(sorted(out, key=lambda cue: (cue.start, cue.end)))


def elided(
    all_cues: Sequence[Cue], found: Sequence[Mention], items: Sequence[tuple[int, int, str]], tokens: Sequence[str]
) -> dict[int, Told]:
    """Items that a denial without its verb closes (``L858R was detected; T790M and C797S were not``)."""
    out: dict[int, Told] = {}
    for at in range(2, len(tokens)):
        # "KRAS G12C: -", "KRAS G12C (-)"
        closed = at + 1 == len(tokens) or tokens[at + 1] in (")", ".", ";", ",")
        if tokens[at] == "-" and tokens[at - 1] in (":", "(") and closed:
            for index, (_, end, _) in enumerate(items):
                if end == at - 1:
                    out[index] = Told("not_detected", Cue(at, at + 1, "not_detected", "-", False, True))
    for negator in found:
        if negator.type != "negator" or (negator.end < len(tokens) and tokens[negator.end] not in (".", ";", ",", ")")):
            continue
        last = max((index for index, item in enumerate(items) if item[1] <= negator.start), default=-1)
        between = [text.lower() for text in tokens[items[last][1] : negator.start]] if last >= 0 else []
        if (
            last < 0
            or len(between) > 3
            or not set(between) <= joints("copula", "adverb")
            or not (all_cues or ":" in between)
        ):
            continue
        cue = Cue(negator.start, negator.end, "not_detected", negator.text, False, True, negator.words)
        out[last] = Told("not_detected", cue)
        while last and {t.lower() for t in tokens[items[last - 1][1] : items[last][0]]} <= joints("list"):
            last -= 1
            out[last] = Told("not_detected", cue)
    return out


def spared(
    found: Sequence[Mention],
    items: Sequence[tuple[int, int, str]],
    all_cues: Sequence[Cue],
    breaks: Sequence[int],
    tokens: Sequence[str],
) -> dict[int, Told]:
    """Items that a denial leaves out (``no mutations except KRAS G12C``): they are there."""
    out: dict[int, Told] = {}
    stops = {m.start for m in found if m.type == "terminator"}
    ends = [at for at in breaks if at not in stops]
    for word in found:
        if word.type != "except":
            continue
        begin = max((at for at in ends if at <= word.start), default=0)
        end = min((at for at in ends if at >= word.end), default=len(tokens))
        denial = any(c.state == "not_detected" and begin <= c.start < end for c in all_cues)
        reach = min([end, *(c.start for c in all_cues if c.start >= word.end)])
        reach = min([reach, *(at for at in stops if at >= word.end)])
        cue = Cue(word.start, word.end, "detected", word.text, True, False, word.words)
        for index, (first, _, _) in enumerate(items):
            if denial and word.end <= first < reach:
                out[index] = Told("detected", cue)
                # "except NTRK3 fusion, which could not be evaluated": what is left out has an answer of its own.
                own = _answer_of(index, items, all_cues, ends, tokens)
                if own is not None:
                    out[index] = Told(own.state, own)
    return out


def _answer_of(
    index: int,
    items: Sequence[tuple[int, int, str]],
    all_cues: Sequence[Cue],
    ends: Sequence[int],
    tokens: Sequence[str],
) -> Cue | None:
    """The cue of the relative clause right behind an item, where it says anything but that the event is there."""
    end = items[index][1]
    behind = [text.lower() for text in tokens[end : end + 2]]
    if behind[:1] != [","] or behind[-1] not in joints("relative"):
        return None
    stop = min([at for at in ends if at >= end] + [item[0] for item in items if item[0] > end], default=len(tokens))
    cue = next((cue for cue in all_cues if end < cue.start < stop), None)
    return cue if cue is not None and cue.state != "detected" else None
