"""Dates that name a year or a part of one: from the words to a TIMEX3 value.

What is missing comes from the anchor (in news) or from the date before it (in a history).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from newslab.text import date_words as words_of
from newslab.text.date_beside import year_ahead
from newslab.text.date_guards import AFTER_VERB, is_month, is_season, is_year
from newslab.text.date_state import NO_DATE, Found, Piece, Point, Reader, clock_value, ordinal_of, part_of
from newslab.text.date_tense import direction
from newslab.text.date_values import SEASONS, add_days, day_value, days_in, easter, weekday_of, year_value
from newslab.text.date_words import CLASSES, MONTHS, number_of
from newslab.text.date_years import full_year, spelled_year, that_year, year_before, year_for, year_in

_OF_YEARS: Final = frozenset(CLASSES["era"] + CLASSES["quote"])
_FIGURES: Final = re.compile(r"(?<![\d/.-])(\d\d?)[/.](\d\d?)[/.](?:19|20)?\d\d(?!\d)")


def read_numeric(reader: Reader, piece: Piece) -> Found | None:
    """Read a date in figures: 2024-11-06, 11/06/24, 6.11.2024; months first unless the text shows otherwise."""
    if not piece.glued and "/" not in piece.classes and ":" not in piece.classes:
        return None
    if piece.has("month", "mabbr"):
        return _with_named_month(reader, piece)
    numbers = [int(word) for word in piece.words if word.isdigit()]
    first, second, third = numbers[:3]
    if first >= 1000:
        year, month, day = first, second, third
    elif len(piece.words[4]) == 1:
        return NO_DATE  # a year has two digits: "the club went 7-8-1"
    else:
        year = third if len(piece.words[4]) == 4 else full_year(reader, third)
        month, day = (second, first) if (first > 12 or _is_day_first(reader.text)) and second <= 12 else (first, second)
    value = day_value(year, month, day) if 1 <= month <= 12 else None
    if value is None:
        return None
    if len(numbers) > 3:
        clock = clock_value(numbers[3:], "")
        return Found("TIME", value + clock) if clock else None
    return Found("DATE", value)


def _with_named_month(reader: Reader, piece: Piece) -> Found | None:
    """Read 19-Nov-12 and 2017/Oct/31."""
    first, last = piece.words[0], piece.words[-1]
    if not piece.glued:
        return None
    year, day = (int(first), int(last)) if len(first) == len("2017") else (int(last), int(first))
    year = full_year(reader, year) if year < 100 else year
    value = day_value(year, MONTHS[piece.of("month", "mabbr")[0]], day)
    return Found("DATE", value) if value else None


@lru_cache(maxsize=8)  # the same text for every date in figures in it
def _is_day_first(text: str) -> bool:
    """Tell whether any date in figures shows that days come before months."""
    return any(int(day) > 12 >= int(month) > 0 for day, month in _FIGURES.findall(text))


def read_calendar(reader: Reader, piece: Piece) -> Found | None:
    """Read a month with or without day, weekday and year, and ranges of them: "Feb. 20-22", "early May 1942"."""
    months = [MONTHS[word] for word in piece.of("month", "mabbr")]
    days = _days_of(piece)
    year = year_in(reader, piece)
    if len(piece.words) == 1 and not is_month(piece):
        return None
    how = "explicit"
    if year is None:
        year = that_year(reader, piece)
    if year is None:
        year = year_ahead(piece, months[-1])
    if year is None:
        year, how = year_for(reader, piece, months[-1], days[-1] if days else 0)
    part = part_of(piece)
    if len(days) > 1 or len(months) > 1:
        return _calendar_range(year, months, days, how)
    value = day_value(year, months[0], days[0] if days else 0)
    if value and days and piece.has("part"):
        return Found("TIME", f"{value}T{words_of.PARTS[piece.of('part')[0]]}", how)
    return Found("DATE", value, how, part, piece.has("about")) if value else None


def _days_of(piece: Piece) -> list[int]:
    """Return the days that an expression names, not the figures of years: "May '14", "6 AD"."""
    days = [at for at, kind in enumerate(piece.classes) if kind == CLASSES["d31"]]
    if piece.has("era", "quote"):
        days = [at for at in days if _OF_YEARS.isdisjoint(piece.classes[max(0, at - 1) : at + 2])]
    ordinal = number_of(piece.of("number", "ordinal", "second")) if piece.has("ordinal", "second") else None
    return [int(piece.words[at]) for at in days] or ([ordinal] if ordinal else [])


def _calendar_range(year: int | None, months: list[int], days: list[int], how: str) -> Found | None:
    start = year - (months[0] > months[-1]) if year is not None else None
    first = day_value(start, months[0], days[0] if days else 0)
    second = day_value(year, months[-1], days[-1] if days else 0)
    if first is None or second is None or (len(months) == 1 and days[0] >= days[-1]):
        return None
    return Found("DATE", f"{first}/{second}", how)


def read_years(reader: Reader, piece: Piece) -> Found | None:
    """Read a range of years: "1950-53", "492-490 BC"."""
    numbers = [word for word in piece.words if word.isdigit()]
    first, second = numbers[0], numbers[1]
    if piece.has("era"):
        era = piece.of("era")[-1].startswith("b")
        years = [1 - int(first), 1 - int(second)] if era else [int(first), int(second)]
    elif len(first) != 4 or not piece.glued:
        return None
    else:
        years = [int(first), int(second) if len(second) == 4 else int(first) // 100 * 100 + int(second)]
    if years[0] >= years[1]:
        return None
    return Found("DATE", f"{year_value(years[0])}/{year_value(years[1])}")


def read_year(reader: Reader, piece: Piece) -> Found | None:
    """Read a bare year, if what stands around it does not make it an amount or a name."""
    year = year_in(reader, piece)
    if year is None or (not piece.has("era") and not is_year(piece)) or (piece.has("quote") and not piece.glued):
        return None
    return Found("DATE", year_value(year), part=part_of(piece), approximate=piece.has("about"))


def read_spelled(reader: Reader, piece: Piece) -> Found | None:
    """Read a year in words: "nineteen ninety-seven"."""
    year = spelled_year(piece)
    if year is None or (year >= 2000 and not piece.has("year") and piece.before() not in ("in", "since", "by")):
        return None
    return Found("DATE", str(year))


def read_decade(reader: Reader, piece: Piece) -> Found | None:
    """Read a decade: "the 1960s", "the early nineties", "the 470s BC"."""
    part = part_of(piece)
    if piece.has("decade"):
        if piece.before() in ("his", "her", "their", "my", "your", "our", "its"):
            return None  # an age: "in her thirties"
        return Found("DATE", f"19{words_of.DECADES[piece.of('decade')[0]]}", part=part)
    number = int(next(word for word in piece.words if word.isdigit()))
    if number % 10:
        return None
    if piece.has("era"):
        return Found("DATE", f"BC{number // 10:03}", part=part)
    if number < 100:
        number = full_year(reader, number)
    return Found("DATE", f"{number // 10}", part=part)


def read_century(reader: Reader, piece: Piece) -> Found | None:
    """Read a century: "the 19th century"."""
    number = ordinal_of(piece)
    if not number or number > 30:
        return None
    era = "BC" if any(word[0] == "b" for word in piece.of("era")) else ""
    return Found("DATE", f"{era}{number - 1:02}", part=part_of(piece))


def read_quarter(reader: Reader, piece: Piece) -> Found | None:
    """Read a quarter of a year: "the third quarter", "Q3 2024", "the year-ago quarter"."""
    number = int(piece.words[1]) if piece.has("q") else ordinal_of(piece)
    year, how = _quarter_year(reader, piece, number or 0)
    if how != "explicit" and not number and piece.has("ago", "later"):
        return year_before(reader) if reader.anchor else None
    name = "XXXX" if year is None else year_value(year)
    return Found("DATE", f"{name}-Q{number}", how) if number and number <= 4 else None


def _quarter_year(reader: Reader, piece: Piece, number: int) -> tuple[int | None, str]:
    """Return the year of a quarter, and where it comes from: named, pointed at, else by the tense.

    The tense tells nothing of this quarter, the last and the next.
    """
    year = year_in(reader, piece)
    if year is not None:
        return year, "explicit"
    now, how = reader.now()
    year = that_year(reader, piece)
    if now is None:
        return year, how
    if piece.has("ago", "later"):
        return now.year - 1, how
    if year is not None:
        return year, how
    ahead = number - (max(now.month, 1) + 2) // 3
    if how != "anchor" or abs(ahead) <= 1:
        return now.year, how
    looks = direction(piece)
    return now.year + ((looks > 0) if ahead < 0 else -(looks <= 0)), how


def read_half(reader: Reader, piece: Piece) -> Found | None:
    """Read a half of a year: "the second half of 2008"."""
    year = year_in(reader, piece)
    how = "explicit"
    if year is None:
        now, how = reader.now()
        year = that_year(reader, piece) if now else None
    name = "XXXX" if year is None else year_value(year)
    word = piece.of("ordinal", "second", "bound", "last")[0]
    number = {"first": 1, "second": 2, "latter": 2, "last": 2}.get(word)
    if piece.of("half")[0] == "part":
        return Found("DATE", name, how, "late" if number == 2 else "early")
    return Found("DATE", f"{name}-H{number}", how) if number else None


def read_fiscal(reader: Reader, piece: Piece) -> Found | None:
    """Read a fiscal or academic year, which counts as the year it is named after, two if two are named."""
    numbers = [int(word) for word in piece.words if word.isdigit()]
    if len(numbers) == 2:
        last = numbers[1] if numbers[1] > 99 else numbers[0] // 100 * 100 + numbers[1]
        return Found("DATE", f"{numbers[0]}/{last}") if numbers[0] < last else None
    year = year_in(reader, piece)
    if year is not None:
        return Found("DATE", year_value(year))
    year, (_, how) = that_year(reader, piece), reader.now()
    return Found("DATE", year_value(year), how) if year is not None else Found("DURATION", "P1Y", "none")


def read_named(reader: Reader, piece: Piece) -> Found | None:
    """Read a day known by its figures: "9/11"."""
    return Found("DATE", "2001-09-11") if piece.words == ["9", "/", "11"] and piece.before() != "/" else None


def read_holiday(reader: Reader, piece: Piece) -> Found | None:
    """Read a holiday by its name, with or without a year."""
    rule = words_of.HOLIDAYS[piece.words[0]]
    year, how = year_in(reader, piece), "explicit"
    if year is None:
        year = that_year(reader, piece)
    if year is None:
        month, day = _holiday_in(2000, rule)
        year, how = year_for(reader, piece, month, day)
    if year is None or year < 1:
        return Found("DATE", f"XXXX-{rule[0]:02}-{rule[1]:02}", "none") if len(rule) == 2 else None
    month, day = _holiday_in(year, rule)
    return Found("DATE", f"{year_value(year)}-{month:02}-{day:02}", how)


def read_season(reader: Reader, piece: Piece) -> Found | None:
    """Read a season: "the summer of 1963", "last winter", "spring"."""
    names = [words_of.SEASONS[word] for word in piece.of("season", "spring")]
    if (len(piece.words) == 1 and not is_season(piece)) or (piece.has("spring") and piece.after() in AFTER_VERB):
        return None
    year, how, part = year_in(reader, piece), "explicit", part_of(piece)
    if year is None:
        year = that_year(reader, piece) or year_ahead(piece, 0)
    if year is None:
        now, how = reader.now()
        if now is None:
            return Found("DATE", f"XXXX-{names[-1]}", "none", part)
        year = _season_year(reader, piece, now, how, names[-1])
    values = [f"{year_value(year)}-{name}" for name in names]
    return Found("DATE", "/".join(values[-2:]), how, part)


def _season_year(reader: Reader, piece: Piece, now: Point, how: str, name: str) -> int:
    """Return the year of a season; a winter counts to the year it begins in."""
    if not now.month:
        return now.year
    wanted = SEASONS.index(name) + 1
    current = now.month // 3  # 0 is the winter that began the year before
    if piece.has("last", "past", "previous"):
        return now.year - (wanted >= current)
    if piece.has("next", "coming", "following"):
        return now.year + (wanted <= current)
    if wanted == 4 and current == 0 and not direction(piece) > 0:
        return now.year - 1
    if how == "anchor" and not piece.has("this"):
        looks = direction(piece)
        return now.year + (1 if looks > 0 and wanted < current else -1 if looks < 0 and wanted > current + 1 else 0)
    return now.year


def _holiday_in(year: int, rule: tuple[int, ...]) -> tuple[int, int]:
    if len(rule) == 2:
        return rule[0], rule[1]
    if len(rule) == 1:
        return add_days(easter(year), rule[0])[1:]
    month, weekday, which = rule
    if which < 0:
        last = (year, month, days_in(year, month))
        return month, last[2] - (weekday_of(last) - weekday) % 7
    return month, 1 + (weekday - weekday_of((year, month, 1))) % 7 + 7 * (which - 1)
