"""Numbers for comparison: what each measures, in one unit, what it counts and what happened to that."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from newslab.compare.lexicon import PEOPLE, find_base, find_role
from newslab.compare.tokens import Token

ROLE_REACH: Final = 6  # words around a number in which its verb stands
WINDOW: Final = 60  # words on either side that are looked at for the above
AHEAD: Final = 16  # characters before a number in which the word next to it stands
NEAR: Final = 4  # words around a number that say what it measures
# units that measure one thing, in one of them: minutes, metres, kilograms
CONVERSIONS: Final = {
    "second": ("time", 1 / 60), "minute": ("time", 1.0), "hour": ("time", 60.0), "day": ("time", 1440.0),
    "week": ("time", 10_080.0), "month": ("time", 43_830.0), "year": ("time", 525_960.0),
    "decade": ("time", 5_259_600.0),
    "millimetre": ("length", 0.001), "centimetre": ("length", 0.01), "metre": ("length", 1.0),
    "kilometre": ("length", 1000.0), "mile": ("length", 1609.344), "foot": ("length", 0.3048),
    "yard": ("length", 0.9144), "inch": ("length", 0.0254),
    "kilogram": ("mass", 1.0), "pound": ("mass", 0.45359237), "tonne": ("mass", 1000.0), "ton": ("mass", 1000.0),
    "ounce": ("mass", 0.0283495), "gram": ("mass", 0.001),
}  # fmt: skip
UNIT_FORMS: Final = {
    "km": "kilometre", "kms": "kilometre", "kilometer": "kilometre", "m": "metre", "meter": "metre", "cm": "centimetre",
    "centimeter": "centimetre", "mm": "millimetre", "millimeter": "millimetre", "ft": "foot", "feet": "foot",
    "kg": "kilogram", "kilo": "kilogram", "kgs": "kilogram", "lb": "pound", "lbs": "pound", "min": "minute",
    "hr": "hour", "hrs": "hour", "mins": "minute", "sec": "second", "secs": "second", "yd": "yard", "oz": "ounce",
    "inches": "inch", "tons": "ton", "tonnes": "tonne", "centuries": "century", "percent": "%", "per cent": "%",
}  # fmt: skip
CLAUSE_ENDS: Final = frozenset(("and", "while", "but"))  # "killing two people and wounding 90"
QUALIFYING: Final = frozenset(
    ("at", "least", "more", "than", "about", "around", "some", "nearly", "almost", "up", "to", "as", "many")
)
ORDINALS: Final = {
    word: place
    for place, word in enumerate(
        ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
         "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"),
        start=2,
    )
}  # fmt: skip
COUNTED_TIME: Final = re.compile(r"[\w-]+[\s-](?:minute|hour|day|week|month|year|decade)s?\b")
IN_ROW: Final = re.compile(
    r"\s(?:straight|consecutive|successive)\b|(?:\s[\w'-]+){1,4}\s(?:in\sa\srow|running)\b", re.I
)
FURTHER: Final = re.compile(
    r"\b(?:another|additional|further)\s$", re.IGNORECASE
)  # not "the others": they are told before
MONTH: Final = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s$"
)  # "the Sept. 11 hijackers" are not 11
MARK: Final = re.compile(
    r"(?<![\w.,-])(?P<first>\d{1,9}(?:,\d{3})*(?:\.\d+)?)(?:-(?P<second>\d{1,3})(?![\w-])|"
    r"[\s-](?P<unit>years?|days?|months?|weeks?|hours?|minutes?|magnitude)\b)?(?![\w%])"
)
ORDINAL: Final = re.compile(
    rf"\b(?:(?P<digits>\d{{1,4}})(?:st|nd|rd|th)|(?P<word>{'|'.join(ORDINALS)}))\s(?:[\w'-]+\s){{0,1}}?(?P<what>[a-z]{{3,}})\b"
)


@dataclass(frozen=True)
class Quantity:
    """A number in a sentence.

    Attributes
    ----------
    value, high, unit : the number, or the ends of its range, in one unit of each kind: time in minutes, length in metres, mass in kilograms; money by its sign.
    what, counted : what is counted, base form and as written; "" if not told.
    qualifier : about, at least, other ...
    role : what happened to counted people: dead, hurt, missing ...
    start, end, text : where it stands in the folded sentence, and how it is written.
    near : base forms of the words around.
    in_row : whether it counts an unbroken run ("the seventh in a row").
    """

    value: float
    high: float
    unit: str
    what: str
    counted: str
    qualifier: str
    role: str
    start: int
    end: int
    text: str
    near: frozenset[str]
    in_row: bool = False


def find_quantities(
    folded: str, tokens: Sequence[Token], dates: Sequence[dict[str, Any]], times: Sequence[tuple[int, int]]
) -> list[Quantity]:
    """Find the numbers of a folded text; those in dates are dates, unless they count years or days ("42 years later").

    Parameters
    ----------
    folded : a folded text.
    tokens : its words.
    dates : its dates with bounds, as `find_dates` gives them.
    times : (start, end) of all its expressions of time but durations: no number stands in these.
    """
    from newslab.text.numbers import find_numbers

    held = [(date["start"], date["end"]) for date in dates if not COUNTED_TIME.match(folded, date["start"])]
    records = [record for record in find_numbers(folded, times=times)
               if record["value"] is not None and not MONTH.search(_ahead(folded, record["start"]))]  # fmt: skip
    for others in (_ordinals(folded), _marks(folded)):
        covered = [(record["start"], record["end"]) for record in records]
        records += [record for record in others if not _inside(record, covered)]
    records = sorted((record for record in records if not _inside(record, held)), key=lambda record: record["start"])
    counted = {record["end"] + 1 + folded[record["end"] + 1 :].find(str(record["of_what"])): record["start"]
               for record in records if record["of_what"]}  # fmt: skip
    # what another number counts says nothing of this: "two fatalities and 84 people in hospital"
    return _joined(folded, [_quantity(folded, record, tokens, counted) for record in records])


def is_people(noun: str) -> bool:
    """Tell whether a base form names people, whatever kind."""
    return noun in PEOPLE


def _ahead(folded: str, start: int) -> str:
    """The characters right before a number, enough for one word: a whole article has too many to look through for each."""
    return folded[max(0, start - AHEAD) : start]


def _inside(record: dict[str, Any], spans: list[tuple[int, int]]) -> bool:
    return any(start < record["end"] and record["start"] < end for start, end in spans)


def _marks(folded: str) -> Iterator[dict[str, Any]]:
    """Digits that count nothing, but can differ all the same: scores (2-1), ranks (No. 2), 42 years later."""
    for match in MARK.finditer(folded):
        first, second = match["first"].replace(",", ""), match["second"]
        value = float(first) + 1e6 * (1 + float(second)) if second else float(first)
        yield _record(match, value, "score" if second else match["unit"] or "", None)


def _ordinals(folded: str) -> Iterator[dict[str, Any]]:
    for match in ORDINAL.finditer(folded):
        value = float(match["digits"]) if match["digits"] else float(ORDINALS[match["word"]])
        yield _record(match, value, "ordinal", match["what"])


def _record(match: re.Match[str], value: float, unit: str, what: str | None) -> dict[str, Any]:
    end = match.start("what") - 1 if what else match.end()
    start = match.start()
    text = match.string[start:end].strip()
    return {"start": start, "end": start + len(text), "text": text, "value": value, "unit": unit, "of_what": what,
            "qualifier": None}  # fmt: skip


def _quantity(folded: str, record: dict[str, Any], tokens: Sequence[Token], counted_at: dict[int, int]) -> Quantity:
    left, right = (
        [token for token in side if counted_at.get(token.start, record["start"]) == record["start"]]
        for side in _around(record, tokens)
    )
    before, after = [token.base for token in left][::-1], [token.base for token in right]
    counted = str(record["of_what"] or "")
    what = find_base(counted.lower().split()[-1]) if counted else ""
    unit, times = _in_one_unit(str(record["unit"] or ""), what)
    if not unit and before[:1] == ["magnitude"]:
        unit = "magnitude"
    after = after[: next((place for place, word in enumerate(after) if word in CLAUSE_ENDS), None)]
    before = [word for word in before if word not in QUALIFYING]
    around = [word for pair in zip(_padded(after), _padded(before), strict=True) for word in pair if word]
    return Quantity(
        value=float(record["value"]) * times,
        high=max(float(record.get("high") or 0.0), float(record["value"])) * times,
        unit=unit,
        what="" if what in CONVERSIONS else what,
        counted=counted,
        qualifier="additional" if FURTHER.search(_ahead(folded, record["start"])) else str(record["qualifier"] or ""),
        role=find_role(around),
        start=record["start"],
        end=record["end"],
        text=record["text"],
        near=frozenset(_near(record, tokens)),
        in_row=bool(IN_ROW.match(folded, record["end"])),
    )


def _near(record: dict[str, Any], tokens: Sequence[Token]) -> list[str]:
    """The content words next to a number, on either side."""
    left, right = _around(record, tokens)
    before = [token.base for token in left if token.is_content]
    after = [token.base for token in right if token.is_content]
    return [*before[-NEAR:], *after[:NEAR]]


def _around(record: dict[str, Any], tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """The words next to a number, on either side: a whole article has too many of both to look through all."""
    first = bisect_right(tokens, record["start"], key=lambda token: token.end)
    last = bisect_left(tokens, record["end"], key=lambda token: token.start)
    return tokens[max(0, first - WINDOW) : first], tokens[last : last + WINDOW]


def _in_one_unit(unit: str, what: str) -> tuple[str, float]:
    """Convert a unit, or a counted unit ("three hours"), to the unit of its kind."""
    for word in (unit.lower(), what):
        form = UNIT_FORMS.get(word, word)
        form = form if form in CONVERSIONS else UNIT_FORMS.get(form.rstrip("s"), form.rstrip("s"))
        if form in CONVERSIONS:
            return CONVERSIONS[form]
    return UNIT_FORMS.get(unit.lower(), unit), 1.0


def _padded(words: list[str]) -> list[str]:
    return (words + [""] * ROLE_REACH)[:ROLE_REACH]


def _joined(folded: str, found: list[Quantity]) -> list[Quantity]:
    """Join "five hours and 29 minutes" into one duration."""
    joined: list[Quantity] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and one.unit == last.unit == "time" and one.value < last.value:
            between = folded[last.end : one.start]
            if between.strip() in ("", "and", ",") or re.fullmatch(
                r"\s?(?:hours?|days?|years?|minutes?),?(?: and)? ?", between
            ):
                text = folded[last.start : one.end]
                joined[-1] = Quantity(last.value + one.value, last.value + one.value, "time", "", "", last.qualifier, last.role, last.start,
                                      one.end, text, last.near | one.near)  # fmt: skip
                continue
        joined.append(one)
    return joined
