"""Train the decision "two events are of one chain of events": newslab/resources/weights/one_chain.json.

    python -m data.train.one_chain --data ../shared/datasets [--embedding fast] [--folds DIR]

Data: `judged_threads.jsonl` beside this file, the chain of events that each article of ten collections is of, as this
project judged it by reading (ids and labels alone; an article that is not named is of no chain). Pairs of two chains of
one wider course (a nomination, a budget battle) teach nothing. Not in the package:
`collections/`, `unread/` (sets that are spent) and `gold/story_pairs.jsonl`, 340 pairs of events judged before. And the
gold of the bundled sample, which teaches what short texts on many things look like. Folds are collections.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import newslab as nl
from data.train.fit import WEIGHTS, Task, figures_of, fit_plain, write
from newslab.evaluate.stories import read_articles_of
from newslab.evaluate.threads import JOINED, read_collections, read_pairs
from newslab.group.likeness import CHAIN, LEAST_ABOUT, UNKNOWN_APART, WEEK, Events, alike_at_large, event_model
from newslab.group.linkage import link_groups
from newslab.group.signals import COLUMNS, KINDS, Signals
from newslab.group.vectors import embedding_texts, unit
from newslab.learned import read_weights
from newslab.tables import ARTICLES, check

NAME = "one_chain"
CLASSES = ("other", "chain")
JUDGED = Path(__file__).with_name("judged_threads.jsonl")
SPENT = {"set05+06": ("set05", "set06"), "set07": ("set07",)}  # files of `unread/`
STRENGTH = 0.1  # 0.01 to 1 do as well
UNSURE = 0.3  # weight of a pair of which the reader was not sure
PAIRS = 0.05  # weight of the pairs judged before, beside that of all pairs of their collection
MIXED = 0.2  # weight of a collection read among two others, where fewer events are alike
SAMPLE = "sample"
SHARE = 0.2  # its weight: its one thread goes on for months
RARE = 12.0  # weight of a pair of one chain of the sample, where nine pairs in ten are of two
GOLD = Path(__file__).parents[1] / "sample" / "gold" / "stories.jsonl"


@dataclass
class Rows:
    """Pairs of events of one collection, read alone or among others."""

    group: str
    context: tuple[str, ...]
    rows: list[np.ndarray] = field(default_factory=list)
    labels: list[np.ndarray] = field(default_factory=list)
    weight: list[np.ndarray] = field(default_factory=list)
    scored: list[np.ndarray] = field(default_factory=list)

    def put(self, rows: np.ndarray, labels: np.ndarray, weight: np.ndarray, share: float, scored: np.ndarray) -> None:
        """Put pairs behind the others, which weigh `share` in all."""
        self.rows.append(rows)
        self.labels.append(labels.astype(int))
        self.weight.append(weight * share / max(weight.sum(), 1e-9))
        self.scored.append(scored)


class Trainer:
    """All that is learned from, and tasks that leave a collection out."""

    def __init__(self, data: Path, embedding: str) -> None:
        self.tables, self.judged, self.pairs = read_tables(data), read_judged(), read_pairs(data)
        self.embedding, self.parts = embedding, []
        names = sorted(self.tables)
        for at, name in enumerate(names):
            self._read(name, (name,), 1.0)
            self._read(name, tuple(names[(at + n) % len(names)] for n in range(3)), MIXED)
        self._read_sample()

    def _read(self, name: str, context: tuple[str, ...], weight: float) -> None:
        articles = pd.concat([self.tables[one].assign(article_id=one + "|" + self.tables[one]["article_id"])
                              for one in context], ignore_index=True)  # fmt: skip
        event, found = pair_rows(articles, self.embedding)
        mine = articles["article_id"].str.startswith(name + "|").to_numpy()
        ids = articles["article_id"].str.split("|", n=1).str[1].tolist()
        events = [np.flatnonzero((event == one) & mine) for one in range(int(event.max()) + 1)]
        kept = [n for n, rows in enumerate(events) if len(rows)]
        told = [label_of([ids[row] for row in events[n]], self.judged[name]) for n in kept]
        one, other = np.triu_indices(len(kept), 1)
        same = np.array([told[a][0] == told[b][0] for a, b in zip(one, other, strict=True)])
        course = np.array([told[a][1] == told[b][1] for a, b in zip(one, other, strict=True)]) & ~same
        unsure = np.array([told[a][2] or told[b][2] for a, b in zip(one, other, strict=True)])
        rows = found[np.array(kept)[one], np.array(kept)[other]]
        near = ~course & (rows[:, CHAIN.index("meaning")] >= LEAST_ABOUT / 2)  # a mean is shorter than one article
        each = np.where(unsure, UNSURE, 1.0)
        part, total = Rows(name, context), weight * float(each[near].sum()) ** 0.5
        part.put(rows[near], same[near], each[near], total, ~unsure[near] & (len(context) == 1))
        place = {ids[row]: n for n, held in enumerate(events) for row in held}
        before = [(place[a], place[b], pair["relation"] in JOINED, UNSURE if pair["unsure"] else 1.0)
                  for pair in self.pairs if pair["set"] == name for a in pair["a"][:1] for b in pair["b"][:1]
                  if place[a] != place[b]]  # fmt: skip
        if before:
            left, right, joined, sure = (np.array(side) for side in zip(*before, strict=True))
            part.put(found[left, right], joined, sure, total * PAIRS, np.zeros(len(before), bool))
        self.parts.append(part)

    def _read_sample(self) -> None:
        articles, story, part_of = sample_articles()
        _, found = pair_rows(articles, self.embedding, part_of)
        first = np.unique(part_of, return_index=True)[1]
        one, other = np.triu_indices(len(first), 1)
        same = story[first][one] == story[first][other]
        part, each = Rows(SAMPLE, (SAMPLE,)), np.where(same, RARE, 1.0)
        part.put(found[one, other], same, each, SHARE * float(each.sum()) ** 0.5, np.zeros(len(one), bool))
        self.parts.append(part)

    def task(self, held: str = "") -> Task:
        """Return what is learned from without one collection."""
        parts = [part for part in self.parts if held not in part.context]
        rows, labels, weight, scored = (np.concatenate([cells for part in parts for cells in getattr(part, name)])
                                        for name in ("rows", "labels", "weight", "scored"))  # fmt: skip
        sizes = [sum(map(len, part.labels)) for part in parts]
        group = np.repeat(np.array([part.group for part in parts], dtype=object), sizes)
        return Task(NAME, CHAIN, CLASSES, rows, labels, group, group, weight / weight.mean(), scored)

    def held_out(self, stored: Mapping[str, Mapping[str, Any]]) -> tuple[np.ndarray, Task]:
        """Return the sums of each pair by the weights of its collection, which never saw it, and the pairs."""
        task = self.task()
        sums = np.zeros((len(task.labels), 1))
        for group, model in stored.items():
            mine = task.groups == group
            sums[mine, 0] = read_weights(NAME, model).score(task.rows[mine])
        return sums, task


def pair_rows(articles: pd.DataFrame, embedding: str, event: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the event of each article, as newslab links them where none are given, and the features of all pairs."""
    vectors = unit(nl.embed(embedding_texts(articles), model=embedding))
    signals = Signals.of(check(articles, ARTICLES), vectors)
    if event is None:
        events = Events(signals, event_model(signals))
        event = link_groups(events, np.arange(len(signals)), Events.pairs(signals), 0.0)
    n = int(event.max()) + 1
    share = np.zeros((n, len(event)))
    share[event, np.arange(len(event))] = (1 / np.bincount(event))[event]
    found = [share @ signals.distinct @ signals.distinct.T @ share.T]
    for kind in ("names", "phrases"):
        start = KINDS.index(kind) * COLUMNS
        part = signals.weighed[:, start : start + COLUMNS]
        found.append(share @ (part @ part.T).toarray() @ share.T)
    days = pd.Series(signals.days).groupby(event)
    middle = ((days.min() + days.max()) / 2).reindex(range(n)).to_numpy()
    apart = np.abs(middle[:, None] - middle[None])
    found.append(np.log1p(np.where(np.isnan(apart), UNKNOWN_APART, np.minimum(apart, WEEK))))
    dated = share @ signals.dated
    found.append(dated[:, None] + dated[None])
    found.append(np.full((n, n), alike_at_large(signals, event)))
    return event, np.stack(found, axis=-1)


def read_tables(data: Path) -> dict[str, pd.DataFrame]:
    """Read the articles of the collections that were judged."""
    tables = read_collections(data)
    for name, files in SPENT.items():
        parts = [read_articles_of(data / "unread" / f"{one}.jsonl.gz") for one in files]
        tables[name] = pd.concat(parts, ignore_index=True)
    return tables


def read_judged() -> dict[str, dict[str, dict[str, Any]]]:
    """Read what was judged, by collection and article."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in map(json.loads, JUDGED.read_text("utf-8").splitlines()):
        found.setdefault(row["set"], {})[row["article_id"]] = row
    return found


def label_of(ids: Sequence[str], judged: Mapping[str, Mapping[str, Any]]) -> tuple[str, str, bool]:
    """Return chain and course of most of these articles, and whether none of those is sure."""
    chains = [judged[one]["chain"] if one in judged else one for one in ids]
    most = Counter(chains).most_common(1)[0][0]
    held = [judged[one] for one, chain in zip(ids, chains, strict=True) if chain == most and one in judged]
    if not held:
        return most, most, False
    return most, held[0]["course"] or most, all(one["unsure"] for one in held)


def sample_articles() -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return the bundled collection, and the story and the part of a story of each article."""
    from newslab.read.sample import load_sample

    marked = {row["article_id"]: row for row in map(json.loads, GOLD.read_text("utf-8").splitlines())}
    articles = load_sample()
    articles = articles[articles["language"].isna() | (articles["language"] == "en")].reset_index(drop=True)
    told = [marked[one] for one in articles["article_id"]]
    stories = [row["story"] or row["article_id"] for row in told]
    parts = [f"{story} {row['part'] or row['article_id']}" for story, row in zip(stories, told, strict=True)]
    return articles, pd.factorize(np.array(stories, dtype=object))[0], pd.factorize(np.array(parts, dtype=object))[0]


def fitted(task: Task) -> dict[str, Any]:
    """Return what a file of weights holds; p = .5, where threads end, is that of pairs as they are weighed here."""
    return fit_plain(task, np.ones(len(task.labels), bool), STRENGTH)


def judge_threads(
    articles: pd.DataFrame, linked: tuple[pd.DataFrame, pd.DataFrame], judged: Mapping[str, Mapping[str, Any]]
) -> list[tuple[int, int, bool, bool]]:
    """Return of each thread how many parts and articles it has, and whether it is one chain, and of one course.

    It is where all its parts are, or of five and more four in five.
    """
    stories, members = linked
    parent = stories.set_index("story_id")["parent_id"].dropna()
    held = members.groupby("story_id")["article_id"].apply(list)
    found = []
    for whole, parts in parent.groupby(parent):
        told = [label_of(held[one], judged) for one in parts.index]
        need = len(told) if len(told) < 5 else 0.8 * len(told)
        one, wide = (max(Counter(label[side] for label in told).values()) >= need for side in (0, 1))
        found.append((len(told), len(held[whole]), one, wide))
    return sorted(found, reverse=True)


def report(trainer: Trainer, folder: Path, folds: Mapping[str, int] | None) -> None:
    """Write what the threads of each collection are, by the weights of a folder or of its folds."""
    total: list[tuple[int, int, bool, bool]] = []
    for name, articles in sorted(trainer.tables.items()):
        weights = folder if folds is None else folder / str(folds[name])
        vectors = unit(nl.embed(embedding_texts(articles), model=trainer.embedding))
        found = judge_threads(
            articles, nl.link_stories(articles, vectors=vectors, weights=weights), trainer.judged[name]
        )
        total += found
        told = " ".join(f"{parts}/{size}{'' if one else '~' if wide else '!'}" for parts, size, one, wide in found)
        sys.stdout.write(f"  {name} ({len(articles)}): {told}\n")
    n = max(len(total), 1)
    one, wide = (sum(row[side] for row in total) / n for side in (2, 3))
    sys.stdout.write(f"  {len(total)} threads, one chain {one:.2f}, one course {wide:.2f}\n")


def main() -> None:
    """Train."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--embedding", default="quality", choices=["quality", "fast"])
    asked.add_argument("--folds", type=Path, help="also write the weights of each fold here, and tell their threads")
    given = asked.parse_args()
    name = NAME + ("" if given.embedding == "quality" else "_fast")
    trainer = Trainer(given.data, given.embedding)
    folds = {one: n for n, one in enumerate(sorted(trainer.tables))}
    left_out = {one: fitted(trainer.task(one)) for one in folds}
    sums, task = trainer.held_out(left_out)
    stored = fitted(trainer.task()) | {"figures": {"out_of_fold": figures_of(task, sums, task.scored)}}
    model = write(stored, WEIGHTS / f"{name}.json")
    for feature, value in zip(model.features, (model.weights[0] / model.scale).tolist(), strict=True):
        sys.stdout.write(f"{feature} {value:.2f}\n")
    sys.stdout.write(f"{stored['figures']['out_of_fold']}\nall\n")
    report(trainer, WEIGHTS, None)
    if given.folds is not None:
        for one, n in folds.items():
            write(left_out[one], given.folds / name / str(n) / f"{name}.json")
        (given.folds / name / "folds.json").write_text(json.dumps(folds, indent=0, sort_keys=True) + "\n", "utf-8")
        sys.stdout.write("each left out\n")
        report(trainer, given.folds / name, folds)


if __name__ == "__main__":
    main()
