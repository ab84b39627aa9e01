"""What stands beside a label: the value of each label on a page's lines, by the shape that its kind must have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from her2parse.extract.labels import Found, labels_on, lexicon
from her2parse.extract.lines import TextLine, fold
from her2parse.extract.shapes import (
    common_words,
    date_at,
    is_phone,
    looks_changed,
    name_length,
    number_at,
    shaped,
    whole_name,
)

_POSTCODE = re.compile(r"\b\d{4,6}\b|\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b")
_STOP = re.compile(r" ?[·•;|│](?: |$)|\. ")
_IDENTITY = ("name", "name_part", "birth_date", "patient_id")
_BARE = ("name", "name_part", "person", "contact")
_STREET = re.compile(r"\d{1,5}[A-Za-z]? [A-ZÀ-Þ][^\t]*,|(?:[A-ZÀ-Þ][\w.\-]* ){1,4}\d{1,4}[a-z]?,")
_BELOW = 2.4
"""A value under its label starts at most so many line heights below it."""


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
            elif label.first and not label.colon and label.label.kind in _BARE:
                yield from _bare(lines, found, row, k)


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
    right = shaped(label, line, start, end)
    if right is not None and kind == "patient_id" and looks_changed(line.text[right[1] : right[2]]):
        # A change beside the label, in another column, where the number stands below it.
        right = None if _number_below(lines, found, row, label) else right
    if right is not None:
        yield Value(right[0], row, right[1], right[2], line.text[right[1] : right[2]])
        if kind == "contact" and right[0] == "contact":
            yield from _address_below(lines, found, row, right)
        if right[0] in _NAMES:
            yield from _wrapped_name(lines, found, row, label, (right[1], end))
        return
    text = line.text[start:end].strip(" -–—\t")
    if text and kind == "birth_date" and label.colon and (rest := _date_goes_on(lines, row, label, (start, end))):
        yield Value(kind, row, start, end, line.text[start:end].rstrip())
        yield from rest
        return
    if text and not label.alone:
        if kind in _NAMES and set(fold(text).replace(".", " ").split()) <= lexicon().forms:
            yield from _wrapped_name(lines, found, row, label, (start, end))  # "Attending: Dr." over "Tomas Roe"
        return
    if kind == "keep" and not label.alone:
        return
    below = _below(lines, found, row, label)
    if below is not None:
        part = shaped(label, lines[below[0]], below[1], below[2])
        if part is not None:
            yield Value(part[0], below[0], part[1], part[2], lines[below[0]].text[part[1] : part[2]])


def _number_below(
    lines: Sequence[TextLine], found: Sequence[tuple[Found, ...]], row: int, label: Found
) -> tuple[str, int, int] | None:
    below = _below(lines, found, row, label) if label.alone and not label.colon else None
    return shaped(label, lines[below[0]], below[1], below[2]) if below is not None else None


def _bare(lines: Sequence[TextLine], found: Sequence[tuple[Found, ...]], row: int, k: int) -> Iterator[Value]:
    """A name beside a label that has no colon (``Patient Jane Roe | …``), or under it where it heads a column: what
    stands there must be a name and nothing else, because the label's word alone (patient, name) says little."""
    line, label = lines[row], found[row][k]
    kind = label.label.kind
    start, end = _right(line, found[row], k)
    stop = _STOP.search(line.text, start, end)
    told = stop is not None or (line.text[end - 1 : end] != "" and _identity_follows(line, found[row], end))
    end = stop.start() if stop else end
    born = [other.start for other in found[row][k + 1 :] if other.label.kind == "birth_date" and other.start < end]
    text = line.text[start : min(end, *born, end)].rstrip(" ,(*-–—")
    if kind == "contact":
        if _STREET.match(text) or is_phone(text):
            yield Value(kind, row, start, start + len(text), text)
        return
    if text:
        size = _name_size(text, common=1 if (told or born) and kind == "name" else 0)
        if size:
            yield Value(kind, row, start, start + size, text[:size])
            return
        if not label.alone:
            return
    below = _below(lines, found, row, label) if label.alone else None
    if below is None:
        return
    heads = any(other is not label and other.alone and other.label.kind in _IDENTITY for other in found[row])
    text = lines[below[0]].text[below[1] : below[2]]
    alone = heads and kind == "name_part" and " " not in text and not common_words(text)
    if whole_name(text) or (alone and name_length(text, trusted=True) == len(text)):
        yield Value(kind, below[0], below[1], below[2], text)


def _name_size(text: str, *, common: int) -> int:
    """How many characters from the first on are a name: all, or up to a comma before a word that is none; else 0."""
    if whole_name(text, common=common):
        return len(text)
    for match in re.finditer(", ", text):
        if common_words(re.split(r"[ ,]", text[match.end() :])[0]) and whole_name(text[: match.start()]):
            return match.start()
    return 0


def _identity_follows(line: TextLine, labels: Sequence[Found], end: int) -> bool:
    """True when a bar or another label of the patient stands at ``end``."""
    return line.text[end : end + 1] in ("|", "│") or any(
        other.start == end and other.label.kind in _IDENTITY for other in labels
    )


def _right(line: TextLine, labels: Sequence[Found], k: int) -> tuple[int, int]:
    """From the label's end to the next label, bar or wide gap; the next cell when nothing is left in the label's."""
    label = labels[k]
    start = label.end
    while start < len(line.text) and line.text[start] in " \t-–—=":
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
        return date_at(line.text[other.end :].lstrip(" .("))
    return other.label.kind == "patient_id" and number_at(line.text[other.end :].lstrip(" .(#"))


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


def _wrapped_name(
    lines: Sequence[TextLine], found: Sequence[tuple[Found, ...]], row: int, label: Found, first: tuple[int, int]
) -> Iterator[Value]:
    """The rest of a name that a narrow cell set over two or three lines (``Pt: Roe,`` / ``Jane``): right under the
    first line, and nothing but names, one or two on a line."""
    line = lines[row]
    start, end = first
    told = [
        word for word in fold(line.text[start:end]).replace(",", " ").split() if word.strip(".") not in lexicon().forms
    ]
    if len(told) > 1 and not line.text[start:end].rstrip().endswith(","):
        return
    edges = (line.edges(label.start, label.end)[0], line.edges(start, end)[0])
    last = line
    for below in range(row + 1, min(len(lines), row + 1 + _NAME_LINES * 3)):
        other = lines[below]
        if other.middle - last.middle > _WRAPPED * max(last.height, other.height):
            return
        for low, high in other.cells():
            if min(abs(other.edges(low, high)[0] - edge) for edge in edges) > _SAME_EDGE:
                continue
            text = other.text[low:high]
            labelled = any(low <= item.start < high and (item.colon or item.alone) for item in found[below])
            if labelled or len(text.split()) > _NAME_LINES or name_length(text, trusted=True) != len(text):
                return
            if common_words(text):
                return
            yield Value("name_part" if label.label.kind != "person" else "person", below, low, high, text, weak=True)
            last = other
            break


def _date_goes_on(lines: Sequence[TextLine], row: int, label: Found, first: tuple[int, int]) -> list[Value]:
    """The lines below that end a date which a narrow cell broke (``Born: August`` / ``25, 1959``); empty where the
    words together are none."""
    line = lines[row]
    told, last = line.text[first[0] : first[1]].strip(), line
    edges = (line.edges(label.start, label.end)[0], line.edges(*first)[0])
    out: list[Value] = []
    for below in range(row + 1, min(len(lines), row + 1 + _NAME_LINES * 3)):
        other = lines[below]
        if other.middle - last.middle > _WRAPPED * max(last.height, other.height):
            break
        cells = [
            cell for cell in other.cells() if min(abs(other.edges(*cell)[0] - edge) for edge in edges) <= _SAME_EDGE
        ]
        if not cells:
            continue
        low, high = cells[0]
        told = f"{told} {other.text[low:high]}"
        out.append(Value("birth_date", below, low, high, other.text[low:high]))
        if date_at(told):
            return out
        last = other
    return []


_NAMES = ("name", "name_part", "person")
_NAME_LINES, _SAME_EDGE, _WRAPPED = 2, 3.0, 1.7
"""Words of a name on one line, at most; how far left edges differ (points); from line to line (line heights)."""


def _address_below(
    lines: Sequence[TextLine], found: Sequence[tuple[Found, ...]], row: int, first: tuple[str, int, int]
) -> Iterator[Value]:
    """Further lines of an address: under it, with a postcode or after a comma, up to three."""
    line, (_, start, end) = lines[row], first
    if is_phone(line.text[start:end]):
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
