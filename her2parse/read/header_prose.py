"""Where a line stands (its zone) and which sentences the lines make; for facts that reports tell in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from her2parse.model import Evidence, Page, Word
from her2parse.read.geometry import Cell, Line, evidence
from her2parse.read.header_date_labels import date_labels
from her2parse.read.header_text import Run, fold
from her2parse.read.lexicon import normal, rows

_END = re.compile(r"(?<=[.!?。；;])\s+(?=[^\W\d_]|\()|(?<=。)")
_LABELLED = re.compile(r"[\W_]*[^\W\d_a-zà-ÿ][^:：]{1,40}\s?[:：](?:\s|$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:dr|no|nr|ca|approx|vs|fig|inc|resp|z\.b|d\.h|e\.g|i\.e|st|pt|pág|p|st\.p)\.|\b[a-z]\.)$"
)


class Sentence(NamedTuple):
    """A sentence of one page with its words and the zone that it stands in (empty: before any heading)."""

    page: Page
    run: Run
    zone: str

    def words_at(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that a stretch of the sentence's text touches."""
        return self.run.words_at(start, end)

    @property
    def evidence(self) -> Evidence:
        """Where the sentence stands."""
        return evidence(self.page, self.run.words)


@cache
def _headings() -> dict[str, str]:
    return {normal(row["phrase"]): row["zone"] for row in rows("zones.tsv")}


def heading_zone(text: str, headings: Mapping[str, str] | None = None) -> str:
    """The zone that a line opens, empty when it is no heading. ``History: he smoked`` opens one too.

    ``headings``: normal phrase to zone; the general ones when not given.
    """
    headings = _headings() if headings is None else headings
    zone = headings.get(normal(text), "")
    if not zone and ":" in text:
        zone = headings.get(normal(text.split(":", 1)[0]), "")
        # A labelled value of one line ("Results: see below") opens no zone of results.
        zone = zone if zone in ("history", "references", "methods", "trials", "therapies") else ""
    return zone


def zones_of(lines: Sequence[Sequence[Line]], headings: Mapping[str, str] | None = None) -> tuple[tuple[str, ...], ...]:
    """For each page, the zone of each of its lines; a zone lasts until the next heading, over pages too."""
    headings = _headings() if headings is None else headings
    zone = ""
    out: list[tuple[str, ...]] = []
    for page in lines:
        zones: list[str] = []
        before: str | None = None
        label = float("-inf")
        for number, line in enumerate(page):
            first = line.cells[0].text if line.cells else ""
            opened = heading_zone(line.text, headings) or heading_zone(first, headings)
            if opened == "history" and any(any(date_labels(cell.text)) for cell in line.cells[1:]):
                opened = ""  # "Indication | Collection date": labels of the header side by side, each over its value.
            if opened:
                beside = len(line.cells) > 1 and normal(line.text) not in headings
                inline = opened == "history" and (beside or not {normal(line.text), normal(first)} & headings.keys())
                before = (zone if before is None else before) if inline else None
                label = line.x0 if beside else float("-inf")
                zone = opened
            elif before is not None and (line.x0 < label + 3 or _paragraph_ends(page[number - 1], line)):
                # "Clinical information: …" says so of its own paragraph, not of all that follows.
                zone, before = before, None
            zones.append(zone)
        out.append(tuple(zones))
    return tuple(out)


def _paragraph_ends(above: Line, line: Line) -> bool:
    return line.top - above.bottom > 0.9 * above.height or bool(_LABELLED.match(line.text))


def sentences(
    pages: Sequence[Page], lines: Sequence[Sequence[Line]], zones: Sequence[Sequence[str]]
) -> tuple[Sentence, ...]:
    """The sentences of all pages in reading order, wrapped lines joined."""
    found: list[Sentence] = []
    for page, page_lines, page_zones in zip(pages, lines, zones, strict=True):
        for cells, zone in _paragraphs(page_lines, page_zones):
            words = tuple(word for cell in cells for word in cell.words)
            found += [Sentence(page, run, zone) for run in _split(words)]
    return tuple(found)


def _paragraphs(lines: Sequence[Line], zones: Sequence[str]) -> Iterator[tuple[list[Cell], str]]:
    """Cells that continue one another: below, at the same left edge, in the same letter and zone."""
    open_: list[tuple[list[Cell], str]] = []
    order: list[tuple[list[Cell], str]] = []
    for line, zone in zip(lines, zones, strict=True):
        for cell in line.cells:
            for chain, chain_zone in open_:
                last = chain[-1]
                if (
                    chain_zone == zone
                    and abs(chain[0].x0 - cell.x0) < 14
                    and -2 < cell.top - last.bottom < 0.9 * cell.height
                    and abs(last.words[-1].size - cell.words[0].size) < 0.6
                ):
                    chain.append(cell)
                    break
            else:
                chain_new = ([cell], zone)
                open_ = [*open_[-12:], chain_new]
                order.append(chain_new)
    yield from order


def _split(words: tuple[Word, ...]) -> Iterator[Run]:
    run = Run(words)
    start = 0
    for match in _END.finditer(run.text):
        if _ABBREVIATION.search(fold(run.text[: match.start()])):
            continue
        part = run.words_at(start, match.start())
        if part:
            yield Run(part)
        start = match.end()
    rest = run.words_at(start, len(run.text))
    if rest:
        yield run if len(rest) == len(words) else Run(rest)
