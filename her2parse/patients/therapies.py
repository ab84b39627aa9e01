"""A patient's treatments on one line of time: the treatment sheet's, then those that reports tell."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

from her2parse.knowledge.drugs import Drug, DrugTable
from her2parse.model import PlacedReport, ReviewNote, Therapy, TherapyMention, Treatment
from her2parse.patients.when import span

SAME_START_DAYS = 31
"""Reports tell a start by the month: within this many days it is the same course as the sheet's."""


def therapies_of(
    treatments: Iterable[Treatment], reports: Sequence[PlacedReport], drugs: DrugTable
) -> tuple[tuple[Therapy, ...], tuple[tuple[str, ReviewNote], ...]]:
    """The therapies in order of start (unknown starts last), and the notes, each with its report's id or none.

    Args:
        treatments: the sheet's rows of this patient, any order.
        reports: the patient's reports; only what they tell about therapies is used.
        drugs: what resolves the names.
    """
    notes: list[tuple[str, ReviewNote]] = []
    sheet = sorted({_from_sheet(row, drugs) for row in treatments}, key=_order)
    for row in sheet:
        notes += [("", _unknown(part, drugs)) for part in drugs.unknown_parts(row.drug)]
    told: list[Therapy] = []
    mentions = [(r, m) for r in reports if not r.duplicate_of for m in r.result.header.therapies]
    for report, mention in sorted(mentions, key=lambda pair: _mention_order(*pair)):
        therapy, unknown = _from_report(report, mention, drugs)
        report_id = report.result.report_id
        notes += [(report_id, _unknown(part, drugs, mention)) for part in unknown]
        if therapy is None:
            continue
        known = [other for other in sheet if _same_drugs(therapy, other, drugs)]
        same = [other for other in known if _starts_agree(therapy, other)]
        if known and not same:
            notes.append((report_id, _other_start(therapy, known, mention)))
        elif known and not any(_stops_agree(therapy, other) for other in same):
            notes.append((report_id, _other_stop(therapy, same, mention)))
        if known:
            continue
        if sheet and therapy.drug_class != "other":
            notes.append((report_id, _not_on_sheet(therapy, mention)))
        before = [other for other in told if _same_drugs(therapy, other, drugs) and _starts_agree(therapy, other)]
        if not before:
            told.append(therapy)
        else:
            told[told.index(before[0])] = _united(before[0], therapy)
    therapies = tuple(sorted([*sheet, *told], key=_order))
    for therapy in therapies:
        if leading_tki(therapy, drugs) is not None and not (therapy.start_on or therapy.start_told):
            notes.append(("", _undated(therapy)))
    return therapies, tuple(notes)


def _from_sheet(row: Treatment, drugs: DrugTable) -> Therapy:
    return _therapy(row.drug, drugs.resolve(row.drug), row.start_on, row.stop_on, row.line, row.best_response, "sheet")


def _from_report(
    report: PlacedReport, mention: TherapyMention, drugs: DrugTable
) -> tuple[Therapy | None, tuple[str, ...]]:
    agents = drugs.resolve(mention.text)
    unknown = drugs.unknown_parts(mention.text)
    if not agents:
        # A sentence rather than a name: what it names counts, the words around it do not.
        agents = tuple(dict.fromkeys(drug for _, _, drug in drugs.find_in(mention.text)))
        unknown = () if agents else unknown
    if not agents and not unknown:
        return None, ()
    therapy = _therapy(mention.text, agents, mention.start_on, mention.stop_on, "", "", "report")
    told = replace(
        therapy,
        start_told=mention.start_told,
        stop_told=mention.stop_told,
        report_id=report.result.report_id,
        evidence=mention.evidence,
        known_by=report.reported_on,
    )
    return told, unknown


def _united(one: Therapy, other: Therapy) -> Therapy:
    """Two reports' words on one course: the more exact dates, and the earliest report that knows of it."""
    exact = other if _start(other) and len(_start(other)) > len(_start(one)) else one
    stop = one if len(_stop(one)) >= len(_stop(other)) else other
    known = min(filter(None, (one.known_by, other.known_by)), default="")
    return replace(exact, stop_on=stop.stop_on, stop_told=stop.stop_told, known_by=known)


def _start(therapy: Therapy) -> str:
    return therapy.start_on or therapy.start_told


def _stop(therapy: Therapy) -> str:
    return therapy.stop_on or therapy.stop_told


def _therapy(
    text: str, agents: Sequence[Drug], start_on: str, stop_on: str, line: str, best_response: str, source: str
) -> Therapy:
    lead = _leading_tki(agents) or (agents[0] if agents else None)
    return Therapy(
        agents=tuple(drug.name for drug in agents),
        drug=text,
        drug_class=lead.drug_class if lead is not None else "other",
        egfr_tki_generation=lead.egfr_tki_generation if lead is not None else None,
        start_on=start_on,
        stop_on=stop_on,
        line=line,
        best_response=best_response,
        source=source,
    )


def _leading_tki(agents: Sequence[Drug]) -> Drug | None:
    """The EGFR TKI of a combination; a name before a class word, then the highest generation."""
    tkis = [drug for drug in agents if drug.drug_class == "egfr_tki"]
    return max(tkis, key=lambda d: (not d.is_class_word, d.egfr_tki_generation or 0, d.name), default=None)


def leading_tki(therapy: Therapy, drugs: DrugTable) -> Drug | None:
    """The EGFR TKI of a treatment, or None."""
    return _leading_tki([drug for drug in map(drugs.get, therapy.agents) if drug is not None])


def _same_drugs(told: Therapy, other: Therapy, drugs: DrugTable) -> bool:
    """Whether all that the report names is in the other therapy; a class word stands for any drug of its class."""
    if not told.agents:
        return told.drug.casefold() == other.drug.casefold()
    others = [drug for drug in map(drugs.get, other.agents) if drug is not None]
    for name in told.agents:
        drug = drugs.get(name)
        if drug is None or not any(o == drug or (drug.is_class_word and _covers(drug, o)) for o in others):
            return False
    return True


def _covers(word: Drug, drug: Drug) -> bool:
    generation = word.egfr_tki_generation
    return word.drug_class == drug.drug_class != "other" and generation in (None, drug.egfr_tki_generation)


def _starts_agree(one: Therapy, other: Therapy) -> bool:
    return _near(_start(one), _start(other))


def _stops_agree(told: Therapy, sheet: Therapy) -> bool:
    """A report that tells no end does not speak against one; one that does speaks against a course that goes on."""
    if not _stop(told):
        return True
    return bool(_stop(sheet)) and _near(_stop(told), _stop(sheet))


def _near(one: str, other: str) -> bool:
    """Whether two dates, as far as they are told, may be within a month of each other."""
    if not one or not other:
        return True
    (first, last), (begin, end) = span(one), span(other)
    return _days(last, begin) <= SAME_START_DAYS and _days(end, first) <= SAME_START_DAYS


def _days(start: str, end: str) -> int:
    """Days from one ISO date to another."""
    return (datetime.date.fromisoformat(end) - datetime.date.fromisoformat(start)).days


def _order(therapy: Therapy) -> tuple[str, ...]:
    t = therapy
    start, stop = _start(t) or "9999-12-31", _stop(t) or "9999-12-31"
    return (start, "0" if t.source == "sheet" else "1", *t.agents[:1], t.drug, stop, t.line, t.best_response)


def _mention_order(report: PlacedReport, mention: TherapyMention) -> tuple[str, ...]:
    return (
        mention.start_on or mention.start_told or "9999-12-31",
        mention.text,
        mention.stop_on or mention.stop_told,
        report.collected_on,
        report.result.report_id,
    )


def _unknown(part: str, drugs: DrugTable, mention: TherapyMention | None = None) -> ReviewNote:
    return ReviewNote(
        "unknown_drug",
        f"Expected a known drug, found {part!r}; the nearest known name is {drugs.nearest(part)}. It stays on the "
        "timeline as class other: correct the name, or add it to config/knowledge/drugs.tsv.",
        page=mention.evidence.page if mention is not None else None,
        quote=mention.evidence.quote if mention is not None else "",
    )


def _other_start(told: Therapy, known: Sequence[Therapy], mention: TherapyMention) -> ReviewNote:
    starts = ", ".join(therapy.start_on for therapy in known)
    return ReviewNote(
        "therapy_conflict",
        f"The treatment sheet starts {' + '.join(told.agents) or told.drug} on {starts}, the report on "
        f"{_start(told)}. The sheet was followed: correct it if the report is right.",
        page=mention.evidence.page,
        quote=mention.evidence.quote,
    )


def _other_stop(told: Therapy, same: Sequence[Therapy], mention: TherapyMention) -> ReviewNote:
    stops = ", ".join(therapy.stop_on or "no day (it goes on)" for therapy in same)
    return ReviewNote(
        "therapy_conflict",
        f"The treatment sheet ends {' + '.join(told.agents) or told.drug} on {stops}, the report on {_stop(told)}. "
        "The sheet was followed: correct it if the report is right.",
        page=mention.evidence.page,
        quote=mention.evidence.quote,
    )


def _not_on_sheet(told: Therapy, mention: TherapyMention) -> ReviewNote:
    return ReviewNote(
        "therapy_conflict",
        f"The report names {' + '.join(told.agents) or told.drug}, which the patient's treatment sheet does not. "
        "It was put on the timeline as the report tells it: add it to the sheet or correct it there.",
        page=mention.evidence.page,
        quote=mention.evidence.quote,
    )


def _undated(therapy: Therapy) -> ReviewNote:
    return ReviewNote(
        "undated_therapy",
        f"Expected the day on which {' + '.join(therapy.agents)} began, found none. Nothing can be placed before or "
        "after it: add it to the treatment sheet.",
    )
