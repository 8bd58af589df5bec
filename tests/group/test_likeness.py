"""Sums must tell what all pairs tell, or a story depends on how it grew."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from newslab.errors import ModelError
from newslab.group.likeness import (
    AGAINST,
    CHAIN,
    FEATURES,
    Events,
    Linear,
    Threads,
    alike_at_large,
    chain_model,
    event_model,
    first_seen,
    link_threads,
    log_odds,
)
from newslab.group.signals import Signals
from newslab.group.vectors import prepare, unit
from newslab.learned import load_weights
from newslab.tables import ARTICLES, check
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
        mean, abs=0.05
    )  # days of a group are told by eight of them


def test_weights_of_other_features_are_refused() -> None:
    with pytest.raises(ModelError, match="train it again"):
        Linear.of(load_weights("one_chain"), FEATURES)


def pair(**columns: list[str | None]) -> Signals:
    """Return the signals of two articles that share meaning in part, and what is given beside a common text, and of one of another thing."""
    said = 'The minister spoke of the ferry and of its captain in the harbour. "{}" '
    texts = [said.format(quote) for quote in columns.pop("quote", ["We will raise the ship by autumn"] * 2)]
    table = pd.DataFrame({"article_id": list("abc"), "title": ["Minister on ferry"] * 3, "text": [*texts, "Chess."],
                          **{name: [*values, None] for name, values in columns.items()}})  # fmt: skip
    return Signals.of(check(table, ARTICLES), unit(np.array([[1.0, 0.2, 0], [1.0, 0.0, 0.3], [0, 1.0, 0.2]])))


def score_of(found: Signals) -> float:
    return float(Events(found, event_model(found)).score(np.array([0]), np.array([1]))[0])


def test_two_articles_of_one_source_need_more_to_be_one_story() -> None:
    assert score_of(pair(source=["The Daily", "the daily"])) < score_of(pair(source=["The Daily", "Evening Post"]))


def test_where_all_is_of_one_source_it_says_nothing() -> None:
    table = pd.DataFrame({"article_id": ["a", "b"], "title": ["Ferry"] * 2, "text": ["A ferry sank."] * 2})
    alone, nameless = (Signals.of(check(table.assign(source=one), ARTICLES), np.eye(2)) for one in ("The Daily", None))
    assert score_of(alone) == pytest.approx(score_of(nameless), abs=1e-5)


def test_two_articles_that_quote_one_speech_are_nearer_to_one_story() -> None:
    other = ["We will raise the ship by autumn", "Nobody knew of any holes below"]
    assert score_of(pair()) > score_of(pair(quote=other))


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


def test_events_of_one_course_are_alike_at_large() -> None:
    table, vectors = prepare(*corpus(), step="test")
    found = Signals.of(table, vectors)
    names = np.unique(table["article_id"].str.split("-").str[0], return_inverse=True)[1]
    ferry = np.flatnonzero(table["article_id"].str.contains("sinking|inquiry|salvage"))
    alone = Signals.of(table.iloc[ferry], vectors[ferry])
    assert (
        0 <= alike_at_large(found, names) < alike_at_large(alone, np.unique(names[ferry], return_inverse=True)[1]) < 1
    )
    assert alike_at_large(found, np.zeros(len(found), dtype=np.int64)) == 0.0


def test_the_fewer_articles_two_groups_have_the_more_alike_they_must_be() -> None:
    found = signals()
    lone = Threads(found, np.arange(len(found)), chain_model(found), 0.0)
    one, two, three = (np.array([n]) for n in range(3))
    mean = lone.alike(np.array([0, 2]), np.array([1, 1])).mean()
    assert lone.score(one, two)[0] == pytest.approx(lone.alike(one, two)[0] - AGAINST, abs=1e-5)
    lone.join(one, three)
    assert lone.alike(one, two)[0] == pytest.approx(mean, abs=0.02)
    assert lone.score(one, two)[0] == pytest.approx(lone.alike(one, two)[0] - AGAINST / 2, abs=1e-5)


class Judged(Threads):
    """Events of which it is given how alike any two are."""

    def __init__(self, pairs: dict[tuple[int, int], float], n: int) -> None:
        self.given, self.rows = np.full((n, n), -9.0), [[row] for row in range(n)]
        for (a, b), value in pairs.items():
            self.given[a, b] = self.given[b, a] = value

    def __len__(self) -> int:
        return len(self.rows)

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        return np.triu_indices(len(self.rows), 1)

    def alike(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        pairs = zip(left.tolist(), right.tolist(), strict=True)
        return np.array([self.given[np.ix_(self.rows[a], self.rows[b])].mean() for a, b in pairs])

    score = alike

    def join(self, kept: np.ndarray, gone: np.ndarray) -> None:
        for a, b in zip(kept.tolist(), gone.tolist(), strict=True):
            self.rows[a], self.rows[b] = self.rows[a] + self.rows[b], []


def test_a_part_that_fits_one_other_alone_is_parted() -> None:
    pairs = {(0, 1): 5.0, (0, 2): 4.0, (1, 2): 4.0, (0, 3): 4.5, (1, 3): -2.0, (2, 3): -2.0}
    assert link_threads(Judged(pairs, 4), np.arange(4), 0.0).tolist() == [0, 0, 0, 0]
    assert link_threads(Judged(pairs | {(0, 3): 3.0}, 4), np.arange(4), 0.0).tolist() == [0, 0, 0, 1]
    chain = {(0, 1): 9.0, (1, 2): 8.0, (2, 3): 9.0, (0, 2): 1.0, (1, 3): -6.0, (0, 3): -6.0}
    found = link_threads(Judged(chain, 4), np.arange(4), 1.0)
    assert found.tolist() == [0, 0, 1, 1]  # a chain of likeness is no thread


def test_groups_are_numbered_as_they_are_seen() -> None:
    assert first_seen(np.array([4, 4, 1, 9, 1])).tolist() == [0, 0, 1, 2, 1]


def test_a_weekday_tells_a_report() -> None:
    texts = ["The court ruled on Tuesday that the ferry law stands.", "Ferries are a fine thing, and so is the sea."]
    table = pd.DataFrame({"article_id": ["a", "b"], "title": ["Ruling", "Sea"], "text": texts})
    report, column = Signals.of(check(table, ARTICLES), np.eye(2)).dated
    assert report > column == 0


def test_a_probability_of_one_joins_nothing() -> None:
    assert log_odds(0.5) == 0 and log_odds(1) == math.inf
