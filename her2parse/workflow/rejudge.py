"""What a run found, judged again on another day or under another knowledge base; no PDF is read again."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2parse.errors import FolderError, StageInputError
from her2parse.intake.nearest import nearest_date, parse_date
from her2parse.model import Option, Patient, ReportResult
from her2parse.workflow.handover import load, read_json, read_lines
from her2parse.workflow.report import as_read
from her2parse.workflow.stages import batch, knowledge_of, layouts_of, read_patients, use_genome

if TYPE_CHECKING:
    from her2parse.knowledge import Knowledge
    from her2parse.outputs.change import Change
    from her2parse.outputs.side import Side


@dataclass(frozen=True, slots=True)
class Stand:
    """A day and a knowledge folder; empty and None mean the run's own."""

    as_of: str = ""
    knowledge: Path | None = None


def differences(out: Path, before: Stand, after: Stand) -> tuple[Change, ...]:
    """What one set of findings is held to be, from one stand to another.

    Where a stand is the run's own in every point, it is what the run has written.

    Raises:
        FolderError: ``out`` is no output folder, or its ``work`` folder is gone.
        UsageError: a day is none, or a knowledge folder breaks its schema.
    """
    from her2parse.outputs.compare import compare
    from her2parse.outputs.side import read_side

    first, second = (read_side(out) if one == Stand() else _judged(out, one) for one in (before, after))
    return compare(first, second)


def _judged(out: Path, stand: Stand) -> Side:
    from her2parse.actionability import options
    from her2parse.outputs import RunSettings, rows
    from her2parse.outputs.side import Side, made_side, read_run, read_side

    try:
        settings = {name: read_json(out / "work/settings" / f"{name}.json") for name in ("read", "actionability")}
        given = batch(out / "work/intake/plan.json", out / "work/intake/sheets.json")
        day = _day(stand.as_of or settings["actionability"]["as_of"])
        knowledge = _knowledge(settings["actionability"], stand.knowledge)
        if knowledge.hash == settings["read"]["knowledge_hash"]:
            patients = read_patients(out / "work/patients.jsonl")
        else:
            patients = _classified_again(out, settings["read"], knowledge)
    except StageInputError as error:
        raise FolderError(
            error.found,
            where=error.where,
            expected="the work folder of a finished run",
            todo="Run her2parse on the reports again, or compare two output folders.",
        ) from None
    chosen: list[Option] = [option for patient in patients for option in options(patient, knowledge, day)]
    run = {
        **read_run(out),
        "knowledge base": knowledge.version,
        "knowledge SHA-256": knowledge.hash,
        "as of": day.isoformat(),
    }
    made = made_side(rows(patients, chosen, given, RunSettings(as_of=day.isoformat())), run)
    # Reports stay as they were read, and what was asked of a person stays asked.
    kept = {name: lines for name, lines in read_side(out).tables.items() if name in ("reports", "review")}
    return Side({**made.tables, **kept}, run)


def _day(text: str) -> datetime.date:
    day = parse_date(text)
    if day is None:
        near = nearest_date(text)
        raise FolderError(
            f'found "{text}"',
            where="--as-of",
            expected="a date YYYY-MM-DD",
            todo=f"Nearest valid value: {near}." if near else "",
        )
    return day


def _knowledge(settings: Mapping[str, Any], folder: Path | None) -> Knowledge:
    """The run's own knowledge; a whole knowledge base (a folder with VERSION in it, its assays.yaml inside or beside
    it); or else the run's own with a laboratory's rows laid over it."""
    if folder is None:
        return knowledge_of(settings)
    if not (folder / "VERSION").is_file():
        return knowledge_of({**settings, "extra": str(folder.absolute())})
    places = (folder / "assays.yaml", folder.absolute().parent / "assays.yaml", Path(settings["assays"]))
    assays = next(place for place in places if place.is_file())
    return knowledge_of({**settings, "knowledge": str(folder.absolute()), "assays": str(assays)})


def _classified_again(out: Path, settings: Mapping[str, Any], knowledge: Knowledge) -> tuple[Patient, ...]:
    """What was read and decided stays as it was; classes, calls, mechanisms and the line of time are judged anew."""
    from her2parse.patients import place
    from her2parse.workflow.decide import answered, decided

    given = batch(out / "work/intake/plan.json", out / "work/intake/sheets.json")
    if given.decisions:
        use_genome(settings["genome"])
    own = {layout.name: layout.copy_number_words for layout in layouts_of(settings).all}
    results: list[ReportResult] = []
    for file in sorted((out / "work/read").glob("*.jsonl")):
        for line in read_lines(file):
            result = load(ReportResult, line, file)
            words = knowledge.words.with_own(own.get(result.header.layout, ()))
            results.append(_classified(result, replace(knowledge, words=words)))
    placed = place(decided(results, given.decisions, knowledge, own), given, knowledge)
    return tuple(answered(placed, given.decisions))


def _classified(result: ReportResult, knowledge: Knowledge) -> ReportResult:
    from her2parse.her2 import classify

    if result.status == "failed":
        return result
    pairs = [(finding.statement, finding.variant) for finding in result.findings]
    findings, calls, _ = classify(as_read(result), result.report_id, pairs, knowledge)
    return replace(result, findings=findings, calls=calls)
