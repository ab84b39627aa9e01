"""Thousands of random changes, the same each time: all spellings of one change give one name, the name makes the same
sequence, naming it again changes nothing, and a residue that is not there never passes."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from referee_drawn import BASES, RESIDUES, Drawn, coding_changes, coding_name, mutant, protein_changes, residues_spelled
from referee_meaning import bare, bases_made, is_true

from her2parse.hgvs import normalize, normalize_row, reference

_GENES = ("ERBB2", "EGFR", "KRAS", "TP53")
_REFUSALS = {"reference_mismatch", "other_numbering", "ambiguous_variant", "unreadable_variant"}


def _target(gene: str) -> reference.Target:
    return reference.targets(gene)[0]


# ── one name for all spellings ────────────────────────────────────────────────────────────────────────────────────


def _places(residues: str, start: int, end: int, alt: str) -> Iterator[tuple[int, int, str]]:
    """All replacements within a few residues that make the same protein: every insertion point, every place of a
    deletion, and the same with up to three residues beside it that stay."""
    made = residues[: start - 1] + alt + residues[end:]
    removed, size = end - start + 1, len(alt)
    for first in range(max(2, start - 6), min(len(residues) - removed, start + 6) + 1):
        inner = made[first - 1 : first - 1 + size]
        if residues[: first - 1] + inner + residues[first - 1 + removed :] != made:
            continue
        yield first, first + removed - 1, inner
        for left, right in ((1, 0), (0, 1), (1, 1), (3, 2), (2, 3)):
            low, high = first - left, first + removed - 1 + right
            if low >= 2 and high <= len(residues):
                yield low, high, residues[low - 1 : first - 1] + inner + residues[first + removed - 1 : high]


def _written(draw: random.Random, residues: str, start: int, end: int, alt: str) -> str:
    """One of the ways in which reports write a replacement."""
    three = draw.random() < 0.5

    def say(text: str) -> str:
        return residues_spelled(text, three=three)

    joint = draw.choice("__-–")
    if end < start:
        size, before = len(alt), residues[max(0, start - 1 - len(alt)) : start - 1]
        if before == alt and draw.random() < 0.5:
            place = f"{say(alt[0])}{start - size}" + (f"{joint}{say(alt[-1])}{start - 1}" if size > 1 else "")
            return place + "dup" + draw.choice(("", say(alt)))
        return f"{say(residues[end - 1])}{end}{joint}{say(residues[start - 1])}{start}ins{say(alt)}"
    place = f"{say(residues[start - 1])}{start}" + (f"{joint}{say(residues[end - 1])}{end}" if end > start else "")
    there = say(residues[start - 1 : end])
    if not alt:
        return place + "del" + draw.choice(("", there))
    if start == end and len(alt) == 1:
        return place + say(alt)
    return place + draw.choice(("delins", "delins", ">", f"del{there}ins")) + say(alt)


def _dressed(draw: random.Random, gene: str, name: str) -> str:
    forms = ("{}", "p.{}", "p.({})", "(p.{})", "p. {}", f"{_target(gene).protein_label}:p.({{}})", f"{gene} p.{{}}")
    return draw.choice(forms).format(name)


@pytest.mark.parametrize("gene", _GENES)
def test_every_spelling_gives_one_name_that_makes_the_same_protein(gene: str) -> None:
    """500 changes of each gene, up to ten spellings of each."""
    draw, residues = random.Random(f"spellings {gene}"), _target(gene).residues
    seen = 0
    for change in protein_changes(residues, f"spellings {gene}", 2000):
        start, end, alt = change.start, change.end, change.alt
        if change.form == "dup":
            start, end = end + 1, end
        if change.wrong or change.form in ("fs", "=") or "*" in alt or start < 3 or end >= len(residues):
            continue
        if alt == residues[start - 1 : end] or 664 in (start, end):
            continue
        seen += 1
        places = list(dict.fromkeys(_places(residues, start, end, alt)))
        drawn = [draw.choice(places) for _ in range(10)]
        written = {_dressed(draw, gene, _written(draw, residues, *place)) for place in drawn}
        names = {text: normalize_row(gene, text).hgvs_p for text in sorted(written)}
        assert len(set(names.values())) == 1, names
        (name,) = set(names.values())
        assert is_true(bare(name), residues + "*", mutant(residues + "*", change)), names
        again = normalize_row(gene, name)
        assert (again.status, again.hgvs_p) == ("exact", name)
        if seen == 500:
            return
    raise AssertionError("too few changes were drawn")


# ── naming again ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("gene", ["ERBB2", "EGFR", "TP53"])
def test_coding_and_genomic_names_stay_when_they_are_named_again(gene: str) -> None:
    target = _target(gene)
    after = reference.downstream(target)
    for change in coding_changes(target.cds, f"again {gene}", 700):
        name = coding_name(target.cds, change)
        first = normalize_row(gene, f"c.{name}")
        made = mutant(target.cds, change) + after
        assert bases_made(bare(first.hgvs_c), "N" * 999, target.cds, after).lstrip("N") == made.lstrip("N"), name
        again = normalize_row(gene, first.hgvs_c)
        same = ("hgvs_c", "hgvs_p", "hgvs_g_grch38", "hgvs_g_grch37", "consequence")
        assert [getattr(again, field) for field in same] == [getattr(first, field) for field in same], name
        for build in ("hgvs_g_grch38", "hgvs_g_grch37"):
            genomic = getattr(first, build)
            if genomic:
                assert getattr(normalize_row(gene, genomic), build) == genomic, name


# ── a wrong residue ───────────────────────────────────────────────────────────────────────────────────────────────


def _wrongs(draw: random.Random, residues: str, change: Drawn) -> Iterator[str]:
    """Names of a change, each with one stated residue that the reference does not have at that place."""
    three = draw.random() < 0.5

    def say(text: str) -> str:
        return residues_spelled(text, three=three)

    def other(letter: str) -> str:
        return draw.choice([new for new in RESIDUES if new != letter])

    start, end = change.start, max(change.start, change.end)
    first, last, new = residues[start - 1], residues[end - 1], draw.choice(RESIDUES)
    bad = say(other(first))
    yield from (f"{bad}{start}{say(new)}", f"{bad}{start}del", f"{bad}{start}dup", f"{bad}{start}fs", f"{bad}{start}*")
    yield f"{bad}{start}delins{say(new + new)}"
    yield f"{bad}{start}{say(new)}fsTer12"
    if start < len(residues):
        follows = residues[start]
        yield f"{bad}{start}_{say(follows)}{start + 1}ins{say(new)}"
        yield f"{say(first)}{start}_{say(other(follows))}{start + 1}ins{say(new)}"
    if end > start:
        for tail in ("del", "dup", f"delins{say(new)}", f">{say(new + new)}"):
            yield f"{bad}{start}_{say(last)}{end}{tail}"
            yield f"{say(first)}{start}_{say(other(last))}{end}{tail}"
    there = residues[start - 1 : end]
    at = draw.randrange(len(there))
    stated = there[:at] + other(there[at]) + there[at + 1 :]
    place = f"{say(first)}{start}" + (f"_{say(last)}{end}" if end > start else "")
    yield from (f"{place}del{say(stated)}", f"{place}dup{say(stated)}", f"{place}del{say(stated)}ins{say(new + new)}")


@pytest.mark.parametrize("gene", _GENES)
def test_a_residue_that_is_not_there_never_passes(gene: str) -> None:
    """In any place of any form: both ends of a range, both neighbours of an insertion, residues said to be lost."""
    draw, residues = random.Random(f"wrong {gene}"), _target(gene).residues
    for change in protein_changes(residues, f"wrong {gene}", 120):
        for name in _wrongs(draw, residues, change):
            for record in normalize(gene, draw.choice(("{}", "p.{}", "p.({})")).format(name)):
                assert record.status in ("invalid", "ambiguous"), name
                assert (record.hgvs_p, record.hgvs_c, record.hgvs_g_grch38) == ("", "", ""), name
                assert set(record.review) & _REFUSALS or record.variant_class, name


@pytest.mark.parametrize("gene", ["ERBB2", "EGFR", "TP53"])
def test_a_base_that_is_not_there_never_passes(gene: str) -> None:
    draw, cds = random.Random(f"wrong {gene}"), _target(gene).cds
    for change in coding_changes(cds, f"wrong {gene}", 300):
        start, end = change.start, max(change.start, change.end)
        there = cds[start - 1 : end]
        at = draw.randrange(len(there))
        stated = there[:at] + draw.choice([new for new in BASES if new != there[at]]) + there[at + 1 :]
        place = f"c.{start}" + (f"_{end}" if end > start else "")
        for tail in (f"del{stated}", f"dup{stated}", f"del{stated}insACGTA", f"{stated}>ACGTA"):
            record = normalize_row(gene, place + tail)
            assert record.status in ("invalid", "ambiguous"), place + tail
            assert (record.hgvs_p, record.hgvs_c) == ("", ""), place + tail
