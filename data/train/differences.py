"""Learn which differences readers want to be told: `python -m data.train.differences DATASETS --numbers DIR`.

Learned from `gold/differences.jsonl` (lists of this project's readers on nine stories; texts of their publishers, who are
not copied), each story a fold, and from rows of other articles that were judged one by one, right and worth telling or
not (`data/train/judged_rows.jsonl`: places and judgement of this project). Omissions are learned by `omissions.py`.

`--numbers DIR` holds fold weights of the relation of two numbers (see `quantities.py`), `--omissions DIR` those of
omissions (see `omissions.py`); `--folds DIR` gets
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

from data.train.fit import WEIGHTS, write
from newslab.compare.judge import WAYS, judge_pairs
from newslab.compare.origins import score_origins
from newslab.compare.sides import pair_sides, read_sides
from newslab.evaluate.differences import Gold, Row, build_story, read_stories, tells

JUDGED = Path(__file__).with_name("judged_rows.jsonl")


def main() -> None:
    """Count, print the shares, write them as weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--numbers", type=Path, required=True)
    parser.add_argument("--omissions", type=Path, help="fold weights of omissions, see omissions.py")
    parser.add_argument("--folds", type=Path)
    asked = parser.parse_args()
    stories = read_stories(asked.data)
    held = json.loads((asked.numbers / "same_quantity" / "folds.json").read_text("utf-8"))
    rows: list[tuple[str, str, int]] = []
    numbers = {}
    for key, (articles, gold) in stories.items():
        name = " ".join(key)
        numbers[name] = asked.numbers / "same_quantity" / str(held.get(name, 0))
        rows += [(name, *one) for one in read_rows(articles, gold, numbers[name])]
    folds = {name: at for at, name in enumerate(sorted(numbers))}
    _share(rows, folds, asked.folds)
    if asked.folds:
        for name, fold in folds.items():
            for path in sorted(numbers[name].glob("*.json")):
                shutil.copy(path, asked.folds / str(fold) / path.name)
            held = asked.omissions and json.loads((asked.omissions / "omission" / "folds.json").read_text("utf-8"))
            if held and name in held:
                shutil.copy(asked.omissions / "omission" / str(held[name]) / "omission.json", asked.folds / str(fold))
        (asked.folds / "folds.json").write_text(json.dumps(folds, indent=0, sort_keys=True) + "\n", "utf-8")


def read_rows(articles: Any, gold: Sequence[Gold], weights: Path) -> list[tuple[str, int]]:
    """Return (way, label) of each candidate of a story: whether a true difference of a list is told by it."""
    corpus = build_story(articles, only="events")
    origins = dict(zip(corpus.articles.article_id, score_origins(corpus.articles, corpus.copies), strict=True))
    sides = read_sides(corpus.articles, corpus, corpus.citations, origins)  # type: ignore[arg-type]
    pairs = pair_sides([one for held in sides.values() for one in held])
    found = []
    for one in judge_pairs(pairs, weights=weights):
        said = one.difference
        row = Row(said.kind, said.verdict, 1, (said.value, said.other_value), (one.pair.a.place,), (one.pair.b.place,))
        hits = [two for two in gold if not two.omitted and tells(row, two)]
        found.append((said.way, int(any(two.true and two.importance > 0 for two in hits))))
    return found


def _share(rows: list[tuple[str, str, int]], folds: dict[str, int], root: Path | None) -> None:
    """Write, as a logistic model of one feature a way, the share of rows of each way that are right and worth telling.

    A way has too few rows for more: each share is drawn by two rows of no knowledge towards that of all ways that were
    judged, those that are no longer looked for too.
    """
    judged = map(json.loads, JUDGED.read_text("utf-8").splitlines())
    known = rows + [("judged", one["way"], int(one["right"])) for one in judged]
    for name, fold in {"": -1, **folds}.items():
        counts = {way: [label for group, one, label in known if one == way and group != name] for way in WAYS}
        every = [label for group, _, label in known if group != name]
        usual = 2 * sum(every) / len(every)
        shares = {way: (sum(labels) + usual) / (len(labels) + 2) for way, labels in counts.items()}
        told = {way: f"{sum(labels)} of {len(labels)}" for way, labels in counts.items()}
        stored = {"features": list(WAYS), "classes": ["no", "yes"], "mean": np.zeros(len(WAYS)), "scale": np.ones(len(WAYS)),
                  "weights": np.array([[np.log(share / (1 - share)) for share in shares.values()]]), "intercept": np.zeros(1),
                  "slope": 1.0, "shift": np.zeros(1), "figures": {"right of judged": told}}  # fmt: skip
        if fold < 0:
            print("difference", told)
            write(stored, WEIGHTS / "difference.json")
        elif root:
            write(stored, root / str(fold) / "difference.json")


if __name__ == "__main__":
    main()
