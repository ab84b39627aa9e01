"""What stands beside the mechanisms: how often each was found, and what would settle HER2 after an EGFR TKI."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from her2parse.errors import KnowledgeError
from her2parse.knowledge.schema import read_table
from her2parse.knowledge.tables import nearest
from her2parse.model import Situation


@dataclass(frozen=True, slots=True)
class Frequency:
    """A published figure of one mechanism; ``generation`` and ``line`` are None where it is about any."""

    mechanism: str
    generation: int | None
    line: int | None
    frequency: str
    specimen: str
    setting: str
    source: str
    verified: bool

    def fits(self, generation: int | None, line: int) -> bool:
        """Whether it is about an EGFR TKI of this generation in this line (2: any later one)."""
        return self.generation in (None, generation) and self.line in (None, min(line, 2))

    @property
    def words(self) -> str:
        """The figure with what it is about and where it is from."""
        doubt = "" if self.verified else "; unverified"
        return f"{self.frequency} ({self.specimen}; {self.setting}; {self.source}{doubt})"


@dataclass(frozen=True, slots=True)
class Settling:
    """What would settle one situation of one HER2 axis (``any``: of all)."""

    axis: str
    situation: Situation
    settled_by: str
    source: str
    verified: bool


@dataclass(frozen=True)
class ResistanceFacts:
    """All figures and tests of one knowledge base."""

    frequencies: tuple[Frequency, ...] = ()
    settlings: tuple[Settling, ...] = ()

    @classmethod
    def load(cls, folder: Path, keys: Iterable[str], extra: Path | None = None) -> ResistanceFacts:
        """Read ``resistance_frequency.tsv`` and ``her2_settling.tsv``.

        Args:
            folder: ``config/knowledge``.
            keys: the keys of ``resistance.tsv``.
            extra: a laboratory's own folder.

        Raises:
            KnowledgeError: a table breaks its schema, or names a mechanism that is not there.
        """
        known = set(keys)
        frequencies = []
        for row in read_table("resistance_frequency", folder / "resistance_frequency.tsv", extra):
            if row["mechanism"] not in known:
                near = nearest(row["mechanism"], sorted(known))
                raise KnowledgeError(
                    f"the mechanism {row['mechanism']!r}",
                    expected="a key of resistance.tsv" + (f" (nearest: {near})" if near else ""),
                    where=f"{row['_file']}, row {row['_row']}, column mechanism",
                )
            frequencies.append(
                Frequency(
                    row["mechanism"],
                    _number(row["tki_generation"]),
                    _number(row["tki_line"]),
                    row["frequency"],
                    row["specimen"],
                    row["setting"],
                    row["source"],
                    row["verified"] == "yes",
                )
            )
        settlings = [
            Settling(
                row["axis"],
                cast(Situation, row["situation"]),
                row["settled_by"],
                row["source"],
                row["verified"] == "yes",
            )
            for row in read_table("her2_settling", folder / "her2_settling.tsv", extra)
        ]
        return cls(tuple(frequencies), tuple(settlings))

    def frequency(self, mechanism: str, generation: int | None, line: int) -> str:
        """The figures of one mechanism, the closest in generation and line first, or an empty string."""
        found = [f for f in self.frequencies if f.mechanism == mechanism and f.fits(generation, line)]
        exact = max((_exactness(f) for f in found), default=0)
        return "; ".join(f.words for f in found if _exactness(f) == exact)

    def settling(self, axis: str, situations: Iterable[Situation]) -> tuple[Settling, ...]:
        """The tests that fit an axis in these situations, in the table's order."""
        wanted = set(situations)
        return tuple(s for s in self.settlings if s.axis in ("any", axis) and s.situation in wanted)


def _exactness(one: Frequency) -> int:
    return (one.generation is not None) + (one.line is not None)


def _number(cell: str) -> int | None:
    return None if cell == "any" else int(cell)
