"""Cost of linking as the archive grows: real texts in variants with other names, words and days.

    python benchmarks/grow_stories.py ../shared/datasets/sources/many_sources.jsonl.gz --sizes 10000 30000 100000
    python benchmarks/grow_stories.py ... --days        # the last days one by one, by StoryLinker

Vectors are those of the originals, turned anew for each variant, so that what is near within a variant stays near, and
the same article in two variants has the cosine that was measured between embedded variants (benchmarks/stories.md).
"""

from __future__ import annotations

import argparse
import re
import resource
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

import newslab as nl
from newslab.group.stories import embedding_texts

SPAN = 400  # days
PER_ROUND = 25  # variants
DAYS = 5
NOISE = 0.675  # cosine .69 between two variants of an article: the median of 50 that were embedded
CHANGED = 0.1  # share of words that another word takes the place of
WORD = re.compile(r"[A-Za-z]{3,}")


def make_variant(articles: pd.DataFrame, vectors: np.ndarray, k: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the articles with other names, some other words, days in the k-th part of the span, and their vectors."""
    draw = np.random.default_rng(k)
    counts = Counter(word for text in articles["text"].str[:500] for word in WORD.findall(text))
    plain = sorted(word for word, n in counts.items() if n > 3 and word.islower())
    names = sorted(word for word, n in counts.items() if word[0].isupper() and word.lower() not in counts)
    other = dict(zip(names, draw.permutation(names).tolist(), strict=True))
    swapped = draw.choice(len(plain), int(CHANGED * len(plain)), replace=False)
    other |= {plain[one]: plain[to] for one, to in zip(swapped, draw.permutation(swapped), strict=True)}
    change = lambda text: WORD.sub(lambda match: other.get(match.group(), match.group()), text)  # noqa: E731
    turn = np.linalg.qr(draw.normal(size=(vectors.shape[1],) * 2))[0].astype(np.float32)
    turned = vectors + NOISE * (vectors @ turn)
    order = articles["published"].rank(method="first", na_option="bottom") / (len(articles) + 1)
    day = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta((k + order) * SPAN / PER_ROUND, unit="D")
    made = articles.assign(
        article_id=articles["article_id"] + f"-{k}", title=articles["title"].fillna("").map(change),
        text=articles["text"].map(change), published=day, published_day=day.dt.tz_localize(None).dt.floor("D"),
    )  # fmt: skip
    return made, turned / np.linalg.norm(turned, axis=1, keepdims=True)


def grown(articles: pd.DataFrame, vectors: np.ndarray, n: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return n articles of as many variants as it takes."""
    rounds = [make_variant(articles, vectors, k) for k in range(-(-n // len(articles)))]
    table = pd.concat([table for table, _ in rounds], ignore_index=True).sort_values("published", kind="stable")
    rows = table.index[:n]
    return table.loc[rows].reset_index(drop=True), np.vstack([one for _, one in rounds])[rows]


def by_day(articles: pd.DataFrame, vectors: np.ndarray) -> None:
    """Tell what the last days of an archive cost when all before are linked."""
    days = np.unique(articles["published_day"])[-DAYS:]
    late = articles["published_day"].isin(days).to_numpy()
    linker, copies = nl.StoryLinker(), nl.link_copies(articles.head(0))
    linker.add(articles[~late], vectors[~late], copies=copies)
    for day in days:
        rows = (articles["published_day"] == day).to_numpy()
        start = time.process_time()
        stories, _ = linker.add(articles[rows], vectors[rows], copies=copies)
        spent = time.process_time() - start
        tell(f"{len(articles):,}: {rows.sum()} articles of a day into {len(stories):,} stories: {spent:.1f} cpu-s, "
             f"{1000 * spent / rows.sum():.0f} ms each, peak {peak():.2f} GB")  # fmt: skip


def tell(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def peak() -> float:
    """Return the most memory this process has had, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main() -> None:
    """Run."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("source", type=Path)
    asked.add_argument("--sizes", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    asked.add_argument("--days", action="store_true")
    given = asked.parse_args()
    originals = nl.read_articles(given.source)[0]
    vectors = nl.embed(embedding_texts(originals))
    for n in given.sizes:
        articles, near = grown(originals, vectors, n)
        if given.days:
            by_day(articles, near)
            continue
        start, clock = time.process_time(), time.perf_counter()
        stories, _ = nl.link_stories(articles, vectors=near, copies=nl.link_copies(articles.head(0)))
        tell(f"{n:,} articles, {len(stories):,} stories ({stories['parent_id'].isna().sum():,} wholes): "
              f"{time.process_time() - start:.0f} cpu-s, {time.perf_counter() - clock:.0f} s, peak {peak():.2f} GB")  # fmt: skip


if __name__ == "__main__":
    main()
