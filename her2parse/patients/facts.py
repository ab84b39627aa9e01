"""What this stage needs of the knowledge base, so that tests can give it less."""

from __future__ import annotations

from typing import Protocol

from her2parse.knowledge.drugs import DrugTable
from her2parse.knowledge.mechanisms import MechanismCatalogue
from her2parse.knowledge.resistance_facts import ResistanceFacts
from her2parse.model import Specimen


class KnownAssay(Protocol):
    """An assay of the catalogue."""

    @property
    def kind(self) -> str:
        """``service``, ``kit`` or ``method``."""
        ...

    @property
    def specimen(self) -> Specimen:
        """The only specimen it takes, or ``unknown``."""
        ...

    def covers(self, gene: str, event: str, specimen: str = "", reported_on: str = "") -> str:
        """yes, partial, presumed, no or unknown."""
        ...


class KnownAssays(Protocol):
    """The assay catalogue."""

    def get(self, assay_id: str) -> KnownAssay | None:
        """The assay of this id, or None."""
        ...


class Knowledge(Protocol):
    """The parts of the knowledge base that place reports on a patient's line of time."""

    @property
    def drugs(self) -> DrugTable:
        """Drug names."""
        ...

    @property
    def mechanisms(self) -> MechanismCatalogue:
        """Mechanisms of resistance to EGFR TKIs."""
        ...

    @property
    def her2_mechanisms(self) -> MechanismCatalogue:
        """Mechanisms of resistance to HER2 drugs."""
        ...

    @property
    def resistance_facts(self) -> ResistanceFacts:
        """How often mechanisms were found, and what would settle HER2."""
        ...

    @property
    def assays(self) -> KnownAssays:
        """Assays."""
        ...
