"""Who ran the test and which test it was: from labels, titles, repeated headers and footers, and the methods text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Protocol

from her2parse.model import Evidence, Page, Specimen, Word
from her2parse.read.geometry import Cell, Line, evidence
from her2parse.read.header_labels import LabelValue
from her2parse.read.header_lexicon import phrases
from her2parse.read.header_prose import Sentence
from her2parse.read.header_spots import label_index
from her2parse.read.header_text import PhraseIndex, clean, fold, run_of, squeeze
from her2parse.read.remembered import by_text

_BELIEVED_ZONES = frozenset({"", "results", "methods", "specimen", "signature", "comments", "genes_tested", "history"})
_TOP, _BOTTOM = 0.2, 0.9
_HEADING = 3
_OWN_TEST = re.compile(
    r"\bassay was developed|performance characteristics|\bis a (?:qualitative|next|laboratory|targeted|comprehensive)|"
    r"\bsequences \d+|\bdetects?\b|\binterrogates?|\bwas performed|\bwere performed|performed using|performed with|"
    r"using the|by the|mediante|realizad[oa] con|durchgefuhrt mit|mittels|a l'aide|realise|eseguit[ao] con|"
    r"uitgevoerd met"
)
_DEFINES = re.compile(r"\bassay was developed|\btest was developed|performance characteristics|\bsequences \d+ ")
"""A laboratory's statement about the very test reported: surer than a heading, which likes to shorten the name."""

_NOT_THIS_TEST = re.compile(
    r"\b(?:previous|prior|earlier|other tests?|also offers?|additional testing|consider|recommend\w*|"
    r"compared? (?:to|with)|approved companion|available as|reflex|instead|alternative|previo|"
    r"anterior|fruher|vorherig)\b"
)
_SENTENCES = re.compile(r"(?<=[.;]) +(?=[A-Z])")
_CRITERION = re.compile(
    r"\b(?:defined (?:by|as)|(?:is|are) considered|definiert|gilt als|gelten als|est (?:considere|defini)e?|"
    r"se (?:define|considera)n?|e (?:definit|considerat)[oa]|wordt (?:gedefinieerd|beschouwd)|e definid[oa])\b"
)
"""What a result means, whichever test was done: "positive is defined as IHC 3+ or a HER2/CEP17 ratio of 2.0"."""


class AssayLike(Protocol):
    """What the header needs of an assay of the catalogue."""

    @property
    def assay_id(self) -> str:
        """Key in ``config/assays.yaml``."""

    @property
    def name(self) -> str:
        """The name as people write it."""

    @property
    def lab(self) -> str:
        """The laboratory, or the maker of a kit."""

    @property
    def specimen(self) -> Specimen:
        """The specimen it takes, ``unknown`` when several."""


class AssaysLike(Protocol):
    """What the header needs of the assay catalogue."""

    def recognise(self, text: str, lab: str = "", reported_on: str = "") -> AssayLike | None:
        """The assay that ``text`` names, or None."""


@dataclass(frozen=True)
class Named:
    """A name with the place it was read from."""

    name: str
    evidence: Evidence | None = None


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
        if said is None or sentence.zone not in _BELIEVED_ZONES or _NOT_THIS_TEST.search(sentence.run.folded):
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
    for weight, page, cell in _places(pages, lines, zones):
        run = run_of(cell)
        for hit in _vendors().find(run.text):
            votes[hit.entry] += weight
            first.setdefault(hit.entry, evidence(page, run.words_at(hit.start, hit.end)))
    for sentence in prose:
        if sentence.zone in ("methods", "") and _of_own_test(sentence.run.folded):
            for hit in _vendors().find(sentence.run.text):
                votes[hit.entry] += 2
                first.setdefault(hit.entry, evidence(sentence.page, sentence.words_at(hit.start, hit.end)))
    if not votes:
        return None
    best, count = max(votes.items(), key=lambda item: (item[1], item[0]))
    return Named(best, first[best]) if count >= 2 else None


@by_text
def _of_own_test(folded: str) -> bool:
    """True for a sentence that may speak of the test reported."""
    return bool(_OWN_TEST.search(folded))


def _places(
    pages: Sequence[Page], lines: Sequence[Sequence[Line]], zones: Sequence[Sequence[str]]
) -> Iterator[tuple[int, Page, Cell]]:
    """Cells that speak for the whole report, with a weight: title and top of the first page 4, headings 3, headers and
    footers 2. Each text counts once."""
    seen: set[str] = set()
    for number, (page, page_lines, page_zones) in enumerate(zip(pages, lines, zones, strict=True)):
        body = median([cell.height for line in page_lines for cell in line.cells] or [0.0])
        for line, zone in zip(page_lines, page_zones, strict=True):
            edge = line.bottom < _TOP * page.height or line.top > _BOTTOM * page.height
            for cell in line.cells:
                heading = cell.height > 1.15 * body and len(cell.words) <= 12
                weight = (
                    4 if number == 0 and line.bottom < _TOP * page.height else _HEADING if heading else 2 if edge else 0
                )
                if edge or zone in _BELIEVED_ZONES:
                    key = squeeze(cell.text)
                    if weight and key not in seen and not _is_other(cell):
                        seen.add(key)
                        yield weight, page, cell


def _is_other(cell: Cell) -> bool:
    """A cell about the patient or who ordered the test (``Account: Oncology Institute``)."""
    hits = label_index().find(cell.text)
    return bool(
        hits and hits[0].start <= 2 and hits[0].entry.field in ("other", "site", "diagnosis", "therapy", "specimen")
    )


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
        if line.top > _TOP * page.height:
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


def read_assay(
    values: Sequence[LabelValue],
    pages: Sequence[Page],
    lines: Sequence[Sequence[Line]],
    zones: Sequence[Sequence[str]],
    prose: Sequence[Sentence],
    assays: AssaysLike,
    lab: str,
    reported_on: str,
) -> tuple[Named, AssayLike | None]:
    """The assay's name (the catalogue's for a known one, else as printed) and its entry in the catalogue.

    Labelled names and titles count most, then headings, headers and footers, then what the report says of its own test;
    mentions in trial, therapy and reference text, and of other tests, do not count. Of two products of one family the
    one with more weight wins, so that ``CDx`` and ``Liquid`` are kept apart.
    """
    votes: Counter[str] = Counter()
    headings: Counter[str] = Counter()
    known: dict[str, tuple[AssayLike, Named]] = {}
    for weight, whole, page, words in _assay_texts(values, pages, lines, zones, prose):
        text = " ".join(part for part in _SENTENCES.split(whole) if not _CRITERION.search(fold(part)))
        assay = assays.recognise(text, lab=lab, reported_on=reported_on)
        if assay is not None:
            headings[assay.assay_id] += weight == _HEADING
            # A short name repeated in many headings is still one sign.
            votes[assay.assay_id] += weight if weight != _HEADING or headings[assay.assay_id] <= 2 else 0
            if assay.assay_id not in known:
                known[assay.assay_id] = (assay, Named(_with_version(assay.name, text), evidence(page, words)))
    if votes:
        best = max(votes.items(), key=lambda item: (item[1], len(known[item[0]][0].name), item[0]))[0]
        return known[best][1], known[best][0]
    labelled = [v for v in values if v.field == "assay" and v.weight == 3 and v.how in ("colon", "right")]
    for value in sorted(labelled, key=lambda v: v.rank):
        name = clean(value.text)
        if 2 <= len(name) <= 80 and not name[0].islower() and not re.search(r"[.:;]\s", name):
            return Named(name, value.evidence), None
    return Named(""), None


def _assay_texts(
    values: Sequence[LabelValue],
    pages: Sequence[Page],
    lines: Sequence[Sequence[Line]],
    zones: Sequence[Sequence[str]],
    prose: Sequence[Sentence],
) -> Iterator[tuple[int, str, Page, Sequence[Word]]]:
    """Texts that may name the assay: their weight, the text, and the page and words it stands in."""
    for value in values:
        if value.field == "assay":
            yield 8 if value.weight == 3 else 5, value.text, value.page, value.words
    title = [cell for weight, _, cell in _places(pages[:1], lines[:1], zones[:1]) if weight == 4]
    if title:
        # A name may be set over several lines: the catalogue is shown the whole top of the page at once.
        text = "\n".join(cell.text for cell in title)
        yield 6, text, pages[0], title[0].words
    for weight, page, cell in _places(pages, lines, zones):
        yield weight, cell.text, page, cell.words
    for sentence in prose:
        if sentence.zone in _BELIEVED_ZONES - {"history", "comments"} and len(sentence.run.words) > 4:
            folded = sentence.run.folded
            if _of_own_test(folded) and not _NOT_THIS_TEST.search(folded):
                yield 6 if _DEFINES.search(folded) else 2, sentence.run.text, sentence.page, sentence.run.words


def _with_version(name: str, text: str) -> str:
    """The assay's name with the version that ``text`` prints right after it (``v3``, ``Version 2.1``)."""
    hits = PhraseIndex([(name, name)]).find(text)
    version = re.match(r"\s*\(?((?:v|version)\.?\s?\d[\w.]*)", text[hits[0].end :], re.IGNORECASE) if hits else None
    return f"{name} {version[1].rstrip('.')}" if version else name
