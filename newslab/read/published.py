"""When an article was published, as a record, a feed or a page says it: time, the outlet's local day, precision."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from newslab.text.date_bounds import CONFIDENCE as BOUNDS_CONFIDENCE

FIRST_YEAR, LAST_YEAR = 1600, 2200  # the first newspapers; anything outside is a slip of the pen


@dataclass(frozen=True)
class Published:
    """A publication date: `time` in UTC, `day` where the outlet is, bounds if only they are known, and how it is known.

    `method` is "unknown", "unread" (words that are no date), "age" (an age such as "2 days ago", which is no date),
    or the precision: "time", "time without zone", "day", "month", "year", "ambiguous day".
    """

    time: datetime | None = None
    day: date | None = None
    first: date | None = None
    last: date | None = None
    method: str = "unknown"


UNKNOWN: Final = Published()
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ZONES: Final = {
    "utc": 0, "gmt": 0, "z": 0, "ut": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2,
    "eet": 2, "eest": 3, "msk": 3, "ist": 5.5, "pkt": 5, "wib": 7, "ict": 7, "hkt": 8, "sgt": 8, "pht": 8, "awst": 8,
    "kst": 9, "jst": 9, "acst": 9.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "est": -5, "edt": -4,
    "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9,
    "akdt": -8, "hst": -10, "ast": -4, "adt": -3, "nst": -3.5, "brt": -3, "art": -3, "sast": 2, "eat": 3, "wat": 1,
    "cat": 2,
}  # fmt: skip
# Zones that North America names without saying whether summer time holds; it holds from March to November there.
AMERICAN: Final = {"et": -5, "ct": -6, "mt": -7, "pt": -8}
RESOURCE: Final = Path(__file__).parents[1] / "resources" / "months.tsv"
_LINES: Final = [line.split("\t") for line in RESOURCE.read_text("utf-8").splitlines() if line[0] != "#"]
MONTHS: Final = {name: int(number) for number, names in _LINES for name in names.split()}
_MONTH: Final = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_CLOCK: Final = (
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?\s?m\b\.?)?"
    r"\s*\(?(?P<zone>(?:gmt|utc)?\s?[+-]\d{1,2}:?\d{2}\b|[a-z]{1,5}\b)?\)?"
)
ISO: Final = re.compile(
    r"(?<![\d/.:-])(?P<year>\d{4})(?:(?P<mark>[-/.]|\.\s)(?P<month>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2}))?(?![\d/-])"
    r"|(?P<month2>\d{2})(?P<day2>\d{2})(?!\d))"
    r"(?:[T\s]+(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d{1,12})?)?"
    r"\s*(?P<zone>[+-]\d{2}:?\d{0,2}|[a-z]{1,4}\b)?)?",
    re.IGNORECASE,
)
COMPACT: Final = re.compile(r"((?:19|20|21)\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])([01]\d|2[0-3])([0-5]\d)([0-5]\d)?Z?")
EAST: Final = re.compile(r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日号일]")
# A year of two digits stands only at the end or before a clock, as in RFC 822: "5 May 10 comments" has none.
DAY_FIRST: Final = re.compile(
    rf"(?<![\d/.-])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:of|de)|-)?\s*{_MONTH}(?:,|\s+de|\s+del|-)?\s*"
    r"'?(?P<year>\d{4}|\d{2}(?=\s*$|,?\s+\d{1,2}:\d{2}))(?![\d:])",
    re.IGNORECASE,
)
MONTH_FIRST: Final = re.compile(
    rf"\b{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,|\s)\s*(?:(?P<year>\d{{4}})\b|'(?P<short>\d{{2}})\b)",
    re.IGNORECASE,
)
YEAR_MONTH_DAY: Final = re.compile(rf"(?P<year>\d{{4}})[.,]?\s+{_MONTH}\s+(?P<day>\d{{1,2}})(?!\d)", re.IGNORECASE)
# "Wed Mar  6 13:05:00 2024", as asctime, date and Twitter write it: the clock stands before the year.
ASCTIME: Final = re.compile(
    rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})\s+(?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s*(?:[a-z]{{1,5}}\b|"
    rf"[+-]\d{{4}}\b)?)\s+(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
MONTH_YEAR: Final = re.compile(rf"{_MONTH},?\s+(?P<year>\d{{4}})", re.IGNORECASE)
NUMERIC: Final = re.compile(
    r"(?<![\d/.:-])(?P<a>\d{1,2})(?P<mark>[/.-])(?P<b>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?![\d/-])"
)
CLOCK: Final = re.compile(rf"(?<![\d/:-]){_CLOCK}", re.IGNORECASE)
# Lines such as "Published 5 May, updated 6 May" tell two dates: what stands behind these words is another one.
LATER: Final = re.compile(
    r"\b(?:(?:last |latest )?(?:updated?|modified|edited|revised|corrected|amended|changed)|aktualisiert|geändert|"
    r"mis à jour|actualizado|actualizada|aggiornato|atualizado|bijgewerkt|uppdaterad|oppdatert|opdateret|modifié)\b",
    re.IGNORECASE,
)
FIRST_TOLD: Final = re.compile(
    r"\b(?:(?:first |originally |date )?(?:published|posted|issued|created)|publi(?:é|ée|cado|cada|cato)|"
    r"veröffentlicht|erstellt|"
    r"pubblicato|gepubliceerd|publicerad|publisert)\b",
    re.IGNORECASE,
)
AGE: Final = re.compile(
    r"(?:(?:an?|one|\d{1,4})\s*(?:s|m|h|d|w|y|mo|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?|months?|years?)"
    r"\s+(?:ago|old)\b|just now|today|yesterday|last (?:week|month|year))",
    re.IGNORECASE,
)
_AGE_PARTS: Final = re.compile(r"(?P<count>an?|one|\d{1,4})\s*(?P<unit>[a-z]+)", re.IGNORECASE)
_AGE_UNITS: Final = (  # in hours
    ("s|secs?|seconds?|m|mins?|minutes?", 0),
    ("h|hrs?|hours?", 1),
    ("d|days?", 24),
    ("w|weeks?", 168),
    ("mo|months?", 744),
    ("y|years?", 8784),
)
_AGE_WORDS: Final = {"just now": (0, 0), "today": (0, 0), "yesterday": (24, 24), "last week": (24, 336)}
LONGEST_AGE: Final = 2 * 8784  # hours; what is older is told too coarsely to date anything
LONGEST_WORDS = 200  # characters; no publication date is told at greater length


# Share of 136 news pages whose day was right, by where the page says it: all were, and .97 is the lower end of the
# 95 % interval. Too few pages told it in words or in their address alone to measure these two; benchmarks/dates.md
CONFIDENCE: Final = {
    "json-ld": 0.97,
    "meta": 0.97,
    "microdata": 0.97,
    "time element": 0.97,
    "words": 0.8,
    "address": 0.8,
    "found": 0.8,  # the day on which a collection found the article, mostly that of publication; not measured
}


def confidence_of(method: str) -> float:
    """Return how sure a publication date is, 0 to 1, by its method; 1 where the record itself brings it.

    Examples
    --------
    >>> confidence_of("json-ld: time"), confidence_of("day")
    (0.97, 1.0)
    """
    if method.startswith("bounds: "):
        return BOUNDS_CONFIDENCE[method.removeprefix("bounds: ")]
    return CONFIDENCE.get(method.split(":")[0], 1.0)


def parse_published(value: object, *, day_first: bool | None = None) -> Published:
    """Read one publication date: ISO 8601, RFC 822, words, numbers, epoch seconds or milliseconds, date objects.

    Parameters
    ----------
    value : what the record says.
    day_first : whether 4/5/2015 is 4 May; None: not known, such a date has bounds only.

    Returns
    -------
    Published; a date alone is 00:00 UTC of that day, a month or year gives bounds and no time.

    Examples
    --------
    >>> found = parse_published("Tue, 05 May 2015 23:30:00 -0400")
    >>> str(found.time), str(found.day), found.method
    ('2015-05-06 03:30:00+00:00', '2015-05-05', 'time')
    >>> parse_published("18 hours ago").method
    'age'
    """
    if value is None or value is False or value is True:
        return UNKNOWN
    try:
        if isinstance(value, datetime):
            return UNKNOWN if value != value else _at(value)
        if isinstance(value, date):
            return _on(value)
        if isinstance(value, (int, float)):
            return _from_number(value)
        words = " ".join(str(value).split())
        if not words or words.lower() in {"nat", "nan", "none", "null", "na", "n/a"}:
            return UNKNOWN
        return _from_words(words, day_first) if len(words) <= LONGEST_WORDS else Published(method="unread")
    except (ValueError, OverflowError, RecursionError):  # 30 February, the year 1, a number of 300 digits
        return Published(method="unread")


def resolve_age(words: str, retrieved: datetime | None) -> Published:
    """Return the days that an age such as "18 hours ago" allows, where the hour of the crawl is known.

    Parameters
    ----------
    words : the age as it stood on the page or in the record.
    retrieved : when that was read; None: the age says nothing.

    Returns
    -------
    Published with bounds and method "age at the crawl", or `UNKNOWN`.

    Examples
    --------
    >>> found = resolve_age("18 hours ago", datetime(2026, 2, 3, 9, tzinfo=UTC))
    >>> str(found.first), str(found.last)
    ('2026-02-02', '2026-02-02')
    """
    match = AGE.search(words[:LONGEST_WORDS])
    if match is None or retrieved is None:
        return UNKNOWN
    told = _AGE_PARTS.match(match[0])
    if told is None:
        span = _AGE_WORDS.get(match[0].lower())
    else:
        count = int(told["count"]) if told["count"].isdigit() else 1
        unit = next(length for names, length in _AGE_UNITS if re.fullmatch(names, told["unit"].lower()))
        span = (count * unit, (count + 1) * unit)  # "2 days ago" is said until the third is full
    if span is None or span[1] > LONGEST_AGE:
        return UNKNOWN
    first, last = ((retrieved - timedelta(hours=hours)).date() for hours in reversed(span))
    return _within(_day(first.year, first.month, first.day), last, "age at the crawl")


def find_day_order(values: Iterable[object]) -> bool | None:
    """Tell from all dates of a column whether 4/5/2015 is 4 May (True), April 5 (False) or cannot be told (None).

    Examples
    --------
    >>> find_day_order(["4/5/2015", "21/5/2015"])
    True
    """
    found = set()
    for value in values:
        match = NUMERIC.match(value.strip()) if isinstance(value, str) else None
        if match and (int(match["a"]) > 12) != (int(match["b"]) > 12):
            found.add(int(match["a"]) > 12)
        elif match and match["mark"] == ".":
            found.add(True)  # 4.5.2015 is written where the day comes first
    return found.pop() if len(found) == 1 else None


def _from_number(value: int | float) -> Published:
    if not math.isfinite(value):
        return UNKNOWN
    if value == int(value) and COMPACT.fullmatch(str(int(value))):
        return _from_words(str(int(value)), None)
    if value == int(value) and 16000101 <= value <= 22001231:
        return _from_words(str(int(value)), None) if _is_compact_day(int(value)) else Published(method="unread")
    for scale in (1, 1_000, 1_000_000, 1_000_000_000):
        if 1e8 <= value / scale < 7.3e9:
            return _at(datetime.fromtimestamp(value / scale, UTC))
    if FIRST_YEAR <= value <= LAST_YEAR and value == int(value):
        return _within(date(int(value), 1, 1), date(int(value), 12, 31), "year")
    return Published(method="unread") if value else UNKNOWN


def _is_compact_day(number: int) -> bool:
    return 1 <= number // 100 % 100 <= 12 and 1 <= number % 100 <= 31


def _from_words(words: str, day_first: bool | None) -> Published:
    if match := COMPACT.fullmatch(words):
        return _at(datetime(*(int(part or 0) for part in match.groups())))  # type: ignore[arg-type]
    if re.fullmatch(r"-?\d{9,19}(?:\.\d+)?", words):
        return _from_number(float(words))
    if re.fullmatch(r"\d{4}", words):
        return _from_number(int(words))
    words = _first_told(words)
    found = [
        match
        for pattern in (ISO, EAST, ASCTIME, DAY_FIRST, MONTH_FIRST, YEAR_MONTH_DAY, NUMERIC)
        if (match := pattern.search(words))
    ]
    if not found:
        match = MONTH_YEAR.fullmatch(words)
        if match:
            return _month(int(match["year"]), MONTHS[match["month"].lower()])
        return Published(method="age" if AGE.search(words) else "unread")
    first = min(found, key=lambda match: (match.start(), -match.end()))
    if first.re is ISO:
        return _from_iso(first, words)
    if first.re is NUMERIC:
        return _from_numeric(first, words, day_first)
    return _from_named(first, words)


def _first_told(words: str) -> str:
    """Of words that tell two dates, keep those of the first publication."""
    if told := FIRST_TOLD.search(words):
        later = LATER.search(words, told.end())
        before = LATER.search(words, 0, told.start())
        return words[told.start() if before else 0 : later.start() if later else None]
    later = LATER.search(words)
    return words[: later.start()] if later and re.search(r"\d{4}", words[: later.start()]) else words


def _from_named(match: re.Match[str], words: str) -> Published:
    """Read a day whose month is a word, or whose parts carry signs, as in 2024年3月6日."""
    parts = match.groupdict()
    year = _whole_year(parts["year"] or parts["short"])
    month = MONTHS[parts["month"].lower()] if not parts["month"].isdigit() else int(parts["month"])
    day = _day(year, month, int(parts["day"]))
    before, after = words[: match.start()], words[match.end() :]
    return _with_clock(day, "", parts["clock"]) if "clock" in parts else _with_clock(day, before, after)


def _whole_year(digits: str) -> int:
    """Return a year; of two digits as RFC 2822 has it: 00 to 49 are of this century."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 50 else 1900)


def _from_iso(match: re.Match[str], words: str) -> Published:
    year, month = int(match["year"]), int(match["month"] or match["month2"])
    if not (match["day"] or match["day2"]):
        return _month(year, month)
    day = _day(year, month, int(match["day"] or match["day2"]))
    if match["hour"] is None:
        return _with_clock(day, "", words[match.end() :])
    if (match["zone"] or "").lower() in {"am", "pm", "a", "p"}:
        return _with_clock(day, "", words[match.start("hour") :])
    zone = _zone(match["zone"], day)
    clock = (int(match["hour"]) % 24, int(match["minute"]), min(int(match["second"] or 0), 59))
    moment = datetime(day.year, day.month, day.day, *clock, tzinfo=zone)
    return Published(method="unread") if zone and moment == EPOCH else _at(moment)  # what a program writes for no date


def _from_numeric(match: re.Match[str], words: str, day_first: bool | None) -> Published:
    a, b, year = int(match["a"]), int(match["b"]), _whole_year(match["year"])
    if match["mark"] == "." or a > 12:
        day_first = True
    elif b > 12:
        day_first = False
    if day_first is None and a != b:
        first, last = sorted((_day(year, a, b), _day(year, b, a)))
        return _within(first, last, "ambiguous day")
    day = _day(year, b, a) if day_first else _day(year, a, b)
    return _with_clock(day, words[: match.start()], words[match.end() :])


def _with_clock(day: date, before: str, after: str) -> Published:
    for words in (after, before):
        for match in CLOCK.finditer(words):
            if match["minute"] is None and match["half"] is None:
                continue
            hour = int(match["hour"])
            if match["half"]:
                hour = hour % 12 + (12 if match["half"].lower().startswith("p") else 0)
            if hour > 23 or int(match["minute"] or 0) > 59:
                continue
            clock = (hour, int(match["minute"] or 0), min(int(match["second"] or 0), 59))
            return _at(datetime(day.year, day.month, day.day, *clock, tzinfo=_zone(match["zone"], day)))
    return _on(day)


def _zone(words: str | None, day: date) -> timezone | None:
    if not words:
        return None
    name = re.sub(r"[\s:]", "", words.lower())
    if match := re.fullmatch(r"(?:gmt|utc)?([+-])(\d{1,2})(\d{2})?", name):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes)) if minutes < 900 else None
    if name in AMERICAN:
        return timezone(timedelta(hours=AMERICAN[name] + _is_summer(day)))
    return timezone(timedelta(hours=ZONES[name])) if name in ZONES else None


def _is_summer(day: date) -> bool:
    """Tell whether North America has summer time: from the second Sunday of March to the first of November."""
    march, november = date(day.year, 3, 8), date(day.year, 11, 1)
    return march + timedelta(days=6 - march.weekday()) <= day < november + timedelta(days=6 - november.weekday())


def _day(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("a year no newspaper has")
    return date(year, month, day)


def _at(moment: datetime) -> Published:
    _day(moment.year, moment.month, moment.day)
    zone = moment.tzinfo
    utc = moment.astimezone(UTC) if zone else moment.replace(tzinfo=UTC)
    method = "time" if zone else "time without zone"
    clean = datetime(utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond, tzinfo=UTC)
    return Published(clean, moment.date(), None, None, method)


def _on(day: date) -> Published:
    day = _day(day.year, day.month, day.day)
    return Published(datetime(day.year, day.month, day.day, tzinfo=UTC), day, None, None, "day")


def _month(year: int, month: int) -> Published:
    first = _day(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return _within(first, last, "month")


def _within(first: date, last: date, method: str) -> Published:
    return Published(None, None, first, last, method)
