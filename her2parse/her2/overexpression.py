"""The overexpression axis: HER2 IHC only. RNA expression, an H-score and ``HER2-low`` never become 3+."""

from __future__ import annotations

from her2parse.her2.evidence import Context, Verdict, conflict, disputed, ids, not_done, unstated
from her2parse.her2.findings import is_protein
from her2parse.model import Call, Finding

_BY_SCORE: dict[str, Call] = {"3+": "positive", "2+": "equivocal", "1+": "negative", "0": "negative"}
_PROTEIN_WORDS = ("ihc", "immuno", "protein", "overexpress", "stain", "membran", "4b5", "hercep", "inmuno", "prote")


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
        statement = finding.statement
        score, state = statement.ihc_score, statement.state
        if score:
            vote = _BY_SCORE[score]
            if (score == "3+" and state == "not_detected") or (vote == "negative" and state == "detected"):
                word = "negative" if state == "not_detected" else "positive"
                return conflict("overexpression", f"IHC {score} with the word {word}", [finding])
            cells = f" in {statement.percent_cells:g} % of cells" if statement.percent_cells is not None else ""
            votes.append((finding, vote, f"IHC {score}{cells}{_system(finding)}"))
        elif state == "indeterminate":
            votes.append((finding, "review", f"the report could not determine HER2 IHC ({statement.as_written!r})"))
        else:
            by_state: dict[str, Call] = {"detected": "positive", "not_detected": "negative", "equivocal": "equivocal"}
            votes.append((finding, by_state[state], f"IHC, score not printed: {statement.as_written}"))
    calls = {vote for _, vote, _ in votes}
    if {"positive", "negative"} <= calls:
        told = " and ".join(dict.fromkeys(why for _, _, why in votes))
        return conflict("overexpression", told, [finding for finding, _, _ in votes])
    for call in ("positive", "equivocal", "review", "negative"):
        ones = [(finding, why) for finding, vote, why in votes if vote == call]
        if ones:
            told = "; ".join(dict.fromkeys(why for _, why in ones))
            scored = all(finding.statement.ihc_score for finding, _ in ones)
            # A printed score is a measurement of its own: the failure is then another test's.
            if call == "negative" and context.report.header.qc == "failed" and not scored:
                return Verdict("review", f"{told}, but {context.obstacle()}", ids([f for f, _ in ones]))
            return Verdict(call, told, ids([finding for finding, _ in ones]))
    if context.report.header.qc == "failed" or context.report.unread_pages or context.report.ocr_pages:
        return Verdict("review", f"no HER2 IHC reported, but {context.obstacle()}")
    if undone:
        return Verdict("not_assayed", sorted(undone.values())[0], tuple(sorted(undone)))
    return Verdict("not_assayed", "no HER2 IHC in this report")


def _bare(finding: Finding) -> bool:
    """A result without score, method or a word that says protein."""
    statement = finding.statement
    said = f"{statement.method} {statement.as_written} {statement.evidence.quote}".lower()
    return not statement.ihc_score and not statement.method and not any(word in said for word in _PROTEIN_WORDS)


def _system(finding: Finding) -> str:
    system = finding.statement.ihc_system
    if system in ("", "not_stated"):
        return ", scoring system not stated"
    return f", {system.replace('_', '-')} scoring"
