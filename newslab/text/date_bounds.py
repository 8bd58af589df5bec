"""When a text was published, as far as its own words tell: bounds, never a guessed day.

The ages that pages print beside teasers ("18 hours ago") are not used: they belong to the hour of the crawl.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from newslab.text.date_values import days_in, weekday_of
from newslab.text.date_words import DAYS, MONTHS
from newslab.text.dates import Record, find_dates

FIRST_YEAR: Final = 1990  # of news on the web; an earlier year must stand in the text
SPAN_YEARS: Final = 6  # a weekday falls on the same day of the year again after 5, 6 or 11 years
_AHEAD: Final = re.compile(r"\b(?:will|to|until|by|next|due|scheduled|planned|expected|before|from)\b[^.?!]{0,40}$")
_POINTER: Final = re.compile(r"\b(today|yesterday|tomorrow)[,(]? ?(?:on |\()?$", re.IGNORECASE)
_SHIFT: Final = {"today": 0, "yesterday": 1, "tomorrow": -1}


def find_published_bounds(text: str, *, latest: str | date | datetime | None = None) -> dict[str, Any] | None:
    """Find the bounds of the day a text was published on, from the dates in it.

    Parameters
    ----------
    text : an article without a known publication date.
    latest : a day it cannot be later than, such as the day it was crawled.

    Returns
    -------
    None where the text tells nothing, else a record: first_day, last_day (ISO strings; either may be None), method
    ("pointed": a date beside "today" or "yesterday", "weekday": a weekday and a day of the month, "events": what the
    text tells as past or as to come), text (the words it rests on).

    Examples
    --------
    >>> find_published_bounds("Talks began on Monday, 4 November. The treaty was signed on 2 May 2023.", latest="2025-02-01")
    {'first_day': '2024-11-04', 'last_day': '2024-11-10', 'method': 'weekday', 'text': 'Monday, 4 November'}
    """
    records = find_dates(text)
    ceiling = _as_date(latest)
    pointed = next(_pointed(text, records), None)
    if pointed is not None:
        return pointed
    floor, roof, words = _events(text, records)
    if ceiling is not None and (roof is None or ceiling < roof):
        roof = ceiling
    found = _weekday(text, records, floor, roof)
    if found is not None:
        return found
    if not words:
        return None
    if floor is not None and roof is not None and floor > roof:
        roof = None
    return _bounds(floor, roof, "events", words)


def _as_date(day: str | date | datetime | None) -> date | None:
    if day is None or day == "":
        return None
    if isinstance(day, str):
        return date.fromisoformat(day[:10])
    return day.date() if isinstance(day, datetime) else day


def _bounds(first: date | None, last: date | None, method: str, words: str) -> dict[str, Any]:
    return {
        "first_day": first.isoformat() if first else None,
        "last_day": last.isoformat() if last else None,
        "method": method,
        "text": words,
    }


def _pointed(text: str, records: list[Record]) -> Iterator[dict[str, Any]]:
    """Yield the days that a pointing word beside a full date fixes: "yesterday (24 January 2026)"."""
    for record in records:
        if record["precision"] != "day" or record["anchor"] != "explicit":
            continue
        reach = max(0, record["start"] - 15)
        before = _POINTER.search(text[reach : record["start"]])
        if before is not None:
            day = date.fromisoformat(record["first_day"]) + timedelta(days=_SHIFT[before[1].lower()])
            yield _bounds(day, day, "pointed", text[reach + before.start() : record["end"]])


def _events(text: str, records: list[Record]) -> tuple[date | None, date | None, str]:
    """Return the latest full date told as past, the earliest told as to come, and the words of the former."""
    floor: tuple[date, str] | None = None
    roof: date | None = None
    for record in records:
        day = _full_day(record)
        if day is None:
            continue
        if _AHEAD.search(text[max(0, record["start"] - 60) : record["start"]]):
            roof = day if roof is None or day < roof else roof
        elif floor is None or day > floor[0]:
            floor = day, record["text"]
    return (floor[0] if floor else None), roof, (floor[1] if floor else "")


def _full_day(record: Record) -> date | None:
    if record["anchor"] != "explicit" or record["precision"] not in ("day", "time"):
        return None
    return date.fromisoformat(record["first_day"]) if record["first_day"][0] != "-" else None


def _weekday(text: str, records: list[Record], floor: date | None, roof: date | None) -> dict[str, Any] | None:
    """Return the week after the latest day told as past with its weekday but no year, in the year where both agree."""
    found: list[tuple[date, str]] = []
    for record in records:
        if record["value"].startswith("XXXX-") and len(record["value"]) == 10:
            days = [DAYS[word] for word in re.findall(r"[a-z]+", record["text"].lower()) if word in DAYS]
            months = [word for word in re.findall(r"[a-z]+", record["text"].lower()) if word in MONTHS]
            if days and months and not _AHEAD.search(text[max(0, record["start"] - 60) : record["start"]]):
                month, day = int(record["value"][5:7]), int(record["value"][8:])
                year = _year_of(days[0], month, day, floor, roof)
                if year:
                    found.append((date(year, month, day), record["text"]))
    if not found:
        return None
    latest, words = max(found)
    last = latest + timedelta(days=6)  # a day named by its weekday is less than a week old
    return _bounds(latest, min(last, roof) if roof and roof >= latest else last, "weekday", words)


def _year_of(weekday: int, month: int, day: int, floor: date | None, roof: date | None) -> int | None:
    """Return the one year in reach in which a day of the month falls on a weekday, or None."""
    high = roof.year if roof else (floor.year + 1 if floor else None)
    low = floor.year if floor else (high - SPAN_YEARS if high else None)
    if high is None or low is None:
        return None
    years = [
        year
        for year in range(max(low, FIRST_YEAR if not floor else 1), high + 1)
        if day <= days_in(year, month) and weekday_of((year, month, day)) == weekday
        and (roof is None or date(year, month, day) <= roof)
    ]  # fmt: skip
    return years[-1] if years else None
