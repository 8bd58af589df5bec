"""A sentence taken apart for comparison: its words, numbers, places, dates, what it negates and how sure it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from newslab.compare.lexicon import NEGATORS, REFUSERS
from newslab.compare.places import Place, find_places
from newslab.compare.quantities import Quantity, find_quantities
from newslab.compare.tokens import Token, find_tokens
from newslab.text.normalise import fold
from newslab.text.numbers import find_slug

DATELINE: Final = re.compile(
    r"[A-Z][A-Z'. -]{2,}(?:,[^()\u2014]{0,30})?(?:\s\([^)]{2,40}\))?\s(?:--|\u2014|\u2013|-)\s|[A-Z][\w.,/ ]{2,40}\s\([A-Z][\w. ]{1,30}\)\s(?:--|\u2014|\u2013|-)?\s?"
)
SOME_DAY: Final = "2001-01-10"  # a Wednesday in midwinter: stands in where the day of publication is not known
YEAR: Final = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
WEEKDAY: Final = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
NEGATOR: Final = re.compile("|".join(sorted(NEGATORS)), re.IGNORECASE)
NEGATION_REACH: Final = 3  # words after a negator that it may speak of


@dataclass(frozen=True)
class Statement:
    """A sentence taken apart; offsets are into `folded`. What it consists of is found when it is first asked for."""

    text: str
    folded: str
    anchor: str | None = None

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words."""
        return find_tokens(self.folded)

    @property
    def negated(self) -> frozenset[int]:
        """Places of the words that are negated."""
        return self._negation[0] if NEGATOR.search(self.folded) else frozenset()

    @property
    def negators(self) -> int:
        """How many words negate others."""
        return self._negation[1]

    @cached_property
    def _negation(self) -> tuple[frozenset[int], int]:
        return _negated(self.folded, self.tokens)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its numbers."""
        times = [(date["start"], date["end"]) for date in self._times if date["type"] != "DURATION"]
        return tuple(find_quantities(self.folded, self.tokens, self.dates, times))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The countries, peoples and large cities it names."""
        return tuple(find_places(self.folded))

    @cached_property
    def dates(self) -> tuple[dict[str, Any], ...]:
        """Its dates with bounds; without an anchor a relative one is resolved from any day, and compared with its like only."""
        return tuple(
            date | {"relative": _relation(date["text"]) if self.anchor is None else ""}
            for date in self._times
            if date["type"] in ("DATE", "TIME") and date["first_day"] and date["last_day"]
        )

    @cached_property
    def _times(self) -> list[dict[str, Any]]:
        from newslab.text.dates import find_dates

        return find_dates(self.folded, self.anchor or SOME_DAY)

    @cached_property
    def words(self) -> frozenset[str]:
        """The base forms of its content words, without numbers, places and dates."""
        held = [(one.start, one.end) for one in self.quantities]
        held += [(one.start, one.end) for one in self.places]
        held += [(one["start"], one["end"]) for one in self.dates]
        return frozenset(
            token.base
            for token in self.tokens
            if token.is_content and not any(start <= token.start < end for start, end in held)
        )


@lru_cache(maxsize=1 << 14)
def read_statement(sentence: str, anchor: str | None = None) -> Statement:
    """Take a sentence apart.

    Parameters
    ----------
    sentence : one sentence, title or caption.
    anchor : day that relative dates start from, ISO.

    Examples
    --------
    >>> statement = read_statement("Three soldiers were not killed in Kabul")
    >>> statement.quantities[0].value, statement.quantities[0].role, statement.places[0].country
    (3.0, 'dead', 'Afghanistan')
    """
    folded = fold(sentence).text
    dateline = DATELINE.match(folded)
    filed = dateline.end() if dateline else find_slug(folded)
    folded = " " * filed + folded[filed:]  # where, when and how often it was filed is not what it tells
    return Statement(sentence, folded, anchor)


def _relation(words: str) -> str:
    """How a date without an anchor is told; "Thursday", "yesterday" and "5 June" cannot be compared with each other."""
    if YEAR.search(words):
        return ""
    if WEEKDAY.search(words):
        return "weekday"
    return "calendar" if re.search(r"\d", words) else "relative"


def _negated(folded: str, tokens: tuple[Token, ...]) -> tuple[frozenset[int], int]:
    """Places of the words that a negator before them turns; two negators undo each other."""
    turned: set[int] = set()
    count = 0
    for place, token in enumerate(tokens):
        word = token.text.lower()
        if word in NEGATORS and not (word == "no" and _before_number(tokens, place)):
            count += 1
            turned ^= set(_reach(folded, tokens, place))
        elif token.base in REFUSERS:
            count += 1
    return frozenset(turned), count


def _before_number(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether "No" is short for number."""
    return place + 1 < len(tokens) and tokens[place + 1].text[0].isdigit()


def _reach(folded: str, tokens: tuple[Token, ...], place: int) -> list[int]:
    """Places of the next words, up to a mark that ends the phrase."""
    reached: list[int] = []
    for other in range(place + 1, min(place + 1 + NEGATION_REACH, len(tokens))):
        if set(folded[tokens[other - 1].end : tokens[other].start]) & set(",;:.!?()\u2013\u2014") or (
            "--" in folded[tokens[other - 1].end : tokens[other].start]
        ):
            break
        reached.append(other)
    return reached
