"""What changed among the therapies, told as sentences that name the rule and the conditions behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from her2parse.outputs.change import Change, by, fields, pair
from her2parse.outputs.reanalysis import MATCH_WORDS
from her2parse.outputs.side import Line

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
    day = next((row["as_of"] for row in b), "")
    for before, after in pair(a, b, by(*_SAME, "rule_id"), by(*_SAME)):
        row = after or before
        assert row is not None
        place = places.get(row["report_id"], row["report_id"])
        subject = f"{row['therapy']} for {row['finding']}{_where(row)}"
        rules = tuple(dict.fromkeys(one["rule_id"] for one in (before, after) if one))
        if before and after:
            found = _changed(before, after, subject, place)
        else:
            found = iter([_appeared(row, subject, place) if after else _vanished(row, subject, place, day)])
        # The patient stands at the head of the line already.
        where = place.removeprefix(f"{row['patient_key']}, ")
        for change in found:
            yield replace(
                change,
                therapy=row["therapy"],
                rules=rules,
                finding=row["finding"],
                jurisdiction=row["jurisdiction"],
                place=where,
            )


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
    text = f"{place}: {subject} is new: {_state(row)}; rule {_rule(row)}{approved}."
    return Change("option", "new", row["patient_key"], row["report_id"], subject, "", "", row["match"], text)


def _vanished(row: Line, subject: str, place: str, day: str) -> Change:
    if day and row["approved_on"] > day:
        why = f"is not approved yet on {day} (approval on {row['approved_on']}): it was {_state(row)}"
    elif row["match"] == "investigational":
        why = f"is gone: it was {_state(row)}, which is told only while no label of the drug serves"
    else:
        why = f"is gone: it was {_state(row)}"
    text = f"{place}: {subject} {why}; rule {_rule(row)}."
    return Change("option", "gone", row["patient_key"], row["report_id"], subject, "", row["match"], "", text)


def _where(row: Line) -> str:
    return f" ({row['jurisdiction']})" if row["jurisdiction"] else ""


def _state(row: Line) -> str:
    tier = f" (tier {row['amp_tier']})" if row["amp_tier"] else ""
    return f"{MATCH_WORDS.get(row['match'], row['match'])}{tier}"


def _rules(before: Line, after: Line) -> str:
    if before["rule_id"] == after["rule_id"]:
        return f"rule {_rule(after)}"
    return f"rule {_rule(after)} in place of {before['rule_id']}"


def _rule(row: Line) -> str:
    """The rule's id, marked where a fact behind the row is from memory."""
    return row["rule_id"] + ("" if row["verified"] == "yes" else " (not verified)")


def _moved(before: str, after: str) -> str:
    """Which conditions moved, in words."""
    a, b = (dict(part.partition("=")[::2] for part in text.split(";") if part) for text in (before, after))
    moved = []
    for key in sorted(set(a) | set(b)):
        was, now, name = a.get(key), b.get(key), key.replace("_", " ")
        if was is None:
            moved.append(f"{name} is now asked and {now}")
        elif now is None:
            moved.append(f"{name} ({was}) is no longer asked")
        elif was != now:
            moved.append(f"{name} was {was} and is {now}")
    return " and ".join(moved)
