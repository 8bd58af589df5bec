"""Train `happening` on what was judged of political news: `python -m data.train.judged DATASETS`.

`judged_events.jsonl` holds places and labels alone: statements of `collections/` that readers of this project judged one
by one, pairs of them (one happening or not, see `same_event.py`), and omissions (see `omissions.py`). The collections (their publishers' texts) are not copied; the articles
that were drawn from are drawn again, and read as a build reads them. Folds are whole collections.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

import newslab as nl
from data.train import fit
from newslab.corpus import Corpus
from newslab.events.acts import parse_place
from newslab.events.happening import DECISION as HAPPENING
from newslab.events.happening import happening_row
from newslab.events.told import Told, read_texts, read_told
from newslab.text.spans import find_spans

JUDGED: Final = Path(__file__).with_name("judged_events.jsonl")
DRAWN: Final = 70  # articles of a collection that were drawn from
SEED: Final = 5
Record = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """The articles of a collection that were judged from, built."""

    name: str
    corpus: Corpus

    @cached_property
    def told(self) -> list[Told]:
        """Return the statements of the articles in which some were judged."""
        ids = {row["article_id"] for row in read_judged("one") if row["set"] == self.name}
        articles = self.corpus.articles[self.corpus.articles.article_id.isin(ids)]
        return read_told(articles, find_spans(articles))

    @cached_property
    def texts(self) -> dict[tuple[str, str], str]:
        """Return (article_id, field) -> text."""
        return read_texts(self.corpus.articles)

    @cached_property
    def places(self) -> dict[tuple[str, str, int, int], Told]:
        """Return the statement of each place."""
        return {(one.article, one.field, one.start, one.end): one for one in self.told}


def read_sets(data: Path, names: Sequence[str], built: Path | None) -> Iterator[Drawn]:
    """Draw the articles of collections again and build them as far as their contrasts, or load what was so built."""
    for name in names:
        if built is not None:
            yield Drawn(name, Corpus.load(built / f"corpus_{name}"))
            continue
        articles = read_drawn(data, name)
        yield Drawn(name, nl.build_corpus(articles, options=nl.Options(only=("contrasts", "copies"))))


def read_drawn(data: Path, name: str) -> pd.DataFrame:
    """Read the articles of a collection that were drawn from, as ARTICLES."""
    folder = "unread" if name.startswith("set") else "collections"
    with gzip.open(data / folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        table = pd.DataFrame([json.loads(line) for line in lines])
    articles, _ = nl.read_articles(table.sample(DRAWN, random_state=SEED) if len(table) > DRAWN else table)
    return articles


def read_judged(kind: str, path: Path = JUDGED) -> list[Record]:
    """Return the judged rows of one kind: "one", "pair" or "omission"."""
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [row for row in rows if row["kind"] == kind]


def place_of(row: Mapping[str, Any]) -> tuple[str, str, int, int]:
    """Return the place of a judged statement."""
    return row["article_id"], row["field"], row["start"], row["end"]


def task_of(
    name: str, classes: Sequence[str], rows: Sequence[Mapping[str, float]], labels: Sequence[int], sets: Sequence[str]
) -> fit.Task:
    """Make a task whose folds are whole collections."""
    features = sorted({key for row in rows for key in row})
    grid = np.array([[row.get(key, 0.0) for key in features] for row in rows])
    kept = grid.std(axis=0) > 0
    named = [key for key, keep in zip(features, kept, strict=True) if keep]
    groups = np.array(sets)
    return fit.Task(name, named, tuple(classes), grid[:, kept], np.array(labels), groups, groups)


def happening_task(drawn: Mapping[str, Drawn]) -> fit.Task:
    """Return the judged statements: whether each tells a happening."""
    rows, labels, sets = [], [], []
    for name, one in drawn.items():
        judged = [row for row in read_judged("one") if row["set"] == name and place_of(row) in one.places]
        told = [one.places[place_of(row)] for row in judged]
        rows += [happening_row(it, parse_place(one.texts, (it.article, it.field))) for it in told]
        labels += [int(row["happening"]) for row in judged]
        sets += [name] * len(judged)
    return task_of(HAPPENING, ("no", "yes"), rows, labels, sets)


def main() -> None:
    """Train, print figures, write weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold")
    parser.add_argument("--built", type=Path, help="folder of saved corpora, corpus_SET, to build none")
    asked = parser.parse_args()
    names = sorted({row["set"] for row in read_judged("one")})
    drawn = {one.name: one for one in read_sets(asked.data, names, asked.built)}
    task = happening_task(drawn)
    stored, p = fit.train(task, n_folds=len(names))
    fit.write(stored, fit.WEIGHTS / f"{task.name}.json")
    if asked.folds:
        fit.write_folds(task, stored["figures"]["strength"], asked.folds, len(names))
    print(task.name, json.dumps(stored["figures"], indent=1))
    for cut in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        told = p[:, 1] >= cut
        right = task.labels[told].mean() if told.any() else float("nan")
        print(f"  {cut}: kept {told.mean():.3f} right {right:.3f} found {told[task.labels == 1].mean():.3f}")


if __name__ == "__main__":
    main()
