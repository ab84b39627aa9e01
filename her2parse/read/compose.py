"""A segment and where it stands to statements: events, their states and values, and whether to believe them.

Rows and lists in a part that holds results say what is there by being listed. A sentence must *say* so (``was
detected``, ``harbors``, a VAF): prose about a gene is not a finding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from her2parse.model import CopyNumberUnit, Evidence, Page, Significance, State, Statement, Word
from her2parse.read.clauses import clauses
from her2parse.read.corrections import without_superseded
from her2parse.read.cue import Told
from her2parse.read.geometry import evidence
from her2parse.read.implied import by_method, items_by_test, number_only
from her2parse.read.items import UNREAD_COLUMNS, Item, find_items
from her2parse.read.layout import Zone
from her2parse.read.lexicon import Lexicon
from her2parse.read.mentions import Mention, Segment, mentions, tokens
from her2parse.read.scope import cues, strongest, told
from her2parse.read.specimens import specimen_of
from her2parse.read.values import Values, own_vaf, row_values

_ZONE_SIGNIFICANCE: dict[str, Significance] = {"vus": "vus", "synonymous": "synonymous", "germline": "germline"}
_WITH_VAF = frozenset({"small_variant", "splice", "fusion"})
_STAINED = re.compile(r"pos|neg|n[ée]g|express|expres|陽性|阳性|양성|陰性|阴性|음성", re.IGNORECASE)
_PROBE = re.compile(r"CEP|CEN|chr|D17Z1", re.IGNORECASE)
_DASH = re.compile(r"[-–—]+|n\.?d\.?|nd", re.IGNORECASE)
_TRIAL = re.compile(r"NCT\d{6,8}")
_MAX_ITEMS = 60
"""A segment with more events than this is a list of what was tested, not a result."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a segment stands: page, zone, the gene, method and topic that headings give, and how it was found."""

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


def compose(segment: Segment, context: Context, lex: Lexicon) -> list[Statement]:
    """All statements that a segment makes, in order; an empty list when it makes none or is not believed."""
    out: list[Statement] = []
    gene = method = ""
    for part in clauses(segment, mentions(segment, lex)):
        found = mentions(part, lex)
        if part is segment or any(m.type in ("gene", "genes", "fusion") for m in found):
            about = context
        else:
            named = any(m.type == "method" for m in found)
            about = replace(
                context,
                event_gene=gene or context.event_gene,
                method=context.method if named else method or context.method,
            )
        if part is not segment:
            about = replace(about, specimen=specimen_of(part.words) or context.specimen)
        out.extend(_compose(part, about, lex))
        gene = _subject(found) or gene
        method = next((m.value for m in found if m.type == "method" and m.value in ("ihc", "ish")), method)
    return out


def _subject(found: Sequence[Mention]) -> str:
    """The one gene that a clause names, or an empty string: what the next clause goes on about (``; FISH: …``)."""
    genes = {m.gene or m.value for m in found if m.type == "gene" or (m.type == "label" and m.gene)}
    return genes.pop() if len(genes) == 1 else ""


def _compose(segment: Segment, context: Context, lex: Lexicon) -> list[Statement]:
    found = mentions(segment, lex)
    if not found:
        return []
    texts = [token.text for token in tokens(segment)]
    readable = [m for m in found if m.role not in UNREAD_COLUMNS]
    if not segment.roles:
        readable = list(without_superseded(readable))
        found = tuple(readable)
    methods = {m.value for m in readable if m.type == "method"}
    if not methods and any(m.type == "label" and m.value == "ratio" and _PROBE.search(m.text) for m in readable):
        methods = {"ish"}  # Only an in situ hybridisation counts the centromere beside the gene.
    method = (
        "ihc"
        if "ihc" in methods and "ish" not in methods
        else "ish"
        if "ish" in methods and "ihc" not in methods
        else ""
    )
    method = method or (context.method if not methods & {"seq", "cna_seq", "rna_seq", "pcr", "ihc", "ish"} else "")
    if context.method and method != context.method and _aside(readable, method):
        method = context.method
    if any(m.type == "limitation" for m in readable):
        return []  # "amplification is not detected by this method" says what the test cannot do
    faded = _faded(readable)
    if (not faded and _of_another(readable, told=context.rule != "table")) or any(
        _TRIAL.search(word.text) for word in segment.words
    ):
        return []
    topic = method if method in ("ihc", "ish") else context.topic
    items = find_items(found, texts, gene=context.gene, event_gene=context.event_gene, topic=topic)
    if len(items) > _MAX_ITEMS or _lists_genes(readable, items):
        return []
    items = [item for item in items if item.gene]
    if method in ("ihc", "ish") or any(m.type == "score" for m in readable):
        items = items_by_test(
            items, readable, method, methods, card_gene=context.event_gene, card_method=context.method
        )
    ihc = method == "ihc" or any(item.kind == "expression" for item in items)
    values = row_values(readable, ihc=ihc, ish=method == "ish", plasma=context.plasma)
    if not items and values.copy_number is not None:
        items = number_only(readable, called=_copy_number_row(segment, context))
    items = items or by_method(readable)
    said = told(readable, [(item.start, item.end, item.gene) for item in items], texts)
    spoken = any(state is not None for state in said)
    out: list[Statement] = []
    for index, (item, state) in enumerate(zip(items, said, strict=True)):
        following = items[index + 1] if index + 1 < len(items) else None
        own = (
            own_vaf(item, following, readable, prose=context.prose)
            if item.kind in ("small_variant", "splice")
            else None
        )
        settled = _state(item, state, readable, context, values, spoken=spoken, segment=segment)
        if settled is None or (faded and (state is None or settled != "not_detected")):
            continue
        if context.prose and not _believed(item, state, readable, own, settled):
            continue
        short = context.rule in ("entry", "line") and own is None
        if short and _supposed(item, state, readable, whole=context.rule == "entry"):
            continue
        out.append(_statement(item, settled, state, readable, segment, context, values, own, method, len(items)))
    return out


def _aside(found: Sequence[Mention], method: str) -> bool:
    """True when a method is only mentioned after the result (``Negative (group 4, IHC 0)`` under an ISH heading)."""
    named = [m.start for m in found if m.type == "method" and m.value == method]
    results = [m.start for m in found if m.type in ("state", "score", "number")]
    return bool(named and results) and min(results) < min(named)


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


def _of_another(found: Sequence[Mention], *, told: bool) -> bool:
    """True for words about a relative or another time: none of it is a finding of this report.

    "The known L858R is confirmed" is one: said again, or with its fraction, it has been seen again.
    """
    if any(m.type == "other_subject" for m in found):
        return True
    if not any(m.type == "other_time" for m in found):
        return False
    return told and not any(m.type in ("again", "percent") for m in found)


def _state(
    item: Item,
    state: Told | None,
    found: Sequence[Mention],
    context: Context,
    values: Values,
    *,
    spoken: bool,
    segment: Segment,
) -> State | None:
    """The item's state: what is said of it, what its row says, or what being listed means; ``None`` = nothing said."""
    listed = item.gene_mention is not None and item.gene_mention.start > item.end
    if item.generic and listed and context.zone.name == "negatives":
        return None  # A list of genes under "no reportable alterations" is coverage, not a statement about each.
    if state is not None and state.cue.undone:
        return None
    if item.kind == "expression" and _of_rna(found):
        return None  # How much RNA there is says nothing of the protein, and no output has a place for it.
    if state is not None and item.event == "IHC" and state.state in ("detected", "not_detected"):
        # "Se observa tinción débil" and "no membranous reactivity" tell of a staining; only a word such as "positive"
        # tells of its result.
        return state.state if _STAINED.search(state.cue.text) else _by_score(values.ihc_score)
    if state is not None:
        return "equivocal" if state.state == "detected" and _low_gain(item) else state.state
    # A state in its own cell holds for the row, unless it has already been said of another of the row's events.
    one_gene = len({m.value for m in found if m.type == "gene"}) <= 1
    if not context.prose and not spoken and (context.rule == "table" or one_gene):
        row_cues = cues([m for m in found if m.role in _STATE_COLUMNS])[0]
        if any(cue.undone for cue in row_cues):
            return None
        row = {cue.state for cue in row_cues}
        if len(row) == 1:
            return row.pop()
        if len(row) > 1:
            return strongest(row)
    if item.generic:
        return None
    if context.rule == "table" and _gone(segment):
        return "not_detected"
    if item.kind == "expression":
        if any(m.type == "event" and m.value == "overexpression" for m in item.mentions) and not context.prose:
            return _by_score(values.ihc_score) or "detected"
        only_share = values.percent_cells is not None and not values.ihc_score
        return "indeterminate" if only_share else _by_score(values.ihc_score)
    if item.event == "ISH":
        return "indeterminate" if values.ish_ratio is not None or values.ish_copies is not None else None
    if context.zone.name == "negatives":
        return "not_detected"
    if context.zone.name == "rna_expression":
        return None
    if item.bare:
        return "indeterminate"
    return "equivocal" if _low_gain(item) else "detected"


def _of_rna(found: Sequence[Mention]) -> bool:
    methods = {m.value for m in found if m.type == "method"}
    return "rna_seq" in methods and "ihc" not in methods


def _gone(segment: Segment) -> bool:
    """True for a row of samples over time whose newest cell shows nothing: ``0.4% | – | –``."""
    now = [w.text for w, role in zip(segment.words, segment.roles, strict=False) if role in ("result", "vaf")]
    return "prior" in segment.roles and bool(now) and all(_DASH.fullmatch(text) for text in now)


def _low_gain(item: Item) -> bool:
    """True for a gain that nobody calls an amplification: arm-level, low-level, polysomy."""
    gain = any(m.type == "event" and m.value == "gain" for m in item.mentions)
    return gain and "copy" not in item.event.lower()


_STATE_COLUMNS = frozenset(
    {"", "other", "result", "significance", "vaf", "copy_number", "biomarker", "score", "effect"}
)


def _by_score(score: str) -> State | None:
    return {"3+": "detected", "2+": "equivocal", "1+": "not_detected", "0": "not_detected"}.get(score)  # type: ignore[return-value]


def _copy_number_row(segment: Segment, context: Context) -> bool:
    roles = set(segment.roles)
    columns = {"copy_number", "fold_change"}
    return context.topic == "copy_number" or bool(roles & columns and not roles & {"protein", "coding"})


def _believed(item: Item, state: Told | None, found: Sequence[Mention], own: Mention | None, settled: State) -> bool:
    """A sentence is believed when it says so outright and nothing before the event makes it a supposition."""
    supposed = any(m.type == "hypothetical" and not _answered(m, item, state) for m in found)
    if _supposed_before(item, state, found):
        return False
    if item.kind == "expression" and any(m.type == "score" and m in item.mentions for m in found):
        return not supposed
    asserted = state is not None and settled == "detected" and state.cue.start == item.start
    if asserted and (supposed or any(m.type == "percent" for m in found)):
        return False  # "ERBB2 is amplified in 3 % of lung cancers"
    counted = any(m.type == "percent" for m in found) and not (item.protein or item.coding)
    if supposed and settled == "detected" and (item.generic or (counted and item.kind != "expression")):
        return False  # "KRAS mutations are seen in about 30 % of lung cancers"
    if state is not None and supposed and state.cue.start > item.end:
        # Beside a supposition, only what is said right after the event counts ("was detected, which may …").
        return state.cue.start - item.end <= 3 and not _between(found, item.end, state.cue.start)
    if state is not None:
        return True
    return own is not None and not supposed and settled == "detected"


def _supposed(item: Item, state: Told | None, found: Sequence[Mention], *, whole: bool) -> bool:
    """True for a short text that only supposes: before the event, or of it where nothing is stated outright."""
    after = state is None and any(m.type == "hypothetical" and m.start >= item.end for m in found)
    return _supposed_before(item, state, found) or (after and (whole or item.kind in ("expression", "copy_number")))


def _supposed_before(item: Item, state: Told | None, found: Sequence[Mention]) -> bool:
    """True when the words before an event speak of patients, studies or criteria, not of this tumour."""
    return any(m.type == "hypothetical" and m.end <= item.start and not _answered(m, item, state) for m in found)


def _answered(doubt: Mention, item: Item, state: Told | None) -> bool:
    """True for words that ask (``the search for BRAF V600E …``) where the answer follows (``… was negative``)."""
    return doubt.value == "enquiry" and state is not None and state.cue.start >= item.end


def _between(found: Sequence[Mention], start: int, end: int) -> bool:
    return any(m.type == "hypothetical" and start <= m.start < end for m in found)


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
) -> Statement:
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
    return Statement(
        gene=item.gene,
        kind=item.kind,
        state=state,
        as_written=_as_written(item, values, said, segment),
        evidence=_evidence(context.page, words),
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


def _evidence(page: Page, words: Sequence[Word]) -> Evidence:
    return evidence(page, words)
