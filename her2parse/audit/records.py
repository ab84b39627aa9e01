"""What the audit tells, as records; each kind is one table of ``audit/`` and its fields are the columns.

A ``low``/``high`` pair is a Wilson 95 % interval of ``share``, fractions 0-1; None where nobody could be counted.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Literal

Unit = Literal["file", "report", "patient"]
MOST = 12
"""Lines of one table in the short account and on the page; the rest is in the TSV."""
MAX_DAYS = 90
"""Tissue and plasma are compared where their collections lie at most this many days apart."""


def percent(share: float | None) -> str:
    """A fraction as people read it: ``12.5 %``, or ``-`` where there is none."""
    return "-" if share is None else f"{100 * share:.1f} %"


def interval(share: float | None, low: float | None, high: float | None) -> str:
    """``12.5 % (6.9-21.5)``, or ``-`` where nobody could be counted."""
    if share is None or low is None or high is None:
        return "-"
    return f"{percent(share)} ({100 * low:.1f}-{100 * high:.1f})"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the flow: ``n`` units reach ``step``, or (``kind`` out) leave after it for ``reason``.

    Inside a unit, ``n`` of a step = ``n`` of the next + all that leave between them. ``part`` lines divide a step
    without anybody leaving.
    """

    name: ClassVar[str] = "flow"
    order: int
    unit: Unit
    kind: Literal["in", "out", "part"]
    step: str
    reason: str
    n: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often one mechanism was seen after the start of an EGFR TKI.

    ``scope``: ``seen`` (whatever its origin; counted among patients of whom a report after the start settles gene and
    sort of event) or ``new`` (acquired or apparently acquired; counted among patients of whom a baseline settles it
    too). ``tki_generation``: that of the latest TKI begun before the report; empty for all together. ``outside``:
    patients in whom it was seen, but by no test that settles it; they are in neither number.
    """

    name: ClassVar[str] = "frequencies"
    scope: Literal["seen", "new"]
    tki_generation: str
    mechanism_class: str
    mechanism: str
    gene: str
    event_type: str
    n: int
    assayed: int
    share: float | None
    low: float | None
    high: float | None
    outside: int
    her2_axis: str

    @property
    def interval(self) -> str:
        """The share with its interval, in words."""
        return interval(self.share, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Tissue against plasma for one event, over pairs of reports that both settle it; one pair a patient.

    ``agreement`` is the share of pairs in which both say the same. ``kappa`` is empty and ``kappa_note`` says
    ``not computable`` where one side never varies.
    """

    name: ClassVar[str] = "tissue_plasma"
    event: str
    gene: str
    event_type: str
    pairs: int
    both: int
    tissue_only: int
    plasma_only: int
    neither: int
    agreement: float | None
    low: float | None
    high: float | None
    kappa: float | None
    kappa_note: str
    max_days: int

    @property
    def interval(self) -> str:
        """The share with its interval, in words."""
        return interval(self.agreement, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Change:
    """The re-biopsy against the baseline for one event, over patients of whom both reports settle it.

    ``specimens``: ``all`` pairs, or those of the ``same`` or ``different`` specimens.
    """

    name: ClassVar[str] = "rebiopsy"
    event: str
    gene: str
    event_type: str
    specimens: Literal["all", "same", "different"]
    pairs: int
    gained: int
    lost: int
    kept: int
    neither: int
    gained_share: float | None
    low: float | None
    high: float | None

    @property
    def interval(self) -> str:
        """The share with its interval, in words."""
        return interval(self.gained_share, self.low, self.high)


@dataclass(frozen=True, slots=True)
class AxisCount:
    """One HER2 axis at one time point: each patient once, by the newest report there that says something.

    ``assayed`` = positive + negative; equivocal calls and those under review are in neither.
    """

    name: ClassVar[str] = "her2_axes"
    axis: str
    egfr_tki: str
    patients: int
    positive: int
    negative: int
    equivocal: int
    review: int
    not_assayed: int
    assayed: int
    share: float | None
    low: float | None
    high: float | None

    @property
    def interval(self) -> str:
        """The share with its interval, in words."""
        return interval(self.share, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole account."""

    flow: tuple[Step, ...]
    frequencies: tuple[Frequency, ...]
    tissue_plasma: tuple[Agreement, ...]
    rebiopsy: tuple[Change, ...]
    her2_axes: tuple[AxisCount, ...]

    @property
    def most_seen(self) -> list[Frequency]:
        """The mechanisms seen in most patients, over all generations of TKI."""
        return self._most("seen")

    @property
    def most_new(self) -> list[Frequency]:
        """The mechanisms that were new in most patients."""
        return self._most("new")

    def _most(self, scope: str) -> list[Frequency]:
        own = [line for line in self.frequencies if line.scope == scope and not line.tki_generation]
        own = [line for line in own if line.n or line.outside]
        return sorted(own, key=lambda line: (-line.n, -line.outside, line.mechanism, line.event_type))[:MOST]

    @property
    def most_pairs(self) -> list[Agreement]:
        """The events that most pairs of tissue and plasma show."""
        order = sorted(self.tissue_plasma, key=lambda line: line.both + line.tissue_only + line.plasma_only)
        return order[: -MOST - 1 : -1]

    @property
    def most_changes(self) -> list[Change]:
        """The events that most pairs of baseline and re-biopsy show."""
        own = [line for line in self.rebiopsy if line.specimens == "all"]
        return sorted(own, key=lambda line: line.gained + line.lost + line.kept)[: -MOST - 1 : -1]

    @property
    def tables(self) -> dict[str, tuple[Step | Frequency | Agreement | Change | AxisCount, ...]]:
        """The tables by name, in order."""
        return {
            "flow": self.flow,
            "frequencies": self.frequencies,
            "tissue_plasma": self.tissue_plasma,
            "rebiopsy": self.rebiopsy,
            "her2_axes": self.her2_axes,
        }


KINDS = (Step, Frequency, Agreement, Change, AxisCount)


def columns(kind: type[Step | Frequency | Agreement | Change | AxisCount]) -> tuple[str, ...]:
    """The columns of a table."""
    return tuple(field.name for field in fields(kind))
