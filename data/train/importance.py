"""Train how much a sentence matters to its story.

    python -m data.train.importance [--data ../shared/datasets] [--folds DIR]

Two teachers. Timeline17 (`timelines/t17`: four topics with timelines that journalists wrote): a sentence matters if it says
what an entry of a day near its own says. Stories of several sources (`stories/news_cluster.jsonl`, `stories/triplets.jsonl`
(BASIL)): a sentence matters if at least half of the other sources tell it early, and does not if none tells it at all. What
lies between teaches nothing. Each topic and each set is left out in turn.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path

import numpy as np
import pandas as pd

from data.train import fit
from newslab.evaluate.timelines import read_articles as read_topic
from newslab.evaluate.timelines import read_golds
from newslab.events.importance import Sentence, read_sentences
from newslab.read.files import read_articles
from newslab.tables import ARTICLES, check
from newslab.text.content import content_words
from newslab.text.spans import find_spans

CLASSES = ("passes", "matters")
NEAR, UNLIKE = (
    0.35,
    0.2,
)  # share of weight in common from which a sentence says an entry; below which it says another thing
BEFORE, AFTER = 1, 3  # days around an entry in which it was published
TOLD = 0.5  # share of a sentence's weight that another holds to tell it, as in `compare/omissions.py`
EARLY = 8  # sentences
LEAST_WORDS = 4
MOST_ARTICLES = 80  # of a topic, evenly over its time: more of one topic teach little and take long
Taught = tuple[Sentence, int, str, str]  # sentence, label, group, set


def weigh(bags: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return the inverse sentence frequency of each word."""
    counts = Counter(word for bag in bags for word in bag)
    return {word: log(1 + len(bags) / n) for word, n in counts.items()}


def alike(one: frozenset[str], other: frozenset[str], weight: dict[str, float], *, both: bool) -> float:
    """Return the share of the weight of `one` (of both, as a mean) that the two have in common."""
    shared = sum(weight.get(word, 0.0) for word in one & other)
    mine, theirs = (sum(weight.get(word, 0.0) for word in bag) for bag in (one, other))
    return 2 * shared / max(1e-9, mine + theirs) if both else shared / max(1e-9, mine)


def of_topic(folder: Path) -> Iterator[Taught]:
    """Give the sentences of one topic of Timeline17."""
    frame = read_topic(folder).sort_values(["published", "article_id"], ignore_index=True)
    frame = frame.iloc[:: max(1, len(frame) // MOST_ARTICLES)]
    articles = check(frame.assign(published_day=frame["published"], language="en", title=None), ARTICLES)
    sentences = [one for held in read_sentences(articles, find_spans(articles)).values() for one in held]
    entries = [
        (day, content_words(text)) for gold in read_golds(folder) for day, told in gold.days.items() for text in told
    ]
    weight = weigh([one.words for one in sentences])
    first, last = min(day for day, _ in entries), max(day for day, _ in entries)
    for one in sentences:
        if len(one.words) < LEAST_WORDS or one.published is None or not first - AFTER <= one.published <= last + AFTER:
            continue
        near = [bag for day, bag in entries if day - BEFORE <= one.published <= day + AFTER]
        best = max((alike(one.words, bag, weight, both=True) for bag in near), default=0.0)
        if best >= NEAR or best < UNLIKE:
            yield one, int(best >= NEAR), folder.name, f"t17 {folder.name}"


def of_stories(path: Path) -> Iterator[Taught]:
    """Give the sentences of stories that several sources tell."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    story = {str(row["article_id"]): str(row["story"]) for row in rows}
    articles = read_articles(path)[0]
    held = read_sentences(articles, find_spans(articles))
    source = dict(zip(articles["article_id"], articles["source"].fillna(articles["article_id"]), strict=True))
    members: dict[str, list[str]] = defaultdict(list)
    for key in held:
        if key in story:  # an id that repeats was given another
            members[story[key]].append(key)
    for name, keys in sorted(members.items()):
        weight = weigh([one.words for key in keys for one in held[key]])
        for key in keys:
            others = [other for other in keys if source[other] != source[key]]
            if len({source[other] for other in others}) < 2:
                continue
            for one in held[key]:
                if len(one.words) < LEAST_WORDS:
                    continue
                places = [
                    next(
                        (
                            at
                            for at, two in enumerate(held[other])
                            if alike(one.words, two.words, weight, both=False) >= TOLD
                        ),
                        None,
                    )
                    for other in others
                ]
                early = sum(place is not None and place < EARLY for place in places) / len(others)
                if early >= TOLD or all(place is None for place in places):
                    yield one, int(early >= TOLD), f"{path.stem} {name}", path.stem


def read_task(data: Path) -> fit.Task:
    """Return what both teachers say as rows of features."""
    taught = [
        row for folder in sorted((data / "timelines" / "t17").iterdir()) if folder.is_dir() for row in of_topic(folder)
    ]
    for name in ("news_cluster", "triplets"):
        taught += of_stories(data / "stories" / f"{name}.jsonl")
    features = sorted({name for one, *_ in taught for name in one.row})
    x = np.array([[one.row.get(name, 0.0) for name in features] for one, *_ in taught])
    y = np.array([label for _, label, *_ in taught])
    groups, sets = (np.array([row[at] for row in taught]) for at in (2, 3))
    sizes = pd.Series(sets).value_counts()
    weight = np.array([len(sets) / len(sizes) / sizes[name] for name in sets])  # every set teaches as much
    return fit.Task("importance", features, CLASSES, x, y, groups, sets, weight=weight)


def main() -> None:
    """Train, write the weights, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold")
    given = parser.parse_args()
    task = read_task(given.data)
    stored, _ = fit.train(task)
    fit.write(stored, fit.WEIGHTS / "importance.json")
    if given.folds:
        fit.write_folds(task, stored["figures"]["strength"], given.folds)
    print(pd.crosstab(task.sets, task.labels))
    print(json.dumps(stored["figures"], indent=1))


if __name__ == "__main__":
    main()
