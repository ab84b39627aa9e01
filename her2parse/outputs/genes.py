"""HGNC and NCBI numbers of the genes whose sequences are bundled; other genes have their symbol only."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class GeneNumbers:
    """``hgnc`` as ``HGNC:3430``, ``ncbi`` (Entrez) as digits, ``chromosome`` 1-22, X, Y; empty where not known."""

    hgnc: str = ""
    ncbi: str = ""
    chromosome: str = ""


@cache
def _all() -> Mapping[str, GeneNumbers]:
    packed = (files("her2parse") / "data" / "reference" / "transcripts.tsv.gz").read_bytes()
    rows = csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8")), delimiter="\t")
    return {row["gene"]: GeneNumbers(row["hgnc_id"], row["ncbi_gene_id"], row["chrom"]) for row in rows}


def numbers(symbol: str) -> GeneNumbers:
    """The gene's numbers.

    >>> numbers("ERBB2")
    GeneNumbers(hgnc='HGNC:3430', ncbi='2064', chromosome='17')
    >>> numbers("not a gene")
    GeneNumbers(hgnc='', ncbi='', chromosome='')
    """
    return _all().get(symbol, GeneNumbers())
