"""What two sentences share: their content words and figures."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from newslab.text.porter import stem_inflection
from newslab.text.resources import listed
from newslab.text.words import SMALL_NUMBERS

STOP_WORDS: Final = listed("stops of content")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_FIGURE: Final = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
_SMALL: Final = {word: str(n) for n, word in enumerate(SMALL_NUMBERS) if n > 1}
_HYPHENS: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2212", "-"))


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


@lru_cache(maxsize=1 << 16)
def _content_word(word: str) -> str:
    """Return the stem of a word, or "" where it says nothing by itself."""
    word = word.removesuffix("'s")
    stops = word in STOP_WORDS or (len(word) > 3 and word.removesuffix("s") in STOP_WORDS)
    return stem_inflection(word) if len(word) > 1 and not stops else ""
