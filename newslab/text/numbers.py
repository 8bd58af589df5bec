"""Numbers in news text: their value, unit, what they count and how they are qualified."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any, Final

from newslab.text.normalise import Folded, fold
from newslab.text.number_words import (
    CURRENCY,
    ONES,
    QUALIFIERS,
    SCALES,
    TENS,
    UNITS,
    read_digits,
    read_fraction,
    read_open,
    read_spelled,
)
from newslab.text.resources import listed, word_list

Record = dict[str, Any]

_MOST: Final = 1e18  # no news counts more; longer rows of digits are keys
_WORD: Final = "|".join([*ONES, *TENS])
_SCALE: Final = "hundred|thousand|million|billion|trillion|dozen|lakh|crore"
_OF_MORE: Final = r" of (?:thousands|millions|billions)"
_OPEN: Final = (
    rf"(?:tens|scores)(?:{_OF_MORE}|(?= of\b))|(?:dozens|hundreds|thousands|millions|billions)(?:{_OF_MORE})?"
    r"|(?:several|a few) (?:dozen|hundred|thousand|million|billion)"
)
_SPELLED: Final = (
    rf"{_OPEN}|"
    rf"(?:(?:{_WORD}|half a|a|an|several)[ -])?(?:{_SCALE})s?(?:(?:[ -]|,? and |, )(?:{_WORD}|{_SCALE}))*"
    rf"|(?:{_WORD})(?:(?:[ -]|,? and )(?:{_WORD}|{_SCALE}))*"
)
_SHARE: Final = (
    rf"(?:{_WORD}|\d{{1,3}}) (?:in|out of) (?:every )?(?:{_WORD}|1,000|\d{{1,3}})(?![\w,.]\d|\w)"
    r"(?! (?:second|minute|hour|day|night|week|month|year|game|match|state|countr|cit|place|attack|way|part|stage)[a-z]*s\b)"
)
_FRACTION: Final = (
    rf"{_SHARE}|(?:a|{_WORD}|\d)[ -](?:half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|"
    r"tenths?)(?=\W)(?! (?:time|place|year|day|month|week|round|floor|term|season|straight|consecutive|of (?:jan|feb|"
    r"mar|apr|may|ju|aug|sep|oct|nov|dec)))|half(?! an? (?:hundred|thousand|million|billion|trillion|dozen))(?= (?:of|the|a|an|its|their|his|her)\b)"
)
# a number in words holds one of these ("half" and "halves" too); digits are Unicode's, as the pattern has them
_SOME_WORD: Final = (
    *(word for word in ONES if not word.endswith("teen")),
    *(word[:-2] for word in TENS),
    *word_list("signs of numbers"),
)
_DIGIT: Final = re.compile(r"[\d½¼¾⅓⅔]")
_DIGITS: Final = r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?[½¼¾⅓⅔]?|\.\d+|[½¼¾⅓⅔]"
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
_UNIT: Final = "|".join(re.escape(unit).replace(r"\ ", "[ -]") for unit in sorted(UNITS, key=lambda unit: -len(unit)))
_NUMBER: Final = re.compile(
    rf"(?:(?<![\w.,/:@#&-])|(?<=\d[-–])|(?<=\d[%kKmM][-–]))(?P<minus>(?:minus |-)(?=[\d.]+ ?(?:°|degrees|%|percent)))?(?P<money>{_MONEY})?(?:(?P<part>{_FRACTION})|(?P<digits>{_DIGITS})|(?P<words>{_SPELLED}))"
    rf"(?P<half> and a (?:half|quarter)(?!\w))?(?:(?P<scale>{_AFTER}))?(?P<plus>\+)?(?![\w]|[.,:/]\d)"
    rf"(?P<unit>[ -]?(?:{_UNIT})(?![\w]))?",
    re.IGNORECASE,
)
_JOIN: Final = re.compile(r"\s?(?:-|–|—|to|and|or)\s?", re.IGNORECASE)
_BEFORE: Final = re.compile(
    r"(?:^|(?<=\W))(" + "|".join(sorted(map(re.escape, QUALIFIERS), key=len, reverse=True)) + r")(?: the)? ?$", re.I
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
# what follows a score, an ordinal or a part of a name ("3-1", "21st", "7-Eleven"), and no range ("5-10%") or "12-member"
_JOINED: Final = re.compile(
    r"(?![-–]\d[\d,.]*(?:%| ?percent| [a-z]{4,}s\b))(?:[-–]\d|(?:st|nd|rd|th)\b|%)"
    r"|[-–](?!member|strong|point|person|man|nation|seat|country|story)[A-Za-z]"
)
_NAME_BEHIND: Final = re.compile(r"\s*(?:[A-Z][a-z]+ (?:Street|Avenue|Road|St|Ave)|[)\]])")
_NAME_BEFORE: Final = re.compile(r"(?:[a-z,;'\"] |[A-Z]\w+ )[A-Z][\w'-]* $")
_NOUN: Final = re.compile(r"[ -]([A-Za-z][\w'’.-]*[\w’]|[A-Za-z])")
_NOT_NOUNS: Final = listed("not nouns")
_MEASURED: Final = listed("measured")
_STATES: Final = listed("states")
_PLURALS: Final = listed("plurals")
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
        record = _record(way, match, taken)
        if record is None:
            continue
        if found and _is_range(way.text, found[-1], record):
            _widen(text, found[-1], record)
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
    spans = sorted([(0, slug), *(one for one in times if one[0] >= slug)] if slug else times)
    return [start for start, _ in spans], [end for _, end in spans]


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
    of_what = noun or _measured(match, after) or _state(after)
    counts = _counts(match, before, after, unit, of_what, value)
    is_second = bool(_AFTER_HYPHEN.search(before)) and unit is None  # of a range, or of a score ("won 3-1")
    if not counts and not _OPENS_RANGE.match(after):
        return None
    is_open = _is_open(match)
    if is_open and unit is None and (noun or "").lower() in UNITS:  # "millions of dollars"
        unit, of_what = UNITS[str(noun).lower()], None
    return {
        "start": start,
        "end": end,
        "value": round(value, 4) if match["part"] else value,
        "high": None,
        "unit": unit,
        "of_what": of_what,
        "qualifier": _joined(_before(before), "at least" if match["plus"] or is_open else None, other),
        "_start": match.start(),
        "_end": match.end(),
        "_before": before,
        "_counts": counts and not is_second,
    }


def _is_open(match: re.Match[str]) -> bool:
    """Tell "dozens" and "millions", which may be any number of them, from a count."""
    return bool(match["words"]) and read_open(match["words"].lower()) is not None


def _joined(*qualifiers: str | None) -> str | None:
    return " ".join(dict.fromkeys(filter(None, qualifiers))) or None


# ---------------------------------------------------------------------------------------------------------------- value


def _value(match: re.Match[str]) -> float | None:
    if match["part"]:
        part = match["part"].lower()
        is_rank = part.startswith("a") and not part.endswith(("half", "quarter"))  # "a sixth game"
        return None if is_rank and not match.string.startswith(" of", match.end()) else read_fraction(part)
    scale = SCALES.get((match["scale"] or "").strip(" -").lower().rstrip("s"), 1.0)
    words = (match["words"] or "").lower()
    value = read_digits(match["digits"]) if match["digits"] else read_open(words) or read_spelled(words)
    if value is None:
        return None
    value = -value if match["minus"] else value
    if match["half"]:  # "two and a half million", but "two million and a half" is not English
        value += 0.25 if match["half"].endswith("quarter") else 0.5
    return value * scale if value * scale <= _MOST else None


# ----------------------------------------------------------------------------------------------------- unit and context


def _unit(match: re.Match[str]) -> str | None:
    if match["money"]:
        return CURRENCY[match["money"].strip(" .").lower()]
    return UNITS[match["unit"].lower().strip(" -").replace("-", " ")] if match["unit"] else None


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
        if word.lower() in _NOT_NOUNS:
            break
        words.append(word)
        place = match.end()
        if match[1] != word:
            break
    qualifier = QUALIFIERS[other[1].lower()] if other else None
    return _head(words, value), qualifier


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


def _state(after: str) -> str | None:
    """Return what was done to those who are counted: "30 were injured"."""
    behind = re.match(r" (?:were |was |are |have been |had been )?(\w+)", after)
    return behind[1].lower() if behind and behind[1].lower() in _STATES else None


def _measured(match: re.Match[str], after: str) -> str | None:
    """Return what a compound describes: the wall of "a 3,000-foot wall", the deal of "a $3 million deal"."""
    member = re.match(r"-(member|person|man|nation|seat|country)\b", after)
    if member:
        return member[1] + "s"
    word = re.match(r" ([a-z]{3,})", after)
    if not word or word[1] in _NOT_NOUNS:
        return None
    is_compound = bool(match["unit"]) and match["unit"].startswith("-")
    return word[1] if is_compound or word[1] in _MEASURED else None


def _before(before: str) -> str | None:
    found: list[str] = []
    while (match := _BEFORE.search(before)) and len(found) < 2:
        found.append(QUALIFIERS[match[1].lower()])
        before = before[: match.start()] + ("" if before[: match.start()].endswith(" ") else " ")
    return " ".join(reversed(found)) or None


def _counts(match: re.Match[str], before: str, after: str, unit: str | None, noun: str | None, value: float) -> bool:
    """Tell a number that counts from one that names, orders or scores."""
    if unit and unit != "points":
        return True
    if _JOINED.match(after) or _LABEL.search(before):
        return False
    if match["words"] and value == 1:
        return noun is not None and not _ONE_BEFORE.search(before) and not after.startswith((" of", "-"))
    is_plain = bool(match["digits"]) and not match["scale"] and {",", "."}.isdisjoint(match["digits"])
    return not (is_plain and noun is None and _is_name(match["digits"], before, after, value))


def _is_name(digits: str, before: str, after: str, value: float) -> bool:
    """Tell a year, a house, a key or a number of a list from bare figures that count what is not named."""
    if 1000 <= value <= 2100 or (_NAME_BEFORE.search(before) and value < 10_000) or len(digits) > 6:
        return True
    return not before.strip() or _NAME_BEHIND.match(after) is not None


# --------------------------------------------------------------------------------------------------------------- ranges


def _is_range(text: str, left: Record, right: Record) -> bool:
    gap = text[left["_end"] : right["_start"]]
    is_higher = left["value"] * _shared_scale(left, right) < right["value"]
    if not _JOIN.fullmatch(gap) or not is_higher or left["high"] is not None:
        return False
    if left["unit"] and right["unit"] and left["unit"] != right["unit"]:
        return False
    joint = gap.strip().lower()
    if not (right["unit"] or right["of_what"] or left["_counts"] or joint == "to"):
        return False
    return joint in ("-", "–", "—", "to") or (joint == "and" and bool(_BETWEEN.search(left["_before"])))


def _widen(text: str, left: Record, right: Record) -> None:
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
