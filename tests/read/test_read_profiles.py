"""Fingerprints of layouts, and what a profile changes in how numbers are read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from read_page_builder import page_of

from her2parse import resources
from her2parse.knowledge import load
from her2parse.knowledge.layouts import Layout, Sign
from her2parse.model import Document, ReadReport, TextQuality
from her2parse.read import read_document
from her2parse.read.geometry import lines_of
from her2parse.read.profiles import recognise

PLAIN = Layout("plain", must=(Sign(("Variant Table",)), Sign(("North Lab", "Lab of the North"), "first")))


def named(layouts: tuple[Layout, ...], *texts: str) -> tuple[str, tuple[str, ...]]:
    lines = [lines_of(page_of(text, number)) for number, text in enumerate(texts, 1)]
    layout, missing = recognise(lines, layouts)
    return layout.name if layout else "", missing


def read(layout: Layout, text: str, *more: TextQuality) -> ReadReport:
    pages = [page_of(text)]
    pages += [replace(page_of("odd", number), quality=quality) for number, quality in enumerate(more, 2)]
    knowledge = load(resources.knowledge_folder(), resources.assay_catalogue())
    document = Document("ab" * 32, len(pages), tuple(pages))
    (report,) = read_document(document, knowledge.assays, knowledge.drugs, (layout,))
    return report


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("North Lab⏎Variant Table",), "plain"),
        (("NORTH LAB®:⏎variant   table:",), "plain"),
        (("Lab of the North", "Variant Table"), "plain"),
        (("Variant Table", "North Lab"), ""),  # the laboratory must stand on the first page
        (("North Labs⏎Variant Tables",), ""),  # whole words only
        (("North Lab ¦ x⏎Variant ¦ y⏎Table ¦ z",), "plain"),  # a head wrapped in its cell
        (("North Lab",), ""),
    ],
)
def test_a_fingerprint_fits_its_report_only(texts: tuple[str, ...], found: str) -> None:
    assert named((PLAIN,), *texts)[0] == found


def test_may_and_never_decide_too() -> None:
    choosy = replace(PLAIN, may=(Sign(("Page A",)), Sign(("Page B",))), never=(Sign(("Draft",)),))
    text = "North Lab⏎Variant Table"
    assert named((choosy,), text)[0] == ""
    assert named((choosy,), f"{text}⏎Page B")[0] == "plain"
    assert named((choosy,), f"{text}⏎Page B⏎Draft")[0] == ""
    # Of two that fit, the one that asks for more.
    assert named((PLAIN, replace(choosy, name="choosy")), f"{text}⏎Page A")[0] == "choosy"


def test_what_is_expected_and_not_there_is_named_once() -> None:
    expecting = replace(PLAIN, expects=(Sign(("Summary", "Overview")), Sign(("Methods",))))
    assert named((expecting,), "North Lab⏎Variant Table⏎Overview") == ("plain", ("Methods",))


def test_drift_is_not_said_of_a_report_with_unread_pages() -> None:
    expecting = replace(PLAIN, expects=(Sign(("Methods",)),))
    text = "North Lab⏎Variant Table⏎ERBB2 amplification detected"
    assert "layout_drift" in {note.code for note in read(expecting, text).notes}
    assert "layout_drift" not in {note.code for note in read(expecting, text, TextQuality("garbled")).notes}


@pytest.mark.parametrize(
    ("decimal", "vaf", "printed", "expected"),
    [
        ("", "", "0.8", 0.8),  # without a profile a bare number up to 1 is a fraction
        ("", "percent", "0.8", 0.008),
        ("", "percent", "31.4", 0.314),
        ("", "fraction", "0.8", 0.8),
        ("comma", "percent", "1,234", 0.01234),
        ("comma", "percent", "0,8", 0.008),
        ("point", "percent", "1.234", 0.01234),
        ("comma", "", "31,4%", 0.314),
    ],
)
def test_numbers_are_read_as_the_layout_writes_them(decimal: str, vaf: str, printed: str, expected: float) -> None:
    layout = replace(PLAIN, decimal=decimal, vaf=vaf)  # type: ignore[arg-type]
    table = f"# Results⏎Gene ¦ Variant ¦ VAF⏎EGFR ¦ L858R ¦ {printed}"
    report = read(layout, f"North Lab⏎Variant Table⏎{table}")
    assert [statement.vaf for statement in report.statements] == [expected]
    assert report.header.layout == "plain"
