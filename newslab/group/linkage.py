"""Linking of many rows: candidate pairs by nearness, then groups joined with the group that is nearest to both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]

NONE: Final = -np.inf  # the score of no pair
BLOCK: Final = 512
NEIGHBOURS: Final = 50  # candidates that a row brings; a group has those of all its rows
AT_A_TIME: Final = 8  # a group takes in up to this part of its size in one round


class Groups(Protocol):
    """Groups of rows that know how alike two of them are; a group has the number of its first row."""

    def score(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how alike the groups `left[i]` and `right[i]` are."""

    def join(self, kept: NDArray[np.int64], gone: NDArray[np.int64]) -> None:
        """Make each group `gone[i]` a part of the group `kept[i]`."""


def link_groups(
    groups: Groups, heads: NDArray[np.int64], pairs: Pairs, cut: float, *, keep: float | None = None
) -> NDArray[np.int64]:
    """Join groups, the most alike first, while their score is at least `cut`.

    Parameters
    ----------
    groups : n groups of a row each, in an order that depends on their content alone; joined in place.
    heads : (n,) the first row of those that each row is one with from the start; its own number where it is alone.
    pairs : two arrays of row numbers: only these are compared, and what they are joined to.
    cut : score that two groups need to be one.
    keep : pairs below it are not looked at again; `cut` where None, which for a mean over pairs of rows loses nothing:
        groups whose mean is at least `cut` have a pair of rows that is.

    Returns
    -------
    (n,) group numbers, in order of their first row.

    Notes
    -----
    In each round all pairs that are each other's nearest are joined (Murtagh 1983): for a mean over pairs of rows, that
    is average link (UPGMA) in a few dozen rounds instead of n. A group of many rows may take in an eighth of its size
    at a time, or a long story would need a round for each of its articles. Scores count to 6 decimals, ties go to the
    lower number.
    """
    n, label = len(heads), heads.copy()
    size = np.bincount(label, minlength=n)
    best, high, stale = np.full(n, -1), np.full(n, NONE), np.ones(n, dtype=bool)
    least = cut if keep is None else keep
    left, right = pairs
    if len(inside := np.flatnonzero(label != np.arange(n))):
        groups.join(label[inside], inside)
        left, right = once(label[left], label[right])
    score = groups.score(left, right)
    while True:
        held = score >= least
        left, right, score = left[held], right[held], score[held]
        _renew(best, high, stale, left, right, np.where(score >= cut, score, NONE))
        kept, gone = _chosen(best, high, size)
        if not len(kept):
            return np.unique(label, return_inverse=True)[1]
        groups.join(kept, gone)
        into = np.arange(n)
        into[gone] = kept
        label = into[label]
        np.add.at(size, kept, size[gone])
        touched = np.zeros(n, dtype=bool)
        touched[kept] = touched[gone] = True
        hit = touched[left] | touched[right]
        stale = touched.copy()
        stale[left[hit]] = stale[right[hit]] = True
        ours, others = once(into[left[hit]], into[right[hit]])
        left, right = np.concatenate([left[~hit], ours]), np.concatenate([right[~hit], others])
        score = np.concatenate([score[~hit], groups.score(ours, others)])


def find_pairs(
    vectors: NDArray[np.float32], days: Pairs | tuple[NDArray[Any], NDArray[Any]], *, window: int, least: float,
    rows: NDArray[np.int64] | None = None, most: int = NEIGHBOURS,
) -> Pairs:  # fmt: skip
    """Find the pairs of rows that are near in meaning and time.

    Parameters
    ----------
    vectors : (n, dim) unit vectors.
    days : first and last day of each row, both (n,), NaN where unknown: such a row may be near any other.
    window : days that may lie between.
    least : cosine below which two rows are no pair.
    rows : rows that are looked for (all where None).
    most : nearest pairs that each of them brings.

    Returns
    -------
    Two arrays of row numbers, the lower first, each pair once.
    """
    first, last = days
    order = np.argsort(np.where(np.isnan(first), np.inf, first), kind="stable")
    dated = int((~np.isnan(first)).sum())
    longest = float(np.max((last - first)[order[:dated]], initial=0))
    starts = first[order[:dated]]
    wanted = np.arange(len(order)) if rows is None else np.sort(np.argsort(order)[rows])
    found: list[Pairs] = []
    for at in range(0, len(wanted), BLOCK):
        mine = order[wanted[at : at + BLOCK]]
        low, high = 0, dated
        if not np.isnan(first[mine]).any():
            low = int(np.searchsorted(starts, first[mine].min() - window - longest))
            high = int(np.searchsorted(starts, last[mine].max() + window, side="right"))
        others = np.concatenate([order[low:high], order[dated:]])
        near = np.round(vectors[mine] @ vectors[others].T, 6)
        one, other = np.nonzero(near >= least)
        value, a, b = near[one, other], mine[one], others[other]
        late = np.maximum(first[b] - last[a], first[a] - last[b]) > window
        kept = (a != b) & ~late
        found.append(_most(a[kept], b[kept], value[kept], most))
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return once(*(np.concatenate([pair[side] for pair in found]) for side in (0, 1)))


def _most(row: NDArray[np.int64], other: NDArray[np.int64], value: NDArray[Any], most: int) -> Pairs:
    """Return the pairs of each row that have the highest values."""
    order = np.lexsort((other, -value, row))
    row, other = row[order], other[order]
    start = np.flatnonzero(np.concatenate([[True], row[1:] != row[:-1]])) if len(row) else np.zeros(0, dtype=np.int64)
    place = np.arange(len(row)) - np.repeat(start, np.diff(np.append(start, len(row))))
    return row[place < most], other[place < most]


def once(left: NDArray[np.int64], right: NDArray[np.int64]) -> Pairs:
    """Return each pair once, the lower number first, in order; pairs of a row with itself are dropped."""
    low, high = np.minimum(left, right).astype(np.int64), np.maximum(left, right).astype(np.int64)
    apart = low != high
    width = int(high.max(initial=0)) + 1
    key = np.unique(low[apart] * width + high[apart])
    return key // width, key % width


def _renew(
    best: NDArray[np.int64], high: NDArray[np.float64], stale: NDArray[np.bool_],
    left: NDArray[np.int64], right: NDArray[np.int64], score: NDArray[np.float64],
) -> None:  # fmt: skip
    """Find the nearest of each stale group anew: `best` its number, -1 if there is none, `high` its score or NONE."""
    best[stale], high[stale] = -1, NONE
    asked = (stale[left] | stale[right]) & (score > NONE)
    one, other = np.concatenate([left[asked], right[asked]]), np.concatenate([right[asked], left[asked]])
    value = np.concatenate([score[asked]] * 2)
    mine = stale[one]
    one, other, value = one[mine], other[mine], value[mine]
    if len(one):
        order = np.lexsort((other, -value, one))
        first = order[np.concatenate([[True], np.diff(one[order]) > 0])]
        best[one[first]], high[one[first]] = other[first], value[first]


def _chosen(best: NDArray[np.int64], high: NDArray[np.float64], size: NDArray[np.int64]) -> Pairs:
    """Return which groups are joined now: those that are each other's nearest, and a few more into large ones."""
    rows = np.flatnonzero(best >= 0)
    mutual = rows[best[best[rows]] == rows]
    root = np.full(len(best), -1)
    root[mutual] = np.minimum(mutual, best[mutual])
    gone = mutual[root[mutual] < mutual]
    room = np.zeros(len(best), dtype=np.int64)
    room[root[gone]] = (size[root[gone]] + size[gone]) // AT_A_TIME
    more = rows[(root[rows] < 0) & (root[best[rows]] >= 0)]
    to = root[best[more]]
    order = np.lexsort((more, -high[more], to))
    more, to = more[order], to[order]
    start = np.searchsorted(to, to)
    taken = np.arange(len(to)) - start < room[to]
    return np.concatenate([root[gone], to[taken]]), np.concatenate([gone, more[taken]])
