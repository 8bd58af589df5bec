"""Train how much a sentence matters to its story, whether it can be told by itself, and which title can head the story.

    python -m data.train.judged_stories [--data ../shared/datasets] [--folds DIR]

Data: `judged_stories.jsonl`, places and marks alone, of 235 stories of `collections/` and `stories/`. Readers
of this project, language models, judged the first 22 sentences of up to six articles of each: 3 a page on the story must
tell it, 2 a good page would, 1 a detail, 0 never; "o" the writer's own opinion, "n" does not read alone, "b" background; and
whether the title could head the page (good, mid, bad). A sentence matters from 2 on, and can be told by itself where it has
neither 0 nor "n". Each set is left out in turn.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score

from data.train import fit
from newslab.events.importance import Weight, importance_rows, read_sentences
from newslab.events.shared import Members, Sentence
from newslab.events.titles import Titled, read_titles, title_rows
from newslab.read.files import read_articles
from newslab.text.alone import sentence_features
from newslab.text.own_view import own_view_features
from newslab.text.role import Article, decide_roles, role_features
from newslab.text.sentences import find_sentences
from newslab.text.spans import article_jobs, find_spans, read_field

JUDGED = Path(__file__).with_name("judged_stories.jsonl")
MATTERS = 2


@dataclass(frozen=True)
class Story:
    """A judged story: its articles as read, and their rows of marks."""

    set: str
    name: str
    members: Members
    titles: Mapping[str, Titled]
    judged: Mapping[str, dict[str, Any]]

    def marks(self) -> Iterator[tuple[Sentence, str]]:
        """Give each judged sentence with its mark."""
        held = {one.key: one for one in self.members.lines}
        for key, row in self.judged.items():
            for start, mark in row["marks"]:
                if (key, start) in held:
                    yield held[key, start], mark


@cache
def read_judged() -> tuple[dict[str, Any], ...]:
    """Return the rows as they were judged, one an article."""
    return tuple(json.loads(line) for line in JUDGED.read_text("utf-8").splitlines())


@cache
def read_set(data: Path, name: str) -> pd.DataFrame:
    """Read the judged articles of a set."""
    folder = data / ("stories" if (data / "stories" / f"{name}.jsonl").is_file() else "collections")
    articles = read_articles(next(folder.glob(f"{name}.jsonl*")))[0]
    wanted = {row["article_id"] for row in read_judged() if row["set"] == name}
    return articles[articles["article_id"].isin(wanted)].reset_index(drop=True)


@cache
def read_stories(data: Path) -> list[Story]:
    """Read every judged story."""
    found = []
    for name in sorted({row["set"] for row in read_judged()}):
        articles = read_set(data, name)
        spans = find_spans(articles)
        known, titles = read_sentences(articles, spans), read_titles(articles, spans)
        by_story: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        for row in read_judged():
            if row["set"] == name and row["article_id"] in known:
                by_story[row["story"]][row["article_id"]] = row
        for story, judged in sorted(by_story.items()):
            lines = [one for key in sorted(judged) for one in known[key]]
            bags = {key: titles[key].bag for key in judged if key in titles}
            found.append(Story(name, story, Members(lines, {}, bags), titles, judged))
    return found


def importance_task(stories: list[Story]) -> fit.Task:
    """Return the judged sentences as rows of features, every story with the same weight in all."""
    rows, labels, groups, sets, weight = [], [], [], [], []
    for story in stories:
        features = importance_rows(story.members)
        marked = list(story.marks())
        for one, mark in marked:
            rows.append(features[one.key])
            labels.append(max(0, int(mark[0]) - MATTERS + 1))
            groups.append(f"{story.set} {story.name}")
            sets.append(story.set)
            weight.append(len(marked) ** -0.5)
    return _task("importance", ("passes", "tells", "leads"), rows, labels, groups, sets, weight)


def headline_task(stories: list[Story], p: Mapping[tuple[str, tuple[str, int]], Weight]) -> fit.Task:
    """Return the judged titles as rows of features; how much sentences matter is given out of fold."""
    rows, labels, groups, sets = [], [], [], []
    for story in stories:
        mine = {key: weight for (name, key), weight in p.items() if name == story.name}
        for key, row in title_rows(story.titles, story.members, mine).items():
            rows.append(row)
            labels.append(int(story.judged[key]["title"] == "good"))
            groups.append(f"{story.set} {story.name}")
            sets.append(story.set)
    return _task("headline", ("other", "good"), rows, labels, groups, sets, [1.0] * len(rows))


def sentence_tasks(data: Path) -> tuple[fit.Task, fit.Task]:
    """Return the judged sentences as rows of what their own article shows: for `readable` and for `own_view`."""
    rows: dict[str, list[dict[str, float]]] = {"readable": [], "own_view": []}
    labels: dict[str, list[int]] = {"readable": [], "own_view": []}
    groups, sets = [], []
    for name in sorted({row["set"] for row in read_judged()}):
        articles = read_set(data, name)
        jobs = dict(zip(articles["article_id"], article_jobs(articles), strict=True))
        for row in read_judged():
            if row["set"] != name or row["article_id"] not in jobs:
                continue
            job = jobs[row["article_id"]]
            field = read_field(job["text"], find_sentences(job["text"]), job["anchor"])
            role_rows = role_features(field, Article(job["title"], job["desk"]))
            field.roles = decide_roles(role_rows)
            own = own_view_features(field, role_rows)
            places = {start: at for at, (start, _) in enumerate(field.parsed.sentences)}
            for start, mark in row["marks"]:
                if start in places:
                    rows["readable"].append(sentence_features(field, places[start]))
                    rows["own_view"].append(own[places[start]])
                    labels["readable"].append(int(mark[0] != "0" and "n" not in mark))
                    labels["own_view"].append(int("o" in mark))
                    groups.append(f"{name} {row['story']}")
                    sets.append(name)
    even = [1.0] * len(groups)
    readable = _task("readable", ("leaning", "alone"), rows["readable"], labels["readable"], groups, sets, even)
    return readable, _task("own_view", ("plain", "own"), rows["own_view"], labels["own_view"], groups, sets, even)


def sentence_keys(data: Path) -> list[tuple[str, str, int]]:
    """Return set, article and start of the rows of `sentence_tasks`, in their order."""
    found = []
    for name in sorted({row["set"] for row in read_judged()}):
        articles = read_set(data, name)
        starts = {
            key: {start for start, _ in find_sentences(text)}
            for key, text in zip(articles["article_id"], articles["text"], strict=True)
        }
        mine = [row for row in read_judged() if row["set"] == name and row["article_id"] in starts]
        found += [
            (name, row["article_id"], start)
            for row in mine
            for start, _ in row["marks"]
            if start in starts[row["article_id"]]
        ]
    return found


def _task(
    name: str, classes: tuple[str, str], rows: list[dict[str, float]], labels: list[int], groups: list[str],
    sets: list[str], weight: list[float],
) -> fit.Task:  # fmt: skip
    features = sorted({key for row in rows for key in row})
    x = np.array([[row.get(key, 0.0) for key in features] for row in rows])
    scaled = np.array(weight) / np.mean(weight)
    groups_ = np.array(groups)
    return fit.Task(
        name, features, classes, x, np.array(labels), groups_, np.array(sets), scaled, folds=fit.shared_folds(groups_)
    )


def out_of_fold(p: np.ndarray, stories: list[Story]) -> dict[tuple[str, tuple[str, int]], Weight]:
    """Return the out-of-fold weight of each judged sentence, by story and place."""
    keys = [(story.name, one.key) for story in stories for one, _ in story.marks()]
    return {key: Weight(float(line[1:].sum()), float(line[2])) for key, line in zip(keys, p, strict=True)}


def ranked(task: fit.Task, p: np.ndarray) -> dict[str, float]:
    """Return average precision of what matters and what leads, and of a story's first 1, 3, 6 and 10 the shares that do."""
    matters, leads = (task.labels >= 1).astype(int), (task.labels == 2).astype(int)
    whole = p[:, 1] + 2 * p[:, 2]
    found = {
        "average_precision, matters": average_precision_score(matters, p[:, 1] + p[:, 2]),
        "average_precision, leads": average_precision_score(leads, p[:, 2]),
    }
    stories = [np.flatnonzero(task.groups == name) for name in np.unique(task.groups)]
    for most in (1, 3, 6, 10):
        first = [rows[np.argsort(-whole[rows], kind="stable")[:most]] for rows in stories]
        found[f"first {most}, matter"] = np.mean([matters[rows].mean() for rows in first])
        found[f"first {most}, lead"] = np.mean([leads[rows].mean() for rows in first])
    return {name: round(float(value), 4) for name, value in found.items()}


def chosen_rightly(task: fit.Task, p: np.ndarray) -> float:
    """Return the share of stories with a good title in which the likeliest is one."""
    frame = pd.DataFrame({"group": task.groups, "good": task.labels, "p": p[:, 1]})
    best = frame.loc[frame.groupby("group")["p"].idxmax()]
    able = frame.groupby("group")["good"].max()
    return float(best.set_index("group")["good"][able == 1].mean())


def main() -> None:
    """Train, write the weights, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold")
    given = parser.parse_args()
    for task in sentence_tasks(given.data):  # what finds the spans of a text needs them
        _train(task, given.folds)
    stories = read_stories(given.data)
    task = importance_task(stories)
    p = _train(task, given.folds)
    print(ranked(task, p))
    task = headline_task(stories, out_of_fold(p, stories))
    print("the likeliest title is good:", round(chosen_rightly(task, _train(task, given.folds)), 4))


def _train(task: fit.Task, folds: Path | None) -> np.ndarray:
    stored, p = fit.train(task)
    fit.write(stored, fit.WEIGHTS / f"{task.name}.json")
    if folds:
        fit.write_folds(task, stored["figures"]["strength"], folds)
    print(task.name, json.dumps(stored["figures"], indent=1))
    return p


if __name__ == "__main__":
    main()
