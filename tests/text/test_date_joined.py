"""Two expressions side by side that tell one date are read as one."""

from __future__ import annotations

import pytest

from newslab.text.dates import find_dates

CASES = {
    "week, weekday": ("He left last week on Monday.", "2021-03-31", "last week on Monday", "2021-03-22"),
    "weekday, week": ("He left on Monday last week.", "2021-03-31", "Monday last week", "2021-03-22"),
    "ahead": ("He returns next week on Friday.", "2021-03-31", "next week on Friday", "2021-04-09"),
    "years ago today": ("Ten years ago today the hall fell.", "2024-03-06", "Ten years ago today", "2014-03-06"),
    "weeks ago today": ("He left two weeks ago today.", "2024-03-06", "two weeks ago today", "2024-02-21"),
    "no 30 February": ("Six months ago today it fell.", "2024-08-31", "Six months ago today", "2024-02-29"),
    "this day": ("On this day in 1912 the liner sank.", "2024-04-14", "this day in 1912", "1912-04-14"),
    "day, clock": ("It opens Thursday, December 24, at 8PM.", "2015-12-01", "Thursday, December 24, at 8PM", "2015-12-24T20:00"),
    "clock, day": ("It opens at 8PM on Thursday.", "2015-12-01", "8PM on Thursday", "2015-12-03T20:00"),
    "short weekday": ("The gates open Sun 9am.", "2025-01-01", "Sun 9am", "2025-01-05T09:00"),
    "weekday week": ("The court sits on Tuesday week.", "2024-03-06", "Tuesday week", "2024-03-19"),
    "hours ago": ("The alert was sent 4 hours ago.", "2020-10-26T02:30Z", "4 hours ago", "2020-10-25T22:30"),
    "month named": ("It begins on the third Friday of next month.", "2021-01-29", "the third Friday of next month", "2021-02-19"),
    "month in figures": ("It was signed on 19-Nov-12.", "2013-03-06", "19-Nov-12", "2012-11-19"),
    "year first": ("It closed on 2017/Oct/31.", "2018-10-01", "2017/Oct/31", "2017-10-31"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "anchor", "words", "value"), CASES.values(), ids=CASES.keys())
def test_one_date(text, anchor, words, value):
    assert [(one["text"], one["value"]) for one in find_dates(text, anchor)] == [(words, value)]


def test_hours_ago_have_no_hour_where_only_the_day_is_known():
    assert [one["value"] for one in find_dates("It was sent 4 hours ago.", "2020-10-26")] == ["PAST_REF"]


NO_DATES = {
    "first name": "April Summers won the race. August Wilson lost.",
    "march": "Thousands walked in the Women's March.",
    "march on": "He spoke at the March on Washington.",
    "road": "The house at 1954 Elm Street was sold.",
    "seats": "The hall has 1230 seats.",
}


@pytest.mark.parametrize("text", NO_DATES.values(), ids=NO_DATES.keys())
def test_what_only_looks_like_a_date(text):
    assert [one["text"] for one in find_dates(text, "2020-07-01")] == []


def test_years_in_a_list():
    assert [one["value"] for one in find_dates("He won in 1996, 2000 and 2004.", "2024-03-06")] == [
        "1996",
        "2000",
        "2004",
    ]
