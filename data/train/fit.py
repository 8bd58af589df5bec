"""What every training script shares: grouped cross-validation, calibration, and the file of weights.

A decision is trained by `train(name, rows, labels, groups, sets)`. Its regularisation is chosen by the same grouped
folds that give its figures (stories or topics are never split), it is calibrated on its out-of-fold sums, and each whole
set is left out once more to see what carries over. `--folds DIR` also writes the weights of each fold:

    DIR/NAME/<fold>/NAME.json    weights that never saw the groups of the fold
    DIR/NAME/folds.json          group -> fold

so that `newslab evaluate ... --weights DIR` can score every group by weights that never saw it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score
from sklearn.model_selection import GroupKFold

from newslab.learned import Learned, read_weights

WEIGHTS = Path(__file__).resolve().parents[2] / "newslab" / "resources" / "weights"
STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)  # of the inverse L2 penalty, tried by grouped folds
DIGITS = 5  # of the weights as written


@dataclass(frozen=True)
class Task:
    """Rows to learn from: `groups` are never split by folds, `sets` are left out whole once more."""

    name: str
    features: Sequence[str]
    classes: Sequence[str]
    rows: np.ndarray  # (n, n_features)
    labels: np.ndarray  # (n,) index into classes
    groups: np.ndarray  # (n,) text: story or topic
    sets: np.ndarray  # (n,) text
    weight: np.ndarray | None = None  # (n,) of each row in fitting
    scored: np.ndarray | None = None  # (n,) bool: rows that count in figures (others only teach)
    folds: np.ndarray | None = None  # (n,) int: folds that several decisions share; None: made of the groups
    damp: Mapping[str, float] | None = None  # of features that carry over less than they teach: under 1, penalised more


def folds_of(groups: np.ndarray, n_folds: int = 10) -> np.ndarray:
    """Return the fold of each row: groups are whole, and the same groups always give the same folds."""
    unique = np.unique(groups)
    fold = np.zeros(len(groups), dtype=int)
    for at, (_, test) in enumerate(GroupKFold(min(n_folds, len(unique))).split(groups, groups=groups)):
        fold[test] = at
    return fold


def shared_folds(groups: np.ndarray, n_folds: int = 10) -> np.ndarray:
    """Return the fold of each row by its group's name alone, so that decisions on other rows of one article share it."""
    return np.array([int(hashlib.sha256(str(group).encode()).hexdigest(), 16) % n_folds for group in groups])


def _folds(task: Task, n_folds: int) -> np.ndarray:
    return folds_of(task.groups, n_folds) if task.folds is None else task.folds


def fit_plain(task: Task, rows: np.ndarray, strength: float) -> dict[str, Any]:
    """Fit on some rows (a mask) without calibration; a stored dict as `read_weights` takes it."""
    x = task.rows[rows]
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale < 1e-9] = 1.0
    scale /= np.array([(task.damp or {}).get(name, 1.0) for name in task.features])
    weight = None if task.weight is None else task.weight[rows]
    model = LogisticRegression(C=strength, max_iter=3000)
    model.fit((x - mean) / scale, task.labels[rows], sample_weight=weight)
    n_rows = 1 if len(task.classes) == 2 else len(task.classes)
    weights, intercept = np.zeros((n_rows, x.shape[1])), np.full(n_rows, -9.0)
    if n_rows == 1:
        weights, intercept = model.coef_, model.intercept_
    elif len(model.classes_) == 2:  # a fold without some of the classes
        low, high = model.classes_
        weights[high], intercept[high], intercept[low] = model.coef_[0], model.intercept_[0], 0.0
    else:
        weights[model.classes_], intercept[model.classes_] = model.coef_, model.intercept_
    return {"features": list(task.features), "classes": list(task.classes), "mean": mean, "scale": scale,
            "weights": weights, "intercept": intercept, "slope": 1.0, "shift": np.zeros(n_rows)}  # fmt: skip


def out_of_fold(task: Task, fold: np.ndarray, strength: float) -> np.ndarray:
    """Return the sums of each row by a model that did not see its group."""
    n_rows = 1 if len(task.classes) == 2 else len(task.classes)
    sums = np.zeros((len(task.rows), n_rows))
    for one in np.unique(fold):
        model = read_weights(task.name, fit_plain(task, fold != one, strength))
        sums[fold == one] = model.score(task.rows[fold == one]).reshape(-1, n_rows)
    return sums


def calibrate(sums: np.ndarray, labels: np.ndarray, *, shifted: bool = True) -> tuple[float, np.ndarray]:
    """Return slope and shift that make out-of-fold sums probabilities (Platt 1999; one slope for all classes).

    Where few rows are scored, a shift a class is more than they can tell: `shifted` False leaves it out.
    """
    from scipy.optimize import minimize

    binary = sums.shape[1] == 1

    def loss(values: np.ndarray) -> float:
        z = sums * values[0] + values[1:] * shifted
        if binary:
            return float(np.logaddexp(0, np.where(labels == 1, -z[:, 0], z[:, 0])).mean())
        top = z.max(axis=1, keepdims=True)
        all_of = top[:, 0] + np.log(np.exp(z - top).sum(axis=1))
        return float((all_of - z[np.arange(len(z)), labels]).mean() + 1e-4 * (values[1:] ** 2).sum())

    found = minimize(loss, np.concatenate([[1.0], np.zeros(sums.shape[1])]), method="L-BFGS-B").x
    return float(found[0]), found[1:] * shifted


def probabilities(sums: np.ndarray) -> np.ndarray:
    """Return (n, n_classes) probabilities of sums as `out_of_fold` gives them."""
    if sums.shape[1] == 1:
        second = 1 / (1 + np.exp(-sums[:, 0]))
        return np.stack([1 - second, second], axis=1)
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def calibration_error(p: np.ndarray, right: np.ndarray, n_bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal size (Naeini, Cooper & Hauskrecht 2015)."""
    order = np.argsort(p, kind="stable")
    bins = [part for part in np.array_split(order, n_bins) if len(part)]
    return float(sum(len(part) * abs(p[part].mean() - right[part].mean()) for part in bins) / max(1, len(p)))


def figures_of(task: Task, sums: np.ndarray, rows: np.ndarray) -> dict[str, float]:
    """Return the figures of some rows (a mask): accuracy, macro F1, average precision, calibration, Brier skill."""
    p, y = probabilities(sums[rows]), task.labels[rows]
    said = p.argmax(axis=1)
    sure = p.max(axis=1)
    found = {"n": len(y), "accuracy": float((said == y).mean()),
             "macro_f1": float(f1_score(y, said, average="macro", zero_division=0)),
             "calibration_error": calibration_error(sure, said == y)}  # fmt: skip
    if len(task.classes) == 2:
        base = y.mean()
        found |= {"average_precision": float(average_precision_score(y, p[:, 1])) if base > 0 else float("nan"),
                  "calibration_error": calibration_error(p[:, 1], y == 1),
                  "brier_skill": float(1 - ((p[:, 1] - y) ** 2).mean() / max(1e-9, base * (1 - base)))}  # fmt: skip
    return {key: round(value, 4) for key, value in found.items()}


def log_loss(sums: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean logarithmic loss: what the regularisation is chosen by."""
    p = probabilities(sums)
    return float(-np.log(np.clip(p[np.arange(len(p)), labels], 1e-9, 1)).mean())


def train(
    task: Task, *, n_folds: int = 10, strengths: Sequence[float] = STRENGTHS
) -> tuple[dict[str, Any], np.ndarray]:
    """Choose the regularisation, fit on all rows, calibrate out of fold, and leave each set out.

    Returns
    -------
    (stored, p): what the file of weights holds, figures included, and the out-of-fold probabilities (n, n_classes).
    """
    fold = _folds(task, n_folds)
    scored = np.ones(len(task.rows), bool) if task.scored is None else task.scored
    tried = {one: out_of_fold(task, fold, one) for one in strengths}
    best = min(strengths, key=lambda one: (round(log_loss(tried[one][scored], task.labels[scored]), 5), one))
    ways = {
        shifted: cross_calibrated(tried[best], task.labels, fold, scored, shifted=shifted)
        for shifted in ((True, False) if len(task.classes) > 2 else (True,))
    }
    shifted = min(ways, key=lambda one: log_loss(ways[one][scored], task.labels[scored]))
    slope, shift = calibrate(tried[best][scored], task.labels[scored], shifted=shifted)
    sums = ways[shifted]
    stored = fit_plain(task, np.ones(len(task.rows), bool), best) | {"slope": slope, "shift": shift}
    figures: dict[str, Any] = {
        "out_of_fold": figures_of(task, sums, scored),
        "strength": best,
        "shifted": shifted,
        "n_rows": len(task.rows),
    }
    figures["set_left_out"] = left_out(task, best, scored, shifted=shifted)
    stored["figures"] = figures
    return stored, probabilities(sums)


def cross_calibrated(
    sums: np.ndarray, labels: np.ndarray, fold: np.ndarray, scored: np.ndarray, *, shifted: bool = True
) -> np.ndarray:
    """Return out-of-fold sums calibrated by the other folds, so that the calibration is measured on what it did not see."""
    found = sums.copy()
    for one in np.unique(fold):
        others = (fold != one) & scored
        slope, shift = calibrate(sums[others], labels[others], shifted=shifted)
        found[fold == one] = sums[fold == one] * slope + shift
    return found


def left_out(task: Task, strength: float, scored: np.ndarray, *, shifted: bool = True) -> dict[str, dict[str, float]]:
    """Return the figures of each set by a model that saw none of it, uncalibrated on it."""
    found = {}
    for one in np.unique(task.sets):
        test = task.sets == one
        if len(np.unique(task.sets)) == 1 or not (test & scored).any() or len(np.unique(task.labels[~test])) < 2:
            continue
        rest = np.flatnonzero(~test)
        inner = Task(task.name, task.features, task.classes, task.rows[rest], task.labels[rest], task.groups[rest],
                     task.sets[rest], None if task.weight is None else task.weight[rest])  # fmt: skip
        slope, shift = _within(inner, scored[rest], strength, shifted=shifted)
        model = read_weights(task.name, fit_plain(inner, np.ones(len(rest), bool), strength))
        sums = np.zeros((len(task.rows), len(model.weights)))
        sums[test] = model.score(task.rows[test]).reshape(-1, len(model.weights)) * slope + shift
        found[str(one)] = figures_of(task, sums, test & scored)
    return found


def write(stored: Mapping[str, Any], path: Path) -> Learned:
    """Write a file of weights, rounded, one key a line; what is read back is what was written."""
    cells = {
        key: np.round(value, DIGITS).tolist() if isinstance(value, np.ndarray) else value
        for key, value in stored.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in cells.items())
    path.write_text("{\n" + lines + "\n}\n", "utf-8")
    return read_weights(path.stem, json.loads(path.read_text("utf-8")))


def _within(task: Task, scored: np.ndarray, strength: float, *, shifted: bool) -> tuple[float, np.ndarray]:
    """Calibrate on sums out of folds of the task itself."""
    sums = out_of_fold(task, folds_of(task.groups, 5), strength)
    return calibrate(sums[scored], task.labels[scored], shifted=shifted)


def write_folds(task: Task, strength: float, root: Path, n_folds: int = 10, *, shifted: bool = True) -> None:
    """Write the weights of each fold, calibrated within the other folds, and which fold each group is in."""
    fold = _folds(task, n_folds)
    scored = np.ones(len(task.rows), bool) if task.scored is None else task.scored
    for one in np.unique(fold):
        rest = np.flatnonzero(fold != one)
        inner = Task(task.name, task.features, task.classes, task.rows[rest], task.labels[rest], task.groups[rest],
                     task.sets[rest], None if task.weight is None else task.weight[rest])  # fmt: skip
        slope, shift = _within(inner, scored[rest], strength, shifted=shifted)
        stored = fit_plain(inner, np.ones(len(rest), bool), strength) | {"slope": slope, "shift": shift}
        write(stored, root / task.name / str(one) / f"{task.name}.json")
    groups = {str(group): int(fold[np.flatnonzero(task.groups == group)[0]]) for group in np.unique(task.groups)}
    (root / task.name / "folds.json").write_text(json.dumps(groups, indent=0, sort_keys=True) + "\n", "utf-8")
