"""The fictional people of the corpus: what a real report would print about a person and its readers must mask."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A fictional patient and the fictional physician who ordered the test."""

    given: str
    family: str
    sex: str
    dob: str
    mrn: str
    address: str
    physician: str
    clinic: str
    phone: str = "(555) 010-0199"

    @property
    def name(self) -> str:
        """Given name first."""
        return f"{self.given} {self.family}"

    @property
    def sorted_name(self) -> str:
        """Family name first, as laboratories file it."""
        return f"{self.family}, {self.given}"

    def identifiers(self) -> tuple[tuple[str, str], ...]:
        """(kind, text) of everything that must never leave the program; dates in the styles that the layouts print."""
        from .dates import STYLES, written

        fixed = (
            ("name", self.name),
            ("name", self.sorted_name),
            ("family_name", self.family),
            ("mrn", self.mrn),
            ("physician", self.physician),
            ("address", self.address),
        )
        return fixed + tuple(("birth_date", text) for text in dict.fromkeys(written(self.dob, s) for s in STYLES))
