"""One variant under several names is one finding."""

from __future__ import annotations

from her2parse.her2 import unite
from her2parse.hgvs import normalize
from her2parse.model import Evidence, NormalizedVariant, Statement


def pair(gene: str, name: str, page: int = 1, **given: object) -> tuple[Statement, NormalizedVariant]:
    """A statement of a small variant on ``page`` with its normalised name."""
    place = Evidence(page, 10, 10, 50, 20, f"{gene} {name}")
    state = given.pop("state", "detected")
    statement = Statement(gene, "small_variant", state, name, place, "table", protein=name, **given)  # type: ignore[arg-type]
    return statement, normalize(gene, name)[0]


def test_two_spellings_are_one_finding_with_both_places() -> None:
    ((statement, variant),) = unite([pair("ERBB2", "A775_G776insYVMA", 1, vaf=0.3), pair("ERBB2", "p.Y772_A775dup", 4)])
    assert variant is not None
    assert (variant.hgvs_p_short, statement.vaf) == ("p.Y772_A775dup", 0.3)
    assert {statement.evidence.page, *(place.page for place in statement.more)} == {1, 4}


def test_a_class_folds_into_the_variant_that_it_stands_for() -> None:
    united = unite([pair("EGFR", "exon 19 deletion"), pair("EGFR", "E746_A750del", 2)])
    assert [statement.as_written for statement, _ in united] == ["E746_A750del"]


def test_a_class_that_no_variant_fits_stays() -> None:
    united = unite([pair("EGFR", "exon 20 insertion"), pair("EGFR", "E746_A750del", 2)])
    assert len(united) == 2


def test_said_both_ways_is_for_a_person() -> None:
    ((statement, _),) = unite([pair("EGFR", "T790M"), pair("EGFR", "p.Thr790Met", 2, state="not_detected")])
    assert (statement.state, statement.review) == ("detected", ("conflicting_statements",))


def test_two_genes_are_never_one_finding() -> None:
    assert len(unite([pair("KRAS", "G12C"), pair("NRAS", "G12C")])) == 2
