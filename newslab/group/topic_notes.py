"""What a topic table says beside its topics: how stable they are, what they would merge into, a sentence of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.group.neighbours import merge_path, neighbours_for, shared_neighbours, smallest_for
from newslab.text.sentences import find_sentences

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from newslab.group.neighbours import GraphClusters, Merge

DRAWS: Final = 2
STABLE: Final = 0.5  # below, less than half of a topic is found again (Hennig 2007: do not build on it)
LEFT_OUT: Final = 0.1  # share of the articles
LONGEST: Final = 300  # code points: a longer sentence is a list, or a text without stops
SHORTEST: Final = 6  # words
_SEARCHED: Final = 2500


def score_stability(
    clusters: GraphClusters | None, labels: NDArray[np.int64], seed: int
) -> tuple[float, dict[int, float]]:
    """Say how much of the topics is found again when a tenth of the articles is left out.

    Parameters
    ----------
    clusters : what was fitted; None where only a fit from the start could tell.
    labels : (n,) topic of each row, -1 for none.
    seed : of the draws.

    Returns
    -------
    Adjusted Rand index, mean over `DRAWS` (NaN where it cannot be told), and for each topic the mean Jaccard
    similarity to the most similar topic of the other fit, 0 to 1 (Hennig 2007).
    """
    from sklearn.metrics import adjusted_rand_score

    n = len(labels)
    if clusters is None or smallest_for(n) <= 1:
        return float("nan"), {}
    draw = np.random.default_rng(seed)
    agreed: list[float] = []
    alike: dict[int, list[float]] = {int(one): [] for one in np.unique(labels) if one >= 0}
    for _ in range(DRAWS):
        rows = np.sort(draw.permutation(n)[: n - round(LEFT_OUT * n)])
        again = clusters.refit(rows)
        agreed.append(adjusted_rand_score(labels[rows], again))
        for topic, found in alike.items():
            found.append(_best_match(labels[rows] == topic, again))
    return round(float(np.mean(agreed)), 3), {topic: round(float(np.mean(found)), 3) for topic, found in alike.items()}


def topic_warnings(topics: pd.DataFrame, stability: float, wanted: int | None, n_articles: int) -> list[str]:
    """Return what a reader of topics should know before building on them, a line each.

    Parameters
    ----------
    topics : TOPICS table with `stability`, n rows.
    stability : of all topics at once, 0 to 1; NaN where it was not measured.
    wanted : the number of topics that was asked for; None: the texts were to decide.
    n_articles : number of articles that were read.
    """
    told = []
    if wanted is not None and len(topics) != wanted:
        told.append(
            f"{wanted:,} topics were asked for, {len(topics):,} found: the {n_articles:,} articles do not fall into as "
            f"many"
        )
    weak = int((topics["stability"] < STABLE).sum())
    if stability < STABLE:
        told.append(
            f"stability {stability:.2f} (1 is best): the topics change where a tenth of the articles is left out"
        )
    elif weak:
        told.append(f"{weak:,} of {len(topics):,} topics have a stability below {STABLE}; do not build on these")
    return told


def _best_match(inside: NDArray[np.bool_], labels: NDArray[np.int64]) -> float:
    kept = labels >= 0
    if not inside.any() or not kept.any():
        return 0.0
    common = np.bincount(labels[kept & inside], minlength=int(labels.max()) + 1)
    sizes = np.bincount(labels[kept], minlength=len(common))
    return float((common / np.maximum(inside.sum() + sizes - common, 1)).max())


def join_topics(clusters: GraphClusters | None, vectors: NDArray[Any], labels: NDArray[np.int64]) -> list[Merge]:
    """Return how topics would merge, closest first: (kept, taken, tie); rows without a topic are left out."""
    rows = np.flatnonzero(labels >= 0)
    if not len(rows):
        return []
    graph = clusters.graph_ if clusters else shared_neighbours(vectors, neighbours_for(len(vectors)))
    return merge_path(graph[rows][:, rows], labels[rows])


def typical_sentence(text: str, weights: Mapping[str, float]) -> str:
    """Return the sentence near the beginning of a text that holds most of a topic's words for its length, or "".

    Examples
    --------
    >>> typical_sentence("It was cold. The river rose in the night over both its banks.", {"river": 0.4, "banks": 0.2})
    'The river rose in the night over both its banks.'
    """
    best, chosen = 0.0, ""
    head = text[:_SEARCHED]
    for start, end in find_sentences(head):
        words = head[start:end].lower().split()
        if end - start > LONGEST or len(words) < SHORTEST or end == len(head) < len(text):
            continue
        score = sum(weights.get(word.strip(".,;:!?\"'()“”‘’"), 0.0) for word in set(words)) / len(words) ** 0.5
        if round(score - best, 9) > 0:
            best, chosen = score, head[start:end]
    return chosen
