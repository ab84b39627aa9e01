"""Copy number as cBioPortal's five levels, for what a report states about a gene and nothing else.

``NA`` is no statement, an open one, or two that differ; 0 is a gene that the report states is not amplified.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from her2parse.model import Finding
from her2parse.outputs.alterations import lost, words
from her2parse.outputs.cbioportal.table import Sample, is_symbol, table
from her2parse.outputs.genes import numbers

LEVELS = (
    "Values: 2 = amplification as the report states it (sequencing or in situ hybridisation); 1 = gain; 0 = stated as "
    "not amplified; -1 = loss, its depth not stated; -2 = homozygous or deep deletion; NA = not stated or open"
)
_DEEP = re.compile(r"homozyg|deep|bi-?allelic|two[- ]copy loss", re.I)
_GAIN = re.compile(r"\b(gain|zugewinn|ganancia|ganho)\b|\blow\b|\(\+\)", re.I)


def level(one: Finding) -> str:
    """The level that one statement gives, empty for none."""
    said = one.statement
    if said.state == "not_detected":
        return "0" if not lost(one) else ""
    if said.state != "detected":
        return ""
    if lost(one):
        return "-2" if _DEEP.search(words(one)) else "-1"
    return "1" if _GAIN.search(words(one)) and not re.search(r"amplif", words(one), re.I) else "2"


def copies(samples: Sequence[Sample]) -> tuple[bytes, tuple[Sample, ...]]:
    """``data_cna.txt`` (a gene a line, a sample a column), and the samples that state anything."""
    stated: dict[str, dict[str, set[str]]] = {}
    profiled = []
    for sample in samples:
        found = [
            one for one in sample.findings if one.statement.kind == "copy_number" and is_symbol(one.statement.gene)
        ]
        if found:
            profiled.append(sample)
        for one in found:
            stated.setdefault(one.statement.gene, {}).setdefault(sample.sample_id, set()).add(level(one))
    columns = ["Hugo_Symbol", "Entrez_Gene_Id", *(sample.sample_id for sample in profiled)]
    rows = []
    for gene in sorted(stated):
        cells = {
            name: next(iter(levels)) or "NA" if len(levels) == 1 else "NA" for name, levels in stated[gene].items()
        }
        blank = dict.fromkeys(columns[2:], "NA")
        rows.append({"Hugo_Symbol": gene, "Entrez_Gene_Id": numbers(gene).ncbi, **blank, **cells})
    return table(columns, rows), tuple(profiled)
