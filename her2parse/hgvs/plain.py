"""A text that is one protein or coding name and nothing else: most of what reports print. There is nothing to take
apart in it, so no pattern for words, genes or accessions has to look at it; the grammars read the name itself.

The patterns are narrower than the grammars on purpose: what they leave out is read the long way, with the same result.
"""

from __future__ import annotations

import re

from her2parse.hgvs import genes
from her2parse.hgvs.protein import LETTERS

_RESIDUE = "(?:{}|[ACDEFGHIKLMNPQRSTVWY])".format(
    "|".join(name for name in LETTERS if name not in ("Xaa", "Sec", "Ter"))
)
_STOP = r"(?:\*|Ter)"
_PROTEIN = re.compile(
    r"(?:(?P<acc>N[MP]_\d{6,9}\.\d{1,2}):)?(?P<rest>(?:p\.)?(?P<open>\()?(?P<name>"
    r"(?![DE]\d\d?(?!\d))"  # E19del may be a deletion in exon 19
    rf"{_RESIDUE}\d{{1,4}}(?:_{_RESIDUE}\d{{1,4}})?"
    rf"(?:{_RESIDUE}|{_STOP}|del|dup|(?:del)?ins{_RESIDUE}{{1,60}}|{_RESIDUE}?fs(?:{_STOP}\d{{1,4}})?)"
    r")(?(open)\)))\Z",
    re.ASCII,
)
_CODING = re.compile(
    r"(?:(?P<acc>NM_\d{6,9}\.\d{1,2}):)?c\.(?P<name>\d{1,5}(?:[+-]\d{1,3})?[ACGT]>[ACGT]"
    r"|\d{3,5}(?:[+-]\d{1,3})?(?:_\d{3,5}(?:[+-]\d{1,3})?)?(?:del|dup|(?:del)?ins[ACGT]{1,60}))\Z",
    re.ASCII,
)


def protein_name(text: str) -> tuple[str, str] | None:
    """Accession (may be empty) and name, without ``p.`` and brackets, where that is the whole text; else None.

    >>> protein_name("NP_005219.2:p.(Leu858Arg)"), protein_name("E746_A750del"), protein_name("EGFR L858R")
    (('NP_005219.2', 'Leu858Arg'), ('', 'E746_A750del'), None)
    """
    found = _PROTEIN.match(text)
    if found is None or genes.known(found["rest"]) or genes.known(found["rest"].partition("_")[0]):
        return None
    return found["acc"] or "", found["name"]


def coding_name(text: str) -> tuple[str, str] | None:
    """Accession (may be empty) and the name behind ``c.``, where that is the whole text; else None.

    >>> coding_name("NM_005228.5:c.2573T>G"), coding_name("c.2573T>G (EGFR)")
    (('NM_005228.5', '2573T>G'), None)
    """
    found = _CODING.match(text)
    return (found["acc"] or "", found["name"]) if found else None
