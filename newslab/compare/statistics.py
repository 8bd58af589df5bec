"""Small statistics with known guarantees: intervals of shares, exact tests, false discovery rate."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z95: Final = 1.959963984540054  # two-sided 95 % quantile of the normal distribution


def wilson_interval(n: int, total: int, *, z: float = Z95) -> tuple[float, float]:
    """Return the Wilson (1927) score interval of a share, 0 to 1; (nan, nan) of nothing.

    Examples
    --------
    >>> [round(bound, 3) for bound in wilson_interval(2, 10)]
    [0.057, 0.51]
    """
    if total <= 0:
        return math.nan, math.nan
    share, spread = n / total, z * z / total
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return max(0.0, middle - half) if n else 0.0, min(1.0, middle + half) if n < total else 1.0


def false_discovery(p: ArrayLike) -> NDArray[np.float64]:
    """Return Benjamini-Hochberg (1995) q values of p values, same order; NaN stays NaN and is not counted as a test.

    Examples
    --------
    >>> false_discovery([0.01, 0.04, 0.03, float("nan")]).round(3).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    values = np.asarray(p, dtype=np.float64)
    q = np.full(values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return q
    order = known[np.argsort(values[known], kind="stable")]
    ranked = values[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum.accumulate(ranked[::-1])[::-1].clip(0, 1)
    return q


def mid_p(n: ArrayLike, total: int, marked: ArrayLike, drawn: ArrayLike) -> NDArray[np.float64]:
    """Return two-sided mid-p values of hypergeometric counts (Fisher's exact test, Lancaster's mid-p).

    Parameters
    ----------
    n : counts found: how many of the `drawn` are marked.
    total : size of the population.
    marked, drawn : how many of it are marked, and how many are drawn, per count.

    Examples
    --------
    >>> mid_p([0, 5], 100, [10, 10], [30, 30]).round(3).tolist()
    [0.023, 0.177]
    """
    from scipy.stats import hypergeom

    counts, ones, draws = (np.asarray(part, dtype=np.int64) for part in (n, marked, drawn))
    point: NDArray[Any] = hypergeom.pmf(counts, total, ones, draws) / 2
    low = hypergeom.cdf(counts, total, ones, draws) - point
    high = hypergeom.sf(counts, total, ones, draws) + point
    return np.asarray(np.clip(2 * np.minimum(low, high), 0, 1), dtype=np.float64)
