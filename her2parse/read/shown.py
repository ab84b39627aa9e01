"""Places on a page that was turned or straightened to be read, back to where a viewer shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from her2parse.model import Box, Evidence, Page, ReportHeader, Statement


def as_shown(
    pages: Sequence[Page], header: ReportHeader, statements: Sequence[Statement]
) -> tuple[ReportHeader, tuple[Statement, ...]]:
    """Header and statements with every place as a viewer shows it; the quotes stay."""
    moved = {page.number: page for page in pages if page.turn or page.skew}
    if not moved:
        return header, tuple(statements)
    placed = replace(
        header,
        evidence={name: back(place, moved) for name, place in header.evidence.items()},
        therapies=tuple(replace(item, evidence=back(item.evidence, moved)) for item in header.therapies),
        history=tuple(replace(item, evidence=back(item.evidence, moved)) for item in header.history),
    )
    return placed, tuple(
        replace(s, evidence=back(s.evidence, moved), more=tuple(back(place, moved) for place in s.more))
        for s in statements
    )


def back(place: Evidence, moved: Mapping[int, Page]) -> Evidence:
    """A place as a viewer shows it; ``moved`` are the pages, by number, that were turned or straightened."""
    page = moved.get(place.page)
    if page is None:
        return place
    box = page.shown(Box(place.x0, place.top, place.x1, place.bottom))
    return replace(place, x0=round(box.x0, 2), top=round(box.top, 2), x1=round(box.x1, 2), bottom=round(box.bottom, 2))
