"""The truth table of spellings: gene, name as written, what must come out, and why."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from her2parse.hgvs import TABLE_COLUMNS, card, normalize, normalize_row, table_row

_TRUTH = Path(__file__).parent.parent / "truth"


def _rows(name: str) -> list[dict[str, str]]:
    with (_TRUTH / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", _rows("hgvs_names.tsv"), ids=lambda row: f"{row['gene']}|{row['written']}")
def test_name(row: dict[str, str]) -> None:
    found = normalize_row(row["gene"], row["written"])
    assert (found.status, found.hgvs_p_short, found.hgvs_c) == (row["status"], row["hgvs_p_short"], row["hgvs_c"]), (
        found.note
    )
    if found.status in ("ambiguous", "invalid", "not_applicable"):
        assert found.hgvs_p == found.hgvs_c == found.hgvs_g_grch38 == "", "a flagged name carries no guess"
        assert found.note


@pytest.mark.parametrize("row", _rows("hgvs_levels.tsv"), ids=lambda row: row["why"])
def test_levels(row: dict[str, str]) -> None:
    (found,) = normalize(
        row["gene"], row["variant"], coding=row["coding"], genomic=row["genomic"], transcript=row["transcript"]
    )
    got = (found.status, found.hgvs_p, found.hgvs_c, found.hgvs_g_grch38, ";".join(found.review))
    want = (row["status"], row["hgvs_p"], row["hgvs_c"], row["hgvs_g_grch38"], row["review"])
    assert got == want, found.note


def test_known_variants_have_their_published_places() -> None:
    """GRCh37 and GRCh38 positions as published for five hotspots, both strands."""
    places = {
        ("EGFR", "c.2573T>G"): ("NC_000007.14:g.55191822T>G", "NC_000007.13:g.55259515T>G"),
        ("KRAS", "c.34G>T"): ("NC_000012.12:g.25245351C>A", "NC_000012.11:g.25398285C>A"),
        ("BRAF", "c.1799T>A"): ("NC_000007.14:g.140753336A>T", "NC_000007.13:g.140453136A>T"),
        ("TP53", "c.743G>A"): ("NC_000017.11:g.7674220C>T", "NC_000017.10:g.7577538C>T"),
        ("ERBB2", "c.929C>T"): ("NC_000017.11:g.39711955C>T", "NC_000017.10:g.37868208C>T"),
        ("TERT", "c.-124C>T"): ("NC_000005.10:g.1295113G>A", "NC_000005.9:g.1295228G>A"),
    }
    for (gene, name), (g38, g37) in places.items():
        found = normalize_row(gene, name)
        assert (found.hgvs_g_grch38, found.hgvs_g_grch37) == (g38, g37)


def test_exon_and_consequence() -> None:
    """Exons as the reference frame of the clinical facts gives them (ERBB2 20: codons 770-831, EGFR 19: 729-761)."""
    expected = {
        ("ERBB2", "Y772_A775dup"): (20, "inframe_insertion", 772, 775),
        ("ERBB2", "D769Y"): (19, "missense", 769, 769),
        ("ERBB2", "E770_A771insV"): (20, "inframe_insertion", 770, 771),
        ("ERBB2", "S310F"): (8, "missense", 310, 310),
        ("EGFR", "E746_A750del"): (19, "inframe_deletion", 746, 750),
        ("EGFR", "L747_P753delinsS"): (19, "delins", 747, 753),
        ("EGFR", "L858R"): (21, "missense", 858, 858),
        ("MET", "c.3028G>A"): (14, "missense", 1010, 1010),
        ("MET", "D1010N"): (14, "missense", 1010, 1010),
        ("MET", "c.3028+1G>T"): (14, "splice", None, None),
        ("TP53", "R213*"): (6, "nonsense", 213, 213),
        ("TP53", "Q136fs"): (5, "frameshift", 136, 136),
        ("TERT", "c.-124C>T"): (None, "promoter", None, None),
        ("KRAS", "M1V"): (2, "start_lost", 1, 1),
        ("TP53", "*394Cext*9"): (11, "stop_lost", 394, 394),
    }
    for (gene, name), want in expected.items():
        found = normalize_row(gene, name)
        assert (found.exon, found.consequence, found.aa_start, found.aa_end) == want, (gene, name)


def test_two_variants_are_two_records_but_one_row() -> None:
    assert [found.hgvs_p_short for found in normalize("ERBB2", "S310F/Y")] == ["p.S310F", "p.S310Y"]
    row = normalize_row("ERBB2", "S310F/Y")
    assert row.status == "ambiguous"
    assert "p.(Ser310Phe)" in row.note
    assert "p.(Ser310Tyr)" in row.note


@pytest.mark.parametrize(
    ("written", "name", "detail"),
    [
        ("EML4-ALK", "EML4::ALK", ""),
        ("EML4-ALK (E13;A20)", "EML4::ALK", "EML4 exon 13 to ALK exon 20"),
        ("EML4-ALK.E6aA20.AB374361", "EML4::ALK", "EML4 exon 6a to ALK exon 20"),
        ("EML4 exon 13 - ALK exon 20", "EML4::ALK", "EML4 exon 13 to ALK exon 20"),
        ("KIF5B/RET", "KIF5B::RET", ""),
        ("CD74::ROS1 fusion", "CD74::ROS1", ""),
    ],
)
def test_fusions(written: str, name: str, detail: str) -> None:
    found = normalize_row("", written)
    assert (found.fusion, found.consequence, found.hgvs_p) == (name, "fusion", "")
    assert detail in found.note


def test_names_that_are_no_fusion() -> None:
    for gene, written in (("ERBB2", "HER2/neu S310F"), ("", "KRAS/NRAS wildtype"), ("EGFR", "L858R-T790M")):
        assert not normalize_row(gene, written).fusion


def test_classes_keep_their_names() -> None:
    expected = {
        ("ERBB2", "Ex20 ins"): "exon 20 insertion",
        ("EGFR", "19del"): "exon 19 deletion",
        ("MET", "METex14"): "exon 14 skipping",
        ("MET", "MET-MET.M13M15"): "exon 14 skipping",
        ("EGFR", "G719X"): "G719X",
        ("MET", "X1010_splice"): "splice variant at codon 1010",
    }
    for (gene, name), wanted in expected.items():
        assert normalize_row(gene, name).variant_class == wanted


def test_table_row_is_one_line_in_the_contracts_columns() -> None:
    row = table_row("HER2", "A775_G776insYVMA\t\n")
    assert len(row) == len(TABLE_COLUMNS) == 11
    assert row[:4] == ("HER2", "A775_G776insYVMA", "NP_004439.2:p.(Tyr772_Ala775dup)", "p.Y772_A775dup")
    assert not any("\t" in cell or "\n" in cell for cell in row)


def test_card_says_what_was_understood() -> None:
    text = card("ERBB2", "A775_G776insYVMA")
    for part in ("NP_004439.2:p.(Tyr772_Ala775dup)", "M774_A775insAYVM", "c.2313_2324dup", "exon 20", "rewritten"):
        assert part in text
    assert "V599E" in card("BRAF", "V599E")
    assert "other_numbering" in card("BRAF", "V599E")


def test_spellings_on_the_card_come_back_to_the_name() -> None:
    from her2parse.hgvs.card import equivalent_spellings

    for gene, name in (("ERBB2", "Y772_A775dup"), ("ERBB2", "G778_S779insCVG"), ("PIK3CA", "E110del")):
        record = normalize_row(gene, name)
        spellings = equivalent_spellings(record)
        assert spellings
        assert {normalize_row(gene, other).hgvs_p for other in spellings} == {record.hgvs_p}
