"""Word lists of English news prose that several finders share: abbreviations, verbs of saying, titles, starters."""

from __future__ import annotations

from typing import Final

from newslab.text.resources import listed, word_list


def word_set(words: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(words.split())


# The words of 0 to 20, each at its place; of none, news says "no".
SMALL_NUMBERS: Final = ("no", *word_list("ones"), "twenty")
# Followed by a name, so that their stop never ends a sentence.
TITLES: Final = listed("titles")
# Followed by a number; otherwise an ordinary word may stand before the stop ("No. He left.").
MONTH_STOPS: Final = listed("month stops")
BEFORE_NUMBERS: Final = listed("before numbers") | MONTH_STOPS
# Nearly always inside a sentence.
INNER_STOPS: Final = listed("inner stops")
# May end a sentence; only a plain starter after them shows that they do.
MAYBE_STOPS: Final = listed("maybe stops")
# Words that begin a sentence with a capital far more often than a name.
STARTERS: Final = listed("starters")
CALENDAR: Final = listed("weekdays") | listed("months")
# What stands beside a time and is no name.
ZONES: Final = listed("words: zones") | {word.title() for word in CALENDAR | MONTH_STOPS}
SAYING: Final = listed("words: saying")
OFFICES: Final = listed("offices")
