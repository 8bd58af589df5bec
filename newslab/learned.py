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

    def places(self, names: Sequence[str]) -> list[int]:
        """Return where each feature stands among columns of these names.

        Raises
        ------
        ModelError
            If one does not: these weights were taught with features that are not made here.
        """
        at = {name: place for place, name in enumerate(names)}
        strange = next((name for name in self.features if name not in at), None)
        if strange is not None:
            raise ModelError(f"weights of {self.name!r}: no feature {strange!r} is made here; train it again")
        return [at[name] for name in self.features]

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
        If there is no such decision, its file is not whole or decides another thing, or the folder is none or holds
        files of no decision.
    """
    if folder is None:
        return _own(name)
    path = Path(folder) / f"{name}.json"
    return _other(name, path, path.stat().st_mtime_ns) if path.is_file() else _other(name, Path(folder), None)


@lru_cache(maxsize=256)
def _own(name: str) -> Learned:
    return _read(name, files("newslab").joinpath(_FOLDER, f"{name}.json"))


@lru_cache(maxsize=256)
def _other(name: str, path: Path, changed: int | None) -> Learned:
    """Read a decision from a file as it was last changed; None: the folder has no file of it, and is looked at alone."""
    weights_in(path if changed is None else path.parent)
    return _own(name) if changed is None else _fitting(_read(name, path), _own(name), path)


def weights_in(folder: str | Path) -> dict[str, Path]:
    """Return the files of weights in a folder, by decision.

    Raises
    ------
    ModelError
        If the folder is none, or holds a file of no decision.
    """
    try:
        found = {path.stem: path for path in sorted(Path(folder).iterdir()) if path.suffix == ".json"}
    except OSError as error:
        raise ModelError(f"weights: {folder} is no folder that can be read") from error
    known = {path.name.removesuffix(".json") for path in files("newslab").joinpath(_FOLDER).iterdir()}
    strange = next((name for name in found if name not in known), None)
    if strange is not None:
        raise ModelError(f"{found[strange]}: no decision {strange!r}; expected some of {', '.join(sorted(known))}")
    return found


def _read(name: str, path: Any) -> Learned:
    with one_line(f"weights of {name!r} in {path}", "a learned decision", ModelError):
        return read_weights(name, json.loads(path.read_text("utf-8")))


def _fitting(found: Learned, own: Learned, path: Path) -> Learned:
    """Return what was found where it decides what the package's own does.

    Taught on other texts it may know a feature more or less, since a feature is what occurred; most are the same.
    """
    if found.classes != own.classes:
        asked = ", ".join(own.classes)
        raise ModelError(f"{path}: expected the classes {asked}, in this order; found {', '.join(found.classes)}")
    strange = [name for name in found.features if name not in own.features]
    if strange and 2 * len(strange) >= len(found.features):
        raise ModelError(f"{path}: expected features of {own.name!r}; {strange[0]!r} and most others are none")
    return found


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
