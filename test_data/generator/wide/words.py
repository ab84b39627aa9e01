"""Labels in eight languages, with the variants that laboratories print; one draw fixes the labels of a report."""

from __future__ import annotations

import csv
import random
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "es", "it", "ja", "zh", "ko")


@cache
def lexicon() -> dict[str, dict[str, list[str]]]:
    """``words.tsv`` as key to language to variants."""
    with Path(__file__).with_name("words.tsv").open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t")
        return {row["key"]: {code: row[code].split("|") for code in LANGUAGES} for row in rows}


class Words:
    """The labels of one report."""

    def __init__(self, language: str, rng: random.Random) -> None:
        self.language = language
        self._chosen = {key: rng.choice(some[language]) for key, some in sorted(lexicon().items())}

    def __getitem__(self, key: str) -> str:
        return self._chosen[key]

    def any(self, key: str, rng: random.Random) -> str:
        """Another variant of the word, for a report that is not consistent."""
        return rng.choice(lexicon()[key][self.language])
