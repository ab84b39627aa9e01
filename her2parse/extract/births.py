"""Birth dates told without a label, and the names that stand beside birth dates.

``F, 1963-12-24``, ``24.12.1963 (61 J.)``, ``Lily Auerswald · *1971-06-02``, ``Lily Auerswald, born 2 June 1971``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from her2parse.extract.labels import labels_on, lexicon
from her2parse.extract.lines import TextLine, fold
from her2parse.extract.shapes import full_dates, whole_name
from her2parse.extract.values import Value

_LAST_YEAR = 2012
"""A full date without a label is a birth date up to this year; the tests that this package reads are younger, and the
patients older."""
_DIGITS = re.compile(r"\d\D*\d\D*\d")
"""What every full date has: most lines have none, and a date's patterns take long to find that."""
_STAR = re.compile(r"(?:^|[\s,;|·•(/\-])[*∗＊⁎] ?$")
_NEE = re.compile(r" ?,? ?\(?(?:née|geb\.|geborene) ([A-ZÀ-Þ][\w'’\-]+)\)?(?: le| am)?$")
"""A maiden name between the name and the birth date."""
_BETWEEN = " \t,;|·•(/*∗＊⁎-–—:"
_NAMES = ("name", "name_part")
_APART = "\t|·•;:"
_SEPARATOR = re.compile(r"[\t|·•;:()]|\. ")


@cache
def _beside() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Sex before a date; sex or age after it; either at the end of what stands before a birth date."""
    words = lexicon()
    sex = "|".join(map(re.escape, words.sexes))
    age = rf"\(?(?:age[d:]? ?)?\d{{1,3}} ?(?:{'|'.join(map(re.escape, words.ages))})(?!\w)[.)]*"
    before = re.compile(rf"(?<![\w\-+./])(?:{sex})[.)]?[ \t]?(?:[,;/·|\-–] ?|[ \t])\(?$")
    after = re.compile(rf"[ \t]?[,;/·|]? ?(?:\(?(?:{sex})(?![\w\-+./])|{age})")
    ending = re.compile(rf"(?<![\w\-+./])(?:\(?(?:\d{{1,3}} ?)?(?:{sex})\)?|{age})[.]?$")
    return before, after, ending


def unlabelled_births(lines: Sequence[TextLine], values: Sequence[Value]) -> Iterator[Value]:
    """Full dates that a sex or an age beside them, or a star after a name, makes birth dates."""
    before, after, _ = _beside()
    taken = {(value.line, index) for value in values for index in range(value.start, value.end)}
    for row, line in enumerate(lines):
        for start, end, year in full_dates(line.text) if _DIGITS.search(line.text) else ():
            if not 1900 <= year <= _LAST_YEAR or (row, start) in taken:
                continue
            told = before.search(line.folded[:start]) or after.match(line.folded, end)
            names = [value.end for value in values if value.line == row and value.end <= start and value.kind in _NAMES]
            between = line.text[max(names) : start] if names else "?"
            maiden = _NEE.match(between.rstrip())
            if maiden:
                first = max(names) + maiden.start(1)
                yield Value("person", row, first, first + len(maiden[1]), maiden[1], weak=True)
            if (
                told
                or maiden
                or not between.strip(_BETWEEN)
                or (_STAR.search(line.text[:start]) and _name_near(lines, values, row, start))
            ):
                yield Value("birth_date", row, start, end, line.text[start:end])


def names_beside(lines: Sequence[TextLine], values: Sequence[Value]) -> Iterator[Value]:
    """Names without a label right before a birth date, or before a record number where no other name is told; the
    number's label, a sex or an age may stand between."""
    nameless = not any(value.kind in _NAMES for value in values)
    named = {(value.line, index) for value in values for index in range(value.start, value.end)}
    for value in values:
        if value.kind != "birth_date" and not (value.kind == "patient_id" and nameless):
            continue
        line = lines[value.line]
        labels = [item for item in labels_on(line) if item.label.kind == value.kind and item.end <= value.start]
        start = (
            labels[-1].start
            if labels and not line.text[labels[-1].end : value.start].strip(_BETWEEN + ".")
            else value.start
        )
        place = _name_before(line, start)
        if place and (value.line, place[0]) not in named:
            yield Value("name", value.line, *place, line.text[place[0] : place[1]])


def _name_before(line: TextLine, stop: int) -> tuple[int, int] | None:
    """Start and end of the name that ends right before ``stop``."""
    _, _, ending = _beside()
    head = line.text[:stop].rstrip(_BETWEEN)
    while (match := ending.search(line.folded, 0, len(head))) and match.end() == len(head):
        head = head[: match.start()].rstrip(_BETWEEN)
    apart = any(char in _APART for char in line.text[len(head) : stop])
    cuts = [match.end() for match in _SEPARATOR.finditer(head)]
    words = [(m.start(), m.group()) for m in re.finditer(r"\S+", head) if m.start() >= max(cuts, default=0)]
    known = lexicon()
    run: list[int] = []
    for at, word in reversed(words):
        plain = fold(word).strip(",.'’")
        if not (word[:1].isupper() or not word[:1].isascii() or plain in known.particles):
            break
        run.insert(0, at)
    while len(run) >= 2:
        if whole_name(head[run[0] :], common=0 if apart else 1) and not _common_first(head[run[0] :]):
            return run[0], len(head)
        run.pop(0)
    return None


def _common_first(text: str) -> bool:
    return lexicon().is_common(fold(re.split(r"[ ,]", text)[0]))


def _name_near(lines: Sequence[TextLine], values: Sequence[Value], row: int, start: int) -> bool:
    """True when a name stands before this place of the line, or in the line above it in the same column."""
    if any(value.kind in _NAMES and value.line == row and value.end <= start for value in values):
        return True
    if _name_before(lines[row], start):
        return True
    if row == 0:
        return False
    left, right = lines[row].edges(start, start + 1)
    above = lines[row - 1]
    if lines[row].middle - above.middle > 2.4 * max(above.height, lines[row].height):
        return False
    return any(
        above.edges(low, high)[0] < right and above.edges(low, high)[1] > left and whole_name(above.text[low:high])
        for low, high in above.cells()
        if low < high
    )
