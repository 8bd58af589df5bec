"""The day of a clause and its grounds."""

from __future__ import annotations

import pytest

from newslab.text.role import Article, decide_roles, role_features
from newslab.text.sentences import find_sentences
from newslab.text.spans import read_field
from newslab.text.statements import read_statements

TEXT = (
    "Talks with Iran began on Friday. The ministers met again on Oct. 20, 2025. "
    "The president signed the bill on Monday, officials said."
)


def days(text, published="2025-11-06"):
    field = read_field(text, find_sentences(text), published)
    field.roles = decide_roles(role_features(field, Article()))
    return [(one["day_basis"], one["first_day"], one["last_day"]) for one in read_statements(field)]


def test_its_own_time_is_the_day_of_a_clause():
    assert days(TEXT) == [
        ("relative", "2025-10-31", "2025-10-31"),
        ("stated", "2025-10-20", "2025-10-20"),
        ("relative", "2025-11-03", "2025-11-03"),
    ]


@pytest.mark.parametrize("published", [None, "2025-11-06", "2025-11-01/2025-11-30"])
def test_what_is_unknown_has_no_day_and_what_is_known_has_both(published):
    for basis, first, last in days("The storm broke a dam. Anna Lind lost her house.", published):
        assert (basis == "unknown") == (first is None) == (last is None)
        if published is None:
            assert basis == "unknown"


def test_bounds_of_publication_are_bounds_of_the_day():
    found = days("Police arrested two men, the mayor said.", "2025-11-01/2025-11-30")
    assert {one[1:] for one in found if one[0] == "publication"} <= {("2025-11-01", "2025-11-30")}


@pytest.mark.parametrize(
    ("when", "basis"),
    [("on Oct. 15", "stated"), ("in May", "stated"), ("on Oct. 15, 2024", "stated"), ("last October", "relative"),
     ("on Tuesday", "relative"), ("yesterday", "relative")],
)  # fmt: skip
def test_a_date_is_stated_though_its_year_is_left_out(when, basis):
    assert days(f"The ministers signed the treaty {when}.")[0][0] == basis


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("She ran the fund from 2003 to 2007.", "2003-01-01", "2007-12-31"),
        ("The ministers met in Oslo on Friday and Saturday.", "2025-10-31", "2025-11-01"),
        ("The ministers met on Friday and spoke to the press on Sunday.", "2025-10-31", "2025-10-31"),
    ],
)
def test_two_times_that_are_one_span_are_read_whole(when, first, last):
    assert days(when)[0][1:] == (first, last)


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("On Friday, the fiery but well prepared Texas senator is set to deliver a speech.", "2025-11-07"),
        ("On Friday, the fiery but well prepared Texas senator delivered a speech.", "2025-10-31"),
    ],
)
def test_a_weekday_of_what_is_planned_is_to_come(told, day):
    assert days(told, "2025-11-05")[0][1] == day


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ("The ministers signed the May 2018 treaty.", "2018-05-01"),
        ("The minister has accused the firm of fraud.", "2025-11-06"),
        (
            "Members Wednesday pooh-poohed charges of a mix-up in attacks last year, saying they were untrue.",
            "2024-01-01",
        ),
    ],
)
def test_the_day_of_a_noun_and_that_of_a_report_are_not_those_of_the_act(told, first):
    assert days(told)[0][1] != first
