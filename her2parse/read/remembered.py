"""Answers about short texts, remembered.

Reports repeat their wordings, and every floor of the reader asks about the same ones. Only texts as long as a sentence
are kept, and so many answers a question, so that no file can fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Concatenate, ParamSpec, TypeVar, cast

LONGEST = 300
"""Characters of a text whose answer is kept."""
MOST = 1 << 12
"""Answers kept a question; the ones that were not asked for longest go first."""

P = ParamSpec("P")
R = TypeVar("R")


def remembered(function: Callable[Concatenate[str, P], R]) -> Callable[Concatenate[str, P], R]:
    """``function`` of a text and hashable others, asked once for each of the last short texts. It must be pure."""
    kept = cast("Callable[Concatenate[str, P], R]", lru_cache(maxsize=MOST)(function))

    def answer(text: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return kept(text, *args, **kwargs) if len(text) <= LONGEST else function(text, *args, **kwargs)

    update_wrapper(answer, function)
    return answer
