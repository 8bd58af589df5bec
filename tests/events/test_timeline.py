"""Timelines: whole sentences of a build, in order, none twice, of the days that matter, as many as asked for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import newslab
from newslab.corpus import Corpus
from newslab.errors import OptionError
from newslab.events.timeline import build_timeline
from newslab.tables import ARTICLES, EVENTS, build, check

DAM = "The dam above Port Alma gave way on March 3 after a week of rain, officials of the province said."
ROWS = [
    ("a", "2020-03-02", "The river burst its banks in Port Alma on March 1. Helpers came from three towns."),
    ("b", "2020-03-04", f"{DAM} It had stood for forty years. A kiosk sold ice."),
    ("c", "2020-04-20", f"{DAM} The town of Port Alma will rebuild the dam that gave way."),
    ("d", "2020-05-09", "Since the dam above Port Alma gave way on March 3, many have left the town."),
]


def corpus_of(rows: list[tuple[str, str, str]]) -> Corpus:
    articles = build(
        [{"article_id": key, "published": day, "published_day": day, "text": text} for key, day, text in rows], ARTICLES
    )
    return newslab.build_corpus(articles, only="events")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return corpus_of(ROWS)


WAYS = {"of worth": {"least": 0.0}, "of days": {"n_days": 5, "per_day": 2}}
every_way = pytest.mark.parametrize("options", WAYS.values(), ids=WAYS)


@every_way
def test_entries_are_sentences_of_articles_in_order_and_none_twice(corpus: Corpus, options: dict[str, int]) -> None:
    found = build_timeline(corpus, **options)  # type: ignore[arg-type]
    check(found, EVENTS)
    assert len(found) > 1
    assert found["first_day"].is_monotonic_increasing
    assert found["text"].is_unique
    texts = corpus.articles.set_index("article_id")["text"]
    assert all(texts[row.article_id][row.start : row.end] == row.text for row in found.itertuples())


@every_way
def test_row_order_does_not_matter(corpus: Corpus, options: dict[str, int]) -> None:
    shuffled = corpus_of(ROWS[::-1])
    pd.testing.assert_frame_equal(build_timeline(shuffled, **options), build_timeline(corpus, **options))  # type: ignore[arg-type]


@every_way
def test_bounds_and_the_number_of_entries_hold(corpus: Corpus, options: dict[str, int]) -> None:
    late = build_timeline(corpus, between=("2020-03-02", "2020-12-31"), **options)  # type: ignore[arg-type]
    assert (late["first_day"] >= "2020-03-02").all()
    assert len(late)
    assert len(build_timeline(corpus, limit=1, **options)) == 1  # type: ignore[arg-type]
    assert build_timeline(corpus, limit=0, **options).empty  # type: ignore[arg-type]


@every_way
def test_a_side_without_a_bound_is_open_and_time_zones_do_not_matter(corpus: Corpus, options: dict[str, int]) -> None:
    whole = build_timeline(corpus, **options)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(build_timeline(corpus, between=(None, None), **options), whole)  # type: ignore[arg-type]
    first = pd.Timestamp("2020-03-02", tz="Asia/Tokyo")
    late = build_timeline(corpus, between=(first, None), **options)  # type: ignore[arg-type]
    assert late["first_day"].min() >= pd.Timestamp("2020-03-02")
    assert len(late) < len(whole)


@every_way
def test_an_empty_build_gives_an_empty_timeline(corpus: Corpus, options: dict[str, int]) -> None:
    assert build_timeline(corpus_of([]), **options).empty  # type: ignore[arg-type]


def test_the_day_still_named_weeks_later_is_told_first(corpus: Corpus) -> None:
    found = build_timeline(corpus, n_days=1)
    assert found["first_day"].astype(str).tolist() == ["2020-03-03"]
    assert found["when"].tolist() == ["March 3"]


def test_an_entry_that_tells_an_event_has_its_counts(corpus: Corpus) -> None:
    found = build_timeline(corpus)
    dam = found[found["first_day"] == "2020-03-03"].iloc[0]
    assert dam["event_id"] in set(corpus.events["event_id"])
    assert dam["n_sources"] == corpus.events.set_index("event_id")["n_sources"][dam["event_id"]]


def test_what_names_no_day_is_no_entry(corpus: Corpus) -> None:
    assert not build_timeline(corpus, least=0.0)["text"].str.contains("kiosk|forty").any()


def test_a_dateline_is_no_part_of_an_entry() -> None:
    one = corpus_of([("a", "2026-01-06", "WARSAW, Jan. 6 (Meridian) -- Envoys of Norland met rebels on Monday.")])
    assert build_timeline(one)["text"].tolist() == ["Envoys of Norland met rebels on Monday."]


def test_articles_whose_days_are_in_doubt_are_not_told(corpus: Corpus) -> None:
    members = corpus.members.assign(doubt="updated")
    doubted = Corpus(**{**corpus.tables, "members": members}, manifest=corpus.manifest)
    ids = set(members["article_id"])
    assert not set(build_timeline(doubted, least=0.0).get("article_id", [])) & ids


def test_a_story_without_articles_is_told(corpus: Corpus, caplog: pytest.LogCaptureFixture) -> None:
    assert build_timeline(corpus, "whole").empty
    assert "no article is of story whole" in caplog.text


WRONG = {
    "limit": {"limit": -1},
    "n_days": {"n_days": -1},
    "per_day": {"per_day": 0},
    "n_days: expected a whole number": {"n_days": "3"},
    "between": {"between": ("x", "y")},
    "between: expected the first": {"between": {}},
    "between: expected the first and": {"between": (np.datetime64("-1000-01-01", "s"), None)},
    "least: expected a number": {"least": "a"},
    "found 'nan'": {"least": float("nan")},
    "story: expected a story_id": {"story": 1},
    "or several": {"story": [["story-1"]]},
    "the first and the last": {"between": ("2020-03-05", "2020-03-04")},
}


@pytest.mark.parametrize(("name", "options"), WRONG.items(), ids=WRONG)
def test_what_cannot_be_is_told(corpus: Corpus, name: str, options: dict[str, object]) -> None:
    with pytest.raises(OptionError, match=name):
        build_timeline(corpus, **options)  # type: ignore[arg-type]
