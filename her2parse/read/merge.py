"""The same event said several times is one statement; said both ways it is one for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace

from her2parse.model import Evidence, Statement
from her2parse.read.specimens import apart
from her2parse.read.tokenizer import plain
from her2parse.read.trace import SILENT, Trace

_THREE = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H",
    "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W",
    "Tyr": "Y", "Val": "V", "Ter": "*",
}  # fmt: skip
_LOSS = re.compile(r"loss|delet|delez|delec|délét|perd|pérd|verl|pert|欠失|缺失|결실|減少", re.IGNORECASE)
_GAIN = re.compile(r"gain(?:ed)?|copy[ -]number[ -]gain", re.IGNORECASE)
_RULE_RANK = {"table": 0, "line": 1, "stacked": 2, "entry": 3, "sentence": 4}
_VALUES = (
    "vaf", "copy_number", "copy_number_unit", "copy_number_text", "reads", "ihc_score", "ihc_system", "percent_cells",
    "ish_ratio", "ish_copies", "ish_group", "protein", "coding", "genomic", "transcript", "significance", "fusion",
    "method", "specimen",
)  # fmt: skip


def spelling(text: str) -> str:
    """A protein or coding name without the differences that are only spelling (brackets, prefix, 3-letter residues).

    >>> spelling("p.(Asp1529Glu)") == spelling("D1529E")
    True
    """
    name = plain(text)
    name = re.sub(r"^.*:(?=\(?[pcg]\.)", "", name)
    name = re.sub(r"^\(?[pcg]\.", "", name).replace("(", "").replace(")", "")
    name = re.sub("|".join(_THREE), lambda m: _THREE[m.group()], name)
    return re.sub(r"fs.*$", "fs", name.replace("X", "*") if re.search(r"\dX$", name) else name)


def _key(statement: Statement) -> tuple[str, str, str, str]:
    name = ""
    if statement.kind in ("small_variant", "splice"):
        name = spelling(statement.protein or statement.coding or statement.as_written)
        if statement.gene == "MET" and statement.kind == "splice" and not (statement.protein or statement.coding):
            name = "exon14"  # No other exon of MET is skipped; "Failed" under "MET ex14" is of the same.
        if statement.protein == "" and statement.coding == "" and statement.kind == "small_variant":
            name = re.sub(r"s$", "", statement.as_written.lower())
            if _generic(statement) and not statement.variant_class:
                name = ""  # "mutation", "wild type" and "mutated" are one question.
    elif statement.kind == "fusion":
        name = statement.fusion or "any"
    elif statement.kind == "copy_number":
        name = "loss" if _LOSS.search(statement.as_written) else "gain"
    elif statement.kind == "expression":
        name = statement.method
    return (statement.gene, statement.kind, name, "")


def merge(statements: Sequence[Statement], trace: Trace = SILENT) -> tuple[Statement, ...]:
    """One statement an event, its best place as evidence and the others in ``more``; contradictions carry
    ``conflicting_statements``. The order is that of the pages."""
    groups: list[list[Statement]] = []
    for statement in statements:
        # Isoforms of one fusion must not meet through the pair named without isoform: there, all must agree.
        agree = all if statement.kind == "fusion" else any
        home = next(
            (
                group
                for group in groups
                if agree(_same(other, statement) for other in group)
                and not any(apart(other.specimen, statement.specimen) for other in group)
                and not any(_apart(other, statement) for other in group)
            ),
            None,
        )
        if home is None:
            groups.append([statement])
        else:
            home.append(statement)
    merged = [_one(group) for group in groups]
    flagged = _differing(merged)
    for group, one in zip(groups, flagged, strict=True):
        for statement in group:
            trace.merged(statement, one)
    flagged.sort(key=lambda s: (s.evidence.page, s.evidence.top, s.evidence.x0, s.gene, s.kind))
    return tuple(_settle(flagged, trace))


def _differing(statements: Sequence[Statement]) -> list[Statement]:
    """Flag what two specimens of one report say differently: both stand, and which one counts a person decides."""
    out: list[Statement] = []
    for one in statements:
        torn = any(
            apart(one.specimen, other.specimen) and _same(one, other) and one.state != other.state
            for other in statements
        )
        out.append(replace(one, review=tuple(sorted({*one.review, "conflicting_statements"}))) if torn else one)
    return out


def _same(one: Statement, other: Statement) -> bool:
    if one.gene != other.gene or one.kind != other.kind:
        return False
    if one.kind == "fusion" and one.fusion == other.fusion:
        # Two isoforms of one fusion are two findings; the pair named without its isoform joins the first.
        isoforms = {s.as_written for s in (one, other) if "." in s.as_written or "(" in s.as_written}
        return len(isoforms) < 2 and not (one.reads and other.reads and one.reads != other.reads)
    if one.kind == "copy_number":
        methods = {m for m in (one.method, other.method) if m and m != "ihc"}
        two_tests = ("ish" in methods and len(methods) > 1) or _counted_apart(one, other) or _counted_apart(other, one)
        return _key(one) == _key(other) and not two_tests
    if _key(one) == _key(other):
        return True
    if one.kind == "small_variant":
        if _short_frameshift(one, other) or _short_frameshift(other, one):
            return True
        coding = one.coding and other.coding and spelling(one.coding) == spelling(other.coding)
        return bool(coding) and not (one.protein and other.protein)
    return False


def _counted_apart(one: Statement, other: Statement) -> bool:
    """True where ``one`` was counted in situ and ``other``, whose test is not named, gives copies of its own."""
    counted = one.method == "ish" and (one.ish_ratio is not None or one.ish_copies is not None)
    return counted and other.method != "ish" and other.copy_number is not None


_FRAMESHIFT = re.compile(r"([A-Z]\d+)([A-Z]?)fs")


def _short_frameshift(one: Statement, other: Statement) -> bool:
    """True when ``one`` names only the residue at which the frameshift of ``other`` begins (``S717fs`` of
    ``S717Lfs*4``), as summaries do."""
    short, full = (_FRAMESHIFT.fullmatch(spelling(s.protein)) for s in (one, other))
    return bool(short and full and short.group(1) == full.group(1) and not short.group(2))


def _apart(one: Statement, other: Statement) -> bool:
    """True for two frameshifts that differ in full, although one short name stands for both."""
    names = [_FRAMESHIFT.fullmatch(spelling(s.protein)) for s in (one, other)]
    return all(name and name.group(2) for name in names) and spelling(one.protein) != spelling(other.protein)


def _doubtful(statement: Statement) -> bool:
    """True for a sentence that leaves a thing open and measures nothing (``cannot be excluded``)."""
    measured = statement.copy_number is not None or statement.ish_ratio is not None or statement.ihc_score
    return statement.state == "equivocal" and statement.rule == "sentence" and not measured


def _rank(statement: Statement) -> tuple[int, int, int, int, float]:
    said = 0 if statement.state != "indeterminate" else 1
    name = _FRAMESHIFT.fullmatch(spelling(statement.protein))
    short = int(bool(name and not name.group(2)))
    rich = -sum(bool(getattr(statement, name)) or getattr(statement, name) == 0 for name in _VALUES)
    return (said, short, _RULE_RANK.get(statement.rule, 9), rich, statement.evidence.page)


def _called_a_gain(statement: Statement) -> bool:
    """True for a gain that stands in a table or list as a finding, and that no word makes a doubtful one."""
    listed = statement.rule in ("table", "line", "stacked", "entry")
    return statement.kind == "copy_number" and listed and bool(_GAIN.fullmatch(statement.as_written))


def _one(group: Sequence[Statement]) -> Statement:
    ordered = sorted(group, key=_rank)
    failed = [s for s in ordered if s.state == "indeterminate" and s.rule in ("table", "line")]
    if failed and all(_doubtful(s) for s in ordered if s.state != "indeterminate"):
        ordered = [*failed, *(s for s in ordered if s not in failed)]  # That the test failed is why it is open.
    best = ordered[0]
    changes: dict[str, object] = {}
    for name in _VALUES:
        if not getattr(best, name) and getattr(best, name) != 0:
            for other in ordered[1:]:
                if (
                    (getattr(other, name) or getattr(other, name) == 0) and other.state == best.state
                ) or other.state == "indeterminate":
                    value = getattr(other, name)
                    if value not in ("", None):
                        changes[name] = value
                        break
    states = {s.state for s in group if s.state != "indeterminate"} if not failed or best not in failed else set()
    if states == {"detected", "equivocal"} and all(_called_a_gain(s) for s in group if s.state == "equivocal"):
        states = {"detected"}  # "GAIN(22)" beside "ERBB2 amplification": the report says what the gain is.
        best = next(s for s in ordered if s.state == "detected")
    review = tuple(sorted({code for s in group for code in s.review}))
    if len(states) > 1:
        review = tuple(sorted({*review, "conflicting_statements"}))
        cautious = [s for s in ordered if s.state == "detected"] or ordered
        best = cautious[0]
    more: list[Evidence] = []
    for other in ordered:
        for place in (other.evidence, *other.more):
            if place != best.evidence and place not in more:
                more.append(place)
    known = {f.name for f in fields(best)}
    kept = {k: v for k, v in changes.items() if k in known}
    return replace(best, **kept, more=tuple(more), review=review)  # type: ignore[arg-type]


def _settle(statements: Sequence[Statement], trace: Trace) -> list[Statement]:
    """Drop a generic statement that a named one makes needless; flag a generic "not detected" that one contradicts."""
    named = {(s.gene, s.kind) for s in statements if s.state == "detected" and not _generic(s)}
    out: list[Statement] = []
    for statement in statements:
        if _generic(statement) and (statement.gene, statement.kind) in named:
            if statement.state == "detected":
                trace.merged(statement, None)
                continue
            if statement.state == "not_detected" and not statement.method:
                told = statement
                statement = replace(told, review=tuple(sorted({*told.review, "conflicting_statements"})))
                trace.merged(told, statement)
        out.append(statement)
    return out


def _generic(statement: Statement) -> bool:
    if statement.kind == "small_variant":
        return not (statement.protein or statement.coding) and not re.search(r"\d", statement.as_written)
    return statement.kind == "fusion" and not statement.fusion
