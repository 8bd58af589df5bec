"""Dates whose missing half stands in the date beside them: "May 6 and 7", "from March to April 1918", "264 to 241
BC".
"""

from __future__ import annotations

import re
from typing import Final

from newslab.text.date_state import Found, Piece, Point, Reader
from newslab.text.date_values import day_value, year_value
from newslab.text.date_words import CLASSES, MONTHS, compile_grammar
from newslab.text.date_years import year_for
from newslab.text.resources import listed

_DAY_ENDS: Final = (CLASSES["d31"], CLASSES["th"])  # a list of days may go on after these
_LINK: Final = "(?:{comma}?[{and}{to}{or}]|{dash})"
_SOFT: Final = "[{the}{edge}{dash}{from}{in}]{0,3}"
_DAY: Final = "(?:{d31}{th}?)?"
_MONTH: Final = "(?:{month}|{mabbr}{dot}?)"
# "... and June 1955", "- 4 August 1952", "and early summer of 1943"
_SIBLING: Final = re.compile(
    compile_grammar(
        f"(?:{_LINK}{{d31}}{{th}}?{{comma}}(?P<only>{{year4}})|{_LINK}{_SOFT}(?:{_DAY}{{of}}?(?P<month>{_MONTH}){_DAY}|[{{season}}{{spring}}]){{comma}}?{{of}}?(?P<year>{{year4}}))"
    )
)
_MONTH_AHEAD: Final = re.compile(
    compile_grammar(
        f"{_LINK}{_SOFT}{{d31}}{{th}}?{{of}}?(?P<month>[{{month}}{{mabbr}}]){{dot}}?{{comma}}?(?P<year>{{year4}})?"
    )
)
_ERA_AHEAD: Final = re.compile(compile_grammar(f"{_LINK}{_SOFT}[{{d31}}{{d99}}{{d3}}{{year4}}](?P<era>{{era}})"))


def year_ahead(piece: Piece, month: int) -> int | None:
    """Return the year of the next date where both are joined, as in "from October to March 1945"."""
    match = _SIBLING.match(piece.all_classes, piece.end)
    if match is None:
        return None
    if match["only"] is not None:
        return int(piece.all_words[match.start("only")]) if piece.has("d31") else None
    year = int(piece.all_words[match.start("year")])
    if match["month"] is None or not month:
        return year
    later = MONTHS[piece.all_words[match.start("month")].lower()]
    return year - (month > later and CLASSES["and"] not in match[0])


def read_listed(reader: Reader, piece: Piece) -> Found | None:
    """Read a bare day or year that leans on its neighbour: "the 28 and 29 August", "May 6 and 7th", "264 to 241 BC"."""
    number = int(next(word for word in piece.words if word.isdigit()))
    years = piece.of("year0", "year1") if len(piece.words) > 1 else []
    era = _ERA_AHEAD.match(piece.all_classes, piece.end)
    if era is not None:
        before = piece.all_words[era.start("era")].upper().startswith("B")
        return Found("DATE", year_value(1 - number if before else number))
    ahead = _MONTH_AHEAD.match(piece.all_classes, piece.end)
    if ahead is not None:
        month = MONTHS[piece.all_words[ahead.start("month")].lower()]
        year = int(piece.all_words[ahead.start("year")]) if ahead["year"] else None
        found, how = (year, "explicit") if year else year_for(reader, piece, month, number)
        return _dated(found, month, number, how=how)
    just = _just_before(reader, piece)
    if just is not None and just[2].unit == "D" and just[0].classes[-1] in _DAY_ENDS:
        if piece.after().islower() and piece.after() not in _AFTER_DAY:
            return None  # "on 4 May and 5 people"
        return _dated(int(years[0]) if years else just[2].year, just[2].month, number, just[2].day)
    return _of_month(reader, piece, number)


def _just_before(reader: Reader, piece: Piece) -> tuple[Piece, str, Point] | None:
    """Return the date read last if one token parts it from this expression."""
    just = reader.just
    return just if just and just[0].all_words is piece.all_words and just[0].end == piece.start - 1 else None


def _dated(year: int | None, month: int, day: int, after: int = 0, how: str = "explicit") -> Found | None:
    value = day_value(year, month, day)
    return Found("DATE", value, how) if value and day > after else None


def _of_month(reader: Reader, piece: Piece, day: int) -> Found | None:
    """Read "on the 20th": of the month that is spoken of."""
    now, how = reader.then()
    if not piece.has("the") or _is_rank(piece) or now is None or not now.month:
        return None
    return _dated(now.year, now.month, day, how=how)


_AFTER_DAY: Final = listed("after day")


def _is_rank(piece: Piece) -> bool:
    after = piece.after()
    if piece.before() not in listed("date beside: is rank"):
        return True
    return after.isalnum() and after not in _AFTER_DAY
