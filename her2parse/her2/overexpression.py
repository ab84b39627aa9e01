"""The overexpression axis: HER2 IHC only. RNA expression, an H-score and ``HER2-low`` never become 3+."""

from __future__ import annotations

import re

from her2parse.her2.evidence import Context, Verdict, conflict, disputed, ids, not_done, unstated
from her2parse.her2.findings import is_protein
from her2parse.model import Call, Finding

_BY_SCORE: dict[str, Call] = {"3+": "positive", "2+": "equivocal", "1+": "negative", "0": "negative"}
_BREAST_CELLS = 10.0
"""Per cent of cells that strong staining must exceed for 3+ by breast criteria; gastric biopsies ask for no share
(clinical facts 2026-11-22, section 2.5)."""
_H_SCORE = re.compile(r"\bh[\s-]?score\b", re.IGNORECASE)
_LOW = re.compile(r"\b(?P<ultra>ultra[\s-]?)?low\b", re.IGNORECASE)
_PROTEIN_WORDS = ("ihc", "immuno", "protein", "stain", "membran", "4b5", "hercep", "inmuno", "prote")


def call_overexpression(context: Context) -> Verdict:
    """Call the axis from HER2 IHC statements; without one it was not assayed."""
    found = [finding for finding in context.of("expression") if is_protein(finding.statement)]
    for finding in found:
        if "modality_not_stated" in finding.statement.review or _bare(finding):
            return unstated("overexpression", finding)
    said_both_ways = disputed("overexpression", found)
    if said_both_ways is not None:
        return said_both_ways
    undone = {f.finding_id: why for f in found if (why := not_done(f, context.knowledge))}
    votes: list[tuple[Finding, Call, str]] = []
    for finding in (one for one in found if one.finding_id not in undone):
        against = _contradiction(finding)
        if against:
            return conflict("overexpression", against, [finding])
        votes.append((finding, *_vote(finding)))
    calls = {vote for _, vote, _ in votes}
    if {"positive", "negative"} <= calls:
        told = " and ".join(dict.fromkeys(why for _, _, why in votes))
        return conflict("overexpression", told, [finding for finding, _, _ in votes])
    for call in ("positive", "equivocal", "review", "negative"):
        ones = [(finding, why) for finding, vote, why in votes if vote == call]
        if ones:
            told = "; ".join(dict.fromkeys(why for _, why in ones))
            # A lower score of another block is shown beside the one that decides, never dropped.
            others = sorted({why for _, vote, why in votes if vote != call})
            beside = f"; also in the report: {'; '.join(others)}" if others else ""
            scored = all(finding.statement.ihc_score for finding, _ in ones)
            # A printed score is a measurement of its own: the failure is then another test's.
            if call == "negative" and context.report.header.qc == "failed" and not scored:
                return Verdict("review", f"{told}, but {context.obstacle()}", ids([f for f, _ in ones]))
            told_of = [finding for finding, _, _ in votes] if beside else [finding for finding, _ in ones]
            return Verdict(call, told + beside, ids(told_of))
    if context.report.header.qc == "failed" or context.report.unread_pages or context.report.ocr_pages:
        return Verdict("review", f"no HER2 IHC reported, but {context.obstacle()}")
    if undone:
        return Verdict("not_assayed", sorted(undone.values())[0], tuple(sorted(undone)))
    return Verdict("not_assayed", "no HER2 IHC in this report")


def _contradiction(finding: Finding) -> str:
    """What in one statement contradicts its own score, or an empty string."""
    statement = finding.statement
    score, state, cells = statement.ihc_score, statement.state, statement.percent_cells
    low = bool(_LOW.search(statement.as_written))
    if score == "3+" and (state in ("not_detected", "equivocal") or low):
        word = "low" if low else "negative" if state == "not_detected" else "equivocal"
        return f"IHC 3+ with the word {word}"
    if score in ("0", "1+") and state in ("detected", "equivocal") and not low:
        return f"IHC {score} with the word {'positive' if state == 'detected' else 'equivocal'}"
    if score == "3+" and statement.ihc_system == "breast" and cells is not None and cells <= _BREAST_CELLS:
        return f"IHC 3+ in {cells:g} % of cells, where breast scoring asks for more than {_BREAST_CELLS:g} %"
    return ""


def _vote(finding: Finding) -> tuple[Call, str]:
    """What one HER2 IHC statement says, and in which words."""
    statement = finding.statement
    score, state, said = statement.ihc_score, statement.state, statement.as_written
    if score:
        cells = f" in {statement.percent_cells:g} % of cells" if statement.percent_cells is not None else ""
        word = {"detected": "positive", "not_detected": "negative"}.get(state, "") if score == "2+" else ""
        told = f", which the report calls {word}" if word else ""
        return _BY_SCORE[score], f"IHC {score}{cells}{_system(finding)}{told}"
    low = _LOW.search(said)
    if low is not None:
        if low["ultra"]:
            return "negative", f"HER2-ultralow is a kind of IHC 0: {said}"
        return (
            "equivocal",
            f"HER2-low is IHC 1+, or 2+ without amplification, never 3+; the score is not printed: {said}",
        )
    if state == "indeterminate":
        return "review", f"the report could not determine HER2 IHC ({said!r})"
    if _H_SCORE.search(f"{said} {statement.evidence.quote}") and state != "not_detected":
        return "review", f"an H-score has no cut-off that would make it 3+; the score is not printed: {said}"
    by_state: dict[str, Call] = {"detected": "positive", "not_detected": "negative", "equivocal": "equivocal"}
    return by_state[state], f"IHC, score not printed: {said}"


def _bare(finding: Finding) -> bool:
    """A result without score, method or a word that says protein."""
    statement = finding.statement
    said = f"{statement.as_written} {statement.evidence.quote}".lower()
    return not statement.ihc_score and not statement.method and not any(word in said for word in _PROTEIN_WORDS)


def _system(finding: Finding) -> str:
    system = finding.statement.ihc_system
    if system in ("", "not_stated"):
        return ", scoring system not stated"
    return f", {system.replace('_', '-')} scoring"
