"""Train the relation of two numbers: `python -m data.train.quantities DATASETS [--folds DIR]`.

Learned from judged pairs of numbers (`gold/number_pairs.jsonl`, `number_pairs_likely.jsonl`; judgements of this project,
texts of their publishers, who are not copied). Groups are stories, or sets where a set has no stories. The likely pairs
only teach: figures are of the drawn ones. Pairs judged unsure count half.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from data.train.fit import WEIGHTS, Task, fit_plain, folds_of, train, write, write_folds
from newslab.evaluate.quantities import JUDGED, LIKELY, GoldPair, read_pairs
from newslab.events.quantities import RELATIONS, SAME, describe

UNSURE = 0.5  # weight of a pair that two readers may judge differently
KINDS = ("other", "part_whole", "same")


def main() -> None:
    """Train both models, print their figures and write their weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--folds", type=Path, help="where to write the weights of each fold too")
    asked = parser.parse_args()
    drawn, likely = (read_pairs(asked.data, name) for name in (JUDGED, LIKELY))
    items = {one.item for one in drawn}
    pairs = [one for one in drawn + likely if one.a is not None and one.b is not None]
    task = _task("same_quantity", KINDS, pairs, [_kind(one) for one in pairs], items)
    changed = [one for one in pairs if one.relation in SAME]
    change = _task("number_change", SAME, changed, [one.relation for one in changed], items)
    shares = {name: round(float(np.mean([_relation(one) == name for one in drawn])), 4) for name in RELATIONS}
    for one in (task, change):
        stored, _ = train(one)
        stored["figures"]["shares"] = shares
        print(one.name, stored["figures"]["out_of_fold"], stored["figures"]["strength"])
        write(stored, WEIGHTS / f"{one.name}.json")
        if asked.folds and one is task:
            write_folds(one, stored["figures"]["strength"], asked.folds)
        elif asked.folds:
            _write_beside(asked.folds, task, change, stored["figures"]["strength"])


def _task(name: str, classes: tuple[str, ...], pairs: list[GoldPair], labels: list[str], items: set[str]) -> Task:
    rows = describe([(one.a, one.b) for one in pairs])  # type: ignore[misc]
    features = sorted(rows[0])
    return Task(name, features, classes, np.array([[row[feature] for feature in features] for row in rows]),
                np.array([classes.index(label) for label in labels]), np.array([one.group for one in pairs]),
                np.array([one.set for one in pairs]), np.array([UNSURE if one.unsure else 1.0 for one in pairs]),
                np.array([one.item in items for one in pairs]))  # fmt: skip


def _relation(one: GoldPair) -> str:
    return one.relation if one.relation in RELATIONS else "other"


def _kind(one: GoldPair) -> str:
    return "same" if one.relation in SAME else one.relation if one.relation == "part_whole" else "other"


def _write_beside(root: Path, task: Task, change: Task, strength: float) -> None:
    """Write the second model of each fold of the first, uncalibrated: a fold has too few pairs of one quantity."""
    held = dict(zip(task.groups, folds_of(task.groups), strict=True))
    fold = np.array([held[group] for group in change.groups])
    for one in sorted(set(held.values())):
        write(fit_plain(change, fold != one, strength), root / task.name / str(one) / f"{change.name}.json")


if __name__ == "__main__":
    main()
