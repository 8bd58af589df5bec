"""What looks like a date and is none: the name May, the verb fall, an amount of four figures."""

from __future__ import annotations

from typing import Final

from newslab.text.date_state import Piece
from newslab.text.date_words import OTHER
from newslab.text.resources import listed

_BEFORE_MONTHS: Final = listed("before months")
_MONTH_CUES: Final = listed("month cues")


def is_month(piece: Piece) -> bool:
    """Tell a month from a name or a verb that is written like it."""
    word, before = piece.words[0], piece.before()
    if before in _MONTH_CUES:
        return True
    if _is_first_name(piece) or _is_march(piece):
        return False
    if word.title() not in ("May", "March"):
        return len(word) > 3
    if not before or not before[0].isalnum():
        return piece.after().lower() in ("was", "is", "saw", "has", "will", "and")
    previous = piece.all_words[piece.start - 1]
    return previous.islower() or previous.isdigit()


_FIRST_NAMES: Final = frozenset(["April", "May", "June", "August", "January", "Summer", "Autumn"])
_TITLE_REACH: Final = 100  # tokens to either side of a name that are looked at; a title is shorter
_IN_A_TITLE: Final = 0.7  # share of words with a capital from which a line is a title, where all nouns have one


def _is_first_name(piece: Piece) -> bool:
    """Tell "April Summers won" and "June Medical", names, from "the April election" and a headline's "April Jobs
    Report".
    """
    after = piece.after()
    if piece.words[0] not in _FIRST_NAMES or not after.istitle() or piece.before() in _BEFORE_MONTHS:
        return False
    near = piece.all_words[max(0, piece.start - _TITLE_REACH) : piece.end + _TITLE_REACH]
    words = [word for word in near if word.isalpha() and len(word) > 3]
    return sum(word[0].isupper() for word in words) <= max(2, _IN_A_TITLE * len(words))


def _is_march(piece: Piece) -> bool:
    """Tell "the Women's March" and "the March on Washington", where people walk, from the month."""
    if piece.words[0] != "March":
        return False
    if piece.before() == "s":
        return piece.all_words[max(0, piece.start - 3)][:1].isupper()
    return piece.before() in ("the", "a") and piece.after() in ("for", "on", "against")


AFTER_VERB: Final = frozenset(["of", "within", "into", "short", "under", "below", "apart"])


def is_season(piece: Piece) -> bool:
    """Tell the season from the verb or the water: fall, spring."""
    word = piece.words[0]
    if word[-1] == "s" and word.istitle() and piece.start and piece.all_words[piece.start - 1].istitle():
        return False  # "Wendi Winters"
    if piece.has("spring"):
        is_first = piece.after().lower() in listed("date guards: is season")
        return is_first or piece.before() in ("in", "by", "since", "until", "of", "during")
    return True


_BEFORE_YEARS: Final = listed("before years")


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
    if piece.before() in _AMOUNTS or _is_count(piece):
        return False  # "some 1500", "1900 miles"
    return not (_is_in_a_name(piece) or _is_of_more_figures(piece))


def _is_in_a_name(piece: Piece) -> bool:
    """Tell "1600 Pennsylvania Avenue" and "Boeing 1997" from a year."""
    if piece.after().istitle() and piece.after(2) in _ROADS:
        return True
    at = piece.start - 1
    word = piece.all_words[at] if at >= 0 and piece.all_classes[at] == OTHER else ""
    return word[:1].isupper() and len(word) > 1 and word.lower() not in _BEFORE_YEARS


def _is_of_more_figures(piece: Piece) -> bool:
    """Tell "3/1998", "5.1998", "1998.5" and "1998,000" from a year, as it is in "in 1998: they"."""
    before, after, further = piece.before(), piece.after(), piece.after(2)
    if before in ("/", ":"):
        return True
    if before in (".", ",") and piece.before(2).isdigit():
        return before == "." or len(piece.before(2)) != len("1996")  # years in a list are years
    if after == ":":
        return not further.isalpha()
    return further.isdigit() and (after == "." or (after == "," and len(further) == 3))
