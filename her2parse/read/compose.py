"""A segment and where it stands to statements: events, their states and values, and whether to believe them.

Rows and lists in a part that holds results say what is there by being listed. A sentence must *say* so (``was
detected``, ``harbors``, a VAF): prose about a gene is not a finding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from her2parse.model import CopyNumberUnit, Significance, State, Statement, Word
from her2parse.read.clauses import clauses, is_criterion, without_populations
from her2parse.read.corrections import is_superseded, without_superseded
from her2parse.read.coverage import asks
from her2parse.read.cue import Told
from her2parse.read.geometry import evidence
from her2parse.read.implied import by_method, by_topic, items_by_test, number_only, of_another
from her2parse.read.items import UNREAD_COLUMNS, Item, find_items
from her2parse.read.judge import Context, Judgement, judge
from her2parse.read.lexicon import Lexicon, functional, joints
from her2parse.read.mentions import Mention, Segment, mentions, tokens
from her2parse.read.scope import told
from her2parse.read.specimens import specimen_of
from her2parse.read.trace import SILENT, UNSAID, Because, Trace, genes_of
from her2parse.read.values import Values, level_vaf, own_vaf, row_values

_ZONE_SIGNIFICANCE: dict[str, Significance] = {"vus": "vus", "synonymous": "synonymous", "germline": "germline"}
_WITH_VAF = frozenset({"small_variant", "splice", "fusion"})
_PROBE = re.compile(r"CEP|CEN|chr|D17Z1", re.IGNORECASE)
_COUNTED = frozenset({"label", "control"})
_ISH_LABELS = frozenset({"ratio", "ish_copies"})
_ISH_COLUMNS = frozenset({"ratio", "ish_copies", "control_copies"})
_TRIAL = re.compile(r"NCT\d{6,8}")
_SAID = frozenset(
    {
        "state",
        "preneg",
        "prepos",
        "negator",
        "percent",
        "score",
        "level",
        "variant",
        "coding",
        "fusion",
        "class",
        "splice",
    }
)
_LISTED = 3
"""Genes behind one event, and nothing said of any, that make a list of what was tested."""
_MAX_ITEMS = 60
"""A segment with more events than this is a list of what was tested, not a result."""


def compose(segment: Segment, context: Context, lex: Lexicon, trace: Trace = SILENT) -> list[Statement]:
    """All statements that a segment makes, in order; an empty list when it makes none or is not believed."""
    out: list[Statement] = []
    gene = method = ""
    supposed = False
    whole = _without_reflex(segment, mentions(segment, lex))
    if not segment.roles and _is_scale(_without_scale(whole, [token.text for token in tokens(segment)])):
        # Before it is cut to clauses: "(reflex in situ hybridization)" would part the scale's scores.
        at = _scale_behind(segment, whole)
        trace.refused(segment.words[at:], "supposed")
        if not at:
            return []
        segment = segment._replace(words=segment.words[:at])
        whole = _without_reflex(segment, mentions(segment, lex))
    if at := _behind_absence(segment, whole):
        trace.refused(segment.words[:at], "supposed")
        segment = segment._replace(words=segment.words[at:])
        whole = _without_reflex(segment, mentions(segment, lex))
    for part in clauses(segment, whole):
        found = whole if part is segment else _without_reflex(part, mentions(part, lex))
        if part is segment or any(m.type in ("gene", "genes", "fusion") for m in found):
            about = context
            supposed = any(m.type == "hypothetical" for m in found)
        elif supposed and not any(m.type in _SAID for m in found):
            trace.refused(part.words, "supposed")
            continue  # "CDKN2A codes for p16; deletion removes it": the clause goes on with what was supposed.
        else:
            named = any(m.type == "method" for m in found)
            about = replace(
                context,
                event_gene=gene or context.event_gene,
                method=context.method if named else method or context.method,
            )
        if part is not segment:
            about = replace(about, specimen=specimen_of(part.words) or context.specimen)
        out.extend(_compose(part, found, about, lex, trace))
        gene = _subject(found) or gene
        method = next((m.value for m in found if m.type == "method" and m.value in ("ihc", "ish")), method)
    return out


def _without_reflex(segment: Segment, found: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The mentions without a proposal of a test whose answer follows behind a colon (``reflex to FISH: no
    amplification``): it was done."""
    done = [m for m in found if m.type == "method" and segment.words[m.words[-1]].text.endswith((":", "："))]
    if segment.roles or not done:
        return found
    return tuple(m for m in found if m.type != "hypothetical" or all(test.start != m.end for test in done))


def _behind_absence(segment: Segment, found: Sequence[Mention]) -> int:
    """The word behind the condition that a sentence begins with (``In the absence of T790M, the C797S mutation …``), or
    0: it tells when the rest holds, and its denial ends at its comma. A comma between names of a list ends it not."""
    first = found[0] if found else None
    if first is None or segment.roles or first.words[0] or (first.type, first.value) != ("hypothetical", "without"):
        return 0
    small = joints("list", "article")
    named = {index for m in found if m.type in _CONDITIONS for index in m.words}
    commas = [at for at, word in enumerate(segment.words) if word.text.endswith((",", "，"))]
    for at, following in zip(commas, [*commas[1:], 0], strict=False):
        between = range(at + 1, following + 1)
        if not between or any(i not in named and segment.words[i].text.casefold() not in small for i in between):
            return at + 1
    # "Bei fehlender EGFR-Mutation wurde …": a German condition ends at the verb.
    verbs = (at for at, word in enumerate(segment.words) if word.text.casefold() in joints("copula"))
    return next((at for at in verbs if at > first.words[-1] + 1), 0)


_CONDITIONS = frozenset({"gene", "genes", "event", "variant", "coding", "class", "splice", "fusion", "prep"})
"""What a list of things that are absent is made of."""


def _without_shares(found: Sequence[Mention]) -> list[Mention]:
    """Mentions without the words that make a frequency of a share (``in about 3 %``) where it is one of cells (``in
    about 80 % of the tumour cells``): that was counted on this specimen."""
    counted = [m for m in found if m.type == "percent" and _of_cells(m, found)]
    return [m for m in found if m.type != "hypothetical" or not any(0 <= p.start - m.end <= 1 for p in counted)]


def _of_cells(share: Mention, found: Sequence[Mention]) -> bool:
    return any((m.type, m.value) == ("label", "cells") and 0 <= m.start - share.end <= 1 for m in found)


def _of_many(found: Sequence[Mention], texts: Sequence[str]) -> bool:
    """True for a share of patients or tumours (``are present in 2-4 % of lung adenocarcinomas``), where nothing else is
    said to be there."""
    ends = tuple(joints("population"))
    said = [m for m in found if m.type == "state"]
    for share in (m for m in found if m.type == "percent"):
        behind = [text.casefold().rstrip(".,;:)") for text in texts[share.end : share.end + _SHARED_BY]]
        many = next((at for at, text in enumerate(behind) if len(text) > 2 and text.endswith(ends)), 0)
        other = any(share.end <= m.start <= share.end + many and m.type in _COUNTED_OUT for m in found)
        near = all(0 <= share.start - m.end <= _SHARED_BY and "," not in texts[m.end : share.start] for m in said)
        if many and not other and near:
            return True
    return False


_SHARED_BY = 5
"""Words between a share and those whom it is a share of."""
_COUNTED_OUT = frozenset({"gene", "genes", "label", "score", "variant", "coding"})


def _subject(found: Sequence[Mention]) -> str:
    """The one gene that a clause names, or an empty string: what the next clause goes on about (``; FISH: …``)."""
    genes = {m.gene or m.value for m in found if m.type == "gene" or (m.type == "label" and m.gene)}
    return genes.pop() if len(genes) == 1 else ""


def _compose(
    segment: Segment, found: tuple[Mention, ...], context: Context, lex: Lexicon, trace: Trace
) -> list[Statement]:
    trace.refused(segment.words, UNSAID)
    if not found:
        return []
    if trace.asked:
        _tell_columns(found, segment, trace)
    texts = [token.text for token in tokens(segment)]
    found = _without_comment(_without_scale(found, texts), segment)
    readable = [m for m in found if m.role not in UNREAD_COLUMNS]
    if is_superseded(segment, readable):
        trace.refused(segment.words, "other_time")
        return []
    if not segment.roles:
        readable = _without_shares(without_superseded(without_populations(segment, readable)))
        found = tuple(readable)
    methods = {m.value for m in readable if m.type == "method" and not _proposed(m, readable)}
    if segment.roles and _copy_number_row(segment, context):
        # A comment on copies names other tests ("Confirm by HER2 IHC"); only the table's own columns name its test.
        methods = {m.value for m in readable if m.type == "method" and m.value in methods and m.role not in _ASIDE}
    named = {(m.type, m.value) for m in readable}
    sequence = ("event", "mutation") in named or any(kind in ("class", "variant", "coding") for kind, _ in named)
    if not methods and sequence and any(kind in ("gene", "genes") for kind, _ in named):
        context = replace(context, method="")  # No stain and no probe looks for a mutation, whatever the heading says.
    ratios = [m for m in readable if m.type == "label" and m.value == "ratio"]
    if not methods and ratios and any(_PROBE.search(m.text) for m in (*ratios, *readable) if m.type in _COUNTED):
        methods = {"ish"}  # Only an in situ hybridisation counts the centromere beside the gene.
    method = (
        "ihc"
        if "ihc" in methods and "ish" not in methods
        else "ish"
        if "ish" in methods and "ihc" not in methods
        else ""
    )
    if not methods and any(m.type == "label" and m.gene and m.value in _ISH_LABELS for m in readable):
        method = "ish"  # "HER2/CEP17 ratio: 1.4" is counted in situ, whatever the words or the heading above say.
    counted = {m.role for m in readable if m.type == "number"}
    if not methods and {"ratio", "ish_copies"} <= counted:
        method = "ish"  # A column of ratios beside one of signals: no other test has both.
    if not methods and _ISH_COLUMNS.intersection(segment.roles):
        method = "ish"  # "Mean HER2 signals/nucleus" is the head of a column.
    method = method or (context.method if not methods & {"seq", "cna_seq", "rna_seq", "pcr", "ihc", "ish"} else "")
    if context.method and method != context.method and _aside(readable, method):
        method = context.method
    faded = _faded(readable)
    foreign = _foreign(readable, segment, told=context.rule != "table")
    foreign = foreign or ("supposed" if not segment.roles and _of_many(readable, texts) else "")
    if foreign and not (faded and foreign == "other_time"):
        trace.refused(segment.words, foreign)
        return []
    topic = method if method in ("ihc", "ish") else context.topic
    items = find_items(found, texts, gene=context.gene, event_gene=context.event_gene, topic=topic)
    if len(items) > _MAX_ITEMS or _lists_genes(readable, items):
        trace.refused(segment.words, "gene_list")
        return []
    items = [item for item in items if item.gene]
    looked_for = _looked_for(readable, items)
    believed = context.zone.name in ("results", "vus") and not _asked_of(looked_for, segment)
    if looked_for and (not believed or _alphabetical(looked_for)):
        trace.refused(segment.words, "gene_list")
        items = [item for item in items if item not in looked_for]
        readable = [m for m in readable if not any(m in item.mentions for item in looked_for)]
    if method in ("ihc", "ish") or any(m.type == "score" for m in readable):
        items = items_by_test(
            items, readable, method, methods, card_gene=context.event_gene, card_method=context.method
        )
        if not segment.roles:
            items = [item for item in items if not of_another(item, readable, texts)]
    ihc = method == "ihc" or any(item.kind == "expression" for item in items)
    values = row_values(readable, ihc=ihc, ish=method == "ish", plasma=context.plasma, vaf=lex.vaf or context.vaf)
    if not items and values.copy_number is not None:
        items = number_only(readable, called=_copy_number_row(segment, context))
    copies = (_copy_number_row(segment, context) or _equivocal_alone(readable)) and not context.prose
    items = items or by_method(readable, copies=copies) or by_topic(readable, context.topic)
    said = told(readable, [(item.start, item.end, item.gene) for item in items], texts)
    if segment.roles:
        items, said = _once(items, said)
        items, said = _of_row(items, said, segment)
    elif not context.prose:
        items, said = _answered_once(items, said)
    spoken = any(state is not None for state in said)
    out: list[Statement] = []
    for index, (item, state) in enumerate(zip(items, said, strict=True)):
        following = items[index + 1] if index + 1 < len(items) else None
        own = (
            own_vaf(item, following, readable, prose=context.prose)
            if item.kind in ("small_variant", "splice")
            else None
        )
        level = level_vaf(item, readable, segment) if len(items) > 1 and not context.prose else None
        if level is not None and item.kind in ("small_variant", "splice"):
            own, values = level, replace(values, vaf=None)
        judged = judge(item, state, readable, context, values, own, spoken=spoken, segment=segment)
        if faded and (state is None or judged.state != "not_detected"):
            judged = Judgement(None, "other_time")
        if judged.state is None:
            if trace.asked:
                trace.refused(_named_by(item, segment), judged.why, item.gene)
            continue
        statement, words = _statement(
            item, judged.state, state, readable, segment, context, values, own, method, len(items)
        )
        out.append(statement)
        if trace.asked:
            trace.made(statement, words, _because(item, judged, state, readable, segment, context))
    if trace.asked:
        _tell_repeats(out, found, segment, trace)
    return out


def _once(items: list[Item], said: Sequence[Told | None]) -> tuple[list[Item], tuple[Told | None, ...]]:
    """A row's items without those that the answer names once more (``HER2 amplification | Not amplified``)."""
    answered = {
        (item.gene, item.kind)
        for item, state in zip(items, said, strict=True)
        if state is not None and state.cue.start == item.start
    }
    kept = [
        (item, state)
        for item, state in zip(items, said, strict=True)
        if state is not None or _is_named(item) or (item.gene, item.kind) not in answered
    ]
    return [item for item, _ in kept], tuple(state for _, state in kept)


def _of_row(
    items: list[Item], said: Sequence[Told | None], segment: Segment
) -> tuple[list[Item], tuple[Told | None, ...]]:
    """A row's items with the answer of its result column given to all that the row asks about.

    The answer reaches each change of a list (``E709K, L858R, T790M | Not detected``), except one that says that they
    are there: it may mean any of them. Where it only says that nothing or something was found (``Fusion | No
    mutation``), it is about the event that the row names, not about a mutation as well."""
    given = {at: state for at, state in enumerate(said) if state and _in_result(state.cue.words, segment)}
    # A list that has its answer in a cell of its own is answered as a whole.
    whole = {state.cue.start: state for state in given.values() if state.state == state.cue.state}
    given = {at: whole.get(state.cue.start, state) for at, state in given.items()}
    said = [given.get(at, state) for at, state in enumerate(said)]
    if not given or len({state.state for state in given.values()}) != 1:
        return items, tuple(said)
    answer = next(iter(given.values()))
    genes = {items[at].gene for at in given}
    asked = [
        at
        for at, item in enumerate(items)
        if item.gene in genes and not any(_in_result(m.words, segment) for m in item.mentions)
    ]
    vague = [at for at in given if at not in asked and items[at].generic and items[at].kind == "small_variant"]
    if any(at not in asked and at not in vague for at in range(len(items)) if items[at].gene in genes):
        return items, tuple(said)  # The answer names what was found.
    out = list(said)
    for at in asked:
        if out[at] is None and (answer.state != "detected" or (len(asked) == 1 and vague)):
            out[at] = answer
    dropped = set(vague) if asked and all(out[at] is not None for at in asked) else set()
    kept = [at for at in range(len(items)) if at not in dropped]
    return [items[at] for at in kept], tuple(out[at] for at in kept)


def _in_result(words: Sequence[int], segment: Segment) -> bool:
    return any(segment.roles[index] == "result" for index in words)


def _answered_once(items: list[Item], said: Sequence[Told | None]) -> tuple[list[Item], tuple[Told | None, ...]]:
    """A line's items without those that only name once more what was answered, behind it (``ALK rearrangement | Not
    detected (RNA fusion panel)``) or before an answer that names it itself (``ALK rearrangement by molecular methods |
    No rearrangement detected``)."""
    answered: set[tuple[str, str]] = set()
    itself = {
        (item.gene, item.kind)
        for item, state in zip(items, said, strict=True)
        if state is not None and item.start <= state.cue.start < item.end
    }
    kept: list[tuple[Item, Told | None]] = []
    for item, state in zip(items, said, strict=True):
        bare = not item.fusion and all(m.type == "event" for m in item.mentions)
        if state is None and bare and (item.gene, item.kind) in answered | itself:
            continue
        kept.append((item, state))
        if state is not None and state.cue.start >= item.end and state.cue.backward:
            answered.add((item.gene, item.kind))
    return [item for item, _ in kept], tuple(state for _, state in kept)


def _is_named(item: Item) -> bool:
    return bool(item.protein or item.coding or any(m.type in ("variant", "coding", "fusion") for m in item.mentions))


def _tell_columns(found: Sequence[Mention], segment: Segment, trace: Trace) -> None:
    for mention in found:
        if mention.role in UNREAD_COLUMNS:
            for gene in genes_of(mention):
                trace.refused([segment.words[index] for index in mention.words], f"column_{mention.role}", gene)


def _tell_repeats(made: Sequence[Statement], found: Sequence[Mention], segment: Segment, trace: Trace) -> None:
    """A gene named once more beside its own statement; the recorder keeps the statement where it rests on the word."""
    told = {statement.gene for statement in made}
    for mention in found:
        if mention.role not in UNREAD_COLUMNS:
            for gene in told.intersection(genes_of(mention)):
                trace.refused([segment.words[index] for index in mention.words], "repeated", gene)


def _named_by(item: Item, segment: Segment) -> list[Word]:
    named = [*item.mentions, item.gene_mention] if item.gene_mention else item.mentions
    return [segment.words[index] for mention in named for index in mention.words]


def _because(
    item: Item, judged: Judgement, said: Told | None, found: Sequence[Mention], segment: Segment, context: Context
) -> Because:
    return Because(
        zone=context.zone.name,
        heading=context.zone.heading,
        rule=context.rule,
        bound=item.bound,
        told=judged.why,
        cue=said.cue.text if said and judged.why == "cue" else "",
        terms=tuple(dict.fromkeys((m.type, m.value, m.text) for m in found)),
        columns=tuple(dict.fromkeys(role for role in segment.roles if role != "other")),
    )


def _aside(found: Sequence[Mention], method: str) -> bool:
    """True when a method is only mentioned after the result (``Negative (group 4, IHC 0)`` under an ISH heading)."""
    if method == "ihc" and any(m.type == "event" and "expression" in m.value for m in found):
        return False  # What is expressed is seen by a stain: the heading of another test above gives it nothing.
    named = [m.start for m in found if m.type == "method" and m.value == method]
    results = [m.start for m in found if m.type in ("state", "score", "number")]
    return bool(named and results) and min(results) < min(named)


def _proposed(method: Mention, found: Sequence[Mention]) -> bool:
    """True for a test that the words only propose (``in situ hybridisation may be considered``)."""
    return any(m.type == "hypothetical" and 0 <= m.start - method.end <= 1 for m in found)


def _lists_genes(found: Sequence[Mention], items: Sequence[Item]) -> bool:
    """True for a list of what was tested: many genes, next to no events, nothing said (``EGFR (T790M and others)``)."""
    genes = {value for m in found if m.type in ("gene", "genes") for value in m.value.split(";")}
    if any(m.type in ("percent", "state", "preneg", "prepos", "score", "level") for m in found):
        return False
    return len(genes) >= 4 and len({item.gene for item in items}) * 3 <= len(genes)


def _faded(found: Sequence[Mention]) -> bool:
    """True for words that tell of another time only to deny it today (``the known T790M is no longer detected``)."""
    kinds = {m.type for m in found}
    return {"gone", "other_time"} <= kinds and not kinds & {"again", "other_subject"}


def _looked_for(found: Sequence[Mention], items: Sequence[Item]) -> list[Item]:
    """Events that only head a list of the genes that they were looked for in (``Amplifications: CDK4, …``).

    Such a list names nothing but genes: no change, number or state, which a list of findings would have.
    """
    named = {index for m in found if m.type in ("gene", "genes") for index in m.words}
    if any(m.type in _SAID or (m.type == "number" and m.role != "gene" and not named & set(m.words)) for m in found):
        return []  # The number of "FGFR1-4" is a part of names.
    heads: dict[int, list[Item]] = {}
    for item in items:
        if item.gene_mention is not None and item.gene_mention.start >= item.end and item.mentions[0].type == "event":
            heads.setdefault(item.start, []).append(item)
    lists = [listed for listed in heads.values() if len({item.gene for item in listed}) >= _LISTED]
    return [item for listed in lists for item in listed]


def _asked_of(listed: Sequence[Item], segment: Segment) -> bool:
    """True where the words over a list say that something was looked for in its genes (``Genes examined for …:``)."""
    first = min((m.words[0] for item in listed if (m := item.gene_mention) is not None and m.words), default=0)
    return asks(" ".join(word.text for word in segment.words[:first])) and segment.words[first - 1].text.endswith(":")


_CATALOGUE = 6
"""Genes in alphabetical order that make a panel's list wherever they stand: findings come in order of their weight."""


def _alphabetical(listed: Sequence[Item]) -> bool:
    """True for so many genes in alphabetical order that nobody can have found them all."""
    genes = list(dict.fromkeys(item.gene for item in listed))
    return len(genes) >= _CATALOGUE and genes == sorted(genes)


def _foreign(found: Sequence[Mention], segment: Segment, *, told: bool) -> str:
    """Why nothing in these words is a finding of this report (a reason's code), or an empty string.

    "Amplification is not detected by this method" says what the test cannot do. Others speak of a relative, another
    time or a study; "the known L858R is confirmed" is a finding: said again, or with its fraction, it was seen again.
    """
    if any(m.type in _TOLD and m.role not in ("", "other") for m in found):
        # A comment in a column of its own ("Below the threshold …") is about the result beside it.
        found = [m for m in found if m.role != "other"]
        own = segment._replace(
            words=tuple(word for word, role in zip(segment.words, segment.roles, strict=True) if role != "other")
        )
    else:
        own = segment
    types = {m.type for m in found}
    if "limitation" in types:
        return "limitation"
    if _defines(own) or _is_scale(found) or _sets_condition(segment, found) or is_criterion(segment, found):
        return "supposed"
    if "other_subject" in types:
        return "other_subject"
    earlier = [m for m in found if m.type == "other_time" and not _well_known(m, found, segment)]
    if earlier and told and not types & {"again", "percent"}:
        return "other_time"
    return "trial_number" if any(_TRIAL.search(word.text) for word in own.words) else ""


_TOLD = frozenset({"state", "event", "variant", "coding", "fusion", "class", "splice"})


def _well_known(mention: Mention, found: Sequence[Mention], segment: Segment) -> bool:
    """True for a word in brackets right behind a change that says what kind of mutation it is (``L858R (known
    activating mutation)``): it is listed as there, with no other day or report named."""
    first = mention.words[0]
    change = any(m.type in ("variant", "coding") and m.words[-1] == first - 1 for m in found)
    if not change or not segment.words[first].text.startswith("("):
        return False
    last = next((at for at in range(first, len(segment.words)) if ")" in segment.words[at].text), -1)
    inside = range(first, last + 1)
    dated = any(ch.isdigit() for at in inside for ch in segment.words[at].text)
    return not dated and any((m.type, m.value) == ("event", "mutation") and m.words[0] in inside for m in found)


def _without_comment(found: tuple[Mention, ...], segment: Segment) -> tuple[Mention, ...]:
    """A row's mentions without what a comment in a column of its own says (``Equivocal gain | Below the threshold for
    amplification. Confirm by HER2 IHC``), where other columns tell what was found; its numbers stay."""
    if not any(m.type in _TOLD and m.role not in ("", "other") for m in found):
        return found
    comment = [
        word.text.strip(".,;:()") for word, role in zip(segment.words, segment.roles, strict=False) if role == "other"
    ]
    if len(comment) < _COMMENT or functional(comment) < _FUNCTIONAL:
        return found
    return tuple([m for m in found if m.role != "other" or m.type in _NUMBERS])


_COMMENT, _FUNCTIONAL = 8, 2
"""Words of a comment that runs as text, and how many small ones it has, at least."""
_NUMBERS = frozenset({"percent", "number", "label", "bound", "reads"})


def _without_scale(found: tuple[Mention, ...], texts: Sequence[str]) -> tuple[Mention, ...]:
    """Mentions without those of a scale of scores in brackets (``3+ (0/1+ negative, 2+ equivocal, 3+ positive)``)."""
    opened = [at for at, text in enumerate(texts) if text == "("]
    for start in opened:
        end = next((at for at in range(start, len(texts)) if texts[at].startswith(")")), len(texts))
        inside = {m.value.strip("+") for m in found if m.type == "score" and start < m.start < end}
        if len(inside) >= _STEPS:
            return tuple([m for m in found if not start < m.start < end])
    return found


def _is_scale(found: Sequence[Mention]) -> bool:
    """True for a scale of scores with what each means (``0/1+ negative, 2+ equivocal, 3+ positive``)."""
    scores = {m.value.strip("+") for m in found if m.type == "score"}
    states = {m.value for m in found if m.type == "state"}
    return len(scores) >= _STEPS and len(states) >= 2


def _scale_behind(segment: Segment, found: Sequence[Mention]) -> int:
    """The word behind the semicolon that parts a result from the scale told after it (``HER2 score 3+; scale: 0
    negative, 1+ negative, 2+ equivocal, 3+ positive``), or 0 where the whole is a scale."""
    for at, word in enumerate(segment.words):
        if word.text.endswith((";", "；")):
            behind = [m for m in found if m.words[0] > at]
            before = [m for m in found if m.words[-1] <= at]
            if _is_scale(behind) and any(m.type in ("score", "state") for m in before):
                return at + 1
    return 0


_STEPS = 3
_COMPARED = re.compile(r"[<>≥≤]\s*=?\s*\d+(?:[.,]\d+)?\s*%?|\bgr(?:oup|uppe|upo|uppo|oupe)\s+\d", re.IGNORECASE)
_MEASURED = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,]\d+)?(?![A-Za-z\d+])")


def _defines(segment: Segment) -> bool:
    """True for words that say what a result would be (``Group 5 (ratio < 2.0, HER2 < 4.0) = NEGATIVE``): numbers to
    compare with, two or more, and none that was measured."""
    text = " ".join(word.text for word in segment.words)
    if "=" not in text or len(re.findall(r"[<>≥≤]\s*=?\s*\d", text)) < 2:
        return False
    return not _MEASURED.search(_COMPARED.sub(" ", text))


def _sets_condition(segment: Segment, found: Sequence[Mention]) -> bool:
    """True for a sentence whose first clause is a condition that names a gene (``Where ERBB2 is amplified, …``)."""
    if segment.roles or segment.words[0].text.casefold() not in joints("condition"):
        return False
    comma = next((at for at, word in enumerate(segment.words) if word.text.endswith((",", "，"))), 0)
    return any(m.type in ("gene", "genes") and m.words[0] <= comma for m in found)


_ASIDE = frozenset({"", "other", "significance", "effect"})
"""Columns that are no part of what a row of a table measures."""


def _copy_number_row(segment: Segment, context: Context) -> bool:
    roles = set(segment.roles)
    columns = {"copy_number", "fold_change"}
    return context.topic == "copy_number" or bool(roles & columns and not roles & {"protein", "coding"})


def _equivocal_alone(found: Sequence[Mention]) -> bool:
    """True for a gene beside ``equivocal`` and nothing else: the word for copies between two cut-offs; no change of a
    sequence is called so, and it says neither that they are too many nor that they are not. Not of ERBB2, whose stain
    is called so as well (2+): one axis is never taken from the other."""
    if any(m.type in ("gene", "genes") and "ERBB2" in m.value.split(";") for m in found):
        return False
    told = {m.type for m in found if m.role not in UNREAD_COLUMNS}
    states = {m.text.lower() for m in found if m.type == "state"}
    borderline = bool(states) and states <= joints("borderline")
    return borderline and told <= {"gene", "genes", "state", "number", "significance"}


def _significance(item: Item, found: Sequence[Mention], context: Context, n_items: int) -> Significance:
    marks = [m for m in found if m.type == "significance" and m.role not in UNREAD_COLUMNS]
    if n_items > 1:
        genes = [m.start for m in found if m.type == "gene" and m.start >= item.end]
        marks = [m for m in marks if 0 <= m.start - item.end <= 8 and m.start < min(genes, default=10**6)]
    for mark in marks:
        return mark.value  # type: ignore[return-value]
    return "" if context.prose else _ZONE_SIGNIFICANCE.get(context.zone.name, "")


def _statement(
    item: Item,
    state: State,
    said: Told | None,
    found: Sequence[Mention],
    segment: Segment,
    context: Context,
    values: Values,
    own: Mention | None,
    method: str,
    n_items: int,
) -> tuple[Statement, list[Word]]:
    """The statement, and the words that are its evidence."""
    alone = n_items == 1
    small = item.kind in _WITH_VAF
    whole = alone or len({(i.role) for i in values.used if i.role}) > 0
    vaf = values.vaf if small and whole and values.vaf is not None else None
    if vaf is None and own is not None and own.number is not None and small and state == "detected":
        vaf = round(own.number / 100, 6)
    copies = item.kind == "copy_number"
    protein = item.kind == "expression"
    ish = copies and method == "ish"
    words = _words(item, said, own if vaf is not None else None, values, segment)
    if vaf == 0 and state == "detected":
        state = "indeterminate"  # A fraction of nothing was not detected, whatever the row lists.
    # A cell that two lines share is quoted whole: everything inside the box.
    statement = Statement(
        gene=item.gene,
        kind=item.kind,
        state=state,
        as_written=_as_written(item, values, said, segment),
        evidence=evidence(context.page, _seen_at(words, context.place)),
        rule=context.rule,
        significance=_significance(item, found, context, n_items),
        protein=item.protein,
        coding=item.coding,
        genomic=item.genomic or (_column(found, "genomic") if small and alone else ""),
        transcript=_column(found, "transcript") if small and alone else "",
        vaf=vaf,
        copy_number=(values.ish_copies if ish else values.copy_number) if copies else None,
        copy_number_unit=_unit(values, ish) if copies else "",
        copy_number_text=_text_of(segment, values) if copies and not ish else "",
        fusion=item.fusion,
        reads=values.reads if item.kind == "fusion" else None,
        ihc_score=values.ihc_score if protein else "",  # type: ignore[arg-type]
        ihc_system=_system(found) if protein else "",
        percent_cells=values.percent_cells if protein else None,
        ish_ratio=values.ish_ratio if ish else None,
        ish_copies=values.ish_copies if ish else None,
        ish_group=values.ish_group if ish else None,
        method=_method(item, found, method),
        specimen=context.specimen,
        variant_class=next((m.value for m in item.mentions if m.type in ("class", "splice")), ""),
    )
    return statement, words


def _seen_at(words: list[Word], place: Sequence[Word]) -> Sequence[Word]:
    """The words of a statement that are its evidence: in a grid only those of its own cells."""
    inside = {id(word) for word in place}
    return [word for word in words if id(word) in inside] or place or words


def _system(found: Sequence[Mention]) -> Literal["", "breast", "gastric"]:
    named = {m.value for m in found if m.type == "scoring"}
    return "breast" if named == {"breast"} else "gastric" if named == {"gastric"} else ""


def _text_of(segment: Segment, values: Values) -> str:
    """The copy number or level as printed (``Medium (++)``)."""
    mention = next((m for m in values.used if m.text == values.copy_number_text), None)
    return " ".join(segment.words[index].text for index in mention.words) if mention else values.copy_number_text


def _unit(values: Values, ish: bool) -> CopyNumberUnit:
    if ish:
        return "copies" if values.ish_copies is not None else ""
    return values.copy_number_unit


def _method(item: Item, found: Sequence[Mention], method: str) -> str:
    if item.kind == "expression":
        return "rna" if any(m.type == "method" and m.value == "rna_seq" for m in found) else "ihc"
    if method == "ish":
        return "ish"
    return next((m.value for m in found if m.type == "method" and m.value not in ("ihc", "ish")), "")


def _as_written(item: Item, values: Values, said: Told | None, segment: Segment) -> str:
    if item.event in ("IHC", "ISH"):
        # Verbatim: the score or the report's own word, else the number that the statement rests on.
        score = next((m for m in values.used if m.type == "score"), None)
        numbers = [m for m in values.used if m.type in ("number", "percent")]
        first = score or (said.cue if said else None) or (numbers[0] if numbers else None) or item.mentions[0]
        return _verbatim(segment, first.words)
    if item.fusion:
        # The isoform's own name says more than the pair of genes: EML4-ALK.E6aA20.AB374361.
        return max((m.text for m in item.mentions if m.type == "fusion"), key=len)
    return item.protein or item.coding or item.event


def _verbatim(segment: Segment, indices: Sequence[int]) -> str:
    return " ".join(segment.words[index].text for index in indices).strip(" ,;.()")


def _column(found: Sequence[Mention], type_: str) -> str:
    return next((m.text for m in found if m.type == type_ and m.role not in UNREAD_COLUMNS), "")


def _words(item: Item, said: Told | None, own: Mention | None, values: Values, segment: Segment) -> list[Word]:
    indices: set[int] = set()
    for mention in item.mentions:
        indices.update(mention.words)
    if item.gene_mention is not None:
        indices.update(item.gene_mention.words)
    if said is not None:
        indices.update(said.cue.words)
    measured = item.kind in ("expression", "copy_number")
    for value in values.used if measured or own is None else ():
        if measured or value.role in ("vaf", "reads", "result"):
            indices.update(value.words)
    if own is not None:
        indices.update(own.words)
    if item.gene_mention is None and item.event in ("IHC", "ISH") and len(segment.words) <= 14:
        return list(segment.words)  # "Score | 2+" under a heading: the label belongs to the evidence.
    return [segment.words[index] for index in sorted(indices)]
