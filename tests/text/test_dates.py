"""A timeline is as good as its dates: what is read, what it means, and what is left alone."""

from __future__ import annotations

import random
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newslab.errors import OptionError
from newslab.text.date_values import from_ordinal, iso_week, meaning, to_ordinal, weekday_of
from newslab.text.date_words import CLASS_OF
from newslab.text.dates import find_dates

WEDNESDAY = "2024-11-06"


def only(text: str, anchor: str | None = WEDNESDAY) -> dict[str, Any]:
    """Return the one expression of a text."""
    found = find_dates(text, anchor)
    assert len(found) == 1, [record["text"] for record in found]
    return found[0]


# words of the expression, text, value, EDTF, first day, last day, precision
EXPLICIT = {
    "range of years": ("1950-53", "The war of 1950-53 ended so.", "1950/1953", "1950/1953", "1950-01-01", "1953-12-31", "years"),
    "range with an en dash": ("1950\u201353", "The war of 1950\u201353.", "1950/1953", "1950/1953", "1950-01-01", "1953-12-31", "years"),
    "bare year": ("2010", "They left in 2010 for good.", "2010", "2010", "2010-01-01", "2010-12-31", "year"),
    "late in a year": ("Late 2024", "Late 2024 brought a change.", "2024", "2024-09/2024-12", "2024-09-01", "2024-12-31", "months"),
    "short month first": ("Aug 8, 2018", "It was signed on Aug 8, 2018.", "2018-08-08", "2018-08-08", "2018-08-08", "2018-08-08", "day"),
    "day first": ("2 February 2026", "It opens on 2 February 2026.", "2026-02-02", "2026-02-02", "2026-02-02", "2026-02-02", "day"),
    "short month with dot": ("Feb. 2, 2026", "It opens on Feb. 2, 2026, in Oslo.", "2026-02-02", "2026-02-02", "2026-02-02", "2026-02-02", "day"),
    "narrow spaces inside": ("Feb.\u202f2,\u202f2026", "It opens on Feb.\u202f2,\u202f2026.", "2026-02-02", "2026-02-02", "2026-02-02", "2026-02-02", "day"),
    "caption, day first": ("28/10/2025", "The square with its fountain, 28/10/2025. Photo: agency", "2025-10-28", "2025-10-28", "2025-10-28", "2025-10-28", "day"),
    "ISO": ("2025-10-28", "Updated 2025-10-28 by the desk", "2025-10-28", "2025-10-28", "2025-10-28", "2025-10-28", "day"),
    "ordinal day": ("the 3rd of March 1918", "Signed on the 3rd of March 1918.", "1918-03-03", "1918-03-03", "1918-03-03", "1918-03-03", "day"),
    "days of a month": ("May 3-7, 2021", "The fair ran May 3-7, 2021.", "2021-05-03/2021-05-07", "2021-05-03/2021-05-07", "2021-05-03", "2021-05-07", "days"),
    "months of a year": ("March-April 1998", "In March-April 1998 it rained.", "1998-03/1998-04", "1998-03/1998-04", "1998-03-01", "1998-04-30", "months"),
    "month of a year": ("November 1939", "In November 1939 they met.", "1939-11", "1939-11", "1939-11-01", "1939-11-30", "month"),
    "early in a month": ("early May 1942", "By early May 1942 it was over.", "1942-05", "1942-05-01/1942-05-10", "1942-05-01", "1942-05-10", "days"),
    "season": ("the summer of 1963", "In the summer of 1963 it ended.", "1963-SU", "1963-22", "1963-06-01", "1963-08-31", "season"),
    "winter runs on": ("winter 2023", "During winter 2023 prices fell.", "2023-WI", "2023-24", "2023-12-01", "2024-02-29", "season"),
    "quarter": ("the third quarter of 1990", "In the third quarter of 1990 sales fell.", "1990-Q3", "1990-35", "1990-07-01", "1990-09-30", "quarter"),
    "short quarter": ("Q2 2023", "Sales rose in Q2 2023.", "2023-Q2", "2023-34", "2023-04-01", "2023-06-30", "quarter"),
    "half": ("the second half of 2008", "In the second half of 2008 it fell.", "2008-H2", "2008-41", "2008-07-01", "2008-12-31", "half"),
    "fiscal year": ("fiscal 2019", "Profit for fiscal 2019 fell.", "2019", "2019", "2019-01-01", "2019-12-31", "year"),
    "decade": ("the 1960s", "In the 1960s it was new.", "196", "196X", "1960-01-01", "1969-12-31", "decade"),
    "late decade": ("the late 1980s", "In the late 1980s it went.", "198", "1987/1989", "1987-01-01", "1989-12-31", "years"),
    "short decade": ("the '90s", "Nobody in the '90s cared.", "199", "199X", "1990-01-01", "1999-12-31", "decade"),
    "century": ("the 19th century", "A bridge of the 19th century.", "18", "18XX", "1800-01-01", "1899-12-31", "century"),
    "before Christ": ("480 BC", "In 480 BC they sailed.", "BC0480", "-0479", "-0479-01-01", "-0479-12-31", "year"),
    "about a year": ("about 1910", "It was built about 1910 by hand.", "1910", "1910~", "1910-01-01", "1910-12-31", "year"),
    "year in words": ("nineteen ninety-seven", "Back in nineteen ninety-seven it sank.", "1997", "1997", "1997-01-01", "1997-12-31", "year"),
    "holiday with year": ("Christmas 1963", "Home by Christmas 1963, they said.", "1963-12-25", "1963-12-25", "1963-12-25", "1963-12-25", "day"),
    "season over two years": ("2023/24", "The 2023/24 season was short.", "2023/2024", "2023/2024", "2023-01-01", "2024-12-31", "years"),
    "academic year": ("the academic year 2023-24", "Fees for the academic year 2023-24 rose.", "2023/2024", "2023/2024", "2023-01-01", "2024-12-31", "years"),
    "last half": ("the last half of 1989", "Prices fell in the last half of 1989.", "1989-H2", "1989-41", "1989-07-01", "1989-12-31", "half"),
    "winter of a spelled year": ("the winter of nineteen ninety-four", "We saw it in the winter of nineteen ninety-four.", "1994-WI", "1994-24", "1994-12-01", "1995-02-28", "season"),
    "the year named as one": ("The year 1950", "The year 1950 was dry.", "1950", "1950", "1950-01-01", "1950-12-31", "year"),
    "holiday before Easter": ("Ash Wednesday 2024", "Ash Wednesday 2024 was cold.", "2024-02-14", "2024-02-14", "2024-02-14", "2024-02-14", "day"),
    "day known by its figures": ("9/11", "They have met since 9/11, always here.", "2001-09-11", "2001-09-11", "2001-09-11", "2001-09-11", "day"),
    "moving holiday": ("Easter 2024", "Easter 2024 was early.", "2024-03-31", "2024-03-31", "2024-03-31", "2024-03-31", "day"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "text", "value", "edtf", "first", "last", "precision"), EXPLICIT.values(), ids=EXPLICIT.keys()
)
def test_explicit_dates_keep_their_precision(
    words: str, text: str, value: str, edtf: str, first: str, last: str, precision: str
) -> None:
    found = only(text)
    assert found["text"] == words
    assert (found["value"], found["edtf"]) == (value, edtf)
    assert (found["first_day"], found["last_day"], found["precision"]) == (first, last, precision)


RELATIVE = {  # against Wednesday 6 November 2024
    "today": ("The cabinet meets today.", "today", "DATE", "2024-11-06"),
    "yesterday with part of day": ("It rained yesterday morning.", "yesterday morning", "TIME", "2024-11-05TMO"),
    "weekday with a past verb": ("They met on Friday.", "Friday", "DATE", "2024-11-01"),
    "weekday with a future verb": ("They will meet on Friday.", "Friday", "DATE", "2024-11-08"),
    "weekday of today": ("He resigned on Wednesday.", "Wednesday", "DATE", "2024-11-06"),
    "last weekday": ("They met last Wednesday.", "last Wednesday", "DATE", "2024-10-30"),
    "last week": ("It began last week.", "last week", "DATE", "2024-W44"),
    "next month": ("It ends next month.", "next month", "DATE", "2024-12"),
    "this year": ("It fell this year.", "this year", "DATE", "2024"),
    "earlier this month": ("It began earlier this month.", "earlier this month", "DATE", "2024-11"),
    "days ago": ("It began ten days ago.", "ten days ago", "DATE", "2024-10-27"),
    "years ago": ("It began five years ago.", "five years ago", "DATE", "2019"),
    "month without a year, past": ("He was elected in March.", "March", "DATE", "2024-03"),
    "month without a year, to come": ("She will be sworn in in January.", "January", "DATE", "2025-01"),
    "day without a year": ("Votes were counted on Nov. 4.", "Nov. 4", "DATE", "2024-11-04"),
    "weekday picks the year": ("It fell on Monday, 4 November.", "Monday, 4 November", "DATE", "2024-11-04"),
    "quarter gone by": ("It reported a loss for the third quarter.", "the third quarter", "DATE", "2024-Q3"),
    "season": ("Prices rose this summer.", "this summer", "DATE", "2024-SU"),
    "clock and day": ("It closed at 10 p.m. Tuesday.", "10 p.m. Tuesday", "TIME", "2024-11-05T22:00"),
    "clock with a dot": ("The tram left at 6.10am.", "6.10am", "TIME", "XXXX-XX-XXT06:10"),
    "tonight": ("They play tonight.", "tonight", "TIME", "2024-11-06TNI"),
    "this morning": ("Snow fell this morning.", "this morning", "TIME", "2024-11-06TMO"),
    "holiday to come": ("Shops will close on Christmas Day.", "Christmas Day", "DATE", "2024-12-25"),
    "now": ("It is now clear.", "now", "DATE", "PRESENT_REF"),
    "recently": ("She recently moved.", "recently", "DATE", "PAST_REF"),
    "the future": ("Nobody knows the future.", "the future", "DATE", "FUTURE_REF"),
    "duration": ("The strike lasted two weeks.", "two weeks", "DURATION", "P2W"),
    "duration as adjective": ("They signed a 30-day truce.", "30-day", "DURATION", "P30D"),
    "two and a half": ("It took two and a half years.", "two and a half years", "DURATION", "P2Y6M"),
    "half an hour": ("It took half an hour.", "half an hour", "DURATION", "PT30M"),
    "half in figures": ("It took 2 1/2 years.", "2 1/2 years", "DURATION", "P2Y6M"),
    "decimal": ("It took 2.5 years.", "2.5 years", "DURATION", "P2.5Y"),
    "count with a comma": ("It stood 1,300 years.", "1,300 years", "DURATION", "P1300Y"),
    "clock of four figures": ("It left at 0530 GMT.", "0530 GMT", "TIME", "XXXX-XX-XXT05:30"),
    "about a clock of four figures": ("It left about 0530 GMT.", "about 0530 GMT", "TIME", "XXXX-XX-XXT05:30"),
    "clock after midnight": ("It left (00:05 GMT).", "00:05 GMT", "TIME", "XXXX-XX-XXT00:05"),
    "the quarter that is over": ("Profit fell in the quarter.", "the quarter", "DATE", "2024-Q3"),
    "some number": ("It took some fifty years.", "some fifty years", "DURATION", "P50Y"),
    "several hundred": ("It took several hundred years.", "several hundred years", "DURATION", "PXY"),
    "for hours": ("They searched for hours.", "hours", "DURATION", "PTXH"),
    "less than one": ("It took 0.5 seconds.", "0.5 seconds", "DURATION", "PT0.5S"),
    "every other": ("They meet every other week.", "every other week", "SET", "P2W"),
    "weekday that comes again": ("They meet on Mondays.", "Mondays", "SET", "XXXX-WXX-1"),
    "night of a past weekday": ("They met last Friday night.", "last Friday night", "TIME", "2024-11-01TNI"),
    "short middle of a decade": ("It was new in the mid-80s.", "the mid-80s", "DATE", "198"),
    "vague duration": ("It took several months.", "several months", "DURATION", "PXM"),
    "hours": ("It took 24 hours.", "24 hours", "DURATION", "PT24H"),
    "stretch up to now": ("Rain fell for the past three months.", "the past three months", "DURATION", "P3M"),
    "every weekday": ("The market opens every Friday.", "every Friday", "SET", "XXXX-WXX-5"),
    "daily": ("Flights leave daily.", "daily", "SET", "XXXX-XX-XX"),
    "rate": ("It earns 20 million a year.", "a year", "SET", "P1Y"),
}


@pytest.mark.parametrize(("text", "words", "kind", "value"), RELATIVE.values(), ids=RELATIVE.keys())
def test_relative_dates_are_resolved_against_the_day_of_publication(
    text: str, words: str, kind: str, value: str
) -> None:
    found = only(text)
    assert (found["text"], found["type"], found["value"]) == (words, kind, value)


NO_DATES = {
    "modal verb": "It may cost more than that. May I ask why?",
    "footnote": "The treaty was signed.[1] It failed.[2]",
    "product": "It is a $1997 machine.",
    "score": "They won 4-6, 6-4, 7-6 and went home.",
    "price": "Shares fell to $12.50 from 13.75.",
    "troops": "Some 2000 troops crossed the river.",
    "thousands": "About 1,950 people came.",
    "verb march": "They march on the capital.",
    "verb fall": "Prices fall and the fall of the city came.",
    "second place": "She came second and was the second woman to win.",
    "fraction": "Three-quarters of the grain was lost.",
    "age in words": "Both men are in their thirties.",
    "name": "Theresa May spoke first.",
    "list": "1. Apples 2. Pears 3. Plums",
    "age": "Mr Berg, 52 years old, met a 44-year-old driver.",
    "aircraft": "A Boeing 1997 jet landed.",
    "score with a dash": "The home side won 3-1 and the guests 2-0.",
    "price with cents": "It costs $19.99 or 2,010 yen.",
    "ratio": "Two thirds and 3/4 of them, 24/7.",
    "surname that is a season": "Gert Winters sang.",
    "name with a part of the day": "They call it Operation Red Dawn.",
    "verb after that": "Does that fall within the law?",
    "hours of an office": "Office hours are posted.",
    "soon after": "He left soon after that meeting.",
    "unreal day": "On 31/31/2020 nothing happened.",
}


@pytest.mark.parametrize("text", NO_DATES.values(), ids=NO_DATES.keys())
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert find_dates(text, WEDNESDAY) == []


def values(text: str, anchor: str | None = WEDNESDAY) -> list[str]:
    return [record["value"] for record in find_dates(text, anchor)]


HISTORY = (
    "The rising began in 1861. In March 1862 the fort fell. On May 4 the army crossed the river, and the next day it "
    "burned the bridge. Twelve days later the town gave up. In December it snowed. In January the siege was lifted. "
    "By 1864 nothing was left, and in 1865 it was over."
)


def test_in_a_history_the_date_before_is_the_anchor() -> None:
    assert values(HISTORY, "2009-12-19") == [
        "1861", "1862-03", "1862-05-04", "1862-05-05", "1862-05-17", "1862-12", "1863-01", "1864", "1865",
    ]  # fmt: skip


def test_a_history_does_not_run_past_the_day_it_was_written() -> None:
    text = "It began in 1950, went on in 1988 and 2010, and on Jan. 20, 2026 he recalled his November visit."
    assert values(text, "2026-02-03")[-1] == "2025-11"


def test_a_range_before_a_dash_is_one_range() -> None:
    found = only("1950\u201153 \u2013 The force joins the war.", None)
    assert (found["text"], found["edtf"]) == ("1950\u201153", "1950/1953")


def test_a_history_marks_nights_and_times() -> None:
    text = HISTORY + " They marched at night. At that time nobody knew."
    assert values(text, "2009-12-19")[-2:] == ["XXXX-XX-XXTNI", "1865"]
    assert values("They marched at night, officials said. At that time nobody knew.") == []


def test_the_same_words_in_news_count_from_the_day_of_writing() -> None:
    assert values("On May 4 the army crossed the river, officials said Tuesday.", "2024-05-10") == [
        "2024-05-04", "2024-05-07",
    ]  # fmt: skip


def test_the_previous_day_counts_from_the_date_before_it() -> None:
    text = "They met on 3 February 2026. The previous day the envoy had arrived, and the following week he left."
    assert values(text, "2026-02-20") == ["2026-02-03", "2026-02-02", "2026-W07"]


def test_the_day_before_without_a_day_counts_from_the_day_of_writing() -> None:
    assert values("The plan for 2026 was read. He had left the day before.", "2024-11-06") == ["2026", "2024-11-05"]


def test_a_picture_of_this_day_names_the_day() -> None:
    found = find_dates("FILE - In this Oct. 10, 2017, file photo the singer bows.", WEDNESDAY)
    assert [(one["text"], one["value"]) for one in found] == [("Oct. 10, 2017", "2017-10-10")]


def test_news_that_names_many_years_is_still_news() -> None:
    text = "He ran in 2008, 2012, 2016 and 2020, and said on Friday that he may run again. He spoke earlier this week."
    assert values(text)[-2:] == ["2024-11-01", "2024-W45"]


def test_years_before_christ_count_backwards() -> None:
    assert values("Fighting (492-490 BC) went on. In 480 BC they sailed. The following year they won.", None) == [
        "BC0492/BC0490", "BC0480", "BC0479",
    ]  # fmt: skip


def test_a_caption_shows_that_days_come_first() -> None:
    assert values("Photo 28/10/2025. Archive picture 03/02/2024.") == ["2025-10-28", "2024-02-03"]


def test_without_an_anchor_nothing_is_invented() -> None:
    found = find_dates("They met on Friday and on Nov. 4, 18 hours ago.", None)
    assert [record["value"] for record in found if record["type"] == "DATE"] == ["XXXX-WXX-5", "XXXX-11-04"]
    assert all(record["first_day"] is None for record in found)


def test_a_date_in_passing_is_not_the_day_of_writing() -> None:
    text = "She took office in January 2024. On March 5 she flew to Oslo, and last week to Rome. A day ago it rained."
    assert values(text, None) == ["2024-01", "XXXX-03-05", "XXXX-WXX", "XXXX-XX-XX"]


def test_a_state_before_a_date_is_no_circa() -> None:
    found = only("It was built in Fresno, CA Thursday, November 14, 2019.")
    assert (found["text"], found["edtf"]) == ("Thursday, November 14, 2019", "2019-11-14")


def test_an_uncertain_anchor_carries_its_uncertainty_on() -> None:
    found = find_dates("They met yesterday and in 2020.", "2024-11-04/2024-11-10")
    assert [(r["edtf"], r["first_day"], r["last_day"]) for r in found] == [
        ("[2024-11-03..2024-11-09]", "2024-11-03", "2024-11-09"),
        ("2020", "2020-01-01", "2020-12-31"),
    ]


@pytest.mark.parametrize("anchor", [date(2024, 11, 6), datetime(2024, 11, 6, 9, tzinfo=UTC), "2024-11-06T09:00:00Z"])
def test_anchor_may_be_a_day_or_a_time(anchor: date | datetime | str) -> None:
    assert find_dates("today", anchor)[0]["value"] == "2024-11-06"


@pytest.mark.parametrize("anchor", ["yesterday", "2024-11-06/soon", 5, ["2024-11-06"], {}])
def test_an_anchor_that_is_no_day_is_refused(anchor: object) -> None:
    for text in ("today", "no word of time"):
        with pytest.raises(OptionError, match="anchor: expected a day"):
            find_dates(text, anchor)  # type: ignore[arg-type]


@pytest.mark.parametrize("anchor", [None, "", float("nan")])
def test_a_missing_anchor_is_an_unknown_day(anchor: object) -> None:
    assert find_dates("yesterday", anchor)[0]["first_day"] is None  # type: ignore[arg-type]


def test_edtf_is_understood_by_the_edtf_library() -> None:
    edtf = pytest.importorskip("edtf")
    texts = [case[1] for case in EXPLICIT.values()] + [case[0] for case in RELATIVE.values()]
    written = [record["edtf"] for text in texts for record in find_dates(text, WEDNESDAY) if record["edtf"]]
    assert len(written) > 40
    for string in written:
        edtf.parse_edtf(string)


@given(st.dates())
def test_own_calendar_agrees_with_the_standard_library(day: date) -> None:
    own = (day.year, day.month, day.day)
    assert to_ordinal(own) == day.toordinal()
    assert from_ordinal(day.toordinal()) == own
    assert weekday_of(own) == day.weekday()
    assert iso_week(own) == tuple(day.isocalendar()[:2])


@given(st.integers(-2_000_000, 0))
def test_own_calendar_goes_on_before_year_one(ordinal: int) -> None:
    assert to_ordinal(from_ordinal(ordinal)) == ordinal


def in_order(day: str) -> tuple[int, int, int]:
    year, month, number = re.fullmatch(r"(-?\d+)-(\d\d)-(\d\d)", day).groups()  # type: ignore[union-attr]
    return int(year), int(month), int(number)


def check_records(text: str, anchor: str | None) -> None:
    done = 0
    for record in find_dates(text, anchor):
        assert record["text"] == text[record["start"] : record["end"]] != ""
        assert record["start"] >= done
        done = record["end"]
        assert record["type"] in ("DATE", "TIME", "DURATION", "SET")
        bounds = [record["first_day"], record["last_day"], record["precision"], record["edtf"]]
        if record["first_day"] is None:
            assert record["last_day"] is None and record["precision"] is None
        else:
            assert None not in bounds
            assert in_order(record["first_day"]) <= in_order(record["last_day"])


BY_CLASS: dict[str, list[str]] = {}
for _word in sorted(CLASS_OF):  # a few words of each class: most words are numbers
    BY_CLASS.setdefault(CLASS_OF[_word], []).append(_word)
PIECES = [
    *(word for words in BY_CLASS.values() for word in (*words[:3], *words[-3:])),
    "\n\n",
    "\u202f",
    "\xad",
    "é",
    "İ",
    "29",
    "February",
    "2023",
    "0",
    "日本",
]
ANCHORS = st.sampled_from([None, WEDNESDAY, "0001-01-01", "9999-12-31", "2024-02-29"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from([" ", "", "-", "\n"]), ANCHORS)
def test_any_words_of_time_give_sound_records(words: list[str], glue: str, anchor: str | None) -> None:
    check_records(glue.join(words), anchor)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), ANCHORS)
def test_any_text_gives_sound_records(text: str, anchor: str | None) -> None:
    check_records(text, anchor)


def test_seeded_fuzz() -> None:
    draw = random.Random(20261123)
    for _ in range(1500):
        words = [draw.choice(PIECES) for _ in range(draw.randint(0, 15))]
        check_records(draw.choice([" ", "", "-"]).join(words), WEDNESDAY)


@settings(max_examples=100, deadline=None)
@given(st.from_regex(r"(BC)?\d{1,4}(-(\d\d(-\d\d)?|W\d\d(-WE)?|Q\d|H\d|SP|SU|FA|WI))?", fullmatch=True),
       st.sampled_from(["", "early", "mid", "late"]))  # fmt: skip
def test_a_value_has_all_its_bounds_or_none(value: str, part: str) -> None:
    found = meaning(value, part)
    assert (found.first_day is None) == (found.last_day is None) == (found.edtf is None)
    if found.first_day is not None and found.last_day is not None:
        assert in_order(found.first_day) <= in_order(found.last_day)


@pytest.mark.parametrize("unit", ["1-", "May. ", "the year ", "one ", ".\u00a0 ", "\n ", "(", "1/1/", "a.m."])
def test_junk_of_any_length_is_read_to_its_end(unit: str) -> None:
    text = unit * (20_000 // len(unit)) + " It ended in 2020."
    assert find_dates(text, WEDNESDAY)[-1]["value"] == "2020"


def test_a_datetime_is_a_day() -> None:
    late, early = (datetime(2017, 9, 14, hour, tzinfo=UTC) for hour in (22, 3))
    for day in (late, early):
        assert only("A rocket flew over the island on Friday.", day)["value"] == "2017-09-08"
        assert only("A rocket flew over the island last Friday.", day)["value"] == "2017-09-08"


NO_DAY = {
    "ranked": "It is the second to cross the bay in less than a month.",
    "ranked test": "It is the third test to fail in a month.",
    "less than": "They may be back in less than three weeks.",
}


@pytest.mark.parametrize("text", NO_DAY.values(), ids=NO_DAY)
def test_lengths_and_names_are_no_days(text: str) -> None:
    assert not [found for found in find_dates(text, WEDNESDAY) if found["type"] == "DATE"]


def test_a_week_that_ends_on_a_day_is_not_that_of_writing() -> None:
    found = find_dates("In the week ending June 25, sales fell.", "2020-07-02")
    assert [one["value"] for one in found if one["type"] == "DATE"] == ["2020-06-25"]


def test_a_decade_ago_is_about_ten_years_ago() -> None:
    found = only("The yard closed a decade ago.", "2025-10-01")
    assert (found["value"], found["edtf"], found["precision"]) == ("2015", "2015~", "years")
    assert (found["first_day"], found["last_day"]) == ("2013-01-01", "2017-12-31")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("The club went 7-8-1 in 2016.", ["2016"], id="wins, losses and draws"),
        pytest.param("It was signed on 7-8-16.", ["2016-07-08"], id="a year of two digits"),
        pytest.param("Profit fell in the third quarter as sales of rugby balls slowed.", ["2025-Q3"], id="of a year"),
    ],
)
def test_scores_and_quarters_of_games_are_no_dates(text: str, values: list[str]) -> None:
    assert [date["value"] for date in find_dates(text, "2026-01-10")] == values


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("The ferry left at dawn.", "dawn", "XXXX-XX-XXTMO"),
        ("The ferry left on Monday at dawn.", "dawn", "2024-11-04TMO"),
        ("The ferry came on Monday. It left at 7 p.m. with all hands.", "7 p.m.", "2024-11-04T19:00"),
        ("The mill burned in May. That night, two men died.", "That night", "XXXX-XX-XXTNI"),
        ("The mill burned on Monday. That night, two men died.", "That night", "2024-11-04TNI"),
        ("The mill burned on Monday. Two men died. They slept. It was cold. They left that day.", "that day", "XXXX-XX-XX"),
        ("The mill burned. The next morning, two men died.", "The next morning", "XXXX-XX-XXTMO"),
        ("The men left the day after the vote.", "the day after", "XXXX-XX-XX"),
        ("The men left the day before.", "the day before", "2024-11-05"),
        ("By the end of the day the men had left.", "the end of the day", "XXXX-XX-XX"),
        ("The fair opened this weekend.", "this weekend", "2024-W44-WE"),
        ("The fair opens this weekend.", "this weekend", "2024-W45-WE"),
    ],
)  # fmt: skip
def test_a_part_of_a_day_is_of_a_day_that_is_named(text: str, words: str, value: str) -> None:
    assert {one["text"]: one["value"] for one in find_dates(text, anchor="2024-11-06")}[words] == value


def test_at_the_end_of_the_day_is_no_day() -> None:
    assert find_dates("At the end of the day, nobody won.", anchor="2024-11-06") == []
