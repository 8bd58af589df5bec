"""Quotes: one quotation told in other words. One that is only shorter is an excerpt, and no difference."""

from __future__ import annotations

import re
from difflib import Match, SequenceMatcher
from itertools import pairwise
from typing import Final

from newslab.compare.difference import Difference
from newslab.compare.sides import CONTENT, Pair, Side
from newslab.text.number_words import ONES

LEAST_SHARED: Final = 0.7  # share of the shorter quotation's words that the longer holds, in order
LEAST_WORDS: Final = 4  # of a quotation that is compared
MOST_WORDS: Final = 80
SPELLED: Final = 0.75  # likeness of letters from which two words are one, spelled two ways
_WORD: Final = re.compile(r"\[[^\]]*\]|[a-z0-9]+")
_SHORT: Final = (
    (r"n[’']t\b", " not"),
    (r"[’']re\b", " are"),
    (r"[’']ll\b", " will"),
    (r"[’']ve\b", " have"),
    (r"[’']m\b", " am"),
)
_NOT: Final = frozenset(["not", "never", "no", "cannot"])


def find_quotes(pair: Pair) -> Difference | None:
    """Return how two renderings of one quotation differ, or None."""
    a, b = pair.a, pair.b
    if a.quote is None or b.quote is None or _other_speaker(a, b):
        return None
    own, other = read_words(a), read_words(b)
    if not (LEAST_WORDS <= len(own) <= MOST_WORDS and LEAST_WORDS <= len(other) <= MOST_WORDS) or own == other:
        return None
    blocks = [one for one in SequenceMatcher(None, own, other, autojunk=False).get_matching_blocks() if one.size]
    shared = sum(one.size for one in blocks)
    if shared < LEAST_SHARED * min(len(own), len(other)) or max((one.size for one in blocks), default=0) < 3:
        return None
    telling = frozenset(token.lower_ for side in (a, b) for token in side.doc if token.pos_ in CONTENT)
    if not any(_is_other(left, right, telling) for left, right in _between(own, other, blocks)):
        return None
    values = _quoted(a), _quoted(b)
    reason = "{a} and {b} quote one sentence in other words"
    return Difference("quote", "altered", "differs", "the words quoted", *values, reason)


def read_words(side: Side) -> list[str]:
    """Return the words of the quotation that a statement stands in, as far as its sentence goes: short forms written
    out, small numbers in figures.
    """
    text = side.article.of(side.field)[slice(*_span(side))].lower()
    for short, whole in _SHORT:
        text = re.sub(short, whole, text)
    return [str(ONES.get(word, word)) for word in _WORD.findall(text) if word[0] != "["]


def _between(own: list[str], other: list[str], blocks: list[Match]) -> list[tuple[list[str], list[str]]]:
    """The words of either side between what both share."""
    return [
        (own[left.a + left.size : right.a], other[left.b + left.size : right.b]) for left, right in pairwise(blocks)
    ]


def _is_other(own: list[str], other: list[str], telling: frozenset[str]) -> bool:
    """Whether words stand in one place for other words, or one denies: not small words, nor one spelled two ways."""
    if _NOT & {*own} != _NOT & {*other}:
        return True
    left, right = ([word for word in words if word in telling or word.isdigit()] for words in (own, other))
    rests = (
        [word for word in words if not any(_alike(word, two) for two in others)]
        for words, others in ((left, right), (right, left))
    )
    return all(rests)


def _alike(word: str, other: str) -> bool:
    return word == other or SequenceMatcher(None, word, other).ratio() >= SPELLED


def _other_speaker(a: Side, b: Side) -> bool:
    """Whether both name their speaker, and nobody can be both."""
    left, right = ({word for word in one.speaker.split() if word[:1].isupper()} for one in (a, b))
    return bool(left) and bool(right) and not left & right and "She" not in left | right and "He" not in left | right


def _quoted(side: Side) -> str:
    return side.article.of(side.field)[slice(*_span(side))].strip(" \"“”'‘’")


def _span(side: Side) -> tuple[int, int]:
    quote = side.quote or (side.start, side.end)
    return max(quote[0], side.sentence[0]), min(quote[1], side.sentence[1])
