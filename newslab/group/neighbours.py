"""Topics as communities of a graph of nearest neighbours: a cluster model that BERTopic accepts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.group.graph import best_of, nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Merge = tuple[int, int, float]

NEIGHBOURS: Final = 15  # as UMAP's default in BERTopic
RESOLUTION: Final = 1.0
UPHILL: Final = 5  # nearest neighbours among which a row looks for one in a denser place
FINE: Final = 14.0  # resolution of the communities that are merged afterwards
# times `FINE`, parts of the least size, what neighbours must agree, and rows to look uphill among: tried in turn where
# more groups are wanted
FINER: Final = ((1.0, 1, 0.6, 5), (1.0, 2, 0.6, 5), (2.0, 2, 0.45, 5), (4.0, 4, 0.3, 2), (8.0, 8, 0.0, 1))
ROUGH: Final = 1e-4  # gain of modularity below which they are done
TIED: Final = 0.12  # about as many topics as UMAP + HDBSCAN finds on the same texts, benchmarks/topics.md
AGREED: Final = 0.6  # and about as many outliers
GONE: Final = float("-inf")
SETTLING: Final = 5  # rounds, after which hardly a row moves
BLOCK: Final = 1024  # rows whose votes are counted at once
UNLIKE: Final = 0.3  # cosine below which two articles have nothing to do with each other, however near (chance: .08)
MINIMUM: Final = 1e-6
ONE_THEME: Final = 0.22  # share of all rows beyond which a group tells little apart, and ties are counted beyond chance: benchmarks/topics.md


class Unreduced:
    """The dimensionality reduction that leaves vectors as they are, since the graph is built on all of them."""

    def fit(self, X: NDArray[Any], y: object = None) -> Unreduced:  # noqa: N803
        """Learn nothing."""
        return self

    def transform(self, X: NDArray[Any]) -> NDArray[Any]:  # noqa: N803
        """Return `X` itself."""
        return X


class GraphClusters:
    """Fine communities of the dense places of the shared-neighbour graph, merged where they are tied most.

    Parameters
    ----------
    n_topics : number of groups wanted, or None: communities merge as long as they are tied enough.
    resolution : higher asks for closer ties before two communities merge, and so leaves more and smaller groups.
    smallest : groups with fewer rows are none.

    Attributes
    ----------
    labels_ : (n,) group of each row, largest first; -1 where fewer than `AGREED` of its neighbours agree.
    weights_ : (n,) share of a row's neighbourhood that lies in its own group, 0 to 1.
    graph_ : (n, n) the graph of shared neighbours.
    """

    def __init__(
        self, n_topics: int | None = None, *, resolution: float = RESOLUTION, smallest: int | None = None
    ) -> None:
        self.n_topics, self.resolution, self.smallest = n_topics, resolution, smallest

    @classmethod
    def of(cls, vectors: NDArray[Any], labels: NDArray[np.int64]) -> GraphClusters:
        """Return fitted groups whose labels are known."""
        made = cls()
        made._vectors, made.labels_ = np.asarray(vectors, dtype=np.float32), labels
        return made

    def fit(self, X: NDArray[Any], y: object = None) -> GraphClusters:  # noqa: N803
        """Find the groups of the rows of `X` (n, dim), unit length."""
        self._vectors = np.asarray(X, dtype=np.float32)
        self.graph_ = shared_neighbours(self._vectors, neighbours_for(len(X)))
        self._alike = first_alike(self._vectors)
        self._least = smallest_for(len(X)) if self.smallest is None else self.smallest
        self.labels_, self.weights_ = self._grouped(self.graph_, self._alike, self._least)
        return self

    def refit(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the groups that would be found of these rows alone, on what is left of the graph: (len(rows),).

        A group may be smaller by the share of rows that are gone.
        """
        _, first, where = np.unique(self._alike[rows], return_index=True, return_inverse=True)
        least = self._least * len(rows) // max(len(self._alike), 1)
        return self._grouped(self.graph_[rows][:, rows], first[where], least)[0]

    def _grouped(
        self, graph: csr_array, alike: NDArray[np.int64], smallest: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        least = TIED * self.resolution
        fine = np.unique(fine_communities(graph)[alike], return_inverse=True)[1]
        labels, chance = _joined(fine, merge_path(graph, fine, least), least), False
        if len(labels) and np.bincount(labels).max() > ONE_THEME * len(labels):
            chance = True
            labels = _joined(fine, merge_path(graph, fine, least, chance=True), least)
        if self.n_topics:
            return _by_size(*self._wanted(graph, alike, smallest, least, chance=chance))
        return _by_size(*leave_out(graph, settled(graph, labels), smallest))

    def _wanted(
        self, graph: csr_array, alike: NDArray[np.int64], smallest: int, least: float, *, chance: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return as many groups as are wanted: of finer communities, and of smaller groups, where there are not as
        many.
        """
        best: tuple[NDArray[np.int64], NDArray[np.float64]] | None = None
        n_best = -1
        for finer, part, agreed, uphill in FINER if smallest > 1 else FINER[:1]:
            size = smallest if part == 1 else max(2, smallest // part)
            fine = np.unique(fine_communities(graph, FINE * finer, uphill)[alike], return_inverse=True)[1]
            merges = merge_path(graph, fine, least, chance=chance)
            found = leave_out(graph, self._at(graph, fine, merges, size, agreed), size, agreed)
            n = len(np.unique(found[0][found[0] >= 0]))
            if n > n_best:
                best, n_best = found, n
            if n_best >= int(self.n_topics or 1):
                break
        assert best is not None
        return best

    def _at(
        self, graph: csr_array, fine: NDArray[np.int64], merges: list[Merge], smallest: int, agreed: float
    ) -> NDArray[np.int64]:
        """Return the groups at the merge after which as many are left as are wanted."""
        wanted, low, high = int(self.n_topics or 1), _fullest(fine, merges, smallest), len(merges)

        def groups(n: int) -> NDArray[np.int64]:
            joined = merged(fine, merges[:n])
            return (
                settled(graph, joined) if agreed else joined
            )  # to settle is to lose what is smaller than neighbourhoods

        while low < high:  # the first merge after which no more are left than wanted
            middle = (low + high) // 2
            left = leave_out(graph, groups(middle), smallest, agreed)[0]
            if len(np.unique(left[left >= 0])) > wanted:
                low = middle + 1
            else:
                high = middle
        return groups(low)

    def predict(self, X: NDArray[Any]) -> NDArray[np.int64]:  # noqa: N803
        """Return the group of each row of `X`: the vote of its nearest fitted rows."""
        return self.vote(X)[0]

    def vote(self, X: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:  # noqa: N803
        """Return the group of each row of `X` and the share of the vote it has, 0 to 1; -1 has no vote."""
        fitted = np.flatnonzero(self.labels_ >= 0)
        given, known, names = np.asarray(X, dtype=np.float32), self._vectors[fitted], self.labels_[fitted]
        k = min(NEIGHBOURS, len(known))
        labels, shares = np.full(len(given), -1, dtype=np.int64), np.zeros(len(given))
        if not k:
            return labels, shares
        for start in range(0, len(given), BLOCK):
            near, scores = best_of(given[start : start + BLOCK] @ known.T, k)
            votes = np.zeros((len(near), int(names.max()) + 1))
            weights = np.maximum(scores, MINIMUM).astype(np.float64) ** 2
            np.add.at(votes, (np.arange(len(near))[:, None], names[near]), weights)
            chosen = np.argmax(np.round(votes, 6), axis=1)
            labels[start : start + BLOCK] = chosen
            share = votes[np.arange(len(near)), chosen] / votes.sum(axis=1)
            shares[start : start + BLOCK] = np.round(share, 6)
        return labels, shares


def _joined(fine: NDArray[np.int64], merges: list[Merge], least: float) -> NDArray[np.int64]:
    """Return the groups after all merges up to the first whose tie is under `least`."""
    tied = [tie >= least for _, _, tie in merges]
    return merged(fine, merges[: tied.index(False) if False in tied else len(merges)])


def merge_path(graph: csr_array, labels: NDArray[np.int64], least: float = 0.0, *, chance: bool = False) -> list[Merge]:
    """Return the merges of groups into one, closest first: (kept, taken, tie), the labels being 0 to m - 1.

    The tie of two groups is the share of the smaller one's edges (by weight) that lead to the other, 0 to 1, with
    `chance` beyond what chance lets expect: the parts of a large theme find each other, while a small and remote group
    stays apart. Where no tie reaches `least`, who asks for fewer topics still asks for large ones: the smallest group
    goes to the one that it is tied to most.
    """
    from scipy import sparse

    n, m = len(labels), int(labels.max(initial=-1)) + 1
    members = sparse.csr_array((np.ones(n), (np.arange(n), labels)), shape=(n, m))
    between = (members.T @ graph @ members).toarray()
    volume = np.maximum(between.sum(axis=1), MINIMUM)
    total = float(volume.sum())
    tie = partial(_ties, total=total if chance else np.inf)
    ties = tie(between, volume[:, None], volume)
    np.fill_diagonal(ties, GONE)
    path: list[Merge] = []
    left = np.ones(m, dtype=bool)
    for _ in range(m - 1):
        kept, taken = divmod(int(np.argmax(ties)), m)
        if least and ties[kept, taken] < least:
            kept = int(np.argmin(np.where(left, np.round(volume, 6), np.inf)))
            taken = int(np.argmax(np.where(ties[kept] == GONE, GONE, np.round(between[kept], 6))))
        kept, taken = sorted((kept, taken))
        left[taken] = False
        path.append((kept, taken, max(float(ties[kept, taken]), 0.0)))
        between[kept] += between[taken]
        between[:, kept] += between[:, taken]
        volume[kept] += volume[taken]
        row = np.where(ties[kept] == GONE, GONE, tie(between[kept], volume[kept], volume))
        ties[kept], ties[:, kept] = row, row
        ties[taken], ties[:, taken] = GONE, GONE
    return path


def _ties(between: NDArray[Any], one: Any, other: NDArray[Any], total: float) -> NDArray[np.float64]:
    """Return the share of the smaller group's edges that lead to the other, beyond what chance lets expect, to 1.

    `total` is the weight of all edges; of infinitely many, chance gives a group none.

    A group that holds most of a collection has most edges of every other: with (found - expected) / (1 - expected), as
    in Cohen's kappa (1960), what it takes in must be tied to it, not only be in the same collection. Where no more than
    chance is found, the plain share less 1 orders them, -1 to 0.
    """
    chance = np.minimum(np.maximum(one, other) / max(total, MINIMUM), 1 - MINIMUM)
    share = between / np.minimum(one, other)
    beyond = (share - chance) / (1 - chance)
    return np.asarray(np.round(np.where(beyond > 0, beyond, share - 1), 9), dtype=np.float64)


def _fullest(labels: NDArray[np.int64], merges: list[Merge], smallest: int) -> int:
    """Return after how many merges most groups have `smallest` rows or more: from there on each merge leaves fewer."""
    sizes = np.bincount(labels)
    large = [int((sizes >= smallest).sum())]
    for kept, taken, _ in merges:
        both = sizes[kept] + sizes[taken]
        gone = int(sizes[kept] >= smallest) + int(sizes[taken] >= smallest)
        large.append(large[-1] - gone + int(both >= smallest))
        sizes[kept] = both
    return int(np.argmax(large))


def merged(labels: NDArray[np.int64], merges: list[Merge]) -> NDArray[np.int64]:
    """Return the labels after these merges."""
    into = np.arange(int(labels.max(initial=-1)) + 1)
    for kept, taken, _ in merges:
        into[into == taken] = kept
    return into[labels]


def leave_out(
    graph: csr_array, labels: NDArray[np.int64], smallest: int, agreed: float = AGREED
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the labels with -1 for rows that belong nowhere, and each row's share of neighbours in its own group.

    A row belongs nowhere where fewer than `agreed` of its neighbours (by weight) are in its group, or where fewer than
    `smallest` rows are left of the group. In collections too small to tell, every row keeps its group.
    """
    shares = own_shares(graph, labels)
    if smallest <= 1:
        return labels, shares
    sure = np.where(shares < agreed, -1, labels)
    sizes = np.bincount(sure[sure >= 0], minlength=1)
    kept = np.where(sizes[np.maximum(sure, 0)] < smallest, -1, sure)
    return (kept, shares) if (kept >= 0).any() else (labels, shares)


def settled(graph: csr_array, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the labels after rows have gone over to the group that most of their neighbours are in, some times."""
    from scipy import sparse

    n = len(labels)
    for _ in range(SETTLING):
        before = labels
        members = sparse.csr_array((np.ones(n), (np.arange(n), labels)), shape=(n, int(labels.max(initial=0)) + 1))
        votes = (graph @ members).toarray()
        votes[np.arange(n), labels] += MINIMUM  # ties stay
        labels = np.argmax(np.round(votes, 7), axis=1)
        if np.array_equal(labels, before):
            break
    return labels


def own_shares(graph: csr_array, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each row the share of its edges' weight that stays in its group, 0 to 1 (1 where it has none).

    Half of it is the row's own, half its neighbours', so that a row is judged by its surroundings and no single edge.
    """
    edges = graph.tocoo()
    n = graph.shape[0]
    total = np.bincount(edges.row, weights=edges.data, minlength=n)
    own = np.bincount(edges.row, weights=edges.data * (labels[edges.row] == labels[edges.col]), minlength=n)
    own = np.where(total > 0, own / np.maximum(total, MINIMUM), 1.0)
    near = np.where(total > 0, (graph @ own) / np.maximum(total, MINIMUM), 1.0)
    shares: NDArray[np.float64] = np.round((own + near) / 2, 6)
    return shares


def neighbours_for(n: int) -> int:
    """Return how many neighbours each of n rows gets: 15, fewer where that would tie everything to everything."""
    return max(1, min(3, n // 4), min(NEIGHBOURS, n // 15))


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
    joined = sparse.triu(joined.maximum(joined.T)).tocoo()
    common = np.asarray(lists[joined.row].multiply(lists[joined.col]).sum(axis=1)).ravel()
    weight = common / (2 * (found.shape[1] + 1) - common)
    upper = sparse.csr_array((np.round(weight.astype(np.float64), 6), (joined.row, joined.col)), shape=(n, n))
    graph = (upper + upper.T).tocsr()
    graph.sort_indices()
    return graph


def fine_communities(graph: csr_array, resolution: float = FINE, uphill: int = UPHILL) -> NDArray[np.int64]:
    """Return communities of a graph that hardly change when a row goes, 0 to m - 1.

    Rows are gathered around the densest row of their surroundings (`dense_places`), which each row decides for itself,
    and only these places are then joined by Louvain (Blondel et al. 2008), the largest first.
    """
    from scipy import sparse
    from sknetwork.clustering import Louvain

    places = dense_places(graph, uphill)
    n, m = len(places), int(places.max(initial=-1)) + 1
    if m < 3 or not graph.nnz:
        return places
    members = sparse.csr_array((np.ones(n), (np.arange(n), places)), shape=(n, m))
    between = sparse.csr_matrix(members.T @ graph @ members)
    order = np.lexsort((np.arange(m), -np.round(np.asarray(between.sum(axis=1)).ravel(), 6)))
    # not its Leiden, which draws from the C library's rand() and so differs from call to call
    model = Louvain(resolution=resolution, tol_optimization=ROUGH, tol_aggregation=ROUGH, shuffle_nodes=False,
                    return_probs=False, return_aggregate=False)  # fmt: skip
    joined = np.empty(m, dtype=np.int64)
    joined[order] = model.fit_predict(between[order][:, order])
    return settled(graph, joined[places]) if uphill == UPHILL else joined[places]


def dense_places(graph: csr_array, uphill: int = UPHILL) -> NDArray[np.int64]:
    """Return for each row the top it is led to, 0 to m - 1: each row follows the closest one that lies denser than
    itself.

    Steps go to one of its `uphill` closest rows, or end (Koontz, Narendra & Fukunaga 1976). Density is the sum of a
    row's edges; of two equal ones the first row counts as denser.
    """
    n = graph.shape[0]
    edges = graph.tocoo()
    order = np.argsort(edges.row - edges.data, kind="stable")  # weights are above 0 and not above 1
    rows, columns = edges.row[order], edges.col[order]
    degree = np.bincount(rows, minlength=n)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(degree) - degree, degree)
    density = np.round(np.bincount(rows, weights=edges.data[order], minlength=n), 6)
    rank = np.empty(n, dtype=np.int64)
    rank[np.lexsort((np.arange(n), -density))] = np.arange(n)
    upward = (rank[columns] < rank[rows]) & (place < uphill)
    rows, columns = rows[upward], columns[upward]
    first = np.flatnonzero(np.diff(rows, prepend=-1))
    top = np.arange(n)
    top[rows[first]] = columns[first]
    while not np.array_equal(top, top[top]):
        top = top[top]
    return np.asarray(np.unique(top, return_inverse=True)[1], dtype=np.int64)


def first_alike(vectors: NDArray[Any]) -> NDArray[np.int64]:
    """Return for each row the first row that equals it to 6 decimals, so that one text is never two topics."""
    seen: dict[bytes, int] = {}
    rounded = np.round(vectors, 6) + 0.0  # no negative zeros
    return np.array([seen.setdefault(vector.tobytes(), row) for row, vector in enumerate(rounded)], dtype=np.int64)


def _by_size(labels: NDArray[np.int64], shares: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    found, first, where, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes, found < 0))  # -1 last
    rank = np.empty(len(found), dtype=np.int64)
    rank[order] = np.arange(len(found))
    return np.where(labels < 0, -1, rank[where.ravel()]), shares
