"""Train the decision "two articles are on one event": newslab/resources/weights/same_story.json.

    python -m data.train.same_story --data ../shared/datasets [--embedding fast] [--folds DIR]

Data (none of it is in the package): `stories/*.jsonl`, of which news_cluster and gold_standard are Giveme5W1H's
(github.com/fhamborg/Giveme5W1H, Apache-2.0) and triplets is BASIL's (Fan et al. 2019); `coreference/ecbplus.jsonl.gz`,
ECB+ (Cybulska & Vossen 2014, CC BY 3.0); `gold/story_pairs.jsonl`, judged for this project. And, beside this file, what
readers of `collections/` judged (`one_story.py`). Folds are sets, ECB+ topics and collections.

A pair of articles is a row. Every set is also taken with most of its stories cut down to one or two articles: in a
real collection most stories are told once, and what was learned where every article has a partner joins strangers
there. Weights are those of a logistic regression; the cut, p = .5, is where average link on its sums agrees best with
the stories of all sets, which no loss over pairs tells.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

import newslab as nl
from data.train.fit import WEIGHTS, Task, figures_of, fit_plain, write
from data.train.one_story import read_labels, tell_stories
from newslab.evaluate.stories import read_sets, score_bcubed
from newslab.evaluate.threads import read_collections, read_pairs
from newslab.group.likeness import FAR, FEATURES, UNKNOWN_APART, WEEK
from newslab.group.signals import COLUMNS, KINDS, Signals
from newslab.group.vectors import embedding_texts, unit
from newslab.learned import read_weights
from newslab.tables import ARTICLES, check

NAME = "same_story"
CLASSES = ("other", "same")
STRENGTH = 0.003  # of the inverse L2 penalty; .001 to .1 give pooled B-cubed within .01, and less is safer
DAMP = {"meaning": 0.5}  # look-alike stories are near in meaning: unchecked, it carries over worse than words do
NEAREST = 60  # articles that each is paired with, and all on its event
THINNED = (0, 1)  # seeds of the sets cut down
ECB_FOLDS = 10
HARD = 0.9  # weight of the judged pairs of stories of a collection beside all others' sum
READ = 0.3  # and that of what its readers judged, beside what as many articles of ECB+ weigh
CUTS = np.arange(-8, 8.01, 0.25)
SMOOTH = 3.0  # steps of CUTS over which the agreement is averaged, so that no accident of one set is the cut
ECB_CUT = 2.0  # weight of ECB+ in the cut: alone of the sets it has look-alikes, which real weeks are full of


@dataclass
class Version:
    """One set, whole or cut down, with or without days."""

    name: str
    rows: np.ndarray  # (n, n, n_features)
    story: np.ndarray  # (n,) text
    group: np.ndarray  # (n,) text: what is never split by folds
    text: np.ndarray  # (n,) what tells an article that stands in two sets
    whole: bool


def pair_rows(articles: pd.DataFrame, vectors: np.ndarray) -> np.ndarray:
    """Return the features of all pairs of articles, (n, n, n_features)."""
    signals = Signals.of(check(articles, ARTICLES), unit(vectors))
    weighed = signals.weighed
    found = [signals.centred @ signals.centred.T]
    for number in range(len(KINDS)):
        part = weighed[:, number * COLUMNS : (number + 1) * COLUMNS]
        by_chance = signals.archive.one_source if KINDS[number] == "source" else 0.0
        found.append((part @ part.T).toarray() - by_chance)
    apart = np.abs(signals.days[:, None] - signals.days[None])
    for most in (FAR, WEEK):
        found.append(np.log1p(np.where(np.isnan(apart), UNKNOWN_APART, np.minimum(apart, most))))
    return np.stack(found, axis=-1).astype(np.float32)


def versions(data: Path, embedding: str) -> Iterator[Version]:
    """Read each set in all its versions."""
    for name, articles in read_sets(data).items():
        vectors = nl.embed(embedding_texts(articles), model=embedding)
        story, group = articles["story"].to_numpy(object), articles["group"].to_numpy(object)
        text = articles["text"].str[:200].to_numpy(object)
        for rows in (np.arange(len(articles)), *(thinned(story, seed) for seed in THINNED)):
            part = articles.iloc[rows].drop(columns=["story", "group"]).reset_index(drop=True)
            for days in (True, False):
                if days and ("published" not in part or part["published"].isna().all()):
                    continue
                given = part if days else part.drop(columns="published", errors="ignore")
                made = pair_rows(given, vectors[rows])
                yield Version(name, made, story[rows], group[rows], text[rows], len(rows) == len(articles))


def thinned(story: np.ndarray, seed: int) -> np.ndarray:
    """Return rows of which three stories in four have one or two left, mostly one."""
    draw, kept = np.random.default_rng(seed), []
    for one in sorted(set(story), key=str):
        rows = np.flatnonzero(story == one)
        most = len(rows) if draw.random() < 0.25 else (1 if draw.random() < 0.7 else 2)
        kept += draw.choice(rows, min(most, len(rows)), replace=False).tolist()
    return np.sort(kept)


def judged(data: Path, embedding: str) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return rows, labels and weights of pairs of articles of each collection: what was judged of pairs of stories,
    and what its readers judged.
    """
    found = {}
    pairs = read_pairs(data)
    for name, articles in read_collections(data).items():
        at = {one: row for row, one in enumerate(articles["article_id"])}
        all_rows = pair_rows(articles, nl.embed(embedding_texts(articles), model=embedding))
        rows, labels, weights = [], [], []
        for pair in pairs:
            same = pair["relation"] == "same_event"
            if pair["set"] != name or (same and pair["unsure"]):
                continue
            made = all_rows[np.ix_([at[one] for one in pair["a"]], [at[one] for one in pair["b"]])]
            made = made.reshape(-1, len(FEATURES))
            rows.append(made)
            labels += [int(same)] * len(made)
            weights += [1 / len(made)] * len(made)
        given = [value * HARD / sum(weights) for value in weights]
        same, weight = read_labels(name, articles["article_id"].tolist())
        chosen = _near(all_rows, np.ones(len(articles), bool), same == 1) & ~np.isnan(same)
        read = weight[chosen] * READ * len(articles) ** 0.5 / weight[chosen].sum()
        found[name] = (np.concatenate([*rows, all_rows[chosen]]),
                       np.concatenate([labels, same[chosen]]), np.concatenate([given, read]))  # fmt: skip
    return found


class Trainer:
    """All that is learned from, and folds that leave some of it out."""

    def __init__(self, data: Path, embedding: str) -> None:
        self.versions, self.judged = list(versions(data, embedding)), judged(data, embedding)
        groups = sorted({one for version in self.versions for one in version.group}, key=_natural)
        ecb = [one for one in groups if "/" in one]
        alone = [one for one in groups if "/" not in one]
        self.folds = {one: n for n, one in enumerate(alone)}
        self.folds |= {one: len(alone) + n % ECB_FOLDS for n, one in enumerate(ecb)}

    def kept(self, version: Version, held: set[str]) -> np.ndarray:
        """Return which articles of a set may be learned from: none of a held group, nor of a story told there too."""
        there = [(one.text, one.group, one.name) for one in self.versions if one.whole]
        texts = {text for all_texts, groups, name in there if name != version.name
                 for text, group in zip(all_texts, groups, strict=True) if group in held}  # fmt: skip
        stories = set(version.story[np.isin(version.text, list(texts))]) if texts else set()
        return ~np.isin(version.group, list(held)) & ~np.isin(version.story, list(stories))

    def fitted(self, held: set[str], without: str = "") -> dict[str, Any]:
        """Return what a file of weights holds, learned without some groups and without one collection."""
        rows, labels, weights = [], [], []
        kept = [self.kept(version, held) for version in self.versions]
        for version, mask in zip(self.versions, kept, strict=True):
            if mask.any():
                chosen = _chosen(version, mask)
                share = (1.0 if "/" in version.group[0] else 0.5) * mask.sum() ** 0.5 * (1 if version.whole else 0.7)
                rows.append(version.rows[chosen])
                labels.append((version.story[:, None] == version.story[None])[chosen])
                weights.append(np.full(len(rows[-1]), share / len(rows[-1])))
        for name, (more, same, weight) in self.judged.items():
            if name != without:
                rows.append(more)
                labels.append(same.astype(bool))
                weights.append(weight)
        weight = np.concatenate(weights)
        everything = np.ones(len(weight), bool)
        names = np.full(len(weight), "", dtype=object)
        task = Task(NAME, FEATURES, CLASSES, np.concatenate(rows).astype(np.float64),
                    np.concatenate(labels).astype(int), names, names, weight / weight.mean(), damp=DAMP)  # fmt: skip
        stored = fit_plain(task, everything, STRENGTH)
        model = read_weights(NAME, stored)
        stored["shift"] = np.array([-self._cut(model, kept)])
        stored["figures"] = {"pairs": figures_of(task, model.score(task.rows)[:, None] + stored["shift"], everything)}
        return stored

    def _cut(self, model: Any, kept: list[np.ndarray]) -> float:
        total = np.zeros(len(CUTS))
        for version, mask in zip(self.versions, kept, strict=True):
            if mask.any() and version.whole:
                share = ECB_CUT if "/" in version.group[0] else 1.0
                rows = np.flatnonzero(mask)
                tree = average_link(model, version.rows[np.ix_(rows, rows)])
                total += (
                    share * len(rows) ** 0.5 * np.array([agreement(version.story[rows], tree, cut) for cut in CUTS])
                )
        steps = np.arange(-4 * int(SMOOTH), 4 * int(SMOOTH) + 1)
        kernel = np.exp(-0.5 * (steps / SMOOTH) ** 2)
        padded = np.pad(total, len(steps) // 2, mode="edge")
        return float(CUTS[np.convolve(padded, kernel / kernel.sum(), "valid").argmax()])


def average_link(model: Any, rows: np.ndarray) -> np.ndarray:
    """Return the tree of average link on the sums of all pairs, as scipy gives it; its heights are minus the sums."""
    n = len(rows)
    sums = model.score(rows.reshape(n * n, -1)).reshape(n, n)
    distance = -(sums + sums.T) / 2 + 1000
    np.fill_diagonal(distance, 0)
    return linkage(squareform(distance, checks=False), "average")


def agreement(story: np.ndarray, tree: np.ndarray, cut: float) -> float:
    """Return B-cubed F1 of the groups whose sums are at least `cut`."""
    precision, recall = (side.mean() for side in score_bcubed(story.tolist(), fcluster(tree, 1000 - cut, "distance")))
    return float(2 * precision * recall / (precision + recall))


def _chosen(version: Version, mask: np.ndarray) -> np.ndarray:
    """Return which pairs of articles that may be learned from teach."""
    return _near(version.rows, mask, version.story[:, None] == version.story[None])


def _near(rows: np.ndarray, mask: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Return which pairs teach: each article with those nearest to it, and with all on its event."""
    n = len(mask)
    near = rows[..., FEATURES.index("meaning")] + rows[..., FEATURES.index("words")]
    near[:, ~mask] = -9
    np.fill_diagonal(near, -9)
    least = -np.sort(-near, axis=1)[:, min(NEAREST, n - 1)]
    close = (near >= least[:, None]) | (near >= least[None]) | same
    return np.triu(np.ones((n, n), bool), 1) & mask[:, None] & mask[None] & close


def _natural(group: str) -> tuple[str, int]:
    name, _, number = group.partition("/")
    return name, int(number or 0)


def main() -> None:
    """Train."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--embedding", default="quality", choices=["quality", "fast"])
    asked.add_argument("--folds", type=Path, help="also write the weights of each fold here")
    given = asked.parse_args()
    name = NAME + ("" if given.embedding == "quality" else "_fast")
    trainer = Trainer(given.data, given.embedding)
    model = write(trainer.fitted(set()), WEIGHTS / f"{name}.json")
    for feature, value in zip(model.features, (model.weights[0] / model.scale).tolist(), strict=True):
        sys.stdout.write(f"{feature} {value:.2f}\n")
    if given.folds is None:
        return
    after = max(trainer.folds.values()) + 1
    folds: Mapping[str, int] = trainer.folds | {one: after + n for n, one in enumerate(trainer.judged)}
    for fold in sorted(set(folds.values())):
        held = {group for group, number in folds.items() if number == fold}
        collection = next(iter(held & set(trainer.judged)), "")
        write(trainer.fitted(held, collection), given.folds / name / str(fold) / f"{name}.json")
    (given.folds / name / "folds.json").write_text(json.dumps(folds, indent=0, sort_keys=True) + "\n", "utf-8")
    sys.stdout.write("stories of collections, each left out: " + tell_stories(given.data, given.folds, given.embedding))


if __name__ == "__main__":
    main()
