import datetime as dt

import pytest

from newslab.digest.days import note_days, told_as
from newslab.digest.setting import Setting, Time


def noted(words: str, when: str, first: str, *, last: str = "", precision: str = "day", published: str = "2026-02-05"):
    start = words.index(when)
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)
    time = Time(start, start + len(when), when, "DATE", *days, precision)
    setting = Setting(words, ((0, len(words)),), (), (time,), dt.date.fromisoformat(published))
    found = note_days(0, len(words), setting)
    return None if found is None else [note for _, note in found]


@pytest.mark.parametrize(
    ("words", "when", "first", "last", "precision", "notes"),
    [
        pytest.param("It opened on Tuesday.", "Tuesday", "2026-02-03", "", "day", ["3 February 2026"], id="weekday"),
        pytest.param("In January, it opened.", "January", "2026-01-01", "2026-01-31", "month", ["2026"], id="bare month"),
        pytest.param("It is at its lowest since November.", "November", "2026-11-01", "2026-11-30", "month", None, id="month ahead, told as past"),
        pytest.param("It will open in May.", "May", "2026-05-01", "2026-05-31", "month", ["2026"], id="month ahead"),
        pytest.param("On July 29 it opened.", "July 29", "2025-07-29", "", "day", ["2025"], id="day of another year"),
        pytest.param("On Jan. 29 it opened.", "Jan. 29", "2026-01-29", "", "day", [], id="day of this year"),
        pytest.param("On July 29, 2025 it opened.", "July 29, 2025", "2025-07-29", "", "day", [], id="year told"),
        pytest.param("It sank over the last month.", "last month", "2026-01-01", "2026-01-31", "month", [], id="up to now"),
        pytest.param("It sank earlier this year.", "earlier this year", "2026-01-01", "2026-04-30", "months", ["2026"], id="no finer than told"),
        pytest.param("A Long March 4C rocket rose.", "March 4", "2026-03-04", "", "day", [], id="no day at all"),
        pytest.param("It votes in Sunday's election, due soon.", "Sunday", "2026-02-01", "", "day", ["1 February 2026"], id="weekday behind"),
        pytest.param("It prepares to vote in Sunday's election.", "Sunday", "2026-02-01", "", "day", None, id="weekday ahead"),
        pytest.param("It was launched early on Friday.", "Friday", "2026-01-30", "", "day", None, id="may be tomorrow there"),
        pytest.param("It lost the next night.", "the next night", "2026-02-06", "", "day", None, id="counted from the story"),
        pytest.param("It is due later in the year.", "later in the year", "2025-09-01", "2025-12-31", "months", None, id="of which year"),
    ],
)  # fmt: skip
def test_a_day_is_told_where_it_is_sure_and_no_finer_than_its_words(words, when, first, last, precision, notes):
    assert noted(words, when, first, last=last, precision=precision) == notes


def test_no_day_is_told_for_a_time_without_one():
    assert told_as(Time(0, 4, "then", "DATE", None, None, "")) == ""
