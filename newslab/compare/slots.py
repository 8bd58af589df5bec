"""Slots: when two figures of one event answer one question, though their sentences are worded unlike."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from newslab.compare.alignment import LEAD, Cited, Pair
from newslab.compare.quantities import Quantity, is_people
from newslab.compare.statements import Statement, find_modality
from newslab.compare.terms import load_function_words
from newslab.compare.tokens import Token
from newslab.compare.verdicts import share_words
from newslab.compare.witnesses import Witness
from newslab.text.words import SAYING, TITLES

FRESH: Final = pd.Timedelta(
    days=3
)  # reports of one event within which its figures are of the same moment, or an update
OLD: Final = pd.Timedelta(days=4)  # before the report: a date this old in a sentence tells of something else
SURE: Final = 0.6  # how alike two sentences must be for one such word
WORDS_AROUND: Final = 2  # words next to both figures, apart from what is counted, that make them one
LIKELY: Final = 5.0  # times: figures of one thing that lie further apart are of two things
CLOSE: Final = 0.1  # money, shares, lengths and weights this close to each other, in one setting, are one figure
MEASURED: Final = r"%|[A-Z]*[^\w\s]|length|mass"
TOLLS: Final = frozenset({"dead", "hurt", "missing"})
# what a sentence of background begins or ends with
BACKGROUND: Final = re.compile(
    r"\b(?:earlier (?:this|that)|last (?:week|month|year|spring|summer|autumn|fall|winter)|(?:weeks?|months?|years?|decades?)"
    r" (?:ago|earlier|before)|since|previous(?:ly)?|in recent|so far this|between (?:January|February|March|April|May|June|July|"
    r"August|September|October|November|December)|worst|deadliest|history|a year|per year|every year|each year|annual(?:ly)?|on average)\b",
    re.IGNORECASE,
)
TITLE_CASE: Final = (
    0.6  # share of capitals among the longer words from which a line is a headline, and capitals no names
)
GENERAL: Final = frozenset(
    (
        "more",
        "less",
        "fewer",
        "new",
        "first",
        "last",
        "total",
        "day",
        "week",
        "month",
        "year",
        "time",
        "hour",
        "night",
        "morning",
    )
)
SAID: Final = 3  # words between a name and its verb of saying


def same_slot(pair: Pair, one: Quantity, other: Quantity, a: Witness, b: Witness) -> bool:
    """Tell whether two figures of sentences on one story answer one question: its toll, or one count in one setting.

    Parameters
    ----------
    pair : two sentences.
    one, other : a figure of each.
    a, b : the articles they stand in.

    Notes
    -----
    A toll must stand in a headline or lead on both sides. Any other count must be of the same noun, with two more words
    next to both, and neither sentence may name somebody or something that the other does not while the other does too:
    "Blue ran 48 yards", "Ajayi ran 17 yards".
    """
    if not pair.same_story or not is_fresh(a, b) or one.unit in ("ordinal", "score", "time"):
        return False
    if max(one.value, other.value) > LIKELY * min(one.value, other.value) or min(one.value, other.value) < 2:
        return False
    if any(_is_background(side, witness) for side, witness in ((pair.a, a), (pair.b, b))):
        return False
    if find_modality(pair.a.statement) != find_modality(pair.b.statement):
        return False
    if is_toll(one) and is_toll(other) and one.role == other.role:
        return max(pair.a.position, pair.b.position) <= LEAD and not name_apart(pair.a, pair.b)
    if re.fullmatch(MEASURED, one.unit) and abs(one.value - other.value) <= CLOSE * max(one.value, other.value):
        return words_around(one, other) >= WORDS_AROUND and not name_apart(pair.a, pair.b)
    if not one.what or one.what != other.what or one.role != other.role or any(map(_is_headline, (pair.a, pair.b))):
        return False
    least = WORDS_AROUND + (
        is_people(one.what) and not (one.role or one.unit)
    )  # people of whom nothing is told may be any people
    return words_around(one, other) >= least and not name_apart(pair.a, pair.b)


def same_setting(pair: Pair, one: Quantity, other: Quantity, a: Witness, b: Witness) -> bool:
    """Tell whether nothing in two like sentences says that their figures are of two things: size, names, words around."""
    if one.unit in ("ordinal", "score"):
        return True
    if max(one.value, other.value) > LIKELY * min(one.value, other.value) or name_apart(pair.a, pair.b):
        return False
    if one.role != other.role and {one.role, other.role} & TOLLS:
        return False
    if one.unit == "%" and any(_other_shares(side.statement, at) for side, at in ((pair.a, one), (pair.b, other))):
        return False
    if len({find_modality(side.statement) for side in (pair.a, pair.b)} | {"happened"}) > 2:
        return False
    near = words_around(one, other) + (one.role == other.role != "")
    if near >= WORDS_AROUND or pair.frame(one.start, one.end, other.start, other.end) >= WORDS_AROUND:
        return True
    return near == 1 and (pair.score >= SURE or (pair.same_story and is_fresh(a, b)))


def _other_shares(statement: Statement, quantity: Quantity) -> bool:
    """Whether a sentence gives several shares: of which of them another sentence tells is not plain."""
    return any(one.unit == "%" and one.start != quantity.start for one in statement.quantities)


def words_around(one: Quantity, other: Quantity) -> int:
    """Count the words next to both figures, apart from what they count, other figures and words of time."""
    near = [
        frozenset(word for word in side.near if word.isalpha() and word not in GENERAL) - {one.what, other.what}
        for side in (one, other)
    ]
    return sum(share_words(frozenset((word,)), near[1]) for word in near[0])


def is_fresh(a: Witness, b: Witness) -> bool:
    """Tell whether two reports were published so close to each other that they tell of one state of things."""
    return not (pd.notna(a.published) and pd.notna(b.published)) or abs(b.published - a.published) <= FRESH


def is_toll(quantity: Quantity) -> bool:
    """Tell whether a figure counts the dead, hurt or missing."""
    return quantity.role in TOLLS and quantity.unit == ""


def name_apart(a: Cited, b: Cited) -> bool:
    """Tell whether each of two sentences names somebody or something that the other does not."""
    if _is_headline(a) or _is_headline(b):
        return False
    return _only(a.statement, b.statement) and _only(b.statement, a.statement)


def _only(statement: Statement, other: Statement) -> bool:
    """Whether a name of one sentence is no word of the other: "Afghan" is "Afghanistan"."""
    words = frozenset(token.base for token in other.tokens)
    return any(not share_words(frozenset((name,)), words) for name in _names(statement))


def _is_background(side: Cited, witness: Witness) -> bool:
    """Whether a sentence tells of something before the event: it gives an old date, or says so."""
    if BACKGROUND.search(side.statement.folded):
        return True
    if witness.anchor is None:
        return False
    oldest = str(pd.Timestamp(witness.anchor) - OLD)[:10]
    return any(date["last_day"] < oldest for date in side.statement.dates)


def _is_headline(side: Cited) -> bool:
    words = [token.text for token in side.statement.tokens if len(token.text) > 3]
    return side.field == "title" or sum(word[:1].isupper() for word in words) > TITLE_CASE * max(len(words), 1)


def _names(statement: Statement) -> frozenset[str]:
    """The capitalised words of a sentence, without its first if that is a plain word, days, titles, and who says so."""
    tokens = statement.tokens
    found: set[str] = set()
    for run in _runs(statement):
        opens = not statement.folded[: tokens[run[0]].start].strip(" \"'(")
        if (opens and len(run) == 1) or any(_speaks(tokens, place) for place in run):
            continue
        found |= {tokens[place].base for place in run if tokens[place].text.lower() not in TITLES}
    return frozenset(found)


def _runs(statement: Statement) -> list[list[int]]:
    """Places of capitalised words that stand side by side; dates and function words are none."""
    runs: list[list[int]] = []
    for place, token in enumerate(statement.tokens):
        if not token.text[:1].isupper() or len(token.text) < 2 or token.text.lower() in load_function_words():
            continue
        if any(date["start"] <= token.start < date["end"] for date in statement.dates):
            continue
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _speaks(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a verb of saying stands next to a name: who tells a figure is no part of it."""
    around = tokens[max(0, place - SAID) : place + SAID + 1]
    return any(token.text.lower() in SAYING for token in around) or any(token.base == "accord" for token in around)
