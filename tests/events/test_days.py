"""Days that matter: named early, alone and long after; weekends less where a topic rests on them."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from newslab.events.days import is_weekend, order_days, score_days, weigh_days
from newslab.text.dates import find_dates

MONDAY = date(2020, 3, 2).toordinal()
MENTIONS = ["day", "published", "article_id", "weight"]
LEADS = ["published", "article_id", "topical"]
NONE = pd.DataFrame({"published": [], "article_id": [], "topical": []}).astype({"published": int})

DAYS = {
    "a day": ([{"start": 0, "first_day": "2020-03-01", "last_day": "2020-03-01"}], 1),
    "a month is no day": ([{"start": 0, "first_day": "2020-03-01", "last_day": "2020-03-31"}], 0),
    "unresolved": ([{"start": 0, "first_day": None, "last_day": None}], 0),
    "before year 1": ([{"start": 0, "first_day": "-0043-03-15", "last_day": "-0043-03-15"}], 0),
    "twice is once": ([{"start": 0, "first_day": "2020-03-01", "last_day": "2020-03-01"}] * 2, 1),
}


@pytest.mark.parametrize(("times", "n"), DAYS.values(), ids=DAYS)
def test_only_days_named_to_the_day_count(times: list[dict[str, Any]], n: int) -> None:
    assert len(weigh_days("Some words .", times)) == n


HEAVIER = {
    "named early": ("On March 3 the dam gave way .", "The dam gave way on March 3 ."),
    "named alone": ("On March 3 the dam gave way .", "On March 3 or March 4 the dam gave way ."),
    "told, not said": ("On March 3 the dam gave way .", "On March 3 the dam gave way , he said ."),
}


@pytest.mark.parametrize(("heavy", "light"), HEAVIER.values(), ids=HEAVIER)
def test_a_day_weighs_more_where_the_sentence_is_about_it(heavy: str, light: str) -> None:
    weights = [dict(weigh_days(text, find_dates(text, "2020-03-09"))) for text in (heavy, light)]
    assert weights[0][MONDAY + 1] > weights[1][MONDAY + 1] > 0


def _score(rows: list[tuple[int, int, str, float]], leads: pd.DataFrame = NONE, days: int = 7) -> list[float]:
    mentions = pd.DataFrame(rows, columns=MENTIONS)
    articles = mentions.groupby("published")["article_id"].nunique()
    return score_days(mentions, leads, articles, MONDAY, MONDAY + days - 1).tolist()


def test_a_day_still_named_weeks_later_counts_more_than_one_named_at_once() -> None:
    scores = _score([(MONDAY, MONDAY + 30, "a", 1.0), (MONDAY + 1, MONDAY + 1, "b", 1.0)])
    assert scores[0] > scores[1] > scores[2] == 0


def test_two_articles_count_more_than_one_that_repeats_itself() -> None:
    scores = _score([(MONDAY, MONDAY, name, 1.0) for name in "ab"] + [(MONDAY + 1, MONDAY + 1, "c", 1.0)] * 2)
    assert scores[0] > scores[1]


def test_what_many_say_on_one_day_counts_less_than_what_is_said_on_many() -> None:
    at_once = [(MONDAY, MONDAY + 9, f"a{n}", 1.0) for n in range(6)]
    again = [(MONDAY + 1, MONDAY + 10 - n % 3, f"b{n}", 1.0) for n in range(6)]
    scores = _score([*at_once, *again])
    assert scores[1] > scores[0]


def test_undated_leads_tell_of_their_day_and_less_of_the_day_before() -> None:
    scores = _score([], pd.DataFrame([(MONDAY + 2, "a", 0.5)], columns=LEADS))
    assert scores[2] > scores[1] > scores[0] == 0


def test_weekends_count_less_and_least_where_the_topic_rests_on_them() -> None:
    saturday = MONDAY + 5
    working = [(MONDAY + day, MONDAY + day, f"{day}{n}", 1.0) for day in range(5) for n in range(30)]
    resting = _score([*working, *[(saturday, saturday, f"s{n}", 1.0) for n in range(30)]])
    busy = _score([*working, *[(saturday + day, saturday, f"s{n}", 1.0) for n in range(30) for day in (0, 1)]])
    assert resting[0] > resting[5]
    assert busy[5] / busy[0] > resting[5] / resting[0]


def test_weekends_are_saturday_and_sunday() -> None:
    assert is_weekend(np.arange(MONDAY, MONDAY + 7)).tolist() == [False] * 5 + [True] * 2


def test_few_days_are_not_chosen_in_a_row() -> None:
    scores = np.array([0, 0, 5.0, 4.0, 0, 0, 3.5, *[0] * 20])
    assert order_days(scores, wanted=2)[:2] == [2, 6]
    assert order_days(scores, wanted=20)[:2] == [2, 3]


@pytest.mark.parametrize("scores", [[], [0.0], [0.0, 0.0, 1.0, 1.0]])
def test_every_day_is_ordered_once_and_the_earlier_first(scores: list[float]) -> None:
    order = order_days(np.array(scores), wanted=1)
    assert sorted(order) == list(range(len(scores)))
    assert order[:1] in ([], [0], [2])
