"""Answers that are worked out once: about short texts, and about the cells and lines of a page.

Reports repeat their wordings, and every floor of the reader asks about the same ones. Only texts as long as a sentence
are kept, and so many answers a question, so that no file can fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast, overload

LONGEST = 300
"""Characters of a text whose answer is kept."""
MOST = 1 << 12
"""Answers kept a question; of questions with more than a text the ones that were not asked for longest go first, of
the others all go."""

P = ParamSpec("P")
R = TypeVar("R")


def remembered(function: Callable[Concatenate[str, P], R]) -> Callable[Concatenate[str, P], R]:
    """``function`` of a text and hashable others, asked once for each of the last short texts. It must be pure."""
    kept = cast("Callable[Concatenate[str, P], R]", lru_cache(maxsize=MOST)(function))

    def answer(text: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return kept(text, *args, **kwargs) if len(text) <= LONGEST else function(text, *args, **kwargs)

    update_wrapper(answer, function)
    return answer


class _Answers(dict[str, R]):
    """A question's answers by text; one that is missing is worked out."""

    def __init__(self, function: Callable[[str], R], most: int) -> None:
        super().__init__()
        self._function, self._most = function, most

    def __missing__(self, text: str) -> R:
        answer = self._function(text)
        if len(text) <= LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[text] = answer
        return answer


def by_text(function: Callable[[str], R]) -> Callable[[str], R]:
    """``function`` of a text alone, asked once for each of the last short texts. It must be pure.

    A look-up in a dictionary costs a quarter of ``remembered``; the reader makes some thousand a page.
    """
    return _Answers(function, MOST).__getitem__


def by_word(function: Callable[[str], R]) -> Callable[[str], R]:
    """The same for a question about single words, of which there are more."""
    return _Answers(function, 4 * MOST).__getitem__


class kept(Generic[R]):  # noqa: N801  (a decorator, as ``property`` is)
    """A property that is worked out at the first question and then stands in the object itself.

    ``functools.cached_property`` without its lock, which costs more than what a cell's edges or text do.
    """

    def __init__(self, function: Callable[[Any], R]) -> None:
        self._function, self._name = function, function.__name__
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, one: None, owner: type) -> kept[R]: ...

    @overload
    def __get__(self, one: object, owner: type) -> R: ...

    def __get__(self, one: object | None, owner: type) -> kept[R] | R:
        if one is None:
            return self
        answer = one.__dict__[self._name] = self._function(one)
        return answer
