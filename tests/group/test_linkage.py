"""Average link by rounds is average link: a shortcut that joins others than it would makes other stories."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage

from newslab.group import linkage as module
from newslab.group.likeness import Sums
from newslab.group.linkage import NEIGHBOURS, find_pairs, link_groups, once
from newslab.group.signals import COLUMNS


class Means:
    """Groups whose score is the mean of a given matrix over their pairs of rows."""

    def __init__(self, scores: np.ndarray) -> None:
        self.rows = [[row] for row in range(len(scores))]
        self.scores = scores

    def score(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        pairs = zip(left.tolist(), right.tolist(), strict=True)
        return np.array([np.round(self.scores[np.ix_(self.rows[a], self.rows[b])].mean(), 6) for a, b in pairs])

    def join(self, kept: np.ndarray, gone: np.ndarray) -> None:
        for a, b in zip(kept.tolist(), gone.tolist(), strict=True):
            self.rows[a] += self.rows[b]
            self.rows[b] = []


def scores(seed: int, n: int) -> np.ndarray:
    points = np.random.default_rng(seed).normal(size=(n, 3))
    return np.exp(-np.linalg.norm(points[:, None] - points[None], axis=2))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("cut", [0.2, 0.4, 0.7])
def test_rounds_join_what_average_link_joins(seed: int, cut: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_A_TIME", 10**9)
    alike = scores(seed, 40)
    pairs = np.triu_indices(40, 1)
    found = link_groups(Means(alike), np.arange(40), pairs, cut)
    tree = linkage((1 - alike)[pairs], "average")
    wanted = fcluster(tree, 1 - cut, "distance")
    assert len(set(zip(found.tolist(), wanted.tolist(), strict=True))) == len(set(found.tolist())) == len(set(wanted))


def test_a_large_group_takes_in_many_in_a_few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = []
    monkeypatch.setattr(
        Means, "join", lambda self, kept, gone, join=Means.join: (rounds.append(1), join(self, kept, gone))
    )
    n = 200
    alike = np.full((n, n), 0.5) + np.add.outer(np.arange(n), np.arange(n)) / 10_000
    assert set(link_groups(Means(alike), np.arange(n), np.triu_indices(n, 1), 0.4).tolist()) == {0}
    assert len(rounds) < 50


def test_groups_are_numbered_by_their_first_row_and_nothing_is_joined_below_the_cut() -> None:
    alike = np.eye(4)
    alike[1, 3] = alike[3, 1] = 0.9
    assert link_groups(Means(alike), np.arange(4), np.triu_indices(4, 1), 0.5).tolist() == [0, 1, 2, 1]
    assert link_groups(Means(alike), np.arange(4), np.triu_indices(4, 1), 0.95).tolist() == [0, 1, 2, 3]
    nothing = np.zeros(0, dtype=np.int64)
    assert link_groups(Means(np.zeros((0, 0))), nothing, (nothing, nothing), 0.5).tolist() == []


def test_rows_that_are_one_from_the_start_are_weighed_as_one() -> None:
    alike = np.eye(4)
    for a, b, value in ((0, 1, 0.0), (0, 2, 0.8), (1, 2, 0.1), (2, 3, 0.5)):
        alike[a, b] = alike[b, a] = value
    pairs = np.triu_indices(4, 1)
    assert link_groups(Means(alike), np.arange(4), pairs, 0.4).tolist() == [0, 1, 0, 2]
    assert link_groups(Means(alike), np.array([0, 0, 2, 3]), pairs, 0.4).tolist() == [0, 0, 1, 1]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_each_pair_is_kept_once_with_the_lower_first(pairs: list[tuple[int, int]]) -> None:
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    found = list(zip(*(one.tolist() for one in once(left, right)), strict=True))
    assert found == sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})


def test_pairs_are_near_in_meaning_and_in_time() -> None:
    vectors = np.array([[1, 0], [1, 0], [0, 1], [1, 0], [1, 0]], dtype=np.float32)
    days = np.array([0.0, 3, 0, 99, np.nan])
    found = find_pairs(vectors, (days, days), window=10, least=0.5)
    assert list(zip(*(one.tolist() for one in found), strict=True)) == [(0, 1), (0, 4), (1, 4), (3, 4)]
    asked = find_pairs(vectors, (days, days), window=10, least=0.5, rows=np.array([3]))
    assert [one.tolist() for one in asked] == [[3], [4]]


def test_a_row_brings_its_nearest_pairs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(0)
    vectors = draw.normal(size=(400, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    days = np.zeros(400)
    left, right = find_pairs(vectors, (days, days), window=1, least=-1.0)
    near = vectors @ vectors.T - 3 * np.eye(400)
    best = {(min(a, b), max(a, b)) for a in range(400) for b in np.argsort(-near[a])[:NEIGHBOURS].tolist()}
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == best


def test_sums_of_sparse_rows_multiply_as_dense_ones() -> None:
    from scipy import sparse

    rows = sparse.random_array((12, 30), density=0.3, rng=np.random.default_rng(1), dtype=np.float32).tocsr()
    apart = sparse.csr_array((rows.data, rows.indices + COLUMNS * (rows.indices >= 20), rows.indptr),
                             shape=(12, 2 * COLUMNS))  # fmt: skip
    sums = Sums(apart, np.array([False, True]))
    sums.join(np.array([0, 4]), np.array([7, 5]))
    sums.join(np.array([0]), np.array([4]))
    dense = np.array([rows.toarray()[sums.label == one].sum(axis=0) for one in range(12)])
    left, right = np.array([0, 1, 2, 0, 3]), np.array([1, 0, 2, 0, 6])
    sign = np.repeat([1, -1], [20, 10])  # what speaks against a likeness is subtracted
    assert np.allclose(sums.dots(left, right), (dense[left] * dense[right]) @ sign, atol=1e-5)


SCRIPT = """
import sys
from newslab.saved import content_hash
from newslab.group.stories import StoryLinker, link_stories
from tests.group.test_stories import corpus
articles, vectors = corpus()
linker = StoryLinker()
for rows in (slice(0, 4), slice(4, 15)):
    linker.add(articles[rows], vectors[rows])
tables = [*link_stories(articles, vectors=vectors), linker.stories_, linker.members_, linker.changes_]
sys.stdout.write(" ".join(content_hash(table) for table in tables))
"""


def test_no_hash_seed_zone_locale_or_thread_changes_a_table() -> None:
    settings = (
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C", "OPENBLAS_NUM_THREADS": "1"},
        {"PYTHONHASHSEED": "77", "TZ": "Pacific/Apia", "LC_ALL": "tr_TR.UTF-8", "OPENBLAS_NUM_THREADS": "2"},
    )
    root = Path(__file__).parents[2]
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=root,
            env={**os.environ, **one},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for one in settings
    }
    assert len(found) == 1 and len(found.pop().split()) == 5
