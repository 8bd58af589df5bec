"""Dates that lean on another one, durations, sets, times of day and references: from the words to a TIMEX3 value."""

from __future__ import annotations

from typing import Final

from newslab.text import date_words as words_of
from newslab.text.date_calendar import read_season
from newslab.text.date_shift import distance_ahead
from newslab.text.date_state import (
    NO_DATE,
    SPOKEN_OF,
    Found,
    Piece,
    Point,
    Reader,
    clock_value,
    count_of,
    moved,
    moved_days,
    part_of,
    period,
    steps_of,
    unit_of,
    unknown,
    value_of,
)
from newslab.text.date_tense import direction
from newslab.text.date_values import weekday_of, year_value
from newslab.text.date_weekday import read_weekday
from newslab.text.date_words import CLASSES, DAYS, MONTHS, number_of
from newslab.text.resources import listed, word_list


def read_when(reader: Reader, piece: Piece) -> Found | None:
    """Read what points: "yesterday", "last Friday", "the following month", "later this year"."""
    if piece.has("deictic"):
        return _deictic(reader, piece)
    if piece.has("weekday", "wd"):
        return _weekday(reader, piece)
    if piece.has("units"):
        return Found("DATE", words_of.PRESENT) if [word.lower() for word in piece.words] == ["these", "days"] else None
    if piece.has("part"):
        return read_part(reader, piece)
    if piece.has("season", "spring"):
        return read_season(reader, piece)
    return _this_unit(reader, piece)


def _deictic(reader: Reader, piece: Piece) -> Found | None:
    word = piece.of("deictic")[0]
    if reader.written is None:
        return Found("DATE", words_of.PRESENT if word in ("today", "tonight") else "XXXX-XX-XX", "none")
    shift = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    found = moved_days(reader.written, "N" if word == "tonight" else "D", shift, "anchor")
    return _with_part(found, piece)


def _weekday(reader: Reader, piece: Piece) -> Found | None:
    day = DAYS[piece.of("weekday", "wd")[0]]
    if len(piece.words) == 2 and piece.has("wd") and piece.before() not in ("on", "by", "since", "until", ",", "(", ""):
        return None
    now, how = reader.now()
    if now is None or not now.day:
        return Found("DATE", f"XXXX-WXX-{day + 1}", "none")
    back, steps = (weekday_of(now[:3]) - day) % 7, steps_of(piece)
    if steps:
        shift = 7 - back if steps > 0 else -(back or 7)
    elif piece.has("week"):
        shift = 14 - back  # the British "Tuesday week"
    elif how == "mention":
        shift = (7 - back) % 7
    else:
        near, how = read_weekday(reader, piece, back)
        if near is None:
            return Found("DATE", f"XXXX-WXX-{day + 1}", "none")
        shift = near
    return _with_part(moved_days(now, "D", shift, how), piece)


_SATURDAY: Final = 5
_POINTERS: Final = word_list("classes that point")


def _this_unit(reader: Reader, piece: Piece) -> Found | None:
    """Read a unit that words point at or that stands alone: "last year", "the following month", "the quarter"."""
    unit, points = unit_of(piece), piece.has(*_POINTERS)
    if not _is_told(piece, unit, points=points):
        return None
    if unit == "D" and piece.has("bound") and piece.before() == "at":
        return NO_DATE  # "at the end of the day": when all is said and done
    if unit in "YQW" and not piece.has("bound", "edge") and piece.after() in ("ended", "ending"):
        return _ended(reader, piece, unit)
    if unit in "XC" and piece.has("past", "next", "last", "coming") and piece.words[0].lower() == "the":
        return Found("DURATION", period(1, unit))  # up to now or from now on, no decade of the calendar
    if unit == "Q" and not points and reader.written is not None:
        return _reported(reader, reader.written)
    return _counted(reader, piece, unit, points=points)


def _is_told(piece: Piece, unit: str, *, points: bool) -> bool:
    """Tell whether a unit is a time at all: hours and less, and days, are only where words point at them."""
    if unit in "HTS":
        return piece.has("this", "that", "last", "next", "same", "past")
    return points or unit != "D" or bool(part_of(piece))


def _counted(reader: Reader, piece: Piece, unit: str, *, points: bool) -> Found | None:
    """Return the unit that lies as many steps from its reference as the words say."""
    now, how = _counted_from(reader, piece, unit, points=points)
    if now is None:
        return Found("DATE", unknown(unit), "none")
    steps = _steps_from_writing(piece, unit, weekday_of(now[:3])) if how == "anchor" else steps_of(piece)
    return moved(now, unit, steps, how, part_of(piece))


def _steps_from_writing(piece: Piece, unit: str, weekday: int) -> int:
    """Return how many units from the day of writing, which is that day of the week, the words point."""
    if unit == "E" and weekday < _SATURDAY and steps_of(piece) == 0:
        return -(direction(piece) < (0 if piece.has("this") else 1))
    return -1 if unit == "Q" and piece.has("latest") else steps_of(piece)


def _counted_from(reader: Reader, piece: Piece, unit: str, *, points: bool) -> tuple[Point | None, str]:
    """Return the date that a unit counts from; a day without one mentioned that of writing."""
    leans = piece.has("previous", "following", "same", "that") or (piece.has("next") and piece.has("the"))
    if unit == "D" and (leans or not points):
        return reader.that_day()
    return reader.then() if leans else reader.now()


def _reported(reader: Reader, written: Point) -> Found | None:
    """Return the quarter that "the quarter" is in news: the one spoken of, else the last that is over."""
    spoken = reader.last if reader.last is not None and reader.last.unit == "Q" else reader.focus
    if spoken is not None and spoken.unit == "Q":
        return moved(spoken, "Q", 0, "mention")
    return moved(written, "Q", -1, "anchor")


def _ended(reader: Reader, piece: Piece, unit: str) -> Found:
    """Return what "the quarter ended Sept. 30" is; a year or week that ends on a day has no value of its own."""
    month = MONTHS.get(piece.after(2).lower(), 0)
    now, how = reader.now()
    if unit != "Q" or month < 3 or now is None:
        return Found("DURATION", f"P1{unit}", "none")
    return Found("DATE", f"{year_value(now.year - (month > now.month > 0))}-Q{month // 3}", how)


def read_span(reader: Reader, piece: Piece) -> Found | None:
    """Read a stretch that touches now: "the past three months", "the next few days"."""
    return Found("DURATION", period(count_of(piece), unit_of(piece)))


def read_duration(reader: Reader, piece: Piece) -> Found | None:
    """Read a length of time: "two weeks", "a 30-day", "for months"."""
    unit, number = unit_of(piece), count_of(piece)
    if _is_no_length(piece, unit):
        return None
    if piece.classes[:1] == CLASSES["a"] and _is_rate(piece):
        return Found("SET", f"P1{unit}")
    if unit == "Q" and (piece.after() == "of" or piece.has("dash") or piece.before() not in _IN_TIME):
        return NO_DATE  # "three quarters of the grain"
    if piece.has("old") and not reader.narrative:
        return NO_DATE  # somebody's age
    if piece.has("dot", "half", "slash"):
        return _with_fraction(piece, unit)
    return distance_ahead(reader, piece, unit, number) or Found("DURATION", period(number, unit))


def _is_no_length(piece: Piece, unit: str) -> bool:
    """Tell "the second", "quarters", "office hours", "a matter of months" and "on days when it rains" from lengths."""
    if len(piece.words) > 1:
        return unit == "S" and piece.has("second")
    return (
        piece.words[0].lower() in ("quarters", "nights", "seconds", "minutes")
        or (piece.has("hours") and piece.before() not in ("for", "after", "within"))
        or piece.before() in ("of", "first")
        or piece.after() in ("when", "or")
    )


_IN_TIME: Final = word_list("in time")
_HALF: Final = {"Y": "6M", "H": "30M", "T": "30S", "D": "T12H"}


def _with_fraction(piece: Piece, unit: str) -> Found | None:
    """Read "2.5 years", "two and a half years", "2 1/2 years" and "half an hour"; no other fraction is read."""
    at = piece.classes.find(CLASSES["dot"])
    if at > 0:
        return Found("DURATION", period(None, unit).replace("X", "".join(piece.words[at - 1 : at + 2])))
    if not piece.has("half") and "1/2" not in piece.text:
        return None
    whole = count_of(piece) if piece.has("and") else 0
    if piece.has("slash"):
        whole = int(piece.of("d31", "d99", "d3")[0])
    if unit in "XC":
        return Found("DURATION", f"P{(2 * (whole or 0) + 1) * (5 if unit == 'X' else 50)}Y")
    if unit in _HALF:
        return Found("DURATION", (period(whole, unit) if whole else "PT" if unit in "HT" else "P") + _HALF[unit])
    return Found("DURATION", f"P{whole}.5{unit}") if unit in "MW" else None


def _is_rate(piece: Piece) -> bool:
    if len(piece.words) != 2 or piece.words[1].lower() not in ("year", "month", "week", "day", "hour"):
        return False
    return piece.before().isdigit() or piece.before() in listed("before rates")


def read_set(reader: Reader, piece: Piece) -> Found | None:
    """Read what comes again: "every Friday", "daily", "per month"."""
    if piece.has("often"):
        word = piece.of("often")[0]
        if not reader.narrative and piece.after().isalpha() and piece.after() not in listed("after often"):
            return None  # "the daily volume"
        return Found("SET", words_of.FREQUENCY[word])
    if piece.has("weekday", "weekdays"):
        return Found("SET", f"XXXX-WXX-{DAYS[piece.of('weekday', 'weekdays')[0]] + 1}")
    if piece.has("month", "mabbr"):
        return Found("SET", f"XXXX-{MONTHS[piece.of('month', 'mabbr')[0]]:02}")
    if piece.has("part"):
        return Found("SET", f"XXXX-XX-XXT{words_of.PARTS[piece.of('part')[0]]}")
    return Found("SET", period(2 if piece.has("other") else count_of(piece) or 1, unit_of(piece)))


def read_clock(reader: Reader, piece: Piece) -> Found | None:
    """Read a time of day: "5 p.m. EST", "11:30", "six o'clock"."""
    numbers = [number_of([word]) or 0 for word in piece.of("d31", "d99", "zero", "number")]
    figures = piece.of("d4", "year0", "year1")
    if figures:  # 0530 GMT
        numbers = [int(figures[0][:2]), int(figures[0][2:])]
    half = (piece.of("ampm") or [""])[0][:1]
    if not half and not piece.has("clock", "zone") and piece.before() not in listed("date relative: read clock"):
        return None
    clock = clock_value(numbers, half)
    now, how = reader.that_day(_BESIDE)
    return Found("TIME", _day_of(now) + clock, how) if clock else None


_BESIDE: Final = 1  # sentences in which a time of day is of a day that is named
_LONE_PARTS: Final = ("noon", "midnight", "overnight", "midday", "dawn", "dusk")


def read_part(reader: Reader, piece: Piece) -> Found | None:
    """Read a part of a day: "this morning", "last night", "noon"."""
    name, is_lone = words_of.PARTS[piece.of("part")[0]], len(piece.words) == 1
    if is_lone and reader.narrative and piece.words[0].lower() in ("night", "nights", "daytime"):
        return Found("TIME", f"XXXX-XX-XXT{name}", "none")
    if is_lone and (piece.words[0].lower() not in _LONE_PARTS or (piece.start and piece.words[0].istitle())):
        return None  # "Operation Red Dawn"
    leans = is_lone or piece.has("that", "same", "previous", "next", "following")
    if not (leans or reader.narrative or piece.has("this", "last")):
        return None
    now, how = reader.that_day(_BESIDE if is_lone else SPOKEN_OF) if leans else reader.now()
    if now is not None and now.day:
        return _with_part(moved_days(now, "D", steps_of(piece), how), piece)
    return Found("TIME", f"XXXX-XX-XXT{name}", how)


def _day_of(now: Point | None) -> str:
    return f"{year_value(now.year)}-{now.month:02}-{now.day:02}" if now and now.day else "XXXX-XX-XX"


def read_reference(reader: Reader, piece: Piece) -> Found | None:
    """Read what names no date of its own: "now", "recently", "the future"."""
    if piece.has("ref"):
        return _reference(reader, piece)
    if piece.has("future"):
        return Found("DATE", words_of.FUTURE) if piece.has("the") or reader.narrative else None
    if piece.has("period"):
        return Found("DATE", "null", "none") if reader.narrative else None
    if piece.has("time") and not piece.has("at"):
        return _that_time(reader, piece)
    if piece.has("this", "current"):
        return None if reader.narrative and piece.words[-1] == "point" else Found("DATE", words_of.PRESENT)
    if piece.has("recent") and piece.before() in ("the", "most"):
        return None
    return Found("DATE", words_of.PAST)


def _reference(reader: Reader, piece: Piece) -> Found | None:
    """Read "now", "recently", "formerly" by the word alone, where it tells of time."""
    word = piece.of("ref")[0]
    if word == "previously" or piece.before() == "as" or (word == "former" and not reader.narrative):
        return None  # historians mark the former
    if word == "soon" and (reader.narrative or piece.after() in ("after", "before")):
        return None  # what is soon in a history is past
    return Found("DATE", words_of.REFERENCES[word])


def _that_time(reader: Reader, piece: Piece) -> Found | None:
    """Return what "at that time" is in a history: the date before; in news it is a turn of speech."""
    if not reader.narrative or piece.words[-1] != "time":
        return None
    if piece.has("this"):
        return Found("DATE", words_of.PRESENT)
    return Found("DATE", value_of(reader.last), "mention") if reader.last else None


def _with_part(found: Found | None, piece: Piece) -> Found | None:
    """Add the part of the day that the words name: "yesterday morning"."""
    if found is None or not piece.has("part") or found.type == "TIME":
        return found
    return Found("TIME", f"{found.value}T{words_of.PARTS[piece.of('part')[0]]}", found.how)
