"""Publication dates: none is invented, none becomes more exact than it was told."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timezone

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslab.read.published import UNKNOWN, confidence_of, find_day_order, parse_published, resolve_age

TIMES = {
    "iso z": ("2024-05-06T07:08:09Z", "2024-05-06 07:08:09+00:00", "2024-05-06", "time"),
    "iso offset": ("2024-05-06T23:30:00-04:00", "2024-05-07 03:30:00+00:00", "2024-05-06", "time"),
    "iso offset, no colon": ("2024-05-06T23:30:00.123+0200", "2024-05-06 21:30:00+00:00", "2024-05-06", "time"),
    "iso no zone": ("2024-05-06 07:08", "2024-05-06 07:08:00+00:00", "2024-05-06", "time without zone"),
    "rfc 822": ("Mon, 06 May 2024 23:30:00 EDT", "2024-05-07 03:30:00+00:00", "2024-05-06", "time"),
    "rfc 822 numeric": ("06 May 2024 01:30 +0900", "2024-05-05 16:30:00+00:00", "2024-05-06", "time"),
    "words": ("Published 4:05 p.m. ET May 6, 2024", "2024-05-06 20:05:00+00:00", "2024-05-06", "time"),
    "words day": ("6th of May, 2024", "2024-05-06 00:00:00+00:00", "2024-05-06", "day"),
    "german": ("6. Mai 2024, 18:30 Uhr", "2024-05-06 18:30:00+00:00", "2024-05-06", "time without zone"),
    "day": ("2024-05-06", "2024-05-06 00:00:00+00:00", "2024-05-06", "day"),
    "compact": ("20240506", "2024-05-06 00:00:00+00:00", "2024-05-06", "day"),
    "slashes, 21 is no month": ("21/5/2024", "2024-05-21 00:00:00+00:00", "2024-05-21", "day"),
    "american, two digits": ("5/21/24", "2024-05-21 00:00:00+00:00", "2024-05-21", "day"),
    "dots": ("6.5.2024", "2024-05-06 00:00:00+00:00", "2024-05-06", "day"),
    "words before": ("Published: 2024-03-06", "2024-03-06 00:00:00+00:00", "2024-03-06", "day"),
    "rfc 822, two digits": ("Mon, 19 Aug 24 17:42:08 +0200", "2024-08-19 15:42:08+00:00", "2024-08-19", "time"),
    "two digits of last century": ("05-Sep-98", "1998-09-05 00:00:00+00:00", "1998-09-05", "day"),
    "two digits": ("05-Sep-23", "2023-09-05 00:00:00+00:00", "2023-09-05", "day"),
    "asctime": ("Wed Mar  6 13:05:00 2024", "2024-03-06 13:05:00+00:00", "2024-03-06", "time without zone"),
    "asctime with a zone": ("Wed Mar 06 13:05:00 +0100 2024", "2024-03-06 12:05:00+00:00", "2024-03-06", "time"),
    "javascript": ("Sat Nov 18 2017 15:21:41 GMT+0000", "2017-11-18 15:21:41+00:00", "2017-11-18", "time"),
    "catalan": ("27/11/2017 a les 10:19h", "2017-11-27 10:19:00+00:00", "2017-11-27", "time without zone"),
    "summer time": (
        "Monday August 27, 2018 10:05 am PDT by Juli Clove",
        "2018-08-27 17:05:00+00:00",
        "2018-08-27",
        "time",
    ),
    "updated too": (
        "Published 6:30 p.m. ET Sept. 5, 2023 | Updated 9:12 a.m. ET Sept. 6, 2023",
        "2023-09-05 22:30:00+00:00",
        "2023-09-05",
        "time",
    ),
    "updated first": (
        "Updated 2024-03-07 10:00, published 2024-03-06",
        "2024-03-06 00:00:00+00:00",
        "2024-03-06",
        "day",
    ),
    "winter time": ("Dec. 6, 2024, 4:30 p.m. PT", "2024-12-07 00:30:00+00:00", "2024-12-06", "time"),
    "chinese": ("2024年3月6日 13:05", "2024-03-06 13:05:00+00:00", "2024-03-06", "time without zone"),
    "korean": ("2024년 3월 6일", "2024-03-06 00:00:00+00:00", "2024-03-06", "day"),
    "korean dots": ("2024. 3. 6.", "2024-03-06 00:00:00+00:00", "2024-03-06", "day"),
    "russian": ("6 марта 2024, 10:30", "2024-03-06 10:30:00+00:00", "2024-03-06", "time without zone"),
    "hungarian": ("2024. március 6. 10:20", "2024-03-06 10:20:00+00:00", "2024-03-06", "time without zone"),
    "french": ("mercredi 6 mars 2024 à 10h30", "2024-03-06 10:30:00+00:00", "2024-03-06", "time without zone"),
    "gdelt": ("20240306T130500Z", "2024-03-06 13:05:00+00:00", "2024-03-06", "time"),
    "fourteen digits": (20240306130500, "2024-03-06 13:05:00+00:00", "2024-03-06", "time without zone"),
    "iso and half days": ("2024-03-06 02:05 PM", "2024-03-06 14:05:00+00:00", "2024-03-06", "time without zone"),
    "iso and a zone's name": ("2024-03-06 10:30 EST", "2024-03-06 15:30:00+00:00", "2024-03-06", "time"),
    "epoch": (1714978800, "2024-05-06 07:00:00+00:00", "2024-05-06", "time"),
    "epoch ms text": ("1714978800000", "2024-05-06 07:00:00+00:00", "2024-05-06", "time"),
    "date": (date(2024, 5, 6), "2024-05-06 00:00:00+00:00", "2024-05-06", "day"),
    "timestamp": (pd.Timestamp("2024-05-06 07:00", tz="Asia/Tokyo"), "2024-05-05 22:00:00+00:00", "2024-05-06", "time"),
}


@pytest.mark.parametrize(("value", "time", "day", "method"), TIMES.values(), ids=TIMES.keys())
def test_time_and_local_day(value: object, time: str, day: str, method: str) -> None:
    found = parse_published(value)
    assert (str(found.time), str(found.day), found.method) == (time, day, method)


BOUNDS = {
    "month": ("May 2024", "2024-05-01", "2024-05-31", "month"),
    "iso month": ("2024-02", "2024-02-01", "2024-02-29", "month"),
    "year": ("2024", "2024-01-01", "2024-12-31", "year"),
    "day or month": ("4/5/2024", "2024-04-05", "2024-05-04", "ambiguous day"),
}


@pytest.mark.parametrize(("value", "first", "last", "method"), BOUNDS.values(), ids=BOUNDS.keys())
def test_what_is_no_day_has_bounds_and_no_time(value: str, first: str, last: str, method: str) -> None:
    found = parse_published(value)
    assert (found.time, found.day, str(found.first), str(found.last), found.method) == (None, None, first, last, method)


@pytest.mark.parametrize("value", ["18 hours ago", "a day ago", "Yesterday", "just now", "3 mins ago", "1 week ago"])
def test_an_age_is_never_a_date(value: str) -> None:
    found = parse_published(value)
    assert (found.time, found.day, found.first, found.method) == (None, None, None, "age")


@pytest.mark.parametrize(
    "value",
    [
        "0000-00-00",
        "2024-13-45",
        "no date",
        "Covid-19, part 1",
        "5 May 10 comments",
        "2024-066",
        "2023-2024",
        "1970-01-01T00:00:00Z",
        "Vol. 3, 2024",
        20240230,
        datetime(1, 1, 1),
        date(1500, 1, 1),
        10**300,
        "9999-99-99",
        "99/99/9999",
        "x" * 5000,
        -5,
        10**30,
    ],
)
def test_what_is_no_date_stays_out(value: object) -> None:
    assert parse_published(value).time is None


@pytest.mark.parametrize("value", [None, "", "nan", "NaT", math.nan, pd.NaT, True])
def test_missing_is_unknown(value: object) -> None:
    assert parse_published(value).method == "unknown"


def test_day_order_is_told_by_the_other_dates() -> None:
    assert find_day_order(["4/5/2024", "4/21/2024", None]) is False
    assert find_day_order(["4/5/2024", "21/4/2024"]) is True
    assert find_day_order(["21/4/2024", "4/21/2024"]) is None
    assert parse_published("4/5/2024", day_first=True).day == date(2024, 5, 4)


@given(st.datetimes(datetime(1700, 1, 1), datetime(2199, 1, 1)), st.integers(-840, 840))
def test_iso_comes_back_as_it_went(moment: datetime, minutes: int) -> None:
    zone = timezone(pd.Timedelta(minutes=minutes).to_pytimedelta())
    told = moment.replace(microsecond=0, tzinfo=zone)
    found = parse_published(told.isoformat())
    assert found.time == told
    assert found.day == told.date()


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_published(text)
    assert (found.time is None) == (found.day is None)


CRAWLED = datetime(2026, 2, 3, 9, tzinfo=UTC)
AGES = {
    "hours": ("18 hours ago", "2026-02-02", "2026-02-02"),
    "hours over midnight": ("9 hours ago", "2026-02-02", "2026-02-03"),
    "minutes": ("5 min ago", "2026-02-03", "2026-02-03"),
    "days": ("2 days ago", "2026-01-31", "2026-02-01"),
    "a week": ("a week ago", "2026-01-20", "2026-01-27"),
    "yesterday": ("yesterday", "2026-02-02", "2026-02-02"),
    "just now": ("Just now", "2026-02-03", "2026-02-03"),
}


@pytest.mark.parametrize(("words", "first", "last"), AGES.values(), ids=AGES.keys())
def test_an_age_dates_only_where_the_hour_of_the_crawl_is_known(words: str, first: str, last: str) -> None:
    found = resolve_age(words, CRAWLED)
    assert (str(found.first), str(found.last), found.day, found.method) == (first, last, None, "age at the crawl")
    assert resolve_age(words, None) == UNKNOWN


@pytest.mark.parametrize("words", ["", "soon", "9999 years ago", "2024-05-06"])
def test_what_is_no_age_or_too_old_dates_nothing(words: str) -> None:
    assert resolve_age(words, CRAWLED) == UNKNOWN


def test_confidence_follows_the_place_that_told_the_day() -> None:
    assert confidence_of("json-ld: time") > confidence_of("words: day")
    assert confidence_of("time") == 1.0
