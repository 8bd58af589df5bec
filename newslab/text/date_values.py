"""What a TIMEX3 value means: its first and last day, its precision, and the same in EDTF (ISO 8601-2).

Years count as in TIMEX3: a negative year is before Christ and there is no year 0; EDTF and the days count
astronomically, with 1 BC as year 0. The calendar is the proleptic Gregorian one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

Day = tuple[int, int, int]  # year (astronomical), month, day

SEASONS: Final = ("SP", "SU", "FA", "WI")  # the meteorological ones of the north
# first month, months, EDTF's number, kind
PARTS_OF_YEAR: Final[dict[str, tuple[int, int, int, str]]] = {
    **{name: (3 + 3 * at, 3, 21 + at, "season") for at, name in enumerate(SEASONS)},
    **{f"Q{at + 1}": (1 + 3 * at, 3, 33 + at, "quarter") for at in range(4)},
    **{f"H{at + 1}": (1 + 6 * at, 6, 40 + at, "half") for at in range(2)},
}
_MONTH_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_VALUE: Final = re.compile(
    r"(?P<era>BC)?(?P<digits>\d{1,4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?|W(?P<week>\d\d)(?P<weekend>-WE)?"
    r"|(?P<part>Q[1-4]|H[12]|SP|SU|FA|WI)))?(?P<time>T\w.*)?"
)


class Meaning(NamedTuple):
    """The bounds of a value as ISO days, its precision and its EDTF string; None where there is no bound."""

    edtf: str | None
    first_day: str | None
    last_day: str | None
    precision: str | None


NOTHING: Final = Meaning(None, None, None, None)


def days_in(year: int, month: int) -> int:
    """Return how many days a month has; `year` is astronomical."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _MONTH_DAYS[month - 1] + leap


def to_ordinal(day: Day) -> int:
    """Return the day's number in the proleptic Gregorian calendar; 0001-01-01 is 1 (Hinnant 2014)."""
    year, month, number = day
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + number - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 305


def from_ordinal(ordinal: int) -> Day:
    """Return the day of a number, the inverse of `to_ordinal`.

    Examples
    --------
    >>> from_ordinal(to_ordinal((2024, 2, 29)) + 1)
    (2024, 3, 1)
    """
    era, of_era = divmod(ordinal + 305, 146097)
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    part = (5 * of_year + 2) // 153
    month = part + 3 if part < 10 else part - 9
    return year + era * 400 + (month <= 2), month, of_year - (153 * part + 2) // 5 + 1


def weekday_of(day: Day) -> int:
    """Return 0 for Monday to 6 for Sunday."""
    return (to_ordinal(day) - 1) % 7


def add_days(day: Day, days: int) -> Day:
    """Return the day that lies `days` after (or, negative, before) `day`."""
    return from_ordinal(to_ordinal(day) + days)


def add_months(year: int, month: int, months: int) -> tuple[int, int]:
    """Return the (year, month) that lies `months` after a month."""
    years, left = divmod(month - 1 + months, 12)
    return year + years, left + 1


def easter(year: int) -> Day:
    """Return Easter Sunday of the western churches (Meeus 1991, the anonymous Gregorian algorithm).

    Examples
    --------
    >>> easter(2024)
    (2024, 3, 31)
    """
    golden, century = year % 19, year // 100
    skipped = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = skipped - (skipped // 28) * (1 - (29 // (skipped + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    days = moon - weekday
    month = 3 + (days + 40) // 44
    return year, month, days + 28 - 31 * (month // 4)


def iso_day(day: Day) -> str:
    """Write a day as EDTF does: four digits of year, a minus before years before 0."""
    year, month, number = day
    return f"{_year(year)}-{month:02}-{number:02}"


def _year(year: int) -> str:
    return f"{year:04}" if year >= 0 else f"-{-year:04}"


def iso_week(day: Day) -> tuple[int, int]:
    """Return the ISO 8601 (year, week) a day lies in.

    Examples
    --------
    >>> iso_week((2024, 12, 30))
    (2025, 1)
    """
    thursday = from_ordinal(to_ordinal(day) - weekday_of(day) + 3)
    start = to_ordinal((thursday[0], 1, 1))
    return thursday[0], (to_ordinal(thursday) - start) // 7 + 1


def week_start(year: int, week: int) -> int:
    """Return the ordinal of the Monday that begins an ISO week."""
    fourth = (year, 1, 4)  # always in week 1
    return to_ordinal(fourth) - weekday_of(fourth) + 7 * (week - 1)


def year_value(year: int) -> str:
    """Write an astronomical year as TIMEX3 does.

    Examples
    --------
    >>> year_value(1998), year_value(-479)
    ('1998', 'BC0480')
    """
    return f"{year:04}" if year > 0 else f"BC{1 - year:04}"


def day_value(year: int | None, month: int, day: int = 0) -> str | None:
    """Write a month or a day as TIMEX3 does, a year that is not known as XXXX; None where there is no such day."""
    name = "XXXX" if year is None else year_value(year)
    if day > days_in(2000 if year is None else year, month):
        return None
    return f"{name}-{month:02}-{day:02}" if day else f"{name}-{month:02}"


AROUND: Final = 2  # years by which "a decade ago" may be off


@lru_cache(maxsize=65536)
def meaning(value: str, part: str = "", approximate: bool = False) -> Meaning:
    """Return what a TIMEX3 value means.

    Parameters
    ----------
    value : a TIMEX3 value, or two of them joined by "/".
    part : "early", "mid", "late" narrow a month, year, decade or century to its first, middle or last third; "around"
        widens a year by two on either side.
    approximate : mark the EDTF string as approximate ("~").

    Examples
    --------
    >>> meaning("2024", "late")
    Meaning(edtf='2024-09/2024-12', first_day='2024-09-01', last_day='2024-12-31', precision='months')
    >>> meaning("BC0480").first_day, meaning("199").edtf, meaning("2023-WI").last_day
    ('-0479-01-01', '199X', '2024-02-29')
    """
    if "/" in value:
        return _range(*value.split("/", 1))
    match = _VALUE.fullmatch(value)
    if match is None:
        return NOTHING
    found = _plain(match)
    if found is None:
        return NOTHING
    first, last, precision, edtf = found
    if part == "around" and precision == "year":
        return Meaning(f"{edtf}~", iso_day((first[0] - AROUND, 1, 1)), iso_day((last[0] + AROUND, 12, 31)), "years")
    if part and precision in ("month", "year", "decade", "century"):
        first, last, precision, edtf = _third(first, last, precision, part)
    if approximate and "/" not in edtf:
        edtf += "~"
    return Meaning(edtf, iso_day(first), iso_day(last), precision)


def _range(low: str, high: str) -> Meaning:
    first, last = meaning(low), meaning(high)
    if not (first.first_day and last.last_day and first.edtf and last.edtf):
        return NOTHING
    if _key(first.first_day) > _key(last.last_day):
        return NOTHING
    lengths = {"day": "days", "month": "months", "year": "years", "season": "months", "decade": "years"}
    precision = lengths.get(str(last.precision), "days")
    left = first.edtf if "/" not in first.edtf and "X" not in first.edtf else first.first_day
    right = last.edtf if "/" not in last.edtf and "X" not in last.edtf else last.last_day
    return Meaning(f"{left}/{right}", first.first_day, last.last_day, precision)


def _key(day: str) -> tuple[int, int, int]:
    year, month, number = day.rsplit("-", 2)
    return int(year), int(month), int(number)


def _plain(match: re.Match[str]) -> tuple[Day, Day, str, str] | None:
    digits = match["digits"]
    if len(digits) < 4:
        is_whole = len(digits) > 1 and match.end("digits") == match.end()
        return _long(int(digits), 10 if len(digits) == 3 else 100, bool(match["era"])) if is_whole else None
    year = 1 - int(digits) if match["era"] else int(digits)
    name = _year(year)
    if match["month"]:
        return _month(year, int(match["month"]), match)
    if match["week"]:
        return _week(year, int(match["week"]), bool(match["weekend"]))
    if match["part"]:
        start, length, code, kind = PARTS_OF_YEAR[match["part"]]
        return (year, start, 1), _month_end(*add_months(year, start, length - 1)), kind, f"{name}-{code}"
    return (year, 1, 1), (year, 12, 31), "year", name


def _long(number: int, years: int, before: bool) -> tuple[Day, Day, str, str]:
    kind = "decade" if years == 10 else "century"
    if before:
        first, last = 1 - (number * years + years - 1), 1 - max(number * years, 1)
        return (first, 1, 1), (last, 12, 31), kind, f"{_year(first)}/{_year(last)}"
    first, last = number * years, number * years + years - 1
    edtf = f"{number:03}X" if years == 10 else f"{number:02}XX"
    return (first, 1, 1), (last, 12, 31), kind, edtf


def _month(year: int, month: int, match: re.Match[str]) -> tuple[Day, Day, str, str] | None:
    if not 1 <= month <= 12:
        return None
    name = f"{_year(year)}-{month:02}"
    if not match["day"]:
        return (year, month, 1), _month_end(year, month), "month", name
    day = int(match["day"])
    if not 1 <= day <= days_in(year, month):
        return None
    precision = "time" if match["time"] else "day"
    return (year, month, day), (year, month, day), precision, f"{name}-{day:02}"


def _week(year: int, week: int, weekend: bool) -> tuple[Day, Day, str, str] | None:
    if not 1 <= week <= 53:
        return None
    start = week_start(year, week)
    first, last = from_ordinal(start + 5 * weekend), from_ordinal(start + 6)
    return first, last, "weekend" if weekend else "week", f"{iso_day(first)}/{iso_day(last)}"


def _month_end(year: int, month: int) -> Day:
    return year, month, days_in(year, month)


def _third(first: Day, last: Day, precision: str, part: str) -> tuple[Day, Day, str, str]:
    place = ("early", "mid", "late").index(part)
    if precision == "month":
        year, month, _ = first
        starts, ends = (1, 11, 21), (10, 20, last[2])
        first, last = (year, month, starts[place]), (year, month, ends[place])
        return first, last, "days", f"{iso_day(first)}/{iso_day(last)}"
    if precision == "year":
        first, last = (first[0], 4 * place + 1, 1), _month_end(first[0], 4 * place + 4)
        return first, last, "months", f"{_year(first[0])}-{first[1]:02}/{_year(last[0])}-{last[1]:02}"
    length = last[0] - first[0] + 1
    cuts = [first[0] + (length * third + 2) // 3 for third in range(4)]
    low, high = cuts[place], cuts[place + 1] - 1
    return (low, 1, 1), (high, 12, 31), "years", f"{_year(low)}/{_year(high)}"
