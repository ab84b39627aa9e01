"""Fonts whose text layer lies: the glyphs are right, the ToUnicode table is not.

Seen in the wild: a heading font that extracts well beside a value font that extracts as a cipher (``Medium (++)`` as
``ASRWc ""``) or as control characters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts


def shifted(code: int) -> int:
    """Printable ASCII turned by 19 places; everything else as it is."""
    return 33 + (code - 33 + 19) % 94 if 33 <= code < 127 else code


def controls(code: int) -> int:
    """Letters and digits to the control characters U+0001 to U+0017, the rest shifted."""
    return 1 + code % 23 if chr(code).isalnum() else shifted(code)


class LyingFont(ttfonts.TTFont):
    """A TrueType font that writes ``lie(code)`` for each code point into its ToUnicode table."""

    def __init__(self, name: str, filename: str, lie: Callable[[int], int]) -> None:
        super().__init__(name, filename)
        self.lie = lie
        self.face.name = f"Value{name}".encode()  # reportlab registers one font for each face name

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        honest = ttfonts.makeToUnicodeCMap
        ttfonts.makeToUnicodeCMap = lambda name, subset: honest(name, [self.lie(c) for c in subset])
        try:
            super().addObjects(doc)
        finally:
            ttfonts.makeToUnicodeCMap = honest


@cache
def register() -> None:
    """Make ``Cipher`` and ``Control`` known; bold and italic are the same face."""
    for name, lie in (("Cipher", shifted), ("Control", controls)):
        pdfmetrics.registerFont(LyingFont(name, "Vera.ttf", lie))
        pdfmetrics.registerFontFamily(name, normal=name, bold=name, italic=name, boldItalic=name)
