"""newslab beside the library of the field, in turns in one process.

python benchmarks/side_by_side.py embed ../shared/datasets/stories/news_cluster.jsonl           # sentence-transformers
python benchmarks/side_by_side.py copies ../shared/datasets/sources/many_sources.jsonl.gz       # datasketch
python benchmarks/side_by_side.py topics ../shared/datasets/topics/bbc_news.tsv                 # BERTopic, embedding included
python benchmarks/side_by_side.py asked ../shared/datasets/topics/bbc_news.tsv                  # topics of a given number
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import newslab as nl
from newslab.text import embed_model

ROUNDS = 4
Timed = tuple[float, float, Any]


def tell(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def timed(work: Callable[[], Any]) -> Timed:
    """Return seconds by the clock and of the processor, and what the work gave."""
    clock, spent = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - clock, time.process_time() - spent, found


def in_turns(theirs: Callable[[], Any], ours: dict[str, Callable[[], Any]], n: int) -> None:
    """Tell items a second of both, and the ratios, round by round; a first round that nobody counts warms up."""
    for work in (theirs, *ours.values()):
        work()
    for _ in range(ROUNDS):
        clock, spent, _ = timed(theirs)
        line = f"reference {n / clock:.1f}/s {n / spent:.1f}/cpu-s"
        for name, work in ours.items():
            mine = timed(work)
            line += f"; {name} {n / mine[0]:.1f}/s {n / mine[1]:.1f}/cpu-s, {clock / mine[0]:.2f} times by the clock"
            line += f", {spent / mine[1]:.2f} by processor time"
        tell(line)


def transformer() -> Any:
    """Return sentence-transformers with the packaged model."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(embed_model.model_folder()))


def embed(source: Path) -> None:
    """Embed 120 articles: sentence-transformers, `quality` as this processor runs it, its int8 kind, and `fast`."""
    texts = nl.read_articles(source)[0]["text"].head(120).tolist()
    theirs, quality, fast = transformer(), embed_model.MiniLM(), embed_model.StaticMiniLM()
    amx, embed_model.has_amx = embed_model.has_amx, lambda: False
    int8, embed_model.has_amx = embed_model.MiniLM(), amx
    ours = {quality.model_id: lambda: quality(texts), int8.model_id: lambda: int8(texts), "fast": lambda: fast(texts)}
    full = theirs.encode(texts, normalize_embeddings=True)
    for name in (quality.model_id, int8.model_id):
        cosine = (full * ours[name]()).sum(axis=1)
        tell(f"{name}: cosine to fp32 {cosine.mean():.5f}, least {cosine.min():.5f}")
    in_turns(lambda: theirs.encode(texts, normalize_embeddings=True), ours, len(texts))


def copies(source: Path) -> None:
    """Find the pairs of near copies (Jaccard .5) among 2,000 articles and 200 altered ones."""
    from datasketch import MinHash, MinHashLSH

    from newslab.group import shingles

    texts = nl.read_articles(source)[0]["text"].head(2000).tolist()
    texts += [text.replace("said", "told") for text in texts[:200]]
    word = re.compile(r"\w+")

    def ours() -> set[tuple[int, int]]:
        shingler = shingles.Shingler()
        sets = [shingles.shingle(shingler.words(text)) for text in texts]
        return {(i, j) for i, j in shingles.pair_up(sets) if shingles.overlap(sets[i], sets[j])[0] >= 0.5}

    def theirs() -> set[tuple[int, int]]:
        sets: list[set[str]] = []
        index, found = MinHashLSH(threshold=0.5, num_perm=128), set()
        for i, text in enumerate(texts):
            words = word.findall(text.lower())
            mine = {" ".join(words[k : k + 5]) for k in range(len(words) - 4)} or {" ".join(words)}
            sketch = MinHash(num_perm=128)
            sketch.update_batch([one.encode() for one in mine])
            found |= {(j, i) for j in index.query(sketch) if len(mine & sets[j]) >= 0.5 * len(mine | sets[j])}
            index.insert(i, sketch)
            sets.append(mine)
        return found

    mine, other = ours(), theirs()
    tell(f"pairs: newslab {len(mine)}, datasketch {len(other)}, both {len(mine & other)}")
    in_turns(theirs, {"newslab": ours}, len(texts))


def _labelled(source: Path) -> tuple[pd.DataFrame, list[str]]:
    table = pd.read_csv(source, sep="\t", header=None, quoting=3, names=["text", "part", "label"])
    articles = nl.read_articles(table[["text", "label"]])[0]
    return articles, articles["label"].tolist()


def topics(source: Path) -> None:
    """Embed 500 articles and find their topics."""
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer

    articles = _labelled(source)[0].head(500)
    texts, model, quality = articles["text"].tolist(), transformer(), embed_model.MiniLM()
    english = CountVectorizer(stop_words="english")
    in_turns(
        lambda: BERTopic(vectorizer_model=english).fit(texts, embeddings=model.encode(texts)),
        {"newslab": lambda: nl.TopicModel().fit(articles, quality(texts))},
        len(texts),
    )


def asked(source: Path) -> None:
    """Ask for a number of topics: against the labels, in the order that `TopicModel` reads and in nine others."""
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    from newslab.group.neighbours import GraphClusters
    from newslab.group.vectors import content_order

    articles, labels = _labelled(source)
    vectors, label, draw = nl.embed(articles["text"].tolist()), np.array(labels), np.random.default_rng(0)
    orders = [content_order(articles), *(draw.permutation(len(vectors)) for _ in range(9))]
    for n in (5, 8):
        scores = []
        for rows in orders:
            found = GraphClusters(n).fit(vectors[rows]).labels_
            held, gold = found[found >= 0], label[rows][found >= 0]
            scores.append(adjusted_rand_score(gold, held))
            if len(scores) == 1:
                told = (
                    f"{sorted(np.bincount(held).tolist())} articles: NMI {normalized_mutual_info_score(gold, held):.3f}"
                )
        tell(f"{n} topics of {told}, ARI {scores[0]:.3f}; in other orders of rows mean ARI {np.mean(scores[1:]):.3f}, "
             f"least {min(scores[1:]):.3f}")  # fmt: skip


def main() -> None:
    """Run."""
    tasks = {"embed": embed, "copies": copies, "topics": topics, "asked": asked}
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("task", choices=tasks)
    given.add_argument("source", type=Path)
    chosen = given.parse_args()
    tasks[chosen.task](chosen.source)


if __name__ == "__main__":
    main()
