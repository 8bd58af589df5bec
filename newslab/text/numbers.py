"""Numbers in news text: their value, unit, what they count and how they are qualified."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, Final

from newslab.text.normalise import Folded, fold
from newslab.text.words import word_set

Record = dict[str, Any]

_MOST: Final = 1e18  # no news counts more; longer rows of digits are keys
_MOST_WORDS: Final = 12  # of a number written in words; "hundred hundred hundred ..." is none
_ONE_WORDS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ONES: Final = {word: number for number, word in enumerate(_ONE_WORDS.split())}
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES: Final = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12, "score": 20,
    "lakh": 1e5, "crore": 1e7, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "t": 1e12,
}  # fmt: skip
_PARTS: Final = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
_GLYPHS: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_CURRENCY: Final = {
    "$": "$", "us$": "$", "usd": "$", "€": "€", "eur": "€", "£": "£", "gbp": "£", "¥": "¥", "₩": "₩", "₹": "₹",
    "rs": "₹", "a$": "A$", "au$": "A$", "c$": "C$", "ca$": "C$", "hk$": "HK$", "nz$": "NZ$", "s$": "S$", "₽": "₽",
    "₺": "₺", "₦": "₦", "r$": "R$", "chf": "CHF", "₱": "₱", "php": "₱", "p": "₱",
}  # fmt: skip
_UNITS: Final = {
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
    "kg": "kg", "kgs": "kg", "kilograms": "kg", "kilogrammes": "kg", "kilos": "kg", "grams": "g", "lbs": "pounds",
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
_QUALIFIERS: Final = {
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

_WORD: Final = "|".join([*_ONES, *_TENS])
_SCALE: Final = "hundred|thousand|million|billion|trillion|dozen|lakh|crore"
_SPELLED: Final = (
    rf"(?:(?:{_WORD}|half a|a|an|several)[ -])?(?:{_SCALE})s?(?:(?:[ -]|,? and |, )(?:{_WORD}|{_SCALE}))*"
    rf"|(?:{_WORD})(?:(?:[ -]|,? and )(?:{_WORD}|{_SCALE}))*"
)
_FRACTION: Final = (
    rf"(?:a|{_WORD}|\d)[ -](?:half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|"
    r"tenths?)(?=\W)(?! (?:time|place|year|day|month|week|round|floor|term|season|straight|consecutive|of (?:jan|feb|"
    r"mar|apr|may|ju|aug|sep|oct|nov|dec)))|half(?! an? (?:hundred|thousand|million|billion|trillion|dozen))(?= (?:of|the|a|an|its|their|his|her)\b)"
)
# a number in words holds one of these ("half" and "halves" too); digits are Unicode's, as the pattern has them
_SOME_WORD: Final = (*(word for word in _ONES if not word.endswith("teen")), "teen", *(word[:-2] for word in _TENS),
                     "hundred", "thousand", "illion", "dozen", "lakh", "crore", "hal", "third", "quarter", "fourth", "fifth",
                     "sixth", "seventh", "eighth", "ninth", "tenth")  # fmt: skip
_DIGIT: Final = re.compile(r"[\d½¼¾⅓⅔]")
_DIGITS: Final = r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?(?:[½¼¾⅓⅔]| \d/\d)?|\.\d+|[½¼¾⅓⅔]"
# pesos are a bare "P" before an amount: a "P2" without a scale or a comma is a name
_PESOS: Final = (
    r"(?-i:P)(?=\d[\d.]*(?:[ -](?:thousand|million|billion|trillion)\b|-?(?-i:[MBK])\b)|\d{1,3}(?:,\d{3})+\b)"
)
_MONEY: Final = rf"(?:US|A|AU|C|CA|HK|NZ|S|R)?\$|[€£¥₩₹₽₺₦₱]|(?:USD|EUR|GBP|CHF|PHP|Rs)\.? ?|{_PESOS}"
# "$250-M" is money, "a 5-B class" is none
_AFTER: Final = (
    r"(?:[ -](?:hundred|thousand|million|billion|trillion|dozen|lakh|crore)s?|[ ]?(?:bn|mn|tn)|[kKmMbBtT]"
    r"|(?(money)-(?:[mbt]n?|k)))(?![\w])"
)
_SLUG: Final = re.compile(r"(?:[A-Z][A-Z ]*-)?[A-Z]{4,} \d{1,2}\s?[-–—:]\s?(?=[A-Z\"'“‘])")
_UNIT: Final = "|".join(re.escape(unit).replace(r"\ ", "[ -]") for unit in sorted(_UNITS, key=lambda unit: -len(unit)))
_NUMBER: Final = re.compile(
    rf"(?:(?<![\w.,/:@#&-])|(?<=\d[-–])|(?<=\d[%kKmM][-–]))(?P<money>{_MONEY})?(?:(?P<part>{_FRACTION})|(?P<digits>{_DIGITS})|(?P<words>{_SPELLED}))"
    rf"(?P<half> and a (?:half|quarter)(?!\w))?(?:(?P<scale>{_AFTER}))?(?P<plus>\+)?(?![\w]|[.,:/]\d)"
    rf"(?P<unit>[ -]?(?:{_UNIT})(?![\w]))?",
    re.IGNORECASE,
)
_JOIN: Final = re.compile(r"\s?(?:-|–|—|to|and|or)\s?", re.IGNORECASE)
_BEFORE: Final = re.compile(
    r"(?:^|(?<=\W))(" + "|".join(sorted(map(re.escape, _QUALIFIERS), key=len, reverse=True)) + r")(?: the)? ?$", re.I
)
_AFTER_HYPHEN: Final = re.compile(r"\d[kKmM%]?[-–]$")
_OPENS_RANGE: Final = re.compile(r"(?:[-–—]| to | and )[$€£]?\d")
_BETWEEN: Final = re.compile(r"\b(?:between|from)\s$", re.IGNORECASE)
_BEHIND: Final = re.compile(r"\s(or more|or so|or less|or fewer|other|more|additional|further)\b", re.IGNORECASE)
_LABEL: Final = re.compile(
    r"(?:\b(?:no|nos|number|article|section|chapter|page|pages|room|flight|route|highway|interstate|channel|phase|"
    r"level|type|grade|class|group|game|round|week|day|lap|lot|gate|terminal|tier|stage|season|episode|part|volume|line|"
    r"platform|apollo|boeing|airbus|iphone|windows|formula|title|rule|clause|paragraph|figure|table|step|item|"
    r"question|photo|slide|image|unit|area|zone|district|ward|block|covid|super bowl|ps|world war)\.? ?-?#?|#)$",
    re.IGNORECASE,
)
_NAME_BEFORE: Final = re.compile(r"(?:[a-z,;'\"] |[A-Z]\w+ )[A-Z][\w'-]* $")
_NOUN: Final = re.compile(r"[ -]([A-Za-z][\w'’.-]*[\w’]|[A-Za-z])")
_NOT_NOUNS: Final = word_set(
    "a an the this that these those of in on at by for from with without to into onto over under above below after "
    "before during since until while between among against and or but nor so yet if as than then is are was were be "
    "been being has have had do does did will would can could may might must shall should not he she it they we you i "
    "his her its their our your my who whom whose which what where when why how said says say told who's there here "
    "also only just still already now ago later earlier yesterday today tomorrow per each every about around more "
    "less most least up down out off away back again too very much many both either all any some no killed injured "
    "wounded dead missing arrested died were remain remained came went took made got gave including according "
    "because though although however across along through near within toward towards amid despite"
)
_MEASURED: Final = word_set(
    "increase rise drop fall decline cut stake share chance tax tariff discount gain loss growth jump hike majority "
    "deal fine contract project loan package fund bill settlement budget bailout investment grant prize bond lawsuit "
    "donation aid debt bid offer reward ransom bail"
)
_STATES: Final = word_set("dead killed injured wounded missing arrested hurt detained hospitalised hospitalized")
_PLURALS: Final = word_set(
    "people men women children police troops personnel cattle fish aircraft staff crew youth clergy media data "
    "folk sheep spacecraft feet teeth mice headquarters species series"
)
_ONE_BEFORE: Final = re.compile(r"\b(?:no|the|this|that|each|every|which|another|any|some|last|only|first)[ -]$", re.I)


def find_numbers(text: str, *, times: Iterable[tuple[int, int]] | None = None) -> list[Record]:
    """Find the numbers in a text that count or measure something.

    Dates, clock times, ordinals, names with numbers ("F-16", "Flight 370") and scores are left out.

    Parameters
    ----------
    text : the text as stored.
    times : (start, end) of its dates if they are known already; else they are looked for.

    Returns
    -------
    list of records, in order: start, end, text; value (of "10 to 20" the lower one) and high (the upper one, else
    None); unit ("%", "$", "km", ... or None); of_what, the noun counted, or None; qualifier (about, nearly, more
    than, at least, up to, less than, only, exactly, other, all, total, record, between; two are joined by a space).

    Examples
    --------
    >>> [(one["value"], one["of_what"], one["qualifier"]) for one in find_numbers("Poland and 21 other nations agreed.")]
    [(21.0, 'nations', 'other')]
    >>> [(one["value"], one["unit"]) for one in find_numbers("It cost $1.2 million, up two-thirds from 10k euros.")]
    [(1200000.0, '$'), (0.6667, None), (10000.0, '€')]
    """
    way = fold(text)
    lower = way.text.lower()
    if not (_DIGIT.search(lower) or any(word in lower for word in _SOME_WORD)):  # cheaper than to look for the whole
        return []
    taken = _taken(text, times)
    found: list[Record] = []
    for match in _NUMBER.finditer(way.text):
        if found and match.start() < found[-1]["_end"]:
            continue
        record = _record(way, match, taken)
        if record is None:
            continue
        if found and _is_range(way.text, found[-1], record):
            _widen(way, text, found[-1], record)
        else:
            found.append(record | {"text": text[record["start"] : record["end"]]})
    kept = (one for one in found if one["_counts"])
    return [{key: value for key, value in one.items() if key[0] != "_"} for one in kept]


def find_slug(text: str) -> int:
    """Return how many characters at the start of `text` are a wire's count of its versions ("UPDATE 2-").

    Examples
    --------
    >>> find_slug("UPDATE 2-Bank raises rates"), find_slug("Bank raises rates")
    (9, 0)
    """
    match = _SLUG.match(text)
    return match.end() if match else 0


def _taken(text: str, times: Iterable[tuple[int, int]] | None) -> tuple[list[int], list[int]]:
    """Return starts and ends of what is no number, in order and apart from each other."""
    if times is None:
        from newslab.text.dates import find_dates

        times = [(one["start"], one["end"]) for one in find_dates(text) if one["type"] != "DURATION"]
    slug = find_slug(text)
    starts: list[int] = []
    ends: list[int] = []
    for low, high in sorted([*times, (0, slug)] if slug else times):
        if ends and low <= ends[-1]:
            ends[-1] = max(ends[-1], high)
        else:
            starts.append(low)
            ends.append(high)
    return starts, ends


def _is_taken(start: int, end: int, taken: tuple[list[int], list[int]]) -> bool:
    starts, ends = taken
    place = bisect_right(ends, start)  # the first that ends behind the start
    return place < len(starts) and starts[place] < end


def _record(way: Folded, match: re.Match[str], taken: tuple[list[int], list[int]]) -> Record | None:
    start, end = way.span(match.start(), match.end())
    if _is_taken(start, end, taken):
        return None
    value = _value(match)
    text = way.text
    before = text[max(0, match.start() - 40) : match.start()]
    unit = _unit(match)
    after = text[match.end() : match.end() + 100]
    noun, other = _noun(after, value)
    if value is None:
        return None
    of_what = noun or _measured(match, after) or _state(before, after)
    counts = _counts(match, before, after, unit, of_what, value)
    is_second = bool(_AFTER_HYPHEN.search(before)) and unit is None  # of a range, or of a score ("won 3-1")
    if not counts and not _OPENS_RANGE.match(after):
        return None
    words = [_before(before), "at least" if match["plus"] else None, other]
    return {
        "start": start,
        "end": end,
        "value": round(value, 4) if match["part"] else value,
        "high": None,
        "unit": unit,
        "of_what": of_what,
        "qualifier": " ".join(dict.fromkeys(word for word in words if word)) or None,
        "_start": match.start(),
        "_end": match.end(),
        "_before": before,
        "_counts": counts and not is_second,
        "_is_second": is_second,
    }


# ---------------------------------------------------------------------------------------------------------------- value


def _value(match: re.Match[str]) -> float | None:
    if match["part"]:
        part = match["part"].lower()
        if (
            part.startswith("a")
            and not part.endswith(("half", "quarter"))
            and not match.string.startswith(" of", match.end())
        ):
            return None  # "a sixth game"
        return _fraction(match["part"].lower())
    scale = _SCALES.get((match["scale"] or "").strip(" -").lower().rstrip("s"), 1.0)
    value = _digits(match["digits"]) if match["digits"] else _spelled(match["words"].lower())
    if value is None:
        return None
    if match["half"]:  # "two and a half million", but "two million and a half" is not English
        value += 0.25 if match["half"].endswith("quarter") else 0.5
    return value * scale if value * scale <= _MOST else None


def _digits(digits: str) -> float:
    whole = digits.replace(",", "")
    if whole[-1] in _GLYPHS:
        return (float(whole[:-1]) if whole[:-1] else 0) + _GLYPHS[whole[-1]]
    if "/" in whole:
        number, part = whole.split(" ")
        over, under = part.split("/")
        return float(number) + (int(over) / int(under) if int(under) else 0)
    return float(whole)


def _fraction(words: str) -> float:
    if words == "half":
        return 0.5
    count, part = re.split(r"[ -]", words)
    number = 1.0 if count == "a" else float(_ONES.get(count, count if count.isdigit() else 1))
    return number / _PARTS.get(part, _PARTS.get(part.rstrip("s"), 1))


def _spelled(words: str) -> float | None:
    """Read a number written in words; "dozens" and "several thousand" say no number and give None."""
    tokens = [token for token in re.split(r"[ ,-]+", words) if token not in ("and", "")]
    known = {"a", "an", "half", "hundred", *_ONES, *_TENS, *_SCALES}
    if not tokens or len(tokens) > _MOST_WORDS or not known.issuperset(tokens):
        return None
    total, part = 0.0, 0.0
    if tokens[:2] == ["half", "a"]:
        tokens, part = tokens[2:], 0.5
    for word in tokens:
        if word in ("a", "an"):
            part = 1
        elif word in _ONES or word in _TENS:
            part += _ONES.get(word, _TENS.get(word, 0))
        elif word == "hundred":
            part = (part or 1) * 100
        elif word in _SCALES:
            total, part = total + (part or 1) * _SCALES[word], 0.0
    return total + part


# ----------------------------------------------------------------------------------------------------- unit and context


def _unit(match: re.Match[str]) -> str | None:
    if match["money"]:
        return _CURRENCY[match["money"].strip(" .").lower()]
    if not match["unit"]:
        return None
    unit = match["unit"].lower().strip(" -").replace("-", " ")
    return _UNITS[unit]


def _noun(after: str, value: float | None) -> tuple[str | None, str | None]:
    """Return the noun that is counted, and "other" if the words between say so."""
    other = _BEHIND.match(after)
    if other:
        after = after[other.end() :]
    of = re.match(r" of (?:(?:the|all|its|their|his|her|these|those|our) )?(?:\d[\d,.]* (?!percent|%))?", after)
    if of:
        after = " " + after[of.end() :]
    words: list[str] = []
    place = 0
    while len(words) < 5 and (match := _NOUN.match(after, place)):
        word = match[1].removesuffix("'s").removesuffix("’s")
        if word.lower() in _STATES and not words and _is_counted(after, match.end()):  # "eight missing pieces"
            place = match.end()
            continue
        if word.lower() in _NOT_NOUNS:
            break
        words.append(word)
        place = match.end()
        if match[1] != word:
            break
    qualifier = _QUALIFIERS[other[1].lower()] if other else None
    return _head(words, value), qualifier


def _is_counted(after: str, place: int) -> bool:
    match = _NOUN.match(after, place)
    return match is not None and match[1].lower() not in _NOT_NOUNS and _is_plural(match[1])


def _head(words: list[str], value: float | None) -> str | None:
    plural = [_is_plural(word) for word in words]
    if True in plural:
        place = plural.index(True)
        while place + 1 < len(words) and plural[place + 1]:
            place += 1
        return words[place]
    return words[0] if words and value == 1 and words[0].islower() else None


def _is_plural(word: str) -> bool:
    low = word.lower()
    return low in _PLURALS or (len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "ous")))


def _state(before: str, after: str) -> str | None:
    behind = re.match(r" (?:were |was |are |have been |had been )?(\w+)", after)
    if behind and behind[1].lower() in _STATES:
        return behind[1].lower()
    ahead = re.search(r"(\w+) (?:at least |about |some |more than |nearly )?$", before)
    if ahead and (word := ahead[1].lower().replace("killing", "killed").replace("injuring", "injured")) in _STATES:
        return word
    return None


def _measured(match: re.Match[str], after: str) -> str | None:
    """Return what a compound describes: the wall of "a 3,000-foot wall", the deal of "a $3 million deal"."""
    member = re.match(r"-(member|person|man|nation|seat|country|strong)(?: ([a-z]+))?", after)
    if member:
        return member[2] if member[1] == "strong" else member[1] + "s"
    word = re.match(r" ([a-z]{3,})", after)
    if not word or word[1] in _NOT_NOUNS:
        return None
    is_compound = bool(match["unit"]) and match["unit"].startswith("-")
    return word[1] if is_compound or word[1] in _MEASURED else None


def _before(before: str) -> str | None:
    found: list[str] = []
    while (match := _BEFORE.search(before)) and len(found) < 2:
        found.append(_QUALIFIERS[match[1].lower()])
        before = before[: match.start()] + ("" if before[: match.start()].endswith(" ") else " ")
    return " ".join(reversed(found)) or None


def _counts(
    match: re.Match[str], before: str, after: str, unit: str | None, noun: str | None, value: float
) -> bool:  # fmt: skip
    """Tell a number that counts from one that names, orders or scores."""
    if unit and unit != "points":
        return True
    if re.match(r"[-–]\d|(?:st|nd|rd|th)\b|%", after) and not re.match(
        r"[-–]\d[\d,.]*(?:%| ?percent| [a-z]{4,}s\b)", after
    ):
        return False
    if re.match(r"[-–][A-Za-z]", after) and not re.match(
        r"[-–](?:member|strong|point|person|man|nation|seat|country|story)", after
    ):
        return False
    if _LABEL.search(before) or (match["scale"] == "K" and match["digits"] in ("2", "4", "8")):  # a 4K screen
        return False
    if match["words"] and value == 1 and not match["scale"]:
        return noun is not None and not _ONE_BEFORE.search(before) and not after.startswith((" of", "-"))
    is_plain = match["digits"] and not match["scale"] and "," not in match["digits"] and "." not in match["digits"]
    if is_plain and noun is None:
        if 1000 <= value <= 2100 or (_NAME_BEFORE.search(before) and value < 10_000) or len(match["digits"]) > 6:
            return False
        return not re.match(r"\s*(?:[A-Z][a-z]+ (?:Street|Avenue|Road|St|Ave)|[)\]])", after) and bool(before.strip())
    return True


# --------------------------------------------------------------------------------------------------------------- ranges


def _is_range(text: str, left: Record, right: Record) -> bool:
    gap = text[left["_end"] : right["_start"]]
    if (
        not _JOIN.fullmatch(gap)
        or left["value"] * _shared_scale(left, right) >= right["value"]
        or left["high"] is not None
    ):
        return False
    if left["unit"] and right["unit"] and left["unit"] != right["unit"]:
        return False
    joint = gap.strip().lower()
    if not (
        (right["_counts"] or right["_is_second"])
        and (right["unit"] or right["of_what"] or left["_counts"] or joint == "to")
    ):
        return False
    return joint in ("-", "–", "—", "to") or (joint == "and" and bool(_BETWEEN.search(left["_before"])))


def _widen(way: Folded, text: str, left: Record, right: Record) -> None:
    scale = _shared_scale(left, right)
    left["value"], left["high"] = left["value"] * scale, right["value"]
    left["end"], left["_end"] = right["end"], right["_end"]
    left["text"] = text[left["start"] : left["end"]]
    left["unit"] = left["unit"] or right["unit"]
    left["_counts"] = True
    left["of_what"] = right["of_what"] or left["of_what"]
    left["qualifier"] = " ".join(filter(None, ["between", left["qualifier"]]))


def _shared_scale(left: Record, right: Record) -> float:
    """In "2 to 3 million" the scale stands once and belongs to both."""
    for scale in (1e12, 1e9, 1e6, 1e3):
        if right["value"] >= scale and left["value"] < 1000 and right["value"] / scale < 1000:
            return scale
    return 1.0


def find_number(text: str) -> float | None:
    """Return the first number of a text, or None.

    Examples
    --------
    >>> find_number("twenty-one ministers")
    21.0
    """
    return next((float(one["value"]) for one in _iterate(text)), None)


def _iterate(text: str) -> Iterator[Record]:
    yield from find_numbers(text, times=())
