"""The re-analysis list: the patients whose calls, therapies or tiers changed between two runs, one line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from her2parse.outputs.change import Change

MATCH_WORDS = {
    "in_label": "on label",
    "off_label": "off label",
    "unknown": "open",
    "investigational": "in trial",
    "resistance": "a resistance",
    "not_supported": "not supported by evidence",
}
_LABEL = ("in_label", "off_label", "unknown")


def to_look_at(changes: Sequence[Change]) -> list[str]:
    """A heading and a line a patient: what changed, what came on label or left it first, and by which rules."""
    patients: dict[str, list[Change]] = {}
    for change in changes:
        called = change.section == "her2" and change.field == "call"
        therapy = change.section == "option" and change.field in ("", "match", "tier")
        if called or therapy:
            patients.setdefault(change.patient_key, []).append(change)
    if not patients:
        return []
    lines = ["", f"Patients to look at again ({len(patients)})"]
    for key, mine in sorted(patients.items()):
        told = sorted({f"{one.subject} ({one.before} to {one.after})" for one in mine if one.section == "her2"})
        told += _therapies(one for one in mine if one.section == "option")
        rules = sorted({rule for one in mine for rule in one.rules})
        ruled = f"; by {', '.join(rules)}" if rules else ""
        lines.append(f"  {key or 'no patient'}: {'; '.join(told)}{ruled}.")
    return lines


def _therapies(changes: Iterable[Change]) -> Iterator[str]:
    """``zongertinib (US) from open to on label``, joined for one finding of one report and followed by its name."""
    ordered = sorted(_joined(tuple(changes)), key=lambda one: (_weight(one), one.finding, one.place, one.therapy))
    groups: dict[tuple[str, str], dict[tuple[str, str], list[str]]] = {}
    for change in ordered:
        same = groups.setdefault((change.finding, change.place), {})
        same.setdefault((change.therapy, _moved(change)), []).append(change.jurisdiction)
    for (finding, place), moves in groups.items():
        phrases = []
        for (therapy, moved), regions in moves.items():
            where = ", ".join(dict.fromkeys(filter(None, regions)))
            phrases.append(f"{therapy} ({where}) {moved}" if where else f"{therapy} {moved}")
        yield f"{', '.join(phrases)} for {finding} of {place}"


def _joined(changes: Sequence[Change]) -> Iterator[Change]:
    """A trial row that gives way to a label of its drug, or the other way round, is one change and not two."""

    def use(change: Change) -> tuple[str, str, str]:
        return change.report_id, change.finding, change.therapy

    trials = {use(one): one for one in changes if "investigational" in (one.before, one.after)}
    taken = set()
    for change in changes:
        trial = trials.get(use(change))
        came = trial is not None and trial.kind == "gone" and change.kind == "new" and change.after in _LABEL
        left = trial is not None and trial.kind == "new" and change.kind == "gone" and change.before in _LABEL
        if came or left:
            taken.add(use(change))
            before = "investigational" if came else change.before
            after = change.after if came else "investigational"
            yield replace(change, kind="changed", field="match", before=before, after=after)
    for change in changes:
        beside_trial = use(change) in taken and (
            "investigational" in (change.before, change.after) or change.kind != "changed"
        )
        if not beside_trial:
            yield change


def _moved(change: Change) -> str:
    before, after = (MATCH_WORDS.get(value, value) for value in (change.before, change.after))
    if change.field == "tier":
        return f"from tier {before or 'none'} to {after or 'none'}"
    if change.kind == "changed":
        return f"from {before} to {after}"
    return f"{'now' if change.kind == 'new' else 'no longer'} {after or before}"


def _weight(change: Change) -> int:
    states = {change.before, change.after}
    if change.field == "tier":
        return 3
    return 0 if "in_label" in states else 1 if states & {*_LABEL, "investigational"} else 2
