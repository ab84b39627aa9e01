"""pyhgvs behind its guards: what it answers when asked directly, and what comes out here instead."""

from __future__ import annotations

import pyhgvs
import pytest

from her2parse.hgvs import coding, coding_grammar, hgvs_pyhgvs, normalize_row, reference
from her2parse.hgvs.problems import Mismatch, Unsettled
from her2parse.hgvs.windows import Sight, sight


@pytest.fixture
def erbb2() -> reference.Target:
    return reference.targets("ERBB2")[0]


def _ask(name: str, target: reference.Target) -> tuple[str, int, str, str]:
    transcript = hgvs_pyhgvs.transcript_of(target, "GRCh38")
    return pyhgvs.parse_hgvs_name(name, {"17": sight(target, "GRCh38")}, transcript=transcript)


def test_duplication_without_bases_is_no_variant_to_pyhgvs(erbb2: reference.Target) -> None:
    _, _, ref, alt = _ask("c.2313_2324dup", erbb2)
    assert ref == alt, "pyhgvs has learned this: the guard may go"
    placed = coding.place(erbb2, coding_grammar.parse("2313_2324dup"))
    assert (placed.written.name, placed.written.ref) == ("2313_2324dup", "ATACGTGATGGC")


def test_wrong_reference_base_passes_pyhgvs(erbb2: reference.Target) -> None:
    assert _ask("c.2264A>C", erbb2)[2:] == ("T", "C"), "pyhgvs has learned this: the guard may go"
    with pytest.raises(Mismatch, match=r"has T at c\.2264"):
        coding.place(erbb2, coding_grammar.parse("2264A>C"))


def test_genomic_duplication_never_reaches_pyhgvs() -> None:
    found = normalize_row("ERBB2", "chr17:g.39724731_39724742dup")
    assert (found.hgvs_c, found.hgvs_p_short) == ("NM_004448.4:c.2313_2324dup", "p.Y772_A775dup")


def test_genomic_insertion_is_an_insertion() -> None:
    found = normalize_row("ERBB2", "chr17:g.39724728_39724729insGCATACGTGATG")
    assert found.hgvs_c == "NM_004448.4:c.2313_2324dup"


def test_long_alleles_keep_their_bases_and_delins_lose_the_deleted_ones(erbb2: reference.Target) -> None:
    assert coding.place(erbb2, coding_grammar.parse("2310_2311insGCATACGTGATG")).written.name == "2313_2324dup"
    assert coding.place(erbb2, coding_grammar.parse("2326delGinsTTGT")).written.name == "2326delinsTTGT"


def test_counts_are_not_bases() -> None:
    assert coding_grammar.parse("2240_2257del18").ref == ""
    with pytest.raises(Unsettled, match="not spelled out"):
        coding_grammar.parse("2324_2325ins12")


def test_an_insertion_between_two_exons_deletes_no_intron(erbb2: reference.Target) -> None:
    placed = coding.place(erbb2, coding_grammar.parse("2307_2308insACG"))
    assert placed.across_exons
    assert placed.written.name == "2307_2308insACG"
    assert coding.genomic(placed, "GRCh38") == ""


def test_no_duplication_across_an_exon_border() -> None:
    """EGFR exon 20 begins at c.2284: the inserted bases repeat five bases of the intron and seven of the exon."""
    found = normalize_row("EGFR", "c.2290_2291insTCCAGGAAGCCT")
    assert found.hgvs_c == "NM_005228.5:c.2290_2291insTCCAGGAAGCCT"
    assert found.hgvs_g_grch38 == "NC_000007.14:g.55181288_55181299dup"


def test_three_prime_shift_on_both_strands() -> None:
    assert normalize_row("ERBB2", "c.2263_2277del").hgvs_c == "NM_004448.4:c.2264_2278del"
    assert normalize_row("TP53", "c.405_406insC").hgvs_c == "NM_000546.6:c.406dup"


def test_prefixes_of_accession_and_gene_are_taken_off() -> None:
    for name in ("NM_004448.4(ERBB2):c.929C>T", "ERBB2 NM_004448.4:c.929C>T", "ENST00000269571.10:c.929C>T"):
        assert normalize_row("", name).hgvs_c == "NM_004448.4:c.929C>T"


def test_shift_longer_than_pyhgvs_looks() -> None:
    """A deletion of more than 90 bases is moved on here; pyhgvs looks 100 bases far."""
    bases = "ACGTTGCA" * 15
    whole = "G" * 30 + bases + bases[:40] + "T" * 30
    target = reference.Target("TOY", "NM_1.1", "", "M" * (len(whole) // 3), whole)
    placed = coding.place(target, coding_grammar.parse(f"31_{30 + len(bases)}del"))
    assert placed.written.start.base == 31 + 40


def test_a_sight_is_never_short() -> None:
    view = Sight(((10, "ACGT"), (20, "TTTT")))
    assert view[8:26] == "NNACGTNNNNNNTTTTNN"
    assert view.within(11, 22)[8:26] == "NNNCGTNNNNNNTTNNNN"
    assert view[5:5] == ""
    assert view[100:103] == "NNN"


@pytest.mark.parametrize("gene", ["EGFR", "ERBB2", "KRAS", "TP53"])
def test_every_coding_base_survives_the_way_to_the_genome_and_back(gene: str) -> None:
    target = reference.targets(gene)[0]
    complement = str.maketrans("ACGT", "TGCA")
    for build in reference.BUILDS:
        model = target.model(build)
        assert model is not None
        known = sight(target, build)
        for base in range(1, len(target.cds) + 1, 17):
            point = coding_grammar.Point(False, base)
            position = hgvs_pyhgvs.to_genome(target, build, point)
            assert hgvs_pyhgvs.from_genome(target, build, position) == point
            plus = hgvs_pyhgvs.base_at(known, position)
            assert (plus if model.strand == "+" else plus.translate(complement)) == target.cds[base - 1]
