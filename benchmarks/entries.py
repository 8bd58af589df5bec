"""How many entries of timelines of small stories readers of them found worth telling: `python -m benchmarks.entries DATASETS`.

The marks are those of `data/train/judged_stories.jsonl`, by sentence: an entry is worth telling if a good page would tell its sentence
(2 or 3) and it reads alone and is not its writer's own view. Its weight was learned from the same marks, so the figures tell one way of
choosing from another, not what unread news would give. Days are not marked.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Final

import newslab as nl
from data.train.judged_stories import JUDGED
from newslab.corpus import Corpus

SETS: Final = ("week_2016-07-18", "week_2019-10-21", "topic_coronavirus_2020-05")
SMALL: Final = (2, 15)  # articles of the stories that are looked at


def read_marks() -> dict[tuple[str, int], str]:
    """Return the mark of each judged sentence, by article and start."""
    rows = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    return {(row["article_id"], start): mark for row in rows for start, mark in row["marks"]}


def mark_entries(corpus: Corpus, marks: dict[tuple[str, int], str]) -> list[list[str | None]]:
    """Return the marks of the entries of each small story; None where a sentence was not judged."""
    starts = {(row.article_id, row.end): row.start for row in corpus.sentences.itertuples()}
    tops = corpus.stories[corpus.stories["parent_id"].isna() & corpus.stories["n_articles"].between(*SMALL)]
    found = []
    for story in tops["story_id"]:
        told = nl.build_timeline(corpus, corpus.family(story))
        places = zip(told["article_id"], told["end"], strict=True) if len(told) else ()
        found.append([marks.get((article, starts[article, end])) for article, end in places])
    return found


def main() -> None:
    """Build, tell, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    folder = parser.parse_args().data / "collections"
    marks = read_marks()
    stories = []
    for name in SETS:
        articles, _ = nl.read_articles(folder / f"{name}.jsonl.gz")
        stories += mark_entries(nl.build_corpus(articles, only="events"), marks)
    entries = [mark for story in stories for mark in story]
    judged = [mark for mark in entries if mark is not None]
    worth = sum(mark[0] in "23" and not set(mark) & set("no") for mark in judged)
    bad = sum(mark[0] == "0" or "n" in mark for mark in judged)
    print(
        f"{len(stories)} stories, {len(entries)} entries, {len(judged)} judged: worth {worth}, trifle or unread alone {bad}"
    )


if __name__ == "__main__":
    main()
