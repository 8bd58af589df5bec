"""Train whether a clause reads alone.

    python -m data.train.alone [--data ../shared/datasets] [--folds DIR]

Data: the `alone` of `gold/sentences.jsonl` (GUIDE_S.md), 300 sentences judged by hand, by the main clause of each.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from data.train import fit
from data.train.sentences import read_items
from newslab.text.alone import alone_features

CLASSES = ("leaning", "alone")


def read_task(data: Path) -> fit.Task:
    """Return the gold as rows of features, grouped by article."""
    items = [one for one in read_items(data) if one.set != "sources" and one.asserted]
    rows = [alone_features(one.asserted) for one in items if one.asserted]
    features = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in features] for row in rows])
    y = np.array([int(bool(one.gold["alone"])) for one in items])
    groups, sets = (np.array([getattr(one, key) for one in items]) for key in ("group", "set"))
    return fit.Task("alone", features, CLASSES, x, y, groups, sets)


def main() -> None:
    """Train, write the weights, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold")
    given = parser.parse_args()
    task = read_task(given.data)
    stored, _ = fit.train(task)
    fit.write(stored, fit.WEIGHTS / "alone.json")
    if given.folds:
        fit.write_folds(task, stored["figures"]["strength"], given.folds)
    print(stored["figures"])


if __name__ == "__main__":
    main()
