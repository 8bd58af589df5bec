"""Days in sentences that are read alone: what "Tuesday", "last month" or "In January" means, where it is sure."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from newslab.digest.setting import Setting, Time
from newslab.digest.wording import unquoted

_DEICTIC: Final = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow|tonight|ago|earlier|later|"
    r"(?:last|this|next|past|previous|coming) (?:\w+ )?(?:week|weekend|month|year|quarter|season|night|"
    r"morning|afternoon|evening|day|spring|summer|autumn|fall|winter|century|decade|january|february|march|april|may|"
    r"june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day))\b",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?!s)|\b(?:yesterday|today|tomorrow|tonight|this (?:morning|week|month|"
    r"year|afternoon|evening)|last (?:week|month|year|night)|next (?:week|month|year))\b"
)
_TOLD_FROM_THERE: Final = re.compile(  # counted from a day of the story that is told, not from the day of the report
    r"\b(?:(?:the|that) (?:same|next|following|previous|very) (?:day|night|morning|afternoon|evening|week|weekend|month|year|"
    r"season|summer|winter|spring|autumn)|that (?:day|night|morning|afternoon|evening|week|weekend|month|year|season|summer|"
    r"winter)|(?:days?|weeks?|months?|years?|hours?|night|minutes?) (?:later|earlier|before|after(?:wards)?)\b(?! the\b)|"
    r"(?:earlier|later|early|late) in the (?:day|week|month|year|season)|at the time|of that (?:day|week|month|year))\b",
    re.IGNORECASE,
)
_MONTH: Final = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_BARE_MONTH: Final = re.compile(rf"(?:(?:early|mid|late)[ -])?{_MONTH}", re.IGNORECASE)
_MONTH_DAY: Final = re.compile(
    r"(?:(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?|March|April|May|June|July) \d{1,2}(?:st|nd|rd|th)?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}"
)
_YEAR: Final = re.compile(r"\b(?:1\d|20)\d\d\b")
_WITHIN: Final = re.compile(r"\b(?:earlier|later|early|late) this (?P<of>year|month)\b", re.IGNORECASE)
_SPAN_TO_NOW: Final = re.compile(r"\b(?:over|in|within|for|during|of) the (?:last|past)\b", re.IGNORECASE)
_BARE_WEEKDAY: Final = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day", re.IGNORECASE)
_AHEAD: Final = re.compile(
    r"\b(?:will|would|ahead of|prepar\w+|due|expected|scheduled|upcoming|coming|plan(?:s|ned)?|set to|about to|hopes?|next|to be held|"
    r"looks? (?:to|forward)|deadline|by)\b",
    re.IGNORECASE,
)
_NEAR_NOW: Final = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|\w+day|night|weekend|week|morning|evening|afternoon)\b", re.IGNORECASE
)
_NEAR_DAYS: Final = 45
_NEAR: Final = 45  # code points before a weekday in which a word of the future makes it one that lies ahead
_SAID: Final = re.compile(r"\b(?:said|told|announced|says|reported)\b")


def tell_days(first: dt.date, last: dt.date, precision: str = "day") -> str:
    """Return days as a reader would write them, no finer than `precision`.

    Examples
    --------
    >>> tell_days(dt.date(2026, 2, 1), dt.date(2026, 2, 28), "month")
    'February 2026'
    >>> tell_days(dt.date(2026, 1, 20), dt.date(2026, 1, 23), "days")
    '20-23 January 2026'
    """
    if first == last:
        return f"{first.day} {first:%B} {first.year}"
    if precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"{first:%B} {first.year}"
    if precision == "year" and first.year == last.year:
        return f"{first.year}"
    if precision in ("years", "decade", "century"):
        return f"{first.year}-{last.year}"
    if precision == "months" and first.year == last.year:
        return f"{first:%B}-{last:%B} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{last.day} {last:%B} {last.year}"
    head = f"{first.day} {first:%B}" + ("" if first.year == last.year else f" {first.year}")
    return f"{head} - {last.day} {last:%B} {last.year}"


def note_days(start: int, end: int, setting: Setting) -> list[tuple[int, str]] | None:
    """Return the days to put in brackets after the time expressions of a sentence, as (place, days).

    None where a day has no sure meaning: it is counted from another day of the story ("the next night"), has no value,
    or is a weekday that may as well lie ahead.
    """
    words = setting.text[start:end]
    if _TOLD_FROM_THERE.search(unquoted(words)):
        return None
    notes: list[tuple[int, str]] = []
    spans: list[tuple[int, int]] = []
    for time in setting.times:
        if not (start <= time.start and time.end <= end):
            continue
        spans.append((time.start, time.end))
        if not _needs_note(time, setting, words):
            continue
        before = unquoted(setting.text[max(start, time.start - _NEAR) : time.start])
        if time.first_day is None or time.last_day is None or _is_unsure(time, setting.published, before):
            return None
        is_ahead = setting.published is not None and time.first_day > setting.published
        if is_ahead and _BARE_MONTH.fullmatch(time.text) and not _AHEAD.search(unquoted(words)):
            return None  # "the lowest since November" tells of the last one
        if not re.match(r"\s*[\[(]", setting.text[time.end : time.end + 3]):
            notes.append((time.end, told_as(time)))
    for match in _WEEKDAY.finditer(words):
        place = start + match.start()
        if not any(first <= place < last for first, last in spans):
            return None
    return notes


def told_as(time: Time) -> str:
    """Return what stands in the brackets after a time expression: no finer than its words are.

    Examples
    --------
    >>> day = dt.date(2026, 1, 1), dt.date(2026, 4, 30)
    >>> told_as(Time(0, 17, "earlier this year", "DATE", *day, "months"))
    '2026'
    """
    if time.first_day is None or time.last_day is None:
        return ""
    if _BARE_MONTH.fullmatch(time.text) or _MONTH_DAY.fullmatch(time.text):
        return f"{time.last_day.year}"
    within = _WITHIN.search(time.text)
    if within and within["of"].casefold() == "year":
        return f"{time.last_day.year}"
    if within and within["of"].casefold() == "month":
        return f"{time.last_day:%B} {time.last_day.year}"
    return tell_days(time.first_day, time.last_day, time.precision)


def _needs_note(time: Time, setting: Setting, words: str) -> bool:
    if time.type in ("SET", "DURATION") or _YEAR.search(time.text) or time.text.casefold() == "this day":
        return False
    if setting.text[time.end : time.end + 1].isalnum():
        return False  # "Long March 4C" holds no day
    if _SPAN_TO_NOW.search(setting.text[max(0, time.start - 12) : time.end]):
        return False  # "over the last month" is the month up to now
    if _DEICTIC.search(time.text):
        return True
    if time.first_day is None or re.match(r",? (?:1\d|20)\d\d\b", setting.text[time.end : time.end + 6]):
        return False
    if _BARE_MONTH.fullmatch(time.text):
        return True
    other_year = setting.published is not None and time.first_day.year != setting.published.year
    return bool(_MONTH_DAY.fullmatch(time.text)) and other_year and not _YEAR.search(words)


def _is_unsure(time: Time, published: dt.date | None, before: str) -> bool:
    """Tell whether a day may be another: too far from the report, or a weekday that may lie on its other side."""
    if published is None or time.first_day is None or not _NEAR_NOW.search(time.text):
        return False
    days = (time.first_day - published).days
    if abs(days) > _NEAR_DAYS:
        return True
    if not _BARE_WEEKDAY.search(time.text):
        return False
    if days == -6:  # filed on Monday night of "Tuesday": at its place it was Tuesday already
        return True
    return -7 <= days < 0 and bool(_AHEAD.search(before)) and not _SAID.search(before[-25:])
