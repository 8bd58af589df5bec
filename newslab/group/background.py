"""What all news has in common in the vectors of a model, and how far such vectors can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MEANS: Final = Path(__file__).parents[1] / "resources" / "news_means.tsv"
AT_LARGE: Final = 1000  # articles that news at large counts for where threads are told apart
LEAST_AGREEMENT: Final = 0.15  # cosine: the vectors are those of another model below it


@dataclass(frozen=True)
class Background:
    """How vectors of one model are read.

    Attributes
    ----------
    mean : (dim,) mean vector of news at large; None for a model that is not newslab's own.
    prior : articles that it counts for where the mean of a collection is taken.
    weights : what the names of learned decisions on such vectors end in.
    """

    mean: NDArray[np.float32] | None
    prior: int
    weights: str

    def shared(self, total: NDArray[np.float64], n: int) -> NDArray[np.float32]:
        """Return what n articles share, (dim,), of the sum of their vectors: their mean, drawn to that of all news."""
        total = total + (0 if self.mean is None else self.prior * self.mean)
        return np.asarray(total / (n + self.prior), dtype=np.float32)

    def common(self, total: NDArray[np.float64], n: int) -> NDArray[np.float32]:
        """Return what news shares, (dim,): news at large, and a collection as it grows beyond one thread's size."""
        if self.mean is None:
            return self.shared(total, n)
        return np.asarray((total + AT_LARGE * self.mean) / (n + AT_LARGE), dtype=np.float32)


QUALITY: Final = (100, "")
FAST: Final = (20, "_fast")  # static vectors, and those of models that newslab does not know


def find_background(vectors: NDArray[Any]) -> Background:
    """Return the background of (n, dim) unit vectors, told by their dimension and their mean.

    Examples
    --------
    >>> find_background(np.eye(3)).mean is None
    True
    """
    mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1])
    for name, settings in (("quality", QUALITY), ("fast", FAST)):
        known = _means()[name]
        lengths = float(np.linalg.norm(mean) * np.linalg.norm(known))
        if len(known) == len(mean) and lengths and round(float(mean @ known) / lengths, 6) >= LEAST_AGREEMENT:
            return Background(known, *settings)
    return Background(None, *FAST)


@lru_cache(maxsize=1)
def _means() -> dict[str, NDArray[np.float32]]:
    lines = [line for line in MEANS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    named = [line.split("\t") for line in lines]
    return {name: np.array(numbers.split(), dtype=np.float32) for name, numbers in named}
