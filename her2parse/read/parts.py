"""Where one PDF holds several reports, and where pages of a report are missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from her2parse.model import Page, ReviewNote
from her2parse.read.dates import find_dates
from her2parse.read.geometry import Cell, Line, evidence, lines_of
from her2parse.read.header_labels import read_labels
from her2parse.read.header_text import fold, squeeze

_PAGE_WORD = r"(?:page|pages|pg|p|pagina|pag|seite|blatt|folha|hoja|bladzijde|blz|ページ|頁|페이지|쪽)"
_COUNTERS = (
    re.compile(
        rf"(?<![a-z]){_PAGE_WORD}\.?\s*:?\s*(\d{{1,3}})\s*(?:of|de|von|sur|di|van|/|out of|－|-)\s*"
        r"(\d{1,3})(?!\d|[./]\d)"
    ),
    re.compile(r"第\s*(\d{1,3})\s*[页頁]\s*[,，/／]?\s*共\s*(\d{1,3})\s*[页頁]"),
    re.compile(r"(\d{1,3})\s*[/／]\s*(\d{1,3})\s*(?:ページ|頁|页|페이지|쪽)"),
)
_BARE_COUNTER = re.compile(r"(\d{1,3})\s*(?:of|de|von|sur|di|van|/)\s*(\d{1,3})")
_TOP, _BOTTOM = 0.18, 0.88


@dataclass(frozen=True)
class PageCount:
    """``Page number of total`` as a page prints it."""

    number: int
    total: int
    cell: Cell


@dataclass(frozen=True)
class _Signs:
    """What a page says about the report it belongs to. Empty strings say nothing."""

    count: PageCount | None
    number: str
    dates: tuple[tuple[str, str], ...]


def page_count(page: Page, lines: Sequence[Line]) -> PageCount | None:
    """The page counter printed on a page, best from its foot or head; a bare ``1 de 3`` counts only there."""
    for line in sorted(lines, key=lambda line: min(line.top, page.height - line.bottom)):
        at_edge = line.bottom < _TOP * page.height or line.top > _BOTTOM * page.height
        for cell in line.cells:
            text = fold(cell.text).strip()
            match = next((m for pattern in _COUNTERS if (m := pattern.search(text))), None)
            if match is None and at_edge:
                match = _BARE_COUNTER.fullmatch(text)
            if match is not None:
                number, total = int(match[1]), int(match[2])
                if 1 <= number <= total:
                    return PageCount(number, total, cell)
    return None


def split_parts(
    pages: Sequence[Page],
    identities: Sequence[tuple[str, int]] = (),
    lines: Sequence[Sequence[Line]] | None = None,
) -> tuple[tuple[int, int], ...]:
    """First and last page (1…) of each report in one PDF; one report unless the signs are plain. ``lines`` are those of
    each page, where they are known already.

    A new report begins where the page counter starts again with another total, or where two of these agree: the counter
    starts again, the report number changes, the collection or report date changes, another identity appears. A report
    number that stays the same keeps pages together whatever the counter does.
    """
    if not pages:
        return ()
    if len(pages) == 1:
        return ((pages[0].number, pages[0].number),)
    lines = [lines_of(page) for page in pages] if lines is None else lines
    signs = [_signs(page, page_lines) for page, page_lines in zip(pages, lines, strict=True)]
    starts = [0]
    number, dates, count = signs[0].number, dict(signs[0].dates), signs[0].count
    for at in range(1, len(pages)):
        here = signs[at]
        restarted = here.count is not None and here.count.number == 1 and count is not None
        other_total = restarted and count is not None and here.count is not None and here.count.total != count.total
        other_number = bool(number and here.number and number != here.number)
        same_number = bool(number and number == here.number)
        other_date = any(dates.get(name, day) != day for name, day in here.dates)
        other_person = any(first == pages[at].number for _, first in identities)
        runs_on = here.count is not None and count is not None and here.count.number == count.number + 1
        plain = other_total or sum((restarted, other_number, other_date, other_person)) >= 2
        if plain and not same_number and not runs_on:
            starts.append(at)
            number, dates, count = here.number, dict(here.dates), here.count
        else:
            number = number or here.number
            dates = {**dict(here.dates), **dates}
            count = here.count or count
    ends = [*(start - 1 for start in starts[1:]), len(pages) - 1]
    return tuple((pages[start].number, pages[end].number) for start, end in zip(starts, ends, strict=True))


def _signs(page: Page, lines: Sequence[Line]) -> _Signs:
    values = read_labels(page, lines)
    numbers = sorted(
        (v for v in values if v.field == "report_number" and is_number(v.text, v.weight)), key=lambda v: v.rank
    )
    dates: dict[str, str] = {}
    for value in sorted(values, key=lambda v: v.rank):
        if value.field in ("collected_on", "reported_on") and value.how != "plain":
            found = find_dates(value.text, compact=True)
            if found:
                dates.setdefault(value.field, found[0].dmy or found[0].mdy or found[0].text)
    return _Signs(page_count(page, lines), squeeze(numbers[0].text) if numbers else "", tuple(sorted(dates.items())))


@cache
def _number_pattern() -> re.Pattern[str]:
    return re.compile(r"(?=[\w/.#-]*\d)[A-Za-z0-9][\w/.#-]*(?: ?[A-Z]?\d[\w/-]*)?")


def is_number(text: str, weight: int = 3) -> bool:
    """Whether a value looks like a report number: one or two words with a digit, no date; a generic label may give a
    single digit (``Test Number 1``)."""
    if find_dates(text, compact=True) or not _number_pattern().fullmatch(text.strip()):
        return False
    return len(text) <= 30 and (weight == 1 or len(text) >= 3)


def missing_pages(
    pages: Sequence[Page], lines: Sequence[Sequence[Line]], n_pages: int | None = None
) -> ReviewNote | None:
    """A note when the printed counter promises more pages than the report has here.

    ``pages`` may leave out pages that could not be read; ``n_pages`` is how many the report has with them (without it,
    those from the first to the last of ``pages``).
    """
    counts = [
        (page, count) for page, page_lines in zip(pages, lines, strict=True) if (count := page_count(page, page_lines))
    ]
    if not counts:
        return None
    present = n_pages or pages[-1].number - pages[0].number + 1
    page, count = max(counts, key=lambda item: item[1].total)
    if sum(other.total == count.total for _, other in counts) * 2 < len(counts) or count.total <= present:
        return None
    message = f"expected {count.total} pages, as page {page.number} prints, found {present}; fetch the whole report."
    quote = evidence(page, count.cell.words).quote
    return ReviewNote("pages_missing", message, page.number, quote)
