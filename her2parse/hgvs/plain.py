"""A text that is one protein or coding name and nothing else: most of what reports print. There is nothing to take
apart in it, so no pattern for words, genes or accessions has to look at it; the grammars read the name itself.

The patterns are narrower than the grammars on purpose: what they leave out is read the long way, with the same result.
"""

from __future__ import annotations

import re

from her2parse.hgvs import genes
from her2parse.hgvs.protein import LETTERS

_RESIDUE = "(?:{}|[ACDEFGHIKLMNPQRSTVWY])".format("|".join(name for name in LETTERS if name not in ("Xaa", "Sec", "Ter")))
_STOP = r"(?:\*|Ter)"
_PROTEIN = re.compile(
    r"(?:p\.)?(?P<open>\()?(?P<name>"
    rf"(?![DE]\d\d?(?!\d))"  # E19del may be a deletion in exon 19
    rf"{_RESIDUE}\d{{1,4}}(?:_{_RESIDUE}\d{{1,4}})?"
    rf"(?:{_RESIDUE}|{_STOP}|del|dup|(?:del)?ins{_RESIDUE}{{1,60}}|{_RESIDUE}?fs(?:{_STOP}\d{{1,4}})?)"
    r")(?(open)\))\Z"
)
_CODING = re.compile(
    r"c\.(?P<name>\d{1,5}(?:[+-]\d{1,3})?[ACGT]>[ACGT]"
    r"|\d{3,5}(?:[+-]\d{1,3})?(?:_\d{3,5}(?:[+-]\d{1,3})?)?(?:del|dup|(?:del)?ins[ACGT]{1,60}))\Z"
)


def protein_name(text: str) -> str:
    """The protein name that the whole text is, without ``p.`` and brackets; empty for any other text.

    >>> protein_name("p.(Leu858Arg)"), protein_name("E746_A750del"), protein_name("EGFR L858R")
    ('Leu858Arg', 'E746_A750del', '')
    """
    found = _PROTEIN.match(text)
    if found is None or genes.known(text) or genes.known(text.partition("_")[0]):
        return ""
    return found["name"]


def coding_name(text: str) -> str:
    """The coding name behind ``c.`` that the whole text is; empty for any other text.

    >>> coding_name("c.2573T>G"), coding_name("c.2573T>G (EGFR)")
    ('2573T>G', '')
    """
    found = _CODING.match(text)
    return found["name"] if found else ""
