"""Topics as communities of a graph of nearest neighbours: a cluster model that BERTopic accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.group.graph import nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

NEIGHBOURS: Final = 15  # as UMAP's default in BERTopic
RESOLUTION: Final = 3.0  # as many topics as UMAP + HDBSCAN finds on the same texts, benchmarks/topics.md
RUNS: Final = 20  # partitions that are put to the vote
UNLIKE: Final = 0.1  # cosine below which two articles have nothing to do with each other, however near
MINIMUM: Final = 1e-6


class Unreduced:
    """The dimensionality reduction that leaves vectors as they are, since the graph is built on all of them."""

    def fit(self, X: NDArray[Any], y: object = None) -> Unreduced:  # noqa: N803
        """Learn nothing."""
        return self

    def transform(self, X: NDArray[Any]) -> NDArray[Any]:  # noqa: N803
        """Return `X` itself."""
        return X


class GraphClusters:
    """Communities of the shared-neighbour graph, found by the Louvain method and put to the vote.

    Parameters
    ----------
    n_topics : number of communities wanted (the resolution is searched for), or None.
    seed : of the order in which nodes are visited.
    resolution : higher finds more and smaller communities.
    smallest : communities with fewer rows join the one nearest to them.

    Attributes
    ----------
    labels_ : (n,) community of each row.
    weights_ : (n,) share of a row's neighbourhood that lies in its own community, 0 to 1.
    """

    def __init__(
        self, n_topics: int | None = None, *, seed: int = 0, resolution: float = RESOLUTION, smallest: int | None = None
    ) -> None:
        self.n_topics, self.seed, self.resolution, self.smallest = n_topics, seed, resolution, smallest

    @classmethod
    def of(cls, vectors: NDArray[Any], labels: NDArray[np.int64]) -> GraphClusters:
        """Return fitted communities whose labels are known."""
        made = cls()
        made._vectors, made.labels_ = np.asarray(vectors, dtype=np.float32), labels
        return made

    def fit(self, X: NDArray[Any], y: object = None) -> GraphClusters:  # noqa: N803
        """Find the communities of the rows of `X` (n, dim), unit length."""
        self._vectors = np.asarray(X, dtype=np.float32)
        graph = shared_neighbours(self._vectors, neighbours_for(len(X)))
        labels = self._searched(graph) if self.n_topics else self._found(graph, self.resolution)
        self.labels_ = _by_size(labels)
        self.weights_ = self._own_share(graph)
        return self

    def _own_share(self, graph: csr_array) -> NDArray[np.float64]:
        from scipy import sparse

        n = len(self.labels_)
        membership = sparse.csr_array((np.ones(n), (np.arange(n), self.labels_)), shape=(n, self.labels_.max() + 1))
        votes = (graph @ membership).toarray()
        total = votes.sum(axis=1)
        own = votes[np.arange(n), self.labels_]
        shares: NDArray[np.float64] = np.where(total > 0, own / np.maximum(total, MINIMUM), 1.0)
        return np.round(shares, 6)

    def predict(self, X: NDArray[Any]) -> NDArray[np.int64]:  # noqa: N803
        """Return the community of each row of `X`: the vote of its nearest fitted rows."""
        return self.vote(X)[0]

    def vote(self, X: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:  # noqa: N803
        """Return the community of each row of `X` and the share of the vote it has, 0 to 1."""
        given = np.asarray(X, dtype=np.float32)
        k = min(NEIGHBOURS, len(self._vectors))
        labels, shares = np.zeros(len(given), dtype=np.int64), np.zeros(len(given))
        for row, vector in enumerate(given):
            scores = np.round(self._vectors @ vector, 6)
            best = np.argsort(-scores, kind="stable")[:k]
            votes = np.bincount(self.labels_[best], weights=np.maximum(scores[best], MINIMUM).astype(np.float64) ** 2)
            labels[row] = int(np.argmax(np.round(votes, 6)))
            shares[row] = round(votes[labels[row]] / votes.sum(), 6)
        return labels, shares

    def _found(self, graph: csr_array, resolution: float) -> NDArray[np.int64]:
        labels = vote_communities(graph, resolution, self.seed)[first_alike(self._vectors)]
        smallest = self.smallest if self.smallest is not None else smallest_for(graph.shape[0])
        return _absorb(labels, self._vectors, smallest)

    def _searched(self, graph: csr_array) -> NDArray[np.int64]:
        wanted = min(int(self.n_topics or 1), graph.shape[0])
        low, high, best = 0.01, 60.0, None
        for _ in range(14):
            middle = float(np.sqrt(low * high))
            labels = self._found(graph, middle)
            n = len(np.unique(labels))
            if best is None or abs(n - wanted) < abs(len(np.unique(best)) - wanted):
                best = labels
            if n == wanted:
                break
            low, high = (middle, high) if n < wanted else (low, middle)
        assert best is not None
        return _merged_to(best, self._vectors, wanted)


def neighbours_for(n: int) -> int:
    """Return how many neighbours each of n rows gets: 15, fewer where that would tie everything to everything."""
    return max(1, min(NEIGHBOURS, n // 4, n - 1))


def smallest_for(n: int) -> int:
    """Return the size below which a community of n rows is no topic: 10 as in BERTopic, less in small collections."""
    return 1 if n < 12 else max(2, min(10, n // 25))


def shared_neighbours(vectors: NDArray[Any], k: int) -> csr_array:
    """Return the symmetric (n, n) graph whose edges weigh the share of neighbours that two rows have in common.

    Two rows are joined if one is among the k nearest of the other (Jarvis & Patrick 1973; weights: Jaccard).
    """
    from scipy import sparse

    n = len(vectors)
    found, near = nearest(vectors, k)
    rows = np.repeat(np.arange(n), found.shape[1])
    ones = np.ones(found.size, dtype=np.float32)
    lists = (
        sparse.csr_array((ones, (rows, found.ravel())), shape=(n, n)) + sparse.eye_array(n, dtype=np.float32).tocsr()
    )
    near = np.where(near < UNLIKE, 0, near).ravel()
    joined = sparse.csr_array((near, (rows, found.ravel())), shape=(n, n))
    joined.eliminate_zeros()
    joined = joined.maximum(joined.T).tocoo()
    common = np.asarray(lists[joined.row].multiply(lists[joined.col]).sum(axis=1)).ravel()
    weight = common / (2 * (found.shape[1] + 1) - common)
    graph = sparse.csr_array((np.round(weight.astype(np.float64), 6), (joined.row, joined.col)), shape=(n, n))
    graph.sort_indices()
    return graph


def vote_communities(graph: csr_array, resolution: float, seed: int) -> NDArray[np.int64]:
    """Return communities on which many runs agree (consensus clustering, Lancichinetti & Fortunato 2012)."""
    from scipy import sparse

    if graph.shape[0] < 3 or not graph.nnz:
        return np.zeros(graph.shape[0], dtype=np.int64)
    edges = graph.tocoo()
    together = np.zeros(len(edges.row))
    for run in range(RUNS):
        labels = _louvain(graph, resolution, seed * RUNS + run)
        together += labels[edges.row] == labels[edges.col]
    agreed = edges.data * (together / RUNS) ** 2
    keep = together > 0
    if not keep.any():
        return np.arange(graph.shape[0])
    voted = sparse.csr_array((agreed[keep], (edges.row[keep], edges.col[keep])), shape=graph.shape)
    return _louvain(voted, resolution, seed)


def _louvain(graph: csr_array, resolution: float, seed: int) -> NDArray[np.int64]:
    from scipy import sparse
    from sknetwork.clustering import Louvain

    # not its Leiden, which draws from the C library's rand() and so differs from call to call
    model = Louvain(resolution=resolution, random_state=seed, shuffle_nodes=True, return_probs=False,
                   return_aggregate=False)  # fmt: skip
    return np.asarray(model.fit_predict(sparse.csr_matrix(graph)), dtype=np.int64)


def first_alike(vectors: NDArray[Any]) -> NDArray[np.int64]:
    """Return for each row the first row that equals it to 6 decimals, so that one text is never two topics."""
    _, first, where = np.unique(np.round(vectors, 6), axis=0, return_index=True, return_inverse=True)
    return np.asarray(first[where.ravel()], dtype=np.int64)


def _by_size(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    found, first, where, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    rank = np.empty(len(found), dtype=np.int64)
    rank[order] = np.arange(len(found))
    return rank[where]


def _absorb(labels: NDArray[np.int64], vectors: NDArray[Any], smallest: int) -> NDArray[np.int64]:
    while True:
        found, sizes = np.unique(labels, return_counts=True)
        if len(found) < 2 or sizes.min() >= smallest:
            return labels
        labels = _join(labels, vectors, int(found[np.argmin(sizes)]))


def _merged_to(labels: NDArray[np.int64], vectors: NDArray[Any], wanted: int) -> NDArray[np.int64]:
    while len(np.unique(labels)) > wanted:
        found, sizes = np.unique(labels, return_counts=True)
        labels = _join(labels, vectors, int(found[np.argmin(sizes)]))
    return labels


def _join(labels: NDArray[np.int64], vectors: NDArray[Any], community: int) -> NDArray[np.int64]:
    others = np.array([one for one in np.unique(labels) if one != community])
    centres = np.array([vectors[labels == one].mean(axis=0) for one in others])
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), MINIMUM)
    nearest_one = others[int(np.argmax(np.round(centres @ vectors[labels == community].mean(axis=0), 6)))]
    return np.where(labels == community, nearest_one, labels)
