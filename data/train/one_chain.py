"""Train the decision "two events are of one chain of events": newslab/resources/weights/one_chain.json.

    python -m data.train.one_chain --data ../shared/datasets [--embedding fast] [--folds DIR]

Data (none of it is in the package): `gold/story_pairs.jsonl`, 340 pairs of stories of `collections/` judged for this
project, those of which the reader was not sure teach less; and the gold of the bundled sample, which teaches what
short texts on many things look like. Folds are collections.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import newslab as nl
from data.train.fit import WEIGHTS, Task, calibrate, figures_of, fit_plain, folds_of, out_of_fold, write
from newslab.evaluate.threads import JOINED, read_collections, read_pairs
from newslab.group.likeness import CHAIN, lengths, names_at_large
from newslab.group.signals import COLUMNS, KINDS, Signals
from newslab.group.vectors import embedding_texts, unit
from newslab.tables import ARTICLES, check

NAME = "one_chain"
CLASSES = ("other", "chain")
STRENGTH = 0.1  # .03 to .3 do as well
UNSURE = 0.4  # weight of a pair of which the reader was not sure
MIXED = 0.3  # weight of a pair read among two other collections: a week is wider than a topic, and says less of names
SAMPLE = "sample"
RARE = 12.0  # weight of a pair of one chain of the sample, where nine pairs in ten are of two
GOLD = Path(__file__).parents[1] / "sample" / "gold" / "stories.jsonl"


class Trainer:
    """The judged pairs as rows of features: each in its collection alone, and in three collections read as one."""

    def __init__(self, data: Path, embedding: str) -> None:
        tables = read_collections(data)
        names, pairs = sorted(tables), read_pairs(data)
        self.rows: list[list[float]] = []
        self.labels: list[int] = []
        self.group: list[str] = []
        self.context: list[tuple[str, ...]] = []
        self.weight: list[float] = []
        self.sure: list[bool] = []
        for at, _ in enumerate(names):
            for context in (names[at : at + 1], [names[(at + n) % len(names)] for n in range(3)]):
                articles = pd.concat([tables[one].assign(article_id=one + "|" + tables[one]["article_id"])
                                      for one in context], ignore_index=True)  # fmt: skip
                asked = [([f"{pair['set']}|{one}" for one in pair["a"]], [f"{pair['set']}|{one}" for one in pair["b"]],
                          pair["relation"] in JOINED, pair["set"], not pair["unsure"])
                         for pair in pairs if pair["set"] in context]  # fmt: skip
                self._read(articles, asked, tuple(context), embedding, 1.0 if len(context) == 1 else MIXED)
        self._read(*sample_pairs(), (SAMPLE,), embedding, 1.0)

    def _read(
        self, articles: pd.DataFrame, asked: list[Any], context: tuple[str, ...], embedding: str, weight: float
    ) -> None:
        vectors = unit(nl.embed(embedding_texts(articles), model=embedding))
        signals = Signals.of(check(articles, ARTICLES), vectors)
        start = KINDS.index("names") * COLUMNS
        names = signals.weighed[:, start : start + COLUMNS]
        alike = signals.centred @ signals.centred.T, (names @ names.T).toarray()
        large, length = names_at_large(signals, events_of(articles, vectors)), lengths(signals)
        at = {one: row for row, one in enumerate(articles["article_id"])}
        sizes = Counter(group for *_, group, _ in asked)
        for a, b, same, group, sure in asked:
            one, other = ([at[key] for key in side] for side in (a, b))
            told = [float(side[np.ix_(one, other)].mean()) for side in alike]
            self.rows.append([*told, large, float(length[one].mean() + length[other].mean())])
            self.labels.append(int(same))
            self.group.append(group)
            self.context.append(context)
            self.sure.append(sure and len(context) == 1 and group != SAMPLE)
            rare = RARE if group == SAMPLE and same else 1.0
            self.weight.append(weight * rare * (1.0 if sure else UNSURE) / sizes[group] ** 0.5)

    def task(self, held: str = "") -> Task:
        """Return what is learned from without one collection."""
        kept = np.array([held not in context for context in self.context])
        group = np.array(self.group, dtype=object)[kept]
        weight = np.array(self.weight)[kept]
        return Task(NAME, CHAIN, CLASSES, np.array(self.rows)[kept], np.array(self.labels)[kept], group, group,
                    weight / weight.mean(), np.array(self.sure)[kept])  # fmt: skip


def events_of(articles: pd.DataFrame, vectors: np.ndarray) -> np.ndarray:
    """Return the number of the event of each article, as newslab links them."""
    members = nl.link_stories(articles, vectors=vectors, same_thread=1.0)[1]
    story = dict(zip(members["article_id"], members["story_id"], strict=True))
    return pd.factorize(np.array([story.get(one, one) for one in articles["article_id"]], dtype=object), sort=True)[0]


def sample_pairs() -> tuple[pd.DataFrame, list[Any]]:
    """Return the bundled collection and the pairs of its parts; those of one story are one chain."""
    from newslab.read.sample import load_sample

    marked = {row["article_id"]: row for row in map(json.loads, GOLD.read_text("utf-8").splitlines())}
    articles = load_sample()
    articles = articles[articles["language"].isna() | (articles["language"] == "en")].reset_index(drop=True)
    parts: dict[tuple[str, str], list[str]] = {}
    for one in articles["article_id"]:
        row = marked[one]
        parts.setdefault((row["story"] or one, row["part"] or one), []).append(one)
    keys = sorted(parts)
    return articles, [(parts[a], parts[b], a[0] == b[0], SAMPLE, True) for n, a in enumerate(keys) for b in keys[:n]]


def fitted(task: Task) -> dict[str, Any]:
    """Return what a file of weights holds, learned and calibrated by folds of whole collections."""
    sums = out_of_fold(task, folds_of(task.groups), STRENGTH)
    slope, shift = calibrate(sums[task.scored], task.labels[task.scored])
    stored = fit_plain(task, np.ones(len(task.labels), bool), STRENGTH) | {"slope": slope, "shift": shift}
    stored["figures"] = {"out_of_fold": figures_of(task, sums * slope + shift, task.scored)}
    return stored


def main() -> None:
    """Train."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--embedding", default="quality", choices=["quality", "fast"])
    asked.add_argument("--folds", type=Path, help="also write the weights of each fold here")
    given = asked.parse_args()
    name = NAME + ("" if given.embedding == "quality" else "_fast")
    trainer = Trainer(given.data, given.embedding)
    stored = fitted(trainer.task())
    model = write(stored, WEIGHTS / f"{name}.json")
    for feature, value in zip(model.features, (model.slope * model.weights[0] / model.scale).tolist(), strict=True):
        sys.stdout.write(f"{feature} {value:.2f}\n")
    sys.stdout.write(f"{stored['figures']['out_of_fold']}\n")
    if given.folds is not None:
        folds = {group: n for n, group in enumerate(sorted(set(trainer.group) - {SAMPLE}))}
        for group, n in folds.items():
            write(fitted(trainer.task(group)), given.folds / name / str(n) / f"{name}.json")
        (given.folds / name / "folds.json").write_text(json.dumps(folds, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
