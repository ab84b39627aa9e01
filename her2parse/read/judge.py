"""Whether an event of a segment is there, and whether to believe it: every verdict with the reason for it.

Reasons are codes of ``data/reasons.tsv``; ``trace`` says where they go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from her2parse.model import Page, State, Word
from her2parse.read.cue import Cue, Told
from her2parse.read.items import Item
from her2parse.read.layout import Zone
from her2parse.read.lexicon import joints, names_drug
from her2parse.read.mentions import Mention, Segment
from her2parse.read.scope import cues, strongest
from her2parse.read.values import Values

_STAINED = re.compile(r"pos|neg|n[ée]g|express|expres|陽性|阳性|양성|陰性|阴性|음성", re.IGNORECASE)
_DASH = re.compile(r"[-–—]+|n\.?d\.?|nd", re.IGNORECASE)
_TEXT_WORDS = 10
_ANSWER, _APART = 4, 0.85
"""The most words of a plain answer, and how far from its label it stands in a row, in letter sizes."""
_STATE_COLUMNS = frozenset(
    {"", "other", "result", "significance", "vaf", "copy_number", "biomarker", "score", "effect"}
)


@dataclass(frozen=True, slots=True)
class Context:
    """Where a segment stands: page, zone, the gene, method and topic that headings give, and how it was found.

    ``vaf`` says what a bare number in its VAF column is, where the table tells (``percent``). ``place``: the words that
    may be evidence, where they are not all (the gene and the event stand at the edges of a grid)."""

    page: Page
    zone: Zone
    rule: str
    prose: bool = False
    gene: str = ""
    event_gene: str = ""
    method: str = ""
    topic: str = ""
    plasma: bool = False
    specimen: str = ""
    vaf: str = ""
    place: tuple[Word, ...] = ()


class Judgement(NamedTuple):
    """The state of an event, ``None`` where no statement is made of it, and why: a code of ``data/reasons.tsv``."""

    state: State | None
    why: str


def judge(
    item: Item,
    state: Told | None,
    found: Sequence[Mention],
    context: Context,
    values: Values,
    own: Mention | None,
    *,
    spoken: bool,
    segment: Segment,
) -> Judgement:
    """The verdict on one event: its state, then whether the words mean it.

    Args:
        item: the event.
        state: what the segment's cues say of it.
        found: the segment's readable mentions.
        context: where the segment stands.
        values: the segment's values.
        own: the percentage that belongs to this event alone.
        spoken: a cue has been given to any of the segment's events.
        segment: the words.
    """
    judged = _state(item, state, found, context, values, spoken=spoken, segment=segment)
    if judged.state == "not_detected" and _denied_aside(item, state, found, own.number if own else values.vaf, segment):
        return Judgement("indeterminate", "denied_aside")
    if judged.state == "detected" and state is None and not spoken and _breaks_off(item, segment):
        return Judgement(None, "nothing_said")
    if context.prose and judged.state is not None:
        judged = _believed(item, state, found, own, judged, values, segment)
    short = context.rule in ("entry", "line") and own is None
    if judged.state and context.rule == "table" and _in_text(item, segment) and _supposed_before(item, state, found):
        return Judgement(None, "supposed")
    if judged.state and short and _supposed(item, state, found, whole=context.rule == "entry"):
        return Judgement(None, "supposed")
    return judged


def _denied_aside(
    item: Item, state: Told | None, found: Sequence[Mention], share: float | None, segment: Segment
) -> bool:
    """True for a named change with a fraction of its own in the row, which only words under a head that is not known
    deny (``p.L755S | 12% | … | Absent``): they may speak of a database, another specimen or a second reading."""
    if not segment.roles or not (item.protein or item.coding) or not share:
        return False
    cues_of_row = [state.cue] if state is not None else list(cues([m for m in found if m.role in _STATE_COLUMNS])[0])
    denials = [cue for cue in cues_of_row if cue.state == "not_detected" and cue.words]
    return bool(denials) and all(segment.roles[at] in _ASIDE for cue in denials for at in cue.words)


_ASIDE = frozenset({"other", "significance", "effect", "zygosity", "coverage", "region"})
"""Columns that do not answer whether a change is there."""


def _breaks_off(item: Item, segment: Segment) -> bool:
    """True for a change with a colon behind it and nothing more (``EGFR p.(Thr790Met):``): its answer stands on another
    line, and was not read."""
    last = item.mentions[-1].words[-1] if item.mentions and item.mentions[-1].words else -1
    return last == len(segment.words) - 1 and segment.words[last].text.endswith(":")


def _state(
    item: Item,
    state: Told | None,
    found: Sequence[Mention],
    context: Context,
    values: Values,
    *,
    spoken: bool,
    segment: Segment,
) -> Judgement:
    """The item's state: what is said of it, what its row says, or what being listed means; ``None`` = nothing said."""
    listed = item.gene_mention is not None and item.gene_mention.start > item.end
    if listed and item.gene_mention is not None and state is not None and state.cue.words:
        listed = min(state.cue.words) < item.gene_mention.end  # "Mutations of ERBB2: not detected" says so itself.
    if item.generic and listed and context.zone.name == "negatives":
        # A list of genes under "no reportable alterations" is coverage, not a statement about each.
        return Judgement(None, "listed_negative")
    if state is not None and state.cue.undone:
        return Judgement(None, "not_done")
    if state is not None and item.event in ("IHC", "ISH") and _denies_test(state, found):
        return Judgement(None, "not_done")
    if item.event == "ISH" and item.gene_mention is None and _beside_result(segment):
        return Judgement(None, "side_finding")
    if (
        state is not None
        and state.state == "not_detected"
        and (_of_a_part(item, segment) or _of_chromosome(item, segment))
    ):
        return Judgement(None, "side_finding")
    if item.kind == "copy_number" and _of_protein(item, segment):
        return Judgement(None, "protein_loss")
    if item.kind == "expression" and _of_rna(found):
        # How much RNA there is says nothing of the protein, and no output has a place for it.
        return Judgement(None, "rna_expression")
    if state is not None and item.event == "IHC" and state.state in ("detected", "not_detected"):
        # "Se observa tinción débil" and "no membranous reactivity" tell of a staining; only a word such as "positive"
        # tells of its result.
        if _STAINED.search(state.cue.text):
            return Judgement(state.state, "cue")
        return _scored(_by_score(values.ihc_score))
    if state is not None:
        low = state.state == "detected" and _low_gain(item)
        return Judgement("equivocal", "low_gain") if low else Judgement(state.state, "cue")
    # A state in its own cell holds for the row, unless it has already been said of another of the row's events.
    one_gene = len({m.value for m in found if m.type == "gene"}) <= 1
    if not context.prose and not spoken and (context.rule == "table" or one_gene):
        told = [m for m in found if m.role in _STATE_COLUMNS or (m.role, m.value) == ("variant", "equivocal")]
        row_cues = [c for c in cues(told)[0] if not _of_a_noun(c, segment)]
        if row_cues and all(_of_other_word(cue, item, found, segment) for cue in row_cues):
            named = any(m.type in ("variant", "coding", "class", "splice", "fusion") for m in item.mentions)
            return Judgement("indeterminate", "unread_result") if named else Judgement(None, "nothing_said")
        if any(cue.undone for cue in row_cues):
            return Judgement(None, "not_done")
        if item.event == "ISH" and row_cues and not any(cue.backward for cue in row_cues):
            return Judgement("indeterminate", "unread_result")  # "Ratio | Not taken": a denial of what is not known.
        row = {cue.state for cue in row_cues}
        if len(row) == 1:
            return Judgement(row.pop(), "row_state")
        if len(row) > 1:
            return Judgement(strongest(row), "row_states")
    if item.generic:
        return Judgement(None, "nothing_said")
    if context.rule == "table" and _gone(segment):
        return Judgement("not_detected", "dash")
    if item.kind == "expression":
        if any(m.type == "event" and m.value == "overexpression" for m in item.mentions) and not context.prose:
            scored = _by_score(values.ihc_score)
            return _scored(scored) if scored else Judgement("detected", "listed")
        if values.percent_cells is not None and not values.ihc_score:
            return Judgement("indeterminate", "share_only")
        return _scored(_by_score(values.ihc_score))
    if item.event == "ISH":
        measured = values.ish_ratio is not None or values.ish_copies is not None
        return Judgement("indeterminate", "measured_only") if measured else Judgement(None, "nothing_said")
    if context.zone.name == "negatives":
        if _unread_result(found, segment):
            return Judgement(None, "nothing_said")
        # What was measured is there: such a row stands beside the negatives, or the heading is not its own.
        shares = [m.number for m in found if m.type == "percent" and m.number]
        measured = bool(values.vaf or shares) or values.copy_number is not None
        return Judgement("indeterminate" if measured else "not_detected", "negative_heading")
    if context.zone.name == "rna_expression":
        return Judgement(None, "rna_expression")
    if item.bare:
        return Judgement("indeterminate", "bare_number")
    if _only_asked(item) and _unknown_answer(item, found, context, segment):
        return Judgement("indeterminate", "unread_result")
    return Judgement("equivocal", "low_gain") if _low_gain(item) else Judgement("detected", "listed")


def _of_a_noun(cue: Cue, segment: Segment) -> bool:
    """True for a denial of what stands right behind it, and of nothing before (``VUS, without therapeutic
    consequence``)."""
    if cue.backward or not cue.words or cue.words[-1] + 1 >= len(segment.words):
        return False
    text, behind = cue.text.lower(), segment.words[cue.words[-1] + 1].text.strip(".,;:()").lower()
    if text == "no":  # In Spanish it denies a verb: "no pudo demostrarse".
        return behind in joints("consequence")
    return text in joints("none") and behind.isalpha()


def _scored(state: State | None) -> Judgement:
    return Judgement(state, "score" if state else "nothing_said")


def _beside_result(segment: Segment) -> bool:
    """True for a line about what is told beside a hybridisation's result (``Genetic heterogeneity | Not observed``)."""
    return bool(joints("side") & {word.text.casefold().strip(".,;:()") for word in segment.words[:3]})


def _of_chromosome(item: Item, segment: Segment) -> bool:
    """True for a gain of the whole chromosome, without the gene (``Polysomy 17: absent``): told beside the result."""
    gain = any((m.type, m.value) == ("event", "gain") for m in item.mentions)
    return gain and item.gene_mention is None and _beside_result(segment)


def _denies_test(state: Told, found: Sequence[Mention]) -> bool:
    """True for a denial right before a test's name (``keine ISH erforderlich``), which was not done then."""
    cue = state.cue
    named = any(m.type == "method" and m.value in ("ihc", "ish") and m.start == cue.end for m in found)
    return cue.forward and named and cue.state == "not_detected"


def _of_other_word(cue: Cue, item: Item, found: Sequence[Mention], segment: Segment) -> bool:
    """True for a denial behind an event that goes on to a word of its own (``mutations are not currently targetable``):
    that is what is denied, and not the event."""
    if cue.backward or cue.start < item.end or not cue.words:
        return False
    known = {index for m in found for index in m.words}
    at = max(cue.words) + 1
    behind = segment.words[at].text.strip(".,;:()") if at < len(segment.words) else ""
    return behind.isalpha() and len(behind) > 2 and at not in known and at - 1 in cue.words


def _of_a_part(item: Item, segment: Segment) -> bool:
    """True for an event that only says which cells or areas are meant (``non-amplified areas below 30 %``,
    ``Heterogeneity (> 10 % amplified cells): not identified``): the tumour may have others. The text must not name the
    gene itself."""
    if item.kind != "copy_number" or item.gene_mention is not None or not item.mentions[-1].words:
        return False
    behind = segment.words[item.mentions[-1].words[-1] + 1 :][:1]
    return any(word.text.casefold().strip(".,;:()") in joints("part") for word in behind)


def _of_protein(item: Item, segment: Segment) -> bool:
    """True for a loss that a stain shows (``No loss of nuclear expression of MLH1``), which tells nothing of copies."""
    last = item.mentions[-1]
    lost = (last.type, last.value) == ("event", "loss")
    behind = segment.words[last.words[-1] + 1 : last.words[-1] + 5] if lost and last.words else ()
    return bool(joints("stained") & {word.text.casefold().strip(".,;:()") for word in behind})


def _of_rna(found: Sequence[Mention]) -> bool:
    methods = {m.value for m in found if m.type == "method"}
    return "rna_seq" in methods and "ihc" not in methods


def _gone(segment: Segment) -> bool:
    """True for a row of samples over time whose newest cell shows nothing: ``0.4% | – | –``."""
    now = [w.text for w, role in zip(segment.words, segment.roles, strict=False) if role in ("result", "vaf")]
    return "prior" in segment.roles and bool(now) and all(_DASH.fullmatch(text) for text in now)


def _unread_result(found: Sequence[Mention], segment: Segment) -> bool:
    """True where a result column holds words and none that is known: it may say that the test failed."""
    results = {at for at, role in enumerate(segment.roles) if role == "result" and segment.words[at].text.strip("-–—")}
    return bool(results) and not any(results & set(m.words) for m in found)


def _only_asked(item: Item) -> bool:
    """True for an event that a test may ask for (``amplification``): its name alone does not say that it is there."""
    return bool(item.mentions) and all(m.type == "event" for m in item.mentions) and not item.fusion


def _unknown_answer(item: Item, found: Sequence[Mention], context: Context, segment: Segment) -> bool:
    """True where words that the reader was not taught stand in the result's place (``MET amplification: zonk``): in a
    result column, behind a colon, or in the last cells of a row."""
    denied = {m.words for m in found if m.type in ("negator", "preneg")}  # "non" alone denies nothing that is known.
    known = {
        index
        for m in found
        if m.type not in ("negator", "preneg") and not _is_nought(m) and (m.type != "prep" or m.words not in denied)
        for index in m.words
    }
    if context.rule == "table":
        answer = [at for at, role in enumerate(segment.roles) if role == "result"]
        dashed = all(_DASH.fullmatch(segment.words[at].text) for at in answer)
        counted = any(m.role == "copy_number" and m.number for m in found)
        if dashed and (counted or any(m.role == "effect" for m in item.mentions)):
            return False  # "Amplified | … | 16 copies | -": what was found is told in other columns.
        return bool(answer) and not known & set(answer) and _is_answer(answer, segment)
    if context.rule not in ("line", "entry") or context.prose:
        return False
    own = [index for m in (*item.mentions, *([item.gene_mention] if item.gene_mention else [])) for index in m.words]
    answer = list(range(max(own) + 1, len(segment.words)))
    if not answer or known & set(answer):
        return False
    label, first = segment.words[max(own)], segment.words[answer[0]]
    told = label.text.endswith((":", "：")) or first.text in (":", "：")
    apart = context.rule == "line" and (first.x0 - label.x1 > _APART * first.size or first.top > label.bottom)
    return (told or apart) and _is_answer(answer, segment)


def _is_answer(answer: Sequence[int], segment: Segment) -> bool:
    """True for a few words in letters or with dots and strokes (``k.A.``, ``N/A``), which are no drug's name, or for
    nothing but a dash."""
    texts = [segment.words[at].text.strip(".,;:()[]") for at in answer]
    texts = [text for text in texts if text]
    if len(texts) == 1 and _DASH.fullmatch(texts[0]):
        return True
    return 0 < len(texts) <= _ANSWER and all(
        (_WORD.fullmatch(text) or text == "0") and not names_drug(text) for text in texts
    )


def _is_nought(mention: Mention) -> bool:
    return mention.type in ("number", "score") and mention.text == "0"


_WORD = re.compile(r"[^\W\d_]+|[^\W\d_]{1,3}(?:[./][^\W\d_]{1,8})+")


def _low_gain(item: Item) -> bool:
    """True for a gain that nobody calls an amplification: arm-level, low-level, polysomy."""
    gain = any(m.type == "event" and m.value == "gain" for m in item.mentions)
    return gain and "copy" not in item.event.lower()


def _by_score(score: str) -> State | None:
    return {"3+": "detected", "2+": "equivocal", "1+": "not_detected", "0": "not_detected"}.get(score)  # type: ignore[return-value]


def _believed(
    item: Item,
    state: Told | None,
    found: Sequence[Mention],
    own: Mention | None,
    judged: Judgement,
    values: Values,
    segment: Segment,
) -> Judgement:
    """What a sentence is worth: it must say so outright, and nothing before the event may make it a supposition."""
    supposed = any(m.type == "hypothetical" and not _answered(m, item, state, found) for m in found)
    doubted = Judgement(None, "supposed")
    if _supposed_before(item, state, found) or _defines(item, found, values):
        return doubted
    if item.kind == "expression" and any(m.type == "score" and m in item.mentions for m in found):
        return doubted if supposed else judged
    if state is not None and judged.state == "not_detected" and _told_of_others(item, state, found):
        return doubted
    asserted = state is not None and judged.state == "detected" and state.cue.start == item.start
    if asserted and (supposed or any(m.type == "percent" for m in found)):
        return doubted  # "ERBB2 is amplified in 3 % of lung cancers"
    counted = any(m.type == "percent" for m in found) and not (item.protein or item.coding)
    if judged.state == "equivocal" and item.generic and (supposed or _turns(item, found)):
        return doubted  # "KRAS mutations usually exclude other drivers; yet a rare variant cannot be ruled out"
    if supposed and judged.state == "detected" and (item.generic or (counted and item.kind != "expression")):
        return doubted  # "KRAS mutations are seen in about 30 % of lung cancers"
    if state is not None and supposed and state.cue.start > item.end:
        # Beside a supposition, only what is said right after the event counts ("was detected, which may …").
        near = state.cue.start - item.end <= 3 and not _between(found, item.end, state.cue.start)
        near = near and not _of_a_series(found, state.cue.end)
        return judged if near else doubted
    if state is not None:
        return judged
    if judged.why == "measured_only" and not supposed:
        return judged  # "The HER2/CEP17 ratio was 1.4": its conclusion may stand in another sentence.
    if own is not None and not supposed and judged.state == "detected":
        return Judgement(judged.state, "fraction")
    if not supposed and judged.state is not None and values.copy_number is not None and _counted(item, found, segment):
        return Judgement(judged.state, "counted")
    return doubted if supposed else Judgement(None, "not_outright")


def _counted(item: Item, found: Sequence[Mention], segment: Segment) -> bool:
    """True for copies of a gene whose number stands in brackets behind the event, or ends the sentence
    (``amplification of CDK4 (9 copies)``, ``with 9 copies.``); how many it is called from is no such number."""
    if item.kind != "copy_number" or any(m.type in ("bound", "percent") for m in found):
        return False
    labels = {m.start for m in found if (m.type, m.value) == ("label", "copies")}
    for m in found:
        if m.type == "number" and m.start >= item.end and m.end in labels and m.words:
            inside = segment.words[item.mentions[-1].words[-1] + 1 : m.words[0] + 1]
            bracketed = sum(word.text.count("(") - word.text.count(")") for word in inside) > 0
            with_it = any(word.text.casefold() in joints("with") for word in inside)
            copies = next(one for one in found if one.type == "label" and one.start == m.end)
            last = copies.words[-1] == len(segment.words) - 1
            return bracketed or (with_it and (last or segment.words[copies.words[-1]].text[-1:] in ".,;"))
    return False


def _turns(item: Item, found: Sequence[Mention]) -> bool:
    """True for an event behind a word such as *nevertheless*, of a gene that only stands before it."""
    gene = item.gene_mention
    return gene is not None and any(m.type == "terminator" and gene.end <= m.start < item.start for m in found)


def _defines(item: Item, found: Sequence[Mention], values: Values) -> bool:
    """True for a sentence that names limits of a hybridisation and nothing that was counted (``By ISH, a ratio >= 2.0
    with a copy number >= 4.0 is positive``): it says when a test is positive, not that it is."""
    limits = sum(m.type == "bound" for m in found)
    return item.event == "ISH" and limits >= 2 and values.ish_ratio is None and values.ish_copies is None


def _supposed(item: Item, state: Told | None, found: Sequence[Mention], *, whole: bool) -> bool:
    """True for a short text that only supposes: before the event, or of it where nothing is stated outright."""
    after = state is None and any(m.type == "hypothetical" and m.start >= item.end for m in found)
    return _supposed_before(item, state, found) or (after and (whole or item.kind in ("expression", "copy_number")))


def _in_text(item: Item, segment: Segment) -> bool:
    """True for an event in a cell of running text, which no table has as the name of a finding."""
    role = item.mentions[0].role
    return sum(other == role for other in segment.roles) >= _TEXT_WORDS


def _told_of_others(item: Item, state: Told, found: Sequence[Mention]) -> bool:
    """True for a denial that the words right behind it tell of others (``Overexpression without mutation or
    amplification has been described``): they are the sentence's verb, and nothing else in it answers."""
    if any(m.type == "state" for m in found) or state.cue.start > item.start:
        return False
    events = [m for m in found if m.type == "event" and m.start >= item.start]
    last = max(
        (m.end for m in events if all(m.start - e.end <= 1 for e in events if e.end <= m.start)), default=item.end
    )
    return any(m.type == "hypothetical" and m.value != "enquiry" and m.start in (item.end, last) for m in found)


def _supposed_before(item: Item, state: Told | None, found: Sequence[Mention]) -> bool:
    """True when the words before an event speak of patients, studies or criteria, not of this tumour."""
    return any(m.type == "hypothetical" and m.end <= item.start and not _answered(m, item, state, found) for m in found)


def _answered(doubt: Mention, item: Item, state: Told | None, found: Sequence[Mention]) -> bool:
    """True for words that ask (``the search for BRAF V600E …``) where the answer follows (``… was negative``), or names
    once more what was asked for (``the search for an amplification: no amplification``)."""
    if doubt.value != "enquiry" or state is None:
        return False
    asked = any(m.type == "event" and doubt.end <= m.start and m.end <= state.cue.start for m in found)
    return state.cue.start >= item.end or asked


def _between(found: Sequence[Mention], start: int, end: int) -> bool:
    return any(m.type == "hypothetical" and start <= m.start < end for m in found)


def _of_a_series(found: Sequence[Mention], after: int) -> bool:
    """True where words behind ``after`` count patients or tumours (``was detected in 6 of 41 patients``): a study's."""
    numbers = [m for m in found if m.type == "number" and after <= m.start <= after + _COUNTED]
    if len(numbers) != 2 or any((m.type, m.value) == ("label", "cells") for m in found):
        return False
    last = numbers[1].end
    return any(m.type == "hypothetical" and last <= m.start <= last + _COUNTED for m in found)


_COUNTED = 4
"""Tokens between an answer, the two numbers of a count, and who was counted."""
