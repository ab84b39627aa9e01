"""What stands beside a label: the value of each label on a page's lines, by the shape that its kind must have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from her2parse.extract.labels import Found, Lexicon, labels_on, lexicon
from her2parse.extract.lines import TextLine, fold

_DATE = re.compile(
    r"""
      \d{1,4}\ ?[./\-年년]\ ?\d{1,2}\ ?[./\-月월]\ ?\d{1,4}\ ?[日일]?                           # 28/05/1944  1944-05-28
    | [^\W\d_]{3,10}[.\ \-]{1,2}\d{1,2}(?:st|nd|rd|th)?,?[\ \-]\d{4}                          # FEB-01-1956
    | \d{1,2}(?:st|nd|rd|th|er|\.)?[\ \-/]{1,2}(?:de\ |di\ |d')?[^\W\d_]{3,10}\.?,?[\ \-/]{1,2}(?:de\ |di\ |del\ )?\d{2,4}
    | \d{8}                                                                                   # 19560201
    | \b(?:19|20)\d\d\b                                                                       # 1956
    """,
    re.X,
)
_NUMBER = re.compile(r"(?:[^\W\d_]{1,4}[ .\-]{1,2})?(?=[\w\-./*]*\d)[\w\-./*]{2,}(?: (?:\d[\d\-]*|\d+-\w{1,2})(?!\w))*")
_PHONE = re.compile(r"[+(]?\d[\d ()./\-]{5,}\d(?: ?(?:ext|x)\.? ?\d+)?")
_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+\.[\w.\-]+")
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_'’.\-]*(?:[.'’\-]+[^\W\d_]+)*\.?")
_PARTICLES = frozenset(
    {
        "de",
        "la",
        "del",
        "las",
        "los",
        "van",
        "von",
        "den",
        "der",
        "zu",
        "zum",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "du",
        "le",
        "y",
        "e",
        "i",
        "bin",
        "al",
        "el",
        "ter",
        "ten",
        "af",
        "vom",
    }
)
_NEVER = frozenset(
    {
        "none",
        "unknown",
        "n",
        "na",
        "nil",
        "not",
        "keine",
        "keiner",
        "ninguno",
        "aucun",
        "nessuno",
        "onbekend",
        "geen",
        "unbekannt",
    }
)
_HEADER = re.compile(r"([^\W\d_][\w'’.\- ]{1,40}), ?([^\W\d_][\w'’.\- ]{0,40}?) ?\(([A-Za-z]{0,3}-?\d[\w\-]{3,})\)")
_SURNAME_GIVEN = re.compile(
    r"[^\W\d_][^\W\d_'’\- ]{1,25}(?:[ '’\-][^\W\d_]{2,25}){0,2}, ?[^\W\d_][^\W\d_'’.\- ]+(?: [^\W\d_]+\.?){0,2}"
)
_POSTCODE = re.compile(r"\b\d{4,6}\b|\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b")
_DRUG = re.compile(r"(?:nib|mab|tecan|ciclib|parib|platin|taxel|rasib|limus|tinib|vedotin|emtansine|exed)$")
_BELOW = 2.4
"""A value under its label starts at most so many line heights below it."""
_HEADER_ZONE = 0.2
"""Share of the page's height in which header lines are looked for."""


@dataclass(frozen=True, slots=True)
class Value:
    """Text beside a label: its kind, the line's position on the page, the characters, the text itself.
    ``weak``: found without a label of its own (a form of address, a header); it is masked but identifies less."""

    kind: str
    line: int
    start: int
    end: int
    text: str
    weak: bool = False


def values_on(lines: Sequence[TextLine]) -> Iterator[Value]:
    """The values of all labels on one page, those of kind ``keep`` included."""
    found = [labels_on(line) for line in lines]
    for row, labels in enumerate(found):
        for k, label in enumerate(labels):
            if _serves(lines[row], label):
                yield from _values(lines, found, row, k)


def _serves(line: TextLine, found: Found) -> bool:
    """True when a wording stands where a label stands."""
    needs, kind = found.label.needs, found.label.kind
    if kind == "keep":
        return found.colon or found.first
    if found.colon:
        return found.first or kind in ("contact", "birth_date", "patient_id", "person") or len(found.label.tokens) > 1
    if needs == "value":
        return True
    if needs == "cell" and found.alone:
        return True
    return found.first and _set_apart(line, found)


def _set_apart(line: TextLine, found: Found) -> bool:
    """A label without a colon in front of its value: all capitals before other letters, or another font."""
    last = line.word_at(found.end - 1)
    if last + 1 >= len(line.words) or "\t" in line.text[found.end : line.starts[last + 1]]:
        return False
    label, value = line.words[last], line.words[last + 1]
    capitals = line.text[found.start : found.end].isupper() and not value.text.isupper()
    return capitals or (label.font != value.font and value.text[:1].isupper())


def _values(lines: Sequence[TextLine], found: Sequence[tuple[Found, ...]], row: int, k: int) -> Iterator[Value]:
    line, label = lines[row], found[row][k]
    kind = label.label.kind
    start, end = _right(line, found[row], k)
    right = _shaped(label, line, start, end)
    if right is not None:
        yield Value(right[0], row, right[1], right[2], line.text[right[1] : right[2]])
        if kind == "contact" and right[0] == "contact":
            yield from _address_below(lines, found, row, right)
        return
    if line.text[start:end].strip(" -–—\t") and not label.alone:
        return
    if kind == "keep" and not label.alone:
        return
    below = _below(lines, found, row, label)
    if below is not None:
        shaped = _shaped(label, lines[below[0]], below[1], below[2])
        if shaped is not None:
            yield Value(shaped[0], below[0], shaped[1], shaped[2], lines[below[0]].text[shaped[1] : shaped[2]])


def _right(line: TextLine, labels: Sequence[Found], k: int) -> tuple[int, int]:
    """From the label's end to the next label, bar or wide gap; the next cell when nothing is left in the label's."""
    label = labels[k]
    start = label.end
    while start < len(line.text) and line.text[start] in " \t-–—":
        if line.text[start] in "-–—" and not line.text[start + 1 : start + 2].isspace():
            break
        start += 1
    end = len(line.text)
    for stop in ("\t", "|", "│"):
        at = line.text.find(stop, start)
        end = at if at >= 0 and at < end else end
    for other in labels[k + 1 :]:
        if other.start >= end:
            break
        other_kind = other.label.kind in ("keep", "birth_date", "patient_id")
        telling = other.colon or (other_kind and other.start == start) or _value_follows(line, other)
        if not telling and other_kind and len(line.text[start : other.start].split()) >= 2:
            telling = line.text[other.start].isupper() and len(other.label.tokens[0]) > 2
        if telling and other.start >= start:
            end = other.start
            break
    return start, end


def _value_follows(line: TextLine, other: Found) -> bool:
    if other.label.kind == "birth_date":
        return bool(_DATE.match(line.text[other.end :].lstrip(" .(")))
    return other.label.kind == "patient_id" and bool(_NUMBER.match(line.text[other.end :].lstrip(" .(#")))


def _below(
    lines: Sequence[TextLine], found: Sequence[tuple[Found, ...]], row: int, label: Found
) -> tuple[int, int, int] | None:
    """The cell under a label: line, start, end; None when there is none, or another label stands there."""
    line = lines[row]
    left, right = line.edges(label.start, label.end)
    for below in range(row + 1, min(len(lines), row + 6)):
        other = lines[below]
        if other.middle - line.middle > _BELOW * max(line.height, other.height):
            return None
        for start, end in other.cells():
            x0, x1 = other.edges(start, end)
            if x0 < right and x1 > left and end > start:
                inside = [item for item in found[below] if start <= item.start < end]
                if any(item.colon or item.alone or item.start == start for item in inside):
                    return None
                return below, start, end
    return None


def _shaped(label: Found, line: TextLine, start: int, end: int) -> tuple[str, int, int] | None:
    """The part of a stretch of text that has the shape of the label's kind: kind, start, end."""
    text = line.text[start:end]
    lead = len(text) - len(text.lstrip(" \t:#.("))
    start, text = start + lead, text[lead:]
    kind = label.label.kind
    if not text.strip(" -–—"):
        return None
    if kind == "keep":
        return kind, start, start + len(text.rstrip())
    if kind == "birth_date":
        match = _DATE.search(text[:40])
        return (kind, start + match.start(), start + match.end()) if match else None
    if kind == "patient_id":
        return _number(start, text)
    if kind == "contact":
        return _contact(label, start, text)
    length = _name_length(text, trusted=label.colon)
    if length:
        return kind, start, start + length
    return _number(start, text) if kind == "name" and label.colon and text[:1].isdigit() else None


def _number(start: int, text: str) -> tuple[str, int, int] | None:
    match = _NUMBER.match(text)
    if match is None or sum(char.isdigit() for char in match.group()) < 3 or _DATE.fullmatch(match.group()):
        return None
    return "patient_id", start, start + len(match.group().rstrip(".-/"))


def _contact(label: Found, start: int, text: str) -> tuple[str, int, int] | None:
    for shape in (_PHONE, _EMAIL):
        match = shape.match(text)
        if match:
            return "contact", start, start + match.end()
    if not label.first or not label.colon:
        return None
    return "contact", start, start + len(text.rstrip())


def _address_below(
    lines: Sequence[TextLine], found: Sequence[tuple[Found, ...]], row: int, first: tuple[str, int, int]
) -> Iterator[Value]:
    """Further lines of an address: under it, with a postcode or after a comma, up to three."""
    line, (_, start, end) = lines[row], first
    if _PHONE.fullmatch(line.text[start:end]):
        return
    left, right = lines[row].edges(start, end)
    for below in range(row + 1, min(len(lines), row + 8)):
        other = lines[below]
        if other.middle - line.middle > 1.8 * max(line.height, other.height):
            return
        for low, high in other.cells():
            x0, x1 = other.edges(low, high)
            if x0 < right and x1 > left - 40 and x0 < left + 40:
                stops = [item.start for item in found[below] if low <= item.start < high and item.colon]
                high = min([high, *stops])
                text = other.text[low:high]
                if low in stops or not (_POSTCODE.search(text) or line.text[start:end].rstrip().endswith(",")):
                    return
                yield Value("contact", below, low, high, text)
                line, start, end = other, low, high
                break


def _name_length(text: str, *, trusted: bool) -> int:
    """How many characters of ``text`` are a person's name; 0 when it does not look like one.

    ``trusted``: a colon stands before it, so that a single word or a common one may be a name."""
    words = lexicon()
    end = telling = taken = 0
    at = 0
    while at < len(text) and taken < 12:
        while at < len(text) and text[at] in " ,;&/":
            at += 1
        match = _NAME_WORD.match(text, at)
        if match is None:
            break
        word, plain = match.group(), fold(match.group()).strip(".'-")
        if not (
            word[0].isupper()
            or not word.isascii()
            or plain in _PARTICLES
            or (trusted and taken == 0 == at and len(word) > 2)
        ):
            break
        if plain in _NEVER or _no_name(word, plain, words, first=taken == 0):
            break
        if taken >= 2 and _ends_name(plain, words):
            break
        telling += plain not in _PARTICLES and not words.is_common(plain) and len(plain) > 1 and plain not in _forms()
        at = end = match.end()
        taken += 1
    if taken == 0 or (not trusted and (telling == 0 or taken < 2) and text[:end].isascii()):
        return 0
    if trusted and telling == 0 and (taken < 2 or not _capitals(text[:end])) and not _titled(text):
        return 0
    return end


def _capitals(text: str) -> bool:
    return all(word[0].isupper() for word in text.split() if word[0].isalpha())


def _titled(text: str) -> bool:
    words = lexicon()
    return text.startswith((*words.titles_patient, *words.titles_person))


def _no_name(word: str, plain: str, words: Lexicon, *, first: bool) -> bool:
    """True for gene symbols in capitals, drugs, and anything with a digit."""
    if word.isupper() and len(word) > 2 and word.upper() in words.genes:
        return True
    return bool(_DRUG.search(plain)) or (first and plain in ("the", "this", "see", "and"))


def _ends_name(plain: str, words: Lexicon) -> bool:
    return words.is_common(plain) and plain not in _PARTICLES and plain not in _forms()


@cache
def _forms() -> frozenset[str]:
    words = lexicon()
    texts = (*words.titles_patient, *words.titles_person, *words.credentials)
    return frozenset(part for text in texts for part in (fold(text).strip("."), *re.findall(r"[^\W\d_]+", fold(text))))


@cache
def _address_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = lexicon()

    def one_of(texts: Sequence[str]) -> str:
        return "|".join(re.escape(text) for text in texts)

    return (
        re.compile(rf"(?<!\w)(?:{one_of(words.titles_patient)})(?!\w) (?=[^\W\d_])"),
        re.compile(rf"(?<!\w)(?:{one_of(words.titles_person)})(?!\w) (?=[^\W\d_])"),
        re.compile(
            rf"((?:[^\W\d_][\w'’.\-]* ){{1,3}}[^\W\d_][\w'’\-]+), ?(?:{one_of(words.credentials)})(?![\w ]*\d)(?!\w)"
        ),
    )


def addressed(lines: Sequence[TextLine]) -> Iterator[Value]:
    """Persons told by a form of address before the name (``Frau``, ``Dr.``) or a degree after it (``, MD``)."""
    patient, person, degree = _address_patterns()
    words = lexicon()
    for row, line in enumerate(lines):
        for pattern, kind in ((patient, "name"), (person, "person")):
            for match in pattern.finditer(line.text):
                start = match.end()
                if not line.text[start].isupper():
                    continue
                length = _name_length(line.text[start:].partition("\t")[0], trusted=True)
                if not length:
                    continue
                text = line.text[start : start + length]
                yield Value(kind, row, start, start + length, text, weak=True)
        for match in degree.finditer(line.text):
            name = match.group(1).split(" ")
            while name and (not name[0][:1].isupper() or (words.is_common(fold(name[0])) and len(name) > 2)):
                name.pop(0)
            text = " ".join(name)
            if len(name) >= 2 and not all(words.is_common(fold(word)) for word in name):
                yield Value("person", row, match.end(1) - len(text), match.end(1), text, weak=True)


def header_names(lines: Sequence[Sequence[TextLine]], heights: Sequence[float]) -> list[list[Value]]:
    """Names in running heads: ``Surname, Given (A0123456)``, or ``Surname, Given`` alone on two pages or more."""
    found: list[list[Value]] = [[] for _ in lines]
    bare: dict[str, list[tuple[int, int, int, int]]] = {}
    words = lexicon()
    for page, (page_lines, height) in enumerate(zip(lines, heights, strict=True)):
        for row, line in enumerate(page_lines):
            if line.words[0].top > _HEADER_ZONE * height:
                break
            for start, end in line.cells():
                text = line.text[start:end]
                match = _HEADER.match(text)
                if match and not _all_common(match.group(1) + " " + match.group(2), words):
                    found[page].append(Value("name", row, start, start + match.end(2), text[: match.end(2)]))
                    low, high = start + match.start(3), start + match.end(3)
                    found[page].append(Value("patient_id", row, low, high, match.group(3), weak=True))
                elif _SURNAME_GIVEN.fullmatch(text) and not _any_common(text, words):
                    bare.setdefault(text, []).append((page, row, start, end))
    for text, places in bare.items():
        if len({page for page, *_ in places}) > 1:
            for page, row, start, end in places:
                found[page].append(Value("name", row, start, end, text, weak=True))
    return found


def named_by_birth_date(lines: Sequence[TextLine], values: Sequence[Value], height: float) -> Iterator[Value]:
    """A name without any label (a card's title) on a page that gives a birth date beside no name: the nearest cell
    above it or on its line, in the page's head, of two to four capitalised words none of which is a common word."""
    births = [value for value in values if value.kind == "birth_date"]
    if not births or any(value.kind in ("name", "name_part") for value in values):
        return
    words = lexicon()
    best: tuple[int, int, int, str] | None = None
    for row, line in enumerate(lines[: births[0].line + 1]):
        if line.words[0].top > 2 * _HEADER_ZONE * height:
            break
        for start, end in line.cells():
            text = line.text[start:end].strip(" ,")
            parts = text.replace(",", " ").split()
            if 2 <= len(parts) <= 4 and _name_length(text, trusted=False) == len(text) and not _any_common(text, words):
                best = (row, start, start + len(text), text)
    if best is not None:
        yield Value("name", *best)


def _all_common(text: str, words: Lexicon) -> bool:
    return all(words.is_common(word) for word in re.findall(r"[^\W\d_]+", fold(text)))


def _any_common(text: str, words: Lexicon) -> bool:
    return any(words.is_common(word) for word in re.findall(r"[^\W\d_]+", fold(text)))
