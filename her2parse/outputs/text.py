"""How values become cells: clean text, plain numbers, and no formulas."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from her2parse.outputs.schema import Cell, Column

_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_HARMLESS = re.compile(r"[+-]{1,3}(\s?\d+([.,]\d+)?)?\s?%?|[+-]\d+[ACGT]*>[ACGT]+")
_FORMULA = ("=", "+", "-", "@", "'")


def clean(text: str) -> str:
    """One line of text: runs of white space and control characters become one space, marks that turn the reading
    direction and halves of characters go."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = text.translate(_BIDI)
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text)
    text = "".join(char for char in text if unicodedata.category(char) != "Cs" and char not in "\ufffe\uffff")
    return " ".join(text.split())


def number(value: float | int) -> str:
    """At most six significant digits, never an exponent, no trailing zeros.

    >>> number(0.0012), number(1e-7), number(2.0), number(123456789), number(-0.0)
    ('0.0012', '0.0000001', '2', '123456789', '0')
    """
    if isinstance(value, int):
        return str(value)
    text = format(Decimal(f"{value:.6g}"), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def guard(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet could take for a formula.

    >>> guard("=HYPERLINK()"), guard("+3"), guard("-124C>T"), guard("-2+3"), guard("'x"), guard("p.S310F")
    ("'=HYPERLINK()", '+3', '-124C>T', "'-2+3", "''x", 'p.S310F')
    """
    return "'" + text if text.startswith(_FORMULA) and not _HARMLESS.fullmatch(text) else text


def unguard(text: str) -> str:
    """Undo ``guard``: ``unguard(guard(text)) == text`` for every text."""
    return text[1:] if text.startswith("'") else text


def cell_text(column: Column, value: Cell) -> str:
    """A cell as the TSV holds it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guard(value) if column.free else value
    return number(value)
