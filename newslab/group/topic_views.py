"""Topics as a reader asks for them: drawn to words of a theme, shared by an article, laid out on a plane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.errors import OptionError
from newslab.group.vectors import unit

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

PULL: Final = 0.25  # of a seed on an article near to it, as in BERTopic's guided topics
FEW: Final = 4  # articles below which a plane needs no layout
LARGE: Final = 5000  # articles above which the layout is of principal components alone
PERPLEXITY: Final = 30.0  # as usual; less in small collections


def guided(vectors: NDArray[Any], seeds: Sequence[Sequence[str]]) -> NDArray[Any]:
    """Draw articles to the seed that they are nearer to than to the whole collection; without seeds nothing changes.

    Raises
    ------
    OptionError
        If the vectors are not of the model that reads the seeds.
    """
    if not seeds or not len(vectors):
        return vectors
    from newslab.text.embed import embed

    places = unit(np.asarray(embed([" ".join(words) for words in seeds]), dtype=np.float32))
    if places.shape[1] != vectors.shape[1]:
        raise OptionError(
            f"seed_words: read by a model of {places.shape[1]} dimensions, the vectors given have {vectors.shape[1]}"
        )
    centre = unit(vectors.mean(axis=0, keepdims=True))
    near = np.round(vectors @ np.vstack([places, centre]).T, 6)
    chosen = near.argmax(axis=1)
    drawn = chosen < len(places)
    moved = vectors.copy()
    moved[drawn] = unit((1 - PULL) * vectors[drawn] + PULL * places[chosen[drawn]])
    return moved


def topic_shares(graph: csr_array, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each row the share of its edges' weight that leads to each group, (n, m), 0 to 1.

    Half of it is the row's own, half its neighbours', as in `own_shares`.
    """
    from scipy import sparse

    n, m = len(labels), int(labels.max(initial=-1)) + 1
    inside = np.flatnonzero(labels >= 0)
    members = sparse.csr_array((np.ones(len(inside)), (inside, labels[inside])), shape=(n, m))
    total = np.maximum(np.asarray(graph.sum(axis=1)).ravel(), 1e-6)[:, None]
    own = (graph @ members).toarray() / total
    shares: NDArray[np.float64] = np.round((own + (graph @ own) / total) / 2, 6)
    return shares


def lay_out(vectors: NDArray[Any], seed: int) -> NDArray[np.float64]:
    """Return a place on a plane for each vector, (n, 2), -1 to 1."""
    n = len(vectors)
    if len(np.unique(np.round(vectors, 6), axis=0)) < FEW:  # texts that are all the same have no places of their own
        return np.array([[at / max(n - 1, 1) * 2 - 1, 0.0] for at in range(n)]).reshape(n, 2)
    from sklearn.decomposition import PCA
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):  # the order of a sum must not depend on the machine's cores
        flat = PCA(n_components=min(30, n - 1, vectors.shape[1]), svd_solver="full").fit_transform(
            vectors.astype(np.float64)
        )
        if n <= LARGE and flat.shape[1] > 1:
            from sklearn.manifold import TSNE

            perplexity = min(PERPLEXITY, max(2.0, (n - 1) / 4))
            flat = TSNE(perplexity=perplexity, init="pca", random_state=seed, n_jobs=1).fit_transform(flat)
    places = np.zeros((n, 2))
    places[:, : min(2, flat.shape[1])] = flat[:, :2]
    return np.round(places / max(float(np.abs(places).max()), 1e-9), 4)
