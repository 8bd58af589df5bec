"""The Porter stemmer, whole as ROUGE uses it (Porter 1980, with the two departures of its author's own later code)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from newslab.text.porter import final_e, final_y, measure, past, plural

STEP_2 = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
    ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
    ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
)  # fmt: skip
STEP_3 = (("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""))
STEP_4 = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti",
    "ous", "ive", "ize",
)  # fmt: skip


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Reduce a lower-case English word to its stem.

    Examples
    --------
    >>> [stem(word) for word in ("caresses", "ponies", "plastered", "hopping", "relational", "adjustment")]
    ['caress', 'poni', 'plaster', 'hop', 'relat', 'adjust']
    """
    if len(word) <= 2:
        return word
    for step in (plural, past, final_y, _long_suffixes, _short_suffixes, _bare_suffixes, final_e):
        word = step(word)
    return word


def _replaced(word: str, rules: tuple[tuple[str, str], ...], allowed: Callable[[str], bool]) -> str:
    """Apply the rule of the longest suffix that fits, if its stem is allowed."""
    fitting = [rule for rule in rules if word.endswith(rule[0])]
    if not fitting:
        return word
    suffix, other = max(fitting, key=lambda rule: len(rule[0]))
    base = word[: -len(suffix)]
    return base + other if allowed(base) else word


def _long_suffixes(word: str) -> str:
    return _replaced(word, STEP_2, lambda base: measure(base) > 0)


def _short_suffixes(word: str) -> str:
    return _replaced(word, STEP_3, lambda base: measure(base) > 0)


def _bare_suffixes(word: str) -> str:
    ion = word.endswith("ion")
    rules = tuple((suffix, "") for suffix in STEP_4)
    return _replaced(word, rules, lambda base: measure(base) > 1 and (not ion or base.endswith(("s", "t"))))
