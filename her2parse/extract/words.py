"""The words of a page with their places, from PDFium's text page.

One text fetch a page and one box call a character; fonts and directions are asked once for each text object. A word
ends at white space (a no-break space included), behind an ideographic full stop, at a wide gap, and where the line, the
baseline, the size or the direction of writing changes. Nothing is repaired by meaning: glued and letter-spaced words
are the reader's business.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter, deque
from collections.abc import Iterator
from ctypes import c_float, c_uint
from dataclasses import dataclass
from itertools import repeat
from typing import Any, NamedTuple

from her2parse.extract.binding import Frame, font_name, library, subset_prefix, vertical_scale
from her2parse.model import Word

MAX_CHARACTERS = 400_000
"""A printed page holds some 10,000 characters; a page with more than this is a bomb or a broken file."""

_WIDE_GAP = 0.5
"""A gap wider than this share of the letter height separates words even without a space (a space is 0.2-0.35)."""
_STEP_BACK = 0.5
"""A letter that starts further left than its neighbour's start by this share of the height belongs to another run."""
_BASELINE_JUMP = 0.45
"""Same size, lower edge shifted by more than this share of the height: another line."""
_SMALL = 0.85
"""A letter smaller than this share of its neighbour and off its baseline is a superscript or subscript."""
_SHIFTED = 0.1
"""How far off the baseline (share of the larger height) a smaller letter must be, so that small capitals stay whole."""
_SAME_GLYPH = 0.6
"""Two boxes of one character that share more than this part of the smaller one are the same letter drawn twice."""
_LOOSE = 0.35
"""A word whose extent and summed letter widths differ by less than this share of its height is set normally."""

_INVISIBLE, _FILLED = (3, 7), (0, 4)
"""Modes of text that paint nothing (7 only clips), and those that only fill (ISO 32000-1, 9.3.6)."""
_PALE = 240
"""Red, green and blue from which a colour does not show on white."""

_TOKEN = re.compile(r"[^\s。]*。|[^\s。]+")
"""Chinese and Japanese put no space behind a sentence."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SPECIAL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060\ufeff\ufffe]")
_LINE_END_HYPHENS = "\ufffe\u0002"  # PDFium's mark for a hyphen at a line's end, as text and as GetUnicode
_FOLDED = str.maketrans(
    {
        **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width ASCII
        0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    }
)  # fmt: skip
"""What NFKC does to ligatures and full-width ASCII, and no more: superscripts, signs and dashes carry meaning."""


Edges = tuple[float, float, float, float]
"""Left, upper, right and lower edge in points."""


class Style(NamedTuple):
    """What one text object shares: font name, size in points, direction of writing as displayed, hidden or not, and
    whether it is filled with (nearly) white or (nearly) see-through colour."""

    font: str
    size: float
    direction: int | None  # 0 right, 1 down, 2 left, 3 up; None = oblique
    hidden: bool
    font_number: int
    pale: bool = False


_UNKNOWN = Style("", 0.0, 0, False, -1)
_NOWHERE = (0.0,) * 6
"""The matrix of a text object of which PDFium knows none."""


@dataclass(frozen=True, slots=True)
class TextLayer:
    """A page's words and what speaks against them.

    ``fonts`` gives each word's font as a position in ``font_ids`` (-1 = unknown), which are names and addresses while
    the document is open: two subsets of one font may be read by different maps. ``damaged``: for each font, how many
    words held control characters or characters without Unicode; ``hidden``: share of the words in the invisible mode
    (a scanner's own text layer); ``unseen``: the words' positions that are in the invisible mode, and ``pale`` those in
    a colour that shows on dark ground only; ``directions``: each word's direction of writing as displayed (0 right,
    1 down, 2 left, 3 up; oblique counts as 0), empty = not known."""

    words: tuple[Word, ...]
    fonts: tuple[int, ...] = ()
    font_ids: tuple[tuple[str, int], ...] = ()
    damaged: tuple[tuple[int, int], ...] = ()
    hidden: float = 0.0
    directions: tuple[int, ...] = ()
    unseen: frozenset[int] = frozenset()
    pale: frozenset[int] = frozenset()


def text_layer(text_page: int, frame: Frame) -> TextLayer:
    """The words of an open text page, in the file's order, placed on the page as displayed.

    Raises ``ValueError`` when the page holds more than ``MAX_CHARACTERS``.
    """
    lib = library()
    n = lib.FPDFText_CountChars(text_page)
    if n <= 0:
        return TextLayer(())
    if n > MAX_CHARACTERS:
        raise ValueError(f"{n} characters on one page")
    return _Reader(text_page, frame, _text(lib, text_page, n)).read()


def _text(lib: Any, text_page: int, n: int) -> str:
    """All characters, one code point each, so that a position in the text is a character's index."""
    buffer = ctypes.create_string_buffer(2 * n + 2)
    got = lib.FPDFText_GetText(text_page, 0, n, ctypes.addressof(buffer))
    text = buffer.raw[: 2 * max(0, got - 1)].decode("utf-16-le", "surrogatepass")
    if len(text) == n:
        return text
    # Characters without Unicode are left out of the text, and those beyond the BMP take two units: ask one by one.
    codes = [lib.FPDFText_GetUnicode(text_page, i) for i in range(n)]
    return "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)


class _Reader:
    """One page being read."""

    def __init__(self, text_page: int, frame: Frame, text: str) -> None:
        self._lib, self._page, self._frame, self._text = library(), text_page, frame, text
        seen = frame.visible
        self._visible = seen.x0, seen.top, seen.x1, seen.bottom
        self._styles: dict[int, Style] = {}
        self._fonts: dict[int, tuple[int, str, str]] = {}
        self._matrix, self._nominal, self._colour = (c_float * 6)(), c_float(0.0), (c_uint * 4)()
        at = ctypes.addressof(self._colour)
        self._matrix_at, self._nominal_at = ctypes.addressof(self._matrix), ctypes.addressof(self._nominal)
        self._colour_at = (at, at + 4, at + 8, at + 12)
        n = len(text)
        boxes = (c_float * (4 * n))()
        address, fetch = ctypes.addressof(boxes), self._lib.FPDFText_GetLooseCharBox
        deque(map(fetch, repeat(text_page), range(n), range(address, address + 16 * n, 16)), maxlen=0)
        flat = memoryview(boxes).cast("B").cast("f").tolist()
        left, top, right, bottom = flat[0::4], flat[1::4], flat[2::4], flat[3::4]
        dx, dy = frame.left, frame.top
        if frame.turns == 0:
            self._x0 = [x - dx for x in left] if dx else left
            self._x1 = [x - dx for x in right] if dx else right
            self._top = [dy - y for y in top]
            self._bottom = [dy - y for y in bottom]
        else:
            shown = [frame.box(*edges) for edges in zip(left, bottom, right, top, strict=True)]
            self._x0, self._x1 = [box.x0 for box in shown], [box.x1 for box in shown]
            self._top, self._bottom = [box.top for box in shown], [box.bottom for box in shown]

    def read(self) -> TextLayer:
        words: list[Word] = []
        fonts: list[int] = []
        directions: list[int] = []
        damaged: Counter[int] = Counter()
        unseen: set[int] = set()
        pale: set[int] = set()
        places: dict[str, Word | dict[int, list[Word]]] = {}
        left, high, right, low = self._visible
        line_top = line_bottom = rounded_top = rounded_bottom = 0.0
        odd = _SPECIAL.search(self._text) is not None
        styles, style_of, set_normally = self._styles, self._style, self._set_normally
        page, item_of = self._page, self._lib.FPDFText_GetTextObject
        for match in _TOKEN.finditer(self._text):
            start, end = match.span()
            token = match.group()
            special = odd and _SPECIAL.search(token)
            if special and end - start > 1 and _CONTROL.search(token.rstrip("\u0002")):
                damaged[style_of(start).font_number] += 1
            box = None if special else set_normally(start, end)
            for first, text, edges in self._pieces(start, end) if box is None else ((start, token, box),):
                x0, top, x1, bottom = edges
                if not (left <= (x0 + x1) / 2 <= right and high <= (top + bottom) / 2 <= low):
                    continue  # outside the visible box: nobody sees it
                if not text.isascii():
                    text = text.translate(_FOLDED)
                if top != line_top or bottom != line_bottom:
                    # The words of a line share both.
                    line_top, line_bottom, rounded_top, rounded_bottom = top, bottom, round(top, 2), round(bottom, 2)
                style = styles.get(item_of(page, first)) or style_of(first)
                word = Word(text, round(x0, 2), rounded_top, round(x1, 2), rounded_bottom, style.size, style.font)
                if text not in places:
                    places[text] = word
                elif self._drawn_before(word, places):
                    continue
                words.append(word)
                fonts.append(style.font_number)
                directions.append(style.direction or 0)
                if style.hidden:
                    unseen.add(len(words) - 1)
                elif style.pale:
                    pale.add(len(words) - 1)
        ids = tuple((name, address) for address, (_, name, _) in self._fonts.items())
        share = len(unseen) / len(words) if words else 0.0
        return TextLayer(
            tuple(words),
            tuple(fonts),
            ids,
            tuple(sorted(damaged.items())),
            share,
            tuple(directions),
            frozenset(unseen),
            frozenset(pale),
        )

    def _set_normally(self, start: int, end: int) -> Edges | None:
        """The box around letters that follow one another on one baseline, so that none has to be looked at singly;
        ``None`` when they do not."""
        bottoms, tops = self._bottom[start:end], self._top[start:end]
        low, high = bottoms[0], tops[0]
        if bottoms.count(low) != end - start or tops.count(high) != end - start:
            low, high = max(bottoms), min(tops)
            if low - min(bottoms) > 0.3 or max(tops) - high > 0.3:
                return None
        x0, x1 = self._x0[start:end], self._x1[start:end]
        slack = x1[-1] - x0[0] - sum(x1) + sum(x0)
        loose = _LOOSE * (low - high)
        return (min(x0), high, max(x1), low) if -loose < slack < loose else None

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, str, Edges]]:
        """The words from ``start`` to ``end`` where letters have to be looked at singly: first letter, text, box."""
        for run in self._runs(start, end):
            text = "".join(self._text[i] for i in run)
            for mark in (*_LINE_END_HYPHENS, "\u00ad"):
                text = text.replace(mark, "-")
            edges = [self._edges(i) for i in run]
            left, top, right, bottom = zip(*edges, strict=True)
            yield run[0], text, (min(left), min(top), max(right), max(bottom))

    def _runs(self, start: int, end: int) -> list[list[int]]:
        """The characters from ``start`` to ``end`` cut where geometry says so; doubled and invisible ones left out."""
        runs: list[list[int]] = []
        run: list[int] = []
        for i in range(start, end):
            char = self._text[i]
            if char not in _LINE_END_HYPHENS and _SPECIAL.match(char):
                # A soft hyphen shows only at a line's end; control and zero-width characters show nowhere.
                if char != "\u00ad" or not (i + 1 == len(self._text) or self._parted(i, i + 1)):
                    continue
            elif run and self._same_glyph(run[-1], i):
                continue
            if run and self._parted(run[-1], i):
                runs.append(run)
                run = []
            run.append(i)
        if run:
            runs.append(run)
        return runs

    def _same_glyph(self, i: int, j: int) -> bool:
        if self._text[i] != self._text[j]:
            return False
        return _overlap(self._edges(i), self._edges(j)) > _SAME_GLYPH

    def _edges(self, i: int) -> Edges:
        return self._x0[i], self._top[i], self._x1[i], self._bottom[i]

    def _parted(self, i: int, j: int) -> bool:
        """True when character ``j`` does not continue the word that ``i`` ends."""
        style, next_style = self._style(i), self._style(j)
        first, second = style.direction, next_style.direction
        if first != second:
            return True
        if first is None:
            return False  # oblique writing (a watermark): white space alone parts it
        a0, a_top, a1, a_bottom = turned(self._edges(i), first)
        b0, b_top, _, b_bottom = turned(self._edges(j), first)
        height, other = a_bottom - a_top, b_bottom - b_top
        large = max(height, other, 1.0)
        shift = abs(a_bottom - b_bottom)
        # The letters of a ligature have the box of their ink; of one size and inside the other's height, they stand on
        # the same line.
        inside = (a_top <= b_top and b_bottom <= a_bottom) or (b_top <= a_top and a_bottom <= b_bottom)
        if inside and style.size == next_style.size:
            shift = 0.0
        if shift > _BASELINE_JUMP * large or (min(height, other) < _SMALL * large and shift > _SHIFTED * large):
            return True
        return b0 - a1 > _WIDE_GAP * large or b0 < a0 - _STEP_BACK * large

    def _style(self, index: int) -> Style:
        item = self._lib.FPDFText_GetTextObject(self._page, index)
        return self._styles.get(item) or self._new_style(item, index) if item else _UNKNOWN

    def _new_style(self, item: int, index: int) -> Style:
        """The style of a text object, which holds character ``index``."""
        lib = self._lib
        # Where PDFium has no answer, the buffers hold the one before.
        a, b, c, d, e, f = self._matrix if lib.FPDFText_GetMatrix(self._page, index, self._matrix_at) else _NOWHERE
        nominal = self._nominal.value if lib.FPDFTextObj_GetFontSize(item, self._nominal_at) else 0.0
        font = lib.FPDFTextObj_GetFont(item)
        if font not in self._fonts:
            name = font_name(font) if font else ""
            self._fonts[font] = len(self._fonts), name, name[len(subset_prefix(name)) :]
        number, _, name = self._fonts[font]
        size = abs(nominal) * vertical_scale((a, b, c, d, e, f))
        mode = lib.FPDFTextObj_GetTextRenderMode(item)
        style = Style(
            name,
            round(size, 2),
            _direction(a, b, self._frame.turns),
            mode in _INVISIBLE,
            number,
            mode in _FILLED and self._is_pale(item),
        )
        self._styles[item] = style
        return style

    def _is_pale(self, item: int) -> bool:
        if not self._lib.FPDFPageObj_GetFillColor(item, *self._colour_at):
            return False
        red, green, blue, cover = self._colour
        return min(red, green, blue) >= _PALE or cover <= 255 - _PALE

    @staticmethod
    def _drawn_before(word: Word, places: dict[str, Word | dict[int, list[Word]]]) -> bool:
        """True when the same word already stands at this very place (bold made by drawing twice, or a shadow).

        ``places`` has the words of this text so far, by their height on the page where there are several."""
        rows = places[word.text]
        if isinstance(rows, Word):
            rows = places[word.text] = {int(rows.top / 2): [rows]}
        row = int(word.top / 2)
        for key in (row, row - 1, row + 1):
            for other in rows.get(key, ()):
                edges = (other.x0, other.top, other.x1, other.bottom)
                if _overlap(edges, (word.x0, word.top, word.x1, word.bottom)) > _SAME_GLYPH:
                    return True
        same = rows.setdefault(row, [])
        if len(same) < 50:
            same.append(word)
        return False


def _direction(a: float, b: float, turns: int) -> int | None:
    """The direction of writing as displayed, from the text matrix and the page's rotation."""
    x, y = ((a, -b), (b, a), (-a, b), (-b, -a))[turns]
    if abs(y) < 0.1 * abs(x):
        return 0 if x > 0 else 2
    if abs(x) < 0.1 * abs(y):
        return 1 if y > 0 else 3
    return 0 if x == y == 0 else None


def turned(edges: Edges, direction: int) -> Edges:
    """A box seen along its direction of writing: start, upper edge, end, lower edge."""
    x0, top, x1, bottom = edges
    if direction == 0:
        return edges
    if direction == 1:
        return top, -x1, bottom, -x0
    if direction == 2:
        return -x1, -bottom, -x0, -top
    return -bottom, x0, -top, x1


def _overlap(a: Edges, b: Edges) -> float:
    """Shared area over the smaller box's area (0 for boxes without area)."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return width * height / smaller if width > 0 and height > 0 and smaller > 0 else 0.0
