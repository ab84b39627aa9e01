"""Undo what typesetting, extraction and typing do to a name, before any grammar sees it.

Only what cannot change the meaning is undone here: characters, never letters or numbers.
"""

from __future__ import annotations

import html
import re
import unicodedata

from her2parse.hgvs.problems import Unreadable

MAX_LENGTH = 1000
"""Longest name that is read, in characters; the longest real ones (several transcripts in a row) have about 300."""

_REPLACED = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\ufffe\x02", "-"),
    **dict.fromkeys("\u2192\u21d2\u27a1\u279c\u279e\u2794\u203a\u232a\u3009", ">"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202c\u202d\u202e", ""),
    **dict.fromkeys("\t\n\r\f\v\u2028\u2029", " "),
    **dict.fromkeys("\u2217\u204e\u2731\u22c6\u2605", "*"),
    **dict.fromkeys("\u2018\u2019\u201c\u201d\u00ab\u00bb\"'`", ""),
    **dict.fromkeys("\u0394\u2206\u03b4", " del "),
    **dict.fromkeys("\u2020\u2021\u00a7\u00b6\u00ae\u2122\u201a\u201e", " "),
    **dict.fromkeys("\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011\u3014\u3015", " "),
    "\ufffd": "\x00",
}
_TABLE = str.maketrans(_REPLACED)

_FOOTNOTE = re.compile(
    r"(?<=[A-Za-z])(?<!exon)(?<!ex)[\u00b9\u00b2\u00b3\u2070-\u2079]{1,2}(?![A-Za-z0-9\u00b9\u00b2\u00b3\u2070-\u2079])"
)
"""A raised number behind a letter leads to a footnote; as a plain number it would be a count."""
_LOOKS_LATIN = re.compile(r"[АЕКМНОРСТХ](?=\d)|(?<=\d)[АЕКМНОРСТХ](?![\u0400-\u04ff])|(?<![\u0400-\u04ff])[рс](?=\.)")
_LATIN = str.maketrans("АЕКМНОРСТХрс", "AEKMHOPCTXpc")
"""Cyrillic letters that look like Latin ones, beside the number of a place or before the point of a prefix."""
_CUT_OFF = re.compile(r"(?<=[A-Za-z0-9])(?:\u2026|\.\.\.)")
_ARROW = re.compile(r"-+>|=>")
_SPACES = re.compile(r" {2,}")
_DEL_INS = re.compile(r"del ?(?:[/&+-] ?)?ins", re.IGNORECASE)
_PREFIX = re.compile(r"(?<![A-Za-z0-9])(\()?([pcgnm]) ?[.,:] ?(?=[(\[A-Za-z0-9*?=-])")
_UPPER_PREFIX = re.compile(r"(?<![A-Za-z0-9])([PCG])\.(?=[(\[A-Za-z0-9*-])")
# Nothing to undo in it but the spelling of delins.
_SETTLED = re.compile(r"(?:N[MP]_\d{6,9}\.\d{1,2}:)?(?:[pcg]\.)?[A-Za-z0-9_()*+>]+\Z", re.ASCII)
_DOUBLE_DOT = re.compile(r"(?<![A-Za-z])([pcg])\.{2,}")


def clean(text: str) -> tuple[str, bool]:
    """The name in plain characters, and whether anything but outer space had to be changed.

    Raises Unreadable for an empty or over-long text and for one with control characters.

    >>> clean("E746\\u2013A750del")
    ('E746-A750del', True)
    """
    if len(text) <= MAX_LENGTH and _SETTLED.match(text):
        plain = _DEL_INS.sub("delins", text)
        return plain, plain != text
    if len(text) > 8 * MAX_LENGTH:
        raise Unreadable(f"the text has {len(text)} characters; names are read up to {MAX_LENGTH}")
    plain = html.unescape(text) if "&" in text else text
    plain = plain.translate(_TABLE) if not plain.isascii() or not plain.isprintable() or '"' in plain else plain
    if _CUT_OFF.search(plain):
        raise Unreadable("the name is cut off (...)")
    if not plain.isascii():
        plain = _LOOKS_LATIN.sub(lambda found: found[0].translate(_LATIN), plain)
        plain = _FOOTNOTE.sub("", plain)
        plain = unicodedata.normalize("NFKC", plain).translate(_TABLE)
    plain = plain.replace("'", "").replace("`", "")
    if any(unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") for char in plain if not char.isalnum()):
        raise Unreadable("the text holds characters that cannot be read")
    plain = _SPACES.sub(" ", plain).strip()
    if len(plain) > MAX_LENGTH:
        raise Unreadable(f"the text has {len(plain)} characters; names are read up to {MAX_LENGTH}")
    if not plain:
        raise Unreadable("there is no text")
    plain = _ARROW.sub(">", plain)
    plain = _DEL_INS.sub("delins", plain)
    plain = _DOUBLE_DOT.sub(r"\1.", plain)
    plain = _UPPER_PREFIX.sub(lambda found: found[1].lower() + ".", plain)
    plain = _PREFIX.sub(lambda found: (found[1] or "") + found[2] + ".", plain)
    return plain, plain != text.strip()


def shown(text: str, limit: int = 200) -> str:
    """``text`` fit for a table cell: one line, no control characters, at most ``limit`` characters."""
    line = "".join(char if char.isprintable() else " " for char in text[: limit + 1])
    line = _SPACES.sub(" ", line).strip()
    return line if len(text) <= limit else line[:limit] + "…"
