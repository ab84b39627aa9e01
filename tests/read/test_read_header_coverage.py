"""Gene lists by event, footnote signs, exon brackets, and the sentences that take something out."""

from __future__ import annotations

import re

import pytest
from read_header_builder import report_of

from her2parse.model import Coverage
from her2parse.read.coverage import read_coverage
from her2parse.read.failures import only_rna
from her2parse.read.header_lexicon import rows_of
from her2parse.read.header_prose import sentences, zones_of
from her2parse.read.header_text import fold


def _coverage(*texts: str) -> Coverage:
    pages, lines = report_of(*texts)
    return read_coverage(lines, sentences(pages, lines, zones_of(lines)))


def test_three_lists_with_their_headings() -> None:
    found = _coverage(
        "Genes Assayed⏎Genes Assayed for the Detection of DNA Sequence Variants⏎AKT1, EGFR, ERBB2, KRAS⏎"
        "Genes Assayed for the Detection of Copy Number Variations⏎EGFR, ERBB2, MET⏎"
        "Genes Assayed for the Detection of Fusions⏎ALK, RET, ROS1"
    )
    assert found.small_variant == ("AKT1", "EGFR", "ERBB2", "KRAS")
    assert found.copy_number == ("EGFR", "ERBB2", "MET")
    assert found.fusion == ("ALK", "RET", "ROS1")


def test_footnote_signs_follow_their_legends() -> None:
    found = _coverage(
        "Table 1: Genes on the Panel⏎The test reports single nucleotide variants in 6 genes⏎"
        "ALK #¦EGFR †¦ERBB2 †⏎FGFR2 # †¦KRAS¦TP53⏎"
        "# The test reports fusion events involving this gene.⏎† The test reports amplifications of this gene."
    )
    assert found.small_variant == ("ALK", "EGFR", "ERBB2", "FGFR2", "KRAS", "TP53")
    assert found.copy_number == ("EGFR", "ERBB2", "FGFR2")
    assert found.fusion == ("ALK", "FGFR2")


def test_signs_without_a_legend_mean_nothing() -> None:
    found = _coverage("Genes tested⏎ALK #¦EGFR †¦ERBB2 †")
    assert found.small_variant == ("ALK", "EGFR", "ERBB2")
    assert found.copy_number == ()


def test_one_heading_for_two_events() -> None:
    found = _coverage(
        "DNA Gene List: Entire Coding Sequence for the Detection of Base Substitutions,⏎"
        "Insertion/Deletions, and Copy Number Alterations⏎ABL1 ALK EGFR ERBB2⏎"
        "DNA Gene List: For the Detection of Select Rearrangements⏎ALK RET ROS1"
    )
    assert found.small_variant == found.copy_number == ("ABL1", "ALK", "EGFR", "ERBB2")
    assert found.fusion == ("ALK", "RET", "ROS1")


def test_exon_brackets_are_partial_coverage() -> None:
    found = _coverage("Genes tested:⏎BRAF (11,15), EGFR (18-21), ERBB2 (8,10,19-21,24), TP53")
    assert found.small_variant == ("BRAF", "EGFR", "ERBB2", "TP53")
    assert found.limits == ("partial:BRAF", "partial:EGFR", "partial:ERBB2")


def test_old_names_and_notes_in_brackets_are_not_genes() -> None:
    found = _coverage("We evaluated this sample for 74 genes, including⏎EGFR(T790M and others)¦ALK¦ERBB2(HER2)")
    assert found.small_variant == ("ALK", "EGFR", "ERBB2")


def test_series_are_opened() -> None:
    assert _coverage("Genes tested⏎NTRK1/2/3, RET, ROS1").small_variant == ("NTRK1", "NTRK2", "NTRK3", "RET", "ROS1")


def test_list_told_in_a_sentence() -> None:
    found = _coverage("The panel covers hotspots in the genes EGFR, KRAS, BRAF, ERBB2 and MET.")
    assert found.small_variant == ("BRAF", "EGFR", "ERBB2", "KRAS", "MET")


@pytest.mark.parametrize(
    "text",
    [
        "Regions with insufficient coverage⏎EGFR, ERBB2, KRAS",
        "Pertinent negatives: genes with no reportable alterations⏎EGFR, ERBB2, KRAS, ALK",
        "EGFR, ERBB2, KRAS, ALK",
        "Results⏎EGFR T790M¦12%⏎ERBB2 amplification¦8 copies",
        "No mutation was detected in the genes EGFR, ERBB2, KRAS, ALK and MET tested.",
    ],
)
def test_what_is_no_list_of_tested_genes(text: str) -> None:
    assert _coverage(text) == Coverage()


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("The test does not detect copy number variants.", ("no_copy_number",)),
        ("BRAF sequence variant: not detected EGFR copy number gain: not detected", ()),
        ("This assay is not designed to detect amplification or gene fusions.", ("no_copy_number", "no_fusion")),
        ("Copy number alterations are not reported by this assay.", ("no_copy_number",)),
        ("Kopienzahlveränderungen werden mit dieser Methode nicht erfasst.", ("no_copy_number",)),
        ("La prueba no detecta fusiones.", ("no_fusion",)),
        ("This test covers ERBB2 exon 20 only.", ("exon_20_only",)),
        ("The test may not detect all fusions.", ()),
        ("ERBB2 amplification was not detected.", ()),
        ("ERBB2 amplification is not detected in this test.", ()),
        ("No amplifications were detected by sequencing.", ()),
        ("The assay is not validated for complex rearrangements or gene deletions.", ()),
        ("Amplifications are not plotted, and only the first five test dates are.", ()),
        ("The test detects copy number variants.", ()),
        ("Result: No reportable sequence variant or copy number change.", ()),
        (
            "Copy number could not be evaluated in this specimen because of low library complexity.",
            ("failed_copy_number",),
        ),
        ("Copy number analysis was not evaluable.", ("failed_copy_number",)),
        ("Die Kopienzahlanalyse war nicht auswertbar.", ("failed_copy_number",)),
        ("Número de copias: no evaluable en esta muestra.", ("failed_copy_number",)),
        ("L'analyse des fusions est non interprétable.", ("failed_fusion",)),
        ("Analisi delle fusioni non valutabile.", ("failed_fusion",)),
        ("A análise de fusões é não avaliável.", ("failed_fusion",)),
        ("Genfusies niet te beoordelen.", ("failed_fusion",)),
        ("Fusion testing failed; consider FISH.", ("failed_fusion",)),
        ("RNA of low quality; the fusion analysis could not be completed.", ("failed_fusion",)),
        ("If copy number could not be evaluated, a note is added.", ()),
        ("ERBB2 copy number could not be evaluated.", ()),
    ],
)
def test_limits(text: str, limits: tuple[str, ...]) -> None:
    assert _coverage(text).limits == limits


def test_the_patterns_of_failures_are_written_as_the_text_that_they_are_held_against() -> None:
    rows = rows_of("failures", "meaning", "pattern")
    assert {meaning for meaning, _ in rows} == {
        "failed",
        "general",
        "rna",
        "rna_test",
        "dna",
    }  # none empty: that matches all
    for meaning, pattern in rows:
        assert not re.search(pattern, ""), (meaning, pattern)
        assert fold(pattern) == pattern, (meaning, pattern)


def test_a_label_inside_a_list_says_of_which_event_it_is() -> None:
    found = _coverage(
        "Genes incluidos en el panel⏎Mutaciones (SNV e indels): AKT1, EGFR, ERBB2,⏎KRAS, MET⏎"
        "Número de copias (amplificación): EGFR, ERBB2⏎Fusiones (ARN): ALK, RET"
    )
    assert found.small_variant == ("AKT1", "EGFR", "ERBB2", "KRAS", "MET")
    assert found.copy_number == ("EGFR", "ERBB2")
    assert found.fusion == ("ALK", "RET")


def test_a_list_beside_a_table_is_read_down_its_own_column() -> None:
    found = _coverage(
        "Methods⏎Specimen type tissue¦Genes tested⏎Gene change percent¦Mutations: AKT1, EGFR, ERBB2,⏎"
        "KRAS G12C 12¦KRAS, MET⏎TP53 R273H 3¦Gene amplifications⏎End of table¦EGFR, ERBB2, MET"
    )
    assert found.small_variant == ("AKT1", "EGFR", "ERBB2", "KRAS", "MET")
    assert found.copy_number == ("EGFR", "ERBB2", "MET")


def test_genes_tested_and_negative_are_results_and_no_list() -> None:
    assert _coverage("Genes Tested and Negative⏎ERBB2⏎ALK, RET") == Coverage()


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("Amplifications were sought in CDKN2A, ERBB2 and MET.", "copy_number"),
        ("Copy number was assessed for CCND1, EGFR, ERBB2.", "copy_number"),
        ("Se buscaron fusiones en ALK, ERBB2, ROS1.", "fusion"),
        ("Auf Amplifikationen untersucht wurden EGFR, ERBB2.", "copy_number"),
        ("Les mutations ont été recherchées dans EGFR, ERBB2.", "small_variant"),
        ("Amplifications were sought in ERBB2, which was amplified.", ""),
        ("Amplification of ERBB2 was assessed for this patient.", ""),
    ],
)
def test_what_was_looked_for_tells_a_list(text: str, events: str) -> None:
    found = _coverage(text)
    assert [e for e in ("small_variant", "copy_number", "fusion") if "ERBB2" in getattr(found, e)] == [
        e for e in [events] if e
    ]


PANEL = "AKT1 ¦ ALK ¦ APC⏎BRAF ¦ EGFR ¦ ERBB2⏎KRAS ¦ MET ¦ TP53"


def test_nothing_but_genes_in_order_is_a_panel() -> None:
    found = _coverage(f"MUTATIONS⏎{PANEL}⏎COPY NUMBER (AMPLIFICATION)⏎CCND1 ¦ ERBB2⏎Trastuzumab is approved.")
    assert found.small_variant == ("AKT1", "ALK", "APC", "BRAF", "EGFR", "ERBB2", "KRAS", "MET", "TP53")
    assert found.copy_number == ("CCND1", "ERBB2")


@pytest.mark.parametrize(
    "text",
    [
        f"Genes tested and negative⏎{PANEL}",
        "Amplifications⏎ERBB2 ¦ EGFR ¦ MET⏎KRAS ¦ MYC ¦ CDK4⏎CDK6 ¦ MDM2 ¦ CCND1",
        "Amplifications⏎CDK4 ¦ EGFR ¦ ERBB2",
        "Mutations⏎AKT1 E17K ¦ ALK ¦ APC⏎BRAF ¦ EGFR ¦ ERBB2⏎KRAS ¦ MET ¦ TP53",
    ],
)
def test_what_may_be_findings_is_no_panel(text: str) -> None:
    assert _coverage(text) == Coverage()


def test_a_test_of_rna_that_failed_leaves_the_dna() -> None:
    assert only_rna("RNA sequencing was not completed.")
    assert only_rna("RNA-Sequenzierung nicht auswertbar")
    assert not only_rna("Sequencing was not completed.")
    assert not only_rna("RNA and DNA sequencing were not completed.")


def test_a_list_may_be_told_by_what_was_looked_for() -> None:
    found = _coverage(
        "Onderzocht op mutaties: AKT1 BRAF ERBB2 KRAS⏎TP53 VHL⏎Onderzocht op amplificatie: CDK4 EGFR ERBB2 MET⏎"
        "Copy number was interrogated in: CCND1, CDK6, MDM2, MYC."
    )
    assert found.small_variant == ("AKT1", "BRAF", "ERBB2", "KRAS", "TP53", "VHL")
    assert {"CDK4", "EGFR", "ERBB2", "MET"} <= set(found.copy_number)


def test_a_list_may_begin_on_the_page_below_its_heading_and_go_on_on_the_next() -> None:
    found = _coverage(
        "Pinecrest Hospital M25⏎ROS1 fusion negative⏎Genes Assayed for sequence variants⏎Page 1 of 3",
        "Pinecrest Hospital M25⏎AKT1, ALK, BRAF⏎CDK4, EGFR⏎Page 2 of 3",
        "Pinecrest Hospital M25⏎ERBB2, KRAS⏎Page 3 of 3",
    )
    assert found.small_variant == ("AKT1", "ALK", "BRAF", "CDK4", "EGFR", "ERBB2", "KRAS")


def test_genes_that_were_found_are_no_list_of_what_was_tested() -> None:
    assert _coverage("检出的基因突变⏎基因¦EGFR¦ERBB2⏎核苷酸改变¦c.2573T>G¦c.929C>T").small_variant == ()
    assert _coverage("Gene mutations detected⏎EGFR, ERBB2, TP53").small_variant == ()


def test_a_list_is_of_the_event_that_its_own_sentence_names() -> None:
    found = _coverage(
        "Aucune amplification de EGFR n'a été détectée. Absence de fusion de ALK dans les gènes.⏎"
        "Les mutations ont été recherchées dans ALK, ARID1A, EGFR, ERBB2, MET."
    )
    assert found.small_variant == ("ALK", "ARID1A", "EGFR", "ERBB2", "MET")
    assert found.copy_number == found.fusion == ()


@pytest.mark.parametrize(
    "text",
    ["Kopienzahlen wurden bestimmt für: CDK4, EGFR, ERBB2, MET.", "AMPLIFICATION TARGETS...: CDK4, EGFR, ERBB2, MET"],
)
def test_more_words_for_what_was_looked_for(text: str) -> None:
    assert _coverage(text).copy_number == ("CDK4", "EGFR", "ERBB2", "MET")
