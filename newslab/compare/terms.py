"""Terms of a text: words, names and word pairs, folded for counting, with the way they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from newslab.text.normalise import fold
from newslab.text.resources import listed, read_lines
from newslab.text.sentences import find_sentences
from newslab.text.words import CALENDAR, MONTH_STOPS

WORD: Final = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*\.?(?:[^\W\d_]\.)*")
MIN_LENGTH: Final = 3
# what news prose is made of, whatever it tells: verbs of saying, addresses, calendar words, what is left of pages
NEWS_WORDS: Final = listed("news") | MONTH_STOPS | CALENDAR


@lru_cache(maxsize=1)
def load_function_words() -> frozenset[str]:
    """Return the SMART stop words (Salton & Buckley) that ship with the package."""
    return frozenset(read_lines("smart_stop_words.txt"))


@lru_cache(maxsize=1)
def load_stop_words() -> frozenset[str]:
    """Return the words that are no terms: function words, and words of any news prose."""
    return load_function_words() | NEWS_WORDS


@dataclass(frozen=True)
class Terms:
    """Counts of one text's terms.

    Attributes
    ----------
    counts : sentences that hold each folded term: single words and pairs of neighbours ("peace talks").
    shown : how each folded term is written most often.
    n_words : words that were counted.
    """

    counts: Counter[str] = field(default_factory=Counter)
    shown: dict[str, dict[str, int]] = field(default_factory=dict)
    n_words: int = 0


def find_terms(text: str) -> Terms:
    """Count the sentences that hold each term; a sentence that is printed again counts once.

    Counting sentences, not occurrences, keeps what a page repeats ("Hide caption" under 57 pictures) from looking like
    emphasis, and gives each count its evidence. Stop words and punctuation end a pair.

    Examples
    --------
    >>> find_terms("Peace talks in Oslo. Peace, talks. Talks about peace talks fail.").counts["peace talks"]
    2
    """
    counts: Counter[str] = Counter()
    shown: dict[str, dict[str, int]] = {}
    n_words = 0
    for sentence in dict.fromkeys(fold(text[start:end]).text for start, end in find_sentences(text)):
        words = list(_words(sentence))
        n_words += len(words)
        for key, written in _sentence_terms(sentence, words).items():
            counts[key] = counts.get(key, 0) + 1
            forms = shown.setdefault(key, {})
            forms[written] = forms.get(written, 0) + 1
    return Terms(counts, shown, n_words)


def _sentence_terms(sentence: str, words: list[tuple[str, str, int, int]]) -> dict[str, str]:
    terms: dict[str, str] = {}
    before, stops = ("", "", -1), load_stop_words()
    for word, key, start, end in words:
        if len(key) < MIN_LENGTH or key in stops:
            before = ("", "", -1)
            continue
        terms.setdefault(key, word)
        if before[2] >= 0 and sentence[before[2] : start] == " ":
            terms.setdefault(f"{before[0]} {key}", f"{before[1]} {word}")
        before = (key, word, end)
    return terms


def _words(plain: str) -> Iterator[tuple[str, str, int, int]]:
    for match in WORD.finditer(plain):
        word, folded = _bare(match.group())
        start = match.start()
        yield word, folded, start, start + len(word)


@lru_cache(maxsize=1 << 16)
def _bare(word: str) -> tuple[str, str]:
    """Return a word without the stop of its sentence and without "'s", and the same folded."""
    if word.endswith(".") and "." not in word[:-1]:  # the end of a sentence, not of "U.S."
        word = word[:-1]
    if word.lower().endswith("'s"):
        word = word[:-2]
    return word, word.lower().replace(".", "")
