"""Properties that hold for every change, not only for those of the tables."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from her2parse.hgvs import normalize, normalize_row, protein, reference
from her2parse.hgvs.effect import of_edit

_GENES = ("ERBB2", "EGFR", "KRAS", "TP53", "MET")
_LETTERS = "ACDEFGHIKLMNPQRSTVWY"
_BASES = "ACGT"
_PIECES = [
    *("p.", "c.", "g.", "chr7:", "NM_004448.4", "(", ")", "[", "]", ";", ",", "/", "_", "-", ">", "=", "?", "::", "+1"),
    *("del", "ins", "dup", "delins", "fs", "*", "X", "Ter", "E746", "A750", "L858", "R", "S310", "F", "Y", "2573"),
    *("T>G", "exon", "20", "insertion", "-2", "ERBB2", "EGFR", "55259515", "5", "ACGT", "YVMA", "and", "AND", "cis"),
]


def _residues(gene: str) -> str:
    return reference.targets(gene)[0].residues


@st.composite
def insertions(draw: st.DrawFn) -> tuple[str, int, str]:
    """A gene, the residue before an insertion, and what is inserted: random, or copied from beside it."""
    gene = draw(st.sampled_from(_GENES))
    residues = _residues(gene)
    after = draw(st.integers(2, len(residues) - 2))
    size = draw(st.integers(1, 6))
    if draw(st.booleans()):
        return gene, after, residues[max(0, after - size) : after]
    return gene, after, draw(st.text(_LETTERS, min_size=1, max_size=6))


def _spelled(residues: str, start: int, end: int, alt: str, *, three: bool) -> str:
    """A delins or insertion by hand, not by the code under test."""

    def say(text: str) -> str:
        return "".join(protein.NAMES[letter] for letter in text) if three else text

    if end < start:
        return f"{say(residues[end - 1])}{end}_{say(residues[start - 1])}{start}ins{say(alt)}"
    place = f"{say(residues[start - 1])}{start}"
    if end > start:
        place += f"_{say(residues[end - 1])}{end}"
    return place + (f"delins{say(alt)}" if alt else "del")


@settings(max_examples=400, deadline=None)
@given(insertions(), st.data())
def test_every_spelling_of_one_change_gives_one_name(change: tuple[str, int, str], data: st.DataObject) -> None:
    """All insertion points with the same mutant protein, and delins padded on both sides."""
    gene, after, alt = change
    residues = _residues(gene)
    mutant = residues[:after] + alt + residues[after:]
    spellings = []
    for point in range(max(1, after - 8), min(len(residues) - 1, after + 8) + 1):
        inserted = mutant[point : point + len(alt)]
        if residues[:point] + inserted + residues[point:] == mutant:
            three = data.draw(st.booleans())
            spellings.append(_spelled(residues, point + 1, point, inserted, three=three))
    left, right = data.draw(st.integers(0, 3)), data.draw(st.integers(1, 3))
    start, end = max(2, after - left + 1), min(len(residues) - 1, after + right)
    padded = residues[start - 1 : after] + alt + residues[after:end]
    spellings.append(_spelled(residues, start, end, padded, three=False))
    names = {normalize_row(gene, spelling).hgvs_p for spelling in spellings}
    assert len(names) == 1, spellings
    assert names != {""}


def test_a_residue_is_not_taken_for_the_gene_s_alias() -> None:
    """TRP53 is an alias of TP53, and Trp53 is its residue 53: the place was lost from the range."""
    assert normalize_row("TP53", "Trp53_Phe54insPheThr").hgvs_p == "NP_000537.3:p.(Phe54_Thr55dup)"
    assert normalize_row("TP53", "Trp53_Arg273His").hgvs_p == "NP_000537.3:p.(Arg273His)"


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_GENES), st.data())
def test_the_name_makes_the_same_protein_and_is_stable(gene: str, data: st.DataObject) -> None:
    residues = _residues(gene)
    start = data.draw(st.integers(2, len(residues) - 12))
    end = data.draw(st.integers(start - 1, start + 8))
    alt = data.draw(st.text(_LETTERS, min_size=0, max_size=6))
    mutant = residues[: start - 1] + alt + residues[end:]
    change = protein.settle(residues, start, end, alt)
    assert protein.applied(residues, change) == mutant
    again = normalize_row(gene, change.written(three=False))
    if change.kind != "=":
        assert again.status == "exact"
        assert again.hgvs_p_short == change.short
        assert normalize_row(gene, again.hgvs_p).hgvs_p == again.hgvs_p


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_GENES), st.data())
def test_a_wrong_residue_never_passes(gene: str, data: st.DataObject) -> None:
    residues = _residues(gene)
    place = data.draw(st.integers(2, len(residues)))
    wrong = data.draw(st.sampled_from([letter for letter in _LETTERS if letter != residues[place - 1]]))
    new = data.draw(st.sampled_from(_LETTERS))
    form = data.draw(st.sampled_from([f"{wrong}{place}{new}", f"{wrong}{place}del", f"{wrong}{place}fs"]))
    for record in normalize(gene, form):
        assert record.status in ("invalid", "ambiguous")
        assert not record.hgvs_p
        assert set(record.review) & {
            "reference_mismatch",
            "other_numbering",
            "ambiguous_variant",
            "unreadable_variant",
        } or (record.variant_class)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_GENES), st.data())
def test_coding_change_and_protein_change_agree_by_translation(gene: str, data: st.DataObject) -> None:
    """An in-frame change named from its DNA is what translating the changed sequence shows."""
    target = reference.targets(gene)[0]
    low = data.draw(st.integers(3, len(target.cds) - 40))
    size = data.draw(st.integers(0, 18))
    alt = data.draw(st.text(_BASES, min_size=0, max_size=18))
    alt = (
        alt[: len(alt) - (len(alt) - size) % 3]
        if len(alt) >= 3
        else ""
        if size % 3 == 0
        else target.cds[low : low + size]
    )
    if (len(alt) - size) % 3:
        return
    mutant = reference.translate(target.cds[:low] + alt + target.cds[low + size :]).partition("*")[0]
    change = of_edit(target.cds, "", low, low + size, alt)
    if change.kind in ("sub", "del", "dup", "ins", "delins"):
        assert protein.applied(target.residues, change) == mutant
    elif change.kind == "=":
        assert mutant == target.residues


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(("ERBB2", "EGFR", "KRAS", "BRAF")), st.data())
def test_frameshifts_count_from_the_first_residue_that_differs(gene: str, data: st.DataObject) -> None:
    """The new stop is where translating the changed mRNA ends; a shift that begins with a stop is a nonsense change."""
    target = reference.targets(gene)[0]
    after = reference.downstream(target)
    low = data.draw(st.integers(3, len(target.cds) - 60))
    size = data.draw(st.sampled_from([0, 1, 2, 4, 5]))
    alt = data.draw(st.text(_BASES, min_size=1, max_size=1)) if size == 0 else ""
    change = of_edit(target.cds, after, low, low + size, alt)
    made = reference.translate(target.cds[:low] + alt + target.cds[low + size :] + after)
    stop = made.index("*")
    first = next(i for i in range(stop + 1) if i >= len(target.residues) or made[i] != target.residues[i])
    assert change.start == first + 1
    if first == stop:
        assert (change.kind, change.alt) == ("sub", "*")
    else:
        assert (change.kind, change.alt, change.stop) == ("fs", made[first], str(stop - first + 1))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(("ERBB2", "KRAS", "TP53", "BRAF")), st.data())
def test_coding_name_is_the_same_from_every_place_of_a_repeat(gene: str, data: st.DataObject) -> None:
    """A deletion written anywhere in its repeat has one c. name, one p. name and one g. name."""
    target = reference.targets(gene)[0]
    start = data.draw(st.integers(200, min(len(target.cds), 2000) - 100))
    size = data.draw(st.integers(1, 6))
    first = normalize_row(gene, f"c.{start}_{start + size - 1}del" if size > 1 else f"c.{start}del")
    if not first.hgvs_c:
        return
    again = normalize_row(gene, first.hgvs_c)
    assert (again.hgvs_c, again.hgvs_p, again.hgvs_g_grch38) == (first.hgvs_c, first.hgvs_p, first.hgvs_g_grch38)
    if first.hgvs_g_grch38:
        back = normalize_row(gene, first.hgvs_g_grch38)
        if "+" in back.hgvs_c or "-" in back.hgvs_c:
            # HGVS's exon border exception: c.759del and c.759+1del are one deletion on the genome, and stay two names.
            assert back.hgvs_g_grch38 == first.hgvs_g_grch38
            return
        assert (back.hgvs_c, back.hgvs_g_grch37) == (first.hgvs_c, first.hgvs_g_grch37)


@pytest.mark.parametrize(
    ("gene", "written", "expected"),
    [
        ("TP53", "c.915_920del", "NM_000546.6:c.915_920del"),  # was refused: 98 genomic bases, six of them coding
        ("ERBB2", "c.224_226del", "NM_004448.4:c.225_227del"),  # moves 3' over its border: 224 and 227 are one base
        ("ERBB2", "c.73_74delinsTTA", "NM_004448.4:c.73_74delinsTTA"),  # the intron is not in the bundle
    ],
)
def test_a_change_over_an_exon_border_comes_back_from_its_genomic_name(gene: str, written: str, expected: str) -> None:
    there = normalize_row(gene, written)
    back = normalize_row(gene, there.hgvs_g_grch38)
    assert there.hgvs_c == back.hgvs_c == expected
    assert back.hgvs_g_grch38 == there.hgvs_g_grch38


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60), st.text(max_size=12))
def test_nothing_is_raised_for_any_text(text: str, gene: str) -> None:
    for record in normalize(gene, text, coding=text[::-1], genomic=text, transcript=text):
        assert record.status


@settings(max_examples=500, deadline=None)
@given(
    st.lists(
        st.sampled_from(_PIECES),
        max_size=14,
    ),
    st.sampled_from(["", "ERBB2", "EGFR", "TERT", "ALK", "NOSUCH", "MYC", "CDKN2A"]),
    st.booleans(),
)
def test_nothing_is_raised_for_pieces_of_names(parts: list[str], gene: str, spaced: bool) -> None:
    text = (" " if spaced else "").join(parts)
    for record in normalize(gene, text):
        assert record.status
    normalize(gene, "L858R", coding=text)
