"""From the words of an expression to its TIMEX3 value: what is missing comes from the anchor or the date before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from newslab.text import date_words as words_of
from newslab.text.date_values import (
    Day,
    add_days,
    add_months,
    easter,
    days_in,
    from_ordinal,
    iso_week,
    meaning,
    to_ordinal,
    weekday_of,
    year_value,
)
from newslab.text.date_words import CLASSES, DAYS, MONTHS, number_of

_FINENESS: Final = {"day": "D", "time": "D", "month": "M", "quarter": "Q", "season": "S", "week": "W", "weekend": "W"}


class Found(NamedTuple):
    """What a rule made of an expression."""

    type: str
    value: str
    how: str = "explicit"  # explicit, anchor, mention or none: where the missing parts came from
    part: str = ""
    approximate: bool = False


class Point(NamedTuple):
    """A date that others may refer to; month and day are 0 where unknown, `unit` is how fine it is (Y Q M W D)."""

    year: int
    month: int
    day: int
    unit: str


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
        return any(CLASSES[name] in self.classes for name in names) or ("units" in names and CLASSES["hours"] in self.classes)

    def of(self, *names: str) -> list[str]:
        """Return the words of these classes, lower case."""
        wanted = {CLASSES[name] for name in names}
        return [word.lower() for word, kind in zip(self.words, self.classes, strict=False) if kind in wanted]

    def before(self, steps: int = 1) -> str:
        """Return the word before the expression, lower case, or an empty string."""
        at = self.start - steps
        return self.all_words[at].lower() if at >= 0 else ""

    def after(self, steps: int = 1) -> str:
        """Return the word after the expression, or an empty string."""
        at = self.end + steps - 1
        return self.all_words[at] if at < len(self.all_words) else ""


_FORWARD: Final = frozenset(
    ["will", "'ll", "ll", "shall", "scheduled", "expected", "due", "plans", "planned", "plan", "next", "going", "expects",
     "would", "begins", "until", "upcoming", "set", "could", "may", "should", "intends", "hopes", "be"]
)  # fmt: skip
_BACKWARD: Final = frozenset(
    ["was", "were", "had", "did", "said", "has", "have", "been", "went", "came", "took", "made", "began", "fell", "rose",
     "won", "lost", "held", "met", "sent", "told", "gave", "left", "died", "ended", "since", "became", "got", "found", "brought", "bought", "sold", "grew", "stood", "thought", "left", "led", "lost", "kept",
     "spent", "saw", "knew", "wrote", "struck", "shot", "broke", "chose", "fought", "paid", "cut"]
)  # fmt: skip


def direction(piece: Piece) -> int:
    """Return +1 where the nearest verb of the sentence looks forward, -1 where it looks back, 0 where there is none."""
    for reach in range(1, 25):
        for at in (piece.start - reach, piece.end + reach - 1):
            if 0 <= at < len(piece.all_words):
                word = piece.all_words[at].lower()
                if word in _FORWARD:
                    return 1
                if word in _BACKWARD or (word.endswith("ed") and len(word) > 4):
                    return -1
    return 0


@dataclass
class Reader:
    """Reads the expressions of one document in order and remembers the last date mentioned."""

    anchor: Day | None
    narrative: bool = False
    day_first: bool = False
    last: Point | None = None
    day: Point | None = None  # the last date known to the day, unless a month or a year opened a new stretch since
    focus: Point | None = None  # the last quarter, month or year that is reported on, not compared with
    def read(self, piece: Piece) -> Found | None:
        """Return what an expression means, or None if it is no date."""
        return _READERS[piece.rule](self, piece)

    def remember(self, found: Found, piece: Piece) -> None:
        """Keep a date that later expressions may lean on."""
        known = meaning(found.value.split("/")[0])
        if found.type not in ("DATE", "TIME") or known.first_day is None:
            return
        year, month, day = (int(part) for part in known.first_day.rsplit("-", 2))
        unit = _FINENESS.get(str(known.precision), "Y")
        if self.narrative and piece.rule == "year":
            if piece.before() in ("since", "until", "till"):
                return  # a bound, not where the story is
            if piece.start == 0 or (piece.start == 1 and piece.before() == "in"):
                self.day = None
        self.last = Point(year, month if unit != "Y" else 0, day if unit in "DW" else 0, unit)
        if unit in "DM":
            self.day = self.last if unit == "D" else None
        if unit in "QMY" and not piece.has("ago", "later", "last", "previous") and self.anchor and year == self.anchor[0]:
            self.focus = self.last

    # ---- references -------------------------------------------------------------------------------------------------
    def _now(self) -> tuple[Point | None, str]:
        if self.narrative and self.last is not None:
            return self.last, "mention"
        if self.anchor is not None and not self.narrative:
            return Point(*self.anchor, "D"), "anchor"
        return (self.last, "mention") if self.last else (None, "none")

    def _then(self) -> tuple[Point | None, str]:
        if self.last is not None:
            return self.last, "mention"
        return self._now()

    # ---- explicit ---------------------------------------------------------------------------------------------------
    def _numeric(self, piece: Piece) -> Found | None:
        if not piece.glued and "/" not in piece.classes and ":" not in piece.classes:
            return None
        numbers = [int(word) for word in piece.words if word.isdigit()]
        first, second, third = numbers[:3]
        if first >= 1000:
            year, month, day = first, second, third
        else:
            year = third if len(piece.words[4]) == 4 else self._full_year(third)
            month, day = (second, first) if (self.day_first or first > 12) and second <= 12 else (first, second)
        if not (1 <= month <= 12 and 1 <= day <= days_in(year, month)):
            return None
        value = f"{year_value(year)}-{month:02}-{day:02}"
        if len(numbers) > 3:
            clock = _clock_value(numbers[3:], "")
            return Found("TIME", value + clock) if clock else None
        return Found("DATE", value)

    def _full_year(self, short: int) -> int:
        latest = (self.anchor[0] if self.anchor else 2030) + 10
        year = latest // 100 * 100 + short
        return year if year <= latest else year - 100

    def _year_in(self, piece: Piece) -> int | None:
        for at, kind in enumerate(piece.classes):
            if kind == CLASSES["era"]:
                number = next((w for w in (piece.words[at - 1] if at else "", *piece.words[at + 1 : at + 2]) if w.isdigit()), "")
                if number and int(number):
                    return 1 - int(number) if piece.words[at].upper().startswith("B") else int(number)
            if kind == CLASSES["quote"] and at + 1 < len(piece.words) and len(piece.words[at + 1]) == 2 and piece.words[at + 1].isdigit():
                return self._full_year(int(piece.words[at + 1]))
        years = piece.of("year0", "year1")
        return int(years[-1]) if years else _spelled_year(piece)

    def _that_year(self, piece: Piece) -> int | None:
        """Return the year that "of that year", "last year" or "next year" names."""
        if not piece.has("year"):
            return None
        shift = -1 if piece.has("last", "previous", "past") else 1 if piece.has("next", "following", "coming") else 0
        now, _ = self._then() if piece.has("that", "same") else self._now()
        return now.year + shift if now else None

    def _calendar(self, piece: Piece) -> Found | None:
        months = [MONTHS[word] for word in piece.of("month", "mabbr")]
        days = self._days_in(piece)
        year = self._year_in(piece)
        if year is None:
            year = self._that_year(piece)
        if len(piece.words) == 1 and not _is_month(piece):
            return None
        how = "explicit"
        if year is None:
            year, how = self._year_for(piece, months[-1], days[-1] if days else 0)
        part = _part_of(piece)
        if len(days) > 1 or len(months) > 1:
            return self._calendar_range(year, months, days, how)
        value = self._dated(year, months[0], days[0] if days else 0)
        if value and days and piece.has("part"):
            return Found("TIME", f"{value}T{words_of.PARTS[piece.of('part')[0]]}", how)
        return Found("DATE", value, how, part, piece.has("about")) if value else None

    def _days_in(self, piece: Piece) -> list[int]:
        classes, days = piece.classes, []
        for at, (word, kind) in enumerate(zip(piece.words, classes, strict=True)):
            near = classes[at + 1 : at + 2] + (classes[at - 1] if at else "")
            if kind == CLASSES["d31"] and CLASSES["era"] not in near and not (at and classes[at - 1] == CLASSES["quote"]):
                days.append(int(word))
        ordinal = number_of(piece.of("number", "ordinal", "second")) if piece.has("ordinal", "second") else None
        return days or ([ordinal] if ordinal else [])

    def _calendar_range(self, year: int | None, months: list[int], days: list[int], how: str) -> Found | None:
        first = self._dated(year, months[0], days[0] if days else 0)
        start = year
        if year is not None and len(months) > 1 and months[0] > months[1]:
            first = self._dated(year - 1, months[0], days[0] if days else 0)
            start = year - 1
        second = self._dated(year, months[-1], days[-1] if days else 0)
        if first is None or second is None or (len(months) == 1 and days[0] >= days[-1]):
            return None
        return Found("DATE", f"{first}/{second}", how) if start is not None else Found("DATE", f"{first}/{second}", "none")

    @staticmethod
    def _dated(year: int | None, month: int, day: int) -> str | None:
        name = "XXXX" if year is None else year_value(year)
        if day > days_in(2000 if year is None else year, month):
            return None
        return f"{name}-{month:02}-{day:02}" if day else f"{name}-{month:02}"

    def _year_for(self, piece: Piece, month: int, day: int) -> tuple[int | None, str]:
        demo = 1 if piece.has("next") else -1 if piece.has("last", "past") else 0
        now, how = self._now()
        if now is None:
            return None, "none"
        weekday = [DAYS[word] for word in piece.of("weekday", "wd")]
        if weekday and day:
            for shift in (0, -1, 1, -2, 2, -3, 3):
                if day <= days_in(now.year + shift, month) and weekday_of((now.year + shift, month, day)) == weekday[0]:
                    return now.year + shift, how
        if how == "mention":
            return self._year_after(now, month), how
        month_now = now.month + (now.day or 15) / 31
        gap = month + (day or 15) / 31 - month_now  # months ahead of the reference
        if not day and month == now.month:
            gap = 0
        if demo:
            return now.year + (demo if demo * gap <= 0 else 0), how
        looks = 1 if piece.before() in ("by", "until", "till") else direction(piece)
        reach = 5.5 if day else 1.0  # a day is named when it is near; a month alone follows the tense
        if gap > reach and (looks < 0 or gap > 8):
            return now.year - (looks <= 0), how
        if gap < -reach and (looks > 0 or gap < -8):
            return now.year + (looks >= 0), how
        return now.year, how

    def _year_after(self, now: Point, month: int) -> int:
        """Return the year of a month in a history, where the date before it is the anchor."""
        if now.unit in "DM":
            return now.year + (now.month == 12 and month <= 3)
        day = self.day
        if day is not None and 0 <= month - day.month <= 1:
            return day.year  # the story goes on; the year in between was mentioned in passing
        return now.year

    def _years(self, piece: Piece) -> Found | None:
        numbers = [word for word in piece.words if word.isdigit()]
        first, second = numbers[0], numbers[1]
        if piece.has("era"):
            era = piece.of("era")[-1].startswith("b")
            years = [1 - int(first), 1 - int(second)] if era else [int(first), int(second)]
        elif len(first) != 4 or not piece.glued or not 1000 <= int(first) < 2100:
            return None
        else:
            years = [int(first), int(second) if len(second) == 4 else int(first) // 100 * 100 + int(second)]
        if years[0] >= years[1] or years[1] - years[0] > 1000:
            return None
        return Found("DATE", f"{year_value(years[0])}/{year_value(years[1])}")

    def _decade(self, piece: Piece) -> Found | None:
        part = _part_of(piece)
        if piece.has("decade"):
            century = 20 if not self.anchor or self.anchor[0] > 1950 else self.anchor[0] // 100 + 1
            return Found("DATE", f"{century - 1}{words_of.DECADES[piece.of('decade')[0]]}", part=part)
        number = int(next(word for word in piece.words if word.isdigit()))
        if number % 10:
            return None
        if piece.has("era"):
            return Found("DATE", f"BC{number // 10:03}", part=part)
        if number < 100:
            number = self._full_year(number)
        elif not piece.glued and "".join(piece.words[-2:]).lower() == "s":
            return None
        return Found("DATE", f"{number // 10}", part=part)

    def _century(self, piece: Piece) -> Found | None:
        number = _ordinal(piece)
        if not number or number > 30:
            return None
        before = bool(piece.has("era")) and piece.of("era")[0].startswith("b")
        return Found("DATE", f"BC{number - 1:02}" if before else f"{number - 1:02}", part=_part_of(piece))

    # ---- parts of years ---------------------------------------------------------------------------------------------
    def _quarter(self, piece: Piece) -> Found | None:
        now, how = self._now()
        year = self._year_in(piece)
        if year is not None:
            how = "explicit"
        elif piece.has("ago", "later"):
            year = now.year - 1 if now else None
            if not _ordinal(piece):
                return self._year_before() if self.anchor else None
        elif piece.has("period"):
            return self._latest_period(piece, now, how)
        else:
            year = self._that_year(piece)
        number = int(piece.words[1]) if piece.has("q") else _ordinal(piece)
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

    def _latest_period(self, piece: Piece, now: Point | None, how: str) -> Found | None:
        """Return the quarter that "the latest period" of a report of earnings is: the one mentioned, or the last."""
        back = 1 if piece.has("year") else 0
        if self.focus is not None and self.focus.unit == "Q":
            return Found("DATE", f"{year_value(self.focus.year - back)}-Q{(self.focus.month + 2) // 3}", "mention")
        return self._moved(now, "Q", -1 - 4 * back, how) if now is not None and piece.has("latest") else None

    def _holiday(self, piece: Piece) -> Found | None:
        rule = words_of.HOLIDAYS[piece.words[0]]
        year, how = self._year_in(piece), "explicit"
        if year is None:
            year = self._that_year(piece)
        if year is None:
            month, day = _holiday_in(2000, rule)
            year, how = self._year_for(piece, month, day)
        if year is None or year < 1:
            return Found("DATE", f"XXXX-{rule[0]:02}-{rule[1]:02}", "none") if len(rule) == 2 else None
        month, day = _holiday_in(year, rule)
        return Found("DATE", f"{year_value(year)}-{month:02}-{day:02}", how)

    def _half(self, piece: Piece) -> Found | None:
        year = self._year_in(piece)
        how = "explicit"
        if year is None:
            now, how = self._now()
            year = self._that_year(piece) if now else None
        name = "XXXX" if year is None else year_value(year)
        word = piece.of("ordinal", "second", "bound")[-1]
        number = {"first": 1, "second": 2, "latter": 2}.get(word)
        if piece.of("half")[0] == "part":
            return Found("DATE", name, how, "late" if number == 2 else "early")
        return Found("DATE", f"{name}-H{number}", how) if number else None

    def _fiscal(self, piece: Piece) -> Found | None:
        year = self._year_in(piece)
        if year is not None:
            return Found("DATE", year_value(year))
        year, (_, how) = self._that_year(piece), self._now()
        return Found("DATE", year_value(year), how) if year is not None else Found("DURATION", "P1Y", "none")

    def _season(self, piece: Piece) -> Found | None:
        names = [words_of.SEASONS[word] for word in piece.of("season", "spring")]
        if (len(piece.words) == 1 and not _is_season(piece)) or (piece.has("spring") and piece.after() == "of"):
            return None
        year, how, part = self._year_in(piece), "explicit", _part_of(piece)
        if year is None:
            year = self._that_year(piece)
        if year is None:
            now, how = self._now()
            if now is None:
                return Found("DATE", f"XXXX-{names[-1]}", "none", part)
            year = now.year
            order = ("WI", "SP", "SU", "FA").index(names[-1])
            current = now.month % 12 // 3 if now.month else order
            if piece.has("last", "past", "previous"):
                year -= order >= current
            elif piece.has("next", "coming", "following"):
                year += order <= current
            elif how == "anchor" and not piece.has("this"):
                year += direction(piece) > 0 and order < current
        values = [f"{year_value(year)}-{name}" for name in names]
        return Found("DATE", "/".join(values[-2:]), how, part)

    # ---- relative ---------------------------------------------------------------------------------------------------
    def _shift(self, piece: Piece) -> Found | None:
        unit, number = _unit(piece), _count(piece)
        back = piece.has("ago") or "earlier" in piece.words or "previously" in piece.words or "before" in piece.of("before")
        sign = -1 if back else 1
        now, how = self._now() if piece.has("ago", "from") else self._then()
        if piece.classes[0] == CLASSES["the"]:
            number = 1
        if number is None:
            return Found("DATE", words_of.PAST if back else words_of.FUTURE, how)
        if now is None:
            return Found("DATE", _unknown(unit), "none")
        if unit == "Y" and number == 1 and sign < 0 and not self.narrative and self.anchor:
            return self._year_before()
        return self._moved(now, unit, sign * number, how, _part_of(piece))

    def _year_before(self) -> Found:
        """Return "a year earlier", as fine as what it is compared with: a quarter in a report of earnings."""
        year = year_value((self.anchor or (0,))[0] - 1)
        focus = self.focus
        if focus is None or focus.unit not in "Q":
            return Found("DATE", year, "anchor")
        return Found("DATE", f"{year}-Q{(focus.month + 2) // 3}", "mention")

    def _moved(self, now: Point, unit: str, steps: int, how: str, part: str = "") -> Found | None:
        """Return the date `steps` units from a reference, as fine as the unit."""
        year, month, day, _ = now
        if unit in "HTS":
            return Found("TIME", "PAST_REF" if steps < 0 else "FUTURE_REF", how)
        if abs(steps) > 5000:
            return Found("DATE", words_of.PAST if steps < 0 else words_of.FUTURE, how)
        if unit in "DNWEF":
            return self._moved_days(now, unit, steps, how, part)
        if unit == "X":
            decade = (year + 10 * steps) // 10
            return Found("DATE", f"{decade:03}", how, part) if decade > 0 else Found("DATE", f"BC{(-year - 10 * steps) // 10:03}", how, part)
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

    def _moved_days(self, now: Point, unit: str, steps: int, how: str, part: str = "") -> Found | None:
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
        moved = add_days((year, month, day), steps)
        value = f"{year_value(moved[0])}-{moved[1]:02}-{moved[2]:02}"
        return Found("DATE", value, how) if unit == "D" else Found("TIME", f"{value}TNI", how)

    def _when(self, piece: Piece) -> Found | None:
        if piece.has("deictic"):
            return self._deictic(piece)
        if piece.has("weekday", "wd"):
            return self._weekday(piece)
        if piece.has("units"):
            return Found("DATE", words_of.PRESENT) if piece.words[0].lower() == "these" and piece.words[1] == "days" else None
        if piece.has("part"):
            return self._part(piece)
        if piece.has("season", "spring"):
            return self._season(piece)
        return self._this_unit(piece)

    def _deictic(self, piece: Piece) -> Found | None:
        word = piece.of("deictic")[0]
        if self.anchor is None or self.narrative:
            return Found("DATE", words_of.PRESENT, "none") if word in ("today", "tonight") else Found("DATE", "XXXX-XX-XX", "none")
        shift = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
        found = self._moved_days(Point(*self.anchor, "D"), "N" if word == "tonight" else "D", shift, "anchor")
        return _with_part(found, piece)

    def _weekday(self, piece: Piece) -> Found | None:
        day = DAYS[piece.of("weekday", "wd")[0]]
        if len(piece.words) == 2 and piece.has("wd") and piece.before() not in ("on", "by", "since", "until", ",", "(", ""):
            return None
        now, how = self._now()
        if now is None or not now.day:
            return Found("DATE", f"XXXX-WXX-{day + 1}", "none")
        today = (now.year, now.month, now.day)
        back = (weekday_of(today) - day) % 7
        if piece.has("last", "past", "previous"):
            shift = -(back or 7)
        elif piece.has("next", "coming", "following"):
            shift = 7 - back
        elif how == "mention":
            shift = (7 - back) % 7
        else:
            shift = (7 - back) % 7 if direction(piece) > 0 else -back
        return _with_part(self._moved_days(now, "D", shift, how), piece)

    def _this_unit(self, piece: Piece) -> Found | None:
        unit, part = _unit(piece), _part_of(piece)
        if unit in "HTS" and not piece.has("this", "that", "last", "next", "same", "past"):
            return None
        if unit in "YQ" and not piece.has("bound", "edge") and piece.after() in ("ended", "ending"):
            return Found("DURATION", f"P1{unit}", "none")
        demo = piece.has("this", "last", "past", "previous", "next", "following", "coming", "current", "same", "that", "latest", "recent")
        relative = piece.has("previous", "following", "same", "that") or (piece.has("next") and piece.has("the"))
        if not demo and unit in "D" and not part:
            return None
        if not demo and piece.has("fiscal"):
            return Found("DURATION", "P1Y", "none")
        now, how = self._then() if relative or (not demo and unit in "QD") else self._now()
        if now is None:
            return Found("DATE", _unknown(unit), "none")
        steps = -1 if piece.has("last", "past", "previous") else 1 if piece.has("next", "following", "coming") else 0
        if unit == "E" and not demo and how == "anchor" and direction(piece) <= 0 and weekday_of(now[:3]) < 5:
            steps = -1
        if unit == "Q" and piece.has("latest"):
            steps = -1
        if unit in "DW" and not now.day and not relative and self.anchor and not self.narrative:
            now = Point(*self.anchor, "D")
        return self._moved(now, unit, steps, how, part)

    # ---- durations and sets -----------------------------------------------------------------------------------------
    def _span(self, piece: Piece) -> Found | None:
        unit, number = _unit(piece), _count(piece)
        return Found("DURATION", _period(number, unit))

    def _duration(self, piece: Piece) -> Found | None:
        unit, number = _unit(piece), _count(piece)
        if piece.classes == CLASSES["second"] or (unit == "S" and piece.has("second")):
            return None
        if len(piece.words) == 1 and piece.words[0].lower() in ("quarters", "nights", "seconds", "minutes"):
            return None
        if piece.classes[:1] == CLASSES["a"] and self._is_rate(piece):
            return Found("SET", f"P1{unit}")
        if unit == "Q" and (piece.after() == "of" or piece.has("dash")):
            return None  # three quarters of the grain
        if piece.has("plain") and not _is_plain(piece):
            return None
        return Found("DURATION", _period(number, unit))

    @staticmethod
    def _is_rate(piece: Piece) -> bool:
        if len(piece.words) != 2 or piece.words[1].lower() not in ("year", "month", "week", "day", "hour"):
            return False
        before = piece.before()
        return before.isdigit() or before in ("%", "times", "twice", "once", "percent", "million", "billion", "cents", "dollars", "barrels", "tons", "people", "share")

    def _set(self, piece: Piece) -> Found | None:
        if piece.has("often"):
            word = piece.of("often")[0]
            return Found("SET", words_of.FREQUENCY[word])
        if piece.has("weekday"):
            return Found("SET", f"XXXX-WXX-{DAYS[piece.of('weekday')[0]] + 1}")
        if piece.has("month", "mabbr"):
            return Found("SET", f"XXXX-{MONTHS[piece.of('month', 'mabbr')[0]]:02}")
        if piece.has("season", "spring"):
            return Found("SET", f"XXXX-{words_of.SEASONS[piece.of('season', 'spring')[0]]}")
        if piece.has("part"):
            return Found("SET", f"XXXX-XX-XXT{words_of.PARTS[piece.of('part')[0]]}")
        return Found("SET", _period(_count(piece) or _ordinal(piece) or 1, _unit(piece)))

    # ---- time of day ------------------------------------------------------------------------------------------------
    def _clock(self, piece: Piece) -> Found | None:
        numbers = [int(word) if word.isdigit() else number_of([word.lower()]) or 0 for word, kind in zip(piece.words, piece.classes, strict=True) if kind in "D20N"]
        half = (piece.of("ampm") or [""])[0][:1]
        if not half and not piece.has("clock", "zone") and piece.before() not in ("at", "around", "by", "about", "until", "from", "before", "after"):
            return None
        clock = _clock_value(numbers, half)
        return Found("TIME", self._today() + clock, "anchor") if clock else None

    def _today(self) -> str:
        now, _ = self._then() if self.narrative else self._now()
        return f"{year_value(now.year)}-{now.month:02}-{now.day:02}" if now and now.day else "XXXX-XX-XX"

    def _part(self, piece: Piece) -> Found | None:
        name = words_of.PARTS[piece.of("part")[0]]
        if len(piece.words) == 1 and piece.words[0].lower() not in ("noon", "midnight", "overnight", "midday", "dawn", "dusk"):
            return None
        now, how = self._now()
        if piece.has("that", "same"):
            now, how = self._then()
        if piece.has("last", "previous", "next", "following") and now is not None and now.day:
            found = self._moved_days(now, "D", -1 if piece.has("last", "previous") else 1, how)
            return Found("TIME", f"{found.value}T{name}", how) if found else None
        day = f"{year_value(now.year)}-{now.month:02}-{now.day:02}" if now and now.day else "XXXX-XX-XX"
        if not piece.has("this", "that", "same") and not self.narrative and len(piece.words) > 1:
            return None
        return Found("TIME", f"{day}T{name}", how)

    # ---- bare years and references ----------------------------------------------------------------------------------
    def _year(self, piece: Piece) -> Found | None:
        year = self._year_in(piece)
        if year is None:
            return None
        if piece.start >= 2 and piece.all_classes[piece.start - 1] in ".," and piece.all_words[piece.start - 2].isdigit() and not piece.has("era"):
            return None
        if not piece.has("era") and not _is_year(piece):
            return None
        return Found("DATE", year_value(year), part=_part_of(piece), approximate=piece.has("about"))

    def _spelled(self, piece: Piece) -> Found | None:
        year = _spelled_year(piece)
        if year is None or (year >= 2000 and not piece.has("year") and piece.before() not in ("in", "since", "by")):
            return None
        return Found("DATE", str(year))

    def _reference(self, piece: Piece) -> Found | None:
        if piece.has("ref"):
            word = piece.of("ref")[0]
            if word == "previously":
                return None
            if (word == "former" and not self.narrative) or (word == "soon" and self.narrative):
                return None  # historians mark the former; what is soon in a history is past
            return None if piece.before() == "as" else Found("DATE", words_of.REFERENCES[word])
        if piece.has("future"):
            return Found("DATE", words_of.FUTURE) if piece.has("the") or self.narrative else None
        if piece.has("period"):
            return Found("DATE", "null", "none") if self.narrative else None
        if piece.has("this", "current"):
            return Found("DATE", words_of.PRESENT)
        if piece.has("recent") and piece.before() in ("the", "most"):
            return None
        return Found("DATE", words_of.PAST)


def _with_part(found: Found | None, piece: Piece) -> Found | None:
    """Add the part of the day that the words name: "yesterday morning"."""
    if found is None or not piece.has("part") or found.type == "TIME":
        return found
    return Found("TIME", f"{found.value}T{words_of.PARTS[piece.of('part')[0]]}", found.how)


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


def _is_plain(piece: Piece) -> bool:
    """Tell whether what stands between number and unit can be an adjective, as in "two full days"."""
    word = piece.words[piece.classes.index(CLASSES["plain"])]
    return word.isalpha() and word.islower() and not word.endswith("s") and word not in ("people", "men", "women", "per", "million", "billion")


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


_READERS: Final[dict[str, Callable[[Reader, Piece], Found | None]]] = {
    name: getattr(Reader, f"_{name}")
    for name in ("numeric", "calendar", "years", "decade", "century", "holiday", "quarter", "half", "fiscal", "season",
                 "shift", "when", "span", "set", "duration", "clock", "part", "year", "spelled", "reference")
}  # fmt: skip
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
    if not before or not before[0].isalnum():
        return piece.after().lower() in ("was", "is", "saw", "has", "will", "and")
    previous = piece.all_words[piece.start - 1]
    return previous.islower() or previous.isdigit()


def _is_season(piece: Piece) -> bool:
    if piece.has("spring"):
        noun = piece.after().lower() in ("offensive", "offensives", "campaign", "season", "semester", "term", "elections", "break")
        return noun or piece.before() in ("in", "by", "since", "until", "of", "during")
    return True


_COUNTED: Final = frozenset("percent people men troops soldiers points shares dollars miles feet tons tonnes kilometers kilometres km meters metres pounds votes jobs members workers homes barrels cars units".split())


def _is_year(piece: Piece) -> bool:
    if piece.has("edge", "bound", "year", "quote"):
        return True
    before, after = piece.before(), piece.after()
    if before in ("$", "£", "€", "#", "no", "number", "some", "nearly", "than", "least") or after in ("%",) or after.lower() in _COUNTED:
        return False
    at = piece.start - 1
    if before == "." and piece.before(2) in ("no", "nos", "res"):
        return False
    if at >= 0 and piece.all_classes[at] in "D23," and before != ",":
        return False
    if after == "." and piece.after(2).isdigit():
        return False
    return not (after == "," and piece.after(2).isdigit() and len(piece.after(2)) == 3)


def _part_of(piece: Piece) -> str:
    if piece.has("edge"):
        return {"early": "early", "late": "late"}.get(piece.of("edge")[0], "mid")
    if piece.has("bound"):
        word = piece.of("bound")[0]
        return "early" if word in ("beginning", "start", "outset") else "" if word in ("rest", "remainder", "turn") else "late"
    if piece.has("later") and piece.classes[0] == CLASSES["later"]:
        return "early" if piece.of("later")[0] == "earlier" else "late"
    return ""


def _ordinal(piece: Piece) -> int | None:
    return number_of(piece.of("number", "ordinal", "second", "d31", "d99"))


def _unit(piece: Piece) -> str:
    for word in reversed(piece.words):
        unit = words_of.UNITS.get(word.lower()) or words_of.PLURALS.get(word.lower())
        if unit:
            return "F" if word.lower().startswith("fortnight") else unit
    return "D"


def _count(piece: Piece) -> int | None:
    """Return how many units are meant, None where the words are vague."""
    few = piece.of("few")
    if few and few[0] != "couple":
        return None
    if few:
        return 2
    numbers = piece.of("number", "ordinal", "d31", "d99", "d3")
    for kind in ("to", "or"):  # two to six days: the lower bound
        if numbers and piece.has(kind):
            numbers = Piece.of(piece._replace(classes=piece.classes[: piece.classes.index(CLASSES[kind])]), "number", "ordinal", "d31", "d99", "d3") or numbers
    if numbers:
        return number_of([word for word in numbers if not (word in words_of.ORDINALS and len(numbers) > 1)])
    return 1 if piece.has("a", "half") else None


def _period(number: int | None, unit: str) -> str:
    amount = "X" if number is None else str(number)
    if unit == "F":
        return f"P{2 * number}W" if number else "PXW"
    if unit in "HTS":
        return f"PT{amount}{'M' if unit == 'T' else unit}"
    return f"P{amount}{ {'X': 'DE', 'C': 'CE', 'E': 'WE', 'N': 'D'}.get(unit, unit) }"


def _unknown(unit: str) -> str:
    return {"Y": "XXXX", "M": "XXXX-XX", "Q": "XXXX-QX", "W": "XXXX-WXX", "E": "XXXX-WXX-WE", "X": "XXX", "C": "XX"}.get(unit, "XXXX-XX-XX")


def _clock_value(numbers: list[int], half: str) -> str:
    hour = numbers[0]
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or any(number > 59 for number in numbers[1:]):
        return ""
    return f"T{hour:02}" + "".join(f":{number:02}" for number in (numbers[1:] or [0]))
