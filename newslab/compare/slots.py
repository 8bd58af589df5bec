"""Slots: when two figures of one event answer one question, though their sentences are worded unlike."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from newslab.compare.alignment import LEAD, Cited, Pair
from newslab.compare.quantities import Quantity
from newslab.compare.statements import Statement, find_modality
from newslab.compare.terms import load_function_words
from newslab.compare.tokens import Token
from newslab.compare.verdicts import share_words
from newslab.compare.witnesses import Witness
from newslab.text.words import SAYING

FRESH: Final = pd.Timedelta(
    days=3
)  # reports of one event within which its figures are of the same moment, or an update
OLD: Final = pd.Timedelta(days=4)  # before the report: a date this old in a sentence tells of something else
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
        return max(pair.a.position, pair.b.position) <= LEAD
    if re.fullmatch(MEASURED, one.unit) and abs(one.value - other.value) <= CLOSE * max(one.value, other.value):
        return _words_around(one, other) >= WORDS_AROUND and not name_apart(pair.a, pair.b)
    if not one.what or one.what != other.what or one.role != other.role or any(map(_is_headline, (pair.a, pair.b))):
        return False
    return _words_around(one, other) >= WORDS_AROUND and not name_apart(pair.a, pair.b)


def _words_around(one: Quantity, other: Quantity) -> int:
    """Count the words next to both figures, apart from what they count."""
    kept = {"more", "less", "fewer", one.what, other.what}
    return sum(share_words(frozenset((word,)), other.near - kept) for word in one.near - kept)


def is_fresh(a: Witness, b: Witness) -> bool:
    """Tell whether two reports were published so close to each other that they tell of one state of things."""
    return not (pd.notna(a.published) and pd.notna(b.published)) or abs(b.published - a.published) <= FRESH


def is_toll(quantity: Quantity) -> bool:
    """Tell whether a figure counts the dead, hurt or missing."""
    return quantity.role in TOLLS and quantity.unit == ""


def name_apart(a: Cited, b: Cited) -> bool:
    """Tell whether each of two sentences names somebody or something that the other does not."""
    left, right = (_names(side.statement) for side in (a, b))
    return bool(left - right) and bool(right - left)


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
    """The capitalised words of a sentence, without its first if that is a plain word, days, and who says so."""
    tokens = statement.tokens
    found = set()
    for place, token in enumerate(tokens):
        if not token.text[:1].isupper() or len(token.text) < 2 or token.text.lower() in load_function_words():
            continue
        opens = not statement.folded[: token.start].strip(" \"'(")
        if (opens and not tokens[min(place + 1, len(tokens) - 1)].text[:1].isupper()) or _speaks(tokens, place):
            continue
        if not any(date["start"] <= token.start < date["end"] for date in statement.dates):
            found.add(token.base)
    return frozenset(found)


def _speaks(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a verb of saying stands next to a name: who tells a figure is no part of it."""
    around = tokens[max(0, place - SAID) : place + SAID + 1]
    return any(token.text.lower() in SAYING for token in around) or any(token.base == "accord" for token in around)
