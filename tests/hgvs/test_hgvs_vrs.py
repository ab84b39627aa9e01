"""VRS identifiers against ``ga4gh.vrs`` itself, on sequences that it gets from memory, and against published ones.

Its reader of HGVS names needs a transcript database: it is given the place and the new residues instead, as drawn.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from ga4gh.core import ga4gh_identify
from ga4gh.vrs import models, normalize
from ga4gh.vrs.dataproxy import _DataProxy
from hypothesis import given, settings
from hypothesis import strategies as st

from her2parse.hgvs import TABLE_COLUMNS, card, normalize_row, protein, reference, table_row, vrs

_TRUTH = Path(__file__).parent.parent / "truth" / "hgvs_vrs.tsv"
_LETTERS = "ACDEFGHIKLMNPQRSTVWY"
_EXACT = {
    "APC": "NM_000038.6", "BRAF": "NM_004333.6", "ERBB2": "NM_004448.4", "KIT": "NM_000222.3", "KRAS": "NM_004985.5",
}  # fmt: skip


class _Memory(_DataProxy):
    """One sequence under any name."""

    def __init__(self, sequence: str) -> None:
        self._sequence = sequence

    def get_sequence(self, identifier: str, start: int | None = None, end: int | None = None) -> str:  # noqa: ARG002
        return self._sequence[start:end]

    def get_metadata(self, identifier: str) -> dict[str, object]:
        return {"length": len(self._sequence), "aliases": [identifier]}


def _referee(sequence: str, start: int, end: int, alt: str) -> str | None:
    """What ``ga4gh.vrs`` calls "replace ``start..end`` by ``alt``" (interbase)."""
    place = models.SequenceLocation(
        sequenceReference=models.SequenceReference(refgetAccession=vrs.refget(sequence)), start=start, end=end
    )
    allele = models.Allele(location=place, state=models.LiteralSequenceExpression(sequence=alt))
    return ga4gh_identify(normalize(allele, _Memory(sequence)))


def _edits(sequence: str, letters: str, draw: Random, first: int, last: int) -> Iterator[tuple[str, int, int, str]]:
    """One edit of each kind somewhere in ``first..last``, and some that have several places: kind, start, end, new."""
    start = draw.randint(first, last - 12)
    end = start + draw.randint(1, 9)
    new = "".join(draw.choices(letters, k=draw.randint(2, 6)))
    yield "sub", start, start + 1, draw.choice(letters.replace(sequence[start], ""))
    yield "del", start, end, ""
    yield "dup", end, end, sequence[start:end]
    yield "ins", start, start, new
    yield "delins", start, end, new
    yield "twice", start, start, sequence[start:end] * 2
    yield "part", end, end, sequence[start:end] + sequence[start]
    same = next(i for i in range(start, start + last) if sequence[i % (last - 12)] == sequence[i % (last - 12) + 1])
    same = max(first, same % (last - 12))
    yield "run", same, same, sequence[same] * draw.randint(1, 3)
    yield "run", same, same + 1, ""


@pytest.mark.parametrize("gene", ["ERBB2", "EGFR", "KRAS", "TP53"])
def test_protein_alleles_are_those_of_ga4gh(gene: str) -> None:
    target, draw = reference.targets(gene)[0], Random(gene)
    residues, compared = target.residues, 0
    for _ in range(60):
        for kind, start, end, alt in _edits(residues, _LETTERS, draw, 1, len(residues)):
            change = protein.settle(residues, start + 1, end, alt)
            if change.kind != "=":
                assert vrs.of_protein(target, change) == _referee(residues, start, end, alt), (kind, change.short)
                compared += 1
    assert compared > 500


@pytest.mark.parametrize("gene", _EXACT)
def test_coding_alleles_are_those_of_ga4gh(gene: str) -> None:
    target, draw = reference.targets(gene)[0], Random(gene)
    assert target.accession == _EXACT[gene]
    found = reference.versioned_mrna(target)
    assert found is not None
    bases, cds = found
    asked = named = 0
    for _ in range(12):
        for _kind, start, end, alt in _edits(bases, "ACGT", draw, cds, cds + len(target.cds) - 3):
            name, asked = _coding_name(start - cds, end - cds, alt), asked + 1
            record = normalize_row(gene, name)
            if record.vrs_id_c:
                assert record.vrs_id_c == _referee(bases, start, end, alt), (name, record.hgvs_c)
                named += 1
            else:
                intronic = any(sign in record.hgvs_c.partition(":c.")[2] for sign in "+-")
                assert intronic or record.status in ("ambiguous", "invalid"), (name, record)
    assert named > 0.9 * asked > 90


def _coding_name(low: int, high: int, alt: str) -> str:
    """``c.`` name of an edit within the coding sequence (0-based, the end exclusive), not normalised."""
    if low == high:
        return f"c.{low}_{low + 1}ins{alt}"
    place = f"{low + 1}_{high}" if high - low > 1 else f"{low + 1}"
    return f"c.{place}delins{alt}" if alt else f"c.{place}del"


def test_untranslated_bases_are_counted_on_the_whole_mrna() -> None:
    bases, cds = reference.versioned_mrna(reference.targets("ERBB2")[0]) or ("", 0)
    after = cds + len(reference.targets("ERBB2")[0].cds)
    for name, start, end, alt in (
        ("c.-6_-5del", cds - 6, cds - 4, ""),
        ("c.-1_1insT", cds, cds, "T"),
        ("c.*1_*3dup", after + 3, after + 3, bases[after : after + 3]),
        ("c.*7delinsTTA", after + 6, after + 7, "TTA"),
    ):
        record = normalize_row("ERBB2", name)
        assert record.vrs_id_c == record.vrs_id == _referee(bases, start, end, alt), (name, record)


@settings(max_examples=400, deadline=None)
@given(st.text("AC", min_size=1, max_size=14), st.data())
def test_every_place_in_repeats_is_justified_as_ga4gh_does(sequence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sequence)))
    end = data.draw(st.integers(start, len(sequence)))
    alt = data.draw(st.text("AC", max_size=9))
    assert vrs.allele_id(sequence, start, end, alt) == _referee(sequence, start, end, alt)


def _rows() -> list[dict[str, str]]:
    with _TRUTH.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", _rows(), ids=lambda row: f"{row['gene']}|{row['written']}")
def test_identifier(row: dict[str, str]) -> None:
    found = normalize_row(row["gene"], row["written"])
    assert (found.vrs_id, found.vrs_id_c) == (row["vrs_id"], row["vrs_id_c"]), row["why"]


def test_all_spellings_of_one_change_have_one_identifier() -> None:
    names = ("A775_G776insYVMA", "Y772_A775dup", "M774_A775insAYVM", "p.E770_A771insAYVM", "c.2313_2324dup")
    assert len({normalize_row("ERBB2", name).vrs_id for name in names}) == 1


def test_a_uniprot_protein_is_identified_by_its_sequence() -> None:
    target = reference.targets("JAK2")[0]
    assert normalize_row("JAK2", "V617F").vrs_id == _referee(target.residues, 616, 617, "F")


def test_unknown_residues_name_no_allele() -> None:
    target = reference.targets("ERBB2")[0]
    change = protein.ProteinChange("ins", 775, 776, "A", "G", "VX")
    assert vrs.of_protein(target, change) == ""
    assert vrs.of_protein(target, protein.ProteinChange("ins", 775, 776, "A", "G", "VA")) != ""


def test_an_mrna_of_another_version_is_no_mrna() -> None:
    held = {target.accession for gene in reference.genes() for target in reference.targets(gene)
            if reference.versioned_mrna(target)}  # fmt: skip
    assert set(_EXACT.values()) < held
    assert not held & {"NM_005228.5", "NM_000546.6", "NM_000314.8", "NM_007294.4", "NM_033360"}


def test_table_and_card_show_the_identifiers() -> None:
    assert TABLE_COLUMNS[-2:] == ("vrs_id", "vrs_id_c")
    found = normalize_row("BRAF", "c.1799T>A")
    assert found.vrs_id != found.vrs_id_c != ""
    assert table_row("BRAF", "c.1799T>A")[-2:] == (found.vrs_id, found.vrs_id_c)
    shown = card("BRAF", "c.1799T>A")
    assert shown.count(found.vrs_id) == shown.count(found.vrs_id_c) == 1
    assert "VRS" not in card("BRAF", "V600Q_nonsense")
