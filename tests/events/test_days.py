"""Days that matter: named early, alone and long after; weekends less where a topic rests on them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from newslab.events.days import find_mentions, is_weekend, order_days, ordinals, score_days
from newslab.tables import TIMES, build
from newslab.text.dates import find_dates

MONDAY = date(2020, 3, 2).toordinal()
MENTIONS = ["day", "published", "article_id", "weight"]
LEADS = ["published", "article_id", "topical"]
NONE = pd.DataFrame({"published": [], "article_id": [], "topical": []}).astype({"published": int})


def mentions(*texts: str, published: str = "2020-03-09") -> pd.DataFrame:
    """Find the days that sentences name, each an article of its own with a short sentence before it."""
    opening = "Rain fell. "
    lines = [
        {"article_id": f"a{at}", "start": start, "end": end, "text": words, "published": MONDAY + 7}
        for at, text in enumerate(texts)
        for start, end, words in ((0, len(opening) - 1, opening), (len(opening), len(opening) + len(text), text))
    ]
    times = [
        {"article_id": f"a{at}", "field": "text", **time}
        for at, text in enumerate(texts)
        for time in find_dates(opening + text, published)
    ]
    return find_mentions(pd.DataFrame(lines), build(times, TIMES))


NAMED = {
    "a day": ("On March 3 the dam gave way.", [MONDAY + 1]),
    "a month is no day": ("In March the dam gave way.", []),
    "none": ("The dam gave way.", []),
    "twice is once": ("On March 3 the dam gave way, March 3 was cold.", [MONDAY + 1]),
    "two": ("On March 3 and on March 5 it rained.", [MONDAY + 1, MONDAY + 3]),
}


@pytest.mark.parametrize(("text", "days"), NAMED.values(), ids=NAMED)
def test_only_days_named_to_the_day_count_each_once_a_sentence(text: str, days: list[int]) -> None:
    found = mentions(text)
    assert found["day"].tolist() == days
    assert (found["row"] == 1).all()


HEAVIER = {
    "named early": ("On March 3 the dam gave way.", "The dam gave way on March 3."),
    "named alone": ("On March 3 the dam gave way.", "On March 3 or March 4 the dam gave way."),
    "told, not said": ("On March 3 the dam gave way.", "On March 3 the dam gave way, he said."),
}


@pytest.mark.parametrize(("heavy", "light"), HEAVIER.values(), ids=HEAVIER)
def test_a_day_weighs_more_where_the_sentence_is_about_it(heavy: str, light: str) -> None:
    found = mentions(heavy, light)
    weights = found[found["day"] == MONDAY + 1].set_index("article_id")["weight"]
    assert weights["a0"] > weights["a1"] > 0


def test_days_are_counted_as_python_counts_them() -> None:
    days = pd.Series(pd.to_datetime(["2020-03-02", None]).astype("datetime64[s]"))
    assert ordinals(days).tolist()[0] == MONDAY
    assert ordinals(days).isna().tolist() == [False, True]


def _score(rows: list[tuple[int, int, str, float]], leads: pd.DataFrame = NONE, days: int = 7) -> list[float]:
    named = pd.DataFrame(rows, columns=MENTIONS)
    articles = named.groupby("published")["article_id"].nunique()
    return score_days(named, leads, articles, MONDAY, MONDAY + days - 1).tolist()


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
    assert list(order_days(scores, wanted=2)) == [2, 6, 3]
    assert list(order_days(scores, wanted=20)) == [2, 3, 6]


ORDERS = {"none": ([], []), "nothing told": ([0.0], []), "equal": ([0.0, 0.0, 1.0, 1.0], [2, 3])}


@pytest.mark.parametrize(("scores", "order"), ORDERS.values(), ids=ORDERS)
def test_days_of_which_something_is_told_come_once_and_the_earlier_first(scores: list[float], order: list[int]) -> None:
    assert list(order_days(np.array(scores), wanted=1)) == order
