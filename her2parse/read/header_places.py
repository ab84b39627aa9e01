"""The places that speak for the whole of a report: its top, headings, headers, footers, what it says of its test."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from her2parse.model import Evidence, Page
from her2parse.read.geometry import Cell, Line
from her2parse.read.header_spots import label_index
from her2parse.read.header_text import squeeze
from her2parse.read.remembered import by_text

BELIEVED_ZONES = frozenset({"", "results", "methods", "specimen", "signature", "comments", "genes_tested", "history"})
"""Zones whose texts tell of the report itself."""
TOP, BOTTOM = 0.2, 0.9
"""Where a page's header ends and its footer begins, as shares of its height."""
HEADING = 3
"""What a heading weighs (see ``places_of``)."""
_OWN_TEST = re.compile(
    r"\bassay was developed|performance characteristics|\bis a (?:qualitative|next|laboratory|targeted|comprehensive)|"
    r"\bsequences \d+|\bdetects?\b|\binterrogates?|\bwas performed|\bwere performed|performed using|performed with|"
    r"using the|by the|mediante|realizad[oa] con|durchgefuhrt mit|mittels|a l'aide|realise|eseguit[ao] con|"
    r"uitgevoerd met"
)
NOT_THIS_TEST = re.compile(
    r"\b(?:previous|prior|earlier|other tests?|also offers?|additional testing|consider|recommend\w*|"
    r"compared? (?:to|with)|approved companion|available as|reflex|instead|alternative|previo|"
    r"anterior|fruher|vorherig)\b"
)
"""In a sentence that tells of another test."""


@dataclass(frozen=True)
class Named:
    """A name with the place it was read from."""

    name: str
    evidence: Evidence | None = None


@by_text
def of_own_test(folded: str) -> bool:
    """True for a sentence that may speak of the test reported."""
    return bool(_OWN_TEST.search(folded))


def places_of(
    pages: Sequence[Page], lines: Sequence[Sequence[Line]], zones: Sequence[Sequence[str]]
) -> Iterator[tuple[int, Page, Cell]]:
    """Cells that speak for the whole report, with a weight: title and top of the first page 4, headings 3, headers and
    footers 2. Each text counts once."""
    seen: set[str] = set()
    for number, (page, page_lines, page_zones) in enumerate(zip(pages, lines, zones, strict=True)):
        body = median([cell.height for line in page_lines for cell in line.cells] or [0.0])
        for line, zone in zip(page_lines, page_zones, strict=True):
            edge = line.bottom < TOP * page.height or line.top > BOTTOM * page.height
            for cell in line.cells:
                heading = cell.height > 1.15 * body and len(cell.words) <= 12
                weight = (
                    4 if number == 0 and line.bottom < TOP * page.height else HEADING if heading else 2 if edge else 0
                )
                if edge or zone in BELIEVED_ZONES:
                    key = squeeze(cell.text)
                    if weight and key not in seen and not _is_other(cell):
                        seen.add(key)
                        yield weight, page, cell


def _is_other(cell: Cell) -> bool:
    """A cell about the patient or who ordered the test (``Account: Oncology Institute``)."""
    hits = label_index().find(cell.text)
    return bool(
        hits and hits[0].start <= 2 and hits[0].entry.field in ("other", "site", "diagnosis", "therapy", "specimen")
    )
