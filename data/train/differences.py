"""Train which differences and omissions readers want to be told: `python -m data.train.differences DATASETS --numbers DIR`.

Learned from `gold/differences.jsonl` (lists of this project's readers on nine stories; texts of their publishers, who are
not copied). Groups are the stories, each a fold. What a list leaves out need not be wrong, so the probability is
calibrated on rows of other articles that were judged one by one, right and worth telling or not
(`data/train/judged_rows.jsonl`: places, grounds and judgement of this project), which teach too.

`--numbers DIR` holds fold weights of the relation of two numbers (see `quantities.py`); `--folds DIR` gets
`DIR/<fold>/*.json`, all that a build of that story may use, and `DIR/folds.json`.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from data.train.fit import WEIGHTS, Task, calibrate, figures_of, fit_plain, out_of_fold, write
from newslab.compare.judge import WAYS, judge_pairs
from newslab.compare.omissions import find_facts
from newslab.compare.origins import score_origins
from newslab.compare.sides import pair_sides, read_sides
from newslab.evaluate.differences import Gold, Row, build_story, read_stories, tells

STRENGTH = {
    "difference": 0.03,
    "omission": 0.1,
}  # best of .003 to .3 by rows told out of fold, benchmarks/differences.md
WORTH = {0: 1.0, 1: 0.6, 2: 1.0, 3: 1.3}  # weight of a row by the importance of what it tells
SEEMING = 2.0  # weight of a row that shows a seeming difference
JUDGED_FOLDS = 5
LEAST_SLOPE = 0.2  # a sum that says more never means less
JUDGED = Path(__file__).with_name("judged_rows.jsonl")


def main() -> None:
    """Train both models, print their figures, write their weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--numbers", type=Path, required=True)
    parser.add_argument("--folds", type=Path)
    asked = parser.parse_args()
    stories = read_stories(asked.data)
    held = json.loads((asked.numbers / "same_quantity" / "folds.json").read_text("utf-8"))
    rows: dict[str, list[tuple[str, dict[str, float], int, float]]] = {"difference": [], "omission": []}
    numbers = {}
    for key, (articles, gold) in stories.items():
        name = " ".join(key)
        numbers[name] = asked.numbers / "same_quantity" / str(held.get(name, 0))
        for kind, found in read_rows(articles, gold, numbers[name]).items():
            rows[kind] += [(name, *one) for one in found]
    folds = {name: at for at, name in enumerate(sorted(numbers))}
    _share(rows["difference"], folds, asked.folds)
    _train("omission", rows["omission"], folds, asked.folds)
    if asked.folds:
        for name, fold in folds.items():
            for path in sorted(numbers[name].glob("*.json")):
                shutil.copy(path, asked.folds / str(fold) / path.name)
        (asked.folds / "folds.json").write_text(json.dumps(folds, indent=0, sort_keys=True) + "\n", "utf-8")


def read_rows(
    articles: Any, gold: Sequence[Gold], weights: Path
) -> dict[str, list[tuple[dict[str, float], int, float]]]:
    """Return (grounds, label, weight) of each candidate of a story."""
    corpus = build_story(articles, only="events")
    origins = dict(zip(corpus.articles.article_id, score_origins(corpus.articles, corpus.copies), strict=True))
    sides = read_sides(corpus.articles, corpus, corpus.citations, origins)  # type: ignore[arg-type]
    pairs = pair_sides([one for held in sides.values() for one in held])
    found: dict[str, list[tuple[dict[str, float], int, float]]] = {"difference": [], "omission": []}
    for one in judge_pairs(pairs, weights=weights):
        said = one.difference
        row = Row(said.kind, said.verdict, 1, (said.value, said.other_value), (one.pair.a.place,), (one.pair.b.place,))
        hits = [two for two in gold if not two.omitted and tells(row, two)]
        found["difference"].append(_labelled({said.way: 1.0}, hits))
    for fact in find_facts(sides):
        row = Row("omission", "omission", 1, a=tuple(side.place for side in fact.sides))
        hits = [one for one in gold if one.kind == "omission" and one.true and tells(row, one)]
        found["omission"].append(_labelled(dict(fact.grounds), hits))
    return found


def _labelled(grounds: dict[str, float], hits: Sequence[Gold]) -> tuple[dict[str, float], int, float]:
    importance = max((one.importance for one in hits if one.true), default=0)
    return grounds, int(importance > 0), WORTH[importance] if importance or not hits else SEEMING


def _share(rows: list[tuple[str, dict[str, float], int, float]], folds: dict[str, int], root: Path | None) -> None:
    """Write, as a logistic model of one feature a way, the share of rows of each way that are right and worth telling.

    A way has too few rows for more: each share is drawn towards a half by two rows of no knowledge.
    """
    judged = [one for one in map(json.loads, JUDGED.read_text("utf-8").splitlines()) if one["model"] == "difference"]
    known = [(name, next(iter(grounds)), label) for name, grounds, label, _ in rows]
    known += [("judged", one["way"], int(one["right"])) for one in judged]
    for name, fold in {"": -1, **folds}.items():
        counts = {way: [label for group, one, label in known if one == way and group != name] for way in WAYS}
        shares = {way: (sum(labels) + 1) / (len(labels) + 2) for way, labels in counts.items()}
        told = {way: f"{sum(labels)} of {len(labels)}" for way, labels in counts.items()}
        stored = {"features": list(WAYS), "classes": ["no", "yes"], "mean": np.zeros(len(WAYS)), "scale": np.ones(len(WAYS)),
                  "weights": np.array([[np.log(share / (1 - share)) for share in shares.values()]]), "intercept": np.zeros(1),
                  "slope": 1.0, "shift": np.zeros(1), "figures": {"right of judged": told}}  # fmt: skip
        if fold < 0:
            print("difference", told)
            write(stored, WEIGHTS / "difference.json")
        elif root:
            write(stored, root / str(fold) / "difference.json")


def _train(
    kind: str, rows: list[tuple[str, dict[str, float], int, float]], folds: dict[str, int], root: Path | None
) -> None:
    judged = [one for one in map(json.loads, JUDGED.read_text("utf-8").splitlines()) if one["model"] == kind]
    names = sorted(rows[0][1])
    whole = [*rows, *((f"judged {one['group']}", one["grounds"], int(one["right"]), 1.0) for one in judged)]
    groups = np.array([one[0] for one in whole])
    grid = np.array([[one[1].get(name, 0.0) for name in names] for one in whole])
    task = Task(kind, names, ("no", "yes"), grid, np.array([one[2] for one in whole]), groups, groups,
                np.array([one[3] for one in whole]))  # fmt: skip
    others = {group: len(folds) + at % JUDGED_FOLDS for at, group in enumerate(sorted(set(groups) - set(folds)))}
    fold = np.array([{**folds, **others}[group] for group in groups.tolist()])
    sums, strength = out_of_fold(task, fold, STRENGTH[kind]), STRENGTH[kind]
    known = np.arange(len(whole)) >= (
        len(rows) if kind == "omission" else 0
    )  # what no list holds may still be worth it
    slope, shift = calibrate(sums[known], task.labels[known])
    if slope < LEAST_SLOPE:
        share = task.labels[known].mean()
        slope, shift = LEAST_SLOPE, np.log(share / (1 - share)) - LEAST_SLOPE * sums[known].mean(axis=0)
    told = {
        name: figures_of(task, sums * slope + shift, part)
        for name, part in (("all", known), ("gold", ~known | (fold < len(folds))))
    }
    print(kind, told, "slope", slope, "shift", shift)
    model = fit_plain(task, np.ones(len(whole), bool), strength)
    write(model | {"slope": slope, "shift": shift, "figures": {**told, "strength": strength}}, WEIGHTS / f"{kind}.json")
    for one in sorted(folds.values()) if root else []:
        part = fit_plain(task, fold != one, strength)
        write(part | {"slope": slope, "shift": shift}, root / str(one) / f"{kind}.json")  # type: ignore[operator]


if __name__ == "__main__":
    main()
