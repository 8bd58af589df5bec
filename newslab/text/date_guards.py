"""What looks like a date and is none: the name May, the verb fall, an amount of four figures."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from newslab.text.date_state import Piece
from newslab.text.date_words import HOLIDAYS, OTHER, WEEKDAYS
from newslab.text.resources import listed

_BEFORE_MONTHS: Final = listed("before months")
_MONTH_CUES: Final = listed("month cues")


def is_month(piece: Piece) -> bool:
    """Tell a month from a name or a verb that is written like it."""
    word, before = piece.words[0], piece.before()
    if _is_case(piece) or (before not in _MONTH_CUES and (_is_first_name(piece) or _is_march(piece))):
        return False
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


_FIRST_NAMES: Final = frozenset(["April", "May", "June", "August", "January", "Summer", "Autumn"])
_IN_A_TITLE: Final = 0.7  # share of words with a capital from which a line is a title, where all nouns have one


def _is_first_name(piece: Piece) -> bool:
    """Tell "April Summers won" and "June Medical", names, from "the April election" and a headline's "April Jobs
    Report".
    """
    after = piece.after()
    if (
        piece.words[0] not in _FIRST_NAMES
        or not after.isalpha()
        or not after.istitle()
        or piece.before() in _BEFORE_MONTHS
    ):
        return False
    if after.lower() in WEEKDAYS or after in HOLIDAYS:
        return False
    words = [word for word in piece.all_words if word.isalpha() and len(word) > 3]
    return sum(word[0].isupper() for word in words) <= max(2, _IN_A_TITLE * len(words))


def _is_case(piece: Piece) -> bool:
    """Tell "June Medical Services v. Russo", a case before a court."""
    ahead = piece.all_words[piece.end : piece.end + _WORDS_OF_A_TITLE]
    return piece.after().istitle() and ("v" in ahead or "vs" in ahead)


def _is_march(piece: Piece) -> bool:
    """Tell "the Women's March" and "the March on Washington", where people walk, from the month."""
    if piece.words[0] != "March":
        return False
    if piece.before() == "s" and piece.before(2) == "'":
        return piece.all_words[piece.start - 3][:1].isupper()
    return piece.before() in ("the", "a") and piece.after() in ("for", "on", "against")


_NAMED_AFTER_DAYS: Final = listed("named after days")


def is_name_of_day(piece: Piece) -> bool:
    """Tell "the 4 July Brigade" and "4 July Square", called after a day, from the day."""
    if not piece.has("d31", "ordinal") or piece.has("year0", "year1", "comma", "weekday"):
        return False
    return piece.after() in _NAMED_AFTER_DAYS or (piece.after().istitle() and piece.after(2) in _NAMED_AFTER_DAYS)


_OF_TIME: Final = listed("of time")
_RANKED: Final = re.compile(
    r"(?:(?!(?:mid|north|south)west)\w{3,}est|first|second|last|final|only|most|least|worst|\d+(?:st|nd|rd|th))",
    re.IGNORECASE,
)
_ROMAN: Final = re.compile(r"[IVX]+")  # "of the Year VIII", of the French Republic
_WORDS_OF_A_TITLE: Final = 4


def is_award(piece: Piece) -> bool:
    """Tell "Rookie of the Year" and "Player of the Week", names of awards, from the time.

    In a headline, where all words are written so, "Biggest Drop of the Year" and "Rest of the Year" are none.
    """
    if len(piece.words) != 2 or piece.words[0].lower() != "the" or not piece.words[1][0].isupper():
        return False
    noun = piece.before(2)
    if piece.before() != "of" or not noun.isalpha() or noun in _OF_TIME or _ROMAN.fullmatch(piece.after()):
        return False
    before = piece.all_words[max(0, piece.start - 1 - _WORDS_OF_A_TITLE) : piece.start - 1]
    return not any(_RANKED.fullmatch(word) for word in before)


AFTER_VERB: Final = frozenset(["of", "within", "into", "short", "under", "below", "apart"])


def is_season(piece: Piece) -> bool:
    """Tell the season from the verb or the water: fall, spring."""
    if (
        piece.words[0][-1] == "s"
        and piece.words[0][0].isupper()
        and piece.start
        and piece.all_words[piece.start - 1].istitle()
    ):
        return False  # "Wendi Winters"
    if piece.has("spring"):
        noun = piece.after().lower() in listed("date guards: is season")
        return noun or piece.before() in ("in", "by", "since", "until", "of", "during")
    return True


_GAME: Final = re.compile(
    r"\b(?:touchdowns?|quarterbacks?|linebackers?|cornerbacks?|field goals?|half-?time|fumble[sd]?|interceptions?|punts?|"
    r"yard(?:s|er)?|three-pointers?|3-pointers?|rebounds|free throws?|lay-?ups?|(?i:td)s?)\b"
)
_OF_A_GAME: Final = 2  # such words, unlike each other, from which quarters are those of a game


@lru_cache(maxsize=8)  # the same text for every quarter in it
def is_of_a_game(text: str) -> bool:
    """Tell whether the quarters of a text are those of a game, not of a year."""
    return len({match.group().rstrip("s") for match in _GAME.finditer(text)}) >= _OF_A_GAME


_COUNTED: Final = listed("counted")


_BEFORE_YEARS: Final = listed("before years")


def _is_model(word: str) -> bool:
    """Tell whether a figure after this word is part of a name, as in "Boeing 1997" and "Resolution 1483"."""
    return word[0].isupper() and len(word) > 1 and word.lower() not in _BEFORE_YEARS


_ROADS: Final = listed("roads")
_LATER_THAN_COUNTS: Final = "1800"  # a bare figure from here on is a year more often than a count


def _is_count(piece: Piece) -> bool:
    """Tell "has 1230 seats" from "the 1230 charters"."""
    after = piece.after()
    if len(piece.words) > 1 or piece.words[0] >= _LATER_THAN_COUNTS or piece.before() in (*_MONTH_CUES, "the"):
        return False
    return after.islower() and after.endswith("s") and len(after) > 3 and not after.endswith(("ss", "us"))


_AMOUNTS: Final = ("$", "£", "€", "#", "no", "number", "some", "nearly", "than", "least")


def is_year(piece: Piece) -> bool:
    """Tell a year from an amount, a name or part of a greater number."""
    if piece.has("edge", "bound", "year", "quote"):
        return True
    return not (_is_amount(piece) or _is_in_a_name(piece) or _is_of_more_figures(piece))


def _is_amount(piece: Piece) -> bool:
    """Tell "some 1500" and "1900 miles" from a year."""
    after = piece.after()
    return piece.before() in _AMOUNTS or after == "%" or after.lower() in _COUNTED or _is_count(piece)


def _is_in_a_name(piece: Piece) -> bool:
    """Tell "1600 Pennsylvania Avenue" and "Boeing 1997" from a year."""
    if piece.after().istitle() and piece.after(2) in _ROADS:
        return True
    at = piece.start - 1
    return at >= 0 and piece.all_classes[at] == OTHER and _is_model(piece.all_words[at])


def _is_of_more_figures(piece: Piece) -> bool:
    """Tell "3/1998", "No. 1998", "5 1998", "1998.5" and "1998,000" from a year, as it is in "in 1998: they"."""
    before, after, further = piece.before(), piece.after(), piece.after(2)
    if before in ("/", ":") or after == "/":
        return True
    if after == ":":
        return not further.isalpha()
    if before == "." and piece.before(2) in ("no", "nos", "res"):
        return True
    if piece.start and piece.all_classes[piece.start - 1] in "D23," and before != ",":
        return True
    return further.isdigit() and (after == "." or (after == "," and len(further) == 3))
