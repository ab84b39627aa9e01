"""Who ran the test: from labels, titles, repeated headers and footers, the letterhead, and the methods text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from her2parse.model import Evidence, Page
from her2parse.read.geometry import Cell, Line, evidence
from her2parse.read.header_labels import LabelValue
from her2parse.read.header_lexicon import phrases
from her2parse.read.header_places import BELIEVED_ZONES, NOT_THIS_TEST, TOP, Named, of_own_test, places_of
from her2parse.read.header_prose import Sentence
from her2parse.read.header_spots import label_index
from her2parse.read.header_text import PhraseIndex, clean, run_of


@cache
def _vendors() -> PhraseIndex[str]:
    return phrases("vendors", "lab")


@cache
def _institutions() -> PhraseIndex[str]:
    return phrases("institutions", "meaning")


def vendor_in(text: str) -> str:
    """The known laboratory that a text names, or an empty string."""
    hits = _vendors().find(text)
    return hits[0].entry if hits else ""


def read_lab(
    values: Sequence[LabelValue],
    pages: Sequence[Page],
    lines: Sequence[Sequence[Line]],
    zones: Sequence[Sequence[str]],
    prose: Sequence[Sentence],
) -> Named:
    """The laboratory that ran the test: labelled; a known vendor in title, header, footer or its own words about the
    test; else the institution at the top of the first page, as printed, or where a sentence says the test was done."""
    for value in sorted((v for v in values if v.field == "lab" and v.how != "plain"), key=lambda v: v.rank):
        vendor = vendor_in(value.text)
        if vendor:
            return Named(vendor, value.evidence)
        name = _institution_of(value.text)
        if value.weight == 3 and name:
            return Named(name, value.evidence)
    known = _vendor_of(pages, lines, zones, prose)
    return known or _letterhead(pages[0], lines[0]) or _performed_at(prose) or _company(prose) or Named("")


_PERFORMED = re.compile(
    r"\b(?:performed|tested|analy[sz]ed|sequenced|processed|carried out|done|durchgefuhrt|realisee?s?|effectuee?s?|"
    r"realizad[oa]s?|eseguit[aoei]|uitgevoerd) (?:at|by|in|im|am|an der|au|a la|a l'|dans le|par le|en el|en la|"
    r"por el|no|na|presso|dal|dalla|bij|door|in het) ?(?:the |our )?"
)
_NAME_WORD = re.compile(r"[^\W\d_a-zà-ÿ]|(?:of|and|for|the|de|del|della|du|des|der|für|und|et|y|e|van|voor|da|do)$")


def _performed_at(prose: Sequence[Sentence]) -> Named | None:
    """The laboratory of a sentence that says where this test was done, where it is a proper name of one."""
    for sentence in prose:
        said = _PERFORMED.search(sentence.run.folded)
        if said is None or sentence.zone not in BELIEVED_ZONES or NOT_THIS_TEST.search(sentence.run.folded):
            continue
        name = re.split(r"[,;(]| - ", _institution_of(sentence.run.text[said.end() :]))[0].strip()
        wanted = {"department", *_INSTITUTION}
        if _kinds(name) & wanted and _is_proper(name) and all(_NAME_WORD.match(word) for word in name.split()):
            return Named(name, evidence(sentence.page, sentence.words_at(said.end(), said.end() + len(name))))
    return None


def _company(prose: Sequence[Sentence]) -> Named | None:
    """The one company that a sentence of its own names by its legal form (``Example Laboratories GmbH.``)."""
    found: dict[str, Evidence] = {}
    for sentence in prose:
        text = sentence.run.text
        legal = next((hit for hit in _institutions().find(text) if hit.entry == "legal"), None)
        words = text[: legal.end].split() if legal else []
        rest = text[legal.end :].strip(" .,") if legal else ""
        if 2 <= len(words) <= 7 and all(word[0].isupper() or word == "&" for word in words) and not rest:
            found.setdefault(" ".join(words), sentence.evidence)
    return Named(*next(iter(found.items()))) if len(found) == 1 else None


def _institution_of(text: str) -> str:
    name = re.split(r"[|;]|,?\s*(?:CLIA|CAP)\b|,\s*\d|(?<!\bSt)(?<!\bDr)(?<!\bProf)\.\s", text)[0].strip(" ,.-")
    return name if 3 <= len(name) <= 90 and re.search(r"[^\W\d_]{3}", name) and len(name.split()) <= 12 else ""


def _vendor_of(
    pages: Sequence[Page], lines: Sequence[Sequence[Line]], zones: Sequence[Sequence[str]], prose: Sequence[Sentence]
) -> Named | None:
    votes: Counter[str] = Counter()
    first: dict[str, Evidence] = {}
    for weight, page, cell in places_of(pages, lines, zones):
        run = run_of(cell)
        for hit in _vendors().find(run.text):
            votes[hit.entry] += weight
            first.setdefault(hit.entry, evidence(page, run.words_at(hit.start, hit.end)))
    for sentence in prose:
        if sentence.zone in ("methods", "") and of_own_test(sentence.run.folded):
            for hit in _vendors().find(sentence.run.text):
                votes[hit.entry] += 2
                first.setdefault(hit.entry, evidence(sentence.page, sentence.words_at(hit.start, hit.end)))
    if not votes:
        return None
    best, count = max(votes.items(), key=lambda item: (item[1], item[0]))
    return Named(best, first[best]) if count >= 2 else None


def _is_label(cell: Cell) -> bool:
    hits = label_index().find(cell.text)
    return cell.text.rstrip().endswith((":", "：")) or bool(
        hits and hits[0].start == 0 and hits[0].end == len(cell.text)
    )


def _letterhead(page: Page, lines: Sequence[Line]) -> Named | None:
    """The institution at the top of the first page, as printed; where it prints departments only, those, by commas."""
    found: list[tuple[str, Cell]] = []
    named: tuple[str, Cell] | None = None
    for line in lines:
        if line.top > TOP * page.height:
            break
        for number, cell in enumerate(line.cells):
            name = _name_in(cell)
            if not name or (number and _is_label(line.cells[number - 1])):
                continue
            if found and not _stacked(found[-1][1], cell):
                continue
            # A laboratory with a name of its own stands over the trust or hospital that it belongs to.
            first = not found and _is_proper(name)
            found.append((name, cell))
            named = named or (found[-1] if first or _kinds(name) & _INSTITUTION else None)
    if not found:
        return None
    chosen = found[:3] if named is None else [named]
    text = ", ".join(name for name, _ in chosen)
    return Named(text, evidence(page, [word for _, cell in chosen for word in cell.words]))


_INSTITUTION = frozenset({"institution", "legal"})
_DASH = re.compile(r"\s+[-–—|·•]\s+")
_TITLE = re.compile(r"\s+[-–—|·•]\s+|[,.;]\s+")


def _kinds(text: str) -> set[str]:
    return {hit.entry for hit in _institutions().find(text)}


def _is_proper(name: str) -> bool:
    """The name holds a word of its own beside the words that any laboratory or department may bear."""
    rest, at = "", 0
    for hit in _institutions().find(name):
        rest += f"{name[at : hit.start]} "
        at = hit.end
    own = [word for word in re.findall(r"[^\W\d_]{2,}", rest + name[at:]) if word[0].isupper()]
    return bool(own)


def _name_in(cell: Cell) -> str:
    """The institution or department that a cell prints, empty when it prints none or something else beside it.

    Of ``Institute — department`` the institute; of ``Institute, RNA sequencing report`` what stands before the title.
    """
    if ":" in cell.text or len(cell.words) > 12 or re.search(r"\d{3}|@|www|█", cell.text):
        return ""
    text = clean(cell.text)
    whole = _kinds(text)
    parts = (_DASH if "not_lab" not in whole else _TITLE).split(text)
    wanted = {"department", *_INSTITUTION}
    fits = [part for part in parts if _kinds(part) & wanted and "not_lab" not in _kinds(part) and " " in part.strip()]
    if len(parts) == 1 and _kinds(text) & wanted and "not_lab" not in whole:
        fits = [text]
    institutes = [part for part in fits if _kinds(part) & _INSTITUTION]
    if "not_lab" in whole:
        # Beside a title only a part that names an institution, or opens the line, is sure.
        fits = institutes or fits[: fits[:1] == parts[:1]]
    name = institutes[0] if institutes else text if "not_lab" not in whole and fits else next(iter(fits), "")
    return name.strip(" ,.-|")


def _stacked(above: Cell, below: Cell) -> bool:
    """One block of lines: little space between, a shared edge or middle."""
    near = below.top - above.bottom < 1.6 * above.height
    edges = (below.x0 - above.x0, below.x1 - above.x1, (below.x0 + below.x1 - above.x0 - above.x1) / 2)
    return near and min(map(abs, edges)) < 12
