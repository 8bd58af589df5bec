"""Decisions that data taught: small linear models whose weights are readable JSON in `resources/weights`.

A decision is a logistic regression over named features, calibrated on scores it gave to groups it had not seen. What
trains it lies in `data/train`, one script a decision; how well it did out of fold stands in the file beside its
weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newslab.errors import ModelError, one_line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FOLDER: Final = "resources/weights"


class Decided(NamedTuple):
    """What was decided: a class, its probability, and those of all classes."""

    name: str
    p: float
    shares: Mapping[str, float]


@dataclass(frozen=True)
class Learned:
    """A calibrated logistic regression: one row of weights for two classes, one a class for more.

    `features` names the columns of what it is asked, in order; a feature is centred by `mean` and divided by `scale`,
    then weighed. `slope` and `shift` calibrate the sums (Platt 1999; one slope, a shift a row).
    """

    name: str
    features: tuple[str, ...]
    classes: tuple[str, ...]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    intercept: NDArray[np.float64]
    slope: float
    shift: NDArray[np.float64]
    figures: Mapping[str, Any]

    def score(self, rows: NDArray[Any]) -> NDArray[np.float64]:
        """Return the calibrated sums, shape (n,) for two classes and (n, n_classes) for more.

        Raises
        ------
        ModelError
            If the rows do not have a column for each feature.
        """
        import numpy as np

        rows = np.asarray(rows, dtype=np.float64)
        if rows.ndim != 2 or rows.shape[1] != len(self.features):
            raise ModelError(f"{self.name}: expected rows of {len(self.features)} features, found shape {rows.shape}")
        centred = (rows - self.mean) / self.scale
        # A sum a row, by the same additions whatever the rows beside it: BLAS adds in an order that depends on the
        # shape.
        sums = np.stack([(centred * line).sum(axis=1) for line in self.weights], axis=1) + self.intercept
        sums = sums * self.slope + self.shift
        return sums[:, 0] if len(self.classes) == 2 else sums

    def probabilities(self, rows: NDArray[Any]) -> NDArray[np.float64]:
        """Return calibrated probabilities, shape (n, n_classes), rows adding up to 1; the order is that of
        `classes`.
        """
        import numpy as np

        sums = self.score(rows)
        if len(self.classes) == 2:
            second = 1 / (1 + np.exp(-np.clip(sums, -50, 50)))
            return np.stack([1 - second, second], axis=1)
        powers: NDArray[np.float64] = np.exp(sums - sums.max(axis=1, keepdims=True, initial=-np.inf))
        shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return shares

    def vector(self, row: Mapping[str, float]) -> list[float]:
        """Return one row of features in order; a feature that is not named is 0, a name that is no feature is not
        read.
        """
        return [float(row.get(name, 0.0)) for name in self.features]

    def shares(self, rows: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        """Return the probabilities of rows of named features, shape (n, n_classes), as `probabilities` does."""
        import numpy as np

        return self.probabilities(np.array([self.vector(row) for row in rows]).reshape(-1, len(self.features)))

    def decide(self, rows: Sequence[Mapping[str, float]]) -> list[Decided]:
        """Return the likeliest class of each row of named features, its probability, and those of all."""
        found = []
        for line in self.shares(rows).tolist():
            shares = dict(zip(self.classes, line, strict=True))
            best = max(self.classes, key=shares.__getitem__)
            found.append(Decided(best, shares[best], shares))
        return found

    def reasons(self, row: Mapping[str, float], *, label: str | None = None) -> list[tuple[str, float]]:
        """Return (feature, what it adds to the sum), the weightiest first: why the decision fell as it did.

        Raises
        ------
        ModelError
            If `label` is no class.
        """
        if label is not None and label not in self.classes:
            raise ModelError(f"{self.name}: no class {label!r} among {', '.join(self.classes)}")
        line = 0 if len(self.classes) == 2 else self.classes.index(label or self.classes[0])
        sign = -1.0 if len(self.classes) == 2 and label == self.classes[0] else 1.0
        added = sign * self.slope * self.weights[line] * (self.vector(row) - self.mean) / self.scale
        return sorted(zip(self.features, added.tolist(), strict=True), key=lambda one: (-abs(one[1]), one[0]))


def load_weights(name: str, folder: str | Path | None = None) -> Learned:
    """Load the weights of a decision.

    Parameters
    ----------
    name : of the decision, that is, of its file without ".json".
    folder : where other weights lie, such as those of a fold; a decision that has no file there is the package's own.

    Raises
    ------
    ModelError
        If there is no such decision, or its file is not whole.
    """
    return _load(name, str(folder) if folder is not None else "")


@lru_cache(maxsize=256)
def _load(name: str, folder: str) -> Learned:
    own = files("newslab").joinpath(_FOLDER, f"{name}.json")
    other = Path(folder, f"{name}.json") if folder else None
    with one_line(f"weights of {name!r} in {other or own}", "a learned decision", ModelError):
        text = other.read_text("utf-8") if other is not None and other.is_file() else own.read_text("utf-8")
        return read_weights(name, json.loads(text))


def read_weights(name: str, stored: Mapping[str, Any]) -> Learned:
    """Make a decision of what its file holds.

    Raises
    ------
    ModelError
        If the numbers of features, classes and weights do not go together, or scale nothing.
    """
    import numpy as np

    arrays = {key: _floats(stored[key]) for key in ("mean", "scale", "weights", "intercept", "shift")}
    features, classes = tuple(stored["features"]), tuple(stored["classes"])
    n_rows = 1 if len(classes) == 2 else len(classes)
    shapes = {"mean": (len(features),), "scale": (len(features),), "weights": (n_rows, len(features)),
              "intercept": (n_rows,), "shift": (n_rows,)}  # fmt: skip
    for key, shape in shapes.items():
        if arrays[key].shape != shape or not np.isfinite(arrays[key]).all():
            raise ModelError(f"weights of {name!r}: {key}: expected shape {shape}, found {arrays[key].shape}")
    slope, figures = float(stored["slope"]), dict(stored.get("figures", {}))
    if not np.isfinite(slope) or (arrays["scale"] <= 0).any():
        raise ModelError(f"weights of {name!r}: expected a finite slope and scales above 0")
    return Learned(name, features, classes, slope=slope, figures=figures, **arrays)


def _floats(cells: Sequence[Any]) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(cells, dtype=np.float64)
