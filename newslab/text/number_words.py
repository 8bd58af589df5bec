"""The words that numbers are written in, and the values of figures, fractions and spelled numbers."""

from __future__ import annotations

import re
from typing import Final

from newslab.text.resources import mapping, word_list

ONES: Final = {word: number for number, word in enumerate(("zero", *word_list("ones")))}
TENS: Final = {word: 10 * number for number, word in enumerate(word_list("tens"), 2)}
SCALES: Final = {word: float(scale) for word, scale in mapping("scale").items()}
_MOST_WORDS: Final = 12  # of a number written in words; "hundred hundred hundred ..." is none
OPEN_SCALES: Final = {**{name: scale for name, scale in SCALES.items() if len(name) > 2}, "ten": 10.0}
PARTS: Final = {word: n for n, word in enumerate(word_list("ordinals")[:10], 1)} | {
    "half": 2,
    "halves": 2,
    "quarter": 4,
}
GLYPHS: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
CURRENCY: Final = mapping("currency")
UNITS: Final = mapping("unit")
QUALIFIERS: Final = mapping("qualifier")


def read_digits(digits: str) -> float:
    """Read a number in figures: "1,200", "2½"."""
    whole = digits.replace(",", "")
    if whole[-1] in GLYPHS:
        return (float(whole[:-1]) if whole[:-1] else 0) + GLYPHS[whole[-1]]
    return float(whole)


def read_fraction(words: str) -> float | None:
    """Read a part of one: "half", "two-thirds", "one in five", "3 out of 10"; None where it is more than one.

    Examples
    --------
    >>> read_fraction("three quarters"), read_fraction("one in every five"), read_fraction("9 in 5")
    (0.75, 0.2, None)
    """
    if words == "half":
        return 0.5
    if len(ends := re.split(r" (?:in|out of) (?:every )?", words)) == len(("part", "whole")):
        part, whole = (float(end.replace(",", "")) if end[0].isdigit() else read_spelled(end) or 0.0 for end in ends)
        return part / whole if 0 < part < whole else None
    count, kind = re.split(r"[ -]", words)
    number = 1.0 if count == "a" else float(ONES.get(count, count if count.isdigit() else 1))
    return number / PARTS.get(kind, PARTS.get(kind.rstrip("s"), 1))


def read_spelled(words: str) -> float | None:
    """Read a number written in words; "dozens" and "several thousand" say no number and give None."""
    tokens = [token for token in re.split(r"[ ,-]+", words) if token not in ("and", "")]
    known = {"a", "an", "half", "hundred", *ONES, *TENS, *SCALES}
    if not tokens or len(tokens) > _MOST_WORDS or not known.issuperset(tokens):
        return None
    total, part = 0.0, 0.0
    if tokens[:2] == ["half", "a"]:
        tokens, part = tokens[2:], 0.5
    for word in tokens:
        if word in ("a", "an"):
            part = 1
        elif word in ONES or word in TENS:
            part += ONES.get(word, TENS.get(word, 0))
        elif word == "hundred":
            part = (part or 1) * 100
        elif word in SCALES:
            total, part = total + (part or 1) * SCALES[word], 0.0
    return total + part


def read_open(words: str) -> float | None:
    """Read the least that "hundreds", "tens of thousands" or "several million" can be; None for any other number.

    Examples
    --------
    >>> read_open("hundreds"), read_open("tens of thousands"), read_open("several million"), read_open("two hundred")
    (100.0, 10000.0, 2000000.0, None)
    """
    tokens = words.split()
    if tokens[0] in ("several", "a"):
        scale = SCALES.get(tokens[-1])
        return 2 * scale if scale and (tokens[0] == "several" or tokens[1] == "few") else None
    least = 1.0
    for word in filter("of".__ne__, tokens):
        if not word.endswith("s") or word[:-1] not in OPEN_SCALES:
            return None
        least *= OPEN_SCALES[word[:-1]]
    return least
