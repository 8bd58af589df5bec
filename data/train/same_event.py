"""Train `same_event`: whether two statements of one story tell one event.

    python -m data.train.same_event DATASETS [--built DIR] [--folds DIR]

One model of news of all kinds, from three sources:

- acts that ECB+ marks (Cybulska & Vossen 2014, CC BY 3.0, as the public EventStoryLine repository holds it), in checked
  sentences of topics 1 to 35, in pairs within one topic: the two stories of a topic look alike and are never one event,
  which is what teaches that the same act by others is another;
- the statements of the same articles, as a build reads them, whose predicates stand in such acts, in pairs of a story;
- pairs of statements of political news that readers of this project judged (`judged_events.jsonl`, see `judged.py`).

Each source weighs about as much as it must to be learned (`WEIGHTS_OF`). Topics and collections are never split by
folds. What is calibrated and scored here are the judged pairs; ECB+ is scored by `newslab evaluate coreference`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from data.train.fit import WEIGHTS, Task, fit_plain, folds_of, train, write
from data.train.judged import place_of, read_judged, read_sets
from newslab.evaluate.coreference import Gold, read_gold
from newslab.events.acts import Acts, read_acts
from newslab.events.link import DECISION, likely_pairs, stories_of
from newslab.events.pairs import Compared
from newslab.events.told import read_told
from newslab.text.spans import find_spans

STRENGTH: Final = 0.03
LOOK_ALIKE: Final = 0.5  # weight of a pair from the two stories of one topic
WEIGHTS_OF: Final = {
    "acts": 1.0,
    "statements": 1.0,
    "judged": 100.0,
}  # of a pair of each source: benchmarks/coreference.md
OTHERS: Final = 4  # of pairs of acts that are other, one in so many teaches, and weighs so much more
CUTS: Final = (0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True)
class Taught:
    """n pairs of one source: their features, which are one event, the topic or collection of each, and its weight."""

    source: str
    features: dict[str, np.ndarray]
    same: np.ndarray
    groups: np.ndarray
    weight: np.ndarray


def main() -> None:
    """Read the sources, train, print figures, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--built", type=Path, help="folder of saved corpora, corpus_SET, to build none")
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold")
    asked = parser.parse_args()
    gold = read_gold(asked.data / "coreference")
    task = task_of([taught_by_acts(gold), taught_by_statements(gold), *taught_by_readers(asked.data, asked.built)])
    stored, p = train(task, strengths=(STRENGTH,))
    stored["figures"]["source"] = "ECB+ (Cybulska & Vossen 2014, CC BY 3.0), topics 1 to 35; judged_events.jsonl"
    print(json.dumps(stored["figures"], indent=1))
    judged, same = p[task.scored, 1], task.labels[task.scored]
    for cut in CUTS:
        told = judged >= cut
        print(f"  {cut}: right {same[told].mean():.3f} found {told[same == 1].mean():.3f}")
    model = write(stored, WEIGHTS / f"{DECISION}.json")
    order = np.argsort(-np.abs(model.weights[0]))
    print([(model.features[at], round(float(model.weights[0][at]), 2)) for at in order[:30]])
    if asked.folds:
        write_folds(task, stored, asked.folds)


def task_of(sources: list[Taught]) -> Task:
    """Join the sources; folds are whole topics and whole collections."""
    names = sorted(sources[0].features)
    rows = np.concatenate([np.stack([one.features[name] for name in names], axis=1) for one in sources])
    source = np.concatenate([np.full(len(one.same), one.source) for one in sources])
    groups = np.concatenate([one.groups for one in sources]).astype(str)
    labels, weight = (np.concatenate([getattr(one, name) for one in sources]) for name in ("same", "weight"))
    judged = source == "judged"
    folds = np.zeros(len(groups), dtype=int)
    for some in (judged, ~judged):
        folds[some] = folds_of(groups[some])
    sets = np.where(judged, groups, "ecbplus")
    return Task(DECISION, names, ["other", "same"], rows, labels, groups, sets, weight, judged, folds)


def write_folds(task: Task, stored: dict, root: Path) -> None:
    """Write the weights of each fold, and which fold each group is in; all are calibrated as the whole was."""
    for one in np.unique(task.folds):
        model = fit_plain(task, task.folds != one, STRENGTH) | {name: stored[name] for name in ("slope", "shift")}
        write(model, root / DECISION / str(one) / f"{DECISION}.json")
    fold = {str(group): int(one) for group, one in zip(task.groups, task.folds, strict=True)}
    (root / DECISION / "folds.json").write_text(json.dumps(fold, indent=0, sort_keys=True) + "\n", "utf-8")


def taught_by_acts(gold: Gold) -> Taught:
    """Give the pairs of the acts that ECB+ marks."""
    mentions = gold.mentions
    acts = read_acts(mentions, gold.articles, mentions["story"].tolist())
    acts = replace(acts, table=acts.table.assign(published=0.0))  # the days of ECB+ are invented, one a story
    return _taught("acts", acts, mentions, within="topic", others=OTHERS)


def taught_by_statements(gold: Gold) -> Taught:
    """Give the pairs of statements of ECB+ whose predicates are acts that it marks."""
    spans = find_spans(gold.articles)
    basis = {one.key: one.basis for one in read_told(gold.articles, spans)}
    marked = gold.mentions.set_index("article_id")[["start", "end", "cluster", "story", "topic"]]
    pairs = spans.statements.query("field == 'text'").merge(marked, on="article_id", suffixes=("", "_marked"))
    inside = (pairs["start_marked"] < pairs["predicate_end"]) & (pairs["predicate_start"] < pairs["end_marked"])
    found = pairs[inside & pairs["statement_id"].isin(basis)].drop_duplicates("statement_id", keep="last")
    found = found.assign(day_basis=found["statement_id"].map(basis)).reset_index(drop=True)
    acts = read_acts(found, gold.articles, found["story"].tolist())
    return _taught("statements", acts, found, within="story")


def _taught(source: str, acts: Acts, marked: pd.DataFrame, *, within: str, others: int = 1) -> Taught:
    """Compare pairs within topics or stories: of those that are other, one in `others`."""
    topic, story, cluster = (marked[name].to_numpy(dtype=object) for name in ("topic", "story", "cluster"))
    sets = [rows.to_numpy() for _, rows in marked.reset_index(drop=True).groupby(within).groups.items()]
    left, right = likely_pairs(acts, sets)
    drawn = np.random.default_rng(0).integers(others, size=len(left)) == 0
    kept = (cluster[left] == cluster[right]) | drawn
    left, right = left[kept], right[kept]
    same = cluster[left] == cluster[right]
    weight = WEIGHTS_OF[source] * np.where(same, 1.0, others) * np.where(story[left] == story[right], 1.0, LOOK_ALIKE)
    return Taught(source, Compared(acts)(left, right), same.astype(int), topic[left], weight)


def taught_by_readers(data: Path, built: Path | None) -> Iterator[Taught]:
    """Give the judged pairs of each collection."""
    names = sorted({row["set"] for row in read_judged("pair")})
    for drawn in read_sets(data, names, built):
        table = drawn.corpus.statements
        of = {(r.article_id, r.field, int(r.start), int(r.end)): r.statement_id for r in table.itertuples()}
        judged = [row for row in read_judged("pair") if row["set"] == drawn.name]
        pairs = [(of.get(place_of(row["a"])), of.get(place_of(row["b"])), int(row["same"])) for row in judged]
        pairs = [pair for pair in pairs if None not in pair]
        table = table[table["statement_id"].isin({key for pair in pairs for key in pair[:2]})].reset_index(drop=True)
        at = {key: row for row, key in enumerate(table["statement_id"])}
        acts = read_acts(table, drawn.corpus.articles, stories_of(table, drawn.corpus.members)[0])
        left, right, same = np.array([(at[one], at[other], label) for one, other, label in pairs]).T
        weight = np.full(len(same), WEIGHTS_OF["judged"])
        yield Taught("judged", Compared(acts)(left, right), same, np.full(len(same), drawn.name), weight)


if __name__ == "__main__":
    main()
