"""Sums must tell what all pairs tell, or a story depends on how it grew."""

from __future__ import annotations

import json
import math
from importlib.resources import files

import numpy as np
import pytest

from newslab.errors import ModelError
from newslab.group.likeness import (
    CHAIN,
    FEATURES,
    LONE,
    SINGLE,
    Events,
    Linear,
    Threads,
    chain_model,
    event_model,
    log_odds,
    names_at_large,
)
from newslab.group.signals import Signals
from newslab.group.vectors import prepare
from newslab.learned import load_weights, read_weights
from tests.group.test_stories import corpus


def signals() -> Signals:
    table, vectors = prepare(*corpus(), step="test")
    return Signals.of(table, vectors)


def test_the_log_odds_of_groups_are_the_mean_of_their_pairs() -> None:
    found = signals()
    events = Events(found, event_model(found))
    one, other = (side.ravel() for side in np.meshgrid([0, 1, 2], [5, 6], indexing="ij"))
    mean = events.score(one, other).mean()
    events.join(np.array([0, 0, 5]), np.array([1, 2, 6]))
    assert events.score(np.array([0]), np.array([5]))[0] == pytest.approx(
        mean, abs=0.02
    )  # days of a group are told by eight of them


def test_a_weight_that_speaks_against_likeness_is_refused() -> None:
    stored = json.loads(files("newslab").joinpath("resources/weights/same_story.json").read_text("utf-8"))
    stored["weights"][0][FEATURES.index("words")] = -1.0
    with pytest.raises(ModelError, match="negative"):
        Linear.of(read_weights("same_story", stored), FEATURES)
    with pytest.raises(ModelError, match="train it again"):
        Linear.of(load_weights("one_chain"), FEATURES)


@pytest.mark.parametrize("ending", ["", "_fast"])
def test_the_weights_of_all_models_are_there_and_days_part(ending: str) -> None:
    assert Linear.of(load_weights(f"same_story{ending}"), FEATURES).weights["late"] < 0
    assert Linear.of(load_weights(f"one_chain{ending}"), CHAIN).weights["names"] > 0


def test_linear_weights_give_what_the_decision_gives() -> None:
    learned = load_weights("same_story")
    linear = Linear.of(learned, FEATURES)
    rows = np.random.default_rng(0).random((5, len(FEATURES)))
    sums = rows @ np.array([linear.weights[name] for name in FEATURES]) + linear.constant
    assert np.allclose(sums, learned.score(rows))


def test_unknown_vectors_are_read_by_the_weights_of_static_ones() -> None:
    found = signals()
    fast = Linear.of(load_weights("same_story_fast"), FEATURES)
    assert event_model(found) == fast and chain_model(found).weights.keys() == set(CHAIN)


def test_names_at_large_rise_with_what_events_share() -> None:
    table, vectors = prepare(*corpus(), step="test")
    found = Signals.of(table, vectors)
    names = np.unique(table["article_id"].str.split("-").str[0], return_inverse=True)[1]
    all_apart = np.arange(len(found))
    assert 0 <= names_at_large(found, names) < names_at_large(found, all_apart) < 1
    assert names_at_large(found, np.zeros(len(found), dtype=np.int64)) == 0.0


def test_two_lone_events_need_more_than_a_lone_one_and_a_chain() -> None:
    found = signals()
    model = chain_model(found)
    same = np.arange(len(found))
    threads = Threads(found, same, model, 0.0)
    one, two = np.array([0]), np.array([1])
    threads.join(one, np.array([2]))
    alone = Threads(found, same, model, 0.0)
    pairs = alone.score(np.array([0, 2]), np.array([1, 1])).mean() + LONE + SINGLE
    assert threads.score(one, two)[0] == pytest.approx(pairs, abs=1e-4)


def test_a_probability_of_one_joins_nothing() -> None:
    assert log_odds(0.5) == 0 and log_odds(1) == math.inf
