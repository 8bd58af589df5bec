"""Train `told` and `omission`: `python -m data.train.omissions DATASETS --folds DIR`.

`judged_told.jsonl` holds places and labels alone: a sentence of one article and another article of its story, read whole,
that does not tell it (`told` 0), tells it in part (1) or tells it, in whatever words (2), and whether that it does not is
worth telling. `told` learns from these, folds by collection.

`omission` learns which facts readers list as left out (`listed.py`; those of `gold/differences.jsonl` too), and is made a
probability of being right and worth telling by `judged_omissions.jsonl`: 240 facts of 80 of these stories, drawn from the twelve likeliest of a story by
weights that had not seen it, which five readings judged without code, lists or scores: whether one of the named articles
tells it (as above), and whether that they do not is worth telling. Where one article is named they teach `told` too. Folds
are stories.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from data.train import fit
from data.train.judged import task_of
from data.train.listed import Listed, known_weights, read_gold, read_listed, read_sets_of, sides_of
from newslab.compare.omissions import DECISION, SILENT, TELLS, Fact, ask_all, find_silent, make_fact
from newslab.compare.telling import DECISION as TOLD
from newslab.compare.telling import Asked, Sentence, Text, describe, read_texts
from newslab.events.importance import Weight
from newslab.events.weighing import Key

JUDGED: Final = Path(__file__).with_name("judged_told.jsonl")
OMITTED: Final = Path(__file__).with_name("judged_omissions.jsonl")
Record = dict[str, Any]
Rows = list[tuple[dict[str, float], int, str]]  # grounds, label, group


def main() -> None:
    """Train, print figures, write weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--folds", type=Path, required=True, help="folder for the weights of each fold")
    asked = parser.parse_args()
    judged, omitted = (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in (JUDGED, OMITTED)
    )
    single = [row | {"other": row["missing"][0]} for row in omitted if len(row["missing"]) == 1]
    told = list(told_rows(asked.data, judged + single))
    task = task_of(TOLD, ("silent", "tells"), *map(list, zip(*told, strict=True)))
    _train(task, asked.folds, len(np.unique(task.groups)))
    rows, judged_rows = omission_rows(asked.data, omitted)
    task = task_of(DECISION, ("no", "yes"), *map(list, zip(*rows, strict=True)))
    task = replace(task, sets=np.array([group.split(" ")[0] for *_, group in rows]))
    p = _train(task, asked.folds, 10)
    _make_right(task, p, judged_rows, asked.folds)


def told_rows(data: Path, judged: list[Record]) -> Iterator[tuple[dict[str, float], int, str]]:
    """Give the judged pairs: the grounds, whether an article tells a fact, if only in part, and the collection."""
    for name in sorted({row["set"] for row in judged}):
        mine = [row for row in judged if row["set"] == name]
        articles = read_sets_of(data, name, {row[key] for row in mine for key in ("article_id", "other")})
        texts = read_texts(sides_of(articles))
        kept = [(row, fact) for row in mine if (fact := sentence_of(row, texts)) and row["other"] in texts]
        asked = [Asked(fact, texts[row["article_id"]], texts[row["other"]]) for row, fact in kept]
        for (row, _), grounds in zip(kept, describe(asked)[0] if asked else [], strict=True):
            yield grounds, int(row["told"] > 0), name


def omission_rows(data: Path, judged: list[Record]) -> tuple[Rows, list[tuple[int, int]]]:
    """Return the facts that articles of listed stories leave out, and of the judged ones whether each is listed and right."""
    known = known_weights(data)
    rows: Rows = []
    both = []
    for story in (*read_listed(data), *read_gold(data)):
        places = {(row["article_id"], row["start"]): row for row in judged if row["story"] == story.name}
        for fact, missing in facts_of(story, known):
            is_listed = int(bool(find_omitted(story, fact)))
            rows.append((dict(fact.grounds), is_listed, story.group))
            row = places.get((fact.place[0], fact.place[2][0]))
            if row and ({*row["missing"]} == {*missing} or (row["told"] == 0 and {*row["missing"]} > {*missing})):
                both.append((is_listed, int(row["told"] == 0 and row["worth"])))
    return rows, both


def facts_of(story: Listed, known: Mapping[tuple[str, Key], Weight]) -> Iterator[tuple[Fact, tuple[str, ...]]]:
    """Give the facts of a story with the articles that do not tell them."""
    matter = story.matter(known)
    for fact, tellings in ask_all(story.texts, matter):
        missing = find_silent(fact, story.texts, tellings)
        if missing:
            yield make_fact(fact, tellings, missing, matter), missing


def find_omitted(story: Listed, fact: Fact) -> list[int]:
    """Return which of the listed omissions of weight a fact tells of."""
    article, _, (start, end) = fact.place
    return [
        at
        for at, (importance, places, missing) in enumerate(story.omits)
        if importance > 1
        and any(key == article and start <= place < end for key, place in places)
        and (not missing or missing & {*fact.missing})
    ]


def sentence_of(row: Record, texts: Mapping[str, Text]) -> Sentence | None:
    """Return the sentence that a row is of."""
    held = texts.get(row["article_id"])
    return next(
        (
            one
            for one in (held.sentences if held else ())
            if one.place[1] == row["field"] and _stands_in(row, one.place[0], one.place[2])
        ),
        None,
    )


def _stands_in(row: Record, article: str, span: tuple[int, int]) -> bool:
    return bool(row["article_id"] == article and span[0] < row["end"] and row["start"] < span[1])


def _make_right(task: fit.Task, p: np.ndarray, judged: list[tuple[int, int]], folds: Path) -> None:
    """Turn the probability of being listed into that of being right and worth telling, by the shares of judged rows.

    A fact that is not on a list is right more often than never, so each row counts as right by the share of its kind.
    """
    shares = np.array([np.mean([right for listed, right in judged if listed == kind]) for kind in (0, 1)])
    print(f"right of not listed, listed: {shares.round(3)} of {len(judged)}")
    odds = np.log(p[:, 1] / p[:, 0])
    right = shares[task.labels]
    model = LogisticRegression(C=1e6).fit(
        np.tile(odds, 2)[:, None], np.repeat([1, 0], len(odds)), np.concatenate([right, 1 - right])
    )
    for path in (fit.WEIGHTS / f"{DECISION}.json", *sorted((folds / DECISION).glob(f"*/{DECISION}.json"))):
        stored = json.loads(path.read_text("utf-8"))
        stored["slope"] = float(stored["slope"] * model.coef_[0, 0])
        stored["shift"] = np.array(stored["shift"]) * model.coef_[0, 0] + model.intercept_
        if "figures" in stored:
            stored["figures"]["right of judged, not listed and listed"] = shares.round(4).tolist()
        fit.write(stored | {key: np.array(stored[key]) for key in ("mean", "scale", "weights", "intercept")}, path)


def _train(task: fit.Task, folds: Path, n_folds: int) -> np.ndarray:
    stored, p = fit.train(task, n_folds=n_folds)
    fit.write(stored, fit.WEIGHTS / f"{task.name}.json")
    fit.write_folds(task, stored["figures"]["strength"], folds, n_folds)
    print(task.name, len(task.rows), int(task.labels.sum()), json.dumps(stored["figures"]["out_of_fold"]))
    for cut in (SILENT, 0.4, 0.5, TELLS):
        sure, less = p[:, 1] >= cut, p[:, 1] <= cut
        right = task.labels
        print(
            f"  from {cut}: {right[sure].mean():.3f} of {sure.sum()}; up to it {right[less].mean():.3f} of {less.sum()}"
        )
    return p


if __name__ == "__main__":
    main()
