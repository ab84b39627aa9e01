"""Gene symbols and the other names of genes, from the reader's table (``data/lexicon/genes.tsv``)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parent.parent / "data" / "lexicon" / "genes.tsv"


@cache
def symbols() -> dict[str, str]:
    """Every name of a gene in capitals to its HGNC symbol; a symbol wins over another gene's alias."""
    rows = [line.split("\t") for line in _FILE.read_text(encoding="utf-8").splitlines()[1:] if line[:1] != "#"]
    found = {row[0].upper(): row[0] for row in rows}
    for row in rows:
        for alias in re.split(r"[|,; ]+", row[1]):
            if alias:
                found.setdefault(alias.upper(), row[0])
    return found
