"""Days and sentences of dated text: what is named long after matters, nothing is told twice."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from newslab.events.selection import DatedText

ARTICLES = pd.DataFrame(
    [
        ("a", "2020-03-02", "The river burst its banks on March 1 .\nHelpers came from three towns ."),
        ("b", "2020-03-04", "The dam above the town gave way on March 3 .\nIt had stood for forty years ."),
        ("c", "2020-04-20", "The dam above the town gave way on March 3 .\nThe town will rebuild it ."),
        ("d", "2020-05-09", "Since the dam gave way on March 3 , many have left ."),
    ],
    columns=["article_id", "published", "text"],
)
FIRST, LAST = date(2020, 3, 1), date(2020, 5, 31)


@pytest.fixture(scope="module")
def corpus() -> DatedText:
    return DatedText.read(ARTICLES)


def test_the_day_still_named_weeks_later_comes_first(corpus: DatedText) -> None:
    assert date.fromordinal(corpus.rank_days(FIRST, LAST, 3)[0]) == date(2020, 3, 3)


def test_entries_are_words_of_articles_in_order_and_not_repeated(corpus: DatedText) -> None:
    found = corpus.select(FIRST, LAST, 3, 2)
    assert found["day"].is_monotonic_increasing
    assert found["text"].is_unique
    texts = ARTICLES.set_index("article_id")["text"]
    for row in found.itertuples():
        assert texts[row.article_id][row.start : row.end] == row.text


def test_row_order_does_not_matter(corpus: DatedText) -> None:
    other = DatedText.read(ARTICLES.iloc[::-1]).select(FIRST, LAST, 3, 2)
    pd.testing.assert_frame_equal(other, corpus.select(FIRST, LAST, 3, 2))


def test_bounds_hold(corpus: DatedText) -> None:
    found = corpus.select(date(2020, 3, 2), date(2020, 3, 31), 9, 1)
    assert all(date(2020, 3, 2) <= day <= date(2020, 3, 31) for day in found["day"])


def test_empty_collection_gives_no_entries() -> None:
    found = DatedText.read(ARTICLES.head(0)).select(FIRST, LAST, 3, 2)
    assert found.empty
