"""The language of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from newslab.text.resources import listed

NAMES: Final = Path(__file__).parents[1] / "resources" / "languages.tsv"
READ: Final = 1_000  # characters that decide; more change nothing on news
_LEAST_LETTERS: Final = 20  # below, names alone decide, and they have no language
_SHORT: Final = 100  # letters; a text this short must be told clearly from the second best language
_LEAST_MARGIN: Final = 3.0  # natural log of the odds
_LEAST_WIDE: Final = 4  # of scripts that write a word in one or two signs
_WIDE: Final = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# An address begins where a word does: looked for at each letter, a text without spaces would take quadratic time.
_LINK: Final = re.compile(r"https?://\S+|www\.\S+|(?<!\S)[^\s@]++@\S+|[#@]\w+|<[^<>]{1,200}>")
_ENGLISH: Final = listed("english")
_LEAST_ENGLISH: Final = 0.12  # share of function words from which a Latin text is English whatever the model says


def find_language(text: str) -> str:
    """Find the language a text is written in.

    Parameters
    ----------
    text : the text; its first 1,000 characters without links and tags are read.

    Returns
    -------
    ISO 639-1 code, or "und" for a text too short to tell.

    Notes
    -----
    langid.py's naive Bayes over byte n-grams (Lui & Baldwin 2012), in py3langid; English function words overrule it.

    Examples
    --------
    >>> find_language("The river rose again on Monday, officials said."), find_language("Ok.")
    ('en', 'und')
    >>> find_language("Der Fluss stieg am Montag wieder an, wie die Behörden mitteilten.")
    'de'
    """
    sample = _LINK.sub(" ", text[: 2 * READ])[:READ]
    letters = sum(map(str.isalpha, sample))
    if letters < _LEAST_LETTERS and len(_WIDE.findall(sample)) < _LEAST_WIDE:
        return "und"
    words = sample.lower().split()
    if len(words) >= 8 and sum(word in _ENGLISH for word in words) >= _LEAST_ENGLISH * len(words):
        return "en"
    return _classify(sample.encode("utf-8", "replace"), is_short=letters < _SHORT)


def find_languages(texts: Iterable[str]) -> list[str]:
    """Find the language of each text.

    Examples
    --------
    >>> find_languages(["Los vecinos volvieron a sus casas el lunes por la tarde.", ""])
    ['es', 'und']
    """
    return [find_language(text) for text in texts]


def read_language(words: str) -> str:
    """Return the code of a language that a record names: a code of two or three letters, a locale, a name.

    Returns
    -------
    ISO 639-1 code, or "" for what names no language.

    Examples
    --------
    >>> [read_language(words) for words in ("English", "eng", "pt_BR", "DE-at", "zh-Hant", "Français", "page 3")]
    ['en', 'en', 'pt', 'de', 'zh', 'fr', '']
    """
    known = _known_languages()
    whole = words.strip().lower()
    first = re.split(r"[\s_,;/(.-]", whole, maxsplit=1)[0]
    return known.get(whole) or known.get(first, "")


@lru_cache(maxsize=1)
def _known_languages() -> dict[str, str]:
    lines = [line.split("\t") for line in NAMES.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {name: code for code, names in lines for name in (code, *names.split())}


def _classify(sample: bytes, *, is_short: bool) -> str:
    from py3langid import rank

    (code, best), (_, second) = rank(sample)[:2]
    if len(code) != 2 or (is_short and best - second < _LEAST_MARGIN):
        return "und"
    return str(code)
