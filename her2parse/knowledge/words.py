"""What a report's own words say of a copy number: amplified, equivocal, not amplified, lost, failed, not done."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from her2parse.knowledge.schema import read_table
from her2parse.knowledge.tables import without_accents

Meaning = Literal["", "amplified", "low_level", "equivocal", "not_amplified", "loss", "failed", "not_done"]

_ORDER: tuple[Meaning, ...] = (
    "not_done",
    "not_amplified",
    "failed",
    "equivocal",
    "low_level",
    "loss",
    "amplified",
)
_WORD = re.compile(r"[+≥≤<>]+|[^\W_]+")


@dataclass(frozen=True)
class CopyNumberWords:
    """Phrases with their meaning; ``assay`` (a prefix of an assay id) makes a phrase count for that maker only."""

    phrases: tuple[tuple[str, str, Meaning], ...]

    def meaning(self, text: str, assay_id: str = "") -> Meaning:
        """The meaning of ``text``, or empty when it holds no known phrase.

        A test that was not done says nothing else; a denial wins over the rest, then a hedge (``equivocal``). The
        maker's own phrases win over the general ones.
        """
        padded = f" {_plain(text)} "
        found: list[tuple[str, Meaning, bool]] = []
        for phrase, assay, meaning in self.phrases:
            if f" {phrase} " in padded and (not assay or assay_id.startswith(assay)):
                found.append((phrase, meaning, bool(assay)))
        # A phrase inside a longer one ("amplified" in "not amplified") says nothing of its own.
        longer = [f" {phrase} " for phrase, _, _ in found]
        alone = [one for one in found if not any(f" {one[0]} " in o and f" {one[0]} " != o for o in longer)]
        own = [one for one in alone if one[2]] or alone
        return next((wanted for wanted in _ORDER if any(meaning == wanted for _, meaning, _ in own)), "")

    def with_own(self, phrases: Iterable[tuple[str, Meaning]]) -> CopyNumberWords:
        """These words and a layout's own."""
        own = tuple((_plain(phrase), "", meaning) for phrase, meaning in phrases)
        return CopyNumberWords((*self.phrases, *own)) if own else self


def load_words(path: Path, extra: Path | None = None) -> CopyNumberWords:
    """Read ``copy_number_words.tsv``; rows of ``extra`` replace ours of the same phrase.

    Raises:
        KnowledgeError: naming file, row and column.
    """
    rows = read_table("copy_number_words", path, extra)
    return CopyNumberWords(tuple((_plain(row["phrase"]), row["assay"], cast(Meaning, row["meaning"])) for row in rows))


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(without_accents(text)))
