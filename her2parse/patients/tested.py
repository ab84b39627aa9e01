"""What every report settles, gene by gene, and one name for one event in all reports of a patient.

A count of how often something is found needs to know in whom it was looked for. Here each report is asked for every
gene and sort of event of the catalogue of mechanisms: would it be believed if it were silent? The judgement is the one
that ``baseline`` makes of an event's absence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from her2parse.knowledge.mechanisms import MechanismCatalogue
from her2parse.model import EventType, Finding, NamedEvent, PlacedReport, Tested
from her2parse.patients.baseline import below_3, covers, hides_copy_number, sheds
from her2parse.patients.event import Event, event_of, may_be, same_event, speaks_of
from her2parse.patients.facts import Knowledge

EVENT_TYPES: tuple[EventType, ...] = ("small_variant", "gain", "loss", "fusion", "splice", "expression")
_ROLES = frozenset({"resistance", "driver", "loss", "member"})

Told = list[tuple[Finding, Event]]


def with_tested(reports: Sequence[PlacedReport], knowledge: Knowledge) -> tuple[PlacedReport, ...]:
    """One patient's reports with what each of them settles and with the names of their events."""
    about = [[(f, event_of(f)) for f in report.result.findings] for report in reports]
    names = _names([event for told in about for _, event in told], knowledge.mechanisms)
    wanted = _wanted(knowledge.mechanisms)
    return tuple(
        report
        if report.duplicate_of
        else replace(report, tested=tested(report, told, wanted, knowledge), events=_events(told, names))
        for report, told in zip(reports, about, strict=True)
    )


def tested(
    report: PlacedReport, told: Told, wanted: dict[EventType, tuple[Event, ...]], knowledge: Knowledge
) -> tuple[Tested, ...]:
    """What one report settles; sorts of events of which it can say nothing are left out.

    Args:
        report: the report.
        told: its findings with their events.
        wanted: the genes of each sort of event, each as an event of no name.
        knowledge: assays and mechanisms.
    """
    header, result = report.result.header, report.result
    if result.status == "failed" or header.qc == "failed":
        return ()
    whole = header.qc == "ok" and not result.unread_pages and not result.n_ocr_pages and sheds(report, knowledge)
    hidden = hides_copy_number(report, knowledge)
    rows = []
    for event_type, events in wanted.items():
        believed = whole and not (hidden and event_type in ("gain", "loss"))
        settled: list[str] = []
        unsure: list[str] = []
        for event in events:
            spoken = [f for f, e in told if (e.gene == event.gene or e.partners) and speaks_of(e, event)]
            if not _looked_for(spoken, event) and not covers(report, event, knowledge):
                continue
            doubt = any(f.statement.state in ("equivocal", "indeterminate") for f in spoken)
            (settled if believed and not doubt else unsure).append(event.gene)
        if settled or unsure:
            rows.append(Tested(event_type, tuple(settled), tuple(unsure)))
    return tuple(rows)


def _looked_for(spoken: Iterable[Finding], event: Event) -> bool:
    """Whether the report's own statements show the test: a denial, or for a protein any result of its stain."""
    return any(f.statement.state == "not_detected" or below_3(f) or event.kind == "expression" for f in spoken)


def _wanted(catalogue: MechanismCatalogue) -> dict[EventType, tuple[Event, ...]]:
    """The catalogue's genes by sort of event, sorted by symbol."""
    found: dict[EventType, dict[str, Event]] = {event_type: {} for event_type in EVENT_TYPES}
    for mechanism in catalogue.mechanisms:
        if mechanism.role not in _ROLES or mechanism.event == "any":
            continue
        if mechanism.event == "copy_number":
            for direction in ("gain", "loss"):
                if direction in mechanism.patterns:
                    event = Event(mechanism.gene, "copy_number", direction=direction)
                    found["gain" if direction == "gain" else "loss"][mechanism.gene] = event
        elif mechanism.event == "fusion":
            found["fusion"][mechanism.gene] = Event(mechanism.gene, "fusion", partners=(mechanism.gene,))
        elif mechanism.event == "small_variant":
            found["small_variant"][mechanism.gene] = Event(mechanism.gene, "small_variant")
        elif mechanism.event == "splice":
            exons = [int(p.removeprefix("splice:")) for p in mechanism.patterns if p.startswith("splice:")]
            names = tuple(f"exon {exon} skipping" for exon in exons)
            found["splice"][mechanism.gene] = Event(mechanism.gene, "splice", names, exon=min(exons, default=None))
        elif mechanism.event == "expression":
            found["expression"][mechanism.gene] = Event(mechanism.gene, "expression")
    return {kind: tuple(genes[gene] for gene in sorted(genes)) for kind, genes in found.items()}


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _events(told: Told, names: dict[Event, str]) -> tuple[NamedEvent, ...]:
    return tuple(
        NamedEvent(finding.finding_id, event_type, names[event])
        for finding, event in told
        if event in names and (event_type := type_of(event)) is not None
    )


def type_of(event: Event) -> EventType | None:
    """The sort of an event; None for signatures and for copy numbers of whole chromosomes."""
    if event.kind == "copy_number":
        return "gain" if event.direction == "gain" else "loss" if event.direction == "loss" else None
    return None if event.kind == "signature" else event.kind


def _names(events: Sequence[Event], catalogue: MechanismCatalogue) -> dict[Event, str]:
    """One name for each event of a patient; those that ``same_event`` joins bear one name, the protein's first.

    A class of variants (``exon 19 deletion``) bears the name of the only exact variant of the patient that it may be.
    """
    fused = {m.gene for m in catalogue.mechanisms if m.event == "fusion"}
    groups: list[list[Event]] = []
    for event in sorted(set(events), key=_order):
        if type_of(event) is None or (event.kind in ("small_variant", "splice") and not event.names):
            continue
        home = next((group for group in groups if any(same_event(event, other) for other in group)), None)
        if home is None and not _exact(event):
            held = [group for group in groups if _exact(group[0]) and may_be(event, group[0])]
            home = held[0] if len(held) == 1 else None
        if home is None:
            groups.append([event])
        else:
            home.append(event)
    return {event: _name(group[0], fused) for group in groups for event in group}


def _order(event: Event) -> tuple[object, ...]:
    named = min(_ranks(event.names), default=3)
    return event.gene, event.kind, named, event.names, event.direction, event.partners, repr(event)


def _exact(event: Event) -> bool:
    return any(name.startswith(("p.", "c.")) for name in event.names)


def _ranks(names: Iterable[str]) -> Iterator[int]:
    for name in names:
        yield 0 if name.startswith("p.") else 1 if name.startswith("c.") else 2


def _name(event: Event, fused: set[str]) -> str:
    if event.kind == "copy_number":
        return f"{event.gene} {'amplification' if event.direction == 'gain' else 'loss'}"
    if event.kind == "fusion":
        gene = next((gene for gene in (event.gene, *event.partners) if gene in fused), event.gene)
        return f"{gene} fusion"
    if event.kind == "expression":
        return f"{event.gene} overexpression"
    return f"{event.gene} {event.names[0].removeprefix('p.')}"
