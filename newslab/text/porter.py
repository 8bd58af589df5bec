"""The Porter stemmer (Porter 1980, with the two departures of its author's own later code), whole as ROUGE uses it,
and its steps for inflections.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import lru_cache

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
    for step in (_plural, _past, _final_y, _long_suffixes, _short_suffixes, _bare_suffixes, _final_e):
        word = step(word)
    return word


def stem_inflection(word: str) -> str:
    """Reduce a lower-case English word to what its plural, past and -ing forms share; "nation" and "national" stay two.

    Examples
    --------
    >>> {stem_inflection(word) for word in ("rate", "rates", "rated", "rating")}
    {'rate'}
    """
    if len(word) <= 3:
        return word
    for step in (_plural, _past, _final_y, _final_e):
        word = word if step is _plural and word.endswith("us") else step(word)
    return word


def _consonant(word: str, at: int) -> bool:
    if word[at] in "aeiou":
        return False
    if word[at] == "y":
        return at == 0 or not _consonant(word, at - 1)
    return True


def _measure(stem_: str) -> int:
    """Count the vowel-consonant sequences of a stem: the m of Porter's rules."""
    kinds = [_consonant(stem_, at) for at in range(len(stem_))]
    return sum(not before and after for before, after in itertools.pairwise(kinds))


def _has_vowel(stem_: str) -> bool:
    return any(not _consonant(stem_, at) for at in range(len(stem_)))


def _ends_cvc(stem_: str) -> bool:
    if len(stem_) < 3 or stem_[-1] in "wxy":
        return False
    return [_consonant(stem_, at) for at in range(len(stem_) - 3, len(stem_))] == [True, False, True]


def _double_consonant(stem_: str) -> bool:
    return len(stem_) > 1 and stem_[-1] == stem_[-2] and _consonant(stem_, len(stem_) - 1)


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word if word.endswith("ss") or not word.endswith("s") else word[:-1]


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for suffix in ("ed", "ing"):
        if word.endswith(suffix):
            base = word[: -len(suffix)]
            return _mended(base) if _has_vowel(base) else word
    return word


def _mended(base: str) -> str:
    if base.endswith(("at", "bl", "iz")):
        return base + "e"
    if _double_consonant(base) and base[-1] not in "lsz":
        return base[:-1]
    return base + "e" if _measure(base) == 1 and _ends_cvc(base) else base


def _final_y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and _has_vowel(word[:-1]) else word


def _replaced(word: str, rules: tuple[tuple[str, str], ...], allowed: Callable[[str], bool]) -> str:
    """Apply the rule of the longest suffix that fits, if its stem is allowed."""
    fitting = [rule for rule in rules if word.endswith(rule[0])]
    if not fitting:
        return word
    suffix, other = max(fitting, key=lambda rule: len(rule[0]))
    base = word[: -len(suffix)]
    return base + other if allowed(base) else word


def _long_suffixes(word: str) -> str:
    return _replaced(word, STEP_2, lambda base: _measure(base) > 0)


def _short_suffixes(word: str) -> str:
    return _replaced(word, STEP_3, lambda base: _measure(base) > 0)


def _bare_suffixes(word: str) -> str:
    ion = word.endswith("ion")
    rules = tuple((suffix, "") for suffix in STEP_4)
    return _replaced(word, rules, lambda base: _measure(base) > 1 and (not ion or base.endswith(("s", "t"))))


def _final_e(word: str) -> str:
    if word.endswith("e"):
        measure = _measure(word[:-1])
        if measure > 1 or (measure == 1 and not _ends_cvc(word[:-1])):
            word = word[:-1]
    return word[:-1] if word.endswith("ll") and _measure(word[:-1]) > 1 else word
