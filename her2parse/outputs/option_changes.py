"""What changed among the therapies, told as sentences that name the rule and the conditions behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from her2parse.outputs.change import Change, by, fields, pair
from her2parse.outputs.side import Line

_WORDS = {
    "in_label": "on label",
    "off_label": "off label",
    "unknown": "open",
    "investigational": "in trial",
    "resistance": "a resistance",
    "not_supported": "not supported by evidence",
}
_SAME = ("patient_key", "report_id", "finding", "therapy", "jurisdiction")
_GROUPS = {
    "tier": ("amp_tier",), "rule": ("rule_id",), "biomarker": ("biomarker",), "approval": ("approval", "approved_on"),
    "companion test": ("companion_test",), "evidence": ("evidence_ids",), "monitoring": ("monitoring",),
}  # fmt: skip
_TOLD_WITH_THE_MATCH = ("tier", "rule")


def option_changes(
    a: Sequence[Line],
    b: Sequence[Line],
    names_a: Mapping[str, str],
    names_b: Mapping[str, str],
    places: Mapping[str, str],
) -> Iterator[Change]:
    """The rows of ``actionability`` on both sides, each pair of one finding, therapy and jurisdiction.

    A changed match takes its tier, rule and conditions into one sentence; where the match stays, each stands alone.
    """
    a = [{**row, "finding": names_a.get(row["finding_id"], row["finding_id"])} for row in a]
    b = [{**row, "finding": names_b.get(row["finding_id"], row["finding_id"])} for row in b]
    for before, after in pair(a, b, by(*_SAME, "rule_id"), by(*_SAME)):
        row = after or before
        assert row is not None
        place = places.get(row["report_id"], row["report_id"])
        subject = f"{row['therapy']} for {row['finding']}{_where(row)}"
        rules = tuple(dict.fromkeys(one["rule_id"] for one in (before, after) if one))
        if before and after:
            found = _changed(before, after, subject, place)
        else:
            found = iter([_appeared(row, subject, place) if after else _vanished(row, subject, place)])
        yield from (replace(change, therapy=row["therapy"], rules=rules) for change in found)


def _changed(before: Line, after: Line, subject: str, place: str) -> Iterator[Change]:
    moved = _moved(before["conditions"], after["conditions"])
    groups = _GROUPS
    if before["match"] != after["match"]:
        because = f" because {moved}" if moved else ""
        text = f"{place}: {subject} was {_state(before)} and is {_state(after)}{because}; {_rules(before, after)}."
        yield _change(after, subject, "match", before["match"], after["match"], text)
        groups = {name: columns for name, columns in groups.items() if name not in _TOLD_WITH_THE_MATCH}
    elif moved:
        text = f"{place}: {subject} stays {_state(after)}, but {moved}; {_rules(before, after)}."
        yield _change(after, subject, "conditions", before["conditions"], after["conditions"], text)
        groups = {name: columns for name, columns in groups.items() if name != "rule"}
    yield from fields("option", before, after, subject, place, groups)


def _change(row: Line, subject: str, field: str, before: str, after: str, text: str) -> Change:
    return Change("option", "changed", row["patient_key"], row["report_id"], subject, field, before, after, text)


def _appeared(row: Line, subject: str, place: str) -> Change:
    approved = f", approved on {row['approved_on']}" if row["approved_on"] else ""
    text = f"{place}: {subject} is new: {_state(row)}; rule {row['rule_id']}{approved}."
    return Change("option", "new", row["patient_key"], row["report_id"], subject, "", "", row["match"], text)


def _vanished(row: Line, subject: str, place: str) -> Change:
    text = f"{place}: {subject} is gone: it was {_state(row)}; rule {row['rule_id']}."
    return Change("option", "gone", row["patient_key"], row["report_id"], subject, "", row["match"], "", text)


def _where(row: Line) -> str:
    return f" ({row['jurisdiction']})" if row["jurisdiction"] else ""


def _state(row: Line) -> str:
    tier = f" (tier {row['amp_tier']})" if row["amp_tier"] else ""
    return f"{_WORDS.get(row['match'], row['match'])}{tier}"


def _rules(before: Line, after: Line) -> str:
    if before["rule_id"] == after["rule_id"]:
        return f"rule {after['rule_id']}"
    return f"rule {after['rule_id']} in place of {before['rule_id']}"


def _moved(before: str, after: str) -> str:
    """Which conditions moved, in words."""
    a, b = (dict(part.partition("=")[::2] for part in text.split(";") if part) for text in (before, after))
    moved = []
    for name in sorted(set(a) | set(b)):
        was, now = a.get(name), b.get(name)
        if was is None:
            moved.append(f"{name} is now asked and {now}")
        elif now is None:
            moved.append(f"{name} ({was}) is no longer asked")
        elif was != now:
            moved.append(f"{name} was {was} and is {now}")
    return " and ".join(moved)
