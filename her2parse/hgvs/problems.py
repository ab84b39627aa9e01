"""Why a name cannot be settled. These never leave the stage: each becomes the status and the note of a record."""

from __future__ import annotations


class NameProblem(Exception):
    """Base: ``reason`` is for people, ``review`` the code that sends the name to a person (or empty)."""

    review = ""

    def __init__(self, reason: str, review: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        if review is not None:
            self.review = review


class Unreadable(NameProblem):
    """No grammar reads the name, or what it says is impossible."""

    review = "unreadable_variant"


class Mismatch(NameProblem):
    """A stated residue, base or position is not what the reference has."""

    review = "reference_mismatch"


class Unsettled(NameProblem):
    """The name has several meanings or lacks what would settle it; ``variant_class`` when it is a class's name."""

    review = ""

    def __init__(
        self, reason: str, review: str | None = None, *, variant_class: str = "", consequence: str = ""
    ) -> None:
        super().__init__(reason, review)
        self.variant_class = variant_class
        self.consequence = consequence
