"""The laboratory of a letterhead: the institution at the top of the first page, a logo over an address, the footer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from statistics import median

from her2parse.model import Page
from her2parse.read.geometry import Cell, Line, evidence
from her2parse.read.header_lexicon import phrases
from her2parse.read.header_places import BOTTOM, TOP, Named
from her2parse.read.header_spots import label_index
from her2parse.read.header_text import PhraseIndex, clean, fold, squeeze

INSTITUTION = frozenset({"institution", "legal"})
WANTED = frozenset({"department", *INSTITUTION})
_PART = re.compile(
    r"\s+[-–—|·•]\s+|\s*[|·•｜・]\s*(?=\S*\d)|\s*[|｜]\s*|(?<=[一-鿿가-힣])\s+(?=\S*[市区區路街號号])"
    r"|\s+(?=〒|TEL\b|T[eé]l\b|電話|电话|전화|[가-힣]+[도시]\s+[가-힣]+[시군구]\s)"
)
"""What stands between an institution, its department, its address and the report's title."""
_TITLE = re.compile(r"[,.;]\s+")
_NO_NAME = re.compile(r"\d{3}|@|www|█|:")
_ADDRESS = re.compile(
    r"\d{3}[\s.\-/)]*\d{2,}|\d{5}|\b\d{4} [a-z]{2}\b|@|www\.|\b(?:tel|tels|telf|tlf|phone|fax|"
    r"clia|cap|iso|nabl|ukas|rva|nata|abn|nif|nit|cofrac|dakks)\b|〒|電話|电话|전화"
)
"""What a letterhead or footer prints beside a name (folded): postal code, telephone, mail, accreditation."""
_STREET = re.compile(r",\s*(?:[^\W\d_]+\.?\s+){0,4}\d.*$")
_KOREAN_FIRM = re.compile(r"㈜|\(주\)")
_LONGEST = 12
_LARGE = 1.4
"""A logo's letters against those of the body."""


@cache
def _institutions() -> PhraseIndex[str]:
    return phrases("institutions", "meaning")


@cache
def _stems(*wanted: str) -> tuple[str, ...]:
    from her2parse.read.header_lexicon import rows_of

    return tuple(fold(phrase) for meaning, phrase in rows_of("institutions", "meaning", "phrase") if meaning in wanted)


def kinds(text: str) -> set[str]:
    """What the words of ``text`` say: institution, legal (form), department, generic, accredited, not_lab."""
    found = {hit.entry for hit in _institutions().find(text)} - {"stem", "trade", "joint", "product"}
    return found | ({"legal"} if _KOREAN_FIRM.search(text) else set())


def is_proper(name: str) -> bool:
    """The name holds a word of its own beside the words that any laboratory or department may bear."""
    rest, at = "", 0
    for hit in _institutions().find(name):
        rest += f"{name[at : hit.start]} "
        at = hit.end
    own = [word for word in re.findall(r"[^\W\d_]{2,}", rest + name[at:]) if word[0].isupper() or not word.isascii()]
    return bool(own)


def read_letterhead(page: Page, lines: Sequence[Line]) -> Named | None:
    """The institution at the top of the first page, as printed; where it prints departments only, those, by commas."""
    heads = [line for line in lines if line.top <= TOP * page.height]
    beside = _beside_labels(lines, TOP * page.height)
    found: list[tuple[str, Cell]] = []
    named: tuple[str, Cell] | None = None
    for cell in _rejoined(heads):
        name = _name_in(cell)
        if not name or id(cell.words[0]) in beside:
            continue
        if found and not _stacked(found[-1][1], cell):
            continue
        # A laboratory with a name of its own stands over the trust or hospital that it belongs to.
        first = not found and is_proper(name)
        found.append((name, cell))
        named = named or (found[-1] if first or kinds(name) & INSTITUTION else None)
    logo = _logo(page, heads, lines, named[1] if named else None, beside)
    if logo is not None:
        return logo
    if not found:
        return None
    chosen = found[:3] if named is None else [named]
    text = ", ".join(name for name, _ in chosen)
    return Named(text, evidence(page, [word for _, cell in chosen for word in cell.words]))


def read_footer(pages: Sequence[Page], lines: Sequence[Sequence[Line]]) -> Named | None:
    """The institution that the foot of the first or last page prints beside an address, telephone or number."""
    for number in sorted({0, len(pages) - 1}):
        page = pages[number]
        feet = [line for line in lines[number] if line.top > BOTTOM * page.height]
        told = " ".join(cell.text for line in feet for cell in line.cells)
        if not _ADDRESS.search(fold(told)):
            continue
        for cell in _rejoined(feet):
            for part in _parts(cell):
                name = _cut(part)
                # A department's word alone tells a laboratory where its address stands behind it.
                wanted = WANTED if re.search(r"\d{3}", cell.text) else INSTITUTION
                if kinds(name) & wanted and is_proper(name) and _is_name(name) and _is_written_as_name(name):
                    return Named(_tidy(name), evidence(page, cell.words))
    return None


def _logo(
    page: Page, heads: Sequence[Line], lines: Sequence[Line], named: Cell | None, beside: frozenset[int]
) -> Named | None:
    """The largest text of a letterhead with an address, where it bears a laboratory's kind of name."""
    body = median([cell.height for line in lines for cell in line.cells] or [0.0])
    cells = [cell for cell in _rejoined(heads) if cell.height >= _LARGE * body and id(cell.words[0]) not in beside]
    if not cells or not _ADDRESS.search(fold(" ".join(cell.text for line in heads for cell in line.cells))):
        return None
    largest = max(cells, key=lambda cell: cell.height)
    text = _printed(largest).strip(" ,.-|")
    if named is not None and (named.height > largest.height / _LARGE or largest.top > named.bottom):
        return None
    folded = fold(text)
    fits = len(largest.words) <= 6 and not _NO_NAME.search(text) and "not_lab" not in kinds(text)
    if (
        not fits
        or not any(stem in folded for stem in _stems("stem"))
        or not (" " in text or squeeze(text) in squeeze(_urls(heads)))
    ):
        return None
    return Named(text, evidence(page, largest.words))


def read_masthead(page: Page, lines: Sequence[Line]) -> Named | None:
    """The name that stands in the largest letters over the first page, where a word of it is no word of reports and
    another is one of the trade (``Sanguine Molecular``): a company's, for which no other sign speaks."""
    cells = list(_rejoined(lines))
    body = median([cell.height for cell in cells] or [0.0])
    largest = max((cell.height for cell in cells), default=0.0)
    heads = [cell for cell in cells if cell.top <= TOP * page.height and cell.height > 0.95 * largest]
    if not heads or largest < _MASTHEAD * body:
        return None
    text = _printed(heads[0]).strip(" ,.-|")
    words = re.findall(r"[^\W\d_]+", fold(text))
    stems = _stems("stem", "trade")
    own = [word for word in words if word not in _of_reports() and not any(stem in word for stem in stems)]
    trade = any(stem in word for stem in stems for word in words if word not in own)
    named = own and trade and words[0] == own[0] and 2 <= len(heads[0].words) <= _BRAND
    if not named or not _is_written_as_name(text) or not text[0].isupper() or re.search(r"[\d:█]", text):
        return None
    said = [hit for hit in _institutions().find(text) if hit.entry == "not_lab"]
    if any(fold(text[hit.start : hit.end]) != "profiling" for hit in said):
        return None
    return Named(text, evidence(page, heads[0].words))


_MASTHEAD, _BRAND = 1.25, 5
"""A masthead's letters against those of the body, and its words at most."""


@cache
def _of_reports() -> frozenset[str]:
    """The words that reports are written in: those of all vocabularies."""
    folder = resources.files("her2parse") / "data" / "lexicon"
    texts = (file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".tsv"))
    return frozenset(word for text in texts for word in re.findall(r"[^\W\d_]+", fold(text)))


def _urls(heads: Sequence[Line]) -> str:
    words = (word.text for line in heads for cell in line.cells for word in cell.words)
    return " ".join(word for word in words if "@" in word or "www" in word.lower())


def _rejoined(lines: Sequence[Line]) -> Iterator[Cell]:
    """The cells, top down; two of overlapping lines that stand close are one (``Kantonsspital`` above its town),
    and so are two below each other where the upper ends with a word that calls for more (``Institute of``)."""
    cells = [cell for line in lines for cell in line.cells]
    taken: set[int] = set()
    for number, cell in enumerate(cells):
        if number in taken:
            continue
        for other_number, other in enumerate(cells[number + 1 : number + 12], number + 1):
            if other_number in taken:
                continue
            if _beside(cell, other) or (_calls_for_more(cell) and _stacked(cell, other) and _alike(cell, other)):
                cell = Cell(cell.page, (*cell.words, *other.words))
                taken.add(other_number)
        yield cell


def _beside(left: Cell, right: Cell) -> bool:
    level = min(left.bottom, right.bottom) - max(left.top, right.top) > 0.7 * max(left.height, right.height)
    return level and _alike(left, right) and 0 <= right.x0 - left.x1 < 0.6 * left.height


def _alike(one: Cell, other: Cell) -> bool:
    return (
        abs(one.words[-1].bottom - one.words[-1].top - other.words[0].bottom + other.words[0].top) < 0.15 * one.height
    )


def _calls_for_more(cell: Cell) -> bool:
    last = cell.words[-1].text
    return any(hit.entry == "joint" and hit.end == len(last) and not hit.start for hit in _institutions().find(last))


def _beside_labels(lines: Sequence[Line], bottom: float) -> frozenset[int]:
    """First words (their ``id``) of cells that are labels or values: what stands in a column of labels before another
    cell, what follows such a cell, and what stands under a label."""
    reach = [line for line in lines if line.top <= 1.8 * bottom]
    labels = [cell for line in reach for cell in line.cells[:-1] if _opens_with_label(cell)]
    found: set[int] = set()
    for above, line in pairwise([None, *reach]):
        assert line is not None
        for number, cell in enumerate(line.cells):
            last = number + 1 == len(line.cells)
            if is_label(cell) or (not last and _in_column(cell, labels)):
                found.add(id(cell.words[0]))
                if not last:
                    found.add(id(line.cells[number + 1].words[0]))
        for cell in line.cells:
            over = [other for other in above.cells if abs(other.x0 - cell.x0) < 3] if above else []
            told = over and (is_label(over[0]) or id(over[0].words[0]) in found)
            if told and cell.top - over[0].bottom < 1.2 * cell.height:
                found.add(id(cell.words[0]))
    return frozenset(found)


def _in_column(cell: Cell, labels: Sequence[Cell]) -> bool:
    """Whether a cell stands among labels: of their size, at their left edge, one of them a line or two away."""
    column = [
        label
        for label in labels
        if label is not cell and abs(label.x0 - cell.x0) < 3 and abs(label.height - cell.height) < 0.12 * cell.height
    ]
    return len(column) >= 2 and min(abs(label.top - cell.top) for label in column) < 3 * cell.height


def _opens_with_label(cell: Cell) -> bool:
    hits = label_index().find(cell.text)
    return is_label(cell) or bool(hits and hits[0].start == 0 and len(cell.words) <= 4)


def is_label(cell: Cell) -> bool:
    """Whether a cell holds a label alone."""
    hits = label_index().find(cell.text)
    return cell.text.rstrip().endswith((":", "：")) or bool(
        hits and hits[0].start == 0 and hits[0].end == len(cell.text) and hits[0].entry.field != "lab"
    )


def _printed(cell: Cell) -> str:
    """The cell's text; letters set one by one (``S e v e r n  H u b``) as the words that they make."""
    words = cell.words
    if len(words) < 6 or sum(len(word.text) == 1 and word.text.isalpha() for word in words) < 0.6 * len(words):
        return clean(cell.text)
    gaps = [right.x0 - left.x1 for left, right in pairwise(words)]
    usual = median(gaps)
    text = words[0].text
    for gap, word in zip(gaps, words[1:], strict=True):
        text += ("" if gap < usual + 0.12 * cell.height else " ") + word.text
    return clean(text)


def _parts(cell: Cell) -> list[str]:
    return [part for part in _PART.split(_printed(cell)) if part and part.strip()]


def _cut(part: str) -> str:
    """What stands before an accreditation, a street or a number."""
    marks = [hit.start for hit in _institutions().find(part) if hit.entry == "accredited" and hit.start]
    part = re.sub(r"[\s,(]+an?$", "", part[: marks[0]].rstrip(), flags=re.IGNORECASE) if marks else part
    part = re.sub(r"(?<=\w)\s*[（(][^()（）]*[)）]$", "", _STREET.sub("", part))
    legal = next((hit for hit in _institutions().find(part) if hit.entry == "legal"), None)
    if legal is not None and part[legal.end :].startswith(" ") and not part[legal.start].isascii() and legal.start:
        part = part[: legal.end]
    return part.strip(" ,-|")


def _is_name(name: str) -> bool:
    return (
        "not_lab" not in kinds(name)
        and not _NO_NAME.search(name)
        and len(name.split()) <= _LONGEST
        and not _common(name)
    )


def _is_written_as_name(name: str) -> bool:
    known = [(hit.start, hit.end) for hit in _institutions().find(name)]
    small = [word.start() for word in re.finditer(r"\S+", name) if word.group()[0].islower()]
    return all(any(start <= at < end for start, end in known) for at in small)


def _tidy(name: str) -> str:
    """Without signs around it, but with the last full stop of ``P.C.``"""
    bare = name.strip(" ,.-|")
    return bare + "." if "." in bare.split(" ")[-1] and name.rstrip(" ,-|").endswith(".") else bare


def _common(name: str) -> bool:
    """A word of the lexicon alone (``Hospital``) names nobody."""
    hits = _institutions().find(name)
    return (
        " " not in name.strip() and bool(hits) and hits[0].start == 0 and hits[-1].end == len(name) and len(hits) == 1
    )


def _name_in(cell: Cell) -> str:
    """The institution or department that a cell prints, empty when it prints none or something else beside it.

    Of ``Institute — department`` the institute; of ``Institute, RNA sequencing report`` what stands before the title;
    of ``Institute – Street 118, 4200 Town`` the institute.
    """
    text, pieces = _printed(cell), _parts(cell)
    if not pieces or ":" in pieces[0]:
        return ""
    whole = kinds(text)
    if "not_lab" in whole:
        pieces = [piece for part in pieces for piece in _TITLE.split(part)]
    plain = len(pieces) == 1 or not (_NO_NAME.search(text) or "not_lab" in whole or kinds(text) & {"accredited"})
    pieces = [_cut(piece) for piece in pieces]
    fits = [piece for piece in pieces if kinds(piece) & WANTED and _is_name(piece)]
    institutes = [piece for piece in fits if kinds(piece) & INSTITUTION]
    if "not_lab" in whole:
        # Beside a title only a part that names an institution, or opens the line, is sure.
        fits = institutes or fits[: fits[:1] == pieces[:1]]
    if not fits:
        return ""
    name = institutes[0] if institutes else _cut(text) if plain and _is_name(_cut(text)) else fits[0]
    return _tidy(name)


def _stacked(above: Cell, below: Cell) -> bool:
    """One block of lines: little space between, a shared edge or middle."""
    near = below.top - above.bottom < 1.6 * above.height
    edges = (below.x0 - above.x0, below.x1 - above.x1, (below.x0 + below.x1 - above.x0 - above.x1) / 2)
    return near and min(map(abs, edges)) < 12
