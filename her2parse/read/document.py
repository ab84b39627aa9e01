"""A document's words to reports: parts, header, zones, tables, passages, statements, and what was not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from her2parse.model import Coverage, Document, Evidence, Page, ReadReport, ReportHeader, ReviewNote, Statement
from her2parse.read.blocks import read_blocks
from her2parse.read.choices import answered_pages, for_header
from her2parse.read.compose import compose
from her2parse.read.forms import chosen
from her2parse.read.geometry import Cell, Line, lines_of
from her2parse.read.grids import around_grids, unread_cells
from her2parse.read.header import read_header
from her2parse.read.header_assay import AssaysLike
from her2parse.read.implied import none_found
from her2parse.read.judge import Context
from her2parse.read.layout import BELIEVED, LaidPage, PlacedLine, lay_out
from her2parse.read.lexicon import Lexicon, functional, lexicon
from her2parse.read.mentions import Segment, mentions, mentions_of
from her2parse.read.merge import merge
from her2parse.read.net import unread_mentions, unread_places
from her2parse.read.owned import in_percent, owned_statements, unread_results
from her2parse.read.parts import split_parts
from her2parse.read.passages import Card, Passage, card_of, opened_by, passages, topic_of
from her2parse.read.profiles import drift_note, recognise, with_layout
from her2parse.read.rows import Row, read_rows
from her2parse.read.scales import without_scales
from her2parse.read.shown import as_shown
from her2parse.read.signatures import signatures
from her2parse.read.specimens import lists_specimens, specimen_of
from her2parse.read.tables import Head, find_head
from her2parse.read.therapies import DrugsLike
from her2parse.read.tokenizer import gene_names
from her2parse.read.trace import SILENT, Trace
from her2parse.read.unanswered import as_questions
from her2parse.read.wraps import carried_on

if TYPE_CHECKING:
    from her2parse.knowledge.layouts import Layout

_PAGE_CODES = {"image_only": "no_text_layer", "garbled": "garbled_text", "unreadable": "unreadable_page"}


def read_document(
    document: Document,
    assays: AssaysLike,
    drugs: DrugsLike,
    layouts: Sequence[Layout] = (),
    trace: Trace = SILENT,
) -> tuple[ReadReport, ...]:
    """The reports of one document, in order of their pages; at least one.

    Each report is read with the words of the layout that it fits, if any; ``trace`` is told why.

    Raises nothing for odd content: a page that could not be read becomes a note and stands in ``unread_pages``.
    """
    lines = {page.number: lines_of(page) for page in document.pages}
    parts = split_parts(document.pages, document.identities, list(lines.values())) or ((1, max(1, document.n_pages)),)
    return tuple(
        _read_part(document, lines, number, first, last, assays, drugs, layouts, trace)
        for number, (first, last) in enumerate(parts, 1)
    )


def _read_part(
    document: Document,
    lines_on: Mapping[int, Sequence[Line]],
    part: int,
    first: int,
    last: int,
    assays: AssaysLike,
    drugs: DrugsLike,
    layouts: Sequence[Layout],
    trace: Trace,
) -> ReadReport:
    pages = [page for page in document.pages if first <= page.number <= last]
    readable = [page for page in pages if page.quality.read]
    unread = tuple(page.number for page in pages if not page.quality.read)
    notes = [_unread_note(page) for page in pages if not page.quality.read]
    notes += [_ocr_note(page) for page in readable if page.ocr]
    for page in pages:
        if not page.quality.read:
            trace.refused(page.words, "page_not_read")
    lex = lexicon()
    header = ReportHeader()
    header_notes: tuple[ReviewNote, ...] = ()
    statements: tuple[Statement, ...] = ()
    if readable:
        lines = answered_pages([lines_on[page.number] for page in readable], lex, trace)
        layout, missing = recognise(lines, layouts)
        lex = with_layout(layout) if layout else lex
        headings = lex.zones if layout and layout.zones else None
        laid = lay_out(readable, lex, lines)
        header, header_notes = read_header(
            readable,
            [for_header(lines_on[page.number], lex) for page in readable],
            assays,
            drugs,
            n_pages=len(pages),
            headings=headings,
            labels=lex.labels,
            flow=_in_order(laid),
        )
        if layout:
            # On a report with unread pages nothing is said to be missing: it may stand on those.
            missing = () if unread else missing
            header = replace(header, layout=layout.name)
            notes.extend([drift_note(layout, missing)] if missing else ())
            trace.layout(layout.name, missing)
        statements = merge(as_questions(laid, _statements(laid, header, lex, trace), lex, trace), trace)
        statements = _inconclusive_signatures(statements, trace)
        header = replace(header, coverage=_with_pertinent_negatives(header.coverage, laid, lex))
        notes.extend(_contradictions(statements))
        named = unread_mentions(laid, statements, lex, header.assay)
        named = named or unread_results(laid, lex) or unread_cells(laid, lex)
        notes.extend([*named, *unread_places(laid, statements, lex)])
        notes.extend(_quality(header))
        if not statements and header.qc != "failed" and not unread:
            notes.append(
                ReviewNote(
                    "no_statements", "No result was found on any page. Check whether this is a molecular report."
                )
            )
    trace.part(pages, lex)
    notes[:0] = header_notes
    header, statements = as_shown(readable, header, statements)
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
        tuple(page.number for page in readable if page.ocr),
    )


def _in_order(laid: Sequence[LaidPage]) -> list[list[Line]]:
    """The lines of each page in reading order, column by column, its headers and footers at the end."""
    flow: dict[int, list[Line]] = {}
    for strip in laid:
        flow.setdefault(strip.page.number, []).extend(placed.line for placed in strip.lines)
    for strip in laid:
        flow[strip.page.number].extend(strip.running)
    return list(flow.values())


def _unread_note(page: Page) -> ReviewNote:
    code = _PAGE_CODES.get(page.quality.verdict, "unreadable_page")
    why = {
        "no_text_layer": "The page is a picture without text",
        "garbled_text": "The page's text layer does not say what the page shows",
        "unreadable_page": "The page could not be loaded",
    }[code]
    tried = next((told for mark, told in _OCR_TRIED.items() if mark in page.quality.detail.split(";")), "")
    told = f"{why}; nothing on it was read{tried}. Read page {page.number} by hand."
    return ReviewNote(code, told, page=page.number)


_OCR_TRIED = {
    "ocr_limit": ", as the limit of pages for OCR was reached",
    "ocr_failed": ", as OCR failed on it",
    "ocr_no_words": ", and OCR found no words",
    "ocr_unsure": ", and OCR could only guess",
}


def _ocr_note(page: Page) -> ReviewNote:
    lost = next((mark.partition(":")[2] for mark in page.quality.detail.split(";") if mark.startswith("ocr_lost:")), "")
    missed = f"{lost} line{'' if lost == '1' else 's'} on it could not be read. " if lost else ""
    marks = page.quality.detail.split(";")
    what = "shows a picture with text" if "picture_with_text" in marks else "has no text that can be believed"
    told = (
        f"Page {page.number} {what} and was read by OCR: names, numbers and dates may be "
        f"wrong, and what was not found on it may still be there. {missed}Compare what was read with the page."
    )
    return ReviewNote("read_by_ocr", told, page=page.number)


def _statements(laid: Sequence[LaidPage], header: ReportHeader, lex: Lexicon, trace: Trace = SILENT) -> list[Statement]:
    """All statements of a report, page by page; a table or block that runs over a page break keeps its columns."""
    out: list[Statement] = []
    card = Card()
    carried: Head | None = None
    specimen = stained = listed = ""
    plasma = header.specimen == "plasma"
    answers: list[tuple[Row, Context]] = []
    # Grids first: what stands under a gene in one of their columns is no block of the gene's own.
    asked = [chosen(page, lex, trace) for page in without_scales(laid, trace)]
    for page, ticked in asked:
        for passage in ticked:
            out.extend(_from_passage(page.page, passage, plasma, lex, trace))
    parts = [part for page, _ in asked for part in around_grids(page, lex)]
    owned = read_blocks([page for page, _ in parts], lex)
    percent = in_percent([block for one in owned for block in one.blocks], lex)
    shown = {page.page.number: page.page for page in laid}
    for (page, grid), own in zip(parts, owned, strict=True):
        trace.laid(page)
        for line in page.running:
            trace.refused(line.words, "running_line")
        out.extend(owned_statements(shown, own.blocks, lex, percent=percent, plasma=plasma, trace=trace))
        page = replace(page, lines=own.lines)
        rows, used, carried = _tables(page, carried, card, lex, trace)
        for row, topic, subject in rows:
            if row.zone.name == "history" and any(column.compared for column in row.head.columns):
                row = replace(row, zone=replace(row.zone, name="results"))  # Beside the prior sample stands this one.
            if row.zone.name not in BELIEVED or _of_trials(row.head) or row.head.reference:
                why = "reference_table" if row.head.reference else f"zone_{row.zone.name}"
                trace.refused(row.segment.words, "trials_table" if _of_trials(row.head) else why)
                continue
            context = _row_context(page.page, row, topic, subject, plasma, lex)
            if (
                not topic
                and not context.method
                and (answered := none_found(mentions(row.segment, lex), header.coverage))
            ):
                answers.append((row, replace(context, topic=answered)))
                continue
            out.extend(_of_row(row, context, lex, trace))
            out.extend(signatures(page.page, row.segment, row.zone, lex, "table", trace))
        title = card_of(page.lines[0].cells[0].cell, lex, Card()) if page.card and page.lines else None
        stain = title if title is not None and title.method in ("ihc", "ish") else card  # A box has its own.
        found, opened = passages(page.page, page.lines, used, lex, stain, trace)
        card = card if page.card else opened
        for passage in found:
            if passage.zone.name in BELIEVED:
                if listed and listed != passage.zone.heading:
                    specimen = listed = ""  # The list of specimens ended with its part.
                specimen = _specimen(passage, specimen)
                if lists_specimens(passage.segment.words):
                    listed = passage.zone.heading
            made = _from_passage(page.page, passage, plasma, lex, trace, specimen, stained)
            if passage.zone.name in BELIEVED:
                stained = next((s.gene for s in made if s.kind == "expression"), "")
            out.extend(made)
        if grid is not None:
            trace.table(page.page.number, grid.head.head, [line.words for line in grid.head_lines], grid.rows)
            trace.refused(grid.prior, "column_prior")
            for row in grid.rows:
                out.extend(_of_row(row, _row_context(page.page, row, "", card, plasma, lex), lex, trace))
    # "None detected" says that nothing else is there: a change that stands elsewhere is not taken back.
    found_in = {(statement.gene, statement.kind) for statement in out if statement.state != "not_detected"}
    for row, context in answers:
        out.extend(
            statement
            for statement in compose(row.segment, context, lex, trace)
            if (statement.gene, statement.kind) not in found_in
        )
    return out


def _of_row(row: Row, context: Context, lex: Lexicon, trace: Trace) -> list[Statement]:
    """The statements of a table's row; an answer whose event stands in the column's head is written as it stands."""
    return _as_printed(compose(row.segment, context, lex, trace), row.told, trace)


def _as_printed(made: list[Statement], told: str, trace: Trace) -> list[Statement]:
    """Statements with the answer as it is printed (``told``), where that is not what they were made from."""
    if not told:
        return made
    out = [replace(statement, as_written=told) for statement in made]
    for statement, placed in zip(made, out, strict=True):
        trace.merged(statement, placed)
    return out


def _specimen(passage: Passage, before: str) -> str:
    """The specimen that a passage speaks of: its own label, that of its heading, or the one before it."""
    return specimen_of(passage.segment.words) or passage.specimen or before


def _of_trials(head: Head) -> bool:
    """True for a table that only says which studies look for an alteration."""
    return "trials" in head.roles and head.roles <= {"trials", "biomarker", "gene", "variant", "variant_id"}


def _of_other_marker(row: Row, lex: Lexicon) -> bool:
    """True for a row that names its own method and a marker that the reader does not know (``EBV (EBER) | ISH``): the
    heading above is not about it."""
    if "method" not in row.head.roles:
        return False
    pairs = zip(row.segment.words, row.segment.roles, strict=False)
    marker = [word for word, role in pairs if role in ("gene", "biomarker")]
    known = {m.type for m in mentions(Segment(row.segment.page, tuple(marker)), lex)} if marker else {""}
    return known <= {"number", "percent"}


def _row_context(page: Page, row: Row, topic: str, card: Card, plasma: bool, lex: Lexicon) -> Context:
    """A table is about the card's gene only when the card is an IHC or ISH one: panels name their genes themselves."""
    # No stain and no probe looks for a mutation, whatever the last card was about.
    on_card = card.method in ("ihc", "ish") and not row.gene and topic != "mutation" and not _of_other_marker(row, lex)
    return Context(
        page,
        row.zone,
        "table",
        gene=row.gene or (card.gene if on_card else row.head.gene or card.gene),
        event_gene=row.gene or (card.gene if on_card else ""),
        method=card.method if on_card else "",
        topic=topic,
        plasma=plasma,
        vaf=row.vaf,
        place=row.place,
    )


def _from_passage(
    page: Page, passage: Passage, plasma: bool, lex: Lexicon, trace: Trace, specimen: str = "", stained: str = ""
) -> list[Statement]:
    card = passage.card
    if stained and _goes_on(passage, lex):
        card = Card(stained, "ish", card.topic)
    context = Context(
        page,
        passage.zone,
        passage.rule,
        prose=passage.prose,
        gene=card.gene if card.run_in or card.announced or not passage.prose else "",
        event_gene=card.gene if card.run_in or card.method in ("ihc", "ish") else "",
        method=card.method if card.method in ("ihc", "ish") else "",
        topic=card.topic,
        plasma=plasma,
        specimen=specimen,
        place=passage.place,
    )
    return [
        *_as_printed(compose(passage.segment, context, lex, trace), passage.told, trace),
        *signatures(page, passage.segment, passage.zone, lex, passage.rule, trace),
    ]


def _goes_on(passage: Passage, lex: Lexicon) -> bool:
    """True for a text that opens with a hybridisation and no gene, right behind a stain (``HER2: 2+. FISH: …``)."""
    found = mentions(passage.segment, lex)
    opens = bool(found) and any((m.type, m.value, m.start) == ("method", "ish", 0) for m in found)
    return opens and not any(m.type in ("gene", "genes", "fusion") for m in found)


def _tables(
    page: LaidPage, carried: Head | None, card: Card, lex: Lexicon, trace: Trace
) -> tuple[list[tuple[Row, str, Card]], set[int], Head | None]:
    """The rows of a page's tables, each with the topic and the card that the headings above give; the lines they take,
    and the head of a table that runs to the page's end. ``card``: that of the page before."""
    rows: list[tuple[Row, str, Card]] = []
    used: set[int] = set()
    lines = page.lines
    at = 0
    open_head: Head | None = None
    topic = ""
    wrapped = carried_on(lines, set(), lex)
    if carried and lines and _looks_continued(lines[0], carried, lex):
        found, end = read_rows(page.page, lines, 0, carried, lex)
        trace.table(page.page.number, carried, (), found)
        rows.extend((row, "", card) for row in found)
        used.update(range(end))
        at = end
        open_head = carried if end >= len(lines) else None
    while at < len(lines):
        for cell in lines[at].cells:
            if cell.heading:
                topic = _topic(cell.cell, lex)
                card = opened_by(cell, card, lex)
        head = None if at in wrapped or at + 1 in wrapped else find_head(lines, at, lex)
        if head is None:
            at += 1
            continue
        start = at + head.n_lines
        found, end = read_rows(page.page, lines, start, head, lex)
        if _of_drugs(head, found, lex):
            head = replace(head, reference=True)
            found = [replace(row, head=head) for row in found]
        trace.table(page.page.number, head, [placed.line.words for placed in lines[at:start]], found)
        over = lines[at - 1].cells[0].cell if at and len(lines[at - 1].cells) == 1 else None
        own = (_topic(over, lex) if over else "") or topic
        rows.extend((row, own, card) for row in found)
        used.update(range(at, max(end, start)))
        open_head = head if end >= len(lines) else None
        at = max(end, start)
    return rows, used, open_head


def _topic(title: Cell, lex: Lexicon) -> str:
    """The one kind of event that a title is about (see ``topic_of``), ``other`` or an empty string."""
    return topic_of(mentions_of(title, lex), title.text) or _other_topic(title, lex)


def _other_topic(cell: Cell, lex: Lexicon) -> str:
    """``other`` for a title that names a test or an event other than mutations (``Amplifications``, ``HER2 by FISH``):
    ``ERBB2 | None detected`` below it speaks of that one alone."""
    found = mentions_of(cell, lex)
    events = any(m.type == "event" and m.value != "mutation" for m in found)
    return "other" if events or any(m.type == "method" and m.value != "seq" for m in found) else ""


def _looks_continued(placed: PlacedLine, head: Head, lex: Lexicon) -> bool:
    """True when a page's first line fits the columns of the table that ended the page before."""
    if any(cell.heading for cell in placed.cells):
        return False
    first = placed.line.cells[0]
    found = {m.type for m in mentions_of(first, lex)}
    middle = (first.x0 + first.x1) / 2
    return bool(found & {"gene", "variant", "fusion"}) and any(
        abs(first.x0 - c.x0) < 6 or abs(middle - (c.x0 + c.x1) / 2) < 3 for c in head.columns
    )


def _of_drugs(head: Head, found: Sequence[Row], lex: Lexicon) -> bool:
    """True for a table that only says which drugs there are for which gene: it has no other columns, and rows of bare
    genes, which no list of findings has."""
    if "therapy" not in head.roles or not head.roles <= {"therapy", "gene", "biomarker"} or len(head.columns) > 2:
        return False
    bare = 0
    for row in found:
        told = {m.type for m in mentions(row.segment, lex) if m.role in ("gene", "biomarker")}
        bare += bool(told) and told <= {"gene", "genes"}
    return bare >= _BARE_GENES


_BARE_GENES = 2
"""Rows of a bare gene beside drugs that make a table of drugs."""


def _inconclusive_signatures(statements: Sequence[Statement], trace: Trace = SILENT) -> tuple[Statement, ...]:
    """In plasma, "MSI-High not detected" says nothing where no variant reaches 0.2 % (stated on such reports)."""
    fractions = [s.vaf for s in statements if s.vaf is not None]
    weak = bool(fractions) and max(fractions) < 0.002
    out: list[Statement] = []
    for statement in statements:
        if weak and statement.gene == "MSI" and statement.state == "not_detected":
            told = statement
            statement = replace(told, state="indeterminate", review=(*told.review, "inconclusive_signature"))
            trace.merged(told, statement)
        out.append(statement)
    return tuple(out)


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
    # Genes that head columns are answered in their own cells.
    for page in (part for whole in laid for part, _ in around_grids(whole, lex)):
        for cell in (
            cell
            for placed in page.lines
            if not _states_itself(placed, lex)
            for cell in placed.cells
            if cell.zone.name == "negatives" and not _speaks(cell.cell)
        ):
            found = mentions_of(cell.cell, lex)
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


def _speaks(cell: Cell) -> bool:
    """True for running text, which names a gene to say something of it and lists none."""
    symbols = sum(word.text.strip(".,;:()") in gene_names() for word in cell.words)
    return functional(word.text for word in cell.words) > 1 and symbols * _OF_LIST < len(cell.words)


_OF_LIST = 4
"""One word of so many is a gene, at least, where genes are listed."""


def _states_itself(placed: PlacedLine, lex: Lexicon) -> bool:
    """True for a line that says of each gene which event was not found (``ERBB2 amplification: ND``): it tells of that
    event alone, while a list under one heading tells that its genes were assayed."""
    found = [
        m
        for cell in placed.cells
        if cell.zone.name == "negatives" and not cell.heading
        for m in mentions_of(cell.cell, lex)
    ]
    genes = [m for m in found if m.type in ("gene", "genes")]
    events = [m for m in found if m.type == "event"]
    heads = [m for m in events if genes and m.end <= genes[0].start and len(genes) > 1]
    return bool(genes) and 2 * (len(events) - len(heads)) >= len(genes)


def places(statement: Statement) -> tuple[Evidence, ...]:
    """Every place that says what ``statement`` says, the best one first."""
    return (statement.evidence, *statement.more)
