"""Boosted trees as plain arrays, read from JSON: what decides on blocks of HTML pages and lines of flattened ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Forest:
    """Boosted trees as arrays: from a node, `feature <= threshold` goes to `left`, else `right`; a leaf goes to
    itself.
    """

    feature: np.ndarray[Any, np.dtype[np.int64]]
    threshold: Floats
    left: np.ndarray[Any, np.dtype[np.int64]]
    right: np.ndarray[Any, np.dtype[np.int64]]
    value: Floats
    roots: np.ndarray[Any, np.dtype[np.int64]]
    depth: int
    base: float

    def predict(self, features: Floats) -> Floats:
        """Return the likelihood, 0 to 1, of each of n rows."""
        at = np.repeat(self.roots[None, :], len(features), axis=0)
        rows = np.arange(len(features))[:, None]
        for _ in range(self.depth):
            goes_left = features[rows, self.feature[at]] <= self.threshold[at]
            at = np.where(goes_left, self.left[at], self.right[at])
        likelihood: Floats = 1.0 / (1.0 + np.exp(-(self.base + self.value[at].sum(axis=1))))
        return likelihood


@lru_cache(maxsize=4)
def load_forest(path: Path) -> Forest:
    """Load trees that come with the package."""
    one = json.loads(path.read_text("ascii"))
    feature, left, right, roots = (np.array(one[name], np.int64) for name in ("feature", "left", "right", "roots"))
    threshold, value = (np.array(one[name], np.float64) for name in ("threshold", "value"))
    return Forest(feature, threshold, left, right, value, roots, one["depth"], one["base"])
