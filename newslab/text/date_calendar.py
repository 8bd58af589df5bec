"""Dates that name a year or a part of one: from the words to a TIMEX3 value.

What is missing comes from the anchor (in news) or from the date before it (in a history).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from newslab.text import date_words as words_of
from newslab.text.date_beside import year_ahead
from newslab.text.date_state import Found, Piece, Point, Reader, clock_value, moved, ordinal_of, part_of
from newslab.text.date_tense import direction
from newslab.text.date_values import add_days, days_in, easter, weekday_of, year_value
from newslab.text.date_words import CLASSES, DAYS, MONTHS, OTHER, number_of

_FIGURES: Final = re.compile(r"(?<![\d/.-])(\d\d?)[/.](\d\d?)[/.](?:19|20)?\d\d(?!\d)")


def read_numeric(reader: Reader, piece: Piece) -> Found | None:
    """Read a date in figures: 2024-11-06, 11/06/24, 6.11.2024; months first unless the text shows otherwise."""
    if not piece.glued and "/" not in piece.classes and ":" not in piece.classes:
        return None
    numbers = [int(word) for word in piece.words if word.isdigit()]
    first, second, third = numbers[:3]
    if first >= 1000:
        year, month, day = first, second, third
    else:
        year = third if len(piece.words[4]) == 4 else _full_year(reader, third)
        month, day = (second, first) if (first > 12 or _is_day_first(reader.text)) and second <= 12 else (first, second)
    if not (1 <= month <= 12 and 1 <= day <= days_in(year, month)):
        return None
    value = f"{year_value(year)}-{month:02}-{day:02}"
    if len(numbers) > 3:
        clock = clock_value(numbers[3:], "")
        return Found("TIME", value + clock) if clock else None
    return Found("DATE", value)


@lru_cache(maxsize=8)  # the same text for every date in figures in it
def _is_day_first(text: str) -> bool:
    """Tell whether any date in figures shows that days come before months."""
    return any(int(day) > 12 >= int(month) > 0 for day, month in _FIGURES.findall(text))


def read_calendar(reader: Reader, piece: Piece) -> Found | None:
    """Read a month with or without day, weekday and year, and ranges of them: "Feb. 20-22", "early May 1942"."""
    months = [MONTHS[word] for word in piece.of("month", "mabbr")]
    days = _days_of(piece)
    year = _year_in(reader, piece)
    if year is None:
        year = _that_year(reader, piece)
    if len(piece.words) == 1 and not _is_month(piece):
        return None
    how = "explicit"
    if year is None:
        year = year_ahead(piece, months[-1])
    if year is None:
        year, how = year_for(reader, piece, months[-1], days[-1] if days else 0)
    part = part_of(piece)
    if len(days) > 1 or len(months) > 1:
        return _calendar_range(year, months, days, how)
    value = _dated(year, months[0], days[0] if days else 0)
    if value and days and piece.has("part"):
        return Found("TIME", f"{value}T{words_of.PARTS[piece.of('part')[0]]}", how)
    return Found("DATE", value, how, part, piece.has("about")) if value else None


def _days_of(piece: Piece) -> list[int]:
    if not piece.has("era", "quote", "ordinal", "second"):
        return [int(word) for word, kind in zip(piece.words, piece.classes, strict=True) if kind == CLASSES["d31"]]
    classes, days = piece.classes, []
    for at, (word, kind) in enumerate(zip(piece.words, classes, strict=True)):
        near = classes[at + 1 : at + 2] + (classes[at - 1] if at else "")
        if kind == CLASSES["d31"] and CLASSES["era"] not in near and not (at and classes[at - 1] == CLASSES["quote"]):
            days.append(int(word))
    ordinal = number_of(piece.of("number", "ordinal", "second")) if piece.has("ordinal", "second") else None
    return days or ([ordinal] if ordinal else [])


def _calendar_range(year: int | None, months: list[int], days: list[int], how: str) -> Found | None:
    first = _dated(year, months[0], days[0] if days else 0)
    start = year
    if year is not None and len(months) > 1 and months[0] > months[1]:
        first = _dated(year - 1, months[0], days[0] if days else 0)
        start = year - 1
    second = _dated(year, months[-1], days[-1] if days else 0)
    if first is None or second is None or (len(months) == 1 and days[0] >= days[-1]):
        return None
    return Found("DATE", f"{first}/{second}", how) if start is not None else Found("DATE", f"{first}/{second}", "none")


def _dated(year: int | None, month: int, day: int) -> str | None:
    name = "XXXX" if year is None else year_value(year)
    if day > days_in(2000 if year is None else year, month):
        return None
    return f"{name}-{month:02}-{day:02}" if day else f"{name}-{month:02}"


def read_years(reader: Reader, piece: Piece) -> Found | None:
    """Read a range of years: "1950-53", "492-490 BC"."""
    numbers = [word for word in piece.words if word.isdigit()]
    first, second = numbers[0], numbers[1]
    if piece.has("era"):
        era = piece.of("era")[-1].startswith("b")
        years = [1 - int(first), 1 - int(second)] if era else [int(first), int(second)]
    elif len(first) != 4 or not piece.glued or not 1000 <= int(first) < 2100:
        return None
    else:
        years = [int(first), int(second) if len(second) == 4 else int(first) // 100 * 100 + int(second)]
        if piece.has("slash") and years[1] != years[0] + 1:
            return None  # 2023/24 is a season of two years, 2023/5 is no range
    if years[0] >= years[1] or years[1] - years[0] > 1000:
        return None
    return Found("DATE", f"{year_value(years[0])}/{year_value(years[1])}")


def read_year(reader: Reader, piece: Piece) -> Found | None:
    """Read a bare year, if what stands around it does not make it an amount or a name."""
    year = _year_in(reader, piece)
    if year is None:
        return None
    if (
        piece.start >= 2
        and piece.all_classes[piece.start - 1] in ".,"
        and piece.all_words[piece.start - 2].isdigit()
        and not piece.has("era")
    ):
        return None
    if not piece.has("era") and not _is_year(piece):
        return None
    if piece.has("quote") and (piece.all_classes[piece.end : piece.end + 1] in tuple("uĥ$") or not piece.glued):
        return None
    return Found("DATE", year_value(year), part=part_of(piece), approximate=piece.has("about"))


def read_spelled(reader: Reader, piece: Piece) -> Found | None:
    """Read a year in words: "nineteen ninety-seven"."""
    year = _spelled_year(piece)
    if year is None or (year >= 2000 and not piece.has("year") and piece.before() not in ("in", "since", "by")):
        return None
    return Found("DATE", str(year))


def read_decade(reader: Reader, piece: Piece) -> Found | None:
    """Read a decade: "the 1960s", "the early nineties", "the 470s BC"."""
    part = part_of(piece)
    if piece.has("decade"):
        if piece.before() in ("his", "her", "their", "my", "your", "our", "its"):
            return None  # an age: "in her thirties"
        century = 20 if not reader.anchor or reader.anchor[0] > 1950 else reader.anchor[0] // 100 + 1
        return Found("DATE", f"{century - 1}{words_of.DECADES[piece.of('decade')[0]]}", part=part)
    number = int(next(word for word in piece.words if word.isdigit()))
    if number % 10 or piece.before() in ("his", "her", "their"):
        return None
    if piece.has("era"):
        return Found("DATE", f"BC{number // 10:03}", part=part)
    if number < 100:
        number = _full_year(reader, number)
    elif not piece.glued and "".join(piece.words[-2:]).lower() == "s":
        return None
    return Found("DATE", f"{number // 10}", part=part)


def read_century(reader: Reader, piece: Piece) -> Found | None:
    """Read a century: "the 19th century"."""
    number = ordinal_of(piece)
    if not number or number > 30:
        return None
    before = bool(piece.has("era")) and piece.of("era")[0].startswith("b")
    return Found("DATE", f"BC{number - 1:02}" if before else f"{number - 1:02}", part=part_of(piece))


def read_quarter(reader: Reader, piece: Piece) -> Found | None:
    """Read a quarter of a year: "the third quarter", "Q3 2024", "the year-ago quarter"."""
    now, how = reader.now()
    year = _year_in(reader, piece)
    if year is not None:
        how = "explicit"
    elif piece.has("ago", "later"):
        year = now.year - 1 if now else None
        if not ordinal_of(piece):
            return year_before(reader) if reader.anchor else None
    elif piece.has("period"):
        return _latest_period(reader, piece, now, how)
    else:
        year = _that_year(reader, piece)
    number = int(piece.words[1]) if piece.has("q") else ordinal_of(piece)
    if piece.words[0] == "H":
        return (
            Found("DATE", f"{year_value(year)}-H{number}")
            if year is not None and number in (1, 2) and how == "explicit"
            else None
        )
    if not number or number > 4:
        return None
    if year is None:
        if now is None:
            return Found("DATE", f"XXXX-Q{number}", "none")
        current = (max(now.month, 1) + 2) // 3
        looks = direction(piece)
        year = now.year
        if how == "anchor" and number > current:
            year -= number - current > 1 and looks <= 0
        elif how == "anchor" and current - number > 1 and looks > 0:
            year += 1
    return Found("DATE", f"{year_value(year)}-Q{number}", how)


def _latest_period(reader: Reader, piece: Piece, now: Point | None, how: str) -> Found | None:
    """Return the quarter that "the latest period" of a report of earnings is: the one mentioned, or the last."""
    back = 1 if piece.has("year") else 0
    if reader.focus is not None and reader.focus.unit == "Q":
        return Found("DATE", f"{year_value(reader.focus.year - back)}-Q{(reader.focus.month + 2) // 3}", "mention")
    return moved(now, "Q", -1 - 4 * back, how) if now is not None and piece.has("latest") else None


def read_half(reader: Reader, piece: Piece) -> Found | None:
    """Read a half of a year: "the second half of 2008"."""
    year = _year_in(reader, piece)
    how = "explicit"
    if year is None:
        now, how = reader.now()
        year = _that_year(reader, piece) if now else None
    name = "XXXX" if year is None else year_value(year)
    word = piece.of("ordinal", "second", "bound", "last")[0]
    number = {"first": 1, "second": 2, "latter": 2, "last": 2}.get(word)
    if piece.of("half")[0] == "part":
        return Found("DATE", name, how, "late" if number == 2 else "early")
    return Found("DATE", f"{name}-H{number}", how) if number else None


def read_fiscal(reader: Reader, piece: Piece) -> Found | None:
    """Read a fiscal or academic year, which counts as the year it is named after."""
    numbers = [int(word) for word in piece.words if word.isdigit()]
    if len(numbers) == 2:
        last = numbers[1] if numbers[1] > 99 else numbers[0] // 100 * 100 + numbers[1]
        return Found("DATE", f"{numbers[0]}/{last}") if numbers[0] < last else None
    year = _year_in(reader, piece)
    if year is not None:
        return Found("DATE", year_value(year))
    year, (_, how) = _that_year(reader, piece), reader.now()
    return Found("DATE", year_value(year), how) if year is not None else Found("DURATION", "P1Y", "none")


def read_named(reader: Reader, piece: Piece) -> Found | None:
    """Read a day known by its figures: "9/11"."""
    return (
        Found("DATE", "2001-09-11")
        if piece.words == ["9", "/", "11"] and piece.before() not in ("/", ".", "$")
        else None
    )


def read_holiday(reader: Reader, piece: Piece) -> Found | None:
    """Read a holiday by its name, with or without a year."""
    rule = words_of.HOLIDAYS[piece.words[0]]
    year, how = _year_in(reader, piece), "explicit"
    if year is None:
        year = _that_year(reader, piece)
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
    if (len(piece.words) == 1 and not _is_season(piece)) or (piece.has("spring") and piece.after() == "of"):
        return None
    year, how, part = _year_in(reader, piece), "explicit", part_of(piece)
    if year is None:
        year = _that_year(reader, piece) or year_ahead(piece, 0)
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
    wanted = ("SP", "SU", "FA", "WI").index(name) + 1
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


def _year_in(reader: Reader, piece: Piece) -> int | None:
    for at, kind in enumerate(piece.classes if piece.has("era", "quote") else ""):
        if kind == CLASSES["era"]:
            number = next(
                (w for w in (piece.words[at - 1] if at else "", *piece.words[at + 1 : at + 2]) if w.isdigit()), ""
            )
            if number and int(number):
                return 1 - int(number) if piece.words[at].upper().startswith("B") else int(number)
        if (
            kind == CLASSES["quote"]
            and at + 1 < len(piece.words)
            and len(piece.words[at + 1]) == 2
            and piece.words[at + 1].isdigit()
        ):
            return _full_year(reader, int(piece.words[at + 1]))
    years = piece.of("year0", "year1")
    return int(years[-1]) if years else _spelled_year(piece)


def _full_year(reader: Reader, short: int) -> int:
    latest = (reader.anchor[0] if reader.anchor else 2030) + 10
    if reader.narrative and reader.last is not None and reader.last.year > 99:
        latest = reader.last.year + 10
    year = latest // 100 * 100 + short
    return year if year <= latest else year - 100


def _that_year(reader: Reader, piece: Piece) -> int | None:
    """Return the year that "of that year", "last year" or "next year" names."""
    if not piece.has("year"):
        return None
    shift = -1 if piece.has("last", "previous", "past") else 1 if piece.has("next", "following", "coming") else 0
    now, _ = reader.then() if piece.has("that", "same") else reader.now()
    return now.year + shift if now else None


def year_for(reader: Reader, piece: Piece, month: int, day: int) -> tuple[int | None, str]:
    """Return the year of a month or a day that names none, and where it comes from."""
    demo = 1 if piece.has("next") else -1 if piece.has("last", "past") else 0
    now, how = reader.then() if piece.has("previous", "following") else reader.now()
    if now is None:
        return None, "none"
    if piece.has("previous", "following"):
        beside = (month, day) < (now.month, now.day) if piece.has("previous") else (month, day) > (now.month, now.day)
        return now.year + (0 if beside else -1 if piece.has("previous") else 1), how
    weekday = [DAYS[word] for word in piece.of("weekday", "wd")]
    if weekday and day:
        for shift in (0, -1, 1, -2, 2, -3, 3):
            if day <= days_in(now.year + shift, month) and weekday_of((now.year + shift, month, day)) == weekday[0]:
                return now.year + shift, how
    if how == "mention":
        return _year_after(reader, now, month), how
    month_now = now.month + (now.day or 15) / 31
    gap = month + (day or 15) / 31 - month_now  # months ahead of the reference
    if not day and month == now.month:
        gap = 0
    if demo:
        return now.year + (demo if demo * gap <= 0 else 0), how
    looks = direction(piece)
    reach = (
        2.5 if day and not piece.has("holiday") else 1.0 if not day else 0.0
    )  # a day is named when it is near; a month alone follows the tense
    if gap > reach and (looks < 0 or gap > 8):
        return now.year - (looks <= 0), how
    if gap < -reach and (looks > 0 or gap < -8):
        return now.year + (looks >= 0), how
    return now.year, how


def _year_after(reader: Reader, now: Point, month: int) -> int:
    """Return the year of a month in a history, where the date before it is the anchor."""
    now = reader.line or now
    day, year = reader.day, now.year
    if now.unit in "DM":
        year += now.month == 12 and month <= 3
    elif day is not None and 0 <= month - day.month <= 1:
        year = day.year  # the story goes on; the year in between was mentioned in passing
    written = reader.anchor
    return year - 1 if written and (year, month) > written[:2] and year == written[0] else year


def year_before(reader: Reader) -> Found:
    """Return "a year earlier", as fine as what it is compared with: a quarter in a report of earnings."""
    year = year_value((reader.anchor or (0,))[0] - 1)
    focus = reader.focus
    if focus is None or focus.unit not in "Q":
        return Found("DATE", year, "anchor")
    return Found("DATE", f"{year}-Q{(focus.month + 2) // 3}", "mention")


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


def _spelled_year(piece: Piece) -> int | None:
    """Return the year of "nineteen ninety-seven" or "two thousand five"."""
    numbers = [words_of.NUMBERS[word] for word in piece.of("number")]
    if len(numbers) < 2 or len(numbers) > 3:
        return None
    if numbers[:2] == [2, 1000]:
        return 2000 + sum(numbers[2:]) if sum(numbers[2:]) < 100 else None
    if not 13 <= numbers[0] <= 20 or not 10 <= numbers[1] < 100:
        return None
    return numbers[0] * 100 + numbers[1] + (numbers[2] if len(numbers) > 2 and numbers[2] < 10 else 0)


_MONTH_CUES: Final = frozenset(
    ["in", "by", "since", "until", "of", "from", "to", "last", "next", "this", "through", "and", "during", "for", "before",
     "after", "between", "late", "early"]
)  # fmt: skip


def _is_month(piece: Piece) -> bool:
    word, before = piece.words[0], piece.before()
    if len(word) > 3 and word.title() != "March":
        return True
    if word.title() not in ("May", "March"):
        return before in _MONTH_CUES
    if before in _MONTH_CUES:
        return True
    if not before or not before[0].isalnum():
        return piece.after().lower() in ("was", "is", "saw", "has", "will", "and")
    previous = piece.all_words[piece.start - 1]
    return previous.islower() or previous.isdigit()


def _is_season(piece: Piece) -> bool:
    if piece.has("spring"):
        noun = piece.after().lower() in (
            "offensive",
            "offensives",
            "campaign",
            "season",
            "semester",
            "term",
            "elections",
            "break",
        )
        return noun or piece.before() in ("in", "by", "since", "until", "of", "during")
    return True


_COUNTED: Final = frozenset(
    [
        "percent",
        "people",
        "men",
        "troops",
        "soldiers",
        "points",
        "shares",
        "dollars",
        "miles",
        "feet",
        "tons",
        "tonnes",
        "kilometers",
        "kilometres",
        "km",
        "meters",
        "metres",
        "pounds",
        "votes",
        "jobs",
        "members",
        "workers",
        "homes",
        "barrels",
        "cars",
        "units",
    ]
)


_BEFORE_YEARS: Final = frozenset(
    ["but", "as", "like", "when", "while", "although", "though", "with", "his", "her", "its", "their", "our", "my", "if",
     "because", "where", "whereas", "unlike", "despite", "olympics", "olympic", "cup", "games", "euro", "championship",
     "championships", "conference", "summit", "election", "elections", "festival", "expo", "act", "agreement", "treaty",
     "convention", "constitution", "budget", "census", "review", "report", "survey", "awards", "prize", "season",
     "war", "revolution", "crisis", "edition", "class", "model", "vintage", "copyright", "not", "either", "both"]
)  # fmt: skip


def _is_model(word: str) -> bool:
    """Tell whether a figure after this word is part of a name, as in "Boeing 1997" and "Resolution 1483"."""
    return word[0].isupper() and len(word) > 1 and word.lower() not in _BEFORE_YEARS


def _is_year(piece: Piece) -> bool:
    if piece.has("edge", "bound", "year", "quote"):
        return True
    before, after = piece.before(), piece.after()
    if (
        before in ("$", "£", "€", "#", "no", "number", "some", "nearly", "than", "least")
        or after in ("%",)
        or after.lower() in _COUNTED
    ):
        return False
    at = piece.start - 1
    if at >= 0 and piece.all_classes[at] == OTHER and _is_model(piece.all_words[at]):
        return False
    if before in ("/", ":") or after in ("/", ":"):
        return piece.after(2).isalpha() if after == ":" and before not in ("/", ":") else False
    if before == "." and piece.before(2) in ("no", "nos", "res"):
        return False
    if at >= 0 and piece.all_classes[at] in "D23," and before != ",":
        return False
    if after == "." and piece.after(2).isdigit():
        return False
    return not (after == "," and piece.after(2).isdigit() and len(piece.after(2)) == 3)
