"""What the reader's recorder holds, as plain records to be shown: pages with their boxes, statements, refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from her2parse.knowledge.reasons import reason
from her2parse.model import Document, Evidence, Finding, Page, ReportResult, Statement, Word
from her2parse.outputs.text import number
from her2parse.read.geometry import union
from her2parse.read.shown import back
from her2parse.read.trace import Because, GeneMention, Made, Recorder, SeenTable


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a page: ``kind`` is its layer, ``label`` what it says (points from the page's top left)."""

    kind: str
    label: str
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageSeen:
    """One page: its size, what was wrong with it, its boxes, and its words for when it cannot be drawn."""

    number: int
    width: float
    height: float
    trouble: str
    ocr: bool
    marks: tuple[Mark, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A statement and what made it, in words; ``ways`` has one line for each place that says it."""

    id: str
    statement: Statement
    values: str
    ways: tuple[str, ...]
    terms: tuple[tuple[str, str, str], ...]
    became: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A place that names genes and of which no statement was made."""

    genes: str
    text: str
    evidence: Evidence
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Part:
    """One report of the file: its facts (name, value, place), statements, calls and notes."""

    result: ReportResult
    facts: tuple[tuple[str, str, Evidence | None], ...]
    statements: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that is shown of one file. ``mentions`` is how many places name a gene: believed and refused;
    ``knowledge`` is the version and hash behind our classes and calls."""

    name: str
    report_id: str
    n_pages: int
    only_page: int | None
    undrawn: int
    pages: tuple[PageSeen, ...]
    parts: tuple[Part, ...]
    refused: tuple[Refused, ...]
    believed: int
    layouts: tuple[tuple[str, tuple[str, ...]], ...]
    knowledge: str = ""

    @property
    def reasons(self) -> list[tuple[str, str, int]]:
        """The reasons of refusal with their words and how often each was given, the most frequent first."""
        counts = Counter((one.code, one.why) for one in self.refused)
        return [(code, why, count) for (code, why), count in sorted(counts.items(), key=lambda i: (-i[1], i[0]))]


def seen(
    document: Document,
    results: Sequence[ReportResult],
    recorder: Recorder,
    *,
    name: str,
    page: int | None = None,
    most: int,
) -> Seen:
    """The records of one file; with ``page`` those of that page only. At most ``most`` pages are drawn."""
    wanted = {one.number for one in document.pages if page in (None, one.number)}
    moved = {one.number: one for one in document.pages if one.turn or one.skew}
    parts: list[Part] = []
    ids: dict[int, str] = {}
    for result in results:
        told = []
        made = [one for one in recorder.statements if one.final is not None]
        for statement in _statements(made, result):
            ids[id(statement)] = f"S{len(ids) + 1}"
            if statement.evidence.page in wanted:
                told.append(_told(ids[id(statement)], statement, made, result.findings, moved))
        parts.append(Part(result, _facts(result), tuple(told)))
    mentions = [m for m in recorder.genes() if m.evidence.page in wanted]
    drawn = [one for one in document.pages if one.number in wanted]
    return Seen(
        name=name,
        report_id=results[0].report_id,
        n_pages=document.n_pages,
        only_page=page,
        undrawn=max(0, len(drawn) - most),
        pages=tuple(_page(one, recorder, parts, mentions) for one in drawn[:most]),
        parts=tuple(parts),
        refused=tuple(_refused(mention) for mention in mentions if not mention.statements),
        believed=sum(bool(mention.statements) for mention in mentions),
        layouts=tuple(recorder.layouts),
    )


def _statements(made: Sequence[Made], result: ReportResult) -> list[Statement]:
    """The statements of one part, each once, in the order of the pages."""
    finals = {id(one.final): one.final for one in made if one.final is not None}
    own = [s for s in finals.values() if result.first_page <= s.evidence.page <= result.last_page]
    return sorted(own, key=lambda s: (s.evidence.page, s.evidence.top, s.evidence.x0, s.gene, s.kind))


def _told(
    name: str, statement: Statement, made: Sequence[Made], findings: Sequence[Finding], moved: Mapping[int, Page]
) -> Told:
    own = [one for one in made if one.final is statement]
    terms = dict.fromkeys(term for one in own for term in one.because.terms)
    places = [back(place, moved) for place in (statement.evidence, *statement.more)]
    became = [
        _finding(finding)
        for finding in findings
        if (finding.statement.gene, finding.statement.kind) == (statement.gene, statement.kind)
        and finding.statement.evidence in places
    ]
    ways = tuple(dict.fromkeys(_way(one.statement, one.because) for one in own))
    return Told(name, statement, _values(statement), ways, tuple(terms), tuple(dict.fromkeys(became)))


def _way(statement: Statement, because: Because) -> str:
    zone = f"part “{because.heading}” ({because.zone})" if because.zone else "a part under no known heading"
    columns = f" with columns {', '.join(because.columns)}" if because.columns else ""
    cue = f" “{because.cue}”" if because.cue else ""
    bound = reason("bound", because.bound)
    said = f"p{statement.evidence.page}, {statement.as_written} {statement.state}"
    how = f"{reason('rule', because.rule)}{columns} in {zone}; gene {bound}. {reason('state', because.told)}{cue}"
    return f"{said}: {how}"


def _finding(finding: Finding) -> str:
    variant = finding.variant
    name = (variant.hgvs_p_short or variant.hgvs_c or variant.fusion or variant.variant_class) if variant else ""
    status = f" ({variant.status})" if variant else ""
    codes = f" review: {', '.join(finding.review)}" if finding.review else ""
    return " ".join(filter(None, [finding.finding_id, name + status, finding.her2_class])) + codes


def _values(statement: Statement) -> str:
    s = statement
    shown = [
        ("VAF", number(s.vaf) if s.vaf is not None else ""),
        ("copy number", f"{number(s.copy_number)} {s.copy_number_unit}" if s.copy_number is not None else ""),
        ("level", s.copy_number_text if s.copy_number is None else ""),
        ("IHC", s.ihc_score),
        ("cells", f"{number(s.percent_cells)} %" if s.percent_cells is not None else ""),
        ("ratio", number(s.ish_ratio) if s.ish_ratio is not None else ""),
        ("copies", number(s.ish_copies) if s.ish_copies is not None else ""),
        ("group", str(s.ish_group or "")),
        ("reads", str(s.reads or "")),
        ("coding", s.coding),
        ("transcript", s.transcript),
        ("significance", s.significance),
        ("method", s.method),
        ("review", ", ".join(s.review)),
    ]
    return "; ".join(f"{name} {value}" for name, value in shown if value)


_FACTS = (
    "lab", "assay", "assay_id", "specimen", "diagnosis", "histology", "collected_on", "received_on", "reported_on",
    "tumour_fraction", "qc", "status", "report_number", "amends_number",
)  # fmt: skip


def _facts(result: ReportResult) -> tuple[tuple[str, str, Evidence | None], ...]:
    header = result.header
    facts = [(name, str(getattr(header, name) or ""), header.evidence.get(name)) for name in _FACTS]
    facts += [
        ("therapy", " ".join(filter(None, (t.text, t.start_on, t.stop_on))), t.evidence) for t in header.therapies
    ]
    return tuple(fact for fact in facts if fact[1] and fact[1] != "unknown")


def _refused(mention: GeneMention) -> Refused:
    text, place = mention.text, mention.evidence
    if mention.reason == "page_not_read":
        # Where the words were not believed, neither can be the masks over names: nothing of them is repeated.
        text, place = "", replace(place, quote="")
    return Refused("/".join(mention.genes), text, place, mention.reason, reason("refused", mention.reason))


# ── boxes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _page(page: Page, recorder: Recorder, parts: Sequence[Part], mentions: Sequence[GeneMention]) -> PageSeen:
    trouble = "" if page.quality.read else reason("refused", "page_not_read")
    marks: list[Mark] = []
    for laid in (one for one in recorder.pages if one.page.number == page.number):
        zones: dict[tuple[str, str], list[Word]] = {}
        for placed in laid.lines:
            for cell in placed.cells:
                zones.setdefault((cell.zone.name, cell.zone.heading), []).extend(cell.cell.words)
                marks.append(_mark("heading" if cell.heading else "cell", cell.zone.name, cell.cell.words))
        marks[:0] = [
            _mark("zone", f"{name or 'not known'}: {head}" if head else name, w)
            for (name, head), w in zones.items()
            if name or head
        ]
        marks += [_mark("running", "header or footer", line.words) for line in laid.running]
    for table in (one for one in recorder.tables if one.page == page.number):
        marks += _table(table)
    told = [one for part in parts for one in part.statements]
    marks += [
        Mark(
            "statement",
            f"{one.id} {one.statement.gene} {one.statement.as_written} {one.statement.state}",
            *_edges(place),
        )
        for one in told
        for place in (one.statement.evidence, *one.statement.more)
        if place.page == page.number
    ]
    marks += [
        Mark("refused", f"{'/'.join(m.genes)}: {reason('refused', m.reason)}", *_edges(m.evidence))
        for m in mentions
        if m.evidence.page == page.number and not m.statements
    ]
    return PageSeen(
        page.number, page.width, page.height, trouble, page.ocr, tuple(marks), () if trouble else page.words
    )


def _table(table: SeenTable) -> Iterator[Mark]:
    words = [word for row in table.rows for word in row.words]
    if not words:
        return
    box = union([*words, *table.head_words])
    for column in table.head.columns:
        yield Mark("column", column.role or "not known", column.x0, box.top, column.x1, box.bottom)
    for row in table.rows:
        yield _mark("row", "row", row.words)


def _mark(kind: str, label: str, words: Iterable[Word]) -> Mark:
    box = union(words)
    return Mark(kind, label, box.x0, box.top, box.x1, box.bottom)


def _edges(place: Evidence) -> tuple[float, float, float, float]:
    return place.x0, place.top, place.x1, place.bottom
