"""Whose report is it: the sample sheet's word first, then keyed pseudonyms of what identifies the patient.

An identity is ``nb:<hex>`` (name with birth date) or ``id:<hex>`` (a record number). Reports are one patient's when the
sheet says so or when they share an ``nb:``; a shared ``id:`` links only where nothing speaks against it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from her2parse.model import ReviewNote


@dataclass(frozen=True, slots=True)
class Claim:
    """What one report says about whose it is. ``patient_id`` is the sample sheet's, or empty."""

    report_id: str
    patient_id: str
    identities: tuple[str, ...]
    failed: bool = False

    @property
    def name_and_birth(self) -> str:
        """The strongest identity, or an empty string."""
        return next((identity for identity in self.identities if identity.startswith("nb:")), "")

    @property
    def numbers(self) -> tuple[str, ...]:
        """Record numbers, sorted."""
        return tuple(sorted({identity for identity in self.identities if identity.startswith("id:")}))


@dataclass(frozen=True, slots=True)
class Links:
    """The patient key of each report, and what a person must look at."""

    keys: dict[str, str]
    notes: tuple[tuple[str, ReviewNote], ...]


def pseudonym(identity: str) -> str:
    """``P-`` and ten hexadecimal digits that name the identity without telling it."""
    return "P-" + hashlib.sha256(identity.encode()).hexdigest()[:10]


def unlinked(report_id: str) -> str:
    """The key of a report that nothing links to anybody."""
    return "U-" + report_id.removeprefix("R")


def link(claims: Iterable[Claim]) -> Links:
    """Give each report its patient's key.

    Args:
        claims: one a report, report ids unique, any order.
    """
    listed = sorted(claims, key=lambda claim: claim.report_id)
    index = _Index(listed)
    notes = [(claim.report_id, note) for claim in listed for note in index.doubts(claim)]
    return Links({claim.report_id: index.key(claim) for claim in listed}, tuple(notes))


class _Index:
    """The claims by everything that may link them."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._by_name: dict[str, list[Claim]] = {}
        self._by_number: dict[str, list[Claim]] = {}
        self._names_of_patient: dict[str, set[str]] = {}
        for claim in claims:
            for number in claim.numbers:
                self._by_number.setdefault(number, []).append(claim)
            if claim.name_and_birth:
                self._by_name.setdefault(claim.name_and_birth, []).append(claim)
                if claim.patient_id:
                    self._names_of_patient.setdefault(claim.patient_id, set()).add(claim.name_and_birth)

    def key(self, claim: Claim) -> str:
        """The claim's patient key."""
        if claim.patient_id:
            return claim.patient_id
        if claim.name_and_birth:
            owners = self._owners(claim)
            if not owners and len(self._people(claim)) == 1:
                owners = {c.patient_id for c in self._sharing(claim) if c.patient_id and not c.name_and_birth}
            return owners.pop() if len(owners) == 1 else pseudonym(claim.name_and_birth)
        if not claim.numbers:
            return unlinked(claim.report_id)
        others = [c for c in self._sharing(claim) if c.patient_id or c.name_and_birth]
        candidates = {c.patient_id or self.key(c) for c in others}
        return candidates.pop() if len(candidates) == 1 else pseudonym(claim.numbers[0])

    def doubts(self, claim: Claim) -> list[ReviewNote]:
        """What speaks against the claim's link, or against there being one."""
        if not claim.patient_id and not claim.identities:
            return [] if claim.failed else [_UNLINKED]
        found = []
        owners = self._owners(claim)
        if claim.patient_id:
            names = self._names_of_patient.get(claim.patient_id, set())
            if len(owners) > 1:
                found.append(_note("sheet_link_conflict", _ONE_NAME_MANY_PATIENTS.format(", ".join(sorted(owners)))))
            if claim.name_and_birth and len(names) > 1:
                found.append(_note("sheet_link_conflict", _ONE_PATIENT_MANY_NAMES.format(claim.patient_id, len(names))))
        elif len(owners) > 1:
            found.append(_note("doubtful_link", _MANY_OWNERS))
        if len(self._people(claim)) > 1:
            found.append(_note("doubtful_link", _ONE_NUMBER_MANY_NAMES))
        return found

    def _sharing(self, claim: Claim) -> list[Claim]:
        return [c for number in claim.numbers for c in self._by_number[number] if c is not claim]

    def _owners(self, claim: Claim) -> set[str]:
        """The sheet's patients whose reports bear this name and birth date."""
        return {c.patient_id for c in self._by_name.get(claim.name_and_birth, ()) if c.patient_id}

    def _people(self, claim: Claim) -> set[str]:
        """The different people that reports with one of this report's record numbers name."""
        return {c.name_and_birth for c in [claim, *self._sharing(claim)] if c.name_and_birth}


def _note(code: str, message: str) -> ReviewNote:
    return ReviewNote(code, message)


_UNLINKED = ReviewNote(
    "unlinked_report",
    "Expected a row of the sample sheet, or a name with birth date or a record number on the report; found none. "
    "The report stands alone: add it to the sample sheet.",
)
_ONE_NAME_MANY_PATIENTS = (
    "The sample sheet gives reports with one name and birth date to several patients ({}). "
    "The sheet was followed: check it."
)
_ONE_PATIENT_MANY_NAMES = (
    "The sample sheet gives patient {} reports with {} different names or birth dates. "
    "The sheet was followed: check it."
)
_MANY_OWNERS = (
    "Reports with this name and birth date belong to several patients of the sample sheet. "
    "The report was given to none of them: add it to the sample sheet."
)
_ONE_NUMBER_MANY_NAMES = (
    "Another report has the same record number but another name or birth date. They were not joined by the number: "
    "check the reports and name the patient in the sample sheet."
)
