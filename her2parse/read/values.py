"""Numbers to values: which number is a VAF, a copy number, a ratio, a score, and to which event it belongs.

A number counts only with what says what it is: its column, a label beside it, or its unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from her2parse.model import CopyNumberUnit
from her2parse.read.items import UNREAD_COLUMNS, Item
from her2parse.read.mentions import Mention, Segment

_OR = ("or ", "oder ", "ou ", "o ", "of ", "and ", "und ", "et ")
"""How a bound behind its number begins: ``2.0 or more``."""
_NOT_VAF_LABELS = frozenset({"purity", "cells", "tps", "coverage", "cells_counted", "hscore"})


@dataclass(slots=True)
class Values:
    """The values of one item, with the mentions they were read from."""

    vaf: float | None = None
    copy_number: float | None = None
    copy_number_unit: CopyNumberUnit = ""
    copy_number_text: str = ""
    reads: int | None = None
    ihc_score: str = ""
    percent_cells: float | None = None
    ish_ratio: float | None = None
    ish_copies: float | None = None
    ish_group: int | None = None
    used: tuple[Mention, ...] = ()


_COUNTED = frozenset({"ratio", "ish_copies", "control_copies"})
"""Labels of what is counted in situ: they stand before their numbers."""


def _near(found: Sequence[Mention], number: Mention, reach: int) -> Mention | None:
    """The label nearest to a number: directly before it, or directly after it as a unit."""
    before = [m for m in found if m.type == "label" and 0 <= number.start - m.end <= reach]
    after = [m for m in found if m.type == "label" and 0 <= m.start - number.end <= 1]
    blocked = {m.start for m in found if m.type in ("number", "percent")}
    before = [m for m in before if not any(m.end <= at < number.start for at in blocked)]
    # "HER2/CEN17 ratio: 1.28 Average HER2 copy number/cell: 3.2": what stands behind labels the next number.
    labelled = bool(before) and before[-1].value in _COUNTED and number.start - before[-1].end <= 3
    if before and after and before[-1].end == number.start:
        # "Exon 6 VAF 48%": each label has its number behind it.
        labelled = labelled or any(0 <= at - after[0].end <= 1 for at in blocked)
    if after and not labelled and (not before or after[0].start - number.end == 0):
        return after[0]
    return before[-1] if before else None


def row_values(found: Sequence[Mention], *, ihc: bool, ish: bool, plasma: bool, vaf: str = "") -> Values:
    """Values that hold for the row as a whole, from columns and labels. ``vaf``: what a bare number in a VAF column is
    (``fraction``, ``percent``; empty = by its size)."""
    values = Values()
    used: list[Mention] = []
    for mention in found:
        if mention.role in UNREAD_COLUMNS or mention.type not in ("number", "percent", "score", "level"):
            continue
        if _take(values, mention, found, ihc=ihc, ish=ish, plasma=plasma, vaf=vaf):
            used.append(mention)
    values.used = tuple(used)
    return values


def _take(
    values: Values, mention: Mention, found: Sequence[Mention], *, ihc: bool, ish: bool, plasma: bool, vaf: str
) -> bool:
    label = _near(found, mention, 6)
    kind = label.value if label else ""
    if _is_limit(mention, found):
        return False  # "below 2.0", ">= 4.0": a limit, not a measurement.
    if kind in ("copies", "ish_copies") and any(m.type == "control" and not _of_pair(m, found) for m in found):
        return False  # The reference probe's own count.
    number = mention.number
    if mention.type == "level":
        values.copy_number_unit, values.copy_number_text = "level", mention.text
        return True
    if mention.type == "score":
        if ihc and not values.ihc_score:
            values.ihc_score = _score(mention.value)
            return True
        if (
            mention.value.startswith("+")
            and not values.copy_number_text
            and mention.role in ("vaf", "copy_number", "result")
        ):
            values.copy_number_unit, values.copy_number_text = "level", mention.text
            return True
        return False
    if number is None:
        return False
    if mention.type == "percent":
        if kind in ("cells",) or (
            ihc and kind not in _NOT_VAF_LABELS and mention.role in ("", "result", "percent_cells")
        ):
            if values.percent_cells is None and (ihc or mention.role == "percent_cells"):
                values.percent_cells = number
                return True
            return False
        if mention.role == "vaf" and values.vaf is None and number <= 100:
            values.vaf = round(number / 100, 6)
            return True
        return False
    if mention.role == "vaf" and _counts_copies(mention, kind, found) and values.copy_number is None:
        values.copy_number, values.copy_number_text = number, mention.text
        values.copy_number_unit = "fold_change" if kind == "fold" else "plasma_copies" if plasma else "copies"
        return True
    if mention.role == "vaf" and values.vaf is None:
        values.vaf = _fraction(number, vaf)
        return values.vaf is not None
    if mention.role == "reads" and values.reads is None and number == int(number):
        values.reads = int(number)
        return True
    if mention.role == "fold_change" and values.copy_number is None:
        values.copy_number, values.copy_number_unit, values.copy_number_text = number, "fold_change", mention.text
        return True
    if mention.role == "ratio" and values.ish_ratio is None and ish:
        values.ish_ratio = number
        return True
    if mention.role == "ish_copies" and values.ish_copies is None and ish:
        values.ish_copies = number
        return True
    if mention.role in ("control_copies", "criteria", "coverage", "locus", "exon", "region"):
        return False
    if mention.role == "copy_number" and values.copy_number is None:
        values.copy_number = number
        values.copy_number_unit = "fold_change" if kind == "fold" else "plasma_copies" if plasma else "copies"
        values.copy_number_text = mention.text
        return True
    return _labelled(values, mention, kind, number, found, ihc=ihc, ish=ish, plasma=plasma)


def _of_pair(control: Mention, found: Sequence[Mention]) -> bool:
    """True for a reference probe that is only named beside its gene (``ERBB2/CEP17: mean copy number 3.1``)."""
    genes = [m for m in found if m.type == "gene" and 0 <= control.start - m.end <= 1]
    return any(set(gene.words) & set(control.words) or "/" in control.text for gene in genes)


def _counts_copies(mention: Mention, kind: str, found: Sequence[Mention]) -> bool:
    """True for copies in a column that fractions and copies share (``VAF / CN | CN 17``): the cell says so, or its row
    is an amplification without a change's name."""
    if kind in ("copies", "fold"):
        return any(m.type == "label" and m.value == kind and m.role == mention.role for m in found)
    named = any(m.type in ("variant", "coding", "class", "splice", "fusion") for m in found)
    gained = any(m.type == "event" and m.value in ("amplification", "gain") for m in found)
    return gained and not named and mention.number is not None and mention.number >= 1


def _fraction(number: float, vaf: str) -> float | None:
    """A bare number as a fraction; ``None`` for one that is no share at all (a coverage of 1249)."""
    percent = vaf == "percent" or (vaf != "fraction" and number > 1)
    share = round(number / 100 if percent else number, 6)
    return share if share <= 1 else None


def _is_limit(mention: Mention, found: Sequence[Mention]) -> bool:
    """True for a number that only bounds a value, except a fraction printed as a bound (``VAF <0.1 %``)."""
    if mention.type != "number" or mention.role in ("vaf", "copy_number", "reads", "fold_change", "ratio"):
        return False
    signed = mention.text.lstrip().startswith(("<", ">", "≥", "≤"))
    bounds = [m for m in found if m.type == "bound"]
    behind = any(m.text.startswith(_OR) and 0 <= m.start - mention.end <= 1 for m in bounds)
    return signed or behind or any(0 <= mention.start - m.end <= 1 for m in bounds)


def _labelled(
    values: Values,
    mention: Mention,
    kind: str,
    number: float,
    found: Sequence[Mention],
    *,
    ihc: bool,
    ish: bool,
    plasma: bool,
) -> bool:
    if kind in _COUNTED and _has_its_number(kind, mention, found):
        return False
    if kind == "vaf" and values.vaf is None and mention.role in ("", "other", "result", "variant", "biomarker"):
        label = _near(found, mention, 6)
        if label and any(m.type == "percent" and 0 <= label.start - m.end <= 1 for m in found):
            return False  # "14% mutant allel – klasse 5": the label has its share before it.
        values.vaf = _fraction(number, "percent" if label and "%" in label.text else "")
        return values.vaf is not None
    if kind == "ratio" and values.ish_ratio is None and ish and 0 < number < 60:
        values.ish_ratio = number
        return True
    if kind == "ish_copies" and values.ish_copies is None and 0 < number < 100:
        values.ish_copies = number
        return True
    if kind == "group" and ish and number in (1, 2, 3, 4, 5):
        values.ish_group = int(number)
        return True
    named = any(m.type == "method" and m.value == "ihc" and 0 <= mention.start - m.end <= 1 for m in found)
    # "Negative (0)", "0, negative"
    denied = number == 0 and any(
        (m.type, m.value) == ("state", "not_detected")
        and (0 <= mention.start - m.end <= 1 or 0 <= m.start - mention.end <= 1)
        for m in found
    )
    if (kind == "score" or named or denied) and ihc and not values.ihc_score and number in (0, 1, 2, 3):
        values.ihc_score = _score(str(int(number)))
        return True
    if kind == "fold" and values.copy_number is None:
        values.copy_number, values.copy_number_unit, values.copy_number_text = number, "fold_change", mention.text
        return True
    if kind == "copies" and values.copy_number is None and not ish:
        values.copy_number, values.copy_number_text = number, mention.text
        values.copy_number_unit = "plasma_copies" if plasma else "copies"
        return True
    if kind == "copies" and ish and values.ish_copies is None and number < 100:
        values.ish_copies = number
        return True
    if kind == "reads" and values.reads is None and number == int(number):
        values.reads = int(number)
        return True
    return False


def _has_its_number(kind: str, number: Mention, found: Sequence[Mention]) -> bool:
    """True where a label in another column stands right before a number of its own (``50 | ratio 1.1``)."""
    return any(
        label.type == "label"
        and label.value == kind
        and label.role != number.role
        and any(m.type == "number" and m.role == label.role and 0 <= m.start - label.end <= 1 for m in found)
        for label in found
    )


def _score(text: str) -> str:
    if text.startswith("+"):
        return f"{len(text)}+"
    return "0" if text == "0" else f"{text[0]}+"


def level_vaf(item: Item, found: Sequence[Mention], segment: Segment) -> Mention | None:
    """The share in the fractions' column that stands on the line of a change's name, where a row holds several of both
    (``R273H`` / ``Y220C`` beside ``5.3%`` / ``0.41%``); ``None`` where lines do not tell."""
    shares = [m for m in found if m.type == "percent" and m.role in ("vaf", "") and m.number is not None]
    if len({round(segment.words[m.words[0]].top) for m in shares}) < len(shares):
        return None  # Two shares on one line: another number than the fraction is among them.
    named = [m for m in item.mentions if m.type in ("variant", "coding") and m.words]
    if len(shares) < _SEVERAL or not named:
        return None
    name = segment.words[named[0].words[0]]
    level = [m for m in shares if abs(segment.words[m.words[0]].top - name.top) < 0.5 * (name.bottom - name.top)]
    return level[0] if len(level) == 1 and (level[0].number or 0) <= 100 else None


_SEVERAL = 2


def _named_before(item: Item) -> int:
    """Where an event's first name ends; its other name may stand behind its fraction (``p.R248Q | 27% | c.743G>A``)."""
    return item.mentions[0].end if item.protein and item.coding else item.end


def own_vaf(item: Item, following: Item | None, found: Sequence[Mention], *, prose: bool) -> Mention | None:
    """The percentage that belongs to one of several names in a list: ``HRAS E126E (0.4%), MET L269L (0.1%)``."""
    stop = following.start if following else 10**6
    if following and following.gene_mention and following.gene_mention.start > item.end:
        stop = following.gene_mention.start
    for mention in found:
        if mention.type != "percent" or mention.role in UNREAD_COLUMNS or mention.number is None:
            continue
        if mention.number > 100:
            continue  # No share of reads: a limit or a misprint.
        if not _named_before(item) <= mention.start < stop or mention.start - item.end > (14 if prose else 40):
            continue
        label = _near(found, mention, 3)
        if label and label.value in _NOT_VAF_LABELS:
            continue
        if mention.role in ("percent_cells", "coverage", "exon"):
            continue
        return mention
    return None
