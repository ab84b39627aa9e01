"""The two formulas of the audit. No library among the dependencies has them, so each names its source."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)
"""The normal quantile of a two-sided 95 % interval, 1.959964."""


def wilson(seen: int, of: int) -> tuple[float, float] | None:
    """The 95 % score interval of a proportion; None where there is nobody to count.

    Without continuity correction: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).

    Source:
        Wilson EB. J Am Stat Assoc 1927;22:209-212; Newcombe RG. Stat Med 1998;17:857-872, method 3.
    """
    if not 0 <= seen <= of:
        raise ValueError(f"{seen} of {of}")
    if of == 0:
        return None
    share, square = seen / of, _Z * _Z
    middle = share + square / (2 * of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    scale = 1 + square / of
    # At the ends the formula gives exactly 0 and 1; only the floats do not.
    low = 0.0 if seen == 0 else (middle - half) / scale
    high = 1.0 if seen == of else (middle + half) / scale
    return low, high


def kappa(both: int, first_only: int, second_only: int, neither: int) -> float | None:
    """Cohen's κ of a 2 × 2 table; None (not computable) where a margin is empty: no pair, or a side that never varies.

    κ = (po - pe) / (1 - pe), with po the observed agreement and pe the one that the margins alone would give.

    Source:
        Cohen J. Educ Psychol Meas 1960;20:37-46.
    """
    total = both + first_only + second_only + neither
    margins = (both + first_only, second_only + neither, both + second_only, first_only + neither)
    if min(margins) == 0:
        return None
    observed = (both + neither) / total
    expected = (margins[0] * margins[2] + margins[1] * margins[3]) / total**2
    return (observed - expected) / (1 - expected)
