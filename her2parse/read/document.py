"""A document's words to reports: parts, header, zones, tables, passages, statements, and what was not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from her2parse.model import Coverage, Document, Evidence, Page, ReadReport, ReportHeader, ReviewNote, Statement
from her2parse.read.compose import Context, compose
from her2parse.read.geometry import lines_of
from her2parse.read.header import read_header
from her2parse.read.header_lab import AssaysLike
from her2parse.read.layout import BELIEVED, LaidPage, PlacedLine, lay_out
from her2parse.read.lexicon import Lexicon, lexicon
from her2parse.read.mentions import Segment, mentions
from her2parse.read.merge import merge
from her2parse.read.net import unread_mentions
from her2parse.read.parts import split_parts
from her2parse.read.passages import Card, Passage, passages, topic_of
from her2parse.read.rows import Row, read_rows
from her2parse.read.signatures import signatures
from her2parse.read.specimens import specimen_of
from her2parse.read.tables import Head, find_head
from her2parse.read.therapies import DrugsLike

_PAGE_CODES = {"image_only": "no_text_layer", "garbled": "garbled_text", "unreadable": "unreadable_page"}


def read_document(document: Document, assays: AssaysLike, drugs: DrugsLike) -> tuple[ReadReport, ...]:
    """The reports of one document, in order of their pages; at least one.

    Raises nothing for odd content: a page that could not be read becomes a note and stands in ``unread_pages``.
    """
    lex = lexicon()
    parts = split_parts(document.pages, document.identities) or ((1, max(1, document.n_pages)),)
    return tuple(
        _read_part(document, number, first, last, assays, drugs, lex) for number, (first, last) in enumerate(parts, 1)
    )


def _read_part(
    document: Document, part: int, first: int, last: int, assays: AssaysLike, drugs: DrugsLike, lex: Lexicon
) -> ReadReport:
    pages = [page for page in document.pages if first <= page.number <= last]
    readable = [page for page in pages if page.quality.read]
    unread = tuple(page.number for page in pages if not page.quality.read)
    notes = [_unread_note(page) for page in pages if not page.quality.read]
    header = ReportHeader()
    header_notes: tuple[ReviewNote, ...] = ()
    statements: tuple[Statement, ...] = ()
    if readable:
        header, header_notes = read_header(
            readable, [lines_of(page) for page in readable], assays, drugs, n_pages=len(pages)
        )
        laid = lay_out(readable, lex)
        statements = merge(_statements(laid, header, lex))
        statements = _inconclusive_signatures(statements)
        header = replace(header, coverage=_with_pertinent_negatives(header.coverage, laid, lex))
        notes.extend(_contradictions(statements))
        notes.extend(unread_mentions(laid, statements, lex))
        notes.extend(_quality(header))
        if not statements and header.qc != "failed" and not unread:
            notes.append(
                ReviewNote(
                    "no_statements", "No result was found on any page. Check whether this is a molecular report."
                )
            )
    notes[:0] = header_notes
    identities = tuple(dict.fromkeys(value for value, page in document.identities if first <= page <= last))
    return ReadReport(
        document.sha256,
        part,
        first,
        last,
        header,
        statements,
        tuple(notes),
        unread,
        identities or tuple(dict.fromkeys(value for value, _ in document.identities)) if part == 1 else identities,
    )


def _unread_note(page: Page) -> ReviewNote:
    code = _PAGE_CODES.get(page.quality.verdict, "unreadable_page")
    why = {
        "no_text_layer": "The page is a picture without text",
        "garbled_text": "The page's text layer does not say what the page shows",
        "unreadable_page": "The page could not be loaded",
    }[code]
    if page.quality.detail == "turned_page":
        why = "The page is shown sideways or upside down"
    return ReviewNote(code, f"{why}; nothing on it was read. Read page {page.number} by hand.", page=page.number)


def _statements(laid: Sequence[LaidPage], header: ReportHeader, lex: Lexicon) -> list[Statement]:
    """All statements of a report, page by page; a table that runs over a page break keeps its columns."""
    out: list[Statement] = []
    card = Card()
    carried: Head | None = None
    specimen = stained = ""
    plasma = header.specimen == "plasma"
    for page in laid:
        rows, used, carried = _tables(page, carried, lex)
        for row, topic in rows:
            if row.zone.name not in BELIEVED or _of_trials(row.head):
                continue
            out.extend(compose(row.segment, _row_context(page.page, row, topic, card, plasma), lex))
            out.extend(signatures(page.page, row.segment, lex, "table"))
        found, card = passages(page.page, page.lines, used, lex, card)
        for passage in found:
            if passage.zone.name in BELIEVED:
                specimen = _specimen(passage, specimen)
                made = _from_passage(page.page, passage, plasma, lex, specimen, stained)
                stained = next((s.gene for s in made if s.kind == "expression"), "")
                out.extend(made)
    return out


def _specimen(passage: Passage, before: str) -> str:
    """The specimen that a passage speaks of: its own label, that of its heading, or the one before it."""
    return specimen_of(passage.segment.words) or passage.specimen or before


def _of_trials(head: Head) -> bool:
    """True for a table that only says which studies look for an alteration."""
    return "trials" in head.roles and head.roles <= {"trials", "biomarker", "gene", "variant", "variant_id"}


def _row_context(page: Page, row: Row, topic: str, card: Card, plasma: bool) -> Context:
    """A table is about the card's gene only when the card is an IHC or ISH one: panels name their genes themselves."""
    on_card = card.method in ("ihc", "ish")
    return Context(
        page,
        row.zone,
        "table",
        gene=card.gene if on_card else row.head.gene or card.gene,
        event_gene=card.gene if on_card else "",
        method=card.method if on_card else "",
        topic=topic,
        plasma=plasma,
    )


def _from_passage(
    page: Page, passage: Passage, plasma: bool, lex: Lexicon, specimen: str = "", stained: str = ""
) -> list[Statement]:
    card = passage.card
    if stained and _goes_on(passage, lex):
        card = Card(stained, "ish", card.topic)
    context = Context(
        page,
        passage.zone,
        passage.rule,
        prose=passage.prose,
        gene="" if passage.prose else card.gene,
        event_gene=card.gene if card.method in ("ihc", "ish") else "",
        method=card.method if card.method in ("ihc", "ish") else "",
        topic=card.topic,
        plasma=plasma,
        specimen=specimen,
    )
    return [*compose(passage.segment, context, lex), *signatures(page, passage.segment, lex, passage.rule)]


def _goes_on(passage: Passage, lex: Lexicon) -> bool:
    """True for a text that opens with a hybridisation and no gene, right behind a stain (``HER2: 2+. FISH: …``)."""
    found = mentions(passage.segment, lex)
    opens = bool(found) and any((m.type, m.value, m.start) == ("method", "ish", 0) for m in found)
    return opens and not any(m.type in ("gene", "genes", "fusion") for m in found)


def _tables(page: LaidPage, carried: Head | None, lex: Lexicon) -> tuple[list[tuple[Row, str]], set[int], Head | None]:
    """The rows of a page's tables, the lines they take, and the head of a table that runs to the page's end."""
    rows: list[tuple[Row, str]] = []
    used: set[int] = set()
    lines = page.lines
    at = 0
    open_head: Head | None = None
    topic = ""
    if carried and lines and _looks_continued(lines[0], carried, lex):
        found, end = read_rows(page.page, lines, 0, carried, lex)
        rows.extend((row, "") for row in found)
        used.update(range(end))
        at = end
        open_head = carried if end >= len(lines) else None
    while at < len(lines):
        for cell in lines[at].cells:
            if cell.heading:
                topic = topic_of(mentions(Segment(cell.cell.page, cell.cell.words), lex), cell.cell.text)
        head = find_head(lines, at, lex)
        if head is None:
            at += 1
            continue
        start = at + head.n_lines
        found, end = read_rows(page.page, lines, start, head, lex)
        rows.extend((row, topic) for row in found)
        used.update(range(at, max(end, start)))
        open_head = head if end >= len(lines) else None
        at = max(end, start)
    return rows, used, open_head


def _looks_continued(placed: PlacedLine, head: Head, lex: Lexicon) -> bool:
    """True when a page's first line fits the columns of the table that ended the page before."""
    if any(cell.heading for cell in placed.cells):
        return False
    first = placed.line.cells[0]
    found = {m.type for m in mentions(Segment(first.page, first.words), lex)}
    return bool(found & {"gene", "variant", "fusion"}) and any(abs(first.x0 - c.x0) < 6 for c in head.columns)


def _inconclusive_signatures(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """In plasma, "MSI-High not detected" says nothing where no variant reaches 0.2 % (stated on such reports)."""
    fractions = [s.vaf for s in statements if s.vaf is not None]
    weak = bool(fractions) and max(fractions) < 0.002
    return tuple(
        replace(s, state="indeterminate", review=(*s.review, "inconclusive_signature"))
        if weak and s.gene == "MSI" and s.state == "not_detected"
        else s
        for s in statements
    )


def _contradictions(statements: Sequence[Statement]) -> list[ReviewNote]:
    return [
        ReviewNote(
            "conflicting_statements",
            f"The report says two things about {s.gene} {s.as_written}"
            f"{f' ({s.specimen})' if s.specimen else ''}: compare the places and decide.",
            page=s.evidence.page,
            quote=s.evidence.quote,
        )
        for s in statements
        if "conflicting_statements" in s.review
    ]


def _quality(header: ReportHeader) -> list[ReviewNote]:
    place = header.evidence.get("qc")
    page, quote = (place.page, place.quote) if place else (None, "")
    if header.qc == "failed":
        told = "The report says that the test failed or the specimen was not enough: treat every result as unknown."
        return [ReviewNote("failed_specimen", told, page=page, quote=quote)]
    if header.qc == "qualified":
        told = "The report is qualified: its findings hold, but what it does not find may still be there."
        return [ReviewNote("qualified_report", told, page=page, quote=quote)]
    return []


def _with_pertinent_negatives(coverage: Coverage, laid: Sequence[LaidPage], lex: Lexicon) -> Coverage:
    """Add the genes of "disease-relevant genes with no reportable alterations": assayed, and silent on the event.

    "No … copy number changes found in: …" says more: the copy number of those genes was assayed as well.
    """
    genes: dict[str, set[str]] = {"small_variant": set(), "copy_number": set(), "fusion": set()}
    heading = ""
    for page in laid:
        for cell in (cell for placed in page.lines for cell in placed.cells if cell.zone.name == "negatives"):
            found = mentions(Segment(cell.cell.page, cell.cell.words), lex)
            named = {gene for m in found if m.type in ("gene", "genes") for gene in m.value.split(";")}
            heading = f"{cell.zone.heading} {'' if named else cell.cell.text}".casefold() if not named else heading
            told = f"{cell.zone.heading} {heading} {cell.cell.text}".casefold()
            genes["small_variant"] |= named
            if "copy number" in told:
                genes["copy_number"] |= named
            if "fusion" in told or "rearrangement" in told:
                genes["fusion"] |= named
    joined = {event: tuple(sorted({*getattr(coverage, event), *added})) for event, added in genes.items() if added}
    return replace(coverage, **joined)


def places(statement: Statement) -> tuple[Evidence, ...]:
    """Every place that says what ``statement`` says, the best one first."""
    return (statement.evidence, *statement.more)
