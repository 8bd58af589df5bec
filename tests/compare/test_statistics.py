"""Intervals and rates on edges."""

from __future__ import annotations

from newslab.compare.statistics import false_discovery, wilson_interval


def test_statistics_on_edges() -> None:
    assert wilson_interval(0, 10)[0] == 0.0
    assert wilson_interval(10, 10)[1] == 1.0
    assert all(bound != bound for bound in wilson_interval(0, 0))
    assert false_discovery([]).tolist() == []
