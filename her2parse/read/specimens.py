"""Which specimen of a report a line speaks of (``Specimen A: …``, ``B: 1+``), where a report holds several.

A label only keeps apart what would otherwise be one event said both ways; it names no result by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from her2parse.model import Word

_NOUNS = (
    "specimen|sample|part|biopsy|site|probe|präparat|gewebeprobe|muestra|espécimen|pieza|prélèvement|échantillon|"
    "campione|prelievo|amostra|espécime|peça|monster|preparaat|prøve|prov|preparat|próbka|标本|検体|검체"
)
_BLOCKS = "block|bloc|bloque|blocchetto|bloco|blok|blokk|蜡块|ブロック|블록"
_WORDED = re.compile(
    rf"^\W*(?:(?P<noun>{_NOUNS})|(?P<block>{_BLOCKS}))\s*(?:n[o°º.]*\s*|#\s*)?(?P<name>[A-H]\d{{0,2}}|\d{{1,2}}|I{{1,3}})\b(?![-/.]?\w)",
    re.IGNORECASE,
)
_BARE = re.compile(r"^\(?(?P<name>[A-H])(?:\s?[):]\s|\.\s(?=[^:.]{3,40}:))")


def specimen_of(words: Sequence[Word]) -> str:
    """The label of the specimen that a text begins with, as ``specimen A`` or ``block A3``, or an empty string.

    A bare letter needs a colon or bracket behind it (``A: 3+``), or a full stop and a label (``A. Lymph node: 3+``); a
    bare number may count a list and is no label.
    """
    text = " ".join(word.text for word in words[:6])
    if found := _WORDED.match(text):
        return f"{'block' if found['block'] else 'specimen'} {found['name'].upper()}"
    if found := _BARE.match(text):
        return f"specimen {found['name']}"
    return ""


def lists_specimens(words: Sequence[Word]) -> bool:
    """True for a text that begins with only a specimen's letter (``B: three cores``), an entry of a list: what it
    names ends with the part that it stands in."""
    text = " ".join(word.text for word in words[:6])
    return bool(_BARE.match(text)) and not _WORDED.match(text)


def apart(one: str, other: str) -> bool:
    """True when two labels name two specimens: both given, of one kind, and not the same."""
    if not one or not other or one == other:
        return False
    (kind, name), (other_kind, other_name) = one.split(" ", 1), other.split(" ", 1)
    return kind == other_kind and name[0].isdigit() == other_name[0].isdigit()
