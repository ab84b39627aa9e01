"""The short form for the terminal: plain lines, no colours, nothing that a terminal would obey."""

from __future__ import annotations

from collections.abc import Iterator

from her2parse.explain.seen import Part, Seen
from her2parse.outputs.text import clean

_GENE = "ERBB2"


def summary(seen: Seen) -> str:
    """What was seen, a line a statement and a line a reason; refused mentions of ERBB2 one by one."""
    return "\n".join(clean(line) if line.strip() == line else "  " + clean(line) for line in _lines(seen))


def _lines(seen: Seen) -> Iterator[str]:
    shown = f", page {seen.only_page} shown" if seen.only_page else ""
    yield f"{seen.name}: {seen.n_pages} pages{shown}. Decision support and research use only."
    if seen.knowledge:
        yield f"Knowledge base {seen.knowledge}"
    for name, missing in seen.layouts:
        yield f"Layout {name}" + (f"; expected and not found: {', '.join(missing)}" if missing else "")
    if not seen.layouts:
        yield "Layout not known: read by the general rules"
    for part in seen.parts:
        yield from _part(part)
    refused = len(seen.refused)
    yield f"Places that name a gene: {seen.believed + refused}, {seen.believed} believed, {refused} not"
    for code, why, count in seen.reasons:
        yield f"  {count} x {code}: {why}"
    own = [one for one in seen.refused if _GENE in one.genes.split("/")]
    if own:
        yield f"{_GENE} where it was not believed"
    for one in own:
        yield f"  p{one.evidence.page} “{one.text}”: {one.code}"


def _part(part: Part) -> Iterator[str]:
    result = part.result
    yield f"Report {result.report_id}, pages {result.first_page}-{result.last_page}: {result.status}"
    for name, value, place in part.facts:
        yield f"  {name}: {value}" + (f" (p{place.page})" if place else "")
    yield f"Statements: {len(part.statements)}"
    for told in part.statements:
        s = told.statement
        values = f"; {told.values}" if told.values else ""
        yield f"  {told.id} p{s.evidence.page} {s.gene} {s.as_written}: {s.state}{values}"
        # Every place is told where they do not agree; else the first is enough.
        for way in told.ways if "conflicting_statements" in s.review else told.ways[:1]:
            yield f"  {told.id} because {way}"
    for call in result.calls:
        yield f"  HER2 {call.axis}: {call.call} ({call.basis})"
    for note in result.notes:
        yield f"  review {note.code}" + (f" (p{note.page})" if note.page else "") + f": {note.message}"
