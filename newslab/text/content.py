"""What two sentences share: their content words and figures, and whether one states what the other does."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from math import sqrt
from typing import Final

from newslab.text.porter import stem_inflection
from newslab.text.resources import listed
from newslab.text.words import SMALL_NUMBERS

STATES: Final = 0.65  # cosine of content words, benchmarks/differences.md
NEAR: Final = (
    0.4  # from which a sentence may tell a fact in part: of 8 others called silent none was, benchmarks/differences.md
)
STOP_WORDS: Final = listed("stops of content")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_FIGURE: Final = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
_SMALL: Final = {word: str(n) for n, word in enumerate(SMALL_NUMBERS) if n > 1}
_NEGATIONS: Final = frozenset((" not ", "n't ", " no ", " never ", " denied ", " denies ", " without "))
_HYPHENS: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2212", "-"))


@lru_cache(maxsize=1 << 14)
def content_words(text: str) -> frozenset[str]:
    """Return the folded, lightly stemmed content words of `text`.

    Examples
    --------
    >>> sorted(content_words("The ministers were meeting in Warsaw\u2011Centre."))
    ['centr', 'meet', 'minister', 'warsaw']
    """
    folded = unicodedata.normalize("NFKC", text).translate(_HYPHENS).replace("’", "'").casefold()
    return frozenset(filter(None, map(_content_word, _WORD.findall(folded))))


def figures(text: str) -> frozenset[str]:
    """Return the figures in `text`, whether in digits or as words up to twenty.

    Examples
    --------
    >>> sorted(figures("Twelve of 1,200 ships and 3.5 tons"))
    ['12', '1200', '3.5']
    """
    found = {match.replace(",", "") for match in _FIGURE.findall(text)}
    return frozenset(found | {_SMALL[word] for word in map(str.casefold, _WORD.findall(text)) if word in _SMALL})


def overlap(words: frozenset[str], others: frozenset[str]) -> float:
    """Return the share of the smaller set that both hold, 0 to 1."""
    least = min(len(words), len(others))
    return round(len(words & others) / least, 6) if least else 0.0


def cosine(words: frozenset[str], others: frozenset[str]) -> float:
    """Return what both sets hold over the geometric mean of their sizes, 0 to 1."""
    return round(len(words & others) / sqrt(len(words) * len(others)), 6) if words and others else 0.0


def states(words: str, fact: str) -> bool:
    """Tell whether a sentence surely states a fact: in its words, with its figures, and denying no more and no less.

    Examples
    --------
    >>> fact = "The ferry opened on Monday with 240 cars."
    >>> [states(words, fact) for words in ("On Monday the ferry opened with 240 cars, he said.", "The ferry opened with 190 cars.", "The ferry of 240 cars was painted green in Vikholm.")]
    [True, False, False]
    """
    if not figures(fact) <= figures(words) or _denies(fact) != _denies(words):
        return False
    return cosine(content_words(fact), content_words(words)) >= STATES


def _denies(text: str) -> bool:
    low = f" {text.casefold()} ".replace("’", "'")
    return any(mark in low for mark in _NEGATIONS)


@lru_cache(maxsize=1 << 16)
def _content_word(word: str) -> str:
    """Return the stem of a word, or "" where it says nothing by itself."""
    word = word.removesuffix("'s")
    stops = word in STOP_WORDS or (len(word) > 3 and word.removesuffix("s") in STOP_WORDS)
    return stem_inflection(word) if len(word) > 1 and not stops else ""
