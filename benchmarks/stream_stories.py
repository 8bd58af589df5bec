"""How far a stream agrees with one batch, and what one article less changes.

    python benchmarks/stream_stories.py ../shared/datasets/sources/many_sources.jsonl.gz --sample 1500 --batches 10 50
    python benchmarks/stream_stories.py ... --sample 1000 --removals 50     # one article less, so many times

Articles are taken in the order of publication, as they are known to be where days are missing. Figures: B-cubed F1 of
the stream to the batch; share of the other articles that are no longer in their story.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

import newslab as nl
from newslab.evaluate.stories import score_bcubed
from newslab.group.stories import embedding_texts

SEED = 7
LEVELS = ("events", "threads")


def labels(stories: pd.DataFrame, members: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return for both levels the story of each article; an event that is no part of a thread stands for itself."""
    parent = stories.set_index("story_id")["parent_id"].dropna().to_dict()
    wholes = set(parent.values())
    pairs = zip(members["article_id"], members["story_id"], strict=True)
    event = {article_id: story_id for article_id, story_id in pairs if story_id not in wholes}
    return {"events": event, "threads": {one: parent.get(story_id, story_id) for one, story_id in event.items()}}


def streamed(articles: pd.DataFrame, vectors: np.ndarray, copies: pd.DataFrame, size: int) -> dict[str, dict[str, str]]:
    """Link the articles in batches of `size`."""
    linker = nl.StoryLinker()
    for at in range(0, len(articles), size):
        part = articles.iloc[at : at + size]
        known = copies[copies["article_id"].isin(part["article_id"])]
        linker.add(part, vectors[at : at + size], copies=known)
    return labels(linker.stories_, linker.members_)


def agreed(gold: dict[str, str], found: dict[str, str]) -> float:
    """Return the B-cubed F1 of what was found, over the articles that it holds."""
    precision, recall = (side.mean() for side in score_bcubed([gold[one] for one in found], list(found.values())))
    return float(2 * precision * recall / (precision + recall))


def moved(before: dict[str, str], after: dict[str, str]) -> float:
    """Return the share of articles that are not in the heir of their story: the one with most of its articles."""
    shared = Counter((before[one], after[one]) for one in after)
    heirs: dict[str, str] = {}
    stayed = 0
    for (old, new), n in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
        if old not in heirs and new not in heirs.values():
            heirs[old] = new
            stayed += n
    return 1 - stayed / len(after)


def main() -> None:
    """Run."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("source", type=Path)
    asked.add_argument("--sample", type=int, help="so many seeded articles instead of all")
    asked.add_argument("--batches", type=int, nargs="*", default=[])
    asked.add_argument("--removals", type=int, default=0)
    asked.add_argument("--first", type=int, nargs="*", default=[], help="one batch of so many against one of all")
    given = asked.parse_args()
    draw = np.random.default_rng(SEED)
    articles = nl.read_articles(given.source)[0]
    if given.sample and given.sample < len(articles):
        articles = articles.iloc[np.sort(draw.choice(len(articles), given.sample, replace=False))]
    articles = articles.sort_values("published", kind="stable", ignore_index=True)
    vectors, copies = nl.embed(embedding_texts(articles)), nl.link_copies(articles)
    whole = labels(*nl.link_stories(articles, vectors=vectors, copies=copies))
    for size in given.batches:
        found = streamed(articles, vectors, copies, size)
        for level in LEVELS:
            f1 = agreed(whole[level], found[level])
            sys.stdout.write(f"{len(articles)} articles in batches of {size}, {level}: B-cubed F1 {f1:.4f}\n")
            sys.stdout.flush()
    for n in given.first:
        early = articles.head(n)
        known = copies[copies["article_id"].isin(early["article_id"])]
        found = labels(*nl.link_stories(early, vectors=vectors[:n], copies=known))
        for level in LEVELS:
            sys.stdout.write(
                f"one batch of {n} against one of {len(articles)}, {level}: B-cubed F1 {agreed(whole[level], found[level]):.4f}\n"
            )
    shares = {level: [] for level in LEVELS}
    for row in draw.choice(len(articles), given.removals, replace=False):
        kept = np.arange(len(articles)) != row
        left = articles[kept].reset_index(drop=True)
        found = labels(*nl.link_stories(left, vectors=vectors[kept], copies=nl.link_copies(left)))
        for level in LEVELS:
            shares[level].append(moved(whole[level], found[level]))
    for level, values in shares.items() if given.removals else ():
        sys.stdout.write(f"one of {len(articles)} less, {given.removals} times, {level}: mean {np.mean(values):.4f}, "
                         f"most {max(values):.4f}, above 1 % {np.mean(np.array(values) > 0.01):.2f}\n")  # fmt: skip


if __name__ == "__main__":
    main()
