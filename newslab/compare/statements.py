"""A sentence taken apart for comparison: its words, numbers, places, dates, what it negates and how sure it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from newslab.compare.lexicon import HEDGES, NEGATORS, PEOPLE, REFUSERS, find_base, find_role
from newslab.compare.places import Place, find_places
from newslab.compare.terms import load_stop_words
from newslab.text.normalise import fold

TOKEN: Final = re.compile(
    r"\d+(?:[.,:]\d+)*|(?:[^\W\d_]\.){2,}|n't\b|[^\W\d_]+?(?=n't\b)|[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*|[%$£€]"
)
SOME_DAY: Final = "2001-01-10"  # a Wednesday in midwinter: stands in where the day of publication is not known
YEAR: Final = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
COUNTED_TIME: Final = re.compile(r"[\w-]+[\s-](?:hour|day|week|month|year|decade)s?\b")
NEGATION_REACH: Final = 3  # words after a negator that it may speak of
ROLE_REACH: Final = 6  # words around a number in which its verb stands
KEPT_STOPS: Final = frozenset(
    [
        "up",
        "down",
        "more",
        "less",
        "fewer",
        "first",
        "last",
        "after",
        "before",
        "higher",
        "lower",
        "back",
        "best",
        "worst",
    ]
)


@dataclass(frozen=True)
class Token:
    """One word: as written, its base form, and its place in the folded sentence."""

    text: str
    base: str
    start: int
    end: int

    @property
    def is_content(self) -> bool:
        """Whether the word says something by itself."""
        return len(self.base) > 1 and (self.base in KEPT_STOPS or self.text.lower() not in load_stop_words())


@dataclass(frozen=True)
class Quantity:
    """A number in a sentence: its value, what it counts, and what happened to that."""

    value: float
    unit: str
    what: str
    qualifier: str
    role: str
    start: int
    end: int
    text: str
    near: frozenset[str]


@dataclass(frozen=True)
class Statement:
    """A sentence taken apart; offsets are into `folded`."""

    text: str
    folded: str
    tokens: tuple[Token, ...]
    quantities: tuple[Quantity, ...]
    places: tuple[Place, ...]
    dates: tuple[Any, ...]
    negated: frozenset[int]
    negators: int
    hedges: tuple[str, ...]

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
    tokens = tuple(
        Token(match.group(), find_base(match.group().lower()), match.start(), match.end())
        for match in TOKEN.finditer(folded)
    )
    dates = tuple(_dates(folded, anchor))
    negated, negators = _negated(folded, tokens)
    return Statement(
        text=sentence,
        folded=folded,
        tokens=tokens,
        quantities=tuple(_quantities(folded, tokens, dates)),
        places=tuple(find_places(folded)),
        dates=dates,
        negated=negated,
        negators=negators,
        hedges=tuple(token.text for token in tokens if token.text.lower() in HEDGES),
    )


def _dates(folded: str, anchor: str | None) -> list[Any]:
    """Dates with bounds; without an anchor a relative one is resolved from any day, and compared with its like only."""
    from newslab.text.dates import find_dates

    found = []
    for date in find_dates(folded, anchor or SOME_DAY):
        if date["type"] not in ("DATE", "TIME") or not date["first_day"] or not date["last_day"]:
            continue
        found.append(date | {"relative": anchor is None and not YEAR.search(date["text"])})
    return found


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


def _quantities(folded: str, tokens: tuple[Token, ...], dates: tuple[Any, ...]) -> list[Quantity]:
    from newslab.text.numbers import find_numbers

    found = []
    for record in find_numbers(folded):
        inside = any(date["start"] <= record["start"] < date["end"] for date in dates)
        if record["value"] is None or (inside and not COUNTED_TIME.match(folded, record["start"])):
            continue
        found.append(_quantity(record, tokens))
    return found


def _quantity(record: dict[str, Any], tokens: tuple[Token, ...]) -> Quantity:
    before = [token.base for token in tokens if token.end <= record["start"]][::-1]
    after = [token.base for token in tokens if token.start >= record["end"]]
    what = str(record["of_what"] or "").lower().split()
    around = [word for pair in zip(_padded(after), _padded(before), strict=True) for word in pair if word]
    return Quantity(
        value=float(record["value"]),
        unit=str(record["unit"] or ""),
        what=find_base(what[-1]) if what else "",
        qualifier=str(record["qualifier"] or ""),
        role=find_role(around),
        start=record["start"],
        end=record["end"],
        text=record["text"],
        near=frozenset([*before[:3], *after[:3]]),
    )


def _padded(words: list[str]) -> list[str]:
    return (words + [""] * ROLE_REACH)[:ROLE_REACH]


@dataclass(frozen=True)
class Scope:
    """A claim to be first, only or largest, and within what: "first" · "between the two nations"."""

    rank: str
    within: str
    words: frozenset[str]
    start: int
    end: int


SUPERLATIVE: Final = re.compile(
    r"\b(first|only|last|(?:most|least)\s\w+|(?!west|inter|fin|mod|hon|for|harv|prot|cont|int|requ|sugg|inv)\w{3,}(?<!r)(?:i|gg|dd|[bcdfghklmnprstvwg])est)\b"
    r"(?P<noun>(?:\s(?!(?:in|between|of|among|amongst|since|for|within|across|anywhere|outside|ever|to|by)\b)[\w'-]+){0,6}?)"
    r"\s(?P<within>(?:in|between|among|amongst|since|within|across|outside)\s(?:[\w'-]+\s?){1,6})",
    re.IGNORECASE,
)


def find_scopes(statement: Statement) -> list[Scope]:
    """Find claims of rank with their scope in a statement.

    Examples
    --------
    >>> [(one.rank, one.within) for one in find_scopes(read_statement("It was the first dialogue in the capital."))]
    [('first', 'in the capital')]
    """
    return [
        Scope(
            rank=match.group(1).lower(),
            within=match.group("within").strip(),
            words=frozenset(
                token.base
                for token in statement.tokens
                if token.is_content and match.start("within") <= token.start < match.end("within")
            ),
            start=match.start(),
            end=match.end("within"),
        )
        for match in SUPERLATIVE.finditer(statement.folded)
    ]


PLANNED: Final = re.compile(
    r"\b(?:will|shall|plans?\s(?:to|for)|planned\sto|(?:is|are|was|were)\s(?:set|due|expected|scheduled|likely|about)\sto|"
    r"(?:intends?|hopes?|aims?|vows?|pledges?|promises?|wants?|expects?)\sto|set\sto)\b",
    re.IGNORECASE,
)
REPORTED: Final = re.compile(
    r"\b(?:reportedly|allegedly|alleged|purportedly|supposedly|unconfirmed|rumou?red|believed\sto|said\sto\shave|"
    r"claims?\sto|claimed\sto|appears?\sto\shave|thought\sto|suspected)\b",
    re.IGNORECASE,
)
POSSIBLE: Final = re.compile(r"\b(?:may|might|could|possibly|perhaps|probably)\s(?!\d)", re.IGNORECASE)


def find_modality(statement: Statement) -> str:
    """Return how sure a statement is: happened, reported, planned or possible.

    Examples
    --------
    >>> find_modality(read_statement("North Korea reportedly sent shells"))
    'reported'
    """
    for modality, pattern in (("reported", REPORTED), ("possible", POSSIBLE), ("planned", PLANNED)):
        if pattern.search(statement.folded):
            return modality
    return "happened"


def is_people(noun: str) -> bool:
    """Tell whether a base form names people, whatever kind."""
    return noun in PEOPLE
