"""What a corrected report takes back: ``HER2 IHC 3+ (previously reported as 2+)`` says 3+ only."""

from __future__ import annotations

from collections.abc import Sequence

from her2parse.read.mentions import Mention, Segment

_VALUES = frozenset({"score", "state", "number", "percent"})
_HEDGES = frozenset({"hypothetical", "other_time"})


def without_superseded(found: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions without the values that the text itself calls superseded, and without the words that call them so.

    ``corrected from 2+ to 3+`` and ``3+ (previously reported as 2+)`` lose the 2+; so does ``1+, not 2+``. Where the
    correction's words have no value behind them, or no other value stands beside it, nothing is taken away: a sentence
    about an earlier report stays one.
    """
    gone: set[int] = set()
    values = [m for m in found if m.type in _VALUES]
    for word in found:
        denied = word.type == "negator" and word.text.lower() in ("not", "nicht", "no", "pas", "non", "não", "niet")
        if word.type != "correction" and not denied:
            continue
        reach = 0 if denied else 2
        old = next((m for m in values if 0 <= m.start - word.end <= reach), None)
        if old is None or (denied and old.type != "score"):
            continue
        if not any(m.type == old.type and m.start != old.start for m in values):
            continue
        gone |= {
            id(m)
            for m in found
            if (m.start, m.end) == (old.start, old.end)
            or (word.start <= m.start and m.end <= word.end)
            or (m.type in _HEDGES and abs(m.start - old.end) <= 2)
        }
    return tuple(m for m in found if id(m) not in gone)


def is_superseded(segment: Segment, found: Sequence[Mention]) -> bool:
    """True for words behind a label that says that they are what the report said before (``Previously reported as
    (5 June): HER2 IHC 2+``): the label begins the text, and nothing but a date stands before its colon."""
    if segment.roles or not found or found[0].type != "correction" or found[0].words[0] > 0:
        return False
    first = found[0].words[-1]
    colon = next((at for at, word in enumerate(segment.words) if at >= first and word.text.endswith((":", "："))), None)
    if colon is None or colon - first > _DATED:
        return False
    if sum(m.type == "score" for m in found) > 1 or any(m.type == "correction" for m in found[1:]):
        return False  # The new value stands there as well.
    if any(word.text.endswith((";", "；")) for word in segment.words[colon:]):
        return False
    return not any(first < m.words[0] <= colon and m.type != "number" for m in found)


_DATED = 6
"""Words of a date between a label and its colon, at most."""
