"""Genomic signatures: microsatellite status and tumour mutational burden, which belong to no gene."""

from __future__ import annotations

from her2parse.model import Page, State, Statement
from her2parse.read.geometry import evidence
from her2parse.read.layout import Zone
from her2parse.read.lexicon import Lexicon
from her2parse.read.mentions import Mention, Segment, mentions, tokens
from her2parse.read.scope import cues
from her2parse.read.trace import SILENT, Because, Trace


def signatures(
    page: Page, segment: Segment, zone: Zone, lex: Lexicon, rule: str, trace: Trace = SILENT
) -> list[Statement]:
    """The signatures that a segment states: ``MSI-High NOT DETECTED``, ``TMB 3.16 mut/MB``."""
    found = mentions(segment, lex)
    named = [m for m in found if m.type == "signature"]
    if not named or any(m.type in ("hypothetical", "other_time", "other_subject") for m in found):
        return []
    out: list[Statement] = []
    for name in dict.fromkeys(m.value for m in named):
        mention = next(m for m in named if m.value == name)
        statement = (
            _msi(page, segment, found, mention, rule)
            if name == "MSI"
            else _tmb(page, segment, found, mention, lex, rule)
        )
        if statement:
            out.append(statement)
            if trace.asked:
                words = ((m.type, m.value, m.text) for m in found if m.type in ("signature", "msi", "state", "number"))
                because = Because(zone.name, zone.heading, rule, "signature", "signature", terms=tuple(words))
                trace.made(statement, (), because)
    return out


def _msi(page: Page, segment: Segment, found: tuple[Mention, ...], name: Mention, rule: str) -> Statement | None:
    named = [m for m in found if m.type == "signature" and m.value == "MSI"]
    status = [m for m in found if m.type == "msi" and m.start >= name.end - 1 and m.start - named[-1].end <= 6]
    high = [m for m in named if m.text.lower().replace(" ", "") in ("msi-high", "msi-h")]
    # "MSI-High NOT DETECTED": the cue speaks of the name just before it.
    texts = [token.text for token in tokens(segment)]
    after = [
        cue
        for cue in cues(found)[0]
        for m in (high or named)
        if 0 <= cue.start - m.end <= 4 and ";" not in texts[m.end : cue.start]
    ]
    words = [index for m in named for index in m.words]
    before = [cue for cue in cues(found)[0] if cue.forward and 0 <= name.start - cue.end <= 2]
    state: State
    if before and not status:
        state = before[0].state  # "No microsatellite instability"
        words += before[0].words
    elif after and (high or not status):
        state = after[0].state
        words += after[0].words
    elif status:
        denied = [cue.end for cue in cues(found)[0] if cue.forward and cue.state == "not_detected"]
        high = [m for m in status if m.value == "high" and not any(0 <= m.start - end <= 1 for end in denied)]
        state = "detected" if high else "not_detected"  # "stable, negative for MSI-H"
        words += status[0].words
    else:
        return None
    picked = [segment.words[index] for index in sorted(set(words))]
    text = " ".join(word.text for word in picked)
    return Statement("MSI", "signature", state, text, evidence(page, picked), rule)


def _tmb(
    page: Page, segment: Segment, found: tuple[Mention, ...], name: Mention, lex: Lexicon, rule: str
) -> Statement | None:
    del lex
    texts = [token.text.lower() for token in tokens(segment)]
    number = next((m for m in found if m.type == "number" and 0 <= m.start - name.end <= 5), None)
    if number is None:
        cue = next((c for c in cues(found)[0] if 0 <= c.start - name.end <= 4 and c.state == "indeterminate"), None)
        if cue is None:
            return None
        picked = [segment.words[index] for index in sorted({*name.words, *cue.words})]
        return Statement("TMB", "signature", "indeterminate", cue.text, evidence(page, picked), rule)
    unit = any(text.startswith("mut") for text in texts[number.end : number.end + 3])
    if not unit and segment.roles == ():
        return None
    last = number.words[-1]
    words = {*name.words, *number.words}
    for index in (last + 1, last + 2):
        if index < len(segment.words) and segment.words[index].text.lower().startswith(("mut", "/mb", "muts")):
            words.add(index)
    picked = [segment.words[index] for index in sorted(words)]
    value = [segment.words[i].text for i in sorted(words - set(name.words))]
    return Statement("TMB", "signature", "detected", " ".join(value), evidence(page, picked), rule)
