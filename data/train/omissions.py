"""Train `told` and `omission` on what was judged: `python -m data.train.omissions DATASETS`.

`judged_told.jsonl` holds places and labels alone: a sentence of one article and another article of its story, read whole,
that does not tell it (`told` 0), tells it in part (1) or tells it, in whatever words (2), and whether that it does not is
worth telling. Beside them teach the omissions of `judged_events.jsonl`, and those that readers listed of the nine
stories of `gold/differences.jsonl`. Folds are whole collections, and stories of the gold; what `omission` sees of a
collection is by `told` that did not see it. `told` never sees the gold.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

import newslab as nl
from data.train import fit
from data.train.judged import read_judged, read_sets, task_of
from newslab.compare.contrasts import story_sides
from newslab.compare.omissions import DECISION, SILENT, TELLS, ask_all, find_silent, make_fact
from newslab.compare.telling import DECISION as TOLD
from newslab.compare.telling import Asked, Place, Sentence, Telling, Text, describe, read_texts
from newslab.corpus import Corpus
from newslab.evaluate.differences import Gold, build_story, read_stories
from newslab.events.importance import Weight
from newslab.events.weighing import Key, weigh_sentences
from newslab.pipeline import SPANS
from newslab.text.spans import Spans

JUDGED: Final = Path(__file__).with_name("judged_told.jsonl")
TRIPLETS: Final = "triplets"
Record = dict[str, Any]
Rows = list[tuple[dict[str, float], int, str]]  # grounds, label, set


def main() -> None:
    """Train, print figures, write weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--folds", type=Path, required=True, help="folder for the weights of each fold")
    parser.add_argument("--built", type=Path, help="folder of saved corpora, corpus_SET, to build none")
    asked = parser.parse_args()
    judged = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    built = dict(read_built(asked.data, sorted({row["set"] for row in judged}), asked.built))
    stories = {name: list(read_story_texts(corpus)) for name, corpus in built.items()}
    told = [row for name, held in stories.items() for row in told_rows(name, held, judged)]
    _train(TOLD, ("silent", "tells"), told, asked.folds)
    kept: Rows = []
    for name in built:
        labels = [row for row in judged if row["set"] == name]
        listed = [row for row in read_judged("omission") if row["set"] == name]
        kept += omission_rows(
            name, stories[name], labels, listed, weigh(built[name]), weights=_fold_of(asked.folds, TOLD, name)
        )
    for key, (articles, gold) in read_stories(asked.data).items():
        kept += gold_rows(" ".join(key), build_story(articles, only="events"), gold)
    _train(DECISION, ("no", "yes"), kept, asked.folds)


def read_built(data: Path, names: Sequence[str], folder: Path | None) -> Iterator[tuple[str, Corpus]]:
    """Build the collections that were judged from, and the stories of three sources, or load what was so built."""
    for name in names:
        if name == TRIPLETS and folder is None:
            lines = (data / "stories" / "triplets.jsonl").read_text("utf-8").splitlines()
            columns = ["article_id", "source", "url", "title", "text", "published"]
            table = pd.DataFrame([{key: one.get(key) for key in columns} for one in map(json.loads, lines)])
            articles, _ = nl.read_articles(table)
            yield name, nl.build_corpus(articles, options=nl.Options(only=("contrasts", "copies")))
        else:
            yield name, next(iter(read_sets(data, [name], folder))).corpus


def read_story_texts(corpus: Corpus) -> Iterator[dict[str, Text]]:
    """Return the articles of each story that several sources tell."""
    cited = corpus.citations[corpus.citations.cited_id.isin(set(corpus.events.event_id))]
    for _, sides in story_sides(corpus.articles, corpus, corpus.members, cited, corpus.copies, corpus.stories):  # type: ignore[arg-type]
        yield read_texts(sides)


def told_rows(name: str, stories: Sequence[Mapping[str, Text]], judged: Sequence[Record]) -> Rows:
    """Return the judged pairs of one collection: whether an article tells a fact, if only in part."""
    asked, labels = [], []
    for row in judged:
        for texts in stories:
            fact = _sentence_of(row, texts) if row["set"] == name and row["other"] in texts else None
            if fact is not None:
                asked.append(Asked(fact, texts[row["article_id"]], texts[row["other"]]))
                labels.append(int(row["told"] > 0))
                break
    grounds = describe(asked)[0] if asked else []
    return [(row, label, name) for row, label in zip(grounds, labels, strict=True)]


def omission_rows(
    name: str, stories: Sequence[Mapping[str, Text]], judged: Sequence[Record], listed: Sequence[Record],
    matter: Mapping[Key, Weight], *, weights: Path,
) -> Rows:  # fmt: skip
    """Return the judged omissions of one collection: whether each is right and worth telling."""
    found: Rows = []
    for texts in stories:
        rows = [row for row in (*judged, *listed) if row["article_id"] in texts]
        wanted: dict[Place, list[Record]] = {}
        for row in rows:
            if (one := _sentence_of(row, texts)) is not None:
                wanted.setdefault(one.place, []).append(row)
        for fact, tellings in ask_all(texts, weights=weights):
            for row in wanted.get(fact.place, ()):
                found += _judged_row(fact, texts, tellings, row, name, matter)
    return found


def _judged_row(
    fact: Sentence, texts: Mapping[str, Text], tellings: Mapping[str, Telling], row: Record, name: str,
    matter: Mapping[Key, Weight],
) -> Rows:  # fmt: skip
    pair, silent = row.get("other"), find_silent(fact, texts, tellings)
    missing = silent if pair is None else tuple({pair} & {*silent})
    if not missing:
        return []
    label = int(row["right"]) if pair is None else int(row["told"] == 0 and row["worth"])
    return [(dict(make_fact(fact, texts, tellings, missing, matter).grounds), label, name)]


def gold_rows(name: str, corpus: Corpus, gold: Sequence[Gold]) -> Rows:
    """Return the facts of a story that some article leaves out: whether readers listed each as of weight."""
    listed = [one for one in gold if one.true and one.omitted and not one.unsure and one.importance >= 2]
    found: Rows = []
    matter = weigh(corpus)
    for texts in read_story_texts(corpus):
        for fact, tellings in ask_all(texts):
            missing = find_silent(fact, texts, tellings)
            if missing:
                article, field, (start, end) = fact.place
                hit = any(
                    place[:2] == (article, field) and place[2] < end and start < place[3]
                    for one in listed for place in one.a
                )  # fmt: skip
                found.append((dict(make_fact(fact, texts, tellings, missing, matter).grounds), int(hit), name))
    return found


def _sentence_of(row: Record, texts: Mapping[str, Text]) -> Sentence | None:
    held = texts.get(row["article_id"])
    return next(
        (
            one
            for one in (held.sentences if held else ())
            if one.place[1] == row["field"] and one.place[2][0] < row["end"] and row["start"] < one.place[2][1]
        ),
        None,
    )


def _train(name: str, classes: tuple[str, str], rows: Rows, folds: Path) -> None:
    task = task_of(
        name, classes, [row for row, _, _ in rows], [label for _, label, _ in rows], [one for *_, one in rows]
    )
    n_folds = len(np.unique(task.groups))
    stored, p = fit.train(task, n_folds=n_folds)
    fit.write(stored, fit.WEIGHTS / f"{name}.json")
    fit.write_folds(task, stored["figures"]["strength"], folds, n_folds)
    print(name, len(rows), int(task.labels.sum()), json.dumps(stored["figures"]["out_of_fold"]))
    for cut in (SILENT, 0.3, 0.4, 0.5, TELLS, 0.7):
        sure, less = p[:, 1] >= cut, p[:, 1] <= cut
        print(
            f"  from {cut}: {task.labels[sure].mean():.3f} of {sure.sum()}; up to it {task.labels[less].mean():.3f} of {less.sum()}"
        )


def weigh(corpus: Corpus) -> dict[Key, Weight]:
    """Return how much each sentence of a corpus matters to its story."""
    spans = Spans(**{name: corpus.tables[name] for name in SPANS})
    articles = corpus.articles[corpus.articles["language"].isna() | (corpus.articles["language"] == "en")]
    return weigh_sentences(articles, spans, corpus.members, corpus.copies)


def _fold_of(folds: Path, name: str, group: str) -> Path:
    return folds / name / str(json.loads((folds / name / "folds.json").read_text("utf-8"))[group])


if __name__ == "__main__":
    main()
