"""The words that dates are made of: each token gets a class of one character, and most a number.

A text becomes a string of classes; the grammar (`date_grammar`) is regular expressions over that short string.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

MONTH_NAMES: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final[Mapping[str, int]] = {
    **{name: number for number, name in enumerate(MONTH_NAMES, 1)},
    **{name[:3]: number for number, name in enumerate(MONTH_NAMES, 1)},
    "sept": 9,
}
DAYS: Final[Mapping[str, int]] = {
    **{name: number for number, name in enumerate(WEEKDAYS)},
    **{f"{name}s": number for number, name in enumerate(WEEKDAYS)},
    **{name[:3]: number for number, name in enumerate(WEEKDAYS)},
    "tues": 1, "thur": 3, "thurs": 3,
}  # fmt: skip
_ONES: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS: Final[Mapping[str, int]] = {
    **{word: number for number, word in enumerate(_ONES, 1)},
    **{word: 20 + 10 * number for number, word in enumerate(_TENS)},
    "dozen": 12, "hundred": 100, "thousand": 1000,
}  # fmt: skip
_ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
ORDINALS: Final[Mapping[str, int]] = {
    **{word: number for number, word in enumerate(_ORDINALS, 1)}, "thirtieth": 30,
}  # fmt: skip
DECADES: Final[Mapping[str, int]] = {
    "twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8,
    "nineties": 9,
}  # fmt: skip
UNITS: Final[Mapping[str, str]] = {
    "second": "S", "minute": "T", "hour": "H", "day": "D", "night": "N", "week": "W", "weekend": "E", "fortnight": "F",
    "month": "M", "quarter": "Q", "year": "Y", "decade": "X", "century": "C",
}  # fmt: skip
PLURALS: Final[Mapping[str, str]] = {
    **{f"{word}s": unit for word, unit in UNITS.items() if word != "century"}, "centuries": "C", "hrs": "H",
    "mins": "T", "yrs": "Y", "wks": "W",
}  # fmt: skip
SEASONS: Final[Mapping[str, str]] = {
    "spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI",
    "springs": "SP", "summers": "SU", "autumns": "FA", "winters": "WI",
}  # fmt: skip
PARTS: Final[Mapping[str, str]] = {
    "morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "overnight": "NI", "dawn": "MO",
    "daybreak": "MO", "sunrise": "MO", "dusk": "EV", "sunset": "EV", "noon": "12:00", "midday": "MI", "lunchtime": "MI",
    "midnight": "24:00", "mornings": "MO", "afternoons": "AF", "evenings": "EV", "nights": "NI", "daytime": "DT",
    "nighttime": "NI", "midmorning": "MO", "midafternoon": "AF",
}  # fmt: skip
# a holiday's month and day, or month, weekday and which one of the month (-1: the last); Easter moves on its own
HOLIDAYS: Final[Mapping[str, tuple[int, ...]]] = {
    "Christmas Eve": (12, 24), "Christmas Day": (12, 25), "Christmas": (12, 25), "Boxing Day": (12, 26),
    "New Year's Eve": (12, 31), "New Year's Day": (1, 1), "Valentine's Day": (2, 14), "St. Patrick's Day": (3, 17),
    "May Day": (5, 1), "Independence Day": (7, 4), "Fourth of July": (7, 4), "Bastille Day": (7, 14),
    "Halloween": (10, 31), "Veterans Day": (11, 11), "Armistice Day": (11, 11), "Juneteenth": (6, 19),
    "Labor Day": (9, 0, 1), "Memorial Day": (5, 0, -1), "Thanksgiving Day": (11, 3, 4), "Thanksgiving": (11, 3, 4),
    "Martin Luther King Day": (1, 0, 3), "Presidents' Day": (2, 0, 3), "Columbus Day": (10, 0, 2),
    "Mother's Day": (5, 6, 2), "Father's Day": (6, 6, 3), "Good Friday": (-2,), "Easter Sunday": (0,),
    "Easter Monday": (1,), "Easter": (0,), "Black Friday": (11, 4, 4), "Ash Wednesday": (-46,), "Palm Sunday": (-7,),
    "Maundy Thursday": (-3,), "Holy Thursday": (-3,), "Shrove Tuesday": (-47,),
    "Ascension Day": (39,), "Pentecost": (49,), "Whit Monday": (50,), "Remembrance Sunday": (11, 6, 2),
    "Remembrance Day": (11, 11), "Martin Luther King Jr. Day": (1, 0, 3), "MLK Day": (1, 0, 3), "Earth Day": (4, 22),
    "Presidents Day": (2, 0, 3), "International Women's Day": (3, 8), "Veterans' Day": (11, 11),
    "St Patrick's Day": (3, 17), "Bonfire Night": (11, 5), "Guy Fawkes Night": (11, 5),
    "Groundhog Day": (2, 2), "Indigenous Peoples' Day": (10, 0, 2), "Australia Day": (1, 26), "Anzac Day": (4, 25),
    "ANZAC Day": (4, 25), "Canada Day": (7, 1), "April Fools' Day": (4, 1), "All Saints' Day": (11, 1),
    "All Souls' Day": (11, 2), "July Fourth": (7, 4),
}  # fmt: skip
PRESENT: Final = "PRESENT_REF"
PAST: Final = "PAST_REF"
FUTURE: Final = "FUTURE_REF"
REFERENCES: Final[Mapping[str, str]] = {
    "now": PRESENT, "currently": PRESENT, "nowadays": PRESENT, "presently": PRESENT, "recently": PAST,
    "previously": PAST, "formerly": PAST, "soon": FUTURE, "former": PAST, "lately": PAST,
}  # fmt: skip
FREQUENCY: Final[Mapping[str, str]] = {
    "daily": "XXXX-XX-XX", "nightly": "XXXX-XX-XXTNI", "weekly": "XXXX-WXX", "monthly": "XXXX-XX", "yearly": "XXXX",
    "annually": "XXXX", "hourly": "XXXX-XX-XXTXX", "everyday": "XXXX-XX-XX",
}  # fmt: skip
ZONES: Final = (
    ["EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "GMT", "UTC", "BST", "CET", "CEST", "EET", "MSK", "JST", "KST", "ET", "PT", "Z"]
)  # fmt: skip

# name of a class -> its character; the patterns of the grammar are written with the names
CLASSES: Final[Mapping[str, str]] = {
    "month": "M", "mabbr": "m", "weekday": "W", "wd": "w", "year0": "Y", "year1": "ŷ", "d31": "D", "d99": "2", "zero": "0", "d3": "3", "d4": "4",
    "th": "o", "ordinal": "O", "second": "S", "number": "N", "a": "a", "the": "t", "units": "u",
    "day": "δ", "week": "ω", "wkend": "ε", "mon": "μ", "quarter": "κ", "year": "υ", "dec": "ξ", "century": "γ",
    "hour": "η", "part": "P", "season": "s", "spring": "F", "this": "q", "last": "l", "past": "p", "previous": "v", "next": "n",
    "following": "f", "coming": "c", "current": "k", "same": "e", "that": "h", "latest": "L", "recent": "r",
    "edge": "E", "bound": "b", "ago": "g", "later": "i", "before": "B", "deictic": "T", "ref": "R", "every": "y",
    "per": "z", "often": "d", "few": "X", "about": "A", "of": "j", "in": "I", "to": "&", "comma": ",", "dot": ".",
    "dash": "-", "slash": "/", "colon": ":", "open": "(", "close": ")", "quote": "'", "s": "Q", "ampm": "C",
    "zone": "G", "clock": "K", "era": "H", "fiscal": "J", "period": "V", "money": "$", "and": "+",
    "half": "5", "old": "6", "holiday": "7", "decade": "8", "more": "9", "than": "<", "from": ">", "on": "@",
    "q": "=", "calendar": "*", "ad": "!", "time": "#", "future": "?", "long": "~", "at": "|", "up": "^", "or": "_", "no": "ñ", "hours": "ĥ", "right": "ř", "tee": "τ", "plain": "¤",
    "foreseeable": "ƒ", "weekdays": "ŵ", "other": "ø",
}  # fmt: skip
OTHER: Final = "x"
GROUPS: Final[Mapping[str, str]] = {
    "unit": "[δωεμκυξγη]",
    "num": "[D23]",  # numbers up to 999 in digits
    "year4": "[Yŷ]",  # year0: of figures that end in 0
    "short": "[D20]",  # a year's last two digits
    "units": "[uĥ]",
    "demo": "[qlpvnfckehL]",  # this, last, past, previous, next, following, coming, current, same, that, latest
}

_ANY_CASE: Final[Mapping[str, Iterable[str]]] = {
    "month": [name for name in MONTH_NAMES if name not in ("may", "march")],
    "weekday": WEEKDAYS,
    "weekdays": [f"{name}s" for name in WEEKDAYS],
    "other": ["other"],
    "number": list(NUMBERS),
    "ordinal": [word for word in ORDINALS if word != "second"],
    "second": ["second"],
    "day": ["day"],
    "week": ["week", "fortnight"],
    "wkend": ["weekend"],
    "mon": ["month"],
    "quarter": ["quarter"],
    "year": ["year"],
    "dec": ["decade"],
    "century": ["century"],
    "hour": ["hour", "minute"],
    "units": [word for word in PLURALS if word not in ("nights", "hours", "hrs")],
    "part": PARTS,
    "season": ["summer", "autumn", "winter", "summers", "autumns", "winters"],
    "spring": ["spring", "fall", "springs"],
    "a": ["a", "an"],
    "the": ["the"],
    "this": ["this", "these"],
    "last": ["last"],
    "past": ["past"],
    "previous": ["previous", "preceding", "prior"],
    "next": ["next"],
    "following": ["following", "subsequent", "ensuing", "succeeding"],
    "coming": ["coming", "upcoming"],
    "current": ["current"],
    "same": ["same", "very"],
    "that": ["that", "those"],
    "latest": ["latest"],
    "recent": ["recent"],
    "edge": ["early", "late", "mid", "middle"],
    "bound": ["beginning", "start", "end", "close", "outset", "latter", "rest", "remainder", "turn"],
    "ago": ["ago"],
    "later": ["later", "earlier", "afterward", "afterwards", "hence"],
    "before": ["before", "after"],
    "deictic": ["today", "tomorrow", "yesterday", "tonight"],
    "hours": ["hours", "hrs"],
    "no": ["no"],
    "right": ["right"],
    "foreseeable": ["foreseeable", "near", "distant"],
    "ref": list(REFERENCES),
    "every": ["every", "each"],
    "per": ["per"],
    "few": ["few", "several", "many", "some", "couple", "various", "countless"],
    "about": ["about", "around", "nearly", "almost", "roughly", "approximately", "circa", "exactly", "just",
              "only", "barely", "sometime"],
    "of": ["of"],
    "in": ["in", "during", "since", "by", "until", "till", "throughout", "within", "for"],
    "on": ["on"],
    "at": ["at"],
    "to": ["to", "through", "thru"],
    "and": ["and"],
    "or": ["or"],
    "from": ["from", "between"],
    "half": ["half", "part"],
    "old": ["old"],
    "more": ["more", "less", "least", "over", "under", "fewer", "longer", "another", "additional"],
    "than": ["than"],
    "up": ["up"],
    "fiscal": ["fiscal", "academic", "financial", "FY"],
    "calendar": ["calendar", "whole", "entire", "full"],
    "period": ["period"],
    "time": ["time", "moment", "date", "point"],
    "future": ["future"],
    "long": ["long"],
    "decade": DECADES,
}  # fmt: skip
_EXACT: Final[Mapping[str, Iterable[str]]] = {
    "month": ["May", "MAY", "March", "MARCH"],
    "mabbr": ["Sept", "SEPT"]
    + [name[:3].capitalize() for name in MONTH_NAMES if name != "may"]
    + [name[:3].upper() for name in MONTH_NAMES if name != "may"],
    "wd": ["Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun", "MON", "TUE", "WED", "THU", "FRI"],
    "year0": [str(number) for number in range(1000, 2200, 10)],
    "year1": [str(number) for number in range(1000, 2200) if number % 10],
    "d31": [str(number) for number in range(1, 32)] + [f"{number:02}" for number in range(1, 10)],
    "d99": [str(number) for number in range(32, 100)],
    "zero": ["0", "00"],
    "d3": [f"{number:03}" for number in range(1000)],
    "d4": [str(number) for number in range(2200, 10000)] + [f"{number:04}" for number in range(1000)],
    "th": ["st", "nd", "rd", "th", "ST", "ND", "RD", "TH"],
    "s": ["s"],
    "ampm": ["am", "pm", "AM", "PM", "a.m.", "p.m.", "A.M.", "P.M.", "a.m", "p.m"],
    "zone": ZONES,
    "clock": ["o'clock", "O'Clock", "O'clock"],
    "era": ["BC", "B.C.", "BCE", "B.C.E.", "B.C.E", "AD", "A.D.", "CE", "B.C", "A.D"],
    "about": ["c", "ca"],
    "money": ["$", "£", "€", "¥", "%", "#"],
    "comma": [","], "dot": ["."], "dash": ["-", "–", "—"], "slash": ["/"], "colon": [":"],
    "holiday": HOLIDAYS,
    "open": ["(", "["], "close": [")", "]"], "quote": ["'", "`"], "q": ["Q", "H"], "tee": ["T"],
    "often": FREQUENCY,
}  # fmt: skip


def _classes() -> dict[str, str]:
    table: dict[str, str] = {}
    for name, words in _ANY_CASE.items():
        for word in words:
            for variant in (word, word.capitalize(), word.upper()):
                table[variant] = CLASSES[name]
    for name, words in _EXACT.items():
        table.update(dict.fromkeys(words, CLASSES[name]))
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
