"""The words that numbers are written in, and the values of figures, fractions and spelled numbers."""

from __future__ import annotations

import re
from typing import Final

_ONE_WORDS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
ONES: Final = {word: number for number, word in enumerate(_ONE_WORDS.split())}
TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES: Final = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12, "score": 20,
    "lakh": 1e5, "crore": 1e7, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "t": 1e12,
}  # fmt: skip
_MOST_WORDS: Final = 12  # of a number written in words; "hundred hundred hundred ..." is none
OPEN_SCALES: Final = {**{name: scale for name, scale in SCALES.items() if len(name) > 2}, "ten": 10.0}
PARTS: Final = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
GLYPHS: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
CURRENCY: Final = {
    "$": "$", "us$": "$", "usd": "$", "€": "€", "eur": "€", "£": "£", "gbp": "£", "¥": "¥", "₩": "₩", "₹": "₹",
    "rs": "₹", "a$": "A$", "au$": "A$", "c$": "C$", "ca$": "C$", "hk$": "HK$", "nz$": "NZ$", "s$": "S$", "₽": "₽",
    "₺": "₺", "₦": "₦", "r$": "R$", "chf": "CHF", "₱": "₱", "php": "₱", "p": "₱",
}  # fmt: skip
UNITS: Final = {
    "%": "%", "percent": "%", "per cent": "%", "pct": "%", "percentage points": "pp", "percentage point": "pp",
    "points": "points", "point": "points",
    "us dollars": "$", "u.s. dollars": "$", "dollars": "$", "dollar": "$", "bucks": "$", "euros": "€", "euro": "€",
    "pounds": "pounds", "pound": "pounds", "won": "₩", "yen": "¥", "yuan": "yuan", "renminbi": "yuan",
    "rupees": "₹", "roubles": "₽", "rubles": "₽", "lira": "₺", "pesos": "pesos", "zlotys": "zloty", "zloty": "zloty",
    "cents": "cents", "cent": "cents", "pence": "pence", "naira": "₦", "francs": "francs", "riyals": "riyals",
    "km": "km", "kms": "km", "kilometers": "km", "kilometres": "km", "kilometer": "km", "kilometre": "km",
    "miles": "miles", "mile": "miles", "meters": "m", "metres": "m", "meter": "m", "metre": "m", "cm": "cm",
    "centimeters": "cm", "centimetres": "cm", "mm": "mm", "feet": "feet", "foot": "feet", "ft": "feet",
    "inches": "inches", "inch": "inches", "yards": "yards", "yard": "yards", "nautical miles": "nautical miles",
    "kg": "kg", "kgs": "kg", "kilograms": "kg", "kilogrammes": "kg", "kilos": "kg", "grams": "g", "lbs": "lb", "lb": "lb",
    "tons": "tons", "ton": "tons", "tonnes": "tonnes", "tonne": "tonnes", "ounces": "ounces", "barrels": "barrels",
    "barrel": "barrels", "liters": "litres", "litres": "litres", "gallons": "gallons", "acres": "acres",
    "acre": "acres", "hectares": "hectares", "hectare": "hectares", "square miles": "square miles",
    "square kilometers": "square km", "square kilometres": "square km", "square feet": "square feet",
    "square meters": "square m", "square metres": "square m", "sq km": "square km",
    "mph": "mph", "km/h": "km/h", "kph": "km/h", "knots": "knots", "degrees": "degrees", "degree": "degrees",
    "°c": "°C", "°f": "°F", "°": "degrees", "celsius": "°C", "fahrenheit": "°F", "degrees celsius": "°C",
    "degrees fahrenheit": "°F", "mw": "MW", "gw": "GW", "megawatts": "MW", "gigawatts": "GW", "kilotons": "kilotons",
    "magnitude": "magnitude", "times": "times", "gb": "GB", "mb": "MB",
    "seconds": "seconds", "minutes": "minutes", "minute": "minutes", "hours": "hours", "hour": "hours",
    "days": "days", "day": "days", "weeks": "weeks", "week": "weeks", "months": "months", "month": "months",
    "years": "years", "year": "years", "years old": "years old", "year old": "years old", "decades": "decades",
}  # fmt: skip
QUALIFIERS: Final = {
    "about": "about", "around": "about", "roughly": "about", "approximately": "about", "some": "about",
    "an estimated": "about", "estimated": "about", "circa": "about", "or so": "about", "in the region of": "about",
    "nearly": "nearly", "almost": "nearly", "close to": "nearly", "just under": "nearly",
    "more than": "more than", "over": "more than", "above": "more than", "exceeding": "more than",
    "upwards of": "more than", "greater than": "more than", "higher than": "more than", "just over": "more than",
    "at least": "at least", "no fewer than": "at least", "no less than": "at least", "not less than": "at least",
    "a minimum of": "at least", "minimum": "at least", "or more": "at least", "+": "at least",
    "up to": "up to", "as many as": "up to", "as much as": "up to", "at most": "up to", "no more than": "up to",
    "a maximum of": "up to", "maximum": "up to", "or less": "up to", "or fewer": "up to",
    "less than": "less than", "fewer than": "less than", "under": "less than", "below": "less than",
    "exactly": "exactly", "precisely": "exactly", "only": "only", "just": "only", "another": "other",
    "other": "other", "additional": "other", "further": "other", "more": "other", "all": "all", "total": "total",
    "a total of": "total", "the other": "other", "a record": "record", "record": "record",
}  # fmt: skip


def read_digits(digits: str) -> float:
    """Read a number in figures: "1,200", "2½", "3 1/2"."""
    whole = digits.replace(",", "")
    if whole[-1] in GLYPHS:
        return (float(whole[:-1]) if whole[:-1] else 0) + GLYPHS[whole[-1]]
    if "/" in whole:
        number, part = whole.split(" ")
        over, under = part.split("/")
        return float(number) + (int(over) / int(under) if int(under) else 0)
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
    for token in tokens:
        if token in ("of",):
            continue
        if not token.endswith("s") or token[:-1] not in OPEN_SCALES:
            return None
        least *= OPEN_SCALES[token[:-1]]
    return least
