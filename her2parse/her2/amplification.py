"""The amplification axis: the report's own word first, then ISH by ASCO/CAP group, then a number, never guessed.

Tissue copies, plasma copies, fold changes and ISH ratios are different scales and are never compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from her2parse.her2.evidence import Context, Verdict, conflict, disputed, ids, not_done, unstated
from her2parse.model import Finding, Statement

Vote = Literal["positive", "negative", "equivocal", "review"]

_CALLED_FROM = 4.0
"""Copies from which a row of a table of called copy-number variants counts as amplified without a word (Oncomine prints
none); most laboratories gain-call at 4 (layouts and clinical facts 2026-11-22, sections Oncomine and 2.4)."""
_GAIN_FROM = 2.5
"""Copies below which a number without a word is not even a gain."""
_RATIO, _HIGH, _MIDDLE = 2.0, 6.0, 4.0
"""ASCO/CAP 2018 breast groups: HER2/CEP17 ratio, HER2 copies a cell."""
_OLD_LOW, _OLD_HIGH = 1.8, 2.2
"""The scale of 2007: amplified above 2.2, equivocal from 1.8, not amplified below."""
_SCALE_CHANGED = "2014-01-01"
"""Reports before this day may use the scale of 2007 (positive above a ratio of 2.2)."""


NO_CONCLUSION = "the report prints no conclusion"
"""Ends the basis of a call that rests on ISH numbers alone: such a call is never silent."""

_BY_GROUP: dict[int, Vote] = {1: "positive", 2: "equivocal", 3: "equivocal", 4: "equivocal", 5: "negative"}


@dataclass(frozen=True, slots=True)
class Read:
    """What one finding says: the vote and the words for it. ``by`` is ``word``, ``ish`` or ``number``."""

    finding: Finding
    vote: Vote
    why: str
    by: Literal["word", "ish", "number"]


def call_amplification(context: Context) -> Verdict:
    """Call the axis from its own findings, else from what the report or its assay covers."""
    found = context.of("copy_number")
    for finding in found:
        if "modality_not_stated" in finding.statement.review:
            return unstated("amplification", finding)
    said_both_ways = disputed("amplification", found)
    if said_both_ways is not None:
        return said_both_ways
    undone = {f.finding_id: why for f in found if (why := not_done(f, context.knowledge))}
    read = [read_finding(finding, context) for finding in found if finding.finding_id not in undone]
    by_vote: dict[Vote, list[Read]] = {
        vote: [one for one in read if one.vote == vote] for vote in ("positive", "negative", "equivocal", "review")
    }
    torn = [one for one in read if one.why.startswith("conflict: ")]
    if torn:
        told = torn[0].why.removeprefix("conflict: ")
        return conflict("amplification", told, [one.finding for one in torn])
    if by_vote["positive"] and by_vote["negative"]:
        yes, no = by_vote["positive"], by_vote["negative"]
        told = f"{yes[0].why}, and {no[0].why}"
        return conflict("amplification", told, [one.finding for one in (*yes, *no)])
    for vote in ("positive", "equivocal", "review"):
        ones = by_vote[vote]
        if ones:
            told = "; ".join(dict.fromkeys(one.why for one in ones))
            # What says less or otherwise is shown beside what decides, never dropped.
            others = dict.fromkeys(one.why for one in read if one.vote != vote)
            beside = f"; also in the report: {'; '.join(sorted(others))}" if others else ""
            return Verdict(vote, told + beside, ids([one.finding for one in read if one in ones or beside]))
    denied = by_vote["negative"]
    if denied:
        told = "; ".join(dict.fromkeys(one.why for one in denied))
        findings = ids([one.finding for one in denied])
        obstacle = context.obstacle_to([one.finding for one in denied])
        # A measured ratio is a result of its own; a sequencing row's absence is only as good as the report.
        if obstacle and not any(one.by == "ish" for one in denied):
            return Verdict("review", f"{told}, but {obstacle}", findings)
        if any(one.by == "ish" for one in denied):
            return Verdict("negative", told, findings)
        return context.negative(told, findings)
    silent = context.silence("copy_number", "ERBB2 amplification")
    if undone and silent.call == "not_assayed":
        return Verdict("not_assayed", sorted(undone.values())[0], tuple(sorted(undone)))
    return silent


def read_finding(finding: Finding, context: Context) -> Read:
    """What one ERBB2 copy-number finding says."""
    statement = finding.statement
    said = f"{statement.as_written} {statement.copy_number_text}"
    word = context.knowledge.words.meaning(said, context.report.header.assay_id)
    shown = " ".join(dict.fromkeys(part for part in (statement.as_written, statement.copy_number_text) if part))
    if statement.state == "not_detected" and word == "amplified":
        # "No evidence of HER2 amplification": the word is the event asked about, the state is the answer.
        word, shown = "not_amplified", f"{shown} not detected"
    if statement.state == "indeterminate" and (word == "failed" or not is_ish(statement)):
        return Read(finding, "review", f"the report could not determine the copy number ({shown!r})", "word")
    if is_ish(statement):
        return _read_ish(finding, word, shown, context)
    if statement.state == "not_detected" or word == "not_amplified":
        if statement.state == "detected" and word == "not_amplified":
            return Read(finding, "review", f"conflict: {shown!r} stands as a finding", "word")
        return Read(finding, "negative", f"the report says: {shown}", "word")
    if statement.state == "equivocal" or word in ("equivocal", "low_level"):
        kind = "low-level gain" if word == "low_level" else "equivocal"
        return Read(finding, "equivocal", f"{kind}, as the report says: {shown}", "word")
    if word == "loss":
        return Read(finding, "negative", f"a copy loss, not an amplification: {shown}", "word")
    if word == "failed":
        return Read(finding, "review", f"the report could not determine the copy number ({shown!r})", "word")
    if word == "amplified":
        return Read(finding, "positive", f"the report says: {shown}{_number(statement)}", "word")
    return _read_number(finding, context)


def _read_number(finding: Finding, context: Context) -> Read:
    statement = finding.statement
    value, unit = statement.copy_number, statement.copy_number_unit
    if value is None:
        told = f"{statement.as_written!r} without a word or a number that says whether it is amplified"
        return Read(finding, "review", told, "number")
    shown = f"{value:g} {unit.replace('_', ' ') or 'of no stated unit'}"
    own = context.assay.thresholds if context.assay is not None else {}
    mine = bool(own.get("verified")) and own.get("gene_unit") == unit and context.takes_specimen
    if mine and "amplified_from" in own:
        if value >= own["amplified_from"]:
            return Read(finding, "positive", f"{shown}, at or above the assay's {own['amplified_from']:g}", "number")
        if "equivocal_from" in own and value >= own["equivocal_from"]:
            return Read(finding, "equivocal", f"{shown}, in the assay's equivocal range", "number")
        return Read(finding, "negative", f"{shown}, below the assay's {own['amplified_from']:g}", "number")
    if unit == "copies" and context.in_tissue:
        if value >= _CALLED_FROM:
            told = f"{shown} in the report's called copy-number variants; no word, threshold lab-defined"
            return Read(finding, "positive", told, "number")
        if value >= _GAIN_FROM:
            return Read(finding, "equivocal", f"{shown} without a word: a low gain", "number")
    unknown = " and neither is the specimen" if unit == "copies" and not context.in_plasma else ""
    return Read(finding, "review", f"{shown} without a word; its cut-off is not stated{unknown}", "number")


def is_ish(statement: Statement) -> bool:
    """Whether a copy-number statement is a result of in situ hybridisation."""
    by_method = any(name in statement.method.upper() for name in ("FISH", "ISH", "CISH", "SISH", "DISH"))
    return (
        statement.ish_ratio is not None
        or statement.ish_group is not None
        or (by_method and (statement.ish_copies is not None or statement.copy_number is not None))
    )


def ish_group(ratio: float | None, copies: float | None) -> int | None:
    """The ASCO/CAP 2018 group of a dual-probe result, or None when one number is missing."""
    if ratio is None or copies is None:
        return None
    if ratio >= _RATIO:
        return 1 if copies >= _MIDDLE else 2
    if copies >= _HIGH:
        return 3
    return 4 if copies >= _MIDDLE else 5


def _read_ish(finding: Finding, word: str, shown: str, context: Context) -> Read:
    statement = finding.statement
    copies = statement.ish_copies
    if copies is None and statement.copy_number_unit in ("copies", ""):
        copies = statement.copy_number
    counted = ish_group(statement.ish_ratio, copies)
    group = statement.ish_group or counted
    numbers = ", ".join(
        part
        for part in (
            f"ratio {statement.ish_ratio:g}" if statement.ish_ratio is not None else "",
            f"{copies:g} copies a cell" if copies is not None else "",
            f"group {group}" if group is not None else "",
        )
        if part
    )
    concluded: Vote | None = None
    if statement.state == "equivocal" and word in ("amplified", "not_amplified"):
        concluded = "equivocal"  # "Equivocal for amplification": the word is the event asked about.
    elif word in ("amplified", "not_amplified"):
        concluded = "positive" if word == "amplified" else "negative"
    elif word in ("equivocal", "low_level") or statement.state == "equivocal":
        concluded = "equivocal"
    elif statement.state == "not_detected":
        concluded = "negative"
    old_scale = bool(context.day) and context.day < _SCALE_CHANGED
    if statement.ish_group is not None and counted not in (None, statement.ish_group) and not old_scale:
        return Read(
            finding, "review", f"conflict: group {group} printed, but the numbers are of group {counted}", "ish"
        )
    by_numbers = _BY_GROUP.get(group) if group is not None else None
    if group is None and statement.ish_ratio is None and copies is not None:
        by_numbers = "positive" if copies >= _HIGH else "equivocal" if copies >= _MIDDLE else "negative"
    against = _by_ratio(statement.ish_ratio, old_scale) if old_scale or group is None else by_numbers
    if concluded is not None:
        if {concluded, against if against is not None else by_numbers} == {"positive", "negative"}:
            return Read(finding, "review", f"conflict: {shown!r} with {numbers}", "ish")
        return Read(finding, concluded, f"ISH: {shown} ({numbers})" if numbers else f"ISH: {shown}", "ish")
    if by_numbers is None or old_scale:
        return Read(finding, "review", f"ISH numbers without a conclusion ({numbers})", "ish")
    return Read(finding, by_numbers, f"ISH: {numbers}; {NO_CONCLUSION}", "ish")


def _by_ratio(ratio: float | None, old_scale: bool) -> Vote | None:
    """What a ratio without copies speaks for, on the scale of the report's day. Only to see that a conclusion
    contradicts its own number, never to make one: below 2 the copies may still say amplified."""
    if ratio is None:
        return None
    if (ratio > _OLD_HIGH) if old_scale else (ratio >= _RATIO):
        return "positive"
    return "negative" if ratio < _OLD_LOW else "equivocal"


def _number(statement: Statement) -> str:
    if statement.copy_number is None or statement.copy_number_unit == "level":
        return ""
    return f" ({statement.copy_number:g} {statement.copy_number_unit.replace('_', ' ')})".replace(" )", ")")
