"""Small tools on graphs of articles: connected groups, nearest neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROUNDING: Final = 2e-6


def find_groups(n: int, pairs: Iterable[tuple[int, int]]) -> NDArray[np.int64]:
    """Return for each of n nodes the smallest node that it is connected to.

    Examples
    --------
    >>> find_groups(4, [(1, 3)]).tolist()
    [0, 1, 2, 1]
    """
    parent = list(range(n))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return np.array([root(node) for node in range(n)], dtype=np.int64)


def nearest(vectors: NDArray[Any], k: int, *, block: int = 1024) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the k nearest rows of each row by cosine, exactly: (n, k) indices and similarities, best first.

    Similarities are rounded to 6 decimals and ties go to the lower index, so threads and block sizes change nothing.
    """
    n = len(vectors)
    k = min(k, max(n - 1, 0))
    found, near = np.zeros((n, k), dtype=np.int64), np.zeros((n, k), dtype=np.float32)
    if not k:
        return found, near
    for start in range(0, n, block):
        scores = vectors[start : start + block] @ vectors.T
        rows = np.arange(len(scores))
        scores[rows, start + rows] = -2.0
        found[start + rows], near[start + rows] = best_of(scores, k)
    return found, near


def best_of(scores: NDArray[Any], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the k best columns of each row, and their scores to 6 decimals, best first; ties go to the lower column.

    Scores are cosines, or -2 for what is out of the question.
    """
    m = scores.shape[1]
    edge = np.partition(scores, m - k, axis=1)[:, m - k]
    rows, columns = np.divmod(np.flatnonzero(scores >= edge[:, None] - ROUNDING), m)  # all that may round to the edge
    rounded = np.round(scores[rows, columns], 6)
    order = np.argsort(4.0 * rows - rounded, kind="stable")  # cosines are 2 apart at most
    held = np.bincount(rows, minlength=len(scores))
    chosen = order[(np.cumsum(held) - held)[:, None] + np.arange(k)]
    return columns[chosen], rounded[chosen].astype(np.float32)
