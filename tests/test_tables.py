"""The contracts: what a user is told when a table breaks one."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pyarrow as pa
import pytest

import newslab as nl
from newslab.errors import TableError
from newslab.tables import ARTICLES, CITATIONS, CONTRACTS, EVENTS, MEMBERS, TIMES, build, check, cite, empty, make_id


@pytest.mark.parametrize("name", CONTRACTS)
def test_an_empty_table_keeps_its_contract(name):
    table = empty(CONTRACTS[name])
    assert list(check(table, CONTRACTS[name]).columns) == list(CONTRACTS[name].columns)


BROKEN = {
    "missing column": ([{"article_id": "a"}], ARTICLES, "articles.text: the column is missing"),
    "missing value": ([{"article_id": "a", "text": None}], ARTICLES, "articles.text: 1 rows have no value, first at 0"),
    "repeated key": ([{"article_id": "a", "text": "x"}] * 2, ARTICLES, "1 rows repeat the key article_id"),
    "wrong word": (
        [{"article_id": "a", "text": "x", "text_status": "half"}],
        ARTICLES,
        "expected one of full, truncated, live; found half",
    ),
    "wrong type": ([{"article_id": "a", "text": "x", "published": "soon"}], ARTICLES, "articles.published: expected"),
    "last before first": (
        [{"event_id": "e", "text": "x", "first_day": "2026-02-02", "last_day": "2026-02-01"}],
        EVENTS,
        "events.last_day: 1 rows lie before first_day, first at 0; swap them",
    ),
    "end before start": (
        [{"article_id": "a", "start": 5, "end": 2, "text": "x", "type": "DATE"}],
        TIMES,
        "times.end: 1 rows lie before start",
    ),
}


@pytest.mark.parametrize(("rows", "contract", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_table_is_told_in_one_line(rows, contract, told):
    with pytest.raises(TableError, match=r"^[^\n]*$") as caught:
        build(rows, contract)
    assert told in str(caught.value)


def test_a_plain_table_is_sent_to_read_articles():
    plain = pd.DataFrame({"headline": ["Dam opens"], "body": ["The dam opened."]})
    with pytest.raises(
        TableError, match=r"article_id: the column is missing.*headline, body; nl.read_articles\(table\)"
    ):
        check(plain, ARTICLES)
    articles, _ = nl.read_articles(plain)
    assert check(articles, ARTICLES)["text"].tolist() == ["The dam opened."]
    with pytest.raises(TableError) as told:
        check(plain, MEMBERS)
    assert "read_articles" not in str(told.value)


def test_check_completes_without_touching_what_the_user_gave():
    given = pd.DataFrame({"text": ["x"], "mood": ["calm"], "article_id": ["a"]}, index=[7])
    before = given.copy(deep=True)
    table = check(given, ARTICLES)
    pd.testing.assert_frame_equal(given, before)
    assert list(table.index) == [7]
    assert table.loc[7, "mood"] == "calm"
    assert table.loc[7, "text_status"] == "full"
    assert table.loc[7, "authors"] == []


def test_times_are_kept_in_utc_and_days_before_christ_are_days():
    article = build([{"article_id": "a", "text": "x", "published": "2026-02-02T10:00:00+09:00"}], ARTICLES)
    assert str(article.published[0]) == "2026-02-02 01:00:00+00:00"
    event = build([{"event_id": "e", "text": "x", "first_day": "-0044-03-15"}], EVENTS)
    assert event.first_day.to_numpy()[0].astype("datetime64[Y]").astype(int) + 1970 == -44


def test_something_else_than_a_table_is_named():
    with pytest.raises(TableError, match="expected a DataFrame, found list"):
        check([1], MEMBERS)  # type: ignore[arg-type]


def test_ids_are_stable_and_tell_their_parts_apart():
    assert make_id("event", "a", "bc") == make_id("event", "a", "bc")
    assert make_id("event", "a", "bc") != make_id("event", "ab", "c")


def test_a_citation_record_keeps_its_contract():
    row = build([cite("event-1", "a", "Warsaw", 3)], CITATIONS).iloc[0]
    assert (row.start, row.end, row.field, len(row.hash)) == (3, 9, "text", 64)


ODD = {
    "dates of arrow": (pd.array([date(2024, 1, 2), None], dtype=pd.ArrowDtype(pa.date32())), "2024-01-02"),
    "times of arrow": (pd.array([datetime(2024, 1, 2, 9), None], dtype=pd.ArrowDtype(pa.timestamp("s"))), "2024-01-02"),
    "zoned": (pd.DatetimeIndex(["2024-01-02 23:00", None], tz="Asia/Kolkata"), "2024-01-02"),
    "categories": (pd.Categorical(["2024-01-02", None]), "2024-01-02"),
    "periods": (pd.PeriodIndex(["2024-01-02", None], freq="D"), "2024-01-02"),
    "spans of time": (pd.to_timedelta([1, 2]), None),
    "intervals": (pd.interval_range(0, 2), None),
}


@pytest.mark.parametrize(("days", "first"), ODD.values(), ids=ODD)
def test_days_of_any_type_are_days_or_one_line(days, first):
    table = pd.DataFrame({"article_id": ["a", "b"], "text": ["x", "y"]}).assign(published_day=days)
    if first is None:
        with pytest.raises(TableError, match=r"articles\.published_day: expected day, found"):
            check(table, ARTICLES)
    else:
        assert str(check(table, ARTICLES)["published_day"][0].date()) == first


def test_columns_of_one_name_are_named():
    table = pd.DataFrame([["a", "x", "y"]], columns=["article_id", "text", "text"])
    with pytest.raises(TableError, match=r"several columns have one name: text; nl\.read_articles"):
        check(table, ARTICLES)
