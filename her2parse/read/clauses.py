"""One segment that reports several tests to its clauses: ``HER2 IHC 2+; HER2 FISH not amplified``.

A score, a ratio or the word "negative" belongs to its own test. Where a segment names two tests, each is read by
itself, so that neither lends the other its words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from her2parse.model import Word
from her2parse.read.lexicon import joints, names_drug
from her2parse.read.mentions import Mention, Segment

_LABEL = re.compile(r"\(?[A-H][:)]")
"""A specimen's letter: ``HER2 IHC: A: 3+, B: 1+``."""
_SEMICOLONS = (";", "；")
_COMMAS = (",", "，")
_CLAUSE_ENDS = (";", "；", ".", ",", "，", "。")
_OPEN = frozenset({"hypothetical", "other_subject", "other_time", "limitation", "except", "gone"})
"""What speaks of the whole segment: cutting it would set free what it holds back."""
_STAINS = frozenset({"CD274", "ESR1", "PGR", "AR", "MKI67"})


def clauses(segment: Segment, found: Sequence[Mention]) -> tuple[Segment, ...]:
    """The clauses of a segment, one for each test it reports; the segment itself where there is no need to cut.

    Only text outside tables is cut, and only behind a semicolon, comma or full stop that stands right before the words
    of the next test, or behind a joint (``IHC 2+ / FISH negative``) where each side has a result. One answer for two
    tests (``negative by IHC and FISH``) is given to each.
    """
    if not segment.roles and (at := _advice(segment, found)):
        said, advised = segment._replace(words=segment.words[:at]), segment._replace(words=segment.words[at:])
        return (*clauses(said, [m for m in found if m.words[-1] < at]), advised)
    if segment.roles or any(m.type in _OPEN for m in found):
        return (segment,)
    labels = [at for at, word in enumerate(segment.words) if _LABEL.fullmatch(word.text)]
    cuts = [at for at in labels if at] if len(labels) > 1 else []
    tests = [] if cuts else _tests(found)
    for (before, name), (after, other) in pairwise(tests):
        if name == other:
            continue
        at = _cut(segment, before, after, found)
        if at and at not in cuts:
            cuts.append(at)
    if not cuts:
        cuts = _in_one_bracket(segment, tests, found)
    if not cuts:
        return _each(segment, found) or (segment,)
    edges = [0, *cuts, len(segment.words)]
    return tuple(segment._replace(words=segment.words[start:end]) for start, end in pairwise(edges))


def _advice(segment: Segment, found: Sequence[Mention]) -> int:
    """The word that advice behind a semicolon begins with (``HER2 IHC is 2+; FISH is recommended``), or a remark behind
    a whole statement, or 0: it supposes only itself. Where it speaks of scores, states or genes it may be the rest of a
    criterion."""
    open_ = [m for m in found if m.type in _OPEN]
    if not open_:
        return 0
    first = min(m.words[0] for m in open_)
    if all(m.type == "hypothetical" for m in open_):
        at = _behind_last(segment, _SEMICOLONS, first)
        behind = {m.type for m in found if m.words[0] >= at}
        told = any(m.type in ("state", "score", "percent", "number") for m in found if m.words[-1] < at)
        if at and told and behind <= {"hypothetical", "method", "prep", "again"}:
            return at
        # "HER2 IHC 2+, reflex to FISH": what a score is followed by behind a comma is advice as well.
        at = _behind_last(segment, _COMMAS, first, least=1)
        behind = {m.type for m in found if m.words[0] >= at}
        scored = any(m.type == "score" and m.words[-1] < at for m in found) and not _in_brackets(segment, at - 1)
        if at and scored and not behind - {"hypothetical", "method", "prep"} and "method" in behind:
            return at
    elsewhere = {"hypothetical", "other_time", "other_subject"}
    if {m.type for m in open_} <= elsewhere and (at := _behind_denial(segment, found, first)):
        return at
    return _remark(segment, found, first)


def _behind_last(segment: Segment, marks: tuple[str, ...], first: int, *, least: int = 0) -> int:
    """The word behind the last one of ``least`` to ``first`` (exclusive) that ends with one of ``marks``, or 0."""
    return next((at + 1 for at in range(first - 1, least - 1, -1) if segment.words[at].text.endswith(marks)), 0)


def _behind_denial(segment: Segment, found: Sequence[Mention], first: int) -> int:
    """The word behind the semicolon that ends a whole denial (``No mutation was detected in KRAS; the G13D of the
    previous tumour …``) before the first word of another time or person, ``first``; or 0."""
    at = _behind_last(segment, _SEMICOLONS, first)
    said = [m for m in found if m.words[-1] < at]
    whole = {"gene", "state"} <= {m.type for m in said} and bool({m.type for m in said} & {"event", "splice"})
    denied = any(m.type == "preneg" or (m.type, m.value) == ("state", "not_detected") for m in said)
    return at if whole and denied and not _in_brackets(segment, at - 1) else 0


def _remark(segment: Segment, found: Sequence[Mention], first: int) -> int:
    """The word behind the comma that ends a whole statement (``An ERBB2 amplification was detected, which is a known
    mechanism of resistance``) before its first word of supposing, ``first``; or 0. A sentence that begins with anything
    but what was found may be a condition (``Where ERBB2 is amplified, …``)."""
    at = _behind_last(segment, (",", "，"), first, least=1)
    said = [m for m in found if m.words[-1] < at]
    kinds, behind = {m.type for m in said}, {m.type for m in found if m.words[0] >= at}
    if not kinds >= {"gene", "state"} or not kinds & {"event", "variant", "coding"} or _in_brackets(segment, at - 1):
        return 0
    relative = segment.words[at].text.casefold() in joints("relative")
    if not behind <= (_REMARKED | {"other_time", "state"} if relative else _REMARKED):
        return 0
    begins = min(m.words[0] for m in said)
    opening = all(word.text.casefold() in joints("article") for word in segment.words[:begins])
    return at if opening and said[0].type in ("gene", "event", "variant", "coding", "preneg") else 0


_REMARKED = frozenset({"hypothetical", "method", "prep", "again", "percent", "iberian", "gene", "genes", "event"})


def _tests(found: Sequence[Mention]) -> list[tuple[Mention, str]]:
    """The words that name a test of protein or gene copies, in order, and which test."""
    out: list[tuple[Mention, str]] = []
    for mention in found:
        if mention.type == "method" and mention.value in ("ihc", "ish"):
            out.append((mention, mention.value))
        elif mention.type == "score" or (mention.type == "label" and mention.value == "score"):
            out.append((mention, "ihc"))
        elif mention.type == "gene" and mention.value in _STAINS:
            out.append((mention, mention.value))
    if {name for _, name in out} & _STAINS:
        # Beside another protein's stain, HER2's is a test of its own.
        out = [(m, "ihc" if name == "ihc" else name) for m, name in out]
    return out


def _cut(segment: Segment, before: Mention, after: Mention, found: Sequence[Mention]) -> int:
    """The word that the second test's clause begins with, or 0 where no punctuation stands between the two."""
    first, last = before.words[-1], after.words[0]
    places = [at for at in range(first, last) if segment.words[at].text.endswith(_CLAUSE_ENDS)]
    places = [at for at in places if not _in_brackets(segment, at)]
    if not places:
        return _at_joint(segment, before, after, found) or _at_score(before, after, found)
    semicolons = [at for at in places if segment.words[at].text.endswith((";", "；", "."))]
    at = (semicolons or places)[-1] + 1
    between = [m for m in found if at <= m.words[0] and m.words[-1] < last]
    if not semicolons and any(m.type not in ("gene", "genes", "prep", "label", "iberian") for m in between):
        return 0
    return at


def _at_joint(segment: Segment, before: Mention, after: Mention, found: Sequence[Mention]) -> int:
    """The word behind the joint between two tests (``/``, ``and``), or a test's name that is a label (``FISH:``), where
    each side has a result of its own; else 0."""
    first, last = before.words[-1], after.words[0]
    label = segment.words[after.words[-1]].text.endswith((":", "：")) and after.type == "method"
    small = joints("list") - joints("or")
    joint = next((at for at in range(last - 1, first, -1) if segment.words[at].text.casefold() in small), None)
    at = last if label else joint + 1 if joint is not None else 0
    between = [m for m in found if first < m.words[0] and m.words[-1] < last]
    if not at or _in_brackets(segment, at - 1) or any(m.type not in ("gene", "prep", *_RESULTS) for m in between):
        return 0
    told = any(m.type in _RESULTS and m.words[0] < at for m in found)
    return at if told and any(m.type in (*_RESULTS, "event") and m.words[0] > last for m in found) else 0


def _in_one_bracket(segment: Segment, tests: Sequence[tuple[Mention, str]], found: Sequence[Mention]) -> list[int]:
    """The words that the clauses of a bracket begin with that holds a stain's score and a hybridisation, behind one
    answer for both (``HER2 status: negative (IHC 2+, FISH not amplified)``): it is of neither alone. Else empty."""
    if {name for _, name in tests} != {"ihc", "ish"}:
        return []
    opened, last = tests[0][0].words[0], tests[-1][0].words[0]
    closed = any(")" in word.text for word in segment.words[opened:last])
    scored = any(m.type == "score" and opened <= m.words[0] for m in found)
    if not opened or closed or not scored or not segment.words[opened].text.startswith("("):
        return []
    small = joints("list") - joints("or")
    parts = []
    for (before, name), (after, other) in pairwise(tests):
        between = range(after.words[0] - 1, before.words[-1] - 1, -1)
        ends = (at for at in between if segment.words[at].text.endswith((",", ";")))
        joined = (at for at in between if segment.words[at].text.casefold() in small)
        if name != other:
            parts.append(next(ends, next(joined, -1)) + 1)
    return [opened, *parts] if len(parts) == 1 and parts[0] else []


def _at_score(before: Mention, after: Mention, found: Sequence[Mention]) -> int:
    """The word that names a stain with its score behind a hybridisation that has its own answer (``FISH negative (group
    4 with concurrent IHC 2+)``), or 0: the answer is not the stain's."""
    if before.value != "ish":
        return 0
    behind = [m for m in found if m.words[0] >= after.words[0] and m.words != after.words]
    states = [m for m in found if m.type == "state" and before.words[-1] < m.words[0] < after.words[0]]
    alone = {m.type for m in behind} <= {"score", "prep", "method", "label"}
    told = len(states) == 1 and states[0].value != "equivocal"
    return after.words[0] if told and alone and any(m.type == "score" for m in behind) else 0


_RESULTS = frozenset({"state", "score", "number", "percent"})


def is_criterion(segment: Segment, found: Sequence[Mention]) -> bool:
    """True for results of two tests joined by ``or`` (``IHC 3+ or FISH amplified``): what would count, not what was
    found. ``or`` is a criterion's word only between two results."""
    if segment.roles:
        return False
    words = [word.text.casefold() for word in segment.words]
    for (before, name), (after, other) in pairwise(_tests(found)):
        between = range(before.words[-1] + 1, after.words[0])
        if {name, other} == {"ihc", "ish"} and any(words[at] in joints("or") for at in between):
            left = any(m.type in _RESULTS and m.words[0] < after.words[0] for m in found)
            right = any(m.type in (*_RESULTS, "event") and m.words[0] > after.words[-1] for m in found)
            return left and right
    return False


def without_populations(segment: Segment, found: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions without those of words such as ``HER2-amplified`` that say in what tumours a drug was tried
    (``Tucatinib showed activity in HER2-amplified colorectal cancer``): the drug stands before them, a preposition
    leads to them, and nothing is said of them behind."""
    words = segment.words
    drug = next((at for at, word in enumerate(words) if names_drug(word.text.partition("-")[0])), None)
    if segment.roles or drug is None:
        return tuple(found)
    leads = {index for m in found if m.type == "prep" for index in m.words}
    out: set[int] = set()
    for mention in found:
        at = mention.words[0]
        if mention.type not in ("gene", "genes") or at <= drug or "-" not in words[at].text.rstrip(",.;:-"):
            continue
        begins = at
        while begins > drug and (_is_compound(words[begins]) or words[begins].text.casefold() in joints("list")):
            begins -= 1
        if begins in leads and not any(m.type == "state" and m.words[0] > at for m in found):
            out.add(at)
    return tuple(m for m in found if not out.issuperset(m.words)) if out else tuple(found)


def _is_compound(word: Word) -> bool:
    return "-" in word.text.strip(",.;:-")


def _each(segment: Segment, found: Sequence[Mention]) -> tuple[Segment, ...]:
    """One answer without a number for a stain and a hybridisation that are named side by side: a segment for each test,
    without the other's name. Empty where it is not that."""
    tests = [m for m in found if m.type == "method" and m.value in ("ihc", "ish")]
    states = [m for m in found if m.type == "state"]
    if [m.value for m in tests] not in (["ihc", "ish"], ["ish", "ihc"]) or len(states) != 1:
        return ()
    if any(m.type in ("score", "number", "percent", "level", "event", "preneg") for m in found):
        return ()
    one, other = tests
    between = segment.words[one.words[-1] + 1 : other.words[0]]
    small = joints("list", "by")
    if not between or any(word.text.casefold() not in small for word in between):
        return ()
    return tuple(
        segment._replace(words=tuple(word for at, word in enumerate(segment.words) if at not in left.words))
        for left in (other, one)
    )


def _in_brackets(segment: Segment, at: int) -> bool:
    text = " ".join(word.text for word in segment.words[: at + 1])
    return text.count("(") > text.count(")")
