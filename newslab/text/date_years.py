"""Which year a date is of: named, spelled, or taken from the anchor, the date before or the verb."""

from __future__ import annotations

from newslab.text import date_words as words_of
from newslab.text.date_state import Found, Piece, Point, Reader, steps_of
from newslab.text.date_tense import direction
from newslab.text.date_values import days_in, weekday_of, year_value
from newslab.text.date_words import CLASSES, DAYS


def year_in(reader: Reader, piece: Piece) -> int | None:
    """Return the year that an expression names, astronomical; None if it names none."""
    for at, kind in enumerate(piece.classes if piece.has("era", "quote") else ""):
        if kind == CLASSES["era"]:
            number = next((int(word) for word in piece.words[max(0, at - 1) : at + 2] if word.isdigit()), 0)
            if number:
                return 1 - number if piece.words[at].upper().startswith("B") else number
        if kind == CLASSES["quote"] and "".join(piece.words[at + 1 : at + 2]).isdigit():
            return full_year(reader, int(piece.words[at + 1]))
    years = piece.of("year0", "year1")
    return int(years[-1]) if years else spelled_year(piece)


def full_year(reader: Reader, short: int) -> int:
    """Return the year of two figures: the last that is no more than ten years ahead."""
    latest = (reader.anchor[0] if reader.anchor else 2030) + 10
    if reader.narrative and reader.last is not None and reader.last.year > 99:
        latest = reader.last.year + 10
    year = latest // 100 * 100 + short
    return year if year <= latest else year - 100


def that_year(reader: Reader, piece: Piece) -> int | None:
    """Return the year that "of that year", "last year" or "next year" names."""
    if not piece.has("year"):
        return None
    now, _ = reader.then() if piece.has("that", "same") else reader.now()
    return now.year + steps_of(piece) if now else None


def year_for(reader: Reader, piece: Piece, month: int, day: int) -> tuple[int | None, str]:
    """Return the year of a month or a day that names none, and where it comes from."""
    now, how = reader.now()
    if now is None:
        return None, "none"
    weekday = [DAYS[word] for word in piece.of("weekday", "wd")]
    if weekday and day and (year := _year_of_weekday(now.year, month, day, weekday[0])) is not None:
        return year, how
    if how == "mention":
        return _year_after(reader, now, month), how
    same_month = not day and month == now.month
    gap = 0.0 if same_month else _month_count(month, day) - _month_count(now.month, now.day)
    steps = steps_of(piece)
    if steps:
        return now.year + (steps if steps * gap <= 0 else 0), how
    return now.year + _years_by_tense(piece, gap, day), how


def _year_of_weekday(year: int, month: int, day: int, weekday: int) -> int | None:
    """Return the nearest year in which a day of the month falls on a weekday."""
    near = (year + shift for shift in (0, -1, 1, -2, 2, -3, 3))
    return next((at for at in near if day <= days_in(at, month) and weekday_of((at, month, day)) == weekday), None)


def _month_count(month: int, day: int) -> float:
    """Return a day as months of its year; a month without a day counts as its middle."""
    return month + (day or 15) / 31


def _years_by_tense(piece: Piece, gap: float, day: int) -> int:
    """Return the years from the reference to a month or day `gap` months ahead of it in the same year.

    A day is named when it is near; a month alone, and a holiday, follow the tense.
    """
    looks = direction(piece)
    reach = 1.0 if not day else 0.0 if piece.has("holiday") else 2.5
    if gap > reach and (looks < 0 or gap > 8):
        return -(looks <= 0)
    if gap < -reach and (looks > 0 or gap < -8):
        return int(looks >= 0)
    return 0


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
    if focus is None or focus.unit != "Q":
        return Found("DATE", year, "anchor")
    return Found("DATE", f"{year}-Q{(focus.month + 2) // 3}", "mention")


def spelled_year(piece: Piece) -> int | None:
    """Return the year of "nineteen ninety-seven" or "two thousand five"."""
    numbers = [words_of.NUMBERS[word] for word in piece.of("number")]
    if len(numbers) < 2 or len(numbers) > 3:
        return None
    if numbers[:2] == [2, 1000]:
        return 2000 + sum(numbers[2:]) if sum(numbers[2:]) < 100 else None
    if not 13 <= numbers[0] <= 20 or not 10 <= numbers[1] < 100:
        return None
    return numbers[0] * 100 + numbers[1] + (numbers[2] if len(numbers) > 2 and numbers[2] < 10 else 0)
