"""A study folder for cBioPortal."""

from __future__ import annotations

from her2parse.outputs.cbioportal.study import write_cbioportal
from her2parse.outputs.cbioportal.table import STUDY

__all__ = ["STUDY", "write_cbioportal"]
