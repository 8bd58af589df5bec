"""Dates told as a distance from another one: "three weeks ago", "in two months", "the week before Christmas"."""

from __future__ import annotations

import re
from typing import Any, Final

from newslab.text import date_words as words_of
from newslab.text.date_calendar import read_calendar, read_holiday
from newslab.text.date_state import (
    Found,
    Piece,
    Point,
    Reader,
    count_of,
    moved,
    ordinal_of,
    part_of,
    period,
    point_of,
    steps_of,
    unit_of,
    unknown,
)
from newslab.text.date_tense import direction
from newslab.text.date_values import add_days, days_in, weekday_of, year_value
from newslab.text.date_words import CLASSES, DAYS, compile_grammar
from newslab.text.date_years import year_before

# the word that parts distance and target; a month or a weekday may follow "from", a unit may not
_JOINT: Final = re.compile(compile_grammar("[{before}{from}{of}{bound}]"))
_GO_ON: Final = frozenset(["in", "on", "at", "and", "but", "while", "when"])  # behind "the day before", no event


def read_shift(reader: Reader, piece: Piece) -> Found | None:
    """Read a distance from now or from the date before: "three weeks ago", "a year earlier", "the day before"."""
    unit, number = unit_of(piece), 1 if piece.classes[0] == CLASSES["the"] else count_of(piece)
    is_back = not {"ago", "earlier", "previously", "before"}.isdisjoint(map(str.lower, piece.words))
    sign, vague = (-1, words_of.PAST) if is_back else (1, words_of.FUTURE)
    if piece.has("ago", "from", "time"):
        now, how = reader.now()
    else:
        now, how = reader.then_day() if unit in "DN" else reader.then()
    if number is None:
        return Found("TIME" if unit in "HTS" else "DATE", vague, how)
    if reader.written and piece.classes[0] == CLASSES["the"] and _is_of_event(piece):
        return Found("DATE", unknown(unit), "none")
    return _shifted(reader, piece, now, (unit, sign * number, how, vague))


def _shifted(reader: Reader, piece: Piece, now: Any, away: tuple[str, int, str, str]) -> Found | None:
    """Return what lies as far away as was said: in units, so many, from what, and what it is where that is not known."""
    unit, steps, how, vague = away
    if unit in "HTS":
        return _minutes_away(reader, unit, steps, how) or Found("TIME", vague, how)
    if now is None:
        return Found("DATE", unknown(unit), "none")
    if unit == "Y" and steps == -1 and reader.written:
        return year_before(reader)
    if unit == "X" and steps < 0 and how == "anchor":
        return Found("DATE", year_value(now.year + 10 * steps), how, "around")  # no decade of the calendar
    return moved(now, unit, steps, how, part_of(piece))


def _is_of_event(piece: Piece) -> bool:
    """Tell "the day after the vote", which counts from an event, from "the day after"."""
    return piece.after().isalpha() and piece.after() not in _GO_ON


def _minutes_away(reader: Reader, unit: str, steps: int, how: str) -> Found | None:
    """Return the time of "4 hours ago", where it is known when the text was published."""
    if how != "anchor" or unit == "S" or reader.anchor is None or reader.minute is None:
        return None
    days, minute = divmod(reader.minute + steps * (60 if unit == "H" else 1), 24 * 60)
    year, month, day = add_days(reader.anchor, days)
    return Found("TIME", f"{year_value(year)}-{month:02}-{day:02}T{minute // 60:02}:{minute % 60:02}", "anchor")


def read_offset(reader: Reader, piece: Piece) -> Found | None:
    """Read a distance from a date that is named: "the week before Christmas", "two days after 11 May", "the year
    before last".
    """
    joint = _JOINT.search(piece.classes)
    at = joint.start() if joint else 0
    head, word = _part(piece, 0, at), piece.words[at].lower()
    steps = (1 if head.classes[0] == CLASSES["the"] else count_of(head) or 1) * (-1 if word == "before" else 1)
    unit = unit_of(head)
    if piece.classes[-1] in (CLASSES["last"], CLASSES["next"]):
        return _after_next(reader, head, piece, 2 * steps, unit)
    target, how = _target(reader, _part(piece, at + 1, len(piece.words)))
    if target is None:
        return None
    if piece.classes[at] not in _APART:
        return moved(target, unit, 0, how) if target.day else None  # "the week of 4 November"
    if head.has("weekday"):
        return _weekday_beside(target, DAYS[head.of("weekday")[0]], steps, how)
    if unit == "W" and word == "from":
        return moved(target, "D", 7 * steps, how)  # "a week from Friday"
    return moved(target, unit, steps, how)


def _part(piece: Piece, low: int, high: int) -> Piece:
    words, start, end = piece.words[low:high], piece.start + low, piece.start + high
    return piece._replace(words=words, classes=piece.classes[low:high], start=start, end=end, text=" ".join(words))


def _after_next(reader: Reader, head: Piece, piece: Piece, steps: int, unit: str) -> Found | None:
    """Return "the week after next" and "the night before last"."""
    now, how = reader.now()
    if now is None or (steps > 0) != piece.has("next"):
        return None
    if not head.has("weekday"):
        return moved(now, unit, steps, how)
    ahead = (DAYS[head.of("weekday")[0]] - weekday_of(now[:3])) % 7 or 7
    return moved(now, "D", ahead + 7 if steps > 0 else ahead - 14, how)


def _target(reader: Reader, piece: Piece) -> tuple[Point | None, str]:
    """Return the date that a distance counts from."""
    found, now = None, reader.written
    if piece.has("holiday"):
        found = read_holiday(reader, piece)
    elif piece.has("month", "mabbr"):
        found = read_calendar(reader, piece)
    elif now is not None and piece.has("weekday"):
        ahead = (DAYS[piece.of("weekday")[0]] - weekday_of(now[:3])) % 7
        found = moved(now, "D", ahead - 7 if ahead and direction(piece) < 0 else ahead, "anchor")
    elif now is not None:
        found = moved(now, "D", {"yesterday": -1, "tomorrow": 1}.get(piece.words[0].lower(), 0), "anchor")
    return (point_of(found.value), found.how) if found else (None, "none")


def _weekday_beside(target: Point, weekday: int, steps: int, how: str) -> Found | None:
    """Return "the Sunday after Easter": the nearest one on that side, never the day itself."""
    ahead = (weekday - weekday_of(target[:3])) % 7
    return moved(target, "D", ahead or 7 if steps > 0 else ahead - 7, how)


_APART: Final = CLASSES["before"] + CLASSES["from"]
_MONTHS: Final = CLASSES["month"] + CLASSES["mabbr"]
_ORDINALS: Final = frozenset(CLASSES["ordinal"] + CLASSES["second"])
RANK_REACH: Final = 12  # tokens before a length of time in which "the first to" stands
_RANKS: Final = ("est", "first", "worst", "best", "least", "time", "only")


def distance_ahead(reader: Reader, piece: Piece, unit: str, number: int | None) -> Found | None:
    """Return the day that "in three weeks" stands for where the sentence looks ahead; None where it is a length of
    time.

    "The worst in ten years" and "built in ten years" are lengths.
    """
    written = reader.written
    if piece.before() != "in" or written is None or number is None or unit in "HTSQNE":
        return None
    if piece.before(2).endswith(_RANKS) or piece.has("old", "long", "dash", "to", "or"):
        return None
    if "less" in piece.words or _is_ranked(piece) or direction(piece) <= 0:
        return None
    return moved(written, unit, number, "anchor")


def _is_ranked(piece: Piece) -> bool:
    """Tell "the second test to fail in a month", a length, from "they hope to meet in a month"."""
    before = piece.all_words[max(0, piece.start - RANK_REACH) : piece.start][::-1]
    at = piece.start - 1 - (before.index("to") if "to" in before else 0)
    return not _ORDINALS.isdisjoint(piece.all_classes[max(0, at - 3) : at])


def read_within(reader: Reader, piece: Piece) -> Found | None:
    """Read a part of a month by its number: "the last week of August", "the first Monday in May"; several are a
    length.
    """
    unit = unit_of(piece)
    at = next((place for place, kind in enumerate(piece.classes) if kind in _MONTHS), len(piece.words) - 1)
    head = _part(piece, 0, at)
    if head.has("units"):
        number = count_of(_part(head, 1 + head.has("the"), at))
        return Found("DURATION", period(number, unit))
    month = _month_named(reader, piece) or read_calendar(reader, _part(piece, at, len(piece.words)))
    point = point_of(month.value) if month else None
    if month is None or point is None:
        return Found("DATE", unknown("D" if head.has("weekday") else unit), "none")
    number = 0 if head.has("last") else ordinal_of(head) or 0
    if head.has("weekday"):
        return _nth_weekday(point, number, DAYS[head.of("weekday")[0]], month.how)
    return _nth_unit(point, number, unit, month.how)


def _nth_unit(month: Point, number: int, unit: str, how: str) -> Found | None:
    """Return a day, week or weekend of a month by its number; 0: the last."""
    length = days_in(month.year, month.month)
    if unit == "D":
        day = number or length
        return moved(month._replace(day=day), "D", 0, how) if day <= length else None
    return moved(month._replace(day=min(7 * number - 3, length) if number else length - 3), unit, 0, how)


def _month_named(reader: Reader, piece: Piece) -> Found | None:
    """Return the month of "the third Friday of next month"."""
    if not piece.has("mon"):
        return None
    tail = _part(piece, len(piece.words) - 2, len(piece.words))
    now, how = reader.then() if tail.has("the") else reader.now()
    return moved(now, "M", steps_of(tail), how) if now is not None else Found("DATE", unknown("M"), "none")


def _nth_weekday(month: Point, number: int, weekday: int, how: str) -> Found | None:
    length = days_in(month.year, month.month)
    first = 1 + (weekday - weekday_of((month.year, month.month, 1))) % 7
    day = first + 7 * (number - 1) if number else first + 7 * ((length - first) // 7)
    return moved(month._replace(day=day), "D", 0, how) if day <= length else None
