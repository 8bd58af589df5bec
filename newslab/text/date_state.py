"""What the reading of dates rests on: the expression among its words, and what the document has said so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from newslab.text import date_words as words_of
from newslab.text.date_values import (
    Day,
    add_days,
    add_months,
    day_value,
    from_ordinal,
    iso_week,
    meaning,
    to_ordinal,
    year_value,
)
from newslab.text.date_words import CLASSES, number_of

_FINENESS: Final = {"day": "D", "time": "D", "month": "M", "quarter": "Q", "season": "S", "week": "W", "weekend": "W"}


class Found(NamedTuple):
    """What a rule made of an expression."""

    type: str
    value: str
    how: str = "explicit"  # explicit, anchor, mention, update or none: where the missing parts came from
    part: str = ""
    approximate: bool = False


NO_DATE: Final = Found("", "")  # the expression is none, nor is any part of it: "37 years old"


class Point(NamedTuple):
    """A date that others may refer to; month and day are 0 where unknown, `unit` is how fine it is (Y Q M W D)."""

    year: int
    month: int
    day: int
    unit: str


@lru_cache(maxsize=65536)
def point_of(value: str) -> Point | None:
    """Return the date that a TIMEX3 value, or the first of a range, stands for; None if it has no bounds."""
    known = meaning(value.split("/")[0])
    if known.first_day is None:
        return None
    year, month, day = (int(part) for part in known.first_day.rsplit("-", 2))
    unit = _FINENESS.get(str(known.precision), "Y")
    return Point(year, month if unit != "Y" else 0, day if unit in "DW" else 0, unit)


@lru_cache(maxsize=256)
def _chars(names: tuple[str, ...]) -> frozenset[str]:
    """Return the characters of some classes."""
    return frozenset("".join(CLASSES[name] for name in names) + (CLASSES["hours"] if "units" in names else ""))


class Piece(NamedTuple):
    """An expression among the tokens of its sentence."""

    rule: str
    words: Sequence[str]  # of the expression
    classes: str  # of the expression
    all_words: Sequence[str]  # of the sentence
    all_classes: str
    start: int  # index of its first token
    end: int  # index after its last
    text: str

    @property
    def glued(self) -> bool:
        """Tell whether no white space stands inside."""
        return not any(map(str.isspace, self.text))

    def has(self, *names: str) -> bool:
        """Tell whether any token has one of these classes."""
        return not _chars(names).isdisjoint(self.classes)

    def of(self, *names: str) -> list[str]:
        """Return the words of these classes, lower case."""
        wanted = _chars(names)
        return [word.lower() for word, kind in zip(self.words, self.classes, strict=False) if kind in wanted]

    def before(self, steps: int = 1) -> str:
        """Return the word before the expression, lower case, or an empty string."""
        at = self.start - steps
        return self.all_words[at].lower() if at >= 0 else ""

    def after(self, steps: int = 1) -> str:
        """Return the word after the expression, or an empty string."""
        at = self.end + steps - 1
        return self.all_words[at] if at < len(self.all_words) else ""


_PARTS_OF_YEAR: Final = ("P6M", "P9M")
SPOKEN_OF: Final = 2  # sentences in which news goes on with a day it has named: benchmarks/dates.md


class Weekday(NamedTuple):
    """A bare weekday as grammar reads it."""

    at: int  # where it begins in the text
    back: int  # days before publication on which it was last
    shift: int  # days from publication
    looks: int  # the tense beside it, as `direction` tells it
    piece: Piece  # among its words


@dataclass
class Reader:
    """Reads the expressions of one document in order and remembers the last date mentioned."""

    anchor: Day | None
    narrative: bool = False
    text: str = ""
    late: bool = False  # whether it was written in the second half of the day, in UTC
    minute: int | None = None  # the minute of the day at which it was published, if known
    last: Point | None = None
    day: Point | None = None  # the last date known to the day, unless a month or a year opened a new stretch since
    just: tuple[Piece, str, Point] | None = None  # the date read last, for what stands right beside it
    line: Point | None = None  # where a history stands: a year mentioned in passing does not move it
    focus: Point | None = None  # the last quarter, month or year that is reported on, not compared with
    at: int = 0  # where the expression that is read begins
    sentence: int = 0  # which sentence it stands in
    spoken: int = 0  # which one the last date stands in
    weekdays: list[Weekday] = field(default_factory=list)  # the bare ones, in order
    settled: Mapping[int, tuple[int | None, str]] = field(default_factory=dict)  # days decided by the whole text

    def remember(self, found: Found, piece: Piece) -> None:
        """Keep a date that later expressions may lean on."""
        point = point_of(found.value) if found.type in ("DATE", "TIME") else None
        if point is None:
            if found.type == "DURATION" and found.value in _PARTS_OF_YEAR:
                self.focus = None  # "in the first nine months": what follows is compared with those of the year before
            return
        self.just = piece, found.value, point
        is_year = self.narrative and piece.rule == "year"
        if is_year and piece.before() in ("since", "until", "till"):
            return  # a bound, not where the story is
        self.last, self.spoken = point, self.sentence
        if self.narrative and not self._in_passing(point, piece):
            self.line = point
        if point.unit in "DM":
            self.day = point if point.unit == "D" else None
        if self._is_reported(point, piece):
            self.focus = point

    def _is_reported(self, point: Point, piece: Piece) -> bool:
        """Tell a stretch of the year of writing that is reported on from one that it is compared with."""
        is_now = self.anchor is not None and point.year == self.anchor[0]
        return is_now and point.unit in "QMY" and not piece.has("ago", "later", "last", "previous")

    def _in_passing(self, point: Point, piece: Piece) -> bool:
        """Tell a year that a history only mentions ("secret until 2005") from one that it goes on in."""
        if self.line is None or piece.rule != "year" or abs(point.year - self.line.year) == 1:
            return False
        return piece.start > 0 and not (piece.start <= 2 and piece.before() in ("in", "by"))

    @property
    def written(self) -> Point | None:
        """Return the day of writing, from which news counts; None in a history, and where it is unknown."""
        return Point(*self.anchor, "D") if self.anchor is not None and not self.narrative else None

    def now(self) -> tuple[Point | None, str]:
        """Return the date that "this" and "last" count from, and where it comes from."""
        if self.narrative and self.last is not None:
            return self.last, "mention"
        if self.written is not None:
            return self.written, "anchor"
        return None, "none"  # in news a date in passing is not the day of writing

    def then_day(self) -> tuple[Point | None, str]:
        """Return the day that "the day before" counts from: the last one mentioned, in news that of writing if none
        was.
        """
        if self.written is None or (self.last is not None and self.last.day):
            return self.then()
        return (self.day, "mention") if self.day is not None else (self.written, "anchor")

    def that_day(self, reach: int = SPOKEN_OF) -> tuple[Point | None, str]:
        """Return the day that "that night" leans on: in news one that is named no more than `reach` sentences before."""
        if self.written is None:
            return self.then()
        is_near = self.last is not None and self.last.day and self.sentence - self.spoken <= reach
        return (self.last, "mention") if is_near else (None, "none")

    def then(self) -> tuple[Point | None, str]:
        """Return the date that "that" and "the following" count from: the last one mentioned."""
        if self.last is not None:
            return self.last, "mention"
        return self.now()


def part_of(piece: Piece) -> str:
    """Return which third of a month, year, decade or century the words name: early, mid, late or nothing."""
    if piece.has("edge"):
        return {"early": "early", "late": "late"}.get(piece.of("edge")[0], "mid")
    if piece.has("bound"):
        word = piece.of("bound")[0]
        if word in ("beginning", "start", "outset"):
            return "early"
        return "" if word in ("rest", "remainder", "turn") else "late"
    if piece.has("later") and piece.classes[0] == CLASSES["later"]:
        return "early" if piece.of("later")[0] == "earlier" else "late"
    return ""


def steps_of(piece: Piece) -> int:
    """Return how many units from now the words point: one back for "last", one ahead for "next", else none."""
    return -1 if piece.has("last", "past", "previous") else int(piece.has("next", "following", "coming"))


def ordinal_of(piece: Piece) -> int | None:
    """Return the number of an ordinal, in words or figures."""
    return number_of(piece.of("number", "ordinal", "second", "d31", "d99"))


def unit_of(piece: Piece) -> str:
    """Return the letter of the last unit named."""
    for word in reversed(piece.words):
        unit = words_of.UNITS.get(word.lower()) or words_of.PLURALS.get(word.lower())
        if unit:
            return "F" if word.lower().startswith("fortnight") else unit
    return "D"


_COUNTS: Final = ("number", "ordinal", "d31", "d99", "d3")


def count_of(piece: Piece) -> int | None:
    """Return how many units are meant, None where the words are vague."""
    few = piece.of("few")
    if few and not (few == ["some"] and piece.has("number")):  # some fifty years: about fifty
        return 2 if few[0] == "couple" else None
    numbers = piece.of(*_COUNTS)
    for kind in ("to", "or"):  # two to six days: the lower bound
        if piece.has(kind):
            head = piece._replace(classes=piece.classes[: piece.classes.index(CLASSES[kind])])
            numbers = Piece.of(head, *_COUNTS) or numbers
    if piece.has("comma"):
        numbers = ["".join(word for word in numbers if word.isdigit())]
    if numbers:
        return number_of(word for word in numbers if len(numbers) == 1 or word not in words_of.ORDINALS)
    return 1 if piece.has("a", "half") else None


def moved(now: Point, unit: str, steps: int, how: str, part: str = "") -> Found | None:
    """Return the date `steps` units from a reference, as fine as the unit."""
    year, month, _, _ = now
    if unit in "HTS":
        return Found("TIME", words_of.PAST if steps < 0 else words_of.FUTURE, how)
    if unit in "DNWEF":
        return moved_days(now, unit, steps, how, part)
    if unit == "X":
        decade = year // 10 + steps
        return Found("DATE", f"{decade:03}" if decade > 0 else f"BC{-year // 10 - steps:03}", how, part)
    if unit == "C":
        century = year // 100 + steps
        return Found("DATE", f"{century:02}" if century >= 0 else f"BC{-1 - century:02}", how, part)
    if unit == "Y":
        return Found("DATE", year_value(year + steps), how, part)
    if not month:
        return Found("DATE", f"{year_value(year)}-XX", how)
    year, month = add_months(year, month, steps * (3 if unit == "Q" else 1))
    name = f"Q{(month + 2) // 3}" if unit == "Q" else f"{month:02}"
    return Found("DATE", f"{year_value(year)}-{name}", how, part)


def moved_days(now: Point, unit: str, steps: int, how: str, part: str = "") -> Found:
    """Return the day, night, week or weekend `steps` from a reference."""
    year, month, day, _ = now
    if not day:
        if unit in "WF" and not month:
            return Found("DATE", f"{year_value(year)}-WXX", how)
        return Found("DATE", f"{year_value(year)}-{f'{month:02}' if month else 'XX'}-XX", how)
    if unit == "E":
        start = to_ordinal((year, month, day)) + 7 * steps
        of_year, week = iso_week(from_ordinal(start))
        return Found("DATE", f"{year_value(of_year)}-W{week:02}-WE", how)
    if unit in "WF":
        of_year, week = iso_week(add_days((year, month, day), steps * (14 if unit == "F" else 7)))
        return Found("DATE", f"{year_value(of_year)}-W{week:02}", how, part)
    value = day_value(*add_days((year, month, day), steps))
    return Found("DATE", str(value), how) if unit == "D" else Found("TIME", f"{value}TNI", how)


def value_of(point: Point) -> str:
    """Write a point as a TIMEX3 value, as fine as it is known."""
    return str(day_value(*point[:3])) if point.month else year_value(point.year)


def unknown(unit: str) -> str:
    """Return the value of a date of which only the unit is known."""
    known = {"Y": "", "M": "-XX", "Q": "-QX", "W": "-WXX", "E": "-WXX-WE"}
    return {"X": "XXX", "C": "XX"}.get(unit) or "XXXX" + known.get(unit, "-XX-XX")


def clock_value(numbers: list[int], half: str) -> str:
    """Write hours, minutes and seconds as TIMEX3 does, an empty string if they are none; `half` is a or p."""
    hour = numbers[0] % 12 + (12 if half == "p" else 0) if half and numbers[0] <= 12 else numbers[0]
    if hour > 24 or any(number > 59 for number in numbers[1:]):
        return ""
    return f"T{hour:02}" + "".join(f":{number:02}" for number in (numbers[1:] or [0]))


def period(number: int | None, unit: str) -> str:
    """Write a length of time as TIMEX3 does; None is a vague number."""
    amount = "X" if number is None else str(number)
    if unit == "F":
        return f"P{2 * number}W" if number else "PXW"
    if unit in "HTS":
        return f"PT{amount}{'M' if unit == 'T' else unit}"
    return f"P{amount}{ {'X': 'DE', 'C': 'CE', 'E': 'WE', 'N': 'D'}.get(unit, unit) }"
