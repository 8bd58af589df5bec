"""Which statements tell a happening: acts of a day, not states, rules and opinions."""

from __future__ import annotations

import pandas as pd
import pytest

from newslab.events.happening import find_happenings
from newslab.events.link import read_texts
from newslab.events.told import read_told
from newslab.tables import ARTICLES, build
from newslab.text.spans import find_spans


def kept(text, published="2024-05-06"):
    """Return the predicates of what is taken to tell a happening."""
    articles = build(
        [{"article_id": "a", "text": text, "language": "en", "published_day": pd.Timestamp(published)}], ARTICLES
    )
    told = read_told(articles, find_spans(articles))
    return [one.told.predicate for one in find_happenings(told, read_texts(articles))]


@pytest.mark.parametrize(
    "text",
    [
        "The Senate passed the farm bill on Friday.",
        "Police arrested Mayor Ann Berg in Lund on Sunday.",
        "President Ortiz signed the treaty in Lisbon on May 3, 2024.",
    ],
)
def test_an_act_of_a_day_is_a_happening(text):
    assert len(kept(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The law allows the agency to deny the credit.",
        "Some senators represent farmers who grow tobacco.",
        "Imagine what they could do with that money.",
    ],
)
def test_a_state_a_rule_and_a_wish_are_none(text):
    assert kept(text) == []


def test_nothing_gives_nothing():
    assert find_happenings([], {}) == []
