"""The ground floor of facts: assays, drugs, variants, rules, CIViC items and codes, read from data and checked.

Everything here is mechanism; the facts stand in ``config/assays.yaml``, ``config/knowledge/`` and ``data/codes.tsv``,
each row with its source, the day it was checked and whether it was verified.
"""

from __future__ import annotations

from her2parse.knowledge.assays import Assay, AssayCatalogue, load_assays
from her2parse.knowledge.codes import Code, codes

__all__ = ["Assay", "AssayCatalogue", "Code", "codes", "load_assays"]
