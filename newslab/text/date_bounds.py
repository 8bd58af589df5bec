"""When a text was published, as far as its own words tell: bounds, never a guessed day.

The ages that pages print beside teasers ("18 hours ago") are not used: they belong to the hour of the crawl.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from newslab.text.date_state import Piece
from newslab.text.date_tense import direction
from newslab.text.date_values import days_in, weekday_of
from newslab.text.date_words import CLASS_OF, DAYS, OTHER
from newslab.text.dates import TOKEN, Record, find_dates

FIRST_YEAR: Final = 1990  # of news on the web; an earlier year must stand in the text
SPAN_YEARS: Final = 6  # a weekday falls on the same day of the year again after 5, 6 or 11 years
NEAR: Final = 30  # days: a day told with its weekday but no year is so near; benchmarks/dates.md
# share of texts whose day of publication lay within; benchmarks/dates.md
CONFIDENCE: Final = {"weekday": 0.73, "events": 0.94}
_NO_YEAR: Final = re.compile(r"XXXX-\d\d-\d\d")
_REACH: Final = 160  # characters on either side in which the verb of a date is looked for
_ENDS: Final = re.compile(r"[.?!]\s+(?=[A-Z\"'(])|\n\s*\n")


class Told(NamedTuple):
    """A day that a text tells, and whether as past (-1), as to come (1, 2) or neither (0)."""

    day: date
    words: str
    looks: int


def find_published_bounds(
    text: str, *, latest: str | date | datetime | None = None, beside: str = ""
) -> dict[str, Any] | None:
    """Find the bounds of the day a text was published on, from the dates in it.

    Parameters
    ----------
    text : an article without a known publication date.
    latest : a day it cannot be later than, such as the day it was crawled.
    beside : what else stands on its page, teasers for instance: the last year that is told there as past tells near
        which year the page was read, where `latest` does not.

    Returns
    -------
    None where the text tells nothing, else a record: first_day, last_day (ISO strings; either may be None), method
    ("weekday": a weekday and a day of the month, "events": what the text tells as past or as to come), confidence (share of texts of news whose day lay within such bounds, 0 to 1),
    text (the words it rests on).

    Examples
    --------
    >>> found = find_published_bounds("Talks began on Monday, 4 November. It was signed on 2 May 2023.", latest="2025-02-01")
    >>> found["first_day"], found["last_day"], found["method"], found["text"]
    ('2024-11-04', '2024-12-04', 'weekday', 'Monday, 4 November')
    """
    records = find_dates(text)
    ceiling = _as_date(latest)
    floor, roof = _between([one for record in records if (one := _told(text, record))], ceiling)
    around = _last_year(beside, find_dates(beside), ceiling) if beside and ceiling is None else None
    year = _last_year(text, records, ceiling)
    year = max(filter(None, (year, floor.day.year if floor else None)), default=None)
    near = _near(text, records, year, ceiling or (date(around, 12, 31) if around and around >= (year or 0) else None))
    if near:
        return _beside_weekdays(near, floor, roof)
    return _bounds(floor.day, roof, "events", floor.words) if floor else None


def _as_date(day: str | date | datetime | None) -> date | None:
    if day is None or day == "":
        return None
    if isinstance(day, str):
        return date.fromisoformat(day[:10])
    return day.date() if isinstance(day, datetime) else day


def _bounds(first: date | None, last: date | None, method: str, words: str) -> dict[str, Any]:
    days = {"first_day": first.isoformat() if first else None, "last_day": last.isoformat() if last else None}
    return {**days, "method": method, "confidence": CONFIDENCE[method], "text": words}


def _between(told: list[Told], ceiling: date | None) -> tuple[Told | None, date | None]:
    """Return the last day that is told as past, and the first day after it that is told as to come, or the ceiling."""
    floor = max((one for one in told if one.looks <= 0 and (ceiling is None or one.day <= ceiling)), default=None)
    roof = min((one.day for one in told if one.looks > 0 and (floor is None or one.day >= floor.day)), default=None)
    return floor, min(filter(None, (roof, ceiling)), default=None)


def _told(text: str, record: Record) -> Told | None:
    """Return the day of a full date and where it lies."""
    if record["anchor"] != "explicit" or record["precision"] not in ("day", "time") or record["first_day"][0] == "-":
        return None
    return Told(date.fromisoformat(record["first_day"]), record["text"], _looks(text, record))


def _looks(text: str, record: Record) -> int:
    """Tell by the verb of its sentence whether a date is past or to come."""
    low = max(0, record["start"] - _REACH)
    before = _ENDS.split(text[low : record["start"]])[-1]
    after = _ENDS.split(text[record["end"] : record["end"] + _REACH])[0]
    words, own = TOKEN.findall(before), TOKEN.findall(record["text"])
    start, end = len(words), len(words) + len(own)
    classes = "".join(CLASS_OF.get(word, OTHER) for word in own)
    words += own + TOKEN.findall(after)
    return direction(Piece("calendar", own, classes, words, "", start, end, record["text"]))


def _last_year(text: str, records: list[Record], ceiling: date | None) -> int | None:
    """Return the last year that a text names, other than as to come, and that is no later than it can be."""
    years = (
        int(record["first_day"][:4])
        for record in records
        if record["anchor"] == "explicit"
        and record["precision"] in ("day", "month", "months", "year")
        and record["first_day"][0] != "-"
        and _looks(text, record) <= 0
    )
    return max((year for year in years if ceiling is None or year <= ceiling.year), default=None)


def _near(text: str, records: list[Record], year: int | None, ceiling: date | None) -> list[Told]:
    """Return the days told with their weekday but no year, in the year where both agree."""
    found = []
    for record in records:
        weekdays = [DAYS[word] for word in re.findall(r"[a-z]+", record["text"].lower()) if word in DAYS]
        if _NO_YEAR.fullmatch(record["value"]) is None or not weekdays:
            continue
        month, day = int(record["value"][5:7]), int(record["value"][8:])
        at = _year_of(weekdays[0], month, day, year, ceiling)
        if at is not None:
            found.append(Told(date(at, month, day), record["text"], _looks(text, record)))
    return found


def _year_of(weekday: int, month: int, day: int, year: int | None, ceiling: date | None) -> int | None:
    """Return the last year in reach in which a day of the month falls on a weekday, or None."""
    if ceiling is not None:
        high, low = ceiling.year + (ceiling.month == 12), max(ceiling.year - SPAN_YEARS, year or FIRST_YEAR)
    elif year is not None:
        high, low = year + 1, year
    else:
        return None
    for at in range(high, low - 1, -1):
        if day > days_in(at, month) or weekday_of((at, month, day)) != weekday:
            continue
        if ceiling is None or date(at, month, day) <= ceiling + timedelta(days=NEAR):
            return at
    return None


def _beside_weekdays(near: list[Told], floor: Told | None, roof: date | None) -> dict[str, Any]:
    """Return the days that are near all of them: a month after what is past, a month before what is to come."""
    month = timedelta(days=NEAR)
    firsts = [one.day - (month if one.looks >= 0 else timedelta()) for one in near]
    lasts = [one.day + (month if one.looks <= 0 else timedelta()) for one in near]
    first, last = max(firsts), min(lasts)
    if first > last:  # the text goes over more than a month
        first, last = min(firsts), max(lasts)
    if floor is not None and first < floor.day <= last:
        first = floor.day
    if roof is not None and first <= roof < last:
        last = roof
    return _bounds(first, last, "weekday", max(near).words)
