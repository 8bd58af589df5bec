"""Nearest neighbours: exact, and the same in whatever blocks they are looked for."""

from __future__ import annotations

import numpy as np
import pytest

from newslab.group.graph import best_of, find_groups, nearest
from newslab.group.vectors import unit


def vectors(n: int = 60) -> np.ndarray:
    return unit(np.random.default_rng(0).normal(size=(n, 5)))


def test_the_nearest_are_those_of_a_full_sort() -> None:
    given = vectors()
    found, near = nearest(given, 4)
    scores = np.round(given @ given.T, 6)
    np.fill_diagonal(scores, -2)
    expected = np.argsort(-scores, axis=1, kind="stable")[:, :4]
    assert found.tolist() == expected.tolist()
    np.testing.assert_allclose(near, np.take_along_axis(scores, expected, axis=1), atol=2e-6)


@pytest.mark.parametrize("block", [1, 7, 1024])
def test_blocks_change_nothing(block: int) -> None:
    found, near = nearest(vectors(), 4, block=block)
    expected, scores = nearest(vectors(), 4)
    assert found.tolist() == expected.tolist()
    np.testing.assert_allclose(near, scores, atol=2e-6)


def test_ties_go_to_the_lower_column_even_at_the_edge() -> None:
    scores = np.array([[0.5, 0.9, 0.5, 0.5000004, 0.1], [0.2, 0.2, 0.2, 0.2, 0.2]], dtype=np.float32)
    assert best_of(scores, 2)[0].tolist() == [[1, 0], [0, 1]]


def test_more_neighbours_than_rows_are_not_given() -> None:
    assert nearest(vectors(3), 9)[0].shape == (3, 2)
    assert nearest(vectors(1), 9)[0].shape == (1, 0)


def test_groups_are_named_by_their_smallest_member() -> None:
    assert find_groups(6, [(5, 4), (4, 2), (1, 3)]).tolist() == [0, 1, 2, 1, 2, 2]
