"""A phrase that states something, and what it says of one event."""

from __future__ import annotations

from dataclasses import dataclass

from her2parse.model import State


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that states something; ``forward`` and ``backward`` tell where it may reach. ``undone``: the test was
    not done, which is no result; ``contrast``: a denial inside a positive clause (``A but not B was detected``)."""

    start: int
    end: int
    state: State
    text: str
    forward: bool
    backward: bool
    words: tuple[int, ...] = ()
    undone: bool = False
    contrast: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a segment says of one item, and the cue that says it."""

    state: State
    cue: Cue
