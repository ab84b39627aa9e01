"""Why words became a statement, or none: told where it is decided, kept only when somebody asks.

Reading hands a ``Trace`` down. The plain one forgets everything, so that a run pays for a few empty calls; a
``Recorder`` keeps pages, tables, statements and refusals for ``her2parse explain``. Refusals are codes of
``data/reasons.tsv``. The recorder can account for every word that names a gene, on every page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from her2parse.model import Evidence, Page, Statement, Word
from her2parse.read.geometry import evidence, lines_of
from her2parse.read.mentions import Mention, Segment, mentions

if TYPE_CHECKING:
    from her2parse.read.layout import LaidPage
    from her2parse.read.lexicon import Lexicon
    from her2parse.read.rows import Row
    from her2parse.read.tables import Head

UNSAID = "no_event"
"""The weakest reason: it holds for the words of a segment where nothing better is said."""


@dataclass(frozen=True, slots=True)
class Because:
    """What made one statement.

    ``zone`` and ``heading``: the part it stands in and the words that opened it. ``rule``: how its words were put
    together (``table``, ``line``, ``stacked``, ``entry``, ``sentence``). ``bound``: how its gene was found. ``told``:
    what gave its state, and ``cue`` the words that did. ``terms``: type, value and text of the lexicon's rows and
    shapes that were seen in the same words. ``columns``: the roles of the columns.
    """

    zone: str
    heading: str
    rule: str
    bound: str
    told: str
    cue: str = ""
    terms: tuple[tuple[str, str, str], ...] = ()
    columns: tuple[str, ...] = ()


class Trace:
    """Takes reasons and keeps none."""

    asked = False

    def part(self, pages: Sequence[Page], lex: Lexicon) -> None:
        """The pages of one report and the lexicon that it is read with."""

    def laid(self, page: LaidPage) -> None:
        """A page with its lines in zones."""

    def table(self, page: int, head: Head, lines: Sequence[Sequence[Word]], rows: Sequence[Row]) -> None:
        """A table: its page, its head, the words of the head's lines, its rows."""

    def layout(self, name: str, missing: Sequence[str]) -> None:
        """The layout that the report was recognised as, and what it was expected to show and does not."""

    def refused(self, words: Iterable[Word], code: str, gene: str = "") -> None:
        """No statement is made of ``words``, for the reason ``code``; with ``gene`` it holds for that gene only."""

    def made(self, statement: Statement, words: Iterable[Word], because: Because) -> None:
        """A statement was made, and its evidence is ``words``."""

    def merged(self, old: Statement, new: Statement | None) -> None:
        """``old`` is now told by ``new``; by another statement of the same gene where that is ``None``."""


SILENT = Trace()


@dataclass(slots=True)
class SeenTable:
    """A table as it was read: its page, its head with the head's words on this page (none where it goes on from the
    page before), and each row with its columns' roles."""

    page: int
    head: Head
    head_words: tuple[Word, ...]
    rows: tuple[Segment, ...]


@dataclass(slots=True)
class Made:
    """A statement as first made, why, and the statement that tells it in the end (``None``: another one does)."""

    statement: Statement
    because: Because
    final: Statement | None


@dataclass(frozen=True, slots=True)
class GeneMention:
    """A place where a page names genes: the statements that rest on it, or the ``reason`` why there are none."""

    genes: tuple[str, ...]
    text: str
    evidence: Evidence
    statements: tuple[Statement, ...]
    reason: str


@dataclass(slots=True)
class _Fate:
    """What became of a word: a statement of a gene, or a reason (of all genes in the word when ``gene`` is empty)."""

    gene: str
    code: str
    made: Made | None = None


@dataclass
class Recorder(Trace):
    """Keeps everything. Words are known by identity, so the document must live as long as its recorder."""

    asked = True
    pages: list[LaidPage] = field(default_factory=list)
    tables: list[SeenTable] = field(default_factory=list)
    statements: list[Made] = field(default_factory=list)
    layouts: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    _parts: list[tuple[tuple[Page, ...], Lexicon]] = field(default_factory=list)
    _fates: dict[int, list[_Fate]] = field(default_factory=dict)
    _now: dict[int, list[Made]] = field(default_factory=dict)

    def part(self, pages: Sequence[Page], lex: Lexicon) -> None:
        self._parts.append((tuple(pages), lex))

    def laid(self, page: LaidPage) -> None:
        self.pages.append(page)

    def table(self, page: int, head: Head, lines: Sequence[Sequence[Word]], rows: Sequence[Row]) -> None:
        words = tuple(word for line in lines for word in line)
        self.tables.append(SeenTable(page, head, words, tuple(row.segment for row in rows)))
        self.refused(words, "column_head")

    def layout(self, name: str, missing: Sequence[str]) -> None:
        self.layouts.append((name, tuple(missing)))

    def refused(self, words: Iterable[Word], code: str, gene: str = "") -> None:
        for word in words:
            self._fates.setdefault(id(word), []).append(_Fate(gene, code))

    def made(self, statement: Statement, words: Iterable[Word], because: Because) -> None:
        made = Made(statement, because, statement)
        self.statements.append(made)
        self._now.setdefault(id(statement), []).append(made)
        for word in words:
            self._fates.setdefault(id(word), []).append(_Fate(statement.gene, "", made))

    def merged(self, old: Statement, new: Statement | None) -> None:
        if new is old:
            return
        moved = self._now.pop(id(old), [])
        for made in moved:
            made.final = new
        if new is not None:
            self._now.setdefault(id(new), []).extend(moved)

    def genes(self) -> tuple[GeneMention, ...]:
        """Every place of all pages that names a gene, in reading order, with what became of it."""
        out: list[GeneMention] = []
        for page, lex in ((page, lex) for pages, lex in self._parts for page in pages):
            for line in lines_of(page):
                for cell in line.cells:
                    for mention in mentions(Segment(page.number, cell.words), lex):
                        if genes := genes_of(mention):
                            words = [cell.words[index] for index in mention.words]
                            out.append(self._account(page, genes, mention.text, words))
        return tuple(out)

    def _account(self, page: Page, genes: tuple[str, ...], text: str, words: Sequence[Word]) -> GeneMention:
        fates = [fate for word in words for fate in self._fates.get(id(word), [])]
        own = [fate for fate in fates if fate.gene in genes]
        told = {id(final): final for fate in own if fate.made and (final := fate.made.final) is not None}
        reason = ""
        if not told:
            reasons = [fate.code or "told_elsewhere" for fate in own] or [
                f.code for f in fates if not f.gene and f.code
            ]
            reason = next((code for code in reversed(reasons) if code != UNSAID), (reasons or ["unaccounted"])[-1])
        return GeneMention(genes, text, evidence(page, words), tuple(told.values()), reason)


def genes_of(mention: Mention) -> tuple[str, ...]:
    """The genes that a mention names: itself, both partners of a fusion, or the gene inside a phrase (``EGFRvIII``)."""
    if mention.type in ("gene", "genes"):
        return tuple(mention.value.split(";"))
    if mention.type == "fusion":
        return tuple(mention.value.split("::"))
    return (mention.gene,) if mention.gene else ()
