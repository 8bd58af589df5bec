"""The words that dates are made of: each token gets a class of one character, and most a number.

A text becomes a string of classes; the grammar (`date_grammar`) is regular expressions over that short string.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from newslab.text.number_words import ONES, TENS
from newslab.text.resources import mapping, read_rows, word_list

MONTH_NAMES: Final = word_list("months")
WEEKDAYS: Final = word_list("weekdays")
_SHORTENED: Final = {1: ("tues",), 3: ("thur", "thurs")}  # beside the first three letters
MONTHS: Final = {form: n for n, name in enumerate(MONTH_NAMES, 1) for form in (name, name[:3])} | {"sept": 9}
DAYS: Final = {
    form: n for n, name in enumerate(WEEKDAYS) for form in (name, f"{name}s", name[:3], *_SHORTENED.get(n, ()))
}
NUMBERS: Final = {word: n for word, n in (ONES | TENS).items() if n} | {"dozen": 12, "hundred": 100, "thousand": 1000}
ORDINALS: Final = {word: n for n, word in enumerate(word_list("ordinals"), 1)} | {"thirtieth": 30}
DECADES: Final = {f"{word[:-1]}ies": n // 10 for word, n in TENS.items()}
UNITS: Final = mapping("unit of time")
PLURALS: Final = {f"{word}s": unit for word, unit in UNITS.items() if word != "century"} | mapping("units of time")
SEASONS: Final = mapping("season")
PARTS: Final = mapping("part of day")
# a holiday's month and day, or month, weekday and which one of the month (-1: the last); Easter moves on its own
HOLIDAYS: Final = {name: tuple(map(int, cells.split())) for name, cells in read_rows("holidays.tsv", 2)}
PRESENT: Final = "PRESENT_REF"
PAST: Final = "PAST_REF"
FUTURE: Final = "FUTURE_REF"
REFERENCES: Final = mapping("reference")
FREQUENCY: Final = mapping("frequency")
ZONES: Final = word_list("zones")

_ROWS: Final = {name: cells for name, *cells in read_rows("date_classes.tsv", 4)}
CLASSES: Final[Mapping[str, str]] = {name: cells[0] for name, cells in _ROWS.items()}
OTHER: Final = "x"
GROUPS: Final[Mapping[str, str]] = {
    "unit": "[δωεμκυξγη]",
    "num": "[D23]",  # numbers up to 999 in digits
    "year4": "[Yŷ]",  # year0: of figures that end in 0
    "short": "[D20]",  # a year's last two digits
    "units": "[uĥ]",
    "demo": "[qlpvnfckehL]",  # this, last, past, previous, next, following, coming, current, same, that, latest
}

# Further words of a class: in any case, and as they stand; the others are in the table.
_ANY_CASE: Final[Mapping[str, Iterable[str]]] = {
    "month": [name for name in MONTH_NAMES if name not in ("may", "march")],
    "weekday": WEEKDAYS,
    "weekdays": [f"{name}s" for name in WEEKDAYS],
    "number": list(NUMBERS),
    "ordinal": [word for word in ORDINALS if word != "second"],
    "units": [word for word in PLURALS if word not in ("nights", "hours", "hrs")],
    "part": PARTS,
    "ref": REFERENCES,
    "decade": DECADES,
}
_SHORT_MONTHS: Final = [name[:3] for name in MONTH_NAMES if name != "may"]
_EXACT: Final[Mapping[str, Iterable[str]]] = {
    "mabbr": ["Sept", "SEPT", *map(str.capitalize, _SHORT_MONTHS), *map(str.upper, _SHORT_MONTHS)],
    "year0": [str(number) for number in range(1000, 2200, 10)],
    "year1": [str(number) for number in range(1000, 2200) if number % 10],
    "d31": [str(number) for number in range(1, 32)] + [f"{number:02}" for number in range(1, 10)],
    "d99": [str(number) for number in range(32, 100)],
    "d3": [f"{number:03}" for number in range(1000)],
    "d4": [str(number) for number in range(2200, 10000)] + [f"{number:04}" for number in range(1000)],
    "zone": ZONES,
    "holiday": HOLIDAYS,
    "often": FREQUENCY,
}


def _classes() -> dict[str, str]:
    table: dict[str, str] = {}
    for name, (character, words, _) in _ROWS.items():
        for word in (*words.split(), *_ANY_CASE.get(name, ())):
            table |= dict.fromkeys((word, word.capitalize(), word.upper()), character)
    for name, (character, _, words) in _ROWS.items():
        table |= dict.fromkeys((*words.split(), *_EXACT.get(name, ())), character)
    return table


CLASS_OF: Final[Mapping[str, str]] = _classes()


def compile_grammar(pattern: str) -> str:
    r"""Write a pattern over names of classes, as in `{month}{dot}?{d31}`, as one over their characters.

    Examples
    --------
    >>> compile_grammar("{month}{dot}?[{d31}{d99}]")
    'M\\.?[D2]'
    """
    boxed = re.sub(
        r"\[[^\]]*\]", lambda box: "[" + _classes_of(box[0][1:-1]).replace("[", "").replace("]", "") + "]", pattern
    )
    return _classes_of(boxed)


def _classes_of(pattern: str) -> str:
    return re.sub(r"\{([a-z]\w*)\}", lambda name: GROUPS.get(name[1]) or re.escape(CLASSES[name[1]]), pattern)


def number_of(words: Iterable[str]) -> int | None:
    """Return the number that digits or number words stand for, or None.

    Examples
    --------
    >>> number_of(["twenty", "-", "five"]), number_of(["two", "hundred"]), number_of(["1", "200"]), number_of(["x"])
    (25, 200, None, None)
    """
    total = part = 0
    found = False
    for word in words:
        low = word.lower()
        if low in ("-", "and"):
            continue
        if low in ("a", "an"):
            value = 1
        elif word.isdigit() and not found and len(word) < 7:
            value = int(word)
        else:
            value = NUMBERS.get(low) or ORDINALS.get(low) or 0
            if not value:
                return None
            if value >= 100 or low == "dozen":
                part = max(part, 1) * value
                if value == 1000:
                    total, part = total + part, 0
                found = True
                continue
        part += value
        found = True
    return total + part if found else None
