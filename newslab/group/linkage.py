"""Average-link clustering of many rows: candidates first, then each connected part on its own, exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from newslab.group.graph import find_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[Any]]

BLOCK = 1024


def link_average(n: int, scores: Scores, cut: float, *, floor: float) -> NDArray[np.int64]:
    """Group n rows so that groups are joined while the mean score between them is at least `cut`.

    Parameters
    ----------
    n : number of rows; the caller has them in an order that depends on their content alone.
    scores : function of two arrays of row numbers that gives the matrix of their similarities.
    cut : mean similarity that two groups need to be one.
    floor : pairs below this score start no group; must be at most `cut`. Rows that no chain of pairs above it
        connects are never compared again, which is what keeps memory small.

    Returns
    -------
    (n,) group numbers, 0 for the group of the first row, then in order of first row.
    """
    parts = find_groups(n, _pairs(n, scores, floor))
    labels = np.zeros(n, dtype=np.int64)
    for first in np.unique(parts):
        rows = np.flatnonzero(parts == first)
        labels[rows] = rows[_averaged(scores(rows, rows), cut)]
    return np.unique(labels, return_inverse=True)[1]


def average_groups(similarity: NDArray[Any], cut: float) -> NDArray[np.int64]:
    """Group the rows of an (n, n) matrix as `link_average` does; (n,) group numbers in order of first row."""
    return np.unique(_averaged(similarity, cut), return_inverse=True)[1]


def _pairs(n: int, scores: Scores, floor: float) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    everything = np.arange(n)
    for start in range(0, n, BLOCK):
        rows = everything[start : start + BLOCK]
        left, right = np.nonzero(np.round(scores(rows, everything[start:]), 6) >= floor)
        keep = left < right
        pairs += zip((left[keep] + start).tolist(), (right[keep] + start).tolist(), strict=True)
    return pairs


def _averaged(similarity: NDArray[Any], cut: float) -> NDArray[np.int64]:
    """Return for each row the first row of its group."""
    n = len(similarity)
    if n == 1:
        return np.zeros(1, dtype=np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    distance = 1 - np.round((similarity + similarity.T) / 2, 6).astype(np.float64)
    np.fill_diagonal(distance, 0)
    groups = fcluster(linkage(squareform(distance, checks=False), "average"), 1 - cut + 1e-9, "distance")
    firsts = {group: row for row, group in reversed(list(enumerate(groups)))}
    return np.array([firsts[group] for group in groups], dtype=np.int64)
