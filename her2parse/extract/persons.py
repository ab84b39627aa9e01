"""Persons named without a label: by a form of address, a degree, a running head, a card's title; streets under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from her2parse.extract.labels import Lexicon, lexicon
from her2parse.extract.lines import TextLine, fold
from her2parse.extract.shapes import common_words, name_length, whole_name
from her2parse.extract.values import Value

_HEADER = re.compile(r"([^\W\d_][\w'’.\- ]{1,40}), ?([^\W\d_][\w'’.\- ]{0,40}?) ?\(([A-Za-z]{0,3}-?\d[\w\- ]{3,})\)")
_SURNAME_GIVEN = re.compile(
    r"[^\W\d_][^\W\d_'’\- ]{1,25}(?:[ '’\-][^\W\d_]{2,25}){0,2}, ?[^\W\d_][^\W\d_'’.\- ]+(?: [^\W\d_]+\.?){0,2}"
)
# 88 Elm Terrace, Springfield; Musterweg 3, 72070 Neuental
_STREET = re.compile(
    r"\d{1,5}[A-Za-z]? (?:[^\W\d_][\w.'’\-]* ?){1,5}, ?(?:[^\W\d_]|\d{4,6}).*"
    r"|(?:[^\W\d_][\w.'’\-]* ){1,4}\d{1,4} ?[a-z]?, ?(?:\d{4,6} ?(?:[A-Z]{2} )?)?[^\W\d_].*"
)
_CHANGE = re.compile(r"%|[=<>+:*]|\b[pcg]\.|\b[A-Z]\d{2,}|\b(?:19|20)\d\d\b", re.A)
"""What a result or a date has and a street has not."""
_HEADER_ZONE = 0.2
"""Share of the page's height in which header lines are looked for."""


@cache
def _address_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A patient's and a person's form of address; a name with its degree; and, found faster, a degree alone."""
    words = lexicon()

    def one_of(texts: Sequence[str]) -> str:
        return "|".join(re.escape(text) for text in texts)

    return (
        re.compile(rf"(?<!\w)(?:{one_of(words.titles_patient)})(?!\w) (?=[^\W\d_])"),
        re.compile(rf"(?<!\w)(?:{one_of(words.titles_person)})(?!\w) (?=[^\W\d_])"),
        re.compile(
            rf"((?:[^\W\d_][\w'’.\-]* ){{1,3}}[^\W\d_][\w'’\-]+)"
            rf"(?:, ?| )(?:{one_of(words.credentials)})(?![\w ]*\d)(?!\w)"
        ),
        re.compile(rf"[, ](?:{one_of(words.credentials)})(?!\w)"),
    )


def addressed(lines: Sequence[TextLine]) -> Iterator[Value]:
    """Persons told by a form of address before the name (``Frau``, ``Dr.``) or a degree after it (``, MD``)."""
    patient, person, degree, degree_alone = _address_patterns()
    words = lexicon()
    for row, line in enumerate(lines):
        for pattern, kind in ((patient, "name"), (person, "person")):
            for match in pattern.finditer(line.text):
                start = match.end()
                if not line.text[start].isupper():
                    continue
                length = name_length(line.text[start:].partition("\t")[0], trusted=True)
                if not length:
                    continue
                text = line.text[start : start + length]
                if all(part in words.forms for part in re.findall(r"[^\W\d_]+", fold(text))):
                    continue  # the physician's title of a letter ("Frau Dr. med. …"): the name stands behind it
                yield Value(kind, row, start, start + length, text, weak=True)
        for match in degree.finditer(line.text) if degree_alone.search(line.text) else ():
            name = match.group(1).split(" ")
            while name and (not name[0][:1].isupper() or (words.is_common(fold(name[0])) and len(name) > 2)):
                name.pop(0)
            text = " ".join(name)
            comma = line.text[match.end(1)] == ","
            if len(name) >= 2 and not all(words.is_common(fold(word)) for word in name) and (comma or whole_name(text)):
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
                elif _SURNAME_GIVEN.fullmatch(text) and not common_words(text):
                    bare.setdefault(text, []).append((page, row, start, end))
    for text, places in bare.items():
        if len({page for page, *_ in places}) > 1:
            for page, row, start, end in places:
                found[page].append(Value("name", row, start, end, text, weak=True))
    return found


def addresses_under(lines: Sequence[TextLine], values: Sequence[Value]) -> Iterator[Value]:
    """Street lines without a label within three lines under a person's name, in the same column (a letter's head)."""
    for value in values:
        if value.kind not in ("person", "name"):
            continue
        line = lines[value.line]
        left, right = line.edges(value.start, value.end)
        for below in range(value.line + 1, min(len(lines), value.line + 6)):
            other = lines[below]
            if other.middle - line.middle > 4.5 * max(line.height, other.height):
                break
            for low, high in other.cells():
                text = other.text[low:high]
                x0, x1 = other.edges(low, high)
                if x0 < right and x1 > left and _STREET.fullmatch(text) and not _CHANGE.search(text):
                    yield Value("contact", below, low, high, text)


def named_by_birth_date(lines: Sequence[TextLine], values: Sequence[Value], height: float) -> Iterator[Value]:
    """A name without any label (a card's title) on a page that gives a birth date beside no name: the nearest cell
    above it or on its line, in the page's head, of two to four capitalised words none of which is a common word."""
    births = [value for value in values if value.kind == "birth_date"]
    if not births or any(value.kind in ("name", "name_part") for value in values):
        return
    best: tuple[int, int, int, str] | None = None
    for row, line in enumerate(lines[: births[0].line + 1]):
        if line.words[0].top > 2 * _HEADER_ZONE * height:
            break
        for start, end in line.cells():
            text = line.text[start:end].strip(" ,")
            parts = text.replace(",", " ").split()
            if 2 <= len(parts) <= 4 and name_length(text, trusted=False) == len(text) and not common_words(text):
                best = (row, start, start + len(text), text)
    if best is not None:
        yield Value("name", *best)


def _all_common(text: str, words: Lexicon) -> bool:
    return all(words.is_common(word) for word in re.findall(r"[^\W\d_]+", fold(text)))
