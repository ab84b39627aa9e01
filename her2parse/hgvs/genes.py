"""Gene names as people write them to HGNC symbols."""

from __future__ import annotations

import re
from functools import cache

from her2parse.hgvs import reference

_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{1,9}(?:-[A-Z0-9]{1,3})?\Z")
_SQUEEZE = str.maketrans("", "", " -_./()")


def _key(text: str) -> str:
    return text.upper().translate(_SQUEEZE)


@cache
def _symbols() -> dict[str, str]:
    symbols = {_key(gene): gene for gene in reference.genes()}
    for row in reference.table("gene_aliases.tsv"):
        symbols[_key(row["symbol"])] = row["symbol"]
        for alias in filter(None, row["aliases"].split(",")):
            symbols.setdefault(_key(alias), row["symbol"])
    return symbols


def known(text: str) -> str:
    """HGNC symbol of a name that the tables know, else an empty string.

    >>> known("HER-2/neu"), known("c-MET"), known("L858R")
    ('ERBB2', 'MET', '')
    """
    if len(text) > 40:
        return ""
    return _symbols().get(_key(text), "")


def symbol(text: str) -> str:
    """HGNC symbol where the name is known; otherwise the name itself when it has the form of a symbol, else empty.

    A bracketed second name is ignored: ``ERBB2 (HER2)`` is ERBB2.
    """
    text = text.strip().rstrip(":;,").strip()
    if len(text) > 60:
        return ""
    found = known(text)
    if found:
        return found
    head, bracket, _ = text.partition("(")
    if bracket and head.strip():
        return symbol(head)
    first = text.split(" ")[0] if text else ""
    if first != text and known(first):
        return known(first)
    return text.upper() if _SYMBOL.match(text.upper()) else ""
