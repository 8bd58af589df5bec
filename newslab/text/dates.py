"""Find the dates, times, durations and sets of a text, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from itertools import repeat
from typing import Any, Final

from newslab.errors import OptionError
from newslab.text import date_beside, date_calendar, date_relative, date_shift
from newslab.text.date_grammar import CORE, EXPRESSION, RULES
from newslab.text.date_joined import join
from newslab.text.date_state import NO_DATE, Found, Piece, Point, Reader
from newslab.text.date_values import Day, meaning
from newslab.text.date_weekday import Settled, settle
from newslab.text.date_words import CLASS_OF, HOLIDAYS, OTHER
from newslab.text.normalise import fold
from newslab.text.resources import listed

Record = dict[str, Any]

HISTORY_YEARS: Final = 3  # fewer other years than this, and a text is news; benchmarks/dates.md
NOON: Final = 12  # hour in UTC from which a day has begun east of the date line
HISTORY_SHARE: Final = 4  # other years to a word that points at the day of writing

# both kinds of end begin with a set of characters, which the regular expression engine skips to fast
_SENTENCE: Final = re.compile(r"[.?!\n](?:(?<!\n)[\"')\]]{0,3}\s+(?=[\"'`(]{0,2}[A-Z])|(?<=\n)\s*\n)")
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|a\.m|p\.m|B\.C|A\.D|U\.S|ca))\.\s"
)
_HOLIDAYS: Final = "|".join(sorted(map(re.escape, HOLIDAYS), key=len, reverse=True))
_WORDS: Final = r"[A-Za-z\u00c0-\u024f]{2,}|[0-9]+|[ap]\.m\.?|[AP]\.M\.?|[oO]'[cC]lock|B\.C\b(?:\.(?:E\b\.?)?)?|A\.D\b\.?|\n\s*\n|\S"
TOKEN: Final = re.compile(_WORDS)
_TOKEN_OR_HOLIDAY: Final = re.compile(rf"(?:{_HOLIDAYS})\b|{_WORDS}")
# of every holiday one word: without any the plain tokens do
_HOLIDAY_SIGNS: Final = listed("holiday signs")
_MODULES: Final = (date_beside, date_shift, date_calendar, date_relative)
_READERS: Final[dict[str, Callable[[Reader, Piece], Found | None]]] = {
    rule: next(getattr(module, f"read_{rule}") for module in _MODULES if hasattr(module, f"read_{rule}"))
    for rule in RULES
}
_YEAR: Final = re.compile(r"[12](?<![\d.,$#-].)\d\d\d(?![\d%]|[,.]\d)")
_BEFORE_CHRIST: Final = re.compile(r"\d B\.?C")
_DEICTIC: Final = re.compile(
    r"\b(?:[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:[Ll]ast|[Tt]his|[Nn]ext) (?:week|month|year|night)|sa(?:id|ys))\b"
)


def find_dates(text: str, anchor: str | date | datetime | None = None) -> list[Record]:
    """Find every expression of time in an English text.

    Parameters
    ----------
    text : any string.
    anchor : the day the text was published, as ISO string, date or datetime, best with its time in UTC; None if
        unknown; two days joined by "/" if only its bounds are known: what depends on it then has bounds as wide, and
        an EDTF set ("[first..last]").

    Returns
    -------
    list of records in text order, none overlapping: start, end (code points), text, type (DATE, TIME, DURATION, SET),
    value (TIMEX3), edtf (ISO 8601-2), first_day, last_day (ISO strings), precision, anchor (explicit, anchor, mention,
    update or none: where the missing parts came from; update: a weekday of news that was brought up to date after the
    day it bears, and counts on from that day).

    Raises
    ------
    OptionError
        If `anchor` is no day.

    Examples
    --------
    >>> [(d["text"], d["value"], d["edtf"]) for d in find_dates("They met on Friday.", anchor="2024-11-06")]
    [('Friday', '2024-11-01', '2024-11-01')]
    """
    if isinstance(anchor, str) and "/" in anchor:
        return _between(text, *sorted(anchor.split("/", 1)))
    anchor = _time(anchor)
    folded = None if text.isascii() else fold(text)
    plain = folded.text if folded else text
    read, reader = read_all(plain, anchor)
    settled = settle(reader) if reader is not None else {}
    if settled:
        read, _ = read_all(plain, anchor, settled)
    return [_record(found, text, *(folded.span(low, high) if folded else (low, high))) for found, low, high in read]


def read_all(
    plain: str, anchor: str | date | datetime | None, settled: Settled | None = None
) -> tuple[list[tuple[Found, int, int]], Reader | None]:
    """Return all that a folded text says of time, with its places, and what read it; None if it says nothing.

    `settled` is what is decided of its weekdays already: place -> days from publication, and how it is known.
    """
    reader: Reader | None = None
    read: list[tuple[Found, int, int]] = []
    for sentence, (start, end) in enumerate(_chunks(plain)):
        words = TOKEN.findall(plain, start, end)
        if not _HOLIDAY_SIGNS.isdisjoint(words):
            words = _TOKEN_OR_HOLIDAY.findall(plain, start, end)
        classes = "".join(map(CLASS_OF.get, words, repeat(OTHER)))
        if CORE.search(classes) is None:
            continue
        if reader is None:
            reader = _reader(plain, _time(anchor))
            reader.settled = settled or {}
        reader.sentence = sentence
        read += join(_read(plain, start, words, classes, reader), plain, reader)
    return read, reader


def _between(text: str, first: str, last: str) -> list[Record]:
    """Return the dates of a text of which only the bounds of publication are known."""
    late = {(record["start"], record["end"]): record for record in find_dates(text, last)}
    records = []
    for record in find_dates(text, first):
        other = late.get((record["start"], record["end"]), record)
        if record["value"] != other["value"]:
            record |= {"value": f"{record['value']}/{other['value']}", "last_day": other["last_day"]}
            known = record["first_day"] is not None and other["last_day"] is not None
            record["edtf"] = f"[{record['first_day']}..{other['last_day']}]" if known else None
            record["precision"] = "days" if known else None
            if not known:
                record["first_day"] = record["last_day"] = None
        records.append(record)
    return records


def _reader(text: str, written: datetime | None) -> Reader:
    anchor: Day | None = (written.year, written.month, written.day) if written else None
    minute = written.hour * 60 + written.minute or None if written else None  # midnight sharp tells the day alone
    reader = Reader(anchor, _is_narrative(text, anchor), text, (minute or 0) >= NOON * 60, minute)
    first_year = _YEAR.search(text) if reader.narrative else None
    if first_year:
        reader.last = Point(int(first_year[0]), 0, 0, "Y")
    return reader


def _is_narrative(text: str, anchor: Day | None) -> bool:
    """Tell history from news: other years stand in it, and hardly any word that points at the day of writing."""
    written = str(anchor[0]) if anchor else ""
    years: int = sum(year != written and year < "2050" for year in _YEAR.findall(text))
    if " B" in text:
        years += len(_BEFORE_CHRIST.findall(text))
    return bool(years >= HISTORY_YEARS and years > HISTORY_SHARE * len(_DEICTIC.findall(text)))


def _time(anchor: str | date | datetime | None) -> datetime | None:
    """Return when a text was published, midnight where only the day is known; a missing cell (NaT, NaN) is unknown."""
    if anchor is None or anchor == "" or anchor != anchor:
        return None
    if isinstance(anchor, datetime):
        return anchor
    if isinstance(anchor, date):
        return datetime(anchor.year, anchor.month, anchor.day)
    for told in (anchor, anchor[:10]) if isinstance(anchor, str) else ():
        with suppress(ValueError):
            return datetime.fromisoformat(told)
    raise OptionError(f"anchor: expected a day, as 2024-11-06, a date or a datetime; found {str(anchor)[:80]!r}")


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE.finditer(text):
        if text[match.start()] == "." and _ABBREVIATED.search(text, max(start, match.start() - 5), match.end()):
            continue
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _read(text: str, start: int, words: list[str], classes: str, reader: Reader) -> Iterator[tuple[Found, int, int]]:
    done = at = 0  # tokens before `start`; tokens read
    while core := CORE.search(classes, at):
        at = classes.rfind(OTHER, at, core.start()) + 1 or at
        stop = classes.find(OTHER, core.end())
        stop = len(classes) if stop < 0 else stop
        while match := EXPRESSION.search(classes, at, stop):
            rule, (first, last) = str(match.lastgroup), match.span()
            for word in words[done:first]:
                start = text.index(word, start) + len(word)
            low = high = text.index(words[first], start)
            for word in words[first:last]:
                high = text.index(word, high) + len(word)
            piece = Piece(rule, words[first:last], classes[first:last], words, classes, first, last, text[low:high])
            reader.at = low
            found = _READERS[rule](reader, piece)
            if found is None:
                done, start, at = first, low, first + 1
                continue
            done, start, at = last, high, last
            if found is not NO_DATE:
                reader.remember(found, piece)
                yield found, low, high
        at = stop


def _record(found: Found, text: str, start: int, end: int) -> Record:
    known = meaning(found.value, found.part, found.approximate)._asdict()
    span = {"start": start, "end": end, "text": text[start:end]}
    return {**span, "type": found.type, "value": found.value, **known, "anchor": found.how}
