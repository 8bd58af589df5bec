"""Groups of a neighbour graph: decided by what lies near, so that a row more or less changes little elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from newslab.group.neighbours import GraphClusters, dense_places, first_alike, merge_path, shared_neighbours
from newslab.group.vectors import unit


def blobs(n: int = 300, m: int = 12, seed: int = 0) -> np.ndarray:
    """Return n vectors around m centres, some of which lie near each other."""
    draw = np.random.default_rng(seed)
    centres = draw.normal(size=(m, 24))
    centres[m // 2 :] += 0.9 * centres[: m - m // 2]
    return unit(centres[draw.integers(m, size=n)] + draw.normal(0, 0.35, (n, 24)))


def graph_of(*edges: tuple[int, int, float]) -> sparse.csr_array:
    n = max(max(edge[:2]) for edge in edges) + 1
    one = sparse.coo_array(
        ([edge[2] for edge in edges], ([edge[0] for edge in edges], [edge[1] for edge in edges])), shape=(n, n)
    )
    return (one + one.T).tocsr()


def agreement(first: np.ndarray, second: np.ndarray) -> float:
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(first, second))


def test_rows_gather_at_the_densest_of_their_surroundings() -> None:
    graph = graph_of((0, 1, 0.9), (1, 2, 0.9), (2, 3, 0.1), (3, 4, 0.9), (4, 5, 0.9))
    places = dense_places(graph)
    assert len(set(places[:3])) == 1 and len(set(places[3:])) == 1


def test_of_two_equal_rows_the_first_is_followed() -> None:
    assert dense_places(graph_of((0, 1, 0.5), (2, 3, 0.5))).tolist() == [0, 0, 1, 1]


def test_a_row_without_neighbours_is_a_place_of_its_own() -> None:
    assert dense_places(sparse.csr_array((3, 3))).tolist() == [0, 1, 2]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("n_topics", [None, 12])
def test_one_row_fewer_leaves_the_groups_of_the_others(n_topics: int | None, seed: int) -> None:
    vectors = blobs(seed=seed)
    labels = GraphClusters(n_topics).fit(vectors).labels_
    found = []
    for gone in np.random.default_rng(seed).integers(len(vectors), size=5):
        kept = np.delete(np.arange(len(vectors)), gone)
        found.append(agreement(labels[kept], GraphClusters(n_topics).fit(vectors[kept]).labels_))
    assert np.mean(found) >= 0.9


def test_noise_of_the_last_bit_changes_nothing() -> None:
    vectors = blobs()
    noise = np.random.default_rng(3).normal(0, 1e-7, vectors.shape).astype(np.float32)
    assert agreement(GraphClusters().fit(vectors).labels_, GraphClusters().fit(unit(vectors + noise)).labels_) == 1.0


@pytest.mark.parametrize("n_topics", [1, 2, 5, 9])
def test_as_many_groups_as_wanted(n_topics: int) -> None:
    labels = GraphClusters(n_topics).fit(blobs()).labels_
    assert sorted(set(labels[labels >= 0].tolist())) == list(range(n_topics))


def test_edges_weigh_the_same_both_ways_and_no_more_than_one() -> None:
    graph = shared_neighbours(blobs(), 15)
    assert (graph != graph.T).nnz == 0
    assert graph.data.min() > 0 and graph.data.max() <= 1


def test_votes_do_not_depend_on_how_many_are_asked_for() -> None:
    vectors = blobs(1500)
    clusters = GraphClusters.of(vectors[:300], np.arange(300) % 7)
    labels, shares = clusters.vote(vectors[300:])
    again = [clusters.vote(vectors[row : row + 1]) for row in (300, 1323, 1324, 1499)]
    places = [0, 1023, 1024, 1199]
    assert [int(label[0]) for label, _ in again] == labels[places].tolist()
    assert [float(share[0]) for _, share in again] == pytest.approx(shares[places].tolist(), abs=2e-6)


def test_equal_vectors_stand_for_each_other() -> None:
    vectors = np.array([[0.0, 1.0], [1.0, 0.0], [-0.0, 1.0], [1.0, 1e-9]])
    assert first_alike(vectors).tolist() == [0, 1, 0, 1]


def test_groups_that_are_hardly_tied_are_merged_the_smallest_first() -> None:
    sizes = [6, 5, 2]
    labels = np.repeat(np.arange(3), sizes)
    graph = (labels[:, None] == labels).astype(float)
    graph[0, 6] = graph[6, 0] = 0.9  # the two large ones are tied more than either is to the small one
    graph[0, 11] = graph[11, 0] = 0.05
    np.fill_diagonal(graph, 0)
    assert merge_path(sparse.csr_array(graph), labels)[0][:2] == (0, 1)
    assert merge_path(sparse.csr_array(graph), labels, 0.5)[0][:2] == (0, 2)
