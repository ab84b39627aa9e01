"""Who is named on the pages, and the pages with those names masked.

Persons are found by labels (``privacy_labels.tsv``), by forms of address, and by header lines such as
``Surname, Given (A0123456)``; every other place that prints the same name, number or birth date is masked too.
What stands beside a label of another kind (collection and report dates, diagnosis, specimen) is never masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from her2parse.extract.births import names_beside, unlabelled_births
from her2parse.extract.identity import normal_date, normal_id, normal_name, pseudonym
from her2parse.extract.labels import lexicon
from her2parse.extract.lines import TextLine, fold
from her2parse.extract.misread import alike
from her2parse.extract.persons import addressed, addresses_under, header_names, named_by_birth_date
from her2parse.extract.values import Value, values_on
from her2parse.extract.views import view_of
from her2parse.model import Page, Word

BLOCK = "█"

_TOKEN = re.compile(r"[^\W\d_]+")
_RUN_GAP = re.compile(r"[ ,.\-'’;]{0,3}\Z")


@dataclass
class _Secrets:
    """What must not appear anywhere: names as word sets, other identifiers as whole strings."""

    names: dict[frozenset[str], None] = field(default_factory=dict)
    strings: dict[str, None] = field(default_factory=dict)


Spans = dict[int, list[tuple[int, int]]]


def mask(
    pages: Sequence[Page], key: bytes, directions: Sequence[Sequence[int]] = ()
) -> tuple[tuple[Page, ...], tuple[tuple[str, int], ...]]:
    """The pages with every identifying word masked, and the keyed pseudonyms with the page each was first seen on.

    ``directions``: for each page its words' directions of writing (see ``view_of``); empty = all upright.

    The pseudonyms ``nb:`` (name and birth date) come before ``id:`` (record numbers); each kind in order of pages.
    """
    views = [view_of(page, directions[i] if directions else ()) for i, page in enumerate(pages)]
    lines = [view.lines for view in views]
    found = [list(values_on(page_lines)) for page_lines in lines]
    for values, extra in zip(found, header_names(lines, [view.height for view in views]), strict=True):
        values.extend(extra)
    for view, values, page_lines in zip(views, found, lines, strict=True):
        values.extend(addressed(page_lines))
        values.extend(unlabelled_births(page_lines, values))
        values.extend(names_beside(page_lines, values))
        values.extend(named_by_birth_date(page_lines, values, view.height))
        values.extend(addresses_under(page_lines, values))
    secrets = _Secrets()
    for values in found:
        for value in values:
            _learn(secrets, value)
    masked = tuple(
        _masked(page, page_lines, values, secrets) for page, page_lines, values in zip(pages, lines, found, strict=True)
    )
    return masked, _identities(pages, found, key)


def _learn(secrets: _Secrets, value: Value) -> None:
    """Note what else must be masked where it stands without a label."""
    if value.kind in ("name", "name_part", "person"):
        for name in re.split(r"[;/&]", value.text):
            words = frozenset(_TOKEN.findall(fold(name))) - lexicon().forms
            if words:
                secrets.names[words] = None
    elif value.kind != "keep":
        text = " ".join(fold(value.text).split())
        digits = sum(char.isdigit() for char in text)
        if len(text) >= 5 and (digits >= 3 or " " in text):
            secrets.strings[text] = None


def _masked(page: Page, lines: Sequence[TextLine], values: Iterable[Value], secrets: _Secrets) -> Page:
    hidden: Spans = {}
    kept: set[int] = set()
    for value in values:
        line = lines[value.line]
        for index, low, high in line.spans(value.start, value.end):
            if value.kind == "keep":
                kept.add(index)
            else:
                hidden.setdefault(index, []).append((low, high))
    strings = _strings_pattern(secrets.strings)
    beginnings = {text.split()[0] for text in secrets.strings}
    names = _names_by_word(secrets.names)
    for line in lines:
        if strings is not None and any(beginning in line.folded for beginning in beginnings):
            for match in strings.finditer(line.folded):
                spans = list(line.spans(match.start(), match.end()))
                if not any(index in kept for index, _, _ in spans):
                    _add(hidden, spans)
        for start, end in _name_runs(line, names):
            _add(hidden, line.spans(start, end))
    if page.ocr:
        for index, word in enumerate(page.words):
            if index not in kept and _misread(word.text, names, secrets.strings):
                hidden.setdefault(index, []).append((0, len(word.text)))
    if not hidden:
        return page
    words = tuple(_blocked(word, hidden[i]) if i in hidden else word for i, word in enumerate(page.words))
    return replace(page, words=words)


def _misread(text: str, names: Iterable[str], strings: Iterable[str]) -> bool:
    """Whether a word that OCR read may be a name's word or a part of an identifier with letters mistaken."""
    folded = fold(text)
    for word in _TOKEN.findall(folded):
        if len(word) >= 4 and not lexicon().is_common(word) and any(alike(word, name) for name in names):
            return True
    core = folded.strip(".,;:()|")
    digits = sum(char.isdigit() for char in core)
    return len(core) >= 5 and digits >= 3 and any(alike(core, part) for text in strings for part in text.split())


def _add(hidden: Spans, spans: Iterable[tuple[int, int, int]]) -> None:
    for index, low, high in spans:
        hidden.setdefault(index, []).append((low, high))


def _blocked(word: Word, spans: Iterable[tuple[int, int]]) -> Word:
    chars = list(word.text)
    for low, high in spans:
        chars[low:high] = BLOCK * (high - low)
    return replace(word, text="".join(chars), masked=True)


def _strings_pattern(strings: Iterable[str]) -> re.Pattern[str] | None:
    """Whole identifiers, whatever white space is between their parts; longest first."""
    parts = [r"\s+".join(map(re.escape, text.split())) for text in sorted(strings, key=lambda text: (-len(text), text))]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])") if parts else None


def _names_by_word(names: Iterable[frozenset[str]]) -> dict[str, list[frozenset[str]]]:
    by_word: dict[str, list[frozenset[str]]] = {}
    for name in names:
        for word in sorted(name):
            by_word.setdefault(word, []).append(name)
    return by_word


def _name_runs(line: TextLine, names: dict[str, list[frozenset[str]]]) -> Iterator[tuple[int, int]]:
    """Runs of words of one name: one that is no common word suffices; common words need a second word of the name."""
    if not any(name in line.folded for name in names):
        return
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(line.folded) if m.group() in names]
    for i, (word, _, _) in enumerate(tokens):
        for name in names[word]:
            run = [tokens[i]]
            for other in tokens[i + 1 :]:
                if other[0] not in name or not _RUN_GAP.match(line.text[run[-1][2] : other[1]]):
                    break
                run.append(other)
            yield from _worth_masking(line, run)


def _worth_masking(line: TextLine, run: list[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    words = lexicon()
    telling = [token for token in run if _long_enough(token[0]) and not words.is_common(token[0])]
    capital = {token[0] for token in run if len(token[0]) > 2 and line.text[token[1]].isupper()}
    if telling and len({token[0] for token in run}) > 1:
        yield from ((start, end) for _, start, end in run)
    elif telling:
        # EGFR/Jones: the word as such, and only where it is not part of a longer one (FOXJones is no name).
        yield from ((start, end) for _, start, end in telling)
    elif len(capital) > 1:
        yield from ((start, end) for _, start, end in run)


def _long_enough(word: str) -> bool:
    return len(word) >= 3 or (len(word) >= 2 and not word.isascii() and ord(word[0]) >= 0x3000)


def _identities(pages: Sequence[Page], found: Sequence[Sequence[Value]], key: bytes) -> tuple[tuple[str, int], ...]:
    first: dict[str, int] = {}
    numbers: dict[str, int] = {}
    births = [_birth_on(values) for values in found]
    known = sorted({birth for birth in births if birth})
    for page, values, own in zip(pages, found, births, strict=True):
        birth = own or (known[0] if len(known) == 1 else "")
        name = _name_on(values)
        if name and birth:
            first.setdefault(pseudonym(key, "nb", (name, birth)), page.number)
        for value in values:
            # One digit misread would be another patient's number; of OCR's readings only name and birth date count.
            if value.kind == "patient_id" and not value.weak and not page.ocr:
                numbers.setdefault(pseudonym(key, "id", (normal_id(value.text),)), page.number)
    return (*first.items(), *numbers.items())


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _birth_on(values: Sequence[Value]) -> str:
    """The birth date that one page gives, also where it is set over two lines."""
    told = [value.text for value in values if value.kind == "birth_date"]
    return _first(map(normal_date, [*told, " ".join(told)]))


def _name_on(values: Sequence[Value]) -> str:
    """The patient's normal name as one page gives it: a whole name, else its parts together."""
    whole = _first(normal_name(value.text) for value in values if value.kind == "name" and not value.weak)
    parts = normal_name(" ".join(value.text for value in values if value.kind == "name_part"))
    if whole and parts and " " not in whole:
        return normal_name(f"{whole} {parts}")  # "Patient: Roe," over "Jane", or "Name: Roe" beside "First name: Jane"
    if " " in whole or not parts:
        return whole or _first(normal_name(value.text) for value in values if value.kind == "name")
    return parts
