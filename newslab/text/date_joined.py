"""Two expressions that are one date: "10 p.m. Wednesday", "last week on Monday", "ten years ago today"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from newslab.text.date_state import Found, Reader
from newslab.text.date_values import add_days, day_value, days_in, from_ordinal, week_start, weekday_of
from newslab.text.date_words import DAYS

Placed = tuple[Found, int, int]  # what was read, its start and its end

_BEFORE_DAY: Final = (" ", ", ", " on ", ", on ", " of ")
_BEFORE_CLOCK: Final = (" ", ", ", " at ", ", at ")
_IN_WEEK: Final = (" ", " on ", " of ")
_WEEK: Final = re.compile(r"(\d{4})-W(\d\d)")
_AWAY: Final = {"today": 0, "yesterday": -1, "tomorrow": 1}


def join(found: Iterator[Placed], text: str, reader: Reader) -> Iterator[Placed]:
    """Put what two expressions side by side tell of one date together."""
    held: Placed | None = None
    for one in found:
        if held is not None:
            both = _both(held, one, text, reader)
            if both is not None:
                held = (both, held[1], one[2])
                continue
            yield held
        held = one
    if held is not None:
        yield held


def _both(held: Placed, one: Placed, text: str, reader: Reader) -> Found | None:
    between = text[held[2] : one[1]]
    if len(between) > len(", at "):
        return None
    first, second = text[held[1] : held[2]].lower(), text[one[1] : one[2]].lower()
    return (
        _clock_of_day(held[0], one[0], between, _BEFORE_DAY)
        or (_clock_of_day(one[0], held[0], between, _BEFORE_CLOCK) if held[0].type == "DATE" else None)
        or _weekday_of_week(held[0], one[0], first, second, between)
        or _this_day(held[0], one[0], first, second, between, reader)
    )


def _clock_of_day(clock: Found, day: Found, between: str, links: tuple[str, ...]) -> Found | None:
    """Join a time of day to its day: a part of the day ("dusk") is not joined over a comma, a clock ("5 p.m.") is."""
    if clock.type != "TIME" or day.type != "DATE" or len(day.value) != len("2024-11-06") or "T" not in clock.value:
        return None
    of_day = clock.value.split("T", 1)[1]
    is_clock = of_day[0].isdigit()
    if between not in links or (not is_clock and (between[0] == "," or "at" in between or links is _BEFORE_CLOCK)):
        return None
    return Found("TIME", f"{day.value}T{of_day}", day.how)


def _weekday_of_week(left: Found, right: Found, first: str, second: str, between: str) -> Found | None:
    """Return "last week on Monday" and "on Monday last week": that day of that week."""
    if between not in _IN_WEEK:
        return None
    for week, name in ((left, second), (right, first)):
        match = _WEEK.fullmatch(week.value)
        if match is not None and name in DAYS:
            day = from_ordinal(week_start(int(match[1]), int(match[2])) + DAYS[name])
            return Found("DATE", str(day_value(*day)), week.how)
    return None


def _this_day(left: Found, right: Found, first: str, second: str, between: str, reader: Reader) -> Found | None:
    """Return "ten years ago today" and "on this day in 1912"."""
    if reader.anchor is None:
        return None
    if first in ("this day", "this date") and between == " in " and re.fullmatch(r"\d{4}", right.value):
        return _same_day(int(right.value), *reader.anchor[1:])
    if between != " " or second not in _AWAY or not first.endswith("ago"):
        return None
    day = add_days(reader.anchor, _AWAY[second])
    week = _WEEK.fullmatch(left.value)
    if week is not None:
        day = from_ordinal(week_start(int(week[1]), int(week[2])) + weekday_of(day))
        return Found("DATE", str(day_value(*day)), "anchor")
    month = re.fullmatch(r"(\d{4})(?:-(\d\d))?", left.value)
    return _same_day(int(month[1]), int(month[2] or day[1]), day[2]) if month else None


def _same_day(year: int, month: int, day: int) -> Found:
    """Return the day of a month of the same number, its last where it is shorter."""
    return Found("DATE", str(day_value(year, month, min(day, days_in(year, month)))), "anchor")
