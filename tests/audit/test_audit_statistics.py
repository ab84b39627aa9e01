"""The two formulas against published figures, and what must hold for any counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from her2parse.audit.statistics import kappa, wilson


@pytest.mark.parametrize(
    ("seen", "of", "low", "high"),
    [
        # Newcombe 1998, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # The other end is the mirror image.
        (20, 20, 0.8389, 1.0),
    ],
)
def test_wilson_gives_the_published_interval(seen: int, of: int, low: float, high: float) -> None:
    found = wilson(seen, of)
    assert found is not None
    assert found == pytest.approx((low, high), abs=0.00006)


def test_nobody_has_no_interval() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("seen", "of"), [(-1, 3), (4, 3)])
def test_more_than_all_is_a_fault(seen: int, of: int) -> None:
    with pytest.raises(ValueError, match=f"{seen} of {of}"):
        wilson(seen, of)


@given(st.integers(1, 5000), st.data())
def test_the_interval_holds_the_share(of: int, data: st.DataObject) -> None:
    seen = data.draw(st.integers(0, of))
    found = wilson(seen, of)
    assert found is not None
    assert 0 <= found[0] <= seen / of <= found[1] <= 1
    assert (found[0] == 0) is (seen == 0)


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ((20, 5, 10, 15), 0.4),  # by hand: po 0.7, pe 0.5
        ((45, 15, 25, 15), 0.1304),
        ((25, 35, 5, 35), 0.2593),
        ((10, 0, 0, 10), 1.0),
        ((0, 10, 10, 0), -1.0),
        ((25, 25, 25, 25), 0.0),
    ],
)
def test_kappa_by_hand(cells: tuple[int, int, int, int], value: float) -> None:
    assert kappa(*cells) == pytest.approx(value, abs=0.00006)


@pytest.mark.parametrize(
    "cells", [(0, 0, 0, 0), (5, 0, 0, 0), (0, 0, 0, 7), (3, 2, 0, 0), (0, 3, 0, 4), (2, 0, 4, 0), (0, 0, 5, 4)]
)
def test_kappa_is_not_computable_where_a_margin_is_empty(cells: tuple[int, int, int, int]) -> None:
    assert kappa(*cells) is None


@given(st.tuples(*[st.integers(0, 400)] * 4))
def test_kappa_does_not_care_who_is_first(cells: tuple[int, int, int, int]) -> None:
    both, first, second, neither = cells
    one, other = kappa(both, first, second, neither), kappa(both, second, first, neither)
    assert (one is None) is (other is None)
    if one is not None:
        assert other is not None
        assert one == pytest.approx(other)
        assert -1 - 1e-9 <= one <= 1 + 1e-9
