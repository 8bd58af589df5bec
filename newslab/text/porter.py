"""The steps of the Porter stemmer for inflections (Porter 1980, with the two departures of its author's later code)."""

from __future__ import annotations

import itertools


def stem_inflection(word: str) -> str:
    """Reduce a lower-case English word to what its plural, past and -ing forms share; "nation" and "national" stay two.

    Examples
    --------
    >>> {stem_inflection(word) for word in ("rate", "rates", "rated", "rating")}
    {'rate'}
    """
    if len(word) <= 3:
        return word
    for step in (plural, past, final_y, final_e):
        word = word if step is plural and word.endswith("us") else step(word)
    return word


def _consonant(word: str, at: int) -> bool:
    if word[at] in "aeiou":
        return False
    if word[at] == "y":
        return at == 0 or not _consonant(word, at - 1)
    return True


def measure(stem_: str) -> int:
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


def plural(word: str) -> str:
    """Take the ending of a plural off."""
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word if word.endswith("ss") or not word.endswith("s") else word[:-1]


def past(word: str) -> str:
    """Take -ed and -ing off."""
    if word.endswith("eed"):
        return word[:-1] if measure(word[:-3]) > 0 else word
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
    return base + "e" if measure(base) == 1 and _ends_cvc(base) else base


def final_y(word: str) -> str:
    """Write a last y behind a vowel as i."""
    return word[:-1] + "i" if word.endswith("y") and _has_vowel(word[:-1]) else word


def final_e(word: str) -> str:
    """Take a last e off, and one of two l."""
    if word.endswith("e"):
        vowels = measure(word[:-1])
        if vowels > 1 or (vowels == 1 and not _ends_cvc(word[:-1])):
            word = word[:-1]
    return word[:-1] if word.endswith("ll") and measure(word[:-1]) > 1 else word
